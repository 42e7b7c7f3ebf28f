//! `catapult train` on several processes: samples that they share, or units that they do as they become free.

use super::interrupt::{Interrupt, resume_hint};
use super::ranks::Shared;
use super::train::{Train, interruptible};
use super::train_units::show_finished;
use super::{InputError, Outcome, terminal};
use crate::ranks::first_failure;
use crate::shards::ShardError;
use crate::shards::train::TrainingLists;
use crate::training::RunSettings;
use crate::training::run_error::RunError;
use std::path::Path;

/// One run whose samples are divided among the processes.
pub fn divide(train: &Train, settings: RunSettings, out: &Path, shared: &Shared) -> Result<Outcome, InputError> {
    let loaded = match settings.load_over(shared.ranks()) {
        // the first one says the same
        Err(_) if !shared.is_first() => return Ok(Outcome::Fine),
        loaded => loaded?,
    };
    if !shared.is_first() {
        // the first one decides when to stop
        let _deaf = Interrupt::listen()?;
        return match loaded.follow(out) {
            Ok(()) | Err(RunError::Interrupted(_)) => Ok(Outcome::Fine),
            Err(error) => shared.fail(error.into()),
        };
    }
    let Some(run) = train.begin(&loaded, out)? else { return Ok(Outcome::Fine) };
    // the others would wait for the steps that do not come
    train.finish(run, out).or_else(|error| shared.fail(error))
}

/// Units that are handed out.
pub fn hand_out(train: &Train, lists: &TrainingLists, out: &Path, shared: &Shared) -> Result<Outcome, InputError> {
    let ranks = shared.ranks();
    let plan = lists.plan();
    let failure = first_failure(&*ranks, plan.as_ref().err().map(ToString::to_string))?;
    let plan = match (plan, failure) {
        (_, Some(_)) if !shared.is_first() => return Ok(Outcome::Fine),
        (Ok(_), Some(reason)) => return Err(reason.into()),
        (plan, _) => plan?,
    };
    if shared.is_first() {
        plan.remarks().into_iter().for_each(terminal::note);
        let (units, size) = (plan.units().len(), ranks.size());
        if units < size {
            terminal::note(&format!(
                "there are {units} units of work for {size} processes, some of which wait: --data-parallel divides the samples of one network"
            ));
        }
        terminal::print_notes();
    }
    let (resume, every) = train.resuming();
    let ended = interruptible(|watch| plan.finish_over(&*ranks, out, resume, every, watch))?;
    match ended {
        Ok(None) => Ok(Outcome::Fine),
        Ok(Some(finished)) => show_finished(&finished, out, train.format()),
        Err(ShardError::Interrupted(_)) if !shared.is_first() => Ok(Outcome::Fine),
        Err(ShardError::Interrupted(_)) => {
            eprintln!(
                "interrupted: finished units are kept, and checkpoints of those at work; go on with `{}`",
                resume_hint()
            );
            Ok(Outcome::Interrupted)
        }
        Err(error) if !shared.is_first() => shared.fail(error.into()),
        Err(error) => Err(error.into()),
    }
}
