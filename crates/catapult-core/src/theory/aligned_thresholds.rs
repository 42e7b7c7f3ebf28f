//! Learning rates at which aligned networks on D0 change their behaviour, in closed form, generic over the arithmetic.
//!
//! (L4d)  eta_c = 2 Q/(f s(f)), all sigma_l² = Q: above it a balanced start diverges, below it the loss falls at every step
//! (L8a)  eta_lazy = 2/(K lambda_0), K = sup s(u)/u over 0 < |u| <= |f_0|: up to it the loss never rises
//! (L3e)  eta_safe = sqrt 2/(S N sqrt Pi), S = sup |s|: up to it the orbit converges
//!
//! In (L3e) Pi is the product of the L - 2 largest Q_k = max(q_k, 2d), d the largest |q_i - q_j|: see
//! [`crate::certify::checks::aligned_safe`].
//!
//! Source: proofs/THEORY.md section 7.

use super::certified::{CertifiedValue, Digits, DigitsError, certify_digits};
use super::thresholds::lazy_rate;
use crate::arithmetic::{Analytic, Ball, ExactValue, Field, FromExact};
use crate::dynamics::aligned::ntk_scale;
use crate::dynamics::{Aligned, AlignedSystem, Equations as _, Layers, System as _};
use crate::model::facts::Trend;
use crate::model::{Degenerate, Loss, LossName, Risk};
use rug::Rational;

/// (L4d) eta_c of a balanced start; the first layer stands for all. Needs f != 0.
pub fn balanced_rate<T: Field, R: Risk<T>>(map: &Aligned<T, R>, start: &Layers<T>) -> T {
    let output = map.output_of(&start.sigma);
    let square = start.sigma.first().map_or_else(T::zero, |sigma| sigma.clone().square());
    T::integer(2) * square / (output.clone() * map.risk.slope(output))
}

/// (L8a) 2/(K lambda_0), for f_0 != 0. K is kappa where s/f falls as |f| rises, which makes it (T6), and s(f_0)/f_0 otherwise.
pub fn lazy_rate_of_layers<T: Analytic>(map: &Aligned<T, Degenerate<LossName>>, start: &Layers<T>) -> T
where
    LossName: Loss<T>,
{
    let (loss, lambda) = (map.risk.0, map.lambda(start));
    match loss.facts().ratio {
        Trend::Falling | Trend::Constant => lazy_rate(&loss, lambda),
        Trend::Rising => {
            let output = map.output_of(&start.sigma);
            T::integer(2) / (map.risk.slope(output.clone()) / output * lambda)
        }
    }
}

/// Q_k, from lower and upper bounds of the q_k; `larger` and `smaller` choose bounds.
pub fn layer_bounds<T: Field>(
    least: &[T],
    most: &[T],
    larger: impl Fn(&T, &T) -> T,
    smaller: impl Fn(&T, &T) -> T,
) -> Option<Vec<T>> {
    let top = most.iter().cloned().reduce(|one, two| larger(&one, &two))?;
    let bottom = least.iter().cloned().reduce(|one, two| smaller(&one, &two))?;
    let twice = T::integer(2) * (top - bottom);
    Some(most.iter().map(|bound| larger(bound, &twice)).collect())
}

/// N² Pi: the largest product of all Q_k but two. `None` for less than two layers.
pub fn reach<T: Field>(scale_squared: &T, bounds: &[T], larger: impl Fn(&T, &T) -> T) -> Option<T> {
    let without = |i: usize, j: usize| {
        let kept = bounds.iter().enumerate().filter(|(index, _)| *index != i && *index != j);
        kept.fold(scale_squared.clone(), |product, (_, bound)| product * bound)
    };
    let pairs = (0..bounds.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
    pairs.map(|(i, j)| without(i, j)).reduce(|one, two| larger(&one, &two))
}

/// (L3e) eta_safe for N² Pi and S.
pub fn safe_rate<T: Analytic>(reach: T, slope_limit: T) -> T {
    (T::integer(2) / reach).sqrt() / slope_limit
}

/// A network without its rate, which none of these depends on.
fn map<T: Analytic + FromExact>(system: &AlignedSystem, bits: u32) -> Aligned<T, Degenerate<LossName>> {
    system.equations(T::one(), bits)
}

/// A formula of a start, exact where it is known to be rational, else enclosed.
fn certify(
    system: &AlignedSystem,
    sigma: &[Rational],
    digits: Digits,
    exact: impl Fn(&Aligned<ExactValue, Degenerate<LossName>>, &Layers<ExactValue>) -> ExactValue,
    enclosed: impl Fn(&Aligned<Ball, Degenerate<LossName>>, &Layers<Ball>) -> Ball,
) -> Result<CertifiedValue, DigitsError> {
    let start = Layers { sigma: sigma.iter().cloned().map(ExactValue::from).collect() };
    if let Some(value) = exact(&map(system, 0), &start).known() {
        return Ok(CertifiedValue::Exact(value.clone()));
    }
    let [value] = certify_digits(digits, |bits| {
        let start = Layers { sigma: sigma.iter().map(|sigma| Ball::from_exact(sigma, bits)).collect() };
        [CertifiedValue::Enclosed(enclosed(&map(system, bits), &start))]
    })?;
    Ok(value)
}

/// Whether the slope of a start is a number that balls can hold, and so all rates of it.
pub fn has_balanced_rate_in_range(system: &AlignedSystem, sigma: &[Rational]) -> bool {
    let start = Layers { sigma: sigma.iter().map(|sigma| Ball::from_exact(sigma, RANGE_BITS)).collect() };
    balanced_rate(&map(system, RANGE_BITS), &start).is_bounded()
}

/// Any precision shows whether a number is in range.
const RANGE_BITS: u32 = 64;

/// (L4d) for layers of equal size, f != 0.
///
/// # Errors
///
/// [`DigitsError`] if the digits cannot be certified.
pub fn certify_balanced_rate(
    system: &AlignedSystem,
    sigma: &[Rational],
    digits: Digits,
) -> Result<CertifiedValue, DigitsError> {
    certify(system, sigma, digits, balanced_rate, balanced_rate)
}

/// (L8a) for a start with f != 0.
///
/// # Errors
///
/// [`DigitsError`] if the digits cannot be certified.
pub fn certify_lazy_rate_of_layers(
    system: &AlignedSystem,
    sigma: &[Rational],
    digits: Digits,
) -> Result<CertifiedValue, DigitsError> {
    certify(system, sigma, digits, lazy_rate_of_layers, lazy_rate_of_layers)
}

/// (L3e) for a loss with bounded slopes and two or more layers, not all zero where there are more than two; `None` otherwise.
///
/// # Errors
///
/// [`DigitsError`] if the digits cannot be certified.
pub fn certify_safe_rate(
    loss: LossName,
    width: &Rational,
    sigma: &[Rational],
    digits: Digits,
) -> Result<Option<CertifiedValue>, DigitsError> {
    let squares: Vec<Rational> = sigma.iter().map(|sigma| sigma.clone().square()).collect();
    let larger = |one: &Rational, two: &Rational| one.max(two).clone();
    let smaller = |one: &Rational, two: &Rational| one.min(two).clone();
    // N of the width m² is the square of that of m
    let scale = ntk_scale(ExactValue::from(width.clone().square()), sigma.len());
    let reach = match (scale.known(), layer_bounds(&squares, &squares, larger, smaller)) {
        (Some(scale), Some(bounds)) => reach(scale, &bounds, larger),
        _ => None,
    };
    let (Some(reach), Some(limit)) = (reach.filter(|reach| *reach > 0), loss.facts().slope_limit()) else {
        return Ok(None);
    };
    if let Some(value) = safe_rate(ExactValue::from(reach.clone()), ExactValue::from(limit.clone())).known() {
        return Ok(Some(CertifiedValue::Exact(value.clone())));
    }
    let [value] = certify_digits(digits, |bits| {
        let read = |value: &Rational| Ball::from_exact(value, bits);
        [CertifiedValue::Enclosed(safe_rate(read(&reach), read(&limit)))]
    })?;
    Ok(Some(value))
}
