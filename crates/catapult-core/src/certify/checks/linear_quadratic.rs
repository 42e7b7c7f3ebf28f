//! The squared loss: one linear map, decided exactly.
//!
//! # Lemma
//!
//! Let l be the squared loss, h = mean(z²) > 0 and w* = mean(z)/h. Then w' - w* = (1 - eta h)(w - w*) and
//! L(w) - L(w*) = h (w - w*)²/2. For w0 != w*:
//!
//! * eta h < 2: w_t → w* and the loss falls at every step until the minimum is reached: *lazy*.
//! * eta h = 2: w_t alternates between w0 and 2 w* - w0, a cycle of period 2 and multiplier (1 - eta h)² = 1: *oscillating*.
//! * eta h > 2: |w_t - w*| = |1 - eta h|^t |w0 - w*| → ∞, and the loss with it: *divergent*.
//!
//! *Proof.* L'(w) = h w - mean(z) = h (w - w*), as l'(u) = u - 1; the rest is the size of 1 - eta h. ∎

use super::{Established, Failure, linear_minimum, linear_run};
use crate::arithmetic::{Ball, FromExact};
use crate::certify::phase::{Cycle, Limit, Phase};
use crate::dynamics::orbit::ExactOrbit;
use crate::dynamics::{Descent, LinearSystem};
use crate::model::LossName;
use num_traits::One;
use std::cmp::Ordering;

/// Decides the three cases exactly; `bits` is the precision of the limit.
///
/// # Errors
///
/// [`Failure`] for another loss, a constant risk, or a start at the minimum.
pub fn establish(problem: &Descent<LinearSystem>, bits: u32) -> Result<Established, Failure> {
    let (_, data) = linear_run::linear(problem, bits)?;
    if data.loss() != LossName::Squared {
        return Err(Failure::NotApplicable("it is made for the squared loss"));
    }
    if data.is_stationary(&problem.start.weight) {
        return Err(Failure::NotApplicable("the start is the minimum"));
    }
    match (data.smoothness() * &problem.learning_rate).cmp(&rug::Rational::from(2)) {
        Ordering::Less => linear_minimum::converges(&data, Phase::Lazy, bits),
        Ordering::Equal => {
            let mut orbit = ExactOrbit::new(problem);
            if !orbit.advance() {
                return Err(Failure::NotApplicable("it needs exact orbits"));
            }
            let cycle = [&problem.start, &orbit.state];
            let cycle = cycle.iter().map(|state| Ball::from_exact(&state.weight, bits)).collect();
            Ok(Established {
                phase: Phase::Oscillating,
                limit: Some(Limit::Cycle(Cycle { cycle, multiplier: Ball::one() })),
            })
        }
        Ordering::Greater => Ok(Established { phase: Phase::Divergent, limit: None }),
    }
}
