//! Closed intervals with two `f64` ends, certified by outward rounding: the arithmetic of wide boxes.

mod display;
mod functions;
mod operations;

use super::rounding::sub_up;
use rug::{Float, Rational, float::Round};
use std::cmp::Ordering;
use thiserror::Error;

/// The set of all real numbers x with `lower <= x <= upper`.
///
/// `lower` may be -∞ and `upper` +∞, for "no bound"; neither is ever NaN, `lower` is never +∞ and `upper` never -∞, so an
/// interval is never empty.
///
/// # Guarantee
///
/// Certified, given that the compiler and processor follow IEEE 754 and that `pxfm`'s exp, log, log1p, sinh, cosh and tanh
/// are within one unit in the last place (documented and tested as 0.5). The result of every operation and function contains the exact result for every choice of real numbers from
/// its arguments, wherever that is defined. If it is not defined for all of them (division by an interval that contains
/// 0, ln or sqrt of one that reaches outside the domain, a NaN given to [`Interval::point`]), the result is
/// [`Interval::ENTIRE`]. Note that 0 · [`Interval::ENTIRE`] = 0, which is true of every real number but does not remember
/// that a factor was undefined; guard divisions whose quotient is multiplied by an exact zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    lower: f64,
    upper: f64,
}

/// Two numbers that are not the ends of an interval.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
#[error(
    "[{lower}, {upper}] is not an interval: give ends with lower <= upper, neither of them NaN, a lower end below +inf \
     and an upper end above -inf"
)]
pub struct InvalidInterval {
    /// The lower end that was given.
    pub lower: f64,
    /// The upper end that was given.
    pub upper: f64,
}

impl Interval {
    /// All real numbers: the enclosure of what is undefined or unknown.
    pub const ENTIRE: Interval = Interval { lower: f64::NEG_INFINITY, upper: f64::INFINITY };

    /// The interval with these ends.
    ///
    /// # Errors
    ///
    /// [`InvalidInterval`] if they are out of order, if one is NaN, or if no real number lies between them.
    pub fn new(lower: f64, upper: f64) -> Result<Self, InvalidInterval> {
        if lower <= upper && lower < f64::INFINITY && upper > f64::NEG_INFINITY {
            Ok(Interval { lower, upper })
        } else {
            Err(InvalidInterval { lower, upper })
        }
    }

    /// The interval that contains `value` only; [`Interval::ENTIRE`] if it is infinite or NaN, as no real number is.
    pub fn point(value: f64) -> Self {
        if value.is_finite() { Interval { lower: value, upper: value } } else { Interval::ENTIRE }
    }

    /// The interval between ends that directed rounding has made and that are therefore in order.
    fn between(lower: f64, upper: f64) -> Self {
        debug_assert!(lower <= upper && lower < f64::INFINITY && upper > f64::NEG_INFINITY, "[{lower}, {upper}]");
        Interval { lower, upper }
    }

    /// The tightest interval around a rational number: one point if it is a float, two neighbouring floats otherwise.
    fn enclose(value: &Rational) -> Self {
        // 53 bits and MPFR's exponent range first, then that of f64: two roundings in one direction make one.
        let round = |direction| Float::with_val_round(53, value, direction).0.to_f64_round(direction);
        Interval::between(round(Round::Down), round(Round::Up))
    }

    /// The lower end, -∞ if there is none.
    pub fn lower(&self) -> f64 {
        self.lower
    }

    /// The upper end, +∞ if there is none.
    pub fn upper(&self) -> f64 {
        self.upper
    }

    /// An upper bound of `upper - lower`, at most one unit in the last place too large.
    pub fn width(&self) -> f64 {
        sub_up(self.upper, self.lower)
    }

    /// A float inside the interval, the nearest one to (lower + upper)/2 up to one rounding if both ends are finite. If only
    /// one end is, the float farthest from it that is inside (±`f64::MAX`); for [`Interval::ENTIRE`] 0.
    pub fn midpoint(&self) -> f64 {
        match (self.lower.is_finite(), self.upper.is_finite()) {
            (true, true) => f64::midpoint(self.lower, self.upper).clamp(self.lower, self.upper),
            (true, false) => f64::MAX,
            (false, true) => -f64::MAX,
            (false, false) => 0.0,
        }
    }

    /// The largest |x| over the interval, exactly; +∞ if there is none.
    pub fn magnitude(&self) -> f64 {
        self.lower.abs().max(self.upper.abs())
    }

    /// The smallest |x| over the interval, exactly.
    pub fn mignitude(&self) -> f64 {
        if self.contains_zero() { 0.0 } else { self.lower.abs().min(self.upper.abs()) }
    }

    /// |x| for all x in the interval, exactly.
    pub fn abs(&self) -> Self {
        Interval { lower: self.mignitude(), upper: self.magnitude() }
    }

    /// The sign that all members share; `None` if they share none.
    pub fn sign(&self) -> Option<Ordering> {
        match (self.lower.partial_cmp(&0.0)?, self.upper.partial_cmp(&0.0)?) {
            (Ordering::Greater, _) => Some(Ordering::Greater),
            (_, Ordering::Less) => Some(Ordering::Less),
            (Ordering::Equal, Ordering::Equal) => Some(Ordering::Equal),
            _ => None,
        }
    }

    /// Whether the real number `value` lies in the interval; false for infinities and NaN.
    pub fn contains(&self, value: f64) -> bool {
        value.is_finite() && self.lower <= value && value <= self.upper
    }

    /// Whether a rational number lies in the interval, decided exactly.
    pub fn contains_rational(&self, value: &Rational) -> bool {
        *value >= self.lower && *value <= self.upper
    }

    /// Whether 0 lies in the interval.
    pub fn contains_zero(&self) -> bool {
        self.lower <= 0.0 && self.upper >= 0.0
    }

    /// Whether both ends are finite.
    pub fn is_bounded(&self) -> bool {
        self.lower.is_finite() && self.upper.is_finite()
    }

    /// Whether every number of this interval lies in `other`.
    pub fn is_subset_of(&self, other: &Interval) -> bool {
        other.lower <= self.lower && self.upper <= other.upper
    }

    /// Whether both ends lie strictly between those of `other`: what interval Newton asks for. Never true of an unbounded
    /// interval, not even within [`Interval::ENTIRE`], so that an undefined image cannot prove anything.
    pub fn is_interior_to(&self, other: &Interval) -> bool {
        other.lower < self.lower && self.upper < other.upper
    }

    /// The smallest interval that contains both.
    pub fn hull(&self, other: &Interval) -> Interval {
        Interval::between(self.lower.min(other.lower), self.upper.max(other.upper))
    }

    /// The numbers in both intervals, or `None` if there are none.
    pub fn intersection(&self, other: &Interval) -> Option<Interval> {
        Interval::new(self.lower.max(other.lower), self.upper.min(other.upper)).ok()
    }

    /// Whether x < y: `Some(true)` if for all x of this interval and all y of `other`, `Some(false)` if for none of them,
    /// `None` if that depends on which.
    pub fn certainly_less(&self, other: &Interval) -> Option<bool> {
        if self.upper < other.lower {
            Some(true)
        } else if self.lower >= other.upper {
            Some(false)
        } else {
            None
        }
    }

    /// The two halves on either side of [`Interval::midpoint`], which both contain it. An interval between neighbouring
    /// floats gives itself and one of its ends.
    pub fn bisect(&self) -> (Interval, Interval) {
        let middle = self.midpoint();
        (Interval::between(self.lower, middle), Interval::between(middle, self.upper))
    }
}
