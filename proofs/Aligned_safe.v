(** Convergence of aligned networks on D0 far above the lazy border, at every depth (checker: checks/aligned_safe.rs), with the hypotheses that the
    checker tests, about the steps that the code runs.

    Proved (L3e), d >= all |q_i - q_j|, Q_k >= q_k and 2d, |s(u)| < S for |u| <= N prod sqrt Q_k, and eta^2 S^2 N^2 prod_{k != i, j} Q_k <= 2 for all
    pairs: [layers_safe]: q_k <= Q_k for ever, no |q_i - q_j| grows, and f -> 0. With [layers_safe_logistic]: for the logistic loss S = 1/2 will
    do, whatever the Q_k. *)

From Coq Require Import Reals Lra Psatz Lia Classical.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Vectors Hyperbolic Two_layer_slopes Two_layer Two_layer_boundary Aligned_layers Aligned_lazy.
Local Open Scope R_scope.

Section Safe.

Variables (slope : R -> R) (L : nat) (eta N S_ reach d : R) (sigma : nat -> vector) (Q : vector).
Hypothesis Hslope : increasing_slope slope.
Hypothesis Horbit : aligned_orbit slope L eta N sigma.
Hypotheses (Heta : 0 < eta) (HN : 0 < N) (HL : (2 <= L)%nat).

Let f t := layers_output L N (sigma t).
Let q t l := sigma t l ^ 2.
Let x t l := ratio L eta N (slope_ratio slope 0 (f t)) (sigma t) l.
Let F := N * product L (fun k => sqrt (Q k)).

Hypothesis Hd : forall i j, (i < L)%nat -> (j < L)%nat -> Rabs (q 0%nat i - q 0%nat j) <= d.
Hypothesis HQ : forall k, (k < L)%nat -> q 0%nat k <= Q k /\ 2 * d <= Q k.
Hypothesis HS : forall u, Rabs u <= F -> Rabs (slope u) < S_.
Hypothesis Hreach : forall i j, (i < L)%nat -> (j < L)%nat -> i <> j -> N ^ 2 * product L (without i (without j Q)) <= reach.
Hypothesis Hsafe : aligned_safe_holds eta S_ reach.

Lemma q_nonneg t l : 0 <= q t l.
Proof. apply pow2_ge_0. Qed.

Lemma x_nonneg t l : 0 <= x t l.
Proof.
  unfold x, ratio. apply Rmult_le_pos; [| apply pow2_ge_0]. apply Rmult_le_pos; [lra |].
  unfold slope_ratio. destruct (Req_EM_T (f t) 0) as [E | E]; [lra |]. rewrite slope_ratio_even by assumption.
  destruct Hslope as (_ & Pos & _). assert (P := Rabs_pos_lt _ E). left. apply Rdiv_lt_0_compat; [now apply Pos | assumption].
Qed.

Lemma x_square t l : (l < L)%nat -> x t l * q t l = eta * f t * slope (f t).
Proof.
  intros Hl. assert (E := ratio_square L eta N (slope_ratio slope 0 (f t)) (sigma t) l Hl). fold (f t) in E.
  rewrite <- (slope_ratio_is slope 0 (f t) Hslope) in E. exact E.
Qed.

Lemma q_step t l : (l < L)%nat -> q (S t) l = q t l * (1 - x t l) ^ 2.
Proof.
  intros Hl. unfold q. rewrite (orbit_ratio slope L eta N sigma t _ l Horbit (slope_ratio_is slope 0 (f t) Hslope) Hl). fold (x t l). ring.
Qed.

Lemma q_gap_step t i j : (i < L)%nat -> (j < L)%nat -> q (S t) i - q (S t) j = (q t i - q t j) * (1 - x t i * x t j).
Proof.
  intros Hi Hj. rewrite !q_step by assumption. assert (Ei := x_square t i Hi). assert (Ej := x_square t j Hj).
  set (c := eta * f t * slope (f t)) in *. clearbody c.
  replace (q t i * (1 - x t i) ^ 2) with (q t i - 2 * (x t i * q t i) + x t i * q t i * x t i) by ring.
  replace (q t j * (1 - x t j) ^ 2) with (q t j - 2 * (x t j * q t j) + x t j * q t j * x t j) by ring.
  replace ((q t i - q t j) * (1 - x t i * x t j)) with (q t i - q t j - x t i * q t i * x t j + x t i * (x t j * q t j)) by ring.
  rewrite Ei, Ej. ring.
Qed.

(** kappa bounds all x_i x_j, and lies below 2. *)
Let kappa := (eta * slope F) ^ 2 * reach.

Lemma F_nonneg : 0 <= F.
Proof.
  unfold F. apply Rmult_le_pos; [lra |]. apply product_at_least_0. intros. apply sqrt_pos.
Qed.

Lemma slope_F : 0 <= slope F.
Proof.
  destruct Hslope as (Odd & Pos & _). assert (P := F_nonneg). destruct P as [P | P]; [left; now apply Pos |].
  rewrite <- P. assert (E := Odd 0). rewrite Ropp_0 in E. lra.
Qed.

Lemma Q_nonneg k : (k < L)%nat -> 0 <= Q k.
Proof. intros Hk. destruct (HQ k Hk). assert (P := q_nonneg 0 k). lra. Qed.

Lemma reach_nonneg : 0 <= reach.
Proof.
  apply Rle_trans with (2 := Hreach 0%nat 1%nat ltac:(lia) ltac:(lia) ltac:(lia)). apply Rmult_le_pos; [apply pow2_ge_0 |].
  apply product_at_least_0. intros i Hi. unfold without. destruct (Nat.eqb i 0), (Nat.eqb i 1); try lra. now apply Q_nonneg.
Qed.

Lemma kappa_range : 0 <= kappa < 2.
Proof.
  assert (P := reach_nonneg). assert (P1 := slope_F). unfold kappa. split; [apply Rmult_le_pos; [apply pow2_ge_0 | assumption] |].
  assert (H := Hsafe). unfold aligned_safe_holds, aligned_safe_1 in H.
  destruct P as [P | P]; [| rewrite <- P; lra].
  assert (B := HS F). rewrite !Rabs_right in B by (try apply Rle_ge; try assumption; apply F_nonneg). specialize (B ltac:(lra)).
  assert ((eta * slope F) ^ 2 < (eta * S_) ^ 2); [| nra]. rewrite !Rpow_mult_distr. apply Rmult_lt_compat_l; [apply pow_lt; lra |].
  simpl. nra.
Qed.

Lemma slope_below u : Rabs u <= F -> Rabs (slope u) <= slope F.
Proof.
  intros H. destruct Hslope as (Odd & Pos & Mono). assert (P := Rabs_pos u).
  assert (E : Rabs (slope u) = slope (Rabs u)).
  { assert (Z := Odd 0). rewrite Ropp_0 in Z. assert (Pu : 0 <= slope (Rabs u)) by (apply Rle_trans with (slope 0); [lra | apply Mono; lra]).
    revert Pu. unfold Rabs at 1 3. destruct (Rcase_abs u); intros Pu; [rewrite <- (Rabs_Ropp (slope u)), <- Odd |]; apply Rabs_right; lra. }
  rewrite E. apply Mono. lra.
Qed.

(** ** One step, where all x_i x_j are at most 2 *)

Definition mild (t : nat) : Prop := forall i j, (i < L)%nat -> (j < L)%nat -> i <> j -> x t i * x t j <= kappa.

Lemma other_layer k : (k < L)%nat -> exists j, (j < L)%nat /\ j <> k.
Proof. intros Hk. destruct (Nat.eq_dec k 0) as [-> | H]; [exists 1%nat | exists 0%nat]; split; lia. Qed.

(** A layer that steps over is less than half of each other one. *)
Lemma overstep t k : mild t -> (k < L)%nat -> 2 < x t k -> exists j, (j < L)%nat /\ 2 * q t k <= q t j /\ q (S t) k <= 2 * (q t j - q t k).
Proof.
  intros Hm Hk Hx. destruct (other_layer k Hk) as (j & Hj & Hjk). exists j. split; [assumption |].
  assert (Hp := Hm j k Hj Hk Hjk). assert (K := kappa_range).
  rewrite (q_step t k Hk). assert (Ek := x_square t k Hk). assert (Ej := x_square t j Hj). rewrite <- Ej in Ek.
  assert (Pk := q_nonneg t k). assert (Pj := q_nonneg t j). assert (X := x_nonneg t j).
  replace (q t k * (1 - x t k) ^ 2) with (x t k * q t k * x t k - 2 * (x t k * q t k) + q t k) by ring.
  assert (A : x t k * q t k * x t k <= 2 * q t j) by (rewrite Ek; replace (x t j * q t j * x t k) with (x t j * x t k * q t j) by ring; apply Rmult_le_compat_r; lra).
  assert (B : 2 * q t k <= x t k * q t k) by (apply Rmult_le_compat_r; lra). split; nra.
Qed.

Lemma square_stays t k D B : mild t -> (k < L)%nat -> (forall i j, (i < L)%nat -> (j < L)%nat -> Rabs (q t i - q t j) <= D) ->
  2 * D <= B -> q t k <= B -> q (S t) k <= B.
Proof.
  intros Hm Hk HD HB Hq. destruct (Rle_lt_dec (x t k) 2) as [H | H].
  - rewrite (q_step t k Hk). assert (X := x_nonneg t k). assert (P := q_nonneg t k). assert ((1 - x t k) ^ 2 <= 1) by nra. nra.
  - destruct (overstep t k Hm Hk H) as (j & Hj & _ & A). assert (G := HD j k Hj Hk). assert (R := Rle_abs (q t j - q t k)). lra.
Qed.

Lemma gap_stays t i j : mild t -> (i < L)%nat -> (j < L)%nat -> Rabs (q (S t) i - q (S t) j) <= Rabs (q t i - q t j).
Proof.
  intros Hm Hi Hj. rewrite (q_gap_step t i j Hi Hj), Rabs_mult. assert (P := Rabs_pos (q t i - q t j)).
  destruct (Nat.eq_dec i j) as [-> | Hij]; [rewrite Rminus_eq_0, Rabs_R0; lra |].
  assert (Hp := Hm i j Hi Hj Hij). assert (K := kappa_range). assert (X := x_nonneg t i). assert (Y := x_nonneg t j).
  assert (0 <= x t i * x t j) by now apply Rmult_le_pos. assert (Rabs (1 - x t i * x t j) <= 1) by (apply Rabs_le; lra). nra.
Qed.

Lemma mild_below t : (forall k, (k < L)%nat -> q t k <= Q k) -> mild t.
Proof.
  intros HqQ i j Hi Hj Hij. unfold x. rewrite ratio_pair by assumption. fold (f t). rewrite <- (slope_ratio_is slope 0 (f t) Hslope).
  assert (Hf : Rabs (f t) <= F).
  { unfold f, layers_output, F. rewrite Rabs_mult, (Rabs_right N) by lra. apply Rmult_le_compat_l; [lra |]. rewrite product_abs.
    apply product_le. intros k Hk. split; [apply Rabs_pos |]. rewrite <- sqrt_Rsqr_abs. apply sqrt_le_1_alt. specialize (HqQ k Hk). unfold q in HqQ. unfold Rsqr. lra. }
  assert (B := slope_below (f t) Hf). unfold kappa. rewrite !Rpow_mult_distr, <- (pow2_abs (slope (f t))).
  assert (Sq : Rabs (slope (f t)) ^ 2 <= slope F ^ 2) by (apply pow_incr; split; [apply Rabs_pos | assumption]).
  rewrite Rmult_assoc. apply Rmult_le_compat.
  - apply Rmult_le_pos; apply pow2_ge_0.
  - apply Rmult_le_pos; [apply pow2_ge_0 |]. apply product_at_least_0. intros k Hk.
    unfold without. destruct (Nat.eqb k i), (Nat.eqb k j); try lra. apply pow2_ge_0.
  - apply Rmult_le_compat_l; [apply pow2_ge_0 | assumption].
  - apply Rle_trans with (2 := Hreach i j Hi Hj Hij). apply Rmult_le_compat_l; [apply pow2_ge_0 |]. apply product_le. intros k Hk.
    unfold without. destruct (Nat.eqb k i), (Nat.eqb k j); try lra. split; [apply pow2_ge_0 | now apply HqQ].
Qed.

Lemma safe_invariant t : (forall k, (k < L)%nat -> q t k <= Q k) /\ forall i j, (i < L)%nat -> (j < L)%nat -> Rabs (q t i - q t j) <= d.
Proof.
  induction t as [| t [I1 I2]]; [split; [intros; now apply HQ | exact Hd] |]. assert (M := mild_below t I1). split.
  - intros k Hk. apply (square_stays t k d); try assumption; [now apply HQ | now apply I1].
  - intros i j Hi Hj. apply Rle_trans with (2 := I2 i j Hi Hj). now apply gap_stays.
Qed.

Lemma safe_mild t : mild t.
Proof. apply mild_below, safe_invariant. Qed.

(** ** The limit *)

(** Where |f| >= eps, c is at least eta eps s(eps). *)
Lemma push_above t eps : 0 < eps -> eps <= Rabs (f t) -> 0 < eta * eps * slope eps <= eta * f t * slope (f t).
Proof.
  intros He Hf. assert (Hs := Hslope). destruct Hs as (Odd & Pos & Mono). assert (Pe := Pos eps He).
  assert (Ea : slope (f t) * f t = slope (Rabs (f t)) * Rabs (f t)) by (unfold Rabs; destruct (Rcase_abs (f t)); [rewrite Odd; ring | reflexivity]).
  replace (eta * f t * slope (f t)) with (eta * (slope (f t) * f t)) by ring. rewrite Ea.
  replace (eta * eps * slope eps) with (eta * (slope eps * eps)) by ring. split; [repeat apply Rmult_lt_0_compat; assumption |].
  apply Rmult_le_compat_l; [lra |]. apply Rmult_le_compat; [lra | lra | apply Mono; lra | assumption].
Qed.

(** A gap that does not close: x_i x_j -> 0, so c and f tend to 0. *)
Lemma open_gap i j ell : (i < L)%nat -> (j < L)%nat -> 0 < ell -> is_lim_seq (fun t => Rabs (q t i - q t j)) ell -> is_lim_seq f 0.
Proof.
  intros Hi Hj Hell Lim. set (D := fun t => Rabs (q t i - q t j)).
  assert (Fall : forall t, D (S t) <= D t) by (intros t; apply gap_stays; [apply safe_mild | assumption | assumption]).
  assert (Above := is_lim_seq_decr_compare _ _ Lim Fall).
  assert (Hij : i <> j).
  { intros ->. specialize (Above 0%nat). rewrite Rminus_eq_0, Rabs_R0 in Above. lra. }
  assert (K := kappa_range). set (k := (2 - kappa) / 2). assert (Hk : 0 < k <= 1) by (unfold k; lra).
  apply is_lim_seq_0. intros eps Heps. set (c0 := eta * eps * slope eps).
  assert (Hc0 : 0 < c0) by (destruct Hslope as (_ & Pos & _); unfold c0; repeat apply Rmult_lt_0_compat; try assumption; now apply Pos).
  assert (Pi := Q_nonneg i Hi). assert (Pj := Q_nonneg j Hj). assert (PQ : 0 < Q i * Q j + 1) by nra.
  assert (Hy : 0 < ell * k * (c0 ^ 2 / (Q i * Q j + 1))).
  { apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; lra | apply Rdiv_lt_0_compat; [now apply pow_lt | assumption]]. }
  apply is_lim_seq_spec in Lim. destruct (Lim (mkposreal _ Hy)) as [T HT]. simpl in HT. exists T. intros t Ht.
  apply Rnot_le_lt. intros Hge. specialize (HT t Ht). fold (D t) in HT. apply Rabs_lt_between in HT.
  set (y := x t i * x t j). assert (Hy1 := safe_mild t i j Hi Hj Hij). fold y in Hy1.
  assert (Hy0 : 0 <= y) by (apply Rmult_le_pos; apply x_nonneg).
  assert (ED : D (S t) = D t * Rabs (1 - y)) by (unfold D; rewrite q_gap_step, Rabs_mult by assumption; reflexivity).
  assert (Habs : Rabs (1 - y) <= 1 - k * y) by (apply Rabs_le; unfold k; split; nra).
  assert (A1 : ell <= D t) by apply Above. assert (A2 : ell <= D (S t)) by apply Above.
  assert (Small : ell * k * y <= D t - ell).
  { assert (B1 : ell * (k * y) <= D t * (k * y)) by (apply Rmult_le_compat_r; [apply Rmult_le_pos; lra | assumption]).
    assert (B2 : D t * Rabs (1 - y) <= D t * (1 - k * y)) by (apply Rmult_le_compat_l; lra). lra. }
  assert (Hy2 : y < c0 ^ 2 / (Q i * Q j + 1)).
  { apply Rmult_lt_reg_l with (ell * k); [apply Rmult_lt_0_compat; lra | lra]. }
  assert (Hc := push_above t eps Heps Hge). fold c0 in Hc.
  assert (Ec : (eta * f t * slope (f t)) ^ 2 = y * (q t i * q t j)).
  { unfold y. rewrite <- (x_square t i Hi) at 1. simpl. rewrite Rmult_1_r. rewrite (x_square t i Hi) at 2. rewrite <- (x_square t j Hj). ring. }
  assert (Hqq : q t i * q t j <= Q i * Q j) by (apply Rmult_le_compat; try apply q_nonneg; now apply safe_invariant).
  assert (C2 : c0 ^ 2 <= (eta * f t * slope (f t)) ^ 2) by (apply pow_incr; lra).
  assert (y * (q t i * q t j) <= y * (Q i * Q j)) by (apply Rmult_le_compat_l; assumption).
  assert (y * (Q i * Q j + 1) < c0 ^ 2).
  { apply Rmult_lt_reg_r with (/ (Q i * Q j + 1)); [now apply Rinv_0_lt_compat |]. rewrite Rmult_assoc, Rinv_r by lra. lra. }
  lra.
Qed.

(** All gaps close: either the layers come near 0, and stay there, or in the end none steps over, and |f| falls. *)
Lemma closed_gaps : (forall i j, (i < L)%nat -> (j < L)%nat -> is_lim_seq (fun t => Rabs (q t i - q t j)) 0) -> is_lim_seq f 0.
Proof.
  intros Hgaps. apply is_lim_seq_0. intros eps Heps. assert (K := kappa_range).
  set (e := Rmin (1 / 4) (eps ^ 2 / (8 * N ^ 2))).
  assert (N2 : 0 < N ^ 2) by (apply pow_lt; lra). assert (E2 : 0 < eps ^ 2) by (apply pow_lt; lra).
  assert (He : 0 < e) by (unfold e; apply Rmin_glb_lt; [lra | apply Rdiv_lt_0_compat; lra]).
  assert (He1 : e <= 1 / 4) by apply Rmin_l.
  assert (He2 : 8 * N ^ 2 * e <= eps ^ 2).
  { apply Rle_trans with (8 * N ^ 2 * (eps ^ 2 / (8 * N ^ 2))); [apply Rmult_le_compat_l; [lra | apply Rmin_r] | right; field; lra]. }
  (* from some T on all layers are within e/4 of the first *)
  assert (Near : exists T, forall t k, (T <= t)%nat -> (k < L)%nat -> Rabs (q t k - q t 0%nat) <= e / 4).
  { assert (G : forall n, (n <= L)%nat -> exists T, forall t k, (T <= t)%nat -> (k < n)%nat -> Rabs (q t k - q t 0%nat) <= e / 4).
    { induction n as [| n IH]; intros Hn; [exists 0%nat; intros; lia |]. destruct (IH ltac:(lia)) as [T HT].
      assert (Ln := Hgaps n 0%nat ltac:(lia) ltac:(lia)). apply is_lim_seq_spec in Ln. destruct (Ln (mkposreal (e / 4) ltac:(lra))) as [T' HT'].
      simpl in HT'. exists (T + T')%nat. intros t k Ht Hkn. destruct (Nat.eq_dec k n) as [-> | Hne]; [| apply HT; lia].
      specialize (HT' t ltac:(lia)). rewrite Rminus_0_r, Rabs_Rabsolu in HT'. lra. }
    apply G. lia. }
  destruct Near as [T HT].
  assert (Pair : forall t i j, (T <= t)%nat -> (i < L)%nat -> (j < L)%nat -> Rabs (q t i - q t j) <= e / 2).
  { intros t i j Ht Hi Hj. assert (A := HT t i Ht Hi). assert (B := HT t j Ht Hj). rewrite Rabs_minus_sym in B.
    replace (q t i - q t j) with ((q t i - q t 0%nat) + (q t 0%nat - q t j)) by ring. assert (R := Rabs_triang (q t i - q t 0%nat) (q t 0%nat - q t j)). lra. }
  destruct (classic (exists t, (T <= t)%nat /\ q t 0%nat <= e)) as [(t0 & Ht0 & Hq0) | Hno].
  - exists t0. intros t Ht.
    assert (All : forall n, forall k, (k < L)%nat -> q (t0 + n)%nat k <= 2 * e).
    { induction n as [| n IH]; intros k Hk.
      - rewrite Nat.add_0_r. assert (A := HT t0 k Ht0 Hk). assert (R := Rle_abs (q t0 k - q t0 0%nat)). lra.
      - rewrite <- plus_n_Sm. apply (square_stays (t0 + n)%nat k (e / 2)); [apply safe_mild | assumption | | lra | now apply IH].
        intros i j Hi Hj. apply Pair; [lia | assumption | assumption]. }
    specialize (All (t - t0)%nat). replace (t0 + (t - t0))%nat with t in All by lia.
    assert (A0 := All 0%nat ltac:(lia)).
    assert (P : Rabs (product L (sigma t)) <= Rabs (sigma t 0%nat)).
    { apply product_below_factor; [lia |]. intros k Hk. specialize (All k Hk). unfold q in All. rewrite <- (pow2_abs (sigma t k)) in All.
      assert (P := Rabs_pos (sigma t k)). nra. }
    unfold f, layers_output. rewrite Rabs_mult, (Rabs_right N) by lra. unfold q in A0. rewrite <- (pow2_abs (sigma t 0%nat)) in A0.
    assert (P0 := Rabs_pos (sigma t 0%nat)). assert (N * Rabs (product L (sigma t)) <= N * Rabs (sigma t 0%nat)) by (apply Rmult_le_compat_l; lra).
    assert ((N * Rabs (sigma t 0%nat)) ^ 2 < eps ^ 2) by (rewrite Rpow_mult_distr; nra). assert (0 <= N * Rabs (sigma t 0%nat)) by (apply Rmult_le_pos; lra). nra.
  - assert (Big : forall t, (T <= t)%nat -> e < q t 0%nat) by (intros t Ht; apply Rnot_le_lt; intros H; apply Hno; now exists t).
    assert (Calm : forall t k, (T <= t)%nat -> (k < L)%nat -> 0 <= x t k <= 2).
    { intros t k Ht Hk. split; [apply x_nonneg |]. apply Rnot_lt_le. intros H. destruct (overstep t k (safe_mild t) Hk H) as (j & Hj & A & _).
      assert (B := Pair t j k Ht Hj Hk). assert (R := Rle_abs (q t j - q t k)). assert (B0 := HT t k Ht Hk). rewrite Rabs_minus_sym in B0.
      assert (R0 := Rle_abs (q t 0%nat - q t k)). specialize (Big t Ht). lra. }
    assert (Fsmall : forall t l, (T <= t)%nat -> (l < L)%nat -> Rabs (f (S t)) <= Rabs (f t) * Rabs (1 - x t l)).
    { intros t l Ht Hl. unfold f at 1. rewrite (orbit_output slope L eta N sigma t _ Horbit (slope_ratio_is slope 0 (f t) Hslope)), Rabs_mult. fold (f t).
      apply Rmult_le_compat_l; [apply Rabs_pos |]. apply (product_below_factor L (fun l => 1 - x t l) l Hl). intros i Hi. specialize (Calm t i Ht Hi). apply Rabs_le. lra. }
    assert (Fdown : forall t, (T <= t)%nat -> Rabs (f (S t)) <= Rabs (f t)).
    { intros t Ht. apply Rle_trans with (1 := Fsmall t 0%nat Ht ltac:(lia)). specialize (Calm t 0%nat Ht ltac:(lia)).
      assert (Rabs (1 - x t 0%nat) <= 1) by (apply Rabs_le; lra). assert (P := Rabs_pos (f t)). nra. }
    assert (Fmono : forall n t, (T <= t)%nat -> Rabs (f (t + n)%nat) <= Rabs (f t)).
    { induction n as [| n IH]; intros t Ht; [rewrite Nat.add_0_r; lra |]. rewrite <- plus_n_Sm. apply Rle_trans with (2 := IH t Ht). apply Fdown. lia. }
    set (c0 := eta * eps * slope eps). set (delta := c0 / (Q 0%nat + Q 1%nat + 1)).
    assert (Q0 := Q_nonneg 0 ltac:(lia)). assert (Q1 := Q_nonneg 1 ltac:(lia)).
    assert (Hc0 : 0 < c0) by (destruct Hslope as (_ & Pos & _); unfold c0; repeat apply Rmult_lt_0_compat; try assumption; now apply Pos).
    assert (Hdelta : 0 < delta) by (apply Rdiv_lt_0_compat; lra).
    set (rho := Rmax (Rmax (1 - delta) (sqrt kappa - 1)) 0).
    assert (Hsk : sqrt kappa < 2) by (rewrite <- (sqrt_pow2 2) by lra; apply sqrt_lt_1_alt; lra).
    assert (Hrho : 0 <= rho < 1) by (unfold rho; split; [apply Rmax_r | repeat apply Rmax_lub_lt; lra]).
    assert (Factor : forall t, (T <= t)%nat -> eps <= Rabs (f t) -> Rabs (f (S t)) <= Rabs (f t) * rho).
    { intros t Ht Hge. assert (Hc := push_above t eps Heps Hge). fold c0 in Hc.
      assert (Low : forall l, (l = 0 \/ l = 1)%nat -> delta <= x t l).
      { intros l Hl. assert (Hll : (l < L)%nat) by lia. assert (E := x_square t l Hll). assert (B : q t l <= Q l) by now apply safe_invariant.
        assert (B' : q t l <= Q 0%nat + Q 1%nat + 1) by (destruct Hl as [-> | ->]; lra). assert (P := q_nonneg t l). assert (X := x_nonneg t l).
        apply Rmult_le_reg_r with (Q 0%nat + Q 1%nat + 1); [lra |]. unfold delta.
        replace (c0 / (Q 0%nat + Q 1%nat + 1) * (Q 0%nat + Q 1%nat + 1)) with c0 by (field; lra). nra. }
      assert (Cut : exists l, (l = 0 \/ l = 1)%nat /\ x t l <= sqrt kappa).
      { assert (M := safe_mild t 0%nat 1%nat ltac:(lia) ltac:(lia) ltac:(lia)). assert (X := x_nonneg t 0). assert (Y := x_nonneg t 1).
        destruct (Rle_lt_dec (x t 0%nat) (sqrt kappa)) as [H | H]; [exists 0%nat; auto |]. exists 1%nat. split; [auto |].
        apply Rnot_lt_le. intros H'. assert (S0 := sqrt_pos kappa). assert (SS := sqrt_sqrt kappa (proj1 K)). nra. }
      destruct Cut as (l & Hl & Hxl). specialize (Low l Hl). apply Rle_trans with (1 := Fsmall t l Ht ltac:(lia)). apply Rmult_le_compat_l; [apply Rabs_pos |].
      assert (M1 := Rmax_l (1 - delta) (sqrt kappa - 1)). assert (M2 := Rmax_r (1 - delta) (sqrt kappa - 1)).
      assert (M3 := Rmax_l (Rmax (1 - delta) (sqrt kappa - 1)) 0). fold rho in M3. apply Rabs_le. lra. }
    assert (Geo : forall n, eps <= Rabs (f (T + n)%nat) -> Rabs (f (T + n)%nat) <= rho ^ n * Rabs (f T)).
    { induction n as [| n IH]; intros Hge; [rewrite Nat.add_0_r; simpl; lra |]. rewrite <- plus_n_Sm in *.
      assert (Hge' : eps <= Rabs (f (T + n)%nat)) by (apply Rle_trans with (1 := Hge); apply Fdown; lia). specialize (IH Hge').
      assert (B := Factor (T + n)%nat ltac:(lia) Hge'). simpl. assert (rho * Rabs (f (T + n)%nat) <= rho * (rho ^ n * Rabs (f T))) by (apply Rmult_le_compat_l; lra). lra. }
    destruct (geometric_small rho (Rabs (f T)) eps Hrho Heps) as [n Hn]. exists (T + n)%nat. intros t Ht.
    replace t with (T + n + (t - (T + n)))%nat by lia. apply Rle_lt_trans with (1 := Fmono _ (T + n)%nat ltac:(lia)).
    apply Rnot_le_lt. intros Hge. specialize (Geo n Hge). specialize (Hn n (le_n n)). lra.
Qed.

(** The gaps, each multiplied by 1 - y with 0 <= y <= kappa < 2. *)
Theorem safe_gaps : exists k, k < 2 /\ forall t i j, (i < L)%nat -> (j < L)%nat -> i <> j ->
  exists y, 0 <= y <= k /\ q (S t) i - q (S t) j = (q t i - q t j) * (1 - y).
Proof.
  exists kappa. split; [apply kappa_range |]. intros t i j Hi Hj Hij. exists (x t i * x t j).
  split; [split; [apply Rmult_le_pos; apply x_nonneg | now apply safe_mild] | now apply q_gap_step].
Qed.

Theorem layers_safe : (forall t k, (k < L)%nat -> q t k <= Q k) /\
  (forall t i j, (i < L)%nat -> (j < L)%nat -> Rabs (q (S t) i - q (S t) j) <= Rabs (q t i - q t j)) /\ is_lim_seq f 0.
Proof.
  split; [intros t; apply safe_invariant | split; [intros t i j; apply gap_stays, safe_mild |]].
  destruct (classic (exists i j ell, (i < L)%nat /\ (j < L)%nat /\ 0 < ell /\ is_lim_seq (fun t => Rabs (q t i - q t j)) (Finite ell))) as [(i & j & ell & Hi & Hj & Hell & Lim) | Hno].
  - now apply (open_gap i j ell).
  - apply closed_gaps. intros i j Hi Hj.
    destruct (ex_finite_lim_seq_decr (fun t => Rabs (q t i - q t j)) 0) as [ell Lim].
    + intros t. apply gap_stays; [apply safe_mild | assumption | assumption].
    + intros t. apply Rabs_pos.
    + assert (Hell : 0 <= ell) by (apply (is_lim_seq_le (fun _ => 0) (fun t => Rabs (q t i - q t j)) 0 ell); [intros; apply Rabs_pos | apply is_lim_seq_const | assumption]).
      destruct Hell as [Hell | <-]; [exfalso; apply Hno; now exists i, j, ell | assumption].
Qed.

End Safe.

(** The logistic loss has |s| < 1/2 everywhere. *)
Corollary layers_safe_logistic L eta N reach d sigma Q : aligned_orbit slope_logistic L eta N sigma -> 0 < eta -> 0 < N -> (2 <= L)%nat ->
  (forall i j, (i < L)%nat -> (j < L)%nat -> Rabs (sigma 0%nat i ^ 2 - sigma 0%nat j ^ 2) <= d) ->
  (forall k, (k < L)%nat -> sigma 0%nat k ^ 2 <= Q k /\ 2 * d <= Q k) ->
  (forall i j, (i < L)%nat -> (j < L)%nat -> i <> j -> N ^ 2 * product L (without i (without j Q)) <= reach) ->
  aligned_safe_holds eta (1 / 2) reach ->
  is_lim_seq (fun t => layers_output L N (sigma t)) 0.
Proof.
  intros Ho Heta HN HL Hd HQ Hreach Hsafe.
  apply (layers_safe slope_logistic L eta N (1 / 2) reach d sigma Q); try assumption; [exact increasing_logistic |].
  intros u _. unfold slope_logistic. assert (B := tanh_bounded (u / 2)). apply Rabs_def1; lra.
Qed.
