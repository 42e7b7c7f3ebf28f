//! Normal forms written back as formulas.

use super::algebra::{Algebra, Meaning, Ratio};
use super::polynomial::{Atom, Monomial, Polynomial};
use crate::arithmetic::{Analytic, Expression, Field};
use num_traits::{One, Zero};
use rug::Rational;

impl Algebra {
    /// The formula of a ratio.
    pub(super) fn write(&self, ratio: &Ratio) -> Expression {
        self.write_polynomial(&ratio.numerator) / self.write_polynomial(&ratio.denominator)
    }

    /// Terms from the largest monomial down.
    fn write_polynomial(&self, polynomial: &Polynomial) -> Expression {
        let terms: Vec<_> = polynomial.terms().collect();
        terms.into_iter().rev().fold(Expression::zero(), |sum, (monomial, coefficient)| {
            sum + Expression::constant(coefficient.clone()) * self.write_monomial(monomial)
        })
    }

    fn write_monomial(&self, monomial: &Monomial) -> Expression {
        monomial
            .exponents()
            .fold(Expression::one(), |product, (atom, exponent)| product * self.write_power(atom, exponent))
    }

    fn write_power(&self, atom: Atom, exponent: &Rational) -> Expression {
        let base = match &self.atoms[atom] {
            Meaning::Exponential(argument) => {
                return (Expression::constant(exponent.clone()) * self.write(argument)).exp();
            }
            Meaning::Variable(name) => Expression::variable(name),
            Meaning::Root { argument, .. } => {
                self.write_polynomial(&argument.denominator) * self.write(argument).sqrt()
            }
            Meaning::Logarithm(argument) => self.write(argument).ln(),
        };
        // Natural exponents, by repeated squaring.
        let exponent = exponent.numer();
        let bits = exponent.significant_bits();
        (0..bits).rev().fold(Expression::one(), |power, bit| {
            let squared = if power.is_one() { power } else { power.square() };
            if exponent.get_bit(bit) { squared * &base } else { squared }
        })
    }
}
