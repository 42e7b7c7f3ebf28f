//! A training problem in exact numbers: nothing is rounded before an arithmetic is chosen.

use super::aligned::AlignedSystem;
use super::dense::DenseSystem;
use super::features::{FeatureSystem, Weights};
use super::gram::{GramState, GramSystem};
use super::linear_predictor::{LinearSystem, SignedPoints};
use super::state::{Layers, TwoLayerState, Weight};
use super::system::System;
use super::two_layer::TwoLayerSystem;
use crate::arithmetic::{Analytic, FromExact};
use crate::model::{FeaturePoints, LossName};
use rug::Rational;
use std::fmt;
use thiserror::Error;

/// Gradient descent of a system at a learning rate, from a start; all exact.
#[derive(Clone, Debug)]
pub struct Descent<S: System> {
    /// Network, data and loss.
    pub system: S,
    /// eta > 0.
    pub learning_rate: Rational,
    /// The state at step 0.
    pub start: S::State<Rational>,
}

impl<S: System> PartialEq for Descent<S> {
    fn eq(&self, other: &Self) -> bool {
        use super::state::State;
        self.system == other.system
            && self.learning_rate == other.learning_rate
            && self.start.coordinates().eq(other.start.coordinates())
    }
}

impl<S: System> Descent<S> {
    /// The equations at the learning rate, in an arithmetic.
    pub fn equations<T: Analytic + FromExact>(&self, bits: u32) -> S::Equations<T> {
        self.system.equations(T::from_exact(&self.learning_rate, bits), bits)
    }

    /// The start, in an arithmetic.
    pub fn start_in<T: Analytic + FromExact>(&self, bits: u32) -> S::State<T> {
        self.system.start_in(&self.start, bits)
    }

    /// Checks the numbers.
    ///
    /// # Errors
    ///
    /// [`ProblemError`] for a rate that is not positive, a width that is not a positive integer, or an inadmissible state.
    pub fn validate(&self) -> Result<(), ProblemError> {
        if self.learning_rate <= 0 {
            return Err(ProblemError::LearningRate(self.learning_rate.clone()));
        }
        self.system.validate(&self.start)
    }
}

impl Descent<LinearSystem> {
    /// The linear predictor on D0.
    pub fn linear(loss: LossName, learning_rate: Rational, weight: Rational) -> Self {
        Descent { system: LinearSystem { loss, points: None }, learning_rate, start: Weight { weight } }
    }

    /// The linear predictor on listed data: signed points with multiplicities.
    pub fn linear_on(points: SignedPoints, loss: LossName, learning_rate: Rational, weight: Rational) -> Self {
        Descent { system: LinearSystem { loss, points: Some(points) }, learning_rate, start: Weight { weight } }
    }
}

impl Descent<TwoLayerSystem> {
    /// The two-layer network on D0.
    pub fn two_layer(
        loss: LossName,
        learning_rate: Rational,
        width: Rational,
        lambda: Rational,
        output: Rational,
    ) -> Self {
        Descent { system: TwoLayerSystem { loss, width }, learning_rate, start: TwoLayerState { output, lambda } }
    }
}

impl Descent<AlignedSystem> {
    /// An aligned network on D0, of as many layers as there are singular values.
    pub fn aligned(loss: LossName, learning_rate: Rational, width: Rational, sigma: Vec<Rational>) -> Self {
        let system = AlignedSystem { loss, width, depth: sigma.len() };
        Descent { system, learning_rate, start: Layers { sigma } }
    }
}

impl Descent<FeatureSystem> {
    /// The linear predictor of any number of features on listed data.
    pub fn features(loss: LossName, learning_rate: Rational, points: FeaturePoints, weights: Vec<Rational>) -> Self {
        Descent { system: FeatureSystem { loss, points }, learning_rate, start: Weights { weights } }
    }
}

impl Descent<GramSystem> {
    /// The two-layer network on listed data from explicit weights: the rows of W1, one a hidden unit, and w2.
    ///
    /// # Errors
    ///
    /// [`ProblemError`] for weights whose shapes do not fit each other.
    pub fn two_layer_from_weights(
        loss: LossName,
        learning_rate: Rational,
        points: FeaturePoints,
        first: &[Vec<Rational>],
        second: &[Rational],
    ) -> Result<Self, ProblemError> {
        let expected = first.first().map_or(0, Vec::len);
        if first.is_empty() || expected == 0 || first.len() != second.len() {
            return Err(ProblemError::HiddenUnits { rows: first.len(), entries: second.len() });
        }
        if let Some(unit) = first.iter().position(|row| row.len() != expected) {
            return Err(ProblemError::RaggedWeights { unit: unit + 1, found: first[unit].len(), expected });
        }
        let width = Rational::from(second.len());
        let start = GramState::of_weights(first, second, &width);
        Ok(Descent { system: GramSystem { loss, width, points, without_scale: true }, learning_rate, start })
    }

    /// The two-layer network on listed data of one feature, from output and kernel ([`GramState::of_one_feature`]).
    pub fn two_layer_of_one_feature(
        loss: LossName,
        learning_rate: Rational,
        points: FeaturePoints,
        width: Rational,
        lambda: &Rational,
        output: Rational,
    ) -> Self {
        let start = GramState::of_one_feature(output, lambda.clone());
        Descent { system: GramSystem { loss, width, points, without_scale: false }, learning_rate, start }
    }
}

impl Descent<DenseSystem> {
    /// A network with explicit weights on D0: those of W_1 (m numbers), W_2, ..., W_{L-1} (m rows of m each) and W_L (m numbers), one after
    /// the other.
    pub fn dense(loss: LossName, learning_rate: Rational, width: usize, depth: usize, weights: Vec<Rational>) -> Self {
        Descent { system: DenseSystem { loss, width, depth }, learning_rate, start: Weights { weights } }
    }
}

impl<S: System> fmt::Display for Descent<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Descent { system, learning_rate, start } = self;
        let (description, loss, start) = (system.description(), system.loss(), S::describe_state(start));
        write!(formatter, "{description}, {loss} loss, eta = {learning_rate}, from {start}")
    }
}

/// Gradient descent of any of the systems.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// f = w x on D0 or on listed data.
    Linear(Descent<LinearSystem>),
    /// f = m^{-1/2} w2·w1 on D0, in the variables (f, lambda).
    TwoLayer(Descent<TwoLayerSystem>),
    /// An aligned deep network on D0, in the variables sigma_1..sigma_L.
    Aligned(Descent<AlignedSystem>),
    /// f = v·x on listed data of any number of features.
    Features(Descent<FeatureSystem>),
    /// f = m^{-1/2} w2^T W1 x on listed data, in the Gram matrix of the weights.
    Gram(Descent<GramSystem>),
    /// A deep network on D0, with all its weights.
    Dense(Descent<DenseSystem>),
}

impl From<Descent<LinearSystem>> for Problem {
    fn from(descent: Descent<LinearSystem>) -> Self {
        Problem::Linear(descent)
    }
}

impl From<Descent<TwoLayerSystem>> for Problem {
    fn from(descent: Descent<TwoLayerSystem>) -> Self {
        Problem::TwoLayer(descent)
    }
}

impl From<Descent<AlignedSystem>> for Problem {
    fn from(descent: Descent<AlignedSystem>) -> Self {
        Problem::Aligned(descent)
    }
}

impl From<Descent<FeatureSystem>> for Problem {
    fn from(descent: Descent<FeatureSystem>) -> Self {
        Problem::Features(descent)
    }
}

impl From<Descent<GramSystem>> for Problem {
    fn from(descent: Descent<GramSystem>) -> Self {
        Problem::Gram(descent)
    }
}

impl From<Descent<DenseSystem>> for Problem {
    fn from(descent: Descent<DenseSystem>) -> Self {
        Problem::Dense(descent)
    }
}

/// Evaluates an expression in the descent of a problem, whatever its system.
macro_rules! with_descent {
    ($problem:expr, $descent:ident => $value:expr) => {
        match $problem {
            Problem::Linear($descent) => $value,
            Problem::TwoLayer($descent) => $value,
            Problem::Aligned($descent) => $value,
            Problem::Features($descent) => $value,
            Problem::Gram($descent) => $value,
            Problem::Dense($descent) => $value,
        }
    };
}

/// Work that can be done on any system: what [`Problem::visit`] takes.
pub trait Job {
    /// What it gives.
    type Output;
    /// Does it.
    fn run<S: System>(self, descent: &Descent<S>) -> Self::Output;
}

impl Problem {
    /// As [`Descent::linear`].
    pub fn linear(loss: LossName, learning_rate: Rational, weight: Rational) -> Self {
        Problem::Linear(Descent::linear(loss, learning_rate, weight))
    }

    /// As [`Descent::linear_on`].
    pub fn linear_on(points: SignedPoints, loss: LossName, learning_rate: Rational, weight: Rational) -> Self {
        Problem::Linear(Descent::linear_on(points, loss, learning_rate, weight))
    }

    /// As [`Descent::two_layer`].
    pub fn two_layer(
        loss: LossName,
        learning_rate: Rational,
        width: Rational,
        lambda: Rational,
        output: Rational,
    ) -> Self {
        Problem::TwoLayer(Descent::two_layer(loss, learning_rate, width, lambda, output))
    }

    /// As [`Descent::aligned`].
    pub fn aligned(loss: LossName, learning_rate: Rational, width: Rational, sigma: Vec<Rational>) -> Self {
        Problem::Aligned(Descent::aligned(loss, learning_rate, width, sigma))
    }

    /// Does a job on the problem, whatever its system.
    pub fn visit<J: Job>(&self, job: J) -> J::Output {
        with_descent!(self, descent => job.run(descent))
    }

    /// The loss.
    pub fn loss(&self) -> LossName {
        with_descent!(self, descent => descent.system.loss)
    }

    /// Network and data in words, as [`System::description`].
    pub fn description(&self) -> String {
        with_descent!(self, descent => descent.system.description())
    }

    /// eta.
    pub fn learning_rate(&self) -> &Rational {
        with_descent!(self, descent => &descent.learning_rate)
    }

    /// Checks the numbers.
    ///
    /// # Errors
    ///
    /// As [`Descent::validate`].
    pub fn validate(&self) -> Result<(), ProblemError> {
        with_descent!(self, descent => descent.validate())
    }

    /// Whether the orbit can be exact.
    ///
    /// # Errors
    ///
    /// As [`System::require_rational`].
    pub fn require_rational(&self) -> Result<(), ProblemError> {
        with_descent!(self, descent => descent.system.require_rational())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        with_descent!(self, descent => descent.fmt(formatter))
    }
}

/// Why a problem is not one, or cannot be run as asked.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ProblemError {
    /// eta <= 0.
    #[error("learning rate {0} is not positive: give a rate above 0")]
    LearningRate(Rational),
    /// m is not a positive integer.
    #[error("width {0} is not a positive integer: give the number of hidden units, at least 1")]
    Width(Rational),
    /// lambda < 2|f|/sqrt m.
    #[error(
        "lambda {lambda} with output {output} is not a state of a network of width {width}: \
         lambda must be at least 2|f|/sqrt(m), about {least}"
    )]
    Inadmissible {
        /// The kernel asked for.
        lambda: Rational,
        /// The output asked for.
        output: Rational,
        /// The width.
        width: Rational,
        /// 2|f|/sqrt m, numerically.
        least: String,
    },
    /// A start of the wrong length.
    #[error("the start has {found} coordinates: this network needs {expected}")]
    StartLength {
        /// How many there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// Data without a point or a feature.
    #[error("there is no data point, or no feature: give at least one of each")]
    NoPoints,
    /// Points of different lengths.
    #[error("data point {point} has {found} features, and the first has {expected}: give each the same number")]
    Ragged {
        /// Which point, counted from 1.
        point: usize,
        /// Its features.
        found: usize,
        /// Those of the first.
        expected: usize,
    },
    /// A start that does not fit the data.
    #[error(
        "the start has {found} weights for each unit and the data have {expected} features: give one weight for each feature"
    )]
    WeightCount {
        /// Of the start.
        found: usize,
        /// Of the data.
        expected: usize,
    },
    /// Layers that do not fit each other.
    #[error(
        "W1 has {rows} rows and w2 has {entries} entries: give at least one hidden unit, with a row of W1 and an entry of w2 each"
    )]
    HiddenUnits {
        /// Rows of W1.
        rows: usize,
        /// Entries of w2.
        entries: usize,
    },
    /// Rows of different lengths.
    #[error(
        "row {unit} of W1 has {found} entries, and the first has {expected}: give each hidden unit the same number"
    )]
    RaggedWeights {
        /// Which row, counted from 1.
        unit: usize,
        /// Its entries.
        found: usize,
        /// Those of the first.
        expected: usize,
    },
    /// Numbers that no weights have.
    #[error(
        "the start is not a Gram matrix of weights of width {0}: it must be positive semidefinite of rank at most the width"
    )]
    NotGram(Rational),
    /// An aligned start without layers.
    #[error("an aligned network needs at least one layer: give the singular value of each")]
    NoLayers,
    /// A network with explicit weights of less than two layers.
    #[error("depth {0} is too small or too large for a network with explicit weights: give two layers or more")]
    Depth(usize),
    /// Exact arithmetic asked for a loss with transcendental values.
    #[error(
        "the {0} loss has no exact orbits: its slope is not rational; enclose it in balls for certified values, or take the squared loss"
    )]
    NotRational(LossName),
    /// Exact arithmetic asked for an irrational parametrisation factor.
    #[error(
        "width {width} and depth {depth} give the irrational factor m^(-(L-1)/2): enclose it in balls, or take a width that is a square"
    )]
    IrrationalScale {
        /// The width.
        width: Rational,
        /// The depth.
        depth: usize,
    },
}

/// Checks a width: a positive integer.
///
/// # Errors
///
/// [`ProblemError::Width`].
pub fn validate_width(width: &Rational) -> Result<(), ProblemError> {
    if *width >= 1 && width.is_integer() { Ok(()) } else { Err(ProblemError::Width(width.clone())) }
}
