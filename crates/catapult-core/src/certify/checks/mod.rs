//! The kinds of proof. Each file states a lemma, proves it, and tests exactly its hypotheses in [`establish`](trap::establish)
//! functions that use the number systems and the equations of [`crate::dynamics`] only.

pub mod aligned_balanced;
pub mod aligned_bounds;
pub mod aligned_degenerate;
pub mod aligned_growth;
pub mod aligned_hit;
pub mod aligned_lazy;
pub mod aligned_run;
pub mod aligned_safe;
pub mod aligned_trap;
pub mod alternation;
pub mod boundary;
pub mod data_descent;
pub mod dense_growth;
pub mod dense_rest;
pub mod dense_trap;
pub mod features_cycle;
pub mod features_growth;
pub mod features_separable;
pub mod features_trap;
pub mod gram_almost_all;
pub mod gram_escape;
pub mod gram_growth;
pub mod gram_one_sided;
pub mod gram_pattern;
pub mod gram_separable;
pub mod gram_trap;
pub mod gram_universal;
pub mod growth;
pub mod hit;
pub mod linear_contraction;
pub mod linear_critical_rate;
pub mod linear_cycle;
pub mod linear_doubling;
pub mod linear_escape;
pub mod linear_minimum;
pub mod linear_potential;
pub mod linear_quadratic;
pub mod linear_rest;
pub mod linear_run;
pub mod linear_smoothness;
pub mod linear_sublevel;
pub mod run;
pub mod trap;
pub mod universal;

use super::phase::{Limit, Phase};
use crate::arithmetic::Ball;
use thiserror::Error;

/// What a proof establishes about its problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Established {
    /// The phase.
    pub phase: Phase,
    /// Where the orbit ends, enclosed, if the proof says so.
    pub limit: Option<Limit<Ball>>,
}

/// Why a proof establishes nothing.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Failure {
    /// The kind of proof is made for other problems.
    #[error("this kind of proof does not apply: {0}")]
    NotApplicable(&'static str),
    /// A number of the proof is outside its range.
    #[error("{0}")]
    OutOfRange(&'static str),
    /// A hypothesis of the lemma could not be confirmed by enclosures.
    #[error("not proved: {0}")]
    NotProved(&'static str),
}
