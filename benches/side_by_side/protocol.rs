//! How a workload is timed: the same protocol as in `benches/peers/contender.py`.

use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, stdin};
use std::time::{Duration, Instant};

/// Shorter work is done as often as fills this time.
const SHORTEST: Duration = Duration::from_millis(300);
/// Timed runs, without `--serve`.
const REPEATS: usize = 5;

/// The command line.
pub struct Arguments {
    /// The workload.
    pub words: Vec<String>,
    /// Whether to wait for lines: `run` runs the work once and answers with its seconds, `finish` ends.
    serve: bool,
    save: Option<String>,
}

impl Arguments {
    pub fn read() -> Self {
        let mut arguments = Arguments { words: Vec::new(), serve: false, save: None };
        let mut rest = std::env::args().skip(1);
        while let Some(word) = rest.next() {
            match word.as_str() {
                "--serve" => arguments.serve = true,
                "--save" => arguments.save = Some(rest.next().expect("a file after --save")),
                "--bench" => {} // from cargo
                _ => arguments.words.push(word),
            }
        }
        arguments
    }

    /// Runs `work` when told to, and prints what `results` makes of its last outcome.
    pub fn compete<R>(&self, mut work: impl FnMut() -> R, results: impl FnOnce(R) -> Value) {
        let mut timed = |times: u32| {
            let begin = Instant::now();
            let mut last = work();
            for _ in 1..times {
                last = work();
            }
            (begin.elapsed() / times, last)
        };
        let (mut time, mut last) = timed(1);
        if time < SHORTEST {
            (time, last) = timed(1);
        }
        let times = SHORTEST.as_secs_f64() / time.as_secs_f64().max(1e-9);
        let times = times.ceil().max(1.0) as u32;
        if self.serve {
            println!("{}", json!({ "ready": true }));
            for line in stdin().lock().lines() {
                if line.expect("a line of orders") != "run" {
                    break;
                }
                (time, last) = timed(times);
                println!("{}", json!({ "seconds": time.as_secs_f64() }));
            }
        } else {
            for _ in 0..REPEATS {
                (time, last) = timed(times);
                println!("{}", json!({ "seconds": time.as_secs_f64() }));
            }
        }
        println!("{}", json!({ "results": results(last) }));
    }

    /// Writes numbers as little-endian doubles.
    pub fn save(&self, numbers: impl Iterator<Item = f64>) {
        if let Some(path) = &self.save {
            let bytes: Vec<u8> = numbers.flat_map(f64::to_le_bytes).collect();
            fs::write(path, bytes).expect("a file that can be written");
        }
    }
}
