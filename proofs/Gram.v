(** Two-layer networks f(x) = N w2.(W1 x) = v.x on any data, in any number of features d and at any width m: gradient descent closes in the Gram matrix of
    [W1, w2] (G1).

    v = N W1^T w2, M = N^2 W1^T W1, b = N^2 |w2|^2, and g is the gradient of the risk in v, which depends on the data and on v alone. Proved:
    - [gram_closes]: after a step of gradient descent on the weights v, M and b are [gram_v], [gram_m], [gram_b] of what they were;
    - [gram_is_the_code_1], [gram_is_the_code_2]: those are the exported equations for d = 1 and 2; [dense_is_the_code_1], [dense_is_the_code_2]: the
      steps of the weights are the exported ones at width 2, d = 1 and 2;
    - [gram_gradient]: the weights move against the gradient of the risk;
    - [gram_imbalance]: D = tr M - b moves by eta^2 N^2 (b |g|^2 - g.M g), (G1 iii);
    - [gram_one_feature]: for d = 1 this is (T1), (T2). *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Vectors IdentitiesTwoLayer IdentitiesNetwork.
Open Scope R_scope.

(** * (G1) *)

Definition gram_v (d : nat) (eta N : R) (g v : vector) (M : matrix) (b : R) : vector :=
  fun j => v j - eta * (dot d (M j) g + b * g j) + eta ^ 2 * N ^ 2 * dot d v g * g j.
Definition gram_m (eta N : R) (g v : vector) (M : matrix) (b : R) : matrix :=
  fun j k => M j k - eta * N ^ 2 * (g j * v k + v j * g k) + eta ^ 2 * N ^ 2 * b * (g j * g k).
Definition gram_b (d : nat) (eta N : R) (g v : vector) (M : matrix) (b : R) : R :=
  b - 2 * (eta * N ^ 2) * dot d v g + eta ^ 2 * N ^ 2 * dot d g (fun j => dot d (M j) g).

(** The state of weights. *)
Definition end_to_end (m : nat) (N : R) (W : matrix) (w : vector) : vector := fun j => N * dot m (fun i => W i j) w.
Definition hidden_gram (m : nat) (N : R) (W : matrix) : matrix := fun j k => N ^ 2 * dot m (fun i => W i j) (fun i => W i k).
Definition output_gram (m : nat) (N : R) (w : vector) : R := N ^ 2 * dot m w w.

(** The output at x is v.x. *)
Lemma end_to_end_output d m N W w x : output2 d m N W w x = dot d (end_to_end m N W w) x.
Proof.
  unfold output2, end_to_end. rewrite dot_apply. unfold dot, apply_transposed.
  rewrite <- sum_scale. apply sum_ext. intros j. unfold dot. ring.
Qed.

(** Along the weights' directions (dW, dw) the output at g moves at the rate that is the inner product with (N w g^T, N W g): summed over the data, where g is
    the sum of the residuals times the inputs, that is the derivative of the risk. *)
Lemma gram_gradient d m N W dW w dw g :
  is_derive (fun t => dot d (end_to_end m N (fun i j => W i j + t * dW i j) (fun i => w i + t * dw i)) g) 0
    (dot m (fun i => dot d (fun j => N * w i * g j) (dW i)) (fun _ => 1) + dot m (fun i => N * apply d W g i) dw).
Proof.
  apply is_derive_ext with (fun t => output2 d m N (fun i j => W i j + t * dW i j) (fun i => w i + t * dw i) g).
  { intros t. apply end_to_end_output. }
  evar_last; [apply gradient_depth2 |].
  replace (N * dot m dw (apply d W g)) with (dot m (fun i => N * apply d W g i) dw).
  - f_equal. unfold dot. rewrite <- sum_scale. apply sum_ext. intros i. unfold apply, dot.
    rewrite Rmult_1_r, <- sum_scale, <- sum_scale. apply sum_ext. intros j. ring.
  - unfold dot. rewrite <- sum_scale. apply sum_ext. intros i. ring.
Qed.

Section Step.

Variables (d m : nat) (eta N : R) (g : vector) (W : matrix) (w : vector).

Let c := eta * N.
Let W' := descend2_first c g w W.
Let w' := descend2_last d c g w W.

Let v := end_to_end m N W w.
Let M := hidden_gram m N W.
Let b := output_gram m N w.

Lemma column_step j i : W' i j = 1 * W i j + - (c * g j) * w i.
Proof. unfold W', descend2_first, descend. ring. Qed.

Lemma output_weight_step i : w' i = 1 * w i + - c * apply d W g i.
Proof. unfold w', descend2_last. ring. Qed.

(** W^T (W g) and |W g|^2 by the products of columns. *)
Lemma column_product j : N ^ 2 * dot m (fun i => W i j) (apply d W g) = dot d (M j) g.
Proof.
  rewrite dot_apply. unfold M, hidden_gram, dot, apply_transposed. rewrite <- sum_scale. apply sum_ext. intros k.
  unfold dot. rewrite <- Rmult_assoc. f_equal. f_equal. apply sum_ext. intros i. ring.
Qed.

Lemma output_product : N * dot m w (apply d W g) = dot d v g.
Proof. exact (end_to_end_output d m N W w g). Qed.

Lemma hidden_product : N ^ 2 * dot m (apply d W g) (apply d W g) = dot d g (fun j => dot d (M j) g).
Proof.
  rewrite dot_apply, dot_comm. unfold dot at 1 2. rewrite <- sum_scale. apply sum_ext. intros j.
  rewrite <- column_product. change (apply_transposed m W (apply d W g) j) with (dot m (fun i => W i j) (apply d W g)). ring.
Qed.

Theorem gram_closes :
  (forall j, end_to_end m N W' w' j = gram_v d eta N g v M b j) /\
  (forall j k, hidden_gram m N W' j k = gram_m eta N g v M b j k) /\
  output_gram m N w' = gram_b d eta N g v M b.
Proof.
  split; [intros j | split; [intros j k |]].
  - unfold end_to_end, gram_v. rewrite (dot_ext m _ _ _ _ (column_step j) output_weight_step), dot_combine.
    rewrite <- column_product, <- output_product. unfold v, end_to_end, b, output_gram, c. ring.
  - unfold hidden_gram, gram_m. rewrite (dot_ext m _ _ _ _ (column_step j) (column_step k)), dot_combine, (dot_comm m w (fun i => W i k)).
    unfold v, end_to_end, M, hidden_gram, b, output_gram, c. ring.
  - unfold output_gram, gram_b. rewrite (dot_ext m _ _ _ _ output_weight_step output_weight_step), dot_combine, (dot_comm m (apply d W g) w).
    rewrite <- hidden_product, <- output_product. unfold b, output_gram, c. ring.
Qed.

End Step.

(** (G1 iii): a step changes D = tr M - b at second order only. *)
Theorem gram_imbalance d eta N g v M b :
  sum d (fun j => gram_m eta N g v M b j j) - gram_b d eta N g v M b =
  sum d (fun j => M j j) - b + eta ^ 2 * N ^ 2 * (b * dot d g g - dot d g (fun j => dot d (M j) g)).
Proof.
  unfold gram_m, gram_b.
  rewrite (sum_ext d _ (fun j => M j j + (- (2 * (eta * N ^ 2)) * (v j * g j) + eta ^ 2 * N ^ 2 * b * (g j * g j)))) by (intros; ring).
  rewrite sum_plus, sum_plus, !sum_scale. unfold dot. ring.
Qed.

(** * The equations of the code *)

Definition one_entry (x : R) : vector := fun _ => x.
Definition one_matrix (x : R) : matrix := fun _ _ => x.
Definition symmetric (m_11 m_12 m_22 : R) : matrix := square m_11 m_12 m_12 m_22.

Ltac spell_gram := unfold gram_v, gram_m, gram_b, dot, one_entry, one_matrix, symmetric, square, pair; simpl.

Lemma gram_is_the_code_1 eta N g_1 v_1 m_11 b :
  let g := one_entry g_1 in let v := one_entry v_1 in let M := one_matrix m_11 in
  gram_v 1 eta N g v M b 0%nat = gram_v_1_features1 eta N g_1 v_1 m_11 b /\
  gram_m eta N g v M b 0%nat 0%nat = gram_m_11_features1 eta N g_1 v_1 m_11 b /\
  gram_b 1 eta N g v M b = gram_b_features1 eta N g_1 v_1 m_11 b.
Proof. unfold gram_v_1_features1, gram_m_11_features1, gram_b_features1. spell_gram. repeat split; ring. Qed.

Lemma gram_is_the_code_2 eta N g_1 g_2 v_1 v_2 m_11 m_12 m_22 b :
  let g := pair g_1 g_2 in let v := pair v_1 v_2 in let M := symmetric m_11 m_12 m_22 in
  gram_v 2 eta N g v M b 0%nat = gram_v_1_features2 eta N g_1 g_2 v_1 v_2 m_11 m_12 m_22 b /\
  gram_v 2 eta N g v M b 1%nat = gram_v_2_features2 eta N g_1 g_2 v_1 v_2 m_11 m_12 m_22 b /\
  gram_m eta N g v M b 0%nat 0%nat = gram_m_11_features2 eta N g_1 g_2 v_1 v_2 m_11 m_12 m_22 b /\
  gram_m eta N g v M b 0%nat 1%nat = gram_m_12_features2 eta N g_1 g_2 v_1 v_2 m_11 m_12 m_22 b /\
  gram_m eta N g v M b 1%nat 1%nat = gram_m_22_features2 eta N g_1 g_2 v_1 v_2 m_11 m_12 m_22 b /\
  gram_b 2 eta N g v M b = gram_b_features2 eta N g_1 g_2 v_1 v_2 m_11 m_12 m_22 b.
Proof.
  unfold gram_v_1_features2, gram_v_2_features2, gram_m_11_features2, gram_m_12_features2, gram_m_22_features2, gram_b_features2.
  spell_gram. repeat split; ring.
Qed.

Lemma dense_is_the_code_1 eta N g_1 u_11 u_21 c_1 c_2 :
  let W := column u_11 u_21 in let w := pair c_1 c_2 in let g := one_entry g_1 in let c := eta * N in
  descend2_first c g w W 0%nat 0%nat = dense_u_11_features1 eta N g_1 u_11 u_21 c_1 c_2 /\
  descend2_first c g w W 1%nat 0%nat = dense_u_21_features1 eta N g_1 u_11 u_21 c_1 c_2 /\
  descend2_last 1 c g w W 0%nat = dense_c_1_features1 eta N g_1 u_11 u_21 c_1 c_2 /\
  descend2_last 1 c g w W 1%nat = dense_c_2_features1 eta N g_1 u_11 u_21 c_1 c_2.
Proof.
  unfold dense_u_11_features1, dense_u_21_features1, dense_c_1_features1, dense_c_2_features1, one_entry. spell. repeat split; ring.
Qed.

Lemma dense_is_the_code_2 eta N g_1 g_2 u_11 u_12 u_21 u_22 c_1 c_2 :
  let W := square u_11 u_12 u_21 u_22 in let w := pair c_1 c_2 in let g := pair g_1 g_2 in let c := eta * N in
  descend2_first c g w W 0%nat 0%nat = dense_u_11_features2 eta N g_1 g_2 u_11 u_12 u_21 u_22 c_1 c_2 /\
  descend2_first c g w W 0%nat 1%nat = dense_u_12_features2 eta N g_1 g_2 u_11 u_12 u_21 u_22 c_1 c_2 /\
  descend2_first c g w W 1%nat 0%nat = dense_u_21_features2 eta N g_1 g_2 u_11 u_12 u_21 u_22 c_1 c_2 /\
  descend2_first c g w W 1%nat 1%nat = dense_u_22_features2 eta N g_1 g_2 u_11 u_12 u_21 u_22 c_1 c_2 /\
  descend2_last 2 c g w W 0%nat = dense_c_1_features2 eta N g_1 g_2 u_11 u_12 u_21 u_22 c_1 c_2 /\
  descend2_last 2 c g w W 1%nat = dense_c_2_features2 eta N g_1 g_2 u_11 u_12 u_21 u_22 c_1 c_2.
Proof.
  unfold dense_u_11_features2, dense_u_12_features2, dense_u_21_features2, dense_u_22_features2, dense_c_1_features2, dense_c_2_features2.
  spell. repeat split; ring.
Qed.

(** One feature: lambda = M + b and the output at 1, with N^2 = 1/m. *)
Theorem gram_one_feature eta m g_1 v_1 m_11 b : 0 < m ->
  let N := scale_depth2 m in let lambda := m_11 + b in
  gram_v_1_features1 eta N g_1 v_1 m_11 b = two_layer_output eta m g_1 v_1 lambda /\
  gram_m_11_features1 eta N g_1 v_1 m_11 b + gram_b_features1 eta N g_1 v_1 m_11 b = two_layer_lambda eta m g_1 v_1 lambda.
Proof.
  intros Hm N lambda. unfold gram_v_1_features1, gram_m_11_features1, gram_b_features1, two_layer_output, two_layer_lambda, lambda.
  assert (E : N ^ 2 = / m).
  { unfold N, scale_depth2. assert (P : 0 < sqrt m) by now apply sqrt_lt_R0.
    rewrite <- (sqrt_sqrt m) at 2 by lra. field. lra. }
  rewrite !E. split; field; lra.
Qed.
