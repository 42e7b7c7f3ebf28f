//! Full-batch gradient descent at many learning rates at once.

mod batch;
pub mod cost;
mod first_layer;
mod formulation;
mod history;
mod low_rank;
mod plan;
mod rank_one;
mod residual;
mod samples;
mod state;

pub use cost::Sizes;
pub use formulation::Formulation;
pub use plan::{Anneal, HistoryRow, Outcome, Plan, Setup};
pub use state::{Array, Progress, State, StateError};

use super::blocks::Examples;
use super::{Network, Observed, Real, TrainingError};
use crate::model::Loss;
use crate::progress::{self, Watch};
use first_layer::{FeatureSpace, FunctionSpace};
use formulation::Engine;
use history::Histories;
pub(super) use plan::check_data;
use rank_one::RankOne;
use residual::{accuracy, evaluate};
use state::Arrays;

/// Runs of gradient descent from one start at many learning rates, all at the same step.
///
/// ```
/// use catapult::data::{DataSource, DataSpecification};
/// use catapult::model::LossName;
/// use catapult::training::{Network, Plan, Setup, Sweep};
///
/// let data = "degenerate".parse::<DataSpecification>()?.load(&DataSource::Embedded)?;
/// let start = Network::random(data.dimension(), 2, 10, 1)?;
/// let plans = vec![Plan::constant(0.1, 20), Plan::constant(1.0, 10)];
/// let mut sweep = Sweep::<f64, _>::new(Setup::new(&data, LossName::Logistic, &start, plans))?;
/// while !sweep.done() {
///     for (plan, row) in sweep.advance()? {
///         println!("{plan} {} {} {}", row.learning_rate, row.step, row.train_loss);
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Guarantee
///
/// Numerical, in `T`. The same bytes for the same setup, whatever the number of threads, and whether or not the run was
/// interrupted. The formulations differ from each other by rounding.
pub struct Sweep<'a, T, L> {
    setup: Setup<'a, L>,
    formulation: Formulation,
    engine: Box<dyn Engine<T> + 'a>,
    progress: Vec<Progress>,
    measured: Option<Vec<usize>>,
}

impl<'a, T: Real, L: Loss<T> + Send + Sync> Sweep<'a, T, L> {
    /// A sweep at its start.
    ///
    /// # Errors
    ///
    /// As [`Setup::validate`].
    pub fn new(setup: Setup<'a, L>) -> Result<Self, TrainingError> {
        setup.validate()?;
        let formulation =
            setup.formulation.unwrap_or_else(|| sizes::<T, L>(&setup).cheapest_of(setup.data.formulations()));
        Self::with_formulation(setup, formulation)
    }

    /// A sweep that goes on from a snapshot, in the snapshot's formulation.
    ///
    /// # Errors
    ///
    /// As [`Setup::validate`], and [`TrainingError::State`] if the snapshot is of another setup.
    pub fn restore(setup: Setup<'a, L>, state: State<T>) -> Result<Self, TrainingError> {
        setup.validate()?;
        let (found, expected) = (state.progress.len(), setup.plans.len());
        if found != expected {
            return Err(StateError::Rates { found, expected }.into());
        }
        for (index, (progress, plan)) in state.progress.iter().zip(&setup.plans).enumerate() {
            if progress.step > plan.total_steps() {
                return Err(StateError::Step { index, step: progress.step }.into());
            }
        }
        let mut sweep = Self::with_formulation(setup, state.formulation)?;
        let mut arrays = Arrays::new(state.arrays);
        for index in 0..expected {
            sweep.engine.restore(index, &mut arrays)?;
        }
        sweep.progress = state.progress;
        if let Some(batch) = state.measured {
            let ordered = batch.windows(2).all(|pair| pair[0] < pair[1]);
            if let (Some(&index), false) = (batch.last(), ordered && batch.iter().all(|index| *index < expected)) {
                return Err(StateError::Batch { index }.into());
            }
            // The next step is taken by all rates that have not ended, from what was measured of them.
            if let Some(index) = sweep.live().into_iter().find(|index| batch.binary_search(index).is_err()) {
                return Err(StateError::Unmeasured { index }.into());
            }
            // The rows of this point have been handed out: only what the next step needs is measured again.
            if !batch.is_empty() {
                rayon::scope(|_| sweep.measure(&batch))?;
            }
            sweep.measured = Some(batch);
        }
        Ok(sweep)
    }

    fn with_formulation(setup: Setup<'a, L>, formulation: Formulation) -> Result<Self, TrainingError> {
        let start = setup.start;
        let converted: Network<T> = start.convert();
        let (data, test, rates) = (setup.data, setup.test, setup.plans.len());
        let engine: Box<dyn Engine<T> + 'a> = match (formulation, data) {
            (Formulation::FunctionSpace, Examples::Memory(data)) => {
                let first = FunctionSpace::new(data, test, &converted);
                Box::new(Histories::new(start, &converted, first, rates))
            }
            (Formulation::FunctionSpace, Examples::Blocks(_)) => return Err(TrainingError::Formulation),
            (Formulation::FeatureSpace, data) => {
                let first = FeatureSpace::new(data, test, &converted)?;
                Box::new(Histories::new(start, &converted, first, rates))
            }
            (Formulation::RankOne, data) => Box::new(RankOne::new(data, test, &converted, rates)?),
        };
        Ok(Sweep {
            formulation,
            engine,
            progress: vec![Progress { step: 0, last_loss: None, outcome: None, observed: Observed::default() }; rates],
            measured: None,
            setup,
        })
    }

    /// Goes on by one step, and evaluates all rates that have not ended; the first call evaluates the start. Returns the
    /// rows recorded at the new point, in the order of the plans, each with the index of its plan. Does nothing when all
    /// rates have ended.
    ///
    /// # Errors
    ///
    /// [`TrainingError::Data`] and [`TrainingError::Ranks`], for samples that are not in memory: the sweep cannot go on then, and its state
    /// is that of no step.
    pub fn advance(&mut self) -> Result<Vec<(usize, HistoryRow)>, TrainingError> {
        // Within the pool at once: otherwise each of the dozen parallel loops of a step would wake it on its own.
        rayon::scope(|_| self.advance_within())
    }

    fn advance_within(&mut self) -> Result<Vec<(usize, HistoryRow)>, TrainingError> {
        if self.measured.is_some() {
            self.descend();
        }
        let batch = self.live();
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let evaluations = self.measure(&batch)?;
        let mut rows = Vec::new();
        for (&index, evaluation) in batch.iter().zip(&evaluations) {
            let (progress, plan) = (&mut self.progress[index], &self.setup.plans[index]);
            let step = progress.step;
            if !evaluation.in_range {
                progress.outcome = Some(Outcome::Diverged { step, last_loss: progress.last_loss });
                continue;
            }
            if step <= plan.steps {
                let epsilon = T::EPSILON.to_double();
                progress.observed.see(step, progress.last_loss, evaluation.loss, epsilon);
            }
            progress.last_loss = Some(evaluation.loss);
            if step == plan.total_steps() {
                progress.outcome = Some(Outcome::Completed);
            }
            if self.setup.records(index, step) {
                let row = HistoryRow {
                    learning_rate: plan.learning_rate,
                    step,
                    train_loss: evaluation.loss,
                    train_accuracy: evaluation.accuracy,
                    test_accuracy: None,
                };
                rows.push((index, row));
            }
        }
        if let (Some(test), false) = (self.setup.test, rows.is_empty()) {
            let recorded: Vec<usize> = rows.iter().map(|(index, _)| *index).collect();
            for ((_, row), outputs) in rows.iter_mut().zip(self.engine.test_outputs(&recorded)) {
                row.test_accuracy = Some(accuracy(&outputs, &test.labels));
            }
        }
        self.measured = Some(batch);
        Ok(rows)
    }

    /// Goes on until all rates have ended. Returns the rows from here on, by plan. The watch is told how many steps of all
    /// rates together are taken, of those left at the call.
    ///
    /// # Errors
    ///
    /// [`TrainingError::Interrupted`] if the watch says stop; it is asked at every step. Those of [`Sweep::advance`].
    pub fn run(&mut self, watch: Watch<'_>) -> Result<Vec<Vec<HistoryRow>>, TrainingError> {
        let mut rows = vec![Vec::new(); self.progress.len()];
        let total = self.remaining_work();
        while !self.done() {
            for (plan, row) in self.advance()? {
                rows[plan].push(row);
            }
            progress::Progress::of(total - self.remaining_work(), total).tell(watch)?;
        }
        Ok(rows)
    }

    fn measure(&mut self, batch: &[usize]) -> Result<Vec<residual::Evaluation<T>>, TrainingError> {
        let (count, loss) = (self.setup.data.count(), &self.setup.loss);
        self.engine.measure(batch, &|outputs: &[T], labels: &[T]| evaluate(count, outputs, labels, loss))
    }

    fn descend(&mut self) {
        let batch = self.live();
        let rates: Vec<f64> =
            batch.iter().map(|&index| self.setup.plans[index].rate_at(self.progress[index].step)).collect();
        if !batch.is_empty() {
            self.engine.descend(&batch, &rates);
        }
        batch.iter().for_each(|&index| self.progress[index].step += 1);
        self.measured = None;
    }

    fn live(&self) -> Vec<usize> {
        (0..self.progress.len()).filter(|&index| self.progress[index].outcome.is_none()).collect()
    }

    /// Whether all rates have ended.
    pub fn done(&self) -> bool {
        self.progress.iter().all(|progress| progress.outcome.is_some())
    }

    /// The steps that are still to be taken, of all rates together.
    pub fn remaining_work(&self) -> u64 {
        let left = |(progress, plan): (&Progress, &Plan)| match progress.outcome {
            Some(_) => 0,
            None => (plan.total_steps() - progress.step) as u64,
        };
        self.progress.iter().zip(&self.setup.plans).map(left).sum()
    }

    /// What the sweep was made from.
    pub fn setup(&self) -> &Setup<'a, L> {
        &self.setup
    }

    /// The formulation in use.
    pub fn formulation(&self) -> Formulation {
        self.formulation
    }

    /// Where each rate stands.
    pub fn progress(&self) -> &[Progress] {
        &self.progress
    }

    /// The present weights of a plan, dense and in double precision: those that its latest row was measured at, or the
    /// first ones whose loss diverged.
    pub fn network(&self, plan: usize) -> Network {
        self.engine.network(plan)
    }

    /// The largest number of columns in the histories of a plan; `None` in the rank-one formulation.
    pub fn rank(&self, plan: usize) -> Option<usize> {
        self.engine.rank(plan)
    }

    /// A snapshot of the present point.
    pub fn state(&self) -> State<T> {
        State {
            formulation: self.formulation,
            progress: self.progress.clone(),
            measured: self.measured.clone(),
            arrays: (0..self.progress.len()).flat_map(|index| self.engine.arrays(index)).collect(),
        }
    }
}

/// The sizes that decide the formulation of a sweep.
pub fn sizes<T: Real, L>(setup: &Setup<'_, L>) -> Sizes {
    let layers = setup.start.layers();
    Sizes {
        samples: setup.data.count(),
        dimension: setup.data.dimension(),
        width: layers[0].nrows(),
        depth: layers.len(),
        rates: setup.plans.len(),
        total_steps: setup.plans.iter().map(|plan| plan.total_steps() as u64).sum(),
        longest: setup.plans.iter().map(Plan::total_steps).max().unwrap_or(0),
        bytes: size_of::<T>(),
    }
}
