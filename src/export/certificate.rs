//! Certificates as Coq files whose compilation proves their claims: `catapult export coq --certificate FILE`.
//!
//! The printed file states the exact problem, encloses the orbit inside Coq (`proofs/OrbitEnclosure.v`), and applies the lemma
//! that the certificate names (`proofs/Two_layer_*.v`, `proofs/Linear_checks.v`). Numbers that the proof needs, such as
//! bounds of the state at step T, are computed here and proved there: nothing of this crate's arithmetic is trusted by a
//! file that compiles. A number that is chosen badly makes a file that does not compile, never a false theorem.

mod aligned;
mod limits;
mod linear;
mod one_sided;
mod two_layer;

use crate::arithmetic::Ball;
use crate::certify::checks::{Failure, alternation};
use crate::certify::data_proof::GramProof;
use crate::certify::lemma::Lemma;
use crate::certify::{Certificate, Proof, Rejection, check};
use crate::dynamics::{FactorisedState, Problem, TwoLayer};
use crate::model::{Degenerate, LossName};
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
    /// A lemma that is not formal.
    #[error(
        "certificates of kind `{kind}` have no Coq file: their lemma ({place}) is proved on paper, not in Coq; the checker checks them"
    )]
    OnPaper {
        /// The kind, as in the file.
        kind: &'static str,
        /// Where the lemma is proved.
        place: &'static str,
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
        (Problem::Gram(problem), Proof::Gram(proof @ GramProof::OneSided { .. })) => {
            one_sided::text(certificate, problem, proof)?
        }
        (Problem::Features(_) | Problem::Gram(_) | Problem::Dense(_), proof) => {
            let citation = proof.citation();
            return Err(CertificateExportError::OnPaper { kind: citation.lemma, place: citation.source });
        }
        (Problem::Aligned(problem), Proof::Aligned(proof)) => aligned::text(certificate, problem, proof)?,
        // `check` accepts no other pair.
        (Problem::Linear(_) | Problem::Aligned(_), proof) => {
            return Err(unsupported(proof.citation().lemma, "it is made for another kind of network"));
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

/// Bits by which the bounds of a state are wider than its enclosure. The guard bits leave room for them.
const SLACK_BITS: u32 = 24;

/// Rational ends around an enclosure, wider than it: Coq's enclosure, made in another way, must fit between them.
fn widened(ball: &Ball, bits: u32) -> Result<(Rational, Rational), CertificateExportError> {
    let width = Float::with_val(bits, ball.upper() - ball.lower()) << SLACK_BITS;
    let (lower, upper) = (Float::with_val(bits, ball.lower() - &width), Float::with_val(bits, ball.upper() + &width));
    Ok((rational(&nudged(&lower, bits, Round::Down))?, rational(&nudged(&upper, bits, Round::Up))?))
}

/// The largest F of an alternation that is printed.
const MOST_REACH: u32 = 256;

/// w, the mean, the gap and F of checks/alternation.rs at enclosed p and q, as numbers of a file.
fn alternation_numbers(
    map: &TwoLayer<Ball, Degenerate<LossName>>,
    factors: FactorisedState<Ball>,
    margin: &Rational,
    bits: u32,
) -> Result<[Rational; 4], CertificateExportError> {
    let numbers = alternation::at_factors(map, factors, margin, bits)?;
    // a little below what the state allows, as the bounds of the state are a little wider
    let shrunk = |ball: &Ball, bits| rational(&nudged(&ball.lower(), bits, Round::Down));
    let [factor, mean] = [&numbers.place.factor, &numbers.place.mean].map(|bound| shrunk(bound, bits / 2));
    let output = shrunk(&numbers.output, bits / 4)?;
    // a smaller F will do, and keeps e^F within reach of interval arithmetic
    Ok([factor?, mean?, shrunk(&numbers.gap, bits / 2)?, output.min(Rational::from(MOST_REACH))])
}

/// Bounds of the size of a number between two others.
fn sizes(left: &Rational, right: &Rational) -> (Rational, Rational) {
    if *left > 0 {
        (left.clone(), right.clone())
    } else if *right < 0 {
        (Rational::from(-right), Rational::from(-left))
    } else {
        (Rational::new(), Rational::from(-left).max(right.clone()))
    }
}

/// `unfold trap_holds, trap_1, ...`: the exported hypotheses of a lemma down to their formulas.
fn unfold_hypotheses<L: Lemma>() -> String {
    let names = (1..=L::slacks(&L::symbols()).len()).map(|number| format!("{}_{number}", L::NAME));
    let names: Vec<String> = std::iter::once(format!("{}_holds", L::NAME)).chain(names).collect();
    format!("unfold {}", names.join(", "))
}

/// phi and Phi, bounds of s(u)/u for |u| <= delta of which one is kappa, and the lemma `ratio` that proves them.
fn ratio_lemma(loss: LossName, [smallest, largest]: [&Ball; 2], bits: u32) -> Result<String, CertificateExportError> {
    let end = |value: &Float, direction| rational(&nudged(value, bits, direction)).map(|end| Ratio(&end).real());
    let (below, above) = (|ball: &Ball| end(&ball.lower(), Round::Down), |ball: &Ball| end(&ball.upper(), Round::Up));
    let (phi, largest, proof) = match loss {
        LossName::Logistic => (
            below(smallest)?,
            "(1 / 4)".to_owned(),
            "refine (ratio_logistic phi delta _ _).\n  - unfold delta. lra.\n  - rewrite slope_logistic_once. unfold phi, delta. interval with (i_prec working).",
        ),
        LossName::Exponential => (
            "1".to_owned(),
            above(largest)?,
            "refine (ratio_exponential Phi delta _ _).\n  - unfold delta. lra.\n  - unfold slope_exponential, sinh, Phi, delta. interval with (i_prec working).",
        ),
        LossName::Squared => ("1".to_owned(), "1".to_owned(), "exact (ratio_squared delta)."),
    };
    let proof = proof.replace("working", &(2 * bits).to_string());
    Ok(format!(
        "\
Definition phi : R := {phi}.
Definition Phi : R := {largest}.

Lemma ratio : forall x, Rabs x <= delta -> exists g, phi <= g <= Phi /\\ slope (enclosing loss) x = g * x.
Proof.
  {proof}
Qed.

"
    ))
}
