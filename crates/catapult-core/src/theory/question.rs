//! Questions about thresholds, and their answers as data.

use super::aligned_thresholds::{
    certify_balanced_rate, certify_lazy_rate_of_layers, certify_safe_rate, has_balanced_rate_in_range,
};
use super::feature_minimiser::{FeatureMinimiserError, enclose_feature_minimiser, enclose_lazy_rate};
use super::minimiser::{MinimiserError, enclose_minimiser};
use super::one_feature::{OneFeatureError, certify_divergence_rate, certify_universal_rate_on};
use super::overshoot::enclose_overshoot;
use super::thresholds::{
    certify_critical_rate, certify_universal_rate, exact_two_over_kappa, has_critical_rate_in_range,
};
use super::two_cycle::{TwoCycleError, enclose_two_cycle};
use super::{CertifiedValue, Digits, DigitsError};
use crate::arithmetic::Enclosure;
use crate::dynamics::features::validate_points;
use crate::dynamics::problem::validate_width;
use crate::dynamics::{AlignedSystem, ProblemError};
use crate::model::{FeaturePoints, LossName};
use rug::Rational;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use thiserror::Error;

/// Which threshold, of what.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// (P2) `eta_critical`: the rate at which the linear predictor on D0 jumps from w to -w.
    CriticalRate {
        /// The loss.
        loss: LossName,
        /// w, not zero.
        weight: Rational,
    },
    /// (P4) `weight` and `eta`, above which the logistic loss on D0 is never eventually monotone, from all starts but countably many.
    Overshoot,
    /// (P3) `amplitude` and `multiplier` of the logistic 2-cycle on D0.
    TwoCycle {
        /// eta, above 8.
        learning_rate: Rational,
    },
    /// (T6) `eta_lazy`, the end of the lazy phase.
    LazyRate {
        /// The loss.
        loss: LossName,
        /// lambda, positive.
        lambda: Rational,
    },
    /// `eta_universal`, up to which the logistic loss converges from every start of a two-layer network on D0.
    UniversalRate {
        /// m.
        width: Rational,
    },
    /// (G6) `eta_universal` of data of one feature: up to it the logistic loss converges from every start but those that end in the saddle.
    UniversalRateOnData {
        /// m.
        width: Rational,
        /// Signed points with multiplicities.
        points: Vec<(Rational, u32)>,
    },
    /// (G6') `eta_divergence`: above it many starts diverge under the logistic loss; exceptional ones may do so below.
    DivergenceRate {
        /// m.
        width: Rational,
        /// Signed points with multiplicities.
        points: Vec<(Rational, u32)>,
    },
    /// (P5) the same as for [`Question::Linear`], in several features.
    LinearOnData {
        /// The loss.
        loss: LossName,
        /// Signed points with multiplicities.
        points: FeaturePoints,
    },
    /// (P5) `minimiser`, `sharpness` and `eta_critical` of one-dimensional data.
    Linear {
        /// The loss.
        loss: LossName,
        /// Signed points with multiplicities.
        points: Vec<(Rational, u32)>,
    },
    /// (L8a) `eta_lazy`, up to which the loss never rises from a start of an aligned network on D0.
    LazyRateOfLayers {
        /// The loss.
        loss: LossName,
        /// m.
        width: Rational,
        /// sigma_1, ..., sigma_L, none zero.
        sigma: Vec<Rational>,
    },
    /// (L4d) `eta_critical` of a balanced start, below which the loss falls at every step and above which it rises at every step.
    BalancedRate {
        /// The loss.
        loss: LossName,
        /// m.
        width: Rational,
        /// L.
        depth: usize,
        /// The size of every layer, not zero.
        sigma: Rational,
    },
    /// (L3e) `eta_safe`, up to which the logistic loss converges from a start of an aligned network on D0.
    SafeRate {
        /// m.
        width: Rational,
        /// sigma_1, ..., sigma_L, two or more.
        sigma: Vec<Rational>,
    },
    /// (G7d) `sharpness` of the minimum of a two-layer network on data with the kernel of its start, and `eta_lazy` = 2/sharpness: where linear
    /// stability puts the end of the lazy phase. Unlike on D0 no theorem does.
    LazyRateOnData {
        /// The loss.
        loss: LossName,
        /// Signed points with multiplicities.
        points: FeaturePoints,
        /// K of the start, by rows.
        kernel: Vec<Vec<Rational>>,
    },
}

/// The most layers of a threshold of aligned networks.
pub const MOST_LAYERS: usize = 64;

/// Input for which a threshold is not defined.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum QuestionError {
    /// (P2) at the fixed point.
    #[error("weight 0 has no critical rate: give a start that is not zero")]
    ZeroWeight,
    /// (P2) where sinh w is too large for any float.
    #[error(
        "eta_c at weight {0} is below 2^-1073741823, the smallest number of the arithmetic: give a weight of at most 7.4e8 in size"
    )]
    Range(Rational),
    /// (T6) without a kernel.
    #[error("lambda {0} is not positive: give a kernel above 0")]
    Lambda(Rational),
    /// An aligned start at a minimum.
    #[error("an aligned network with a layer 0 is at a minimum and stays there: give sizes that are not zero")]
    ZeroLayer,
    /// Too few or too many layers.
    #[error("{found} layers are not {least} to {MOST_LAYERS}: give as many")]
    Layers {
        /// How many.
        found: usize,
        /// The least number.
        least: usize,
    },
    /// A start from which every rate converges.
    #[error(
        "from this start every rate converges by (L3e), so there is no largest: give another layer that is not zero"
    )]
    NoSafeRate,
    /// An output too large for the loss in any float.
    #[error(
        "the output of this start is too large for its slope to be a number of the arithmetic: give smaller layers"
    )]
    LayersRange,
    /// No network.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// No 2-cycle.
    #[error(transparent)]
    TwoCycle(#[from] TwoCycleError),
    /// No minimiser.
    #[error(transparent)]
    Minimiser(#[from] MinimiserError),
    /// No minimiser in several features.
    #[error(transparent)]
    FeatureMinimiser(#[from] FeatureMinimiserError),
    /// No rate of one feature.
    #[error(transparent)]
    OneFeature(#[from] OneFeatureError),
    /// The digits were not reached.
    #[error(transparent)]
    Digits(#[from] DigitsError),
}

/// One of the named parts of an answer.
#[derive(Clone, Debug)]
pub enum Quantity {
    /// A number.
    Value(CertifiedValue),
    /// A vector.
    Vector(Vec<CertifiedValue>),
}

/// What a threshold is. As data an object of enclosures, with at least the asked digits in common, under the names of the
/// parts; `exact` is their third entry where the value is known exactly. A `note` comes last.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The digits asked for.
    pub digits: Digits,
    /// The parts, in order.
    pub parts: Vec<(&'static str, Quantity)>,
    /// What the values are and are not, where their names promise more than a theorem does.
    pub note: Option<&'static str>,
}

impl Question {
    /// The answer to so many digits.
    ///
    /// # Errors
    ///
    /// [`QuestionError`] where there is no such threshold, or the digits are not reached.
    ///
    /// # Guarantee
    ///
    /// Exact or certified, as each [`CertifiedValue`] says.
    pub fn answer(&self, digits: Digits) -> Result<Answer, QuestionError> {
        let value = Quantity::Value;
        let parts = match self {
            Question::CriticalRate { weight, .. } if weight.is_zero() => return Err(QuestionError::ZeroWeight),
            Question::CriticalRate { loss, weight } if !has_critical_rate_in_range(*loss, weight) => {
                return Err(QuestionError::Range(weight.clone()));
            }
            Question::CriticalRate { loss, weight } => {
                vec![("eta_critical", value(certify_critical_rate(*loss, weight, digits)?))]
            }
            Question::Overshoot => {
                let overshoot = enclose_overshoot(digits)?;
                vec![("weight", value(overshoot.weight)), ("eta", value(overshoot.learning_rate))]
            }
            Question::TwoCycle { learning_rate } => {
                let cycle = enclose_two_cycle(learning_rate, digits)?;
                vec![("amplitude", value(cycle.amplitude)), ("multiplier", value(cycle.multiplier))]
            }
            Question::LazyRate { lambda, .. } if *lambda <= 0 => return Err(QuestionError::Lambda(lambda.clone())),
            Question::LazyRate { loss, lambda } => vec![("eta_lazy", value(exact_two_over_kappa(*loss, lambda)))],
            Question::UniversalRate { width } => {
                validate_width(width)?;
                vec![("eta_universal", value(certify_universal_rate(width, digits)?))]
            }
            Question::UniversalRateOnData { width, points } => {
                validate_width(width)?;
                vec![("eta_universal", value(certify_universal_rate_on(width, points, digits)?))]
            }
            Question::DivergenceRate { width, points } => {
                validate_width(width)?;
                vec![("eta_divergence", value(certify_divergence_rate(width, points, digits)?))]
            }
            Question::LinearOnData { loss, points } => {
                validate_points(points)?;
                let mut values = enclose_feature_minimiser(*loss, points, digits)?;
                let critical_rate = values.pop();
                let sharpness = values.pop();
                let last = sharpness.into_iter().zip(critical_rate);
                let parts = last.flat_map(|(h, eta)| [("sharpness", value(h)), ("eta_critical", value(eta))]);
                std::iter::once(("minimiser", Quantity::Vector(values))).chain(parts).collect()
            }
            Question::Linear { loss, points } => {
                let minimiser = enclose_minimiser(*loss, points, digits)?;
                vec![
                    ("minimiser", Quantity::Vector(vec![minimiser.weight])),
                    ("sharpness", value(minimiser.sharpness)),
                    ("eta_critical", value(minimiser.critical_rate)),
                ]
            }
            Question::LazyRateOfLayers { loss, width, sigma } => {
                let system = aligned(*loss, width, sigma)?;
                vec![("eta_lazy", value(certify_lazy_rate_of_layers(&system, sigma, digits)?))]
            }
            Question::BalancedRate { loss, width, depth, sigma } => {
                require_layers(*depth, 1)?;
                let sigma = vec![sigma.clone(); *depth];
                let system = aligned(*loss, width, &sigma)?;
                vec![("eta_critical", value(certify_balanced_rate(&system, &sigma, digits)?))]
            }
            Question::SafeRate { width, sigma } => {
                validate_width(width)?;
                require_layers(sigma.len(), 2)?;
                let rate = certify_safe_rate(LossName::Logistic, width, sigma, digits)?;
                vec![("eta_safe", value(rate.ok_or(QuestionError::NoSafeRate)?))]
            }
            Question::LazyRateOnData { kernel, .. } if kernel.iter().enumerate().any(|(j, row)| row[j] <= 0) => {
                let smallest = kernel.iter().enumerate().map(|(j, row)| row[j].clone()).min();
                return Err(QuestionError::Lambda(smallest.unwrap_or_default()));
            }
            Question::LazyRateOnData { loss, points, kernel } => {
                validate_points(points)?;
                let values = enclose_lazy_rate(*loss, points, kernel, digits)?;
                ["sharpness", "eta_lazy"].into_iter().zip(values.into_iter().map(value)).collect()
            }
        };
        Ok(Answer { digits, parts, note: self.note() })
    }

    /// What the answer is and is not, where its name promises more than a theorem does.
    fn note(&self) -> Option<&'static str> {
        match self {
            Question::DivergenceRate { .. } => Some(
                "the first root of Lambda (G6'): where Lambda > 0, as just above it, a set of starts of positive measure diverges under the logistic \
                 loss, but not every start. It is no border: Lambda may fall below 0 again, and exceptional starts may diverge below it, though none up \
                 to eta_universal (G6)",
            ),
            Question::LazyRateOnData { .. } => Some(
                "where linear stability puts the end of the lazy phase (G7d): 2 over the sharpness of the minimum with the kernel of the start. No theorem \
                 does, and the loss may rise below it",
            ),
            _ => None,
        }
    }
}

/// The aligned network of a start whose output is not zero, and has a slope in range.
fn aligned(loss: LossName, width: &Rational, sigma: &[Rational]) -> Result<AlignedSystem, QuestionError> {
    validate_width(width)?;
    require_layers(sigma.len(), 1)?;
    if sigma.iter().any(Rational::is_zero) {
        return Err(QuestionError::ZeroLayer);
    }
    let system = AlignedSystem { loss, width: width.clone(), depth: sigma.len() };
    if has_balanced_rate_in_range(&system, sigma) { Ok(system) } else { Err(QuestionError::LayersRange) }
}

fn require_layers(found: usize, least: usize) -> Result<(), QuestionError> {
    if (least..=MOST_LAYERS).contains(&found) { Ok(()) } else { Err(QuestionError::Layers { found, least }) }
}

impl Quantity {
    /// Its numbers, in order.
    pub fn values(&self) -> &[CertifiedValue] {
        match self {
            Quantity::Value(value) => std::slice::from_ref(value),
            Quantity::Vector(values) => values,
        }
    }
}

/// A number as data.
#[derive(Serialize)]
struct Written {
    #[serde(flatten)]
    enclosure: Enclosure,
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<String>,
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let enclosed = |value: &CertifiedValue| Written {
            enclosure: value.enclosure(self.digits.count()),
            exact: value.closed_form(),
        };
        let mut object = serializer.serialize_map(Some(self.parts.len() + usize::from(self.note.is_some())))?;
        for (name, quantity) in &self.parts {
            match quantity {
                Quantity::Value(value) => object.serialize_entry(name, &enclosed(value))?,
                Quantity::Vector(values) => {
                    object.serialize_entry(name, &values.iter().map(enclosed).collect::<Vec<_>>())?
                }
            }
        }
        if let Some(note) = self.note {
            object.serialize_entry("note", note)?;
        }
        object.end()
    }
}
