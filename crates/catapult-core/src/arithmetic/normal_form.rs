//! Deciding identities: [`Expression::identity`] brings the difference of two formulas to a ratio of polynomials over atoms.
//!
//! Atoms are variables, exponentials, square roots and logarithms. sinh, cosh and tanh become rational functions of
//! exponentials, softplus x becomes ln(1 + e^x) and ln_2cosh x becomes ln(e^x + e^-x); exponents and arguments are themselves in normal form, so
//! that e^x and e^(x/2), or softplus(x) and softplus(-x) = softplus(x) - x, share an atom. The rules are listed in
//! `normal_form/functions.rs`.

mod algebra;
mod functions;
mod polynomial;
mod writing;

use super::expression::{Function, Node};
use super::{Ball, Bindings, Expression, FromExact};
use algebra::{Algebra, Ratio, Undefined};
use rug::Rational;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The answer to "are these two formulas the same function?"
///
/// # Guarantee
///
/// Exact. `Proved`: the two are equal for all real values of the variables for which both are defined, no denominator
/// (written, or arising from tanh) vanishes, and roots and logarithms have arguments in their domain. `Refuted`: they
/// differ at some such values. Neither is ever a guess; what the rules cannot settle is `Undecided`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// The difference has normal form zero.
    Proved,
    /// Certified enclosures of the two at one point are disjoint, or the difference has a non-zero normal form in atoms that
    /// are algebraically independent.
    Refuted,
    /// The difference has a non-zero normal form, but its atoms (logarithms, nested roots and exponentials) may satisfy a
    /// relation that is not known here, or one of the formulas divides by zero everywhere.
    Undecided,
}

impl Expression {
    /// Whether `self` and `other` are equal as real functions of their variables.
    ///
    /// Always decides identities of rational functions, of their exponentials and hyperbolic functions at Laurent
    /// monomials (such as tanh(f/2)), and with square roots of single variables. Time grows with the number of terms of the
    /// expanded polynomials.
    ///
    /// # Guarantee
    ///
    /// See [`Identity`].
    pub fn identity(&self, other: &Expression) -> Identity {
        let mut normaliser = Normaliser::default();
        match normaliser.difference(self, other) {
            Ok(difference) if difference.numerator.is_zero() => Identity::Proved,
            Ok(difference)
                if normaliser.algebra.is_defined_almost_everywhere()
                    && normaliser.algebra.has_independent_atoms(&difference.numerator) =>
            {
                Identity::Refuted
            }
            _ if self.differs_at_a_point(other) => Identity::Refuted,
            _ => Identity::Undecided,
        }
    }

    /// The formula in normal form: a ratio of expanded polynomials in variables, exponentials, roots and logarithms, without
    /// common factors that are monomials. `None` if it divides by zero everywhere, or takes a root or logarithm that is nowhere
    /// defined.
    ///
    /// # Guarantee
    ///
    /// Exact: equal to `self` wherever both are defined. The same formula gives the same text; equal formulas need not
    /// (see [`Expression::identity`]).
    pub fn normal_form(&self) -> Option<Expression> {
        let mut normaliser = Normaliser::default();
        let ratio = normaliser.normal_form(self).ok()?;
        Some(normaliser.algebra.write(&ratio))
    }

    /// Whether both formulas are certainly defined at one of a few rational points, with disjoint enclosures.
    fn differs_at_a_point(&self, other: &Expression) -> bool {
        let names: BTreeSet<String> = self.variables().union(&other.variables()).cloned().collect();
        REFUTATION_POINTS.iter().any(|(first, step)| {
            let at = |index: usize| Rational::from((first + step * index as i32, 16));
            let bindings: Bindings<Ball> = names
                .iter()
                .enumerate()
                .map(|(index, name)| (name.clone(), Ball::from_exact(&at(index), REFUTATION_BITS)))
                .collect();
            let value = |formula: &Expression| formula.enclose(REFUTATION_BITS, &bindings);
            match (value(self), value(other)) {
                (Ok(x), Ok(y)) => x.is_certainly_less(&y) || y.is_certainly_less(&x),
                _ => false,
            }
        })
    }
}

/// Variable number i takes the value (first + step i)/16. Signs and sizes vary; nothing depends on which points these are.
const REFUTATION_POINTS: [(i32, i32); 4] = [(9, 14), (-11, 17), (37, -23), (-5, -7)];

/// Enough to see a difference of 10^-30 in formulas of moderate size.
const REFUTATION_BITS: u32 = 128;

#[derive(Default)]
struct Normaliser {
    algebra: Algebra,
    /// Normal forms of subexpressions, which are often shared.
    known: HashMap<*const Node, Ratio>,
}

impl Normaliser {
    fn difference(&mut self, left: &Expression, right: &Expression) -> Result<Ratio, Undefined> {
        let (left, right) = (self.normal_form(left)?, self.normal_form(right)?);
        self.algebra.subtract(&left, &right)
    }

    fn normal_form(&mut self, expression: &Expression) -> Result<Ratio, Undefined> {
        let key = Arc::as_ptr(&expression.0);
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let ratio = match expression.node() {
            Node::Constant(value) => Ratio::constant(value.clone()),
            Node::Variable(name) => self.algebra.variable(name)?,
            Node::Sum(x, y) => {
                let (x, y) = (self.normal_form(x)?, self.normal_form(y)?);
                self.algebra.add(&x, &y)?
            }
            Node::Difference(x, y) => self.difference(x, y)?,
            Node::Negation(x) => {
                let x = self.normal_form(x)?;
                self.algebra.negate(&x)
            }
            Node::Product(x, y) => {
                let (x, y) = (self.normal_form(x)?, self.normal_form(y)?);
                self.algebra.multiply(&x, &y)?
            }
            Node::Quotient(x, y) => {
                let (x, y) = (self.normal_form(x)?, self.normal_form(y)?);
                self.algebra.divide(&x, &y)?
            }
            Node::Square(x) => {
                let x = self.normal_form(x)?;
                self.algebra.multiply(&x, &x)?
            }
            Node::Function(function, x) => {
                let x = self.normal_form(x)?;
                self.function(*function, &x)?
            }
        };
        self.known.insert(key, ratio.clone());
        Ok(ratio)
    }

    fn function(&mut self, function: Function, x: &Ratio) -> Result<Ratio, Undefined> {
        let algebra = &mut self.algebra;
        match function {
            Function::Ln => return algebra.logarithm(x),
            Function::Sqrt => return algebra.root(x),
            _ => {}
        }
        let growing = algebra.exponential(x)?;
        let decaying = algebra.divide(&Ratio::integer(1), &growing)?;
        let (sum, difference) = (algebra.add(&growing, &decaying)?, algebra.subtract(&growing, &decaying)?);
        match function {
            Function::Exp => Ok(growing),
            Function::Sinh => algebra.divide(&difference, &Ratio::integer(2)),
            Function::Cosh => algebra.divide(&sum, &Ratio::integer(2)),
            Function::Tanh => algebra.divide(&difference, &sum),
            Function::Softplus => {
                let argument = algebra.add(&Ratio::integer(1), &growing)?;
                algebra.logarithm(&argument)
            }
            Function::Ln2Cosh => algebra.logarithm(&sum),
            Function::Ln | Function::Sqrt => unreachable!("handled above"),
        }
    }
}
