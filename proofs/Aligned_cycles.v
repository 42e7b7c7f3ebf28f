(** Cycles of aligned networks on D0, about the steps that the code runs: none with f <> 0 is stable where s/f does not fall with |f|, that is for the
    exponential and the squared loss.

    Proved:
    - [cycle_oversteps]: where s/f does not fall, each point of a cycle with f <> 0 has a layer ratio x_l >= 2, at every depth;
    - [jacobian_depth3]: the Jacobian of a step at depth 3, and [jacobian_determinant]: its determinant is
      prod (1 + x_l) - (1 + alpha) sum x_l prod_{k != l} (1 + x_k), alpha = f L''/s (L1c);
    - [cycle_expands]: with alpha >= 1 it is below -1 at each point of such a cycle, so the product along the cycle exceeds 1 in size, and
      some multiplier does (L6a): [cycle_expands_exponential], [cycle_expands_squared];
    - [cycle_expands_deep]: the same at every depth for [volume_change], the determinant by (L1c), whose formula is proved at depth 3;
    - [equal_layers_multiply]: for any loss and depth, two layers that are equal on a cycle with f <> 0 make it unstable: the gap q_i - q_j of any orbit is
      multiplied by [gap_multiplier], which on the cycle is prod (1 - x_t^2), of size prod (1 + x_t) > 1 (L6b);
    - [safe_rates_have_no_cycle]: for the logistic loss there is no cycle with f <> 0 where (L3e) holds (L6d). *)

From Coq Require Import Reals Lra Psatz Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Vectors Hyperbolic Two_layer_slopes Two_layer Two_layer_boundary Two_layer_growth Aligned_layers Aligned_lazy Aligned_safe.
Local Open Scope R_scope.

(** A cycle of period n, off the minimum. *)
Definition cycle (L n : nat) (N : R) (sigma : nat -> vector) : Prop :=
  (0 < n)%nat /\ (forall t l, (l < L)%nat -> sigma (t + n)%nat l = sigma t l) /\ forall t, layers_output L N (sigma t) <> 0.

Lemma cycle_returns L n N sigma k t : cycle L n N sigma -> layers_output L N (sigma (t + k * n)%nat) = layers_output L N (sigma t).
Proof.
  intros (_ & H & _). unfold layers_output. f_equal. apply product_ext. intros l Hl. induction k as [| k IH]; [now rewrite Nat.add_0_r |].
  replace (t + S k * n)%nat with (t + k * n + n)%nat by lia. now rewrite H.
Qed.

(** * Some layer oversteps *)

(** Where s/f does not fall with |f|. *)
Lemma stiff_ratio slope u F : increasing_slope slope -> stiffening slope -> u <> 0 -> Rabs u <= Rabs F -> F <> 0 -> slope u / u <= slope F / F.
Proof.
  intros Hs [_ Mono] Hu HF HF0. assert (K := Mono u F Hu HF). assert (U2 : 0 < u ^ 2) by (apply pow2_gt_0; assumption).
  assert (F2 : 0 < F ^ 2) by (apply pow2_gt_0; assumption).
  apply Rmult_le_reg_r with (u ^ 2 * F ^ 2); [now apply Rmult_lt_0_compat |].
  replace (slope u / u * (u ^ 2 * F ^ 2)) with (slope u * u * F ^ 2) by (field; assumption).
  replace (slope F / F * (u ^ 2 * F ^ 2)) with (slope F * F * u ^ 2) by (field; assumption). exact K.
Qed.

Theorem cycle_oversteps slope L n eta N sigma t : increasing_slope slope -> stiffening slope -> aligned_orbit slope L eta N sigma -> 0 < eta ->
  (0 < L)%nat -> cycle L n N sigma -> let f := layers_output L N (sigma t) in
  exists l, (l < L)%nat /\ 2 <= ratio L eta N (slope f / f) (sigma t) l.
Proof.
  intros Hs Hst Ho Heta HL Hc f. set (x := fun l => ratio L eta N (slope f / f) (sigma t) l).
  destruct (largest_of L x HL) as (l & Hl & Hmax). exists l. split; [assumption |]. fold (x l). apply Rnot_lt_le. intros Hx.
  assert (Hf : f <> 0) by apply Hc. set (K := slope f / f).
  assert (HK : 0 <= K).
  { unfold K. rewrite (slope_ratio_even _ _ Hs Hf). destruct Hs as (_ & Pos & _). assert (P := Rabs_pos_lt f Hf). left. apply Rdiv_lt_0_compat; [now apply Pos | assumption]. }
  set (s := fun u => sigma (t + u)%nat). set (T := tau L N (s 0%nat) l ^ 2).
  assert (E0 : s 0%nat = sigma t) by (unfold s; now rewrite Nat.add_0_r).
  assert (HT : eta * K * T = x l) by (unfold T, x, ratio; rewrite E0; reflexivity).
  destruct (Req_dec K 0) as [Z | Z].
  { unfold K in Z. rewrite (slope_ratio_even _ _ Hs Hf) in Z. destruct Hs as (_ & Pos & _). assert (P := Rabs_pos_lt f Hf). specialize (Pos _ P).
    assert (0 < slope (Rabs f) / Rabs f) by (apply Rdiv_lt_0_compat; assumption). lra. }
  assert (EK : 0 < eta * K) by (apply Rmult_lt_0_compat; lra).
  destruct (layers_lazy slope L eta N K T T s l Hs (aligned_orbit_shift slope L eta N sigma t Ho) Heta HK Hl) as (_ & _ & Lf & _).
  - intros u Hu Hle. apply (stiff_ratio slope u f Hs Hst Hu); [| assumption]. rewrite E0 in Hle. exact Hle.
  - intros k Hk. specialize (Hmax k Hk). unfold x, ratio in Hmax. fold K in Hmax. unfold T. rewrite E0.
    apply Rmult_le_reg_l with (eta * K); assumption.
  - apply Rle_refl.
  - unfold aligned_lazy_holds, aligned_lazy_1, aligned_lazy_2. rewrite HT. lra.
  - (* f returns to its value, and does not tend to 0 *)
    apply is_lim_seq_spec in Lf. destruct (Lf (mkposreal _ (Rabs_pos_lt f Hf))) as [k Hk]. simpl in Hk.
    assert (Hn : (0 < n)%nat) by apply Hc. specialize (Hk (k * n)%nat ltac:(nia)). unfold s in Hk.
    rewrite (cycle_returns L n N sigma k t Hc), Rminus_0_r in Hk. fold f in Hk. lra.
Qed.

(** * (L1c) at depth 3 *)

(** The entries of the Jacobian: k = L'' at the output, s the slope there. *)
Definition jacobian_entry (eta N s k : R) (sigma : vector) (i j : nat) : R :=
  if Nat.eqb i j then 1 - eta * (k * tau 3 N sigma i ^ 2)
  else - (eta * (k * (tau 3 N sigma i * tau 3 N sigma j) + s * (N * product 3 (without i (without j sigma))))).

Theorem jacobian_depth3 slope k eta N a b c : is_derive slope (aligned_output_depth3 N a b c) k ->
  let s := slope (aligned_output_depth3 N a b c) in let J := jacobian_entry eta N s k (three_layers a b c) in
  let step1 a b c := aligned_step_1_depth3 eta N (slope (aligned_output_depth3 N a b c)) a b c in
  let step2 a b c := aligned_step_2_depth3 eta N (slope (aligned_output_depth3 N a b c)) a b c in
  let step3 a b c := aligned_step_3_depth3 eta N (slope (aligned_output_depth3 N a b c)) a b c in
  (is_derive (fun x => step1 x b c) a (J 0 0)%nat /\ is_derive (fun x => step1 a x c) b (J 0 1)%nat /\ is_derive (fun x => step1 a b x) c (J 0 2)%nat) /\
  (is_derive (fun x => step2 x b c) a (J 1 0)%nat /\ is_derive (fun x => step2 a x c) b (J 1 1)%nat /\ is_derive (fun x => step2 a b x) c (J 1 2)%nat) /\
  (is_derive (fun x => step3 x b c) a (J 2 0)%nat /\ is_derive (fun x => step3 a x c) b (J 2 1)%nat /\ is_derive (fun x => step3 a b x) c (J 2 2)%nat).
Proof.
  intros D s J step1 step2 step3.
  assert (Ex : ex_derive slope (N * (a * b * c))) by (exists k; exact D).
  assert (Ek : Derive (fun x : R => slope x) (N * (a * b * c)) = k) by (apply is_derive_unique; exact D).
  unfold step1, step2, step3, J, jacobian_entry, aligned_step_1_depth3, aligned_step_2_depth3, aligned_step_3_depth3, s, aligned_output_depth3, tau, without.
  split; [| split]; (split; [| split]); (auto_derive; [repeat split; exact Ex |]); rewrite ?Ek; simpl; ring.
Qed.

Definition determinant_3 (J : matrix) : R :=
  J 0%nat 0%nat * (J 1%nat 1%nat * J 2%nat 2%nat - J 1%nat 2%nat * J 2%nat 1%nat) - J 0%nat 1%nat * (J 1%nat 0%nat * J 2%nat 2%nat - J 1%nat 2%nat * J 2%nat 0%nat)
  + J 0%nat 2%nat * (J 1%nat 0%nat * J 2%nat 1%nat - J 1%nat 1%nat * J 2%nat 0%nat).

(** A determinant of a product is the product of the determinants, so this is what a cycle multiplies volumes by. *)
Lemma determinant_product (A B : matrix) : determinant_3 (fun i j => dot 3 (A i) (fun k => B k j)) = determinant_3 A * determinant_3 B.
Proof. unfold determinant_3, dot. simpl. ring. Qed.

Theorem jacobian_determinant eta N g alpha sigma : let s := g * layers_output 3 N sigma in let x := ratio 3 eta N g sigma in
  determinant_3 (jacobian_entry eta N s (alpha * g) sigma) =
  (1 + x 0%nat) * (1 + x 1%nat) * (1 + x 2%nat) - (1 + alpha) *
    (x 0%nat * ((1 + x 1%nat) * (1 + x 2%nat)) + x 1%nat * ((1 + x 0%nat) * (1 + x 2%nat)) + x 2%nat * ((1 + x 0%nat) * (1 + x 1%nat))).
Proof. intros s x. unfold determinant_3, jacobian_entry, x, ratio, s, layers_output, tau, without. simpl. ring. Qed.

(** alpha >= 1: for three positive ratios, one at least 2, the determinant is below -1. *)
Lemma determinant_below alpha x y z : 1 <= alpha -> 0 < x -> 0 < y -> 2 <= z ->
  (1 + x) * (1 + y) * (1 + z) - (1 + alpha) * (x * ((1 + y) * (1 + z)) + y * ((1 + x) * (1 + z)) + z * ((1 + x) * (1 + y))) < -1.
Proof.
  intros Ha Hx Hy Hz. set (S := x * ((1 + y) * (1 + z)) + y * ((1 + x) * (1 + z)) + z * ((1 + x) * (1 + y))).
  assert (0 < x * y) by now apply Rmult_lt_0_compat. assert (0 < x * z) by (apply Rmult_lt_0_compat; lra). assert (0 < y * z) by (apply Rmult_lt_0_compat; lra).
  assert (0 < x * y * z) by (apply Rmult_lt_0_compat; lra). assert (HS : 0 < S) by (unfold S; nra).
  assert (2 * S <= (1 + alpha) * S) by nra. unfold S in *. nra.
Qed.

Theorem cycle_expands slope curvature n eta N sigma : increasing_slope slope -> stiffening slope ->
  (forall u, u <> 0 -> slope u * u <= curvature u * u ^ 2) -> aligned_orbit slope 3 eta N sigma -> 0 < eta -> cycle 3 n N sigma ->
  let f t := layers_output 3 N (sigma t) in let J t := jacobian_entry eta N (slope (f t)) (curvature (f t)) (sigma t) in
  (forall t, determinant_3 (J t) < -1) /\ 1 < Rabs (product n (fun t => determinant_3 (J t))).
Proof.
  intros Hs Hst Hk Ho Heta Hc f J.
  assert (Det : forall t, determinant_3 (J t) < -1).
  { intros t. assert (Hf : f t <> 0) by apply Hc. set (g := slope (f t) / f t). set (alpha := curvature (f t) / g).
    assert (Hg : 0 < g).
    { unfold g. rewrite (slope_ratio_even _ _ Hs Hf). destruct Hs as (_ & Pos & _). assert (P := Rabs_pos_lt _ Hf). apply Rdiv_lt_0_compat; [now apply Pos | assumption]. }
    assert (F2 : 0 < f t ^ 2) by (apply pow2_gt_0; assumption).
    assert (Ha : 1 <= alpha).
    { apply Rmult_le_reg_r with (g * f t ^ 2); [now apply Rmult_lt_0_compat |]. unfold alpha.
      replace (curvature (f t) / g * (g * f t ^ 2)) with (curvature (f t) * f t ^ 2) by (field; lra).
      replace (1 * (g * f t ^ 2)) with (slope (f t) * f t) by (unfold g; field; assumption). now apply Hk. }
    assert (Es : slope (f t) = g * layers_output 3 N (sigma t)) by (fold (f t); unfold g; field; assumption).
    assert (Ek : curvature (f t) = alpha * g) by (unfold alpha; field; lra).
    unfold J. rewrite Es, Ek, jacobian_determinant. set (x := ratio 3 eta N g (sigma t)).
    assert (Px : forall l, (l < 3)%nat -> 0 < x l).
    { intros l Hl. unfold x, ratio. apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; assumption |]. apply pow2_gt_0. intros Z. apply Hf.
      unfold f. rewrite <- (tau_output 3 N (sigma t) l Hl), Z. ring. }
    assert (X0 := Px 0%nat ltac:(lia)). assert (X1 := Px 1%nat ltac:(lia)). assert (X2 := Px 2%nat ltac:(lia)).
    destruct (cycle_oversteps slope 3 n eta N sigma t Hs Hst Ho Heta ltac:(lia) Hc) as (l & Hl & H2). fold (f t) g in H2. fold x in H2.
    assert (C : l = 0%nat \/ l = 1%nat \/ l = 2%nat) by lia. destruct C as [-> | [-> | ->]].
    - assert (D := determinant_below alpha (x 1%nat) (x 2%nat) (x 0%nat) Ha X1 X2 H2). lra.
    - assert (D := determinant_below alpha (x 0%nat) (x 2%nat) (x 1%nat) Ha X0 X2 H2). lra.
    - assert (D := determinant_below alpha (x 0%nat) (x 1%nat) (x 2%nat) Ha X0 X1 H2). lra. }
  split; [assumption |]. rewrite product_abs. destruct Hc as (Hn & _). destruct n as [| n]; [lia |]. simpl.
  assert (P : 1 <= product n (fun t => Rabs (determinant_3 (J t)))).
  { apply Rle_trans with (1 ^ n); [rewrite pow1; lra |]. apply product_ge_power; [lra |]. intros t _. specialize (Det t). rewrite Rabs_left by lra. lra. }
  assert (Q : 1 < Rabs (determinant_3 (J n))) by (specialize (Det n); rewrite Rabs_left by lra; lra). nra.
Qed.

Lemma steep_exponential u : u <> 0 -> slope_exponential u * u <= curvature_exponential u * u ^ 2.
Proof.
  assert (Pos : forall u, 0 < u -> sinh u * u <= cosh u * u ^ 2).
  { intros v Hv. assert (T := sinh_below_tangent v Hv). replace (cosh v * v ^ 2) with (v * cosh v * v) by ring. apply Rmult_le_compat_r; lra. }
  intros Hu. unfold slope_exponential, curvature_exponential. destruct (Rtotal_order u 0) as [H | [H | H]]; [| contradiction | now apply Pos].
  specialize (Pos (- u) ltac:(lra)). rewrite sinh_odd, cosh_even in Pos. lra.
Qed.

Theorem cycle_expands_exponential n eta N sigma : aligned_orbit slope_exponential 3 eta N sigma -> 0 < eta -> cycle 3 n N sigma ->
  1 < Rabs (product n (fun t => determinant_3 (jacobian_entry eta N (slope_exponential (layers_output 3 N (sigma t)))
    (curvature_exponential (layers_output 3 N (sigma t))) (sigma t)))).
Proof.
  intros Ho Heta Hc. apply (cycle_expands slope_exponential curvature_exponential n eta N sigma); try assumption.
  - exact increasing_exponential.
  - exact stiffening_exponential.
  - exact steep_exponential.
Qed.

Theorem cycle_expands_squared n eta N sigma : aligned_orbit slope_squared 3 eta N sigma -> 0 < eta -> cycle 3 n N sigma ->
  1 < Rabs (product n (fun t => determinant_3 (jacobian_entry eta N (slope_squared (layers_output 3 N (sigma t)))
    (curvature_squared (layers_output 3 N (sigma t))) (sigma t)))).
Proof.
  intros Ho Heta Hc. apply (cycle_expands slope_squared curvature_squared n eta N sigma); try assumption.
  - exact increasing_squared.
  - exact stiffening_squared.
  - intros u _. unfold slope_squared, curvature_squared. lra.
Qed.

(** * (L6a) at any depth, with the determinant of (L1c) *)

(** prod (1 + x_l) - (1 + alpha) sum x_l prod_{k != l} (1 + x_k): det J of (L1c), which [jacobian_determinant] proves at depth 3. *)
Definition volume_change (L : nat) (alpha : R) (x : vector) : R :=
  product L (fun l => 1 + x l) - (1 + alpha) * sum L (fun l => x l * product L (without l (fun k => 1 + x k))).

Lemma volume_change_is_the_determinant eta N g alpha sigma :
  determinant_3 (jacobian_entry eta N (g * layers_output 3 N sigma) (alpha * g) sigma) = volume_change 3 alpha (ratio 3 eta N g sigma).
Proof. rewrite jacobian_determinant. unfold volume_change, without. simpl. ring. Qed.

(** The sum with one more layer. *)
Lemma weighted_sum n (x : vector) : let W k := sum k (fun l => x l * product k (without l (fun i => 1 + x i))) in
  W (S n) = W n * (1 + x n) + x n * product n (fun l => 1 + x l).
Proof.
  intros W. unfold W. simpl. f_equal.
  - rewrite Rmult_comm, <- sum_scale. apply sum_ext_below. intros l Hl. rewrite (without_other l n) by lia. ring.
  - rewrite without_same, product_without_above by lia. ring.
Qed.

Lemma product_above_1 n (x : vector) : (forall l, (l < n)%nat -> 0 < x l) -> 1 <= product n (fun l => 1 + x l) /\ ((0 < n)%nat -> 1 < product n (fun l => 1 + x l)).
Proof.
  induction n as [| n IH]; intros H; simpl; [split; [lra | lia] |]. destruct IH as [I _]; [intros; apply H; lia |]. assert (P := H n ltac:(lia)). split; [| intros _]; nra.
Qed.

Lemma sum_above_product n (x : vector) : (forall l, (l < n)%nat -> 0 < x l) ->
  product n (fun l => 1 + x l) - 1 <= sum n (fun l => x l * product n (without l (fun k => 1 + x k))).
Proof.
  induction n as [| n IH]; intros H; [simpl; lra |]. rewrite weighted_sum. specialize (IH ltac:(intros; apply H; lia)).
  destruct (product_above_1 n x ltac:(intros; apply H; lia)) as [P _]. assert (Q := H n ltac:(lia)). simpl. nra.
Qed.

(** One ratio of at least 2, all positive: the determinant is at most -1, and below it with another layer. *)
Lemma volume_below n (x : vector) : (forall l, (l < n)%nat -> 0 < x l) -> (exists l, (l < n)%nat /\ 2 <= x l) ->
  volume_change n 1 x <= -1 /\ ((2 <= n)%nat -> volume_change n 1 x < -1).
Proof.
  unfold volume_change. induction n as [| n IH]; intros H (l & Hl & Hx); [lia |]. rewrite weighted_sum. simpl product.
  assert (Hn : forall k, (k < n)%nat -> 0 < x k) by (intros; apply H; lia).
  destruct (product_above_1 n x Hn) as [P P']. assert (Q := H n ltac:(lia)). assert (A := sum_above_product n x Hn).
  set (p := product n (fun l => 1 + x l)) in *. set (s := sum n (fun l => x l * product n (without l (fun k => 1 + x k)))) in *.
  destruct (Nat.eq_dec l n) as [-> | E].
  - assert (B : p * (1 + x n) - (1 + 1) * (s * (1 + x n) + x n * p) <= 2 + 2 * x n - p * (1 + 3 * x n)).
    { assert ((p - 1) * (1 + x n) <= s * (1 + x n)) by (apply Rmult_le_compat_r; lra). lra. }
    split; [| intros H2; specialize (P' ltac:(lia))]; nra.
  - destruct IH as [I _]; [assumption | exists l; split; [lia | assumption] |].
    assert (B : (p - (1 + 1) * s) * (1 + x n) <= -1 * (1 + x n)) by (apply Rmult_le_compat_r; lra). assert (0 < x n * p) by nra.
    split; [| intros _]; lra.
Qed.

Lemma volume_change_alpha n alpha (x : vector) : 1 <= alpha -> (forall l, (l < n)%nat -> 0 < x l) -> volume_change n alpha x <= volume_change n 1 x.
Proof.
  intros Ha H. unfold volume_change. assert (0 <= sum n (fun l => x l * product n (without l (fun k => 1 + x k)))); [| nra].
  assert (A := sum_above_product n x H). destruct (product_above_1 n x H) as [P _]. lra.
Qed.

(** (L6a) at any depth: the determinants of (L1c) along a cycle with f <> 0 have a product above 1 in size. *)
Theorem cycle_expands_deep slope curvature L n eta N sigma : increasing_slope slope -> stiffening slope ->
  (forall u, u <> 0 -> slope u * u <= curvature u * u ^ 2) -> aligned_orbit slope L eta N sigma -> 0 < eta -> (2 <= L)%nat -> cycle L n N sigma ->
  let f t := layers_output L N (sigma t) in let g t := slope (f t) / f t in
  let change t := volume_change L (curvature (f t) / g t) (ratio L eta N (g t) (sigma t)) in
  (forall t, change t < -1) /\ 1 < Rabs (product n change).
Proof.
  intros Hs Hst Hk Ho Heta HL Hc f g change.
  assert (Below : forall t, change t < -1).
  { intros t. assert (Hf : f t <> 0) by apply Hc. assert (F2 : 0 < f t ^ 2) by (apply pow2_gt_0; assumption).
    assert (Hg : 0 < g t).
    { unfold g. rewrite (slope_ratio_even _ _ Hs Hf). destruct Hs as (_ & Pos & _). assert (P := Rabs_pos_lt _ Hf). apply Rdiv_lt_0_compat; [now apply Pos | assumption]. }
    assert (Ha : 1 <= curvature (f t) / g t).
    { apply Rmult_le_reg_r with (g t * f t ^ 2); [now apply Rmult_lt_0_compat |].
      replace (curvature (f t) / g t * (g t * f t ^ 2)) with (curvature (f t) * f t ^ 2) by (field; lra).
      replace (1 * (g t * f t ^ 2)) with (slope (f t) * f t) by (unfold g; field; assumption). now apply Hk. }
    assert (Px : forall l, (l < L)%nat -> 0 < ratio L eta N (g t) (sigma t) l).
    { intros l Hl. unfold ratio. apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; assumption |]. apply pow2_gt_0. intros Z. apply Hf.
      unfold f. rewrite <- (tau_output L N (sigma t) l Hl), Z. ring. }
    destruct (cycle_oversteps slope L n eta N sigma t Hs Hst Ho Heta ltac:(lia) Hc) as (l & Hl & H2). fold (f t) (g t) in H2.
    apply Rle_lt_trans with (1 := volume_change_alpha L _ _ Ha Px). apply (volume_below L _ Px); [exists l; split; assumption | assumption]. }
  split; [assumption |]. rewrite product_abs. destruct Hc as (Hn & _). destruct n as [| n]; [lia |]. simpl.
  assert (P : 1 <= product n (fun t => Rabs (change t))).
  { apply Rle_trans with (1 ^ n); [rewrite pow1; lra |]. apply product_ge_power; [lra |]. intros t _. specialize (Below t). rewrite Rabs_left by lra. lra. }
  assert (Q : 1 < Rabs (change n)) by (specialize (Below n); rewrite Rabs_left by lra; lra). nra.
Qed.

(** * Equal layers (L6b) *)

(** By this the gap q_i - q_j of any orbit is multiplied in n steps. *)
Definition gap_multiplier (slope : R -> R) (L : nat) (eta N : R) (sigma : nat -> vector) (i j n : nat) : R :=
  product n (fun t => let g := slope_ratio slope 0 (layers_output L N (sigma t)) in 1 - ratio L eta N g (sigma t) i * ratio L eta N g (sigma t) j).

Lemma gap_after slope L eta N sigma i j n : increasing_slope slope -> aligned_orbit slope L eta N sigma -> (i < L)%nat -> (j < L)%nat ->
  sigma n i ^ 2 - sigma n j ^ 2 = (sigma 0%nat i ^ 2 - sigma 0%nat j ^ 2) * gap_multiplier slope L eta N sigma i j n.
Proof.
  intros Hs Ho Hi Hj. induction n as [| n IH]; [unfold gap_multiplier; simpl; ring |].
  rewrite !Ho by assumption. rewrite (slope_ratio_is slope 0 _ Hs), gap_step, IH by assumption. unfold gap_multiplier. simpl. ring.
Qed.

Theorem equal_layers_multiply slope L n eta N sigma i j : increasing_slope slope -> aligned_orbit slope L eta N sigma -> 0 < eta ->
  (i < L)%nat -> (j < L)%nat -> cycle L n N sigma -> sigma 0%nat i ^ 2 = sigma 0%nat j ^ 2 ->
  1 < Rabs (gap_multiplier slope L eta N sigma i j n).
Proof.
  intros Hs Ho Heta Hi Hj Hc Heq. set (g := fun t => slope_ratio slope 0 (layers_output L N (sigma t))).
  set (x := fun t => ratio L eta N (g t) (sigma t) i).
  assert (Eg : forall t, slope (layers_output L N (sigma t)) = g t * layers_output L N (sigma t)) by (intros t; now apply slope_ratio_is).
  assert (Off : forall t l, (l < L)%nat -> sigma t l <> 0).
  { intros t l Hl E. destruct Hc as (_ & _ & Hf). apply (Hf t). unfold layers_output. rewrite (product_zero L _ l Hl E). ring. }
  assert (Same : forall t, sigma t i ^ 2 = sigma t j ^ 2).
  { intros t. assert (G := gap_after slope L eta N sigma i j t Hs Ho Hi Hj). rewrite Heq, Rminus_eq_0, Rmult_0_l in G. lra. }
  assert (Ratio : forall t, ratio L eta N (g t) (sigma t) j = x t).
  { intros t. apply Rmult_eq_reg_r with (sigma t i ^ 2); [| apply pow_nonzero, Off, Hi]. rewrite (Same t) at 1. unfold x.
    now rewrite !ratio_square by assumption. }
  assert (Px : forall t, 0 < x t).
  { intros t. destruct Hc as (_ & _ & Hf). assert (F := Hf t). unfold x, ratio, g, slope_ratio. destruct (Req_EM_T _ 0) as [E | E]; [contradiction |].
    rewrite (slope_ratio_even _ _ Hs E). destruct Hs as (_ & Pos & _). assert (P := Rabs_pos_lt _ E).
    apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [assumption | apply Rdiv_lt_0_compat; [now apply Pos | assumption]] |].
    apply pow2_gt_0. intros Z. apply F. rewrite <- (tau_output L N (sigma t) i Hi), Z. ring. }
  assert (Size : forall t, Rabs (sigma t i) = Rabs (sigma 0%nat i) * product t (fun u => Rabs (1 - x u))).
  { induction t as [| t IH]; [simpl; ring |]. rewrite (orbit_ratio slope L eta N sigma t (g t) i Ho (Eg t) Hi), Rabs_mult, IH. simpl. unfold x. ring. }
  destruct Hc as (Hn & Hp & _).
  assert (One : product n (fun u => Rabs (1 - x u)) = 1).
  { assert (E := Size n). rewrite (Hp 0%nat i Hi : sigma n i = sigma 0%nat i) in E. assert (P := Rabs_pos_lt _ (Off 0%nat i Hi)).
    apply Rmult_eq_reg_l with (Rabs (sigma 0%nat i)); lra. }
  assert (E : Rabs (gap_multiplier slope L eta N sigma i j n) = product n (fun t => Rabs (1 - x t)) * product n (fun t => 1 + x t)).
  { unfold gap_multiplier. rewrite product_abs, <- product_mult. apply product_ext. intros t _. cbv zeta. fold (g t). rewrite Ratio. fold (x t).
    replace (1 - x t * x t) with ((1 - x t) * (1 + x t)) by ring. rewrite Rabs_mult, (Rabs_right (1 + x t)); [reflexivity |]. specialize (Px t). lra. }
  rewrite E, One, Rmult_1_l. destruct n as [| n]; [lia |]. simpl.
  assert (P : 1 <= product n (fun t => 1 + x t)) by (apply Rle_trans with (1 ^ n); [rewrite pow1; lra | apply product_ge_power; [lra |]; intros t _; specialize (Px t); lra]).
  specialize (Px n). nra.
Qed.

(** * Safe rates (L6d) *)

(** Where f -> 0 there is no cycle off the minimum; so there is none under (L3e). *)
Theorem safe_rates_have_no_cycle L n eta N reach d sigma Q : aligned_orbit slope_logistic L eta N sigma -> 0 < eta -> 0 < N -> (2 <= L)%nat ->
  (forall i j, (i < L)%nat -> (j < L)%nat -> Rabs (sigma 0%nat i ^ 2 - sigma 0%nat j ^ 2) <= d) ->
  (forall k, (k < L)%nat -> sigma 0%nat k ^ 2 <= Q k /\ 2 * d <= Q k) ->
  (forall i j, (i < L)%nat -> (j < L)%nat -> i <> j -> N ^ 2 * product L (without i (without j Q)) <= reach) ->
  aligned_safe_holds eta (1 / 2) reach -> ~ cycle L n N sigma.
Proof.
  intros Ho Heta HN HL Hd HQ Hreach Hsafe Hc. assert (Lf := layers_safe_logistic L eta N reach d sigma Q Ho Heta HN HL Hd HQ Hreach Hsafe).
  assert (H := Hc). destruct H as (Hn & _ & Hf). apply is_lim_seq_spec in Lf.
  destruct (Lf (mkposreal _ (Rabs_pos_lt _ (Hf 0%nat)))) as [k Hk]. simpl in Hk. specialize (Hk (k * n)%nat ltac:(nia)).
  assert (E := cycle_returns L n N sigma k 0 Hc). simpl in E. rewrite E, Rminus_0_r in Hk. lra.
Qed.
