//! The arguments that state a problem, shared by the commands that run one and those that prove something about it.

use super::InputError;
use super::arguments::{exact, loss};
use crate::data::DataSpecification;
use crate::dynamics::{Network, Problem};
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

impl Training {
    /// A validated problem.
    fn of(self, network: Network, start: Vec<Rational>) -> Result<Problem, InputError> {
        let problem = Problem { network, loss: self.loss, learning_rate: self.eta, start };
        problem.validate()?;
        Ok(problem)
    }
}

/// The linear predictor (P1), on D0 or on one-dimensional data.
#[derive(Args)]
pub struct LinearProblem {
    #[command(flatten)]
    training: Training,
    /// The start w.
    #[arg(long, value_name = "W", value_parser = exact, allow_hyphen_values = true)]
    weight: Rational,
    /// degenerate, three-point, csv:FILE or npz:FILE with one feature.
    #[arg(long, value_name = "DATA", default_value = "degenerate")]
    data: String,
}

impl LinearProblem {
    /// The validated problem.
    pub fn problem(self) -> Result<Problem, InputError> {
        let points = match self.data.parse::<DataSpecification>()? {
            DataSpecification::Degenerate => None,
            other => Some(other.load_exact()?.signed_points_1d()?),
        };
        self.training.of(Network::Linear { points }, vec![self.weight])
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
        self.training.of(Network::TwoLayer { width: self.width }, vec![self.output, self.lambda])
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
        self.training.of(Network::Aligned { width: self.width }, self.sigma)
    }
}
