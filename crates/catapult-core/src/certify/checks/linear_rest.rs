//! A start that is a minimum.
//!
//! # Lemma
//!
//! If L'(w0) = 0, then w_t = w0 for all t, w0 minimises the convex risk L, and the loss never rises: *lazy*.
//!
//! *Proof.* w' = w - eta L'(w) = w, and a stationary point of a differentiable convex function is a minimum. ∎
//!
//! L'(w0) = 0 is two hypotheses, L'(w0) >= 0 and L'(w0) <= 0. They are decided exactly, for the squared loss and for w0 = 0, where
//! l'(0) is rational, so that L'(0) = 0 iff Σz = 0.
//!
//! Machine-checked: `proofs/Linear_checks.v`, `linear_rest` and `linear_rest_check`.

use super::{Established, Failure, linear_minimum, linear_run};
use crate::arithmetic::{Analytic, Expression, Field};
use crate::certify::lemma::{Lemma, Slack, confirm};
use crate::certify::phase::Phase;
use crate::dynamics::{Descent, LinearSystem};

/// The lemma of this file.
pub struct Rest;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// L'(w0).
    pub slope: T,
}

impl<T: Field> Numbers<T> {
    /// The hypotheses, which can be decided exactly.
    pub fn slacks(&self) -> Vec<Slack<T>> {
        vec![Slack::weak("L'(w0) >= 0", self.slope.clone()), Slack::weak("L'(w0) <= 0", -self.slope.clone())]
    }
}

impl Lemma for Rest {
    const NAME: &'static str = "linear_rest";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        numbers.slacks()
    }

    fn symbols() -> Numbers<Expression> {
        Numbers { slope: Expression::variable("slope") }
    }
}

/// Tests the hypotheses exactly; `bits` is the precision of the limit.
///
/// # Errors
///
/// [`Failure`] if L'(w0) = 0 is not an exact fact.
pub fn establish(problem: &Descent<LinearSystem>, bits: u32) -> Result<Established, Failure> {
    let data = linear_run::data(problem)?;
    let slope = data.exact_slope(&problem.start.weight).ok_or(Failure::NotProved("L'(w0) is known exactly"))?;
    confirm(&Numbers { slope }.slacks())?;
    linear_minimum::converges(&data, Phase::Lazy, bits)
}
