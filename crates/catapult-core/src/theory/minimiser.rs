//! The minimiser of the risk of one-dimensional data, its sharpness, and the rate at which it loses stability.
//!
//! (P5)  L'(w*) = 0,  h = L''(w*),  eta_crit = 2/h
//!
//! Source: proofs/THEORY.md section 2. The minimiser is finite iff the data are not separable: in one dimension, iff signed points
//! of both signs occur (for the squared loss: iff a signed point is not zero).

use super::certified::{CertifiedValue, Digits, DigitsError, certify_digits};
use super::exact_minimiser::{Commensurable, ExactMinimiser};
use super::root::{enclose_root, enclose_root_from};
use crate::arithmetic::{Ball, Dual, ExactValue, Field};
use crate::model::{Empirical, LossName, Risk, Squared};
use rug::{Float, Rational};
use std::cmp::Ordering;
use thiserror::Error;

/// The minimiser of a risk and what follows from it.
#[derive(Clone, Debug)]
pub struct Minimiser {
    /// w*.
    pub weight: CertifiedValue,
    /// h = L''(w*).
    pub sharpness: CertifiedValue,
    /// eta_crit = 2/h.
    pub critical_rate: CertifiedValue,
}

/// Why there is no unique finite minimiser.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum MinimiserError {
    /// All signed points lie on one side.
    #[error(
        "the data are separable, so the {0} loss has no finite minimiser: add a point on the other side, or use the squared loss"
    )]
    Separable(LossName),
    /// Nothing depends on the weight.
    #[error("all features are zero, so every weight is a minimiser: give at least one feature that is not zero")]
    Flat,
    /// The digits could not be certified.
    #[error(transparent)]
    Digits(#[from] DigitsError),
    /// The root could not be enclosed.
    #[error("the minimiser could not be enclosed at {0} bits: take more bits, or fewer data points")]
    Undecided(u32),
}

/// Encloses the minimiser of the risk of signed points z_i = y_i x_i, given with multiplicities.
///
/// The risk is strictly convex, so the root of L' is unique. Where it is rational it is found exactly: for the squared loss
/// w* = Σz/Σz², and for the others w* = 0 if Σz = 0, because L'(0) = l'(0) Σz/n. So it is where it is a multiple of the logarithm of a
/// rational number ([`super::exact_minimiser`]); sharpness and critical rate are then rational.
///
/// # Errors
///
/// [`MinimiserError`] for separable or flat data, or digits that cannot be certified.
pub fn enclose_minimiser(
    loss: LossName,
    points: &[(Rational, u32)],
    digits: Digits,
) -> Result<Minimiser, MinimiserError> {
    if let Some(exact) = exact_case(loss, points)? {
        return Ok(exact);
    }
    let near = match near_minimiser(loss, points, &|_| true) {
        Some((_, Some(exact))) => return Ok(exact.into()),
        Some((near, None)) => Some(near),
        None => None,
    };
    let [weight, sharpness, critical_rate] = certify_digits(digits, |bits| {
        enclose_at(loss, points, bits, near.as_ref(), &|_| true).map(CertifiedValue::Enclosed)
    })?;
    Ok(Minimiser { weight, sharpness, critical_rate })
}

/// The minimiser where it is rational, or a multiple of the logarithm of a rational number that is found. Evaluates the risk only
/// while `may_evaluate` allows it.
///
/// # Guarantee
///
/// Exact ([`super::exact_minimiser`]).
pub fn exact_minimiser(
    loss: LossName,
    points: &[(Rational, u32)],
    may_evaluate: &dyn Fn(u32) -> bool,
) -> Option<ExactValue> {
    match known_minimiser(loss, points, may_evaluate)?.weight {
        CertifiedValue::Exact(weight) => Some(weight.into()),
        CertifiedValue::Logarithm(weight) => Some(weight.into()),
        CertifiedValue::Enclosed(_) => None,
    }
}

/// The same with sharpness and critical rate, which are rational then.
///
/// # Guarantee
///
/// Exact.
pub fn known_minimiser(
    loss: LossName,
    points: &[(Rational, u32)],
    may_evaluate: &dyn Fn(u32) -> bool,
) -> Option<Minimiser> {
    match exact_case(loss, points).ok()? {
        Some(exact) => Some(exact),
        None => Some(near_minimiser(loss, points, may_evaluate)?.1?.into()),
    }
}

/// For commensurable data a narrow enclosure of the minimiser, and its exact form where algebra knows one.
fn near_minimiser(
    loss: LossName,
    points: &[(Rational, u32)],
    may_evaluate: &dyn Fn(u32) -> bool,
) -> Option<(Ball, Option<ExactMinimiser>)> {
    let data = Commensurable::of(loss, points)?;
    let [weight, ..] = enclose_at(loss, points, data.bits(), None, may_evaluate);
    let exact = data.minimiser(loss, points, &weight);
    weight.is_bounded().then_some((weight, exact))
}

impl From<ExactMinimiser> for Minimiser {
    fn from(exact: ExactMinimiser) -> Self {
        Minimiser {
            weight: CertifiedValue::Logarithm(exact.weight),
            sharpness: CertifiedValue::Exact(exact.sharpness),
            critical_rate: CertifiedValue::Exact(exact.critical_rate),
        }
    }
}

/// As [`enclose_minimiser`], at one precision whatever digits that gives, and only while `may_evaluate` allows another evaluation
/// of the risk at the precision it is told.
///
/// # Errors
///
/// [`MinimiserError`] for separable or flat data, or [`MinimiserError::Undecided`] where the enclosure fails.
pub fn enclose_minimiser_at(
    loss: LossName,
    points: &[(Rational, u32)],
    bits: u32,
    may_evaluate: &dyn Fn(u32) -> bool,
) -> Result<Minimiser, MinimiserError> {
    if let Some(exact) = exact_case(loss, points)? {
        return Ok(exact);
    }
    let enclosures = enclose_at(loss, points, bits, None, may_evaluate);
    if enclosures.iter().any(|ball| !ball.is_bounded()) {
        return Err(MinimiserError::Undecided(bits));
    }
    let [weight, sharpness, critical_rate] = enclosures.map(CertifiedValue::Enclosed);
    Ok(Minimiser { weight, sharpness, critical_rate })
}

/// Refuses data without a unique finite minimiser, and finds a rational one.
fn exact_case(loss: LossName, points: &[(Rational, u32)]) -> Result<Option<Minimiser>, MinimiserError> {
    let has = |sign: Ordering| points.iter().any(|(z, count)| *count > 0 && z.cmp0() == sign);
    if !has(Ordering::Less) && !has(Ordering::Greater) {
        return Err(MinimiserError::Flat);
    }
    if loss.facts().decreases && !(has(Ordering::Less) && has(Ordering::Greater)) {
        return Err(MinimiserError::Separable(loss));
    }
    Ok(rational_minimiser(loss, points).map(|weight| minimiser_at(loss, points, weight)))
}

/// w*, h and eta_crit by interval Newton; unbounded where that fails, or where an evaluation was not allowed. An enclosure of w*
/// that is known already saves coming near.
fn enclose_at(
    loss: LossName,
    points: &[(Rational, u32)],
    bits: u32,
    near: Option<&Ball>,
    may_evaluate: &dyn Fn(u32) -> bool,
) -> [Ball; 3] {
    let risk = Empirical::<Ball, _>::new(loss, points, bits);
    let differentiable = risk.clone().map(Dual::constant);
    let slope = |weight: Dual<Ball>| {
        let bits = weight.value.bits();
        if may_evaluate(bits) { differentiable.slope(weight) } else { Dual::constant(Ball::unbounded(bits)) }
    };
    let from_afar = || {
        bracket(|weight| slope(Dual::constant(weight)).value, points, bits)
            .and_then(|(lower, upper)| enclose_root(slope, &lower, &upper, bits))
    };
    let weight = near
        .and_then(|near| enclose_root_from(slope, near, bits))
        .or_else(from_afar)
        .unwrap_or_else(|| Ball::unbounded(bits));
    let sharpness = risk.curvature(weight.clone());
    let critical_rate = stability_limit(sharpness.clone());
    [weight, sharpness, critical_rate]
}

/// (P5) eta_crit = 2/h: the rate up to which a minimum of sharpness h is stable; and, as 2/x is its own inverse, the sharpness up to
/// which a minimum is stable at a rate.
pub fn stability_limit<T: Field>(sharpness: T) -> T {
    T::integer(2) / sharpness
}

/// The minimiser where it is known to be rational.
fn rational_minimiser(loss: LossName, points: &[(Rational, u32)]) -> Option<Rational> {
    let sum = |power: fn(&Rational) -> Rational| {
        points.iter().fold(Rational::new(), |sum, (z, count)| sum + power(z) * Rational::from(*count))
    };
    let first = sum(Rational::clone);
    if first.is_zero() {
        return Some(Rational::new());
    }
    loss.facts().rational.then(|| first / sum(|z| z.clone().square()))
}

/// Sharpness and stability limit at an exact minimiser. Both are rational: L'' of the squared loss is the mean of z², and at
/// w = 0, the only other case, l''(0) = kappa multiplies it.
fn minimiser_at(loss: LossName, points: &[(Rational, u32)], weight: Rational) -> Minimiser {
    let mean_square = Empirical::<Rational, _>::new(Squared, points, 0).curvature(weight.clone());
    let sharpness = mean_square * loss.facts().kappa();
    Minimiser {
        weight: CertifiedValue::Exact(weight),
        sharpness: CertifiedValue::Exact(sharpness.clone()),
        critical_rate: CertifiedValue::Exact(stability_limit(sharpness)),
    }
}

/// Weights on both sides of the minimiser, found by doubling from the scale of the data.
///
/// With n points the slope at w has changed its sign, at the latest, where e^(|w| min|z|) exceeds 2 n max|z|/min|z|: there a point
/// of the other side outweighs all. So the doublings are about log2 of max|z|/min|z| times the logarithm of that.
fn bracket(slope: impl Fn(Ball) -> Ball, points: &[(Rational, u32)], bits: u32) -> Option<(Float, Float)> {
    let largest = points.iter().filter(|(_, count)| *count > 0).map(|(z, _)| z.clone().abs()).max()?;
    let unit = Float::with_val(bits, Rational::from(1) / largest);
    let rising = slope(Ball::exact(Float::new(bits))).sign()? == Ordering::Greater;
    let mut near = Float::new(bits);
    let mut far = if rising { -unit } else { unit };
    for _ in 0..MOST_DOUBLINGS {
        let sign = slope(Ball::exact(far.clone())).sign()?;
        if (sign == Ordering::Greater) != rising {
            return Some(if rising { (far, near) } else { (near, far) });
        }
        near.clone_from(&far);
        far *= 2u32;
    }
    None
}

/// Doublings of the bracket: enough for data whose scales differ by 10^300.
const MOST_DOUBLINGS: u32 = 1000;
