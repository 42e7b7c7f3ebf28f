(* The two-layer network f = m^(-1/2) w2.w1 on D0: from gradient descent on the weights to (T1)-(T4).

   The weights w1, w2 are vectors with n entries, m = n; s = L'(f) is the slope of the risk. Proved here:
   - the direction in which the code moves the weights is minus the gradient of the risk ([risk_gradient]), and at width 2 the
     vectors here are the weights that the code computes ([descend_hidden_is_the_code], [descend_output_is_the_code]);
   - (T1), (T2): output and kernel after a step of gradient descent, at every width ([T1], [T2]);
   - (T3): the factorised form is the same map ([T3_p], [T3_q]), and its inverse ([factors_invert_output], ...);
   - (T4): (pq)' = pq (1 - a^2)^2, D' = D (1 - a^2), and D^2 <= pq ([T4_product], [T4_imbalance], [imbalance_bound]);
   - p, q >= 0, that is lambda >= 2 |f|/sqrt m ([factor_p_weights], [factor_q_weights], [admissible_step]);
   - the maps for the three losses are the general ones at s = slope ([two_layer_output_exponential_slope], ...).

   Nothing is assumed but n > 0 where m divides. *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Vectors.
Open Scope R_scope.

(** * Weights *)

(* One step of gradient descent, N the scale and g the gradient in the end-to-end weight: w1' = w1 - eta N g w2,
   w2' = w2 - eta N g w1. *)
Definition descend_hidden (eta N g : R) (w1 w2 : vector) : vector := fun i => w1 i - eta * N * w2 i * g.
Definition descend_output (eta N g : R) (w1 w2 : vector) : vector := fun i => w2 i - eta * N * (w1 i * g).

Definition output (n : nat) (N : R) (w1 w2 : vector) : R := N * dot n w2 w1.
Definition kernel (n : nat) (w1 w2 : vector) : R := (dot n w1 w1 + dot n w2 w2) / INR n.
Definition imbalance (n : nat) (w1 w2 : vector) : R := (dot n w1 w1 - dot n w2 w2) / INR n.

(* A vector with two entries. *)
Definition pair (x y : R) : vector := fun i => match i with O => x | _ => y end.

Lemma descend_hidden_is_the_code (eta N g u_1 u_2 v_1 v_2 : R) :
  let w := descend_hidden eta N g (pair u_1 u_2) (pair v_1 v_2) in
  w 0%nat = network_step_u_1_depth2 eta N g u_1 u_2 v_1 v_2 /\
  w 1%nat = network_step_u_2_depth2 eta N g u_1 u_2 v_1 v_2.
Proof. split; reflexivity. Qed.

Lemma descend_output_is_the_code (eta N g u_1 u_2 v_1 v_2 : R) :
  let w := descend_output eta N g (pair u_1 u_2) (pair v_1 v_2) in
  w 0%nat = network_step_v_1_depth2 eta N g u_1 u_2 v_1 v_2 /\
  w 1%nat = network_step_v_2_depth2 eta N g u_1 u_2 v_1 v_2.
Proof. split; reflexivity. Qed.

Lemma output_is_the_code (N u_1 u_2 v_1 v_2 : R) :
  output 2 N (pair u_1 u_2) (pair v_1 v_2) = network_output_depth2 N 1 u_1 u_2 v_1 v_2.
Proof. unfold output, dot, network_output_depth2. simpl. ring. Qed.

(* The derivative of the risk L along any direction (d1, d2) is its inner product with (N s w2, N s w1). *)
Lemma risk_gradient (L : R -> R) (s N : R) (n : nat) (w1 w2 d1 d2 : vector) :
  is_derive L (output n N w1 w2) s ->
  is_derive (fun t => L (output n N (fun i => w1 i + t * d1 i) (fun i => w2 i + t * d2 i))) 0
    (dot n (fun i => N * s * w2 i) d1 + dot n (fun i => N * s * w1 i) d2).
Proof.
  intros slope.
  assert (forall t, output n N (fun i => w1 i + t * d1 i) (fun i => w2 i + t * d2 i) =
    N * (dot n w2 w1 + t * (dot n w2 d1 + dot n w1 d2) + t * t * dot n d2 d1)) as line.
  { intros t. unfold output.
    rewrite (dot_ext n _ (fun i => 1 * w2 i + t * d2 i) _ (fun i => 1 * w1 i + t * d1 i)) by (intros; ring).
    rewrite dot_combine, (dot_comm n d2 w1). ring. }
  apply (is_derive_ext (fun t => L (N * (dot n w2 w1 + t * (dot n w2 d1 + dot n w1 d2) + t * t * dot n d2 d1)))).
  { intros t. rewrite line. reflexivity. }
  evar_last.
  - apply (is_derive_comp L (fun t => N * (dot n w2 w1 + t * (dot n w2 d1 + dot n w1 d2) + t * t * dot n d2 d1))).
    + replace (N * (dot n w2 w1 + 0 * (dot n w2 d1 + dot n w1 d2) + 0 * 0 * dot n d2 d1)) with (output n N w1 w2)
        by (unfold output; ring).
      exact slope.
    + auto_derive; [trivial | reflexivity].
  - unfold scal; simpl; unfold mult; simpl.
    assert (forall w d : vector, dot n (fun i => N * s * w i) d = N * s * dot n w d) as out.
    { intros w d. unfold dot. rewrite <- sum_scale. apply sum_ext. intros i. ring. }
    rewrite !out. ring.
Qed.

(** * Width and scale *)

Section Width.

Variable n : nat.
Hypothesis some : (0 < n)%nat.

Let m := INR n.
Let N := scale_depth2 m.

Lemma width_positive : 0 < m.
Proof. apply lt_0_INR. exact some. Qed.

Lemma root_positive : 0 < sqrt m.
Proof. apply sqrt_lt_R0, width_positive. Qed.

Lemma root_squared : sqrt m * sqrt m = m.
Proof. apply sqrt_sqrt. pose proof width_positive. lra. Qed.

Lemma scale_squared : N * N = / m.
Proof.
  unfold N, scale_depth2. rewrite <- root_squared at 3. pose proof root_positive. field. lra.
Qed.

(** * (T1), (T2): the step in output and kernel *)

Variables (eta s : R) (w1 w2 : vector).

Let f := output n N w1 w2.
Let lambda := kernel n w1 w2.
Let w1' := descend_hidden eta N s w1 w2.
Let w2' := descend_output eta N s w1 w2.

Lemma dot_stepped :
  dot n w2' w1' = dot n w2 w1 * (1 + eta * eta * (N * N) * (s * s)) - eta * N * s * (dot n w1 w1 + dot n w2 w2).
Proof.
  unfold w1', w2', descend_hidden, descend_output.
  rewrite (dot_ext n _ (fun i => 1 * w2 i + - (eta * N * s) * w1 i) _ (fun i => 1 * w1 i + - (eta * N * s) * w2 i))
    by (intros; ring).
  rewrite dot_combine, (dot_comm n w1 w2). ring.
Qed.

Lemma norm_hidden_stepped :
  dot n w1' w1' = dot n w1 w1 - 2 * (eta * N * s) * dot n w2 w1 + (eta * N * s) ^ 2 * dot n w2 w2.
Proof.
  unfold w1', descend_hidden.
  rewrite (dot_ext n _ (fun i => 1 * w1 i + - (eta * N * s) * w2 i) _ (fun i => 1 * w1 i + - (eta * N * s) * w2 i))
    by (intros; ring).
  rewrite dot_combine, (dot_comm n w1 w2). ring.
Qed.

Lemma norm_output_stepped :
  dot n w2' w2' = dot n w2 w2 - 2 * (eta * N * s) * dot n w2 w1 + (eta * N * s) ^ 2 * dot n w1 w1.
Proof.
  unfold w2', descend_output.
  rewrite (dot_ext n _ (fun i => 1 * w2 i + - (eta * N * s) * w1 i) _ (fun i => 1 * w2 i + - (eta * N * s) * w1 i))
    by (intros; ring).
  rewrite dot_combine, (dot_comm n w1 w2). ring.
Qed.

Theorem T1 : output n N w1' w2' = two_layer_output eta m s f lambda.
Proof.
  unfold two_layer_output, f, lambda, kernel, output. fold m. rewrite dot_stepped.
  replace ((eta * s) ^ 2 / m) with (eta * eta * (N * N) * (s * s))
    by (rewrite scale_squared; field; pose proof width_positive; lra).
  replace ((dot n w1 w1 + dot n w2 w2) / m) with ((dot n w1 w1 + dot n w2 w2) * (N * N))
    by (rewrite scale_squared; reflexivity).
  ring.
Qed.

Theorem T2 : kernel n w1' w2' = two_layer_lambda eta m s f lambda.
Proof.
  unfold two_layer_lambda, f, lambda, kernel, output. fold m.
  rewrite norm_hidden_stepped, norm_output_stepped.
  replace ((eta * s) ^ 2 / m) with (eta * eta * (N * N) * (s * s))
    by (rewrite scale_squared; field; pose proof width_positive; lra).
  unfold Rdiv. rewrite <- scale_squared. ring.
Qed.

(** * (T3), (T4) in the weights *)

Lemma factor_p_weights : factor_p m f lambda = dot n (fun i => w1 i + w2 i) (fun i => w1 i + w2 i) / m.
Proof.
  rewrite (dot_ext n _ (fun i => 1 * w1 i + 1 * w2 i) _ (fun i => 1 * w1 i + 1 * w2 i)) by (intros; ring).
  rewrite dot_combine, (dot_comm n w1 w2).
  unfold factor_p, f, lambda, kernel, output. fold m.
  replace (2 * (N * dot n w2 w1) / sqrt m) with (2 * dot n w2 w1 * (N * N))
    by (unfold N, scale_depth2; pose proof root_positive; field; lra).
  rewrite scale_squared. field. pose proof width_positive. lra.
Qed.

Lemma factor_q_weights : factor_q m f lambda = dot n (fun i => w1 i - w2 i) (fun i => w1 i - w2 i) / m.
Proof.
  rewrite (dot_ext n _ (fun i => 1 * w1 i + -1 * w2 i) _ (fun i => 1 * w1 i + -1 * w2 i)) by (intros; ring).
  rewrite dot_combine, (dot_comm n w1 w2).
  unfold factor_q, f, lambda, kernel, output. fold m.
  replace (2 * (N * dot n w2 w1) / sqrt m) with (2 * dot n w2 w1 * (N * N))
    by (unfold N, scale_depth2; pose proof root_positive; field; lra).
  rewrite scale_squared. field. pose proof width_positive. lra.
Qed.

(* The states of a network are admissible. *)
Theorem weights_admissible : 0 <= factor_p m f lambda /\ 0 <= factor_q m f lambda.
Proof.
  rewrite factor_p_weights, factor_q_weights. pose proof width_positive as positive.
  split; apply Rmult_le_pos; try apply dot_nonneg; left; apply Rinv_0_lt_compat; exact positive.
Qed.

Theorem T4_imbalance : imbalance n w1' w2' = imbalance_step (factor_rate eta m s) (imbalance n w1 w2).
Proof.
  unfold imbalance, imbalance_step, factor_rate. fold m.
  rewrite norm_hidden_stepped, norm_output_stepped.
  replace ((eta * s / sqrt m) ^ 2) with ((eta * N * s) ^ 2)
    by (unfold N, scale_depth2; pose proof root_positive; field; lra).
  field. pose proof width_positive. lra.
Qed.

Theorem imbalance_bound : imbalance n w1 w2 ^ 2 <= factor_p m f lambda * factor_q m f lambda.
Proof.
  rewrite factor_p_weights, factor_q_weights. unfold imbalance. fold m.
  pose proof (cauchy_schwarz n (fun i => w1 i + w2 i) (fun i => w1 i - w2 i)) as bound.
  replace (dot n (fun i => w1 i + w2 i) (fun i => w1 i - w2 i)) with (dot n w1 w1 - dot n w2 w2) in bound.
  - pose proof width_positive as positive.
    set (x := dot n w1 w1 - dot n w2 w2) in *.
    set (a := dot n (fun i => w1 i + w2 i) _) in *. set (b := dot n (fun i => w1 i - w2 i) _) in *.
    replace ((x / m) ^ 2) with (x * x * (/ m * / m)) by (field; lra).
    replace (a / m * (b / m)) with (a * b * (/ m * / m)) by (field; lra).
    apply Rmult_le_compat_r; [| exact bound].
    apply Rle_0_sqr.
  - symmetry.
    rewrite (dot_ext n _ (fun i => 1 * w1 i + 1 * w2 i) _ (fun i => 1 * w1 i + -1 * w2 i)) by (intros; ring).
    rewrite dot_combine, (dot_comm n w2 w1). ring.
Qed.

End Width.

(** * (T3), (T4) as identities of the maps *)

Section Maps.

Variables (eta m s f lambda : R).
Hypothesis wide : 0 < m.

Let a := factor_rate eta m s.

Lemma sqrt_positive : 0 < sqrt m.
Proof. apply sqrt_lt_R0, wide. Qed.

Lemma sqrt_squared : sqrt m * sqrt m = m.
Proof. apply sqrt_sqrt. lra. Qed.

Theorem T3_p :
  factor_p m (two_layer_output eta m s f lambda) (two_layer_lambda eta m s f lambda) = factorised_p a (factor_p m f lambda).
Proof.
  unfold factor_p, two_layer_output, two_layer_lambda, factorised_p, a, factor_rate.
  pose proof sqrt_positive. pose proof sqrt_squared as square. set (r := sqrt m) in *. rewrite <- square. field. lra.
Qed.

Theorem T3_q :
  factor_q m (two_layer_output eta m s f lambda) (two_layer_lambda eta m s f lambda) = factorised_q a (factor_q m f lambda).
Proof.
  unfold factor_q, two_layer_output, two_layer_lambda, factorised_q, a, factor_rate.
  pose proof sqrt_positive. pose proof sqrt_squared as square. set (r := sqrt m) in *. rewrite <- square. field. lra.
Qed.

Lemma factors_invert_output : factors_output m (factor_p m f lambda) (factor_q m f lambda) = f.
Proof. unfold factors_output, factor_p, factor_q. pose proof sqrt_positive. field. lra. Qed.

Lemma factors_invert_lambda : factors_lambda (factor_p m f lambda) (factor_q m f lambda) = lambda.
Proof. unfold factors_lambda, factor_p, factor_q. pose proof sqrt_positive. field. lra. Qed.

Lemma factor_p_invert (p q : R) : factor_p m (factors_output m p q) (factors_lambda p q) = p.
Proof. unfold factors_output, factors_lambda, factor_p. pose proof sqrt_positive. field. lra. Qed.

Lemma factor_q_invert (p q : R) : factor_q m (factors_output m p q) (factors_lambda p q) = q.
Proof. unfold factors_output, factors_lambda, factor_q. pose proof sqrt_positive. field. lra. Qed.

Lemma factor_product : factor_p m f lambda * factor_q m f lambda = lambda ^ 2 - 4 * f ^ 2 / m.
Proof.
  unfold factor_p, factor_q. pose proof sqrt_positive. pose proof sqrt_squared as square.
  set (r := sqrt m) in *. rewrite <- square. field. lra.
Qed.

Theorem T4_product (p q : R) : factorised_p a p * factorised_q a q = p * q * (1 - a ^ 2) ^ 2.
Proof. unfold factorised_p, factorised_q. ring. Qed.

(* A step leads from admissible states to admissible ones. *)
Theorem admissible_step :
  0 <= factor_p m f lambda -> 0 <= factor_q m f lambda ->
  0 <= factor_p m (two_layer_output eta m s f lambda) (two_layer_lambda eta m s f lambda) /\
  0 <= factor_q m (two_layer_output eta m s f lambda) (two_layer_lambda eta m s f lambda).
Proof.
  intros p q. rewrite T3_p, T3_q. unfold factorised_p, factorised_q.
  split; apply Rmult_le_pos; try assumption; apply pow2_ge_0.
Qed.

(* p, q >= 0 means lambda >= 2 |f|/sqrt m. *)
Lemma admissible_means :
  (0 <= factor_p m f lambda /\ 0 <= factor_q m f lambda) <-> 2 * Rabs f / sqrt m <= lambda.
Proof.
  unfold factor_p, factor_q. pose proof sqrt_positive as positive.
  assert (forall x, 2 * x / sqrt m = 2 * / sqrt m * x) as order by (intros; field; lra).
  rewrite !order. assert (0 < 2 * / sqrt m) by (pose proof (Rinv_0_lt_compat _ positive); lra).
  set (k := 2 * / sqrt m) in *.
  split; [intros [p q] | intros bound]; unfold Rabs in *; destruct (Rcase_abs f); try split; nra.
Qed.

End Maps.

(** * The three losses *)

Lemma two_layer_output_exponential_slope (eta m f lambda : R) :
  two_layer_output_exponential eta m f lambda = two_layer_output eta m (slope_exponential f) f lambda.
Proof. reflexivity. Qed.

Lemma two_layer_lambda_exponential_slope (eta m f lambda : R) :
  two_layer_lambda_exponential eta m f lambda = two_layer_lambda eta m (slope_exponential f) f lambda.
Proof. reflexivity. Qed.

Lemma two_layer_output_logistic_slope (eta m f lambda : R) :
  two_layer_output_logistic eta m f lambda = two_layer_output eta m (slope_logistic f) f lambda.
Proof. reflexivity. Qed.

Lemma two_layer_lambda_logistic_slope (eta m f lambda : R) :
  two_layer_lambda_logistic eta m f lambda = two_layer_lambda eta m (slope_logistic f) f lambda.
Proof. reflexivity. Qed.

Lemma two_layer_output_squared_slope (eta m f lambda : R) :
  two_layer_output_squared eta m f lambda = two_layer_output eta m (slope_squared f) f lambda.
Proof. reflexivity. Qed.

Lemma two_layer_lambda_squared_slope (eta m f lambda : R) :
  two_layer_lambda_squared eta m f lambda = two_layer_lambda eta m (slope_squared f) f lambda.
Proof. reflexivity. Qed.

(* The step in p and q alone, as the code runs it, is (T3) at f = sqrt m (p - q)/4. *)
Lemma factorised_exponential_slope (eta m p q : R) :
  let a := factor_rate eta m (slope_exponential (factors_output m p q)) in
  factorised_p_exponential eta m p q = factorised_p a p /\ factorised_q_exponential eta m p q = factorised_q a q.
Proof. split; reflexivity. Qed.

Lemma factorised_logistic_slope (eta m p q : R) :
  let a := factor_rate eta m (slope_logistic (factors_output m p q)) in
  factorised_p_logistic eta m p q = factorised_p a p /\ factorised_q_logistic eta m p q = factorised_q a q.
Proof. split; reflexivity. Qed.

Lemma factorised_squared_slope (eta m p q : R) :
  let a := factor_rate eta m (slope_squared (factors_output m p q)) in
  factorised_p_squared eta m p q = factorised_p a p /\ factorised_q_squared eta m p q = factorised_q a q.
Proof. split; reflexivity. Qed.
