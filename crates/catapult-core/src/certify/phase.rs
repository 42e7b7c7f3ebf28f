//! What gradient descent does in the long run: phases and the limits of orbits.

use crate::arithmetic::Ball;
use num_traits::Zero;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What gradient descent does in the long run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Converges to the minimum, or the loss to its infimum, and the loss rises at no step.
    Lazy,
    /// The loss rises at some step, and the orbit converges to the minimum, or the loss to its infimum.
    Catapult,
    /// Converges to a cycle.
    Oscillating,
    /// The loss tends to infinity.
    Divergent,
    /// Not proved to be any of these.
    Undecided,
}

impl Phase {
    /// The word used in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Lazy => "lazy",
            Phase::Catapult => "catapult",
            Phase::Oscillating => "oscillating",
            Phase::Divergent => "divergent",
            Phase::Undecided => "undecided",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Where the orbit ends: values of type `T` are decimal enclosures in answers and files, balls while computing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Limit<T> {
    /// A minimum of the risk.
    Minimum(Minimum<T>),
    /// A cycle.
    Cycle(Cycle<T>),
    /// A minimum of the risk of listed data.
    OnData(DataMinimum<T>),
    /// The infimum of the risk, which no weights attain.
    Infimum(Infimum<T>),
    /// A minimum of an aligned network.
    Aligned(AlignedMinimum<T>),
    /// A cycle of a predictor of several features.
    FeatureCycle(FeatureCycle<T>),
}

/// The minimum that an orbit converges to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minimum<T> {
    /// The limit of lambda.
    pub lambda: T,
    /// The limit of the sharpness.
    pub sharpness: T,
}

/// The cycle that an orbit converges to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cycle<T> {
    /// Its points, in the order in which the orbit visits them.
    pub cycle: Vec<T>,
    /// The derivative of the iterate whose fixed points they are.
    pub multiplier: T,
}

/// The cycle that an orbit of several features converges to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureCycle<T> {
    /// Its points, in the order in which the orbit visits them.
    pub cycle: Vec<Vec<T>>,
    /// The eigenvalues of the derivative of the iterate whose fixed points they are, with multiplicity.
    pub multipliers: Vec<Multiplier<T>>,
}

/// A complex number; one of the multipliers of a cycle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Multiplier<T> {
    /// The real part.
    pub real: T,
    /// The imaginary part, exactly zero where the multiplier is proved to be real.
    pub imaginary: T,
}

/// The minimum of the risk of listed data that an orbit converges to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataMinimum<T> {
    /// v*.
    pub minimiser: Vec<T>,
    /// The limit of lambda = K, for two-layer networks of one feature.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub lambda: Option<T>,
    /// The limit of the top eigenvalue of the NTK divided by n.
    pub ntk_eigenvalue: T,
    /// The limit of the sharpness.
    pub sharpness: T,
}

/// The minimum that an aligned network converges to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlignedMinimum<T> {
    /// The limits of sigma_1, ..., sigma_L.
    pub sigma: Vec<T>,
    /// The layer whose limit is zero, counted from 1 as in sigma_1; `None` where several limits are.
    pub vanishing: Option<usize>,
    /// The limit of lambda.
    pub lambda: T,
    /// The limit of the sharpness.
    pub sharpness: T,
}

/// Without a bound on T, which serde would ask for otherwise.
fn none<T>() -> Option<T> {
    None
}

/// The infimum of the risk of separable data, to which the loss tends while the weights grow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Infimum<T> {
    /// The limit of the loss.
    pub loss: T,
    /// The limit of the sharpness.
    pub sharpness: T,
    /// The direction that v tends to, where the proof says so.
    pub direction: Option<Direction>,
}

/// A direction of v.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// That of the hard-margin predictor.
    #[serde(rename = "maximum margin")]
    MaximumMargin,
}

impl Infimum<Ball> {
    /// Loss and sharpness zero.
    pub fn zero(direction: Option<Direction>) -> Self {
        Infimum { loss: Ball::zero(), sharpness: Ball::zero(), direction }
    }
}

impl<T> Limit<T> {
    /// The same limit with every number converted.
    pub fn map<U>(&self, convert: impl Fn(&T) -> U) -> Limit<U> {
        match self {
            Limit::Minimum(Minimum { lambda, sharpness }) => {
                Limit::Minimum(Minimum { lambda: convert(lambda), sharpness: convert(sharpness) })
            }
            Limit::Cycle(Cycle { cycle, multiplier }) => {
                Limit::Cycle(Cycle { cycle: cycle.iter().map(&convert).collect(), multiplier: convert(multiplier) })
            }
            Limit::OnData(DataMinimum { minimiser, lambda, ntk_eigenvalue, sharpness }) => Limit::OnData(DataMinimum {
                minimiser: minimiser.iter().map(&convert).collect(),
                lambda: lambda.as_ref().map(&convert),
                ntk_eigenvalue: convert(ntk_eigenvalue),
                sharpness: convert(sharpness),
            }),
            Limit::Infimum(Infimum { loss, sharpness, direction }) => {
                Limit::Infimum(Infimum { loss: convert(loss), sharpness: convert(sharpness), direction: *direction })
            }
            Limit::Aligned(AlignedMinimum { sigma, vanishing, lambda, sharpness }) => Limit::Aligned(AlignedMinimum {
                sigma: sigma.iter().map(&convert).collect(),
                vanishing: *vanishing,
                lambda: convert(lambda),
                sharpness: convert(sharpness),
            }),
            Limit::FeatureCycle(FeatureCycle { cycle, multipliers }) => Limit::FeatureCycle(FeatureCycle {
                cycle: cycle.iter().map(|point| point.iter().map(&convert).collect()).collect(),
                multipliers: multipliers
                    .iter()
                    .map(|value| Multiplier { real: convert(&value.real), imaginary: convert(&value.imaginary) })
                    .collect(),
            }),
        }
    }
}
