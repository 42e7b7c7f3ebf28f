(* The equations that the simulator runs, over the real numbers of Coq.

   Printed by `catapult export coq` from the generic functions of the crate, evaluated on symbolic expressions; a test
   compares this file with what the program prints. Do not edit it: run `catapult export coq > proofs/Equations.v`.

   Tags such as (T1) are those of the crate's documentation. Names ending in _exponential, _logistic or _squared are for that
   loss; the others take the slope s = L'(f), and where it occurs the curvature c = L''(f), as arguments. *)

From Coq Require Import Reals.
Open Scope R_scope.

(** * Losses *)

(* exponential loss: l(u) at the margin u = y f(x) *)
Definition margin_loss_exponential (u : R) : R :=
  (exp (- u))%R.

(* exponential loss: l'(u) *)
Definition margin_slope_exponential (u : R) : R :=
  (- exp (- u))%R.

(* exponential loss: l''(u) *)
Definition margin_curvature_exponential (u : R) : R :=
  (exp (- u))%R.

(* exponential loss: L(f) = (l(f) + l(-f))/2, the risk on D0 *)
Definition risk_exponential (f : R) : R :=
  (cosh f)%R.

(* exponential loss: s(f) = L'(f) *)
Definition slope_exponential (f : R) : R :=
  (sinh f)%R.

(* exponential loss: c(f) = L''(f) *)
Definition curvature_exponential (f : R) : R :=
  (cosh f)%R.

(* exponential loss: kappa = L''(0) *)
Definition kappa_exponential : R :=
  (1)%R.

(* logistic loss: l(u) at the margin u = y f(x) *)
Definition margin_loss_logistic (u : R) : R :=
  (ln (1 + exp (- u)))%R.

(* logistic loss: l'(u) *)
Definition margin_slope_logistic (u : R) : R :=
  (- (1 / (1 + exp u)))%R.

(* logistic loss: l''(u) *)
Definition margin_curvature_logistic (u : R) : R :=
  (1 / (2 * cosh (u / 2)) ^ 2)%R.

(* logistic loss: L(f) = (l(f) + l(-f))/2, the risk on D0 *)
Definition risk_logistic (f : R) : R :=
  (ln (2 * cosh (f / 2)))%R.

(* logistic loss: s(f) = L'(f) *)
Definition slope_logistic (f : R) : R :=
  (tanh (f / 2) / 2)%R.

(* logistic loss: c(f) = L''(f) *)
Definition curvature_logistic (f : R) : R :=
  (1 / (2 * cosh (f / 2)) ^ 2)%R.

(* logistic loss: kappa = L''(0) *)
Definition kappa_logistic : R :=
  (1 / 4)%R.

(* squared loss: l(u) at the margin u = y f(x) *)
Definition margin_loss_squared (u : R) : R :=
  ((1 - u) ^ 2 / 2)%R.

(* squared loss: l'(u) *)
Definition margin_slope_squared (u : R) : R :=
  (u - 1)%R.

(* squared loss: l''(u) *)
Definition margin_curvature_squared (u : R) : R :=
  (1)%R.

(* squared loss: L(f) = (l(f) + l(-f))/2, the risk on D0 *)
Definition risk_squared (f : R) : R :=
  ((1 + f ^ 2) / 2)%R.

(* squared loss: s(f) = L'(f) *)
Definition slope_squared (f : R) : R :=
  (f)%R.

(* squared loss: c(f) = L''(f) *)
Definition curvature_squared (f : R) : R :=
  (1)%R.

(* squared loss: kappa = L''(0) *)
Definition kappa_squared : R :=
  (1)%R.

(** * Linear predictor on D0 *)

(* (P1) one step, s the slope at w *)
Definition linear_step (eta s w : R) : R :=
  (w - eta * s)%R.

(* (P1) one step with the exponential loss *)
Definition linear_step_exponential (eta w : R) : R :=
  (w - eta * sinh w)%R.

(* (P1) one step with the logistic loss *)
Definition linear_step_logistic (eta w : R) : R :=
  (w - eta * (tanh (w / 2) / 2))%R.

(* (P1) one step with the squared loss *)
Definition linear_step_squared (eta w : R) : R :=
  (w - eta * w)%R.

(** * Two-layer network on D0, in output and kernel *)

(* (T1) the output after a step *)
Definition two_layer_output (eta m s f lambda : R) : R :=
  (f * (1 + (eta * s) ^ 2 / m) - lambda * (eta * s))%R.

(* (T2) the kernel after a step *)
Definition two_layer_lambda (eta m s f lambda : R) : R :=
  (lambda * (1 + (eta * s) ^ 2 / m) - 4 * f * (eta * s) / m)%R.

(* (T5) h+, the top of the spectrum *)
Definition sharpness (m s c f lambda : R) : R :=
  ((c * lambda + sqrt ((c * lambda) ^ 2 + 4 * (2 * c * f * s + s ^ 2) / m)) / 2)%R.

(* (T1) the output after a step, exponential loss *)
Definition two_layer_output_exponential (eta m f lambda : R) : R :=
  (f * (1 + (eta * sinh f) ^ 2 / m) - lambda * (eta * sinh f))%R.

(* (T2) the kernel after a step, exponential loss *)
Definition two_layer_lambda_exponential (eta m f lambda : R) : R :=
  (lambda * (1 + (eta * sinh f) ^ 2 / m) - 4 * f * (eta * sinh f) / m)%R.

(* (T5) h+, the top of the spectrum, exponential loss *)
Definition sharpness_exponential (m f lambda : R) : R :=
  ((cosh f * lambda + sqrt ((cosh f * lambda) ^ 2 + 4 * (2 * cosh f * f * sinh f + sinh f ^ 2) / m)) / 2)%R.

(* (T1) the output after a step, logistic loss *)
Definition two_layer_output_logistic (eta m f lambda : R) : R :=
  (f * (1 + (eta * (tanh (f / 2) / 2)) ^ 2 / m) - lambda * (eta * (tanh (f / 2) / 2)))%R.

(* (T2) the kernel after a step, logistic loss *)
Definition two_layer_lambda_logistic (eta m f lambda : R) : R :=
  (lambda * (1 + (eta * (tanh (f / 2) / 2)) ^ 2 / m) - 4 * f * (eta * (tanh (f / 2) / 2)) / m)%R.

(* (T5) h+, the top of the spectrum, logistic loss *)
Definition sharpness_logistic (m f lambda : R) : R :=
  ((1 / (2 * cosh (f / 2)) ^ 2 * lambda + sqrt ((1 / (2 * cosh (f / 2)) ^ 2 * lambda) ^ 2 + 4 * (2 * (1 / (2 * cosh (f / 2)) ^ 2) * f * (tanh (f / 2) / 2) + (tanh (f / 2) / 2) ^ 2) / m)) / 2)%R.

(* (T1) the output after a step, squared loss *)
Definition two_layer_output_squared (eta m f lambda : R) : R :=
  (f * (1 + (eta * f) ^ 2 / m) - lambda * (eta * f))%R.

(* (T2) the kernel after a step, squared loss *)
Definition two_layer_lambda_squared (eta m f lambda : R) : R :=
  (lambda * (1 + (eta * f) ^ 2 / m) - 4 * f * (eta * f) / m)%R.

(* (T5) h+, the top of the spectrum, squared loss *)
Definition sharpness_squared (m f lambda : R) : R :=
  ((lambda + sqrt (lambda ^ 2 + 4 * (2 * f * f + f ^ 2) / m)) / 2)%R.

(** * Two-layer network on D0, factorised *)

(* (T3) p = |w1 + w2|^2/m of a state *)
Definition factor_p (m f lambda : R) : R :=
  (lambda + 2 * f / sqrt m)%R.

(* (T3) q = |w1 - w2|^2/m of a state *)
Definition factor_q (m f lambda : R) : R :=
  (lambda - 2 * f / sqrt m)%R.

(* (T3) the output of p and q *)
Definition factors_output (m p q : R) : R :=
  (sqrt m * (p - q) / 4)%R.

(* (T3) the kernel of p and q *)
Definition factors_lambda (p q : R) : R :=
  ((p + q) / 2)%R.

(* (T3) a, by which a step moves the factors *)
Definition factor_rate (eta m s : R) : R :=
  (eta * s / sqrt m)%R.

(* (T3) p after a step *)
Definition factorised_p (a p : R) : R :=
  (p * (1 - a) ^ 2)%R.

(* (T3) q after a step *)
Definition factorised_q (a q : R) : R :=
  (q * (1 + a) ^ 2)%R.

(* (T4) the imbalance D = (|w1|^2 - |w2|^2)/m after a step *)
Definition imbalance_step (a D : R) : R :=
  (D * (1 - a ^ 2))%R.

(* (T3) a as a function of f, exponential loss *)
Definition factor_rate_exponential (eta m f : R) : R :=
  (eta * sinh f / sqrt m)%R.

(* (T3) p after a step, in p and q alone, exponential loss *)
Definition factorised_p_exponential (eta m p q : R) : R :=
  (p * (1 - eta * sinh (sqrt m * (p - q) / 4) / sqrt m) ^ 2)%R.

(* (T3) q after a step, in p and q alone, exponential loss *)
Definition factorised_q_exponential (eta m p q : R) : R :=
  (q * (1 + eta * sinh (sqrt m * (p - q) / 4) / sqrt m) ^ 2)%R.

(* (T3) a as a function of f, logistic loss *)
Definition factor_rate_logistic (eta m f : R) : R :=
  (eta * (tanh (f / 2) / 2) / sqrt m)%R.

(* (T3) p after a step, in p and q alone, logistic loss *)
Definition factorised_p_logistic (eta m p q : R) : R :=
  (p * (1 - eta * (tanh (sqrt m * (p - q) / 4 / 2) / 2) / sqrt m) ^ 2)%R.

(* (T3) q after a step, in p and q alone, logistic loss *)
Definition factorised_q_logistic (eta m p q : R) : R :=
  (q * (1 + eta * (tanh (sqrt m * (p - q) / 4 / 2) / 2) / sqrt m) ^ 2)%R.

(* (T3) a as a function of f, squared loss *)
Definition factor_rate_squared (eta m f : R) : R :=
  (eta * f / sqrt m)%R.

(* (T3) p after a step, in p and q alone, squared loss *)
Definition factorised_p_squared (eta m p q : R) : R :=
  (p * (1 - eta * (sqrt m * (p - q) / 4) / sqrt m) ^ 2)%R.

(* (T3) q after a step, in p and q alone, squared loss *)
Definition factorised_q_squared (eta m p q : R) : R :=
  (q * (1 + eta * (sqrt m * (p - q) / 4) / sqrt m) ^ 2)%R.

(** * Thresholds *)

(* (P2) the rate at which the linear predictor jumps from w to -w, exponential loss *)
Definition critical_rate_exponential (w : R) : R :=
  (2 * w / sinh w)%R.

(* (T6) the rate at which the linearisation at the minimum stops contracting, exponential loss *)
Definition lazy_rate_exponential (lambda : R) : R :=
  (2 / lambda)%R.

(* (T7) the bound on the final kernel, exponential loss *)
Definition flatness_bound_exponential (eta : R) : R :=
  (2 / eta)%R.

(* (P2) the rate at which the linear predictor jumps from w to -w, logistic loss *)
Definition critical_rate_logistic (w : R) : R :=
  (2 * w / (tanh (w / 2) / 2))%R.

(* (T6) the rate at which the linearisation at the minimum stops contracting, logistic loss *)
Definition lazy_rate_logistic (lambda : R) : R :=
  (2 / (1 / 4 * lambda))%R.

(* (T7) the bound on the final kernel, logistic loss *)
Definition flatness_bound_logistic (eta : R) : R :=
  (2 / (1 / 4 * eta))%R.

(* (P2) the rate at which the linear predictor jumps from w to -w, squared loss *)
Definition critical_rate_squared (w : R) : R :=
  (2 * w / w)%R.

(* (T6) the rate at which the linearisation at the minimum stops contracting, squared loss *)
Definition lazy_rate_squared (lambda : R) : R :=
  (2 / lambda)%R.

(* (T7) the bound on the final kernel, squared loss *)
Definition flatness_bound_squared (eta : R) : R :=
  (2 / eta)%R.

(* (P4) its positive root is w_o, the amplitude from which on the logistic loss overshoots *)
Definition overshoot_equation (w : R) : R :=
  (sinh w - 2 * w)%R.

(* up to this rate the logistic loss converges from every start *)
Definition universal_rate (m : R) : R :=
  (2 * sqrt (2 * m))%R.

(** * Aligned networks on D0 *)

(* N, the factor of the NTK parametrisation *)
Definition scale_depth2 (m : R) : R :=
  (1 / sqrt m)%R.

(* (D3) the output *)
Definition aligned_output_depth2 (N sigma_1 sigma_2 : R) : R :=
  (N * (sigma_1 * sigma_2))%R.

(* (D2) the kernel *)
Definition aligned_lambda_depth2 (N sigma_1 sigma_2 : R) : R :=
  ((N * sigma_2) ^ 2 + (N * sigma_1) ^ 2)%R.

(* (L4d) eta_c of layers of equal size, s the slope at the output *)
Definition aligned_balanced_rate_depth2 (N s sigma_1 sigma_2 : R) : R :=
  (2 * sigma_1 ^ 2 / (N * (sigma_1 * sigma_2) * s))%R.

(* (D3) sigma_1 after a step, s the slope at the output *)
Definition aligned_step_1_depth2 (eta N s sigma_1 sigma_2 : R) : R :=
  (sigma_1 - eta * s * (N * sigma_2))%R.

(* (D3) sigma_2 after a step, s the slope at the output *)
Definition aligned_step_2_depth2 (eta N s sigma_1 sigma_2 : R) : R :=
  (sigma_2 - eta * s * (N * sigma_1))%R.

(* N, the factor of the NTK parametrisation *)
Definition scale_depth3 (m : R) : R :=
  (1 / m)%R.

(* (D3) the output *)
Definition aligned_output_depth3 (N sigma_1 sigma_2 sigma_3 : R) : R :=
  (N * (sigma_1 * sigma_2 * sigma_3))%R.

(* (D2) the kernel *)
Definition aligned_lambda_depth3 (N sigma_1 sigma_2 sigma_3 : R) : R :=
  ((N * (sigma_2 * sigma_3)) ^ 2 + (N * (sigma_1 * sigma_3)) ^ 2 + (N * (sigma_1 * sigma_2)) ^ 2)%R.

(* (L4d) eta_c of layers of equal size, s the slope at the output *)
Definition aligned_balanced_rate_depth3 (N s sigma_1 sigma_2 sigma_3 : R) : R :=
  (2 * sigma_1 ^ 2 / (N * (sigma_1 * sigma_2 * sigma_3) * s))%R.

(* (D3) sigma_1 after a step, s the slope at the output *)
Definition aligned_step_1_depth3 (eta N s sigma_1 sigma_2 sigma_3 : R) : R :=
  (sigma_1 - eta * s * (N * (sigma_2 * sigma_3)))%R.

(* (D3) sigma_2 after a step, s the slope at the output *)
Definition aligned_step_2_depth3 (eta N s sigma_1 sigma_2 sigma_3 : R) : R :=
  (sigma_2 - eta * s * (N * (sigma_1 * sigma_3)))%R.

(* (D3) sigma_3 after a step, s the slope at the output *)
Definition aligned_step_3_depth3 (eta N s sigma_1 sigma_2 sigma_3 : R) : R :=
  (sigma_3 - eta * s * (N * (sigma_1 * sigma_2)))%R.

(** * Networks of depth 2 and 3 with two hidden units and one input *)

(* (D1) the gradient g = (l'(f) - l'(-f))/2 in the end-to-end weight on D0, exponential loss *)
Definition end_to_end_gradient_exponential (f : R) : R :=
  (- (exp (- f) / 2) + exp f / 2)%R.

(* (D1) the gradient g = (l'(f) - l'(-f))/2 in the end-to-end weight on D0, logistic loss *)
Definition end_to_end_gradient_logistic (f : R) : R :=
  (- (1 / (1 + exp f) / 2) + 1 / (1 + exp (- f)) / 2)%R.

(* (D1) the gradient g = (l'(f) - l'(-f))/2 in the end-to-end weight on D0, squared loss *)
Definition end_to_end_gradient_squared (f : R) : R :=
  ((f - 1) / 2 - (- f - 1) / 2)%R.

(* the output at x *)
Definition network_output_depth2 (N x u_1 u_2 v_1 v_2 : R) : R :=
  (N * (v_1 * (u_1 * x) + v_2 * (u_2 * x)))%R.

(* (D2) the kernel on D0 *)
Definition network_lambda_depth2 (N u_1 u_2 v_1 v_2 : R) : R :=
  (N ^ 2 * (v_1 * v_1 + v_2 * v_2 + (u_1 * u_1 + u_2 * u_2)))%R.

(* the weight u_1 after a step of gradient descent *)
Definition network_step_u_1_depth2 (eta N g u_1 u_2 v_1 v_2 : R) : R :=
  (u_1 - eta * N * v_1 * g)%R.

(* the weight u_2 after a step of gradient descent *)
Definition network_step_u_2_depth2 (eta N g u_1 u_2 v_1 v_2 : R) : R :=
  (u_2 - eta * N * v_2 * g)%R.

(* the weight v_1 after a step of gradient descent *)
Definition network_step_v_1_depth2 (eta N g u_1 u_2 v_1 v_2 : R) : R :=
  (v_1 - eta * N * (u_1 * g))%R.

(* the weight v_2 after a step of gradient descent *)
Definition network_step_v_2_depth2 (eta N g u_1 u_2 v_1 v_2 : R) : R :=
  (v_2 - eta * N * (u_2 * g))%R.

(* (D1) the output at x after a step *)
Definition network_output_after_step_depth2 (eta N g x u_1 u_2 v_1 v_2 : R) : R :=
  (N * (v_1 * (u_1 * x) + v_2 * (u_2 * x)) - eta * N * N * ((v_1 * v_1 + v_2 * v_2) * (g * x) + (u_1 * g * (u_1 * x) + u_2 * g * (u_2 * x) - eta * N * ((u_1 * g * v_1 + u_2 * g * v_2) * (g * x)))))%R.

(* the output at x *)
Definition network_output_depth3 (N x u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 : R) : R :=
  (N * (v_1 * (w_11 * (u_1 * x) + w_12 * (u_2 * x)) + v_2 * (w_21 * (u_1 * x) + w_22 * (u_2 * x))))%R.

(* (D2) the kernel on D0 *)
Definition network_lambda_depth3 (N u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 : R) : R :=
  (N ^ 2 * ((w_11 * v_1 + w_21 * v_2) * (w_11 * v_1 + w_21 * v_2) + (w_12 * v_1 + w_22 * v_2) * (w_12 * v_1 + w_22 * v_2) + (v_1 * v_1 + v_2 * v_2) * (u_1 * u_1 + u_2 * u_2) + ((w_11 * u_1 + w_12 * u_2) * (w_11 * u_1 + w_12 * u_2) + (w_21 * u_1 + w_22 * u_2) * (w_21 * u_1 + w_22 * u_2))))%R.

(* the weight u_1 after a step of gradient descent *)
Definition network_step_u_1_depth3 (eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 : R) : R :=
  (u_1 - eta * N * (w_11 * v_1 + w_21 * v_2) * g)%R.

(* the weight u_2 after a step of gradient descent *)
Definition network_step_u_2_depth3 (eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 : R) : R :=
  (u_2 - eta * N * (w_12 * v_1 + w_22 * v_2) * g)%R.

(* the weight w_11 after a step of gradient descent *)
Definition network_step_w_11_depth3 (eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 : R) : R :=
  (w_11 - eta * N * v_1 * (u_1 * g))%R.

(* the weight w_12 after a step of gradient descent *)
Definition network_step_w_12_depth3 (eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 : R) : R :=
  (w_12 - eta * N * v_1 * (u_2 * g))%R.

(* the weight w_21 after a step of gradient descent *)
Definition network_step_w_21_depth3 (eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 : R) : R :=
  (w_21 - eta * N * v_2 * (u_1 * g))%R.

(* the weight w_22 after a step of gradient descent *)
Definition network_step_w_22_depth3 (eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 : R) : R :=
  (w_22 - eta * N * v_2 * (u_2 * g))%R.

(* the weight v_1 after a step of gradient descent *)
Definition network_step_v_1_depth3 (eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 : R) : R :=
  (v_1 - eta * N * (w_11 * (u_1 * g) + w_12 * (u_2 * g)))%R.

(* the weight v_2 after a step of gradient descent *)
Definition network_step_v_2_depth3 (eta N g u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 : R) : R :=
  (v_2 - eta * N * (w_21 * (u_1 * g) + w_22 * (u_2 * g)))%R.

(* (D1) the output at x after a step *)
Definition network_output_after_step_depth3 (eta N g x u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2 : R) : R :=
  (N * (v_1 * (w_11 * (u_1 * x) + w_12 * (u_2 * x)) + v_2 * (w_21 * (u_1 * x) + w_22 * (u_2 * x))) - eta * N * N * (((w_11 * v_1 + w_21 * v_2) * (w_11 * v_1 + w_21 * v_2) + (w_12 * v_1 + w_22 * v_2) * (w_12 * v_1 + w_22 * v_2)) * (g * x) + (v_1 * v_1 + v_2 * v_2) * (u_1 * g * (u_1 * x) + u_2 * g * (u_2 * x) - eta * N * ((u_1 * g * (w_11 * v_1 + w_21 * v_2) + u_2 * g * (w_12 * v_1 + w_22 * v_2)) * (g * x))) + ((w_11 * (u_1 * g) + w_12 * (u_2 * g)) * (w_11 * (u_1 * x) + w_12 * (u_2 * x)) + (w_21 * (u_1 * g) + w_22 * (u_2 * g)) * (w_21 * (u_1 * x) + w_22 * (u_2 * x)) - eta * N * (((w_11 * (u_1 * g) + w_12 * (u_2 * g)) * (w_11 * (w_11 * v_1 + w_21 * v_2) + w_12 * (w_12 * v_1 + w_22 * v_2)) + (w_21 * (u_1 * g) + w_22 * (u_2 * g)) * (w_21 * (w_11 * v_1 + w_21 * v_2) + w_22 * (w_12 * v_1 + w_22 * v_2))) * (g * x) + ((w_11 * (u_1 * g) + w_12 * (u_2 * g)) * v_1 + (w_21 * (u_1 * g) + w_22 * (u_2 * g)) * v_2) * (u_1 * g * (u_1 * x) + u_2 * g * (u_2 * x) - eta * N * ((u_1 * g * (w_11 * v_1 + w_21 * v_2) + u_2 * g * (w_12 * v_1 + w_22 * v_2)) * (g * x)))))))%R.

(** * Two-layer networks on any data *)

(* (G1) an entry of v = N W1^T w2 after a step *)
Definition gram_v_1_features1 (eta N g_1 v_1 m_11 b : R) : R :=
  (v_1 - eta * (m_11 * g_1 + b * g_1) + eta * N ^ 2 * eta * (v_1 * g_1) * g_1)%R.

(* (G1) an entry of M = N^2 W1^T W1 after a step *)
Definition gram_m_11_features1 (eta N g_1 v_1 m_11 b : R) : R :=
  (m_11 - eta * N ^ 2 * (2 * g_1 * v_1) + eta * N ^ 2 * eta * b * g_1 ^ 2)%R.

(* (G1) b = N^2 |w2|^2 after a step *)
Definition gram_b_features1 (eta N g_1 v_1 m_11 b : R) : R :=
  (b - 2 * (eta * N ^ 2) * (v_1 * g_1) + eta * N ^ 2 * eta * (g_1 * (m_11 * g_1)))%R.

(* the weight u_11 after a step of gradient descent *)
Definition dense_u_11_features1 (eta N g_1 u_11 u_21 c_1 c_2 : R) : R :=
  (u_11 - eta * N * c_1 * g_1)%R.

(* the weight u_21 after a step of gradient descent *)
Definition dense_u_21_features1 (eta N g_1 u_11 u_21 c_1 c_2 : R) : R :=
  (u_21 - eta * N * c_2 * g_1)%R.

(* the weight c_1 after a step of gradient descent *)
Definition dense_c_1_features1 (eta N g_1 u_11 u_21 c_1 c_2 : R) : R :=
  (c_1 - eta * N * (u_11 * g_1))%R.

(* the weight c_2 after a step of gradient descent *)
Definition dense_c_2_features1 (eta N g_1 u_11 u_21 c_1 c_2 : R) : R :=
  (c_2 - eta * N * (u_21 * g_1))%R.

(* (G1) an entry of v = N W1^T w2 after a step *)
Definition gram_v_1_features2 (eta N g_1 g_2 v_1 v_2 m_11 m_12 m_22 b : R) : R :=
  (v_1 - eta * (m_11 * g_1 + m_12 * g_2 + b * g_1) + eta * N ^ 2 * eta * (v_1 * g_1 + v_2 * g_2) * g_1)%R.

(* (G1) an entry of v = N W1^T w2 after a step *)
Definition gram_v_2_features2 (eta N g_1 g_2 v_1 v_2 m_11 m_12 m_22 b : R) : R :=
  (v_2 - eta * (m_12 * g_1 + m_22 * g_2 + b * g_2) + eta * N ^ 2 * eta * (v_1 * g_1 + v_2 * g_2) * g_2)%R.

(* (G1) an entry of M = N^2 W1^T W1 after a step *)
Definition gram_m_11_features2 (eta N g_1 g_2 v_1 v_2 m_11 m_12 m_22 b : R) : R :=
  (m_11 - eta * N ^ 2 * (2 * g_1 * v_1) + eta * N ^ 2 * eta * b * g_1 ^ 2)%R.

(* (G1) an entry of M = N^2 W1^T W1 after a step *)
Definition gram_m_12_features2 (eta N g_1 g_2 v_1 v_2 m_11 m_12 m_22 b : R) : R :=
  (m_12 - eta * N ^ 2 * (g_1 * v_2 + v_1 * g_2) + eta * N ^ 2 * eta * b * (g_1 * g_2))%R.

(* (G1) an entry of M = N^2 W1^T W1 after a step *)
Definition gram_m_22_features2 (eta N g_1 g_2 v_1 v_2 m_11 m_12 m_22 b : R) : R :=
  (m_22 - eta * N ^ 2 * (2 * g_2 * v_2) + eta * N ^ 2 * eta * b * g_2 ^ 2)%R.

(* (G1) b = N^2 |w2|^2 after a step *)
Definition gram_b_features2 (eta N g_1 g_2 v_1 v_2 m_11 m_12 m_22 b : R) : R :=
  (b - 2 * (eta * N ^ 2) * (v_1 * g_1 + v_2 * g_2) + eta * N ^ 2 * eta * (g_1 * (m_11 * g_1 + m_12 * g_2) + g_2 * (m_12 * g_1 + m_22 * g_2)))%R.

(* the weight u_11 after a step of gradient descent *)
Definition dense_u_11_features2 (eta N g_1 g_2 u_11 u_12 u_21 u_22 c_1 c_2 : R) : R :=
  (u_11 - eta * N * c_1 * g_1)%R.

(* the weight u_12 after a step of gradient descent *)
Definition dense_u_12_features2 (eta N g_1 g_2 u_11 u_12 u_21 u_22 c_1 c_2 : R) : R :=
  (u_12 - eta * N * c_1 * g_2)%R.

(* the weight u_21 after a step of gradient descent *)
Definition dense_u_21_features2 (eta N g_1 g_2 u_11 u_12 u_21 u_22 c_1 c_2 : R) : R :=
  (u_21 - eta * N * c_2 * g_1)%R.

(* the weight u_22 after a step of gradient descent *)
Definition dense_u_22_features2 (eta N g_1 g_2 u_11 u_12 u_21 u_22 c_1 c_2 : R) : R :=
  (u_22 - eta * N * c_2 * g_2)%R.

(* the weight c_1 after a step of gradient descent *)
Definition dense_c_1_features2 (eta N g_1 g_2 u_11 u_12 u_21 u_22 c_1 c_2 : R) : R :=
  (c_1 - eta * N * (u_11 * g_1 + u_12 * g_2))%R.

(* the weight c_2 after a step of gradient descent *)
Definition dense_c_2_features2 (eta N g_1 g_2 u_11 u_12 u_21 u_22 c_1 c_2 : R) : R :=
  (c_2 - eta * N * (u_21 * g_1 + u_22 * g_2))%R.

(* the risk on E2, exponential loss *)
Definition risk_three_points_exponential (v : R) : R :=
  ((exp (- v) + exp (- (2 * v)) + exp v) / 3)%R.

(* the gradient of the risk on E2, exponential loss *)
Definition slope_three_points_exponential (v : R) : R :=
  ((- exp (- v) - exp (- (2 * v)) * 2 + exp v) / 3)%R.

(* the risk on E2, logistic loss *)
Definition risk_three_points_logistic (v : R) : R :=
  ((ln (1 + exp (- v)) + ln (1 + exp (- (2 * v))) + ln (1 + exp v)) / 3)%R.

(* the gradient of the risk on E2, logistic loss *)
Definition slope_three_points_logistic (v : R) : R :=
  ((- (1 / (1 + exp v)) - 1 / (1 + exp (2 * v)) * 2 + 1 / (1 + exp (- v))) / 3)%R.

(* the risk on E2, squared loss *)
Definition risk_three_points_squared (v : R) : R :=
  (((1 - v) ^ 2 / 2 + (1 - 2 * v) ^ 2 / 2 + (1 + v) ^ 2 / 2) / 3)%R.

(* the gradient of the risk on E2, squared loss *)
Definition slope_three_points_squared (v : R) : R :=
  ((v - 1 + (2 * v - 1) * 2 - (- v - 1)) / 3)%R.

(* (G6) up to this rate the logistic loss converges on one-dimensional data with sup |g| = R *)
Definition universal_rate_on (m R_ : R) : R :=
  (2 * sqrt (2 * m) / 2 / R_)%R.

(** * Hypotheses of the checker's lemmas about the two-layer network *)

(* a lower bound of the limit of lambda that a trap gives *)
Definition trap_kernel (eta m delta Phi V gap : R) : R :=
  (V * (1 - (eta * Phi * delta) ^ 2 / m / (gap * (2 - gap))))%R.

(* trap_1 > 0 says: delta > 0 (where f = 0, give a proof of kind `hit`) *)
Definition trap_1 (delta : R) : R :=
  (delta)%R.

(* trap_2 > 0 says: s/f >= phi > 0 on [0, delta] *)
Definition trap_2 (phi : R) : R :=
  (phi)%R.

(* trap_3 > 0 says: rho < 1 *)
Definition trap_3 (gap : R) : R :=
  (gap)%R.

(* trap_4 > 0 says: rho > 0 *)
Definition trap_4 (gap : R) : R :=
  (1 - gap)%R.

(* trap_5 >= 0 says: p >= 0 and q >= 0 over the whole enclosure *)
Definition trap_5 (q : R) : R :=
  (q)%R.

(* trap_6 >= 0 says: V >= 0 *)
Definition trap_6 (V : R) : R :=
  (V)%R.

(* trap_7 >= 0 says: eta lambda Phi <= 1 + rho *)
Definition trap_7 (eta Phi lambda gap : R) : R :=
  (2 - eta * lambda * Phi - gap)%R.

(* trap_8 >= 0 says: 1 + (eta Phi delta)²/m - eta lambda_min phi <= rho *)
Definition trap_8 (eta m delta phi Phi V gap : R) : R :=
  (eta * (V * (1 - (eta * Phi * delta) ^ 2 / m / (gap * (2 - gap)))) * phi - (eta * Phi * delta) ^ 2 / m - gap)%R.

(* growth_1 > 0 says: f != 0 *)
Definition growth_1 (f : R) : R :=
  (f)%R.

(* growth_2 >= 0 says: eta f s >= 4 m lambda *)
Definition growth_2 (eta m f s lambda : R) : R :=
  (eta * f * s - 4 * m * lambda)%R.

(* alternation_1 > 0 says: A > 1 *)
Definition alternation_1 (eta m sigma : R) : R :=
  (eta * sigma / sqrt m - 1)%R.

(* alternation_2 > 0 says: p > 0 and q > 0 over the whole enclosure *)
Definition alternation_2 (q : R) : R :=
  (q)%R.

(* alternation_3 > 0 says: d > 0 *)
Definition alternation_3 (d : R) : R :=
  (d)%R.

(* alternation_4 > 0 says: w > 0 *)
Definition alternation_4 (w : R) : R :=
  (w)%R.

(* alternation_5 >= 0 says: w <= u - d *)
Definition alternation_5 (u d w : R) : R :=
  (u - (d + w))%R.

(* alternation_6 >= 0 says: w <= c - u - d *)
Definition alternation_6 (eta m sigma u d w : R) : R :=
  (2 * ln ((eta * sigma / sqrt m + 1) / (eta * sigma / sqrt m - 1)) - u - (d + w))%R.

(* alternation_7 > 0 says: F > 0 *)
Definition alternation_7 (F : R) : R :=
  (F)%R.

(* alternation_8 >= 0 says: F <= (sqrt m/2) V sinh(w/2) *)
Definition alternation_8 (m V w F : R) : R :=
  (sqrt m / 2 * V * sinh (w / 2) - F)%R.

(* alternation_9 > 0 says: a(F)² > 2 *)
Definition alternation_9 (eta m s : R) : R :=
  ((eta * s / sqrt m) ^ 2 - 2)%R.

(* alternation_10 >= 0 says: drift <= d *)
Definition alternation_10 (eta m sigma d F s : R) : R :=
  (d - 8 * (eta * sigma / sqrt m) / ((eta * s / sqrt m) ^ 2 - 1) * exp (- F) / (1 - exp (- (F * ((eta * s / sqrt m) ^ 2 - 1 - 1)))))%R.

(* boundary_falls_1 > 0 says: a < 2 *)
Definition boundary_falls_1 (a : R) : R :=
  (2 - a)%R.

(* boundary_grows_1 > 0 says: a > 2 *)
Definition boundary_grows_1 (a : R) : R :=
  (a - 2)%R.

(* universal_1 > 0 says: eta > 0 *)
Definition universal_1 (eta : R) : R :=
  (eta)%R.

(* universal_2 >= 0 says: eta² sigma² <= 2 m *)
Definition universal_2 (eta m sigma : R) : R :=
  (2 * m - (eta * sigma) ^ 2)%R.

(* one_sided_converges_1 > 0 says: all signed points lie on one side of zero *)
Definition one_sided_converges_1 (z : R) : R :=
  (z)%R.

(* one_sided_converges_2 > 0 says: w > 0: p or q, whichever belongs to that side *)
Definition one_sided_converges_2 (w : R) : R :=
  (w)%R.

(* one_sided_falls_1 > 0 says: all signed points lie on one side of zero *)
Definition one_sided_falls_1 (z : R) : R :=
  (z)%R.

(* one_sided_falls_2 > 0 says: w > 0: p or q, whichever belongs to that side *)
Definition one_sided_falls_2 (w : R) : R :=
  (w)%R.

(* one_sided_falls_3 >= 0 says: eta N |g| <= 2 *)
Definition one_sided_falls_3 (a : R) : R :=
  (2 - a)%R.

(* all hypotheses of the lemma `trap`, as the checker tests them *)
Definition trap_holds (eta m delta phi Phi lambda q V gap : R) : Prop :=
  0 < trap_1 delta /\
  0 < trap_2 phi /\
  0 < trap_3 gap /\
  0 < trap_4 gap /\
  0 <= trap_5 q /\
  0 <= trap_6 V /\
  0 <= trap_7 eta Phi lambda gap /\
  0 <= trap_8 eta m delta phi Phi V gap.

(* all hypotheses of the lemma `growth`, as the checker tests them *)
Definition growth_holds (eta m f s lambda : R) : Prop :=
  0 < growth_1 f /\
  0 <= growth_2 eta m f s lambda.

(* all hypotheses of the lemma `alternation`, as the checker tests them *)
Definition alternation_holds (eta m sigma q V u d w F s : R) : Prop :=
  0 < alternation_1 eta m sigma /\
  0 < alternation_2 q /\
  0 < alternation_3 d /\
  0 < alternation_4 w /\
  0 <= alternation_5 u d w /\
  0 <= alternation_6 eta m sigma u d w /\
  0 < alternation_7 F /\
  0 <= alternation_8 m V w F /\
  0 < alternation_9 eta m s /\
  0 <= alternation_10 eta m sigma d F s.

(* all hypotheses of the lemma `boundary_falls`, as the checker tests them *)
Definition boundary_falls_holds (a : R) : Prop :=
  0 < boundary_falls_1 a.

(* all hypotheses of the lemma `boundary_grows`, as the checker tests them *)
Definition boundary_grows_holds (a : R) : Prop :=
  0 < boundary_grows_1 a.

(* all hypotheses of the lemma `universal`, as the checker tests them *)
Definition universal_holds (eta m sigma : R) : Prop :=
  0 < universal_1 eta /\
  0 <= universal_2 eta m sigma.

(* all hypotheses of the lemma `one_sided_converges`, as the checker tests them *)
Definition one_sided_converges_holds (z w : R) : Prop :=
  0 < one_sided_converges_1 z /\
  0 < one_sided_converges_2 w.

(* all hypotheses of the lemma `one_sided_falls`, as the checker tests them *)
Definition one_sided_falls_holds (z w a : R) : Prop :=
  0 < one_sided_falls_1 z /\
  0 < one_sided_falls_2 w /\
  0 <= one_sided_falls_3 a.

(** * Hypotheses of the checker's lemmas about the linear predictor *)

(* linear_rest_1 >= 0 says: L'(w0) >= 0 *)
Definition linear_rest_1 (slope : R) : R :=
  (slope)%R.

(* linear_rest_2 >= 0 says: L'(w0) <= 0 *)
Definition linear_rest_2 (slope : R) : R :=
  (- slope)%R.

(* linear_quadratic_falling_1 > 0 says: eta > 0 *)
Definition linear_quadratic_falling_1 (eta : R) : R :=
  (eta)%R.

(* linear_quadratic_falling_2 > 0 says: h > 0 *)
Definition linear_quadratic_falling_2 (h : R) : R :=
  (h)%R.

(* linear_quadratic_falling_3 > 0 says: L'(w0) != 0 *)
Definition linear_quadratic_falling_3 (slope : R) : R :=
  (slope ^ 2)%R.

(* linear_quadratic_falling_4 > 0 says: eta h < 2 *)
Definition linear_quadratic_falling_4 (eta h : R) : R :=
  (2 - eta * h)%R.

(* linear_quadratic_alternating_1 > 0 says: eta > 0 *)
Definition linear_quadratic_alternating_1 (eta : R) : R :=
  (eta)%R.

(* linear_quadratic_alternating_2 > 0 says: h > 0 *)
Definition linear_quadratic_alternating_2 (h : R) : R :=
  (h)%R.

(* linear_quadratic_alternating_3 > 0 says: L'(w0) != 0 *)
Definition linear_quadratic_alternating_3 (slope : R) : R :=
  (slope ^ 2)%R.

(* linear_quadratic_alternating_4 >= 0 says: eta h <= 2 *)
Definition linear_quadratic_alternating_4 (eta h : R) : R :=
  (2 - eta * h)%R.

(* linear_quadratic_alternating_5 >= 0 says: eta h >= 2 *)
Definition linear_quadratic_alternating_5 (eta h : R) : R :=
  (- (2 - eta * h))%R.

(* linear_quadratic_growing_1 > 0 says: eta > 0 *)
Definition linear_quadratic_growing_1 (eta : R) : R :=
  (eta)%R.

(* linear_quadratic_growing_2 > 0 says: h > 0 *)
Definition linear_quadratic_growing_2 (h : R) : R :=
  (h)%R.

(* linear_quadratic_growing_3 > 0 says: L'(w0) != 0 *)
Definition linear_quadratic_growing_3 (slope : R) : R :=
  (slope ^ 2)%R.

(* linear_quadratic_growing_4 > 0 says: eta h > 2 *)
Definition linear_quadratic_growing_4 (eta h : R) : R :=
  (- (2 - eta * h))%R.

(* linear_smoothness_1 > 0 says: eta > 0 *)
Definition linear_smoothness_1 (eta : R) : R :=
  (eta)%R.

(* linear_smoothness_2 >= 0 says: eta <= 2/beta *)
Definition linear_smoothness_2 (eta beta : R) : R :=
  (2 - eta * beta)%R.

(* linear_critical_rate_below_1 > 0 says: w0 != 0 *)
Definition linear_critical_rate_below_1 (w0 : R) : R :=
  (w0 ^ 2)%R.

(* linear_critical_rate_below_2 > 0 says: eta > 0 *)
Definition linear_critical_rate_below_2 (eta : R) : R :=
  (eta)%R.

(* linear_critical_rate_below_3 > 0 says: eta < eta_c(w0) *)
Definition linear_critical_rate_below_3 (eta eta_c : R) : R :=
  (eta_c - eta)%R.

(* linear_critical_rate_above_1 > 0 says: w0 != 0 *)
Definition linear_critical_rate_above_1 (w0 : R) : R :=
  (w0 ^ 2)%R.

(* linear_critical_rate_above_2 > 0 says: eta > 0 *)
Definition linear_critical_rate_above_2 (eta : R) : R :=
  (eta)%R.

(* linear_critical_rate_above_3 > 0 says: eta > eta_c(w0) *)
Definition linear_critical_rate_above_3 (eta eta_c : R) : R :=
  (eta - eta_c)%R.

(* linear_potential_repelling_1 > 0 says: eta L''(0) > 2, which is eta > 8 *)
Definition linear_potential_repelling_1 (eta kappa : R) : R :=
  (eta * kappa - 2)%R.

(* linear_potential_side_1 > 0 says: w² < eta (L(w) - L(0)) *)
Definition linear_potential_side_1 (eta w L_w L_0 : R) : R :=
  (eta * (L_w - L_0) - w ^ 2)%R.

(* linear_escape_overshoot_1 > 0 says: R > 0 *)
Definition linear_escape_overshoot_1 (reach : R) : R :=
  (reach)%R.

(* linear_escape_overshoot_2 >= 0 says: eta L''_-(R) >= 2 *)
Definition linear_escape_overshoot_2 (eta h_right : R) : R :=
  (eta * h_right - 2)%R.

(* linear_escape_overshoot_3 > 0 says: F(R) + R < 0 *)
Definition linear_escape_overshoot_3 (reach F_right : R) : R :=
  (- (F_right + reach))%R.

(* linear_escape_overshoot_4 >= 0 says: eta L''_+(-R) >= 2 *)
Definition linear_escape_overshoot_4 (eta h_left : R) : R :=
  (eta * h_left - 2)%R.

(* linear_escape_overshoot_5 > 0 says: F(-R) - R > 0 *)
Definition linear_escape_overshoot_5 (reach F_left : R) : R :=
  (F_left - reach)%R.

(* linear_escape_beyond_1 >= 0 says: |w_T| >= R *)
Definition linear_escape_beyond_1 (reach size : R) : R :=
  (size - reach)%R.

(* linear_sublevel_level_1 > 0 says: a < w *)
Definition linear_sublevel_level_1 (a w : R) : R :=
  (w - a)%R.

(* linear_sublevel_level_2 > 0 says: w < b *)
Definition linear_sublevel_level_2 (w b : R) : R :=
  (b - w)%R.

(* linear_sublevel_level_3 > 0 says: L(a) > L(w) *)
Definition linear_sublevel_level_3 (L_a L_w : R) : R :=
  (L_a - L_w)%R.

(* linear_sublevel_level_4 > 0 says: L(b) > L(w) *)
Definition linear_sublevel_level_4 (L_w L_b : R) : R :=
  (L_b - L_w)%R.

(* linear_sublevel_short_step_1 > 0 says: eta L'' < 2 on [a, b] *)
Definition linear_sublevel_short_step_1 (eta h : R) : R :=
  (2 - eta * h)%R.

(* interior_1 > 0 says: it lies below the upper end *)
Definition interior_1 (r d : R) : R :=
  (r - d)%R.

(* interior_2 > 0 says: it lies above the lower end *)
Definition interior_2 (r d : R) : R :=
  (r + d)%R.

(* interval_newton_1 >= 0 says: c <= m + r *)
Definition interval_newton_1 (m r c : R) : R :=
  (r - (c - m))%R.

(* interval_newton_2 >= 0 says: c >= m - r *)
Definition interval_newton_2 (m r c : R) : R :=
  (r + (c - m))%R.

(* interval_newton_3 > 0 says: the slope is not 0 *)
Definition interval_newton_3 (D : R) : R :=
  (D ^ 2)%R.

(* interval_newton_4 > 0 says: it lies below the upper end *)
Definition interval_newton_4 (m r c G D : R) : R :=
  (r - (c - G / D - m))%R.

(* interval_newton_5 > 0 says: it lies above the lower end *)
Definition interval_newton_5 (m r c G D : R) : R :=
  (r + (c - G / D - m))%R.

(* cycle_not_fixed_1 > 0 says: F^d(x) != x *)
Definition cycle_not_fixed_1 (moved : R) : R :=
  (moved ^ 2)%R.

(* cycle_attracting_1 > 0 says: |(F^n)'| < 1 *)
Definition cycle_attracting_1 (size : R) : R :=
  (1 - size)%R.

(* cycle_repelling_1 > 0 says: |(F^n)'| > 1 *)
Definition cycle_repelling_1 (size : R) : R :=
  (size - 1)%R.

(* basin_contraction_1 > 0 says: (F^k)' < 1 *)
Definition basin_contraction_1 (slope : R) : R :=
  (1 - slope)%R.

(* basin_contraction_2 > 0 says: (F^k)' > -1 *)
Definition basin_contraction_2 (slope : R) : R :=
  (1 + slope)%R.

(* basin_contraction_3 > 0 says: it lies below the upper end *)
Definition basin_contraction_3 (r d : R) : R :=
  (r - d)%R.

(* basin_contraction_4 > 0 says: it lies above the lower end *)
Definition basin_contraction_4 (r d : R) : R :=
  (r + d)%R.

(* linear_doubling_1 >= 0 says: mu >= -1 *)
Definition linear_doubling_1 (mu : R) : R :=
  (1 + mu)%R.

(* linear_doubling_2 > 0 says: G''' < 0 *)
Definition linear_doubling_2 (g : R) : R :=
  (- g)%R.

(* linear_doubling_3 > 0 says: 3 mu² (1 + mu) b² < 8 |G'''| (1 - mu) *)
Definition linear_doubling_3 (mu b g : R) : R :=
  (- (8 * g * (1 - mu)) - 3 * mu ^ 2 * (1 + mu) * b ^ 2)%R.

(* linear_doubling_4 > 0 says: |G'''| r² + 3 (1 + mu) b r < 6 (1 + mu²) *)
Definition linear_doubling_4 (mu b r g : R) : R :=
  (6 * (1 + mu ^ 2) - (3 * (1 + mu) * b * r - g * r ^ 2))%R.

(* doubling_supercritical_1 > 0 says: the multiplier falls through -1 *)
Definition doubling_supercritical_1 (crossing : R) : R :=
  (- crossing)%R.

(* doubling_supercritical_2 > 0 says: a > 0 *)
Definition doubling_supercritical_2 (a : R) : R :=
  (a)%R.

(* doubling_subcritical_1 > 0 says: the multiplier passes -1 *)
Definition doubling_subcritical_1 (crossing : R) : R :=
  (crossing ^ 2)%R.

(* doubling_subcritical_2 > 0 says: a < 0 *)
Definition doubling_subcritical_2 (a : R) : R :=
  (- a)%R.

(* all hypotheses of the lemma `linear_rest`, as the checker tests them *)
Definition linear_rest_holds (slope : R) : Prop :=
  0 <= linear_rest_1 slope /\
  0 <= linear_rest_2 slope.

(* all hypotheses of the lemma `linear_quadratic_falling`, as the checker tests them *)
Definition linear_quadratic_falling_holds (eta h slope : R) : Prop :=
  0 < linear_quadratic_falling_1 eta /\
  0 < linear_quadratic_falling_2 h /\
  0 < linear_quadratic_falling_3 slope /\
  0 < linear_quadratic_falling_4 eta h.

(* all hypotheses of the lemma `linear_quadratic_alternating`, as the checker tests them *)
Definition linear_quadratic_alternating_holds (eta h slope : R) : Prop :=
  0 < linear_quadratic_alternating_1 eta /\
  0 < linear_quadratic_alternating_2 h /\
  0 < linear_quadratic_alternating_3 slope /\
  0 <= linear_quadratic_alternating_4 eta h /\
  0 <= linear_quadratic_alternating_5 eta h.

(* all hypotheses of the lemma `linear_quadratic_growing`, as the checker tests them *)
Definition linear_quadratic_growing_holds (eta h slope : R) : Prop :=
  0 < linear_quadratic_growing_1 eta /\
  0 < linear_quadratic_growing_2 h /\
  0 < linear_quadratic_growing_3 slope /\
  0 < linear_quadratic_growing_4 eta h.

(* all hypotheses of the lemma `linear_smoothness`, as the checker tests them *)
Definition linear_smoothness_holds (eta beta : R) : Prop :=
  0 < linear_smoothness_1 eta /\
  0 <= linear_smoothness_2 eta beta.

(* all hypotheses of the lemma `linear_critical_rate_below`, as the checker tests them *)
Definition linear_critical_rate_below_holds (eta eta_c w0 : R) : Prop :=
  0 < linear_critical_rate_below_1 w0 /\
  0 < linear_critical_rate_below_2 eta /\
  0 < linear_critical_rate_below_3 eta eta_c.

(* all hypotheses of the lemma `linear_critical_rate_above`, as the checker tests them *)
Definition linear_critical_rate_above_holds (eta eta_c w0 : R) : Prop :=
  0 < linear_critical_rate_above_1 w0 /\
  0 < linear_critical_rate_above_2 eta /\
  0 < linear_critical_rate_above_3 eta eta_c.

(* all hypotheses of the lemma `linear_potential_repelling`, as the checker tests them *)
Definition linear_potential_repelling_holds (eta kappa : R) : Prop :=
  0 < linear_potential_repelling_1 eta kappa.

(* all hypotheses of the lemma `linear_potential_side`, as the checker tests them *)
Definition linear_potential_side_holds (eta w L_w L_0 : R) : Prop :=
  0 < linear_potential_side_1 eta w L_w L_0.

(* all hypotheses of the lemma `linear_escape_overshoot`, as the checker tests them *)
Definition linear_escape_overshoot_holds (eta reach h_right F_right h_left F_left : R) : Prop :=
  0 < linear_escape_overshoot_1 reach /\
  0 <= linear_escape_overshoot_2 eta h_right /\
  0 < linear_escape_overshoot_3 reach F_right /\
  0 <= linear_escape_overshoot_4 eta h_left /\
  0 < linear_escape_overshoot_5 reach F_left.

(* all hypotheses of the lemma `linear_escape_beyond`, as the checker tests them *)
Definition linear_escape_beyond_holds (reach size : R) : Prop :=
  0 <= linear_escape_beyond_1 reach size.

(* all hypotheses of the lemma `linear_sublevel_level`, as the checker tests them *)
Definition linear_sublevel_level_holds (a w b L_a L_w L_b : R) : Prop :=
  0 < linear_sublevel_level_1 a w /\
  0 < linear_sublevel_level_2 w b /\
  0 < linear_sublevel_level_3 L_a L_w /\
  0 < linear_sublevel_level_4 L_w L_b.

(* all hypotheses of the lemma `linear_sublevel_short_step`, as the checker tests them *)
Definition linear_sublevel_short_step_holds (eta h : R) : Prop :=
  0 < linear_sublevel_short_step_1 eta h.

(* all hypotheses of the lemma `interior`, as the checker tests them *)
Definition interior_holds (r d : R) : Prop :=
  0 < interior_1 r d /\
  0 < interior_2 r d.

(* all hypotheses of the lemma `interval_newton`, as the checker tests them *)
Definition interval_newton_holds (m r c G D : R) : Prop :=
  0 <= interval_newton_1 m r c /\
  0 <= interval_newton_2 m r c /\
  0 < interval_newton_3 D /\
  0 < interval_newton_4 m r c G D /\
  0 < interval_newton_5 m r c G D.

(* all hypotheses of the lemma `cycle_not_fixed`, as the checker tests them *)
Definition cycle_not_fixed_holds (moved : R) : Prop :=
  0 < cycle_not_fixed_1 moved.

(* all hypotheses of the lemma `cycle_attracting`, as the checker tests them *)
Definition cycle_attracting_holds (size : R) : Prop :=
  0 < cycle_attracting_1 size.

(* all hypotheses of the lemma `cycle_repelling`, as the checker tests them *)
Definition cycle_repelling_holds (size : R) : Prop :=
  0 < cycle_repelling_1 size.

(* all hypotheses of the lemma `basin_contraction`, as the checker tests them *)
Definition basin_contraction_holds (r d slope : R) : Prop :=
  0 < basin_contraction_1 slope /\
  0 < basin_contraction_2 slope /\
  0 < basin_contraction_3 r d /\
  0 < basin_contraction_4 r d.

(* all hypotheses of the lemma `linear_doubling`, as the checker tests them *)
Definition linear_doubling_holds (mu b r g : R) : Prop :=
  0 <= linear_doubling_1 mu /\
  0 < linear_doubling_2 g /\
  0 < linear_doubling_3 mu b g /\
  0 < linear_doubling_4 mu b r g.

(* all hypotheses of the lemma `doubling_supercritical`, as the checker tests them *)
Definition doubling_supercritical_holds (crossing a : R) : Prop :=
  0 < doubling_supercritical_1 crossing /\
  0 < doubling_supercritical_2 a.

(* all hypotheses of the lemma `doubling_subcritical`, as the checker tests them *)
Definition doubling_subcritical_holds (crossing a : R) : Prop :=
  0 < doubling_subcritical_1 crossing /\
  0 < doubling_subcritical_2 a.

(** * Hypotheses of the checker's lemmas about aligned networks *)

(* 2C, by which the squares of the other layers may still fall in a trap *)
Definition aligned_trap_drift (eta F Phi gap : R) : R :=
  (2 * eta * Phi * F ^ 2 / (gap * (2 - gap)))%R.

(* aligned_trap_1 > 0 says: F > 0 (where f = 0, give a proof with the lemma `hit`) *)
Definition aligned_trap_1 (F : R) : R :=
  (F)%R.

(* aligned_trap_2 > 0 says: s/f >= phi > 0 on [0, F] *)
Definition aligned_trap_2 (phi : R) : R :=
  (phi)%R.

(* aligned_trap_3 > 0 says: rho < 1 *)
Definition aligned_trap_3 (gap : R) : R :=
  (gap)%R.

(* aligned_trap_4 > 0 says: rho > 0 *)
Definition aligned_trap_4 (gap : R) : R :=
  (1 - gap)%R.

(* aligned_trap_5 > 0 says: q_k > 2C for all k != j *)
Definition aligned_trap_5 (eta F Phi a gap : R) : R :=
  (a - 2 * eta * Phi * F ^ 2 / (gap * (2 - gap)))%R.

(* aligned_trap_6 >= 0 says: eta phi t_- >= 1 - rho *)
Definition aligned_trap_6 (eta phi t_low gap : R) : R :=
  (eta * phi * t_low - gap)%R.

(* aligned_trap_7 >= 0 says: eta Phi t_+ <= 1 + rho *)
Definition aligned_trap_7 (eta Phi t_up gap : R) : R :=
  (2 - eta * Phi * t_up - gap)%R.

(* aligned_lazy_1 >= 0 says: eta K max tau_l² <= 2 *)
Definition aligned_lazy_1 (eta K tau_max : R) : R :=
  (2 - eta * K * tau_max)%R.

(* aligned_lazy_2 > 0 says: eta K min tau_l² < 2 *)
Definition aligned_lazy_2 (eta K tau_min : R) : R :=
  (2 - eta * K * tau_min)%R.

(* aligned_safe_1 >= 0 says: eta² S² N² Pi <= 2 *)
Definition aligned_safe_1 (eta S_ reach : R) : R :=
  (2 - (eta * S_) ^ 2 * reach)%R.

(* aligned_degenerate_1 > 0 says: q_k > g for the layers outside G *)
Definition aligned_degenerate_1 (g a : R) : R :=
  (a - g)%R.

(* aligned_degenerate_2 >= 0 says: eta K tau² <= 1 *)
Definition aligned_degenerate_2 (eta K tau_max : R) : R :=
  (1 - eta * K * tau_max)%R.

(* aligned_growth_1 > 0 says: f != 0 *)
Definition aligned_growth_1 (f : R) : R :=
  (f)%R.

(* aligned_growth_2 > 0 says: eta f s > 2 M *)
Definition aligned_growth_2 (c M : R) : R :=
  (c - 2 * M)%R.

(* aligned_growth_bounded_1 > 0 says: f != 0 *)
Definition aligned_growth_bounded_1 (f : R) : R :=
  (f)%R.

(* aligned_growth_bounded_2 > 0 says: eta f s > M *)
Definition aligned_growth_bounded_2 (c M : R) : R :=
  (c - M)%R.

(* aligned_growth_bounded_3 > 0 says: (eta f s - M)² > eta f s M *)
Definition aligned_growth_bounded_3 (c M : R) : R :=
  ((c - M) ^ 2 - c * M)%R.

(* aligned_balanced_falls_1 > 0 says: eta < eta_c *)
Definition aligned_balanced_falls_1 (eta eta_c : R) : R :=
  (eta_c - eta)%R.

(* aligned_balanced_grows_1 > 0 says: eta > eta_c *)
Definition aligned_balanced_grows_1 (eta eta_c : R) : R :=
  (eta - eta_c)%R.

(* all hypotheses of the lemma `aligned_trap`, as the checker tests them *)
Definition aligned_trap_holds (eta F phi Phi a t_low t_up gap : R) : Prop :=
  0 < aligned_trap_1 F /\
  0 < aligned_trap_2 phi /\
  0 < aligned_trap_3 gap /\
  0 < aligned_trap_4 gap /\
  0 < aligned_trap_5 eta F Phi a gap /\
  0 <= aligned_trap_6 eta phi t_low gap /\
  0 <= aligned_trap_7 eta Phi t_up gap.

(* all hypotheses of the lemma `aligned_lazy`, as the checker tests them *)
Definition aligned_lazy_holds (eta K tau_max tau_min : R) : Prop :=
  0 <= aligned_lazy_1 eta K tau_max /\
  0 < aligned_lazy_2 eta K tau_min.

(* all hypotheses of the lemma `aligned_safe`, as the checker tests them *)
Definition aligned_safe_holds (eta S reach : R) : Prop :=
  0 <= aligned_safe_1 eta S reach.

(* all hypotheses of the lemma `aligned_degenerate`, as the checker tests them *)
Definition aligned_degenerate_holds (eta K tau_max g a : R) : Prop :=
  0 < aligned_degenerate_1 g a /\
  0 <= aligned_degenerate_2 eta K tau_max.

(* all hypotheses of the lemma `aligned_growth`, as the checker tests them *)
Definition aligned_growth_holds (f c M : R) : Prop :=
  0 < aligned_growth_1 f /\
  0 < aligned_growth_2 c M.

(* all hypotheses of the lemma `aligned_growth_bounded`, as the checker tests them *)
Definition aligned_growth_bounded_holds (f c M : R) : Prop :=
  0 < aligned_growth_bounded_1 f /\
  0 < aligned_growth_bounded_2 c M /\
  0 < aligned_growth_bounded_3 c M.

(* all hypotheses of the lemma `aligned_balanced_falls`, as the checker tests them *)
Definition aligned_balanced_falls_holds (eta eta_c : R) : Prop :=
  0 < aligned_balanced_falls_1 eta eta_c.

(* all hypotheses of the lemma `aligned_balanced_grows`, as the checker tests them *)
Definition aligned_balanced_grows_holds (eta eta_c : R) : Prop :=
  0 < aligned_balanced_grows_1 eta eta_c.
