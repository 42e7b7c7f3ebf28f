(** Orbits of maps of the line: gradient descent with short steps, convergence to isolated fixed points, contractions.

    These are the general arguments behind the lemmas of src/certify/checks/linear_potential.rs, linear_smoothness.rs,
    linear_sublevel.rs and src/certify/cycle_basin.rs; they know nothing of losses or data. *)

From Coq Require Import Reals Lra Lia Psatz List.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Hyperbolic.
Import ListNotations.
Open Scope R_scope.

(** * Orbits *)

(** w_t: the map f applied t times to w. *)
Fixpoint orbit (f : R -> R) (w : R) (t : nat) : R :=
  match t with
  | O => w
  | S t => f (orbit f w t)
  end.

Lemma orbit_shift f w t : orbit f (f w) t = f (orbit f w t).
Proof. induction t as [|t IH]; simpl; [reflexivity | now rewrite IH]. Qed.

Lemma orbit_add f w s t : orbit f (orbit f w s) t = orbit f w (t + s).
Proof. induction t as [|t IH]; simpl; [reflexivity | now rewrite IH]. Qed.

Lemma orbit_fixed f w : f w = w -> forall t, orbit f w t = w.
Proof. intros H t. induction t as [|t IH]; simpl; [reflexivity | now rewrite IH]. Qed.

(** A set that f maps into itself holds the whole orbit. *)
Lemma orbit_invariant (P : R -> Prop) f w :
  P w -> (forall v, P v -> P (f v)) -> forall t, P (orbit f w t).
Proof. intros H0 HS t. induction t; simpl; auto. Qed.

(** * Sequences *)

Lemma is_lim_seq_R (u : nat -> R) (l : R) :
  is_lim_seq u l <-> forall eps, 0 < eps -> exists N, forall n, (N <= n)%nat -> Rabs (u n - l) < eps.
Proof.
  split.
  - intros H eps He. apply is_lim_seq_spec in H. destruct (H (mkposreal eps He)) as [N HN].
    exists N. intros n Hn. now apply HN.
  - intros H. apply is_lim_seq_spec. intros eps. destruct (H eps (cond_pos eps)) as [N HN]. now exists N.
Qed.

(** A sequence that differs from l by at most rho^t c tends to l. *)
Lemma geometric_limit (u : nat -> R) (l rho c : R) :
  0 <= rho < 1 -> (forall t, Rabs (u t - l) <= rho ^ t * c) -> is_lim_seq u l.
Proof.
  intros Hr H.
  assert (Hz : is_lim_seq (fun t => u t - l) 0).
  { apply is_lim_seq_abs_0. apply (is_lim_seq_le_le (fun _ => 0) _ (fun t => rho ^ t * c)).
    - intros t. split; [apply Rabs_pos | apply H].
    - apply is_lim_seq_const.
    - replace 0 with (0 * c) by ring. apply (is_lim_seq_scal_r _ c 0).
      apply is_lim_seq_geom. rewrite Rabs_pos_eq; lra. }
  apply is_lim_seq_ext with (fun t => (u t - l) + l); [intros; ring |].
  replace (Finite l) with (Finite (0 + l)) by (f_equal; ring).
  apply is_lim_seq_plus'; [assumption | apply is_lim_seq_const].
Qed.

(** * Short gradient steps *)

(** [short_steps G' c a b]: on [a, b] the steps v -> v - c G'(v) do not overshoot: c (G' y - G' x) < 2 (y - x) for x < y,
    which follows from c G'' < 2. *)
Definition short_steps (G' : R -> R) (c a b : R) : Prop :=
  forall x y, a <= x -> x < y -> y <= b -> c * (G' y - G' x) < 2 * (y - x).

Lemma short_steps_from_curvature (G' G'' : R -> R) (c a b : R) :
  (forall x, a <= x <= b -> is_derive G' x (G'' x)) ->
  (forall x, a <= x <= b -> c * G'' x < 2) ->
  short_steps G' c a b.
Proof.
  intros Hd Hc x y Hx Hxy Hy.
  destruct (MVT_cor2 G' G'' x y Hxy) as [z [Hz Hin]].
  { intros z Hz. apply is_derive_Reals, Hd. lra. }
  rewrite Hz. specialize (Hc z ltac:(lra)). nra.
Qed.

(** Along the whole step, from t = 0 (excluded) to t = c, the potential is below its value at the start. *)
Lemma descent_along_step (G G' : R -> R) (c a b v t : R) :
  0 < c -> 0 < t <= c ->
  (forall x, a <= x <= b -> is_derive G x (G' x)) ->
  short_steps G' c a b ->
  a <= v <= b -> a <= v - t * G' v <= b -> G' v <> 0 ->
  G (v - t * G' v) < G v.
Proof.
  intros Hc Ht Hd Hs Hv Hw Hg. set (g := G' v) in *.
  assert (Hin : forall r, 0 <= r <= t -> a <= v - r * g <= b).
  { intros r Hr. destruct (Rle_lt_dec 0 g); split; nra. }
  set (psi := fun r => G (v - r * g) + g * g * (r - r * r / c)).
  assert (M : psi t < psi 0).
  { apply (strictly_decreasing_from_derivative psi (fun r => - g * G' (v - r * g) + g * g * (1 - 2 * r / c))); [lra | |].
    - intros r Hr. unfold psi.
      apply (is_derive_plus (fun r => G (v - r * g)) (fun r => g * g * (r - r * r / c))).
      + evar_last.
        { apply (is_derive_comp G (fun r => v - r * g)).
          - apply Hd. now apply Hin.
          - auto_derive; [exact I | reflexivity]. }
        unfold scal; simpl. unfold mult; simpl. ring.
      + auto_derive; [exact I | field; lra].
    - intros r Hr. specialize (Hin r ltac:(lra)).
      destruct (Rtotal_order g 0) as [Hn | [Hz | Hp]]; [| lra |].
      + assert (S : c * (G' (v - r * g) - g) < 2 * (v - r * g - v)) by (apply Hs; nra).
        assert (Hlow : G' (v - r * g) < g - 2 * r * g / c).
        { apply (Rmult_lt_reg_l c); [assumption |].
          replace (c * (g - 2 * r * g / c)) with (c * g - 2 * r * g) by (field; lra). lra. }
        replace (- g * G' (v - r * g) + g * g * (1 - 2 * r / c))
          with (- g * (G' (v - r * g) - (g - 2 * r * g / c))) by (field; lra). nra.
      + assert (S : c * (g - G' (v - r * g)) < 2 * (v - (v - r * g))) by (apply Hs; nra).
        assert (Hlow : g - 2 * r * g / c < G' (v - r * g)).
        { apply (Rmult_lt_reg_l c); [assumption |].
          replace (c * (g - 2 * r * g / c)) with (c * g - 2 * r * g) by (field; lra). lra. }
        replace (- g * G' (v - r * g) + g * g * (1 - 2 * r / c))
          with (- g * (G' (v - r * g) - (g - 2 * r * g / c))) by (field; lra). nra. }
  unfold psi in M. replace (v - 0 * g) with v in M by ring.
  replace (0 - 0 * 0 / c) with 0 in M by (field; lra).
  assert (0 <= g * g * (t - t * t / c)).
  { apply Rmult_le_pos; [nra |]. replace (t - t * t / c) with (t * ((c - t) / c)) by (field; lra).
    apply Rmult_le_pos; [lra |]. apply Rdiv_le_0_compat; lra. }
  lra.
Qed.

(** One full step lowers the potential. *)
Lemma descent (G G' : R -> R) (c a b v : R) :
  0 < c ->
  (forall x, a <= x <= b -> is_derive G x (G' x)) ->
  short_steps G' c a b ->
  a <= v <= b -> a <= v - c * G' v <= b -> G' v <> 0 ->
  G (v - c * G' v) < G v.
Proof. intros. apply (descent_along_step G G' c a b); auto; lra. Qed.

(** * Convergence of bounded orbits with a Lyapunov function *)

(** On a compact interval, where a continuous D >= 0 is small another continuous E >= 0 is small, if E vanishes with D. *)
Lemma compact_modulus (D E : R -> R) (a b eps : R) :
  a <= b ->
  (forall v, a <= v <= b -> continuity_pt D v) ->
  (forall v, a <= v <= b -> continuity_pt E v) ->
  (forall v, a <= v <= b -> 0 <= D v) ->
  (forall v, a <= v <= b -> D v = 0 -> E v = 0) ->
  0 < eps ->
  exists delta, 0 < delta /\ forall v, a <= v <= b -> D v < delta -> E v < eps.
Proof.
  intros Hab HD HE HDp HDE Heps.
  set (H := fun v => D v + ((eps - E v) + Rabs (eps - E v)) / 2).
  assert (Hc : forall v, a <= v <= b -> continuity_pt H v).
  { intros v Hv. unfold H.
    assert (Hm : continuity_pt (fun v => eps - E v) v).
    { apply continuity_pt_minus; [apply continuity_pt_const; now intros ? ? | now apply HE]. }
    apply continuity_pt_plus; [now apply HD |].
    apply continuity_pt_mult; [| apply continuity_pt_const; now intros ? ?].
    apply continuity_pt_plus; [assumption |].
    apply (continuity_pt_comp (fun v => eps - E v) Rabs); [assumption | apply Rcontinuity_abs]. }
  destruct (continuity_ab_min H a b Hab Hc) as [m [Hmin Hm]].
  exists (H m). split.
  - unfold H. specialize (HDp m Hm). specialize (HDE m Hm).
    unfold Rabs. destruct (Rcase_abs (eps - E m)); destruct (Req_dec (D m) 0) as [Hz|Hz];
      try (specialize (HDE Hz)); lra.
  - intros v Hv Hlt. specialize (Hmin v Hv). specialize (HDp v Hv).
    unfold H at 2 in Hmin. destruct (Rlt_le_dec (E v) eps) as [|Hge]; [assumption | exfalso].
    rewrite (Rabs_left1 (eps - E v)) in Hmin by lra. lra.
Qed.

(** The distance to a finite list of points, at most 1. *)
Fixpoint distance (ps : list R) (v : R) : R :=
  match ps with
  | [] => 1
  | p :: ps => Rmin (Rabs (v - p)) (distance ps v)
  end.

Lemma distance_continuous ps v : continuity_pt (distance ps) v.
Proof.
  induction ps as [|p ps IH].
  - apply continuity_pt_const. now intros ? ?.
  - apply continuity_pt_filterlim. simpl.
    apply (continuity_pt_filterlim (fun v => Rmin (Rabs (v - p)) (distance ps v))).
    apply (continuity_pt_ext (fun v => ((Rabs (v - p) + distance ps v) - Rabs (Rabs (v - p) - distance ps v)) / 2)).
    { intros x. unfold Rmin. destruct (Rle_dec (Rabs (x - p)) (distance ps x));
        [rewrite (Rabs_left1 (Rabs (x - p) - distance ps x)) | rewrite (Rabs_pos_eq (Rabs (x - p) - distance ps x))]; lra. }
    assert (Hp : continuity_pt (fun v => Rabs (v - p)) v).
    { apply (continuity_pt_comp (fun v => v - p) Rabs); [| apply Rcontinuity_abs].
      apply continuity_pt_minus; [apply continuity_pt_id | apply continuity_pt_const; now intros ? ?]. }
    apply continuity_pt_mult; [| apply continuity_pt_const; now intros ? ?].
    apply continuity_pt_minus.
    + now apply continuity_pt_plus.
    + apply (continuity_pt_comp (fun v => Rabs (v - p) - distance ps v) Rabs); [| apply Rcontinuity_abs].
      now apply continuity_pt_minus.
Qed.

Lemma distance_zero ps v : In v ps -> distance ps v = 0.
Proof.
  induction ps as [|p ps IH]; simpl; [easy |]. intros H.
  assert (0 <= distance ps v).
  { clear. induction ps; simpl; [lra |]. apply Rmin_glb; [apply Rabs_pos | assumption]. }
  destruct H as [-> | H].
  - replace (v - v) with 0 by ring. rewrite Rabs_R0. now apply Rmin_left.
  - rewrite (IH H). apply Rmin_right, Rabs_pos.
Qed.

Lemma distance_near ps v eps : eps <= 1 -> distance ps v < eps -> exists p, In p ps /\ Rabs (v - p) < eps.
Proof.
  intros He. induction ps as [|p ps IH]; simpl; [lra |].
  unfold Rmin. destruct (Rle_dec (Rabs (v - p)) (distance ps v)); intros H.
  - exists p. auto.
  - destruct (IH H) as [q [Hq Hd]]. exists q. auto.
Qed.

(** Distinct members of a finite list are some distance apart. *)
Lemma gap_from (p : R) (ps : list R) :
  exists r, 0 < r /\ forall q, In q ps -> q <> p -> r <= Rabs (p - q).
Proof.
  induction ps as [|q ps [r [Hr H]]].
  - exists 1. split; [lra | now intros ? []].
  - destruct (Req_dec q p) as [-> | Hne].
    + exists r. split; [assumption |]. intros q [<- | Hq] Hn; [easy | now apply H].
    + exists (Rmin r (Rabs (p - q))). split.
      * apply Rmin_pos; [assumption | apply Rabs_pos_lt; lra].
      * intros z [<- | Hz] Hn; [apply Rmin_r | eapply Rle_trans; [apply Rmin_l | now apply H]].
Qed.

Lemma gap (ps : list R) :
  exists r, 0 < r /\ forall p q, In p ps -> In q ps -> p <> q -> r <= Rabs (p - q).
Proof.
  induction ps as [|p ps [r [Hr H]]].
  - exists 1. split; [lra | now intros ? ? []].
  - destruct (gap_from p ps) as [s [Hs Hp]]. exists (Rmin r s). split; [now apply Rmin_pos |].
    intros x y Hx Hy Hn. simpl in Hx, Hy.
    destruct Hx as [<- | Hx], Hy as [<- | Hy]; try easy.
    + eapply Rle_trans; [apply Rmin_r | apply Hp; auto].
    + rewrite Rabs_minus_sym. eapply Rle_trans; [apply Rmin_r | apply Hp; auto].
    + eapply Rle_trans; [apply Rmin_l | now apply H].
Qed.

(** Let f be continuous on [a, b], V a continuous function that f lowers strictly at every point of [a, b] that is not one of
    finitely many (fixed) points. An orbit that stays in [a, b] converges to one of these points. *)
Theorem lyapunov_convergence (f V : R -> R) (a b w : R) (ps : list R) :
  (forall v, a <= v <= b -> continuity_pt f v) ->
  (forall v, a <= v <= b -> continuity_pt V v) ->
  (forall v, a <= v <= b -> continuity_pt V (f v)) ->
  (forall p, In p ps -> f p = p) ->
  (forall v, a <= v <= b -> ~ In v ps -> V (f v) < V v) ->
  (forall t, a <= orbit f w t <= b) ->
  exists p, In p ps /\ is_lim_seq (orbit f w) p.
Proof.
  intros Hf HV HVf Hfix Hdesc Hin.
  assert (Hab : a <= b) by (specialize (Hin O); lra).
  set (D := fun v => V v - V (f v)).
  assert (HDc : forall v, a <= v <= b -> continuity_pt D v).
  { intros v Hv. apply continuity_pt_minus; [now apply HV |].
    apply (continuity_pt_comp f V); [now apply Hf | now apply HVf]. }
  assert (Hdec : forall v, {In v ps} + {~ In v ps}) by (intros v; apply in_dec, Req_EM_T).
  assert (HDp : forall v, a <= v <= b -> 0 <= D v).
  { intros v Hv. unfold D. destruct (Hdec v) as [Hi | Hn].
    - rewrite (Hfix v Hi). lra. - specialize (Hdesc v Hv Hn). lra. }
  assert (HD0 : forall v, a <= v <= b -> D v = 0 -> In v ps).
  { intros v Hv HD. destruct (Hdec v) as [Hi | Hn]; [assumption |].
    specialize (Hdesc v Hv Hn). unfold D in HD. lra. }
  (* V falls to a limit, so D tends to 0 along the orbit *)
  destruct (continuity_ab_min V a b Hab HV) as [m [Hmin Hm]].
  destruct (ex_finite_lim_seq_decr (fun t => V (orbit f w t)) (V m)) as [l Hl].
  { intros t. simpl. specialize (HDp _ (Hin t)). unfold D in HDp. lra. }
  { intros t. apply Hmin, Hin. }
  assert (HDlim : forall eps, 0 < eps -> exists N, forall n, (N <= n)%nat -> D (orbit f w n) < eps).
  { intros eps He. apply is_lim_seq_R with (eps := eps / 2) in Hl; [| lra]. destruct Hl as [N HN].
    exists N. intros n Hn. pose proof (HN n Hn) as H1. pose proof (HN (S n) ltac:(lia)) as H2.
    apply Rabs_def2 in H1. apply Rabs_def2 in H2. simpl in H2. unfold D. lra. }
  (* so the orbit comes near the points, and moves slowly *)
  assert (Hnear : forall eps, 0 < eps <= 1 ->
    exists N, forall n, (N <= n)%nat -> exists p, In p ps /\ Rabs (orbit f w n - p) < eps).
  { intros eps He.
    destruct (compact_modulus D (distance ps) a b eps Hab HDc) as [delta [Hd H]]; try (easy || lra).
    - intros v _. apply distance_continuous.
    - intros v Hv HD. apply distance_zero. now apply HD0.
    - destruct (HDlim delta Hd) as [N HN]. exists N. intros n Hn.
      apply distance_near; [lra |]. apply H; [apply Hin | now apply HN]. }
  assert (Hslow : forall eps, 0 < eps -> exists N, forall n, (N <= n)%nat -> Rabs (orbit f w (S n) - orbit f w n) < eps).
  { intros eps He.
    destruct (compact_modulus D (fun v => Rabs (f v - v)) a b eps Hab HDc) as [delta [Hd H]]; try (easy || lra).
    - intros v Hv. apply (continuity_pt_comp (fun v => f v - v) Rabs); [| apply Rcontinuity_abs].
      apply continuity_pt_minus; [now apply Hf | apply continuity_pt_id].
    - intros v Hv HD. rewrite (Hfix v); [| now apply HD0]. rewrite Rminus_eq_0. apply Rabs_R0.
    - destruct (HDlim delta Hd) as [N HN]. exists N. intros n Hn.
      apply (H (orbit f w n)); [apply Hin | now apply HN]. }
  destruct (gap ps) as [r [Hr Hgap]].
  set (e := Rmin (r / 4) 1).
  assert (He : 0 < e <= 1) by (split; [apply Rmin_pos; lra | apply Rmin_r]).
  assert (Her : e <= r / 4) by apply Rmin_l.
  destruct (Hnear e He) as [N1 HN1]. destruct (Hslow e ltac:(lra)) as [N2 HN2].
  set (N := Nat.max N1 N2).
  destruct (HN1 N ltac:(lia)) as [p [Hp Hpd]].
  exists p. split; [assumption |].
  (* it stays near the same point *)
  assert (Hstay : forall n, (N <= n)%nat -> Rabs (orbit f w n - p) < e).
  { intros n Hn. induction Hn as [|n Hn IH]; [assumption |].
    destruct (HN1 (S n) ltac:(lia)) as [q [Hq Hqd]].
    destruct (Req_dec p q) as [-> | Hne]; [assumption | exfalso].
    specialize (Hgap p q Hp Hq Hne). specialize (HN2 n ltac:(lia)).
    apply Rabs_def2 in IH. apply Rabs_def2 in Hqd. apply Rabs_def2 in HN2.
    assert (Rabs (p - q) < r) by (apply Rabs_def1; lra). lra. }
  apply is_lim_seq_R. intros eps Heps.
  destruct (Hnear (Rmin eps e)) as [N3 HN3].
  { split; [apply Rmin_pos; lra | eapply Rle_trans; [apply Rmin_r | lra]]. }
  exists (Nat.max N N3). intros n Hn.
  destruct (HN3 n ltac:(lia)) as [q [Hq Hqd]].
  pose proof (Rmin_l eps e). pose proof (Rmin_r eps e).
  destruct (Req_dec p q) as [-> | Hne]; [lra | exfalso].
  specialize (Hgap p q Hp Hq Hne). specialize (Hstay n ltac:(lia)).
  apply Rabs_def2 in Hstay. apply Rabs_def2 in Hqd.
  assert (Rabs (p - q) < r) by (apply Rabs_def1; lra). lra.
Qed.

(** * Contractions *)

(** A map of [a, b] into itself with slopes of size at most rho < 1 brings every orbit to its fixed point. *)
Theorem contraction_convergence (f f' : R -> R) (a b rho x w : R) :
  rho < 1 ->
  (forall v, a <= v <= b -> a <= f v <= b) ->
  (forall v, a <= v <= b -> is_derive f v (f' v)) ->
  (forall v, a <= v <= b -> Rabs (f' v) <= rho) ->
  a <= x <= b -> f x = x -> a <= w <= b ->
  is_lim_seq (orbit f w) x.
Proof.
  intros Hr Hmap Hd Hs Hx Hfix Hw.
  assert (Hr0 : 0 <= rho) by (eapply Rle_trans; [apply Rabs_pos | apply (Hs x Hx)]).
  assert (Hin : forall t, a <= orbit f w t <= b).
  { apply (orbit_invariant (fun v => a <= v <= b)); assumption. }
  assert (Hlip : forall v, a <= v <= b -> Rabs (f v - x) <= rho * Rabs (v - x)).
  { intros v Hv. rewrite <- Hfix at 1.
    destruct (MVT_gen f x v f') as [c [Hc Heq]].
    - intros y Hy. apply Hd. unfold Rmin, Rmax in Hy. destruct (Rle_dec x v); lra.
    - intros y Hy. apply derivable_continuous_pt. exists (f' y). apply is_derive_Reals, Hd.
      unfold Rmin, Rmax in Hy. destruct (Rle_dec x v); lra.
    - rewrite Heq, Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos |].
      apply Hs. unfold Rmin, Rmax in Hc. destruct (Rle_dec x v); lra. }
  apply (geometric_limit _ x rho (Rabs (w - x))); [lra |].
  intros t. induction t as [|t IH]; simpl; [lra |].
  specialize (Hlip _ (Hin t)). nra.
Qed.
