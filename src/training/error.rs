//! Why a training run cannot start.

use super::sweep::StateError;
use crate::data::DataError;
use crate::data::npz::NpzError;
use crate::progress::Interrupted;
use crate::ranks::RankLost;
use thiserror::Error;

/// Input that training refuses before any work is done.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum TrainingError {
    /// No layers.
    #[error("depth 0 is not a network: give a depth of at least 1")]
    DepthZero,
    /// No hidden units.
    #[error("width 0 leaves no hidden unit: give a width of at least 1")]
    WidthZero,
    /// No samples or no features.
    #[error("the data have {count} samples of {dimension} features: give at least one sample and one feature")]
    NoData {
        /// n.
        count: usize,
        /// d.
        dimension: usize,
    },
    /// More weights than memory is taken for.
    #[error("depth {depth} and width {width} on {dimension} features make more than {limit} weights: reduce the width")]
    TooManyWeights {
        /// The number of layers.
        depth: usize,
        /// The hidden width.
        width: usize,
        /// The number of features.
        dimension: usize,
        /// The largest number of weights.
        limit: usize,
    },
    /// More layers than memory is taken for.
    #[error("depth {depth} is too large: give at most {limit} layers")]
    TooDeep {
        /// The number of layers.
        depth: usize,
        /// The largest number of layers.
        limit: usize,
    },
    /// More memory than a sweep may take.
    #[error(
        "the sweep would take about {gibibytes} GiB of memory, and {limit} at most: give fewer rates, samples or features, or \
         a smaller width"
    )]
    Memory {
        /// Predicted for the leanest formulation.
        gibibytes: u64,
        /// The most.
        limit: u64,
    },
    /// A rate that is not a positive finite number.
    #[error("learning rate {rate} is not positive and finite: give a number above 0")]
    LearningRate {
        /// The rate.
        rate: f64,
    },
    /// Rows every 0 steps.
    #[error("recording every 0 steps is not possible: give 1 for every step")]
    EveryZero,
    /// Matrices that do not chain to one output.
    #[error(
        "layer {layer} has shape {rows} x {columns} where {expected} is needed: give W1 (m x d), W2.. (m x m), WL (1 x m)"
    )]
    Shape {
        /// The layer, from 1.
        layer: usize,
        /// Its rows.
        rows: usize,
        /// Its columns.
        columns: usize,
        /// What the neighbouring layers need.
        expected: String,
    },
    /// Data and network, or training and test data, of different dimension.
    #[error("{what} have {found} features where {expected} are needed: give data of the same dimension")]
    Dimension {
        /// `the test data` or `the data`.
        what: &'static str,
        /// Their dimension.
        found: usize,
        /// The dimension needed.
        expected: usize,
    },
    /// A tolerance that no residual can have.
    #[error("tolerance {tolerance} is not between 0 and 1: give, for instance, 1e-6")]
    Tolerance {
        /// The tolerance.
        tolerance: f64,
    },
    /// A spectrum of an operator whose products overflow.
    #[error("the {operator} is not finite at these weights: take its spectrum before the run diverges")]
    NotFinite {
        /// Which operator.
        operator: &'static str,
    },
    /// Weights that cannot be read.
    #[error(transparent)]
    Weights(#[from] NpzError),
    /// A checkpoint of another run.
    #[error(transparent)]
    State(#[from] StateError),
    /// The watch said stop.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    /// Samples that could be read before, and cannot any more.
    #[error(transparent)]
    Data(Box<DataError>),
    /// Another rank is gone.
    #[error(transparent)]
    Ranks(#[from] RankLost),
    /// A formulation that needs all samples in memory.
    #[error(
        "the samples are not all in memory, and the function-space formulation needs them there: give them the memory, or start afresh"
    )]
    Formulation,
}

impl From<DataError> for TrainingError {
    fn from(error: DataError) -> Self {
        TrainingError::Data(Box::new(error))
    }
}
