//! The phase of a run as it was observed: what its losses did, step by step.
//!
//! Every step of the main phase counts, recorded or not. Losses carry rounding errors, so that one of a run that has converged goes up
//! and down by a few units in its last places for ever: a change counts as a rise or a fall if it is above [`ROUNDINGS`]·eps times
//! the largest loss so far, with eps that of the number type. A *climb* is a stretch of rises without a fall in between.
//!
//! # Guarantee
//!
//! Numerical: what was seen within the steps of the run, and no proof of what follows. `catapult classify` proves phases.

use crate::certify::Phase;
use serde::{Deserialize, Serialize};

/// Changes of the loss are told from rounding errors if they are above this many eps of the largest loss: the sums over the features
/// and the samples lose a few tens.
pub const ROUNDINGS: f64 = 256.0;

/// What the losses of one run have done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Observed {
    /// The largest loss; `None` before the first.
    pub largest_loss: Option<f64>,
    /// The first step t from which the loss rises to that of step t + 1.
    pub first_rise: Option<usize>,
    /// The last such step.
    pub last_rise: Option<usize>,
    /// The number of climbs.
    pub climbs: usize,
    /// Whether the last change was a rise.
    pub rising: bool,
}

impl Observed {
    /// Takes the loss at `step` into account, which was `before` one step earlier. `epsilon` is that of the number type.
    pub fn see(&mut self, step: usize, before: Option<f64>, loss: f64, epsilon: f64) {
        let largest = self.largest_loss.map_or(loss, |largest| largest.max(loss));
        self.largest_loss = Some(largest);
        let Some(before) = before else { return };
        let change = loss - before;
        if change.abs() <= ROUNDINGS * epsilon * largest {
            return;
        }
        if change > 0.0 {
            let from = step.saturating_sub(1);
            self.first_rise.get_or_insert(from);
            self.last_rise = Some(from);
            self.climbs += usize::from(!self.rising);
        }
        self.rising = change > 0.0;
    }

    /// The phase that a run of `steps` steps has shown, which has not left the range of its arithmetic:
    ///
    /// * *lazy*: the loss never rose;
    /// * *oscillating*: it rose within the last quarter of the steps, and had climbed and fallen before;
    /// * *undecided*: it rose there on its first climb, so that nobody saw whether it comes down;
    /// * *catapult*: it rose, but not within the last quarter.
    pub fn phase(&self, steps: usize) -> Phase {
        match self.last_rise {
            None => Phase::Lazy,
            // the rise ends at step last + 1
            Some(last) if 4 * (last as u128 + 1) <= 3 * steps as u128 => Phase::Catapult,
            Some(_) if self.climbs > 1 => Phase::Oscillating,
            Some(_) => Phase::Undecided,
        }
    }
}
