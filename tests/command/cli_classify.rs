//! `catapult classify two-layer` and `catapult check`: the JSON of the contract, exit statuses, files.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn catapult(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_catapult")).args(arguments).output().unwrap()
}

fn classify(eta: &str, extra: &[&str]) -> Output {
    let problem = ["classify", "two-layer", "--loss", "logistic", "--eta", eta, "--width", "100", "--lambda", "2"];
    catapult(&[&problem[..], &["--output", "1/2"], extra].concat())
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn the_answer_has_the_keys_of_the_contract() {
    let output = classify("12", &["--json", "--digits", "40"]);
    assert!(output.status.success());
    let answer = json(&output);
    let keys: Vec<&String> = answer.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["phase", "limit", "reason", "problem"]);
    let problem = serde_json::json!({
        "network": "two-layer", "loss": "logistic", "learning_rate": "12", "width": "100", "output": "1/2", "lambda": "2"
    });
    assert_eq!(answer["problem"], problem);
    assert_eq!(answer["phase"], "catapult");
    for name in ["lambda", "sharpness"] {
        let enclosure = answer["limit"][name].as_object().unwrap();
        assert_eq!(enclosure.keys().collect::<Vec<_>>(), ["lower", "upper", "value"]);
        let [lower, upper] = ["lower", "upper"].map(|end| enclosure[end].as_str().unwrap());
        let shared = lower.bytes().zip(upper.bytes()).take_while(|(a, b)| a == b).count();
        assert!(shared > 40, "{lower} and {upper}");
        let nearest: f64 = lower.parse().unwrap();
        assert!((enclosure["value"].as_f64().unwrap() - nearest).abs() <= f64::EPSILON * nearest);
    }
    let divergent = json(&classify("40", &["--json"]));
    assert_eq!((&divergent["phase"], &divergent["limit"]), (&Value::from("divergent"), &Value::Null));
}

#[test]
fn a_certificate_is_written_and_checks() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("proof.json");
    assert!(classify("12", &["--certificate", text(&file)]).status.success());
    let check = catapult(&["check", text(&file), "--json"]);
    assert!(check.status.success());
    let answer = json(&check);
    assert_eq!(answer["valid"], true);
    assert!(answer["claim"].as_str().unwrap().contains("catapult"));

    let forged = std::fs::read_to_string(&file).unwrap().replace("catapult\"", "lazy\"");
    std::fs::write(&file, forged.replace("lazy-certificate", "catapult-certificate")).unwrap();
    let check = catapult(&["check", text(&file), "--json"]);
    assert_eq!(check.status.code(), Some(1));
    assert_eq!(json(&check)["valid"], false);
}

#[test]
fn unreadable_files_and_bad_numbers_are_usage_errors() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("broken.json");
    std::fs::write(&file, b"{\"format\": \xff").unwrap();
    for path in [text(&file), text(folder.path()), "no/such/file.json"] {
        let check = catapult(&["check", path, "--json"]);
        assert_eq!(check.status.code(), Some(2), "{path}");
        assert!(check.stdout.is_empty() && !check.stderr.is_empty());
    }
    for extra in [["--digits", "0"], ["--bits", "1"], ["--max-steps", "-1"], ["--certificate", "no/such/folder/f.json"]]
    {
        let output = classify("12", &extra);
        assert_eq!(output.status.code(), Some(2), "{extra:?}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(classify("-1", &[]).status.code(), Some(2));
}

#[test]
fn an_undecided_answer_has_its_own_status_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("proof.json");
    let output = classify("30", &["--max-steps", "0", "--json", "--certificate", text(&file)]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(json(&output)["phase"], "undecided");
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none());
}
