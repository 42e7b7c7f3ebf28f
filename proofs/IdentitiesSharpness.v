(* (T5): the spectrum of the Hessian of the risk of the two-layer network on D0, at width n = m.

   Parameters are (w1, w2), directions (d1, d2); s = L'(f), c = L''(f), and the gradient of f is (w2, w1)/sqrt m. Proved here:
   - [hessian_is_derivative]: the operator H below is the derivative of the gradient of the risk along a direction;
   - [hessian_block]: the plane of (w2, w1) and (w1, w2) is invariant, and there H is a 2 x 2 matrix;
   - [sharpness_root], [sharpness_low_root]: h+ (the function that the code runs) and h- = trace - h+ are the roots of its
     characteristic polynomial, and [block_eigenvector]: every root has an eigenvector, which is not zero where p, q > 0 and
     the root or s is not zero ([block_eigenvector_norm], [block_eigenvector_nonzero]);
   - [symmetric_eigenvector], [antisymmetric_eigenvector]: (d, d) with d orthogonal to w1 + w2 has the eigenvalue s/sqrt m, and
     (d, -d) with d orthogonal to w1 - w2 has -s/sqrt m: spaces of m - 1 dimensions each where w1 + w2, w1 - w2 are not zero;
   - [spectrum_complete]: there, every direction is a sum of one in the plane and one of each of these two spaces, so that this
     is the whole spectrum;
   - [sharpness_tops_the_rest]: h+ >= |s|/sqrt m where f s >= 0, c >= 0 and lambda >= 0;
   - [sharpness_at_minimum]: h = c lambda at f = 0, with c = kappa there. *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Vectors IdentitiesTwoLayer.
Open Scope R_scope.

Section Spectrum.

Variable n : nat.
Hypothesis some : (0 < n)%nat.
Variables (w1 w2 : vector) (s c : R).

Let m := INR n.
Let N := scale_depth2 m.
Let f := output n N w1 w2.
Let lambda := kernel n w1 w2.

Lemma wide : 0 < m.
Proof. apply width_positive. exact some. Qed.

Lemma root : 0 < sqrt m.
Proof. apply root_positive. exact some. Qed.

Lemma scale_is_inverse_root : N = / sqrt m.
Proof. unfold N, scale_depth2. pose proof root. field. lra. Qed.

(* The derivative of f along a direction, N (w2.d1 + w1.d2). *)
Definition output_rate (d1 d2 : vector) : R := N * (dot n w2 d1 + dot n w1 d2).

(* H (d1, d2) = c f'(d) (w2, w1) N + s N (d2, d1) *)
Definition hessian_hidden (d1 d2 : vector) : vector := fun i => c * output_rate d1 d2 * (N * w2 i) + s * N * d2 i.
Definition hessian_output (d1 d2 : vector) : vector := fun i => c * output_rate d1 d2 * (N * w1 i) + s * N * d1 i.

(* The gradient of the risk at (w1, w2) is (N s(f) w2, N s(f) w1), see [risk_gradient]; its derivative is H. *)
Theorem hessian_is_derivative (slope : R -> R) (d1 d2 : vector) (i : nat) :
  slope f = s -> is_derive slope f c ->
  let moved1 t := fun j => w1 j + t * d1 j in
  let moved2 t := fun j => w2 j + t * d2 j in
  is_derive (fun t => N * slope (output n N (moved1 t) (moved2 t)) * w2 i + N * slope (output n N (moved1 t) (moved2 t)) * (t * d2 i))
    0 (hessian_hidden d1 d2 i) /\
  is_derive (fun t => N * slope (output n N (moved1 t) (moved2 t)) * w1 i + N * slope (output n N (moved1 t) (moved2 t)) * (t * d1 i))
    0 (hessian_output d1 d2 i).
Proof.
  intros value derivative moved1 moved2.
  pose proof (risk_gradient slope c N n w1 w2 d1 d2 derivative) as rate.
  assert (dot n (fun i => N * c * w2 i) d1 + dot n (fun i => N * c * w1 i) d2 = c * output_rate d1 d2) as rate_is.
  { unfold output_rate.
    assert (forall w d : vector, dot n (fun i => N * c * w i) d = N * c * dot n w d) as out.
    { intros w d. unfold dot. rewrite <- sum_scale. apply sum_ext. intros j. ring. }
    rewrite !out. ring. }
  rewrite rate_is in rate.
  assert (forall w d : R,
    is_derive (fun t => N * slope (output n N (moved1 t) (moved2 t)) * w + N * slope (output n N (moved1 t) (moved2 t)) * (t * d))
      0 (c * output_rate d1 d2 * (N * w) + s * N * d)) as both.
  { intros w d.
    apply (is_derive_ext (fun t => slope (output n N (moved1 t) (moved2 t)) * (N * (w + t * d)))).
    { intros t. match goal with |- @eq _ ?x ?y => change (@eq R x y) end. ring. }
    evar_last.
    - apply (is_derive_mult (fun t => slope (output n N (moved1 t) (moved2 t))) (fun t => N * (w + t * d)) 0
        (c * output_rate d1 d2) (N * d)).
      + exact rate.
      + auto_derive; [trivial | ring].
      + intros x y. apply Rmult_comm.
    - unfold plus, mult; simpl. unfold moved1, moved2.
      replace (output n N (fun j => w1 j + 0 * d1 j) (fun j => w2 j + 0 * d2 j)) with f.
      + rewrite value. ring.
      + unfold f, output. f_equal. apply dot_ext; intros; ring. }
  split; apply both.
Qed.

(** * The invariant plane *)

Definition plane_hidden (alpha beta : R) : vector := fun i => alpha * w2 i + beta * w1 i.
Definition plane_output (alpha beta : R) : vector := fun i => alpha * w1 i + beta * w2 i.

Lemma norms : dot n w1 w1 + dot n w2 w2 = m * lambda.
Proof. unfold lambda, kernel. fold m. pose proof wide. field. lra. Qed.

Lemma product : dot n w2 w1 = sqrt m * f.
Proof. unfold f, output. rewrite scale_is_inverse_root. pose proof root. field. lra. Qed.

Lemma output_rate_plane (alpha beta : R) :
  output_rate (plane_hidden alpha beta) (plane_output alpha beta) = alpha * sqrt m * lambda + 2 * beta * f.
Proof.
  unfold output_rate, plane_hidden, plane_output. rewrite !dot_combine_right, (dot_comm n w1 w2).
  replace (alpha * dot n w2 w2 + beta * dot n w2 w1 + (alpha * dot n w1 w1 + beta * dot n w2 w1))
    with (alpha * (dot n w1 w1 + dot n w2 w2) + 2 * beta * dot n w2 w1) by ring.
  rewrite norms, product, scale_is_inverse_root. pose proof root.
  pose proof (root_squared n some) as square. fold m in square. set (r := sqrt m) in *. rewrite <- square. field. lra.
Qed.

Theorem hessian_block (alpha beta : R) (i : nat) :
  let alpha' := c * lambda * alpha + (2 * c * f + s) / sqrt m * beta in
  let beta' := s / sqrt m * alpha in
  hessian_hidden (plane_hidden alpha beta) (plane_output alpha beta) i = plane_hidden alpha' beta' i /\
  hessian_output (plane_hidden alpha beta) (plane_output alpha beta) i = plane_output alpha' beta' i.
Proof.
  intros alpha' beta'. unfold hessian_hidden, hessian_output. rewrite output_rate_plane, scale_is_inverse_root.
  unfold plane_hidden, plane_output, alpha', beta'. pose proof root. split; field; lra.
Qed.

(** * h+ and h- *)

(* The characteristic polynomial of the block. *)
Definition characteristic (h : R) : R := h ^ 2 - c * lambda * h - s * (2 * c * f + s) / m.

Theorem sharpness_root :
  0 <= (c * lambda) ^ 2 + 4 * (2 * c * f * s + s ^ 2) / m -> characteristic (sharpness m s c f lambda) = 0.
Proof.
  intros real. unfold characteristic, sharpness. pose proof (sqrt_sqrt _ real) as square.
  set (r := sqrt _) in *. pose proof wide.
  assert (r * r = (c * lambda) ^ 2 + 4 * (s * (2 * c * f + s) / m)) as coupled by (rewrite square; field; lra).
  nra.
Qed.

(* h-, as h+ + h- is the trace. *)
Definition sharpness_low : R := c * lambda - sharpness m s c f lambda.

Theorem sharpness_low_root :
  0 <= (c * lambda) ^ 2 + 4 * (2 * c * f * s + s ^ 2) / m -> characteristic sharpness_low = 0.
Proof.
  intros real. pose proof (sharpness_root real) as high. unfold characteristic, sharpness_low in *. nra.
Qed.

(* The discriminant is never negative on a network: c^2 lambda^2 >= 4 c^2 f^2/m, so it is at least (2 (c f + s))^2/m. *)
Theorem discriminant_nonneg : 0 <= (c * lambda) ^ 2 + 4 * (2 * c * f * s + s ^ 2) / m.
Proof.
  destruct (weights_admissible n some w1 w2) as [p q]. fold m in p, q. fold N f lambda in p, q.
  pose proof (factor_product m f lambda wide) as apart.
  assert (0 <= lambda ^ 2 - 4 * f ^ 2 / m) as gap by (rewrite <- apart; apply Rmult_le_pos; assumption).
  replace ((c * lambda) ^ 2 + 4 * (2 * c * f * s + s ^ 2) / m)
    with (c ^ 2 * (lambda ^ 2 - 4 * f ^ 2 / m) + 4 * (c * f + s) ^ 2 * / m) by (field; pose proof wide; lra).
  pose proof (Rinv_0_lt_compat m wide). pose proof (pow2_ge_0 c). pose proof (pow2_ge_0 (c * f + s)).
  assert (0 <= c ^ 2 * (lambda ^ 2 - 4 * f ^ 2 / m)) by (apply Rmult_le_pos; assumption).
  assert (0 <= 4 * (c * f + s) ^ 2 * / m) by (apply Rmult_le_pos; lra).
  lra.
Qed.

(* Every root h has the eigenvector h (w2, w1) + s/sqrt m (w1, w2). *)
Theorem block_eigenvector (h : R) (i : nat) :
  characteristic h = 0 ->
  hessian_hidden (plane_hidden h (s / sqrt m)) (plane_output h (s / sqrt m)) i = h * plane_hidden h (s / sqrt m) i /\
  hessian_output (plane_hidden h (s / sqrt m)) (plane_output h (s / sqrt m)) i = h * plane_output h (s / sqrt m) i.
Proof.
  intros zero. destruct (hessian_block h (s / sqrt m) i) as [hidden out]. rewrite hidden, out.
  assert (c * lambda * h + (2 * c * f + s) / sqrt m * (s / sqrt m) = h * h) as eigen.
  { unfold characteristic in zero. pose proof root. pose proof (root_squared n some) as square. fold m in square.
    replace ((2 * c * f + s) / sqrt m * (s / sqrt m)) with (s * (2 * c * f + s) / (sqrt m * sqrt m)) by (field; lra).
    rewrite square. lra. }
  rewrite eigen. unfold plane_hidden, plane_output. split; ring.
Qed.

Lemma block_eigenvector_norm (alpha beta : R) :
  dot n (plane_hidden alpha beta) (plane_hidden alpha beta) + dot n (plane_output alpha beta) (plane_output alpha beta) =
  m / 2 * ((alpha + beta) ^ 2 * factor_p m f lambda + (alpha - beta) ^ 2 * factor_q m f lambda).
Proof.
  unfold plane_hidden, plane_output. rewrite !dot_combine, (dot_comm n w1 w2).
  replace (alpha * alpha * dot n w2 w2 + alpha * beta * dot n w2 w1 + beta * alpha * dot n w2 w1 + beta * beta * dot n w1 w1
    + (alpha * alpha * dot n w1 w1 + alpha * beta * dot n w2 w1 + beta * alpha * dot n w2 w1 + beta * beta * dot n w2 w2))
    with ((alpha * alpha + beta * beta) * (dot n w1 w1 + dot n w2 w2) + 4 * alpha * beta * dot n w2 w1) by ring.
  rewrite norms, product. unfold factor_p, factor_q. pose proof root.
  pose proof (root_squared n some) as square. fold m in square. set (r := sqrt m) in *. rewrite <- square. field. lra.
Qed.

Theorem block_eigenvector_nonzero (alpha beta : R) :
  0 < factor_p m f lambda -> 0 < factor_q m f lambda -> (alpha <> 0 \/ beta <> 0) ->
  0 < dot n (plane_hidden alpha beta) (plane_hidden alpha beta) + dot n (plane_output alpha beta) (plane_output alpha beta).
Proof.
  intros p q some_part. rewrite block_eigenvector_norm. pose proof wide.
  pose proof (pow2_ge_0 (alpha + beta)). pose proof (pow2_ge_0 (alpha - beta)).
  assert (0 < (alpha + beta) ^ 2 + (alpha - beta) ^ 2).
  { replace ((alpha + beta) ^ 2 + (alpha - beta) ^ 2) with (2 * (alpha ^ 2 + beta ^ 2)) by ring.
    pose proof (pow2_ge_0 alpha). pose proof (pow2_ge_0 beta).
    destruct some_part as [part | part]; apply pow2_gt_0 in part; lra. }
  apply Rmult_lt_0_compat; [lra |].
  destruct (Req_dec ((alpha + beta) ^ 2) 0) as [zero | positive]; nra.
Qed.

(** * The eigenvalues s/sqrt m and -s/sqrt m *)

Theorem symmetric_eigenvector (d : vector) (i : nat) :
  dot n (fun j => w1 j + w2 j) d = 0 ->
  hessian_hidden d d i = s / sqrt m * d i /\ hessian_output d d i = s / sqrt m * d i.
Proof.
  intros orthogonal.
  assert (dot n w2 d + dot n w1 d = 0) as still.
  { rewrite <- orthogonal. unfold dot. rewrite <- sum_plus. apply sum_ext. intros j. ring. }
  unfold hessian_hidden, hessian_output, output_rate. rewrite still, scale_is_inverse_root.
  pose proof root. split; field; lra.
Qed.

Theorem antisymmetric_eigenvector (d : vector) (i : nat) :
  dot n (fun j => w1 j - w2 j) d = 0 ->
  let opposite := fun j => - d j in
  hessian_hidden d opposite i = - (s / sqrt m) * d i /\ hessian_output d opposite i = - (s / sqrt m) * opposite i.
Proof.
  intros orthogonal opposite.
  assert (dot n w2 d + dot n w1 opposite = 0) as still.
  { rewrite <- (Ropp_involutive (dot n w2 d + _)), <- Ropp_0. f_equal. rewrite <- orthogonal.
    transitivity (- dot n w2 d - dot n w1 opposite); [ring |].
    unfold dot, opposite.
    transitivity (sum n (fun j => -1 * (w2 j * d j)) + sum n (fun j => -1 * (w1 j * - d j))).
    - rewrite !sum_scale. ring.
    - rewrite <- sum_plus. apply sum_ext. intros j. ring. }
  unfold hessian_hidden, hessian_output, output_rate. rewrite still, scale_is_inverse_root.
  unfold opposite. pose proof root. split; field; lra.
Qed.

(* The plane is spanned by (w1 + w2, w1 + w2) and (w1 - w2, -(w1 - w2)); what is left of a direction is orthogonal to these. *)
Theorem spectrum_complete (d1 d2 : vector) :
  0 < factor_p m f lambda -> 0 < factor_q m f lambda ->
  exists (alpha beta : R) (a b : vector),
  dot n (fun j => w1 j + w2 j) a = 0 /\ dot n (fun j => w1 j - w2 j) b = 0 /\
  forall i, d1 i = plane_hidden alpha beta i + a i + b i /\ d2 i = plane_output alpha beta i + a i - b i.
Proof.
  unfold f, lambda, N, m. intros p q.
  rewrite (factor_p_weights n some w1 w2) in p. rewrite (factor_q_weights n some w1 w2) in q.
  set (w_sum := fun j => w1 j + w2 j) in *. set (w_gap := fun j => w1 j - w2 j) in *.
  pose proof wide as positive. unfold m in positive.
  assert (forall x, 0 < x / INR n -> 0 < x) as numerator.
  { intros x above. apply (Rmult_lt_compat_r (INR n)) in above; [| exact positive].
    replace (x / INR n * INR n) with x in above by (field; lra). lra. }
  apply numerator in p. apply numerator in q.
  set (sigma := dot n w_sum (fun j => / 2 * d1 j + / 2 * d2 j) / dot n w_sum w_sum).
  set (tau := dot n w_gap (fun j => / 2 * d1 j + - / 2 * d2 j) / dot n w_gap w_gap).
  exists (sigma - tau), (sigma + tau),
    (fun j => 1 * (/ 2 * d1 j + / 2 * d2 j) + - sigma * w_sum j),
    (fun j => 1 * (/ 2 * d1 j + - / 2 * d2 j) + - tau * w_gap j).
  split; [| split].
  - rewrite dot_combine_right. unfold sigma. field. lra.
  - rewrite dot_combine_right. unfold tau. field. lra.
  - intros i. unfold plane_hidden, plane_output, w_sum, w_gap. split; field.
Qed.

(** * The top *)

Theorem sharpness_tops_the_rest :
  0 <= f * s -> 0 <= c -> 0 <= lambda -> Rabs s / sqrt m <= sharpness m s c f lambda.
Proof.
  intros sign convex kernel. unfold sharpness.
  assert (2 * (Rabs s / sqrt m) <= sqrt ((c * lambda) ^ 2 + 4 * (2 * c * f * s + s ^ 2) / m)) as low.
  { pose proof root. pose proof wide. pose proof (Rabs_pos s) as size. pose proof (Rinv_0_lt_compat _ root).
    assert (0 <= 2 * (Rabs s / sqrt m)) as side by (unfold Rdiv; nra).
    rewrite <- (sqrt_square _ side). apply sqrt_le_1_alt.
    replace (2 * (Rabs s / sqrt m) * (2 * (Rabs s / sqrt m))) with (4 * (Rabs s * Rabs s) / (sqrt m * sqrt m)) by (field; lra).
    pose proof (root_squared n some) as square. fold m in square. rewrite square.
    replace (Rabs s * Rabs s) with (s ^ 2) by (rewrite <- (pow2_abs s); ring).
    replace (4 * (2 * c * f * s + s ^ 2) / m) with (8 * (c * (f * s)) * / m + 4 * s ^ 2 / m) by (field; lra).
    assert (0 <= 8 * (c * (f * s)) * / m).
    { apply Rmult_le_pos; [| left; apply Rinv_0_lt_compat, wide].
      pose proof (Rmult_le_pos _ _ convex sign). lra. }
    pose proof (pow2_ge_0 (c * lambda)). lra. }
  pose proof (Rmult_le_pos _ _ convex kernel). lra.
Qed.

End Spectrum.

(* At the minimum f = 0, s = 0 the sharpness is c lambda. *)
Theorem sharpness_at_minimum (m c lambda : R) : 0 <= c -> 0 <= lambda -> 0 < m -> sharpness m 0 c 0 lambda = c * lambda.
Proof.
  intros convex kernel wide. unfold sharpness.
  replace ((c * lambda) ^ 2 + 4 * (2 * c * 0 * 0 + 0 ^ 2) / m) with ((c * lambda) * (c * lambda)) by (field; lra).
  rewrite sqrt_square by (apply Rmult_le_pos; assumption). field.
Qed.

(* The functions for the three losses are the general one at s = slope and c = curvature. *)
Lemma sharpness_exponential_slope (m f lambda : R) :
  sharpness_exponential m f lambda = sharpness m (slope_exponential f) (curvature_exponential f) f lambda.
Proof. reflexivity. Qed.

Lemma sharpness_logistic_slope (m f lambda : R) :
  sharpness_logistic m f lambda = sharpness m (slope_logistic f) (curvature_logistic f) f lambda.
Proof. reflexivity. Qed.

Lemma sharpness_squared_slope (m f lambda : R) :
  sharpness_squared m f lambda = sharpness m (slope_squared f) (curvature_squared f) f lambda.
Proof. unfold sharpness_squared, sharpness, slope_squared, curvature_squared. rewrite !Rmult_1_l, !Rmult_1_r. reflexivity. Qed.
