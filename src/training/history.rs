//! The record of a sweep: history.csv, a row for every recorded step of every rate.
//!
//! Rows stand seed after seed and rate after rate, in the order in which they were given, and by steps within a rate, whatever the
//! order in which they were computed. Numbers are written with the fewest digits that read back as the same double. The last four
//! columns are the same in all rows of one run: they say which run it is, and what was observed of the whole of it.

use super::{HistoryRow, Observed, Outcome};
use crate::certify::Phase;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// The columns of history.csv.
pub const COLUMNS: [&str; 11] = [
    "eta",
    "step",
    "train_loss",
    "train_accuracy",
    "test_accuracy",
    "ntk_eigenvalue",
    "sharpness",
    "seed",
    "phase",
    "first_rise",
    "largest_loss",
];

/// The top eigenvalues at one step of a run, as far as they are finite in double precision and as near as asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SpectrumRow {
    /// The number of steps taken before.
    pub step: usize,
    /// lambda, the top eigenvalue of the NTK divided by n (D2).
    pub ntk_eigenvalue: Option<f64>,
    /// h, the top eigenvalue of the Hessian of the risk.
    pub sharpness: Option<f64>,
}

/// The record of one rate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunHistory {
    /// Recorded steps, in order.
    pub rows: Vec<HistoryRow>,
    /// Spectra at some of these steps, in order.
    pub spectra: Vec<SpectrumRow>,
    /// How the run ended, once it has.
    pub outcome: Option<Outcome>,
    /// What its losses did before annealing.
    pub observed: Observed,
    /// The steps that it is to take before annealing.
    pub steps: usize,
    /// The seed of its start, if it has one.
    pub seed: Option<u64>,
}

impl RunHistory {
    /// The phase that was observed, once the run has ended.
    pub fn phase(&self) -> Option<Phase> {
        Some(match self.outcome? {
            Outcome::Diverged { .. } => Phase::Divergent,
            Outcome::Completed => self.observed.phase(self.steps),
        })
    }

    /// The rows, each with the spectrum at its step, if it was measured.
    pub fn rows_with_spectra(&self) -> impl Iterator<Item = (&HistoryRow, Option<&SpectrumRow>)> {
        let mut spectra = self.spectra.iter().peekable();
        self.rows.iter().map(move |row| {
            while spectra.next_if(|spectrum| spectrum.step < row.step).is_some() {}
            (row, spectra.next_if(|spectrum| spectrum.step == row.step))
        })
    }
}

/// Writes the table: a header and the rows of `runs`. What was not measured is an empty field.
///
/// # Errors
///
/// Those of the destination.
pub fn write_history(destination: &mut impl Write, runs: &[RunHistory]) -> io::Result<()> {
    writeln!(destination, "{}", COLUMNS.join(","))?;
    write_rows(destination, runs)
}

/// Writes the rows alone.
///
/// # Errors
///
/// Those of the destination.
pub fn write_rows(destination: &mut impl Write, runs: &[RunHistory]) -> io::Result<()> {
    let cell = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:?}"));
    for run in runs {
        let seed = run.seed.map_or_else(String::new, |seed| seed.to_string());
        let first_rise = run.observed.first_rise.map_or_else(String::new, |step| step.to_string());
        let phase = run.phase().map_or("", Phase::name);
        let of_run = format!("{seed},{phase},{first_rise},{}", cell(run.observed.largest_loss));
        for (row, spectrum) in run.rows_with_spectra() {
            writeln!(
                destination,
                "{:?},{},{:?},{:?},{},{},{},{of_run}",
                row.learning_rate,
                row.step,
                row.train_loss,
                row.train_accuracy,
                cell(row.test_accuracy),
                cell(spectrum.and_then(|spectrum| spectrum.ntk_eigenvalue)),
                cell(spectrum.and_then(|spectrum| spectrum.sharpness)),
            )?;
        }
    }
    Ok(())
}
