//! Files that are read by ranges, and the headers of arrays in them.

use super::super::DataError;
use super::super::foreign::refuse_foreign;
use super::super::input::system_words;
use super::super::npz::header::Header;
use super::super::npz::{NpzError, write_shape};
use super::super::table::{Columns, TableFormat, TableOptions, TableSpecification};
use super::StoredRows;
use super::decode::Matrix;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use zip::{CompressionMethod, ZipArchive};

/// A file that several threads may read from.
#[derive(Debug)]
pub struct RangedFile {
    path: PathBuf,
    file: File,
}

impl RangedFile {
    pub fn open(path: &Path) -> Result<Self, DataError> {
        let origin = path.display().to_string();
        let unreadable =
            |error: io::Error| DataError::Unreadable { path: origin.clone(), reason: system_words(&error) };
        let file = File::open(path).map_err(unreadable)?;
        if file.metadata().map_err(unreadable)?.is_dir() {
            return Err(DataError::IsDirectory { path: origin });
        }
        Ok(RangedFile { path: path.to_owned(), file })
    }

    /// A file that is open already, under the name that errors give it.
    pub fn of(file: File, path: &Path) -> Self {
        RangedFile { path: path.to_owned(), file }
    }

    pub fn length(&self) -> Result<u64, DataError> {
        Ok(self.file.metadata().map_err(|error| self.unreadable(&error))?.len())
    }

    /// Reads a range whole.
    pub fn read(&self, range: Range<u64>, bytes: &mut Vec<u8>) -> Result<(), DataError> {
        bytes.resize((range.end - range.start) as usize, 0);
        self.read_exact_at(bytes, range.start).map_err(|error| self.unreadable(&error))
    }

    #[cfg(unix)]
    fn read_exact_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, bytes, offset)
    }

    #[cfg(not(unix))]
    fn read_exact_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        use std::io::Seek;
        // one place in the file for all threads
        static PLACE: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let _place = PLACE.lock();
        let mut file = &self.file;
        file.seek(io::SeekFrom::Start(offset))?;
        file.read_exact(bytes)
    }

    fn unreadable(&self, error: &io::Error) -> DataError {
        DataError::Unreadable { path: self.path.display().to_string(), reason: system_words(error) }
    }

    /// A reader from a place on.
    fn from(&self, offset: u64) -> Position<'_> {
        Position { file: self, offset }
    }
}

/// A place in a file.
struct Position<'a> {
    file: &'a RangedFile,
    offset: u64,
}

impl Read for Position<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        // headers are read whole, in pieces that are there
        self.file.read_exact_at(bytes, self.offset)?;
        self.offset += bytes.len() as u64;
        Ok(bytes.len())
    }
}

/// An array in a file: its shape and its place.
struct Stored {
    shape: Vec<usize>,
    matrix: Matrix,
}

impl RangedFile {
    /// The array whose npy file begins at a place of this file and has so many bytes.
    fn array(&self, origin: &str, name: &str, offset: u64, length: u64) -> Result<Stored, DataError> {
        let damaged = |reason: &str| {
            let (origin, name, reason) = (origin.to_owned(), name.to_owned(), reason.to_owned());
            DataError::Npz(NpzError::DamagedArray { origin, name, reason })
        };
        let mut position = self.from(offset);
        let header = Header::read(&mut position).map_err(|error| damaged(&error.to_string()))?;
        let Some((element, big_endian)) = header.element() else {
            let (origin, name) = (origin.to_owned(), name.to_owned());
            return Err(NpzError::ElementType { origin, name, found: header.describe() }.into());
        };
        let numbers = header.shape.iter().try_fold(1_u64, |count, length| count.checked_mul(*length as u64));
        let bytes = numbers.and_then(|numbers| numbers.checked_mul(element.size() as u64));
        let there = (offset + length).saturating_sub(position.offset);
        match bytes {
            Some(bytes) if bytes == there => {}
            Some(bytes) if bytes < there => {
                return Err(damaged(&format!("it holds more than its shape {} needs", write_shape(&header.shape))));
            }
            _ => return Err(damaged("failed to fill whole buffer")),
        }
        if header.first_index_fastest && header.shape.iter().filter(|length| **length > 1).count() > 1 {
            return Err(DataError::NotByBlocks {
                origin: origin.to_owned(),
                reason: format!("array {name} is in Fortran order, one feature after the other"),
                remedy: format!("save it one sample after the other, as numpy.ascontiguousarray({})", short(name)),
            });
        }
        let width = header.shape.get(1).copied().unwrap_or(1);
        Ok(Stored { shape: header.shape, matrix: Matrix { offset: position.offset, element, big_endian, width } })
    }
}

/// What an array is called in a remedy.
fn short(name: &str) -> &str {
    if name == "of samples" { "A" } else { name }
}

fn shape_error(origin: &str, name: &str, shape: &[usize], expected: &str, remedy: &str) -> DataError {
    NpzError::Shape {
        origin: origin.to_owned(),
        name: name.to_owned(),
        found: write_shape(shape),
        expected: expected.to_owned(),
        remedy: remedy.to_owned(),
    }
    .into()
}

impl StoredRows {
    pub(super) fn open_npy(specification: &TableSpecification) -> Result<Option<Self>, DataError> {
        let (path, options) = (&specification.path, &specification.options);
        let (origin, name) = (path.display().to_string(), "of samples");
        let file = RangedFile::open(path)?;
        let length = file.length()?;
        let mut start = Vec::new();
        file.read(0..length.min(64), &mut start)?;
        if start.starts_with(&[0x1f, 0x8b]) || start.is_empty() {
            return Ok(None);
        }
        refuse_foreign(&start, TableFormat::Npy, &origin)?;
        let array = file.array(&origin, name, 0, length)?;
        let &[count, width] = array.shape.as_slice() else {
            return Err(shape_error(&origin, name, &array.shape, "(n, d)", "one sample a row, with its label"));
        };
        if count == 0 || width < 2 {
            let remedy = "give at least one sample, one feature and the label";
            return Err(shape_error(&origin, name, &array.shape, "(n, d)", remedy));
        }
        let columns = Columns::choose(width, None, options, &origin)?;
        Ok(Some(Self::of(origin, file, (array.matrix, columns.features), (None, columns.label), count, name, options)))
    }

    pub(super) fn open_npz(specification: &TableSpecification) -> Result<Self, DataError> {
        let (path, options) = (&specification.path, &specification.options);
        let origin = path.display().to_string();
        let file = RangedFile::open(path)?;
        let not_whole = |reason: String| NpzError::NotAnArchive { origin: origin.clone(), reason };
        let opened = File::open(path).map_err(|error| file.unreadable(&error))?;
        let mut zip = ZipArchive::new(BufReader::new(opened)).map_err(|error| not_whole(error.to_string()))?;
        let mut find = |name: &str| -> Result<Stored, DataError> {
            let member = zip.by_name(&format!("{name}.npy")).map_err(|_| NpzError::MissingArray {
                origin: origin.clone(),
                name: name.to_owned(),
                present: "it is not there".to_owned(),
            })?;
            let (size, compression) = (member.size(), member.compression());
            let Some(start) = member.data_start().filter(|_| compression == CompressionMethod::Stored) else {
                return Err(DataError::NotByBlocks {
                    origin: origin.clone(),
                    reason: format!("array {name} is compressed"),
                    remedy: "save it with numpy.savez".into(),
                });
            };
            drop(member);
            file.array(&origin, name, start, size)
        };
        let features = find("X")?;
        let &[count, dimension] = features.shape.as_slice() else {
            let remedy = "one sample a row; for a single feature save X.reshape(-1, 1)";
            return Err(shape_error(&origin, "X", &features.shape, "(n, d)", remedy));
        };
        if count == 0 || dimension == 0 {
            return Err(shape_error(
                &origin,
                "X",
                &features.shape,
                "(n, d)",
                "give at least one sample and one feature",
            ));
        }
        let name = options.label.as_deref().unwrap_or("y");
        let labels = find(name)?;
        if labels.shape != [count] && labels.shape != [count, 1] {
            let expected = write_shape(&[count]);
            return Err(shape_error(&origin, name, &labels.shape, &expected, "give one label for each row of X"));
        }
        let features = (features.matrix, (0..dimension).collect());
        Ok(Self::of(origin, file, features, (Some(labels.matrix), 0), count, "X", options))
    }

    /// A table that has been looked at.
    pub(super) fn of(
        origin: String,
        file: RangedFile,
        (features, columns): (Matrix, Vec<usize>),
        (labels, label_column): (Option<Matrix>, usize),
        count: usize,
        name: &'static str,
        options: &TableOptions,
    ) -> Self {
        StoredRows {
            origin,
            file,
            features,
            columns,
            labels,
            label_column,
            count,
            positive: options.positive.clone(),
            intercept: options.intercept,
            standardise: options.standardise,
            statistics: None,
            signs: Vec::new(),
            remarks: Vec::new(),
            label_texts: None,
            name,
        }
    }
}
