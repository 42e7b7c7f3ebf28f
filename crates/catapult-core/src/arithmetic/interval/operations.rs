//! The [`Field`] instance of intervals: the four operations, squares and constants.

use super::Interval;
use crate::arithmetic::rounding::{add_down, add_up, div_down, div_up, mul_down, mul_up, sub_down, sub_up};
use crate::arithmetic::{Field, FromExact};
use num_traits::{One, Zero};
use rug::Rational;
use std::ops::{Add, Div, Mul, Neg, Sub};

impl Interval {
    fn sum(self, other: Interval) -> Interval {
        Interval::between(add_down(self.lower, other.lower), add_up(self.upper, other.upper))
    }

    fn difference(self, other: Interval) -> Interval {
        Interval::between(sub_down(self.lower, other.upper), sub_up(self.upper, other.lower))
    }

    /// A product is monotone in each factor, so its extremes lie at ends; the signs of the factors say at which.
    fn product(self, other: Interval) -> Interval {
        let (x, y) = (self, other);
        if x.lower >= 0.0 {
            let for_lower = if y.lower >= 0.0 { x.lower } else { x.upper };
            let for_upper = if y.upper >= 0.0 { x.upper } else { x.lower };
            Interval::between(mul_down(for_lower, y.lower), mul_up(for_upper, y.upper))
        } else if x.upper <= 0.0 {
            -(-x).product(y)
        } else if y.lower >= 0.0 || y.upper <= 0.0 {
            y.product(x)
        } else {
            Interval::between(
                mul_down(x.lower, y.upper).min(mul_down(x.upper, y.lower)),
                mul_up(x.lower, y.lower).max(mul_up(x.upper, y.upper)),
            )
        }
    }

    /// A quotient by a positive interval is monotone in each operand.
    fn quotient(self, divisor: Interval) -> Interval {
        let (x, y) = (self, divisor);
        if y.lower > 0.0 {
            let for_lower = if x.lower >= 0.0 { y.upper } else { y.lower };
            let for_upper = if x.upper >= 0.0 { y.lower } else { y.upper };
            Interval::between(div_down(x.lower, for_lower), div_up(x.upper, for_upper))
        } else if y.upper < 0.0 {
            -x.quotient(-y)
        } else {
            Interval::ENTIRE
        }
    }
}

macro_rules! interval_operation {
    ($(#[$doc:meta])* $trait:ident, $method:ident, $inherent:ident) => {
        $(#[$doc])*
        impl $trait for Interval {
            type Output = Interval;
            fn $method(self, right: Interval) -> Interval {
                self.$inherent(right)
            }
        }
        $(#[$doc])*
        impl $trait<&Interval> for Interval {
            type Output = Interval;
            fn $method(self, right: &Interval) -> Interval {
                self.$inherent(*right)
            }
        }
    };
}

interval_operation! {
    /// The tightest interval around all sums: each end less than one unit in its last place out, exact ones exact (see
    /// [`add_down`]).
    Add, add, sum
}
interval_operation! {
    /// The tightest interval around all differences, by the rounding of sums. It takes its operands as independent: x - x
    /// is not 0.
    Sub, sub, difference
}
interval_operation! {
    /// The tightest interval around all products: each end less than one unit in its last place out, exact ones exact (see
    /// [`mul_down`]).
    Mul, mul, product
}
interval_operation! {
    /// The tightest interval around all quotients: each end less than one unit in its last place out, exact ones exact (see
    /// [`div_down`]). [`Interval::ENTIRE`] if the divisor contains 0.
    Div, div, quotient
}

/// Exact.
impl Neg for Interval {
    type Output = Interval;
    fn neg(self) -> Interval {
        Interval::between(-self.upper, -self.lower)
    }
}

/// [0, 0], and only that is zero.
impl Zero for Interval {
    fn zero() -> Self {
        Interval::point(0.0)
    }
    fn is_zero(&self) -> bool {
        self.lower == 0.0 && self.upper == 0.0
    }
}

/// [1, 1].
impl One for Interval {
    fn one() -> Self {
        Interval::point(1.0)
    }
}

impl Field for Interval {
    /// Exact: every `i32` is a float.
    fn integer(value: i32) -> Self {
        Interval::point(f64::from(value))
    }

    /// The tightest interval around all squares. It starts at exactly 0 if the argument contains 0.
    fn square(self) -> Self {
        let (near, far) = (self.mignitude(), self.magnitude());
        Interval::between(mul_down(near, near), mul_up(far, far))
    }

    /// Exactly [0, 0].
    fn is_known_zero(&self) -> bool {
        self.is_zero()
    }
}

impl FromExact for Interval {
    /// The tightest enclosure: [x, x] if x is a float, otherwise its two neighbours, of which the outer one is infinite
    /// beyond `f64::MAX`. `_bits` is ignored, intervals have 53.
    fn from_exact(value: &Rational, _bits: u32) -> Self {
        Interval::enclose(value)
    }
}
