//! `catapult classify linear`: the JSON of the contract, data files, certificates, exit statuses.

use serde_json::Value;
use std::process::{Command, Output};

fn catapult(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_catapult")).args(arguments).output().expect("the program runs")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

const LINEAR: &[&str] = &["classify", "linear", "--loss", "logistic"];

#[test]
fn a_cycle_is_an_object_with_points_and_multiplier() {
    let output = catapult(&[LINEAR, &["--eta", "8", "--weight=-1", "--data", "three-point", "--json"]].concat());
    assert!(output.status.success());
    let answer = json(&output);
    assert_eq!(answer["phase"], "oscillating");
    assert_eq!(answer["limit"]["cycle"].as_array().map(Vec::len), Some(4));
    assert!(answer["limit"]["multiplier"]["lower"].is_string());
    let lazy = json(&catapult(&[LINEAR, &["--eta", "1", "--weight", "3", "--json"]].concat()));
    assert_eq!((&lazy["phase"], &lazy["limit"]["sharpness"]["lower"]), (&"lazy".into(), &"0.25".into()));
}

#[test]
fn data_of_a_file_are_classified_and_certified() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data.csv");
    // signed points 1, 2 and -1: the three-point data
    std::fs::write(&data, "1,1\n2,1\n1,-1\n").expect("written");
    let source = format!("csv:{}", data.display());
    let file = folder.path().join("proof.json");
    let place = file.to_str().expect("a path");
    let problem = ["--eta", "8", "--weight=-1", "--data", &source, "--certificate", place, "--json"];
    let output = catapult(&[LINEAR, &problem].concat());
    let builtin = catapult(&[LINEAR, &["--eta", "8", "--weight=-1", "--data", "three-point", "--json"]].concat());
    assert_eq!(json(&output)["limit"], json(&builtin)["limit"]);
    let check = catapult(&["check", place, "--json"]);
    assert!(check.status.success());
    assert_eq!(json(&check)["valid"], true);
    let forged =
        std::fs::read_to_string(&file).expect("reads").replace("\"learning_rate\": \"8\"", "\"learning_rate\": \"5\"");
    std::fs::write(&file, forged).expect("written");
    let check = catapult(&["check", place, "--json"]);
    assert_eq!((check.status.code(), &json(&check)["valid"]), (Some(1), &Value::Bool(false)));
}

#[test]
fn undecided_is_an_answer_and_leaves_no_certificate() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("proof.json");
    let place = file.to_str().expect("a path");
    let chaos = ["--eta", "8.5", "--weight", "1", "--data", "three-point", "--certificate", place, "--json"];
    let output = catapult(&[LINEAR, &chaos].concat());
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(json(&output)["phase"], "undecided");
    assert!(!file.exists());
}

#[test]
fn bad_input_is_refused() {
    for problem in
        [["--eta", "0", "--weight", "1"], ["--eta=-1", "--weight", "1", "--json"], ["--eta", "1", "--weight", "x"]]
    {
        let output = catapult(&[LINEAR, &problem].concat());
        assert_eq!(output.status.code(), Some(2), "{problem:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
}
