//! `catapult train`: what the files say is what gradient descent does, computed another way.

use crate::command_line::{catapult_in, stderr, stdout};
use crate::npz_files::{array, write_npz};
use catapult::data::{DataSet, DataSource, DataSpecification};
use catapult::dynamics::network::{Sample, gradient_step};
use catapult::model::{Loss, LossName};
use catapult::training::{Network, SpectrumStart, SpectrumTracker};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// One line of history.csv.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    eta: f64,
    step: usize,
    train_loss: f64,
    train_accuracy: f64,
    test_accuracy: Option<f64>,
    ntk_eigenvalue: Option<f64>,
    sharpness: Option<f64>,
    seed: Option<u64>,
    phase: String,
    first_rise: Option<usize>,
    largest_loss: Option<f64>,
}

/// Runs in a new folder, which holds a small test set, and reads the files.
fn train(arguments: &str) -> (Vec<Line>, Value) {
    let folder = tempfile::tempdir().expect("a folder");
    train_in(folder.path(), arguments)
}

fn train_in(folder: &Path, arguments: &str) -> (Vec<Line>, Value) {
    std::fs::write(folder.join("test.csv"), "3,1\n-2,-1\n1,-1\n").expect("written");
    let output = catapult_in(folder, &format!("train {arguments} --out run"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    read(&folder.join("run"))
}

fn read(run: &Path) -> (Vec<Line>, Value) {
    let text = std::fs::read_to_string(run.join("history.csv")).expect("a history");
    let summary = std::fs::read_to_string(run.join("summary.json")).expect("a summary");
    assert!(!run.join("checkpoint.npz").exists(), "a finished run leaves no checkpoint");
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some(
            "eta,step,train_loss,train_accuracy,test_accuracy,ntk_eigenvalue,sharpness,seed,phase,first_rise,largest_loss"
        )
    );
    let number = |field: &str| field.parse::<f64>().ok().inspect(|value| assert!(value.is_finite(), "{field}"));
    let line = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(fields.len(), 11, "{line}");
        Line {
            eta: number(fields[0]).expect(line),
            step: fields[1].parse().expect(line),
            train_loss: number(fields[2]).expect(line),
            train_accuracy: number(fields[3]).expect(line),
            test_accuracy: number(fields[4]),
            ntk_eigenvalue: number(fields[5]),
            sharpness: number(fields[6]),
            seed: fields[7].parse().ok(),
            phase: fields[8].to_owned(),
            first_rise: fields[9].parse().ok(),
            largest_loss: number(fields[10]),
        }
    };
    (lines.map(line).collect(), serde_json::from_str(&summary).expect("JSON"))
}

fn load(specification: &str) -> DataSet {
    specification.parse::<DataSpecification>().expect("data").load(&DataSource::Embedded).expect("data")
}

fn close(left: f64, right: f64, tolerance: f64) {
    assert!((left - right).abs() <= tolerance * right.abs(), "{left} and {right}");
}

/// Losses and accuracies at steps 0, 1, ..., and the last weights, by the reference equations of `dynamics::network`.
struct Reference {
    rows: Vec<(f64, f64)>,
    network: Network,
}

fn reference(data: &DataSet, loss: LossName, start: &Network, rate: f64, steps: usize) -> Reference {
    let samples: Vec<Sample<f64>> = (0..data.count())
        .map(|i| Sample { input: data.features.row(i).iter().copied().collect(), label: data.labels[i] })
        .collect();
    let mut network = start.to_model();
    let mut rows = Vec::new();
    for step in 0..=steps {
        let margins: Vec<f64> = samples.iter().map(|sample| sample.label * network.output(&sample.input)).collect();
        let mean = margins.iter().map(|margin| loss.margin_loss(*margin)).sum::<f64>() / data.count() as f64;
        let right = margins.iter().filter(|margin| **margin > 0.0).count();
        rows.push((mean, right as f64 / data.count() as f64));
        if step < steps {
            network = gradient_step(&network, &samples, &loss, &rate);
        }
    }
    Reference { rows, network: Network::from_model(&network).expect("a network") }
}

#[test]
fn histories_agree_with_the_reference_equations() {
    for (depth, loss) in [(1, LossName::Exponential), (2, LossName::Logistic), (3, LossName::Squared)] {
        let (lines, summary) = train(&format!(
            "--data three-point --test csv:test.csv --loss {loss} --depth {depth} --width 7 --eta 0.25,1/50,0.1 --steps 12 \
             --seed 5"
        ));
        assert_eq!(lines.len(), 3 * 13);
        let data = load("three-point");
        for (part, rate) in lines.chunks(13).zip([0.25, 0.02, 0.1]) {
            let start = Network::random(1, depth, 7, 5).expect("a start");
            let expected = reference(&data, loss, &start, rate, 12);
            for (step, (line, (train_loss, train_accuracy))) in part.iter().zip(&expected.rows).enumerate() {
                assert_eq!((line.eta, line.step, line.train_accuracy), (rate, step, *train_accuracy));
                close(line.train_loss, *train_loss, 1e-12);
                assert_eq!((line.ntk_eigenvalue, line.sharpness), (None, None));
                // The test points are 3, -2 and 1: the share of y f > 0 depends on the sign of v alone.
                assert!([Some(1.0 / 3.0), Some(2.0 / 3.0)].contains(&line.test_accuracy));
            }
        }
        assert_eq!(summary["rates"].as_array().map(Vec::len), Some(3));
        assert_eq!(summary["rates"][1]["train_loss"].as_f64(), Some(lines[25].train_loss));
        assert_eq!(summary["initial"]["train_loss"].as_f64(), Some(lines[0].train_loss));
        assert_eq!((summary["data"]["samples"].as_u64(), summary["test"]["samples"].as_u64()), (Some(3), Some(3)));
        assert_eq!(summary["guarantee"], "numerical");
    }
}

/// The spectra at the start, in between and at the end, of weights that the reference equations have found.
#[test]
fn spectra_are_those_of_the_weights_at_their_steps() {
    let (lines, summary) =
        train("--data mnist:0,1:test --loss logistic --depth 2 --width 20 --eta 1,4 --steps 7 --spectra 3 --every 5");
    let data = load("mnist:0,1:test");
    let steps: Vec<usize> = lines.iter().map(|line| line.step).collect();
    assert_eq!(steps, [0, 3, 5, 6, 7, 0, 3, 5, 6, 7]);
    let tracker = SpectrumTracker::new(&data, 1e-9).expect("a tracker");
    let start = Network::random(784, 2, 20, 1).expect("a start");
    for line in &lines {
        let measured = line.step != 5;
        assert_eq!((line.ntk_eigenvalue.is_some(), line.sharpness.is_some()), (measured, measured), "{line:?}");
        let network = reference(&data, LossName::Logistic, &start, line.eta, line.step).network;
        let expected =
            tracker.measure(&network, &LossName::Logistic, &mut SpectrumStart::default()).expect("a spectrum");
        for (value, pair) in [(line.ntk_eigenvalue, expected.ntk_eigenvalue), (line.sharpness, expected.sharpness)] {
            if let Some(value) = value {
                close(value, pair.value, 2e-6);
            }
        }
    }
    let initial = &summary["initial"];
    assert_eq!(initial["sharpness"].as_f64(), lines[0].sharpness);
    assert_eq!(initial["two_over_sharpness"].as_f64(), lines[0].sharpness.map(|sharpness| 2.0 / sharpness));
    assert_eq!(summary["rates"][1]["sharpness"].as_f64(), lines[9].sharpness);
}

/// Rates that diverge end; the others go on; nothing that is not a number is written.
#[test]
fn divergence_is_recorded_as_such() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = "--data degenerate --loss squared --depth 2 --width 5 --eta 100,0.1 --steps 200 --spectra 50";
    let (lines, summary) = train_in(folder.path(), arguments);
    let (wild, tame): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| line.eta == 100.0);
    let (wild_end, tame_end) = (&summary["rates"][0], &summary["rates"][1]);
    let last = wild.last().expect("rows");
    assert_eq!(wild_end["outcome"], "diverged");
    assert_eq!(wild_end["steps_taken"].as_u64(), Some(last.step as u64 + 1));
    // The JSON reader of this test may be off by one unit in the last place.
    close(wild_end["last_finite_loss"].as_f64().expect("a loss"), last.train_loss, 1e-15);
    assert!(last.train_loss > 1e50 && wild_end["train_loss"].is_null());
    assert_eq!((tame.len(), tame_end["outcome"].as_str()), (201, Some("completed")));
    for entry in std::fs::read_dir(folder.path().join("run")).expect("a folder") {
        let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("text").to_lowercase();
        assert!(!text.contains("nan") && !text.contains("inf,") && !text.contains("infinity"));
    }
    let said = stdout(&catapult_in(folder.path(), &format!("train {arguments} --out run")));
    assert!(said.contains(&format!("diverged at step {}", last.step + 1)), "{said}");
}

#[test]
fn physical_time_and_annealing_set_the_steps_of_each_rate() {
    let (lines, summary) = train(
        "--data degenerate --loss logistic --depth 2 --width 4 --eta 0.3,1,100 --physical-time 3 --anneal 1/8:5 --every 4",
    );
    let steps_of =
        |rate: f64| -> Vec<usize> { lines.iter().filter(|line| line.eta == rate).map(|line| line.step).collect() };
    assert_eq!(steps_of(0.3), [0, 4, 8, 10, 12, 15]);
    assert_eq!(steps_of(1.0), [0, 3, 4, 8]);
    assert_eq!(steps_of(100.0), [0, 1, 4, 6]);
    assert_eq!(summary["rates"][0]["steps"].as_u64(), Some(15));
    // The annealed part runs at the small rate: from the weights after three steps at 1, five at 1/8.
    let data = load("degenerate");
    let start = Network::random(1, 2, 4, 1).expect("a start");
    let middle = reference(&data, LossName::Logistic, &start, 1.0, 3);
    let end = reference(&data, LossName::Logistic, &middle.network, 0.125, 5);
    let line = lines.iter().find(|line| line.eta == 1.0 && line.step == 8).expect("the last row");
    close(line.train_loss, end.rows[5].0, 1e-12);
}

#[test]
fn weights_from_a_file_are_the_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second, last) =
        (vec![0.5, -1.0, 2.0], vec![1.0, 0.25, 0.0, -0.5, 2.0, 1.0, 0.0, 0.125, -1.0], vec![1.0; 3]);
    let arrays = [("W1", array(&[3, 1], &first)), ("W2", array(&[3, 3], &second)), ("W3", array(&[3], &last))];
    write_npz(&folder.path().join("w.npz"), &arrays);
    let (lines, summary) = train_in(
        folder.path(),
        "--data degenerate --loss exponential --depth 3 --width 3 --eta 0.02 --steps 9 --weights w.npz",
    );
    // W2 W1 = (0.25, -0.25, -2.125), and f(1) is a third of their sum
    close(lines[0].train_loss, (-2.125_f64 / 3.0).cosh(), 1e-14);
    let start = catapult::training::read_weights(&folder.path().join("w.npz"), 3, 3, 1).expect("weights");
    let expected = reference(&load("degenerate"), LossName::Exponential, &start, 0.02, 9);
    for (line, (train_loss, _)) in lines.iter().zip(&expected.rows) {
        close(line.train_loss, *train_loss, 1e-12);
    }
    assert_eq!(summary["settings"]["weights"], "w.npz");
    assert!(summary["settings"]["seed"].is_null());
}

/// Single precision is near double precision, and is not it.
#[test]
fn single_precision_is_what_it_says() {
    let arguments = "--data mnist:0,1:test --loss logistic --depth 2 --width 30 --eta 1,3 --steps 10";
    let (double, _) = train(arguments);
    let (single, summary) = train(&format!("{arguments} --precision f32"));
    assert_eq!(summary["settings"]["precision"], "f32");
    assert_ne!(single, double);
    for (left, right) in single.iter().zip(&double) {
        close(left.train_loss, right.train_loss, 1e-4);
    }
}

#[test]
fn the_same_bytes_whatever_the_number_of_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = "train --data mnist:0,1:test --test mnist:0,1:test --loss logistic --depth 3 --width 40 --eta log:1:50:4 --steps 6 \
                     --spectra 4";
    let mut files = Vec::new();
    for threads in ["1", "2", "3"] {
        let output = Command::new(env!("CARGO_BIN_EXE_catapult"))
            .args(arguments.split_whitespace())
            .args(["--out", "run"])
            .env("RAYON_NUM_THREADS", threads)
            .current_dir(folder.path())
            .output()
            .expect("the program starts");
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
        let read = |name: &str| std::fs::read(folder.path().join("run").join(name)).expect("a file");
        files.push((read("history.csv"), read("summary.json"), output.stdout));
    }
    assert_eq!(files[0], files[1]);
    assert_eq!(files[0], files[2]);
    let (lines, _) = read(&folder.path().join("run"));
    assert!(lines.iter().all(|line| line.test_accuracy.is_some()));
}

/// Several seeds in one run are the runs of each seed, one after the other.
#[test]
fn several_seeds_are_the_runs_of_each() {
    let arguments = "--data three-point --test csv:test.csv --loss logistic --depth 2 --width 5 --eta 0.5,20 --steps 30 --spectra 15";
    let (lines, summary) = train(&format!("{arguments} --seed 4,2..3"));
    let mut parts = Vec::new();
    for seed in [4, 2, 3] {
        let (alone, of_one) = train(&format!("{arguments} --seed {seed}"));
        assert!(alone.iter().all(|line| line.seed == Some(seed)));
        assert_eq!(of_one["settings"]["seed"].as_u64(), Some(seed));
        assert_eq!(of_one["starts"][0]["train_loss"], of_one["initial"]["train_loss"]);
        parts.push((alone, of_one));
    }
    let (part_lines, part_summaries): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    assert_eq!(lines, part_lines.concat());
    assert_eq!(summary["settings"]["seed"], "4,2..3");
    let joined = |key: &str| -> Vec<Value> {
        part_summaries.iter().flat_map(|part| part[key].as_array().expect("a list").clone()).collect()
    };
    assert_eq!(summary["rates"].as_array().expect("a list"), &joined("rates"));
    assert_eq!(summary["starts"].as_array().expect("a list"), &joined("starts"));
    assert_eq!(summary["initial"], part_summaries[0]["initial"]);
}

/// Rises between recorded steps count, and so does every row of a run.
#[test]
fn the_phase_is_that_of_all_steps() {
    let arguments = "--data degenerate --loss logistic --depth 2 --width 100 --eta 1,9 --steps 200 --seed 3";
    let (every, summary) = train(arguments);
    let (few, other) = train(&format!("{arguments} --every 100"));
    for rate in [1.0, 9.0] {
        let losses: Vec<f64> = every.iter().filter(|line| line.eta == rate).map(|line| line.train_loss).collect();
        let largest = losses.iter().copied().reduce(f64::max);
        for line in every.iter().chain(&few).filter(|line| line.eta == rate) {
            assert_eq!(line.largest_loss, largest);
        }
    }
    assert_eq!(summary["rates"], other["rates"]);
    for (line, end) in few.iter().zip(summary["rates"].as_array().expect("rates").iter().flat_map(|end| [end; 3])) {
        assert_eq!(line.phase, end["phase"]);
        assert_eq!(line.first_rise.map(|step| step as u64), end["first_rise"].as_u64());
    }
}

/// From zero, the first step goes along the mean of y x: w = eta/2 mean(z) for the logistic loss.
#[test]
fn a_start_of_zeros_is_one() {
    let (lines, summary) = train("--data three-point --loss logistic --depth 1 --eta 0.25 --steps 1 --start zero");
    assert_eq!(lines[0].train_loss, 2.0_f64.ln());
    assert_eq!((lines[0].seed, summary["settings"]["start"].as_str()), (None, Some("zero")));
    let weight = 0.25 / 2.0 * (1.0 + 2.0 - 1.0) / 3.0;
    let loss = [1.0, 2.0, -1.0].map(|z: f64| (-z * weight).exp().ln_1p()).iter().sum::<f64>() / 3.0;
    close(lines[1].train_loss, loss, 1e-14);
    assert_eq!(
        summary["command"],
        "catapult train --data three-point --loss logistic --depth 1 --eta 1/4 --steps 1 --precision f64 --every 1 --start zero"
    );
}

#[test]
fn the_summary_is_printed_as_json() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = catapult_in(
        folder.path(),
        "train --data degenerate --loss squared --depth 1 --eta lin:0.1:0.3:3 --steps 5 --out run --json",
    );
    let printed: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    let (_, summary) = read(&folder.path().join("run"));
    assert_eq!(printed, summary);
    assert_eq!(printed["settings"]["eta"], "lin:1/10:3/10:3");
}
