//! The rows of an orbit as data: what tables, CSV files and JSON show of a state.

use super::orbit::{Arithmetic, ExactOrEnclosed, State};
use super::problem::{Descent, Job, Problem};
use super::system::System;
use crate::arithmetic::{Ball, Enclosure};
use rug::Rational;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

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
    /// Name and value of each observable, in order.
    pub entries: Vec<(String, Entry)>,
}

/// The observables of a problem, and whether those of a run have two columns.
///
/// In an exact run eigenvalues are enclosed and the other observables exact.
#[derive(Clone, Debug)]
pub struct Columns {
    arithmetic: Arithmetic,
    names: Vec<(String, bool)>,
}

impl Columns {
    /// The columns of a problem in this arithmetic.
    pub fn of(problem: &Problem, arithmetic: Arithmetic) -> Self {
        let enclosed = |name: &str| match arithmetic {
            Arithmetic::F64 => false,
            Arithmetic::Ball(_) => true,
            Arithmetic::Exact => ["sharpness", "ntk_eigenvalue"].contains(&name),
        };
        let names = problem.visit(Observables);
        Columns { arithmetic, names: names.into_iter().map(|name| (name.clone(), enclosed(&name))).collect() }
    }

    /// The names of [`Row::cells`]: certified values have a lower and an upper column.
    pub fn names(&self) -> Vec<String> {
        let mut columns = vec!["step".to_owned()];
        for (name, enclosed) in &self.names {
            if *enclosed { columns.extend(ends_of(name)) } else { columns.push(name.clone()) }
        }
        columns
    }

    /// The names of the observables, which are those of the entries of a row.
    pub fn observables(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| name.as_str())
    }

    /// The row of a state of a run.
    pub fn row(&self, step: u64, state: &State) -> Row {
        let digits = match self.arithmetic {
            Arithmetic::Ball(bits) => (f64::from(bits) * std::f64::consts::LOG10_2).ceil() as usize,
            _ => DIGITS_OF_EXACT_SHARPNESS,
        };
        let enclosed = |ball: &Ball| Entry::Certified(Enclosure::of_ball(ball, digits));
        let entries: Vec<Entry> = match state {
            State::Numerical(seen) => seen.iter().copied().map(Entry::Numerical).collect(),
            State::Certified(seen) => seen.iter().map(enclosed).collect(),
            State::Exact(seen) => seen
                .iter()
                .map(|value| match value {
                    ExactOrEnclosed::Exact(value) => Entry::Exact(value.clone()),
                    ExactOrEnclosed::Enclosed(ball) => enclosed(ball),
                })
                .collect(),
        };
        Row { step, entries: self.names.iter().map(|(name, _)| name.clone()).zip(entries).collect() }
    }
}

/// Asks a system for its observables.
struct Observables;

impl Job for Observables {
    type Output = Vec<String>;

    fn run<S: System>(self, descent: &Descent<S>) -> Vec<String> {
        descent.system.observables()
    }
}

impl Row {
    /// The row as text: the fewest digits that read back as the same double, fractions, decimals rounded outward.
    pub fn cells(&self) -> Vec<String> {
        let mut cells = vec![self.step.to_string()];
        for (_, entry) in &self.entries {
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
        for (name, entry) in &self.entries {
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
