//! Learning rates at which gradient descent changes its behaviour, in closed form.
//!
//! Each formula is written once, generic over the arithmetic; a private helper runs it in rationals where it is
//! rational and in balls where it is not.
//!
//! (P2)  eta_c(w0) = 2 w0/s(w0)
//! (T6)  eta_lazy = 2/(kappa lambda0)
//! (T7)  lambda_inf <= 2/(eta kappa)
//! universal rate of the logistic loss at width m:  2 sqrt(2m)
//!
//! Source: proofs/THEORY.md sections 1 and 3.

use super::certified::{CertifiedValue, Digits, DigitsError, certify_digits};
use super::minimiser::stability_limit;
use crate::arithmetic::{Analytic, Ball, ExactValue, Field, FromExact};
use crate::model::{Loss, LossName};
use rug::Rational;

/// (P2) eta_c(w0) = 2 w0/s(w0): at this rate the linear predictor on D0 jumps from w0 to -w0. Needs w0 != 0.
pub fn critical_rate<T: Field>(loss: &impl Loss<T>, weight: T) -> T {
    T::integer(2) * &weight / loss.degenerate_slope(weight)
}

/// (T5) at f = 0: kappa lambda, the sharpness of the two-layer network at a minimum of the risk.
pub fn sharpness_at_minimum<T: Field>(loss: &impl Loss<T>, lambda: T) -> T {
    loss.kappa() * lambda
}

/// (T6) eta_lazy = 2/(kappa lambda0): below it the linearisation at the minimum contracts at the initial kernel.
pub fn lazy_rate<T: Field>(loss: &impl Loss<T>, lambda: T) -> T {
    stability_limit(sharpness_at_minimum(loss, lambda))
}

/// (T7) 2/(eta kappa): no orbit that converges without hitting f = 0 has a larger final lambda.
pub fn flatness_bound<T: Field>(loss: &impl Loss<T>, learning_rate: T) -> T {
    stability_limit(loss.kappa() * learning_rate)
}

/// 4/(eta kappa), the paper's bound on the final lambda (Theorem 2), twice that of (T7).
pub fn paper_flatness_bound<T: Field>(loss: &impl Loss<T>, learning_rate: T) -> T {
    T::integer(2) * flatness_bound(loss, learning_rate)
}

/// 2 sqrt(2m): up to this rate gradient descent on the logistic loss converges from every start (proofs/THEORY.md section 3).
pub fn universal_rate<T: Analytic>(width: T) -> T {
    T::integer(2) * (T::integer(2) * width).sqrt()
}

/// A formula of one exact argument that is rational for some losses: `rational` where it answers, else `enclosed` in balls.
fn exact_or_enclosed(
    argument: &Rational,
    digits: Digits,
    exact: Option<Rational>,
    enclosed: impl Fn(Ball) -> Ball,
) -> Result<CertifiedValue, DigitsError> {
    if let Some(value) = exact {
        return Ok(CertifiedValue::Exact(value));
    }
    let [value] =
        certify_digits(digits, |bits| [CertifiedValue::Enclosed(enclosed(Ball::from_exact(argument, bits)))])?;
    Ok(value)
}

/// (P2) for a non-zero start, certified.
///
/// # Errors
///
/// [`DigitsError`] if the digits cannot be certified, as for a start of zero, where eta_c is not defined.
pub fn certify_critical_rate(loss: LossName, weight: &Rational, digits: Digits) -> Result<CertifiedValue, DigitsError> {
    let exact = critical_rate(&loss, ExactValue::from(weight.clone())).known().cloned();
    exact_or_enclosed(weight, digits, exact, |weight| critical_rate(&loss, weight))
}

/// Whether eta_c of a start that is not zero is a number that balls can hold: sinh of 10^9 is not.
pub fn has_critical_rate_in_range(loss: LossName, weight: &Rational) -> bool {
    critical_rate(&loss, Ball::from_exact(weight, RANGE_BITS)).is_bounded()
}

/// Any precision shows whether a number is in range.
const RANGE_BITS: u32 = 64;

/// 2/(kappa x) for positive x, which is (T6) in lambda0 and (T7) in eta. Exact.
pub fn exact_two_over_kappa(loss: LossName, x: &Rational) -> CertifiedValue {
    CertifiedValue::Exact(stability_limit(loss.facts().kappa() * x))
}

/// The universal rate for a width, certified; exact where 2m is a square.
///
/// # Errors
///
/// [`DigitsError`] if the digits cannot be certified.
pub fn certify_universal_rate(width: &Rational, digits: Digits) -> Result<CertifiedValue, DigitsError> {
    let exact = universal_rate(ExactValue::from(width.clone())).known().cloned();
    exact_or_enclosed(width, digits, exact, universal_rate)
}
