//! Intervals of two `f64` ends times a power of two: the precision of [`Interval`], without its limits of range.
//!
//! Radii of certified orbits are multiplied by derivatives, of which 53 bits are more than enough; but an orbit that
//! converges passes 10^-308 long before it ends, and a derivative that is proportional to it must not lose its digits
//! there. MPFR keeps them at ten times the cost.

use super::interval::Interval;
use super::magnitude::{LARGEST_EXPONENT, Magnitude, small_power_of_two};
use super::{Analytic, Ball, Field, FromExact};
use num_traits::{One, Zero};
use rug::{Float, Rational};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// The real numbers x · 2^exponent with x in an [`Interval`].
///
/// The exponent is zero where the larger end lies between 2^-200 and 2^200 in absolute value; elsewhere the larger end is
/// brought to [1, 2), so that products and aligned sums stay within the range of `f64`. The unbounded enclosure has both
/// ends infinite and exponent zero.
///
/// # Guarantee
///
/// Certified: every operation contains the exact result for every choice of numbers from its arguments. All roundings are
/// those of [`Interval`], because scaling by a power of two is its (outward rounded) product. Results reach as far out as
/// 2^(±2^60); beyond, they are unbounded, or rounded outward to ±2^(-2^60).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScaledInterval {
    ends: Interval,
    exponent: i64,
}

/// Exponents of two within which the larger end keeps the exponent zero.
const NEAR: i64 = 200;

/// No `f64` but zero and the infinities is as close to zero as 2^-this, or as far from it as 2^this.
const FARTHEST: i64 = 2000;

/// ends · 2^shift for any shift, outward where that leaves the range of `f64`.
fn shifted(ends: Interval, shift: i64) -> Interval {
    let factor = match shift {
        0 => return ends,
        -1000..=1000 => Interval::point(small_power_of_two(shift)),
        // 2^shift lies in (0, 2^-1000], or in [2^1000, ∞).
        ..-1000 => Interval::new(0.0, small_power_of_two(-1000)).unwrap_or(Interval::ENTIRE),
        1001.. => Interval::new(small_power_of_two(1000), f64::INFINITY).unwrap_or(Interval::ENTIRE),
    };
    ends * factor
}

impl ScaledInterval {
    /// All real numbers.
    pub const ENTIRE: ScaledInterval = ScaledInterval { ends: Interval::ENTIRE, exponent: 0 };

    /// ends · 2^exponent.
    fn new(ends: Interval, exponent: i64) -> Self {
        let size = ends.magnitude();
        // Both comparisons are false of infinity.
        if exponent == 0 && size >= small_power_of_two(-NEAR) && size <= small_power_of_two(NEAR) {
            return ScaledInterval { ends, exponent };
        }
        ScaledInterval::normalised(ends, exponent)
    }

    #[cold]
    fn normalised(ends: Interval, exponent: i64) -> Self {
        if !ends.is_bounded() {
            return ScaledInterval::ENTIRE;
        }
        let size = ends.magnitude();
        if size == 0.0 {
            return ScaledInterval { ends, exponent: 0 };
        }
        // floor(log2 size); a subnormal is first lifted.
        let biased = |x: f64| (x.to_bits() >> 52) as i64 - 1023;
        let own = if size < f64::MIN_POSITIVE { biased(size * small_power_of_two(100)) - 100 } else { biased(size) };
        let total = own + exponent;
        if total > LARGEST_EXPONENT {
            return ScaledInterval::ENTIRE;
        }
        // In two parts, as 2^1074 is not an f64.
        let lifted = shifted(shifted(ends, -own / 2), -own - (-own / 2));
        if (-NEAR..NEAR).contains(&total) {
            return ScaledInterval { ends: shifted(lifted, total), exponent: 0 };
        }
        if total < -LARGEST_EXPONENT {
            // |x| < 2 · 2^total: the hull with zero at the smallest exponent.
            return ScaledInterval { ends: lifted.hull(&Interval::zero()), exponent: -LARGEST_EXPONENT };
        }
        ScaledInterval { ends: lifted, exponent: total }
    }

    /// The smallest of these enclosures around a ball, up to rounding.
    ///
    /// Midpoint and radius are brought to the exponent of the larger, each rounded outward, and subtracted and added
    /// outward.
    pub fn from_ball(ball: &Ball) -> Self {
        if !ball.is_bounded() {
            return ScaledInterval::ENTIRE;
        }
        let (middle, own) = float_between(ball.midpoint());
        let Some(reach) = ball.radius().exponent() else {
            return ScaledInterval::new(middle, own);
        };
        let frame = if middle.is_zero() { reach } else { reach.max(own) };
        let radius = ball.radius().shifted(-frame).to_f64_up();
        let deviation = Interval::new(-radius, radius).unwrap_or(Interval::ENTIRE);
        let middle = if middle.is_zero() { middle } else { shifted(middle, own - frame) };
        ScaledInterval::new(middle + deviation, frame)
    }

    /// The same set as an interval, outward where that leaves the range of `f64`.
    pub(crate) fn plain(self) -> Interval {
        shifted(self.ends, self.exponent)
    }

    /// An upper bound on the absolute value of all members.
    pub fn magnitude_up(&self) -> Magnitude {
        Magnitude::from_f64(self.ends.magnitude()).shifted(self.exponent)
    }

    /// Whether anything is known.
    pub fn is_bounded(&self) -> bool {
        self.ends.is_bounded()
    }

    /// Whether a rational number lies in the set, decided exactly.
    pub fn contains_rational(&self, value: &Rational) -> bool {
        // |value| lies within a factor of 2 of 2^order. A quotient value/2^exponent beyond `FARTHEST` is replaced by one of
        // the same sign there: it compares alike with every f64, and its shift need not be written out.
        let order = i64::from(value.numer().significant_bits()) - i64::from(value.denom().significant_bits());
        let shift = (order - self.exponent).clamp(-FARTHEST, FARTHEST) - order;
        let length = shift.unsigned_abs() as u32;
        let scaled = if shift >= 0 { value.clone() << length } else { value.clone() >> length };
        self.ends.contains_rational(&scaled)
    }

    /// x · 2^exponent times a factor between two numbers.
    fn times_between(self, lower: f64, upper: f64) -> Self {
        ScaledInterval::new(self.ends * Interval::new(lower, upper).unwrap_or(Interval::ENTIRE), self.exponent)
    }

    /// The image under a function that needs no more than the plain interval.
    fn through_plain(self, function: impl Fn(Interval) -> Interval) -> Self {
        ScaledInterval::new(function(self.plain()), 0)
    }

    /// Whether every member is below 2^-200 in absolute value.
    fn is_tiny(&self) -> bool {
        self.exponent < 0
    }

    /// A sum, at the larger exponent.
    fn sum(self, other: ScaledInterval) -> Self {
        let (left, right) = (self.ends, other.ends);
        if self.exponent == other.exponent {
            return ScaledInterval::new(left + right, self.exponent);
        }
        if left.is_zero() || !right.is_bounded() {
            return other;
        }
        if right.is_zero() || !left.is_bounded() {
            return self;
        }
        if self.exponent > other.exponent {
            ScaledInterval::new(left + shifted(right, other.exponent - self.exponent), self.exponent)
        } else {
            ScaledInterval::new(shifted(left, self.exponent - other.exponent) + right, other.exponent)
        }
    }
}

/// An enclosure of a finite float as [lower, upper] · 2^exponent, the ends within two units of each other and close to
/// [1/2, 1] in absolute value, or both zero.
fn float_between(value: &Float) -> (Interval, i64) {
    let (nearest, exponent) = value.to_f64_exp();
    if nearest == 0.0 {
        return (Interval::zero(), 0);
    }
    // The nearest float is less than a unit away: its neighbours enclose.
    let (lower, upper) = if value.prec() <= 53 { (nearest, nearest) } else { (nearest.next_down(), nearest.next_up()) };
    (Interval::new(lower, upper).unwrap_or(Interval::ENTIRE), i64::from(exponent))
}

macro_rules! operation {
    ($trait:ident, $method:ident, |$x:ident, $y:ident| $body:expr) => {
        impl $trait for ScaledInterval {
            type Output = ScaledInterval;
            fn $method(self, right: ScaledInterval) -> ScaledInterval {
                let ($x, $y) = (self, right);
                $body
            }
        }
        impl $trait<&ScaledInterval> for ScaledInterval {
            type Output = ScaledInterval;
            fn $method(self, right: &ScaledInterval) -> ScaledInterval {
                $trait::$method(self, *right)
            }
        }
    };
}

operation!(Add, add, |x, y| x.sum(y));
operation!(Sub, sub, |x, y| x.sum(-y));
// Ends are within 2^±200, exponents within ±2^60: neither overflows.
operation!(Mul, mul, |x, y| ScaledInterval::new(x.ends * y.ends, x.exponent + y.exponent));
operation!(Div, div, |x, y| ScaledInterval::new(x.ends / y.ends, x.exponent - y.exponent));

impl Neg for ScaledInterval {
    type Output = ScaledInterval;
    fn neg(self) -> ScaledInterval {
        ScaledInterval { ends: -self.ends, exponent: self.exponent }
    }
}

impl Zero for ScaledInterval {
    fn zero() -> Self {
        ScaledInterval { ends: Interval::zero(), exponent: 0 }
    }
    fn is_zero(&self) -> bool {
        self.ends.is_zero()
    }
}

impl One for ScaledInterval {
    fn one() -> Self {
        ScaledInterval { ends: Interval::one(), exponent: 0 }
    }
}

impl Field for ScaledInterval {
    fn integer(value: i32) -> Self {
        ScaledInterval { ends: Interval::integer(value), exponent: 0 }
    }
    fn square(self) -> Self {
        ScaledInterval::new(self.ends.square(), 2 * self.exponent)
    }
    fn is_known_zero(&self) -> bool {
        self.is_zero()
    }
}

impl FromExact for ScaledInterval {
    /// The neighbouring numbers of 53 bits, whatever `_bits`.
    fn from_exact(value: &Rational, _bits: u32) -> Self {
        ScaledInterval::from_ball(&Ball::from_exact(value, 64))
    }
}

/// # Guarantee
///
/// Enclosures of the range. Where the argument is within the range of `f64` they are those of [`Interval`]; tiny arguments,
/// |x| < 2^-200, use |x| <= |sinh x| <= |x| cosh x <= |x| (1 + x²) and |x| (1 - x²) <= |tanh x| <= |x|, whose factors
/// differ from 1 by less than a unit of `f64`.
impl Analytic for ScaledInterval {
    fn exp(self) -> Self {
        self.through_plain(Interval::exp)
    }
    fn ln(self) -> Self {
        self.through_plain(Interval::ln)
    }
    fn sinh(self) -> Self {
        if self.is_tiny() {
            return self.times_between(1.0, 1f64.next_up());
        }
        self.through_plain(Interval::sinh)
    }
    fn cosh(self) -> Self {
        self.through_plain(Interval::cosh)
    }
    fn tanh(self) -> Self {
        if self.is_tiny() {
            return self.times_between(1f64.next_down(), 1.0);
        }
        self.through_plain(Interval::tanh)
    }
    /// √(x · 2^e) = √x · 2^(e/2), with x doubled first where e is odd.
    fn sqrt(self) -> Self {
        let odd = self.exponent.rem_euclid(2);
        ScaledInterval::new(shifted(self.ends, odd).sqrt(), (self.exponent - odd) / 2)
    }
    /// Where e^x leaves the range of `f64`, 0 < 1/(1 + e^x) < e^{-x} < 10^-300 for x > 700.
    fn falling_sigmoid(self) -> Self {
        if self.is_bounded() && self.plain().lower() > 700.0 {
            return ScaledInterval::new(Interval::new(0.0, 1e-300).unwrap_or(Interval::ENTIRE), 0);
        }
        ScaledInterval::one() / (ScaledInterval::one() + self.exp())
    }
    fn softplus(self) -> Self {
        self.through_plain(Interval::softplus)
    }
    fn ln_2cosh(self) -> Self {
        self.through_plain(Interval::ln_2cosh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arithmetic::magnitude::Magnitude;

    fn ball(midpoint: f64, shift: i32, radius: i64) -> Ball {
        Ball::new(Float::with_val(100, midpoint) << shift, Magnitude::power_of_two(radius))
    }

    /// The invariant of the type that products and sums rely on.
    #[test]
    fn ends_are_kept_near_one() {
        for shift in [-3_000_000, -5000, -1100, -1023, -300, -201, -200, 0, 199, 200, 1023, 1100, 5000] {
            for radius in [-4_000_000, -2000, -1074, -900, -200, 0, 300, 1100] {
                let x = ScaledInterval::from_ball(&ball(-1.2345, shift, radius));
                for y in [x, x * x, x + ScaledInterval::one(), ScaledInterval::one() / x, x.square(), x.tanh(), x.exp()]
                {
                    let size = y.ends.magnitude();
                    let near = (small_power_of_two(-NEAR)..=small_power_of_two(NEAR)).contains(&size);
                    let far = (1.0..=2.0).contains(&size);
                    let normal = if y.exponent == 0 { near || size == 0.0 || !y.is_bounded() } else { far };
                    assert!(normal, "{shift} {radius}: {y:?}");
                }
            }
        }
    }
}
