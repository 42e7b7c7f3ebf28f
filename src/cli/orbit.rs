//! `catapult orbit`: gradient descent step by step, numerical, certified or exact.

use super::arguments::{Format, command_of_result};
use super::interrupt::{Interrupt, NOTHING_WRITTEN};
use super::{InputError, Outcome, problem, terminal, wording};
use crate::dynamics::Problem;
use crate::dynamics::orbit::{self, Arithmetic, Stop};
use crate::dynamics::orbit_row::{Columns, Row};
use crate::output::{PendingFile, write_file};
use crate::program::MadeBy;
use crate::tables::{self, metadata};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum Orbit {
    /// The linear predictor (P1), on D0 or on data of any number of features (P6).
    Linear {
        #[command(flatten)]
        problem: problem::LinearProblem,
        #[command(flatten)]
        schedule: Schedule,
    },
    /// The two-layer network on D0 (T1), (T2), or on any data (G1).
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
    /// Write a CSV file instead of printing a table, and beside it F-metadata.json, which says what made it.
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
    let arithmetic = schedule.arithmetic;
    let layout = Columns::of(problem, arithmetic);
    let columns = layout.names();
    let interrupt = Interrupt::listen()?;
    let run = |visit: &mut dyn FnMut(Row)| {
        orbit::run(problem, arithmetic, schedule.steps, schedule.every, |step, state| {
            state.iter().for_each(|state| visit(layout.row(step, state)));
            interrupt.check()
        })
    };
    let interrupted = |stop| matches!(stop, Some((_, Stop::Asked)));
    let stop = match &schedule.out {
        Some(path) => {
            let mut file = PendingFile::create(path)?;
            file.write(format!("{}\n", columns.join(",")).as_bytes())?;
            let mut written = Ok(());
            let stop = run(&mut |row| {
                if written.is_ok() {
                    written = file.write(format!("{}\n", row.cells().join(",")).as_bytes());
                }
            })?;
            written?;
            if !interrupted(stop) {
                file.commit()?;
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let table = [(name, columns.iter().map(String::as_str).collect())];
                let note = json!({ "made_by": MadeBy::this(Some(command_of_result())) });
                let beside = metadata(("Orbit of gradient descent", &problem.to_string()), table, note);
                write_file(&tables::beside(path), format!("{beside:#}\n").as_bytes())?;
                if schedule.format.json {
                    terminal::print_json(with_stop(json!({ "out": path.to_string_lossy() }), stop))?;
                }
            }
            stop
        }
        None => {
            let mut rows = Vec::new();
            let stop = run(&mut |row| rows.push(row))?;
            if interrupted(stop) {
            } else if schedule.format.json {
                terminal::print_json(with_stop(json!({ "rows": rows }), stop))?;
            } else {
                let cells = rows.iter().map(Row::cells);
                terminal::print_table(&std::iter::once(columns).chain(cells).collect::<Vec<_>>())?;
            }
            stop
        }
    };
    if interrupted(stop) {
        eprintln!("{NOTHING_WRITTEN}");
        return Ok(Outcome::Interrupted);
    }
    if let Some((step, reason)) = stop {
        eprintln!("note: the orbit ends before step {step}: {}", wording::stop(reason));
    }
    Ok(Outcome::Fine)
}

fn with_stop(mut object: Value, stop: Option<(u64, Stop)>) -> Value {
    if let Some((step, reason)) = stop {
        object["stopped"] = json!({ "step": step, "reason": wording::stop(reason) });
    }
    object
}
