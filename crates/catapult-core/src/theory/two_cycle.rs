//! The 2-cycle ±w* of the logistic linear predictor on D0.
//!
//! (P3)  4 w* = eta tanh(w*/2), that is w* = (eta/2) s(w*): a step leads from w* to -w*
//!
//! Source: proofs/THEORY.md section 1.

use super::certified::{CertifiedValue, Digits, DigitsError, certify_digits};
use super::minimiser::stability_limit;
use super::root::{approximate_root, enclose_root_near};
use crate::arithmetic::{Analytic, Ball, Dual, Field, FromExact};
use crate::dynamics::LinearPredictor;
use crate::model::{Degenerate, Logistic, LossName};
use rug::Rational;
use std::cmp::Ordering;
use thiserror::Error;

/// Amplitude and multiplier of the 2-cycle.
#[derive(Clone, Debug)]
pub struct TwoCycle {
    /// w* > 0.
    pub amplitude: CertifiedValue,
    /// The derivative of the second iterate of (P1) at w*; the cycle is stable iff it lies in (-1, 1).
    pub multiplier: CertifiedValue,
}

/// Why there is no 2-cycle to enclose.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TwoCycleError {
    /// At or below 2/kappa = 8 the map on |w| has no fixed point but 0.
    #[error("learning rate {0} has no 2-cycle: the logistic loss has one only above 8")]
    TooSmall(Rational),
    /// The digits could not be certified.
    #[error(transparent)]
    Digits(#[from] DigitsError),
    /// The root could not be enclosed.
    #[error("the 2-cycle could not be enclosed at {0} bits: take more bits")]
    Undecided(u32),
}

/// Whether (P3), as it stands here with its bracket, is the equation of the 2-cycle for a loss.
pub fn is_equation_of(loss: LossName) -> bool {
    match loss {
        LossName::Logistic => true,
        LossName::Exponential | LossName::Squared => false,
    }
}

/// The linear predictor on D0 with the logistic loss, in an arithmetic of the caller's choice.
fn predictor<T: Analytic>(learning_rate: T) -> LinearPredictor<T, Degenerate<Logistic>> {
    LinearPredictor { learning_rate, risk: Degenerate(Logistic), ntk_eigenvalue: T::one() }
}

/// step(w) + w, which is zero where a step leads from w to -w.
fn cycle_equation<T: Analytic>(map: &LinearPredictor<T, Degenerate<Logistic>>) -> impl Fn(T) -> T {
    |w| map.step(w.clone()) + w
}

/// Encloses the 2-cycle at a learning rate above 8 with the asked digits.
///
/// A point of the cycle solves step(w) + w = 0. That function is convex on (0, ∞) (tanh is concave there), zero at 0 and
/// falls at first because eta > 8, so the positive root is unique. The bracket: at w = eta/4 it is positive, as tanh < 1;
/// at w² = 12 (eta - 8)/eta it is negative, as tanh x > x - x³/3.
///
/// # Errors
///
/// [`TwoCycleError`] for rates up to 8 or digits that cannot be certified.
pub fn enclose_two_cycle(learning_rate: &Rational, digits: Digits) -> Result<TwoCycle, TwoCycleError> {
    check_onset(learning_rate)?;
    let [amplitude, multiplier] =
        certify_digits(digits, |bits| enclose_at(learning_rate, bits, &|_| true).map(CertifiedValue::Enclosed))?;
    Ok(TwoCycle { amplitude, multiplier })
}

/// As [`enclose_two_cycle`], at one precision whatever digits that gives, and only while `may_evaluate` allows another step at the
/// precision it is told.
///
/// # Errors
///
/// [`TwoCycleError`] for rates up to 8, or [`TwoCycleError::Undecided`] where the enclosure fails.
pub fn enclose_two_cycle_at(
    learning_rate: &Rational,
    bits: u32,
    may_evaluate: &dyn Fn(u32) -> bool,
) -> Result<TwoCycle, TwoCycleError> {
    check_onset(learning_rate)?;
    let enclosures = enclose_at(learning_rate, bits, may_evaluate);
    if enclosures.iter().any(|ball| !ball.is_bounded()) {
        return Err(TwoCycleError::Undecided(bits));
    }
    let [amplitude, multiplier] = enclosures.map(CertifiedValue::Enclosed);
    Ok(TwoCycle { amplitude, multiplier })
}

/// 2/kappa, above which there is a 2-cycle.
fn onset() -> Rational {
    stability_limit(LossName::Logistic.facts().kappa())
}

fn check_onset(learning_rate: &Rational) -> Result<(), TwoCycleError> {
    if *learning_rate <= onset() { Err(TwoCycleError::TooSmall(learning_rate.clone())) } else { Ok(()) }
}

/// w* and the multiplier by interval Newton; unbounded where that fails, or where an evaluation was not allowed.
fn enclose_at(learning_rate: &Rational, bits: u32, may_evaluate: &dyn Fn(u32) -> bool) -> [Ball; 2] {
    let eta = Ball::from_exact(learning_rate, bits);
    let lower = (Ball::integer(12) * (eta.clone() - Ball::from_exact(&onset(), bits)) / &eta).sqrt().lower();
    let upper = (eta.clone() / Ball::integer(4)).upper();
    let start = approximate_root(
        cycle_equation(&predictor(Dual::constant(f64::from_exact(learning_rate, 53)))),
        lower.to_f64(),
        upper.to_f64(),
    );
    let map = predictor(Dual::constant(eta));
    let equation = cycle_equation(&map);
    let allowed = |w: Dual<Ball>| {
        let bits = w.value.bits();
        if may_evaluate(bits) { equation(w) } else { Dual::constant(Ball::unbounded(bits)) }
    };
    // The root may be nearer to an end than its enclosure is narrow. By convexity the signs at half and twice the ends
    // are the same.
    let (lower, upper) = (lower / 2u32, upper * 2u32);
    let amplitude = enclose_root_near(allowed, start, &lower, &upper, bits)
        // 0 and -w* are roots as well
        .filter(|root| root.sign() == Some(Ordering::Greater))
        .unwrap_or_else(|| Ball::unbounded(bits));
    let multiplier = map.step(map.step(Dual::variable(amplitude.clone()))).derivative;
    [amplitude, multiplier]
}
