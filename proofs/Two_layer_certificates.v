(* What a certificate about the two-layer network on D0 claims, and the steps from the checker's lemmas to these claims: the
   library of the files that `catapult export coq --certificate` prints.

   Phases: [lazy], [catapult], [divergent]. A certificate's orbit is any pair of sequences f, lambda that starts at the stated
   numbers and moves by (T1), (T2) of its loss. The functions of OrbitEnclosure.v enclose it inside Coq; Two_layer_trap.v,
   Two_layer_growth.v, Two_layer_boundary.v, Two_layer_alternation.v and Universal_rate.v say what follows.

   - [lazy_by_trap], [catapult_by_trap], [limit_by_trap]: checks/trap.rs; [sharpness_limit]: the limit of the sharpness;
   - [catapult_by_convergence]: a rise and convergence, as in checks/universal.rs;
   - [lazy_by_falls]: |f| never rises, as in checks/boundary.rs; [divergent_by_size]: |f| tends to infinity. *)

From Coq Require Import Reals Lra Lia ZArith Bool.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Float.Sig Float.Basic Real.Xreal Interval.Interval.
From Catapult Require Hyperbolic.
From Catapult Require Export Equations IdentitiesLoss Two_layer_slopes Two_layer Two_layer_trap Two_layer_growth Two_layer_boundary
  Two_layer_alternation Universal_rate Two_layer_hypotheses OrbitEnclosure.
From Catapult Require Export Standard_interval.
Open Scope R_scope.

Module Certificates (F : FloatOps with Definition sensible_format := true).

Module Export Enclosure := Enclosures F.

(** * A loss with its risk on D0 *)

Record problem_loss := {
  enclosing : Enclosure.loss;
  risk : R -> R;
  kappa : R;
  risk_grows : forall x y, Rabs x < Rabs y -> risk x < risk y;
  risk_even : forall x y, Rabs x = Rabs y -> risk x = risk y;
  risk_unbounded : forall x, Rabs x / 2 <= risk x;
  rest : Enclosure.slope enclosing 0 = 0;
  kappa_is : Enclosure.curvature enclosing 0 = kappa;
  kappa_nonneg : 0 <= kappa;
  curvature_continuous : continuous (Enclosure.curvature enclosing) 0
}.

Lemma cosh_unbounded (x : R) : Rabs x / 2 <= cosh x.
Proof. pose proof (Hyperbolic.abs_below_cosh x). pose proof (Rabs_pos x). lra. Qed.

Definition exponential_loss : problem_loss.
Proof.
  refine (Build_problem_loss exponential risk_exponential kappa_exponential Hyperbolic.cosh_lt_abs _ cosh_unbounded sinh_0 _ _ _).
  - intros x y same. unfold risk_exponential. rewrite <- (Hyperbolic.cosh_abs x), same. apply Hyperbolic.cosh_abs.
  - symmetry. exact kappa_exponential_curvature.
  - unfold kappa_exponential. lra.
  - apply (ex_derive_continuous cosh). exists (sinh 0). apply is_derive_cosh.
Defined.

Definition logistic_loss : problem_loss.
Proof.
  assert (forall x, Rabs (x / 2) = Rabs x / 2) as halves
    by (intros x; unfold Rdiv; rewrite Rabs_mult, (Rabs_right (/ 2)) by lra; reflexivity).
  refine (Build_problem_loss logistic risk_logistic kappa_logistic _ _ _ _ _ _ _).
  - intros x y less. unfold risk_logistic. pose proof (cosh_positive (x / 2)).
    apply ln_increasing; [lra |]. apply Rmult_lt_compat_l; [lra |]. apply Hyperbolic.cosh_lt_abs. rewrite !halves. lra.
  - intros x y same. unfold risk_logistic. rewrite <- (Hyperbolic.cosh_abs (x / 2)), <- (Hyperbolic.cosh_abs (y / 2)), !halves, same. reflexivity.
  - intros x. unfold risk_logistic. rewrite <- (ln_exp (Rabs x / 2)), <- (Hyperbolic.cosh_abs (x / 2)), halves.
    unfold cosh. pose proof (exp_pos (Rabs x / 2)). pose proof (exp_pos (- (Rabs x / 2))).
    apply Rlt_le, ln_increasing; lra.
  - unfold Enclosure.slope, logistic, slope_logistic, tanh. replace (0 / 2) with 0 by lra. rewrite sinh_0. unfold Rdiv. ring.
  - symmetry. exact kappa_logistic_curvature.
  - unfold kappa_logistic. lra.
  - apply (continuous_ext (fun x => 1 / 4 - slope_logistic x ^ 2)).
    { intros x. symmetry. apply curvature_logistic_once. }
    apply (ex_derive_continuous (fun x => 1 / 4 - slope_logistic x ^ 2)).
    auto_derive. exists (curvature_logistic 0). apply slope_logistic_derive.
Defined.

Definition squared_loss : problem_loss.
Proof.
  refine (Build_problem_loss squared risk_squared kappa_squared _ _ _ _ _ _ _); unfold risk_squared.
  - intros x y less. rewrite <- (pow2_abs x), <- (pow2_abs y). pose proof (Rabs_pos x). nra.
  - intros x y same. rewrite <- (pow2_abs x), <- (pow2_abs y), same. reflexivity.
  - intros x. rewrite <- (pow2_abs x). pose proof (pow2_ge_0 (Rabs x - 1)). pose proof (Rabs_pos x). nra.
  - reflexivity.
  - reflexivity.
  - unfold kappa_squared. lra.
  - apply continuous_const.
Defined.

(** * Claims *)

Section Claims.

Variable l : problem_loss.
Let slope := Enclosure.slope (enclosing l).
Let curvature := Enclosure.curvature (enclosing l).
Variables (eta m : R) (f lambda : nat -> R).

(* The loss never rises and the orbit converges to the minimum f = 0. *)
Definition lazy : Prop := is_lim_seq f 0 /\ forall t, risk l (f (S t)) <= risk l (f t).

(* The loss rises at some step and the orbit converges to the minimum. *)
Definition catapult : Prop := is_lim_seq f 0 /\ exists t, risk l (f t) < risk l (f (S t)).

(* The loss tends to infinity. *)
Definition divergent : Prop := is_lim_seq (fun t => risk l (f t)) p_infty.

(* lambda, and the sharpness, tend to numbers in these intervals. *)
Definition kernel_limit (low high : R) : Prop := exists limit : R, is_lim_seq lambda limit /\ low <= limit <= high.
Definition sharpness_tends (low high : R) : Prop :=
  exists limit : R,
  is_lim_seq (fun t => sharpness m (slope (f t)) (curvature (f t)) (f t) (lambda t)) limit /\ low <= limit <= high.

Lemma risk_not_above (x y : R) : Rabs x <= Rabs y -> risk l x <= risk l y.
Proof. intros [less | same]; [left; apply risk_grows, less | right; apply risk_even, same]. Qed.

Lemma lazy_by_falls : is_lim_seq f 0 -> (forall t, Rabs (f (S t)) <= Rabs (f t)) -> lazy.
Proof. intros tends falls. split; [exact tends | intros t; apply risk_not_above, falls]. Qed.

Lemma catapult_by_convergence (t : nat) : is_lim_seq f 0 -> Rabs (f t) < Rabs (f (S t)) -> catapult.
Proof. intros tends rise. split; [exact tends | exists t; apply risk_grows, rise]. Qed.

Lemma divergent_by_size : is_lim_seq (fun t => Rabs (f t)) p_infty -> divergent.
Proof.
  intros tends. apply (is_lim_seq_le_p_loc (fun t => Rabs (f t) / 2)).
  - exists O. intros t _. apply risk_unbounded.
  - apply (is_lim_seq_ext (fun t => / 2 * Rabs (f t))); [intros; unfold Rdiv; ring |].
    replace p_infty with (Rbar_mult (/ 2) p_infty).
    + apply is_lim_seq_scal_l, tends.
    + simpl. destruct (Rle_dec 0 (/ 2)) as [low |]; [| lra]. destruct (Rle_lt_or_eq_dec 0 (/ 2) low); [reflexivity | lra].
Qed.

(* |f| shrinks by rho < 1 from step T on, and did not rise before. *)
Lemma lazy_by_trap (rho lambda_min lambda_max : R) (T : nat) :
  rho < 1 -> converges_from rho f lambda T lambda_min lambda_max ->
  (forall t, (t < T)%nat -> Rabs (f (S t)) <= Rabs (f t)) -> lazy.
Proof.
  intros shrinking [later [tends _]] before. apply lazy_by_falls; [exact tends |].
  intros t. destruct (Compare_dec.le_lt_dec T t) as [after | early]; [| apply before, early].
  destruct (later t after) as [shrinks _]. pose proof (Rabs_pos (f t)). nra.
Qed.

(* The orbit rests at f = 0 from step T on. *)
Lemma limits_by_rest (T : nat) :
  (forall t, f (T + t)%nat = 0 /\ lambda (T + t)%nat = lambda T) -> is_lim_seq f 0 /\ is_lim_seq lambda (lambda T).
Proof.
  intros rests.
  split; apply (is_lim_seq_incr_n _ T);
    [apply (is_lim_seq_ext (fun _ => 0)) | apply (is_lim_seq_ext (fun _ => lambda T))]; try apply is_lim_seq_const;
    intros t; rewrite Nat.add_comm; symmetry; apply rests.
Qed.

Lemma lazy_by_rest (T : nat) :
  (forall t, f (T + t)%nat = 0 /\ lambda (T + t)%nat = lambda T) ->
  (forall t, (t < T)%nat -> Rabs (f (S t)) <= Rabs (f t)) -> lazy.
Proof.
  intros rests before. apply lazy_by_falls; [apply (limits_by_rest T rests) |].
  intros t. destruct (Compare_dec.le_lt_dec T t) as [after | early]; [| apply before, early].
  replace (S t) with (T + (S t - T))%nat by lia. rewrite (proj1 (rests _)), Rabs_R0. apply Rabs_pos.
Qed.

Lemma kernel_at (limit low high : R) : is_lim_seq lambda limit -> low <= limit -> limit <= high -> kernel_limit low high.
Proof. intros tends below above. exists limit. split; [exact tends | lra]. Qed.

Lemma catapult_by_trap (rho lambda_min lambda_max : R) (T t : nat) :
  converges_from rho f lambda T lambda_min lambda_max -> Rabs (f t) < Rabs (f (S t)) -> catapult.
Proof. intros [_ [tends _]]. apply catapult_by_convergence, tends. Qed.

Lemma limit_by_trap (rho lambda_min lambda_max low high : R) (T : nat) :
  converges_from rho f lambda T lambda_min lambda_max -> low <= lambda_min -> lambda_max <= high -> kernel_limit low high.
Proof. intros [_ [_ [_ [limit [tends [above below]]]]]] low_end high_end. exists limit. split; [exact tends | lra]. Qed.

(* Along an orbit with f -> 0 and lambda -> limit >= 0 the sharpness tends to kappa limit. *)
Lemma sharpness_limit (low high : R) :
  0 < m -> is_lim_seq f 0 -> 0 <= low -> kernel_limit low high -> sharpness_tends (kappa l * low) (kappa l * high).
Proof.
  intros wide small sign [limit [kernel [above below]]]. exists (kappa l * limit). pose proof (kappa_nonneg l).
  split; [| split; apply Rmult_le_compat_l; lra].
  assert (is_lim_seq (fun t => curvature (f t)) (kappa l)) as curved.
  { unfold curvature. rewrite <- (kappa_is l).
    apply (is_lim_seq_continuous (Enclosure.curvature (enclosing l)) f 0); [| exact small].
    apply continuity_pt_filterlim, curvature_continuous. }
  assert (is_lim_seq (fun t => slope (f t)) 0) as still.
  { unfold slope. rewrite <- (rest l).
    apply (is_lim_seq_continuous (Enclosure.slope (enclosing l)) f 0); [| exact small].
    apply continuity_pt_filterlim, (ex_derive_continuous (Enclosure.slope (enclosing l))).
    eexists. apply Enclosure.slope_derive. }
  unfold sharpness.
  assert (is_lim_seq (fun t => curvature (f t) * lambda t) (kappa l * limit)) as trace
    by (apply is_lim_seq_mult'; [exact curved | exact kernel]).
  replace (Finite (kappa l * limit)) with
    (Finite ((kappa l * limit + sqrt ((kappa l * limit) ^ 2 + 4 * (2 * kappa l * 0 * 0 + 0 ^ 2) / m)) / 2)).
  - apply (is_lim_seq_div' (fun t => curvature (f t) * lambda t + _) (fun _ => 2)); [| apply is_lim_seq_const | lra].
    apply (is_lim_seq_plus' (fun t => curvature (f t) * lambda t)); [exact trace |].
    apply (is_lim_seq_continuous sqrt _ ((kappa l * limit) ^ 2 + 4 * (2 * kappa l * 0 * 0 + 0 ^ 2) / m)).
    + apply continuity_pt_filterlim, continuous_sqrt.
    + assert (forall u x, is_lim_seq u (Finite x) -> is_lim_seq (fun t => u t ^ 2) (x ^ 2)) as square.
      { intros u x tends. simpl. apply is_lim_seq_mult'; [exact tends |].
        apply is_lim_seq_mult'; [exact tends | apply is_lim_seq_const]. }
      apply (is_lim_seq_plus' (fun t => (curvature (f t) * lambda t) ^ 2)); [apply square, trace |].
      apply (is_lim_seq_div' (fun t => 4 * _) (fun _ => m)); [| apply is_lim_seq_const | lra].
      apply (is_lim_seq_mult' (fun _ => 4)); [apply is_lim_seq_const |].
      apply (is_lim_seq_plus' (fun t => 2 * curvature (f t) * f t * slope (f t))); [| apply square, still].
      apply is_lim_seq_mult'; [| exact still]. apply is_lim_seq_mult'; [| exact small].
      apply (is_lim_seq_mult' (fun _ => 2)); [apply is_lim_seq_const | exact curved].
  - f_equal. replace ((kappa l * limit) ^ 2 + 4 * (2 * kappa l * 0 * 0 + 0 ^ 2) / m) with ((kappa l * limit) * (kappa l * limit))
      by (field; lra).
    rewrite sqrt_square by (apply Rmult_le_pos; lra). field.
Qed.

Lemma sharpness_within (low high low' high' : R) :
  sharpness_tends low high -> low' <= low -> high <= high' -> sharpness_tends low' high'.
Proof. intros [limit [tends within]] below above. exists limit. split; [exact tends | lra]. Qed.

End Claims.

(** * From enclosures to what the lemmas ask *)

(* Whether |f| certainly rises in the step after the first ones. *)
Definition rises (prec : F.precision) (l : Enclosure.loss) (Eta M : I.type) (steps : nat) (B : box) : bool :=
  let state := run prec l Eta M steps B in
  match I.sign_strict (I.sub prec (I.abs (fst state)) (I.abs (fst (two_layer_step prec l Eta M state)))) with
  | Xlt => true
  | _ => false
  end.

(* Whether the state after some steps lies between these rational numbers. *)
Definition state_test (prec : F.precision) (l : Enclosure.loss) (Eta M : I.type) (B : box) (steps : nat)
    (a : Z) (b : positive) (c : Z) (d : positive) (a' : Z) (b' : positive) (c' : Z) (d' : positive) : bool :=
  let state := run prec l Eta M steps B in
  between prec a b (fst state) c d && between prec a' b' (snd state) c' d'.

Section Orbit.

Variable prec : F.precision.
Variable l : Enclosure.loss.
Variables (eta m : R) (Eta M : I.type).
Hypothesis rate : encloses Eta eta.
Hypothesis width : encloses M m.
Hypothesis wide : 0 < m.
Variables (f lambda : nat -> R).
Hypothesis descent : orbit (Enclosure.slope l) eta m f lambda.
Variable B : box.
Hypothesis start : inside B (f 0%nat) (lambda 0%nat).

Lemma state_enclosed (t : nat) : inside (run prec l Eta M t B) (f t) (lambda t).
Proof.
  pose proof (orbit_enclosed prec l eta m Eta M rate width wide f lambda (fun t => proj1 (descent t)) (fun t => proj2 (descent t))
    t B 0 start) as member.
  rewrite Nat.add_0_r in member. exact member.
Qed.

Lemma state_between (t : nat) (a : Z) (b : positive) (c : Z) (d : positive) (a' : Z) (b' : positive) (c' : Z) (d' : positive) :
  state_test prec l Eta M B t a b c d a' b' c' d' = true ->
  IZR a / IZR (Zpos b) <= f t <= IZR c / IZR (Zpos d) /\ IZR a' / IZR (Zpos b') <= lambda t <= IZR c' / IZR (Zpos d').
Proof.
  unfold state_test. pose proof (state_enclosed t) as [output kernel]. intros test. apply andb_prop in test. destruct test.
  split; [apply (between_correct prec a b (fst (run prec l Eta M t B)) c d)
    | apply (between_correct prec a' b' (snd (run prec l Eta M t B)) c' d')]; assumption.
Qed.

Lemma rises_correct (t : nat) : rises prec l Eta M t B = true -> Rabs (f t) < Rabs (f (S t)).
Proof.
  unfold rises. pose proof (state_enclosed t) as now.
  pose proof (step_enclosed prec l eta m Eta M rate width wide f lambda (fun t => proj1 (descent t)) (fun t => proj2 (descent t))
    _ t now) as next.
  set (state := run prec l Eta M t B) in *. set (after := two_layer_step prec l Eta M state) in *.
  destruct now as [now _]. destruct next as [next _].
  pose proof (encloses_sub prec _ _ _ _ (encloses_abs _ _ now) (encloses_abs _ _ next)) as gap.
  pose proof (I.sign_strict_correct (I.sub prec (I.abs (fst state)) (I.abs (fst after)))) as sign.
  destruct (I.sign_strict _); intros test; try discriminate. destruct (sign _ gap) as [_ below].
  change (Rabs (f t) - Rabs (f (S t)) < 0) in below. lra.
Qed.

Lemma falls_correct (T : nat) : falls prec l Eta M T B = true -> forall t, (t < T)%nat -> Rabs (f (S t)) <= Rabs (f t).
Proof.
  intros test t before.
  pose proof (orbit_falls prec l eta m Eta M rate width wide f lambda (fun t => proj1 (descent t)) (fun t => proj2 (descent t))
    T B 0 test start t before) as fall.
  rewrite Nat.add_0_r in fall. exact fall.
Qed.

End Orbit.

End Certificates.

(* For short orbits: on the integers of the standard library, with the axioms of the reals only. *)
Module Standard := Certificates Standard_numbers.

(* For long orbits: on machine integers, with Coq's axioms about them as well. *)
Module Machine := Certificates Machine_numbers.
