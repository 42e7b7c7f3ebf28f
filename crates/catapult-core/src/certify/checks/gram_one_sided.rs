//! Convergence of the two-layer network on separable data of one feature: all signed points on one side of zero.
//!
//! # Lemma
//!
//! (G7a) One feature, signed points z_i of one sign, sigma = 1 if it is positive and -1 if not, and a loss l > 0 with l' < 0 < l'' that falls to 0, such as the
//! exponential and the logistic one. Let w = K + 2 N sigma v and a = eta N |g(v)|, and at one step
//!
//! > (i) w > 0,  (ii) a <= 2.
//!
//! Then the loss falls at each step from there on, to 0, v tends to sigma times infinity, and the sharpness to 0. If l' is bounded, as that of the logistic
//! loss is, (i) alone, at one step, implies all but that the loss falls: at every rate.
//!
//! # Proof
//!
//! Let sigma = 1; the other case is its mirror image, v and g turned. With p = K + 2 N v = w and q = K - 2 N v, which is not negative, (G1) is
//! p' = p (1 + a)², q' = q (1 - a)², as g < 0. So p > 0 persists, and rises. By (ii) q' <= q, so that v = (p - q)/(4 N) rises and with it g to 0: (ii) persists, and the
//! loss falls, strictly increasing v. Were p bounded, v would be, and a bounded below, so that p would grow like a geometric series: so p tends to infinity, q is bounded,
//! and v tends to infinity. If l' is bounded, let x = q/p: it falls by the factor ((1 - a)/(1 + a))² <= 1. While v <= 0, a is at least its value at 0, and bounded above,
//! so that this factor is below some theta < 1: v > 0 at some step, so x <= x_T < 1 from there on, and v >= p (1 - x_T)/(4 N) tends to infinity as above.
//!
//! At last K <= C v for some C in both cases, |g| and l'' at the points fall like e^{-z v} with the least |z|, as |l'| <= l and l'' <= |l'|, and the sharpness is at most
//! K h(v) + N |g| by (T5), which tends to 0. ∎
//!
//! Source: proofs/THEORY.md section 6, (G7a); formal: `separable_monotone`, `separable_converges` of proofs/One_feature_separable.v.
//!
//! # What is monotone in what
//!
//! Both become harder as w falls and a rises. The least sigma z_i is exact.

use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, Expression, Field, FromExact};
use crate::certify::checks::gram_separable::{require, scale};
use crate::certify::data_run::{DataRun, StatesOnData};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::{Direction, Infimum, Limit, Phase};
use crate::dynamics::GramSystem;
use num_traits::Zero;
use rug::Rational;

/// The lemma of this file: the loss falls from a step on.
pub struct OneSidedFalls;

/// The lemma of this file for losses of bounded slope: the loss tends to 0.
pub struct OneSidedConverges;

/// The numbers of [`OneSidedFalls`].
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// The least sigma z_i.
    pub least: T,
    /// w.
    pub factor: T,
    /// a.
    pub push: T,
}

impl Lemma for OneSidedFalls {
    const NAME: &'static str = "one_sided_falls";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let falling = Slack::weak("eta N |g| <= 2", T::integer(2) - &numbers.push);
        OneSidedConverges::slacks(&numbers.start()).into_iter().chain([falling]).collect()
    }

    fn symbols() -> Numbers<Expression> {
        let Start { least, factor } = OneSidedConverges::symbols();
        Numbers { least, factor, push: Expression::variable("a") }
    }
}

impl<T: Clone> Numbers<T> {
    /// Those of [`OneSidedConverges`].
    pub fn start(&self) -> Start<T> {
        Start { least: self.least.clone(), factor: self.factor.clone() }
    }
}

/// The numbers of [`OneSidedConverges`].
#[derive(Clone, Debug, PartialEq)]
pub struct Start<T> {
    /// The least sigma z_i.
    pub least: T,
    /// w.
    pub factor: T,
}

impl Lemma for OneSidedConverges {
    const NAME: &'static str = "one_sided_converges";

    type Numbers<T> = Start<T>;

    fn slacks<T: Analytic>(numbers: &Start<T>) -> Vec<Slack<T>> {
        vec![
            Slack::strict("all signed points lie on one side of zero", numbers.least.clone()),
            Slack::strict("w > 0: p or q, whichever belongs to that side", numbers.factor.clone()),
        ]
    }

    fn symbols() -> Start<Expression> {
        Start { least: Expression::variable("z"), factor: Expression::variable("w") }
    }
}

/// The least sigma z_i, and whether sigma is 1. Exact.
///
/// # Errors
///
/// [`Failure::NotApplicable`] for another loss, or several features.
pub fn side(system: &GramSystem) -> Result<(Rational, bool), Failure> {
    require(system.loss)?;
    if system.features() != 1 {
        return Err(Failure::NotApplicable("it is made for data of one feature"));
    }
    let occurring = || system.points.iter().filter(|(_, multiplicity)| *multiplicity > 0).map(|(z, _)| &z[0]);
    let positive = occurring().any(|z| *z > 0);
    let signed = occurring().map(|z| if positive { z.clone() } else { Rational::from(-z) });
    Ok((signed.min().unwrap_or_default(), positive))
}

/// The numbers of a run at its present step.
///
/// # Errors
///
/// As [`side`].
pub fn numbers(run: &impl StatesOnData<GramSystem>) -> Result<Numbers<Ball>, Failure> {
    let (least, positive) = side(run.system())?;
    let n = scale(&run.system().width, run.bits());
    let state = run.state();
    let shift = Ball::integer(2) * &n * &state.v[0];
    let kernel = state.trace();
    let slope = run.risk().gradient(&state.v).pop().unwrap_or_else(Ball::zero);
    Ok(Numbers {
        least: Ball::from_exact(&least, run.bits()),
        factor: if positive { kernel + shift } else { kernel - shift }.lower_end(),
        push: (run.learning_rate() * n * slope).largest_size(),
    })
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
pub fn establish(run: &DataRun<'_, GramSystem>) -> Result<Established, Failure> {
    let numbers = numbers(run)?;
    let bounded = run.system().loss.facts().margin_slope_limit().is_some();
    let phase = match (run.first_rise(), bounded) {
        // what rises once and tends to its infimum needs no more
        (Some(_), true) => {
            OneSidedConverges::check(&numbers.start())?;
            Phase::Catapult
        }
        _ => {
            OneSidedFalls::check(&numbers)?;
            run.phase_if_it_falls_from_here()?
        }
    };
    Ok(Established { phase, limit: Some(Limit::Infimum(Infimum::zero(Some(Direction::MaximumMargin)))) })
}
