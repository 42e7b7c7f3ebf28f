(** The lazy border is meaningless for networks of three layers that are not aligned (claim `lazy-border-dense`), about the steps that the code runs.

    m = 2, w1 = w3 = (1, 0), W2 = ((1, 1), (1, -k)). Proved (L8c): f_0 = 1/2 and lambda_0 = 5/4 for every k ([dormant_start]); the first output is
    a polynomial in c = eta s(1/2)/2 ([dormant_output]); for each eta > 0 and each of the losses the loss rises at the
    first step, for all k > (2 + 5c^2)/c^2 ([no_lazy_border]). The singular value of size k is dormant: neither f nor lambda shows it. *)

From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic Two_layer_boundary Aligned_lazy.
Local Open Scope R_scope.

Definition dormant_scale := scale_depth3 2.

Lemma dormant_start k : network_output_depth3 dormant_scale 1 1 0 1 1 1 (- k) 1 0 = 1 / 2 /\ network_lambda_depth3 dormant_scale 1 0 1 1 1 (- k) 1 0 = 5 / 4.
Proof. unfold network_output_depth3, network_lambda_depth3, dormant_scale, scale_depth3. split; field. Qed.

(** The output after a step with the slope s, as the code computes it from (D1). *)
Definition dormant_next (eta s k : R) : R := network_output_after_step_depth3 eta dormant_scale s 1 1 0 1 1 1 (- k) 1 0.

Lemma dormant_output eta s k : let c := eta * s / 2 in
  dormant_next eta s k = ((1 - c) ^ 3 - 2 * c * (1 - c) - k * c ^ 2) / 2.
Proof. unfold dormant_next, network_output_after_step_depth3, dormant_scale, scale_depth3. field. Qed.

Lemma dormant_falls_below eta s k : let c := eta * s / 2 in 0 < c -> (2 + 5 * c ^ 2) / c ^ 2 < k -> dormant_next eta s k < - (1 / 2).
Proof.
  intros c Hc Hk. rewrite dormant_output. fold c. assert (P : 0 < c ^ 2) by (apply pow_lt; assumption).
  assert (E : 2 + 5 * c ^ 2 < k * c ^ 2).
  { apply Rmult_lt_compat_r with (r := c ^ 2) in Hk; [| assumption].
    replace ((2 + 5 * c ^ 2) / c ^ 2 * c ^ 2) with (2 + 5 * c ^ 2) in Hk by (field; lra). exact Hk. }
  assert (0 < c ^ 3) by (apply pow_lt; assumption). nra.
Qed.

(** Risks that rise strictly with |f|. *)
Definition rises_strictly (risk : R -> R) : Prop := forall x y, Rabs x < Rabs y -> risk x < risk y.

Lemma risks_rise_strictly : rises_strictly risk_exponential /\ rises_strictly risk_logistic /\ rises_strictly risk_squared.
Proof.
  split; [| split]; intros x y H.
  - unfold risk_exponential. now apply cosh_lt_abs.
  - unfold risk_logistic. assert (C : cosh (x / 2) < cosh (y / 2)).
    { apply cosh_lt_abs. unfold Rdiv. rewrite !Rabs_mult, (Rabs_right (/ 2)) by lra. lra. }
    assert (P := cosh_pos (x / 2)). apply ln_increasing; lra.
  - unfold risk_squared. rewrite <- (pow2_abs x), <- (pow2_abs y). assert (P := Rabs_pos x). assert (Rabs x ^ 2 < Rabs y ^ 2) by nra. lra.
Qed.

(** No bound on eta in terms of f_0 and lambda_0 keeps the loss from rising. *)
Definition no_lazy_border_for (slope risk : R -> R) : Prop :=
  forall eta, 0 < eta -> exists k0, forall k, k0 < k ->
    network_output_depth3 dormant_scale 1 1 0 1 1 1 (- k) 1 0 = 1 / 2 /\ network_lambda_depth3 dormant_scale 1 0 1 1 1 (- k) 1 0 = 5 / 4 /\
    risk (1 / 2) < risk (dormant_next eta (slope (1 / 2)) k).

Theorem no_lazy_border : no_lazy_border_for slope_exponential risk_exponential /\ no_lazy_border_for slope_logistic risk_logistic /\
  no_lazy_border_for slope_squared risk_squared.
Proof.
  assert (Any : forall slope risk, increasing_slope slope -> rises_strictly risk -> no_lazy_border_for slope risk).
  { intros slope risk (_ & Pos & _) Hr eta Heta. set (c := eta * slope (1 / 2) / 2).
    assert (Hc : 0 < c) by (unfold c; assert (0 < eta * slope (1 / 2)) by (apply Rmult_lt_0_compat; [assumption | apply Pos; lra]); lra).
    exists ((2 + 5 * c ^ 2) / c ^ 2). intros k Hk. destruct (dormant_start k) as [E1 E2]. split; [assumption | split; [assumption |]].
    apply Hr. assert (B := dormant_falls_below eta (slope (1 / 2)) k Hc Hk). rewrite (Rabs_right (1 / 2)), Rabs_left by lra. lra. }
  destruct risks_rise_strictly as (R1 & R2 & R3).
  split; [| split]; apply Any; try assumption; [exact increasing_exponential | exact increasing_logistic | exact increasing_squared].
Qed.
