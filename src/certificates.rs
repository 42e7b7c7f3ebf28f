//! Certificates as texts of files.

use crate::certify::Certificate;
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
    #[error("not a certificate: {0}; make one with `catapult classify --certificate FILE`")]
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

/// The text of a file.
pub fn to_text(certificate: &Certificate) -> String {
    // Strings, integers and structs only: serialisation has no way to fail.
    serde_json::to_string_pretty(certificate).map(|text| text + "\n").unwrap_or_default()
}
