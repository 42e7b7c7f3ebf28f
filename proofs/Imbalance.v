(** Imbalance matrices of networks of three layers on D0 (L7a): any width and any weights, for the steps of IdentitiesNetwork.v, which at width 2 are those of
    the code.

    D_1 = W_2^T W_2 - W_1 W_1^T and D_2 = W_3^T W_3 - W_2 W_2^T, with the forward vectors a_0 = 1, a_1 = W_1, a_2 = W_2 W_1 and the backward ones b_2 = W_3^T,
    b_1 = W_2^T b_2. Proved, c = eta N s:
    - [imbalance_first], [imbalance_second]: D_l' = D_l + c^2 (|b_{l+1}|^2 a_l a_l^T - |a_{l-1}|^2 b_l b_l^T): a step of order eta does not change D_l;
    - [imbalance_trace_first], [imbalance_trace_second]: their traces move by c^2/N^2 (lambda_{l+1} - lambda_l). *)

From Coq Require Import Reals Lra.
From Catapult Require Import Equations Vectors IdentitiesTwoLayer IdentitiesNetwork.
Open Scope R_scope.

Section Imbalance.

Variables (m : nat) (eta N s : R) (u : vector) (W : matrix) (v : vector).

Let c := eta * N.
Let U : matrix := fun i _ => u i.
Let b_1 : vector := apply_transposed m W v.
Let a_2 : vector := apply m W u.

(** The weights after a step: the gradient in the end-to-end weight is s. *)
Let U' := descend3_first m c (single s) U W v.
Let W' := descend3_middle 1 c (single s) U W v.
Let v' := descend3_last 1 m c (single s) U W v.

Let k := eta * N * s.

Lemma hidden_is i : apply 1 U (single s) i = s * u i.
Proof. unfold apply, dot, U, single. simpl. ring. Qed.

Lemma first_is i j : U' i j = u i - k * b_1 i.
Proof. unfold U', descend3_first, descend, b_1, c, k, single, U. ring. Qed.

Lemma middle_is i j : W' i j = W i j - k * v i * u j.
Proof. unfold W', descend3_middle, descend, c, k. rewrite hidden_is. ring. Qed.

Lemma last_is i : v' i = v i - k * a_2 i.
Proof.
  unfold v', descend3_last, c, k, a_2. rewrite (apply_same_right m W _ (fun j => s * u j) i) by (intros; apply hidden_is).
  unfold apply. rewrite (dot_ext m (W i) (W i) (fun j => s * u j) (fun j => s * u j + 0 * u j)) by (intros; ring).
  rewrite dot_combine_right. ring.
Qed.

(** D_1 = W^T W - u u^T. *)
Definition imbalance_1 (u : vector) (W : matrix) (i j : nat) : R := sum m (fun h => W h i * W h j) - u i * u j.

(** D_2 = v v^T - W W^T. *)
Definition imbalance_2 (W : matrix) (v : vector) (i j : nat) : R := v i * v j - dot m (W i) (W j).

Theorem imbalance_first i j :
  imbalance_1 (fun i => U' i 0%nat) W' i j = imbalance_1 u W i j + k ^ 2 * (dot m v v * (u i * u j) - b_1 i * b_1 j).
Proof.
  unfold imbalance_1. rewrite !first_is.
  rewrite (sum_ext m _ (fun h => W h i * W h j + - (k * u j) * (W h i * v h) + (- (k * u i) * (W h j * v h) + k ^ 2 * (u i * u j) * (v h * v h))))
    by (intros h; rewrite !middle_is; ring).
  rewrite sum_plus, sum_plus, sum_plus, !sum_scale. unfold b_1, apply_transposed, dot. ring.
Qed.

Theorem imbalance_second i j :
  imbalance_2 W' v' i j = imbalance_2 W v i j + k ^ 2 * (a_2 i * a_2 j - dot m u u * (v i * v j)).
Proof.
  unfold imbalance_2. rewrite !last_is.
  rewrite (dot_ext m (W' i) (fun h => 1 * W i h + - (k * v i) * u h) (W' j) (fun h => 1 * W j h + - (k * v j) * u h))
    by (intros h; rewrite middle_is; ring).
  rewrite dot_combine, (dot_comm m u (W j)). unfold a_2, apply. ring.
Qed.

(** lambda = lambda_1 + lambda_2 + lambda_3, one term for each layer. *)
Let lambda_1 := N ^ 2 * dot m b_1 b_1.
Let lambda_2 := N ^ 2 * (dot m v v * dot m u u).
Let lambda_3 := N ^ 2 * dot m a_2 a_2.

Corollary imbalance_trace_first :
  sum m (fun i => imbalance_1 (fun i => U' i 0%nat) W' i i) = sum m (fun i => imbalance_1 u W i i) + (eta * s) ^ 2 * (lambda_2 - lambda_1).
Proof.
  rewrite (sum_ext m _ (fun i => imbalance_1 u W i i + k ^ 2 * (dot m v v * (u i * u i) - b_1 i * b_1 i))) by (intros; apply imbalance_first).
  rewrite sum_plus, sum_scale, sum_minus, sum_scale. unfold lambda_1, lambda_2, k, dot. ring.
Qed.

Corollary imbalance_trace_second :
  sum m (fun i => imbalance_2 W' v' i i) = sum m (fun i => imbalance_2 W v i i) + (eta * s) ^ 2 * (lambda_3 - lambda_2).
Proof.
  rewrite (sum_ext m _ (fun i => imbalance_2 W v i i + k ^ 2 * (a_2 i * a_2 i - dot m u u * (v i * v i)))) by (intros; apply imbalance_second).
  rewrite sum_plus, sum_scale, sum_minus, sum_scale. unfold lambda_3, lambda_2, k, dot. ring.
Qed.

End Imbalance.

(** At width 2 the three terms are the kernel that the code computes. *)
Lemma kernel_terms_are_the_code N u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 :
  let u := pair u_1 u_2 in let v := pair v_1 v_2 in let W := square w_11 w_12 w_21 w_22 in
  let b_1 := apply_transposed 2 W v in let a_2 := apply 2 W u in
  N ^ 2 * dot 2 b_1 b_1 + N ^ 2 * (dot 2 v v * dot 2 u u) + N ^ 2 * dot 2 a_2 a_2 =
  network_lambda_depth3 N u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2.
Proof. unfold network_lambda_depth3, apply_transposed, apply, dot, square, pair. simpl. ring. Qed.
