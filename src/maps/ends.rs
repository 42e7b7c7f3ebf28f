//! Where orbits end, as seen within a number of steps.

use super::blocks::{Batch, LANES, in_blocks, instructions};
use super::grid::{Family, Grid, GridError};
use super::system::{Job, MapOf, System, with_system};
use crate::arithmetic::lanes::{LaneKernel, run_vectorised};
use crate::dynamics::batch::Family as _;
use crate::model::LossName;
use crate::progress::{Interrupted, Watch};
use rug::Rational;
use std::num::NonZeroU32;
use std::ops::Range;

/// The end of an orbit, as seen within a number of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeenFate {
    /// Came to the minimum, and the risk was not seen to rise.
    Lazy,
    /// Came to the minimum after the risk had risen.
    Catapult,
    /// Returned to the same state, to a relative 1e-9 of f and of lambda, further than 1e-6 from the minimum, after this many
    /// steps: from 2 to [`LONGEST_PERIOD`]. Looked for at the last step only, so an orbit that is this slow to approach or
    /// to leave its cycle, or to spiral into the minimum, counts as well. A return after one step does not: no fixed point
    /// off the minimum attracts, so such an orbit is but slow.
    Oscillating(u8),
    /// Output or kernel exceeded [`Limits::escape`].
    Divergent,
    /// None of these.
    Undecided,
}

impl SeenFate {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            SeenFate::Lazy => "lazy",
            SeenFate::Catapult => "catapult",
            SeenFate::Oscillating(_) => "oscillating",
            SeenFate::Divergent => "divergent",
            SeenFate::Undecided => "undecided",
        }
    }

    /// Whether the orbit came to the minimum.
    pub fn converged(self) -> bool {
        matches!(self, SeenFate::Lazy | SeenFate::Catapult)
    }
}

/// Longest period that is looked for.
pub const LONGEST_PERIOD: u8 = 16;

/// The risk is seen to rise in a step if it does so by more than this part of itself (on D0: of f²), which rounding alone
/// does not reach.
pub const LEAST_RISE: f64 = 2e-12;

/// When to stop looking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Steps that an orbit may take.
    pub steps: u32,
    /// An orbit has come to the minimum at the first step at which f is nearer to it than this and eta h < 2, where h is
    /// the sharpness of the minimum with the kernel of that step: kappa lambda for the two-layer network. From there on
    /// f contracts, if the tolerance is small: how small, a large one does not ask.
    pub tolerance: f64,
    /// An orbit has escaped at the first step at which |f| or lambda exceeds this.
    pub escape: f64,
}

impl Limits {
    /// A number of steps, with a tolerance of 1e-9 and escape at 1e12.
    pub fn steps(steps: u32) -> Self {
        Limits { steps, tolerance: 1e-9, escape: 1e12 }
    }
}

/// The end of one orbit.
///
/// # Guarantee
///
/// Numerical.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    /// How it ended.
    pub seen: SeenFate,
    /// The step at which that was seen: the time to converge or to escape, else the last step.
    pub steps: u32,
    /// The first step whose risk was higher than that of the step before, by [`LEAST_RISE`]; `None` if there was none. A step
    /// to a state that is not a number, or from an infinite risk, is not seen to rise.
    pub first_rise: Option<NonZeroU32>,
    /// f at that step.
    pub output: f64,
    /// lambda at that step.
    pub lambda: f64,
}

/// Cells that are handed out at a time.
const BLOCK: usize = 512;
/// Steps between two looks at which lanes are free.
const STRIDE: usize = 8;
/// An orbit nearer to the minimum than this is not oscillating.
const LEAST_AMPLITUDE: f64 = 1e-6;

/// The ends of the orbits of all cells, row by row.
///
/// # Errors
///
/// [`Interrupted`] if the watch says stop.
///
/// # Guarantee
///
/// Numerical; see [the module](super). The same bits for any number of threads and on every processor.
pub fn ends(grid: &Grid, limits: &Limits, watch: Watch<'_>) -> Result<Vec<End>, Interrupted> {
    with_system(grid, AllEnds { grid, limits, watch })
}

struct AllEnds<'a> {
    grid: &'a Grid,
    limits: &'a Limits,
    watch: Watch<'a>,
}

impl Job for AllEnds<'_> {
    type Output = Result<Vec<End>, Interrupted>;

    fn run<const D: usize, S: System<D>>(self, system: &S) -> Self::Output {
        let AllEnds { grid, limits, watch } = self;
        in_blocks(grid.cells(), BLOCK, watch, |cells| {
            run_vectorised(instructions(), EndsOf { system, grid, limits, cells })
        })
    }
}

/// The ends of a block of cells.
struct EndsOf<'a, const D: usize, S> {
    system: &'a S,
    grid: &'a Grid,
    limits: &'a Limits,
    cells: Range<usize>,
}

/// No cell.
const NONE: usize = usize::MAX;

impl<const D: usize, S: System<D>> LaneKernel for EndsOf<'_, D, S> {
    type Output = Vec<End>;

    #[inline(always)]
    fn run<const FUSED: bool>(self) -> Vec<End> {
        let EndsOf { system, grid, limits, cells } = self;
        let nothing = End { seen: SeenFate::Undecided, steps: 0, first_rise: None, output: 0.0, lambda: 0.0 };
        let mut ends = vec![nothing; cells.len()];
        let (tolerance, escape, most) = (limits.tolerance, limits.escape, f64::from(limits.steps));
        let minimum = Batch::splat(system.minimum());

        // A lane takes the next cell as soon as it is free, so that a slow cell does not hold up its neighbours.
        let mut waiting = cells.clone();
        let mut cell = [NONE; LANES];
        let mut map = system.maps().map(Batch::splat(1.0));
        let mut state = [Batch::splat(0.0); D];
        let mut order = Batch::splat(0.0);
        // Numbers and no flags, so that all comparisons and choices become vector instructions.
        let mut running = [0.0; LANES];
        let mut steps = [0.0; LANES];
        let mut first_rise = [0.0; LANES];
        loop {
            let mut idle = 0;
            for lane in 0..LANES {
                if running[lane] != 0.0 {
                    continue;
                }
                if cell[lane] != NONE {
                    let rate = S::Maps::learning_rate(&mut map).0[lane];
                    let [output, lambda] = [state[0], system.lambda(&state)].map(|value| value.0[lane]);
                    let stiffness = rate * system.sharpness_at_minimum(&state).0[lane];
                    let distance = (output - system.minimum()).abs();
                    let seen = if !(output.abs() <= escape && lambda <= escape) {
                        SeenFate::Divergent
                    } else if distance < tolerance && stiffness < 2.0 {
                        if first_rise[lane] > 0.0 { SeenFate::Catapult } else { SeenFate::Lazy }
                    } else {
                        let period = if distance > LEAST_AMPLITUDE { period::<D, S>(&map, &state, lane) } else { None };
                        period.map_or(SeenFate::Undecided, SeenFate::Oscillating)
                    };
                    ends[cell[lane] - cells.start] = End {
                        seen,
                        steps: steps[lane] as u32,
                        first_rise: NonZeroU32::new(first_rise[lane] as u32),
                        output,
                        lambda,
                    };
                }
                cell[lane] = waiting.next().unwrap_or(NONE);
                if cell[lane] == NONE {
                    idle += 1;
                    continue;
                }
                let (rate, start) = grid.cell(cell[lane]);
                S::Maps::learning_rate(&mut map).0[lane] = rate;
                for (coordinate, value) in state.iter_mut().zip(system.start(start)) {
                    coordinate.0[lane] = value;
                }
                order.0[lane] = S::order(&map, &state).0[lane];
                (running[lane], steps[lane], first_rise[lane]) = (1.0, 0.0, 0.0);
            }
            if idle == LANES {
                return ends;
            }
            // The risk is of interest until it has risen, and may be costly.
            let watched = (0..LANES).any(|lane| (running[lane] != 0.0) & (first_rise[lane] == 0.0));
            for _ in 0..STRIDE {
                let output = state[0];
                let lambda = system.lambda(&state);
                let distance = output - minimum;
                let stiffness = *S::Maps::learning_rate(&mut map) * system.sharpness_at_minimum(&state);
                for lane in 0..LANES {
                    let settled = (distance.0[lane].abs() < tolerance) & (stiffness.0[lane] < 2.0);
                    // Not `>`, so that NaN counts as well.
                    let inside = (output.0[lane].abs() <= escape) & (lambda.0[lane] <= escape);
                    let ended = settled | !inside | (steps[lane] >= most);
                    running[lane] = if ended { 0.0 } else { running[lane] };
                    steps[lane] += running[lane];
                }
                let next = S::Maps::step(&map, state);
                if watched {
                    let next_order = S::order(&map, &next);
                    for lane in 0..LANES {
                        let rises = (next_order.0[lane] > order.0[lane] * (1.0 + LEAST_RISE))
                            & (first_rise[lane] == 0.0)
                            & (running[lane] != 0.0);
                        first_rise[lane] = if rises { steps[lane] } else { first_rise[lane] };
                    }
                    order = next_order;
                }
                for (old, new) in state.iter_mut().zip(&next) {
                    for ((old, new), running) in old.0.iter_mut().zip(&new.0).zip(&running) {
                        *old = if *running != 0.0 { *new } else { *old };
                    }
                }
            }
        }
    }
}

/// The least number of steps, if there is one, after which the state of a lane comes back to itself; `None` too if it
/// hardly moves.
#[inline(always)]
fn period<const D: usize, S: System<D>>(map: &MapOf<S, D, Batch>, state: &[Batch; D], lane: usize) -> Option<u8> {
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
    let mut image = *state;
    // A loop and no closure, so that the step is inlined and vectorised.
    for period in 1..=LONGEST_PERIOD {
        image = S::Maps::step(map, image);
        if image.iter().zip(state).all(|(a, b)| near(a.0[lane], b.0[lane])) {
            return (period > 1).then_some(period);
        }
    }
    None
}

/// The first learning rate at which runs escape within the limits: rates are tried upwards from `from`, each larger by the
/// factor `ratio`, until one escapes; the border to the rate before it is then narrowed to a relative 1e-9, by cutting
/// it into equal parts and going on with the part before the first rate that escapes. `from` itself if its run escapes;
/// `None` if no rate that is tried up to `to` does.
///
/// # Errors
///
/// [`GridError`] for a problem that does not exist, or a ratio that is not above 1, or if the watch says stop.
///
/// # Guarantee
///
/// Numerical, and the first *found*: a thinner escaping set of smaller rates can be missed.
pub fn first_escaping_rate(
    family: &Family,
    loss: LossName,
    start: &Rational,
    (from, to): (f64, f64),
    ratio: f64,
    limits: &Limits,
    watch: Watch<'_>,
) -> Result<Option<f64>, GridError> {
    // The first of some rates, in ascending order, that escapes, and the one before it.
    let first = |rates: &[f64]| -> Result<Option<(Option<f64>, f64)>, GridError> {
        let grid = Grid::from_one_start(family.clone(), loss, rates, start)?;
        let index = ends(&grid, limits, watch)?.iter().position(|end| end.seen == SeenFate::Divergent);
        Ok(index.map(|index| (index.checked_sub(1).map(|before| rates[before]), rates[index])))
    };
    if !(ratio > 1.0 && ratio.is_finite()) {
        return Err(GridError::Ratio(ratio.to_string()));
    }
    Grid::from_one_start(family.clone(), loss, &[from], start)?;
    // The last rate that was tried.
    let mut below = None;
    let (mut low, mut high) = loop {
        let next = below.map_or(from, |rate: f64| rate * ratio);
        let next = std::iter::successors(Some(next), |rate| Some(rate * ratio));
        let rates: Vec<f64> = next.take_while(|rate| *rate <= to && rate.is_finite()).take(LANES).collect();
        let Some(last) = rates.last().copied() else { return Ok(None) };
        if let Some((before, rate)) = first(&rates)? {
            match before.or(below) {
                Some(before) => break (before, rate),
                None => return Ok(Some(rate)),
            }
        }
        below = Some(last);
    };
    while high - low > 1e-9 * high {
        let part = (high - low) / (LANES + 1) as f64;
        let rates: Vec<f64> = (1..=LANES).map(|index| low + part * index as f64).collect();
        (low, high) = match first(&rates)? {
            Some((before, rate)) => (before.unwrap_or(low), rate),
            None => (rates[LANES - 1], high),
        };
    }
    Ok(Some(high))
}
