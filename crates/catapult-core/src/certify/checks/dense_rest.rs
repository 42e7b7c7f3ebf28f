//! Networks on D0 that start at a minimum: f = 0 exactly, and there the orbit rests.
//!
//! # Lemma
//!
//! If f = 0 at the start, s(0) = 0 for every loss, and gradient descent fixes the weights: the loss never rises, and lambda is what it is.
//!
//! f is computed in rational numbers: an equation is nothing that an enclosure can confirm.

use super::{Established, Failure};
use crate::arithmetic::Ball;
use crate::certify::phase::{Limit, Minimum, Phase};
use crate::dynamics::{DenseSystem, Descent, Equations};
use crate::theory::thresholds::sharpness_at_minimum;

/// Tests that f = 0 at the start, exactly: lazy.
///
/// # Errors
///
/// [`Failure::NotProved`] if it is not.
///
/// # Guarantee
///
/// Exact for the phase; certified for the enclosure of the limit.
pub fn establish(problem: &Descent<DenseSystem>, bits: u32) -> Result<Established, Failure> {
    if !problem.system.product(&problem.start).is_zero() {
        return Err(Failure::NotProved("f = 0 at the start"));
    }
    let lambda = problem.equations::<Ball>(bits).lambda(&problem.start_in(bits));
    let sharpness = sharpness_at_minimum(&problem.system.loss, lambda.clone());
    Ok(Established { phase: Phase::Lazy, limit: Some(Limit::Minimum(Minimum { lambda, sharpness })) })
}
