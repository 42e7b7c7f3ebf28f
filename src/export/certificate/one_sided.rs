//! Proofs that the loss of a two-layer network on one-sided data of one feature falls to zero, on top of `proofs/One_feature_hypotheses.v`: those that
//! begin at the start, which need no orbit.

use super::{CertificateExportError, Ratio, nudged, rational, unfold_hypotheses, unsupported};
use crate::certify::Phase;
use crate::certify::certificate::Certificate;
use crate::certify::checks::gram_one_sided::{OneSidedFalls, numbers, side};
use crate::certify::data_proof::GramProof;
use crate::certify::data_run::DataRun;
use crate::dynamics::{Descent, GramSystem};
use rug::float::Round;
use rug::{Float, Rational};
use std::fmt::Write;

/// The most distinct points of a file: Coq bounds an exponential for each.
const MOST_POINTS: usize = 64;

/// The file without its header comment.
pub(super) fn text(
    certificate: &Certificate,
    problem: &Descent<GramSystem>,
    proof: &GramProof,
) -> Result<String, CertificateExportError> {
    let (bits, step) = (proof.bits(), proof.steps());
    if step > 0 || certificate.claim.phase != Phase::Lazy {
        return Err(unsupported(
            "gram-one-sided",
            "its orbit is on listed data, which Coq files do not enclose: only a proof at step 0 has one",
        ));
    }
    let points: Vec<(&Rational, u32)> =
        problem.system.points.iter().filter(|(_, count)| *count > 0).map(|(z, count)| (&z[0], *count)).collect();
    if points.len() > MOST_POINTS {
        return Err(unsupported("gram-one-sided", "it has more than 64 distinct points"));
    }
    let run = DataRun::new(problem, bits);
    let found = numbers(&run)?;
    let (least, positive) = side(&problem.system)?;
    let end = |value: &Float, direction| rational(&nudged(value, bits.max(32), direction));
    let (factor, push) = (end(&found.factor.lower(), Round::Down)?, end(&found.push.upper(), Round::Up)?);
    let (start, kernel) = (&problem.start.v[0], problem.start.trace());
    let scaled = if problem.system.without_scale { " / sqrt m" } else { "" };
    let mut listed = String::new();
    for (z, count) in &points {
        let separator = if listed.is_empty() { "" } else { "; " };
        let _ = write!(listed, "{separator}({}, {count}%positive)", Ratio(z).real());
    }
    let (sigma, infinity) = if positive { ("1", "p_infty") } else { ("(-1)", "m_infty") };
    let first = points.first().map_or_else(Rational::new, |(z, _)| (*z).clone());
    let unfold = "unfold least, low, push, eta, m, v_0, lambda_0";
    Ok(format!(
        "\
From Coq Require Import Reals Lra List ZArith.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
From Catapult Require Import Equations Two_layer Empirical One_feature_hypotheses.
Import ListNotations.
Open Scope R_scope.

Definition loss : Empirical.loss := {loss}.
Definition points : data := [{listed}].
Definition eta : R := {eta}.
Definition m : R := {width}.
Definition v_0 : R := {start}{scaled}.
Definition lambda_0 : R := {kernel}.

Definition least : R := {least}.
Definition low : R := {low}.
Definition push : R := {push}.

Section Certificate.

(* The orbit of gradient descent, (T1) and (T2) with the gradient of the risk, from the stated start. *)
Variables (v lambda : nat -> R).
Hypothesis descent : orbit (risk_slope loss points) eta m v lambda.
Hypothesis start_output : v 0%nat = v_0.
Hypothesis start_kernel : lambda 0%nat = lambda_0.

Lemma wide : 0 < m.
Proof. unfold m. lra. Qed.

Lemma root : 0 < sqrt m.
Proof. exact (sqrt_lt_R0 m wide). Qed.

Lemma each_point : forall z, occurs points z -> least <= {sigma} * z.
Proof.
  intros z [k H]. unfold points in H. simpl in H.
  repeat (destruct H as [E | H]; [injection E as E _; rewrite <- E; unfold least; lra |]). contradiction.
Qed.

(* (G7a): the loss falls at each step, to 0; the output grows beyond all bounds, and the sharpness (T5) tends to 0. *)
Theorem certificate :
  (forall t, risk loss points (v (S t)) <= risk loss points (v t)) /\\
  is_lim_seq (fun t => risk loss points (v t)) 0 /\\
  is_lim_seq v {infinity} /\\
  is_lim_seq (fun t => sharpness m (risk_slope loss points (v t)) (risk_curvature loss points (v t)) (v t) (lambda t)) 0.
Proof.
  destruct (one_sided_falls_by_hypotheses loss points eta m v lambda {first} {sigma} least low push) as (F & L & I & S).
  - {which}. reflexivity.
  - {side_of_zero}. reflexivity.
  - exists {first_count}%positive. left. reflexivity.
  - exact each_point.
  - exact descent.
  - unfold eta. lra.
  - exact wide.
  - rewrite start_output, start_kernel. unfold admissible, v_0. {square}unfold lambda_0, m. split; lra.
  - rewrite start_output, start_kernel. unfold factor_p. {unfold}. interval with (i_prec {precision}).
  - rewrite start_output. unfold points, risk_slope, mean, total, count, total, multiplicity, loss. simpl.
    unfold margin_slope_logistic, margin_slope_exponential. {unfold}. interval with (i_prec {precision}).
  - {hypotheses}. {unfold}. repeat split; lra.
  - exact (conj F (conj L (conj {turned} S))).
Qed.

End Certificate.
",
        loss = problem.system.loss,
        eta = Ratio(&problem.learning_rate).real(),
        width = Ratio(&problem.system.width).real(),
        start = Ratio(start).real(),
        kernel = Ratio(&kernel).real(),
        least = Ratio(&least).real(),
        low = Ratio(&factor).real(),
        push = Ratio(&push).real(),
        first = Ratio(&first).real(),
        first_count = points.first().map_or(1, |(_, count)| *count),
        which = if problem.system.loss == crate::model::LossName::Logistic { "left" } else { "right" },
        side_of_zero = if positive { "left" } else { "right" },
        square = if problem.system.without_scale { "rewrite (scaled_square _ _ wide). " } else { "" },
        turned = if positive { "(towards_plus v I)" } else { "(towards_minus v I)" },
        hypotheses = unfold_hypotheses::<OneSidedFalls>(),
        precision = 2 * bits,
    ))
}
