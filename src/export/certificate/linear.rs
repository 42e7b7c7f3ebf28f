//! Proofs about linear predictors, on top of `proofs/Linear_certificates.v`.

use super::{CertificateExportError, unsupported};
use crate::certify::Certificate;
use crate::certify::linear_proof::LinearProof;
use crate::dynamics::Problem;

/// The file without its header comment.
pub(super) fn text(
    _certificate: &Certificate,
    _problem: &Problem,
    _proof: &LinearProof,
) -> Result<String, CertificateExportError> {
    Err(unsupported("linear", "todo"))
}
