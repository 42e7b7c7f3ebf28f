//! Orbit diagrams: where orbits spend their time, for each learning rate.

use super::blocks::{in_blocks, instructions};
use super::grid::{Grid, GridError};
use crate::progress::{Interrupted, Watch};

/// The outputs that a diagram shows, cut into equal rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    from: f64,
    to: f64,
    rows: usize,
}

impl Window {
    /// `rows` rows between the outputs `from` and `to`.
    ///
    /// # Errors
    ///
    /// [`GridError::Window`] without rows, or if `from` is not below `to`, both finite.
    pub fn new(from: f64, to: f64, rows: usize) -> Result<Self, GridError> {
        // Differences of infinities are no numbers, and so not positive either.
        let usable = to - from > 0.0 && (to - from).is_finite() && rows > 0;
        if usable {
            Ok(Window { from, to, rows })
        } else {
            Err(GridError::Window { edges: format!("{from}..{to}"), rows })
        }
    }
}

/// Counts of iterates, for each learning rate of a grid and each row of a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagram {
    /// Rows of the window.
    pub rows: usize,
    /// For each rate the counts of its rows, from above.
    pub columns: Vec<Vec<u32>>,
}

/// Learning rates that are handed out at a time.
const BLOCK: usize = 16;
/// Outputs that are held at a time.
const PIECE: usize = 1 << 16;

/// Counts the outputs f_t of the orbits of all starts of the grid, for `transient` <= t <= `last`. Outputs beyond the window,
/// and those that are not finite, are left out; a count stops at `u32::MAX`.
///
/// # Errors
///
/// [`Interrupted`] if the watch says stop.
///
/// # Guarantee
///
/// Numerical; see [the module](super).
pub fn diagram(
    grid: &Grid,
    window: &Window,
    transient: u32,
    last: u32,
    watch: Watch<'_>,
) -> Result<Diagram, Interrupted> {
    let (system, rows) = (&grid.system, window.rows as f64);
    let scale = rows / (window.to - window.from);
    let (rates, starts) = (grid.rates().len(), grid.starts().len());
    let columns = in_blocks(rates, BLOCK, watch, |columns| {
        let mut counts = vec![vec![0_u32; window.rows]; columns.len()];
        // Start after start of rate after rate, so that few starts fill the lanes as well.
        let cells = columns.flat_map(|column| (0..starts).map(move |start| start * rates + column));
        let mut orbits = grid.orbits(cells);
        system.iterate(instructions(), &mut orbits, transient);
        let most = (PIECE / orbits.rates().len()).max(1) as u64;
        // One more than u32 holds, at the most.
        let mut left = (u64::from(last) + 1).saturating_sub(u64::from(transient));
        while left > 0 {
            let steps = most.min(left);
            let outputs = system.trace(instructions(), &mut orbits, steps as u32);
            for outputs in outputs.chunks(orbits.rates().len()) {
                for (counts, outputs) in counts.iter_mut().zip(outputs.chunks(starts)) {
                    for output in outputs {
                        let row = (window.to - output) * scale;
                        if row >= 0.0 && row < rows {
                            let count = &mut counts[row as usize];
                            *count = count.saturating_add(1);
                        }
                    }
                }
            }
            left -= steps;
        }
        counts
    })?;
    Ok(Diagram { rows: window.rows, columns })
}
