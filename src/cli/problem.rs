//! The arguments that state a problem, shared by the commands that run one and those that prove something about it.

use super::InputError;
use super::arguments::{exact, loss, points};
use crate::data::npz::{read_exact_layers, read_exact_weights};
use crate::dynamics::Problem;
use crate::model::LossName;
use crate::problems;
use clap::Args;
use rug::Rational;
use std::path::PathBuf;

/// The loss and the rate.
#[derive(Args)]
pub struct Training {
    /// The loss: exponential, logistic or squared.
    #[arg(long, value_parser = loss())]
    loss: LossName,
    /// The learning rate, positive.
    #[arg(long, value_name = "E", value_parser = exact, allow_hyphen_values = true)]
    eta: Rational,
}

/// The linear predictor (P1), on D0 or on data of any number of features (P6).
#[derive(Args)]
pub struct LinearProblem {
    #[command(flatten)]
    training: Training,
    /// The start: one weight for each feature.
    #[arg(long, value_name = "W1,W2,..", value_parser = exact, value_delimiter = ',', required = true,
          allow_hyphen_values = true)]
    weight: Vec<Rational>,
    /// degenerate, three-point, or a file such as csv:FILE or npz:FILE (see `catapult list data`).
    #[arg(long, value_name = "DATA", default_value = "degenerate")]
    data: String,
}

impl LinearProblem {
    /// The validated problem.
    pub fn problem(self) -> Result<Problem, InputError> {
        let Training { loss, eta } = self.training;
        Ok(problems::linear(loss, eta, points(&self.data)?, self.weight)?)
    }
}

/// The two-layer network on D0 (T1), (T2), or on any data (G1).
///
/// The start is given by --lambda and --output with --width (one feature), by --w1 and --w2, or by --weights.
#[derive(Args)]
pub struct TwoLayerProblem {
    #[command(flatten)]
    training: Training,
    /// degenerate, three-point, or a file such as csv:FILE or npz:FILE (see `catapult list data`).
    #[arg(long, value_name = "DATA", default_value = "degenerate")]
    data: String,
    /// The width m.
    #[arg(long, value_name = "M", value_parser = exact, allow_hyphen_values = true)]
    width: Option<Rational>,
    /// The kernel lambda = (|W1|² + |w2|²)/m at the start, at least 2|f|/sqrt(m); one feature.
    #[arg(long, value_name = "X", value_parser = exact, allow_hyphen_values = true)]
    lambda: Option<Rational>,
    /// The output f at the start; one feature.
    #[arg(long, value_name = "F0", value_parser = exact, allow_hyphen_values = true)]
    output: Option<Rational>,
    /// The rows of W1, one a hidden unit: "A,B;C,D".
    #[arg(long, value_name = "A,B;C,D", allow_hyphen_values = true, conflicts_with_all = ["lambda", "output"], requires = "w2")]
    w1: Option<String>,
    /// The entries of w2, one a hidden unit: E,F.
    #[arg(long, value_name = "E,F", value_parser = exact, value_delimiter = ',', allow_hyphen_values = true, requires = "w1")]
    w2: Option<Vec<Rational>>,
    /// An npz file with W1 (m x d) and W2 (m); its numbers are exact.
    #[arg(long, value_name = "FILE.npz", conflicts_with_all = ["w1", "w2", "lambda", "output"])]
    weights: Option<PathBuf>,
}

impl TwoLayerProblem {
    /// The validated problem.
    pub fn problem(self) -> Result<Problem, InputError> {
        let Training { loss, eta } = self.training;
        let weights = match (&self.w1, &self.weights) {
            (Some(rows), _) => Some((matrix(rows)?, self.w2.unwrap_or_default())),
            (None, Some(path)) => Some(read_exact_weights(path)?),
            (None, None) => None,
        };
        let read = || points(&self.data);
        if let Some((first, second)) = weights {
            return Ok(problems::two_layer_from_weights(loss, eta, read()?, self.width, (&first, &second))?);
        }
        let (Some(width), Some(lambda), Some(output)) = (self.width, self.lambda, self.output) else {
            return Err(InputError::from(
                "the start is not given: give --width, --lambda and --output, or --w1 and --w2, or --weights",
            ));
        };
        Ok(problems::two_layer(loss, eta, read()?, width, lambda, output)?)
    }
}

/// A matrix of exact numbers, its rows between semicolons.
pub(super) fn matrix(text: &str) -> Result<Vec<Vec<Rational>>, InputError> {
    let row = |row: &str| row.split(',').map(|entry| exact(entry.trim())).collect::<Result<Vec<Rational>, _>>();
    text.split(';').map(|text| row(text).map_err(|error| InputError::from(format!("--w1: {error}")))).collect()
}

/// An aligned deep network on D0 (D3).
#[derive(Args)]
pub struct AlignedProblem {
    #[command(flatten)]
    training: Training,
    /// The width m.
    #[arg(long, value_name = "M", value_parser = exact, allow_hyphen_values = true)]
    width: Rational,
    /// The singular values of the layers at the start; their number is the depth.
    #[arg(long, value_name = "S1,S2,..", value_parser = exact, value_delimiter = ',', required = true,
          allow_hyphen_values = true)]
    sigma: Vec<Rational>,
}

impl AlignedProblem {
    /// The validated problem.
    pub fn problem(self) -> Result<Problem, InputError> {
        let Training { loss, eta } = self.training;
        Ok(problems::aligned(loss, eta, self.width, self.sigma)?)
    }
}

/// A deep network on D0 with all its weights (D1).
#[derive(Args)]
pub struct NetworkProblem {
    #[command(flatten)]
    training: Training,
    /// An npz file with W1 (m or m x 1), W2, .., W{L-1} (m x m) and WL (m or 1 x m), L >= 2; its numbers are exact.
    #[arg(long, value_name = "FILE.npz")]
    weights: PathBuf,
}

impl NetworkProblem {
    /// The validated problem. Two layers are a two-layer network on D0.
    pub fn problem(self) -> Result<Problem, InputError> {
        let Training { loss, eta } = self.training;
        Ok(problems::network(loss, eta, read_exact_layers(&self.weights)?)?)
    }
}
