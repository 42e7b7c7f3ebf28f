//! What a sweep is asked for: data, start, and a plan for each learning rate.

use super::Formulation;
use crate::data::DataSet;
use crate::training::blocks::Examples;
use crate::training::{Network, TrainingError};
use serde::{Deserialize, Serialize};

/// The run of one learning rate: `steps` steps at `learning_rate`, then those of `anneal`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// eta.
    pub learning_rate: f64,
    /// The number of steps at eta.
    pub steps: usize,
    /// Further steps at another rate.
    pub anneal: Option<Anneal>,
}

/// Steps that follow those at a plan's own rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Anneal {
    /// Their learning rate.
    pub learning_rate: f64,
    /// Their number.
    pub steps: usize,
}

impl Plan {
    /// `steps` steps at one rate.
    pub fn constant(learning_rate: f64, steps: usize) -> Self {
        Plan { learning_rate, steps, anneal: None }
    }

    /// The number of steps with and without annealing.
    pub fn total_steps(&self) -> usize {
        self.steps.saturating_add(self.anneal.map_or(0, |anneal| anneal.steps))
    }

    /// The learning rate of the step from `step` to `step` + 1.
    pub fn rate_at(&self, step: usize) -> f64 {
        match self.anneal {
            Some(anneal) if step >= self.steps => anneal.learning_rate,
            _ => self.learning_rate,
        }
    }
}

/// Everything that a sweep needs besides its precision.
#[derive(Clone, Debug)]
pub struct Setup<'a, L> {
    /// The training data.
    pub data: Examples<'a>,
    /// Data on which the accuracy is measured too.
    pub test: Option<&'a DataSet>,
    /// The loss.
    pub loss: L,
    /// The weights that every rate starts from.
    pub start: &'a Network,
    /// The rates. Rows and outcomes refer to them by their index here.
    pub plans: Vec<Plan>,
    /// Rows are recorded at steps 0, `every`, 2 `every`, ..., at the last step before annealing and at the last step.
    pub every: usize,
    /// The formulation to use; the one of least predicted cost if `None`.
    pub formulation: Option<Formulation>,
}

impl<'a, L> Setup<'a, L> {
    /// Rows at every step, no test data, the formulation of least predicted cost.
    pub fn new(data: impl Into<Examples<'a>>, loss: L, start: &'a Network, plans: Vec<Plan>) -> Self {
        Setup { data: data.into(), test: None, loss, start, plans, every: 1, formulation: None }
    }

    /// Refuses what no run can be made of.
    ///
    /// # Errors
    ///
    /// [`TrainingError`] for empty data, data of another dimension than the start's, a rate that is not positive and
    /// finite, and rows every 0 steps.
    pub fn validate(&self) -> Result<(), TrainingError> {
        check_data("the data", self.data, self.start)?;
        if let Some(test) = self.test {
            check_data("the test data", test, self.start)?;
        }
        if self.every == 0 {
            return Err(TrainingError::EveryZero);
        }
        let rates = self.plans.iter().flat_map(|plan| [Some(plan.learning_rate), plan.anneal.map(|a| a.learning_rate)]);
        for rate in rates.flatten() {
            if !(rate > 0.0 && rate.is_finite()) {
                return Err(TrainingError::LearningRate { rate });
            }
        }
        Ok(())
    }

    /// Whether a row is recorded for plan `index` at `step`.
    pub(super) fn records(&self, index: usize, step: usize) -> bool {
        let plan = &self.plans[index];
        step.is_multiple_of(self.every) || step == plan.steps || step == plan.total_steps()
    }
}

/// Refuses empty data and data of another dimension than the network's.
pub(crate) fn check_data<'a>(
    what: &'static str,
    data: impl Into<Examples<'a>>,
    network: &Network,
) -> Result<(), TrainingError> {
    let data = data.into();
    if data.count() == 0 || data.dimension() == 0 {
        return Err(TrainingError::NoData { count: data.count(), dimension: data.dimension() });
    }
    if data.dimension() != network.dimension() {
        let expected = network.dimension();
        return Err(TrainingError::Dimension { what, found: data.dimension(), expected });
    }
    Ok(())
}

/// What is recorded of a step. All entries are finite.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryRow {
    /// eta, the plan's own rate also while it is annealed.
    pub learning_rate: f64,
    /// The number of steps taken before.
    pub step: usize,
    /// The empirical risk (1/n) sum l(y_i f(x_i)).
    pub train_loss: f64,
    /// The share of training samples with y f(x) > 0: an output of exactly zero decides nothing and counts as wrong.
    pub train_accuracy: f64,
    /// The same of the test samples, if there are any.
    pub test_accuracy: Option<f64>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "outcome")]
pub enum Outcome {
    /// All steps were taken.
    Completed,
    /// The loss or an output left the range of the number type. No smaller loss counts as divergence: with the logistic
    /// loss on separable data, runs come back from losses as large as 10^50.
    Diverged {
        /// The first step whose loss is beyond.
        step: usize,
        /// The loss one step before; `None` if the start itself is beyond.
        last_loss: Option<f64>,
    },
}
