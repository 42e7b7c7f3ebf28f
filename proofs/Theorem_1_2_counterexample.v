(** The monotonicity of Theorem 1.2 (our reading) is false: the claim "theorem-1.2-monotonicity" of src/claims.

    It would have the loss never increase for 8 <= eta < eta_c(w0). With eta = 40 and w0 = 12 one has 8 < eta < eta_c(12) =
    48.0005..., yet |w_t| = 12, 7.99975..., 11.98683...: the loss falls at the first step and rises at the second. Its other half,
    that the loss never decreases for eta >= eta_c(w0), is false as well: eta = 40 > eta_c(5) = 20.2..., w0 = 5, |w_t| = 5,
    14.732..., 5.267...: the loss falls at the second step. All numbers are enclosed by the `interval` tactic, whose enclosures
    Coq checks. *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Standard_interval.
From Catapult Require Import Equations Hyperbolic Descent Logistic_linear.
Open Scope R_scope.

(** The slope as a rational function of exp w, which `interval` encloses well. *)
Lemma slope_logistic_exp w : slope_logistic w = 1 / 2 - / (exp w + 1).
Proof.
  rewrite slope_logistic_tanh. unfold tanh, sinh, cosh.
  replace (exp w) with (exp (w / 2) * exp (w / 2)) by (rewrite <- exp_plus; f_equal; field).
  rewrite exp_Ropp. pose proof (exp_pos (w / 2)). field. repeat split; nra.
Qed.

Definition weight_1 : R := linear_step_logistic 40 12.
Definition weight_2 : R := linear_step_logistic 40 weight_1.

Lemma weight_1_enclosed : -7.9998 <= weight_1 <= -7.9997.
Proof. unfold weight_1. rewrite step_logistic, slope_logistic_exp. split; interval. Qed.

Lemma weight_2_enclosed : 11.9867 <= weight_2 <= 11.9869.
Proof.
  unfold weight_2. rewrite step_logistic, slope_logistic_exp.
  pose proof weight_1_enclosed. split; interval with (i_prec 60).
Qed.

Lemma critical_rate_12_enclosed : 48.0005 <= critical_rate_logistic 12 <= 48.0006.
Proof.
  unfold critical_rate_logistic. rewrite <- slope_logistic_tanh, slope_logistic_exp. split; interval.
Qed.

(** eta = 40 lies between 8 and eta_c(12), yet the loss falls and then rises. *)
Theorem monotonicity_counterexample :
  8 <= 40 < critical_rate_logistic 12 /\
  let w := orbit (linear_step_logistic 40) 12 in
  Rabs (w 1%nat) < Rabs (w 0%nat) /\ Rabs (w 1%nat) < Rabs (w 2%nat) /\
  risk_logistic (w 1%nat) < risk_logistic (w 0%nat) /\ risk_logistic (w 1%nat) < risk_logistic (w 2%nat).
Proof.
  pose proof critical_rate_12_enclosed as Hc. split; [lra |]. intros w.
  pose proof weight_1_enclosed as H1. pose proof weight_2_enclosed as H2.
  change (w 0%nat) with 12. change (w 1%nat) with weight_1. change (w 2%nat) with weight_2.
  assert (A : Rabs weight_1 < Rabs 12 /\ Rabs weight_1 < Rabs weight_2).
  { rewrite (Rabs_left1 weight_1), (Rabs_pos_eq 12), (Rabs_pos_eq weight_2); lra. }
  repeat split; try apply A; apply risk_logistic_lt_abs; apply A.
Qed.

(** The monotonicity of the theorem as read does not hold. *)
Theorem monotonicity_refuted :
  ~ (forall eta w0, w0 <> 0 -> 8 <= eta < critical_rate_logistic w0 ->
     forall t, risk_logistic (orbit (linear_step_logistic eta) w0 (S t)) <= risk_logistic (orbit (linear_step_logistic eta) w0 t)).
Proof.
  intros H. destruct monotonicity_counterexample as [Hr [_ [_ [_ Hrise]]]].
  specialize (H 40 12 ltac:(lra) Hr 1%nat). simpl in H, Hrise. lra.
Qed.

(** * Above the critical rate *)

Definition weight_5_1 : R := linear_step_logistic 40 5.
Definition weight_5_2 : R := linear_step_logistic 40 weight_5_1.

Lemma weight_5_1_enclosed : -14.7323 <= weight_5_1 <= -14.7322.
Proof. unfold weight_5_1. rewrite step_logistic, slope_logistic_exp. split; interval. Qed.

Lemma weight_5_2_enclosed : 5.2676 <= weight_5_2 <= 5.2678.
Proof.
  unfold weight_5_2. rewrite step_logistic, slope_logistic_exp.
  pose proof weight_5_1_enclosed. split; interval with (i_prec 60).
Qed.

Lemma critical_rate_5_enclosed : 20.2 <= critical_rate_logistic 5 <= 20.3.
Proof.
  unfold critical_rate_logistic. rewrite <- slope_logistic_tanh, slope_logistic_exp. split; interval.
Qed.

(** eta = 40 is above eta_c(5), yet the loss rises and then falls. *)
Theorem monotonicity_counterexample_above :
  critical_rate_logistic 5 <= 40 /\
  let w := orbit (linear_step_logistic 40) 5 in
  Rabs (w 0%nat) < Rabs (w 1%nat) /\ Rabs (w 2%nat) < Rabs (w 1%nat) /\
  risk_logistic (w 0%nat) < risk_logistic (w 1%nat) /\ risk_logistic (w 2%nat) < risk_logistic (w 1%nat).
Proof.
  pose proof critical_rate_5_enclosed as Hc. split; [lra |]. intros w.
  pose proof weight_5_1_enclosed as H1. pose proof weight_5_2_enclosed as H2.
  change (w 0%nat) with 5. change (w 1%nat) with weight_5_1. change (w 2%nat) with weight_5_2.
  assert (A : Rabs 5 < Rabs weight_5_1 /\ Rabs weight_5_2 < Rabs weight_5_1).
  { rewrite (Rabs_left1 weight_5_1), (Rabs_pos_eq 5), (Rabs_pos_eq weight_5_2); lra. }
  repeat split; try apply A; apply risk_logistic_lt_abs; apply A.
Qed.

Theorem monotonicity_above_refuted :
  ~ (forall eta w0, w0 <> 0 -> critical_rate_logistic w0 <= eta ->
     forall t, risk_logistic (orbit (linear_step_logistic eta) w0 t) <= risk_logistic (orbit (linear_step_logistic eta) w0 (S t))).
Proof.
  intros H. destruct monotonicity_counterexample_above as [Hr [_ [_ [_ Hfall]]]].
  specialize (H 40 5 ltac:(lra) Hr 1%nat). simpl in H, Hfall. lra.
Qed.
