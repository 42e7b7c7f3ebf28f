(** The universal step size of the two-layer network on D0 with the logistic loss (proofs/THEORY.md section 3; claim `universal-rate`).

    Proved:
    - [universal_convergence]: for 0 < eta <= 2 sqrt(2m) gradient descent converges to f = 0, and the loss to log 2, from
      every admissible start (every p, q >= 0); [universal_convergence_weights]: from all weights, at every width;
    - [universal_sharp]: for every eta > 2 sqrt(2m) an open, nonempty set of starts diverges: |f| and the loss tend to infinity;
      [universal_sharp_weights]: so do some weights, at every width;
    - [universal_example]: m = 100, f_0 = 34, lambda_0 = 10 converges at eta = 28.28 and diverges at eta = 28.57 (the rate is 28.284...).

    The proof is that of claims/universal_rate.rs. M and N are the larger and the smaller of p and q, b = |a|:
    M' = max(M (1-b)^2, N (1+b)^2) and M'N' = M N (1-b^2)^2, with b < sqrt 2. *)

From Coq Require Import Reals Lra Psatz Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Standard_interval Equations IdentitiesTwoLayer Hyperbolic Two_layer_slopes Two_layer Two_layer_alternation.
Local Open Scope R_scope.

(** ** Convergence *)

Lemma square_le_1 x : 0 <= x <= 2 -> 0 <= (1 - x) ^ 2 <= 1.
Proof. intros H. split; [apply pow2_ge_0 | nra]. Qed.

Section Convergence.

Variables (eta m : R) (f lambda : nat -> R).
Hypothesis (Horbit : orbit slope_logistic eta m f lambda) (Hm : 0 < m) (Heta : 0 < eta <= universal_rate m).
Hypothesis Hstart : admissible m (f 0%nat) (lambda 0%nat).

Let r := sqrt m.
Let A := eta / (2 * r).
Let p t := factor_p m (f t) (lambda t).
Let q t := factor_q m (f t) (lambda t).
Let M t := Rmax (p t) (q t).
Let N t := Rmin (p t) (q t).
Let b t := A * tanh (Rabs (f t) / 2).

Let r_pos : 0 < r.
Proof. now apply sqrt_lt_R0. Qed.

Lemma A_range : 0 < A /\ A ^ 2 <= 2.
Proof.
  assert (P := r_pos). assert (Er : r * r = m) by (apply sqrt_sqrt; lra). unfold universal_rate in Heta.
  assert (E2 : sqrt (2 * m) * sqrt (2 * m) = 2 * m) by (apply sqrt_sqrt; lra).
  split; [apply Rdiv_lt_0_compat; lra |].
  assert (E : A * (2 * r) = eta) by (unfold A; field; lra).
  assert (S0 : 0 <= sqrt (2 * m)) by apply sqrt_pos.
  assert (eta ^ 2 <= (2 * sqrt (2 * m)) ^ 2) by (apply pow_incr; lra).
  apply Rmult_le_reg_r with (4 * m); [lra |].
  replace (A ^ 2 * (4 * m)) with (eta ^ 2) by (rewrite <- E, <- Er; ring).
  replace ((2 * sqrt (2 * m)) ^ 2) with (4 * (sqrt (2 * m) * sqrt (2 * m))) in H by ring. lra.
Qed.

Lemma factors_order t : 0 <= N t <= M t /\ M t * N t = p t * q t.
Proof.
  assert (Ad := orbit_admissible slope_logistic eta m f lambda Hm Horbit Hstart t).
  destruct (factors_nonneg m (f t) (lambda t) Hm Ad) as [Hp Hq]. fold (p t) in Hp. fold (q t) in Hq.
  unfold M, N, Rmax, Rmin. destruct (Rle_dec (p t) (q t)); lra.
Qed.

Lemma output_size t : Rabs (f t) = r / 4 * (M t - N t).
Proof.
  assert (P := r_pos). assert (E := output_of_factors m (f t) (lambda t) Hm). unfold factors_output in E. fold (p t) (q t) r in E.
  rewrite E. unfold M, N, Rmax, Rmin, Rabs.
  destruct (Rle_dec (p t) (q t)); destruct (Rcase_abs (r * (p t - q t) / 4)); nra.
Qed.

(** (T3) for the larger and the smaller factor. *)
Lemma order_step t :
  M (S t) = Rmax (M t * (1 - b t) ^ 2) (N t * (1 + b t) ^ 2) /\ p (S t) * q (S t) = p t * q t * (1 - b t ^ 2) ^ 2.
Proof.
  assert (P := r_pos). destruct (step_factors eta m f lambda Horbit Hm t) as [Ep Eq].
  fold (p t) (q t) (p (S t)) (q (S t)) r A in Ep, Eq.
  assert (E := output_of_factors m (f t) (lambda t) Hm). unfold factors_output in E. fold (p t) (q t) r in E.
  unfold M, N, b. rewrite Ep, Eq. destruct (Rcase_abs (f t)) as [Hn | Hn].
  - assert (H : p t < q t) by nra.
    rewrite (Rmax_right (p t) (q t)), (Rmin_left (p t) (q t)), (Rabs_left (f t)) by lra.
    replace (- f t / 2) with (- (f t / 2)) by lra. rewrite tanh_odd.
    split; [rewrite Rmax_comm; f_equal; ring | ring].
  - assert (H : q t <= p t) by nra.
    rewrite (Rmax_left (p t) (q t)), (Rmin_right (p t) (q t)), (Rabs_right (f t)) by lra. split; [reflexivity | ring].
Qed.

Let P t := p t * q t.
Let B := 6 * M 0%nat + 1.
Let beta := A * tanh (r * B / 4 / 2).

Lemma b_below_A t : 0 <= b t /\ b t < A.
Proof.
  assert (HA := A_range). unfold b. assert (H1 := tanh_half_lt_1 (Rabs (f t))).
  assert (H0 : 0 <= tanh (Rabs (f t) / 2)).
  { destruct (Rabs_pos (f t)) as [Hp | Hz]; [left; now apply tanh_half_pos |].
    rewrite <- Hz. unfold tanh. replace (0 / 2) with 0 by lra. rewrite sinh_0. unfold Rdiv. lra. }
  split; [apply Rmult_le_pos; lra |]. rewrite <- (Rmult_1_r A) at 2. apply Rmult_lt_compat_l; lra.
Qed.

Lemma b_small t : 0 <= b t <= 3 / 2 /\ b t ^ 2 <= 2.
Proof. destruct (b_below_A t). destruct A_range. split; nra. Qed.

Lemma product_decreases t : 0 <= P (S t) <= P t.
Proof.
  unfold P. destruct (order_step t) as [_ ->]. destruct (b_small t). destruct (factors_order t) as [H1 H2].
  assert (0 <= p t * q t) by (rewrite <- H2; nra). assert (W := pow2_ge_0 (b t)).
  assert (0 <= (1 - b t ^ 2) ^ 2 <= 1) by (apply square_le_1; lra). nra.
Qed.

Lemma product_below t : 0 <= P t <= P 0%nat.
Proof.
  induction t as [| t IH]; [| assert (H := product_decreases t); lra].
  unfold P. destruct (factors_order 0) as [H1 H2]. rewrite <- H2. nra.
Qed.

Lemma larger_step t : M (S t) <= Rmax (M t * (1 - b t) ^ 2) (6 * N t).
Proof.
  destruct (order_step t) as [-> _]. destruct (b_small t) as [H1 H2]. destruct (factors_order t) as [H3 _].
  apply Rle_max_compat_l. assert ((1 + b t) ^ 2 <= 6) by nra. nra.
Qed.

Lemma larger_bounded t : M t <= 6 * M 0%nat.
Proof.
  destruct (factors_order 0) as [H0 E0].
  induction t as [| t IH]; [lra |].
  apply Rle_trans with (1 := larger_step t). destruct (b_small t) as [H1 _]. destruct (factors_order t) as [H3 H4].
  assert (Hp := product_below t). unfold P in Hp. rewrite <- H4, <- E0 in Hp.
  apply Rmax_lub; [assert (0 <= (1 - b t) ^ 2 <= 1) by (apply square_le_1; lra); nra |]. nra.
Qed.

Lemma beta_range : 0 < beta /\ beta ^ 2 < 2.
Proof.
  assert (HA := A_range). assert (P0 := r_pos). destruct (factors_order 0) as [H0 _].
  assert (H1 := tanh_half_lt_1 (r * B / 4)). assert (H2 : 0 < tanh (r * B / 4 / 2)).
  { apply tanh_half_pos. unfold B. assert (0 < r * (6 * M 0%nat + 1)) by (apply Rmult_lt_0_compat; lra). lra. }
  unfold beta. split; [apply Rmult_lt_0_compat; lra |]. set (x := tanh (r * B / 4 / 2)) in *.
  assert (x ^ 2 < 1) by nra. replace ((A * x) ^ 2) with (A ^ 2 * x ^ 2) by ring. assert (0 < A ^ 2) by nra. nra.
Qed.

Lemma b_below_beta t : b t <= beta.
Proof.
  assert (HA := A_range). assert (P0 := r_pos). unfold b, beta. apply Rmult_le_compat_l; [lra |]. apply tanh_half_le.
  rewrite output_size. assert (L := larger_bounded t). destruct (factors_order t) as [H0 _]. unfold B. nra.
Qed.

(** Where |f| >= x > 0, b is at least A tanh(x/2) > 0. *)
Lemma b_above x t : x <= Rabs (f t) -> A * tanh (x / 2) <= b t.
Proof. intros H. assert (HA := A_range). unfold b. apply Rmult_le_compat_l; [lra |]. now apply tanh_half_le. Qed.

(** If p q has a positive limit, b tends to 0. *)
Lemma case_positive (ell : R) : is_lim_seq P ell -> 0 < ell -> is_lim_seq f 0.
Proof.
  intros L Hell. apply is_lim_seq_0. intros eps Heps.
  assert (HA := A_range). assert (Hbeta := beta_range). assert (Ht := tanh_half_pos eps Heps).
  set (k := (2 - beta ^ 2) / 2). set (be := A * tanh (eps / 2)).
  assert (Hbe : 0 < be) by (apply Rmult_lt_0_compat; lra).
  assert (Hk : 0 < k) by (unfold k; lra).
  assert (Hgamma : 0 < k * be ^ 2 * ell) by (apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [| apply pow_lt] |]; assumption).
  assert (Above : forall t, ell <= P t).
  { intros t. apply (is_lim_seq_decr_compare P ell L). intros n. apply product_decreases. }
  apply is_lim_seq_spec in L. destruct (L (mkposreal _ Hgamma)) as [T HT]. simpl in HT. exists T. intros t Htt.
  apply Rnot_le_lt. intros Hge. specialize (HT t Htt). apply Rabs_lt_between in HT.
  assert (H1 := Above (S t)). assert (H2 := Above t). assert (Hb := b_above eps t Hge). fold be in Hb.
  assert (Hbb := b_below_beta t). destruct (b_small t) as [Hb1 Hb2].
  assert (HP : P (S t) = P t * (1 - b t ^ 2) ^ 2) by apply order_step.
  set (x := b t ^ 2) in *. assert (Hx : be ^ 2 <= x <= beta ^ 2) by (unfold x; split; apply pow_incr; lra).
  assert (Hx0 : 0 < be ^ 2) by now apply pow_lt.
  assert (Hk1 : - (1 - k * x) <= 1 - x <= 1 - k * x) by (unfold k; split; nra).
  assert (Hk2 : 0 <= k * x <= 1) by (unfold k; split; nra).
  assert ((1 - x) ^ 2 <= (1 - k * x) ^ 2) by nra.
  assert ((1 - k * x) ^ 2 <= 1 - k * x) by nra.
  assert (P t * (1 - x) ^ 2 <= P t * (1 - k * x)) by (apply Rmult_le_compat_l; lra).
  assert (k * be ^ 2 * ell <= k * x * P t).
  { apply Rmult_le_compat; [left; now apply Rmult_lt_0_compat | lra | | assumption]. apply Rmult_le_compat_l; lra. }
  lra.
Qed.

(** If p q tends to 0, so does the larger factor. *)
Lemma case_zero : is_lim_seq P 0 -> is_lim_seq f 0.
Proof.
  intros L. apply is_lim_seq_0. intros eps0 Heps0.
  assert (HA := A_range). assert (Hbeta := beta_range). assert (Hr := r_pos).
  set (eps := 2 * eps0 / r). assert (Heps : 0 < eps) by (apply Rdiv_lt_0_compat; lra).
  set (be := A * tanh (r * eps / 8 / 2)).
  assert (Hbe : 0 < be).
  { apply Rmult_lt_0_compat; [lra |]. apply tanh_half_pos. assert (0 < r * eps) by now apply Rmult_lt_0_compat. lra. }
  assert (Hbe2 : be < 2).
  { assert (W := tanh_half_lt_1 (r * eps / 8)). unfold be. nra. }
  set (theta := Rmax ((1 - be) ^ 2) ((1 - beta) ^ 2)).
  assert (Htheta : 0 <= theta < 1).
  { split; [apply Rle_trans with (2 := Rmax_l _ _); apply pow2_ge_0 |]. assert (beta < 2) by nra. apply Rmax_lub_lt; nra. }
  apply is_lim_seq_spec in L. assert (He : 0 < eps ^ 2 / 36) by (assert (0 < eps ^ 2) by (now apply pow_lt); lra).
  destruct (L (mkposreal _ He)) as [T HT]. simpl in HT.
  assert (Step : forall t, (T <= t)%nat -> M (S t) <= Rmax eps (theta * M t)).
  { intros t Ht. specialize (HT t Ht). rewrite Rminus_0_r in HT. apply Rabs_lt_between in HT.
    destruct (factors_order t) as [H1 H2]. fold (P t) in H2. destruct (b_small t) as [Hb1 Hb2].
    apply Rle_trans with (1 := larger_step t). destruct (Rle_dec eps (M t)) as [Hge | Hlt].
    - assert (HN : N t <= eps / 36).
      { apply Rmult_le_reg_l with eps; [assumption |]. apply Rle_trans with (M t * N t); [nra | lra]. }
      assert (Hb : be <= b t). { apply b_above. rewrite output_size. nra. }
      assert (Hbb := b_below_beta t).
      assert ((1 - b t) ^ 2 <= theta).
      { unfold theta. destruct (Rle_dec (b t) 1); [apply Rle_trans with (2 := Rmax_l _ _) | apply Rle_trans with (2 := Rmax_r _ _)]; nra. }
      apply Rmax_lub; [apply Rle_trans with (2 := Rmax_r _ _); nra | apply Rle_trans with (2 := Rmax_l _ _); lra].
    - apply Rle_trans with (2 := Rmax_l _ _). assert (HN : N t <= eps / 6) by nra.
      apply Rmax_lub; [assert (0 <= (1 - b t) ^ 2 <= 1) by (apply square_le_1; lra); nra | lra]. }
  assert (Inv : forall n, M (T + n)%nat <= Rmax eps (theta ^ n * M T)).
  { induction n as [| n IH]; [rewrite Nat.add_0_r; simpl; apply Rle_trans with (2 := Rmax_r _ _); lra |].
    rewrite <- plus_n_Sm. apply Rle_trans with (1 := Step (T + n)%nat (Nat.le_add_r T n)).
    apply Rmax_lub; [apply Rmax_l |]. destruct (factors_order (T + n)) as [H1 _].
    destruct (Rmax_Rle eps (theta ^ n * M T) (M (T + n)%nat)) as [W _]. destruct (W IH) as [H | H].
    - apply Rle_trans with (2 := Rmax_l _ _). nra.
    - apply Rle_trans with (2 := Rmax_r _ _). simpl. rewrite Rmult_assoc. apply Rmult_le_compat_l; lra. }
  destruct (geometric_small theta (M T) eps) as [n Hn]; [assumption | assumption |].
  exists (T + n)%nat. intros t Ht. assert (I := Inv (t - T)%nat). replace (T + (t - T))%nat with t in I by lia.
  rewrite Rmax_left in I by (left; apply Hn; lia). rewrite output_size. destruct (factors_order t) as [H1 _].
  assert (r * eps = 2 * eps0) by (unfold eps; field; lra). nra.
Qed.

Theorem universal_output_limit : is_lim_seq f 0.
Proof.
  assert (L : ex_finite_lim_seq P).
  { apply ex_finite_lim_seq_decr with 0; intros t; destruct (product_decreases t); destruct (product_below t); assumption. }
  destruct L as [ell L]. assert (Hell : 0 <= ell).
  { apply (is_lim_seq_le (fun _ => 0) P 0 ell); [intros t; apply product_below | apply is_lim_seq_const | assumption]. }
  destruct Hell as [Hell | Hell]; [now apply case_positive with ell | subst ell; now apply case_zero].
Qed.

End Convergence.

(** The loss on D0 as a function of |f|. *)
Lemma risk_logistic_at_0 : risk_logistic 0 = ln 2.
Proof. unfold risk_logistic. replace (0 / 2) with 0 by lra. rewrite cosh_0. f_equal. ring. Qed.

Lemma risk_logistic_limit (f : nat -> R) : is_lim_seq f 0 -> is_lim_seq (fun t => risk_logistic (f t)) (ln 2).
Proof.
  intros L. rewrite <- risk_logistic_at_0. apply is_lim_seq_continuous; [| assumption].
  apply continuity_pt_filterlim, (ex_derive_continuous risk_logistic 0).
  unfold risk_logistic, cosh. auto_derive. assert (H1 := exp_pos (0 / 2)). assert (H2 := exp_pos (- (0 / 2))). unfold Rdiv in *. lra.
Qed.

Lemma risk_logistic_above x : Rabs x / 2 <= risk_logistic x.
Proof.
  unfold risk_logistic. rewrite <- (ln_exp (Rabs x / 2)) at 1.
  assert (H1 := exp_pos (x / 2)). assert (H2 := exp_pos (- (x / 2))).
  assert (H : exp (Rabs x / 2) < 2 * cosh (x / 2)).
  { unfold cosh, Rabs. destruct (Rcase_abs x); [replace (- x / 2) with (- (x / 2)) by lra |]; lra. }
  left. apply ln_increasing; [apply exp_pos | assumption].
Qed.

Lemma risk_logistic_infinity (f : nat -> R) :
  is_lim_seq (fun t => Rabs (f t)) p_infty -> is_lim_seq (fun t => risk_logistic (f t)) p_infty.
Proof.
  intros L. apply is_lim_seq_le_p_loc with (u := fun t => / 2 * Rabs (f t)).
  - exists 0%nat. intros t _. assert (H := risk_logistic_above (f t)). lra.
  - replace p_infty with (Rbar_mult (/ 2) p_infty).
    + apply is_lim_seq_scal_l. assumption.
    + simpl. destruct (Rle_dec 0 (/ 2)) as [H1 |]; [| lra]. destruct (Rle_lt_or_eq_dec 0 (/ 2) H1); [reflexivity | lra].
Qed.

(** Convergence from every start, up to and including the universal rate. *)
Theorem universal_convergence eta m f lambda :
  0 < m -> 0 < eta <= universal_rate m -> orbit slope_logistic eta m f lambda -> admissible m (f 0%nat) (lambda 0%nat) ->
  is_lim_seq f 0 /\ is_lim_seq (fun t => risk_logistic (f t)) (ln 2).
Proof.
  intros Hm Heta Ho Ha. assert (L := universal_output_limit eta m f lambda Ho Hm Heta Ha).
  split; [assumption | now apply risk_logistic_limit].
Qed.

(** The same with the condition that the checker tests exactly, eta^2 <= 8 m (checks/universal.rs). *)
Corollary universal_convergence_squared eta m f lambda :
  0 < m -> 0 < eta -> eta ^ 2 <= 8 * m -> orbit slope_logistic eta m f lambda -> admissible m (f 0%nat) (lambda 0%nat) ->
  is_lim_seq f 0 /\ is_lim_seq (fun t => risk_logistic (f t)) (ln 2).
Proof.
  intros Hm Heta H. apply universal_convergence; [assumption |]. split; [assumption |]. unfold universal_rate.
  assert (E : sqrt (2 * m) * sqrt (2 * m) = 2 * m) by (apply sqrt_sqrt; lra). assert (P := sqrt_pos (2 * m)).
  apply Rsqr_incr_0_var; [unfold Rsqr; nra | lra].
Qed.

(** Gradient descent on the weights of n hidden units: w1, w2 are the sequences of the two layers. *)
Definition descent eta n (w1 w2 : nat -> Vectors.vector) : Prop :=
  forall t, let s := slope_logistic (IdentitiesTwoLayer.output n (scale_depth2 (INR n)) (w1 t) (w2 t)) in
    w1 (S t) = descend_hidden eta (scale_depth2 (INR n)) s (w1 t) (w2 t) /\
    w2 (S t) = descend_output eta (scale_depth2 (INR n)) s (w1 t) (w2 t).

Definition output_along n (w1 w2 : nat -> Vectors.vector) (t : nat) : R :=
  IdentitiesTwoLayer.output n (scale_depth2 (INR n)) (w1 t) (w2 t).

Lemma descent_orbit eta n w1 w2 : (0 < n)%nat -> descent eta n w1 w2 ->
  orbit slope_logistic eta (INR n) (output_along n w1 w2) (fun t => kernel n (w1 t) (w2 t)).
Proof.
  intros Hn H t. unfold output_along. destruct (H t) as [-> ->]. split; [apply (T1 n Hn) | apply (T2 n Hn)].
Qed.

(** The same for the weights, from any start whatever. *)
Corollary universal_convergence_weights eta n w1 w2 :
  (0 < n)%nat -> 0 < eta <= universal_rate (INR n) -> descent eta n w1 w2 ->
  is_lim_seq (output_along n w1 w2) 0 /\ is_lim_seq (fun t => risk_logistic (output_along n w1 w2 t)) (ln 2).
Proof.
  intros Hn Heta Hd. assert (Hm : 0 < INR n) by now apply lt_0_INR.
  apply (universal_convergence eta (INR n) _ (fun t => kernel n (w1 t) (w2 t))); [assumption | assumption | now apply descent_orbit |].
  destruct (weights_admissible n Hn (w1 0%nat) (w2 0%nat)) as [Hp Hq].
  apply admissible_product; [assumption | | rewrite <- factors_product by assumption; now apply Rmult_le_pos].
  unfold factor_p, factor_q in Hp, Hq. unfold output_along in *. lra.
Qed.

(** ** Divergence above the rate *)

Section Sharp.

Variables (eta m : R).
Hypothesis (Hm : 0 < m) (Heta : universal_rate m < eta).

Let r := sqrt m.
Let A := eta / (2 * r).
Let c := turn A.

Lemma sharp_r : 0 < r.
Proof. now apply sqrt_lt_R0. Qed.

Lemma sharp_eta : 0 < eta.
Proof. unfold universal_rate in Heta. assert (P := sqrt_pos (2 * m)). lra. Qed.

Lemma sharp_A : 2 < A ^ 2 /\ 1 < A.
Proof.
  assert (P := sharp_r). assert (Er : r * r = m) by (apply sqrt_sqrt; lra). unfold universal_rate in Heta.
  assert (E2 : sqrt (2 * m) * sqrt (2 * m) = 2 * m) by (apply sqrt_sqrt; lra). assert (P2 : 0 < sqrt (2 * m)) by (apply sqrt_lt_R0; lra).
  assert (E : A * (2 * r) = eta) by (unfold A; field; lra).
  assert (PA : 0 < A) by (apply Rdiv_lt_0_compat; [apply sharp_eta | lra]).
  assert (H : 2 < A ^ 2); [| split; [assumption | nra]].
  apply Rmult_lt_reg_r with (4 * m); [lra |].
  replace (A ^ 2 * (4 * m)) with (eta * eta) by (rewrite <- E, <- Er; ring). nra.
Qed.

Lemma sharp_c : 0 < c.
Proof.
  assert (HA := sharp_A). unfold c, turn. assert (0 < ln ((A + 1) / (A - 1))); [| lra].
  rewrite <- ln_1. apply ln_increasing; [lra |]. apply Rmult_lt_reg_r with (A - 1); [lra |].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

(** a_1 lies between sqrt 2 and A; |f| >= sharp_F is far enough out. *)
Let a1 := sqrt ((A ^ 2 + 2) / 2).
Definition sharp_F : R := 1 / (A ^ 2 / 2 - 1) + 64 * A / c + 2 * A / (A - a1).

Lemma sharp_a1 : 0 < a1 < A /\ a1 ^ 2 = (A ^ 2 + 2) / 2.
Proof.
  assert (HA := sharp_A). assert (E : a1 * a1 = (A ^ 2 + 2) / 2) by (apply sqrt_sqrt; lra).
  assert (0 < a1) by (apply sqrt_lt_R0; lra). split; nra.
Qed.

Lemma sharp_F_parts : 0 < sharp_F /\ 1 <= sharp_F * (A ^ 2 / 2 - 1) /\ 64 * A <= sharp_F * c /\ 2 * A <= sharp_F * (A - a1).
Proof.
  assert (HA := sharp_A). assert (Hc := sharp_c). destruct sharp_a1 as [H1 H2]. unfold sharp_F.
  set (x := 1 / (A ^ 2 / 2 - 1)). set (y := 64 * A / c). set (z := 2 * A / (A - a1)).
  assert (0 < x) by (apply Rdiv_lt_0_compat; lra). assert (0 < y) by (apply Rdiv_lt_0_compat; lra). assert (0 < z) by (apply Rdiv_lt_0_compat; lra).
  assert (Ex : x * (A ^ 2 / 2 - 1) = 1) by (unfold x; field; lra). assert (Ey : y * c = 64 * A) by (unfold y; field; lra).
  assert (Ez : z * (A - a1) = 2 * A) by (unfold z; field; lra).
  split; [lra |]. split; [rewrite <- Ex at 1 | split; [rewrite <- Ey at 1 | rewrite <- Ez at 1]]; apply Rmult_le_compat_r; lra.
Qed.

Let F := sharp_F.
Let a0 := A * tanh (F / 2).

Lemma sharp_a0 : 2 < a0 ^ 2 /\ A ^ 2 / 2 <= a0 ^ 2 - 1.
Proof.
  assert (HA := sharp_A). destruct sharp_a1 as [H1 H2]. destruct sharp_F_parts as (F0 & _ & _ & F3). fold F in F0, F3.
  assert (E := exp_ineq1_le F).
  assert (H : a1 <= a0).
  { unfold a0. rewrite tanh_half. apply Rmult_le_reg_r with (exp F + 1); [lra |].
    replace (A * (1 - 2 / (exp F + 1)) * (exp F + 1)) with (A * (exp F - 1)) by (field; lra). nra. }
  assert (a1 ^ 2 <= a0 ^ 2) by (apply pow_incr; lra). lra.
Qed.

Lemma sharp_drift : 4 / (a0 ^ 2 - 1) * (2 * A * exp (- F)) / (1 - exp (- (F * (a0 ^ 2 - 1 - 1)))) <= c / 4.
Proof.
  assert (HA := sharp_A). destruct sharp_a0 as [H1 H2]. destruct sharp_F_parts as (F0 & F1 & F2 & _). fold F in F0, F1, F2.
  set (G := a0 ^ 2 - 1) in *.
  assert (HE : exp (- F) <= / F).
  { rewrite exp_Ropp. apply Rinv_le_contravar; [assumption |]. assert (E := exp_ineq1_le F). lra. }
  assert (HD : exp (- (F * (G - 1))) <= / 2).
  { rewrite exp_Ropp. apply Rinv_le_contravar; [lra |]. assert (E := exp_ineq1_le (F * (G - 1))). nra. }
  assert (HG : 4 / G <= 4) by (apply Rmult_le_reg_r with G; [lra |]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra).
  assert (HG0 : 0 < 4 / G) by (apply Rdiv_lt_0_compat; lra). assert (E0 := exp_pos (- F)).
  apply Rmult_le_reg_r with (1 - exp (- (F * (G - 1)))); [lra |].
  unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  assert (HF : F * / F = 1) by (apply Rinv_r; lra).
  assert (HcF : 8 * A * / F <= c / 8).
  { apply Rmult_le_reg_l with F; [assumption |]. replace (F * (8 * A * / F)) with (8 * A * (F * / F)) by ring. rewrite HF. lra. }
  assert (4 / G * (2 * A * exp (- F)) <= 4 * (2 * A * / F)).
  { apply Rmult_le_compat; [lra | nra | assumption |]. apply Rmult_le_compat_l; lra. }
  assert (Hc := sharp_c). nra.
Qed.

Definition sharp_V : R := 2 * F / (r * sinh (c / 16)).

(** The starts that diverge: strict inequalities between continuous functions of (f, lambda). *)
Definition sharp_start (s : R * R) : Prop :=
  let p := factor_p m (fst s) (snd s) in let q := factor_q m (fst s) (snd s) in
  0 < q /\ exp (7 / 16 * c) * q < p /\ p < exp (9 / 16 * c) * q /\ sharp_V ^ 2 < p * q.

Lemma sharp_V_pos : 0 < sharp_V.
Proof.
  assert (Hr := sharp_r). assert (Hc := sharp_c). destruct sharp_F_parts as (F0 & _). fold F in F0.
  assert (0 < sinh (c / 16)) by (assert (W := sinh_ge (c / 16)); lra).
  apply Rdiv_lt_0_compat; [lra |]. now apply Rmult_lt_0_compat.
Qed.

Lemma sharp_diverges f lambda : orbit slope_logistic eta m f lambda -> sharp_start (f 0%nat, lambda 0%nat) ->
  is_lim_seq (fun t => Rabs (f t)) p_infty.
Proof.
  intros Ho (Hq & Hlow & Hhigh & HV). simpl in *.
  assert (Hr := sharp_r). assert (Hc := sharp_c). assert (HA := sharp_A). assert (PV := sharp_V_pos).
  set (p := factor_p m (f 0%nat) (lambda 0%nat)) in *. set (q := factor_q m (f 0%nat) (lambda 0%nat)) in *.
  assert (Hp : 0 < p) by (assert (E := exp_pos (7 / 16 * c)); nra).
  assert (Hu : 7 / 16 * c < ln p - ln q < 9 / 16 * c).
  { split.
    - apply ln_increasing in Hlow; [| apply Rmult_lt_0_compat; [apply exp_pos | assumption]].
      rewrite ln_mult, ln_exp in Hlow by (try apply exp_pos; assumption). lra.
    - apply ln_increasing in Hhigh; [| assumption]. rewrite ln_mult, ln_exp in Hhigh by (try apply exp_pos; assumption). lra. }
  assert (Eu : gap p q = ln p - ln q) by (unfold gap; apply Rabs_right; lra).
  destruct sharp_F_parts as (F0 & _). fold F in F0. destruct sharp_a0 as [H1 H2].
  assert (K : 0 < sinh (c / 16)) by (assert (W := sinh_ge (c / 16)); lra).
  assert (HFV : F <= r / 2 * sqrt (p * q) * sinh (c / 8 / 2)).
  { replace (c / 8 / 2) with (c / 16) by field.
    assert (HVs : sharp_V <= sqrt (p * q)) by (rewrite <- (sqrt_pow2 sharp_V) by lra; apply sqrt_le_1_alt; lra).
    apply Rle_trans with (r / 2 * sharp_V * sinh (c / 16)).
    + unfold sharp_V. right. field. lra.
    + apply Rmult_le_compat_r; [lra |]. apply Rmult_le_compat_l; lra. }
  assert (Hw1 : c / 8 <= gap p q - c / 4) by lra. assert (Hw2 : c / 8 <= c - gap p q - c / 4) by lra. assert (Hw : 0 < c / 8) by lra.
  exact (proj2 (proj2 (alternation eta m f lambda 0 (c / 8) F (c / 4) Ho sharp_eta Hm Hp Hq (proj2 HA) Hw Hw1 Hw2 F0 HFV H1 sharp_drift))).
Qed.

Lemma open_positive (g : R * R -> R) : (forall s, continuous g s) -> open (fun s => 0 < g s).
Proof. intros H. apply (open_comp g (fun x => 0 < x)); [intros; apply H | apply open_gt]. Qed.

Lemma continuous_factor_p s : continuous (fun s : R * R => factor_p m (fst s) (snd s)) s.
Proof.
  unfold factor_p. apply (continuous_plus (fun s : R * R => snd s) (fun s => 2 * fst s / sqrt m)); [apply continuous_snd |].
  apply continuous_ext with (fun s : R * R => scal (2 / sqrt m) (fst s)).
  - intros x. unfold scal; simpl; unfold mult; simpl. unfold Rdiv. ring.
  - apply (continuous_scal_r (V := R_NormedModule) (2 / sqrt m) (fun s : R * R => fst s)). apply continuous_fst.
Qed.

Lemma continuous_factor_q s : continuous (fun s : R * R => factor_q m (fst s) (snd s)) s.
Proof.
  unfold factor_q. apply continuous_ext with (fun s : R * R => plus (snd s) (scal (- (2 / sqrt m)) (fst s))).
  - intros x. unfold scal, plus; simpl; unfold mult; simpl. unfold Rdiv. ring.
  - apply (continuous_plus (fun s : R * R => snd s)); [apply continuous_snd |].
    apply (continuous_scal_r (V := R_NormedModule) (- (2 / sqrt m)) (fun s : R * R => fst s)). apply continuous_fst.
Qed.

Lemma sharp_open : open sharp_start.
Proof.
  assert (Cp := continuous_factor_p). assert (Cq := continuous_factor_q).
  assert (Cs : forall k s, continuous (fun s : R * R => scal k (factor_q m (fst s) (snd s))) s) by (intros; now apply (continuous_scal_r (V := R_NormedModule))).
  unfold sharp_start. apply open_and; [now apply open_positive | apply open_and; [| apply open_and]].
  - apply open_ext with (fun s : R * R => 0 < minus (factor_p m (fst s) (snd s)) (scal (exp (7 / 16 * c)) (factor_q m (fst s) (snd s)))).
    + intros s. unfold minus, plus, opp, scal; simpl; unfold mult; simpl. split; intros; lra.
    + apply open_positive. intros s. apply (continuous_minus (fun s : R * R => factor_p m (fst s) (snd s))); [apply Cp | apply Cs].
  - apply open_ext with (fun s : R * R => 0 < minus (scal (exp (9 / 16 * c)) (factor_q m (fst s) (snd s))) (factor_p m (fst s) (snd s))).
    + intros s. unfold minus, plus, opp, scal; simpl; unfold mult; simpl. split; intros; lra.
    + apply open_positive. intros s. apply (continuous_minus (fun s : R * R => scal (exp (9 / 16 * c)) (factor_q m (fst s) (snd s)))); [apply Cs | apply Cp].
  - apply open_ext with (fun s : R * R => 0 < minus (mult (factor_p m (fst s) (snd s)) (factor_q m (fst s) (snd s))) (sharp_V ^ 2)).
    + intros s. unfold minus, plus, opp, mult; simpl. split; intros; lra.
    + apply open_positive. intros s. apply (continuous_minus (fun s : R * R => mult (factor_p m (fst s) (snd s)) (factor_q m (fst s) (snd s)))).
      * apply (continuous_mult (fun s : R * R => factor_p m (fst s) (snd s))); [apply Cp | apply Cq].
      * apply continuous_const.
Qed.

Lemma sharp_nonempty : exists s, sharp_start s.
Proof.
  assert (PV := sharp_V_pos). assert (Hc := sharp_c).
  set (p := 2 * sharp_V * exp (c / 4)). set (q := 2 * sharp_V * exp (- (c / 4))).
  assert (Pe := exp_pos (c / 4)). assert (Pe' := exp_pos (- (c / 4))). assert (Ei := exp_times_opposite (c / 4)).
  exists (factors_output m p q, factors_lambda p q). unfold sharp_start. simpl.
  rewrite factor_p_invert, factor_q_invert by assumption.
  assert (E2 : exp (c / 2) * exp (- (c / 4)) = exp (c / 4)) by (rewrite <- exp_plus; f_equal; field).
  assert (E7 : exp (7 / 16 * c) < exp (c / 2)) by (apply exp_increasing; lra).
  assert (E9 : exp (c / 2) < exp (9 / 16 * c)) by (apply exp_increasing; lra).
  unfold p, q. split; [| split; [| split]].
  - apply Rmult_lt_0_compat; lra.
  - rewrite <- E2. assert (0 < 2 * sharp_V * exp (- (c / 4))) by (apply Rmult_lt_0_compat; lra). nra.
  - rewrite <- E2 at 1. assert (0 < 2 * sharp_V * exp (- (c / 4))) by (apply Rmult_lt_0_compat; lra). nra.
  - replace (2 * sharp_V * exp (c / 4) * (2 * sharp_V * exp (- (c / 4)))) with (4 * sharp_V ^ 2 * (exp (c / 4) * exp (- (c / 4)))) by ring.
    rewrite Ei. assert (0 < sharp_V ^ 2) by now apply pow_lt. lra.
Qed.

Lemma sharp_admissible s : sharp_start s -> admissible m (fst s) (snd s).
Proof.
  intros (Hq & Hlow & _). assert (E := exp_pos (7 / 16 * c)). set (p := factor_p m (fst s) (snd s)) in *. set (q := factor_q m (fst s) (snd s)) in *.
  assert (Hp : 0 < p) by nra. apply admissible_product; [assumption | |].
  - unfold p, factor_p in Hp. unfold q, factor_q in Hq. lra.
  - rewrite <- factors_product by assumption. apply Rmult_le_pos; fold p q; lra.
Qed.

End Sharp.

(** For every rate above 2 sqrt(2m) an open, nonempty set of admissible starts diverges: |f| and the loss tend to infinity. *)
Theorem universal_sharp eta m : 0 < m -> universal_rate m < eta ->
  exists D : R * R -> Prop, open D /\ (exists s, D s) /\ (forall s, D s -> admissible m (fst s) (snd s)) /\
    forall f lambda, orbit slope_logistic eta m f lambda -> D (f 0%nat, lambda 0%nat) ->
      is_lim_seq (fun t => Rabs (f t)) p_infty /\ is_lim_seq (fun t => risk_logistic (f t)) p_infty.
Proof.
  intros Hm Heta. exists (sharp_start eta m).
  split; [now apply sharp_open | split; [now apply sharp_nonempty | split; [intros s; now apply sharp_admissible |]]].
  intros f lambda Ho Hs. assert (L := sharp_diverges eta m Hm Heta f lambda Ho Hs).
  split; [assumption | now apply risk_logistic_infinity].
Qed.

(** Every admissible state is that of some weights, at every width: the other hidden units may rest. *)
Lemma weights_of_state n f lambda : (0 < n)%nat -> admissible (INR n) f lambda ->
  exists w1 w2 : Vectors.vector, IdentitiesTwoLayer.output n (scale_depth2 (INR n)) w1 w2 = f /\ kernel n w1 w2 = lambda.
Proof.
  intros Hn Ha. assert (Hm : 0 < INR n) by now apply lt_0_INR. set (m := INR n) in *.
  destruct (factors_nonneg m f lambda Hm Ha) as [Hp Hq].
  assert (Hr : 0 < sqrt m) by now apply sqrt_lt_R0. assert (Er : sqrt m * sqrt m = m) by (apply sqrt_sqrt; lra).
  set (a := sqrt (factor_p m f lambda)). set (b := sqrt (factor_q m f lambda)).
  assert (Ea : a * a = factor_p m f lambda) by now apply sqrt_sqrt. assert (Eb : b * b = factor_q m f lambda) by now apply sqrt_sqrt.
  set (first := fun (x : R) (i : nat) => match i with O => x | _ => 0 end).
  assert (Dot : forall x y, Vectors.dot n (first x) (first y) = x * y).
  { intros x y. unfold Vectors.dot. clear - Hn. destruct n as [| k]; [lia |]. clear Hn. induction k as [| k IH]; [simpl; ring |].
    change (Vectors.sum (S (S k)) (fun i => first x i * first y i))
      with (Vectors.sum (S k) (fun i => first x i * first y i) + first x (S k) * first y (S k)).
    rewrite IH. simpl. ring. }
  exists (first (sqrt m * (a + b) / 2)), (first (sqrt m * (a - b) / 2)).
  unfold IdentitiesTwoLayer.output, kernel. rewrite !Dot. unfold scale_depth2. fold m. unfold factor_p in Ea. unfold factor_q in Eb. split.
  - replace (1 / sqrt m * (sqrt m * (a - b) / 2 * (sqrt m * (a + b) / 2))) with (sqrt m / 4 * (a * a - b * b)) by (field; lra).
    rewrite Ea, Eb. field. lra.
  - replace ((sqrt m * (a + b) / 2 * (sqrt m * (a + b) / 2) + sqrt m * (a - b) / 2 * (sqrt m * (a - b) / 2)) / m)
      with ((sqrt m * sqrt m) / m * ((a * a + b * b) / 2)) by (field; lra).
    rewrite Er, Ea, Eb. field. lra.
Qed.

(** Above the rate, some weights diverge, at every width. *)
Corollary universal_sharp_weights eta n : (0 < n)%nat -> universal_rate (INR n) < eta ->
  exists start1 start2 : Vectors.vector, forall w1 w2, descent eta n w1 w2 -> w1 0%nat = start1 -> w2 0%nat = start2 ->
    is_lim_seq (fun t => risk_logistic (output_along n w1 w2 t)) p_infty.
Proof.
  intros Hn Heta. assert (Hm : 0 < INR n) by now apply lt_0_INR.
  destruct (universal_sharp eta (INR n) Hm Heta) as (D & _ & ([f0 lambda0] & Hs) & Ha & Hdiv).
  destruct (weights_of_state n f0 lambda0 Hn (Ha _ Hs)) as (start1 & start2 & Ef & El).
  exists start1, start2. intros w1 w2 Hd H1 H2.
  apply (Hdiv (output_along n w1 w2) (fun t => kernel n (w1 t) (w2 t))); [now apply descent_orbit |].
  unfold output_along. now rewrite H1, H2, Ef, El.
Qed.

(** One start, one rate below and one above 2 sqrt(200) = 28.284...: it takes one per cent. *)
Theorem universal_example f lambda : f 0%nat = 34 -> lambda 0%nat = 10 ->
  (orbit slope_logistic (2828 / 100) 100 f lambda -> is_lim_seq f 0) /\
  (orbit slope_logistic (2857 / 100) 100 f lambda -> is_lim_seq (fun t => Rabs (f t)) p_infty).
Proof.
  intros Hf Hl. split; intros Ho.
  - apply (universal_convergence_squared (2828 / 100) 100 f lambda); [lra | lra | lra | assumption |].
    rewrite Hf, Hl. unfold admissible. lra.
  - apply (alternation_on_box (2857 / 100) 100 f lambda 0 34 34 10 10 (3 / 2) 30 (1 / 10)); try assumption; try lra;
      try interval; intros x y Hx Hy; interval.
Qed.
