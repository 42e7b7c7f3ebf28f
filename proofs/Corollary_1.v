(** Corollary 1 of the paper, refuted (claim `corollary-1`): among converging rates, a larger rate can end in a sharper minimum.

    Two-layer network on D0, logistic loss, m = 100, f_0 = 1/2, lambda_0 = 2. Proved:
    - [slow]: at eta = 20.427 the loss rises (at the first step), the orbit converges to f = 0 and lambda_inf < 0.0003;
    - [fast]: at eta = 23.274 likewise, and lambda_inf > 0.18;
    - [corollary_1_refuted]: so the larger rate ends at the larger kernel, and at the larger sharpness lambda/4.

    Three steps are enclosed in boxes by interval arithmetic inside Coq; then the trap lemma applies. *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Standard_interval Equations Hyperbolic Two_layer_slopes Two_layer Two_layer_trap Two_layer_boxes.
Local Open Scope R_scope.

Definition starts (f lambda : nat -> R) : Prop := f 0%nat = 1 / 2 /\ lambda 0%nat = 2.

Section Slow.

Variables f lambda : nat -> R.
Hypothesis Horbit : orbit slope_logistic (20427 / 1000) 100 f lambda.
Hypothesis Hstart : starts f lambda.

Lemma slow_0 : boxed f lambda 0 (1 / 2) (1 / 2) 2 2.
Proof. destruct Hstart. now apply boxed_start. Qed.

Lemma slow_1 : boxed f lambda 1 (-4471666587054983 / 10 ^ 15) (-4471666587054980 / 10 ^ 15) (2075118184293132 / 10 ^ 15) (2075118184293135 / 10 ^ 15).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ slow_0). step_box 80%positive. Qed.

Lemma slow_2 : boxed f lambda 2 (117873991747929 / 10 ^ 13) (117873991747948 / 10 ^ 13) (23574887296455 / 10 ^ 13) (23574887296474 / 10 ^ 13).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ slow_1). step_box 80%positive. Qed.

Lemma slow_3 : boxed f lambda 3 (52742967 / 10 ^ 10) (52743166 / 10 ^ 10) (10911932 / 10 ^ 10) (10912131 / 10 ^ 10).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ slow_2). step_box 80%positive. Qed.

Lemma slow_rises : Rabs (f 0%nat) < Rabs (f 1%nat).
Proof. apply (boxed_rise _ _ _ _ _ _ _ _ _ _ _ 1 slow_0 slow_1); lra. Qed.

(** The orbit converges; lambda_inf as [trap_logistic] encloses it. *)
Theorem slow : Rabs (f 0%nat) < Rabs (f 1%nat) /\ is_lim_seq f 0 /\
  exists lambda_inf : R, is_lim_seq lambda lambda_inf /\ 27 / 100000 <= lambda_inf <= 28 / 100000.
Proof.
  assert (B := slow_3).
  eassert (C : converges_from (9992 / 10000) f lambda 3 _ (2794 / 10 ^ 7)).
  { apply trap_logistic with (delta := 52743166 / 10 ^ 10) (least := 52742967 / 10 ^ 10) (low := 10911932 / 10 ^ 10)
      (high := 10912131 / 10 ^ 10) (phi := 24999 / 100000) (V := 2791 / 10 ^ 7) (eta := 20427 / 1000) (m := 100);
    rewrite ?slope_logistic_exp; try interval; try assumption.
    - split; [lra |]. apply (boxed_above _ _ _ _ _ _ _ _ B). lra.
    - apply (boxed_below _ _ _ _ _ _ _ _ B); lra.
    - apply B.
    - lra. }
  destruct C as (_ & L & _ & l & Ll & Hl). split; [exact slow_rises | split; [exact L | exists l; split; [exact Ll |]]].
  split; [apply Rle_trans with (2 := proj1 Hl) | apply Rle_trans with (1 := proj2 Hl)]; interval.
Qed.

End Slow.

Section Fast.

Variables f lambda : nat -> R.
Hypothesis Horbit : orbit slope_logistic (23274 / 1000) 100 f lambda.
Hypothesis Hstart : starts f lambda.

Lemma fast_0 : boxed f lambda 0 (1 / 2) (1 / 2) 2 2.
Proof. destruct Hstart. now apply boxed_start. Qed.

Lemma fast_1 : boxed f lambda 1 (-5159621072193576 / 10 ^ 15) (-5159621072193573 / 10 ^ 15) (2105461136873567 / 10 ^ 15) (2105461136873570 / 10 ^ 15).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ fast_0). step_box 80%positive. Qed.

Lemma fast_2 : boxed f lambda 2 (122333312344928 / 10 ^ 13) (122333312344947 / 10 ^ 13) (25176420034722 / 10 ^ 13) (25176420034741 / 10 ^ 13).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ fast_1). step_box 80%positive. Qed.

Lemma fast_3 : boxed f lambda 3 (-4981571871 / 10 ^ 10) (-4981571672 / 10 ^ 10) (2326450146 / 10 ^ 10) (2326450345 / 10 ^ 10).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ fast_2). step_box 80%positive. Qed.

Lemma fast_rises : Rabs (f 0%nat) < Rabs (f 1%nat).
Proof. apply (boxed_rise _ _ _ _ _ _ _ _ _ _ _ 1 fast_0 fast_1); lra. Qed.

Theorem fast : Rabs (f 0%nat) < Rabs (f 1%nat) /\ is_lim_seq f 0 /\
  exists lambda_inf : R, is_lim_seq lambda lambda_inf /\ 18 / 100 <= lambda_inf <= 22 / 100.
Proof.
  assert (B := fast_3).
  eassert (C : converges_from (2 / 5) f lambda 3 _ (2102317 / 10 ^ 7)).
  { apply trap_logistic with (delta := 4981571871 / 10 ^ 10) (least := 4981571672 / 10 ^ 10) (low := 2326450146 / 10 ^ 10)
      (high := 2326450345 / 10 ^ 10) (phi := 2448 / 10000) (V := 2102313 / 10 ^ 7) (eta := 23274 / 1000) (m := 100);
    rewrite ?slope_logistic_exp; try interval; try assumption.
    - split; [lra |]. apply (boxed_above _ _ _ _ _ _ _ _ B). lra.
    - apply (boxed_below _ _ _ _ _ _ _ _ B); lra.
    - apply B.
    - lra. }
  destruct C as (_ & L & _ & l & Ll & Hl). split; [exact fast_rises | split; [exact L | exists l; split; [exact Ll |]]].
  split; [apply Rle_trans with (2 := proj1 Hl) | apply Rle_trans with (1 := proj2 Hl)]; interval.
Qed.

End Fast.

(** At the minimum f = 0 the sharpness (T5) is kappa lambda = lambda/4. *)
Lemma sharpness_at_minimum lambda : 0 <= lambda -> sharpness_logistic 100 0 lambda = lambda / 4.
Proof.
  intros H. unfold sharpness_logistic. replace (0 / 2) with 0 by lra. unfold tanh. rewrite cosh_0, sinh_0.
  match goal with |- context [sqrt ?x] => replace x with ((lambda / 4) ^ 2) by field end.
  rewrite sqrt_pow2 by lra. field.
Qed.

(** Two rates, one start: both orbits are catapults (the loss rises at the first step) and converge to the minimum, and the larger rate ends
    at the larger kernel and the larger sharpness. *)
Theorem corollary_1_refuted :
  exists eta1 eta2 m f0 lambda0 : R, 0 < eta1 < eta2 /\ admissible m f0 lambda0 /\
  forall f1 lambda1 f2 lambda2 : nat -> R,
    orbit slope_logistic eta1 m f1 lambda1 -> f1 0%nat = f0 -> lambda1 0%nat = lambda0 ->
    orbit slope_logistic eta2 m f2 lambda2 -> f2 0%nat = f0 -> lambda2 0%nat = lambda0 ->
    Rabs (f1 0%nat) < Rabs (f1 1%nat) /\ Rabs (f2 0%nat) < Rabs (f2 1%nat) /\ is_lim_seq f1 0 /\ is_lim_seq f2 0 /\
    exists end1 end2 : R, is_lim_seq lambda1 end1 /\ is_lim_seq lambda2 end2 /\
      0 < end1 < end2 /\ sharpness_logistic m 0 end1 < sharpness_logistic m 0 end2.
Proof.
  exists (20427 / 1000), (23274 / 1000), 100, (1 / 2), 2. split; [lra | split; [unfold admissible; lra |]].
  intros f1 lambda1 f2 lambda2 O1 F1 L1 O2 F2 L2.
  destruct (slow f1 lambda1 O1 (conj F1 L1)) as (R1 & C1 & e1 & E1 & B1).
  destruct (fast f2 lambda2 O2 (conj F2 L2)) as (R2 & C2 & e2 & E2 & B2).
  repeat (split; [assumption |]). exists e1, e2. split; [assumption | split; [assumption | split; [lra |]]].
  rewrite !sharpness_at_minimum by lra. lra.
Qed.
