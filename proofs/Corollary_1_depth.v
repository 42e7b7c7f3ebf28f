(** Corollary 1 of the paper at depth 3, refuted for both losses (claim `corollary-1-depth`): among converging rates, the larger can end in the sharper
    minimum.

    Aligned networks of three layers, the steps that the code runs. Proved:
    - exponential loss, m = 1, sigma = (1/10, 6/5, 3/2): [exponential_slow]: at eta = 1 the orbit ends at lambda <= 7/20; [exponential_fast]: at eta = 3/2
      at lambda >= 4/5;
    - logistic loss, m = 100, sigma = (1/10, 12, 11): [logistic_slow]: at eta = 17 it ends at lambda <= 3/250; [logistic_fast]: at eta = 22 at lambda >= 17/500;
    - [corollary_1_depth_refuted]: all four are catapults, as the loss rises at the first step.

    Steps are enclosed in boxes by interval arithmetic inside Coq; then the trap (L4a) applies, or (L8a) with what it says of the end ([lazy_end]). *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Standard_interval Equations Vectors Hyperbolic Two_layer_slopes Two_layer Two_layer_boundary Two_layer_boxes
  Aligned_layers Aligned_lazy Aligned_trap.
Local Open Scope R_scope.

(** Under (L8a) lambda converges, to a number below the largest tau_l^2 of the start. *)
Theorem lazy_end slope L eta N K tau_max tau_min sigma weakest : increasing_slope slope -> aligned_orbit slope L eta N sigma -> 0 < eta -> 0 <= K ->
  (weakest < L)%nat -> N <> 0 -> let f t := layers_output L N (sigma t) in
  (forall u, u <> 0 -> Rabs u <= Rabs (f 0%nat) -> slope u / u <= K) -> (forall l, (l < L)%nat -> tau L N (sigma 0%nat) l ^ 2 <= tau_max) ->
  tau L N (sigma 0%nat) weakest ^ 2 <= tau_min -> aligned_lazy_holds eta K tau_max tau_min ->
  is_lim_seq f 0 /\ exists lambda_inf : R, is_lim_seq (fun t => layers_lambda L N (sigma t)) lambda_inf /\ lambda_inf <= tau_max.
Proof.
  intros Hs Ho Heta HK Hw HN f Hratio Hmax Hmin Hlazy.
  destruct (layers_lazy slope L eta N K tau_max tau_min sigma weakest Hs Ho Heta HK Hw Hratio Hmax Hmin Hlazy) as (_ & _ & Lf & Lq).
  assert (Inv := lazy_invariant slope L eta N K tau_max tau_min sigma weakest Hs Ho Heta HK Hw Hratio Hmax Hmin Hlazy).
  split; [assumption |]. set (size := fun t l => Rabs (sigma t l)). set (y := fun l => real (Lim_seq (fun t => size t l))).
  assert (Ly : forall l, (l < L)%nat -> is_lim_seq (fun t => size t l) (y l)) by (intros l Hl; apply Lim_seq_correct', Lq; assumption).
  destruct (layers_limits L N size y Ly) as (L1 & L2 & L3).
  assert (Same : forall t l, tau L N (size t) l ^ 2 = tau L N (sigma t) l ^ 2).
  { intros t l. rewrite !tau_squared. f_equal. apply product_ext. intros k _. unfold without, size. destruct (Nat.eqb k l); [reflexivity | apply pow2_abs]. }
  assert (Zero : layers_output L N y = 0).
  { assert (L4 : is_lim_seq (fun t => layers_output L N (size t)) 0).
    { apply is_lim_seq_abs_0. apply is_lim_seq_ext with (fun t => Rabs (f t)); [| apply (is_lim_seq_abs_0 f); exact Lf].
      intros t. unfold f, layers_output, size. rewrite !Rabs_mult. f_equal. rewrite <- product_abs, Rabs_Rabsolu. reflexivity. }
    assert (E := is_lim_seq_unique _ _ L1). rewrite (is_lim_seq_unique _ _ L4) in E. now injection E as E. }
  assert (Hj : exists j, (j < L)%nat /\ y j = 0).
  { unfold layers_output in Zero. apply Rmult_integral in Zero. destruct Zero as [Z | Z]; [contradiction |]. revert Z. clear.
    induction L as [| n IH]; simpl; intros Z; [lra |]. apply Rmult_integral in Z.
    destruct Z as [Z | Z]; [destruct (IH Z) as (j & Hj & E); exists j; split; [lia | assumption] | exists n; split; [lia | assumption]]. }
  destruct Hj as (j & Hj & Ej). exists (layers_lambda L N y). split.
  - apply is_lim_seq_ext with (2 := L3). intros t. unfold layers_lambda. apply sum_ext. intros l. apply Same.
  - rewrite (lambda_of_vanishing L N y j Hj Ej).
    apply (is_lim_seq_le (fun t => tau L N (size t) j ^ 2) (fun _ => tau_max) (tau L N y j ^ 2) tau_max); [| | apply is_lim_seq_const].
    + intros t. rewrite Same. destruct (Inv t) as [_ I]. destruct (I j Hj) as [I1 _]. specialize (Hmax j Hj). lra.
    + simpl. apply is_lim_seq_mult'; [now apply L2 |]. apply is_lim_seq_mult'; [now apply L2 | apply is_lim_seq_const].
Qed.

(** * Boxes *)

Definition boxed (s : nat -> vector) (t : nat) (a1 b1 a2 b2 a3 b3 : R) : Prop := a1 <= s t 0%nat <= b1 /\ a2 <= s t 1%nat <= b2 /\ a3 <= s t 2%nat <= b3.

Definition maps_box (slope : R -> R) (eta N a1 b1 a2 b2 a3 b3 c1 d1 c2 d2 c3 d3 : R) : Prop :=
  forall x y z, a1 <= x <= b1 -> a2 <= y <= b2 -> a3 <= z <= b3 -> let s := slope (aligned_output_depth3 N x y z) in
    c1 <= aligned_step_1_depth3 eta N s x y z <= d1 /\ c2 <= aligned_step_2_depth3 eta N s x y z <= d2 /\ c3 <= aligned_step_3_depth3 eta N s x y z <= d3.

Lemma step_depth3 eta N s x : layers_step 3 eta N s x 0%nat = aligned_step_1_depth3 eta N s (x 0%nat) (x 1%nat) (x 2%nat) /\
  layers_step 3 eta N s x 1%nat = aligned_step_2_depth3 eta N s (x 0%nat) (x 1%nat) (x 2%nat) /\
  layers_step 3 eta N s x 2%nat = aligned_step_3_depth3 eta N s (x 0%nat) (x 1%nat) (x 2%nat) /\
  layers_output 3 N x = aligned_output_depth3 N (x 0%nat) (x 1%nat) (x 2%nat).
Proof.
  unfold layers_step, layers_output, tau, without, aligned_step_1_depth3, aligned_step_2_depth3, aligned_step_3_depth3, aligned_output_depth3.
  simpl. repeat split; ring.
Qed.

Lemma boxed_step slope eta N s t a1 b1 a2 b2 a3 b3 c1 d1 c2 d2 c3 d3 : aligned_orbit slope 3 eta N s ->
  maps_box slope eta N a1 b1 a2 b2 a3 b3 c1 d1 c2 d2 c3 d3 -> boxed s t a1 b1 a2 b2 a3 b3 -> boxed s (S t) c1 d1 c2 d2 c3 d3.
Proof.
  intros Ho H (H1 & H2 & H3). specialize (H _ _ _ H1 H2 H3). unfold boxed. rewrite !Ho by lia.
  destruct (step_depth3 eta N (slope (layers_output 3 N (s t))) (s t)) as (-> & -> & -> & ->). exact H.
Qed.

Ltac step_layers precision := let x := fresh "x" in let y := fresh "y" in let z := fresh "z" in
  intros x y z ? ? ?; cbv zeta; rewrite ?slope_logistic_exp, ?slope_exponential_exp;
  unfold aligned_step_1_depth3, aligned_step_2_depth3, aligned_step_3_depth3, aligned_output_depth3;
  split; [| split]; interval with (i_prec precision).

Definition starts (s : nat -> vector) (a b c : R) : Prop := s 0%nat 0%nat = a /\ s 0%nat 1%nat = b /\ s 0%nat 2%nat = c.

Lemma boxed_start s a b c : starts s a b c -> boxed s 0 a a b b c c.
Proof. intros (H1 & H2 & H3). unfold boxed. rewrite H1, H2, H3. lra. Qed.

(** A layer below 3 is one of three. *)
Lemma three_cases l : (l < 3)%nat -> l = 0%nat \/ l = 1%nat \/ l = 2%nat.
Proof. lia. Qed.

Lemma output_depth3 N s : layers_output 3 N s = N * (s 0%nat * s 1%nat * s 2%nat).
Proof. unfold layers_output. simpl. ring. Qed.

Lemma tau_depth3 N s : tau 3 N s 0 = N * (s 1%nat * s 2%nat) /\ tau 3 N s 1 = N * (s 0%nat * s 2%nat) /\ tau 3 N s 2 = N * (s 0%nat * s 1%nat).
Proof. unfold tau, without. simpl. repeat split; ring. Qed.

(** The orbit is a catapult that ends at a kernel in a set. *)
Definition ends_with (N : R) (s : nat -> vector) (P : R -> Prop) : Prop :=
  Rabs (layers_output 3 N (s 0%nat)) < Rabs (layers_output 3 N (s 1%nat)) /\ is_lim_seq (fun t => layers_output 3 N (s t)) 0 /\
  exists lambda_inf : R, is_lim_seq (fun t => layers_lambda 3 N (s t)) lambda_inf /\ P lambda_inf.

Lemma end_shift N s T P : Rabs (layers_output 3 N (s 0%nat)) < Rabs (layers_output 3 N (s 1%nat)) ->
  is_lim_seq (fun t => layers_output 3 N (s (T + t)%nat)) 0 ->
  (exists lambda_inf : R, is_lim_seq (fun t => layers_lambda 3 N (s (T + t)%nat)) lambda_inf /\ P lambda_inf) -> ends_with N s P.
Proof.
  intros H1 H2 (l & H3 & H4). split; [assumption |]. split; [now apply is_lim_seq_shift with T | exists l; split; [now apply is_lim_seq_shift with T | assumption]].
Qed.

Section Exponential_slow.

Variable s : nat -> vector.
Hypothesis Horbit : aligned_orbit slope_exponential 3 1 1 s.
Hypothesis Hstart : starts s (1 / 10) (6 / 5) (3 / 2).

Lemma exponential_slow_0 : boxed s 0 (1 / 10) (1 / 10) (6 / 5) (6 / 5) (3 / 2) (3 / 2).
Proof. now apply boxed_start. Qed.

Lemma exponential_slow_1 : boxed s 1 (-225752436539484332 / 10 ^ 18) (-225752436539484327 / 10 ^ 18) (1172853963621709637 / 10 ^ 18) (1172853963621709642 / 10 ^ 18) (1478283170897367709 / 10 ^ 18) (1478283170897367714 / 10 ^ 18).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ exponential_slow_0). step_layers 90%positive. Qed.

Lemma exponential_slow_2 : boxed s 2 (470342907163595 / 10 ^ 15) (470342907163600 / 10 ^ 15) (1038868638270966 / 10 ^ 15) (1038868638270971 / 10 ^ 15) (1371980655250537 / 10 ^ 15) (1371980655250542 / 10 ^ 15).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ exponential_slow_1). step_layers 90%positive. Qed.

Lemma exponential_slow_3 : boxed s 3 (-558354508556 / 10 ^ 12) (-558354508551 / 10 ^ 12) (573130704447 / 10 ^ 12) (573130704452 / 10 ^ 12) (1019322233099 / 10 ^ 12) (1019322233104 / 10 ^ 12).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ exponential_slow_2). step_layers 90%positive. Qed.

Lemma exponential_slow_rises : Rabs (layers_output 3 1 (s 0%nat)) < Rabs (layers_output 3 1 (s 1%nat)).
Proof.
  destruct exponential_slow_0 as (A1 & A2 & A3). destruct exponential_slow_1 as (B1 & B2 & B3). rewrite !output_depth3.
  apply Rlt_trans with (1 / 4); interval with (i_prec 80%positive).
Qed.

Theorem exponential_slow : ends_with 1 s (fun lambda => lambda <= 7 / 20).
Proof.
  destruct exponential_slow_3 as (B1 & B2 & B3).
  destruct (lazy_end slope_exponential 3 1 1 (11 / 10) (7 / 20) (11 / 100) (fun t => s (3 + t)%nat) 2) as [H1 H2].
  - exact increasing_exponential.
  - now apply aligned_orbit_shift.
  - lra.
  - lra.
  - lia.
  - lra.
  - intros u Hu Hle. rewrite (slope_ratio_even _ _ increasing_exponential Hu). assert (P := Rabs_pos_lt u Hu).
    assert (Hf : Rabs (layers_output 3 1 (s 3%nat)) <= 33 / 100) by (rewrite output_depth3; interval with (i_prec 80%positive)).
    assert (Q : Rabs u <= 33 / 100) by (apply Rle_trans with (1 := Hle); exact Hf).
    apply Rle_trans with (slope_exponential (33 / 100) / (33 / 100)); [apply sinh_ratio; lra | rewrite slope_exponential_exp; interval].
  - intros l Hl. destruct (tau_depth3 1 (s 3%nat)) as (E0 & E1 & E2). change ((3 + 0)%nat) with 3%nat.
    destruct (three_cases l Hl) as [-> | [-> | ->]]; rewrite ?E0, ?E1, ?E2; interval with (i_prec 80%positive).
  - destruct (tau_depth3 1 (s 3%nat)) as (E0 & E1 & E2). change ((3 + 0)%nat) with 3%nat. rewrite ?E0, ?E1, ?E2. interval with (i_prec 80%positive).
  - unfold aligned_lazy_holds, aligned_lazy_1, aligned_lazy_2. lra.
  - now apply end_shift with 3%nat; [apply exponential_slow_rises | |].
Qed.

End Exponential_slow.

Section Exponential_fast.

Variable s : nat -> vector.
Hypothesis Horbit : aligned_orbit slope_exponential 3 (3 / 2) 1 s.
Hypothesis Hstart : starts s (1 / 10) (6 / 5) (3 / 2).

Lemma exponential_fast_0 : boxed s 0 (1 / 10) (1 / 10) (6 / 5) (6 / 5) (3 / 2) (3 / 2).
Proof. now apply boxed_start. Qed.

Lemma exponential_fast_1 : boxed s 1 (-388628654809226496 / 10 ^ 18) (-388628654809226491 / 10 ^ 18) (1159280945432564456 / 10 ^ 18) (1159280945432564461 / 10 ^ 18) (1467424756346051565 / 10 ^ 18) (1467424756346051570 / 10 ^ 18).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ exponential_fast_0). step_layers 90%positive. Qed.

Lemma exponential_fast_2 : boxed s 2 (1423977134920027 / 10 ^ 15) (1423977134920032 / 10 ^ 15) (551636566787961 / 10 ^ 15) (551636566787966 / 10 ^ 15) (987379325249495 / 10 ^ 15) (987379325249500 / 10 ^ 15).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ exponential_fast_1). step_layers 90%positive. Qed.

Lemma exponential_fast_3 : boxed s 3 (724828180736 / 10 ^ 12) (724828180742 / 10 ^ 12) (-1253124365678 / 10 ^ 12) (-1253124365673 / 10 ^ 12) (-20918194458 / 10 ^ 12) (-20918194453 / 10 ^ 12).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ exponential_fast_2). step_layers 90%positive. Qed.

Lemma exponential_fast_rises : Rabs (layers_output 3 1 (s 0%nat)) < Rabs (layers_output 3 1 (s 1%nat)).
Proof.
  destruct exponential_fast_0 as (A1 & A2 & A3). destruct exponential_fast_1 as (B1 & B2 & B3). rewrite !output_depth3.
  apply Rlt_trans with (1 / 4); interval with (i_prec 80%positive).
Qed.

Theorem exponential_fast : ends_with 1 s (fun lambda => 8 / 10 <= lambda).
Proof.
  destruct exponential_fast_3 as (B1 & B2 & B3).
  destruct (layers_trap slope_exponential 3 (3 / 2) 1 (19 / 1000 + 1 / 10 ^ 6) (1) (10001 / 10000) (1 / 2) (8 / 10) (8251 / 10000) (76 / 100) (fun t => s (3 + t)%nat)
    (three_layers (5253 / 10000) (15703 / 10000) 0) (three_layers (5254 / 10000) (15704 / 10000) 0) 2) as (_ & H1 & limit & _ & _ & _ & H2 & H3).
  - now apply aligned_orbit_shift.
  - lra.
  - lia.
  - apply ratio_exponential; [lra | rewrite slope_exponential_exp; interval].
  - change ((3 + 0)%nat) with 3%nat. rewrite output_depth3. interval with (i_prec 80%positive).
  - intros k Hk Hkj. change ((3 + 0)%nat) with 3%nat. destruct (three_cases k Hk) as [-> | [-> | ->]]; [| | contradiction]; simpl three_layers;
      (split; [split |]); interval with (i_prec 80%positive).
  - unfold aligned_trap_drift, without, three_layers. simpl. interval with (i_prec 80%positive).
  - unfold without, three_layers. simpl. interval with (i_prec 80%positive).
  - unfold aligned_trap_holds, aligned_trap_1, aligned_trap_2, aligned_trap_3, aligned_trap_4, aligned_trap_5, aligned_trap_6, aligned_trap_7.
    repeat split; interval with (i_prec 80%positive).
  - apply end_shift with 3%nat; [apply exponential_fast_rises | assumption | exists (layers_lambda 3 1 limit); split; [assumption | apply H3]].
Qed.

End Exponential_fast.

Section Logistic_slow.

Variable s : nat -> vector.
Hypothesis Horbit : aligned_orbit slope_logistic 3 17 (1 / 100) s.
Hypothesis Hstart : starts s (1 / 10) 12 11.

Lemma logistic_slow_0 : boxed s 0 (1 / 10) (1 / 10) 12 12 11 11.
Proof. now apply boxed_start. Qed.

Lemma logistic_slow_1 : boxed s 1 (-639446635152124517 / 10 ^ 18) (-639446635152124512 / 10 ^ 18) (11993837944707065627 / 10 ^ 18) (11993837944707065632 / 10 ^ 18) (10993277757862253411 / 10 ^ 18) (10993277757862253416 / 10 ^ 18).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ logistic_slow_0). step_layers 90%positive. Qed.

Lemma logistic_slow_2 : boxed s 2 (38238281357638267 / 10 ^ 16) (38238281357638272 / 10 ^ 16) (117558802494989966 / 10 ^ 16) (117558802494989971 / 10 ^ 16) (107336621912510656 / 10 ^ 16) (107336621912510661 / 10 ^ 16).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ logistic_slow_1). step_layers 90%positive. Qed.

Lemma logistic_slow_3 : boxed s 3 (-673098128133477 / 10 ^ 14) (-673098128133472 / 10 ^ 14) (832272370484579 / 10 ^ 14) (832272370484585 / 10 ^ 14) (697354970609910 / 10 ^ 14) (697354970609915 / 10 ^ 14).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ logistic_slow_2). step_layers 90%positive. Qed.

Lemma logistic_slow_4 : boxed s 4 (-19921688361 / 10 ^ 10) (-19921688356 / 10 ^ 10) (44902213895 / 10 ^ 10) (44902213900 / 10 ^ 10) (23995724330 / 10 ^ 10) (23995724335 / 10 ^ 10).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ logistic_slow_3). step_layers 90%positive. Qed.

Lemma logistic_slow_rises : Rabs (layers_output 3 (1 / 100) (s 0%nat)) < Rabs (layers_output 3 (1 / 100) (s 1%nat)).
Proof.
  destruct logistic_slow_0 as (A1 & A2 & A3). destruct logistic_slow_1 as (B1 & B2 & B3). rewrite !output_depth3.
  apply Rlt_trans with (1 / 2); interval with (i_prec 80%positive).
Qed.

Theorem logistic_slow : ends_with (1 / 100) s (fun lambda => lambda <= 3 / 250).
Proof.
  destruct logistic_slow_4 as (B1 & B2 & B3).
  destruct (lazy_end slope_logistic 3 17 (1 / 100) (1 / 4) (3 / 250) (3 / 1000) (fun t => s (4 + t)%nat) 1) as [H1 H2].
  - exact increasing_logistic.
  - now apply aligned_orbit_shift.
  - lra.
  - lra.
  - lia.
  - lra.
  - intros u Hu Hle. rewrite (slope_ratio_even _ _ increasing_logistic Hu). assert (P := Rabs_pos_lt u Hu).
    apply Rmult_le_reg_r with (Rabs u); [assumption |]. replace (slope_logistic (Rabs u) / Rabs u * Rabs u) with (slope_logistic (Rabs u)) by (field; lra).
    unfold slope_logistic. assert (T := tanh_le (Rabs u / 2) ltac:(lra)). lra.
  - intros l Hl. destruct (tau_depth3 (1 / 100) (s 4%nat)) as (E0 & E1 & E2). change ((4 + 0)%nat) with 4%nat.
    destruct (three_cases l Hl) as [-> | [-> | ->]]; rewrite ?E0, ?E1, ?E2; interval with (i_prec 80%positive).
  - destruct (tau_depth3 (1 / 100) (s 4%nat)) as (E0 & E1 & E2). change ((4 + 0)%nat) with 4%nat. rewrite ?E0, ?E1, ?E2. interval with (i_prec 80%positive).
  - unfold aligned_lazy_holds, aligned_lazy_1, aligned_lazy_2. lra.
  - now apply end_shift with 4%nat; [apply logistic_slow_rises | |].
Qed.

End Logistic_slow.

Section Logistic_fast.

Variable s : nat -> vector.
Hypothesis Horbit : aligned_orbit slope_logistic 3 22 (1 / 100) s.
Hypothesis Hstart : starts s (1 / 10) 12 11.

Lemma logistic_fast_0 : boxed s 0 (1 / 10) (1 / 10) 12 12 11 11.
Proof. now apply boxed_start. Qed.

Lemma logistic_fast_1 : boxed s 1 (-856930939608631727 / 10 ^ 18) (-856930939608631722 / 10 ^ 18) (11992025575503261400 / 10 ^ 18) (11992025575503261405 / 10 ^ 18) (10991300627821739709 / 10 ^ 18) (10991300627821739714 / 10 ^ 18).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ logistic_fast_0). step_layers 90%positive. Qed.

Lemma logistic_fast_2 : boxed s 2 (65591626411477045 / 10 ^ 16) (65591626411477051 / 10 ^ 16) (114620834068203554 / 10 ^ 16) (114620834068203559 / 10 ^ 16) (104131088145347143 / 10 ^ 16) (104131088145347148 / 10 ^ 16).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ logistic_fast_1). step_layers 90%positive. Qed.

Lemma logistic_fast_3 : boxed s 3 (-655953887263384 / 10 ^ 14) (-655953887263379 / 10 ^ 14) (395492316243037 / 10 ^ 14) (395492316243042 / 10 ^ 14) (214970751890457 / 10 ^ 14) (214970751890462 / 10 ^ 14).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ logistic_fast_2). step_layers 90%positive. Qed.

Lemma logistic_fast_4 : boxed s 4 (-63053159595 / 10 ^ 10) (-63053159590 / 10 ^ 10) (35332752529 / 10 ^ 10) (35332752534 / 10 ^ 10) (13739810218 / 10 ^ 10) (13739810223 / 10 ^ 10).
Proof. refine (boxed_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ Horbit _ logistic_fast_3). step_layers 90%positive. Qed.

Lemma logistic_fast_rises : Rabs (layers_output 3 (1 / 100) (s 0%nat)) < Rabs (layers_output 3 (1 / 100) (s 1%nat)).
Proof.
  destruct logistic_fast_0 as (A1 & A2 & A3). destruct logistic_fast_1 as (B1 & B2 & B3). rewrite !output_depth3.
  apply Rlt_trans with (1 / 2); interval with (i_prec 80%positive).
Qed.

Theorem logistic_fast : ends_with (1 / 100) s (fun lambda => 17 / 500 <= lambda).
Proof.
  destruct logistic_fast_4 as (B1 & B2 & B3).
  destruct (layers_trap slope_logistic 3 22 (1 / 100) (3062 / 10000) (2479 / 10000) (1 / 4) (124 / 10) (17 / 500) (497 / 10000) (185 / 1000) (fun t => s (4 + t)%nat)
    (three_layers (3975 / 100) (1248 / 100) 0) (three_layers (3976 / 100) (1249 / 100) 0) 2) as (_ & H1 & limit & _ & _ & _ & H2 & H3).
  - now apply aligned_orbit_shift.
  - lra.
  - lia.
  - apply ratio_logistic; [lra | rewrite slope_logistic_exp; interval].
  - change ((4 + 0)%nat) with 4%nat. rewrite output_depth3. interval with (i_prec 80%positive).
  - intros k Hk Hkj. change ((4 + 0)%nat) with 4%nat. destruct (three_cases k Hk) as [-> | [-> | ->]]; [| | contradiction]; simpl three_layers;
      (split; [split |]); interval with (i_prec 80%positive).
  - unfold aligned_trap_drift, without, three_layers. simpl. interval with (i_prec 80%positive).
  - unfold without, three_layers. simpl. interval with (i_prec 80%positive).
  - unfold aligned_trap_holds, aligned_trap_1, aligned_trap_2, aligned_trap_3, aligned_trap_4, aligned_trap_5, aligned_trap_6, aligned_trap_7.
    repeat split; interval with (i_prec 80%positive).
  - apply end_shift with 4%nat; [apply logistic_fast_rises | assumption | exists (layers_lambda 3 (1 / 100) limit); split; [assumption | apply H3]].
Qed.

End Logistic_fast.

(** Two rates, one start: both orbits are catapults that converge to a minimum, and the larger rate ends at the larger kernel. *)
Definition larger_rate_ends_sharper (slope : R -> R) : Prop := exists eta1 eta2 N a b c : R, 0 < eta1 < eta2 /\ 0 < N /\
  forall s1 s2 : nat -> vector, aligned_orbit slope 3 eta1 N s1 -> starts s1 a b c -> aligned_orbit slope 3 eta2 N s2 -> starts s2 a b c ->
  exists end1 end2 : R, end1 < end2 /\ ends_with N s1 (fun lambda => lambda = end1) /\ ends_with N s2 (fun lambda => lambda = end2).

Theorem corollary_1_depth_refuted : larger_rate_ends_sharper slope_exponential /\ larger_rate_ends_sharper slope_logistic.
Proof.
  split.
  - exists 1, (3 / 2), 1, (1 / 10), (6 / 5), (3 / 2). split; [lra | split; [lra |]]. intros s1 s2 O1 S1 O2 S2.
    destruct (exponential_slow s1 O1 S1) as (A1 & A2 & e1 & A3 & A4). destruct (exponential_fast s2 O2 S2) as (B1 & B2 & e2 & B3 & B4).
    exists e1, e2. split; [lra |]. split; (split; [assumption | split; [assumption |]]); [now exists e1 | now exists e2].
  - exists 17, 22, (1 / 100), (1 / 10), 12, 11. split; [lra | split; [lra |]]. intros s1 s2 O1 S1 O2 S2.
    destruct (logistic_slow s1 O1 S1) as (A1 & A2 & e1 & A3 & A4). destruct (logistic_fast s2 O2 S2) as (B1 & B2 & e2 & B3 & B4).
    exists e1, e2. split; [lra |]. split; (split; [assumption | split; [assumption |]]); [now exists e1 | now exists e2].
Qed.
