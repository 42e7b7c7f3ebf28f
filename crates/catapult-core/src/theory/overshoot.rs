//! The overshoot threshold of the logistic linear predictor on D0.
//!
//! (P4)  sinh w_o = 2 w_o,  eta_o = eta_c(w_o) = 4 w_o/tanh(w_o/2)
//!
//! Above eta_o the map on |w| has negative slope at w*, so |w| overshoots and, from all starts but countably many (0, ±w* and those
//! that land on them), the loss is never eventually monotone:
//! that slope is eta L''(w*) - 1 = 2 w*/sinh w* - 1, negative iff sinh w* > 2 w*. Source: proofs/THEORY.md section 1, marked as ours.

use super::certified::{CertifiedValue, Digits, DigitsError, certify_digits};
use super::root::{approximate_root, enclose_root_near};
use super::thresholds::critical_rate;
use crate::arithmetic::{Analytic, Ball};
use crate::model::Logistic;
use rug::Float;

/// sinh w - 2 w, whose positive root is w_o.
pub fn overshoot_equation<T: Analytic>(weight: T) -> T {
    weight.clone().sinh() - T::integer(2) * weight
}

/// w_o and eta_o.
#[derive(Clone, Debug)]
pub struct Overshoot {
    /// w_o > 0.
    pub weight: CertifiedValue,
    /// eta_o.
    pub learning_rate: CertifiedValue,
}

/// Encloses w_o and eta_o with the asked digits.
///
/// The root is unique on (0, ∞): sinh w - 2 w is convex there, zero at 0 and has slope -1 at 0.
///
/// # Errors
///
/// [`DigitsError`] if the digits cannot be certified.
pub fn enclose_overshoot(digits: Digits) -> Result<Overshoot, DigitsError> {
    let (lower, upper) = (2.0, 3.0);
    let start = approximate_root(overshoot_equation, lower, upper);
    let (lower, upper) = (Float::with_val(53, lower), Float::with_val(53, upper));
    let [weight, learning_rate] = certify_digits(digits, |bits| {
        let weight =
            enclose_root_near(overshoot_equation, start, &lower, &upper, bits).unwrap_or_else(|| Ball::unbounded(bits));
        let learning_rate = critical_rate(&Logistic, weight.clone());
        [CertifiedValue::Enclosed(weight), CertifiedValue::Enclosed(learning_rate)]
    })?;
    Ok(Overshoot { weight, learning_rate })
}
