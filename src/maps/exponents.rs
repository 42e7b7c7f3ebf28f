//! Lyapunov exponents: the mean growth of a small deviation in a step.
//!
//! A deviation of the state after the transient (of w, or of f for the two-layer network) is carried along by running the
//! map on dual numbers over lanes, so that no derivative is typed. For the linear predictor the exponent is the mean of
//! log |1 - eta L''(w_t)|. For the two-layer network it is that of the tangent vector (df, dlambda) in the maximum norm;
//! where an orbit converges the vector turns to the neutral direction along the line f = 0 of minima, so that the exponent
//! goes to 0 as the number of steps grows, and a finite one shows what the way there amplifies.

use super::blocks::{in_blocks, instructions};
use super::grid::Grid;
use crate::dynamics::batch::Seen;
use crate::progress::{Interrupted, Watch};

/// Cells that are handed out at a time.
const BLOCK: usize = 512;
/// An orbit whose output exceeds this has escaped.
const ESCAPE: f64 = 1e12;

/// The exponent of each cell, in natural logarithms a step, over `steps` steps after `transient` ones. `None` where the
/// orbit escaped, that is |f| or lambda exceeds 1e12 at the end, and where `steps` is 0. Minus infinity where a deviation
/// vanishes in `f64`, as at a critical point that the orbit hits.
///
/// # Errors
///
/// [`Interrupted`] if the watch says stop.
///
/// # Guarantee
///
/// Numerical; see [the module](super). No logarithm is taken along the orbit: the deviation is scaled by powers of two,
/// which is exact.
pub fn exponents(grid: &Grid, transient: u32, steps: u32, watch: Watch<'_>) -> Result<Vec<Option<f64>>, Interrupted> {
    let system = &grid.system;
    in_blocks(grid.cells(), BLOCK, watch, |cells| {
        let mut orbits = grid.orbits(cells);
        system.iterate(instructions(), &mut orbits, transient);
        let growth = system.growth(instructions(), &mut orbits, steps);
        let ends = system.observe(&orbits);
        let exponent = |(growth, end): (f64, Seen)| {
            let inside = end.output.abs() <= ESCAPE && end.lambda <= ESCAPE;
            let exponent = growth / f64::from(steps);
            (inside && !exponent.is_nan()).then_some(exponent)
        };
        growth.into_iter().zip(ends).map(exponent).collect()
    })
}
