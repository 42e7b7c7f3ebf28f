//! The runs of `experiment-3`: two-layer networks on synthetic data, and the spectra where they end.

use super::FigureError;
use super::axis::Axis;
use super::spread::Spread;
use crate::data::{DataSource, DataSpecification};
use crate::model::LossName;
use crate::progress::{Watch, uncounted};
use crate::theory::minimiser::stability_limit;
use crate::training::{HistoryRow, Outcome, SpectrumStart, SpectrumTracker, Trainer, Trajectory};
use rayon::prelude::*;

/// Hidden units.
pub const WIDTH: usize = 200;
/// A run whose loss, when it is measured, is above this multiple of its start has not come back: it counts as divergent.
pub const FAR: f64 = 10.0;
/// Relative tolerance of the eigenvalues.
const TOLERANCE: f64 = 1e-6;

/// How many runs, and how long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Seeds 1, 2, ..., each of the data and of the weights.
    pub seeds: u64,
    /// Learning rates, equally spaced in the logarithm.
    pub rates: usize,
    /// Steps.
    pub steps: usize,
}

impl Plan {
    /// The plan of the figure, or a coarser one.
    pub fn new(quick: bool) -> Self {
        if quick { Plan { seeds: 3, rates: 12, steps: 200 } } else { Plan { seeds: 5, rates: 40, steps: 1000 } }
    }
}

/// All runs on one kind of data with one loss.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// `separable` or `nonseparable`.
    pub data: &'static str,
    /// The loss.
    pub loss: LossName,
    /// The rates, increasing.
    pub rates: Vec<f64>,
    /// One for each seed.
    pub seeds: Vec<SeedRuns>,
}

/// The runs from one start.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedRuns {
    /// The seed of data and weights.
    pub seed: u64,
    /// h0.
    pub initial_sharpness: f64,
    /// lambda0.
    pub initial_ntk: f64,
    /// One end for each rate.
    pub ends: Vec<LateEnd>,
}

/// The end of one run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LateEnd {
    /// All steps were taken, and the loss is at most [`FAR`] times its start.
    Here {
        /// The loss at the end.
        loss: f64,
        /// lambda at the end.
        ntk: f64,
        /// h at the end.
        sharpness: f64,
    },
    /// All steps were taken, but the loss is far above its start.
    Far {
        /// The loss at the end.
        loss: f64,
    },
    /// The run left the range of doubles.
    Overflow {
        /// At this step.
        step: usize,
    },
}

/// Synthetic data of one kind.
///
/// # Errors
///
/// [`FigureError`] for a kind that there is not.
pub fn specification(data: &str, seed: u64) -> Result<DataSpecification, FigureError> {
    Ok(format!("synthetic:{data},seed={seed}").parse()?)
}

/// Runs all seeds and rates of one kind of data and one loss. The rates go from 1/10 to `reach` times the median of 2/h0.
///
/// # Errors
///
/// [`FigureError::Training`] with the reason; [`FigureError::Interrupted`].
pub fn run(
    data: &'static str,
    loss: LossName,
    reach: f64,
    plan: Plan,
    watch: Watch<'_>,
) -> Result<Setting, FigureError> {
    let starts = (1..=plan.seeds)
        .map(|seed| {
            let data = specification(data, seed)?.load(&DataSource::Embedded)?;
            let tracker = SpectrumTracker::new(&data, TOLERANCE)?;
            let trainer = Trainer::new(&data, loss, 2, WIDTH, seed)?;
            let initial = tracker.measure(trainer.start(), &loss, &mut SpectrumStart::default())?;
            let (ntk, sharpness) = (initial.ntk_eigenvalue.value, initial.sharpness.value);
            Ok((seed, data, ntk, sharpness))
        })
        .collect::<Result<Vec<_>, FigureError>>()?;
    let border = Spread::of(starts.iter().map(|(.., sharpness)| stability_limit(*sharpness)));
    let border = border.map_or(1.0, |spread| spread.median);
    let rates = log_rates(0.1 * border, reach * border, plan.rates);
    let quiet = uncounted(watch);
    let seeds = starts
        .iter()
        .map(|(seed, data, initial_ntk, initial_sharpness)| {
            let trainer = Trainer::new(data, loss, 2, WIDTH, *seed)?.watched(&quiet);
            let tracker = SpectrumTracker::new(data, TOLERANCE)?;
            let ends = rates
                .par_iter()
                .map(|rate| end(&trainer.run(*rate, plan.steps, plan.steps)?, &tracker, loss))
                .collect::<Result<Vec<_>, FigureError>>()?;
            Ok(SeedRuns { seed: *seed, initial_sharpness: *initial_sharpness, initial_ntk: *initial_ntk, ends })
        })
        .collect::<Result<Vec<_>, FigureError>>()?;
    Ok(Setting { data, loss, rates, seeds })
}

/// `count` rates from `from` to `to`, equally spaced in the logarithm, to four significant digits.
pub fn log_rates(from: f64, to: f64, count: usize) -> Vec<f64> {
    let axis = Axis::logarithmic("", from, to);
    let last = count.saturating_sub(1).max(1) as f64;
    let rounded = |rate: f64| format!("{rate:.3e}").parse().unwrap_or(rate);
    (0..count).map(|index| rounded(axis.value(index as f64 / last))).collect()
}

fn end(trajectory: &Trajectory, tracker: &SpectrumTracker, loss: LossName) -> Result<LateEnd, FigureError> {
    if let Outcome::Diverged { step, .. } = trajectory.outcome {
        return Ok(LateEnd::Overflow { step });
    }
    let loss_of = |row: Option<&HistoryRow>| row.map_or(f64::INFINITY, |row| row.train_loss);
    let (first, last) = (loss_of(trajectory.rows.first()), loss_of(trajectory.rows.last()));
    if last > FAR * first {
        return Ok(LateEnd::Far { loss: last });
    }
    let spectrum = tracker.measure(&trajectory.network, &loss, &mut SpectrumStart::default())?;
    Ok(LateEnd::Here { loss: last, ntk: spectrum.ntk_eigenvalue.value, sharpness: spectrum.sharpness.value })
}
