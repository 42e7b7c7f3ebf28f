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

(** x is on a cycle of prime period n, and w_{jn+i} tends to F^i(x) shifted by some phase. *)
Definition converges_to_cycle (F : R -> R) (w0 : R) (n : nat) : Prop :=
  exists x, orbit F x n = x /\ (forall d, (0 < d < n)%nat -> orbit F x d <> x) /\
    forall i, (i < n)%nat -> is_lim_seq (fun j => orbit F w0 (j * n + i)) (orbit F x i).

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
  - intros i Hi. destruct i as [|[|i]]; [| | lia]; simpl.
    + apply is_lim_seq_ext with (fun _ => w0); [| apply is_lim_seq_const].
      intros j. rewrite Nat.add_0_r. now rewrite Hp.
    + apply is_lim_seq_ext with (fun _ => linear_map squared points eta w0); [| apply is_lim_seq_const].
      intros j. rewrite Nat.add_1_r. simpl. now rewrite Hp.
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
