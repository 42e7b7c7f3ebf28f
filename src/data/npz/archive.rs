//! Arrays of numbers in npz files: zip archives, stored or deflated, of NumPy's npy files.
//!
//! Supported are bool, integers of 1 to 8 bytes, float32 and float64, in either byte order, in C or Fortran order, of any
//! shape. Sources: the NumPy documentation of `numpy.lib.format`; reading rests on the crates `npyz` and `zip`.

use super::super::input::system_words;
use super::NpzError;
use npyz::{DType, NpyFile, NpyHeader, Order, TypeChar, npz::array_name_from_file_name};
use rug::Rational;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use zip::ZipArchive;
use zip::result::ZipError;

/// The most numbers that an array may have: 2 GiB of doubles.
pub const MOST_NUMBERS: usize = 1 << 28;

/// The longest npy header: what NumPy itself accepts (`max_header_size`).
const LONGEST_HEADER: usize = 10_000;

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

/// The numbers of an array, by their kind in the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Numbers {
    /// float64.
    Float64(Vec<f64>),
    /// float32.
    Float32(Vec<f32>),
    /// Signed integers of 1 to 8 bytes.
    Signed(Vec<i64>),
    /// Unsigned integers of 1 to 8 bytes; bool as 0 and 1.
    Unsigned(Vec<u64>),
}

impl Numbers {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Float64(numbers) => numbers.len(),
            Self::Float32(numbers) => numbers.len(),
            Self::Signed(numbers) => numbers.len(),
            Self::Unsigned(numbers) => numbers.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number at a place, rounded to the nearest double; only integers beyond 2^53 need rounding.
    pub fn numerical(&self, place: usize) -> f64 {
        match self {
            Self::Float64(numbers) => numbers[place],
            Self::Float32(numbers) => f64::from(numbers[place]),
            Self::Signed(numbers) => numbers[place] as f64,
            Self::Unsigned(numbers) => numbers[place] as f64,
        }
    }

    /// The number at a place as the rational it is; `None` for what is not finite.
    pub fn exact(&self, place: usize) -> Option<Rational> {
        match self {
            Self::Float64(numbers) => Rational::from_f64(numbers[place]),
            Self::Float32(numbers) => Rational::from_f32(numbers[place]),
            Self::Signed(numbers) => Some(Rational::from(numbers[place])),
            Self::Unsigned(numbers) => Some(Rational::from(numbers[place])),
        }
    }
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

    /// The first number that is not finite: its index, such as `[0, 3]`, and its value.
    fn first_not_finite(&self) -> Option<(String, String)> {
        let (place, value) = match &self.numbers {
            Numbers::Float64(numbers) => {
                let place = numbers.iter().position(|number| !number.is_finite())?;
                (place, numbers[place].to_string())
            }
            Numbers::Float32(numbers) => {
                let place = numbers.iter().position(|number| !number.is_finite())?;
                (place, numbers[place].to_string())
            }
            Numbers::Signed(_) | Numbers::Unsigned(_) => return None,
        };
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
    /// [`NpzError`]: the array is missing or damaged, has an unsupported dtype or more than [`MOST_NUMBERS`] numbers, or
    /// holds a NaN or an infinity.
    ///
    /// # Guarantee
    ///
    /// Exact: the numbers are those of the file, and the archive's checksum has been compared.
    pub fn read(&mut self, name: &str) -> Result<Array, NpzError> {
        let array = self.read_any(name)?;
        match array.first_not_finite() {
            None => Ok(array),
            Some((index, value)) => {
                Err(NpzError::NotFinite { origin: self.origin.clone(), name: name.into(), index, value })
            }
        }
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
        let mut reader = BufReader::with_capacity(1 << 16, member);
        let header = read_header(&mut reader).map_err(|error| damaged(error.to_string()))?;
        let shape: Vec<usize> =
            header.shape().iter().map(|&length| usize::try_from(length).unwrap_or(usize::MAX)).collect();
        let count = shape.iter().try_fold(1_usize, |count, &length| count.checked_mul(length));
        if count.is_none_or(|count| count > MOST_NUMBERS) {
            let found = write_shape(&shape);
            let remedy = "give a smaller array";
            return Err(NpzError::TooLarge { origin, name: name.into(), found, limit: MOST_NUMBERS, remedy });
        }
        let first_index_fastest = header.order() == Order::Fortran;
        let kind = ElementKind::of(&header).ok_or_else(|| NpzError::ElementType {
            origin: origin.clone(),
            name: name.into(),
            found: header.dtype().descr(),
        })?;
        let numbers = kind.read(header, &mut reader).map_err(|error| damaged(error.to_string()))?;
        // Reading to the end makes the archive compare its checksum.
        match reader.read(&mut [0]) {
            Ok(0) => {}
            Ok(_) => return Err(damaged(format!("it holds more than its shape {} needs", write_shape(&shape)))),
            Err(error) => return Err(damaged(error.to_string())),
        }
        Ok(Array { shape, first_index_fastest, numbers })
    }
}

/// The header of an npy file.
///
/// The parser recurses with the nesting of the header and multiplies the lengths of the axes unchecked. So headers that
/// no array of numbers has are refused before: longer ones than NumPy accepts, with more than four brackets of each
/// kind, or with more than 19 digits of lengths and sizes together.
fn read_header(reader: &mut impl Read) -> io::Result<NpyHeader> {
    let refuse = |reason: &str| io::Error::new(io::ErrorKind::InvalidData, reason);
    let mut header = vec![0; 10];
    reader.read_exact(&mut header)?;
    if !header.starts_with(b"\x93NUMPY") {
        return Err(refuse("it does not begin as an npy file"));
    }
    let mut length = usize::from(u16::from_le_bytes([header[8], header[9]]));
    if header[6] > 1 {
        header.resize(12, 0);
        reader.read_exact(&mut header[10..])?;
        length |= usize::from(u16::from_le_bytes([header[10], header[11]])) << 16;
    }
    if length > LONGEST_HEADER {
        return Err(refuse("its header is too long"));
    }
    let start = header.len();
    header.resize(start + length, 0);
    reader.read_exact(&mut header[start..])?;
    let count = |test: fn(&u8) -> bool| header[start..].iter().filter(|byte| test(byte)).count();
    if count(|byte| b"([{".contains(byte)) > 4 || count(u8::is_ascii_digit) > 19 {
        return Err(refuse("its header is not that of an array of numbers"));
    }
    NpyHeader::from_reader(header.as_slice())
}

/// The kinds of elements that can be read, with their sizes in bytes.
enum ElementKind {
    Float(u64),
    Signed(u64),
    Unsigned(u64),
    Bool,
}

impl ElementKind {
    fn of(header: &NpyHeader) -> Option<Self> {
        let DType::Plain(element) = header.dtype() else {
            return None;
        };
        let size = element.size_field();
        match element.type_char() {
            TypeChar::Float if matches!(size, 4 | 8) => Some(Self::Float(size)),
            TypeChar::Int if matches!(size, 1 | 2 | 4 | 8) => Some(Self::Signed(size)),
            TypeChar::Uint if matches!(size, 1 | 2 | 4 | 8) => Some(Self::Unsigned(size)),
            TypeChar::Bool => Some(Self::Bool),
            _ => None,
        }
    }

    fn read(self, header: NpyHeader, reader: &mut impl Read) -> io::Result<Numbers> {
        let file = NpyFile::with_header(header, reader);
        fn widened<T: Into<W>, W>(numbers: Vec<T>) -> Vec<W> {
            numbers.into_iter().map(Into::into).collect()
        }
        Ok(match self {
            Self::Float(4) => Numbers::Float32(file.into_vec()?),
            Self::Float(_) => Numbers::Float64(file.into_vec()?),
            Self::Signed(1) => Numbers::Signed(widened(file.into_vec::<i8>()?)),
            Self::Signed(2) => Numbers::Signed(widened(file.into_vec::<i16>()?)),
            Self::Signed(4) => Numbers::Signed(widened(file.into_vec::<i32>()?)),
            Self::Signed(_) => Numbers::Signed(file.into_vec()?),
            Self::Unsigned(1) => Numbers::Unsigned(widened(file.into_vec::<u8>()?)),
            Self::Unsigned(2) => Numbers::Unsigned(widened(file.into_vec::<u16>()?)),
            Self::Unsigned(4) => Numbers::Unsigned(widened(file.into_vec::<u32>()?)),
            Self::Unsigned(_) => Numbers::Unsigned(file.into_vec()?),
            Self::Bool => Numbers::Unsigned(widened(file.into_vec::<bool>()?)),
        })
    }
}

/// The archive reader's reason, in few words.
fn words(error: &ZipError) -> String {
    match error {
        ZipError::Io(error) => system_words(error),
        other => other.to_string(),
    }
}
