//! Balls: a midpoint of any precision and a radius that bounds the distance of the true value from it.
//!
//! # Why the results are certified
//!
//! Each operation evaluates the midpoint once, in MPFR, rounded to nearest: MPFR guarantees that an inexact result with
//! exponent e at p bits is within half a unit in the last place, 2^(e-p-1), of the exact function value, unless it
//! underflowed: then it is within the smallest positive number.
//! To this the operation adds a bound on how far the function can move over the argument balls, proved in its comment
//! and evaluated upward in [`Magnitude`]s. Where no bound is known the answer is the *unbounded* ball, midpoint 0 and
//! infinite radius, which contains everything.
//!
//! # Precision
//!
//! A result has the larger precision of its operands. Integers enter exactly at 64 bits, so an equation that divides
//! its variables by integers (and not integers by integers) runs at the precision of its variables.

use super::magnitude::Magnitude;
use super::{Field, FromExact};
use num_traits::{One, Zero};
use rug::float::Round;
use rug::ops::{AddAssignRound, DivAssignRound, MulAssignRound, SubAssignRound};
use rug::{Float, Rational};
use std::cmp::Ordering;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// Bits of a constant that entered as an integer: enough to hold every `i32` exactly.
const CONSTANT_BITS: u32 = 64;

/// MPFR has no floats without bits.
const FEWEST_BITS: u32 = 1;

/// The real numbers within `radius` of `midpoint`.
#[derive(Clone, Debug, PartialEq)]
pub struct Ball {
    pub(super) midpoint: Float,
    pub(super) radius: Magnitude,
}

/// A bound on the error of a midpoint that MPFR rounded to nearest: zero if exact, else half a unit in the last place.
///
/// A result that underflowed, to zero or to the smallest positive number 2^(exp_min - 1), is off by at most that
/// number.
pub(super) fn rounding_error(result: &Float, rounding: Ordering) -> Magnitude {
    if rounding == Ordering::Equal {
        return Magnitude::ZERO;
    }
    match result.get_exp() {
        Some(exponent) if exponent > rug::float::exp_min() => {
            Magnitude::power_of_two(i64::from(exponent) - i64::from(result.prec()) - 1)
        }
        _ => Magnitude::power_of_two(i64::from(rug::float::exp_min()) - 1),
    }
}

impl Ball {
    /// A ball from its parts; a midpoint that is not finite gives the unbounded ball.
    pub fn new(midpoint: Float, radius: Magnitude) -> Self {
        if midpoint.is_finite() && radius.is_finite() {
            Ball { midpoint, radius }
        } else {
            Ball::unbounded(midpoint.prec())
        }
    }

    /// The exact number `midpoint`.
    pub fn exact(midpoint: Float) -> Self {
        Ball::new(midpoint, Magnitude::ZERO)
    }

    /// All real numbers, carried at `bits` bits (at least one, as everywhere).
    pub fn unbounded(bits: u32) -> Self {
        Ball { midpoint: Float::new(bits.max(FEWEST_BITS)), radius: Magnitude::INFINITE }
    }

    /// The smallest ball at `bits` bits around the closed interval between two numbers, up to rounding; unbounded if an
    /// end is not finite. The radius is taken from the midpoint after its rounding, so that one needs no bound. If no
    /// end is negative, no member of the ball is: square roots need it.
    pub fn between(lower: &Float, upper: &Float, bits: u32) -> Self {
        let (mut midpoint, _) = Float::with_val_round(bits.max(FEWEST_BITS), lower + upper, Round::Nearest);
        midpoint /= 2;
        let reach = |end: &Float| {
            let (distance, _) = Float::with_val_round(64, end - &midpoint, Round::AwayZero);
            Magnitude::from_float_up(&distance)
        };
        let radius = reach(lower).max(reach(upper));
        if *lower >= 0 && !radius.is_at_most(Magnitude::from_float_down(&midpoint)) {
            return Ball::between_zero_and(upper, bits);
        }
        Ball::new(midpoint, radius)
    }

    /// The ball from zero to `upper` >= 0: half of it, rounded up to 53 bits, is both midpoint and radius.
    fn between_zero_and(upper: &Float, bits: u32) -> Self {
        let half = Magnitude::from_float_up(upper).shifted(-1).to_float_up();
        let (midpoint, _) = Float::with_val_round(bits.max(FEWEST_BITS), half, Round::Up);
        let radius = Magnitude::from_float_up(&midpoint);
        Ball::new(midpoint, radius)
    }

    /// The midpoint.
    pub fn midpoint(&self) -> &Float {
        &self.midpoint
    }

    /// The radius.
    pub fn radius(&self) -> Magnitude {
        self.radius
    }

    /// The precision of the midpoint in bits.
    pub fn bits(&self) -> u32 {
        self.midpoint.prec()
    }

    /// Whether anything is known of the value.
    pub fn is_bounded(&self) -> bool {
        self.radius.is_finite()
    }

    /// Whether the ball is a single number.
    pub fn is_exact(&self) -> bool {
        self.radius.is_zero()
    }

    /// The midpoint as an exact number.
    pub fn centre(&self) -> Ball {
        Ball { midpoint: self.midpoint.clone(), radius: if self.is_bounded() { Magnitude::ZERO } else { self.radius } }
    }

    /// The ball around zero with the same radius: what is left after subtracting the centre.
    pub fn deviation(&self) -> Ball {
        Ball { midpoint: Float::new(CONSTANT_BITS), radius: self.radius }
    }

    /// The same ball with the radius enlarged by `extra`.
    pub fn widened(mut self, extra: Magnitude) -> Ball {
        self.radius = self.radius.add_up(extra);
        self.guarded()
    }

    /// The ball rounded to `bits` bits, which contains this one.
    pub fn with_bits(mut self, bits: u32) -> Ball {
        let rounding = self.midpoint.set_prec_round(bits.max(FEWEST_BITS), Round::Nearest);
        self.radius = self.radius.add_up(rounding_error(&self.midpoint, rounding));
        self.guarded()
    }

    /// A number not above any member of the ball, within one rounding of the exact lower end.
    pub fn lower(&self) -> Float {
        let bits = self.bits().max(CONSTANT_BITS);
        Float::with_val_round(bits, &self.midpoint - &self.radius.to_float_up(), Round::Down).0
    }

    /// A number not below any member of the ball, within one rounding of the exact upper end.
    pub fn upper(&self) -> Float {
        let bits = self.bits().max(CONSTANT_BITS);
        Float::with_val_round(bits, &self.midpoint + &self.radius.to_float_up(), Round::Up).0
    }

    /// An upper bound on the absolute value of all members.
    pub fn magnitude_up(&self) -> Magnitude {
        Magnitude::from_float_up(&self.midpoint).add_up(self.radius)
    }

    /// A lower bound on the absolute value of all members.
    pub fn magnitude_down(&self) -> Magnitude {
        Magnitude::from_float_down(&self.midpoint).sub_down(self.radius)
    }

    /// The sign shared by all members, or `None` where it is undecided. `Equal` only for the exact zero.
    pub fn sign(&self) -> Option<Ordering> {
        if self.is_exact() {
            return self.midpoint.cmp0();
        }
        let outside = self.midpoint.cmp_abs(&self.radius.to_float_up()) == Some(Ordering::Greater);
        if outside { self.midpoint.cmp0() } else { None }
    }

    /// How all members of the ball compare with all members of `other`, or `None` where that is undecided.
    pub fn compare(&self, other: &Ball) -> Option<Ordering> {
        if self.is_bounded() && other.is_bounded() { (self.clone() - other).sign() } else { None }
    }

    /// Whether every member is less than every member of `other`. `false` may mean undecided.
    pub fn is_certainly_less(&self, other: &Ball) -> bool {
        self.compare(other) == Some(Ordering::Less)
    }

    /// Whether `value` is a member. Exact.
    pub fn contains(&self, value: &Rational) -> bool {
        if !self.is_bounded() {
            return true;
        }
        // A rounded distance decides all but the closest cases, without writing out numbers such as 2^-1000000.
        let distance = |round| Float::with_val_round(CONSTANT_BITS, &self.midpoint - value, round).0;
        if Magnitude::from_float_up(&distance(Round::AwayZero)).is_at_most(self.radius) {
            return true;
        }
        if !Magnitude::from_float_down(&distance(Round::Zero)).is_at_most(self.radius) {
            return false;
        }
        self.midpoint.to_rational().is_none_or(|centre| self.radius.is_at_least(&(centre - value).abs()))
    }

    /// Whether every member of `inner` lies strictly inside this ball. `false` may mean undecided.
    pub fn contains_in_interior(&self, inner: &Ball) -> bool {
        if !self.is_bounded() || !inner.is_bounded() {
            return false;
        }
        let bits = self.bits().max(inner.bits());
        let (distance, _) = Float::with_val_round(bits, &self.midpoint - &inner.midpoint, Round::AwayZero);
        let reach = Magnitude::from_float_up(&distance).add_up(inner.radius);
        reach.is_at_most(self.radius) && reach != self.radius
    }

    /// The number of leading bits that are certain: log2 of |midpoint| over the radius, within one, and zero if that is
    /// negative or the ball is unbounded; `None` for an exact ball.
    pub fn accurate_bits(&self) -> Option<i64> {
        if self.is_exact() {
            return None;
        }
        let accurate = |error: i64| self.midpoint.get_exp().map_or(0, |exponent| i64::from(exponent) - error);
        Some(self.radius.exponent().map_or(0, accurate).max(0))
    }

    /// Replaces a ball with a part that is not finite by the unbounded one.
    pub(super) fn guarded(self) -> Ball {
        if self.midpoint.is_finite() && self.radius.is_finite() { self } else { Ball::unbounded(self.midpoint.prec()) }
    }

    /// Raises the precision of the midpoint, exactly, to at least `bits`.
    fn raised_to(mut self, bits: u32) -> Ball {
        if self.bits() < bits {
            self.midpoint.set_prec(bits);
        }
        self
    }
}

impl FromExact for Ball {
    /// The nearest number of `bits` bits, with half a unit in the last place as radius where it is not exact.
    fn from_exact(value: &Rational, bits: u32) -> Self {
        let (midpoint, rounding) = Float::with_val_round(bits.max(FEWEST_BITS), value, Round::Nearest);
        let radius = rounding_error(&midpoint, rounding);
        Ball::new(midpoint, radius)
    }
}

impl Field for Ball {
    fn integer(value: i32) -> Self {
        Ball::exact(Float::with_val(CONSTANT_BITS, value))
    }

    fn is_known_zero(&self) -> bool {
        self.is_zero()
    }

    /// |x² - m²| <= |x - m| |x + m| <= r (2|m| + r), plus one rounding. Wide against |m|: from the smallest and the
    /// largest |x|, so that no end is negative.
    fn square(mut self) -> Self {
        if self.is_wide(self.scale()) {
            return self.between_sizes(Float::square_round);
        }
        let spread = if self.is_exact() {
            Magnitude::ZERO
        } else {
            self.radius.mul_up(Magnitude::from_float_up(&self.midpoint).shifted(1).add_up(self.radius))
        };
        let rounding = self.midpoint.square_round(Round::Nearest);
        self.radius = spread.add_up(rounding_error(&self.midpoint, rounding));
        self.guarded()
    }
}

impl Zero for Ball {
    fn zero() -> Self {
        Ball::exact(Float::new(CONSTANT_BITS))
    }
    fn is_zero(&self) -> bool {
        self.is_exact() && self.midpoint.is_zero()
    }
}

impl One for Ball {
    fn one() -> Self {
        Ball::integer(1)
    }
}

impl Neg for Ball {
    type Output = Ball;
    /// Exact.
    fn neg(mut self) -> Ball {
        self.midpoint = -self.midpoint;
        self
    }
}

/// Sum: |(x + y) - (m + n)| <= r + s, plus one rounding.
impl Add<&Ball> for Ball {
    type Output = Ball;
    fn add(self, other: &Ball) -> Ball {
        let mut sum = self.raised_to(other.bits());
        let rounding = sum.midpoint.add_assign_round(&other.midpoint, Round::Nearest);
        sum.radius = sum.radius.add_up(other.radius).add_up(rounding_error(&sum.midpoint, rounding));
        sum.guarded()
    }
}

/// Difference: as for the sum.
impl Sub<&Ball> for Ball {
    type Output = Ball;
    fn sub(self, other: &Ball) -> Ball {
        let mut difference = self.raised_to(other.bits());
        let rounding = difference.midpoint.sub_assign_round(&other.midpoint, Round::Nearest);
        difference.radius =
            difference.radius.add_up(other.radius).add_up(rounding_error(&difference.midpoint, rounding));
        difference.guarded()
    }
}

/// Product: |xy - mn| <= |m| s + |n| r + r s, plus one rounding.
impl Mul<&Ball> for Ball {
    type Output = Ball;
    fn mul(self, other: &Ball) -> Ball {
        let mut product = self.raised_to(other.bits());
        // Sizes cost as much as a short product: they are asked for only where there is a radius to multiply.
        let mut spread = Magnitude::ZERO;
        if !product.is_exact() {
            spread = other.magnitude_up().mul_up(product.radius);
        }
        if !other.is_exact() {
            spread = spread.add_up(Magnitude::from_float_up(&product.midpoint).mul_up(other.radius));
        }
        let rounding = product.midpoint.mul_assign_round(&other.midpoint, Round::Nearest);
        product.radius = spread.add_up(rounding_error(&product.midpoint, rounding));
        product.guarded()
    }
}

/// Quotient: |x/y - m/n| = |(x - m) - (m/n)(y - n)|/|y| <= (r + |m/n| s)/(|n| - s), plus one rounding; unbounded if the
/// divisor may be zero.
impl Div<&Ball> for Ball {
    type Output = Ball;
    fn div(self, other: &Ball) -> Ball {
        let mut quotient = self.raised_to(other.bits());
        let divisor_down = other.magnitude_down();
        if divisor_down.is_zero() {
            return Ball::unbounded(quotient.bits());
        }
        let spread = if other.is_exact() {
            if quotient.is_exact() { Magnitude::ZERO } else { quotient.radius.div_up(divisor_down) }
        } else {
            let ratio_up =
                Magnitude::from_float_up(&quotient.midpoint).div_up(Magnitude::from_float_down(&other.midpoint));
            quotient.radius.add_up(ratio_up.mul_up(other.radius)).div_up(divisor_down)
        };
        let rounding = quotient.midpoint.div_assign_round(&other.midpoint, Round::Nearest);
        quotient.radius = spread.add_up(rounding_error(&quotient.midpoint, rounding));
        quotient.guarded()
    }
}

macro_rules! by_value {
    ($($trait:ident $method:ident),*) => {
        $(impl $trait for Ball {
            type Output = Ball;
            fn $method(self, other: Ball) -> Ball {
                $trait::$method(self, &other)
            }
        })*
    };
}

by_value!(Add add, Sub sub, Mul mul, Div div);
