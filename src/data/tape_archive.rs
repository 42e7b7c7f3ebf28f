//! Members of a tar archive, plain or gzip: as much of the format as the archive of CIFAR-10 needs.
//!
//! A header of 512 bytes holds the name (100 bytes, ended by zero) and, at byte 124, the length in octal digits; the content
//! follows, filled up to a multiple of 512. Source: POSIX.1-1988, the `ustar` interchange format.

use super::DataError;
use super::input::system_words;
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

const BLOCK: usize = 512;
/// The largest member read; a batch of CIFAR-10 has 31 MB.
const LARGEST_MEMBER: u64 = 64 << 20;
/// The most bytes gone through; CIFAR-10 has 184 MB.
const MOST_BYTES: u64 = 1 << 30;

/// The members whose file names are asked for, in the order in which they are asked for.
///
/// # Errors
///
/// [`DataError::Unreadable`], [`DataError::DamagedArchive`], and [`DataError::MissingFile`] for a member that is not there.
pub(super) fn read_members(path: &Path, names: &[String]) -> Result<Vec<(String, Vec<u8>)>, DataError> {
    let origin = path.display().to_string();
    let file = File::open(path)
        .map_err(|error| DataError::Unreadable { path: origin.clone(), reason: system_words(&error) })?;
    let damaged = |error: io::Error| DataError::DamagedArchive { origin: origin.clone(), reason: error.to_string() };
    let mut file = BufReader::with_capacity(1 << 16, file);
    let found = if file.fill_buf().map_err(damaged)?.starts_with(&[0x1f, 0x8b]) {
        walk(&mut MultiGzDecoder::new(file).take(MOST_BYTES), names)
    } else {
        walk(&mut file.take(MOST_BYTES), names)
    };
    let missing = |name: &String| DataError::MissingFile { wanted: name.clone(), directory: origin.clone() };
    let members = found.map_err(damaged)?;
    names.iter().zip(members).map(|(name, bytes)| Ok((name.clone(), bytes.ok_or_else(|| missing(name))?))).collect()
}

/// The content of each of the members named, as far as they are there. Ends when all are read.
fn walk(reader: &mut impl Read, names: &[String]) -> io::Result<Vec<Option<Vec<u8>>>> {
    let mut members = vec![None; names.len()];
    let mut header = [0; BLOCK];
    while members.iter().any(Option::is_none) {
        reader.read_exact(&mut header)?;
        let name = header[..100].split(|byte| *byte == 0).next().unwrap_or_default();
        if name.is_empty() {
            // two blocks of zeros end an archive
            break;
        }
        let length = octal(&header[124..136]).ok_or_else(|| invalid("a member has no length"))?;
        let filled = length.next_multiple_of(BLOCK as u64);
        let name = name.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        let regular = matches!(header[156], 0 | b'0');
        match names.iter().position(|wanted| regular && wanted.as_bytes() == name) {
            Some(index) if members[index].is_none() => {
                if length > LARGEST_MEMBER {
                    return Err(invalid("a member is larger than any batch"));
                }
                let mut content = Vec::new();
                reader.take(filled).read_to_end(&mut content)?;
                if (content.len() as u64) < length {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                content.truncate(length as usize);
                members[index] = Some(content);
            }
            _ => {
                let skipped = io::copy(&mut reader.take(filled), &mut io::sink())?;
                if skipped < filled {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
        }
    }
    Ok(members)
}

fn invalid(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

/// Octal digits between spaces and zeros; up to 2^33.
fn octal(field: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
    u64::from_str_radix(digits, 8).ok().filter(|length| *length <= 1 << 33)
}
