//! One start for dense training and for the reduced equations: weights whose reduced state follows exactly.

use super::TrainingError;
use crate::data::{DataError, ExactDataSet};
use crate::dynamics::{Descent, Problem, ProblemError};
use crate::model::network::dot;
use crate::model::{LinearNetwork, LossName, Matrix};
use crate::progress::Interrupted;
use rug::Rational;
use thiserror::Error;

/// Why a run cannot be compared.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum AgreementError {
    /// Training refuses it.
    #[error(transparent)]
    Training(#[from] TrainingError),
    /// The reduced equations refuse it.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// The data cannot be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The watch said stop.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    /// Listed data of one feature, whose kernel is measured at x = 1.
    #[error("the data have one feature: give two or more, or take a network on D0")]
    OneFeature,
    /// The two layers do not have root² entries each.
    #[error("the layers have {first} and {second} weights: give root² = {width} to each")]
    Width {
        /// The length of w_1.
        first: usize,
        /// The length of w_2.
        second: usize,
        /// root².
        width: usize,
    },
}

/// One run, in the weights and in the reduced variables.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedRun {
    /// The reduced problem.
    pub problem: Problem,
    /// The data that the dense network is trained on.
    pub data: ExactDataSet,
    /// The weights that it starts from, doubles as they stand.
    pub start: LinearNetwork<f64>,
}

impl SharedRun {
    /// A two-layer network of width m = `root`² on D0, from the weights w1 and w2: f = w2·w1/root and
    /// lambda = (|w1|² + |w2|²)/m exactly.
    ///
    /// # Errors
    ///
    /// [`AgreementError::Width`] for layers of another length, [`AgreementError::Problem`] for a rate that is none.
    pub fn two_layer(
        loss: LossName,
        learning_rate: Rational,
        root: u32,
        w1: &[i32],
        w2: &[i32],
    ) -> Result<Self, AgreementError> {
        let width = (root as usize).saturating_mul(root as usize);
        if w1.len() != width || w2.len() != width {
            return Err(AgreementError::Width { first: w1.len(), second: w2.len(), width });
        }
        let [first, second] = [w1, w2].map(|w| w.iter().map(|entry| Rational::from(*entry)).collect::<Vec<_>>());
        let m = Rational::from(width as u64);
        let output = dot(&second, &first) / Rational::from(root);
        let lambda = (dot(&first, &first) + dot(&second, &second)) / &m;
        let problem = Problem::two_layer(loss, learning_rate, m, lambda, output);
        problem.validate()?;
        let start = LinearNetwork {
            scale: 1.0 / f64::from(root),
            layers: vec![
                Matrix { rows: w1.iter().map(|w| vec![f64::from(*w)]).collect() },
                Matrix { rows: vec![w2.iter().map(|w| f64::from(*w)).collect()] },
            ],
        };
        Ok(SharedRun { problem, data: ExactDataSet::degenerate(), start })
    }

    /// A two-layer network on data of any number of features, from the rows of W1 and the entries of w2. Doubles hold the numbers exactly if those are
    /// short; the width should be a square for 1/√m to be one.
    ///
    /// # Errors
    ///
    /// [`AgreementError::OneFeature`]; [`AgreementError::Problem`] for weights that do not fit the data or each other, or for a rate that is none.
    pub fn on_data(
        loss: LossName,
        learning_rate: Rational,
        data: ExactDataSet,
        first: &[Vec<Rational>],
        second: &[Rational],
    ) -> Result<Self, AgreementError> {
        if data.dimension() == 1 {
            return Err(AgreementError::OneFeature);
        }
        let points = data.distinct_signed_points();
        let descent = Descent::two_layer_from_weights(loss, learning_rate, points, first, second)?;
        let problem = Problem::Gram(descent);
        problem.validate()?;
        let numbers = |row: &[Rational]| row.iter().map(Rational::to_f64).collect();
        let start = LinearNetwork {
            scale: 1.0 / (second.len() as f64).sqrt(),
            layers: vec![
                Matrix { rows: first.iter().map(|row| numbers(row)).collect() },
                Matrix { rows: vec![numbers(second)] },
            ],
        };
        Ok(SharedRun { problem, data, start })
    }

    /// The linear predictor on one-dimensional data, from an integer weight.
    ///
    /// # Errors
    ///
    /// [`AgreementError::Data`] for data of another dimension, [`AgreementError::Problem`] for a rate that is none.
    pub fn linear(
        loss: LossName,
        learning_rate: Rational,
        data: ExactDataSet,
        weight: i32,
    ) -> Result<Self, AgreementError> {
        let problem = Problem::linear_on(data.signed_points_1d()?, loss, learning_rate, Rational::from(weight));
        problem.validate()?;
        let start = LinearNetwork { scale: 1.0, layers: vec![Matrix { rows: vec![vec![f64::from(weight)]] }] };
        Ok(SharedRun { problem, data, start })
    }
}
