(** The checker's lemmas for the two-layer network on D0, stated about the loss (checker: src/certify/checks): the conditions that it tests are
    the hypotheses, the phase and the limits that it reports are the conclusions.

    - [trap_lazy], [trap_catapult] (trap.rs): with one of the theorems of Two_layer_trap.v;
    - [sharpness_limit_exponential], ...: the sharpness tends to kappa lambda_inf;
    - [growth_exponential], [growth_squared] (growth.rs);
    - [alternation_on_box] (alternation.rs), for numbers that enclose the state;
    - [boundary_lazy], [boundary_divergent] (boundary.rs) and [hit_minimum] (hit.rs), for the three losses;
    - [universal_catapult] (universal.rs).
    All of them for states enclosed by rational numbers; admissibility is asked of the start only, where it is exact. *)

From Coq Require Import Reals Lra Psatz Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations IdentitiesLoss Hyperbolic Two_layer_slopes Two_layer.
From Catapult Require Import Two_layer_trap Two_layer_growth Two_layer_alternation Two_layer_boundary Universal_rate.
Local Open Scope R_scope.

(** ** Phases, in terms of the loss *)

Definition lazy (risk : R -> R) (f : nat -> R) : Prop := (forall t, risk (f (S t)) <= risk (f t)) /\ is_lim_seq f 0.
Definition catapult (risk : R -> R) (f : nat -> R) : Prop := (exists t, risk (f t) < risk (f (S t))) /\ is_lim_seq f 0.
Definition divergent (risk : R -> R) (f : nat -> R) : Prop := is_lim_seq (fun t => risk (f t)) p_infty.

(** The loss increases with |f|, without bound: comparing |f| compares the loss. *)
Definition increasing_risk (risk : R -> R) : Prop :=
  (forall x y, Rabs x < Rabs y -> risk x < risk y) /\ (forall x, Rabs x / 2 <= risk x).

Lemma increasing_risk_exponential : increasing_risk risk_exponential.
Proof.
  split; [exact cosh_lt_abs |]. intros x. unfold risk_exponential. assert (H := abs_below_cosh x). assert (P := Rabs_pos x). lra.
Qed.

Lemma increasing_risk_logistic : increasing_risk risk_logistic.
Proof.
  split; [| exact risk_logistic_above]. intros x y H. unfold risk_logistic.
  assert (C := cosh_lt_abs (x / 2) (y / 2)). assert (P := cosh_pos (x / 2)).
  apply ln_increasing; [lra |]. apply Rmult_lt_compat_l; [lra |]. apply C.
  unfold Rdiv. rewrite !Rabs_mult, (Rabs_right (/ 2)) by lra. lra.
Qed.

Lemma increasing_risk_squared : increasing_risk risk_squared.
Proof.
  split.
  - intros x y H. unfold risk_squared. rewrite <- (pow2_abs x), <- (pow2_abs y). assert (P := Rabs_pos x). nra.
  - intros x. unfold risk_squared. rewrite <- (pow2_abs x). nra.
Qed.

Lemma risk_same_size risk x y : increasing_risk risk -> (forall z, risk (- z) = risk z) -> Rabs x <= Rabs y -> risk x <= risk y.
Proof.
  intros [H _] Even [Hlt | Heq]; [left; now apply H | right].
  unfold Rabs in Heq. destruct (Rcase_abs x), (Rcase_abs y); [f_equal; lra | rewrite <- (Even x); f_equal; lra | | f_equal; lra].
  rewrite <- (Even y). f_equal. lra.
Qed.

Definition even_risk (risk : R -> R) : Prop := forall z, risk (- z) = risk z.

Lemma even_risk_exponential : even_risk risk_exponential.
Proof. exact cosh_even. Qed.

Lemma even_risk_logistic : even_risk risk_logistic.
Proof. intros z. unfold risk_logistic. replace (- z / 2) with (- (z / 2)) by lra. now rewrite cosh_even. Qed.

Lemma even_risk_squared : even_risk risk_squared.
Proof. intros z. unfold risk_squared. f_equal. ring. Qed.

Lemma divergent_from_size risk f : increasing_risk risk -> is_lim_seq (fun t => Rabs (f t)) p_infty -> divergent risk f.
Proof.
  intros [_ H] L. apply is_lim_seq_le_p_loc with (u := fun t => / 2 * Rabs (f t)).
  - exists 0%nat. intros t _. assert (W := H (f t)). lra.
  - replace p_infty with (Rbar_mult (/ 2) p_infty); [now apply is_lim_seq_scal_l |].
    simpl. destruct (Rle_dec 0 (/ 2)) as [H1 |]; [| lra]. destruct (Rle_lt_or_eq_dec 0 (/ 2) H1); [reflexivity | lra].
Qed.

(** ** trap.rs *)

(** The loss rises at no step before T, and not from T on: lazy. *)
Theorem trap_lazy risk rho f lambda T lambda_min lambda_max :
  increasing_risk risk -> even_risk risk -> rho <= 1 -> converges_from rho f lambda T lambda_min lambda_max ->
  (forall t, (t < T)%nat -> Rabs (f (S t)) <= Rabs (f t)) -> lazy risk f.
Proof.
  intros Hr He Hrho (Hfall & L & _) Hbefore. split; [| assumption]. intros t. apply risk_same_size; try assumption.
  destruct (Nat.lt_ge_cases t T) as [H | H]; [now apply Hbefore |].
  destruct (Hfall t H) as [W _]. assert (P := Rabs_pos (f t)). nra.
Qed.

(** The loss rises at step t: catapult. *)
Theorem trap_catapult risk rho f lambda T lambda_min lambda_max t :
  increasing_risk risk -> converges_from rho f lambda T lambda_min lambda_max -> Rabs (f t) < Rabs (f (S t)) -> catapult risk f.
Proof. intros [Hr _] (_ & L & _) H. split; [exists t; now apply Hr | assumption]. Qed.

(** *** The limit of the sharpness *)

Lemma sharpness_limit slope curvature kappa m (f lambda : nat -> R) (lambda_inf : R) :
  m <> 0 -> 0 < kappa -> 0 <= lambda_inf -> slope 0 = 0 -> curvature 0 = kappa -> continuity_pt slope 0 -> continuity_pt curvature 0 ->
  is_lim_seq f 0 -> is_lim_seq lambda lambda_inf ->
  is_lim_seq (fun t => sharpness m (slope (f t)) (curvature (f t)) (f t) (lambda t)) (kappa * lambda_inf).
Proof.
  intros Hm Hk Hl S0 C0 Cs Cc Lf Ll.
  assert (Ls : is_lim_seq (fun t => slope (f t)) 0) by (rewrite <- S0 at 1; now apply is_lim_seq_continuous).
  assert (Lc : is_lim_seq (fun t => curvature (f t)) kappa) by (rewrite <- C0 at 1; now apply is_lim_seq_continuous).
  unfold sharpness.
  set (u := fun t => (curvature (f t) * lambda t) ^ 2 + 4 * (2 * curvature (f t) * f t * slope (f t) + slope (f t) ^ 2) / m).
  assert (Lcl : is_lim_seq (fun t => curvature (f t) * lambda t) (kappa * lambda_inf)) by now apply is_lim_seq_mult'.
  assert (Lu : is_lim_seq u ((kappa * lambda_inf) ^ 2)).
  { replace ((kappa * lambda_inf) ^ 2) with ((kappa * lambda_inf) * (kappa * lambda_inf) + 4 / m * ((2 * kappa) * 0 * 0 + 0 * 0)) by ring.
    apply is_lim_seq_ext with (fun t => (curvature (f t) * lambda t) * (curvature (f t) * lambda t) +
      4 / m * ((2 * curvature (f t)) * f t * slope (f t) + slope (f t) * slope (f t))).
    - intros t. unfold u. field. assumption.
    - apply is_lim_seq_plus'; [now apply is_lim_seq_mult' |].
      apply (is_lim_seq_scal_l _ (4 / m) (Finite (2 * kappa * 0 * 0 + 0 * 0))).
      apply is_lim_seq_plus'; [| now apply is_lim_seq_mult'].
      apply is_lim_seq_mult'; [| assumption]. apply is_lim_seq_mult'; [| assumption].
      apply (is_lim_seq_scal_l _ 2 (Finite kappa)). assumption. }
  assert (Hkl : 0 <= kappa * lambda_inf) by (apply Rmult_le_pos; lra).
  assert (Lr : is_lim_seq (fun t => sqrt (u t)) (kappa * lambda_inf)).
  { rewrite <- (sqrt_pow2 (kappa * lambda_inf)) by assumption.
    apply (is_lim_seq_continuous sqrt u); [apply continuity_pt_sqrt; apply pow2_ge_0 | assumption]. }
  replace (kappa * lambda_inf) with ((kappa * lambda_inf + kappa * lambda_inf) * / 2) by field.
  apply (is_lim_seq_mult' (fun t => curvature (f t) * lambda t + sqrt (u t)) (fun _ => / 2)); [| apply is_lim_seq_const].
  now apply is_lim_seq_plus'.
Qed.

Lemma continuity_from_derivative g x d : is_derive g x d -> continuity_pt g x.
Proof. intros H. apply continuity_pt_filterlim, (ex_derive_continuous g x). now exists d. Qed.

Theorem sharpness_limit_exponential m f lambda (lambda_inf : R) : m <> 0 -> 0 <= lambda_inf -> is_lim_seq f 0 -> is_lim_seq lambda lambda_inf ->
  is_lim_seq (fun t => sharpness_exponential m (f t) (lambda t)) (kappa_exponential * lambda_inf).
Proof.
  intros. apply (sharpness_limit slope_exponential curvature_exponential); try assumption.
  - unfold kappa_exponential. lra.
  - exact sinh_0.
  - exact cosh_0.
  - apply (continuity_from_derivative _ _ _ (slope_exponential_derive 0)).
  - apply (continuity_from_derivative _ _ _ (is_derive_cosh 0)).
Qed.

Theorem sharpness_limit_logistic m f lambda (lambda_inf : R) : m <> 0 -> 0 <= lambda_inf -> is_lim_seq f 0 -> is_lim_seq lambda lambda_inf ->
  is_lim_seq (fun t => sharpness_logistic m (f t) (lambda t)) (kappa_logistic * lambda_inf).
Proof.
  intros. apply (sharpness_limit slope_logistic curvature_logistic); try assumption.
  - unfold kappa_logistic. lra.
  - unfold slope_logistic. replace (0 / 2) with 0 by lra. rewrite tanh_zero. lra.
  - symmetry. apply kappa_logistic_curvature.
  - apply (continuity_from_derivative _ _ _ (slope_logistic_derive 0)).
  - apply continuity_pt_filterlim, (ex_derive_continuous curvature_logistic 0). unfold curvature_logistic, cosh. auto_derive.
    assert (E1 := exp_pos (0 * / 2)). assert (E2 := exp_pos (- (0 * / 2))). apply Rgt_not_eq, Rlt_gt. nra.
Qed.

Theorem sharpness_limit_squared m f lambda (lambda_inf : R) : m <> 0 -> 0 <= lambda_inf -> is_lim_seq f 0 -> is_lim_seq lambda lambda_inf ->
  is_lim_seq (fun t => sharpness_squared m (f t) (lambda t)) (kappa_squared * lambda_inf).
Proof.
  intros. apply is_lim_seq_ext with (fun t => sharpness m (slope_squared (f t)) (curvature_squared (f t)) (f t) (lambda t)).
  { intros t. unfold sharpness, sharpness_squared, slope_squared, curvature_squared. now rewrite !Rmult_1_l, ?Rmult_1_r. }
  apply (sharpness_limit slope_squared curvature_squared); try assumption.
  - unfold kappa_squared. lra.
  - reflexivity.
  - reflexivity.
  - apply (continuity_from_derivative _ _ _ (slope_squared_derive 0)).
  - apply continuity_pt_const. intros x y. reflexivity.
Qed.

(** ** growth.rs *)

Theorem growth_exponential eta m f lambda T least most :
  orbit slope_exponential eta m f lambda -> 0 < eta -> 0 < m -> admissible m (f 0%nat) (lambda 0%nat) ->
  0 < least -> least <= Rabs (f T) -> lambda T <= most -> 4 * m * most <= eta * least * slope_exponential least ->
  divergent risk_exponential f.
Proof.
  intros Ho Heta Hm Ha H1 H2 H3 H4. apply (divergent_from_size _ _ increasing_risk_exponential).
  apply (growth_on_box slope_exponential eta m f lambda T least most stiffening_exponential Ho Heta Hm); try assumption; [| split; assumption].
  now apply (orbit_admissible slope_exponential eta m f lambda).
Qed.

Theorem growth_squared eta m f lambda T least most :
  orbit slope_squared eta m f lambda -> 0 < eta -> 0 < m -> admissible m (f 0%nat) (lambda 0%nat) ->
  0 < least -> least <= Rabs (f T) -> lambda T <= most -> 4 * m * most <= eta * least * slope_squared least ->
  divergent risk_squared f.
Proof.
  intros Ho Heta Hm Ha H1 H2 H3 H4. apply (divergent_from_size _ _ increasing_risk_squared).
  apply (growth_on_box slope_squared eta m f lambda T least most stiffening_squared Ho Heta Hm); try assumption; [| split; assumption].
  now apply (orbit_admissible slope_squared eta m f lambda).
Qed.

(** ** alternation.rs *)

(** flo <= f_T <= fhi and llo <= lambda_T <= lhi; the hypotheses about all x, y are about p = y + 2x/sqrt m and q = y - 2x/sqrt m. sinh and tanh are
    written with exponentials, so that [interval] proves each of them. *)
Theorem alternation_on_box eta m f lambda T flo fhi llo lhi w F d :
  orbit slope_logistic eta m f lambda -> 0 < eta -> 0 < m -> flo <= f T <= fhi -> llo <= lambda T <= lhi ->
  let A := eta / (2 * sqrt m) in let a0 := A * (1 - 2 / (exp F + 1)) in let G := a0 ^ 2 - 1 in
  1 < A ->
  (forall x y, flo <= x <= fhi -> llo <= y <= lhi -> 0 < y + 2 * x / sqrt m) ->
  (forall x y, flo <= x <= fhi -> llo <= y <= lhi -> 0 < y - 2 * x / sqrt m) ->
  0 < w ->
  (forall x y, flo <= x <= fhi -> llo <= y <= lhi -> w + d <= Rabs (ln (y + 2 * x / sqrt m) - ln (y - 2 * x / sqrt m))) ->
  (forall x y, flo <= x <= fhi -> llo <= y <= lhi ->
    w + d + Rabs (ln (y + 2 * x / sqrt m) - ln (y - 2 * x / sqrt m)) <= 2 * ln ((A + 1) / (A - 1))) ->
  0 < F ->
  (forall x y, flo <= x <= fhi -> llo <= y <= lhi ->
    F <= sqrt m / 2 * sqrt ((y + 2 * x / sqrt m) * (y - 2 * x / sqrt m)) * ((exp (w / 2) - exp (- (w / 2))) / 2)) ->
  2 < a0 ^ 2 -> 4 / G * (2 * A * exp (- F)) / (1 - exp (- (F * (G - 1)))) <= d ->
  divergent risk_logistic f.
Proof.
  intros Ho Heta Hm Hf Hl A a0 G HA Hp Hq Hw Hw1 Hw2 HF HFw Ha0 Hdrift.
  apply (divergent_from_size _ _ increasing_risk_logistic).
  specialize (Hp (f T) (lambda T) Hf Hl). specialize (Hq (f T) (lambda T) Hf Hl).
  specialize (Hw1 (f T) (lambda T) Hf Hl). specialize (Hw2 (f T) (lambda T) Hf Hl). specialize (HFw (f T) (lambda T) Hf Hl).
  fold (factor_p m (f T) (lambda T)) in Hp, Hw1, Hw2, HFw. fold (factor_q m (f T) (lambda T)) in Hq, Hw1, Hw2, HFw.
  fold (gap (factor_p m (f T) (lambda T)) (factor_q m (f T) (lambda T))) in Hw1, Hw2. fold (turn A) in Hw2.
  assert (Ea : a0 = A * tanh (F / 2)) by (unfold a0; now rewrite tanh_half).
  unfold G in Hdrift. rewrite Ea in Ha0, Hdrift.
  apply (alternation eta m f lambda T w F d Ho Heta Hm Hp Hq HA Hw); try assumption; unfold A in *; lra.
Qed.

(** ** boundary.rs and hit.rs *)

Theorem boundary_lazy risk slope eta m f lambda :
  increasing_risk risk -> even_risk risk -> increasing_slope slope -> orbit slope eta m f lambda -> 0 < eta -> 0 < m ->
  0 <= lambda 0%nat -> m * lambda 0%nat ^ 2 = 4 * f 0%nat ^ 2 ->
  eta * slope (Rabs (f 0%nat)) / sqrt m < 2 -> lazy risk f /\ is_lim_seq lambda 0.
Proof.
  intros Hr He Hs Ho Heta Hm Hl Hb Ha.
  destruct (boundary_converges slope eta m f lambda Hs Ho Heta Hm Hl Hb Ha) as (Hfall & Lf & Ll).
  split; [split; [| assumption] | assumption]. intros t. apply risk_same_size; [assumption | assumption | apply Hfall].
Qed.

Theorem boundary_divergent risk slope eta m f lambda :
  increasing_risk risk -> increasing_slope slope -> orbit slope eta m f lambda -> 0 < eta -> 0 < m ->
  0 <= lambda 0%nat -> m * lambda 0%nat ^ 2 = 4 * f 0%nat ^ 2 -> f 0%nat <> 0 ->
  2 < eta * slope (Rabs (f 0%nat)) / sqrt m -> divergent risk f.
Proof.
  intros Hr Hs Ho Heta Hm Hl Hb Hf Ha. apply divergent_from_size; [assumption |].
  exact (boundary_diverges slope eta m f lambda Hs Ho Heta Hm Hl Hb Hf Ha).
Qed.

(** f = 0 at step T, known exactly: the orbit stays there. *)
Theorem hit_minimum slope eta m f lambda T :
  increasing_slope slope -> orbit slope eta m f lambda -> m <> 0 -> f T = 0 -> is_lim_seq f 0 /\ is_lim_seq lambda (lambda T).
Proof.
  intros Hs Ho Hm H. assert (W := hit slope eta m f lambda T Hs Ho Hm H). split; apply is_lim_seq_shift with T.
  - apply is_lim_seq_ext with (fun _ => 0); [intros t; symmetry; apply W | apply is_lim_seq_const].
  - apply is_lim_seq_ext with (fun _ => lambda T); [intros t; symmetry; apply W | apply is_lim_seq_const].
Qed.

(** It is lazy if the loss rises at no step before T, and a catapult if it rises at some. *)
Theorem hit_lazy risk slope eta m f lambda T :
  increasing_risk risk -> even_risk risk -> increasing_slope slope -> orbit slope eta m f lambda -> m <> 0 -> f T = 0 ->
  (forall t, (t < T)%nat -> Rabs (f (S t)) <= Rabs (f t)) -> lazy risk f.
Proof.
  intros Hr He Hs Ho Hm H Hbefore. split; [| now apply (hit_minimum slope eta m f lambda T)].
  intros t. apply risk_same_size; try assumption. destruct (Nat.lt_ge_cases t T) as [Hlt | Hge]; [now apply Hbefore |].
  destruct (hit slope eta m f lambda T Hs Ho Hm H (S t - T)) as [E _]. replace (T + (S t - T))%nat with (S t) in E by lia.
  rewrite E, Rabs_R0. apply Rabs_pos.
Qed.

Theorem hit_catapult risk slope eta m f lambda T t :
  increasing_risk risk -> increasing_slope slope -> orbit slope eta m f lambda -> m <> 0 -> f T = 0 ->
  Rabs (f t) < Rabs (f (S t)) -> catapult risk f.
Proof.
  intros [Hr _] Hs Ho Hm H Hrise. split; [exists t; now apply Hr | now apply (hit_minimum slope eta m f lambda T)].
Qed.

(** ** universal.rs *)

Theorem universal_catapult eta m f lambda t :
  0 < m -> 0 < eta -> eta ^ 2 <= 8 * m -> orbit slope_logistic eta m f lambda -> admissible m (f 0%nat) (lambda 0%nat) ->
  Rabs (f t) < Rabs (f (S t)) -> catapult risk_logistic f.
Proof.
  intros Hm Heta H8 Ho Ha H. split; [exists t; now apply increasing_risk_logistic |].
  now apply (universal_convergence_squared eta m f lambda).
Qed.
