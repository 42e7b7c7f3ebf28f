(** Where orbits of aligned networks on D0 can end, at every depth, about the steps that the code runs.

    Proved, kappa = s'(0):
    - [end_is_minimum]: an orbit that converges ends at f = 0 (L2a);
    - [end_is_flat]: if it does so without landing on f = 0, eta kappa lambda <= 2 at the end (L2b), which is (T7) at every depth:
      [end_is_flat_logistic], [end_is_flat_exponential], [end_is_flat_squared]. *)

From Coq Require Import Reals Lra Psatz Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Vectors IdentitiesLoss Two_layer Two_layer_boundary Aligned_layers Aligned_lazy Aligned_trap.
Local Open Scope R_scope.

Section End.

Variables (slope : R -> R) (kappa : R) (L : nat) (eta N : R) (sigma : nat -> vector) (limit : vector).
Hypothesis Hslope : increasing_slope slope.
Hypothesis Hsmooth : forall u, continuous slope u.
Hypothesis Hkappa : is_derive slope 0 kappa.
Hypothesis Horbit : aligned_orbit slope L eta N sigma.
Hypotheses (Heta : 0 < eta) (HL : (2 <= L)%nat).
Hypothesis Hlimit : forall l, (l < L)%nat -> is_lim_seq (fun t => sigma t l) (limit l).

Let f t := layers_output L N (sigma t).

(** The limit is at rest, so some s tau_l sigma_l = s f vanishes. *)
Theorem end_is_minimum : layers_output L N limit = 0.
Proof.
  destruct (layers_limits L N sigma limit Hlimit) as (Lf & Lt & _). set (F := layers_output L N limit) in *.
  assert (Ls : is_lim_seq (fun t => slope (layers_output L N (sigma t))) (slope F)).
  { apply is_lim_seq_continuous; [apply continuity_pt_filterlim, Hsmooth | exact Lf]. }
  assert (Next : is_lim_seq (fun t => sigma (S t) 0%nat) (limit 0%nat - eta * slope F * tau L N limit 0)).
  { apply is_lim_seq_ext with (fun t => sigma t 0%nat - eta * slope (layers_output L N (sigma t)) * tau L N (sigma t) 0).
    - intros t. rewrite Horbit by lia. reflexivity.
    - apply is_lim_seq_minus'; [apply Hlimit; lia |]. apply is_lim_seq_mult'; [| apply Lt; lia].
      apply is_lim_seq_mult'; [apply is_lim_seq_const | assumption]. }
  assert (Same : is_lim_seq (fun t => sigma (S t) 0%nat) (limit 0%nat)) by (apply (is_lim_seq_incr_1 (fun t => sigma t 0%nat)), Hlimit; lia).
  assert (E := is_lim_seq_unique _ _ Next). rewrite (is_lim_seq_unique _ _ Same) in E. injection E as E.
  assert (Z : slope F * F = 0).
  { unfold F at 2. rewrite <- (tau_output L N limit 0 ltac:(lia)). assert (Z : eta * (slope F * tau L N limit 0) = 0) by lra.
    apply Rmult_integral in Z. destruct Z as [Z | Z]; [lra |]. rewrite <- Rmult_assoc, Z. ring. }
  destruct (Req_dec F 0) as [H | H]; [assumption | exfalso].
  assert (P := Rabs_pos_lt F H). destruct Hslope as (Odd & Pos & _). specialize (Pos _ P).
  assert (slope F * F = slope (Rabs F) * Rabs F) by (unfold Rabs; destruct (Rcase_abs F); [rewrite Odd; ring | reflexivity]).
  assert (0 < slope (Rabs F) * Rabs F) by now apply Rmult_lt_0_compat. lra.
Qed.

(** s(f)/f -> kappa where f -> 0 and f is not 0. *)
Lemma end_ratio : is_lim_seq f 0 -> (forall t, f t <> 0) -> is_lim_seq (fun t => slope (f t) / f t) kappa.
Proof.
  intros Lf Hf. assert (S0 : slope 0 = 0) by (assert (E := proj1 Hslope 0); rewrite Ropp_0 in E; lra).
  apply is_lim_seq_spec. intros eps. apply is_derive_Reals in Hkappa. destruct (Hkappa eps (cond_pos eps)) as [d Hd].
  apply is_lim_seq_spec in Lf. destruct (Lf d) as [T HT]. exists T. intros t Ht. specialize (HT t Ht). rewrite Rminus_0_r in HT.
  specialize (Hd (f t) (Hf t) HT). now rewrite Rplus_0_l, S0, Rminus_0_r in Hd.
Qed.

Theorem end_is_flat : (forall t, f t <> 0) -> eta * kappa * layers_lambda L N limit <= 2.
Proof.
  intros Hf. destruct (layers_limits L N sigma limit Hlimit) as (Lf & Lt & _). rewrite end_is_minimum in Lf. fold f in Lf.
  assert (LR := end_ratio Lf Hf).
  apply Rnot_lt_le. intros Hsharp.
  (* N <> 0, as f is not 0, so some layer vanishes *)
  assert (HN : N <> 0) by (intros E; apply (Hf 0%nat); unfold f, layers_output; rewrite E; ring).
  assert (Hj : exists j, (j < L)%nat /\ limit j = 0).
  { assert (Z := end_is_minimum). unfold layers_output in Z. apply Rmult_integral in Z. destruct Z as [Z | Z]; [contradiction |].
    revert Z. clear. induction L as [| n IH]; simpl; intros Z; [lra |]. apply Rmult_integral in Z.
    destruct Z as [Z | Z]; [destruct (IH Z) as (j & Hj & E); exists j; split; [lia | assumption] | exists n; split; [lia | assumption]]. }
  destruct Hj as (j & Hj & Ej). rewrite (lambda_of_vanishing L N limit j Hj Ej) in Hsharp.
  (* the layer ratios converge, all but the j-th one to 0 *)
  set (x := fun t l => ratio L eta N (slope (f t) / f t) (sigma t) l).
  assert (Lx : forall l, (l < L)%nat -> is_lim_seq (fun t => 1 - x t l) (1 - eta * kappa * tau L N limit l ^ 2)).
  { intros l Hl. apply is_lim_seq_minus'; [apply is_lim_seq_const |]. unfold x, ratio. apply is_lim_seq_mult'.
    - apply is_lim_seq_mult'; [apply is_lim_seq_const | assumption].
    - simpl. apply is_lim_seq_mult'; [now apply Lt |]. apply is_lim_seq_mult'; [now apply Lt | apply is_lim_seq_const]. }
  assert (LP := product_limit L (fun t l => 1 - x t l) _ Lx). simpl in LP.
  assert (EP : product L (fun l => 1 - eta * kappa * tau L N limit l ^ 2) = 1 - eta * kappa * tau L N limit j ^ 2).
  { rewrite <- (product_without L j _ Hj). rewrite (product_ext L _ (fun _ => 1)), product_ones; [ring |]. intros l Hl. unfold without.
    destruct (Nat.eqb_spec l j) as [_ | Hlj]; [reflexivity |].
    assert (E : tau L N limit l = 0); [| rewrite E; ring]. unfold tau. rewrite (product_zero L _ j Hj); [ring |]. now rewrite without_other by lia. }
  simpl in EP. rewrite EP in LP.
  (* so |f'/f| > 1 in the end *)
  set (z := eta * kappa * (tau L N limit j * (tau L N limit j * 1)) - 2). assert (Hz : 0 < z) by (unfold z; simpl in Hsharp; lra).
  apply is_lim_seq_spec in LP. destruct (LP (mkposreal z Hz)) as [T HT]. simpl in HT.
  assert (Grow : forall t, (T <= t)%nat -> Rabs (f t) <= Rabs (f (S t))).
  { intros t Ht. specialize (HT t Ht). unfold f at 2.
    rewrite (orbit_output slope L eta N sigma t (slope (f t) / f t) Horbit) by (fold (f t); field; apply Hf). fold (f t).
    rewrite Rabs_mult. set (p := product L (fun l => 1 - x t l)) in *. fold (x t). change (fun l => ratio L eta N (slope (f t) / f t) (sigma t) l) with (x t).
    change (product L (fun l => 1 - ratio L eta N (slope (f t) / f t) (sigma t) l)) with p.
    apply Rabs_lt_between in HT. assert (1 <= Rabs p) by (unfold z in HT; rewrite Rabs_left; lra). assert (P := Rabs_pos (f t)). nra. }
  assert (Up : forall n, Rabs (f T) <= Rabs (f (T + n)%nat)).
  { induction n as [| n IH]; [rewrite Nat.add_0_r; lra |]. rewrite <- plus_n_Sm. apply Rle_trans with (1 := IH). apply Grow. lia. }
  apply is_lim_seq_spec in Lf. destruct (Lf (mkposreal _ (Rabs_pos_lt _ (Hf T)))) as [T' HT']. simpl in HT'.
  specialize (HT' (T + T')%nat ltac:(lia)). rewrite Rminus_0_r in HT'. specialize (Up T'). lra.
Qed.

End End.

(** The three losses, with the exported bounds (T7). *)
Definition flat_end (slope : R -> R) (bound : R -> R) : Prop :=
  forall L eta N sigma (limit : vector), aligned_orbit slope L eta N sigma -> 0 < eta -> (2 <= L)%nat ->
  (forall l, (l < L)%nat -> is_lim_seq (fun t => sigma t l) (limit l)) ->
  layers_output L N limit = 0 /\ ((forall t, layers_output L N (sigma t) <> 0) -> layers_lambda L N limit <= bound eta).

Lemma flat_end_of slope (kappa : R) bound : increasing_slope slope -> (forall u, ex_derive slope u) -> is_derive slope 0 kappa -> 0 < kappa ->
  (forall eta, 0 < eta -> bound eta = 2 / (kappa * eta)) -> flat_end slope bound.
Proof.
  intros Hs Hd Hk Pk Hb L eta N sigma limit Ho Heta HL Hlim.
  assert (Hc : forall u, continuous slope u) by (intros u; apply (ex_derive_continuous slope u), Hd).
  split; [exact (end_is_minimum slope L eta N sigma limit Hs Hc Ho Heta HL Hlim) |]. intros Hf.
  assert (E := end_is_flat slope kappa L eta N sigma limit Hs Hc Hk Ho Heta HL Hlim Hf). rewrite Hb by assumption.
  assert (P : 0 < kappa * eta) by now apply Rmult_lt_0_compat.
  apply Rmult_le_reg_l with (kappa * eta); [assumption |]. replace (kappa * eta * (2 / (kappa * eta))) with 2 by (field; lra). lra.
Qed.

Theorem end_is_flat_exponential : flat_end slope_exponential flatness_bound_exponential.
Proof.
  apply flat_end_of with (kappa := kappa_exponential); unfold kappa_exponential.
  - exact increasing_exponential.
  - intros u. exists (cosh u). apply is_derive_Reals, derivable_pt_lim_sinh.
  - replace 1 with (cosh 0) by apply cosh_0. apply is_derive_Reals, derivable_pt_lim_sinh.
  - lra.
  - intros eta H. unfold flatness_bound_exponential. f_equal. ring.
Qed.

Theorem end_is_flat_logistic : flat_end slope_logistic flatness_bound_logistic.
Proof.
  apply flat_end_of with (kappa := kappa_logistic); unfold kappa_logistic.
  - exact increasing_logistic.
  - intros u. exists (curvature_logistic u). apply slope_logistic_derive.
  - assert (D := slope_logistic_derive 0). unfold curvature_logistic in D. replace (0 / 2) with 0 in D by lra. rewrite cosh_0 in D.
    replace (1 / (2 * 1) ^ 2) with (1 / 4) in D by field. exact D.
  - lra.
  - intros eta H. reflexivity.
Qed.

Theorem end_is_flat_squared : flat_end slope_squared flatness_bound_squared.
Proof.
  apply flat_end_of with (kappa := kappa_squared); unfold kappa_squared.
  - exact increasing_squared.
  - intros u. exists 1. unfold slope_squared. apply (is_derive_id u).
  - unfold slope_squared. apply (is_derive_id 0).
  - lra.
  - intros eta H. unfold flatness_bound_squared. f_equal. ring.
Qed.
