//! Proofs about linear predictors: on top of `proofs/Linear_checks.v` where no orbit is followed, and of the checker inside Coq,
//! `proofs/Linear_enclosure.v`, where one is.

use super::{CertificateExportError, MOST_STEPS, Ratio, allow, unsupported, working_bits};
use crate::certify::linear_proof::{LinearProof, Region};
use crate::certify::{Certificate, Phase};
use crate::dynamics::{Network, Problem};
use crate::model::LossName;
use rug::Rational;

/// The most evaluations that are made on the integers of Coq's standard library; more are made on machine integers.
const STANDARD_WORK: u64 = 4;

/// Bisections beyond those that the certificate's number of pieces asks for.
const SPARE_BISECTIONS: u32 = 2;

/// The file without its header comment.
pub(super) fn text(
    certificate: &Certificate,
    problem: &Problem,
    proof: &LinearProof,
) -> Result<String, CertificateExportError> {
    allow(proof.steps(), MOST_STEPS)?;
    let points = match &problem.network {
        Network::Linear { points: Some(points) } => points.clone(),
        Network::Linear { points: None } => vec![(Rational::from(1), 1), (Rational::from(-1), 1)],
        _ => return Err(unsupported("linear", "its problem is not a linear predictor")),
    };
    let writer = Writer {
        problem,
        points,
        phase: certificate.claim.phase,
        bits: working_bits(proof.bits()),
        work: proof.steps(),
    };
    let loss = problem.loss;
    match proof {
        LinearProof::Rest { .. } => writer.rest(),
        LinearProof::Quadratic { .. } => writer.quadratic(),
        LinearProof::Smoothness { .. } => writer.smoothness(),
        LinearProof::CriticalRate { .. } if writer.phase == Phase::Lazy => Ok(writer.evaluated(
            1,
            "exact (below_critical_lazy prec points eta start test)",
            "below_critical prec points eta start",
        )),
        LinearProof::CriticalRate { .. } => Ok(writer.evaluated(
            1,
            "exact (above_critical_divergent prec points eta start test)",
            "above_critical prec points eta start",
        )),
        LinearProof::Potential { step, .. } => Ok(writer.evaluated(
            2,
            &format!("exact (proj1 (potential_oscillating prec points eta start {step} test))"),
            &format!("potential_test prec points eta start {step}"),
        )),
        LinearProof::Escape { step, reach, .. } => Ok(writer.evaluated(
            1,
            &format!("exact (escape_divergent prec points eta start {step} {} test)", pair(&reach.0)),
            &format!("escape_test prec points eta start {step} {}", pair(&reach.0)),
        )),
        LinearProof::Sublevel { step, rise, lower, upper, pieces, .. } => {
            let over = enclosing(loss)?;
            let arguments = format!("prec {loss} {over} points eta");
            let trap = format!("{} {} {}", pair(&lower.0), pair(&upper.0), bisections(*pieces));
            let sublevel = format!("sublevel {arguments} start {step} {trap}");
            Ok(match rise {
                Some(rise) => writer.evaluated(
                    1,
                    &format!("exact (sublevel_catapult {arguments} start {step} {rise} {trap} test)"),
                    &format!("(rises {arguments} start {rise} && {sublevel})%bool"),
                ),
                None => writer.evaluated(
                    1,
                    &format!("exact (sublevel_lazy {arguments} start {step} {trap} test)"),
                    &format!("(never_rises {arguments} {step} (over prec start) && {sublevel})%bool"),
                ),
            })
        }
        LinearProof::Contraction { step, rise, basin, power, pieces, .. } => {
            let over = enclosing(loss)?;
            let arguments = format!(
                "prec {loss} {over} points eta start {step} {rise} {power} {} {}",
                region(basin),
                bisections(*pieces)
            );
            Ok(writer.evaluated(
                1,
                &format!("exact (contraction_catapult {arguments} test)"),
                &format!("contraction {arguments}"),
            ))
        }
        LinearProof::Cycle { step, period, cycle, basin, power, pieces, .. } => {
            if *period == 0 || power % period != 0 {
                return Err(unsupported("cycle", "the power of its basin is no multiple of its period"));
            }
            let over = enclosing(loss)?;
            let arguments = format!(
                "prec {loss} {over} points eta start {period} {} {step} {} {} {}",
                power / period,
                region(cycle),
                region(basin),
                bisections(*pieces)
            );
            Ok(writer.evaluated(
                *period,
                &format!("exact (proj1 (cycle_oscillating {arguments} test))"),
                &format!("cycle {arguments}"),
            ))
        }
    }
}

struct Writer<'a> {
    problem: &'a Problem,
    points: Vec<(Rational, u32)>,
    phase: Phase,
    bits: u32,
    /// Evaluations of the map or the curvature.
    work: u64,
}

impl Writer<'_> {
    /// The claim: a phase of Linear_checks.v.
    fn claim(&self, points: &str, eta: &str, start: &str, period: u32) -> String {
        let (phase, loss) = (self.phase, self.problem.loss);
        match phase {
            Phase::Oscillating => format!("{phase} {loss} {points} {eta} {start} {period}"),
            _ => format!("{phase} {loss} {points} {eta} {start}"),
        }
    }

    /// A file whose only computation is a test of Linear_enclosure.v, evaluated by vm_compute.
    fn evaluated(&self, period: u32, proof: &str, test: &str) -> String {
        let points: Vec<String> = self.points.iter().map(|(z, k)| format!("({}, {k}%positive)", pair(z))).collect();
        format!(
            "\
From Coq Require Import Reals List ZArith Bool.
From Catapult Require Import Empirical Linear_checks OrbitEnclosure Linear_enclosure.
Import ListNotations.
Import Linear_enclosure.{integers}.

Definition points : rational_data := [{points}].
Definition eta : rational := {eta}.
Definition start : rational := {start}.
Definition prec : OrbitEnclosure.{integers}_numbers.precision := OrbitEnclosure.{integers}_numbers.PtoP {bits}.

Lemma test : {test} = true.
Proof. vm_cast_no_check (eq_refl true). Qed.

Theorem certificate : {claim}.
Proof. {proof}. Qed.
",
            integers = if self.work <= STANDARD_WORK { "Standard" } else { "Machine" },
            points = points.join("; "),
            eta = pair(&self.problem.learning_rate),
            start = pair(&self.problem.start[0]),
            bits = self.bits,
            claim = self.claim("(real_data points)", "(real eta)", "(real start)", period),
        )
    }

    /// A file about real data, with the claim and a proof.
    fn direct(&self, proof: &str) -> String {
        let points: Vec<String> =
            self.points.iter().map(|(z, k)| format!("({}, {k}%positive)", Ratio(z).real())).collect();
        format!(
            "\
From Coq Require Import Reals Lra Lia List ZArith.
From Catapult Require Import Linear_certificates.
Open Scope R_scope.

Definition points : data := [{points}].
Definition learning_rate : R := {eta}.
Definition start : R := {start}.

Theorem certificate : {claim}.
Proof.
{proof}Qed.
",
            points = points.join("; "),
            eta = Ratio(&self.problem.learning_rate).real(),
            start = Ratio(&self.problem.start[0]).real(),
            claim = self.claim("points", "learning_rate", "start", 2),
        )
    }

    fn rest(&self) -> Result<String, CertificateExportError> {
        if self.points.iter().all(|(z, _)| z.is_zero()) {
            return Err(unsupported("rest", "all its points are zero"));
        }
        let reason =
            if self.problem.loss == LossName::Squared { "left; reflexivity" } else { "right; unfold start; lra" };
        Ok(self.direct(&format!(
            "  apply linear_rest_check. right. split; [{reason} |]. unfold points, start. write_out. field.\n"
        )))
    }

    fn quadratic(&self) -> Result<String, CertificateExportError> {
        if self.phase != Phase::Lazy {
            return Err(unsupported("quadratic", "only its lazy phase does"));
        }
        let point = self.point(|z| !z.is_zero()).ok_or_else(|| unsupported("quadratic", "all its points are zero"))?;
        Ok(self.direct(&format!(
            "\
  apply linear_quadratic_lazy.
  - exists {point}. split; [point_occurs | lra].
  - unfold learning_rate. lra.
  - unfold points, learning_rate. write_out. lra.
"
        )))
    }

    fn smoothness(&self) -> Result<String, CertificateExportError> {
        let (Some(above), Some(below)) = (self.point(|z| *z > 0), self.point(|z| *z < 0)) else {
            return Err(unsupported("smoothness", "its points have one sign"));
        };
        Ok(self.direct(&format!(
            "\
  apply linear_smoothness.
  - split; [exists {above} | exists {below}]; (split; [point_occurs | lra]).
  - unfold learning_rate. lra.
  - unfold points, learning_rate. write_out. lra.
"
        )))
    }

    /// The first point with a property, as a real number of Coq.
    fn point(&self, property: impl Fn(&Rational) -> bool) -> Option<String> {
        self.points.iter().find(|(z, _)| property(z)).map(|(z, _)| Ratio(z).real())
    }
}

/// The loss as functions of intervals.
fn enclosing(loss: LossName) -> Result<&'static str, CertificateExportError> {
    match loss {
        LossName::Exponential => Ok("exponential_over"),
        LossName::Logistic => Ok("logistic_over"),
        LossName::Squared => Err(unsupported("linear", "orbits of the squared loss are not followed")),
    }
}

/// A rational of Linear_enclosure.v: a pair of integers.
fn pair(value: &Rational) -> String {
    format!("(({})%Z, {}%positive)", value.numer(), value.denom())
}

/// The ends of an interval in their order.
fn region(region: &Region) -> String {
    let (left, right) = (&region.lower.0, &region.upper.0);
    let (left, right) = if left <= right { (left, right) } else { (right, left) };
    format!("{} {}", pair(left), pair(right))
}

/// How often an interval is halved to make at least so many pieces.
fn bisections(pieces: u32) -> u32 {
    pieces.max(1).next_power_of_two().trailing_zeros() + SPARE_BISECTIONS
}
