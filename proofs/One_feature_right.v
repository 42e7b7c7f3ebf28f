(** The universal step size on one-dimensional data, (G6): orbits with V = p q -> 0 and a minimiser v* > 0.

    a(v) = eta g(v)/sqrt m, where g increases, a^2 < 2 everywhere and |v| a'(v) <= 16/25. Proved:
    - [no_far_overshoot]: in the end a <= 1/25 for ever, unless v -> v* from the right;
    - [stays_right]: then the output stays above a positive number; [halves]: and a bound of a halves, again and again;
    - [universal_right]: so v -> v* if p is never 0. *)

From Coq Require Import Reals Lra Psatz Lia Classical.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Standard_interval Equations Hyperbolic IdentitiesTwoLayer Two_layer Two_layer_alternation One_feature One_feature_universal.
Local Open Scope R_scope.

(** A sequence that grows by a factor is not bounded. *)
Lemma growth_has_no_bound (u : nat -> R) T k B : 1 < k -> 0 < u T -> (forall t, (T <= t)%nat -> k * u t <= u (S t)) -> (forall t, (T <= t)%nat -> u t <= B) -> False.
Proof.
  intros Hk Hu Hstep HB. assert (Geo : forall n, k ^ n * u T <= u (T + n)%nat).
  { induction n as [| n IH]; [rewrite Nat.add_0_r; simpl; lra |]. rewrite <- plus_n_Sm. apply Rle_trans with (2 := Hstep (T + n)%nat ltac:(lia)).
    simpl. rewrite Rmult_assoc. apply Rmult_le_compat_l; lra. }
  destruct (Pow_x_infinity k) with (b := Rabs (B / u T) + 1) as [n Hn]; [rewrite Rabs_right; lra |]. specialize (Hn n (le_n n)). specialize (Geo n).
  rewrite Rabs_right in Hn by (apply Rle_ge, pow_le; lra). specialize (HB (T + n)%nat ltac:(lia)). assert (W := Rle_abs (B / u T)).
  assert (B < k ^ n * u T); [| lra]. apply Rmult_lt_reg_r with (/ u T); [now apply Rinv_0_lt_compat |].
  replace (k ^ n * u T * / u T) with (k ^ n) by (field; lra). unfold Rdiv in *. lra.
Qed.

Section Right.

Variables (g h : R -> R) (eta m v_star : R) (v lambda : nat -> R).
Hypothesis Horbit : orbit g eta m v lambda.
Hypotheses (Heta : 0 < eta) (Hm : 0 < m).
Hypothesis Hstart : admissible m (v 0%nat) (lambda 0%nat).
Hypothesis Hinc : forall x y, x < y -> g x < g y.
Hypothesis Hder : forall x, is_derive g x (h x).
Hypothesis Hbound : forall x, factor_rate eta m (g x) ^ 2 < 2.
Hypothesis Hkey : forall x, Rabs x * (eta * h x / sqrt m) <= 16 / 25.
Hypothesis Hzero : g v_star = 0.

Let r := sqrt m.
Let rate x := factor_rate eta m (g x).
Let a t := rate (v t).
Let p t := factor_p m (v t) (lambda t).
Let q t := factor_q m (v t) (lambda t).
Let V t := product m (v t) (lambda t).

(** What One_feature_universal.v says of these. *)
Let r_pos : 0 < r := r_pos m Hm.
Let rate_le : forall x y, x <= y -> rate x <= rate y := rate_le g eta m Heta Hm Hinc.
Let rate_star : rate v_star = 0 := rate_star g eta m v_star Hzero.
Let rate_sign : forall x, (v_star < x -> 0 < rate x) /\ (x < v_star -> rate x < 0) /\ (0 < rate x -> v_star < x) /\ (rate x < 0 -> x < v_star) :=
  rate_sign g eta m v_star Heta Hm Hinc Hzero.
Let a_small : forall t, -3 / 2 < a t < 3 / 2 /\ a t ^ 2 < 2 := a_small g eta m v Hbound.
Let factors_step : forall t, p (S t) = p t * (1 - a t) ^ 2 /\ q (S t) = q t * (1 + a t) ^ 2 := factors_step g eta m v lambda Horbit Hm.
Let v_is : forall t, v t = r / 4 * (p t - q t) := v_is m v lambda Hm.
Let v_order : forall t, (0 <= v t -> q t <= p t) /\ (v t <= 0 -> p t <= q t) /\ (q t <= p t -> 0 <= v t) /\ (p t <= q t -> v t <= 0) := v_order m v lambda Hm.
Let factor_growth : forall t, 0 <= (1 - a t) ^ 2 <= 7 /\ 0 <= (1 + a t) ^ 2 <= 7 /\ (0 <= a t -> (1 - a t) ^ 2 <= 1) /\ (a t <= 0 -> (1 + a t) ^ 2 <= 1) :=
  factor_growth g eta m v Hbound.
Let factors_pos : forall t, 0 <= p t /\ 0 <= q t /\ p t * q t = V t := factors_pos g eta m v lambda Horbit Hm Hstart.
Let v_next : forall t, v (S t) = v t * (1 - a t) ^ 2 - r * q t * a t := v_next g eta m v lambda Horbit Hm.
Let v_next_left : forall t, v (S t) = v t * (1 + a t) ^ 2 - r * p t * a t := v_next_left g eta m v lambda Horbit Hm.
Let rate_vanishes : is_lim_seq a 0 -> is_lim_seq v v_star := rate_vanishes g eta m v_star v Heta Hm Hinc Hzero.

(** By |v| a' <= 16/25, a gains at most 16/25 log(y/x) from x to y > x > 0. *)
Lemma rate_gain x y : 0 < x -> x <= y -> rate y - rate x <= 16 / 25 * ln (y / x).
Proof.
  intros Hx [Hxy | <-]; [| replace (x / x) with 1 by (field; lra); rewrite ln_1; lra].
  assert (D : forall c, x <= c <= y -> derivable_pt_lim (fun z => 16 / 25 * ln z - rate z) c (16 / 25 * / c - eta * h c / sqrt m)).
  { intros c Hc. apply is_derive_Reals. apply (is_derive_minus (fun z => 16 / 25 * ln z) rate).
    - apply (is_derive_scal ln c (16 / 25) (/ c)). apply is_derive_Reals, derivable_pt_lim_ln. lra.
    - unfold rate, factor_rate. replace (eta * h c / sqrt m) with (eta / sqrt m * h c) by (unfold Rdiv; ring).
      assert (Same : forall z : R, eta / sqrt m * g z = eta * g z / sqrt m) by (intros z; unfold Rdiv; ring).
      apply (is_derive_ext (fun z => eta / sqrt m * g z) _ _ _ Same). apply (is_derive_scal g c (eta / sqrt m) (h c)). apply Hder. }
  destruct (MVT_cor2 _ _ x y Hxy D) as (c & E & Hc).
  assert (K := Hkey c). rewrite Rabs_right in K by lra.
  assert (P : 0 <= 16 / 25 * / c - eta * h c / sqrt m).
  { assert (I : eta * h c / sqrt m <= 16 / 25 * / c); [| lra]. apply Rmult_le_reg_l with c; [lra |]. replace (c * (16 / 25 * / c)) with (16 / 25) by (field; lra). assumption. }
  assert (0 <= (16 / 25 * / c - eta * h c / sqrt m) * (y - x)) by (apply Rmult_le_pos; lra).
  unfold Rdiv at 2. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; lra). lra.
Qed.

(** -s + 32/25 log(1 + s) is at most 1/25 - 1/500: the overshoot from below. *)
Lemma overshoot s : 0 <= s -> - s + 32 / 25 * ln (1 + s) <= 19 / 500.
Proof.
  intros Hs. assert (E := exp_ineq1_le (ln (1 + s) + - ln (32 / 25))).
  assert (B : ln (32 / 25) <= 247 / 1000) by interval.
  replace (exp (ln (1 + s) + - ln (32 / 25))) with ((1 + s) * / (32 / 25)) in E by (rewrite exp_plus, exp_Ropp, !exp_ln by lra; reflexivity). lra.
Qed.

Hypothesis Hright : 0 < v_star.
Hypothesis HV : is_lim_seq V 0.
Hypothesis Hp : forall t, 0 < p t.

Let p_star := 4 * v_star / r.

Lemma p_star_pos : 0 < p_star.
Proof. apply Rdiv_lt_0_compat; [lra | apply r_pos]. Qed.

(** Where the output is not negative, q is small in the end. *)
Lemma q_small sig : 0 < sig -> exists T, forall t, (T <= t)%nat -> (0 <= v t -> q t <= sig) /\ (v t <= 0 -> p t <= sig).
Proof.
  intros Hs. assert (L := HV). apply is_lim_seq_spec in L. destruct (L (mkposreal (sig ^ 2) (pow_lt _ _ Hs))) as [T HT]. exists T. intros t Ht.
  specialize (HT t Ht). simpl in HT. rewrite Rminus_0_r in HT. apply Rabs_lt_between in HT. destruct (factors_pos t) as (P & Q & E).
  destruct (v_order t) as (O1 & O2 & _). split; intros H; apply Rnot_lt_le; intros C; [specialize (O1 H) | specialize (O2 H)]; nra.
Qed.

Lemma beyond t : v_star <= v t -> p_star <= p t.
Proof.
  intros H. assert (Pr := r_pos). destruct (factors_pos t) as (P & Q & _). rewrite v_is in H. unfold p_star.
  apply Rmult_le_reg_l with (r / 4); [lra |]. replace (r / 4 * (4 * v_star / r)) with v_star by (field; lra).
  assert (r / 4 * (p t - q t) <= r / 4 * p t) by (apply Rmult_le_compat_l; lra). lra.
Qed.

(** From a <= 0 the output rises. *)
Lemma rises t : a t <= 0 -> 0 <= v t -> v t * (1 - a t) ^ 2 <= v (S t).
Proof.
  intros Ha Hv. rewrite v_next. assert (Pr := r_pos). destruct (factors_pos t) as (P & Q & _).
  assert (0 <= r * q t * - a t) by (apply Rmult_le_pos; [apply Rmult_le_pos; lra | lra]). lra.
Qed.

(** From a >= 0 it falls. *)
Lemma falls t : 0 <= a t -> 0 <= v t -> v (S t) <= v t.
Proof.
  intros Ha Hv. rewrite v_next. assert (Pr := r_pos). destruct (factors_pos t) as (P & Q & _). destruct (factor_growth t) as (_ & _ & U3 & _). specialize (U3 Ha).
  assert (0 <= r * q t * a t) by (apply Rmult_le_pos; [apply Rmult_le_pos; lra | lra]). assert (v t * (1 - a t) ^ 2 <= v t * 1) by (apply Rmult_le_compat_l; assumption). lra.
Qed.

(** Either a > 0 for ever from some step on, or in the end a <= 1/25 for ever. *)
Lemma no_far_overshoot : is_lim_seq v v_star \/ exists T, forall t, (T <= t)%nat -> a t <= 1 / 25.
Proof.
  assert (Pr := r_pos). assert (Ps := p_star_pos).
  set (sig := Rmin (v_star / (10 * r)) (v_star / (10000 * r))).
  assert (Hsig : 0 < sig) by (unfold sig; apply Rmin_glb_lt; apply Rdiv_lt_0_compat; lra).
  assert (Hs1 : r * sig <= v_star / 10).
  { apply Rle_trans with (r * (v_star / (10 * r))); [apply Rmult_le_compat_l; [lra | apply Rmin_l] | right; field; lra]. }
  assert (Hs2 : r * sig <= v_star / 10000).
  { apply Rle_trans with (r * (v_star / (10000 * r))); [apply Rmult_le_compat_l; [lra | apply Rmin_r] | right; field; lra]. }
  destruct (q_small sig Hsig) as [T HT].
  (* one step from a <= 0 *)
  assert (Below : forall t, (T <= t)%nat -> a t <= 0 -> a (S t) <= 1 / 25).
  { intros t Ht Ha. destruct (HT t Ht) as [S1 S2]. destruct (a_small t) as [A1 _]. destruct (factors_pos t) as (P & Q & _).
    assert (Far : forall y, v (S t) <= y -> y <= v_star -> a (S t) <= 1 / 25).
    { intros y H1 H2. assert (C : rate (v (S t)) <= rate v_star) by (apply rate_le; lra). rewrite rate_star in C. fold (a (S t)) in C. lra. }
    destruct (Rle_dec (v t) 0) as [Hv | Hv].
    - specialize (S2 Hv). apply (Far (v_star / 10 * 2)); [| lra]. rewrite v_next_left. destruct (factor_growth t) as (_ & U2 & _).
      assert (v t * (1 + a t) ^ 2 <= 0) by (assert (0 <= - v t * (1 + a t) ^ 2) by (apply Rmult_le_pos; lra); lra).
      assert (r * p t * - a t <= r * sig * (3 / 2)) by (apply Rmult_le_compat; [apply Rmult_le_pos; lra | lra | apply Rmult_le_compat_l; lra | lra]). lra.
    - assert (Hv' : 0 < v t) by lra. specialize (S1 ltac:(lra)). assert (N := v_next t). destruct (factor_growth t) as (U1 & _).
      assert (D : 0 <= - (r * q t * a t) <= r * sig * (3 / 2)).
      { replace (- (r * q t * a t)) with (r * q t * - a t) by ring. split; [apply Rmult_le_pos; [apply Rmult_le_pos; lra | lra] |].
        apply Rmult_le_compat; [apply Rmult_le_pos; lra | lra | apply Rmult_le_compat_l; lra | lra]. }
      destruct (Rle_dec (v t) (v_star / 10)) as [Hl | Hl].
      + apply (Far (v_star / 10 * 7 + v_star / 5)); [| lra]. assert (v t * (1 - a t) ^ 2 <= v_star / 10 * 7) by (apply Rmult_le_compat; lra). lra.
      + (* v' = v (1 + s)^2 (1 + d), d small *)
        assert (One : 1 <= (1 - a t) ^ 2) by (rewrite <- (pow1 2); apply pow_incr; lra).
        set (z := (1 - a t) ^ 2 + r * sig * (3 / 2) / v t).
        assert (Hz : v (S t) <= v t * z) by (unfold z; replace (v t * ((1 - a t) ^ 2 + r * sig * (3 / 2) / v t)) with (v t * (1 - a t) ^ 2 + r * sig * (3 / 2)) by (field; lra); lra).
        assert (Hd : 0 <= r * sig * (3 / 2) / v t <= 15 / 10000).
        { split; [apply Rdiv_le_0_compat; [apply Rmult_le_pos; [apply Rmult_le_pos; lra | lra] | lra] |].
          apply Rmult_le_reg_r with (v t); [assumption |]. replace (r * sig * (3 / 2) / v t * v t) with (r * sig * (3 / 2)) by (field; lra). lra. }
        assert (Hz1 : 1 <= z) by (unfold z; lra).
        assert (C : rate (v (S t)) <= rate (v t * z)) by now apply rate_le.
        assert (G := rate_gain (v t) (v t * z) Hv' ltac:(rewrite <- (Rmult_1_r (v t)) at 1; apply Rmult_le_compat_l; lra)).
        replace (v t * z / v t) with z in G by (field; lra). fold (a (S t)) in C. fold (a t) in G.
        assert (Lz : ln z <= 2 * ln (1 - a t) + 15 / 10000).
        { rewrite <- ln_square by lra. apply Rle_trans with (ln ((1 - a t) ^ 2 * exp (15 / 10000))).
          - assert (X := exp_ineq1_le (15 / 10000)). assert (Z : z <= (1 - a t) ^ 2 * exp (15 / 10000)).
            { apply Rle_trans with ((1 - a t) ^ 2 * (1 + 15 / 10000)); [unfold z; lra | apply Rmult_le_compat_l; lra]. }
            destruct Z as [Z | Z]; [left; apply ln_increasing; lra | rewrite <- Z; lra].
          - rewrite ln_mult, ln_exp by (try apply exp_pos; lra). lra. }
        assert (O := overshoot (- a t) ltac:(lra)). replace (1 + - a t) with (1 - a t) in O by ring. lra. }
  destruct (classic (exists t, (T <= t)%nat /\ a t <= 0)) as [(t0 & Ht0 & H0) | Hno].
  - right. exists t0. intros t Ht. replace t with (t0 + (t - t0))%nat by lia. generalize (t - t0)%nat. intros n.
    induction n as [| n IH]; [rewrite Nat.add_0_r; lra |]. rewrite <- plus_n_Sm. destruct (Rle_dec (a (t0 + n)%nat) 0) as [H | H]; [apply Below; [lia | assumption] |].
    assert (Hpos : 0 < a (t0 + n)%nat) by lra. assert (Hv : v_star < v (t0 + n)%nat) by now apply rate_sign.
    assert (F := falls (t0 + n) ltac:(lra) ltac:(lra)). apply rate_le in F. fold (a (S (t0 + n))) (a (t0 + n)%nat) in F. lra.
  - left. assert (Pos : forall t, (T <= t)%nat -> 0 < a t) by (intros t Ht; apply Rnot_le_lt; intros H; apply Hno; now exists t).
    assert (Far : forall t, (T <= t)%nat -> p_star <= p t) by (intros t Ht; apply beyond; left; apply rate_sign; now apply Pos).
    assert (Fall : forall n, p (S (T + n)) <= p (T + n)%nat).
    { intros n. destruct (factors_step (T + n)) as [-> _]. destruct (factor_growth (T + n)) as (_ & _ & U3 & _). assert (A := Pos (T + n)%nat ltac:(lia)).
      specialize (U3 ltac:(lra)). assert (P := Hp (T + n)%nat). assert (p (T + n)%nat * (1 - a (T + n)%nat) ^ 2 <= p (T + n)%nat * 1) by (apply Rmult_le_compat_l; lra). lra. }
    destruct (ex_finite_lim_seq_decr (fun n => p (T + n)%nat) 0) as [P_inf LP].
    { intros n. rewrite <- plus_n_Sm. apply Fall. } { intros n. left. apply Hp. }
    apply rate_vanishes. apply is_lim_seq_shift with T. apply is_lim_seq_0. intros eps Heps.
    assert (LD : is_lim_seq (fun n => p (T + n)%nat - p (T + S n)%nat) 0).
    { replace (Finite 0) with (Finite (P_inf - P_inf)) by (f_equal; ring). apply is_lim_seq_minus'; [assumption |]. apply (is_lim_seq_incr_1 (fun n => p (T + n)%nat)), LP. }
    apply is_lim_seq_spec in LD. assert (He : 0 < p_star * (eps * (1 / 2))) by (apply Rmult_lt_0_compat; lra).
    destruct (LD (mkposreal _ He)) as [n0 Hn]. simpl in Hn. exists n0. intros n Hnn. specialize (Hn n Hnn). rewrite Rminus_0_r in Hn. apply Rabs_lt_between in Hn.
    assert (A := Pos (T + n)%nat ltac:(lia)). destruct (a_small (T + n)) as [A1 _]. assert (F := Far (T + n)%nat ltac:(lia)).
    rewrite <- plus_n_Sm in Hn. destruct (factors_step (T + n)) as [E _]. rewrite E in Hn. rewrite Rabs_right by lra. apply Rnot_le_lt. intros Hge.
    assert (eps * (1 / 2) <= a (T + n)%nat * (2 - a (T + n)%nat)) by (apply Rmult_le_compat; lra).
    assert (p_star * (eps * (1 / 2)) <= p (T + n)%nat * (a (T + n)%nat * (2 - a (T + n)%nat))) by (apply Rmult_le_compat; try lra; apply Rmult_le_pos; lra). lra.
Qed.

Section Calm.

Variable T0 : nat.
Hypothesis Hcalm : forall t, (T0 <= t)%nat -> a t <= 1 / 25.

(** The output stays above a positive number. *)
Lemma stays_right : exists T low, (T0 <= T)%nat /\ 0 < low /\ forall t, (T <= t)%nat -> low <= v t.
Proof.
  assert (Pr := r_pos). destruct (q_small (v_star / r)) as [T1 HT1]; [apply Rdiv_lt_0_compat; lra |].
  destruct (classic (exists t, (T0 + T1 <= t)%nat /\ 0 < v t)) as [(t1 & Ht1 & H1) | Hno].
  - exists t1, (Rmin (v t1) (88 / 100 * v_star)). split; [lia | split; [apply Rmin_glb_lt; lra |]].
    assert (M1 := Rmin_l (v t1) (88 / 100 * v_star)). assert (M2 := Rmin_r (v t1) (88 / 100 * v_star)).
    assert (M0 : 0 < Rmin (v t1) (88 / 100 * v_star)) by (apply Rmin_glb_lt; lra). set (low := Rmin (v t1) (88 / 100 * v_star)) in *.
    intros t Ht. replace t with (t1 + (t - t1))%nat by lia. generalize (t - t1)%nat. intros n.
    induction n as [| n IH]; [rewrite Nat.add_0_r; assumption |]. rewrite <- plus_n_Sm. set (k := (t1 + n)%nat) in *.
    destruct (Rle_dec (a k) 0) as [H | H].
    + assert (R := rises k H ltac:(lra)). assert (1 <= (1 - a k) ^ 2) by (rewrite <- (pow1 2); apply pow_incr; lra).
      assert (v k * 1 <= v k * (1 - a k) ^ 2) by (apply Rmult_le_compat_l; lra). lra.
    + assert (Hpos : 0 < a k) by lra. assert (Hv : v_star < v k) by now apply rate_sign. assert (Ca := Hcalm k ltac:(unfold k; lia)).
      destruct (HT1 k ltac:(unfold k; lia)) as [S1 _]. specialize (S1 ltac:(lra)). destruct (factors_pos k) as (_ & Q & _). rewrite v_next.
      assert (B : r * q k * a k <= v_star * (1 / 25)).
      { apply Rmult_le_compat; [apply Rmult_le_pos; lra | lra | | assumption]. replace v_star with (r * (v_star / r)) by (field; lra). apply Rmult_le_compat_l; lra. }
      assert (D : (24 / 25) ^ 2 <= (1 - a k) ^ 2) by (apply pow_incr; lra).
      assert (v_star * (24 / 25) ^ 2 <= v k * (1 - a k) ^ 2) by (apply Rmult_le_compat; lra). lra.
  - exfalso. assert (Neg : forall t, (T0 + T1 <= t)%nat -> v t <= 0) by (intros t Ht; apply Rnot_lt_le; intros H; apply Hno; now exists t).
    destruct (rate_sign 0) as (_ & R2 & _). specialize (R2 Hright).
    destruct (has_bound g eta m v_star v lambda Horbit Heta Hm Hstart Hinc Hbound Hzero) as [B HB].
    apply (growth_has_no_bound p (T0 + T1) (1 - rate 0) B); [lra | apply Hp | | intros t _; apply HB].
    intros t Ht. destruct (factors_step t) as [-> _]. assert (C : a t <= rate 0) by (apply rate_le; now apply Neg). assert (P := Hp t).
    rewrite Rmult_comm. apply Rmult_le_compat_l; [lra |]. assert ((1 - a t) * 1 <= (1 - a t) * (1 - a t)) by (apply Rmult_le_compat_l; lra). lra.
Qed.

(** From a <= d for ever to |a| <= d/2 for ever. *)
Lemma halves d : 0 < d <= 1 / 25 -> (exists T, forall t, (T <= t)%nat -> a t <= d) -> exists T, forall t, (T <= t)%nat -> - (d / 2) <= a t <= d / 2.
Proof.
  intros Hd [Td HTd]. assert (Pr := r_pos). destruct stays_right as (T1 & low & _ & Hlow & HT1).
  destruct (q_small (low / (200 * r))) as [T2 HT2]; [apply Rdiv_lt_0_compat; lra |]. set (T := (Td + T1 + T2)%nat).
  assert (Known : forall t, (T <= t)%nat -> a t <= d /\ low <= v t /\ 0 <= r * q t <= v t / 200).
  { intros t Ht. assert (Hv := HT1 t ltac:(unfold T in Ht; lia)). destruct (HT2 t ltac:(unfold T in Ht; lia)) as [S1 _]. specialize (S1 ltac:(lra)).
    destruct (factors_pos t) as (_ & Q & _). split; [apply HTd; unfold T in Ht; lia | split; [assumption | split; [apply Rmult_le_pos; lra |]]].
    apply Rle_trans with (r * (low / (200 * r))); [apply Rmult_le_compat_l; lra |]. replace (r * (low / (200 * r))) with (low / 200) by (field; lra). lra. }
  (* from below *)
  assert (Low : forall t, (T <= t)%nat -> - (d / 2) <= a t -> - (d / 2) <= a (S t)).
  { intros t Ht Ha. destruct (Known t Ht) as (K1 & K2 & K3). destruct (Rle_dec (a t) 0) as [H | H].
    - assert (R := rises t H ltac:(lra)). assert (1 <= (1 - a t) ^ 2) by (rewrite <- (pow1 2); apply pow_incr; lra).
      assert (v t * 1 <= v t * (1 - a t) ^ 2) by (apply Rmult_le_compat_l; lra). assert (C : rate (v t) <= rate (v (S t))) by (apply rate_le; lra). fold (a t) (a (S t)) in C. lra.
    - set (w := 1 - 401 / 200 * a t). assert (Hw : 9198 / 10000 <= w <= 1) by (unfold w; lra).
      assert (B : v t * w <= v (S t)).
      { rewrite v_next. assert (r * q t * a t <= v t / 200 * a t) by (apply Rmult_le_compat_r; lra).
        assert (0 <= v t * a t ^ 2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]). unfold w. lra. }
      assert (W0 : 0 < v t * w) by (apply Rmult_lt_0_compat; lra).
      assert (G := rate_gain (v t * w) (v t) W0 ltac:(rewrite <- (Rmult_1_r (v t)) at 2; apply Rmult_le_compat_l; lra)).
      replace (v t / (v t * w)) with (/ w) in G by (field; lra).
      assert (Lw : ln (/ w) <= / w - 1) by (apply ln_le_minus_1, Rinv_0_lt_compat; lra).
      assert (Iw : / w - 1 <= 219 / 100 * a t).
      { apply Rmult_le_reg_r with w; [lra |]. replace ((/ w - 1) * w) with (1 - w) by (field; lra). unfold w.
        assert (a t * a t <= a t * (1 / 25)) by (apply Rmult_le_compat_l; lra). lra. }
      assert (C : rate (v t * w) <= rate (v (S t))) by now apply rate_le. fold (a t) in G. fold (a (S t)) in C. lra. }
  assert (L : exists t1, (T <= t1)%nat /\ - (d / 2) <= a t1).
  { apply NNPP. intros Hno. assert (Neg : forall t, (T <= t)%nat -> a t < - (d / 2)) by (intros t Ht; apply Rnot_le_lt; intros H; apply Hno; now exists t).
    apply (growth_has_no_bound v T (1 + d / 2) v_star); [lra | destruct (Known T (le_n T)) as (_ & K & _); lra | |].
    - intros t Ht. specialize (Neg t Ht). destruct (Known t Ht) as (_ & K & _). apply Rle_trans with (2 := rises t ltac:(lra) ltac:(lra)). rewrite Rmult_comm. apply Rmult_le_compat_l; [lra |].
      assert ((1 - a t) * 1 <= (1 - a t) * (1 - a t)) by (apply Rmult_le_compat_l; lra). lra.
    - intros t Ht. specialize (Neg t Ht). left. apply rate_sign. fold (a t). lra. }
  destruct L as (t1 & Ht1 & L1).
  assert (Low' : forall t, (t1 <= t)%nat -> - (d / 2) <= a t).
  { intros t Ht. replace t with (t1 + (t - t1))%nat by lia. generalize (t - t1)%nat. intros n. induction n as [| n IH]; [rewrite Nat.add_0_r; assumption |].
    rewrite <- plus_n_Sm. apply Low; [lia | assumption]. }
  (* from above *)
  assert (High : forall t, (t1 <= t)%nat -> a t <= d / 2 -> a (S t) <= d / 2).
  { intros t Ht Ha. destruct (Known t ltac:(lia)) as (_ & K2 & K3). assert (Lo := Low' t Ht). destruct (Rle_dec 0 (a t)) as [H | H].
    - assert (F := falls t H ltac:(lra)). apply rate_le in F. fold (a (S t)) (a t) in F. lra.
    - set (u := - a t). assert (Hu : 0 <= u <= 1 / 50) by (unfold u; lra). set (z := 1 + 203 / 100 * u).
      assert (B : v (S t) <= v t * z).
      { rewrite v_next. assert (r * q t * u <= v t / 200 * u) by (apply Rmult_le_compat_r; lra). assert (u * u <= u * (1 / 50)) by (apply Rmult_le_compat_l; lra).
        assert (v t * (u * u) <= v t * (u * (1 / 50))) by (apply Rmult_le_compat_l; lra). unfold z. replace (a t) with (- u) by (unfold u; ring). assert (0 <= v t * u) by (apply Rmult_le_pos; lra). lra. }
      assert (G := rate_gain (v t) (v t * z) ltac:(lra) ltac:(rewrite <- (Rmult_1_r (v t)) at 1; apply Rmult_le_compat_l; unfold z; lra)).
      replace (v t * z / v t) with z in G by (field; lra). assert (Lz : ln z <= z - 1) by (apply ln_le_minus_1; unfold z; lra).
      assert (C : rate (v (S t)) <= rate (v t * z)) by now apply rate_le. fold (a (S t)) in C. fold (a t) in G. unfold z in Lz at 2. unfold u in Lz. lra. }
  assert (U : exists t2, (t1 <= t2)%nat /\ a t2 <= d / 2).
  { apply NNPP. intros Hno. assert (Pos : forall t, (t1 <= t)%nat -> d / 2 < a t) by (intros t Ht; apply Rnot_le_lt; intros H; apply Hno; now exists t).
    apply (growth_has_no_bound (fun t => / v t) t1 (/ (1 - d / 2)) (/ v_star)).
    - rewrite <- Rinv_1 at 1. apply Rinv_lt_contravar; lra.
    - apply Rinv_0_lt_compat. destruct (Known t1 Ht1) as (_ & K & _). lra.
    - intros t Ht. specialize (Pos t Ht). destruct (Known t ltac:(lia)) as (K1 & K2 & K3). destruct (Known (S t) ltac:(lia)) as (_ & K4 & _).
      rewrite <- Rinv_mult. apply Rinv_le_contravar; [lra |]. rewrite v_next. assert (0 <= r * q t * a t) by (apply Rmult_le_pos; lra).
      assert ((1 - a t) * (1 - a t) <= (1 - a t) * 1) by (apply Rmult_le_compat_l; lra).
      assert (v t * (1 - a t) ^ 2 <= v t * (1 - d / 2)) by (apply Rmult_le_compat_l; [lra | simpl; lra]). lra.
    - intros t Ht. specialize (Pos t Ht). apply Rinv_le_contravar; [assumption |]. left. apply rate_sign. fold (a t). lra. }
  destruct U as (t2 & Ht2 & U2). exists t2. intros t Ht. split; [apply Low'; lia |]. replace t with (t2 + (t - t2))%nat by lia. generalize (t - t2)%nat. intros n.
  induction n as [| n IH]; [rewrite Nat.add_0_r; assumption |]. rewrite <- plus_n_Sm. apply High; [lia | assumption].
Qed.

Lemma calm_converges : is_lim_seq v v_star.
Proof.
  apply rate_vanishes, is_lim_seq_0. intros eps Heps.
  assert (All : forall k, exists T, forall t, (T <= t)%nat -> - (1 / 25 * (1 / 2) ^ k) <= a t /\ a t <= 1 / 25 * (1 / 2) ^ k).
  { assert (Up : forall k, exists T, forall t, (T <= t)%nat -> a t <= 1 / 25 * (1 / 2) ^ k /\ - (1 / 25 * (1 / 2) ^ k) <= a t).
    { induction k as [| k [T HT]].
      - destruct (halves (1 / 25) ltac:(lra)) as [T HT]; [exists T0; exact Hcalm |]. exists T. intros t Ht. specialize (HT t Ht). simpl. lra.
      - assert (P : 0 < (1 / 2) ^ k <= 1) by (split; [apply pow_lt; lra | apply Rle_trans with (1 ^ k); [apply pow_incr; lra | rewrite pow1; lra]]).
        destruct (halves (1 / 25 * (1 / 2) ^ k) ltac:(lra)) as [T' HT']; [exists T; intros t Ht; now apply HT |]. exists T'. intros t Ht. specialize (HT' t Ht). simpl. lra. }
    intros k. destruct (Up k) as [T HT]. exists T. intros t Ht. destruct (HT t Ht). lra. }
  destruct (geometric_small (1 / 2) (1 / 25) eps ltac:(lra) Heps) as [k Hk]. specialize (Hk k (le_n k)). destruct (All k) as [T HT].
  exists T. intros t Ht. specialize (HT t Ht). apply Rle_lt_trans with (1 / 25 * (1 / 2) ^ k); [apply Rabs_le; lra | lra].
Qed.

End Calm.

Theorem universal_right : is_lim_seq v v_star.
Proof. destruct no_far_overshoot as [H | [T HT]]; [assumption | now apply calm_converges with T]. Qed.

End Right.
