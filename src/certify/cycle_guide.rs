//! A numerical look at an orbit of the linear predictor: it tells a search what to try, and proves nothing.

use super::cycle::LONGEST_PERIOD;
use super::linear_data::LinearData;
use crate::dynamics::Problem;

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

/// Runs the orbit in `f64`. Numerical: a guess.
pub fn run(problem: &Problem, data: &LinearData) -> Guide {
    let map = problem.observed::<f64>(53);
    let steps = (WORK / data.points().len().max(1)).max(FEWEST_STEPS);
    let mut state = problem.start_in::<f64>(53);
    let mut tail = Vec::with_capacity(LONGEST_PERIOD + 1);
    for step in 0..steps {
        if !state[0].is_finite() || state[0].abs() > FAR {
            return Guide::Diverges;
        }
        if step + LONGEST_PERIOD + 1 >= steps {
            tail.push(state[0]);
        }
        state = map.apply(&state);
    }
    let Some((last, before)) = tail.split_last() else { return Guide::Unsettled };
    let close = |earlier: &f64| (earlier - last).abs() <= CLOSE * last.abs().max(1.0);
    match before.iter().rev().position(close) {
        Some(index) => Guide::Settles { period: index + 1, weight: *last },
        None => Guide::Unsettled,
    }
}
