//! The logistic loss at rates up to 2/beta: every start converges, and the loss never rises.
//!
//! # Lemma
//!
//! Let l be the logistic loss, let signed points of both signs occur, and beta = mean(z²)/4. If 0 < eta <= 2/beta, every
//! orbit converges to the minimiser w*, and the loss falls at every step until it is reached: *lazy*.
//!
//! *Proof.* l'' = 1/(4 cosh²(u/2)) is positive, and below 1/4 except at u = 0; so 0 < L'' <= beta with L'' < beta for w != 0.
//! L tends to infinity on both sides (a point of either sign sees to that) and is strictly convex: w* is unique.
//! Let w != w*, g = L'(w) != 0 and w' = w - eta g. By Taylor's formula with the remainder as an integral,
//! L(w') - L(w) = -eta g² + eta² g² ∫_0^1 (1 - t) L''(w - t eta g) dt < -eta g² + eta² g² beta/2 <= 0,
//! strictly, as the argument of L'' is 0 for at most one t. So L(w_t) falls strictly until w* is reached. The orbit is
//! bounded, as it stays in a sublevel set. Let p be a limit point of it; L(w_t) falls to some limit, so by continuity
//! L(F(p)) = L(p), and therefore p = w*. A bounded sequence with one limit point converges. ∎
//!
//! On D0 beta = 1/4: the lemma covers every rate up to 8, and 8 itself, where the multiplier at w* = 0 is -1.

use super::{Established, Failure, linear_minimum, linear_run};
use crate::certify::phase::Phase;
use crate::dynamics::{Descent, LinearSystem};
use crate::model::LossName;

/// Tests the hypotheses exactly; `bits` is the precision of the limit.
///
/// # Errors
///
/// [`Failure`] for another loss, separable data, or a larger rate.
pub fn establish(problem: &Descent<LinearSystem>, bits: u32) -> Result<Established, Failure> {
    let (_, data) = linear_run::linear(problem, bits)?;
    if data.loss() != LossName::Logistic || !data.has_both_signs() {
        return Err(Failure::NotApplicable(
            "it is made for the logistic loss on data with signed points of both signs",
        ));
    }
    if data.smoothness() * &problem.learning_rate > 2 {
        return Err(Failure::NotProved("the learning rate is above 2/beta"));
    }
    linear_minimum::converges(&data, Phase::Lazy, bits)
}
