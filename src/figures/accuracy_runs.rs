//! The runs of `experiment-4`: deep linear networks on two classes of images, at many rates under three protocols.

use super::late_spectra::{FAR, log_rates};
use super::{FigureError, FigureOptions};
use crate::data::DataSet;
use crate::model::LossName;
use crate::progress::{Progress, Watch, uncounted};
use crate::training::{Anneal, HistoryRow, Network, Plan, Setup, SpectrumStart, SpectrumTracker, Sweep, spectra};
use rayon::prelude::*;

/// The data, on the command line's terms.
pub const DATA: [&str; 2] = ["cifar10:automobile,dog", "mnist:0,1"];
/// Hidden units, as in the paper's experiments.
pub const WIDTH: usize = 500;
/// The loss of all runs.
pub const LOSS: LossName = LossName::Logistic;
/// When the accuracy is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// After a fixed number of steps.
    Steps,
    /// After a fixed physical time t = steps x eta, to the nearest whole number of steps, at least 1.
    Time,
    /// After the same time and then some steps at the smallest rate of the sweep.
    Annealed,
}

impl Protocol {
    /// All, in the order of the paper.
    pub const ALL: [Protocol; 3] = [Protocol::Steps, Protocol::Time, Protocol::Annealed];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Protocol::Steps => "fixed steps",
            Protocol::Time => "fixed time",
            Protocol::Annealed => "annealed",
        }
    }
}

/// One panel: data, depth, and what is run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Case {
    /// The data, on the command line's terms.
    pub data: &'static str,
    /// The number of layers.
    pub depth: usize,
    /// The smallest rate, which is also that of annealing, and the largest.
    pub rates: (f64, f64),
    /// How many rates, equally spaced in the logarithm.
    pub count: usize,
    /// The fixed number of steps.
    pub steps: usize,
    /// The fixed physical time.
    pub time: f64,
    /// Further steps of annealing.
    pub anneal_steps: usize,
    /// Seeds 1, 2, ... of the weights.
    pub seeds: u64,
}

impl Case {
    /// The six cases of the figure, a row for each depth, or two coarser ones.
    pub fn all(quick: bool) -> Vec<Case> {
        let (count, seeds, part) = if quick { (6, 2, 10) } else { (20, 5, 1) };
        let cifar = |depth, largest| Case {
            data: DATA[0],
            depth,
            rates: (3.0, largest),
            count,
            steps: 100 / part,
            time: 1000.0 / part as f64,
            anneal_steps: 100 / part,
            seeds,
        };
        // Shorter: after a few hundred steps every rate that converges has all 512 test images right.
        let mnist = |depth, largest| Case {
            data: DATA[1],
            steps: 20,
            time: 1000.0 / part as f64,
            anneal_steps: 20,
            rates: (2.0, largest),
            ..cifar(depth, largest)
        };
        // Deeper ones with fewer rates and seeds: their steps cost more.
        let deep = |case: Case| Case { count: 12, seeds: 3, ..case };
        let cases = [
            cifar(2, 600.0),
            mnist(2, 1000.0),
            cifar(3, 300.0),
            mnist(3, 600.0),
            deep(cifar(4, 300.0)),
            deep(mnist(4, 600.0)),
        ];
        if quick { vec![cases[0], cases[3]] } else { cases.to_vec() }
    }

    /// The number of steps that make the physical time.
    pub fn steps_for(&self, rate: f64) -> usize {
        ((self.time / rate).round() as usize).max(1)
    }
}

/// What was measured at one rate under one protocol.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measurement {
    /// The number of steps taken, annealing included.
    pub steps: usize,
    /// The training loss; `None` if the run left the range of doubles before.
    pub loss: Option<f64>,
    /// The test accuracy; `None` if the run diverged: then the signs of its outputs mean nothing.
    pub accuracy: Option<f64>,
}

/// The runs from one start.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedRuns {
    /// The seed of the weights.
    pub seed: u64,
    /// h0.
    pub sharpness: f64,
    /// One for each rate, by protocol in the order of [`Protocol::ALL`].
    pub measurements: Vec<[Measurement; 3]>,
}

/// All runs of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseRuns {
    /// The case.
    pub case: Case,
    /// The number of test images.
    pub test_count: usize,
    /// The rates, increasing.
    pub rates: Vec<f64>,
    /// One for each seed.
    pub seeds: Vec<SeedRuns>,
}

/// Runs a case.
///
/// # Errors
///
/// [`FigureError::Data`] or [`FigureError::Training`] with the reason; [`FigureError::Interrupted`].
pub fn run(case: Case, options: &FigureOptions) -> Result<CaseRuns, FigureError> {
    let images = options.images.load(case.data)?;
    let (train, test) = (&images.train, images.test.as_ref());
    let tracker = SpectrumTracker::new(train, spectra::TOLERANCE)?;
    let rates = log_rates(case.rates.0, case.rates.1, case.count);
    let watch = uncounted(options.watch());
    // Side by side: while one sweep waits for the last of its threads at the end of a product, they are at work in another.
    let seeds = (1..=case.seeds)
        .into_par_iter()
        .map(|seed| {
            Progress::unknown().tell(&watch)?;
            let start = Network::random(train.dimension(), case.depth, WIDTH, seed)?;
            let sharpness = tracker.measure(&start, &LOSS, &mut SpectrumStart::default())?.sharpness.value;
            Progress::unknown().tell(&watch)?;
            let measurements = sweep(&case, &rates, &start, (train, test), &watch)?;
            Ok(SeedRuns { seed, sharpness, measurements })
        })
        .collect::<Vec<Result<SeedRuns, FigureError>>>()
        .into_iter()
        .collect::<Result<Vec<_>, FigureError>>()?;
    Ok(CaseRuns { case, test_count: test.map_or(0, DataSet::count), rates, seeds })
}

/// Two plans for each rate, all in one sweep: the fixed number of steps, and the fixed time with annealing.
fn sweep(
    case: &Case,
    rates: &[f64],
    start: &Network,
    (train, test): (&DataSet, Option<&DataSet>),
    watch: Watch<'_>,
) -> Result<Vec<[Measurement; 3]>, FigureError> {
    let anneal = Anneal { learning_rate: case.rates.0, steps: case.anneal_steps };
    let plans = rates
        .iter()
        .flat_map(|&rate| {
            let timed = Plan { learning_rate: rate, steps: case.steps_for(rate), anneal: Some(anneal) };
            [Plan::constant(rate, case.steps), timed]
        })
        .collect();
    // No rows besides those at the start and at the ends of plans and phases.
    let setup = Setup { test, every: usize::MAX, ..Setup::new(train, LOSS, start, plans) };
    let rows = Sweep::<f64, _>::new(setup)?.run(watch)?;
    let measured = rows.chunks_exact(2).zip(rates).map(|(pair, &rate)| {
        let timed = case.steps_for(rate);
        [
            measurement(&pair[0], case.steps),
            measurement(&pair[1], timed),
            measurement(&pair[1], timed + case.anneal_steps),
        ]
    });
    Ok(measured.collect())
}

fn measurement(rows: &[HistoryRow], steps: usize) -> Measurement {
    let at = |step: usize| rows.iter().find(|row| row.step == step);
    let start = at(0).map_or(f64::INFINITY, |row: &HistoryRow| row.train_loss);
    let row = at(steps);
    Measurement {
        steps,
        loss: row.map(|row| row.train_loss),
        accuracy: row.filter(|row| row.train_loss <= FAR * start).and_then(|row| row.test_accuracy),
    }
}
