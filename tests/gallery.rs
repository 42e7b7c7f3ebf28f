//! The gallery in `figures/` is what the program draws.

use catapult::figures::{FigureOptions, catalogue};
use catapult::model::DataSource;
use std::path::Path;

/// The figure whose numbers come from faer's kernels, which differ in the last digits between kinds of processors.
const TRAINED: &str = "mnist-phases";

#[test]
fn tables_are_the_committed_ones() {
    let options = FigureOptions::new(false, DataSource::Embedded).expect("thresholds");
    for entry in catalogue() {
        let figure = (entry.draw)(&options).expect(entry.name);
        for table in &figure.tables {
            let separator = if table.name.is_empty() { "" } else { "-" };
            let path = Path::new("figures").join(format!("{}{separator}{}.csv", figure.name, table.name));
            let committed = std::fs::read_to_string(&path).expect("run `catapult figure all --out figures`");
            let drawn = String::from_utf8(table.to_csv().expect("a table")).expect("UTF-8");
            if figure.name == TRAINED {
                compare_early_steps(&committed, &drawn);
            } else {
                assert!(committed == drawn, "{} differs; run `catapult figure all --out figures`", path.display());
            }
        }
        let svg = std::fs::read_to_string(format!("figures/{}.svg", figure.name)).expect("the picture");
        assert!(figure.name == TRAINED || svg == figure.svg, "{}.svg differs", figure.name);
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
