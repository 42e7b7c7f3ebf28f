//! The binary format of CIFAR-10: records of one class byte and 3 x 1024 colour bytes (red, green, blue planes of 32 x 32).
//!
//! Source: Krizhevsky, *Learning multiple layers of features from tiny images*, 2009.

use super::{DataError, idx::check_classes};

/// The number of colour bytes of an image.
pub const DIMENSION: usize = 3 * 32 * 32;

/// The ten classes, in the order of their numbers.
pub const CLASS_NAMES: [&str; 10] =
    ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

/// The records of a CIFAR-10 file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CifarRecords {
    /// Class numbers, 0 to 9.
    pub classes: Vec<u8>,
    /// The colour bytes, one image after the other.
    pub pixels: Vec<u8>,
}

/// Reads a decompressed CIFAR-10 file. `origin` names it in errors.
///
/// # Errors
///
/// [`DataError::WrongSize`] if the length is not a multiple of 3073, [`DataError::Empty`],
/// [`DataError::LabelOutOfRange`] for a class above 9.
pub fn parse_records(bytes: &[u8], origin: &str) -> Result<CifarRecords, DataError> {
    if bytes.is_empty() {
        return Err(DataError::Empty { origin: origin.to_owned() });
    }
    if !bytes.len().is_multiple_of(1 + DIMENSION) {
        let expected = format!("a multiple of {}", 1 + DIMENSION);
        return Err(DataError::WrongSize { origin: origin.to_owned(), found: bytes.len(), expected });
    }
    let mut records = CifarRecords::default();
    for record in bytes.chunks_exact(1 + DIMENSION) {
        records.classes.push(record[0]);
        records.pixels.extend_from_slice(&record[1..]);
    }
    check_classes(records.classes.iter().copied(), origin)?;
    Ok(records)
}
