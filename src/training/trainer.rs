//! One run at a time: a [`Sweep`] of a single rate, with its history collected.

use super::sweep::{HistoryRow, Outcome, Plan, Setup, Sweep, check_data};
use super::{Network, TrainingError};
use crate::data::DataSet;
use crate::model::Loss;
use crate::progress::{Watch, silent};

/// Gradient descent from one start on one data set: the same start for every learning rate.
#[derive(Clone)]
pub struct Trainer<'a, L> {
    data: &'a DataSet,
    test: Option<&'a DataSet>,
    loss: L,
    start: Network,
    watch: Watch<'a>,
}

/// The history of one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// eta.
    pub learning_rate: f64,
    /// Rows at steps 0, `every`, 2 `every`, ..., and at the last step. A run that diverges has rows up to then.
    pub rows: Vec<HistoryRow>,
    /// How the run ended.
    pub outcome: Outcome,
    /// The weights at the end: after the last step, or the first ones whose loss diverged.
    pub network: Network,
}

impl<'a, L: Loss<f64> + Clone + Send + Sync> Trainer<'a, L> {
    /// Training of a network of the given shape from its default start (see [`Network::random`]).
    ///
    /// # Errors
    ///
    /// [`TrainingError`] for empty data and for shapes that [`Network::random`] refuses.
    pub fn new(data: &'a DataSet, loss: L, depth: usize, width: usize, seed: u64) -> Result<Self, TrainingError> {
        let start = Network::random(data.dimension(), depth, width, seed)?;
        Self::from_start(data, loss, start)
    }

    /// Training from given weights.
    ///
    /// # Errors
    ///
    /// [`TrainingError`] for empty data and for data of another dimension.
    pub fn from_start(data: &'a DataSet, loss: L, start: Network) -> Result<Self, TrainingError> {
        check_data("the data", data, &start)?;
        Ok(Trainer { data, test: None, loss, start, watch: &silent })
    }

    /// The same, measuring the accuracy on test data.
    ///
    /// # Errors
    ///
    /// [`TrainingError`] for empty test data and for test data of another dimension.
    pub fn with_test(mut self, test: &'a DataSet) -> Result<Self, TrainingError> {
        check_data("the test data", test, &self.start)?;
        self.test = Some(test);
        Ok(self)
    }

    /// The same, telling a watch at every step; where it says stop, runs end with [`TrainingError::Interrupted`].
    pub fn watched(mut self, watch: Watch<'a>) -> Self {
        self.watch = watch;
        self
    }

    /// The weights that every run starts from.
    pub fn start(&self) -> &Network {
        &self.start
    }

    /// `steps` steps at one learning rate, recording every `every` steps.
    ///
    /// # Errors
    ///
    /// [`TrainingError::LearningRate`] and [`TrainingError::EveryZero`].
    ///
    /// # Guarantee
    ///
    /// As [`Sweep`].
    pub fn run(&self, learning_rate: f64, steps: usize, every: usize) -> Result<Trajectory, TrainingError> {
        let mut runs = self.run_all(vec![Plan::constant(learning_rate, steps)], every)?;
        runs.pop().ok_or(TrainingError::LearningRate { rate: learning_rate })
    }

    /// All plans in one sweep, in double precision; one trajectory for each.
    ///
    /// # Errors
    ///
    /// As [`Setup::validate`].
    ///
    /// # Guarantee
    ///
    /// As [`Sweep`].
    pub fn run_all(&self, plans: Vec<Plan>, every: usize) -> Result<Vec<Trajectory>, TrainingError> {
        let setup = Setup { test: self.test, every, ..Setup::new(self.data, self.loss.clone(), &self.start, plans) };
        Sweep::<f64, _>::new(setup)?.finish(self.watch)
    }
}

impl<L: Loss<f64> + Send + Sync> Sweep<'_, f64, L> {
    /// Goes on until all rates have ended, and collects the rows from here on, and the weights at the ends: dense
    /// products for each plan. Where rows are enough, [`Sweep::run`] gives them without.
    ///
    /// # Errors
    ///
    /// As [`Sweep::run`].
    pub fn finish(mut self, watch: Watch<'_>) -> Result<Vec<Trajectory>, TrainingError> {
        let rows = self.run(watch)?;
        let ended = self.progress().iter().zip(&self.setup().plans).zip(rows).enumerate();
        let trajectories = ended
            .map(|(index, ((progress, plan), rows))| Trajectory {
                learning_rate: plan.learning_rate,
                rows,
                outcome: progress.outcome.unwrap_or(Outcome::Completed),
                network: self.network(index),
            })
            .collect();
        Ok(trajectories)
    }
}
