(** What a certificate about an aligned network on D0 claims, and the steps from the checker's lemmas to these claims: the library of the files
    that `catapult export coq --certificate` prints.

    The phases are those of Two_layer_certificates.v, about f = N prod sigma_l. A certificate's orbit is any sequence of strengths that starts at the
    stated numbers and moves by (D3) of its loss. The functions of Aligned_enclosure.v enclose it inside Coq; what follows is said by
    Aligned_hypotheses.v and Aligned_balanced.v.

    - [lazy_from], [catapult_from], [divergent_from]: phases of an orbit from what is known from step T on;
    - [ends_at]: the claimed limits of the strengths, lambda and the sharpness, which at a minimum is kappa lambda; [ends_by_trap], [ends_together], [ends_at_zero], [ends_at_rest]. *)


From Coq Require Import Reals Lra Lia ZArith List Bool.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Float.Sig.
From Catapult Require Hyperbolic.
From Catapult Require Export Two_layer_certificates.
From Catapult Require Export Vectors Aligned_layers Aligned_lazy Aligned_trap Aligned_safe Aligned_divergence Aligned_degenerate Aligned_balanced Aligned_scale Aligned_hypotheses Aligned_enclosure.
From Catapult Require Export Standard_interval.
Export ListNotations.
Open Scope R_scope.

(** * Vectors of numbers *)

(* The entries of a list. *)
Definition entries (x : list R) : vector := fun k => nth k x 0.

(* A goal about every layer k of a hypothesis k < L, with L a numeral. *)
Ltac each_layer k tactic := first [exfalso; lia | destruct k as [| k]; [tactic | each_layer k tactic]].

(* Products of numerals as arithmetic. *)
Ltac write_products := cbv [entries nth product without Nat.eqb Nat.sub].

Module Aligned (F : FloatOps with Definition sensible_format := true).

Module Export Boxes := Layers F.

Section Claims.

Variable l : problem_loss.
Variables (L : nat) (eta N : R) (sigma : nat -> vector).
Let f t := layers_output L N (sigma t).

(** * Phases *)

Lemma lazy_from T : is_lim_seq (fun t => f (T + t)%nat) 0 -> (forall t, (t < T)%nat -> Rabs (f (S t)) <= Rabs (f t)) ->
  (forall t, Rabs (f (T + S t)%nat) <= Rabs (f (T + t)%nat)) -> lazy l f.
Proof.
  intros tends before later. apply lazy_by_falls; [now apply limit_from with T |].
  exact (falls_for_ever (fun t => Rabs (f t)) T before later).
Qed.

Lemma catapult_from T t : is_lim_seq (fun t => f (T + t)%nat) 0 -> Rabs (f t) < Rabs (f (S t)) -> catapult l f.
Proof. intros tends rise. exact (catapult_by_convergence l f t (limit_from f T 0 tends) rise). Qed.

Lemma divergent_from T : layers_diverge L N (fun t => sigma (T + t)%nat) -> divergent l f.
Proof. intros [_ tends]. apply divergent_by_size. exact (limit_from (fun t => Rabs (f t)) T p_infty tends). Qed.

(* sigma and -sigma in turn, f not 0: a 2-cycle. *)
Definition oscillating : Prop := (forall t k, (k < L)%nat -> sigma (S t) k = - sigma t k) /\ forall t, f t <> 0.

(** * Limits *)

Definition within (bounds : R * R) (x : R) : Prop := fst bounds <= x <= snd bounds.

(* The layer that tends to 0, alone; or several of them do. *)
Definition vanishes (layer : option nat) (limit : vector) : Prop :=
  match layer with
  | Some j => (j < L)%nat /\ limit j = 0 /\ forall k, (k < L)%nat -> k <> j -> limit k <> 0
  | None => exists i j, (i < L)%nat /\ (j < L)%nat /\ i <> j /\ limit i = 0 /\ limit j = 0
  end.

(* The strengths tend to numbers in these intervals, lambda and the sharpness too. At a minimum, where s = 0, the sharpness is kappa lambda. *)
Definition ends_at (layers : list (R * R)) (layer : option nat) (lambda sharpness : R * R) : Prop :=
  exists limit : vector,
  (forall k, (k < L)%nat -> is_lim_seq (fun t => sigma t k) (limit k)) /\
  (forall k, (k < L)%nat -> within (nth k layers (0, 0)) (limit k)) /\ vanishes layer limit /\
  is_lim_seq (fun t => layers_lambda L N (sigma t)) (layers_lambda L N limit) /\
  within lambda (layers_lambda L N limit) /\ within sharpness (kappa l * layers_lambda L N limit).

Lemma sharpness_within_kernel low high bounds x : low <= x <= high -> fst bounds <= kappa l * low -> kappa l * high <= snd bounds -> within bounds (kappa l * x).
Proof.
  intros H B1 B2. assert (P := kappa_nonneg l). split; [apply Rle_trans with (1 := B1) | apply Rle_trans with (2 := B2)]; apply Rmult_le_compat_l; lra.
Qed.

(* What [trap_at] gives from step T on. *)
Lemma ends_by_trap T j (low high : vector) (t_low t_up drift : R) layers lambda sharpness : (j < L)%nat ->
  (exists limit : vector, (forall k, (k < L)%nat -> is_lim_seq (fun t => sigma (T + t)%nat k) (limit k)) /\ limit j = 0 /\
    (forall k, (k < L)%nat -> k <> j -> 0 < sigma T k * limit k /\ low k - drift <= limit k ^ 2 <= high k) /\
    t_low <= layers_lambda L N limit <= t_up) ->
  within (nth j layers (0, 0)) 0 ->
  (forall k x, (k < L)%nat -> k <> j -> 0 < sigma T k * x -> low k - drift <= x ^ 2 <= high k -> within (nth k layers (0, 0)) x) ->
  fst lambda <= t_low -> t_up <= snd lambda -> fst sharpness <= kappa l * t_low -> kappa l * t_up <= snd sharpness ->
  ends_at layers (Some j) lambda sharpness.
Proof.
  intros Hj (limit & LimT & Ej & Rest & Bl) Wj Wk B1 B2 B3 B4. exists limit.
  assert (Lim : forall k, (k < L)%nat -> is_lim_seq (fun t => sigma t k) (limit k)).
  { intros k Hk. exact (limit_from (fun t => sigma t k) T (limit k) (LimT k Hk)). }
  split; [assumption | split; [| split; [| split; [| split]]]].
  - intros k Hk. destruct (Nat.eq_dec k j) as [-> | Hkj]; [now rewrite Ej |]. destruct (Rest k Hk Hkj). now apply Wk.
  - split; [assumption | split; [assumption |]]. intros k Hk Hkj E. destruct (Rest k Hk Hkj) as [P _]. rewrite E in P. lra.
  - apply (layers_limits L N sigma limit Lim).
  - split; lra.
  - now apply sharpness_within_kernel with t_low t_up.
Qed.

(* What [degenerate_at] gives from step T on: x is the limit of layer k, with the bounds b from above and [known] from below. *)
Lemma ends_together T (group : nat -> bool) i j (high : vector) (known : nat -> R -> Prop) layers lambda sharpness :
  (i < L)%nat -> (j < L)%nat -> i <> j -> group i = true -> group j = true ->
  (exists limit : vector, (forall k, (k < L)%nat -> is_lim_seq (fun t => sigma (T + t)%nat k) (limit k)) /\
    (forall k, (k < L)%nat -> group k = true -> limit k = 0) /\ layers_lambda L N limit = 0 /\
    forall k, (k < L)%nat -> group k = false -> 0 <= sigma T k * limit k /\ limit k ^ 2 <= high k /\ known k (limit k ^ 2)) ->
  (forall k, (k < L)%nat -> group k = true -> within (nth k layers (0, 0)) 0) ->
  (forall k x, (k < L)%nat -> group k = false -> 0 <= sigma T k * x -> x ^ 2 <= high k -> known k (x ^ 2) -> within (nth k layers (0, 0)) x) ->
  within lambda 0 -> within sharpness 0 -> ends_at layers None lambda sharpness.
Proof.
  intros Hi Hj Hij Gi Gj (limit & LimT & Z & El & Rest) Wg Wk Wl Ws. exists limit.
  assert (Lim : forall k, (k < L)%nat -> is_lim_seq (fun t => sigma t k) (limit k)).
  { intros k Hk. exact (limit_from (fun t => sigma t k) T (limit k) (LimT k Hk)). }
  destruct (layers_limits L N sigma limit Lim) as (_ & _ & Ll). rewrite El in *. rewrite Rmult_0_r.
  refine (conj Lim (conj _ (conj _ (conj Ll (conj Wl Ws))))).
  - intros k Hk. destruct (group k) eqn:Gk; [rewrite (Z k Hk Gk); now apply Wg |]. destruct (Rest k Hk Gk) as (B1 & B2 & B3). now apply Wk.
  - exists i, j. repeat split; try assumption; now apply Z.
Qed.

(* Every layer tends to 0. *)
Lemma ends_at_zero layers lambda sharpness : (2 <= L)%nat -> (forall k, (k < L)%nat -> is_lim_seq (fun t => sigma t k) 0) ->
  (forall k, (k < L)%nat -> within (nth k layers (0, 0)) 0) -> within lambda 0 -> within sharpness 0 -> ends_at layers None lambda sharpness.
Proof.
  intros HL Lim W Wl Ws. exists (fun _ => 0). destruct (layers_limits L N sigma (fun _ => 0) Lim) as (_ & _ & Ll).
  assert (E : layers_lambda L N (fun _ => 0) = 0).
  { rewrite (lambda_of_vanishing L N (fun _ => 0) 0) by (lia || reflexivity). unfold tau. rewrite (product_zero L _ 1); [ring | lia |]. now rewrite without_other. }
  rewrite E in *. rewrite Rmult_0_r. refine (conj Lim (conj W (conj _ (conj Ll (conj Wl Ws))))).
  exists 0%nat, 1%nat. repeat split; lia || reflexivity.
Qed.

(* The orbit rests from step T on. *)
Lemma ends_at_rest T layers layer lambda sharpness : (forall t k, (k < L)%nat -> sigma (T + t)%nat k = sigma T k) ->
  (forall k, (k < L)%nat -> within (nth k layers (0, 0)) (sigma T k)) -> vanishes layer (sigma T) ->
  within lambda (layers_lambda L N (sigma T)) -> within sharpness (kappa l * layers_lambda L N (sigma T)) -> ends_at layers layer lambda sharpness.
Proof.
  intros Rest W V Wl Ws. assert (Lim : forall k, (k < L)%nat -> is_lim_seq (fun t => sigma t k) (sigma T k)).
  { intros k Hk. apply (limit_from (fun t => sigma t k) T), is_lim_seq_ext with (fun _ => sigma T k); [intros t; now rewrite Rest | apply is_lim_seq_const]. }
  exists (sigma T). destruct (layers_limits L N sigma (sigma T) Lim) as (_ & _ & Ll). exact (conj Lim (conj W (conj V (conj Ll (conj Wl Ws))))).
Qed.

End Claims.

End Aligned.

(* For short orbits: on the integers of the standard library, with the axioms of the reals only. *)
Module Standard_layers := Aligned Standard_numbers.

(* For long orbits: on machine integers, with Coq's axioms about them as well. *)
Module Machine_layers := Aligned Machine_numbers.
