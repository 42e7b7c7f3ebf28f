//! Tells an optimised build which commit it is made from. Others do not ask, so that a commit does not rebuild them.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").as_deref() != Ok("release") {
        return;
    }
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
        Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
    };
    // a copy inside another repository is not of its commits
    if git(&["rev-parse", "--show-prefix"]).is_none_or(|prefix| !prefix.is_empty()) {
        return;
    }
    let Some(commit) = git(&["rev-parse", "--short=12", "HEAD"]) else { return };
    // what is built from other sources than the commit's says so
    let changed = git(&["status", "--porcelain", "--untracked-files=no"]).is_none_or(|changes| !changes.is_empty());
    let commit = commit + if changed { "+changes" } else { "" };
    println!("cargo::rustc-env=CATAPULT_COMMIT={commit}");
    println!("cargo::rustc-env=CATAPULT_VERSION={} ({commit})", env!("CARGO_PKG_VERSION"));
    for name in ["HEAD", "logs/HEAD", "index"] {
        if let Some(path) = git(&["rev-parse", "--git-path", name]) {
            println!("cargo::rerun-if-changed={path}");
        }
    }
}
