(** Overshoot of the logistic linear predictor on D0: the claim "overshoot" of src/claims, (P4) of proofs/THEORY.md.

    Let eta > 8 and let w* be the amplitude of the 2-cycle, (P3). The slope of the map on |w| at w* is negative iff sinh w* > 2 w*,
    which is the case iff eta > eta_o = eta_c(w_o), where w_o is the only positive root of sinh w = 2 w:
    w_o = 2.17731898496530675263..., eta_o = 10.93596594647974579462....

    What this means for the loss: for eta > eta_o an orbit that tends to the cycle without hitting it passes w* for ever, |w_t|
    lying on alternating sides, so the loss is never eventually monotone; for 8 < eta <= eta_o the loss of every orbit is
    monotone from some step on. *)

From Coq Require Import Reals Lra Lia Psatz Classical.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Standard_interval.
From Catapult Require Import Equations Hyperbolic Descent Logistic_linear Theorem_1_2 Theorem_1_2_landing.
Open Scope R_scope.

(** (P4): the positive root of the equation that the program solves. *)
Definition overshoot_amplitude (w : R) : Prop := 0 < w /\ overshoot_equation w = 0.

Lemma overshoot_equation_ratio w : 0 < w -> overshoot_equation w = w * (sinh w / w - 2).
Proof. intros H. unfold overshoot_equation. field. lra. Qed.

(** sinh w > 2 w exactly above the root. *)
Lemma overshoot_sign wo w : overshoot_amplitude wo -> 0 < w -> (0 < overshoot_equation w <-> wo < w).
Proof.
  intros [Ho E] Hw. rewrite overshoot_equation_ratio in * by assumption.
  assert (R2 : sinh wo / wo = 2) by nra. split.
  - intros H. destruct (Rlt_le_dec wo w) as [|[Hlt | ->]]; [assumption | exfalso | exfalso].
    + pose proof (sinh_ratio_increasing w wo Hw Hlt). nra.
    + rewrite R2 in H. lra.
  - intros H. pose proof (sinh_ratio_increasing wo w Ho H). nra.
Qed.

Theorem overshoot_amplitude_unique x y : overshoot_amplitude x -> overshoot_amplitude y -> x = y.
Proof.
  intros Hx Hy. pose proof (overshoot_sign x y Hx (proj1 Hy)). pose proof (overshoot_sign y x Hy (proj1 Hx)).
  destruct Hx as [Hx Ex], Hy as [Hy Ey]. destruct (Rtotal_order x y) as [H1 | [H1 | H1]]; [| assumption |].
  - apply H in H1. lra. - apply H0 in H1. lra.
Qed.

Theorem overshoot_amplitude_enclosed :
  exists w, overshoot_amplitude w /\ 2.177318984965306752630424246060 <= w <= 2.177318984965306752630424246061.
Proof.
  assert (Hc : continuity overshoot_equation).
  { intros w. apply continuity_pt_minus.
    - apply derivable_continuous_pt. exists (cosh w). apply derivable_pt_lim_sinh.
    - apply continuity_pt_mult; [apply continuity_pt_const; now intros ? ? | apply continuity_pt_id]. }
  destruct (IVT overshoot_equation 2.177318984965306752630424246060 2.177318984965306752630424246061 Hc) as [w [Hw Hz]]; [lra | | |].
  - unfold overshoot_equation, sinh. interval with (i_prec 120).
  - unfold overshoot_equation, sinh. interval with (i_prec 120).
  - exists w. split; [split; [lra | assumption] | assumption].
Qed.

(** eta_o to 20 decimals. *)
Theorem overshoot_rate_enclosed wo :
  overshoot_amplitude wo -> 10.93596594647974579462 <= critical_rate_logistic wo <= 10.93596594647974579463.
Proof.
  intros H. destruct overshoot_amplitude_enclosed as [w [Hw He]].
  rewrite (overshoot_amplitude_unique wo w H Hw). clear - He.
  unfold critical_rate_logistic, tanh, sinh, cosh. split; interval with (i_prec 120).
Qed.

(** The slope at the cycle is negative iff sinh w* > 2 w*, iff eta > eta_o. *)
Theorem overshoot_iff_sinh (eta star : R) :
  cycle_amplitude eta star -> (cycle_slope eta star < 0 <-> 2 * star < sinh star).
Proof.
  intros H. rewrite (cycle_slope_sinh eta star H). destruct H as [Hs _].
  pose proof (sinh_pos star Hs) as P.
  assert (E : 2 * star / sinh star * sinh star = 2 * star) by (field; lra).
  split; intros Hlt; [nra |].
  enough (2 * star / sinh star < 1) by lra. apply (Rmult_lt_reg_r (sinh star)); lra.
Qed.

Theorem overshoot_iff (eta star wo : R) :
  cycle_amplitude eta star -> overshoot_amplitude wo ->
  (cycle_slope eta star < 0 <-> critical_rate_logistic wo < eta).
Proof.
  intros H Ho. rewrite (overshoot_iff_sinh eta star H).
  pose proof (overshoot_sign wo star Ho (proj1 H)) as S. unfold overshoot_equation in S.
  apply cycle_amplitude_critical_rate in H. destruct H as [Hs ->]. destruct Ho as [Ho _].
  assert (E : wo < star <-> critical_rate_logistic wo < critical_rate_logistic star).
  { split; intros Hlt.
    - now apply critical_rate_logistic_increasing.
    - destruct (Rlt_le_dec wo star) as [|[Hgt | ->]]; [assumption | exfalso | exfalso; lra].
      pose proof (critical_rate_logistic_increasing star wo Hs Hgt). lra. }
  rewrite <- E, <- S. lra.
Qed.

(** * Above eta_o the loss is never eventually monotone *)

(** A negative slope at a fixed point exchanges the sides near it. *)
Lemma sides_exchange (f : R -> R) (x l : R) :
  is_derive f x l -> f x = x -> l < 0 ->
  exists r, 0 < r /\ forall v, Rabs (v - x) < r -> v <> x -> (f v - x) * (v - x) < 0.
Proof.
  intros Hd Hfix Hl. apply is_derive_Reals in Hd.
  destruct (Hd (- l) ltac:(lra)) as [r Hr]. exists r. split; [apply cond_pos |].
  intros v Hv Hn. specialize (Hr (v - x) ltac:(lra) Hv).
  replace (x + (v - x)) with v in Hr by ring. rewrite Hfix in Hr.
  apply Rabs_def2 in Hr. destruct Hr as [Hr _].
  set (d := v - x) in *. assert (d <> 0) by (unfold d; lra).
  assert (Hq : (f v - x) / d < 0) by lra.
  replace ((f v - x) * d) with ((f v - x) / d * (d * d)) by (field; assumption).
  assert (0 < d * d) by nra. nra.
Qed.

Lemma size_orbit eta w0 t :
  Rabs (orbit (linear_step_logistic eta) w0 (S t)) = size_map eta (Rabs (orbit (linear_step_logistic eta) w0 t)).
Proof. unfold size_map. simpl. symmetry. apply step_logistic_abs. Qed.

Theorem overshoot_alternates (eta star wo w0 : R) :
  cycle_amplitude eta star -> overshoot_amplitude wo -> critical_rate_logistic wo < eta ->
  let size := fun t => Rabs (orbit (linear_step_logistic eta) w0 t) in
  is_lim_seq size star -> (forall t, size t <> star) ->
  exists N, forall t, (N <= t)%nat -> (size (S t) - star) * (size t - star) < 0.
Proof.
  intros H Ho He size Hl Hn.
  destruct (sides_exchange (size_map eta) star (cycle_slope eta star)) as [r [Hr Hx]].
  - now apply cycle_slope_is_derivative.
  - apply (size_map_fixed_points eta star); [assumption | destruct H; lra | now right].
  - now apply (overshoot_iff eta star wo).
  - destruct (proj1 (is_lim_seq_R _ _) Hl r Hr) as [N HN]. exists N. intros t Ht.
    unfold size at 1. rewrite size_orbit. apply Hx; [now apply HN | apply Hn].
Qed.

Theorem overshoot_never_monotone (eta star wo w0 : R) :
  cycle_amplitude eta star -> overshoot_amplitude wo -> critical_rate_logistic wo < eta ->
  let w := orbit (linear_step_logistic eta) w0 in
  is_lim_seq (fun t => Rabs (w t)) star -> (forall t, Rabs (w t) <> star) ->
  forall N, (exists t, (N <= t)%nat /\ risk_logistic (w t) < risk_logistic (w (S t))) /\
            (exists t, (N <= t)%nat /\ risk_logistic (w (S t)) < risk_logistic (w t)).
Proof.
  intros H Ho He w Hl Hn N.
  destruct (overshoot_alternates eta star wo w0 H Ho He Hl Hn) as [M HM].
  set (K := Nat.max N M).
  assert (HK : (N <= K)%nat /\ (M <= K)%nat) by (unfold K; lia).
  pose proof (HM K ltac:(lia)) as A. pose proof (HM (S K) ltac:(lia)) as B. fold w in A, B.
  pose proof (Hn K) as NK.
  destruct (Rlt_le_dec (Rabs (w K)) star) as [Hlow | Hhigh].
  - assert (star < Rabs (w (S K))) by nra. assert (Rabs (w (S (S K))) < star) by nra. split.
    + exists K. split; [lia |]. apply risk_logistic_lt_abs. lra.
    + exists (S K). split; [lia |]. apply risk_logistic_lt_abs. lra.
  - assert (Rabs (w (S K)) < star) by nra. assert (star < Rabs (w (S (S K)))) by nra. split.
    + exists (S K). split; [lia |]. apply risk_logistic_lt_abs. lra.
    + exists K. split; [lia |]. apply risk_logistic_lt_abs. lra.
Qed.

(** * Up to eta_o the loss is monotone from some step on *)

Lemma size_below_star (eta star v : R) :
  cycle_amplitude eta star -> 0 <= cycle_slope eta star -> 0 <= v <= star -> v <= size_map eta v <= star.
Proof.
  intros H Hc Hv. pose proof (amplitude_rate_above_8 eta star H) as He.
  destruct (proj1 Hv) as [Hp | <-].
  2: { unfold size_map. rewrite step_logistic_zero, Rabs_R0. lra. }
  assert (Es : eta * slope_logistic star = 2 * star) by (apply cycle_amplitude_slope in H; apply H).
  assert (Hge : 2 * v <= eta * slope_logistic v).
  { destruct (proj2 Hv) as [Hlt | ->]; [| lra].
    pose proof (proj1 (slope_against_amplitude eta star v H Hp) Hlt). lra. }
  assert (E : size_map eta v = eta * slope_logistic v - v).
  { unfold size_map. rewrite step_logistic, Rabs_left1; lra. }
  rewrite E. split; [lra |].
  destruct (proj2 Hv) as [Hlt | ->]; [| lra].
  pose proof (strictly_increasing_from_derivative (fun v => eta * slope_logistic v - v)
    (fun v => eta * curvature_logistic v - 1) v star Hlt) as M.
  cbv beta in M. rewrite Es in M.
  enough (eta * slope_logistic v - v < 2 * star - star) by lra. apply M.
  - intros x _. apply (is_derive_minus (fun w => eta * slope_logistic w) (fun w => w)); [| apply @is_derive_id].
    apply (is_derive_scal slope_logistic). apply curvature_logistic_is_derivative.
  - intros x Hx. rewrite cycle_slope_curvature in Hc.
    pose proof (curvature_logistic_decreasing x star ltac:(lra) ltac:(lra)). nra.
Qed.

Lemma size_above_star (eta star v : R) : cycle_amplitude eta star -> star < v -> size_map eta v < v.
Proof.
  intros H Hv. pose proof (amplitude_rate_above_8 eta star H) as He. pose proof (proj1 H) as Hs.
  pose proof (proj2 (slope_against_amplitude eta star v H ltac:(lra)) Hv).
  pose proof (slope_logistic_positive v ltac:(lra)).
  unfold size_map. rewrite step_logistic. apply Rabs_def1; nra.
Qed.

Theorem no_overshoot_eventually_monotone (eta star wo w0 : R) :
  cycle_amplitude eta star -> overshoot_amplitude wo -> eta <= critical_rate_logistic wo ->
  let loss := fun t => risk_logistic (orbit (linear_step_logistic eta) w0 t) in
  (exists N, forall t, (N <= t)%nat -> loss t <= loss (S t)) \/ (forall t, loss (S t) < loss t).
Proof.
  intros H Ho He loss.
  assert (Hc : 0 <= cycle_slope eta star).
  { pose proof (overshoot_iff eta star wo H Ho) as I. destruct (Rle_lt_dec 0 (cycle_slope eta star)) as [|Hn]; [assumption |].
    apply I in Hn. lra. }
  set (size := fun t => Rabs (orbit (linear_step_logistic eta) w0 t)).
  assert (Hstep : forall t, size (S t) = size_map eta (size t)) by (intros t; apply size_orbit).
  assert (Hpos : forall t, 0 <= size t) by (intros t; apply Rabs_pos).
  destruct (classic (exists N, size N <= star)) as [[N HN] | Hnone].
  - left. exists N.
    assert (Hin : forall t, (N <= t)%nat -> size t <= star).
    { intros t Ht. induction Ht as [|t Ht IH]; [assumption |]. rewrite Hstep.
      apply (size_below_star eta star); auto. }
    intros t Ht. assert (Hle : size t <= size (S t)).
    { rewrite Hstep. apply (size_below_star eta star); auto. }
    destruct Hle as [Hlt | Heq].
    + apply Rlt_le. now apply risk_logistic_lt_abs.
    + apply Req_le. now apply risk_logistic_eq_abs.
  - right. intros t. apply risk_logistic_lt_abs. change (size (S t) < size t). rewrite Hstep.
    apply (size_above_star eta star); [assumption |].
    destruct (Rle_lt_dec (size t) star); [| assumption]. exfalso. apply Hnone. now exists t.
Qed.
