//! `catapult classify aligned` and the thresholds of aligned networks: the JSON of the contract, certificates, bad input.

use crate::command_line::{catapult, catapult_in, json};
use serde_json::Value;

fn stdout(arguments: &str) -> String {
    crate::command_line::stdout(&catapult(arguments))
}

const E1: &str = "classify aligned --loss logistic --width 100 --sigma 1/10,12,11";

#[test]
fn the_limit_has_the_keys_of_the_contract() {
    let answer = json(&format!("{E1} --eta 22 --digits 18 --json"));
    assert_eq!(answer["phase"], "catapult");
    let limit = answer["limit"].as_object().expect("a limit");
    assert_eq!(limit.keys().collect::<Vec<_>>(), ["sigma", "vanishing", "lambda", "sharpness"]);
    // layers are counted from 1
    assert_eq!(limit["vanishing"], 3);
    assert_eq!(limit["sigma"].as_array().map(Vec::len), Some(3));
    assert_eq!(limit["sigma"][2]["upper"], "0");
    assert!(limit["lambda"]["lower"].as_str().is_some_and(|end| end.starts_with("0.0389386387717191")));
    let together = json("classify aligned --loss squared --eta 1/2 --width 1 --sigma 1,1,1 --json");
    assert_eq!((&together["phase"], &together["limit"]["vanishing"]), (&Value::from("lazy"), &Value::Null));
    let divergent = json(&format!("{E1} --eta 40 --json"));
    assert_eq!((&divergent["phase"], &divergent["limit"]), (&Value::from("divergent"), &Value::Null));
}

#[test]
fn a_certificate_is_written_and_checks() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = catapult_in(folder.path(), &format!("{E1} --eta 10 --certificate aligned.json"));
    assert!(made.status.success());
    let checked = catapult_in(folder.path(), "check aligned.json");
    assert!(checked.status.success());
    let text = String::from_utf8(checked.stdout).expect("a text");
    assert!(text.starts_with("valid: aligned network of width 100 on D0, logistic loss, eta = 10"), "{text}");
    assert!(text.contains("sigma_1 alone to 0") && text.contains("(L4a)"), "{text}");
}

#[test]
fn thresholds_of_aligned_networks() {
    let balanced = stdout("threshold balanced-rate --loss logistic --width 1 --depth 3 --sigma 2 --digits 21");
    assert!(balanced.contains("2.0013423008033649798"), "{balanced}");
    // squared loss, f = Q = 1: 2 exactly
    let exact = stdout("threshold balanced-rate --loss squared --width 1 --depth 5 --sigma -1");
    assert!(exact.contains("exact: 2"), "{exact}");
    // two layers: the universal rate 2 sqrt(2m), whatever the start
    let safe = stdout("threshold safe-rate --width 2 --sigma 3,1/7");
    assert!(safe.contains("exact: 4"), "{safe}");
    // lambda = 48, eta_lazy = 8/48
    let lazy = stdout("threshold lazy-rate --loss logistic --width 1 --sigma 2,2,2");
    assert!(lazy.contains("exact: 1/6"), "{lazy}");
    assert_eq!(lazy, stdout("threshold lazy-rate --loss logistic --lambda 48"));
    for bad in [
        "threshold balanced-rate --loss logistic --width 1 --depth 0 --sigma 2",
        "threshold balanced-rate --loss logistic --width 1 --depth 65 --sigma 2",
        "threshold balanced-rate --loss logistic --width 1 --depth 3 --sigma 0",
        "threshold balanced-rate --loss exponential --width 1 --depth 3 --sigma 1e9",
        "threshold safe-rate --width 100 --sigma 3",
        "threshold safe-rate --width 100 --sigma 0,0,0",
        "threshold lazy-rate --loss logistic",
        "threshold lazy-rate --loss logistic --sigma 1,2",
        "threshold lazy-rate --loss logistic --lambda 2 --width 1 --sigma 1,2",
    ] {
        assert_eq!(catapult(bad).status.code(), Some(2), "{bad}");
    }
}
