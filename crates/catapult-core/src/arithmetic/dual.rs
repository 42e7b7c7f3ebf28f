//! Dual numbers: a value together with its derivative in one direction, or in several at once.
//!
//! Evaluating a generic equation on duals differentiates it, so a derivative is never written down a second time:
//! interval Newton, multipliers of cycles and mean-value enclosures all take theirs from here. Duals nest: second
//! derivatives come from `Dual<Dual<T>>`. [`Gradient`] takes the derivatives in N directions and evaluates what they share, the
//! value and the slopes of functions, once.

use super::{Analytic, Field, FromExact};
use num_traits::{One, Zero};
use rug::Rational;
use std::array;
use std::fmt::Debug;
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
pub struct Dual<T, D = T> {
    /// The value of the expression.
    pub value: T,
    /// Its derivative in the direction that was seeded by [`Dual::variable`], or one for each direction.
    pub derivative: D,
}

/// A value and its derivatives in N directions: the same numbers as those of N [`Dual`]s, in less time.
pub type Gradient<T, const N: usize> = Dual<T, [T; N]>;

/// What the derivative of a dual number over `T` is: one derivative, or several, which the rules of differentiation treat alike.
///
/// Products with derivatives that are known to be zero are spared.
pub trait Tangent<T>: Clone + Debug {
    /// The derivative of a constant.
    fn of_constant() -> Self;
    /// Whether it is zero, as [`Zero::is_zero`] says.
    fn is_nothing(&self) -> bool;
    /// Whether it is known to be zero, as [`Field::is_known_zero`] says.
    fn is_known_nothing(&self) -> bool;
    /// The derivative of a sum.
    #[must_use]
    fn plus(self, other: &Self) -> Self;
    /// The derivative of a difference.
    #[must_use]
    fn minus(self, other: &Self) -> Self;
    /// The derivative of the negative.
    #[must_use]
    fn negated(self) -> Self;
    /// The chain rule: this derivative times a slope.
    #[must_use]
    fn scaled(self, slope: &T) -> Self;
    /// The product rule: x' y + x y', where this derivative is x'.
    #[must_use]
    fn product(self, y: &T, x: &T, other: &Self) -> Self;
    /// The quotient rule: (x' - (x/y) y') / y, where this derivative is x'.
    #[must_use]
    fn quotient(self, y: &T, quotient: &T, other: &Self) -> Self;
}

impl<T: Field> Tangent<T> for T {
    #[inline(always)]
    fn of_constant() -> Self {
        T::zero()
    }
    fn is_nothing(&self) -> bool {
        self.is_zero()
    }
    #[inline(always)]
    fn is_known_nothing(&self) -> bool {
        self.is_known_zero()
    }
    #[inline(always)]
    fn plus(self, other: &Self) -> Self {
        self + other
    }
    #[inline(always)]
    fn minus(self, other: &Self) -> Self {
        self - other
    }
    #[inline(always)]
    fn negated(self) -> Self {
        -self
    }
    #[inline(always)]
    fn scaled(self, slope: &T) -> Self {
        if self.is_known_zero() { self } else { self * slope }
    }
    #[inline(always)]
    fn product(self, y: &T, x: &T, other: &Self) -> Self {
        if other.is_known_zero() {
            self.scaled(y)
        } else if self.is_known_zero() {
            x.clone() * other
        } else {
            self * y + x.clone() * other
        }
    }
    #[inline(always)]
    fn quotient(self, y: &T, quotient: &T, other: &Self) -> Self {
        if !other.is_known_zero() {
            (self - quotient.clone() * other) / y
        } else if self.is_known_zero() {
            self
        } else {
            self / y
        }
    }
}

/// Direction by direction.
fn each<T, const N: usize>(mut x: [T; N], y: &[T; N], rule: impl Fn(T, &T) -> T) -> [T; N]
where
    T: Field,
{
    array::from_fn(|direction| rule(std::mem::replace(&mut x[direction], T::zero()), &y[direction]))
}

impl<T: Field, const N: usize> Tangent<T> for [T; N] {
    fn of_constant() -> Self {
        array::from_fn(|_| T::zero())
    }
    fn is_nothing(&self) -> bool {
        self.iter().all(Zero::is_zero)
    }
    fn is_known_nothing(&self) -> bool {
        self.iter().all(Field::is_known_zero)
    }
    fn plus(self, other: &Self) -> Self {
        each(self, other, |x, y| x + y)
    }
    fn minus(self, other: &Self) -> Self {
        each(self, other, |x, y| x - y)
    }
    fn negated(self) -> Self {
        self.map(|x| -x)
    }
    fn scaled(self, slope: &T) -> Self {
        self.map(|x| Tangent::scaled(x, slope))
    }
    fn product(self, y: &T, x: &T, other: &Self) -> Self {
        each(self, other, |derivative, other| derivative.product(y, x, other))
    }
    fn quotient(self, y: &T, quotient: &T, other: &Self) -> Self {
        each(self, other, |derivative, other| derivative.quotient(y, quotient, other))
    }
}

impl<T: Field> Dual<T> {
    /// The variable itself: derivative one.
    #[inline(always)]
    pub fn variable(value: T) -> Self {
        Dual { value, derivative: T::one() }
    }
}

impl<T: Field, D: Tangent<T>> Dual<T, D> {
    /// A constant: derivative zero.
    #[inline(always)]
    pub fn constant(value: T) -> Self {
        Dual { value, derivative: D::of_constant() }
    }

    /// Chain rule: a function with the given value and slope at `self.value`. The slope of a constant is not asked for.
    #[inline(always)]
    fn chain(self, value: T, slope: impl FnOnce(T) -> T) -> Self {
        if self.derivative.is_known_nothing() {
            return Dual { value, derivative: self.derivative };
        }
        Dual { value, derivative: self.derivative.scaled(&slope(self.value)) }
    }
}

macro_rules! dual_operation {
    ($trait:ident, $method:ident, |$x:ident, $y:ident| $body:expr) => {
        impl<T: Field, D: Tangent<T>> $trait<&Dual<T, D>> for Dual<T, D> {
            type Output = Dual<T, D>;
            #[inline(always)]
            fn $method(self, right: &Dual<T, D>) -> Dual<T, D> {
                let ($x, $y) = (self, right);
                $body
            }
        }
        impl<T: Field, D: Tangent<T>> $trait for Dual<T, D> {
            type Output = Dual<T, D>;
            #[inline(always)]
            fn $method(self, right: Dual<T, D>) -> Dual<T, D> {
                $trait::$method(self, &right)
            }
        }
    };
}

dual_operation!(Add, add, |x, y| Dual { value: x.value + &y.value, derivative: x.derivative.plus(&y.derivative) });
dual_operation!(Sub, sub, |x, y| Dual { value: x.value - &y.value, derivative: x.derivative.minus(&y.derivative) });
dual_operation!(Mul, mul, |x, y| {
    let derivative = x.derivative.product(&y.value, &x.value, &y.derivative);
    Dual { value: x.value * &y.value, derivative }
});
dual_operation!(Div, div, |x, y| {
    let value = x.value / &y.value;
    let derivative = x.derivative.quotient(&y.value, &value, &y.derivative);
    Dual { value, derivative }
});

impl<T: Field, D: Tangent<T>> Neg for Dual<T, D> {
    type Output = Dual<T, D>;
    #[inline(always)]
    fn neg(self) -> Dual<T, D> {
        Dual { value: -self.value, derivative: self.derivative.negated() }
    }
}

impl<T: Field, D: Tangent<T>> Zero for Dual<T, D> {
    #[inline(always)]
    fn zero() -> Self {
        Dual::constant(T::zero())
    }
    fn is_zero(&self) -> bool {
        self.value.is_zero() && self.derivative.is_nothing()
    }
}

impl<T: Field, D: Tangent<T>> One for Dual<T, D> {
    #[inline(always)]
    fn one() -> Self {
        Dual::constant(T::one())
    }
}

impl<T: Field, D: Tangent<T>> Field for Dual<T, D> {
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
        self.value.is_known_zero() && self.derivative.is_known_nothing()
    }
}

impl<T: FromExact + Field, D: Tangent<T>> FromExact for Dual<T, D> {
    /// A constant.
    #[inline(always)]
    fn from_exact(value: &Rational, bits: u32) -> Self {
        Dual::constant(T::from_exact(value, bits))
    }
}

impl<T: Analytic, D: Tangent<T>> Analytic for Dual<T, D> {
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
        if self.derivative.is_known_nothing() {
            return Dual { value: self.value.sinh(), derivative: self.derivative };
        }
        let (sinh, cosh) = self.value.sinh_cosh();
        Dual { value: sinh, derivative: self.derivative.scaled(&cosh) }
    }
    #[inline(always)]
    fn cosh(self) -> Self {
        if self.derivative.is_known_nothing() {
            return Dual { value: self.value.cosh(), derivative: self.derivative };
        }
        let (sinh, cosh) = self.value.sinh_cosh();
        Dual { value: cosh, derivative: self.derivative.scaled(&sinh) }
    }
    // sech^2 as 1/cosh^2, not 1 - tanh^2: the difference would cancel for large arguments.
    #[inline(always)]
    fn tanh(self) -> Self {
        if self.derivative.is_known_nothing() {
            return Dual { value: self.value.tanh(), derivative: self.derivative };
        }
        let (tanh, slope) = self.value.tanh_sech_squared();
        Dual { value: tanh, derivative: self.derivative.scaled(&slope) }
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
