//! One step of all rates, in a formulation of one's choice.

use super::residual::{Evaluation, Part};
use super::state::{Array, Arrays, StateError};
use crate::training::{Network, TrainingError};
use serde::{Deserialize, Serialize};

/// How the weights of the rates are represented. All take the same steps, up to rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Formulation {
    /// What is added to W_1 acts on the samples through K = X X^T; low-rank history.
    FunctionSpace,
    /// What is added to W_1 is kept as vectors of features; low-rank history.
    FeatureSpace,
    /// Dense weights for each rate, rank-one updates (D4).
    RankOne,
}

impl Formulation {
    /// All formulations.
    pub const ALL: [Formulation; 3] = [Formulation::FunctionSpace, Formulation::FeatureSpace, Formulation::RankOne];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Formulation::FunctionSpace => "function-space",
            Formulation::FeatureSpace => "feature-space",
            Formulation::RankOne => "rank-one",
        }
    }
}

impl std::fmt::Display for Formulation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The residuals and losses of consecutive samples from their outputs and labels.
pub type Evaluate<'e, T> = dyn Fn(&[T], &[T]) -> Part<T> + Sync + 'e;

/// The weights of all rates. A `batch` is a list of rates in increasing order.
pub trait Engine<T>: Send + Sync {
    /// Evaluates the batch at its present weights and keeps what a step needs. Fails where the samples cannot be read.
    fn measure(&mut self, batch: &[usize], evaluate: &Evaluate<'_, T>) -> Result<Vec<Evaluation<T>>, TrainingError>;

    /// The outputs on the test data at the weights that were measured last.
    fn test_outputs(&self, batch: &[usize]) -> Vec<Vec<T>>;

    /// One step at the given learning rates from the weights that were measured last.
    fn descend(&mut self, batch: &[usize], learning_rates: &[f64]);

    /// The present weights of one rate.
    fn network(&self, index: usize) -> Network;

    /// The largest number of columns that a history of this rate holds, if it has any.
    fn rank(&self, index: usize) -> Option<usize>;

    /// The weights of one rate, in the form in which they are kept.
    fn arrays(&self, index: usize) -> Vec<Array<T>>;

    /// Takes weights as [`Engine::arrays`] gave them.
    fn restore(&mut self, index: usize, arrays: &mut Arrays<T>) -> Result<(), StateError>;
}
