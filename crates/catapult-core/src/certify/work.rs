//! What checking a proof may take, and why one is refused that takes more.
//!
//! A certificate is a file from a stranger. [`super::sizes`], [`super::data_work`] and [`super::dense_work`] bound what it can make the checker
//! do: they count the operations that the lemma needs, from the numbers of bits, steps, pieces, powers and data points and from the
//! lengths of all exact numbers, and price them by [`super::prices`]; what is refused costs more than [`MOST_SECONDS`]
//! or [`MOST_BYTES`]. Searches ask the same functions, so that what they find can be checked.
//!
//! # What cannot be counted
//!
//! How often a root must be evaluated until it is enclosed depends on the function. Roots are therefore evaluated within an
//! [`Allowance`]: the prediction contains what a root takes in general, and beyond [`ROOT_SECONDS`] an evaluation answers with
//! the unbounded ball, which is never wrong and ends every search for a root. Exact orbits are bounded in the same way, by
//! [`exact_bits`]: the longer the orbit, the shorter its numbers must stay.

use super::checks::hit::MOST_EXACT_BITS;
use super::prices::{evaluation, exact_operation};
use std::cell::Cell;
use thiserror::Error;

/// The smallest precision of a proof.
pub const LEAST_BITS: u32 = 24;
/// The largest precision of a proof.
pub const MOST_BITS: u32 = 1 << 20;
/// The largest number of steps of a proof.
pub const MOST_STEPS: u64 = 10_000_000;
/// The predicted time from which on a proof is refused.
pub const MOST_SECONDS: u64 = 60;
/// The predicted memory from which on a proof is refused.
pub const MOST_BYTES: u64 = 1 << 30;
/// The most bits of the data of a problem, all exact numbers together: more than a certificate file without exponents has.
pub const MOST_DATA_BITS: u64 = 1 << 27;
/// The predicted time that one root may take.
pub const ROOT_SECONDS: u64 = 20;
/// Bits beyond those of the proof at which a root is enclosed.
pub const ROOT_BITS: u32 = 64;

pub(super) const NANOSECONDS: u64 = 1_000_000_000;

/// Why a proof is not checked.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Excess {
    /// Precision out of range.
    #[error("it asks for {0} bits, and the checker works with {LEAST_BITS} to {MOST_BITS}")]
    Bits(u32),
    /// Too many steps.
    #[error("it asks for {0} steps, and the checker follows at most {MOST_STEPS}")]
    Steps(u64),
    /// Data that are too long when written out.
    #[error(
        "the data have up to {0} bits when written out, and the checker reads at most {MOST_DATA_BITS}: give fewer or shorter numbers"
    )]
    Data(u64),
    /// Denominators with a long common multiple.
    #[error("the common denominator of the data has more than {0} bits, too many to add them exactly: round the data")]
    Denominator(u64),
    /// Too long a time.
    #[error(
        "it would take about {0} s, and the checker spends at most {MOST_SECONDS}: fewer bits, steps or data points take less"
    )]
    Time(u64),
    /// Too much memory.
    #[error("it would take about {0} MB, and the checker takes at most {most}: fewer bits or data points take less", most = MOST_BYTES >> 20)]
    Memory(u64),
}

/// Time and memory, predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// On the machine of the tables.
    pub nanoseconds: u64,
    /// At the peak.
    pub bytes: u64,
}

impl Work {
    /// The most that the checker spends.
    pub const MOST: Work = Work { nanoseconds: MOST_SECONDS * NANOSECONDS, bytes: MOST_BYTES };

    /// Whether it is not too much.
    ///
    /// # Errors
    ///
    /// [`Excess`] says what is.
    pub(super) fn allow(self) -> Result<(), Excess> {
        let Work { nanoseconds, bytes } = self;
        if bytes > MOST_BYTES {
            return Err(Excess::Memory(bytes >> 20));
        }
        if nanoseconds > MOST_SECONDS * NANOSECONDS {
            return Err(Excess::Time(nanoseconds / NANOSECONDS));
        }
        Ok(())
    }
}

/// Bounds a proof of so many bits and steps that takes what `predict` says.
///
/// # Errors
///
/// [`Excess`] for bits or steps beyond what the checker does at all, or for too much work.
pub(super) fn allow(bits: u32, steps: u64, predict: impl FnOnce() -> Work) -> Result<(), Excess> {
    if !(LEAST_BITS..=MOST_BITS).contains(&bits) {
        return Err(Excess::Bits(bits));
    }
    if steps > MOST_STEPS {
        return Err(Excess::Steps(steps));
    }
    predict().allow()
}

/// The length up to which the numbers of an exact orbit of so many steps are followed, numerator and denominator each: a power of
/// two, at most [`MOST_EXACT_BITS`].
pub fn exact_bits(steps: u64) -> u32 {
    let affordable = |bits: u32| {
        // a step makes numbers of up to five times the length
        let operation = exact_operation(10 * u64::from(bits), 10 * u64::from(bits));
        steps.saturating_mul(OPERATIONS_OF_A_STEP).saturating_mul(operation) <= MOST_SECONDS * NANOSECONDS
    };
    let mut bits = MOST_EXACT_BITS;
    while bits > 64 && !affordable(bits) {
        bits /= 2;
    }
    bits
}

/// Rational operations of one step of the two-layer map.
const OPERATIONS_OF_A_STEP: u64 = 20;

/// A purse for evaluations whose number cannot be predicted.
#[derive(Debug)]
pub struct Allowance {
    left: Cell<u64>,
    points: u64,
}

impl Allowance {
    /// [`ROOT_SECONDS`] for evaluations of a risk of so many points.
    pub fn for_root(points: usize) -> Self {
        Allowance { left: Cell::new(ROOT_SECONDS * NANOSECONDS), points: (points as u64).max(1) }
    }

    /// Pays for one evaluation at a precision, if enough is left.
    pub fn pay(&self, bits: u32) -> bool {
        match self.left.get().checked_sub(evaluation(bits).saturating_mul(self.points)) {
            Some(left) => {
                self.left.set(left);
                true
            }
            None => {
                self.left.set(0);
                false
            }
        }
    }
}
