(** Facts about the slopes s of the three losses on D0, used by all proofs about the two-layer network:
    they are odd, increase, and s(f)/f is monotone in |f| with limit kappa at 0. *)

From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations.
Local Open Scope R_scope.

(** ** Hyperbolic functions *)

Lemma exp_inverse x : exp x * exp (- x) = 1.
Proof. rewrite <- exp_plus, Rplus_opp_r. apply exp_0. Qed.

Lemma cosh_ge_1 x : 1 <= cosh x.
Proof.
  unfold cosh. assert (H := exp_pos x). assert (G := exp_pos (- x)). assert (P := exp_inverse x).
  assert (0 <= exp (- x) * (exp x - 1) ^ 2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]). nra.
Qed.

Lemma sinh_odd x : sinh (- x) = - sinh x.
Proof. unfold sinh. rewrite Ropp_involutive. lra. Qed.

Lemma cosh_even x : cosh (- x) = cosh x.
Proof. unfold cosh. rewrite Ropp_involutive. lra. Qed.

Lemma tanh_odd x : tanh (- x) = - tanh x.
Proof. unfold tanh. rewrite sinh_odd, cosh_even. unfold Rdiv. ring. Qed.

(** tanh(x/2) by one exponential: the form in which [interval] encloses it well. *)
Lemma tanh_half x : tanh (x / 2) = 1 - 2 / (exp x + 1).
Proof.
  unfold tanh, sinh, cosh.
  replace (exp x) with (exp (x / 2) * exp (x / 2)) by (rewrite <- exp_plus; f_equal; lra).
  rewrite exp_Ropp. assert (H := exp_pos (x / 2)). field. split; nra.
Qed.

Lemma cosh_sinh_square x : cosh x ^ 2 - sinh x ^ 2 = 1.
Proof. unfold cosh, sinh. assert (P := exp_inverse x). nra. Qed.

Lemma sinh_ge x : 0 <= x -> x <= sinh x.
Proof.
  intros Hx. destruct (Req_dec x 0) as [-> | Hne]; [rewrite sinh_0; lra |].
  destruct (MVT_cor2 sinh cosh 0 x) as (c & Hc & _); [lra | intros; apply derivable_pt_lim_sinh |].
  rewrite sinh_0 in Hc. assert (H := cosh_ge_1 c). nra.
Qed.

Lemma exp_le x y : x <= y -> exp x <= exp y.
Proof. intros [H | ->]; [left; now apply exp_increasing | lra]. Qed.

Lemma sinh_le x y : x <= y -> sinh x <= sinh y.
Proof.
  intros H. unfold sinh. assert (exp x <= exp y) by now apply exp_le.
  assert (exp (- y) <= exp (- x)) by (apply exp_le; lra). lra.
Qed.

Lemma tanh_half_le x y : x <= y -> tanh (x / 2) <= tanh (y / 2).
Proof.
  intros H. rewrite !tanh_half. assert (exp x <= exp y) by now apply exp_le. assert (P := exp_pos x).
  assert (/ (exp y + 1) <= / (exp x + 1)) by (apply Rinv_le_contravar; lra). unfold Rdiv. lra.
Qed.

Lemma tanh_half_lt_1 x : tanh (x / 2) < 1.
Proof.
  rewrite tanh_half. assert (P := exp_pos x). assert (0 < 2 / (exp x + 1)) by (apply Rdiv_lt_0_compat; lra). lra.
Qed.

Lemma tanh_half_pos x : 0 < x -> 0 < tanh (x / 2).
Proof.
  intros H. rewrite tanh_half. assert (1 < exp x) by (rewrite <- exp_0; now apply exp_increasing).
  assert (2 / (exp x + 1) < 1) by (apply Rmult_lt_reg_r with (exp x + 1); [lra |]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra).
  lra.
Qed.

(** A function that vanishes at 0 and whose derivative is nonnegative to the right of 0 is nonnegative there. *)
Lemma nonneg_from_derivative (g dg : R -> R) y :
  g 0 = 0 -> (forall x, derivable_pt_lim g x (dg x)) -> (forall x, 0 <= x -> 0 <= dg x) -> 0 <= y -> 0 <= g y.
Proof.
  intros H0 Hd Hp Hy. destruct (Req_dec y 0) as [-> | Hne]; [lra |].
  destruct (MVT_cor2 g dg 0 y) as (c & Hc & H); [lra | intros; apply Hd |].
  rewrite H0 in Hc. assert (0 <= dg c) by (apply Hp; lra). nra.
Qed.

(** sinh x / x does not decrease. *)
Lemma sinh_ratio x y : 0 < x <= y -> sinh x / x <= sinh y / y.
Proof.
  intros [Hx Hxy]. destruct (Req_dec x y) as [-> | Hne]; [lra |].
  destruct (MVT_cor2 (fun t => sinh t / t) (fun t => (cosh t * t - 1 * sinh t) / Rsqr t) x y) as (c & Hc & H); [lra | |].
  - intros c Hc. apply (derivable_pt_lim_div sinh id); [apply derivable_pt_lim_sinh | apply derivable_pt_lim_id | unfold id; lra].
  - assert (0 <= cosh c * c - sinh c).
    { apply (nonneg_from_derivative (fun t => cosh t * t - sinh t) (fun t => sinh t * t + cosh t * 1 - cosh t)).
      - rewrite sinh_0. ring.
      - intros t. apply (derivable_pt_lim_minus (fun t => cosh t * t) sinh); [| apply derivable_pt_lim_sinh].
        apply (derivable_pt_lim_mult cosh id); [apply derivable_pt_lim_cosh | apply derivable_pt_lim_id].
      - intros t Ht. assert (G := sinh_ge t Ht). nra.
      - lra. }
    assert (0 < Rsqr c) by (apply Rsqr_pos_lt; lra).
    assert (0 <= (cosh c * c - 1 * sinh c) / Rsqr c) by (apply Rdiv_le_0_compat; lra). nra.
Qed.

(** tanh x / x does not increase. *)
Lemma tanh_ratio x y : 0 < x <= y -> tanh y / y <= tanh x / x.
Proof.
  intros [Hx Hxy]. destruct (Req_dec x y) as [-> | Hne]; [lra |].
  destruct (MVT_cor2 (fun t => sinh t / (cosh t * t))
              (fun t => (cosh t * (cosh t * t) - (sinh t * t + cosh t * 1) * sinh t) / Rsqr (cosh t * t)) x y) as (c & Hc & H); [lra | |].
  - intros c Hc. assert (C := cosh_ge_1 c).
    apply (derivable_pt_lim_div sinh (fun t => cosh t * t)); [apply derivable_pt_lim_sinh | | nra].
    apply (derivable_pt_lim_mult cosh id); [apply derivable_pt_lim_cosh | apply derivable_pt_lim_id].
  - assert (E : forall t, tanh t / t = sinh t / (cosh t * t)).
    { intros t. unfold tanh, Rdiv. rewrite Rinv_mult. ring. }
    rewrite !E. assert (C := cosh_ge_1 c). assert (G := sinh_ge c). assert (Q := cosh_sinh_square c).
    assert (0 < Rsqr (cosh c * c)) by (apply Rsqr_pos_lt; nra).
    assert (cosh c * (cosh c * c) - (sinh c * c + cosh c * 1) * sinh c <= 0) by nra.
    assert ((cosh c * (cosh c * c) - (sinh c * c + cosh c * 1) * sinh c) / Rsqr (cosh c * c) <= 0).
    { unfold Rdiv. assert (0 < / Rsqr (cosh c * c)) by now apply Rinv_0_lt_compat. nra. }
    nra.
Qed.

Lemma tanh_le x : 0 <= x -> tanh x <= x.
Proof.
  intros Hx. assert (0 <= x * cosh x - sinh x).
  { apply (nonneg_from_derivative (fun t => t * cosh t - sinh t) (fun t => 1 * cosh t + t * sinh t - cosh t)).
    - rewrite sinh_0. ring.
    - intros t. apply (derivable_pt_lim_minus (fun t => t * cosh t) sinh); [| apply derivable_pt_lim_sinh].
      apply (derivable_pt_lim_mult id cosh); [apply derivable_pt_lim_id | apply derivable_pt_lim_cosh].
    - intros t Ht. assert (G := sinh_ge t Ht). nra.
    - lra. }
  assert (C := cosh_ge_1 x). unfold tanh. apply Rmult_le_reg_r with (cosh x); [lra |].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

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
