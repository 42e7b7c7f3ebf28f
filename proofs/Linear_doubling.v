(** The lemma of checks/linear_doubling.rs with the very hypotheses that the checker tests: near a minimum whose multiplier mu is -1, or
    a little more, the second iterate brings every weight nearer.

    By Taylor's formula the second iterate leads from w* + u to w* + u q with q = mu^2 + mu (1 + mu) F''(w* ) u/2 + g u^2/6, where g
    is a value of its third derivative between w* and w* + u. *)

From Coq Require Import Reals Lra Psatz.
From Catapult Require Import Equations.
Open Scope R_scope.

Theorem doubling_by_hypotheses (mu bend r g u : R) :
  linear_doubling_holds mu (Rabs bend) r g -> u <> 0 -> Rabs u <= r ->
  Rabs (u * (mu ^ 2 + mu * (1 + mu) * bend * u / 2 + g * u ^ 2 / 6)) < Rabs u.
Proof.
  unfold linear_doubling_holds, linear_doubling_1, linear_doubling_2, linear_doubling_3, linear_doubling_4.
  rewrite pow2_abs. intros (Habove & Hg & Hcubic & Hroom) Hu Hr.
  pose proof (Rabs_pos_lt u Hu) as Hpositive. pose proof (Rabs_pos bend) as Hbend.
  assert (Hmu : mu < 1).
  { destruct (Rlt_le_dec mu 1) as [| Hge]; [assumption |]. exfalso.
    assert (0 <= 3 * mu ^ 2 * (1 + mu) * bend ^ 2).
    { pose proof (pow2_ge_0 mu). pose proof (pow2_ge_0 bend).
      apply Rmult_le_pos; [apply Rmult_le_pos |]; lra. }
    assert (8 * - g * (1 - mu) <= 0) by nra. lra. }
  rewrite Rabs_mult. rewrite <- (Rmult_1_r (Rabs u)) at 2.
  apply Rmult_lt_compat_l; [assumption |]. apply Rabs_def1.
  - (* the quadratic polynomial 1 - q in u has no zero, or only 0 *)
    destruct Habove as [Habove | Hexact].
    + assert (Hsquare : 0 <= (- g * u / 3 - mu * (1 + mu) * bend / 2) ^ 2) by apply pow2_ge_0.
      assert (Hrest : 0 < (1 + mu) / 12 * (8 * - g * (1 - mu) - 3 * mu ^ 2 * (1 + mu) * bend ^ 2))
        by (apply Rmult_lt_0_compat; lra).
      assert (Hproduct : 0 < 2 * - g / 3 * (1 - (mu ^ 2 + mu * (1 + mu) * bend * u / 2 + g * u ^ 2 / 6))).
      { replace (2 * - g / 3 * (1 - (mu ^ 2 + mu * (1 + mu) * bend * u / 2 + g * u ^ 2 / 6)))
          with ((- g * u / 3 - mu * (1 + mu) * bend / 2) ^ 2
                + (1 + mu) / 12 * (8 * - g * (1 - mu) - 3 * mu ^ 2 * (1 + mu) * bend ^ 2)) by field.
        lra. }
      apply Rnot_le_lt. intros Hq.
      assert (2 * - g / 3 * (1 - (mu ^ 2 + mu * (1 + mu) * bend * u / 2 + g * u ^ 2 / 6)) <= 0) by nra.
      lra.
    + replace mu with (-1) by lra.
      assert (0 < - g * u ^ 2) by (apply Rmult_lt_0_compat; [assumption | rewrite <- Rsqr_pow2; apply Rsqr_pos_lt; assumption]). nra.
  - assert (Hsize : Rabs mu <= 1) by (apply Rabs_le; lra).
    assert (Hturn : Rabs (mu * (1 + mu) * bend * u) <= (1 + mu) * Rabs bend * r).
    { rewrite !Rabs_mult, (Rabs_pos_eq (1 + mu)) by lra.
      assert (0 <= (1 + mu) * Rabs bend) by (apply Rmult_le_pos; lra).
      replace (Rabs mu * (1 + mu) * Rabs bend * Rabs u) with (Rabs mu * ((1 + mu) * Rabs bend * Rabs u)) by ring.
      assert ((1 + mu) * Rabs bend * Rabs u <= (1 + mu) * Rabs bend * r) by (apply Rmult_le_compat_l; assumption).
      assert (0 <= (1 + mu) * Rabs bend * Rabs u) by (apply Rmult_le_pos; lra).
      pose proof (Rabs_pos mu). nra. }
    pose proof (Rle_trans _ _ _ (Rle_abs (- (mu * (1 + mu) * bend * u))) (Req_le _ _ (Rabs_Ropp _))).
    assert (Hfar : u ^ 2 <= r ^ 2) by (rewrite <- (pow2_abs u); apply pow_incr; lra).
    assert (- g * u ^ 2 <= - g * r ^ 2) by (apply Rmult_le_compat_l; lra).
    lra.
Qed.
