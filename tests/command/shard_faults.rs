//! Processes that are killed, disks that are full, folders that cannot be written: nothing is lost, and what is left is the same bytes.

use crate::command_line::{kill_after, refusal_in, stderr, succeed};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

fn bytes(folder: &Path, name: &str) -> Vec<u8> {
    fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Kills a command (SIGKILL) at random moments within so many milliseconds, `times` in all; it is begun anew where it has ended, after `again`.
fn kill(folder: &Path, arguments: &str, times: usize, within: u64, again: &dyn Fn()) {
    let mut generator = ChaCha20Rng::seed_from_u64(times as u64);
    let mut killed = 0;
    while killed < times {
        if kill_after(folder, arguments, Duration::from_millis(generator.random_range(0..within))) {
            killed += 1;
        } else {
            again();
        }
    }
    succeed(folder, arguments);
}

fn list(lines: usize) -> String {
    let problem = |index: usize| format!("two-layer,logistic,{}/3,100,2,1/{}\n", 1 + index % 30, 2 + index % 7);
    format!("network,loss,eta,width,lambda,output\n{}", (0..lines).map(problem).collect::<String>())
}

/// Batch, atlas and merging, each killed so many times.
fn killed(times: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let remove = |name: &str| drop(fs::remove_dir_all(at.join(name)));

    fs::write(at.join("list.csv"), list(300)).expect("written");
    succeed(at, "classify --batch list.csv --out whole.jsonl");
    let batch = "classify --batch list.csv --out part --shard 1/1";
    kill(at, batch, times, 300, &|| remove("part"));
    kill(at, "merge part --out merged.jsonl", times, 15, &|| drop(fs::remove_file(at.join("merged.jsonl"))));
    assert!(bytes(at, "merged.jsonl") == bytes(at, "whole.jsonl"));

    let atlas = "atlas two-layer --loss logistic --width 100 --eta 0.5..40 --lambda 0.5..4 --output 1/2 --depth 7";
    succeed(at, &format!("{atlas} --out whole"));
    kill(at, &format!("{atlas} --out cells --shard 1/1"), times, 300, &|| remove("cells"));
    kill(at, "merge cells --out merged", times, 60, &|| remove("merged"));
    for name in ["atlas.svg", "atlas.csv", "atlas.json"] {
        assert!(bytes(at, &format!("merged/{name}")) == bytes(at, &format!("whole/{name}")), "{name}");
    }
    // what killed processes have begun under other names is all that they leave
    let left: Vec<String> = fs::read_dir(at.join("part"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with(".catapult-"))
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn a_few_killed_processes_lose_nothing() {
    killed(4);
}

/// `make test-all`
#[test]
#[ignore = "takes minutes: a hundred processes of each kind are killed"]
fn a_hundred_killed_processes_lose_nothing() {
    killed(100);
}

/// Runs a command whose files cannot grow beyond so many blocks: what a full disk does to it.
#[cfg(unix)]
fn limited(folder: &Path, blocks: usize, arguments: &str) -> Output {
    // without the signal the write fails
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec {} {arguments}", env!("CARGO_BIN_EXE_catapult"));
    Command::new("sh").args(["-c", &script]).current_dir(folder).output().expect("a shell")
}

#[cfg(unix)]
#[test]
fn full_disks_lose_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(at.join("list.csv"), list(150)).expect("written");
    succeed(at, "classify --batch list.csv --out whole.jsonl");
    let parts = "classify --batch list.csv --out part --shard 1/1";
    let output = limited(at, 20, parts);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("cannot write `part/units/"), "{}", stderr(&output));
    succeed(at, parts);
    let output = limited(at, 100, "merge part --out merged.jsonl");
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("cannot write `merged.jsonl`"), "{}", stderr(&output));
    assert!(!at.join("merged.jsonl").exists());
    succeed(at, "merge part --out merged.jsonl");
    assert!(bytes(at, "merged.jsonl") == bytes(at, "whole.jsonl"));
}

/// A folder in which even root can make nothing.
#[cfg(target_os = "linux")]
#[test]
fn folders_that_cannot_be_written_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(at.join("list.csv"), list(3)).expect("written");
    for arguments in [
        "classify --batch list.csv --shard 1/1 --out /proc/catapult",
        "classify --batch list.csv --out /proc/catapult",
        "train --data degenerate --loss logistic --depth 1 --eta 1 --steps 3 --seed 1..2 --shard 1/2 --out /proc/catapult",
        "atlas linear --loss logistic --data three-point --x weight=-2..2 --y eta=1..4 --depth 2 --shard 1/2 --out /proc/catapult",
    ] {
        let message = refusal_in(at, arguments);
        assert!(message.contains("cannot write `/proc/catapult"), "{message}");
    }
}
