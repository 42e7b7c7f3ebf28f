//! The checker: it recomputes every enclosure from the exact problem and compares the result with the claim. No search.
//!
//! What has to be trusted: the arithmetic of [`crate::arithmetic`], the equations of [`crate::dynamics`], the lemmas of
//! [`super::checks`] with the functions that test their hypotheses, and this file.
//!
//! # Resources
//!
//! Work is bounded before it starts: a text by [`super::certificate::MOST_BYTES`], precision and steps by [`MOST_BITS`],
//! [`MOST_STEPS`] and [`MOST_WORK`], which keeps a check within minutes on one core, and a typical one within milliseconds.

use super::certificate::{Certificate, Claim, Proof};
use super::checks::run::Run;
use super::checks::{self, Established, Failure};
use super::phase::{Cycle, Limit, Minimum, Phase};
use crate::arithmetic::{Ball, Enclosure, parse_exact};
use crate::dynamics::{Descent, Problem, ProblemError, TwoLayerSystem};
use thiserror::Error;

/// The largest precision a proof may ask for.
pub const MOST_BITS: u32 = 1 << 20;
/// The largest number of steps a proof may ask for.
pub const MOST_STEPS: u64 = 10_000_000;
/// The largest product of the steps, the number of one-dimensional data points that a step sums over, and the square of the
/// bits: about what a proof costs.
pub const MOST_WORK: u64 = 1 << 44;

/// A claim that has been proved, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedClaim {
    /// The statement: problem, phase and limit.
    pub statement: String,
}

/// Why a certificate does not hold.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Rejection {
    /// The problem is not one.
    #[error("the problem is not valid: {0}")]
    Problem(#[from] ProblemError),
    /// The proof asks for more than the checker will spend.
    #[error(
        "the proof asks for {bits} bits and {steps} steps: the checker allows 24 to {MOST_BITS} bits, {MOST_STEPS} steps, \
         and {MOST_WORK} for bits² · steps · data points"
    )]
    Work {
        /// Bits asked for.
        bits: u32,
        /// Steps asked for.
        steps: u64,
    },
    /// The proof proves nothing.
    #[error(transparent)]
    Proof(#[from] Failure),
    /// The proof proves another phase.
    #[error("the claim is `{claimed}`, but the proof gives `{proved}`")]
    Phase {
        /// The phase of the claim.
        claimed: Phase,
        /// The phase the proof gives.
        proved: Phase,
    },
    /// The claimed limit is not implied.
    #[error("the claimed {0} does not contain the enclosure that the proof gives")]
    Limit(&'static str),
}

/// Checks a certificate.
///
/// # Errors
///
/// [`Rejection`] says which part does not hold.
///
/// # Guarantee
///
/// Certified: `Ok` means that the claim is true of the exact problem (see the [module](self) for what is trusted).
pub fn check(certificate: &Certificate) -> Result<CheckedClaim, Rejection> {
    let problem = certificate.problem.to_problem();
    problem.validate()?;
    let established = establish(&problem, &certificate.proof)?;
    compare(&certificate.claim, &established)?;
    Ok(CheckedClaim { statement: state(&problem, &certificate.claim) })
}

/// What a proof establishes about a valid problem.
///
/// # Errors
///
/// [`Rejection::Work`] before any work, [`Rejection::Proof`] if a hypothesis fails.
pub fn establish(problem: &Problem, proof: &Proof) -> Result<Established, Rejection> {
    match (problem, proof) {
        (Problem::TwoLayer(problem), _) => establish_two_layer(problem, proof),
        (Problem::Linear(problem), Proof::Linear(proof)) => {
            allow(proof.bits(), proof.steps())?;
            // each step sums over the data
            let points = problem.system.points.as_ref().map_or(1, |points| points.len() as u64);
            if !is_within_work(proof.bits(), proof.steps().saturating_mul(points)) {
                return Err(Rejection::Work { bits: proof.bits(), steps: proof.steps() });
            }
            Ok(proof.establish(problem)?)
        }
        (Problem::Linear(_) | Problem::Aligned(_), _) => Err(OTHER_NETWORK.into()),
    }
}

/// Why a proof says nothing about a problem.
const OTHER_NETWORK: Failure = Failure::NotApplicable("it is made for another kind of network");

/// What a proof establishes about a valid two-layer problem.
///
/// # Errors
///
/// As [`establish`].
pub fn establish_two_layer(problem: &Descent<TwoLayerSystem>, proof: &Proof) -> Result<Established, Rejection> {
    match proof {
        Proof::Trap { bits, step, .. }
        | Proof::Universal { bits, step }
        | Proof::Growth { bits, step }
        | Proof::Alternation { bits, step, .. } => {
            allow(*bits, *step)?;
            require(problem, proof)?;
            establish_along(&Run::until(problem, *bits, *step)?, proof)
        }
        Proof::Hit { bits, step } => {
            allow(*bits, *step)?;
            Ok(checks::hit::establish(problem, *bits, *step)?)
        }
        Proof::Boundary { bits } => {
            allow(*bits, 0)?;
            Ok(checks::boundary::establish(problem, *bits)?)
        }
        Proof::Linear(_) => Err(OTHER_NETWORK.into()),
    }
}

/// Whether the lemma of a proof is about the problem at all, before its orbit is run.
fn require(problem: &Descent<TwoLayerSystem>, proof: &Proof) -> Result<(), Failure> {
    match proof {
        Proof::Growth { .. } => checks::growth::require(problem.system.loss),
        Proof::Alternation { .. } => checks::alternation::slope_limit(problem.system.loss).map(|_| ()),
        Proof::Universal { .. } => checks::universal::require_problem(problem),
        Proof::Trap { .. } | Proof::Hit { .. } | Proof::Boundary { .. } | Proof::Linear(_) => Ok(()),
    }
}

/// As [`establish_two_layer`] for the problem of a run, which saves running the orbit again if the run is at the step and the
/// precision of the proof. So a search that encloses an orbit once can have many proofs tested along it.
///
/// # Errors
///
/// As [`establish`].
pub fn establish_along(run: &Run<'_>, proof: &Proof) -> Result<Established, Rejection> {
    let here = (run.bits(), run.step());
    match proof {
        Proof::Trap { bits, step, contraction } if (*bits, *step) == here => {
            allow(*bits, *step)?;
            Ok(checks::trap::establish(run, &contraction.0)?)
        }
        Proof::Universal { bits, step } if (*bits, *step) == here => {
            allow(*bits, *step)?;
            Ok(checks::universal::establish(run)?)
        }
        Proof::Growth { bits, step } if (*bits, *step) == here => {
            allow(*bits, *step)?;
            Ok(checks::growth::establish(run)?)
        }
        Proof::Alternation { bits, step, margin } if (*bits, *step) == here => {
            allow(*bits, *step)?;
            Ok(checks::alternation::establish(run, &margin.0)?)
        }
        _ => establish_two_layer(run.problem(), proof),
    }
}

/// Whether the checker would spend so much. Searches keep to it, so that what they find can be checked.
pub fn is_affordable(bits: u32, steps: u64) -> bool {
    (24..=MOST_BITS).contains(&bits) && steps <= MOST_STEPS && is_within_work(bits, steps)
}

/// Whether bits² · steps is at most [`MOST_WORK`].
fn is_within_work(bits: u32, steps: u64) -> bool {
    u128::from(bits).pow(2) * u128::from(steps) <= u128::from(MOST_WORK)
}

/// Bounds the work of a proof.
fn allow(bits: u32, steps: u64) -> Result<(), Rejection> {
    if is_affordable(bits, steps) { Ok(()) } else { Err(Rejection::Work { bits, steps }) }
}

/// Whether what is established implies the claim: the same phase, and every claimed enclosure contains the proved one. A
/// claim may say less than the proof gives (no limit), not more.
///
/// # Errors
///
/// [`Rejection::Phase`] or [`Rejection::Limit`].
pub fn compare(claim: &Claim, established: &Established) -> Result<(), Rejection> {
    if claim.phase != established.phase {
        return Err(Rejection::Phase { claimed: claim.phase, proved: established.phase });
    }
    let require = |holds: bool, what| if holds { Ok(()) } else { Err(Rejection::Limit(what)) };
    match (&claim.limit, &established.limit) {
        (None, _) => Ok(()),
        (Some(Limit::Minimum(claimed)), Some(Limit::Minimum(Minimum { lambda, sharpness }))) => {
            require(contains(&claimed.lambda, lambda), "lambda")?;
            require(contains(&claimed.sharpness, sharpness), "sharpness")
        }
        (Some(Limit::Cycle(claimed)), Some(Limit::Cycle(Cycle { cycle, multiplier }))) => {
            require(claimed.cycle.len() == cycle.len(), "number of points")?;
            let all = claimed.cycle.iter().zip(cycle).all(|(claimed, proved)| contains(claimed, proved));
            require(all, "cycle")?;
            require(contains(&claimed.multiplier, multiplier), "multiplier")
        }
        _ => Err(Rejection::Limit("limit")),
    }
}

/// Whether a decimal enclosure contains a ball. Exact: the decimals are read as rationals.
fn contains(claimed: &Enclosure, proved: &Ball) -> bool {
    let (Ok(lower), Ok(upper)) = (parse_exact(&claimed.lower), parse_exact(&claimed.upper)) else {
        return false;
    };
    proved.is_bounded() && proved.lower() >= lower && proved.upper() <= upper
}

/// Problem, phase and limit in words.
fn state(problem: &Problem, claim: &Claim) -> String {
    let limit = match &claim.limit {
        None => String::new(),
        Some(Limit::Minimum(Minimum { lambda, sharpness })) => {
            format!("; lambda tends to a number in [{}, {}]", lambda.lower, lambda.upper)
                + &format!(", the sharpness to one in [{}, {}]", sharpness.lower, sharpness.upper)
        }
        Some(Limit::Cycle(Cycle { cycle, multiplier })) => {
            let points: Vec<String> = cycle.iter().map(|x| format!("[{}, {}]", x.lower, x.upper)).collect();
            format!("; the cycle has the points {}", points.join(", "))
                + &format!(" and a multiplier in [{}, {}]", multiplier.lower, multiplier.upper)
        }
    };
    format!("{problem}: {}{limit}", claim.phase)
}
