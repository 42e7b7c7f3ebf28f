//! COMPARE.md shows what `benches/peers/results.json` holds: every table is rendered here once more, from the times measured.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn results() -> Value {
    serde_json::from_str(&read("benches/peers/results.json")).expect("JSON")
}

/// What stands between the markers of a block, without empty lines at its ends.
fn block<'a>(document: &'a str, name: &str) -> &'a str {
    let (begin, end) = (format!("<!-- begin {name} -->"), format!("<!-- end {name} -->"));
    assert_eq!(document.matches(&begin).count(), 1, "{begin}");
    assert_eq!(document.matches(&end).count(), 1, "{end}");
    document.split(&begin).nth(1).and_then(|rest| rest.split(&end).next()).expect("a block").trim()
}

/// The names of all blocks.
fn blocks(document: &str) -> Vec<&str> {
    document.split("<!-- begin ").skip(1).filter_map(|rest| rest.split(" -->").next()).collect()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} of {value}"))
}

fn tables(results: &Value) -> &[Value] {
    results["tables"].as_array().expect("tables")
}

fn rows(table: &Value) -> &[Value] {
    table["rows"].as_array().expect("rows")
}

fn median(row: &Value) -> f64 {
    let mut seconds: Vec<f64> = row["seconds"].as_array().expect("seconds").iter().filter_map(Value::as_f64).collect();
    assert!(!seconds.is_empty() && seconds.iter().all(|time| *time > 0.0), "{row}");
    seconds.sort_by(f64::total_cmp);
    let middle = seconds.len() / 2;
    if seconds.len() % 2 == 1 { seconds[middle] } else { (seconds[middle - 1] + seconds[middle]) / 2.0 }
}

/// Three significant digits.
fn show(number: f64) -> String {
    let decimals = [100.0, 10.0, 1.0, 0.1, 0.01].iter().position(|least| number >= *least).unwrap_or(5);
    format!("{number:.decimals$}")
}

fn render(table: &Value) -> String {
    let rate = text(table, "measure") == "rate";
    let factor = table["factor"].as_f64().expect("a factor");
    let per_core = if rate { "per core | " } else { "" };
    let mut lines = vec![
        format!("| | {} | {per_core}time / ours | cores | MiB | runs | agreement |", text(table, "unit")),
        format!("| --- {}| --- |", "| ---: ".repeat(if rate { 6 } else { 5 })),
    ];
    let mut ours = BTreeMap::new();
    for row in rows(table) {
        let time = median(row);
        let own = *ours.entry(text(row, "group")).or_insert_with(|| {
            assert_eq!(text(row, "tool"), "catapult", "the first row of each group is ours");
            time
        });
        let value = if rate { factor / time } else { factor * time };
        let mark = |key: &str, mark: &'static str| if row[key].as_bool().expect("a mark") { mark } else { "" };
        let cores = row["cores"].as_f64().expect("cores");
        let mut cells = vec![
            text(row, "label").to_owned(),
            format!("{}{}{}", show(value), mark("extrapolated", " x"), mark("disturbed", " *")),
        ];
        cells.extend(rate.then(|| show(value / cores)));
        cells.extend([
            show(time / own),
            format!("{cores:.1}"),
            row["peak_mib"].as_u64().map_or("–".to_owned(), |peak| peak.to_string()),
            row["seconds"].as_array().map_or(0, Vec::len).to_string(),
            text(row, "agreement").to_owned(),
        ]);
        lines.push(format!("| {} |", cells.join(" | ")));
    }
    lines.join("\n")
}

#[test]
fn tables_are_the_measurements() {
    let (document, results) = (read("COMPARE.md"), results());
    for table in tables(&results) {
        let name = text(table, "name");
        assert_eq!(block(&document, name), render(table), "table {name}: run benches/peers/compare.py --render");
    }
}

#[test]
fn every_block_of_the_document_has_been_measured() {
    let (document, results) = (read("COMPARE.md"), results());
    let measured: Vec<&str> = tables(&results).iter().map(|table| text(table, "name")).collect();
    for name in blocks(&document).into_iter().filter(|name| !["machine", "commands"].contains(name)) {
        assert!(measured.contains(&name), "table {name} has no measurement");
    }
}

#[test]
fn commands_are_shown_and_their_scripts_exist() {
    let (document, results) = (read("COMPARE.md"), results());
    let commands = block(&document, "commands");
    let mut scripts = 0;
    for row in tables(&results).iter().flat_map(rows) {
        let command = text(row, "command");
        assert!(commands.lines().any(|line| line == command), "{command}");
        for script in command.split(' ').filter(|word| word.ends_with(".py")) {
            assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(script).is_file(), "{script}");
            scripts += 1;
        }
    }
    assert!(scripts > 20, "only {scripts} commands name a script");
    for path in document.split('`').filter(|word| word.starts_with("benches/") || word.starts_with("tests/")) {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists(), "{path}");
    }
}

#[test]
fn versions_are_the_pinned_ones() {
    let (document, results) = (read("COMPARE.md"), results());
    let machine = block(&document, "machine");
    for file in ["requirements.txt", "requirements-digits.txt"] {
        for line in read(&format!("benches/peers/{file}")).lines().filter(|line| !line.starts_with('#')) {
            let (name, version) = line.split_once("==").unwrap_or_else(|| panic!("{file}: `{line}` pins no version"));
            assert_eq!(results["versions"][name], version, "{name}");
            assert!(machine.contains(&format!("{name} {version}")), "{name} {version}");
        }
    }
    assert!(machine.contains(text(&results, "measured")), "the time of the run");
    for key in ["commit", "rustc", "python"] {
        assert!(machine.contains(text(&results["versions"], key)), "{key}");
    }
}
