//! A start that is a minimum.
//!
//! # Lemma
//!
//! If L'(w0) = 0, then w_t = w0 for all t, w0 minimises the convex risk L, and the loss never rises: *lazy*.
//!
//! *Proof.* w' = w - eta L'(w) = w, and a stationary point of a differentiable convex function is a minimum. ∎
//!
//! L'(w0) = 0 is decided exactly for the squared loss and for w0 = 0 (where l'(0) is rational, so that L'(0) = 0 iff Σz = 0).

use super::{Established, Failure, linear_minimum, linear_run};
use crate::certify::phase::Phase;
use crate::dynamics::{Descent, LinearSystem};

/// Tests the hypothesis exactly; `bits` is the precision of the limit.
///
/// # Errors
///
/// [`Failure`] if L'(w0) = 0 is not an exact fact.
pub fn establish(problem: &Descent<LinearSystem>, bits: u32) -> Result<Established, Failure> {
    let (_, data) = linear_run::linear(problem, bits)?;
    if !data.is_stationary(&problem.start.weight) {
        return Err(Failure::NotProved("the start is not an exact minimum"));
    }
    linear_minimum::converges(&data, Phase::Lazy, bits)
}
