//! What an orbit of the linear predictor in several features seems to settle on: rest, a cycle, or neither. Numerical, in `f64`: nothing here need be
//! trusted, and nothing is proved by it.
//!
//! An orbit that spreads is enclosed for as many steps as there are bits for, and each further step is dearer than all floats that may tell
//! whether it leads anywhere. So the floats go first, from enclosed states and farther than any proof could follow.

use crate::certify::cycle::LONGEST_PERIOD;
use crate::dynamics::Equations;
use crate::dynamics::features::{FeaturePredictor, Weights};
use crate::model::LossName;
use std::fmt;

/// Steps between two comparisons.
const STRETCH: usize = 250;
/// States this close, relative to 1 or to the larger one, count as equal: for Newton's method to start from, and for an orbit that rests.
const CLOSE: f64 = 1e-6;
/// A loss that rises by less, relatively, may rise by rounding.
const ROUNDING: f64 = 1e-9;
/// The longest period that is looked for when nothing shorter was found.
const LONGEST_SEEN: usize = 1_024;
/// Products of real numbers that a Lyapunov exponent may take, and its steps.
const EXPONENT_WORK: usize = 20_000_000;
const FEWEST_EXPONENT_STEPS: usize = 200;
const MOST_EXPONENT_STEPS: usize = 20_000;

/// Where the floats lead.
pub(super) enum Outlook {
    /// To rest or beyond all bounds, or the loss still falls.
    Open,
    /// Back, after so many steps, to this state.
    Cycle(usize, Vec<f64>),
    /// Neither, up to this state.
    Restless(Vec<f64>),
}

/// Follows the floats for so many steps.
pub(super) fn look_ahead(equations: &FeaturePredictor<f64, LossName>, start: &[f64], steps: usize) -> Outlook {
    let mut state = start.to_vec();
    for _ in 0..(steps / STRETCH).max(1) {
        let mut tail: Vec<Vec<f64>> = Vec::with_capacity(LONGEST_PERIOD);
        for step in 0..STRETCH {
            if step + LONGEST_PERIOD >= STRETCH {
                tail.push(state.clone());
            }
            state = equations.step(Weights { weights: state }).weights;
        }
        if !state.iter().all(|x| x.is_finite()) {
            return Outlook::Open;
        }
        match tail.iter().rev().position(|earlier| are_close(earlier, &state)) {
            Some(0) => return Outlook::Open,
            Some(index) => return Outlook::Cycle(index + 1, state),
            None => {}
        }
    }
    let mut loss = equations.risk.value(&state);
    let mut rises = false;
    for _ in 0..STRETCH {
        state = equations.step(Weights { weights: state }).weights;
        let next = equations.risk.value(&state);
        rises |= next > loss * (1.0 + ROUNDING);
        loss = next;
    }
    if rises && loss.is_finite() { Outlook::Restless(state) } else { Outlook::Open }
}

pub(super) fn are_close(one: &[f64], other: &[f64]) -> bool {
    one.iter().zip(other).all(|(x, y)| (x - y).abs() <= CLOSE * x.abs().max(1.0))
}

/// How an orbit moves that neither rests nor repeats.
pub(super) enum Motion {
    /// It repeats after all, with a period that no lemma reaches.
    LongCycle(usize),
    /// The mean growth of a small deviation in a step, and what of it may be chance.
    Deviations { exponent: f64, doubt: f64 },
}

impl Motion {
    /// The motion from a state on.
    pub(super) fn of(equations: &FeaturePredictor<f64, LossName>, state: &[f64]) -> Self {
        let mut now = state.to_vec();
        for period in 1..=LONGEST_SEEN {
            now = equations.step(Weights { weights: now }).weights;
            if are_close(&now, state) {
                return Motion::LongCycle(period);
            }
        }
        let products = equations.risk.points().count() * state.len() * (state.len() + 6) / 2;
        let steps = (EXPONENT_WORK / products.max(1)).clamp(FEWEST_EXPONENT_STEPS, MOST_EXPONENT_STEPS);
        let mut deviation: Vec<f64> = (0..now.len()).map(|j| 1.0 / (1 + j) as f64).collect();
        let mut growth = 0.0;
        for _ in 0..steps {
            let hessian = equations.risk.hessian(&now);
            let moved: Vec<f64> = hessian
                .iter()
                .zip(&deviation)
                .map(|(row, x)| {
                    let bend: f64 = row.iter().zip(&deviation).map(|(h, y)| h * y).sum();
                    x - equations.learning_rate * bend
                })
                .collect();
            let length = moved.iter().map(|x| x * x).sum::<f64>().sqrt();
            growth += length.ln();
            deviation = moved.into_iter().map(|x| x / length).collect();
            now = equations.step(Weights { weights: now }).weights;
        }
        let steps = steps as f64;
        Motion::Deviations { exponent: growth / steps, doubt: 2.0 * steps.ln() / steps }
    }
}

impl fmt::Display for Motion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Motion::LongCycle(period) => write!(formatter, "it comes back every {period} steps"),
            Motion::Deviations { exponent, doubt } if exponent > doubt => {
                write!(formatter, "nearby orbits separate (Lyapunov exponent {exponent:.3} a step, numerical)")
            }
            Motion::Deviations { exponent, doubt } if exponent >= -doubt => write!(
                formatter,
                "nearby orbits neither separate nor approach each other, as on a closed curve (Lyapunov exponent {exponent:.1e} a step, numerical)"
            ),
            Motion::Deviations { exponent, .. } => {
                write!(
                    formatter,
                    "nearby orbits approach each other (Lyapunov exponent {exponent:.3} a step, numerical)"
                )
            }
        }
    }
}
