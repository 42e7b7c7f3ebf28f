(* The one-step facts behind Theorem 2 for the two-layer network on D0 (issue item 2e).

   - [lambda_falls_iff]: for f > 0, where s > 0, the kernel falls in a step iff eta lambda s < 4 f; for f < 0 by symmetry.
   - [kernel_converges]: along an orbit of admissible states with f -> 0 the kernel converges.
   - [flatness]: (T7) an orbit that converges to f = 0 without ever hitting it has lambda_inf <= 2/(eta kappa); for the three
     losses [flatness_exponential], [flatness_logistic], [flatness_squared].

   Assumed of the slope in the general form: s is differentiable at 0 with s(0) = 0 and s'(0) = kappa > 0. Nothing of the
   orbit but what the statements say. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations IdentitiesLoss IdentitiesTwoLayer.
Open Scope R_scope.

(** * lambda falls iff eta lambda s < 4 f *)

Theorem lambda_falls_iff (eta m s f lambda : R) :
  0 < eta -> 0 < m -> 0 < s -> two_layer_lambda eta m s f lambda < lambda <-> eta * lambda * s < 4 * f.
Proof.
  intros rate wide positive.
  assert (two_layer_lambda eta m s f lambda - lambda = eta * s / m * (eta * lambda * s - 4 * f)) as change.
  { unfold two_layer_lambda. field. lra. }
  assert (0 < eta * s / m) by (apply Rdiv_lt_0_compat; nra).
  set (k := eta * s / m) in *. split; intros; nra.
Qed.

Theorem lambda_falls_iff_negative (eta m s f lambda : R) :
  0 < eta -> 0 < m -> s < 0 -> two_layer_lambda eta m s f lambda < lambda <-> 4 * f < eta * lambda * s.
Proof.
  intros rate wide negative.
  assert (two_layer_lambda eta m s f lambda = two_layer_lambda eta m (- s) (- f) lambda) as mirror.
  { unfold two_layer_lambda. field. lra. }
  rewrite mirror, lambda_falls_iff by lra. split; intros; nra.
Qed.

Lemma slope_exponential_positive (f : R) : 0 < f -> 0 < slope_exponential f.
Proof.
  intros positive. unfold slope_exponential, sinh.
  assert (exp (- f) < exp f) by (apply exp_increasing; lra). lra.
Qed.

Lemma slope_logistic_positive (f : R) : 0 < f -> 0 < slope_logistic f.
Proof.
  intros positive. unfold slope_logistic, tanh.
  pose proof (slope_exponential_positive (f / 2)) as sign. unfold slope_exponential in sign.
  pose proof (cosh_positive (f / 2)).
  assert (0 < sinh (f / 2) / cosh (f / 2)) by (apply Rdiv_lt_0_compat; lra). lra.
Qed.

Theorem lambda_falls_iff_exponential (eta m f lambda : R) :
  0 < eta -> 0 < m -> 0 < f ->
  two_layer_lambda_exponential eta m f lambda < lambda <-> eta * lambda * slope_exponential f < 4 * f.
Proof.
  intros rate wide positive. rewrite two_layer_lambda_exponential_slope.
  apply lambda_falls_iff; [assumption .. | apply slope_exponential_positive; assumption].
Qed.

Theorem lambda_falls_iff_logistic (eta m f lambda : R) :
  0 < eta -> 0 < m -> 0 < f ->
  two_layer_lambda_logistic eta m f lambda < lambda <-> eta * lambda * slope_logistic f < 4 * f.
Proof.
  intros rate wide positive. rewrite two_layer_lambda_logistic_slope.
  apply lambda_falls_iff; [assumption .. | apply slope_logistic_positive; assumption].
Qed.

Theorem lambda_falls_iff_squared (eta m f lambda : R) :
  0 < eta -> 0 < m -> 0 < f -> two_layer_lambda_squared eta m f lambda < lambda <-> eta * lambda * slope_squared f < 4 * f.
Proof.
  intros rate wide positive. rewrite two_layer_lambda_squared_slope. apply lambda_falls_iff; assumption.
Qed.

(** * Orbits *)

Section Orbit.

Variables (eta m kappa : R) (slope : R -> R) (f lambda : nat -> R).
Hypothesis rate : 0 < eta.
Hypothesis wide : 0 < m.
Hypothesis rest : slope 0 = 0.
Hypothesis stiff : is_derive slope 0 kappa.
Hypothesis curved : 0 < kappa.
Hypothesis step_output : forall t, f (S t) = two_layer_output eta m (slope (f t)) (f t) (lambda t).
Hypothesis step_lambda : forall t, lambda (S t) = two_layer_lambda eta m (slope (f t)) (f t) (lambda t).
Hypothesis converges : is_lim_seq f 0.

Lemma slopes_vanish : is_lim_seq (fun t => slope (f t)) 0.
Proof.
  rewrite <- rest at 1.
  apply (is_lim_seq_continuous slope f 0); [| exact converges].
  apply continuity_pt_filterlim, (ex_derive_continuous slope). exists kappa. exact stiff.
Qed.

(* s/f tends to kappa where f is not zero. *)
Lemma ratio_limit : (forall t, f t <> 0) -> is_lim_seq (fun t => slope (f t) / f t) kappa.
Proof.
  intros never. apply is_lim_seq_spec. intros epsilon.
  apply is_derive_Reals in stiff. destruct (stiff epsilon (cond_pos epsilon)) as [radius near].
  pose proof converges as small. apply is_lim_seq_spec in small. destruct (small radius) as [T close].
  exists T. intros t late. specialize (close t late). specialize (near (f t) (never t)).
  rewrite Rminus_0_r in close. specialize (near close). rewrite Rplus_0_l, rest, Rminus_0_r in near. exact near.
Qed.

Lemma rates_vanish : is_lim_seq (fun t => factor_rate eta m (slope (f t))) 0.
Proof.
  unfold factor_rate. replace (Finite 0) with (Finite (eta * 0 / sqrt m)) by (f_equal; unfold Rdiv; ring).
  apply (is_lim_seq_div' (fun t => eta * slope (f t)) (fun _ => sqrt m)).
  - apply (is_lim_seq_scal_l (fun t => slope (f t)) eta 0). exact slopes_vanish.
  - apply is_lim_seq_const.
  - pose proof (sqrt_lt_R0 m wide). lra.
Qed.

(* p, q >= 0 at the start. *)
Hypothesis admissible_p : 0 <= factor_p m (f 0%nat) (lambda 0%nat).
Hypothesis admissible_q : 0 <= factor_q m (f 0%nat) (lambda 0%nat).

Lemma admissible_orbit (t : nat) : 0 <= factor_p m (f t) (lambda t) /\ 0 <= factor_q m (f t) (lambda t).
Proof.
  induction t as [| t [p q]]; [split; assumption |].
  rewrite step_output, step_lambda. apply admissible_step; assumption.
Qed.

Let product (t : nat) := factor_p m (f t) (lambda t) * factor_q m (f t) (lambda t).

Lemma product_step (t : nat) :
  product (S t) = product t * (1 - factor_rate eta m (slope (f t)) ^ 2) ^ 2.
Proof.
  unfold product. rewrite step_output, step_lambda, (T3_p eta m _ _ _ wide), (T3_q eta m _ _ _ wide).
  unfold factorised_p, factorised_q. ring.
Qed.

Lemma product_nonneg (t : nat) : 0 <= product t.
Proof. destruct (admissible_orbit t) as [p q]. apply Rmult_le_pos; assumption. Qed.

Lemma lambda_nonneg (t : nat) : 0 <= lambda t.
Proof.
  destruct (admissible_orbit t) as [p q].
  rewrite <- (factors_invert_lambda m (f t) (lambda t) wide). unfold factors_lambda. lra.
Qed.

Lemma product_is (t : nat) : lambda t ^ 2 = product t + 4 * f t ^ 2 / m.
Proof. unfold product. rewrite (factor_product m _ _ wide). ring. Qed.

(* From some step on a^2 <= 1 and pq falls; it is bounded below, so it converges, and with it lambda. *)
Theorem kernel_converges : exists limit : R, 0 <= limit /\ is_lim_seq lambda limit.
Proof.
  pose proof rates_vanish as vanish. apply is_lim_seq_spec in vanish.
  destruct (vanish (mkposreal 1 Rlt_0_1)) as [T small]. simpl in small.
  assert (ex_finite_lim_seq product) as [P limit].
  { enough (ex_finite_lim_seq (fun t => product (t + T)%nat)) as [P tends]
      by (exists P; apply (is_lim_seq_incr_n product T); exact tends).
    apply ex_finite_lim_seq_decr with 0.
    - intros t. change (S t + T)%nat with (S (t + T)). rewrite product_step.
      specialize (small (t + T)%nat). rewrite Rminus_0_r in small.
      assert (Rabs (factor_rate eta m (slope (f (t + T)%nat))) < 1) as inside by (apply small; lia).
      pose proof (product_nonneg (t + T)) as sign.
      set (a := factor_rate eta m (slope (f (t + T)%nat))) in *.
      apply Rabs_def2 in inside.
      assert (0 <= 1 - a ^ 2 <= 1) by nra.
      assert ((1 - a ^ 2) ^ 2 <= 1) by nra. nra.
    - intros t. apply product_nonneg. }
  assert (0 <= P) as sign.
  { apply (is_lim_seq_le (fun _ => 0) product 0 P); [intros; apply product_nonneg | apply is_lim_seq_const | exact limit]. }
  exists (sqrt P). split; [apply sqrt_pos |].
  apply (is_lim_seq_ext (fun t => sqrt (product t + 4 * f t ^ 2 / m))).
  { intros t. rewrite <- product_is. simpl. rewrite Rmult_1_r. apply sqrt_square, lambda_nonneg. }
  apply (is_lim_seq_continuous sqrt (fun t => product t + 4 * f t ^ 2 / m) P).
  - apply continuity_pt_filterlim, continuous_sqrt.
  - replace (Finite P) with (Finite (P + 4 * 0 ^ 2 / m)) by (f_equal; field; lra).
    apply (is_lim_seq_plus' product); [exact limit |].
    apply (is_lim_seq_div' (fun t => 4 * f t ^ 2) (fun _ => m)); [| apply is_lim_seq_const | lra].
    apply (is_lim_seq_scal_l (fun t => f t ^ 2) 4 (0 ^ 2)).
    simpl. apply is_lim_seq_mult'; [exact converges |].
    apply is_lim_seq_mult'; [exact converges | apply is_lim_seq_const].
Qed.

(* (T7) *)
Theorem flatness (limit : R) : (forall t, f t <> 0) -> is_lim_seq lambda limit -> limit <= 2 / (eta * kappa).
Proof.
  intros never kernel.
  destruct (Rle_or_lt limit (2 / (eta * kappa))) as [below | above]; [exact below | exfalso].
  assert (0 < eta * kappa) as speed by nra.
  assert (2 < eta * kappa * limit) as steep.
  { apply (Rmult_lt_compat_l (eta * kappa)) in above; [| exact speed].
    replace (eta * kappa * (2 / (eta * kappa))) with 2 in above by (field; lra). exact above. }
  set (multiplier t := 1 + (eta * slope (f t)) ^ 2 / m - eta * (lambda t * (slope (f t) / f t))).
  assert (forall t, f (S t) = multiplier t * f t) as step.
  { intros t. rewrite step_output. unfold two_layer_output, multiplier. field. split; [apply never | lra]. }
  assert (is_lim_seq multiplier (1 - eta * (limit * kappa))) as tends.
  { unfold multiplier.
    apply (is_lim_seq_minus' (fun t => 1 + (eta * slope (f t)) ^ 2 / m)).
    - replace (Finite 1) with (Finite (1 + (eta * 0) ^ 2 / m)) by (f_equal; field; lra).
      apply (is_lim_seq_plus' (fun _ => 1)); [apply is_lim_seq_const |].
      apply (is_lim_seq_div' (fun t => (eta * slope (f t)) ^ 2) (fun _ => m)); [| apply is_lim_seq_const | lra].
      assert (is_lim_seq (fun t => eta * slope (f t)) (eta * 0)) as push
        by (apply (is_lim_seq_scal_l (fun t => slope (f t)) eta 0), slopes_vanish).
      simpl. apply is_lim_seq_mult'; [exact push |].
      apply is_lim_seq_mult'; [exact push | apply is_lim_seq_const].
    - apply (is_lim_seq_scal_l (fun t => lambda t * (slope (f t) / f t)) eta (limit * kappa)).
      apply is_lim_seq_mult'; [exact kernel | apply ratio_limit, never]. }
  assert (0 < eta * kappa * limit - 2) as gap by lra.
  apply is_lim_seq_spec in tends. destruct (tends (mkposreal _ gap)) as [T expands]. simpl in expands.
  assert (forall t, Rabs (f T) <= Rabs (f (t + T)%nat)) as grows.
  { intros t. induction t as [| t IH]; [apply Rle_refl |].
    apply Rle_trans with (1 := IH). change (S t + T)%nat with (S (t + T)). rewrite step, Rabs_mult.
    assert (1 <= Rabs (multiplier (t + T)%nat)) as one.
    { assert (T <= t + T)%nat as late by lia. specialize (expands (t + T)%nat late). apply Rabs_def2 in expands.
      rewrite Rabs_left; lra. }
    pose proof (Rabs_pos (f (t + T)%nat)). nra. }
  assert (0 < Rabs (f T)) as positive by (apply Rabs_pos_lt, never).
  pose proof converges as small. apply is_lim_seq_spec in small.
  destruct (small (mkposreal _ positive)) as [T' close]. simpl in close.
  assert (T' <= T' + T)%nat as late by lia. specialize (close (T' + T)%nat late). rewrite Rminus_0_r in close.
  specialize (grows T'). lra.
Qed.

End Orbit.

(** * (T7) for the three losses *)

(* What (T7) says of a loss, given the maps of its step and its bound. *)
Definition flat_end (output_map lambda_map : R -> R -> R -> R -> R) (bound : R -> R) : Prop :=
  forall (eta m : R) (f lambda : nat -> R),
  0 < eta -> 0 < m ->
  (forall t, f (S t) = output_map eta m (f t) (lambda t)) ->
  (forall t, lambda (S t) = lambda_map eta m (f t) (lambda t)) ->
  2 * Rabs (f 0%nat) / sqrt m <= lambda 0%nat ->
  (forall t, f t <> 0) ->
  is_lim_seq f 0 ->
  exists limit : R, is_lim_seq lambda limit /\ 0 <= limit <= bound eta.

Lemma flat_end_of (slope : R -> R) (kappa : R) (output_map lambda_map : R -> R -> R -> R -> R) (bound : R -> R) :
  slope 0 = 0 -> is_derive slope 0 kappa -> 0 < kappa ->
  (forall eta m f lambda, output_map eta m f lambda = two_layer_output eta m (slope f) f lambda) ->
  (forall eta m f lambda, lambda_map eta m f lambda = two_layer_lambda eta m (slope f) f lambda) ->
  (forall eta, 0 < eta -> bound eta = 2 / (eta * kappa)) ->
  flat_end output_map lambda_map bound.
Proof.
  intros rest stiff curved output_is lambda_is bound_is eta m f lambda rate wide step_output step_lambda start never small.
  apply admissible_means in start; [| exact wide]. destruct start as [p q].
  assert (forall t, f (S t) = two_layer_output eta m (slope (f t)) (f t) (lambda t)) as step_f
    by (intros t; rewrite step_output; apply output_is).
  assert (forall t, lambda (S t) = two_layer_lambda eta m (slope (f t)) (f t) (lambda t)) as step_l
    by (intros t; rewrite step_lambda; apply lambda_is).
  destruct (kernel_converges eta m kappa slope f lambda wide rest stiff step_f step_l small p q) as [limit [sign tends]].
  exists limit. split; [exact tends | split; [exact sign |]].
  rewrite (bound_is eta rate).
  exact (flatness eta m kappa slope f lambda rate wide rest stiff curved step_f small limit never tends).
Qed.

Theorem flatness_exponential :
  flat_end two_layer_output_exponential two_layer_lambda_exponential flatness_bound_exponential.
Proof.
  apply (flat_end_of slope_exponential kappa_exponential); try reflexivity.
  - apply sinh_0.
  - rewrite kappa_exponential_curvature. apply slope_exponential_derive.
  - unfold kappa_exponential. lra.
  - intros eta rate. unfold flatness_bound_exponential, kappa_exponential. field. lra.
Qed.

Theorem flatness_logistic : flat_end two_layer_output_logistic two_layer_lambda_logistic flatness_bound_logistic.
Proof.
  apply (flat_end_of slope_logistic kappa_logistic); try reflexivity.
  - unfold slope_logistic, tanh. replace (0 / 2) with 0 by lra. rewrite sinh_0. unfold Rdiv. ring.
  - rewrite kappa_logistic_curvature. apply slope_logistic_derive.
  - unfold kappa_logistic. lra.
  - intros eta rate. unfold flatness_bound_logistic, kappa_logistic. field. lra.
Qed.

Theorem flatness_squared : flat_end two_layer_output_squared two_layer_lambda_squared flatness_bound_squared.
Proof.
  apply (flat_end_of slope_squared kappa_squared); try reflexivity.
  - rewrite kappa_squared_curvature. apply slope_squared_derive.
  - unfold kappa_squared. lra.
  - intros eta rate. unfold flatness_bound_squared, kappa_squared. field. lra.
Qed.
