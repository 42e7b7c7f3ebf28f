(** The checker's lemma about two-layer networks on separable data of one feature, with the very hypotheses that it tests, and the sharpness at the end (G7a).

    The signed points all lie on the side of zero that sigma, 1 or -1, names: least <= sigma z. w bounds lambda + 2 sigma v/sqrt m from below, and a bounds eta |g(v)|/sqrt m.
    [one_sided_falls_holds] and [one_sided_converges_holds] of Equations.v are printed from checks/gram_one_sided.rs. Proved:
    - [one_sided_falls_by_hypotheses]: the loss falls at each step, to 0, sigma v tends to infinity, and the sharpness (T5) to 0, for the logistic and the exponential loss;
    - [one_sided_converges_by_hypotheses]: all but the falling, for the logistic loss, at every rate;
    - [sharpness_fades]: the sharpness tends to 0 wherever the output of positive data tends to infinity. *)

From Coq Require Import Reals Lra Psatz Lia List ZArith.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic IdentitiesTwoLayer Two_layer Empirical One_feature_separable.
Import ListNotations.
Local Open Scope R_scope.

(** * The sharpness at infinity *)

(** Means of terms that fade as the margin grows. *)
Lemma mean_fades points (v : nat -> R) (f h : R -> R) : (forall x : nat -> R, is_lim_seq x p_infty -> is_lim_seq (fun t => h (x t)) 0) ->
  (forall z, occurs points z -> 0 < z) -> is_lim_seq v p_infty -> is_lim_seq (fun t => mean points (fun z => f z * h (v t * z))) 0.
Proof.
  intros Hh Hz Lv. unfold mean, Rdiv. replace (Finite 0) with (Finite (0 * / count points)) by (f_equal; ring).
  apply is_lim_seq_mult'; [| apply is_lim_seq_const]. induction points as [| [z k] points IH]; simpl; [apply is_lim_seq_const |].
  replace (Finite 0) with (Finite (f z * 0 * multiplicity k + 0)) by (f_equal; ring). apply is_lim_seq_plus'.
  - apply is_lim_seq_mult'; [| apply is_lim_seq_const]. apply is_lim_seq_mult'; [apply is_lim_seq_const |]. apply Hh. assert (P := Hz z (occurs_here z k points)).
    replace p_infty with (Rbar_mult p_infty z); [now apply is_lim_seq_scal_r |]. simpl.
    destruct (Rle_dec 0 z) as [h' |]; [| lra]. destruct (Rle_lt_or_eq_dec 0 z h'); [reflexivity | lra].
  - apply IH. intros y Hy. apply Hz. now apply occurs_later.
Qed.

(** u e^(-u) fades. *)
Lemma linear_exponential_fades (x : nat -> R) : is_lim_seq x p_infty -> is_lim_seq (fun t => x t * exp (- x t)) 0.
Proof.
  intros L. apply is_lim_seq_ext with (fun t => - ((fun y => y * exp y) (- x t))); [intros; ring |].
  replace (Finite 0) with (Rbar_opp (Finite 0)) by (simpl; f_equal; ring). apply (proj1 (is_lim_seq_opp _ _)).
  apply (is_lim_comp_seq (fun y => y * exp y) (fun t => - x t) m_infty 0).
  - apply is_lim_mul_exp_m.
  - exists 0%nat. intros. discriminate.
  - exact (proj1 (is_lim_seq_opp _ _) L).
Qed.

(** Losses whose slope and curvature fade like e^(-u). *)
Definition fading (l : loss) : Prop := forall u, 0 <= u -> 0 < - slope l u <= exp (- u) /\ 0 < curvature l u <= exp (- u).

Lemma exponential_fading : fading exponential.
Proof. intros u _. simpl. unfold margin_slope_exponential, margin_curvature_exponential. assert (P := exp_pos (- u)). lra. Qed.

Lemma logistic_fading : fading logistic.
Proof.
  intros u Hu. assert (R := slope_logistic_range u). assert (C := curvature_positive logistic u). split.
  - simpl. split; [lra |]. unfold margin_slope_logistic. rewrite exp_Ropp. assert (P := exp_pos u).
    replace (- - (1 / (1 + exp u))) with (/ (1 + exp u)) by (field; lra). apply Rinv_le_contravar; lra.
  - split; [assumption |]. simpl. unfold margin_curvature_logistic, Rdiv. rewrite Rmult_1_l, exp_Ropp.
    apply Rinv_le_contravar; [apply exp_pos |]. unfold cosh.
    replace ((2 * ((exp (u * / 2) + exp (- (u * / 2))) / 2)) ^ 2) with (exp (u * / 2) ^ 2 + 2 * (exp (u * / 2) * exp (- (u * / 2))) + exp (- (u * / 2)) ^ 2) by field.
    rewrite <- exp_plus. replace (u * / 2 + - (u * / 2)) with 0 by ring. rewrite exp_0.
    replace (exp (u * / 2) ^ 2) with (exp u); [assert (0 <= exp (- (u * / 2)) ^ 2) by apply pow2_ge_0; lra |].
    simpl. rewrite Rmult_1_r, <- exp_plus. f_equal. field.
Qed.

Lemma fading_terms (l : loss) : fading l ->
  (forall x : nat -> R, is_lim_seq x p_infty -> is_lim_seq (fun t => slope l (x t)) 0) /\
  (forall x : nat -> R, is_lim_seq x p_infty -> is_lim_seq (fun t => curvature l (x t)) 0) /\
  (forall x : nat -> R, is_lim_seq x p_infty -> is_lim_seq (fun t => x t * curvature l (x t)) 0).
Proof.
  intros F. assert (Late : forall x : nat -> R, is_lim_seq x p_infty -> exists T, forall t, (T <= t)%nat -> 0 <= x t).
  { intros x L. apply is_lim_seq_spec in L. destruct (L 0) as [T HT]. exists T. intros t Ht. specialize (HT t Ht). lra. }
  split; [| split]; intros x L; destruct (Late x L) as [T HT].
  - replace (Finite 0) with (Rbar_opp (Finite 0)) by (simpl; f_equal; ring).
    apply is_lim_seq_ext with (fun t => - - slope l (x t)); [intros; ring |]. apply (proj1 (is_lim_seq_opp _ _)).
    apply is_lim_seq_le_le_loc with (u := fun _ => 0) (w := fun t => exp (- x t)); [| apply is_lim_seq_const | now apply exponential_vanishes].
    exists T. intros t Ht. destruct (F (x t) (HT t Ht)) as [[A B] _]. lra.
  - apply is_lim_seq_le_le_loc with (u := fun _ => 0) (w := fun t => exp (- x t)); [| apply is_lim_seq_const | now apply exponential_vanishes].
    exists T. intros t Ht. destruct (F (x t) (HT t Ht)) as [_ [A B]]. lra.
  - apply is_lim_seq_le_le_loc with (u := fun _ => 0) (w := fun t => x t * exp (- x t)); [| apply is_lim_seq_const | now apply linear_exponential_fades].
    exists T. intros t Ht. assert (P := HT t Ht). destruct (F (x t) P) as [_ [A B]]. split; [apply Rmult_le_pos; lra | now apply Rmult_le_compat_l].
Qed.

Section Fades.

Variables (l : loss) (points : data) (eta m : R) (v lambda : nat -> R).
Hypothesis Hpositive : forall z, occurs points z -> 0 < z.
Hypothesis Horbit : orbit (risk_slope l points) eta m v lambda.
Hypotheses (Heta : 0 < eta) (Hm : 0 < m).
Hypothesis Hstart : admissible m (v 0%nat) (lambda 0%nat).
Hypothesis Hfading : fading l.
Hypothesis Hv : is_lim_seq v p_infty.

Let s t := risk_slope l points (v t).
Let c t := risk_curvature l points (v t).

Lemma slope_vanishes : is_lim_seq s 0.
Proof.
  destruct (fading_terms l Hfading) as (Hs & _ & _).
  apply is_lim_seq_ext with (fun t => mean points (fun z => z * slope l (v t * z))).
  - intros t. unfold s, risk_slope. apply mean_ext. intros z _. ring.
  - now apply (mean_fades points v (fun z => z) (slope l)).
Qed.

Lemma curvature_vanishes : is_lim_seq c 0.
Proof.
  destruct (fading_terms l Hfading) as (_ & Hc & _).
  apply is_lim_seq_ext with (fun t => mean points (fun z => z ^ 2 * curvature l (v t * z))).
  - intros t. unfold c, risk_curvature. apply mean_ext. intros z _. ring.
  - now apply (mean_fades points v (fun z => z ^ 2) (curvature l)).
Qed.

Lemma output_curvature_vanishes : is_lim_seq (fun t => v t * c t) 0.
Proof.
  destruct (fading_terms l Hfading) as (_ & _ & Hu).
  apply is_lim_seq_ext with (fun t => mean points (fun z => z * (fun u => u * curvature l u) (v t * z))).
  - intros t. unfold c, risk_curvature. rewrite <- mean_scale. apply mean_ext. intros z _. ring.
  - now apply (mean_fades points v (fun z => z) (fun u => u * curvature l u)).
Qed.

(** p q is bounded, so that the kernel grows no faster than the output. *)
Lemma kernel_bounded : exists B T, 0 <= B /\ forall t, (T <= t)%nat -> 0 <= lambda t <= B + 2 * Rabs (v t) / sqrt m.
Proof.
  assert (Pm : 0 < sqrt m) by now apply sqrt_lt_R0.
  assert (Late : exists T, forall t, (T <= t)%nat -> (eta * s t) ^ 2 / m <= 2).
  { assert (L := slope_vanishes). apply is_lim_seq_spec in L.
    assert (E : 0 < sqrt m / eta) by now apply Rdiv_lt_0_compat.
    destruct (L (mkposreal _ E)) as [T HT]. exists T. intros t Ht. specialize (HT t Ht). simpl in HT. rewrite Rminus_0_r in HT.
    assert (A : Rabs (eta * s t) <= sqrt m).
    { rewrite Rabs_mult, (Rabs_pos_eq eta) by lra. apply Rmult_lt_compat_l with (r := eta) in HT; [| assumption].
      replace (eta * (sqrt m / eta)) with (sqrt m) in HT by (field; lra). lra. }
    assert (S : (eta * s t) ^ 2 <= m).
    { replace ((eta * s t) ^ 2) with (Rabs (eta * s t) * Rabs (eta * s t)) by (change (Rsqr (Rabs (eta * s t)) = (eta * s t) ^ 2); rewrite <- Rsqr_abs; apply Rsqr_pow2).
      apply Rle_trans with (sqrt m * sqrt m); [| rewrite sqrt_sqrt; lra]. apply Rmult_le_compat; try apply Rabs_pos; assumption. }
    assert ((eta * s t) ^ 2 / m <= 1); [| lra]. apply Rmult_le_reg_r with m; [assumption |]. replace ((eta * s t) ^ 2 / m * m) with ((eta * s t) ^ 2) by (field; lra). lra. }
  destruct Late as [T HT]. assert (Adm := orbit_admissible (risk_slope l points) eta m v lambda Hm Horbit Hstart).
  set (V t := product m (v t) (lambda t)).
  assert (Vpos : forall t, 0 <= V t) by (intros t; apply product_nonneg; [assumption | apply Adm]).
  assert (Fall : forall n, V (T + n)%nat <= V T).
  { induction n as [| n IH]; [rewrite Nat.add_0_r; lra |]. rewrite <- plus_n_Sm. apply Rle_trans with (2 := IH). unfold V.
    destruct (Horbit (T + n)%nat) as [-> ->]. rewrite step_product by lra.
    assert (A := HT (T + n)%nat ltac:(lia)). assert (B : 0 <= (eta * s (T + n)%nat) ^ 2 / m) by (apply Rdiv_le_0_compat; [apply pow2_ge_0 | assumption]).
    assert (P := Vpos (T + n)%nat). unfold V in P. unfold s in A, B.
    set (X := (eta * risk_slope l points (v (T + n)%nat)) ^ 2 / m) in *. set (Y := product m (v (T + n)%nat) (lambda (T + n)%nat)) in *.
    assert (C : (1 - X) ^ 2 <= 1) by nra. apply Rle_trans with (Y * 1); [apply Rmult_le_compat_l; assumption | lra]. }
  exists (sqrt (V T)), T. split; [apply sqrt_pos |]. intros t Ht. destruct (Adm t) as [L0 _]. split; [assumption |].
  assert (F := Fall (t - T)%nat). replace (T + (t - T))%nat with t in F by lia. unfold V at 1, product in F.
  set (x := 2 * Rabs (v t) / sqrt m). assert (X : 0 <= x) by (unfold x; apply Rdiv_le_0_compat; [assert (A := Rabs_pos (v t)); lra | assumption]).
  assert (X2 : x ^ 2 = 4 * v t ^ 2 / m).
  { unfold x. replace ((2 * Rabs (v t) / sqrt m) ^ 2) with (4 * (Rabs (v t) * Rabs (v t)) / (sqrt m * sqrt m)) by (field; lra).
    rewrite sqrt_sqrt by lra. change (Rabs (v t) * Rabs (v t)) with (Rsqr (Rabs (v t))). rewrite <- Rsqr_abs, Rsqr_pow2. reflexivity. }
  assert (R := sqrt_pos (V T)). assert (Q : sqrt (V T) ^ 2 = V T) by (simpl; rewrite Rmult_1_r; apply sqrt_sqrt, Vpos).
  apply Rnot_lt_le. intros H. assert (lambda t ^ 2 <= sqrt (V T) ^ 2 + x ^ 2) by lra. nra.
Qed.

Lemma kernel_curvature_vanishes : is_lim_seq (fun t => c t * lambda t) 0.
Proof.
  assert (Pm : 0 < sqrt m) by now apply sqrt_lt_R0. destruct kernel_bounded as (B & T & HB & HL).
  assert (Hv' := Hv). apply is_lim_seq_spec in Hv'. destruct (Hv' 0) as [T' HT'].
  apply is_lim_seq_le_le_loc with (u := fun _ => 0) (w := fun t => B * c t + 2 / sqrt m * (v t * c t)).
  - exists (T + T')%nat. intros t Ht. destruct (HL t ltac:(lia)) as [L0 L1]. assert (P := HT' t ltac:(lia)). rewrite Rabs_pos_eq in L1 by lra.
    assert (C : 0 <= c t).
    { unfold c, risk_curvature. rewrite <- (mean_zero points). apply mean_le. intros z _. assert (K := curvature_positive l (v t * z)). assert (Z := pow2_ge_0 z). nra. }
    split; [now apply Rmult_le_pos |]. replace (B * c t + 2 / sqrt m * (v t * c t)) with (c t * (B + 2 * v t / sqrt m)) by (field; lra). now apply Rmult_le_compat_l.
  - apply is_lim_seq_const.
  - replace (Finite 0) with (Finite (B * 0 + 2 / sqrt m * 0)) by (f_equal; ring). apply is_lim_seq_plus'; apply is_lim_seq_mult'; try apply is_lim_seq_const.
    + exact curvature_vanishes.
    + exact output_curvature_vanishes.
Qed.

Theorem sharpness_fades : is_lim_seq (fun t => sharpness m (s t) (c t) (v t) (lambda t)) 0.
Proof.
  unfold sharpness. replace (Finite 0) with (Finite ((0 + sqrt (0 ^ 2 + 4 * (2 * 0 * 0 + 0 ^ 2) / m)) * / 2)).
  2: { f_equal. replace (0 ^ 2 + 4 * (2 * 0 * 0 + 0 ^ 2) / m) with 0 by (field; lra). rewrite sqrt_0. field. }
  unfold Rdiv. apply is_lim_seq_mult'; [| apply is_lim_seq_const]. apply is_lim_seq_plus'; [exact kernel_curvature_vanishes |].
  apply (is_lim_seq_continuous sqrt); [apply continuity_pt_filterlim, continuous_sqrt |].
  assert (LX := kernel_curvature_vanishes). assert (LS := slope_vanishes). assert (LC := output_curvature_vanishes).
  assert (Square : forall x : nat -> R, is_lim_seq x 0 -> is_lim_seq (fun t => x t ^ 2) (0 ^ 2)).
  { intros x L. simpl. apply is_lim_seq_mult'; [assumption |]. apply is_lim_seq_mult'; [assumption | apply is_lim_seq_const]. }
  apply is_lim_seq_plus'; [now apply Square |]. apply is_lim_seq_mult'; [| apply is_lim_seq_const]. apply is_lim_seq_mult'; [apply is_lim_seq_const |].
  apply is_lim_seq_plus'; [| now apply Square].
  apply is_lim_seq_ext with (fun t => 2 * (v t * c t) * s t); [intros; ring |].
  apply is_lim_seq_mult'; [| assumption]. apply is_lim_seq_mult'; [apply is_lim_seq_const | assumption].
Qed.

End Fades.

(** * Both sides of zero *)

Definition loss_falls_to_zero (l : loss) : Prop := l = logistic \/ l = exponential.

Lemma towards_plus (v : nat -> R) : is_lim_seq (fun t => 1 * v t) p_infty -> is_lim_seq v p_infty.
Proof. apply is_lim_seq_ext. intros; ring. Qed.

Lemma towards_minus (v : nat -> R) : is_lim_seq (fun t => -1 * v t) p_infty -> is_lim_seq v m_infty.
Proof. intros H. apply is_lim_seq_ext with (fun t => - (-1 * v t)); [intros; ring |]. exact (proj1 (is_lim_seq_opp _ _) H). Qed.

Lemma scaled_square x m : 0 < m -> (x / sqrt m) ^ 2 = x ^ 2 / m.
Proof. intros H. assert (P := sqrt_lt_R0 m H). replace (x ^ 2 / m) with (x ^ 2 / (sqrt m * sqrt m)) by (now rewrite sqrt_sqrt by lra). field. lra. Qed.

(** The mirror image: data on the other side, and the output turned. *)
Lemma mirror_risk l points w : risk l (mirror points) w = risk l points (- w).
Proof. unfold risk, mean, count. rewrite !mirror_total. f_equal. apply total_ext. intros z _. f_equal. ring. Qed.

Lemma mirror_curvature l points w : risk_curvature l (mirror points) w = risk_curvature l points (- w).
Proof.
  unfold risk_curvature, mean, count. rewrite !mirror_total. f_equal. apply total_ext. intros z _.
  replace (w * - z) with (- w * z) by ring. ring.
Qed.

Lemma mirror_occurs_back points z : occurs (mirror points) z -> occurs points (- z).
Proof.
  intros [k H]. unfold mirror in H. apply in_map_iff in H. destruct H as ([y j] & E & H). simpl in E. injection E as E1 E2.
  exists j. replace (- z) with y by lra. exact H.
Qed.

Lemma mirror_orbit l points eta m v lambda : 0 < m -> orbit (risk_slope l points) eta m v lambda -> orbit (risk_slope l (mirror points)) eta m (fun t => - v t) lambda.
Proof.
  intros Hm H t. destruct (H t) as [E1 E2]. rewrite mirror_slope, Ropp_involutive. rewrite E1, E2. unfold two_layer_output, two_layer_lambda. split; field; lra.
Qed.

(** What the two lemmas say. *)
Definition ends_at_zero l points m (v lambda : nat -> R) (sigma : R) : Prop :=
  is_lim_seq (fun t => risk l points (v t)) 0 /\ is_lim_seq (fun t => sigma * v t) p_infty /\
  is_lim_seq (fun t => sharpness m (risk_slope l points (v t)) (risk_curvature l points (v t)) (v t) (lambda t)) 0.

Lemma loss_vanishes l : loss_falls_to_zero l ->
  fading l /\ (forall u, slope l u < 0) /\ (forall x : nat -> R, is_lim_seq x p_infty -> is_lim_seq (fun t => value l (x t)) 0).
Proof.
  intros [-> | ->].
  - split; [exact logistic_fading | split; [intros u; apply slope_logistic_range | exact logistic_vanishes]].
  - split; [exact exponential_fading | split; [| exact exponential_vanishes]].
    intros u. simpl. unfold margin_slope_exponential. assert (P := exp_pos (- u)). lra.
Qed.

Lemma ends_of_output l points eta m v lambda : loss_falls_to_zero l -> (forall z, occurs points z -> 0 < z) ->
  orbit (risk_slope l points) eta m v lambda -> 0 < eta -> 0 < m -> admissible m (v 0%nat) (lambda 0%nat) ->
  is_lim_seq v p_infty -> ends_at_zero l points m v lambda 1.
Proof.
  intros Hl Hz Ho Heta Hm Ha Lv. destruct (loss_vanishes l Hl) as (F & S & V). split; [now apply risk_vanishes | split].
  - apply is_lim_seq_ext with v; [intros; ring | assumption].
  - now apply (sharpness_fades l points eta m v lambda).
Qed.

Lemma ends_mirrored l points m v lambda : 0 < m -> ends_at_zero l (mirror points) m (fun t => - v t) lambda 1 -> ends_at_zero l points m v lambda (-1).
Proof.
  intros Hm (R & V & S). split; [| split].
  - apply is_lim_seq_ext with (2 := R). intros t. now rewrite mirror_risk, Ropp_involutive.
  - apply is_lim_seq_ext with (2 := V). intros t. ring.
  - apply is_lim_seq_ext with (2 := S). intros t. rewrite mirror_slope, mirror_curvature, Ropp_involutive. unfold sharpness.
    f_equal. f_equal. f_equal. field. lra.
Qed.

Theorem one_sided_falls_by_hypotheses l points eta m v lambda z0 sigma least w a :
  loss_falls_to_zero l -> sigma = 1 \/ sigma = -1 -> occurs points z0 -> (forall z, occurs points z -> least <= sigma * z) ->
  orbit (risk_slope l points) eta m v lambda -> 0 < eta -> 0 < m -> admissible m (v 0%nat) (lambda 0%nat) ->
  w <= factor_p m (sigma * v 0%nat) (lambda 0%nat) -> eta * Rabs (risk_slope l points (v 0%nat)) / sqrt m <= a ->
  one_sided_falls_holds least w a ->
  (forall t, risk l points (v (S t)) <= risk l points (v t)) /\ ends_at_zero l points m v lambda sigma.
Proof.
  intros Hl Hsigma Hz0 Hz Ho Heta Hm Ha Hw Hpush (H1 & H2 & H3). unfold one_sided_falls_1, one_sided_falls_2, one_sided_falls_3 in *.
  assert (Pm : 0 < sqrt m) by now apply sqrt_lt_R0.
  assert (Main : forall points v z0, occurs points z0 -> (forall z, occurs points z -> 0 < z) -> orbit (risk_slope l points) eta m v lambda ->
    admissible m (v 0%nat) (lambda 0%nat) -> 0 < factor_p m (v 0%nat) (lambda 0%nat) -> eta * Rabs (risk_slope l points (v 0%nat)) / sqrt m <= a ->
    (forall t, risk l points (v (S t)) <= risk l points (v t)) /\ ends_at_zero l points m v lambda 1).
  { clear points v z0 Hz0 Hz Ho Ha Hw Hpush. intros points v z0 Hz0 Hz Ho Ha Hp Hpush. destruct (loss_vanishes l Hl) as (_ & S & _).
    destruct (separable_monotone l points eta m v lambda z0 Hz0 Hz S Ho Heta Hm Ha Hp) as [F L].
    - unfold factor_rate. apply Rle_trans with (eta * Rabs (risk_slope l points (v 0%nat)) / sqrt m); [| lra].
      replace (- (eta * risk_slope l points (v 0%nat) / sqrt m)) with (eta * - risk_slope l points (v 0%nat) / sqrt m) by (field; lra).
      apply Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat |]. apply Rmult_le_compat_l; [lra |]. rewrite <- Rabs_Ropp. apply Rle_abs.
    - split; [intros t; apply F | now apply (ends_of_output l points eta)]. }
  destruct Hsigma as [-> | ->].
  - apply (Main points v z0); try assumption.
    + intros z H. specialize (Hz z H). lra.
    + replace (1 * v 0%nat) with (v 0%nat) in Hw by ring. lra.
  - destruct (Main (mirror points) (fun t => - v t) (- z0)) as [F E].
    + now apply mirror_occurs.
    + intros z H. apply mirror_occurs_back in H. specialize (Hz _ H). lra.
    + now apply mirror_orbit.
    + destruct Ha as [A1 A2]. split; [assumption |]. replace ((- v 0%nat) ^ 2) with (v 0%nat ^ 2) by ring. assumption.
    + replace (-1 * v 0%nat) with (- v 0%nat) in Hw by ring. lra.
    + rewrite mirror_slope, Ropp_involutive, Rabs_Ropp. assumption.
    + split; [| now apply ends_mirrored]. intros t. specialize (F t). now rewrite !mirror_risk, !Ropp_involutive in F.
Qed.

Theorem one_sided_converges_by_hypotheses points eta m v lambda z0 sigma least w :
  sigma = 1 \/ sigma = -1 -> occurs points z0 -> (forall z, occurs points z -> least <= sigma * z) ->
  orbit (risk_slope logistic points) eta m v lambda -> 0 < eta -> 0 < m -> admissible m (v 0%nat) (lambda 0%nat) ->
  w <= factor_p m (sigma * v 0%nat) (lambda 0%nat) -> one_sided_converges_holds least w ->
  ends_at_zero logistic points m v lambda sigma.
Proof.
  intros Hsigma Hz0 Hz Ho Heta Hm Ha Hw (H1 & H2). unfold one_sided_converges_1, one_sided_converges_2 in *.
  destruct Hsigma as [-> | ->].
  - destruct (separable_converges points eta m v lambda z0) as [L _]; try assumption.
    + intros z H. specialize (Hz z H). lra.
    + replace (1 * v 0%nat) with (v 0%nat) in Hw by ring. lra.
    + apply (ends_of_output logistic points eta); try assumption; [now left |]. intros z H. specialize (Hz z H). lra.
  - apply ends_mirrored; [assumption |].
    assert (Hz' : forall z, occurs (mirror points) z -> 0 < z) by (intros z H; apply mirror_occurs_back in H; specialize (Hz _ H); lra).
    assert (Ha' : admissible m (- v 0%nat) (lambda 0%nat)).
    { destruct Ha as [A1 A2]. split; [assumption |]. replace ((- v 0%nat) ^ 2) with (v 0%nat ^ 2) by ring. assumption. }
    destruct (separable_converges (mirror points) eta m (fun t => - v t) lambda (- z0)) as [L _]; try assumption.
    + now apply mirror_occurs.
    + now apply mirror_orbit.
    + replace (-1 * v 0%nat) with (- v 0%nat) in Hw by ring. lra.
    + apply (ends_of_output logistic (mirror points) eta); try assumption; [now left | now apply mirror_orbit].
Qed.
