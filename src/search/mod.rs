//! Searches for proofs of what gradient descent does. Nothing here need be trusted.
//!
//! A search only looks for numbers with which the checker's [`establish`](crate::certify::checker::establish) succeeds; the
//! answer, and its certificate, are what that function returns.
//!
//! | file | what it holds |
//! |---|---|
//! | `classification` | the answer [`Classification`], what would help, and the options of a search |
//! | [`linear`] | the linear predictor |
//! | [`two_layer`] | the two-layer network |
//! | `two_layer_guide` | which numbers to try in a proof about it |
//! | `on_data`, `feature_guide`, `gram_guide` | linear predictors of several features, and two-layer networks on listed data; which numbers to try |
//! | `features_cycle_guide` | where to look for cycles in several features |
//! | `features_outlook` | whether floats see an orbit in several features settle |
//! | `pattern_guide` | where to look for signs of margins that repeat |
//! | [`aligned`] | aligned networks |
//! | [`dense`] | deep networks with all their weights |
//! | [`data_shape`] | why the risk of some data has no minimiser |
//! | `ladder` | from one precision to the next |
//! | `cycle_guide` | where to look for cycles |

pub mod aligned;
mod aligned_guide;
pub(crate) mod classification;
pub(crate) mod cycle_guide;
pub mod data_shape;
pub mod dense;
mod feature_guide;
mod features_cycle_guide;
mod features_outlook;
pub(crate) mod gram_guide;
mod ladder;
pub mod linear;
mod linear_near;
mod linear_reason;
mod linear_trap;
pub(crate) mod on_data;
pub(crate) mod pattern_guide;
pub mod two_layer;
pub(crate) mod two_layer_guide;

pub use classification::{Classification, ClassifyOptions, Remedy, SearchError};

use crate::arithmetic::{Ball, Enclosure};
use crate::dynamics::{Problem, ProblemError};
use crate::progress::{Watch, silent};
use rug::Rational;

/// Classifies gradient descent.
///
/// ```
/// use catapult::arithmetic::parse_exact;
/// use catapult::certify::{Phase, check};
/// use catapult::dynamics::Problem;
/// use catapult::model::LossName;
/// use catapult::search::{ClassifyOptions, classify};
///
/// // the linear predictor on D0 beyond eta = 8: a 2-cycle
/// let problem = Problem::linear(LossName::Logistic, parse_exact("10")?, parse_exact("1")?);
/// let answer = classify(&problem, &ClassifyOptions::default())?;
/// assert_eq!(answer.phase, Phase::Oscillating);
/// // the proof holds without trust in the search
/// check(&answer.certificate.ok_or("a proof")?)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
        Problem::Features(descent) => on_data::classify(problem, descent, options, watch)?,
        Problem::Gram(descent) => on_data::classify(problem, descent, options, watch)?,
        Problem::Aligned(descent) => aligned::classify(problem, descent, options, watch)?,
        Problem::Dense(descent) => dense::classify(problem, descent, options, watch)?,
    })
}

/// An enclosure narrower than the asked digits by this factor of 2 is accepted although its ends share fewer digits, as
/// happens on both sides of a carry.
const CARRY_BITS: i64 = 27;

/// Whether a limit is known to the asked digits.
fn has_digits(ball: &Ball, options: &ClassifyOptions) -> bool {
    let digits = options.digits;
    let certain = |extra: i64| ball.accurate_bits().is_none_or(|bits| bits > i64::from(digits.bits()) + extra);
    ball.is_bounded()
        && certain(0)
        && (certain(CARRY_BITS) || Enclosure::of_ball(ball, digits.count()).common_digits() >= digits.count())
}

/// Whether a vector is known to the asked digits: each coordinate, or one that cannot be told from zero, beside the largest.
fn vector_has_digits(values: &[Ball], options: &ClassifyOptions) -> bool {
    let largest = values.iter().filter_map(|ball| ball.magnitude_up().exponent()).max();
    let negligible = |ball: &Ball| match (ball.radius().exponent(), largest) {
        (_, None) | (None, _) => true,
        (Some(radius), Some(largest)) => {
            ball.contains(&Rational::new()) && radius + i64::from(options.digits.bits()) < largest
        }
    };
    values.iter().all(|ball| has_digits(ball, options) || ball.is_bounded() && negligible(ball))
}
