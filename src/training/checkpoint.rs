//! Checkpoints of a [`Session`](super::Session): npz files that NumPy reads too.
//!
//! | member | content |
//! |---|---|
//! | `checkpoint.json` | the version that wrote it, the settings of the run, the formulation, the rates measured together |
//! | `progress` | one row for each run, K for each start so far: step, last loss, 1 if completed or 2 if diverged, the step of divergence, the loss before it, steps before annealing, and what was observed of the losses: the largest, the first and last rise, the number of climbs, 1 if rising |
//! | `rows` | one row each of the history: run, step, training loss, training accuracy, test accuracy |
//! | `spectra` | run, step, NTK eigenvalue, sharpness |
//! | `spectrum{i}_ntk`, `spectrum{i}_sharpness` | the eigenvectors that the next measurement of rate i starts from |
//! | others | the weights of the sweep, transposed |
//!
//! The runs of the last start are those that go on. Missing numbers are NaN. All floats are stored as they are, so that a resumed run goes on with the same bytes.

use super::history::{RunHistory, SpectrumRow};
use super::session::Snapshot;
use super::spectra::SpectrumStart;
use super::sweep::{Array, Progress, State};
use super::{Formulation, HistoryRow, Observed, Outcome};
use crate::data::npz::{Archive, ArchiveWriter, NpzError};
use crate::output::{OutputError, PendingFile};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::io;
use std::path::Path;
use thiserror::Error;

/// Why a checkpoint cannot be taken up.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum CheckpointError {
    /// The file is no npz file, or arrays are missing or damaged.
    #[error("the checkpoint cannot be read: {0}; remove it to start afresh")]
    Npz(#[from] NpzError),
    /// What is in it does not fit together.
    #[error("the checkpoint {path} is damaged ({reason}): remove it to start afresh")]
    Damaged {
        /// The file.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// Another version may compute other digits.
    #[error(
        "the checkpoint {path} was written by version {found}, this is {present}: resume with that version, or remove it"
    )]
    Version {
        /// The file.
        path: String,
        /// The version that wrote it.
        found: String,
        /// This version.
        present: &'static str,
    },
}

/// The name of a checkpoint in the folder of a run.
pub const FILE_NAME: &str = "checkpoint.npz";

const HEADER: &str = "checkpoint.json";
/// The most bytes of the header: settings with the most rates.
const MOST_HEADER: u64 = 1 << 24;
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What tells runs apart, by the names of the command line.
pub type Settings = Map<String, Value>;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    version: String,
    settings: Settings,
    formulation: Formulation,
    rates: usize,
    measured: Option<Vec<usize>>,
    spectra: bool,
    arrays: Vec<(String, [usize; 2])>,
}

/// Writes a checkpoint, whole or not at all.
///
/// # Errors
///
/// [`OutputError`] names the path.
pub fn write_checkpoint(path: &Path, settings: &Settings, snapshot: &Snapshot) -> Result<(), OutputError> {
    let mut file = PendingFile::recreate(path)?;
    write_archive(&mut file, settings, snapshot).map_err(|cause| file.error(cause))?;
    file.commit()
}

fn write_archive(file: &mut PendingFile, settings: &Settings, snapshot: &Snapshot) -> io::Result<()> {
    let Snapshot { finished, state, runs, starts } = snapshot;
    let header = Header {
        version: VERSION.to_owned(),
        settings: settings.clone(),
        formulation: state.formulation,
        rates: runs.len(),
        measured: state.measured.clone(),
        spectra: !starts.is_empty(),
        arrays: state.arrays.iter().map(|array| (array.name.clone(), array.shape)).collect(),
    };
    let mut archive = ArchiveWriter::new(file);
    archive.write_member(HEADER, serde_json::to_string(&header)?.as_bytes())?;
    let mut progress: Vec<[f64; 11]> = finished.iter().map(|run| write_progress(&ended(run), run.steps)).collect();
    progress.extend(state.progress.iter().zip(runs).map(|(progress, run)| write_progress(progress, run.steps)));
    write_table(&mut archive, "progress", &progress)?;
    let indexed = || (0_u32..).map(f64::from).zip(finished.iter().chain(runs));
    let rows: Vec<[f64; 5]> = indexed()
        .flat_map(|(index, run)| {
            run.rows.iter().map(move |row| {
                let test = row.test_accuracy.unwrap_or(f64::NAN);
                [index, row.step as f64, row.train_loss, row.train_accuracy, test]
            })
        })
        .collect();
    write_table(&mut archive, "rows", &rows)?;
    let spectra: Vec<[f64; 4]> = indexed()
        .flat_map(|(index, run)| {
            run.spectra.iter().map(move |row| {
                let [ntk, sharpness] = [row.ntk_eigenvalue, row.sharpness].map(|value| value.unwrap_or(f64::NAN));
                [index, row.step as f64, ntk, sharpness]
            })
        })
        .collect();
    write_table(&mut archive, "spectra", &spectra)?;
    for (index, start) in starts.iter().enumerate() {
        for (name, vector) in [("ntk", &start.ntk_eigenvector), ("sharpness", &start.sharpness_eigenvector)] {
            archive.write_floats(&format!("spectrum{index}_{name}"), &[vector.len()], vector.iter().copied())?;
        }
    }
    for array in &state.arrays {
        let [rows, columns] = array.shape;
        archive.write_floats(&array.name, &[columns, rows], array.entries.iter().copied())?;
    }
    archive.finish().map(|_| ())
}

fn write_table<const N: usize>(
    archive: &mut ArchiveWriter<&mut PendingFile>,
    name: &str,
    rows: &[[f64; N]],
) -> io::Result<()> {
    archive.write_floats(name, &[rows.len(), N], rows.iter().flatten().copied())
}

/// Where a run stands that has ended.
fn ended(run: &RunHistory) -> Progress {
    let step = run.rows.last().map_or(0, |row| row.step);
    Progress { step, last_loss: None, outcome: run.outcome, observed: run.observed }
}

fn write_progress(progress: &Progress, steps: usize) -> [f64; 11] {
    let or_none = |value: Option<f64>| value.unwrap_or(f64::NAN);
    let (code, step, before) = match progress.outcome {
        None => (0.0, 0.0, None),
        Some(Outcome::Completed) => (1.0, 0.0, None),
        Some(Outcome::Diverged { step, last_loss }) => (2.0, step as f64, last_loss),
    };
    let Observed { largest_loss, first_rise, last_rise, climbs, rising } = progress.observed;
    let [first_rise, last_rise] = [first_rise, last_rise].map(|step| or_none(step.map(|step| step as f64)));
    [
        progress.step as f64,
        or_none(progress.last_loss),
        code,
        step,
        or_none(before),
        steps as f64,
        or_none(largest_loss),
        first_rise,
        last_rise,
        climbs as f64,
        f64::from(rising),
    ]
}

/// A checkpoint open for reading.
#[derive(Debug)]
pub struct Checkpoint {
    path: String,
    header: Header,
    archive: Archive,
}

impl std::fmt::Debug for Header {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Header").field("version", &self.version).field("rates", &self.rates).finish()
    }
}

impl Checkpoint {
    /// Opens a checkpoint.
    ///
    /// # Errors
    ///
    /// [`CheckpointError`]: it is no checkpoint, or one of another version.
    pub fn open(path: &Path) -> Result<Self, CheckpointError> {
        let mut archive = Archive::open(path)?;
        let path = path.display().to_string();
        let damaged = |reason: String| CheckpointError::Damaged { path: path.clone(), reason };
        let text = archive.read_member(HEADER, MOST_HEADER)?.ok_or_else(|| damaged(format!("it has no {HEADER}")))?;
        let value: Value = serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))?;
        // Before its fields are interpreted: another version may have others.
        match value.get("version").and_then(Value::as_str) {
            Some(VERSION) => {}
            Some(found) => {
                return Err(CheckpointError::Version { path, found: found.to_owned(), present: VERSION });
            }
            None => return Err(damaged("it names no version".into())),
        }
        let header = serde_json::from_value(value).map_err(|error| damaged(error.to_string()))?;
        Ok(Checkpoint { path, header, archive })
    }

    /// The settings of the run that wrote it.
    pub fn settings(&self) -> &Settings {
        &self.header.settings
    }

    /// Reads the rest. `learning_rates` are those of the run, which the settings have been compared for.
    ///
    /// # Errors
    ///
    /// [`CheckpointError`].
    pub fn read(mut self, learning_rates: &[f64]) -> Result<Snapshot, CheckpointError> {
        let rates = self.header.rates;
        if rates != learning_rates.len() {
            return Err(self.damaged("it has another number of rates"));
        }
        let progress = self.table("progress")?.into_iter().map(read_progress).collect::<Option<Vec<_>>>();
        let fits = |progress: &Vec<(Progress, usize)>| !progress.is_empty() && progress.len().is_multiple_of(rates);
        let progress = progress.filter(fits).ok_or_else(|| self.damaged("its progress does not fit"))?;
        let of_run = |(progress, steps): &(Progress, usize)| {
            let (outcome, observed) = (progress.outcome, progress.observed);
            RunHistory { outcome, observed, steps: *steps, ..RunHistory::default() }
        };
        let mut runs: Vec<RunHistory> = progress.iter().map(of_run).collect();
        let earlier = runs.len() - rates;
        let of_history = |index: f64| whole(index).filter(|index| *index < earlier + rates);
        for [index, step, train_loss, train_accuracy, test] in self.table("rows")? {
            let (Some(index), Some(step)) = (of_history(index), whole(step)) else {
                return Err(self.damaged("its rows do not fit"));
            };
            if !(train_loss.is_finite() && train_accuracy.is_finite()) {
                return Err(self.damaged("its rows are not finite"));
            }
            let learning_rate = learning_rates[index % rates];
            let test_accuracy = number(test);
            runs[index].rows.push(HistoryRow { learning_rate, step, train_loss, train_accuracy, test_accuracy });
        }
        for [index, step, ntk, sharpness] in self.table("spectra")? {
            let (Some(index), Some(step)) = (of_history(index), whole(step)) else {
                return Err(self.damaged("its spectra do not fit"));
            };
            let row = SpectrumRow { step, ntk_eigenvalue: number(ntk), sharpness: number(sharpness) };
            runs[index].spectra.push(row);
        }
        let mut starts = Vec::new();
        for index in 0..if self.header.spectra { rates } else { 0 } {
            starts.push(SpectrumStart {
                ntk_eigenvector: self.floats(&format!("spectrum{index}_ntk"))?,
                sharpness_eigenvector: self.floats(&format!("spectrum{index}_sharpness"))?,
            });
        }
        let mut arrays = Vec::new();
        for (name, shape) in std::mem::take(&mut self.header.arrays) {
            let entries = self.floats(&name)?;
            arrays.push(Array { name, shape, entries });
        }
        let Header { formulation, measured, .. } = self.header;
        let progress = progress.into_iter().skip(earlier).map(|(progress, _)| progress).collect();
        let going_on = runs.split_off(earlier);
        Ok(Snapshot {
            finished: runs,
            state: State { formulation, progress, measured, arrays },
            runs: going_on,
            starts,
        })
    }

    fn damaged(&self, reason: &str) -> CheckpointError {
        CheckpointError::Damaged { path: self.path.clone(), reason: reason.to_owned() }
    }

    fn floats(&mut self, name: &str) -> Result<Vec<f64>, CheckpointError> {
        match self.archive.read_any(name)?.into_floats() {
            Some(numbers) => Ok(numbers),
            None => Err(self.damaged("its arrays are not floats")),
        }
    }

    fn table<const N: usize>(&mut self, name: &str) -> Result<Vec<[f64; N]>, CheckpointError> {
        let numbers = self.floats(name)?;
        let (rows, rest) = numbers.as_chunks::<N>();
        if rest.is_empty() { Ok(rows.to_vec()) } else { Err(self.damaged("its tables are incomplete")) }
    }
}

/// NaN stands for nothing.
fn number(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

fn whole(value: f64) -> Option<usize> {
    (value >= 0.0 && value.fract() == 0.0 && value < 1e15).then_some(value as usize)
}

/// Where a run stands, and its steps before annealing.
fn read_progress(row: [f64; 11]) -> Option<(Progress, usize)> {
    let [step, last_loss, code, diverged, before, steps, largest_loss, first_rise, last_rise, climbs, rising] = row;
    let outcome = match whole(code)? {
        0 => None,
        1 => Some(Outcome::Completed),
        2 => Some(Outcome::Diverged { step: whole(diverged)?, last_loss: number(before) }),
        _ => return None,
    };
    let observed = Observed {
        largest_loss: number(largest_loss),
        first_rise: number(first_rise).and_then(whole),
        last_rise: number(last_rise).and_then(whole),
        climbs: whole(climbs)?,
        rising: whole(rising)? != 0,
    };
    Some((Progress { step: whole(step)?, last_loss: number(last_loss), outcome, observed }, whole(steps)?))
}
