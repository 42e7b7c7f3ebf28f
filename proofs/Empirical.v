(** The risk of a linear predictor on one-dimensional data, as `Empirical` in src/model/risk.rs computes it, and its gradient step.

    Data are signed points z_i = y_i x_i with multiplicities k_i: L(w) = (1/n) sum k_i l(w z_i), n = sum k_i. The losses are those
    of Equations.v, which the program prints. Shown here: the derivatives, convexity, that points of both signs give exactly one
    minimiser, and that on D0 (as many points 1 as -1) the risk and its slope are the closed forms of Equations.v. *)

From Coq Require Import Reals Lra Lia Psatz List ZArith.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Equations Hyperbolic Descent Logistic_linear.
Import ListNotations.
Open Scope R_scope.

(** * Losses *)

(** A loss of the margin with its first two derivatives, strictly convex. The last two properties, which all three losses have,
    give the risk a minimiser where points of both signs occur. *)
Record loss : Type := {
  value : R -> R;
  slope : R -> R;
  curvature : R -> R;
  slope_derives : forall u, is_derive value u (slope u);
  curvature_derives : forall u, is_derive slope u (curvature u);
  curvature_positive : forall u, 0 < curvature u;
  slope_fades : forall u, 0 < u -> - slope u <= / u;
  slope_pushes : forall u, u < 0 -> / 2 <= - slope u;
}.

Lemma exp_neg_derives u : is_derive (fun u => exp (- u)) u (- exp (- u)).
Proof. auto_derive; [exact I | ring]. Qed.

Lemma exp_neg_fades u : 0 < u -> exp (- u) <= / u.
Proof.
  intros H. rewrite exp_Ropp. apply Rinv_le_contravar; [assumption |].
  pose proof (exp_ineq1 u ltac:(lra)). lra.
Qed.

Lemma exp_neg_pushes u : u < 0 -> 1 <= exp (- u).
Proof. intros H. pose proof (exp_ineq1 (- u) ltac:(lra)). lra. Qed.

Definition exponential : loss.
Proof.
  refine {| value := margin_loss_exponential; slope := margin_slope_exponential;
            curvature := margin_curvature_exponential |};
    unfold margin_loss_exponential, margin_slope_exponential, margin_curvature_exponential; intros u.
  - apply exp_neg_derives.
  - auto_derive; [exact I | ring].
  - apply exp_pos.
  - intros H. rewrite Ropp_involutive. now apply exp_neg_fades.
  - intros H. rewrite Ropp_involutive. pose proof (exp_neg_pushes u H). lra.
Defined.

(** The margin slope of the logistic loss is that of the risk on D0, shifted. *)
Lemma margin_slope_logistic_shift u : margin_slope_logistic u = slope_logistic u - 1 / 2.
Proof.
  rewrite slope_logistic_tanh. unfold margin_slope_logistic, tanh, sinh, cosh.
  replace (exp u) with (exp (u / 2) * exp (u / 2)) by (rewrite <- exp_plus; f_equal; field).
  rewrite exp_Ropp. pose proof (exp_pos (u / 2)). field. repeat split; nra.
Qed.

Definition logistic : loss.
Proof.
  refine {| value := margin_loss_logistic; slope := margin_slope_logistic; curvature := margin_curvature_logistic |};
    intros u.
  - unfold margin_loss_logistic, margin_slope_logistic. pose proof (exp_pos u). pose proof (exp_pos (- u)).
    auto_derive; [lra |]. rewrite exp_Ropp. field. lra.
  - apply (is_derive_ext (fun u => slope_logistic u - 1 / 2)).
    { intros t. symmetry. apply margin_slope_logistic_shift. }
    replace (margin_curvature_logistic u) with (curvature_logistic u - 0) by (unfold margin_curvature_logistic, curvature_logistic; ring).
    apply (is_derive_minus slope_logistic (fun _ => 1 / 2)); [apply curvature_logistic_is_derivative | apply @is_derive_const].
  - apply curvature_logistic_positive.
  - intros H. unfold margin_slope_logistic. rewrite Ropp_involutive.
    pose proof (exp_ineq1 u ltac:(lra)). unfold Rdiv. rewrite Rmult_1_l. apply Rinv_le_contravar; lra.
  - intros H. rewrite margin_slope_logistic_shift.
    pose proof (slope_logistic_increasing u 0 H) as L. rewrite slope_logistic_zero in L. lra.
Defined.

Definition squared : loss.
Proof.
  refine {| value := margin_loss_squared; slope := margin_slope_squared; curvature := margin_curvature_squared |};
    unfold margin_loss_squared, margin_slope_squared, margin_curvature_squared; intros u.
  - auto_derive; [exact I | field].
  - auto_derive; [exact I | field].
  - lra.
  - intros H. apply (Rmult_le_reg_r u); [assumption |]. rewrite Rinv_l by lra. nra.
  - intros H. lra.
Defined.

Lemma slope_increases (l : loss) x y : x < y -> slope l x < slope l y.
Proof.
  intros H. apply (strictly_increasing_from_derivative (slope l) (curvature l)); [assumption | |].
  - intros z _. apply curvature_derives.
  - intros z _. apply curvature_positive.
Qed.

Lemma slope_increases_weakly (l : loss) x y : x <= y -> slope l x <= slope l y.
Proof. intros [H | ->]; [apply Rlt_le; now apply slope_increases | lra]. Qed.

(** * Means over the data *)

(** Signed points z with multiplicities. *)
Definition data : Type := list (R * positive).

Definition multiplicity (k : positive) : R := IZR (Zpos k).

Fixpoint total (points : data) (term : R -> R) : R :=
  match points with
  | [] => 0
  | (z, k) :: points => term z * multiplicity k + total points term
  end.

(** n, counted with multiplicities. *)
Definition count (points : data) : R := total points (fun _ => 1).

(** (1/n) sum k_i term(z_i). *)
Definition mean (points : data) (term : R -> R) : R := total points term / count points.

(** A signed point of the data. *)
Definition occurs (points : data) (z : R) : Prop := exists k, In (z, k) points.

Lemma multiplicity_positive k : 0 < multiplicity k.
Proof. apply IZR_lt. reflexivity. Qed.

Lemma occurs_here z k points : occurs ((z, k) :: points) z.
Proof. exists k. now left. Qed.

Lemma occurs_later z y k points : occurs points z -> occurs ((y, k) :: points) z.
Proof. intros [j H]. exists j. now right. Qed.

Lemma total_le points f g : (forall z, occurs points z -> f z <= g z) -> total points f <= total points g.
Proof.
  induction points as [|[z k] points IH]; intros H; simpl; [lra |].
  pose proof (multiplicity_positive k). pose proof (H z (occurs_here z k points)).
  specialize (IH (fun y Hy => H y (occurs_later y z k points Hy))). nra.
Qed.

Lemma total_lt points f g z0 :
  (forall z, occurs points z -> f z <= g z) -> occurs points z0 -> f z0 < g z0 -> total points f < total points g.
Proof.
  intros H [k0 H0] Hlt. induction points as [|[z k] points IH]; [easy |]. simpl.
  pose proof (multiplicity_positive k). pose proof (H z (occurs_here z k points)) as Hz.
  assert (Hrest : forall y, occurs points y -> f y <= g y) by (intros y Hy; apply H; now apply occurs_later).
  destruct H0 as [E | H0].
  - injection E as -> ->. pose proof (total_le points f g Hrest). nra.
  - specialize (IH Hrest H0). nra.
Qed.

Lemma total_ext points f g : (forall z, occurs points z -> f z = g z) -> total points f = total points g.
Proof.
  intros H. apply Rle_antisym; apply total_le; intros z Hz; rewrite (H z Hz); lra.
Qed.

Lemma total_linear points a f b g :
  total points (fun z => a * f z + b * g z) = a * total points f + b * total points g.
Proof. induction points as [|[z k] points IH]; simpl; [ring |]. rewrite IH. ring. Qed.

Lemma count_nonneg points : 0 <= count points.
Proof.
  unfold count. induction points as [|[z k] points IH]; simpl; [lra |].
  pose proof (multiplicity_positive k). lra.
Qed.

Lemma count_positive points z : occurs points z -> 0 < count points.
Proof.
  intros H. unfold count. replace 0 with (total points (fun _ => 0)).
  - apply (total_lt points _ _ z); [intros; lra | assumption | lra].
  - clear. induction points as [|[z k] points IH]; simpl; [reflexivity | rewrite IH; ring].
Qed.

Lemma mean_le points f g : (forall z, occurs points z -> f z <= g z) -> mean points f <= mean points g.
Proof.
  intros H. unfold mean, Rdiv. destruct (count_nonneg points) as [Hn | Hn].
  - apply Rmult_le_compat_r; [apply Rlt_le; now apply Rinv_0_lt_compat | now apply total_le].
  - destruct points as [|[z k] points]; [simpl; lra |].
    pose proof (count_positive _ z (occurs_here z k points)). lra.
Qed.

Lemma mean_lt points f g z0 :
  (forall z, occurs points z -> f z <= g z) -> occurs points z0 -> f z0 < g z0 -> mean points f < mean points g.
Proof.
  intros H H0 Hlt. unfold mean, Rdiv. apply Rmult_lt_compat_r.
  - apply Rinv_0_lt_compat. now apply (count_positive points z0).
  - now apply (total_lt points f g z0).
Qed.

Lemma mean_ext points f g : (forall z, occurs points z -> f z = g z) -> mean points f = mean points g.
Proof. intros H. unfold mean. now rewrite (total_ext points f g H). Qed.

Lemma mean_linear points a f b g :
  mean points (fun z => a * f z + b * g z) = a * mean points f + b * mean points g.
Proof. unfold mean. rewrite total_linear. unfold Rdiv. ring. Qed.

Lemma mean_scale points a f : mean points (fun z => a * f z) = a * mean points f.
Proof.
  transitivity (mean points (fun z => a * f z + 0 * f z)).
  - apply mean_ext. intros. ring. - rewrite mean_linear. ring.
Qed.

Lemma mean_difference points f g : mean points (fun z => f z - g z) = mean points f - mean points g.
Proof.
  transitivity (mean points (fun z => 1 * f z + (-1) * g z)).
  - apply mean_ext. intros. ring. - rewrite mean_linear. ring.
Qed.

Lemma mean_zero points : mean points (fun _ => 0) = 0.
Proof.
  transitivity (mean points (fun z => 0 * z)); [apply mean_ext; intros; ring |]. rewrite mean_scale. ring.
Qed.

Lemma mean_is_derive points (f f' : R -> R -> R) w :
  (forall z, is_derive (f z) w (f' z w)) ->
  is_derive (fun w => mean points (fun z => f z w)) w (mean points (fun z => f' z w)).
Proof.
  intros H. unfold mean, Rdiv.
  apply (is_derive_ext (fun w => / count points * total points (fun z => f z w))).
  { intros t. apply Rmult_comm. }
  rewrite Rmult_comm. apply (is_derive_scal (fun w => total points (fun z => f z w))).
  induction points as [|[z k] points IH]; simpl.
  - apply @is_derive_const.
  - apply (is_derive_plus (fun w => f z w * multiplicity k) (fun w => total points (fun z => f z w))); [| exact IH].
    apply (is_derive_ext (fun w => multiplicity k * f z w)).
    { intros t. apply Rmult_comm. }
    rewrite Rmult_comm. apply (is_derive_scal (f z)). apply H.
Qed.

(** * Risk *)

Definition risk (l : loss) (points : data) (w : R) : R := mean points (fun z => value l (w * z)).
Definition risk_slope (l : loss) (points : data) (w : R) : R := mean points (fun z => slope l (w * z) * z).
Definition risk_curvature (l : loss) (points : data) (w : R) : R := mean points (fun z => curvature l (w * z) * z ^ 2).

(** (P1) on these data. *)
Definition linear_map (l : loss) (points : data) (eta w : R) : R := linear_step eta (risk_slope l points w) w.

Lemma linear_map_step l points eta w : linear_map l points eta w = w - eta * risk_slope l points w.
Proof. reflexivity. Qed.

Lemma is_derive_scaled z w : is_derive (fun w => w * z) w z.
Proof. auto_derive; [exact I | ring]. Qed.

Lemma risk_slope_derives l points w : is_derive (risk l points) w (risk_slope l points w).
Proof.
  apply (mean_is_derive points (fun z w => value l (w * z)) (fun z w => slope l (w * z) * z)).
  intros z. evar_last.
  { apply (is_derive_comp (value l) (fun w => w * z)); [apply slope_derives | apply is_derive_scaled]. }
  unfold scal; simpl. unfold mult; simpl. ring.
Qed.

Lemma risk_curvature_derives l points w : is_derive (risk_slope l points) w (risk_curvature l points w).
Proof.
  apply (mean_is_derive points (fun z w => slope l (w * z) * z) (fun z w => curvature l (w * z) * z ^ 2)).
  intros z. apply (is_derive_ext (fun w => z * slope l (w * z))); [intros t; apply Rmult_comm |].
  evar_last.
  { apply (is_derive_scal (fun w => slope l (w * z))).
    apply (is_derive_comp (slope l) (fun w => w * z)); [apply curvature_derives | apply is_derive_scaled]. }
  unfold scal; simpl. unfold mult; simpl. ring.
Qed.

Lemma risk_continuous l points w : continuity_pt (risk l points) w.
Proof. apply derivable_continuous_pt. exists (risk_slope l points w). apply is_derive_Reals, risk_slope_derives. Qed.

Lemma risk_slope_continuous l points w : continuity_pt (risk_slope l points) w.
Proof.
  apply derivable_continuous_pt. exists (risk_curvature l points w). apply is_derive_Reals, risk_curvature_derives.
Qed.

Lemma linear_map_derives l points eta w :
  is_derive (linear_map l points eta) w (1 - eta * risk_curvature l points w).
Proof.
  apply (is_derive_minus (fun w => w) (fun w => eta * risk_slope l points w)); [apply @is_derive_id |].
  apply (is_derive_scal (risk_slope l points)). apply risk_curvature_derives.
Qed.

Lemma linear_map_continuous l points eta w : continuity_pt (linear_map l points eta) w.
Proof.
  apply derivable_continuous_pt. exists (1 - eta * risk_curvature l points w). apply is_derive_Reals, linear_map_derives.
Qed.

(** ** Convexity *)

Lemma term_increases (l : loss) z x y : x <= y -> slope l (x * z) * z <= slope l (y * z) * z.
Proof.
  intros H. destruct (Rle_lt_dec 0 z) as [Hz | Hz].
  - pose proof (slope_increases_weakly l (x * z) (y * z) ltac:(nra)). nra.
  - pose proof (slope_increases_weakly l (y * z) (x * z) ltac:(nra)). nra.
Qed.

Lemma term_increases_strictly (l : loss) z x y : z <> 0 -> x < y -> slope l (x * z) * z < slope l (y * z) * z.
Proof.
  intros Hz H. destruct (Rtotal_order z 0) as [Hn | [| Hp]]; [| easy |].
  - pose proof (slope_increases l (y * z) (x * z) ltac:(nra)). nra.
  - pose proof (slope_increases l (x * z) (y * z) ltac:(nra)). nra.
Qed.

Lemma risk_slope_increases_weakly l points x y : x <= y -> risk_slope l points x <= risk_slope l points y.
Proof. intros H. apply mean_le. intros z _. now apply term_increases. Qed.

(** Strictly, unless all points are 0. *)
Lemma risk_slope_increases l points z x y :
  occurs points z -> z <> 0 -> x < y -> risk_slope l points x < risk_slope l points y.
Proof.
  intros Hz Hn H. apply (mean_lt _ _ _ z); [| assumption | now apply term_increases_strictly].
  intros v _. apply term_increases. lra.
Qed.

(** A zero of the slope minimises the convex risk. *)
Lemma stationary_minimises l points p : risk_slope l points p = 0 -> forall v, risk l points p <= risk l points v.
Proof.
  intros Hp v. destruct (Rtotal_order p v) as [H | [-> | H]]; [| lra |].
  - destruct (MVT_cor2 (risk l points) (risk_slope l points) p v H) as [c [Hc Hin]].
    { intros c _. apply is_derive_Reals, risk_slope_derives. }
    pose proof (risk_slope_increases_weakly l points p c ltac:(lra)). nra.
  - destruct (MVT_cor2 (risk l points) (risk_slope l points) v p H) as [c [Hc Hin]].
    { intros c _. apply is_derive_Reals, risk_slope_derives. }
    pose proof (risk_slope_increases_weakly l points c p ltac:(lra)). nra.
Qed.

Lemma stationary_unique l points z p q :
  occurs points z -> z <> 0 -> risk_slope l points p = 0 -> risk_slope l points q = 0 -> p = q.
Proof.
  intros Hz Hn Hp Hq. destruct (Rtotal_order p q) as [H | [H | H]]; [| assumption |].
  - pose proof (risk_slope_increases l points z p q Hz Hn H). lra.
  - pose proof (risk_slope_increases l points z q p Hz Hn H). lra.
Qed.

(** ** Points of both signs give a minimiser *)

Definition both_signs (points : data) : Prop :=
  (exists z, occurs points z /\ 0 < z) /\ (exists z, occurs points z /\ z < 0).

Lemma total_lower points f c :
  0 <= c -> (forall z, occurs points z -> - c <= f z) -> - c * count points <= total points f.
Proof.
  intros Hc H. unfold count. induction points as [|[z k] points IH]; simpl; [lra |].
  pose proof (multiplicity_positive k). pose proof (H z (occurs_here z k points)).
  specialize (IH (fun y Hy => H y (occurs_later y z k points Hy))). nra.
Qed.

Lemma total_lower_at points f c z0 d :
  0 <= c -> (forall z, occurs points z -> - c <= f z) -> occurs points z0 -> 0 < d -> d <= f z0 ->
  d - c * count points <= total points f.
Proof.
  intros Hc H [k0 H0] Hd Hz. induction points as [|[z k] points IH]; [easy |].
  unfold count. simpl. fold (count points).
  assert (Hk : 1 <= multiplicity k) by (apply IZR_le; lia).
  pose proof (H z (occurs_here z k points)) as Hf.
  assert (Hrest : forall y, occurs points y -> - c <= f y) by (intros y Hy; apply H; now apply occurs_later).
  destruct H0 as [E | H0].
  - injection E as -> ->. pose proof (total_lower points f c Hc Hrest). nra.
  - specialize (IH Hrest H0). nra.
Qed.

(** The slope is positive far to the right if a negative point occurs ... *)
Lemma slope_positive_far_right l points :
  (exists z, occurs points z /\ z < 0) -> exists w, 0 < w /\ 0 < risk_slope l points w.
Proof.
  intros [z0 [H0 Hz0]]. pose proof (count_positive points z0 H0) as Hn.
  set (w := 4 * count points / - z0).
  assert (Hw : 0 < w) by (apply Rdiv_lt_0_compat; lra).
  exists w. split; [assumption |].
  unfold risk_slope, mean. apply Rdiv_lt_0_compat; [| assumption].
  apply Rlt_le_trans with (- z0 / 2 - / w * count points).
  - replace (/ w * count points) with (- z0 / 4) by (unfold w; field; lra). lra.
  - apply (total_lower_at points _ (/ w) z0); [| | assumption | lra |].
    + apply Rlt_le. now apply Rinv_0_lt_compat.
    + intros z _. destruct (Rtotal_order z 0) as [Hz | [-> | Hz]].
      * pose proof (slope_pushes l (w * z) ltac:(nra)). pose proof (Rinv_0_lt_compat w Hw). nra.
      * pose proof (Rinv_0_lt_compat w Hw). lra.
      * pose proof (slope_fades l (w * z) ltac:(nra)) as F.
        replace (/ w) with (/ (w * z) * z) by (field; lra). nra.
    + pose proof (slope_pushes l (w * z0) ltac:(nra)). nra.
Qed.

(** ... and negative far to the left if a positive one occurs: the mirror image. *)
Definition mirror (points : data) : data := map (fun zk => (- fst zk, snd zk)) points.

Lemma mirror_occurs points z : occurs points z -> occurs (mirror points) (- z).
Proof. intros [k H]. exists k. change (- z, k) with ((fun zk : R * positive => (- fst zk, snd zk)) (z, k)). now apply in_map. Qed.

Lemma mirror_total points f : total (mirror points) f = total points (fun z => f (- z)).
Proof. induction points as [|[z k] points IH]; simpl; [reflexivity |]. now rewrite IH. Qed.

Lemma mirror_slope l points w : risk_slope l (mirror points) w = - risk_slope l points (- w).
Proof.
  unfold risk_slope, mean, count. rewrite !mirror_total.
  replace (total points (fun z => slope l (w * - z) * - z)) with (- total points (fun z => slope l (- w * z) * z));
    [unfold Rdiv; ring |].
  replace (- total points (fun z => slope l (- w * z) * z))
    with (-1 * total points (fun z => slope l (- w * z) * z) + 0 * total points (fun z => z)) by ring.
  rewrite <- total_linear. apply total_ext. intros z _. replace (w * - z) with (- w * z) by ring. ring.
Qed.

Lemma slope_negative_far_left l points :
  (exists z, occurs points z /\ 0 < z) -> exists w, w < 0 /\ risk_slope l points w < 0.
Proof.
  intros [z0 [H0 Hz0]].
  destruct (slope_positive_far_right l (mirror points)) as [w [Hw Hs]].
  { exists (- z0). split; [now apply mirror_occurs | lra]. }
  exists (- w). split; [lra |]. rewrite mirror_slope in Hs. lra.
Qed.

(** A sign change of the slope encloses a stationary point. *)
Lemma stationary_between l points a b :
  a < b -> risk_slope l points a < 0 -> 0 < risk_slope l points b ->
  exists p, a < p < b /\ risk_slope l points p = 0.
Proof.
  intros Hab Ha Hb.
  destruct (IVT (risk_slope l points) a b) as [p [Hp Hz]]; try assumption.
  { intros w. apply risk_slope_continuous. }
  exists p. split; [| assumption].
  split; [destruct (proj1 Hp) as [|<-] | destruct (proj2 Hp) as [| ->]]; lra.
Qed.

Theorem minimiser_exists l points : both_signs points -> exists p, risk_slope l points p = 0.
Proof.
  intros [Hp Hn].
  destruct (slope_negative_far_left l points Hp) as [a [Ha Sa]].
  destruct (slope_positive_far_right l points Hn) as [b [Hb Sb]].
  destruct (stationary_between l points a b) as [p [_ H]]; try assumption; [lra |]. now exists p.
Qed.

(** * D0 *)

(** As many points 1 as -1, at least one of each, and no others. *)
Definition degenerate (points : data) : Prop :=
  (forall z, occurs points z -> z = 1 \/ z = -1) /\ total points (fun z => z) = 0 /\ 0 < count points.

Lemma degenerate_mean points f : degenerate points -> mean points f = (f 1 + f (-1)) / 2.
Proof.
  intros [Hz [Hs Hn]]. unfold mean.
  assert (E : total points f = (f 1 + f (-1)) / 2 * count points + (f 1 - f (-1)) / 2 * total points (fun z => z)).
  { unfold count. rewrite <- (total_linear points ((f 1 + f (-1)) / 2) (fun _ => 1) ((f 1 - f (-1)) / 2) (fun z => z)).
    apply total_ext. intros z H. destruct (Hz z H) as [-> | ->]; field. }
  rewrite E, Hs. field. lra.
Qed.

(** The two points of D0. *)
Definition D0 : data := [(1, 1%positive); (-1, 1%positive)].

Lemma D0_degenerate : degenerate D0.
Proof.
  repeat split.
  - intros z [k [E | [E | []]]]; injection E as <- _; [now left | now right].
  - simpl. unfold multiplicity. ring.
  - unfold count. simpl. unfold multiplicity. lra.
Qed.

Theorem degenerate_risk_exponential points w : degenerate points -> risk exponential points w = risk_exponential w.
Proof.
  intros H. unfold risk. rewrite degenerate_mean by assumption.
  unfold value; simpl. unfold margin_loss_exponential, risk_exponential, cosh.
  replace (- (w * 1)) with (- w) by ring. replace (- (w * -1)) with w by ring. field.
Qed.

Theorem degenerate_slope_exponential points w : degenerate points -> risk_slope exponential points w = slope_exponential w.
Proof.
  intros H. unfold risk_slope. rewrite degenerate_mean by assumption.
  unfold slope; simpl. unfold margin_slope_exponential, slope_exponential, sinh.
  replace (- (w * 1)) with (- w) by ring. replace (- (w * -1)) with w by ring. field.
Qed.

Theorem degenerate_risk_logistic points w : degenerate points -> risk logistic points w = risk_logistic w.
Proof.
  intros H. unfold risk. rewrite degenerate_mean by assumption.
  unfold value; simpl. unfold margin_loss_logistic. rewrite risk_logistic_cosh.
  replace (- (w * 1)) with (- w) by ring. replace (- (w * -1)) with w by ring.
  pose proof (exp_pos w) as P. pose proof (exp_pos (- w)) as N.
  rewrite <- ln_mult by lra.
  replace ((1 + exp (- w)) * (1 + exp w)) with (2 * cosh (w / 2) * (2 * cosh (w / 2))).
  - pose proof (cosh_pos (w / 2)). rewrite ln_mult by lra. field.
  - unfold cosh. rewrite !exp_Ropp.
    replace (exp w) with (exp (w / 2) * exp (w / 2)) by (rewrite <- exp_plus; f_equal; field).
    pose proof (exp_pos (w / 2)). field. lra.
Qed.

Theorem degenerate_slope_logistic points w : degenerate points -> risk_slope logistic points w = slope_logistic w.
Proof.
  intros H. unfold risk_slope. rewrite degenerate_mean by assumption.
  change (slope logistic) with margin_slope_logistic. rewrite !margin_slope_logistic_shift.
  replace (w * 1) with w by ring. replace (w * -1) with (- w) by ring. rewrite slope_logistic_odd. field.
Qed.

Theorem degenerate_step_exponential points eta w :
  degenerate points -> linear_map exponential points eta w = linear_step_exponential eta w.
Proof. intros H. rewrite linear_map_step, degenerate_slope_exponential by assumption. reflexivity. Qed.

Theorem degenerate_step_logistic points eta w :
  degenerate points -> linear_map logistic points eta w = linear_step_logistic eta w.
Proof. intros H. rewrite linear_map_step, degenerate_slope_logistic by assumption. reflexivity. Qed.
