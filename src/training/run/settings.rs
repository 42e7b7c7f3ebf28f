//! What a training run is asked to do, and the first half of doing it: everything is read and checked, and nothing written.

use super::super::checkpoint::Settings;
use super::super::fingerprint::fingerprint_weights;
use super::super::rates::MOST_STEPS;
use super::super::run_error::RunError;
use super::super::{
    Anneal, Annealing, Network, Plan, Rates, SEED, Seeds, TrainingError, read_weights, weights_of_arrays,
};
use super::{LoadedRun, Reading, TrainingData};
use crate::data::DataSpecification;
use crate::data::npz::Array;
use crate::model::LossName;
use crate::ranks::{Alone, Ranks};
use rug::Rational;
use serde::Serialize;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

/// The most rows of a history, about 600 MB of text.
pub const MOST_ROWS: u64 = 5_000_000;

/// Rates that single precision takes, with room for the factor of the parametrisation.
const SINGLE_PRECISION: std::ops::RangeInclusive<f64> = 1e-30..=1e30;

/// What stands in the record for weights that no file holds.
const ARRAYS: &str = "arrays";

/// How long each rate runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Length {
    /// The same number of steps for every rate.
    Steps(u64),
    /// Steps x eta, the same for every rate: max(1, round(P/eta)) steps.
    PhysicalTime(Rational),
}

/// Where every rate starts.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// Standard normal entries, see [`Network::random`]: one start for each seed, and all rates from each.
    Seeds(Seeds),
    /// Weights that are all zero, at depth 1: see [`Network::zero`].
    Zero,
    /// The arrays of an npz file, see [`read_weights`].
    Weights(PathBuf),
    /// Such arrays that are in memory, see [`weights_of_arrays`].
    Arrays(Arc<[Array]>),
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
    /// The bytes of memory that the data may take; those that need more are read by blocks at each step. What the machine has left, if `None`. Results do
    /// not depend on it.
    pub memory: Option<u64>,
    /// Where a text that is read by blocks is put as numbers; where the system has temporary files, if `None`.
    pub scratch: Option<PathBuf>,
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
            start: Start::Seeds(Seeds::one(SEED)),
            spectra: None,
            precision: Precision::F64,
            every: 1,
            memory: None,
            scratch: None,
        }
    }

    /// Reads and checks everything, and writes nothing.
    ///
    /// # Errors
    ///
    /// [`RunError`] names the value.
    pub fn load(self) -> Result<LoadedRun, RunError> {
        self.load_over(Arc::new(Alone))
    }

    /// The same of a run that several processes share: each reads its own samples only, where the file allows it.
    ///
    /// # Errors
    ///
    /// [`RunError`] names the value; [`RunError::Undivided`] for a run in which there is nothing to share.
    pub fn load_over(self, ranks: Arc<dyn Ranks>) -> Result<LoadedRun, RunError> {
        self.refuse_many_rows(&self.plans()?, self.starts())?;
        self.layers()?;
        let data = TrainingData::read(&self.data, self.test.as_ref(), &self.reading(Arc::clone(&ranks)))?;
        let loaded = LoadedRun { ranks, ..self.load_on(Arc::new(data))? };
        loaded.refuse_undivided()?;
        Ok(loaded)
    }

    /// How the data are read.
    pub(crate) fn reading(&self, ranks: Arc<dyn Ranks>) -> Reading<'_> {
        Reading {
            images: self.images.as_deref(),
            memory: self.memory,
            scratch: self.scratch.as_deref(),
            spectra: self.spectra.is_some(),
            ranks,
        }
    }

    /// The same on data that were read before, which are those of the settings, and with as many rows as the starts make.
    ///
    /// # Errors
    ///
    /// [`RunError`] names the value.
    pub(crate) fn load_on(self, data: Arc<TrainingData>) -> Result<LoadedRun, RunError> {
        let plans = self.plans()?;
        self.refuse_many_rows(&plans, 1)?;
        let (depth, width) = self.layers()?;
        let start = self.network(0, depth, width, data.data.data.examples().dimension())?;
        let record = self.record(depth, width, &data, &start);
        Ok(LoadedRun { settings: self, data, start, plans, record, ranks: Arc::new(Alone) })
    }

    /// The number of layers and their width.
    fn layers(&self) -> Result<(usize, usize), RunError> {
        let width = match (self.depth, self.width) {
            (1, _) => 1,
            (depth, width) => width.ok_or(RunError::NoWidth(depth))?,
        };
        Ok((to_usize(self.depth), to_usize(width)))
    }

    /// The seed of a start, if it has one.
    pub(crate) fn seed(&self, index: usize) -> Option<u64> {
        match &self.start {
            Start::Seeds(seeds) => seeds.as_slice().get(index).copied(),
            Start::Zero | Start::Weights(_) | Start::Arrays(_) => None,
        }
    }

    /// How many starts there are.
    pub(crate) fn starts(&self) -> usize {
        match &self.start {
            Start::Seeds(seeds) => seeds.as_slice().len(),
            Start::Zero | Start::Weights(_) | Start::Arrays(_) => 1,
        }
    }

    /// One of the starts.
    pub(super) fn network(
        &self,
        index: usize,
        depth: usize,
        width: usize,
        dimension: usize,
    ) -> Result<Network, TrainingError> {
        match &self.start {
            Start::Weights(path) => read_weights(path, depth, width, dimension),
            Start::Arrays(arrays) => weights_of_arrays(arrays, depth, width, dimension),
            Start::Zero => Network::zero(dimension),
            Start::Seeds(seeds) => Network::random(dimension, depth, width, seeds.as_slice()[index]),
        }
    }

    /// What tells this run apart from others: the settings, and fingerprints of what the files hold.
    fn record(&self, depth: usize, width: usize, data: &TrainingData, start: &Network) -> Settings {
        let path = |path: &PathBuf| path.display().to_string();
        let (steps, time) = match &self.length {
            Length::Steps(steps) => (Some(*steps), None),
            Length::PhysicalTime(time) => (None, Some(time.to_string())),
        };
        let seed = match &self.start {
            Start::Seeds(seeds) => match seeds.as_slice() {
                [seed] => json!(seed),
                _ => json!(seeds.to_string()),
            },
            Start::Zero | Start::Weights(_) | Start::Arrays(_) => Value::Null,
        };
        let weights = match &self.start {
            Start::Weights(weights) => Some(path(weights)),
            Start::Arrays(_) => Some(ARRAYS.to_owned()),
            Start::Zero | Start::Seeds(_) => None,
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
            "data_fingerprint": data.fingerprint,
            "test_fingerprint": data.test_fingerprint,
            "weights_fingerprint": fingerprint,
            "start": (self.start == Start::Zero).then_some("zero"),
        });
        match record {
            Value::Object(record) => record,
            _ => Settings::new(),
        }
    }

    /// What each rate does.
    pub(super) fn plans(&self) -> Result<Vec<Plan>, RunError> {
        if self.start == Start::Zero && self.depth > 1 {
            return Err(RunError::ZeroStart(self.depth));
        }
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
        Ok(plans)
    }

    /// Refuses a record of so many starts that would fill the disk.
    pub(super) fn refuse_many_rows(&self, plans: &[Plan], starts: usize) -> Result<(), RunError> {
        let total: u64 = plans.iter().map(|plan| plan.total_steps() as u64).sum();
        let fixed = 3 * plans.len() as u64;
        let of_spectra = self.spectra.map_or(0, |every| total / every);
        let starts = starts as u64;
        let rows = (total / self.every + of_spectra + fixed).saturating_mul(starts);
        if rows > MOST_ROWS {
            let every = (total.saturating_mul(starts) / (MOST_ROWS / 2)).max(1) * 2;
            return Err(RunError::TooManyRows { rows, every });
        }
        Ok(())
    }
}

/// Sizes beyond the address space are refused later for their memory.
pub(crate) fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
