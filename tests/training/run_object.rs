//! Training runs as library objects: progress, interruption by the watch, resuming, and the summary as data.

use catapult::model::LossName;
use catapult::progress::{Progress, silent};
use catapult::training::run::{Beginning, Length, LoadedRun, Origin, Precision, Run, RunSettings, Start};
use catapult::training::run_error::{Difference, RunError};
use catapult::training::summary::{EndName, Summary};
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

const NEVER: Duration = Duration::MAX;

fn settings() -> RunSettings {
    RunSettings {
        depth: 2,
        width: Some(5),
        spectra: Some(40),
        every: 7,
        anneal: Some("0.01:30".parse().expect("an annealing")),
        ..RunSettings::new(
            "three-point".parse().expect("data"),
            LossName::Squared,
            "50,0.3,0.01".parse().expect("rates"),
            Length::Steps(120),
        )
    }
}

fn begin<'a>(loaded: &'a LoadedRun, folder: &Path, resume: bool) -> Run<'a> {
    match loaded.begin(folder, resume).expect("a run") {
        Beginning::Run(run) => *run,
        Beginning::Finished(_) => panic!("nothing was finished"),
    }
}

fn bytes(folder: &Path) -> [Vec<u8>; 2] {
    ["history.csv", "summary.json"].map(|name| fs::read(folder.join(name)).expect("a file"))
}

#[test]
fn a_watch_that_stops_at_every_step_changes_nothing() {
    for precision in [Precision::F64, Precision::F32] {
        let folder = tempfile::tempdir().expect("a folder");
        let (whole, parts) = (folder.path().join("whole"), folder.path().join("parts"));
        let loaded = RunSettings { precision, ..settings() }.load().expect("a run");
        let calls = Mutex::new(Vec::new());
        let watch = |progress: &Progress| {
            calls.lock().expect("no panic").push((progress.done, progress.total));
            ControlFlow::Continue(())
        };
        let summary = begin(&loaded, &whole, false).finish(NEVER, &watch).expect("a summary");
        let calls = calls.into_inner().expect("no panic");
        assert!(calls.windows(2).all(|pair| pair[0].0 <= pair[1].0) && calls.iter().all(|(_, total)| *total == 450));
        assert_eq!(calls[0].0, 0);

        let mut interruptions = 0;
        let resumed = loop {
            let run = begin(&loaded, &parts, true);
            let origin = if interruptions == 0 { Origin::NothingToResume } else { Origin::Checkpoint };
            assert_eq!(run.origin(), origin);
            let asked = Mutex::new(0);
            let watch = |_: &Progress| {
                let mut asked = asked.lock().expect("no panic");
                *asked += 1;
                if *asked > 9 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            match run.finish(NEVER, &watch) {
                Ok(summary) => break summary,
                Err(RunError::Interrupted(_)) => interruptions += 1,
                Err(error) => panic!("{error}"),
            }
            assert!(parts.join("checkpoint.npz").exists() && !parts.join("history.csv").exists());
            assert!(matches!(loaded.begin(&parts, false), Err(RunError::Unfinished(_))));
        };
        assert!(interruptions > 10, "{interruptions}");
        assert_eq!(resumed, summary);
        assert!(bytes(&parts) == bytes(&whole), "{precision:?}");
        assert!(!parts.join("checkpoint.npz").exists());
    }
}

/// A run of several seeds is interrupted within each of them and between them.
#[test]
fn several_seeds_go_on_with_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (whole, parts) = (folder.path().join("whole"), folder.path().join("parts"));
    let start = Start::Seeds("7,1..2".parse().expect("seeds"));
    let loaded = RunSettings { start, length: Length::Steps(20), anneal: None, ..settings() }.load().expect("a run");
    let summary = begin(&loaded, &whole, false).finish(NEVER, &silent).expect("a summary");
    assert_eq!((summary.rates.len(), summary.starts.len()), (9, 3));
    for stride in [1, 7] {
        let mut last = None;
        let resumed = loop {
            let asked = Mutex::new(0);
            let told = Mutex::new(0);
            let watch = |progress: &Progress| {
                *told.lock().expect("no panic") = progress.done;
                assert_eq!(progress.total, 180);
                let mut asked = asked.lock().expect("no panic");
                *asked += 1;
                if *asked > stride { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            match begin(&loaded, &parts, true).finish(NEVER, &watch) {
                Ok(summary) => break summary,
                Err(RunError::Interrupted(_)) => {}
                Err(error) => panic!("{error}"),
            }
            let done = *told.lock().expect("no panic");
            assert!(last.is_none_or(|last| done >= last), "{last:?} and then {done}");
            last = Some(done);
        };
        assert_eq!(resumed, summary);
        assert!(bytes(&parts) == bytes(&whole), "{stride}");
        fs::remove_dir_all(&parts).expect("removed");
    }
}

#[test]
fn the_summary_is_what_the_file_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let loaded = settings().load().expect("a run");
    let summary = begin(&loaded, folder.path(), false).finish(NEVER, &silent).expect("a summary");
    assert_eq!(Summary::read(&folder.path().join("summary.json")).expect("a summary"), summary);
    let ends: Vec<EndName> = summary.rates.iter().map(|end| end.outcome).collect();
    assert_eq!(ends, [EndName::Diverged, EndName::Completed, EndName::Completed]);
    assert!(summary.rates[0].steps_taken < 150 && summary.rates[0].train_loss.is_none());
    assert!(matches!(loaded.begin(folder.path(), true), Ok(Beginning::Finished(found)) if *found == summary));
}

#[test]
fn a_folder_belongs_to_one_run_and_its_settings() {
    let folder = tempfile::tempdir().expect("a folder");
    let loaded = settings().load().expect("a run");
    let run = begin(&loaded, folder.path(), false);
    assert!(matches!(loaded.begin(folder.path(), false), Err(RunError::Lock(_))));
    drop(run);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0, "nothing is left of a run that did nothing");
    let never = |_: &Progress| ControlFlow::Break(());
    let stopped = begin(&loaded, folder.path(), false).finish(NEVER, &never);
    assert!(matches!(stopped, Err(RunError::Interrupted(_))));
    let other = RunSettings { every: 8, ..settings() }.load().expect("a run");
    let Err(RunError::OtherSettings { differences, .. }) = other.begin(folder.path(), true) else {
        panic!("other settings are refused")
    };
    let expected = Difference::Setting { name: "every".into(), was: "7".into(), now: "8".into() };
    assert_eq!(differences, [expected]);
}

/// Errors of the library speak of values, and never of options of the command line.
#[test]
fn refusals_name_the_value() {
    let refused = |settings: RunSettings| match settings.load() {
        Err(error) => error.to_string(),
        Ok(_) => panic!("it should be refused"),
    };
    for (settings, words) in [
        (RunSettings { width: None, ..settings() }, "depth 2 needs a width"),
        (RunSettings { length: Length::Steps(u64::MAX), ..settings() }, "18446744073709551615 steps are too many"),
        (RunSettings { images: Some("x".into()), ..settings() }, "a folder of images has no use here"),
        (RunSettings { start: Start::Zero, ..settings() }, "zero is no start at depth 2"),
        (RunSettings { every: 0, ..settings() }, "every 0 steps"),
        (RunSettings { length: Length::Steps(1_000_000_000), every: 1, ..settings() }, "rows would be recorded"),
    ] {
        let message = refused(settings);
        assert!(message.contains(words) && !message.contains("--"), "{message}");
    }
}
