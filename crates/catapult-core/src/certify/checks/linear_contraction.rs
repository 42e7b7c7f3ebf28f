//! A catapult seen from its end: the loss rose, and the orbit is in a ball that an iterate contracts to the minimum.
//!
//! The lemma is that of [`cycle_basin`](crate::certify::cycle_basin) for the cycle of period 1 that the minimiser is. Inside
//! the ball the loss may still rise (with k = 2 it does, close to the stability limit), which is why this proves *catapult*
//! only, and needs a certified rise.

use super::linear_run::{Statement, follow, linear};
use super::{Established, Failure, linear_minimum};
use crate::certify::cycle::{Cycle, LONGEST_PERIOD};
use crate::certify::cycle_basin::{Basin, MOST_PIECES, confirm_basin};
use crate::certify::interior::is_inside;
use crate::certify::phase::Phase;
use crate::dynamics::{Descent, LinearSystem};

/// Tests that the loss rises at step `rise`, and that w_step lies in `basin`, a proved basin of the minimiser.
///
/// # Errors
///
/// [`Failure`] says which hypothesis was not confirmed.
pub fn establish(
    problem: &Descent<LinearSystem>,
    bits: u32,
    step: u64,
    rise: u64,
    basin: &Basin,
) -> Result<Established, Failure> {
    let (map, data) = linear(problem, bits)?;
    if basin.power > 2 * LONGEST_PERIOD || basin.pieces > MOST_PIECES {
        return Err(Failure::OutOfRange("the power must be at most 128 and the pieces at most 4096"));
    }
    let minimiser =
        data.minimiser(bits).map_err(|_| Failure::NotProved("there is a finite minimiser at this precision"))?;
    let weight = minimiser.weight.to_ball(bits);
    let multiplier = map.slope(&weight);
    confirm_basin(&map, &Cycle { points: vec![weight], multiplier }, basin)?;
    let state = follow(problem, &map, step, Statement::RisesAt(rise))?;
    if !is_inside(&basin.region, &state) {
        return Err(Failure::NotProved("the orbit is in the ball at the stated step"));
    }
    linear_minimum::converges(&data, Phase::Catapult, bits)
}
