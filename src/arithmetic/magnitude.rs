//! Bounds on non-negative numbers, for the radii of balls: 53 bits of mantissa, an exponent that never runs out.
//!
//! A radius needs few digits but a huge range (10^-1000 is an ordinary one), no allocation, and rounding in a known
//! direction. Every operation names its direction: `_up` never returns less than the true value, `_down` never more.

use rug::{Float, float::Round};

/// mantissa · 2^exponent with the mantissa in [1/2, 1), or zero, or infinity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Magnitude {
    mantissa: f64,
    exponent: i64,
}

/// Beyond this distance of exponents the smaller summand is replaced by a bound on it.
const FAR: i64 = 200;

impl Magnitude {
    /// Zero.
    pub const ZERO: Magnitude = Magnitude { mantissa: 0.0, exponent: 0 };
    /// One.
    pub const ONE: Magnitude = Magnitude { mantissa: 0.5, exponent: 1 };
    /// Infinity: no bound is known.
    pub const INFINITE: Magnitude = Magnitude { mantissa: f64::INFINITY, exponent: 0 };

    /// 2^exponent, exactly.
    pub fn power_of_two(exponent: i64) -> Self {
        Magnitude { mantissa: 0.5, exponent: exponent + 1 }
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

    /// Brings a non-negative mantissa into [1/2, 1), exactly.
    fn normalised(mantissa: f64, exponent: i64) -> Self {
        if mantissa == 0.0 {
            return Magnitude::ZERO;
        }
        if mantissa == f64::INFINITY {
            return Magnitude::INFINITE;
        }
        // A subnormal is scaled into the normal range first, which is exact.
        let (mantissa, exponent) =
            if mantissa < f64::MIN_POSITIVE { (mantissa * 2f64.powi(64), exponent - 64) } else { (mantissa, exponent) };
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

    /// The mantissa seen from another exponent: exact, as the distance stays in the range of f64.
    fn scaled(self, exponent: i64) -> f64 {
        self.mantissa * 2f64.powi((self.exponent - exponent) as i32)
    }

    /// An upper bound on x + y, within a relative 2^-52: one rounding to nearest of the sum of the aligned mantissas, then
    /// one float up. A summand 2^-200 times smaller is first replaced by 2^-200 of the larger one's scale.
    pub fn add_up(self, other: Self) -> Self {
        let (large, small) =
            if self.exponent_order() >= other.exponent_order() { (self, other) } else { (other, self) };
        if small.is_zero() || !large.is_finite() {
            return large;
        }
        let small =
            if large.exponent - small.exponent > FAR { 2f64.powi(-FAR as i32) } else { small.scaled(large.exponent) };
        Magnitude::normalised((large.mantissa + small).next_up(), large.exponent)
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

    /// A lower bound on x - y, or zero if the difference may be negative; y infinite gives zero.
    pub fn sub_down(self, other: Self) -> Self {
        if other.is_zero() || !self.is_finite() && other.is_finite() {
            return self;
        }
        if !other.is_finite() || self.is_zero() || other.exponent > self.exponent + 1 {
            return Magnitude::ZERO;
        }
        let subtracted =
            if self.exponent - other.exponent > FAR { 2f64.powi(-FAR as i32) } else { other.scaled(self.exponent) };
        let difference = (self.mantissa - subtracted).next_down();
        if difference <= 0.0 { Magnitude::ZERO } else { Magnitude::normalised(difference, self.exponent) }
    }

    /// An upper bound on x y, within a relative 2^-51. Zero times infinity is infinity: nothing is known of the factor.
    pub fn mul_up(self, other: Self) -> Self {
        if !self.is_finite() || !other.is_finite() {
            return Magnitude::INFINITE;
        }
        if self.is_zero() || other.is_zero() {
            return Magnitude::ZERO;
        }
        Magnitude::normalised((self.mantissa * other.mantissa).next_up(), self.exponent + other.exponent)
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
    }

    /// An upper bound on x / y, given that `lower` is a lower bound on y; infinity if that bound is zero.
    pub fn div_up(self, lower: Self) -> Self {
        if lower.is_zero() || !self.is_finite() {
            return Magnitude::INFINITE;
        }
        if self.is_zero() || !lower.is_finite() {
            return Magnitude::ZERO;
        }
        Magnitude::normalised((self.mantissa / lower.mantissa).next_up(), self.exponent - lower.exponent)
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

    /// The bound as an MPFR float of 53 bits, rounded up at the ends of MPFR's exponent range.
    pub fn to_float_up(self) -> Float {
        if self.exponent_order() > i64::from(rug::float::exp_max()) {
            return Float::with_val(53, rug::float::Special::Infinity);
        }
        // An exponent below MPFR's range is brought to its end, which is larger.
        let exponent = self.exponent.max(i64::from(rug::float::exp_min()) + 1) as i32;
        Float::with_val(53, self.mantissa) << exponent
    }

    /// The bound as an f64: not smaller than it, infinite beyond the largest f64.
    pub fn to_f64_up(self) -> f64 {
        match self.exponent {
            _ if self.is_zero() => 0.0,
            _ if !self.is_finite() => f64::INFINITY,
            e if e > 1024 => f64::INFINITY,
            e if e < -1070 => f64::MIN_POSITIVE,
            // In two factors, as 2^e alone may overflow or lose a subnormal's bits; the last product may round, so step up.
            e if e < -1000 => (self.mantissa * 2f64.powi(-500) * 2f64.powi((e + 500) as i32)).next_up(),
            e => self.mantissa * 2.0 * 2f64.powi((e - 1) as i32),
        }
    }

    /// An upper bound on e^x - 1.
    ///
    /// For x <= 2^-30: e^x - 1 <= x (1 + x) <= x (1 + 2^-29), as the terms of the series from x³/6 on are below x²/2.
    /// Otherwise MPFR's expm1 rounded up.
    pub fn exp_m1_up(self) -> Self {
        if self.exponent_order() <= -30 {
            return self.mul_up(Magnitude { mantissa: 0.5 + 2f64.powi(-30), exponent: 1 });
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

    /// A lower bound on cosh x, given a lower bound on x: MPFR's cosh rounded down.
    pub fn cosh_down(self) -> Self {
        if self.exponent_order() <= -30 {
            return Magnitude::ONE;
        }
        let mut x = self.to_float_up();
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
