(** The limits of the layers under (L3e): [layers_safe_converge]: not only does f tend to 0 (Aligned_safe.v), every |sigma_k| converges.

    What that needs of the squares is [squares_converge]: gaps that are multiplied by 1 - y with 0 <= y <= kappa < 2, and a smallest square that tends to 0. Gaps that
    do not close keep their sign in the end; so a layer that is smallest again and again tends to 0, and the others to their gaps from it. *)

From Coq Require Import Reals Lra Psatz Lia Classical.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Vectors Two_layer Two_layer_boundary Aligned_layers Aligned_safe.
Local Open Scope R_scope.

(** What holds in the end for each of finitely many holds in the end for all. *)
Lemma eventually_all n (P : nat -> nat -> Prop) : (forall j, (j < n)%nat -> exists T, forall t, (T <= t)%nat -> P j t) ->
  exists T, forall t, (T <= t)%nat -> forall j, (j < n)%nat -> P j t.
Proof.
  induction n as [| n IH]; intros H; [exists 0%nat; intros; lia |]. destruct IH as [T HT]; [intros; apply H; lia |].
  destruct (H n ltac:(lia)) as [T' HT']. exists (T + T')%nat. intros t Ht j Hj. destruct (Nat.eq_dec j n) as [-> | E]; [apply HT'; lia | apply HT; lia].
Qed.

Section Squares.

Variables (L : nat) (kappa : R) (q : nat -> vector).
Hypothesis HL : (0 < L)%nat.
Hypothesis Hkappa : kappa < 2.
Hypothesis Hq : forall t k, 0 <= q t k.
Hypothesis Hgap : forall t i j, (i < L)%nat -> (j < L)%nat -> i <> j -> exists y, 0 <= y <= kappa /\ q (S t) i - q (S t) j = (q t i - q t j) * (1 - y).
Hypothesis Hsmall : forall e, 0 < e -> exists T, forall t, (T <= t)%nat -> exists j, (j < L)%nat /\ q t j < e.

Let D i j t := Rabs (q t i - q t j).

Lemma gap_limit i j : (i < L)%nat -> (j < L)%nat -> exists ell : R, 0 <= ell /\ is_lim_seq (D i j) ell /\ (forall t, ell <= D i j t) /\ forall t, D i j (S t) <= D i j t.
Proof.
  intros Hi Hj. assert (Fall : forall t, D i j (S t) <= D i j t).
  { intros t. unfold D. destruct (Nat.eq_dec i j) as [-> | Hij]; [rewrite !Rminus_eq_0; lra |]. destruct (Hgap t i j Hi Hj Hij) as (y & Hy & ->). rewrite Rabs_mult.
    assert (Rabs (1 - y) <= 1) by (apply Rabs_le; lra). assert (P := Rabs_pos (q t i - q t j)). nra. }
  destruct (ex_finite_lim_seq_decr (D i j) 0 Fall (fun t => Rabs_pos _)) as [ell Lim]. exists ell.
  assert (Above := is_lim_seq_decr_compare (D i j) ell Lim Fall). split; [| split; [assumption | split; assumption]].
  apply (is_lim_seq_le (fun _ => 0) (D i j) 0 ell); [intros; apply Rabs_pos | apply is_lim_seq_const | assumption].
Qed.

(** A gap that does not close keeps its sign. *)
Lemma sign_stays i j (ell : R) : (i < L)%nat -> (j < L)%nat -> 0 < ell -> is_lim_seq (D i j) ell -> (forall t, ell <= D i j t) ->
  exists T, forall t, (T <= t)%nat -> 0 < (q T i - q T j) * (q t i - q t j).
Proof.
  intros Hi Hj Hell Lim Above. assert (Hij : i <> j) by (intros ->; specialize (Above 0%nat); unfold D in Above; rewrite Rminus_eq_0, Rabs_R0 in Above; lra).
  assert (He : 0 < ell * ((2 - kappa) / 2)) by (apply Rmult_lt_0_compat; lra). apply is_lim_seq_spec in Lim.
  destruct (Lim (mkposreal _ He)) as [T HT]. simpl in HT. exists T.
  assert (Off : forall t, q t i - q t j <> 0) by (intros t E; specialize (Above t); unfold D in Above; rewrite E, Rabs_R0 in Above; lra).
  intros t Ht. replace t with (T + (t - T))%nat by lia. generalize (t - T)%nat. clear t Ht. intros n. induction n as [| n IH].
  - rewrite Nat.add_0_r. assert (O := Off T). nra.
  - rewrite <- plus_n_Sm. destruct (Hgap (T + n)%nat i j Hi Hj Hij) as (y & Hy & E). assert (A := Above (S (T + n))). assert (A0 := Above (T + n)%nat). specialize (HT (T + n)%nat ltac:(lia)).
    unfold D in A, A0, HT. rewrite E, Rabs_mult in A. rewrite E. apply Rabs_lt_between in HT. set (d := Rabs (q (T + n)%nat i - q (T + n)%nat j)) in *.
    assert (Hy1 : y < 1).
    { apply Rnot_le_lt. intros C. rewrite Rabs_left1 in A by lra. assert (d * - (1 - y) <= d * (kappa - 1)) by (apply Rmult_le_compat_l; lra).
      assert (d * (kappa - 1) <= ell * (1 + (2 - kappa) / 2) * (kappa - 1)) by (apply Rmult_le_compat_r; lra).
      assert (ell * ((1 + (2 - kappa) / 2) * (kappa - 1)) < ell * 1) by (apply Rmult_lt_compat_l; [assumption | nra]). lra. }
    rewrite <- Rmult_assoc. apply Rmult_lt_0_compat; lra.
Qed.

(** Some layer is smallest again and again, and it tends to 0. *)
Lemma smallest_again : exists j, (j < L)%nat /\ forall T, exists t, (T <= t)%nat /\ forall k, (k < L)%nat -> q t j <= q t k.
Proof.
  apply NNPP. intros Hno.
  destruct (eventually_all L (fun j t => ~ forall k, (k < L)%nat -> q t j <= q t k)) as [T HT].
  - intros j Hj. apply NNPP. intros H. apply Hno. exists j. split; [assumption |]. intros T. apply NNPP. intros H'. apply H. exists T. intros t Ht Hmin. apply H'. now exists t.
  - destruct (smallest_of L (q T) HL) as (l & Hl & Hmin). exact (HT T (le_n T) l Hl Hmin).
Qed.

Theorem squares_converge k : (k < L)%nat -> ex_finite_lim_seq (fun t => q t k).
Proof.
  intros Hk. destruct smallest_again as (s & Hs & Again).
  assert (Ls : is_lim_seq (fun t => q t s) 0).
  { apply is_lim_seq_0. intros e He.
    destruct (eventually_all L (fun j t => q t j < e / 2 -> (forall k, (k < L)%nat -> q t j <= q t k) -> q t s < e)) as [T HT].
    - intros j Hj. destruct (gap_limit j s Hj Hs) as (ell & [Hell | <-] & Lim & Above & _).
      + destruct (sign_stays j s ell Hj Hs Hell Lim Above) as [T HT]. exists T. intros t Ht _ Hmin. exfalso.
        destruct (Again T) as (t' & Ht' & Hmin'). assert (S1 := HT t Ht). assert (S2 := HT t' Ht'). specialize (Hmin s Hs). specialize (Hmin' j Hj).
        destruct (Rle_dec 0 (q T j - q T s)); [clear S2 | clear S1]; nra.
      + apply is_lim_seq_spec in Lim. destruct (Lim (mkposreal (e / 2) ltac:(lra))) as [T HT]. simpl in HT. exists T. intros t Ht Hjs _. specialize (HT t Ht).
        unfold D in HT. rewrite Rminus_0_r, Rabs_Rabsolu in HT. apply Rabs_lt_between in HT. lra.
    - destruct (Hsmall (e / 2) ltac:(lra)) as [T' HT']. exists (T + T')%nat. intros t Ht. rewrite Rabs_right by (apply Rle_ge, Hq).
      destruct (HT' t ltac:(lia)) as (j0 & Hj0 & B). destruct (smallest_of L (q t) HL) as (l & Hl & Hmin). apply (HT t ltac:(lia) l Hl); [| assumption].
      specialize (Hmin j0 Hj0). lra. }
  destruct (gap_limit k s Hk Hs) as (ell & _ & Lim & _). exists ell.
  assert (Near : is_lim_seq (fun t => q t k - D k s t) 0).
  { apply is_lim_seq_abs_0. apply is_lim_seq_le_le with (u := fun _ => 0) (w := fun t => q t s); [| apply is_lim_seq_const | assumption].
    intros t. split; [apply Rabs_pos |]. assert (P := Hq t s). assert (P' := Hq t k). unfold D, Rabs at 2. destruct (Rcase_abs (q t k - q t s)); apply Rabs_le; lra. }
  apply is_lim_seq_ext with (fun t => D k s t + (q t k - D k s t)); [intros t; ring |]. replace (Finite ell) with (Finite (ell + 0)) by (f_equal; ring). now apply is_lim_seq_plus'.
Qed.

End Squares.

(** (L3e), with the hypotheses that the checker tests: all |sigma_k| converge. *)
Theorem layers_safe_converge slope L eta N S_ reach d sigma Q : increasing_slope slope -> aligned_orbit slope L eta N sigma -> 0 < eta -> 0 < N -> (2 <= L)%nat ->
  (forall i j, (i < L)%nat -> (j < L)%nat -> Rabs (sigma 0%nat i ^ 2 - sigma 0%nat j ^ 2) <= d) ->
  (forall k, (k < L)%nat -> sigma 0%nat k ^ 2 <= Q k /\ 2 * d <= Q k) ->
  (forall u, Rabs u <= N * product L (fun k => sqrt (Q k)) -> Rabs (slope u) < S_) ->
  (forall i j, (i < L)%nat -> (j < L)%nat -> i <> j -> N ^ 2 * product L (without i (without j Q)) <= reach) ->
  aligned_safe_holds eta S_ reach ->
  forall k, (k < L)%nat -> ex_finite_lim_seq (fun t => Rabs (sigma t k)).
Proof.
  intros Hs Ho Heta HN HL Hd HQ HS Hreach Hsafe k Hk.
  destruct (safe_gaps slope L eta N S_ reach d sigma Q Hs Ho Heta HN HL Hd HQ HS Hreach Hsafe) as (kappa & Hkappa & Hgap).
  destruct (layers_safe slope L eta N S_ reach d sigma Q Hs Ho Heta HN HL Hd HQ HS Hreach Hsafe) as (_ & _ & Lf).
  destruct (squares_converge L kappa (fun t l => sigma t l ^ 2) ltac:(lia) Hkappa (fun t l => pow2_ge_0 _) Hgap) with (k := k) as [ell Lq]; [| assumption |].
  - (* f^2 = N^2 prod q, so the smallest q tends to 0 *)
    intros e He. assert (Pe : 0 < sqrt e) by now apply sqrt_lt_R0. assert (Hb : 0 < N * sqrt e ^ L) by (apply Rmult_lt_0_compat; [assumption | now apply pow_lt]).
    apply is_lim_seq_spec in Lf. destruct (Lf (mkposreal _ Hb)) as [T HT]. simpl in HT. exists T. intros t Ht. specialize (HT t Ht). rewrite Rminus_0_r in HT.
    apply NNPP. intros Hno. assert (Big : forall l, (l < L)%nat -> sqrt e <= Rabs (sigma t l)).
    { intros l Hl. rewrite <- sqrt_Rsqr_abs. apply sqrt_le_1_alt. unfold Rsqr. apply Rnot_lt_le. intros C. apply Hno. exists l. split; [assumption |]. simpl. lra. }
    unfold layers_output in HT. rewrite Rabs_mult, (Rabs_right N), product_abs in HT by lra.
    assert (P : sqrt e ^ L <= product L (fun l => Rabs (sigma t l))).
    { rewrite <- product_const. apply product_le. intros l Hl. specialize (Big l Hl). lra. }
    assert (N * sqrt e ^ L <= N * product L (fun l => Rabs (sigma t l))) by (apply Rmult_le_compat_l; lra). lra.
  - exists (sqrt ell). apply is_lim_seq_ext with (fun t => sqrt (sigma t k ^ 2)).
    + intros t. rewrite <- sqrt_Rsqr_abs. f_equal. unfold Rsqr. ring.
    + apply (is_lim_seq_continuous sqrt (fun t => sigma t k ^ 2)); [| assumption]. apply continuity_pt_sqrt.
      apply (is_lim_seq_le (fun _ => 0) (fun t => sigma t k ^ 2) 0 ell); [intros; apply pow2_ge_0 | apply is_lim_seq_const | assumption].
Qed.
