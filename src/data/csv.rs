//! Data in comma-separated files: features, then the label in the last column, every number read exactly.
//!
//! Numbers are integers, fractions or decimals (see [`parse_exact`]). The first line is taken as a header if none of its
//! fields is a number. Labels are -1/1 or 0/1; 0 then stands for -1.

use super::{DataError, ExactDataSet, input::read_file};
use crate::arithmetic::{ExactNumberError, parse_exact};
use rug::Rational;
use std::path::Path;

/// Reads a CSV file, plain or gzip.
///
/// # Errors
///
/// Those of reading a file and of [`parse_csv`].
pub fn read_csv(path: &Path) -> Result<ExactDataSet, DataError> {
    parse_csv(&read_file(path)?, &path.display().to_string())
}

/// One data row before its label is interpreted.
struct Row {
    line: u64,
    features: Vec<Rational>,
    label: Rational,
    label_text: String,
}

/// Reads the text of a CSV file. `origin` names it in errors.
///
/// # Errors
///
/// [`DataError`] naming line and column: text that is not UTF-8, a field that is not a number, a ragged row, a single
/// column, a label other than -1, 0, 1, labels 0 and -1 in one file, no data row.
///
/// # Guarantee
///
/// Exact: `0.1` is 1/10.
pub fn parse_csv(bytes: &[u8], origin: &str) -> Result<ExactDataSet, DataError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        DataError::NotText {
            origin: origin.to_owned(),
            line: 1 + before.iter().filter(|byte| **byte == b'\n').count() as u64,
        }
    })?;
    let rows = read_rows(text.trim_start_matches('\u{feff}'), origin)?;
    interpret_labels(rows, origin)
}

/// The data rows. Blank lines are skipped but counted; quotes have no use around numbers and are not interpreted.
fn read_rows(text: &str, origin: &str) -> Result<Vec<Row>, DataError> {
    let mut rows = Vec::new();
    let mut columns = None;
    for (line, content) in (1_u64..).zip(text.lines()).filter(|(_, content)| !content.trim().is_empty()) {
        let fields: Vec<&str> = content.split(',').map(str::trim).collect();
        let is_first = columns.is_none();
        let expected = *columns.get_or_insert(fields.len());
        if is_first && is_header(&fields) {
            continue;
        }
        if fields.len() != expected {
            return Err(DataError::RaggedRow { origin: origin.to_owned(), line, found: fields.len(), expected });
        }
        if expected < 2 {
            return Err(DataError::NoFeature { origin: origin.to_owned() });
        }
        rows.push(read_row(line, &fields, origin)?);
    }
    Ok(rows)
}

fn read_row(line: u64, fields: &[&str], origin: &str) -> Result<Row, DataError> {
    let number = |(index, field): (usize, &&str)| {
        parse_exact(field).map_err(|error| DataError::NotANumber {
            origin: origin.to_owned(),
            line,
            column: index + 1,
            reason: error.to_string().replace(char::is_control, " "),
        })
    };
    let mut features = fields.iter().enumerate().map(number).collect::<Result<Vec<Rational>, DataError>>()?;
    let label = features.pop().unwrap_or_default();
    let label_text = fields.last().map_or_else(String::new, |field| field.chars().take(40).collect());
    Ok(Row { line, features, label, label_text })
}

/// Whether no field of the first line is a number (a malformed fraction such as 1/0 counts as one, badly written).
fn is_header(fields: &[&str]) -> bool {
    fields.iter().all(|field| matches!(parse_exact(field), Err(ExactNumberError::Malformed { .. })))
}

fn interpret_labels(rows: Vec<Row>, origin: &str) -> Result<ExactDataSet, DataError> {
    let origin = origin.to_owned();
    let Some(first) = rows.first() else {
        return Err(DataError::Empty { origin });
    };
    let column = first.features.len() + 1;
    if let Some(row) = rows.iter().find(|row| row.label != 1 && row.label != 0 && row.label != -1) {
        return Err(DataError::UnknownLabel { origin, line: row.line, column, text: row.label_text.clone() });
    }
    let line_of = |label: i32| rows.iter().find(|row| row.label == label).map(|row| row.line);
    if let (Some(zero_line), Some(minus_line)) = (line_of(0), line_of(-1)) {
        return Err(DataError::MixedLabels { origin, zero_line, minus_line });
    }
    let samples = rows.into_iter().map(|row| (row.features, if row.label == 1 { 1 } else { -1 })).collect();
    Ok(ExactDataSet { samples })
}
