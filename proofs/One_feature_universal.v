(** The universal step size on one-dimensional data, (G6): the part about the map.

    a(v) = eta g(v)/sqrt m, where g increases and a^2 < 2 everywhere. Proved, for an orbit, g(v* ) = 0:
    - [bounded]: p and q are bounded;
    - [universal_positive]: if V = p q has a positive limit, v -> v*;
    - [universal_centred]: the same if V -> 0 and v* = 0. The case v* > 0 is in One_feature_right.v. *)

From Coq Require Import Reals Lra Psatz Lia Classical.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic IdentitiesTwoLayer Two_layer Two_layer_alternation One_feature.
Local Open Scope R_scope.

Section Universal.

Variables (g : R -> R) (eta m v_star : R) (v lambda : nat -> R).
Hypothesis Horbit : orbit g eta m v lambda.
Hypotheses (Heta : 0 < eta) (Hm : 0 < m).
Hypothesis Hstart : admissible m (v 0%nat) (lambda 0%nat).
Hypothesis Hinc : forall x y, x < y -> g x < g y.
Hypothesis Hbound : forall x, factor_rate eta m (g x) ^ 2 < 2.
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

Lemma has_bound : exists B, forall t, p t <= B.
Proof. exists bound. intros t. apply bounded. Qed.

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

End Universal.
