(** Tools with which a certificate about a linear predictor is turned into a Coq proof (`catapult export coq --certificate`).

    A printed certificate states the problem (loss, points, learning rate, start), encloses the orbit step by step, each step by
    the `interval` tactic, and applies the theorem of the lemma that the certificate names: Linear_checks.v and Linear_cycles.v.
    Linear_examples.v holds one of each kind. *)

From Coq Require Import Reals Lra Lia Psatz List ZArith.
From Coquelicot Require Import Coquelicot.
From Catapult Require Export Equations Descent Empirical Linear_checks Linear_cycles.
From Catapult Require Export Standard_interval.
Export ListNotations.
Open Scope R_scope.

(** Writes the functions of a concrete problem out as arithmetic, exp, cosh and ln. *)
Ltac write_out :=
  cbv [linear_map linear_step risk risk_slope risk_curvature mean total count multiplicity map_slope
       negative_curvature positive_curvature
       value slope curvature exponential logistic squared
       margin_loss_exponential margin_slope_exponential margin_curvature_exponential
       margin_loss_logistic margin_slope_logistic margin_curvature_logistic
       margin_loss_squared margin_slope_squared margin_curvature_squared
       critical_rate_exponential critical_rate_logistic kappa_logistic kappa_exponential kappa_squared cosh sinh tanh].

(** A point that is written in the list occurs. *)
Ltac point_occurs := eexists; simpl; intuition reflexivity.

(** Cases of the tests z < 0 and 0 < z for concrete points. *)
Ltac decide_signs :=
  repeat match goal with
  | |- context [Rlt_dec ?x ?y] => destruct (Rlt_dec x y) as [?|?]; [try (exfalso; lra) | try (exfalso; lra)]
  end.

(** * Orbits *)

(** The state at step t lies in [lo, hi]. *)
Definition enclosed (F : R -> R) (w0 : R) (t : nat) (lo hi : R) : Prop := lo <= orbit F w0 t <= hi.

Lemma enclosed_start F w0 : enclosed F w0 0 w0 w0.
Proof. unfold enclosed. simpl. lra. Qed.

Lemma enclosed_step F w0 t lo hi lo' hi' :
  enclosed F w0 t lo hi -> (forall v, lo <= v <= hi -> lo' <= F v <= hi') -> enclosed F w0 (S t) lo' hi'.
Proof. intros H Hs. apply (Hs _ H). Qed.

(** The loss from one enclosed state to the next. *)
Lemma loss_falls l points F w0 t lo hi lo' hi' :
  enclosed F w0 t lo hi -> enclosed F w0 (S t) lo' hi' ->
  (forall v v', lo <= v <= hi -> lo' <= v' <= hi' -> risk l points v' <= risk l points v) ->
  risk l points (orbit F w0 (S t)) <= risk l points (orbit F w0 t).
Proof. intros H H' Hr. now apply Hr. Qed.

Lemma loss_rises l points F w0 t lo hi lo' hi' :
  enclosed F w0 t lo hi -> enclosed F w0 (S t) lo' hi' ->
  (forall v v', lo <= v <= hi -> lo' <= v' <= hi' -> risk l points v < risk l points v') ->
  risk l points (orbit F w0 t) < risk l points (orbit F w0 (S t)).
Proof. intros H H' Hr. now apply Hr. Qed.

(** A statement about all steps before T, one at a time. *)
Lemma before_0 (P : nat -> Prop) : forall t, (t < 0)%nat -> P t.
Proof. intros t Ht. lia. Qed.

Lemma before_S (P : nat -> Prop) T :
  (forall t, (t < T)%nat -> P t) -> P T -> forall t, (t < S T)%nat -> P t.
Proof. intros H HT t Ht. destruct (Nat.eq_dec t T) as [-> |]; [assumption | apply H; lia]. Qed.

(** * Pieces *)

(** The pieces between consecutive ends, from l on. *)
Fixpoint consecutive (l : R) (ends : list R) : list (R * R) :=
  match ends with
  | [] => []
  | e :: ends => (l, e) :: consecutive e ends
  end.

Lemma last_default (ends : list R) : forall e d d', last (e :: ends) d = last (e :: ends) d'.
Proof.
  induction ends as [|f ends IH]; intros e d d'; [reflexivity |].
  change (last (f :: ends) d = last (f :: ends) d'). apply IH.
Qed.

Lemma consecutive_cover ends : forall l v, l <= v <= last ends l -> ends <> [] ->
  exists piece, In piece (consecutive l ends) /\ fst piece <= v <= snd piece.
Proof.
  induction ends as [|e ends IH]; intros l v Hv Hn; [easy |].
  destruct (Rle_lt_dec v e) as [Hle | Hgt].
  - exists (l, e). split; [now left | simpl; lra].
  - destruct ends as [|f ends]; [simpl in Hv; lra |].
    destruct (IH e v) as [piece [Hp Hin]].
    + split; [lra |]. rewrite (last_default ends f e l). exact (proj2 Hv).
    + discriminate.
    + exists piece. split; [now right | assumption].
Qed.

(** One piece of a basin, from the chain of enclosures that starts with it. *)
Definition piece_contracts (F F' : R -> R) (k : nat) (a b : R) (piece : R * R) : Prop :=
  exists rho, rho < 1 /\
    forall v, fst piece <= v <= snd piece -> a < orbit F v k < b /\ Rabs (iterate_slope F F' v k) <= rho.

Lemma piece_from_chain F F' k a b l r c d rho :
  chain F F' l r k c d rho -> a < c -> d < b -> rho < 1 -> piece_contracts F F' k a b (l, r).
Proof.
  intros H Hc Hd Hr. exists rho. split; [assumption |]. intros v Hv. simpl in Hv.
  destruct (chain_encloses F F' l r k c d rho H v Hv) as [Hi Hs]. lra.
Qed.

Lemma contracts_from_pieces F F' k a b ends :
  ends <> [] -> last ends a = b -> List.Forall (piece_contracts F F' k a b) (consecutive a ends) ->
  contracts F F' k a b (consecutive a ends).
Proof.
  intros Hn Hl H. split.
  - intros v Hv. apply consecutive_cover; [| assumption]. now rewrite Hl.
  - intros piece Hp. exact (proj1 (Forall_forall _ _) H piece Hp).
Qed.

(** * Sublevel traps *)

(** A bound that holds on consecutive pieces holds between the outer ends. *)
Lemma on_pieces (P : R -> Prop) a b ends :
  ends <> [] -> last ends a = b ->
  List.Forall (fun piece => forall v, fst piece <= v <= snd piece -> P v) (consecutive a ends) ->
  forall v, a <= v <= b -> P v.
Proof.
  intros Hn Hl H v Hv. destruct (consecutive_cover ends a v) as [piece [Hp Hin]]; [now rewrite Hl | assumption |].
  exact (proj1 (Forall_forall _ _) H piece Hp v Hin).
Qed.

(** * Stable cycles *)

(** [linear_cycle] for enclosures in the form of chains: one of the centre, one of the region, whose slopes are of size at most
    rho < 1, and one of N = [lo, hi] for each proper divisor d of n, which ends off N. With |d| <= rho the Newton image
    c - (F^n(c) - c)/(d - 1) is c + r/(1 - d), r = F^n(c) - c in [rlo, rhi]. *)
Theorem linear_cycle_from_chains (l : loss) (points : data) (eta w0 : R) (n q T : nat)
    (a b c clo chi crho alo ahi rho lo hi slo shi left right : R) (ends : list R) :
  let F := linear_map l points eta in
  let F' := map_slope l points eta in
  (2 <= n)%nat -> (0 < q)%nat ->
  a <= c <= b -> rho < 1 ->
  chain F F' c c n clo chi crho ->
  chain F F' a b n alo ahi rho ->
  (forall r d, clo - c <= r <= chi - c -> - rho <= d <= rho -> lo <= c - r / (d - 1) <= hi) ->
  a < lo -> hi < b ->
  (forall d, (0 < d < n)%nat -> Nat.divide d n ->
     exists dlo dhi drho, chain F F' lo hi d dlo dhi drho /\ (dhi < lo \/ hi < dlo)) ->
  left < lo -> hi < right ->
  ends <> [] -> last ends left = right ->
  List.Forall (piece_contracts F F' (q * n) left right) (consecutive left ends) ->
  enclosed F w0 T slo shi -> left < slo -> shi < right ->
  oscillating l points eta w0 n /\
  exists x, lo <= x <= hi /\ orbit F x n = x /\
    forall i, is_lim_seq (fun j => orbit F w0 (j * n + i + T)) (orbit F x i).
Proof.
  intros F F' Hn Hq Hc Hrho Hcentre Hregion HN Ha Hb Hprime Hleft Hright Hne Hlast Hpieces HT Hslo Hshi.
  pose proof (map_derives l points eta) as Hder.
  destruct (chain_encloses F F' c c n clo chi crho Hcentre c ltac:(lra)) as [Ic _].
  apply (linear_cycle l points eta w0 n q T a b c (fun d => - rho <= d <= rho) (fun y => lo <= y <= hi)
    left right (consecutive left ends)); try assumption.
  - intros v Hv. apply Rabs_le_between. apply (chain_encloses F F' a b n alo ahi rho Hregion v Hv).
  - right. intros d Hd. lra.
  - intros d Hd. apply HN; [fold F; lra | lra].
  - intros y Hy. lra.
  - intros d Hd Hdiv v Hv. destruct (Hprime d Hd Hdiv) as [dlo [dhi [drho [H Hoff]]]].
    destruct (chain_encloses F F' lo hi d dlo dhi drho H v Hv) as [I _]. fold F. destruct Hoff; lra.
  - intros y Hy. lra.
  - now apply contracts_from_pieces.
  - fold F. unfold enclosed in HT. lra.
Qed.

(** The proper divisors of n, for concrete n. *)
Lemma divisors_below (P : nat -> Prop) n :
  List.Forall (fun d => Nat.divide d n -> P d) (seq 1 (n - 1)) -> forall d, (0 < d < n)%nat -> Nat.divide d n -> P d.
Proof.
  intros H d Hd Hdiv. apply (proj1 (Forall_forall _ _) H d); [| assumption]. apply in_seq. lia.
Qed.

(** [linear_contraction], the minimiser enclosed by a sign change of the slope. *)
Theorem linear_contraction_from_chains (l : loss) (points : data) (eta w0 : R) (k T rise : nat)
    (slo shi left right : R) (ends : list R) :
  let F := linear_map l points eta in
  let F' := map_slope l points eta in
  (0 < k)%nat -> left < right ->
  risk_slope l points left < 0 -> 0 < risk_slope l points right ->
  ends <> [] -> last ends left = right ->
  List.Forall (piece_contracts F F' k left right) (consecutive left ends) ->
  risk l points (orbit F w0 rise) < risk l points (orbit F w0 (S rise)) ->
  enclosed F w0 T slo shi -> left < slo -> shi < right ->
  catapult l points eta w0.
Proof.
  intros F F' Hk Hlr Sl Sr Hne Hlast Hpieces Hrise HT Hslo Hshi.
  destruct (stationary_between l points left right Hlr Sl Sr) as [p [Ip Ep]].
  apply (linear_contraction l points eta w0 k T rise left right p (consecutive left ends)); try assumption.
  - now apply contracts_from_pieces.
  - fold F. unfold enclosed in HT. lra.
Qed.

(** [linear_sublevel_lazy] and [linear_sublevel_catapult] for an enclosed state and pieces of [a, b]. *)
Theorem linear_sublevel_from_pieces (l : loss) (points : data) (eta w0 : R) (T : nat) (slo shi a b : R) (ends : list R) :
  let w := orbit (linear_map l points eta) w0 in
  (exists z, occurs points z /\ z <> 0) -> 0 < eta ->
  enclosed (linear_map l points eta) w0 T slo shi -> a < slo -> shi < b ->
  (forall v, slo <= v <= shi -> risk l points v < risk l points a /\ risk l points v < risk l points b) ->
  ends <> [] -> last ends a = b ->
  List.Forall (fun piece => forall v, fst piece <= v <= snd piece -> eta * risk_curvature l points v < 2) (consecutive a ends) ->
  ((forall t, (t < T)%nat -> risk l points (w (S t)) <= risk l points (w t)) -> lazy l points eta w0) /\
  (forall rise, risk l points (w rise) < risk l points (w (S rise)) -> catapult l points eta w0).
Proof.
  intros w Hz He HT Ha Hb Hlevel Hne Hlast Hpieces.
  pose proof (on_pieces (fun v => eta * risk_curvature l points v < 2) a b ends Hne Hlast Hpieces) as Hc.
  destruct (Hlevel _ HT) as [La Lb]. unfold enclosed in HT. split.
  - intros Hh. apply (linear_sublevel_lazy l points eta w0 a b T); try assumption; lra.
  - intros rise Hr. apply (linear_sublevel_catapult l points eta w0 a b T rise); try assumption; lra.
Qed.
