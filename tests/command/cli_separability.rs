//! `catapult separability`: the JSON of the contract, its certificates checked from the outside, and tables.

use crate::command_line::{catapult, catapult_in, json, refusal, stdout};
use catapult::arithmetic::parse_exact;
use rug::Rational;
use serde_json::Value;
use std::fs;

fn rationals(value: &Value) -> Vec<Rational> {
    let texts = value.as_array().expect("an array");
    texts.iter().map(|text| parse_exact(text.as_str().expect("a string")).expect("a number")).collect()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn degenerate_data_are_not_separable() {
    let answer = json("separability --data degenerate --json");
    assert_eq!(keys(&answer)[..4], ["separable", "witness", "non_separable_part", "margin"]);
    assert_eq!(answer["separable"], false);
    assert_eq!(rationals(&answer["witness"]), [1, 1]);
    assert_eq!(answer["non_separable_part"], serde_json::json!([0, 1]));
    assert_eq!(answer["margin"], Value::Null);
}

/// E2 has z = 1, 2, -1.
#[test]
fn three_points_have_a_gordan_vector() {
    let answer = json("separability --data three-point --json");
    let mu = rationals(&answer["witness"]);
    assert!(mu.iter().all(|mu| *mu > 0));
    assert_eq!(mu[0].clone() + mu[1].clone() * Rational::from(2), mu[2]);
}

#[test]
fn a_mixed_table_is_split() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("mixed.csv"), "a,b,y\n1,0,1\n1,0,-1\n0.5,2,1\n-3,-1/3,-1\n").expect("written");
    let output = catapult_in(folder.path(), "separability --data csv:mixed.csv --json");
    let answer: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(answer["separable"], false);
    assert_eq!(answer["non_separable_part"], serde_json::json!([0, 1]));
    assert_eq!(rationals(&answer["witness"]), [1, 1, 0, 0]);
    assert_eq!(answer["separable_part"]["rows"], serde_json::json!([2, 3]));
    let w = rationals(&answer["separable_part"]["direction"]);
    assert!(w[0].is_zero() && w[1] > 0);
    let table = stdout(&catapult_in(folder.path(), "separability --data csv:mixed.csv"));
    assert!(table.contains("2 of 4: rows 0, 1"), "{table}");
}

/// Two points (1, 1) and (1, -1): margin 1, direction e_1.
#[test]
fn the_margin_is_certified_to_the_digits_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("two.csv"), "1,1,1\n-1,1,-1\n3,5,1\n").expect("written");
    let run = |arguments: &str| -> Value {
        serde_json::from_str(&stdout(&catapult_in(folder.path(), arguments))).expect("JSON")
    };
    let answer = run("separability --data csv:two.csv --json");
    assert_eq!(answer["separable"], true);
    assert_eq!(answer["margin"], serde_json::json!({"lower": "1", "upper": "1", "value": 1.0}));
    assert_eq!(answer["maximum_margin"]["support"], serde_json::json!([0, 1]));
    assert_eq!(rationals(&answer["maximum_margin"]["direction"]), [1, 0]);
    // (1,1) and (2,-1): the distance of the segment from the origin is 3/sqrt(5)
    fs::write(folder.path().join("root.csv"), "1,1,1\n-2,1,-1\n").expect("written");
    let answer = run("separability --data csv:root.csv --digits 50 --json");
    assert_eq!(answer["maximum_margin"]["squared"], "9/5");
    let ends = rationals(&serde_json::json!([answer["margin"]["lower"], answer["margin"]["upper"]]));
    let squared = Rational::from((9, 5));
    assert!(ends[0].clone().square() <= squared && ends[1].clone().square() >= squared);
    assert!(ends[1].clone() - &ends[0] < parse_exact("1e-49").expect("a number"));
}

/// The embedded MNIST subset is separable; the witness is checked against the standardised doubles that training sees, from which
/// the exact points differ by roundings only.
#[test]
fn embedded_images_are_separable() {
    use catapult::data::{DataSource, DataSpecification};
    let answer = json("separability --data mnist:0,1:test --json");
    assert_eq!(answer["separable"], true);
    let witness: Vec<f64> = rationals(&answer["witness"]).iter().map(Rational::to_f64).collect();
    let data = "mnist:0,1:test".parse::<DataSpecification>().expect("data").load(&DataSource::Embedded).expect("loads");
    let length = witness.iter().map(|w| w * w).sum::<f64>().sqrt();
    let least = (0..data.count())
        .map(|i| {
            data.labels[i] * (0..data.dimension()).map(|j| data.features[(i, j)] * witness[j]).sum::<f64>() / length
        })
        .fold(f64::INFINITY, f64::min);
    let margin: f64 = answer["margin"]["lower"].as_str().expect("decimals").parse().expect("a number");
    assert!(least > 0.0 && least <= margin * (1.0 + 1e-12), "{least} against the maximum {margin}");
    // the hard-margin direction attains the margin on the doubles, up to roundings
    let exact = rationals(&answer["maximum_margin"]["direction"]);
    let largest = exact.iter().map(|w| w.clone().abs()).max().expect("a feature");
    let direction: Vec<f64> = exact.iter().map(|w| (w.clone() / &largest).to_f64()).collect();
    let scale = direction.iter().map(|w| w * w).sum::<f64>().sqrt();
    let attained = (0..data.count())
        .map(|i| {
            data.labels[i] * (0..data.dimension()).map(|j| data.features[(i, j)] * direction[j] / scale).sum::<f64>()
        })
        .fold(f64::INFINITY, f64::min);
    assert!((attained / margin - 1.0).abs() < 1e-9, "{attained} against {margin}");
}

#[test]
fn bad_data_are_refused() {
    assert!(refusal("separability --data degenrate").contains("degenerate"));
    assert!(refusal("separability --data csv:absent.csv").contains("absent.csv"));
    assert!(refusal("separability").contains("--data"));
}

#[test]
fn tables_name_the_guarantee() {
    let table = stdout(&catapult("separability --data three-point"));
    for word in ["exact", "certified", "non-separable part", "alpha, logistic"] {
        assert!(table.contains(word), "{word} is missing from {table}");
    }
}

/// A bound that the proof did not reach is not left out in silence: features of sizes 1e9 and 1e-9 are out of reach of alpha.
#[test]
fn a_curvature_without_proof_is_called_undecided() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = "1,0,1\n1,0,-1\n0,1e-9,1\n0,1e-9,-1\n1e9,1,1\n1e9,1,-1\n";
    fs::write(folder.path().join("scales.csv"), lines).expect("a written file");
    let table = stdout(&catapult_in(folder.path(), "separability --data csv:scales.csv"));
    let alpha = table.lines().find(|line| line.starts_with("alpha, logistic")).expect("a row for alpha");
    assert!(alpha.contains("not proved") && alpha.contains("undecided"), "{alpha}");
}

/// Points that doubles do not tell from opposite ones, and no work for exact arithmetic.
#[test]
fn what_is_undecided_names_the_option_that_helps() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows =
        "1e40,7e39,3,1\n-9999999999999999999999999999999999999999,-7e39,-3,1\n1e38,-1e40,-1e39,1\n3e40,-1e39,1e40,1\n";
    fs::write(folder.path().join("opposite.csv"), rows).expect("written");
    let run = |arguments: &str| stdout(&catapult_in(folder.path(), arguments));
    let answer: Value =
        serde_json::from_str(&run("separability --data csv:opposite.csv --work 10 --json")).expect("JSON");
    assert_eq!(answer["separable"], Value::Null);
    let reason = answer["reason"].as_str().expect("a reason");
    assert!(reason.contains("10 word operations; raise --work"), "{reason}");
    assert!(run("separability --data csv:opposite.csv --work 10").contains("raise --work"));
    let answer: Value = serde_json::from_str(&run("separability --data csv:opposite.csv --json")).expect("JSON");
    assert_eq!(answer["separable"], true);
    assert_eq!(answer["maximum_margin"]["shortfall"], Value::Null);
}
