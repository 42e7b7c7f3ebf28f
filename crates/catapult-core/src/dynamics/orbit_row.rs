//! The rows of an orbit as data: what tables, CSV files and JSON show of a state.

use super::orbit::{Arithmetic, State};
use crate::arithmetic::{Ball, Enclosure};
use rug::Rational;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// The observables of a row, in order.
pub const OBSERVABLES: [&str; 4] = ["output", "lambda", "sharpness", "loss"];

/// Digits of the enclosed sharpness in exact runs.
const DIGITS_OF_EXACT_SHARPNESS: usize = 30;

/// One observable of one state.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// From an `f64` run.
    Numerical(f64),
    /// From an exact run.
    Exact(Rational),
    /// Enclosed between decimals.
    Certified(Enclosure),
}

/// The observables of one step.
///
/// As data an object under the names of the columns. A certified value stands in it both as an object of its two ends and as
/// the two columns of a table, so that either reader finds what it looks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The step.
    pub step: u64,
    /// In the order of [`OBSERVABLES`].
    pub entries: [Entry; 4],
}

impl Row {
    /// The row of a state of a run in this arithmetic.
    pub fn of(step: u64, state: &State, arithmetic: Arithmetic) -> Self {
        let digits = match arithmetic {
            Arithmetic::Ball(bits) => (f64::from(bits) * std::f64::consts::LOG10_2).ceil() as usize,
            _ => DIGITS_OF_EXACT_SHARPNESS,
        };
        let enclosed = |ball: &Ball| Entry::Certified(Enclosure::of_ball(ball, digits));
        let entries = match state {
            State::Numerical(seen) => [seen.output, seen.lambda, seen.sharpness, seen.loss].map(Entry::Numerical),
            State::Certified(seen) => [&seen.output, &seen.lambda, &seen.sharpness, &seen.loss].map(enclosed),
            State::Exact { output, lambda, sharpness, loss } => {
                let exact = |value: &Rational| Entry::Exact(value.clone());
                [exact(output), exact(lambda), enclosed(sharpness), exact(loss)]
            }
        };
        Row { step, entries }
    }

    /// The names of [`Row::cells`]: certified values have a lower and an upper column.
    pub fn columns(arithmetic: Arithmetic) -> Vec<String> {
        let mut columns = vec!["step".to_owned()];
        for name in OBSERVABLES {
            match arithmetic {
                Arithmetic::Ball(_) => columns.extend(ends_of(name)),
                Arithmetic::Exact if name == "sharpness" => columns.extend(ends_of(name)),
                _ => columns.push(name.into()),
            }
        }
        columns
    }

    /// The row as text: the fewest digits that read back as the same double, fractions, decimals rounded outward.
    pub fn cells(&self) -> Vec<String> {
        let mut cells = vec![self.step.to_string()];
        for entry in &self.entries {
            match entry {
                Entry::Numerical(value) => cells.push(format!("{value:?}")),
                Entry::Exact(value) => cells.push(value.to_string()),
                Entry::Certified(Enclosure { lower, upper }) => cells.extend([lower.clone(), upper.clone()]),
            }
        }
        cells
    }
}

/// The columns of a certified value.
fn ends_of(name: &str) -> [String; 2] {
    [format!("{name}_lower"), format!("{name}_upper")]
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("step", &self.step)?;
        for (name, entry) in OBSERVABLES.into_iter().zip(&self.entries) {
            match entry {
                Entry::Numerical(value) => object.serialize_entry(name, value)?,
                Entry::Exact(value) => object.serialize_entry(name, &value.to_string())?,
                Entry::Certified(enclosure) => {
                    let [lower, upper] = ends_of(name);
                    object.serialize_entry(&lower, &enclosure.lower)?;
                    object.serialize_entry(&upper, &enclosure.upper)?;
                    object.serialize_entry(name, enclosure)?;
                }
            }
        }
        object.end()
    }
}
