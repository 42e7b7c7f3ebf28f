//! What gradient descent does in the long run: phases and the limits of orbits.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What gradient descent does in the long run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Converges to the minimum, and the loss rises at no step.
    Lazy,
    /// The loss rises at some step, and the orbit converges to the minimum.
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
        }
    }
}
