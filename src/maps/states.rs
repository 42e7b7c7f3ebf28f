//! Where orbits are after a number of steps.

use super::blocks::{in_blocks, instructions};
use super::grid::Grid;
use crate::dynamics::batch::Seen;
use crate::progress::{Interrupted, Watch};

/// Cells that are handed out at a time.
const BLOCK: usize = 512;

/// Output and kernel of each cell's orbit after `steps` steps, row by row. Diagrams and exponents take their transients in the
/// same way.
///
/// # Errors
///
/// [`Interrupted`] if the watch says stop.
///
/// # Guarantee
///
/// Numerical; see [the module](super). What has come within 2^-100 of zero may be zero.
pub fn states(grid: &Grid, steps: u32, watch: Watch<'_>) -> Result<Vec<Seen>, Interrupted> {
    in_blocks(grid.cells(), BLOCK, watch, |cells| {
        let mut orbits = grid.orbits(cells);
        grid.system.iterate(instructions(), &mut orbits, steps);
        grid.system.observe(&orbits)
    })
}
