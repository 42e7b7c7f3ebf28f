(** Degenerate ends of aligned networks on D0: two or more smallest layers of equal size vanish together, and lambda tends to 0, at any depth (checker:
    checks/aligned_degenerate.rs), with the hypotheses that the checker tests, about the steps that the code runs.

    Proved, G the group of equal layers, q_l <= g in it, low_k <= q_k <= high_k for the others, X = eta K tau_max ([layers_degenerate]): the loss never rises, f -> 0,
    sigma_l -> 0 in G, lambda -> 0, and the other sigma_k converge without a change of sign, their squares to between
    (low_k - g) (1 - X g/(low_k - 2g)) (where low_k > 2g) and high_k less the square of a layer of G. *)

From Coq Require Import Reals Lra Psatz Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Vectors Two_layer Two_layer_boundary Aligned_layers Aligned_lazy Aligned_trap.
Local Open Scope R_scope.

Section Degenerate.

Variables (slope : R -> R) (L : nat) (eta N K tau_max g a : R) (sigma : nat -> vector) (low high : vector) (group : nat -> bool) (i j : nat).
Hypothesis Hslope : increasing_slope slope.
Hypothesis Horbit : aligned_orbit slope L eta N sigma.
Hypotheses (Heta : 0 < eta) (HN : 0 < N) (HK : 0 <= K).

Let f t := layers_output L N (sigma t).
Let q t l := sigma t l ^ 2.
Let x t l := ratio L eta N (slope_ratio slope K (f t)) (sigma t) l.
Let pull := eta * K * tau_max.

Hypotheses (Hi : (i < L)%nat) (Hj : (j < L)%nat) (Hij : i <> j) (Gi : group i = true) (Gj : group j = true).
Hypothesis Hequal : forall l, (l < L)%nat -> group l = true -> q 0%nat l = q 0%nat i.
Hypothesis Hgroup : 0 <= q 0%nat i <= g.
Hypothesis Hothers : forall k, (k < L)%nat -> group k = false -> a <= low k <= q 0%nat k /\ q 0%nat k <= high k.
Hypothesis Hratio : forall u, u <> 0 -> Rabs u <= Rabs (f 0%nat) -> slope u / u <= K.
Hypothesis Hmax : forall l, (l < L)%nat -> tau L N (sigma 0%nat) l ^ 2 <= tau_max.
Hypothesis Hdegenerate : aligned_degenerate_holds eta K tau_max g a.

Lemma degenerate_numbers : g < a /\ pull <= 1.
Proof. destruct Hdegenerate as [H1 H2]. unfold aligned_degenerate_1, aligned_degenerate_2 in *. unfold pull. lra. Qed.

Lemma lazily : aligned_lazy_holds eta K tau_max tau_max.
Proof. destruct degenerate_numbers as [_ H]. unfold pull in H. unfold aligned_lazy_holds, aligned_lazy_1, aligned_lazy_2. lra. Qed.

Lemma ratios t l : (l < L)%nat -> 0 <= x t l <= pull /\ x t l <= 1.
Proof.
  intros Hl. destruct (lazy_all slope L eta N K tau_max tau_max sigma l Hslope Horbit Heta HK Hl Hratio Hmax (Hmax l Hl) lazily t) as [X1 X2].
  specialize (X1 l Hl). destruct degenerate_numbers as [_ P]. unfold x, f in *. unfold pull in *. lra.
Qed.

Lemma square_step t l : (l < L)%nat -> q (S t) l = q t l * (1 - x t l) ^ 2.
Proof.
  intros Hl. unfold q. rewrite (orbit_ratio slope L eta N sigma t _ l Horbit (slope_ratio_is slope K (f t) Hslope) Hl). fold (x t l). ring.
Qed.

Lemma push_is t l : (l < L)%nat -> x t l * q t l = eta * f t * slope (f t).
Proof.
  intros Hl. assert (E := ratio_square L eta N (slope_ratio slope K (f t)) (sigma t) l Hl). fold (f t) in E.
  rewrite <- (slope_ratio_is slope K (f t) Hslope) in E. exact E.
Qed.

Lemma gap_is t k l : (k < L)%nat -> (l < L)%nat -> q (S t) k - q (S t) l = (q t k - q t l) * (1 - x t k * x t l).
Proof.
  intros Hk Hl. rewrite !square_step by assumption. assert (Ek := push_is t k Hk). assert (El := push_is t l Hl).
  set (c := eta * f t * slope (f t)) in *. clearbody c.
  replace (q t k * (1 - x t k) ^ 2) with (q t k - 2 * (x t k * q t k) + x t k * q t k * x t k) by ring.
  replace (q t l * (1 - x t l) ^ 2) with (q t l - 2 * (x t l * q t l) + x t l * q t l * x t l) by ring.
  replace ((q t k - q t l) * (1 - x t k * x t l)) with (q t k - q t l - x t k * q t k * x t l + x t k * (x t l * q t l)) by ring.
  rewrite Ek, El. ring.
Qed.

Lemma stays_equal t l : (l < L)%nat -> group l = true -> q t l = q t i.
Proof.
  intros Hl Gl. assert (E : q t l - q t i = 0); [| lra]. induction t as [| t IH]; [rewrite (Hequal l Hl Gl); ring |].
  rewrite gap_is, IH by assumption. ring.
Qed.

(** How far the group has come down. *)
Let down t := q 0%nat i - q t i.

Lemma group_step t : x t i * q t i <= q t i - q (S t) i.
Proof.
  rewrite square_step by assumption. destruct (ratios t i Hi) as [[X0 _] X1]. assert (P := pow2_ge_0 (sigma t i)). fold (q t i) in P.
  replace (q t i - q t i * (1 - x t i) ^ 2) with (x t i * q t i * (2 - x t i)) by ring.
  rewrite <- (Rmult_1_r (x t i * q t i)) at 1. apply Rmult_le_compat_l; [now apply Rmult_le_pos | lra].
Qed.

Lemma down_range t : 0 <= down t <= g.
Proof.
  unfold down. assert (P := pow2_ge_0 (sigma t i)). fold (q t i) in P. split; [| lra].
  induction t as [| t IH]; [lra |]. assert (S1 := group_step t). destruct (ratios t i Hi) as [[X0 _] _].
  assert (P' := pow2_ge_0 (sigma t i)). fold (q t i) in P'. assert (0 <= x t i * q t i) by now apply Rmult_le_pos. lra.
Qed.

Section Other.

Variable k : nat.
Hypotheses (Hk : (k < L)%nat) (Gk : group k = false).

(** The others stay larger than the group, and keep their sign. *)
Lemma stays_above t : 0 < q t k - q t i /\ x t k < 1 /\ q t k - q t i <= q 0%nat k - q 0%nat i /\ 0 < sigma 0%nat k * sigma t k.
Proof.
  assert (Less : forall t, 0 < q t k - q t i -> x t k < 1).
  { intros s H. destruct (ratios s k Hk) as [[X0 _] X1]. destruct (ratios s i Hi) as [_ X2]. apply Rnot_le_lt. intros C.
    assert (E : x s k = 1) by lra. assert (Ek := push_is s k Hk). assert (Ei := push_is s i Hi). rewrite E in Ek.
    assert (P := pow2_ge_0 (sigma s i)). fold (q s i) in P. nra. }
  destruct (Hothers k Hk Gk) as [[H1 H2] H3]. destruct degenerate_numbers as [Hg _].
  induction t as [| t (I1 & I2 & I3 & I4)].
  - assert (H : 0 < q 0%nat k - q 0%nat i) by lra. split; [assumption | split; [now apply Less | split; [lra |]]].
    assert (0 < q 0%nat k) by lra. unfold q in *. nra.
  - destruct (ratios t k Hk) as [[X0 _] _]. destruct (ratios t i Hi) as [[Y0 _] Y1].
    assert (P : 0 <= x t k * x t i < 1) by (split; [now apply Rmult_le_pos | nra]).
    assert (H : 0 < q (S t) k - q (S t) i) by (rewrite gap_is by assumption; apply Rmult_lt_0_compat; lra).
    split; [assumption | split; [now apply Less | split]].
    + rewrite gap_is by assumption. apply Rle_trans with (2 := I3). rewrite <- (Rmult_1_r (q t k - q t i)) at 2. apply Rmult_le_compat_l; lra.
    + rewrite (orbit_ratio slope L eta N sigma t _ k Horbit (slope_ratio_is slope K (f t) Hslope) Hk). fold (x t k).
      replace (sigma 0%nat k * (sigma t k * (1 - x t k))) with (sigma 0%nat k * sigma t k * (1 - x t k)) by ring. apply Rmult_lt_0_compat; lra.
Qed.

Lemma stays_large t : low k - 2 * down t <= q t k.
Proof.
  induction t as [| t IH].
  - destruct (Hothers k Hk Gk) as [[_ H] _]. unfold down. lra.
  - assert (Ek := push_is t k Hk). assert (Ei := push_is t i Hi). assert (S1 := group_step t). destruct (ratios t k Hk) as [[X0 _] _].
    assert (P := pow2_ge_0 (sigma t k)). fold (q t k) in P. rewrite square_step by assumption.
    replace (q t k * (1 - x t k) ^ 2) with (q t k - 2 * (x t k * q t k) + x t k * (x t k * q t k)) by ring.
    assert (0 <= x t k * (x t k * q t k)) by (apply Rmult_le_pos; [assumption | apply Rmult_le_pos; assumption]). unfold down in *. lra.
Qed.

Lemma gap_remains t : 0 < low k - 2 * g -> (q 0%nat k - q 0%nat i) * (1 - pull * down t / (low k - 2 * g)) <= q t k - q t i.
Proof.
  intros Hroom. set (room := low k - 2 * g) in *. set (D := q 0%nat k - q 0%nat i).
  induction t as [| t IH].
  - unfold down. rewrite Rminus_eq_0. unfold Rdiv. rewrite Rmult_0_r, Rmult_0_l, Rminus_0_r. unfold D. lra.
  - destruct (stays_above t) as (A1 & _ & A3 & _). fold D in A3. destruct (ratios t k Hk) as [[X0 _] _]. destruct (ratios t i Hi) as [[Y0 Y1] _].
    assert (Large : room <= q t k) by (assert (B := stays_large t); assert (B' := down_range t); unfold room; lra).
    assert (Ek := push_is t k Hk). assert (Ei := push_is t i Hi). assert (S1 := group_step t).
    set (c := x t i * q t i) in *. assert (Ec : x t k * q t k = c) by (rewrite Ek; exact (eq_sym Ei)).
    assert (Pc : 0 <= c) by (rewrite <- Ec; apply Rmult_le_pos; [assumption | apply pow2_ge_0]).
    assert (Xk : x t k <= c / room).
    { apply Rmult_le_reg_r with room; [assumption |]. replace (c / room * room) with c by (field; lra). rewrite <- Ec.
      apply Rmult_le_compat_l; assumption. }
    assert (Y : 0 <= x t k * x t i <= pull * (q t i - q (S t) i) / room).
    { split; [now apply Rmult_le_pos |]. apply Rle_trans with (c / room * pull); [apply Rmult_le_compat; assumption |].
      replace (pull * (q t i - q (S t) i) / room) with ((q t i - q (S t) i) / room * pull) by (field; lra).
      apply Rmult_le_compat_r; [lra |]. apply Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat | lra]. }
    rewrite gap_is by assumption.
    replace (D * (1 - pull * down (S t) / room)) with (D * (1 - pull * down t / room) - D * (pull * (q t i - q (S t) i) / room)) by (unfold down; field; lra).
    replace ((q t k - q t i) * (1 - x t k * x t i)) with (q t k - q t i - (q t k - q t i) * (x t k * x t i)) by ring.
    assert ((q t k - q t i) * (x t k * x t i) <= D * (pull * (q t i - q (S t) i) / room)); [| lra]. apply Rmult_le_compat; lra.
Qed.

End Other.

Theorem layers_degenerate :
  (forall t, Rabs (f (S t)) <= Rabs (f t)) /\ is_lim_seq f 0 /\
  exists limit : vector, (forall l, (l < L)%nat -> is_lim_seq (fun t => sigma t l) (limit l)) /\
    (forall l, (l < L)%nat -> group l = true -> limit l = 0) /\ layers_lambda L N limit = 0 /\
    forall k, (k < L)%nat -> group k = false -> 0 <= sigma 0%nat k * limit k /\ limit k ^ 2 <= high k - q 0%nat i /\
      (0 < low k - 2 * g -> 0 <= 1 - pull * g / (low k - 2 * g) -> (low k - g) * (1 - pull * g / (low k - 2 * g)) <= limit k ^ 2).
Proof.
  destruct (layers_lazy slope L eta N K tau_max tau_max sigma i Hslope Horbit Heta HK Hi Hratio Hmax (Hmax i Hi) lazily) as (_ & Fall & Lf & Sizes).
  split; [exact Fall | split; [exact Lf |]].
  assert (Squares : forall l, (l < L)%nat -> exists ell : R, is_lim_seq (fun t => q t l) ell).
  { intros l Hl. destruct (Sizes l Hl) as [ell Ll]. exists (ell * ell). apply is_lim_seq_ext with (fun t => Rabs (sigma t l) * Rabs (sigma t l)).
    - intros t. unfold q. rewrite <- (pow2_abs (sigma t l)). ring.
    - now apply is_lim_seq_mult'. }
  assert (Group : is_lim_seq (fun t => q t i) 0).
  { destruct (Squares i Hi) as [ell Le]. assert (P : 0 <= ell) by (apply (is_lim_seq_le (fun _ => 0) (fun t => q t i) 0 ell); [intros; apply pow2_ge_0 | apply is_lim_seq_const | assumption]).
    destruct P as [P | P]; [exfalso | rewrite P; exact Le].
    assert (Below : forall t, ell <= q t i).
    { apply (is_lim_seq_decr_compare (fun t => q t i) ell Le). intros t. assert (S1 := group_step t). destruct (ratios t i Hi) as [[X0 _] _].
      assert (0 <= x t i * q t i) by (apply Rmult_le_pos; [assumption | apply pow2_ge_0]). lra. }
    assert (Pe : 0 < sqrt ell) by now apply sqrt_lt_R0. assert (Hb : 0 < N * sqrt ell ^ L) by (apply Rmult_lt_0_compat; [assumption | now apply pow_lt]).
    apply is_lim_seq_spec in Lf. destruct (Lf (mkposreal _ Hb)) as [T HT]. simpl in HT. specialize (HT T (le_n T)). rewrite Rminus_0_r in HT.
    unfold layers_output in HT. rewrite Rabs_mult, (Rabs_right N), product_abs in HT by lra.
    assert (B : sqrt ell ^ L <= product L (fun l => Rabs (sigma T l))).
    { rewrite <- product_const. apply product_le. intros l Hl. split; [lra |]. rewrite <- sqrt_Rsqr_abs. apply sqrt_le_1_alt. unfold Rsqr.
      apply Rle_trans with (1 := Below T). replace (sigma T l * sigma T l) with (q T l) by (unfold q; ring).
      destruct (group l) eqn:Gl; [rewrite (stays_equal T l Hl Gl); lra |]. destruct (stays_above l Hl Gl T). lra. }
    assert (N * sqrt ell ^ L <= N * product L (fun l => Rabs (sigma T l))) by (apply Rmult_le_compat_l; lra). lra. }
  assert (Zero : forall l, (l < L)%nat -> group l = true -> is_lim_seq (fun t => sigma t l) 0).
  { intros l Hl Gl. destruct (Sizes l Hl) as [ell Ll]. apply is_lim_seq_abs_0. assert (E : ell = 0); [| rewrite E in Ll; exact Ll].
    assert (L2 : is_lim_seq (fun t => q t i) (ell * ell)).
    { apply is_lim_seq_ext with (fun t => Rabs (sigma t l) * Rabs (sigma t l)); [| now apply is_lim_seq_mult'].
      intros t. rewrite <- (stays_equal t l Hl Gl). unfold q. rewrite <- (pow2_abs (sigma t l)). ring. }
    assert (U := is_lim_seq_unique _ _ L2). rewrite (is_lim_seq_unique _ _ Group) in U. injection U as U. symmetry in U.
    destruct (Rmult_integral _ _ U); assumption. }
  assert (Other : forall k, (k < L)%nat -> group k = false -> ex_finite_lim_seq (fun t => sigma t k)).
  { intros k Hk Gk. destruct (Sizes k Hk) as [ell Le].
    destruct (Rlt_le_dec 0 (sigma 0%nat k)) as [H | H]; [exists ell | exists (- ell)].
    - apply is_lim_seq_ext with (2 := Le). intros t. destruct (stays_above k Hk Gk t) as (_ & _ & _ & P). rewrite Rabs_right; nra.
    - apply is_lim_seq_ext with (fun t => - Rabs (sigma t k)).
      + intros t. destruct (stays_above k Hk Gk t) as (_ & _ & _ & P). assert (sigma t k < 0) by nra. rewrite Rabs_left; lra.
      + exact (proj1 (is_lim_seq_opp _ _) Le). }
  set (limit := fun l => if group l then 0 else real (Lim_seq (fun t => sigma t l))).
  assert (Lim : forall l, (l < L)%nat -> is_lim_seq (fun t => sigma t l) (limit l)).
  { intros l Hl. unfold limit. destruct (group l) eqn:Gl; [now apply Zero | now apply Lim_seq_correct', Other]. }
  assert (Z : forall l, (l < L)%nat -> group l = true -> limit l = 0) by (intros l _ Gl; unfold limit; now rewrite Gl).
  exists limit. split; [assumption | split; [assumption | split]].
  - rewrite (lambda_of_vanishing L N limit i Hi (Z i Hi Gi)). unfold tau. rewrite (product_zero L _ j Hj); [ring |].
    rewrite without_other by lia. now apply Z.
  - intros k Hk Gk. assert (A := stays_above k Hk Gk).
    assert (LQ : is_lim_seq (fun t => q t k) (limit k ^ 2)).
    { unfold q. simpl. apply is_lim_seq_mult'; [now apply Lim |]. apply is_lim_seq_mult'; [now apply Lim | apply is_lim_seq_const]. }
    assert (LD : is_lim_seq (fun t => q t k - q t i) (limit k ^ 2)).
    { replace (Finite (limit k ^ 2)) with (Finite (limit k ^ 2 - 0)) by (f_equal; ring). now apply is_lim_seq_minus'. }
    destruct (Hothers k Hk Gk) as [[H1 H2] H3].
    split; [| split].
    + apply (is_lim_seq_le (fun _ => 0) (fun t => sigma 0%nat k * sigma t k) 0 (sigma 0%nat k * limit k)); [intros t; left; apply A | apply is_lim_seq_const |].
      apply is_lim_seq_mult'; [apply is_lim_seq_const | now apply Lim].
    + apply (is_lim_seq_le (fun t => q t k - q t i) (fun _ => high k - q 0%nat i) (limit k ^ 2) (high k - q 0%nat i)); [| assumption | apply is_lim_seq_const].
      intros t. destruct (A t) as (_ & _ & B & _). lra.
    + intros Hroom Hshare. apply (is_lim_seq_le (fun _ => (low k - g) * (1 - pull * g / (low k - 2 * g))) (fun t => q t k - q t i) ((low k - g) * (1 - pull * g / (low k - 2 * g))) (limit k ^ 2)); [| apply is_lim_seq_const | assumption].
      intros t. apply Rle_trans with (2 := gap_remains k Hk Gk t Hroom). destruct (down_range t) as [D1 D2].
      destruct degenerate_numbers as [Hg _].
      assert (Pp : 0 <= pull) by (destruct (ratios 0 i Hi) as [R _]; lra).
      assert (Share : 1 - pull * g / (low k - 2 * g) <= 1 - pull * down t / (low k - 2 * g)).
      { assert (pull * down t / (low k - 2 * g) <= pull * g / (low k - 2 * g)); [| lra]. apply Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat |].
        apply Rmult_le_compat_l; assumption. }
      apply Rmult_le_compat; lra.
Qed.

End Degenerate.
