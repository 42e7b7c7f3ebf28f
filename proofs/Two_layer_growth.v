(** Divergence of the two-layer network on D0 with the exponential and the squared loss (checker: checks/growth.rs).

    Proved: if eta f s >= 4 m lambda and f <> 0 at some step of an admissible orbit, then |f| grows at least 49-fold at
    every step from there on, and tends to infinity.

    In the variables of growth.rs, a^2 = eta^2 s^2/m and M = f'/f: the hypothesis gives eta lambda s/f <= a^2/4, so
    M >= 1 + 3 a^2/4, and a^2 >= 64 since m lambda^2 >= 4 f^2. The new state satisfies the hypothesis because
    4 m lambda' <= eta f s (1 + a^2) <= eta f s M^2, and s/f does not decrease. *)

From Coq Require Import Reals Lra Psatz Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic Two_layer_slopes Two_layer.
Local Open Scope R_scope.

(** s/f is positive and does not decrease with |f|, multiplied out. *)
Definition stiffening (slope : R -> R) : Prop :=
  (forall x, x <> 0 -> 0 < slope x * x) /\
  (forall x y, x <> 0 -> Rabs x <= Rabs y -> slope x * x * y ^ 2 <= slope y * y * x ^ 2).

Lemma stiffening_squared : stiffening slope_squared.
Proof. split; intros; unfold slope_squared; [nra | lra]. Qed.

Lemma stiffening_exponential : stiffening slope_exponential.
Proof.
  unfold slope_exponential.
  assert (Even : forall x, sinh x * x = sinh (Rabs x) * Rabs x).
  { intros x. unfold Rabs. destruct (Rcase_abs x); [rewrite sinh_odd; ring | reflexivity]. }
  split.
  - intros x Hx. rewrite Even. assert (P := Rabs_pos_lt x Hx). assert (Q := sinh_ge (Rabs x)). nra.
  - intros x y Hx Hxy. rewrite (Even x), (Even y), <- (pow2_abs x), <- (pow2_abs y). assert (P := Rabs_pos_lt x Hx).
    assert (Q := sinh_ratio (Rabs x) (Rabs y) (conj P Hxy)). set (u := Rabs x) in *. set (v := Rabs y) in *.
    assert (0 < u ^ 2 * v ^ 2) by (apply Rmult_lt_0_compat; apply pow_lt; lra).
    apply Rmult_le_compat_l with (r := u ^ 2 * v ^ 2) in Q; [| lra].
    replace (u ^ 2 * v ^ 2 * (sinh u / u)) with (sinh u * u * v ^ 2) in Q by (field; lra).
    replace (u ^ 2 * v ^ 2 * (sinh v / v)) with (sinh v * v * u ^ 2) in Q by (field; lra). assumption.
Qed.

Lemma growth_step slope eta m f lambda :
  stiffening slope -> 0 < eta -> 0 < m -> f <> 0 -> admissible m f lambda -> 4 * m * lambda <= eta * f * slope f ->
  let f' := two_layer_output eta m (slope f) f lambda in let lambda' := two_layer_lambda eta m (slope f) f lambda in
  49 * Rabs f <= Rabs f' /\ f' <> 0 /\ 4 * m * lambda' <= eta * f' * slope f'.
Proof.
  intros [Pos Mono] Heta Hm Hf [Hl Had] H f' lambda'.
  assert (Ef : f' = two_layer_output eta m (slope f) f lambda) by reflexivity.
  assert (El : lambda' = two_layer_lambda eta m (slope f) f lambda) by reflexivity. clearbody f' lambda'.
  rewrite step_output in Ef by lra. rewrite step_kernel in El by lra.
  assert (Ps := Pos f Hf). assert (Pf : 0 < f ^ 2) by nra.
  set (x := eta * (slope f / f)). assert (Px : 0 < x).
  { apply Rmult_lt_0_compat; [assumption |]. replace (slope f / f) with (slope f * f / f ^ 2) by (field; lra). now apply Rdiv_lt_0_compat. }
  assert (Es : eta * slope f = x * f) by (unfold x; field; lra).
  assert (Hx : 4 * m * lambda <= x * f ^ 2) by (replace (x * f ^ 2) with (eta * f * slope f) by (unfold x; field; lra); lra).
  rewrite Es in Ef, El.
  set (a2 := (x * f) ^ 2 / m) in *. set (M := 1 + a2 - x * lambda).
  assert (Pm : 0 < / m) by now apply Rinv_0_lt_compat.
  assert (A64 : 64 <= a2).
  { apply Rmult_le_reg_r with m; [assumption |]. unfold a2. replace ((x * f) ^ 2 / m * m) with ((x * f) ^ 2) by (field; lra).
    apply Rmult_le_reg_r with (f ^ 2); [assumption |].
    assert ((4 * m * lambda) ^ 2 <= (x * f ^ 2) ^ 2) by (apply pow_incr; split; [| lra]; nra).
    assert (m * (4 * f ^ 2) <= m * (m * lambda ^ 2)) by (apply Rmult_le_compat_l; lra). nra. }
  assert (A4 : x * lambda <= a2 / 4).
  { apply Rmult_le_reg_r with (4 * m); [lra |]. unfold a2.
    replace ((x * f) ^ 2 / m / 4 * (4 * m)) with (x * (x * f ^ 2)) by (field; lra). nra. }
  assert (HM : 1 + 3 / 4 * a2 <= M) by (unfold M; lra).
  assert (EfM : f' = M * f) by (rewrite Ef; unfold M; ring).
  assert (Hf' : f' <> 0) by (rewrite EfM; apply Rmult_integral_contrapositive_currified; lra).
  split; [| split; [assumption |]].
  - rewrite EfM, Rabs_mult, (Rabs_right M) by lra. apply Rmult_le_compat_r; [apply Rabs_pos | lra].
  - assert (Grow : Rabs f <= Rabs f').
    { rewrite EfM, Rabs_mult, (Rabs_right M) by lra. assert (W := Rabs_pos f). nra. }
    assert (Q := Mono f f' Hf Grow).
    apply Rle_trans with (eta * f * slope f * M ^ 2).
    + assert (4 * m * lambda' <= eta * f * slope f * (1 + a2)).
      { rewrite El. replace (4 * m * (lambda * (1 + a2) - 4 * f * (x * f) / m)) with (4 * m * lambda * (1 + a2) - 16 * (x * f ^ 2)) by (field; lra).
        nra. }
      assert (1 + a2 <= M ^ 2) by nra. assert (0 < eta * f * slope f) by nra. nra.
    + apply Rmult_le_reg_r with (f ^ 2); [assumption |]. rewrite EfM in Q at 1.
      replace (slope f * f * (M * f) ^ 2) with (slope f * f * M ^ 2 * f ^ 2) in Q by ring. nra.
Qed.

(** Conditions of the checker at step T: f <> 0 and (i). *)
Theorem growth slope eta m f lambda T :
  stiffening slope -> orbit slope eta m f lambda -> 0 < eta -> 0 < m -> admissible m (f T) (lambda T) -> f T <> 0 ->
  4 * m * lambda T <= eta * f T * slope (f T) ->
  (forall t, 49 * Rabs (f (T + t)%nat) <= Rabs (f (S (T + t)))) /\ is_lim_seq (fun t => Rabs (f t)) p_infty.
Proof.
  intros Hs Ho Heta Hm Ha Hf H.
  assert (Inv : forall t, f (T + t)%nat <> 0 /\ admissible m (f (T + t)%nat) (lambda (T + t)%nat) /\
    4 * m * lambda (T + t)%nat <= eta * f (T + t)%nat * slope (f (T + t)%nat)).
  { induction t as [| t (I1 & I2 & I3)].
    - rewrite Nat.add_0_r. auto.
    - rewrite <- plus_n_Sm. destruct (Ho (T + t)%nat) as [-> ->].
      destruct (growth_step slope eta m (f (T + t)%nat) (lambda (T + t)%nat)) as (_ & G2 & G3); try assumption.
      split; [assumption | split; [now apply admissible_after_step | assumption]]. }
  assert (Step : forall t, 49 * Rabs (f (T + t)%nat) <= Rabs (f (S (T + t)))).
  { intros t. destruct (Inv t) as (I1 & I2 & I3). destruct (Ho (T + t)%nat) as [-> _].
    destruct (growth_step slope eta m (f (T + t)%nat) (lambda (T + t)%nat)) as (G & _); assumption. }
  split; [assumption |].
  apply is_lim_seq_shift with T. apply geometric_infinity with (F := Rabs (f T)) (G := 49); [now apply Rabs_pos_lt | lra |].
  induction t as [| t IH].
  - rewrite Nat.add_0_r. simpl. lra.
  - rewrite <- plus_n_Sm. specialize (Step t). simpl. lra.
Qed.

(** The same from the smallest |f| and the largest lambda of an enclosure, as the checker evaluates it; admissibility is asked of the start,
    where it is exact. *)
Corollary growth_on_box slope eta m f lambda T least most :
  stiffening slope -> orbit slope eta m f lambda -> 0 < eta -> 0 < m -> admissible m (f 0%nat) (lambda 0%nat) ->
  0 < least <= Rabs (f T) -> lambda T <= most -> 4 * m * most <= eta * least * slope least ->
  (forall t, 49 * Rabs (f (T + t)%nat) <= Rabs (f (S (T + t)))) /\ is_lim_seq (fun t => Rabs (f t)) p_infty.
Proof.
  intros Hs Ho Heta Hm H0 [Hp Hl] Hmost H. assert (Ha := orbit_admissible slope eta m f lambda Hm Ho H0 T).
  assert (Hf : f T <> 0) by (intros E; rewrite E, Rabs_R0 in Hl; lra).
  apply (growth slope eta m f lambda); try assumption. apply Rle_trans with (4 * m * most); [apply Rmult_le_compat_l; lra |]. apply Rle_trans with (1 := H).
  destruct Hs as [Pos Mono]. assert (Q := Mono least (f T)). rewrite (Rabs_right least) in Q by lra.
  specialize (Q ltac:(lra) Hl). assert (P := Pos least ltac:(lra)).
  assert (least ^ 2 <= f T ^ 2) by (rewrite <- (pow2_abs (f T)); apply pow_incr; lra).
  assert (slope least * least <= slope (f T) * f T).
  { apply Rmult_le_reg_r with (least ^ 2); [nra |]. nra. }
  nra.
Qed.
