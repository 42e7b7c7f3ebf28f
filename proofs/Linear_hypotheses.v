(** The lemmas of the checker about linear predictors on one-dimensional data, with the very hypotheses that the checker tests:
    the predicates ending in [_holds] of Equations.v are printed from the functions of checks/linear_*.rs, cycle.rs, cycle_basin.rs
    and interior.rs that the checker evaluates on enclosures or exactly.

    What is left to say here is what their arguments are: slopes, losses, curvatures and images of the problem. *)

From Coq Require Import Reals Lra Psatz List.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic Descent Logistic_linear Theorem_1_1 Theorem_1_2 Empirical Linear_checks Linear_cycles.
Import ListNotations.
Open Scope R_scope.

(** checks/linear_rest.rs *)
Theorem rest_by_hypotheses (l : loss) (points : data) (eta w0 : R) :
  linear_rest_holds (risk_slope l points w0) -> lazy l points eta w0.
Proof. unfold linear_rest_holds, linear_rest_1, linear_rest_2. intros H. apply linear_rest. lra. Qed.

(** * checks/linear_quadratic.rs *)

Lemma not_flat (points : data) : 0 < mean points (fun z => z ^ 2) -> exists z, occurs points z /\ z <> 0.
Proof.
  unfold mean. intros H.
  induction points as [|[z k] points IH]; [simpl in H; unfold Rdiv in H; lra |].
  destruct (Req_dec z 0) as [-> | Hz]; [| exists z; split; [apply occurs_here | assumption]].
  destruct IH as [y [Hy Hn]]; [| exists y; split; [now apply occurs_later | assumption]].
  unfold count in *. simpl in H. fold (count points) in *.
  pose proof (multiplicity_positive k). pose proof (count_nonneg points) as Hc.
  set (s := total points _) in *.
  assert (Hs : 0 < s).
  { apply (Rmult_lt_reg_r (/ (1 * multiplicity k + count points))); [apply Rinv_0_lt_compat; lra |].
    rewrite Rmult_0_l. replace (0 * (0 * 1) * multiplicity k + s) with s in H by ring. exact H. }
  destruct Hc as [Hc | Hc]; [now apply Rdiv_lt_0_compat |].
  exfalso. destruct points as [|[y j] points]; [simpl in s; unfold s in Hs; lra |].
  pose proof (count_positive _ y (occurs_here y j points)). lra.
Qed.

Lemma off_centre (points : data) (w0 : R) :
  0 < mean points (fun z => z ^ 2) -> 0 < risk_slope squared points w0 ^ 2 ->
  w0 <> mean points (fun z => z) / mean points (fun z => z ^ 2).
Proof. intros Hh Hs E. rewrite (squared_slope points (not_flat points Hh)), E in Hs. nra. Qed.

Theorem quadratic_falling_by_hypotheses (points : data) (eta w0 : R) :
  linear_quadratic_falling_holds eta (mean points (fun z => z ^ 2)) (risk_slope squared points w0) ->
  lazy squared points eta w0.
Proof.
  intros (H1 & H2 & _ & H4).
  unfold linear_quadratic_falling_1, linear_quadratic_falling_2, linear_quadratic_falling_4 in *.
  apply linear_quadratic_lazy; [now apply not_flat | lra | lra].
Qed.

Theorem quadratic_alternating_by_hypotheses (points : data) (eta w0 : R) :
  linear_quadratic_alternating_holds eta (mean points (fun z => z ^ 2)) (risk_slope squared points w0) ->
  oscillating squared points eta w0 2.
Proof.
  intros (H1 & H2 & H3 & H4 & H5).
  unfold linear_quadratic_alternating_1, linear_quadratic_alternating_2, linear_quadratic_alternating_3,
    linear_quadratic_alternating_4, linear_quadratic_alternating_5 in *.
  apply linear_quadratic_cycle; [now apply not_flat | lra | now apply off_centre].
Qed.

Theorem quadratic_growing_by_hypotheses (points : data) (eta w0 : R) :
  linear_quadratic_growing_holds eta (mean points (fun z => z ^ 2)) (risk_slope squared points w0) ->
  divergent squared points eta w0.
Proof.
  intros (H1 & H2 & H3 & H4).
  unfold linear_quadratic_growing_1, linear_quadratic_growing_2, linear_quadratic_growing_3, linear_quadratic_growing_4 in *.
  apply linear_quadratic_divergent; [now apply not_flat | lra | lra | now apply off_centre].
Qed.

(** checks/linear_smoothness.rs *)
Theorem smoothness_by_hypotheses (points : data) (eta w0 : R) :
  both_signs points -> linear_smoothness_holds eta (mean points (fun z => z ^ 2) * kappa_logistic) ->
  lazy logistic points eta w0.
Proof.
  intros Hs (H1 & H2). unfold linear_smoothness_1, linear_smoothness_2 in *. apply linear_smoothness; [assumption | lra | lra].
Qed.

(** checks/linear_critical_rate.rs *)
Lemma square_nonzero w : 0 < w ^ 2 -> w <> 0.
Proof. intros H E. rewrite E in H. lra. Qed.

Theorem critical_rate_below_by_hypotheses (points : data) (eta w0 : R) :
  degenerate points -> linear_critical_rate_below_holds eta (critical_rate_exponential w0) w0 ->
  lazy exponential points eta w0.
Proof.
  intros Hd (H1 & H2 & H3).
  unfold linear_critical_rate_below_1, linear_critical_rate_below_2, linear_critical_rate_below_3 in *.
  apply linear_critical_rate_lazy; [assumption | now apply square_nonzero | lra | lra].
Qed.

Theorem critical_rate_above_by_hypotheses (points : data) (eta w0 : R) :
  degenerate points -> linear_critical_rate_above_holds eta (critical_rate_exponential w0) w0 ->
  divergent exponential points eta w0.
Proof.
  intros Hd (H1 & H2 & H3).
  unfold linear_critical_rate_above_1, linear_critical_rate_above_2, linear_critical_rate_above_3 in *.
  apply linear_critical_rate_divergent; [assumption | now apply square_nonzero | lra].
Qed.

(** checks/linear_potential.rs *)
Theorem potential_by_hypotheses (points : data) (eta w0 : R) (T : nat) :
  let w := orbit (linear_map logistic points eta) w0 in
  degenerate points -> linear_potential_repelling_holds eta (mean points (fun z => z ^ 2) * kappa_logistic) ->
  linear_potential_side_holds eta (w T) (risk logistic points (w T)) (risk logistic points 0) ->
  oscillating logistic points eta w0 2 /\
  exists star, cycle_amplitude eta star /\
    (0 < w T -> is_lim_seq (fun t => (-1) ^ t * w (t + T)%nat) star) /\
    (w T < 0 -> is_lim_seq (fun t => (-1) ^ t * w (t + T)%nat) (- star)).
Proof.
  intros w Hd H1 H2.
  unfold linear_potential_repelling_holds, linear_potential_repelling_1, linear_potential_side_holds, linear_potential_side_1 in *.
  apply linear_potential; fold w; [assumption | lra | lra |].
  intros E. rewrite E in H2. lra.
Qed.

(** checks/linear_escape.rs *)
Theorem escape_by_hypotheses (points : data) (eta w0 reach : R) (T : nat) :
  let F := linear_map exponential points eta in
  0 < eta ->
  linear_escape_overshoot_holds eta reach (negative_curvature exponential points reach) (F reach)
    (positive_curvature exponential points (- reach)) (F (- reach)) ->
  linear_escape_beyond_holds reach (Rabs (orbit F w0 T)) ->
  divergent exponential points eta w0.
Proof.
  intros F He (H1 & H2 & H3 & H4 & H5) H6.
  unfold linear_escape_beyond_holds, linear_escape_beyond_1, linear_escape_overshoot_1, linear_escape_overshoot_2,
    linear_escape_overshoot_3, linear_escape_overshoot_4, linear_escape_overshoot_5 in *.
  apply (linear_escape points eta w0 reach T); fold F; lra.
Qed.

(** checks/linear_sublevel.rs *)
Theorem sublevel_by_hypotheses (l : loss) (points : data) (eta a b w : R) :
  (exists z, occurs points z /\ z <> 0) -> 0 < eta ->
  linear_sublevel_level_holds a w b (risk l points a) (risk l points w) (risk l points b) ->
  (forall v, a <= v <= b -> linear_sublevel_short_step_holds eta (risk_curvature l points v)) ->
  lazy l points eta w.
Proof.
  intros Hz He (H1 & H2 & H3 & H4) Hc.
  unfold linear_sublevel_level_1, linear_sublevel_level_2, linear_sublevel_level_3, linear_sublevel_level_4 in *.
  apply (linear_sublevel l points eta a b w); [assumption | assumption | lra | lra | lra | lra |].
  intros v Hv. specialize (Hc v Hv). unfold linear_sublevel_short_step_holds, linear_sublevel_short_step_1 in Hc. lra.
Qed.

(** * interior.rs and cycle.rs *)

Theorem interior_by_hypotheses (m r x : R) : interior_holds r (x - m) <-> m - r < x < m + r.
Proof. unfold interior_holds, interior_1, interior_2. lra. Qed.

Section Iterates.

Variables (F F' : R -> R).
Hypothesis F_derives : forall v, is_derive F v (F' v).

(** lo and hi bound the slope of F^n - id over the region [m - r, m + r]; c is a point of it. *)
Theorem newton_by_hypotheses (n : nat) (m r c lo hi : R) :
  lo <= hi ->
  (forall v, m - r <= v <= m + r -> lo <= iterate_slope F F' v n - 1 <= hi) ->
  (forall d, lo <= d <= hi -> interval_newton_holds m r c (orbit F c n - c) d) ->
  exists x, (exists d, lo <= d <= hi /\ x = c - (orbit F c n - c) / d) /\ m - r < x < m + r /\ orbit F x n = x /\
    forall y, m - r <= y <= m + r -> orbit F y n = y -> y = x.
Proof.
  intros Hlh Hslope H.
  unfold interval_newton_holds, interval_newton_1, interval_newton_2, interval_newton_3, interval_newton_4,
    interval_newton_5 in H.
  assert (Hc : m - r <= c <= m + r) by (destruct (H lo ltac:(lra)) as (A & B & _); lra).
  assert (Hsign : lo > 0 \/ hi < 0).
  { destruct (Rlt_le_dec 0 lo) as [|Hlo]; [now left |]. destruct (Rlt_le_dec hi 0) as [|Hhi]; [now right |].
    destruct (H 0 ltac:(lra)) as (_ & _ & Z & _). lra. }
  apply (interval_newton F F' F_derives n (m - r) (m + r) c (fun d => lo <= d - 1 <= hi)
    (fun y => exists d, lo <= d <= hi /\ y = c - (orbit F c n - c) / d)).
  - assumption.
  - exact Hslope.
  - destruct Hsign; [left | right]; intros d Hd; lra.
  - intros d Hd. exists (d - 1). now split.
  - intros y (d & Hd & ->). destruct (H d Hd) as (_ & _ & _ & A & B). lra.
Qed.

Theorem not_fixed_by_hypotheses (d : nat) (x : R) : cycle_not_fixed_holds (orbit F x d - x) -> orbit F x d <> x.
Proof. unfold cycle_not_fixed_holds, cycle_not_fixed_1. intros H E. rewrite E in H. nra. Qed.

(** cycle_basin.rs: on each piece of the ball, the enclosures of the image and the slope of F^k. *)
Theorem basin_by_hypotheses (k : nat) (m r : R) (pieces : list (R * R)) :
  (forall v, m - r <= v <= m + r -> exists piece, In piece pieces /\ fst piece <= v <= snd piece) ->
  (forall piece, In piece pieces -> exists least most low high, least <= most /\ low <= high /\
     (forall v, fst piece <= v <= snd piece -> least <= iterate_slope F F' v k <= most /\ low <= orbit F v k <= high) /\
     (forall image slope, low <= image <= high -> least <= slope <= most -> basin_contraction_holds r (image - m) slope)) ->
  contracts F F' k (m - r) (m + r) pieces.
Proof.
  intros Hcover H. split; [exact Hcover |]. intros piece Hp.
  destruct (H piece Hp) as (least & most & low & high & Hslopes & Himages & Hencloses & Hholds).
  unfold basin_contraction_holds, basin_contraction_1, basin_contraction_2, basin_contraction_3, basin_contraction_4 in Hholds.
  exists (Rmax (- least) most). split.
  - destruct (Hholds low least ltac:(lra) ltac:(lra)) as (_ & A & _).
    destruct (Hholds low most ltac:(lra) ltac:(lra)) as (B & _). apply Rmax_lub_lt; lra.
  - intros v Hv. destruct (Hencloses v Hv) as [Hs Hi].
    destruct (Hholds (orbit F v k) least ltac:(lra) ltac:(lra)) as (_ & _ & A & B). split; [lra |].
    apply Rabs_le. pose proof (Rmax_l (- least) most). pose proof (Rmax_r (- least) most). lra.
Qed.

End Iterates.
