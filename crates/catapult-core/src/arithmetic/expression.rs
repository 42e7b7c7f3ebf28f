//! Symbolic arithmetic: running a generic equation on expressions writes the equation down.
//!
//! An [`Expression`] is a formula: exact rational constants, named variables, the four operations, squares and the
//! functions of [`Analytic`]. What is printed ([`super::printing`]) and what is proved ([`super::normal_form`]) is thereby
//! the text that is run, never a second copy of it. [`Expression::evaluate`] runs a formula in any arithmetic.

use super::{Analytic, Field, FromExact};
use num_traits::{One, Zero};
use rug::Rational;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::sync::Arc;

/// A formula. Cloning is cheap: subexpressions are shared.
///
/// The operations simplify lightly, so that formulas stay close to what was typed: constants are folded, neutral and
/// absorbing elements disappear (`0 + x`, `1 * x`, `0 * x`, `x / 1`), signs move outwards (`x + -y` is `x - y`,
/// `-x * y` is `-(x * y)`), and `x * (1 / y)` is `x / y` unless `x` is a number: a map that keeps a reciprocal to multiply
/// by is written with the division that it means, defined at the same points. Nothing is expanded or reordered. As
/// everywhere in algebra, `0 * x` and `0 / x` forget where `x` is undefined or zero.
///
/// `==` compares formulas as written; for equality of what they denote see [`Expression::identity`].
///
/// # Guarantee
///
/// Exact: no rounding anywhere. Depth is limited by the stack (traversals are recursive): expressions are meant for
/// equations, not for long orbits.
#[derive(Clone, PartialEq, Eq)]
pub struct Expression(pub(super) Arc<Node>);

/// One operation of a formula.
#[derive(PartialEq, Eq)]
pub(super) enum Node {
    Constant(Rational),
    Variable(String),
    Sum(Expression, Expression),
    Difference(Expression, Expression),
    Negation(Expression),
    Product(Expression, Expression),
    Quotient(Expression, Expression),
    Square(Expression),
    Function(Function, Expression),
}

/// The functions of [`Analytic`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Exp,
    Ln,
    Sinh,
    Cosh,
    Tanh,
    Sqrt,
    Softplus,
    Ln2Cosh,
}

impl Function {
    /// The name of the method of [`Analytic`].
    pub(super) fn name(self) -> &'static str {
        match self {
            Function::Exp => "exp",
            Function::Ln => "ln",
            Function::Sinh => "sinh",
            Function::Cosh => "cosh",
            Function::Tanh => "tanh",
            Function::Sqrt => "sqrt",
            Function::Softplus => "softplus",
            Function::Ln2Cosh => "ln_2cosh",
        }
    }

    pub(super) fn apply<T: Analytic>(self, argument: T) -> T {
        match self {
            Function::Exp => argument.exp(),
            Function::Ln => argument.ln(),
            Function::Sinh => argument.sinh(),
            Function::Cosh => argument.cosh(),
            Function::Tanh => argument.tanh(),
            Function::Sqrt => argument.sqrt(),
            Function::Softplus => argument.softplus(),
            Function::Ln2Cosh => argument.ln_2cosh(),
        }
    }
}

impl Expression {
    fn new(node: Node) -> Self {
        Expression(Arc::new(node))
    }

    pub(super) fn node(&self) -> &Node {
        &self.0
    }

    /// A number.
    pub fn constant(value: Rational) -> Self {
        Expression::new(Node::Constant(value))
    }

    /// A variable.
    ///
    /// # Panics
    ///
    /// If `name` is not an identifier ([`is_identifier`]): every printed form relies on it.
    pub fn variable(name: &str) -> Self {
        assert!(is_identifier(name), "`{name}` is not an identifier: use letters, digits, underscores and primes");
        Expression::new(Node::Variable(name.to_owned()))
    }

    /// The number this is, if it is a constant as written.
    pub fn as_constant(&self) -> Option<&Rational> {
        match self.node() {
            Node::Constant(value) => Some(value),
            _ => None,
        }
    }

    /// The names of all variables, sorted.
    pub fn variables(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut pending = vec![self];
        while let Some(expression) = pending.pop() {
            if !seen.insert(Arc::as_ptr(&expression.0)) {
                continue;
            }
            match expression.node() {
                Node::Constant(_) => {}
                Node::Variable(name) => {
                    names.insert(name.clone());
                }
                Node::Negation(x) | Node::Square(x) | Node::Function(_, x) => pending.push(x),
                Node::Sum(x, y) | Node::Difference(x, y) | Node::Product(x, y) | Node::Quotient(x, y) => {
                    pending.extend([x, y]);
                }
            }
        }
        names
    }

    fn function(self, function: Function) -> Self {
        match self.as_constant().and_then(|argument| rational_value(function, argument)) {
            Some(value) => Expression::constant(value),
            None => Expression::new(Node::Function(function, self)),
        }
    }

    /// Both constants, if they are.
    fn constants<'a>(left: &'a Self, right: &'a Self) -> Option<(&'a Rational, &'a Rational)> {
        Some((left.as_constant()?, right.as_constant()?))
    }

    /// `y` if the expression is written `-y`, negative constants included.
    fn negated(&self) -> Option<Expression> {
        match self.node() {
            Node::Negation(x) => Some(x.clone()),
            Node::Constant(value) if *value < 0 => Some(Expression::constant(Rational::from(-value))),
            _ => None,
        }
    }

    /// `y` if the expression is written `1 / y`.
    fn reciprocal_of(&self) -> Option<Expression> {
        match self.node() {
            Node::Quotient(one, y) if one.is_one() => Some(y.clone()),
            _ => None,
        }
    }
}

/// Whether a text can name a variable: an ASCII letter followed by ASCII letters, digits, underscores, and then primes.
pub fn is_identifier(name: &str) -> bool {
    let stem = name.trim_end_matches('\'');
    stem.starts_with(|first: char| first.is_ascii_alphabetic())
        && stem.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// The functions' rational values at rational arguments: at the obvious arguments, and roots of squares.
pub(super) fn rational_value(function: Function, argument: &Rational) -> Option<Rational> {
    let whole = |value: i32| Some(Rational::from(value));
    match function {
        Function::Exp | Function::Cosh if argument.is_zero() => whole(1),
        Function::Sinh | Function::Tanh if argument.is_zero() => whole(0),
        Function::Ln if *argument == 1 => whole(0),
        Function::Sqrt if argument.numer().is_perfect_square() && argument.denom().is_perfect_square() => {
            Some(Rational::from((argument.numer().clone().sqrt(), argument.denom().clone().sqrt())))
        }
        _ => None,
    }
}

macro_rules! expression_operation {
    ($trait:ident, $method:ident, $build:path) => {
        impl $trait<&Expression> for Expression {
            type Output = Expression;
            fn $method(self, right: &Expression) -> Expression {
                $build(self, right.clone())
            }
        }
        impl $trait for Expression {
            type Output = Expression;
            fn $method(self, right: Expression) -> Expression {
                $build(self, right)
            }
        }
    };
}

expression_operation!(Add, add, sum);
expression_operation!(Sub, sub, difference);
expression_operation!(Mul, mul, product);
expression_operation!(Div, div, quotient);

fn sum(x: Expression, y: Expression) -> Expression {
    if let Some((a, b)) = Expression::constants(&x, &y) {
        Expression::constant(Rational::from(a + b))
    } else if x.is_zero() {
        y
    } else if y.is_zero() {
        x
    } else if let Some(negated) = y.negated() {
        difference(x, negated)
    } else {
        Expression::new(Node::Sum(x, y))
    }
}

fn difference(x: Expression, y: Expression) -> Expression {
    if let Some((a, b)) = Expression::constants(&x, &y) {
        Expression::constant(Rational::from(a - b))
    } else if x.is_zero() {
        -y
    } else if y.is_zero() {
        x
    } else if let Some(negated) = y.negated() {
        sum(x, negated)
    } else {
        Expression::new(Node::Difference(x, y))
    }
}

fn product(x: Expression, y: Expression) -> Expression {
    if let Some((a, b)) = Expression::constants(&x, &y) {
        Expression::constant(Rational::from(a * b))
    } else if x.is_zero() || y.is_zero() {
        Expression::zero()
    } else if x.is_one() {
        y
    } else if y.is_one() {
        x
    } else if let Some(negated) = x.negated() {
        -product(negated, y)
    } else if let Some(negated) = y.negated() {
        -product(x, negated)
    } else if let Some(inverse) = y.reciprocal_of().filter(|_| x.as_constant().is_none()) {
        quotient(x, inverse)
    } else {
        Expression::new(Node::Product(x, y))
    }
}

fn quotient(x: Expression, y: Expression) -> Expression {
    if y.is_zero() {
        // Left as written: it has no value, and evaluation and normal form say so.
        return Expression::new(Node::Quotient(x, y));
    }
    if let Some((a, b)) = Expression::constants(&x, &y) {
        Expression::constant(Rational::from(a / b))
    } else if x.is_zero() || y.is_one() {
        x
    } else if let Some(negated) = x.negated() {
        -quotient(negated, y)
    } else if let Some(negated) = y.negated() {
        -quotient(x, negated)
    } else {
        Expression::new(Node::Quotient(x, y))
    }
}

impl Neg for Expression {
    type Output = Expression;
    fn neg(self) -> Expression {
        match self.node() {
            Node::Constant(value) => Expression::constant(Rational::from(-value)),
            Node::Negation(x) => x.clone(),
            _ => Expression::new(Node::Negation(self)),
        }
    }
}

impl Zero for Expression {
    fn zero() -> Self {
        Expression::constant(Rational::new())
    }
    /// Whether the formula is the constant 0 as written.
    fn is_zero(&self) -> bool {
        self.as_constant().is_some_and(Rational::is_zero)
    }
}

impl One for Expression {
    fn one() -> Self {
        Expression::constant(Rational::from(1))
    }
}

impl Field for Expression {
    fn integer(value: i32) -> Self {
        Expression::constant(Rational::from(value))
    }
    fn square(self) -> Self {
        match self.node() {
            Node::Constant(value) => Expression::constant(value.clone().square()),
            Node::Negation(x) => Expression::new(Node::Square(x.clone())),
            _ => Expression::new(Node::Square(self)),
        }
    }
}

impl Analytic for Expression {
    fn exp(self) -> Self {
        self.function(Function::Exp)
    }
    fn ln(self) -> Self {
        self.function(Function::Ln)
    }
    fn sinh(self) -> Self {
        self.function(Function::Sinh)
    }
    fn cosh(self) -> Self {
        self.function(Function::Cosh)
    }
    fn tanh(self) -> Self {
        self.function(Function::Tanh)
    }
    fn sqrt(self) -> Self {
        self.function(Function::Sqrt)
    }
    fn softplus(self) -> Self {
        self.function(Function::Softplus)
    }
    fn ln_2cosh(self) -> Self {
        self.function(Function::Ln2Cosh)
    }
}

impl FromExact for Expression {
    fn from_exact(value: &Rational, _bits: u32) -> Self {
        Expression::constant(value.clone())
    }
}

/// The formula in the syntax of Coq's reals, as [`Expression::to_coq`] without the scope.
impl fmt::Display for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&super::printing::coq_text(self))
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}
