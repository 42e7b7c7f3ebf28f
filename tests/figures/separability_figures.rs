//! The tables of `implicit-bias` and `mixed-bias` show what the theory says.

use catapult::data::DataSource;
use catapult::figures::{Figure, FigureOptions, Table, catalogue};
use std::collections::BTreeMap;

fn figure(name: &str) -> Figure {
    let entry = catalogue().iter().find(|entry| entry.name == name).expect("the figure exists");
    (entry.draw)(&FigureOptions::new(false, DataSource::Embedded).expect("thresholds")).expect("drawn")
}

/// Rows by the values of some columns, each with the numbers of others.
fn groups(table: &Table, keys: &[&str], values: &[&str]) -> BTreeMap<Vec<String>, Vec<Vec<f64>>> {
    let index = |name: &&str| table.header.iter().position(|column| column == *name).expect("the column exists");
    let (keys, values): (Vec<usize>, Vec<usize>) =
        (keys.iter().map(index).collect(), values.iter().map(index).collect());
    let mut groups: BTreeMap<Vec<String>, Vec<Vec<f64>>> = BTreeMap::new();
    for row in &table.rows {
        let key = keys.iter().map(|column| row[*column].clone()).collect();
        // an empty cell is no value, as the sharpness of a divergent run
        let number = |cell: &String| if cell.is_empty() { f64::NAN } else { cell.parse().expect("a number") };
        let numbers = values.iter().map(|column| number(&row[*column])).collect();
        groups.entry(key).or_default().push(numbers);
    }
    groups
}

#[test]
fn the_direction_tends_to_the_hard_margin_direction_like_one_over_log_t() {
    let drawn = figure("implicit-bias");
    let runs = groups(&drawn.tables[0], &["network", "loss", "relative_rate"], &["step", "train_loss", "angle"]);
    assert_eq!(runs.len(), 16);
    let mut divergent = Vec::new();
    for (key, rows) in &runs {
        let [step, loss, angle] = rows.last().expect("a row")[..] else { panic!("three numbers") };
        if step < 1000.0 {
            divergent.push(key[..2].join(", "));
            continue;
        }
        assert!(loss < 1e-3, "{key:?} ends at {loss}");
        // a fifth of the start, and still falling over the last decade
        let earlier = rows.iter().rfind(|row| row[0] <= step / 10.0).expect("a row");
        assert!(angle < earlier[2] && angle < 0.02, "{key:?}: {angle} after {}", earlier[2]);
        if key[0] == "linear predictor" && key[1] == "logistic" {
            let law = 2f64.ln() / (6.0 * step.ln());
            assert!((angle / law - 1.0).abs() < 0.25, "{key:?}: {angle} against {law}");
        }
    }
    assert!(!divergent.iter().any(|run| run == "linear predictor, logistic"), "{divergent:?}");
    assert!(divergent.iter().any(|run| run == "linear predictor, exponential"), "{divergent:?}");
}

#[test]
fn the_rest_has_a_finite_minimiser_and_the_separable_part_drifts() {
    let drawn = figure("mixed-bias");
    let runs = groups(&drawn.tables[0], &["relative_rate"], &["step", "distance", "drift", "sharpness"]);
    let level = runs["0.25".split(',').map(str::to_owned).collect::<Vec<_>>().as_slice()].last().expect("a row")[3];
    for (key, rows) in &runs {
        let factor: f64 = key[0].parse().expect("a number");
        let last = rows.last().expect("a row");
        let earlier = rows.iter().rfind(|row| row[0] <= last[0] / 10.0).expect("a row");
        // a decade adds log 10/0.5 = 4.6 to w.e_3, as the points of the separable part have entry 1/2 there
        assert!(
            (last[2] - earlier[2] - 10f64.ln() / 0.5).abs() < 0.5,
            "{factor}: drift {} after {}",
            last[2],
            earlier[2]
        );
        if factor < 1.0 {
            assert!(last[1] < 0.2 * earlier[1] && last[1] < 2e-3, "{factor}: distance {}", last[1]);
            assert!((last[3] / level - 1.0).abs() < 1e-2);
        } else {
            assert!(last[1] > 0.1, "{factor}: distance {}", last[1]);
        }
    }
    let ends = groups(&drawn.tables[1], &["phase"], &["learning_rate", "sharpness"]);
    let settled = &ends[["converging".to_owned()].as_slice()];
    assert!(settled.len() > 10);
    assert!(settled.iter().all(|row| row[0] * row[1] < 2.02), "a settled network is sharper than 2/eta");
    if let Some(divergent) = ends.get(["divergent".to_owned()].as_slice()) {
        assert!(divergent.iter().all(|row| row[1].is_nan()), "a divergent network has a sharpness");
    }
}
