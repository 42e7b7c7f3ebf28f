(** The factor N of the NTK parametrisation at any depth, and two aligned layers as a two-layer network.

    Proved: [layers_scale] is the exported one at depths 2 and 3 ([scale_is_the_code]), its square is rational ([scale_squared]); f and lambda of two aligned layers
    move by (T1), (T2) ([as_two_layers]), with p, q = (sigma_1 +- sigma_2)^2/m ([two_layer_factors]). *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Vectors Two_layer Aligned_layers.
Local Open Scope R_scope.

(** N = m^(-(L-1)/2). *)
Definition layers_scale (L : nat) (m : R) : R := / sqrt m ^ (L - 1).

Lemma scale_is_the_code m : 0 < m -> layers_scale 2 m = scale_depth2 m /\ layers_scale 3 m = scale_depth3 m.
Proof.
  intros H. unfold layers_scale, scale_depth2, scale_depth3. simpl. assert (P := sqrt_lt_R0 m H). assert (E := sqrt_sqrt m ltac:(lra)).
  split; [field; lra |]. rewrite Rmult_1_r, E. field. lra.
Qed.

Lemma scale_positive L m : 0 < m -> 0 < layers_scale L m.
Proof. intros H. apply Rinv_0_lt_compat, pow_lt, sqrt_lt_R0, H. Qed.

(** N^2 is rational. *)
Lemma scale_squared L m : 0 < m -> layers_scale L m ^ 2 = / m ^ (L - 1).
Proof.
  intros H. unfold layers_scale. rewrite pow_inv, <- pow_mult, Nat.mul_comm, pow_mult. f_equal. f_equal. simpl. rewrite Rmult_1_r. apply sqrt_sqrt. lra.
Qed.

(** N is known where it is rational. *)
Lemma scale_is L m N : 0 < m -> 0 < N -> N ^ 2 = / m ^ (L - 1) -> layers_scale L m = N.
Proof.
  intros Hm HN E. assert (P := scale_positive L m Hm). assert (S := scale_squared L m Hm). apply Rsqr_inj; [lra | lra |]. unfold Rsqr. simpl in *. lra.
Qed.

(** * Two layers *)

Lemma as_two_layers slope eta m sigma : 0 < m -> aligned_orbit slope 2 eta (layers_scale 2 m) sigma ->
  orbit slope eta m (fun t => layers_output 2 (layers_scale 2 m) (sigma t)) (fun t => layers_lambda 2 (layers_scale 2 m) (sigma t)).
Proof.
  intros Hm Ho t. destruct (scale_is_the_code m Hm) as [E _]. rewrite E in *. clear E.
  assert (P := sqrt_lt_R0 m Hm). assert (Q := sqrt_sqrt m ltac:(lra)).
  assert (E0 := Ho t 0%nat ltac:(lia)). assert (E1 := Ho t 1%nat ltac:(lia)).
  set (s := slope (layers_output 2 (scale_depth2 m) (sigma t))) in *. clearbody s.
  unfold layers_step in E0, E1. unfold layers_lambda, layers_output, tau, without, scale_depth2, two_layer_output, two_layer_lambda in *. simpl in *.
  rewrite E0, E1. set (r := sqrt m) in *. clearbody r. subst m. split; field; lra.
Qed.

Lemma two_layer_factors m (sigma : vector) : 0 < m -> let f := layers_output 2 (layers_scale 2 m) sigma in let lambda := layers_lambda 2 (layers_scale 2 m) sigma in
  factor_p m f lambda = (sigma 0%nat + sigma 1%nat) ^ 2 / m /\ factor_q m f lambda = (sigma 0%nat - sigma 1%nat) ^ 2 / m.
Proof.
  intros Hm f lambda. unfold f, lambda. destruct (scale_is_the_code m Hm) as [-> _].
  assert (P := sqrt_lt_R0 m Hm). assert (Q := sqrt_sqrt m ltac:(lra)).
  unfold layers_lambda. unfold layers_output, tau, without, scale_depth2, factor_p, factor_q. simpl. set (r := sqrt m) in *. clearbody r. subst m. split; field; lra.
Qed.
