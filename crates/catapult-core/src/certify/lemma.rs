//! What a lemma is to this crate: hypotheses that are numbers, written once, generic over the arithmetic.
//!
//! A [`Lemma`] says how far each of its hypotheses is from failing: one [`Slack`] for each, positive where the hypothesis holds.
//! The same function is run in `f64` by a search that looks for numbers to try, on [`Ball`]s by the checker, on boxes by the
//! atlas, and on [`Expression`]s by the export, which prints it as the Coq definition that the formal proof is about.
//!
//! # The contract
//!
//! Implement [`Lemma`] for a type, with the statement and its proof in the file's documentation. Then [`Lemma::check`] decides it
//! on enclosures, `export` prints its hypotheses, and the forging tests attack it. The numbers of the type are those of the
//! statement: where a hypothesis is monotone in one of them, the statement says so, and the caller who knows only an enclosure
//! passes the end that makes the slack least.

use super::checks::Failure;
use crate::arithmetic::{Analytic, Ball, Expression};

pub use crate::theory::hypothesis::{Decides, Slack, Tie};

/// A statement whose hypotheses are inequalities between numbers.
pub trait Lemma {
    /// The name in certificates, in exported definitions and in tests.
    const NAME: &'static str;

    /// The numbers that the statement speaks of, in one arithmetic.
    type Numbers<T>;

    /// One slack for each hypothesis, in the order of the statement.
    fn slacks<T: Analytic>(numbers: &Self::Numbers<T>) -> Vec<Slack<T>>;

    /// The numbers as variables under the names of the statement, for the export.
    fn symbols() -> Self::Numbers<Expression>;

    /// Confirms every hypothesis.
    ///
    /// # Errors
    ///
    /// [`Failure::NotProved`] names the first that could not be confirmed.
    ///
    /// # Guarantee
    ///
    /// Certified: `Ok` means that all hypotheses hold for all numbers of the enclosures.
    fn check(numbers: &Self::Numbers<Ball>) -> Result<(), Failure> {
        confirm(&Self::slacks(numbers))
    }
}

/// Confirms hypotheses, on enclosures or exactly.
///
/// # Errors
///
/// [`Failure::NotProved`] names the first that could not be confirmed.
pub fn confirm<T: Decides>(slacks: &[Slack<T>]) -> Result<(), Failure> {
    match slacks.iter().find(|slack| !slack.is_certain()) {
        None => Ok(()),
        Some(slack) => Err(Failure::NotProved(slack.hypothesis)),
    }
}
