//! Sparse data in the text format of LIBSVM and SVMlight: `label index:value index:value ..` in each line.
//!
//! Indices count from 1 and increase; features that are not listed are 0. What follows `#` is a comment. d is the largest index,
//! or what `features=` says; where most features occur in no sample, and writing out their zeros would take memory, they are left out,
//! which a remark says. Every number is read exactly. Source: the README of LIBSVM, "`svm-train' Usage"; svmlight.joachims.org.

use super::DataError;
use super::foreign::refuse_foreign;
use super::input::read_file;
use super::table::decimals::{Decimals, Refusal};
use super::table::{Cells, LabelColumn, Table, TableFormat, TableOptions};
use std::path::Path;

/// The features (n d) that a table may have however small the file is.
const MOST_OF_SMALL: usize = 1 << 25;
/// How many times as many features as bytes a larger file may have: zeros take room once they are written out.
const MOST_EXPANSION: usize = 8;
/// The features (n d) that are written out even if most of them occur in no sample.
const MOST_WITH_ZEROS: usize = 1 << 22;
/// Indices that a remark lists.
const MOST_LISTED: usize = 8;

/// Reads a file, plain or gzip.
///
/// # Errors
///
/// Those of reading a file and of [`parse_libsvm`].
pub fn read_libsvm(path: &Path, options: &TableOptions) -> Result<Table, DataError> {
    parse_libsvm(&read_file(path)?, &path.display().to_string(), options)
}

/// A line taken apart.
struct Sample<'a> {
    line: u64,
    label: &'a str,
    /// Index from 1, and value.
    entries: Vec<(usize, &'a str)>,
}

/// Reads a text. `origin` names it in errors.
///
/// # Errors
///
/// [`DataError`] naming line and text: a field that is no `index:value`, an index of 0, one that does not increase or exceeds
/// `features`, a query number, labels that are not understood, more features than memory is taken for.
///
/// # Guarantee
///
/// Exact: `0.1` is 1/10.
pub fn parse_libsvm(bytes: &[u8], origin: &str, options: &TableOptions) -> Result<Table, DataError> {
    refuse_foreign(bytes, TableFormat::Libsvm, origin)?;
    let mut samples = Vec::new();
    for (line, content) in (1_u64..).zip(bytes.split(|byte| *byte == b'\n' || *byte == b'\r')) {
        let content = std::str::from_utf8(content)
            .map_err(|_| DataError::NotText { origin: origin.to_owned(), line })?
            .trim_start_matches('\u{feff}');
        let content = content.split('#').next().unwrap_or_default();
        samples.extend(parse_line(line, content, origin)?);
    }
    if samples.is_empty() {
        return Err(DataError::Empty { origin: origin.to_owned() });
    }
    let largest = samples.iter().filter_map(|sample| Some((sample.entries.last()?.0, sample.line))).max();
    let (largest, line) = largest.unwrap_or((0, 1));
    let dimension = match options.features {
        Some(features) if features < largest => {
            return Err(bad(origin, line, format!("index {largest} exceeds the {features} features that were named")));
        }
        Some(features) => features,
        None if largest == 0 => return Err(DataError::NoFeature { origin: origin.to_owned() }),
        None => largest,
    };
    let mut remarks = Vec::new();
    let left_out = options.features.is_none() && samples.len().saturating_mul(dimension) > MOST_WITH_ZEROS;
    let dimension = match left_out.then(|| occurring(&samples)).filter(|indices| indices.len() <= dimension / 2) {
        Some(indices) => {
            renumber(&mut samples, &indices);
            remarks.push(left_out_remark(origin, &indices, dimension));
            indices.len()
        }
        None => dimension,
    };
    let most = MOST_OF_SMALL.max(bytes.len().saturating_mul(MOST_EXPANSION));
    if samples.len().saturating_mul(dimension) > most {
        let origin = origin.to_owned();
        return Err(DataError::TooSparse { origin, samples: samples.len(), features: dimension, most });
    }
    let (mut cells, mut labels) = (Decimals::default(), LabelColumn::default());
    for Sample { line, label, entries } in samples {
        let mut next = 1;
        for (index, value) in entries {
            (next..index).for_each(|_| cells.push_integer(0));
            cells.push(value).map_err(|refusal| {
                let reason = match refusal {
                    Refusal::NotANumber(error) => error.to_string(),
                    Refusal::TooLong => "it and the numbers before it take too much memory when written out".to_owned(),
                };
                bad(origin, line, format!("feature {index}: {reason}"))
            })?;
            next = index + 1;
        }
        (next..=dimension).for_each(|_| cells.push_integer(0));
        labels.push(label, || format!("line {line}"));
    }
    let (labels, remark) = labels.interpret(origin, options.positive.as_deref())?;
    remarks.extend(remark);
    Table::new(origin, Cells::Decimals(cells), dimension, labels, remarks).with(options)
}

/// The indices that occur, increasing.
fn occurring(samples: &[Sample<'_>]) -> Vec<usize> {
    let mut indices: Vec<usize> =
        samples.iter().flat_map(|sample| sample.entries.iter().map(|(index, _)| *index)).collect();
    indices.sort_unstable();
    indices.dedup();
    indices
}

/// Replaces each index by its place, from 1, among those that occur.
fn renumber(samples: &mut [Sample<'_>], indices: &[usize]) {
    for (index, _) in samples.iter_mut().flat_map(|sample| &mut sample.entries) {
        *index = indices.partition_point(|other| other <= index);
    }
}

fn left_out_remark(origin: &str, indices: &[usize], dimension: usize) -> String {
    let listed: Vec<String> = indices.iter().take(MOST_LISTED).map(usize::to_string).collect();
    let dots = if indices.len() > MOST_LISTED { ", .." } else { "" };
    format!(
        "{origin}: of {dimension} features {} occur, those of index {}{dots}, and become the features here in this order; the others \
         are 0 in all samples and left out, unless ,features={dimension} asks for them",
        indices.len(),
        listed.join(", ")
    )
}

/// A line without its comment; nothing for a blank one.
fn parse_line<'a>(line: u64, content: &'a str, origin: &str) -> Result<Option<Sample<'a>>, DataError> {
    let mut fields = content.split_ascii_whitespace();
    let Some(label) = fields.next() else { return Ok(None) };
    if label.contains([':', ',']) {
        let reason = format!("`{}` is no label: write one label, and then index:value", shown(label));
        return Err(bad(origin, line, reason));
    }
    let mut entries = Vec::new();
    let mut last = 0;
    for field in fields {
        let malformed = || bad(origin, line, format!("`{}` is no index:value, such as 3:0.5", shown(field)));
        let (index, value) = field.split_once(':').ok_or_else(malformed)?;
        if index == "qid" {
            let reason = "`qid` belongs to ranking, not to two classes: remove the query numbers".to_owned();
            return Err(bad(origin, line, reason));
        }
        let index: usize = index.parse().map_err(|_| malformed())?;
        if index == 0 {
            let reason = format!("`{}`: indices count from 1: write the file with one added", shown(field));
            return Err(bad(origin, line, reason));
        }
        if index <= last {
            let how = if index == last { "twice" } else { "after a larger one" };
            return Err(bad(origin, line, format!("index {index} stands {how}: write each once, in increasing order")));
        }
        entries.push((index, value));
        last = index;
    }
    Ok(Some(Sample { line, label, entries }))
}

fn shown(text: &str) -> String {
    text.chars().take(40).map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

fn bad(origin: &str, line: u64, reason: String) -> DataError {
    DataError::BadLine { origin: origin.to_owned(), line, reason }
}
