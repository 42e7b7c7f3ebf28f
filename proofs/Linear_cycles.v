(** Cycles and basins of the linear predictor: the lemmas of src/certify/cycle.rs and src/certify/cycle_basin.rs, and the checks
    src/certify/checks/linear_contraction.rs and linear_cycle.rs that rest on them.

    The slope of an iterate is the product of the slopes along the orbit, `iterate_slope`. The hypotheses are the conditions that
    the program tests with balls; Linear_enclosure.v tests them inside Coq. *)

From Coq Require Import Reals Lra Lia Psatz List ZArith.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic Descent Logistic_linear Empirical Linear_checks.
Import ListNotations.
Open Scope R_scope.

(** * Iterates and their slopes *)

Section Iterates.

Variables F F' : R -> R.
Hypothesis derives : forall v, is_derive F v (F' v).

(** (F^n)'(v), by the chain rule. *)
Fixpoint iterate_slope (v : R) (n : nat) : R :=
  match n with
  | O => 1
  | S n => F' (orbit F v n) * iterate_slope v n
  end.

Lemma iterate_derives n v : is_derive (fun v => orbit F v n) v (iterate_slope v n).
Proof.
  induction n as [|n IH]; simpl; [apply @is_derive_id |].
  evar_last.
  { apply (is_derive_comp F (fun v => orbit F v n)); [apply derives | exact IH]. }
  unfold scal; simpl. unfold mult; simpl. ring.
Qed.

Lemma iterate_continuous n v : continuity_pt (fun v => orbit F v n) v.
Proof. apply derivable_continuous_pt. exists (iterate_slope v n). apply is_derive_Reals, iterate_derives. Qed.

(** The iterate of an iterate. *)
Lemma orbit_of_iterate k w j : orbit (fun v => orbit F v k) w j = orbit F w (j * k).
Proof. induction j as [|j IH]; simpl; [reflexivity |]. rewrite IH. apply orbit_add. Qed.

(** ** Interval Newton *)

(** D holds of the slopes of F^n on [a, b], and its numbers are on one side of 1; N holds of the Newton images c - (F^n(c) - c)/(d - 1)
    for all d of D, and its numbers are inside (a, b). Then F^n has exactly one fixed point in [a, b], and N holds of it.
    (D and N are the enclosures of the program, as sets.) *)
Theorem interval_newton (n : nat) (a b c : R) (D N : R -> Prop) :
  a <= c <= b ->
  (forall v, a <= v <= b -> D (iterate_slope v n)) ->
  (forall d, D d -> 1 < d) \/ (forall d, D d -> d < 1) ->
  (forall d, D d -> N (c - (orbit F c n - c) / (d - 1))) ->
  (forall y, N y -> a < y < b) ->
  exists x, N x /\ a < x < b /\ orbit F x n = x /\ forall y, a <= y <= b -> orbit F y n = y -> y = x.
Proof.
  intros Hc Hd H1 HN Hin.
  set (G := fun v => orbit F v n - v).
  assert (HG : forall v, is_derive G v (iterate_slope v n - 1)).
  { intros v. apply (is_derive_minus (fun v => orbit F v n) (fun v => v)); [apply iterate_derives | apply @is_derive_id]. }
  assert (Hcont : forall v, continuity_pt G v).
  { intros v. apply derivable_continuous_pt. exists (iterate_slope v n - 1). apply is_derive_Reals, HG. }
  (* the mean value theorem from the centre *)
  assert (Hmv : forall x, a <= x <= b -> exists d, D d /\ G x = G c + (d - 1) * (x - c)).
  { intros x Hx. destruct (MVT_gen G c x (fun v => iterate_slope v n - 1)) as [z [Hz Ez]].
    - intros z _. apply HG. - intros z _. apply Hcont.
    - exists (iterate_slope z n). split; [| lra]. apply Hd.
      unfold Rmin, Rmax in Hz. destruct (Rle_dec c x); lra. }
  assert (Hnz : forall d, D d -> d - 1 <> 0) by (intros d I E; destruct H1 as [H1 | H1]; specialize (H1 d I); lra).
  (* so N holds of x - G(x)/(d - 1) *)
  assert (Hnew : forall x, a <= x <= b -> exists d, D d /\ N (x - G x / (d - 1))).
  { intros x Hx. destruct (Hmv x Hx) as [d [Id Ed]]. exists d. split; [assumption |].
    replace (x - G x / (d - 1)) with (c - (orbit F c n - c) / (d - 1)); [now apply HN |].
    rewrite Ed. unfold G. field. now apply Hnz. }
  assert (Hab : a < b).
  { destruct (Hnew c Hc) as [d [_ I]]. apply Hin in I. lra. }
  destruct (Hnew a ltac:(lra)) as [da [Ida Ia]]. destruct (Hnew b ltac:(lra)) as [db [Idb Ib]].
  apply Hin in Ia. apply Hin in Ib.
  assert (Qa : G a / (da - 1) < 0) by lra. assert (Qb : 0 < G b / (db - 1)) by lra.
  assert (Ea : G a = G a / (da - 1) * (da - 1)) by (field; now apply Hnz).
  assert (Eb : G b = G b / (db - 1) * (db - 1)) by (field; now apply Hnz).
  assert (Hroot : exists x, a <= x <= b /\ G x = 0).
  { destruct H1 as [Hup | Hdown].
    - pose proof (Hup da Ida). pose proof (Hup db Idb).
      destruct (IVT G a b) as [x [Ix Ex]]; [exact Hcont | assumption | nra | nra |]. now exists x.
    - pose proof (Hdown da Ida). pose proof (Hdown db Idb).
      destruct (IVT (fun v => - G v) a b) as [x [Ix Ex]]; [| assumption | nra | nra |].
      + intros v. apply continuity_pt_opp, Hcont.
      + exists x. split; [assumption | lra]. }
  destruct Hroot as [x [Ix Ex]].
  assert (Nx : N x).
  { destruct (Hnew x Ix) as [d [Id I]]. rewrite Ex in I. unfold Rdiv in I. now rewrite Rmult_0_l, Rminus_0_r in I. }
  exists x. split; [assumption | split; [now apply Hin | split]].
  - unfold G in Ex. lra.
  - intros y Iy Ey. destruct (Req_dec y x) as [| Hne]; [assumption | exfalso].
    destruct (MVT_gen G x y (fun v => iterate_slope v n - 1)) as [z [Hz Ez]].
    + intros z _. apply HG. + intros z _. apply Hcont.
    + assert (Iz : a <= z <= b) by (unfold Rmin, Rmax in Hz; destruct (Rle_dec x y); lra).
      specialize (Hd z Iz). assert (E0 : G y = 0) by (unfold G; lra). rewrite E0, Ex in Ez.
      assert (Hp : (iterate_slope z n - 1) * (y - x) = 0) by lra.
      apply Rmult_integral in Hp. destruct Hp as [Hp | Hp]; [| lra]. now apply (Hnz (iterate_slope z n)).
Qed.

(** ** Prime period *)

Lemma common_period x m n : (0 < m)%nat -> orbit F x m = x -> orbit F x n = x -> orbit F x (Nat.gcd m n) = x.
Proof.
  intros Hm Em En. destruct (Nat.gcd_bezout_pos m n Hm) as [i [j E]].
  pose proof (orbit_periodic F x m Em i) as Pi. rewrite E in Pi.
  rewrite <- (orbit_add F x (j * n) (Nat.gcd m n)) in Pi.
  now rewrite (orbit_periodic F x n En j) in Pi.
Qed.

(** If F^d maps N off itself for every proper divisor d of n, a fixed point of F^n in N has the prime period n. *)
Theorem prime_period (n : nat) (N : R -> Prop) (x : R) :
  N x -> orbit F x n = x ->
  (forall d, (0 < d < n)%nat -> Nat.divide d n -> forall v, N v -> ~ N (orbit F v d)) ->
  forall d, (0 < d < n)%nat -> orbit F x d <> x.
Proof.
  intros Hx En Hdiv d Hd Ed.
  pose proof (common_period x d n ltac:(lia) Ed En) as Eg.
  pose proof (Nat.gcd_divide_l d n) as Dl. pose proof (Nat.gcd_divide_r d n) as Dr.
  assert (Hg : (0 < Nat.gcd d n)%nat).
  { destruct (Nat.eq_dec (Nat.gcd d n) 0) as [Z | Z]; [| lia]. apply Nat.gcd_eq_0_l in Z. lia. }
  pose proof (Nat.divide_pos_le _ d (proj1 Hd) Dl) as Hle.
  apply (Hdiv (Nat.gcd d n) ltac:(lia) Dr x Hx). now rewrite Eg.
Qed.

(** ** Basins *)

(** F^k maps the pieces of [a, b] into [a, b], each with slopes of size at most some rho < 1. Then F^k brings every orbit of
    [a, b] to its fixed point there. *)
Definition contracts (k : nat) (a b : R) (pieces : list (R * R)) : Prop :=
  (forall v, a <= v <= b -> exists piece, In piece pieces /\ fst piece <= v <= snd piece) /\
  (forall piece, In piece pieces -> exists rho, rho < 1 /\
     forall v, fst piece <= v <= snd piece -> a < orbit F v k < b /\ Rabs (iterate_slope v k) <= rho).

Lemma largest_bound k a b pieces :
  (forall piece, In piece pieces -> exists rho, rho < 1 /\
     forall v, fst piece <= v <= snd piece -> a < orbit F v k < b /\ Rabs (iterate_slope v k) <= rho) ->
  exists rho, rho < 1 /\ forall piece, In piece pieces ->
     forall v, fst piece <= v <= snd piece -> Rabs (iterate_slope v k) <= rho.
Proof.
  induction pieces as [|piece pieces IH]; intros H.
  - exists 0. split; [lra | now intros ? []].
  - destruct IH as [r [Hr Hall]]; [intros p Hp; apply H; now right |].
    destruct (H piece (or_introl eq_refl)) as [s [Hs Hhere]].
    exists (Rmax r s). split; [now apply Rmax_lub_lt |].
    intros p [<- | Hp] v Hv.
    + eapply Rle_trans; [apply (Hhere v Hv) | apply Rmax_r].
    + eapply Rle_trans; [apply (Hall p Hp v Hv) | apply Rmax_l].
Qed.

Theorem basin_converges (k : nat) (a b x w : R) (pieces : list (R * R)) :
  contracts k a b pieces -> a <= x <= b -> orbit F x k = x -> a <= w <= b ->
  is_lim_seq (fun j => orbit F w (j * k)) x.
Proof.
  intros [Hcover Hpieces] Hx Ex Hw.
  destruct (largest_bound k a b pieces Hpieces) as [rho [Hr Hb]].
  apply is_lim_seq_ext with (orbit (fun v => orbit F v k) w); [intros j; apply orbit_of_iterate |].
  apply (contraction_convergence (fun v => orbit F v k) (fun v => iterate_slope v k) a b rho); try assumption.
  - intros v Hv. destruct (Hcover v Hv) as [p [Hp Iv]]. destruct (Hpieces p Hp) as [r [_ H]]. specialize (H v Iv). lra.
  - intros v _. apply iterate_derives.
  - intros v Hv. destruct (Hcover v Hv) as [p [Hp Iv]]. now apply (Hb p Hp).
Qed.

Lemma iterate_limit (u : nat -> nat) w (x : R) i :
  is_lim_seq (fun j => orbit F w (u j)) x -> is_lim_seq (fun j => orbit F w (i + u j)) (orbit F x i).
Proof.
  intros H. apply is_lim_seq_ext with (fun j => orbit F (orbit F w (u j)) i); [intros; apply orbit_add |].
  apply (is_lim_seq_continuous (fun v => orbit F v i) (fun j => orbit F w (u j)) x); [apply iterate_continuous | exact H].
Qed.

(** Residues: if the subsequences u_{jk+r} of all residues r < k tend to p, so does u. *)
Lemma limit_of_residues (u : nat -> R) (k : nat) (p : R) :
  (0 < k)%nat -> (forall r, (r < k)%nat -> is_lim_seq (fun j => u (j * k + r)%nat) p) -> is_lim_seq u p.
Proof.
  intros Hk H. apply is_lim_seq_R. intros eps He.
  assert (Hall : forall m, (m <= k)%nat -> exists N, forall r, (r < m)%nat -> forall j, (N <= j)%nat ->
    Rabs (u (j * k + r)%nat - p) < eps).
  { intros m. induction m as [|m IH]; intros Hm; [exists O; lia |].
    destruct IH as [N HN]; [lia |].
    destruct (proj1 (is_lim_seq_R _ _) (H m ltac:(lia)) eps He) as [M HM].
    exists (Nat.max N M). intros r Hr j Hj. destruct (Nat.eq_dec r m) as [-> |]; [apply HM | apply HN]; lia. }
  destruct (Hall k (le_n k)) as [N HN]. exists (N * k)%nat. intros t Ht.
  rewrite (Nat.div_mod_eq t k), (Nat.mul_comm k). apply HN.
  - apply Nat.mod_upper_bound. lia.
  - apply Nat.div_le_lower_bound; [lia |]. lia.
Qed.

(** The subsequences of a period p n converge to the cycle as those of the period n do. *)
Lemma cycle_limits (n q : nat) w x :
  (0 < q)%nat -> orbit F x n = x -> is_lim_seq (fun j => orbit F w (j * (q * n))) x ->
  forall i, is_lim_seq (fun j => orbit F w (j * n + i)) (orbit F x i).
Proof.
  intros Hq Ex Hl i. apply (limit_of_residues (fun j => orbit F w (j * n + i)) q); [assumption |].
  intros r _.
  assert (Er : orbit F x i = orbit F x (r * n + i)).
  { rewrite Nat.add_comm, <- orbit_add. now rewrite (orbit_periodic F x n Ex r). }
  rewrite Er. apply is_lim_seq_ext with (fun j => orbit F w ((r * n + i) + j * (q * n))).
  - intros j. f_equal. lia.
  - now apply iterate_limit.
Qed.

End Iterates.

(** * The checks *)

Section Checks.

Variables (l : loss) (points : data) (eta w0 : R).
Let F : R -> R := linear_map l points eta.

(** F'(v) = 1 - eta L''(v). *)
Definition map_slope (v : R) : R := 1 - eta * risk_curvature l points v.

Lemma map_derives v : is_derive F v (map_slope v).
Proof. apply linear_map_derives. Qed.

(** linear_cycle: an n-cycle proved by interval Newton, a basin for F^k with n dividing k around a point of it, and the orbit
    inside at step T. N is the Newton image of the region [a, b]; the cycle's point lies there, and the basin contains N. *)
Theorem linear_cycle (n q T : nat) (a b c : R) (D N : R -> Prop) (left right : R) (pieces : list (R * R)) :
  (2 <= n)%nat -> (0 < q)%nat ->
  (* prove_cycle *)
  a <= c <= b ->
  (forall v, a <= v <= b -> D (iterate_slope F map_slope v n)) ->
  (forall d, D d -> 1 < d) \/ (forall d, D d -> d < 1) ->
  (forall d, D d -> N (c - (orbit F c n - c) / (d - 1))) ->
  (forall y, N y -> a < y < b) ->
  (forall d, (0 < d < n)%nat -> Nat.divide d n -> forall v, N v -> ~ N (orbit F v d)) ->
  (* prove_basin *)
  (forall y, N y -> left < y < right) ->
  contracts F map_slope (q * n) left right pieces ->
  (* follow *)
  left < orbit F w0 T < right ->
  oscillating l points eta w0 n /\
  exists x, N x /\ orbit F x n = x /\
    forall i, is_lim_seq (fun j => orbit F w0 (j * n + i + T)) (orbit F x i).
Proof.
  intros Hn Hq Hc Hd H1 HN Hin Hprime Hinside Hbasin HT.
  destruct (interval_newton F map_slope map_derives n a b c D N) as [x [Ix [_ [Ex _]]]]; try assumption.
  pose proof (Hinside x Ix) as Ib.
  assert (Hlim : forall i, is_lim_seq (fun j => orbit F (orbit F w0 T) (j * n + i)) (orbit F x i)).
  { apply (cycle_limits F map_slope map_derives n q); try assumption.
    apply (basin_converges F map_slope map_derives (q * n) left right x _ pieces); try assumption; try lra.
    now apply orbit_periodic. }
  split.
  - split; [assumption |]. apply (cycle_from_step _ w0 T n); [lia |]. exists x. repeat split.
    + assumption.
    + now apply (prime_period F n N x).
    + exact Hlim.
  - exists x. repeat split; try assumption.
    intros i. apply is_lim_seq_ext with (fun j => orbit F (orbit F w0 T) (j * n + i)); [| apply Hlim].
    intros j. apply orbit_add.
Qed.

(** linear_contraction: a basin of the minimiser for F^k, the orbit inside at step T, and a rise of the loss before. *)
Theorem linear_contraction (k T rise : nat) (left right p : R) (pieces : list (R * R)) :
  (0 < k)%nat ->
  risk_slope l points p = 0 -> left < p < right ->
  contracts F map_slope k left right pieces ->
  risk l points (orbit F w0 rise) < risk l points (orbit F w0 (S rise)) ->
  left < orbit F w0 T < right ->
  catapult l points eta w0.
Proof.
  intros Hk Hp Ip Hbasin Hrise HT. apply (catapult_from_step l points eta w0 T rise); [exact Hrise |].
  assert (Hfix : orbit F p 1 = p) by (simpl; unfold F; rewrite linear_map_step, Hp; ring).
  exists p. repeat split; [assumption | now apply stationary_minimises |].
  assert (Hlim : forall i, is_lim_seq (fun j => orbit F (orbit F w0 T) (j * 1 + i)) (orbit F p i)).
  { apply (cycle_limits F map_slope map_derives 1 k); try assumption.
    apply (basin_converges F map_slope map_derives (k * 1) left right p _ pieces); try lra.
    - now rewrite Nat.mul_1_r.
    - now apply orbit_periodic. }
  apply is_lim_seq_ext with (fun j => orbit F (orbit F w0 T) (j * 1 + 0)); [| exact (Hlim O)].
  intros j. f_equal. lia.
Qed.

End Checks.
