(** Separable data can diverge under the logistic loss (claim `separable-converges`), by a pattern of signs of margins that repeats, as in (G5p).

    Signed points z = (-1, 2), (0, -3), one hidden unit, eta = 4/3. Proved:
    - [separable]: u = (-3, -1) has z.u > 0 for both points;
    - [ten_steps]: in a cone of weights ten steps have the misclassified points 1, 2, 1, 2, 1, 2, 2, 1, 2, 2, and lead back into the cone with the output weight
      grown more than 26-fold;
    - [separable_diverges]: so all orbits that start there diverge, among them that from W1 = (-1/10, -9/2), w2 = 10 ([separable_start]), and all near it.

    As in Plane_divergence.v a step differs from a linear one by e^(-|u|), and the rest is linear arithmetic with rational numbers. *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Standard_interval Equations Vectors IdentitiesTwoLayer IdentitiesNetwork Gram Two_layer Plane_divergence.
Local Open Scope R_scope.

(** The data, and the gradient of their risk in v. *)
Definition separable_point (i : nat) : vector := match i with O => pair (-1) 2 | _ => pair 0 (-3) end.
Definition separable_gradient (v : vector) : vector :=
  fun j => sum 2 (fun i => margin_slope_logistic (dot 2 (separable_point i) v) * separable_point i j) / 2.

Lemma separable i : (i < 2)%nat -> 0 < dot 2 (separable_point i) (pair (-3) (-1)).
Proof. intros H. assert (C : i = 0%nat \/ i = 1%nat) by lia. destruct C as [-> | ->]; unfold dot, separable_point, pair; simpl; lra. Qed.

Lemma separable_gradient_is v j : separable_gradient v j = (0 + margin_slope_logistic (dot 2 (separable_point 0) v) * separable_point 0 j +
  margin_slope_logistic (dot 2 (separable_point 1) v) * separable_point 1 j) / 2.
Proof. reflexivity. Qed.

(** Gradient descent on the weights of one unit: N = 1. *)
Definition separable_orbit (W : nat -> matrix) (w : nat -> vector) : Prop := forall t, let g := separable_gradient (end_to_end 1 1 (W t) (w t)) in
  W (S t) = descend2_first (4 / 3 * 1) g (w t) (W t) /\ w (S t) = descend2_last 2 (4 / 3 * 1) g (w t) (W t).

Section Orbit.

Variables (W : nat -> matrix) (w : nat -> vector).
Hypothesis Horbit : separable_orbit W w.

Let x t := W t 0%nat 0%nat.
Let y t := W t 0%nat 1%nat.
Let c t := w t 0%nat.
Let u1 t := c t * (- x t + 2 * y t).
Let u2 t := c t * (- 3 * y t).
Let s u := margin_slope_logistic u.

Lemma separable_step t :
  x (S t) = x t - 4 / 3 * c t * (- s (u1 t) / 2) /\ y (S t) = y t - 4 / 3 * c t * ((2 * s (u1 t) - 3 * s (u2 t)) / 2) /\
  c (S t) = c t - 4 / 3 * (x t * (- s (u1 t) / 2) + y t * ((2 * s (u1 t) - 3 * s (u2 t)) / 2)).
Proof.
  destruct (Horbit t) as [EW Ew]. unfold x, y, c. rewrite EW, Ew.
  assert (G0 : separable_gradient (end_to_end 1 1 (W t) (w t)) 0%nat = - s (u1 t) / 2 /\
    separable_gradient (end_to_end 1 1 (W t) (w t)) 1%nat = (2 * s (u1 t) - 3 * s (u2 t)) / 2).
  { rewrite !separable_gradient_is.
    assert (E1 : dot 2 (separable_point 0) (end_to_end 1 1 (W t) (w t)) = u1 t) by (unfold end_to_end, dot, separable_point, pair, u1, x, y, c; simpl; ring).
    assert (E2 : dot 2 (separable_point 1) (end_to_end 1 1 (W t) (w t)) = u2 t) by (unfold end_to_end, dot, separable_point, pair, u2, x, y, c; simpl; ring).
    rewrite E1, E2. unfold separable_point, pair, s. split; field. }
  destruct G0 as [G0 G1]. unfold descend2_first, descend2_last, descend, apply, dot. simpl. rewrite G0, G1. repeat split; ring.
Qed.

(** A step far out is the linear one, up to K/10^8, where 30 K bounds the weights. *)
Lemma stage t K l1 l2 : far 25 (u1 t) l1 -> far 25 (u2 t) l2 -> 0 < K ->
  - (30 * K) <= x t <= 30 * K -> - (30 * K) <= y t <= 30 * K -> - (30 * K) <= c t <= 30 * K ->
  let g1 := - l1 / 2 in let g2 := (2 * l1 - 3 * l2) / 2 in let e := K / 10 ^ 8 in
  - e <= x (S t) - (x t - 4 / 3 * c t * g1) <= e /\ - e <= y (S t) - (y t - 4 / 3 * c t * g2) <= e /\
  - e <= c (S t) - (c t - 4 / 3 * (x t * g1 + y t * g2)) <= e.
Proof.
  intros F1 F2 HK Hx Hy Hc g1 g2 e. destruct (separable_step t) as (-> & -> & ->).
  assert (T : exp (- (25)) <= 2 / 10 ^ 11) by interval.
  apply far_slope, Rabs_le_between in F1. apply far_slope, Rabs_le_between in F2. fold (s (u1 t)) in F1. fold (s (u2 t)) in F2.
  set (d1 := - s (u1 t) / 2 - g1). set (d2 := (2 * s (u1 t) - 3 * s (u2 t)) / 2 - g2).
  assert (D1 : Rabs d1 <= 5 / 10 ^ 11) by (unfold d1, g1; apply Rabs_le; lra).
  assert (D2 : Rabs d2 <= 5 / 10 ^ 11) by (unfold d2, g2; apply Rabs_le; lra).
  replace (- s (u1 t) / 2) with (g1 + d1) by (unfold d1; ring).
  replace ((2 * s (u1 t) - 3 * s (u2 t)) / 2) with (g2 + d2) by (unfold d2; ring).
  assert (Prod : forall a d, - (30 * K) <= a <= 30 * K -> Rabs d <= 5 / 10 ^ 11 -> - (150 / 10 ^ 11 * K) <= a * d <= 150 / 10 ^ 11 * K).
  { intros a d Ha Hd. apply Rabs_le_between. rewrite Rabs_mult. assert (Ka : Rabs a <= 30 * K) by (apply Rabs_le; lra).
    replace (150 / 10 ^ 11 * K) with (30 * K * (5 / 10 ^ 11)) by field. apply Rmult_le_compat; try apply Rabs_pos; assumption. }
  assert (P1 := Prod _ _ Hc D1). assert (P2 := Prod _ _ Hc D2). assert (P3 := Prod _ _ Hx D1). assert (P4 := Prod _ _ Hy D2).
  unfold e. split; [| split]; lra.
Qed.

Definition separable_cone (t : nat) : Prop :=
  - (c t / 500) <= (-1) * x t + (-2945149 / 10000000) * y t + (-283361 / 2000000) * c t <= c t / 500 /\
  - (c t / 500) <= (-5885417 / 10000000) * x t + 1 * y t + (222997 / 500000) * c t <= c t / 500 /\ 10 <= c t.

(** u = a b is far where both factors are large beside K. *)
Lemma far_positive K p q a b : 10 <= K -> 0 < p -> 0 < q -> 1 / 4 <= p * q -> (p * K <= a /\ q * K <= b) \/ (a <= - (p * K) /\ b <= - (q * K)) -> far 25 (a * b) 0.
Proof.
  intros HK Hp Hq Hpq H. left. split; [reflexivity |]. assert (P : 0 < p * K) by (apply Rmult_lt_0_compat; lra).
  assert (Q : 0 < q * K) by (apply Rmult_lt_0_compat; lra). assert (B : 25 <= p * K * (q * K)).
  { replace (p * K * (q * K)) with (p * q * (K * K)) by ring. assert (10 * 10 <= K * K) by (apply Rmult_le_compat; lra).
    apply Rle_trans with (1 / 4 * (10 * 10)); [lra | apply Rmult_le_compat; lra]. }
  apply Rle_trans with (1 := B). destruct H as [[H1 H2] | [H1 H2]]; [apply Rmult_le_compat; lra |].
  replace (a * b) with (- a * - b) by ring. apply Rmult_le_compat; lra.
Qed.

Lemma far_negative K p q a b : 10 <= K -> 0 < p -> 0 < q -> 1 / 4 <= p * q -> (p * K <= a /\ b <= - (q * K)) \/ (a <= - (p * K) /\ q * K <= b) -> far 25 (a * b) (-1).
Proof.
  intros HK Hp Hq Hpq H. assert (F : far 25 (a * - b) 0) by (apply (far_positive K p q); try assumption; lra).
  right. split; [reflexivity |]. destruct F as [[_ F] | [F _]]; lra.
Qed.

Theorem ten_steps t : separable_cone t -> separable_cone (10 + t) /\ 26 * c t <= c (10 + t)%nat /\
  forall j, (j < 10)%nat -> 1 / 5 * c t <= Rabs (c (j + t)%nat).
Proof.
  intros (A1 & A2 & A3). pose (K := c t). assert (EK : K = c t) by reflexivity.
  (* {1} *)
  destruct (stage t K (-1) 0) as (X & Y & C); try lra.
  { apply (far_negative K (199 / 200) (221 / 250)); lra. }
  { apply (far_positive K (199 / 200) (669 / 500)); lra. }
  change (S t) with (1 + t)%nat in X, Y, C.
  assert (X1 : - ((11 / 1000000000) * K) <= x (1 + t)%nat - (1 * x t + 0 * y t + (-2 / 3) * K) <= (11 / 1000000000) * K) by lra.
  assert (Y1 : - ((11 / 1000000000) * K) <= y (1 + t)%nat - (0 * x t + 1 * y t + (4 / 3) * K) <= (11 / 1000000000) * K) by lra.
  assert (C1 : - ((11 / 1000000000) * K) <= c (1 + t)%nat - ((-2 / 3) * x t + (4 / 3) * y t + 1 * K) <= (11 / 1000000000) * K) by lra.
  clear X Y C.
  (* {2} *)
  destruct (stage (1 + t)%nat K 0 (-1)) as (X & Y & C); try lra.
  { apply (far_positive K (399 / 1000) (2423 / 1000)); lra. }
  { apply (far_negative K (399 / 1000) (21 / 8)); lra. }
  change (S (1 + t)%nat) with (2 + t)%nat in X, Y, C.
  assert (X2 : - ((11 / 500000000) * K) <= x (2 + t)%nat - (1 * x t + 0 * y t + (-2 / 3) * K) <= (11 / 500000000) * K) by lra.
  assert (Y2 : - ((11 / 250000000) * K) <= y (2 + t)%nat - ((4 / 3) * x t + (-5 / 3) * y t + (-2 / 3) * K) <= (11 / 250000000) * K) by lra.
  assert (C2 : - ((11 / 250000000) * K) <= c (2 + t)%nat - ((-2 / 3) * x t + (-2 / 3) * y t + (-5 / 3) * K) <= (11 / 250000000) * K) by lra.
  clear X Y C X1 Y1.
  (* {1} *)
  destruct (stage (2 + t)%nat K (-1) 0) as (X & Y & C); try lra.
  { apply (far_negative K (27 / 20) (811 / 1000)); lra. }
  { apply (far_positive K (27 / 20) (207 / 1000)); lra. }
  change (S (2 + t)%nat) with (3 + t)%nat in X, Y, C.
  assert (X3 : - ((31 / 500000000) * K) <= x (3 + t)%nat - ((13 / 9) * x t + (4 / 9) * y t + (4 / 9) * K) <= (31 / 500000000) * K) by lra.
  assert (Y3 : - ((113 / 1000000000) * K) <= y (3 + t)%nat - ((4 / 9) * x t + (-23 / 9) * y t + (-26 / 9) * K) <= (113 / 1000000000) * K) by lra.
  assert (C3 : - ((1 / 7812500) * K) <= c (3 + t)%nat - ((4 / 9) * x t + (-26 / 9) * y t + (-19 / 9) * K) <= (1 / 7812500) * K) by lra.
  clear X Y C X2 Y2.
  (* {2} *)
  destruct (stage (3 + t)%nat K 0 (-1)) as (X & Y & C); try lra.
  { apply (far_positive K (4 / 5) (919 / 250)); lra. }
  { apply (far_negative K (4 / 5) (2587 / 500)); lra. }
  change (S (3 + t)%nat) with (4 + t)%nat in X, Y, C.
  assert (X4 : - ((73 / 1000000000) * K) <= x (4 + t)%nat - ((13 / 9) * x t + (4 / 9) * y t + (4 / 9) * K) <= (73 / 1000000000) * K) by lra.
  assert (Y4 : - ((19 / 50000000) * K) <= y (4 + t)%nat - ((-4 / 9) * x t + (29 / 9) * y t + (4 / 3) * K) <= (19 / 50000000) * K) by lra.
  assert (C4 : - ((73 / 200000000) * K) <= c (4 + t)%nat - ((-4 / 9) * x t + (20 / 9) * y t + (11 / 3) * K) <= (73 / 200000000) * K) by lra.
  clear X Y C X3 Y3.
  (* {1} *)
  destruct (stage (4 + t)%nat K (-1) 0) as (X & Y & C); try lra.
  { apply (far_negative K (2649 / 1000) (56 / 125)); lra. }
  { apply (far_positive K (2649 / 1000) (323 / 1000)); lra. }
  change (S (4 + t)%nat) with (5 + t)%nat in X, Y, C.
  assert (X5 : - ((327 / 1000000000) * K) <= x (5 + t)%nat - ((47 / 27) * x t + (-28 / 27) * y t + (-2) * K) <= (327 / 1000000000) * K) by lra.
  assert (Y5 : - ((877 / 1000000000) * K) <= y (5 + t)%nat - ((-28 / 27) * x t + (167 / 27) * y t + (56 / 9) * K) <= (877 / 1000000000) * K) by lra.
  assert (C5 : - ((931 / 1000000000) * K) <= c (5 + t)%nat - ((-2) * x t + (56 / 9) * y t + (139 / 27) * K) <= (931 / 1000000000) * K) by lra.
  clear X Y C X4 Y4.
  (* {2} *)
  destruct (stage (5 + t)%nat K 0 (-1)) as (X & Y & C); try lra.
  { apply (far_positive K (583 / 250) (1671 / 200)); lra. }
  { apply (far_negative K (583 / 250) (1278 / 125)); lra. }
  change (S (5 + t)%nat) with (6 + t)%nat in X, Y, C.
  assert (X6 : - ((169 / 500000000) * K) <= x (6 + t)%nat - ((47 / 27) * x t + (-28 / 27) * y t + (-2) * K) <= (169 / 500000000) * K) by lra.
  assert (Y6 : - ((11 / 4000000) * K) <= y (6 + t)%nat - ((80 / 27) * x t + (-169 / 27) * y t + (-110 / 27) * K) <= (11 / 4000000) * K) by lra.
  assert (C6 : - ((337 / 125000000) * K) <= c (6 + t)%nat - ((2 / 27) * x t + (-166 / 27) * y t + (-197 / 27) * K) <= (337 / 125000000) * K) by lra.
  clear X Y C X5 Y5.
  (* {2} *)
  destruct (stage (6 + t)%nat K 0 (-1)) as (X & Y & C); try lra.
  { apply (far_positive K (4483 / 1000) (973 / 1000)); lra. }
  { apply (far_negative K (4483 / 1000) (3769 / 1000)); lra. }
  change (S (6 + t)%nat) with (7 + t)%nat in X, Y, C.
  assert (X7 : - ((349 / 1000000000) * K) <= x (7 + t)%nat - ((47 / 27) * x t + (-28 / 27) * y t + (-2) * K) <= (349 / 1000000000) * K) by lra.
  assert (Y7 : - ((8153 / 1000000000) * K) <= y (7 + t)%nat - ((76 / 27) * x t + (163 / 27) * y t + (284 / 27) * K) <= (8153 / 1000000000) * K) by lra.
  assert (C7 : - ((8207 / 1000000000) * K) <= c (7 + t)%nat - ((-158 / 27) * x t + (172 / 27) * y t + (23 / 27) * K) <= (8207 / 1000000000) * K) by lra.
  clear X Y C X6 Y6.
  (* {1} *)
  destruct (stage (7 + t)%nat K (-1) 0) as (X & Y & C); try lra.
  { apply (far_negative K (1943 / 1000) (16961 / 1000)); lra. }
  { apply (far_positive K (1943 / 1000) (11567 / 500)); lra. }
  change (S (7 + t)%nat) with (8 + t)%nat in X, Y, C.
  assert (X8 : - ((5831 / 1000000000) * K) <= x (8 + t)%nat - ((457 / 81) * x t + (-428 / 81) * y t + (-208 / 81) * K) <= (5831 / 1000000000) * K) by lra.
  assert (Y8 : - ((9553 / 500000000) * K) <= y (8 + t)%nat - ((-404 / 81) * x t + (1177 / 81) * y t + (944 / 81) * K) <= (9553 / 500000000) * K) by lra.
  assert (C8 : - ((19321 / 1000000000) * K) <= c (8 + t)%nat - ((-88 / 27) * x t + (136 / 9) * y t + (1313 / 81) * K) <= (19321 / 1000000000) * K) by lra.
  clear X Y C X7 Y7.
  (* {2} *)
  destruct (stage (8 + t)%nat K 0 (-1)) as (X & Y & C); try lra.
  { apply (far_positive K (1167 / 125) (10391 / 1000)); lra. }
  { apply (far_negative K (1167 / 125) (61 / 4)); lra. }
  change (S (8 + t)%nat) with (9 + t)%nat in X, Y, C.
  assert (X9 : - ((2921 / 500000000) * K) <= x (9 + t)%nat - ((457 / 81) * x t + (-428 / 81) * y t + (-208 / 81) * K) <= (2921 / 500000000) * K) by lra.
  assert (Y9 : - ((57759 / 1000000000) * K) <= y (9 + t)%nat - ((124 / 81) * x t + (-1271 / 81) * y t + (-1682 / 81) * K) <= (57759 / 1000000000) * K) by lra.
  assert (C9 : - ((7193 / 125000000) * K) <= c (9 + t)%nat - ((544 / 81) * x t + (-1130 / 81) * y t + (-575 / 81) * K) <= (7193 / 125000000) * K) by lra.
  clear X Y C X8 Y8.
  (* {2} *)
  destruct (stage (9 + t)%nat K 0 (-1)) as (X & Y & C); try lra.
  { apply (far_positive K (829 / 1000) (5391 / 200)); lra. }
  { apply (far_negative K (829 / 1000) (40771 / 1000)); lra. }
  change (S (9 + t)%nat) with (10 + t)%nat in X, Y, C.
  assert (X10 : - ((5853 / 1000000000) * K) <= x (10 + t)%nat - ((457 / 81) * x t + (-428 / 81) * y t + (-208 / 81) * K) <= (5853 / 1000000000) * K) by lra.
  assert (Y10 : - ((86429 / 500000000) * K) <= y (10 + t)%nat - ((-964 / 81) * x t + (989 / 81) * y t + (-532 / 81) * K) <= (86429 / 500000000) * K) by lra.
  assert (C10 : - ((173073 / 1000000000) * K) <= c (10 + t)%nat - ((296 / 81) * x t + (1412 / 81) * y t + (2789 / 81) * K) <= (173073 / 1000000000) * K) by lra.
  clear X Y C X9 Y9.
  assert (G : 26 * K <= c (10 + t)%nat) by lra.
  split; [unfold separable_cone; split; [split; lra | split; [split; lra | lra]] | split; [assumption |]].
  intros j Hj. assert (Cases : j = 0%nat \/ j = 1%nat \/ j = 2%nat \/ j = 3%nat \/ j = 4%nat \/ j = 5%nat \/ j = 6%nat \/ j = 7%nat \/ j = 8%nat \/ j = 9%nat) by lia.
  destruct Cases as [-> | [-> | [-> | [-> | [-> | [-> | [-> | [-> | [-> | ->]]]]]]]]].
  - change (0 + t)%nat with t. rewrite Rabs_right; lra.
  - rewrite Rabs_right; lra.
  - rewrite Rabs_left; lra.
  - rewrite Rabs_left; lra.
  - rewrite Rabs_right; lra.
  - rewrite Rabs_right; lra.
  - rewrite Rabs_left; lra.
  - rewrite Rabs_left; lra.
  - rewrite Rabs_right; lra.
  - rewrite Rabs_left; lra.
Qed.

Theorem separable_diverges : separable_cone 0 -> is_lim_seq (fun t => Rabs (c t)) p_infty.
Proof.
  intros H0.
  assert (Inv : forall k, separable_cone (k * 10) /\ c 0%nat * 26 ^ k <= c (k * 10)%nat).
  { induction k as [| k [I1 I2]]; [split; [exact H0 | simpl; lra] |]. destruct (ten_steps (k * 10)%nat I1) as (P1 & P2 & _).
    change (S k * 10)%nat with (10 + k * 10)%nat. split; [assumption |]. change (26 ^ S k) with (26 * 26 ^ k). lra. }
  apply is_lim_seq_spec. intros M. assert (C0 : 10 <= c 0%nat) by apply H0.
  destruct (Pow_x_infinity 26) with (b := Rabs M + 1) as [k0 Hk]; [rewrite Rabs_right; lra |].
  exists (k0 * 10)%nat. intros t Ht. set (k := (t / 10)%nat). assert (Et : t = (t mod 10 + k * 10)%nat) by (unfold k; rewrite (Nat.div_mod t 10) at 1; lia).
  assert (Hj : (t mod 10 < 10)%nat) by (apply Nat.mod_upper_bound; lia).
  assert (Hkk : (k0 <= k)%nat) by (unfold k; apply Nat.div_le_lower_bound; lia).
  destruct (Inv k) as [I1 I2]. destruct (ten_steps (k * 10)%nat I1) as (_ & _ & P3). specialize (P3 _ Hj). rewrite <- Et in P3.
  specialize (Hk k Hkk). rewrite Rabs_right in Hk by (apply Rle_ge, pow_le; lra). assert (AM : M <= Rabs M) by apply Rle_abs. assert (PM := Rabs_pos M).
  assert (10 * 26 ^ k <= c 0%nat * 26 ^ k) by (apply Rmult_le_compat_r; lra). lra.
Qed.

End Orbit.

(** An open set of starts diverges: all near W1 = (-1/10, -9/2), w2 = 10. *)
Theorem separable_start W w : separable_orbit W w -> Rabs (W 0%nat 0%nat 0%nat + 1 / 10) <= 1 / 10000 -> Rabs (W 0%nat 0%nat 1%nat + 9 / 2) <= 1 / 10000 ->
  0 <= w 0%nat 0%nat - 10 <= 1 / 10000 -> is_lim_seq (fun t => Rabs (w t 0%nat)) p_infty.
Proof.
  intros Ho H1 H2 H3. apply Rabs_le_between in H1. apply Rabs_le_between in H2. apply (separable_diverges W w Ho). unfold separable_cone. repeat split; lra.
Qed.
