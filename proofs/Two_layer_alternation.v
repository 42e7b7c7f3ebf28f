(** Divergence of the two-layer network on D0 with the logistic loss, for eta > 2 sqrt(2m) (checker: checks/alternation.rs).

    Proved: with A = eta/(2 sqrt m) > 1, c = 2 ln((A+1)/(A-1)), u = |ln p - ln q|, V = sqrt(p q), a margin d, any w and F with
    w <= u - d, w <= c - u - d, w > 0, 0 < F <= (sqrt m/2) V sinh(w/2), a_0 = A tanh(F/2), a_0^2 > 2, G = a_0^2 - 1, and
    (4/G) 2A e^(-F)/(1 - e^(-F (G-1))) <= d at some step T,
    then |f_(T+t)| >= F G^t for all t, and |f| tends to infinity. The proof is that of alternation.rs, except that
    the sum of the e_s is carried along in closed form. *)

From Coq Require Import Reals Lra Psatz Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic Two_layer_slopes Two_layer.
Local Open Scope R_scope.

(** ** One step in the factors *)

Lemma ln_le_minus_1 x : 0 < x -> ln x <= x - 1.
Proof.
  intros H. assert (E := exp_ineq1_le (ln x)). rewrite exp_ln in E by assumption. lra.
Qed.

Lemma ln_square x : 0 < x -> ln (x ^ 2) = 2 * ln x.
Proof. intros H. simpl. rewrite Rmult_1_r, ln_mult by assumption. lra. Qed.

(** c = 2 ln((A+1)/(A-1)) *)
Definition turn (A : R) : R := 2 * ln ((A + 1) / (A - 1)).

(** h(a) - h(A) for 1 < a <= A, h = [turn]. *)
Lemma turn_excess a A : 1 < a <= A -> 0 <= turn a - turn A <= 4 / (a ^ 2 - 1) * (A - a).
Proof.
  intros [H1 H2]. unfold turn.
  set (x := (a + 1) / (a - 1)). set (y := (A + 1) / (A - 1)).
  assert (Px : 0 < x) by (apply Rdiv_lt_0_compat; lra). assert (Py : 0 < y) by (apply Rdiv_lt_0_compat; lra).
  assert (E : ln x - ln y = ln (x / y)) by (unfold Rdiv; rewrite ln_mult, ln_Rinv; [ring | | | apply Rinv_0_lt_compat]; assumption).
  assert (Er : x / y = 1 + 2 * (A - a) / ((a - 1) * (A + 1))) by (unfold x, y; field; lra).
  assert (P : 0 < (a - 1) * (A + 1)) by (apply Rmult_lt_0_compat; lra).
  assert (Q : 0 <= 2 * (A - a) / ((a - 1) * (A + 1))) by (apply Rdiv_le_0_compat; lra).
  replace (2 * ln x - 2 * ln y) with (2 * ln (x / y)) by lra. split.
  - assert (0 <= ln (x / y)); [| lra]. rewrite <- ln_1. destruct Q as [Q | Q]; [| rewrite Er, <- Q, Rplus_0_r; lra].
    left. apply ln_increasing; lra.
  - assert (L : ln (x / y) <= x / y - 1) by (apply ln_le_minus_1; lra).
    apply Rle_trans with (2 * (2 * (A - a) / ((a - 1) * (A + 1)))); [lra |].
    assert (I : / ((a - 1) * (A + 1)) <= / (a ^ 2 - 1)) by (apply Rinv_le_contravar; nra).
    unfold Rdiv. assert (0 <= 4 * (A - a)) by lra. nra.
Qed.

(** The gap and the geometric mean. *)
Definition gap (p q : R) : R := Rabs (ln p - ln q).

(** |f| = (sqrt m/4) |p - q| = (sqrt m/2) sqrt(p q) sinh(u/2). *)
Lemma difference_of_factors p q : 0 < p -> 0 < q -> Rabs (p - q) = 2 * sqrt (p * q) * sinh (gap p q / 2).
Proof.
  assert (Main : forall p q, 0 < q -> q <= p -> p - q = 2 * sqrt (p * q) * sinh ((ln p - ln q) / 2)).
  { clear. intros p q Hq Hp.
    assert (Ep : exp (ln p / 2) * exp (ln p / 2) = p) by (rewrite <- exp_plus; replace (ln p / 2 + ln p / 2) with (ln p) by lra; apply exp_ln; lra).
    assert (Eq : exp (ln q / 2) * exp (ln q / 2) = q) by (rewrite <- exp_plus; replace (ln q / 2 + ln q / 2) with (ln q) by lra; apply exp_ln; lra).
    unfold sinh. replace ((ln p - ln q) / 2) with (ln p / 2 + - (ln q / 2)) by lra.
    replace (- (ln p / 2 + - (ln q / 2))) with (ln q / 2 + - (ln p / 2)) by lra. rewrite !exp_plus, !exp_Ropp.
    assert (Pp := exp_pos (ln p / 2)). assert (Pq := exp_pos (ln q / 2)).
    set (x := exp (ln p / 2)) in *. set (y := exp (ln q / 2)) in *. clearbody x y. subst p q.
    replace (x * x * (y * y)) with ((x * y) * (x * y)) by ring. rewrite sqrt_square by nra. field. lra. }
  intros Hp Hq. unfold gap. destruct (Rle_dec q p) as [H | H].
  - assert (ln q <= ln p) by (destruct H as [H | ->]; [left; now apply ln_increasing | lra]).
    rewrite !Rabs_right by lra. now apply Main.
  - assert (ln p < ln q) by (apply ln_increasing; lra).
    rewrite !Rabs_left by lra. rewrite (Rmult_comm p q). replace (- (p - q)) with (q - p) by lra.
    replace (- (ln p - ln q)) with (ln q - ln p) by lra. apply Main; lra.
Qed.

Lemma gap_nonneg p q : 0 <= gap p q.
Proof. apply Rabs_pos. Qed.

Lemma gap_swap p q : gap p q = gap q p.
Proof. apply Rabs_minus_sym. Qed.

(** A step with p the larger one, a > 1: the gap turns over. *)
Lemma gap_step p q a A : 0 < q < p -> 1 < a <= A -> gap p q <= turn A ->
  gap (p * (1 - a) ^ 2) (q * (1 + a) ^ 2) = turn a - gap p q.
Proof.
  intros [Hq Hp] Ha Hu. assert (Ht := turn_excess a A Ha).
  assert (ln q < ln p) by (apply ln_increasing; lra).
  assert (Eu : gap p q = ln p - ln q) by (unfold gap; apply Rabs_right; lra).
  rewrite Eu in *. unfold gap.
  replace ((1 - a) ^ 2) with ((a - 1) ^ 2) by ring. replace ((1 + a) ^ 2) with ((a + 1) ^ 2) by ring.
  rewrite !ln_mult, !ln_square by (try apply pow_lt; lra).
  assert (Et : turn a = 2 * ln (a + 1) - 2 * ln (a - 1)).
  { unfold turn, Rdiv. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; lra). ring. }
  rewrite Rabs_left1 by lra. lra.
Qed.

Section Alternation.

Variables (eta m : R) (f lambda : nat -> R).
Hypothesis (Horbit : orbit slope_logistic eta m f lambda) (Heta : 0 < eta) (Hm : 0 < m).

Let A := eta / (2 * sqrt m).
Let p t := factor_p m (f t) (lambda t).
Let q t := factor_q m (f t) (lambda t).
Let root_pos : 0 < sqrt m := sqrt_lt_R0 m Hm.

Variables (w F d : R).
Let a0 := A * tanh (F / 2).
Let G := a0 ^ 2 - 1.
Let c := turn A.
Let u := gap (p 0%nat) (q 0%nat).
Let drift := 4 / G * (2 * A * exp (- F)) / (1 - exp (- (F * (G - 1)))).

Hypothesis (Hp : 0 < p 0%nat) (Hq : 0 < q 0%nat) (HA : 1 < A).
Hypothesis (Hw : 0 < w) (Hw1 : w <= u - d) (Hw2 : w <= c - u - d).
Hypothesis (HF : 0 < F) (HFw : F <= sqrt m / 2 * sqrt (p 0%nat * q 0%nat) * sinh (w / 2)).
Hypothesis (Ha0 : 2 < a0 ^ 2) (Hdrift : drift <= d).

Let z := exp (- (F * (G - 1))).

Lemma G_gt_1 : 1 < G.
Proof. unfold G. lra. Qed.

Lemma z_range : 0 < z < 1.
Proof.
  unfold z. split; [apply exp_pos |]. assert (H := G_gt_1).
  assert (0 < F * (G - 1)) by (apply Rmult_lt_0_compat; lra).
  apply Rlt_le_trans with (exp 0); [apply exp_increasing; lra | rewrite exp_0; lra].
Qed.

Lemma drift_pos : 0 < drift.
Proof.
  assert (HG := G_gt_1). assert (Hz := z_range). fold z in Hz. unfold drift. fold z.
  apply Rdiv_lt_0_compat; [| lra]. apply Rmult_lt_0_compat; [apply Rdiv_lt_0_compat; lra |].
  apply Rmult_lt_0_compat; [lra | apply exp_pos].
Qed.

(** Bernoulli: G^t >= 1 + t (G - 1), so e^(-F G^t) <= e^(-F) z^t. *)
Lemma exp_power t : exp (- (F * G ^ t)) <= exp (- F) * z ^ t.
Proof.
  assert (HG := G_gt_1).
  assert (E : z ^ t = exp (- (INR t * (F * (G - 1))))).
  { unfold z. induction t as [| t IH]; [simpl; rewrite Rmult_0_l, Ropp_0, exp_0; reflexivity |].
    rewrite S_INR. change (exp (- (F * (G - 1))) ^ S t) with (exp (- (F * (G - 1))) * exp (- (F * (G - 1))) ^ t).
    rewrite IH, <- exp_plus. f_equal. ring. }
  rewrite E, <- exp_plus. apply exp_le.
  assert (B := poly t (G - 1) ltac:(lra)). replace (1 + (G - 1)) with G in B by lra.
  apply Rmult_le_compat_l with (r := F) in B; [| lra]. lra.
Qed.

Lemma rate_is x : factor_rate eta m (slope_logistic x) = A * tanh (x / 2).
Proof. unfold factor_rate, slope_logistic, A. assert (P := root_pos). field. lra. Qed.

Lemma step_factors t : p (S t) = p t * (1 - A * tanh (f t / 2)) ^ 2 /\ q (S t) = q t * (1 + A * tanh (f t / 2)) ^ 2.
Proof.
  unfold p, q. destruct (Horbit t) as [-> ->].
  destruct (factors_of_step eta m (slope_logistic (f t)) (f t) (lambda t) Hm) as [-> ->].
  rewrite rate_is. split; reflexivity.
Qed.

Lemma output_is t : f t = sqrt m / 4 * (p t - q t).
Proof.
  assert (E := output_of_factors m (f t) (lambda t) Hm). unfold factors_output in E. fold (p t) (q t) in E. lra.
Qed.

(** What one step does, when |f| >= F G^t. *)
Lemma alternation_step t : 0 < p t -> 0 < q t -> gap (p t) (q t) <= c -> F <= Rabs (f t) ->
  0 < p (S t) /\ 0 < q (S t) /\ sqrt (p t * q t) * G <= sqrt (p (S t) * q (S t)) /\
  c - gap (p t) (q t) <= gap (p (S t)) (q (S t)) <= c - gap (p t) (q t) + 4 / G * (2 * A * exp (- Rabs (f t))).
Proof.
  intros Pp Pq Hgap Hf. destruct (step_factors t) as [Ep Eq]. assert (Ef := output_is t). assert (Pr := root_pos).
  assert (HG := G_gt_1).
  set (b := A * tanh (Rabs (f t) / 2)).
  assert (Ht : tanh (F / 2) <= tanh (Rabs (f t) / 2)) by now apply tanh_half_le.
  assert (Ht1 := tanh_half_lt_1 (Rabs (f t))). assert (Ht0 := tanh_half_pos F HF).
  assert (Hb : a0 <= b <= A) by (unfold a0, b; nra).
  assert (Pa0 : 0 < a0) by (unfold a0; apply Rmult_lt_0_compat; lra).
  assert (Hb2 : G <= b ^ 2 - 1) by (unfold G; nra).
  assert (Hb1 : 1 < b) by nra.
  assert (Eprod : p (S t) * q (S t) = p t * q t * ((b ^ 2 - 1) * (b ^ 2 - 1))).
  { rewrite Ep, Eq. unfold b, Rabs. destruct (Rcase_abs (f t)).
    - replace (- f t / 2) with (- (f t / 2)) by lra. rewrite tanh_odd. ring.
    - ring. }
  assert (Hstep : 0 < p (S t) /\ 0 < q (S t) /\ gap (p (S t)) (q (S t)) = turn b - gap (p t) (q t)).
  { destruct (Rcase_abs (f t)) as [Hn | Hn].
    - assert (Eb : A * tanh (f t / 2) = - b).
      { unfold b. rewrite Rabs_left by lra. replace (- f t / 2) with (- (f t / 2)) by lra. rewrite tanh_odd. ring. }
      rewrite Eb in Ep, Eq.
      assert (p t < q t) by nra.
      rewrite (gap_swap (p (S t))), (gap_swap (p t)), Ep, Eq.
      replace ((1 - - b) ^ 2) with ((1 + b) ^ 2) by ring. replace ((1 + - b) ^ 2) with ((1 - b) ^ 2) by ring.
      split; [apply Rmult_lt_0_compat; [assumption | apply pow_lt; lra] |].
      split; [apply Rmult_lt_0_compat; [assumption | nra] |].
      apply gap_step with A; [lra | lra | now rewrite gap_swap].
    - assert (Eb : A * tanh (f t / 2) = b) by (unfold b; rewrite Rabs_right by lra; reflexivity).
      rewrite Eb in Ep, Eq. rewrite Rabs_right in Hf by lra.
      assert (q t < p t) by nra.
      rewrite Ep, Eq. split; [apply Rmult_lt_0_compat; [assumption | nra] |].
      split; [apply Rmult_lt_0_compat; [assumption | apply pow_lt; lra] |].
      apply gap_step with A; [lra | lra | assumption]. }
  destruct Hstep as (P1 & P2 & Egap). split; [assumption | split; [assumption | split]].
  - assert (0 <= b ^ 2 - 1) by lra. assert (0 <= p t * q t) by (left; now apply Rmult_lt_0_compat).
    rewrite Eprod, (sqrt_mult (p t * q t)), sqrt_square by first [assumption | apply Rmult_le_pos; assumption]. apply Rmult_le_compat_l; [apply sqrt_pos | assumption].
  - assert (T := turn_excess b A (conj Hb1 (proj2 Hb))). fold c in T. rewrite Egap. split; [lra |].
    assert (4 / (b ^ 2 - 1) * (A - b) <= 4 / G * (2 * A * exp (- Rabs (f t)))); [| lra].
    apply Rmult_le_compat; [left; apply Rdiv_lt_0_compat; lra | lra | |].
    + unfold Rdiv. apply Rmult_le_compat_l; [lra |]. apply Rinv_le_contravar; lra.
    + unfold b. rewrite tanh_half, exp_Ropp. assert (E := exp_pos (Rabs (f t))).
      replace (A - A * (1 - 2 / (exp (Rabs (f t)) + 1))) with (2 * A * / (exp (Rabs (f t)) + 1)) by (field; lra).
      apply Rmult_le_compat_l; [lra |]. apply Rinv_le_contravar; lra.
Qed.

(** After an even number of steps the gap is near u, after an odd number near c - u. *)
Fixpoint centre (t : nat) : R := match t with O => u | S t => c - centre t end.

Lemma centre_cases t : centre t = u \/ centre t = c - u.
Proof. induction t as [| t [IH | IH]]; simpl; [auto | right; rewrite IH; ring | left; rewrite IH; ring]. Qed.

Lemma alternation_invariant t :
  0 < p t /\ 0 < q t /\ sqrt (p 0%nat * q 0%nat) * G ^ t <= sqrt (p t * q t)
  /\ Rabs (gap (p t) (q t) - centre t) <= drift * (1 - z ^ t) /\ F * G ^ t <= Rabs (f t).
Proof.
  assert (HG := G_gt_1). assert (Hz := z_range). assert (Pd := drift_pos). assert (Pr := root_pos).
  assert (Range : forall t, 0 < p t -> 0 < q t -> sqrt (p 0%nat * q 0%nat) * G ^ t <= sqrt (p t * q t) ->
    Rabs (gap (p t) (q t) - centre t) <= drift * (1 - z ^ t) ->
    w <= gap (p t) (q t) <= c - w /\ F * G ^ t <= Rabs (f t)).
  { clear t. intros t Pp Pq HV Hgap.
    assert (Pz : 0 < z ^ t) by (apply pow_lt; lra).
    assert (Hgd : Rabs (gap (p t) (q t) - centre t) <= d) by nra.
    apply Rabs_le_between in Hgd. assert (Hc := centre_cases t).
    assert (Hrange : w <= gap (p t) (q t) <= c - w) by (destruct Hc; lra).
    split; [assumption |].
    rewrite output_is, Rabs_mult, (Rabs_right (sqrt m / 4)) by lra.
    rewrite difference_of_factors by assumption.
    assert (Hs : sinh (w / 2) <= sinh (gap (p t) (q t) / 2)) by (apply sinh_le; lra).
    assert (Hs0 : 0 < sinh (w / 2)) by (assert (W := sinh_ge (w / 2)); lra).
    assert (PG : 0 < G ^ t) by (apply pow_lt; lra).
    apply Rle_trans with (sqrt m / 2 * sqrt (p 0%nat * q 0%nat) * sinh (w / 2) * G ^ t); [apply Rmult_le_compat_r; lra |].
    assert (0 <= sqrt (p 0%nat * q 0%nat)) by apply sqrt_pos.
    replace (sqrt m / 2 * sqrt (p 0%nat * q 0%nat) * sinh (w / 2) * G ^ t)
      with (sqrt m / 2 * ((sqrt (p 0%nat * q 0%nat) * G ^ t) * sinh (w / 2))) by ring.
    replace (sqrt m / 4 * (2 * sqrt (p t * q t) * sinh (gap (p t) (q t) / 2)))
      with (sqrt m / 2 * (sqrt (p t * q t) * sinh (gap (p t) (q t) / 2))) by field.
    apply Rmult_le_compat_l; [lra |]. apply Rmult_le_compat; try lra. nra. }
  assert (Main : 0 < p t /\ 0 < q t /\ sqrt (p 0%nat * q 0%nat) * G ^ t <= sqrt (p t * q t)
    /\ Rabs (gap (p t) (q t) - centre t) <= drift * (1 - z ^ t)).
  { induction t as [| t (I1 & I2 & I3 & I4)].
    - split; [assumption | split; [assumption | split]]; simpl; [lra |].
      fold u. rewrite Rminus_diag_eq by reflexivity. rewrite Rabs_R0. lra.
    - destruct (Range t I1 I2 I3 I4) as [R1 R2].
      assert (PG : 1 <= G ^ t) by (apply pow_R1_Rle; lra).
      destruct (alternation_step t) as (S1 & S2 & S3 & S4); [assumption | assumption | lra | nra |].
      split; [assumption | split; [assumption | split]].
      + simpl. apply Rle_trans with (2 := S3). assert (0 <= sqrt (p 0%nat * q 0%nat)) by apply sqrt_pos. nra.
      + assert (Bound : 4 / G * (2 * A * exp (- Rabs (f t))) <= drift * (1 - z) * z ^ t).
        { replace (drift * (1 - z) * z ^ t) with (4 / G * (2 * A * (exp (- F) * z ^ t))) by (unfold drift; fold z; field; lra).
          apply Rmult_le_compat_l; [left; apply Rdiv_lt_0_compat; lra |]. apply Rmult_le_compat_l; [lra |].
          apply Rle_trans with (2 := exp_power t). apply exp_le. lra. }
        apply Rabs_le_between in I4. simpl (centre (S t)). apply Rabs_le. simpl (z ^ S t).
        assert (0 < z ^ t) by (apply pow_lt; lra). assert (0 <= drift * (1 - z) * z ^ t) by (apply Rmult_le_pos; [nra | lra]).
        nra. }
  destruct Main as (M1 & M2 & M3 & M4). destruct (Range t M1 M2 M3 M4) as [_ R2]. auto.
Qed.

Lemma alternation_growth t : F * G ^ t <= Rabs (f t).
Proof. apply alternation_invariant. Qed.

End Alternation.

(** ** The checker's conditions at step T *)

Theorem alternation eta m f lambda T w F d :
  orbit slope_logistic eta m f lambda -> 0 < eta -> 0 < m ->
  let A := eta / (2 * sqrt m) in
  let p := factor_p m (f T) (lambda T) in let q := factor_q m (f T) (lambda T) in
  let u := gap p q in let a0 := A * tanh (F / 2) in let G := a0 ^ 2 - 1 in
  0 < p -> 0 < q -> 1 < A ->
  0 < w -> w <= u - d -> w <= turn A - u - d ->
  0 < F -> F <= sqrt m / 2 * sqrt (p * q) * sinh (w / 2) ->
  2 < a0 ^ 2 -> 4 / G * (2 * A * exp (- F)) / (1 - exp (- (F * (G - 1)))) <= d ->
  (forall t, F * G ^ t <= Rabs (f (T + t)%nat)) /\ 1 < G /\ is_lim_seq (fun t => Rabs (f t)) p_infty.
Proof.
  intros Ho Heta Hm A p q u a0 G Hp Hq HA Hw Hw1 Hw2 HF HFw Ha0 Hdrift.
  assert (Growth : forall t, F * G ^ t <= Rabs (f (T + t)%nat)).
  { apply (alternation_growth eta m (fun t => f (T + t)%nat) (fun t => lambda (T + t)%nat)) with (w := w) (d := d);
      try assumption; try (rewrite Nat.add_0_r; assumption). now apply orbit_shift. }
  assert (HG : 1 < G) by (unfold G; lra).
  split; [assumption | split; [assumption |]].
  apply is_lim_seq_shift with T. now apply geometric_infinity with (F := F) (G := G).
Qed.

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
  (forall t, F * G ^ t <= Rabs (f (T + t)%nat)) /\ 1 < G /\ is_lim_seq (fun t => Rabs (f t)) p_infty.
Proof.
  intros Ho Heta Hm Hf Hl A a0 G HA Hp Hq Hw Hw1 Hw2 HF HFw Ha0 Hdrift.
  specialize (Hp (f T) (lambda T) Hf Hl). specialize (Hq (f T) (lambda T) Hf Hl).
  specialize (Hw1 (f T) (lambda T) Hf Hl). specialize (Hw2 (f T) (lambda T) Hf Hl). specialize (HFw (f T) (lambda T) Hf Hl).
  fold (factor_p m (f T) (lambda T)) in Hp, Hw1, Hw2, HFw. fold (factor_q m (f T) (lambda T)) in Hq, Hw1, Hw2, HFw.
  fold (gap (factor_p m (f T) (lambda T)) (factor_q m (f T) (lambda T))) in Hw1, Hw2. fold (turn A) in Hw2.
  assert (Ea : a0 = A * tanh (F / 2)) by (unfold a0; now rewrite tanh_half).
  unfold G in *. rewrite Ea in *.
  apply (alternation eta m f lambda T w F d Ho Heta Hm Hp Hq HA Hw); try assumption; unfold A in *; lra.
Qed.
