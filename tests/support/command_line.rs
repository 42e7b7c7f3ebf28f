//! Runs the built program as a user would.
#![allow(dead_code)] // each test file uses its own part

use serde_json::Value;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

/// The program with arguments split at spaces, in a folder.
pub fn catapult_in(folder: &Path, arguments: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_catapult"))
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .output()
        .expect("the program starts")
}

/// The program in the package's folder.
pub fn catapult(arguments: &str) -> Output {
    catapult_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("stdout is UTF-8")
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("stderr is UTF-8")
}

/// What a run prints on stdout that must succeed.
pub fn succeed(folder: &Path, arguments: &str) -> String {
    let output = catapult_in(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments}: {}", stderr(&output));
    stdout(&output)
}

/// The program at work in a folder, with nobody to listen.
pub fn spawn(folder: &Path, arguments: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_catapult"))
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// Begins a command and kills it (SIGKILL) after a while. Whether it was killed; otherwise it has ended by itself, and must have succeeded.
pub fn kill_after(folder: &Path, arguments: &str, wait: Duration) -> bool {
    let mut child = spawn(folder, arguments);
    std::thread::sleep(wait);
    if child.try_wait().expect("a child").is_none() {
        child.kill().expect("killed");
    }
    let status = child.wait().expect("a status");
    assert!(matches!(status.code(), None | Some(0)), "{arguments}: {status}");
    status.code().is_none()
}

/// The one JSON object on stdout of a run that must succeed.
pub fn json(arguments: &str) -> Value {
    let output = catapult(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments}: {}", stderr(&output));
    let text = stdout(&output);
    assert_eq!(text.lines().count(), 1, "{arguments}: one line of JSON and nothing else");
    serde_json::from_str(&text).expect("stdout is JSON")
}

/// A run that must end with status 2 and one line on stderr, which is returned.
pub fn refusal_in(folder: &Path, arguments: &str) -> String {
    let output = catapult_in(folder, arguments);
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{arguments}: {message}");
    assert_eq!(stdout(&output), "", "{arguments}: nothing on stdout");
    assert_eq!(message.lines().count(), 1, "{arguments}: one line, not {message:?}");
    assert!(message.starts_with("error: "), "{arguments}: {message}");
    message
}

pub fn refusal(arguments: &str) -> String {
    refusal_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}
