//! Runs without a folder: the same record as with one, of data that are named and of data that a program has.

use catapult::data::{DataError, DataSet, DataSpecification, ExactDataSet, Loaded, Provenance};
use catapult::model::LossName;
use catapult::progress::{Progress, silent};
use catapult::training::history::write_history;
use catapult::training::run::{Beginning, Length, Precision, RunSettings, Start, TrainingData};
use catapult::training::run_error::RunError;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::time::Duration;

fn settings(data: DataSpecification) -> RunSettings {
    RunSettings {
        depth: 2,
        width: Some(5),
        spectra: Some(20),
        every: 3,
        start: Start::Seeds("1..2".parse().expect("seeds")),
        ..RunSettings::new(data, LossName::Logistic, "50,0.3".parse().expect("rates"), Length::Steps(40))
    }
}

fn three_points() -> Loaded<DataSet> {
    let data = ExactDataSet::three_point().to_numerical().expect("doubles");
    Loaded { provenance: Provenance::whole(data.count()), data }
}

#[test]
fn the_record_is_that_of_a_run_in_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    for precision in [Precision::F64, Precision::F32] {
        let named = |name: &str| RunSettings { precision, ..settings(name.parse().expect("data")) };
        let loaded = named("three-point").load().expect("a run");
        let out = folder.path().join(format!("{precision:?}"));
        let Beginning::Run(run) = loaded.begin(&out, false).expect("a run") else { panic!("nothing was finished") };
        let summary = run.finish(Duration::MAX, &silent).expect("a summary");
        let written = std::fs::read(out.join("history.csv")).expect("a file");

        let calls = Mutex::new(Vec::new());
        let watch = |progress: &Progress| {
            calls.lock().expect("no panic").push((progress.done, progress.total));
            ControlFlow::Continue(())
        };
        let (runs, in_memory) = loaded.train(&watch).expect("a run");
        let mut bytes = Vec::new();
        write_history(&mut bytes, &runs).expect("a history");
        assert_eq!(bytes, written);
        assert_eq!(in_memory, summary);
        let calls = calls.into_inner().expect("no panic");
        assert!(calls.windows(2).all(|pair| pair[0].0 <= pair[1].0));
        assert_eq!((calls[0], *calls.last().expect("calls")), ((0, 160), (160, 160)));

        let given = RunSettings { data: DataSpecification::Arrays, ..named("three-point") };
        let given = given.load_given(TrainingData::of(three_points(), None)).expect("a run");
        let (of_arrays, summary) = given.train(&silent).expect("a run");
        assert_eq!(of_arrays, runs);
        // no command has these data
        assert_eq!((summary.command, summary.rates), (None, in_memory.rates));
    }
}

#[test]
fn it_ends_where_the_watch_says_stop() {
    let loaded = settings("three-point".parse().expect("data")).load().expect("a run");
    let stop =
        |progress: &Progress| if progress.done > 60 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    assert!(matches!(loaded.train(&stop), Err(RunError::Interrupted(_))));
}

#[test]
fn arrays_are_no_file_and_numbers_are_finite() {
    assert_eq!(DataSpecification::Arrays.load_exact(), Err(DataError::InMemory));
    assert!("arrays".parse::<DataSpecification>().is_err());
    let entries = |i: usize, j: usize| if (i, j) == (1, 2) { f64::NAN } else { 1.0 };
    let refused = DataSet::of_entries(2, 3, entries, &[1, -1]).expect_err("not finite");
    assert_eq!(refused, DataError::NotFinite { sample: 1, feature: 2, value: "NaN".into() });
    assert_eq!(refused.to_string(), "X[1, 2] is NaN: give finite numbers");
    let data = DataSet::of_entries(2, 3, |i, j| (3 * i + j) as f64, &[1, -1]).expect("data");
    assert_eq!((data.samples(), data.labels), (vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0], vec![1.0, -1.0]));
}
