(** Orbits of the two-layer network on D0 enclosed in boxes, step by step: the part that all certificates begin with
    (checker: checks/run.rs).

    A box is found by any program; [box_logistic], [box_exponential] and [box_squared] lead from the box of one state to that of the next as
    soon as the step, written with at most one kind of exponential, maps the one into the other. The tactic [step_box] proves this by
    interval arithmetic inside Coq (Standard_interval.v). *)

From Coq Require Import Reals Lra.
From Catapult Require Import Standard_interval Equations Hyperbolic Two_layer_slopes Two_layer.
Local Open Scope R_scope.

(** flo <= f_t <= fhi and llo <= lambda_t <= lhi. *)
Definition boxed (f lambda : nat -> R) (t : nat) (flo fhi llo lhi : R) : Prop :=
  flo <= f t <= fhi /\ llo <= lambda t <= lhi.

(** One step maps the first box into the second. *)
Definition maps_box (slope : R -> R) (eta m flo fhi llo lhi flo' fhi' llo' lhi' : R) : Prop :=
  forall x y, flo <= x <= fhi -> llo <= y <= lhi ->
    flo' <= two_layer_output eta m (slope x) x y <= fhi' /\ llo' <= two_layer_lambda eta m (slope x) x y <= lhi'.

Lemma boxed_start f lambda f0 l0 : f 0%nat = f0 -> lambda 0%nat = l0 -> boxed f lambda 0 f0 f0 l0 l0.
Proof. intros <- <-. unfold boxed. lra. Qed.

Lemma boxed_step slope eta m f lambda t flo fhi llo lhi flo' fhi' llo' lhi' :
  orbit slope eta m f lambda -> maps_box slope eta m flo fhi llo lhi flo' fhi' llo' lhi' ->
  boxed f lambda t flo fhi llo lhi -> boxed f lambda (S t) flo' fhi' llo' lhi'.
Proof. intros Ho H [Hf Hl]. unfold boxed. destruct (Ho t) as [-> ->]. now apply H. Qed.

(** The slopes as [interval] encloses them best. *)
Lemma slope_logistic_exp x : slope_logistic x = / 2 - / (exp x + 1).
Proof. unfold slope_logistic. rewrite tanh_half. assert (E := exp_pos x). field. lra. Qed.

Lemma slope_exponential_exp x : slope_exponential x = (exp x - / exp x) / 2.
Proof. unfold slope_exponential, sinh. now rewrite exp_Ropp. Qed.

(** Proves [maps_box] for one of the three losses and numbers for everything else; the argument is the precision in bits. *)
Ltac step_box precision :=
  let x := fresh "x" in let y := fresh "y" in let Hx := fresh "Hx" in let Hy := fresh "Hy" in
  intros x y Hx Hy; rewrite ?slope_logistic_exp, ?slope_exponential_exp;
  unfold two_layer_output, two_layer_lambda, slope_squared; split; interval with (i_prec precision).

(** Two boxes on either side of |f| = K show that the loss, which increases with |f|, rises. *)
Lemma boxed_rise f lambda t flo fhi llo lhi flo' fhi' llo' lhi' K :
  boxed f lambda t flo fhi llo lhi -> boxed f lambda (S t) flo' fhi' llo' lhi' ->
  - K <= flo -> fhi <= K -> K < flo' \/ fhi' < - K -> Rabs (f t) < Rabs (f (S t)).
Proof.
  intros [[H1 H2] _] [[H3 H4] _] H5 H6 H. apply Rle_lt_trans with K; [apply Rabs_le; lra |].
  destruct H as [H | H].
  - assert (W := Rle_abs (f (S t))). lra.
  - assert (W := Rle_abs (- f (S t))). rewrite Rabs_Ropp in W. lra.
Qed.

(** |f| <= delta and |f| >= least from a box. *)
Lemma boxed_above f lambda t flo fhi llo lhi least :
  boxed f lambda t flo fhi llo lhi -> least <= flo \/ fhi <= - least -> least <= Rabs (f t).
Proof.
  intros [[H1 H2] _] [H | H]; [assert (W := Rle_abs (f t)) | assert (W := Rle_abs (- f t)); rewrite Rabs_Ropp in W]; lra.
Qed.

Lemma boxed_below f lambda t flo fhi llo lhi delta :
  boxed f lambda t flo fhi llo lhi -> - delta <= flo -> fhi <= delta -> Rabs (f t) <= delta.
Proof. intros [[H1 H2] _] H3 H4. apply Rabs_le. lra. Qed.
