(** Where orbits of linear predictors end, as certificates state it: bounds of the kernel and the sharpness at the minimum, or of the
    points of the cycle and its multiplier. What is proved here is exact; Linear_enclosure.v tests bounds with intervals. *)

From Coq Require Import Reals Lra Lia Psatz List ZArith.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic Descent Logistic_linear Theorem_1_2 Empirical Linear_checks Linear_cycles.
Import ListNotations.
Open Scope R_scope.

(** The orbit tends to a stationary point; there the kernel mean(z^2), which is the same everywhere, and the sharpness lie in these
    bounds. *)
Definition ends_at_minimum (l : loss) (points : data) (eta w0 lambda_low lambda_high sharpness_low sharpness_high : R) : Prop :=
  exists p, risk_slope l points p = 0 /\ is_lim_seq (orbit (linear_map l points eta) w0) p /\
    lambda_low <= mean points (fun z => z ^ 2) <= lambda_high /\
    sharpness_low <= risk_curvature l points p <= sharpness_high.

(** For some T and x with F^n(x) = x, w_(jn+i+T) tends to F^i(x) for each i, F^i(x) lies in the i-th bounds, and (F^n)'(x)
    lies in those of the multiplier. That n is the prime period is said by [oscillating]. *)
Definition ends_at_cycle (l : loss) (points : data) (eta w0 : R) (n : nat) (bounds : list (R * R))
    (multiplier_low multiplier_high : R) : Prop :=
  exists (x : R) (T : nat), orbit (linear_map l points eta) x n = x /\
    (forall i, is_lim_seq (fun j => orbit (linear_map l points eta) w0 (j * n + i + T)) (orbit (linear_map l points eta) x i)) /\
    (forall i low high, nth_error bounds i = Some (low, high) -> low <= orbit (linear_map l points eta) x i <= high) /\
    exists multiplier, is_derive (fun v => orbit (linear_map l points eta) v n) x multiplier /\
      multiplier_low <= multiplier <= multiplier_high.

(** ** Minima *)

Lemma ends_at_minimum_of l points eta w0 lambda_low lambda_high low high :
  converges_to_minimum l points eta w0 ->
  lambda_low <= mean points (fun z => z ^ 2) <= lambda_high ->
  (forall p, risk_slope l points p = 0 -> low <= risk_curvature l points p <= high) ->
  ends_at_minimum l points eta w0 lambda_low lambda_high low high.
Proof. intros [p [Hp [_ Hl]]] HL HS. exists p. repeat split; try assumption; try apply HL; now apply HS. Qed.

(** The squared loss: L'' is the mean of z^2 everywhere. *)
Lemma squared_sharpness points low high :
  low <= mean points (fun z => z ^ 2) <= high ->
  forall p, risk_slope squared points p = 0 -> low <= risk_curvature squared points p <= high.
Proof.
  intros H p _. replace (risk_curvature squared points p) with (mean points (fun z => z ^ 2)); [assumption |].
  apply mean_ext. intros z _. simpl. unfold margin_curvature_squared. ring.
Qed.

(** Data whose minimum is at 0: there L'' is l''(0) times the mean of z^2. *)
Lemma sharpness_at_zero l points low high :
  (exists z, occurs points z /\ z <> 0) -> risk_slope l points 0 = 0 ->
  low <= curvature l 0 * mean points (fun z => z ^ 2) <= high ->
  forall p, risk_slope l points p = 0 -> low <= risk_curvature l points p <= high.
Proof.
  intros [z [Hz Hn]] H0 H p Hp. rewrite (stationary_unique l points z p 0 Hz Hn Hp H0).
  replace (risk_curvature l points 0) with (curvature l 0 * mean points (fun z => z ^ 2)); [assumption |].
  replace (curvature l 0 * mean points (fun z => z ^ 2))
    with (curvature l 0 * mean points (fun z => z ^ 2) + 0 * mean points (fun z => z ^ 2)) by ring.
  rewrite <- (mean_linear points _ (fun z => z ^ 2)). apply mean_ext. intros v _. rewrite (Rmult_0_l v). ring.
Qed.

Lemma margin_curvature_at_0 : curvature exponential 0 = 1 /\ curvature logistic 0 = / 4.
Proof.
  simpl. unfold margin_curvature_exponential, margin_curvature_logistic. split.
  - rewrite Ropp_0. apply exp_0.
  - replace (0 / 2) with 0 by field. rewrite cosh_0. field.
Qed.

(** The slope at 0 is l'(0) times the mean of z. *)
Lemma slope_at_zero l points : mean points (fun z => z) = 0 -> risk_slope l points 0 = 0.
Proof.
  intros H. transitivity (slope l 0 * mean points (fun z => z) + 0 * mean points (fun z => z)); [| rewrite H; ring].
  rewrite <- (mean_linear points _ (fun z => z)). apply mean_ext. intros v _. rewrite (Rmult_0_l v). ring.
Qed.

(** ** Cycles *)

(** The 2-cycle of the squared loss at the critical rate. *)
Theorem quadratic_ends (points : data) (eta w0 low_0 high_0 low_1 high_1 multiplier_low multiplier_high : R) :
  (exists z, occurs points z /\ z <> 0) ->
  let h := mean points (fun z => z ^ 2) in let centre := mean points (fun z => z) / h in
  h * eta = 2 -> w0 <> centre ->
  low_0 <= w0 <= high_0 -> low_1 <= 2 * centre - w0 <= high_1 -> multiplier_low <= 1 <= multiplier_high ->
  oscillating squared points eta w0 2 /\
  ends_at_cycle squared points eta w0 2 [(low_0, high_0); (low_1, high_1)] multiplier_low multiplier_high.
Proof.
  intros Hz h centre E Hn H0 H1 Hm. split; [now apply linear_quadratic_cycle |].
  set (F := linear_map squared points eta).
  assert (Hmap : forall w, F w = 2 * centre - w).
  { intros w. pose proof (squared_map points eta Hz w) as M. fold F in M. fold h in M. fold centre in M.
    replace (1 - eta * h) with (-1) in M by lra. lra. }
  assert (H2 : forall v, orbit F v 2 = v) by (intros v; simpl; rewrite !Hmap; ring).
  assert (Hp : forall j, orbit F w0 (j * 2) = w0).
  { induction j as [|j IH]; [reflexivity |]. simpl. rewrite IH, !Hmap. ring. }
  exists w0, O. fold F. repeat split.
  - apply H2.
  - intros i. apply is_lim_seq_ext with (fun _ => orbit F w0 i); [| apply is_lim_seq_const].
    intros j. rewrite Nat.add_0_r, Nat.add_comm, <- orbit_add. now rewrite Hp.
  - destruct i as [|[|i]]; simpl in H; [| | destruct i; discriminate]; injection H as <- <-; simpl; rewrite ?Hmap; lra.
  - destruct i as [|[|i]]; simpl in H; [| | destruct i; discriminate]; injection H as <- <-; simpl; rewrite ?Hmap; lra.
  - exists 1. split; [| assumption].
    apply is_derive_ext with (fun v : R => v); [intros v; now rewrite H2 | apply @is_derive_id].
Qed.

(** The 2-cycle of the logistic loss on D0, reached with a known sign. *)
Lemma amplitude_limits points eta w0 T star x :
  degenerate points -> cycle_amplitude eta star -> (x = star \/ x = - star) ->
  is_lim_seq (fun t => (-1) ^ t * orbit (linear_map logistic points eta) w0 (t + T)%nat) x ->
  orbit (linear_map logistic points eta) x 2 = x /\
  forall i, is_lim_seq (fun j => orbit (linear_map logistic points eta) w0 (j * 2 + i + T)%nat)
    (orbit (linear_map logistic points eta) x i).
Proof.
  intros Hd Hs Hx Hl. set (F := linear_map logistic points eta) in *.
  assert (Hmap : F x = - x /\ F (- x) = x).
  { destruct (amplitude_two_cycle eta star Hs) as [S1 S2]. unfold F. rewrite !degenerate_step_logistic by assumption.
    destruct Hx as [-> | ->]; rewrite ?Ropp_involutive; auto. }
  destruct Hmap as [M1 M2].
  assert (Horbit : forall i, orbit F x i = (-1) ^ i * x).
  { induction i as [|i IH]; simpl; [ring |]. rewrite IH.
    assert (E : (-1) ^ i = 1 \/ (-1) ^ i = -1).
    { clear. induction i as [|i [IH | IH]]; simpl; [left; reflexivity | right; rewrite IH; ring | left; rewrite IH; ring]. }
    destruct E as [-> | ->].
    - rewrite Rmult_1_l, M1. ring.
    - replace (-1 * x) with (- x) by ring. rewrite M2. ring. }
  split; [simpl; now rewrite M1 |].
  intros i. rewrite Horbit.
  apply is_lim_seq_ext with (fun j => (-1) ^ i * ((-1) ^ (j * 2 + i) * orbit F w0 (j * 2 + i + T)%nat)).
  - intros j. assert (E : (-1) ^ i * (-1) ^ (j * 2 + i) = 1).
    { rewrite <- pow_add. replace (i + (j * 2 + i))%nat with (2 * (i + j))%nat by lia. apply pow_1_even. }
    rewrite <- Rmult_assoc, E. ring.
  - apply (is_lim_seq_scal_l (fun j => (-1) ^ (j * 2 + i) * orbit F w0 (j * 2 + i + T)%nat) ((-1) ^ i) x).
    apply (is_lim_seq_subseq (fun t => (-1) ^ t * orbit F w0 (t + T)%nat) x (fun j => (j * 2 + i)%nat)); [| assumption].
    intros P [N HN]. exists N. intros n Hn. apply HN. lia.
Qed.
