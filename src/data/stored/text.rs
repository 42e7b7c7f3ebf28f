//! A text of numbers that does not fit into memory, as doubles in a file.
//!
//! The text is read once, in pieces that end with lines, which all threads share; each number becomes the nearest double, as it does in memory, and each label
//! its place among the different ones. The file has no name, so that it goes with the process however that ends, and takes 8 bytes for each number and label: the
//! disk needs as much room as the text has numbers.

use super::StoredRows;
use super::decode::Matrix;
use super::files::RangedFile;
use crate::data::DataError;
use crate::data::csv::{Beginning, SAMPLE_LINES, comments, not_text, numbered_lines, remark_on_comments, rows};
use crate::data::foreign::refuse_foreign;
use crate::data::input::system_words;
use crate::data::npz::header::Element;
use crate::data::table::{LabelColumn, TableFormat, TableSpecification};
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;

/// Bytes of text that are read at once, and those that one thread takes.
const PIECE: usize = 1 << 25;
const PART: usize = 1 << 20;
/// The most different labels kept.
const MOST_DIFFERENT: usize = 1000;

/// Whether a file is gzip, which cannot be cut.
pub fn is_compressed(path: &Path) -> bool {
    let mut start = [0; 2];
    File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == [0x1f, 0x8b]
}

/// What a part of a text holds: features row by row, and of each row which of these labels it has.
struct Parsed {
    features: Vec<f64>,
    rows: Vec<u32>,
    labels: Vec<(String, String)>,
    /// From where on its first feature counts the rows, if it does.
    counts_from: Option<i64>,
}

/// The table of a text, as a file of numbers in a folder: in that of temporary files, if none is given.
///
/// # Errors
///
/// As [`parse_csv`](crate::data::csv::parse_csv); [`DataError::Scratch`] for a folder that cannot be written.
pub fn convert(specification: &TableSpecification, scratch: Option<&Path>) -> Result<StoredRows, DataError> {
    let (path, options) = (&specification.path, &specification.options);
    let origin = path.display().to_string();
    let unreadable =
        |error: std::io::Error| DataError::Unreadable { path: origin.clone(), reason: system_words(&error) };
    let folder = scratch.map_or_else(std::env::temp_dir, Path::to_owned);
    let unwritable = |error: std::io::Error| DataError::Scratch {
        folder: folder.display().to_string(),
        reason: system_words(&error),
    };
    let mut source = File::open(path).map_err(unreadable)?;
    let mut target = BufWriter::with_capacity(1 << 20, tempfile::tempfile_in(&folder).map_err(unwritable)?);
    let mut bytes: Vec<u8> = Vec::new();
    let mut beginning: Option<Beginning<'_>> = None;
    let mut texts: Vec<(String, String)> = Vec::new();
    let (mut count, mut line, mut commented, mut is_index) = (0, 1, 0, true);
    loop {
        let before = bytes.len();
        bytes.resize(before + PIECE, 0);
        let read = read_full(&mut source, &mut bytes[before..]).map_err(unreadable)?;
        bytes.truncate(before + read);
        let ended = read < PIECE;
        if bytes.is_empty() && beginning.is_none() {
            return Err(DataError::Empty { origin });
        }
        let end = if ended { bytes.len() } else { last_line_end(&bytes) };
        if beginning.is_none() {
            refuse_foreign(&bytes, TableFormat::Csv, &origin)?;
        }
        let mut text =
            std::str::from_utf8(&bytes[..end]).map_err(|error| not_text(&origin, &bytes, error.valid_up_to(), line))?;
        if beginning.is_none() {
            text = text.trim_start_matches('\u{feff}');
            if !ended && rows(text).take(SAMPLE_LINES + 1).count() <= SAMPLE_LINES {
                continue;
            }
        }
        let begun = match &mut beginning {
            Some(begun) => begun,
            none => none.insert(Beginning::of(text, &origin, options)?),
        };
        let (parts, lines) = cut(text, line);
        let parsed: Vec<Result<Parsed, DataError>> =
            parts.into_par_iter().map(|(part, line)| parse(begun, part, line)).collect();
        let width = begun.columns.features.len();
        for part in parsed {
            let part = part?;
            if let Some(place) = part.features.iter().position(|value| !value.is_finite()) {
                return Err(DataError::OutOfRange { sample: count + place / width + 1, feature: place % width + 1 });
            }
            is_index &= part.rows.is_empty() || part.counts_from == i64::try_from(count).ok();
            let places = places_of(&part.labels, &mut texts);
            if texts.len() > MOST_DIFFERENT {
                return Err(unclear(&texts, &origin, options.positive.as_deref()));
            }
            for (row, label) in part.features.chunks_exact(width).zip(&part.rows) {
                for number in row.iter().chain([&places[*label as usize]]) {
                    target.write_all(&number.to_le_bytes()).map_err(unwritable)?;
                }
            }
            count += part.rows.len();
        }
        commented += comments(text);
        line += lines;
        bytes.drain(..end);
        if ended {
            break;
        }
    }
    let Some(begun) = beginning.filter(|_| count > 0) else { return Err(DataError::Empty { origin }) };
    let file = target.into_inner().map_err(|error| unwritable(error.into_error()))?;
    let features = begun.columns.features.len();
    let mut remarks: Vec<String> = remark_on_comments(&origin, commented).into_iter().collect();
    remarks.extend(begun.remarks);
    remarks.extend(begun.index.filter(|_| is_index));
    let matrix = Matrix { offset: 0, element: Element::Float(8), big_endian: false, width: features + 1 };
    let file = RangedFile::of(file, path);
    let columns = (0..features).collect();
    let mut table =
        StoredRows::of(origin.clone(), file, (matrix, columns), (None, features), count, "of samples", options);
    table.remarks = remarks;
    table.label_texts = Some(texts);
    Ok(table)
}

/// The parts of a text, each with the number of its first line, and how many lines there are.
fn cut(text: &str, first_line: u64) -> (Vec<(&str, u64)>, u64) {
    let (mut parts, mut rest, mut line) = (Vec::new(), text, first_line);
    while !rest.is_empty() {
        let end = rest.as_bytes().iter().skip(PART).position(|byte| *byte == b'\n');
        let (part, after) = rest.split_at(end.map_or(rest.len(), |end| PART + end + 1));
        parts.push((part, line));
        line += numbered_lines(part).count() as u64;
        rest = after;
    }
    (parts, line - first_line)
}

/// Where the last whole line ends.
fn last_line_end(bytes: &[u8]) -> usize {
    let last = |wanted: u8, bytes: &[u8]| bytes.iter().rposition(|byte| *byte == wanted);
    // a carriage return at the end may be half of a line end
    let before_last = &bytes[..bytes.len().saturating_sub(1)];
    last(b'\n', bytes).or_else(|| last(b'\r', before_last)).map_or(0, |place| place + 1)
}

/// Reads until the memory is full or the file has ended.
fn read_full(source: &mut File, bytes: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < bytes.len() {
        match source.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// The places of labels among all that there are, to which new ones are appended.
fn places_of(labels: &[(String, String)], all: &mut Vec<(String, String)>) -> Vec<f64> {
    let place = |label: &(String, String)| match all.iter().position(|(text, _)| *text == label.0) {
        Some(place) => place as f64,
        None => {
            all.push(label.clone());
            (all.len() - 1) as f64
        }
    };
    labels.iter().map(place).collect()
}

/// More labels than two classes have.
fn unclear(texts: &[(String, String)], origin: &str, positive: Option<&str>) -> DataError {
    let mut labels = LabelColumn::default();
    texts.iter().for_each(|(text, place)| labels.push(text, || place.clone()));
    let example = texts.first().map_or_else(String::new, |(text, _)| text.clone());
    let known = DataError::UnclearLabels { origin: origin.to_owned(), found: String::new(), example };
    labels.interpret(origin, positive).err().unwrap_or(known)
}

fn parse(begun: &Beginning<'_>, part: &str, line: u64) -> Result<Parsed, DataError> {
    let lines = rows(part).map(|(number, content)| (number + line - 1, content));
    let header = begun.reader.first_line.filter(|_| begun.has_header);
    let lines = lines.filter(|(number, _)| Some(*number) != header);
    let (cells, labels) = begun.reader.read(lines, begun.width, &begun.columns)?;
    let mut buffer = String::new();
    let features = (0..cells.len()).map(|place| cells.numerical(place, &mut buffer)).collect();
    let width = begun.columns.features.len();
    let (rows, different) = labels.parts();
    let first = cells.short(0).filter(|(_, exponent)| *exponent == 0).map(|(first, _)| first);
    let counts =
        |first: &i64| (0..rows.len()).all(|row| cells.short(row * width) == Some((first.wrapping_add(row as i64), 0)));
    let counts_from = first.filter(|first| begun.index.is_some() && counts(first));
    Ok(Parsed { features, rows: rows.to_vec(), labels: different.to_vec(), counts_from })
}
