//! The certified orbit of a linear predictor up to a step, with what is asked of its loss on the way.

use super::Failure;
use crate::arithmetic::{Ball, FromExact};
use crate::certify::linear_data::LinearData;
use crate::certify::linear_map::WeightMap;
use crate::certify::loss_history::movement;
use crate::dynamics::orbit::CertifiedOrbit;
use crate::dynamics::{Descent, LinearSystem};
use std::cmp::Ordering;

/// What the proof says of the loss before the final step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statement {
    /// It rises at no step.
    NeverRises,
    /// It rises from this step to the next.
    RisesAt(u64),
    /// Nothing.
    Unstated,
}

/// The data of a linear predictor.
///
/// # Errors
///
/// [`Failure::NotApplicable`] for empty data.
pub fn data(problem: &Descent<LinearSystem>) -> Result<LinearData, Failure> {
    LinearData::of(problem)
        .ok_or(Failure::NotApplicable("it is made for linear predictors with at least one data point"))
}

/// The map and data of a linear predictor.
///
/// # Errors
///
/// [`Failure::NotApplicable`] for empty data.
pub fn linear(problem: &Descent<LinearSystem>, bits: u32) -> Result<(WeightMap, LinearData), Failure> {
    data(problem).map(|data| (WeightMap::new(problem, bits), data))
}

/// eta, enclosed.
pub fn learning_rate(problem: &Descent<LinearSystem>, bits: u32) -> Ball {
    Ball::from_exact(&problem.learning_rate, bits)
}

/// An enclosure of w_step, after confirming what is stated of the loss.
///
/// # Errors
///
/// [`Failure`] if the loss does not certainly behave as stated, or the enclosure became unbounded.
pub fn follow(problem: &Descent<LinearSystem>, map: &WeightMap, step: u64, stated: Statement) -> Result<Ball, Failure> {
    if let Statement::RisesAt(at) = stated
        && at >= step
    {
        return Err(Failure::OutOfRange("the step at which the loss rises must come before the final step"));
    }
    let mut orbit = CertifiedOrbit::new(problem, map.bits());
    // of the present state, where the step before needed it
    let mut known: Option<Ball> = None;
    for index in 0..step {
        let looks = match stated {
            Statement::NeverRises => true,
            Statement::RisesAt(at) => at == index,
            Statement::Unstated => false,
        };
        let before = looks.then(|| known.take().unwrap_or_else(|| map.loss(&orbit.state.weight)));
        orbit.advance();
        let Some(before) = before else { continue };
        let after = map.loss(&orbit.state.weight);
        let movement = movement(&before, &after);
        known = Some(after);
        match (stated, movement) {
            (Statement::NeverRises, Some(Ordering::Less | Ordering::Equal))
            | (Statement::RisesAt(_), Some(Ordering::Greater)) => {}
            (Statement::NeverRises, Some(Ordering::Greater) | None) => {
                return Err(Failure::NotProved("the loss falls at every step before the last"));
            }
            (Statement::RisesAt(_), Some(Ordering::Less | Ordering::Equal) | None) => {
                return Err(Failure::NotProved("the loss rises at the stated step"));
            }
            (Statement::Unstated, _) => {}
        }
    }
    let state = orbit.state.weight;
    if state.is_bounded() { Ok(state) } else { Err(Failure::NotProved("the enclosure of the orbit stays bounded")) }
}
