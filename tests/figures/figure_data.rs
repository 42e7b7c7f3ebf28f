//! The tables behind the figures satisfy the theory, and the pictures are well-formed and small.

use crate::drawn::figures;
use catapult::arithmetic::Field;
use catapult::data::DataSource;
use catapult::figures::arrays::{Numbers, to_npz};
use catapult::figures::table::number;
use catapult::figures::{
    Figure, FigureError, FigureOptions, FigureOrigin, Table, Thresholds, catalogue, render_pdf, render_png,
    without_origin, write,
};
use catapult::model::{Loss, LossName};
use catapult::program::MadeBy;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn table(figure: &str, name: &str) -> &'static Table {
    let figure = figures().iter().find(|candidate| candidate.name == figure).expect("the figure exists");
    figure.tables.iter().find(|table| table.name == name).expect("the table exists")
}

fn texts<'a>(table: &'a Table, column: &str) -> Vec<&'a str> {
    let index = table.header.iter().position(|name| *name == column).expect("the column exists");
    table.rows.iter().map(|row| row[index].as_str()).collect()
}

fn numbers(table: &Table, column: &str) -> Vec<f64> {
    table.numbers(column).unwrap_or_else(|| panic!("{column} of {} is numeric", table.name))
}

/// The values of a column by the value of another, in order.
fn grouped(table: &Table, key: &str, column: &str) -> BTreeMap<String, Vec<f64>> {
    let mut groups: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (key, value) in texts(table, key).into_iter().zip(numbers(table, column)) {
        groups.entry(key.to_string()).or_default().push(value);
    }
    groups
}

fn never_rises(values: &[f64]) -> bool {
    // One unit in the last place of a loss near one may come from rounding.
    values.windows(2).all(|pair| pair[1] <= pair[0] * (1.0 + 4.0 * f64::EPSILON))
}

#[test]
fn exponential_loss_on_d0_falls_below_stays_at_and_rises_above_the_critical_rate() {
    let table = table("linear-curves", "d0-exponential");
    let regimes: BTreeMap<&str, &str> = texts(table, "learning_rate").into_iter().zip(texts(table, "regime")).collect();
    let critical = 2.0 / 1.0_f64.sinh();
    for (rate, losses) in grouped(table, "learning_rate", "loss") {
        let value: f64 = rate.parse().expect("a number");
        match regimes[rate.as_str()] {
            "below" => assert!(value < critical && never_rises(&losses), "{rate}"),
            "above" => assert!(value > critical && losses.windows(2).all(|pair| pair[1] > pair[0]), "{rate}"),
            // The 2-cycle repels by the factor eta cosh 1 - 1 = 1.63 a step, so rounding grows by 1.63^40 = 2.6e8.
            _ => assert!(losses.iter().all(|loss| (loss - 1.0_f64.cosh()).abs() < 3e8 * f64::EPSILON), "{rate}"),
        }
    }
    assert_eq!(regimes.len(), 5);
}

#[test]
fn logistic_loss_on_d0_ends_on_the_two_cycle() {
    let table = table("linear-curves", "d0-logistic");
    for (rate, weights) in grouped(table, "learning_rate", "weight") {
        let eta: f64 = rate.parse().expect("a number");
        let last = weights[weights.len() - 1].abs();
        if eta < 8.0 {
            assert!(last < 1e-6, "{rate}");
        } else if eta > 8.0 {
            // (P3); at eta = 24 the multiplier is about -0.9 a step, elsewhere the approach is much faster.
            let tolerance = if eta > 20.0 { 0.3 } else { 1e-6 };
            assert!((4.0 * last - eta * (last / 2.0).tanh()).abs() < tolerance * eta, "{rate}: {last}");
            assert!(last > 1.0);
        }
    }
    for losses in grouped(table, "learning_rate", "loss").into_iter().filter(|(rate, _)| rate == "6" || rate == "8") {
        assert!(never_rises(&losses.1), "{}", losses.0);
    }
}

#[test]
fn three_point_curves_converge_below_the_threshold_and_not_above() {
    for (name, bounded) in [("e2-exponential", false), ("e2-logistic", true)] {
        let table = table("linear-curves", name);
        let excess = grouped(table, "learning_rate", "excess_loss");
        for (regime, rate) in texts(table, "regime").into_iter().zip(texts(table, "learning_rate")) {
            let values = &excess[rate];
            let last = values[values.len() - 1];
            match regime {
                "below" => assert!(last < values[0] / 1e3, "{name} {rate}"),
                "above" if bounded => assert!(values.iter().all(|value| *value < 10.0) && last > 1e-2, "{name} {rate}"),
                // A divergent orbit ends with its last finite loss below or first one above 1e6.
                "above" => assert!(values.len() < 41 && last > 100.0, "{name} {rate}: {last}"),
                _ => {}
            }
        }
    }
}

#[test]
fn kernel_at_the_end_obeys_the_sharper_bound() {
    for (loss, name) in [(LossName::Exponential, "exponential-ends"), (LossName::Logistic, "logistic-ends")] {
        let kappa: f64 = loss.kappa();
        for figure in ["two-layer-phases", "width-window"] {
            let table = table(figure, name);
            let mut converged = 0;
            for (fate, row) in texts(table, "phase").iter().zip(&table.rows) {
                let entry = |column: &str| {
                    let index = table.header.iter().position(|header| header == column).expect("the column");
                    row[index].parse::<f64>()
                };
                let rate = entry("learning_rate").expect("a rate");
                if *fate == "lazy" || *fate == "catapult" {
                    let lambda = entry("lambda").expect("lambda of a converged run");
                    let sharpness = entry("sharpness").expect("sharpness of a converged run");
                    assert!(0.0 < lambda && lambda <= 2.0 / (rate * kappa), "{figure} {loss} {rate}: {lambda}");
                    assert!((sharpness - kappa * lambda).abs() < 1e-8, "{figure} {loss} {rate}");
                    converged += 1;
                } else {
                    assert!(entry("lambda").is_err(), "no end is shown for a run that did not converge");
                }
            }
            assert!(converged > 20, "{figure} {loss}: {converged}");
        }
    }
}

#[test]
fn larger_rates_do_not_always_end_flatter() {
    let table = table("two-layer-phases", "logistic-ends");
    let ends: Vec<(f64, f64)> = numbers(table, "learning_rate")
        .into_iter()
        .zip(texts(table, "lambda"))
        .filter_map(|(rate, lambda)| Some((rate, lambda.parse().ok()?)))
        .collect();
    let near =
        |rate: f64| ends.iter().min_by(|a, b| (a.0 - rate).abs().total_cmp(&(b.0 - rate).abs())).expect("an end");
    assert!(near(20.427).1 < 0.01 && near(23.274).1 > 0.15, "{:?} {:?}", near(20.427), near(23.274));
}

#[test]
fn two_layer_orbits_stay_admissible_and_show_each_phase() {
    for (name, width) in [("exponential-orbits", 10.0_f64), ("logistic-orbits", 100.0)] {
        let table = table("two-layer-phases", name);
        for (output, lambda) in numbers(table, "output").into_iter().zip(numbers(table, "lambda")) {
            assert!(lambda >= 2.0 * output.abs() / width.sqrt() * (1.0 - 1e-9), "{name}: {output} {lambda}");
        }
        // The risk on D0 grows with |f|, in which a fall shows without the rounding of a loss near its minimum.
        let outputs = grouped(table, "learning_rate", "output");
        let lazy = outputs.values().filter(|f| f.windows(2).all(|pair| pair[1].abs() <= pair[0].abs())).count();
        let divergent = outputs.values().filter(|f| f[f.len() - 1].abs() > 10.0).count();
        assert_eq!((lazy, divergent, outputs.len()), (1, 1, 5), "{name}");
    }
}

#[test]
fn overshoot_happens_exactly_above_its_threshold() {
    let table = table("overshoot", "approach");
    let mut rates = 0;
    for (rate, distances) in grouped(table, "learning_rate", "distance") {
        let eta: f64 = rate.parse().expect("a rate");
        let visible: Vec<f64> = distances.into_iter().filter(|distance| distance.abs() > 1e-12).collect();
        let changes = visible.windows(2).filter(|pair| pair[0] * pair[1] < 0.0).count();
        assert_eq!(changes > 0, eta > 10.935_965_946_479_745_f64.next_up(), "{rate}: {changes} changes of sign");
        rates += 1;
    }
    assert_eq!(rates, 4);
}

#[test]
fn counterexample_rises_at_step_two() {
    let table = table("overshoot", "counterexample");
    let (weights, losses) = (numbers(table, "weight"), numbers(table, "loss"));
    assert!((weights[1].abs() - 7.99975).abs() < 1e-5 && (weights[2].abs() - 11.98683).abs() < 1e-5);
    assert!(losses[1] < losses[0] && losses[2] > losses[1]);
}

#[test]
fn orbit_diagram_is_symmetric_and_contains_the_two_cycle() {
    let table = table("overshoot", "diagram");
    let cell = 10.0 / 170.0;
    let (rates, cycles) = (numbers(table, "learning_rate"), numbers(table, "two_cycle"));
    let (low, high) = (numbers(table, "lowest_iterate"), numbers(table, "highest_iterate"));
    for index in 0..rates.len() {
        assert!((low[index] + high[index]).abs() < 1e-9);
        assert_eq!(cycles[index] > 0.0, rates[index] > 8.0);
        assert!(high[index] > cycles[index] - cell, "{}", rates[index]);
    }
    assert!(rates.len() > 100);
}

#[test]
fn logistic_loss_never_diverges_up_to_the_universal_rate() {
    let table = table("width-window", "logistic-ends");
    let widths = numbers(table, "width");
    let mut below = 0;
    for ((width, rate), fate) in widths.iter().zip(numbers(table, "learning_rate")).zip(texts(table, "phase")) {
        if rate <= 2.0 * (2.0 * width).sqrt() {
            assert_ne!(fate, "divergent", "width {width}, rate {rate}");
            below += 1;
        }
    }
    assert!(below > 100);
    let windows = self::table("width-window", "logistic-window");
    for (rate, universal) in
        numbers(windows, "first_divergent_rate").into_iter().zip(numbers(windows, "universal_rate"))
    {
        assert!(rate > universal, "{rate} {universal}");
    }
}

#[test]
fn exponential_window_closes_with_the_width() {
    for (output, windows) in grouped(table("width-window", "exponential-window"), "output", "window") {
        assert!(windows[0] > 1.0 && windows[windows.len() - 1] < 0.01, "f0 = {output}: {windows:?}");
        assert!(windows.windows(2).all(|pair| pair[1] <= pair[0] + 1e-6), "f0 = {output}: {windows:?}");
    }
}

/// Certified and numerical: no orbit seen may contradict a proof about its cell.
#[test]
fn what_is_seen_of_basins_does_not_contradict_what_is_proved() {
    let areas = table("two-layer-basins", "areas");
    assert!(numbers(areas, "contradicting").iter().all(|count| *count == 0.0));
    let compared = numbers(areas, "compared");
    assert!(compared.iter().all(|count| *count > 1000.0), "{compared:?}");
    let cells = table("two-layer-basins", "cells");
    let pairs: Vec<_> = texts(cells, "proved").into_iter().zip(texts(cells, "phase")).collect();
    assert!(pairs.iter().filter(|(proved, _)| !proved.is_empty()).count() > 300);
    assert!(pairs.iter().all(|(proved, seen)| proved.is_empty() || proved == seen || *seen == "undecided"));
}

#[test]
fn sharpness_at_the_end_is_below_the_limit_of_stability() {
    let largest = table("final-kernel", "largest");
    let sharpness = numbers(largest, "largest_eta_sharpness");
    // (T7); and close to it, for the catapult ends at any value below.
    assert!(sharpness.iter().all(|value| *value > 1.9 && *value <= 2.0), "{sharpness:?}");
}

#[test]
fn loss_rises_at_step_one_exactly_above_the_critical_rate() {
    let rises = table("linear-phases", "first-rise");
    let (rates, weights) = (numbers(rises, "learning_rate"), numbers(rises, "weight"));
    let mut later = 0;
    for ((rate, weight), step) in rates.into_iter().zip(weights).zip(texts(rises, "first_rise")) {
        // (P2) eta_c = 4 w/tanh(w/2)
        let critical = 4.0 * weight / (weight / 2.0).tanh();
        if (rate / critical - 1.0).abs() > 1e-6 {
            assert_eq!(step == "1", rate > critical, "{rate} {weight}");
        }
        assert!(rate > 8.0 || step.is_empty(), "below 8 the loss falls: {rate} {weight} {step}");
        later += usize::from(!step.is_empty() && step != "1");
    }
    assert!(later > 50, "counterexamples to the monotonicity: {later}");
}

#[test]
fn exponents_are_the_certified_ones() {
    let exponents = table("linear-phases", "exponent");
    let certified = numbers(exponents, "certified");
    for ((rate, seen), certified) in
        numbers(exponents, "learning_rate").into_iter().zip(numbers(exponents, "seen")).zip(certified)
    {
        // Near 8 and for large rates the approach to the attractor takes longer than the steps before the measurement.
        let tolerance = if (rate - 8.0).abs() < 0.1 || rate > 25.0 { 0.01 } else { 1e-5 };
        assert!((seen - certified).abs() < tolerance * (1.0 + certified.abs()), "{rate}: {seen} and {certified}");
    }
}

#[test]
fn exponent_is_negative_before_and_positive_after_the_cascade() {
    let diagram = table("period-doubling", "");
    let mut chaotic = 0;
    for (rate, exponent) in numbers(diagram, "learning_rate").into_iter().zip(numbers(diagram, "exponent")) {
        // Claim period-doubling: the doublings from 5.84446 on end near 8.416.
        assert!(rate > 8.41 || exponent < 0.01, "{rate}: {exponent}");
        chaotic += usize::from(exponent > 0.1);
    }
    assert!(chaotic > 50, "{chaotic}");
}

#[test]
fn every_number_is_finite_and_every_file_small() {
    for figure in figures() {
        assert!(figure.svg.len() < 400_000, "{}: {} bytes", figure.name, figure.svg.len());
        // Not in embedded images, whose letters may spell anything.
        let drawn: String =
            figure.svg.split("base64,").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest)).collect();
        assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{}", figure.name);
        assert!(!figure.tables.is_empty() && !figure.citations.is_empty() && !figure.caption.is_empty());
        for table in &figure.tables {
            assert!(!table.rows.is_empty(), "{} {}", figure.name, table.name);
            let csv = table.to_csv().expect("a well-formed table");
            assert!(csv.len() < 400_000, "{} {}: {} bytes", figure.name, table.name, csv.len());
            for cell in table.rows.iter().flatten() {
                assert!(cell.parse::<f64>().map_or(true, f64::is_finite), "{} {}: {cell}", figure.name, table.name);
            }
        }
    }
}

#[test]
fn pictures_render_with_text_and_image() {
    for figure in figures() {
        let bytes = png(figure, 192).expect(figure.name);
        let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a small picture")];
        let info = reader.next_frame(&mut pixels).expect("a whole PNG");
        assert_eq!(info.width, 2000);
        let at = |x: usize, y: usize| &pixels[4 * (y * info.width as usize + x)..][..3];
        assert_eq!(at(1, 1), [255, 255, 255], "white background");
        // The panel letter (a) stands in the upper left corner.
        let ink = (20..110).flat_map(|x| (16..60).map(move |y| (x, y))).filter(|(x, y)| at(*x, *y)[0] < 0x80).count();
        assert!(ink > 50, "{}: {ink} dark pixels of text", figure.name);
        if figure.name == "overshoot" {
            let orbit = (200..1900).flat_map(|x| (900..1500).map(move |y| (x, y)));
            let blue = orbit.filter(|(x, y)| at(*x, *y)[2] > at(*x, *y)[0].saturating_add(40)).count();
            assert!(blue > 10_000, "{blue} pixels of the orbit diagram");
        }
    }
    let first = &figures()[0];
    assert_eq!(png(first, 96).expect("a picture"), png(first, 96).expect("a picture"));
    let broken = Figure { svg: "<svg".into(), ..first.clone() };
    assert!(png(&broken, 192).is_err_and(|error| matches!(*error, FigureError::Render(_))));
}

fn origin() -> FigureOrigin {
    FigureOrigin {
        made_by: MadeBy::this(Some("catapult figure <x> & 'y'".into())),
        data: BTreeMap::new(),
        seed: Some(1),
    }
}

fn png(figure: &Figure, dpi: u32) -> Result<Vec<u8>, Box<FigureError>> {
    render_png(&figure.svg, &figure.title, dpi, &origin()).map_err(Box::new)
}

/// Each file says what made it, in the way of its format, and the picture is the same without.
#[test]
fn files_say_what_made_them() {
    let (figure, origin) = (&figures()[0], origin());
    let expected = serde_json::to_value(&origin).expect("JSON");
    assert_eq!(expected["made_by"]["version"], env!("CARGO_PKG_VERSION"));
    let stamped = figure.clone().stamped(&origin);
    let (_, metadata) = stamped.svg.split_once("<metadata>").expect("metadata");
    let (metadata, _) = metadata.split_once("</metadata>").expect("metadata");
    let metadata: Value = serde_json::from_str(&metadata.replace("&lt;", "<").replace("&amp;", "&")).expect("JSON");
    assert_eq!(metadata["origin"], expected);
    assert!(metadata["panels"].is_array());
    assert_eq!(without_origin(&stamped.svg), figure.svg);

    let bytes = png(figure, 300).expect("a picture");
    let reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().expect("a PNG");
    let texts: Vec<(&str, String)> = reader
        .info()
        .utf8_text
        .iter()
        .map(|chunk| (chunk.keyword.as_str(), chunk.get_text().expect("a text")))
        .collect();
    assert_eq!(texts[0], ("Title", figure.title.clone()));
    assert_eq!(texts[2].0, "Source");
    assert_eq!(serde_json::from_str::<Value>(&texts[2].1).expect("JSON"), expected);
    // 300 pixels an inch are 11811 a metre, and the figure is 1000/96 inches wide
    assert_eq!(reader.info().pixel_dims.map(|dims| (dims.xppu, dims.yppu)), Some((11811, 11811)));
    assert_eq!(reader.info().width, 3125);

    let beside = figure.metadata(&origin);
    assert_eq!(beside["notes"][0]["origin"], expected);
    assert_eq!(beside["tables"][0]["url"], "linear-curves-d0-exponential.csv");
    assert_eq!(beside["tables"][0]["tableSchema"]["columns"][0]["name"], "learning_rate");
}

/// One page of the picture's size, every object of which stands where the table of the file says.
#[test]
fn pages_are_whole() {
    for figure in figures() {
        let bytes = render_pdf(&figure.svg, &figure.title, &origin()).expect(figure.name);
        assert!(bytes.starts_with(b"%PDF-1."), "{}", figure.name);
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        assert!(text.contains("/MediaBox [0 0 750 "), "{}", figure.name);
        let images = figure.svg.matches("<image ").count();
        assert_eq!(text.matches("/Subtype /Image").count(), 2 * images, "{}", figure.name);
        let (_, table) = text.rsplit_once("\nxref\n").expect("a table");
        let entries: Vec<&str> = table.lines().skip(2).take_while(|line| line.trim_end().ends_with('n')).collect();
        assert!(entries.len() >= 5);
        for (index, entry) in entries.iter().enumerate() {
            let offset: usize = entry[..10].parse().expect("an offset");
            let head = format!("{} 0 obj", index + 1);
            assert!(bytes[offset..].starts_with(head.as_bytes()), "{}: object {index}", figure.name);
        }
        assert_eq!(bytes, render_pdf(&figure.svg, &figure.title, &origin()).expect("the same"));
    }
    assert!(matches!(render_pdf("<svg", "x", &origin()), Err(FigureError::Render(_))));
}

/// Pictures of grids have their numbers, which NumPy reads: codes that agree with the tables.
#[test]
fn grids_come_as_arrays() {
    let with_arrays: Vec<&str> =
        figures().iter().filter(|figure| !figure.arrays.is_empty()).map(|figure| figure.name).collect();
    assert_eq!(
        with_arrays,
        ["linear-phases", "period-doubling", "two-layer-basins", "phase-planes", "final-kernel", "overshoot"]
    );
    let basins = figures().iter().find(|figure| figure.name == "two-layer-basins").expect("drawn");
    let array = |name: &str| basins.arrays.iter().find(|array| array.name == name).expect(name);
    let (Numbers::Codes(phases), Numbers::Doubles(rates), Numbers::Doubles(outputs)) =
        (&array("b_phase").numbers, &array("b_learning_rate").numbers, &array("b_output").numbers)
    else {
        panic!("other types");
    };
    assert_eq!(array("b_phase").shape, [outputs.len(), rates.len()]);
    let cells = basins.tables.iter().find(|table| table.name == "cells").expect("a table");
    let names = ["undecided", "lazy", "catapult", "oscillating", "divergent"];
    let mut compared = 0;
    for row in cells.rows.iter().filter(|row| row[0] == "b") {
        let place =
            |values: &[f64], cell: &str| values.iter().position(|value| number(*value) == cell).expect("a cell");
        let index = place(outputs, &row[2]) * rates.len() + place(rates, &row[1]);
        assert_eq!(names[usize::from(phases[index])], row[3]);
        compared += 1;
    }
    assert!(compared > 100);
    let bytes = to_npz(&basins.arrays).expect("arrays");
    assert!(bytes.len() < 1_000_000, "{} bytes", bytes.len());
}

#[test]
fn files_are_written_whole_under_their_names() {
    let directory = tempfile::tempdir().expect("a directory");
    for figure in figures() {
        for path in write(figure, &origin(), directory.path()).expect(figure.name) {
            assert!(std::fs::metadata(&path).expect("a file").len() > 100, "{}", path.display());
        }
    }
    let mut names: Vec<String> = std::fs::read_dir(directory.path())
        .expect("readable")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    let of_figure = |figure: &Figure| 2 + figure.tables.len() + usize::from(!figure.arrays.is_empty());
    assert_eq!(names.len(), figures().iter().map(of_figure).sum::<usize>());
    for expected in ["linear-curves-d0-exponential.csv", "mnist-phases.csv", "mnist-phases.svg", "overshoot.svg"] {
        assert!(names.iter().any(|name| name == expected), "{expected} in {names:?}");
    }
    let missing = directory.path().join("missing");
    assert!(matches!(write(&figures()[0], &origin(), &missing), Err(FigureError::Output(_))));
}

#[test]
fn a_missing_data_folder_is_refused() {
    let missing = DataSource::Directory("no-such-folder".into());
    let options = FigureOptions::new(true, missing).expect("thresholds");
    let entry = catalogue().iter().find(|entry| entry.name == "mnist-phases").expect("the figure exists");
    assert!((entry.draw)(&options).is_err_and(|error| error.to_string().contains("no-such-folder")));
}

#[test]
fn the_exact_orbit_stays_on_the_minimum_that_double_precision_leaves() {
    let rows = table("exact-hit", "");
    let sizes = |arithmetic: &str| -> Vec<f64> {
        let wanted = |row: &&Vec<String>| row[0] == arithmetic;
        rows.rows.iter().filter(wanted).map(|row| row[2].parse().expect("a number")).collect()
    };
    let (exact, double) = (sizes("exact fractions"), sizes("double precision"));
    assert!(exact[1] > exact[0] && exact.len() == 41 && exact[2..].iter().all(|size| *size == 0.0));
    assert!(double[2] != 0.0 && double.len() < 41 && double[double.len() - 1] > 1e6);
}

/// The labels of the training runs are what the runs did.
#[test]
fn the_training_runs_have_the_phases_they_are_labelled_with() {
    let runs = table("mnist-phases", "");
    let settings: BTreeSet<&str> = texts(runs, "setting").into_iter().collect();
    assert_eq!(settings.len(), 2);
    for setting in settings {
        let losses = |label: &str| -> Vec<f64> {
            let wanted = |row: &&Vec<String>| row[0] == setting && row[2] == label && row[3] == "train_loss";
            runs.rows.iter().filter(wanted).map(|row| row[5].parse().expect("a number")).collect()
        };
        assert!(losses("lazy").windows(2).all(|pair| pair[1] <= pair[0]), "{setting}: lazy");
        let catapult = losses("catapult");
        let peak = catapult.iter().copied().fold(0.0, f64::max);
        assert!(peak > 2.0 * catapult[0] && catapult[catapult.len() - 1] < catapult[0], "{setting}: catapult");
        let divergent = losses("divergent");
        assert!(divergent[divergent.len() - 1] > 1e6 * divergent[0], "{setting}: divergent");
    }
}

/// The ends of deep aligned networks: what is certified agrees with floats, obeys (L2b), and keeps the weakest layer below the lazy border.
#[test]
fn ends_of_deep_networks_obey_the_theory() {
    let certified = table("depth-kernel", "certified");
    let mut with_limits = 0;
    for row in &certified.rows {
        let number = |column: &str| {
            let place = certified.header.iter().position(|name| *name == column).expect("the column exists");
            row[place].parse::<f64>()
        };
        assert_ne!(row[5], "undecided", "{row:?}");
        let relative = number("eta_kappa_lambda0").expect("a number");
        if let (Ok(lower), Ok(upper), Ok(layer)) = (number("lambda_lower"), number("lambda_upper"), number("vanishing"))
        {
            with_limits += 1;
            // eta kappa lambda_inf <= 2, with lambda_0 = 2 to a few decimals
            assert!(relative * lower / 2.0 < 2.001 && lower <= upper, "{row:?}");
            assert!(relative >= 2.0 || (layer == 1.0 && row[5] == "lazy"), "{row:?}");
        }
    }
    assert!(with_limits >= 20, "{with_limits}");
    let layers: BTreeSet<&str> = texts(table("depth-kernel", "ends"), "vanishing").into_iter().collect();
    assert!(["1", "2", "3", "4"].iter().all(|layer| layers.contains(layer)), "{layers:?}");
}

/// (G3), (G7c) and (G7d): what flattens and what sharpens, as the theory has it.
#[test]
fn final_sharpness_is_below_the_edge_and_on_either_side_of_gradient_flow() {
    let flow = |data: &str| -> f64 {
        let row = table("final-sharpness", "ends").rows.iter().find(|row| row[0] == data);
        row.expect("the row exists")[5].parse().expect("a number")
    };
    // E2: lambda_GF = 2.03194499973802 times L''(v*), (G7c)
    assert!((flow("e2") - 0.695_3).abs() < 1e-3, "{}", flow("e2"));
    let mut sharper = 0;
    for row in &table("final-sharpness", "ends").rows {
        let Ok(sharpness) = row[4].parse::<f64>() else { continue };
        let rate: f64 = row[1].parse().expect("a number");
        assert!(rate * sharpness <= 2.0 + 1e-6, "{row:?}");
        if row[0] == "e2" {
            assert!(sharpness <= flow("e2") * (1.0 + 1e-5), "{row:?}");
        } else {
            sharper += usize::from(sharpness > 1.5 * flow("plane"));
        }
    }
    assert!(sharper > 10, "{sharper}");
    // (G7d): eta = 1 ends at 0.664865874399895
    let certified = &table("final-sharpness", "certified").rows;
    assert!(certified.iter().filter(|row| row[2] != "undecided").count() * 10 >= certified.len() * 7, "{certified:?}");
    let ends = &table("final-sharpness", "ends").rows;
    let at_one = ends.iter().find(|row| row[0] == "plane" && row[1].parse() == Ok(0.99));
    let sharpness: f64 = at_one.expect("the row exists")[4].parse().expect("a number");
    assert!((sharpness - 0.6628).abs() < 3e-3, "{sharpness}");
}

/// The table of section 7 of the theory, to the spacing of the rates.
#[test]
fn windows_of_deep_networks_are_those_of_the_theory() {
    let aligned = table("depth-window", "aligned");
    let edge = |loss: &str, depth: &str, width: &str| -> f64 {
        let row = aligned.rows.iter().find(|row| row[0] == loss && row[1] == depth && row[2] == width);
        row.expect("the row exists")[3].parse().expect("a number")
    };
    for (loss, depth, width, expected) in [
        ("exponential", "2", "1", 3.8),
        ("exponential", "3", "10", 3.9),
        ("exponential", "4", "100", 2.31),
        ("logistic", "2", "100", 17.0),
        ("logistic", "3", "1000", 41.0),
        ("logistic", "6", "10", 17.0),
    ] {
        let found = edge(loss, depth, width);
        assert!((found / expected - 1.0).abs() < 0.08, "{loss}, L = {depth}, m = {width}: {found} and {expected}");
    }
}

/// Layers of dense networks are no more aligned at the end than at the start.
#[test]
fn training_does_not_align_the_layers() {
    let runs = table("depth-alignment", "runs");
    let mut ends: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for row in runs.rows.iter().filter(|row| row[4] == "0") {
        let share: f64 = row[7].parse().expect("a number");
        ends.entry(row[..4].join(" ")).or_insert((share, share)).1 = share;
    }
    assert!(ends.len() >= 20, "{}", ends.len());
    assert!(ends.values().all(|(first, last)| (first - last).abs() < 0.15), "{ends:?}");
}

#[test]
fn ragged_tables_are_refused() {
    let mut ragged = Table::new("ragged", &["a", "b"]);
    ragged.rows = vec![vec!["1".to_string()]];
    assert!(matches!(ragged.to_csv(), Err(FigureError::Table { .. })));
}

#[test]
fn thresholds_agree_with_their_published_digits() {
    let thresholds = Thresholds::certified().expect("thresholds");
    assert_eq!(thresholds.overshoot.digits, "10.9359…");
    assert_eq!(thresholds.stability_logistic.equation(), "η = 8");
    assert_eq!(thresholds.critical_counterexample.digits, "48.0005…");
    // proofs/THEORY.md section 1: eta_o, to the last bits of f64.
    assert!((thresholds.overshoot.value - 10.935_965_946_479_745).abs() < 1e-13);
    // proofs/THEORY.md section 2: q = e^{w*} solves q³ - q - 2 = 0 and h = (q + 1/q + 4/q²)/3.
    let q = thresholds.minimiser_exponential.exp();
    assert!((q - 1.521_379_706_8).abs() < 1e-10);
    let sharpness = (q + 1.0 / q + f64::integer(4) / (q * q)) / 3.0;
    assert!((thresholds.three_point_exponential.value - 2.0 / sharpness).abs() < 1e-12);
}

/// No pixel in a proved cell was seen to end otherwise, and every plane has proved cells of two phases at least.
#[test]
fn planes_are_seen_as_they_are_proved() {
    let areas = table("phase-planes", "areas");
    assert!(numbers(areas, "contradicting").iter().all(|count| *count == 0.0));
    assert!(numbers(areas, "compared").iter().all(|count| *count > 1000.0), "{areas:?}");
    let cells = table("phase-planes", "cells");
    for panel in ["a", "b", "c", "d"] {
        let rows = texts(cells, "panel").into_iter().zip(texts(cells, "proved"));
        let proved: BTreeSet<&str> =
            rows.filter(|(of, phase)| *of == panel && !phase.is_empty()).map(|(_, phase)| phase).collect();
        assert!(proved.contains("lazy"), "{panel}: {proved:?}");
    }
}
