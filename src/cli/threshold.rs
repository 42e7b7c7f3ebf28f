//! `catapult threshold`: certified thresholds, to any number of digits.

use super::arguments::{Precision, exact, loss};
use super::{InputError, Outcome, terminal};
use crate::data::DataSpecification;
use crate::dynamics::problem::validate_width;
use crate::model::LossName;
use crate::theory::minimiser::enclose_minimiser;
use crate::theory::overshoot::enclose_overshoot;
use crate::theory::thresholds::{certify_critical_rate, certify_universal_rate, exact_two_over_kappa};
use crate::theory::two_cycle::enclose_two_cycle;
use crate::theory::{CertifiedValue, Digits};
use clap::Subcommand;
use rug::Rational;
use serde_json::{Map, Value, json};
use thiserror::Error;

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
    /// (P4) w_o and eta_o, above which the logistic loss on D0 is never eventually monotone.
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
    /// (T6) eta_lazy = 2/(kappa lambda), the end of the lazy phase.
    LazyRate {
        /// The loss: exponential, logistic or squared.
        #[arg(long, value_parser = loss())]
        loss: LossName,
        /// The kernel lambda, positive.
        #[arg(long, value_name = "X", value_parser = exact, allow_hyphen_values = true)]
        lambda: Rational,
        #[command(flatten)]
        precision: Precision,
    },
    /// 2 sqrt(2m), up to which the logistic loss converges from every start of a two-layer network on D0.
    UniversalRate {
        /// The width m.
        #[arg(long, value_name = "M", value_parser = exact, allow_hyphen_values = true)]
        width: Rational,
        #[command(flatten)]
        precision: Precision,
    },
    /// (P5) minimiser, sharpness h and eta_crit = 2/h of one-dimensional data.
    Linear {
        /// The loss: exponential, logistic or squared.
        #[arg(long, value_parser = loss())]
        loss: LossName,
        /// degenerate, three-point, csv:FILE or npz:FILE with one feature.
        #[arg(long, value_name = "DATA")]
        data: String,
        #[command(flatten)]
        precision: Precision,
    },
}

/// Input for which a threshold is not defined.
#[derive(Debug, Error)]
enum ThresholdError {
    #[error("weight 0 has no critical rate: give a start that is not zero")]
    ZeroWeight,
    #[error("lambda {0} is not positive: give a kernel above 0")]
    Lambda(Rational),
}

impl Threshold {
    pub fn run(self) -> Result<Outcome, InputError> {
        match self {
            Threshold::CriticalRate { loss, weight, precision } => {
                if weight.is_zero() {
                    return Err(ThresholdError::ZeroWeight.into());
                }
                let value = certify_critical_rate(loss, &weight, precision.digits)?;
                show(&[("eta_critical", Shown::Value(value))], precision)
            }
            Threshold::Overshoot { precision } => {
                let overshoot = enclose_overshoot(precision.digits)?;
                let rows = [("weight", Shown::Value(overshoot.weight)), ("eta", Shown::Value(overshoot.learning_rate))];
                show(&rows, precision)
            }
            Threshold::TwoCycle { eta, precision } => {
                let cycle = enclose_two_cycle(&eta, precision.digits)?;
                let rows =
                    [("amplitude", Shown::Value(cycle.amplitude)), ("multiplier", Shown::Value(cycle.multiplier))];
                show(&rows, precision)
            }
            Threshold::LazyRate { loss, lambda, precision } => {
                if lambda <= 0 {
                    return Err(ThresholdError::Lambda(lambda).into());
                }
                show(&[("eta_lazy", Shown::Value(exact_two_over_kappa(loss, &lambda)))], precision)
            }
            Threshold::UniversalRate { width, precision } => {
                validate_width(&width)?;
                let value = certify_universal_rate(&width, precision.digits)?;
                show(&[("eta_universal", Shown::Value(value))], precision)
            }
            Threshold::Linear { loss, data, precision } => {
                let points = data.parse::<DataSpecification>()?.load_exact()?.signed_points_1d()?;
                let minimiser = enclose_minimiser(loss, &points, precision.digits)?;
                let rows = [
                    ("minimiser", Shown::List(vec![minimiser.weight])),
                    ("sharpness", Shown::Value(minimiser.sharpness)),
                    ("eta_critical", Shown::Value(minimiser.critical_rate)),
                ];
                show(&rows, precision)
            }
        }
    }
}

/// A result: one value, or a vector of them.
enum Shown {
    Value(CertifiedValue),
    List(Vec<CertifiedValue>),
}

fn show(rows: &[(&str, Shown)], precision: Precision) -> Result<Outcome, InputError> {
    let count = precision.digits.count();
    if precision.format.json {
        let mut object = Map::new();
        for (name, shown) in rows {
            let value = match shown {
                Shown::Value(value) => json!(value.enclosure(count)),
                Shown::List(values) => Value::from_iter(values.iter().map(|value| json!(value.enclosure(count)))),
            };
            object.insert((*name).into(), value);
        }
        terminal::print_json(&Value::Object(object))?;
    } else {
        let table: Vec<Vec<String>> = rows
            .iter()
            .flat_map(|(name, shown)| {
                let values = match shown {
                    Shown::Value(value) => std::slice::from_ref(value),
                    Shown::List(values) => values,
                };
                values.iter().map(|value| describe(name, value, precision.digits))
            })
            .collect();
        terminal::print_table(&table)?;
    }
    Ok(Outcome::Fine)
}

fn describe(name: &str, value: &CertifiedValue, digits: Digits) -> Vec<String> {
    let guarantee = match value {
        CertifiedValue::Exact(exact) => format!("exact: {exact}"),
        CertifiedValue::Enclosed(_) => "certified".into(),
    };
    vec![name.into(), value.enclosure(digits.count()).short(), guarantee]
}
