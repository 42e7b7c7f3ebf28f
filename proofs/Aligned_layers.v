(** Aligned networks on D0 with any number L of layers, as vectors of strengths: a layer is an index below L.

    [layers_output], [layers_lambda] and [layers_step] are the exported (D2), (D3) for L = 2 and 3 ([output_is_the_code],
    [lambda_is_the_code], [step_is_the_code]). Proved for every L, with x_l = eta (s/f) tau_l^2 and c = eta f s, so that nothing is assumed of the layers,
    which may vanish (L1a):
    - sigma_l' = sigma_l (1 - x_l) ([step_ratio]), f' = f prod (1 - x_l) ([output_step]), x_l q_l = c ([ratio_square]);
    - q_i' - q_j' = (q_i - q_j) (1 - x_i x_j) ([gap_step]), x_i x_j = eta^2 s^2 N^2 prod_{k != i, j} q_k ([ratio_pair]);
    - lambda = f^2 sum 1/q_l where no layer vanishes ([lambda_by_squares]). *)

From Coq Require Import Reals Lra Psatz Lia.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Vectors.
Local Open Scope R_scope.

(** * The smallest and the largest *)

(** The smallest of the first n numbers. *)
Lemma smallest_of n (x : vector) : (0 < n)%nat -> exists l, (l < n)%nat /\ forall k, (k < n)%nat -> x l <= x k.
Proof.
  induction n as [| n IH]; intros Hn; [lia |]. destruct (Nat.eq_dec n 0) as [-> | H].
  - exists 0%nat. split; [lia |]. intros k Hk. replace k with 0%nat by lia. lra.
  - destruct (IH ltac:(lia)) as (l & Hl & Hmin). destruct (Rle_lt_dec (x n) (x l)) as [C | C].
    + exists n. split; [lia |]. intros k Hk. destruct (Nat.eq_dec k n) as [-> | E]; [lra |]. specialize (Hmin k ltac:(lia)). lra.
    + exists l. split; [lia |]. intros k Hk. destruct (Nat.eq_dec k n) as [-> | E]; [lra |]. apply Hmin. lia.
Qed.

(** The largest of the first n numbers. *)
Lemma largest_of n (x : vector) : (0 < n)%nat -> exists l, (l < n)%nat /\ forall k, (k < n)%nat -> x k <= x l.
Proof.
  intros Hn. destruct (smallest_of n (fun k => - x k) Hn) as (l & Hl & Hmin). exists l. split; [assumption |]. intros k Hk.
  specialize (Hmin k Hk). cbv beta in Hmin. lra.
Qed.

(** * Products *)

Fixpoint product (n : nat) (x : vector) : R :=
  match n with
  | O => 1
  | S k => product k x * x k
  end.

(** The factor l replaced by 1. *)
Definition without (l : nat) (x : vector) : vector := fun k => if Nat.eqb k l then 1 else x k.

Lemma without_other l k x : k <> l -> without l x k = x k.
Proof. intros H. unfold without. destruct (Nat.eqb_spec k l); [contradiction | reflexivity]. Qed.

Lemma without_same l x : without l x l = 1.
Proof. unfold without. now rewrite Nat.eqb_refl. Qed.

Lemma product_ext n x y : (forall i, (i < n)%nat -> x i = y i) -> product n x = product n y.
Proof. induction n as [| n IH]; intros H; simpl; [reflexivity |]. rewrite IH, H by (intros; auto with arith). reflexivity. Qed.

Lemma product_mult n x y : product n (fun i => x i * y i) = product n x * product n y.
Proof. induction n as [| n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma product_ones n : product n (fun _ => 1) = 1.
Proof. induction n as [| n IH]; simpl; [reflexivity | rewrite IH; ring]. Qed.

Lemma product_const n c : product n (fun _ => c) = c ^ n.
Proof. induction n as [| n IH]; simpl; [reflexivity | rewrite IH; ring]. Qed.

Lemma product_without_above n l x : (n <= l)%nat -> product n (without l x) = product n x.
Proof. intros H. apply product_ext. intros i Hi. apply without_other. lia. Qed.

Lemma product_without n l x : (l < n)%nat -> product n (without l x) * x l = product n x.
Proof.
  induction n as [| n IH]; intros H; [lia |]. simpl. destruct (Nat.eq_dec l n) as [-> | Hl].
  - rewrite without_same, product_without_above by lia. ring.
  - rewrite without_other by lia. rewrite <- (IH ltac:(lia)). ring.
Qed.

Lemma product_without_pair n i j x : (i < n)%nat -> (j < n)%nat -> i <> j ->
  product n (without i x) * product n (without j x) = product n x * product n (without i (without j x)).
Proof.
  intros Hi Hj Hij. rewrite <- (product_without n j x Hj), <- (product_without n i (without j x) Hi), without_other by assumption.
  assert (E : product n (without i x) = product n (without i (without j x)) * x j); [| rewrite E; ring].
  rewrite <- (product_without n j (without i x) Hj), without_other by lia.
  f_equal. apply product_ext. intros k _. unfold without. destruct (Nat.eqb k i), (Nat.eqb k j); reflexivity.
Qed.

Lemma product_le n x y : (forall i, (i < n)%nat -> 0 <= x i <= y i) -> 0 <= product n x <= product n y.
Proof.
  induction n as [| n IH]; intros H; simpl; [lra |].
  destruct IH as [I1 I2]; [intros; apply H; lia |]. destruct (H n) as [H1 H2]; [lia |].
  split; [now apply Rmult_le_pos | now apply Rmult_le_compat].
Qed.

Lemma product_at_least_0 n x : (forall i, (i < n)%nat -> 0 <= x i) -> 0 <= product n x.
Proof. intros H. apply (product_le n x x). intros i Hi. specialize (H i Hi). lra. Qed.

Lemma product_pos n x : (forall i, (i < n)%nat -> 0 < x i) -> 0 < product n x.
Proof.
  induction n as [| n IH]; intros H; simpl; [lra |]. apply Rmult_lt_0_compat; [apply IH; intros; apply H; lia | apply H; lia].
Qed.

Lemma product_abs n x : Rabs (product n x) = product n (fun i => Rabs (x i)).
Proof. induction n as [| n IH]; simpl; [apply Rabs_R1 | rewrite Rabs_mult, IH; reflexivity]. Qed.

Lemma product_small n x : (forall i, (i < n)%nat -> Rabs (x i) <= 1) -> Rabs (product n x) <= 1.
Proof.
  intros H. rewrite product_abs, <- (product_ones n). apply product_le. intros i Hi. split; [apply Rabs_pos | now apply H].
Qed.

(** A product of factors of size at most 1 is at most each of them. *)
Lemma product_below_factor n x l : (l < n)%nat -> (forall i, (i < n)%nat -> Rabs (x i) <= 1) -> Rabs (product n x) <= Rabs (x l).
Proof.
  intros Hl H. rewrite <- (product_without n l x Hl), Rabs_mult. assert (P := Rabs_pos (x l)).
  assert (Rabs (product n (without l x)) <= 1); [| nra].
  apply product_small. intros i Hi. unfold without. destruct (Nat.eqb i l); [rewrite Rabs_R1; lra | now apply H].
Qed.

(** A product of factors that are at least r >= 1 is at least any one of them, times the power of r. *)
Lemma product_ge_power n x r : 1 <= r -> (forall i, (i < n)%nat -> r <= x i) -> r ^ n <= product n x.
Proof.
  intros Hr H. rewrite <- product_const. apply product_le. intros i Hi. specialize (H i Hi). lra.
Qed.

Lemma product_zero n x l : (l < n)%nat -> x l = 0 -> product n x = 0.
Proof. intros Hl H. rewrite <- (product_without n l x Hl), H. ring. Qed.

Lemma product_nonzero n x l : (l < n)%nat -> product n x <> 0 -> x l <> 0.
Proof. intros Hl H E. apply H. now apply product_zero with l. Qed.

Lemma product_limit n (x : nat -> vector) (y : vector) :
  (forall i, (i < n)%nat -> is_lim_seq (fun t => x t i) (y i)) -> is_lim_seq (fun t => product n (x t)) (product n y).
Proof.
  induction n as [| n IH]; intros H; simpl; [apply is_lim_seq_const |].
  apply is_lim_seq_mult'; [apply IH; intros; apply H; lia | apply H; lia].
Qed.

Lemma sum_limit n (x : nat -> vector) (y : vector) :
  (forall i, (i < n)%nat -> is_lim_seq (fun t => x t i) (y i)) -> is_lim_seq (fun t => sum n (x t)) (sum n y).
Proof.
  induction n as [| n IH]; intros H; simpl; [apply is_lim_seq_const |].
  apply is_lim_seq_plus'; [apply IH; intros; apply H; lia | apply H; lia].
Qed.

Lemma sum_ext_below n x y : (forall i, (i < n)%nat -> x i = y i) -> sum n x = sum n y.
Proof. induction n as [| n IH]; intros H; simpl; [reflexivity |]. rewrite IH, H by (intros; auto with arith). reflexivity. Qed.

(** A sum whose terms all vanish but one. *)
Lemma sum_single n x l : (l < n)%nat -> (forall i, (i < n)%nat -> i <> l -> x i = 0) -> sum n x = x l.
Proof.
  induction n as [| n IH]; intros Hl H; [lia |]. simpl. destruct (Nat.eq_dec l n) as [-> | Hn].
  - rewrite (sum_ext_below n x (fun _ => 0)), sum_zero by (intros; apply H; lia). ring.
  - rewrite IH, (H n) by (try lia; intros; apply H; lia). ring.
Qed.

Lemma sum_term_le n x l : (l < n)%nat -> (forall i, (i < n)%nat -> 0 <= x i) -> x l <= sum n x.
Proof.
  induction n as [| n IH]; intros Hl H; [lia |]. simpl. assert (P := H n ltac:(lia)).
  destruct (Nat.eq_dec l n) as [-> | Hn].
  - assert (0 <= sum n x); [| lra]. clear - H. induction n as [| n IH]; simpl; [lra |].
    assert (P := H n ltac:(lia)). assert (0 <= sum n x) by (apply IH; intros; apply H; lia). lra.
  - assert (x l <= sum n x) by (apply IH; [lia | intros; apply H; lia]). lra.
Qed.

(** * The network *)

(** f = N prod sigma_l, tau_l = N prod_{k != l} sigma_k, lambda = sum tau_l^2, and a step (D3). *)
Definition layers_output (L : nat) (N : R) (sigma : vector) : R := N * product L sigma.
Definition tau (L : nat) (N : R) (sigma : vector) (l : nat) : R := N * product L (without l sigma).
Definition layers_lambda (L : nat) (N : R) (sigma : vector) : R := sum L (fun l => tau L N sigma l ^ 2).
Definition layers_step (L : nat) (eta N s : R) (sigma : vector) : vector := fun l => sigma l - eta * s * tau L N sigma l.

Definition two_layers (a b : R) : vector := fun l => match l with O => a | _ => b end.
Definition three_layers (a b c : R) : vector := fun l => match l with O => a | S O => b | _ => c end.

Lemma output_is_the_code N a b c :
  layers_output 2 N (two_layers a b) = aligned_output_depth2 N a b /\
  layers_output 3 N (three_layers a b c) = aligned_output_depth3 N a b c.
Proof. unfold layers_output, aligned_output_depth2, aligned_output_depth3. simpl. split; ring. Qed.

Lemma lambda_is_the_code N a b c :
  layers_lambda 2 N (two_layers a b) = aligned_lambda_depth2 N a b /\
  layers_lambda 3 N (three_layers a b c) = aligned_lambda_depth3 N a b c.
Proof.
  unfold layers_lambda, tau, aligned_lambda_depth2, aligned_lambda_depth3, without. simpl. split; ring.
Qed.

Lemma step_is_the_code eta N s a b c :
  (let next := layers_step 2 eta N s (two_layers a b) in
   next 0%nat = aligned_step_1_depth2 eta N s a b /\ next 1%nat = aligned_step_2_depth2 eta N s a b) /\
  (let next := layers_step 3 eta N s (three_layers a b c) in
   next 0%nat = aligned_step_1_depth3 eta N s a b c /\ next 1%nat = aligned_step_2_depth3 eta N s a b c /\
   next 2%nat = aligned_step_3_depth3 eta N s a b c).
Proof.
  unfold layers_step, tau, without, aligned_step_1_depth2, aligned_step_2_depth2, aligned_step_1_depth3, aligned_step_2_depth3,
    aligned_step_3_depth3. simpl. repeat split; ring.
Qed.

(** sigma t are the strengths at step t. *)
Definition aligned_orbit (slope : R -> R) (L : nat) (eta N : R) (sigma : nat -> vector) : Prop :=
  forall t l, (l < L)%nat -> sigma (S t) l = layers_step L eta N (slope (layers_output L N (sigma t))) (sigma t) l.

Lemma aligned_orbit_shift slope L eta N sigma T :
  aligned_orbit slope L eta N sigma -> aligned_orbit slope L eta N (fun t => sigma (T + t)%nat).
Proof. intros H t l Hl. rewrite <- plus_n_Sm. now apply H. Qed.

(** * (L1a) *)

Section Identities.

Variables (L : nat) (eta N g : R) (sigma : vector).

(** g is the ratio s/f: s = g f, also where f = 0. *)
Let f := layers_output L N sigma.
Let s := g * f.
Let next := layers_step L eta N s sigma.
Definition ratio (l : nat) : R := eta * g * tau L N sigma l ^ 2.

Lemma tau_output l : (l < L)%nat -> tau L N sigma l * sigma l = f.
Proof. intros H. unfold tau, f, layers_output. rewrite <- (product_without L l sigma H). ring. Qed.

Lemma step_ratio l : (l < L)%nat -> next l = sigma l * (1 - ratio l).
Proof. intros H. unfold next, layers_step, s, ratio. rewrite <- (tau_output l H). ring. Qed.

Lemma ratio_square l : (l < L)%nat -> ratio l * sigma l ^ 2 = eta * f * s.
Proof.
  intros H. unfold ratio, s. replace (eta * f * (g * f)) with (eta * g * f ^ 2) by ring. rewrite <- (tau_output l H). ring.
Qed.

Lemma output_step : layers_output L N next = f * product L (fun l => 1 - ratio l).
Proof.
  unfold layers_output. rewrite (product_ext L next (fun l => sigma l * (1 - ratio l)) (fun l H => step_ratio l H)), product_mult.
  unfold f, layers_output. ring.
Qed.

Lemma tau_step l : (l < L)%nat -> tau L N next l = tau L N sigma l * product L (without l (fun k => 1 - ratio k)).
Proof.
  intros H. unfold tau. rewrite (product_ext L (without l next) (fun k => without l sigma k * without l (fun k => 1 - ratio k) k)), product_mult.
  - ring.
  - intros k Hk. unfold without. destruct (Nat.eqb k l); [ring | now apply step_ratio].
Qed.

Lemma gap_step i j : (i < L)%nat -> (j < L)%nat ->
  next i ^ 2 - next j ^ 2 = (sigma i ^ 2 - sigma j ^ 2) * (1 - ratio i * ratio j).
Proof.
  intros Hi Hj. rewrite (step_ratio i Hi), (step_ratio j Hj). assert (Ei := ratio_square i Hi). assert (Ej := ratio_square j Hj).
  set (x := ratio i) in *. set (y := ratio j) in *. set (p := sigma i) in *. set (q := sigma j) in *. set (c := eta * f * s) in *.
  replace ((p * (1 - x)) ^ 2) with (p ^ 2 - 2 * (x * p ^ 2) + (x * p ^ 2) * x) by ring.
  replace ((q * (1 - y)) ^ 2) with (q ^ 2 - 2 * (y * q ^ 2) + (y * q ^ 2) * y) by ring.
  replace ((p ^ 2 - q ^ 2) * (1 - x * y)) with (p ^ 2 - q ^ 2 - (x * p ^ 2) * y + x * (y * q ^ 2)) by ring.
  rewrite Ei, Ej. ring.
Qed.

Lemma ratio_pair i j : (i < L)%nat -> (j < L)%nat -> i <> j ->
  ratio i * ratio j = (eta * s) ^ 2 * N ^ 2 * product L (without i (without j (fun k => sigma k ^ 2))).
Proof.
  intros Hi Hj Hij.
  assert (E : tau L N sigma i * tau L N sigma j = N * f * product L (without i (without j sigma))).
  { unfold tau, f, layers_output.
    replace (N * product L (without i sigma) * (N * product L (without j sigma)))
      with (N * N * (product L (without i sigma) * product L (without j sigma))) by ring.
    rewrite product_without_pair by assumption. ring. }
  assert (Q : product L (without i (without j (fun k => sigma k ^ 2))) = product L (without i (without j sigma)) ^ 2).
  { simpl. rewrite Rmult_1_r, <- product_mult. apply product_ext. intros k _.
    unfold without. destruct (Nat.eqb k i), (Nat.eqb k j); ring. }
  rewrite Q. unfold ratio, s.
  replace (eta * g * tau L N sigma i ^ 2 * (eta * g * tau L N sigma j ^ 2))
    with ((eta * g) ^ 2 * (tau L N sigma i * tau L N sigma j) ^ 2) by ring.
  rewrite E. ring.
Qed.

(** Where no layer vanishes, lambda = f^2 sum 1/q_l. *)
Lemma lambda_by_squares : (forall l, (l < L)%nat -> sigma l <> 0) ->
  layers_lambda L N sigma = f ^ 2 * sum L (fun l => 1 / sigma l ^ 2).
Proof.
  intros H. unfold layers_lambda. rewrite <- sum_scale. apply sum_ext_below. intros l Hl. rewrite <- (tau_output l Hl). field. now apply H.
Qed.

End Identities.

(** The same along an orbit, for a ratio s/f of which nothing is asked where f = 0 but s = 0. *)
Lemma orbit_ratio slope L eta N sigma t g l : aligned_orbit slope L eta N sigma ->
  slope (layers_output L N (sigma t)) = g * layers_output L N (sigma t) -> (l < L)%nat ->
  sigma (S t) l = sigma t l * (1 - ratio L eta N g (sigma t) l).
Proof. intros Ho Hg Hl. rewrite Ho, Hg by assumption. now apply step_ratio. Qed.

Lemma orbit_output slope L eta N sigma t g : aligned_orbit slope L eta N sigma ->
  slope (layers_output L N (sigma t)) = g * layers_output L N (sigma t) ->
  layers_output L N (sigma (S t)) = layers_output L N (sigma t) * product L (fun l => 1 - ratio L eta N g (sigma t) l).
Proof.
  intros Ho Hg. rewrite <- output_step. unfold layers_output at 1 2. f_equal. apply product_ext. intros l Hl. rewrite Ho, Hg by assumption.
  reflexivity.
Qed.
