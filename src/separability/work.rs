//! How much exact arithmetic may be spent: a bound in operations on machine words, not in seconds, so that answers do not depend
//! on the machine.

use thiserror::Error;

/// Operations on machine words that exact arithmetic may still use.
///
/// Costs are estimated from sizes before each step, and the same data always cost the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    given: u64,
    left: u64,
}

/// What a sentence advises where the work did not suffice; a program may say instead how that is done.
pub const REMEDY: &str = "allow more of them";

/// The work is used up.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("exact arithmetic stopped at its bound of {given} word operations; {REMEDY}")]
pub struct OutOfWork {
    /// The bound.
    pub given: u64,
}

impl Work {
    /// What [`super::decide`] and [`super::split()`] may use: some minutes.
    pub const DEFAULT: u64 = 20_000_000_000;

    /// This many operations.
    pub fn new(operations: u64) -> Self {
        Work { given: operations, left: operations }
    }

    /// Operations that were given.
    pub fn given(&self) -> u64 {
        self.given
    }

    /// Operations that are left.
    pub fn left(&self) -> u64 {
        self.left
    }

    /// Takes operations away before they are done.
    ///
    /// # Errors
    ///
    /// [`OutOfWork`] if fewer are left.
    pub fn spend(&mut self, operations: u128) -> Result<(), OutOfWork> {
        match u64::try_from(operations).ok().and_then(|operations| self.left.checked_sub(operations)) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(self.exhausted()),
        }
    }

    /// The error that names the bound.
    pub fn exhausted(&self) -> OutOfWork {
        OutOfWork { given: self.given }
    }
}

impl Default for Work {
    fn default() -> Self {
        Work::new(Work::DEFAULT)
    }
}

/// Words that an integer of this many bits takes.
pub(super) fn words(bits: u64) -> u128 {
    u128::from(bits / 64 + 1)
}
