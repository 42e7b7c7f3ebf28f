//! Divergence of the two-layer network on D0 with the exponential and the squared loss.
//!
//! # Lemma
//!
//! Exponential or squared loss, an admissible state (lambda >= 2|f|/sqrt m) with f != 0. Put a = eta |s|/sqrt m and
//! R = lambda sqrt m/(2|f|) >= 1. If a >= 8 R at step T, that is
//!
//! > (i) eta f s >= 4 m lambda,
//!
//! then a >= 8 R at all later steps and |f_(t+1)| >= 49 |f_t|: the loss tends to infinity.
//!
//! # Proof
//!
//! In these variables (T1) and (T2) read f'/f = 1 + a² - 2aR =: M and lambda'/lambda = 1 + a² - 2a/R =: N. From a >= 8R:
//! M >= 1 + a² - a²/4 = 1 + 3a²/4 >= 1 + 48 R² >= 49. The new state has R' = R N/M, and as s/f does not decrease in |f|,
//! a' >= a M. So a' >= 8R' follows from a M² >= 8 R N, and this from M² >= N (as a >= 8R and N >= (1 - a)² >= 0), which
//! holds: M² >= (1 + 3a²/4)² >= 1 + 3a²/2 >= N. ∎
//!
//! Machine-checked: `proofs/Two_layer_growth.v`, `growth` and `growth_on_box`.

use super::run::Run;
use super::{Established, Failure};
use crate::arithmetic::{Ball, Field};
use crate::certify::phase::Phase;
use crate::dynamics::{Descent, TwoLayer, TwoLayerState, TwoLayerSystem};
use crate::model::{Degenerate, LossName, Risk};
use std::cmp::Ordering;

/// Tests the lemma at step T: divergent.
///
/// # Errors
///
/// [`Failure`] for the logistic loss, or if (i) could not be confirmed.
///
/// # Guarantee
///
/// Certified. The state is admissible because the start is, which is tested exactly when the problem is validated.
pub fn establish(problem: &Descent<TwoLayerSystem>, bits: u32, step: u64) -> Result<Established, Failure> {
    let map = problem.equations::<Ball>(bits);
    if !applies(problem.system.loss) {
        return Err(Failure::NotApplicable("it is made for the exponential and the squared loss"));
    }
    let run = Run::until(problem, bits, step)?;
    if holds(&map, &run.state()) {
        Ok(Established { phase: Phase::Divergent, limit: None })
    } else {
        Err(Failure::NotProved("eta f s >= 4 m lambda with f != 0"))
    }
}

/// The losses whose s/f does not decrease in |f|.
pub fn applies(loss: LossName) -> bool {
    matches!(loss, LossName::Exponential | LossName::Squared)
}

/// Whether (i) holds for certain. As f s increases with |f| and does not depend on its sign, the smallest |f| and the largest
/// lambda of the enclosure decide for all of it.
pub fn holds(map: &TwoLayer<Ball, Degenerate<LossName>>, state: &TwoLayerState<Ball>) -> bool {
    let least = Ball::exact(state.output.clone().abs().lower());
    let most = Ball::exact(state.lambda.upper());
    let push = map.learning_rate.clone() * &least * map.risk.slope(least.clone());
    let reach = Ball::integer(4) * map.width() * most;
    least.sign() == Some(Ordering::Greater) && reach.is_certainly_less(&push)
}
