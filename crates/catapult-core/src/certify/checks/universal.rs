//! Convergence of the two-layer network on D0 with the logistic loss, at rates that suit every start.
//!
//! # Lemma
//!
//! Logistic loss. If 0 < eta <= 2 sqrt(2m), that is eta² <= 8 m, then f_t -> 0 from every start.
//!
//! Proof: theory.md section 3, "Universal step size". (|a| = eta |s|/sqrt m < sqrt 2, so pq never increases; either pq has a
//! positive limit, and a -> 0, or pq -> 0, and max(p, q) gets arbitrarily small.) ∎
//!
//! Machine-checked: `proofs/Universal_rate.v`, `universal_convergence_squared`.
//!
//! The lemma tells nothing of the speed, so it gives no enclosure of lambda_inf. Together with one certain rise of the loss
//! it makes a catapult.

use super::run::Run;
use super::{Established, Failure};
use crate::certify::phase::Phase;
use crate::dynamics::{Descent, TwoLayerSystem};
use crate::model::LossName;
use rug::Rational;

/// Whether the lemma holds for a problem. Exact.
pub fn applies(problem: &Descent<TwoLayerSystem>) -> bool {
    problem.system.loss == LossName::Logistic
        && problem.learning_rate.clone().square() <= problem.system.width.clone() * Rational::from(8)
}

/// Tests the lemma, and that the loss rises at one of the first T steps: catapult.
///
/// # Errors
///
/// [`Failure`] if the lemma does not apply or no rise is certain.
///
/// # Guarantee
///
/// Exact for convergence, certified for the rise.
pub fn establish(problem: &Descent<TwoLayerSystem>, bits: u32, step: u64) -> Result<Established, Failure> {
    if !applies(problem) {
        return Err(Failure::NotApplicable("it is made for two-layer networks with logistic loss and eta² <= 8 m"));
    }
    match Run::until(problem, bits, step)?.first_rise {
        Some(_) => Ok(Established { phase: Phase::Catapult, limit: None }),
        None => Err(Failure::NotProved("the loss rises at some step of the run")),
    }
}
