//! The tables of `experiment-3` and `experiment-4` are consistent with themselves and with the theory.

use crate::drawn::figures;
use catapult::figures::spread::Spread;
use catapult::figures::{Figure, Table};
use std::collections::BTreeMap;

fn drawn(name: &str) -> &'static Figure {
    figures().iter().find(|figure| figure.name == name).expect("the figure exists")
}

/// The rows as maps from column to entry.
fn rows(table: &Table) -> Vec<BTreeMap<&str, &str>> {
    table
        .rows
        .iter()
        .map(|row| table.header.iter().map(String::as_str).zip(row.iter().map(String::as_str)).collect())
        .collect()
}

fn number(row: &BTreeMap<&str, &str>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

#[test]
fn late_spectra_end_where_the_theory_allows() {
    let figure = drawn("experiment-3");
    let rows = rows(&figure.tables[0]);
    assert!(rows.len() >= 4 * 3 * 10);
    let mut saturated = 0;
    for row in &rows {
        let (rate, border) = (number(row, "learning_rate"), 2.0 / number(row, "initial_sharpness"));
        if row["outcome"] != "completed" {
            assert_eq!(row["outcome"], "diverged");
            assert_eq!(row["train_loss"].is_empty(), !row["diverged_at"].is_empty(), "{row:?}");
            assert!(rate > border, "a rate in the lazy phase diverges: {row:?}");
            assert!(row["sharpness"].is_empty() && row["ntk_eigenvalue"].is_empty(), "{row:?}");
            continue;
        }
        let (sharpness, ntk) = (number(row, "sharpness"), number(row, "ntk_eigenvalue"));
        assert!(ntk > 0.0 && sharpness >= 0.0, "{row:?}");
        if row["data"] == "nonseparable" {
            // A run that has settled at a minimum is stable there: eta h <= 2.
            assert!(rate * sharpness < 2.05, "{row:?}");
            saturated += usize::from(rate * sharpness > 1.7);
        } else {
            // On separable data the loss, and with it the sharpness, goes to 0 at every rate.
            assert!(sharpness < 0.1 * number(row, "initial_sharpness"), "{row:?}");
        }
    }
    assert!(saturated > 0, "some rate ends at the edge of stability");
}

#[test]
fn certified_limits_of_late_spectra_are_where_the_runs_go() {
    let figure = drawn("experiment-3");
    let (seen, certified) = (rows(&figure.tables[0]), rows(&figure.tables[1]));
    assert_eq!(certified.len(), 2, "one rate for each loss on non-separable data");
    for row in &certified {
        let rate = number(row, "learning_rate");
        let run = |other: &&BTreeMap<&str, &str>| {
            ["data", "loss", "seed"].iter().all(|column| other[column] == row[column])
                && number(other, "learning_rate") == rate
        };
        let run = seen.iter().find(run).expect("the run that was certified");
        for quantity in ["ntk_eigenvalue", "sharpness"] {
            let [lower, upper] = ["lower", "upper"].map(|end| number(row, &format!("{quantity}_{end}")));
            assert!(lower <= upper, "{row:?}");
            // the quick runs have 200 steps, and not all of them have settled
            assert!((number(run, quantity) / lower - 1.0).abs() < 0.2, "{row:?} and {run:?}");
        }
        assert!(rate * number(row, "sharpness_lower") <= 2.0, "{row:?}");
    }
}

#[test]
fn accuracies_are_measured_as_the_protocols_say() {
    let figure = drawn("experiment-4");
    let rows = rows(&figure.tables[0]);
    assert!(figure.caption.contains("the sentence") && figure.caption.contains("seeds"));
    let mut runs: BTreeMap<[String; 4], Vec<&BTreeMap<&str, &str>>> = BTreeMap::new();
    for row in &rows {
        let key = ["data", "depth", "seed", "learning_rate"].map(|column| row[column].to_owned());
        runs.entry(key).or_default().push(row);
    }
    for (key, protocols) in &runs {
        let names: Vec<&str> = protocols.iter().map(|row| row["protocol"]).collect();
        assert_eq!(names, ["fixed steps", "fixed time", "annealed"], "{key:?}");
        let (rate, border) = (number(protocols[0], "learning_rate"), 2.0 / number(protocols[0], "initial_sharpness"));
        // t = 100 in the quick figure
        let timed = number(protocols[1], "steps");
        assert_eq!(timed, (100.0 / rate).round().max(1.0), "{key:?}");
        assert!(number(protocols[2], "steps") > timed, "{key:?}");
        for row in protocols {
            match row["outcome"] {
                "completed" => {
                    let count = 512.0 * number(row, "test_accuracy");
                    assert!((0.0..=512.0).contains(&count) && count == count.round(), "{row:?}");
                }
                outcome => {
                    assert_eq!(outcome, "diverged");
                    assert!(rate > border, "a rate in the lazy phase diverges: {row:?}");
                    assert!(row["test_accuracy"].is_empty(), "{row:?}");
                }
            }
        }
    }
    // Every seed has every rate, and some rates are on either side of the border.
    let seeds = |seed: &str| runs.keys().filter(|key| key[2] == seed).count();
    assert!(seeds("1") == seeds("2") && seeds("1") >= 12);
}

#[test]
fn spreads_are_medians_and_ends() {
    let spread = |values: &[f64]| Spread::of(values.iter().copied());
    assert_eq!(spread(&[]), None);
    assert_eq!(spread(&[3.0]), Some(Spread { least: 3.0, median: 3.0, largest: 3.0 }));
    assert_eq!(spread(&[5.0, -1.0, 2.0]), Some(Spread { least: -1.0, median: 2.0, largest: 5.0 }));
    assert_eq!(spread(&[4.0, 1.0, 2.0, 8.0]), Some(Spread { least: 1.0, median: 3.0, largest: 8.0 }));
}
