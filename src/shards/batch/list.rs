//! Lists of problems as files, read line after line.

use super::fields::{Fields, Line, known, unknown};
use csv::{ByteRecord, ReaderBuilder};
use serde::Serialize;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Lines in a unit.
pub const BLOCK: usize = 64;

/// Why a list cannot be used.
#[derive(Debug, Error)]
pub enum ListError {
    /// The name has another ending.
    #[error("`{}` is no list of problems by its name: give a file that ends in .csv or .jsonl", .0.display())]
    Name(PathBuf),
    /// It cannot be read.
    #[error("cannot read `{path}`: {cause}; give a list of problems", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// A header with a name that nobody knows, or one twice.
    #[error("`{path}`: {reason}; give a header with the names of the columns", path = path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// No problem in it.
    #[error("`{}` holds no problem: give at least one line", .0.display())]
    Empty(PathBuf),
}

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Form {
    Csv,
    Jsonl,
}

/// A list of problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    path: PathBuf,
    form: Form,
    /// How many problems there are.
    pub lines: usize,
    /// What tells its content apart from others: 16 hexadecimal digits.
    pub fingerprint: String,
}

impl List {
    /// Reads a list once, to count its lines.
    ///
    /// # Errors
    ///
    /// [`ListError`].
    pub fn open(path: &Path) -> Result<Self, ListError> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        let form = match ending.as_deref() {
            Some("csv") => Form::Csv,
            Some("jsonl") => Form::Jsonl,
            _ => return Err(ListError::Name(path.to_owned())),
        };
        let mut list = List { path: path.to_owned(), form, lines: 0, fingerprint: fingerprint(path)? };
        let mut lines = 0;
        list.each(|_, _| {
            lines += 1;
            true
        })?;
        list.lines = lines;
        if lines == 0 { Err(ListError::Empty(path.to_owned())) } else { Ok(list) }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many units it makes.
    pub fn units(&self) -> usize {
        self.lines.div_ceil(BLOCK)
    }

    /// The lines of a unit, counted from 0: their number.
    pub fn lines_of(&self, unit: usize) -> usize {
        BLOCK.min(self.lines - unit * BLOCK)
    }

    /// Reads all lines in order, each with its index from 0, as long as the answer is yes. A line is only interpreted when asked for.
    pub fn each(&self, mut take: impl FnMut(usize, &mut dyn FnMut() -> Line) -> bool) -> Result<(), ListError> {
        let failed = |cause: std::io::Error| ListError::Read { path: self.path.clone(), cause };
        let file = File::open(&self.path).map_err(failed)?;
        match self.form {
            Form::Csv => {
                let mut reader = ReaderBuilder::new().flexible(true).from_reader(BufReader::new(file));
                let of_csv = |error: csv::Error| failed(error.into());
                let names = self.columns(reader.byte_headers().map_err(of_csv)?)?;
                let (mut record, mut index) = (ByteRecord::new(), 0);
                while reader.read_byte_record(&mut record).map_err(of_csv)? {
                    if !take(index, &mut || of_record(&names, &record)) {
                        break;
                    }
                    index += 1;
                }
            }
            Form::Jsonl => {
                let (mut reader, mut line, mut index) = (BufReader::new(file), Vec::new(), 0);
                while reader.read_until(b'\n', &mut line).map_err(failed)? > 0 {
                    if !line.trim_ascii().is_empty() {
                        let mut interpret = || {
                            let text = std::str::from_utf8(&line).map_err(|_| "the line is not UTF-8".to_owned())?;
                            Fields::of_json(text)
                        };
                        if !take(index, &mut interpret) {
                            break;
                        }
                        index += 1;
                    }
                    line.clear();
                }
            }
        }
        Ok(())
    }

    /// The names in a header.
    fn columns(&self, header: &ByteRecord) -> Result<Vec<&'static str>, ListError> {
        let wrong = |reason: String| ListError::Header { path: self.path.clone(), reason };
        let mut names = Vec::new();
        for cell in header {
            let text = String::from_utf8_lossy(cell);
            let text = text.trim_start_matches('\u{feff}').trim();
            let name = known(text).ok_or_else(|| wrong(unknown(text)))?;
            if names.contains(&name) {
                return Err(wrong(format!("the column {name} stands there twice")));
            }
            names.push(name);
        }
        Ok(names)
    }
}

fn of_record(names: &[&'static str], record: &ByteRecord) -> Line {
    if record.len() != names.len() {
        return Err(format!("{} cells where the header has {}", record.len(), names.len()));
    }
    let mut fields = Fields::default();
    for (name, cell) in names.iter().zip(record) {
        fields.set(name, std::str::from_utf8(cell).map_err(|_| format!("{name} is not UTF-8"))?);
    }
    Ok(fields)
}

/// FNV-1a (Fowler, Noll, Vo) on all bytes of a file: it tells accidental changes.
fn fingerprint(path: &Path) -> Result<String, ListError> {
    let failed = |cause| ListError::Read { path: path.to_owned(), cause };
    let mut file = File::open(path).map_err(failed)?;
    let (mut state, mut buffer) = (0xcbf2_9ce4_8422_2325_u64, vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer).map_err(failed)? {
            0 => return Ok(format!("{state:016x}")),
            count => {
                for byte in &buffer[..count] {
                    state = (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
                }
            }
        }
    }
}
