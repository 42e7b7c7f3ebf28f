//! Arguments that several commands share, read exactly.

use super::{InputError, terminal};
use crate::arithmetic::{ExactNumberError, parse_exact};
use crate::data::{DataSpecification, ExactDataSet, Loaded};
use crate::model::LossName;
use crate::theory::Digits;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use rug::Rational;

/// An exact number: `7`, `-3/4`, `0.1`, `2.5e-3`.
pub fn exact(text: &str) -> Result<Rational, ExactNumberError> {
    parse_exact(text)
}

/// The data that a text names, in exact form; what is to be said about how they were read goes to stderr.
pub fn exact_data(text: &str) -> Result<ExactDataSet, InputError> {
    let Loaded { data, provenance } = text.parse::<DataSpecification>()?.read_exact()?;
    provenance.remarks.iter().for_each(|remark| terminal::note(remark));
    Ok(data)
}

/// A whole number that is not negative, written as any exact number: `500`, `1e6`.
pub fn whole(text: &str) -> Result<u64, String> {
    let number = parse_exact(text).map_err(|error| error.to_string())?;
    let small = number.is_integer().then(|| number.numer().to_u64()).flatten();
    small.ok_or_else(|| format!("`{text}` is not a whole number from 0 to 2^64 - 1: give one such as 500 or 1e6"))
}

/// A whole number of at least 1.
pub fn count(text: &str) -> Result<u64, String> {
    match whole(text)? {
        0 => Err("0 is too small: give a whole number of at least 1".into()),
        number => Ok(number),
    }
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
