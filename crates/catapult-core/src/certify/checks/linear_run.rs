//! The certified orbit of a linear predictor up to a step, with what is asked of its loss on the way.

use super::Failure;
use crate::arithmetic::Ball;
use crate::certify::linear_data::LinearData;
use crate::certify::linear_map::WeightMap;
use crate::dynamics::orbit::CertifiedOrbit;
use crate::dynamics::{Descent, LinearSystem};
use std::cmp::Ordering;

/// What the proof says of the loss before the final step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossHistory {
    /// It rises at no step.
    NeverRises,
    /// It rises from this step to the next.
    RisesAt(u64),
    /// Nothing.
    Unstated,
}

/// The map and data of a linear predictor.
///
/// # Errors
///
/// [`Failure::NotApplicable`] for empty data.
pub fn linear(problem: &Descent<LinearSystem>, bits: u32) -> Result<(WeightMap, LinearData), Failure> {
    match LinearData::of(problem) {
        Some(data) => Ok((WeightMap::new(problem, bits), data)),
        None => Err(Failure::NotApplicable("it is made for linear predictors with at least one data point")),
    }
}

/// An enclosure of w_step, after confirming what `history` says.
///
/// # Errors
///
/// [`Failure`] if the loss does not certainly behave as stated, or the enclosure became unbounded.
pub fn follow(
    problem: &Descent<LinearSystem>,
    map: &WeightMap,
    step: u64,
    history: LossHistory,
) -> Result<Ball, Failure> {
    if let LossHistory::RisesAt(at) = history
        && at >= step
    {
        return Err(Failure::OutOfRange("the step at which the loss rises must come before the final step"));
    }
    let mut orbit = CertifiedOrbit::new(problem, map.bits());
    for index in 0..step {
        let before = orbit.state.weight.clone();
        orbit.advance();
        let direction = || map.loss(&orbit.state.weight).compare(&map.loss(&before));
        match history {
            LossHistory::NeverRises if !matches!(direction(), Some(Ordering::Less | Ordering::Equal)) => {
                return Err(Failure::NotProved("the loss was not seen to fall at every step before the last"));
            }
            LossHistory::RisesAt(at) if at == index && direction() != Some(Ordering::Greater) => {
                return Err(Failure::NotProved("the loss was not seen to rise at the stated step"));
            }
            _ => {}
        }
    }
    let state = orbit.state.weight;
    if state.is_bounded() { Ok(state) } else { Err(Failure::NotProved("the enclosure of the orbit became unbounded")) }
}
