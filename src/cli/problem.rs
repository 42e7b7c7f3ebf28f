//! The arguments that state a problem, shared by the commands that run one and those that prove something about it.

use super::InputError;
use super::arguments::{exact, exact_data, loss};
use crate::data::DataSpecification;
use crate::dynamics::Problem;
use crate::model::LossName;
use clap::Args;
use rug::Rational;

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

/// A problem, after validation.
fn validated(problem: Problem) -> Result<Problem, InputError> {
    problem.validate()?;
    Ok(problem)
}

/// The linear predictor (P1), on D0 or on one-dimensional data.
#[derive(Args)]
pub struct LinearProblem {
    #[command(flatten)]
    training: Training,
    /// The start w.
    #[arg(long, value_name = "W", value_parser = exact, allow_hyphen_values = true)]
    weight: Rational,
    /// degenerate, three-point, or a file with one feature such as csv:FILE or npz:FILE (see `catapult list data`).
    #[arg(long, value_name = "DATA", default_value = "degenerate")]
    data: String,
}

impl LinearProblem {
    /// The validated problem.
    pub fn problem(self) -> Result<Problem, InputError> {
        let Training { loss, eta } = self.training;
        validated(match self.data.parse::<DataSpecification>()? {
            DataSpecification::Degenerate => Problem::linear(loss, eta, self.weight),
            _ => Problem::linear_on(exact_data(&self.data)?.signed_points_1d()?, loss, eta, self.weight),
        })
    }
}

/// The two-layer network on D0 (T1), (T2).
#[derive(Args)]
pub struct TwoLayerProblem {
    #[command(flatten)]
    training: Training,
    /// The width m.
    #[arg(long, value_name = "M", value_parser = exact, allow_hyphen_values = true)]
    width: Rational,
    /// The kernel lambda at the start, at least 2|f|/sqrt(m).
    #[arg(long, value_name = "X", value_parser = exact, allow_hyphen_values = true)]
    lambda: Rational,
    /// The output f at the start.
    #[arg(long, value_name = "F0", value_parser = exact, allow_hyphen_values = true)]
    output: Rational,
}

impl TwoLayerProblem {
    /// The validated problem.
    pub fn problem(self) -> Result<Problem, InputError> {
        let Training { loss, eta } = self.training;
        validated(Problem::two_layer(loss, eta, self.width, self.lambda, self.output))
    }
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
        validated(Problem::aligned(loss, eta, self.width, self.sigma))
    }
}
