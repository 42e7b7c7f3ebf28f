//! Where two-layer gradient descent on D0 ends, as seen, against the learning rate.

use super::FigureError;
use crate::dynamics::{TwoLayer, TwoLayerState};
use crate::maps::{Family, Grid, Limits, SeenFate, Vertical, ends, first_escaping_rate};
use crate::model::{Degenerate, LossName};
use crate::progress::Watch;
use rug::Rational;

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
    pub fate: SeenFate,
    /// Steps taken until that was seen.
    pub steps: u32,
    /// The last state.
    pub state: TwoLayerState<f64>,
    /// (T5) at the last state.
    pub sharpness: f64,
}

/// The rational number that an `f64` is; zero for what is not finite.
fn exact(value: f64) -> Rational {
    Rational::from_f64(value).unwrap_or_default()
}

impl Start {
    fn family(&self) -> Family {
        Family::TwoLayer { width: exact(self.width), vertical: Vertical::Output { lambda: exact(self.lambda) } }
    }
}

/// Runs each rate until its end is seen, at most `budget` steps.
///
/// # Errors
///
/// [`FigureError::Grid`] for a start or a rate that does not exist; [`FigureError::Interrupted`].
///
/// # Guarantee
///
/// Numerical. In particular `Divergent` means that a size was exceeded, not that a proof was found.
pub fn end_states(start: &Start, rates: &[f64], budget: u32, watch: Watch<'_>) -> Result<Vec<EndState>, FigureError> {
    let grid = Grid::from_one_start(start.family(), start.loss, rates, &exact(start.output))?;
    let seen = ends(&grid, &Limits::steps(budget), watch)?;
    let with_sharpness = rates.iter().zip(seen).map(|(rate, end)| {
        let state = TwoLayerState { output: end.output, lambda: end.lambda };
        let sharpness = TwoLayer::new(*rate, start.width, Degenerate(start.loss)).sharpness_of(&state);
        EndState { learning_rate: *rate, fate: end.seen, steps: end.steps, state, sharpness }
    });
    Ok(with_sharpness.collect())
}

/// [`first_escaping_rate`] of a start.
///
/// # Errors
///
/// [`FigureError::Grid`] for a start or a rate that does not exist; [`FigureError::Interrupted`].
pub fn first_divergent_rate(
    start: &Start,
    range: (f64, f64),
    ratio: f64,
    budget: u32,
    watch: Watch<'_>,
) -> Result<Option<f64>, FigureError> {
    let limits = Limits::steps(budget);
    Ok(first_escaping_rate(&start.family(), start.loss, &exact(start.output), range, ratio, &limits, watch)?)
}

/// Three significant digits.
pub(super) fn rounded(rate: f64) -> f64 {
    format!("{rate:.2e}").parse().unwrap_or(rate)
}
