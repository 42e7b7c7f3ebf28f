//! Whether the loss rises along an orbit: the one place where that is decided.
//!
//! A step *raises* the loss if the loss after it is larger for certain, does *not raise* it if it is at most as large for certain,
//! and is otherwise *in doubt*. The loss may be compared through any even function of the output that rises with its size, such
//! as |f| itself: on D0 the risk is one (see [`crate::model::facts`]), and its size keeps all digits near the minimum, where the
//! loss is flat.

use super::checks::Failure;
use super::phase::Phase;
use crate::arithmetic::Ball;
use std::cmp::Ordering;

/// How the loss moved from an enclosed value to the next; `None` if that is in doubt.
///
/// # Guarantee
///
/// Certified.
pub fn movement(before: &Ball, after: &Ball) -> Option<Ordering> {
    after.compare(before)
}

/// How a loss that rises with |f| moved, from enclosed outputs; `None` if that is in doubt.
///
/// # Guarantee
///
/// Certified.
pub fn movement_of_size(before: &Ball, after: &Ball) -> Option<Ordering> {
    movement(&before.clone().abs(), &after.clone().abs())
}

/// What is known of the loss along the first steps of an orbit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LossHistory {
    steps: u64,
    first_rise: Option<u64>,
    first_doubt: Option<u64>,
}

impl LossHistory {
    /// Why an orbit that converges has no phase.
    pub const IN_DOUBT: Failure = Failure::NotProved("whether the loss rises at some step is in doubt");

    /// Adds a step: how the loss moved in it, `None` for doubt.
    pub fn record(&mut self, movement: Option<Ordering>) {
        let step = self.steps;
        match movement {
            Some(Ordering::Greater) => self.first_rise = self.first_rise.or(Some(step)),
            Some(Ordering::Less | Ordering::Equal) => {}
            None => self.first_doubt = self.first_doubt.or(Some(step)),
        }
        self.steps += 1;
    }

    /// The number of steps seen.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The first step t at which the loss is larger at t + 1 than at t for certain.
    pub fn first_rise(&self) -> Option<u64> {
        self.first_rise
    }

    /// The first step of which that is in doubt.
    pub fn first_doubt(&self) -> Option<u64> {
        self.first_doubt
    }

    /// The phase of an orbit that converges to the minimum and whose loss never rises from here on.
    ///
    /// # Errors
    ///
    /// [`LossHistory::IN_DOUBT`] if no rise is certain and some step is in doubt.
    pub fn phase_if_it_falls_from_here(&self) -> Result<Phase, Failure> {
        match (self.first_rise, self.first_doubt) {
            (Some(_), _) => Ok(Phase::Catapult),
            (None, None) => Ok(Phase::Lazy),
            (None, Some(_)) => Err(LossHistory::IN_DOUBT),
        }
    }
}
