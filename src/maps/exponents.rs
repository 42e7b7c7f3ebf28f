//! Lyapunov exponents: the mean growth of a small deviation in a step.
//!
//! A deviation of the state after the transient (of w, or of f for the two-layer network) is carried along by running the
//! map on dual numbers over lanes, so that no derivative is typed. For the linear predictor the exponent is the mean of
//! log |1 - eta L''(w_t)|. For the two-layer network it is that of the tangent vector (df, dlambda) in the maximum norm;
//! where an orbit converges the vector turns to the neutral direction along the line f = 0 of minima, so that the exponent
//! goes to 0 as the number of steps grows, and a finite one shows what the way there amplifies.

use super::blocks::{Batch, LANES, in_blocks, instructions};
use super::grid::Grid;
use super::system::{Job, System, with_system};
use crate::arithmetic::lanes::{LaneKernel, run_vectorised};
use crate::arithmetic::{Analytic, Dual, Lanes};
use crate::dynamics::batch::Family as _;
use crate::progress::{Interrupted, Watch};
use std::ops::Range;

/// Cells that are handed out at a time.
const BLOCK: usize = 16 * LANES;
/// Steps between two renormalisations of the deviation.
const STRIDE: u32 = 4;
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
    with_system(grid, AllExponents { grid, transient, steps, watch })
}

struct AllExponents<'a> {
    grid: &'a Grid,
    transient: u32,
    steps: u32,
    watch: Watch<'a>,
}

impl Job for AllExponents<'_> {
    type Output = Result<Vec<Option<f64>>, Interrupted>;

    fn run<const D: usize, S: System<D>>(self, system: &S) -> Self::Output {
        let AllExponents { grid, transient, steps, watch } = self;
        in_blocks(grid.cells(), BLOCK, watch, |cells| {
            run_vectorised(instructions(), ExponentsOf { system, grid, transient, steps, cells })
        })
    }
}

/// The exponents of a block of cells.
struct ExponentsOf<'a, const D: usize, S> {
    system: &'a S,
    grid: &'a Grid,
    transient: u32,
    steps: u32,
    cells: Range<usize>,
}

/// The exponent of two of a positive normal number, as a float; of zero and of infinities something beyond.
#[inline(always)]
fn exponent_of_two(value: f64) -> f64 {
    (value.to_bits() >> 52) as f64 - 1023.0
}

/// 2^-e for a value with exponent e.
#[inline(always)]
fn scale_to_one(value: f64) -> f64 {
    // Zero and numbers near the ends of the range are left as they are.
    let exponent = value.to_bits() >> 52;
    let usable = (exponent > 0) & (exponent < 2046);
    f64::from_bits(if usable { 2046_u64.wrapping_sub(exponent) << 52 } else { 1023 << 52 })
}

impl<const D: usize, S: System<D>> LaneKernel for ExponentsOf<'_, D, S> {
    type Output = Vec<Option<f64>>;

    #[inline(always)]
    fn run<const FUSED: bool>(self) -> Vec<Option<f64>> {
        let ExponentsOf { system, grid, transient, steps, cells } = self;
        let mut exponents = Vec::with_capacity(cells.len());
        let cells: Vec<usize> = cells.collect();
        for chunk in cells.chunks(LANES) {
            // The lanes beyond the last cell repeat it.
            let pairs: [(f64, f64); LANES] = std::array::from_fn(|lane| grid.cell(chunk[lane.min(chunk.len() - 1)]));
            let rate = Lanes(pairs.map(|(rate, _)| rate));
            let starts = pairs.map(|(_, start)| system.start(start));
            let map = system.maps().map(rate);
            let mut state: [Batch; D] = std::array::from_fn(|i| Lanes(starts.map(|start| start[i])));
            for _ in 0..transient {
                state = S::Maps::step(&map, state);
            }
            let tangent_map = system.maps().map(Dual::constant(rate));
            let mut tangent: [Dual<Batch>; D] = std::array::from_fn(|i| match i {
                0 => Dual::variable(state[i]),
                _ => Dual::constant(state[i]),
            });
            let mut powers = [0.0; LANES];
            for step in 1..=steps {
                tangent = S::Maps::step(&tangent_map, tangent);
                if step.is_multiple_of(STRIDE) || step == steps {
                    let size = size(&tangent);
                    let scale = Lanes(size.map(scale_to_one));
                    for (power, scale) in powers.iter_mut().zip(&scale.0) {
                        // The reciprocal of a power of two.
                        *power -= exponent_of_two(*scale);
                    }
                    for dual in &mut tangent {
                        dual.derivative = dual.derivative * scale;
                    }
                }
            }
            let size = size(&tangent);
            let end: [Batch; D] = std::array::from_fn(|i| tangent[i].value);
            let (output, lambda) = (end[0], system.lambda(&end));
            for lane in 0..chunk.len() {
                let inside = output.0[lane].abs() <= ESCAPE && lambda.0[lane] <= ESCAPE;
                let growth = powers[lane] * std::f64::consts::LN_2 + Analytic::ln(size[lane]);
                let exponent = growth / f64::from(steps);
                exponents.push((inside && !exponent.is_nan()).then_some(exponent));
            }
        }
        exponents
    }
}

/// The maximum norm of the deviation in each lane.
#[inline(always)]
fn size<const D: usize>(tangent: &[Dual<Batch>; D]) -> [f64; LANES] {
    let mut size = [0.0; LANES];
    for dual in tangent {
        for (largest, part) in size.iter_mut().zip(&dual.derivative.0) {
            // NaN stays.
            *largest = if part.abs() <= *largest { *largest } else { part.abs() };
        }
    }
    size
}
