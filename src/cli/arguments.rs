//! Arguments that several commands share, read exactly.

use crate::arithmetic::{ExactNumberError, parse_exact};
use crate::model::LossName;
use crate::theory::Digits;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use rug::Rational;

/// An exact number: `7`, `-3/4`, `0.1`, `2.5e-3`.
pub fn exact(text: &str) -> Result<Rational, ExactNumberError> {
    parse_exact(text)
}

/// A count of significant digits.
pub fn digits(text: &str) -> Result<Digits, String> {
    let count =
        text.parse().map_err(|_| format!("`{text}` is not a number of digits: give a whole number such as 30"))?;
    Digits::new(count).map_err(|error| error.to_string())
}

/// A loss by name, with clap's suggestions for misspelt ones.
pub fn loss() -> impl TypedValueParser<Value = LossName> {
    PossibleValuesParser::new(LossName::ALL.map(LossName::name))
        .map(|name| LossName::ALL.into_iter().find(|loss| loss.name() == name).unwrap_or(LossName::Logistic))
}

/// How a result is printed.
#[derive(Args, Clone, Copy)]
pub struct Format {
    /// Print one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
}

/// How many digits, and how they are printed.
#[derive(Args, Clone, Copy)]
pub struct Precision {
    /// Significant decimal digits to certify.
    #[arg(long, value_name = "D", default_value = "30", value_parser = digits)]
    pub digits: Digits,
    #[command(flatten)]
    pub format: Format,
}
