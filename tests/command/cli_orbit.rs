//! `catapult orbit` in its three arithmetics.

use crate::command_line::{catapult, catapult_in, json, stderr, stdout};
use catapult::arithmetic::parse_exact;
use rug::Rational;

#[test]
fn rows_have_the_columns_of_the_contract() {
    let text = stdout(&catapult("orbit linear --loss logistic --eta 40 --weight 12 --steps 2"));
    let header: Vec<&str> = text.lines().next().expect("a header").split_whitespace().collect();
    assert_eq!(header, ["step", "output", "lambda", "sharpness", "loss"]);
    assert_eq!(text.lines().count(), 4);
    let rows = json("orbit linear --loss logistic --eta 40 --weight 12 --steps 2 --json");
    assert_eq!(rows["rows"].as_array().map(Vec::len), Some(3));
    assert_eq!(rows["rows"][0]["output"], 12.0);
}

#[test]
fn the_counterexample_to_monotonicity_is_certified() {
    let orbit = json("orbit linear --loss logistic --eta 40 --weight 12 --steps 2 --arithmetic ball:128 --json");
    let end = |step: usize, key: &str| parse_exact(orbit["rows"][step][key].as_str().expect("text")).expect("a number");
    assert!(end(1, "loss_upper") < end(0, "loss_lower"));
    assert!(end(2, "loss_lower") > end(1, "loss_upper"));
    let nested = &orbit["rows"][2]["loss"];
    assert_eq!(nested["lower"], orbit["rows"][2]["loss_lower"]);
}

/// f' = f (1 + eta² f²/m) - eta lambda f and lambda' = lambda (1 + eta² f²/m) - 4 eta f²/m, by hand at f = 1/2, lambda = 2,
/// eta = 1/2, m = 1: f' = 1/2 (1 + 1/16) - 1/2 = 1/32, lambda' = 2 (1 + 1/16) - 1/2 = 13/8.
#[test]
fn exact_orbits_print_rationals() {
    let orbit = json(
        "orbit two-layer --loss squared --eta 1/2 --width 1 --lambda 2 --output 0.5 --steps 1 --arithmetic exact --json",
    );
    assert_eq!(orbit["rows"][1]["output"], "1/32");
    assert_eq!(orbit["rows"][1]["lambda"], "13/8");
    assert_eq!(orbit["rows"][0]["loss"], "5/8");
}

#[test]
fn certified_rows_contain_the_exact_ones() {
    for command in [
        "orbit two-layer --loss squared --eta 0.7 --width 3 --lambda 2 --output=-3/4 --steps 6",
        "orbit linear --loss squared --eta 0.3 --weight 7 --data three-point --steps 6",
        "orbit aligned --loss squared --eta 0.1 --width 4 --sigma 1,2,-1/2,3 --steps 5",
        "orbit aligned --loss squared --eta 0.1 --width 5 --sigma 1,1/3,2 --steps 5",
    ] {
        let exact = json(&format!("{command} --arithmetic exact --json"));
        let ball = json(&format!("{command} --arithmetic ball:200 --json"));
        let numerical = json(&format!("{command} --json"));
        for (step, row) in exact["rows"].as_array().expect("rows").iter().enumerate() {
            for key in ["output", "lambda", "loss"] {
                let value = row[key].as_str().expect("exact text").parse::<Rational>().expect("a rational");
                let end =
                    |end: &str| parse_exact(ball["rows"][step][key][end].as_str().expect("an end")).expect("a decimal");
                assert!(end("lower") <= value && value <= end("upper"), "{command}: {key} at step {step}");
                let close = numerical["rows"][step][key].as_f64().expect("a number");
                assert!((close - value.to_f64()).abs() <= 1e-12 * (1.0 + value.to_f64().abs()), "{command}: {key}");
            }
            let sharpness = |rows: &serde_json::Value, end: &str| {
                parse_exact(rows["rows"][step]["sharpness"][end].as_str().expect("an end")).expect("a decimal")
            };
            assert!(sharpness(&exact, "lower") <= sharpness(&ball, "upper"));
            assert!(sharpness(&ball, "lower") <= sharpness(&exact, "upper"));
        }
    }
}

/// The two depths of one network agree: depth 2 aligned with sigma1 = sigma2 is a two-layer network with lambda = 2|f|/sqrt m.
#[test]
fn aligned_depth_two_is_the_two_layer_map() {
    let aligned = json("orbit aligned --loss logistic --eta 5 --width 4 --sigma 2,1 --steps 20 --json");
    let two_layer = json("orbit two-layer --loss logistic --eta 5 --width 4 --lambda 5/4 --output 1 --steps 20 --json");
    for step in 0..=20 {
        for key in ["output", "lambda", "sharpness", "loss"] {
            let (a, b) = (&aligned["rows"][step][key], &two_layer["rows"][step][key]);
            let (a, b) = (a.as_f64().expect("a number"), b.as_f64().expect("a number"));
            assert!((a - b).abs() < 1e-9 * (1.0 + a.abs()), "{key} at step {step}: {a} and {b}");
        }
    }
}

#[test]
fn a_thousand_certified_steps_stay_sharp() {
    let command =
        "orbit two-layer --loss logistic --eta 3 --width 100 --lambda 2 --output 2.5 --steps 1000 --every 1000";
    let orbit = json(&format!("{command} --arithmetic ball:170 --json"));
    let row = &orbit["rows"][1];
    let end = |key: &str| parse_exact(row[key].as_str().expect("text")).expect("a number");
    let width = end("lambda_upper") - end("lambda_lower");
    assert!(width < Rational::from(1) / Rational::from(10u64.pow(18)).square(), "{width}");
}

#[test]
fn every_shows_the_last_step_too() {
    let orbit = json("orbit linear --loss squared --eta 1 --weight 1/2 --steps 10 --every 4 --json");
    let steps: Vec<i64> =
        orbit["rows"].as_array().expect("rows").iter().map(|row| row["step"].as_i64().expect("a step")).collect();
    assert_eq!(steps, [0, 4, 8, 10]);
}

#[test]
fn divergence_ends_the_rows_and_says_so() {
    let output = catapult("orbit linear --loss exponential --eta 3 --weight 2 --steps 50");
    assert_eq!(output.status.code(), Some(0));
    assert!(!stdout(&output).to_lowercase().contains("nan") && !stdout(&output).contains("inf"));
    assert!(stderr(&output).contains("left the range of f64"), "{}", stderr(&output));
    let orbit = json("orbit linear --loss exponential --eta 3 --weight 2 --steps 50 --json");
    assert!(orbit["stopped"]["step"].as_u64().is_some_and(|step| step < 10), "{}", orbit["stopped"]);
}

#[test]
fn files_hold_what_the_terminal_shows() {
    let folder = tempfile::tempdir().expect("a folder");
    let command = "orbit two-layer --loss exponential --eta 1.2 --width 10 --lambda 2 --output 0.5 --steps 30";
    let output = catapult_in(folder.path(), &format!("{command} --arithmetic ball:100 --out orbit.csv"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = std::fs::read_to_string(folder.path().join("orbit.csv")).expect("the file is there");
    assert_eq!(
        text.lines().next(),
        Some(
            "step,output_lower,output_upper,lambda_lower,lambda_upper,sharpness_lower,sharpness_upper,loss_lower,loss_upper"
        )
    );
    assert_eq!(text.lines().count(), 32);
    let again = catapult_in(folder.path(), &format!("{command} --arithmetic ball:100 --out orbit.csv"));
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(folder.path().join("orbit.csv")).expect("the file is there"), text);
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 2, "no temporary file is left");
    let beside = std::fs::read(folder.path().join("orbit-metadata.json")).expect("the file beside it");
    let beside: serde_json::Value = serde_json::from_slice(&beside).expect("JSON");
    assert_eq!(beside["tables"][0]["url"], "orbit.csv");
    assert_eq!(beside["tables"][0]["tableSchema"]["columns"][1]["name"], "output_lower");
    assert_eq!(beside["notes"][0]["made_by"]["command"], format!("catapult {command} --arithmetic ball:100"));
}
