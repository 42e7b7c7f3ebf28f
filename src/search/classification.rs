//! Answers to the question "what does gradient descent do here?", and what a search for them may spend.

use crate::arithmetic::Enclosure;
use crate::certify::certificate::{Claim, Format, Proof, Statement};
use crate::certify::checker::compare;
use crate::certify::checks::Established;
use crate::certify::{Certificate, Limit, Phase};
use crate::theory::Digits;

/// The answer for one problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Classification {
    /// The phase.
    pub phase: Phase,
    /// Where the orbit ends, if that is known.
    pub limit: Option<Limit<Enclosure>>,
    /// Why, or what is missing.
    pub reason: String,
    /// The proof; `None` iff undecided.
    pub certificate: Option<Certificate>,
}

impl Classification {
    /// What the checker established by a proof, with limits to `digits` digits, and the certificate of it.
    pub fn proved(
        statement: Statement,
        proof: Proof,
        established: &Established,
        digits: Digits,
        reason: String,
    ) -> Self {
        let phase = established.phase;
        let limit = established.limit.as_ref();
        let limit = limit.map(|limit| limit.map(|ball| Enclosure::of_ball(ball, digits.count())));
        let mut claim = Claim { phase, limit: limit.clone() };
        // decimals with exponents that certificates may not have: the claim is then the phase alone
        if compare(&claim, established).is_err() {
            claim.limit = None;
        }
        let certificate = Certificate { format: Format::One, problem: statement, claim, proof };
        Classification { phase, limit, reason, certificate: Some(certificate) }
    }

    /// No proof was found.
    pub fn undecided(reason: impl Into<String>) -> Self {
        Classification { phase: Phase::Undecided, limit: None, reason: reason.into(), certificate: None }
    }
}

/// How much a search may spend, and how sharp its answer should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassifyOptions {
    /// Steps of gradient descent that may be enclosed.
    pub max_steps: u64,
    /// The largest working precision, in bits. The search starts lower and doubles when enclosures blow up.
    pub bits: u32,
    /// Significant digits of the limits.
    pub digits: Digits,
}

impl Default for ClassifyOptions {
    fn default() -> Self {
        ClassifyOptions { max_steps: 100_000, bits: 4096, digits: Digits::default() }
    }
}
