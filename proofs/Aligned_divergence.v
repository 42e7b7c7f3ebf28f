(** Divergence of aligned networks on D0 at every depth (checker: checks/aligned_growth.rs), with the hypotheses that the checker tests, about the
    steps that it runs.

    Proved, c = eta f s at |f| or a smaller number, M >= all q_l:
    - [layers_growth]: where s/f does not fall, L >= 2, c > 2M; [layers_growth_bounded]: any odd s that does not fall, L >= 3, c > M and
      (c - M)^2 > cM. Then all q_l and |f| grow by a fixed factor above 1 at every step, to infinity (L3b);
    - [no_universal_rate]: so for L >= 3, each eta > 0 and each width, a box of strengths diverges (L3a), and the loss tends to
      infinity, for each of the losses ([no_universal_rate_losses]). *)

From Coq Require Import Reals Lra Psatz Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Vectors Hyperbolic Two_layer_slopes Two_layer Two_layer_boundary Two_layer_growth Universal_rate Aligned_layers.
Local Open Scope R_scope.

(** All layers, and the output, tend to infinity in size. *)
Definition layers_diverge (L : nat) (N : R) (sigma : nat -> vector) : Prop :=
  (forall l, (l < L)%nat -> is_lim_seq (fun t => Rabs (sigma t l)) p_infty) /\
  is_lim_seq (fun t => Rabs (layers_output L N (sigma t))) p_infty.

(** An odd slope: s f = s(|f|) |f|. *)
Lemma slope_times_output slope f : increasing_slope slope -> slope f * f = slope (Rabs f) * Rabs f.
Proof. intros (Odd & _). unfold Rabs. destruct (Rcase_abs f); [rewrite Odd; ring | reflexivity]. Qed.

Section Growth.

Variables (slope : R -> R) (L : nat) (eta N r : R) (sigma : nat -> vector).
Hypothesis Hslope : increasing_slope slope.
Hypothesis Horbit : aligned_orbit slope L eta N sigma.
Hypotheses (Heta : 0 < eta) (HN : 0 < N) (HL : (2 <= L)%nat) (Hr : 2 < r).

Let f t := layers_output L N (sigma t).
Let c t := eta * f t * slope (f t).
Let x t l := ratio L eta N (slope (f t) / f t) (sigma t) l.

(** What the two cases have in common: x_l >= r > 2 persists. *)
Hypothesis Hpersist : forall t, f t <> 0 -> Rabs (f t) <= Rabs (f (S t)) ->
  (forall l, (l < L)%nat -> r <= x t l) -> forall l, (l < L)%nat -> r <= x (S t) l.
Hypothesis Hoff : f 0%nat <> 0.
Hypothesis Hstart : forall l, (l < L)%nat -> r <= x 0%nat l.

Lemma slope_by_ratio t : f t <> 0 -> slope (f t) = slope (f t) / f t * f t.
Proof. intros H. field. assumption. Qed.

Lemma grown_output t : f t <> 0 -> (forall l, (l < L)%nat -> r <= x t l) -> (r - 1) * Rabs (f t) <= Rabs (f (S t)).
Proof.
  intros Hf Hx. unfold f at 2. rewrite (orbit_output slope L eta N sigma t _ Horbit (slope_by_ratio t Hf)). fold (f t).
  rewrite Rabs_mult, product_abs. assert (P := Rabs_pos (f t)).
  assert (r - 1 <= product L (fun l => Rabs (1 - ratio L eta N (slope (f t) / f t) (sigma t) l))); [| nra].
  apply Rle_trans with ((r - 1) ^ L).
  - rewrite <- (pow_1 (r - 1)) at 1. apply Rle_pow; [lra | lia].
  - apply product_ge_power; [lra |]. intros l Hl. specialize (Hx l Hl). unfold x in Hx. rewrite Rabs_left by lra. lra.
Qed.

Lemma growth_invariant t : f t <> 0 /\ (forall l, (l < L)%nat -> r <= x t l) /\ (r - 1) ^ t * Rabs (f 0%nat) <= Rabs (f t) /\
  forall l, (l < L)%nat -> (r - 1) ^ t * Rabs (sigma 0%nat l) <= Rabs (sigma t l).
Proof.
  induction t as [| t (I1 & I2 & I3 & I4)].
  - split; [assumption | split; [assumption | simpl; split; [lra | intros; lra]]].
  - assert (G := grown_output t I1 I2). assert (P := Rabs_pos_lt _ I1).
    assert (Up : Rabs (f t) <= Rabs (f (S t))) by nra.
    split; [intros E; rewrite E, Rabs_R0 in Up; lra |]. split; [now apply Hpersist | split; [simpl; nra |]].
    intros l Hl. rewrite (orbit_ratio slope L eta N sigma t _ l Horbit (slope_by_ratio t I1) Hl), Rabs_mult.
    specialize (I2 l Hl). specialize (I4 l Hl). fold (x t l). rewrite (Rabs_left (1 - x t l)) by lra.
    assert (Q := Rabs_pos (sigma t l)). simpl. nra.
Qed.

Lemma growth_diverges : layers_diverge L N sigma.
Proof.
  split; [intros l Hl |].
  - apply geometric_infinity with (F := Rabs (sigma 0%nat l)) (G := r - 1); [| lra | intros t; rewrite Rmult_comm; now apply growth_invariant].
    apply Rabs_pos_lt. apply product_nonzero with L; [assumption |]. intros E. apply Hoff. unfold f, layers_output. rewrite E. ring.
  - apply geometric_infinity with (F := Rabs (f 0%nat)) (G := r - 1); [now apply Rabs_pos_lt | lra |].
    intros t. rewrite Rmult_comm. apply growth_invariant.
Qed.

(** x_l' in terms of x_l, c'/c and the product of the other 1 - x_k: x_l' q_l' = c'. *)
Lemma next_ratio t l : (l < L)%nat -> f t <> 0 -> f (S t) <> 0 -> sigma t l <> 0 ->
  x (S t) l * (sigma t l ^ 2 * (1 - x t l) ^ 2) = eta * f (S t) * slope (f (S t)) /\
  x t l * sigma t l ^ 2 = eta * f t * slope (f t) /\
  f (S t) = f t * ((1 - x t l) * product L (without l (fun k => 1 - x t k))).
Proof.
  intros Hl H0 H1 Hs.
  assert (E1 := ratio_square L eta N (slope (f (S t)) / f (S t)) (sigma (S t)) l Hl).
  assert (E0 := ratio_square L eta N (slope (f t) / f t) (sigma t) l Hl).
  fold (f t) (f (S t)) (x t l) (x (S t) l) in E0, E1.
  rewrite <- (slope_by_ratio t H0) in E0. rewrite <- (slope_by_ratio (S t) H1) in E1.
  split; [rewrite <- E1 | split; [exact E0 |]].
  - rewrite (orbit_ratio slope L eta N sigma t _ l Horbit (slope_by_ratio t H0) Hl). fold (x t l). ring.
  - unfold f at 1. rewrite (orbit_output slope L eta N sigma t _ Horbit (slope_by_ratio t H0)). fold (f t).
    change (fun l => 1 - ratio L eta N (slope (f t) / f t) (sigma t) l) with (fun k => 1 - x t k).
    rewrite <- (product_without L l (fun k => 1 - x t k) Hl). ring.
Qed.

End Growth.

(** The other 1 - x_k in size. *)
Lemma others_product L l (x : vector) r : (l < L)%nat -> 2 < r -> (forall k, (k < L)%nat -> r <= x k) ->
  (r - 1) ^ (L - 1) <= Rabs (product L (without l (fun k => 1 - x k))).
Proof.
  intros Hl Hr Hx. rewrite product_abs.
  assert (E : product L (fun i => Rabs (without l (fun k => 1 - x k) i)) * (r - 1) =
    product L (fun i => if Nat.eqb i l then r - 1 else Rabs (1 - x i))).
  { rewrite <- (product_without L l (fun i => if Nat.eqb i l then r - 1 else Rabs (1 - x i)) Hl), Nat.eqb_refl. f_equal.
    apply product_ext. intros i _. unfold without. destruct (Nat.eqb i l); [apply Rabs_R1 | reflexivity]. }
  apply Rmult_le_reg_r with (r - 1); [lra |]. rewrite E.
  replace ((r - 1) ^ (L - 1) * (r - 1)) with ((r - 1) ^ L) by (replace L with (S (L - 1)) at 1 by lia; simpl; ring).
  apply product_ge_power; [lra |]. intros i Hi. destruct (Nat.eqb i l); [lra |]. specialize (Hx i Hi). rewrite Rabs_left by lra. lra.
Qed.

(** What both cases of (L3b) know of a step whose layer ratios are at least r > 2. *)
Lemma persisting slope L eta N sigma r t l : aligned_orbit slope L eta N sigma -> (l < L)%nat -> 2 < r ->
  let f t := layers_output L N (sigma t) in let x t l := ratio L eta N (slope (f t) / f t) (sigma t) l in
  f t <> 0 -> Rabs (f t) <= Rabs (f (S t)) -> (forall l, (l < L)%nat -> r <= x t l) ->
  let P := product L (without l (fun k => 1 - x t k)) in let w := sigma t l ^ 2 * (1 - x t l) ^ 2 in
  f (S t) <> 0 /\ 0 < w /\ x (S t) l * w = eta * f (S t) * slope (f (S t)) /\ x t l * sigma t l ^ 2 = eta * f t * slope (f t) /\
  f (S t) = f t * ((1 - x t l) * P) /\ (r - 1) ^ (L - 1) <= Rabs P.
Proof.
  intros Ho Hl Hr f x Hf Hup Hx P w.
  assert (Hf' : f (S t) <> 0) by (intros E; rewrite E, Rabs_R0 in Hup; assert (Q := Rabs_pos_lt _ Hf); lra).
  assert (Hs0 : sigma t l <> 0).
  { intros E. apply Hf. unfold f, layers_output. rewrite (product_zero L _ l Hl E). ring. }
  destruct (next_ratio slope L eta N sigma Ho t l Hl Hf Hf' Hs0) as (E1 & E0 & Ef).
  assert (Hx0 := Hx l Hl). split; [assumption |]. split; [| split; [exact E1 | split; [exact E0 | split; [exact Ef |]]]].
  - apply Rmult_lt_0_compat; apply pow2_gt_0; [assumption | lra].
  - now apply (others_product L l (x t) r).
Qed.

(** The numbers of the checker: F <= |f| and M >= q_l at the start bound c from below and the layer ratios by c/M. *)
Lemma growth_start slope L eta N sigma F M :
  increasing_slope slope -> 0 < eta -> (2 <= L)%nat -> let f := layers_output L N sigma in let c := eta * F * slope F in
  0 < F -> F <= Rabs f -> (forall l, (l < L)%nat -> sigma l ^ 2 <= M) ->
  f <> 0 /\ 0 < M /\ 0 < c /\ forall l, (l < L)%nat -> c / M <= ratio L eta N (slope f / f) sigma l.
Proof.
  intros Hs Heta HL f c HF0 HF HM.
  assert (Hf : f <> 0) by (intros E; rewrite E, Rabs_R0 in HF; lra).
  assert (Hsigma : forall l, (l < L)%nat -> 0 < sigma l ^ 2).
  { intros l Hl. apply pow2_gt_0. apply product_nonzero with L; [assumption |]. intros E. apply Hf. unfold f, layers_output. rewrite E. ring. }
  assert (HM0 : 0 < M) by (apply Rlt_le_trans with (sigma 0%nat ^ 2); [apply Hsigma | apply HM]; lia).
  assert (Odd := slope_times_output slope f Hs). destruct Hs as (_ & Pos & Mono). assert (P := Pos F HF0).
  assert (Hc0 : 0 < c) by (unfold c; repeat apply Rmult_lt_0_compat; assumption).
  assert (Hc : c <= eta * f * slope f).
  { replace (eta * f * slope f) with (eta * (slope f * f)) by ring. rewrite Odd. unfold c. rewrite Rmult_assoc.
    apply Rmult_le_compat_l; [lra |]. assert (slope F <= slope (Rabs f)) by (apply Mono; lra). rewrite Rmult_comm.
    apply Rmult_le_compat; lra. }
  repeat split; try assumption. intros l Hl.
  assert (E := ratio_square L eta N (slope f / f) sigma l Hl). fold f in E.
  replace (slope f / f * f) with (slope f) in E by (field; assumption).
  apply Rmult_le_reg_r with (sigma l ^ 2); [now apply Hsigma |]. rewrite E. apply Rle_trans with (2 := Hc).
  apply Rle_trans with (c / M * M); [| right; field; lra].
  apply Rmult_le_compat_l; [left; now apply Rdiv_lt_0_compat | now apply HM].
Qed.

(** (L3b), s/f not falling: c' >= c X^2 with X = |f'/f|. *)
Theorem layers_growth slope L eta N sigma F M :
  increasing_slope slope -> stiffening slope -> aligned_orbit slope L eta N sigma -> 0 < eta -> 0 < N -> (2 <= L)%nat ->
  F <= Rabs (layers_output L N (sigma 0%nat)) -> (forall l, (l < L)%nat -> sigma 0%nat l ^ 2 <= M) ->
  aligned_growth_holds F (eta * F * slope F) M -> layers_diverge L N sigma.
Proof.
  intros Hs [_ Hmono] Ho Heta HN HL HF HM [H1 H2]. unfold aligned_growth_1, aligned_growth_2 in *.
  destruct (growth_start slope L eta N (sigma 0%nat) F M Hs Heta HL H1 HF HM) as (Hf0 & HM0 & _ & Hx0).
  set (r := eta * F * slope F / M) in *. assert (Hr : 2 < r).
  { apply Rmult_lt_reg_r with M; [assumption |]. unfold r. replace (eta * F * slope F / M * M) with (eta * F * slope F) by (field; lra). lra. }
  apply growth_diverges with (slope := slope) (eta := eta) (r := r); try assumption.
  intros t Hf Hup Hx l Hl. set (f := fun t => layers_output L N (sigma t)). fold (f t) (f (S t)) in *.
  destruct (persisting slope L eta N sigma r t l Ho Hl Hr Hf Hup Hx) as (Hf' & Hw & E1 & E0 & Ef & HP). fold (f t) (f (S t)) in *.
  set (x := ratio L eta N (slope (f t) / f t) (sigma t) l) in *.
  set (P := product L (without l (fun k => 1 - ratio L eta N (slope (f t) / f t) (sigma t) k))) in *.
  set (w := sigma t l ^ 2 * (1 - x) ^ 2) in *.
  assert (P1 : 1 <= P ^ 2).
  { rewrite <- (pow2_abs P). assert (1 <= (r - 1) ^ (L - 1)) by (apply pow_R1_Rle; lra). rewrite <- (pow1 2). apply pow_incr. lra. }
  assert (Hx1 := Hx l Hl). fold x in Hx1.
  assert (K := Hmono (f t) (f (S t)) Hf Hup). rewrite Ef in K at 1.
  assert (F2 : 0 < f t ^ 2) by (apply pow2_gt_0; assumption).
  assert (C : x * w * P ^ 2 <= eta * f (S t) * slope (f (S t))).
  { apply Rmult_le_reg_r with (f t ^ 2); [assumption |]. unfold w.
    replace (x * (sigma t l ^ 2 * (1 - x) ^ 2) * P ^ 2 * f t ^ 2) with (x * sigma t l ^ 2 * ((1 - x) * P) ^ 2 * f t ^ 2) by ring.
    rewrite E0.
    replace (eta * f t * slope (f t) * ((1 - x) * P) ^ 2 * f t ^ 2) with (eta * (slope (f t) * f t * (f t * ((1 - x) * P)) ^ 2)) by ring.
    replace (eta * f (S t) * slope (f (S t)) * f t ^ 2) with (eta * (slope (f (S t)) * f (S t) * f t ^ 2)) by ring.
    apply Rmult_le_compat_l; lra. }
  apply Rmult_le_reg_r with w; [assumption |]. rewrite E1. apply Rle_trans with (2 := C).
  assert (0 < x * w) by (apply Rmult_lt_0_compat; lra). assert (r * w <= x * w) by (apply Rmult_le_compat_r; lra). nra.
Qed.

(** (L3b), any odd slope that does not fall, three layers or more: c' >= c X. *)
Theorem layers_growth_bounded slope L eta N sigma F M :
  increasing_slope slope -> aligned_orbit slope L eta N sigma -> 0 < eta -> 0 < N -> (3 <= L)%nat ->
  F <= Rabs (layers_output L N (sigma 0%nat)) -> (forall l, (l < L)%nat -> sigma 0%nat l ^ 2 <= M) ->
  aligned_growth_bounded_holds F (eta * F * slope F) M -> layers_diverge L N sigma.
Proof.
  intros Hs Ho Heta HN HL HF HM (H1 & H2 & H3). unfold aligned_growth_bounded_1, aligned_growth_bounded_2, aligned_growth_bounded_3 in *.
  destruct (growth_start slope L eta N (sigma 0%nat) F M Hs Heta ltac:(lia) H1 HF HM) as (Hf0 & HM0 & _ & Hx0).
  set (c := eta * F * slope F) in *. set (r := c / M) in *. assert (Er : r * M = c) by (unfold r; field; lra).
  assert (Hr1 : 1 < r) by (apply Rmult_lt_reg_r with M; lra).
  assert (Hr2 : r < (r - 1) ^ 2).
  { rewrite <- Er in H3. apply Rmult_lt_reg_r with (M ^ 2); [now apply pow_lt |].
    replace ((r - 1) ^ 2 * M ^ 2) with ((r * M - M) ^ 2) by ring. replace (r * M ^ 2) with (r * M * M) by ring. lra. }
  assert (Hr : 2 < r) by nra.
  apply growth_diverges with (slope := slope) (eta := eta) (r := r); try assumption; [lia |].
  intros t Hf Hup Hx l Hl. set (f := fun t => layers_output L N (sigma t)). fold (f t) (f (S t)) in *.
  destruct (persisting slope L eta N sigma r t l Ho Hl Hr Hf Hup Hx) as (Hf' & Hw & E1 & E0 & Ef & HP). fold (f t) (f (S t)) in *.
  set (x := ratio L eta N (slope (f t) / f t) (sigma t) l) in *.
  set (P := product L (without l (fun k => 1 - ratio L eta N (slope (f t) / f t) (sigma t) k))) in *.
  assert (Hx1 := Hx l Hl). fold x in Hx1.
  assert (P2 : r <= Rabs P).
  { apply Rle_trans with (2 := HP). apply Rle_trans with ((r - 1) ^ 2); [lra |]. apply Rle_pow; [lra | lia]. }
  assert (C : x * sigma t l ^ 2 * ((x - 1) * Rabs P) <= eta * f (S t) * slope (f (S t))).
  { rewrite E0. replace (eta * f t * slope (f t)) with (eta * (slope (f t) * f t)) by ring.
    replace (eta * f (S t) * slope (f (S t))) with (eta * (slope (f (S t)) * f (S t))) by ring.
    rewrite (slope_times_output slope (f t) Hs), (slope_times_output slope (f (S t)) Hs).
    assert (Ea : Rabs (f (S t)) = Rabs (f t) * (- (1 - x) * Rabs P)) by (rewrite Ef, !Rabs_mult, (Rabs_left (1 - x)) by lra; reflexivity).
    destruct Hs as (_ & Pos & Mono). assert (A := Rabs_pos_lt _ Hf). assert (S0 := Pos _ A).
    assert (S1 : slope (Rabs (f t)) <= slope (Rabs (f (S t)))) by (apply Mono; lra).
    replace (eta * (slope (Rabs (f t)) * Rabs (f t)) * ((x - 1) * Rabs P)) with (eta * (slope (Rabs (f t)) * (Rabs (f t) * (- (1 - x) * Rabs P)))) by ring.
    rewrite <- Ea. apply Rmult_le_compat_l; [lra |]. apply Rmult_le_compat_r; [apply Rabs_pos | assumption]. }
  set (w := sigma t l ^ 2 * (1 - x) ^ 2) in *.
  apply Rmult_le_reg_r with w; [assumption |]. rewrite E1. apply Rle_trans with (2 := C).
  replace (x * sigma t l ^ 2 * ((x - 1) * Rabs P)) with (sigma t l ^ 2 * (x - 1) * (x * Rabs P)) by ring.
  replace (r * w) with (sigma t l ^ 2 * (x - 1) * ((x - 1) * r)) by (unfold w; ring).
  apply Rmult_le_compat_l; [apply Rmult_le_pos; [apply pow2_ge_0 | lra] |]. apply Rmult_le_compat; lra.
Qed.

(** ** (L3a) *)

(** For L >= 3 every rate diverges from a box of starts, whatever the width and the loss. *)
Theorem no_universal_rate slope L eta N : increasing_slope slope -> 0 < eta -> 0 < N -> (3 <= L)%nat ->
  exists a, 0 < a /\ forall sigma, aligned_orbit slope L eta N sigma -> (forall l, (l < L)%nat -> a < sigma 0%nat l < 2 * a) ->
    layers_diverge L N sigma.
Proof.
  intros Hs Heta HN HL. assert (Hs' := Hs). destruct Hs' as (_ & Pos & Mono). assert (S1 := Pos N HN).
  set (k := eta * N * slope N). assert (Hk : 0 < k) by (unfold k; repeat apply Rmult_lt_0_compat; assumption).
  set (a := 1 + 12 / k). assert (Ha : 1 < a) by (unfold a; assert (0 < 12 / k) by (apply Rdiv_lt_0_compat; lra); lra).
  assert (Hka : 12 < k * a) by (unfold a; replace (k * (1 + 12 / k)) with (k + 12) by (field; lra); lra).
  exists a. split; [lra |]. intros sigma Ho Hbox.
  assert (HP : a ^ 3 <= a ^ L) by (apply Rle_pow; [lra | assumption]).
  assert (HF : N * a ^ L <= Rabs (layers_output L N (sigma 0%nat))).
  { unfold layers_output. rewrite Rabs_mult, (Rabs_right N) by lra. apply Rmult_le_compat_l; [lra |].
    rewrite product_abs. apply product_ge_power; [lra |]. intros l Hl. specialize (Hbox l Hl). rewrite Rabs_right; lra. }
  apply layers_growth_bounded with (slope := slope) (eta := eta) (F := N * a ^ L) (M := 4 * a ^ 2); try assumption.
  - intros l Hl. specialize (Hbox l Hl). replace (4 * a ^ 2) with ((2 * a) ^ 2) by ring. apply pow_incr. lra.
  - assert (A2 : 1 <= a ^ 2) by nra. assert (A3 : a ^ 2 <= a ^ 3) by (simpl; nra).
    assert (Hc : 12 * a ^ 2 <= eta * (N * a ^ L) * slope (N * a ^ L)).
    { assert (slope N <= slope (N * a ^ L)) by (apply Mono; split; [lra | nra]).
      apply Rle_trans with (eta * (N * a ^ 3) * slope N).
      - replace (eta * (N * a ^ 3) * slope N) with (k * a * a ^ 2) by (unfold k; ring). apply Rmult_le_compat_r; lra.
      - apply Rmult_le_compat; [| lra | | assumption]; [repeat apply Rmult_le_pos; lra |].
        apply Rmult_le_compat_l; [lra |]. apply Rmult_le_compat_l; lra. }
    unfold aligned_growth_bounded_holds, aligned_growth_bounded_1, aligned_growth_bounded_2, aligned_growth_bounded_3.
    set (c := eta * (N * a ^ L) * slope (N * a ^ L)) in *. split; [| split; [lra |]].
    + apply Rmult_lt_0_compat; lra.
    + set (b := a ^ 2) in *. nra.
Qed.

(** Its loss tends to infinity: every risk on D0 is at least |f|/2 - 1. *)
Lemma risk_infinity (risk : R -> R) (f : nat -> R) : (forall x, Rabs x / 2 - 1 <= risk x) ->
  is_lim_seq (fun t => Rabs (f t)) p_infty -> is_lim_seq (fun t => risk (f t)) p_infty.
Proof.
  intros H L. apply is_lim_seq_le_p_loc with (u := fun t => Rabs (f t) * / 2 - 1); [exists 0%nat; intros t _; apply H |].
  replace p_infty with (Rbar_minus (Rbar_mult p_infty (/ 2)) 1).
  - apply is_lim_seq_minus with (l1 := Rbar_mult p_infty (/ 2)) (l2 := 1); [now apply is_lim_seq_scal_r | apply is_lim_seq_const |].
    simpl. destruct (Rle_dec 0 (/ 2)) as [h |]; [| lra]. destruct (Rle_lt_or_eq_dec 0 (/ 2) h); [reflexivity | lra].
  - simpl. destruct (Rle_dec 0 (/ 2)) as [h |]; [| lra]. destruct (Rle_lt_or_eq_dec 0 (/ 2) h); [reflexivity | lra].
Qed.

Lemma risks_are_large x : Rabs x / 2 - 1 <= risk_exponential x /\ Rabs x / 2 - 1 <= risk_logistic x /\ Rabs x / 2 - 1 <= risk_squared x.
Proof.
  assert (P := Rabs_pos x). split; [| split].
  - unfold risk_exponential. assert (E := abs_below_cosh x). lra.
  - assert (E := risk_logistic_above x). lra.
  - unfold risk_squared. rewrite <- (pow2_abs x). nra.
Qed.

(** The three losses. *)
Definition diverges_from_a_box (slope risk : R -> R) : Prop :=
  forall L eta N, 0 < eta -> 0 < N -> (3 <= L)%nat ->
  exists a, 0 < a /\ forall sigma, aligned_orbit slope L eta N sigma -> (forall l, (l < L)%nat -> a < sigma 0%nat l < 2 * a) ->
    layers_diverge L N sigma /\ is_lim_seq (fun t => risk (layers_output L N (sigma t))) p_infty.

Theorem no_universal_rate_losses :
  diverges_from_a_box slope_exponential risk_exponential /\ diverges_from_a_box slope_logistic risk_logistic /\
  diverges_from_a_box slope_squared risk_squared.
Proof.
  assert (Any : forall slope risk, increasing_slope slope -> (forall x, Rabs x / 2 - 1 <= risk x) -> diverges_from_a_box slope risk).
  { intros slope risk Hs Hr L eta N Heta HN HL. destruct (no_universal_rate slope L eta N Hs Heta HN HL) as (a & Ha & H).
    exists a. split; [assumption |]. intros sigma Ho Hbox. assert (D := H sigma Ho Hbox). split; [assumption |].
    apply risk_infinity; [assumption | apply D]. }
  split; [| split]; apply Any.
  - exact increasing_exponential.
  - apply risks_are_large.
  - exact increasing_logistic.
  - apply risks_are_large.
  - exact increasing_squared.
  - apply risks_are_large.
Qed.
