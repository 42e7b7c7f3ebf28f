//! Ratios of polynomials over atoms: their arithmetic, and the register of atoms. The rules that make atoms of elementary
//! functions are in `functions.rs`.

use super::functions::LARGEST_TRIAL_DIVISOR;
use super::polynomial::{Atom, Monomial, Polynomial};
use rug::{Integer, Rational};

/// A quotient of polynomials: no monomial divides both, the leading coefficient of the denominator is one, and neither divides
/// the other unless one of them is constant.
#[derive(Clone, Debug)]
pub(super) struct Ratio {
    pub(super) numerator: Polynomial,
    pub(super) denominator: Polynomial,
}

/// The expression has a denominator, or the argument of a logarithm or root, for which it is nowhere defined.
#[derive(Debug)]
pub(super) struct Undefined;

/// What an atom stands for.
#[derive(Debug)]
pub(super) enum Meaning {
    Variable(String),
    /// e^t.
    Exponential(Ratio),
    /// z sqrt(y/z) for the argument y/z (sqrt y if z = 1), of square `radicand` = y z.
    Root {
        argument: Ratio,
        radicand: Polynomial,
    },
    /// ln of the argument.
    Logarithm(Ratio),
}

/// The atoms met so far. Two arguments share an atom exactly if cross-multiplication proves them equal.
#[derive(Debug, Default)]
pub(super) struct Algebra {
    pub(super) atoms: Vec<Meaning>,
}

impl Ratio {
    pub(super) fn constant(value: Rational) -> Self {
        Ratio::from(Polynomial::constant(value))
    }

    pub(super) fn integer(value: i32) -> Self {
        Ratio::constant(Rational::from(value))
    }
}

impl From<Polynomial> for Ratio {
    fn from(numerator: Polynomial) -> Self {
        Ratio { numerator, denominator: Polynomial::constant(Rational::from(1)) }
    }
}

impl Algebra {
    fn is_root(&self, atom: Atom) -> bool {
        matches!(self.atoms[atom], Meaning::Root { .. })
    }

    pub(super) fn is_exponential(&self, atom: Atom) -> bool {
        matches!(self.atoms[atom], Meaning::Exponential(_))
    }

    fn has_root(&self, polynomial: &Polynomial) -> bool {
        polynomial.terms().any(|(monomial, _)| monomial.exponents().any(|(atom, _)| self.is_root(atom)))
    }

    pub(super) fn product(&self, left: &Polynomial, right: &Polynomial) -> Polynomial {
        self.without_squares_of_roots(left.times_freely(right))
    }

    /// sqrt(y)² = y. Ends, because a radicand has only atoms older than its root.
    fn without_squares_of_roots(&self, polynomial: Polynomial) -> Polynomial {
        let repeated = |monomial: &Monomial| monomial.exponents().any(|(atom, e)| self.is_root(atom) && *e >= 2);
        if !polynomial.terms().any(|(monomial, _)| repeated(monomial)) {
            return polynomial;
        }
        polynomial.terms().fold(Polynomial::default(), |sum, (monomial, coefficient)| {
            let mut single = monomial.filtered(|atom| !self.is_root(atom));
            let mut squares = Polynomial::constant(coefficient.clone());
            for (atom, exponent) in monomial.exponents() {
                let Meaning::Root { radicand, .. } = &self.atoms[atom] else { continue };
                let exponent = exponent.numer();
                if exponent.is_odd() {
                    single = single.times(&Monomial::power(atom, Rational::from(1)));
                }
                let mut pairs = Integer::from(exponent / 2);
                while pairs > 0 {
                    squares = self.product(&squares, radicand);
                    pairs -= 1;
                }
            }
            sum.plus(&self.without_squares_of_roots(squares.scaled(&single, &Rational::from(1))))
        })
    }

    /// numerator/denominator in lowest visible terms.
    pub(super) fn ratio(&self, numerator: Polynomial, denominator: Polynomial) -> Result<Ratio, Undefined> {
        if numerator.is_zero() && !denominator.is_zero() {
            return Ok(Ratio::integer(0));
        }
        let common = numerator.common_monomial().common(&denominator.common_monomial());
        let (_, leading) = denominator.leading().ok_or(Undefined)?;
        let scale = leading.clone().recip();
        let divisor = Monomial::default().over(&common);
        let (numerator, denominator) = (numerator.scaled(&divisor, &scale), denominator.scaled(&divisor, &scale));
        if denominator.as_constant().is_some() {
            return Ok(Ratio { numerator, denominator });
        }
        if let Some(quotient) = self.plain_quotient(&numerator, &denominator) {
            return Ok(Ratio::from(quotient));
        }
        if let Some(quotient) = self.plain_quotient(&denominator, &numerator) {
            let (_, leading) = quotient.leading().ok_or(Undefined)?;
            let scale = leading.clone().recip();
            let denominator = quotient.scaled(&Monomial::default(), &scale);
            return Ok(Ratio { numerator: Polynomial::constant(scale), denominator });
        }
        Ok(Ratio { numerator, denominator })
    }

    pub(super) fn add(&self, left: &Ratio, right: &Ratio) -> Result<Ratio, Undefined> {
        let (n1, d1, n2, d2) = (&left.numerator, &left.denominator, &right.numerator, &right.denominator);
        // One denominator often divides the other; a common multiple smaller than their product keeps terms few.
        if d1 == d2 {
            self.ratio(n1.clone().plus(n2), d1.clone())
        } else if let Some(quotient) = self.plain_quotient(d1, d2) {
            self.ratio(n1.clone().plus(&self.product(n2, &quotient)), d1.clone())
        } else if let Some(quotient) = self.plain_quotient(d2, d1) {
            self.ratio(self.product(n1, &quotient).plus(n2), d2.clone())
        } else {
            self.ratio(self.product(n1, d2).plus(&self.product(n2, d1)), self.product(d1, d2))
        }
    }

    /// The quotient if the division is exact. Division treats atoms as independent, which roots in the divisor are not.
    fn plain_quotient(&self, dividend: &Polynomial, divisor: &Polynomial) -> Option<Polynomial> {
        if self.has_root(divisor) { None } else { dividend.exact_quotient(divisor) }
    }

    pub(super) fn negate(&self, ratio: &Ratio) -> Ratio {
        let numerator = ratio.numerator.scaled(&Monomial::default(), &Rational::from(-1));
        Ratio { numerator, denominator: ratio.denominator.clone() }
    }

    pub(super) fn subtract(&self, left: &Ratio, right: &Ratio) -> Result<Ratio, Undefined> {
        self.add(left, &self.negate(right))
    }

    pub(super) fn multiply(&self, left: &Ratio, right: &Ratio) -> Result<Ratio, Undefined> {
        self.ratio(self.product(&left.numerator, &right.numerator), self.product(&left.denominator, &right.denominator))
    }

    pub(super) fn divide(&self, left: &Ratio, right: &Ratio) -> Result<Ratio, Undefined> {
        self.ratio(self.product(&left.numerator, &right.denominator), self.product(&left.denominator, &right.numerator))
    }

    pub(super) fn power(&self, base: &Ratio, exponent: i32) -> Result<Ratio, Undefined> {
        let power = (0..exponent.unsigned_abs()).try_fold(Ratio::integer(1), |power, _| self.multiply(&power, base))?;
        if exponent < 0 { self.divide(&Ratio::integer(1), &power) } else { Ok(power) }
    }

    /// Cross-multiplication. Denominators are not zero, by construction.
    pub(super) fn are_equal(&self, left: &Ratio, right: &Ratio) -> bool {
        self.product(&left.numerator, &right.denominator) == self.product(&right.numerator, &left.denominator)
    }

    /// The atom with this meaning: the one that `is_same` recognises, or a new one.
    pub(super) fn atom(&mut self, is_same: impl Fn(&Algebra, &Meaning) -> bool, meaning: Meaning) -> Atom {
        match self.atoms.iter().position(|known| is_same(self, known)) {
            Some(atom) => atom,
            None => {
                self.atoms.push(meaning);
                self.atoms.len() - 1
            }
        }
    }

    pub(super) fn atom_power(&self, atom: Atom, exponent: Rational) -> Result<Ratio, Undefined> {
        let one = Polynomial::constant(Rational::from(1));
        // A single term and one have the atom as common monomial when the exponent is negative: it moves below.
        self.ratio(Polynomial::term(Monomial::power(atom, exponent), Rational::from(1)), one)
    }

    pub(super) fn variable(&mut self, name: &str) -> Result<Ratio, Undefined> {
        let same = |_: &Algebra, known: &Meaning| matches!(known, Meaning::Variable(other) if other == name);
        let atom = self.atom(same, Meaning::Variable(name.to_owned()));
        self.atom_power(atom, Rational::from(1))
    }

    pub(super) fn logarithm_atom(&mut self, argument: Ratio) -> Result<Ratio, Undefined> {
        let same = |algebra: &Algebra, known: &Meaning| matches!(known, Meaning::Logarithm(other) if algebra.are_equal(other, &argument));
        let atom = self.atom(same, Meaning::Logarithm(argument.clone()));
        self.atom_power(atom, Rational::from(1))
    }

    pub(super) fn root_atom(&mut self, argument: Ratio) -> Result<Ratio, Undefined> {
        let same = |algebra: &Algebra, known: &Meaning| matches!(known, Meaning::Root { argument: other, .. } if algebra.are_equal(other, &argument));
        let radicand = self.product(&argument.numerator, &argument.denominator);
        let atom = self.atom(same, Meaning::Root { argument: argument.clone(), radicand });
        let root = self.atom_power(atom, Rational::from(1))?;
        match &self.atoms[atom] {
            // The atom may be older, with its equal argument written over another denominator: that one is in the atom.
            Meaning::Root { argument, .. } => self.divide(&root, &Ratio::from(argument.denominator.clone())),
            _ => Ok(root),
        }
    }

    /// Whether a non-zero polynomial in these atoms certainly is a non-zero function. It is if its atoms are variables,
    /// roots of single variables and of primes, and exponentials of Laurent monomials in variables: those monomials are
    /// pairwise different, so linearly independent, and by the theorems of Ax and of Lindemann and Weierstrass the exponentials are
    /// algebraically independent over the algebraic functions of the variables.
    pub(super) fn has_independent_atoms(&self, polynomial: &Polynomial) -> bool {
        let is_laurent_monomial = |argument: &Ratio| {
            [&argument.numerator, &argument.denominator].into_iter().all(|part| {
                part.single_term().is_some_and(|(monomial, _)| {
                    monomial.exponents().all(|(atom, _)| matches!(self.atoms[atom], Meaning::Variable(_)))
                })
            })
        };
        polynomial.terms().flat_map(|(monomial, _)| monomial.exponents()).all(|(atom, _)| match &self.atoms[atom] {
            Meaning::Variable(_) => true,
            Meaning::Exponential(argument) => is_laurent_monomial(argument),
            Meaning::Root { argument, radicand } => {
                argument.denominator.is_one() && self.is_variable_or_prime(radicand)
            }
            Meaning::Logarithm(_) => false,
        })
    }

    fn is_variable_or_prime(&self, radicand: &Polynomial) -> bool {
        // Trial division leaves no composite numbers below this.
        let bound = LARGEST_TRIAL_DIVISOR * LARGEST_TRIAL_DIVISOR;
        match radicand.single_term() {
            Some((monomial, value)) if monomial.is_one() => value.is_integer() && *value > 1 && *value < bound,
            Some((monomial, coefficient)) => {
                let mut exponents = monomial.exponents();
                let first = exponents.next();
                *coefficient == 1
                    && exponents.next().is_none()
                    && first.is_some_and(|(atom, e)| *e == 1 && matches!(self.atoms[atom], Meaning::Variable(_)))
            }
            None => false,
        }
    }

    /// Whether everything met so far is certainly defined for positive variables, but where a denominator vanishes: no
    /// logarithm or root restricts the values at which two different functions could show it.
    pub(super) fn is_defined_almost_everywhere(&self) -> bool {
        self.atoms.iter().all(|meaning| match meaning {
            Meaning::Variable(_) | Meaning::Exponential(_) => true,
            Meaning::Root { argument, radicand } => {
                argument.denominator.is_one()
                    && (self.is_variable_or_prime(radicand) || self.is_manifestly_positive(radicand))
            }
            Meaning::Logarithm(argument) => {
                [&argument.numerator, &argument.denominator].into_iter().all(|part| self.is_manifestly_positive(part))
            }
        })
    }
}
