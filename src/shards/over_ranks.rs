//! Units that are handed out to ranks as these become free, in one folder that all of them see.

use super::{Problem, ShardError, UnitFolder};
use crate::progress::Interrupted;
use crate::ranks::{Queue, Ranks, Work, broadcast};
use std::path::Path;

/// What rank 0 says of the folder.
const GO: u8 = 1;
const NOTHING: u8 = 0;

/// Opens the folder at rank 0, and lets all ranks `work` on the units that are not in it yet, in the given order. When all are done, rank 0 gets
/// the folder.
///
/// # Errors
///
/// Those of opening, at rank 0, and of the work, at the rank that has them; [`ShardError::Interrupted`] at rank 0 if any was interrupted.
pub(super) fn hand_out(
    ranks: &dyn Ranks,
    folder: &Path,
    problem: &Problem,
    (open, units): (impl FnOnce() -> Result<UnitFolder, ShardError>, Vec<usize>),
    work: impl Fn(&UnitFolder, &Queue<'_>) -> Result<(), ShardError>,
) -> Result<Option<UnitFolder>, ShardError> {
    if ranks.rank() > 0 {
        if broadcast(ranks, Vec::new())? != [GO] {
            return Ok(None);
        }
        let queue = Queue::new(ranks, Vec::new());
        let done = UnitFolder::join(folder, problem).and_then(|open| work(&open, &queue));
        if matches!(done, Err(ShardError::Interrupted(_))) {
            queue.stop()?;
        }
        return done.map(|()| None);
    }
    let opened = open();
    broadcast(ranks, vec![if opened.is_ok() { GO } else { NOTHING }])?;
    let open = opened?;
    let queue = Queue::new(ranks, units.into_iter().filter(|unit| !open.holds(*unit)).collect());
    let done = work(&open, &queue);
    if done.is_err() {
        queue.stop()?;
    }
    // the others end in order, whatever became of this one
    match (done, queue.finish()?) {
        (Err(error), _) => Err(error),
        (Ok(()), Work::Stopped) => Err(ShardError::Interrupted(Interrupted)),
        (Ok(()), Work::Done) => Ok(Some(open)),
    }
}
