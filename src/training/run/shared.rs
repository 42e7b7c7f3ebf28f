//! Runs that several processes share: rank 0 has the folder and says how the run begins; the others do the same steps on their samples, and write nothing.

use super::super::Real;
use super::super::checkpoint::{self, Checkpoint};
use super::super::run_error::RunError;
use super::super::{Formulation, TrainingError};
use super::{Beginning, LoadedRun, Origin, Precision, Run};
use crate::model::{Loss, LossName};
use crate::progress::{Interrupted, silent};
use crate::ranks::{Ranks, broadcast};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::Duration;

/// What rank 0 says of the beginning.
#[derive(Serialize, Deserialize)]
enum Said {
    /// There is nothing to do, or nothing can be done.
    Nothing,
    /// From the start, or from the checkpoint in the folder.
    Go(Formulation, bool),
}

impl LoadedRun {
    /// [`LoadedRun::begin`] at rank 0, which says to the others what comes.
    ///
    /// # Errors
    ///
    /// As [`LoadedRun::begin`].
    pub fn begin_first(&self, folder: &Path, resume: bool) -> Result<Beginning<'_>, RunError> {
        let beginning = self.begin(folder, resume);
        let said = match &beginning {
            Ok(Beginning::Run(run)) => Said::Go(run.formulation, run.origin == Origin::Checkpoint),
            Ok(Beginning::Finished(_)) | Err(_) => Said::Nothing,
        };
        // two words and a number: serialisation has no way to fail
        broadcast(&*self.ranks, serde_json::to_vec(&said).unwrap_or_default()).map_err(TrainingError::from)?;
        beginning
    }

    /// What a rank other than 0 does: its part of each step. The checkpoint, if there is one, is read from the same folder.
    ///
    /// # Errors
    ///
    /// [`RunError::Interrupted`] when rank 0 is told to stop; others are of this rank's samples, or of the checkpoint.
    pub fn follow(&self, folder: &Path) -> Result<(), RunError> {
        let said = broadcast(&*self.ranks, Vec::new()).map_err(TrainingError::from)?;
        let Ok(Said::Go(formulation, resumes)) = serde_json::from_slice(&said) else { return Ok(()) };
        let (snapshot, origin) = if resumes {
            let rates: Vec<f64> = self.plans.iter().map(|plan| plan.learning_rate).collect();
            let checkpoint = Checkpoint::open(&folder.join(checkpoint::FILE_NAME))?;
            (Some(checkpoint.read(&rates)?), Origin::Checkpoint)
        } else {
            (None, Origin::Start)
        };
        let run = Run { loaded: self, folder: folder.to_owned(), _lock: None, formulation, snapshot, origin };
        match self.settings.precision {
            Precision::F64 => run.follow_in::<f64>(),
            Precision::F32 => run.follow_in::<f32>(),
        }
    }

    /// Those who share the samples.
    pub fn ranks(&self) -> &dyn Ranks {
        &*self.ranks
    }
}

impl Run<'_> {
    fn follow_in<T: Real>(mut self) -> Result<(), RunError>
    where
        LossName: Loss<T>,
    {
        self.train_in::<T>(Duration::MAX, &silent).map(drop)
    }
}

/// Whether to go on, as rank 0 is told.
pub(super) fn together(
    ranks: &dyn Ranks,
    at_first: impl FnOnce() -> Result<(), Interrupted>,
) -> Result<(), Interrupted> {
    if ranks.size() == 1 {
        return at_first();
    }
    let stops = if ranks.rank() == 0 { u8::from(at_first().is_err()) } else { 0 };
    // a rank that is lost is an error of the step that follows
    match broadcast(ranks, vec![stops]) {
        Ok(said) if said == [1] => Err(Interrupted),
        _ => Ok(()),
    }
}
