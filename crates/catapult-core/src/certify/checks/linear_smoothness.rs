//! Losses of bounded curvature at rates up to 2/beta: every start converges, and the loss never rises.
//!
//! # Lemma
//!
//! Let l'' have its largest value at 0 and nowhere else ([`crate::model::facts`]; so has the logistic loss, l''(0) = 1/4), let
//! signed points of both signs occur, and beta = l''(0) mean(z²). If 0 < eta <= 2/beta, every orbit converges to the minimiser w*, and the loss falls at every step until it is reached: *lazy*.
//!
//! *Proof.* l'' is positive, and below l''(0) except at u = 0; so 0 < L'' <= beta with L'' < beta for w != 0.
//! L tends to infinity on both sides (a point of either sign sees to that) and is strictly convex: w* is unique.
//! Let w != w*, g = L'(w) != 0 and w' = w - eta g. By Taylor's formula with the remainder as an integral,
//! L(w') - L(w) = -eta g² + eta² g² ∫_0^1 (1 - t) L''(w - t eta g) dt < -eta g² + eta² g² beta/2 <= 0,
//! strictly, as the argument of L'' is 0 for at most one t. So L(w_t) falls strictly until w* is reached. The orbit is
//! bounded, as it stays in a sublevel set. Let p be a limit point of it; L(w_t) falls to some limit, so by continuity
//! L(F(p)) = L(p), and therefore p = w*. A bounded sequence with one limit point converges. ∎
//!
//! On D0 beta = 1/4: the lemma covers every rate up to 8, and 8 itself, where the multiplier at w* = 0 is -1.
//! The slack 2 - eta beta falls as eta and beta rise; a tie is covered.
//!
//! Machine-checked: `proofs/Linear_checks.v`, `linear_smoothness`.

use super::{Established, Failure, linear_minimum, linear_run};
use crate::arithmetic::{Analytic, Expression, Field};
use crate::certify::lemma::{Lemma, Slack, confirm};
use crate::certify::phase::Phase;
use crate::dynamics::{Descent, LinearSystem};

/// The lemma of this file.
pub struct Smoothness;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// beta.
    pub smoothness: T,
}

impl<T: Field> Numbers<T> {
    /// The hypotheses, which can be decided exactly.
    pub fn slacks(&self) -> Vec<Slack<T>> {
        let room = T::integer(2) - self.learning_rate.clone() * &self.smoothness;
        vec![Slack::strict("eta > 0", self.learning_rate.clone()), Slack::weak("eta <= 2/beta", room)]
    }
}

impl Lemma for Smoothness {
    const NAME: &'static str = "linear_smoothness";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        numbers.slacks()
    }

    fn symbols() -> Numbers<Expression> {
        Numbers { learning_rate: Expression::variable("eta"), smoothness: Expression::variable("beta") }
    }
}

/// Tests the hypotheses exactly; `bits` is the precision of the limit.
///
/// # Errors
///
/// [`Failure`] for another loss, separable data, or a larger rate.
pub fn establish(problem: &Descent<LinearSystem>, bits: u32) -> Result<Established, Failure> {
    let data = linear_run::data(problem)?;
    let peaked = data.loss().facts().curvature_peaks_at_zero && data.has_both_signs();
    let Some(smoothness) = data.smoothness().filter(|_| peaked) else {
        return Err(Failure::NotApplicable(
            "it is made for the logistic loss on data with signed points of both signs",
        ));
    };
    confirm(&Numbers { learning_rate: problem.learning_rate.clone(), smoothness }.slacks())?;
    linear_minimum::converges(&data, Phase::Lazy, bits)
}
