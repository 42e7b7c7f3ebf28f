//! Orbit diagrams: where orbits spend their time, for each learning rate.

use super::blocks::{Batch, LANES, in_blocks, instructions};
use super::grid::{Grid, GridError};
use super::system::{Job, System, with_system};
use crate::arithmetic::Lanes;
use crate::arithmetic::lanes::{LaneKernel, run_vectorised};
use crate::dynamics::batch::Family as _;
use crate::progress::{Interrupted, Watch};
use std::ops::Range;

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
    let columns = with_system(grid, AllColumns { grid, window, transient, last, watch })?;
    Ok(Diagram { rows: window.rows, columns })
}

struct AllColumns<'a> {
    grid: &'a Grid,
    window: &'a Window,
    transient: u32,
    last: u32,
    watch: Watch<'a>,
}

impl Job for AllColumns<'_> {
    type Output = Result<Vec<Vec<u32>>, Interrupted>;

    fn run<const D: usize, S: System<D>>(self, system: &S) -> Self::Output {
        let AllColumns { grid, window, transient, last, watch } = self;
        in_blocks(grid.rates().len(), BLOCK, watch, |columns| {
            run_vectorised(instructions(), ColumnsOf { system, grid, window, transient, last, columns })
        })
    }
}

/// The counts of a block of rates.
struct ColumnsOf<'a, const D: usize, S> {
    system: &'a S,
    grid: &'a Grid,
    window: &'a Window,
    transient: u32,
    last: u32,
    columns: Range<usize>,
}

impl<const D: usize, S: System<D>> LaneKernel for ColumnsOf<'_, D, S> {
    type Output = Vec<Vec<u32>>;

    #[inline(always)]
    fn run<const FUSED: bool>(self) -> Vec<Vec<u32>> {
        let ColumnsOf { system, grid, window, transient, last, columns } = self;
        let rows = window.rows as f64;
        let scale = rows / (window.to - window.from);
        let (rates, starts) = (grid.rates(), grid.starts());
        let mut all = vec![vec![0_u32; window.rows]; columns.len()];
        // Start after start of rate after rate, so that few starts fill the lanes as well.
        let cells: Vec<(usize, f64)> =
            columns.clone().flat_map(|column| starts.iter().map(move |start| (column, *start))).collect();
        for cells in cells.chunks(LANES) {
            // The lanes beyond the last cell repeat it, and are not counted.
            let cell: [(usize, f64); LANES] = std::array::from_fn(|lane| cells[lane.min(cells.len() - 1)]);
            let map = system.maps().map(Lanes(cell.map(|(column, _)| rates[column])));
            let first = cell.map(|(_, start)| system.start(start));
            let mut state: [Batch; D] = std::array::from_fn(|i| Lanes(first.map(|start| start[i])));
            for step in 0..=last {
                if step >= transient {
                    for ((column, _), value) in cells.iter().zip(&state[0].0) {
                        let row = (window.to - value) * scale;
                        if row >= 0.0 && row < rows {
                            let count = &mut all[column - columns.start][row as usize];
                            *count = count.saturating_add(1);
                        }
                    }
                }
                state = S::Maps::step(&map, state);
            }
        }
        all
    }
}
