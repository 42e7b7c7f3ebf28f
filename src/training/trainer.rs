//! Runs of gradient descent and their histories.

use super::{Network, TrainingError, products};
use crate::model::{DataSet, Loss};
use serde::Serialize;

/// Gradient descent from one start on one data set: the same start for every learning rate.
#[derive(Clone, Debug)]
pub struct Trainer<'a, L> {
    data: &'a DataSet,
    test: Option<&'a DataSet>,
    loss: L,
    start: Network,
}

/// What is recorded of a step. All entries are finite.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct HistoryRow {
    /// eta.
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
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase", tag = "outcome")]
pub enum Outcome {
    /// All steps were taken.
    Completed,
    /// The loss or an output left the range of double precision. No smaller loss counts as divergence: with the logistic
    /// loss on separable data, runs come back from losses as large as 10^50.
    Diverged {
        /// The first step whose loss is beyond.
        step: usize,
        /// The loss one step before; `None` if the start itself is beyond.
        last_loss: Option<f64>,
    },
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

/// Loss, accuracy and residuals at one point.
struct Evaluation {
    loss: f64,
    /// Whether the loss and all outputs are finite.
    in_range: bool,
    accuracy: f64,
    /// r_i = l'(u_i) y_i/n
    residuals: Vec<f64>,
}

impl<'a, L: Loss<f64>> Trainer<'a, L> {
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
        Ok(Trainer { data, test: None, loss, start })
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
    /// Numerical; the same bytes whatever the number of threads.
    pub fn run(&self, learning_rate: f64, steps: usize, every: usize) -> Result<Trajectory, TrainingError> {
        if !(learning_rate > 0.0 && learning_rate.is_finite()) {
            return Err(TrainingError::LearningRate { rate: learning_rate });
        }
        if every == 0 {
            return Err(TrainingError::EveryZero);
        }
        let mut network = self.start.clone();
        let mut rows = Vec::new();
        let mut last_loss = None;
        for step in 0..=steps {
            let backward = network.backward_vectors();
            let v = network.end_to_end(&backward);
            let train = evaluate(self.data, &self.loss, &v);
            if !train.in_range {
                let outcome = Outcome::Diverged { step, last_loss };
                return Ok(Trajectory { learning_rate, rows, outcome, network });
            }
            last_loss = Some(train.loss);
            if step % every == 0 || step == steps {
                rows.push(HistoryRow {
                    learning_rate,
                    step,
                    train_loss: train.loss,
                    train_accuracy: train.accuracy,
                    test_accuracy: self.test.map(|test| evaluate(test, &self.loss, &v).accuracy),
                });
            }
            if step < steps {
                let gradient = products::apply_transposed(self.data.features.as_ref(), &train.residuals);
                network.descend(gradient, &backward, learning_rate);
            }
        }
        Ok(Trajectory { learning_rate, rows, outcome: Outcome::Completed, network })
    }
}

fn check_data(what: &'static str, data: &DataSet, network: &Network) -> Result<(), TrainingError> {
    if data.count() == 0 || data.dimension() == 0 {
        return Err(TrainingError::NoData { count: data.count(), dimension: data.dimension() });
    }
    if data.dimension() != network.dimension() {
        let expected = network.dimension();
        return Err(TrainingError::Dimension { what, found: data.dimension(), expected });
    }
    Ok(())
}

fn evaluate(data: &DataSet, loss: &impl Loss<f64>, v: &[f64]) -> Evaluation {
    let count = data.count() as f64;
    let outputs = products::apply(data.features.as_ref(), v);
    let margins = || outputs.iter().zip(&data.labels).map(|(f, y)| f * y);
    let mean_loss = margins().map(|u| loss.margin_loss(u)).sum::<f64>() / count;
    Evaluation {
        loss: mean_loss,
        in_range: mean_loss.is_finite() && outputs.iter().all(|f| f.is_finite()),
        accuracy: margins().filter(|u| *u > 0.0).count() as f64 / count,
        residuals: margins().zip(&data.labels).map(|(u, y)| loss.margin_slope(u) * y / count).collect(),
    }
}
