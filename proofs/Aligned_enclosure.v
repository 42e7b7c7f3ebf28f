(** Orbits of aligned networks on D0 enclosed by computation inside Coq, at any depth: what proofs from certificates run
    (`catapult export coq --certificate`), as OrbitEnclosure.v has it for two layers.

    A step is taken in mean-value form. A [form] encloses a number x that depends on the strengths sigma in a box: its value at the centre c of the
    box, its range, and slopes p_k with x = x(c) + sum p_k (sigma_k - c_k). Forms are added, multiplied and put into s by the rules of differences,
    so no derivative of a product is needed: (x y) - (x y)(c) = x (y - y(c)) + (x - x(c)) y(c).

    - [layers_step_encloses]: one step of (D3), [layers_enclosed]: the orbit of a box;
    - [layers_between], [layers_rise], [layers_fall]: bounds of a state, and whether |f| rises. *)

From Coq Require Import Reals Lra Lia ZArith List Bool.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Float.Sig Float.Basic Real.Xreal Interval.Interval.
From Catapult Require Import Equations Vectors Two_layer_certificates Aligned_layers Aligned_scale.
Import ListNotations.
Open Scope R_scope.

(** sum p_k d_k over the entries of a list. *)
Fixpoint along (p : list R) (d : vector) : R :=
  match p with
  | [] => 0
  | a :: rest => a * d O + along rest (fun k => d (S k))
  end.

Lemma along_scale a p d : along (map (Rmult a) p) d = a * along p d.
Proof. revert d. induction p as [| b p IH]; intros d; simpl; [ring | rewrite IH; ring]. Qed.

Module Layers (F : FloatOps with Definition sensible_format := true).

Module Export Base := Certificates F.

Section Forms.

Variable prec : F.precision.

Let number (n : Z) : I.type := I.fromZ prec n.

(** * Slopes *)

Definition all_enclose (P : list I.type) (p : list R) : Prop := Forall2 encloses P p.

Fixpoint scaled (A : I.type) (P : list I.type) : list I.type :=
  match P with
  | [] => []
  | X :: rest => I.mul prec A X :: scaled A rest
  end.

(* A P + B Q, where missing entries are zero. *)
Fixpoint combined (A : I.type) (P : list I.type) (B : I.type) (Q : list I.type) : list I.type :=
  match P, Q with
  | [], _ => scaled B Q
  | _, [] => scaled A P
  | X :: P', Y :: Q' => I.add prec (I.mul prec A X) (I.mul prec B Y) :: combined A P' B Q'
  end.

Fixpoint along_over (P : list I.type) (D : list I.type) : I.type :=
  match P, D with
  | X :: P', Y :: D' => I.add prec (I.mul prec X Y) (along_over P' D')
  | _, _ => number 0
  end.

Lemma scaled_encloses A a P p : encloses A a -> all_enclose P p -> all_enclose (scaled A P) (map (Rmult a) p).
Proof. intros HA HP. induction HP; simpl; constructor; [now apply encloses_mul | assumption]. Qed.

Lemma combined_encloses A a P p B b Q q d : encloses A a -> all_enclose P p -> encloses B b -> all_enclose Q q ->
  exists r, all_enclose (combined A P B Q) r /\ along r d = a * along p d + b * along q d.
Proof.
  intros HA HP HB. revert Q q d. induction HP as [| X x P p HX HP IH]; intros Q q d HQ.
  - exists (map (Rmult b) q). split; [destruct Q; now apply scaled_encloses |]. rewrite along_scale. simpl. ring.
  - destruct HQ as [| Y y Q q HY HQ].
    + exists (map (Rmult a) (x :: p)). split; [apply (scaled_encloses A a (X :: P)); [assumption | now constructor] |]. rewrite along_scale. simpl. ring.
    + destruct (IH Q q (fun k => d (S k)) HQ) as (r & Hr & E). exists (a * x + b * y :: r). split.
      * simpl. constructor; [apply encloses_add; now apply encloses_mul | assumption].
      * simpl. rewrite E. ring.
Qed.

(* The deviations D are as many as the slopes or more. *)
Lemma along_over_encloses P p : all_enclose P p -> forall D d, (length P <= length D)%nat ->
  (forall k, (k < length D)%nat -> encloses (nth k D (number 0)) (d k)) -> encloses (along_over P D) (along p d).
Proof.
  intros HP. induction HP as [| X x P p HX HP IH]; intros D d Hlen HD; [apply encloses_integer |].
  destruct D as [| Y D]; [simpl in Hlen; lia |]. simpl. apply encloses_add.
  - apply encloses_mul; [assumption |]. exact (HD 0%nat ltac:(simpl; lia)).
  - apply IH; [simpl in Hlen; lia |]. intros k Hk. exact (HD (S k) ltac:(simpl; lia)).
Qed.

(** * Forms *)

Record form := { value : I.type; range : I.type; slopes : list I.type }.

Variable deviation : vector.

Definition represents (A : form) (x : R) : Prop :=
  exists (c : R) (p : list R),
  encloses (value A) c /\ encloses (range A) c /\ encloses (range A) x /\ all_enclose (slopes A) p /\ x = c + along p deviation.

Definition constant (C : I.type) : form := {| value := C; range := C; slopes := [] |}.

Definition times (A B : form) : form :=
  {| value := I.mul prec (value A) (value B); range := I.mul prec (range A) (range B);
     slopes := combined (range A) (slopes B) (value B) (slopes A) |}.

Definition scale (C : I.type) (A : form) : form :=
  {| value := I.mul prec C (value A); range := I.mul prec C (range A); slopes := scaled C (slopes A) |}.

Definition minus (A B : form) : form :=
  {| value := I.sub prec (value A) (value B); range := I.sub prec (range A) (range B);
     slopes := combined (number 1) (slopes A) (number (-1)) (slopes B) |}.

Variable l : Enclosure.loss.

Definition slope_of (A : form) : form :=
  {| value := slope_over l prec (value A); range := slope_over l prec (range A);
     slopes := scaled (curvature_over l prec (range A)) (slopes A) |}.

Lemma constant_represents C c : encloses C c -> represents (constant C) c.
Proof. intros H. exists c, []. simpl. repeat split; try assumption; [constructor | ring]. Qed.

Lemma times_represents A B x y : represents A x -> represents B y -> represents (times A B) (x * y).
Proof.
  intros (a & p & A1 & A2 & A3 & A4 & Ea) (b & q & B1 & B2 & B3 & B4 & Eb).
  destruct (combined_encloses (range A) x (slopes B) q (value B) b (slopes A) p deviation A3 B4 B1 A4) as (r & R4 & Er).
  exists (a * b), r. simpl. repeat split; try (apply encloses_mul; assumption); [assumption |]. rewrite Er, Eb, Ea. ring.
Qed.

Lemma scale_represents C c A x : encloses C c -> represents A x -> represents (scale C A) (c * x).
Proof.
  intros HC (a & p & A1 & A2 & A3 & A4 & Ea). exists (c * a), (map (Rmult c) p). simpl.
  repeat split; try (apply encloses_mul; assumption); [now apply scaled_encloses |]. rewrite along_scale, Ea. ring.
Qed.

Lemma minus_represents A B x y : represents A x -> represents B y -> represents (minus A B) (x - y).
Proof.
  intros (a & p & A1 & A2 & A3 & A4 & Ea) (b & q & B1 & B2 & B3 & B4 & Eb).
  destruct (combined_encloses (number 1) 1 (slopes A) p (number (-1)) (-1) (slopes B) q deviation) as (r & R4 & Er); try apply encloses_integer; try assumption.
  exists (a - b), r. simpl. repeat split; try (apply encloses_sub; assumption); [assumption |]. rewrite Er, Eb, Ea. ring.
Qed.

Lemma slope_represents A x : represents A x -> represents (slope_of A) (Enclosure.slope l x).
Proof.
  intros (a & p & A1 & A2 & A3 & A4 & Ea).
  destruct (MVT_gen (Enclosure.slope l) a x (Enclosure.curvature l)) as [y [between difference]].
  - intros y _. apply slope_derive.
  - intros y _. apply continuity_pt_filterlim, (ex_derive_continuous (Enclosure.slope l)). exists (Enclosure.curvature l y). apply slope_derive.
  - assert (Hy : encloses (range A) y).
    { unfold Rmin, Rmax in between. destruct (Rle_dec a x); [apply (encloses_between (range A) a x) | apply (encloses_between (range A) x a)]; assumption || lra. }
    exists (Enclosure.slope l a), (map (Rmult (Enclosure.curvature l y)) p). simpl.
    repeat split; try (apply slope_encloses; assumption); [apply scaled_encloses; [now apply curvature_encloses | assumption] |].
    rewrite along_scale. replace (along p deviation) with (x - a) by lra. lra.
Qed.

(* The product of the first n of some forms. *)
Fixpoint product_of (n : nat) (A : nat -> form) : form :=
  match n with
  | O => constant (number 1)
  | S k => times (product_of k A) (A k)
  end.

Lemma product_represents n A x : (forall k, (k < n)%nat -> represents (A k) (x k)) -> represents (product_of n A) (product n x).
Proof.
  induction n as [| n IH]; intros H; [apply constant_represents, encloses_integer |]. simpl.
  apply times_represents; [apply IH; intros; apply H; lia | apply H; lia].
Qed.

End Forms.

(** * Boxes of strengths *)

Section Boxes.

Variable prec : F.precision.
Variable l : Enclosure.loss.
Variables (L : nat) (eta N : R) (Eta Scale : I.type).
Hypothesis rate : encloses Eta eta.
Hypothesis scale_inside : encloses Scale N.

Let number (n : Z) : I.type := I.fromZ prec n.

Definition strength (B : list I.type) (k : nat) : I.type := nth k B (number 0).

Definition inside_layers (B : list I.type) (sigma : vector) : Prop :=
  length B = L /\ forall k, (k < L)%nat -> encloses (strength B k) (sigma k).

(* sigma_k itself: its slopes are 0, ..., 0, 1. *)
Definition variable (k : nat) (X : I.type) : form :=
  {| value := centre X; range := X; slopes := repeat (number 0) k ++ [number 1] |}.

Fixpoint variables (k : nat) (B : list I.type) : list form :=
  match B with
  | [] => []
  | X :: rest => variable k X :: variables (S k) rest
  end.

Fixpoint deviations (B : list I.type) : list I.type :=
  match B with
  | [] => []
  | X :: rest => I.sub prec X (centre X) :: deviations rest
  end.

Definition output_over (B : list I.type) : I.type :=
  I.mul prec Scale (range (product_of prec L (fun k => {| value := number 0; range := strength B k; slopes := [] |}))).

Definition tau_of (forms : list form) (j : nat) : form :=
  scale prec Scale (product_of prec L (fun k => if Nat.eqb k j then constant (number 1) else nth k forms (constant (number 1)))).

Definition end_of (D : list I.type) (A : form) : I.type := I.add prec (value A) (along_over prec (slopes A) D).

Definition layers_step_over (B : list I.type) : list I.type :=
  let forms := variables 0 B in
  let D := deviations B in
  let push := scale prec Eta (slope_of prec l (scale prec Scale (product_of prec L (fun k => nth k forms (constant (number 1)))))) in
  map (fun j => end_of D (minus prec (nth j forms (constant (number 1))) (times prec push (tau_of forms j)))) (seq 0 L).

Lemma variables_length k B : length (variables k B) = length B.
Proof. revert k. induction B as [| X B IH]; intros k; simpl; [reflexivity | now rewrite IH]. Qed.

Lemma variables_nth i k B : (k < length B)%nat -> nth k (variables i B) (constant (number 1)) = variable (i + k) (strength B k).
Proof.
  revert i k. induction B as [| X B IH]; intros i k Hk; simpl in *; [lia |]. destruct k as [| k].
  - rewrite Nat.add_0_r. reflexivity.
  - rewrite IH by lia. unfold strength. simpl. f_equal. lia.
Qed.

Lemma deviations_length B : length (deviations B) = length B.
Proof. induction B as [| X B IH]; simpl; [reflexivity | now rewrite IH]. Qed.

Lemma deviations_nth k B : (k < length B)%nat -> nth k (deviations B) (number 0) = I.sub prec (strength B k) (centre (strength B k)).
Proof.
  revert k. induction B as [| X B IH]; intros k Hk; simpl in *; [lia |]. destruct k as [| k]; [reflexivity |].
  rewrite IH by lia. reflexivity.
Qed.

Lemma unit_along k d : along (repeat 0 k ++ [1]) d = d k.
Proof. revert d. induction k as [| k IH]; intros d; simpl; [ring | rewrite IH; ring]. Qed.

Lemma unit_encloses k : all_enclose (repeat (number 0) k ++ [number 1]) (repeat 0 k ++ [1]).
Proof.
  induction k as [| k IH]; simpl; constructor; try assumption; try apply encloses_integer. constructor.
Qed.

Lemma repeat_length_unit k : length (repeat (number 0) k ++ [number 1]) = S k.
Proof. rewrite app_length, repeat_length. simpl. lia. Qed.

Lemma centres B sigma : inside_layers B sigma ->
  exists c, forall k, (k < L)%nat -> encloses (strength B k) (c k) /\ encloses (centre (strength B k)) (c k).
Proof.
  intros [Hlen H]. clear Hlen. induction L as [| n IH]; [exists (fun _ => 0); intros; lia |].
  destruct IH as [c Hc]; [intros; apply H; lia |]. destruct (centre_inside (strength B n) (sigma n) (H n ltac:(lia))) as [y Hy].
  exists (fun k => if Nat.eqb k n then y else c k). intros k Hk. destruct (Nat.eqb_spec k n) as [-> | E]; [assumption | apply Hc; lia].
Qed.

(* The slopes of the form of sigma_j' are at most L. *)
Lemma scaled_length A P : length (scaled prec A P) = length P.
Proof. induction P; simpl; [reflexivity | now f_equal]. Qed.

Lemma combined_length A P B Q n : (length P <= n)%nat -> (length Q <= n)%nat -> (length (combined prec A P B Q) <= n)%nat.
Proof.
  revert Q n. induction P as [| X P IH]; intros Q n HP HQ.
  - destruct Q; simpl in *; rewrite ?scaled_length; lia.
  - destruct Q as [| Y Q]; simpl in *; [rewrite scaled_length; lia |]. destruct n as [| n]; [lia |]. apply le_n_S, IH; lia.
Qed.

Lemma product_length n A k : (forall i, (i < n)%nat -> (length (slopes (A i)) <= k)%nat) -> (length (slopes (product_of prec n A)) <= k)%nat.
Proof.
  induction n as [| n IH]; intros H; simpl; [lia |]. apply combined_length; [apply H; lia | apply IH; intros; apply H; lia].
Qed.

Lemma variable_length B k : length B = L -> (k < L)%nat -> (length (slopes (nth k (variables 0 B) (constant (number 1)))) <= L)%nat.
Proof. intros Hlen Hk. rewrite variables_nth by lia. simpl. rewrite repeat_length_unit. lia. Qed.

Lemma strength_of_map (g : nat -> I.type) k : (k < L)%nat -> strength (map g (seq 0 L)) k = g k.
Proof.
  intros Hk. unfold strength. rewrite (nth_indep _ (number 0) (g 0%nat)) by (rewrite map_length, seq_length; lia).
  rewrite map_nth, seq_nth by lia. reflexivity.
Qed.

Theorem layers_step_encloses B sigma : inside_layers B sigma ->
  inside_layers (layers_step_over B) (layers_step L eta N (Enclosure.slope l (layers_output L N sigma)) sigma).
Proof.
  intros inside. destruct (centres B sigma inside) as [c Hc]. destruct inside as [Hlen H].
  split; [unfold layers_step_over; now rewrite map_length, seq_length |].
  set (d := fun k => sigma k - c k).
  assert (HV : forall k, (k < L)%nat -> represents d (nth k (variables 0 B) (constant (number 1))) (sigma k)).
  { intros k Hk. rewrite variables_nth by lia. destruct (Hc k Hk). exists (c k), (repeat 0 k ++ [1]). simpl.
    repeat split; try assumption; [now apply H | apply unit_encloses |]. rewrite unit_along. unfold d. ring. }
  assert (HD : forall k, (k < length (deviations B))%nat -> encloses (nth k (deviations B) (number 0)) (d k)).
  { rewrite deviations_length, Hlen. intros k Hk. rewrite deviations_nth by lia. destruct (Hc k Hk). apply encloses_sub; [now apply H | assumption]. }
  assert (Hone : represents d (constant (number 1)) 1) by apply constant_represents, encloses_integer.
  intros j Hj. unfold layers_step_over. rewrite strength_of_map by assumption. set (forms := variables 0 B) in *.
  set (push := scale prec Eta _). set (A := minus prec _ _). unfold layers_step.
  assert (HA : represents d A (sigma j - eta * Enclosure.slope l (layers_output L N sigma) * tau L N sigma j)).
  { apply minus_represents; [now apply HV |]. apply times_represents.
    - apply scale_represents; [assumption |]. apply slope_represents, scale_represents; [assumption |]. now apply product_represents.
    - apply scale_represents; [assumption |]. apply product_represents. intros k Hk. unfold without.
      destruct (Nat.eqb k j); [assumption | now apply HV]. }
  assert (HL : (length (slopes A) <= length (deviations B))%nat).
  { rewrite deviations_length, Hlen. apply combined_length; [now apply variable_length |].
    apply combined_length; unfold push; simpl; rewrite ?scaled_length; apply product_length; intros i Hi.
    - destruct (Nat.eqb i j); [simpl; lia | now apply variable_length].
    - now apply variable_length. }
  destruct HA as (a & p & A1 & _ & _ & A4 & ->). apply encloses_add; [assumption |]. now apply along_over_encloses.
Qed.

Lemma output_encloses B sigma : inside_layers B sigma -> encloses (output_over B) (layers_output L N sigma).
Proof.
  intros [_ H]. apply encloses_mul; [assumption |].
  assert (G : forall n, (n <= L)%nat -> encloses (range (product_of prec n (fun k => {| value := number 0; range := strength B k; slopes := [] |}))) (product n sigma)).
  { induction n as [| n IH]; intros Hn; simpl; [apply encloses_integer |]. apply encloses_mul; [apply IH; lia | apply H; lia]. }
  now apply G.
Qed.

(** * Orbits *)

Fixpoint layers_run (steps : nat) (B : list I.type) : list I.type :=
  match steps with
  | O => B
  | S rest => layers_run rest (layers_step_over B)
  end.

(* Whether |f| certainly does not rise in any of the first steps. *)
Fixpoint layers_fall_test (steps : nat) (B : list I.type) : bool :=
  match steps with
  | O => true
  | S rest => let next := layers_step_over B in at_most prec (I.abs (output_over next)) (I.abs (output_over B)) && layers_fall_test rest next
  end.

(* Whether |f| certainly rises in the step after the first ones. *)
Definition layers_rise_test (steps : nat) (B : list I.type) : bool :=
  let state := layers_run steps B in
  match I.sign_strict (I.sub prec (I.abs (output_over state)) (I.abs (output_over (layers_step_over state)))) with
  | Xlt => true
  | _ => false
  end.

(* Whether the strengths lie between these rational numbers. *)
Fixpoint layers_test (B : list I.type) (bounds : list ((Z * positive) * (Z * positive))) : bool :=
  match B, bounds with
  | [], [] => true
  | X :: B', ((a, b), (c, d)) :: rest => between prec a b X c d && layers_test B' rest
  | _, _ => false
  end.

Variable sigma : nat -> vector.
Hypothesis descent : aligned_orbit (Enclosure.slope l) L eta N sigma.
Variable B : list I.type.
Hypothesis start : inside_layers B (sigma 0%nat).

Lemma next_enclosed t C : inside_layers C (sigma t) -> inside_layers (layers_step_over C) (sigma (S t)).
Proof.
  intros inside. destruct (layers_step_encloses C (sigma t) inside) as [Hlen H]. split; [assumption |].
  intros k Hk. rewrite descent by assumption. now apply H.
Qed.

Lemma run_enclosed steps : forall C t, inside_layers C (sigma t) -> inside_layers (layers_run steps C) (sigma (steps + t)%nat).
Proof.
  induction steps as [| steps IH]; intros C t inside; [assumption |]. simpl. rewrite plus_n_Sm. apply IH, next_enclosed, inside.
Qed.

Theorem layers_enclosed t : inside_layers (layers_run t B) (sigma t).
Proof. assert (E := run_enclosed t B 0 start). now rewrite Nat.add_0_r in E. Qed.

Definition ratio_of (q : Z * positive) : R := IZR (fst q) / IZR (Zpos (snd q)).
Definition nothing : (Z * positive) * (Z * positive) := ((0%Z, 1%positive), (0%Z, 1%positive)).
Definition lower (bounds : list ((Z * positive) * (Z * positive))) (k : nat) : R := ratio_of (fst (nth k bounds nothing)).
Definition upper (bounds : list ((Z * positive) * (Z * positive))) (k : nat) : R := ratio_of (snd (nth k bounds nothing)).

Theorem layers_between t bounds : layers_test (layers_run t B) bounds = true ->
  forall k, (k < L)%nat -> lower bounds k <= sigma t k <= upper bounds k.
Proof.
  intros test. destruct (layers_enclosed t) as [Hlen H]. rewrite <- Hlen in *. clear Hlen.
  set (C := layers_run t B) in *. clearbody C. set (x := sigma t) in *. clearbody x. revert x bounds test H. clear.
  induction C as [| X C IH]; intros x bounds test H k Hk; [simpl in Hk; lia |].
  destruct bounds as [| [[a b] [c d]] bounds]; [discriminate |]. simpl in test. apply andb_prop in test. destruct test as [now rest].
  destruct k as [| k].
  - apply (between_correct prec a b X c d); [assumption |]. exact (H 0%nat ltac:(simpl; lia)).
  - apply (IH (fun k => x (S k)) bounds rest); [| simpl in Hk; lia]. intros i Hi. exact (H (S i) ltac:(simpl; lia)).
Qed.

Lemma output_between t (a : Z) (b : positive) (c : Z) (d : positive) : between prec a b (output_over (layers_run t B)) c d = true ->
  ratio_of (a, b) <= layers_output L N (sigma t) <= ratio_of (c, d).
Proof. intros test. apply (between_correct prec a b _ c d _ test), output_encloses, layers_enclosed. Qed.

Lemma layers_rise t : layers_rise_test t B = true -> Rabs (layers_output L N (sigma t)) < Rabs (layers_output L N (sigma (S t))).
Proof.
  unfold layers_rise_test. assert (now := layers_enclosed t). set (state := layers_run t B) in *.
  assert (next := next_enclosed t state now). apply output_encloses in now. apply output_encloses in next.
  assert (gap := encloses_sub prec _ _ _ _ (encloses_abs _ _ now) (encloses_abs _ _ next)).
  assert (sign := I.sign_strict_correct (I.sub prec (I.abs (output_over state)) (I.abs (output_over (layers_step_over state))))).
  destruct (I.sign_strict _); intros test; try discriminate. destruct (sign _ gap) as [_ below].
  change (Rabs (layers_output L N (sigma t)) - Rabs (layers_output L N (sigma (S t))) < 0) in below. lra.
Qed.

Lemma layers_fall T : layers_fall_test T B = true ->
  forall t, (t < T)%nat -> Rabs (layers_output L N (sigma (S t))) <= Rabs (layers_output L N (sigma t)).
Proof.
  intros test t before.
  assert (G : forall T C s, layers_fall_test T C = true -> inside_layers C (sigma s) -> forall k, (k < T)%nat ->
    Rabs (layers_output L N (sigma (S (k + s)))) <= Rabs (layers_output L N (sigma (k + s)%nat))).
  { clear test before T t. intros T. induction T as [| T IH]; intros C s test inside k Hk; [lia |]. simpl in test. apply andb_prop in test. destruct test as [now later].
    assert (next := next_enclosed s C inside). destruct k as [| k].
    - apply (at_most_correct prec _ _ _ _ now); apply encloses_abs, output_encloses; assumption.
    - replace (S k + s)%nat with (k + S s)%nat by lia. apply (IH (layers_step_over C)); [assumption | assumption | lia]. }
  specialize (G T B 0%nat test start t before). now rewrite Nat.add_0_r in G.
Qed.

End Boxes.

(** N itself. *)
Fixpoint power_over (prec : F.precision) (X : I.type) (n : nat) : I.type :=
  match n with
  | O => I.fromZ prec 1
  | S k => I.mul prec X (power_over prec X k)
  end.

Definition scale_over (prec : F.precision) (L : nat) (M : I.type) : I.type :=
  I.div prec (I.fromZ prec 1) (power_over prec (I.sqrt prec M) (L - 1)).

Lemma power_encloses prec X x n : encloses X x -> encloses (power_over prec X n) (x ^ n).
Proof. intros H. induction n as [| n IH]; simpl; [apply encloses_integer | now apply encloses_mul]. Qed.

Lemma scale_encloses prec L M m : encloses M m -> encloses (scale_over prec L M) (layers_scale L m).
Proof.
  intros H. unfold layers_scale. replace (/ sqrt m ^ (L - 1)) with (1 / sqrt m ^ (L - 1)) by (unfold Rdiv; ring).
  apply encloses_div; [apply encloses_integer |]. apply power_encloses. exact (I.sqrt_correct prec M (Xreal m) H).
Qed.

End Layers.
