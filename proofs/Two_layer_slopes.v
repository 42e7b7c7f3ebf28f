(** Facts about the slopes s of the three losses on D0, used by all proofs about the two-layer network:
    they are odd, increase, and s(f)/f is monotone in |f| with limit kappa at 0. *)

From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic.
Local Open Scope R_scope.

(** ** Hyperbolic functions, in addition to Hyperbolic.v *)

Lemma exp_times_opposite x : exp x * exp (- x) = 1.
Proof. rewrite <- exp_plus, Rplus_opp_r. apply exp_0. Qed.

(** tanh(x/2) by one exponential: the form in which [interval] encloses it well. *)
Lemma tanh_half x : tanh (x / 2) = 1 - 2 / (exp x + 1).
Proof.
  unfold tanh, sinh, cosh.
  replace (exp x) with (exp (x / 2) * exp (x / 2)) by (rewrite <- exp_plus; f_equal; lra).
  rewrite exp_Ropp. assert (H := exp_pos (x / 2)). field. split; nra.
Qed.

Lemma sinh_ge x : 0 <= x -> x <= sinh x.
Proof. intros [H | <-]; [left; now apply sinh_above_identity | rewrite sinh_zero; lra]. Qed.

Lemma exp_le x y : x <= y -> exp x <= exp y.
Proof. intros [H | ->]; [left; now apply exp_increasing | lra]. Qed.

Lemma sinh_le x y : x <= y -> sinh x <= sinh y.
Proof.
  intros H. unfold sinh. assert (exp x <= exp y) by now apply exp_le.
  assert (exp (- y) <= exp (- x)) by (apply exp_le; lra). lra.
Qed.

Lemma tanh_half_le x y : x <= y -> tanh (x / 2) <= tanh (y / 2).
Proof. intros [H | ->]; [left; apply tanh_increasing; lra | lra]. Qed.

Lemma tanh_half_lt_1 x : tanh (x / 2) < 1.
Proof. apply tanh_bounded. Qed.

Lemma tanh_half_pos x : 0 < x -> 0 < tanh (x / 2).
Proof. intros H. apply tanh_pos. lra. Qed.

Lemma sinh_ratio x y : 0 < x <= y -> sinh x / x <= sinh y / y.
Proof. intros [Hx [H | <-]]; [left; now apply sinh_ratio_increasing | lra]. Qed.

Lemma tanh_ratio x y : 0 < x <= y -> tanh y / y <= tanh x / x.
Proof. intros [Hx [H | <-]]; [left; now apply tanh_ratio_decreasing | lra]. Qed.

Lemma tanh_le x : 0 <= x -> tanh x <= x.
Proof. intros [H | <-]; [left; now apply tanh_below_identity | rewrite tanh_zero; lra]. Qed.

(** ** The slopes *)

Lemma slope_exponential_odd x : slope_exponential (- x) = - slope_exponential x.
Proof. apply sinh_odd. Qed.

Lemma slope_logistic_odd x : slope_logistic (- x) = - slope_logistic x.
Proof. unfold slope_logistic. replace (- x / 2) with (- (x / 2)) by lra. rewrite tanh_odd. lra. Qed.

Lemma slope_squared_odd x : slope_squared (- x) = - slope_squared x.
Proof. reflexivity. Qed.

(** An odd slope lies between phi x and Phi x for |x| <= delta as soon as it does on ]0, delta]. *)
Lemma ratio_from_positive slope phi Phi delta :
  (forall x, slope (- x) = - slope x) -> phi <= Phi ->
  (forall x, 0 < x <= delta -> phi * x <= slope x <= Phi * x) ->
  forall x, Rabs x <= delta -> exists g, phi <= g <= Phi /\ slope x = g * x.
Proof.
  intros Hodd Hle H x Hx. destruct (Rtotal_order x 0) as [Hn | [-> | Hp]].
  - rewrite Rabs_left in Hx by lra. exists (slope x / x). specialize (H (- x)). rewrite Hodd in H.
    destruct H as [H1 H2]; [lra |]. assert (slope x = slope x / x * x) by (field; lra). split; [| assumption]. nra.
  - exists phi. split; [lra |]. assert (E := Hodd 0). rewrite Ropp_0 in E. lra.
  - rewrite Rabs_right in Hx by lra. exists (slope x / x). destruct (H x) as [H1 H2]; [lra |].
    assert (slope x = slope x / x * x) by (field; lra). split; [| assumption]. nra.
Qed.

(** Logistic loss: Phi = kappa = 1/4, and any phi <= s(delta)/delta. *)
Lemma ratio_logistic phi delta :
  0 < delta -> phi * delta <= slope_logistic delta ->
  forall x, Rabs x <= delta -> exists g, phi <= g <= 1 / 4 /\ slope_logistic x = g * x.
Proof.
  intros Hd Hphi.
  assert (Upper : forall x, 0 < x -> slope_logistic x <= 1 / 4 * x).
  { intros x Hx. unfold slope_logistic. assert (T := tanh_le (x / 2)). lra. }
  apply ratio_from_positive; [exact slope_logistic_odd | |].
  - assert (U := Upper delta Hd). nra.
  - intros x Hx. split; [| now apply Upper].
    unfold slope_logistic in *. assert (T := tanh_ratio (x / 2) (delta / 2)).
    apply Rmult_le_compat_r with (r := x / 2) in T; [| lra | lra].
    replace (tanh (x / 2) / (x / 2) * (x / 2)) with (tanh (x / 2)) in T by (field; lra).
    assert (phi <= tanh (delta / 2) / (delta / 2) / 4).
    { apply Rmult_le_reg_r with delta; [lra |]. replace (tanh (delta / 2) / (delta / 2) / 4 * delta) with (tanh (delta / 2) / 2) by (field; lra). lra. }
    nra.
Qed.

(** Exponential loss: phi = kappa = 1, and any Phi >= s(delta)/delta. *)
Lemma ratio_exponential Phi delta :
  0 < delta -> slope_exponential delta <= Phi * delta ->
  forall x, Rabs x <= delta -> exists g, 1 <= g <= Phi /\ slope_exponential x = g * x.
Proof.
  intros Hd HPhi. unfold slope_exponential in *.
  apply ratio_from_positive; [exact sinh_odd | |].
  - assert (U := sinh_ge delta). nra.
  - intros x Hx. split; [assert (U := sinh_ge x); lra |].
    assert (T := sinh_ratio x delta). apply Rmult_le_compat_r with (r := x) in T; [| lra | lra].
    replace (sinh x / x * x) with (sinh x) in T by (field; lra).
    assert (sinh delta / delta <= Phi).
    { apply Rmult_le_reg_r with delta; [lra |]. replace (sinh delta / delta * delta) with (sinh delta) by (field; lra). lra. }
    nra.
Qed.

(** Squared loss: phi = Phi = kappa = 1. *)
Lemma ratio_squared delta : forall x, Rabs x <= delta -> exists g, 1 <= g <= 1 /\ slope_squared x = g * x.
Proof. intros x _. exists 1. split; [lra | unfold slope_squared; lra]. Qed.
