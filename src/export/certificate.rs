//! Certificates as Coq files whose compilation proves their claims: `catapult export coq --certificate FILE`.
//!
//! The printed file states the exact problem, encloses the orbit inside Coq (`proofs/OrbitEnclosure.v`), and applies the lemma
//! that the certificate names (`proofs/Two_layer_*.v`, `proofs/Linear_checks.v`). Numbers that the proof needs, such as
//! bounds of the state at step T, are computed here and proved there: nothing of this crate's arithmetic is trusted by a
//! file that compiles. A number that is chosen badly makes a file that does not compile, never a false theorem.

mod limits;
mod linear;
mod two_layer;

use crate::certify::checks::Failure;
use crate::certify::{Certificate, Proof, Rejection, check};
use crate::dynamics::Problem;
use rug::float::Round;
use rug::{Float, Rational};
use thiserror::Error;

/// The most steps for which a file is printed. Coq needs about 2 ms a step at 200 bits.
pub const MOST_STEPS: u64 = 20_000;

/// The most exact steps of a proof that lands on f = 0: exact numbers grow threefold each step.
pub const MOST_EXACT_STEPS: u64 = 6;

/// Bits beyond those of the certificate, so that enclosures inside Coq are narrower than those that the claim was made from.
const GUARD_BITS: u32 = 64;

/// Why no Coq file is printed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CertificateExportError {
    /// The certificate does not hold.
    #[error("the certificate does not hold: {0}; take one that a classification has made")]
    Rejected(#[from] Rejection),
    /// A kind of proof that has no Coq text.
    #[error("certificates of kind `{kind}` have no Coq file: {reason}; the checker checks them")]
    Unsupported {
        /// The kind, as in the file.
        kind: &'static str,
        /// What is missing.
        reason: &'static str,
    },
    /// More steps than a Coq file should have.
    #[error("a proof of {steps} steps is too long for a Coq file: at most {most}; the checker checks it")]
    TooLong {
        /// Steps of the proof.
        steps: u64,
        /// The most.
        most: u64,
    },
    /// A number of the proof could not be bounded.
    #[error("the numbers of the Coq proof could not be found: {0}")]
    Numbers(#[from] Failure),
}

/// The Coq file that proves a certificate's claim.
///
/// # Errors
///
/// [`CertificateExportError`]: a certificate that does not hold, a kind of proof or a length without a Coq text.
pub fn coq_certificate(certificate: &Certificate) -> Result<String, CertificateExportError> {
    let claim = check(certificate)?;
    let problem = certificate.problem.to_problem();
    let body = match (&problem, &certificate.proof) {
        (Problem::TwoLayer(problem), proof) => two_layer::text(certificate, problem, proof)?,
        (Problem::Linear(problem), Proof::Linear(proof)) => linear::text(certificate, problem, proof)?,
        // `check` accepts no other pair.
        (Problem::Features(_) | Problem::Gram(_) | Problem::Dense(_), proof) => {
            return Err(unsupported(proof.citation().lemma, "its lemma is proved on paper, not in Coq"));
        }
        (Problem::Linear(_) | Problem::Aligned(_), _) => {
            return Err(unsupported("aligned", "there are no Coq files for aligned networks yet"));
        }
    };
    let header = format!(
        "(* {}.\n\n   Printed by `catapult export coq --certificate`. Compile it with `coqc -Q proofs Catapult`, after `make proofs`:\n   \
         that proves the theorem `certificate` at the end. *)\n\n",
        claim.statement
    );
    Ok(header + &body)
}

fn unsupported(kind: &'static str, reason: &'static str) -> CertificateExportError {
    CertificateExportError::Unsupported { kind, reason }
}

/// Rejects a proof of too many steps.
fn allow(steps: u64, most: u64) -> Result<(), CertificateExportError> {
    if steps <= most { Ok(()) } else { Err(CertificateExportError::TooLong { steps, most }) }
}

/// A rational number in Coq's reals, `-3 / 4`, and as the two arguments of `rational`, `(-3) 4`.
struct Ratio<'a>(&'a Rational);

impl Ratio<'_> {
    fn real(&self) -> String {
        format!("({} / {})", self.0.numer(), self.0.denom())
    }

    fn arguments(&self) -> String {
        format!("({}) {}", self.0.numer(), self.0.denom())
    }
}

/// A finite float as the rational it is.
fn rational(value: &Float) -> Result<Rational, CertificateExportError> {
    value.to_rational().ok_or(CertificateExportError::Numbers(Failure::NotProved("an enclosure is bounded")))
}

/// A number below or above, by a relative 2^(20 - bits): room for the roundings inside Coq.
fn nudged(value: &Float, bits: u32, direction: Round) -> Float {
    let size = Float::with_val(bits, value.abs_ref()) >> (bits - 20);
    match direction {
        Round::Down => Float::with_val_round(bits, value - &size, Round::Down).0,
        _ => Float::with_val_round(bits, value + &size, Round::Up).0,
    }
}

/// Working bits inside Coq for a certificate that asks for `bits`.
fn working_bits(bits: u32) -> u32 {
    bits + GUARD_BITS
}
