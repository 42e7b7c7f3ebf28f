//! Answers to the question "what does gradient descent do here?", and what a search for them may spend.

use crate::arithmetic::Enclosure;
use crate::certify::certificate::{Claim, Format, Proof, Statement};
use crate::certify::checker::compare;
use crate::certify::checks::Established;
use crate::certify::{Certificate, Limit, Phase};
use crate::dynamics::ProblemError;
use crate::progress::Interrupted;
use crate::theory::Digits;
use serde::Serialize;
use std::fmt;
use thiserror::Error;

/// The answer for one problem. As data it is phase, limit, reason and remedy; the certificate has a file of its own.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Classification {
    /// The phase.
    pub phase: Phase,
    /// Where the orbit ends, if that is known.
    pub limit: Option<Limit<Enclosure>>,
    /// Why, or what is missing.
    pub reason: String,
    /// What would help where something is missing, if anything does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
    /// The proof; `None` iff undecided.
    #[serde(skip)]
    pub certificate: Option<Certificate>,
}

/// What may complete an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    /// A higher [`ClassifyOptions::bits`].
    MoreBits,
    /// A higher [`ClassifyOptions::max_steps`].
    MoreSteps,
    /// Fewer [`ClassifyOptions::digits`].
    FewerDigits,
    /// A start nearer to the end, as a later state of the orbit is: the checker bounds the steps of a proof.
    LaterStart,
}

impl fmt::Display for Remedy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Remedy::MoreBits => "allow more bits",
            Remedy::MoreSteps => "allow more steps",
            Remedy::FewerDigits => "ask for fewer digits",
            Remedy::LaterStart => "begin at a later state of the orbit",
        })
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SearchError {
    /// The numbers are no problem.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// The watch said stop.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
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
        Classification { phase, limit, reason, remedy: None, certificate: Some(certificate) }
    }

    /// No proof was found, and nothing is known that would help.
    pub fn undecided(reason: impl Into<String>) -> Self {
        Classification { phase: Phase::Undecided, limit: None, reason: reason.into(), remedy: None, certificate: None }
    }

    /// No proof was found; something would help.
    pub fn lacking(reason: impl Into<String>, remedy: Remedy) -> Self {
        Classification { remedy: Some(remedy), ..Classification::undecided(reason) }
    }

    /// The reason, with the remedy if there is one.
    pub fn explanation(&self) -> String {
        match self.remedy {
            None => self.reason.clone(),
            Some(remedy) => format!("{}: {remedy}", self.reason),
        }
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

/// What the loss did before the step of a proof, in words.
pub(super) fn loss_before(first_rise: Option<u64>, step: u64) -> String {
    match first_rise {
        Some(rise) => format!("the loss rises at step {rise}"),
        None => format!("the loss falls at each step up to {step}"),
    }
}

/// The same where a proof that begins at the start says that it never rises.
pub(super) fn loss_before_if_any(first_rise: Option<u64>, step: u64) -> String {
    match (first_rise, step) {
        (None, 0) => "the loss never rises".into(),
        _ => loss_before(first_rise, step),
    }
}
