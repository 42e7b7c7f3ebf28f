(* The three losses: what the names in Equations.v mean.

   On D0 = {(1,+1),(1,-1)} the risk is L(f) = (l(f) + l(-f))/2. Proved here, for the exponential, the logistic and the squared
   loss: the closed form of L, s = L', c = L'', kappa = L''(0), the derivatives of the margin loss, and that the gradient that
   the general network code computes on D0 is s. Nothing is assumed but what the statements say. *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations.
Open Scope R_scope.

Lemma cosh_positive (x : R) : 0 < cosh x.
Proof. unfold cosh. pose proof (exp_pos x). pose proof (exp_pos (- x)). lra. Qed.

Lemma cosh_squared (x : R) : cosh x ^ 2 = 1 + sinh x ^ 2.
Proof.
  unfold cosh, sinh. assert (exp x * exp (- x) = 1) by (rewrite <- exp_plus, Rplus_opp_r; apply exp_0). nra.
Qed.

Lemma is_derive_sinh (x : R) : is_derive sinh x (cosh x).
Proof. unfold sinh, cosh. auto_derive; [trivial | lra]. Qed.

Lemma is_derive_cosh (x : R) : is_derive cosh x (sinh x).
Proof. unfold sinh, cosh. auto_derive; [trivial | lra]. Qed.

(** * Exponential *)

Lemma risk_exponential_mean (f : R) :
  risk_exponential f = (margin_loss_exponential f + margin_loss_exponential (- f)) / 2.
Proof. unfold risk_exponential, margin_loss_exponential, cosh. rewrite Ropp_involutive. lra. Qed.

Lemma risk_exponential_derive (f : R) : is_derive risk_exponential f (slope_exponential f).
Proof. apply is_derive_cosh. Qed.

Lemma slope_exponential_derive (f : R) : is_derive slope_exponential f (curvature_exponential f).
Proof. apply is_derive_sinh. Qed.

Lemma kappa_exponential_curvature : kappa_exponential = curvature_exponential 0.
Proof. unfold kappa_exponential, curvature_exponential. symmetry. apply cosh_0. Qed.

Lemma margin_loss_exponential_derive (u : R) : is_derive margin_loss_exponential u (margin_slope_exponential u).
Proof. unfold margin_loss_exponential, margin_slope_exponential. auto_derive; [trivial | lra]. Qed.

Lemma margin_slope_exponential_derive (u : R) : is_derive margin_slope_exponential u (margin_curvature_exponential u).
Proof. unfold margin_slope_exponential, margin_curvature_exponential. auto_derive; [trivial | lra]. Qed.

Lemma end_to_end_gradient_exponential_slope (f : R) : end_to_end_gradient_exponential f = slope_exponential f.
Proof. unfold end_to_end_gradient_exponential, slope_exponential, sinh. lra. Qed.

(** * Logistic *)

Lemma exp_half (x : R) : exp x = exp (x / 2) * exp (x / 2).
Proof. rewrite <- exp_plus. f_equal. lra. Qed.

Lemma exp_inverse (x : R) : exp (- x) = / exp x.
Proof. apply exp_Ropp. Qed.

Lemma risk_logistic_mean (f : R) : risk_logistic f = (margin_loss_logistic f + margin_loss_logistic (- f)) / 2.
Proof.
  unfold risk_logistic, margin_loss_logistic. rewrite Ropp_involutive.
  pose proof (exp_pos f) as up. pose proof (exp_pos (- f)) as down.
  rewrite <- ln_mult by lra.
  assert (2 * cosh (f / 2) = exp (f / 2) + exp (- (f / 2))) as twice by (unfold cosh; lra).
  rewrite twice.
  set (c := exp (f / 2) + exp (- (f / 2))).
  assert (0 < c) by (unfold c; pose proof (exp_pos (f / 2)); pose proof (exp_pos (- (f / 2))); lra).
  replace ((1 + exp (- f)) * (1 + exp f)) with (c * c).
  - rewrite ln_mult by assumption. lra.
  - unfold c. rewrite (exp_half f), (exp_half (- f)).
    replace (- f / 2) with (- (f / 2)) by lra. rewrite exp_inverse.
    pose proof (exp_pos (f / 2)). field. lra.
Qed.

Lemma risk_logistic_derive (f : R) : is_derive risk_logistic f (slope_logistic f).
Proof.
  unfold risk_logistic, slope_logistic.
  pose proof (cosh_positive (f / 2)) as positive.
  evar_last.
  - apply (is_derive_comp ln (fun f => 2 * cosh (f / 2))).
    + apply is_derive_ln. lra.
    + apply (is_derive_scal (fun f => cosh (f / 2)) f 2).
      apply (is_derive_comp cosh (fun f => f / 2)).
      * apply is_derive_cosh.
      * auto_derive; [trivial | reflexivity].
  - unfold scal; simpl; unfold mult; simpl. unfold tanh. field. lra.
Qed.

Lemma slope_logistic_derive (f : R) : is_derive slope_logistic f (curvature_logistic f).
Proof.
  unfold slope_logistic, curvature_logistic, tanh.
  pose proof (cosh_positive (f / 2)) as positive.
  evar_last.
  - apply (is_derive_ext (fun f => / 2 * (sinh (f / 2) / cosh (f / 2)))).
    { intros t. simpl. field. pose proof (cosh_positive (t / 2)). lra. }
    apply (is_derive_scal (fun f => sinh (f / 2) / cosh (f / 2)) f (/ 2)).
    apply (is_derive_div (fun f => sinh (f / 2)) (fun f => cosh (f / 2))).
    + apply (is_derive_comp sinh (fun f => f / 2)).
      * apply is_derive_sinh.
      * auto_derive; [trivial | reflexivity].
    + apply (is_derive_comp cosh (fun f => f / 2)).
      * apply is_derive_cosh.
      * auto_derive; [trivial | reflexivity].
    + lra.
  - unfold scal; simpl; unfold mult; simpl.
    pose proof (cosh_squared (f / 2)) as squares. simpl in squares.
    field_simplify; [| lra | lra]. 
    replace (cosh (f / 2) ^ 2) with (1 + sinh (f / 2) ^ 2) by (rewrite cosh_squared; reflexivity).
    f_equal. ring.
Qed.

Lemma kappa_logistic_curvature : kappa_logistic = curvature_logistic 0.
Proof. unfold kappa_logistic, curvature_logistic. replace (0 / 2) with 0 by lra. rewrite cosh_0. lra. Qed.

Lemma margin_loss_logistic_derive (u : R) : is_derive margin_loss_logistic u (margin_slope_logistic u).
Proof.
  unfold margin_loss_logistic, margin_slope_logistic.
  pose proof (exp_pos u) as up. pose proof (exp_pos (- u)) as down.
  auto_derive; [lra |]. rewrite exp_inverse. field. split; [lra |].
  pose proof (exp_pos u). lra.
Qed.

Lemma margin_slope_logistic_derive (u : R) : is_derive margin_slope_logistic u (margin_curvature_logistic u).
Proof.
  unfold margin_slope_logistic, margin_curvature_logistic.
  pose proof (exp_pos u) as up. pose proof (exp_pos (u / 2)) as half.
  auto_derive; [lra |]. unfold cosh. rewrite exp_inverse, (exp_half u). field. nra.
Qed.

Lemma end_to_end_gradient_logistic_slope (f : R) : end_to_end_gradient_logistic f = slope_logistic f.
Proof.
  unfold end_to_end_gradient_logistic, slope_logistic, tanh, sinh, cosh.
  rewrite !exp_inverse, (exp_half f). pose proof (exp_pos (f / 2)). field. nra.
Qed.

(** * Squared *)

Lemma risk_squared_mean (f : R) : risk_squared f = (margin_loss_squared f + margin_loss_squared (- f)) / 2.
Proof. unfold risk_squared, margin_loss_squared. field. Qed.

Lemma risk_squared_derive (f : R) : is_derive risk_squared f (slope_squared f).
Proof. unfold risk_squared, slope_squared. auto_derive; [trivial | lra]. Qed.

Lemma slope_squared_derive (f : R) : is_derive slope_squared f (curvature_squared f).
Proof. unfold slope_squared, curvature_squared. auto_derive; [trivial | lra]. Qed.

Lemma kappa_squared_curvature : kappa_squared = curvature_squared 0.
Proof. reflexivity. Qed.

Lemma margin_loss_squared_derive (u : R) : is_derive margin_loss_squared u (margin_slope_squared u).
Proof. unfold margin_loss_squared, margin_slope_squared. auto_derive; [trivial | lra]. Qed.

Lemma margin_slope_squared_derive (u : R) : is_derive margin_slope_squared u (margin_curvature_squared u).
Proof. unfold margin_slope_squared, margin_curvature_squared. auto_derive; [trivial | lra]. Qed.

Lemma end_to_end_gradient_squared_slope (f : R) : end_to_end_gradient_squared f = slope_squared f.
Proof. unfold end_to_end_gradient_squared, slope_squared. field. Qed.
