//! `catapult classify network`: weights from npz files, the JSON of the contract, certificates, bad input.

use crate::command_line::{catapult_in, stdout};
use crate::npz_files::{array, npy, write_npz};
use serde_json::Value;
use std::path::Path;

const W2: [f64; 4] = [1.0, 1.0, 1.0, -3.0];

fn write(folder: &Path, name: &str, arrays: &[(&str, Vec<u8>)]) {
    write_npz(&folder.join(name), arrays);
}

/// (L8c) with K = 3.
fn three_layers() -> Vec<(&'static str, Vec<u8>)> {
    vec![("W1", array(&[2], &[1.0, 0.0])), ("W2", array(&[2, 2], &W2)), ("W3", array(&[2], &[1.0, 0.0]))]
}

fn json(folder: &Path, arguments: &str) -> Value {
    serde_json::from_str(&stdout(&catapult_in(folder, arguments))).expect("JSON")
}

#[test]
fn the_answer_has_the_keys_of_the_contract_and_a_certificate() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    write(folder, "w.npz", &three_layers());
    let answer = json(folder, "classify network --loss logistic --eta 1 --weights w.npz --json --certificate c.json");
    assert_eq!(answer["phase"], "lazy");
    let limit = answer["limit"].as_object().expect("a limit");
    assert_eq!(limit.keys().collect::<Vec<_>>(), ["lambda", "sharpness"]);
    assert_eq!(answer["problem"]["network"], "dense");
    let checked = catapult_in(folder, "check c.json");
    assert!(checked.status.success());
    let text = String::from_utf8(checked.stdout).expect("a text");
    assert!(text.starts_with("valid: network of 3 layers of width 2 on D0, logistic loss, eta = 1"), "{text}");
    assert!(text.contains("(L4b)"), "{text}");
    let exported = catapult_in(folder, "export coq --certificate c.json");
    assert_eq!(exported.status.code(), Some(2));
    let divergent = json(folder, "classify network --loss logistic --eta 100 --weights w.npz --json");
    assert_eq!((&divergent["phase"], &divergent["limit"]), (&Value::from("divergent"), &Value::Null));
}

/// Columns and rows, other orders and kinds are the same weights; two layers are a two-layer network.
#[test]
fn the_same_weights_in_other_forms() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    write(folder, "one.npz", &three_layers());
    let by_columns: Vec<u8> = [1_i32, 1, 1, -3].iter().flat_map(|entry| entry.to_le_bytes()).collect();
    let other = [
        ("W1", array(&[2, 1], &[1.0, 0.0])),
        ("W2", npy("<i4", "(2, 2), 'fortran_order': True", &by_columns)),
        ("W3", array(&[1, 2], &[1.0, 0.0])),
        ("bias", array(&[1], &[7.0])),
    ];
    write(folder, "other.npz", &other);
    let at = |name: &str| json(folder, &format!("classify network --loss squared --eta 1/4 --weights {name} --json"));
    assert_eq!(at("one.npz"), at("other.npz"));
    write(folder, "two.npz", &[("W1", array(&[2], &[1.0, 2.0])), ("W2", array(&[2], &[0.5, 0.25]))]);
    write(folder, "columns.npz", &[("W1", array(&[2, 1], &[1.0, 2.0])), ("W2", array(&[2], &[0.5, 0.25]))]);
    let two = json(folder, "classify network --loss logistic --eta 3 --weights two.npz --json");
    assert_eq!(two, json(folder, "classify two-layer --loss logistic --eta 3 --weights columns.npz --json"));
}

#[test]
fn bad_weights_are_named_in_one_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let with = |index: usize, name: &'static str, content: Vec<u8>| {
        let mut arrays = three_layers();
        arrays[index] = (name, content);
        arrays
    };
    type Arrays = Vec<(&'static str, Vec<u8>)>;
    let cases: [(Arrays, &str); 9] = [
        (with(1, "W2", array(&[2, 2], &[1.0, f64::NAN, 0.0, 1.0])), "is NaN at index [0, 1]"),
        (with(1, "W2", array(&[2], &[1.0, 2.0])), "has shape (2,) where (2, 2) is needed"),
        (with(2, "W3", array(&[3], &[1.0; 3])), "has shape (3,) where (2,) is needed"),
        (with(0, "W1", array(&[2, 2], &[1.0; 4])), "has shape (2, 2) where (m,) is needed"),
        (with(0, "W1", array(&[0], &[])), "has shape (0,) where (m,) is needed"),
        (with(1, "V2", array(&[2, 2], &W2)), "has no array W2: it holds V2, W1, W3"),
        (with(2, "W5", array(&[2], &[1.0; 2])), "has no array W3"),
        (vec![("W1", array(&[1], &[1.0]))], "one layer is a linear predictor"),
        (vec![("weights", array(&[1], &[1.0]))], "has no array W1"),
    ];
    for (arrays, expected) in cases {
        write(folder, "bad.npz", &arrays);
        let output = catapult_in(folder, "classify network --loss logistic --eta 1 --weights bad.npz");
        let message = String::from_utf8(output.stderr).expect("a text");
        assert_eq!((output.status.code(), message.lines().count()), (Some(2), 1), "{message}");
        assert!(message.contains(expected), "{message}");
    }
    write(folder, "w.npz", &three_layers());
    for bad in ["--eta 0 --weights w.npz", "--eta 1 --weights none.npz", "--eta 1"] {
        assert_eq!(catapult_in(folder, &format!("classify network --loss logistic {bad}")).status.code(), Some(2));
    }
}
