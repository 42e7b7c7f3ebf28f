//! Arrays of numbers in npz files: zip archives, stored or deflated, of NumPy's npy files.
//!
//! Supported are bool, integers of 1 to 8 bytes, float16, float32 and float64, in either byte order, in C or Fortran order, of
//! any shape. Source: the NumPy documentation of `numpy.lib.format`; reading rests on the crate `zip`.

use super::super::input::system_words;
use super::NpzError;
use super::header::Header;
use super::numbers::Numbers;
use npyz::npz::array_name_from_file_name;
use rug::Rational;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use zip::ZipArchive;
use zip::result::ZipError;

/// The most numbers that an array may have: 2 GiB of doubles.
pub const MOST_NUMBERS: usize = 1 << 28;

/// The numbers that an array may have however small its archive is.
const MOST_OF_SMALL: usize = 1 << 24;
/// How many times larger than its compressed form an array may be beyond that.
const MOST_EXPANSION: u64 = 64;

/// An npz file open for reading.
#[derive(Debug)]
pub struct Archive {
    origin: String,
    zip: ZipArchive<BufReader<File>>,
}

/// An array of numbers, with its shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    /// The length of each axis.
    pub shape: Vec<usize>,
    /// Whether the first index runs fastest (Fortran order); otherwise the last does (C order).
    pub first_index_fastest: bool,
    /// The numbers in that order.
    pub numbers: Numbers,
}

impl Array {
    /// The numbers of a float64 array.
    pub fn into_floats(self) -> Option<Vec<f64>> {
        match self.numbers {
            Numbers::Float64(numbers) => Some(numbers),
            _ => None,
        }
    }

    /// Where the entry (i, j) of a matrix is among the numbers.
    pub fn place(&self, i: usize, j: usize) -> usize {
        if self.first_index_fastest { i + j * self.shape[0] } else { i * self.shape[1] + j }
    }

    /// The numbers as the rationals they are, row by row; zero for what is not finite.
    pub fn exact_by_rows(&self) -> Vec<Rational> {
        let exact = |place: usize| self.numbers.exact(place).unwrap_or_default();
        match self.shape[..] {
            [rows, columns] => (0..rows * columns).map(|k| exact(self.place(k / columns, k % columns))).collect(),
            _ => (0..self.numbers.len()).map(exact).collect(),
        }
    }

    /// The first number that is not finite: its index, such as `[0, 3]`, and its value.
    fn first_not_finite(&self) -> Option<(String, String)> {
        let (place, value) = self.numbers.first_not_finite()?;
        let mut index = Vec::new();
        let mut rest = place;
        let mut split = |length: &usize| {
            index.push((rest % length).to_string());
            rest /= length;
        };
        if self.first_index_fastest {
            self.shape.iter().for_each(&mut split);
        } else {
            self.shape.iter().rev().for_each(&mut split);
            index.reverse();
        }
        Some((format!("[{}]", index.join(", ")), value))
    }

    /// Refuses an array with a NaN or an infinity.
    pub(in super::super) fn check_finite(self, origin: &str, name: &str) -> Result<Self, NpzError> {
        self.require_finite(origin, name)?;
        Ok(self)
    }

    /// The same of an array that stays where it is.
    pub(crate) fn require_finite(&self, origin: &str, name: &str) -> Result<(), NpzError> {
        match self.first_not_finite() {
            None => Ok(()),
            Some((index, value)) => {
                Err(NpzError::NotFinite { origin: origin.to_owned(), name: name.to_owned(), index, value })
            }
        }
    }

    /// Reads an npy file to its end. `most` is the number of bytes that the elements of a large array may have.
    ///
    /// # Errors
    ///
    /// As [`Archive::read_any`].
    pub(super) fn read_npy(
        reader: &mut (impl Read + Send),
        origin: &str,
        name: &str,
        most: u64,
    ) -> Result<Self, NpzError> {
        let damaged =
            |reason: String| NpzError::DamagedArray { origin: origin.to_owned(), name: name.to_owned(), reason };
        let header = Header::read(reader).map_err(|error| damaged(error.to_string()))?;
        let (origin, name) = (origin.to_owned(), name.to_owned());
        let Some((element, big_endian)) = header.element() else {
            return Err(NpzError::ElementType { origin, name, found: header.describe() });
        };
        let Header { shape, first_index_fastest, .. } = header;
        let count = shape.iter().try_fold(1_usize, |count, &length| count.checked_mul(length));
        let Some(count) = count.filter(|count| *count <= MOST_NUMBERS) else {
            let (found, limit) = (write_shape(&shape), MOST_NUMBERS);
            return Err(NpzError::TooLarge { origin, name, found, limit, remedy: "give a smaller array" });
        };
        if count > MOST_OF_SMALL && (count * element.size()) as u64 > most {
            let found = write_shape(&shape);
            return Err(NpzError::TooDense { origin, name, found, times: MOST_EXPANSION });
        }
        let numbers = Numbers::read(reader, count, element, big_endian).map_err(|error| damaged(error.to_string()))?;
        // Reading to the end makes an archive compare its checksum.
        match reader.read(&mut [0]) {
            Ok(0) => Ok(Array { shape, first_index_fastest, numbers }),
            Ok(_) => Err(damaged(format!("it holds more than its shape {} needs", write_shape(&shape)))),
            Err(error) => Err(damaged(error.to_string())),
        }
    }
}

/// A shape as NumPy writes it: `(3, 2)`, `(3,)`, `()`.
pub fn write_shape(shape: &[usize]) -> String {
    let lengths: Vec<String> = shape.iter().map(usize::to_string).collect();
    format!("({}{})", lengths.join(", "), if shape.len() == 1 { "," } else { "" })
}

impl Archive {
    /// Opens an npz file and reads its table of contents.
    ///
    /// # Errors
    ///
    /// [`NpzError::Unreadable`] and [`NpzError::NotAnArchive`].
    pub fn open(path: &Path) -> Result<Self, NpzError> {
        let origin = path.display().to_string();
        let unreadable =
            |error: &io::Error| NpzError::Unreadable { origin: origin.clone(), reason: system_words(error) };
        let file = File::open(path).map_err(|error| unreadable(&error))?;
        if file.metadata().map_err(|error| unreadable(&error))?.is_dir() {
            return Err(NpzError::Unreadable { origin, reason: "it is a directory".into() });
        }
        match ZipArchive::new(BufReader::new(file)) {
            Ok(zip) => Ok(Archive { origin, zip }),
            Err(error) => Err(NpzError::NotAnArchive { origin, reason: words(&error) }),
        }
    }

    /// The path, as errors name it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The names of the arrays, sorted.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.zip.file_names().filter_map(array_name_from_file_name).collect();
        names.sort_unstable();
        names
    }

    /// The content of a member of the archive that is no array; `None` if there is none of this name.
    ///
    /// # Errors
    ///
    /// [`NpzError::DamagedArray`], also for more than `most` bytes.
    pub fn read_member(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, NpzError> {
        let damaged =
            |reason: String| NpzError::DamagedArray { origin: self.origin.clone(), name: name.into(), reason };
        let member = match self.zip.by_name(name) {
            Ok(member) => member,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(words(&error))),
        };
        let mut content = Vec::new();
        member.take(most + 1).read_to_end(&mut content).map_err(|error| damaged(error.to_string()))?;
        if content.len() as u64 > most {
            return Err(damaged(format!("more than {most} bytes")));
        }
        Ok(Some(content))
    }

    /// Reads an array whose numbers are all finite.
    ///
    /// # Errors
    ///
    /// [`NpzError`]: the array is missing or damaged, has an unsupported dtype, more than [`MOST_NUMBERS`] numbers or many more
    /// than its compressed form makes likely, or
    /// holds a NaN or an infinity.
    ///
    /// # Guarantee
    ///
    /// Exact: the numbers are those of the file, and the archive's checksum has been compared.
    pub fn read(&mut self, name: &str) -> Result<Array, NpzError> {
        self.read_any(name)?.check_finite(&self.origin, name)
    }

    /// Reads an array whose numbers may be NaN or infinite too.
    ///
    /// # Errors
    ///
    /// As [`Archive::read`], but for these.
    pub fn read_any(&mut self, name: &str) -> Result<Array, NpzError> {
        let origin = self.origin.clone();
        let damaged = |reason: String| NpzError::DamagedArray { origin: origin.clone(), name: name.into(), reason };
        let present = match self.names().as_slice() {
            [] => "it holds no arrays".to_owned(),
            names => format!("it holds {}", names.join(", ")),
        };
        let member = match self.zip.by_name(&format!("{name}.npy")) {
            Ok(member) => member,
            Err(ZipError::FileNotFound) => {
                return Err(NpzError::MissingArray { origin: origin.clone(), name: name.into(), present });
            }
            Err(error) => return Err(damaged(words(&error))),
        };
        let most = member.compressed_size().saturating_mul(MOST_EXPANSION);
        Array::read_npy(&mut BufReader::with_capacity(1 << 16, member), &origin, name, most)
    }
}

/// The archive reader's reason, in few words.
fn words(error: &ZipError) -> String {
    match error {
        ZipError::Io(error) => system_words(error),
        other => other.to_string(),
    }
}
