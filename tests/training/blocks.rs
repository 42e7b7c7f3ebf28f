//! Training on long data that stay in their file, or that several processes share: the same record, byte for byte, as with all of them in memory.

use crate::npz_files::array;
use catapult::model::LossName;
use catapult::progress::{Progress, silent};
use catapult::ranks::{Ranks, in_process};
use catapult::training::history::RunHistory;
use catapult::training::run::{Beginning, Length, Precision, RunSettings};
use catapult::training::summary::Summary;
use catapult::training::{Formulation, RunError};
use std::fs::{self, OpenOptions};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const COUNT: usize = (1 << 19) + 37;
const DIMENSION: usize = 16;

/// 2^23 numbers and some more, none of a pattern that the parts share, and labels.
fn write_long_data(path: &Path) {
    let mixed = |k: usize| (k + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11;
    let number = |i: usize, j: usize| mixed(i * DIMENSION + j) as f64 / (1_u64 << 53) as f64 - 0.5;
    let mut numbers = Vec::with_capacity(COUNT * (DIMENSION + 1));
    for i in 0..COUNT {
        numbers.extend((0..DIMENSION).map(|j| number(i, j)));
        numbers.push(if number(i, 0) + 0.3 * number(i, 1) > 0.1 { 1.0 } else { 0.0 });
    }
    fs::write(path, array(&[COUNT, DIMENSION + 1], &numbers)).expect("written");
}

fn settings(path: &Path, options: &str, depth: u64) -> RunSettings {
    RunSettings {
        depth,
        width: Some(5),
        ..RunSettings::new(
            format!("npy:{}{options}", path.display()).parse().expect("data"),
            LossName::Logistic,
            "8,0.5".parse().expect("rates"),
            Length::Steps(3),
        )
    }
}

/// The record and the summary, of all ranks together the same.
fn over(settings: &RunSettings, size: usize) -> (Vec<RunHistory>, Summary) {
    let one = |ranks: Arc<dyn Ranks>| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
        pool.install(|| settings.clone().load_over(ranks).expect("a run").train(&silent).expect("a record"))
    };
    let mut found: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = in_process(size).into_iter().map(|ranks| scope.spawn(|| one(ranks))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a rank")).collect()
    });
    let first = found.swap_remove(0);
    assert!(found.iter().all(|other| *other == first), "the ranks agree");
    first
}

#[test]
fn data_in_their_file_and_data_of_many_processes_give_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.npy");
    write_long_data(&path);
    type Case<'a> = (&'a str, u64, Precision, Option<u64>, &'a [usize]);
    let cases: [Case<'_>; 3] = [
        ("", 2, Precision::F64, Some(3), &[3]),
        (",standardise,intercept", 1, Precision::F64, None, &[1, 2, 4]),
        ("", 3, Precision::F32, None, &[7]),
    ];
    for (options, depth, precision, spectra, sizes) in cases {
        let settings = RunSettings { precision, spectra, ..settings(&path, options, depth) };
        let loaded = settings.clone().load().expect("a run");
        assert_eq!(loaded.cost_of_reading(), None);
        let expected = loaded.train(&silent).expect("a record");
        assert!(expected.1.formulation != Formulation::FunctionSpace && expected.1.spectra_missing == 0);

        let by_blocks = RunSettings { memory: Some(1_000_000), ..settings.clone() };
        let loaded = by_blocks.clone().load().expect("a run");
        let cost = loaded.cost_of_reading().expect("a cost");
        assert!(cost.contains("is read by blocks") && cost.contains("0.1 GB at each of about"), "{cost}");
        // spectra pass over the data dozens of times: once will do, on several ranks
        assert!(spectra.is_some() || loaded.train(&silent).expect("a record") == expected, "{options} by blocks");
        for &size in sizes {
            // with their samples in memory, or in the file
            let settings = if size % 2 == 0 { &settings } else { &by_blocks };
            assert!(over(settings, size) == expected, "{options} on {size}");
        }
    }
}

#[test]
fn a_run_by_blocks_leaves_the_same_files_and_resumes() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.npy");
    write_long_data(&path);
    let settings = settings(&path, "", 2);
    let read = |name: &str| {
        ["history.csv", "summary.json"].map(|file| fs::read(folder.path().join(name).join(file)).expect("a file"))
    };
    let run = |settings: &RunSettings, name: &str, stop_at: u64| {
        let loaded = settings.clone().load().expect("a run");
        let Beginning::Run(run) = loaded.begin(&folder.path().join(name), true).expect("a run") else {
            panic!("it was finished");
        };
        let watch = |progress: &Progress<'_>| match progress.done {
            done if done == stop_at => std::ops::ControlFlow::Break(()),
            _ => std::ops::ControlFlow::Continue(()),
        };
        run.finish(Duration::MAX, &watch).map_err(Box::new)
    };
    let by_blocks = RunSettings { memory: Some(1), ..settings.clone() };
    run(&settings, "memory", u64::MAX).expect("a summary");
    run(&by_blocks, "blocks", u64::MAX).expect("a summary");
    assert!(read("blocks") == read("memory"));
    // begun by blocks, and gone on with in memory; and the other way round
    for (first, second, name) in [(&by_blocks, &settings, "there"), (&settings, &by_blocks, "back")] {
        assert!(matches!(run(first, name, 2).map_err(|error| *error), Err(RunError::Interrupted(_))), "{name}");
        run(second, name, u64::MAX).expect("a summary");
        assert!(read(name) == read("memory"), "{name}");
    }
}

#[test]
fn a_file_that_is_cut_short_during_a_run_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.npy");
    write_long_data(&path);
    let loaded = RunSettings { memory: Some(1), ..settings(&path, "", 1) }.load().expect("a run");
    OpenOptions::new().write(true).open(&path).expect("a file").set_len(1 << 25).expect("cut");
    let error = loaded.train(&silent).expect_err("an end");
    assert!(error.to_string().starts_with(&format!("cannot read {}", path.display())), "{error}");
}
