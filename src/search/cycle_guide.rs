//! A numerical look at an orbit of the linear predictor: it tells a search what to try, and proves nothing.

use crate::certify::cycle::LONGEST_PERIOD;
use crate::certify::linear_data::LinearData;
use crate::dynamics::{Descent, Equations, LinearSystem};

/// What an `f64` run suggests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Guide {
    /// It settles on a cycle of this period with a point near this weight.
    Settles {
        /// The smallest period seen.
        period: usize,
        /// The last weight.
        weight: f64,
    },
    /// It leaves every bound.
    Diverges,
    /// Neither within the steps taken.
    Unsettled,
}

/// Evaluations of the loss of one point that a run may take.
const WORK: usize = 1_000_000;

/// Steps that every run may take.
const FEWEST_STEPS: usize = 2_000;

/// Beyond this size an orbit counts as divergent.
const FAR: f64 = 1e100;

/// States this close, relative to 1 or to the larger one, count as equal.
const CLOSE: f64 = 1e-9;

/// Whether a sequence in which each number determines the next has come back to an earlier one (Brent's algorithm: the
/// number kept is replaced after 1, 2, 4, ... further ones).
struct Repetition {
    kept: u64,
    since: usize,
    until: usize,
}

impl Repetition {
    fn new(first: f64) -> Self {
        Repetition { kept: first.to_bits(), since: 0, until: 1 }
    }

    /// The length of the cycle, if the next number is the kept one.
    fn of(&mut self, next: f64) -> Option<usize> {
        self.since += 1;
        if next.to_bits() == self.kept {
            return Some(self.since);
        }
        if self.since == self.until {
            *self = Repetition { kept: next.to_bits(), since: 0, until: 2 * self.until };
        }
        None
    }
}

/// Runs the orbit in `f64`. Numerical: a guess.
pub fn run(problem: &Descent<LinearSystem>, data: &LinearData) -> Guide {
    let equations = problem.equations::<f64>(53);
    let steps = (WORK / data.points().len().max(1)).max(FEWEST_STEPS);
    let mut state = problem.start_in::<f64>(53);
    let mut tail = Vec::with_capacity(LONGEST_PERIOD + 1);
    let mut repetition = Repetition::new(state.weight);
    let mut step = 0;
    while step < steps {
        if !state.weight.is_finite() || state.weight.abs() > FAR {
            return Guide::Diverges;
        }
        if step + LONGEST_PERIOD + 1 >= steps {
            tail.push(state.weight);
        }
        state = Equations::step(&equations, state);
        step += 1;
        // Most runs end on a cycle of doubles after few steps, and go round it ever after: whole rounds change nothing.
        if let Some(length) = repetition.of(state.weight) {
            step += steps.saturating_sub(step + LONGEST_PERIOD + 1) / length * length;
        }
    }
    let Some((last, before)) = tail.split_last() else { return Guide::Unsettled };
    let close = |earlier: &f64| (earlier - last).abs() <= CLOSE * last.abs().max(1.0);
    match before.iter().rev().position(close) {
        Some(index) => Guide::Settles { period: index + 1, weight: *last },
        None => Guide::Unsettled,
    }
}
