//! Prints what the last run of the benches measured: `cargo bench --bench table`.
//!
//! `--baseline NAME` compares with a saved run; `--markdown` writes the file RESULTS.md.

mod report;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut baseline, mut markdown) = (None, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            // what cargo adds
            "--bench" => {}
            "--markdown" => markdown = true,
            "--baseline" => baseline = arguments.next(),
            other => {
                eprintln!("error: unknown option `{other}`; use --baseline NAME or --markdown");
                return ExitCode::from(2);
            }
        }
    }
    let rows = match report::read_rows(&folder(), baseline.as_deref()) {
        Ok(rows) => rows,
        Err(error) => {
            eprintln!("error: no measurements: {error}; run `make bench` first");
            return ExitCode::from(2);
        }
    };
    if markdown {
        print!(
            "# Measurements\n\nMade by `make bench` and `cargo bench --bench table -- --markdown`, on {}. Medians; questions and \
             cases are explained in the sources beside this file.\n{}",
            machine(),
            report::to_markdown(&rows)
        );
    } else {
        print!("\n{}", report::to_text(&rows));
    }
    ExitCode::SUCCESS
}

/// criterion's folder.
fn folder() -> PathBuf {
    let target = || std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    std::env::var_os("CRITERION_HOME").map_or_else(|| target().join("criterion"), PathBuf::from)
}

/// Processor, threads and system.
fn machine() -> String {
    let information = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = information.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split(": ").nth(1));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {threads} threads, {}", name.unwrap_or(std::env::consts::ARCH), std::env::consts::OS)
}
