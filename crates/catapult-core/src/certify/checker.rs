//! The checker: it recomputes every enclosure from the exact problem and compares the result with the claim. No search.
//!
//! What has to be trusted: the arithmetic of [`crate::arithmetic`], the equations of [`crate::dynamics`], the lemmas of
//! [`super::checks`] with the functions that test their hypotheses, and this file.
//!
//! # Resources
//!
//! Work is bounded before it starts: a text by its length, its numbers while they are read, and the proof by
//! [`Sizes::allow`], to about a minute and a gigabyte; a typical proof takes milliseconds.

use super::aligned_proof::AlignedProof;
use super::certificate::{Certificate, Claim, Proof};
use super::checks::aligned_run::AlignedRun;
use super::checks::run::Run;
use super::checks::{self, Established, Failure};
use super::data_proof::{FeatureProof, GramProof};
use super::data_work::DataSizes;
use super::dense_proof::DenseProof;
use super::dense_work::DenseSizes;
use super::phase::{Cycle, Limit, Minimum, Phase};
use super::sizes::Sizes;
use super::statement::state;
use super::work::Excess;
use crate::arithmetic::{Ball, Enclosure, parse_exact};
use crate::dynamics::{DenseSystem, Descent, FeatureSystem, GramSystem, Problem, ProblemError, TwoLayerSystem};
use thiserror::Error;

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
    #[error("the proof is not checked: {0}")]
    Work(#[from] Excess),
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
        (Problem::Linear(problem), Proof::Linear(linear)) => {
            Sizes::of_linear(problem)?.allow(proof)?;
            Ok(linear.establish(problem)?)
        }
        (Problem::Features(problem), Proof::Features(proof)) => establish_features(problem, proof),
        (Problem::Gram(problem), Proof::Gram(proof)) => establish_gram(problem, proof),
        (Problem::Aligned(problem), Proof::Aligned(aligned)) => {
            Sizes::of_aligned(problem).allow(proof)?;
            Ok(aligned.establish(problem)?)
        }
        (Problem::Dense(problem), Proof::Dense(proof)) => establish_dense(problem, proof),
        (Problem::Linear(_) | Problem::Aligned(_) | Problem::Features(_) | Problem::Gram(_) | Problem::Dense(_), _) => {
            Err(OTHER_NETWORK.into())
        }
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
    Sizes::of_two_layer(problem).allow(proof)?;
    match proof {
        Proof::Trap { bits, step, .. }
        | Proof::Universal { bits, step }
        | Proof::Growth { bits, step }
        | Proof::Alternation { bits, step, .. } => {
            require(problem, proof)?;
            establish_along(&Run::until(problem, *bits, *step)?, proof)
        }
        Proof::Hit { bits, step } => Ok(checks::hit::establish(problem, *bits, *step)?),
        Proof::Boundary { bits } => Ok(checks::boundary::establish(problem, *bits)?),
        Proof::Linear(_) | Proof::Features(_) | Proof::Gram(_) | Proof::Aligned(_) | Proof::Dense(_) => {
            Err(OTHER_NETWORK.into())
        }
    }
}

/// What a proof establishes about a valid problem of a linear predictor of several features.
///
/// # Errors
///
/// As [`establish`].
pub fn establish_features(problem: &Descent<FeatureSystem>, proof: &FeatureProof) -> Result<Established, Rejection> {
    DataSizes::of(problem)?.allow_features(proof)?;
    Ok(proof.establish(problem)?)
}

/// What a proof establishes about a valid problem of a two-layer network on listed data.
///
/// # Errors
///
/// As [`establish`].
pub fn establish_gram(problem: &Descent<GramSystem>, proof: &GramProof) -> Result<Established, Rejection> {
    DataSizes::of(problem)?.allow_gram(proof)?;
    Ok(proof.establish(problem)?)
}

/// What a proof establishes about a valid problem of a deep network with all its weights.
///
/// # Errors
///
/// As [`establish`].
pub fn establish_dense(problem: &Descent<DenseSystem>, proof: &DenseProof) -> Result<Established, Rejection> {
    DenseSizes::of(problem)?.allow(proof)?;
    Ok(proof.establish(problem)?)
}

/// Whether the lemma of a proof is about the problem at all, before its orbit is run.
fn require(problem: &Descent<TwoLayerSystem>, proof: &Proof) -> Result<(), Failure> {
    match proof {
        Proof::Growth { .. } => checks::growth::require(problem.system.loss),
        Proof::Alternation { .. } => checks::alternation::slope_limit(problem.system.loss).map(|_| ()),
        Proof::Universal { .. } => checks::universal::require_problem(problem),
        Proof::Trap { .. }
        | Proof::Hit { .. }
        | Proof::Boundary { .. }
        | Proof::Linear(_)
        | Proof::Features(_)
        | Proof::Gram(_)
        | Proof::Aligned(_)
        | Proof::Dense(_) => Ok(()),
    }
}

/// As [`establish_two_layer`] for the problem of a run, which saves running the orbit again if the run is at the step and the
/// precision of the proof. So a search that encloses an orbit once can have many proofs tested along it.
///
/// # Errors
///
/// As [`establish`].
pub fn establish_along(run: &Run<'_>, proof: &Proof) -> Result<Established, Rejection> {
    let here = proof.bits() == run.bits() && proof.steps() == run.step();
    if here {
        Sizes::of_two_layer(run.problem()).allow(proof)?;
    }
    match proof {
        Proof::Trap { contraction, .. } if here => Ok(checks::trap::establish(run, &contraction.0)?),
        Proof::Universal { .. } if here => Ok(checks::universal::establish(run)?),
        Proof::Growth { .. } if here => Ok(checks::growth::establish(run)?),
        Proof::Alternation { margin, .. } if here => Ok(checks::alternation::establish(run, &margin.0)?),
        _ => establish_two_layer(run.problem(), proof),
    }
}

/// As [`establish`] for the problem of a run of an aligned network, as [`establish_along`].
///
/// # Errors
///
/// As [`establish`].
pub fn establish_along_aligned(run: &AlignedRun<'_>, proof: &AlignedProof) -> Result<Established, Rejection> {
    Sizes::of_aligned(run.problem()).allow(&Proof::Aligned(proof.clone()))?;
    if proof.bits() == run.bits() && proof.steps() == run.step() {
        Ok(proof.establish_along(run)?)
    } else {
        Ok(proof.establish(run.problem())?)
    }
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
        (Some(Limit::OnData(claimed)), Some(Limit::OnData(proved))) => {
            require(claimed.minimiser.len() == proved.minimiser.len(), "number of weights")?;
            let all =
                claimed.minimiser.iter().zip(&proved.minimiser).all(|(claimed, proved)| contains(claimed, proved));
            require(all, "minimiser")?;
            match (&claimed.lambda, &proved.lambda) {
                (None, _) => {}
                (Some(claimed), Some(proved)) => require(contains(claimed, proved), "lambda")?,
                (Some(_), None) => return Err(Rejection::Limit("lambda")),
            }
            require(contains(&claimed.ntk_eigenvalue, &proved.ntk_eigenvalue), "ntk_eigenvalue")?;
            require(contains(&claimed.sharpness, &proved.sharpness), "sharpness")
        }
        (Some(Limit::Infimum(claimed)), Some(Limit::Infimum(proved))) => {
            require(contains(&claimed.loss, &proved.loss), "loss")?;
            require(contains(&claimed.sharpness, &proved.sharpness), "sharpness")?;
            require(claimed.direction.is_none() || claimed.direction == proved.direction, "direction")
        }
        (Some(Limit::Aligned(claimed)), Some(Limit::Aligned(proved))) => {
            require(claimed.sigma.len() == proved.sigma.len(), "number of layers")?;
            require(claimed.vanishing == proved.vanishing, "vanishing layer")?;
            let all = claimed.sigma.iter().zip(&proved.sigma).all(|(claimed, proved)| contains(claimed, proved));
            require(all, "sigma")?;
            require(contains(&claimed.lambda, &proved.lambda), "lambda")?;
            require(contains(&claimed.sharpness, &proved.sharpness), "sharpness")
        }
        (Some(Limit::FeatureCycle(claimed)), Some(Limit::FeatureCycle(proved))) => {
            require(claimed.cycle.len() == proved.cycle.len(), "number of points")?;
            for (claimed, proved) in claimed.cycle.iter().zip(&proved.cycle) {
                require(claimed.len() == proved.len(), "number of weights")?;
                require(claimed.iter().zip(proved).all(|(claimed, proved)| contains(claimed, proved)), "cycle")?;
            }
            require(claimed.multipliers.len() == proved.multipliers.len(), "number of multipliers")?;
            let all = claimed.multipliers.iter().zip(&proved.multipliers).all(|(claimed, proved)| {
                contains(&claimed.real, &proved.real) && contains(&claimed.imaginary, &proved.imaginary)
            });
            require(all, "multipliers")
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
