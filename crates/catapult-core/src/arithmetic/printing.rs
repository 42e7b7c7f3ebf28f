//! Formulas for readers: LaTeX, and for Coq's kernel: definitions over its real numbers.
//!
//! Parentheses are the fewest that keep the meaning in LaTeX, and the fewest that keep the tree in Coq, by the levels of
//! its `R_scope` (`^` 30, unary `-` 35, `*` and `/` 40, `+` and `-` 50, the last two associating to the left).

use super::Expression;
use super::expression::{Function, Node, is_identifier};
use rug::Rational;
use std::collections::BTreeSet;
use thiserror::Error;

/// Why a Coq definition cannot be printed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DefinitionError {
    /// A name that is not an identifier.
    #[error("`{name}` cannot be a name in Coq: begin with a letter and use letters, digits, underscores and primes")]
    NotAnIdentifier {
        /// The name.
        name: String,
    },
    /// An argument that stands twice in the list.
    #[error("the argument `{name}` is listed twice: list it once")]
    Repeated {
        /// The argument.
        name: String,
    },
    /// A variable of the body that is not an argument.
    #[error("the body of `{definition}` uses `{name}`, which is not an argument: add it to the arguments")]
    Free {
        /// The definition.
        definition: String,
        /// The variable.
        name: String,
    },
}

impl Expression {
    /// The formula in LaTeX, for mathematics mode: `f \left(1 + \frac{\eta^{2}}{m}\right)`. Names of Greek letters become the
    /// letters, and what follows an underscore, or the digits that end a name, becomes a subscript.
    pub fn to_latex(&self) -> String {
        latex(self).text
    }

    /// The formula as a Coq term of type `R`, with its scope: `(f * (1 + eta ^ 2 / m))%R`. It needs `Reals`. The stable
    /// forms are spelled out: softplus x is `ln (1 + exp x)` and ln_2cosh x is `ln (2 * cosh x)`. Names that mean something else in
    /// Coq get an underscore at the end.
    pub fn to_coq(&self) -> String {
        format!("({})%R", coq_text(self))
    }
}

/// A Coq definition: `Definition name (arguments : R) : R := body.`
///
/// # Errors
///
/// [`DefinitionError`]: a name that Coq would reject, an argument listed twice, or a variable of the body that is no argument.
pub fn coq_definition(name: &str, arguments: &[&str], body: &Expression) -> Result<String, DefinitionError> {
    let mut bound = BTreeSet::new();
    for identifier in std::iter::once(&name).chain(arguments) {
        if !is_identifier(identifier) {
            return Err(DefinitionError::NotAnIdentifier { name: (*identifier).to_owned() });
        }
    }
    for argument in arguments {
        if !bound.insert((*argument).to_owned()) {
            return Err(DefinitionError::Repeated { name: (*argument).to_owned() });
        }
    }
    if let Some(free) = body.variables().difference(&bound).next() {
        return Err(DefinitionError::Free { definition: name.to_owned(), name: free.clone() });
    }
    let binder = if arguments.is_empty() {
        String::new()
    } else {
        let names: Vec<String> = arguments.iter().map(|argument| coq_name(argument)).collect();
        format!(" ({} : R)", names.join(" "))
    };
    Ok(format!("Definition {}{binder} : R :=\n  {}.\n", coq_name(name), body.to_coq()))
}

/// A displayed LaTeX equation, `left = right`, with a tag such as `T1` if there is one. It needs `amsmath`.
pub fn latex_equation(left: &Expression, right: &Expression, tag: Option<&str>) -> String {
    let tag = tag.map_or(String::new(), |tag| format!(" \\tag{{{tag}}}"));
    format!("\\begin{{equation*}}\n  {} = {}{tag}\n\\end{{equation*}}\n", left.to_latex(), right.to_latex())
}

/// How tightly a printed formula holds together, tightest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Atom,
    /// `sinh x` in Coq: tighter than a power, but no argument without parentheses.
    Application,
    Power,
    Negation,
    Product,
    Sum,
}

struct Printed {
    text: String,
    level: Level,
}

impl Printed {
    fn new(text: impl Into<String>, level: Level) -> Self {
        Printed { text: text.into(), level }
    }
}

/// The level of a constant: negative ones behave as a negation, fractions as a quotient.
pub(super) fn constant_level(value: &Rational) -> Level {
    match (*value < 0, value.is_integer()) {
        (_, false) => Level::Product,
        (true, true) => Level::Negation,
        (false, true) => Level::Atom,
    }
}

/// The formula in Coq's syntax, without the scope.
pub(super) fn coq_text(expression: &Expression) -> String {
    coq(expression).text
}

fn coq(expression: &Expression) -> Printed {
    let within = |x: &Expression, loosest: Level| {
        let printed = coq(x);
        if printed.level <= loosest { printed.text } else { format!("({})", printed.text) }
    };
    let binary = |x: &Expression, left: Level, sign: &str, y: &Expression, right: Level, level: Level| {
        Printed::new(format!("{} {sign} {}", within(x, left), within(y, right)), level)
    };
    let call =
        |name: &str, x: &Expression| Printed::new(format!("{name} {}", within(x, Level::Atom)), Level::Application);
    match expression.node() {
        Node::Constant(value) if value.is_integer() => Printed::new(value.to_string(), constant_level(value)),
        Node::Constant(value) => Printed::new(format!("{} / {}", value.numer(), value.denom()), constant_level(value)),
        Node::Variable(name) => Printed::new(coq_name(name), Level::Atom),
        Node::Sum(x, y) => binary(x, Level::Sum, "+", y, Level::Product, Level::Sum),
        Node::Difference(x, y) => binary(x, Level::Sum, "-", y, Level::Product, Level::Sum),
        Node::Product(x, y) => binary(x, Level::Product, "*", y, Level::Negation, Level::Product),
        Node::Quotient(x, y) => binary(x, Level::Product, "/", y, Level::Negation, Level::Product),
        Node::Negation(x) => Printed::new(format!("- {}", within(x, Level::Power)), Level::Negation),
        Node::Square(x) => Printed::new(format!("{} ^ 2", within(x, Level::Application)), Level::Power),
        Node::Function(Function::Softplus, x) => {
            Printed::new(format!("ln (1 + {})", call("exp", x).text), Level::Application)
        }
        Node::Function(Function::Ln2Cosh, x) => {
            Printed::new(format!("ln (2 * {})", call("cosh", x).text), Level::Application)
        }
        Node::Function(function, x) => call(function.name(), x),
    }
}

/// Words that Coq keeps for itself, and the names of `Reals` and `Init` that the printed formulas use or that would confuse a reader.
const COQ_NAMES: [&str; 55] = [
    "Axiom",
    "CoFixpoint",
    "Definition",
    "Fixpoint",
    "Hypothesis",
    "INR",
    "IZR",
    "O",
    "PI",
    "Parameter",
    "Prop",
    "R",
    "Rabs",
    "Rdiv",
    "Rinv",
    "Rminus",
    "Rmult",
    "Ropp",
    "Rplus",
    "S",
    "SProp",
    "Set",
    "Theorem",
    "Type",
    "Variable",
    "as",
    "at",
    "cofix",
    "cos",
    "cosh",
    "else",
    "end",
    "exists",
    "exists2",
    "exp",
    "fix",
    "for",
    "forall",
    "fun",
    "if",
    "in",
    "let",
    "ln",
    "match",
    "pow",
    "return",
    "sin",
    "sinh",
    "sqrt",
    "tanh",
    "then",
    "using",
    "where",
    "with",
    "by",
];

/// The name in Coq. One underscore more than the variable has keeps different variables different.
fn coq_name(name: &str) -> String {
    if COQ_NAMES.contains(&name.trim_end_matches('_')) { format!("{name}_") } else { name.to_owned() }
}

// In LaTeX a negation is as loose as a sum (it may only begin one), and a fraction, which needs no parentheses in a product
// but does under a power, is a product.
fn latex(expression: &Expression) -> Printed {
    let within = |x: &Expression, loosest: Level| {
        let printed = latex(x);
        if printed.level <= loosest { printed.text } else { parenthesised(&printed.text) }
    };
    match expression.node() {
        Node::Constant(value) => latex_constant(value),
        Node::Variable(name) => Printed::new(latex_name(name), Level::Atom),
        Node::Sum(x, y) => {
            let addend = latex(y).text;
            let addend = if addend.starts_with('-') { parenthesised(&addend) } else { addend };
            Printed::new(format!("{} + {addend}", within(x, Level::Sum)), Level::Sum)
        }
        Node::Difference(x, y) => {
            Printed::new(format!("{} - {}", within(x, Level::Sum), within(y, Level::Product)), Level::Sum)
        }
        Node::Product(x, y) => {
            Printed::new(juxtaposed(&within(x, Level::Product), &within(y, Level::Product)), Level::Product)
        }
        Node::Quotient(x, y) => {
            Printed::new(format!("\\frac{{{}}}{{{}}}", latex(x).text, latex(y).text), Level::Product)
        }
        Node::Negation(x) => Printed::new(format!("-{}", within(x, Level::Product)), Level::Sum),
        Node::Square(x) => match x.node() {
            Node::Function(Function::Sinh, y) => Printed::new(latex_call("\\sinh^{2}", y), Level::Power),
            Node::Function(Function::Cosh, y) => Printed::new(latex_call("\\cosh^{2}", y), Level::Power),
            Node::Function(Function::Tanh, y) => Printed::new(latex_call("\\tanh^{2}", y), Level::Power),
            Node::Function(Function::Ln, y) => Printed::new(latex_call("\\ln^{2}", y), Level::Power),
            _ => Printed::new(format!("{}^{{2}}", within(x, Level::Atom)), Level::Power),
        },
        Node::Function(Function::Exp, x) => Printed::new(format!("e^{{{}}}", latex(x).text), Level::Power),
        Node::Function(Function::Sqrt, x) => Printed::new(format!("\\sqrt{{{}}}", latex(x).text), Level::Atom),
        // Written "\ln(...)", a function's value is an application: under a power it takes parentheses.
        Node::Function(Function::Ln, x) => Printed::new(latex_call("\\ln", x), Level::Application),
        Node::Function(Function::Sinh, x) => Printed::new(latex_call("\\sinh", x), Level::Application),
        Node::Function(Function::Cosh, x) => Printed::new(latex_call("\\cosh", x), Level::Application),
        Node::Function(Function::Tanh, x) => Printed::new(latex_call("\\tanh", x), Level::Application),
        Node::Function(Function::Softplus, x) => {
            Printed::new(format!("\\ln\\left(1 + e^{{{}}}\\right)", latex(x).text), Level::Application)
        }
        Node::Function(Function::Ln2Cosh, x) => {
            Printed::new(format!("\\ln\\left(2 {}\\right)", latex_call("\\cosh", x)), Level::Application)
        }
    }
}

fn latex_call(function: &str, argument: &Expression) -> String {
    format!("{function}{}", parenthesised(&latex(argument).text))
}

/// Parentheses that grow with what they hold, if it is taller than a line.
fn parenthesised(text: &str) -> String {
    let tall = ["\\frac", "\\sqrt", "\\left"].iter().any(|mark| text.contains(mark));
    if tall { format!("\\left({text}\\right)") } else { format!("({text})") }
}

/// A product without a sign, but for a dot where two numbers would run together.
fn juxtaposed(left: &str, right: &str) -> String {
    let ends_in_number = left.ends_with(|last: char| last.is_ascii_digit());
    let run_together =
        right.starts_with(|first: char| first.is_ascii_digit()) || ends_in_number && right.starts_with("\\frac");
    format!("{left} {}{right}", if run_together { "\\cdot " } else { "" })
}

fn latex_constant(value: &Rational) -> Printed {
    if value.is_integer() {
        return Printed::new(value.to_string(), if *value < 0 { Level::Sum } else { Level::Atom });
    }
    let sign = if *value < 0 { "-" } else { "" };
    let fraction = format!("{sign}\\frac{{{}}}{{{}}}", value.numer().clone().abs(), value.denom());
    Printed::new(fraction, if *value < 0 { Level::Sum } else { Level::Product })
}

const GREEK: [&str; 33] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi",
    "Pi", "Sigma", "Phi", "Psi", "Omega",
];

/// A name as readers see it: a word, subscripts, and primes.
pub(super) struct NameParts<'a> {
    /// `sigma` of `sigma_1'`.
    pub word: &'a str,
    /// `1` of `sigma_1'`, and `0` of `lambda0`.
    pub subscripts: Vec<&'a str>,
    /// `'` of `sigma_1'`.
    pub primes: &'a str,
}

impl<'a> NameParts<'a> {
    pub(super) fn of(name: &'a str) -> Self {
        let stem = name.trim_end_matches('\'');
        let mut parts = stem.split('_').filter(|part| !part.is_empty());
        let first = parts.next().unwrap_or(stem);
        let word = first.trim_end_matches(|last: char| last.is_ascii_digit());
        let digits = Some(&first[word.len()..]).filter(|digits| !digits.is_empty());
        NameParts { word, subscripts: digits.into_iter().chain(parts).collect(), primes: &name[stem.len()..] }
    }
}

/// `sigma_1'` as `\sigma_{1}'`, `lambda0` as `\lambda_{0}`, `width` as `\mathrm{width}`.
fn latex_name(name: &str) -> String {
    let NameParts { word, subscripts, primes } = NameParts::of(name);
    let subscripts: Vec<String> = subscripts.into_iter().map(latex_word).collect();
    let base = latex_word(word);
    if subscripts.is_empty() {
        format!("{base}{primes}")
    } else {
        format!("{base}_{{{}}}{primes}", subscripts.join(","))
    }
}

fn latex_word(word: &str) -> String {
    if GREEK.contains(&word) {
        format!("\\{word}")
    } else if word.len() == 1 || word.bytes().all(|byte| byte.is_ascii_digit()) {
        word.to_owned()
    } else {
        format!("\\mathrm{{{word}}}")
    }
}
