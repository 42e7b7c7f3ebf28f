//! Theorem 1.1: the exponential loss on D0, decided by comparing eta with eta_c(w0) = 2 w0/sinh w0.
//!
//! # Lemma (monotone ratio)
//!
//! w ↦ sinh(w)/w increases strictly on w > 0, from 1 to infinity, and is even. *Proof.* Its derivative is
//! (w cosh w - sinh w)/w², whose numerator vanishes at 0 and has the derivative w sinh w > 0. ∎
//!
//! # Lemma (Theorem 1.1)
//!
//! Let w0 != 0 and q(w) = eta sinh(w)/w, so that w' = w (1 - q(w)) by (P1), with s = sinh.
//!
//! * eta < eta_c(w0): |w_t| <= rho^t |w0| with rho = max(|1 - eta|, |q(w0) - 1|) < 1, and the loss cosh w falls at every step
//!   until the minimum 0 is reached: *lazy*.
//! * eta = eta_c(w0): w_t = (-1)^t w0.
//! * eta > eta_c(w0): |w_t| >= (q(w0) - 1)^t |w0| → ∞, and the loss increases to infinity: *divergent*.
//!
//! *Proof.* eta < eta_c(w0) means q(w0) < 2. For 0 < |w| <= |w0| the ratio lemma gives eta <= q(w) <= q(w0), so that
//! |1 - q(w)| <= rho < 1, as eta <= q(w0) < 2: the size shrinks by rho at each step and the condition |w| <= |w0| persists. If
//! eta > eta_c(w0), then q(w) - 1 >= q(w0) - 1 > 1 for all |w| >= |w0|, which persists. cosh increases with |w|. ∎
//!
//! A rational start w0 != 0 never has a rational eta_c (sinh w0 is transcendental, by Lindemann), so that some precision
//! decides every exact problem.

use super::{Established, Failure, linear_minimum, linear_run};
use crate::arithmetic::{Ball, FromExact};
use crate::certify::phase::Phase;
use crate::dynamics::{Descent, LinearSystem};
use crate::model::LossName;
use crate::theory::thresholds::critical_rate;
use std::cmp::Ordering;

/// Compares eta with eta_c(w0) at `bits` bits.
///
/// # Errors
///
/// [`Failure`] for other problems, w0 = 0, or a comparison that is undecided at this precision.
pub fn establish(problem: &Descent<LinearSystem>, bits: u32) -> Result<Established, Failure> {
    let (_, data) = linear_run::linear(problem, bits)?;
    let start = &problem.start.weight;
    if data.loss() != LossName::Exponential || !data.is_degenerate() || start.is_zero() {
        return Err(Failure::NotApplicable("it is made for the exponential loss on D0 and starts other than 0"));
    }
    let critical = critical_rate(&problem.system.loss, Ball::from_exact(start, bits));
    match Ball::from_exact(&problem.learning_rate, bits).compare(&critical) {
        Some(Ordering::Less) => linear_minimum::converges(&data, Phase::Lazy, bits),
        Some(Ordering::Greater) => Ok(Established { phase: Phase::Divergent, limit: None }),
        _ => Err(Failure::NotProved("the learning rate and eta_c(w0) are too close for this precision")),
    }
}
