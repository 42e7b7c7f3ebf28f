(* Orbits enclosed by computation inside Coq: what proofs from certificates run (`catapult export coq --certificate`).

   The functions below compute with the certified intervals of coq-interval (arbitrary precision, outward rounding) and are
   evaluated by vm_compute; the theorems say that what they compute encloses the orbit. One step is taken in mean-value form,
   F(f, lambda) in F(centre, lambda) + dF/df (f - centre), as the program does, so that enclosures stay sharp for long orbits.

   - [two_layer_step_encloses]: one step of (T1), (T2) for a loss given by its slope and curvature;
   - [orbit_enclosed]: the orbit of a box; [orbit_never_rises]: |f| does not rise in the first n steps; [bounds_hold]: rational
     bounds of a state;
   - [linear_orbit_enclosed], ...: the same for (P1);
   - [exponential], [logistic], [squared]: the three losses.

   Nothing is assumed but what the statements say. *)

From Coq Require Import Reals Lra ZArith Bool.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Float.Sig Float.Specific_stdz Float.Specific_bigint Float.Specific_ops Interval.Interval Interval.Float_full Real.Xreal Float.Basic.
From Catapult Require Import Equations IdentitiesLoss IdentitiesTwoLayer.
Open Scope R_scope.

(* Over any floating-point numbers that coq-interval can compute with: on the integers of the standard library (no axioms beyond
   those of the reals), or on machine integers (some thirty times faster, on Coq's axioms about them). *)
Module Enclosures (F : FloatOps with Definition sensible_format := true).

Module I := FloatIntervalFull F.

(** * Real numbers in intervals *)

Definition encloses (X : I.type) (x : R) : Prop := contains (I.convert X) (Xreal x).

Section Operations.

Variable prec : F.precision.

Lemma encloses_add (X Y : I.type) (x y : R) : encloses X x -> encloses Y y -> encloses (I.add prec X Y) (x + y).
Proof. exact (I.add_correct prec X Y (Xreal x) (Xreal y)). Qed.

Lemma encloses_sub (X Y : I.type) (x y : R) : encloses X x -> encloses Y y -> encloses (I.sub prec X Y) (x - y).
Proof. exact (I.sub_correct prec X Y (Xreal x) (Xreal y)). Qed.

Lemma encloses_mul (X Y : I.type) (x y : R) : encloses X x -> encloses Y y -> encloses (I.mul prec X Y) (x * y).
Proof. exact (I.mul_correct prec X Y (Xreal x) (Xreal y)). Qed.

Lemma encloses_neg (X : I.type) (x : R) : encloses X x -> encloses (I.neg X) (- x).
Proof. exact (I.neg_correct X (Xreal x)). Qed.

Lemma encloses_abs (X : I.type) (x : R) : encloses X x -> encloses (I.abs X) (Rabs x).
Proof. exact (I.abs_correct X (Xreal x)). Qed.

Lemma encloses_exp (X : I.type) (x : R) : encloses X x -> encloses (I.exp prec X) (exp x).
Proof. exact (I.exp_correct prec X (Xreal x)). Qed.

Lemma encloses_sqr (X : I.type) (x : R) : encloses X x -> encloses (I.sqr prec X) (x ^ 2).
Proof.
  intros inside. replace (x ^ 2) with (x * x) by ring. exact (I.sqr_correct prec X (Xreal x) inside).
Qed.

Lemma contains_everything (X : interval) (x : R) : contains X Xnan -> contains X (Xreal x).
Proof. destruct X; simpl; tauto. Qed.

Lemma encloses_div (X Y : I.type) (x y : R) : encloses X x -> encloses Y y -> encloses (I.div prec X Y) (x / y).
Proof.
  intros inside_x inside_y. pose proof (I.div_correct prec X Y (Xreal x) (Xreal y) inside_x inside_y) as quotient.
  simpl in quotient. unfold Xdiv' in quotient. destruct (is_zero y); [apply contains_everything |]; exact quotient.
Qed.

Lemma encloses_integer (n : Z) : encloses (I.fromZ prec n) (IZR n).
Proof. apply I.fromZ_correct. Qed.

(* n/d *)
Definition rational (n : Z) (d : positive) : I.type := I.div prec (I.fromZ prec n) (I.fromZ prec (Zpos d)).

Lemma encloses_rational (n : Z) (d : positive) : encloses (rational n d) (IZR n / IZR (Zpos d)).
Proof. apply encloses_div; apply encloses_integer. Qed.

(* Whether every number of X is at most every number of Y. *)
Definition at_most (X Y : I.type) : bool :=
  match I.sign_large (I.sub prec X Y) with
  | Xlt | Xeq => true
  | _ => false
  end.

Lemma at_most_correct (X Y : I.type) (x y : R) : at_most X Y = true -> encloses X x -> encloses Y y -> x <= y.
Proof.
  unfold at_most. intros test inside_x inside_y.
  pose proof (encloses_sub X Y x y inside_x inside_y) as gap.
  pose proof (I.sign_large_correct (I.sub prec X Y)) as sign.
  destruct (I.sign_large (I.sub prec X Y)); try discriminate; specialize (sign _ gap); simpl in sign.
  - injection sign. lra.
  - destruct sign as [_ below]. lra.
Qed.

(* A point of a non-empty interval. *)
Definition centre (X : I.type) : I.type := I.singleton (I.midpoint X).

Lemma centre_inside (X : I.type) (x : R) : encloses X x -> exists c : R, encloses X c /\ encloses (centre X) c.
Proof.
  intros inside.
  destruct (I.midpoint_correct X) as [real member]; [exists x; exact inside |].
  exists (proj_val (I.F.toX (I.midpoint X))). split.
  - unfold encloses. rewrite <- real. exact member.
  - apply I.singleton_correct.
Qed.

Lemma encloses_between (X : I.type) (x y z : R) : encloses X x -> encloses X y -> x <= z <= y -> encloses X z.
Proof. intros low high. exact (contains_connected (I.convert X) x y low high z). Qed.

(** * Mean values *)

(* g over X, from its value at the centre and its derivative over X. *)
Lemma mean_value (X V D : I.type) (x c : R) (g dg : R -> R) :
  (forall y, is_derive g y (dg y)) -> encloses X x -> encloses X c -> encloses (centre X) c ->
  (forall y, encloses X y -> encloses D (dg y)) -> encloses V (g c) ->
  encloses (I.add prec V (I.mul prec D (I.sub prec X (centre X)))) (g x).
Proof.
  intros derivative inside at_centre is_centre slope value.
  destruct (MVT_gen g c x dg) as [y [between difference]].
  - intros y _. apply derivative.
  - intros y _. apply continuity_pt_filterlim, (ex_derive_continuous g). exists (dg y). apply derivative.
  - replace (g x) with (g c + dg y * (x - c)) by lra.
    apply encloses_add; [exact value |]. apply encloses_mul.
    + apply slope. unfold Rmin, Rmax in between.
      destruct (Rle_dec c x); [apply (encloses_between X c x) | apply (encloses_between X x c)]; assumption || lra.
    + apply encloses_sub; assumption.
Qed.

End Operations.

(** * A loss, as real functions and as functions of intervals *)

Record loss := {
  slope : R -> R;
  curvature : R -> R;
  slope_over : F.precision -> I.type -> I.type;
  curvature_over : F.precision -> I.type -> I.type;
  slope_derive : forall x, is_derive slope x (curvature x);
  slope_encloses : forall prec X x, encloses X x -> encloses (slope_over prec X) (slope x);
  curvature_encloses : forall prec X x, encloses X x -> encloses (curvature_over prec X) (curvature x)
}.

Section Exponential.

Variable prec : F.precision.

Let half (X : I.type) : I.type := I.div prec X (I.fromZ prec 2).

Definition sinh_over (X : I.type) : I.type := half (I.sub prec (I.exp prec X) (I.exp prec (I.neg X))).
Definition cosh_over (X : I.type) : I.type := half (I.add prec (I.exp prec X) (I.exp prec (I.neg X))).

Lemma sinh_encloses (X : I.type) (x : R) : encloses X x -> encloses (sinh_over X) (slope_exponential x).
Proof.
  intros inside. apply encloses_div; [| apply encloses_integer].
  apply encloses_sub; apply encloses_exp; [| apply encloses_neg]; exact inside.
Qed.

Lemma cosh_encloses (X : I.type) (x : R) : encloses X x -> encloses (cosh_over X) (curvature_exponential x).
Proof.
  intros inside. apply encloses_div; [| apply encloses_integer].
  apply encloses_add; apply encloses_exp; [| apply encloses_neg]; exact inside.
Qed.

End Exponential.

Section Logistic.

Variable prec : F.precision.

(* tanh(x/2)/2 = 1/2 - 1/(e^x + 1), in which x stands once. *)
Definition logistic_slope_over (X : I.type) : I.type :=
  I.sub prec (rational prec 1 2) (I.div prec (I.fromZ prec 1) (I.add prec (I.exp prec X) (I.fromZ prec 1))).

(* Its derivative, 1/4 - s^2. *)
Definition logistic_curvature_over (X : I.type) : I.type :=
  I.sub prec (rational prec 1 4) (I.sqr prec (logistic_slope_over X)).

Lemma slope_logistic_once (x : R) : slope_logistic x = 1 / 2 - 1 / (exp x + 1).
Proof.
  unfold slope_logistic, tanh, sinh, cosh. rewrite exp_inverse, (exp_half x). pose proof (exp_pos (x / 2)). field. nra.
Qed.

Lemma curvature_logistic_once (x : R) : curvature_logistic x = 1 / 4 - slope_logistic x ^ 2.
Proof.
  rewrite slope_logistic_once. unfold curvature_logistic, cosh. rewrite exp_inverse, (exp_half x).
  pose proof (exp_pos (x / 2)). field. nra.
Qed.

Lemma logistic_slope_encloses (X : I.type) (x : R) : encloses X x -> encloses (logistic_slope_over X) (slope_logistic x).
Proof.
  intros inside. rewrite slope_logistic_once. apply encloses_sub; [apply encloses_rational |].
  apply encloses_div; [apply encloses_integer |].
  apply encloses_add; [apply encloses_exp, inside | apply encloses_integer].
Qed.

Lemma logistic_curvature_encloses (X : I.type) (x : R) :
  encloses X x -> encloses (logistic_curvature_over X) (curvature_logistic x).
Proof.
  intros inside. rewrite curvature_logistic_once. apply encloses_sub; [apply encloses_rational |].
  apply encloses_sqr, logistic_slope_encloses, inside.
Qed.

End Logistic.

Definition exponential : loss :=
  Build_loss slope_exponential curvature_exponential sinh_over cosh_over slope_exponential_derive sinh_encloses cosh_encloses.

Definition logistic : loss :=
  Build_loss slope_logistic curvature_logistic logistic_slope_over logistic_curvature_over slope_logistic_derive
    logistic_slope_encloses logistic_curvature_encloses.

Definition squared : loss :=
  Build_loss slope_squared curvature_squared (fun _ X => X) (fun prec _ => I.fromZ prec 1) slope_squared_derive
    (fun _ _ _ inside => inside) (fun prec _ _ _ => encloses_integer prec 1).

(** * (T1), (T2) *)

Section TwoLayer.

Variable prec : F.precision.
Variable l : loss.
Variables (eta m : R) (Eta M : I.type).
Hypothesis rate : encloses Eta eta.
Hypothesis width : encloses M m.
Hypothesis wide : 0 < m.

Let number (n : Z) : I.type := I.fromZ prec n.

(* A box: f and lambda. *)
Definition box : Type := I.type * I.type.
Definition inside (B : box) (f lambda : R) : Prop := encloses (fst B) f /\ encloses (snd B) lambda.

Definition two_layer_step (B : box) : box :=
  let (X, Y) := B in
  let c := centre X in
  let push := I.mul prec Eta (slope_over l prec c) in
  let growth := I.add prec (number 1) (I.div prec (I.sqr prec push) M) in
  let output := I.sub prec (I.mul prec c growth) (I.mul prec Y push) in
  let kernel := I.sub prec (I.mul prec Y growth) (I.div prec (I.mul prec (I.mul prec (number 4) c) push) M) in
  let push := I.mul prec Eta (slope_over l prec X) in
  let turn := I.mul prec Eta (curvature_over l prec X) in
  let growth := I.add prec (number 1) (I.div prec (I.sqr prec push) M) in
  let growing := I.div prec (I.mul prec (number 2) (I.mul prec push turn)) M in
  let output_rate := I.sub prec (I.add prec growth (I.mul prec X growing)) (I.mul prec Y turn) in
  let kernel_rate :=
    I.sub prec (I.mul prec Y growing) (I.div prec (I.mul prec (number 4) (I.add prec push (I.mul prec X turn))) M) in
  let gap := I.sub prec X c in
  (I.add prec output (I.mul prec output_rate gap), I.add prec kernel (I.mul prec kernel_rate gap)).

Theorem two_layer_step_encloses (B : box) (f lambda : R) :
  inside B f lambda ->
  inside (two_layer_step B) (two_layer_output eta m (slope l f) f lambda) (two_layer_lambda eta m (slope l f) f lambda).
Proof.
  destruct B as [X Y]. intros [in_x in_y]. change (encloses X f) in in_x. change (encloses Y lambda) in in_y.
  destruct (centre_inside X f in_x) as [c [c_inside c_centre]].
  cbv beta iota zeta delta [two_layer_step inside fst snd].
  pose proof (slope_derive l) as derivative.
  split.
  - apply (mean_value prec X _ _ f c (fun x => two_layer_output eta m (slope l x) x lambda)
      (fun x => 1 + (eta * slope l x) ^ 2 / m + x * (2 * (eta * slope l x * (eta * curvature l x)) / m)
        - lambda * (eta * curvature l x))); try assumption.
    + intros y. unfold two_layer_output.
      evar_last.
      * auto_derive; [repeat split; try (exists (curvature l y); apply derivative) |].
        change (fun x => slope l x) with (slope l). pose proof (derivative y) as unique.
        apply is_derive_unique in unique. rewrite unique. reflexivity.
      * field. lra.
    + intros y in_y'.
      apply encloses_sub; [apply encloses_add |].
      * apply encloses_add; [apply encloses_integer |]. apply encloses_div; [| exact width].
        apply encloses_sqr, encloses_mul; [exact rate | apply slope_encloses, in_y'].
      * apply encloses_mul; [exact in_y' |]. apply encloses_div; [| exact width].
        apply encloses_mul; [apply encloses_integer |].
        apply encloses_mul; apply encloses_mul; try exact rate; [apply slope_encloses | apply curvature_encloses]; exact in_y'.
      * apply encloses_mul; [exact in_y |]. apply encloses_mul; [exact rate | apply curvature_encloses, in_y'].
    + unfold two_layer_output. apply encloses_sub; apply encloses_mul; try assumption.
      * apply encloses_add; [apply encloses_integer |]. apply encloses_div; [| exact width].
        apply encloses_sqr, encloses_mul; [exact rate | apply slope_encloses, c_centre].
      * apply encloses_mul; [exact rate | apply slope_encloses, c_centre].
  - apply (mean_value prec X _ _ f c (fun x => two_layer_lambda eta m (slope l x) x lambda)
      (fun x => lambda * (2 * (eta * slope l x * (eta * curvature l x)) / m)
        - 4 * (eta * slope l x + x * (eta * curvature l x)) / m)); try assumption.
    + intros y. unfold two_layer_lambda.
      evar_last.
      * auto_derive; [repeat split; try (exists (curvature l y); apply derivative) |].
        change (fun x => slope l x) with (slope l). pose proof (derivative y) as unique.
        apply is_derive_unique in unique. rewrite unique. reflexivity.
      * field. lra.
    + intros y in_y'.
      apply encloses_sub.
      * apply encloses_mul; [exact in_y |]. apply encloses_div; [| exact width].
        apply encloses_mul; [apply encloses_integer |].
        apply encloses_mul; apply encloses_mul; try exact rate; [apply slope_encloses | apply curvature_encloses]; exact in_y'.
      * apply encloses_div; [| exact width]. apply encloses_mul; [apply encloses_integer |].
        apply encloses_add; [apply encloses_mul; [exact rate | apply slope_encloses, in_y'] |].
        apply encloses_mul; [exact in_y' |]. apply encloses_mul; [exact rate | apply curvature_encloses, in_y'].
    + unfold two_layer_lambda. apply encloses_sub.
      * apply encloses_mul; [exact in_y |].
        apply encloses_add; [apply encloses_integer |]. apply encloses_div; [| exact width].
        apply encloses_sqr, encloses_mul; [exact rate | apply slope_encloses, c_centre].
      * apply encloses_div; [| exact width].
        apply encloses_mul; [apply encloses_mul; [apply encloses_integer | exact c_centre] |].
        apply encloses_mul; [exact rate | apply slope_encloses, c_centre].
Qed.

(** * Orbits *)

Fixpoint run (steps : nat) (B : box) : box :=
  match steps with
  | O => B
  | S rest => run rest (two_layer_step B)
  end.

(* Whether |f| certainly does not rise in any of the first steps. *)
Fixpoint falls (steps : nat) (B : box) : bool :=
  match steps with
  | O => true
  | S rest => let next := two_layer_step B in at_most prec (I.abs (fst next)) (I.abs (fst B)) && falls rest next
  end.

(* Whether a/b <= f <= c/d. *)
Definition between (a : Z) (b : positive) (X : I.type) (c : Z) (d : positive) : bool :=
  at_most prec (rational prec a b) X && at_most prec X (rational prec c d).

Lemma between_correct (a : Z) (b : positive) (X : I.type) (c : Z) (d : positive) (x : R) :
  between a b X c d = true -> encloses X x -> IZR a / IZR (Zpos b) <= x <= IZR c / IZR (Zpos d).
Proof.
  unfold between. intros test member. apply andb_prop in test. destruct test as [low high].
  split; [apply (at_most_correct prec (rational prec a b) X) | apply (at_most_correct prec X (rational prec c d))];
    assumption || apply encloses_rational.
Qed.

Variables (f lambda : nat -> R).
Hypothesis step_output : forall t, f (S t) = two_layer_output eta m (slope l (f t)) (f t) (lambda t).
Hypothesis step_lambda : forall t, lambda (S t) = two_layer_lambda eta m (slope l (f t)) (f t) (lambda t).

Lemma step_enclosed (B : box) (t : nat) : inside B (f t) (lambda t) -> inside (two_layer_step B) (f (S t)) (lambda (S t)).
Proof. intros member. rewrite step_output, step_lambda. apply two_layer_step_encloses, member. Qed.

Theorem orbit_enclosed (steps : nat) (B : box) (t : nat) :
  inside B (f t) (lambda t) -> inside (run steps B) (f (steps + t)%nat) (lambda (steps + t)%nat).
Proof.
  revert B t. induction steps as [| steps IH]; intros B t member; [exact member |].
  change (run (S steps) B) with (run steps (two_layer_step B)).
  change (S steps + t)%nat with (S (steps + t)). rewrite plus_n_Sm. apply IH, step_enclosed, member.
Qed.

Theorem orbit_falls (steps : nat) (B : box) (t : nat) :
  falls steps B = true -> inside B (f t) (lambda t) ->
  forall k, (k < steps)%nat -> Rabs (f (S (k + t))) <= Rabs (f (k + t)%nat).
Proof.
  revert B t. induction steps as [| steps IH]; intros B t test member k before; [inversion before |].
  change (at_most prec (I.abs (fst (two_layer_step B))) (I.abs (fst B)) && falls steps (two_layer_step B) = true) in test.
  apply andb_prop in test. destruct test as [now later].
  pose proof (step_enclosed B t member) as next.
  destruct k as [| k].
  - apply (at_most_correct prec (I.abs (fst (two_layer_step B))) (I.abs (fst B)) _ _ now); apply encloses_abs;
      [apply next | apply member].
  - replace (S k + t)%nat with (k + S t)%nat by (simpl; rewrite plus_n_Sm; reflexivity).
    apply (IH (two_layer_step B) (S t) later next). apply PeanoNat.Nat.succ_lt_mono, before.
Qed.

End TwoLayer.

(** * (P1) *)

Section Linear.

Variable prec : F.precision.
Variable l : loss.
Variables (eta : R) (Eta : I.type).
Hypothesis rate : encloses Eta eta.

Definition linear_step_over (X : I.type) : I.type :=
  let c := centre X in
  let value := I.sub prec c (I.mul prec Eta (slope_over l prec c)) in
  let derivative := I.sub prec (I.fromZ prec 1) (I.mul prec Eta (curvature_over l prec X)) in
  I.add prec value (I.mul prec derivative (I.sub prec X c)).

Theorem linear_step_encloses (X : I.type) (w : R) :
  encloses X w -> encloses (linear_step_over X) (linear_step eta (slope l w) w).
Proof.
  intros member. destruct (centre_inside X w member) as [c [c_inside c_centre]].
  apply (mean_value prec X _ _ w c (fun x => linear_step eta (slope l x) x) (fun x => 1 - eta * curvature l x)); try assumption.
  - intros y. unfold linear_step.
    evar_last.
    + auto_derive; [repeat split; try (exists (curvature l y); apply slope_derive) |].
      change (fun x => slope l x) with (slope l). pose proof (slope_derive l y) as unique.
      apply is_derive_unique in unique. rewrite unique. reflexivity.
    + ring.
  - intros y in_y. apply encloses_sub; [apply encloses_integer |].
    apply encloses_mul; [exact rate | apply curvature_encloses, in_y].
  - unfold linear_step. apply encloses_sub; [exact c_centre |].
    apply encloses_mul; [exact rate | apply slope_encloses, c_centre].
Qed.

Fixpoint linear_run (steps : nat) (X : I.type) : I.type :=
  match steps with
  | O => X
  | S rest => linear_run rest (linear_step_over X)
  end.

Variable w : nat -> R.
Hypothesis step : forall t, w (S t) = linear_step eta (slope l (w t)) (w t).

Theorem linear_orbit_enclosed (steps : nat) (X : I.type) (t : nat) :
  encloses X (w t) -> encloses (linear_run steps X) (w (steps + t)%nat).
Proof.
  revert X t. induction steps as [| steps IH]; intros X t member; [exact member |].
  change (linear_run (S steps) X) with (linear_run steps (linear_step_over X)).
  change (S steps + t)%nat with (S (steps + t)). rewrite plus_n_Sm. apply IH. rewrite step. apply linear_step_encloses, member.
Qed.

End Linear.

End Enclosures.

(* The two instances: on the integers of the standard library, and on machine integers. *)
Module Standard_numbers := SpecificFloat StdZRadix2.
Module Machine_numbers := SpecificFloat BigIntRadix2.
