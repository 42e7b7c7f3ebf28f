//! Searches for proofs of what gradient descent does. Nothing here need be trusted.
//!
//! A search only looks for numbers with which the checker's [`establish`](crate::certify::checker::establish) succeeds; the
//! answer, and its certificate, are what that function returns.
//!
//! | file | what it holds |
//! |---|---|
//! | [`classification`] | the answer [`Classification`], what would help, and the options of a search |
//! | [`linear`] | the linear predictor |
//! | [`two_layer`] | the two-layer network |
//! | [`two_layer_guide`] | which numbers to try in a proof about it |
//! | [`cycle_guide`] | where to look for cycles |

pub mod classification;
pub mod cycle_guide;
pub mod linear;
mod linear_near;
mod linear_reason;
mod linear_trap;
pub mod two_layer;
pub mod two_layer_guide;

pub use classification::{Classification, ClassifyOptions, Remedy, SearchError};

use crate::dynamics::{Problem, ProblemError};
use crate::progress::{Watch, silent};

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
    match classify_watched(problem, options, &silent) {
        Ok(answer) => Ok(answer),
        Err(SearchError::Problem(error)) => Err(error),
        // Nobody interrupts, and this is how that would look.
        Err(SearchError::Interrupted(interrupted)) => Ok(Classification::undecided(interrupted.to_string())),
    }
}

/// The same for one who watches: told of the steps that are enclosed, and asked at each. A search may start again with more
/// bits.
///
/// # Errors
///
/// [`SearchError`] for numbers that are no problem, or if the watch says stop.
///
/// # Guarantee
///
/// As [`classify`].
pub fn classify_watched(
    problem: &Problem,
    options: &ClassifyOptions,
    watch: Watch<'_>,
) -> Result<Classification, SearchError> {
    problem.validate()?;
    Ok(match problem {
        Problem::Linear(descent) => linear::classify(problem, descent, options, watch)?,
        Problem::TwoLayer(descent) => two_layer::classify(problem, descent, options, watch)?,
        Problem::Aligned(_) => Classification::undecided(
            "there is no classification of aligned networks yet: their orbits can be enclosed",
        ),
    })
}
