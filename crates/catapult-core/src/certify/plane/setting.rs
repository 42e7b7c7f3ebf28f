//! What a plane holds fixed: network, data, loss, and a number for each of its parameters.
//!
//! The parameters have names, those of the options and fields that state a problem: `eta`, and for the start of
//!
//! | network | parameters |
//! |---|---|
//! | linear predictor of d features | `weight_1` .. `weight_d`, for d = 1 also `weight` |
//! | two-layer network on D0, or on data of one feature | `lambda`, `output` |
//! | two-layer network from weights | `w1_11` .. (unit, feature), `w2_1` ..; beyond nine `w1_10_2` |
//! | aligned network | `sigma_1` .. `sigma_L` |

use super::PlaneAxis;
use crate::arithmetic::{Analytic, FromExact};
use crate::certify::certificate::{Exact, read_feature_points, read_layers, values};
use crate::certify::chart::ChartError;
use crate::dynamics::{Descent, GramState, GramSystem, Layers, Problem, ProblemError};
use crate::dynamics::{TwoLayerState, Weights};
use crate::model::{FeaturePoints, LossName};
use rug::Rational;
use serde::{Deserialize, Serialize};

/// Signed points z_i = y_i x_i with multiplicities, as they stand in files.
type WrittenPoints = Vec<(Vec<Exact>, u32)>;

/// A problem, by the numbers that a person gives. In files the network's name stands beside its numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "network", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Setting {
    /// The linear predictor on listed data.
    LinearOnData {
        /// The loss.
        loss: LossName,
        /// eta.
        learning_rate: Exact,
        /// The data.
        #[serde(deserialize_with = "read_feature_points")]
        points: WrittenPoints,
        /// The start v.
        #[serde(deserialize_with = "read_layers")]
        weights: Vec<Exact>,
    },
    /// The two-layer network on D0.
    TwoLayer {
        /// The loss.
        loss: LossName,
        /// eta.
        learning_rate: Exact,
        /// m.
        width: Exact,
        /// The start lambda.
        lambda: Exact,
        /// The start f.
        output: Exact,
    },
    /// The two-layer network on data of one feature.
    TwoLayerOfOneFeature {
        /// The loss.
        loss: LossName,
        /// eta.
        learning_rate: Exact,
        /// m.
        width: Exact,
        /// The data.
        #[serde(deserialize_with = "read_feature_points")]
        points: WrittenPoints,
        /// The start lambda = (|W1|² + |w2|²)/m.
        lambda: Exact,
        /// The start f(1).
        output: Exact,
    },
    /// The two-layer network on listed data from explicit weights.
    TwoLayerFromWeights {
        /// The loss.
        loss: LossName,
        /// eta.
        learning_rate: Exact,
        /// The data.
        #[serde(deserialize_with = "read_feature_points")]
        points: WrittenPoints,
        /// The rows of W1, one a hidden unit.
        w1: Vec<Vec<Exact>>,
        /// The entries of w2, one a hidden unit.
        w2: Vec<Exact>,
    },
    /// The aligned network on D0.
    Aligned {
        /// The loss.
        loss: LossName,
        /// eta.
        learning_rate: Exact,
        /// m.
        width: Exact,
        /// The start sigma_1, ..., sigma_L.
        #[serde(deserialize_with = "read_layers")]
        sigma: Vec<Exact>,
    },
}

/// The exact points behind what stands in files.
fn exact_points(points: &WrittenPoints) -> FeaturePoints {
    points.iter().map(|(z, count)| (values(z.clone()), *count)).collect()
}

/// The name of an entry of W1, unit and feature counted from 1.
fn entry_name(unit: usize, feature: usize) -> String {
    if unit < 10 && feature < 10 { format!("w1_{unit}{feature}") } else { format!("w1_{unit}_{feature}") }
}

impl Setting {
    /// The learning rate, the first parameter.
    pub const RATE: usize = 0;

    /// The parameters in their order, by name: the learning rate and the numbers of the start.
    fn parameters_mut(&mut self) -> Vec<(String, &mut Exact)> {
        let numbered = |name: &'static str| move |(index, value)| (format!("{name}_{}", index + 1), value);
        match self {
            Setting::LinearOnData { learning_rate, weights, .. } => {
                let weights = weights.iter_mut().enumerate().map(numbered("weight"));
                std::iter::once(("eta".into(), learning_rate)).chain(weights).collect()
            }
            Setting::TwoLayer { learning_rate, lambda, output, .. }
            | Setting::TwoLayerOfOneFeature { learning_rate, lambda, output, .. } => {
                vec![("eta".into(), learning_rate), ("lambda".into(), lambda), ("output".into(), output)]
            }
            Setting::TwoLayerFromWeights { learning_rate, w1, w2, .. } => {
                let first = w1.iter_mut().enumerate().flat_map(|(unit, row)| {
                    let entry = move |(feature, value)| (entry_name(unit + 1, feature + 1), value);
                    row.iter_mut().enumerate().map(entry)
                });
                let second = w2.iter_mut().enumerate().map(numbered("w2"));
                std::iter::once(("eta".into(), learning_rate)).chain(first).chain(second).collect()
            }
            Setting::Aligned { learning_rate, sigma, .. } => {
                let layers = sigma.iter_mut().enumerate().map(numbered("sigma"));
                std::iter::once(("eta".into(), learning_rate)).chain(layers).collect()
            }
        }
    }

    /// The parameters in their order, by name.
    pub fn parameters(&self) -> Vec<(String, Rational)> {
        let mut copy = self.clone();
        copy.parameters_mut().into_iter().map(|(name, value)| (name, value.0.clone())).collect()
    }

    /// Which parameter has a name.
    pub fn position(&self, name: &str) -> Option<usize> {
        let alone = matches!(self, Setting::LinearOnData { weights, .. } if weights.len() == 1);
        let name = if alone && name == "weight" { "weight_1" } else { name };
        self.parameters().iter().position(|(other, _)| other == name)
    }

    /// Which parameters two axes show.
    ///
    /// # Errors
    ///
    /// [`ChartError`] for a name that the network does not know, and for the same parameter twice.
    pub fn axes(&self, x: &PlaneAxis, y: &PlaneAxis) -> Result<[usize; 2], ChartError> {
        let position = |axis: &PlaneAxis| {
            let known = || self.parameters().into_iter().map(|(name, _)| name).collect();
            let unknown = || ChartError::Parameter { name: axis.parameter.chars().take(60).collect(), known: known() };
            self.position(&axis.parameter).ok_or_else(unknown)
        };
        let positions = [position(x)?, position(y)?];
        if positions[0] == positions[1] { Err(ChartError::SameParameter(x.parameter.clone())) } else { Ok(positions) }
    }

    /// The setting with another value for a parameter.
    #[must_use]
    pub fn with(mut self, parameter: usize, value: Rational) -> Self {
        if let Some((_, old)) = self.parameters_mut().into_iter().nth(parameter) {
            old.0 = value;
        }
        self
    }

    /// The loss.
    pub fn loss(&self) -> LossName {
        match self {
            Setting::LinearOnData { loss, .. }
            | Setting::TwoLayer { loss, .. }
            | Setting::TwoLayerOfOneFeature { loss, .. }
            | Setting::TwoLayerFromWeights { loss, .. }
            | Setting::Aligned { loss, .. } => *loss,
        }
    }

    /// The exact problem, not yet validated.
    ///
    /// # Errors
    ///
    /// [`ProblemError`] for weights whose shapes do not fit each other.
    pub fn problem(&self) -> Result<Problem, ProblemError> {
        Ok(match self.clone() {
            Setting::LinearOnData { loss, learning_rate, points, weights } => {
                Descent::features(loss, learning_rate.0, exact_points(&points), values(weights)).into()
            }
            Setting::TwoLayer { loss, learning_rate, width, lambda, output } => {
                Problem::two_layer(loss, learning_rate.0, width.0, lambda.0, output.0)
            }
            Setting::TwoLayerOfOneFeature { loss, learning_rate, width, points, lambda, output } => {
                // on one feature a state exists iff it does on D0
                Problem::two_layer(loss, learning_rate.0.clone(), width.0.clone(), lambda.0.clone(), output.0.clone())
                    .validate()?;
                let points = exact_points(&points);
                Descent::two_layer_of_one_feature(loss, learning_rate.0, points, width.0, &lambda.0, output.0).into()
            }
            Setting::TwoLayerFromWeights { loss, learning_rate, points, w1, w2 } => {
                let first: Vec<Vec<Rational>> = w1.into_iter().map(values).collect();
                Descent::two_layer_from_weights(loss, learning_rate.0, exact_points(&points), &first, &values(w2))?
                    .into()
            }
            Setting::Aligned { loss, learning_rate, width, sigma } => {
                Problem::aligned(loss, learning_rate.0, width.0, values(sigma))
            }
        })
    }

    /// Every number of the setting, for a bound on their length.
    pub fn numbers(&self) -> Vec<&Rational> {
        fn of_points(points: &WrittenPoints) -> impl Iterator<Item = &Rational> {
            points.iter().flat_map(|(z, _)| z.iter().map(|entry| &entry.0))
        }
        match self {
            Setting::LinearOnData { learning_rate, points, weights, .. } => {
                let own = weights.iter().map(|entry| &entry.0).chain([&learning_rate.0]);
                own.chain(of_points(points)).collect()
            }
            Setting::TwoLayer { learning_rate, width, lambda, output, .. } => {
                vec![&learning_rate.0, &width.0, &lambda.0, &output.0]
            }
            Setting::TwoLayerOfOneFeature { learning_rate, width, points, lambda, output, .. } => {
                [&learning_rate.0, &width.0, &lambda.0, &output.0].into_iter().chain(of_points(points)).collect()
            }
            Setting::TwoLayerFromWeights { learning_rate, points, w1, w2, .. } => {
                let own = w1.iter().flatten().chain(w2).map(|entry| &entry.0).chain([&learning_rate.0]);
                own.chain(of_points(points)).collect()
            }
            Setting::Aligned { learning_rate, width, sigma, .. } => {
                sigma.iter().map(|entry| &entry.0).chain([&learning_rate.0, &width.0]).collect()
            }
        }
    }
}

/// What a step takes for each coordinate of the state, and for each point and feature, in parts of a step of a cell on D0.
const PARTS: u64 = 128;

impl Setting {
    /// What a step of a cell takes, and what a cell takes besides, in steps of a cell on D0: a step is evaluated once for each coordinate
    /// of the state and a few times more, each time over all points; a cell reads the points, and tests lemmas with a few products of d x d
    /// matrices in balls.
    pub(in crate::certify) fn prices(&self) -> [u64; 2] {
        let of_points = |points: &WrittenPoints| {
            let features = points.first().map_or(0, |(z, _)| z.len()) as u64;
            (features, (points.len() as u64).saturating_mul(features.saturating_add(4)))
        };
        let (dimension, features, terms) = match self {
            Setting::LinearOnData { points, .. } => {
                let (features, terms) = of_points(points);
                (features, features, terms)
            }
            Setting::TwoLayerOfOneFeature { points, .. } | Setting::TwoLayerFromWeights { points, .. } => {
                let (features, terms) = of_points(points);
                ((features + 1).saturating_mul(features + 2) / 2, features, terms)
            }
            Setting::TwoLayer { .. } => (2, 1, 4),
            Setting::Aligned { sigma, .. } => {
                let depth = sigma.len() as u64;
                (depth, 0, depth.saturating_mul(depth))
            }
        };
        let evaluation = terms.saturating_add(dimension.saturating_mul(4));
        let step = (dimension + 5).saturating_mul(evaluation).div_ceil(PARTS).max(1);
        // of one feature there are none
        let side = if features > 1 { features } else { 0 };
        let matrices = side.saturating_mul(side).saturating_mul(side).saturating_mul(MATRICES);
        [step, terms.saturating_add(matrices).saturating_add(16)]
    }
}

/// Products of d x d matrices in the test of a lemma, in steps.
const MATRICES: u64 = 16;

/// The start of a linear predictor, from its parameters in any arithmetic.
pub(super) fn weights<T: Clone>(values: &[T]) -> Weights<T> {
    Weights { weights: values[1..].to_vec() }
}

/// The start of a two-layer network on D0.
pub(super) fn two_layers<T: Clone>(values: &[T]) -> TwoLayerState<T> {
    TwoLayerState { lambda: values[1].clone(), output: values[2].clone() }
}

/// The start of an aligned network.
pub(super) fn layers<T: Clone>(values: &[T]) -> Layers<T> {
    Layers { sigma: values[1..].to_vec() }
}

/// The start of a two-layer network on listed data.
pub(super) fn gram<T: Analytic + FromExact>(system: &GramSystem, values: &[T], bits: u32) -> GramState<T> {
    let start = if system.without_scale {
        let units = (values.len() - 1) / (system.features() + 1);
        let (first, second) = values[1..].split_at(units * system.features());
        let rows: Vec<Vec<T>> = first.chunks(system.features()).map(<[T]>::to_vec).collect();
        GramState::of_weights(&rows, second, &T::from_exact(&system.width, bits))
    } else {
        GramState::of_one_feature(values[2].clone(), values[1].clone())
    };
    system.scaled(start, bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_large_matrices_have_names_of_their_own() {
        assert_eq!([entry_name(1, 2), entry_name(11, 2), entry_name(1, 12)], ["w1_12", "w1_11_2", "w1_1_12"]);
        assert_ne!(entry_name(1, 12), entry_name(11, 2));
    }

    /// The start in any arithmetic is that of the exact problem.
    #[test]
    fn starts_are_those_of_the_problem() {
        let exact = |value: i32| Exact(Rational::from((value, 3)));
        let setting = Setting::TwoLayerFromWeights {
            loss: LossName::Logistic,
            learning_rate: exact(1),
            points: vec![(vec![exact(1), exact(2)], 1)],
            w1: vec![vec![exact(4), exact(-5)], vec![exact(7), exact(8)], vec![exact(1), exact(0)]],
            w2: vec![exact(2), exact(-1), exact(5)],
        };
        let Ok(Problem::Gram(descent)) = setting.problem() else { unreachable!("a network on data") };
        let values: Vec<f64> = setting.parameters().iter().map(|(_, value)| value.to_f64()).collect();
        let (one, other) = (gram(&descent.system, &values, 53), descent.start_in::<f64>(53));
        use crate::dynamics::State as _;
        assert!(one.coordinates().zip(other.coordinates()).all(|(x, y)| (x - y).abs() <= 1e-14 * y.abs()), "{one:?}");
        assert_eq!(setting.position("w1_21"), Some(3));
        assert_eq!(setting.position("w2_3"), Some(9));
        assert_eq!(setting.position("lambda"), None);
    }
}
