//! `catapult threshold` against the mpmath tables of tests/reference/thresholds.csv, to 30 and to 1000 digits.

use crate::command_line::{catapult, json, refusal, refusal_in, stdout};
use catapult::arithmetic::parse_exact;
use rug::Rational;
use serde_json::Value;

/// quantity, loss, argument, value to 1000 digits
fn reference() -> Vec<[String; 4]> {
    let mut reader = csv::Reader::from_path("tests/reference/thresholds.csv").expect("the table is there");
    reader
        .records()
        .map(|record| {
            let record = record.expect("the table is well formed");
            [0, 1, 2, 3].map(|column| record[column].to_owned())
        })
        .collect()
}

/// The command that prints a quantity of the table, and the JSON key it stands under.
fn command(quantity: &str, loss: &str, argument: &str) -> (String, &'static str) {
    match quantity {
        "overshoot_weight" => ("threshold overshoot".into(), "weight"),
        "overshoot_eta" => ("threshold overshoot".into(), "eta"),
        "critical_rate" => (format!("threshold critical-rate --loss {loss} --weight={argument}"), "eta_critical"),
        "two_cycle_amplitude" => (format!("threshold two-cycle --eta {argument}"), "amplitude"),
        "two_cycle_multiplier" => (format!("threshold two-cycle --eta {argument}"), "multiplier"),
        "universal_rate" => (format!("threshold universal-rate --width {argument}"), "eta_universal"),
        "minimiser" => (format!("threshold linear --loss {loss} --data {argument}"), "minimiser"),
        "sharpness" => (format!("threshold linear --loss {loss} --data {argument}"), "sharpness"),
        "stability_limit" => (format!("threshold linear --loss {loss} --data {argument}"), "eta_critical"),
        other => panic!("unknown quantity {other}"),
    }
}

fn ends(enclosure: &Value) -> [Rational; 2] {
    ["lower", "upper"].map(|end| parse_exact(enclosure[end].as_str().expect("an end")).expect("a decimal"))
}

/// Leading significant digits that two positive decimals share, as written.
fn common_digits(enclosure: &Value) -> usize {
    let digits = |end: &str| {
        let text = enclosure[end].as_str().expect("an end").trim_start_matches(['-', '0', '.']);
        text.split('e').next().unwrap_or_default().replace('.', "")
    };
    let (lower, upper) = (digits("lower"), digits("upper"));
    if lower == upper {
        return usize::MAX;
    }
    lower.bytes().zip(upper.bytes()).take_while(|(a, b)| a == b).count()
}

fn check(digits: usize) {
    for [quantity, loss, argument, value] in reference() {
        let (command, key) = command(&quantity, &loss, &argument);
        let result = json(&format!("{command} --digits {digits} --json"));
        let enclosure = if key == "minimiser" { &result[key][0] } else { &result[key] };
        let [lower, upper] = ends(enclosure);
        // The table is rounded to 1000 significant digits, so it is right to one unit in the 1000th.
        let value = parse_exact(&value).expect("a decimal");
        let slack = value.clone().abs() / Rational::from(rug::Integer::from(rug::Integer::u_pow_u(10, 999)));
        assert!(lower <= upper, "{command}");
        assert!(Rational::from(&lower - &slack) <= value, "{command}: {lower} is above the reference");
        assert!(Rational::from(&upper + &slack) >= value, "{command}: {upper} is below the reference");
        assert!(common_digits(enclosure) >= digits, "{command} --digits {digits}: {enclosure}");
    }
}

#[test]
fn thirty_digits_agree_with_mpmath() {
    check(30);
}

#[test]
fn a_thousand_digits_agree_with_mpmath() {
    check(1000);
}

#[test]
fn rational_thresholds_are_exact() {
    let cases = [
        ("threshold lazy-rate --loss exponential --lambda 2", "eta_lazy", "1"),
        ("threshold lazy-rate --loss logistic --lambda 2", "eta_lazy", "4"),
        ("threshold lazy-rate --loss squared --lambda 0.1", "eta_lazy", "20"),
        ("threshold critical-rate --loss squared --weight 0.1", "eta_critical", "2"),
        ("threshold universal-rate --width 2", "eta_universal", "4"),
        ("threshold linear --loss logistic --data degenerate", "eta_critical", "8"),
        ("threshold linear --loss exponential --data degenerate", "sharpness", "1"),
        ("threshold linear --loss squared --data three-point", "sharpness", "2"),
    ];
    for (command, key, value) in cases {
        let result = json(&format!("{command} --json"));
        assert_eq!(result[key]["lower"], value, "{command}");
        assert_eq!(result[key]["upper"], value, "{command}");
    }
    let result = json("threshold linear --loss logistic --data degenerate --json");
    assert_eq!(result["minimiser"][0]["lower"], "0");
}

/// Held against mpmath at 40 digits: Newton's method for the minimiser, and the eigenvalue of a 2 x 2 matrix.
#[test]
fn lazy_rates_on_data_are_those_of_the_kernel_of_the_start() {
    let line = json("threshold lazy-rate --loss logistic --lambda 2 --data three-point --digits 30 --json");
    assert!(line["sharpness"]["lower"].as_str().unwrap().starts_with("0.68440867260425104397113938971"), "{line}");
    assert!(line["eta_lazy"]["lower"].as_str().unwrap().starts_with("2.92223064969322755629608142854"), "{line}");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("points.csv");
    std::fs::write(&file, "-0.3,0.2,1\n-0.5,0,1\n1.8,-0.5,1\n-1.5,1.4,1\n").expect("written");
    let data = format!("--data csv:{},header=no --w1=-3/2,2 --w2=-1 --digits 30", file.display());
    let plane = json(&format!("threshold lazy-rate --loss logistic {data} --json"));
    assert!(plane["sharpness"]["lower"].as_str().unwrap().starts_with("1.30817098668560202138878367566"), "{plane}");
    assert!(plane["eta_lazy"]["lower"].as_str().unwrap().starts_with("1.52885213045981428680929552037"), "{plane}");
    // on data linear stability is no theorem about the loss, and the answer says so
    assert!(plane["note"].as_str().unwrap().contains("the loss may rise below it"), "{plane}");
    // D0 by its name is (T6)
    let degenerate = json("threshold lazy-rate --loss logistic --lambda 2 --data degenerate --json");
    assert_eq!(degenerate, json("threshold lazy-rate --loss logistic --lambda 2 --json"));
    for (arguments, words) in [
        (format!("--lambda 2 --data csv:{},header=no", file.display()), "2 features"),
        ("--lambda -2 --data three-point".to_owned(), "-2"),
        ("--w1 1,2 --w2 1 --data three-point".to_owned(), "1"),
        ("--lambda 2 --data mnist:0,1".to_owned(), "no exact form"),
    ] {
        let message = refusal(&format!("threshold lazy-rate --loss logistic {arguments}"));
        assert!(message.contains(words), "{arguments}: {message}");
    }
}

/// (G6'): E2, by the root of E(x/3) + E(x) in proofs/THEORY.md.
#[test]
fn the_divergence_rate_says_what_it_is_and_is_not() {
    let command = "threshold divergence-rate --width 1 --data three-point --digits 24";
    let result = json(&format!("{command} --json"));
    assert!(result["eta_divergence"]["lower"].as_str().unwrap().starts_with("1.58503919741246802962760"), "{result}");
    let text = stdout(&catapult(command));
    let note = text.lines().find_map(|line| line.strip_prefix("note")).expect("a note").trim();
    assert_eq!(Some(note), result["note"].as_str());
    assert!(
        note.contains("positive measure") && note.contains("not every start") && note.contains("no border"),
        "{note}"
    );
    // the note moves no column
    assert!(text.lines().next().is_some_and(|line| line.len() < 80 && line.ends_with("certified")), "{text}");
    // other thresholds are what their names say
    assert!(json("threshold universal-rate --width 1 --data three-point --json").get("note").is_none());
}

#[test]
fn a_third_shares_its_digits() {
    let result = json("threshold lazy-rate --loss exponential --lambda 6 --digits 50 --json");
    assert!(common_digits(&result["eta_lazy"]) >= 50);
}

#[test]
fn the_table_says_what_is_certified() {
    let text = stdout(&catapult("threshold critical-rate --loss logistic --weight 12"));
    assert!(text.contains("48.00058984801007") && text.contains("certified"), "{text}");
    let text = stdout(&catapult("threshold lazy-rate --loss exponential --lambda 6"));
    assert!(text.contains("exact: 1/3"), "{text}");
}

#[test]
fn what_algebra_knows_is_exact() {
    let directory = tempfile::tempdir().expect("a folder");
    let file = directory.path().join("points.csv");
    std::fs::write(&file, "1,1\n1,1\n1,1\n1,0\n").expect("written");
    let command = format!("threshold linear --loss logistic --data csv:{}", file.display());
    let text = stdout(&catapult(&command));
    for known in ["exact: log 3", "0.1875", "exact: 3/16", "10.666666", "exact: 32/3"] {
        assert!(text.contains(known), "{known}: {text}");
    }
    let result = json(&format!("{command} --digits 1000 --json"));
    let sharpness = serde_json::json!({"lower": "0.1875", "upper": "0.1875", "exact": "3/16", "value": 0.1875});
    assert_eq!(result["sharpness"], sharpness);
    assert!(common_digits(&result["eta_critical"]) >= 1000 && common_digits(&result["minimiser"][0]) >= 1000);
    let certified = json("threshold linear --loss logistic --data three-point --json");
    let keys: Vec<&String> = certified["sharpness"].as_object().expect("an enclosure").keys().collect();
    assert_eq!(keys, ["lower", "upper", "value"]);
}

/// The slopes fall off as e^{-eta/4}: the multiplier is 1 to about 10^5 digits, so its ends share none at 30.
#[test]
fn values_next_to_a_carry_are_still_answered() {
    let result = json("threshold two-cycle --eta 1e6 --json");
    let [lower, upper] = ends(&result["multiplier"]);
    assert!(lower < 1 && upper >= 1 || lower == upper);
    assert!(Rational::from(&upper - &lower) < Rational::from((1, 1_000_000)));
}

#[test]
fn why_there_is_no_minimiser_is_said_exactly() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = |name: &str, rows: &str| {
        std::fs::write(folder.path().join(name), rows).expect("written");
        refusal_in(folder.path(), &format!("threshold linear --loss logistic --data csv:{name},header=no"))
    };
    assert!(refused("separable.csv", "1,2,1\n2,1,1\n").contains("the data are separable"));
    assert!(refused("partly.csv", "1,0,1\n-1,0,1\n0,1,1\n").contains("partly separable"));
    assert!(refused("line.csv", "1,1,1\n-1,-1,1\n2,2,1\n").contains("span only 1 of 2 dimensions"));
}
