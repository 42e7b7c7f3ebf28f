//! Checkpoints of a [`Session`](super::Session): npz files that NumPy reads too.
//!
//! | member | content |
//! |---|---|
//! | `checkpoint.json` | the version that wrote it, the settings of the run, the formulation, the rates measured together |
//! | `progress` | K x 5: step, last loss, 1 if completed or 2 if diverged, the step of divergence, the loss before it |
//! | `rows` | one row each of the history: rate, step, training loss, training accuracy, test accuracy |
//! | `spectra` | rate, step, NTK eigenvalue, sharpness |
//! | `spectrum{i}_ntk`, `spectrum{i}_sharpness` | the eigenvectors that the next measurement of rate i starts from |
//! | others | the weights of the sweep, transposed |
//!
//! Missing numbers are NaN. All floats are stored as they are, so that a resumed run goes on with the same bytes.

use super::history::{RunHistory, SpectrumRow};
use super::session::Snapshot;
use super::spectra::SpectrumStart;
use super::sweep::{Array, Progress, State};
use super::{Formulation, HistoryRow, Outcome};
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
    let Snapshot { state, runs, starts } = snapshot;
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
    let progress: Vec<[f64; 5]> = state.progress.iter().map(write_progress).collect();
    write_table(&mut archive, "progress", &progress)?;
    let indexed = || (0_u32..).map(f64::from).zip(runs);
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

fn write_progress(progress: &Progress) -> [f64; 5] {
    let last_loss = progress.last_loss.unwrap_or(f64::NAN);
    let (code, step, before) = match progress.outcome {
        None => (0.0, 0.0, f64::NAN),
        Some(Outcome::Completed) => (1.0, 0.0, f64::NAN),
        Some(Outcome::Diverged { step, last_loss }) => (2.0, step as f64, last_loss.unwrap_or(f64::NAN)),
    };
    [progress.step as f64, last_loss, code, step, before]
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
        let progress = self.table::<5>("progress")?.into_iter().map(read_progress).collect::<Option<Vec<Progress>>>();
        let progress = progress.filter(|progress| progress.len() == rates);
        let progress = progress.ok_or_else(|| self.damaged("its progress does not fit"))?;
        let mut runs: Vec<RunHistory> =
            progress.iter().map(|progress| RunHistory { outcome: progress.outcome, ..RunHistory::default() }).collect();
        for [index, step, train_loss, train_accuracy, test] in self.table("rows")? {
            let (Some(index), Some(step)) = (whole(index).filter(|index| *index < rates), whole(step)) else {
                return Err(self.damaged("its rows do not fit"));
            };
            if !(train_loss.is_finite() && train_accuracy.is_finite()) {
                return Err(self.damaged("its rows are not finite"));
            }
            let learning_rate = learning_rates[index];
            let test_accuracy = number(test);
            runs[index].rows.push(HistoryRow { learning_rate, step, train_loss, train_accuracy, test_accuracy });
        }
        for [index, step, ntk, sharpness] in self.table("spectra")? {
            let (Some(index), Some(step)) = (whole(index).filter(|index| *index < rates), whole(step)) else {
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
        Ok(Snapshot { state: State { formulation, progress, measured, arrays }, runs, starts })
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

fn read_progress([step, last_loss, code, diverged, before]: [f64; 5]) -> Option<Progress> {
    let outcome = match whole(code)? {
        0 => None,
        1 => Some(Outcome::Completed),
        2 => Some(Outcome::Diverged { step: whole(diverged)?, last_loss: number(before) }),
        _ => return None,
    };
    Some(Progress { step: whole(step)?, last_loss: number(last_loss), outcome })
}
