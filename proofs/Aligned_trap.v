(** The trap around f = 0 for aligned networks on D0 of any depth (checker: checks/aligned_trap.rs), with the hypotheses that the checker tests,
    about the steps that the code runs.

    Proved (L4a), for a layer j: with low_k <= q_k <= high_k for the others and the drift 2C,
    [layers_trap]: |f_{t+1}| <= rho |f_t|, so the loss never rises; sigma_j -> 0, the other sigma_k converge, keep their signs, and their squares
    end between low_k - 2C and high_k; lambda ends between t_low and t_up. [layers_limits]: what a limit of the strengths
    says of f and lambda. *)

From Coq Require Import Reals Lra Psatz Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Vectors Two_layer Aligned_layers.
Local Open Scope R_scope.

(** f, tau and lambda are continuous in the strengths. *)
Lemma layers_limits L N (sigma : nat -> vector) (limit : vector) :
  (forall l, (l < L)%nat -> is_lim_seq (fun t => sigma t l) (limit l)) ->
  is_lim_seq (fun t => layers_output L N (sigma t)) (layers_output L N limit) /\
  (forall l, (l < L)%nat -> is_lim_seq (fun t => tau L N (sigma t) l) (tau L N limit l)) /\
  is_lim_seq (fun t => layers_lambda L N (sigma t)) (layers_lambda L N limit).
Proof.
  intros H.
  assert (Tau : forall l, (l < L)%nat -> is_lim_seq (fun t => tau L N (sigma t) l) (tau L N limit l)).
  { intros l Hl. unfold tau. apply is_lim_seq_mult'; [apply is_lim_seq_const |]. apply product_limit. intros k Hk.
    unfold without. destruct (Nat.eqb k l); [apply is_lim_seq_const | now apply H]. }
  split; [unfold layers_output; apply is_lim_seq_mult'; [apply is_lim_seq_const | now apply product_limit] | split; [assumption |]].
  unfold layers_lambda. apply sum_limit. intros l Hl. simpl. apply is_lim_seq_mult'; [now apply Tau |].
  apply is_lim_seq_mult'; [now apply Tau | apply is_lim_seq_const].
Qed.

(** Where one layer vanishes, lambda is its tau^2. *)
Lemma lambda_of_vanishing L N sigma j : (j < L)%nat -> sigma j = 0 -> layers_lambda L N sigma = tau L N sigma j ^ 2.
Proof.
  intros Hj H. unfold layers_lambda. apply (sum_single L (fun l => tau L N sigma l ^ 2) j Hj). intros l Hl Hlj.
  assert (E : tau L N sigma l = 0); [| rewrite E; ring].
  unfold tau. rewrite (product_zero L _ j Hj); [ring |]. rewrite without_other by lia. assumption.
Qed.

Lemma tau_squared L N sigma j : tau L N sigma j ^ 2 = N ^ 2 * product L (without j (fun k => sigma k ^ 2)).
Proof.
  unfold tau. rewrite Rpow_mult_distr. f_equal. simpl. rewrite Rmult_1_r, <- product_mult. apply product_ext. intros k _.
  unfold without. destruct (Nat.eqb k j); ring.
Qed.

Section Trap.

Variables (slope : R -> R) (L : nat) (eta N F phi Phi a t_low t_up gap : R) (sigma : nat -> vector) (low high : vector) (j : nat).
Hypothesis Horbit : aligned_orbit slope L eta N sigma.
Hypotheses (Heta : 0 < eta) (Hj : (j < L)%nat).

Let f t := layers_output L N (sigma t).
Let drift := aligned_trap_drift eta F Phi gap.

Hypothesis Hslope : forall u, Rabs u <= F -> exists g, phi <= g <= Phi /\ slope u = g * u.
Hypothesis Hstart : Rabs (f 0%nat) <= F.
Hypothesis Hbounds : forall k, (k < L)%nat -> k <> j -> a <= low k <= sigma 0%nat k ^ 2 /\ sigma 0%nat k ^ 2 <= high k.
Hypothesis Hlow : t_low <= N ^ 2 * product L (without j (fun k => low k - drift)).
Hypothesis Hup : N ^ 2 * product L (without j high) <= t_up.
Hypothesis Htrap : aligned_trap_holds eta F phi Phi a t_low t_up gap.

Let rho := 1 - gap.
Let C := eta * Phi * F ^ 2 / (1 - rho ^ 2).

Lemma trap_numbers : 0 < F /\ 0 < phi <= Phi /\ 0 < rho < 1 /\ drift = 2 * C /\ drift < a /\ 0 < C /\ eta * Phi * F ^ 2 = C * (1 - rho ^ 2) /\
  0 < t_low /\ gap <= eta * phi * t_low /\ eta * Phi * t_up <= 2 - gap.
Proof.
  destruct Htrap as (H1 & H2 & H3 & H4 & H5 & H6 & H7).
  unfold aligned_trap_1, aligned_trap_2, aligned_trap_3, aligned_trap_4, aligned_trap_5, aligned_trap_6, aligned_trap_7 in *.
  destruct (Hslope F) as (g & Hg & _); [rewrite Rabs_right; lra |].
  assert (E : 1 - rho ^ 2 = gap * (2 - gap)) by (unfold rho; ring).
  assert (P : 0 < gap * (2 - gap)) by (apply Rmult_lt_0_compat; lra).
  assert (F2 : 0 < F ^ 2) by (apply pow_lt; lra).
  assert (HC : 0 < C).
  { unfold C. rewrite E. apply Rdiv_lt_0_compat; [| assumption]. apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat |]; lra. }
  assert (Ed : drift = 2 * C) by (unfold drift, aligned_trap_drift, C; rewrite E; field; lra).
  assert (Ht : 0 < t_low).
  { apply Rmult_lt_reg_l with (eta * phi); [apply Rmult_lt_0_compat; lra | lra]. }
  unfold rho at 1 2. split; [lra |]. split; [lra |]. split; [lra |]. split; [assumption |]. split; [unfold drift, aligned_trap_drift; lra |].
  split; [assumption |]. split; [unfold C; rewrite E; field; lra |]. split; [assumption |]. lra.
Qed.

(** Step t, with q_k between low_k - 2C (1 - rho^(2t)) and high_k and |f| <= rho^t F. *)
Definition trapped (t : nat) : Prop :=
  Rabs (f t) <= rho ^ t * F /\
  forall k, (k < L)%nat -> k <> j -> low k - 2 * C * (1 - (rho ^ 2) ^ t) <= sigma t k ^ 2 <= high k.

Lemma trap_step t : trapped t -> Rabs (f (S t)) <= rho * Rabs (f t) /\ trapped (S t) /\
  (t_low <= tau L N (sigma t) j ^ 2 <= t_up) /\
  forall k, (k < L)%nat -> k <> j -> exists x, 0 <= x < 1 / 2 /\ sigma (S t) k = sigma t k * (1 - x).
Proof.
  intros [Tf Tq]. destruct trap_numbers as (HF & Hphi & Hrho & Ed & Ha & HC & EC & Ht & H6 & H7).
  assert (W : 0 < (rho ^ 2) ^ t <= 1).
  { split; [apply pow_lt; nra |]. rewrite <- (pow1 t). apply pow_incr. split; [apply pow2_ge_0 | nra]. }
  assert (R1 : 0 < rho ^ t <= 1) by (split; [apply pow_lt; lra | rewrite <- (pow1 t); apply pow_incr; lra]).
  assert (Hf : Rabs (f t) <= F) by nra.
  destruct (Hslope (f t) Hf) as (g & Hg & Es).
  set (x := fun l => ratio L eta N g (sigma t) l).
  assert (Hc : 0 <= eta * f t * slope (f t) <= C * (1 - rho ^ 2) * (rho ^ 2) ^ t).
  { rewrite Es. replace (eta * f t * (g * f t)) with (eta * g * f t ^ 2) by ring. assert (Q := pow2_ge_0 (f t)).
    split; [apply Rmult_le_pos; [apply Rmult_le_pos; lra | assumption] |].
    rewrite <- EC, <- pow_mult, Nat.mul_comm, pow_mult.
    replace (eta * Phi * F ^ 2 * (rho ^ t) ^ 2) with (eta * Phi * (rho ^ t * F) ^ 2) by ring.
    rewrite <- (pow2_abs (f t)). apply Rmult_le_compat; [apply Rmult_le_pos; lra | apply pow2_ge_0 | apply Rmult_le_compat_l; lra |].
    apply pow_incr. split; [apply Rabs_pos | assumption]. }
  assert (Others : forall k, (k < L)%nat -> k <> j -> 0 <= x k < 1 / 2 /\ low k - drift <= sigma t k ^ 2 /\
    low k - 2 * C * (1 - (rho ^ 2) ^ (S t)) <= sigma (S t) k ^ 2 <= sigma t k ^ 2).
  { intros k Hk Hkj. destruct (Tq k Hk Hkj) as [Q1 Q2]. destruct (Hbounds k Hk Hkj) as [[B1 _] _].
    assert (E := ratio_square L eta N g (sigma t) k Hk). fold (f t) (x k) in E. rewrite <- Es in E.
    set (q := sigma t k ^ 2) in *. set (c := eta * f t * slope (f t)) in *.
    assert (Hq : 2 * c < q).
    { assert (C * (rho ^ 2) ^ t * (1 - rho ^ 2) <= C * (rho ^ 2) ^ t).
      { rewrite <- (Rmult_1_r (C * (rho ^ 2) ^ t)) at 2. apply Rmult_le_compat_l; [apply Rmult_le_pos; lra | nra]. }
      lra. }
    assert (Hx : 0 <= x k < 1 / 2).
    { split; [apply Rmult_le_reg_r with q; lra |]. apply Rmult_lt_reg_r with q; lra. }
    split; [assumption |].
    rewrite (orbit_ratio slope L eta N sigma t g k Horbit Es Hk). fold (x k).
    replace ((sigma t k * (1 - x k)) ^ 2) with (q - 2 * (x k * q) + x k * q * x k) by (unfold q; ring). rewrite E.
    assert (0 <= C * (rho ^ 2) ^ t) by (apply Rmult_le_pos; lra).
    replace (C * (1 - rho ^ 2) * (rho ^ 2) ^ t) with (C * (rho ^ 2) ^ t - C * (rho ^ 2) ^ S t) in Hc by (simpl; ring).
    assert (0 <= c * x k <= c * (1 / 2)) by (split; [apply Rmult_le_pos | apply Rmult_le_compat_l]; lra). split; lra. }
  assert (Tau : t_low <= tau L N (sigma t) j ^ 2 <= t_up).
  { rewrite tau_squared. assert (N2 := pow2_ge_0 N). split.
    - apply Rle_trans with (1 := Hlow). apply Rmult_le_compat_l; [assumption |]. apply product_le. intros k Hk.
      unfold without. destruct (Nat.eqb_spec k j); [lra |]. destruct (Others k Hk n) as (_ & O & _). destruct (Hbounds k Hk n) as [[B _] _]. lra.
    - apply Rle_trans with (2 := Hup). apply Rmult_le_compat_l; [assumption |]. apply product_le. intros k Hk.
      unfold without. destruct (Nat.eqb_spec k j); [lra |]. split; [apply pow2_ge_0 | now apply Tq]. }
  assert (Fall : Rabs (f (S t)) <= rho * Rabs (f t)).
  { unfold f at 1. rewrite (orbit_output slope L eta N sigma t g Horbit Es), Rabs_mult. fold (f t).
    assert (Xj : gap <= x j <= 2 - gap).
    { unfold x, ratio. split.
      - apply Rle_trans with (1 := H6). apply Rmult_le_compat; [apply Rmult_le_pos; lra | lra | apply Rmult_le_compat_l; lra | lra].
      - apply Rle_trans with (2 := H7). apply Rmult_le_compat; [apply Rmult_le_pos; lra | apply pow2_ge_0 | apply Rmult_le_compat_l; lra | lra]. }
    assert (Aj : Rabs (1 - x j) <= rho) by (unfold rho; apply Rabs_le; lra).
    assert (Q : Rabs (product L (fun l => 1 - x l)) <= rho).
    { apply Rle_trans with (2 := Aj). apply (product_below_factor L (fun l => 1 - x l) j Hj). intros l Hl.
      destruct (Nat.eq_dec l j) as [-> | Hlj]; [lra |]. destruct (Others l Hl Hlj) as (O & _). apply Rabs_le. lra. }
    assert (P := Rabs_pos (f t)). unfold x in Q. nra. }
  split; [assumption |]. split; [split |].
  - simpl. assert (P := Rabs_pos (f t)). nra.
  - intros k Hk Hkj. destruct (Others k Hk Hkj) as (_ & _ & O). destruct (Tq k Hk Hkj). lra.
  - split; [assumption |]. intros k Hk Hkj. exists (x k). split; [now apply Others |]. exact (orbit_ratio slope L eta N sigma t g k Horbit Es Hk).
Qed.

Lemma trap_invariant t : trapped t.
Proof.
  induction t as [| t IH]; [| now apply trap_step]. split; [simpl; lra |]. intros k Hk Hkj. destruct (Hbounds k Hk Hkj). simpl. lra.
Qed.

Lemma trap_output : is_lim_seq f 0.
Proof.
  destruct trap_numbers as (HF & _ & Hrho & _). apply is_lim_seq_0. intros eps Heps.
  destruct (geometric_small rho F eps) as [T HT]; [lra | assumption |]. exists T. intros t Ht.
  apply Rle_lt_trans with (2 := HT t Ht). apply trap_invariant.
Qed.

(** Strictly between: sigma_k never changes its sign. *)
Lemma trap_signs t k : (k < L)%nat -> k <> j -> 0 < sigma 0%nat k * sigma t k.
Proof.
  intros Hk Hkj. induction t as [| t IH].
  - destruct (Hbounds k Hk Hkj) as [[B1 B2] _]. destruct trap_numbers as (_ & _ & _ & Ed & Ha & HC & _). assert (0 < sigma 0%nat k ^ 2) by lra. nra.
  - destruct (trap_step t (trap_invariant t)) as (_ & _ & _ & S). destruct (S k Hk Hkj) as (x & Hx & ->). nra.
Qed.

Theorem layers_trap : (forall t, Rabs (f (S t)) <= (1 - gap) * Rabs (f t)) /\ is_lim_seq f 0 /\
  exists limit : vector, (forall l, (l < L)%nat -> is_lim_seq (fun t => sigma t l) (limit l)) /\ limit j = 0 /\
    (forall k, (k < L)%nat -> k <> j -> 0 < sigma 0%nat k * limit k /\ low k - drift <= limit k ^ 2 <= high k) /\
    is_lim_seq (fun t => layers_lambda L N (sigma t)) (layers_lambda L N limit) /\ t_low <= layers_lambda L N limit <= t_up.
Proof.
  destruct trap_numbers as (HF & Hphi & Hrho & Ed & Ha & HC & _ & Ht & _).
  split; [intros t; apply trap_step, trap_invariant | split; [exact trap_output |]].
  assert (Tau : forall t, t_low <= tau L N (sigma t) j ^ 2 <= t_up) by (intros t; apply trap_step, trap_invariant).
  assert (Lj : is_lim_seq (fun t => sigma t j) 0).
  { apply is_lim_seq_0. intros eps Heps. assert (Lf := trap_output). apply is_lim_seq_spec in Lf.
    assert (Hs : 0 < sqrt t_low) by now apply sqrt_lt_R0.
    assert (He : 0 < eps * sqrt t_low) by now apply Rmult_lt_0_compat.
    destruct (Lf (mkposreal _ He)) as [T HT]. exists T. intros t HtT. specialize (HT t HtT). simpl in HT. rewrite Rminus_0_r in HT.
    unfold f in HT. rewrite <- (tau_output L N (sigma t) j Hj), Rabs_mult in HT.
    assert (S0 : sqrt t_low <= Rabs (tau L N (sigma t) j)) by (rewrite <- (sqrt_Rsqr_abs (tau L N (sigma t) j)); apply sqrt_le_1_alt; unfold Rsqr; specialize (Tau t); lra).
    assert (P := Rabs_pos (sigma t j)). apply Rmult_lt_reg_r with (sqrt t_low); [assumption |]. nra. }
  assert (Lk : forall k, (k < L)%nat -> k <> j -> ex_finite_lim_seq (fun t => sigma t k)).
  { intros k Hk Hkj. assert (Sg := fun t => trap_signs t k Hk Hkj).
    assert (St : forall t, exists x, 0 <= x < 1 / 2 /\ sigma (S t) k = sigma t k * (1 - x)).
    { intros t. destruct (trap_step t (trap_invariant t)) as (_ & _ & _ & S). now apply S. }
    destruct (Rlt_le_dec 0 (sigma 0%nat k)) as [Hp | Hn].
    - apply ex_finite_lim_seq_decr with 0; intros t; specialize (Sg t); assert (0 <= sigma t k) by nra; [| assumption]. destruct (St t) as (x & Hx & ->). nra.
    - apply ex_finite_lim_seq_incr with 0; intros t; specialize (Sg t); assert (sigma t k <= 0) by nra; [| assumption]. destruct (St t) as (x & Hx & ->). nra. }
  set (limit := fun l => if Nat.eq_dec l j then 0 else real (Lim_seq (fun t => sigma t l))).
  assert (Lim : forall l, (l < L)%nat -> is_lim_seq (fun t => sigma t l) (limit l)).
  { intros l Hl. unfold limit. destruct (Nat.eq_dec l j) as [-> | Hlj]; [assumption | now apply Lim_seq_correct', Lk]. }
  assert (Ej : limit j = 0) by (unfold limit; destruct (Nat.eq_dec j j); [reflexivity | contradiction]).
  destruct (layers_limits L N sigma limit Lim) as (_ & LT & LL).
  assert (Bounds : forall k, (k < L)%nat -> k <> j -> low k - drift <= limit k ^ 2 <= high k).
  { intros k Hk Hkj. assert (LQ : is_lim_seq (fun t => sigma t k ^ 2) (limit k ^ 2)).
    { simpl. apply is_lim_seq_mult'; [now apply Lim |]. apply is_lim_seq_mult'; [now apply Lim | apply is_lim_seq_const]. }
    split.
    - apply (is_lim_seq_le (fun _ => low k - drift) (fun t => sigma t k ^ 2) (low k - drift) (limit k ^ 2)); [| apply is_lim_seq_const | assumption].
      intros t. destruct (trap_invariant t) as [_ Tq]. specialize (Tq k Hk Hkj). rewrite Ed.
      assert (0 <= C * (rho ^ 2) ^ t) by (apply Rmult_le_pos; [lra | apply pow_le, pow2_ge_0]). lra.
    - apply (is_lim_seq_le (fun t => sigma t k ^ 2) (fun _ => high k) (limit k ^ 2) (high k)); [| assumption | apply is_lim_seq_const].
      intros t. destruct (trap_invariant t) as [_ Tq]. now apply Tq. }
  exists limit. split; [assumption | split; [assumption | split; [| split; [assumption |]]]].
  - intros k Hk Hkj. assert (B := Bounds k Hk Hkj). split; [| assumption].
    destruct (Hbounds k Hk Hkj) as [[B1 B2] _]. assert (Q : 0 < limit k ^ 2) by lra.
    assert (P : 0 <= sigma 0%nat k * limit k).
    { apply (is_lim_seq_le (fun _ => 0) (fun t => sigma 0%nat k * sigma t k) 0 (sigma 0%nat k * limit k)); [intros t; left; now apply trap_signs | apply is_lim_seq_const |].
      apply is_lim_seq_mult'; [apply is_lim_seq_const | now apply Lim]. }
    assert (0 < sigma 0%nat k ^ 2) by lra. destruct P as [P | P]; [assumption |]. exfalso. assert (E : (sigma 0%nat k * limit k) ^ 2 = 0) by (rewrite <- P; ring). nra.
  - rewrite (lambda_of_vanishing L N limit j Hj Ej).
    assert (LQ : is_lim_seq (fun t => tau L N (sigma t) j ^ 2) (tau L N limit j ^ 2)).
    { simpl. apply is_lim_seq_mult'; [now apply LT |]. apply is_lim_seq_mult'; [now apply LT | apply is_lim_seq_const]. }
    split.
    + apply (is_lim_seq_le (fun _ => t_low) (fun t => tau L N (sigma t) j ^ 2) t_low (tau L N limit j ^ 2)); [intros t; apply Tau | apply is_lim_seq_const | assumption].
    + apply (is_lim_seq_le (fun t => tau L N (sigma t) j ^ 2) (fun _ => t_up) (tau L N limit j ^ 2) t_up); [intros t; apply Tau | assumption | apply is_lim_seq_const].
Qed.

End Trap.
