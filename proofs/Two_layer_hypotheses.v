(** The lemmas of the checker about the two-layer network, with the very hypotheses that the checker tests: [trap_holds],
    [growth_holds], [alternation_holds], [boundary_falls_holds], [boundary_grows_holds] and [universal_holds] of Equations.v are
    printed from the functions of checks/*.rs that the checker evaluates on enclosures, the search in floats and the atlas over cells.

    What is left to say here is what their arguments are: bounds of the state at step T. *)

From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic Two_layer_slopes Two_layer Two_layer_trap Two_layer_growth Two_layer_boundary
  Two_layer_alternation Universal_rate.
Local Open Scope R_scope.

(** checks/trap.rs. least <= |f| <= delta and low <= lambda <= high enclose the state; q, V and U are bounds of the smaller one of p and q,
    and of sqrt(p q) from below and above, at the corners of that box. *)
Theorem trap_by_hypotheses slope eta m f lambda T delta least low high phi Phi q V U gap :
  orbit slope eta m f lambda -> 0 < eta -> 0 < m ->
  0 <= least <= Rabs (f T) -> Rabs (f T) <= delta -> low <= lambda T <= high ->
  (forall x, Rabs x <= delta -> exists g, phi <= g <= Phi /\ slope x = g * x) ->
  q <= factor_q m delta low -> V ^ 2 <= low ^ 2 - 4 * delta ^ 2 / m ->
  0 <= U -> high ^ 2 - 4 * least ^ 2 / m <= U ^ 2 ->
  trap_holds eta m delta phi Phi high q V gap ->
  converges_from (1 - gap) f lambda T (trap_kernel eta m delta Phi V gap) U.
Proof.
  intros Ho Heta Hm Hleast Hdelta Hlam Hratio Hq HV HU HUP (H1 & H2 & H3 & H4 & H5 & H6 & H7 & H8).
  unfold trap_1, trap_2, trap_3, trap_4, trap_5, trap_6, trap_7, trap_8 in *.
  assert (Hlow : 0 <= low).
  { unfold factor_q in Hq. assert (0 < sqrt m) by now apply sqrt_lt_R0.
    assert (0 <= 2 * delta / sqrt m) by (apply Rdiv_le_0_compat; lra). lra. }
  assert (E : 1 - (1 - gap) ^ 2 = gap * (2 - gap)) by ring.
  replace (trap_kernel eta m delta Phi V gap)
    with (V * (1 - (eta * Phi * delta) ^ 2 / m / (1 - (1 - gap) ^ 2))) by (rewrite E; reflexivity).
  apply trap_on_box with (slope := slope) (eta := eta) (m := m) (delta := delta) (least := least) (low := low) (high := high)
    (phi := phi) (Phi := Phi); try assumption; try lra.
  rewrite E. lra.
Qed.

(** checks/growth.rs: least is a bound of |f|, and most of lambda. *)
Theorem growth_by_hypotheses slope eta m f lambda T least most :
  stiffening slope -> orbit slope eta m f lambda -> 0 < eta -> 0 < m -> admissible m (f 0%nat) (lambda 0%nat) ->
  least <= Rabs (f T) -> lambda T <= most -> growth_holds eta m least (slope least) most ->
  (forall t, 49 * Rabs (f (T + t)%nat) <= Rabs (f (S (T + t)))) /\ is_lim_seq (fun t => Rabs (f t)) p_infty.
Proof.
  intros Hs Ho Heta Hm Ha Hleast Hmost [H1 H2]. unfold growth_1, growth_2 in *.
  apply (growth_on_box slope eta m f lambda T least most); try assumption; lra.
Qed.

(** checks/alternation.rs: q is a bound of both p and q, V of sqrt(p q), and u is |log p - log q|. *)
Theorem alternation_by_hypotheses eta m f lambda T q V w F d :
  orbit slope_logistic eta m f lambda -> 0 < eta -> 0 < m ->
  q <= factor_p m (f T) (lambda T) -> q <= factor_q m (f T) (lambda T) ->
  V <= sqrt (factor_p m (f T) (lambda T) * factor_q m (f T) (lambda T)) ->
  alternation_holds eta m (1 / 2) q V (gap (factor_p m (f T) (lambda T)) (factor_q m (f T) (lambda T))) d w F (slope_logistic F) ->
  is_lim_seq (fun t => Rabs (f t)) p_infty.
Proof.
  intros Ho Heta Hm Hp Hq HV (H1 & H2 & H3 & H4 & H5 & H6 & H7 & H8 & H9 & H10).
  unfold alternation_1, alternation_2, alternation_3, alternation_4, alternation_5, alternation_6, alternation_7, alternation_8,
    alternation_9, alternation_10, slope_logistic in *.
  assert (Pm : 0 < sqrt m) by now apply sqrt_lt_R0.
  assert (EA : eta * (1 / 2) / sqrt m = eta / (2 * sqrt m)) by (field; lra).
  assert (Es : eta * (tanh (F / 2) / 2) / sqrt m = eta / (2 * sqrt m) * tanh (F / 2)) by (field; lra).
  rewrite EA in *. rewrite Es in *.
  destruct (alternation eta m f lambda T w F d Ho Heta Hm) as (_ & _ & L); try assumption; try lra.
  - unfold turn. lra.
  - assert (Hs : 0 <= sinh (w / 2)) by (assert (W := sinh_ge (w / 2)); lra).
    assert (sqrt m / 2 * V * sinh (w / 2)
      <= sqrt m / 2 * sqrt (factor_p m (f T) (lambda T) * factor_q m (f T) (lambda T)) * sinh (w / 2)); [| lra].
    apply Rmult_le_compat_r; [assumption |]. apply Rmult_le_compat_l; lra.
Qed.

(** checks/boundary.rs. *)
Theorem boundary_falls_by_hypotheses slope eta m f lambda :
  increasing_slope slope -> orbit slope eta m f lambda -> 0 < eta -> 0 < m -> 0 <= lambda 0%nat ->
  m * lambda 0%nat ^ 2 = 4 * f 0%nat ^ 2 -> boundary_falls_holds (factor_rate eta m (slope (Rabs (f 0%nat)))) ->
  (forall t, Rabs (f (S t)) <= Rabs (f t)) /\ is_lim_seq f 0 /\ is_lim_seq lambda 0.
Proof.
  unfold boundary_falls_holds, boundary_falls_1. intros Hs Ho Heta Hm Hl Hb H.
  apply (boundary_converges slope eta m f lambda); try assumption. lra.
Qed.

Theorem boundary_grows_by_hypotheses slope eta m f lambda :
  increasing_slope slope -> orbit slope eta m f lambda -> 0 < eta -> 0 < m -> 0 <= lambda 0%nat ->
  m * lambda 0%nat ^ 2 = 4 * f 0%nat ^ 2 -> f 0%nat <> 0 ->
  boundary_grows_holds (factor_rate eta m (slope (Rabs (f 0%nat)))) -> is_lim_seq (fun t => Rabs (f t)) p_infty.
Proof.
  unfold boundary_grows_holds, boundary_grows_1. intros Hs Ho Heta Hm Hl Hb Hf H.
  apply (boundary_diverges slope eta m f lambda); try assumption. lra.
Qed.

(** checks/universal.rs: 1/2 is the supremum of the slopes of the logistic loss. *)
Theorem universal_by_hypotheses eta m f lambda :
  0 < m -> universal_holds eta m (1 / 2) -> orbit slope_logistic eta m f lambda -> admissible m (f 0%nat) (lambda 0%nat) ->
  is_lim_seq f 0 /\ is_lim_seq (fun t => risk_logistic (f t)) (ln 2).
Proof.
  unfold universal_holds, universal_1, universal_2. intros Hm [H1 H2] Ho Ha.
  apply (universal_convergence_squared eta m f lambda); try assumption. lra.
Qed.
