(** Theorem 1.2 of Huang et al. (arXiv:2011.12547, our reading), with its monotonicity corrected: the claim "theorem-1.2-limits" of
    src/claims and the remarks of proofs/THEORY.md, section 1. (The claim "theorem-1.2-monotonicity" is refuted in
    Theorem_1_2_counterexample.v, overshooting is in Theorem_1_2_overshoot.v.)

    Linear predictor f = w on D0 with the logistic loss, w' = w - eta s(w), s(w) = tanh(w/2)/2.

    - 0 < eta <= 8: the loss falls strictly as long as w_t <> 0, never rises, and tends to log 2; w_t tends to 0.
    - eta > 8: there is exactly one w* > 0 with 4 w* = eta tanh(w*/2), (P3). +-w* is a 2-cycle. The map on |w| has no fixed points
      but 0 and w*, and its slope at w* is (eta/4) sech(w*/2)^2 - 1, in (-1, 1): the cycle is stable.
      From every start, (-1)^t w_t tends to w* or to -w*, and the loss to its value at w*, unless w_t = 0 from some t on (then the loss is
      log 2); the starts of the second kind are countably many
      (Theorem_1_2_landing.v).

    Convergence is proved without Coppel's theorem, as in src/certify/checks/linear_potential.rs: u_t = (-1)^t w_t is gradient
    descent with step 1 on the potential u^2 - eta L(u), whose slope rises by less than 2 per unit, so that the potential falls at
    every step; the orbit is bounded, and the critical points are isolated (Descent.v). *)

From Coq Require Import Reals Lra Lia Psatz List.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic Descent Logistic_linear.
Import ListNotations.
Open Scope R_scope.

(** * Up to eta = 8 *)

Lemma lazy_shrinks eta w : 0 < eta <= 8 -> w <> 0 -> Rabs (linear_step_logistic eta w) < Rabs w.
Proof.
  intros He Hw. rewrite <- step_logistic_abs.
  pose proof (Rabs_pos_lt w Hw) as P. revert P. generalize (Rabs w) as v. intros v P.
  rewrite step_logistic. pose proof (slope_logistic_positive v P). apply Rabs_def1; nra.
Qed.

Theorem theorem_1_2_up_to_8 (eta w0 : R) :
  0 < eta <= 8 ->
  let w := orbit (linear_step_logistic eta) w0 in
  let loss := fun t => risk_logistic (w t) in
  (forall t, loss (S t) <= loss t) /\ (forall t, w t <> 0 -> loss (S t) < loss t) /\
  is_lim_seq w 0 /\ is_lim_seq loss (ln 2).
Proof.
  intros He w loss.
  assert (Hfall : forall t, w t <> 0 -> loss (S t) < loss t).
  { intros t Ht. apply risk_logistic_lt_abs. now apply lazy_shrinks. }
  assert (Hlim : is_lim_seq w 0).
  { destruct (lyapunov_convergence (linear_step_logistic eta) (fun v => v * v) (- Rabs w0) (Rabs w0) w0 [0])
      as [p [[<- | []] Hp]]; [| | | | | | exact Hp].
    - intros v _. apply step_logistic_continuous.
    - intros v _. apply continuity_pt_mult; apply continuity_pt_id.
    - intros v _. apply continuity_pt_mult; apply continuity_pt_id.
    - intros p [<- | []]. apply step_logistic_zero.
    - intros v _ Hv. apply Rsqr_lt_abs_1. apply lazy_shrinks; [assumption |]. intros ->. apply Hv. now left.
    - apply (orbit_invariant (fun v => - Rabs w0 <= v <= Rabs w0)).
      + split; [pose proof (Rle_abs (- w0)); rewrite Rabs_Ropp in *; lra | apply Rle_abs].
      + intros v Hv. assert (Hle : Rabs v <= Rabs w0) by (apply Rabs_le; lra).
        destruct (Req_dec v 0) as [-> | Hn].
        * rewrite step_logistic_zero. pose proof (Rabs_pos w0). lra.
        * pose proof (lazy_shrinks eta v He Hn) as Hs. apply Rabs_def2 in Hs. lra. }
  repeat split; try assumption.
  - intros t. destruct (Req_dec (w t) 0) as [Hz | Hn]; [| now apply Rlt_le, Hfall].
    unfold loss. change (w (S t)) with (linear_step_logistic eta (w t)). rewrite Hz, step_logistic_zero. lra.
  - rewrite <- risk_logistic_zero. apply is_lim_seq_continuous; [apply risk_logistic_continuous | assumption].
Qed.

(** * The 2-cycle above eta = 8 *)

(** +-w* is a 2-cycle. *)
Theorem amplitude_two_cycle (eta star : R) :
  cycle_amplitude eta star ->
  linear_step_logistic eta star = - star /\ linear_step_logistic eta (- star) = star.
Proof.
  intros H. apply cycle_amplitude_slope in H. destruct H as [Hs E].
  rewrite step_logistic_odd, step_logistic, E. split; ring.
Qed.

(** The map on |w|. *)
Definition size_map (eta w : R) : R := Rabs (linear_step_logistic eta w).

(** It has no fixed points but 0 and w*. *)
Theorem size_map_fixed_points (eta star w : R) :
  cycle_amplitude eta star -> 0 <= w -> (size_map eta w = w <-> w = 0 \/ w = star).
Proof.
  intros H Hw. pose proof (amplitude_rate_above_8 eta star H) as He. split.
  - intros Hf. destruct Hw as [Hw | <-]; [right | now left]. unfold size_map in Hf.
    pose proof (slope_logistic_positive w Hw). rewrite step_logistic in Hf.
    apply (cycle_amplitude_unique eta); [| assumption]. apply cycle_amplitude_slope. split; [assumption |].
    unfold Rabs in Hf. destruct (Rcase_abs (w - eta * slope_logistic w)); nra.
  - unfold size_map. intros [-> | ->].
    + rewrite step_logistic_zero. apply Rabs_R0.
    + rewrite (proj1 (amplitude_two_cycle eta star H)), Rabs_Ropp. apply Rabs_pos_eq. destruct H; lra.
Qed.

(** The slope of the map on |w| at w*, as proofs/THEORY.md prints it. *)
Definition cycle_slope (eta star : R) : R := eta / 4 * (/ cosh (star / 2)) ^ 2 - 1.

Lemma cycle_slope_curvature eta star : cycle_slope eta star = eta * curvature_logistic star - 1.
Proof. unfold cycle_slope. rewrite curvature_logistic_cosh. field. pose proof (cosh_pos (star / 2)). lra. Qed.

Theorem cycle_slope_is_derivative (eta star : R) :
  cycle_amplitude eta star -> is_derive (size_map eta) star (cycle_slope eta star).
Proof.
  intros H. pose proof (amplitude_two_cycle eta star H) as [Hc _]. destruct H as [Hs _].
  apply (is_derive_ext_loc (fun w => eta * slope_logistic w - w)).
  - (* near w* the step is negative *)
    assert (Hcont : continuous (linear_step_logistic eta) star).
    { apply continuity_pt_filterlim, step_logistic_continuous. }
    assert (Hneg : locally star (fun w => linear_step_logistic eta w < 0)).
    { apply (Hcont (fun y => y < 0)). rewrite Hc. apply (open_lt 0). lra. }
    revert Hneg. apply filter_imp. intros w Hw. change (eta * slope_logistic w - w = size_map eta w).
    unfold size_map. rewrite Rabs_left by assumption. rewrite step_logistic. ring.
  - rewrite cycle_slope_curvature.
    apply (is_derive_minus (fun w => eta * slope_logistic w) (fun w => w)); [| apply @is_derive_id].
    apply (is_derive_scal slope_logistic). apply curvature_logistic_is_derivative.
Qed.

(** In terms of w* alone the slope is 2 w*/sinh w* - 1. *)
Lemma cycle_slope_sinh eta star : cycle_amplitude eta star -> cycle_slope eta star = 2 * star / sinh star - 1.
Proof.
  intros [Hs E]. unfold cycle_slope.
  replace star with (2 * (star / 2)) at 3 by field. rewrite sinh_double.
  pose proof (cosh_pos (star / 2)) as C. pose proof (sinh_pos (star / 2) ltac:(lra)) as S.
  unfold tanh in E.
  assert (E' : eta = 4 * star * cosh (star / 2) / sinh (star / 2)).
  { apply (Rmult_eq_reg_r (sinh (star / 2) / cosh (star / 2))).
    - rewrite <- E. field. lra.
    - apply Rgt_not_eq. apply Rdiv_lt_0_compat; lra. }
  rewrite E'. field. lra.
Qed.

(** The 2-cycle is stable: the slope is in (-1, 1), and the multiplier of the cycle, the slope of the second iterate, is its
    square. *)
Theorem cycle_stable (eta star : R) : cycle_amplitude eta star -> -1 < cycle_slope eta star < 1.
Proof.
  intros H. rewrite (cycle_slope_sinh eta star H). destruct H as [Hs _].
  pose proof (sinh_above_identity star Hs) as Ha.
  assert (0 < 2 * star / sinh star) by (apply Rdiv_lt_0_compat; lra).
  assert (2 * star / sinh star < 2); [| lra].
  apply (Rmult_lt_reg_r (sinh star)); [lra |].
  replace (2 * star / sinh star * sinh star) with (2 * star) by (field; lra). lra.
Qed.

Lemma step_logistic_is_derivative eta w : is_derive (linear_step_logistic eta) w (1 - eta * curvature_logistic w).
Proof.
  apply (is_derive_minus (fun w => w) (fun w => eta * slope_logistic w)); [apply @is_derive_id |].
  apply (is_derive_scal slope_logistic). apply curvature_logistic_is_derivative.
Qed.

Lemma curvature_logistic_even w : curvature_logistic (- w) = curvature_logistic w.
Proof. rewrite !curvature_logistic_cosh. replace (- w / 2) with (- (w / 2)) by field. now rewrite cosh_even. Qed.

Theorem cycle_multiplier (eta star : R) :
  cycle_amplitude eta star ->
  is_derive (fun w => linear_step_logistic eta (linear_step_logistic eta w)) star (cycle_slope eta star ^ 2) /\
  0 <= cycle_slope eta star ^ 2 < 1.
Proof.
  intros H. split.
  - evar_last.
    { apply (is_derive_comp (linear_step_logistic eta) (linear_step_logistic eta)); apply step_logistic_is_derivative. }
    rewrite (proj1 (amplitude_two_cycle eta star H)), curvature_logistic_even, cycle_slope_curvature.
    unfold scal; simpl. unfold mult; simpl. ring.
  - pose proof (cycle_stable eta star H). nra.
Qed.

(** * Limits above eta = 8 *)

(** The potential whose gradient descent with step 1 is the orbit with alternating signs. *)
Definition potential (eta u : R) : R := u ^ 2 - eta * risk_logistic u.
Definition potential_slope (eta u : R) : R := 2 * u - eta * slope_logistic u.

(** u_{t+1} of u_t = (-1)^t w_t. *)
Definition alternated_step (eta u : R) : R := - linear_step_logistic eta u.

Lemma alternated_step_descends eta u : alternated_step eta u = u - 1 * potential_slope eta u.
Proof. unfold alternated_step, potential_slope. rewrite step_logistic. ring. Qed.

Lemma alternated_orbit eta w0 t :
  orbit (alternated_step eta) w0 t = (-1) ^ t * orbit (linear_step_logistic eta) w0 t.
Proof.
  induction t as [|t IH]; simpl; [ring |]. rewrite IH. unfold alternated_step.
  assert (H : (-1) ^ t = 1 \/ (-1) ^ t = -1).
  { clear. induction t as [|t [IH|IH]]; simpl; [now left | right | left]; rewrite IH; ring. }
  destruct H as [-> | ->].
  - replace (1 * orbit (linear_step_logistic eta) w0 t) with (orbit (linear_step_logistic eta) w0 t) by ring. ring.
  - replace (-1 * orbit (linear_step_logistic eta) w0 t) with (- orbit (linear_step_logistic eta) w0 t) by ring.
    rewrite step_logistic_odd. ring.
Qed.

Lemma alternated_abs eta w0 t :
  Rabs (orbit (alternated_step eta) w0 t) = Rabs (orbit (linear_step_logistic eta) w0 t).
Proof. rewrite alternated_orbit, Rabs_mult, pow_1_abs. ring. Qed.

Lemma potential_is_derive eta u : is_derive (potential eta) u (potential_slope eta u).
Proof.
  unfold potential, potential_slope.
  apply (is_derive_minus (fun u => u ^ 2) (fun u => eta * risk_logistic u)).
  - auto_derive; [exact I | ring].
  - apply (is_derive_scal risk_logistic). apply slope_logistic_is_derivative.
Qed.

Lemma potential_continuous eta u : continuity_pt (potential eta) u.
Proof. apply derivable_continuous_pt. exists (potential_slope eta u). apply is_derive_Reals, potential_is_derive. Qed.

Lemma potential_short_steps eta a b : 0 < eta -> short_steps (potential_slope eta) 1 a b.
Proof.
  intros He x y _ Hxy _. unfold potential_slope. pose proof (slope_logistic_increasing x y Hxy). nra.
Qed.

Lemma alternated_step_continuous eta u : continuity_pt (alternated_step eta) u.
Proof. apply continuity_pt_opp, step_logistic_continuous. Qed.

(** The orbit stays in |u| <= max(|w0|, eta/2). *)
Lemma alternated_bounded eta B u : 0 < eta -> eta / 2 <= B -> Rabs u <= B -> Rabs (alternated_step eta u) <= B.
Proof.
  intros He HB Hu. unfold alternated_step. rewrite Rabs_Ropp, <- step_logistic_abs.
  pose proof (Rabs_pos u) as P. revert Hu P. generalize (Rabs u) as v. intros v Hv P.
  rewrite step_logistic. pose proof (slope_logistic_bounded v).
  assert (0 <= slope_logistic v).
  { destruct P as [P | <-]; [pose proof (slope_logistic_positive v P); lra | rewrite slope_logistic_zero; lra]. }
  apply Rabs_le. split; nra.
Qed.

Lemma potential_slope_zeros eta star u :
  cycle_amplitude eta star -> (potential_slope eta u = 0 <-> u = 0 \/ u = star \/ u = - star).
Proof.
  intros H. assert (P : potential_slope eta (- u) = - potential_slope eta u).
  { unfold potential_slope. rewrite slope_logistic_odd. ring. }
  split.
  - intros Hz. destruct (Rtotal_order u 0) as [Hu | [Hu | Hu]]; [right; right | now left | right; left].
    + enough (- u = star) by lra. apply (cycle_amplitude_unique eta); [| assumption].
      apply cycle_amplitude_slope. split; [lra |]. unfold potential_slope in P, Hz. rewrite slope_logistic_odd in *. lra.
    + apply (cycle_amplitude_unique eta); [| assumption].
      apply cycle_amplitude_slope. split; [lra |]. unfold potential_slope in Hz. lra.
  - apply cycle_amplitude_slope in H. destruct H as [_ H]. unfold potential_slope.
    intros [-> | [-> | ->]]; rewrite ?slope_logistic_odd, ?slope_logistic_zero; lra.
Qed.

(** The potential falls at every step, whatever the rate, until a critical point is reached. *)
Lemma potential_falls eta u :
  0 < eta -> potential_slope eta u <> 0 -> potential eta (alternated_step eta u) < potential eta u.
Proof.
  intros He Hu. rewrite alternated_step_descends.
  set (B := Rabs u + Rabs (u - 1 * potential_slope eta u)).
  pose proof (Rabs_pos u). pose proof (Rabs_pos (u - 1 * potential_slope eta u)).
  apply (descent (potential eta) (potential_slope eta) 1 (- B) B); try lra.
  - intros x _. apply potential_is_derive.
  - now apply potential_short_steps.
  - apply Rabs_le_between. unfold B. lra.
  - apply Rabs_le_between. unfold B. lra.
Qed.

Lemma potential_never_rises eta u : 0 < eta -> potential eta (alternated_step eta u) <= potential eta u.
Proof.
  intros He. destruct (Req_dec (potential_slope eta u) 0) as [Hz | Hn].
  - rewrite alternated_step_descends, Hz. apply Req_le. f_equal. ring.
  - now apply Rlt_le, potential_falls.
Qed.

(** Every orbit with alternating signs converges to a critical point. *)
Theorem alternated_converges (eta star w0 : R) :
  cycle_amplitude eta star ->
  exists p, (p = 0 \/ p = star \/ p = - star) /\ is_lim_seq (orbit (alternated_step eta) w0) p.
Proof.
  intros H. pose proof (amplitude_rate_above_8 eta star H) as He.
  set (B := Rmax (Rabs w0) (eta / 2)).
  destruct (lyapunov_convergence (alternated_step eta) (potential eta) (- B) B w0 [0; star; - star]) as [p [Hp Hl]].
  - intros v _. apply alternated_step_continuous.
  - intros v _. apply potential_continuous.
  - intros v _. apply potential_continuous.
  - intros p Hp. rewrite alternated_step_descends.
    replace (potential_slope eta p) with 0; [ring |]. symmetry. apply (potential_slope_zeros eta star p H).
    simpl in Hp. intuition congruence.
  - intros v _ Hv. apply potential_falls; [lra |]. intros Hz. apply Hv.
    apply (potential_slope_zeros eta star v H) in Hz. simpl. intuition congruence.
  - intros t. apply Rabs_le_between. revert t.
    apply (orbit_invariant (fun v => Rabs v <= B)); [apply Rmax_l |].
    intros v Hv. apply alternated_bounded; [lra | apply Rmax_r | assumption].
  - exists p. split; [| assumption]. simpl in Hp. intuition congruence.
Qed.

(** Near 0 the potential is below its value at 0. *)
Lemma potential_peak eta star u : cycle_amplitude eta star -> 0 < Rabs u < star -> potential eta u < potential eta 0.
Proof.
  intros H Hu.
  replace (potential eta u) with (potential eta (Rabs u)).
  2: { unfold potential. rewrite risk_logistic_abs. f_equal. apply pow2_abs. }
  revert Hu. generalize (Rabs u) as v. intros v Hv.
  apply (strictly_decreasing_from_derivative (potential eta) (potential_slope eta)); [lra | |].
  - intros x _. apply potential_is_derive.
  - intros x Hx. unfold potential_slope.
    pose proof (proj1 (slope_against_amplitude eta star x H ltac:(lra)) ltac:(lra)). lra.
Qed.

Lemma potential_orbit_falls eta w0 s t : 0 < eta ->
  potential eta (orbit (alternated_step eta) w0 (t + s)) <= potential eta (orbit (alternated_step eta) w0 s).
Proof.
  intros He. induction t as [|t IH]; simpl; [lra |].
  pose proof (potential_never_rises eta (orbit (alternated_step eta) w0 (t + s)) He). lra.
Qed.

(** An orbit tends to 0 only by landing on it. *)
Lemma limit_zero_lands (eta star w0 : R) :
  cycle_amplitude eta star -> is_lim_seq (orbit (alternated_step eta) w0) 0 ->
  exists T, orbit (linear_step_logistic eta) w0 T = 0.
Proof.
  intros H Hl. pose proof (amplitude_rate_above_8 eta star H) as He.
  destruct (proj1 (is_lim_seq_R _ _) Hl star (proj1 H)) as [N HN].
  specialize (HN N (le_n N)). rewrite Rminus_0_r in HN.
  exists N. destruct (Req_dec (orbit (linear_step_logistic eta) w0 N) 0) as [|Hn]; [assumption | exfalso].
  assert (HP : potential eta (orbit (alternated_step eta) w0 N) < potential eta 0).
  { apply (potential_peak eta star _ H). split; [| assumption]. rewrite alternated_abs. now apply Rabs_pos_lt. }
  assert (Hlim : is_lim_seq (fun t => potential eta (orbit (alternated_step eta) w0 t)) (potential eta 0)).
  { apply is_lim_seq_continuous; [apply potential_continuous | assumption]. }
  assert (Hle : Rbar_le (potential eta 0) (potential eta (orbit (alternated_step eta) w0 N))).
  { apply (is_lim_seq_le_loc (fun t => potential eta (orbit (alternated_step eta) w0 t))
      (fun _ => potential eta (orbit (alternated_step eta) w0 N))); [| assumption | apply is_lim_seq_const].
    exists N. intros n Hn'. replace n with ((n - N) + N)%nat by lia. apply potential_orbit_falls. lra. }
  simpl in Hle. lra.
Qed.

Lemma landed_stays eta w0 T : orbit (linear_step_logistic eta) w0 T = 0 ->
  forall t, (T <= t)%nat -> orbit (linear_step_logistic eta) w0 t = 0.
Proof.
  intros H t Ht. induction Ht as [|t Ht IH]; [assumption |]. simpl. rewrite IH. apply step_logistic_zero.
Qed.

Lemma amplitude_and_loss_limit eta star w0 p :
  Rabs p = star -> is_lim_seq (orbit (alternated_step eta) w0) p ->
  is_lim_seq (fun t => Rabs (orbit (linear_step_logistic eta) w0 t)) star /\
  is_lim_seq (fun t => risk_logistic (orbit (linear_step_logistic eta) w0 t)) (risk_logistic star).
Proof.
  intros Hp Hl.
  assert (Habs : is_lim_seq (fun t => Rabs (orbit (linear_step_logistic eta) w0 t)) star).
  { apply is_lim_seq_ext with (fun t => Rabs (orbit (alternated_step eta) w0 t)); [intros; apply alternated_abs |].
    rewrite <- Hp. apply is_lim_seq_continuous; [apply Rcontinuity_abs | assumption]. }
  split; [assumption |].
  apply is_lim_seq_ext with (fun t => risk_logistic (Rabs (orbit (linear_step_logistic eta) w0 t))).
  { intros. apply risk_logistic_abs. }
  apply is_lim_seq_continuous; [apply risk_logistic_continuous | assumption].
Qed.

(** Theorem 1.2, limits above eta = 8. *)
Theorem theorem_1_2_above_8 (eta : R) :
  8 < eta ->
  exists star, cycle_amplitude eta star /\ (forall v, cycle_amplitude eta v -> v = star) /\
    forall w0, let w := orbit (linear_step_logistic eta) w0 in
      (exists T, forall t, (T <= t)%nat -> w t = 0 /\ risk_logistic (w t) = ln 2) \/
      ((forall t, w t <> 0) /\
       (is_lim_seq (fun t => (-1) ^ t * w t) star \/ is_lim_seq (fun t => (-1) ^ t * w t) (- star)) /\
       is_lim_seq (fun t => Rabs (w t)) star /\
       is_lim_seq (fun t => risk_logistic (w t)) (risk_logistic star)).
Proof.
  intros He. destruct (cycle_amplitude_exists eta He) as [star H].
  exists star. split; [assumption |]. split; [intros v Hv; now apply (cycle_amplitude_unique eta) |].
  intros w0 w.
  assert (Halt : forall p, is_lim_seq (orbit (alternated_step eta) w0) p -> is_lim_seq (fun t => (-1) ^ t * w t) p).
  { intros p. apply is_lim_seq_ext. intros t. apply alternated_orbit. }
  assert (Hstar : 0 < star) by apply H.
  (* a start that lands does not converge to the cycle *)
  assert (Hno : forall p, p <> 0 -> is_lim_seq (orbit (alternated_step eta) w0) p -> forall t, w t <> 0).
  { intros p Hp Hl t Hz.
    destruct (proj1 (is_lim_seq_R _ _) Hl (Rabs p) (Rabs_pos_lt p Hp)) as [N HN].
    specialize (HN (Nat.max N t) ltac:(lia)).
    rewrite alternated_orbit, (landed_stays eta w0 t Hz) in HN by lia.
    rewrite Rmult_0_r, Rminus_0_l, Rabs_Ropp in HN. lra. }
  destruct (alternated_converges eta star w0 H) as [p [[-> | [-> | ->]] Hl]].
  - left. destruct (limit_zero_lands eta star w0 H Hl) as [T HT]. exists T. intros t Ht.
    unfold w. rewrite (landed_stays eta w0 T HT t Ht). split; [reflexivity | apply risk_logistic_zero].
  - right. destruct (amplitude_and_loss_limit eta star w0 star) as [Ha Hr]; [apply Rabs_pos_eq; lra | assumption |].
    repeat split; try assumption; [apply (Hno star); [lra | assumption] | left; now apply Halt].
  - right. destruct (amplitude_and_loss_limit eta star w0 (- star)) as [Ha Hr];
      [rewrite Rabs_Ropp; apply Rabs_pos_eq; lra | assumption |].
    repeat split; try assumption; [apply (Hno (- star)); [lra | assumption] | right; now apply Halt].
Qed.
