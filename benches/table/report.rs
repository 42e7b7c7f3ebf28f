//! Reads the medians that criterion left behind, and sets them in a table.

use serde_json::Value;
use std::cmp::Ordering;
use std::path::Path;
use std::{fs, io};

/// One measured case.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// criterion's group.
    pub question: String,
    /// Function and parameter.
    pub case: String,
    /// Nanoseconds.
    pub median: Estimate,
    /// What one iteration does: how many, and of what.
    pub work: Option<(f64, &'static str)>,
    /// The median of the saved run, if it has this case.
    pub saved: Option<Estimate>,
}

/// A median in nanoseconds with the ends of its 95 % confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The median of the samples.
    pub value: f64,
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// The head of the table.
const HEAD: [&str; 5] = ["question", "case", "median", "per second", "change"];

/// The cases of the last run in criterion's folder, by question and case, next to those of the saved run `baseline`.
///
/// # Errors
///
/// What keeps the folder from being read; [`io::ErrorKind::InvalidData`] for files that criterion did not write.
pub fn read_rows(folder: &Path, baseline: Option<&str>) -> io::Result<Vec<Row>> {
    let mut rows = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let new = folder.join("new");
        if new.join("benchmark.json").is_file() {
            rows.push(read_row(&folder, baseline)?);
        }
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() && path != new {
                folders.push(path);
            }
        }
    }
    rows.sort_by(|a, b| natural_order(&a.question, &b.question).then_with(|| natural_order(&a.case, &b.case)));
    Ok(rows)
}

fn read_row(folder: &Path, baseline: Option<&str>) -> io::Result<Row> {
    let new = folder.join("new");
    let benchmark = read_json(&new.join("benchmark.json"))?;
    let text = |name: &str| benchmark[name].as_str().map(str::to_owned);
    let case = [text("function_id"), text("value_str")].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let saved = baseline.map(|name| folder.join(name).join("estimates.json")).filter(|path| path.is_file());
    Ok(Row {
        question: text("group_id").unwrap_or_default(),
        case,
        median: read_median(&new.join("estimates.json"))?,
        work: work(&benchmark["throughput"]),
        saved: saved.map(|path| read_median(&path)).transpose()?,
    })
}

fn read_json(path: &Path) -> io::Result<Value> {
    serde_json::from_slice(&fs::read(path)?).map_err(|_| foreign(path))
}

fn foreign(path: &Path) -> io::Error {
    let message = format!("`{}` is not of criterion: remove it and measure again", path.display());
    io::Error::new(io::ErrorKind::InvalidData, message)
}

fn read_median(path: &Path) -> io::Result<Estimate> {
    let median = &read_json(path)?["median"];
    let interval = &median["confidence_interval"];
    let numbers = [&median["point_estimate"], &interval["lower_bound"], &interval["upper_bound"]].map(Value::as_f64);
    match numbers {
        [Some(value), Some(lower), Some(upper)] => Ok(Estimate { value, lower, upper }),
        _ => Err(foreign(path)),
    }
}

fn work(throughput: &Value) -> Option<(f64, &'static str)> {
    [("Elements", ""), ("Bytes", "B"), ("BytesDecimal", "B"), ("Bits", "bit")]
        .into_iter()
        .find_map(|(name, unit)| Some((throughput[name].as_f64()?, unit)))
}

/// Digits in a row compare as one number, everything else by characters.
fn natural_order(a: &str, b: &str) -> Ordering {
    let pieces = |text: &str| -> Vec<(Option<u64>, String)> {
        let characters: Vec<char> = text.chars().collect();
        characters
            .chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit())
            .map(|piece| {
                let piece: String = piece.iter().collect();
                (piece.parse().ok(), piece)
            })
            .collect()
    };
    pieces(a).cmp(&pieces(b))
}

/// Three significant digits and a unit.
pub fn write_time(nanoseconds: f64) -> String {
    let (value, unit) = match nanoseconds {
        t if t < 999.5 => (t, "ns"),
        t if t < 999.5e3 => (t / 1e3, "µs"),
        t if t < 999.5e6 => (t / 1e6, "ms"),
        t => (t / 1e9, "s"),
    };
    format!("{} {unit}", three_digits(value))
}

fn three_digits(value: f64) -> String {
    let decimals = if value < 9.995 {
        2
    } else if value < 99.95 {
        1
    } else {
        0
    };
    format!("{value:.decimals$}")
}

/// How much work is done in a second: of each case with a known amount, or how many cases.
fn write_rate(row: &Row) -> String {
    let (amount, unit) = row.work.unwrap_or((1.0, ""));
    let rate = amount * 1e9 / row.median.value;
    let (value, prefix) = match rate {
        r if r < 999.5 => (r, ""),
        r if r < 999.5e3 => (r / 1e3, "k"),
        r if r < 999.5e6 => (r / 1e6, "M"),
        r => (r / 1e9, "G"),
    };
    format!("{} {prefix}{unit}", three_digits(value)).trim_end().to_owned()
}

/// The change of the median, or that the two confidence intervals overlap.
fn write_change(row: &Row) -> String {
    match row.saved {
        None => String::new(),
        Some(saved) if row.median.lower <= saved.upper && saved.lower <= row.median.upper => "none".to_owned(),
        Some(saved) => format!("{:+.1} %", 100.0 * (row.median.value / saved.value - 1.0)),
    }
}

fn cells(row: &Row) -> [String; 5] {
    [row.question.clone(), row.case.clone(), write_time(row.median.value), write_rate(row), write_change(row)]
}

/// Aligned columns for a terminal. Questions stand once; the change only where something was saved.
pub fn to_text(rows: &[Row]) -> String {
    let columns = if rows.iter().any(|row| row.saved.is_some()) { 5 } else { 4 };
    let mut lines = vec![HEAD.map(str::to_owned)];
    let mut last = "";
    for row in rows {
        let mut line = cells(row);
        if std::mem::replace(&mut last, &row.question) == row.question {
            line[0].clear();
        }
        lines.push(line);
    }
    let length = |text: &String| text.chars().count();
    let widths: Vec<usize> =
        (0..columns).map(|i| lines.iter().map(|line| length(&line[i])).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for line in &lines {
        let padded = line.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            let room = " ".repeat(width - length(cell));
            if column < 2 { format!("{cell}{room}") } else { format!("{room}{cell}") }
        });
        text.push_str(padded.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// A table in Markdown for each question.
pub fn to_markdown(rows: &[Row]) -> String {
    let mut text = String::new();
    for group in rows.chunk_by(|a, b| a.question == b.question) {
        text.push_str(&format!("\n## {}\n\n| case | median | per second |\n|---|---:|---:|\n", group[0].question));
        for row in group {
            let [_, case, median, rate, _] = cells(row);
            text.push_str(&format!("| {} | {median} | {rate} |\n", case.replace('|', "\\|")));
        }
    }
    text
}
