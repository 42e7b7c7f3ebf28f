(* Finite sums and vectors as functions of an index: what the identities of networks need.

   [sum n x] is x 0 + ... + x (n-1), [dot n x y] the inner product of vectors with n entries, [apply n W x] the product of a
   matrix with n columns and a vector, [apply_transposed n W y] that of its transpose, where W has n rows. *)

From Coq Require Import Reals Lra.
Open Scope R_scope.

Definition vector := nat -> R.
Definition matrix := nat -> nat -> R.

Fixpoint sum (n : nat) (x : vector) : R :=
  match n with
  | O => 0
  | S k => sum k x + x k
  end.

Definition dot (n : nat) (x y : vector) : R := sum n (fun i => x i * y i).
Definition apply (n : nat) (W : matrix) (x : vector) : vector := fun i => dot n (W i) x.
Definition apply_transposed (n : nat) (W : matrix) (y : vector) : vector := fun j => sum n (fun i => W i j * y i).

Lemma sum_ext (n : nat) (x y : vector) : (forall i, x i = y i) -> sum n x = sum n y.
Proof. intros same. induction n as [|n IH]; simpl; [reflexivity | rewrite IH, same; reflexivity]. Qed.

Lemma sum_plus (n : nat) (x y : vector) : sum n (fun i => x i + y i) = sum n x + sum n y.
Proof. induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma sum_minus (n : nat) (x y : vector) : sum n (fun i => x i - y i) = sum n x - sum n y.
Proof. induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma sum_scale (n : nat) (c : R) (x : vector) : sum n (fun i => c * x i) = c * sum n x.
Proof. induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma sum_zero (n : nat) : sum n (fun _ => 0) = 0.
Proof. induction n as [|n IH]; simpl; [reflexivity | rewrite IH; ring]. Qed.

Lemma sum_nonneg (n : nat) (x : vector) : (forall i, 0 <= x i) -> 0 <= sum n x.
Proof. intros sign. induction n as [|n IH]; simpl; [lra | specialize (sign n); lra]. Qed.

Lemma sum_exchange (n k : nat) (W : matrix) :
  sum n (fun i => sum k (fun j => W i j)) = sum k (fun j => sum n (fun i => W i j)).
Proof.
  induction n as [|n IH]; simpl; [symmetry; apply sum_zero | rewrite IH, <- sum_plus; reflexivity].
Qed.

Lemma dot_comm (n : nat) (x y : vector) : dot n x y = dot n y x.
Proof. apply sum_ext. intros i. ring. Qed.

Lemma dot_ext (n : nat) (x x' y y' : vector) :
  (forall i, x i = x' i) -> (forall i, y i = y' i) -> dot n x y = dot n x' y'.
Proof. intros same_x same_y. apply sum_ext. intros i. rewrite same_x, same_y. reflexivity. Qed.

(* The inner product of combinations of two vectors each. *)
Lemma dot_combine (n : nat) (a b c d : R) (u v x y : vector) :
  dot n (fun i => a * u i + b * v i) (fun i => c * x i + d * y i) =
  a * c * dot n u x + a * d * dot n u y + b * c * dot n v x + b * d * dot n v y.
Proof. unfold dot. induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma dot_combine_right (n : nat) (c d : R) (u x y : vector) :
  dot n u (fun i => c * x i + d * y i) = c * dot n u x + d * dot n u y.
Proof. unfold dot. induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma dot_nonneg (n : nat) (x : vector) : 0 <= dot n x x.
Proof. apply sum_nonneg. intros i. apply Rle_0_sqr. Qed.

Lemma cauchy_schwarz (n : nat) (x y : vector) : dot n x y * dot n x y <= dot n x x * dot n y y.
Proof.
  pose proof (dot_nonneg n (fun i => dot n y y * x i + - dot n x y * y i)) as gap.
  rewrite dot_combine, (dot_comm n y x) in gap.
  destruct (Req_dec (dot n y y) 0) as [zero | nonzero].
  - pose proof (dot_nonneg n (fun i => 1 * y i + - dot n x y * x i)) as nearby.
    rewrite dot_combine, (dot_comm n y x) in nearby.
    pose proof (dot_nonneg n (fun i => (1 + dot n x x) * y i + - dot n x y * x i)) as gap'.
    rewrite dot_combine, (dot_comm n y x), zero in gap'.
    rewrite zero.
    pose proof (dot_nonneg n x).
    nra.
  - pose proof (dot_nonneg n y) as sign.
    assert (0 < dot n y y) by lra.
    assert (0 <= dot n y y * (dot n x x * dot n y y - dot n x y * dot n x y)) by nra.
    apply Rmult_le_reg_l with (dot n y y); nra.
Qed.

(* y . (W x) = (W^T y) . x *)
Lemma dot_apply (rows columns : nat) (W : matrix) (x y : vector) :
  dot rows y (apply columns W x) = dot columns (apply_transposed rows W y) x.
Proof.
  unfold dot, apply, apply_transposed, dot.
  transitivity (sum rows (fun i => sum columns (fun j => y i * W i j * x j))).
  - apply sum_ext. intros i. rewrite <- sum_scale. apply sum_ext. intros j. ring.
  - rewrite sum_exchange. apply sum_ext. intros j.
    transitivity (x j * sum rows (fun i => W i j * y i)); [| ring].
    rewrite <- sum_scale. apply sum_ext. intros i. ring.
Qed.
