(** Two-layer networks on separable one-dimensional data, all z_i > 0: no catapult at moderate rates (G7a).

    The data are any signed points of Empirical.v with multiplicities, and the orbit is (T1), (T2) with the gradient of their risk. Proved, p_0 > 0:
    - [separable_converges]: the logistic loss tends to 0 at every rate;
    - [separable_monotone]: for any loss with l' < 0, while |a_0| <= 2 and, for the logistic loss, eta mean(z)/sqrt m <= 2, it falls at every step and the
      output tends to infinity: [separable_monotone_logistic], [separable_monotone_exponential];
    - [three_points_are_the_code]: on E2 risk and gradient are the exported ones. *)

From Coq Require Import Reals Lra Psatz Lia List ZArith.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic IdentitiesTwoLayer Two_layer Empirical.
Import ListNotations.
Local Open Scope R_scope.

(** E2. *)
Definition E2 : data := [(1, 1%positive); (2, 1%positive); (-1, 1%positive)].

Lemma three_points_are_the_code v :
  risk logistic E2 v = risk_three_points_logistic v /\ risk_slope logistic E2 v = slope_three_points_logistic v /\
  risk exponential E2 v = risk_three_points_exponential v /\ risk_slope exponential E2 v = slope_three_points_exponential v /\
  risk squared E2 v = risk_three_points_squared v /\ risk_slope squared E2 v = slope_three_points_squared v.
Proof.
  unfold risk, risk_slope, mean, total, count, E2, multiplicity. simpl.
  unfold margin_loss_logistic, margin_slope_logistic, margin_loss_exponential, margin_slope_exponential, margin_loss_squared, margin_slope_squared,
    risk_three_points_logistic, slope_three_points_logistic, risk_three_points_exponential, slope_three_points_exponential,
    risk_three_points_squared, slope_three_points_squared.
  replace (v * 1) with v by ring. replace (v * 2) with (2 * v) by ring. replace (v * -1) with (- v) by ring. rewrite ?Ropp_involutive.
  replace (multiplicity 1) with 1 by reflexivity. assert (P1 := exp_pos v). assert (P2 := exp_pos (2 * v)). assert (P3 := exp_pos (- v)).
  split; [field | split; [field; lra | split; [field | split; [field | split; field]]]].
Qed.

Section Separable.

Variables (l : loss) (points : data) (eta m : R) (v lambda : nat -> R) (z0 : R).
Hypothesis Hoccurs : occurs points z0.
Hypothesis Hpositive : forall z, occurs points z -> 0 < z.
Hypothesis Hslope : forall u, slope l u < 0.
Hypothesis Horbit : orbit (risk_slope l points) eta m v lambda.
Hypotheses (Heta : 0 < eta) (Hm : 0 < m).
Hypothesis Hstart : admissible m (v 0%nat) (lambda 0%nat).

Let g := risk_slope l points.
Let p t := factor_p m (v t) (lambda t).
Let q t := factor_q m (v t) (lambda t).
(** b = -a > 0. *)
Let rate u := - factor_rate eta m (g u).
Let b t := rate (v t).

Hypothesis Hp0 : 0 < p 0%nat.

Lemma width_root : 0 < sqrt m.
Proof. now apply sqrt_lt_R0. Qed.

Lemma gradient_negative u : g u < 0.
Proof.
  unfold g, risk_slope. rewrite <- (mean_zero points). apply mean_lt with z0; [| assumption |].
  - intros z Hz. assert (P := Hpositive z Hz). assert (N := Hslope (u * z)). nra.
  - assert (P := Hpositive z0 Hoccurs). assert (N := Hslope (u * z0)). nra.
Qed.

Lemma rate_positive u : 0 < rate u.
Proof.
  unfold rate, factor_rate. assert (P := width_root). assert (N := gradient_negative u).
  replace (- (eta * g u / sqrt m)) with (eta * - g u / sqrt m) by (field; lra). apply Rdiv_lt_0_compat; [nra | assumption].
Qed.

Lemma rate_falls x y : x <= y -> rate y <= rate x.
Proof.
  intros H. unfold rate, factor_rate. assert (P := width_root). assert (M := risk_slope_increases_weakly l points x y H). fold g in M.
  apply Ropp_le_contravar. apply Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat |]. apply Rmult_le_compat_l; lra.
Qed.

Lemma factors_step t : p (S t) = p t * (1 + b t) ^ 2 /\ q (S t) = q t * (1 - b t) ^ 2.
Proof.
  unfold p, q. destruct (Horbit t) as [-> ->]. fold g.
  destruct (factors_of_step eta m (g (v t)) (v t) (lambda t) Hm) as [-> ->]. unfold factorised_p, factorised_q, b, rate. split; ring.
Qed.

Lemma output_is t : v t = sqrt m / 4 * (p t - q t).
Proof. assert (E := output_of_factors m (v t) (lambda t) Hm). unfold factors_output in E. fold (p t) (q t) in E. lra. Qed.

Lemma q_nonneg t : 0 <= q t.
Proof. apply factors_nonneg; [assumption |]. now apply (orbit_admissible (risk_slope l points) eta m v lambda). Qed.

Lemma p_rises t : 0 < p t /\ p t <= p (S t).
Proof.
  assert (P : 0 < p t).
  { induction t as [| t IH]; [assumption |]. destruct (factors_step t) as [-> _]. assert (R := rate_positive (v t)). fold (b t) in R.
    apply Rmult_lt_0_compat; [assumption | apply pow_lt; lra]. }
  split; [assumption |]. destruct (factors_step t) as [-> _]. assert (R := rate_positive (v t)). fold (b t) in R. assert (1 <= (1 + b t) ^ 2) by nra. nra.
Qed.

(** p tends to infinity: below a bound of p the output is bounded, and b stays away from 0. *)
Lemma p_unbounded B : exists T, forall t, (T <= t)%nat -> B < p t.
Proof.
  assert (Mono : forall n t, p t <= p (t + n)%nat).
  { induction n as [| n IH]; intros t; [rewrite Nat.add_0_r; lra |]. rewrite <- plus_n_Sm. assert (A := p_rises (t + n)). specialize (IH t). lra. }
  set (b0 := rate (sqrt m / 4 * B)). assert (Hb0 : 0 < b0) by apply rate_positive. assert (Pm := width_root).
  assert (Geo : forall t, p t <= B -> p 0%nat * (1 + b0) ^ t <= p t).
  { induction t as [| t IH]; intros H; [simpl; lra |]. destruct (p_rises t) as [P1 P2]. specialize (IH ltac:(lra)).
    destruct (factors_step t) as [-> _].
    assert (Hb : b0 <= b t). { apply rate_falls. rewrite output_is. assert (Q := q_nonneg t). nra. }
    assert (1 + b0 <= (1 + b t) ^ 2) by nra. simpl.
    apply Rle_trans with (p t * (1 + b0)); [rewrite (Rmult_comm (1 + b0)), <- Rmult_assoc; apply Rmult_le_compat_r; lra | apply Rmult_le_compat_l; lra]. }
  destruct (Pow_x_infinity (1 + b0)) with (b := Rabs (B / p 0%nat) + 1) as [T HT]; [rewrite Rabs_right; lra |].
  exists T. intros t Ht. apply Rnot_le_lt. intros H. specialize (Geo t H). specialize (HT t Ht).
  rewrite Rabs_right in HT by (apply Rle_ge, pow_le; lra). assert (K := Rle_abs (B / p 0%nat)).
  assert (B < p 0%nat * (1 + b0) ^ t); [| lra].
  apply Rmult_lt_reg_r with (/ p 0%nat); [now apply Rinv_0_lt_compat |].
  replace (p 0%nat * (1 + b0) ^ t * / p 0%nat) with ((1 + b0) ^ t) by (field; lra). unfold Rdiv in *. lra.
Qed.

Lemma output_infinity (share : R) T : 0 < share -> (forall t, (T <= t)%nat -> share * p t <= p t - q t) -> is_lim_seq v p_infty.
Proof.
  intros Hs H. apply is_lim_seq_spec. intros B. assert (Pm := width_root).
  destruct (p_unbounded (B / (sqrt m / 4 * share))) as [T' HT]. exists (T + T')%nat. intros t Ht.
  rewrite output_is. specialize (H t ltac:(lia)). specialize (HT t ltac:(lia)).
  apply Rlt_le_trans with (sqrt m / 4 * (share * p t)); [| apply Rmult_le_compat_l; lra].
  assert (K : 0 < sqrt m / 4 * share) by (apply Rmult_lt_0_compat; lra).
  apply Rmult_lt_compat_l with (r := sqrt m / 4 * share) in HT; [| assumption].
  replace (sqrt m / 4 * share * (B / (sqrt m / 4 * share))) with B in HT by (field; lra). lra.
Qed.

(** |a_0| <= 2: the output rises, so |a| falls, for ever. *)
Theorem separable_monotone : b 0%nat <= 2 ->
  (forall t, v t <= v (S t) /\ risk l points (v (S t)) <= risk l points (v t)) /\ is_lim_seq v p_infty.
Proof.
  intros H0. assert (Pm := width_root).
  assert (Step : forall t, b t <= 2 -> v t <= v (S t) /\ q (S t) <= q t /\ b (S t) <= 2).
  { intros t Hb. assert (R := rate_positive (v t)). fold (b t) in R. destruct (p_rises t) as [P1 P2]. assert (Q := q_nonneg t).
    assert (Q' : q (S t) <= q t) by (destruct (factors_step t) as [_ ->]; assert ((1 - b t) ^ 2 <= 1) by nra; nra).
    assert (V : v t <= v (S t)) by (rewrite !output_is; nra).
    split; [assumption | split; [assumption |]]. assert (F := rate_falls _ _ V). fold (b t) (b (S t)) in F. lra. }
  assert (All : forall t, b t <= 2) by (induction t as [| t IH]; [assumption | now apply Step]).
  split.
  - intros t. destruct (Step t (All t)) as (V & _). split; [assumption |].
    (* the risk falls in v *)
    destruct V as [V | V]; [| rewrite <- V; lra].
    destruct (MVT_cor2 (risk l points) g (v t) (v (S t)) V) as (c & E & _); [intros c _; apply is_derive_Reals, risk_slope_derives |].
    assert (N := gradient_negative c). nra.
  - assert (Qd : forall t, q t <= q 0%nat) by (induction t as [| t IH]; [lra | destruct (Step t (All t)) as (_ & Q & _); lra]).
    destruct (p_unbounded (2 * q 0%nat)) as [T HT]. apply (output_infinity (1 / 2) T); [lra |].
    intros t Ht. specialize (HT t Ht). specialize (Qd t). lra.
Qed.

(** Bounded slopes: q/p falls by a fixed factor while the output is not positive, and never rises. *)
Theorem separable_output_infinity : (forall u, -1 <= slope l u) -> is_lim_seq v p_infty.
Proof.
  intros Hbound. assert (Pm := width_root). assert (Mm := p_rises).
  set (most := eta * mean points (fun z => z) / sqrt m).
  assert (Hmost : forall u, rate u <= most).
  { intros u. unfold rate, factor_rate, most. replace (- (eta * g u / sqrt m)) with (eta * - g u / sqrt m) by (field; lra).
    apply Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat |]. apply Rmult_le_compat_l; [lra |]. unfold g, risk_slope.
    replace (- mean points (fun z => slope l (u * z) * z)) with (-1 * mean points (fun z => slope l (u * z) * z)) by ring.
    rewrite <- mean_scale. apply mean_le. intros z Hz. assert (P := Hpositive z Hz). assert (B := Hbound (u * z)). nra. }
  set (least := rate 0). assert (Hleast : 0 < least) by apply rate_positive.
  assert (Ratio : forall t, (1 - b t) ^ 2 <= (1 + b t) ^ 2).
  { intros t. assert (R := rate_positive (v t)). fold (b t) in R. nra. }
  assert (Cross : exists T, q T < p T).
  { apply Classical_Prop.NNPP. intros Hno.
    assert (Neg : forall t, p t <= q t) by (intros t; apply Rnot_lt_le; intros H; apply Hno; now exists t).
    set (theta := 1 - 4 * least / (1 + most) ^ 2). assert (Lm : least <= most) by apply Hmost.
    assert (M2 : 0 < (1 + most) ^ 2) by (apply pow_lt; lra).
    assert (Hth : 0 <= theta < 1).
    { unfold theta. assert (0 < 4 * least / (1 + most) ^ 2) by (apply Rdiv_lt_0_compat; lra).
      assert (4 * least / (1 + most) ^ 2 <= 1); [| lra]. apply Rmult_le_reg_r with ((1 + most) ^ 2); [assumption |].
      replace (4 * least / (1 + most) ^ 2 * (1 + most) ^ 2) with (4 * least) by (field; lra).
      assert (0 <= (1 - most) ^ 2) by apply pow2_ge_0. nra. }
    assert (Cut : forall t, (1 - b t) ^ 2 <= theta * (1 + b t) ^ 2).
    { intros t. assert (B1 : least <= b t) by (apply rate_falls; rewrite output_is; specialize (Neg t); nra).
      assert (B2 := Hmost (v t)). fold (b t) in B2.
      assert (Q : (1 + b t) ^ 2 <= (1 + most) ^ 2) by (apply pow_incr; lra).
      assert (K : least / (1 + most) ^ 2 * (1 + b t) ^ 2 <= least).
      { apply Rle_trans with (least / (1 + most) ^ 2 * (1 + most) ^ 2); [| right; field; lra].
        apply Rmult_le_compat_l; [left; now apply Rdiv_lt_0_compat | assumption]. }
      unfold theta. replace ((1 - 4 * least / (1 + most) ^ 2) * (1 + b t) ^ 2) with ((1 + b t) ^ 2 - 4 * (least / (1 + most) ^ 2 * (1 + b t) ^ 2)) by (field; lra).
      replace ((1 - b t) ^ 2) with ((1 + b t) ^ 2 - 4 * b t) by ring. lra. }
    assert (Geo : forall t, q t * p 0%nat <= theta ^ t * (q 0%nat * p t)).
    { induction t as [| t IH]; [simpl; lra |]. destruct (factors_step t) as [-> ->]. specialize (Cut t). assert (Q := q_nonneg t).
      destruct (Mm 0%nat) as [P0 _]. destruct (Mm t) as [Pt _]. assert (Q0 := q_nonneg 0).
      assert (C1 : q t * p 0%nat * (1 - b t) ^ 2 <= theta ^ t * (q 0%nat * p t) * (theta * (1 + b t) ^ 2)).
      { apply Rmult_le_compat; [apply Rmult_le_pos; lra | apply pow2_ge_0 | assumption | assumption]. }
      simpl (theta ^ S t). lra. }
    destruct (geometric_small theta (q 0%nat / p 0%nat) 1 Hth Rlt_0_1) as [T HT]. specialize (HT T (le_n T)). specialize (Geo T). specialize (Neg T).
    destruct (Mm T) as [PT _]. apply Rmult_lt_compat_r with (r := p 0%nat * p T) in HT; [| now apply Rmult_lt_0_compat].
    replace (theta ^ T * (q 0%nat / p 0%nat) * (p 0%nat * p T)) with (theta ^ T * (q 0%nat * p T)) in HT by (field; lra).
    assert (p T * p 0%nat <= q T * p 0%nat) by (apply Rmult_le_compat_r; lra). lra. }
  destruct Cross as [T HT]. destruct (Mm T) as [PT _]. assert (QT := q_nonneg T).
  apply (output_infinity (1 - q T / p T) T).
  - assert (q T / p T < 1); [| lra]. apply Rmult_lt_reg_r with (p T); [assumption |]. replace (q T / p T * p T) with (q T) by (field; lra). lra.
  - assert (Keep : forall n, q (T + n)%nat * p T <= q T * p (T + n)%nat).
    { induction n as [| n IH]; [rewrite Nat.add_0_r; lra |]. rewrite <- plus_n_Sm. destruct (factors_step (T + n)) as [-> ->].
      specialize (Ratio (T + n)%nat). assert (Q := q_nonneg (T + n)).
      assert (q (T + n)%nat * p T * (1 - b (T + n)%nat) ^ 2 <= q T * p (T + n)%nat * (1 + b (T + n)%nat) ^ 2); [| lra].
      apply Rmult_le_compat; [apply Rmult_le_pos; lra | apply pow2_ge_0 | assumption | assumption]. }
    intros t Ht. specialize (Keep (t - T)%nat). replace (T + (t - T))%nat with t in Keep by lia.
    apply Rmult_le_reg_r with (p T); [assumption |].
    replace ((1 - q T / p T) * p t * p T) with (p t * p T - q T * p t) by (field; lra). lra.
Qed.

End Separable.

(** ** The two losses *)

(** The risk of data with positive points tends to 0 where the output tends to infinity. *)
Lemma risk_vanishes (l : loss) points (v : nat -> R) : (forall x : nat -> R, is_lim_seq x p_infty -> is_lim_seq (fun t => value l (x t)) 0) ->
  (forall z, occurs points z -> 0 < z) -> is_lim_seq v p_infty -> is_lim_seq (fun t => risk l points (v t)) 0.
Proof.
  intros Hl Hz Lv. unfold risk, mean, Rdiv. replace (Finite 0) with (Finite (0 * / count points)) by (f_equal; ring).
  apply is_lim_seq_mult'; [| apply is_lim_seq_const]. induction points as [| [z k] points IH]; simpl; [apply is_lim_seq_const |].
  replace (Finite 0) with (Finite (0 * multiplicity k + 0)) by (f_equal; ring). apply is_lim_seq_plus'.
  - apply is_lim_seq_mult'; [| apply is_lim_seq_const]. apply Hl. assert (P := Hz z (occurs_here z k points)).
    replace p_infty with (Rbar_mult p_infty z); [now apply is_lim_seq_scal_r |]. simpl.
    destruct (Rle_dec 0 z) as [h |]; [| lra]. destruct (Rle_lt_or_eq_dec 0 z h); [reflexivity | lra].
  - apply IH. intros y Hy. apply Hz. now apply occurs_later.
Qed.

Lemma exponential_vanishes (x : nat -> R) : is_lim_seq x p_infty -> is_lim_seq (fun t => exp (- x t)) 0.
Proof.
  intros L. assert (LI : is_lim_seq (fun t => / x t) 0) by (apply (is_lim_seq_inv x p_infty L); discriminate).
  apply is_lim_seq_le_le_loc with (u := fun _ => 0) (w := fun t => / x t); [| apply is_lim_seq_const | assumption].
  apply is_lim_seq_spec in L. destruct (L 0) as [T HT]. exists T. intros t Ht. specialize (HT t Ht). split; [left; apply exp_pos |].
  now apply exp_neg_fades.
Qed.

Lemma logistic_vanishes (x : nat -> R) : is_lim_seq x p_infty -> is_lim_seq (fun t => margin_loss_logistic (x t)) 0.
Proof.
  intros L. apply is_lim_seq_le_le with (u := fun _ => 0) (w := fun t => exp (- x t)); [| apply is_lim_seq_const | now apply exponential_vanishes].
  intros t. unfold margin_loss_logistic. assert (P := exp_pos (- x t)). split.
  - rewrite <- ln_1. left. apply ln_increasing; lra.
  - apply Rle_trans with (ln (exp (exp (- x t)))); [| rewrite ln_exp; lra].
    assert (E := exp_ineq1 (exp (- x t)) ltac:(lra)). left. apply ln_increasing; lra.
Qed.

Lemma slope_logistic_range u : -1 <= margin_slope_logistic u < 0.
Proof.
  unfold margin_slope_logistic. assert (P := exp_pos u). assert (0 < / (1 + exp u)) by (apply Rinv_0_lt_compat; lra).
  assert (/ (1 + exp u) <= / 1) by (apply Rinv_le_contravar; lra). unfold Rdiv. lra.
Qed.

(** Logistic loss, every rate: the loss tends to 0, from every start but those with w2 = -W1. *)
Theorem separable_converges points eta m v lambda z0 : occurs points z0 -> (forall z, occurs points z -> 0 < z) ->
  orbit (risk_slope logistic points) eta m v lambda -> 0 < eta -> 0 < m -> admissible m (v 0%nat) (lambda 0%nat) ->
  0 < factor_p m (v 0%nat) (lambda 0%nat) ->
  is_lim_seq v p_infty /\ is_lim_seq (fun t => risk logistic points (v t)) 0.
Proof.
  intros Ho Hz Hor Heta Hm Ha Hp. assert (Hs : forall u, slope logistic u < 0) by (intros u; apply slope_logistic_range).
  assert (L : is_lim_seq v p_infty).
  { apply (separable_output_infinity logistic points eta m v lambda z0); try assumption. intros u. apply slope_logistic_range. }
  split; [assumption |]. apply risk_vanishes; [exact logistic_vanishes | assumption | assumption].
Qed.

(** Logistic loss up to eta = 2 sqrt m/mean z: it falls at every step. So there is no catapult. *)
Theorem separable_monotone_logistic points eta m v lambda z0 : occurs points z0 -> (forall z, occurs points z -> 0 < z) ->
  orbit (risk_slope logistic points) eta m v lambda -> 0 < eta -> 0 < m -> admissible m (v 0%nat) (lambda 0%nat) ->
  0 < factor_p m (v 0%nat) (lambda 0%nat) -> eta * mean points (fun z => z) / sqrt m <= 2 ->
  (forall t, risk logistic points (v (S t)) <= risk logistic points (v t)) /\ is_lim_seq (fun t => risk logistic points (v t)) 0.
Proof.
  intros Ho Hz Hor Heta Hm Ha Hp Hrate. assert (Hs : forall u, slope logistic u < 0) by (intros u; apply slope_logistic_range).
  destruct (separable_monotone logistic points eta m v lambda z0) as [F L]; try assumption.
  - apply Rle_trans with (2 := Hrate). unfold factor_rate. assert (P : 0 < sqrt m) by now apply sqrt_lt_R0.
    replace (- (eta * risk_slope logistic points (v 0%nat) / sqrt m)) with (eta * - risk_slope logistic points (v 0%nat) / sqrt m) by (field; lra).
    apply Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat |]. apply Rmult_le_compat_l; [lra |]. unfold risk_slope.
    replace (- mean points (fun z => slope logistic (v 0%nat * z) * z)) with (-1 * mean points (fun z => slope logistic (v 0%nat * z) * z)) by ring.
    rewrite <- mean_scale. apply mean_le. intros z Hoz. assert (Pz := Hz z Hoz). assert (B := slope_logistic_range (v 0%nat * z)).
    change (slope logistic) with margin_slope_logistic. nra.
  - split; [intros t; apply F |]. apply risk_vanishes; [exact logistic_vanishes | assumption | assumption].
Qed.

(** Exponential loss, |a_0| <= 2: likewise. *)
Theorem separable_monotone_exponential points eta m v lambda z0 : occurs points z0 -> (forall z, occurs points z -> 0 < z) ->
  orbit (risk_slope exponential points) eta m v lambda -> 0 < eta -> 0 < m -> admissible m (v 0%nat) (lambda 0%nat) ->
  0 < factor_p m (v 0%nat) (lambda 0%nat) -> - factor_rate eta m (risk_slope exponential points (v 0%nat)) <= 2 ->
  (forall t, risk exponential points (v (S t)) <= risk exponential points (v t)) /\ is_lim_seq (fun t => risk exponential points (v t)) 0.
Proof.
  intros Ho Hz Hor Heta Hm Ha Hp Hrate.
  assert (Hs : forall u, slope exponential u < 0) by (intros u; simpl; unfold margin_slope_exponential; assert (P := exp_pos (- u)); lra).
  destruct (separable_monotone exponential points eta m v lambda z0) as [F L]; try assumption.
  split; [intros t; apply F |]. apply risk_vanishes; [exact exponential_vanishes | assumption | assumption].
Qed.
