(** The lazy border of aligned networks on D0 is rigorous, at every depth (checker: checks/aligned_lazy.rs), about the steps that the code runs.

    Proved (L8a), K >= s(u)/u for 0 < |u| <= |f_0|:
    - [layers_lazy]: under the hypotheses that the checker tests no |sigma_l| ever grows, the loss never rises, f -> 0 and the |sigma_l| converge;
    - [layers_lazy_rate]: they hold for eta <= 2/(K lambda_0), L >= 2; [lazy_border_logistic]: for the logistic loss that is the exported
      (T6), from every start; [lazy_border_exponential]: for the exponential loss K = sinh(f_0)/f_0. *)

From Coq Require Import Reals Lra Psatz Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Vectors Hyperbolic Two_layer_slopes Two_layer Two_layer_boundary Aligned_layers.
Local Open Scope R_scope.

(** ** s/f, with the value K at f = 0 *)

Definition slope_ratio (slope : R -> R) (K u : R) : R := if Req_EM_T u 0 then K else slope u / u.

Lemma slope_ratio_is slope K u : increasing_slope slope -> slope u = slope_ratio slope K u * u.
Proof.
  intros (Odd & _). unfold slope_ratio. destruct (Req_EM_T u 0) as [-> | H]; [| field; assumption].
  assert (E := Odd 0). rewrite Ropp_0 in E. lra.
Qed.

Lemma slope_ratio_even slope u : increasing_slope slope -> u <> 0 -> slope u / u = slope (Rabs u) / Rabs u.
Proof.
  intros (Odd & _) H. unfold Rabs. destruct (Rcase_abs u); [rewrite Odd; field; lra | reflexivity].
Qed.

Lemma slope_ratio_range slope K u F : increasing_slope slope -> 0 <= K ->
  (forall u, u <> 0 -> Rabs u <= F -> slope u / u <= K) -> Rabs u <= F -> 0 <= slope_ratio slope K u <= K.
Proof.
  intros Hs HK H Hu. unfold slope_ratio. destruct (Req_EM_T u 0) as [E | E]; [lra |]. split; [| now apply H].
  rewrite slope_ratio_even by assumption. destruct Hs as (_ & Pos & _). assert (P := Rabs_pos_lt u E).
  left. apply Rdiv_lt_0_compat; [now apply Pos | assumption].
Qed.

(** The loss rises with |f|. *)
Definition rises_with_size (risk : R -> R) : Prop := forall x y, Rabs x <= Rabs y -> risk x <= risk y.

Lemma cosh_le_abs x y : Rabs x <= Rabs y -> cosh x <= cosh y.
Proof. intros [H | H]; [left; now apply cosh_lt_abs | rewrite <- (cosh_abs x), <- (cosh_abs y), H; lra]. Qed.

Lemma risks_rise_with_size : rises_with_size risk_exponential /\ rises_with_size risk_logistic /\ rises_with_size risk_squared.
Proof.
  split; [| split]; intros x y H.
  - unfold risk_exponential. now apply cosh_le_abs.
  - unfold risk_logistic. assert (C : cosh (x / 2) <= cosh (y / 2)).
    { apply cosh_le_abs. unfold Rdiv. rewrite !Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos | assumption]. }
    assert (P := cosh_pos (x / 2)). destruct C as [C | <-]; [left; apply ln_increasing; lra | lra].
  - unfold risk_squared. rewrite <- (pow2_abs x), <- (pow2_abs y).
    assert (Rabs x ^ 2 <= Rabs y ^ 2) by (apply pow_incr; split; [apply Rabs_pos | assumption]). lra.
Qed.

(** ** The lemma *)

Section Lazy.

Variables (slope : R -> R) (L : nat) (eta N K tau_max tau_min : R) (sigma : nat -> vector) (weakest : nat).
Hypothesis Hslope : increasing_slope slope.
Hypothesis Horbit : aligned_orbit slope L eta N sigma.
Hypotheses (Heta : 0 < eta) (HK : 0 <= K) (Hweakest : (weakest < L)%nat).

Let f t := layers_output L N (sigma t).
Let x t l := ratio L eta N (slope_ratio slope K (f t)) (sigma t) l.

Hypothesis Hratio : forall u, u <> 0 -> Rabs u <= Rabs (f 0%nat) -> slope u / u <= K.
Hypothesis Hmax : forall l, (l < L)%nat -> tau L N (sigma 0%nat) l ^ 2 <= tau_max.
Hypothesis Hmin : tau L N (sigma 0%nat) weakest ^ 2 <= tau_min.
Hypothesis Hlazy : aligned_lazy_holds eta K tau_max tau_min.

Lemma lazy_ratios t : Rabs (f t) <= Rabs (f 0%nat) ->
  (forall l, (l < L)%nat -> tau L N (sigma t) l ^ 2 <= tau L N (sigma 0%nat) l ^ 2) ->
  (forall l, (l < L)%nat -> 0 <= x t l <= 2) /\ x t weakest <= eta * K * tau_min.
Proof.
  intros Hf Ht. destruct Hlazy as [H1 H2]. unfold aligned_lazy_1, aligned_lazy_2 in *.
  assert (G := slope_ratio_range slope K (f t) _ Hslope HK Hratio Hf).
  assert (Up : forall l b, (l < L)%nat -> tau L N (sigma 0%nat) l ^ 2 <= b -> 0 <= x t l <= eta * K * b).
  { intros l b Hl Hb. unfold x, ratio. assert (P := pow2_ge_0 (tau L N (sigma t) l)). specialize (Ht l Hl). split.
    - apply Rmult_le_pos; [apply Rmult_le_pos; lra | lra].
    - apply Rmult_le_compat; [apply Rmult_le_pos; lra | lra | apply Rmult_le_compat_l; lra | lra]. }
  split; [| now apply Up]. intros l Hl. destruct (Up l tau_max Hl (Hmax l Hl)) as [U1 U2]. lra.
Qed.

Lemma lazy_step t : (forall l, (l < L)%nat -> 0 <= x t l <= 2) ->
  (forall l, (l < L)%nat -> Rabs (sigma (S t) l) <= Rabs (sigma t l) /\ tau L N (sigma (S t)) l ^ 2 <= tau L N (sigma t) l ^ 2) /\
  Rabs (f (S t)) <= Rabs (f t).
Proof.
  intros Hx. assert (Hg := slope_ratio_is slope K (f t) Hslope).
  assert (Hx' : forall l, (l < L)%nat -> Rabs (1 - x t l) <= 1) by (intros l Hl; specialize (Hx l Hl); apply Rabs_le; lra).
  split; [intros l Hl; split |].
  - rewrite (orbit_ratio slope L eta N sigma t _ l Horbit Hg Hl), Rabs_mult. fold (x t l). specialize (Hx' l Hl).
    assert (P := Rabs_pos (sigma t l)). nra.
  - assert (E : tau L N (sigma (S t)) l = tau L N (sigma t) l * product L (without l (fun k => 1 - x t k))).
    { unfold x. rewrite <- (tau_step L eta N (slope_ratio slope K (f t)) (sigma t) l Hl). unfold tau. f_equal. apply product_ext. intros k Hk.
      unfold without. destruct (Nat.eqb k l); [reflexivity |]. rewrite Horbit by assumption. fold (f t). now rewrite Hg. }
    rewrite E. rewrite <- (pow2_abs (_ * _)), Rabs_mult, Rpow_mult_distr, (pow2_abs (tau _ _ _ _)).
    assert (Q : Rabs (product L (without l (fun k => 1 - x t k))) <= 1).
    { apply product_small. intros k Hk. unfold without. destruct (Nat.eqb k l); [rewrite Rabs_R1; lra | now apply Hx']. }
    assert (P := Rabs_pos (product L (without l (fun k => 1 - x t k)))). assert (W := pow2_ge_0 (tau L N (sigma t) l)).
    assert (Rabs (product L (without l (fun k => 1 - x t k))) ^ 2 <= 1) by nra. nra.
  - unfold f at 1. rewrite (orbit_output slope L eta N sigma t _ Horbit Hg), Rabs_mult. fold (f t).
    assert (Q : Rabs (product L (fun l => 1 - x t l)) <= 1) by (apply product_small; exact Hx').
    assert (P := Rabs_pos (f t)). unfold x in Q. nra.
Qed.

Lemma lazy_invariant t : Rabs (f t) <= Rabs (f 0%nat) /\
  (forall l, (l < L)%nat -> tau L N (sigma t) l ^ 2 <= tau L N (sigma 0%nat) l ^ 2 /\ Rabs (sigma t l) <= Rabs (sigma 0%nat l)).
Proof.
  induction t as [| t [I1 I2]]; [split; [lra | intros; lra] |].
  destruct (lazy_ratios t I1 (fun l Hl => proj1 (I2 l Hl))) as [Hx _]. destruct (lazy_step t Hx) as [S1 S2]. split; [lra |].
  intros l Hl. destruct (S1 l Hl). destruct (I2 l Hl). lra.
Qed.

Lemma lazy_all t : (forall l, (l < L)%nat -> 0 <= x t l <= 2) /\ x t weakest <= eta * K * tau_min.
Proof. destruct (lazy_invariant t) as [I1 I2]. apply lazy_ratios; [assumption | intros l Hl; now apply I2]. Qed.

Theorem layers_lazy :
  (forall t l, (l < L)%nat -> Rabs (sigma (S t) l) <= Rabs (sigma t l)) /\
  (forall t, Rabs (f (S t)) <= Rabs (f t)) /\ is_lim_seq f 0 /\
  (forall l, (l < L)%nat -> ex_finite_lim_seq (fun t => Rabs (sigma t l))).
Proof.
  assert (Step := fun t => lazy_step t (proj1 (lazy_all t))).
  assert (Layers : forall t l, (l < L)%nat -> Rabs (sigma (S t) l) <= Rabs (sigma t l)) by (intros t l Hl; now apply Step).
  assert (Fall : forall t, Rabs (f (S t)) <= Rabs (f t)) by (intros t; apply Step).
  split; [assumption | split; [assumption | split]].
  2: { intros l Hl. apply ex_finite_lim_seq_decr with 0; intros t; [now apply Layers | apply Rabs_pos]. }
  destruct (ex_finite_lim_seq_decr (fun t => Rabs (f t)) 0 Fall (fun t => Rabs_pos (f t))) as [F LF].
  assert (Above := is_lim_seq_decr_compare _ _ LF Fall).
  destruct (Rle_lt_dec F 0) as [HF | HF].
  - assert (F0 : 0 <= F) by (apply (is_lim_seq_le (fun _ => 0) (fun t => Rabs (f t)) 0 F); [intros; apply Rabs_pos | apply is_lim_seq_const | assumption]).
    apply is_lim_seq_abs_0. replace 0 with F by lra. exact LF.
  - exfalso.
    assert (Hsigma : forall t, sigma t weakest <> 0).
    { intros t E. specialize (Above t). unfold f, layers_output in Above. rewrite (product_zero L _ weakest Hweakest E), Rmult_0_r, Rabs_R0 in Above. lra. }
    destruct Hslope as (_ & Pos & Mono). assert (PF := Pos F HF).
    set (q := sigma 0%nat weakest ^ 2). assert (Hq : 0 < q) by (apply pow2_gt_0; apply Hsigma).
    set (delta := eta * F * slope F / q). assert (Hd : 0 < delta) by (apply Rdiv_lt_0_compat; [repeat apply Rmult_lt_0_compat; lra | assumption]).
    assert (Hx : forall t, delta <= x t weakest).
    { intros t. assert (E := ratio_square L eta N (slope_ratio slope K (f t)) (sigma t) weakest Hweakest). fold (f t) (x t weakest) in E.
      rewrite <- (slope_ratio_is slope K (f t) Hslope) in E.
      assert (Qt : 0 < sigma t weakest ^ 2) by (apply pow2_gt_0; apply Hsigma).
      assert (Qq : sigma t weakest ^ 2 <= q).
      { unfold q. rewrite <- (pow2_abs (sigma t weakest)), <- (pow2_abs (sigma 0%nat weakest)). apply pow_incr. split; [apply Rabs_pos |].
        now apply lazy_invariant. }
      apply Rmult_le_reg_r with (sigma t weakest ^ 2); [assumption |]. rewrite E.
      apply Rle_trans with (delta * q); [apply Rmult_le_compat_l; lra |]. unfold delta.
      replace (eta * F * slope F / q * q) with (eta * (slope F * F)) by (field; lra).
      replace (eta * f t * slope (f t)) with (eta * (slope (f t) * f t)) by ring. apply Rmult_le_compat_l; [lra |].
      assert (Ea : slope (f t) * f t = slope (Rabs (f t)) * Rabs (f t)).
      { unfold Rabs. destruct (Rcase_abs (f t)); [rewrite (proj1 Hslope); ring | reflexivity]. }
      rewrite Ea. specialize (Above t). apply Rmult_le_compat; [lra | lra | apply Mono; lra | assumption]. }
    set (rho := Rmax (1 - delta) (eta * K * tau_min - 1)).
    destruct Hlazy as [_ H2]. unfold aligned_lazy_2 in H2.
    assert (Hrho : rho < 1) by (unfold rho; apply Rmax_lub_lt; lra).
    assert (Habs : forall t, Rabs (1 - x t weakest) <= rho).
    { intros t. destruct (lazy_all t) as [_ U]. specialize (Hx t). apply Rabs_le. unfold rho.
      assert (M1 := Rmax_l (1 - delta) (eta * K * tau_min - 1)). assert (M2 := Rmax_r (1 - delta) (eta * K * tau_min - 1)). lra. }
    assert (Hrho0 : 0 <= rho) by (apply Rle_trans with (2 := Habs 0%nat); apply Rabs_pos).
    assert (Geo : forall t, Rabs (f t) <= rho ^ t * Rabs (f 0%nat)).
    { induction t as [| t IH]; [simpl; lra |].
      unfold f at 1. rewrite (orbit_output slope L eta N sigma t _ Horbit (slope_ratio_is slope K (f t) Hslope)), Rabs_mult. fold (f t).
      assert (Q : Rabs (product L (fun l => 1 - x t l)) <= rho).
      { apply Rle_trans with (2 := Habs t). apply (product_below_factor L (fun l => 1 - x t l) weakest Hweakest).
        intros l Hl. destruct (lazy_all t) as [U _]. specialize (U l Hl). apply Rabs_le. lra. }
      assert (P := Rabs_pos (f t)). assert (P' := Rabs_pos (product L (fun l => 1 - x t l))). unfold x in Q, P'. simpl.
      apply Rle_trans with (rho ^ t * Rabs (f 0%nat) * rho); [apply Rmult_le_compat; assumption | right; ring]. }
    destruct (geometric_small rho (Rabs (f 0%nat)) F (conj Hrho0 Hrho) HF) as [T HT].
    specialize (HT T (le_n T)). specialize (Geo T). specialize (Above T). lra.
Qed.

End Lazy.

(** eta <= 2/(K lambda_0) is enough. *)
Theorem layers_lazy_rate slope L eta N K sigma : increasing_slope slope -> aligned_orbit slope L eta N sigma -> 0 < eta -> 0 < K -> (2 <= L)%nat ->
  let f t := layers_output L N (sigma t) in f 0%nat <> 0 ->
  (forall u, u <> 0 -> Rabs u <= Rabs (f 0%nat) -> slope u / u <= K) -> eta <= 2 / (K * layers_lambda L N (sigma 0%nat)) ->
  (forall t l, (l < L)%nat -> Rabs (sigma (S t) l) <= Rabs (sigma t l)) /\
  (forall t, Rabs (f (S t)) <= Rabs (f t)) /\ is_lim_seq f 0 /\
  (forall l, (l < L)%nat -> ex_finite_lim_seq (fun t => Rabs (sigma t l))).
Proof.
  intros Hs Ho Heta HK HL f Hf Hratio Hrate. set (lambda := layers_lambda L N (sigma 0%nat)) in *.
  assert (Ht : forall l, (l < L)%nat -> 0 < tau L N (sigma 0%nat) l ^ 2).
  { intros l Hl. apply pow2_gt_0. intros E. apply Hf. unfold f. rewrite <- (tau_output L N (sigma 0%nat) l Hl), E. ring. }
  assert (Below : forall l, (l < L)%nat -> tau L N (sigma 0%nat) l ^ 2 <= lambda).
  { intros l Hl. apply (sum_term_le L (fun l => tau L N (sigma 0%nat) l ^ 2) l Hl). intros. apply pow2_ge_0. }
  assert (Strict : tau L N (sigma 0%nat) 0 ^ 2 < lambda).
  { assert (H1 := Ht 1%nat ltac:(lia)). unfold lambda, layers_lambda.
    assert (E : forall n, (2 <= n)%nat -> n = S (S (n - 2))) by lia. rewrite (E L HL) at 2. clear E.
    assert (G : forall k, tau L N (sigma 0%nat) 0 ^ 2 + tau L N (sigma 0%nat) 1 ^ 2 <= sum (S (S k)) (fun l => tau L N (sigma 0%nat) l ^ 2)).
    { induction k as [| k IH]; [simpl; lra |]. change (sum (S (S (S k))) ?x) with (sum (S (S k)) x + x (S (S k))).
      assert (P := pow2_ge_0 (tau L N (sigma 0%nat) (S (S k)))). lra. }
    specialize (G (L - 2)%nat). lra. }
  assert (Hl0 : 0 < lambda) by (assert (P := Ht 0%nat ltac:(lia)); lra).
  assert (E : eta * K * lambda <= 2).
  { apply Rmult_le_compat_r with (r := K * lambda) in Hrate; [| apply Rmult_le_pos; lra].
    replace (2 / (K * lambda) * (K * lambda)) with 2 in Hrate by (field; lra). lra. }
  apply (layers_lazy slope L eta N K lambda (tau L N (sigma 0%nat) 0 ^ 2) sigma 0%nat); try assumption; try lra; [lia |].
  unfold aligned_lazy_holds, aligned_lazy_1, aligned_lazy_2. split; [lra |].
  assert (0 < eta * K) by (apply Rmult_lt_0_compat; assumption). nra.
Qed.

(** The logistic loss: eta <= 8/lambda_0, which is (T6), from every start, and the loss never rises. *)
Theorem lazy_border_logistic L eta N sigma : aligned_orbit slope_logistic L eta N sigma -> 0 < eta -> (2 <= L)%nat ->
  let f t := layers_output L N (sigma t) in f 0%nat <> 0 -> eta <= lazy_rate_logistic (layers_lambda L N (sigma 0%nat)) ->
  (forall t, risk_logistic (f (S t)) <= risk_logistic (f t)) /\ is_lim_seq f 0 /\
  (forall l, (l < L)%nat -> ex_finite_lim_seq (fun t => Rabs (sigma t l))).
Proof.
  intros Ho Heta HL f Hf Hrate. unfold lazy_rate_logistic in Hrate.
  destruct (layers_lazy_rate slope_logistic L eta N (1 / 4) sigma increasing_logistic Ho Heta ltac:(lra) HL Hf) as (_ & H2 & H3 & H4); [| assumption |].
  - intros u Hu _. rewrite (slope_ratio_even _ _ increasing_logistic Hu). assert (P := Rabs_pos_lt u Hu).
    apply Rmult_le_reg_r with (Rabs u); [assumption |].
    replace (slope_logistic (Rabs u) / Rabs u * Rabs u) with (slope_logistic (Rabs u)) by (field; lra).
    unfold slope_logistic. assert (T := tanh_le (Rabs u / 2) ltac:(lra)). lra.
  - split; [intros t; apply risks_rise_with_size, H2 | split; assumption].
Qed.

(** The exponential loss: eta <= 2 f_0/(lambda_0 sinh f_0). *)
Theorem lazy_border_exponential L eta N sigma : aligned_orbit slope_exponential L eta N sigma -> 0 < eta -> (2 <= L)%nat ->
  let f t := layers_output L N (sigma t) in f 0%nat <> 0 ->
  eta <= 2 / (slope_exponential (f 0%nat) / f 0%nat * layers_lambda L N (sigma 0%nat)) ->
  (forall t, risk_exponential (f (S t)) <= risk_exponential (f t)) /\ is_lim_seq f 0 /\
  (forall l, (l < L)%nat -> ex_finite_lim_seq (fun t => Rabs (sigma t l))).
Proof.
  intros Ho Heta HL f Hf Hrate. set (K := slope_exponential (f 0%nat) / f 0%nat) in *.
  assert (EK : K = slope_exponential (Rabs (f 0%nat)) / Rabs (f 0%nat)) by apply (slope_ratio_even _ _ increasing_exponential Hf).
  assert (P := Rabs_pos_lt _ Hf).
  assert (HK : 0 < K) by (rewrite EK; apply Rdiv_lt_0_compat; [now apply increasing_exponential | assumption]).
  destruct (layers_lazy_rate slope_exponential L eta N K sigma increasing_exponential Ho Heta HK HL Hf) as (_ & H2 & H3 & H4); [| assumption |].
  - intros u Hu Hle. rewrite (slope_ratio_even _ _ increasing_exponential Hu), EK. assert (Pu := Rabs_pos_lt u Hu).
    apply sinh_ratio. split; assumption.
  - split; [intros t; apply risks_rise_with_size, H2 | split; assumption].
Qed.
