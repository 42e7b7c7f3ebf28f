//! Training from one start: the session of one sweep, from its beginning or a snapshot to its end, with checkpoints on the way.

use super::super::blocks::Examples;
use super::super::checkpoint::{Checkpoint, Settings, write_checkpoint};
use super::super::history::RunHistory;
use super::super::memory::{affordable_on, predicted_memory_on};
use super::super::run_error::{Difference, RunError};
use super::super::summary::Summary;
use super::super::sweep::{Sizes, sizes};
use super::super::{Formulation, Plan, Real, Session, Snapshot, TrainingError};
use super::settings::to_usize;
use super::{LoadedRun, Precision, TrainingSamples, remove_checkpoint};
use crate::model::{Loss, LossName};
use crate::progress::Interrupted;
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};

/// When a session is kept, and who is told of its steps.
pub(super) struct Keeping<'k> {
    /// The time from one checkpoint to the next.
    pub every: Duration,
    /// When the last one was written.
    pub written: Instant,
    /// Writes one.
    pub keep: &'k dyn Fn(Snapshot) -> Result<(), RunError>,
    /// Is told how many steps are left, and says whether to go on.
    pub tell: &'k dyn Fn(u64) -> Result<(), Interrupted>,
}

/// What a sweep from one start is predicted to take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prediction {
    /// The formulation that is taken.
    pub formulation: Formulation,
    /// Seconds of the nominal machine of [`cost`](super::super::sweep::cost).
    pub seconds: f64,
    /// Bytes, as in [`memory`](super::super::memory).
    pub bytes: f64,
}

impl LoadedRun {
    /// All rates from one start.
    pub(super) fn train_start<T: Real>(
        &self,
        index: usize,
        formulation: Formulation,
        snapshot: Option<Snapshot>,
        keeping: &mut Keeping<'_>,
    ) -> Result<Vec<RunHistory>, RunError>
    where
        LossName: Loss<T>,
    {
        let network = self.network(index)?;
        let mut setup = self.setup(&network);
        setup.formulation = Some(formulation);
        let spectra = self.settings.spectra.map(to_usize);
        let mut session = match snapshot {
            Some(snapshot) => Session::<T, _>::resume(setup, spectra, snapshot)?,
            None => Session::<T, _>::new(setup, spectra)?,
        };
        while !session.done() {
            if let Err(Interrupted) = (keeping.tell)(session.remaining_work()) {
                (keeping.keep)(session.snapshot())?;
                return Err(RunError::Interrupted(Interrupted));
            }
            session.advance()?;
            if keeping.written.elapsed() >= keeping.every && !session.done() {
                (keeping.keep)(session.snapshot())?;
                keeping.written = Instant::now();
            }
        }
        Ok(session.into_runs())
    }

    /// The record of all rates from the start of this index, for a run that is made of such parts. A checkpoint at the given
    /// path is gone on with, and stays until [`LoadedRun::forget_start`].
    ///
    /// # Errors
    ///
    /// As [`Run::finish`](super::Run::finish); [`RunError::OtherSettings`] for a checkpoint of something else.
    pub(crate) fn record_start(
        &self,
        index: usize,
        checkpoint: &Path,
        checkpoint_every: Duration,
        tell: &dyn Fn(u64) -> Result<(), Interrupted>,
    ) -> Result<Vec<RunHistory>, RunError> {
        match self.settings.precision {
            Precision::F64 => self.record_start_in::<f64>(index, checkpoint, checkpoint_every, tell),
            Precision::F32 => self.record_start_in::<f32>(index, checkpoint, checkpoint_every, tell),
        }
    }

    fn record_start_in<T: Real>(
        &self,
        index: usize,
        checkpoint: &Path,
        every: Duration,
        tell: &dyn Fn(u64) -> Result<(), Interrupted>,
    ) -> Result<Vec<RunHistory>, RunError>
    where
        LossName: Loss<T>,
    {
        let seed = self.settings.seed(index);
        let mut settings: Settings = self.record.clone();
        settings.insert("seed".into(), json!(seed));
        let snapshot = if checkpoint.exists() {
            let earlier = Checkpoint::open(checkpoint)?;
            let differences = Difference::between(earlier.settings(), &settings);
            if !differences.is_empty() {
                return Err(RunError::OtherSettings { folder: checkpoint.to_owned(), differences });
            }
            let rates: Vec<f64> = self.plans.iter().map(|plan| plan.learning_rate).collect();
            Some(earlier.read(&rates)?)
        } else {
            None
        };
        let formulation = match &snapshot {
            Some(snapshot) => snapshot.state.formulation,
            None => self.affordable(&self.data.data.data.examples(), &self.sizes())?,
        };
        let keep = |snapshot: Snapshot| Ok(write_checkpoint(checkpoint, &settings, &snapshot)?);
        let mut keeping = Keeping { every, written: Instant::now(), keep: &keep, tell };
        let mut runs = self.train_start::<T>(index, formulation, snapshot, &mut keeping)?;
        runs.iter_mut().for_each(|run| run.seed = seed);
        Ok(runs)
    }

    /// Removes the checkpoint of a start whose record is kept elsewhere.
    pub(crate) fn forget_start(checkpoint: &Path) -> Result<(), RunError> {
        remove_checkpoint(checkpoint)
    }

    /// The sizes that decide the cost of a sweep from one start.
    pub fn sizes(&self) -> Sizes {
        let setup = self.setup(&self.start);
        match self.settings.precision {
            Precision::F64 => sizes::<f64, _>(&setup),
            Precision::F32 => sizes::<f32, _>(&setup),
        }
    }

    /// What a sweep from one start takes.
    ///
    /// # Errors
    ///
    /// [`TrainingError`] for what no run can be made of, or does not fit into memory.
    pub fn predict(&self) -> Result<Prediction, TrainingError> {
        self.setup(&self.start).validate()?;
        let sizes = self.sizes();
        let examples = self.data.data.data.examples();
        let formulation = self.affordable(&examples, &sizes)?;
        let (seconds, bytes) = (sizes.predicted_cost(formulation), self.memory(&examples, &sizes, formulation));
        Ok(Prediction { formulation, seconds, bytes })
    }

    /// The formulation of least predicted cost that fits into memory.
    pub(super) fn affordable(&self, examples: &Examples<'_>, sizes: &Sizes) -> Result<Formulation, TrainingError> {
        affordable_on(*examples, sizes, self.settings.spectra.is_some())
    }

    fn memory(&self, examples: &Examples<'_>, sizes: &Sizes, formulation: Formulation) -> f64 {
        predicted_memory_on(*examples, sizes, formulation, self.settings.spectra.is_some())
    }

    /// Refuses to divide what one process does as well, or in another formulation.
    pub(super) fn refuse_undivided(&self) -> Result<(), RunError> {
        let (examples, sizes) = (self.data.data.data.examples(), self.sizes());
        let (samples, features) = (sizes.samples, sizes.dimension);
        let refused = |reason| Err(RunError::Undivided { samples, features, reason });
        match examples {
            Examples::Blocks(data) if data.ranks().size() > 1 => match sizes.cheapest() {
                Formulation::FunctionSpace => {
                    refused("a sweep on so few of them is cheapest in function space, which reads them once")
                }
                Formulation::FeatureSpace | Formulation::RankOne => Ok(()),
            },
            Examples::Blocks(_) | Examples::Memory(_) => Ok(()),
        }
    }

    /// How often a sweep from one start passes over all samples, about: once at each step, and some twenty times for each spectrum.
    fn passes(&self) -> f64 {
        const OF_SPECTRUM: u64 = 20;
        let steps = self.plans.iter().map(Plan::total_steps).max().unwrap_or(0);
        let spectra = self.settings.spectra.map_or(0, |every| {
            let of_plan = |plan: &Plan| plan.total_steps() as u64 / every + 2;
            self.plans.iter().map(of_plan).sum::<u64>() * OF_SPECTRUM
        });
        steps as f64 + 1.0 + spectra as f64
    }

    /// What is to be said before the work of samples that are read by blocks: why, how often, and how long that takes about.
    pub fn cost_of_reading(&self) -> Option<String> {
        let TrainingSamples::Blocks(data) = &self.data.data.data else { return None };
        let (bytes, seconds) = (data.bytes_of_pass() as f64, self.data.seconds_of_pass?);
        let examples = self.data.data.data.examples();
        let sizes = self.sizes();
        let memory = self.memory(&examples, &sizes, self.affordable(&examples, &sizes).ok()?);
        let passes = self.passes() * self.settings.starts() as f64;
        let gigabytes = |bytes: f64| format!("{:.1} GB", bytes / 1e9);
        Some(format!(
            "`{}` is read by blocks, because all of it would take {} of memory: {} at each of about {passes:.0} passes, {} at the {}/s of \
             the first one, and {} of memory",
            self.settings.data,
            gigabytes(self.data.bytes_in_memory),
            gigabytes(bytes),
            duration(passes * seconds),
            gigabytes(bytes / seconds.max(1e-9)),
            gigabytes(memory),
        ))
    }

    /// What each rate does.
    pub(crate) fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// The settings, and fingerprints of what files held.
    pub(crate) fn record(&self) -> &Settings {
        &self.record
    }

    /// The summary without any start.
    pub(crate) fn heading(&self, formulation: Formulation) -> Summary {
        Summary::of(&self.record, &self.data, self.start.weight_count(), formulation, (&self.plans, &[]))
    }
}

/// A time in words.
fn duration(seconds: f64) -> String {
    match seconds {
        _ if seconds < 90.0 => format!("{seconds:.0} s"),
        _ if seconds < 5400.0 => format!("{:.0} minutes", seconds / 60.0),
        _ => format!("{:.1} hours", seconds / 3600.0),
    }
}
