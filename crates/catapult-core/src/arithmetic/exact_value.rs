//! Exact rational numbers as an arithmetic with elementary functions: a value is known where it is rational for a simple reason, and
//! otherwise *unknown*.
//!
//! It lets an exact orbit run through the same generic equations as every other arithmetic: those of the squared loss stay known for
//! ever, and the others as long as the slope is taken at f = 0.

use super::{Analytic, Field, FromExact};
use num_traits::{One, Zero};
use rug::Rational;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A rational number, or unknown.
///
/// # Guarantee
///
/// Exact: a known value is the value of the formula. What depends on an unknown value, on a quotient by zero, or on a function at an
/// argument other than those below, is unknown.
///
/// | function | known at |
/// |---|---|
/// | exp, cosh | 0, where it is 1 |
/// | sinh, tanh | 0, where it is 0 |
/// | ln | 1, where it is 0 |
/// | sqrt | squares of rational numbers |
/// | softplus, ln_2cosh | nowhere |
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExactValue(Option<Rational>);

impl ExactValue {
    /// The value, if it is known.
    pub fn known(&self) -> Option<&Rational> {
        self.0.as_ref()
    }

    /// The value where the argument is `at`, otherwise unknown.
    fn only_at(self, at: i32, value: i32) -> Self {
        ExactValue(self.0.filter(|argument| *argument == at).map(|_| Rational::from(value)))
    }
}

impl From<Rational> for ExactValue {
    fn from(value: Rational) -> Self {
        ExactValue(Some(value))
    }
}

macro_rules! operation {
    ($trait:ident, $method:ident, $allowed:expr) => {
        impl $trait<&ExactValue> for ExactValue {
            type Output = ExactValue;
            fn $method(self, right: &ExactValue) -> ExactValue {
                let allowed: fn(&Rational) -> bool = $allowed;
                match (self.0, &right.0) {
                    (Some(left), Some(right)) if allowed(right) => ExactValue(Some($trait::$method(left, right))),
                    _ => ExactValue(None),
                }
            }
        }
        impl $trait for ExactValue {
            type Output = ExactValue;
            fn $method(self, right: ExactValue) -> ExactValue {
                $trait::$method(self, &right)
            }
        }
    };
}

operation!(Add, add, |_| true);
operation!(Sub, sub, |_| true);
operation!(Mul, mul, |_| true);
operation!(Div, div, |divisor| !divisor.is_zero());

impl Neg for ExactValue {
    type Output = ExactValue;
    fn neg(self) -> ExactValue {
        ExactValue(self.0.map(Neg::neg))
    }
}

impl Zero for ExactValue {
    fn zero() -> Self {
        ExactValue(Some(Rational::new()))
    }
    fn is_zero(&self) -> bool {
        self.0.as_ref().is_some_and(Rational::is_zero)
    }
}

impl One for ExactValue {
    fn one() -> Self {
        ExactValue(Some(Rational::from(1)))
    }
}

impl Field for ExactValue {
    fn integer(value: i32) -> Self {
        ExactValue(Some(Rational::from(value)))
    }
    fn square(self) -> Self {
        ExactValue(self.0.map(Rational::square))
    }
}

impl FromExact for ExactValue {
    fn from_exact(value: &Rational, _bits: u32) -> Self {
        ExactValue(Some(value.clone()))
    }
}

impl Analytic for ExactValue {
    fn exp(self) -> Self {
        self.only_at(0, 1)
    }
    fn ln(self) -> Self {
        self.only_at(1, 0)
    }
    fn sinh(self) -> Self {
        self.only_at(0, 0)
    }
    fn cosh(self) -> Self {
        self.only_at(0, 1)
    }
    fn tanh(self) -> Self {
        self.only_at(0, 0)
    }
    fn sqrt(self) -> Self {
        let root = |value: &rug::Integer| {
            let root = value.clone().sqrt();
            (root.clone().square() == *value).then_some(root)
        };
        let square = self.0.filter(|value| *value >= 0);
        ExactValue(square.and_then(|value| root(value.numer()).zip(root(value.denom())).map(Rational::from)))
    }
    fn softplus(self) -> Self {
        ExactValue(None)
    }
    fn ln_2cosh(self) -> Self {
        ExactValue(None)
    }
}
