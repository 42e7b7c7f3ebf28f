//! A survey with a folder: checkpoints on the way, from which an interrupted one goes on.

use super::chart::Chart;
use super::searched::Searched;
use super::survey::{Survey, SurveyError};
use crate::certify::Phase;
use crate::output::{FolderLock, LockError, OutputError, prepare_folder, write_file};
use crate::progress::{Interrupted, Progress, Watch};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use thiserror::Error;

/// The name of a checkpoint in the folder of a survey.
pub const CHECKPOINT: &str = "atlas-checkpoint.json";

/// Cells between two looks at the clock: those that were looked at since the last one are lost at an interruption.
const BATCH: usize = 256;

/// The time between two counts of the area that is decided.
const COUNT_EVERY: Duration = Duration::from_millis(500);

/// Why a survey was refused, or stopped.
#[derive(Debug, Error)]
pub enum RunError {
    /// A checkpoint where a survey was to begin.
    #[error("`{folder}` holds the checkpoint of an interrupted survey: resume it, or remove the checkpoint", folder = .0.display())]
    Unfinished(PathBuf),
    /// The checkpoint cannot be taken up.
    #[error(transparent)]
    Survey(#[from] SurveyError),
    /// Another survey is at work in the folder.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A file cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The checkpoint of a finished survey cannot be removed.
    #[error("the checkpoint of the finished survey cannot be removed: {0}; remove it")]
    File(std::io::Error),
    /// The watch said stop, and a checkpoint was written.
    #[error(transparent)]
    Interrupted(Interrupted),
}

/// A survey that has its folder, which no other can take for as long.
#[derive(Debug)]
pub struct Run<C: Searched = Chart> {
    survey: Survey<C>,
    folder: PathBuf,
    _lock: FolderLock,
}

impl<C: Searched> Run<C> {
    /// Takes a folder for a survey, which is made if need be. With `resume` a checkpoint in it is taken up; without, it is
    /// refused.
    ///
    /// # Errors
    ///
    /// [`RunError`]: the folder holds the checkpoint of another survey, is in use, or cannot be written.
    pub fn begin(survey: Survey<C>, folder: &Path, resume: bool) -> Result<Self, RunError> {
        let checkpoint = folder.join(CHECKPOINT);
        // A survey that is at work there is named before what it has written.
        let lock = if checkpoint.exists() { Some(FolderLock::take(folder)?) } else { None };
        let survey = match std::fs::read_to_string(&checkpoint) {
            Ok(_) if !resume => return Err(RunError::Unfinished(folder.to_owned())),
            Ok(text) => survey.resume(&text)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => survey,
            Err(error) => return Err(SurveyError::Unreadable(error.to_string()).into()),
        };
        prepare_folder(folder)?;
        let lock = match lock {
            Some(lock) => lock,
            None => FolderLock::take(folder)?,
        };
        Ok(Run { survey, folder: folder.to_owned(), _lock: lock })
    }

    /// Goes on to the end. A checkpoint is written when this much time has passed since the last one. The watch is told how
    /// many cells were looked at, of those known so far, and how much of the area is decided.
    ///
    /// # Errors
    ///
    /// [`RunError::Interrupted`] if the watch says stop, which it is asked after every cell: a checkpoint has then been
    /// written. [`RunError::Output`] if one cannot be.
    pub fn finish(&mut self, checkpoint_every: Duration, watch: Watch<'_>) -> Result<&Survey<C>, RunError> {
        let checkpoint = self.folder.join(CHECKPOINT);
        let (mut written, mut counted, mut seen) = (Instant::now(), None::<Instant>, 0);
        let mut note = String::new();
        while !self.survey.is_done() {
            if counted.is_none_or(|counted| counted.elapsed() > COUNT_EVERY) {
                note = format!("{:.2} % decided", 100.0 - 100.0 * self.survey.share(Phase::Undecided).to_f64());
                counted = Some(Instant::now());
            }
            let total = seen + self.survey.frontier.len() as u64;
            let known = |progress: &Progress<'_>| {
                watch(&Progress { done: seen + progress.done, total: total.max(seen + progress.total), note: &note })
            };
            let before = self.survey.frontier.len().min(BATCH) as u64;
            if let Err(Interrupted) = self.survey.advance(BATCH, &known) {
                write_file(&checkpoint, self.survey.checkpoint().as_bytes())?;
                return Err(RunError::Interrupted(Interrupted));
            }
            seen += before;
            if written.elapsed() > checkpoint_every {
                write_file(&checkpoint, self.survey.checkpoint().as_bytes())?;
                written = Instant::now();
            }
        }
        Ok(&self.survey)
    }

    /// Lets go of the folder, and removes the checkpoint: to be called once the results are safe.
    ///
    /// # Errors
    ///
    /// [`RunError::File`].
    pub fn release(self) -> Result<(), RunError> {
        match std::fs::remove_file(self.folder.join(CHECKPOINT)) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(RunError::File(cause)),
            _ => Ok(()),
        }
    }
}
