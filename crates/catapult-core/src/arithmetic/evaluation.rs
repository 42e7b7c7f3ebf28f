//! Running a formula: [`Expression::evaluate`] in any arithmetic, [`Expression::enclose`] with proof that it is defined,
//! [`Expression::evaluate_exact`] on rationals.

use super::expression::{Function, Node, rational_value};
use super::{Analytic, Ball, Expression, Field, FromExact};
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
    #[error("`{quotient}` divides by zero for these values: choose values where no denominator vanishes")]
    DivisionByZero {
        /// The quotient.
        quotient: String,
    },
    /// A quotient or function of which the enclosure is unbounded.
    #[error("`{part}` may be undefined for these values: choose values well inside its domain, or take more bits")]
    Unbounded {
        /// The quotient or function.
        part: String,
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
    F: Fn(Function, T, &Expression) -> Result<T, EvaluationError>,
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
                (self.divide)(numerator, denominator, expression)?
            }
            Node::Square(x) => self.run(x)?.square(),
            Node::Function(function, x) => {
                let argument = self.run(x)?;
                (self.function)(*function, argument, expression)?
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
            function: |function: Function, x: T, _: &Expression| Ok(function.apply(x)),
            known: HashMap::new(),
        }
        .run(self)
    }

    /// Encloses the formula's value, with the proof that there is one: unlike [`Expression::evaluate`] it refuses a part that may be
    /// undefined, even where the whole would be bounded again, as tanh(ln x) is for every x.
    ///
    /// # Errors
    ///
    /// [`EvaluationError`]: an unbound variable, or a quotient or function whose enclosure is unbounded.
    ///
    /// # Guarantee
    ///
    /// Certified: for all values in the balls of `bindings` the formula is defined and its value lies in the result.
    pub fn enclose(&self, bits: u32, bindings: &Bindings<Ball>) -> Result<Ball, EvaluationError> {
        let bounded = |ball: Ball, part: &Expression| {
            if ball.is_bounded() { Ok(ball) } else { Err(EvaluationError::Unbounded { part: part.to_string() }) }
        };
        let value = Interpreter {
            bindings,
            constant: |value: &Rational| Ball::from_exact(value, bits),
            divide: |x: Ball, y: Ball, quotient: &Expression| bounded(x / y, quotient),
            function: |function: Function, x: Ball, call: &Expression| {
                // The argument may be unbounded through overflow, or because a binding is.
                bounded(x, call).and_then(|x| bounded(function.apply(x), call))
            },
            known: HashMap::new(),
        }
        .run(self)?;
        bounded(value, self)
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
            divide: |x: Rational, y: Rational, quotient: &Expression| {
                if y.is_zero() {
                    return Err(EvaluationError::DivisionByZero { quotient: quotient.to_string() });
                }
                Ok(x / y)
            },
            function: |function: Function, x: Rational, _: &Expression| {
                rational_value(function, &x).ok_or(EvaluationError::Irrational { function: function.name() })
            },
            known: HashMap::new(),
        }
        .run(self)
    }
}
