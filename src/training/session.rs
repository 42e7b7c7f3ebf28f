//! A sweep with its record: rows of the history, spectra along the way, and snapshots to go on from.

use super::history::{RunHistory, SpectrumRow};
use super::memory::affordable_on;
use super::spectra::{SpectrumStart, SpectrumTracker, TOLERANCE};
use super::sweep::{Array, sizes};
use super::{Formulation, HistoryRow, Plan, Real, Setup, State, Sweep, TrainingError};
use crate::model::Loss;

/// Gradient descent at many learning rates, recorded as it goes.
pub struct Session<'a, T, L> {
    sweep: Sweep<'a, T, L>,
    every: usize,
    spectra: Option<Spectra>,
    runs: Vec<RunHistory>,
}

/// Spectra along the runs.
struct Spectra {
    tracker: SpectrumTracker,
    every: usize,
    starts: Vec<SpectrumStart>,
}

/// What a session has done so far. With the setup it determines everything that follows.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// The record of what the same run has finished before, from other starts: one entry for each start and plan.
    pub finished: Vec<RunHistory>,
    /// The sweep, in double precision, which holds single precision exactly.
    pub state: State<f64>,
    /// The record, one entry for each plan.
    pub runs: Vec<RunHistory>,
    /// What the spectra start from next, one entry for each plan; empty if none are measured.
    pub starts: Vec<SpectrumStart>,
}

impl<'a, T: Real, L: Loss<T> + Loss<f64> + Send + Sync> Session<'a, T, L> {
    /// A session at its start. Rows are recorded as [`Setup::every`] says and at steps with spectra; spectra are measured
    /// at steps 0, `spectra`, 2 `spectra`, ... and at the last. If [`Setup::formulation`] is `None`, it is the one of least
    /// predicted cost among those that fit into memory.
    ///
    /// # Errors
    ///
    /// As [`Setup::validate`]; [`TrainingError::EveryZero`] for spectra every 0 steps; [`TrainingError::Memory`].
    pub fn new(setup: Setup<'a, L>, spectra: Option<usize>) -> Result<Self, TrainingError> {
        let runs = vec![RunHistory::default(); setup.plans.len()];
        Self::begin(setup, spectra, runs, Vec::new(), |mut setup| {
            setup.validate()?;
            if setup.formulation.is_none() {
                setup.formulation = Some(affordable_on(setup.data, &sizes::<T, L>(&setup), spectra.is_some())?);
            }
            Sweep::new(setup)
        })
    }

    /// A session that goes on from a snapshot of one with the same setup and the same spectra: the record will be the same
    /// bytes as if it had never stopped.
    ///
    /// # Errors
    ///
    /// As [`Session::new`], and [`TrainingError::State`] for a snapshot of another setup.
    pub fn resume(setup: Setup<'a, L>, spectra: Option<usize>, snapshot: Snapshot) -> Result<Self, TrainingError> {
        let Snapshot { state, runs, starts, finished: _ } = snapshot;
        Self::begin(setup, spectra, runs, starts, |setup| Sweep::restore(setup, convert(state)))
    }

    fn begin(
        mut setup: Setup<'a, L>,
        spectra: Option<usize>,
        runs: Vec<RunHistory>,
        mut starts: Vec<SpectrumStart>,
        sweep: impl FnOnce(Setup<'a, L>) -> Result<Sweep<'a, T, L>, TrainingError>,
    ) -> Result<Self, TrainingError> {
        if spectra == Some(0) {
            return Err(TrainingError::EveryZero);
        }
        let rates = setup.plans.len();
        let spectra = match spectra {
            None => None,
            Some(every) => {
                starts.resize(rates, SpectrumStart::default());
                Some(Spectra { tracker: SpectrumTracker::new(setup.data, TOLERANCE)?, every, starts })
            }
        };
        // The sweep records a row wherever one is wanted; those that nobody asked for are dropped.
        let every = setup.every;
        setup.every = spectra.as_ref().map_or(every, |spectra| greatest_common_divisor(every, spectra.every));
        let sweep = sweep(setup)?;
        let mut runs = runs;
        runs.resize(rates, RunHistory::default());
        for (run, plan) in runs.iter_mut().zip(&sweep.setup().plans) {
            run.steps = plan.steps;
        }
        Ok(Session { sweep, every, spectra, runs })
    }

    /// Goes on by one step and records it.
    ///
    /// # Errors
    ///
    /// Those of the spectra. A spectrum that is beyond the range of doubles, or whose residual stays above the tolerance,
    /// is an empty entry and no error.
    pub fn advance(&mut self) -> Result<(), TrainingError> {
        for (index, row) in self.sweep.advance()? {
            let plan = self.sweep.setup().plans[index];
            let measured = match &self.spectra {
                Some(spectra) if due(&plan, &row, spectra.every) => Some(self.measure(index, row.step)?),
                _ => None,
            };
            let recorded = row.step == plan.steps || due(&plan, &row, self.every) || measured.is_some();
            let run = &mut self.runs[index];
            run.rows.extend(recorded.then_some(row));
            run.spectra.extend(measured);
        }
        for (run, progress) in self.runs.iter_mut().zip(self.sweep.progress()) {
            run.outcome = progress.outcome;
            run.observed = progress.observed;
        }
        Ok(())
    }

    fn measure(&mut self, index: usize, step: usize) -> Result<SpectrumRow, TrainingError> {
        let empty = SpectrumRow { step, ..SpectrumRow::default() };
        let Some(spectra) = &mut self.spectra else { return Ok(empty) };
        let network = self.sweep.network(index);
        match spectra.tracker.measure(&network, &self.sweep.setup().loss, &mut spectra.starts[index]) {
            Ok(spectrum) => {
                let [ntk_eigenvalue, sharpness] = [spectrum.ntk_eigenvalue, spectrum.sharpness]
                    .map(|pair| (pair.converged && pair.value.is_finite()).then_some(pair.value));
                Ok(SpectrumRow { step, ntk_eigenvalue, sharpness })
            }
            Err(TrainingError::NotFinite { .. }) => Ok(empty),
            Err(error) => Err(error),
        }
    }

    /// Whether all rates have ended.
    pub fn done(&self) -> bool {
        self.sweep.done()
    }

    /// The steps that are still to be taken, of all rates together.
    pub fn remaining_work(&self) -> u64 {
        self.sweep.remaining_work()
    }

    /// How the weights are represented.
    pub fn formulation(&self) -> Formulation {
        self.sweep.formulation()
    }

    /// The record so far, one entry for each plan.
    pub fn runs(&self) -> &[RunHistory] {
        &self.runs
    }

    /// The record of a session that has ended, one entry for each plan.
    pub fn into_runs(self) -> Vec<RunHistory> {
        self.runs
    }

    /// A snapshot of the present point.
    pub fn snapshot(&self) -> Snapshot {
        let starts = self.spectra.as_ref().map_or_else(Vec::new, |spectra| spectra.starts.clone());
        Snapshot { finished: Vec::new(), state: convert(self.sweep.state()), runs: self.runs.clone(), starts }
    }
}

/// Whether something that is done every `every` steps, and at the last, is done at this row.
fn due(plan: &Plan, row: &HistoryRow, every: usize) -> bool {
    row.step.is_multiple_of(every) || row.step == plan.total_steps()
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

/// The same state in another precision.
fn convert<A: Real, B: Real>(state: State<A>) -> State<B> {
    let entries = |entries: Vec<A>| entries.into_iter().map(|entry| B::from_double(entry.to_double())).collect();
    State {
        formulation: state.formulation,
        progress: state.progress,
        measured: state.measured,
        arrays: state
            .arrays
            .into_iter()
            .map(|array| Array { name: array.name, shape: array.shape, entries: entries(array.entries) })
            .collect(),
    }
}
