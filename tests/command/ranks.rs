//! Runs on several processes that `mpirun` starts: the same bytes as by one process, for any number of them, and after one of them was killed.
//!
//! Where `mpirun` is missing these tests say so and are passed over; `make test-all` runs them.

use crate::command_line::{stderr, succeed};
use crate::npz_files::array;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const FILES: [&str; 2] = ["history.csv", "summary.json"];
const COUNT: usize = (1 << 19) + 37;
const DIMENSION: usize = 16;

fn mpirun(folder: &Path, size: usize, arguments: &str) -> Command {
    let mut command = Command::new("mpirun");
    command.args(["--allow-run-as-root", "--oversubscribe", "-n", &size.to_string(), env!("CARGO_BIN_EXE_catapult")]);
    command.args(arguments.split_whitespace()).current_dir(folder);
    command
}

/// Whether there is an `mpirun`; says loudly if there is none.
fn is_there() -> bool {
    let there = Command::new("mpirun").arg("--version").output().is_ok_and(|output| output.status.success());
    if !there {
        eprintln!(
            "*** mpirun is not installed: RUNS ON SEVERAL PROCESSES ARE NOT TESTED (apt-get install libopenmpi-dev openmpi-bin). ***"
        );
    }
    there
}

fn same_files(folder: &Path, left: &str, right: &str, names: &[&str]) {
    for name in names {
        let bytes = |run: &str| fs::read(folder.join(run).join(name)).expect("a file");
        assert!(bytes(left) == bytes(right), "{name} of {left} and {right}");
    }
}

/// 2^23 numbers and some more, and labels.
fn write_long_data(path: &Path) {
    let number = |k: usize| {
        let mixed = (k + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11;
        mixed as f64 / (1_u64 << 53) as f64 - 0.5
    };
    let row = |i: usize| {
        let label = if number(i * DIMENSION) > 0.1 { 1.0 } else { 0.0 };
        (0..DIMENSION).map(move |j| number(i * DIMENSION + j)).chain([label])
    };
    let numbers: Vec<f64> = (0..COUNT).flat_map(row).collect();
    fs::write(path, array(&[COUNT, DIMENSION + 1], &numbers)).expect("written");
}

const LONG: &str = "train --data npy:long.npy --loss logistic --depth 2 --width 5 --eta 0.5,8";

#[test]
fn samples_divided_among_processes_give_the_same_bytes() {
    if !is_there() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    write_long_data(&folder.path().join("long.npy"));
    let arguments = format!("{LONG} --steps 4 --spectra 4 --seed 1,2");
    succeed(folder.path(), &format!("{arguments} --out one"));
    for (size, options) in [(1, ""), (2, "--memory 1M"), (4, "")] {
        let out = format!("over-{size}");
        let output =
            mpirun(folder.path(), size, &format!("{arguments} --data-parallel {options} --out {out}")).output();
        let output = output.expect("mpirun starts");
        assert!(output.status.success(), "{size}: {}", stderr(&output));
        same_files(folder.path(), "one", &out, &FILES);
    }
}

fn wait_for(path: &Path) {
    let begun = Instant::now();
    while !path.exists() {
        assert!(begun.elapsed() < Duration::from_secs(240), "no {}", path.display());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Processes of the program that are children of a job.
fn ranks_of(job: &Child) -> Vec<i32> {
    let children = fs::read_to_string(format!("/proc/{0}/task/{0}/children", job.id())).unwrap_or_default();
    children.split_whitespace().filter_map(|id| id.parse().ok()).collect()
}

#[test]
fn a_killed_process_ends_the_job_and_another_number_goes_on() {
    if !is_there() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    write_long_data(&folder.path().join("long.npy"));
    let arguments = format!("{LONG} --steps 60 --every 10");
    succeed(folder.path(), &format!("{arguments} --out one"));
    let checkpoint = folder.path().join("over/checkpoint.npz");
    let job = format!("{arguments} --data-parallel --checkpoint-seconds 0 --out over --resume");
    let written = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    for (size, victim) in [(3, 1), (2, 0)] {
        let before = written(&checkpoint);
        let mut child =
            mpirun(folder.path(), size, &job).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a job");
        // one of its own, not that of the job before
        let begun = Instant::now();
        while written(&checkpoint) == before {
            assert!(begun.elapsed() < Duration::from_secs(240), "no checkpoint");
            std::thread::sleep(Duration::from_millis(20));
        }
        let ranks = ranks_of(&child);
        assert_eq!(ranks.len(), size, "{ranks:?}");
        let killed = Command::new("kill").args(["-9", &ranks[victim].to_string()]).status().expect("kill starts");
        assert!(killed.success());
        assert!(!child.wait().expect("a status").success(), "the job does not end well");
        assert!(checkpoint.exists() && !folder.path().join("over/history.csv").exists());
        // the others are gone as well, so that the folder is free
        let begun = Instant::now();
        while ranks.iter().any(|id| Path::new(&format!("/proc/{id}")).exists()) {
            assert!(begun.elapsed() < Duration::from_secs(60));
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    let output = mpirun(folder.path(), 4, &job).output().expect("mpirun starts");
    assert!(output.status.success(), "{}", stderr(&output));
    same_files(folder.path(), "one", "over", &FILES);
}

#[test]
fn units_are_handed_out() {
    if !is_there() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let train = "train --data three-point --loss squared --eta 50,0.3,0.01 --steps 300 --every 20 --depth 2,3 --width 6 --seed 1..5";
    succeed(folder.path(), &format!("{train} --out one"));
    for size in [2, 4] {
        let output =
            mpirun(folder.path(), size, &format!("{train} --out over-{size}")).output().expect("mpirun starts");
        assert!(output.status.success(), "{}", stderr(&output));
        same_files(folder.path(), "one", &format!("over-{size}"), &FILES);
        assert!(!folder.path().join(format!("over-{size}/problem.json")).exists());
    }
    // killed with units in the folder
    let slow = train.replace("--steps 300", "--steps 30000");
    succeed(folder.path(), &format!("{slow} --out slow"));
    let mut job = mpirun(folder.path(), 3, &format!("{slow} --out over"));
    let mut child = job.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a job");
    wait_for(&folder.path().join("over/units/000006"));
    if let Some(rank) = ranks_of(&child).get(1) {
        let _ = Command::new("kill").args(["-9", &rank.to_string()]).status();
    }
    let _ = child.wait();
    let output = mpirun(folder.path(), 2, &format!("{slow} --out over --resume")).output().expect("mpirun starts");
    assert!(output.status.success(), "{}", stderr(&output));
    same_files(folder.path(), "slow", "over", &FILES);

    let atlas = "atlas two-layer --loss logistic --width 100 --eta 5..16 --lambda 1..4 --output 1/2 --depth 5";
    succeed(folder.path(), &format!("{atlas} --out chart"));
    let output = mpirun(folder.path(), 3, &format!("{atlas} --out chart-over")).output().expect("mpirun starts");
    assert!(output.status.success(), "{}", stderr(&output));
    same_files(folder.path(), "chart", "chart-over", &["atlas.json", "atlas.csv", "atlas.svg"]);
}

#[test]
fn what_is_wrong_is_said_once() {
    if !is_there() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (arguments, expected) in [
        (
            "train --data npy:nowhere.npy --loss logistic --depth 1 --eta 1 --steps 1 --data-parallel --out x",
            "cannot read nowhere.npy",
        ),
        (
            "train --data three-point --loss logistic --depth 1,2 --width 3 --eta 1 --steps 1 --data-parallel --out x",
            "--data-parallel divides the samples of one network",
        ),
    ] {
        let output = mpirun(folder.path(), 3, arguments).output().expect("mpirun starts");
        assert!(!output.status.success());
        let said = stderr(&output);
        assert_eq!(said.matches("error: ").count(), 1, "{said}");
        assert!(said.contains(expected), "{said}");
        assert!(!folder.path().join("x").exists());
    }
}
