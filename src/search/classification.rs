//! Answers to the question "what does gradient descent do here?", and what a search for them may spend.

use crate::arithmetic::Enclosure;
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
