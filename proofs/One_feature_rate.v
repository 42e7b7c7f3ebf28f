(** The universal step size on one-dimensional data, (G6): logistic loss, points of both signs.

    R bounds (1/n) sum of the positive z_i and of the negative ones, so sup |g|. Proved:
    - [chi_bound]: u/(4 cosh^2(u/2)) <= 0.2262, so that |v| a'(v) <= 16/25 for eta <= sqrt(2m)/R ([key_bound]);
    - [exceptions_end_in_the_saddle]: those end at v = 0, lambda = 0;
    - [universal_rate_on_E2]: on E2, R = 1, and the gradient is the exported one;
    - [universal_rate_on_data]: at eta <= sqrt(2m)/R, the exported rate, V = p q never rises, and the orbit of every start converges to the minimiser v*, with lambda
      to sqrt(4 v*^2/m + V_inf), unless v* > 0 and p = 0 at some step (v* < 0 and q = 0), which is the stable set of the saddle. *)

From Coq Require Import Reals Lra Psatz Lia Classical List ZArith.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Standard_interval Equations Hyperbolic Two_layer_slopes IdentitiesTwoLayer Two_layer Empirical One_feature One_feature_universal
  One_feature_right One_feature_separable.
Import ListNotations.
Local Open Scope R_scope.

Lemma curvature_by_exponentials u : margin_curvature_logistic u = / (exp u + 2 + exp (- u)).
Proof.
  unfold margin_curvature_logistic, cosh. assert (P := exp_pos (u / 2)). assert (E : exp (u / 2) * exp (- (u / 2)) = 1) by apply exp_times_opposite.
  assert (P' := exp_pos (- (u / 2))).
  replace (exp u) with (exp (u / 2) * exp (u / 2)) by (rewrite <- exp_plus; f_equal; lra).
  replace (exp (- u)) with (exp (- (u / 2)) * exp (- (u / 2))) by (rewrite <- exp_plus; f_equal; lra).
  replace ((2 * ((exp (u / 2) + exp (- (u / 2))) / 2)) ^ 2) with (exp (u / 2) * exp (u / 2) + 2 * (exp (u / 2) * exp (- (u / 2))) + exp (- (u / 2)) * exp (- (u / 2))) by field.
  rewrite E. unfold Rdiv. rewrite Rmult_1_l. f_equal. ring.
Qed.

Lemma chi_bound u : Rabs u * margin_curvature_logistic u <= 2262 / 10000.
Proof.
  assert (Pos : forall u, 0 <= u -> u * / (exp u + 2 + exp (- u)) <= 2262 / 10000).
  { clear u. intros u Hu. destruct (Rle_dec u 20) as [H | H]; [interval with (i_bisect u, i_depth 14) |].
    assert (E1 := exp_ineq1_le (u / 2)). assert (E2 : exp u = exp (u / 2) * exp (u / 2)) by (rewrite <- exp_plus; f_equal; lra). assert (E3 := exp_pos (- u)).
    assert (E4 : (1 + u / 2) * (1 + u / 2) <= exp u) by (rewrite E2; apply Rmult_le_compat; lra).
    assert (D : 0 < exp u + 2 + exp (- u)) by (assert (P := exp_pos u); lra). apply Rmult_le_reg_r with (exp u + 2 + exp (- u)); [assumption |].
    rewrite Rmult_assoc, Rinv_l by lra. assert (0 <= (u - 20) * u) by (apply Rmult_le_pos; lra). lra. }
  rewrite curvature_by_exponentials. unfold Rabs. destruct (Rcase_abs u) as [H | H]; [| apply Pos; lra].
  assert (P := Pos (- u) ltac:(lra)). rewrite Ropp_involutive in P. replace (exp u + 2 + exp (- u)) with (exp (- u) + 2 + exp u) by ring. exact P.
Qed.

Section Data.

Variables (points : data) (eta m R_ : R).
Hypothesis Hsigns : both_signs points.
Hypotheses (Heta : 0 < eta) (Hm : 0 < m).
Hypothesis Hright : mean points (fun z => Rmax z 0) <= R_.
Hypothesis Hleft : mean points (fun z => Rmax (- z) 0) <= R_.
Hypothesis Hrate : eta <= universal_rate_on m R_.

Let g := risk_slope logistic points.
Let h := risk_curvature logistic points.

Lemma slope_range u : -1 < margin_slope_logistic u < 0.
Proof.
  unfold margin_slope_logistic. assert (P := exp_pos u). assert (0 < / (1 + exp u)) by (apply Rinv_0_lt_compat; lra).
  assert (/ (1 + exp u) < / 1) by (apply Rinv_lt_contravar; lra). unfold Rdiv. lra.
Qed.

Lemma gradient_below v : - R_ < g v < R_.
Proof.
  destruct Hsigns as [(z1 & O1 & P1) (z2 & O2 & P2)]. split.
  - apply Ropp_lt_cancel. rewrite Ropp_involutive. apply Rlt_le_trans with (2 := Hright).
    replace (- g v) with (-1 * mean points (fun z => slope logistic (v * z) * z)) by (unfold g, risk_slope; ring). rewrite <- mean_scale.
    apply mean_lt with z1; [| assumption |]; intros; change (slope logistic) with margin_slope_logistic.
    + assert (S := slope_range (v * z)). destruct (Rle_dec 0 z); [rewrite Rmax_left by lra | rewrite Rmax_right by lra]; nra.
    + assert (S := slope_range (v * z1)). rewrite Rmax_left by lra. nra.
  - apply Rlt_le_trans with (2 := Hleft). unfold g, risk_slope. apply mean_lt with z2; [| assumption |]; intros; change (slope logistic) with margin_slope_logistic.
    + assert (S := slope_range (v * z)). destruct (Rle_dec z 0); [rewrite Rmax_left by lra | rewrite Rmax_right by lra]; nra.
    + assert (S := slope_range (v * z2)). rewrite Rmax_left by lra. nra.
Qed.

Lemma R_pos : 0 < R_.
Proof. assert (B := gradient_below 0). lra. Qed.

(** eta R <= sqrt 2 sqrt m. *)
Lemma rate_times_R : eta * R_ / sqrt m <= sqrt 2.
Proof.
  assert (PR := R_pos). assert (Pm : 0 < sqrt m) by now apply sqrt_lt_R0. unfold universal_rate_on in Hrate.
  apply Rmult_le_reg_r with (sqrt m); [assumption |]. replace (eta * R_ / sqrt m * sqrt m) with (eta * R_) by (field; lra).
  rewrite <- sqrt_mult by lra. apply Rmult_le_compat_r with (r := R_) in Hrate; [| lra].
  replace (2 * sqrt (2 * m) / 2 / R_ * R_) with (sqrt (2 * m)) in Hrate by (field; lra). assumption.
Qed.

Lemma rate_bound v : factor_rate eta m (g v) ^ 2 < 2.
Proof.
  assert (B := gradient_below v). assert (PR := R_pos). assert (Pm : 0 < sqrt m) by now apply sqrt_lt_R0. assert (K := rate_times_R).
  assert (S2 : sqrt 2 * sqrt 2 = 2) by (apply sqrt_sqrt; lra). assert (Ps : 0 < sqrt 2) by (apply sqrt_lt_R0; lra).
  assert (C : 0 < eta / sqrt m) by now apply Rdiv_lt_0_compat. unfold factor_rate. replace (eta * g v / sqrt m) with (eta / sqrt m * g v) by (field; lra).
  replace (eta * R_ / sqrt m) with (eta / sqrt m * R_) in K by (field; lra). set (k := eta / sqrt m) in *.
  assert (k * g v < k * R_) by (apply Rmult_lt_compat_l; lra). assert (- (k * R_) < k * g v) by (assert (k * - R_ < k * g v) by (apply Rmult_lt_compat_l; lra); lra).
  assert (A : Rabs (k * g v) < sqrt 2) by (apply Rabs_def1; lra). rewrite <- (pow2_abs (k * g v)). assert (P := Rabs_pos (k * g v)). nra.
Qed.

Lemma key_bound v : Rabs v * (eta * h v / sqrt m) <= 16 / 25.
Proof.
  assert (PR := R_pos). assert (Pm : 0 < sqrt m) by now apply sqrt_lt_R0. assert (K := rate_times_R).
  assert (S2 : sqrt 2 <= 141422 / 100000) by interval. assert (C : 0 < eta / sqrt m) by now apply Rdiv_lt_0_compat.
  assert (H : Rabs v * h v <= 2262 / 10000 * (2 * R_)).
  { apply Rle_trans with (2262 / 10000 * mean points Rabs).
    - unfold h, risk_curvature. rewrite <- mean_scale, <- mean_scale. apply mean_le. intros z _. change (curvature logistic) with margin_curvature_logistic.
      assert (X := chi_bound (v * z)). rewrite Rabs_mult in X. rewrite <- (pow2_abs z). assert (P := Rabs_pos z).
      replace (Rabs v * (margin_curvature_logistic (v * z) * Rabs z ^ 2)) with (Rabs v * Rabs z * margin_curvature_logistic (v * z) * Rabs z) by ring.
      apply Rmult_le_compat_r; assumption.
    - apply Rmult_le_compat_l; [lra |]. replace (mean points Rabs) with (mean points (fun z => 1 * Rmax z 0 + 1 * Rmax (- z) 0)).
      + rewrite mean_linear. lra.
      + apply mean_ext. intros z _. unfold Rabs. destruct (Rcase_abs z); [rewrite (Rmax_right z), (Rmax_left (- z)) by lra | rewrite (Rmax_left z), (Rmax_right (- z)) by lra]; ring. }
  replace (Rabs v * (eta * h v / sqrt m)) with (eta / sqrt m * (Rabs v * h v)) by (field; lra). replace (eta * R_ / sqrt m) with (eta / sqrt m * R_) in K by (field; lra).
  apply Rle_trans with (eta / sqrt m * (2262 / 10000 * (2 * R_))); [apply Rmult_le_compat_l; lra |]. set (k := eta / sqrt m) in *. lra.
Qed.

Variables (v lambda : nat -> R) (v_star : R).
Hypothesis Horbit : orbit g eta m v lambda.
Hypothesis Hstart : admissible m (v 0%nat) (lambda 0%nat).
Hypothesis Hstar : g v_star = 0.

Let V t := product m (v t) (lambda t).

Lemma gradient_increases x y : x < y -> g x < g y.
Proof. intros H. destruct Hsigns as [(z & O & P) _]. apply risk_slope_increases with z; [assumption | lra | assumption]. Qed.

Lemma mirrored : orbit (fun x => - g (- x)) eta m (fun t => - v t) lambda.
Proof.
  intros t. destruct (Horbit t) as [E1 E2]. rewrite E1, E2. unfold two_layer_output, two_layer_lambda. rewrite Ropp_involutive. split; field; lra.
Qed.

Theorem universal_rate_on_data :
  (forall t, V (S t) <= V t) /\
  ((v_star > 0 /\ exists t, factor_p m (v t) (lambda t) = 0) \/ (v_star < 0 /\ exists t, factor_q m (v t) (lambda t) = 0) \/
   (is_lim_seq v v_star /\ exists V_inf : R, 0 <= V_inf <= V 0%nat /\ is_lim_seq lambda (sqrt (4 * v_star ^ 2 / m + V_inf)))).
Proof.
  assert (Fall : forall t, V (S t) <= V t) by (intros t; apply (V_falls g eta m v lambda Horbit Hm Hstart); left; apply rate_bound).
  split; [exact Fall |].
  assert (Done : is_lim_seq v v_star -> is_lim_seq v v_star /\ exists V_inf : R, 0 <= V_inf <= V 0%nat /\ is_lim_seq lambda (sqrt (4 * v_star ^ 2 / m + V_inf))).
  { intros L. split; [assumption |]. destruct (flatter_than_flow g eta m v lambda Horbit Hm Hstart v_star (fun t => Rlt_le _ _ (rate_bound (v t))) L) as (V_inf & B & _ & LL & _).
    exists V_inf. split; assumption. }
  destruct (ex_finite_lim_seq_decr V 0 Fall (V_nonneg g eta m v lambda Horbit Hm Hstart)) as [ell L].
  assert (Hell : 0 <= ell) by (apply (is_lim_seq_le (fun _ => 0) V 0 ell); [exact (V_nonneg g eta m v lambda Horbit Hm Hstart) | apply is_lim_seq_const | assumption]).
  assert (Hder : forall x, is_derive g x (h x)) by (intros x; apply risk_curvature_derives).
  destruct Hell as [Hell | <-].
  { right. right. apply Done. apply (universal_positive g eta m v_star v lambda Horbit Heta Hm Hstart gradient_increases rate_bound Hstar ell L Hell). }
  destruct (Rtotal_order v_star 0) as [Hn | [Hz | Hp]].
  - destruct (classic (exists t, factor_q m (v t) (lambda t) = 0)) as [H | H]; [right; left; split; assumption |]. right. right. apply Done.
    apply is_lim_seq_ext with (fun t => - - v t); [intros t; ring |]. replace (Finite v_star) with (Rbar_opp (- v_star)) by (simpl; f_equal; ring). apply (proj1 (is_lim_seq_opp (fun t => - v t) (Finite (- v_star)))).
    assert (Hstart' : admissible m (- v 0%nat) (lambda 0%nat)) by (destruct Hstart as [A B]; split; [assumption |]; replace ((- v 0%nat) ^ 2) with (v 0%nat ^ 2) by ring; assumption).
    apply (universal_right (fun x => - g (- x)) (fun x => h (- x)) eta m (- v_star) (fun t => - v t) lambda mirrored Heta Hm Hstart').
    + intros x y Hxy. apply Ropp_lt_contravar, gradient_increases. lra.
    + intros x. evar_last; [apply (is_derive_opp (fun x => g (- x))); apply (is_derive_comp g Ropp); [apply Hder | apply (is_derive_opp (fun x => x) x 1 (is_derive_id x))] |].
      unfold scal, opp; simpl; unfold mult; simpl. ring.
    + intros x. assert (B := rate_bound (- x)). unfold factor_rate in *. replace ((eta * - g (- x) / sqrt m) ^ 2) with ((eta * g (- x) / sqrt m) ^ 2) by (unfold Rdiv; ring). assumption.
    + intros x. rewrite <- Rabs_Ropp. apply key_bound.
    + rewrite Ropp_involutive, Hstar. ring.
    + lra.
    + apply is_lim_seq_ext with (2 := L). intros t. unfold V, product. replace ((- v t) ^ 2) with (v t ^ 2) by ring. reflexivity.
    + intros t. replace (factor_p m (- v t) (lambda t)) with (factor_q m (v t) (lambda t)) by (unfold factor_p, factor_q, Rdiv; ring).
      assert (Ad := orbit_admissible g eta m v lambda Hm Horbit Hstart t). destruct (factors_nonneg m _ _ Hm Ad) as [_ [Q | Q]]; [assumption | exfalso; apply H; exists t; symmetry; assumption].
  - right. right. apply Done. apply (universal_centred g eta m v_star v lambda Horbit Heta Hm Hstart gradient_increases rate_bound Hstar Hz L).
  - destruct (classic (exists t, factor_p m (v t) (lambda t) = 0)) as [H | H]; [left; split; assumption |]. right. right. apply Done.
    apply (universal_right g h eta m v_star v lambda Horbit Heta Hm Hstart gradient_increases Hder rate_bound key_bound Hstar Hp L).
    intros t. assert (Ad := orbit_admissible g eta m v lambda Hm Horbit Hstart t). destruct (factors_nonneg m _ _ Hm Ad) as [[P | P] _]; [assumption | exfalso; apply H; exists t; symmetry; assumption].
Qed.

(** The exceptions end in the saddle: where p = 0 and v* > 0, q falls by a factor at every step. *)
Theorem exceptions_end_in_the_saddle T : 0 < v_star -> factor_p m (v T) (lambda T) = 0 -> is_lim_seq v 0 /\ is_lim_seq lambda 0.
Proof.
  intros Hs H0. assert (Pr : 0 < sqrt m) by now apply sqrt_lt_R0.
  set (p := fun t => factor_p m (v (T + t)%nat) (lambda (T + t)%nat)). set (q := fun t => factor_q m (v (T + t)%nat) (lambda (T + t)%nat)).
  set (a := fun t => factor_rate eta m (g (v (T + t)%nat))).
  assert (Step : forall t, p (S t) = p t * (1 - a t) ^ 2 /\ q (S t) = q t * (1 + a t) ^ 2).
  { intros t. unfold p, q, a. rewrite <- plus_n_Sm. destruct (Horbit (T + t)%nat) as [-> ->].
    destruct (factors_of_step eta m (g (v (T + t)%nat)) (v (T + t)%nat) (lambda (T + t)%nat) Hm) as [-> ->]. split; reflexivity. }
  assert (Zero : forall t, p t = 0).
  { induction t as [| t IH]; [unfold p; rewrite Nat.add_0_r; exact H0 |]. destruct (Step t) as [-> _]. rewrite IH. ring. }
  assert (Q0 : forall t, 0 <= q t) by (intros t; apply factors_nonneg; [assumption |]; now apply (orbit_admissible g eta m v lambda)).
  assert (Ev : forall t, v (T + t)%nat = - (sqrt m / 4 * q t)).
  { intros t. assert (E := output_of_factors m (v (T + t)%nat) (lambda (T + t)%nat) Hm). unfold factors_output in E. fold (p t) (q t) in E. rewrite Zero in E. lra. }
  assert (El : forall t, lambda (T + t)%nat = q t / 2).
  { intros t. assert (Z := Zero t). unfold p, factor_p in Z. unfold q, factor_q. unfold Rdiv in *. lra. }
  set (b := - factor_rate eta m (g 0)). assert (Sign : forall x y, x < y -> factor_rate eta m (g x) < factor_rate eta m (g y)).
  { intros x y Hxy. unfold factor_rate. apply Rmult_lt_compat_r; [now apply Rinv_0_lt_compat |]. apply Rmult_lt_compat_l; [assumption | now apply gradient_increases]. }
  assert (Hb : 0 < b).
  { assert (S1 := Sign 0 v_star Hs). rewrite Hstar in S1. unfold b. unfold factor_rate in S1 at 2. unfold Rdiv in S1. rewrite Rmult_0_r, Rmult_0_l in S1. lra. }
  assert (Hb2 : b < 3 / 2) by (assert (B := rate_bound 0); unfold b; set (x := factor_rate eta m (g 0)) in *; nra).
  set (theta := Rmax ((1 - b) ^ 2) (1 / 4)). assert (Hth : 0 <= theta < 1) by (unfold theta; split; [apply Rle_trans with (2 := Rmax_r _ _); lra | apply Rmax_lub_lt; nra]).
  assert (Cut : forall t, q (S t) <= theta * q t).
  { intros t. destruct (Step t) as [_ ->]. assert (C : b <= - a t).
    { unfold b, a. apply Ropp_le_contravar. assert (N : v (T + t)%nat <= 0) by (rewrite Ev; assert (0 <= sqrt m / 4 * q t) by (apply Rmult_le_pos; [lra | apply Q0]); lra).
      destruct N as [N | ->]; [left; now apply Sign | lra]. }
    assert (B := rate_bound (v (T + t)%nat)). fold (a t) in B. assert (Q := Q0 t). rewrite Rmult_comm. apply Rmult_le_compat_r; [assumption |].
    replace (1 + a t) with (1 - - a t) by ring. assert (M1 : (1 - b) ^ 2 <= theta) by apply Rmax_l. assert (M2 : 1 / 4 <= theta) by apply Rmax_r.
    destruct (contracts_more b (- a t) C ltac:(nra)); lra. }
  assert (Lq : is_lim_seq q 0).
  { apply is_lim_seq_0. intros eps Heps. destruct (geometric_small theta (q 0%nat) eps Hth Heps) as [n Hn]. exists n. intros t Ht. specialize (Hn t Ht).
    rewrite Rabs_right by (apply Rle_ge, Q0). apply Rle_lt_trans with (2 := Hn). clear Hn Ht. induction t as [| t IH]; [simpl; lra |].
    apply Rle_trans with (1 := Cut t). simpl. rewrite Rmult_assoc. apply Rmult_le_compat_l; lra. }
  split; apply is_lim_seq_shift with T.
  - apply is_lim_seq_ext with (fun t => - (sqrt m / 4) * q t); [intros t; rewrite Ev; ring |].
    replace (Finite 0) with (Finite (- (sqrt m / 4) * 0)) by (f_equal; ring). apply is_lim_seq_mult'; [apply is_lim_seq_const | assumption].
  - apply is_lim_seq_ext with (fun t => q t * / 2); [intros t; rewrite El; reflexivity |].
    replace (Finite 0) with (Finite (0 * / 2)) by (f_equal; ring). apply is_lim_seq_mult'; [assumption | apply is_lim_seq_const].
Qed.

End Data.

(** On E2 both means are at most R = 1: eta <= sqrt(2m). *)
Corollary universal_rate_on_E2 eta m v lambda v_star : 0 < eta -> 0 < m -> eta <= universal_rate_on m 1 ->
  orbit slope_three_points_logistic eta m v lambda -> admissible m (v 0%nat) (lambda 0%nat) -> slope_three_points_logistic v_star = 0 -> v_star > 0 ->
  (forall t, factor_p m (v t) (lambda t) <> 0) -> is_lim_seq v v_star.
Proof.
  intros Heta Hm Hrate Ho Ha Hs Hpos Hp.
  assert (Same : forall x, risk_slope logistic E2 x = slope_three_points_logistic x) by (intros x; apply three_points_are_the_code).
  assert (Ho' : orbit (risk_slope logistic E2) eta m v lambda) by (intros t; rewrite Same; apply Ho).
  assert (R1 : mean E2 (fun z => Rmax z 0) <= 1).
  { unfold mean, total, count, E2. simpl. replace (multiplicity 1) with 1 by reflexivity. rewrite (Rmax_left 1), (Rmax_left 2), (Rmax_right (-1)) by lra. lra. }
  assert (R2 : mean E2 (fun z => Rmax (- z) 0) <= 1).
  { unfold mean, total, count, E2. simpl. replace (multiplicity 1) with 1 by reflexivity. rewrite (Rmax_right (- 1)), (Rmax_right (- 2)), (Rmax_left (- -1)) by lra. lra. }
  assert (Sg : both_signs E2).
  { split; [exists 1 | exists (-1)]; (split; [| lra]); exists 1%positive; simpl; auto. }
  destruct (universal_rate_on_data E2 eta m 1 Sg Heta Hm R1 R2 Hrate v lambda v_star Ho' Ha ltac:(now rewrite Same)) as (_ & [(_ & t & E) | [(E & _) | (L & _)]]).
  - exfalso. now apply (Hp t).
  - lra.
  - exact L.
Qed.
