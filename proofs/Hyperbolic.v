(** Elementary facts about sinh, cosh and tanh that the proofs of Theorems 1.1 and 1.2 use.

    Nothing here is specific to the program: signs, parity, monotonicity, the increasing ratio sinh(w)/w (the "monotone
    ratio" lemma of src/certify/checks/linear_critical_rate.rs) and the decreasing ratio tanh(x)/x. *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

(** * Monotonicity from the derivative *)

Lemma strictly_increasing_from_derivative (f f' : R -> R) (a b : R) :
  a < b ->
  (forall x, a <= x <= b -> is_derive f x (f' x)) ->
  (forall x, a < x < b -> 0 < f' x) ->
  f a < f b.
Proof.
  intros Hab Hd Hp.
  destruct (MVT_cor2 f f' a b Hab) as [c [Hc Hin]].
  { intros c Hc. apply is_derive_Reals. now apply Hd. }
  specialize (Hp c Hin). nra.
Qed.

Lemma strictly_decreasing_from_derivative (f f' : R -> R) (a b : R) :
  a < b ->
  (forall x, a <= x <= b -> is_derive f x (f' x)) ->
  (forall x, a < x < b -> f' x < 0) ->
  f b < f a.
Proof.
  intros Hab Hd Hp.
  destruct (MVT_cor2 f f' a b Hab) as [c [Hc Hin]].
  { intros c Hc. apply is_derive_Reals. now apply Hd. }
  specialize (Hp c Hin). nra.
Qed.

(** * Parity, signs, derivatives *)

Lemma is_derive_sinh x : is_derive sinh x (cosh x).
Proof. apply is_derive_Reals, derivable_pt_lim_sinh. Qed.

Lemma is_derive_cosh x : is_derive cosh x (sinh x).
Proof. apply is_derive_Reals, derivable_pt_lim_cosh. Qed.

Lemma cosh_sinh_square x : cosh x * cosh x = 1 + sinh x * sinh x.
Proof.
  unfold cosh, sinh.
  assert (H : exp x * exp (- x) = 1) by (rewrite <- exp_plus, Rplus_opp_r; apply exp_0).
  nra.
Qed.

Lemma cosh_pos x : 0 < cosh x.
Proof. unfold cosh. pose proof (exp_pos x). pose proof (exp_pos (- x)). lra. Qed.

Lemma cosh_ge_1 x : 1 <= cosh x.
Proof. pose proof (cosh_pos x). pose proof (cosh_sinh_square x). nra. Qed.

Lemma sinh_odd x : sinh (- x) = - sinh x.
Proof. unfold sinh. rewrite Ropp_involutive. lra. Qed.

Lemma cosh_even x : cosh (- x) = cosh x.
Proof. unfold cosh. rewrite Ropp_involutive. lra. Qed.

Lemma sinh_zero : sinh 0 = 0.
Proof. unfold sinh. rewrite Ropp_0. lra. Qed.

Lemma cosh_zero : cosh 0 = 1.
Proof. unfold cosh. rewrite Ropp_0, exp_0. lra. Qed.

Lemma sinh_pos x : 0 < x -> 0 < sinh x.
Proof. intros H. rewrite <- sinh_zero. now apply sinh_lt. Qed.

Lemma sinh_neg x : x < 0 -> sinh x < 0.
Proof. intros H. rewrite <- sinh_zero. now apply sinh_lt. Qed.

Lemma cosh_gt_1 x : x <> 0 -> 1 < cosh x.
Proof.
  intros H. pose proof (cosh_pos x). pose proof (cosh_sinh_square x).
  assert (sinh x <> 0).
  { destruct (Rtotal_order x 0) as [|[|]]; [|lra|].
    - pose proof (sinh_neg x); lra. - pose proof (sinh_pos x); lra. }
  nra.
Qed.

Lemma sinh_double x : sinh (2 * x) = 2 * sinh x * cosh x.
Proof.
  unfold sinh, cosh.
  replace (2 * x) with (x + x) by ring. replace (- (x + x)) with (- x + - x) by ring.
  rewrite !exp_plus. field.
Qed.

Lemma sinh_above_identity x : 0 < x -> x < sinh x.
Proof.
  intros H.
  pose proof (strictly_increasing_from_derivative (fun x => sinh x - x) (fun x => cosh x - 1) 0 x H) as M.
  cbv beta in M. rewrite sinh_zero in M.
  enough (0 - 0 < sinh x - x) by lra. apply M.
  - intros y _. apply (is_derive_minus sinh (fun y => y)); [apply is_derive_sinh | apply @is_derive_id].
  - intros y Hy. pose proof (cosh_gt_1 y). lra.
Qed.

Lemma cosh_increasing x y : 0 <= x -> x < y -> cosh x < cosh y.
Proof.
  intros Hx Hy. apply (strictly_increasing_from_derivative cosh sinh); [assumption | |].
  - intros z _. apply is_derive_cosh.
  - intros z Hz. apply sinh_pos. lra.
Qed.

Lemma cosh_abs x : cosh (Rabs x) = cosh x.
Proof. unfold Rabs. destruct (Rcase_abs x); [apply cosh_even | reflexivity]. Qed.

Lemma cosh_lt_abs x y : Rabs x < Rabs y -> cosh x < cosh y.
Proof.
  intros H. rewrite <- (cosh_abs x), <- (cosh_abs y).
  apply cosh_increasing; [apply Rabs_pos | assumption].
Qed.

Lemma sinh_below_cosh x : Rabs (sinh x) < cosh x.
Proof.
  pose proof (cosh_pos x). pose proof (cosh_sinh_square x).
  unfold Rabs. destruct (Rcase_abs (sinh x)); nra.
Qed.

Lemma abs_below_cosh x : Rabs x <= cosh x.
Proof.
  rewrite <- cosh_abs. pose proof (Rabs_pos x) as Hp. generalize (Rabs x) Hp. clear. intros x [H|H].
  - pose proof (sinh_above_identity x H). pose proof (sinh_below_cosh x).
    pose proof (Rle_abs (sinh x)). lra.
  - subst x. rewrite cosh_zero. lra.
Qed.

(** * The ratio sinh(w)/w increases *)

(** Its numerator of the derivative, w cosh w - sinh w, is positive for w > 0. *)
Lemma sinh_below_tangent w : 0 < w -> sinh w < w * cosh w.
Proof.
  intros H.
  pose proof (strictly_increasing_from_derivative
    (fun x => x * cosh x - sinh x) (fun x => x * sinh x) 0 w H) as M.
  cbv beta in M. rewrite sinh_zero in M.
  enough (0 * cosh 0 - 0 < w * cosh w - sinh w) by lra. apply M.
  - intros y _.
    evar_last.
    { apply (is_derive_minus (fun x => x * cosh x) sinh).
      - apply (is_derive_mult (fun x => x) cosh); [apply @is_derive_id | apply is_derive_cosh | intros; apply Rmult_comm].
      - apply is_derive_sinh. }
    unfold minus, plus, opp, mult, one; simpl. unfold mult, one; simpl. ring.
  - intros y Hy. pose proof (sinh_pos y). apply Rmult_lt_0_compat; lra.
Qed.

Lemma is_derive_ratio w : w <> 0 -> is_derive (fun w => sinh w / w) w ((w * cosh w - sinh w) / (w * w)).
Proof.
  intros H. evar_last.
  { apply (is_derive_div sinh (fun w => w)); [apply is_derive_sinh | apply @is_derive_id | assumption]. }
  unfold one; simpl. field. assumption.
Qed.

(** sinh(w)/w increases strictly on w > 0. *)
Lemma sinh_ratio_increasing x y : 0 < x -> x < y -> sinh x / x < sinh y / y.
Proof.
  intros Hx Hy.
  apply (strictly_increasing_from_derivative (fun w => sinh w / w) (fun w => (w * cosh w - sinh w) / (w * w)));
    [assumption | |].
  - intros z Hz. apply is_derive_ratio. lra.
  - intros z Hz. pose proof (sinh_below_tangent z).
    apply Rdiv_lt_0_compat; [lra | nra].
Qed.

Lemma sinh_ratio_above_1 x : 0 < x -> 1 < sinh x / x.
Proof.
  intros H. pose proof (sinh_above_identity x H).
  apply (Rmult_lt_reg_r x); [assumption |]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Lemma sinh_ratio_even x : sinh (- x) / - x = sinh x / x.
Proof.
  destruct (Req_dec x 0) as [-> | H].
  - rewrite Ropp_0. reflexivity.
  - rewrite sinh_odd. field. assumption.
Qed.

Lemma sinh_ratio_abs x : sinh (Rabs x) / Rabs x = sinh x / x.
Proof. unfold Rabs. destruct (Rcase_abs x); [apply sinh_ratio_even | reflexivity]. Qed.

(** * tanh *)

Lemma tanh_odd x : tanh (- x) = - tanh x.
Proof. unfold tanh. rewrite sinh_odd, cosh_even. field. apply Rgt_not_eq, cosh_pos. Qed.

Lemma tanh_zero : tanh 0 = 0.
Proof. unfold tanh. rewrite sinh_zero, cosh_zero. field. Qed.

Lemma tanh_pos x : 0 < x -> 0 < tanh x.
Proof. intros H. apply Rdiv_lt_0_compat; [now apply sinh_pos | apply cosh_pos]. Qed.

Lemma tanh_bounded x : -1 < tanh x < 1.
Proof.
  pose proof (sinh_below_cosh x) as H. pose proof (cosh_pos x) as Hc.
  apply Rabs_def2 in H. unfold tanh. split.
  - apply (Rmult_lt_reg_r (cosh x)); [assumption |]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
  - apply (Rmult_lt_reg_r (cosh x)); [assumption |]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Lemma is_derive_tanh x : is_derive tanh x (/ (cosh x * cosh x)).
Proof.
  pose proof (cosh_pos x). evar_last.
  { apply (is_derive_div sinh cosh); [apply is_derive_sinh | apply is_derive_cosh | lra]. }
  pose proof (cosh_sinh_square x).
  apply (Rmult_eq_reg_r (cosh x * cosh x)); [| nra]. field_simplify; [| lra..]. nra.
Qed.

Lemma tanh_increasing x y : x < y -> tanh x < tanh y.
Proof.
  intros H. apply (strictly_increasing_from_derivative tanh (fun x => / (cosh x * cosh x))); [assumption | |].
  - intros z _. apply is_derive_tanh.
  - intros z _. apply Rinv_0_lt_compat. pose proof (cosh_pos z). nra.
Qed.

(** tanh is a strict contraction: tanh y - tanh x < y - x for x < y. First on either side of 0. *)
Lemma tanh_contracts_away_from_0 x y : 0 <= x \/ y <= 0 -> x < y -> tanh y - tanh x < y - x.
Proof.
  intros Hs H.
  pose proof (strictly_increasing_from_derivative (fun x => x - tanh x) (fun x => 1 - / (cosh x * cosh x)) x y H) as M.
  cbv beta in M. enough (x - tanh x < y - tanh y) by lra. apply M.
  - intros z _. apply (is_derive_minus (fun y => y) tanh); [apply @is_derive_id | apply is_derive_tanh].
  - intros z Hz. assert (z <> 0) by lra. pose proof (cosh_gt_1 z H0).
    assert (/ (cosh z * cosh z) < / 1) by (apply Rinv_lt_contravar; nra). lra.
Qed.

Lemma tanh_contracts x y : x < y -> tanh y - tanh x < y - x.
Proof.
  intros H. destruct (Rle_lt_dec 0 x); [now apply tanh_contracts_away_from_0; [left |] |].
  destruct (Rle_lt_dec y 0); [now apply tanh_contracts_away_from_0; [right |] |].
  pose proof (tanh_contracts_away_from_0 x 0 ltac:(right; lra) r).
  pose proof (tanh_contracts_away_from_0 0 y ltac:(left; lra) r0).
  lra.
Qed.

Lemma tanh_below_identity x : 0 < x -> tanh x < x.
Proof. intros H. pose proof (tanh_contracts 0 x H). rewrite tanh_zero in *. lra. Qed.

(** tanh(x)/x decreases strictly on x > 0: its derivative has the sign of x - sinh x cosh x = (2x - sinh 2x)/2. *)
Lemma tanh_ratio_decreasing x y : 0 < x -> x < y -> tanh y / y < tanh x / x.
Proof.
  intros Hx Hy.
  apply (strictly_decreasing_from_derivative (fun x => tanh x / x)
    (fun x => (x * / (cosh x * cosh x) - tanh x) / (x * x))); [assumption | |].
  - intros z Hz. evar_last.
    { apply (is_derive_div tanh (fun w => w)); [apply is_derive_tanh | apply @is_derive_id | lra]. }
    unfold one; simpl. field. pose proof (cosh_pos z). lra.
  - intros z Hz. pose proof (cosh_pos z) as Hc.
    pose proof (sinh_above_identity (2 * z) ltac:(lra)) as Hs. rewrite sinh_double in Hs.
    replace ((z * / (cosh z * cosh z) - tanh z) / (z * z))
      with (- ((sinh z * cosh z - z) / (cosh z * cosh z * (z * z)))) by (unfold tanh; field; lra).
    enough (0 < (sinh z * cosh z - z) / (cosh z * cosh z * (z * z))) by lra.
    apply Rdiv_lt_0_compat; [lra |]. generalize (cosh z) Hc. intros c Hc'. repeat apply Rmult_lt_0_compat; lra.
Qed.

(** x/(1+x) <= tanh x for x > 0: the lower bound that shows where a positive fixed point appears. *)
Lemma tanh_lower_bound x : 0 < x -> x / (1 + x) <= tanh x.
Proof.
  intros H. unfold tanh, sinh, cosh.
  assert (E : exp x * exp (- x) = 1) by (rewrite <- exp_plus, Rplus_opp_r; apply exp_0).
  pose proof (exp_pos x) as P. pose proof (exp_pos (- x)) as P'.
  pose proof (exp_ineq1 x ltac:(lra)) as I.
  assert (I2 : 1 + 2 * x < exp x * exp x) by nra.
  apply (Rmult_le_reg_r ((1 + x) * (exp x + exp (- x)) * exp x)).
  { repeat apply Rmult_lt_0_compat; lra. }
  replace (x / (1 + x) * ((1 + x) * (exp x + exp (- x)) * exp x)) with (x * (exp x * exp x + exp x * exp (- x)))
    by (field; lra).
  replace ((exp x - exp (- x)) / 2 / ((exp x + exp (- x)) / 2) * ((1 + x) * (exp x + exp (- x)) * exp x))
    with ((1 + x) * (exp x * exp x - exp x * exp (- x))) by (field; lra).
  rewrite E. nra.
Qed.
