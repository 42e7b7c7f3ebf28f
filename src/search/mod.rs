//! Searches for proofs of what gradient descent does. Nothing here need be trusted.
//!
//! A search only looks for numbers with which the checker's [`establish`](crate::certify::checker::establish) succeeds; the
//! answer, and its certificate, are what that function returns.
//!
//! | file | what it holds |
//! |---|---|
//! | [`classification`] | the answer [`Classification`], and the options of a search |
//! | [`linear`] | the linear predictor |
//! | [`two_layer`] | the two-layer network |
//! | [`two_layer_guide`] | which numbers to try in a proof about it |
//! | [`cycle_guide`] | where to look for cycles |

pub mod classification;
pub mod cycle_guide;
pub mod linear;
mod linear_trap;
pub mod two_layer;
pub mod two_layer_guide;

pub use classification::{Classification, ClassifyOptions};

use crate::dynamics::{Problem, ProblemError};

/// Classifies gradient descent.
///
/// # Errors
///
/// [`ProblemError`] for numbers that are no problem. Reaching a bound of `options` is no error but
/// [`Phase::Undecided`](crate::certify::Phase::Undecided), with the reason.
///
/// # Guarantee
///
/// Certified: a phase other than undecided is proved, its certificate passes [`crate::certify::check`], and the limit lies
/// between the decimals given.
pub fn classify(problem: &Problem, options: &ClassifyOptions) -> Result<Classification, ProblemError> {
    problem.validate()?;
    Ok(match problem {
        Problem::Linear(descent) => linear::classify(problem, descent, options),
        Problem::TwoLayer(descent) => two_layer::classify(problem, descent, options),
        Problem::Aligned(_) => Classification::undecided(
            "there is no classification of aligned networks yet: their orbits can be enclosed",
        ),
    })
}
