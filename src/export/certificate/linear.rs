//! Proofs about linear predictors: on top of `proofs/Linear_checks.v` where no orbit is followed, and of the checker inside Coq,
//! `proofs/Linear_enclosure.v`, where one is.

mod at_once;

use super::limits::{amplitude_bounds, cycle_bounds, minimiser_bounds};
use super::{CertificateExportError, MOST_STEPS, allow, unsupported, working_bits};
use crate::arithmetic::{Enclosure, parse_exact};
use crate::certify::checks::Failure;
use crate::certify::linear_data::LinearData;
use crate::certify::linear_proof::{LinearProof, Region};
use crate::certify::phase::{Cycle, Limit, Minimum};
use crate::certify::{Certificate, Phase};
use crate::dynamics::{Descent, LinearSystem};
use crate::model::LossName;
use rug::Rational;

/// The most evaluations that are made on the integers of Coq's standard library; more are made on machine integers.
const STANDARD_WORK: u64 = 4;

/// Bisections beyond those that the certificate's number of pieces asks for.
const SPARE_BISECTIONS: u32 = 2;

/// The file without its header comment.
pub(super) fn text(
    certificate: &Certificate,
    problem: &Descent<LinearSystem>,
    proof: &LinearProof,
) -> Result<String, CertificateExportError> {
    allow(proof.evaluations(), MOST_STEPS)?;
    // points of multiplicity 0 are none
    let data = LinearData::of(problem).ok_or_else(|| unsupported("linear", "its problem is not a linear predictor"))?;
    let writer = Writer {
        problem,
        data,
        phase: certificate.claim.phase,
        limit: certificate.claim.limit.as_ref(),
        bits: working_bits(proof.bits()),
        accuracy: proof.bits(),
        work: proof.evaluations(),
    };
    let loss = problem.system.loss;
    match proof {
        LinearProof::Rest { .. } => writer.rest(),
        LinearProof::Quadratic { .. } => writer.quadratic(),
        LinearProof::Smoothness { .. } => writer.smoothness(),
        LinearProof::CriticalRate { .. } if writer.phase == Phase::Lazy => writer.evaluated(
            1,
            "exact (below_critical_lazy prec points eta start test)",
            "below_critical prec points eta start",
        ),
        LinearProof::CriticalRate { .. } => writer.evaluated(
            1,
            "exact (above_critical_divergent prec points eta start test)",
            "above_critical prec points eta start",
        ),
        LinearProof::Potential { step, .. } => {
            let arguments = format!("prec points eta start {step}");
            let test = format!("potential_test {arguments}");
            let Some(claimed) = writer.claimed_cycle()?.map(|claimed| claimed.arguments()) else {
                return writer.evaluated(2, &format!("exact (proj1 (potential_oscillating {arguments} test))"), &test);
            };
            let (a, b) = amplitude_bounds(problem, writer.bits, writer.accuracy)?;
            let ends = format!("{} {}", pair(&a), pair(&b));
            let limits = format!(
                "cycle_limit_test prec logistic logistic_over points eta 2 (amplitude_side prec points eta start {step} {ends})"
            );
            writer.evaluated(
                2,
                &format!("exact (potential_ends {arguments} {ends} {claimed} test)"),
                &format!("({test} && amplitude_test prec points eta {ends} && {limits} {claimed})%bool"),
            )
        }
        // the formal lemma is about the exponential loss
        LinearProof::Escape { .. } if loss != LossName::Exponential => {
            Err(unsupported("escape", "its formal proof is about the exponential loss"))
        }
        LinearProof::Escape { step, reach, .. } => writer.evaluated(
            1,
            &format!("exact (escape_divergent prec points eta start {step} {} test)", pair(&reach.0)),
            &format!("escape_test prec points eta start {step} {}", pair(&reach.0)),
        ),
        LinearProof::Sublevel { step, rise, lower, upper, pieces, .. } => {
            let over = enclosing(loss)?;
            let arguments = format!("prec {loss} {over} points eta");
            let trap = format!("{} {} {}", pair(&lower.0), pair(&upper.0), bisections(*pieces));
            let sublevel = format!("sublevel {arguments} start {step} {trap}");
            match rise {
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
            }
        }
        LinearProof::Contraction { step, rise, basin, power, pieces, .. } => {
            let over = enclosing(loss)?;
            let arguments = format!(
                "prec {loss} {over} points eta start {step} {rise} {power} {} {}",
                region(basin),
                bisections(*pieces)
            );
            writer.evaluated(
                1,
                &format!("exact (contraction_catapult {arguments} test)"),
                &format!("contraction {arguments}"),
            )
        }
        LinearProof::Doubling { .. } => {
            Err(unsupported("doubling", "the third derivative of its map is not enclosed in Coq"))
        }
        LinearProof::Cycle { step, period, cycle, basin, power, pieces, .. } => {
            if *period == 0 || power % period != 0 {
                return Err(unsupported("cycle", "the power of its basin is no multiple of its period"));
            }
            let over = enclosing(loss)?;
            let problem_arguments = format!("prec {loss} {over} points eta");
            let narrow = cycle_bounds(problem, cycle, *period, writer.bits, writer.accuracy)?;
            let region_of_cycle = format!("{} {}", pair(&narrow.0), pair(&narrow.1));
            let arguments = format!(
                "{problem_arguments} start {period} {} {step} {region_of_cycle} {} {}",
                power / period,
                region(basin),
                bisections(*pieces)
            );
            let test = format!("cycle {arguments}");
            let Some(claimed) = writer.claimed_cycle()?.map(|claimed| claimed.arguments()) else {
                let proof = format!("exact (proj1 (cycle_oscillating {arguments} test))");
                return writer.evaluated(*period, &proof, &test);
            };
            let newton = format!("(newton {problem_arguments} {period} {region_of_cycle})");
            let limits = format!("cycle_limit_test {problem_arguments} {period} {newton} {claimed}");
            writer.evaluated(
                *period,
                &format!("exact (cycle_ends {arguments} {claimed} test)"),
                &format!("({test} && {limits})%bool"),
            )
        }
    }
}

struct Writer<'a> {
    problem: &'a Descent<LinearSystem>,
    data: LinearData,
    phase: Phase,
    limit: Option<&'a Limit<Enclosure>>,
    bits: u32,
    /// The certificate's own bits: how sharp the bounds of a minimum or cycle are that Coq is given.
    accuracy: u32,
    /// Evaluations of the map or the curvature.
    work: u64,
}

/// A claimed cycle: its points and multiplier as rationals of Coq.
struct ClaimedCycle {
    points: Vec<(String, String)>,
    /// The points as a list.
    bounds: String,
    /// Of the multiplier.
    low: String,
    high: String,
}

impl ClaimedCycle {
    /// The arguments of the theorems of Linear_enclosure.v.
    fn arguments(&self) -> String {
        format!("{} {} {}", self.bounds, self.low, self.high)
    }
}

/// The problem in statements.
const PROBLEM: &str = "(real_data points) (real eta) (real start)";

/// Writes data, rate and start out as real numbers.
const WRITE_OUT: &str = "cbv [points eta start real_data real_bounds real map fst snd]; write_out";

impl Writer<'_> {
    /// The phase as Linear_checks.v states it.
    fn phase(&self, period: u32) -> String {
        let (phase, loss) = (self.phase, self.problem.system.loss);
        match phase {
            Phase::Oscillating => format!("{phase} {loss} {PROBLEM} {period}"),
            _ => format!("{phase} {loss} {PROBLEM}"),
        }
    }

    /// The cycle that is claimed, if one is.
    fn claimed_cycle(&self) -> Result<Option<ClaimedCycle>, CertificateExportError> {
        let Some(Limit::Cycle(Cycle { cycle, multiplier })) = self.limit else { return Ok(None) };
        let points = cycle.iter().map(ends).collect::<Result<Vec<_>, CertificateExportError>>()?;
        let bounds: Vec<String> = points.iter().map(|(low, high)| format!("({low}, {high})")).collect();
        let (low, high) = ends(multiplier)?;
        Ok(Some(ClaimedCycle { points, bounds: format!("[{}]", bounds.join("; ")), low, high }))
    }

    /// Imports and the exact problem.
    fn preamble(&self) -> String {
        let points: Vec<String> =
            self.data.points().iter().map(|(z, k)| format!("({}, {k}%positive)", pair(z))).collect();
        format!(
            "\
From Coq Require Import Reals Lra List ZArith Bool.
From Catapult Require Import Linear_certificates Linear_cycles Linear_limits OrbitEnclosure Linear_enclosure.
Import ListNotations.
Import Linear_enclosure.{integers}.
Open Scope R_scope.

Definition points : rational_data := [{points}].
Definition eta : rational := {eta}.
Definition start : rational := {start}.
Definition prec : OrbitEnclosure.{integers}_numbers.precision := OrbitEnclosure.{integers}_numbers.PtoP {bits}.

",
            integers = if self.work <= STANDARD_WORK { "Standard" } else { "Machine" },
            points = points.join("; "),
            eta = pair(&self.problem.learning_rate),
            start = pair(&self.problem.start.weight),
            bits = self.bits,
        )
    }

    /// A file whose phase follows from a test of Linear_enclosure.v, evaluated by vm_compute. The proof of an oscillating phase
    /// is one of the claimed cycle too.
    fn evaluated(&self, period: u32, proof: &str, test: &str) -> Result<String, CertificateExportError> {
        let test = format!("Lemma test : {test} = true.\nProof. vm_cast_no_check (eq_refl true). Qed.\n\n");
        Ok(self.preamble() + &test + &self.theorem(period, &format!("{proof}.\n"))?)
    }

    /// A file whose phase is proved by arithmetic.
    fn direct(&self, proof: &str) -> Result<String, CertificateExportError> {
        Ok(self.preamble() + &self.theorem(2, proof)?)
    }

    /// The claim and its proof.
    fn theorem(&self, period: u32, proof: &str) -> Result<String, CertificateExportError> {
        let (phase, loss) = (self.phase(period), self.problem.system.loss);
        match self.limit {
            // of another network: `check` has refused it
            None | Some(Limit::Aligned(_)) => Ok(format!("Theorem certificate : {phase}.\nProof.\n{proof}Qed.\n")),
            Some(Limit::Cycle(_)) => {
                let claimed = self.claimed_cycle()?.map(|ClaimedCycle { bounds, low, high, .. }| {
                    format!("{period} (real_bounds {bounds}) (real {low}) (real {high})")
                });
                let claimed = claimed.unwrap_or_default();
                Ok(format!(
                    "\
Theorem certificate :
  {phase} /\\
  ends_at_cycle {loss} {PROBLEM} {claimed}.
Proof.
{proof}Qed.
"
                ))
            }
            Some(Limit::OnData(_) | Limit::Infimum(_) | Limit::FeatureCycle(_)) => {
                Err(unsupported("linear", "its limit is that of another network"))
            }
            Some(Limit::Minimum(Minimum { lambda, sharpness })) => {
                let (kernel_low, kernel_high) = ends(lambda)?;
                let (low, high) = ends(sharpness)?;
                let sharp = self.sharpness(&low, &high)?;
                Ok(format!(
                    "\
Lemma phase : {phase}.
Proof.
{proof}Qed.

Lemma kernel : real {kernel_low} <= mean (real_data points) (fun z => z ^ 2) <= real {kernel_high}.
Proof. {WRITE_OUT}. lra. Qed.

{sharp}
Theorem certificate :
  {phase} /\\
  ends_at_minimum {loss} {PROBLEM} (real {kernel_low}) (real {kernel_high}) (real {low}) (real {high}).
Proof.
  split; [exact phase |]. apply ends_at_minimum_of; [exact (proj2 phase) | exact kernel | exact sharp].
Qed.
"
                ))
            }
        }
    }

    /// The lemma `sharp`: the sharpness at the minimum lies between two rationals.
    fn sharpness(&self, low: &str, high: &str) -> Result<String, CertificateExportError> {
        let loss = self.problem.system.loss;
        let statement = format!(
            "forall p, risk_slope {loss} (real_data points) p = 0 ->\n  \
             real {low} <= risk_curvature {loss} (real_data points) p <= real {high}"
        );
        if loss == LossName::Squared {
            return Ok(format!("Lemma sharp : {statement}.\nProof. apply squared_sharpness. {WRITE_OUT}. lra. Qed.\n"));
        }
        let Some((a, b)) = minimiser_bounds(&self.data, self.bits, self.accuracy)? else {
            let point = self.point(|z| !z.is_zero()).ok_or_else(|| unsupported("linear", "all its points are zero"))?;
            return Ok(format!(
                "\
Lemma sharp : {statement}.
Proof.
  apply sharpness_at_zero.
  - exists {point}. split; [point_occurs | {WRITE_OUT}; lra].
  - apply slope_at_zero. {WRITE_OUT}. lra.
  - rewrite ({side} margin_curvature_at_0). {WRITE_OUT}. lra.
Qed.
",
                side = if loss == LossName::Exponential { "proj1" } else { "proj2" },
            ));
        };
        let arguments = format!("prec {loss} {} points {} {} {low} {high}", enclosing(loss)?, pair(&a), pair(&b));
        Ok(format!(
            "\
Lemma minimum : minimum_test {arguments} = true.
Proof. vm_cast_no_check (eq_refl true). Qed.

Lemma sharp : {statement}.
Proof. intros p stationary. exact (proj2 (minimum_enclosed {arguments} minimum p stationary)). Qed.
"
        ))
    }
}

/// The ends of a claimed enclosure as rationals of Coq.
fn ends(claimed: &Enclosure) -> Result<(String, String), CertificateExportError> {
    let decimal = |text: &str| {
        parse_exact(text)
            .map(|value| pair(&value))
            .map_err(|_| CertificateExportError::Numbers(Failure::OutOfRange("a limit of the claim is not a decimal")))
    };
    Ok((decimal(&claimed.lower)?, decimal(&claimed.upper)?))
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
