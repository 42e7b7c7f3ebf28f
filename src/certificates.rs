//! Certificates as texts of files.

use crate::certify::Certificate;
use crate::certify::atlas::AtlasCertificate;
use serde::Deserialize;
use thiserror::Error;

/// The longest text that is read, in bytes.
pub const MOST_BYTES: usize = 1 << 24;

/// A text that is not a certificate.
#[derive(Debug, Error)]
pub enum CertificateError {
    /// A text that no search writes.
    #[error("a certificate of {0} bytes is too long: certificates have at most {MOST_BYTES} bytes")]
    TooLong(usize),
    /// Not JSON, or JSON of another form.
    #[error("not a certificate: {0}; take one that a classification has made")]
    Malformed(#[from] serde_json::Error),
}

/// Reads the text of a file.
///
/// # Errors
///
/// [`CertificateError`] for a text that is too long or not of the form of [`crate::certify::certificate`].
pub fn parse(text: &str) -> Result<Certificate, CertificateError> {
    if text.len() > MOST_BYTES {
        return Err(CertificateError::TooLong(text.len()));
    }
    Ok(serde_json::from_str(text)?)
}

/// Any certificate.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// Of one problem.
    Problem(Certificate),
    /// Of all problems of an atlas.
    Atlas(AtlasCertificate),
}

/// The longest text of an atlas that is read, in bytes: about 90 bytes for each of the cells that the checker has time for.
pub const MOST_ATLAS_BYTES: usize = 1 << 26;

/// What tells one kind of certificate from another.
#[derive(Deserialize)]
struct Kind {
    format: String,
}

/// The formats of atlases, whatever their version.
const ATLAS: &str = "catapult-atlas/";

/// Reads the text of a file of any kind.
///
/// # Errors
///
/// As [`parse`].
pub fn parse_any(text: &str) -> Result<Written, CertificateError> {
    if text.len() > MOST_ATLAS_BYTES {
        return Err(CertificateError::TooLong(text.len()));
    }
    match serde_json::from_str::<Kind>(text) {
        Ok(Kind { format }) if format.starts_with(ATLAS) => Ok(Written::Atlas(serde_json::from_str(text)?)),
        _ => Ok(Written::Problem(parse(text)?)),
    }
}

/// The text of a file about an atlas, on one line.
pub fn atlas_to_text(certificate: &AtlasCertificate) -> String {
    serde_json::to_string(certificate).map(|text| text + "\n").unwrap_or_default()
}

/// The text of a file.
pub fn to_text(certificate: &Certificate) -> String {
    // Strings, integers and structs only: serialisation has no way to fail.
    serde_json::to_string_pretty(certificate).map(|text| text + "\n").unwrap_or_default()
}
