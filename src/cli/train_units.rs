//! `catapult train` for several networks, for a shard of the work, and `--plan`.

use super::arguments::Format;
use super::interrupt::{again_hint, resume_hint};
use super::train::interruptible;
use super::train_summary::{brief, show, show_networks};
use super::{InputError, Outcome, terminal};
use crate::shards::train::{Finished, PlannedUnit, TrainingPlan, TrainingSummary};
use crate::shards::{Shard, ShardError};
use serde_json::json;
use std::path::Path;
use std::time::Duration;

/// Does the units of one shard.
pub fn run_shard(
    plan: &TrainingPlan,
    shard: Shard,
    out: &Path,
    checkpoint: Duration,
    format: Format,
) -> Result<Outcome, InputError> {
    plan.remarks().into_iter().for_each(terminal::note);
    terminal::print_notes();
    let end = match interruptible(|watch| plan.run(shard, out, checkpoint, watch))? {
        Err(ShardError::Interrupted(_)) => return Ok(interrupted(false)),
        ended => ended?,
    };
    let (units, total, folder) = (end.units.len(), plan.units().len(), out.display());
    if format.json {
        let numbers: Vec<usize> = end.units.iter().map(|unit| unit + 1).collect();
        let (shard, before) = (shard.to_string(), end.before);
        terminal::print_json(json!({"shard": shard, "units": numbers, "of": total, "finished_before": before}))?;
    } else {
        let before = if end.before == 0 { String::new() } else { format!(", {} of them before", end.before) };
        terminal::print(&format!(
            "shard {shard}: {units} of {total} units are finished{before}\nwritten: {folder}; when all shards are finished, put them together with \
             `catapult merge DIR.. --out OUT`\n"
        ))?;
    }
    Ok(Outcome::Fine)
}

/// Does everything in one folder.
pub fn run_all(
    plan: &TrainingPlan,
    out: &Path,
    resume: bool,
    checkpoint: Duration,
    format: Format,
) -> Result<Outcome, InputError> {
    plan.remarks().into_iter().for_each(terminal::note);
    terminal::print_notes();
    let finished = match interruptible(|watch| plan.finish(out, resume, checkpoint, watch))? {
        Err(ShardError::Interrupted(_)) => return Ok(interrupted(true)),
        finished => finished?,
    };
    show_finished(&finished, out, format)
}

/// Prints the summary, and whether it was there already.
pub fn show_finished(finished: &Finished, out: &Path, format: Format) -> Result<Outcome, InputError> {
    let (Finished::Before(summary) | Finished::Now(summary)) = finished;
    show_summary(summary, out, format)?;
    if matches!(finished, Finished::Before(_)) {
        eprintln!("note: this run was finished already, so nothing was done");
    }
    Ok(Outcome::Fine)
}

/// Prints what `summary.json` holds, or a table for people.
pub fn show_summary(summary: &TrainingSummary, out: &Path, format: Format) -> Result<(), InputError> {
    match summary {
        summary if format.json => Ok(terminal::print_json(summary.to_json())?),
        TrainingSummary::One(summary) => show(summary, out),
        TrainingSummary::Many(summary) => show_networks(summary, out),
    }
}

fn interrupted(needs_resume: bool) -> Outcome {
    let hint = if needs_resume { resume_hint() } else { again_hint() };
    eprintln!("interrupted: finished units are kept, and a checkpoint of the one at work; go on with `{hint}`");
    Outcome::Interrupted
}

/// Prints the units, of one shard if one is given, and what they are predicted to take.
pub fn show_plan(plan: &TrainingPlan, shard: Option<Shard>, format: Format) -> Result<Outcome, InputError> {
    let units: Vec<&PlannedUnit> =
        plan.units_of(shard.unwrap_or(Shard::WHOLE)).into_iter().map(|unit| &plan.units()[unit]).collect();
    let seconds: f64 = units.iter().map(|unit| unit.seconds).sum();
    let longest = units.iter().map(|unit| unit.seconds).fold(0.0, f64::max);
    let bytes = units.iter().map(|unit| unit.bytes).max().unwrap_or(0);
    if format.json {
        let shard = shard.map(|shard| shard.to_string());
        let plan = json!({
            "shard": shard, "of": plan.units().len(), "seconds": seconds, "longest_seconds": longest, "bytes": bytes, "units": units,
        });
        terminal::print_json(plan)?;
        return Ok(Outcome::Fine);
    }
    let names = ["unit", "data", "depth", "width", "seed", "rates", "steps", "formulation", "seconds", "memory"];
    let mut table = vec![names.map(str::to_owned).to_vec()];
    let or_dash = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    for unit in &units {
        table.push(vec![
            unit.unit.to_string(),
            unit.data.clone(),
            unit.depth.to_string(),
            or_dash(unit.width),
            or_dash(unit.seed),
            unit.rates.to_string(),
            unit.steps.to_string(),
            unit.formulation.to_string(),
            short(unit.seconds),
            megabytes(unit.bytes),
        ]);
    }
    terminal::print_table(&table)?;
    let which = shard.map_or_else(String::new, |shard| format!(" of {} in shard {shard}", plan.units().len()));
    terminal::print(&format!(
        "\n{} units{which}: {} seconds predicted in all, {} for the longest, and {} of memory\n",
        units.len(),
        short(seconds),
        short(longest),
        megabytes(bytes)
    ))?;
    Ok(Outcome::Fine)
}

/// Two significant digits: a prediction has no more.
fn short(seconds: f64) -> String {
    let rounded: f64 = format!("{seconds:.1e}").parse().unwrap_or(seconds);
    brief(&json!(rounded))
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}
