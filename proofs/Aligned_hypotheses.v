(** The lemmas of the checker about aligned networks at step T of an orbit, with the very hypotheses that the checker tests and bounds of the
    strengths there, at any depth: what proofs from certificates apply.

    Proved: [trap_at], [lazy_at], [degenerate_at], [safe_at], [growth_at], [bounded_growth_at], [alternation_at], from Aligned_trap.v, Aligned_lazy.v,
    Aligned_degenerate.v, Aligned_safe.v, Aligned_divergence.v and Two_layer_alternation.v; [layers_rest]: layers of which one is zero are at rest (checks/aligned_hit.rs). *)

From Coq Require Import Reals Lra Psatz Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Vectors Hyperbolic Two_layer_slopes Two_layer Two_layer_boundary Two_layer_growth Two_layer_hypotheses Aligned_layers Aligned_lazy
  Aligned_trap Aligned_safe Aligned_divergence Aligned_degenerate Aligned_scale.
Local Open Scope R_scope.

(** * From bounds of the strengths to what the lemmas ask *)

Lemma size_between lo hi least most x : lo <= x <= hi -> (least <= lo \/ hi <= - least \/ least <= 0) -> - most <= lo -> hi <= most ->
  least <= Rabs x <= most.
Proof.
  intros H B H1 H2. split; [| apply Rabs_le; lra]. assert (P := Rabs_pos x). assert (W := Rle_abs x). assert (W' := Rle_abs (- x)).
  rewrite Rabs_Ropp in W'. lra.
Qed.

Lemma squares_between least most x : 0 <= least -> least <= Rabs x <= most -> least ^ 2 <= x ^ 2 <= most ^ 2.
Proof. intros P H. rewrite <- (pow2_abs x). split; apply pow_incr; lra. Qed.

(* A number of known sign and square. *)
Lemma root_between s x a b lo hi : 0 <= s * x -> a <= x ^ 2 <= b ->
  (0 < s /\ (lo <= 0 \/ lo ^ 2 <= a) /\ 0 <= hi /\ b <= hi ^ 2) \/ (s < 0 /\ (0 <= hi \/ hi ^ 2 <= a) /\ lo <= 0 /\ b <= lo ^ 2) ->
  lo <= x <= hi.
Proof.
  intros P [H1 H2] [(S & B1 & B2 & B3) | (S & B1 & B2 & B3)].
  - assert (X : 0 <= x) by (apply Rmult_le_reg_l with s; lra). split.
    + destruct B1 as [B1 | B1]; [lra |]. apply Rnot_lt_le. intros C. assert (x ^ 2 < lo ^ 2); [| lra]. simpl. nra.
    + apply Rnot_lt_le. intros C. assert (hi ^ 2 < x ^ 2); [| lra]. simpl. nra.
  - assert (X : x <= 0) by (apply Rmult_le_reg_l with (- s); lra). split.
    + apply Rnot_lt_le. intros C. assert (lo ^ 2 < x ^ 2); [| lra]. simpl. nra.
    + destruct B1 as [B1 | B1]; [lra |]. apply Rnot_lt_le. intros C. assert (x ^ 2 < hi ^ 2); [| lra]. simpl. nra.
Qed.

Lemma tau_below L m sigma high j bound : 0 < m -> (forall k, (k < L)%nat -> sigma k ^ 2 <= high k) ->
  / m ^ (L - 1) * product L (without j high) <= bound -> tau L (layers_scale L m) sigma j ^ 2 <= bound.
Proof.
  intros Hm H B. rewrite tau_squared, scale_squared by assumption. apply Rle_trans with (2 := B).
  apply Rmult_le_compat_l; [left; apply Rinv_0_lt_compat, pow_lt, Hm |]. apply product_le. intros k Hk. unfold without.
  destruct (Nat.eqb k j); [lra | split; [apply pow2_ge_0 | now apply H]].
Qed.

Lemma gaps_below L (q low high : vector) least most : (forall k, (k < L)%nat -> low k <= q k <= high k) ->
  (forall k, (k < L)%nat -> least <= low k /\ high k <= most) ->
  forall i j, (i < L)%nat -> (j < L)%nat -> Rabs (q i - q j) <= most - least.
Proof.
  intros H B i j Hi Hj. destruct (H i Hi), (H j Hj), (B i Hi), (B j Hj). apply Rabs_le. lra.
Qed.

Lemma ratio_below slope phi K F : (forall u, Rabs u <= F -> exists g, phi <= g <= K /\ slope u = g * u) ->
  forall u, u <> 0 -> Rabs u <= F -> slope u / u <= K.
Proof. intros H u Hu B. destruct (H u B) as (g & Hg & ->). replace (g * u / u) with g by (field; assumption). lra. Qed.

Lemma slope_size slope u F S_ : increasing_slope slope -> Rabs u <= F -> slope F < S_ -> Rabs (slope u) < S_.
Proof.
  intros (Odd & Pos & Mono) H B. apply Rle_lt_trans with (2 := B). assert (P := Rabs_pos u).
  assert (Z : slope 0 = 0) by (assert (E := Odd 0); rewrite Ropp_0 in E; lra).
  assert (E : Rabs (slope u) = slope (Rabs u)).
  { assert (Pu : 0 <= slope (Rabs u)) by (rewrite <- Z at 1; apply Mono; lra). revert Pu. unfold Rabs at 1 3.
    destruct (Rcase_abs u); intros Pu; [rewrite <- (Rabs_Ropp (slope u)), <- Odd |]; apply Rabs_right; lra. }
  rewrite E. apply Mono. lra.
Qed.

Lemma slope_below_half u : Rabs (slope_logistic u) < 1 / 2.
Proof.
  unfold slope_logistic. assert (T1 := tanh_half_lt_1 u). assert (T2 := tanh_half_lt_1 (- u)).
  replace (- u / 2) with (- (u / 2)) in T2 by lra. rewrite tanh_odd in T2. apply Rabs_def1; lra.
Qed.

(** Sequences from step T on. *)
Lemma limit_from (u : nat -> R) T (limit : Rbar) : is_lim_seq (fun t => u (T + t)%nat) limit -> is_lim_seq u limit.
Proof.
  intros H. apply (is_lim_seq_incr_n u T). apply is_lim_seq_ext with (2 := H). intros t. f_equal. lia.
Qed.

Lemma falls_for_ever (u : nat -> R) T : (forall t, (t < T)%nat -> u (S t) <= u t) -> (forall t, u (T + S t)%nat <= u (T + t)%nat) ->
  forall t, u (S t) <= u t.
Proof.
  intros before later t. destruct (Compare_dec.le_lt_dec T t) as [after | early]; [| now apply before].
  specialize (later (t - T)%nat). replace (T + S (t - T))%nat with (S t) in later by lia. replace (T + (t - T))%nat with t in later by lia. exact later.
Qed.

(** * Layers at rest *)

Lemma layers_rest slope L eta N sigma T j : increasing_slope slope -> aligned_orbit slope L eta N sigma -> (j < L)%nat -> sigma T j = 0 ->
  forall t, (forall k, (k < L)%nat -> sigma (T + t)%nat k = sigma T k) /\ layers_output L N (sigma (T + t)%nat) = 0.
Proof.
  intros (Odd & _) Ho Hj Z.
  assert (Z0 : slope 0 = 0) by (assert (E := Odd 0); rewrite Ropp_0 in E; lra).
  assert (F : forall x : vector, x j = 0 -> layers_output L N x = 0) by (intros x E; unfold layers_output; rewrite (product_zero L x j Hj E); ring).
  intros t. assert (A : forall k, (k < L)%nat -> sigma (T + t)%nat k = sigma T k).
  { induction t as [| t IH]; intros k Hk; [now rewrite Nat.add_0_r |]. rewrite <- plus_n_Sm, Ho by assumption. unfold layers_step.
    rewrite F by (rewrite IH; assumption). rewrite Z0, IH by assumption. ring. }
  split; [assumption |]. apply F. now rewrite A.
Qed.

(** * The lemmas at step T *)

Section AtStep.

Variables (slope : R -> R) (L : nat) (eta m : R) (sigma : nat -> vector) (T : nat).
Hypothesis Hslope : increasing_slope slope.
Hypothesis Horbit : aligned_orbit slope L eta (layers_scale L m) sigma.
Hypotheses (Heta : 0 < eta) (Hm : 0 < m).

Let f t := layers_output L (layers_scale L m) (sigma t).
Variables (low high : vector).
Hypothesis Hbounds : forall k, (k < L)%nat -> low k <= sigma T k ^ 2 <= high k.

Lemma later : aligned_orbit slope L eta (layers_scale L m) (fun t => sigma (T + t)%nat).
Proof. exact (aligned_orbit_shift slope L eta _ sigma T Horbit). Qed.

(** checks/aligned_trap.rs, for the layer j: a is a bound of the others, t_low and t_up of lambda at the end. *)
Theorem trap_at F phi Phi a t_low t_up gap j : (j < L)%nat -> Rabs (f T) <= F ->
  (forall u, Rabs u <= F -> exists g, phi <= g <= Phi /\ slope u = g * u) -> (forall k, (k < L)%nat -> k <> j -> a <= low k) ->
  t_low <= / m ^ (L - 1) * product L (without j (fun k => low k - aligned_trap_drift eta F Phi gap)) ->
  / m ^ (L - 1) * product L (without j high) <= t_up -> aligned_trap_holds eta F phi Phi a t_low t_up gap ->
  (forall t, Rabs (f (T + S t)%nat) <= Rabs (f (T + t)%nat)) /\ is_lim_seq (fun t => f (T + t)%nat) 0 /\
  exists limit : vector, (forall k, (k < L)%nat -> is_lim_seq (fun t => sigma (T + t)%nat k) (limit k)) /\ limit j = 0 /\
    (forall k, (k < L)%nat -> k <> j -> 0 < sigma T k * limit k /\ low k - aligned_trap_drift eta F Phi gap <= limit k ^ 2 <= high k) /\
    t_low <= layers_lambda L (layers_scale L m) limit <= t_up.
Proof.
  intros Hj HF Hratio Ha Hlow Hup Htrap. rewrite <- scale_squared in Hlow, Hup by assumption.
  destruct (layers_trap slope L eta (layers_scale L m) F phi Phi a t_low t_up gap (fun t => sigma (T + t)%nat) low high j later Heta Hj Hratio)
    as (Fall & Lim & limit & L1 & L2 & L3 & _ & L4); try assumption.
  - now rewrite Nat.add_0_r.
  - intros k Hk Hkj. rewrite Nat.add_0_r. specialize (Ha k Hk Hkj). destruct (Hbounds k Hk). lra.
  - rewrite Nat.add_0_r in L3. split; [| split; [exact Lim | exists limit; split; [assumption | split; [assumption | split; assumption]]]].
    intros t. specialize (Fall t). assert (P := Rabs_pos (f (T + t)%nat)). destruct Htrap as (_ & _ & H3 & _).
    unfold aligned_trap_3 in H3. fold (f (T + S t)%nat) (f (T + t)%nat) in Fall. nra.
Qed.

(** checks/aligned_lazy.rs: K, tau_max and tau_min are bounds from above. *)
Theorem lazy_at phi K tau_max tau_min weakest F : (weakest < L)%nat -> Rabs (f T) <= F ->
  (forall u, Rabs u <= F -> exists g, phi <= g <= K /\ slope u = g * u) -> 0 <= K ->
  (forall l, (l < L)%nat -> / m ^ (L - 1) * product L (without l high) <= tau_max) ->
  / m ^ (L - 1) * product L (without weakest high) <= tau_min -> aligned_lazy_holds eta K tau_max tau_min ->
  (forall t, Rabs (f (T + S t)%nat) <= Rabs (f (T + t)%nat)) /\ is_lim_seq (fun t => f (T + t)%nat) 0.
Proof.
  intros Hw HF Hratio HK Hmax Hmin Hlazy.
  destruct (layers_lazy slope L eta (layers_scale L m) K tau_max tau_min (fun t => sigma (T + t)%nat) weakest Hslope later Heta HK Hw)
    as (_ & Fall & Lim & _); try assumption; rewrite ?Nat.add_0_r.
  - intros u Hu B. apply (ratio_below slope phi K F Hratio u Hu). apply Rle_trans with (1 := B). exact HF.
  - intros l Hl. apply (tau_below L m (sigma T) high l tau_max Hm); [intros k Hk; now apply Hbounds | now apply Hmax].
  - apply (tau_below L m (sigma T) high weakest tau_min Hm); [intros k Hk; now apply Hbounds | assumption].
  - split; [exact Fall | exact Lim].
Qed.

(** checks/aligned_degenerate.rs: the layers of a group are equal at the start, and so at step T. *)
Theorem degenerate_at phi K tau_max g a F (group : nat -> bool) i j : (i < L)%nat -> (j < L)%nat -> i <> j -> group i = true -> group j = true ->
  (forall l, (l < L)%nat -> group l = true -> sigma 0%nat l ^ 2 = sigma 0%nat i ^ 2) -> Rabs (f T) <= F ->
  (forall u, Rabs u <= F -> exists g, phi <= g <= K /\ slope u = g * u) -> 0 <= K -> high i <= g ->
  (forall k, (k < L)%nat -> group k = false -> a <= low k) ->
  (forall l, (l < L)%nat -> / m ^ (L - 1) * product L (without l high) <= tau_max) -> aligned_degenerate_holds eta K tau_max g a ->
  (forall t, Rabs (f (T + S t)%nat) <= Rabs (f (T + t)%nat)) /\ is_lim_seq (fun t => f (T + t)%nat) 0 /\
  exists limit : vector, (forall k, (k < L)%nat -> is_lim_seq (fun t => sigma (T + t)%nat k) (limit k)) /\
    (forall l, (l < L)%nat -> group l = true -> limit l = 0) /\ layers_lambda L (layers_scale L m) limit = 0 /\
    forall k, (k < L)%nat -> group k = false -> 0 <= sigma T k * limit k /\ limit k ^ 2 <= high k - low i /\
      (0 < low k - 2 * g -> 0 <= 1 - eta * K * tau_max * g / (low k - 2 * g) ->
        (low k - g) * (1 - eta * K * tau_max * g / (low k - 2 * g)) <= limit k ^ 2).
Proof.
  intros Hi Hj Hij Gi Gj Hequal HF Hratio HK Hg Ha Hmax Hdegenerate.
  assert (Equal : forall t l, (l < L)%nat -> group l = true -> sigma t l ^ 2 = sigma t i ^ 2).
  { intros t l Hl Gl. assert (E : sigma t l ^ 2 - sigma t i ^ 2 = 0); [| lra]. induction t as [| t IH]; [rewrite (Hequal l Hl Gl); ring |].
    assert (R := slope_ratio_is slope 0 (f t) Hslope). unfold f in R. rewrite !Horbit, R by assumption.
    rewrite (gap_step L eta (layers_scale L m) _ (sigma t) l i Hl Hi), IH. ring. }
  destruct (layers_degenerate slope L eta (layers_scale L m) K tau_max g a (fun t => sigma (T + t)%nat) low high group i j Hslope later Heta
    (scale_positive L m Hm) HK Hi Hj Hij Gi Gj) as (Fall & Lim & limit & L1 & L2 & L3 & L4); try assumption; rewrite ?Nat.add_0_r.
  - intros l Hl Gl. now apply Equal.
  - destruct (Hbounds i Hi). split; [apply pow2_ge_0 | lra].
  - intros k Hk Gk. specialize (Ha k Hk Gk). destruct (Hbounds k Hk). lra.
  - intros u Hu B. apply (ratio_below slope phi K F Hratio u Hu). apply Rle_trans with (1 := B). exact HF.
  - intros l Hl. apply (tau_below L m (sigma T) high l tau_max Hm); [intros k Hk; now apply Hbounds | now apply Hmax].
  - rewrite Nat.add_0_r in L4. split; [exact Fall | split; [exact Lim | exists limit; split; [assumption | split; [assumption | split; [assumption |]]]]].
    intros k Hk Gk. destruct (L4 k Hk Gk) as (B1 & B2 & B3). destruct (Hbounds i Hi). split; [assumption | split; [lra | assumption]].
Qed.

(** checks/aligned_safe.rs: Q_k are bounds of the squares and of twice their gaps. *)
Theorem safe_at S_ reach least most (Q : vector) : (2 <= L)%nat -> (forall k, (k < L)%nat -> least <= low k /\ high k <= most) ->
  (forall k, (k < L)%nat -> high k <= Q k /\ 2 * (most - least) <= Q k) ->
  (forall u, Rabs u <= layers_scale L m * product L (fun k => sqrt (Q k)) -> Rabs (slope u) < S_) ->
  (forall i j, (i < L)%nat -> (j < L)%nat -> i <> j -> / m ^ (L - 1) * product L (without i (without j Q)) <= reach) ->
  aligned_safe_holds eta S_ reach -> is_lim_seq (fun t => f (T + t)%nat) 0.
Proof.
  intros HL Hd HQ HS Hreach Hsafe.
  destruct (layers_safe slope L eta (layers_scale L m) S_ reach (most - least) (fun t => sigma (T + t)%nat) Q Hslope later Heta (scale_positive L m Hm) HL)
    as (_ & _ & Lim); try assumption; rewrite ?Nat.add_0_r.
  - exact (gaps_below L (fun k => sigma T k ^ 2) low high least most Hbounds Hd).
  - intros k Hk. destruct (HQ k Hk), (Hbounds k Hk). lra.
  - intros i j Hi Hj Hij. rewrite scale_squared by assumption. now apply Hreach.
Qed.

(** checks/aligned_growth.rs: F is a bound of |f| from below, M of the squares from above. *)
Theorem growth_at F M : stiffening slope -> (2 <= L)%nat -> F <= Rabs (f T) -> (forall k, (k < L)%nat -> high k <= M) ->
  aligned_growth_holds F (eta * F * slope F) M -> layers_diverge L (layers_scale L m) (fun t => sigma (T + t)%nat).
Proof.
  intros Hs HL HF HM H. apply (layers_growth slope L eta _ _ F M Hslope Hs later Heta (scale_positive L m Hm) HL); rewrite ?Nat.add_0_r; try assumption.
  intros k Hk. specialize (HM k Hk). destruct (Hbounds k Hk). lra.
Qed.

Theorem bounded_growth_at F M : (3 <= L)%nat -> F <= Rabs (f T) -> (forall k, (k < L)%nat -> high k <= M) ->
  aligned_growth_bounded_holds F (eta * F * slope F) M -> layers_diverge L (layers_scale L m) (fun t => sigma (T + t)%nat).
Proof.
  intros HL HF HM H. apply (layers_growth_bounded slope L eta _ _ F M Hslope later Heta (scale_positive L m Hm) HL); rewrite ?Nat.add_0_r; try assumption.
  intros k Hk. specialize (HM k Hk). destruct (Hbounds k Hk). lra.
Qed.

End AtStep.

(** checks/alternation.rs for two aligned layers, whose p and q are (sigma_1 + sigma_2)^2/m and (sigma_1 - sigma_2)^2/m. *)
Theorem alternation_at eta m sigma T q V w F d : aligned_orbit slope_logistic 2 eta (layers_scale 2 m) sigma -> 0 < eta -> 0 < m ->
  let p_T := (sigma T 0%nat + sigma T 1%nat) ^ 2 / m in let q_T := (sigma T 0%nat - sigma T 1%nat) ^ 2 / m in
  q <= p_T -> q <= q_T -> V <= sqrt (p_T * q_T) ->
  alternation_holds eta m (1 / 2) q V (Two_layer_alternation.gap p_T q_T) d w F (slope_logistic F) ->
  is_lim_seq (fun t => Rabs (layers_output 2 (layers_scale 2 m) (sigma t))) p_infty.
Proof.
  intros Ho Heta Hm p_T q_T Hp Hq HV H. destruct (two_layer_factors m (sigma T) Hm) as [E1 E2].
  apply (alternation_by_hypotheses eta m _ _ T q V w F d (as_two_layers slope_logistic eta m sigma Hm Ho) Heta Hm); rewrite ?E1, ?E2; assumption.
Qed.
