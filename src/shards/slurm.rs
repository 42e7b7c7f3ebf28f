//! A job array for Slurm: one task for each shard.
//!
//! The script asks for what the plan predicts, with room. Tasks that Slurm preempts or that fail with their node are put back into the queue (`--requeue`), and a
//! script that is submitted again does what is left: a shard goes on after its last finished unit. Nothing of this needs Slurm to be written or tested.

use crate::program::{Program, quoted};

/// How many times longer than the nominal machine needs a task may take: its processor may be slower, and shared.
const PATIENCE: f64 = 4.0;
/// Seconds of a task that the prediction does not know: starting, reading data, and a file system in use.
const OVERHEAD: f64 = 300.0;
/// Room above the predicted memory, and the bytes of the program with its images.
const ROOM: f64 = 1.5;
const PROGRAM_BYTES: f64 = 256e6;
/// What a task should take if nobody says how many there are, in predicted seconds: an hour with [`PATIENCE`].
const TASK_SECONDS: f64 = 900.0;
/// The most tasks of an array that a cluster takes as it comes (`MaxArraySize`).
pub const MOST_TASKS: usize = 1000;

/// What a job array does, and what it is predicted to take.
#[derive(Clone, Debug, PartialEq)]
pub struct JobArray {
    /// The words of the command without `--shard` and `--out`, the program left out.
    pub command: Vec<String>,
    /// Where the result goes when all shards are put together.
    pub out: String,
    /// How many tasks.
    pub tasks: usize,
    /// The predicted seconds of the longest task.
    pub seconds: f64,
    /// The predicted bytes of memory.
    pub bytes: f64,
    /// Processors of each task.
    pub processors: usize,
    /// The program as a task calls it.
    pub program: String,
    /// Further words for `#SBATCH`, such as `--partition=short`.
    pub requests: Vec<String>,
}

/// How many tasks units of these predicted seconds make, if nobody says: about an hour each, and never more than there are units.
pub fn sensible_tasks(costs: &[f64]) -> usize {
    let total: f64 = costs.iter().sum();
    ((total / TASK_SECONDS).ceil() as usize).clamp(1, costs.len().clamp(1, MOST_TASKS))
}

impl JobArray {
    /// The time that is asked for, in minutes.
    pub fn minutes(&self) -> u64 {
        ((self.seconds * PATIENCE + OVERHEAD) / 60.0).ceil() as u64
    }

    /// The memory that is asked for, in megabytes.
    pub fn megabytes(&self) -> u64 {
        ((self.bytes * ROOM + PROGRAM_BYTES) / 1e6).ceil() as u64
    }

    /// The folder of the shards.
    pub fn folder(&self) -> String {
        format!("{}.shards", self.out)
    }

    /// The script.
    pub fn script(&self) -> String {
        let Program { name, version, .. } = Program::this();
        let words: Vec<String> = self.command.iter().map(|word| quoted(word)).collect();
        let (folder, out, tasks) = (quoted(&self.folder()), quoted(&self.out), self.tasks);
        let minutes = self.minutes();
        let requests: String = self.requests.iter().map(|request| format!("#SBATCH {request}\n")).collect();
        format!(
            "#!/bin/bash
#SBATCH --job-name=catapult
#SBATCH --array=1-{tasks}
#SBATCH --cpus-per-task={processors}
#SBATCH --mem={megabytes}M
#SBATCH --time={hours:02}:{rest:02}:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=catapult-%A_%a.log
{requests}#
# Written by {name} {version}. Predicted for the longest task: {seconds:.0} seconds and {bytes:.0} MB on the machine of the cost model; asked for with room.
# Submit it, and again after failures: what is finished is kept.
#     job=$(sbatch --parsable job.sh)
# When all tasks are done, put their folders together, as a job of its own or by hand:
#     sbatch --dependency=afterok:$job --wrap={wrap}
set -euo pipefail
catapult=${{CATAPULT:-{program}}}
mkdir -p {folder}
exec $catapult --threads \"${{SLURM_CPUS_PER_TASK:-{processors}}}\" {words} --shard \"$SLURM_ARRAY_TASK_ID/{tasks}\" --out {folder}/\"$SLURM_ARRAY_TASK_ID\"
",
            processors = self.processors,
            megabytes = self.megabytes(),
            hours = minutes / 60,
            rest = minutes % 60,
            seconds = self.seconds,
            bytes = self.bytes / 1e6,
            wrap = quoted(&format!("{} merge {folder}/* --out {out}", self.program)),
            program = quoted(&self.program),
            words = words.join(" "),
        )
    }
}
