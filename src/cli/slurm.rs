//! `catapult slurm`: a job array that does a command in shards.

use super::{InputError, Outcome, atlas, classify_batch, figure, terminal, train};
use crate::shards::slurm::{JobArray, MOST_TASKS, sensible_tasks};
use crate::shards::{Shard, shard};
use clap::{Args, Subcommand};

#[derive(Args)]
pub struct Slurm {
    /// The number of tasks, each of which does one shard [default: tasks of about an hour].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MOST_TASKS as u64))]
    tasks: Option<u64>,
    /// The processors of each task.
    #[arg(long, value_name = "C", default_value = "2", value_parser = clap::value_parser!(u64).range(1..=1024))]
    cpus: u64,
    /// The program as a task calls it; the variable CATAPULT of a job takes its place.
    #[arg(long, value_name = "PROGRAM", default_value = "catapult")]
    program: String,
    /// A further request, as in `#SBATCH --partition=short`: --sbatch=--partition=short. May be given several times.
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true)]
    sbatch: Vec<String>,
    #[command(subcommand)]
    command: Sharded,
}

/// The commands that can be cut.
#[derive(Subcommand)]
enum Sharded {
    /// Train networks: `catapult train` without --shard.
    Train(Box<train::Train>),
    /// Survey a rectangle: `catapult atlas` without --shard.
    #[command(subcommand)]
    Atlas(Box<atlas::Atlas>),
    /// Classify a list of problems: `catapult classify --batch` without --shard.
    Classify(classify_batch::ClassifyBatch),
    /// Draw figures: `catapult figure` without --shard.
    Figure(Box<figure::DrawFigure>),
}

/// The predicted seconds of a line of a list, most of which take a millisecond, some a second.
const LINE_SECONDS: f64 = 0.05;
/// The predicted bytes of searches.
const SEARCH_BYTES: f64 = 500e6;

impl Slurm {
    pub fn run(self) -> Result<Outcome, InputError> {
        let (costs, bytes, out) = match self.command {
            Sharded::Atlas(atlas) => {
                let (costs, out) = atlas.units()?;
                (costs, SEARCH_BYTES, out)
            }
            Sharded::Figure(figure) => {
                let (costs, out) = figure.units()?;
                (costs, SEARCH_BYTES, out)
            }
            Sharded::Train(train) => {
                let plan = train.plan_of_shards()?;
                let costs: Vec<f64> = plan.units().iter().map(|unit| unit.seconds).collect();
                (costs, plan.bytes(), train.out()?)
            }
            Sharded::Classify(classify) => {
                let lines = classify.lines_of_units()?;
                (lines.into_iter().map(|lines| lines as f64 * LINE_SECONDS).collect(), SEARCH_BYTES, classify.out()?)
            }
        };
        let tasks = self.tasks.map_or_else(|| sensible_tasks(&costs), |tasks| (tasks as usize).min(costs.len().max(1)));
        let load = |units: &Vec<usize>| units.iter().map(|unit| costs[*unit]).sum::<f64>();
        let seconds = shard::deal(&costs, tasks).iter().map(load).fold(0.0, f64::max);
        let array = JobArray {
            command: typed_command(std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned())),
            out,
            tasks,
            seconds,
            bytes,
            processors: self.cpus as usize,
            program: self.program,
            requests: self.sbatch,
        };
        terminal::print(&array.script())?;
        Ok(Outcome::Fine)
    }
}

/// The command that was typed behind `slurm` and its options, without where its result goes and without what the job array decides.
fn typed_command(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut words = words
        .skip_while(|word| word != "slurm")
        .skip_while(|word| !["train", "atlas", "classify", "figure"].contains(&word.as_str()));
    let mut kept = Vec::new();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--out" | "--threads" | "--certificate" => drop(words.next()),
            "--resume" | "--json" => {}
            _ if word.starts_with("--certificate=") || word.starts_with("--out=") || word.starts_with("--threads=") => {
            }
            _ => kept.push(word),
        }
    }
    kept
}

/// Refuses what the job array decides.
pub(super) fn refuse_shard(shard: Option<Shard>) -> Result<(), InputError> {
    match shard {
        Some(_) => Err("--shard is what the job array gives to each task: leave it out".into()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::typed_command;

    #[test]
    fn a_command_is_kept_without_its_place() {
        let words = "slurm --tasks 3 --sbatch=--partition=train train --data mnist:0,1 --out=runs --eta 1 --json --threads 2 --seed 1..4";
        let kept = typed_command(words.split(' ').map(str::to_owned));
        assert_eq!(kept.join(" "), "train --data mnist:0,1 --eta 1 --seed 1..4");
    }
}
