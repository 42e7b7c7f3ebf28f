//! Learning rates of two-layer networks on data of one feature, under a loss of bounded slope.
//!
//! With signed points of both signs let r1 = g(+∞) be the mean of |z| over the negative points (and zero at the others), r2 = -g(-∞) that
//! of z over the positive points, and R = max(r1, r2), the supremum of |g|; N = m^{-1/2}, a_i = eta N r_i.
//!
//! (G6)   up to eta = sqrt(2m)/R every start converges, but for those that end in the saddle
//! (G6')  E(a) = log|1 - a²| / log((1 + a)/|1 - a|), Lambda(eta) = E(a_1) + E(a_2); eta_Lambda is the first root of Lambda, above which a set
//!        of starts of positive measure diverges; sqrt(2m)/R where r1 = r2
//!
//! Source: proofs/THEORY.md section 6. sup |l'| = 1 is that of [`crate::model::facts`].
//!
//! # The first root
//!
//! In x = eta N R the root lies between sqrt 2 and 2, as E(x) + E(rho x) with rho = min/max has E(x) <= 0 and E(rho x) < 0 at sqrt 2, and
//! E(2) = 1 > -E(2 rho). With P = log (1 + a)² and Q = log (1 - a)² ([`super::rotation`]), E = (P + Q)/(P - Q), which for P > 0 > Q rises in both: so on an interval
//! of a it is at most its value at the largest P and the largest Q, also across a = 1, where Q is unbounded below. Intervals from
//! sqrt 2 on are proved to have Lambda < 0 in this way, until one is found on which Lambda' > 0 and at whose end Lambda > 0.

use super::certified::{CertifiedValue, Digits, DigitsError, certify_digits};
use super::root::enclose_root;
use super::rotation::{Rotation, Side};
use super::thresholds::universal_rate;
use crate::arithmetic::{Analytic, Ball, Dual, ExactValue, Field, FromExact};
use rug::{Float, Rational};
use std::cmp::Ordering;
use thiserror::Error;

/// Data for which there is no such rate.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum OneFeatureError {
    /// All signed points on one side.
    #[error(
        "the signed points lie on one side: the data are separable, and no rate of this kind is known; add a point on the other side"
    )]
    OneSided,
    /// The first root could not be isolated.
    #[error("the first root of Lambda could not be isolated: perhaps Lambda touches zero without crossing it")]
    Root,
    /// The digits were not reached.
    #[error(transparent)]
    Digits(#[from] DigitsError),
}

/// r1 and r2. Exact.
///
/// # Errors
///
/// [`OneFeatureError::OneSided`].
pub fn slope_limits(points: &[(Rational, u32)]) -> Result<[Rational; 2], OneFeatureError> {
    let count: u64 = points.iter().map(|(_, multiplicity)| u64::from(*multiplicity)).sum();
    let side = |sign: Ordering| {
        let there = points.iter().filter(|(z, _)| z.cmp0() == sign);
        there.fold(Rational::new(), |sum, (z, multiplicity)| sum + z.clone().abs() * *multiplicity) / count.max(1)
    };
    let limits = [side(Ordering::Less), side(Ordering::Greater)];
    if limits.iter().any(Rational::is_zero) { Err(OneFeatureError::OneSided) } else { Ok(limits) }
}

/// (G6) sqrt(2m)/R, half of what it is on D0 for R = 1/2, where it is [`universal_rate`].
pub fn universal_rate_on<T: Analytic>(width: T, largest_slope: &T) -> T {
    universal_rate(width) / T::integer(2) / largest_slope
}

/// (G6), certified; exact where 2m is a square.
///
/// # Errors
///
/// [`OneFeatureError`] for separable data, or digits that cannot be certified.
pub fn certify_universal_rate_on(
    width: &Rational,
    points: &[(Rational, u32)],
    digits: Digits,
) -> Result<CertifiedValue, OneFeatureError> {
    let [r1, r2] = slope_limits(points)?;
    let largest = r1.max(r2);
    let exact = universal_rate_on(ExactValue::from(width.clone()), &ExactValue::from(largest.clone()));
    if let Some(value) = exact.known() {
        return Ok(CertifiedValue::Exact(value.clone()));
    }
    let enclosed = |bits| universal_rate_on(Ball::from_exact(width, bits), &Ball::from_exact(&largest, bits));
    let [value] = certify_digits(digits, |bits| [CertifiedValue::Enclosed(enclosed(bits))])?;
    Ok(value)
}

/// Lambda in x = eta N R, for rho = min(r1, r2)/R.
fn growth<T: Analytic>(x: T, ratio: &T) -> T {
    Rotation::of(&[x.clone() * ratio, x]).exchange()
}

/// An upper bound of Lambda on an interval of x that ends at 2 at the latest.
fn growth_bound(low: &Ball, high: &Ball, ratio: &Ball) -> Ball {
    let e = |low: Ball, high: Ball| {
        let size = |a: &Ball| (Ball::integer(1) - a).square().upper();
        let minus = Ball::exact(size(&low).max(&size(&high))).ln();
        Side { plus: (Ball::integer(1) + high).square().ln(), minus }.exchange()
    };
    e(low.clone(), high.clone()) + e(low.clone() * ratio, high.clone() * ratio)
}

/// (G6') eta_Lambda, certified.
///
/// # Errors
///
/// [`OneFeatureError`] for separable data, a root that is not isolated, or digits that cannot be certified.
pub fn certify_divergence_rate(
    width: &Rational,
    points: &[(Rational, u32)],
    digits: Digits,
) -> Result<CertifiedValue, OneFeatureError> {
    let [r1, r2] = slope_limits(points)?;
    if r1 == r2 {
        return certify_universal_rate_on(width, points, digits);
    }
    let (least, largest) = if r1 < r2 { (r1, r2) } else { (r2, r1) };
    let ratio = Rational::from(&least / &largest);
    let (low, high) = isolate(&ratio).ok_or(OneFeatureError::Root)?;
    let rate = |bits: u32| {
        let ratio = Dual::constant(Ball::from_exact(&ratio, bits));
        let x = enclose_root(|x| growth(x, &ratio), &low, &high, bits).unwrap_or_else(|| Ball::unbounded(bits));
        x * Ball::from_exact(width, bits).sqrt() / Ball::from_exact(&largest, bits)
    };
    let [value] = certify_digits(digits, |bits| [CertifiedValue::Enclosed(rate(bits))])?;
    Ok(value)
}

/// Bits of the search, and the narrowest intervals of it.
const BITS: u32 = 128;
const NARROWEST: i32 = -45;
const WIDEST: i32 = -4;

/// Intervals that are looked at: some hundreds are, unless Lambda all but touches zero.
const MOST_INTERVALS: usize = 100_000;

/// An interval with the first root of Lambda and no other.
fn isolate(ratio: &Rational) -> Option<(Float, Float)> {
    let ratio = Ball::from_exact(ratio, BITS);
    let exact = |x: &Float| Ball::exact(x.clone());
    let end = Float::with_val(BITS, 2);
    let mut low = Ball::integer(2).with_bits(BITS).sqrt().lower();
    let mut width = WIDEST;
    for _ in 0..MOST_INTERVALS {
        if width < NARROWEST {
            return rise_from(&low, &end, &ratio);
        }
        let step = Float::with_val(BITS, 1) << width;
        let high = Float::with_val(BITS, &low + &step).min(&end);
        if growth_bound(&exact(&low), &exact(&high), &ratio).sign() == Some(Ordering::Less) {
            if high >= end {
                return None;
            }
            low = high;
            width = (width + 1).min(WIDEST);
        } else {
            width -= 1;
        }
    }
    None
}

/// An interval from `low` on in which Lambda rises to above zero.
fn rise_from(low: &Float, end: &Float, ratio: &Ball) -> Option<(Float, Float)> {
    (NARROWEST..WIDEST).find_map(|width| {
        let high = Float::with_val(BITS, low + &(Float::with_val(BITS, 1) << width)).min(end);
        let here = growth(Dual::variable(Ball::between(low, &high, BITS)), &Dual::constant(ratio.clone()));
        let rises = here.derivative.sign() == Some(Ordering::Greater);
        let above = growth(Ball::exact(high.clone()), ratio).sign() == Some(Ordering::Greater);
        (rises && above).then(|| (low.clone(), high))
    })
}
