//! Certificates as texts of files: what the checker takes, and beside it, optionally, what made the file.
//!
//! ```json
//! { "format": "catapult-certificate/1", "problem": {..}, "claim": {..}, "proof": {..},
//!   "made_by": {"name": "catapult-phase", "version": "0.1.0", "commit": null, "command": "catapult classify .."} }
//! ```
//!
//! `made_by` is dropped when a file is read, so that nothing depends on it; it has a fixed form all the same, and unknown, missing and
//! repeated fields are errors there as everywhere.

use crate::certify::Certificate;
use crate::certify::almost::AlmostDivergent;
use crate::certify::atlas::{AtlasCertificate, AtlasFormat, ProvedCell, Shares};
use crate::certify::certificate::{Claim, Format, Proof, Statement};
use crate::certify::chart::Chart;
use crate::certify::plane::Plane;
use crate::certify::region::Region;
use crate::program::MadeBy;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

/// A file about one problem.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProblemFile {
    format: Format,
    problem: Statement,
    claim: Claim,
    proof: Proof,
    #[serde(default, rename = "made_by")]
    _made_by: Option<MadeBy>,
}

impl From<ProblemFile> for Certificate {
    fn from(file: ProblemFile) -> Self {
        let ProblemFile { format, problem, claim, proof, _made_by } = file;
        Certificate { format, problem, claim, proof }
    }
}

/// A file about an atlas.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound = "C: Region")]
struct AtlasFile<C: Region> {
    format: AtlasFormat,
    chart: C,
    claim: Shares,
    cells: Vec<ProvedCell<C::Proof>>,
    #[serde(default)]
    almost_divergent: Option<AlmostDivergent>,
    #[serde(default, rename = "made_by")]
    _made_by: Option<MadeBy>,
}

impl<C: Region> From<AtlasFile<C>> for AtlasCertificate<C> {
    fn from(file: AtlasFile<C>) -> Self {
        let AtlasFile { format, chart, claim, cells, almost_divergent, _made_by } = file;
        AtlasCertificate { format, chart, claim, cells, almost_divergent }
    }
}

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
    Ok(serde_json::from_str::<ProblemFile>(text)?.into())
}

/// Any certificate.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// Of one problem.
    Problem(Certificate),
    /// Of all problems of an atlas over rates and starts on D0.
    Atlas(AtlasCertificate),
    /// Of all problems of an atlas over any two parameters.
    Plane(AtlasCertificate<Plane>),
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

/// The format of those over any two parameters.
const PLANE: &str = "catapult-atlas/2";

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
        Ok(Kind { format }) if format == PLANE => {
            Ok(Written::Plane(serde_json::from_str::<AtlasFile<Plane>>(text)?.into()))
        }
        Ok(Kind { format }) if format.starts_with(ATLAS) => {
            Ok(Written::Atlas(serde_json::from_str::<AtlasFile<Chart>>(text)?.into()))
        }
        _ => Ok(Written::Problem(parse(text)?)),
    }
}

/// The text of a file about an atlas, on one line.
pub fn atlas_to_text<C: Region>(certificate: &AtlasCertificate<C>) -> String {
    serde_json::to_string(certificate).map(|text| text + "\n").unwrap_or_default()
}

/// The same, and what made it.
pub fn atlas_to_text_made_by<C: Region>(certificate: &AtlasCertificate<C>, made_by: &MadeBy) -> String {
    format!("{}\n", with_maker(certificate, made_by))
}

/// The text of a file.
pub fn to_text(certificate: &Certificate) -> String {
    // Strings, integers and structs only: serialisation has no way to fail.
    serde_json::to_string_pretty(certificate).map(|text| text + "\n").unwrap_or_default()
}

/// The same, and what made it.
pub fn to_text_made_by(certificate: &Certificate, made_by: &MadeBy) -> String {
    format!("{:#}\n", with_maker(certificate, made_by))
}

fn with_maker(certificate: &impl Serialize, made_by: &MadeBy) -> Value {
    let mut file = serde_json::to_value(certificate).unwrap_or_default();
    file["made_by"] = serde_json::to_value(made_by).unwrap_or_default();
    file
}
