(** The universal step size on one-dimensional data, (G6): the part about the map.

    a(v) = eta g(v)/sqrt m, where g increases, a^2 < 2 everywhere and |v| a'(v) <= 16/25. Proved, for an orbit with a minimiser v*:
    - [universal_positive]: if V = p q has a positive limit, v -> v*;
    - [universal_centred]: the same if V -> 0 and v* = 0;
    - [universal_right]: the same if V -> 0, v* > 0 and p is never 0. *)

From Coq Require Import Reals Lra Psatz Lia Classical.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Standard_interval Equations Hyperbolic IdentitiesTwoLayer Two_layer Two_layer_alternation One_feature.
Local Open Scope R_scope.

(** A sequence that grows by a factor is not bounded. *)
Lemma growth_has_no_bound (u : nat -> R) T k B : 1 < k -> 0 < u T -> (forall t, (T <= t)%nat -> k * u t <= u (S t)) -> (forall t, (T <= t)%nat -> u t <= B) -> False.
Proof.
  intros Hk Hu Hstep HB. assert (Geo : forall n, k ^ n * u T <= u (T + n)%nat).
  { induction n as [| n IH]; [rewrite Nat.add_0_r; simpl; lra |]. rewrite <- plus_n_Sm. apply Rle_trans with (2 := Hstep (T + n)%nat ltac:(lia)).
    simpl. rewrite Rmult_assoc. apply Rmult_le_compat_l; lra. }
  destruct (Pow_x_infinity k) with (b := Rabs (B / u T) + 1) as [n Hn]; [rewrite Rabs_right; lra |]. specialize (Hn n (le_n n)). specialize (Geo n).
  rewrite Rabs_right in Hn by (apply Rle_ge, pow_le; lra). specialize (HB (T + n)%nat ltac:(lia)). assert (W := Rle_abs (B / u T)).
  assert (B < k ^ n * u T); [| lra]. apply Rmult_lt_reg_r with (/ u T); [now apply Rinv_0_lt_compat |].
  replace (k ^ n * u T * / u T) with (k ^ n) by (field; lra). unfold Rdiv in *. lra.
Qed.

Section Universal.

Variables (g h : R -> R) (eta m v_star : R) (v lambda : nat -> R).
Hypothesis Horbit : orbit g eta m v lambda.
Hypotheses (Heta : 0 < eta) (Hm : 0 < m).
Hypothesis Hstart : admissible m (v 0%nat) (lambda 0%nat).
Hypothesis Hinc : forall x y, x < y -> g x < g y.
Hypothesis Hder : forall x, is_derive g x (h x).
Hypothesis Hbound : forall x, factor_rate eta m (g x) ^ 2 < 2.
Hypothesis Hkey : forall x, Rabs x * (eta * h x / sqrt m) <= 16 / 25.
Hypothesis Hzero : g v_star = 0.

Let r := sqrt m.
Let rate x := factor_rate eta m (g x).
Let a t := rate (v t).
Let p t := factor_p m (v t) (lambda t).
Let q t := factor_q m (v t) (lambda t).
Let V t := product m (v t) (lambda t).

Lemma r_pos : 0 < r.
Proof. now apply sqrt_lt_R0. Qed.

Lemma rate_inc x y : x < y -> rate x < rate y.
Proof.
  intros H. unfold rate, factor_rate. assert (P := r_pos). assert (G := Hinc x y H). unfold r in P.
  apply Rmult_lt_compat_r; [now apply Rinv_0_lt_compat |]. apply Rmult_lt_compat_l; assumption.
Qed.

Lemma rate_le x y : x <= y -> rate x <= rate y.
Proof. intros [H | ->]; [left; now apply rate_inc | lra]. Qed.

Lemma rate_star : rate v_star = 0.
Proof. unfold rate, factor_rate. rewrite Hzero. unfold Rdiv. ring. Qed.

Lemma rate_sign x : (v_star < x -> 0 < rate x) /\ (x < v_star -> rate x < 0) /\ (0 < rate x -> v_star < x) /\ (rate x < 0 -> x < v_star).
Proof.
  assert (A : v_star < x -> 0 < rate x) by (intros H; rewrite <- rate_star; now apply rate_inc).
  assert (B : x < v_star -> rate x < 0) by (intros H; rewrite <- rate_star; now apply rate_inc).
  repeat split; try assumption; intros H.
  - apply Rnot_le_lt. intros [C | ->]; [specialize (B C); lra | rewrite rate_star in H; lra].
  - apply Rnot_le_lt. intros [C | <-]; [specialize (A C); lra | rewrite rate_star in H; lra].
Qed.

Lemma a_small t : -3 / 2 < a t < 3 / 2 /\ a t ^ 2 < 2.
Proof. assert (B : a t ^ 2 < 2) by apply Hbound. split; [nra | assumption]. Qed.

Lemma factors_step t : p (S t) = p t * (1 - a t) ^ 2 /\ q (S t) = q t * (1 + a t) ^ 2.
Proof.
  unfold p, q. destruct (Horbit t) as [-> ->]. destruct (factors_of_step eta m (g (v t)) (v t) (lambda t) Hm) as [-> ->].
  split; reflexivity.
Qed.

Lemma v_is t : v t = r / 4 * (p t - q t).
Proof. assert (E := output_of_factors m (v t) (lambda t) Hm). unfold factors_output in E. fold (p t) (q t) r in E. lra. Qed.

(** The output is not negative iff q <= p. *)
Lemma v_order t : (0 <= v t -> q t <= p t) /\ (v t <= 0 -> p t <= q t) /\ (q t <= p t -> 0 <= v t) /\ (p t <= q t -> v t <= 0).
Proof.
  assert (Pr := r_pos). rewrite v_is. repeat split; intros H.
  - apply Rmult_le_reg_l with (r / 4); lra.
  - apply Rmult_le_reg_l with (r / 4); lra.
  - apply Rmult_le_pos; lra.
  - assert (0 <= r / 4 * (q t - p t)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma contracts z : 0 <= z <= 2 -> 0 <= (1 - z) ^ 2 <= 1.
Proof. intros H. split; [apply pow2_ge_0 |]. assert (0 <= z * (2 - z)) by (apply Rmult_le_pos; lra). lra. Qed.

(** For b <= z < 3/2 the factor (1 - z)^2 is at most (1 - b)^2 or 1/4. *)
Lemma contracts_more b z : b <= z -> z < 3 / 2 -> (1 - z) ^ 2 <= (1 - b) ^ 2 \/ (1 - z) ^ 2 <= 1 / 4.
Proof.
  intros Hb Hz. destruct (Rle_dec z 1) as [H | H]; [left; apply pow_incr; lra | right].
  replace ((1 - z) ^ 2) with ((z - 1) ^ 2) by ring. replace (1 / 4) with ((1 / 2) ^ 2) by field. apply pow_incr. lra.
Qed.

(** What a step makes of the two factors at most. *)
Lemma factor_growth t : 0 <= (1 - a t) ^ 2 <= 7 /\ 0 <= (1 + a t) ^ 2 <= 7 /\ (0 <= a t -> (1 - a t) ^ 2 <= 1) /\ (a t <= 0 -> (1 + a t) ^ 2 <= 1).
Proof.
  destruct (a_small t) as [A1 A2]. assert (Q : 0 <= (1 - a t) ^ 2) by apply pow2_ge_0. assert (Q' : 0 <= (1 + a t) ^ 2) by apply pow2_ge_0.
  repeat split; try assumption; try lra.
  - intros H. apply contracts. lra.
  - intros H. replace (1 + a t) with (1 - - a t) by ring. apply contracts. lra.
Qed.

Lemma factors_pos t : 0 <= p t /\ 0 <= q t /\ p t * q t = V t.
Proof.
  assert (Ad := orbit_admissible g eta m v lambda Hm Horbit Hstart t). destruct (factors_nonneg m _ _ Hm Ad) as [P Q].
  split; [assumption | split; [assumption |]]. now apply factors_product.
Qed.

Lemma V_down t : 0 <= V (S t) <= V t /\ V (S t) = V t * (1 - a t ^ 2) ^ 2.
Proof.
  split; [split; [now apply (V_nonneg g eta m v lambda) |] | now apply (V_step g eta m v lambda)].
  apply (V_falls g eta m v lambda Horbit Hm Hstart). left. apply Hbound.
Qed.

Lemma V_below n t : V (t + n)%nat <= V t.
Proof. induction n as [| n IH]; [rewrite Nat.add_0_r; lra |]. rewrite <- plus_n_Sm. destruct (V_down (t + n)) as [B _]. lra. Qed.

(** v' = v (1 - a)^2 - r q a. *)
Lemma v_next t : v (S t) = v t * (1 - a t) ^ 2 - r * q t * a t.
Proof. rewrite (v_is (S t)), (v_is t). destruct (factors_step t) as [-> ->]. field. Qed.

Lemma v_next_left t : v (S t) = v t * (1 + a t) ^ 2 - r * p t * a t.
Proof. rewrite (v_is (S t)), (v_is t). destruct (factors_step t) as [-> ->]. field. Qed.

(** ** The orbit is bounded *)

Let side := V 0%nat + 1.
Let bound := p 0%nat + q 0%nat + 7 * (side + 4 * Rabs v_star / r).

Lemma smaller_factor t : (q t <= p t -> q t <= side) /\ (p t <= q t -> p t <= side).
Proof.
  destruct (factors_pos t) as (P & Q & E). assert (B := V_below t 0). simpl in B. unfold side. destruct (V_down 0) as [B0 _]. split; intros H; nra.
Qed.

Lemma bounded t : p t <= bound /\ q t <= bound.
Proof.
  assert (Pr := r_pos). destruct (factors_pos 0) as (P0 & Q0 & _). destruct (V_down 0) as [B0 _]. assert (K : 0 <= 4 * Rabs v_star / r).
  { apply Rdiv_le_0_compat; [assert (W := Rabs_pos v_star); lra | assumption]. }
  assert (Hs : 1 <= side) by (unfold side; lra).
  induction t as [| t [I1 I2]]; [unfold bound; lra |].
  destruct (factors_pos t) as (P & Q & _). destruct (smaller_factor t) as [S1 S2]. destruct (factors_step t) as [-> ->].
  destruct (factor_growth t) as (U1 & U2 & U3 & U4). destruct (v_order t) as (O1 & O2 & O3 & O4).
  assert (Close : Rabs (v t) <= Rabs v_star -> p t <= side + 4 * Rabs v_star / r /\ q t <= side + 4 * Rabs v_star / r).
  { intros H. assert (E : Rabs (v t) = r / 4 * Rabs (p t - q t)) by (rewrite v_is, Rabs_mult, (Rabs_right (r / 4)) by lra; reflexivity).
    assert (D : Rabs (p t - q t) <= 4 * Rabs v_star / r).
    { apply Rmult_le_reg_l with (r / 4); [lra |]. rewrite <- E. replace (r / 4 * (4 * Rabs v_star / r)) with (Rabs v_star) by (field; lra). assumption. }
    apply Rabs_le_between in D. destruct (Rle_dec (q t) (p t)); [specialize (S1 ltac:(lra)) | specialize (S2 ltac:(lra))]; lra. }
  destruct (Rle_dec (Rabs (v t)) (Rabs v_star)) as [Hc | Hc].
  - destruct (Close Hc) as [C1 C2]. unfold bound.
    assert (M1 : p t * (1 - a t) ^ 2 <= (side + 4 * Rabs v_star / r) * 7) by (apply Rmult_le_compat; lra).
    assert (M2 : q t * (1 + a t) ^ 2 <= (side + 4 * Rabs v_star / r) * 7) by (apply Rmult_le_compat; lra). split; lra.
  - (* beyond the minimiser the larger factor does not grow *)
    assert (Hc' : Rabs v_star < Rabs (v t)) by lra. destruct (Rle_dec 0 (v t)) as [Hv | Hv].
    + rewrite (Rabs_right (v t)) in Hc' by lra. assert (W := Rle_abs v_star). destruct (rate_sign (v t)) as (R1 & _). specialize (R1 ltac:(lra)). fold (a t) in R1.
      assert (D : q t <= p t) by (apply O1; lra). specialize (S1 D). specialize (U3 ltac:(lra)).
      assert (M1 : p t * (1 - a t) ^ 2 <= p t * 1) by (apply Rmult_le_compat_l; lra). assert (M2 : q t * (1 + a t) ^ 2 <= side * 7) by (apply Rmult_le_compat; lra).
      unfold bound in *. split; lra.
    + rewrite (Rabs_left (v t)) in Hc' by lra. assert (W := Rle_abs (- v_star)). rewrite Rabs_Ropp in W. destruct (rate_sign (v t)) as (_ & R2 & _).
      specialize (R2 ltac:(lra)). fold (a t) in R2.
      assert (D : p t <= q t) by (apply O2; lra). specialize (S2 D). specialize (U4 ltac:(lra)).
      assert (M1 : q t * (1 + a t) ^ 2 <= q t * 1) by (apply Rmult_le_compat_l; lra). assert (M2 : p t * (1 - a t) ^ 2 <= side * 7) by (apply Rmult_le_compat; lra).
      unfold bound in *. split; lra.
Qed.

(** |a| stays below a number below sqrt 2. *)
Let Bv := r / 4 * bound.
Let A2 := Rmax (rate Bv ^ 2) (rate (- Bv) ^ 2).

Lemma a_bounded t : a t ^ 2 <= A2 /\ A2 < 2 /\ 0 <= A2.
Proof.
  assert (Pr := r_pos). destruct (bounded t) as [B1 B2]. destruct (factors_pos t) as (P & Q & _).
  assert (Hv : - Bv <= v t <= Bv) by (rewrite v_is; unfold Bv; split; nra).
  assert (R1 := rate_le _ _ (proj1 Hv)). assert (R2 := rate_le _ _ (proj2 Hv)). fold (a t) in R1, R2.
  assert (M1 := Rmax_l (rate Bv ^ 2) (rate (- Bv) ^ 2)). assert (M2 := Rmax_r (rate Bv ^ 2) (rate (- Bv) ^ 2)). fold A2 in M1, M2.
  split; [| split; [unfold A2; apply Rmax_lub_lt; apply Hbound | apply Rle_trans with (2 := M1); apply pow2_ge_0]].
  destruct (Rle_dec 0 (a t)); [apply Rle_trans with (2 := M1) | apply Rle_trans with (2 := M2)]; nra.
Qed.

(** a -> 0 is v -> v*. *)
Lemma rate_vanishes : is_lim_seq a 0 -> is_lim_seq v v_star.
Proof.
  intros L. apply is_lim_seq_spec. intros eps. assert (Pe := cond_pos eps).
  assert (H1 : 0 < rate (v_star + eps)) by (apply rate_sign; lra). assert (H2 : 0 < - rate (v_star - eps)).
  { destruct (rate_sign (v_star - eps)) as (_ & H & _). specialize (H ltac:(lra)). lra. }
  assert (Hd : 0 < Rmin (rate (v_star + eps)) (- rate (v_star - eps))) by now apply Rmin_glb_lt.
  apply is_lim_seq_spec in L. destruct (L (mkposreal _ Hd)) as [T HT]. simpl in HT. exists T. intros t Ht. specialize (HT t Ht).
  rewrite Rminus_0_r in HT. apply Rabs_lt_between in HT. assert (M1 := Rmin_l (rate (v_star + eps)) (- rate (v_star - eps))).
  assert (M2 := Rmin_r (rate (v_star + eps)) (- rate (v_star - eps))). apply Rabs_lt_between. split; apply Rnot_le_lt; intros H.
  - assert (C : rate (v t) <= rate (v_star - eps)) by (apply rate_le; lra). fold (a t) in C. lra.
  - assert (C : rate (v_star + eps) <= rate (v t)) by (apply rate_le; lra). fold (a t) in C. lra.
Qed.

Theorem universal_positive (ell : R) : is_lim_seq V ell -> 0 < ell -> is_lim_seq v v_star.
Proof.
  intros L Hell. apply rate_vanishes, is_lim_seq_0. intros eps Heps.
  assert (Above : forall t, ell <= V t) by (apply (is_lim_seq_decr_compare V ell L); intros t; apply V_down).
  destruct (a_bounded 0) as (_ & B2 & B3). set (k := 2 - A2). assert (Hk : 0 < k) by (unfold k; lra).
  assert (Hg : 0 < ell * k * eps ^ 2) by (apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; assumption | now apply pow_lt]).
  apply is_lim_seq_spec in L. destruct (L (mkposreal _ Hg)) as [T HT]. simpl in HT. exists T. intros t Ht. specialize (HT t Ht). apply Rabs_lt_between in HT.
  apply Rnot_le_lt. intros Hge. destruct (V_down t) as [_ E]. assert (N := Above (S t)). assert (N' := Above t). destruct (a_bounded t) as (B1 & _).
  assert (X : eps ^ 2 <= a t ^ 2) by (rewrite <- (pow2_abs (a t)); apply pow_incr; lra). set (x := a t ^ 2) in *.
  assert ((1 - x) ^ 2 <= 1 - k * x) by (unfold k; nra).
  assert (V t * (1 - x) ^ 2 <= V t * (1 - k * x)) by (apply Rmult_le_compat_l; lra).
  assert (ell * (k * eps ^ 2) <= V t * (k * x)) by (apply Rmult_le_compat; [lra | apply Rmult_le_pos; [lra | apply pow2_ge_0] | assumption | apply Rmult_le_compat_l; lra]).
  simpl in HT. lra.
Qed.

(** ** V -> 0, the minimiser at 0 *)

Theorem universal_centred : v_star = 0 -> is_lim_seq V 0 -> is_lim_seq v v_star.
Proof.
  intros Hs L. rewrite Hs. apply is_lim_seq_0. intros eps Heps. assert (Pr := r_pos). destruct (a_bounded 0) as (_ & Lt & Ge).
  set (M := fun t => Rmax (p t) (q t)). set (e := eps / 4). set (sig := eps / (7 * r)). assert (He : 0 < e) by (unfold e; lra).
  assert (Hsig : 0 < sig) by (unfold sig; apply Rdiv_lt_0_compat; lra).
  set (E := 7 * sig + 4 * e / r). assert (K0 : 0 < 4 * e / r) by (apply Rdiv_lt_0_compat; lra).
  assert (HE : r / 4 * E < eps) by (unfold E, sig, e; replace (r / 4 * (7 * (eps / (7 * r)) + 4 * (eps / 4) / r)) with (eps / 2) by (field; lra); lra).
  set (b := Rmin (rate e) (- rate (- e))).
  assert (Hb : 0 < b).
  { unfold b. apply Rmin_glb_lt; [apply rate_sign; lra |]. destruct (rate_sign (- e)) as (_ & H & _). specialize (H ltac:(lra)). lra. }
  set (theta := Rmax ((1 - b) ^ 2) ((1 - 1) ^ 2 + 1 / 4)).
  assert (Hb2 : b < 3 / 2) by (assert (B := Rmin_l (rate e) (- rate (- e))); fold b in B; assert (C := Hbound e); fold (rate e) in C; nra).
  assert (Hth : 0 <= theta < 1) by (unfold theta; split; [apply Rle_trans with (2 := Rmax_l _ _); apply pow2_ge_0 | apply Rmax_lub_lt; nra]).
  assert (Hs2 : 0 < sig ^ 2) by now apply pow_lt.
  apply is_lim_seq_spec in L. destruct (L (mkposreal _ Hs2)) as [T HT]. simpl in HT.
  assert (Small : forall t, (T <= t)%nat -> (q t <= p t -> q t <= sig) /\ (p t <= q t -> p t <= sig)).
  { intros t Ht. specialize (HT t Ht). rewrite Rminus_0_r in HT. apply Rabs_lt_between in HT. destruct (factors_pos t) as (P & Q & EV). simpl in HT. split; intros H; nra. }
  assert (Step : forall t, (T <= t)%nat -> M (S t) <= Rmax (7 * sig) (M t) /\ (E < M t -> M (S t) <= Rmax (7 * sig) (theta * M t))).
  { intros t Ht. destruct (Small t Ht) as [S1 S2]. destruct (factors_pos t) as (P & Q & _). destruct (a_small t) as [A1 _].
    destruct (factor_growth t) as (U1 & U2 & U3 & U4). destruct (v_order t) as (O1 & O2 & O3 & O4). unfold M. destruct (factors_step t) as [-> ->].
    assert (X1 := Rmax_l (7 * sig) (Rmax (p t) (q t))). assert (X2 := Rmax_r (7 * sig) (Rmax (p t) (q t))).
    assert (Y1 := Rmax_l (7 * sig) (theta * Rmax (p t) (q t))). assert (Y2 := Rmax_r (7 * sig) (theta * Rmax (p t) (q t))).
    assert (Th1 : (1 - b) ^ 2 <= theta) by apply Rmax_l. assert (Th2 : 1 / 4 <= theta) by (apply Rle_trans with (2 := Rmax_r _ _); lra).
    destruct (Rle_dec (q t) (p t)) as [D | D].
    - specialize (S1 D). rewrite (Rmax_left (p t) (q t)) in * by assumption.
      assert (Hv : 0 <= v t) by now apply O3. assert (Ra : 0 <= a t) by (rewrite <- rate_star; apply rate_le; lra). specialize (U3 Ra).
      assert (N1 : p t * (1 - a t) ^ 2 <= p t * 1) by (apply Rmult_le_compat_l; lra). assert (N2 : q t * (1 + a t) ^ 2 <= sig * 7) by (apply Rmult_le_compat; lra).
      split; [apply Rmax_lub; lra |]. intros HEM. apply Rmax_lub; [| lra].
      assert (Hve : e <= v t). { rewrite v_is. assert (4 * e / r <= p t - q t) by (unfold E in HEM; lra). apply Rle_trans with (r / 4 * (4 * e / r)); [right; field; lra | apply Rmult_le_compat_l; lra]. }
      assert (Rb : b <= a t) by (apply Rle_trans with (1 := Rmin_l _ _); now apply rate_le).
      apply Rle_trans with (2 := Y2). rewrite Rmult_comm. apply Rmult_le_compat_r; [assumption |].
      destruct (contracts_more b (a t) Rb (proj2 A1)); lra.
    - assert (D' : p t <= q t) by lra. specialize (S2 D'). rewrite (Rmax_right (p t) (q t)) in * by assumption.
      assert (Hv : v t <= 0) by now apply O4. assert (Ra : a t <= 0) by (rewrite <- rate_star; apply rate_le; lra). specialize (U4 Ra).
      assert (N1 : q t * (1 + a t) ^ 2 <= q t * 1) by (apply Rmult_le_compat_l; lra). assert (N2 : p t * (1 - a t) ^ 2 <= sig * 7) by (apply Rmult_le_compat; lra).
      split; [apply Rmax_lub; lra |]. intros HEM. apply Rmax_lub; [lra |].
      assert (Hve : v t <= - e). { rewrite v_is. assert (4 * e / r <= q t - p t) by (unfold E in HEM; lra). assert (r / 4 * (4 * e / r) <= r / 4 * (q t - p t)) by (apply Rmult_le_compat_l; lra). replace (r / 4 * (4 * e / r)) with e in H0 by (field; lra). lra. }
      assert (Rb : b <= - a t) by (apply Rle_trans with (1 := Rmin_r _ _); apply Ropp_le_contravar; now apply rate_le).
      apply Rle_trans with (2 := Y2). rewrite Rmult_comm. apply Rmult_le_compat_r; [assumption |].
      replace (1 + a t) with (1 - - a t) by ring. destruct (contracts_more b (- a t) Rb ltac:(lra)); lra. }
  assert (H7 : 7 * sig <= E) by (unfold E; lra).
  assert (M0 : forall t, 0 <= M t) by (intros t; apply Rle_trans with (2 := Rmax_l _ _); apply factors_pos).
  assert (Inv : forall n, M (T + n)%nat <= Rmax E (theta ^ n * M T)).
  { induction n as [| n IH]; [rewrite Nat.add_0_r; simpl; rewrite Rmult_1_l; apply Rmax_r |].
    rewrite <- plus_n_Sm. destruct (Step (T + n)%nat ltac:(lia)) as [S1 S2]. destruct (Rle_dec (M (T + n)%nat) E) as [D | D].
    - apply Rle_trans with (2 := Rmax_l _ _). apply Rle_trans with (1 := S1). now apply Rmax_lub.
    - assert (D' : E < M (T + n)%nat) by lra. apply Rle_trans with (1 := S2 D'). apply Rmax_lub; [apply Rle_trans with (2 := Rmax_l _ _); assumption |].
      apply Rle_trans with (2 := Rmax_r _ _). simpl. rewrite Rmult_assoc. apply Rmult_le_compat_l; [lra |].
      destruct (Rmax_Rle E (theta ^ n * M T) (M (T + n)%nat)) as [W _]. destruct (W IH) as [W' | W']; lra. }
  destruct (geometric_small theta (M T) E Hth) as [n Hn]; [lra |]. exists (T + n)%nat. intros t Ht. specialize (Inv (t - T)%nat). replace (T + (t - T))%nat with t in Inv by lia.
  rewrite Rmax_left in Inv by (left; apply Hn; lia). apply Rle_lt_trans with (2 := HE). rewrite v_is, Rabs_mult, (Rabs_right (r / 4)) by lra.
  apply Rmult_le_compat_l; [lra |]. destruct (factors_pos t) as (P & Q & _). assert (X1 := Rmax_l (p t) (q t)). assert (X2 := Rmax_r (p t) (q t)). fold (M t) in X1, X2. apply Rabs_le. lra.
Qed.

(** ** V -> 0, the minimiser to the right of 0 *)

(** By |v| a' <= 16/25, a gains at most 16/25 log(y/x) from x to y > x > 0. *)
Lemma rate_gain x y : 0 < x -> x <= y -> rate y - rate x <= 16 / 25 * ln (y / x).
Proof.
  intros Hx [Hxy | <-]; [| replace (x / x) with 1 by (field; lra); rewrite ln_1; lra].
  assert (D : forall c, x <= c <= y -> derivable_pt_lim (fun z => 16 / 25 * ln z - rate z) c (16 / 25 * / c - eta * h c / sqrt m)).
  { intros c Hc. apply is_derive_Reals. apply (is_derive_minus (fun z => 16 / 25 * ln z) rate).
    - apply (is_derive_scal ln c (16 / 25) (/ c)). apply is_derive_Reals, derivable_pt_lim_ln. lra.
    - unfold rate, factor_rate. replace (eta * h c / sqrt m) with (eta / sqrt m * h c) by (unfold Rdiv; ring).
      assert (Same : forall z : R, eta / sqrt m * g z = eta * g z / sqrt m) by (intros z; unfold Rdiv; ring).
      apply (is_derive_ext (fun z => eta / sqrt m * g z) _ _ _ Same). apply (is_derive_scal g c (eta / sqrt m) (h c)). apply Hder. }
  destruct (MVT_cor2 _ _ x y Hxy D) as (c & E & Hc).
  assert (K := Hkey c). rewrite Rabs_right in K by lra.
  assert (P : 0 <= 16 / 25 * / c - eta * h c / sqrt m).
  { assert (I : eta * h c / sqrt m <= 16 / 25 * / c); [| lra]. apply Rmult_le_reg_l with c; [lra |]. replace (c * (16 / 25 * / c)) with (16 / 25) by (field; lra). assumption. }
  assert (0 <= (16 / 25 * / c - eta * h c / sqrt m) * (y - x)) by (apply Rmult_le_pos; lra).
  unfold Rdiv at 2. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; lra). lra.
Qed.

(** -s + 32/25 log(1 + s) is at most 1/25 - 1/500: the overshoot from below. *)
Lemma overshoot s : 0 <= s -> - s + 32 / 25 * ln (1 + s) <= 19 / 500.
Proof.
  intros Hs. assert (E := exp_ineq1_le (ln (1 + s) + - ln (32 / 25))).
  assert (B : ln (32 / 25) <= 247 / 1000) by interval.
  replace (exp (ln (1 + s) + - ln (32 / 25))) with ((1 + s) * / (32 / 25)) in E by (rewrite exp_plus, exp_Ropp, !exp_ln by lra; reflexivity). lra.
Qed.

Section Right.

Hypothesis Hright : 0 < v_star.
Hypothesis HV : is_lim_seq V 0.
Hypothesis Hp : forall t, 0 < p t.

Let p_star := 4 * v_star / r.

Lemma p_star_pos : 0 < p_star.
Proof. apply Rdiv_lt_0_compat; [lra | apply r_pos]. Qed.

(** Where the output is not negative, q is small in the end. *)
Lemma q_small sig : 0 < sig -> exists T, forall t, (T <= t)%nat -> (0 <= v t -> q t <= sig) /\ (v t <= 0 -> p t <= sig).
Proof.
  intros Hs. assert (L := HV). apply is_lim_seq_spec in L. destruct (L (mkposreal (sig ^ 2) (pow_lt _ _ Hs))) as [T HT]. exists T. intros t Ht.
  specialize (HT t Ht). simpl in HT. rewrite Rminus_0_r in HT. apply Rabs_lt_between in HT. destruct (factors_pos t) as (P & Q & E).
  destruct (v_order t) as (O1 & O2 & _). split; intros H; apply Rnot_lt_le; intros C; [specialize (O1 H) | specialize (O2 H)]; nra.
Qed.

Lemma beyond t : v_star <= v t -> p_star <= p t.
Proof.
  intros H. assert (Pr := r_pos). destruct (factors_pos t) as (P & Q & _). rewrite v_is in H. unfold p_star.
  apply Rmult_le_reg_l with (r / 4); [lra |]. replace (r / 4 * (4 * v_star / r)) with v_star by (field; lra).
  assert (r / 4 * (p t - q t) <= r / 4 * p t) by (apply Rmult_le_compat_l; lra). lra.
Qed.

(** From a <= 0 the output rises. *)
Lemma rises t : a t <= 0 -> 0 <= v t -> v t * (1 - a t) ^ 2 <= v (S t).
Proof.
  intros Ha Hv. rewrite v_next. assert (Pr := r_pos). destruct (factors_pos t) as (P & Q & _).
  assert (0 <= r * q t * - a t) by (apply Rmult_le_pos; [apply Rmult_le_pos; lra | lra]). lra.
Qed.

(** From a >= 0 it falls. *)
Lemma falls t : 0 <= a t -> 0 <= v t -> v (S t) <= v t.
Proof.
  intros Ha Hv. rewrite v_next. assert (Pr := r_pos). destruct (factors_pos t) as (P & Q & _). destruct (factor_growth t) as (_ & _ & U3 & _). specialize (U3 Ha).
  assert (0 <= r * q t * a t) by (apply Rmult_le_pos; [apply Rmult_le_pos; lra | lra]). assert (v t * (1 - a t) ^ 2 <= v t * 1) by (apply Rmult_le_compat_l; assumption). lra.
Qed.

(** Either a > 0 for ever from some step on, or in the end a <= 1/25 for ever. *)
Lemma no_far_overshoot : is_lim_seq v v_star \/ exists T, forall t, (T <= t)%nat -> a t <= 1 / 25.
Proof.
  assert (Pr := r_pos). assert (Ps := p_star_pos).
  set (sig := Rmin (v_star / (10 * r)) (v_star / (10000 * r))).
  assert (Hsig : 0 < sig) by (unfold sig; apply Rmin_glb_lt; apply Rdiv_lt_0_compat; lra).
  assert (Hs1 : r * sig <= v_star / 10).
  { apply Rle_trans with (r * (v_star / (10 * r))); [apply Rmult_le_compat_l; [lra | apply Rmin_l] | right; field; lra]. }
  assert (Hs2 : r * sig <= v_star / 10000).
  { apply Rle_trans with (r * (v_star / (10000 * r))); [apply Rmult_le_compat_l; [lra | apply Rmin_r] | right; field; lra]. }
  destruct (q_small sig Hsig) as [T HT].
  (* one step from a <= 0 *)
  assert (Below : forall t, (T <= t)%nat -> a t <= 0 -> a (S t) <= 1 / 25).
  { intros t Ht Ha. destruct (HT t Ht) as [S1 S2]. destruct (a_small t) as [A1 _]. destruct (factors_pos t) as (P & Q & _).
    assert (Far : forall y, v (S t) <= y -> y <= v_star -> a (S t) <= 1 / 25).
    { intros y H1 H2. assert (C : rate (v (S t)) <= rate v_star) by (apply rate_le; lra). rewrite rate_star in C. fold (a (S t)) in C. lra. }
    destruct (Rle_dec (v t) 0) as [Hv | Hv].
    - specialize (S2 Hv). apply (Far (v_star / 10 * 2)); [| lra]. rewrite v_next_left. destruct (factor_growth t) as (_ & U2 & _).
      assert (v t * (1 + a t) ^ 2 <= 0) by (assert (0 <= - v t * (1 + a t) ^ 2) by (apply Rmult_le_pos; lra); lra).
      assert (r * p t * - a t <= r * sig * (3 / 2)) by (apply Rmult_le_compat; [apply Rmult_le_pos; lra | lra | apply Rmult_le_compat_l; lra | lra]). lra.
    - assert (Hv' : 0 < v t) by lra. specialize (S1 ltac:(lra)). assert (N := v_next t). destruct (factor_growth t) as (U1 & _).
      assert (D : 0 <= - (r * q t * a t) <= r * sig * (3 / 2)).
      { replace (- (r * q t * a t)) with (r * q t * - a t) by ring. split; [apply Rmult_le_pos; [apply Rmult_le_pos; lra | lra] |].
        apply Rmult_le_compat; [apply Rmult_le_pos; lra | lra | apply Rmult_le_compat_l; lra | lra]. }
      destruct (Rle_dec (v t) (v_star / 10)) as [Hl | Hl].
      + apply (Far (v_star / 10 * 7 + v_star / 5)); [| lra]. assert (v t * (1 - a t) ^ 2 <= v_star / 10 * 7) by (apply Rmult_le_compat; lra). lra.
      + (* v' = v (1 + s)^2 (1 + d), d small *)
        assert (One : 1 <= (1 - a t) ^ 2) by (rewrite <- (pow1 2); apply pow_incr; lra).
        set (z := (1 - a t) ^ 2 + r * sig * (3 / 2) / v t).
        assert (Hz : v (S t) <= v t * z) by (unfold z; replace (v t * ((1 - a t) ^ 2 + r * sig * (3 / 2) / v t)) with (v t * (1 - a t) ^ 2 + r * sig * (3 / 2)) by (field; lra); lra).
        assert (Hd : 0 <= r * sig * (3 / 2) / v t <= 15 / 10000).
        { split; [apply Rdiv_le_0_compat; [apply Rmult_le_pos; [apply Rmult_le_pos; lra | lra] | lra] |].
          apply Rmult_le_reg_r with (v t); [assumption |]. replace (r * sig * (3 / 2) / v t * v t) with (r * sig * (3 / 2)) by (field; lra). lra. }
        assert (Hz1 : 1 <= z) by (unfold z; lra).
        assert (C : rate (v (S t)) <= rate (v t * z)) by now apply rate_le.
        assert (G := rate_gain (v t) (v t * z) Hv' ltac:(rewrite <- (Rmult_1_r (v t)) at 1; apply Rmult_le_compat_l; lra)).
        replace (v t * z / v t) with z in G by (field; lra). fold (a (S t)) in C. fold (a t) in G.
        assert (Lz : ln z <= 2 * ln (1 - a t) + 15 / 10000).
        { rewrite <- ln_square by lra. apply Rle_trans with (ln ((1 - a t) ^ 2 * exp (15 / 10000))).
          - assert (X := exp_ineq1_le (15 / 10000)). assert (Z : z <= (1 - a t) ^ 2 * exp (15 / 10000)).
            { apply Rle_trans with ((1 - a t) ^ 2 * (1 + 15 / 10000)); [unfold z; lra | apply Rmult_le_compat_l; lra]. }
            destruct Z as [Z | Z]; [left; apply ln_increasing; lra | rewrite <- Z; lra].
          - rewrite ln_mult, ln_exp by (try apply exp_pos; lra). lra. }
        assert (O := overshoot (- a t) ltac:(lra)). replace (1 + - a t) with (1 - a t) in O by ring. lra. }
  destruct (classic (exists t, (T <= t)%nat /\ a t <= 0)) as [(t0 & Ht0 & H0) | Hno].
  - right. exists t0. intros t Ht. replace t with (t0 + (t - t0))%nat by lia. generalize (t - t0)%nat. intros n.
    induction n as [| n IH]; [rewrite Nat.add_0_r; lra |]. rewrite <- plus_n_Sm. destruct (Rle_dec (a (t0 + n)%nat) 0) as [H | H]; [apply Below; [lia | assumption] |].
    assert (Hpos : 0 < a (t0 + n)%nat) by lra. assert (Hv : v_star < v (t0 + n)%nat) by now apply rate_sign.
    assert (F := falls (t0 + n) ltac:(lra) ltac:(lra)). apply rate_le in F. fold (a (S (t0 + n))) (a (t0 + n)%nat) in F. lra.
  - left. assert (Pos : forall t, (T <= t)%nat -> 0 < a t) by (intros t Ht; apply Rnot_le_lt; intros H; apply Hno; now exists t).
    assert (Far : forall t, (T <= t)%nat -> p_star <= p t) by (intros t Ht; apply beyond; left; apply rate_sign; now apply Pos).
    assert (Fall : forall n, p (S (T + n)) <= p (T + n)%nat).
    { intros n. destruct (factors_step (T + n)) as [-> _]. destruct (factor_growth (T + n)) as (_ & _ & U3 & _). assert (A := Pos (T + n)%nat ltac:(lia)).
      specialize (U3 ltac:(lra)). assert (P := Hp (T + n)%nat). assert (p (T + n)%nat * (1 - a (T + n)%nat) ^ 2 <= p (T + n)%nat * 1) by (apply Rmult_le_compat_l; lra). lra. }
    destruct (ex_finite_lim_seq_decr (fun n => p (T + n)%nat) 0) as [P_inf LP].
    { intros n. rewrite <- plus_n_Sm. apply Fall. } { intros n. left. apply Hp. }
    apply rate_vanishes. apply is_lim_seq_shift with T. apply is_lim_seq_0. intros eps Heps.
    assert (LD : is_lim_seq (fun n => p (T + n)%nat - p (T + S n)%nat) 0).
    { replace (Finite 0) with (Finite (P_inf - P_inf)) by (f_equal; ring). apply is_lim_seq_minus'; [assumption |]. apply (is_lim_seq_incr_1 (fun n => p (T + n)%nat)), LP. }
    apply is_lim_seq_spec in LD. assert (He : 0 < p_star * (eps * (1 / 2))) by (apply Rmult_lt_0_compat; lra).
    destruct (LD (mkposreal _ He)) as [n0 Hn]. simpl in Hn. exists n0. intros n Hnn. specialize (Hn n Hnn). rewrite Rminus_0_r in Hn. apply Rabs_lt_between in Hn.
    assert (A := Pos (T + n)%nat ltac:(lia)). destruct (a_small (T + n)) as [A1 _]. assert (F := Far (T + n)%nat ltac:(lia)).
    rewrite <- plus_n_Sm in Hn. destruct (factors_step (T + n)) as [E _]. rewrite E in Hn. rewrite Rabs_right by lra. apply Rnot_le_lt. intros Hge.
    assert (eps * (1 / 2) <= a (T + n)%nat * (2 - a (T + n)%nat)) by (apply Rmult_le_compat; lra).
    assert (p_star * (eps * (1 / 2)) <= p (T + n)%nat * (a (T + n)%nat * (2 - a (T + n)%nat))) by (apply Rmult_le_compat; try lra; apply Rmult_le_pos; lra). lra.
Qed.

Section Calm.

Variable T0 : nat.
Hypothesis Hcalm : forall t, (T0 <= t)%nat -> a t <= 1 / 25.

(** The output stays above a positive number. *)
Lemma stays_right : exists T low, (T0 <= T)%nat /\ 0 < low /\ forall t, (T <= t)%nat -> low <= v t.
Proof.
  assert (Pr := r_pos). destruct (q_small (v_star / r)) as [T1 HT1]; [apply Rdiv_lt_0_compat; lra |].
  destruct (classic (exists t, (T0 + T1 <= t)%nat /\ 0 < v t)) as [(t1 & Ht1 & H1) | Hno].
  - exists t1, (Rmin (v t1) (88 / 100 * v_star)). split; [lia | split; [apply Rmin_glb_lt; lra |]].
    assert (M1 := Rmin_l (v t1) (88 / 100 * v_star)). assert (M2 := Rmin_r (v t1) (88 / 100 * v_star)).
    assert (M0 : 0 < Rmin (v t1) (88 / 100 * v_star)) by (apply Rmin_glb_lt; lra). set (low := Rmin (v t1) (88 / 100 * v_star)) in *.
    intros t Ht. replace t with (t1 + (t - t1))%nat by lia. generalize (t - t1)%nat. intros n.
    induction n as [| n IH]; [rewrite Nat.add_0_r; assumption |]. rewrite <- plus_n_Sm. set (k := (t1 + n)%nat) in *.
    destruct (Rle_dec (a k) 0) as [H | H].
    + assert (R := rises k H ltac:(lra)). assert (1 <= (1 - a k) ^ 2) by (rewrite <- (pow1 2); apply pow_incr; lra).
      assert (v k * 1 <= v k * (1 - a k) ^ 2) by (apply Rmult_le_compat_l; lra). lra.
    + assert (Hpos : 0 < a k) by lra. assert (Hv : v_star < v k) by now apply rate_sign. assert (Ca := Hcalm k ltac:(unfold k; lia)).
      destruct (HT1 k ltac:(unfold k; lia)) as [S1 _]. specialize (S1 ltac:(lra)). destruct (factors_pos k) as (_ & Q & _). rewrite v_next.
      assert (B : r * q k * a k <= v_star * (1 / 25)).
      { apply Rmult_le_compat; [apply Rmult_le_pos; lra | lra | | assumption]. replace v_star with (r * (v_star / r)) by (field; lra). apply Rmult_le_compat_l; lra. }
      assert (D : (24 / 25) ^ 2 <= (1 - a k) ^ 2) by (apply pow_incr; lra).
      assert (v_star * (24 / 25) ^ 2 <= v k * (1 - a k) ^ 2) by (apply Rmult_le_compat; lra). lra.
  - exfalso. assert (Neg : forall t, (T0 + T1 <= t)%nat -> v t <= 0) by (intros t Ht; apply Rnot_lt_le; intros H; apply Hno; now exists t).
    destruct (rate_sign 0) as (_ & R2 & _). specialize (R2 Hright).
    apply (growth_has_no_bound p (T0 + T1) (1 - rate 0) bound); [lra | apply Hp | | intros t _; apply bounded].
    intros t Ht. destruct (factors_step t) as [-> _]. assert (C : a t <= rate 0) by (apply rate_le; now apply Neg). assert (P := Hp t).
    rewrite Rmult_comm. apply Rmult_le_compat_l; [lra |]. assert ((1 - a t) * 1 <= (1 - a t) * (1 - a t)) by (apply Rmult_le_compat_l; lra). lra.
Qed.

(** From a <= d for ever to |a| <= d/2 for ever. *)
Lemma halves d : 0 < d <= 1 / 25 -> (exists T, forall t, (T <= t)%nat -> a t <= d) -> exists T, forall t, (T <= t)%nat -> - (d / 2) <= a t <= d / 2.
Proof.
  intros Hd [Td HTd]. assert (Pr := r_pos). destruct stays_right as (T1 & low & _ & Hlow & HT1).
  destruct (q_small (low / (200 * r))) as [T2 HT2]; [apply Rdiv_lt_0_compat; lra |]. set (T := (Td + T1 + T2)%nat).
  assert (Known : forall t, (T <= t)%nat -> a t <= d /\ low <= v t /\ 0 <= r * q t <= v t / 200).
  { intros t Ht. assert (Hv := HT1 t ltac:(unfold T in Ht; lia)). destruct (HT2 t ltac:(unfold T in Ht; lia)) as [S1 _]. specialize (S1 ltac:(lra)).
    destruct (factors_pos t) as (_ & Q & _). split; [apply HTd; unfold T in Ht; lia | split; [assumption | split; [apply Rmult_le_pos; lra |]]].
    apply Rle_trans with (r * (low / (200 * r))); [apply Rmult_le_compat_l; lra |]. replace (r * (low / (200 * r))) with (low / 200) by (field; lra). lra. }
  (* from below *)
  assert (Low : forall t, (T <= t)%nat -> - (d / 2) <= a t -> - (d / 2) <= a (S t)).
  { intros t Ht Ha. destruct (Known t Ht) as (K1 & K2 & K3). destruct (Rle_dec (a t) 0) as [H | H].
    - assert (R := rises t H ltac:(lra)). assert (1 <= (1 - a t) ^ 2) by (rewrite <- (pow1 2); apply pow_incr; lra).
      assert (v t * 1 <= v t * (1 - a t) ^ 2) by (apply Rmult_le_compat_l; lra). assert (C : rate (v t) <= rate (v (S t))) by (apply rate_le; lra). fold (a t) (a (S t)) in C. lra.
    - set (w := 1 - 401 / 200 * a t). assert (Hw : 9198 / 10000 <= w <= 1) by (unfold w; lra).
      assert (B : v t * w <= v (S t)).
      { rewrite v_next. assert (r * q t * a t <= v t / 200 * a t) by (apply Rmult_le_compat_r; lra).
        assert (0 <= v t * a t ^ 2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]). unfold w. lra. }
      assert (W0 : 0 < v t * w) by (apply Rmult_lt_0_compat; lra).
      assert (G := rate_gain (v t * w) (v t) W0 ltac:(rewrite <- (Rmult_1_r (v t)) at 2; apply Rmult_le_compat_l; lra)).
      replace (v t / (v t * w)) with (/ w) in G by (field; lra).
      assert (Lw : ln (/ w) <= / w - 1) by (apply ln_le_minus_1, Rinv_0_lt_compat; lra).
      assert (Iw : / w - 1 <= 219 / 100 * a t).
      { apply Rmult_le_reg_r with w; [lra |]. replace ((/ w - 1) * w) with (1 - w) by (field; lra). unfold w.
        assert (a t * a t <= a t * (1 / 25)) by (apply Rmult_le_compat_l; lra). lra. }
      assert (C : rate (v t * w) <= rate (v (S t))) by now apply rate_le. fold (a t) in G. fold (a (S t)) in C. lra. }
  assert (L : exists t1, (T <= t1)%nat /\ - (d / 2) <= a t1).
  { apply NNPP. intros Hno. assert (Neg : forall t, (T <= t)%nat -> a t < - (d / 2)) by (intros t Ht; apply Rnot_le_lt; intros H; apply Hno; now exists t).
    apply (growth_has_no_bound v T (1 + d / 2) v_star); [lra | destruct (Known T (le_n T)) as (_ & K & _); lra | |].
    - intros t Ht. specialize (Neg t Ht). destruct (Known t Ht) as (_ & K & _). apply Rle_trans with (2 := rises t ltac:(lra) ltac:(lra)). rewrite Rmult_comm. apply Rmult_le_compat_l; [lra |].
      assert ((1 - a t) * 1 <= (1 - a t) * (1 - a t)) by (apply Rmult_le_compat_l; lra). lra.
    - intros t Ht. specialize (Neg t Ht). left. apply rate_sign. fold (a t). lra. }
  destruct L as (t1 & Ht1 & L1).
  assert (Low' : forall t, (t1 <= t)%nat -> - (d / 2) <= a t).
  { intros t Ht. replace t with (t1 + (t - t1))%nat by lia. generalize (t - t1)%nat. intros n. induction n as [| n IH]; [rewrite Nat.add_0_r; assumption |].
    rewrite <- plus_n_Sm. apply Low; [lia | assumption]. }
  (* from above *)
  assert (High : forall t, (t1 <= t)%nat -> a t <= d / 2 -> a (S t) <= d / 2).
  { intros t Ht Ha. destruct (Known t ltac:(lia)) as (_ & K2 & K3). assert (Lo := Low' t Ht). destruct (Rle_dec 0 (a t)) as [H | H].
    - assert (F := falls t H ltac:(lra)). apply rate_le in F. fold (a (S t)) (a t) in F. lra.
    - set (u := - a t). assert (Hu : 0 <= u <= 1 / 50) by (unfold u; lra). set (z := 1 + 203 / 100 * u).
      assert (B : v (S t) <= v t * z).
      { rewrite v_next. assert (r * q t * u <= v t / 200 * u) by (apply Rmult_le_compat_r; lra). assert (u * u <= u * (1 / 50)) by (apply Rmult_le_compat_l; lra).
        assert (v t * (u * u) <= v t * (u * (1 / 50))) by (apply Rmult_le_compat_l; lra). unfold z. replace (a t) with (- u) by (unfold u; ring). assert (0 <= v t * u) by (apply Rmult_le_pos; lra). lra. }
      assert (G := rate_gain (v t) (v t * z) ltac:(lra) ltac:(rewrite <- (Rmult_1_r (v t)) at 1; apply Rmult_le_compat_l; unfold z; lra)).
      replace (v t * z / v t) with z in G by (field; lra). assert (Lz : ln z <= z - 1) by (apply ln_le_minus_1; unfold z; lra).
      assert (C : rate (v (S t)) <= rate (v t * z)) by now apply rate_le. fold (a (S t)) in C. fold (a t) in G. unfold z in Lz at 2. unfold u in Lz. lra. }
  assert (U : exists t2, (t1 <= t2)%nat /\ a t2 <= d / 2).
  { apply NNPP. intros Hno. assert (Pos : forall t, (t1 <= t)%nat -> d / 2 < a t) by (intros t Ht; apply Rnot_le_lt; intros H; apply Hno; now exists t).
    apply (growth_has_no_bound (fun t => / v t) t1 (/ (1 - d / 2)) (/ v_star)).
    - rewrite <- Rinv_1 at 1. apply Rinv_lt_contravar; lra.
    - apply Rinv_0_lt_compat. destruct (Known t1 Ht1) as (_ & K & _). lra.
    - intros t Ht. specialize (Pos t Ht). destruct (Known t ltac:(lia)) as (K1 & K2 & K3). destruct (Known (S t) ltac:(lia)) as (_ & K4 & _).
      rewrite <- Rinv_mult. apply Rinv_le_contravar; [lra |]. rewrite v_next. assert (0 <= r * q t * a t) by (apply Rmult_le_pos; lra).
      assert ((1 - a t) * (1 - a t) <= (1 - a t) * 1) by (apply Rmult_le_compat_l; lra).
      assert (v t * (1 - a t) ^ 2 <= v t * (1 - d / 2)) by (apply Rmult_le_compat_l; [lra | simpl; lra]). lra.
    - intros t Ht. specialize (Pos t Ht). apply Rinv_le_contravar; [assumption |]. left. apply rate_sign. fold (a t). lra. }
  destruct U as (t2 & Ht2 & U2). exists t2. intros t Ht. split; [apply Low'; lia |]. replace t with (t2 + (t - t2))%nat by lia. generalize (t - t2)%nat. intros n.
  induction n as [| n IH]; [rewrite Nat.add_0_r; assumption |]. rewrite <- plus_n_Sm. apply High; [lia | assumption].
Qed.

Lemma calm_converges : is_lim_seq v v_star.
Proof.
  apply rate_vanishes, is_lim_seq_0. intros eps Heps.
  assert (All : forall k, exists T, forall t, (T <= t)%nat -> - (1 / 25 * (1 / 2) ^ k) <= a t /\ a t <= 1 / 25 * (1 / 2) ^ k).
  { assert (Up : forall k, exists T, forall t, (T <= t)%nat -> a t <= 1 / 25 * (1 / 2) ^ k /\ - (1 / 25 * (1 / 2) ^ k) <= a t).
    { induction k as [| k [T HT]].
      - destruct (halves (1 / 25) ltac:(lra)) as [T HT]; [exists T0; exact Hcalm |]. exists T. intros t Ht. specialize (HT t Ht). simpl. lra.
      - assert (P : 0 < (1 / 2) ^ k <= 1) by (split; [apply pow_lt; lra | apply Rle_trans with (1 ^ k); [apply pow_incr; lra | rewrite pow1; lra]]).
        destruct (halves (1 / 25 * (1 / 2) ^ k) ltac:(lra)) as [T' HT']; [exists T; intros t Ht; now apply HT |]. exists T'. intros t Ht. specialize (HT' t Ht). simpl. lra. }
    intros k. destruct (Up k) as [T HT]. exists T. intros t Ht. destruct (HT t Ht). lra. }
  destruct (geometric_small (1 / 2) (1 / 25) eps ltac:(lra) Heps) as [k Hk]. specialize (Hk k (le_n k)). destruct (All k) as [T HT].
  exists T. intros t Ht. specialize (HT t Ht). apply Rle_lt_trans with (1 / 25 * (1 / 2) ^ k); [apply Rabs_le; lra | lra].
Qed.

End Calm.

Theorem universal_right : is_lim_seq v v_star.
Proof. destruct no_far_overshoot as [H | [T HT]]; [assumption | now apply calm_converges with T]. Qed.

End Right.

End Universal.
