//! Formulas for browsers: MathML, which needs no script and no font of ours.
//!
//! Parentheses are those of the LaTeX form ([`super::printing`]); names become Greek letters and subscripts in the same way.

use super::Expression;
use super::expression::{Function, Node};
use super::printing::{Level, NameParts, constant_level};
use rug::Rational;

const MINUS: &str = "<mo>&#8722;</mo>";

impl Expression {
    /// The formula as MathML elements, to stand inside `<math>`.
    pub fn to_mathml(&self) -> String {
        mathml(self).0
    }
}

/// A displayed equation `left = right` as one `<math>` element.
pub fn mathml_equation(left: &Expression, right: &Expression) -> String {
    format!("<math display=\"block\"><mrow>{}<mo>=</mo>{}</mrow></math>", left.to_mathml(), right.to_mathml())
}

fn mathml(expression: &Expression) -> (String, Level) {
    let within = |x: &Expression, loosest: Level| {
        let (text, level) = mathml(x);
        if level <= loosest { text } else { parenthesised(&text) }
    };
    match expression.node() {
        Node::Constant(value) => (number(value), constant_level(value)),
        Node::Variable(name) => (variable(name), Level::Atom),
        Node::Sum(x, y) => {
            let addend = mathml(y).0;
            // a sign may begin a sum but not follow a plus
            let addend = if addend.starts_with(MINUS) { parenthesised(&addend) } else { addend };
            (format!("{}<mo>+</mo>{addend}", within(x, Level::Sum)), Level::Sum)
        }
        Node::Difference(x, y) => {
            (format!("{}{MINUS}{}", within(x, Level::Sum), within(y, Level::Product)), Level::Sum)
        }
        Node::Product(x, y) => {
            let (left, right) = (within(x, Level::Product), within(y, Level::Product));
            let dot = if right.starts_with("<mn>") || right.starts_with("<mfrac><mn>") { "&#8901;" } else { "&#8290;" };
            (format!("{left}<mo>{dot}</mo>{right}"), Level::Product)
        }
        Node::Quotient(x, y) => {
            (format!("<mfrac><mrow>{}</mrow><mrow>{}</mrow></mfrac>", mathml(x).0, mathml(y).0), Level::Product)
        }
        Node::Negation(x) => (format!("{MINUS}{}", within(x, Level::Product)), Level::Negation),
        Node::Square(x) => match x.node() {
            Node::Function(function @ (Function::Sinh | Function::Cosh | Function::Tanh | Function::Ln), y) => {
                let raised = format!("<msup><mi>{}</mi><mn>2</mn></msup>", function.name());
                (format!("{raised}{}", parenthesised(&mathml(y).0)), Level::Power)
            }
            _ => (format!("<msup><mrow>{}</mrow><mn>2</mn></msup>", within(x, Level::Atom)), Level::Power),
        },
        Node::Function(function, x) => applied(*function, x),
    }
}

fn applied(function: Function, argument: &Expression) -> (String, Level) {
    let inner = mathml(argument).0;
    let call = |name: &str, inner: &str| format!("<mi>{name}</mi><mo>&#8289;</mo>{}", parenthesised(inner));
    let power = || format!("<msup><mi>e</mi><mrow>{inner}</mrow></msup>");
    match function {
        Function::Exp => (power(), Level::Power),
        Function::Sqrt => (format!("<msqrt>{inner}</msqrt>"), Level::Atom),
        Function::Softplus => (call("ln", &format!("<mn>1</mn><mo>+</mo>{}", power())), Level::Application),
        Function::Ln2Cosh => {
            let doubled = format!("<mn>2</mn><mo>&#8290;</mo>{}", call("cosh", &inner));
            (call("ln", &doubled), Level::Application)
        }
        Function::Ln | Function::Sinh | Function::Cosh | Function::Tanh => {
            (call(function.name(), &inner), Level::Application)
        }
    }
}

fn parenthesised(text: &str) -> String {
    format!("<mrow><mo>(</mo>{text}<mo>)</mo></mrow>")
}

fn number(value: &Rational) -> String {
    let sign = if *value < 0 { MINUS } else { "" };
    let size = value.clone().abs();
    if size.is_integer() {
        return format!("{sign}<mn>{size}</mn>");
    }
    format!("{sign}<mfrac><mn>{}</mn><mn>{}</mn></mfrac>", size.numer(), size.denom())
}

/// `sigma_1'` as sigma with the subscript 1 and a prime.
fn variable(name: &str) -> String {
    let parts = NameParts::of(name);
    let primes = "&#8242;".repeat(parts.primes.len());
    let subscripts: Vec<String> = parts.subscripts.into_iter().map(word).collect();
    let base = word(parts.word);
    let under = format!("<mrow>{}</mrow>", subscripts.join("<mo>,</mo>"));
    match (subscripts.is_empty(), primes.is_empty()) {
        (true, true) => base,
        (false, true) => format!("<msub>{base}{under}</msub>"),
        (true, false) => format!("<msup>{base}<mo>{primes}</mo></msup>"),
        (false, false) => format!("<msubsup>{base}{under}<mo>{primes}</mo></msubsup>"),
    }
}

fn word(word: &str) -> String {
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("<mn>{word}</mn>");
    }
    format!("<mi>{}</mi>", greek_letter(word).map_or_else(|| word.to_owned(), String::from))
}

/// The letter that a name such as `eta` stands for.
pub fn greek_letter(name: &str) -> Option<char> {
    const SMALL: [&str; 24] = [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
        "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    ];
    // the block of Greek capitals and that of small letters have the same order, with a final sigma between rho and sigma
    let lower = name.to_lowercase();
    let index = SMALL.iter().position(|letter| *letter == lower)? as u32;
    let index = if index >= 17 { index + 1 } else { index };
    let is_capital = name.starts_with(|first: char| first.is_ascii_uppercase());
    char::from_u32(index + if is_capital { 0x391 } else { 0x3B1 })
}
