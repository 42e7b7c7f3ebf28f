(** Starts of the two-layer network on D0 on the boundary of the admissible states, m lambda^2 = 4 f^2 (checker:
    checks/boundary.rs), and orbits that hit the minimum exactly (checks/hit.rs).

    Proved, for each slope that is odd, positive to the right of 0 and does not decrease: with a = eta |s(f)|/sqrt m at a boundary state
    with f <> 0, a < 2 implies that |f| never rises, f -> 0 and lambda -> 0; a > 2 implies that |f| tends to infinity.
    A state with f = 0 is a fixed point. *)

From Coq Require Import Reals Lra Psatz Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic Two_layer_slopes Two_layer.
Local Open Scope R_scope.

(** What the lemma needs of a slope. *)
Definition increasing_slope (slope : R -> R) : Prop :=
  (forall x, slope (- x) = - slope x) /\ (forall x, 0 < x -> 0 < slope x) /\ (forall x y, 0 <= x <= y -> slope x <= slope y).

Lemma increasing_exponential : increasing_slope slope_exponential.
Proof.
  repeat split; unfold slope_exponential; intros.
  - apply sinh_odd.
  - assert (G := sinh_ge x). lra.
  - apply sinh_le. lra.
Qed.

Lemma increasing_logistic : increasing_slope slope_logistic.
Proof.
  repeat split; intros.
  - apply slope_logistic_odd.
  - unfold slope_logistic. assert (G := tanh_half_pos x). lra.
  - unfold slope_logistic. assert (G := tanh_half_le x y). lra.
Qed.

Lemma increasing_squared : increasing_slope slope_squared.
Proof. repeat split; unfold slope_squared; intros; lra. Qed.

(** (T1) on the boundary: f' = f (1 - a)^2, a = eta |s|/sqrt m. *)
Lemma boundary_step slope eta m f lambda : increasing_slope slope -> 0 < m -> 0 <= lambda -> m * lambda ^ 2 = 4 * f ^ 2 ->
  let a := factor_rate eta m (slope (Rabs f)) in
  let f' := two_layer_output eta m (slope f) f lambda in let lambda' := two_layer_lambda eta m (slope f) f lambda in
  lambda = 2 * Rabs f / sqrt m /\ f' = f * (1 - a) ^ 2 /\ 0 <= lambda' /\ m * lambda' ^ 2 = 4 * f' ^ 2.
Proof.
  intros (Hodd & _ & _) Hm Hl HB a f' lambda'.
  assert (Hr : 0 < sqrt m) by now apply sqrt_lt_R0. assert (Er : m = sqrt m * sqrt m) by (symmetry; apply sqrt_sqrt; lra).
  assert (EL : lambda = 2 * Rabs f / sqrt m).
  { assert (E : (sqrt m * lambda) ^ 2 = (2 * Rabs f) ^ 2) by (rewrite !Rpow_mult_distr, pow2_abs; rewrite Er in HB at 1; lra).
    assert (P := Rabs_pos f). assert (sqrt m * lambda = 2 * Rabs f).
    { assert (0 <= sqrt m * lambda) by (apply Rmult_le_pos; lra). apply Rsqr_inj; unfold Rsqr; nra. }
    apply Rmult_eq_reg_l with (sqrt m); [| lra]. field_simplify; lra. }
  assert (Ef : f' = f * (1 - a) ^ 2).
  { unfold f', a, factor_rate. rewrite step_output by lra. rewrite EL. set (r := sqrt m) in *. clearbody r. subst m.
    unfold Rabs. destruct (Rcase_abs f); [rewrite Hodd |]; field; lra. }
  split; [assumption |]. split; [assumption |].
  assert (A : admissible m f lambda) by (split; lra).
  assert (A' := admissible_after_step eta m (slope f) f lambda Hm A). fold f' lambda' in A'.
  split; [apply A' |].
  assert (P := step_product eta m (slope f) f lambda ltac:(lra)). fold f' lambda' in P.
  assert (Z : product m f lambda = 0) by (unfold product; replace (4 * f ^ 2) with (m * lambda ^ 2) by lra; field; lra).
  rewrite Z, Rmult_0_l in P. unfold product in P.
  assert (Q : m * (lambda' ^ 2 - 4 * f' ^ 2 / m) = 0) by (rewrite P; ring).
  replace (m * (lambda' ^ 2 - 4 * f' ^ 2 / m)) with (m * lambda' ^ 2 - 4 * f' ^ 2) in Q by (field; lra). lra.
Qed.

Section Boundary.

Variables (slope : R -> R) (eta m : R) (f lambda : nat -> R).
Hypothesis (Hslope : increasing_slope slope) (Horbit : orbit slope eta m f lambda) (Heta : 0 < eta) (Hm : 0 < m).
Hypothesis (Hlambda : 0 <= lambda 0%nat) (Hboundary : m * lambda 0%nat ^ 2 = 4 * f 0%nat ^ 2) (Hf : f 0%nat <> 0).

Let a t := factor_rate eta m (slope (Rabs (f t))).

Lemma boundary_invariant t : 0 <= lambda t /\ m * lambda t ^ 2 = 4 * f t ^ 2.
Proof.
  induction t as [| t [I1 I2]]; [auto |]. destruct (Horbit t) as [-> ->].
  destruct (boundary_step slope eta m (f t) (lambda t)) as (_ & _ & B); assumption.
Qed.

Lemma boundary_output t : Rabs (f (S t)) = Rabs (f t) * (1 - a t) ^ 2.
Proof.
  destruct (boundary_invariant t) as [I1 I2]. destruct (boundary_step slope eta m (f t) (lambda t)) as (_ & B & _); try assumption.
  rewrite <- (proj1 (Horbit t)) in B. rewrite B, Rabs_mult, (Rabs_right ((1 - _) ^ 2)); [reflexivity |]. apply Rle_ge, pow2_ge_0.
Qed.

Lemma boundary_rate x y : 0 <= x <= y -> factor_rate eta m (slope x) <= factor_rate eta m (slope y).
Proof.
  intros H. destruct Hslope as (_ & _ & Mono). unfold factor_rate. assert (0 < sqrt m) by now apply sqrt_lt_R0.
  apply Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat |]. apply Rmult_le_compat_l; [lra | now apply Mono].
Qed.

Lemma boundary_rate_pos x : 0 < x -> 0 < factor_rate eta m (slope x).
Proof.
  intros H. destruct Hslope as (_ & Pos & _). unfold factor_rate. assert (0 < sqrt m) by now apply sqrt_lt_R0.
  apply Rdiv_lt_0_compat; [| assumption]. apply Rmult_lt_0_compat; [assumption | now apply Pos].
Qed.

Theorem boundary_converges : factor_rate eta m (slope (Rabs (f 0%nat))) < 2 ->
  (forall t, Rabs (f (S t)) <= Rabs (f t)) /\ is_lim_seq f 0 /\ is_lim_seq lambda 0.
Proof.
  intros Ha. fold (a 0%nat) in Ha.
  assert (Hnonneg : forall t, 0 <= a t).
  { intros t. unfold a. destruct (Req_dec (f t) 0) as [-> | Hne].
    - rewrite Rabs_R0. assert (E := proj1 Hslope 0). rewrite Ropp_0 in E. unfold factor_rate. replace (slope 0) with 0 by lra.
      unfold Rdiv. rewrite Rmult_0_r, Rmult_0_l. lra.
    - left. apply boundary_rate_pos. now apply Rabs_pos_lt. }
  assert (Fall : forall t, Rabs (f t) <= Rabs (f 0%nat) /\ a t <= a 0%nat).
  { induction t as [| t [I1 I2]]; [lra |].
    assert (P := Rabs_pos (f t)). assert (E := boundary_output t). assert (N := Hnonneg t).
    assert ((1 - a t) ^ 2 <= 1) by nra. assert (Rabs (f (S t)) <= Rabs (f 0%nat)) by (rewrite E; nra).
    split; [assumption |]. apply boundary_rate. split; [apply Rabs_pos | assumption]. }
  assert (Decrease : forall t, Rabs (f (S t)) <= Rabs (f t)).
  { intros t. rewrite boundary_output. destruct (Fall t). assert (P := Rabs_pos (f t)). assert (N := Hnonneg t).
    assert ((1 - a t) ^ 2 <= 1) by nra. nra. }
  split; [assumption |].
  assert (L : is_lim_seq f 0).
  { apply is_lim_seq_0. intros eps Heps. set (b := factor_rate eta m (slope (eps / 2))).
    assert (Hb : 0 < b) by (apply boundary_rate_pos; lra).
    set (theta := Rmax ((1 - b) ^ 2) ((1 - a 0%nat) ^ 2)).
    destruct (Rle_dec b (a 0%nat)) as [Hba | Hba].
    - assert (Ht : 0 <= theta < 1).
      { split; [apply Rle_trans with (2 := Rmax_l _ _); apply pow2_ge_0 |].
        assert (b < 2) by lra. assert (0 < a 0%nat) by lra. apply Rmax_lub_lt; nra. }
      destruct (geometric_small theta (Rabs (f 0%nat)) (eps / 2)) as [N HN]; [assumption | lra |].
      assert (Inv : forall t, Rabs (f t) <= eps / 2 \/ Rabs (f t) <= theta ^ t * Rabs (f 0%nat)).
      { induction t as [| t IH]; [right; simpl; lra |].
        destruct (Rle_dec (Rabs (f t)) (eps / 2)) as [Hle | Hgt].
        - left. specialize (Decrease t). lra.
        - right. destruct IH as [IH | IH]; [lra |]. rewrite boundary_output.
          assert (b <= a t) by (apply boundary_rate; lra). destruct (Fall t) as [_ Hat].
          assert ((1 - a t) ^ 2 <= theta).
          { unfold theta. destruct (Rle_dec (a t) 1).
            - apply Rle_trans with (2 := Rmax_l _ _). nra.
            - apply Rle_trans with (2 := Rmax_r _ _). nra. }
          assert (P := Rabs_pos (f t)). simpl. assert (0 <= (1 - a t) ^ 2) by apply pow2_ge_0. nra. }
      exists N. intros t Ht'. specialize (HN t Ht'). destruct (Inv t); lra.
    - exists 0%nat. intros t _. destruct (Fall t) as [F1 _].
      destruct (Rle_dec (Rabs (f 0%nat)) (eps / 2)) as [Hle | Hgt]; [lra |].
      exfalso. apply Hba. apply boundary_rate. lra. }
  split; [assumption |].
  assert (Hr : 0 < sqrt m) by now apply sqrt_lt_R0.
  apply is_lim_seq_ext with (fun t => 2 / sqrt m * Rabs (f t)).
  - intros t. destruct (boundary_invariant t) as [I1 I2].
    destruct (boundary_step slope eta m (f t) (lambda t)) as (B & _); try assumption. rewrite B. field. lra.
  - replace (Finite 0) with (Rbar_mult (2 / sqrt m) (Rabs 0)) by (simpl; f_equal; rewrite Rabs_R0; ring).
    apply is_lim_seq_scal_l. apply (is_lim_seq_abs f 0 L).
Qed.

Theorem boundary_diverges : 2 < factor_rate eta m (slope (Rabs (f 0%nat))) -> is_lim_seq (fun t => Rabs (f t)) p_infty.
Proof.
  intros Ha. fold (a 0%nat) in Ha. assert (P0 := Rabs_pos_lt _ Hf).
  apply geometric_infinity with (F := Rabs (f 0%nat)) (G := (1 - a 0%nat) ^ 2); [assumption | nra |].
  assert (G1 : 1 <= (1 - a 0%nat) ^ 2) by nra.
  assert (Inv : forall t, Rabs (f 0%nat) <= Rabs (f t) /\ Rabs (f 0%nat) * ((1 - a 0%nat) ^ 2) ^ t <= Rabs (f t)).
  { induction t as [| t [I1 I2]]; [simpl; lra |].
    assert (Mono : a 0%nat <= a t) by (apply boundary_rate; lra).
    assert ((1 - a 0%nat) ^ 2 <= (1 - a t) ^ 2) by nra.
    rewrite boundary_output. change (((1 - a 0%nat) ^ 2) ^ S t) with ((1 - a 0%nat) ^ 2 * ((1 - a 0%nat) ^ 2) ^ t). split; nra. }
  intros t. apply Inv.
Qed.

End Boundary.

(** checks/hit.rs: f = 0 is a fixed point, with lambda unchanged. *)
Theorem hit slope eta m f lambda T : increasing_slope slope -> orbit slope eta m f lambda -> m <> 0 -> f T = 0 ->
  forall t, f (T + t)%nat = 0 /\ lambda (T + t)%nat = lambda T.
Proof.
  intros (Hodd & _) Ho Hm H. assert (E : slope 0 = 0) by (assert (Q := Hodd 0); rewrite Ropp_0 in Q; lra).
  induction t as [| t [I1 I2]]; [rewrite Nat.add_0_r; auto |].
  rewrite <- plus_n_Sm. destruct (Ho (T + t)%nat) as [-> ->].
  rewrite step_output, step_kernel, I1, I2, E by assumption. split; field; assumption.
Qed.

(** f = 0 at step T, known exactly: the orbit stays there. *)
Theorem hit_minimum slope eta m f lambda T :
  increasing_slope slope -> orbit slope eta m f lambda -> m <> 0 -> f T = 0 -> is_lim_seq f 0 /\ is_lim_seq lambda (lambda T).
Proof.
  intros Hs Ho Hm H. assert (W := hit slope eta m f lambda T Hs Ho Hm H). split; apply is_lim_seq_shift with T.
  - apply is_lim_seq_ext with (fun _ => 0); [intros t; symmetry; apply W | apply is_lim_seq_const].
  - apply is_lim_seq_ext with (fun _ => lambda T); [intros t; symmetry; apply W | apply is_lim_seq_const].
Qed.
