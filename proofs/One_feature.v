(** Two-layer networks on one-dimensional data: orbits of (G1) at d = 1, which are (T1), (T2) with the gradient of the risk of the data in the place of
    the slope on D0 ([gram_one_feature]).

    v is the output at 1, V = p q, a = eta g(v)/sqrt m, and l and the points are any loss and data of Empirical.v. Proved:
    - [end_is_flat_on_data]: an orbit that converges to a minimiser v* without landing on it has eta lambda h(v* ) <= 2 at the end (G3 i);
    - [flatter_than_flow]: an orbit that converges to v*, all of whose |a| are at most sqrt 2, ends at lambda <= sqrt(4 v*^2/m + V_0), and below it if V_0 > 0
      and some 0 < |a| < sqrt 2 (G7c); [flow_conserves]: the gradient flow keeps V, so that this is where it ends;
    - [trap_on_data]: the trap around a minimiser, with an enclosure of the final lambda to second order (G4'). *)

From Coq Require Import Reals Lra Psatz Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic IdentitiesTwoLayer Two_layer.
Local Open Scope R_scope.

(** * Any slope *)

Section Orbits.

Variables (g : R -> R) (eta m : R) (v lambda : nat -> R).
Hypothesis Horbit : orbit g eta m v lambda.
Hypotheses (Heta : 0 < eta) (Hm : 0 < m).
Hypothesis Hstart : admissible m (v 0%nat) (lambda 0%nat).

Definition rate_at (t : nat) : R := factor_rate eta m (g (v t)).
Let a := rate_at.
Let V t := product m (v t) (lambda t).

Lemma root_of_width : 0 < sqrt m /\ sqrt m * sqrt m = m.
Proof. split; [now apply sqrt_lt_R0 | apply sqrt_sqrt; lra]. Qed.

Lemma rate_square t : a t ^ 2 = (eta * g (v t)) ^ 2 / m.
Proof. destruct root_of_width as [P E]. unfold a, rate_at, factor_rate. rewrite <- E at 2. field. lra. Qed.

Lemma V_nonneg t : 0 <= V t.
Proof. apply product_nonneg; [assumption |]. now apply (orbit_admissible g eta m v lambda). Qed.

Lemma V_step t : V (S t) = V t * (1 - a t ^ 2) ^ 2.
Proof. unfold V. destruct (Horbit t) as [-> ->]. rewrite step_product, rate_square by lra. reflexivity. Qed.

Lemma v_step t : v (S t) = v t * (1 + a t ^ 2) - eta * lambda t * g (v t).
Proof. destruct (Horbit t) as [-> _]. rewrite step_output, rate_square by lra. ring. Qed.

Lemma lambda_nonneg t : 0 <= lambda t.
Proof. now apply (orbit_admissible g eta m v lambda). Qed.

Lemma lambda_square t : lambda t ^ 2 = V t + 4 * v t ^ 2 / m.
Proof. unfold V, product. ring. Qed.

Lemma lambda_root t : lambda t = sqrt (V t + 4 * v t ^ 2 / m).
Proof. rewrite <- lambda_square, sqrt_pow2; [reflexivity | apply lambda_nonneg]. Qed.

Lemma V_falls t : a t ^ 2 <= 2 -> V (S t) <= V t.
Proof.
  intros H. rewrite V_step. assert (P := V_nonneg t). assert (Q := pow2_ge_0 (a t)). assert (0 <= (1 - a t ^ 2) ^ 2 <= 1) by (split; [apply pow2_ge_0 | nra]). nra.
Qed.

(** lambda converges where v and V do. *)
Lemma lambda_limit (v_inf V_inf : R) : is_lim_seq v v_inf -> is_lim_seq V V_inf -> is_lim_seq lambda (sqrt (V_inf + 4 * v_inf ^ 2 / m)).
Proof.
  intros Lv LV. apply is_lim_seq_ext with (fun t => sqrt (V t + 4 * v t ^ 2 / m)); [intros t; symmetry; apply lambda_root |].
  apply (is_lim_seq_continuous sqrt (fun t => V t + 4 * v t ^ 2 / m)).
  - apply continuity_pt_sqrt. apply (is_lim_seq_le (fun _ => 0) (fun t => V t + 4 * v t ^ 2 / m) 0 (V_inf + 4 * v_inf ^ 2 / m)); [| apply is_lim_seq_const |].
    + intros t. rewrite <- lambda_square. apply pow2_ge_0.
    + apply is_lim_seq_plus'; [assumption |]. unfold Rdiv. simpl.
      repeat first [apply is_lim_seq_const | assumption | apply is_lim_seq_mult'].
  - apply is_lim_seq_plus'; [assumption |]. unfold Rdiv. simpl. repeat first [apply is_lim_seq_const | assumption | apply is_lim_seq_mult'].
Qed.

(** ** (G7c) *)

Theorem flatter_than_flow (v_star : R) : (forall t, a t ^ 2 <= 2) -> is_lim_seq v v_star ->
  exists V_inf : R, 0 <= V_inf <= V 0%nat /\ is_lim_seq V V_inf /\ is_lim_seq lambda (sqrt (4 * v_star ^ 2 / m + V_inf)) /\
    sqrt (4 * v_star ^ 2 / m + V_inf) <= sqrt (4 * v_star ^ 2 / m + V 0%nat) /\
    (0 < V 0%nat -> (exists t, 0 < a t ^ 2 < 2) -> sqrt (4 * v_star ^ 2 / m + V_inf) < sqrt (4 * v_star ^ 2 / m + V 0%nat)).
Proof.
  intros Ha Lv. assert (Fall := fun t => V_falls t (Ha t)).
  destruct (ex_finite_lim_seq_decr V 0 Fall V_nonneg) as [V_inf LV].
  assert (Above := is_lim_seq_decr_compare V V_inf LV Fall).
  assert (H0 : 0 <= V_inf) by (apply (is_lim_seq_le (fun _ => 0) V 0 V_inf); [exact V_nonneg | apply is_lim_seq_const | exact LV]).
  assert (K : 0 <= 4 * v_star ^ 2 / m) by (apply Rdiv_le_0_compat; [assert (P := pow2_ge_0 v_star); lra | assumption]).
  exists V_inf. assert (V0 := Above 0%nat).
  split; [lra | split; [assumption | split; [rewrite Rplus_comm; now apply lambda_limit | split; [apply sqrt_le_1_alt; lra |]]]].
  intros HV (t & Hat). apply sqrt_lt_1_alt. split; [lra |].
  assert (Down : forall s, V s <= V 0%nat) by (induction s as [| s IH]; [lra | specialize (Fall s); lra]).
  destruct H0 as [H0 | <-]; [| lra].
  assert (Pt : 0 < V t) by (specialize (Above t); lra). assert (Next := Above (S t)). rewrite V_step in Next.
  assert ((1 - a t ^ 2) ^ 2 < 1) by nra. assert (V t * (1 - a t ^ 2) ^ 2 < V t) by nra. specialize (Down t). lra.
Qed.

(** ** (G3 i) *)

Theorem end_is_flat_on_data (v_star h : R) : g v_star = 0 -> is_derive g v_star h -> is_lim_seq v v_star -> (forall t, v t <> v_star) ->
  exists lambda_inf : R, is_lim_seq lambda lambda_inf /\ eta * lambda_inf * h <= 2.
Proof.
  intros Hg Hd Lv Hoff. destruct root_of_width as [Pr Er].
  (* (g(v) - g(v* ))/(v - v* ) -> h *)
  assert (LQ : is_lim_seq (fun t => g (v t) / (v t - v_star)) h).
  { apply is_lim_seq_spec. intros eps. apply is_derive_Reals in Hd. destruct (Hd eps (cond_pos eps)) as [d Hd'].
    apply is_lim_seq_spec in Lv. destruct (Lv d) as [T HT]. exists T. intros t Ht. specialize (HT t Ht).
    assert (Hne : v t - v_star <> 0) by (specialize (Hoff t); lra). specialize (Hd' (v t - v_star) Hne HT).
    replace (v_star + (v t - v_star)) with (v t) in Hd' by ring. now rewrite Hg, Rminus_0_r in Hd'. }
  assert (Le : is_lim_seq (fun t => v t - v_star) 0).
  { replace (Finite 0) with (Finite (v_star - v_star)) by (f_equal; ring). apply is_lim_seq_minus'; [assumption | apply is_lim_seq_const]. }
  assert (Lg : is_lim_seq (fun t => g (v t)) 0).
  { apply is_lim_seq_ext with (fun t => g (v t) / (v t - v_star) * (v t - v_star)); [intros t; field; specialize (Hoff t); lra |].
    replace (Finite 0) with (Finite (h * 0)) by (f_equal; ring). now apply is_lim_seq_mult'. }
  assert (La : is_lim_seq (fun t => a t ^ 2) 0).
  { apply is_lim_seq_ext with (fun t => eta * g (v t) * (eta * g (v t)) * / m); [intros t; rewrite rate_square; unfold Rdiv; ring |].
    replace (Finite 0) with (Finite (eta * 0 * (eta * 0) * / m)) by (f_equal; ring). repeat first [apply is_lim_seq_const | assumption | apply is_lim_seq_mult']. }
  (* V falls in the end *)
  assert (La2 := La). apply is_lim_seq_spec in La2. destruct (La2 (mkposreal 1 Rlt_0_1)) as [T HT]. simpl in HT.
  assert (Fall : forall t, V (S (T + t)) <= V (T + t)%nat).
  { intros t. apply V_falls. specialize (HT (T + t)%nat ltac:(lia)). rewrite Rminus_0_r in HT. apply Rabs_lt_between in HT. lra. }
  destruct (ex_finite_lim_seq_decr (fun t => V (T + t)%nat) 0) as [V_inf LV'].
  { intros t. rewrite <- plus_n_Sm. apply Fall. } { intros t. apply V_nonneg. }
  assert (LV : is_lim_seq V V_inf) by now apply is_lim_seq_shift with T.
  set (lambda_inf := sqrt (V_inf + 4 * v_star ^ 2 / m)). assert (LL : is_lim_seq lambda lambda_inf) by now apply lambda_limit.
  exists lambda_inf. split; [assumption |]. apply Rnot_lt_le. intros Hsharp.
  (* (v' - v* )/(v - v* ) -> 1 - eta lambda h < -1 *)
  set (k := fun t => 1 + eta * (eta * / m) * (g (v t) / (v t - v_star)) * g (v t) * v t - eta * lambda t * (g (v t) / (v t - v_star))).
  assert (Ek : forall t, v (S t) - v_star = k t * (v t - v_star)).
  { intros t. rewrite v_step, rate_square. unfold k. field. split; [specialize (Hoff t) |]; lra. }
  assert (Lk : is_lim_seq k (1 - eta * lambda_inf * h)).
  { replace (1 - eta * lambda_inf * h) with (1 + eta * (eta * / m) * h * 0 * v_star - eta * lambda_inf * h) by ring.
    unfold k. apply is_lim_seq_minus'; [apply is_lim_seq_plus' |]; repeat first [apply is_lim_seq_const | assumption | apply is_lim_seq_mult']. }
  apply is_lim_seq_spec in Lk. destruct (Lk (mkposreal (eta * lambda_inf * h - 2) ltac:(lra))) as [T1 HT1]. simpl in HT1.
  assert (Up : forall n, Rabs (v T1 - v_star) <= Rabs (v (T1 + n)%nat - v_star)).
  { induction n as [| n IH]; [rewrite Nat.add_0_r; lra |]. apply Rle_trans with (1 := IH). rewrite <- plus_n_Sm, Ek, Rabs_mult.
    specialize (HT1 (T1 + n)%nat ltac:(lia)). apply Rabs_lt_between in HT1. assert (1 <= Rabs (k (T1 + n)%nat)) by (rewrite Rabs_left; lra).
    assert (P := Rabs_pos (v (T1 + n)%nat - v_star)). nra. }
  assert (P0 : 0 < Rabs (v T1 - v_star)) by (apply Rabs_pos_lt; specialize (Hoff T1); lra).
  apply is_lim_seq_spec in Le. destruct (Le (mkposreal _ P0)) as [T2 HT2]. simpl in HT2.
  specialize (HT2 (T1 + T2)%nat ltac:(lia)). rewrite Rminus_0_r in HT2. specialize (Up T2). lra.
Qed.

(** ** (G4') *)

Section Trap.

Variables (v_star delta h_low h_high theta l_low l_high rho : R).
Let sigma_drift r := 2 * (eta * h_high * delta) ^ 2 / m / (1 - r ^ 2).
Let r := rho + eta ^ 2 / m * (Rabs v_star + delta) * h_high ^ 2 * delta.

Hypothesis Hdelta : 0 <= delta.
Hypothesis Hclose : Rabs (v 0%nat - v_star) <= delta.
Hypothesis Hslope : forall u, Rabs (u - v_star) <= delta -> exists h, h_low <= h <= h_high /\ g u = h * (u - v_star).
Hypothesis Hh : 0 < h_low.
Hypothesis Htheta : 0 <= theta.
Hypothesis Hlow : 0 <= l_low /\ l_low ^ 2 <= 4 * Rmax (Rabs v_star - delta) 0 ^ 2 / m + theta * V 0%nat.
Hypothesis Hhigh : 0 <= l_high /\ 4 * (Rabs v_star + delta) ^ 2 / m + V 0%nat <= l_high ^ 2.
Hypothesis Hmild : (eta * h_high * delta) ^ 2 / m <= 2.
Hypothesis Hcut : Rabs (1 - eta * l_low * h_low) <= rho /\ Rabs (1 - eta * l_high * h_high) <= rho.
Hypothesis Hr : r < 1.
Hypothesis Hdrift : sigma_drift r <= 1 - theta.

Lemma trap_r : 0 <= r < 1 /\ 0 < h_high.
Proof.
  assert (Hhh : 0 < h_high) by (destruct (Hslope v_star) as (h & Hh1 & _); [rewrite Rminus_eq_0, Rabs_R0; assumption | lra]).
  split; [split; [| assumption] | assumption]. unfold r. assert (0 <= rho) by (apply Rle_trans with (2 := proj1 Hcut); apply Rabs_pos).
  assert (0 <= eta ^ 2 / m) by (apply Rdiv_le_0_compat; [apply pow2_ge_0 | assumption]). assert (P := Rabs_pos v_star).
  assert (0 <= eta ^ 2 / m * (Rabs v_star + delta) * h_high ^ 2 * delta); [| lra].
  apply Rmult_le_pos; [| assumption]. apply Rmult_le_pos; [| apply pow2_ge_0]. apply Rmult_le_pos; lra.
Qed.

Lemma trap_invariant_on_data t : Rabs (v t - v_star) <= r ^ t * delta /\ (1 - sigma_drift r * (1 - (r ^ 2) ^ t)) * V 0%nat <= V t <= V 0%nat.
Proof.
  destruct trap_r as [Hr01 Hhh]. assert (V0 := V_nonneg 0).
  set (A := (eta * h_high * delta) ^ 2 / m) in *. assert (HA : 0 <= A) by (apply Rdiv_le_0_compat; [apply pow2_ge_0 | assumption]).
  assert (R2 : 0 <= r ^ 2 < 1) by (split; [apply pow2_ge_0 | nra]).
  assert (Es : sigma_drift r * (1 - r ^ 2) = 2 * A) by (unfold sigma_drift; fold A; unfold A; field; lra).
  assert (Hs : 0 <= sigma_drift r) by (unfold sigma_drift; apply Rdiv_le_0_compat; [| lra]; fold A; unfold A in HA; unfold Rdiv in *; lra).
  induction t as [| t [I1 [I2 I3]]]; [simpl; split; [lra | split; lra] |].
  assert (W : 0 <= r ^ t <= 1) by (split; [now apply pow_le | rewrite <- (pow1 t); apply pow_incr; lra]).
  assert (Hd : Rabs (v t - v_star) <= delta) by nra.
  destruct (Hslope (v t) Hd) as (h & Hh1 & Eg). set (e := v t - v_star) in *.
  assert (W2 : (r ^ 2) ^ t = (r ^ t) ^ 2) by (rewrite <- !pow_mult, Nat.mul_comm; reflexivity).
  (* a^2 <= A r^(2t) *)
  assert (Ha : 0 <= a t ^ 2 <= A * (r ^ 2) ^ t).
  { split; [apply pow2_ge_0 |]. rewrite rate_square, Eg, W2. unfold A, Rdiv.
    replace ((eta * h_high * delta) ^ 2 * / m * (r ^ t) ^ 2) with ((eta * h_high * (r ^ t * delta)) ^ 2 * / m) by ring.
    apply Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat |]. rewrite <- (pow2_abs (eta * (h * e))).
    apply pow_incr. split; [apply Rabs_pos |]. rewrite !Rabs_mult, (Rabs_right eta), (Rabs_right h), <- Rmult_assoc by lra.
    apply Rmult_le_compat; [apply Rmult_le_pos; lra | apply Rabs_pos | apply Rmult_le_compat_l; lra | assumption]. }
  assert (Hw : 0 <= (r ^ 2) ^ t <= 1) by (rewrite W2; split; [apply pow2_ge_0 | nra]).
  assert (Ha2 : a t ^ 2 <= 2) by nra.
  assert (Vt := V_nonneg t).
  (* V *)
  assert (HV : (1 - sigma_drift r * (1 - (r ^ 2) ^ S t)) * V 0%nat <= V (S t)).
  { rewrite V_step. assert (1 - 2 * a t ^ 2 <= (1 - a t ^ 2) ^ 2) by nra.
    assert (V t * (1 - 2 * a t ^ 2) <= V t * (1 - a t ^ 2) ^ 2) by (apply Rmult_le_compat_l; assumption).
    assert (a t ^ 2 * V t <= A * (r ^ 2) ^ t * V 0%nat) by (apply Rmult_le_compat; lra).
    change ((r ^ 2) ^ S t) with (r ^ 2 * (r ^ 2) ^ t). replace (1 - sigma_drift r * (1 - r ^ 2 * (r ^ 2) ^ t)) with (1 - sigma_drift r * (1 - (r ^ 2) ^ t) - sigma_drift r * (1 - r ^ 2) * (r ^ 2) ^ t) by ring.
    rewrite Es. lra. }
  split; [| split; [assumption | apply Rle_trans with (2 := I3); now apply V_falls]].
  (* e' = e (1 - eta lambda h + eta^2/m v h^2 e) *)
  assert (Ee : v (S t) - v_star = e * (1 - eta * lambda t * h + eta ^ 2 / m * v t * h ^ 2 * e)) by (rewrite v_step, rate_square, Eg; unfold e; field; lra).
  assert (Lv : Rabs (v t) <= Rabs v_star + delta).
  { replace (v t) with (v_star + e) by (unfold e; ring). assert (T := Rabs_triang v_star e). lra. }
  assert (Lv2 : Rmax (Rabs v_star - delta) 0 <= Rabs (v t)).
  { apply Rmax_lub; [| apply Rabs_pos]. assert (T := Rabs_triang_inv v_star (v_star - v t)). replace (v_star - (v_star - v t)) with (v t) in T by ring.
    rewrite (Rabs_minus_sym v_star (v t)) in T. fold e in T. lra. }
  assert (Im : 0 < / m) by now apply Rinv_0_lt_compat.
  assert (Hlam : l_low <= lambda t <= l_high).
  { assert (Pl := lambda_nonneg t). assert (E := lambda_square t). rewrite <- (pow2_abs (v t)) in E. unfold Rdiv in *.
    assert (B0 : 0 <= Rmax (Rabs v_star - delta) 0) by apply Rmax_r.
    assert (B1 : Rmax (Rabs v_star - delta) 0 ^ 2 <= Rabs (v t) ^ 2) by (apply pow_incr; lra).
    assert (B2 : Rabs (v t) ^ 2 <= (Rabs v_star + delta) ^ 2) by (apply pow_incr; split; [apply Rabs_pos | assumption]).
    assert (B1' : 4 * Rmax (Rabs v_star - delta) 0 ^ 2 * / m <= 4 * Rabs (v t) ^ 2 * / m) by (apply Rmult_le_compat_r; lra).
    assert (B2' : 4 * Rabs (v t) ^ 2 * / m <= 4 * (Rabs v_star + delta) ^ 2 * / m) by (apply Rmult_le_compat_r; lra).
    assert (Th : theta * V 0%nat <= V t).
    { apply Rle_trans with (2 := I2). apply Rmult_le_compat_r; [assumption |]. assert (sigma_drift r * (1 - (r ^ 2) ^ t) <= sigma_drift r) by nra. lra. }
    destruct Hlow as [Q1 Q2]. destruct Hhigh as [Q3 Q4]. split; apply Rsqr_incr_0_var; unfold Rsqr; try lra; nra. }
  rewrite Ee, Rabs_mult. change (r ^ S t) with (r * r ^ t). replace (r * r ^ t * delta) with (r ^ t * delta * r) by ring.
  apply Rmult_le_compat; try apply Rabs_pos; [assumption |].
  apply Rle_trans with (Rabs (1 - eta * lambda t * h) + Rabs (eta ^ 2 / m * v t * h ^ 2 * e)); [apply Rabs_triang |].
  unfold r. apply Rplus_le_compat.
  - assert (Q1 : eta * l_low * h_low <= eta * lambda t * h).
    { apply Rmult_le_compat; [apply Rmult_le_pos; lra | lra | apply Rmult_le_compat_l; lra | lra]. }
    assert (Q2 : eta * lambda t * h <= eta * l_high * h_high).
    { apply Rmult_le_compat; [apply Rmult_le_pos; lra | lra | apply Rmult_le_compat_l; lra | lra]. }
    destruct Hcut as [C1 C2]. apply Rabs_le_between in C1. apply Rabs_le_between in C2. apply Rabs_le. lra.
  - rewrite !Rabs_mult. assert (E2 : 0 <= eta ^ 2 / m) by (apply Rdiv_le_0_compat; [apply pow2_ge_0 | assumption]).
    rewrite (Rabs_right (eta ^ 2 / m)), (Rabs_right (h ^ 2)) by (apply Rle_ge; try apply pow2_ge_0; assumption).
    assert (P := Rabs_pos (v t)). apply Rmult_le_compat; [| apply Rabs_pos | | assumption].
    + apply Rmult_le_pos; [apply Rmult_le_pos; assumption | apply pow2_ge_0].
    + apply Rmult_le_compat; [apply Rmult_le_pos; assumption | apply pow2_ge_0 | apply Rmult_le_compat_l; assumption | apply pow_incr; lra].
Qed.

Theorem trap_on_data : is_lim_seq v v_star /\ (forall t, Rabs (v t - v_star) <= r ^ t * delta) /\
  exists V_inf : R, (1 - sigma_drift r) * V 0%nat <= V_inf <= V 0%nat /\ is_lim_seq lambda (sqrt (V_inf + 4 * v_star ^ 2 / m)).
Proof.
  destruct trap_r as [Hr01 Hhh]. assert (Inv := trap_invariant_on_data).
  assert (Lv : is_lim_seq v v_star).
  { apply is_lim_seq_spec. intros eps. destruct (geometric_small r delta eps Hr01 (cond_pos eps)) as [T HT]. exists T. intros t Ht.
    apply Rle_lt_trans with (2 := HT t Ht). apply Inv. }
  split; [assumption | split; [intros t; apply Inv |]].
  assert (Fall : forall t, V (S t) <= V t).
  { intros t. apply V_falls. destruct (Inv t) as [I _]. assert (W : 0 <= r ^ t <= 1) by (split; [apply pow_le; lra | rewrite <- (pow1 t); apply pow_incr; lra]).
    assert (Hd : Rabs (v t - v_star) <= delta) by nra. destruct (Hslope (v t) Hd) as (h & Hh1 & Eg). rewrite rate_square, Eg.
    apply Rle_trans with (2 := Hmild). unfold Rdiv. apply Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat |].
    rewrite <- (pow2_abs (eta * _)). apply pow_incr. split; [apply Rabs_pos |]. rewrite !Rabs_mult, (Rabs_right eta), (Rabs_right h), <- Rmult_assoc by lra.
    apply Rmult_le_compat; [apply Rmult_le_pos; lra | apply Rabs_pos | apply Rmult_le_compat_l; lra | assumption]. }
  destruct (ex_finite_lim_seq_decr V 0 Fall V_nonneg) as [V_inf LV]. exists V_inf. split; [| now apply lambda_limit].
  assert (V0 := V_nonneg 0). split.
  - apply (is_lim_seq_le (fun _ => (1 - sigma_drift r) * V 0%nat) V ((1 - sigma_drift r) * V 0%nat) V_inf); [| apply is_lim_seq_const | assumption].
    intros t. destruct (Inv t) as [_ [I _]]. apply Rle_trans with (2 := I). apply Rmult_le_compat_r; [assumption |].
    assert (R2 : 0 <= r ^ 2 < 1) by (split; [apply pow2_ge_0 | nra]). assert (0 <= (r ^ 2) ^ t) by (apply pow_le; lra).
    assert (Hs : 0 <= sigma_drift r).
    { unfold sigma_drift. apply Rdiv_le_0_compat; [| lra]. apply Rdiv_le_0_compat; [assert (P := pow2_ge_0 (eta * h_high * delta)); lra | assumption]. }
    nra.
  - exact (is_lim_seq_decr_compare V V_inf LV Fall 0%nat).
Qed.

End Trap.

End Orbits.

(** The gradient flow in p and q, dp/ds = -2 g p/sqrt m and dq/ds = 2 g q/sqrt m, which are the limits of (T3) for small steps, keeps V = p q. *)
Theorem flow_conserves (g p q : R -> R) m : (forall s, is_derive p s (- (2 * g (factors_output m (p s) (q s)) / sqrt m) * p s)) ->
  (forall s, is_derive q s (2 * g (factors_output m (p s) (q s)) / sqrt m * q s)) -> forall s, p s * q s = p 0 * q 0.
Proof.
  intros Hp Hq s.
  assert (D : forall s, is_derive (fun s => p s * q s) s 0).
  { intros x. evar_last; [apply (is_derive_mult p q x); [apply Hp | apply Hq | intros; apply Rmult_comm] |]. unfold plus, mult; simpl. ring. }
  destruct (MVT_gen (fun s => p s * q s) 0 s (fun _ => 0)) as (c & _ & E).
  - intros x _. apply D.
  - intros x _. apply continuity_pt_filterlim, (ex_derive_continuous (fun s => p s * q s)). exists 0. apply D.
  - lra.
Qed.
