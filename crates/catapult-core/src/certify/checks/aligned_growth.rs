//! Divergence of aligned networks on D0, (L3b), and of those with two layers and bounded slopes, (L3c).
//!
//! # Lemma
//!
//! At step T let f != 0, c = eta f s, and q_l <= M for all layers.
//!
//! * [`Growth`], where s/f does not fall as |f| rises and L >= 2: if c > 2M then the orbit diverges.
//! * [`BoundedGrowth`], for any odd s that does not fall and L >= 3: if c > M and (c - M)² > c M then the orbit diverges. With r = c/M that
//!   says r > 1 and (r - 1)² > r, that is r > (3 + sqrt 5)/2.
//!
//! Divergence: c/max q_l, every q_l and |f| tend to infinity, and so does the loss.
//!
//! # Proof
//!
//! M may be taken as max q_l, as the hypotheses become harder as M rises. Let r = c/M = min x_l, R = M/min q_l, rho_l = x_l - 1 >= r - 1 >= 1 and rho_max = R r - 1
//! (r > 2 in both cases). By (L1a) |f'/f| is X, the product of the rho_l, at least rho_max (r - 1)^(L-1) >= 1. So |s'| >= X^p |s| with
//! p = 1 where s/f does not fall and p = 0 otherwise, and c' >= c X^(1+p). As q -> (c - q)²/q falls on (0, c), the smallest layer becomes the
//! largest: M' = min q · rho_max². Hence r' = c'/M' >= R r X^(1+p)/rho_max².
//!
//! * p = 1: r' >= R r (r - 1)^(2(L-1)) >= r (r - 1)², so from r > 2 on r_t increases to infinity.
//! * p = 0: r' >= [R r/(R r - 1)] (r - 1)^(L-1) > (r - 1)² for L >= 3, and ((r - 1)² - r) > 0 makes that r times a number above 1 that
//!   increases with r: r_t increases to infinity.
//!
//! Finally q_l' = q_l rho_l² and |f'| >= |f| (r - 1)^L. ∎
//!
//! Two layers with bounded slopes are the two-layer network of [`super::alternation`], with p = (sigma_1 + sigma_2)²/m and q = (sigma_1 -
//! sigma_2)²/m in (T3): (L3c) is the lemma there ([`establish_alternation`]).
//!
//! # What is monotone in what
//!
//! c rises with |f| and does not depend on its sign; the smallest |f| and the largest M of an enclosure decide for all of it.

use super::aligned_bounds::{Map, largest, largest_squares};
use super::aligned_run::AlignedRun;
use super::alternation::{self, Alternation};
use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, Expression};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::Phase;
use crate::dynamics::{AlignedSystem, FactorisedState, Layers, System, TwoLayerSystem};
use crate::model::facts::Trend;
use crate::model::{Degenerate, LossName, Risk};
use rug::Rational;

/// The lemma for losses whose s/f does not fall.
pub struct Growth;

/// The lemma for three or more layers and any loss.
pub struct BoundedGrowth;

/// The numbers of both statements at step T.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// A lower bound of |f|.
    pub output: T,
    /// c at that bound.
    pub push: T,
    /// M.
    pub largest: T,
}

impl<T: Ends> Numbers<T> {
    /// The numbers of an enclosed state, each the end that makes the hypotheses hardest; `None` without layers.
    pub fn at(map: &Map<T>, state: &Layers<T>, output: &T) -> Option<Self>
    where
        Degenerate<LossName>: Risk<T>,
    {
        let output = output.smallest_size();
        Some(Numbers { push: map.push_at(output.clone()), output, largest: largest(largest_squares(state))? })
    }
}

impl Lemma for Growth {
    const NAME: &'static str = "aligned_growth";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let Numbers { output, push, largest } = numbers;
        vec![
            Slack::strict("f != 0", output.clone()),
            Slack::strict("eta f s > 2 M", push.clone() - T::integer(2) * largest),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers { output: variable("f"), push: variable("c"), largest: variable("M") }
    }
}

impl Lemma for BoundedGrowth {
    const NAME: &'static str = "aligned_growth_bounded";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let Numbers { output, push, largest } = numbers;
        let excess = push.clone() - largest;
        vec![
            Slack::strict("f != 0", output.clone()),
            Slack::strict("eta f s > M", excess.clone()),
            Slack::strict("(eta f s - M)² > eta f s M", excess.square() - push.clone() * largest),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        Growth::symbols()
    }
}

/// Whether s/f does not fall as |f| rises.
pub fn rises(loss: LossName) -> bool {
    matches!(loss.facts().ratio, Trend::Rising | Trend::Constant)
}

/// The slacks of the lemma that a loss and a depth have; `None` where there is none.
pub fn slacks<T: Analytic>(loss: LossName, depth: usize, numbers: &Numbers<T>) -> Option<Vec<Slack<T>>> {
    match (rises(loss), depth) {
        (_, 0 | 1) | (false, 2) => None,
        (true, _) => Some(Growth::slacks(numbers)),
        (false, _) => Some(BoundedGrowth::slacks(numbers)),
    }
}

/// Tests the lemma at step T: divergent.
///
/// # Errors
///
/// [`Failure`] where there is no lemma, or if a hypothesis could not be confirmed.
///
/// # Guarantee
///
/// Certified.
pub fn establish(run: &AlignedRun) -> Result<Established, Failure> {
    const NONE: Failure =
        Failure::NotApplicable("it is made for two or more layers, or for three where s/f falls as |f| rises");
    let AlignedSystem { loss, depth, .. } = &run.problem().system;
    let numbers = Numbers::at(run.map(), run.state(), run.output()).ok_or(NONE)?;
    crate::certify::lemma::confirm(&slacks(*loss, *depth, &numbers).ok_or(NONE)?)?;
    Ok(Established { phase: Phase::Divergent, limit: None })
}

/// p and q of (T3) for two layers; `None` for another number.
pub fn factors<T: Analytic>(sigma: &[T], width: &T) -> Option<FactorisedState<T>> {
    let [one, two] = sigma else { return None };
    let factor = |sum: T| sum.square() / width;
    Some(FactorisedState { p: factor(one.clone() + two), q: factor(one.clone() - two) })
}

/// The two-layer network that an aligned one of two layers is.
pub fn as_two_layers(system: &AlignedSystem) -> TwoLayerSystem {
    TwoLayerSystem { loss: system.loss, width: system.width.clone() }
}

/// Tests [`Alternation`] at step T for two layers with the given d: divergent.
///
/// # Errors
///
/// [`Failure`] for another depth or a loss whose slope is unbounded, or names the hypothesis that could not be confirmed.
///
/// # Guarantee
///
/// Certified.
pub fn establish_alternation(run: &AlignedRun, margin: &Rational) -> Result<Established, Failure> {
    let map = as_two_layers(&run.problem().system).equations(run.map().learning_rate.clone(), run.bits());
    let factors = factors::<Ball>(&run.state().sigma, map.width());
    let factors = factors.ok_or(Failure::NotApplicable("it is made for two layers"))?;
    Alternation::check(&alternation::at_factors(&map, factors, margin, run.bits())?)?;
    Ok(Established { phase: Phase::Divergent, limit: None })
}
