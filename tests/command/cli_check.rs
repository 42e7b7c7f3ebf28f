//! `catapult check` on files from strangers: everything is answered soon, in words, and statements tell problems apart.

use crate::command_line::{catapult_in, stderr};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Output};

fn catapult(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_catapult")).args(arguments).output().expect("the program runs")
}

/// What `check` says of a certificate: its exit status, and all it prints.
fn check(folder: &Path, certificate: &Value) -> (Option<i32>, String) {
    let file = folder.join("certificate.json");
    std::fs::write(&file, certificate.to_string()).expect("written");
    let output = catapult(&["check", file.to_str().expect("a path")]);
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout) + &text(&output.stderr))
}

fn linear(loss: &str, points: Value, phase: &str, mut proof: Value) -> Value {
    proof["kind"] = json!("linear");
    json!({
        "format": "catapult-certificate/1",
        "problem": {"network": "linear", "loss": loss, "learning_rate": "1/100", "weight": "0", "points": points},
        "claim": {"phase": phase},
        "proof": proof,
    })
}

#[test]
fn short_files_that_ask_for_much_are_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = vec![json!(["1e100000", 1]); 20_000];
    let twenty: Vec<Value> = (1..=20).map(|z| json!([if z % 2 == 0 { z } else { -z }.to_string(), 1])).collect();
    let many: Vec<Value> = (0..3000).map(|z| json!([(2 * z - 2999).to_string(), 1])).collect();
    let escape = json!({"lemma": "escape", "bits": 24, "step": 10_000_000, "reach": "1"});
    for (certificate, status, words) in [
        (linear("squared", json!(long), "lazy", json!({"lemma": "rest", "bits": 64})), 2, "fewer or shorter numbers"),
        (linear("logistic", json!(twenty), "lazy", json!({"lemma": "smoothness", "bits": 1_048_576})), 1, "at most 60"),
        (linear("exponential", json!(many), "divergent", escape), 1, "at most 60"),
    ] {
        let (code, text) = check(folder.path(), &certificate);
        assert_eq!(code, Some(status), "{text}");
        assert!(text.contains(words), "{text}");
    }
}

/// What needs work and memory, but not too much, is done.
#[test]
fn numbers_of_any_allowed_length_are_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = json!([["1e100000", 1], ["-1e100000", 1], ["1e-100000", 1], ["-1e-100000", 1]]);
    let (code, text) = check(folder.path(), &linear("squared", long, "lazy", json!({"lemma": "rest", "bits": 64})));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("SHA-256"), "{text}");
}

#[test]
fn statements_tell_data_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let rest =
        |points: Value| check(folder.path(), &linear("logistic", points, "lazy", json!({"lemma": "rest", "bits": 64})));
    let many = |last: i32| {
        let points: Vec<Value> =
            (1..=20).chain([last]).flat_map(|z| [z, -z]).map(|z| json!([z.to_string(), 1])).collect();
        json!(points)
    };
    let data = [json!([["1", 1], ["-1", 1]]), json!([["2", 1], ["-2", 1]]), many(21), many(22)];
    let statements: Vec<String> = data
        .into_iter()
        .map(|points| {
            let (code, text) = rest(points);
            assert_eq!(code, Some(0), "{text}");
            text
        })
        .collect();
    for (index, one) in statements.iter().enumerate() {
        assert!(statements[..index].iter().all(|other| other != one), "{one}");
    }
    let written = rest(json!([["-1.0", 1], ["2/2", 1]])).1;
    assert_eq!(written, statements[0]);
}

/// A limit of 100000 decimal places before its first digit is beyond what is read: the certificate claims the phase alone.
#[test]
fn what_classify_writes_far_out_is_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("far.json");
    let place = file.to_str().expect("a path");
    let classify = |lambda: &str| -> Value {
        let problem = ["--loss", "logistic", "--eta", "1", "--width", "1", "--lambda", lambda, "--output", "0"];
        let classified = catapult(&[&["classify", "two-layer", "--certificate", place], &problem[..]].concat());
        assert!(classified.status.success());
        serde_json::from_slice(&std::fs::read(place).expect("written")).expect("JSON")
    };
    let far = classify("1e-100000");
    assert_eq!(far["claim"], json!({"phase": "lazy"}));
    assert_eq!(check(folder.path(), &far).0, Some(0));
    let near = classify("1e-9000");
    let limit = near["claim"]["limit"].clone();
    assert!(limit["lambda"].is_object(), "{}", near["claim"]);
    assert_eq!(check(folder.path(), &near).0, Some(0));
    // the limit of another problem is not that of this one
    let mut forged = far;
    forged["claim"]["limit"] = limit;
    let (code, text) = check(folder.path(), &forged);
    assert!(code == Some(1) && text.contains("does not contain"), "{text}");
}

/// What made a certificate stands in it, is read as strictly as the rest, and decides nothing; files without it are as good.
#[test]
fn certificates_say_what_made_them_and_nothing_depends_on_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let command = "classify linear --loss logistic --eta 10 --weight 1";
    let output = catapult_in(folder.path(), &format!("{command} --certificate c.json"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let path = folder.path().join("c.json");
    let whole: Value = serde_json::from_slice(&std::fs::read(&path).expect("a file")).expect("JSON");
    assert_eq!(whole["made_by"]["command"], format!("catapult {command}"));
    assert_eq!(whole["made_by"]["version"], env!("CARGO_PKG_VERSION"));
    let status = |altered: &Value| {
        std::fs::write(&path, altered.to_string()).expect("written");
        catapult_in(folder.path(), "check c.json").status.code()
    };
    let altered = |change: &dyn Fn(&mut Value)| {
        let mut altered = whole.clone();
        change(&mut altered);
        altered
    };
    // as files were before, and with another maker
    assert_eq!(status(&altered(&|file| drop(file.as_object_mut().expect("an object").remove("made_by")))), Some(0));
    assert_eq!(status(&altered(&|file| file["made_by"]["name"] = "somebody".into())), Some(0));
    // but of the right form, and no excuse for a false claim
    assert_eq!(status(&altered(&|file| file["made_by"]["phase"] = "lazy".into())), Some(2));
    assert_eq!(status(&altered(&|file| file["made_by"] = "somebody".into())), Some(2));
    assert_eq!(
        status(&altered(&|file| drop(file["made_by"].as_object_mut().expect("an object").remove("name")))),
        Some(2)
    );
    assert_eq!(status(&altered(&|file| file["made"] = Value::Null)), Some(2));
    assert_eq!(status(&altered(&|file| file["claim"]["phase"] = "divergent".into())), Some(1));
    let text = whole.to_string().replacen("\"made_by\":", "\"made_by\":null,\"made_by\":", 1);
    std::fs::write(&path, text).expect("written");
    assert_eq!(catapult_in(folder.path(), "check c.json").status.code(), Some(2), "a repeated field");
}
