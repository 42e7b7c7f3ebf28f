//! A run that was interrupted, anywhere and by anything, ends with the same bytes as one that was not.

use crate::command_line::{catapult_in, refusal_in, stderr, stdout};
use catapult::data::{DataSet, DataSource, DataSpecification};
use catapult::model::LossName;
use catapult::training::checkpoint::{Checkpoint, Settings, write_checkpoint};
use catapult::training::history::write_history;
use catapult::training::{Anneal, Formulation, Network, Plan, Real, Session, Setup};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Some of the samples of a data set.
fn some(data: &DataSet, samples: std::ops::Range<usize>) -> DataSet {
    let features = data.features.as_ref().subrows(samples.start, samples.len()).to_owned();
    DataSet { features, labels: data.labels[samples].to_vec() }
}

/// Kills the program (SIGKILL) three times while it writes checkpoints as often as it can, and lets the fourth finish.
#[test]
fn killed_runs_end_with_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    for (number, shape) in ["--depth 2 --width 30 --spectra 400", "--depth 3 --width 12 --precision f32", "--depth 1"]
        .into_iter()
        .enumerate()
    {
        // The first rate diverges for the squared loss, the others go on; the last part is annealed.
        let arguments = format!(
            "train --data three-point --test degenerate --loss squared --eta 50,0.3,0.01 --steps 3000 --anneal 0.001:2000 \
             --every 50 {shape}"
        );
        let whole = format!("whole{number}");
        let output = catapult_in(folder.path(), &format!("{arguments} --out {whole}"));
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));

        let parts = folder.path().join(format!("parts{number}"));
        let mut generator = ChaCha20Rng::seed_from_u64(number as u64);
        let mut killed = 0;
        while killed < 3 {
            let mut child = Command::new(env!("CARGO_BIN_EXE_catapult"))
                .args(arguments.split_whitespace())
                .args(["--resume", "--checkpoint-seconds", "0", "--out"])
                .arg(&parts)
                .current_dir(folder.path())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("the program starts");
            while !parts.join("checkpoint.npz").exists() && child.try_wait().expect("a child").is_none() {
                std::thread::sleep(Duration::from_millis(1));
            }
            std::thread::sleep(Duration::from_millis(generator.random_range(0..60)));
            child.kill().expect("killed");
            let status = child.wait().expect("a status");
            assert_eq!(status.code(), None, "the run was over before it was killed: give it more steps");
            killed += 1;
        }
        assert!(!parts.join("history.csv").exists(), "nothing is written before the end");
        let output = catapult_in(folder.path(), &format!("{arguments} --resume --out {}", parts.display()));
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        for name in ["history.csv", "summary.json"] {
            let bytes = |run: &Path| fs::read(run.join(name)).expect("a file");
            assert!(bytes(&parts) == bytes(&folder.path().join(&whole)), "{shape}: {name} differs");
        }
        for name in ["checkpoint.npz", ".catapult-checkpoint.npz"] {
            assert!(!parts.join(name).exists(), "{name} is left behind");
        }
    }
}

/// A record as the bytes of history.csv, and the outcomes.
fn record<T: Real>(session: &Session<'_, T, LossName>) -> String
where
    LossName: catapult::model::Loss<T>,
{
    let mut bytes = Vec::new();
    write_history(&mut bytes, session.runs()).expect("written");
    let outcomes: Vec<_> = session.runs().iter().map(|run| run.outcome).collect();
    format!("{}{outcomes:?}", String::from_utf8(bytes).expect("text"))
}

/// Interrupts a session at random steps, each time through a file.
fn interrupted_is_uninterrupted<T: Real>(
    images: &DataSet,
    formulation: Formulation,
    depth: usize,
    loss: LossName,
    seed: u64,
) where
    LossName: catapult::model::Loss<T>,
{
    let mut generator = ChaCha20Rng::seed_from_u64(seed);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("checkpoint.npz");
    let (data, test) = (some(images, 0..60), some(images, 60..90));
    let start = Network::random(data.dimension(), depth, 6, seed).expect("a start");
    let anneal = Some(Anneal { learning_rate: 0.05, steps: 20 });
    let plans: Vec<Plan> = [0.5, 1e4, 3.0, 40.0]
        .into_iter()
        .map(|learning_rate| Plan { learning_rate, steps: generator.random_range(30..90), anneal })
        .collect();
    let setup = || {
        let mut setup = Setup::new(&data, loss, &start, plans.clone());
        (setup.test, setup.every, setup.formulation) = (Some(&test), 3, Some(formulation));
        setup
    };
    let spectra = Some(20);
    let mut whole = Session::<T, _>::new(setup(), spectra).expect("a session");
    while !whole.done() {
        whole.advance().expect("a step");
    }
    let rates: Vec<f64> = plans.iter().map(|plan| plan.learning_rate).collect();
    let settings = Settings::new();
    let mut parts = Session::<T, _>::new(setup(), spectra).expect("a session");
    let mut interruptions = 0;
    while !parts.done() {
        for _ in 0..generator.random_range(0..25) {
            parts.advance().expect("a step");
        }
        write_checkpoint(&path, &settings, &parts.snapshot()).expect("written");
        let snapshot = Checkpoint::open(&path).expect("a checkpoint").read(&rates).expect("a snapshot");
        assert!(format!("{snapshot:?}") == format!("{:?}", parts.snapshot()), "the file is the snapshot");
        parts = Session::resume(setup(), spectra, snapshot).expect("a session");
        interruptions += 1;
    }
    assert!(interruptions > 2);
    assert_eq!(record(&parts), record(&whole), "{formulation}, depth {depth}, {loss}");
}

#[test]
fn sessions_go_on_from_files() {
    let images: DataSpecification = "mnist:0,1:test".parse().expect("data");
    let images = &images.load(&DataSource::Embedded).expect("data");
    for (seed, formulation) in (1..).zip(Formulation::ALL) {
        interrupted_is_uninterrupted::<f64>(images, formulation, 2, LossName::Logistic, seed);
        interrupted_is_uninterrupted::<f32>(images, formulation, 3, LossName::Squared, seed);
        interrupted_is_uninterrupted::<f64>(images, formulation, 1, LossName::Exponential, seed);
    }
}

/// A folder `run` with the checkpoint of an interrupted run of `arguments`, on data in `data.csv`.
fn interrupted(folder: &Path, arguments: &str) {
    fs::write(folder.join("data.csv"), "1,1\n2,1\n-1,1\n3,-1\n").expect("written");
    let mut child = Command::new(env!("CARGO_BIN_EXE_catapult"))
        .args(arguments.split_whitespace())
        .args(["--checkpoint-seconds", "0", "--out", "run"])
        .current_dir(folder)
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    while !folder.join("run/checkpoint.npz").exists() && child.try_wait().expect("a child").is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("killed");
    assert_eq!(child.wait().expect("a status").code(), None, "the run was over before it was killed");
}

const LONG: &str =
    "train --data csv:data.csv --loss logistic --depth 2 --width 4 --eta 0.5,2 --steps 20000 --every 100";

#[test]
fn other_settings_are_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    interrupted(folder.path(), LONG);
    let checkpoint = fs::read(folder.path().join("run/checkpoint.npz")).expect("a checkpoint");
    let message = refusal_in(folder.path(), &format!("{LONG} --out run"));
    assert!(message.contains("`run` holds the checkpoint of an interrupted run: give --resume"), "{message}");
    for (from, to, words) in [
        ("--loss logistic", "--loss squared", "--loss was logistic, now squared"),
        ("--width 4", "--width 5", "--width was 4, now 5"),
        ("--depth 2", "--depth 3", "--depth was 2, now 3"),
        ("--eta 0.5,2", "--eta 0.5,3", "--eta was 1/2,2, now 1/2,3"),
        ("--steps 20000", "--steps 30000", "--steps was 20000, now 30000"),
        ("--steps 20000", "--physical-time 9", "--steps was 20000, now absent; --physical-time was absent, now 9"),
        ("--every 100", "--every 10", "--every was 100, now 10"),
        ("--every 100", "--every 100 --seed 2", "--seed was 1, now 2"),
        ("--every 100", "--every 100 --spectra 10", "--spectra was absent, now 10"),
        ("--every 100", "--every 100 --precision f32", "--precision was f64, now f32"),
        ("--every 100", "--every 100 --anneal 1:2", "--anneal was absent, now 1:2"),
        ("--every 100", "--every 100 --test degenerate", "--test was absent, now degenerate"),
        ("csv:data.csv", "degenerate", "--data was csv:data.csv, now degenerate"),
    ] {
        let message = refusal_in(folder.path(), &format!("{} --out run --resume", LONG.replace(from, to)));
        assert!(message.contains("the run in `run` cannot be resumed: ") && message.contains(words), "{message}");
    }
    fs::write(folder.path().join("data.csv"), "1,1\n2,1\n-1,1\n3.5,-1\n").expect("written");
    let message = refusal_in(folder.path(), &format!("{LONG} --out run --resume"));
    assert!(message.contains("what --data names has changed"), "{message}");
    assert_eq!(fs::read(folder.path().join("run/checkpoint.npz")).expect("still there"), checkpoint);
}

#[test]
fn damaged_checkpoints_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    interrupted(folder.path(), LONG);
    let path = folder.path().join("run/checkpoint.npz");
    let whole = fs::read(&path).expect("a checkpoint");
    let mut places: Vec<usize> = (0..whole.len()).step_by(whole.len() / 20).collect();
    places.push(whole.len() - 1);
    for place in places {
        fs::write(&path, &whole[..place]).expect("written");
        let message = refusal_in(folder.path(), &format!("{LONG} --out run --resume"));
        assert!(message.contains("remove it to start afresh"), "{message}");
    }
    fs::write(&path, "not a checkpoint").expect("written");
    let message = refusal_in(folder.path(), &format!("{LONG} --out run --resume"));
    assert!(message.contains("run/checkpoint.npz") && message.contains("remove it to start afresh"), "{message}");
}

#[test]
fn rows_that_are_not_finite_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = "three-point".parse::<DataSpecification>().expect("data").load(&DataSource::Embedded).expect("data");
    let start = Network::random(data.dimension(), 2, 4, 1).expect("a network");
    let plans = vec![Plan::constant(0.1, 9)];
    let mut session = Session::<f64, _>::new(Setup::new(&data, LossName::Logistic, &start, plans), None).expect("new");
    session.advance().expect("a step");
    let path = folder.path().join("checkpoint.npz");
    for (loss, accuracy, fine) in
        [(f64::NAN, 0.5, false), (f64::INFINITY, 0.5, false), (1.0, f64::NAN, false), (1.0, 0.5, true)]
    {
        let mut snapshot = session.snapshot();
        (snapshot.runs[0].rows[0].train_loss, snapshot.runs[0].rows[0].train_accuracy) = (loss, accuracy);
        write_checkpoint(&path, &Settings::new(), &snapshot).expect("written");
        let read = Checkpoint::open(&path).expect("a checkpoint").read(&[0.1]);
        assert_eq!(read.is_ok(), fine, "loss {loss}, accuracy {accuracy}");
        assert!(fine || read.is_err_and(|error| error.to_string().contains("its rows are not finite")));
    }
}

#[test]
fn a_finished_run_is_resumed_by_doing_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = "train --data degenerate --loss logistic --depth 2 --width 4 --eta 0.5,2 --steps 20 --out run";
    let first = catapult_in(folder.path(), &format!("{arguments} --resume"));
    assert_eq!(first.status.code(), Some(0), "without a checkpoint, --resume begins: {}", stderr(&first));
    assert!(stderr(&first).contains("holds no run to go on with"), "{}", stderr(&first));
    let files =
        || ["history.csv", "summary.json"].map(|name| fs::read(folder.path().join("run").join(name)).expect("a file"));
    let before = files();
    // A run that did anything would write history.csv anew.
    fs::remove_file(folder.path().join("run/history.csv")).expect("removed");
    let second = catapult_in(folder.path(), &format!("{arguments} --resume"));
    assert_eq!(second.status.code(), Some(0));
    assert_eq!(stdout(&second), stdout(&first), "the same table");
    assert!(stderr(&second).contains("finished already"), "{}", stderr(&second));
    assert!(!folder.path().join("run/history.csv").exists());
    let message = refusal_in(folder.path(), &format!("{arguments} --resume --seed 3"));
    assert!(message.contains("--seed was 1, now 3"), "{message}");
    // Without --resume the run is done again.
    assert_eq!(catapult_in(folder.path(), arguments).status.code(), Some(0));
    assert!(files() == before);
    fs::write(folder.path().join("run/summary.json"), "{}").expect("written");
    let message = refusal_in(folder.path(), &format!("{arguments} --resume"));
    assert!(message.contains("run/summary.json` is not a summary that catapult train wrote"), "{message}");
}
