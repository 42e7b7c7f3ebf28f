//! Exact numbers as an arithmetic with elementary functions: a value is known where it is rational, or a rational number plus a
//! rational multiple of the logarithm of one, for a simple reason, and otherwise *unknown*.
//!
//! It lets an exact orbit run through the same generic equations as every other arithmetic: those of the squared loss stay known for
//! ever, and the others as long as the slope is taken at f = 0. And it decides whether a weight w = b ln c is a root of an equation:
//! e^{zw} is rational where z b is an integer.

use super::exact::length_in_bits;
use super::{Analytic, Field, FromExact, Logarithm};
use num_traits::{One, Zero};
use rug::Rational;
use rug::ops::Pow;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// a + b ln c with rational a, b and c > 0, or unknown.
///
/// # Guarantee
///
/// Exact: a known value is the value of the formula. What depends on an unknown value, on a quotient by zero, or on a function at an
/// argument other than those below, is unknown; so are products of logarithms, and sums of logarithms of different numbers.
///
/// | function | known at |
/// |---|---|
/// | exp, sinh, cosh | b ln c with an integer b: by the power c^b |
/// | tanh, sech_squared | b ln c with an integer 2b: by the power c^(2b) |
/// | ln | positive rational numbers |
/// | sqrt | squares of rational numbers |
/// | softplus, ln_2cosh | nowhere |
///
/// 0 is 0 ln 1. Powers of more than [`MOST_POWER_BITS`] bits are not written out, but unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExactValue(Option<Form>);

/// a + b ln c.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Form {
    rational: Rational,
    /// `None` where b or ln c is 0.
    logarithm: Option<Logarithm>,
}

/// The longest power that is written out, in bits of numerator and denominator together.
pub const MOST_POWER_BITS: u64 = 1 << 16;

impl ExactValue {
    /// The value, if it is known and rational.
    pub fn known(&self) -> Option<&Rational> {
        self.0.as_ref().filter(|form| form.logarithm.is_none()).map(|form| &form.rational)
    }

    /// The rational value, if there is one, to compute with.
    fn rational(self) -> Option<Rational> {
        self.0.filter(|form| form.logarithm.is_none()).map(|form| form.rational)
    }

    /// e^(multiple x), if it is known to be rational.
    fn power(&self, multiple: u32) -> Option<Rational> {
        let form = self.0.as_ref().filter(|form| form.rational.is_zero())?;
        let Some(logarithm) = &form.logarithm else { return Some(Rational::from(1)) };
        let exponent = logarithm.coefficient().clone() * multiple;
        let exponent = exponent.is_integer().then(|| exponent.numer().to_i32()).flatten()?;
        let length = u64::from(exponent.unsigned_abs()).checked_mul(length_in_bits(logarithm.argument()))?;
        (length <= MOST_POWER_BITS).then(|| logarithm.argument().clone().pow(exponent))
    }

    /// A function of e^(multiple x).
    fn of_power(&self, multiple: u32, function: impl FnOnce(Rational) -> Rational) -> Self {
        ExactValue(self.power(multiple).map(|power| function(power).into()))
    }
}

impl From<Rational> for Form {
    fn from(rational: Rational) -> Self {
        Form { rational, logarithm: None }
    }
}

impl From<Rational> for ExactValue {
    fn from(value: Rational) -> Self {
        ExactValue(Some(value.into()))
    }
}

impl From<Logarithm> for ExactValue {
    fn from(logarithm: Logarithm) -> Self {
        ExactValue(Some(Form { rational: Rational::new(), logarithm: logarithm.unless_zero() }))
    }
}

impl Form {
    fn add(self, other: &Form) -> Option<Form> {
        let logarithm = match (self.logarithm, &other.logarithm) {
            (None, other) => other.clone(),
            (own, None) => own,
            (Some(own), Some(other)) => own.add(other)?.unless_zero(),
        };
        Some(Form { rational: self.rational + &other.rational, logarithm })
    }

    fn subtract(self, other: &Form) -> Option<Form> {
        match &other.logarithm {
            None => Some(Form { rational: self.rational - &other.rational, ..self }),
            Some(_) => self.add(&other.clone().negate()),
        }
    }

    fn negate(self) -> Form {
        Form {
            rational: -self.rational,
            logarithm: self.logarithm.map(|logarithm| logarithm.scale(&Rational::from(-1))),
        }
    }

    fn scale(self, factor: &Rational) -> Form {
        Form {
            rational: self.rational * factor,
            logarithm: self.logarithm.and_then(|logarithm| logarithm.scale(factor).unless_zero()),
        }
    }

    fn multiply(self, other: &Form) -> Option<Form> {
        match (&self.logarithm, &other.logarithm) {
            (_, None) => Some(self.scale(&other.rational)),
            (None, _) => Some(other.clone().scale(&self.rational)),
            _ => None,
        }
    }

    fn divide(self, other: &Form) -> Option<Form> {
        let divides = other.logarithm.is_none() && !other.rational.is_zero();
        divides.then(|| match self.logarithm {
            None => Form::from(self.rational / &other.rational),
            Some(_) => self.scale(&other.rational.clone().recip()),
        })
    }
}

macro_rules! operation {
    ($trait:ident, $method:ident, |$left:ident, $right:ident| $body:expr) => {
        impl $trait<&ExactValue> for ExactValue {
            type Output = ExactValue;
            fn $method(self, right: &ExactValue) -> ExactValue {
                let (Some($left), Some($right)) = (self.0, &right.0) else { return ExactValue(None) };
                ExactValue($body)
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

operation!(Add, add, |left, right| left.add(right));
operation!(Sub, sub, |left, right| left.subtract(right));
operation!(Mul, mul, |left, right| left.multiply(right));
operation!(Div, div, |left, right| left.divide(right));

impl Neg for ExactValue {
    type Output = ExactValue;
    fn neg(self) -> ExactValue {
        ExactValue(self.0.map(Form::negate))
    }
}

impl Zero for ExactValue {
    fn zero() -> Self {
        ExactValue::from(Rational::new())
    }
    fn is_zero(&self) -> bool {
        self.known().is_some_and(Rational::is_zero)
    }
}

impl One for ExactValue {
    fn one() -> Self {
        ExactValue::integer(1)
    }
}

impl Field for ExactValue {
    fn integer(value: i32) -> Self {
        ExactValue::from(Rational::from(value))
    }
    fn square(self) -> Self {
        ExactValue(self.rational().map(|value| value.square().into()))
    }
}

impl FromExact for ExactValue {
    fn from_exact(value: &Rational, _bits: u32) -> Self {
        ExactValue::from(value.clone())
    }
}

impl Analytic for ExactValue {
    fn exp(self) -> Self {
        self.of_power(1, |power| power)
    }
    fn ln(self) -> Self {
        let logarithm = self.rational().and_then(|value| Logarithm::new(Rational::from(1), value));
        logarithm.map_or(ExactValue(None), Into::into)
    }
    fn sinh(self) -> Self {
        self.of_power(1, |power| (power.clone() - power.recip()) / 2)
    }
    fn cosh(self) -> Self {
        self.of_power(1, |power| (power.clone() + power.recip()) / 2)
    }
    fn tanh(self) -> Self {
        self.of_power(2, |power| (power.clone() - 1u32) / (power + 1u32))
    }
    fn sech_squared(self) -> Self {
        self.of_power(2, |power| power.clone() * 4u32 / (power + 1u32).square())
    }
    fn sqrt(self) -> Self {
        let root = |value: &rug::Integer| {
            let root = value.clone().sqrt();
            (root.clone().square() == *value).then_some(root)
        };
        let square = self.rational().filter(|value| *value >= 0);
        let root = square.and_then(|value| root(value.numer()).zip(root(value.denom())).map(Rational::from));
        ExactValue(root.map(Into::into))
    }
    fn softplus(self) -> Self {
        ExactValue(None)
    }
    fn ln_2cosh(self) -> Self {
        ExactValue(None)
    }
}
