//! Runs without a folder, on data that a program has: their record stays in memory.

use super::super::history::RunHistory;
use super::super::run_error::RunError;
use super::super::summary::Summary;
use super::super::sweep::sizes;
use super::super::{Real, Session};
use super::settings::to_usize;
use super::{LoadedRun, Precision, RunSettings, Start, TrainingData};
use crate::data::{DataSet, DataSpecification, Loaded};
use crate::model::{Loss, LossName};
use crate::progress::{Progress, Watch};
use std::sync::Arc;

impl TrainingData {
    /// Data that are in memory, and others on which the accuracy is measured too.
    pub fn of(data: Loaded<DataSet>, test: Option<Loaded<DataSet>>) -> Self {
        TrainingData::in_memory(data, test)
    }
}

impl RunSettings {
    /// The same as [`RunSettings::load`] on data that are in memory; those of the settings only name them.
    ///
    /// # Errors
    ///
    /// [`RunError`] names the value.
    pub fn load_given(self, data: TrainingData) -> Result<LoadedRun, RunError> {
        self.refuse_many_rows(&self.plans()?, self.starts())?;
        self.load_on(Arc::new(data))
    }
}

impl LoadedRun {
    /// Trains to the end without a folder: the record of each rate, seed after seed, and what `summary.json` would hold. The watch
    /// is told how many steps of all rates and seeds together are taken, and asked at every step.
    ///
    /// # Errors
    ///
    /// [`RunError::Training`] for a run that would not fit into memory, [`RunError::Interrupted`] if the watch says stop.
    pub fn train(&self, watch: Watch<'_>) -> Result<(Vec<RunHistory>, Summary), RunError> {
        match self.settings.precision {
            Precision::F64 => self.train_in::<f64>(watch),
            Precision::F32 => self.train_in::<f32>(watch),
        }
    }

    fn train_in<T: Real>(&self, watch: Watch<'_>) -> Result<(Vec<RunHistory>, Summary), RunError>
    where
        LossName: Loss<T>,
    {
        let setup = self.setup(&self.start);
        setup.validate()?;
        let formulation = self.affordable(&setup.data, &sizes::<T, _>(&setup))?;
        let starts = self.settings.starts();
        let each: u64 = self.plans.iter().map(|plan| plan.total_steps() as u64).sum();
        let total = each.saturating_mul(starts as u64);
        let mut finished = Vec::new();
        for index in 0..starts {
            let network = self.network(index)?;
            let mut setup = self.setup(&network);
            setup.formulation = Some(formulation);
            let mut session = Session::<T, _>::new(setup, self.settings.spectra.map(to_usize))?;
            while !session.done() {
                let left = session.remaining_work() + each.saturating_mul((starts - 1 - index) as u64);
                Progress::of(total - left, total).tell(watch).map_err(RunError::Interrupted)?;
                session.advance()?;
            }
            let mut runs = session.into_runs();
            runs.iter_mut().for_each(|run| run.seed = self.settings.seed(index));
            finished.extend(runs);
        }
        let weights = self.start.weight_count();
        let mut summary =
            Summary::of(&self.record, &self.data, weights, formulation, (self.plans.as_slice(), &finished));
        if self.settings.data == DataSpecification::Arrays || matches!(self.settings.start, Start::Arrays(_)) {
            // no command has these data, or this start
            summary.command = None;
        }
        // the end, which no step tells
        let _ = Progress::of(total, total).tell(watch);
        Ok((finished, summary))
    }
}
