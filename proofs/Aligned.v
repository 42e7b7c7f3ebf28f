(* Aligned networks on D0: the layer ratios (L1a), divergence (L3b) at depth 3, balanced starts (L4d) at every depth, and the
   step of (L8a), about the code's step and the hypotheses that the checker tests. *)

From Coq Require Import Reals Lra Psatz.
From Catapult Require Import Equations.
Open Scope R_scope.

(** * (L1a) *)

(* c = eta f s, by which every layer moves. *)
Definition push (eta N s s1 s2 s3 : R) : R := eta * aligned_output_depth3 N s1 s2 s3 * s.

Lemma L1a_step : forall eta N s s1 s2 s3,
  s1 <> 0 -> s2 <> 0 -> s3 <> 0 ->
  aligned_step_1_depth3 eta N s s1 s2 s3 = s1 - push eta N s s1 s2 s3 / s1 /\
  aligned_step_2_depth3 eta N s s1 s2 s3 = s2 - push eta N s s1 s2 s3 / s2 /\
  aligned_step_3_depth3 eta N s s1 s2 s3 = s3 - push eta N s s1 s2 s3 / s3.
Proof.
  intros. unfold push, aligned_output_depth3, aligned_step_1_depth3, aligned_step_2_depth3, aligned_step_3_depth3.
  repeat split; field; assumption.
Qed.

Lemma L1a_output : forall eta N s s1 s2 s3,
  s1 <> 0 -> s2 <> 0 -> s3 <> 0 ->
  let c := push eta N s s1 s2 s3 in
  aligned_output_depth3 N (aligned_step_1_depth3 eta N s s1 s2 s3) (aligned_step_2_depth3 eta N s s1 s2 s3)
    (aligned_step_3_depth3 eta N s s1 s2 s3) =
  aligned_output_depth3 N s1 s2 s3 * ((1 - c / (s1 * s1)) * (1 - c / (s2 * s2)) * (1 - c / (s3 * s3))).
Proof.
  intros. subst c. unfold push, aligned_output_depth3, aligned_step_1_depth3, aligned_step_2_depth3, aligned_step_3_depth3.
  field. repeat split; assumption.
Qed.

(* The kernel is f^2 times the sum of the 1/q_l. *)
Lemma L1a_lambda : forall N s1 s2 s3,
  s1 <> 0 -> s2 <> 0 -> s3 <> 0 ->
  aligned_lambda_depth3 N s1 s2 s3 =
  (aligned_output_depth3 N s1 s2 s3) ^ 2 * (1 / (s1 * s1) + 1 / (s2 * s2) + 1 / (s3 * s3)).
Proof.
  intros. unfold aligned_lambda_depth3, aligned_output_depth3. field. repeat split; assumption.
Qed.

(* The square q of a layer that moves by c/sigma. *)
Definition square_step (c q : R) : R := (q - c) * (q - c) / q.

Lemma L1a_square : forall c sigma, sigma <> 0 ->
  (sigma - c / sigma) * (sigma - c / sigma) = square_step c (sigma * sigma).
Proof. intros. unfold square_step. field. assumption. Qed.

(* Differences of squares are multiplied by 1 - x_i x_j, at every depth. *)
Lemma L1a_gap : forall c p q, p <> 0 -> q <> 0 ->
  square_step c p - square_step c q = (p - q) * (1 - c / p * (c / q)).
Proof. intros. unfold square_step. field. split; assumption. Qed.

(* Equal layers stay equal. *)
Corollary equal_layers_stay_equal : forall c p q, p = q -> square_step c p = square_step c q.
Proof. intros c p q ->. reflexivity. Qed.

(** * (L3b) *)

(* Where s/f does not fall, c' >= c X^2 with X = |f'/f| >= 1: [ratio] is s/f as a function of the size of f. *)
Lemma rising_push : forall (ratio : R -> R) eta f f',
  0 < eta -> (forall u v, 0 < u -> u <= v -> ratio u <= ratio v) -> (forall u, 0 < u -> 0 < ratio u) ->
  0 < f -> f <= f' ->
  eta * (f * f * ratio f) * ((f' / f) * (f' / f)) <= eta * (f' * f' * ratio f').
Proof.
  intros ratio eta f f' Heta Hrise Hpos Hf Hff.
  replace (eta * (f * f * ratio f) * ((f' / f) * (f' / f))) with (eta * (f' * f' * ratio f)) by (field; lra).
  apply Rmult_le_compat_l; [lra |]. apply Rmult_le_compat_l; [nra |]. apply Hrise; assumption.
Qed.

Section Growth.

(* Three layers whose squares move by the same c, and a c that grows at least by the square of the product of the x_l - 1. *)
Variables q1 q2 q3 c : nat -> R.
Hypothesis start_positive : 0 < q1 0 /\ 0 < q2 0 /\ 0 < q3 0.
Hypothesis step_1 : forall t, q1 (S t) = square_step (c t) (q1 t).
Hypothesis step_2 : forall t, q2 (S t) = square_step (c t) (q2 t).
Hypothesis step_3 : forall t, q3 (S t) = square_step (c t) (q3 t).

Let x1 t := c t / q1 t.
Let x2 t := c t / q2 t.
Let x3 t := c t / q3 t.

Hypothesis push_grows : forall t,
  c t * (((x1 t - 1) * (x2 t - 1) * (x3 t - 1)) * ((x1 t - 1) * (x2 t - 1) * (x3 t - 1))) <= c (S t).

Lemma one_ratio : forall c0 c' p a b r,
  0 < p -> 0 < c0 -> 2 < r -> r <= c0 / p -> r <= a -> r <= b ->
  c0 * (((c0 / p - 1) * (a - 1) * (b - 1)) * ((c0 / p - 1) * (a - 1) * (b - 1))) <= c' ->
  0 < square_step c0 p /\ p * (r - 1) * (r - 1) <= square_step c0 p /\ r <= c' / square_step c0 p.
Proof.
  intros c0 c' p a b r Hp Hc Hr Hx Ha Hb Hc'.
  set (x := c0 / p) in *.
  assert (Hcx : c0 = x * p) by (unfold x; field; lra).
  assert (Hq : square_step c0 p = p * ((x - 1) * (x - 1))) by (unfold square_step; rewrite Hcx; field; lra).
  assert (Hx1 : (r - 1) * (r - 1) <= (x - 1) * (x - 1)) by nra.
  assert (H1 : 1 < (r - 1) * (r - 1)) by nra.
  assert (Hpos : 0 < square_step c0 p) by (rewrite Hq; nra).
  repeat split; [assumption | rewrite Hq; nra |].
  apply Rmult_le_reg_r with (square_step c0 p); [assumption |].
  replace (c' / square_step c0 p * square_step c0 p) with c' by (field; lra).
  apply Rle_trans with (2 := Hc'). rewrite Hq, Hcx.
  set (e := (x - 1) * (x - 1)) in *.
  assert (Ha2 : 1 <= (a - 1) * (a - 1)) by nra.
  assert (Hb2 : 1 <= (b - 1) * (b - 1)) by nra.
  assert (Hab : 1 <= ((a - 1) * (a - 1)) * ((b - 1) * (b - 1))) by nra.
  replace (x * p * ((x - 1) * (a - 1) * (b - 1) * ((x - 1) * (a - 1) * (b - 1)))) with
    (x * (p * e) * (((a - 1) * (a - 1)) * ((b - 1) * (b - 1)))) by (unfold e; ring).
  assert (0 < p * e) by nra.
  assert (r * (p * e) <= x * (p * e)) by nra.
  assert (0 < x * (p * e)) by nra.
  nra.
Qed.

Lemma growth_invariant : forall M, aligned_growth_holds 1 (c 0) M -> q1 0 <= M -> q2 0 <= M -> q3 0 <= M ->
  let r := c 0 / M in
  forall t, 2 < r /\
    0 < c t /\ (0 < q1 t /\ r <= x1 t) /\ (0 < q2 t /\ r <= x2 t) /\ (0 < q3 t /\ r <= x3 t) /\
    q1 0 * ((r - 1) * (r - 1)) ^ t <= q1 t /\ q2 0 * ((r - 1) * (r - 1)) ^ t <= q2 t /\
    q3 0 * ((r - 1) * (r - 1)) ^ t <= q3 t.
Proof.
  intros M [_ HM] H1 H2 H3 r. unfold aligned_growth_2 in HM.
  destruct start_positive as [P1 [P2 P3]].
  assert (PM : 0 < M) by lra. assert (Pc : 0 < c 0) by lra.
  assert (Hr : 2 < r).
  { unfold r. apply Rmult_lt_reg_r with M; [assumption |]. replace (c 0 / M * M) with (c 0) by (field; lra). lra. }
  assert (start : forall p, 0 < p -> p <= M -> r <= c 0 / p).
  { intros p Pp Hp. unfold r. apply Rmult_le_compat_l; [lra |]. apply Rinv_le_contravar; assumption. }
  induction t as [| t [_ [Hc [[Q1 X1] [[Q2 X2] [[Q3 X3] [G1 [G2 G3]]]]]]]].
  - simpl. unfold x1, x2, x3. repeat split; try lra; apply start; assumption.
  - assert (A := push_grows t).
    assert (B1 := one_ratio (c t) (c (S t)) (q1 t) (x2 t) (x3 t) r Q1 Hc Hr X1 X2 X3 A).
    assert (B2 := one_ratio (c t) (c (S t)) (q2 t) (x1 t) (x3 t) r Q2 Hc Hr X2 X1 X3).
    assert (B3 := one_ratio (c t) (c (S t)) (q3 t) (x1 t) (x2 t) r Q3 Hc Hr X3 X1 X2).
    fold (x1 t) in B1. fold (x2 t) in B2. fold (x3 t) in B3.
    assert (E2 : c t * ((x2 t - 1) * (x1 t - 1) * (x3 t - 1) * ((x2 t - 1) * (x1 t - 1) * (x3 t - 1))) <= c (S t)).
    { replace ((x2 t - 1) * (x1 t - 1) * (x3 t - 1)) with ((x1 t - 1) * (x2 t - 1) * (x3 t - 1)) by ring. exact A. }
    assert (E3 : c t * ((x3 t - 1) * (x1 t - 1) * (x2 t - 1) * ((x3 t - 1) * (x1 t - 1) * (x2 t - 1))) <= c (S t)).
    { replace ((x3 t - 1) * (x1 t - 1) * (x2 t - 1)) with ((x1 t - 1) * (x2 t - 1) * (x3 t - 1)) by ring. exact A. }
    destruct B1 as [B1 [C1 D1]]. destruct (B2 E2) as [B2' [C2 D2]]. destruct (B3 E3) as [B3' [C3 D3]].
    assert (g : 0 <= (r - 1) * (r - 1)) by nra.
    assert (HcS : 0 < c (S t)).
    { apply Rmult_lt_reg_r with (/ square_step (c t) (q1 t)); [apply Rinv_0_lt_compat; assumption |].
      unfold Rdiv in D1. lra. }
    rewrite step_1, step_2, step_3. unfold x1, x2, x3. rewrite step_1, step_2, step_3. simpl.
    repeat split; try assumption; nra.
Qed.

(* (L3b), exponential and squared loss, three layers: under the checker's hypothesis every layer tends to infinity. *)
Theorem aligned_growth_by_hypotheses : forall M,
  aligned_growth_holds 1 (c 0) M -> q1 0 <= M -> q2 0 <= M -> q3 0 <= M ->
  forall bound, exists T, forall t, (T <= t)%nat -> bound < q1 t /\ bound < q2 t /\ bound < q3 t.
Proof.
  intros M H H1 H2 H3 bound.
  assert (inv := growth_invariant M H H1 H2 H3). cbv zeta in inv.
  set (r := c 0 / M) in *.
  destruct start_positive as [P1 [P2 P3]].
  assert (Hr : 2 < r) by (destruct (inv 0%nat); assumption).
  set (g := (r - 1) * (r - 1)) in *.
  assert (Hg : 1 < g) by (unfold g; nra).
  assert (large : forall p, 0 < p -> exists T, forall t, (T <= t)%nat -> bound < p * g ^ t).
  { intros p Pp.
    destruct (Pow_x_infinity g) with (b := Rabs (bound / p) + 1) as [T HT]; [rewrite Rabs_right; lra |].
    exists T. intros t Ht. specialize (HT t Ht).
    rewrite Rabs_right in HT by (apply Rle_ge, pow_le; lra).
    assert (K := Rle_abs (bound / p)).
    apply Rmult_lt_reg_r with (/ p); [apply Rinv_0_lt_compat; assumption |].
    replace (p * g ^ t * / p) with (g ^ t) by (field; lra). unfold Rdiv in *. lra. }
  destruct (large _ P1) as [T1 L1]. destruct (large _ P2) as [T2 L2]. destruct (large _ P3) as [T3 L3].
  exists (T1 + T2 + T3)%nat. intros t Ht.
  destruct (inv t) as [_ [_ [_ [_ [_ [G1 [G2 G3]]]]]]].
  assert (bound < q1 0 * g ^ t) by (apply L1; lia).
  assert (bound < q2 0 * g ^ t) by (apply L2; lia).
  assert (bound < q3 0 * g ^ t) by (apply L3; lia).
  repeat split; lra.
Qed.

End Growth.

(** * (L4d) *)

Section Balanced.

(* The size u of every layer of a balanced network, at any depth: u' = u |1 - r(u)|, and r = c/q rises with u. *)
Variable r : R -> R.
Variable u : nat -> R.
Hypothesis rate_rises : forall a b, 0 < a -> a <= b -> r a <= r b.
Hypothesis rate_positive : forall a, 0 < a -> 0 < r a.
Hypothesis start_positive : 0 < u 0.
Hypothesis step : forall t, u (S t) = u t * Rabs (1 - r (u t)).

(* r at the start is 2 eta/eta_c: see [balanced_rate]. *)
Theorem aligned_balanced_grows_by_hypotheses : forall eta eta_c,
  0 < eta_c -> r (u 0) = 2 * (eta / eta_c) -> aligned_balanced_grows_holds eta eta_c ->
  1 < r (u 0) - 1 /\ forall t, u 0 * (r (u 0) - 1) ^ t <= u t /\ u t < u (S t).
Proof.
  intros eta eta_c Hc Hr H. unfold aligned_balanced_grows_holds, aligned_balanced_grows_1 in H.
  assert (Hr2 : 2 < r (u 0)).
  { rewrite Hr. assert (1 < eta / eta_c); [| lra]. apply Rmult_lt_reg_r with eta_c; [assumption |].
    replace (eta / eta_c * eta_c) with eta by (field; lra). lra. }
  split; [lra |].
  assert (A : forall t, u 0 <= u t /\ u 0 * (r (u 0) - 1) ^ t <= u t /\ u t < u (S t)).
  { intros t. assert (B : u 0 <= u t /\ u 0 * (r (u 0) - 1) ^ t <= u t).
    { induction t as [| t [I1 I2]]; [simpl; lra |].
      assert (K := rate_rises (u 0) (u t) start_positive I1).
      rewrite step, Rabs_left by lra. simpl. split; nra. }
    destruct B as [B1 B2]. repeat split; try assumption.
    assert (K := rate_rises (u 0) (u t) start_positive B1). rewrite step, Rabs_left by lra. nra. }
  intros t. destruct (A t) as [_ B]. exact B.
Qed.

Theorem aligned_balanced_falls_by_hypotheses : forall eta eta_c,
  0 < eta_c -> r (u 0) = 2 * (eta / eta_c) -> aligned_balanced_falls_holds eta eta_c ->
  (forall t, u (S t) <= u t) /\ forall eps, 0 < eps -> exists T, forall t, (T <= t)%nat -> u t < eps.
Proof.
  intros eta eta_c Hc Hr H. unfold aligned_balanced_falls_holds, aligned_balanced_falls_1 in H.
  assert (Hr2 : r (u 0) < 2).
  { rewrite Hr. assert (eta / eta_c < 1); [| lra]. apply Rmult_lt_reg_r with eta_c; [assumption |].
    replace (eta / eta_c * eta_c) with eta by (field; lra). lra. }
  assert (nonneg : forall t, 0 <= u t).
  { induction t; [lra |]. rewrite step. apply Rmult_le_pos; [assumption | apply Rabs_pos]. }
  assert (one : forall a, 0 < a -> a <= u 0 -> a * Rabs (1 - r a) <= a).
  { intros a Ha Hau. assert (K := rate_rises a (u 0) Ha Hau). assert (P := rate_positive a Ha).
    assert (Rabs (1 - r a) <= 1) by (apply Rabs_le; lra). nra. }
  assert (below : forall t, u t <= u 0 /\ u (S t) <= u t).
  { assert (falls : forall t, u t <= u 0 -> u (S t) <= u t).
    { intros t Ht. rewrite step. destruct (Rle_lt_or_eq_dec 0 (u t) (nonneg t)) as [Hp | Hz].
      - apply one; assumption.
      - rewrite <- Hz. lra. }
    induction t as [| t [I1 I2]]; [split; [lra | apply falls; lra] |].
    assert (u (S t) <= u 0) by lra. split; [assumption | apply falls; assumption]. }
  split; [intros t; destruct (below t); assumption |].
  intros eps Heps.
  assert (mono : forall n t, u (t + n)%nat <= u t).
  { induction n as [| n I]; intros t; [rewrite Nat.add_0_r; lra |].
    rewrite Nat.add_succ_r. destruct (below (t + n)%nat). specialize (I t). lra. }
  set (k := Rmax (1 - r eps) (r (u 0) - 1)).
  set (m := Rmax k 0).
  assert (Pe := rate_positive eps Heps).
  assert (Hm1 : m < 1) by (unfold m, k; repeat apply Rmax_lub_lt; lra).
  assert (Hm0 : 0 <= m) by apply Rmax_r.
  assert (fall : forall t, eps <= u t -> u t <= u 0 * m ^ t).
  { induction t as [| t I]; intros He; [simpl; lra |].
    destruct (below t) as [B1 B2].
    assert (Het : eps <= u t) by lra. specialize (I Het).
    assert (Hpos : 0 < u t) by lra.
    assert (K1 := rate_rises (u t) (u 0) Hpos B1). assert (K2 := rate_rises eps (u t) Heps Het).
    assert (Habs : Rabs (1 - r (u t)) <= m).
    { assert (M1 : 1 - r eps <= m) by (unfold m, k; apply Rle_trans with (2 := Rmax_l _ _); apply Rmax_l).
      assert (M2 : r (u 0) - 1 <= m) by (unfold m, k; apply Rle_trans with (2 := Rmax_l _ _); apply Rmax_r).
      apply Rabs_le. lra. }
    rewrite step. simpl. assert (A := Rabs_pos (1 - r (u t))).
    apply Rle_trans with (u t * m); [apply Rmult_le_compat_l; lra | nra]. }
  destruct (pow_lt_1_zero m) with (y := eps / (2 * u 0)) as [T HT];
    [rewrite Rabs_right; lra | apply Rdiv_lt_0_compat; lra |].
  exists T. intros t Ht. replace t with (T + (t - T))%nat by lia.
  apply Rle_lt_trans with (u T); [apply mono |].
  apply Rnot_le_lt. intros Hle. assert (F := fall T Hle). specialize (HT T (le_n T)).
  rewrite Rabs_right in HT by (apply Rle_ge, pow_le; assumption).
  assert (u 0 * m ^ T < eps / 2).
  { apply Rmult_lt_reg_r with (/ u 0); [apply Rinv_0_lt_compat; assumption |].
    replace (u 0 * m ^ T * / u 0) with (m ^ T) by (field; lra).
    replace (eps / 2 * / u 0) with (eps / (2 * u 0)) by (field; lra). assumption. }
  lra.
Qed.

End Balanced.

(** * (L8a) *)

(* One layer under the checker's hypothesis: it does not grow, and neither does its square. *)
Lemma lazy_layer : forall eta K tau_max tau_min tau2 ratio sigma,
  0 <= eta -> 0 <= tau2 -> tau2 <= tau_max -> 0 <= ratio -> ratio <= K ->
  aligned_lazy_holds eta K tau_max tau_min -> Rabs (sigma * (1 - eta * tau2 * ratio)) <= Rabs sigma.
Proof.
  intros eta K tau_max tau_min tau2 ratio sigma He Ht Htm Hr HrK [H _]. unfold aligned_lazy_1 in H.
  assert (x0 : 0 <= eta * tau2 * ratio) by (repeat apply Rmult_le_pos; assumption).
  assert (x2 : eta * tau2 * ratio <= eta * K * tau_max).
  { replace (eta * tau2 * ratio) with (eta * (ratio * tau2)) by ring. rewrite Rmult_assoc.
    apply Rmult_le_compat_l; [assumption |]. apply Rmult_le_compat; assumption. }
  rewrite Rabs_mult. assert (Rabs (1 - eta * tau2 * ratio) <= 1) by (apply Rabs_le; lra).
  assert (P := Rabs_pos sigma). nra.
Qed.

(* The loss does not rise: |f'| <= |f| at depth 3, as f' = f (1 - x1) (1 - x2) (1 - x3). *)
Lemma lazy_output : forall f x1 x2 x3, 0 <= x1 <= 2 -> 0 <= x2 <= 2 -> 0 <= x3 <= 2 ->
  Rabs (f * ((1 - x1) * (1 - x2) * (1 - x3))) <= Rabs f.
Proof.
  intros f x1 x2 x3 H1 H2 H3. rewrite !Rabs_mult.
  assert (A1 : Rabs (1 - x1) <= 1) by (apply Rabs_le; lra).
  assert (A2 : Rabs (1 - x2) <= 1) by (apply Rabs_le; lra).
  assert (A3 : Rabs (1 - x3) <= 1) by (apply Rabs_le; lra).
  assert (P1 := Rabs_pos (1 - x1)). assert (P2 := Rabs_pos (1 - x2)). assert (P3 := Rabs_pos (1 - x3)).
  assert (P := Rabs_pos f).
  assert (Rabs (1 - x1) * Rabs (1 - x2) <= 1) by nra.
  assert (Rabs (1 - x1) * Rabs (1 - x2) * Rabs (1 - x3) <= 1) by nra.
  nra.
Qed.

(* (L8a): eta <= 2/(K lambda) implies the checker's hypothesis, as lambda is the sum of the tau_l^2. *)
Lemma lazy_rate_suffices : forall eta K t1 t2 lambda,
  0 < eta -> 0 < K -> 0 < t2 -> t2 <= t1 -> t1 + t2 <= lambda -> eta <= 2 / (K * lambda) ->
  aligned_lazy_holds eta K t1 t2.
Proof.
  intros eta K t1 t2 lambda He HK H2 H12 Hl H.
  assert (Pl : 0 < K * lambda) by (apply Rmult_lt_0_compat; lra).
  assert (E : eta * (K * lambda) <= 2).
  { apply Rmult_le_compat_r with (r := K * lambda) in H; [| lra].
    replace (2 / (K * lambda) * (K * lambda)) with 2 in H by (field; lra). exact H. }
  assert (PK : 0 < eta * K) by nra.
  split; unfold aligned_lazy_1, aligned_lazy_2; nra.
Qed.

(** * (L8c) *)

(* The first output of L = 3, m = 2, w1 = w3 = (1, 0), W2 = ((1, 1), (1, -k)), in terms of c = eta s(1/2)/2. *)
Definition dormant_output (c k : R) : R := ((1 - c) * (1 - c) * (1 - c) - 2 * c * (1 - c) - k * (c * c)) / 2.

(* However small the rate: for large k the loss rises at the first step, |f_1| > 1/2 = f_0. *)
Theorem no_lazy_border : forall c k, 0 < c -> (2 + 5 * (c * c)) / (c * c) < k -> dormant_output c k < - (1 / 2).
Proof.
  intros c k Hc Hk. unfold dormant_output.
  assert (P : 0 < c * c) by nra.
  assert (E : 2 + 5 * (c * c) < k * (c * c)).
  { apply Rmult_lt_compat_r with (r := c * c) in Hk; [| assumption].
    replace ((2 + 5 * (c * c)) / (c * c) * (c * c)) with (2 + 5 * (c * c)) in Hk by (field; nra). exact Hk. }
  assert (0 < c * c * c) by nra. nra.
Qed.
