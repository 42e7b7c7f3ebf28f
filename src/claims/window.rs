//! Numerical two-layer runs for claims about whole windows of learning rates.

use crate::dynamics::{TwoLayer, TwoLayerState};
use crate::model::{Degenerate, LossName, Risk};

/// Where a numerical run ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// |f| fell below 10^-9; the kernel there.
    Converged(f64),
    /// A value left the range of `f64`.
    Diverged,
    /// Neither within the steps allowed.
    Open,
}

/// Runs (T1), (T2) in `f64` for at most `steps` steps. Numerical.
pub fn run_numerically(loss: LossName, learning_rate: f64, width: f64, lambda: f64, output: f64, steps: usize) -> End {
    let map = TwoLayer { learning_rate, width, risk: Degenerate(loss) };
    let mut state = TwoLayerState { output, lambda };
    for _ in 0..steps {
        if !(state.output.is_finite() && state.lambda.is_finite() && map.risk.value(state.output).is_finite()) {
            return End::Diverged;
        }
        if state.output.abs() < 1e-9 {
            return End::Converged(state.lambda);
        }
        state = map.step(state);
    }
    End::Open
}
