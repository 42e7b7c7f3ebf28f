//! `catapult orbit`: gradient descent step by step, numerical, certified or exact.

use super::arguments::Format;
use super::{InputError, Outcome, problem, terminal};
use crate::arithmetic::{Ball, Enclosure};
use crate::dynamics::Problem;
use crate::dynamics::orbit::{self, Arithmetic, State, Stop};
use crate::output::PendingFile;
use clap::{Args, Subcommand};
use rug::Rational;
use serde_json::{Map, Value, json};
use std::ops::ControlFlow;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum Orbit {
    /// The linear predictor (P1), on D0 or on one-dimensional data.
    Linear {
        #[command(flatten)]
        problem: problem::LinearProblem,
        #[command(flatten)]
        schedule: Schedule,
    },
    /// The two-layer network on D0 (T1), (T2).
    TwoLayer {
        #[command(flatten)]
        problem: problem::TwoLayerProblem,
        #[command(flatten)]
        schedule: Schedule,
    },
    /// An aligned deep network on D0 (D3).
    Aligned {
        #[command(flatten)]
        problem: problem::AlignedProblem,
        #[command(flatten)]
        schedule: Schedule,
    },
}

#[derive(Args)]
pub struct Schedule {
    /// How many steps.
    #[arg(long, value_name = "T")]
    steps: u64,
    /// f64 (numerical), ball:BITS (certified) or exact (squared loss).
    #[arg(long, value_name = "A", default_value = "f64")]
    arithmetic: Arithmetic,
    /// Show every K-th step, and the last.
    #[arg(long, value_name = "K", default_value = "1", value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
    /// Write a CSV file instead of printing a table.
    #[arg(long, value_name = "F.csv")]
    out: Option<PathBuf>,
    #[command(flatten)]
    format: Format,
}

impl Orbit {
    pub fn run(self) -> Result<Outcome, InputError> {
        let (problem, schedule) = match self {
            Orbit::Linear { problem, schedule } => (problem.problem()?, schedule),
            Orbit::TwoLayer { problem, schedule } => (problem.problem()?, schedule),
            Orbit::Aligned { problem, schedule } => (problem.problem()?, schedule),
        };
        if schedule.arithmetic == Arithmetic::Exact {
            problem.require_rational()?;
        }
        show(&problem, &schedule)
    }
}

/// Runs the orbit and sends its rows where the user asked.
fn show(problem: &Problem, schedule: &Schedule) -> Result<Outcome, InputError> {
    let columns = columns(schedule.arithmetic);
    let run = |visit: &mut dyn FnMut(u64, &State)| {
        orbit::run(problem, schedule.arithmetic, schedule.steps, schedule.every, |step, state| {
            state.iter().for_each(|state| visit(step, state));
            ControlFlow::Continue(())
        })
    };
    let cells = |step, state: &State| cells(step, state, schedule.arithmetic);
    let stop = match &schedule.out {
        Some(path) => {
            let mut file = PendingFile::create(path)?;
            file.write(format!("{}\n", columns.join(",")).as_bytes())?;
            let mut written = Ok(());
            let stop = run(&mut |step, state| {
                if written.is_ok() {
                    written = file.write(format!("{}\n", cells(step, state).join(",")).as_bytes());
                }
            })?;
            written?;
            file.commit()?;
            if schedule.format.json {
                terminal::print_json(&with_stop(json!({ "out": path.to_string_lossy() }), stop))?;
            }
            stop
        }
        None if schedule.format.json => {
            let mut rows = Vec::new();
            let stop = run(&mut |step, state| rows.push(row(step, state, schedule.arithmetic)))?;
            terminal::print_json(&with_stop(json!({ "rows": rows }), stop))?;
            stop
        }
        None => {
            let mut table = vec![columns.clone()];
            let stop = run(&mut |step, state| table.push(cells(step, state)))?;
            terminal::print_table(&table)?;
            stop
        }
    };
    if let Some((step, reason)) = stop {
        eprintln!("note: the orbit ends before step {step}: {}", reason.explanation());
    }
    Ok(Outcome::Fine)
}

fn with_stop(mut object: Value, stop: Option<(u64, Stop)>) -> Value {
    if let Some((step, reason)) = stop {
        object["stopped"] = json!({ "step": step, "reason": reason.explanation() });
    }
    object
}

/// The columns of the contract: certified values have a lower and an upper one.
fn columns(arithmetic: Arithmetic) -> Vec<String> {
    let pair = |name: &str| [format!("{name}_lower"), format!("{name}_upper")];
    let single = |name: &str| vec![name.to_owned()];
    let mut columns = single("step");
    for name in OBSERVABLES {
        match arithmetic {
            Arithmetic::Ball(_) => columns.extend(pair(name)),
            Arithmetic::Exact if name == "sharpness" => columns.extend(pair(name)),
            _ => columns.push(name.into()),
        }
    }
    columns
}

const OBSERVABLES: [&str; 4] = ["output", "lambda", "sharpness", "loss"];

/// One observable of one state, as printed.
enum Entry {
    Numerical(f64),
    Exact(Rational),
    Certified(Enclosure),
}

/// The observables of a state in the order of [`OBSERVABLES`].
fn entries(state: &State, arithmetic: Arithmetic) -> [Entry; 4] {
    let digits = match arithmetic {
        Arithmetic::Ball(bits) => (f64::from(bits) * std::f64::consts::LOG10_2).ceil() as usize,
        _ => DIGITS_OF_EXACT_SHARPNESS,
    };
    let enclosed = |ball: &Ball| Entry::Certified(Enclosure::of_ball(ball, digits));
    match state {
        State::Numerical(seen) => [seen.output, seen.lambda, seen.sharpness, seen.loss].map(Entry::Numerical),
        State::Certified(seen) => [&seen.output, &seen.lambda, &seen.sharpness, &seen.loss].map(enclosed),
        State::Exact { output, lambda, sharpness, loss } => {
            let exact = |value: &Rational| Entry::Exact(value.clone());
            [exact(output), exact(lambda), enclosed(sharpness), exact(loss)]
        }
    }
}

/// Digits of the enclosed sharpness in exact runs.
const DIGITS_OF_EXACT_SHARPNESS: usize = 30;

fn cells(step: u64, state: &State, arithmetic: Arithmetic) -> Vec<String> {
    let mut cells = vec![step.to_string()];
    for entry in entries(state, arithmetic) {
        match entry {
            Entry::Numerical(value) => cells.push(format!("{value:?}")),
            Entry::Exact(value) => cells.push(value.to_string()),
            Entry::Certified(Enclosure { lower, upper }) => cells.extend([lower, upper]),
        }
    }
    cells
}

/// A row as JSON, under the names of the columns. A certified value stands both as the contract's enclosure object and as
/// the two columns of the CSV, so that either reader finds what it looks for.
fn row(step: u64, state: &State, arithmetic: Arithmetic) -> Value {
    let mut object = Map::new();
    object.insert("step".into(), json!(step));
    for (name, entry) in OBSERVABLES.into_iter().zip(entries(state, arithmetic)) {
        match entry {
            Entry::Numerical(value) => object.insert(name.into(), json!(value)),
            Entry::Exact(value) => object.insert(name.into(), json!(value.to_string())),
            Entry::Certified(enclosure) => {
                object.insert(format!("{name}_lower"), json!(enclosure.lower));
                object.insert(format!("{name}_upper"), json!(enclosure.upper));
                object.insert(name.into(), json!(enclosure))
            }
        };
    }
    object.into()
}
