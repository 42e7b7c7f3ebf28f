//! Doing the units of a shard, and doing all of them in one folder.

use super::merging::put_together;
use super::plan::TrainingPlan;
use super::summary::TrainingSummary;
use crate::output::prepare_folder;
use crate::progress::{Interrupted, Progress, Watch};
use crate::shards::folder::UNITS;
use crate::shards::{Problem, Shard, ShardError, Unit, UnitFolder, gather};
use crate::training::history::write_rows;
use crate::training::run::SUMMARY;
use crate::training::run_error::RunError;
use crate::training::summary::StartSummary;
use crate::training::{LoadedRun, checkpoint};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// What was done of a shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardEnd {
    /// The units of the shard, counted from 0.
    pub units: Vec<usize>,
    /// How many of them were finished before.
    pub before: usize,
}

/// How a training in one folder ended.
#[derive(Debug)]
pub enum Finished {
    /// It was finished before, and nothing was done.
    Before(TrainingSummary),
    /// It is now.
    Now(TrainingSummary),
}

/// A folder, or what was finished in it.
pub(super) enum Opened {
    Finished(TrainingSummary),
    Folder(UnitFolder),
}

impl TrainingPlan {
    /// Does the units of a shard in a folder, after those that are finished there. A checkpoint of the unit at work is written when this much time
    /// has passed since the last one. The watch is told how many steps of all units of the shard are taken.
    ///
    /// # Errors
    ///
    /// [`ShardError::Interrupted`] if the watch says stop: finished units are kept, and a checkpoint of the one at work. Others name the folder
    /// or file.
    pub fn run(
        &self,
        shard: Shard,
        folder: &Path,
        checkpoint_every: Duration,
        watch: Watch<'_>,
    ) -> Result<ShardEnd, ShardError> {
        let folder = self.open(folder)?;
        self.run_in(&folder, self.units_of(shard), checkpoint_every, watch)
    }

    /// Does all units in a folder and puts them together there. With `resume` an unfinished training is gone on with, and a finished
    /// one is left as it is; without, an unfinished one is refused, and a finished one will be replaced.
    ///
    /// # Errors
    ///
    /// As [`TrainingPlan::run`]; [`ShardError::Unfinished`].
    pub fn finish(
        &self,
        folder: &Path,
        resume: bool,
        checkpoint_every: Duration,
        watch: Watch<'_>,
    ) -> Result<Finished, ShardError> {
        let open = match self.open_whole(folder, resume)? {
            Opened::Finished(summary) => return Ok(Finished::Before(summary)),
            Opened::Folder(open) => open,
        };
        self.run_in(&open, (0..self.problem.units).collect(), checkpoint_every, watch)?;
        self.close_whole(open).map(Finished::Now)
    }

    /// Takes a folder for all units, unless they are finished there.
    pub(super) fn open_whole(&self, folder: &Path, resume: bool) -> Result<Opened, ShardError> {
        let begun = Problem::read(folder)?.is_some();
        if begun && !resume {
            return Err(ShardError::Unfinished(folder.to_owned()));
        }
        let summary = folder.join(SUMMARY);
        if resume && !begun && summary.exists() {
            let found = TrainingSummary::read(&summary)?;
            found.compare(&self.problem, folder)?;
            return Ok(Opened::Finished(found));
        }
        let open = self.open(folder)?;
        prepare_folder(&folder.join(UNITS))?;
        Ok(Opened::Folder(open))
    }

    /// Puts the units of a folder together, all of which are finished.
    pub(super) fn close_whole(&self, open: UnitFolder) -> Result<TrainingSummary, ShardError> {
        let folder = open.path().to_owned();
        let summary = put_together(&gather(std::slice::from_ref(&folder))?, &folder)?;
        open.dissolve(self.problem.units)?;
        Ok(summary)
    }

    fn open(&self, folder: &Path) -> Result<UnitFolder, ShardError> {
        if folder.join(checkpoint::FILE_NAME).exists() {
            return Err(ShardError::Occupied(folder.to_owned()));
        }
        UnitFolder::open(folder, &self.problem)
    }

    fn run_in(
        &self,
        folder: &UnitFolder,
        units: Vec<usize>,
        checkpoint_every: Duration,
        watch: Watch<'_>,
    ) -> Result<ShardEnd, ShardError> {
        prepare_folder(&folder.path().join(UNITS))?;
        let total = units.iter().map(|unit| self.units()[*unit].steps).sum();
        let (mut done, mut before) = (0, 0);
        let mut current: Option<(usize, LoadedRun)> = None;
        for (position, &unit) in units.iter().enumerate() {
            let steps = self.units()[unit].steps;
            if folder.holds(unit) {
                // A process that was killed just after it had finished the unit leaves its checkpoint.
                LoadedRun::forget_start(&folder.checkpoint(unit))?;
                (done, before) = (done + steps, before + 1);
                continue;
            }
            let note = format!("unit {} of {}", position + 1, units.len());
            let tell = |left: u64| Progress { done: done + (steps - left), total, note: &note }.tell(watch);
            self.do_unit(folder, unit, &mut current, checkpoint_every, &tell)?;
            done += steps;
        }
        Ok(ShardEnd { units, before })
    }

    /// Does a unit and keeps it. The network that it was about may be that of the next one.
    pub(super) fn do_unit(
        &self,
        folder: &UnitFolder,
        unit: usize,
        current: &mut Option<(usize, LoadedRun)>,
        checkpoint_every: Duration,
        tell: &dyn Fn(u64) -> Result<(), Interrupted>,
    ) -> Result<(), ShardError> {
        let checkpoint = folder.checkpoint(unit);
        let (network, start) = self.place(unit);
        let loaded = match current.take() {
            Some((index, loaded)) if index == network => loaded,
            _ => {
                let planned = &self.networks[network];
                planned.settings.clone().load_on(Arc::clone(&planned.data))?
            }
        };
        let runs = loaded.record_start(start, &checkpoint, checkpoint_every, tell).map_err(|error| match error {
            RunError::Interrupted(interrupted) => ShardError::Interrupted(interrupted),
            error => error.into(),
        })?;
        let mut content = Vec::new();
        // Writing to memory has no way to fail.
        let _ = write_rows(&mut content, &runs);
        let facts = serde_json::to_value(StartSummary::of(loaded.plans(), &runs)).unwrap_or_default();
        folder.keep(unit, &Unit { facts, content })?;
        LoadedRun::forget_start(&checkpoint)?;
        *current = Some((network, loaded));
        Ok(())
    }
}
