//! Where a symmetric matrix that depends on a number begins to be positive definite: eigenvalues of problems that are not linear.
//!
//! The sharpness of a two-layer network is the largest root of det p(mu) = 0 for a matrix polynomial ((G2) of the theory), and the top
//! eigenvalue of a product of two definite matrices is that of a pencil. In both cases there is a form A(x) that is positive definite
//! for x above the root and not below it, which is what these functions ask for.

use super::Ball;
use super::cholesky::Cholesky;
use super::symmetric::{form_at, is_positive_definite, solve_shifted};
use num_traits::Zero;
use rug::{Float, float::Round};
use std::cmp::Ordering;

/// A symmetric matrix by rows.
pub type Rows<T> = Vec<Vec<T>>;

/// The edge in `f64`: bisection with Cholesky's pivots, to the last bits. Numerical.
pub(super) fn find_edge(form: &dyn Fn(&f64) -> Rows<f64>, from: f64, to: f64) -> f64 {
    if !(from.is_finite() && to.is_finite()) {
        return f64::NAN;
    }
    let (mut low, mut high) = (from, to.max(from));
    for _ in 0..MOST_HALVINGS {
        let middle = middle_float(low, high);
        if middle <= low || middle >= high {
            break;
        }
        match has_positive_pivots(&form(&middle)) {
            Some(true) => high = middle,
            Some(false) => low = middle,
            None => return f64::NAN,
        }
    }
    high
}

/// Halvings of a range of doubles, which may begin at zero: 2^1024 is above all of them, 2^-1074 the smallest, and a double has 53 bits.
const MOST_HALVINGS: u32 = 1024 + 1074 + 53;

/// The geometric mean where the ends are far apart, else the arithmetic one.
fn middle_float(low: f64, high: f64) -> f64 {
    if low > 0.0 && high / low > 4.0 { low.sqrt() * high.sqrt() } else { low + (high - low) / 2.0 }
}

/// Whether elimination meets positive pivots only; `None` for entries that are no numbers.
fn has_positive_pivots(matrix: &Rows<f64>) -> Option<bool> {
    let finite = matrix.iter().flatten().all(|entry| entry.is_finite());
    finite.then(|| Cholesky::of(matrix).is_some())
}

/// The edge, enclosed; `from` where the form is definite from there on. Somewhere in [from, to] if no more can be proved.
///
/// # Guarantee
///
/// Certified, if `from` and `to` enclose the edge: above the upper end the form is positive definite at every number, below the lower
/// end it is not (elimination, or a vector, proves it), or the lower end is that of `from`.
pub(super) fn enclose_edge(form: &dyn Fn(&Ball) -> Rows<Ball>, from: &Ball, to: &Ball) -> Ball {
    let bits = from.bits().max(to.bits());
    if !(from.is_bounded() && to.is_bounded()) {
        return Ball::unbounded(bits);
    }
    // nothing is asked within `from`; the bound may be the edge itself, where definiteness cannot be proved
    let (start, least, most) = (from.lower(), from.upper(), to.upper() * 2u32);
    let between = |low: &Float, high: &Float| Ball::between(if *low > least { low } else { &start }, high, bits);
    if least >= most {
        return between(&least, &least);
    }
    let at = |x: &Float| form(&Ball::exact(x.clone()));
    if is_positive_definite(&at(&most)) != Some(true) {
        return between(&least, &most);
    }
    let (low, high) = approach(&at, &least, most, bits);
    let Some((near, vector)) = come_close(&at, &middle(&low, &high, bits), &low, &high, bits)
        .filter(|(near, _)| *near >= low && *near <= high)
    else {
        return between(&low, &high);
    };
    // The proof, at growing distances from the candidate.
    let mut distance = (Float::with_val(bits, near.abs_ref()) >> bits.saturating_sub(SPARE_BITS)).abs();
    let mut upper = None;
    let mut lower = None;
    while distance < Float::with_val(bits, &high - &low) && (upper.is_none() || lower.is_none()) {
        if upper.is_none() {
            let above = Float::with_val_round(bits, &near + &distance, Round::Up).0;
            upper = (is_positive_definite(&at(&above)) == Some(true)).then_some(above);
        }
        if lower.is_none() {
            let below = Float::with_val_round(bits, &near - &distance, Round::Down).0;
            lower = (below <= least || form_at(&at(&below), &vector).sign() == Some(Ordering::Less)).then_some(below);
        }
        distance <<= 3;
    }
    let lower = lower.unwrap_or(low).max(&least);
    let upper = upper.unwrap_or_else(|| high.clone()).min(&high);
    between(&lower, &upper.max(&lower))
}

/// Numbers on either side of the edge, each proved to be there, from which Newton's method starts: the lower one may be `least`, the upper
/// one is at most `most`. The edge may be anywhere near `least`, so that distances from it are searched first.
fn approach(at: &dyn Fn(&Float) -> Rows<Ball>, least: &Float, most: Float, bits: u32) -> (Float, Float) {
    let (mut low, mut high) = (least.clone(), most);
    let mut distance = Float::with_val(bits, least.abs_ref()) >> bits.saturating_sub(SPARE_BITS);
    while distance > 0 && Float::with_val(bits, least + &distance) < high {
        let beyond = Float::with_val_round(bits, least + &distance, Round::Up).0;
        match is_positive_definite(&at(&beyond)) {
            Some(true) => high = beyond,
            Some(false) => low = beyond,
            None => {}
        }
        distance <<= 3;
    }
    for _ in 0..COARSE_HALVINGS {
        let reach = Float::with_val(bits, &high - least);
        let wide = Float::with_val(bits, &high - &low) > (reach >> COARSE_BITS);
        let middle = middle(&low, &high, bits);
        if !wide || middle <= low || middle >= high {
            break;
        }
        match is_positive_definite(&at(&middle)) {
            Some(true) => high = middle,
            Some(false) => low = middle,
            None => break,
        }
    }
    (low, high)
}

/// Halvings and bits of the coarse search, from which Newton's method starts.
const COARSE_HALVINGS: u32 = 400;
const COARSE_BITS: u32 = 16;
/// Bits of the candidate that may be wrong.
const SPARE_BITS: u32 = 6;
/// Steps of Newton's method: the number of correct bits doubles.
const MOST_REFINEMENTS: u32 = 24;

/// As [`middle_float`].
fn middle(low: &Float, high: &Float, bits: u32) -> Float {
    if *low > 0 && Float::with_val(bits, low << 2u32) < *high {
        Float::with_val(bits, low * high).sqrt()
    } else {
        Float::with_val(bits, low + high) >> 1u32
    }
}

/// An approximation of the edge and a vector on which the form is zero there: inverse iteration, and Newton's method on the value of
/// the form at the vector, with a difference quotient for its slope. Nothing here is certified.
fn come_close(
    at: &dyn Fn(&Float) -> Rows<Ball>,
    start: &Float,
    low: &Float,
    high: &Float,
    bits: u32,
) -> Option<(Float, Vec<Ball>)> {
    let mut near = start.clone();
    let mut vector: Vec<Ball> =
        (0..at(start).len()).map(|i| Ball::exact(Float::with_val(bits, 1.0 / (1 + i) as f64))).collect();
    let mut reach = Float::with_val(bits, high - low) >> 4u32;
    for step in 0..MOST_REFINEMENTS {
        let matrix = at(&near);
        let Some(next) = solve_shifted(&matrix, &Ball::zero(), &vector) else { break };
        vector = next;
        let value = form_at(&matrix, &vector).midpoint().clone();
        if value.is_zero() || reach.is_zero() {
            break;
        }
        let beside = Float::with_val(bits, &near + &reach);
        let change = form_at(&at(&beside), &vector).midpoint().clone() - &value;
        let correction = Float::with_val(bits, &value / &change) * &reach;
        if !correction.is_finite() {
            break;
        }
        let size = Float::with_val(bits, correction.abs_ref());
        near -= &correction;
        let done = size < Float::with_val(bits, near.abs_ref()) >> bits.saturating_sub(2);
        // the difference quotient needs a distance below the next correction
        reach = Float::with_val(bits, near.abs_ref()) >> (bits / 2);
        reach = reach.min(&(size >> 1u32));
        if done && step > 1 {
            break;
        }
    }
    near.is_finite().then_some((near, vector))
}
