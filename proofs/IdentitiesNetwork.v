(* Networks of depth 2 and 3 with m hidden units on inputs with d entries: the one-step map (D1) and the aligned start (D3).

   One step of gradient descent moves each weight matrix by the rank-one matrix eta N b_l a_{l-1}^T, where g is the gradient
   of the risk in the end-to-end weight vector, a_0 = g, a_l = W_l a_{l-1}, b_L = 1, b_{l-1} = W_l^T b_l. Proved here:
   - [gradient_depth2], [gradient_depth3]: these are the partial derivatives of the output in the direction of g;
   - [D1_depth2], [D1_depth3]: the output at any x after the step, without the new weights, at all widths and dimensions;
   - [D1_code_depth2], [D1_code_depth3]: the maps that the code computes at width 2 are the outputs of the weights that
     the code computes there; [descend2_is_the_code], [descend3_is_the_code]: those weights are the ones of this file;
   - [D1_depth2_is_T1]: on D0, depth 2 of (D1) is (T1);
   - [aligned_depth2], [aligned_depth3]: W_l = sigma_l u_l u_{l-1}^T with unit vectors u_l keeps this form, and sigma moves
     by (D3); [aligned_gap_12_depth3], ...: the law of sigma_i^2 - sigma_j^2.

   Nothing is assumed of the weights. *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Vectors IdentitiesTwoLayer.
Open Scope R_scope.

(** * Networks *)

(* f(x) = N v.(U x), where U has m rows and d columns. *)
Definition output2 (d m : nat) (N : R) (U : matrix) (v x : vector) : R := N * dot m v (apply d U x).

(* f(x) = N v.(W (U x)), where W is square. *)
Definition output3 (d m : nat) (N : R) (U W : matrix) (v x : vector) : R := N * dot m v (apply m W (apply d U x)).

(** * Gradient steps, with c = eta N *)

(* W' = W - c b a^T *)
Definition descend (c : R) (b a : vector) (W : matrix) : matrix := fun i j => W i j - c * b i * a j.

Definition descend2_first (c : R) (g : vector) (v : vector) (U : matrix) : matrix := descend c v g U.
Definition descend2_last (d : nat) (c : R) (g : vector) (v : vector) (U : matrix) : vector :=
  fun i => v i - c * apply d U g i.

Definition descend3_first (m : nat) (c : R) (g : vector) (U W : matrix) (v : vector) : matrix :=
  descend c (apply_transposed m W v) g U.
Definition descend3_middle (d : nat) (c : R) (g : vector) (U W : matrix) (v : vector) : matrix :=
  descend c v (apply d U g) W.
Definition descend3_last (d m : nat) (c : R) (g : vector) (U W : matrix) (v : vector) : vector :=
  fun i => v i - c * apply m W (apply d U g) i.

(** * They are gradients *)

(* An equation of real numbers, where Coquelicot says that they are elements of a module. *)
Ltac real_equation := match goal with |- @eq _ ?x ?y => change (@eq R x y) end.

Lemma dot_line (n : nat) (t : R) (x y z : vector) :
  dot n (fun i => x i + t * y i) z = dot n x z + t * dot n y z.
Proof.
  rewrite (dot_ext n _ (fun i => 1 * x i + t * y i) z (fun i => 1 * z i + 0 * z i)) by (intros; ring).
  rewrite dot_combine. ring.
Qed.

Lemma apply_line (n : nat) (t : R) (W V : matrix) (x : vector) (i : nat) :
  apply n (fun i j => W i j + t * V i j) x i = apply n W x i + t * apply n V x i.
Proof. apply (dot_line n t (W i) (V i)). Qed.

Lemma dot_line_right (n : nat) (t : R) (x y z : vector) :
  dot n z (fun i => x i + t * y i) = dot n z x + t * dot n z y.
Proof. rewrite dot_comm, dot_line, (dot_comm n x), (dot_comm n y). reflexivity. Qed.

Lemma apply_line_right (n : nat) (t : R) (W : matrix) (x y : vector) (i : nat) :
  apply n W (fun j => x j + t * y j) i = apply n W x i + t * apply n W y i.
Proof. apply (dot_line_right n t x y (W i)). Qed.

(* Along a direction (dU, .., dv) the output at x moves at the rate sum_l N b_l.(dW_l x_{l-1}), with the forward vectors
   x_l of x. Summed over the data with the residuals r_i, this is N b_l.(dW_l a_{l-1}), as the a_l are linear in g = sum r_i x_i:
   the inner product of dW_l with N b_l a_{l-1}^T. So the steps above go down the gradient of the risk. *)
Theorem gradient_depth2 (d m : nat) (N : R) (U dU : matrix) (v dv x : vector) :
  is_derive (fun t => output2 d m N (fun i j => U i j + t * dU i j) (fun i => v i + t * dv i) x) 0
    (N * dot m v (apply d dU x) + N * dot m dv (apply d U x)).
Proof.
  apply (is_derive_ext (fun t => N * (dot m v (apply d U x) + t * (dot m v (apply d dU x) + dot m dv (apply d U x))
    + t * t * dot m dv (apply d dU x)))).
  - intros t. unfold output2. rewrite dot_line.
    rewrite !(dot_ext m _ _ (apply d (fun i j => U i j + t * dU i j) x) (fun i => apply d U x i + t * apply d dU x i)
      (fun i => eq_refl) (fun i => apply_line d t U dU x i)).
    rewrite !dot_line_right. real_equation. ring.
  - auto_derive; [trivial | ring].
Qed.

Theorem gradient_depth3 (d m : nat) (N : R) (U dU W dW : matrix) (v dv x : vector) :
  is_derive
    (fun t => output3 d m N (fun i j => U i j + t * dU i j) (fun i j => W i j + t * dW i j) (fun i => v i + t * dv i) x) 0
    (N * dot m (apply_transposed m W v) (apply d dU x) + N * dot m v (apply m dW (apply d U x))
      + N * dot m dv (apply m W (apply d U x))).
Proof.
  rewrite <- dot_apply.
  set (x0 := apply d U x). set (x1 := apply d dU x).
  apply (is_derive_ext (fun t =>
    N * (dot m v (apply m W x0) + t * (dot m v (apply m dW x0) + dot m v (apply m W x1) + dot m dv (apply m W x0))
      + t * t * (dot m v (apply m dW x1) + dot m dv (apply m dW x0) + dot m dv (apply m W x1))
      + t * t * t * dot m dv (apply m dW x1)))).
  - intros t. unfold output3. rewrite dot_line.
    assert (forall i, apply m (fun i j => W i j + t * dW i j) (apply d (fun i j => U i j + t * dU i j) x) i =
      (apply m W x0 i + t * apply m dW x0 i) + t * (apply m W x1 i + t * apply m dW x1 i)) as product.
    { intros i. rewrite apply_line.
      assert (forall V : matrix, apply m V (apply d (fun i j => U i j + t * dU i j) x) i = apply m V x0 i + t * apply m V x1 i)
        as inner.
      { intros V. rewrite <- apply_line_right. apply dot_ext; [reflexivity |]. intros j. apply apply_line. }
      rewrite !inner. ring. }
    rewrite !(dot_ext m _ _ _ _ (fun i => eq_refl) product).
    rewrite !(dot_line_right m t (fun i => apply m W x0 i + t * apply m dW x0 i)), !dot_line_right. real_equation. ring.
  - auto_derive; [trivial | ring].
Qed.

(** * (D1) *)

Lemma apply_descend (n : nat) (c : R) (b a : vector) (W : matrix) (x : vector) (i : nat) :
  apply n (descend c b a W) x i = apply n W x i + (- (c * dot n a x)) * b i.
Proof.
  unfold apply, descend.
  rewrite (dot_ext n _ (fun j => 1 * W i j + - (c * b i) * a j) x (fun j => 1 * x j + 0 * x j)) by (intros; ring).
  rewrite dot_combine. ring.
Qed.

(* f' = f - eta N^2 B^T (I + c T)^{-1} A(x) with B = (|b_1|^2, 1), A = (g.x, a_1.(U x)) and T_21 = a_1.b_1. *)
Theorem D1_depth2 (d m : nat) (eta N : R) (g : vector) (U : matrix) (v x : vector) :
  let c := eta * N in
  let a_1 := apply d U g in
  let A_1 := dot d g x in
  let A_2 := dot m a_1 (apply d U x) in
  let y_1 := A_1 in
  let y_2 := A_2 - c * (dot m a_1 v * y_1) in
  output2 d m N (descend2_first c g v U) (descend2_last d c g v U) x =
  output2 d m N U v x - eta * N * N * (dot m v v * y_1 + y_2).
Proof.
  intros c a_1 A_1 A_2 y_1 y_2. unfold output2, descend2_first, descend2_last.
  rewrite (dot_ext m _ (fun i => 1 * v i + - c * a_1 i) _ (fun i => 1 * apply d U x i + - (c * A_1) * v i)).
  - rewrite dot_combine. unfold y_2, y_1, A_2, c. ring.
  - intros i. unfold a_1. ring.
  - intros i. rewrite apply_descend. unfold A_1. ring.
Qed.

(* The same with three layers: B = (|b_1|^2, |b_2|^2, 1), b_2 = v, b_1 = W^T v; a_1 = U g, a_2 = W a_1;
   T_21 = a_1.b_1, T_31 = a_2.(W b_1), T_32 = a_2.b_2. *)
Theorem D1_depth3 (d m : nat) (eta N : R) (g : vector) (U W : matrix) (v x : vector) :
  let c := eta * N in
  let a_1 := apply d U g in
  let a_2 := apply m W a_1 in
  let b_1 := apply_transposed m W v in
  let x_1 := apply d U x in
  let x_2 := apply m W x_1 in
  let y_1 := dot d g x in
  let y_2 := dot m a_1 x_1 - c * (dot m a_1 b_1 * y_1) in
  let y_3 := dot m a_2 x_2 - c * (dot m a_2 (apply m W b_1) * y_1 + dot m a_2 v * y_2) in
  output3 d m N (descend3_first m c g U W v) (descend3_middle d c g U W v) (descend3_last d m c g U W v) x =
  output3 d m N U W v x - eta * N * N * (dot m b_1 b_1 * y_1 + dot m v v * y_2 + y_3).
Proof.
  intros c a_1 a_2 b_1 x_1 x_2 y_1 y_2 y_3. unfold output3, descend3_first, descend3_middle, descend3_last.
  fold a_1 a_2 b_1 x_1.
  (* U' x = x_1 - c y_1 b_1, and W' of it is x_2 - c y_1 W b_1 - c y_2 v. *)
  assert (forall i, apply d (descend c b_1 g U) x i = 1 * x_1 i + - (c * y_1) * b_1 i) as first.
  { intros i. rewrite apply_descend. unfold x_1, y_1. ring. }
  assert (forall i, apply m (descend c v a_1 W) (apply d (descend c b_1 g U) x) i =
    1 * (1 * x_2 i + - (c * y_1) * apply m W b_1 i) + - (c * y_2) * v i) as second.
  { intros i. rewrite apply_descend.
    rewrite (dot_ext m a_1 a_1 _ _ (fun i => eq_refl) first), dot_combine_right.
    unfold apply at 1. rewrite (dot_ext m _ _ _ _ (fun i => eq_refl) first), dot_combine_right.
    fold (apply m W x_1 i) (apply m W b_1 i). unfold x_2, y_2. ring. }
  assert (forall i, v i - c * a_2 i = 1 * v i + - c * a_2 i) as last by (intros i; ring).
  rewrite (dot_ext m _ _ _ _ last second), dot_combine.
  rewrite !(dot_combine_right m 1 (- (c * y_1))).
  rewrite (dot_apply m m W b_1 v). fold b_1 x_2. unfold y_3, c. ring.
Qed.

(** * The maps of the code are those above, at width 2 and one input *)

Definition single (x : R) : vector := fun _ => x.
Definition column (x y : R) : matrix := fun i _ => pair x y i.
Definition square (a b c d : R) : matrix := fun i j => pair (pair a b j) (pair c d j) i.

Ltac spell := unfold output2, output3, descend2_first, descend2_last, descend3_first, descend3_middle, descend3_last, descend,
  apply, apply_transposed, dot, single, column, square, pair; simpl.

Lemma output2_is_the_code (N x u_1 u_2 v_1 v_2 : R) :
  output2 1 2 N (column u_1 u_2) (pair v_1 v_2) (single x) = network_output_depth2 N x u_1 u_2 v_1 v_2.
Proof. unfold network_output_depth2. spell. ring. Qed.

Lemma output3_is_the_code (N x u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 : R) :
  output3 1 2 N (column u_1 u_2) (square w_11 w_12 w_21 w_22) (pair v_1 v_2) (single x) =
  network_output_depth3 N x u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2.
Proof. unfold network_output_depth3. spell. ring. Qed.

Lemma descend2_is_the_code (eta N g u_1 u_2 v_1 v_2 : R) :
  let U := column u_1 u_2 in
  let v := pair v_1 v_2 in
  let c := eta * N in
  descend2_first c (single g) v U 0%nat 0%nat = network_step_u_1_depth2 eta N g u_1 u_2 v_1 v_2 /\
  descend2_first c (single g) v U 1%nat 0%nat = network_step_u_2_depth2 eta N g u_1 u_2 v_1 v_2 /\
  descend2_last 1 c (single g) v U 0%nat = network_step_v_1_depth2 eta N g u_1 u_2 v_1 v_2 /\
  descend2_last 1 c (single g) v U 1%nat = network_step_v_2_depth2 eta N g u_1 u_2 v_1 v_2.
Proof.
  unfold network_step_u_1_depth2, network_step_u_2_depth2, network_step_v_1_depth2, network_step_v_2_depth2.
  spell. repeat split; ring.
Qed.

Lemma descend3_is_the_code (eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 : R) :
  let U := column u_1 u_2 in
  let W := square w_11 w_12 w_21 w_22 in
  let v := pair v_1 v_2 in
  let c := eta * N in
  let first := descend3_first 2 c (single g) U W v in
  let middle := descend3_middle 1 c (single g) U W v in
  let last := descend3_last 1 2 c (single g) U W v in
  first 0%nat 0%nat = network_step_u_1_depth3 eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 /\
  first 1%nat 0%nat = network_step_u_2_depth3 eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 /\
  middle 0%nat 0%nat = network_step_w_11_depth3 eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 /\
  middle 0%nat 1%nat = network_step_w_12_depth3 eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 /\
  middle 1%nat 0%nat = network_step_w_21_depth3 eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 /\
  middle 1%nat 1%nat = network_step_w_22_depth3 eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 /\
  last 0%nat = network_step_v_1_depth3 eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 /\
  last 1%nat = network_step_v_2_depth3 eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2.
Proof.
  unfold network_step_u_1_depth3, network_step_u_2_depth3, network_step_w_11_depth3, network_step_w_12_depth3,
    network_step_w_21_depth3, network_step_w_22_depth3, network_step_v_1_depth3, network_step_v_2_depth3.
  spell. repeat split; ring.
Qed.

Theorem D1_code_depth2 (eta N g x u_1 u_2 v_1 v_2 : R) :
  network_output_depth2 N x
    (network_step_u_1_depth2 eta N g u_1 u_2 v_1 v_2) (network_step_u_2_depth2 eta N g u_1 u_2 v_1 v_2)
    (network_step_v_1_depth2 eta N g u_1 u_2 v_1 v_2) (network_step_v_2_depth2 eta N g u_1 u_2 v_1 v_2) =
  network_output_after_step_depth2 eta N g x u_1 u_2 v_1 v_2.
Proof.
  unfold network_output_depth2, network_step_u_1_depth2, network_step_u_2_depth2, network_step_v_1_depth2,
    network_step_v_2_depth2, network_output_after_step_depth2. ring.
Qed.

Theorem D1_code_depth3 (eta N g x u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 : R) :
  network_output_depth3 N x
    (network_step_u_1_depth3 eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2)
    (network_step_u_2_depth3 eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2)
    (network_step_w_11_depth3 eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2)
    (network_step_w_12_depth3 eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2)
    (network_step_w_21_depth3 eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2)
    (network_step_w_22_depth3 eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2)
    (network_step_v_1_depth3 eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2)
    (network_step_v_2_depth3 eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2) =
  network_output_after_step_depth3 eta N g x u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2.
Proof.
  unfold network_output_depth3, network_step_u_1_depth3, network_step_u_2_depth3, network_step_w_11_depth3,
    network_step_w_12_depth3, network_step_w_21_depth3, network_step_w_22_depth3, network_step_v_1_depth3,
    network_step_v_2_depth3, network_output_after_step_depth3. ring.
Qed.

(* On D0, where g is the slope s and x = 1, depth 2 is (T1) in the output and the kernel that the code computes. *)
Theorem D1_depth2_is_T1 (eta m s u_1 u_2 v_1 v_2 : R) :
  0 < m ->
  let N := scale_depth2 m in
  network_output_after_step_depth2 eta N s 1 u_1 u_2 v_1 v_2 =
  two_layer_output eta m s (network_output_depth2 N 1 u_1 u_2 v_1 v_2) (network_lambda_depth2 N u_1 u_2 v_1 v_2).
Proof.
  intros wide N. unfold network_output_after_step_depth2, two_layer_output, network_output_depth2, network_lambda_depth2.
  assert (/ m = N * N) as scale.
  { unfold N, scale_depth2. rewrite <- (sqrt_squared m wide) at 1. pose proof (sqrt_positive m wide). field. lra. }
  unfold Rdiv. rewrite scale. ring.
Qed.

(** * (D3): aligned starts on D0 *)

Section Aligned.

Variables (m : nat) (eta N s : R) (u_1 u_2 : vector).
Hypothesis unit_1 : dot m u_1 u_1 = 1.
Hypothesis unit_2 : dot m u_2 u_2 = 1.

(* sigma u, as a matrix with one column and as a row; sigma u_2 u_1^T. *)
Definition along (sigma : R) (u : vector) : vector := fun i => sigma * u i.
Definition along_column (sigma : R) (u : vector) : matrix := fun i _ => sigma * u i.
Definition rank_one (sigma : R) (u w : vector) : matrix := fun i j => sigma * u i * w j.

Lemma dot_along (sigma tau : R) (u : vector) : dot m (along sigma u) (along tau u) = sigma * tau * dot m u u.
Proof.
  unfold along. rewrite (dot_ext m _ (fun i => sigma * u i + 0 * u i) _ (fun i => tau * u i + 0 * u i)) by (intros; ring).
  rewrite dot_combine. ring.
Qed.

Lemma apply_column (sigma x : R) (u : vector) (i : nat) : apply 1 (along_column sigma u) (single x) i = along (sigma * x) u i.
Proof. unfold apply, dot, along_column, along, single. simpl. ring. Qed.

Lemma apply_rank_one (sigma tau : R) (u w : vector) (i : nat) :
  apply m (rank_one sigma u w) (along tau w) i = along (sigma * tau * dot m w w) u i.
Proof.
  unfold apply, rank_one.
  rewrite (dot_ext m _ (along (sigma * u i) w) _ (along tau w)) by reflexivity.
  rewrite dot_along. unfold along. ring.
Qed.

Lemma apply_transposed_rank_one (sigma tau : R) (u w : vector) (j : nat) :
  apply_transposed m (rank_one sigma u w) (along tau u) j = along (sigma * tau * dot m u u) w j.
Proof.
  unfold apply_transposed, rank_one, along, dot.
  transitivity (sum m (fun i => sigma * tau * w j * (u i * u i))); [apply sum_ext; intros; ring |].
  rewrite sum_scale. ring.
Qed.

Lemma apply_same_right (n : nat) (W : matrix) (x y : vector) (i : nat) :
  (forall j, x j = y j) -> apply n W x i = apply n W y i.
Proof. intros same. apply dot_ext; [reflexivity | exact same]. Qed.

Theorem aligned_output_2 (sigma_1 sigma_2 : R) :
  output2 1 m N (along_column sigma_1 u_1) (along sigma_2 u_1) (single 1) = aligned_output_depth2 N sigma_1 sigma_2.
Proof.
  unfold output2, aligned_output_depth2.
  rewrite (dot_ext m _ _ _ _ (fun i => eq_refl) (apply_column sigma_1 1 u_1)), dot_along, unit_1. ring.
Qed.

Theorem aligned_depth2 (sigma_1 sigma_2 : R) (i j : nat) :
  let U := along_column sigma_1 u_1 in
  let v := along sigma_2 u_1 in
  let c := eta * N in
  descend2_first c (single s) v U i j = along_column (aligned_step_1_depth2 eta N s sigma_1 sigma_2) u_1 i j /\
  descend2_last 1 c (single s) v U i = along (aligned_step_2_depth2 eta N s sigma_1 sigma_2) u_1 i.
Proof.
  intros U v c. unfold descend2_first, descend2_last, descend, U, v, c.
  rewrite apply_column. unfold aligned_step_1_depth2, aligned_step_2_depth2, along_column, along, single. split; ring.
Qed.

Theorem aligned_output_3 (sigma_1 sigma_2 sigma_3 : R) :
  output3 1 m N (along_column sigma_1 u_1) (rank_one sigma_2 u_2 u_1) (along sigma_3 u_2) (single 1) =
  aligned_output_depth3 N sigma_1 sigma_2 sigma_3.
Proof.
  unfold output3, aligned_output_depth3.
  assert (forall i, apply m (rank_one sigma_2 u_2 u_1) (apply 1 (along_column sigma_1 u_1) (single 1)) i =
    along (sigma_2 * sigma_1) u_2 i) as hidden.
  { intros i. rewrite (apply_same_right m _ _ _ i (apply_column sigma_1 1 u_1)), apply_rank_one, unit_1.
    unfold along. ring. }
  rewrite (dot_ext m _ _ _ _ (fun i => eq_refl) hidden), dot_along, unit_2. ring.
Qed.

Theorem aligned_depth3 (sigma_1 sigma_2 sigma_3 : R) (i j : nat) :
  let U := along_column sigma_1 u_1 in
  let W := rank_one sigma_2 u_2 u_1 in
  let v := along sigma_3 u_2 in
  let c := eta * N in
  descend3_first m c (single s) U W v i j = along_column (aligned_step_1_depth3 eta N s sigma_1 sigma_2 sigma_3) u_1 i j /\
  descend3_middle 1 c (single s) U W v i j = rank_one (aligned_step_2_depth3 eta N s sigma_1 sigma_2 sigma_3) u_2 u_1 i j /\
  descend3_last 1 m c (single s) U W v i = along (aligned_step_3_depth3 eta N s sigma_1 sigma_2 sigma_3) u_2 i.
Proof.
  intros U W v c. unfold descend3_first, descend3_middle, descend3_last, descend, U, W, v, c.
  rewrite apply_transposed_rank_one, apply_column, unit_2.
  rewrite (apply_same_right m _ _ _ i (apply_column sigma_1 s u_1)), apply_rank_one, unit_1.
  unfold aligned_step_1_depth3, aligned_step_2_depth3, aligned_step_3_depth3, along_column, along, rank_one, single.
  repeat split; ring.
Qed.

End Aligned.

(* (sigma_i^2 - sigma_j^2)' = (sigma_i^2 - sigma_j^2) (1 - (eta s N prod_{k != i,j} sigma_k)^2) *)
Theorem aligned_gap_12_depth2 (eta N s sigma_1 sigma_2 : R) :
  aligned_step_1_depth2 eta N s sigma_1 sigma_2 ^ 2 - aligned_step_2_depth2 eta N s sigma_1 sigma_2 ^ 2 =
  (sigma_1 ^ 2 - sigma_2 ^ 2) * (1 - (eta * s * N) ^ 2).
Proof. unfold aligned_step_1_depth2, aligned_step_2_depth2. ring. Qed.

Theorem aligned_gap_12_depth3 (eta N s sigma_1 sigma_2 sigma_3 : R) :
  aligned_step_1_depth3 eta N s sigma_1 sigma_2 sigma_3 ^ 2 - aligned_step_2_depth3 eta N s sigma_1 sigma_2 sigma_3 ^ 2 =
  (sigma_1 ^ 2 - sigma_2 ^ 2) * (1 - (eta * s * N * sigma_3) ^ 2).
Proof. unfold aligned_step_1_depth3, aligned_step_2_depth3. ring. Qed.

Theorem aligned_gap_13_depth3 (eta N s sigma_1 sigma_2 sigma_3 : R) :
  aligned_step_1_depth3 eta N s sigma_1 sigma_2 sigma_3 ^ 2 - aligned_step_3_depth3 eta N s sigma_1 sigma_2 sigma_3 ^ 2 =
  (sigma_1 ^ 2 - sigma_3 ^ 2) * (1 - (eta * s * N * sigma_2) ^ 2).
Proof. unfold aligned_step_1_depth3, aligned_step_3_depth3. ring. Qed.

Theorem aligned_gap_23_depth3 (eta N s sigma_1 sigma_2 sigma_3 : R) :
  aligned_step_2_depth3 eta N s sigma_1 sigma_2 sigma_3 ^ 2 - aligned_step_3_depth3 eta N s sigma_1 sigma_2 sigma_3 ^ 2 =
  (sigma_2 ^ 2 - sigma_3 ^ 2) * (1 - (eta * s * N * sigma_1) ^ 2).
Proof. unfold aligned_step_2_depth3, aligned_step_3_depth3. ring. Qed.
