//! Rational multiples of logarithms of rational numbers: log 3, or 2 log(5/3)/7.

use super::{Analytic, FromExact};
use rug::Rational;
use std::fmt;

/// b ln c with rational b and c > 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logarithm {
    coefficient: Rational,
    argument: Rational,
}

impl Logarithm {
    /// b ln c; `None` unless c > 0.
    pub fn new(coefficient: Rational, argument: Rational) -> Option<Self> {
        (argument > 0).then_some(Logarithm { coefficient, argument })
    }

    /// b.
    pub fn coefficient(&self) -> &Rational {
        &self.coefficient
    }

    /// c.
    pub fn argument(&self) -> &Rational {
        &self.argument
    }

    /// The number in another arithmetic, at `bits` bits where that has a precision.
    ///
    /// # Guarantee
    ///
    /// That of `T`.
    pub fn evaluate<T: Analytic + FromExact>(&self, bits: u32) -> T {
        T::from_exact(&self.argument, bits).ln() * T::from_exact(&self.coefficient, bits)
    }

    /// `None` for the number 0.
    pub(super) fn unless_zero(self) -> Option<Self> {
        (!self.coefficient.is_zero() && self.argument != 1).then_some(self)
    }

    /// The sum, where it is a multiple of the same logarithm.
    pub(super) fn add(self, other: &Logarithm) -> Option<Self> {
        let Logarithm { coefficient, argument } = self;
        (argument == other.argument).then(|| Logarithm { coefficient: coefficient + &other.coefficient, argument })
    }

    /// The product with a rational number.
    pub(super) fn scale(self, factor: &Rational) -> Self {
        Logarithm { coefficient: self.coefficient * factor, ..self }
    }
}

/// `log 3`, `-2 log(5/3)/7`.
impl fmt::Display for Logarithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (numerator, denominator) = (self.coefficient.numer(), self.coefficient.denom());
        if *numerator == -1 {
            formatter.write_str("-")?;
        } else if *numerator != 1 {
            write!(formatter, "{numerator} ")?;
        }
        if self.argument.is_integer() {
            write!(formatter, "log {}", self.argument)?;
        } else {
            write!(formatter, "log({})", self.argument)?;
        }
        if *denominator == 1 { Ok(()) } else { write!(formatter, "/{denominator}") }
    }
}
