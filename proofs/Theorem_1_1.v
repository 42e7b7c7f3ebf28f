(** Theorem 1.1 of Huang et al. (arXiv:2011.12547, our reading), in full: the claim "theorem-1.1" of src/claims.

    Linear predictor f = w on the data D0 with the exponential loss: the risk is cosh w, its slope sinh w, and gradient descent
    with the learning rate eta is w' = w - eta sinh w, (P1) of proofs/THEORY.md. Let w0 <> 0 and eta_c(w0) = 2 w0/sinh w0, (P2).

    - 0 < eta < eta_c(w0): the loss falls strictly as long as w_t <> 0, never rises, and tends to 1; w_t tends to 0.
    - eta = eta_c(w0): w_t = (-1)^t w0, an exact 2-cycle.
    - eta > eta_c(w0): the loss rises strictly at every step and tends to infinity, as |w_t| does.

    The definitions of the step and the risk are those of Equations.v, which the program prints from the code it runs. The lemmas
    are those of src/certify/checks/linear_critical_rate.rs: with q(w) = eta sinh(w)/w the step is w' = w (1 - q(w)), and q
    increases with |w|. *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic Descent.
Open Scope R_scope.

Lemma step_exponential eta w : linear_step_exponential eta w = w - eta * sinh w.
Proof. reflexivity. Qed.

Lemma risk_exponential_cosh w : risk_exponential w = cosh w.
Proof. reflexivity. Qed.

Lemma critical_rate_exponential_sinh w0 : critical_rate_exponential w0 = 2 * w0 / sinh w0.
Proof. reflexivity. Qed.

(** The slope that the step uses is the derivative of the risk. *)
Lemma slope_exponential_is_derivative w : is_derive risk_exponential w (slope_exponential w).
Proof. apply is_derive_cosh. Qed.

Section Theorem_1_1.

Variables eta w0 : R.
Hypothesis start_nonzero : w0 <> 0.

Let w (t : nat) : R := orbit (linear_step_exponential eta) w0 t.
Let loss (t : nat) : R := risk_exponential (w t).

(** q(w) = eta sinh(w)/w. *)
Let q (v : R) : R := eta * (sinh v / v).

Lemma step_factor v : v <> 0 -> linear_step_exponential eta v = v * (1 - q v).
Proof. intros H. rewrite step_exponential. unfold q. field. assumption. Qed.

Lemma sinh_over_pos v : v <> 0 -> 0 < sinh v / v.
Proof.
  intros H. rewrite <- sinh_ratio_abs.
  pose proof (sinh_ratio_above_1 (Rabs v) (Rabs_pos_lt v H)). lra.
Qed.

Lemma sinh_nonzero v : v <> 0 -> sinh v <> 0.
Proof. intros H E. pose proof (sinh_over_pos v H) as P. rewrite E in P. unfold Rdiv in P. lra. Qed.

Lemma q_start : q w0 = 2 * (eta / critical_rate_exponential w0).
Proof.
  rewrite critical_rate_exponential_sinh. unfold q. field. split; [now apply sinh_nonzero | assumption].
Qed.

Lemma critical_rate_positive : 0 < critical_rate_exponential w0.
Proof.
  rewrite critical_rate_exponential_sinh. replace (2 * w0 / sinh w0) with (2 * / (sinh w0 / w0)).
  - pose proof (Rinv_0_lt_compat _ (sinh_over_pos w0 start_nonzero)). lra.
  - field. split; [now apply sinh_nonzero | assumption].
Qed.

Lemma q_below v : 0 < eta -> v <> 0 -> Rabs v <= Rabs w0 -> eta < q v <= q w0.
Proof.
  intros He Hv Hle. unfold q. rewrite <- (sinh_ratio_abs v), <- (sinh_ratio_abs w0).
  pose proof (Rabs_pos_lt v Hv) as Hp. pose proof (sinh_ratio_above_1 _ Hp) as H1.
  split; [nra |]. apply Rmult_le_compat_l; [lra |].
  destruct Hle as [Hlt | ->]; [| lra].
  pose proof (sinh_ratio_increasing _ _ Hp Hlt). lra.
Qed.

Lemma q_above v : 0 < eta -> Rabs w0 <= Rabs v -> q w0 <= q v.
Proof.
  intros He Hle. unfold q. rewrite <- (sinh_ratio_abs v), <- (sinh_ratio_abs w0).
  pose proof (Rabs_pos_lt w0 start_nonzero) as Hp.
  apply Rmult_le_compat_l; [lra |].
  destruct Hle as [Hlt | ->]; [| lra].
  pose proof (sinh_ratio_increasing _ _ Hp Hlt). lra.
Qed.

Lemma step_at_zero : linear_step_exponential eta 0 = 0.
Proof. rewrite step_exponential, sinh_zero. ring. Qed.

(** ** Below the critical rate *)

Section Below.

Hypothesis rate : 0 < eta < critical_rate_exponential w0.

(** The contraction factor max(|1 - eta|, |q(w0) - 1|). *)
Let rho : R := Rmax (Rabs (1 - eta)) (Rabs (q w0 - 1)).

Lemma q_start_below : eta < q w0 < 2.
Proof.
  split.
  - apply q_below; [lra | assumption | lra].
  - rewrite q_start. pose proof critical_rate_positive as Hc.
    assert (eta / critical_rate_exponential w0 < 1); [| lra].
    apply (Rmult_lt_reg_r (critical_rate_exponential w0)); [assumption |].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Lemma rho_below_1 : 0 <= rho < 1.
Proof.
  pose proof q_start_below. split.
  - eapply Rle_trans; [apply Rabs_pos | apply Rmax_l].
  - apply Rmax_lub_lt; apply Rabs_def1; lra.
Qed.

Lemma shrinks v : Rabs v <= Rabs w0 -> Rabs (linear_step_exponential eta v) <= rho * Rabs v.
Proof.
  intros Hle. pose proof q_start_below. destruct (Req_dec v 0) as [-> | Hv].
  - rewrite step_at_zero, Rabs_R0. lra.
  - rewrite (step_factor v Hv), Rabs_mult, Rmult_comm.
    apply Rmult_le_compat_r; [apply Rabs_pos |].
    pose proof (q_below v ltac:(lra) Hv Hle) as Hq.
    unfold rho. pose proof (Rmax_l (Rabs (1 - eta)) (Rabs (q w0 - 1))).
    pose proof (Rmax_r (Rabs (1 - eta)) (Rabs (q w0 - 1))).
    pose proof (Rle_abs (1 - eta)). pose proof (Rle_abs (q w0 - 1)).
    apply Rabs_le. lra.
Qed.

Lemma size_below t : Rabs (w t) <= rho ^ t * Rabs w0 /\ Rabs (w t) <= Rabs w0.
Proof.
  pose proof rho_below_1. pose proof (Rabs_pos w0).
  induction t as [|t [IH1 IH2]]; unfold w in *; simpl; [lra |].
  pose proof (shrinks _ IH2). pose proof (Rabs_pos (orbit (linear_step_exponential eta) w0 t)). split; nra.
Qed.

Lemma below_weight_limit : is_lim_seq w 0.
Proof.
  apply (geometric_limit w 0 rho (Rabs w0)); [apply rho_below_1 |].
  intros t. rewrite Rminus_0_r. apply size_below.
Qed.

Lemma below_loss_falls t : w t <> 0 -> loss (S t) < loss t.
Proof.
  intros Ht. unfold loss. rewrite !risk_exponential_cosh. apply cosh_lt_abs.
  pose proof rho_below_1. pose proof (shrinks (w t) (proj2 (size_below t))).
  pose proof (Rabs_pos_lt _ Ht). change (w (S t)) with (linear_step_exponential eta (w t)). nra.
Qed.

Lemma below_loss_never_rises t : loss (S t) <= loss t.
Proof.
  destruct (Req_dec (w t) 0) as [Hz | Hn].
  - unfold loss. change (w (S t)) with (linear_step_exponential eta (w t)). rewrite Hz, step_at_zero. lra.
  - apply Rlt_le. now apply below_loss_falls.
Qed.

Lemma below_loss_limit : is_lim_seq loss 1.
Proof.
  apply is_lim_seq_ext with (fun t => cosh (w t)).
  { intros t. symmetry. apply risk_exponential_cosh. }
  rewrite <- cosh_zero. apply (is_lim_seq_continuous cosh w 0); [| apply below_weight_limit].
  apply derivable_continuous_pt. exists (sinh 0). apply derivable_pt_lim_cosh.
Qed.

End Below.

(** ** At the critical rate *)

Lemma critical_two_cycle : eta = critical_rate_exponential w0 -> forall t, w t = (-1) ^ t * w0.
Proof.
  intros He.
  assert (E : eta * sinh w0 = 2 * w0).
  { rewrite He. rewrite critical_rate_exponential_sinh. field. now apply sinh_nonzero. }
  intros t. unfold w. induction t as [|t IH]; simpl; [ring |].
  rewrite IH, step_exponential.
  assert (H : (-1) ^ t = 1 \/ (-1) ^ t = -1).
  { clear. induction t as [|t [IH|IH]]; simpl; [now left | right | left]; rewrite IH; ring. }
  destruct H as [-> | ->].
  - replace (1 * w0) with w0 by ring. lra.
  - replace (-1 * w0) with (- w0) by ring. rewrite sinh_odd. lra.
Qed.

(** ** Above the critical rate *)

Section Above.

Hypothesis rate : critical_rate_exponential w0 < eta.

Lemma q_start_above : 2 < q w0.
Proof.
  rewrite q_start. pose proof critical_rate_positive as Hc.
  assert (1 < eta / critical_rate_exponential w0); [| lra].
  apply (Rmult_lt_reg_r (critical_rate_exponential w0)); [assumption |].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Lemma grows v : Rabs w0 <= Rabs v -> (q w0 - 1) * Rabs v <= Rabs (linear_step_exponential eta v).
Proof.
  intros Hle. pose proof q_start_above. pose proof critical_rate_positive.
  pose proof (Rabs_pos_lt w0 start_nonzero).
  assert (Hv : v <> 0) by (intros ->; rewrite Rabs_R0 in Hle; lra).
  rewrite (step_factor v Hv), Rabs_mult, Rmult_comm.
  apply Rmult_le_compat_l; [apply Rabs_pos |].
  pose proof (q_above v ltac:(lra) Hle). rewrite Rabs_left1; lra.
Qed.

Lemma size_above t : (q w0 - 1) ^ t * Rabs w0 <= Rabs (w t) /\ Rabs w0 <= Rabs (w t).
Proof.
  pose proof q_start_above. pose proof (Rabs_pos w0).
  induction t as [|t [IH1 IH2]]; unfold w in *; simpl; [lra |].
  pose proof (grows _ IH2). pose proof (Rabs_pos (orbit (linear_step_exponential eta) w0 t)). split; nra.
Qed.

Lemma above_loss_rises t : loss t < loss (S t).
Proof.
  unfold loss. rewrite !risk_exponential_cosh. apply cosh_lt_abs.
  pose proof q_start_above. pose proof (proj2 (size_above t)) as Hs. pose proof (grows (w t) Hs).
  pose proof (Rabs_pos_lt w0 start_nonzero). change (w (S t)) with (linear_step_exponential eta (w t)). nra.
Qed.

Lemma above_size_limit : is_lim_seq (fun t => Rabs (w t)) p_infty.
Proof.
  apply is_lim_seq_le_p_loc with (fun t => (q w0 - 1) ^ t * Rabs w0).
  - exists O. intros t _. apply size_above.
  - pose proof q_start_above. pose proof (Rabs_pos_lt w0 start_nonzero) as Hp.
    apply (is_lim_seq_mult _ _ p_infty (Rabs w0)).
    + apply is_lim_seq_geom_p. lra.
    + apply is_lim_seq_const.
    + apply is_Rbar_mult_p_infty_pos. assumption.
Qed.

Lemma above_loss_limit : is_lim_seq loss p_infty.
Proof.
  apply is_lim_seq_le_p_loc with (fun t => Rabs (w t)); [| apply above_size_limit].
  exists O. intros t _. unfold loss. rewrite risk_exponential_cosh. apply abs_below_cosh.
Qed.

End Above.

End Theorem_1_1.

(** * Theorem 1.1 *)

Theorem theorem_1_1 (eta w0 : R) :
  w0 <> 0 ->
  let w := orbit (linear_step_exponential eta) w0 in
  let loss := fun t => risk_exponential (w t) in
  (0 < eta < critical_rate_exponential w0 ->
     (forall t, loss (S t) <= loss t) /\ (forall t, w t <> 0 -> loss (S t) < loss t) /\
     is_lim_seq w 0 /\ is_lim_seq loss 1) /\
  (eta = critical_rate_exponential w0 -> forall t, w t = (-1) ^ t * w0) /\
  (critical_rate_exponential w0 < eta ->
     (forall t, loss t < loss (S t)) /\
     is_lim_seq (fun t => Rabs (w t)) p_infty /\ is_lim_seq loss p_infty).
Proof.
  intros H0 w loss. split; [| split].
  - intros Hr. repeat split; intros.
    + now apply below_loss_never_rises.
    + now apply below_loss_falls.
    + now apply below_weight_limit.
    + now apply below_loss_limit.
  - intros He. now apply critical_two_cycle.
  - intros Hr. repeat split; intros.
    + now apply above_loss_rises.
    + now apply above_size_limit.
    + now apply above_loss_limit.
Qed.

(** eta_c lies in (0, 2), as (P2) states. *)
Theorem critical_rate_exponential_range (w0 : R) : w0 <> 0 -> 0 < critical_rate_exponential w0 < 2.
Proof.
  intros H. split; [now apply critical_rate_positive |].
  pose proof (sinh_ratio_above_1 (Rabs w0) (Rabs_pos_lt _ H)) as P. rewrite sinh_ratio_abs in P.
  rewrite critical_rate_exponential_sinh. replace (2 * w0 / sinh w0) with (2 * / (sinh w0 / w0)).
  - pose proof (Rinv_lt_contravar 1 (sinh w0 / w0) ltac:(lra) P). lra.
  - field. split; [now apply sinh_nonzero | assumption].
Qed.
