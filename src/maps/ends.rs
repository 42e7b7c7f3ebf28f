//! Where orbits end, as seen within a number of steps.

use super::blocks::{in_blocks, instructions};
use super::grid::{Family, Grid, GridError};
use crate::dynamics::batch::{Ended, Orbits, Seen, Stop};
use crate::model::LossName;
use crate::progress::{Interrupted, Watch};
use rug::Rational;
use std::num::NonZeroU32;

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

pub use crate::dynamics::batch::LEAST_RISE;

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
/// Rates that are tried at a time.
const TRIED: usize = 32;
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
    let stop = Stop {
        steps: limits.steps,
        escape: limits.escape,
        tolerance: limits.tolerance,
        minimum: grid.minimum.output,
        curvature: grid.minimum.curvature,
    };
    in_blocks(grid.cells(), BLOCK, watch, |cells| {
        let mut orbits = grid.orbits(cells);
        let ended = grid.system.run_to_end(instructions(), &mut orbits, &stop);
        let states = grid.system.observe(&orbits);
        let mut ends: Vec<End> = (0..ended.len())
            .map(|index| {
                let (Ended { steps, first_rise }, Seen { output, lambda }) = (ended[index], states[index]);
                let first_rise = NonZeroU32::new(first_rise);
                let stiffness = orbits.rates()[index] * (lambda * stop.curvature);
                let seen = if !(output.abs() <= limits.escape && lambda <= limits.escape) {
                    SeenFate::Divergent
                } else if (output - stop.minimum).abs() < limits.tolerance && stiffness < 2.0 {
                    if first_rise.is_some() { SeenFate::Catapult } else { SeenFate::Lazy }
                } else {
                    SeenFate::Undecided
                };
                End { seen, steps, first_rise, output, lambda }
            })
            .collect();
        let off = |end: &End| end.seen == SeenFate::Undecided && (end.output - stop.minimum).abs() > LEAST_AMPLITUDE;
        let open: Vec<usize> = (0..ends.len()).filter(|index| off(&ends[*index])).collect();
        for (index, period) in open.iter().zip(periods(grid, &orbits.select(&open))) {
            ends[*index].seen = period.map_or(SeenFate::Undecided, SeenFate::Oscillating);
        }
        ends
    })
}

/// For each orbit the least number of steps, if there is one, after which its state comes back to itself; `None` too if it
/// hardly moves.
fn periods(grid: &Grid, orbits: &Orbits) -> Vec<Option<u8>> {
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
    let mut images = orbits.clone();
    let mut periods: Vec<Option<u8>> = vec![None; orbits.rates().len()];
    for steps in 1..=LONGEST_PERIOD {
        grid.system.iterate(instructions(), &mut images, 1);
        for (index, period) in periods.iter_mut().enumerate() {
            if period.is_none() && images.state(index).zip(orbits.state(index)).all(|(a, b)| near(a, b)) {
                *period = Some(steps);
            }
        }
    }
    periods.into_iter().map(|period| period.filter(|steps| *steps > 1)).collect()
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
        let rates: Vec<f64> = next.take_while(|rate| *rate <= to && rate.is_finite()).take(TRIED).collect();
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
        let part = (high - low) / (TRIED + 1) as f64;
        let rates: Vec<f64> = (1..=TRIED).map(|index| low + part * index as f64).collect();
        (low, high) = match first(&rates)? {
            Some((before, rate)) => (before.unwrap_or(low), rate),
            None => (rates[TRIED - 1], high),
        };
    }
    Ok(Some(high))
}
