(** A checker for certificates about linear predictors that runs inside Coq.

    `catapult check` confirms a certificate with the program's own ball arithmetic. Here the same tests are written with the
    intervals of coq-interval, and for each lemma of Linear_checks.v and Linear_cycles.v that follows an orbit it is proved that the
    test implies the phase: `sublevel_lazy`, `sublevel_catapult`, `contraction_catapult`, `cycle_oscillating`,
    `potential_oscillating`, `escape_divergent`. A printed certificate is one application of such a theorem, the test being
    evaluated by vm_compute; neither our program nor its arithmetic is trusted.

    Data are rational signed points n/d with multiplicities, and the learning rate, start and bounds are rational. The orbit is
    followed in mean-value form (OrbitEnclosure.v), so that long orbits stay sharp. *)

From Coq Require Import Reals Lra Lia Psatz List ZArith Bool.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Float.Sig Interval.Interval Real.Xreal Float.Basic.
From Catapult Require OrbitEnclosure.
From Catapult Require Import Equations Hyperbolic Descent Logistic_linear Theorem_1_1 Empirical Linear_checks Linear_cycles Linear_limits.
Import ListNotations.
Open Scope R_scope.

(** Over any floating-point numbers that coq-interval can compute with; two instances follow at the end. *)
Module Checker (F : FloatOps with Definition sensible_format := true).

Module E := OrbitEnclosure.Enclosures F.
Module I := E.I.

(** * Comparisons and subdivision *)

Section Intervals.

Variable prec : F.precision.

(** Whether every number of X is less than every number of Y. *)
Definition below (X Y : I.type) : bool :=
  match I.sign_strict (I.sub prec X Y) with
  | Xlt => true
  | _ => false
  end.

Lemma below_correct X Y x y : below X Y = true -> E.encloses X x -> E.encloses Y y -> x < y.
Proof.
  unfold below. intros test inside_x inside_y.
  pose proof (E.encloses_sub prec X Y x y inside_x inside_y) as gap.
  pose proof (I.sign_strict_correct (I.sub prec X Y)) as sign.
  destruct (I.sign_strict (I.sub prec X Y)); try discriminate; specialize (sign _ gap); simpl in sign. lra.
Qed.

(** Whether a test holds on a cover of X by halves, quarters, ... of it. (`if` and not `||`: vm_compute evaluates all arguments.) *)
Fixpoint everywhere (test : I.type -> bool) (depth : nat) (X : I.type) : bool :=
  if test X then true
  else match depth with
       | O => false
       | S depth => let (left, right) := I.bisect X in
                    if everywhere test depth left then everywhere test depth right else false
       end.

Lemma everywhere_correct (test : I.type -> bool) (P : R -> Prop) :
  (forall X, test X = true -> forall x, E.encloses X x -> P x) ->
  forall depth X, everywhere test depth X = true -> forall x, E.encloses X x -> P x.
Proof.
  intros H depth. induction depth as [|depth IH]; intros X HX x Hx; cbn [everywhere] in HX;
    (destruct (test X) eqn:Htest; [now apply (H X) |]).
  - discriminate.
  - pose proof (I.bisect_correct X (Xreal x) Hx) as B.
    destruct (I.bisect X) as [left right]. cbn [fst snd] in B.     destruct (everywhere test depth left) eqn:HL; [| discriminate].
    destruct B as [B | B]; [now apply (IH left) | now apply (IH right)].
Qed.

(** The interval between two rational numbers. *)
Definition rational : Type := Z * positive.
Definition real (q : rational) : R := IZR (fst q) / IZR (Zpos (snd q)).
Definition over (q : rational) : I.type := E.rational prec (fst q) (snd q).

Lemma over_correct q : E.encloses (over q) (real q).
Proof. apply E.encloses_rational. Qed.

Definition between (a b : rational) : I.type := I.join (over a) (over b).

Lemma between_correct a b x : real a <= x <= real b -> E.encloses (between a b) x.
Proof.
  intros Hx. apply (E.encloses_between _ (real a) (real b)); [| | assumption].
  - apply I.join_correct. left. apply over_correct.
  - apply I.join_correct. right. apply over_correct.
Qed.

Definition number (n : Z) : I.type := I.fromZ prec n.

Lemma encloses_ln X x : 0 < x -> E.encloses X x -> E.encloses (I.ln prec X) (ln x).
Proof.
  intros Hx H. pose proof (I.ln_correct prec X (Xreal x) H) as L. simpl in L. unfold Xln' in L.
  destruct (is_positive_spec x); [exact L | lra].
Qed.

End Intervals.

(** * Losses over intervals *)

Record evaluated (l : loss) : Type := {
  margin_value_over : F.precision -> I.type -> I.type;
  margin_slope_over : F.precision -> I.type -> I.type;
  margin_curvature_over : F.precision -> I.type -> I.type;
  margin_value_encloses : forall prec X x, E.encloses X x -> E.encloses (margin_value_over prec X) (value l x);
  margin_slope_encloses : forall prec X x, E.encloses X x -> E.encloses (margin_slope_over prec X) (slope l x);
  margin_curvature_encloses : forall prec X x, E.encloses X x -> E.encloses (margin_curvature_over prec X) (curvature l x);
}.
Arguments margin_value_over {l}.
Arguments margin_slope_over {l}.
Arguments margin_curvature_over {l}.

Definition exponential_over : evaluated exponential.
Proof.
  refine {| margin_value_over := fun prec X => I.exp prec (I.neg X);
            margin_slope_over := fun prec X => I.neg (I.exp prec (I.neg X));
            margin_curvature_over := fun prec X => I.exp prec (I.neg X) |};
    intros prec X x H;
    cbv [value slope curvature exponential margin_loss_exponential margin_slope_exponential margin_curvature_exponential].
  - now apply E.encloses_exp, E.encloses_neg.
  - now apply E.encloses_neg, E.encloses_exp, E.encloses_neg.
  - now apply E.encloses_exp, E.encloses_neg.
Defined.

Definition logistic_over : evaluated logistic.
Proof.
  refine {| margin_value_over := fun prec X => I.ln prec (I.add prec (I.fromZ prec 1) (I.exp prec (I.neg X)));
            margin_slope_over := fun prec X =>
              I.neg (I.div prec (I.fromZ prec 1) (I.add prec (I.fromZ prec 1) (I.exp prec X)));
            margin_curvature_over := E.logistic_curvature_over |};
    intros prec X x H.
  - change (value logistic x) with (ln (1 + exp (- x))). apply encloses_ln; [pose proof (exp_pos (- x)); lra |].
    apply E.encloses_add; [apply E.encloses_integer |]. now apply E.encloses_exp, E.encloses_neg.
  - change (slope logistic x) with (- (1 / (1 + exp x))). apply E.encloses_neg, E.encloses_div; [apply E.encloses_integer |].
    apply E.encloses_add; [apply E.encloses_integer |]. now apply E.encloses_exp.
  - change (curvature logistic x) with (curvature_logistic x). now apply E.logistic_curvature_encloses.
Defined.

(** * Data *)

(** Signed points n/d with multiplicities. *)
Definition rational_data : Type := list (rational * positive).
Definition real_data (points : rational_data) : data := map (fun point => (real (fst point), snd point)) points.

Section Data.

Variable prec : F.precision.

Fixpoint total_over (points : rational_data) (term : rational -> I.type) : I.type :=
  match points with
  | [] => I.fromZ prec 0
  | (z, k) :: points => I.add prec (I.mul prec (term z) (I.fromZ prec (Zpos k))) (total_over points term)
  end.

Definition mean_over (points : rational_data) (term : rational -> I.type) : I.type :=
  I.div prec (total_over points term) (total_over points (fun _ => I.fromZ prec 1)).

Lemma total_encloses points term f :
  (forall z, E.encloses (term z) (f (real z))) -> E.encloses (total_over points term) (total (real_data points) f).
Proof.
  intros H. induction points as [|[z k] points IH]; cbn [total_over real_data map total fst snd]; [apply E.encloses_integer |].
  apply E.encloses_add; [| exact IH]. apply E.encloses_mul; [apply H | apply E.encloses_integer].
Qed.

Lemma mean_encloses points term f :
  (forall z, E.encloses (term z) (f (real z))) -> E.encloses (mean_over points term) (mean (real_data points) f).
Proof.
  intros H. apply E.encloses_div; [now apply total_encloses |].
  apply (total_encloses points (fun _ => I.fromZ prec 1) (fun _ => 1)). intros _. apply E.encloses_integer.
Qed.

End Data.

(** ** Exact facts about the data *)

Definition has_sign (sign : Z) (points : rational_data) : bool :=
  existsb (fun point => (Z.sgn (fst (fst point)) =? sign)%Z) points.

Lemma real_sign (z : rational) :
  (Z.sgn (fst z) = 1%Z -> 0 < real z) /\ (Z.sgn (fst z) = (-1)%Z -> real z < 0).
Proof.
  destruct z as [n d]. unfold real; simpl. assert (Hd : 0 < IZR (Zpos d)) by (apply IZR_lt; reflexivity).
  pose proof (Rinv_0_lt_compat _ Hd). unfold Rdiv. split; intros H0.
  - apply Z.sgn_pos_iff in H0. apply IZR_lt in H0. nra.
  - apply Z.sgn_neg_iff in H0. apply IZR_lt in H0. nra.
Qed.

Lemma has_positive points : has_sign 1 points = true -> exists z, occurs (real_data points) z /\ 0 < z.
Proof.
  intros H. apply existsb_exists in H. destruct H as [[z k] [Hin Hs]]. apply Z.eqb_eq in Hs. exists (real z). split.
  - exists k. now apply (in_map (fun point => (real (fst point), snd point)) points (z, k)).
  - now apply real_sign.
Qed.

Lemma has_negative points : has_sign (-1) points = true -> exists z, occurs (real_data points) z /\ z < 0.
Proof.
  intros H. apply existsb_exists in H. destruct H as [[z k] [Hin Hs]]. apply Z.eqb_eq in Hs. exists (real z). split.
  - exists k. now apply (in_map (fun point => (real (fst point), snd point)) points (z, k)).
  - now apply real_sign.
Qed.

Definition has_nonzero (points : rational_data) : bool := has_sign 1 points || has_sign (-1) points.

Lemma has_nonzero_correct points : has_nonzero points = true -> exists z, occurs (real_data points) z /\ z <> 0.
Proof.
  intros H. apply orb_prop in H. destruct H as [H | H].
  - destruct (has_positive points H) as [z [Hz Hs]]. exists z. split; [assumption | lra].
  - destruct (has_negative points H) as [z [Hz Hs]]. exists z. split; [assumption | lra].
Qed.

(** D0: all points are 1 or -1, equally often. *)
Definition is_degenerate (points : rational_data) : bool :=
  forallb (fun point => (fst (fst point) =? Zpos (snd (fst point)))%Z || (fst (fst point) =? Zneg (snd (fst point)))%Z) points
  && (fold_right (fun point sum => (Z.sgn (fst (fst point)) * Zpos (snd point) + sum)%Z) 0%Z points =? 0)%Z
  && match points with [] => false | _ => true end.

Lemma is_degenerate_correct points : is_degenerate points = true -> degenerate (real_data points).
Proof.
  unfold is_degenerate. intros H. apply andb_prop in H. destruct H as [H Hne]. apply andb_prop in H. destruct H as [Hall Hsum].
  assert (Hone : forall z, (fst z =? Zpos (snd z))%Z || (fst z =? Zneg (snd z))%Z = true ->
    (real z = 1 /\ Z.sgn (fst z) = 1%Z) \/ (real z = -1 /\ Z.sgn (fst z) = (-1)%Z)).
  { intros [n d] Hz. unfold real; simpl in *. assert (Hd : 0 < IZR (Zpos d)) by (apply IZR_lt; reflexivity).
    apply orb_prop in Hz. destruct Hz as [Hz | Hz]; apply Z.eqb_eq in Hz; subst n; [left | right]; (split; [| reflexivity]).
    - field. lra.
    - change (Zneg d) with (- Zpos d)%Z. rewrite opp_IZR. field. lra. }
  repeat split.
  - intros z [k Hin]. apply in_map_iff in Hin. destruct Hin as [[q j] [Eq Hin]]. simpl in Eq. injection Eq as <- _.
    apply (proj1 (forallb_forall _ _) Hall) in Hin. simpl in Hin. destruct (Hone q Hin) as [[-> _] | [-> _]]; auto.
  - apply Z.eqb_eq in Hsum.
    assert (Es : total (real_data points) (fun z => z) =
      IZR (fold_right (fun point sum => (Z.sgn (fst (fst point)) * Zpos (snd point) + sum)%Z) 0%Z points)).
    { clear Hsum Hne. induction points as [|[z k] points IH]; [reflexivity |].
      simpl in Hall. apply andb_prop in Hall. destruct Hall as [Hz Hall]. specialize (IH Hall).
      simpl. rewrite plus_IZR, mult_IZR, IH. f_equal. unfold multiplicity. f_equal.
      destruct (Hone z Hz) as [[-> ->] | [-> ->]]; reflexivity. }
    now rewrite Es, Hsum.
  - destruct points as [|[z k] points]; [discriminate |].
    apply (count_positive _ (real z)). exists k. now left.
Qed.

(** * The map and its iterates *)

Section Problem.

Variable prec : F.precision.
Variable l : loss.
Variable ev : evaluated l.
Variables (points : rational_data) (eta start : rational).

Let D : data := real_data points.
Let Fr : R -> R := linear_map l D (real eta).
Let Fr' : R -> R := map_slope l D (real eta).
Let w : nat -> R := orbit Fr (real start).
Let Eta : I.type := over prec eta.

Definition risk_over (X : I.type) : I.type :=
  mean_over prec points (fun z => margin_value_over ev prec (I.mul prec X (over prec z))).
Definition risk_slope_over (p : F.precision) (X : I.type) : I.type :=
  mean_over p points (fun z => I.mul p (margin_slope_over ev p (I.mul p X (over p z))) (over p z)).
Definition risk_curvature_over (p : F.precision) (X : I.type) : I.type :=
  mean_over p points (fun z => I.mul p (margin_curvature_over ev p (I.mul p X (over p z))) (I.sqr p (over p z))).

Lemma risk_encloses X x : E.encloses X x -> E.encloses (risk_over X) (risk l D x).
Proof.
  intros H. apply (mean_encloses prec points _ (fun z => value l (x * z))). intros z.
  apply margin_value_encloses, E.encloses_mul; [exact H | apply over_correct].
Qed.

Lemma risk_slope_encloses p X x : E.encloses X x -> E.encloses (risk_slope_over p X) (risk_slope l D x).
Proof.
  intros H. apply (mean_encloses p points _ (fun z => slope l (x * z) * z)). intros z.
  apply E.encloses_mul; [| apply over_correct].
  apply margin_slope_encloses, E.encloses_mul; [exact H | apply over_correct].
Qed.

Lemma risk_curvature_encloses p X x : E.encloses X x -> E.encloses (risk_curvature_over p X) (risk_curvature l D x).
Proof.
  intros H. apply (mean_encloses p points _ (fun z => curvature l (x * z) * z ^ 2)). intros z.
  apply E.encloses_mul; [| apply E.encloses_sqr, over_correct].
  apply margin_curvature_encloses, E.encloses_mul; [exact H | apply over_correct].
Qed.

(** The risk as a loss of OrbitEnclosure.v, which gives the step in mean-value form. *)
Definition risk_loss : E.loss :=
  E.Build_loss (risk_slope l D) (risk_curvature l D) risk_slope_over risk_curvature_over
    (risk_curvature_derives l D) risk_slope_encloses risk_curvature_encloses.

Definition step_over (X : I.type) : I.type := E.linear_step_over prec risk_loss Eta X.

Lemma step_encloses X x : E.encloses X x -> E.encloses (step_over X) (Fr x).
Proof. intros H. apply (E.linear_step_encloses prec risk_loss (real eta) Eta); [apply over_correct | exact H]. Qed.

Definition slope_over (X : I.type) : I.type :=
  I.sub prec (I.fromZ prec 1) (I.mul prec Eta (risk_curvature_over prec X)).

Lemma slope_encloses X x : E.encloses X x -> E.encloses (slope_over X) (Fr' x).
Proof.
  intros H. apply E.encloses_sub; [apply E.encloses_integer |].
  apply E.encloses_mul; [apply over_correct | now apply risk_curvature_encloses].
Qed.

(** F^n(X) and the slope of F^n over X. *)
Fixpoint iterate_over (n : nat) (X : I.type) : I.type * I.type :=
  match n with
  | O => (X, I.fromZ prec 1)
  | S n => let (Y, S) := iterate_over n X in (step_over Y, I.mul prec (slope_over Y) S)
  end.

Lemma iterate_encloses n X x : E.encloses X x ->
  E.encloses (fst (iterate_over n X)) (orbit Fr x n) /\ E.encloses (snd (iterate_over n X)) (iterate_slope Fr Fr' x n).
Proof.
  intros H. induction n as [|n [IH1 IH2]]; cbn [iterate_over orbit iterate_slope].
  - split; [exact H | apply E.encloses_integer].
  - destruct (iterate_over n X) as [Y S]. cbn [fst snd] in *. split.
    + now apply step_encloses. + apply E.encloses_mul; [now apply slope_encloses | exact IH2].
Qed.

(** ** The orbit *)

Fixpoint run (steps : nat) (X : I.type) : I.type :=
  match steps with
  | O => X
  | S steps => run steps (step_over X)
  end.

Lemma run_encloses steps : forall X t, E.encloses X (w t) -> E.encloses (run steps X) (w (steps + t)%nat).
Proof.
  induction steps as [|steps IH]; intros X t H; [exact H |].
  cbn [run]. replace (S steps + t)%nat with (steps + S t)%nat by lia. apply IH. now apply step_encloses.
Qed.

(** The state at step T. *)
Definition state (T : nat) : I.type := run T (over prec start).

Lemma state_encloses T : E.encloses (state T) (w T).
Proof.
  replace T with (T + 0)%nat at 2 by lia. apply run_encloses. apply over_correct.
Qed.

(** Whether the loss rises at no step before T. *)
Fixpoint never_rises (steps : nat) (X : I.type) : bool :=
  match steps with
  | O => true
  | S steps => let next := step_over X in E.at_most prec (risk_over next) (risk_over X) && never_rises steps next
  end.

Lemma never_rises_correct steps : forall X t, never_rises steps X = true -> E.encloses X (w t) ->
  forall i, (i < steps)%nat -> risk l D (w (S (i + t))) <= risk l D (w (i + t)%nat).
Proof.
  induction steps as [|steps IH]; intros X t H HX i Hi; [lia |].
  cbn [never_rises] in H. apply andb_prop in H. destruct H as [Hnow Hlater].
  assert (Hnext : E.encloses (step_over X) (w (S t))) by now apply step_encloses.
  destruct i as [|i].
  - apply (E.at_most_correct prec _ _ _ _ Hnow); now apply risk_encloses.
  - replace (S i + t)%nat with (i + S t)%nat by lia. apply (IH (step_over X)); auto. lia.
Qed.

(** Whether the loss rises at a step. *)
Definition rises (at_step : nat) : bool :=
  let X := state at_step in below prec (risk_over X) (risk_over (step_over X)).

Lemma rises_correct r : rises r = true -> risk l D (w r) < risk l D (w (S r)).
Proof.
  intros H. apply (below_correct prec _ _ _ _ H); apply risk_encloses; [apply state_encloses |].
  apply step_encloses, state_encloses.
Qed.

(** * linear_sublevel *)

Definition sublevel (T : nat) (a b : rational) (depth : nat) : bool :=
  let X := state T in
  let A := over prec a in
  let B := over prec b in
  has_nonzero points && below prec (I.fromZ prec 0) Eta
  && below prec A X && below prec X B
  && below prec (risk_over X) (risk_over A) && below prec (risk_over X) (risk_over B)
  && everywhere (fun piece => below prec (I.mul prec Eta (risk_curvature_over prec piece)) (I.fromZ prec 2)) depth
       (between prec a b).

Lemma rate_positive : below prec (I.fromZ prec 0) Eta = true -> 0 < real eta.
Proof. intros H. apply (below_correct prec _ _ _ _ H); [apply E.encloses_integer | apply over_correct]. Qed.

Lemma sublevel_traps T a b depth : sublevel T a b depth = true ->
  (exists z, occurs D z /\ z <> 0) /\ 0 < real eta /\ real a < w T /\ w T < real b /\
  risk l D (w T) < risk l D (real a) /\ risk l D (w T) < risk l D (real b) /\
  (forall v, real a <= v <= real b -> real eta * risk_curvature l D v < 2).
Proof.
  unfold sublevel. intros H. repeat (apply andb_prop in H; destruct H as [H ?]).
  repeat split.
  - now apply has_nonzero_correct.
  - now apply rate_positive.
  - apply (below_correct prec (over prec a) (state T)); [assumption | apply over_correct | apply state_encloses].
  - apply (below_correct prec (state T) (over prec b)); [assumption | apply state_encloses | apply over_correct].
  - apply (below_correct prec (risk_over (state T)) (risk_over (over prec a))); [assumption | |];
      apply risk_encloses; [apply state_encloses | apply over_correct].
  - apply (below_correct prec (risk_over (state T)) (risk_over (over prec b))); [assumption | |];
      apply risk_encloses; [apply state_encloses | apply over_correct].
  - intros v Hv.
    apply (everywhere_correct (fun piece => below prec (I.mul prec Eta (risk_curvature_over prec piece)) (I.fromZ prec 2))
      (fun v => real eta * risk_curvature l D v < 2)) with (depth := depth) (X := between prec a b);
      [| assumption | now apply between_correct].
    intros X HX x Hx. apply (below_correct prec _ _ _ _ HX); [| apply E.encloses_integer].
    apply E.encloses_mul; [apply over_correct | now apply risk_curvature_encloses].
Qed.

Theorem sublevel_lazy (T : nat) (a b : rational) (depth : nat) :
  never_rises T (over prec start) && sublevel T a b depth = true -> lazy l D (real eta) (real start).
Proof.
  intros H. apply andb_prop in H. destruct H as [Hh H].
  destruct (sublevel_traps T a b depth H) as [Hz [He [Ha [Hb [La [Lb Hc]]]]]].
  apply (linear_sublevel_lazy l D (real eta) (real start) (real a) (real b) T); try assumption.
  intros t Ht. pose proof (never_rises_correct T (over prec start) 0 Hh (over_correct prec start) t Ht) as R.
  now rewrite Nat.add_0_r in R.
Qed.

Theorem sublevel_catapult (T rise : nat) (a b : rational) (depth : nat) :
  rises rise && sublevel T a b depth = true -> catapult l D (real eta) (real start).
Proof.
  intros H. apply andb_prop in H. destruct H as [Hr H].
  destruct (sublevel_traps T a b depth H) as [Hz [He [Ha [Hb [La [Lb Hc]]]]]].
  apply (linear_sublevel_catapult l D (real eta) (real start) (real a) (real b) T rise); try assumption.
  now apply rises_correct.
Qed.

(** * Basins *)

(** A bound on slopes that is below 1: 1 - 2^-30. *)
Definition contraction_bound : rational := (1073741823%Z, 1073741824%positive).

Definition basin (k : nat) (left right : rational) (depth : nat) : bool :=
  everywhere (fun piece =>
    let (Y, S) := iterate_over k piece in
    below prec (over prec left) Y && below prec Y (over prec right) && E.at_most prec (I.abs S) (over prec contraction_bound))
    depth (between prec left right).

Lemma basin_contracts k left right depth : basin k left right depth = true ->
  contracts Fr Fr' k (real left) (real right) [(real left, real right)].
Proof.
  intros H. split.
  - intros v Hv. exists (real left, real right). split; [now left | assumption].
  - intros piece [<- | []]. exists (real contraction_bound). split.
    + unfold real, contraction_bound; simpl. lra.
    + simpl. intros v Hv. unfold basin in H.
      refine (everywhere_correct _ (fun v => real left < orbit Fr v k < real right /\
        Rabs (iterate_slope Fr Fr' v k) <= real contraction_bound) _ depth _ H v (between_correct prec left right v Hv)).
      intros X HX x Hx. pose proof (iterate_encloses k X x Hx) as [H1 H2].
      destruct (iterate_over k X) as [Y S]. cbn [fst snd] in H1, H2.
      apply andb_prop in HX. destruct HX as [HX HS]. apply andb_prop in HX. destruct HX as [HL HR]. split; [split |].
      * apply (below_correct prec _ _ _ _ HL); [apply over_correct | exact H1].
      * apply (below_correct prec _ _ _ _ HR); [exact H1 | apply over_correct].
      * apply (E.at_most_correct prec _ _ _ _ HS); [now apply E.encloses_abs | apply over_correct].
Qed.

(** * linear_contraction *)

Definition contraction (T rise k : nat) (left right : rational) (depth : nat) : bool :=
  let X := state T in
  (0 <? k)%nat && rises rise
  && below prec (over prec left) X && below prec X (over prec right)
  && below prec (risk_slope_over prec (over prec left)) (I.fromZ prec 0)
  && below prec (I.fromZ prec 0) (risk_slope_over prec (over prec right))
  && basin k left right depth.

Theorem contraction_catapult (T rise k : nat) (left right : rational) (depth : nat) :
  contraction T rise k left right depth = true -> catapult l D (real eta) (real start).
Proof.
  unfold contraction. intros H. do 6 (apply andb_prop in H; destruct H as [H ?]).
  assert (HL : real left < w T).
  { apply (below_correct prec (over prec left) (state T)); [assumption | apply over_correct | apply state_encloses]. }
  assert (HR : w T < real right).
  { apply (below_correct prec (state T) (over prec right)); [assumption | apply state_encloses | apply over_correct]. }
  assert (SL : risk_slope l D (real left) < 0).
  { apply (below_correct prec (risk_slope_over prec (over prec left)) (I.fromZ prec 0)); [assumption | |].
    - apply risk_slope_encloses, over_correct. - apply E.encloses_integer. }
  assert (SR : 0 < risk_slope l D (real right)).
  { apply (below_correct prec (I.fromZ prec 0) (risk_slope_over prec (over prec right))); [assumption | |].
    - apply E.encloses_integer. - apply risk_slope_encloses, over_correct. }
  destruct (stationary_between l D (real left) (real right)) as [p [Ip Ep]]; [lra | assumption | assumption |].
  apply (linear_contraction l D (real eta) (real start) k T rise (real left) (real right) p [(real left, real right)]).
  - now apply Nat.ltb_lt.
  - assumption.
  - assumption.
  - now apply (basin_contracts k left right depth).
  - now apply rises_correct.
  - split; assumption.
Qed.

(** * linear_cycle *)

Definition midpoint (a b : rational) : rational :=
  ((fst a * Zpos (snd b) + fst b * Zpos (snd a))%Z, (2 * snd a * snd b)%positive).

Lemma midpoint_correct a b : real (midpoint a b) = (real a + real b) / 2.
Proof.
  destruct a as [n d], b as [m e]. unfold real, midpoint; cbn [fst snd].
  rewrite plus_IZR, !mult_IZR, !Pos2Z.inj_mul, !mult_IZR.
  assert (0 < IZR (Zpos d)) by (apply IZR_lt; reflexivity). assert (0 < IZR (Zpos e)) by (apply IZR_lt; reflexivity).
  field. lra.
Qed.

(** The Newton image of the region. *)
Definition newton (n : nat) (a b : rational) : I.type :=
  let C := over prec (midpoint a b) in
  let slope := snd (iterate_over n (between prec a b)) in
  I.sub prec C (I.div prec (I.sub prec (fst (iterate_over n C)) C) (I.sub prec slope (I.fromZ prec 1))).

(** Whether F^d maps N off itself for the proper divisors d of n. *)
Definition off_itself (n : nat) (N : I.type) : bool :=
  forallb (fun d => negb (n mod d =? 0)%nat ||
    let image := fst (iterate_over d N) in below prec image N || below prec N image) (seq 1 (n - 1)).

Definition cycle (n q T : nat) (a b left right : rational) (depth : nat) : bool :=
  let X := state T in
  let slope := snd (iterate_over n (between prec a b)) in
  let N := newton n a b in
  (2 <=? n)%nat && (0 <? q)%nat
  && below prec (over prec a) (over prec b)
  && (below prec (I.fromZ prec 1) slope || below prec slope (I.fromZ prec 1))
  && below prec (over prec a) N && below prec N (over prec b)
  && off_itself n N
  && below prec (over prec left) N && below prec N (over prec right)
  && below prec (over prec left) X && below prec X (over prec right)
  && basin (q * n) left right depth.

Theorem cycle_oscillating (n q T : nat) (a b left right : rational) (depth : nat) :
  cycle n q T a b left right depth = true ->
  oscillating l D (real eta) (real start) n /\
  exists x, E.encloses (newton n a b) x /\ orbit Fr x n = x /\
    forall i, is_lim_seq (fun j => w (j * n + i + T)%nat) (orbit Fr x i).
Proof.
  unfold cycle. intros H. do 11 (apply andb_prop in H; destruct H as [H ?]).
  set (N := newton n a b) in *.
  assert (Hab : real a < real b).
  { apply (below_correct prec (over prec a) (over prec b)); [assumption | |]; apply over_correct. }
  apply (linear_cycle l D (real eta) (real start) n q T (real a) (real b) (real (midpoint a b))
    (fun d => E.encloses (snd (iterate_over n (between prec a b))) d) (fun y => E.encloses N y)
    (real left) (real right) [(real left, real right)]).
  - now apply Nat.leb_le.
  - now apply Nat.ltb_lt.
  - rewrite midpoint_correct. lra.
  - intros v Hv. apply iterate_encloses. now apply between_correct.
  - match goal with B : _ || _ = true |- _ => apply orb_prop in B; destruct B as [B | B] end; [left | right]; intros d Hd.
    + apply (below_correct prec (I.fromZ prec 1) (snd (iterate_over n (between prec a b)))); auto; apply E.encloses_integer.
    + apply (below_correct prec (snd (iterate_over n (between prec a b))) (I.fromZ prec 1)); auto; apply E.encloses_integer.
  - intros d Hd. unfold N, newton. apply E.encloses_sub; [apply over_correct |]. apply E.encloses_div.
    + apply E.encloses_sub; [apply iterate_encloses |]; apply over_correct.
    + apply E.encloses_sub; [exact Hd | apply E.encloses_integer].
  - intros y Hy. split.
    + apply (below_correct prec (over prec a) N); auto; apply over_correct.
    + apply (below_correct prec N (over prec b)); auto; apply over_correct.
  - intros d Hd Hdiv v Hv Hv'.
    match goal with B : off_itself n N = true |- _ => unfold off_itself in B;
      pose proof (proj1 (forallb_forall _ _) B d ltac:(apply in_seq; lia)) as Ht end.
    cbv beta in Ht. rewrite (proj2 (Nat.mod_divide n d ltac:(lia)) Hdiv) in Ht. cbn [Nat.eqb negb orb] in Ht.
    pose proof (proj1 (iterate_encloses d N v Hv)) as Hi.
    apply orb_prop in Ht. destruct Ht as [Ht | Ht].
    + pose proof (below_correct prec _ _ (orbit Fr v d) (orbit Fr v d) Ht Hi Hv'). lra.
    + pose proof (below_correct prec _ _ (orbit Fr v d) (orbit Fr v d) Ht Hv' Hi). lra.
  - intros y Hy. split.
    + apply (below_correct prec (over prec left) N); auto; apply over_correct.
    + apply (below_correct prec N (over prec right)); auto; apply over_correct.
  - now apply (basin_contracts (q * n) left right depth).
  - split.
    + apply (below_correct prec (over prec left) (state T)); auto; [apply over_correct | apply state_encloses].
    + apply (below_correct prec (state T) (over prec right)); auto; [apply state_encloses | apply over_correct].
Qed.

(** * Limits *)

(** The minimiser lies between a and b, and the sharpness there between slo and shi. *)
Definition minimum_test (a b slo shi : rational) : bool :=
  let h := risk_curvature_over prec (between prec a b) in
  has_nonzero points
  && below prec (risk_slope_over prec (over prec a)) (I.fromZ prec 0)
  && below prec (I.fromZ prec 0) (risk_slope_over prec (over prec b))
  && E.at_most prec (over prec slo) h && E.at_most prec h (over prec shi).

Theorem minimum_enclosed (a b slo shi : rational) :
  minimum_test a b slo shi = true ->
  forall p, risk_slope l D p = 0 -> real a < p < real b /\ real slo <= risk_curvature l D p <= real shi.
Proof.
  unfold minimum_test. intros H p Hp. do 4 (apply andb_prop in H; destruct H as [H ?]).
  destruct (has_nonzero_correct points H) as [z [Hz Hn]].
  assert (SA : risk_slope l D (real a) < 0).
  { apply (below_correct prec (risk_slope_over prec (over prec a)) (I.fromZ prec 0)); [assumption | |].
    - apply risk_slope_encloses, over_correct. - apply E.encloses_integer. }
  assert (SB : 0 < risk_slope l D (real b)).
  { apply (below_correct prec (I.fromZ prec 0) (risk_slope_over prec (over prec b))); [assumption | |].
    - apply E.encloses_integer. - apply risk_slope_encloses, over_correct. }
  assert (Ip : real a < p < real b).
  { split.
    - destruct (Rlt_le_dec (real a) p) as [| Hle]; [assumption | exfalso].
      pose proof (risk_slope_increases_weakly l D p (real a) Hle). lra.
    - destruct (Rlt_le_dec p (real b)) as [| Hle]; [assumption | exfalso].
      pose proof (risk_slope_increases_weakly l D (real b) p Hle). lra. }
  split; [assumption |].
  assert (Hc : E.encloses (risk_curvature_over prec (between prec a b)) (risk_curvature l D p)).
  { apply risk_curvature_encloses, between_correct. lra. }
  split.
  - apply (E.at_most_correct prec (over prec slo) (risk_curvature_over prec (between prec a b))); [assumption | | exact Hc].
    apply over_correct.
  - apply (E.at_most_correct prec (risk_curvature_over prec (between prec a b)) (over prec shi)); [assumption | exact Hc |].
    apply over_correct.
Qed.

(** The points of a cycle through a point of N, one pair of bounds for each, and its multiplier. *)
Fixpoint points_between (X : I.type) (bounds : list (rational * rational)) : bool :=
  match bounds with
  | [] => true
  | (lo, hi) :: bounds =>
      E.at_most prec (over prec lo) X && E.at_most prec X (over prec hi) && points_between (step_over X) bounds
  end.

Definition cycle_limit_test (n : nat) (N : I.type) (bounds : list (rational * rational)) (mlo mhi : rational) : bool :=
  let multiplier := snd (iterate_over n N) in
  points_between N bounds && E.at_most prec (over prec mlo) multiplier && E.at_most prec multiplier (over prec mhi).

Lemma points_between_correct bounds : forall X x, points_between X bounds = true -> E.encloses X x ->
  forall i lo hi, nth_error bounds i = Some (lo, hi) -> real lo <= orbit Fr x i <= real hi.
Proof.
  induction bounds as [|[lo hi] bounds IH]; intros X x H HX i lo' hi' Hi; [destruct i; discriminate |].
  cbn [points_between] in H. apply andb_prop in H. destruct H as [H Hrest]. apply andb_prop in H. destruct H as [Hlo Hhi].
  destruct i as [|i].
  - injection Hi as <- <-. split.
    + apply (E.at_most_correct prec _ _ _ _ Hlo); [apply over_correct | exact HX].
    + apply (E.at_most_correct prec _ _ _ _ Hhi); [exact HX | apply over_correct].
  - cbn [orbit]. rewrite <- orbit_shift. apply (IH (step_over X) (Fr x)) with (i := i); auto. now apply step_encloses.
Qed.

Theorem cycle_limit_enclosed (n : nat) (N : I.type) (bounds : list (rational * rational)) (mlo mhi : rational) :
  cycle_limit_test n N bounds mlo mhi = true ->
  forall x, E.encloses N x ->
  (forall i lo hi, nth_error bounds i = Some (lo, hi) -> real lo <= orbit Fr x i <= real hi) /\
  is_derive (fun v => orbit Fr v n) x (iterate_slope Fr Fr' x n) /\
  real mlo <= iterate_slope Fr Fr' x n <= real mhi.
Proof.
  unfold cycle_limit_test. intros H x Hx. apply andb_prop in H. destruct H as [H Hhi]. apply andb_prop in H.
  destruct H as [H Hlo]. pose proof (proj2 (iterate_encloses n N x Hx)) as Hm. split; [| split; [| split]].
  - now apply (points_between_correct bounds N).
  - apply iterate_derives. intros v. apply (map_derives l D (real eta)).
  - apply (E.at_most_correct prec _ _ _ _ Hlo); [apply over_correct | exact Hm].
  - apply (E.at_most_correct prec _ _ _ _ Hhi); [exact Hm | apply over_correct].
Qed.

Definition real_bounds (bounds : list (rational * rational)) : list (R * R) :=
  map (fun ends => (real (fst ends), real (snd ends))) bounds.

Lemma limits_of_cycle n T N bounds mlo mhi x :
  cycle_limit_test n N bounds mlo mhi = true -> E.encloses N x -> orbit Fr x n = x ->
  (forall i, is_lim_seq (fun j => w (j * n + i + T)%nat) (orbit Fr x i)) ->
  ends_at_cycle l D (real eta) (real start) n (real_bounds bounds) (real mlo) (real mhi).
Proof.
  intros H Hx Hn Hl. destruct (cycle_limit_enclosed n N bounds mlo mhi H x Hx) as [Hb [Hd Hm]].
  exists x, T. split; [exact Hn | split; [exact Hl | split]].
  - intros i low high Hi. unfold real_bounds in Hi. rewrite nth_error_map in Hi.
    destruct (nth_error bounds i) as [[lo hi] |] eqn:Eb; [| discriminate]. simpl in Hi. injection Hi as <- <-.
    exact (Hb i lo hi Eb).
  - exists (iterate_slope Fr Fr' x n). split; assumption.
Qed.

Theorem cycle_ends (n q T : nat) (a b left right : rational) (depth : nat) bounds (mlo mhi : rational) :
  cycle n q T a b left right depth && cycle_limit_test n (newton n a b) bounds mlo mhi = true ->
  oscillating l D (real eta) (real start) n /\
  ends_at_cycle l D (real eta) (real start) n (real_bounds bounds) (real mlo) (real mhi).
Proof.
  intros H. apply andb_prop in H. destruct H as [H1 H2].
  destruct (cycle_oscillating n q T a b left right depth H1) as [Ho [x [Hx [Hn Hl]]]].
  split; [exact Ho |]. now apply (limits_of_cycle n T (newton n a b) bounds mlo mhi x).
Qed.

End Problem.

(** * linear_potential: the logistic loss on D0 above eta = 8 *)

Section Logistic.

Variable prec : F.precision.
Variables (points : rational_data) (eta start : rational).

Let D : data := real_data points.
Let w : nat -> R := orbit (linear_map logistic D (real eta)) (real start).

(** 8 < n/d, exactly. *)
Definition above_8 (q : rational) : bool := (8 * Zpos (snd q) <? fst q)%Z.

Lemma above_8_correct q : above_8 q = true -> 8 < real q.
Proof.
  unfold above_8, real. intros H. apply Z.ltb_lt, IZR_lt in H. rewrite mult_IZR in H.
  assert (Hd : 0 < IZR (Zpos (snd q))) by (apply IZR_lt; reflexivity).
  apply (Rmult_lt_reg_r (IZR (Zpos (snd q)))); [assumption |].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Definition potential_test (T : nat) : bool :=
  let X := state prec logistic logistic_over points eta start T in
  let zero := I.fromZ prec 0 in
  is_degenerate points && above_8 eta
  && below prec (I.sqr prec X)
       (I.mul prec (over prec eta)
          (I.sub prec (risk_over prec logistic logistic_over points X) (risk_over prec logistic logistic_over points zero)))
  && (below prec zero X || below prec X zero).

Theorem potential_oscillating (T : nat) :
  potential_test T = true ->
  oscillating logistic D (real eta) (real start) 2 /\
  exists star, cycle_amplitude (real eta) star /\
    (0 < w T -> is_lim_seq (fun t => (-1) ^ t * w (t + T)%nat) star) /\
    (w T < 0 -> is_lim_seq (fun t => (-1) ^ t * w (t + T)%nat) (- star)).
Proof.
  unfold potential_test. intros H. do 3 (apply andb_prop in H; destruct H as [H ?]).
  pose proof (is_degenerate_correct points H) as Hd.
  pose proof (state_encloses prec logistic logistic_over points eta start T) as HX.
  set (X := state prec logistic logistic_over points eta start T) in *.
  apply (linear_potential D (real eta) (real start) T).
  - exact Hd.
  - rewrite degenerate_mean by exact Hd. unfold kappa_logistic.
    pose proof (above_8_correct eta ltac:(assumption)). lra.
  - match goal with B : below prec (I.sqr prec X) _ = true |- _ => apply (below_correct prec _ _ _ _ B) end.
    + apply E.encloses_sqr. exact HX.
    + apply E.encloses_mul; [apply over_correct |].
      apply E.encloses_sub; apply risk_encloses; [exact HX | apply E.encloses_integer].
  - match goal with B : _ || _ = true |- _ => apply orb_prop in B; destruct B as [B | B] end.
    + assert (0 < w T); [| unfold w, D in *; lra].
      apply (below_correct prec (I.fromZ prec 0) X); [assumption | apply E.encloses_integer | exact HX].
    + assert (w T < 0); [| unfold w, D in *; lra].
      apply (below_correct prec X (I.fromZ prec 0)); [assumption | exact HX | apply E.encloses_integer].
Qed.

(** Whether the amplitude of the 2-cycle lies between a and b: 0 < a, eta s(a) > 2 a and eta s(b) < 2 b. *)
Definition amplitude_test (a b : rational) : bool :=
  let twice q := I.mul prec (I.fromZ prec 2) (over prec q) in
  let moved q := I.mul prec (over prec eta) (risk_slope_over logistic logistic_over points prec (over prec q)) in
  below prec (I.fromZ prec 0) (over prec a) && below prec (over prec a) (over prec b)
  && below prec (twice a) (moved a) && below prec (moved b) (twice b).

Lemma amplitude_between a b star :
  degenerate D -> amplitude_test a b = true -> cycle_amplitude (real eta) star -> real a <= star <= real b.
Proof.
  unfold amplitude_test. intros Hd H Hs. do 3 (apply andb_prop in H; destruct H as [H ?]).
  assert (Ha : 0 < real a).
  { apply (below_correct prec (I.fromZ prec 0) (over prec a)); [assumption | apply E.encloses_integer | apply over_correct]. }
  assert (Hab : real a < real b).
  { apply (below_correct prec (over prec a) (over prec b)); [assumption | |]; apply over_correct. }
  assert (Hm : forall q, E.encloses
    (I.mul prec (over prec eta) (risk_slope_over logistic logistic_over points prec (over prec q)))
    (real eta * slope_logistic (real q))).
  { intros q. apply E.encloses_mul; [apply over_correct |]. rewrite <- (degenerate_slope_logistic D) by assumption.
    apply risk_slope_encloses, over_correct. }
  assert (Ht : forall q, E.encloses (I.mul prec (I.fromZ prec 2) (over prec q)) (2 * real q)).
  { intros q. apply E.encloses_mul; [apply E.encloses_integer | apply over_correct]. }
  assert (Sa : 2 * real a < real eta * slope_logistic (real a)).
  { refine (below_correct prec _ _ _ _ _ (Ht a) (Hm a)). assumption. }
  assert (Sb : real eta * slope_logistic (real b) < 2 * real b).
  { refine (below_correct prec _ _ _ _ _ (Hm b) (Ht b)). assumption. }
  split.
  - destruct (Rle_lt_dec (real a) star) as [| Hlt]; [assumption | exfalso].
    pose proof (proj2 (slope_against_amplitude (real eta) star (real a) Hs Ha) Hlt). lra.
  - destruct (Rle_lt_dec star (real b)) as [| Hlt]; [assumption | exfalso].
    pose proof (proj1 (slope_against_amplitude (real eta) star (real b) Hs ltac:(lra)) Hlt). lra.
Qed.

(** The point of the cycle to which w_(2j + T) tends, by the sign of w_T. *)
Definition amplitude_side (T : nat) (a b : rational) : I.type :=
  let X := state prec logistic logistic_over points eta start T in
  if below prec (I.fromZ prec 0) X then between prec a b else I.neg (between prec a b).

Theorem potential_ends (T : nat) (a b : rational) bounds (mlo mhi : rational) :
  potential_test T && amplitude_test a b
    && cycle_limit_test prec logistic logistic_over points eta 2 (amplitude_side T a b) bounds mlo mhi = true ->
  oscillating logistic D (real eta) (real start) 2 /\
  ends_at_cycle logistic D (real eta) (real start) 2 (real_bounds bounds) (real mlo) (real mhi).
Proof.
  intros H. apply andb_prop in H. destruct H as [H HL]. apply andb_prop in H. destruct H as [HP HA].
  destruct (potential_oscillating T HP) as [Ho [star [Hs [Hpos Hneg]]]].
  assert (Hd : degenerate D).
  { unfold potential_test in HP. do 3 (apply andb_prop in HP; destruct HP as [HP ?]). now apply is_degenerate_correct. }
  split; [exact Ho |].
  pose proof (amplitude_between a b star Hd HA Hs) as Hab.
  pose proof (between_correct prec a b star Hab) as Hin.
  pose proof (state_encloses prec logistic logistic_over points eta start T) as HX.
  assert (Hside : exists x, E.encloses (amplitude_side T a b) x /\ (x = star \/ x = - star) /\
    is_lim_seq (fun t => (-1) ^ t * w (t + T)%nat) x).
  { unfold amplitude_side. set (X := state prec logistic logistic_over points eta start T) in *.
    destruct (below prec (I.fromZ prec 0) X) eqn:EB.
    - exists star. split; [exact Hin | split; [now left |]]. apply Hpos.
      apply (below_correct prec (I.fromZ prec 0) X); [assumption | apply E.encloses_integer | exact HX].
    - exists (- star). split; [now apply E.encloses_neg | split; [now right |]]. apply Hneg.
      unfold potential_test in HP. fold X in HP. apply andb_prop in HP. destruct HP as [_ HP]. rewrite EB in HP.
      apply (below_correct prec X (I.fromZ prec 0)); [exact HP | exact HX | apply E.encloses_integer]. }
  destruct Hside as [x [Hx [Hor Hl]]].
  destruct (amplitude_limits D (real eta) (real start) T star x Hd Hs Hor Hl) as [H2 Hi].
  now apply (limits_of_cycle prec logistic logistic_over points eta start 2 T (amplitude_side T a b) bounds mlo mhi x).
Qed.

End Logistic.

(** * linear_escape and linear_critical_rate: the exponential loss *)

Section Exponential.

Variable prec : F.precision.
Variables (points : rational_data) (eta start : rational).

Let D : data := real_data points.
Let w : nat -> R := orbit (linear_map exponential D (real eta)) (real start).

(** The part of L'' that the points of one sign contribute. *)
Definition partial_curvature_over (sign : Z) (X : I.type) : I.type :=
  mean_over prec points (fun z =>
    if (Z.sgn (fst z) =? sign)%Z
    then I.mul prec (I.exp prec (I.neg (I.mul prec X (over prec z)))) (I.sqr prec (over prec z))
    else I.fromZ prec 0).

Lemma sign_cases (z : rational) :
  (Z.sgn (fst z) = 1%Z /\ 0 < real z) \/ (Z.sgn (fst z) = (-1)%Z /\ real z < 0) \/ (Z.sgn (fst z) = 0%Z /\ real z = 0).
Proof.
  destruct (Z.sgn_spec (fst z)) as [[H E1] | [[H E1] | [H E1]]].
  - left. split; [assumption | now apply real_sign].
  - right; right. split; [assumption |]. unfold real. rewrite <- H. unfold Rdiv. ring.
  - right; left. split; [assumption | now apply real_sign].
Qed.

Lemma negative_encloses X x : E.encloses X x ->
  E.encloses (partial_curvature_over (-1) X) (negative_curvature exponential D x).
Proof.
  intros H. apply (mean_encloses prec points _ (fun z => if Rlt_dec z 0 then curvature exponential (x * z) * z ^ 2 else 0)).
  intros z. destruct (sign_cases z) as [[E1 Hz] | [[E1 Hz] | [E1 Hz]]]; rewrite E1; cbn [Z.eqb Pos.eqb];
    destruct (Rlt_dec (real z) 0); try (exfalso; lra); try apply E.encloses_integer.
  apply E.encloses_mul; [| apply E.encloses_sqr, over_correct].
  apply E.encloses_exp, E.encloses_neg, E.encloses_mul; [exact H | apply over_correct].
Qed.

Lemma positive_encloses X x : E.encloses X x ->
  E.encloses (partial_curvature_over 1 X) (positive_curvature exponential D x).
Proof.
  intros H. apply (mean_encloses prec points _ (fun z => if Rlt_dec 0 z then curvature exponential (x * z) * z ^ 2 else 0)).
  intros z. destruct (sign_cases z) as [[E1 Hz] | [[E1 Hz] | [E1 Hz]]]; rewrite E1; cbn [Z.eqb Pos.eqb];
    destruct (Rlt_dec 0 (real z)); try (exfalso; lra); try apply E.encloses_integer.
  apply E.encloses_mul; [| apply E.encloses_sqr, over_correct].
  apply E.encloses_exp, E.encloses_neg, E.encloses_mul; [exact H | apply over_correct].
Qed.

Definition escape_test (T : nat) (reach : rational) : bool :=
  let X := state prec exponential exponential_over points eta start T in
  let R := over prec reach in
  let L := I.neg R in
  let step := step_over prec exponential exponential_over points eta in
  let two := I.fromZ prec 2 in
  below prec (I.fromZ prec 0) (over prec eta) && below prec (I.fromZ prec 0) R
  && E.at_most prec two (I.mul prec (over prec eta) (partial_curvature_over (-1) R))
  && E.at_most prec two (I.mul prec (over prec eta) (partial_curvature_over 1 L))
  && below prec (step R) L && below prec R (step L)
  && E.at_most prec R (I.abs X).

Theorem escape_divergent (T : nat) (reach : rational) :
  escape_test T reach = true -> divergent exponential D (real eta) (real start).
Proof.
  unfold escape_test. intros H. do 6 (apply andb_prop in H; destruct H as [H ?]).
  pose proof (over_correct prec reach) as HR. pose proof (E.encloses_neg _ _ HR) as HL.
  pose proof (over_correct prec eta) as HE.
  pose proof (state_encloses prec exponential exponential_over points eta start T) as HX.
  set (X := state prec exponential exponential_over points eta start T) in *.
  refine (proj1 (linear_escape D (real eta) (real start) (real reach) T _ _ _ _ _ _ _)).
  - apply (below_correct prec (I.fromZ prec 0) (over prec eta)); [assumption | apply E.encloses_integer | exact HE].
  - apply (below_correct prec (I.fromZ prec 0) (over prec reach)); [assumption | apply E.encloses_integer | exact HR].
  - match goal with B : E.at_most prec _ (I.mul prec _ (partial_curvature_over (-1) _)) = true |- _ =>
      apply (E.at_most_correct prec _ _ _ _ B) end; [apply E.encloses_integer |].
    apply E.encloses_mul; [exact HE | now apply negative_encloses].
  - match goal with B : E.at_most prec _ (I.mul prec _ (partial_curvature_over 1 _)) = true |- _ =>
      apply (E.at_most_correct prec _ _ _ _ B) end; [apply E.encloses_integer |].
    apply E.encloses_mul; [exact HE | now apply positive_encloses].
  - match goal with B : below prec (step_over _ _ _ _ _ (over prec reach)) _ = true |- _ =>
      apply (below_correct prec _ _ _ _ B) end; [now apply step_encloses | exact HL].
  - match goal with B : below prec _ (step_over _ _ _ _ _ (I.neg _)) = true |- _ =>
      apply (below_correct prec _ _ _ _ B) end; [exact HR | now apply step_encloses].
  - match goal with B : E.at_most prec _ (I.abs X) = true |- _ => apply (E.at_most_correct prec _ _ _ _ B) end;
      [exact HR | apply E.encloses_abs; exact HX].
Qed.

(** eta sinh(w0) against 2 w0, which for w0 > 0 compares eta with eta_c(w0); by symmetry |w0| is taken. *)
Definition critical_over : I.type * I.type :=
  let W := I.abs (over prec start) in
  (I.mul prec (over prec eta) (E.sinh_over prec W), I.mul prec (I.fromZ prec 2) W).

Definition below_critical : bool :=
  is_degenerate points && below prec (I.fromZ prec 0) (I.abs (over prec start)) && below prec (I.fromZ prec 0) (over prec eta)
  && below prec (fst critical_over) (snd critical_over).

Definition above_critical : bool :=
  is_degenerate points && below prec (I.fromZ prec 0) (I.abs (over prec start))
  && below prec (snd critical_over) (fst critical_over).

Lemma critical_rate_even v : critical_rate_exponential (Rabs v) = critical_rate_exponential v.
Proof.
  unfold Rabs. destruct (Rcase_abs v); [| reflexivity]. rewrite !critical_rate_exponential_sinh, sinh_odd.
  assert (sinh v <> 0) by (pose proof (sinh_neg v); lra). field. assumption.
Qed.

Lemma critical_encloses :
  E.encloses (fst critical_over) (real eta * sinh (Rabs (real start))) /\ E.encloses (snd critical_over) (2 * Rabs (real start)).
Proof.
  pose proof (E.encloses_abs _ _ (over_correct prec start)) as HW. split; cbn [critical_over fst snd].
  - apply E.encloses_mul; [apply over_correct |]. now apply (E.sinh_encloses prec).
  - apply E.encloses_mul; [apply E.encloses_integer | exact HW].
Qed.

Lemma start_nonzero : below prec (I.fromZ prec 0) (I.abs (over prec start)) = true -> real start <> 0 /\ 0 < Rabs (real start).
Proof.
  intros H. assert (P : 0 < Rabs (real start)).
  { apply (below_correct prec _ _ _ _ H); [apply E.encloses_integer | apply E.encloses_abs, over_correct]. }
  split; [| assumption]. intros E1. rewrite E1, Rabs_R0 in P. lra.
Qed.

Theorem below_critical_lazy : below_critical = true -> lazy exponential D (real eta) (real start).
Proof.
  unfold below_critical. intros H. do 3 (apply andb_prop in H; destruct H as [H ?]).
  destruct (start_nonzero ltac:(assumption)) as [Hn Hp]. destruct critical_encloses as [C1 C2].
  apply linear_critical_rate_lazy; [now apply is_degenerate_correct | assumption | |].
  - apply (below_correct prec (I.fromZ prec 0) (over prec eta)); [assumption | apply E.encloses_integer | apply over_correct].
  - rewrite <- critical_rate_even, critical_rate_exponential_sinh. pose proof (sinh_pos _ Hp) as S.
    apply (Rmult_lt_reg_r (sinh (Rabs (real start)))); [assumption |].
    replace (2 * Rabs (real start) / sinh (Rabs (real start)) * sinh (Rabs (real start))) with (2 * Rabs (real start)) by (field; lra).
    match goal with B : below prec (fst critical_over) _ = true |- _ => exact (below_correct prec _ _ _ _ B C1 C2) end.
Qed.

Theorem above_critical_divergent : above_critical = true -> divergent exponential D (real eta) (real start).
Proof.
  unfold above_critical. intros H. do 2 (apply andb_prop in H; destruct H as [H ?]).
  destruct (start_nonzero ltac:(assumption)) as [Hn Hp]. destruct critical_encloses as [C1 C2].
  apply linear_critical_rate_divergent; [now apply is_degenerate_correct | assumption |].
  rewrite <- critical_rate_even, critical_rate_exponential_sinh. pose proof (sinh_pos _ Hp) as S.
  apply (Rmult_lt_reg_r (sinh (Rabs (real start)))); [assumption |].
  replace (2 * Rabs (real start) / sinh (Rabs (real start)) * sinh (Rabs (real start))) with (2 * Rabs (real start)) by (field; lra).
  match goal with B : below prec (snd critical_over) _ = true |- _ => exact (below_correct prec _ _ _ _ B C2 C1) end.
Qed.

End Exponential.

End Checker.

(** The checker on the integers of the standard library: theorems that use it assume the axioms of the real numbers only. *)
Module Standard := Checker OrbitEnclosure.Standard_numbers.

(** The checker on Coq's machine integers, many times faster, whose specification Coq postulates (Uint63). Its names need no prefix. *)
Module F := OrbitEnclosure.Machine_numbers.
Module Export Machine := Checker F.
