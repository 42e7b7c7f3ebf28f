(** Partly separable data are driven to the edge of stability at every rate (G8): two-layer networks of any width m on data of any number of features d.

    The data are the first n signed points z_i with positive weights k_i (what z, k and mu are beyond n is of no matter, say 0, 1 and 0), and the risk is L(v) = sum k_i l(z_i.v). They are *partly separable*: some u has z_i.u >= 0 for all
    points and > 0 for one, and some multipliers mu_i >= 0, of which one at a point other than 0 is positive, have sum mu_i z_i = 0. The weights move by gradient descent,
    the steps of IdentitiesNetwork.v that [gram_closes] is about. The sharpness is at most h where the second derivative of the risk in every direction of the weights is at
    most h times the square of the direction's length. Proved:
    - [second_is_derivative]: [second] is that second derivative;
    - [edge_of_stability]: if b = N^2 |w2|^2 stays above some positive number, then for each eps > 0 and each step T there is a later step, and a point of the segment between
      its weights and the next ones, at which the sharpness exceeds (2 - eps)/eta;
    - [edge_of_stability_logistic], [edge_of_stability_exponential]: for these losses. *)

From Coq Require Import Reals Lra Lia Psatz Classical.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Vectors IdentitiesNetwork Empirical Gram.
Open Scope R_scope.

(** * Sums *)

Lemma sum_le n x y : (forall i, (i < n)%nat -> x i <= y i) -> sum n x <= sum n y.
Proof. intros H. induction n as [| n IH]; simpl; [lra |]. assert (A := H n (Nat.lt_succ_diag_r n)). assert (B := IH (fun i Hi => H i (Nat.lt_lt_succ_r _ _ Hi))). lra. Qed.

Lemma sum_same n x y : (forall i, (i < n)%nat -> x i = y i) -> sum n x = sum n y.
Proof. intros H. apply Rle_antisym; apply sum_le; intros i Hi; rewrite (H i Hi); lra. Qed.

Lemma sum_at_least_one n x i : (i < n)%nat -> (forall j, (j < n)%nat -> 0 <= x j) -> x i <= sum n x.
Proof.
  intros Hi H. induction n as [| n IH]; [lia |]. simpl. assert (A : 0 <= sum n x).
  { rewrite <- (sum_zero n). apply sum_le. intros j Hj. apply H. lia. }
  destruct (Nat.eq_dec i n) as [-> | Hne]; [lra |].
  assert (B := IH ltac:(lia) ltac:(intros j Hj; apply H; lia)). assert (C := H n ltac:(lia)). lra.
Qed.

Lemma sum_is_derive n (f f' : nat -> R -> R) s : (forall i, is_derive (f i) s (f' i s)) ->
  is_derive (fun s => sum n (fun i => f i s)) s (sum n (fun i => f' i s)).
Proof.
  intros H. induction n as [| n IH]; simpl; [apply @is_derive_const |].
  apply @is_derive_plus; [exact IH | apply H].
Qed.

(** f(1) <= f(0) + f'(0) + c/2 where f'' <= c. *)
Lemma taylor (f f' f'' : R -> R) c : (forall s, is_derive f s (f' s)) -> (forall s, is_derive f' s (f'' s)) ->
  (forall s, 0 <= s <= 1 -> f'' s <= c) -> f 1 <= f 0 + f' 0 + c / 2.
Proof.
  intros D1 D2 H.
  assert (Slope : forall s, 0 <= s <= 1 -> f' s <= f' 0 + c * s).
  { intros s Hs. destruct (Req_dec s 0) as [-> | Hne]; [lra |].
    destruct (MVT_cor2 f' f'' 0 s ltac:(lra)) as (x & E & Hx); [intros x _; apply is_derive_Reals, D2 |].
    specialize (H x ltac:(lra)). nra. }
  set (g := fun s => f 0 + f' 0 * s + c * s ^ 2 / 2 - f s).
  destruct (MVT_cor2 g (fun s => f' 0 + c * s - f' s) 0 1 Rlt_0_1) as (x & E & Hx).
  { intros s _. apply is_derive_Reals. unfold g. evar_last.
    - apply @is_derive_minus; [| apply D1]. auto_derive; [exact I | reflexivity].
    - unfold minus, plus, opp; simpl. field. }
  specialize (Slope x ltac:(lra)). unfold g in E. simpl in E. lra.
Qed.

Section Data.

Variables (l : loss) (d m n : nat) (z : matrix) (k : vector) (N : R).
Hypothesis Hk : forall i, 0 < k i.

Definition risk_of (v : vector) : R := sum n (fun i => k i * value l (dot d (z i) v)).
Definition gradient_of (v : vector) : vector := fun j => sum n (fun i => k i * slope l (dot d (z i) v) * z i j).

(** How v moves along a direction of the weights, to first and to second order. *)
Definition first_order (W dW : matrix) (w dw : vector) : vector :=
  fun j => N * (dot m (fun i => dW i j) w + dot m (fun i => W i j) dw).
Definition second_order (dW : matrix) (dw : vector) : vector := fun j => N * dot m (fun i => dW i j) dw.

(** The second derivative of the risk along a direction. *)
Definition second (W dW : matrix) (w dw : vector) : R :=
  sum n (fun i => k i * (curvature l (dot d (z i) (end_to_end m N W w)) * dot d (z i) (first_order W dW w dw) ^ 2
                         + 2 * slope l (dot d (z i) (end_to_end m N W w)) * dot d (z i) (second_order dW dw))).

Definition squared_length (dW : matrix) (dw : vector) : R := sum m (fun i => dot d (dW i) (dW i)) + dot m dw dw.

Definition sharpness_at_most (W : matrix) (w : vector) (h : R) : Prop :=
  forall dW dw, second W dW w dw <= h * squared_length dW dw.

Definition moved (s : R) (W dW : matrix) : matrix := fun i j => W i j + s * dW i j.
Definition shifted (s : R) (w dw : vector) : vector := fun i => w i + s * dw i.

Lemma end_to_end_moved s W dW w dw j :
  end_to_end m N (moved s W dW) (shifted s w dw) j = end_to_end m N W w j + s * first_order W dW w dw j + s ^ 2 * second_order dW dw j.
Proof.
  unfold end_to_end, first_order, second_order.
  rewrite (dot_ext m _ (fun i => 1 * W i j + s * dW i j) _ (fun i => 1 * w i + s * dw i)) by (intros; unfold moved, shifted; ring).
  rewrite dot_combine. ring.
Qed.

Lemma first_order_moved s W dW w dw j :
  first_order (moved s W dW) dW (shifted s w dw) dw j = first_order W dW w dw j + 2 * s * second_order dW dw j.
Proof.
  unfold first_order, second_order.
  rewrite (dot_comm m (fun i => dW i j) (shifted s w dw)), (dot_comm m (fun i => moved s W dW i j) dw).
  rewrite (dot_comm m (shifted s w dw)), (dot_ext m (fun i => dW i j) (fun i => dW i j) (shifted s w dw) (fun i => 1 * w i + s * dw i)) by (intros; unfold shifted; ring).
  rewrite (dot_ext m dw dw (fun i => moved s W dW i j) (fun i => 1 * W i j + s * dW i j)) by (intros; unfold moved; ring).
  rewrite !dot_combine_right, (dot_comm m dw). rewrite (dot_comm m dw). ring.
Qed.

Lemma dot_three x y t c : forall a b p, (forall j, p j = x j + t * y j + c * b j) -> dot d a p = dot d a x + t * dot d a y + c * dot d a b.
Proof.
  intros a b p H. unfold dot. rewrite <- !sum_scale, <- !sum_plus. apply sum_ext. intros j. rewrite H. ring.
Qed.

(** The margin of a point along a direction, and its derivative. *)
Lemma margin_moved s W dW w dw i :
  dot d (z i) (end_to_end m N (moved s W dW) (shifted s w dw)) =
  dot d (z i) (end_to_end m N W w) + s * dot d (z i) (first_order W dW w dw) + s ^ 2 * dot d (z i) (second_order dW dw).
Proof. apply dot_three. intros j. apply end_to_end_moved. Qed.

Lemma margin_speed s W dW w dw i :
  dot d (z i) (first_order (moved s W dW) dW (shifted s w dw) dw) =
  dot d (z i) (first_order W dW w dw) + 2 * s * dot d (z i) (second_order dW dw).
Proof.
  rewrite (dot_three (first_order W dW w dw) (second_order dW dw) (2 * s) 0 (z i) (fun _ => 0)); [ring |].
  intros j. rewrite first_order_moved. ring.
Qed.

Definition along (W dW : matrix) (w dw : vector) (s : R) : R := risk_of (end_to_end m N (moved s W dW) (shifted s w dw)).

Definition speed (W dW : matrix) (w dw : vector) (s : R) : R :=
  sum n (fun i => k i * (slope l (dot d (z i) (end_to_end m N (moved s W dW) (shifted s w dw)))
                         * dot d (z i) (first_order (moved s W dW) dW (shifted s w dw) dw))).

Lemma along_derives W dW w dw s : is_derive (along W dW w dw) s (speed W dW w dw s).
Proof.
  unfold along, speed, risk_of.
  apply (sum_is_derive n (fun i s => k i * value l (dot d (z i) (end_to_end m N (moved s W dW) (shifted s w dw))))
    (fun i s => k i * (slope l (dot d (z i) (end_to_end m N (moved s W dW) (shifted s w dw)))
                         * dot d (z i) (first_order (moved s W dW) dW (shifted s w dw) dw)))).
  intros i. apply (is_derive_scal (fun s => value l (dot d (z i) (end_to_end m N (moved s W dW) (shifted s w dw))))).
  rewrite margin_speed.
  apply is_derive_ext with (fun s => value l (dot d (z i) (end_to_end m N W w) + s * dot d (z i) (first_order W dW w dw) + s ^ 2 * dot d (z i) (second_order dW dw))).
  { intros t. now rewrite margin_moved. }
  rewrite margin_moved. evar_last.
  - apply (is_derive_comp (value l)); [apply slope_derives |]. auto_derive; [exact I | reflexivity].
  - unfold scal; simpl; unfold mult; simpl. ring.
Qed.

(** [second] is the second derivative of the risk along the direction. *)
Theorem second_is_derivative W dW w dw s :
  is_derive (along W dW w dw) s (speed W dW w dw s) /\
  is_derive (speed W dW w dw) s (second (moved s W dW) dW (shifted s w dw) dw).
Proof.
  split; [apply along_derives |]. unfold speed, second.
  apply (sum_is_derive n (fun i s => k i * (slope l (dot d (z i) (end_to_end m N (moved s W dW) (shifted s w dw)))
                         * dot d (z i) (first_order (moved s W dW) dW (shifted s w dw) dw)))
    (fun i s => k i * (curvature l (dot d (z i) (end_to_end m N (moved s W dW) (shifted s w dw)))
        * dot d (z i) (first_order (moved s W dW) dW (shifted s w dw) dw) ^ 2
      + 2 * slope l (dot d (z i) (end_to_end m N (moved s W dW) (shifted s w dw))) * dot d (z i) (second_order dW dw)))).
  intros i. apply (is_derive_scal (fun s => slope l (dot d (z i) (end_to_end m N (moved s W dW) (shifted s w dw)))
                         * dot d (z i) (first_order (moved s W dW) dW (shifted s w dw) dw))).
  set (x := dot d (z i) (end_to_end m N W w)). set (y := dot d (z i) (first_order W dW w dw)). set (c := dot d (z i) (second_order dW dw)).
  apply is_derive_ext with (fun s => slope l (x + s * y + s ^ 2 * c) * (y + 2 * s * c)).
  { intros t. now rewrite margin_moved, margin_speed. }
  rewrite margin_moved, margin_speed. fold x y c. evar_last.
  - apply (is_derive_mult (fun s => slope l (x + s * y + s ^ 2 * c)) (fun s => y + 2 * s * c)).
    + apply (is_derive_comp (slope l)); [apply curvature_derives |]. auto_derive; [exact I | reflexivity].
    + auto_derive; [exact I | reflexivity].
    + intros a b. unfold mult; simpl. ring.
  - unfold scal, mult, plus; simpl; unfold mult; simpl. ring.
Qed.

(** ** The step of gradient descent *)

Section Step.

Variables (eta : R) (W : matrix) (w : vector).
Hypothesis Heta : 0 < eta.

Let v := end_to_end m N W w.
Let g := gradient_of v.
Let M := hidden_gram m N W.
Let b := output_gram m N w.
Let c := eta * N.
Let W' := descend2_first c g w W.
Let w' := descend2_last d c g w W.
Let dW : matrix := fun i j => - (c * g j) * w i.
Let dw : vector := fun i => - c * apply d W g i.

(** g.K g with K = M + b I, the squared length of the gradient in the weights. *)
Let size := dot d g (fun j => dot d (M j) g) + b * dot d g g.

Lemma step_is_moved j : end_to_end m N W' w' j = end_to_end m N (moved 1 W dW) (shifted 1 w dw) j.
Proof.
  unfold end_to_end. f_equal. apply dot_ext; intros i; unfold moved, shifted, dW, dw.
  - unfold W', descend2_first, descend. ring.
  - unfold w', descend2_last. ring.
Qed.

Lemma first_order_of_step j : first_order W dW w dw j = - eta * (dot d (M j) g + b * g j).
Proof.
  unfold first_order, M, b, output_gram.
  rewrite <- (column_product d m N g W j).
  rewrite (dot_ext m (fun i => dW i j) (fun i => - (c * g j) * w i + 0 * w i) w (fun i => 1 * w i + 0 * w i)) by (intros; unfold dW; ring).
  rewrite (dot_ext m (fun i => W i j) (fun i => 1 * W i j + 0 * W i j) dw (fun i => - c * apply d W g i + 0 * w i)) by (intros; unfold dw; ring).
  rewrite !dot_combine. unfold c. ring.
Qed.

Lemma length_of_step : squared_length dW dw = eta ^ 2 * size.
Proof.
  unfold squared_length, size, M, b, output_gram. rewrite <- (hidden_product d m N g W).
  rewrite (sum_ext m _ (fun i => c ^ 2 * dot d g g * (w i * w i))).
  - rewrite sum_scale. fold (dot m w w).
    rewrite (dot_ext m dw (fun i => - c * apply d W g i + 0 * w i) dw (fun i => - c * apply d W g i + 0 * w i)) by (intros; unfold dw; ring).
    rewrite dot_combine. unfold c. ring.
  - intros i. rewrite (dot_ext d (dW i) (fun j => - (c * w i) * g j + 0 * g j) (dW i) (fun j => - (c * w i) * g j + 0 * g j)) by (intros; unfold dW; ring).
    rewrite dot_combine. ring.
Qed.

(** The margins' derivatives weighted by the slopes add up to the product with the gradient. *)
Lemma gradient_product x y : sum n (fun i => k i * (slope l (dot d (z i) x) * dot d (z i) y)) = dot d (gradient_of x) y.
Proof.
  unfold gradient_of, dot. symmetry.
  transitivity (sum d (fun j => sum n (fun i => k i * slope l (sum d (fun h => z i h * x h)) * z i j * y j))).
  - apply sum_ext. intros j. unfold dot. rewrite Rmult_comm, <- sum_scale. apply sum_ext. intros i. ring.
  - rewrite sum_exchange. apply sum_ext. intros i. rewrite <- sum_scale, <- sum_scale. apply sum_ext. intros j. ring.
Qed.

Lemma risk_same x y : (forall j, x j = y j) -> risk_of x = risk_of y.
Proof. intros H. unfold risk_of. apply sum_ext. intros i. f_equal. f_equal. apply dot_ext; [reflexivity | assumption]. Qed.

(** Where the sharpness is at most (2 - eps)/eta on the segment, the risk falls by eps eta/2 times the square of the gradient. *)
Lemma descends eps : (forall s, 0 <= s <= 1 -> sharpness_at_most (moved s W dW) (shifted s w dw) ((2 - eps) / eta)) ->
  risk_of (end_to_end m N W' w') <= risk_of v - eps * eta / 2 * size.
Proof.
  intros H.
  assert (T := taylor (along W dW w dw) (speed W dW w dw) (fun s => second (moved s W dW) dW (shifted s w dw) dw) ((2 - eps) / eta * (eta ^ 2 * size))
    (fun s => proj1 (second_is_derivative W dW w dw s)) (fun s => proj2 (second_is_derivative W dW w dw s))).
  assert (T' := T ltac:(intros s Hs; rewrite <- length_of_step; apply H; assumption)). clear T.
  assert (E1 : along W dW w dw 1 = risk_of (end_to_end m N W' w')) by (apply risk_same; intros j; now rewrite step_is_moved).
  assert (E0 : along W dW w dw 0 = risk_of v) by (apply risk_same; intros j; rewrite end_to_end_moved; unfold v; ring).
  assert (S0 : speed W dW w dw 0 = - eta * size).
  { unfold speed. rewrite (sum_ext n _ (fun i => k i * (slope l (dot d (z i) v) * dot d (z i) (fun j => - eta * (dot d (M j) g + b * g j))))).
    - rewrite gradient_product. fold g. unfold size.
      rewrite (dot_ext d g g (fun j => - eta * (dot d (M j) g + b * g j)) (fun j => - eta * dot d (M j) g + (- eta * b) * g j)) by (intros; ring).
      rewrite dot_combine_right. ring.
    - intros i. rewrite margin_moved, margin_speed. fold v.
      rewrite (dot_ext d (z i) (z i) (first_order W dW w dw) (fun j => - eta * (dot d (M j) g + b * g j))) by (intros; try reflexivity; apply first_order_of_step).
      f_equal. f_equal; [f_equal; ring | ring]. }
  rewrite E1, E0, S0 in T'. apply Rle_trans with (1 := T'). right. field. lra.
Qed.

(** D = tr M - b rises by at most eta^2 N^2 g.K g. *)
Lemma imbalance_bounded :
  sum d (fun j => hidden_gram m N W' j j) - output_gram m N w' <= sum d (fun j => M j j) - b + eta ^ 2 * N ^ 2 * size.
Proof.
  destruct (gram_closes d m eta N g W w) as (_ & Em & Eb). fold v M b in Em, Eb. change (eta * N) with c in Em, Eb. fold W' w' in Em, Eb.
  rewrite (sum_ext d (fun j => hidden_gram m N W' j j) (fun j => gram_m eta N g v M b j j)) by (intros; apply Em). rewrite Eb, gram_imbalance.
  assert (P : 0 <= dot d g (fun j => dot d (M j) g)).
  { unfold M. rewrite <- (hidden_product d m N g W). apply Rmult_le_pos; [apply pow2_ge_0 | apply dot_nonneg]. }
  unfold size. assert (Q : 0 <= eta ^ 2 * N ^ 2) by (rewrite <- Rpow_mult_distr; apply pow2_ge_0). nra.
Qed.

Lemma size_at_least : b * dot d g g <= size.
Proof.
  unfold size, M. rewrite <- (hidden_product d m N g W).
  assert (0 <= N ^ 2 * dot m (apply d W g) (apply d W g)) by (apply Rmult_le_pos; [apply pow2_ge_0 | apply dot_nonneg]). lra.
Qed.

(** 2 N |v| <= tr M + b. *)
Lemma output_bounded : 0 <= N -> 4 * N ^ 2 * dot d v v <= (sum d (fun j => M j j) + b) ^ 2.
Proof.
  intros HN.
  assert (C : N ^ 2 * dot d v v <= sum d (fun j => M j j) * b).
  { unfold dot. rewrite <- sum_scale, Rmult_comm, <- sum_scale. apply sum_le. intros j _.
    unfold v, end_to_end, M, hidden_gram, b, output_gram. assert (CS := cauchy_schwarz m (fun i => W i j) w).
    set (p := dot m (fun i => W i j) w) in *. set (q := dot m (fun i => W i j) (fun i => W i j)) in *. set (r := dot m w w) in *.
    replace (N ^ 2 * (N * p * (N * p))) with ((N ^ 2) ^ 2 * (p * p)) by ring. replace (N ^ 2 * r * (N ^ 2 * q)) with ((N ^ 2) ^ 2 * (q * r)) by ring.
    apply Rmult_le_compat_l; [apply pow2_ge_0 | assumption]. }
  assert (S := pow2_ge_0 (sum d (fun j => M j j) - b)). nra.
Qed.

(** The sharpness is at least b times the curvature of the risk in the direction of a point. *)
Lemma sharpness_at_least i h : (i < n)%nat -> sharpness_at_most W w h -> 0 < dot m w w -> 0 < dot d (z i) (z i) ->
  b * (k i * curvature l (dot d (z i) v) * dot d (z i) (z i)) <= h.
Proof.
  intros Hi H Hw Hz. set (x := z i) in *. specialize (H (fun a j => w a * x j) (fun _ => 0)).
  assert (L : squared_length (fun a j => w a * x j) (fun _ => 0) = dot m w w * dot d x x).
  { unfold squared_length. rewrite (sum_ext m _ (fun a => dot d x x * (w a * w a))).
    - rewrite sum_scale. fold (dot m w w). rewrite (dot_ext m (fun _ => 0) (fun a => 0 * w a + 0 * w a) (fun _ => 0) (fun a => 0 * w a + 0 * w a)) by (intros; ring).
      rewrite dot_combine. ring.
    - intros a. rewrite (dot_ext d (fun j => w a * x j) (fun j => w a * x j + 0 * x j) (fun j => w a * x j) (fun j => w a * x j + 0 * x j)) by (intros; ring).
      rewrite dot_combine. ring. }
  assert (F : forall j, first_order W (fun a j => w a * x j) w (fun _ => 0) j = N * dot m w w * x j).
  { intros j. unfold first_order.
    rewrite (dot_ext m (fun a => w a * x j) (fun a => x j * w a + 0 * w a) w (fun a => 1 * w a + 0 * w a)) by (intros; ring).
    rewrite (dot_ext m (fun a => W a j) (fun a => 1 * W a j + 0 * w a) (fun _ => 0) (fun a => 0 * w a + 0 * w a)) by (intros; ring).
    rewrite !dot_combine. ring. }
  assert (O : forall j, second_order (fun a j => w a * x j) (fun _ => 0) j = 0 * x j).
  { intros j. unfold second_order.
    rewrite (dot_ext m (fun a => w a * x j) (fun a => x j * w a + 0 * w a) (fun _ => 0) (fun a => 0 * w a + 0 * w a)) by (intros; ring).
    rewrite !dot_combine. ring. }
  assert (Scaled : forall a y p s, (forall j, p j = s * y j) -> dot d a p = s * dot d a y).
  { intros a y p s E. unfold dot. rewrite <- sum_scale. apply sum_ext. intros j. rewrite E. ring. }
  assert (Lower : k i * curvature l (dot d x v) * (N * dot m w w * dot d x x) ^ 2 <= second W (fun a j => w a * x j) w (fun _ => 0)).
  { set (term := fun a => k a * (curvature l (dot d (z a) v) * dot d (z a) (first_order W (fun a j => w a * x j) w (fun _ => 0)) ^ 2
                         + 2 * slope l (dot d (z a) v) * dot d (z a) (second_order (fun a j => w a * x j) (fun _ => 0)))).
    assert (Each : forall a, term a = k a * curvature l (dot d (z a) v) * (N * dot m w w * dot d (z a) x) ^ 2).
    { intros a. unfold term. rewrite (Scaled (z a) x _ 0 O), (Scaled (z a) x _ (N * dot m w w) F). ring. }
    assert (Sum : term i <= sum n term).
    { apply (sum_at_least_one n term i Hi). intros a _. rewrite Each. assert (P := Hk a). assert (Q := curvature_positive l (dot d (z a) v)).
      apply Rmult_le_pos; [apply Rmult_le_pos; lra | apply pow2_ge_0]. }
    unfold second. fold v. fold term. rewrite Each in Sum. exact Sum. }
  rewrite L in H. apply Rmult_le_reg_r with (dot m w w * dot d x x); [now apply Rmult_lt_0_compat |].
  apply Rle_trans with (2 := Rle_trans _ _ _ Lower H). right. unfold b, output_gram. ring.
Qed.

End Step.

(** ** Orbits *)

Variables (eta : R) (W : nat -> matrix) (w : nat -> vector).
Hypotheses (Heta : 0 < eta) (HN : 0 < N).

Definition v_at t := end_to_end m N (W t) (w t).
Definition b_at t := output_gram m N (w t).

Hypothesis Hfirst : forall t i j, W (S t) i j = descend2_first (eta * N) (gradient_of (v_at t)) (w t) (W t) i j.
Hypothesis Hlast : forall t i, w (S t) i = descend2_last d (eta * N) (gradient_of (v_at t)) (w t) (W t) i.

(** A point of the segment between the weights and the next ones. *)
Definition between s t : matrix * vector :=
  (moved s (W t) (fun i j => W (S t) i j - W t i j), shifted s (w t) (fun i => w (S t) i - w t i)).

(** The loss: positive, falling, at least -u, and curved on bounded sets. *)
Hypothesis Hvalue : forall u, 0 <= value l u /\ - u <= value l u.
Hypothesis Hslope : forall u, slope l u < 0.
Hypothesis Hcurved : forall C, exists c, 0 < c /\ forall u, Rabs u <= C -> c <= curvature l u.

(** The data: u separates a part, and the multipliers mu show that another part is not separable. *)
Variables (u mu : vector) (i0 i1 : nat).
Hypotheses (Hi0 : (i0 < n)%nat) (Hi1 : (i1 < n)%nat).
Hypothesis Hsplit : forall i, 0 <= dot d (z i) u.
Hypothesis Hpart : 0 < dot d (z i0) u.
Hypothesis Hmu : forall i, 0 <= mu i.
Hypothesis Hmu1 : 0 < mu i1.
Hypothesis Hbalance : forall j, sum n (fun i => mu i * z i j) = 0.
Hypothesis Hz1 : 0 < dot d (z i1) (z i1).

Let size t := let g := gradient_of (v_at t) in dot d g (fun j => dot d (hidden_gram m N (W t) j) g) + b_at t * dot d g g.
Let imbalance t := sum d (fun j => hidden_gram m N (W t) j j) - b_at t.
Let L t := risk_of (v_at t).

Lemma risk_nonneg x : 0 <= risk_of x.
Proof. unfold risk_of. rewrite <- (sum_zero n). apply sum_le. intros i _. assert (P := Hk i). destruct (Hvalue (dot d (z i) x)) as [Q _]. nra. Qed.

(** |g| is bounded below while v is bounded: g.u is negative. *)
Lemma gradient_stays B : exists c, 0 < c /\ forall x, dot d x x <= B -> c <= dot d (gradient_of x) (gradient_of x).
Proof.
  set (reach := sqrt (dot d (z i0) (z i0) * Rabs B)).
  set (push := k i0 * - slope l reach * dot d (z i0) u).
  assert (Hpush : 0 < push) by (unfold push; assert (P := Hk i0); assert (Q := Hslope reach); repeat apply Rmult_lt_0_compat; lra).
  assert (Hu : 0 < dot d u u).
  { assert (P := dot_nonneg d u). destruct (Req_dec (dot d u u) 0) as [E |]; [| lra].
    assert (CS := cauchy_schwarz d (z i0) u). rewrite E, Rmult_0_r in CS. nra. }
  exists (push ^ 2 / dot d u u). split; [apply Rdiv_lt_0_compat; [now apply pow_lt | assumption] |].
  intros x Hx.
  assert (Margin : dot d (z i0) x <= reach).
  { apply Rle_trans with (Rabs (dot d (z i0) x)); [apply Rle_abs |]. rewrite <- sqrt_Rsqr_abs. apply sqrt_le_1_alt. unfold Rsqr.
    apply Rle_trans with (1 := cauchy_schwarz d (z i0) x). apply Rmult_le_compat_l; [apply dot_nonneg |].
    apply Rle_trans with (1 := Hx). apply Rle_abs. }
  assert (Steep : push <= - dot d (gradient_of x) u).
  { rewrite <- gradient_product. set (term := fun i => k i * - (slope l (dot d (z i) x)) * dot d (z i) u).
    replace (- sum n (fun i => k i * (slope l (dot d (z i) x) * dot d (z i) u))) with (sum n term).
    - apply Rle_trans with (term i0).
      + unfold push, term. assert (P := Hk i0). assert (Inc := slope_increases_weakly l _ _ Margin). apply Rmult_le_compat_r; [lra |]. apply Rmult_le_compat_l; lra.
      + apply sum_at_least_one; [assumption |]. intros i _. unfold term. assert (P := Hk i). assert (Q := Hslope (dot d (z i) x)). assert (S := Hsplit i).
        repeat apply Rmult_le_pos; lra.
    - replace (- sum n (fun i => k i * (slope l (dot d (z i) x) * dot d (z i) u))) with (-1 * sum n (fun i => k i * (slope l (dot d (z i) x) * dot d (z i) u))) by ring.
      rewrite <- sum_scale. apply sum_ext. intros i. unfold term. ring. }
  assert (CS := cauchy_schwarz d (gradient_of x) u).
  apply Rmult_le_reg_r with (dot d u u); [assumption |]. replace (push ^ 2 / dot d u u * dot d u u) with (push ^ 2) by (field; lra). nra.
Qed.

(** The curvature of the risk at z_{i1} is bounded below while the risk is bounded: all margins are, from below, and with them that one, from above. *)
Lemma curvature_stays B : exists c, 0 < c /\ forall x, risk_of x <= B -> c <= k i1 * curvature l (dot d (z i1) x) * dot d (z i1) (z i1).
Proof.
  set (far := fun i => Rabs B / k i).
  assert (Low : forall x, risk_of x <= B -> forall i, (i < n)%nat -> - far i <= dot d (z i) x).
  { intros x Hx i Hi. destruct (Hvalue (dot d (z i) x)) as [_ Q]. assert (P := Hk i).
    assert (One : k i * value l (dot d (z i) x) <= B).
    { apply Rle_trans with (2 := Hx). apply (sum_at_least_one n (fun i => k i * value l (dot d (z i) x)) i Hi).
      intros j _. assert (Pj := Hk j). destruct (Hvalue (dot d (z j) x)) as [Qj _]. nra. }
    assert (value l (dot d (z i) x) <= far i); [| lra]. unfold far. apply Rmult_le_reg_l with (k i); [assumption |].
    replace (k i * (Rabs B / k i)) with (Rabs B) by (field; lra). assert (A := Rle_abs B). lra. }
  set (most := sum n (fun i => mu i * far i) / mu i1 + far i1).
  destruct (Hcurved (Rabs most + far i1)) as (c & Hc & Bend).
  exists (k i1 * c * dot d (z i1) (z i1)). split; [assert (P := Hk i1); repeat apply Rmult_lt_0_compat; assumption |].
  intros x Hx. assert (P := Hk i1). apply Rmult_le_compat_r; [lra |]. apply Rmult_le_compat_l; [lra |]. apply Bend.
  assert (Far : forall i, 0 <= far i) by (intros i; unfold far; apply Rdiv_le_0_compat; [apply Rabs_pos | apply Hk]).
  assert (Zero : sum n (fun i => mu i * dot d (z i) x) = 0).
  { transitivity (sum d (fun j => sum n (fun i => mu i * z i j) * x j)).
    - unfold dot. transitivity (sum n (fun i => sum d (fun j => mu i * z i j * x j))).
      + apply sum_ext. intros i. rewrite <- sum_scale. apply sum_ext. intros j. ring.
      + rewrite sum_exchange. apply sum_ext. intros j. rewrite Rmult_comm, <- sum_scale. apply sum_ext. intros i. ring.
    - rewrite (sum_ext d _ (fun _ => 0)) by (intros j; rewrite Hbalance; ring). apply sum_zero. }
  assert (Up : mu i1 * (dot d (z i1) x + far i1) <= sum n (fun i => mu i * far i)).
  { assert (S := sum_at_least_one n (fun i => mu i * (dot d (z i) x + far i)) i1 Hi1
      ltac:(intros j Hj; apply Rmult_le_pos; [apply Hmu | assert (A := Low x Hx j Hj); lra])). cbv beta in S.
    rewrite (sum_ext n _ (fun i => mu i * dot d (z i) x + mu i * far i)) in S by (intros; ring). rewrite sum_plus, Zero in S. lra. }
  assert (Up' : dot d (z i1) x <= sum n (fun i => mu i * far i) / mu i1).
  { apply Rmult_le_reg_l with (mu i1); [assumption |]. replace (mu i1 * (sum n (fun i => mu i * far i) / mu i1)) with (sum n (fun i => mu i * far i)) by (field; lra).
    assert (F := Far i1). nra. }
  assert (A := Low x Hx i1 Hi1). assert (F := Far i1). assert (Am := Rle_abs most).
  apply Rabs_le. unfold most in Am. assert (Pm := Rabs_pos most). unfold most in Pm. unfold most. lra.
Qed.

(** The points of a segment as seen from its step. *)
Lemma segment eps t : (forall s, 0 <= s <= 1 -> sharpness_at_most (fst (between s t)) (snd (between s t)) ((2 - eps) / eta)) ->
  L (S t) <= L t - eps * eta / 2 * size t /\ imbalance (S t) <= imbalance t + eta ^ 2 * N ^ 2 * size t.
Proof.
  intros H.
  assert (SameV : forall j, v_at (S t) j = end_to_end m N (descend2_first (eta * N) (gradient_of (v_at t)) (w t) (W t))
                                                     (descend2_last d (eta * N) (gradient_of (v_at t)) (w t) (W t)) j).
  { intros j. unfold v_at at 1, end_to_end. f_equal. apply dot_ext; intros i; [apply Hfirst | apply Hlast]. }
  split.
  - unfold L. rewrite (risk_same _ _ SameV). apply (descends eta (W t) (w t) Heta eps).
    intros s Hs dW dw. specialize (H s Hs dW dw). unfold between, fst, snd in H.
    assert (SameW : forall i j, moved s (W t) (fun i j => W (S t) i j - W t i j) i j =
      moved s (W t) (fun i j => - (eta * N * gradient_of (end_to_end m N (W t) (w t)) j) * w t i) i j).
    { intros i j. unfold moved. rewrite Hfirst. unfold descend2_first, descend, v_at. ring. }
    assert (SameL : forall i, shifted s (w t) (fun i => w (S t) i - w t i) i =
      shifted s (w t) (fun i => - (eta * N) * apply d (W t) (gradient_of (end_to_end m N (W t) (w t))) i) i).
    { intros i. unfold shifted. rewrite Hlast. unfold descend2_last, v_at. ring. }
    replace (second (moved s (W t) (fun i j => - (eta * N * gradient_of (end_to_end m N (W t) (w t)) j) * w t i)) dW
                    (shifted s (w t) (fun i => - (eta * N) * apply d (W t) (gradient_of (end_to_end m N (W t) (w t))) i)) dw)
      with (second (moved s (W t) (fun i j => W (S t) i j - W t i j)) dW (shifted s (w t) (fun i => w (S t) i - w t i)) dw); [exact H |].
    assert (SameE : forall j, end_to_end m N (moved s (W t) (fun i j => W (S t) i j - W t i j)) (shifted s (w t) (fun i => w (S t) i - w t i)) j =
      end_to_end m N (moved s (W t) (fun i j => - (eta * N * gradient_of (end_to_end m N (W t) (w t)) j) * w t i))
                     (shifted s (w t) (fun i => - (eta * N) * apply d (W t) (gradient_of (end_to_end m N (W t) (w t))) i)) j).
    { intros j. unfold end_to_end at 1 2. f_equal. apply dot_ext; intros i; [apply SameW | apply SameL]. }
    assert (SameF : forall j, first_order (moved s (W t) (fun i j => W (S t) i j - W t i j)) dW (shifted s (w t) (fun i => w (S t) i - w t i)) dw j =
      first_order (moved s (W t) (fun i j => - (eta * N * gradient_of (end_to_end m N (W t) (w t)) j) * w t i)) dW
                  (shifted s (w t) (fun i => - (eta * N) * apply d (W t) (gradient_of (end_to_end m N (W t) (w t))) i)) dw j).
    { intros j. unfold first_order. f_equal. f_equal; apply dot_ext; intros i; try reflexivity; [apply SameL | apply SameW]. }
    unfold second. apply sum_ext. intros i.
    rewrite (dot_ext d (z i) (z i) _ _ (fun _ => eq_refl) SameE), (dot_ext d (z i) (z i) _ _ (fun _ => eq_refl) SameF). reflexivity.
  - unfold imbalance, b_at. assert (I := imbalance_bounded eta (W t) (w t)).
    replace (sum d (fun j => hidden_gram m N (W (S t)) j j)) with
      (sum d (fun j => hidden_gram m N (descend2_first (eta * N) (gradient_of (end_to_end m N (W t) (w t))) (w t) (W t)) j j)).
    + replace (output_gram m N (w (S t))) with (output_gram m N (descend2_last d (eta * N) (gradient_of (end_to_end m N (W t) (w t))) (w t) (W t))); [exact I |].
      unfold output_gram. f_equal. apply dot_ext; intros i; now rewrite Hlast.
    + apply sum_ext. intros j. unfold hidden_gram. f_equal. apply dot_ext; intros i; now rewrite Hfirst.
Qed.

Theorem edge_of_stability b_least T0 : 0 < b_least -> (forall t, (T0 <= t)%nat -> b_least <= b_at t) ->
  forall eps T, 0 < eps -> exists t, (T <= t)%nat /\ exists s, 0 <= s <= 1 /\
    ~ sharpness_at_most (fst (between s t)) (snd (between s t)) ((2 - eps) / eta).
Proof.
  intros Hb Hleast eps T Heps. apply NNPP. intros Hno.
  assert (Calm : forall t, (T <= t)%nat -> forall s, 0 <= s <= 1 -> sharpness_at_most (fst (between s t)) (snd (between s t)) ((2 - eps) / eta)).
  { intros t Ht s Hs. apply NNPP. intros H. apply Hno. exists t. split; [assumption |]. exists s. now split. }
  set (T1 := (T + T0)%nat).
  assert (Size : forall t, 0 <= size t).
  { intros t. assert (P := size_at_least (W t) (w t)). fold (v_at t) in P. fold (b_at t) in P.
    assert (Q := dot_nonneg d (gradient_of (v_at t))). assert (Bt : 0 <= b_at t).
    { unfold b_at, output_gram. apply Rmult_le_pos; [apply pow2_ge_0 | apply dot_nonneg]. }
    unfold size. assert (0 <= b_at t * dot d (gradient_of (v_at t)) (gradient_of (v_at t))) by now apply Rmult_le_pos.
    apply Rle_trans with (2 := P). assumption. }
  (* what the risk loses pays for all squares of gradients *)
  set (paid := fun t => eps * eta / 2 * sum t (fun i => size (T1 + i)%nat)).
  assert (Pay : forall t, L (T1 + t)%nat + paid t <= L T1 /\
    imbalance (T1 + t)%nat <= imbalance T1 + eta ^ 2 * N ^ 2 * sum t (fun i => size (T1 + i)%nat)).
  { induction t as [| t [IH1 IH2]]; [unfold paid; simpl; rewrite Nat.add_0_r; split; lra |].
    rewrite <- plus_n_Sm. destruct (segment eps (T1 + t)%nat) as [S1 S2]; [intros s Hs; apply Calm; [unfold T1; lia | assumption] |].
    unfold paid in *. simpl sum. split; lra. }
  assert (Loss : forall t, 0 <= L t) by (intros; apply risk_nonneg).
  assert (Pos : 0 < eps * eta / 2) by (apply Rdiv_lt_0_compat; [now apply Rmult_lt_0_compat | lra]).
  set (total := L T1 / (eps * eta / 2)).
  assert (Total : forall t, sum t (fun i => size (T1 + i)%nat) <= total).
  { intros t. destruct (Pay t) as [P _]. assert (Q := Loss (T1 + t)%nat). unfold paid in P. unfold total.
    apply Rmult_le_reg_l with (eps * eta / 2); [assumption |]. replace (eps * eta / 2 * (L T1 / (eps * eta / 2))) with (L T1) by (field; lra). lra. }
  assert (Q2 : 0 <= eta ^ 2 * N ^ 2) by (rewrite <- Rpow_mult_distr; apply pow2_ge_0).
  set (D := imbalance T1 + eta ^ 2 * N ^ 2 * total).
  assert (Imb : forall t, imbalance (T1 + t)%nat <= D).
  { intros t. destruct (Pay t) as [_ P]. unfold D. assert (A := Rmult_le_compat_l _ _ _ Q2 (Total t)). lra. }
  (* v leaves every ball *)
  assert (Leaves : forall B, exists t, B < dot d (v_at (T1 + t)%nat) (v_at (T1 + t)%nat)).
  { intros B. apply NNPP. intros Hin. destruct (gradient_stays B) as (c & Hc & Stay).
    assert (Each : forall t, b_least * c <= size (T1 + t)%nat).
    { intros t. assert (G : c <= dot d (gradient_of (v_at (T1 + t)%nat)) (gradient_of (v_at (T1 + t)%nat))).
      { apply Stay. apply Rnot_lt_le. intros H. apply Hin. now exists t. }
      assert (P := size_at_least (W (T1 + t)%nat) (w (T1 + t)%nat)). fold (v_at (T1 + t)%nat) in P. fold (b_at (T1 + t)%nat) in P.
      assert (Bt := Hleast (T1 + t)%nat ltac:(unfold T1; lia)). unfold size. apply Rle_trans with (2 := P).
      apply Rmult_le_compat; lra. }
    assert (Many : forall t, INR t * (b_least * c) <= sum t (fun i => size (T1 + i)%nat)).
    { induction t as [| t IH]; [simpl; lra |]. rewrite S_INR. simpl sum. specialize (Each t). lra. }
    assert (Bc : 0 < b_least * c) by now apply Rmult_lt_0_compat.
    assert (Tp : 0 <= total / (b_least * c)) by (apply Rdiv_le_0_compat; [unfold total; apply Rdiv_le_0_compat; [apply Loss | assumption] | assumption]).
    destruct (nfloor_ex _ Tp) as (t' & _ & Ht'). set (t := S t'). assert (Ht : total / (b_least * c) < INR t) by (unfold t; rewrite S_INR; exact Ht').
    specialize (Many t). specialize (Total t).
    apply Rmult_lt_compat_r with (r := b_least * c) in Ht; [| assumption].
    replace (total / (b_least * c) * (b_least * c)) with total in Ht by (field; lra). lra. }
  (* and takes b with it, and the sharpness *)
  destruct (curvature_stays (L T1)) as (c & Hc & Bend).
  set (far := Rabs D + 2 * (2 / (eta * c))).
  destruct (Leaves ((far / (2 * N)) ^ 2)) as [t Ht]. set (s := (T1 + t)%nat) in *.
  assert (Out := output_bounded (W s) (w s) (Rlt_le _ _ HN)). fold (v_at s) in Out. fold (b_at s) in Out.
  assert (I := Imb t). fold s in I. unfold imbalance in I. set (tr := sum d (fun j => hidden_gram m N (W s) j j)) in *.
  assert (Hbs := Hleast s ltac:(unfold s, T1; lia)).
  assert (Htr : 0 <= tr).
  { unfold tr. rewrite <- (sum_zero d). apply sum_le. intros j _. unfold hidden_gram. apply Rmult_le_pos; [apply pow2_ge_0 | apply dot_nonneg]. }
  assert (Hfar : 0 < far).
  { unfold far. assert (0 < 2 / (eta * c)) by (apply Rdiv_lt_0_compat; [lra | now apply Rmult_lt_0_compat]). assert (A := Rabs_pos D). lra. }
  assert (Big : far < tr + b_at s).
  { assert (N2 : 0 < N ^ 2) by now apply pow_lt.
    assert (E : far ^ 2 = 4 * N ^ 2 * (far / (2 * N)) ^ 2) by (field; lra).
    assert (A : far ^ 2 < (tr + b_at s) ^ 2).
    { rewrite E. apply Rlt_le_trans with (4 * N ^ 2 * dot d (v_at s) (v_at s)); [apply Rmult_lt_compat_l; [lra | assumption] | assumption]. }
    nra. }
  assert (Bs : 2 / (eta * c) < b_at s) by (unfold far in Big; assert (A := Rle_abs D); lra).
  assert (Sharp := Calm s ltac:(unfold s, T1; lia) 0 ltac:(lra)).
  assert (Sharp' : sharpness_at_most (W s) (w s) ((2 - eps) / eta)).
  { intros dW dw. specialize (Sharp dW dw). unfold between, fst, snd in Sharp.
    replace (second (W s) dW (w s) dw) with (second (moved 0 (W s) (fun i j => W (S s) i j - W s i j)) dW (shifted 0 (w s) (fun i => w (S s) i - w s i)) dw);
      [exact Sharp |].
    unfold second. apply sum_ext. intros i. rewrite margin_moved.
    rewrite (dot_ext d (z i) (z i) (first_order (moved 0 (W s) (fun i j => W (S s) i j - W s i j)) dW (shifted 0 (w s) (fun i => w (S s) i - w s i)) dw)
      (first_order (W s) dW (w s) dw) (fun _ => eq_refl)).
    - rewrite Rmult_0_l. replace (0 ^ 2) with 0 by ring. rewrite Rmult_0_l, !Rplus_0_r. reflexivity.
    - intros j. unfold first_order. f_equal. f_equal; apply dot_ext; intros a; unfold moved, shifted; ring. }
  assert (Hw : 0 < dot m (w s) (w s)).
  { assert (P := dot_nonneg m (w s)). destruct (Req_dec (dot m (w s) (w s)) 0) as [E |]; [| lra].
    unfold b_at, output_gram in Hbs. rewrite E in Hbs. lra. }
  assert (Low := sharpness_at_least (W s) (w s) i1 ((2 - eps) / eta) Hi1 Sharp' Hw Hz1). fold (v_at s) in Low. fold (b_at s) in Low.
  assert (Bend' : c <= k i1 * curvature l (dot d (z i1) (v_at s)) * dot d (z i1) (z i1)).
  { apply Bend. destruct (Pay t) as [P _]. fold s in P. unfold paid in P. assert (A : 0 <= sum t (fun i => size (T1 + i)%nat)).
    { rewrite <- (sum_zero t). apply sum_le. intros i _. apply Size. }
    assert (0 <= eps * eta / 2 * sum t (fun i => size (T1 + i)%nat)) by (apply Rmult_le_pos; lra). unfold L in P |- *. lra. }
  assert (Too : 2 / eta < b_at s * (k i1 * curvature l (dot d (z i1) (v_at s)) * dot d (z i1) (z i1))).
  { apply Rlt_le_trans with (b_at s * c); [| apply Rmult_le_compat_l; lra].
    apply Rmult_lt_compat_r with (r := c) in Bs; [| assumption]. replace (2 / (eta * c) * c) with (2 / eta) in Bs by (field; lra). exact Bs. }
  assert (Less : (2 - eps) / eta < 2 / eta) by (apply Rmult_lt_compat_r; [now apply Rinv_0_lt_compat | lra]). lra.
Qed.

End Data.

(** * The two losses *)

Lemma exponential_allowed : (forall u, 0 <= value exponential u /\ - u <= value exponential u) /\ (forall u, slope exponential u < 0) /\
  (forall C, exists c, 0 < c /\ forall u, Rabs u <= C -> c <= curvature exponential u).
Proof.
  simpl. unfold margin_loss_exponential, margin_slope_exponential, margin_curvature_exponential. split; [| split].
  - intros u. assert (P := exp_pos (- u)). assert (Q := exp_ineq1_le (- u)). lra.
  - intros u. assert (P := exp_pos (- u)). lra.
  - intros C. exists (exp (- C)). split; [apply exp_pos |]. intros u Hu. apply Rabs_le_between in Hu.
    destruct (Req_dec (- C) (- u)) as [-> | Hne]; [lra |]. left. apply exp_increasing. lra.
Qed.

Lemma logistic_allowed : (forall u, 0 <= value logistic u /\ - u <= value logistic u) /\ (forall u, slope logistic u < 0) /\
  (forall C, exists c, 0 < c /\ forall u, Rabs u <= C -> c <= curvature logistic u).
Proof.
  simpl. unfold margin_loss_logistic, margin_slope_logistic, margin_curvature_logistic. split; [| split].
  - intros u. assert (P := exp_pos (- u)). split.
    + rewrite <- ln_1. left. apply ln_increasing; lra.
    + rewrite <- (ln_exp (- u)) at 1. left. apply ln_increasing; lra.
  - intros u. assert (P := exp_pos u). assert (Q := exp_pos (- u)).
    first [apply Ropp_lt_cancel; rewrite Ropp_0, <- Rdiv_opp_l, Ropp_involutive; apply Rdiv_lt_0_compat; lra
      | unfold Rdiv; assert (0 < / (1 + exp u)) by (apply Rinv_0_lt_compat; lra); lra].
  - intros C. exists (1 / (2 * exp (Rabs C)) ^ 2). assert (E := exp_pos (Rabs C)).
    split; [apply Rdiv_lt_0_compat; [lra | apply pow_lt; lra] |]. intros u Hu. apply Rabs_le_between in Hu. assert (A := Rle_abs C).
    assert (Ch : 0 < cosh (u / 2) <= exp (Rabs C)).
    { assert (Bound : forall x, x <= Rabs C -> exp x <= exp (Rabs C)).
      { intros x [H | ->]; [left; now apply exp_increasing | lra]. }
      unfold cosh. assert (P := exp_pos (u / 2)). assert (Q := exp_pos (- (u / 2))).
      assert (B1 := Bound (u / 2) ltac:(lra)). assert (B2 := Bound (- (u / 2)) ltac:(lra)). lra. }
    unfold Rdiv. rewrite !Rmult_1_l. apply Rinv_le_contravar; [apply pow_lt; lra | apply pow_incr; lra].
Qed.

(** (G8), spelled out: the weights (W, w) of any width follow gradient descent on partly separable data, and b stays away from 0. *)
Definition driven_to_the_edge (l : loss) : Prop :=
  forall d m n (z : matrix) (k : vector) N eta (W : nat -> matrix) (weights : nat -> vector) (u mu : vector) i0 i1 b_least T0,
  (forall i, 0 < k i) -> 0 < N -> 0 < eta ->
  (forall t i j, W (S t) i j = descend2_first (eta * N) (gradient_of l d n z k (end_to_end m N (W t) (weights t))) (weights t) (W t) i j) ->
  (forall t i, weights (S t) i = descend2_last d (eta * N) (gradient_of l d n z k (end_to_end m N (W t) (weights t))) (weights t) (W t) i) ->
  (i0 < n)%nat -> (i1 < n)%nat ->
  (forall i, 0 <= dot d (z i) u) -> 0 < dot d (z i0) u ->
  (forall i, 0 <= mu i) -> 0 < mu i1 -> (forall j, sum n (fun i => mu i * z i j) = 0) -> 0 < dot d (z i1) (z i1) ->
  0 < b_least -> (forall t, (T0 <= t)%nat -> b_least <= output_gram m N (weights t)) ->
  forall eps T, 0 < eps -> exists t, (T <= t)%nat /\ exists s, 0 <= s <= 1 /\
    ~ sharpness_at_most l d m n z k N (fst (between W weights s t)) (snd (between W weights s t)) ((2 - eps) / eta).

Theorem edge_of_stability_exponential : driven_to_the_edge exponential.
Proof.
  intros d m n z k N eta W weights u mu i0 i1 b_least T0 Hk HN Heta Hf Hl Hi0 Hi1 Hs Hp Hmu Hmu1 Hb Hz Hb0 Hbt.
  destruct exponential_allowed as (A & B & C). now apply (edge_of_stability exponential d m n z k N Hk eta W weights Heta HN Hf Hl A B C u mu i0 i1 Hi0 Hi1 Hs Hp Hmu Hmu1 Hb Hz b_least T0).
Qed.

Theorem edge_of_stability_logistic : driven_to_the_edge logistic.
Proof.
  intros d m n z k N eta W weights u mu i0 i1 b_least T0 Hk HN Heta Hf Hl Hi0 Hi1 Hs Hp Hmu Hmu1 Hb Hz Hb0 Hbt.
  destruct logistic_allowed as (A & B & C). now apply (edge_of_stability logistic d m n z k N Hk eta W weights Heta HN Hf Hl A B C u mu i0 i1 Hi0 Hi1 Hs Hp Hmu Hmu1 Hb Hz b_least T0).
Qed.
