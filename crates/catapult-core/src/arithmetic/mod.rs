//! Number systems. Every equation of the crate is written once against the two traits of this module and then run in
//! whichever arithmetic gives the meaning that is wanted:
//!
//! | arithmetic | traits | meaning of a result |
//! |---|---|---|
//! | `f32`, `f64` | [`Analytic`] | numerical: correctly rounded operations, no error bound on the whole |
//! | [`Lanes`] | [`Analytic`] | numerical: many `f64` side by side in vector instructions, functions within 3 ulp |
//! | [`rug::Rational`] | [`Field`] | exact |
//! | [`ExactValue`] | [`Analytic`] | exact where it is a rational number, or one plus a [`Logarithm`]; otherwise unknown |
//! | [`Ball`] | [`Analytic`] | certified, arbitrary precision: the true value lies in midpoint ± radius |
//! | [`Interval`] | [`Analytic`] | certified, wide boxes: the true value lies between the two `f64` ends |
//! | [`ScaledInterval`] | [`Analytic`] | the same times a power of two, for derivatives of any size |
//! | [`Dual`], [`Gradient`] | as its base | the value and one directional derivative, or several, with the guarantee of the base |
//! | [`Expression`] | [`Analytic`] | symbolic: identities by normal form, LaTeX, Coq |
//!
//! Two rules make one text serve all of them. **Constants are integers**: [`Field::integer`] is exact everywhere, and an
//! equation divides by an integer (`x / T::integer(2)`) instead of multiplying by a rounded fraction, so that the
//! precision of a result follows its operands. **Squares are squares**: [`Field::square`] tells an enclosure that both
//! factors are the same number, which a product cannot know.

pub mod ball;
mod ball_functions;
pub mod cholesky;
pub mod decimal;
mod definite_edge;
pub mod dual;
pub mod elimination;
pub mod evaluation;
pub mod exact;
pub mod exact_value;
pub mod expression;
pub mod float;
mod hyperbolic_series;
pub mod interval;
#[cfg(feature = "lanes")]
pub mod lanes;
pub mod logarithm;
pub mod magnitude;
pub mod mathml;
pub mod normal_form;
pub mod printing;
pub mod rounding;
pub mod scaled_interval;
pub mod spectrum;
pub mod symmetric;

pub use ball::Ball;
pub use decimal::Enclosure;
pub use dual::{Dual, Gradient};
pub use evaluation::{Bindings, EvaluationError};
pub use exact::{ExactNumberError, parse_exact};
pub use exact_value::ExactValue;
pub use expression::Expression;
pub use interval::Interval;
#[cfg(feature = "lanes")]
pub use lanes::Lanes;
pub use logarithm::Logarithm;
pub use normal_form::Identity;
pub use scaled_interval::ScaledInterval;

use num_traits::{One, Zero};
use rug::Rational;
use std::fmt::Debug;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// What polynomial and rational maps need: the four operations, integers and squares.
///
/// Operations take their left operand by value (so that big numbers can reuse its buffer) and the right one by value or
/// by reference.
///
/// # Guarantee
///
/// That of the implementing arithmetic (see the table of [the module](self)). Division by a value that is, or for an
/// enclosure may be, zero gives infinities or NaN in floats and the unbounded enclosure in balls and intervals. For
/// `rug::Rational` it panics: callers exclude it before the work starts (widths and rates are validated as positive).
pub trait Field:
    Clone
    + Debug
    + Zero
    + One
    + Neg<Output = Self>
    + Add<Output = Self>
    + for<'a> Add<&'a Self, Output = Self>
    + Sub<Output = Self>
    + for<'a> Sub<&'a Self, Output = Self>
    + Mul<Output = Self>
    + for<'a> Mul<&'a Self, Output = Self>
    + Div<Output = Self>
    + for<'a> Div<&'a Self, Output = Self>
{
    /// The integer `value`, exactly in every arithmetic but `f32`, where it is exact up to 2^24.
    fn integer(value: i32) -> Self;

    /// `self * self`, as one operation: never negative, and without the dependency loss of a product.
    fn square(self) -> Self {
        self.clone() * &self
    }

    /// Whether this is zero in an arithmetic where asking is cheaper than multiplying by zero. Derivatives of constants are
    /// zero, and [`Dual`] then spares the products and slopes. `false` says nothing.
    fn is_known_zero(&self) -> bool {
        false
    }
}

/// A [`Field`] with the elementary functions that the losses and spectra need.
///
/// # Guarantee
///
/// `f32`, `f64`: within half a unit in the last place, softplus, ln_2cosh and subnormal exponentials within 1.5 (the table
/// of [`float`]). Balls and intervals: enclosures of the exact range over the argument. Each implementation states its
/// bound and why it holds.
pub trait Analytic: Field {
    /// The exponential e^x.
    fn exp(self) -> Self;
    /// The natural logarithm. Outside its domain: NaN in floats, the unbounded enclosure in balls and intervals.
    fn ln(self) -> Self;
    /// The hyperbolic sine.
    fn sinh(self) -> Self;
    /// The hyperbolic cosine.
    fn cosh(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
    /// 1/cosh², the derivative of tanh.
    #[inline(always)]
    fn sech_squared(self) -> Self {
        Self::one() / self.cosh().square()
    }
    /// The logistic function without its mean, 1/(1 + e^-x) - 1/2 = tanh(x/2)/2.
    #[inline(always)]
    fn centred_sigmoid(self) -> Self {
        (self / Self::integer(2)).tanh() / Self::integer(2)
    }
    /// 1/(1 + e^x), the falling logistic function. Enclosures have it for arguments whose exponential is beyond all numbers too.
    #[inline(always)]
    fn falling_sigmoid(self) -> Self {
        Self::one() / (Self::one() + self.exp())
    }
    /// 1/(2 cosh(x/2))², the slope of the logistic function. Enclosures have it for arguments whose exponential is beyond all numbers too.
    #[inline(always)]
    fn sigmoid_slope(self) -> Self {
        Self::one() / (Self::integer(2) * (self / Self::integer(2)).cosh()).square()
    }
    /// sinh and cosh, which an arithmetic may have for little more than the price of one.
    #[inline(always)]
    fn sinh_cosh(self) -> (Self, Self) {
        (self.clone().sinh(), self.cosh())
    }
    /// tanh and its derivative [`Analytic::sech_squared`], as `sinh_cosh`.
    #[inline(always)]
    fn tanh_sech_squared(self) -> (Self, Self) {
        (self.clone().tanh(), self.sech_squared())
    }
    /// The square root. Outside its domain: NaN in floats, the unbounded enclosure in balls and intervals.
    fn sqrt(self) -> Self;
    /// log(1 + e^x), without overflow for large x or cancellation for very negative x.
    fn softplus(self) -> Self;
    /// The sum of softplus over the arguments, from the first to the last. Floats take one logarithm for every eight.
    fn sum_softplus(arguments: &[Self]) -> Self {
        arguments.iter().fold(Self::zero(), |sum, x| sum + x.clone().softplus())
    }
    /// log(2 cosh x), without overflow for large |x|.
    fn ln_2cosh(self) -> Self;
}

/// Reads an exact number into an arithmetic, so that one text can set up a run in any of them.
pub trait FromExact: Field {
    /// The arithmetic's value for `value`: exact for rationals, the nearest number for floats, an enclosure of `bits`
    /// bits for balls and of 53 bits for intervals. `bits` is ignored by every arithmetic but the ball.
    fn from_exact(value: &Rational, bits: u32) -> Self;
}
