//! The record of a sweep: history.csv, a row for every recorded step of every rate.
//!
//! Rows stand rate after rate, in the order in which the rates were given, and by steps within a rate, whatever the order
//! in which they were computed. Numbers are written with the fewest digits that read back as the same double.

use super::{HistoryRow, Outcome};
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// The columns of history.csv.
pub const COLUMNS: [&str; 7] =
    ["eta", "step", "train_loss", "train_accuracy", "test_accuracy", "ntk_eigenvalue", "sharpness"];

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
}

impl RunHistory {
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
    let cell = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:?}"));
    for (row, spectrum) in runs.iter().flat_map(RunHistory::rows_with_spectra) {
        writeln!(
            destination,
            "{:?},{},{:?},{:?},{},{},{}",
            row.learning_rate,
            row.step,
            row.train_loss,
            row.train_accuracy,
            cell(row.test_accuracy),
            cell(spectrum.and_then(|spectrum| spectrum.ntk_eigenvalue)),
            cell(spectrum.and_then(|spectrum| spectrum.sharpness)),
        )?;
    }
    Ok(())
}
