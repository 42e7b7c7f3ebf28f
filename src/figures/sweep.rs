//! Where two-layer gradient descent on D0 ends, numerically, for one rate or many.

use crate::dynamics::{TwoLayer, TwoLayerState};
use crate::model::{Degenerate, LossName, Risk};
use rayon::prelude::*;

/// The end of a run, as seen within a budget of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Converged to the minimum, and the loss never rose.
    Lazy,
    /// Converged to the minimum after the loss rose at some step.
    Catapult,
    /// Returns to the same state, away from the minimum, after at most [`LONGEST_PERIOD`] steps.
    Oscillating,
    /// Output or kernel exceeded [`DIVERGED`].
    Divergent,
    /// None of these within the budget.
    Undecided,
}

impl Fate {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Fate::Lazy => "lazy",
            Fate::Catapult => "catapult",
            Fate::Oscillating => "oscillating",
            Fate::Divergent => "divergent",
            Fate::Undecided => "undecided",
        }
    }

    /// Whether the run converged to the minimum.
    pub fn converged(self) -> bool {
        matches!(self, Fate::Lazy | Fate::Catapult)
    }
}

/// A run counts as converged once |f| is below this and eta lambda kappa < 2, so that f contracts from there on.
pub const CONVERGED: f64 = 1e-9;
/// A run counts as divergent once |f| or lambda exceeds this.
pub const DIVERGED: f64 = 1e12;
/// Longest period that is looked for.
pub const LONGEST_PERIOD: usize = 16;

/// A start of two-layer gradient descent on D0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Start {
    /// The loss.
    pub loss: LossName,
    /// m.
    pub width: f64,
    /// lambda at step 0.
    pub lambda: f64,
    /// f at step 0.
    pub output: f64,
}

/// The end of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct EndState {
    /// eta.
    pub learning_rate: f64,
    /// How it ended.
    pub fate: Fate,
    /// Steps taken until that was seen.
    pub steps: usize,
    /// The last state.
    pub state: TwoLayerState<f64>,
    /// (T5) at the last state.
    pub sharpness: f64,
}

/// Runs one rate until its end is seen, at most `budget` steps.
///
/// # Guarantee
///
/// Numerical. In particular `Divergent` means that a size was exceeded, not that a proof was found.
pub fn end_state(start: &Start, learning_rate: f64, budget: usize) -> EndState {
    let risk = Degenerate(start.loss);
    let kappa = risk.curvature(0.0);
    let map = TwoLayer::new(learning_rate, start.width, risk);
    let mut state = TwoLayerState { output: start.output, lambda: start.lambda };
    let mut rose = false;
    let end = |fate, steps, state: TwoLayerState<f64>| EndState {
        learning_rate,
        fate,
        steps,
        sharpness: map.sharpness_of(&state),
        state,
    };
    for step in 0..=budget {
        let size = state.output.abs();
        // Not `>`, so that NaN counts as well.
        if !(size <= DIVERGED && state.lambda <= DIVERGED) {
            return end(Fate::Divergent, step, state);
        }
        if size < CONVERGED && learning_rate * state.lambda * kappa < 2.0 {
            return end(if rose { Fate::Catapult } else { Fate::Lazy }, step, state);
        }
        if step < budget {
            let next = map.step(state);
            // The risk on D0 is even and grows with |f|: it rises exactly when |f| does, and |f| has no cancellation.
            rose |= next.output.abs() > size;
            state = next;
        }
    }
    let fate = if recurs(&map, &state) { Fate::Oscillating } else { Fate::Undecided };
    end(fate, budget, state)
}

fn recurs(map: &TwoLayer<f64, Degenerate<LossName>>, state: &TwoLayerState<f64>) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
    let mut image = state.clone();
    (0..LONGEST_PERIOD).any(|_| {
        image = map.step(image.clone());
        state.output.abs() > 1e-6 && near(image.output, state.output) && near(image.lambda, state.lambda)
    })
}

/// [`end_state`] for many rates, in parallel, in the order of the rates.
pub fn end_states(start: &Start, rates: &[f64], budget: usize) -> Vec<EndState> {
    rates.par_iter().map(|rate| end_state(start, *rate, budget)).collect()
}

/// The first rate at which runs diverge: rates are tried upwards from `from`, each larger by the factor `ratio`, until one
/// diverges, and the border to the last one that did not is then halved until it is known to a relative 1e-9. `None` if no
/// rate up to `to` diverges.
///
/// # Guarantee
///
/// Numerical, and the first *found*: a thinner divergent set of smaller rates can be missed.
pub fn first_divergent_rate(start: &Start, from: f64, to: f64, ratio: f64, budget: usize) -> Option<f64> {
    let diverges = |rate: f64| end_state(start, rate, budget).fate == Fate::Divergent;
    let mut high = from;
    while !diverges(high) {
        high *= ratio;
        if high > to {
            return None;
        }
    }
    let mut low = high / ratio;
    while high - low > 1e-9 * high {
        let middle = low + (high - low) / 2.0;
        if diverges(middle) { high = middle } else { low = middle }
    }
    Some(high)
}
