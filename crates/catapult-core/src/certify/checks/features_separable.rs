//! Convergence of the linear predictor on separable data in several features: the loss falls to zero for ever, at any rate.
//!
//! # Lemma
//!
//! Let the loss have 0 < l'' <= |l'| <= l ([`crate::model::facts`]). With X = max |z_i| and the loss L, let at one step
//!
//! > (i) n L < l(0),  (ii) 2 eta X² L <= 1.
//!
//! Then the data are separable, and the loss falls to 0 from there on.
//!
//! # Proof
//!
//! By (i) every loss l(z_i·v) is below l(0), so all margins are positive: v separates the data. |g| <= X L, so the step moves margins
//! by at most eta X² L <= 1/2, and on its segment H <= e^{1/2} X² L by |l'''| <= l''. So
//! L' <= L - eta |g|² (1 - e^{1/2} eta X² L/2) <= L - eta |g|²/2: both hypotheses persist. With the unit vector u = v_T/|v_T| of that
//! step and gamma = min z_i·u > 0, |g| >= -g·u >= gamma (1/n) Σ |l'| >= gamma L (1 - n L/2), as |l'(s)| >= l(s)(1 - l(s)/2) for s > 0 and each
//! l(z_i·v) is at most n L < 1. So L' <= L - c L² with c > 0, and L -> 0. ∎
//!
//! For the logistic loss |l'| = 1 - e^{-l} >= l - l²/2; for the exponential loss |l'| = l.
//!
//! Source: proofs/THEORY.md section 6, (G4s) for one layer.
//!
//! # What is monotone in what
//!
//! Both become harder as L and X rise.

use super::gram_separable::require;
use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, Expression};
use crate::certify::data_run::{DataRun, StatesOnData, whole};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::{Infimum, Limit};
use crate::dynamics::FeatureSystem;
use crate::model::Loss;
use num_traits::Zero;

/// The lemma of this file.
pub struct FeaturesSeparable;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// X.
    pub longest: T,
    /// n.
    pub count: T,
    /// l(0).
    pub at_zero: T,
    /// L.
    pub loss: T,
}

impl Lemma for FeaturesSeparable {
    const NAME: &'static str = "features_separable";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let Numbers { learning_rate: eta, longest, count, at_zero, loss } = numbers;
        let push = T::integer(2) * eta * longest.clone().square() * loss;
        vec![
            Slack::strict("n L < l(0)", at_zero.clone() - count.clone() * loss),
            Slack::weak("2 eta X² L <= 1", T::one() - push),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers {
            learning_rate: variable("eta"),
            longest: variable("X"),
            count: variable("n"),
            at_zero: variable("l0"),
            loss: variable("L"),
        }
    }
}

/// The numbers of a run at its present step.
pub fn numbers(run: &impl StatesOnData<FeatureSystem>) -> Numbers<Ball> {
    let bits = run.bits();
    Numbers {
        learning_rate: run.learning_rate(),
        longest: run.longest(),
        count: whole(run.count(), bits),
        at_zero: run.system().loss.margin_loss(Ball::zero().with_bits(bits)),
        loss: run.loss().upper_end(),
    }
}

/// Tests the lemma at the present step: lazy or catapult, to zero loss.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
///
/// # Guarantee
///
/// Certified.
pub fn establish(run: &DataRun<'_, FeatureSystem>) -> Result<Established, Failure> {
    require(run.system().loss)?;
    FeaturesSeparable::check(&numbers(run))?;
    let phase = run.phase_if_it_falls_from_here()?;
    // The sharpness is at most X² L. Which direction v takes is not part of the lemma.
    Ok(Established { phase, limit: Some(Limit::Infimum(Infimum::zero(None))) })
}
