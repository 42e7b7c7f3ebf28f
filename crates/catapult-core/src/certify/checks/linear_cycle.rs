//! Convergence to a cycle of period n >= 2.
//!
//! The lemmas are those of [`cycle`](crate::certify::cycle) (existence, uniqueness, prime period) and
//! [`cycle_basin`](crate::certify::cycle_basin) (every orbit that enters the ball converges to the cycle).

use super::linear_run::{Statement, follow, linear};
use super::{Established, Failure};
use crate::arithmetic::Ball;
use crate::certify::cycle::{LONGEST_PERIOD, prove_cycle};
use crate::certify::cycle_basin::{Basin, MOST_PIECES, confirm_basin};
use crate::certify::interior::is_inside;
use crate::certify::phase::{Cycle as LimitCycle, Limit, Phase};
use crate::dynamics::{Descent, LinearSystem};

/// Tests that `region` holds a point of a cycle of prime period `period`, that `basin` is a basin of it, and that w_step lies
/// there.
///
/// # Errors
///
/// [`Failure`] says which hypothesis was not confirmed.
pub fn establish(
    problem: &Descent<LinearSystem>,
    bits: u32,
    step: u64,
    period: usize,
    region: &Ball,
    basin: &Basin,
) -> Result<Established, Failure> {
    let (map, _) = linear(problem, bits)?;
    if !(2..=LONGEST_PERIOD).contains(&period) || basin.power > 2 * LONGEST_PERIOD || basin.pieces > MOST_PIECES {
        return Err(Failure::OutOfRange(
            "the period must be from 2 to 64, the power at most 128 and the pieces at most 4096",
        ));
    }
    let cycle =
        prove_cycle(&map, region, period).ok_or(Failure::NotProved("a cycle of this period in the given interval"))?;
    confirm_basin(&map, &cycle, basin)?;
    let state = follow(problem, &map, step, Statement::Unstated)?;
    if !is_inside(&basin.region, &state) {
        return Err(Failure::NotProved("the orbit is in the ball at the stated step"));
    }
    let limit = LimitCycle { cycle: cycle.points, multiplier: cycle.multiplier };
    Ok(Established { phase: Phase::Oscillating, limit: Some(Limit::Cycle(limit)) })
}
