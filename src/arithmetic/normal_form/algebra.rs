//! Ratios of polynomials over atoms, and the rewriting of elementary functions into atoms.
//!
//! Every rule is an equality of real numbers wherever both sides are defined:
//!
//! - e^(sum c_i t_i) = prod (e^(t_i))^(c_i), with rational c_i and one atom e^t for each t; e^(k ln y) = y^k for integers k;
//! - ln(c e^t y) = ln c + t + ln y for a rational c > 0; ln(y/z) = ln y - ln z when y or z is manifestly positive;
//! - sqrt(c e^t y) = sqrt c e^(t/2) sqrt y for a rational c > 0; sqrt(y)² = y; for a quotient, z sqrt(y/z) is an atom of
//!   square y z, which is sqrt(y z) when y or z is manifestly positive.

use super::polynomial::{Atom, Monomial, Polynomial};
use rug::{Integer, Rational, ops::Pow};

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
enum Meaning {
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
    atoms: Vec<Meaning>,
}

/// Trial division stops here; a larger factor that is left over stays whole.
const LARGEST_TRIAL_DIVISOR: u32 = 1024;

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
    // ---- polynomials and ratios

    fn is_root(&self, atom: Atom) -> bool {
        matches!(self.atoms[atom], Meaning::Root { .. })
    }

    fn is_exponential(&self, atom: Atom) -> bool {
        matches!(self.atoms[atom], Meaning::Exponential(_))
    }

    fn has_root(&self, polynomial: &Polynomial) -> bool {
        polynomial.terms().any(|(monomial, _)| monomial.exponents().any(|(atom, _)| self.is_root(atom)))
    }

    fn product(&self, left: &Polynomial, right: &Polynomial) -> Polynomial {
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
    fn ratio(&self, numerator: Polynomial, denominator: Polynomial) -> Result<Ratio, Undefined> {
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

    fn power(&self, base: &Ratio, exponent: i32) -> Result<Ratio, Undefined> {
        let power = (0..exponent.unsigned_abs()).try_fold(Ratio::integer(1), |power, _| self.multiply(&power, base))?;
        if exponent < 0 { self.divide(&Ratio::integer(1), &power) } else { Ok(power) }
    }

    // ---- atoms

    /// Cross-multiplication. Denominators are not zero, by construction.
    fn are_equal(&self, left: &Ratio, right: &Ratio) -> bool {
        self.product(&left.numerator, &right.denominator) == self.product(&right.numerator, &left.denominator)
    }

    /// The atom with this meaning: the one that `is_same` recognises, or a new one.
    fn atom(&mut self, is_same: impl Fn(&Algebra, &Meaning) -> bool, meaning: Meaning) -> Atom {
        match self.atoms.iter().position(|known| is_same(self, known)) {
            Some(atom) => atom,
            None => {
                self.atoms.push(meaning);
                self.atoms.len() - 1
            }
        }
    }

    fn atom_power(&self, atom: Atom, exponent: Rational) -> Result<Ratio, Undefined> {
        let one = Polynomial::constant(Rational::from(1));
        // A single term and one have the atom as common monomial when the exponent is negative: it moves below.
        self.ratio(Polynomial::term(Monomial::power(atom, exponent), Rational::from(1)), one)
    }

    pub(super) fn variable(&mut self, name: &str) -> Result<Ratio, Undefined> {
        let same = |_: &Algebra, known: &Meaning| matches!(known, Meaning::Variable(other) if other == name);
        let atom = self.atom(same, Meaning::Variable(name.to_owned()));
        self.atom_power(atom, Rational::from(1))
    }

    fn logarithm_atom(&mut self, argument: Ratio) -> Result<Ratio, Undefined> {
        let same = |algebra: &Algebra, known: &Meaning| matches!(known, Meaning::Logarithm(other) if algebra.are_equal(other, &argument));
        let atom = self.atom(same, Meaning::Logarithm(argument.clone()));
        self.atom_power(atom, Rational::from(1))
    }

    fn root_atom(&mut self, argument: Ratio) -> Result<Ratio, Undefined> {
        // The flag keeps sqrt(y z) and z sqrt(y/z), which differ by a sign, apart.
        let plain = argument.denominator.is_one();
        let radicand = self.product(&argument.numerator, &argument.denominator);
        let same = |algebra: &Algebra, known: &Meaning| match known {
            Meaning::Root { argument: other, .. } => {
                other.denominator.is_one() == plain && algebra.are_equal(other, &argument)
            }
            _ => false,
        };
        let atom = self.atom(same, Meaning::Root { argument: argument.clone(), radicand });
        self.divide(&self.atom_power(atom, Rational::from(1))?, &Ratio::from(argument.denominator))
    }

    // ---- elementary functions

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
    fn is_manifestly_positive(&self, polynomial: &Polynomial) -> bool {
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

    // ---- what is certainly not zero

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
        let is_prime = |value: &Rational| {
            value.is_integer() && *value > 1 && *value < LARGEST_TRIAL_DIVISOR * LARGEST_TRIAL_DIVISOR
        };
        let is_simple_radicand = |radicand: &Polynomial| match radicand.single_term() {
            Some((monomial, coefficient)) if monomial.is_one() => is_prime(coefficient),
            Some((monomial, coefficient)) => {
                let mut exponents = monomial.exponents();
                let first = exponents.next();
                *coefficient == 1
                    && exponents.next().is_none()
                    && first.is_some_and(|(atom, e)| *e == 1 && matches!(self.atoms[atom], Meaning::Variable(_)))
            }
            None => false,
        };
        polynomial.terms().flat_map(|(monomial, _)| monomial.exponents()).all(|(atom, _)| match &self.atoms[atom] {
            Meaning::Variable(_) => true,
            Meaning::Exponential(argument) => is_laurent_monomial(argument),
            Meaning::Root { argument, radicand } => argument.denominator.is_one() && is_simple_radicand(radicand),
            Meaning::Logarithm(_) => false,
        })
    }
}
