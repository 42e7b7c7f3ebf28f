(** Certificates about linear predictors, proved in Coq: one for each lemma that needs at most a short orbit.

    Each module states a problem that `catapult classify linear` certified, and proves its phase from the lemma that the
    certificate names (Linear_checks.v), with the certificate's numbers and the tools of Linear_certificates.v. All
    enclosures are re-established by the `interval` tactic: the program's interval arithmetic is not trusted. *)

From Coq Require Import Reals Lra Lia List ZArith.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Linear_certificates.
Open Scope R_scope.

Module Rest.


Definition points : data := [((1), 1%positive); ((-1), 1%positive)].
Definition learning_rate : R := (1).
Definition start : R := (0).

Theorem certificate : lazy logistic points learning_rate start.
Proof.
  apply linear_rest_check. right. split; [now right |]. unfold points, start. write_out. field.
Qed.

End Rest.

Module Critical_rate_lazy.


Definition points : data := [((1), 1%positive); ((-1), 1%positive)].
Definition learning_rate : R := (1).
Definition start : R := (1).

Lemma points_degenerate : degenerate points.
Proof.
  unfold degenerate, points. repeat split.
  - intros z [k Hz]. simpl in Hz. intuition (match goal with E : _ = _ |- _ => injection E as <- _ end); lra.
  - write_out. lra.
  - write_out. lra.
Qed.

Theorem certificate : lazy exponential points learning_rate start.
Proof.
  apply linear_critical_rate_lazy; [apply points_degenerate | unfold start; lra | unfold learning_rate; lra |].
  unfold learning_rate, start. write_out. interval with (i_prec 200).
Qed.

End Critical_rate_lazy.

Module Critical_rate_divergent.


Definition points : data := [((1), 1%positive); ((-1), 1%positive)].
Definition learning_rate : R := (2).
Definition start : R := (1).

Lemma points_degenerate : degenerate points.
Proof.
  unfold degenerate, points. repeat split.
  - intros z [k Hz]. simpl in Hz. intuition (match goal with E : _ = _ |- _ => injection E as <- _ end); lra.
  - write_out. lra.
  - write_out. lra.
Qed.

Theorem certificate : divergent exponential points learning_rate start.
Proof.
  apply linear_critical_rate_divergent; [apply points_degenerate | unfold start; lra |].
  unfold learning_rate, start. write_out. interval with (i_prec 200).
Qed.

End Critical_rate_divergent.

Module Quadratic.


Definition points : data := [((-1), 1%positive); ((1), 1%positive); ((2), 1%positive)].
Definition learning_rate : R := (1 / 4).
Definition start : R := (1).

Theorem certificate : lazy squared points learning_rate start.
Proof.
  apply linear_quadratic_lazy.
  - exists (-1). split; [point_occurs | lra].
  - unfold learning_rate. lra.
  - unfold points, learning_rate. write_out. lra.
Qed.

End Quadratic.

Module Smoothness.


Definition points : data := [((-1), 1%positive); ((1), 1%positive); ((2), 1%positive)].
Definition learning_rate : R := (3).
Definition start : R := (3).

Theorem certificate : lazy logistic points learning_rate start.
Proof.
  apply linear_smoothness.
  - split; [exists 1 | exists (-1)]; (split; [point_occurs | lra]).
  - unfold learning_rate. lra.
  - unfold points, learning_rate. write_out. lra.
Qed.

End Smoothness.

Module Potential.


Definition points : data := [((1), 1%positive); ((-1), 1%positive)].
Definition learning_rate : R := (12).
Definition start : R := (3).

Lemma points_degenerate : degenerate points.
Proof.
  unfold degenerate, points. repeat split.
  - intros z [k Hz]. simpl in Hz. intuition (match goal with E : _ = _ |- _ => injection E as <- _ end); lra.
  - write_out. lra.
  - write_out. lra.
Qed.

Lemma state_0 : enclosed (linear_map logistic points learning_rate) start 0 start start.
Proof. apply enclosed_start. Qed.

Theorem certificate : oscillating logistic points learning_rate start 2.
Proof.
  pose proof state_0 as H. unfold enclosed in H.
  refine (proj1 (linear_potential points learning_rate start 0 _ _ _ _)).
  - apply points_degenerate.
  - unfold points, learning_rate. write_out. lra.
  - revert H. generalize (orbit (linear_map logistic points learning_rate) start 0). intros v Hv.
    unfold points, learning_rate, start in *. write_out. apply Rminus_gt_0_lt. interval with (i_prec 200).
  - intros E. rewrite E in H. unfold start in H. lra.
Qed.

End Potential.

Module Escape.


Definition points : data := [((-1), 1%positive); ((1), 1%positive); ((2), 1%positive)].
Definition learning_rate : R := (3).
Definition start : R := (2).

Lemma state_0 : enclosed (linear_map exponential points learning_rate) start 0 start start.
Proof. apply enclosed_start. Qed.

Theorem certificate : divergent exponential points learning_rate start.
Proof.
  refine (proj1 (linear_escape points learning_rate start (1) 0 _ _ _ _ _ _ _)).
  - unfold learning_rate. lra.
  - lra.
  - unfold points, learning_rate. write_out. decide_signs. interval with (i_prec 200).
  - unfold points, learning_rate. write_out. decide_signs. interval with (i_prec 200).
  - unfold points, learning_rate. write_out. interval with (i_prec 200).
  - unfold points, learning_rate. write_out. interval with (i_prec 200).
  - pose proof state_0 as H. unfold enclosed in H. revert H.
    generalize (orbit (linear_map exponential points learning_rate) start 0). intros v Hv.
    unfold start in *. interval with (i_prec 200).
Qed.

End Escape.

Module Sublevel.


Definition points : data := [((-1), 1%positive); ((1), 1%positive); ((2), 1%positive)].
Definition learning_rate : R := (5).
Definition start : R := (6).

Lemma state_0 : enclosed (linear_map logistic points learning_rate) start 0 start start.
Proof. apply enclosed_start. Qed.

Lemma state_1 : enclosed (linear_map logistic points learning_rate) start 1 (4.341595891104123296839618270648799099312446801093141109316025) (4.341595891104123296839618270648799099312446801093141109316226).
Proof.
  apply (enclosed_step _ _ _ _ _ _ _ state_0). intros v Hv. unfold points, learning_rate, start in *. write_out.
  split; interval with (i_prec 250).
Qed.

Lemma state_2 : enclosed (linear_map logistic points learning_rate) start 2 (2.718322184039610903198789746314974711973758655323641311804244) (2.718322184039610903198789746314974711973758655323641311804674).
Proof.
  apply (enclosed_step _ _ _ _ _ _ _ state_1). intros v Hv. unfold points, learning_rate, start in *. write_out.
  split; interval with (i_prec 250).
Qed.

Lemma state_3 : enclosed (linear_map logistic points learning_rate) start 3 (1.272442242922807909631939919879935029394375775264749564063627) (1.272442242922807909631939919879935029394375775264749564064405).
Proof.
  apply (enclosed_step _ _ _ _ _ _ _ state_2). intros v Hv. unfold points, learning_rate, start in *. write_out.
  split; interval with (i_prec 250).
Qed.

Lemma state_4 : enclosed (linear_map logistic points learning_rate) start 4 (0.577810142135174943092129184230322968785159711765169930784398) (0.577810142135174943092129184230322968785159711765169930786326).
Proof.
  apply (enclosed_step _ _ _ _ _ _ _ state_3). intros v Hv. unfold points, learning_rate, start in *. write_out.
  split; interval with (i_prec 250).
Qed.

Lemma loss_falls_0 : risk logistic points (orbit (linear_map logistic points learning_rate) start (S 0)) <= risk logistic points (orbit (linear_map logistic points learning_rate) start 0).
Proof.
  apply (loss_falls _ _ _ _ _ _ _ _ _ state_0 state_1). intros v v' Hv Hv'.
  unfold points, start in *. write_out. apply Rlt_le. apply Rminus_gt_0_lt. interval with (i_prec 250).
Qed.

Lemma loss_falls_1 : risk logistic points (orbit (linear_map logistic points learning_rate) start (S 1)) <= risk logistic points (orbit (linear_map logistic points learning_rate) start 1).
Proof.
  apply (loss_falls _ _ _ _ _ _ _ _ _ state_1 state_2). intros v v' Hv Hv'.
  unfold points, start in *. write_out. apply Rlt_le. apply Rminus_gt_0_lt. interval with (i_prec 250).
Qed.

Lemma loss_falls_2 : risk logistic points (orbit (linear_map logistic points learning_rate) start (S 2)) <= risk logistic points (orbit (linear_map logistic points learning_rate) start 2).
Proof.
  apply (loss_falls _ _ _ _ _ _ _ _ _ state_2 state_3). intros v v' Hv Hv'.
  unfold points, start in *. write_out. apply Rlt_le. apply Rminus_gt_0_lt. interval with (i_prec 250).
Qed.

Lemma loss_falls_3 : risk logistic points (orbit (linear_map logistic points learning_rate) start (S 3)) <= risk logistic points (orbit (linear_map logistic points learning_rate) start 3).
Proof.
  apply (loss_falls _ _ _ _ _ _ _ _ _ state_3 state_4). intros v v' Hv Hv'.
  unfold points, start in *. write_out. apply Rlt_le. apply Rminus_gt_0_lt. interval with (i_prec 250).
Qed.

Theorem certificate : lazy logistic points learning_rate start.
Proof.
  destruct (linear_sublevel_from_pieces logistic points learning_rate start 4 (0.577810142135174943092129184230322968785159711765169930784398) (0.577810142135174943092129184230322968785159711765169930786326) (318997871183047 / 562949953421312) (8728815360043751 / 9007199254740992) [(85288304443975031 / 144115188075855872); (44456576932545015 / 72057594037927936); (92538003286205029 / 144115188075855872); (24040713176830007 / 36028797018963968); (99787702128435027 / 144115188075855872); (51706275774775013 / 72057594037927936); (107037400970665025 / 144115188075855872); (13832781298972503 / 18014398509481984); (114287099812895023 / 144115188075855872); (58955974617005011 / 72057594037927936); (121536798655125021 / 144115188075855872); (31290412019060005 / 36028797018963968); (128786497497355019 / 144115188075855872); (66205673459235009 / 72057594037927936); (136036196339585017 / 144115188075855872); (8728815360043751 / 9007199254740992)]) as [Hlazy Hcatapult].
  - exists (-1). split; [point_occurs | lra].
  - unfold learning_rate. lra.
  - exact state_4.
  - unfold start. lra.
  - unfold start. lra.
  - intros v Hv. unfold points, start in *. write_out. split; apply Rminus_gt_0_lt; interval with (i_prec 250).
  - discriminate.
  - reflexivity.
  - repeat constructor; intros v Hv; simpl in Hv; unfold points, learning_rate; write_out; interval with (i_prec 100, i_autodiff v, i_bisect v).
  - apply Hlazy.
    apply before_S; [| exact loss_falls_3].
    apply before_S; [| exact loss_falls_2].
    apply before_S; [| exact loss_falls_1].
    apply before_S; [| exact loss_falls_0].
    apply before_0.
Qed.

End Sublevel.
