(** The exceptions of Theorem 1.2 are countable: "for all but countably many starts" in the claim "theorem-1.2-limits".

    A start whose orbit lands on 0 at step T is one of a finite list, `landing eta T`: each point has at most four preimages under
    w' = w - eta s(w), as the step is strictly convex on w >= 0 and strictly concave on w <= 0. *)

From Coq Require Import Reals Lra Lia List Arith Cantor Classical.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic Descent Logistic_linear Theorem_1_2.
Import ListNotations.
Open Scope R_scope.

(** The curvature of the risk decreases with |w|. *)
Lemma curvature_logistic_decreasing x y : 0 <= x -> x < y -> curvature_logistic y < curvature_logistic x.
Proof.
  intros Hx Hy. rewrite !curvature_logistic_cosh.
  pose proof (cosh_increasing (x / 2) (y / 2) ltac:(lra) ltac:(lra)).
  pose proof (cosh_pos (x / 2)) as P.
  assert (cosh (x / 2) * cosh (x / 2) < cosh (y / 2) * cosh (y / 2)) by nra.
  assert (0 < cosh (x / 2) * cosh (x / 2)) by nra.
  apply Rinv_lt_contravar; [| lra]. apply Rmult_lt_0_compat; lra.
Qed.

(** No three points on one side of 0 have the same image. *)
Lemma no_three_preimages eta a b c :
  0 < eta -> 0 <= a \/ c <= 0 -> a < b -> b < c ->
  linear_step_logistic eta a = linear_step_logistic eta b ->
  linear_step_logistic eta b = linear_step_logistic eta c -> False.
Proof.
  intros He Hside Hab Hbc Eab Ebc.
  destruct (MVT_cor2 (linear_step_logistic eta) (fun w => 1 - eta * curvature_logistic w) a b Hab) as [x [Hx Ix]].
  { intros v _. apply is_derive_Reals, step_logistic_is_derivative. }
  destruct (MVT_cor2 (linear_step_logistic eta) (fun w => 1 - eta * curvature_logistic w) b c Hbc) as [y [Hy Iy]].
  { intros v _. apply is_derive_Reals, step_logistic_is_derivative. }
  assert (Zx : 1 - eta * curvature_logistic x = 0) by nra.
  assert (Zy : 1 - eta * curvature_logistic y = 0) by nra.
  assert (curvature_logistic x = curvature_logistic y) by nra.
  destruct Hside as [Ha | Hc].
  - pose proof (curvature_logistic_decreasing x y ltac:(lra) ltac:(lra)). lra.
  - pose proof (curvature_logistic_decreasing (- y) (- x) ltac:(lra) ltac:(lra)) as D.
    rewrite !curvature_logistic_even in D. lra.
Qed.

(** The preimages of y: the least and the greatest one on either side of 0. *)
Definition preimages_right (eta y v : R) : Prop := 0 <= v /\ linear_step_logistic eta v = y.
Definition preimages_left (eta y v : R) : Prop := v <= 0 /\ linear_step_logistic eta v = y.
Definition preimages (eta y : R) : list R :=
  [real (Glb_Rbar (preimages_right eta y)); real (Lub_Rbar (preimages_right eta y));
   real (Glb_Rbar (preimages_left eta y)); real (Lub_Rbar (preimages_left eta y))].

Lemma extreme (P : R -> Prop) v :
  P v -> (forall a b, P a -> P b -> a < v -> v < b -> False) ->
  v = real (Glb_Rbar P) \/ v = real (Lub_Rbar P).
Proof.
  intros Hv Hno.
  destruct (classic (exists a, P a /\ a < v)) as [[a [Ha Hav]] | Hl].
  - right. rewrite (is_lub_Rbar_unique P v); [reflexivity |]. split.
    + intros b Hb. simpl. destruct (Rle_lt_dec b v); [assumption | exfalso]. now apply (Hno a b).
    + intros b Hb. now apply Hb.
  - left. rewrite (is_glb_Rbar_unique P v); [reflexivity |]. split.
    + intros b Hb. simpl. destruct (Rle_lt_dec v b); [assumption | exfalso]. apply Hl. now exists b.
    + intros b Hb. now apply Hb.
Qed.

Lemma preimages_complete eta v : 0 < eta -> In v (preimages eta (linear_step_logistic eta v)).
Proof.
  intros He. unfold preimages. destruct (Rle_lt_dec 0 v) as [Hv | Hv].
  - destruct (extreme (preimages_right eta (linear_step_logistic eta v)) v) as [E | E].
    + now split.
    + intros a b [Ha Ea] [Hb Eb] Hav Hvb. apply (no_three_preimages eta a v b); auto.
    + left. now symmetry.
    + right. left. now symmetry.
  - destruct (extreme (preimages_left eta (linear_step_logistic eta v)) v) as [E | E].
    + split; [lra | reflexivity].
    + intros a b [Ha Ea] [Hb Eb] Hav Hvb. apply (no_three_preimages eta a v b); auto.
    + do 2 right. left. now symmetry.
    + do 3 right. left. now symmetry.
Qed.

(** The starts that are at 0 after T steps, at most 4^T of them. *)
Fixpoint landing (eta : R) (T : nat) : list R :=
  match T with
  | O => [0]
  | S T => flat_map (preimages eta) (landing eta T)
  end.

Theorem landing_length eta T : (length (landing eta T) = 4 ^ T)%nat.
Proof.
  induction T as [|T IH]; [reflexivity |].
  change (length (flat_map (preimages eta) (landing eta T)) = 4 * 4 ^ T)%nat. rewrite <- IH. clear IH.
  induction (landing eta T) as [|y ys IH]; [reflexivity |].
  change (4 + length (flat_map (preimages eta) ys) = 4 * S (length ys))%nat. rewrite IH. lia.
Qed.

Theorem landing_complete eta w0 T :
  0 < eta -> orbit (linear_step_logistic eta) w0 T = 0 -> In w0 (landing eta T).
Proof.
  intros He. revert w0. induction T as [|T IH]; intros w0 H.
  - left. now symmetry.
  - simpl in H. rewrite <- orbit_shift in H. specialize (IH _ H). simpl.
    apply in_flat_map. exists (linear_step_logistic eta w0). split; [assumption | now apply preimages_complete].
Qed.

(** One sequence lists all starts that ever land on 0. *)
Theorem landing_countable (eta : R) :
  0 < eta ->
  exists e : nat -> R, forall w0, (exists T, orbit (linear_step_logistic eta) w0 T = 0) -> exists n, w0 = e n.
Proof.
  intros He. exists (fun n => let (T, i) := of_nat n in nth i (landing eta T) 0).
  intros w0 [T H]. apply landing_complete in H; [| assumption].
  destruct (In_nth _ _ 0 H) as [i [_ Hi]]. exists (to_nat (T, i)). rewrite cancel_of_to. now symmetry.
Qed.
