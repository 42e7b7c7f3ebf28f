//! Sparse polynomials with rational coefficients over numbered atoms.

use rug::{Integer, Rational};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The number of an atom in the table of the normal form.
pub(super) type Atom = usize;

/// A product of powers of atoms: exponents by atom, none zero. Exponents of exponentials are rational, because
/// (e^t)^(1/2) is e^(t/2); those of all other atoms are natural numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Monomial(BTreeMap<Atom, Rational>);

impl Monomial {
    pub(super) fn power(atom: Atom, exponent: Rational) -> Self {
        Monomial(std::iter::once((atom, exponent)).filter(|(_, exponent)| !exponent.is_zero()).collect())
    }

    pub(super) fn is_one(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn exponents(&self) -> impl Iterator<Item = (Atom, &Rational)> {
        self.0.iter().map(|(atom, exponent)| (*atom, exponent))
    }

    pub(super) fn exponent(&self, atom: Atom) -> Rational {
        self.0.get(&atom).cloned().unwrap_or_default()
    }

    fn combine(&self, other: &Monomial, sign: i32) -> Monomial {
        let mut exponents = self.0.clone();
        for (atom, exponent) in &other.0 {
            let entry = exponents.entry(*atom).or_default();
            *entry += Rational::from(exponent * sign);
            if entry.is_zero() {
                exponents.remove(atom);
            }
        }
        Monomial(exponents)
    }

    pub(super) fn times(&self, other: &Monomial) -> Monomial {
        self.combine(other, 1)
    }

    /// The quotient, whatever the signs of its exponents.
    pub(super) fn over(&self, other: &Monomial) -> Monomial {
        self.combine(other, -1)
    }

    fn is_natural(&self) -> bool {
        self.0.values().all(|exponent| *exponent > 0)
    }

    /// The greatest common divisor: for each atom the smaller exponent.
    pub(super) fn common(&self, other: &Monomial) -> Monomial {
        let atoms = self.0.keys().chain(other.0.keys());
        let smaller = atoms.map(|atom| (*atom, self.exponent(*atom).min(other.exponent(*atom))));
        Monomial(smaller.filter(|(_, exponent)| !exponent.is_zero()).collect())
    }

    /// The part made of the atoms that satisfy `keep`.
    pub(super) fn filtered(&self, keep: impl Fn(Atom) -> bool) -> Monomial {
        Monomial(self.0.iter().filter(|(atom, _)| keep(**atom)).map(|(atom, e)| (*atom, e.clone())).collect())
    }
}

// Lexicographic, an order that multiplication respects (exact division needs that): the first atom in which two
// monomials differ decides.
impl Ord for Monomial {
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut left, mut right) = (self.0.iter(), other.0.iter());
        loop {
            return match (left.next(), right.next()) {
                (None, None) => Ordering::Equal,
                (Some((_, exponent)), None) => exponent.cmp0(),
                (None, Some((_, exponent))) => exponent.cmp0().reverse(),
                (Some((x, x_exponent)), Some((y, y_exponent))) => match x.cmp(y) {
                    Ordering::Less => x_exponent.cmp0(),
                    Ordering::Greater => y_exponent.cmp0().reverse(),
                    Ordering::Equal if x_exponent == y_exponent => continue,
                    Ordering::Equal => x_exponent.cmp(y_exponent),
                },
            };
        }
    }
}

impl PartialOrd for Monomial {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A sum of monomials with non-zero coefficients.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Polynomial(BTreeMap<Monomial, Rational>);

impl Polynomial {
    pub(super) fn constant(value: Rational) -> Self {
        Polynomial::term(Monomial::default(), value)
    }

    pub(super) fn term(monomial: Monomial, coefficient: Rational) -> Self {
        let mut polynomial = Polynomial::default();
        polynomial.add_term(monomial, coefficient);
        polynomial
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn is_one(&self) -> bool {
        self.as_constant().is_some_and(|value| value == 1)
    }

    /// The value, if no atom occurs.
    pub(super) fn as_constant(&self) -> Option<Rational> {
        match self.single_term() {
            Some((monomial, value)) if monomial.is_one() => Some(value.clone()),
            None if self.is_zero() => Some(Rational::new()),
            _ => None,
        }
    }

    pub(super) fn single_term(&self) -> Option<(&Monomial, &Rational)> {
        let mut terms = self.0.iter();
        terms.next().filter(|_| terms.next().is_none())
    }

    pub(super) fn terms(&self) -> impl Iterator<Item = (&Monomial, &Rational)> {
        self.0.iter()
    }

    /// The term of the largest monomial.
    pub(super) fn leading(&self) -> Option<(&Monomial, &Rational)> {
        self.0.last_key_value()
    }

    pub(super) fn add_term(&mut self, monomial: Monomial, coefficient: Rational) {
        if coefficient.is_zero() {
            return;
        }
        match self.0.entry(monomial) {
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(coefficient);
            }
            std::collections::btree_map::Entry::Occupied(mut place) => {
                *place.get_mut() += coefficient;
                if place.get().is_zero() {
                    place.remove();
                }
            }
        }
    }

    /// self + coefficient * monomial * other
    pub(super) fn add_multiple(
        mut self,
        other: &Polynomial,
        monomial: &Monomial,
        coefficient: &Rational,
    ) -> Polynomial {
        for (other_monomial, other_coefficient) in &other.0 {
            self.add_term(other_monomial.times(monomial), Rational::from(other_coefficient * coefficient));
        }
        self
    }

    pub(super) fn plus(self, other: &Polynomial) -> Polynomial {
        self.add_multiple(other, &Monomial::default(), &Rational::from(1))
    }

    /// The product, with no relation between atoms.
    pub(super) fn times_freely(&self, other: &Polynomial) -> Polynomial {
        self.0
            .iter()
            .fold(Polynomial::default(), |sum, (monomial, coefficient)| sum.add_multiple(other, monomial, coefficient))
    }

    /// coefficient * monomial * self
    pub(super) fn scaled(&self, monomial: &Monomial, coefficient: &Rational) -> Polynomial {
        Polynomial::default().add_multiple(self, monomial, coefficient)
    }

    /// The greatest monomial that divides all terms (1 for the zero polynomial).
    pub(super) fn common_monomial(&self) -> Monomial {
        let mut monomials = self.0.keys();
        let first = monomials.next().cloned().unwrap_or_default();
        monomials.fold(first, |common, monomial| common.common(monomial))
    }

    /// The positive number whose quotient is a polynomial with coprime integer coefficients (1 for the zero polynomial).
    pub(super) fn content(&self) -> Rational {
        let (mut divisor, mut multiple) = (Integer::new(), Integer::from(1));
        for coefficient in self.0.values() {
            divisor.gcd_mut(coefficient.numer());
            multiple.lcm_mut(coefficient.denom());
        }
        if divisor.is_zero() { Rational::from(1) } else { Rational::from((divisor, multiple)) }
    }

    /// The quotient if the division, of polynomials in unrelated atoms with exponents >= 0, is exact.
    pub(super) fn exact_quotient(&self, divisor: &Polynomial) -> Option<Polynomial> {
        let (leading, coefficient) = divisor.leading()?;
        let (mut rest, mut quotient) = (self.clone(), Polynomial::default());
        while let Some((monomial, value)) = rest.leading() {
            let factor = monomial.over(leading);
            if !factor.is_natural() {
                return None;
            }
            let ratio = Rational::from(value / coefficient);
            rest = rest.add_multiple(divisor, &factor, &Rational::from(-&ratio));
            quotient.add_term(factor, ratio);
        }
        Some(quotient)
    }
}
