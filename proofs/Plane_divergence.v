(** sqrt 2 is no universal constant in the plane (claim `universal-rate-any-data`): (G6x), by a pattern of signs of margins that repeats, as in (G5p).

    Signed points z = (-1, -5), (6, 3), (-1, 1), one hidden unit, logistic loss, eta = 5/8. Proved:
    - [not_separable]: 3 z_1 + 2 z_2 + 9 z_3 = 0; [gradient_bound]: |g|^2 <= 5 for every v, so (eta N R)^2 <= 125/64 < 2;
    - [period]: with w = (x, y) and c the weights, in the cone |l_1| <= c/1000, |l_2| <= c/1000, c >= 40, five steps have the misclassified points
      {2, 3}, {3}, {3}, {1, 2}, {1, 3}, and lead back into the cone with c grown by more than 4 in a hundred;
    - [plane_diverges]: so all orbits that start there diverge: |c_t| tends to infinity; [plane_start]: the cone has a start inside, and it is open.

    At infinity the gradient depends on the signs of the margins alone, up to e^(-|u|): [stage] bounds what a step differs by from the linear one. The
    rest is linear arithmetic with rational numbers. *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Standard_interval Equations Vectors IdentitiesTwoLayer IdentitiesNetwork Gram Two_layer_slopes Two_layer.
Local Open Scope R_scope.

(** The data, and the gradient of their risk in v. *)
Definition point (i : nat) : vector := match i with O => pair (-1) (-5) | S O => pair 6 3 | _ => pair (-1) 1 end.
Definition gradient (v : vector) : vector := fun j => sum 3 (fun i => margin_slope_logistic (dot 2 (point i) v) * point i j) / 3.

Lemma not_separable j : (j < 2)%nat -> 3 * point 0 j + 2 * point 1 j + 9 * point 2 j = 0.
Proof. intros H. assert (C : j = 0%nat \/ j = 1%nat) by lia. unfold point, pair. destruct C as [-> | ->]; ring. Qed.

Lemma margin_slope_range u : -1 <= margin_slope_logistic u <= 0.
Proof.
  unfold margin_slope_logistic. assert (P := exp_pos u). assert (0 < / (1 + exp u)) by (apply Rinv_0_lt_compat; lra).
  assert (/ (1 + exp u) <= / 1) by (apply Rinv_le_contravar; lra). unfold Rdiv. lra.
Qed.

Lemma gradient_is v j : gradient v j = (0 + margin_slope_logistic (dot 2 (point 0) v) * point 0 j +
  margin_slope_logistic (dot 2 (point 1) v) * point 1 j + margin_slope_logistic (dot 2 (point 2) v) * point 2 j) / 3.
Proof. reflexivity. Qed.

Theorem gradient_bound v : gradient v 0%nat ^ 2 + gradient v 1%nat ^ 2 <= 5.
Proof.
  rewrite !gradient_is. set (p := margin_slope_logistic (dot 2 (point 0) v)). set (q := margin_slope_logistic (dot 2 (point 1) v)).
  set (r := margin_slope_logistic (dot 2 (point 2) v)).
  assert (Hp : -1 <= p <= 0) by apply margin_slope_range. assert (Hq : -1 <= q <= 0) by apply margin_slope_range.
  assert (Hr : -1 <= r <= 0) by apply margin_slope_range. clearbody p q r.
  unfold point, pair.
  replace (((0 + p * -1 + q * 6 + r * -1) / 3) ^ 2 + ((0 + p * -5 + q * 3 + r * 1) / 3) ^ 2)
    with ((26 * p ^ 2 + 45 * q ^ 2 + 2 * r ^ 2 - 42 * p * q - 8 * p * r - 6 * q * r) / 9) by field.
  assert (p ^ 2 <= - p) by nra. assert (q ^ 2 <= - q) by nra. assert (r ^ 2 <= - r) by nra.
  assert (0 <= p * q) by nra. assert (0 <= p * r) by nra. assert (0 <= q * r) by nra.
  assert (0 <= (1 + q) * (17 + 26 * (1 + p) + 2 * (1 + r))) by (apply Rmult_le_pos; lra). nra.
Qed.

(** The slope of the loss at a margin of size b or more is l, 0 or -1, up to e^(-b). *)
Definition far (b u l : R) : Prop := (l = 0 /\ b <= u) \/ (l = -1 /\ u <= - b).

Lemma far_slope b u l : far b u l -> Rabs (margin_slope_logistic u - l) <= exp (- b).
Proof.
  assert (Small : forall z, b <= z -> 0 < / (1 + exp z) <= exp (- b)).
  { intros z Hz. assert (P := exp_pos z). split; [apply Rinv_0_lt_compat; lra |].
    apply Rle_trans with (/ exp z); [apply Rinv_le_contravar; lra |]. rewrite <- exp_Ropp. apply exp_le. lra. }
  intros [[-> H] | [-> H]]; unfold margin_slope_logistic.
  - destruct (Small u H). apply Rabs_le. unfold Rdiv in *. lra.
  - destruct (Small (- u) ltac:(lra)) as [B1 B2]. assert (P := exp_pos u). assert (P' := exp_pos (- u)).
    assert (E : - (1 / (1 + exp u)) - -1 = / (1 + exp (- u))).
    { rewrite exp_Ropp in *. field. repeat split; lra. }
    rewrite E. apply Rabs_le. lra.
Qed.

(** * The orbits *)

(** Gradient descent on the weights of one unit: N = 1. *)
Definition plane_orbit (W : nat -> matrix) (w : nat -> vector) : Prop := forall t, let g := gradient (end_to_end 1 1 (W t) (w t)) in
  W (S t) = descend2_first (5 / 8 * 1) g (w t) (W t) /\ w (S t) = descend2_last 2 (5 / 8 * 1) g (w t) (W t).

Section Orbit.

Variables (W : nat -> matrix) (w : nat -> vector).
Hypothesis Horbit : plane_orbit W w.

Let x t := W t 0%nat 0%nat.
Let y t := W t 0%nat 1%nat.
Let c t := w t 0%nat.

(** The margins, and the slopes of the loss there. *)
Let u1 t := c t * (- x t - 5 * y t).
Let u2 t := c t * (6 * x t + 3 * y t).
Let u3 t := c t * (- x t + y t).
Let s u := margin_slope_logistic u.

Lemma plane_step t :
  x (S t) = x t - 5 / 8 * c t * ((- s (u1 t) + 6 * s (u2 t) - s (u3 t)) / 3) /\
  y (S t) = y t - 5 / 8 * c t * ((-5 * s (u1 t) + 3 * s (u2 t) + s (u3 t)) / 3) /\
  c (S t) = c t - 5 / 8 * (x t * ((- s (u1 t) + 6 * s (u2 t) - s (u3 t)) / 3) + y t * ((-5 * s (u1 t) + 3 * s (u2 t) + s (u3 t)) / 3)).
Proof.
  destruct (Horbit t) as [EW Ew]. unfold x, y, c. rewrite EW, Ew.
  assert (G0 : gradient (end_to_end 1 1 (W t) (w t)) 0%nat = (- s (u1 t) + 6 * s (u2 t) - s (u3 t)) / 3 /\
    gradient (end_to_end 1 1 (W t) (w t)) 1%nat = (-5 * s (u1 t) + 3 * s (u2 t) + s (u3 t)) / 3).
  { rewrite !gradient_is.
    assert (E1 : dot 2 (point 0) (end_to_end 1 1 (W t) (w t)) = u1 t) by (unfold end_to_end, dot, point, pair, u1, x, y, c; simpl; ring).
    assert (E2 : dot 2 (point 1) (end_to_end 1 1 (W t) (w t)) = u2 t) by (unfold end_to_end, dot, point, pair, u2, x, y, c; simpl; ring).
    assert (E3 : dot 2 (point 2) (end_to_end 1 1 (W t) (w t)) = u3 t) by (unfold end_to_end, dot, point, pair, u3, x, y, c; simpl; ring).
    rewrite E1, E2, E3. unfold point, pair, s. split; field. }
  destruct G0 as [G0 G1]. unfold descend2_first, descend2_last, descend, apply, dot. simpl. rewrite G0, G1. repeat split; ring.
Qed.

(** A step far out is the linear one, up to K/10^7, where K bounds half of the weights. *)
Lemma stage t K l1 l2 l3 : far 20 (u1 t) l1 -> far 20 (u2 t) l2 -> far 20 (u3 t) l3 -> 0 < K ->
  - (2 * K) <= x t <= 2 * K -> - (2 * K) <= y t <= 2 * K -> - (2 * K) <= c t <= 2 * K ->
  let g1 := (- l1 + 6 * l2 - l3) / 3 in let g2 := (-5 * l1 + 3 * l2 + l3) / 3 in let e := K / 10 ^ 7 in
  - e <= x (S t) - (x t - 5 / 8 * c t * g1) <= e /\ - e <= y (S t) - (y t - 5 / 8 * c t * g2) <= e /\
  - e <= c (S t) - (c t - 5 / 8 * (x t * g1 + y t * g2)) <= e.
Proof.
  intros F1 F2 F3 HK Hx Hy Hc g1 g2 e. destruct (plane_step t) as (-> & -> & ->).
  assert (T : exp (- (20)) <= 3 / 10 ^ 9) by interval.
  apply far_slope, Rabs_le_between in F1. apply far_slope, Rabs_le_between in F2. apply far_slope, Rabs_le_between in F3.
  fold (s (u1 t)) in F1. fold (s (u2 t)) in F2. fold (s (u3 t)) in F3.
  set (d1 := (- s (u1 t) + 6 * s (u2 t) - s (u3 t)) / 3 - g1). set (d2 := (-5 * s (u1 t) + 3 * s (u2 t) + s (u3 t)) / 3 - g2).
  assert (D1 : Rabs d1 <= 9 / 10 ^ 9) by (unfold d1, g1; apply Rabs_le; lra).
  assert (D2 : Rabs d2 <= 9 / 10 ^ 9) by (unfold d2, g2; apply Rabs_le; lra).
  replace ((- s (u1 t) + 6 * s (u2 t) - s (u3 t)) / 3) with (g1 + d1) by (unfold d1; ring).
  replace ((-5 * s (u1 t) + 3 * s (u2 t) + s (u3 t)) / 3) with (g2 + d2) by (unfold d2; ring).
  assert (Prod : forall a d, - (2 * K) <= a <= 2 * K -> Rabs d <= 9 / 10 ^ 9 -> - (18 / 10 ^ 9 * K) <= a * d <= 18 / 10 ^ 9 * K).
  { intros a d Ha Hd. apply Rabs_le_between. rewrite Rabs_mult. assert (Ka : Rabs a <= 2 * K) by (apply Rabs_le; lra).
    replace (18 / 10 ^ 9 * K) with (2 * K * (9 / 10 ^ 9)) by field. apply Rmult_le_compat; try apply Rabs_pos; assumption. }
  assert (P1 := Prod _ _ Hc D1). assert (P2 := Prod _ _ Hc D2). assert (P3 := Prod _ _ Hx D1). assert (P4 := Prod _ _ Hy D2).
  unfold e. split; [| split]; lra.
Qed.

(** * One period *)

(** The cone, in two functionals that the five linear steps shrink by 0.1445 and turn. *)
Definition cone (t : nat) : Prop :=
  - (c t / 1000) <= 152506 / 1000000 * x t + 599123 / 1000000 * y t + 678774 / 1000000 * c t <= c t / 1000 /\
  - (c t / 1000) <= 335998 / 1000000 * x t + 724878 / 1000000 * y t + 734347 / 1000000 * c t <= c t / 1000 /\ 40 <= c t.

(** u = a b is far where both factors are large beside K. *)
Lemma far_positive K p q a b : 40 <= K -> 0 < p -> 0 < q -> 1 / 80 <= p * q -> (p * K <= a /\ q * K <= b) \/ (a <= - (p * K) /\ b <= - (q * K)) -> far 20 (a * b) 0.
Proof.
  intros HK Hp Hq Hpq H. left. split; [reflexivity |]. assert (P : 0 < p * K) by (apply Rmult_lt_0_compat; lra).
  assert (Q : 0 < q * K) by (apply Rmult_lt_0_compat; lra). assert (B : 20 <= p * K * (q * K)) by nra. apply Rle_trans with (1 := B).
  destruct H as [[H1 H2] | [H1 H2]]; [apply Rmult_le_compat; lra |]. replace (a * b) with (- a * - b) by ring. apply Rmult_le_compat; lra.
Qed.

Lemma far_negative K p q a b : 40 <= K -> 0 < p -> 0 < q -> 1 / 80 <= p * q -> (p * K <= a /\ b <= - (q * K)) \/ (a <= - (p * K) /\ q * K <= b) -> far 20 (a * b) (-1).
Proof.
  intros HK Hp Hq Hpq H. assert (F : far 20 (a * - b) 0) by (apply (far_positive K p q); try assumption; lra).
  right. split; [reflexivity |]. destruct F as [[_ F] | [F _]]; lra.
Qed.

Theorem period t : cone t -> cone (5 + t) /\ 104 / 100 * c t <= c (5 + t)%nat /\ forall j, (j < 5)%nat -> 9 / 100 * c t <= Rabs (c (j + t)%nat).
Proof.
  intros (A1 & A2 & A3). unfold cone. simpl Nat.add. set (K := c t) in *.
  assert (B1 : 55 / 100 * K <= x t <= 60 / 100 * K) by lra. assert (B2 : - (130 / 100 * K) <= y t <= - (125 / 100 * K)) by lra.
  assert (Z : 20 <= K * K) by nra.
  (* {2, 3} *)
  destruct (stage t K 0 (-1) (-1)) as (X1 & Y1 & C1); try (fold K; lra).
  { apply (far_positive K 1 1); fold K; lra. }
  { apply (far_negative K 1 (1 / 10)); fold K; lra. }
  { apply (far_negative K 1 1); fold K; lra. }
  fold K in X1, Y1, C1. set (x1 := x (S t)) in *. set (y1 := y (S t)) in *. set (c1 := c (S t)) in *.
  (* {3} *)
  destruct (stage (S t) K 0 0 (-1)) as (X2 & Y2 & C2); try (fold x1 y1 c1; lra).
  { apply (far_positive K (1 / 2) (1 / 2)); fold x1 y1 c1; lra. }
  { apply (far_positive K (1 / 2) 1); fold x1 y1 c1; lra. }
  { apply (far_negative K (1 / 2) 1); fold x1 y1 c1; lra. }
  fold x1 y1 c1 in X2, Y2, C2. set (x2 := x (S (S t))) in *. set (y2 := y (S (S t))) in *. set (c2 := c (S (S t))) in *.
  (* {3} *)
  destruct (stage (S (S t)) K 0 0 (-1)) as (X3 & Y3 & C3); try (fold x2 y2 c2; lra).
  { apply (far_positive K (9 / 100) (14 / 100)); fold x2 y2 c2; lra. }
  { apply (far_positive K (9 / 100) 1); fold x2 y2 c2; lra. }
  { apply (far_negative K (9 / 100) 1); fold x2 y2 c2; lra. }
  fold x2 y2 c2 in X3, Y3, C3. set (x3 := x (S (S (S t)))) in *. set (y3 := y (S (S (S t)))) in *. set (c3 := c (S (S (S t)))) in *.
  (* {1, 2} *)
  destruct (stage (S (S (S t))) K (-1) (-1) 0) as (X4 & Y4 & C4); try (fold x3 y3 c3; lra).
  { apply (far_negative K (27 / 100) (7 / 100)); fold x3 y3 c3; lra. }
  { apply (far_negative K (27 / 100) 1); fold x3 y3 c3; lra. }
  { apply (far_positive K (27 / 100) 1); fold x3 y3 c3; lra. }
  fold x3 y3 c3 in X4, Y4, C4. set (x4 := x (S (S (S (S t))))) in *. set (y4 := y (S (S (S (S t))))) in *. set (c4 := c (S (S (S (S t))))) in *.
  (* {1, 3} *)
  destruct (stage (S (S (S (S t)))) K (-1) 0 (-1)) as (X5 & Y5 & C5); try (fold x4 y4 c4; lra).
  { apply (far_negative K 1 (1 / 10)); fold x4 y4 c4; lra. }
  { apply (far_positive K 1 1); fold x4 y4 c4; lra. }
  { apply (far_negative K 1 1); fold x4 y4 c4; lra. }
  fold x4 y4 c4 in X5, Y5, C5. set (x5 := x (S (S (S (S (S t)))))) in *. set (y5 := y (S (S (S (S (S t)))))) in *. set (c5 := c (S (S (S (S (S t)))))) in *.
  assert (G : 104 / 100 * K <= c5) by lra.
  split; [split; [split; lra | split; [split; lra | lra]] | split; [assumption |]].
  intros j Hj. assert (C : j = 0%nat \/ j = 1%nat \/ j = 2%nat \/ j = 3%nat \/ j = 4%nat) by lia.
  destruct C as [-> | [-> | [-> | [-> | ->]]]]; simpl Nat.add; [fold K | fold c1 | fold c2 | fold c3 | fold c4];
    [rewrite Rabs_right | rewrite Rabs_right | rewrite Rabs_right | rewrite Rabs_left | rewrite Rabs_right]; lra.
Qed.

Theorem plane_diverges : cone 0 -> is_lim_seq (fun t => Rabs (c t)) p_infty.
Proof.
  intros H0.
  assert (Inv : forall k, cone (k * 5) /\ c 0%nat * (104 / 100) ^ k <= c (k * 5)%nat).
  { induction k as [| k [I1 I2]]; [split; [exact H0 | simpl; lra] |]. destruct (period (k * 5)%nat I1) as (P1 & P2 & _).
    change (S k * 5)%nat with (5 + k * 5)%nat. split; [assumption |]. simpl pow. lra. }
  apply is_lim_seq_spec. intros M. assert (C0 : 40 <= c 0%nat) by apply H0.
  destruct (Pow_x_infinity (104 / 100)) with (b := Rabs M + 1) as [k0 Hk]; [rewrite Rabs_right; lra |].
  exists (k0 * 5)%nat. intros t Ht. set (k := (t / 5)%nat). assert (Et : t = (t mod 5 + k * 5)%nat) by (unfold k; rewrite (Nat.div_mod t 5) at 1; lia).
  assert (Hj : (t mod 5 < 5)%nat) by (apply Nat.mod_upper_bound; lia).
  assert (Hkk : (k0 <= k)%nat) by (unfold k; apply Nat.div_le_lower_bound; lia).
  destruct (Inv k) as [I1 I2]. destruct (period (k * 5)%nat I1) as (_ & _ & P3). specialize (P3 _ Hj). rewrite <- Et in P3.
  specialize (Hk k Hkk). rewrite Rabs_right in Hk by (apply Rle_ge, pow_le; lra).
  assert (AM : M <= Rabs M) by apply Rle_abs. assert (PM := Rabs_pos M). nra.
Qed.

End Orbit.

(** The cone has an inner point: all starts near W1 = (57.3678, -127.8976), w2 = 100 diverge. *)
Theorem plane_start W w : plane_orbit W w -> Rabs (W 0%nat 0%nat 0%nat - 573678 / 10000) <= 1 / 100 -> Rabs (W 0%nat 0%nat 1%nat + 1278976 / 10000) <= 1 / 100 ->
  Rabs (w 0%nat 0%nat - 100) <= 1 / 100 -> is_lim_seq (fun t => Rabs (w t 0%nat)) p_infty.
Proof.
  intros Ho H1 H2 H3. apply Rabs_le_between in H1. apply Rabs_le_between in H2. apply Rabs_le_between in H3.
  apply (plane_diverges W w Ho). unfold cone. repeat split; lra.
Qed.

(** (G6x): (eta N R)^2 is below 2, R = sup |g|, and still an open set of starts diverges. *)
Theorem sqrt_2_is_not_universal_in_the_plane :
  (5 / 8) ^ 2 * 5 < 2 /\ (forall v, gradient v 0%nat ^ 2 + gradient v 1%nat ^ 2 <= 5) /\
  exists a b d r : R, 0 < r /\ forall W w, plane_orbit W w -> Rabs (W 0%nat 0%nat 0%nat - a) <= r -> Rabs (W 0%nat 0%nat 1%nat - b) <= r -> Rabs (w 0%nat 0%nat - d) <= r ->
    is_lim_seq (fun t => Rabs (w t 0%nat)) p_infty.
Proof.
  split; [lra | split; [exact gradient_bound |]]. exists (573678 / 10000), (- (1278976 / 10000)), 100, (1 / 100). split; [lra |].
  intros W w Ho H1 H2 H3. apply (plane_start W w Ho); try assumption.
  replace (W 0%nat 0%nat 1%nat + 1278976 / 10000) with (W 0%nat 0%nat 1%nat - - (1278976 / 10000)) by ring. assumption.
Qed.
