//! Job arrays: what they ask for, and that their tasks put together are the whole, by hand and in Slurm.

use crate::command_line::{catapult_in, refusal_in, stderr, stdout};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

const TRAIN: &str = "train --data three-point --loss squared --eta 50,0.3,0.01 --steps 300 --every 20 --depth 2,3 --width 6 --seed 1..5";

fn succeed(folder: &Path, arguments: &str) -> String {
    let output = catapult_in(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments}: {}", stderr(&output));
    stdout(&output)
}

fn same_files(folder: &Path, left: &str, right: &str) {
    for name in ["history.csv", "summary.json"] {
        let bytes = |run: &str| fs::read(folder.join(run).join(name)).expect("a file");
        assert!(bytes(left) == bytes(right), "{name} of {left} and {right}");
    }
}

/// A shell command that must succeed.
fn shell(folder: &Path, script: &str, variables: &[(&str, &str)]) -> String {
    let mut command = Command::new("bash");
    command.args(["-c", script]).current_dir(folder).envs(variables.iter().copied());
    let output: Output = command.output().expect("a shell");
    assert!(output.status.success(), "{script}: {}", stderr(&output));
    stdout(&output)
}

#[test]
fn tasks_by_hand_are_the_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let script =
        succeed(at, &format!("slurm --tasks 3 --cpus 1 --sbatch=--partition=short {TRAIN} --out runs --threads 7"));
    fs::write(at.join("job.sh"), &script).expect("written");
    for line in
        ["#SBATCH --array=1-3\n", "#SBATCH --cpus-per-task=1\n", "#SBATCH --requeue\n", "#SBATCH --partition=short\n"]
    {
        assert!(script.contains(line), "{line}{script}");
    }
    assert!(!script.contains("--threads 7"), "{script}");
    for task in ["2", "3", "1", "2"] {
        shell(at, "bash job.sh", &[("CATAPULT", env!("CARGO_BIN_EXE_catapult")), ("SLURM_ARRAY_TASK_ID", task)]);
    }
    succeed(at, "merge runs.shards/1 runs.shards/2 runs.shards/3 --out runs");
    succeed(at, &format!("{TRAIN} --out whole"));
    same_files(at, "runs", "whole");
}

#[test]
fn requests_follow_the_prediction() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = |arguments: &str, name: &str| -> String {
        let script = succeed(folder.path(), arguments);
        let line = script.lines().find_map(|line| line.strip_prefix(&format!("#SBATCH --{name}="))).map(str::to_owned);
        line.unwrap_or_else(|| panic!("{name} in {script}"))
    };
    let small = "slurm train --data three-point --loss logistic --depth 1 --eta 1 --steps 10 --seed 1..100 --out runs";
    assert_eq!(of(small, "array"), "1-1", "nobody needs more");
    assert_eq!(of(small, "time"), "00:06:00");
    let large = "slurm train --data three-point --loss logistic --depth 3 --width 2000 --eta log:1:9:24 --steps 2000 --seed 1..100 --out runs";
    let tasks: usize = of(large, "array").strip_prefix("1-").and_then(|tasks| tasks.parse().ok()).expect("tasks");
    assert!((2..=100).contains(&tasks), "{tasks}");
    let megabytes = |arguments: &str| -> u64 { of(arguments, "mem").trim_end_matches('M').parse().expect("a number") };
    assert!(megabytes(large) > megabytes(small));
    let message = refusal_in(folder.path(), &format!("{small} --shard 1/2"));
    assert!(message.contains("--shard is what the job array gives to each task"), "{message}");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0, "nothing is written");
}

/// Stops the cluster whatever happens.
struct Cluster<'a>(&'a Path);

impl Drop for Cluster<'_> {
    fn drop(&mut self) {
        let _ = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cluster/one_node.sh"))
            .arg("stop")
            .arg(self.0)
            .status();
    }
}

/// Waits until Slurm knows of no job.
fn wait_for_jobs(at: &Path, configuration: &str) {
    let begun = Instant::now();
    while !shell(at, "squeue -h", &[("SLURM_CONF", configuration)]).trim().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(300), "jobs do not end");
        std::thread::sleep(Duration::from_millis(300));
    }
}

/// `make test-all`: an array runs in a Slurm of one node, a task is killed, the script is submitted again, and the bytes are those of one process.
#[test]
#[ignore = "starts a Slurm of one node, as root"]
fn a_killed_task_that_is_submitted_again_changes_nothing() {
    let there = |program: &str| Command::new("which").arg(program).output().is_ok_and(|output| output.status.success());
    if !["munged", "slurmctld", "slurmd", "sbatch"].into_iter().all(there) {
        eprintln!(
            "*** Slurm is not installed: JOB ARRAYS ARE NOT RUN by this test (apt-get install slurmctld slurmd slurm-client munge). ***"
        );
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    // munge refuses its socket in a folder of another mode
    shell(at, "chmod 755 .", &[]);
    let cluster = at.join("slurm");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cluster/one_node.sh");
    let _stopped_at_the_end = Cluster(&cluster);
    let configuration = shell(at, &format!("{} start {}", script.display(), cluster.display()), &[]);
    let configuration = configuration.trim();
    let variables = [("SLURM_CONF", configuration), ("CATAPULT", env!("CARGO_BIN_EXE_catapult"))];
    let long = TRAIN.replace("--steps 300", "--steps 30000").replace("--every 20", "--every 1000");
    let job = succeed(at, &format!("slurm --tasks 4 --cpus 1 {long} --checkpoint-seconds 0.1 --out runs"));
    fs::write(at.join("job.sh"), job).expect("written");
    let number = shell(at, "sbatch --parsable job.sh", &variables);
    // one is killed as soon as it has a checkpoint, the others end
    let begun = Instant::now();
    while shell(at, "ls runs.shards/*/units/*.checkpoint.npz 2> /dev/null || true", &[]).trim().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(120), "no task begins");
        std::thread::sleep(Duration::from_millis(50));
    }
    shell(at, &format!("scancel --signal=KILL {}_1 {}_2", number.trim(), number.trim()), &variables);
    wait_for_jobs(at, configuration);
    let message = refusal_in(at, "merge runs.shards/1 runs.shards/2 runs.shards/3 runs.shards/4 --out runs");
    assert!(message.contains("units are missing") || message.contains("holds no units"), "{message}");
    shell(at, "sbatch --parsable job.sh", &variables);
    wait_for_jobs(at, configuration);
    shell(at, "sbatch --wait --output=merge.log --wrap=\"$CATAPULT merge runs.shards/* --out runs\"", &variables);
    succeed(at, &format!("{long} --out whole"));
    same_files(at, "runs", "whole");
}
