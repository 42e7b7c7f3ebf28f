//! Convergence of the two-layer network on D0 where s is bounded, as with the logistic loss, at rates that suit every start.
//!
//! # Lemma
//!
//! A loss with sigma = sup |s|, not attained ([`crate::model::facts`]). If 0 < eta sigma <= sqrt(2m), that is eta > 0 and
//! eta² sigma² <= 2 m, then f_t -> 0 from every start. For the logistic loss sigma = 1/2: eta² <= 8 m.
//!
//! Proof: proofs/THEORY.md section 3, "Universal step size". (|a| = eta |s|/sqrt m < sqrt 2, so pq never increases; either pq has a
//! positive limit, and a -> 0, or pq -> 0, and max(p, q) gets arbitrarily small.) ∎
//!
//! # What is monotone in what
//!
//! The largest of several rates decides for all of them.
//!
//! Machine-checked: `proofs/Universal_rate.v`, `universal_convergence_squared`.
//!
//! The lemma tells nothing of the speed, so it gives no enclosure of lambda_inf. Together with one certain rise of the loss
//! it makes a catapult.

use super::run::Run;
use super::{Established, Failure};
use crate::arithmetic::{Analytic, Expression, Field};
use crate::certify::lemma::{Lemma, Slack, confirm};
use crate::certify::phase::Phase;
use crate::dynamics::{Descent, TwoLayerSystem};
use crate::model::LossName;
use rug::Rational;

/// The lemma of this file.
pub struct Universal;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// m.
    pub width: T,
    /// sigma = sup |s|.
    pub slope_limit: T,
}

impl<T: Field> Numbers<T> {
    /// The hypotheses, which are rational and so can be decided exactly.
    fn slacks(&self) -> Vec<Slack<T>> {
        let push = (self.learning_rate.clone() * &self.slope_limit).square();
        vec![
            Slack::strict("eta > 0", self.learning_rate.clone()),
            Slack::weak("eta² sigma² <= 2 m", T::integer(2) * &self.width - push),
        ]
    }
}

impl Lemma for Universal {
    const NAME: &'static str = "universal";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        numbers.slacks()
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers { learning_rate: variable("eta"), width: variable("m"), slope_limit: variable("sigma") }
    }
}

/// Whether the lemma holds for a loss at a width and a rate, and so at every smaller rate. Exact.
///
/// # Errors
///
/// [`Failure`] for losses whose slope is unbounded, and rates that are too large.
pub fn require(loss: LossName, width: &Rational, learning_rate: &Rational) -> Result<(), Failure> {
    let unbounded = Failure::NotApplicable("it is made for losses whose slope is bounded, the logistic loss");
    let slope_limit = loss.facts().slope_limit().ok_or(unbounded)?;
    confirm(&Numbers { learning_rate: learning_rate.clone(), width: width.clone(), slope_limit }.slacks())
}

/// Whether the lemma holds for a problem. Exact.
///
/// # Errors
///
/// As [`require`].
pub fn require_problem(problem: &Descent<TwoLayerSystem>) -> Result<(), Failure> {
    require(problem.system.loss, &problem.system.width, &problem.learning_rate)
}

/// Tests the lemma, and that the loss rises at one of the first T steps: catapult.
///
/// # Errors
///
/// [`Failure`] if the lemma does not apply or no rise is certain.
///
/// # Guarantee
///
/// Exact for convergence, certified for the rise.
pub fn establish(run: &Run) -> Result<Established, Failure> {
    require_problem(run.problem())?;
    match run.first_rise() {
        Some(_) => Ok(Established { phase: Phase::Catapult, limit: None }),
        None => Err(Failure::NotProved("the loss rises at some step of the run")),
    }
}
