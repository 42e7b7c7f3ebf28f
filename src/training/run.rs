//! A training run as a whole: what is asked for, the folder it works in, checkpoints, resuming, and the files at the end.
//!
//! [`RunSettings`] say what is asked for. [`RunSettings::load`] reads and checks everything and writes nothing;
//! [`LoadedRun::begin`] takes the folder, or goes on with the checkpoint in it; [`Run::finish`] trains, writes a checkpoint
//! from time to time, and at the end `history.csv` and `summary.json`. Whoever watches may stop it at any step: a
//! checkpoint is then written first, and a run that goes on from it ends with the same bytes as one that was not stopped.
//!
//! ```no_run
//! use catapult::model::LossName;
//! use catapult::progress::silent;
//! use catapult::training::run::{Beginning, Length, RunSettings};
//! use std::{path::Path, time::Duration};
//!
//! let settings = RunSettings {
//!     depth: 2,
//!     width: Some(500),
//!     ..RunSettings::new("mnist:0,1".parse()?, LossName::Logistic, "log:1:200:24".parse()?, Length::Steps(150))
//! };
//! let loaded = settings.load()?;
//! let summary = match loaded.begin(Path::new("out"), true)? {
//!     Beginning::Run(run) => run.finish(Duration::from_secs(30), &silent)?,
//!     Beginning::Finished(summary) => *summary,
//! };
//! println!("{} weights", summary.weights);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod available;
mod data;
mod in_memory;
mod reading;
mod settings;
mod shared;
mod start;

pub use available::available_memory;
pub use data::TrainingData;
pub(super) use data::positive;
pub use reading::{Reading, TrainingSamples};
pub use settings::{Length, MOST_ROWS, Precision, RunSettings, Start};

use super::checkpoint::{self, Checkpoint, Settings, write_checkpoint};
use super::history::{RunHistory, write_history};
use super::run_error::{Difference, RunError};
use super::summary::Summary;
use super::sweep::{StateError, sizes};
use super::{Formulation, Network, Plan, Real, Setup, Snapshot, TrainingError};
use crate::model::{Loss, LossName};
use crate::output::{FolderLock, PROBLEM, PendingFile, prepare_folder, remove_leftover, write_file};
use crate::progress::{Progress, Watch};
use crate::ranks::Ranks;
use settings::to_usize;
use shared::together;
use start::Keeping;
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The name of the record in the folder of a run.
pub const HISTORY: &str = "history.csv";
/// The name of the summary.
pub const SUMMARY: &str = "summary.json";

/// Everything that was read and checked before the work.
pub struct LoadedRun {
    settings: RunSettings,
    data: Arc<TrainingData>,
    start: Network,
    plans: Vec<Plan>,
    record: Settings,
    /// Those who share the samples.
    ranks: Arc<dyn Ranks>,
}

/// How a run begins.
pub enum Beginning<'a> {
    /// There is something to do.
    Run(Box<Run<'a>>),
    /// The folder holds the finished run already.
    Finished(Box<Summary>),
}

impl LoadedRun {
    /// What is to be said about how the data were read.
    pub fn remarks(&self) -> impl Iterator<Item = &str> {
        self.data.remarks()
    }

    /// Takes a folder for the run, which is made if need be. With `resume` a checkpoint in it is taken up, and a finished
    /// run with the same settings is left as it is; without, a checkpoint is refused, and a finished run will be
    /// replaced.
    ///
    /// # Errors
    ///
    /// [`RunError`]: the folder holds something else, is in use or cannot be written, or the run would not fit into
    /// memory. Nothing has been written then.
    pub fn begin(&self, folder: &Path, resume: bool) -> Result<Beginning<'_>, RunError> {
        match self.settings.precision {
            Precision::F64 => self.begin_in::<f64>(folder, resume),
            Precision::F32 => self.begin_in::<f32>(folder, resume),
        }
    }

    /// What the sweep from one start is made from.
    fn setup<'a>(&'a self, start: &'a Network) -> Setup<'a, LossName> {
        let mut setup = Setup::new(self.data.data.data.examples(), self.settings.loss, start, self.plans.clone());
        setup.test = self.data.test.as_ref().map(|test| &test.data);
        setup.every = to_usize(self.settings.every);
        setup
    }

    /// The other starts, which have the sizes of the first.
    fn network(&self, index: usize) -> Result<Cow<'_, Network>, TrainingError> {
        if index == 0 {
            return Ok(Cow::Borrowed(&self.start));
        }
        let layers = self.start.layers();
        let (depth, width) = (layers.len(), if layers.len() == 1 { 1 } else { layers[0].nrows() });
        self.settings.network(index, depth, width, self.start.dimension()).map(Cow::Owned)
    }

    fn begin_in<T: Real>(&self, folder: &Path, resume: bool) -> Result<Beginning<'_>, RunError>
    where
        LossName: Loss<T>,
    {
        let setup = self.setup(&self.start);
        setup.validate()?;
        if folder.join(PROBLEM).exists() {
            return Err(RunError::InUnits(folder.to_owned()));
        }
        let (checkpoint, summary) = (folder.join(checkpoint::FILE_NAME), folder.join(SUMMARY));
        // A run that is at work there is named before what it has written.
        let mut lock = if checkpoint.exists() { Some(FolderLock::take(folder)?) } else { None };
        let (formulation, snapshot, origin) = match (checkpoint.exists(), resume) {
            (true, false) => return Err(RunError::Unfinished(folder.to_owned())),
            (true, true) => {
                let checkpoint = Checkpoint::open(&checkpoint)?;
                self.compare(folder, checkpoint.settings())?;
                let rates: Vec<f64> = self.plans.iter().map(|plan| plan.learning_rate).collect();
                let snapshot = checkpoint.read(&rates)?;
                let (found, most) = (snapshot.finished.len() + rates.len(), rates.len() * self.settings.starts());
                if found > most {
                    return Err(TrainingError::State(StateError::Rates { found, expected: most }).into());
                }
                prepare_folder(folder)?;
                (snapshot.state.formulation, Some(snapshot), Origin::Checkpoint)
            }
            (false, true) if summary.exists() => {
                let finished = Summary::read(&summary)?;
                self.compare(folder, &finished.settings)?;
                return Ok(Beginning::Finished(Box::new(finished)));
            }
            (false, resume) => {
                // What is refused must be so before the folder is made, and an unwritable folder before the work.
                let formulation = self.affordable(&setup.data, &sizes::<T, _>(&setup))?;
                prepare_folder(folder)?;
                let origin = if resume { Origin::NothingToResume } else { Origin::Start };
                lock = Some(FolderLock::take(folder)?);
                (formulation, None, origin)
            }
        };
        // Names that cannot be written are refused before the work too.
        for name in [HISTORY, SUMMARY] {
            PendingFile::create(&folder.join(name))?;
        }
        let run = Run { loaded: self, folder: folder.to_owned(), _lock: lock, formulation, snapshot, origin };
        Ok(Beginning::Run(Box::new(run)))
    }

    /// Refuses settings of another run, with each difference.
    fn compare(&self, folder: &Path, recorded: &Settings) -> Result<(), RunError> {
        let differences = Difference::between(recorded, &self.record);
        if differences.is_empty() {
            return Ok(());
        }
        Err(RunError::OtherSettings { folder: folder.to_owned(), differences })
    }
}

/// Where a run comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Its start.
    Start,
    /// Its start too: it was asked to go on, but the folder held nothing to go on with.
    NothingToResume,
    /// A checkpoint.
    Checkpoint,
}

/// A run that has its folder, which no other run can take for as long.
pub struct Run<'a> {
    loaded: &'a LoadedRun,
    folder: PathBuf,
    _lock: Option<FolderLock>,
    formulation: Formulation,
    /// What was done before.
    snapshot: Option<Snapshot>,
    origin: Origin,
}

impl Run<'_> {
    /// Where it comes from.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Trains to the end and writes the files. A checkpoint is written when this much time has passed since the last one,
    /// and removed at the end. The watch is told how many steps of all rates and seeds together are taken.
    ///
    /// # Errors
    ///
    /// [`RunError::Interrupted`] if the watch says stop, which it is asked at every step: a checkpoint has then been
    /// written. [`RunError::Training`] for a checkpoint that does not fit the run. Others name the file that cannot be written.
    pub fn finish(self, checkpoint_every: Duration, watch: Watch<'_>) -> Result<Summary, RunError> {
        match self.loaded.settings.precision {
            Precision::F64 => self.finish_in::<f64>(checkpoint_every, watch),
            Precision::F32 => self.finish_in::<f32>(checkpoint_every, watch),
        }
    }

    /// The record of all starts. Rank 0 keeps checkpoints.
    fn train_in<T: Real>(&mut self, checkpoint_every: Duration, watch: Watch<'_>) -> Result<Vec<RunHistory>, RunError>
    where
        LossName: Loss<T>,
    {
        let LoadedRun { settings, plans, record, ranks, .. } = self.loaded;
        let checkpoint = self.folder.join(checkpoint::FILE_NAME);
        let writes = ranks.rank() == 0;
        let starts = settings.starts();
        let each: u64 = plans.iter().map(|plan| plan.total_steps() as u64).sum();
        let total = each.saturating_mul(starts as u64);
        let mut snapshot = self.snapshot.take();
        let mut finished = snapshot.as_mut().map_or_else(Vec::new, |snapshot| std::mem::take(&mut snapshot.finished));
        let mut written = Instant::now();
        while finished.len() < plans.len() * starts {
            let index = finished.len() / plans.len();
            let later = each.saturating_mul((starts - 1 - index) as u64);
            let keep = |snapshot: Snapshot| match writes {
                true => {
                    Ok(write_checkpoint(&checkpoint, record, &Snapshot { finished: finished.clone(), ..snapshot })?)
                }
                false => Ok(()),
            };
            let tell = |left: u64| together(&**ranks, || Progress::of(total - left - later, total).tell(watch));
            let mut keeping = Keeping { every: checkpoint_every, written, keep: &keep, tell: &tell };
            let runs = self.loaded.train_start::<T>(index, self.formulation, snapshot.take(), &mut keeping)?;
            written = keeping.written;
            finished.extend(runs);
        }
        for (index, runs) in finished.chunks_mut(plans.len()).enumerate() {
            runs.iter_mut().for_each(|run| run.seed = settings.seed(index));
        }
        Ok(finished)
    }

    fn finish_in<T: Real>(mut self, checkpoint_every: Duration, watch: Watch<'_>) -> Result<Summary, RunError>
    where
        LossName: Loss<T>,
    {
        let finished = self.train_in::<T>(checkpoint_every, watch)?;
        let LoadedRun { data, start, plans, record, .. } = self.loaded;
        let checkpoint = self.folder.join(checkpoint::FILE_NAME);
        let mut history = PendingFile::create(&self.folder.join(HISTORY))?;
        write_history(&mut history, &finished).map_err(|cause| history.error(cause))?;
        history.commit()?;
        let weights = start.weight_count();
        let summary = Summary::of(record, data, weights, self.formulation, (plans.as_slice(), &finished));
        write_file(&self.folder.join(SUMMARY), format!("{:#}\n", summary.to_json()).as_bytes())?;
        remove_checkpoint(&checkpoint)?;
        Ok(summary)
    }
}

/// Removes a checkpoint, and what a killed run has left of one.
pub(super) fn remove_checkpoint(path: &Path) -> Result<(), RunError> {
    match std::fs::remove_file(path) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(RunError::File(cause)),
        _ => Ok(remove_leftover(path)?),
    }
}
