//! Theorem 1.1: a loss whose s(w)/w rises, on D0, decided by comparing eta with eta_c(w0) = 2 w0/s(w0). For the exponential
//! loss that is 2 w0/sinh w0.
//!
//! # Lemma (monotone ratio)
//!
//! w ↦ sinh(w)/w increases strictly on w > 0, from 1 to infinity, and is even. *Proof.* Its derivative is
//! (w cosh w - sinh w)/w², whose numerator vanishes at 0 and has the derivative w sinh w > 0. ∎
//!
//! # Lemma (Theorem 1.1)
//!
//! Let s(w)/w rise strictly on w > 0 from kappa ([`crate::model::facts`]; it is even), w0 != 0, eta > 0, and
//! q(w) = eta s(w)/w, so that w' = w (1 - q(w)) by (P1).
//!
//! * eta < eta_c(w0): |w_t| <= rho^t |w0| with rho = max(|1 - eta kappa|, |q(w0) - 1|) < 1, and the loss falls at every step
//!   until the minimum 0 is reached: *lazy*.
//! * eta = eta_c(w0): w_t = (-1)^t w0.
//! * eta > eta_c(w0): |w_t| >= (q(w0) - 1)^t |w0| → ∞, and the loss increases to infinity: *divergent*.
//!
//! *Proof.* eta < eta_c(w0) means q(w0) < 2. For 0 < |w| <= |w0| the ratio gives eta kappa <= q(w) <= q(w0), so that
//! |1 - q(w)| <= rho < 1, as 0 < eta kappa <= q(w0) < 2: the size shrinks by rho at each step and the condition |w| <= |w0|
//! persists. If eta > eta_c(w0), then q(w) - 1 >= q(w0) - 1 > 1 for all |w| >= |w0|, which persists. L rises with |w|. ∎
//!
//! The slacks rise with eta_c(w0) - eta in the first case and with eta - eta_c(w0) in the last; a tie is neither. A rational
//! start w0 != 0 never has a rational eta_c (sinh w0 is transcendental, by Lindemann), so that some precision decides every exact
//! problem with the exponential loss.
//!
//! Machine-checked: `proofs/Linear_checks.v`, `linear_critical_rate_lazy` and `linear_critical_rate_divergent`.

use super::{Established, Failure, linear_minimum, linear_run};
use crate::arithmetic::{Analytic, Ball, Expression, Field, FromExact};
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::Phase;
use crate::dynamics::{Descent, LinearSystem};
use crate::model::facts::Trend;
use crate::theory::thresholds::critical_rate;

/// The case eta < eta_c(w0).
pub struct Below;

/// The case eta > eta_c(w0).
pub struct Above;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// eta_c(w0).
    pub critical_rate: T,
    /// w0.
    pub weight: T,
}

impl<T: Field> Numbers<T> {
    fn common(&self) -> [Slack<T>; 2] {
        [Slack::strict("w0 != 0", self.weight.clone().square()), Slack::strict("eta > 0", self.learning_rate.clone())]
    }

    fn variables() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers { learning_rate: variable("eta"), critical_rate: variable("eta_c"), weight: variable("w0") }
    }
}

impl Lemma for Below {
    const NAME: &'static str = "linear_critical_rate_below";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let room = numbers.critical_rate.clone() - &numbers.learning_rate;
        numbers.common().into_iter().chain([Slack::strict("eta < eta_c(w0)", room)]).collect()
    }

    fn symbols() -> Numbers<Expression> {
        Numbers::<Expression>::variables()
    }
}

impl Lemma for Above {
    const NAME: &'static str = "linear_critical_rate_above";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let excess = numbers.learning_rate.clone() - &numbers.critical_rate;
        numbers.common().into_iter().chain([Slack::strict("eta > eta_c(w0)", excess)]).collect()
    }

    fn symbols() -> Numbers<Expression> {
        Numbers::<Expression>::variables()
    }
}

/// Compares eta with eta_c(w0) at `bits` bits.
///
/// # Errors
///
/// [`Failure`] for other problems, w0 = 0, or a comparison that is undecided at this precision.
pub fn establish(problem: &Descent<LinearSystem>, bits: u32) -> Result<Established, Failure> {
    let data = linear_run::data(problem)?;
    let start = &problem.start.weight;
    if data.loss().facts().ratio != Trend::Rising || !data.is_degenerate() || start.is_zero() {
        return Err(Failure::NotApplicable("it is made for the exponential loss on D0 and starts other than 0"));
    }
    let weight = Ball::from_exact(start, bits);
    let numbers = Numbers {
        learning_rate: Ball::from_exact(&problem.learning_rate, bits),
        critical_rate: critical_rate(&data.loss(), weight.clone()),
        weight,
    };
    if Below::check(&numbers).is_ok() {
        return linear_minimum::converges(&data, Phase::Lazy, bits);
    }
    match Above::check(&numbers) {
        Ok(()) => Ok(Established { phase: Phase::Divergent, limit: None }),
        Err(_) => Err(Failure::NotProved("the learning rate and eta_c(w0) are too close for this precision")),
    }
}
