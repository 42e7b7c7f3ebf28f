//! Exponentials, logarithms and square roots as ratios over atoms.
//!
//! Every rule is an equality of real numbers wherever both sides are defined:
//!
//! - e^(sum c_i t_i) = prod (e^(t_i))^(c_i), with rational c_i and one atom e^t for each t; e^(k ln y) = y^k for integers k;
//! - ln(c e^t y) = ln c + t + ln y for a rational c > 0; ln(y/z) = ln y - ln z when y or z is manifestly positive;
//! - sqrt(c e^t y) = sqrt c e^(t/2) sqrt y for a rational c > 0; sqrt(y)² = y; for a quotient, z sqrt(y/z) is an atom of
//!   square y z, which is sqrt(y z) when y or z is manifestly positive.

use super::algebra::{Algebra, Meaning, Ratio, Undefined};
use super::polynomial::{Atom, Monomial, Polynomial};
use rug::{Integer, Rational, ops::Pow};

/// Trial division stops here; a larger factor that is left over stays whole.
pub(super) const LARGEST_TRIAL_DIVISOR: u32 = 1024;

/// Prime factors with multiplicities. The last may be composite if it is larger than the square of the largest trial divisor.
fn factors(number: &Integer) -> Vec<(Integer, u32)> {
    let mut rest = number.clone();
    let mut found = Vec::new();
    for divisor in 2..=LARGEST_TRIAL_DIVISOR {
        let prime = Integer::from(divisor);
        let multiplicity = rest.remove_factor_mut(&prime);
        if multiplicity > 0 {
            found.push((prime, multiplicity));
        }
    }
    if rest > 1 {
        found.push((rest, 1));
    }
    found
}

impl Algebra {
    /// e^argument.
    pub(super) fn exponential(&mut self, argument: &Ratio) -> Result<Ratio, Undefined> {
        let mut product = Ratio::integer(1);
        for (monomial, coefficient) in argument.numerator.terms() {
            let term = Polynomial::term(monomial.clone(), Rational::from(1));
            let term = self.ratio(term, argument.denominator.clone())?;
            let leading = term.numerator.leading().map_or_else(Rational::new, |(_, leading)| leading.clone());
            let exponent = Rational::from(coefficient * &leading);
            let term = self.multiply(&term, &Ratio::constant(leading.recip()))?;
            let factor = match self.power_of_logarithm(&term, &exponent) {
                Some((base, exponent)) => self.power(&base, exponent)?,
                None => {
                    let same = |algebra: &Algebra, known: &Meaning| matches!(known, Meaning::Exponential(other) if algebra.are_equal(other, &term));
                    let atom = self.atom(same, Meaning::Exponential(term.clone()));
                    self.atom_power(atom, exponent)?
                }
            };
            product = self.multiply(&product, &factor)?;
        }
        Ok(product)
    }

    /// (y, k) if the term is ln y and the exponent a small integer k.
    fn power_of_logarithm(&self, term: &Ratio, exponent: &Rational) -> Option<(Ratio, i32)> {
        let (monomial, coefficient) = term.numerator.single_term()?;
        let mut exponents = monomial.exponents();
        let (atom, power) = exponents.next().filter(|_| exponents.next().is_none())?;
        let is_bare = term.denominator.is_one() && *coefficient == 1 && *power == 1 && exponent.is_integer();
        let small = exponent.numer().to_i32().filter(|exponent| is_bare && exponent.unsigned_abs() <= 16)?;
        match &self.atoms[atom] {
            Meaning::Logarithm(argument) => Some((argument.clone(), small)),
            _ => None,
        }
    }

    /// Splits a non-zero polynomial as content * exponentials * rest, with content > 0 rational and coprime integers left.
    fn split(&self, polynomial: &Polynomial) -> (Rational, Monomial, Polynomial) {
        let content = polynomial.content();
        let exponentials = polynomial.common_monomial().filtered(|atom| self.is_exponential(atom));
        let divisor = Monomial::default().over(&exponentials);
        let rest = polynomial.scaled(&divisor, &content.clone().recip());
        (content, exponentials, rest)
    }

    /// Whether the polynomial is positive wherever it is defined: a sum of terms that cannot be negative, one of them a
    /// positive multiple of exponentials.
    pub(super) fn is_manifestly_positive(&self, polynomial: &Polynomial) -> bool {
        let not_negative = |(atom, exponent): (Atom, &Rational)| match &self.atoms[atom] {
            Meaning::Exponential(_) => true,
            Meaning::Root { argument, .. } => argument.denominator.is_one(),
            Meaning::Variable(_) | Meaning::Logarithm(_) => exponent.is_integer() && exponent.numer().is_even(),
        };
        let terms = || polynomial.terms();
        terms().all(|(monomial, coefficient)| *coefficient > 0 && monomial.exponents().all(not_negative))
            && terms().any(|(monomial, _)| monomial.exponents().all(|(atom, _)| self.is_exponential(atom)))
    }

    /// t if the monomial of exponentials is e^t.
    fn exponent(&self, exponentials: &Monomial) -> Result<Ratio, Undefined> {
        exponentials.exponents().try_fold(Ratio::integer(0), |sum, (atom, exponent)| match &self.atoms[atom] {
            Meaning::Exponential(argument) => {
                self.add(&sum, &self.multiply(argument, &Ratio::constant(exponent.clone()))?)
            }
            _ => Ok(sum),
        })
    }

    /// ln argument.
    pub(super) fn logarithm(&mut self, argument: &Ratio) -> Result<Ratio, Undefined> {
        if argument.numerator.is_zero() {
            return Err(Undefined);
        }
        let (c, e, y) = self.split(&argument.numerator);
        let (d, f, z) = self.split(&argument.denominator);
        let mut sum = self.exponent(&e.over(&f))?;
        let constant = c / d;
        for (part, sign) in [(constant.numer(), 1), (constant.denom(), -1)] {
            for (prime, multiplicity) in factors(part) {
                let logarithm = self.logarithm_atom(Ratio::constant(Rational::from(prime)))?;
                let multiple = Ratio::constant(Rational::from(multiplicity) * sign);
                sum = self.add(&sum, &self.multiply(&logarithm, &multiple)?)?;
            }
        }
        let separable = z.is_one() || self.is_manifestly_positive(&y) || self.is_manifestly_positive(&z);
        let parts =
            if separable { vec![(Ratio::from(y), 1), (Ratio::from(z), -1)] } else { vec![(self.ratio(y, z)?, 1)] };
        for (part, sign) in parts {
            if part.denominator.is_one() && part.numerator.is_one() {
                continue;
            }
            let logarithm = self.logarithm_atom(part)?;
            sum = self.add(&sum, &self.multiply(&logarithm, &Ratio::integer(sign))?)?;
        }
        Ok(sum)
    }

    /// sqrt(argument).
    pub(super) fn root(&mut self, argument: &Ratio) -> Result<Ratio, Undefined> {
        if argument.numerator.is_zero() {
            return Ok(Ratio::integer(0));
        }
        let (c, e, y) = self.split(&argument.numerator);
        let (d, f, z) = self.split(&argument.denominator);
        // sqrt(e^t) = e^(t/2)
        let exponent = self.multiply(&self.exponent(&e.over(&f))?, &Ratio::constant(Rational::from((1, 2))))?;
        let mut product = self.exponential(&exponent)?;
        // sqrt(a/b) = sqrt(a b)/b, with the squares in a b taken out
        let constant = c / d;
        let mut outside = Rational::from((1, constant.denom()));
        for (prime, multiplicity) in factors(&Integer::from(constant.numer() * constant.denom())) {
            outside *= prime.clone().pow(multiplicity / 2);
            if multiplicity % 2 == 1 {
                let root = self.root_atom(Ratio::constant(Rational::from(prime)))?;
                product = self.multiply(&product, &root)?;
            }
        }
        product = self.multiply(&product, &Ratio::constant(outside))?;
        if y.is_one() && z.is_one() {
            return Ok(product);
        }
        let root = if z.is_one() || self.is_manifestly_positive(&y) || self.is_manifestly_positive(&z) {
            let radicand = self.product(&y, &z);
            if radicand.as_constant().is_some_and(|value| value < 0) {
                return Err(Undefined);
            }
            let root = self.root_atom(Ratio::from(radicand))?;
            self.divide(&root, &Ratio::from(z))?
        } else {
            let quotient = self.ratio(y, z)?;
            self.root_atom(quotient)?
        };
        self.multiply(&product, &root)
    }
}
