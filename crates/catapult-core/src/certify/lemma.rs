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
use rug::Rational;
use std::cmp::Ordering;

/// What a slack of exactly zero means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// The hypothesis is a strict inequality: it fails.
    Fails,
    /// The hypothesis is an inequality that may be an equality: it holds.
    Holds,
}

/// One hypothesis of a lemma as a number: it holds where the number is positive, and where it is zero if ties hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Slack<T> {
    /// The hypothesis in the words of the statement.
    pub hypothesis: &'static str,
    /// By how much it holds.
    pub value: T,
    /// Whether equality is enough.
    pub tie: Tie,
}

impl<T> Slack<T> {
    /// A hypothesis that says `value > 0`.
    pub fn strict(hypothesis: &'static str, value: T) -> Self {
        Slack { hypothesis, value, tie: Tie::Fails }
    }

    /// A hypothesis that says `value >= 0`.
    pub fn weak(hypothesis: &'static str, value: T) -> Self {
        Slack { hypothesis, value, tie: Tie::Holds }
    }
}

/// An arithmetic that can decide a hypothesis.
pub trait Decides: Sized {
    /// Whether the hypothesis holds for every number that the slack stands for. `false` may mean undecided.
    fn is_certain(slack: &Slack<Self>) -> bool;
}

/// Certified.
impl Decides for Ball {
    fn is_certain(slack: &Slack<Ball>) -> bool {
        match slack.value.sign() {
            Some(Ordering::Greater) => true,
            Some(Ordering::Equal) => slack.tie == Tie::Holds,
            Some(Ordering::Less) => false,
            // of both signs, or touching zero from above
            None => slack.tie == Tie::Holds && slack.value.is_bounded() && slack.value.lower() >= 0,
        }
    }
}

/// Exact.
impl Decides for Rational {
    fn is_certain(slack: &Slack<Rational>) -> bool {
        match slack.value.cmp0() {
            Ordering::Greater => true,
            Ordering::Equal => slack.tie == Tie::Holds,
            Ordering::Less => false,
        }
    }
}

impl<T: Decides> Slack<T> {
    /// Whether the hypothesis holds for every number that the slack stands for. `false` may mean undecided.
    pub fn is_certain(&self) -> bool {
        T::is_certain(self)
    }
}

impl Slack<f64> {
    /// Whether the hypothesis seems to hold. Numerical.
    pub fn seems_to_hold(&self) -> bool {
        self.value > 0.0 || self.tie == Tie::Holds && self.value == 0.0
    }

    /// Whether it may hold: as [`Slack::seems_to_hold`], or unknown because a number left the range of `f64`.
    pub fn may_hold(&self) -> bool {
        self.value.is_nan() || self.seems_to_hold()
    }
}

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
