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

use super::checkpoint::{self, Checkpoint, Settings, write_checkpoint};
use super::fingerprint::{fingerprint_data, fingerprint_weights};
use super::history::{RunHistory, write_history};
use super::memory::affordable_formulation;
use super::rates::MOST_STEPS;
use super::run_error::{Difference, RunError};
use super::summary::Summary;
use super::sweep::sizes;
use super::{
    Anneal, Annealing, Formulation, Network, Plan, Rates, Real, SEED, Session, Setup, Snapshot, TrainingError,
    read_weights,
};
use crate::data::{DataSet, DataSource, DataSpecification, Loaded};
use crate::model::{Loss, LossName};
use crate::output::{FolderLock, PendingFile, prepare_folder, remove_leftover, write_file};
use crate::progress::{Interrupted, Progress, Watch};
use rug::Rational;
use serde::Serialize;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The name of the record in the folder of a run.
pub const HISTORY: &str = "history.csv";
/// The name of the summary.
pub const SUMMARY: &str = "summary.json";

/// The most rows of a history, about 500 MB of text.
pub const MOST_ROWS: u64 = 5_000_000;

/// Rates that single precision takes, with room for the factor of the parametrisation.
const SINGLE_PRECISION: std::ops::RangeInclusive<f64> = 1e-30..=1e30;

/// How long each rate runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Length {
    /// The same number of steps for every rate.
    Steps(u64),
    /// Steps x eta, the same for every rate: max(1, round(P/eta)) steps.
    PhysicalTime(Rational),
}

/// Where every rate starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// Standard normal entries, see [`Network::random`].
    Seed(u64),
    /// The arrays of an npz file, see [`read_weights`].
    Weights(PathBuf),
}

/// The arithmetic of the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Double.
    F64,
    /// Single.
    F32,
}

/// What a training run is asked to do.
#[derive(Clone, Debug, PartialEq)]
pub struct RunSettings {
    /// The training data.
    pub data: DataSpecification,
    /// Data on which the accuracy is measured too.
    pub test: Option<DataSpecification>,
    /// A folder with the full canonical image files, instead of the embedded subsets.
    pub images: Option<PathBuf>,
    /// The loss.
    pub loss: LossName,
    /// L, at least 1.
    pub depth: u64,
    /// m; without effect at depth 1, needed beyond.
    pub width: Option<u64>,
    /// The learning rates.
    pub rates: Rates,
    /// How long each rate runs.
    pub length: Length,
    /// Further steps at a small rate.
    pub anneal: Option<Annealing>,
    /// Where every rate starts.
    pub start: Start,
    /// Steps between two measurements of the top eigenvalues, if any.
    pub spectra: Option<u64>,
    /// The arithmetic of the steps.
    pub precision: Precision,
    /// Steps between two recorded ones.
    pub every: u64,
}

impl RunSettings {
    /// Depth 1, the default seed, double precision, every step recorded, and nothing else.
    pub fn new(data: DataSpecification, loss: LossName, rates: Rates, length: Length) -> Self {
        RunSettings {
            data,
            test: None,
            images: None,
            loss,
            depth: 1,
            width: None,
            rates,
            length,
            anneal: None,
            start: Start::Seed(SEED),
            spectra: None,
            precision: Precision::F64,
            every: 1,
        }
    }

    /// Reads and checks everything, and writes nothing.
    ///
    /// # Errors
    ///
    /// [`RunError`] names the value.
    pub fn load(self) -> Result<LoadedRun, RunError> {
        let plans = self.plans()?;
        let of_images = |specification: &DataSpecification| matches!(specification, DataSpecification::Images(_));
        if self.images.is_some() && ![Some(&self.data), self.test.as_ref()].into_iter().flatten().any(of_images) {
            return Err(RunError::NoImages);
        }
        let width = match (self.depth, self.width) {
            (1, _) => 1,
            (depth, width) => width.ok_or(RunError::NoWidth(depth))?,
        };
        let source = self.images.clone().map_or(DataSource::Embedded, DataSource::Directory);
        let (data, test) = match &self.test {
            None => (self.data.read(&source)?, None),
            Some(test) => {
                let (data, test) = self.data.read_both(test, &source)?;
                (data, Some(test))
            }
        };
        let (depth, width) = (to_usize(self.depth), to_usize(width));
        // both take a while where there are many numbers
        let (start, fingerprint) = rayon::join(
            || match &self.start {
                Start::Weights(path) => read_weights(path, depth, width, data.data.dimension()),
                Start::Seed(seed) => Network::random(data.data.dimension(), depth, width, *seed),
            },
            || fingerprint_data(&data.data),
        );
        let start = start?;
        let test_data = test.as_ref().map(|test| &test.data);
        let record = self.record(depth, width, (fingerprint, test_data), &start);
        Ok(LoadedRun { settings: self, data, test, start, plans, record })
    }

    /// What tells this run apart from others: the settings, and fingerprints of what the files hold.
    fn record(&self, depth: usize, width: usize, data: (String, Option<&DataSet>), start: &Network) -> Settings {
        let path = |path: &PathBuf| path.display().to_string();
        let (steps, time) = match &self.length {
            Length::Steps(steps) => (Some(*steps), None),
            Length::PhysicalTime(time) => (None, Some(time.to_string())),
        };
        let (seed, weights) = match &self.start {
            Start::Seed(seed) => (Some(*seed), None),
            Start::Weights(weights) => (None, Some(path(weights))),
        };
        let fingerprint = weights.is_some().then(|| fingerprint_weights(start));
        let record = json!({
            "data": self.data.to_string(),
            "test": self.test.as_ref().map(DataSpecification::to_string),
            "images": self.images.as_ref().map(path),
            "loss": self.loss,
            "depth": depth,
            "width": (depth > 1).then_some(width),
            "eta": self.rates.to_string(),
            "steps": steps,
            "physical_time": time,
            "anneal": self.anneal.as_ref().map(Annealing::to_string),
            "seed": seed,
            "weights": weights,
            "spectra": self.spectra,
            "precision": self.precision,
            "every": self.every,
            "data_fingerprint": data.0,
            "test_fingerprint": data.1.map(fingerprint_data),
            "weights_fingerprint": fingerprint,
        });
        match record {
            Value::Object(record) => record,
            _ => Settings::new(),
        }
    }

    /// What each rate does.
    fn plans(&self) -> Result<Vec<Plan>, RunError> {
        if self.every == 0 || self.spectra == Some(0) {
            return Err(TrainingError::EveryZero.into());
        }
        if let Length::Steps(steps) = self.length
            && steps > MOST_STEPS
        {
            return Err(RunError::TooManySteps(steps));
        }
        let anneal = self
            .anneal
            .as_ref()
            .map(|annealing| Anneal { learning_rate: annealing.rate.value, steps: to_usize(annealing.steps) });
        let mut plans = Vec::new();
        for rate in self.rates.as_slice() {
            let steps = match &self.length {
                Length::PhysicalTime(time) => rate.steps_of(time)?,
                Length::Steps(steps) => *steps,
            };
            plans.push(Plan { learning_rate: rate.value, steps: to_usize(steps), anneal });
        }
        if self.precision == Precision::F32 {
            let rates = plans.iter().map(|plan| plan.learning_rate).chain(anneal.map(|anneal| anneal.learning_rate));
            if let Some(rate) = rates.into_iter().find(|rate| !SINGLE_PRECISION.contains(rate)) {
                return Err(RunError::SinglePrecision(rate));
            }
        }
        let total: u64 = plans.iter().map(|plan| plan.total_steps() as u64).sum();
        let fixed = 3 * plans.len() as u64;
        let of_spectra = self.spectra.map_or(0, |every| total / every);
        let rows = total / self.every + of_spectra + fixed;
        if rows > MOST_ROWS {
            let every = (total / (MOST_ROWS / 2)).max(1) * 2;
            return Err(RunError::TooManyRows { rows, every });
        }
        Ok(plans)
    }
}

/// Sizes beyond the address space are refused later for their memory.
fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Everything that was read and checked before the work.
pub struct LoadedRun {
    settings: RunSettings,
    data: Loaded<DataSet>,
    test: Option<Loaded<DataSet>>,
    start: Network,
    plans: Vec<Plan>,
    record: Settings,
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
        let loaded = std::iter::once(&self.data).chain(&self.test);
        loaded.flat_map(|loaded| &loaded.provenance.remarks).map(String::as_str)
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

    fn begin_in<T: Real>(&self, folder: &Path, resume: bool) -> Result<Beginning<'_>, RunError>
    where
        LossName: Loss<T>,
    {
        let mut setup = Setup::new(&self.data.data, self.settings.loss, &self.start, self.plans.clone());
        setup.test = self.test.as_ref().map(|test| &test.data);
        setup.every = to_usize(self.settings.every);
        setup.validate()?;
        let spectra = self.settings.spectra.map(to_usize);
        let (checkpoint, summary) = (folder.join(checkpoint::FILE_NAME), folder.join(SUMMARY));
        // A run that is at work there is named before what it has written.
        let mut lock = if checkpoint.exists() { Some(FolderLock::take(folder)?) } else { None };
        let (session, origin): (Box<dyn Steps + '_>, Origin) = match (checkpoint.exists(), resume) {
            (true, false) => return Err(RunError::Unfinished(folder.to_owned())),
            (true, true) => {
                let checkpoint = Checkpoint::open(&checkpoint)?;
                self.compare(folder, checkpoint.settings())?;
                let rates: Vec<f64> = self.plans.iter().map(|plan| plan.learning_rate).collect();
                let snapshot = checkpoint.read(&rates)?;
                prepare_folder(folder)?;
                (Box::new(Session::<T, _>::resume(setup, spectra, snapshot)?), Origin::Checkpoint)
            }
            (false, true) if summary.exists() => {
                let finished = Summary::read(&summary)?;
                self.compare(folder, &finished.settings)?;
                return Ok(Beginning::Finished(Box::new(finished)));
            }
            (false, resume) => {
                // What is refused must be so before the folder is made, and an unwritable folder before the work.
                setup.formulation = Some(affordable_formulation(&sizes::<T, _>(&setup))?);
                prepare_folder(folder)?;
                let origin = if resume { Origin::NothingToResume } else { Origin::Start };
                lock = Some(FolderLock::take(folder)?);
                (Box::new(Session::<T, _>::new(setup, spectra)?), origin)
            }
        };
        // Names that cannot be written are refused before the work too.
        for name in [HISTORY, SUMMARY] {
            PendingFile::create(&folder.join(name))?;
        }
        Ok(Beginning::Run(Box::new(Run { loaded: self, folder: folder.to_owned(), _lock: lock, session, origin })))
    }

    /// Refuses settings of another run, with each difference.
    fn compare(&self, folder: &Path, recorded: &Settings) -> Result<(), RunError> {
        let text = |value: Option<&Value>| match value {
            None | Some(Value::Null) => "absent".to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        let differences: Vec<Difference> = self
            .record
            .iter()
            .filter(|(name, value)| recorded.get(*name) != Some(*value))
            .map(|(name, value)| match name.strip_suffix("_fingerprint") {
                Some(what) => Difference::Content(what.to_owned()),
                None => {
                    Difference::Setting { name: name.clone(), was: text(recorded.get(name)), now: text(Some(value)) }
                }
            })
            .collect();
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
    session: Box<dyn Steps + 'a>,
    origin: Origin,
}

impl Run<'_> {
    /// Where it comes from.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Trains to the end and writes the files. A checkpoint is written when this much time has passed since the last one,
    /// and removed at the end. The watch is told how many steps of all rates together are taken.
    ///
    /// # Errors
    ///
    /// [`RunError::Interrupted`] if the watch says stop, which it is asked at every step: a checkpoint has then been
    /// written. Others name the file that cannot be written.
    pub fn finish(mut self, checkpoint_every: Duration, watch: Watch<'_>) -> Result<Summary, RunError> {
        let checkpoint = self.folder.join(checkpoint::FILE_NAME);
        let record = &self.loaded.record;
        let total: u64 = self.loaded.plans.iter().map(|plan| plan.total_steps() as u64).sum();
        let mut written = Instant::now();
        while !self.session.done() {
            let told = Progress::of(total - self.session.remaining_work(), total).tell(watch);
            if let Err(Interrupted) = told {
                write_checkpoint(&checkpoint, record, &self.session.snapshot())?;
                return Err(RunError::Interrupted(Interrupted));
            }
            self.session.advance()?;
            if written.elapsed() >= checkpoint_every && !self.session.done() {
                write_checkpoint(&checkpoint, record, &self.session.snapshot())?;
                written = Instant::now();
            }
        }
        let mut history = PendingFile::create(&self.folder.join(HISTORY))?;
        write_history(&mut history, self.session.runs()).map_err(|cause| history.error(cause))?;
        history.commit()?;
        let LoadedRun { data, test, start, plans, .. } = self.loaded;
        let summary = Summary::of(
            record,
            (data, test.as_ref()),
            start,
            self.session.formulation(),
            plans.iter().zip(self.session.runs()),
        );
        write_file(&self.folder.join(SUMMARY), format!("{:#}\n", summary.to_json()).as_bytes())?;
        remove_checkpoint(&checkpoint)?;
        Ok(summary)
    }
}

/// Removes a checkpoint, and what a killed run has left of one.
fn remove_checkpoint(path: &Path) -> Result<(), RunError> {
    match std::fs::remove_file(path) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(RunError::File(cause)),
        _ => Ok(remove_leftover(path)?),
    }
}

/// A [`Session`] in either precision.
trait Steps {
    fn advance(&mut self) -> Result<(), TrainingError>;
    fn done(&self) -> bool;
    fn remaining_work(&self) -> u64;
    fn formulation(&self) -> Formulation;
    fn runs(&self) -> &[RunHistory];
    fn snapshot(&self) -> Snapshot;
}

impl<T: Real> Steps for Session<'_, T, LossName>
where
    LossName: Loss<T>,
{
    fn advance(&mut self) -> Result<(), TrainingError> {
        Session::advance(self)
    }
    fn done(&self) -> bool {
        Session::done(self)
    }
    fn remaining_work(&self) -> u64 {
        Session::remaining_work(self)
    }
    fn formulation(&self) -> Formulation {
        Session::formulation(self)
    }
    fn runs(&self) -> &[RunHistory] {
        Session::runs(self)
    }
    fn snapshot(&self) -> Snapshot {
        Session::snapshot(self)
    }
}
