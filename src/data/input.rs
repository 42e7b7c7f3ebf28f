//! Reading a file whole, plain or gzip, recognised by its first two bytes.

use super::DataError;
use flate2::read::MultiGzDecoder;
use std::{fs::File, io::Read, path::Path};

/// The most that a file may hold, or decompress to.
pub const MOST_BYTES: u64 = 4 << 30;

/// What a small gzip file may decompress to: a bound on what a damaged or hostile one can make us allocate.
const MOST_OF_SMALL: u64 = 64 << 20;

/// How many times its own size a larger gzip file may decompress to.
const MOST_EXPANSION: u64 = 32;

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The content of a file, decompressed if it is gzip.
///
/// # Errors
///
/// The variants of [`DataError`] for a missing file, a directory, an empty file, a damaged gzip stream, and content of
/// more than 4 GiB, or of more than 64 MiB and 32 times a gzip file's size.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, DataError> {
    let origin = path.display().to_string();
    let unreadable =
        |error: std::io::Error| DataError::Unreadable { path: origin.clone(), reason: system_words(&error) };
    if std::fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Err(DataError::IsDirectory { path: origin });
    }
    let mut bytes = Vec::new();
    File::open(path).map_err(unreadable)?.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.starts_with(&GZIP_MAGIC) || bytes.is_empty() || path.extension().is_none_or(|extension| extension != "gz")
    {
        decompress(bytes, &origin)
    } else {
        Err(DataError::NotGzip { origin })
    }
}

/// The content behind `bytes`: decompressed if they are gzip, else as they are.
///
/// # Errors
///
/// [`DataError::Empty`], [`DataError::TooLarge`] and [`DataError::DamagedGzip`].
pub(super) fn decompress(bytes: Vec<u8>, origin: &str) -> Result<Vec<u8>, DataError> {
    let mut limit = MOST_BYTES;
    let content = if bytes.starts_with(&GZIP_MAGIC) {
        let mut content = Vec::new();
        limit = MOST_OF_SMALL.max(bytes.len() as u64 * MOST_EXPANSION).min(MOST_BYTES);
        MultiGzDecoder::new(bytes.as_slice())
            .take(limit + 1)
            .read_to_end(&mut content)
            .map_err(|error| DataError::DamagedGzip { origin: origin.to_owned(), reason: error.to_string() })?;
        content
    } else {
        bytes
    };
    if content.is_empty() {
        Err(DataError::Empty { origin: origin.to_owned() })
    } else if content.len() as u64 > limit {
        Err(DataError::TooLarge { origin: origin.to_owned(), limit })
    } else {
        Ok(content)
    }
}

/// The system's message without its error number.
pub(super) fn system_words(error: &std::io::Error) -> String {
    let words = error.to_string();
    words.split(" (os error").next().unwrap_or(&words).to_lowercase()
}
