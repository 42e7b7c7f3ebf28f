//! Bounds on non-negative numbers, for the radii of balls: 53 bits of mantissa and a 61-bit exponent.
//!
//! A radius needs few digits but a huge range (10^-1000 is an ordinary one), no allocation, and rounding in a known
//! direction. Every operation names its direction: `_up` never returns less than the true value, `_down` never more.
//! That holds at the ends of the exponent range too, which repeated squaring reaches: below 2^(-2^60) an upper bound
//! stays at the smallest positive number and a lower bound becomes zero; above 2^(2^60) an upper bound becomes infinity
//! and a lower bound stays at the largest number. Slacks are stated for results within the range.

use rug::{Float, Integer, Rational, float::Round};

/// mantissa · 2^exponent with the mantissa in [1/2, 1), or zero, or infinity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Magnitude {
    mantissa: f64,
    exponent: i64,
}

/// Beyond this distance of exponents the smaller summand is replaced by a bound on it.
const FAR: i64 = 200;

/// Exponents stay within ± this, so that the sum of two of them never overflows.
pub(super) const LARGEST_EXPONENT: i64 = 1 << 60;

/// 2^exponent for the exponents of normal `f64` numbers, -1022 to 1023.
pub(super) fn small_power_of_two(exponent: i64) -> f64 {
    f64::from_bits(((exponent + 1023) as u64) << 52)
}

impl Magnitude {
    /// Zero.
    pub const ZERO: Magnitude = Magnitude { mantissa: 0.0, exponent: 0 };
    /// One.
    pub const ONE: Magnitude = Magnitude { mantissa: 0.5, exponent: 1 };
    /// Infinity: no bound is known.
    pub const INFINITE: Magnitude = Magnitude { mantissa: f64::INFINITY, exponent: 0 };

    /// 2^exponent, exactly within the exponent range and an upper bound beyond it.
    pub fn power_of_two(exponent: i64) -> Self {
        Magnitude { mantissa: 0.5, exponent: exponent.saturating_add(1) }.in_range_up()
    }

    /// |x|, exactly; NaN gives infinity.
    pub fn from_f64(x: f64) -> Self {
        if x.is_nan() { Magnitude::INFINITE } else { Magnitude::normalised(x.abs(), 0) }
    }

    /// An upper bound on |x| within a relative 2^-52; a NaN or an infinity gives infinity.
    pub fn from_float_up(x: &Float) -> Self {
        Magnitude::from_float(x, Round::AwayZero)
    }

    /// A lower bound on |x| within a relative 2^-52; a NaN gives zero.
    pub fn from_float_down(x: &Float) -> Self {
        if x.is_nan() { Magnitude::ZERO } else { Magnitude::from_float(x, Round::Zero) }
    }

    fn from_float(x: &Float, round: Round) -> Self {
        if !x.is_finite() {
            return Magnitude::INFINITE;
        }
        let (mantissa, exponent) = x.to_f64_exp_round(round);
        Magnitude::normalised(mantissa.abs(), i64::from(exponent))
    }

    /// An upper bound with an exponent within the range.
    fn in_range_up(self) -> Self {
        if self.exponent > LARGEST_EXPONENT {
            Magnitude::INFINITE
        } else if self.exponent < -LARGEST_EXPONENT {
            Magnitude { mantissa: 0.5, exponent: -LARGEST_EXPONENT }
        } else {
            self
        }
    }

    /// A lower bound with an exponent within the range.
    fn in_range_down(self) -> Self {
        if self.exponent > LARGEST_EXPONENT {
            Magnitude { mantissa: 1f64.next_down(), exponent: LARGEST_EXPONENT }
        } else if self.exponent < -LARGEST_EXPONENT {
            Magnitude::ZERO
        } else {
            self
        }
    }

    /// Brings a non-negative mantissa into [1/2, 1), exactly.
    fn normalised(mantissa: f64, exponent: i64) -> Self {
        if mantissa == 0.0 {
            return Magnitude::ZERO;
        }
        if mantissa == f64::INFINITY {
            return Magnitude::INFINITE;
        }
        // A subnormal is scaled into the normal range first, which is exact.
        let (mantissa, exponent) = if mantissa < f64::MIN_POSITIVE {
            (mantissa * small_power_of_two(64), exponent - 64)
        } else {
            (mantissa, exponent)
        };
        let bits = mantissa.to_bits();
        let shift = ((bits >> 52) & 0x7ff) as i64 - 1022;
        let fraction = f64::from_bits((bits & !(0x7ff << 52)) | (1022 << 52));
        Magnitude { mantissa: fraction, exponent: exponent + shift }
    }

    /// Whether this is zero.
    pub fn is_zero(self) -> bool {
        self.mantissa == 0.0
    }

    /// Whether this is a finite bound.
    pub fn is_finite(self) -> bool {
        self.mantissa.is_finite()
    }

    /// The exponent e of a bound in [2^(e-1), 2^e); none for zero and infinity.
    pub fn exponent(self) -> Option<i64> {
        (self.is_finite() && !self.is_zero()).then_some(self.exponent)
    }

    /// The mantissa f of a bound f · 2^exponent: in [1/2, 1), or zero, or infinity.
    pub fn mantissa(self) -> f64 {
        self.mantissa
    }

    /// The mantissa seen from another exponent: exact, as the distance is at most [`FAR`].
    fn scaled(self, exponent: i64) -> f64 {
        self.mantissa * small_power_of_two(self.exponent - exponent)
    }

    /// x · 2^exponent, exactly within the exponent range and an upper bound beyond it.
    pub fn shifted(self, exponent: i64) -> Self {
        if self.is_zero() || !self.is_finite() {
            return self;
        }
        Magnitude { mantissa: self.mantissa, exponent: self.exponent.saturating_add(exponent) }.in_range_up()
    }

    /// An upper bound on x + y, within a relative 2^-51: one rounding to nearest of the sum of the aligned mantissas
    /// (half a unit in the last place), then one float up. A summand 2^-200 times smaller is first replaced by 2^-200
    /// of the larger one's scale. The sum with zero is exact.
    pub fn add_up(self, other: Self) -> Self {
        let (large, small) =
            if self.exponent_order() >= other.exponent_order() { (self, other) } else { (other, self) };
        if small.is_zero() || !large.is_finite() {
            return large;
        }
        let small =
            if large.exponent - small.exponent > FAR { small_power_of_two(-FAR) } else { small.scaled(large.exponent) };
        Magnitude::normalised((large.mantissa + small).next_up(), large.exponent).in_range_up()
    }

    /// Orders by exponent, with zero lowest and infinity highest.
    fn exponent_order(self) -> i64 {
        if self.is_zero() {
            i64::MIN
        } else if self.is_finite() {
            self.exponent
        } else {
            i64::MAX
        }
    }

    /// A lower bound on x - y, within 2^-51 (x + y) of it, or zero if that is not positive; y infinite gives zero.
    pub fn sub_down(self, other: Self) -> Self {
        if other.is_zero() || !self.is_finite() && other.is_finite() {
            return self;
        }
        if !other.is_finite() || self.is_zero() || other.exponent > self.exponent + 1 {
            return Magnitude::ZERO;
        }
        let subtracted =
            if self.exponent - other.exponent > FAR { small_power_of_two(-FAR) } else { other.scaled(self.exponent) };
        let difference = (self.mantissa - subtracted).next_down();
        if difference <= 0.0 {
            Magnitude::ZERO
        } else {
            Magnitude::normalised(difference, self.exponent).in_range_down()
        }
    }

    /// An upper bound on x y, within a relative 2^-51. Zero times infinity is infinity: nothing is known of the factor.
    pub fn mul_up(self, other: Self) -> Self {
        if !self.is_finite() || !other.is_finite() {
            return Magnitude::INFINITE;
        }
        if self.is_zero() || other.is_zero() {
            return Magnitude::ZERO;
        }
        Magnitude::normalised((self.mantissa * other.mantissa).next_up(), self.exponent + other.exponent).in_range_up()
    }

    /// A lower bound on x y, within a relative 2^-51.
    pub fn mul_down(self, other: Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Magnitude::ZERO;
        }
        if !self.is_finite() || !other.is_finite() {
            return Magnitude::INFINITE;
        }
        Magnitude::normalised((self.mantissa * other.mantissa).next_down(), self.exponent + other.exponent)
            .in_range_down()
    }

    /// An upper bound on x / y, given that `lower` is a lower bound on y; infinity if that bound is zero. Within a
    /// relative 2^-51 of x / `lower`.
    pub fn div_up(self, lower: Self) -> Self {
        if lower.is_zero() || !self.is_finite() {
            return Magnitude::INFINITE;
        }
        if self.is_zero() || !lower.is_finite() {
            return Magnitude::ZERO;
        }
        Magnitude::normalised((self.mantissa / lower.mantissa).next_up(), self.exponent - lower.exponent).in_range_up()
    }

    /// The smaller of two bounds.
    pub fn min(self, other: Self) -> Self {
        if self.is_at_most(other) { self } else { other }
    }

    /// The larger of two bounds.
    pub fn max(self, other: Self) -> Self {
        if self.is_at_most(other) { other } else { self }
    }

    /// x <= y, exactly.
    pub fn is_at_most(self, other: Self) -> bool {
        match self.exponent_order().cmp(&other.exponent_order()) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Greater => false,
            std::cmp::Ordering::Equal => self.mantissa <= other.mantissa,
        }
    }

    /// value <= x, exactly.
    pub fn is_at_least(self, value: &Rational) -> bool {
        if *value <= 0 || !self.is_finite() {
            return true;
        }
        if self.is_zero() {
            return false;
        }
        // 2^(order-1) < value < 2^(order+1) decides all but the close cases, whose shifts are no longer than the value.
        let order = i64::from(value.numer().significant_bits()) - i64::from(value.denom().significant_bits());
        if self.exponent > order + 1 {
            return true;
        }
        if self.exponent < order {
            return false;
        }
        let scaled_denominator = Integer::from((self.mantissa * small_power_of_two(53)) as u64) * value.denom();
        let shift = (self.exponent - 53).unsigned_abs() as usize;
        if self.exponent >= 53 {
            scaled_denominator << shift >= *value.numer()
        } else {
            scaled_denominator >= Integer::from(value.numer() << shift)
        }
    }

    /// The bound as an MPFR float of 53 bits: exact within MPFR's exponent range, rounded up beyond it.
    pub fn to_float_up(self) -> Float {
        if self.exponent_order() > i64::from(rug::float::exp_max()) {
            return Float::with_val(53, rug::float::Special::Infinity);
        }
        // An exponent below MPFR's range is brought to its end, which is larger.
        let mantissa = Float::with_val(53, self.mantissa);
        let smallest = i64::from(rug::float::exp_min());
        if self.is_zero() || self.exponent >= smallest {
            mantissa << self.exponent as i32
        } else {
            Float::with_val(53, 0.5) << smallest as i32
        }
    }

    /// The bound as an f64: the smallest one that is not below it, infinite beyond the largest f64.
    pub fn to_f64_up(self) -> f64 {
        match self.exponent {
            _ if self.is_zero() => 0.0,
            _ if !self.is_finite() => f64::INFINITY,
            e if e > 1024 => f64::INFINITY,
            // Two factors, as 2^1024 is not an f64.
            e if e > -1022 => self.mantissa * 2.0 * small_power_of_two(e - 1),
            // A subnormal is its number of units 2^-1074.
            e if e > -1074 => f64::from_bits((self.mantissa * small_power_of_two(e + 1074)).ceil() as u64),
            _ => f64::from_bits(1),
        }
    }

    /// An upper bound on the square root.
    pub fn sqrt_up(self) -> Self {
        self.through_mpfr(|x| x.sqrt_round(Round::Up))
    }

    /// An upper bound on e^x - 1.
    ///
    /// For x <= 2^-30: e^x - 1 <= x (1 + x) <= x (1 + 2^-29), as the terms of the series from x³/6 on are below x²/2.
    /// Otherwise MPFR's expm1 rounded up.
    pub fn exp_m1_up(self) -> Self {
        if self.exponent_order() <= -30 {
            return self.mul_up(Magnitude { mantissa: 0.5 + small_power_of_two(-30), exponent: 1 });
        }
        self.through_mpfr(|x| x.exp_m1_round(Round::Up))
    }

    /// An upper bound on sinh x.
    ///
    /// For x <= 2^-30: sinh x <= x cosh x <= x (1 + x²) <= x (1 + 2^-52). Otherwise MPFR's sinh rounded up.
    pub fn sinh_up(self) -> Self {
        if self.exponent_order() <= -30 {
            return self.mul_up(Magnitude { mantissa: 0.5f64.next_up(), exponent: 1 });
        }
        self.through_mpfr(|x| x.sinh_round(Round::Up))
    }

    /// An upper bound on cosh x.
    ///
    /// For x <= 2^-30: cosh x <= 1 + x² <= 1 + 2^-52. Otherwise MPFR's cosh rounded up.
    pub fn cosh_up(self) -> Self {
        if self.exponent_order() <= -30 {
            return Magnitude { mantissa: 0.5f64.next_up(), exponent: 1 };
        }
        self.through_mpfr(|x| x.cosh_round(Round::Up))
    }

    /// A lower bound on cosh x, given a lower bound on x: MPFR's cosh rounded down. From x = 2^31 on MPFR overflows,
    /// and rounding down gives its largest number.
    pub fn cosh_down(self) -> Self {
        if self.exponent_order() <= -30 {
            return Magnitude::ONE;
        }
        // Beyond MPFR's range `to_float_up` would be infinite, which is no lower bound.
        let mut x = self.min(Magnitude::power_of_two(31)).to_float_up();
        x.cosh_round(Round::Down);
        Magnitude::from_float_down(&x)
    }

    /// Applies an increasing function that MPFR rounds up. The conversion is exact except at the end of MPFR's range.
    fn through_mpfr(self, function: impl Fn(&mut Float) -> std::cmp::Ordering) -> Self {
        let mut x = self.to_float_up();
        function(&mut x);
        Magnitude::from_float_up(&x)
    }
}
