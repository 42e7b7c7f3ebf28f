//! The IDX format of MNIST: big-endian 32-bit words, then bytes.
//!
//! Images: 0x00000803, count, rows, columns, count·rows·columns pixels. Labels: 0x00000801, count, count class numbers.
//! Source: LeCun, Cortes, Burges, *The MNIST database of handwritten digits*.

use super::DataError;

const IMAGES_MAGIC: u32 = 0x0000_0803;
const LABELS_MAGIC: u32 = 0x0000_0801;
const CLASSES: u8 = 10;

/// The images of an IDX file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdxImages {
    /// Number of images.
    pub count: usize,
    /// Number of pixels of an image, rows times columns.
    pub dimension: usize,
    /// The pixels, one image after the other.
    pub pixels: Vec<u8>,
}

/// Reads the images of a decompressed IDX file. `origin` names it in errors.
///
/// # Errors
///
/// [`DataError::WrongMagic`], [`DataError::WrongSize`] if the length is not the header's, [`DataError::Empty`].
pub fn parse_images(bytes: &[u8], origin: &str) -> Result<IdxImages, DataError> {
    let (sizes, pixels) = split_header::<3>(bytes, IMAGES_MAGIC, "images", origin)?;
    let dimension = sizes[1] * sizes[2];
    Ok(IdxImages { count: sizes[0], dimension, pixels: pixels.to_vec() })
}

/// Reads the class numbers of a decompressed IDX file. `origin` names it in errors.
///
/// # Errors
///
/// As [`parse_images`], and [`DataError::LabelOutOfRange`] for a class above 9.
pub fn parse_labels(bytes: &[u8], origin: &str) -> Result<Vec<u8>, DataError> {
    let (_, labels) = split_header::<1>(bytes, LABELS_MAGIC, "labels", origin)?;
    check_classes(labels.iter().copied(), origin)?;
    Ok(labels.to_vec())
}

/// The first class above 9 is an error.
pub(super) fn check_classes(classes: impl Iterator<Item = u8>, origin: &str) -> Result<(), DataError> {
    match classes.enumerate().find(|(_, class)| *class >= CLASSES) {
        Some((index, label)) => Err(DataError::LabelOutOfRange { origin: origin.to_owned(), sample: index + 1, label }),
        None => Ok(()),
    }
}

/// The `N` sizes of a header, and the bytes behind it, whose number is the product of the sizes.
fn split_header<'a, const N: usize>(
    bytes: &'a [u8],
    magic: u32,
    content: &'static str,
    origin: &str,
) -> Result<([usize; N], &'a [u8]), DataError> {
    let wrong_size =
        |expected: String| DataError::WrongSize { origin: origin.to_owned(), found: bytes.len(), expected };
    let word = |index: usize| {
        let start = 4 * index;
        bytes.get(start..start + 4).map(|word| u32::from_be_bytes([word[0], word[1], word[2], word[3]]))
    };
    let header_length = 4 * (1 + N);
    let found = word(0).ok_or_else(|| wrong_size(format!("at least {header_length}")))?;
    if found != magic {
        return Err(DataError::WrongMagic { origin: origin.to_owned(), content, found, expected: magic });
    }
    let mut sizes = [0_usize; N];
    for (index, size) in sizes.iter_mut().enumerate() {
        *size = word(index + 1).ok_or_else(|| wrong_size(format!("at least {header_length}")))? as usize;
    }
    // In u128: the product of three 32-bit sizes from a hostile header cannot overflow.
    let body = sizes.iter().map(|&size| size as u128).product::<u128>();
    if body == 0 {
        return Err(DataError::Empty { origin: origin.to_owned() });
    }
    if body + header_length as u128 != bytes.len() as u128 {
        return Err(wrong_size((body + header_length as u128).to_string()));
    }
    Ok((sizes, &bytes[header_length..]))
}
