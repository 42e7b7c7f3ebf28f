(** Balanced starts of aligned networks on D0, all |sigma_l| equal, at every depth (checker: checks/aligned_balanced.rs), about the steps that the
    code runs.

    Proved (L4d), with eta_c = 2 Q/(f s(f)) ([balanced_rate_is_the_code]): all |sigma_l| stay equal ([stays_balanced]);
    - [balanced_falls]: for eta < eta_c no |sigma_l| and not the loss ever grows, and all sigma_l tend to 0;
    - [balanced_grows]: for eta > eta_c all |sigma_l| grow at every step, to infinity, and so does |f|;
    - [balanced_oscillates]: at eta = eta_c every sigma_l changes its sign at every step.
    So a balanced start has no catapult. *)

From Coq Require Import Reals Lra Psatz Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Vectors Two_layer Two_layer_boundary Aligned_layers Aligned_lazy Aligned_divergence.
Local Open Scope R_scope.

(** * The common size of the layers *)

Section Sizes.

(* The size u of every layer of a balanced network, at any depth: u' = u |1 - r(u)|, and r = c/q rises with u. *)
Variable r : R -> R.
Variable u : nat -> R.
Hypothesis rate_rises : forall a b, 0 < a -> a <= b -> r a <= r b.
Hypothesis rate_positive : forall a, 0 < a -> 0 < r a.
Hypothesis start_positive : 0 < u 0.
Hypothesis step : forall t, u (S t) = u t * Rabs (1 - r (u t)).

(* r at the start is 2 eta/eta_c: see [rate_by_critical]. *)
Theorem sizes_grow : forall eta eta_c,
  0 < eta_c -> r (u 0) = 2 * (eta / eta_c) -> aligned_balanced_grows_holds eta eta_c ->
  1 < r (u 0) - 1 /\ forall t, u 0 * (r (u 0) - 1) ^ t <= u t /\ u t < u (S t).
Proof.
  intros eta eta_c Hc Hr H. unfold aligned_balanced_grows_holds, aligned_balanced_grows_1 in H.
  assert (Hr2 : 2 < r (u 0)).
  { rewrite Hr. assert (1 < eta / eta_c); [| lra]. apply Rmult_lt_reg_r with eta_c; [assumption |].
    replace (eta / eta_c * eta_c) with eta by (field; lra). lra. }
  split; [lra |].
  assert (A : forall t, u 0 <= u t /\ u 0 * (r (u 0) - 1) ^ t <= u t /\ u t < u (S t)).
  { intros t. assert (B : u 0 <= u t /\ u 0 * (r (u 0) - 1) ^ t <= u t).
    { induction t as [| t [I1 I2]]; [simpl; lra |].
      assert (K := rate_rises (u 0) (u t) start_positive I1).
      rewrite step, Rabs_left by lra. simpl. split; nra. }
    destruct B as [B1 B2]. repeat split; try assumption.
    assert (K := rate_rises (u 0) (u t) start_positive B1). rewrite step, Rabs_left by lra. nra. }
  intros t. destruct (A t) as [_ B]. exact B.
Qed.

Theorem sizes_fall : forall eta eta_c,
  0 < eta_c -> r (u 0) = 2 * (eta / eta_c) -> aligned_balanced_falls_holds eta eta_c ->
  (forall t, u (S t) <= u t) /\ forall eps, 0 < eps -> exists T, forall t, (T <= t)%nat -> u t < eps.
Proof.
  intros eta eta_c Hc Hr H. unfold aligned_balanced_falls_holds, aligned_balanced_falls_1 in H.
  assert (Hr2 : r (u 0) < 2).
  { rewrite Hr. assert (eta / eta_c < 1); [| lra]. apply Rmult_lt_reg_r with eta_c; [assumption |].
    replace (eta / eta_c * eta_c) with eta by (field; lra). lra. }
  assert (nonneg : forall t, 0 <= u t).
  { induction t; [lra |]. rewrite step. apply Rmult_le_pos; [assumption | apply Rabs_pos]. }
  assert (one : forall a, 0 < a -> a <= u 0 -> a * Rabs (1 - r a) <= a).
  { intros a Ha Hau. assert (K := rate_rises a (u 0) Ha Hau). assert (P := rate_positive a Ha).
    assert (Rabs (1 - r a) <= 1) by (apply Rabs_le; lra). nra. }
  assert (below : forall t, u t <= u 0 /\ u (S t) <= u t).
  { assert (falls : forall t, u t <= u 0 -> u (S t) <= u t).
    { intros t Ht. rewrite step. destruct (Rle_lt_or_eq_dec 0 (u t) (nonneg t)) as [Hp | Hz].
      - apply one; assumption.
      - rewrite <- Hz. lra. }
    induction t as [| t [I1 I2]]; [split; [lra | apply falls; lra] |].
    assert (u (S t) <= u 0) by lra. split; [assumption | apply falls; assumption]. }
  split; [intros t; destruct (below t); assumption |].
  intros eps Heps.
  assert (mono : forall n t, u (t + n)%nat <= u t).
  { induction n as [| n I]; intros t; [rewrite Nat.add_0_r; lra |].
    rewrite Nat.add_succ_r. destruct (below (t + n)%nat). specialize (I t). lra. }
  set (k := Rmax (1 - r eps) (r (u 0) - 1)).
  set (m := Rmax k 0).
  assert (Pe := rate_positive eps Heps).
  assert (Hm1 : m < 1) by (unfold m, k; repeat apply Rmax_lub_lt; lra).
  assert (Hm0 : 0 <= m) by apply Rmax_r.
  assert (fall : forall t, eps <= u t -> u t <= u 0 * m ^ t).
  { induction t as [| t I]; intros He; [simpl; lra |].
    destruct (below t) as [B1 B2].
    assert (Het : eps <= u t) by lra. specialize (I Het).
    assert (Hpos : 0 < u t) by lra.
    assert (K1 := rate_rises (u t) (u 0) Hpos B1). assert (K2 := rate_rises eps (u t) Heps Het).
    assert (Habs : Rabs (1 - r (u t)) <= m).
    { assert (M1 : 1 - r eps <= m) by (unfold m, k; apply Rle_trans with (2 := Rmax_l _ _); apply Rmax_l).
      assert (M2 : r (u 0) - 1 <= m) by (unfold m, k; apply Rle_trans with (2 := Rmax_l _ _); apply Rmax_r).
      apply Rabs_le. lra. }
    rewrite step. simpl. assert (A := Rabs_pos (1 - r (u t))).
    apply Rle_trans with (u t * m); [apply Rmult_le_compat_l; lra | nra]. }
  destruct (pow_lt_1_zero m) with (y := eps / (2 * u 0)) as [T HT];
    [rewrite Rabs_right; lra | apply Rdiv_lt_0_compat; lra |].
  exists T. intros t Ht. replace t with (T + (t - T))%nat by lia.
  apply Rle_lt_trans with (u T); [apply mono |].
  apply Rnot_le_lt. intros Hle. assert (F := fall T Hle). specialize (HT T (le_n T)).
  rewrite Rabs_right in HT by (apply Rle_ge, pow_le; assumption).
  assert (u 0 * m ^ T < eps / 2).
  { apply Rmult_lt_reg_r with (/ u 0); [apply Rinv_0_lt_compat; assumption |].
    replace (u 0 * m ^ T * / u 0) with (m ^ T) by (field; lra).
    replace (eps / 2 * / u 0) with (eps / (2 * u 0)) by (field; lra). assumption. }
  lra.
Qed.

End Sizes.

(** * The network *)

Definition balanced_rate (slope : R -> R) (L : nat) (N : R) (sigma : vector) : R :=
  2 * sigma 0%nat ^ 2 / (layers_output L N sigma * slope (layers_output L N sigma)).

Lemma balanced_rate_is_the_code slope N a b c :
  balanced_rate slope 2 N (two_layers a b) = aligned_balanced_rate_depth2 N (slope (aligned_output_depth2 N a b)) a b /\
  balanced_rate slope 3 N (three_layers a b c) = aligned_balanced_rate_depth3 N (slope (aligned_output_depth3 N a b c)) a b c.
Proof.
  unfold balanced_rate. destruct (output_is_the_code N a b c) as [-> ->].
  unfold aligned_balanced_rate_depth2, aligned_balanced_rate_depth3, aligned_output_depth2, aligned_output_depth3. simpl. split; f_equal.
Qed.

Section Balanced.

Variables (slope : R -> R) (L : nat) (eta N : R) (sigma : nat -> vector).
Hypothesis Hslope : increasing_slope slope.
Hypothesis Horbit : aligned_orbit slope L eta N sigma.
Hypotheses (Heta : 0 < eta) (HN : 0 < N) (HL : (2 <= L)%nat).
Hypothesis Hbalanced : forall l, (l < L)%nat -> Rabs (sigma 0%nat l) = Rabs (sigma 0%nat 0%nat).
Hypothesis Hoff : sigma 0%nat 0%nat <> 0.

Let f t := layers_output L N (sigma t).
Let u t := Rabs (sigma t 0%nat).
Let r a := eta * N * slope (N * a ^ L) * a ^ (L - 2).

Lemma balanced_output t : (forall l, (l < L)%nat -> Rabs (sigma t l) = u t) -> Rabs (f t) = N * u t ^ L.
Proof.
  intros H. unfold f, layers_output. rewrite Rabs_mult, (Rabs_right N), product_abs, (product_ext L _ (fun _ => u t)), product_const by (assumption || lra).
  reflexivity.
Qed.

(** x_l = r(u), all equal. *)
Lemma balanced_ratio t l : (forall l, (l < L)%nat -> Rabs (sigma t l) = u t) -> 0 < u t -> (l < L)%nat ->
  ratio L eta N (slope_ratio slope 0 (f t)) (sigma t) l = r (u t).
Proof.
  intros H Hu Hl. assert (E := ratio_square L eta N (slope_ratio slope 0 (f t)) (sigma t) l Hl). fold (f t) in E.
  rewrite <- (slope_ratio_is slope 0 (f t) Hslope), <- (pow2_abs (sigma t l)), (H l Hl) in E.
  replace (eta * f t * slope (f t)) with (eta * (slope (f t) * f t)) in E by ring.
  rewrite (slope_times_output slope (f t) Hslope), (balanced_output t H) in E.
  assert (U : 0 < u t ^ 2) by now apply pow_lt.
  apply Rmult_eq_reg_r with (u t ^ 2); [| lra]. rewrite E. unfold r.
  replace (u t ^ L) with (u t ^ (L - 2) * u t ^ 2) at 2 by (rewrite <- pow_add; f_equal; lia). ring.
Qed.

Theorem stays_balanced t : (forall l, (l < L)%nat -> Rabs (sigma t l) = u t) /\ u (S t) = u t * Rabs (1 - r (u t)).
Proof.
  assert (Step : forall t, (forall l, (l < L)%nat -> Rabs (sigma t l) = u t) -> forall l, (l < L)%nat -> Rabs (sigma (S t) l) = u t * Rabs (1 - r (u t))).
  { intros s H l Hl. rewrite (orbit_ratio slope L eta N sigma s _ l Horbit (slope_ratio_is slope 0 (f s) Hslope) Hl), Rabs_mult, (H l Hl).
    destruct (Rabs_pos (sigma s 0%nat)) as [P | P]; [now rewrite balanced_ratio | unfold u; rewrite <- P; ring]. }
  assert (All : forall l, (l < L)%nat -> Rabs (sigma t l) = u t).
  { induction t as [| t IH]; [exact Hbalanced |]. intros l Hl. unfold u. rewrite !(Step t IH) by (assumption || lia). reflexivity. }
  split; [assumption |]. apply Step; [assumption | lia].
Qed.

Lemma r_rises a b : 0 < a -> a <= b -> r a <= r b.
Proof.
  intros Ha Hab. unfold r. destruct Hslope as (_ & Pos & Mono). assert (Pa : 0 < a ^ L) by now apply pow_lt.
  assert (Hp : a ^ L <= b ^ L) by (apply pow_incr; lra). assert (N * a ^ L <= N * b ^ L) by (apply Rmult_le_compat_l; lra).
  assert (0 < N * a ^ L) by now apply Rmult_lt_0_compat. assert (S1 := Pos (N * a ^ L) H0).
  assert (slope (N * a ^ L) <= slope (N * b ^ L)) by (apply Mono; lra). assert (P2 : 0 < a ^ (L - 2)) by now apply pow_lt.
  assert (E : 0 < eta * N) by now apply Rmult_lt_0_compat.
  apply Rmult_le_compat; [apply Rmult_le_pos; lra | lra | apply Rmult_le_compat_l; lra | apply pow_incr; lra].
Qed.

Lemma r_positive a : 0 < a -> 0 < r a.
Proof.
  intros Ha. unfold r. destruct Hslope as (_ & Pos & _). assert (P1 : 0 < a ^ L) by now apply pow_lt. assert (P2 : 0 < a ^ (L - 2)) by now apply pow_lt.
  repeat apply Rmult_lt_0_compat; try assumption. apply Pos. now apply Rmult_lt_0_compat.
Qed.

Let eta_c := balanced_rate slope L N (sigma 0%nat).

Lemma start_off : 0 < u 0%nat.
Proof. now apply Rabs_pos_lt. Qed.

Lemma rate_by_critical : 0 < eta_c /\ r (u 0%nat) = 2 * (eta / eta_c).
Proof.
  assert (U := start_off). unfold eta_c, balanced_rate. fold (f 0%nat). rewrite <- (pow2_abs (sigma 0%nat 0%nat)). fold (u 0%nat).
  rewrite (Rmult_comm (f 0%nat)), (slope_times_output slope (f 0%nat) Hslope), (balanced_output 0 (proj1 (stays_balanced 0))).
  destruct Hslope as (_ & Pos & _). assert (P1 : 0 < u 0%nat ^ L) by now apply pow_lt. assert (P2 : 0 < N * u 0%nat ^ L) by now apply Rmult_lt_0_compat.
  assert (P3 := Pos _ P2). assert (P4 : 0 < u 0%nat ^ 2) by now apply pow_lt.
  split; [apply Rdiv_lt_0_compat; [lra | now apply Rmult_lt_0_compat] |]. unfold r.
  assert (E : u 0%nat ^ L = u 0%nat ^ (L - 2) * u 0%nat ^ 2) by (rewrite <- pow_add; f_equal; lia).
  set (s := slope (N * u 0%nat ^ L)) in *. clearbody s. rewrite E. field. repeat split; try lra. apply pow_nonzero. lra.
Qed.

Theorem balanced_falls : aligned_balanced_falls_holds eta eta_c ->
  (forall t l, (l < L)%nat -> Rabs (sigma (S t) l) <= Rabs (sigma t l)) /\ (forall t, Rabs (f (S t)) <= Rabs (f t)) /\
  (forall l, (l < L)%nat -> is_lim_seq (fun t => sigma t l) 0) /\ is_lim_seq f 0.
Proof.
  intros H. destruct rate_by_critical as [Hc Er].
  destruct (sizes_fall r u r_rises r_positive start_off (fun t => proj2 (stays_balanced t)) eta eta_c Hc Er H) as [Fall Lim].
  assert (Eq := fun t => proj1 (stays_balanced t)).
  assert (Zero : forall l, (l < L)%nat -> is_lim_seq (fun t => sigma t l) 0).
  { intros l Hl. apply is_lim_seq_0. intros eps Heps. destruct (Lim eps Heps) as [T HT]. exists T. intros t Ht. rewrite (Eq t l Hl). now apply HT. }
  split; [intros t l Hl; rewrite (Eq (S t) l Hl), (Eq t l Hl); apply Fall | split; [| split; [assumption |]]].
  - intros t. assert (E1 := balanced_output (S t) (Eq (S t))). assert (E2 := balanced_output t (Eq t)). rewrite E1, E2. apply Rmult_le_compat_l; [lra |]. apply pow_incr. split; [apply Rabs_pos | apply Fall].
  - replace (Finite 0) with (Finite (N * product L (fun _ => 0))).
    + apply is_lim_seq_mult'; [apply is_lim_seq_const | now apply product_limit].
    + rewrite (product_zero L (fun _ => 0) 0) by (lia || reflexivity). f_equal. ring.
Qed.

Theorem balanced_grows : aligned_balanced_grows_holds eta eta_c ->
  (forall t l, (l < L)%nat -> Rabs (sigma t l) < Rabs (sigma (S t) l)) /\ layers_diverge L N sigma.
Proof.
  intros H. destruct rate_by_critical as [Hc Er].
  destruct (sizes_grow r u r_rises start_off (fun t => proj2 (stays_balanced t)) eta eta_c Hc Er H) as [Hr Grow].
  assert (Eq := fun t => proj1 (stays_balanced t)). set (g := r (u 0%nat) - 1) in *. assert (U := start_off).
  assert (W : forall t, 1 <= g ^ t) by (intros t; apply pow_R1_Rle; lra).
  split; [intros t l Hl; rewrite (Eq (S t) l Hl), (Eq t l Hl); apply Grow | split].
  - intros l Hl. apply geometric_infinity with (F := u 0%nat) (G := g); [assumption | assumption |]. intros t. rewrite (Eq t l Hl). apply Grow.
  - apply geometric_infinity with (F := N * u 0%nat ^ L) (G := g); [apply Rmult_lt_0_compat; [assumption | now apply pow_lt] | assumption |].
    intros t. assert (E := balanced_output t (Eq t)). unfold f in E. rewrite E, Rmult_assoc. apply Rmult_le_compat_l; [lra |].
    apply Rle_trans with ((u 0%nat * g ^ t) ^ L).
    + rewrite Rpow_mult_distr. apply Rmult_le_compat_l; [apply pow_le; lra |]. rewrite <- (pow_1 (g ^ t)) at 1. apply Rle_pow; [apply W | lia].
    + apply pow_incr. split; [apply Rmult_le_pos; [lra | specialize (W t); lra] | apply Grow].
Qed.

(** At eta = eta_c every layer changes its sign at every step: a 2-cycle. *)
Theorem balanced_oscillates : eta = eta_c ->
  (forall t l, (l < L)%nat -> sigma (S t) l = - sigma t l) /\ forall t, f t <> 0.
Proof.
  intros H. destruct rate_by_critical as [Hc Er]. assert (R2 : r (u 0%nat) = 2) by (rewrite Er, H; field; lra).
  assert (U := start_off). assert (Same : forall t, u t = u 0%nat).
  { induction t as [| t IH]; [reflexivity |]. rewrite (proj2 (stays_balanced t)), IH, R2. replace (Rabs (1 - 2)) with 1; [ring |].
    rewrite Rabs_left by lra. ring. }
  assert (Eq := fun t => proj1 (stays_balanced t)). split.
  - intros t l Hl. rewrite (orbit_ratio slope L eta N sigma t _ l Horbit (slope_ratio_is slope 0 (f t) Hslope) Hl).
    rewrite (balanced_ratio t l (Eq t)), Same, R2 by (rewrite ?Same; assumption). ring.
  - intros t E. assert (B := balanced_output t (Eq t)). rewrite E, Rabs_R0, Same in B.
    assert (0 < N * u 0%nat ^ L) by (apply Rmult_lt_0_compat; [assumption | now apply pow_lt]). lra.
Qed.

End Balanced.
