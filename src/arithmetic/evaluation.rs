//! Running a formula: [`Expression::evaluate`] in any arithmetic, [`Expression::evaluate_exact`] on rationals.

use super::expression::{Function, Node, rational_value};
use super::{Analytic, Expression, Field, FromExact};
use rug::Rational;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use thiserror::Error;

/// Why an expression has no value.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum EvaluationError {
    /// A variable without a value.
    #[error("the variable `{name}` has no value: bind it")]
    Unbound {
        /// The variable.
        name: String,
    },
    /// A division by zero in exact arithmetic.
    #[error("`{divisor}` is zero for these values: choose values where no denominator vanishes")]
    DivisionByZero {
        /// The expression that is divided by.
        divisor: String,
    },
    /// A function that leaves the rationals.
    #[error("`{function}` has no rational value here: evaluate in balls or floats instead")]
    Irrational {
        /// The function's name.
        function: &'static str,
    },
}

/// Values of variables, by name.
pub type Bindings<T> = BTreeMap<String, T>;

/// How one arithmetic reads the leaves and runs the partial operations.
struct Interpreter<'a, T, C, D, F> {
    bindings: &'a Bindings<T>,
    constant: C,
    divide: D,
    function: F,
    /// Values of shared subexpressions, so that each is computed once.
    known: HashMap<*const Node, T>,
}

impl<T, C, D, F> Interpreter<'_, T, C, D, F>
where
    T: Field,
    C: Fn(&Rational) -> T,
    D: Fn(T, T, &Expression) -> Result<T, EvaluationError>,
    F: Fn(Function, T) -> Result<T, EvaluationError>,
{
    fn run(&mut self, expression: &Expression) -> Result<T, EvaluationError> {
        let shared = Arc::strong_count(&expression.0) > 1;
        if let Some(value) = self.known.get(&Arc::as_ptr(&expression.0)) {
            return Ok(value.clone());
        }
        let value = match expression.node() {
            Node::Constant(value) => (self.constant)(value),
            Node::Variable(name) => {
                self.bindings.get(name).cloned().ok_or_else(|| EvaluationError::Unbound { name: name.clone() })?
            }
            Node::Sum(x, y) => self.run(x)? + self.run(y)?,
            Node::Difference(x, y) => self.run(x)? - self.run(y)?,
            Node::Negation(x) => -self.run(x)?,
            Node::Product(x, y) => self.run(x)? * self.run(y)?,
            Node::Quotient(x, y) => {
                let (numerator, denominator) = (self.run(x)?, self.run(y)?);
                (self.divide)(numerator, denominator, y)?
            }
            Node::Square(x) => self.run(x)?.square(),
            Node::Function(function, x) => {
                let argument = self.run(x)?;
                (self.function)(*function, argument)?
            }
        };
        if shared {
            self.known.insert(Arc::as_ptr(&expression.0), value.clone());
        }
        Ok(value)
    }
}

impl Expression {
    /// Runs the formula in the arithmetic `T`, operation by operation as it is written; constants are read by
    /// [`FromExact`] with `bits` bits.
    ///
    /// # Errors
    ///
    /// [`EvaluationError::Unbound`] if `bindings` lacks a variable.
    ///
    /// # Guarantee
    ///
    /// That of `T`.
    pub fn evaluate<T: Analytic + FromExact>(&self, bits: u32, bindings: &Bindings<T>) -> Result<T, EvaluationError> {
        Interpreter {
            bindings,
            constant: |value: &Rational| T::from_exact(value, bits),
            divide: |x: T, y: T, _: &Expression| Ok(x / y),
            function: |function: Function, x: T| Ok(function.apply(x)),
            known: HashMap::new(),
        }
        .run(self)
    }

    /// Runs a rational formula exactly.
    ///
    /// # Errors
    ///
    /// [`EvaluationError`]: an unbound variable, a denominator that is zero, or a function (other than the root of a
    /// square) of which the value is not rational. Functions are rational only at the few arguments that
    /// construction folds, such as cosh 0.
    ///
    /// # Guarantee
    ///
    /// Exact.
    pub fn evaluate_exact(&self, bindings: &Bindings<Rational>) -> Result<Rational, EvaluationError> {
        Interpreter {
            bindings,
            constant: Rational::clone,
            divide: |x: Rational, y: Rational, divisor: &Expression| {
                if y.is_zero() {
                    return Err(EvaluationError::DivisionByZero { divisor: divisor.to_string() });
                }
                Ok(x / y)
            },
            function: |function: Function, x: Rational| {
                rational_value(function, &x).ok_or(EvaluationError::Irrational { function: function.name() })
            },
            known: HashMap::new(),
        }
        .run(self)
    }
}
