//! Why a training run was refused, or stopped.

use super::TrainingError;
use super::checkpoint::CheckpointError;
use super::rates::{MOST_STEPS, RateError};
use super::run::MOST_ROWS;
use crate::data::DataError;
use crate::output::{LockError, OutputError};
use crate::progress::Interrupted;
use serde_json::{Map, Value};
use std::fmt;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Settings that do not go together or ask for too much, a folder that holds something else, or a run that was stopped.
#[derive(Debug, Error)]
pub enum RunError {
    /// Hidden layers of no width.
    #[error("depth {0} needs a width: give the number of hidden units")]
    NoWidth(u64),
    /// A start that does not move.
    #[error(
        "all weights zero is no start at depth {0}: each gradient is a product of the other layers, so nothing would move; train depth \
         1 from zero, or start at random"
    )]
    ZeroStart(u64),
    /// A folder of images, and no images to read from it.
    #[error("a folder of images has no use here: neither the data nor the test data are mnist or cifar10 images")]
    NoImages,
    /// More steps than anyone waits for.
    #[error("{0} steps are too many: give at most {MOST_STEPS}")]
    TooManySteps(u64),
    /// A record that would fill the disk.
    #[error(
        "{rows} rows would be recorded, and at most {MOST_ROWS} can be: record for instance every {every} steps, and spectra as seldom"
    )]
    TooManyRows {
        /// How many rows.
        rows: u64,
        /// Steps between rows that would do.
        every: u64,
    },
    /// A rate that single precision does not hold.
    #[error("learning rate {0:?} is out of the range of single precision: train in double precision")]
    SinglePrecision(f64),
    /// A checkpoint where a run was to begin.
    #[error("`{folder}` holds the checkpoint of an interrupted run: resume it, or remove the checkpoint", folder = .0.display())]
    Unfinished(PathBuf),
    /// A folder of units where a run that is not cut was to begin.
    #[error("`{folder}` holds units of a run that several processes share: give another folder", folder = .0.display())]
    InUnits(PathBuf),
    /// Resuming with other settings.
    #[error(
        "the run in `{folder}` cannot be resumed: {differences}; give the same settings, or another folder",
        folder = folder.display(),
        differences = join(differences)
    )]
    OtherSettings {
        /// The folder.
        folder: PathBuf,
        /// In what the settings differ.
        differences: Vec<Difference>,
    },
    /// A file under the summary's name that is something else.
    #[error("`{path}` is not the summary of a training run: give another folder", path = .0.display())]
    ForeignSummary(PathBuf),
    /// Processes that would have nothing to share.
    #[error(
        "{samples} samples of {features} features are not divided among processes: {reason}; let one process do it"
    )]
    Undivided {
        /// n.
        samples: usize,
        /// d.
        features: usize,
        /// Why.
        reason: &'static str,
    },
    /// The data cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A physical time that does not go with a rate.
    #[error(transparent)]
    Rate(#[from] RateError),
    /// The run cannot be made.
    #[error(transparent)]
    Training(#[from] TrainingError),
    /// The checkpoint cannot be taken up.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// Another run is at work in the folder.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A file cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The checkpoint of a finished run cannot be removed.
    #[error("the checkpoint of the finished run cannot be removed: {0}; remove it")]
    File(io::Error),
    /// The watch said stop, and a checkpoint was written.
    #[error(transparent)]
    Interrupted(Interrupted),
}

/// In what the settings of a run differ from those recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// What a file holds, by the setting that names it.
    Content(String),
    /// A setting.
    Setting {
        /// Its name in the summary.
        name: String,
        /// The recorded value.
        was: String,
        /// The value asked for.
        now: String,
    },
}

impl Difference {
    /// In what the present settings differ from recorded ones.
    pub fn between(recorded: &Map<String, Value>, present: &Map<String, Value>) -> Vec<Difference> {
        let text = |value: Option<&Value>| match value {
            None | Some(Value::Null) => "absent".to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        present
            .iter()
            .filter(|(name, value)| recorded.get(*name).unwrap_or(&Value::Null) != *value)
            .map(|(name, value)| match name.strip_suffix("_fingerprint") {
                Some(what) => Difference::Content(what.to_owned()),
                None => {
                    Difference::Setting { name: name.clone(), was: text(recorded.get(name)), now: text(Some(value)) }
                }
            })
            .collect()
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Difference::Content(name) => write!(formatter, "the content of `{name}` has changed"),
            Difference::Setting { name, was, now } => write!(formatter, "{name} was {was}, now {now}"),
        }
    }
}

pub(crate) fn join(differences: &[Difference]) -> String {
    differences.iter().map(Difference::to_string).collect::<Vec<_>>().join("; ")
}
