(** Convergence of the two-layer network on D0 by a trap around f = 0, with an enclosure of lambda_inf (checker:
    checks/trap.rs).

    Proved, for a slope with phi <= s/f <= Phi on [-delta, delta]: if at some step |f| <= delta, and with V <= sqrt(p q),
    S = (eta Phi delta)^2/(m (1 - rho^2)), lambda_min = V (1 - S),
    (i) eta lambda Phi <= 1 + rho and (ii) 1 + (eta Phi delta)^2/m - eta lambda_min phi <= rho,
    then from there on |f| shrinks by rho at least and lambda does not rise at every step, f -> 0 and lambda converges to
    lambda_inf with 0 < lambda_min <= lambda_inf <= sqrt(p q).

    The theorems [trap_logistic], [trap_exponential], [trap_squared] at the end have the numbers that the checker computes
    from an enclosure of the state as their hypotheses; all of them are numerical, and [interval] discharges them.
    The proof is that of trap.rs, with one simplification: the lower bound of sqrt(p q) after t steps is
    V (1 - S (1 - rho^(2t))), so that no series occurs. *)

From Coq Require Import Reals Lra Psatz Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic Two_layer_slopes Two_layer.
Local Open Scope R_scope.

Section Trap.

Variables (slope : R -> R) (eta m : R) (f lambda : nat -> R).
Hypothesis (Horbit : orbit slope eta m f lambda) (Heta : 0 < eta) (Hm : 0 < m).
(** V is at most sqrt(p q) at the first step. *)
Variables (delta phi Phi rho V : R).
Hypothesis (Hdelta : Rabs (f 0%nat) <= delta) (Hphi : 0 < phi) (Hrho : 0 < rho < 1).
Hypothesis Hratio : forall x, Rabs x <= delta -> exists g, phi <= g <= Phi /\ slope x = g * x.
Hypothesis (Hlambda : 0 <= lambda 0%nat) (HV : 0 <= V) (HVP : V ^ 2 <= product m (f 0%nat) (lambda 0%nat)).

Let push := (eta * Phi * delta) ^ 2 / m.
Let Sum := push / (1 - rho ^ 2).
Let lambda_min := V * (1 - Sum).

Hypothesis Hi : eta * lambda 0%nat * Phi <= 1 + rho.
Hypothesis Hii : 1 + push - eta * lambda_min * phi <= rho.

Let push_nonneg : 0 <= push.
Proof. apply Rdiv_le_0_compat; [apply pow2_ge_0 | assumption]. Qed.

Let one_rho : 0 < 1 - rho ^ 2.
Proof. nra. Qed.

Let sum_push : push = Sum * (1 - rho ^ 2).
Proof. unfold Sum. field. lra. Qed.

Let sum_nonneg : 0 <= Sum.
Proof. apply Rdiv_le_0_compat; [apply push_nonneg | apply one_rho]. Qed.

Lemma lambda_min_pos : 0 < lambda_min.
Proof.
  assert (P := push_nonneg). assert (0 < eta * phi) by now apply Rmult_lt_0_compat.
  assert (0 < eta * phi * lambda_min) by lra. nra.
Qed.

Let sum_lt_1 : Sum < 1.
Proof. assert (H := lambda_min_pos). unfold lambda_min in H. nra. Qed.

(** The induction: at step t, with r = rho^(2t). *)
Lemma trap_invariant t :
  Rabs (f t) <= rho ^ t * delta /\ 0 <= lambda t <= lambda 0%nat
  /\ (exists W, V * (1 - Sum * (1 - (rho ^ t) ^ 2)) <= W /\ W ^ 2 <= product m (f t) (lambda t))
  /\ lambda_min <= lambda t
  /\ Rabs (f (S t)) <= rho * Rabs (f t) /\ lambda (S t) <= lambda t
  /\ product m (f (S t)) (lambda (S t)) <= product m (f t) (lambda t).
Proof.
  assert (Ppush := push_nonneg). assert (Pone := one_rho). assert (Esum := sum_push).
  assert (Psum := sum_nonneg). assert (Pmin := lambda_min_pos). assert (Lsum := sum_lt_1).
  assert (Adm : forall t, admissible m (f t) (lambda t)).
  { apply (orbit_admissible slope eta); try assumption. apply admissible_product; nra. }
  assert (Step : forall t, Rabs (f t) <= rho ^ t * delta -> lambda t <= lambda 0%nat ->
    (exists W, V * (1 - Sum * (1 - (rho ^ t) ^ 2)) <= W /\ W ^ 2 <= product m (f t) (lambda t)) ->
    lambda_min <= lambda t /\ Rabs (f (S t)) <= rho * Rabs (f t) /\ lambda (S t) <= lambda t
    /\ (exists W, V * (1 - Sum * (1 - (rho ^ S t) ^ 2)) <= W /\ W ^ 2 <= product m (f (S t)) (lambda (S t)))
    /\ product m (f (S t)) (lambda (S t)) <= product m (f t) (lambda t)).
  { clear t. intros t Hf Hl (W & HW & HWP).
    assert (R01 : 0 < rho ^ t <= 1).
    { split; [apply pow_lt; lra |]. rewrite <- (pow1 t). apply pow_incr. lra. }
    set (r := rho ^ t) in *. set (P := product m (f t) (lambda t)) in *.
    assert (Habs := Rabs_pos (f t)).
    assert (Hd : Rabs (f t) <= delta) by nra.
    destruct (Hratio (f t) Hd) as (g & Hg & Es).
    destruct (Horbit t) as [Ef El].
    assert (EP := step_product eta m (slope (f t)) (f t) (lambda t)). rewrite <- Ef, <- El in EP.
    fold P in EP. specialize (EP ltac:(lra)).
    rewrite step_output in Ef by lra. rewrite step_kernel in El by lra. rewrite Es in Ef, El, EP.
    set (e2 := (eta * (g * f t)) ^ 2 / m) in *.
    assert (E2 : 0 <= e2 <= push * r ^ 2).
    { split; [apply Rdiv_le_0_compat; [apply pow2_ge_0 | assumption] |].
      unfold e2, push. replace ((eta * Phi * delta) ^ 2 / m * r ^ 2) with ((eta * Phi * (r * delta)) ^ 2 / m) by (field; lra).
      apply Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat |]. apply pow_maj_Rabs.
      rewrite !Rabs_mult, (Rabs_right eta), (Rabs_right g) by lra. rewrite Rmult_assoc.
      apply Rmult_le_compat_l; [lra |]. apply Rmult_le_compat; lra. }
    assert (r ^ 2 <= 1) by nra. assert (0 < r ^ 2) by nra.
    assert (e2 <= push) by nra. assert (push < 1) by nra.
    assert (Hlam : lambda_min <= W).
    { apply Rle_trans with (2 := HW). unfold lambda_min. apply Rmult_le_compat_l; [assumption |]. nra. }
    assert (Pl := proj1 (Adm t)).
    assert (Pq : P <= lambda t ^ 2).
    { unfold P, product. assert (0 <= 4 * f t ^ 2 / m) by (apply Rdiv_le_0_compat; [assert (0 <= f t ^ 2) by apply pow2_ge_0; lra | assumption]). lra. }
    assert (Hmin : lambda_min <= lambda t) by nra.
    assert (G1 : eta * lambda t * g <= 1 + rho).
    { apply Rle_trans with (2 := Hi). apply Rmult_le_compat; [| lra | | lra]; [apply Rmult_le_pos; lra |].
      apply Rmult_le_compat_l; lra. }
    assert (G2 : eta * lambda_min * phi <= eta * lambda t * g).
    { apply Rmult_le_compat; try lra; [apply Rmult_le_pos; lra |]. apply Rmult_le_compat_l; lra. }
    split; [assumption |]. split; [| split; [| split]].
    - replace (f (S t)) with ((1 + e2 - eta * lambda t * g) * f t) by (rewrite Ef; ring).
      rewrite Rabs_mult. apply Rmult_le_compat_r; [assumption |]. apply Rabs_le. lra.
    - rewrite El. unfold e2.
      replace (lambda t * (1 + (eta * (g * f t)) ^ 2 / m) - 4 * f t * (eta * (g * f t)) / m)
        with (lambda t - eta * g * f t ^ 2 / m * (4 - eta * lambda t * g)) by (field; lra).
      assert (0 <= eta * g * f t ^ 2 / m).
      { apply Rdiv_le_0_compat; [| assumption]. apply Rmult_le_pos; [| apply pow2_ge_0]. apply Rmult_le_pos; lra. }
      nra.
    - exists (W * (1 - e2)). split.
      + apply Rle_trans with (V * (1 - Sum * (1 - r ^ 2)) * (1 - push * r ^ 2)).
        * rewrite Rmult_assoc. apply Rmult_le_compat_l; [assumption |]. simpl (rho ^ S t). fold r. rewrite Esum.
          assert (0 <= Sum * (1 - r ^ 2) * (Sum * (1 - rho ^ 2) * r ^ 2)).
          { apply Rmult_le_pos; apply Rmult_le_pos; nra. }
          nra.
        * apply Rmult_le_compat; try lra; [| nra]. apply Rmult_le_pos; [assumption |]. nra.
      + rewrite EP, Rpow_mult_distr. apply Rmult_le_compat_r; [apply pow2_ge_0 | assumption].
    - rewrite EP. assert (0 <= P) by nra. assert ((1 - e2) ^ 2 <= 1) by nra. nra. }
  assert (Inv : forall t, Rabs (f t) <= rho ^ t * delta /\ lambda t <= lambda 0%nat /\
    (exists W, V * (1 - Sum * (1 - (rho ^ t) ^ 2)) <= W /\ W ^ 2 <= product m (f t) (lambda t))).
  { clear t. induction t as [| t (I1 & I2 & I3)].
    - simpl. split; [lra |]. split; [lra |]. exists V. split; [| assumption]. nra.
    - destruct (Step t I1 I2 I3) as (S1 & S2 & S3 & S4 & _). split; [| split]; [| lra | assumption].
      simpl. nra. }
  destruct (Inv t) as (I1 & I2 & I3). destruct (Step t I1 I2 I3) as (S1 & S2 & S3 & _ & S5).
  assert (Pl := proj1 (Adm t)). intuition.
Qed.

Lemma trap_output_limit : is_lim_seq f 0.
Proof.
  apply is_lim_seq_0. intros eps He. destruct (geometric_small rho delta eps) as [N HN]; [lra | assumption |].
  exists N. intros t Ht. destruct (trap_invariant t) as (H & _). specialize (HN t Ht). lra.
Qed.

(** U is at least sqrt(p q) at the first step. *)
Lemma trap_kernel_limit U : 0 <= U -> product m (f 0%nat) (lambda 0%nat) <= U ^ 2 ->
  exists lambda_inf : R, is_lim_seq lambda lambda_inf /\ lambda_min <= lambda_inf <= U.
Proof.
  intros HU HPU.
  assert (L : ex_finite_lim_seq lambda).
  { apply ex_finite_lim_seq_decr with lambda_min; intros t; destruct (trap_invariant t); tauto. }
  destruct L as [l Hl]. exists l. split; [assumption |].
  assert (Low : lambda_min <= l).
  { apply (is_lim_seq_le (fun _ => lambda_min) lambda lambda_min l); [| apply is_lim_seq_const | assumption].
    intros t. destruct (trap_invariant t). tauto. }
  split; [assumption |].
  assert (LP : is_lim_seq (fun t => product m (f t) (lambda t)) (l ^ 2)).
  { replace (l ^ 2) with (l * (l * 1) - 4 / m * (0 * (0 * 1))) by (simpl; lra).
    apply is_lim_seq_ext with (fun t => lambda t * (lambda t * 1) - 4 / m * (f t * (f t * 1))).
    - intros t. unfold product. simpl. field. lra.
    - assert (F := trap_output_limit).
      apply is_lim_seq_minus'; [| apply (is_lim_seq_scal_l _ (4 / m) (Finite (0 * (0 * 1))))];
      repeat (apply is_lim_seq_mult'; try assumption; try apply is_lim_seq_const). }
  assert (Q : l ^ 2 <= U ^ 2).
  { apply (is_lim_seq_le (fun t => product m (f t) (lambda t)) (fun _ => U ^ 2) (l ^ 2) (U ^ 2)); [| assumption | apply is_lim_seq_const].
    induction n as [| n IH]; [assumption |]. destruct (trap_invariant n). apply Rle_trans with (2 := IH). tauto. }
  assert (H := lambda_min_pos). nra.
Qed.

End Trap.

(** ** The checker's conditions, from an enclosure of the state at step T *)

(** What a trap from step T on establishes; the loss, which increases with |f|, never rises from T on. *)
Definition converges_from (rho : R) (f lambda : nat -> R) (T : nat) (lambda_min lambda_max : R) : Prop :=
  (forall t, (T <= t)%nat -> Rabs (f (S t)) <= rho * Rabs (f t) /\ lambda (S t) <= lambda t)
  /\ is_lim_seq f 0
  /\ 0 < lambda_min
  /\ exists lambda_inf : R, is_lim_seq lambda lambda_inf /\ lambda_min <= lambda_inf <= lambda_max.

(** least <= |f| <= delta and low <= lambda <= high enclose the state; V and U bound sqrt(p q). *)
Theorem trap_on_box slope eta m f lambda T delta least low high phi Phi rho V U :
  orbit slope eta m f lambda -> 0 < eta -> 0 < m ->
  0 <= least <= Rabs (f T) -> Rabs (f T) <= delta -> low <= lambda T <= high -> 0 <= low ->
  (forall x, Rabs x <= delta -> exists g, phi <= g <= Phi /\ slope x = g * x) -> 0 < phi -> 0 < rho < 1 ->
  0 <= V -> V ^ 2 <= low ^ 2 - 4 * delta ^ 2 / m ->
  0 <= U -> high ^ 2 - 4 * least ^ 2 / m <= U ^ 2 ->
  eta * high * Phi <= 1 + rho ->
  1 + (eta * Phi * delta) ^ 2 / m - eta * (V * (1 - (eta * Phi * delta) ^ 2 / m / (1 - rho ^ 2))) * phi <= rho ->
  converges_from rho f lambda T (V * (1 - (eta * Phi * delta) ^ 2 / m / (1 - rho ^ 2))) U.
Proof.
  intros Ho Heta Hm Hleast Hdelta Hlam Hlow Hratio Hphi Hrho HV HVP HU HUP Hi Hii.
  assert (HPhi : 0 < Phi).
  { destruct (Hratio (f T) Hdelta) as (g & Hg & _). lra. }
  assert (Hf2 : least ^ 2 <= f T ^ 2 <= delta ^ 2).
  { rewrite <- (pow2_abs (f T)). split; apply pow_incr; lra. }
  assert (Hd2 : 4 * least ^ 2 / m <= 4 * f T ^ 2 / m <= 4 * delta ^ 2 / m).
  { assert (0 < / m) by now apply Rinv_0_lt_compat. unfold Rdiv. nra. }
  assert (HVT : V ^ 2 <= product m (f T) (lambda T)) by (unfold product; nra).
  assert (HUT : product m (f T) (lambda T) <= U ^ 2) by (unfold product; nra).
  assert (HiT : eta * lambda T * Phi <= 1 + rho).
  { apply Rle_trans with (2 := Hi). apply Rmult_le_compat_r; [lra |]. apply Rmult_le_compat_l; lra. }
  set (f' := fun t => f (T + t)%nat). set (lambda' := fun t => lambda (T + t)%nat).
  assert (Ho' : orbit slope eta m f' lambda') by now apply orbit_shift.
  assert (E0 : f' 0%nat = f T /\ lambda' 0%nat = lambda T) by (unfold f', lambda'; rewrite Nat.add_0_r; auto).
  destruct E0 as [E1 E2]. rewrite <- E1 in Hdelta. rewrite <- E2 in HiT. rewrite <- E1, <- E2 in HVT, HUT.
  assert (Hl0 : 0 <= lambda' 0%nat) by lra.
  assert (Inv := trap_invariant slope eta m f' lambda' Ho' Heta Hm delta phi Phi rho V Hdelta Hphi Hrho Hratio Hl0 HV HVT HiT Hii).
  split; [| split; [| split]].
  - intros t Ht. destruct (Inv (t - T)%nat) as (_ & _ & _ & _ & I1 & I2 & _). unfold f', lambda' in I1, I2.
    rewrite <- plus_n_Sm in I1, I2. replace (T + (t - T))%nat with t in I1, I2 by lia. auto.
  - apply is_lim_seq_shift with T.
    exact (trap_output_limit slope eta m f' lambda' Ho' Heta Hm delta phi Phi rho V Hdelta Hphi Hrho Hratio Hl0 HV HVT HiT Hii).
  - exact (lambda_min_pos eta m Heta Hm delta phi Phi rho V Hphi Hrho Hii).
  - destruct (trap_kernel_limit slope eta m f' lambda' Ho' Heta Hm delta phi Phi rho V Hdelta Hphi Hrho Hratio Hl0 HV HVT HiT Hii U HU HUT)
      as (l & L1 & L2).
    exists l. split; [| assumption]. now apply is_lim_seq_shift with T.
Qed.

Theorem trap_logistic eta m f lambda T delta least low high phi rho V U :
  orbit slope_logistic eta m f lambda -> 0 < eta -> 0 < m ->
  0 <= least <= Rabs (f T) -> Rabs (f T) <= delta -> low <= lambda T <= high -> 0 <= low ->
  0 < delta -> phi * delta <= slope_logistic delta -> 0 < phi -> 0 < rho < 1 ->
  0 <= V -> V ^ 2 <= low ^ 2 - 4 * delta ^ 2 / m ->
  0 <= U -> high ^ 2 - 4 * least ^ 2 / m <= U ^ 2 ->
  eta * high * (1 / 4) <= 1 + rho ->
  1 + (eta * (1 / 4) * delta) ^ 2 / m - eta * (V * (1 - (eta * (1 / 4) * delta) ^ 2 / m / (1 - rho ^ 2))) * phi <= rho ->
  converges_from rho f lambda T (V * (1 - (eta * (1 / 4) * delta) ^ 2 / m / (1 - rho ^ 2))) U.
Proof.
  intros. apply trap_on_box with (slope := slope_logistic) (eta := eta) (m := m) (least := least) (low := low) (high := high) (phi := phi); try assumption.
  now apply ratio_logistic.
Qed.

Theorem trap_exponential eta m f lambda T delta least low high Phi rho V U :
  orbit slope_exponential eta m f lambda -> 0 < eta -> 0 < m ->
  0 <= least <= Rabs (f T) -> Rabs (f T) <= delta -> low <= lambda T <= high -> 0 <= low ->
  0 < delta -> slope_exponential delta <= Phi * delta -> 0 < rho < 1 ->
  0 <= V -> V ^ 2 <= low ^ 2 - 4 * delta ^ 2 / m ->
  0 <= U -> high ^ 2 - 4 * least ^ 2 / m <= U ^ 2 ->
  eta * high * Phi <= 1 + rho ->
  1 + (eta * Phi * delta) ^ 2 / m - eta * (V * (1 - (eta * Phi * delta) ^ 2 / m / (1 - rho ^ 2))) * 1 <= rho ->
  converges_from rho f lambda T (V * (1 - (eta * Phi * delta) ^ 2 / m / (1 - rho ^ 2))) U.
Proof.
  intros. apply trap_on_box with (slope := slope_exponential) (eta := eta) (m := m) (least := least) (low := low) (high := high) (phi := 1); try assumption; [| lra].
  now apply ratio_exponential.
Qed.

Theorem trap_squared eta m f lambda T delta least low high rho V U :
  orbit slope_squared eta m f lambda -> 0 < eta -> 0 < m ->
  0 <= least <= Rabs (f T) -> Rabs (f T) <= delta -> low <= lambda T <= high -> 0 <= low -> 0 < rho < 1 ->
  0 <= V -> V ^ 2 <= low ^ 2 - 4 * delta ^ 2 / m ->
  0 <= U -> high ^ 2 - 4 * least ^ 2 / m <= U ^ 2 ->
  eta * high * 1 <= 1 + rho ->
  1 + (eta * 1 * delta) ^ 2 / m - eta * (V * (1 - (eta * 1 * delta) ^ 2 / m / (1 - rho ^ 2))) * 1 <= rho ->
  converges_from rho f lambda T (V * (1 - (eta * 1 * delta) ^ 2 / m / (1 - rho ^ 2))) U.
Proof.
  intros. apply trap_on_box with (slope := slope_squared) (eta := eta) (m := m) (least := least) (low := low) (high := high) (phi := 1); try assumption; [| lra].
  apply ratio_squared.
Qed.
