//! The gallery in `figures/` is what the program draws.

use catapult::data::DataSource;
use catapult::figures::{Figure, FigureOptions, catalogue, without_origin};
use std::path::Path;

/// The figure whose numbers come from faer's kernels, which differ in the last digits between kinds of processors.
const TRAINED: &str = "mnist-phases";

/// Figures of the same kind that take minutes without optimisation: drawn by `make test-all`.
const EXPERIMENTS: [&str; 2] = ["experiment-3", "experiment-4"];

/// The figures with thousands of proved cells, and of runs of dense networks, which take long without optimisation: drawn by `make test-all`.
const LONG: [&str; 3] = ["two-layer-basins", "phase-planes", "depth-window"];

#[test]
#[ignore = "slow: thousands of proofs and runs without optimisation"]
fn the_long_ones_are_the_committed_ones() {
    compare_figures(|name| LONG.contains(&name));
}

#[test]
fn tables_are_the_committed_ones() {
    compare_figures(|name| !EXPERIMENTS.contains(&name) && !LONG.contains(&name));
}

fn compare_figures(chosen: impl Fn(&str) -> bool) {
    let options = FigureOptions::new(false, DataSource::Embedded).expect("thresholds");
    for entry in catalogue().iter().filter(|entry| chosen(entry.name)) {
        let figure = (entry.draw)(&options).expect(entry.name);
        for table in &figure.tables {
            let path = Path::new("figures").join(table.file_name(figure.name));
            let committed = std::fs::read_to_string(&path).expect("run `catapult figure all --out figures`");
            let drawn = String::from_utf8(table.to_csv().expect("a table")).expect("UTF-8");
            if figure.name == TRAINED {
                compare_early_steps(&committed, &drawn);
            } else {
                assert!(committed == drawn, "{} differs; run `catapult figure all --out figures`", path.display());
            }
        }
        let svg = std::fs::read_to_string(format!("figures/{}.svg", figure.name)).expect("the picture");
        // the committed one says which build drew it
        assert!(figure.name == TRAINED || without_origin(&svg) == figure.svg, "{}.svg differs", figure.name);
    }
}

/// The drawn and the committed table of a figure with one table.
fn both_tables(figure: &Figure) -> [Vec<Vec<String>>; 2] {
    let drawn = figure.tables[0].to_csv().expect("a table");
    let committed = std::fs::read(format!("figures/{}.csv", figure.name));
    let read = |bytes: &[u8]| {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        reader.records().map(|record| record.expect("a row").iter().map(str::to_owned).collect()).collect()
    };
    [read(&committed.expect("run `catapult figure all --out figures`")), read(&drawn)]
}

/// In the lazy phase nothing amplifies roundings, so there the whole run can be compared across machines.
#[test]
#[ignore = "minutes without optimisation"]
fn experiments_are_the_committed_ones_in_the_lazy_phase() {
    let options = FigureOptions::new(false, DataSource::Embedded).expect("thresholds");
    for entry in catalogue().iter().filter(|entry| EXPERIMENTS.contains(&entry.name)) {
        let figure = (entry.draw)(&options).expect(entry.name);
        let [committed, drawn] = both_tables(&figure);
        assert_eq!(committed.len(), drawn.len(), "{}", entry.name);
        assert_eq!(committed[0], drawn[0], "{}", entry.name);
        let column = |name: &str| drawn[0].iter().position(|column| column == name).expect("a column");
        let value = |row: &[String], name: &str| row[column(name)].parse::<f64>().expect("a number");
        let mut compared = 0;
        for (old, new) in committed.iter().zip(&drawn).skip(1) {
            if value(new, "learning_rate") * value(new, "initial_sharpness") > 1.8 {
                continue;
            }
            compared += 1;
            for ((old, new), name) in old.iter().zip(new).zip(&drawn[0]) {
                match (old.parse::<f64>(), new.parse::<f64>()) {
                    // An output near 0 may change its sign.
                    (Ok(old), Ok(new)) if name == "test_accuracy" => assert!((old - new).abs() < 1.5 / 512.0),
                    (Ok(old), Ok(new)) => assert!((old - new).abs() <= 1e-5 * old.abs(), "{name}: {old} and {new}"),
                    _ => assert_eq!(old, new, "{name}"),
                }
            }
        }
        assert!(compared > 100, "{}", entry.name);
    }
}

/// Rounding grows along a divergent or chaotic run, so only the first steps can be compared across machines.
fn compare_early_steps(committed: &str, drawn: &str) {
    assert_eq!(committed.lines().next(), drawn.lines().next());
    let early = |text: &str| -> Vec<(Vec<String>, f64)> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader
            .records()
            .map(|record| record.expect("a row").iter().map(str::to_owned).collect::<Vec<_>>())
            .filter(|row| row[3] == "train_loss" && row[4].parse::<usize>().is_ok_and(|step| step <= 3))
            .map(|mut row| {
                let value = row.pop().and_then(|text| text.parse().ok()).expect("a number");
                (row, value)
            })
            .collect()
    };
    let (committed, drawn) = (early(committed), early(drawn));
    assert_eq!(committed.len(), drawn.len());
    assert!(committed.len() >= 20);
    for ((key, old), (other, new)) in committed.into_iter().zip(drawn) {
        assert_eq!(key, other);
        assert!((old - new).abs() <= 1e-9 * old.abs(), "{key:?}: {old} and {new}");
    }
}
