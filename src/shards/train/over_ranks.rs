//! The units of a training, handed out to ranks as these become free.

use super::plan::TrainingPlan;
use super::run::{Finished, Opened};
use super::summary::TrainingSummary;
use crate::progress::{Interrupted, Progress, Watch};
use crate::ranks::{Queue, Ranks};
use crate::shards::over_ranks::hand_out;
use crate::shards::{ShardError, UnitFolder};
use crate::training::LoadedRun;
use std::path::Path;
use std::time::Duration;

impl TrainingPlan {
    /// Does all units in a folder that all ranks see, and puts them together there: the same bytes as [`TrainingPlan::finish`]. The dearest units come first. `None` at the
    /// ranks other than 0.
    ///
    /// # Errors
    ///
    /// As [`TrainingPlan::finish`]; [`ShardError::Ranks`].
    pub fn finish_over(
        &self,
        ranks: &dyn Ranks,
        folder: &Path,
        resume: bool,
        checkpoint_every: Duration,
        watch: Watch<'_>,
    ) -> Result<Option<Finished>, ShardError> {
        let mut units: Vec<usize> = (0..self.units().len()).collect();
        units.sort_by(|a, b| self.units()[*b].seconds.total_cmp(&self.units()[*a].seconds).then(a.cmp(b)));
        let mut before: Option<TrainingSummary> = None;
        let open = || match self.open_whole(folder, resume)? {
            Opened::Folder(open) => Ok(open),
            Opened::Finished(summary) => {
                before = Some(summary);
                // nothing is to be done: the others are told so
                Err(ShardError::Interrupted(Interrupted))
            }
        };
        let work = |open: &UnitFolder, queue: &Queue<'_>| self.do_queue(open, queue, checkpoint_every, watch);
        let ended = hand_out(ranks, folder, self.problem(), (open, units), work);
        match (before, ended) {
            (Some(summary), _) => Ok(Some(Finished::Before(summary))),
            (None, Err(error)) => Err(error),
            (None, Ok(None)) => Ok(None),
            (None, Ok(Some(open))) => self.close_whole(open).map(|summary| Some(Finished::Now(summary))),
        }
    }

    fn do_queue(
        &self,
        folder: &UnitFolder,
        queue: &Queue<'_>,
        checkpoint_every: Duration,
        watch: Watch<'_>,
    ) -> Result<(), ShardError> {
        let total = self.units().iter().map(|unit| unit.steps).sum();
        let mut current: Option<(usize, LoadedRun)> = None;
        while let Some(unit) = queue.next()? {
            let note = format!("unit {}", unit + 1);
            let tell = |left: u64| {
                // a rank that is lost ends the work of the others at their next question
                let stopped = queue.serve().unwrap_or(true);
                let waiting: u64 = queue.waiting().iter().map(|unit| self.units()[*unit].steps).sum();
                let told = Progress { done: total - waiting - left, total, note: &note }.tell(watch);
                if stopped { Err(Interrupted) } else { told }
            };
            self.do_unit(folder, unit, &mut current, checkpoint_every, &tell)?;
        }
        Ok(())
    }
}
