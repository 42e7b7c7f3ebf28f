//! Hypotheses as numbers: by how much they hold, and whether that is certain.
//!
//! Whatever is proved here by inequalities writes them as [`Slack`]s, generic over the arithmetic. The contract of whole lemmas is
//! [`crate::certify::lemma`].

use crate::arithmetic::Ball;
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
