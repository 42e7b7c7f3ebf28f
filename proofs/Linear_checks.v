(** The lemmas on which the certificate checker relies for linear predictors on one-dimensional data: one theorem for each file
    src/certify/checks/linear_*.rs. The hypotheses are the conditions that the checker tests, the conclusion is the phase it states.

    Notation: F(w) = w - eta L'(w) is `linear_map`, w_t is `orbit F w0 t`, and T is the step at which the checker tests a state. *)

From Coq Require Import Reals Lra Lia Psatz List ZArith.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic Descent Logistic_linear Theorem_1_1 Theorem_1_2 Empirical.
Import ListNotations.
Open Scope R_scope.

(** * Phases *)

(** The loss along the orbit. *)
Definition loss_at (l : loss) (points : data) (eta w0 : R) (t : nat) : R :=
  risk l points (orbit (linear_map l points eta) w0 t).

(** w_t tends to a minimiser of the risk. *)
Definition converges_to_minimum (l : loss) (points : data) (eta w0 : R) : Prop :=
  exists p, risk_slope l points p = 0 /\ (forall v, risk l points p <= risk l points v) /\
    is_lim_seq (orbit (linear_map l points eta) w0) p.

(** The loss never rises, and the orbit converges to a minimum. *)
Definition lazy (l : loss) (points : data) (eta w0 : R) : Prop :=
  (forall t, loss_at l points eta w0 (S t) <= loss_at l points eta w0 t) /\ converges_to_minimum l points eta w0.

(** The loss rises at some step, and the orbit converges to a minimum. *)
Definition catapult (l : loss) (points : data) (eta w0 : R) : Prop :=
  (exists t, loss_at l points eta w0 t < loss_at l points eta w0 (S t)) /\ converges_to_minimum l points eta w0.

(** The loss tends to infinity. *)
Definition divergent (l : loss) (points : data) (eta w0 : R) : Prop :=
  is_lim_seq (loss_at l points eta w0) p_infty.

(** Some x has the prime period n under F, and for every i, w_{jn+i} tends to F^i(x) as j grows. *)
Definition converges_to_cycle (F : R -> R) (w0 : R) (n : nat) : Prop :=
  exists x, orbit F x n = x /\ (forall d, (0 < d < n)%nat -> orbit F x d <> x) /\
    forall i, is_lim_seq (fun j => orbit F w0 (j * n + i)) (orbit F x i).

Definition oscillating (l : loss) (points : data) (eta w0 : R) (n : nat) : Prop :=
  (2 <= n)%nat /\ converges_to_cycle (linear_map l points eta) w0 n.

(** ** From the state at step T to the whole orbit *)

Lemma limit_from_step (F : R -> R) w0 T (p : Rbar) :
  is_lim_seq (orbit F (orbit F w0 T)) p -> is_lim_seq (orbit F w0) p.
Proof.
  intros H. apply (is_lim_seq_incr_n _ T). apply is_lim_seq_ext with (orbit F (orbit F w0 T)); [| assumption].
  intros t. apply orbit_add.
Qed.

Lemma converges_from_step l points eta w0 T :
  converges_to_minimum l points eta (orbit (linear_map l points eta) w0 T) -> converges_to_minimum l points eta w0.
Proof. intros [p [Hp [Hm Hl]]]. exists p. repeat split; try assumption. now apply (limit_from_step _ w0 T). Qed.

(** What `follow` confirms of the loss before step T, and a lazy tail, make a lazy orbit; a rise makes a catapult. *)
Lemma lazy_from_step l points eta w0 T :
  (forall t, (t < T)%nat -> loss_at l points eta w0 (S t) <= loss_at l points eta w0 t) ->
  lazy l points eta (orbit (linear_map l points eta) w0 T) -> lazy l points eta w0.
Proof.
  intros Hh [Hf Hc]. split; [| now apply (converges_from_step l points eta w0 T)].
  intros t. destruct (Nat.lt_ge_cases t T) as [Hlt | Hge]; [now apply Hh |].
  specialize (Hf (t - T)%nat). unfold loss_at in *. rewrite !orbit_add in Hf.
  replace (t - T + T)%nat with t in Hf by lia. now replace (S (t - T) + T)%nat with (S t) in Hf by lia.
Qed.

Lemma catapult_from_step l points eta w0 T rise :
  loss_at l points eta w0 rise < loss_at l points eta w0 (S rise) ->
  converges_to_minimum l points eta (orbit (linear_map l points eta) w0 T) -> catapult l points eta w0.
Proof. intros Hr Hc. split; [now exists rise | now apply (converges_from_step l points eta w0 T)]. Qed.

Lemma orbit_periodic (F : R -> R) x n : orbit F x n = x -> forall q, orbit F x (q * n) = x.
Proof.
  intros H q. induction q as [|q IH]; [reflexivity |].
  simpl Nat.mul. rewrite <- orbit_add, IH. exact H.
Qed.

Lemma cycle_from_step (F : R -> R) w0 T n :
  (0 < n)%nat -> converges_to_cycle F (orbit F w0 T) n -> converges_to_cycle F w0 n.
Proof.
  intros Hn [x [Hx [Hprime Hl]]].
  (* m steps complete T to a multiple of n *)
  assert (Hm : (T <= T * n)%nat) by nia. set (m := (T * n - T)%nat).
  exists (orbit F x m). split; [| split].
  - rewrite orbit_add, Nat.add_comm, <- orbit_add. now rewrite Hx.
  - intros d Hd E. apply (Hprime d Hd).
    assert (B : orbit F (orbit F x m) T = x).
    { rewrite orbit_add. replace (T + m)%nat with (T * n)%nat by (unfold m; lia). now apply orbit_periodic. }
    transitivity (orbit F (orbit F (orbit F x m) d) T); [| now rewrite E].
    rewrite !orbit_add. replace (T + d + m)%nat with (d + T * n)%nat by (unfold m; lia).
    rewrite <- (orbit_add F x (T * n) d). now rewrite (orbit_periodic F x n Hx T).
  - intros i. apply (is_lim_seq_incr_n _ T).
    apply is_lim_seq_ext with (fun j => orbit F (orbit F w0 T) (j * n + (i + m))).
    + intros j. rewrite orbit_add. f_equal. unfold m. nia.
    + rewrite orbit_add. apply Hl.
Qed.

(** * linear_rest: the start is a minimum *)

Theorem linear_rest (l : loss) (points : data) (eta w0 : R) :
  risk_slope l points w0 = 0 ->
  (forall t, orbit (linear_map l points eta) w0 t = w0) /\ lazy l points eta w0.
Proof.
  intros H.
  assert (Hfix : linear_map l points eta w0 = w0) by (rewrite linear_map_step, H; ring).
  assert (Horb : forall t, orbit (linear_map l points eta) w0 t = w0) by now apply orbit_fixed.
  split; [assumption | split].
  - intros t. unfold loss_at. rewrite !Horb. lra.
  - exists w0. repeat split; [assumption | now apply stationary_minimises |].
    apply is_lim_seq_ext with (fun _ => w0); [intros; symmetry; apply Horb | apply is_lim_seq_const].
Qed.

(** The exact tests of `is_stationary`: all points are 0; or the loss is squared and its slope is 0; or w0 = 0 and the slope of the
    squared loss there, minus the mean of z, is 0. *)
Lemma stationary_flat l points w0 : (forall z, occurs points z -> z = 0) -> risk_slope l points w0 = 0.
Proof.
  intros H. unfold risk_slope. rewrite <- (mean_zero points). apply mean_ext. intros z Hz. rewrite (H z Hz). ring.
Qed.

Lemma stationary_at_zero l points : risk_slope squared points 0 = 0 -> risk_slope l points 0 = 0.
Proof.
  intros H. assert (Hm : mean points (fun z => z) = 0).
  { assert (E : risk_slope squared points 0 = -1 * mean points (fun z => z)).
    { rewrite <- mean_scale. apply mean_ext. intros z _. simpl. unfold margin_slope_squared. ring. }
    lra. }
  unfold risk_slope. transitivity (slope l 0 * mean points (fun z => z)); [| rewrite Hm; ring].
  rewrite <- mean_scale. apply mean_ext. intros z _. now rewrite Rmult_0_l.
Qed.

Theorem linear_rest_check (l : loss) (points : data) (eta w0 : R) :
  (forall z, occurs points z -> z = 0) \/ (l = squared \/ w0 = 0) /\ risk_slope squared points w0 = 0 ->
  lazy l points eta w0.
Proof.
  intros H. apply linear_rest. destruct H as [H | [[-> | ->] H]].
  - now apply stationary_flat. - assumption. - now apply stationary_at_zero.
Qed.

(** * linear_critical_rate: the exponential loss on D0 *)

Lemma orbit_ext (f g : R -> R) w t : (forall v, f v = g v) -> orbit f w t = orbit g w t.
Proof. intros H. induction t as [|t IH]; simpl; [reflexivity | now rewrite IH, H]. Qed.

Theorem linear_critical_rate_lazy (points : data) (eta w0 : R) :
  degenerate points -> w0 <> 0 -> 0 < eta -> eta < critical_rate_exponential w0 -> lazy exponential points eta w0.
Proof.
  intros Hd H0 He Hc. destruct (theorem_1_1 eta w0 H0) as [H _].
  destruct (H (conj He Hc)) as [Hf [_ [Hl _]]].
  assert (E : forall t, orbit (linear_map exponential points eta) w0 t = orbit (linear_step_exponential eta) w0 t).
  { intros t. apply orbit_ext. intros v. now apply degenerate_step_exponential. }
  split.
  - intros t. unfold loss_at. rewrite !E, !degenerate_risk_exponential by assumption. apply Hf.
  - exists 0. assert (Hz : risk_slope exponential points 0 = 0).
    { rewrite degenerate_slope_exponential by assumption. apply sinh_zero. }
    repeat split; [assumption | now apply stationary_minimises |].
    apply is_lim_seq_ext with (orbit (linear_step_exponential eta) w0); [intros; now rewrite E | assumption].
Qed.

Theorem linear_critical_rate_divergent (points : data) (eta w0 : R) :
  degenerate points -> w0 <> 0 -> critical_rate_exponential w0 < eta -> divergent exponential points eta w0.
Proof.
  intros Hd H0 Hc. destruct (theorem_1_1 eta w0 H0) as [_ [_ H]]. destruct (H Hc) as [_ [_ Hl]].
  apply is_lim_seq_ext with (fun t => risk_exponential (orbit (linear_step_exponential eta) w0 t)); [| assumption].
  intros t. unfold loss_at. rewrite degenerate_risk_exponential by assumption. f_equal.
  symmetry. apply orbit_ext. intros v. now apply degenerate_step_exponential.
Qed.

(** * linear_quadratic: the squared loss *)

Section Quadratic.

Variables (points : data) (eta w0 : R).
(** h = mean of z^2, and the minimiser mean(z)/h. *)
Let h : R := mean points (fun z => z ^ 2).
Let centre : R := mean points (fun z => z) / h.
Hypothesis not_flat : exists z, occurs points z /\ z <> 0.

Lemma mean_square_positive : 0 < h.
Proof.
  destruct not_flat as [z [Hz Hn]]. unfold h. rewrite <- (mean_zero points).
  apply (mean_lt points _ _ z); [intros; nra | assumption | nra].
Qed.

Lemma squared_slope w : risk_slope squared points w = h * (w - centre).
Proof.
  pose proof mean_square_positive as Hh.
  transitivity (w * h + (-1) * mean points (fun z => z)); [| unfold centre; field; lra].
  unfold h. rewrite <- mean_linear. apply mean_ext. intros z _. simpl. unfold margin_slope_squared. ring.
Qed.

Lemma squared_map w : linear_map squared points eta w - centre = (1 - eta * h) * (w - centre).
Proof. rewrite linear_map_step, squared_slope. ring. Qed.

Lemma squared_orbit t :
  orbit (linear_map squared points eta) w0 t - centre = (1 - eta * h) ^ t * (w0 - centre).
Proof. induction t as [|t IH]; simpl; [ring |]. rewrite squared_map, IH. ring. Qed.

Lemma squared_risk w : risk squared points w = risk squared points centre + h * (w - centre) ^ 2 / 2.
Proof.
  pose proof mean_square_positive as Hh.
  assert (E : forall v, risk squared points v =
    1 * mean points (fun _ => / 2) + 1 * ((v ^ 2 / 2) * h + (- v) * mean points (fun z => z))).
  { intros v. unfold h. rewrite <- mean_linear, <- mean_linear. apply mean_ext. intros z _. simpl.
    unfold margin_loss_squared. field. }
  rewrite (E w), (E centre).
  replace (mean points (fun z => z)) with (h * centre) by (unfold centre; field; lra). field.
Qed.

Theorem linear_quadratic_lazy : 0 < eta -> h * eta < 2 -> lazy squared points eta w0.
Proof.
  intros He Hlt. pose proof mean_square_positive as Hh.
  assert (Hr : Rabs (1 - eta * h) < 1) by (apply Rabs_def1; nra).
  assert (Hz : risk_slope squared points centre = 0) by (rewrite squared_slope; ring).
  split.
  - intros t. unfold loss_at. rewrite (squared_risk (orbit _ _ (S t))), (squared_risk (orbit _ _ t)), !squared_orbit.
    set (e := (1 - eta * h) ^ t * (w0 - centre)).
    replace ((1 - eta * h) ^ S t * (w0 - centre)) with ((1 - eta * h) * e) by (unfold e; simpl; ring).
    assert (Hs : (1 - eta * h) * (1 - eta * h) <= 1) by (apply Rabs_def2 in Hr; nra).
    assert (He2 : 0 <= h * (e * e)) by (apply Rmult_le_pos; [lra | nra]).
    replace (h * ((1 - eta * h) * e) ^ 2 / 2) with ((1 - eta * h) * (1 - eta * h) * (h * (e * e)) / 2) by field.
    replace (h * e ^ 2 / 2) with (h * (e * e) / 2) by field. nra.
  - exists centre. repeat split; [assumption | now apply stationary_minimises |].
    apply (geometric_limit _ centre (Rabs (1 - eta * h)) (Rabs (w0 - centre))).
    + split; [apply Rabs_pos | assumption].
    + intros t. rewrite squared_orbit, Rabs_mult, RPow_abs. lra.
Qed.

Theorem linear_quadratic_cycle :
  h * eta = 2 -> w0 <> centre ->
  linear_map squared points eta w0 = 2 * centre - w0 /\ oscillating squared points eta w0 2.
Proof.
  intros E Hn.
  assert (Hmap : forall w, linear_map squared points eta w = 2 * centre - w).
  { intros w. pose proof (squared_map w) as M. replace (1 - eta * h) with (-1) in M by lra. lra. }
  split; [apply Hmap |]. split; [lia |]. exists w0. simpl.
  assert (Hp : forall j, orbit (linear_map squared points eta) w0 (j * 2) = w0).
  { induction j as [|j IH]; simpl; [reflexivity |]. rewrite IH, !Hmap. ring. }
  repeat split.
  - rewrite !Hmap. ring.
  - intros d Hd. assert (d = 1%nat) as -> by lia. simpl. rewrite Hmap. lra.
  - intros i. apply is_lim_seq_ext with (fun _ => orbit (linear_map squared points eta) w0 i); [| apply is_lim_seq_const].
    intros j. rewrite Nat.add_comm, <- orbit_add. now rewrite Hp.
Qed.

Theorem linear_quadratic_divergent : 0 < eta -> 2 < h * eta -> w0 <> centre -> divergent squared points eta w0.
Proof.
  intros He Hgt Hn. pose proof mean_square_positive as Hh.
  set (q := (1 - eta * h) ^ 2). assert (Hq : 1 < q) by (unfold q; nra).
  assert (Hc : 0 < h * (w0 - centre) ^ 2 / 2).
  { assert (0 < (w0 - centre) ^ 2) by (apply pow2_gt_0; lra). nra. }
  unfold divergent. apply is_lim_seq_ext with (fun t => risk squared points centre + q ^ t * (h * (w0 - centre) ^ 2 / 2)).
  { intros t. unfold loss_at. rewrite (squared_risk (orbit _ _ t)), squared_orbit.
    unfold q. rewrite <- pow_mult, (Nat.mul_comm 2), pow_mult. field. }
  apply (is_lim_seq_plus _ _ (risk squared points centre) p_infty).
  - apply is_lim_seq_const.
  - apply (is_lim_seq_mult _ _ p_infty (h * (w0 - centre) ^ 2 / 2)); [now apply is_lim_seq_geom_p | apply is_lim_seq_const |].
    now apply is_Rbar_mult_p_infty_pos.
  - reflexivity.
Qed.

End Quadratic.

(** * linear_smoothness: the logistic loss at rates up to 2/beta *)

Lemma logistic_term_lipschitz z x y : x < y -> z <> 0 ->
  slope logistic (y * z) * z - slope logistic (x * z) * z < (y - x) * (z ^ 2 / 4).
Proof.
  intros H Hz. change (slope logistic) with margin_slope_logistic. rewrite !margin_slope_logistic_shift.
  destruct (Rtotal_order z 0) as [Hn | [| Hp]]; [| easy |].
  - pose proof (slope_logistic_lipschitz (y * z) (x * z) ltac:(nra)). nra.
  - pose proof (slope_logistic_lipschitz (x * z) (y * z) ltac:(nra)). nra.
Qed.

(** The slope of the risk rises by less than beta per unit, beta = mean(z^2)/4. *)
Lemma logistic_slope_lipschitz points z0 x y : occurs points z0 -> z0 <> 0 -> x < y ->
  risk_slope logistic points y - risk_slope logistic points x < (y - x) * (mean points (fun z => z ^ 2) * kappa_logistic).
Proof.
  intros H0 Hn H. unfold risk_slope. rewrite <- mean_difference.
  replace ((y - x) * (mean points (fun z => z ^ 2) * kappa_logistic)) with ((y - x) / 4 * mean points (fun z => z ^ 2))
    by (unfold kappa_logistic; field).
  rewrite <- mean_scale. apply (mean_lt points _ _ z0); [| assumption |].
  - intros z _. destruct (Req_dec z 0) as [-> | Hz]; [lra |].
    pose proof (logistic_term_lipschitz z x y H Hz). nra.
  - pose proof (logistic_term_lipschitz z0 x y H Hn). nra.
Qed.

Theorem linear_smoothness (points : data) (eta w0 : R) :
  both_signs points -> 0 < eta -> mean points (fun z => z ^ 2) * kappa_logistic * eta <= 2 ->
  lazy logistic points eta w0.
Proof.
  intros Hs He Hb. destruct (minimiser_exists logistic points Hs) as [p Hp].
  destruct (proj1 Hs) as [z [Hz Hzp]].
  set (F := linear_map logistic points eta).
  assert (Hshort : forall a b, short_steps (risk_slope logistic points) eta a b).
  { intros a b x y _ Hxy _. pose proof (logistic_slope_lipschitz points z x y Hz ltac:(lra) Hxy). nra. }
  assert (Hnear : forall v, v <> p -> Rabs (F v - p) < Rabs (v - p)).
  { intros v Hv. unfold F. rewrite linear_map_step. destruct (Rtotal_order v p) as [Hlt | [| Hgt]]; [| easy |].
    - pose proof (Hshort v p v p ltac:(lra) Hlt ltac:(lra)) as S.
      pose proof (risk_slope_increases logistic points z v p Hz ltac:(lra) Hlt).
      rewrite (Rabs_left (v - p)) by lra. apply Rabs_def1; nra.
    - pose proof (Hshort p v p v ltac:(lra) Hgt ltac:(lra)) as S.
      pose proof (risk_slope_increases logistic points z p v Hz ltac:(lra) Hgt).
      rewrite (Rabs_pos_eq (v - p)) by lra. apply Rabs_def1; nra. }
  assert (Hfix : F p = p) by (unfold F; rewrite linear_map_step, Hp; ring).
  split.
  - intros t. unfold loss_at. change (orbit (linear_map logistic points eta) w0) with (orbit F w0). simpl orbit.
    generalize (orbit F w0 t). intros v.
    destruct (Req_dec v p) as [-> | Hv]; [rewrite Hfix; lra |]. apply Rlt_le.
    set (B := Rabs v + Rabs (F v)). pose proof (Rabs_pos v). pose proof (Rabs_pos (F v)).
    unfold F at 1. rewrite linear_map_step.
    apply (descent (risk logistic points) (risk_slope logistic points) eta (- B) B); try lra.
    + intros x _. apply risk_slope_derives.
    + apply Hshort.
    + apply Rabs_le_between. unfold B. lra.
    + apply Rabs_le_between. rewrite <- linear_map_step. fold F. unfold B. lra.
    + intros E. apply Hv. apply (stationary_unique logistic points z); auto. lra.
  - exists p. repeat split; [assumption | now apply stationary_minimises |].
    set (r := Rabs (w0 - p)).
    destruct (lyapunov_convergence F (fun v => Rabs (v - p)) (p - r) (p + r) w0 [p]) as [q [[<- | []] Hl]];
      [| | | | | | exact Hl].
    + intros v _. apply linear_map_continuous.
    + intros v _. apply (continuity_pt_comp (fun v => v - p) Rabs); [| apply Rcontinuity_abs].
      apply continuity_pt_minus; [apply continuity_pt_id | apply continuity_pt_const; now intros ? ?].
    + intros v _. apply (continuity_pt_comp (fun v => v - p) Rabs); [| apply Rcontinuity_abs].
      apply continuity_pt_minus; [apply continuity_pt_id | apply continuity_pt_const; now intros ? ?].
    + intros q [<- | []]. assumption.
    + intros v _ Hv. apply Hnear. intros ->. apply Hv. now left.
    + assert (Hin : forall t, Rabs (orbit F w0 t - p) <= r).
      { apply (orbit_invariant (fun v => Rabs (v - p) <= r)); [unfold r; lra |].
        intros v Hv. destruct (Req_dec v p) as [-> | Hvp]; [now rewrite Hfix |].
        specialize (Hnear v Hvp). lra. }
      intros t. specialize (Hin t). apply Rabs_le_between in Hin. lra.
Qed.

(** * linear_sublevel: an interval on which the step is short *)

Lemma risk_rises_right l points z p x y :
  occurs points z -> z <> 0 -> risk_slope l points p = 0 -> p <= x -> x < y -> risk l points x < risk l points y.
Proof.
  intros Hz Hn Hp Hx Hy.
  apply (strictly_increasing_from_derivative (risk l points) (risk_slope l points)); [assumption | |].
  - intros v _. apply risk_slope_derives.
  - intros v Hv. rewrite <- Hp. apply (risk_slope_increases l points z); auto. lra.
Qed.

Lemma risk_falls_left l points z p x y :
  occurs points z -> z <> 0 -> risk_slope l points p = 0 -> x < y -> y <= p -> risk l points y < risk l points x.
Proof.
  intros Hz Hn Hp Hx Hy.
  apply (strictly_decreasing_from_derivative (risk l points) (risk_slope l points)); [assumption | |].
  - intros v _. apply risk_slope_derives.
  - intros v Hv. rewrite <- Hp. apply (risk_slope_increases l points z); auto. lra.
Qed.

(** The ends of a sublevel set. *)
Lemma level_right l points z p b c :
  occurs points z -> z <> 0 -> risk_slope l points p = 0 -> p < b -> risk l points p <= c -> c < risk l points b ->
  exists b', p <= b' < b /\ risk l points b' = c.
Proof.
  intros Hz Hn Hp Hb [Hc | <-] Hcb; [| exists p; split; [lra | reflexivity]].
  destruct (IVT (fun v => risk l points v - c) p b) as [q [Hq Eq]]; try lra.
  { intros v. apply continuity_pt_minus; [apply risk_continuous | apply continuity_pt_const; now intros ? ?]. }
  exists q. split; [| lra]. split; [lra |]. destruct (proj2 Hq) as [| ->]; [assumption | lra].
Qed.

Lemma level_left l points z p a c :
  occurs points z -> z <> 0 -> risk_slope l points p = 0 -> a < p -> risk l points p <= c -> c < risk l points a ->
  exists a', a < a' <= p /\ risk l points a' = c.
Proof.
  intros Hz Hn Hp Ha [Hc | <-] Hca; [| exists p; split; [lra | reflexivity]].
  destruct (IVT (fun v => c - risk l points v) a p) as [q [Hq Eq]]; try lra.
  { intros v. apply continuity_pt_minus; [apply continuity_pt_const; now intros ? ? | apply risk_continuous]. }
  exists q. split; [| lra]. split; [| lra]. destruct (proj1 Hq) as [| <-]; [assumption | lra].
Qed.

Theorem linear_sublevel (l : loss) (points : data) (eta a b w : R) :
  (exists z, occurs points z /\ z <> 0) -> 0 < eta ->
  a < w -> w < b ->
  risk l points w < risk l points a -> risk l points w < risk l points b ->
  (forall v, a <= v <= b -> eta * risk_curvature l points v < 2) ->
  lazy l points eta w /\
  exists p, a < p < b /\ risk_slope l points p = 0 /\
    (forall t, a < orbit (linear_map l points eta) w t < b) /\
    (forall t, orbit (linear_map l points eta) w t <> p -> loss_at l points eta w (S t) < loss_at l points eta w t).
Proof.
  intros [z [Hz Hzn]] He Haw Hwb Ha Hb Hc.
  set (F := linear_map l points eta). set (G := risk l points). set (g := risk_slope l points).
  assert (Hshort : short_steps g eta a b).
  { apply (short_steps_from_curvature g (risk_curvature l points)); [| assumption].
    intros x _. apply risk_curvature_derives. }
  assert (HG : forall x, a <= x <= b -> is_derive G x (g x)) by (intros x _; apply risk_slope_derives).
  (* the minimiser is between a and b *)
  assert (Hp : exists p, a < p < b /\ g p = 0).
  { destruct (MVT_cor2 G g a w Haw) as [x [Ex Ix]].
    { intros x _. apply is_derive_Reals, risk_slope_derives. }
    destruct (MVT_cor2 G g w b Hwb) as [y [Ey Iy]].
    { intros y _. apply is_derive_Reals, risk_slope_derives. }
    destruct (stationary_between l points x y) as [p [Ip Ep]]; [lra | | |].
    - fold g. fold G in Ha. nra.
    - fold g. fold G in Hb. nra.
    - exists p. split; [lra | assumption]. }
  destruct Hp as [p [Ip Ep]].
  (* a step from the sublevel set stays between a and b *)
  assert (Hstay : forall v, a < v < b -> G v <= G w -> a < F v < b).
  { intros v Iv Hv. unfold F. rewrite linear_map_step. fold g.
    destruct (Rle_lt_dec b (v - eta * g v)) as [Hout | Hin].
    - exfalso. assert (Hneg : g v < 0) by nra.
      assert (Ht : 0 < (v - b) / g v <= eta).
      { replace ((v - b) / g v) with ((b - v) / - g v) by (field; lra). split.
        - apply Rdiv_lt_0_compat; lra.
        - apply (Rmult_le_reg_r (- g v)); [lra |].
          replace ((b - v) / - g v * - g v) with (b - v) by (field; lra). lra. }
      pose proof (descent_along_step G g eta a b v ((v - b) / g v) He Ht HG Hshort) as D.
      replace (v - (v - b) / g v * g v) with b in D by (field; lra).
      specialize (D ltac:(lra) ltac:(lra) ltac:(lra)). fold G in Hb. lra.
    - destruct (Rle_lt_dec (v - eta * g v) a) as [Hout | Hin2]; [| lra].
      exfalso. assert (Hpos : 0 < g v) by nra.
      assert (Ht : 0 < (v - a) / g v <= eta).
      { split; [apply Rdiv_lt_0_compat; lra |].
        apply (Rmult_le_reg_r (g v)); [lra |].
        replace ((v - a) / g v * g v) with (v - a) by (field; lra). lra. }
      pose proof (descent_along_step G g eta a b v ((v - a) / g v) He Ht HG Hshort) as D.
      replace (v - (v - a) / g v * g v) with a in D by (field; lra).
      specialize (D ltac:(lra) ltac:(lra) ltac:(lra)). fold G in Ha. lra. }
  assert (Hfall : forall v, a < v < b -> G v <= G w -> v <> p -> G (F v) < G v).
  { intros v Iv Hv Hn. pose proof (Hstay v Iv Hv) as I. unfold F in *. rewrite linear_map_step in *.
    apply (descent G g eta a b); try assumption; try (fold g in I; lra).
    intros E. apply Hn. now apply (stationary_unique l points z). }
  assert (Hfix : F p = p) by (unfold F; rewrite linear_map_step; fold g; rewrite Ep; ring).
  assert (Hinv : forall t, a < orbit F w t < b /\ G (orbit F w t) <= G w).
  { apply (orbit_invariant (fun v => a < v < b /\ G v <= G w)); [lra |].
    intros v [Iv Hv]. split; [now apply Hstay |].
    destruct (Req_dec v p) as [-> | Hn]; [now rewrite Hfix |].
    pose proof (Hfall v Iv Hv Hn). lra. }
  assert (Hstrict : forall t, orbit F w t <> p -> loss_at l points eta w (S t) < loss_at l points eta w t).
  { intros t Hn. destruct (Hinv t) as [I Hle]. now apply Hfall. }
  assert (Hweak : forall t, loss_at l points eta w (S t) <= loss_at l points eta w t).
  { intros t. destruct (Req_dec (orbit F w t) p) as [E | Hn].
    - change (G (F (orbit F w t)) <= G (orbit F w t)). rewrite E, Hfix. lra.
    - apply Rlt_le. now apply Hstrict. }
  split; [split; [assumption |] |].
  - exists p. repeat split; [assumption | now apply stationary_minimises |].
    (* the sublevel set is an interval, which the orbit never leaves *)
    destruct (level_right l points z p b (G w)) as [b' [Ib Eb]]; try assumption; [lra | now apply stationary_minimises |].
    destruct (level_left l points z p a (G w)) as [a' [Ia Ea]]; try assumption; [lra | now apply stationary_minimises |].
    assert (Hlevel : forall v, a' <= v <= b' -> G v <= G w).
    { intros v Iv. destruct (Rle_lt_dec p v) as [Hv | Hv].
      - destruct (proj2 Iv) as [Hlt | ->]; [| unfold G; rewrite Eb; apply Rle_refl].
        pose proof (risk_rises_right l points z p v b' Hz Hzn Ep Hv Hlt). unfold G in *. lra.
      - destruct (proj1 Iv) as [Hlt | <-]; [| unfold G; rewrite Ea; apply Rle_refl].
        pose proof (risk_falls_left l points z p a' v Hz Hzn Ep Hlt ltac:(lra)). unfold G in *. lra. }
    assert (Hback : forall v, G v <= G w -> a' <= v <= b').
    { intros v Hv. split.
      - destruct (Rle_lt_dec a' v) as [| Hlt]; [assumption | exfalso].
        pose proof (risk_falls_left l points z p v a' Hz Hzn Ep Hlt ltac:(lra)). unfold G in *. lra.
      - destruct (Rle_lt_dec v b') as [| Hlt]; [assumption | exfalso].
        pose proof (risk_rises_right l points z p b' v Hz Hzn Ep ltac:(lra) Hlt). unfold G in *. lra. }
    destruct (lyapunov_convergence F G a' b' w [p]) as [q [[<- | []] Hl]]; [| | | | | | exact Hl].
    + intros v _. apply linear_map_continuous.
    + intros v _. apply risk_continuous.
    + intros v _. apply risk_continuous.
    + intros q [<- | []]. assumption.
    + intros v Iv Hn. apply Hfall; [lra | now apply Hlevel |]. intros ->. apply Hn. now left.
    + intros t. apply Hback. apply Hinv.
  - exists p. repeat split; try assumption; apply Ip || apply Hinv.
Qed.

(** The checker's conclusion: lazy if the loss was not seen to rise before step T, a catapult if it was. *)
Theorem linear_sublevel_lazy (l : loss) (points : data) (eta w0 a b : R) (T : nat) :
  let w := orbit (linear_map l points eta) w0 in
  (exists z, occurs points z /\ z <> 0) -> 0 < eta ->
  (forall t, (t < T)%nat -> risk l points (w (S t)) <= risk l points (w t)) ->
  a < w T -> w T < b -> risk l points (w T) < risk l points a -> risk l points (w T) < risk l points b ->
  (forall v, a <= v <= b -> eta * risk_curvature l points v < 2) ->
  lazy l points eta w0.
Proof.
  intros w Hz He Hh Ha Hb La Lb Hc. apply (lazy_from_step l points eta w0 T); [exact Hh |].
  now apply (linear_sublevel l points eta a b (w T)).
Qed.

Theorem linear_sublevel_catapult (l : loss) (points : data) (eta w0 a b : R) (T rise : nat) :
  let w := orbit (linear_map l points eta) w0 in
  (exists z, occurs points z /\ z <> 0) -> 0 < eta ->
  risk l points (w rise) < risk l points (w (S rise)) ->
  a < w T -> w T < b -> risk l points (w T) < risk l points a -> risk l points (w T) < risk l points b ->
  (forall v, a <= v <= b -> eta * risk_curvature l points v < 2) ->
  catapult l points eta w0.
Proof.
  intros w Hz He Hr Ha Hb La Lb Hc. apply (catapult_from_step l points eta w0 T rise); [exact Hr |].
  now apply (linear_sublevel l points eta a b (w T)).
Qed.

(** * linear_potential: the logistic loss on D0 above eta = 8 *)

(** The segment from u to its alternated image does not contain 0 if the potential at u is below that at 0. *)
Lemma potential_keeps_sign eta u :
  0 < eta -> potential eta u < potential eta 0 -> 0 < u -> 0 < alternated_step eta u.
Proof.
  intros He Hu Hp. destruct (Rlt_le_dec 0 (alternated_step eta u)) as [| Hout]; [assumption | exfalso].
  rewrite alternated_step_descends in Hout. set (g := potential_slope eta u) in *.
  assert (Hg : 0 < g) by lra.
  assert (Ht : 0 < u / g <= 1).
  { split; [now apply Rdiv_lt_0_compat |]. apply (Rmult_le_reg_r g); [assumption |].
    replace (u / g * g) with u by (field; lra). lra. }
  pose proof (descent_along_step (potential eta) (potential_slope eta) 1 0 u u (u / g)) as D. fold g in D.
  replace (u - u / g * g) with 0 in D by (field; lra).
  enough (potential eta 0 < potential eta u) by lra. apply D; try lra.
  - intros x _. apply potential_is_derive.
  - now apply potential_short_steps.
Qed.

Lemma alternated_step_odd eta u : alternated_step eta (- u) = - alternated_step eta u.
Proof. unfold alternated_step. rewrite step_logistic_odd. reflexivity. Qed.

Lemma alternated_orbit_odd eta u t : orbit (alternated_step eta) (- u) t = - orbit (alternated_step eta) u t.
Proof. induction t as [|t IH]; simpl; [reflexivity |]. rewrite IH. apply alternated_step_odd. Qed.

(** The side lemma: below the peak the orbit with alternating signs stays on its side and tends to the amplitude there. *)
Theorem potential_side eta star u :
  cycle_amplitude eta star -> potential eta u < potential eta 0 -> 0 < u ->
  is_lim_seq (orbit (alternated_step eta) u) star.
Proof.
  intros H Hu Hp. pose proof (amplitude_rate_above_8 eta star H) as He.
  assert (Hin : forall t, 0 < orbit (alternated_step eta) u t /\
                          potential eta (orbit (alternated_step eta) u t) <= potential eta u).
  { apply (orbit_invariant (fun v => 0 < v /\ potential eta v <= potential eta u)); [lra |].
    intros v [Hv Hle]. split.
    - apply potential_keeps_sign; lra.
    - pose proof (potential_never_rises eta v ltac:(lra)). lra. }
  destruct (alternated_converges eta star u H) as [p [Hpp Hl]].
  assert (Hp0 : 0 <= p).
  { apply (is_lim_seq_le (fun _ => 0) (orbit (alternated_step eta) u) 0 p); [| apply is_lim_seq_const | assumption].
    intros t. apply Rlt_le, Hin. }
  assert (HP : potential eta p <= potential eta u).
  { apply (is_lim_seq_le (fun t => potential eta (orbit (alternated_step eta) u t)) (fun _ => potential eta u)
      (potential eta p) (potential eta u)); [intros; apply Hin | | apply is_lim_seq_const].
    apply is_lim_seq_continuous; [apply potential_continuous | assumption]. }
  destruct H as [Hs _]. destruct Hpp as [-> | [-> | ->]]; [exfalso; lra | assumption | exfalso; lra].
Qed.

Lemma alternated_limit_is_cycle eta star u p :
  cycle_amplitude eta star -> p = star \/ p = - star ->
  is_lim_seq (orbit (alternated_step eta) u) p -> converges_to_cycle (linear_step_logistic eta) u 2.
Proof.
  intros H Hp Hl. destruct (amplitude_two_cycle eta star H) as [Fp Fm]. destruct H as [Hs _].
  assert (Fx : linear_step_logistic eta p = - p) by (destruct Hp as [-> | ->]; [exact Fp | rewrite Fm; ring]).
  assert (Hcyc : forall i, orbit (linear_step_logistic eta) p i = (-1) ^ i * p).
  { induction i as [|i IH]; simpl; [ring |]. rewrite IH.
    assert (E : (-1) ^ i = 1 \/ (-1) ^ i = -1).
    { clear. induction i as [|i [IH|IH]]; simpl; [now left | right | left]; rewrite IH; ring. }
    destruct E as [-> | ->].
    - replace (1 * p) with p by ring. rewrite Fx. ring.
    - replace (-1 * p) with (- p) by ring. rewrite step_logistic_odd, Fx. ring. }
  exists p. repeat split.
  - rewrite Hcyc. simpl. ring.
  - intros d Hd. assert (d = 1%nat) as -> by lia. simpl. rewrite Fx. destruct Hp; lra.
  - intros i. rewrite Hcyc.
    apply is_lim_seq_ext with (fun j => (-1) ^ i * orbit (alternated_step eta) u (j * 2 + i)).
    + intros j. rewrite alternated_orbit, pow_add, Nat.mul_comm, pow_mult.
      replace ((-1) ^ 2) with 1 by ring. rewrite pow1.
      assert (E : (-1) ^ i * (-1) ^ i = 1) by (rewrite <- Rpow_mult_distr; replace (-1 * -1) with 1 by ring; apply pow1).
      replace ((-1) ^ i * (1 * (-1) ^ i * orbit (linear_step_logistic eta) u (2 * j + i)))
        with ((-1) ^ i * (-1) ^ i * orbit (linear_step_logistic eta) u (2 * j + i)) by ring.
      rewrite E. ring.
    + apply (is_lim_seq_scal_l _ ((-1) ^ i) p).
      apply (is_lim_seq_subseq (orbit (alternated_step eta) u) p (fun j => (j * 2 + i)%nat)); [| assumption].
      intros P [N HN]. exists N. intros n Hn. apply HN. lia.
Qed.

(** The checker's conditions: D0, smoothness * eta > 2 (which is eta > 8), and w_T^2 < eta (L(w_T) - L(0)) at a state w_T of
    decided sign. *)
Theorem linear_potential (points : data) (eta w0 : R) (T : nat) :
  let w := orbit (linear_map logistic points eta) w0 in
  degenerate points -> 2 < mean points (fun z => z ^ 2) * kappa_logistic * eta ->
  w T ^ 2 < eta * (risk logistic points (w T) - risk logistic points 0) ->
  w T <> 0 ->
  oscillating logistic points eta w0 2 /\
  exists star, cycle_amplitude eta star /\
    (0 < w T -> is_lim_seq (fun t => (-1) ^ t * w (t + T)%nat) star) /\
    (w T < 0 -> is_lim_seq (fun t => (-1) ^ t * w (t + T)%nat) (- star)).
Proof.
  intros w Hd He Hpot Hn.
  assert (He8 : 8 < eta).
  { rewrite degenerate_mean in He by assumption. unfold kappa_logistic in He. lra. }
  rewrite !degenerate_risk_logistic in Hpot by assumption.
  destruct (cycle_amplitude_exists eta He8) as [star H].
  assert (Hext : forall v t, orbit (linear_map logistic points eta) v t = orbit (linear_step_logistic eta) v t).
  { intros v t. apply orbit_ext. intros x. now apply degenerate_step_logistic. }
  assert (Halt : forall t, orbit (alternated_step eta) (w T) t = (-1) ^ t * w (t + T)%nat).
  { intros t. rewrite alternated_orbit, <- Hext. unfold w. now rewrite orbit_add. }
  assert (Hbelow : potential eta (w T) < potential eta 0).
  { unfold potential. nra. }
  assert (Hpos : 0 < w T -> is_lim_seq (orbit (alternated_step eta) (w T)) star).
  { intros Hw. now apply potential_side. }
  assert (Hneg : w T < 0 -> is_lim_seq (orbit (alternated_step eta) (w T)) (- star)).
  { intros Hw. apply is_lim_seq_ext with (fun t => - orbit (alternated_step eta) (- w T) t).
    - intros t. rewrite alternated_orbit_odd. ring.
    - apply (is_lim_seq_opp (orbit (alternated_step eta) (- w T)) star). apply potential_side; [assumption | | lra].
      replace (potential eta (- w T)) with (potential eta (w T)); [assumption |].
      unfold potential. rewrite risk_logistic_even. ring. }
  split.
  - split; [lia |]. apply (cycle_from_step _ w0 T 2); [lia |]. fold w.
    assert (Hc : converges_to_cycle (linear_step_logistic eta) (w T) 2).
    { destruct (Rtotal_order (w T) 0) as [Hlt | [| Hgt]]; [| easy |].
      - apply (alternated_limit_is_cycle eta star (w T) (- star)); auto.
      - apply (alternated_limit_is_cycle eta star (w T) star); auto. }
    destruct Hc as [x [Hx [Hprime Hl]]]. exists x. repeat split.
    + now rewrite Hext. + intros d Hd'. rewrite Hext. now apply Hprime.
    + intros i. rewrite Hext. apply is_lim_seq_ext with (fun j => orbit (linear_step_logistic eta) (w T) (j * 2 + i)).
      * intros j. now rewrite Hext. * apply Hl.
  - exists star. split; [assumption | split]; intros Hw.
    + apply is_lim_seq_ext with (orbit (alternated_step eta) (w T)); auto.
    + apply is_lim_seq_ext with (orbit (alternated_step eta) (w T)); auto.
Qed.

(** * linear_escape: divergence of the exponential loss *)

(** The parts of L'' that the negative and the positive points contribute. *)
Definition negative_curvature (l : loss) (points : data) (w : R) : R :=
  mean points (fun z => if Rlt_dec z 0 then curvature l (w * z) * z ^ 2 else 0).
Definition positive_curvature (l : loss) (points : data) (w : R) : R :=
  mean points (fun z => if Rlt_dec 0 z then curvature l (w * z) * z ^ 2 else 0).

Lemma exp_weakly x y : x <= y -> exp x <= exp y.
Proof. intros [H | ->]; [apply Rlt_le; now apply exp_increasing | lra]. Qed.

Lemma steep_right points R w :
  R <= w -> negative_curvature exponential points R <= risk_curvature exponential points w.
Proof.
  intros Hw. apply mean_le. intros z _. simpl. unfold margin_curvature_exponential.
  pose proof (exp_pos (- (w * z))). destruct (Rlt_dec z 0) as [Hz | Hz]; [| nra].
  pose proof (exp_weakly (- (R * z)) (- (w * z)) ltac:(nra)). nra.
Qed.

Lemma steep_left points R w :
  w <= - R -> positive_curvature exponential points (- R) <= risk_curvature exponential points w.
Proof.
  intros Hw. apply mean_le. intros z _. simpl. unfold margin_curvature_exponential.
  pose proof (exp_pos (- (w * z))). destruct (Rlt_dec 0 z) as [Hz | Hz]; [| nra].
  pose proof (exp_weakly (- (- R * z)) (- (w * z)) ltac:(nra)). nra.
Qed.

Lemma negative_point points l w : 0 < negative_curvature l points w -> exists z, occurs points z /\ z < 0.
Proof.
  unfold negative_curvature, mean. intros H.
  induction points as [|[z k] points IH]; [simpl in H; unfold Rdiv in H; lra |].
  destruct (Rlt_dec z 0) as [Hz | Hz]; [exists z; split; [apply occurs_here | assumption] |].
  destruct IH as [y [Hy Hl]]; [| exists y; split; [now apply occurs_later | assumption]].
  unfold count in *. simpl in H. destruct (Rlt_dec z 0); [easy |].
  rewrite Rmult_0_l, Rplus_0_l in H. fold (count points) in *.
  pose proof (multiplicity_positive k). pose proof (count_nonneg points) as Hc.
  set (s := total points _) in *.
  assert (Hs : 0 < s).
  { apply (Rmult_lt_reg_r (/ (1 * multiplicity k + count points))); [apply Rinv_0_lt_compat; lra |].
    rewrite Rmult_0_l. exact H. }
  destruct Hc as [Hc | Hc]; [now apply Rdiv_lt_0_compat |].
  exfalso. destruct points as [|[y j] points]; [simpl in s; unfold s in Hs; lra |].
  pose proof (count_positive _ y (occurs_here y j points)). lra.
Qed.

Lemma positive_point points l w : 0 < positive_curvature l points w -> exists z, occurs points z /\ 0 < z.
Proof.
  unfold positive_curvature, mean. intros H.
  induction points as [|[z k] points IH]; [simpl in H; unfold Rdiv in H; lra |].
  destruct (Rlt_dec 0 z) as [Hz | Hz]; [exists z; split; [apply occurs_here | assumption] |].
  destruct IH as [y [Hy Hl]]; [| exists y; split; [now apply occurs_later | assumption]].
  unfold count in *. simpl in H. destruct (Rlt_dec 0 z); [easy |].
  rewrite Rmult_0_l, Rplus_0_l in H. fold (count points) in *.
  pose proof (multiplicity_positive k). pose proof (count_nonneg points) as Hc.
  set (s := total points _) in *.
  assert (Hs : 0 < s).
  { apply (Rmult_lt_reg_r (/ (1 * multiplicity k + count points))); [apply Rinv_0_lt_compat; lra |].
    rewrite Rmult_0_l. exact H. }
  destruct Hc as [Hc | Hc]; [now apply Rdiv_lt_0_compat |].
  exfalso. destruct points as [|[y j] points]; [simpl in s; unfold s in Hs; lra |].
  pose proof (count_positive _ y (occurs_here y j points)). lra.
Qed.

(** Points of both signs make the exponential loss grow at least like |w|. *)
Lemma exponential_risk_grows points :
  both_signs points -> exists c, 0 < c /\ forall w, c * Rabs w <= risk exponential points w.
Proof.
  intros [[zp [Hp Hzp]] [zn [Hn Hzn]]]. pose proof (count_positive points zp Hp) as Hc.
  exists (Rmin zp (- zn) / count points). split; [apply Rdiv_lt_0_compat; [apply Rmin_pos; lra | assumption] |].
  intros w. unfold risk, mean.
  replace (Rmin zp (- zn) / count points * Rabs w) with (Rmin zp (- zn) * Rabs w / count points) by (field; lra).
  unfold Rdiv. apply Rmult_le_compat_r; [apply Rlt_le; now apply Rinv_0_lt_compat |].
  assert (Hpos : forall z, occurs points z -> - 0 <= value exponential (w * z)).
  { intros z _. simpl. unfold margin_loss_exponential. pose proof (exp_pos (- (w * z))). lra. }
  pose proof (Rmin_l zp (- zn)) as Ml. pose proof (Rmin_r zp (- zn)) as Mr.
  assert (M0 : 0 < Rmin zp (- zn)) by (apply Rmin_pos; lra).
  assert (Hexp : forall z, 0 < - (w * z) -> - (w * z) <= value exponential (w * z)).
  { intros z Hz. simpl. unfold margin_loss_exponential. pose proof (exp_ineq1 (- (w * z)) ltac:(lra)). lra. }
  destruct (Rtotal_order w 0) as [Hw | [-> | Hw]].
  - rewrite Rabs_left by assumption.
    pose proof (total_lower_at points (fun z => value exponential (w * z)) 0 zp (- (w * zp)) ltac:(lra) Hpos Hp) as B.
    specialize (B ltac:(nra) (Hexp zp ltac:(nra))). nra.
  - rewrite Rabs_R0, Rmult_0_r. pose proof (total_lower points (fun z => value exponential (0 * z)) 0 ltac:(lra) Hpos). lra.
  - rewrite Rabs_pos_eq by lra.
    pose proof (total_lower_at points (fun z => value exponential (w * z)) 0 zn (- (w * zn)) ltac:(lra) Hpos Hn) as B.
    specialize (B ltac:(nra) (Hexp zn ltac:(nra))). nra.
Qed.

Theorem linear_escape (points : data) (eta w0 reach : R) (T : nat) :
  let F := linear_map exponential points eta in
  0 < eta -> 0 < reach ->
  2 <= eta * negative_curvature exponential points reach ->
  2 <= eta * positive_curvature exponential points (- reach) ->
  F reach < - reach -> reach < F (- reach) ->
  reach <= Rabs (orbit F w0 T) ->
  divergent exponential points eta w0 /\ is_lim_seq (fun t => Rabs (orbit F w0 t)) p_infty /\
  forall t, orbit F w0 (S (t + T)) * orbit F w0 (t + T) < 0.
Proof.
  intros F He Hr Hn Hp Fr Fl HT.
  assert (Hright : forall w, reach <= w -> F w <= - w - (- reach - F reach)).
  { intros w [Hw | <-]; [| lra].
    destruct (MVT_cor2 (fun v => F v + v) (fun v => 1 - eta * risk_curvature exponential points v + 1) reach w Hw)
      as [c [Ec Ic]].
    { intros c _. apply is_derive_Reals.
      apply (is_derive_plus F (fun v => v)); [apply linear_map_derives | apply @is_derive_id]. }
    pose proof (Rmult_le_compat_l eta _ _ ltac:(lra) (steep_right points reach c ltac:(lra))) as S.
    generalize dependent (eta * risk_curvature exponential points c). intros k Ec S. cbv beta in Ec.
    assert (0 <= (k - 2) * (w - reach)) by (apply Rmult_le_pos; lra). lra. }
  assert (Hleft : forall w, w <= - reach -> - w + (F (- reach) - reach) <= F w).
  { intros w [Hw | ->]; [| lra].
    destruct (MVT_cor2 (fun v => F v + v) (fun v => 1 - eta * risk_curvature exponential points v + 1) w (- reach) Hw)
      as [c [Ec Ic]].
    { intros c _. apply is_derive_Reals.
      apply (is_derive_plus F (fun v => v)); [apply linear_map_derives | apply @is_derive_id]. }
    pose proof (Rmult_le_compat_l eta _ _ ltac:(lra) (steep_left points reach c ltac:(lra))) as S.
    generalize dependent (eta * risk_curvature exponential points c). intros k Ec S. cbv beta in Ec.
    assert (0 <= (k - 2) * (- reach - w)) by (apply Rmult_le_pos; lra). lra. }
  set (d := Rmin (- reach - F reach) (F (- reach) - reach)).
  assert (Hd : 0 < d) by (apply Rmin_pos; lra).
  pose proof (Rmin_l (- reach - F reach) (F (- reach) - reach)) as Dl.
  pose proof (Rmin_r (- reach - F reach) (F (- reach) - reach)) as Dr. fold d in Dl, Dr.
  assert (Hgrow : forall w, reach <= Rabs w -> Rabs w + d <= Rabs (F w) /\ F w * w < 0).
  { intros w Hw. unfold Rabs in Hw. destruct (Rcase_abs w) as [Hneg | Hpos].
    - specialize (Hleft w ltac:(lra)). rewrite (Rabs_left w), (Rabs_pos_eq (F w)) by lra. split; [lra |].
      pose proof (Rmult_lt_0_compat (F w) (- w) ltac:(lra) ltac:(lra)). lra.
    - specialize (Hright w ltac:(lra)). rewrite (Rabs_pos_eq w), (Rabs_left (F w)) by lra. split; [lra |].
      pose proof (Rmult_lt_0_compat (- F w) w ltac:(lra) ltac:(lra)). lra. }
  assert (Hsize : forall t, reach + INR t * d <= Rabs (orbit F w0 (t + T))).
  { intros t. induction t as [|t IH]; [simpl; lra |].
    pose proof (pos_INR t).
    assert (Hge : reach <= Rabs (orbit F w0 (t + T))) by nra.
    pose proof (proj1 (Hgrow _ Hge)) as G. rewrite S_INR. simpl plus. simpl orbit. lra. }
  assert (Hlim : is_lim_seq (fun t => Rabs (orbit F w0 t)) p_infty).
  { apply (is_lim_seq_incr_n _ T). apply is_lim_seq_le_p_loc with (fun t => INR t * d).
    - exists O. intros t _. specialize (Hsize t). lra.
    - apply (is_lim_seq_mult _ _ p_infty d); [apply is_lim_seq_INR | apply is_lim_seq_const |].
      now apply is_Rbar_mult_p_infty_pos. }
  assert (Hboth : both_signs points).
  { split.
    - apply (positive_point points exponential (- reach)). nra.
    - apply (negative_point points exponential reach). nra. }
  split; [| split; [assumption |]].
  - destruct (exponential_risk_grows points Hboth) as [c [Hc Hrisk]].
    apply is_lim_seq_le_p_loc with (fun t => c * Rabs (orbit F w0 t)).
    + exists O. intros t _. apply Hrisk.
    + apply (is_lim_seq_mult _ _ c p_infty); [apply is_lim_seq_const | assumption |].
      apply is_Rbar_mult_sym. now apply is_Rbar_mult_p_infty_pos.
  - intros t. simpl. apply Hgrow. specialize (Hsize t). pose proof (pos_INR t). nra.
Qed.
