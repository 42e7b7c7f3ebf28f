//! Ctrl-C: long commands stop soon, leave no half-written file, and say how to go on; what goes on ends with the same bytes.
#![cfg(unix)]

use crate::command_line::{catapult_in, refusal_in, stderr};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The program, at work in a folder.
fn start(folder: &Path, arguments: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_catapult"))
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

/// Presses Ctrl-C once the program has been at work for a while, and waits for its end.
fn interrupt(mut child: Child, ready: impl Fn() -> bool) -> Output {
    while !ready() && child.try_wait().expect("a child").is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(child.try_wait().expect("a child"), None, "the work was over before it was interrupted");
    let pressed = Instant::now();
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
    let output = child.wait_with_output().expect("an end");
    assert!(pressed.elapsed() < Duration::from_secs(20), "it took {:?} to stop", pressed.elapsed());
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    assert!(output.stdout.is_empty(), "nothing on stdout");
    output
}

/// Runs the command that an interrupted one has printed, as a shell takes it.
fn go_on(folder: &Path, message: &str) {
    let command = message.split('`').nth(1).unwrap_or_else(|| panic!("no command in {message}"));
    assert!(command.ends_with(" --resume"), "{command}");
    let output = Command::new("sh").args(["-c", command]).current_dir(folder).output().expect("a shell");
    assert_eq!(output.status.code(), Some(0), "{command}: {}", stderr(&output));
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

const TRAIN: &str =
    "train --data csv:my,data.csv --loss logistic --depth 2 --width 6 --eta 0.5,2 --steps 150000 --every 1000";

#[test]
fn training_writes_a_checkpoint_first() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("my,data.csv"), "1,1\n2,1\n-1,1\n3,-1\n").expect("written");
    let parts = folder.path().join("parts");
    let child = start(folder.path(), &format!("{TRAIN} --out parts"));
    let output = interrupt(child, || parts.join(".catapult-lock").exists());
    assert!(stderr(&output).starts_with("interrupted: a checkpoint was written; go on with `"), "{}", stderr(&output));
    assert_eq!(names(&parts), ["checkpoint.npz"]);
    let message = refusal_in(folder.path(), &format!("{TRAIN} --out parts"));
    assert!(message.contains("`parts` holds the checkpoint of an interrupted run: give --resume"), "{message}");
    go_on(folder.path(), &stderr(&output));
    let whole = catapult_in(folder.path(), &format!("{TRAIN} --out whole"));
    assert_eq!(whole.status.code(), Some(0), "{}", stderr(&whole));
    assert_eq!(names(&parts), ["history.csv", "summary.json"]);
    for name in names(&parts) {
        let bytes = |run: &str| fs::read(folder.path().join(run).join(&name)).expect("a file");
        assert!(bytes("parts") == bytes("whole"), "{name} differs");
    }
}

#[test]
fn an_atlas_writes_a_checkpoint_first() {
    const ATLAS: &str =
        "atlas two-layer --loss exponential --width 10 --eta 0.1..2 --lambda 0.5..4 --output 1/2 --depth 10";
    let folder = tempfile::tempdir().expect("a folder");
    let parts = folder.path().join("parts");
    let child = start(folder.path(), &format!("{ATLAS} --json --out parts"));
    let output = interrupt(child, || parts.join(".catapult-lock").exists());
    assert!(stderr(&output).starts_with("interrupted: a checkpoint was written; go on with `"), "{}", stderr(&output));
    assert_eq!(names(&parts), ["atlas-checkpoint.json"]);
    let checkpoint = fs::read(parts.join("atlas-checkpoint.json")).expect("a checkpoint");
    let message = refusal_in(folder.path(), &format!("{ATLAS} --out parts"));
    assert!(message.contains("`parts` holds the checkpoint of an interrupted atlas: give --resume"), "{message}");
    let message =
        refusal_in(folder.path(), &format!("{} --out parts --resume", ATLAS.replace("--depth 10", "--depth 9")));
    assert!(message.contains("resume with the same options"), "{message}");
    assert_eq!(fs::read(parts.join("atlas-checkpoint.json")).expect("still there"), checkpoint);
    go_on(folder.path(), &stderr(&output));
    let whole = catapult_in(folder.path(), &format!("{ATLAS} --out whole"));
    assert_eq!(whole.status.code(), Some(0), "{}", stderr(&whole));
    assert_eq!(names(&parts), ["atlas-metadata.json", "atlas.csv", "atlas.json", "atlas.svg"]);
    for name in names(&parts) {
        let bytes = |run: &str| fs::read(folder.path().join(run).join(&name)).expect("a file");
        assert!(bytes("parts") == bytes("whole"), "{name} differs");
    }
}

/// Commands whose work is lost leave nothing behind.
#[test]
fn other_commands_leave_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in [
        "orbit two-layer --loss logistic --eta 7 --width 100 --lambda 2 --output 1/2 --steps 1000000000 --every 1000000 \
         --out orbit.csv",
        "orbit linear --loss logistic --eta 9 --weight 1 --steps 1000000000 --every 1000000000 --json",
        // |f| contracts by a thousandth a step, and is wanted to 2000 digits.
        "classify two-layer --loss squared --eta 0.9995 --width 100 --lambda 2 --output 1/1000 --digits 2000 \
         --max-steps 10000000 --certificate proof.json",
        "verify --digits 3000 --json",
    ] {
        let output = interrupt(start(folder.path(), arguments), || true);
        assert_eq!(stderr(&output), "interrupted: nothing was written\n", "{arguments}");
        assert_eq!(names(folder.path()), [""; 0], "{arguments}");
    }
    let output = interrupt(start(folder.path(), "figure experiment-4 --out figures"), || true);
    assert_eq!(stderr(&output), "interrupted: the figure at work was not drawn\n");
    assert_eq!(names(&folder.path().join("figures")), [""; 0]);
    let output = interrupt(start(folder.path(), "reproduce --only two-layer-basins --out report"), || true);
    assert!(stderr(&output).starts_with("interrupted: no report was written"), "{}", stderr(&output));
    assert!(stderr(&output).trim_end().ends_with("--out report --resume`"), "{}", stderr(&output));
    assert_eq!(names(&folder.path().join("report")), ["figures"]);
}

/// Two runs into one folder: the second is refused, however far the first is, and does not disturb it.
#[test]
fn a_folder_is_given_to_one_run_at_a_time() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("my,data.csv"), "1,1\n2,1\n-1,1\n3,-1\n").expect("written");
    let out = folder.path().join("out");
    for options in ["", " --checkpoint-seconds 0"] {
        let mut first = start(folder.path(), &format!("{TRAIN}{options} --out out"));
        let awaited = if options.is_empty() { ".catapult-lock" } else { "checkpoint.npz" };
        while !out.join(awaited).exists() && first.try_wait().expect("a child").is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        for second in ["", " --resume"] {
            let message = refusal_in(folder.path(), &format!("{TRAIN}{second} --out out"));
            assert!(message.contains("another run is writing into `out`: wait for its end"), "{message}");
        }
        assert_eq!(first.try_wait().expect("a child"), None, "the first run was over before it was disturbed");
        first.kill().expect("killed");
        first.wait().expect("an end");
        // A killed run holds no lock.
        fs::remove_dir_all(&out).expect("removed");
    }
}
