//! `catapult threshold`: certified thresholds, to any number of digits.

use super::arguments::{Precision, exact, loss, points};
use super::problem::matrix;
use super::{InputError, Outcome, terminal};
use crate::model::LossName;
use crate::problems::{self, Points};
use crate::theory::question::{Answer, QuestionError};
use crate::theory::{CertifiedValue, Question};
use clap::Subcommand;
use rug::Rational;

#[derive(Subcommand)]
pub enum Threshold {
    /// (P2) eta_c = 2 w/s(w), the rate at which the linear predictor on D0 jumps from w to -w.
    CriticalRate {
        /// The loss: exponential, logistic or squared.
        #[arg(long, value_parser = loss())]
        loss: LossName,
        /// The start w, not zero.
        #[arg(long, value_name = "W", value_parser = exact, allow_hyphen_values = true)]
        weight: Rational,
        #[command(flatten)]
        precision: Precision,
    },
    /// (P4) w_o and eta_o, above which the logistic loss on D0 is never eventually monotone, from all starts but countably many.
    Overshoot {
        #[command(flatten)]
        precision: Precision,
    },
    /// (P3) amplitude and multiplier of the logistic 2-cycle on D0; the multiplier is the derivative of the second iterate.
    TwoCycle {
        /// The learning rate, above 8.
        #[arg(long, value_name = "E", value_parser = exact, allow_hyphen_values = true)]
        eta: Rational,
        #[command(flatten)]
        precision: Precision,
    },
    /// (T6) eta_lazy = 2/(kappa lambda), the end of the lazy phase; of an aligned network, (L8a): up to it the loss never rises. On data 2/h0, where
    /// linear stability puts that end, h0 being the sharpness of the minimum with the kernel of the start (G7d); the loss may rise below it.
    LazyRate {
        /// The loss: exponential, logistic or squared.
        #[arg(long, value_parser = loss())]
        loss: LossName,
        /// The kernel lambda, positive.
        #[arg(long, value_name = "X", value_parser = exact, allow_hyphen_values = true,
              required_unless_present_any = ["sigma", "w1"], conflicts_with = "sigma")]
        lambda: Option<Rational>,
        /// Data for a two-layer network, of one feature with --lambda (see `catapult list data`).
        #[arg(long, value_name = "DATA", conflicts_with = "sigma")]
        data: Option<String>,
        /// With --data of any number of features, the rows of W1, one a hidden unit: "A,B;C,D".
        #[arg(long, value_name = "A,B;C,D", allow_hyphen_values = true, conflicts_with_all = ["lambda", "sigma"], requires_all = ["w2", "data"])]
        w1: Option<String>,
        /// The entries of w2, one a hidden unit: E,F.
        #[arg(long, value_name = "E,F", value_parser = exact, value_delimiter = ',', allow_hyphen_values = true, requires = "w1")]
        w2: Option<Vec<Rational>>,
        /// The width m, with --sigma.
        #[arg(long, value_name = "M", value_parser = exact, allow_hyphen_values = true, requires = "sigma")]
        width: Option<Rational>,
        /// The singular values of the layers of an aligned network on D0.
        #[arg(long, value_name = "S1,S2,..", value_parser = exact, value_delimiter = ',', allow_hyphen_values = true,
              requires = "width")]
        sigma: Option<Vec<Rational>>,
        #[command(flatten)]
        precision: Precision,
    },
    /// sqrt(2m)/R, up to which the logistic loss converges from every start of a two-layer network (G6); 2 sqrt(2m) on D0.
    UniversalRate {
        /// The width m.
        #[arg(long, value_name = "M", value_parser = exact, allow_hyphen_values = true)]
        width: Rational,
        /// Data of one feature, with points of both signs: three-point, csv:FILE, .. (see `catapult list data`).
        #[arg(long, value_name = "DATA", default_value = "degenerate")]
        data: String,
        #[command(flatten)]
        precision: Precision,
    },
    /// eta_Lambda (G6'): above it many starts of a two-layer network diverge under the logistic loss; below, exceptional ones may.
    DivergenceRate {
        /// The width m.
        #[arg(long, value_name = "M", value_parser = exact, allow_hyphen_values = true)]
        width: Rational,
        /// Data of one feature, with points of both signs: degenerate, three-point, csv:FILE, .. (see `catapult list data`).
        #[arg(long, value_name = "DATA")]
        data: String,
        #[command(flatten)]
        precision: Precision,
    },
    /// (L4d) eta_c of a balanced aligned network on D0: below it the loss falls at every step, above it the network diverges.
    BalancedRate {
        /// The loss: exponential, logistic or squared.
        #[arg(long, value_parser = loss())]
        loss: LossName,
        /// The width m.
        #[arg(long, value_name = "M", value_parser = exact, allow_hyphen_values = true)]
        width: Rational,
        /// The number of layers.
        #[arg(long, value_name = "L")]
        depth: usize,
        /// The singular value of every layer, not zero.
        #[arg(long, value_name = "S", value_parser = exact, allow_hyphen_values = true)]
        sigma: Rational,
        #[command(flatten)]
        precision: Precision,
    },
    /// (L3e) The largest rate at which an aligned network on D0 is proved to converge from its start alone, logistic loss.
    SafeRate {
        /// The width m.
        #[arg(long, value_name = "M", value_parser = exact, allow_hyphen_values = true)]
        width: Rational,
        /// The singular values of the layers.
        #[arg(long, value_name = "S1,S2,..", value_parser = exact, value_delimiter = ',', required = true,
              allow_hyphen_values = true)]
        sigma: Vec<Rational>,
        #[command(flatten)]
        precision: Precision,
    },
    /// (P5) minimiser, sharpness h and eta_crit = 2/h of data of any number of features.
    Linear {
        /// The loss: exponential, logistic or squared.
        #[arg(long, value_parser = loss())]
        loss: LossName,
        /// degenerate, three-point, or a file such as csv:FILE or npz:FILE (see `catapult list data`).
        #[arg(long, value_name = "DATA")]
        data: String,
        #[command(flatten)]
        precision: Precision,
    },
}

impl Threshold {
    pub fn run(self) -> Result<Outcome, InputError> {
        let (question, precision) = match self {
            Threshold::CriticalRate { loss, weight, precision } => (Question::CriticalRate { loss, weight }, precision),
            Threshold::Overshoot { precision } => (Question::Overshoot, precision),
            Threshold::TwoCycle { eta, precision } => (Question::TwoCycle { learning_rate: eta }, precision),
            Threshold::LazyRate { loss, lambda, data, w1, w2, width, sigma, precision } => {
                let points = data.map(|data| points(&data)).transpose()?.unwrap_or(Points::Degenerate);
                let question = match (lambda, w1, width, sigma) {
                    (_, _, Some(width), Some(sigma)) => Question::LazyRateOfLayers { loss, width, sigma },
                    (_, Some(rows), _, _) => {
                        problems::lazy_rate_of_weights(loss, points, &matrix(&rows)?, &w2.unwrap_or_default())?
                    }
                    (Some(lambda), ..) => problems::lazy_rate(loss, points, lambda)?,
                    _ => {
                        return Err(
                            "give --lambda X, --w1 and --w2 with --data, or --width M and --sigma S1,S2,..".into()
                        );
                    }
                };
                (question, precision)
            }
            Threshold::BalancedRate { loss, width, depth, sigma, precision } => {
                (Question::BalancedRate { loss, width, depth, sigma }, precision)
            }
            Threshold::SafeRate { width, sigma, precision } => (Question::SafeRate { width, sigma }, precision),
            Threshold::UniversalRate { width, data, precision } => {
                (problems::universal_rate(width, points(&data)?)?, precision)
            }
            Threshold::DivergenceRate { width, data, precision } => {
                (problems::divergence_rate(width, points(&data)?)?, precision)
            }
            Threshold::Linear { loss, data, precision } => (problems::stability(loss, points(&data)?)?, precision),
        };
        let answer = question.answer(precision.digits).map_err(|error| explained(error, &question))?;
        if precision.format.json {
            terminal::print_json(serde_json::to_value(&answer)?)?;
        } else {
            terminal::print_table(&table(&answer))?;
        }
        Ok(Outcome::Fine)
    }
}

/// An error with the exact reason why there is no minimiser.
fn explained(error: QuestionError, question: &Question) -> InputError {
    match problems::data_without_minimiser(&error, question) {
        Some(shape) => format!("{shape}: see `catapult separability`").into(),
        None => error.into(),
    }
}

fn table(answer: &Answer) -> Vec<Vec<String>> {
    let row = |name: &str, value: &CertifiedValue| {
        let guarantee = match value.closed_form() {
            Some(exact) => format!("exact: {exact}"),
            None => "certified".into(),
        };
        vec![name.to_owned(), value.enclosure(answer.digits.count()).short(), guarantee]
    };
    let values = answer.parts.iter().flat_map(|(name, part)| part.values().iter().map(|value| row(name, value)));
    values.chain(answer.note.map(|note| vec!["note".into(), note.into()])).collect()
}
