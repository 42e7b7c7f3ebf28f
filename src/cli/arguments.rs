//! Arguments that several commands share, read exactly.

use super::{InputError, terminal};
use crate::arithmetic::{ExactNumberError, parse_exact};
use crate::data::{ExactDataSet, Loaded};
use crate::model::LossName;
use crate::problems::Points;
use crate::program::quoted;
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
    Ok(points(text)?.into_listed())
}

/// The same as the data of a problem, for which D0 is something else than its two points.
pub fn points(text: &str) -> Result<Points, InputError> {
    let Loaded { data, provenance } = Points::read(&text.parse()?)?;
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

/// Options that say where a result goes and how it is made, and do not change it: their names, and whether a value follows.
const WITHOUT_EFFECT: [(&str, bool); 10] = [
    ("--certificate", true),
    ("--checkpoint-seconds", true),
    ("--json", false),
    ("--memory", true),
    ("--out", true),
    ("--quiet", false),
    ("--resume", false),
    ("--shard", true),
    ("--threads", true),
    ("-q", false),
];

/// The command that makes a result again: as it was typed, without what does not change the result.
pub fn command_of_result() -> String {
    command_without_effects(std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()))
}

fn command_without_effects(mut words: impl Iterator<Item = String>) -> String {
    let mut kept = vec!["catapult".to_owned()];
    while let Some(word) = words.next() {
        match WITHOUT_EFFECT.iter().find(|(name, _)| *name == word) {
            Some((_, true)) => drop(words.next()),
            Some((_, false)) => {}
            None if WITHOUT_EFFECT.iter().any(|(name, _)| word.starts_with(&format!("{name}="))) => {}
            None => kept.push(quoted(&word)),
        }
    }
    kept.join(" ")
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

#[cfg(test)]
mod tests {
    use super::command_without_effects;

    #[test]
    fn a_command_is_kept_without_what_does_not_change_its_result() {
        let words = "-q classify linear --certificate c.json --loss=logistic --out=x --threads 2 --eta 10 --json --resume --weight -1";
        let kept = command_without_effects(words.split(' ').map(str::to_owned));
        assert_eq!(kept, "catapult classify linear --loss=logistic --eta 10 --weight -1");
    }
}
