//! Dual numbers: a value together with its derivative in one direction.
//!
//! Evaluating a generic equation on duals differentiates it, so a derivative is never written down a second time:
//! interval Newton, multipliers of cycles and mean-value enclosures all take theirs from here. Duals nest: second
//! derivatives come from `Dual<Dual<T>>`.

use super::{Analytic, Field, FromExact};
use num_traits::{One, Zero};
use rug::Rational;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// `value + derivative · ε` with ε² = 0.
///
/// # Guarantee
///
/// That of `T`, for both parts: over balls or intervals, `derivative` encloses the derivative at every point of the
/// enclosure of the argument, and is unbounded where there may be none (sqrt and ln of an enclosure that reaches 0). Over
/// `f64` and `f32` it is numerical: a few units in the last place for each function of [`Analytic`] (held against MPFR up
/// to second order in `tests/arithmetic/dual_derivatives.rs`), but infinite or NaN where an intermediate result overflows, as
/// 1/(1 + e^u) does in its derivative, not in its value, from u = 709 on.
#[derive(Clone, Debug, PartialEq)]
pub struct Dual<T> {
    /// The value of the expression.
    pub value: T,
    /// Its derivative in the direction that was seeded by [`Dual::variable`].
    pub derivative: T,
}

impl<T: Field> Dual<T> {
    /// The variable itself: derivative one.
    #[inline(always)]
    pub fn variable(value: T) -> Self {
        Dual { value, derivative: T::one() }
    }

    /// A constant: derivative zero.
    #[inline(always)]
    pub fn constant(value: T) -> Self {
        Dual { value, derivative: T::zero() }
    }

    /// Chain rule: a function with the given value and slope at `self.value`. The slope of a constant is not asked for.
    #[inline(always)]
    fn chain(self, value: T, slope: impl FnOnce(T) -> T) -> Self {
        if self.derivative.is_known_zero() {
            return Dual { value, derivative: self.derivative };
        }
        Dual { value, derivative: self.derivative * slope(self.value) }
    }
}

/// derivative · factor, sparing the product where the derivative is known to be zero.
#[inline(always)]
fn scaled<T: Field>(derivative: T, factor: &T) -> T {
    if derivative.is_known_zero() { derivative } else { derivative * factor }
}

macro_rules! dual_operation {
    ($trait:ident, $method:ident, |$x:ident, $y:ident| $body:expr) => {
        impl<T: Field> $trait<&Dual<T>> for Dual<T> {
            type Output = Dual<T>;
            #[inline(always)]
            fn $method(self, right: &Dual<T>) -> Dual<T> {
                let ($x, $y) = (self, right);
                $body
            }
        }
        impl<T: Field> $trait for Dual<T> {
            type Output = Dual<T>;
            #[inline(always)]
            fn $method(self, right: Dual<T>) -> Dual<T> {
                $trait::$method(self, &right)
            }
        }
    };
}

dual_operation!(Add, add, |x, y| Dual { value: x.value + &y.value, derivative: x.derivative + &y.derivative });
dual_operation!(Sub, sub, |x, y| Dual { value: x.value - &y.value, derivative: x.derivative - &y.derivative });
dual_operation!(Mul, mul, |x, y| {
    let derivative = if y.derivative.is_known_zero() {
        scaled(x.derivative, &y.value)
    } else if x.derivative.is_known_zero() {
        x.value.clone() * &y.derivative
    } else {
        x.derivative * &y.value + x.value.clone() * &y.derivative
    };
    Dual { value: x.value * &y.value, derivative }
});
// (x/y)' = (x' - (x/y) y') / y
dual_operation!(Div, div, |x, y| {
    let value = x.value / &y.value;
    let derivative = if !y.derivative.is_known_zero() {
        (x.derivative - value.clone() * &y.derivative) / &y.value
    } else if x.derivative.is_known_zero() {
        x.derivative
    } else {
        x.derivative / &y.value
    };
    Dual { value, derivative }
});

impl<T: Field> Neg for Dual<T> {
    type Output = Dual<T>;
    #[inline(always)]
    fn neg(self) -> Dual<T> {
        Dual { value: -self.value, derivative: -self.derivative }
    }
}

impl<T: Field> Zero for Dual<T> {
    #[inline(always)]
    fn zero() -> Self {
        Dual::constant(T::zero())
    }
    fn is_zero(&self) -> bool {
        self.value.is_zero() && self.derivative.is_zero()
    }
}

impl<T: Field> One for Dual<T> {
    #[inline(always)]
    fn one() -> Self {
        Dual::constant(T::one())
    }
}

impl<T: Field> Field for Dual<T> {
    #[inline(always)]
    fn integer(value: i32) -> Self {
        Dual::constant(T::integer(value))
    }
    #[inline(always)]
    fn square(self) -> Self {
        let value = self.value.clone().square();
        self.chain(value, |x| T::integer(2) * x)
    }
    fn is_known_zero(&self) -> bool {
        self.value.is_known_zero() && self.derivative.is_known_zero()
    }
}

impl<T: FromExact> FromExact for Dual<T> {
    /// A constant.
    #[inline(always)]
    fn from_exact(value: &Rational, bits: u32) -> Self {
        Dual::constant(T::from_exact(value, bits))
    }
}

impl<T: Analytic> Analytic for Dual<T> {
    #[inline(always)]
    fn exp(self) -> Self {
        let value = self.value.clone().exp();
        self.chain(value.clone(), |_| value)
    }
    #[inline(always)]
    fn ln(self) -> Self {
        let value = self.value.clone().ln();
        self.chain(value, |x| T::one() / x)
    }
    #[inline(always)]
    fn sinh(self) -> Self {
        if self.derivative.is_known_zero() {
            return Dual { value: self.value.sinh(), derivative: self.derivative };
        }
        let (sinh, cosh) = self.value.sinh_cosh();
        Dual { value: sinh, derivative: self.derivative * cosh }
    }
    #[inline(always)]
    fn cosh(self) -> Self {
        if self.derivative.is_known_zero() {
            return Dual { value: self.value.cosh(), derivative: self.derivative };
        }
        let (sinh, cosh) = self.value.sinh_cosh();
        Dual { value: cosh, derivative: self.derivative * sinh }
    }
    // sech^2 as 1/cosh^2, not 1 - tanh^2: the difference would cancel for large arguments.
    #[inline(always)]
    fn tanh(self) -> Self {
        if self.derivative.is_known_zero() {
            return Dual { value: self.value.tanh(), derivative: self.derivative };
        }
        let (tanh, slope) = self.value.tanh_sech_squared();
        Dual { value: tanh, derivative: self.derivative * slope }
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        let value = self.value.clone().sqrt();
        self.chain(value.clone(), |_| T::one() / (T::integer(2) * value))
    }
    // The derivative is 1/(1 + e^{-x}).
    #[inline(always)]
    fn softplus(self) -> Self {
        let value = self.value.clone().softplus();
        self.chain(value, |x| (-x).falling_sigmoid())
    }
    #[inline(always)]
    fn falling_sigmoid(self) -> Self {
        let value = self.value.clone().falling_sigmoid();
        self.chain(value, |x| -(x.clone().falling_sigmoid() * (-x).falling_sigmoid()))
    }
    #[inline(always)]
    fn ln_2cosh(self) -> Self {
        let value = self.value.clone().ln_2cosh();
        self.chain(value, T::tanh)
    }
}
