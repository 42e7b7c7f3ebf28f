(** The linear predictor on D0 with the logistic loss: what Theorem 1.2 and the checker's lemmas need of its step and its risk.

    Risk L(w) = log(2 cosh(w/2)), slope s(w) = tanh(w/2)/2, step w' = w - eta s(w), (P1) of proofs/THEORY.md, all three as the program
    prints them in Equations.v. The slope is odd, increases strictly, is strictly 1/4-Lipschitz and below 1/2; the risk is even
    and increases with |w|. The amplitude of the 2-cycle, (P3): 4 w = eta tanh(w/2), w > 0. *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic Descent.
Open Scope R_scope.

(** * Slope and risk *)

Lemma step_logistic eta w : linear_step_logistic eta w = w - eta * slope_logistic w.
Proof. reflexivity. Qed.

Lemma slope_logistic_tanh w : slope_logistic w = tanh (w / 2) / 2.
Proof. reflexivity. Qed.

Lemma risk_logistic_cosh w : risk_logistic w = ln (2 * cosh (w / 2)).
Proof. reflexivity. Qed.

Lemma curvature_logistic_cosh w : curvature_logistic w = / (4 * (cosh (w / 2) * cosh (w / 2))).
Proof. unfold curvature_logistic. pose proof (cosh_pos (w / 2)). field. lra. Qed.

Lemma is_derive_half w : is_derive (fun w => w / 2) w (/ 2).
Proof. auto_derive; [exact I | lra]. Qed.

(** The slope that the step uses is the derivative of the risk. *)
Lemma slope_logistic_is_derivative w : is_derive risk_logistic w (slope_logistic w).
Proof.
  pose proof (cosh_pos (w / 2)) as H.
  apply (is_derive_ext (fun w => ln (2 * cosh (w / 2)))); [intros; symmetry; apply risk_logistic_cosh |].
  rewrite slope_logistic_tanh. evar_last.
  { apply (is_derive_comp ln (fun w => 2 * cosh (w / 2))).
    - apply is_derive_Reals, derivable_pt_lim_ln. lra.
    - apply (is_derive_scal (fun w => cosh (w / 2))).
      apply (is_derive_comp cosh (fun w => w / 2)); [apply is_derive_cosh | apply is_derive_half]. }
  unfold scal; simpl. unfold mult; simpl. unfold tanh. field. lra.
Qed.

(** The curvature is the derivative of the slope. *)
Lemma curvature_logistic_is_derivative w : is_derive slope_logistic w (curvature_logistic w).
Proof.
  pose proof (cosh_pos (w / 2)) as H.
  apply (is_derive_ext (fun w => / 2 * tanh (w / 2))).
  { intros t. change (/ 2 * tanh (t / 2) = slope_logistic t). rewrite slope_logistic_tanh. field. }
  rewrite curvature_logistic_cosh. evar_last.
  { apply (is_derive_scal (fun w => tanh (w / 2))).
    apply (is_derive_comp tanh (fun w => w / 2)); [apply is_derive_tanh | apply is_derive_half]. }
  unfold scal; simpl. unfold mult; simpl. field. lra.
Qed.

Lemma curvature_logistic_positive w : 0 < curvature_logistic w.
Proof. rewrite curvature_logistic_cosh. apply Rinv_0_lt_compat. pose proof (cosh_pos (w / 2)). nra. Qed.

Lemma slope_logistic_odd w : slope_logistic (- w) = - slope_logistic w.
Proof. rewrite !slope_logistic_tanh. replace (- w / 2) with (- (w / 2)) by field. rewrite tanh_odd. field. Qed.

Lemma slope_logistic_zero : slope_logistic 0 = 0.
Proof. rewrite slope_logistic_tanh. replace (0 / 2) with 0 by field. rewrite tanh_zero. field. Qed.

Lemma slope_logistic_increasing x y : x < y -> slope_logistic x < slope_logistic y.
Proof.
  intros H. rewrite !slope_logistic_tanh. pose proof (tanh_increasing (x / 2) (y / 2) ltac:(lra)). lra.
Qed.

Lemma slope_logistic_lipschitz x y : x < y -> slope_logistic y - slope_logistic x < (y - x) / 4.
Proof.
  intros H. rewrite !slope_logistic_tanh. pose proof (tanh_contracts (x / 2) (y / 2) ltac:(lra)). lra.
Qed.

Lemma slope_logistic_bounded w : - (1 / 2) < slope_logistic w < 1 / 2.
Proof. rewrite slope_logistic_tanh. pose proof (tanh_bounded (w / 2)). lra. Qed.

Lemma slope_logistic_positive w : 0 < w -> 0 < slope_logistic w < w / 4.
Proof.
  intros H. pose proof (slope_logistic_increasing 0 w H). pose proof (slope_logistic_lipschitz 0 w H).
  rewrite slope_logistic_zero in *. lra.
Qed.

Lemma slope_logistic_continuous w : continuity_pt slope_logistic w.
Proof.
  apply derivable_continuous_pt. exists (curvature_logistic w).
  apply is_derive_Reals, curvature_logistic_is_derivative.
Qed.

Lemma risk_logistic_continuous w : continuity_pt risk_logistic w.
Proof.
  apply derivable_continuous_pt. exists (slope_logistic w).
  apply is_derive_Reals, slope_logistic_is_derivative.
Qed.

Lemma risk_logistic_even w : risk_logistic (- w) = risk_logistic w.
Proof. rewrite !risk_logistic_cosh. replace (- w / 2) with (- (w / 2)) by field. now rewrite cosh_even. Qed.

Lemma risk_logistic_abs w : risk_logistic (Rabs w) = risk_logistic w.
Proof. unfold Rabs. destruct (Rcase_abs w); [apply risk_logistic_even | reflexivity]. Qed.

Lemma risk_logistic_zero : risk_logistic 0 = ln 2.
Proof. rewrite risk_logistic_cosh. replace (0 / 2) with 0 by field. rewrite cosh_zero. f_equal. ring. Qed.

(** The risk increases with |w|. *)
Lemma risk_logistic_lt_abs x y : Rabs x < Rabs y -> risk_logistic x < risk_logistic y.
Proof.
  intros H. rewrite !risk_logistic_cosh.
  assert (cosh (x / 2) < cosh (y / 2)).
  { apply cosh_lt_abs. unfold Rdiv. rewrite !Rabs_mult, (Rabs_pos_eq (/ 2)); lra. }
  pose proof (cosh_pos (x / 2)). apply ln_increasing; lra.
Qed.

Lemma risk_logistic_eq_abs x y : Rabs x = Rabs y -> risk_logistic x = risk_logistic y.
Proof. intros H. rewrite <- (risk_logistic_abs x), <- (risk_logistic_abs y). now rewrite H. Qed.

(** * The step *)

Lemma step_logistic_odd eta w : linear_step_logistic eta (- w) = - linear_step_logistic eta w.
Proof. rewrite !step_logistic, slope_logistic_odd. ring. Qed.

Lemma step_logistic_zero eta : linear_step_logistic eta 0 = 0.
Proof. rewrite step_logistic, slope_logistic_zero. ring. Qed.

Lemma step_logistic_continuous eta w : continuity_pt (linear_step_logistic eta) w.
Proof.
  apply (continuity_pt_ext (fun w => w - eta * slope_logistic w)); [reflexivity |].
  apply continuity_pt_minus; [apply continuity_pt_id |].
  apply continuity_pt_mult; [apply continuity_pt_const; now intros ? ? | apply slope_logistic_continuous].
Qed.

Lemma step_logistic_abs eta w : Rabs (linear_step_logistic eta (Rabs w)) = Rabs (linear_step_logistic eta w).
Proof.
  unfold Rabs at 2. destruct (Rcase_abs w); [| reflexivity].
  rewrite step_logistic_odd. apply Rabs_Ropp.
Qed.

(** * The amplitude of the 2-cycle *)

(** (P3): w > 0 and 4 w = eta tanh(w/2). *)
Definition cycle_amplitude (eta w : R) : Prop := 0 < w /\ 4 * w = eta * tanh (w / 2).

Lemma cycle_amplitude_slope eta w : cycle_amplitude eta w <-> 0 < w /\ eta * slope_logistic w = 2 * w.
Proof. unfold cycle_amplitude. rewrite slope_logistic_tanh. split; intros [H1 H2]; split; lra. Qed.

(** (P3) says that eta is the critical rate (P2) of w. *)
Lemma cycle_amplitude_critical_rate eta w : cycle_amplitude eta w <-> 0 < w /\ eta = critical_rate_logistic w.
Proof.
  rewrite cycle_amplitude_slope. unfold critical_rate_logistic. rewrite <- slope_logistic_tanh.
  split; intros [H1 H2]; (split; [assumption |]); pose proof (slope_logistic_positive w H1).
  - rewrite <- H2. field. lra.
  - rewrite H2. field. lra.
Qed.

(** eta_c increases strictly on w > 0 ... *)
Lemma critical_rate_logistic_increasing x y :
  0 < x -> x < y -> critical_rate_logistic x < critical_rate_logistic y.
Proof.
  intros Hx Hy. unfold critical_rate_logistic.
  pose proof (tanh_ratio_decreasing (x / 2) (y / 2) ltac:(lra) ltac:(lra)) as H.
  pose proof (tanh_pos (x / 2) ltac:(lra)) as Px. pose proof (tanh_pos (y / 2) ltac:(lra)) as Py.
  replace (2 * x / (tanh (x / 2) / 2)) with (8 * / (tanh (x / 2) / (x / 2))) by (field; lra).
  replace (2 * y / (tanh (y / 2) / 2)) with (8 * / (tanh (y / 2) / (y / 2))) by (field; lra).
  apply Rmult_lt_compat_l; [lra |]. apply Rinv_lt_contravar; [| assumption].
  apply Rmult_lt_0_compat; apply Rdiv_lt_0_compat; lra.
Qed.

(** ... and is above 8. *)
Lemma critical_rate_logistic_above_8 w : 0 < w -> 8 < critical_rate_logistic w.
Proof.
  intros H. unfold critical_rate_logistic. pose proof (tanh_pos (w / 2) ltac:(lra)) as P.
  pose proof (tanh_below_identity (w / 2) ltac:(lra)) as B.
  apply (Rmult_lt_reg_r (tanh (w / 2) / 2)); [lra |].
  replace (2 * w / (tanh (w / 2) / 2) * (tanh (w / 2) / 2)) with (2 * w) by (field; lra). lra.
Qed.

(** Positive solutions of (P3): none up to eta = 8, exactly one above. *)
Theorem no_cycle_up_to_8 eta w : eta <= 8 -> ~ cycle_amplitude eta w.
Proof.
  intros He H. apply cycle_amplitude_critical_rate in H. destruct H as [Hw Hc].
  pose proof (critical_rate_logistic_above_8 w Hw). lra.
Qed.

Theorem cycle_amplitude_unique eta x y : cycle_amplitude eta x -> cycle_amplitude eta y -> x = y.
Proof.
  intros Hx Hy. apply cycle_amplitude_critical_rate in Hx. apply cycle_amplitude_critical_rate in Hy.
  destruct Hx as [Hx Ex], Hy as [Hy Ey].
  destruct (Rtotal_order x y) as [H | [H | H]]; [| assumption |].
  - pose proof (critical_rate_logistic_increasing x y Hx H). lra.
  - pose proof (critical_rate_logistic_increasing y x Hy H). lra.
Qed.

Theorem cycle_amplitude_exists eta : 8 < eta -> exists w, cycle_amplitude eta w.
Proof.
  intros He. set (psi := fun w => 2 * w - eta * slope_logistic w).
  assert (Hc : continuity psi).
  { intros w. apply continuity_pt_minus;
      (apply continuity_pt_mult; [apply continuity_pt_const; now intros ? ? |]).
    - apply continuity_pt_id. - apply slope_logistic_continuous. }
  set (x := (eta / 8 - 1) / 2).
  assert (Hx : 0 < x) by (unfold x; lra).
  assert (Hlow : psi (2 * x) < 0).
  { unfold psi. rewrite slope_logistic_tanh. replace (2 * x / 2) with x by field.
    pose proof (tanh_lower_bound x Hx) as B.
    assert (8 < eta / (1 + x)).
    { apply (Rmult_lt_reg_r (1 + x)); [lra |]. replace (eta / (1 + x) * (1 + x)) with eta by (field; lra). unfold x; lra. }
    assert (eta * (x / (1 + x)) = x * (eta / (1 + x))) by (field; lra). nra. }
  assert (Hhigh : 0 < psi eta).
  { unfold psi. pose proof (slope_logistic_bounded eta). nra. }
  destruct (IVT psi (2 * x) eta Hc) as [w [Hw Hz]]; [unfold x; lra | assumption | assumption |].
  exists w. apply cycle_amplitude_slope. split; [lra |]. unfold psi in Hz. lra.
Qed.

(** Where eta s(w) stands with respect to 2 w: above it below the amplitude, below it above. *)
Lemma slope_against_amplitude eta star w :
  cycle_amplitude eta star -> 0 < w ->
  (w < star -> 2 * w < eta * slope_logistic w) /\ (star < w -> eta * slope_logistic w < 2 * w).
Proof.
  intros Hs Hw. apply cycle_amplitude_critical_rate in Hs. destruct Hs as [Hs He].
  assert (E : critical_rate_logistic w * slope_logistic w = 2 * w).
  { unfold critical_rate_logistic. rewrite <- slope_logistic_tanh. field.
    pose proof (slope_logistic_positive w Hw). lra. }
  pose proof (slope_logistic_positive w Hw).
  split; intros Hlt.
  - pose proof (critical_rate_logistic_increasing w star Hw Hlt). nra.
  - pose proof (critical_rate_logistic_increasing star w Hs Hlt). nra.
Qed.

Lemma amplitude_rate_above_8 eta star : cycle_amplitude eta star -> 8 < eta.
Proof.
  intros H. apply cycle_amplitude_critical_rate in H. destruct H as [H ->].
  now apply critical_rate_logistic_above_8.
Qed.
