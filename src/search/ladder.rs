//! From one precision to the next: how an attempt at a search ends, and what follows from that.

use super::classification::{Classification, ClassifyOptions, Remedy};
use crate::certify::work::{LEAST_BITS, MOST_BITS};

/// Bits of the first attempt, unless the digits ask for more.
pub(super) const FIRST_BITS: u32 = 128;

/// Bits beyond the asked digits that the first attempt has to spare.
const SPARE_BITS: u32 = 60;

/// The precision of the first attempt, and the largest.
pub(super) fn precisions(options: &ClassifyOptions) -> (u32, u32) {
    let ceiling = options.bits.clamp(LEAST_BITS, MOST_BITS);
    ((options.digits.bits() + SPARE_BITS).max(FIRST_BITS).min(ceiling), ceiling)
}

/// How one attempt ends.
pub(super) enum Ending {
    Proved(Box<Classification>),
    OutOfSteps(u64),
    /// The limit is approached so slowly that more steps are of little use.
    Slow(u64),
    OutOfBits,
    /// What happens is seen, and out of reach of every lemma, for this reason.
    OutOfReach(String),
}

/// What follows from an ending.
pub(super) enum Next {
    Answer(Box<Classification>),
    /// Another attempt, at twice the bits.
    Again,
    /// Nothing is left to try: what has been spent, and what would help.
    GiveUp(String, Remedy),
}

impl Ending {
    /// What follows for a search at `bits` bits, which rise if another attempt is due.
    pub fn next(self, bits: &mut u32, ceiling: u32, options: &ClassifyOptions) -> Next {
        match self {
            Ending::Proved(answer) => Next::Answer(answer),
            Ending::OutOfReach(reason) => Next::Answer(Box::new(Classification::undecided(reason))),
            Ending::OutOfSteps(steps) if steps < options.max_steps => {
                let spent = format!("{steps} steps at {bits} bits, the most that the checker allows");
                // fewer digits leave more steps only where they take many bits
                let by_digits = *bits == precisions(options).0 && *bits >= 2 * FIRST_BITS;
                Next::GiveUp(spent, if by_digits { Remedy::FewerDigits } else { Remedy::LaterStart })
            }
            Ending::OutOfSteps(steps) => Next::GiveUp(format!("{steps} steps"), Remedy::MoreSteps),
            Ending::Slow(steps) => Next::GiveUp(format!("{steps} steps"), Remedy::FewerDigits),
            Ending::OutOfBits if *bits >= ceiling => {
                Next::GiveUp(format!("enclosures at {ceiling} bits"), Remedy::MoreBits)
            }
            Ending::OutOfBits => {
                *bits = (*bits * 2).min(ceiling);
                Next::Again
            }
        }
    }
}

/// The best answer so far, with what it lacks and what would help.
pub(super) fn incomplete(mut answer: Classification, spent: &str, remedy: Remedy) -> Classification {
    let missing = if answer.limit.is_some() { "all digits of the limit" } else { "the limit" };
    answer.reason = format!("{}; {spent} did not give {missing}", answer.reason);
    // the phase is known, and what is missing are digits
    answer.remedy = Some(if remedy == Remedy::LaterStart { Remedy::FewerDigits } else { remedy });
    answer
}

/// There is no answer.
pub(super) fn unproved(spent: &str, remedy: Remedy) -> Classification {
    Classification::lacking(format!("no proof found with {spent}"), remedy)
}
