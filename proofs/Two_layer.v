(** Orbits of gradient descent of the two-layer network on D0: what is common to the proofs about them.
    (T4) for the product p q = lambda^2 - 4 f^2/m, and that admissible states stay admissible. *)

From Coq Require Import Reals Lra Psatz Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations IdentitiesTwoLayer.
Local Open Scope R_scope.

(** f, lambda : the sequences of outputs and kernels, each state from the one before by (T1), (T2). *)
Definition orbit (slope : R -> R) (eta m : R) (f lambda : nat -> R) : Prop :=
  forall t, f (S t) = two_layer_output eta m (slope (f t)) (f t) (lambda t)
         /\ lambda (S t) = two_layer_lambda eta m (slope (f t)) (f t) (lambda t).

(** lambda >= 2 |f|/sqrt m, without the root. *)
Definition admissible (m f lambda : R) : Prop := 0 <= lambda /\ 4 * f ^ 2 <= m * lambda ^ 2.

(** p q = lambda^2 - 4 f^2/m. *)
Definition product (m f lambda : R) : R := lambda ^ 2 - 4 * f ^ 2 / m.

Lemma orbit_shift slope eta m f lambda T :
  orbit slope eta m f lambda -> orbit slope eta m (fun t => f (T + t)%nat) (fun t => lambda (T + t)%nat).
Proof. intros H t. rewrite <- plus_n_Sm. apply H. Qed.

(** (T1), (T2) in the variable e = eta s. *)
Lemma step_output eta m s f lambda : m <> 0 ->
  two_layer_output eta m s f lambda = f * (1 + (eta * s) ^ 2 / m) - lambda * (eta * s).
Proof. intros. unfold two_layer_output. field. assumption. Qed.

Lemma step_kernel eta m s f lambda : m <> 0 ->
  two_layer_lambda eta m s f lambda = lambda * (1 + (eta * s) ^ 2 / m) - 4 * f * (eta * s) / m.
Proof. intros. unfold two_layer_lambda. field. assumption. Qed.

(** (T4): p q is multiplied by (1 - a^2)^2, a^2 = eta^2 s^2/m. *)
Lemma step_product eta m s f lambda : m <> 0 ->
  product m (two_layer_output eta m s f lambda) (two_layer_lambda eta m s f lambda)
  = product m f lambda * (1 - (eta * s) ^ 2 / m) ^ 2.
Proof. intros. rewrite step_output, step_kernel by assumption. unfold product. field. assumption. Qed.

Lemma admissible_product m f lambda : 0 < m -> 0 <= lambda -> 0 <= product m f lambda -> admissible m f lambda.
Proof.
  intros Hm Hl H. split; [assumption |]. unfold product in H.
  replace (m * lambda ^ 2) with (m * (lambda ^ 2 - 4 * f ^ 2 / m) + 4 * f ^ 2) by (field; lra). nra.
Qed.

Lemma product_nonneg m f lambda : 0 < m -> admissible m f lambda -> 0 <= product m f lambda.
Proof.
  intros Hm [_ H]. unfold product. apply Rmult_le_reg_l with m; [assumption |].
  replace (m * (lambda ^ 2 - 4 * f ^ 2 / m)) with (m * lambda ^ 2 - 4 * f ^ 2) by (field; lra). lra.
Qed.

Lemma admissible_after_step eta m s f lambda : 0 < m -> admissible m f lambda ->
  admissible m (two_layer_output eta m s f lambda) (two_layer_lambda eta m s f lambda).
Proof.
  intros Hm H. assert (P := product_nonneg _ _ _ Hm H). destruct H as [Hl H].
  apply admissible_product; [assumption | |].
  - rewrite step_kernel by lra. set (e := eta * s).
    replace (lambda * (1 + e ^ 2 / m) - 4 * f * e / m) with ((lambda * (m + e ^ 2) - 4 * f * e) / m) by (field; lra).
    apply Rdiv_le_0_compat; [| assumption].
    assert (Q : Rabs (4 * f * e) <= Rabs (lambda * (m + e ^ 2))).
    { apply Rsqr_le_abs_0. unfold Rsqr.
      assert (0 <= lambda ^ 2 * (m - e ^ 2) ^ 2) by (apply Rmult_le_pos; apply pow2_ge_0).
      assert (0 <= (m * lambda ^ 2 - 4 * f ^ 2) * e ^ 2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]). nra. }
    rewrite (Rabs_right (lambda * (m + e ^ 2))) in Q by (assert (0 <= e ^ 2) by apply pow2_ge_0; nra).
    assert (W := Rle_abs (4 * f * e)). lra.
  - rewrite step_product by lra. apply Rmult_le_pos; [assumption | apply pow2_ge_0].
Qed.

Lemma orbit_admissible slope eta m f lambda : 0 < m -> orbit slope eta m f lambda ->
  admissible m (f 0%nat) (lambda 0%nat) -> forall t, admissible m (f t) (lambda t).
Proof.
  intros Hm Ho H0 t. induction t as [| t IH]; [assumption |].
  destruct (Ho t) as [-> ->]. now apply admissible_after_step.
Qed.

(** ** The factors p = lambda + 2 f/sqrt m, q = lambda - 2 f/sqrt m *)

(** (T3), and f from the factors. *)
Lemma factors_of_step eta m s f lambda : 0 < m ->
  let a := factor_rate eta m s in
  let f' := two_layer_output eta m s f lambda in let lambda' := two_layer_lambda eta m s f lambda in
  factor_p m f' lambda' = factorised_p a (factor_p m f lambda) /\ factor_q m f' lambda' = factorised_q a (factor_q m f lambda).
Proof. intros Hm. split; [now apply T3_p | now apply T3_q]. Qed.

Lemma output_of_factors m f lambda : 0 < m -> f = factors_output m (factor_p m f lambda) (factor_q m f lambda).
Proof. intros. symmetry. now apply factors_invert_output. Qed.

Lemma factors_product m f lambda : 0 < m -> factor_p m f lambda * factor_q m f lambda = product m f lambda.
Proof. intros. now apply factor_product. Qed.

Lemma factors_nonneg m f lambda : 0 < m -> admissible m f lambda -> 0 <= factor_p m f lambda /\ 0 <= factor_q m f lambda.
Proof.
  intros Hm H. assert (P := product_nonneg _ _ _ Hm H). rewrite <- factors_product in P by assumption.
  destruct H as [Hl _]. assert (Sum : factor_p m f lambda + factor_q m f lambda = 2 * lambda) by (unfold factor_p, factor_q; lra).
  split; nra.
Qed.

(** ** Geometric sequences *)

(** A nonnegative sequence below K + a geometric one with ratio rho < 1 gets below any bound above K. *)
Lemma geometric_small rho C eps : 0 <= rho < 1 -> 0 < eps -> exists N, forall t, (N <= t)%nat -> rho ^ t * C < eps.
Proof.
  intros Hr He. assert (L : is_lim_seq (fun t => rho ^ t * C) 0).
  { replace (Finite 0) with (Rbar_mult 0 C) by (simpl; f_equal; ring). apply is_lim_seq_scal_r.
    apply is_lim_seq_geom. rewrite Rabs_right; lra. }
  apply is_lim_seq_spec in L. destruct (L (mkposreal eps He)) as [N H]. exists N. intros t Ht.
  specialize (H t Ht). simpl in H. rewrite Rminus_0_r in H. assert (W := Rle_abs (rho ^ t * C)). lra.
Qed.

Lemma is_lim_seq_0 (u : nat -> R) : (forall eps, 0 < eps -> exists N, forall t, (N <= t)%nat -> Rabs (u t) < eps) -> is_lim_seq u 0.
Proof.
  intros H. apply is_lim_seq_spec. intros eps. destruct (H eps (cond_pos eps)) as [N HN]. exists N. intros t Ht.
  rewrite Rminus_0_r. now apply HN.
Qed.

(** |f| grows at least geometrically: the loss tends to infinity. *)
Lemma geometric_infinity (u : nat -> R) F G : 0 < F -> 1 < G -> (forall t, F * G ^ t <= Rabs (u t)) -> is_lim_seq (fun t => Rabs (u t)) p_infty.
Proof.
  intros HF HG H. apply is_lim_seq_le_p_loc with (u := fun t => F * G ^ t); [now exists 0%nat; intros t _ |].
  replace p_infty with (Rbar_mult F p_infty).
  - apply is_lim_seq_scal_l. now apply is_lim_seq_geom_p.
  - simpl. destruct (Rle_dec 0 F) as [H1 |]; [| lra]. destruct (Rle_lt_or_eq_dec 0 F H1); [reflexivity | lra].
Qed.

(** A property of all later steps is one of the shifted sequence. *)
Lemma is_lim_seq_shift (u : nat -> R) T l : is_lim_seq (fun t => u (T + t)%nat) l -> is_lim_seq u l.
Proof.
  intros H. apply is_lim_seq_incr_n with T. apply is_lim_seq_ext with (2 := H). intros n. f_equal. lia.
Qed.
