//! Convergence of aligned networks on D0 far above the lazy border, (L3e): "universal where it can be".
//!
//! # Lemma
//!
//! L >= 2 layers. At step T let q_k <= b_k, let d bound all |q_i - q_j|, and put Q_k = max(b_k, 2d),
//! F = N prod_k sqrt(Q_k), Pi the product of the L - 2 largest Q_k (1 for L = 2). Let |s(u)| < S for |u| <= F. If
//!
//! > eta² S² N² Pi <= 2,
//!
//! then q_k <= Q_k for ever, no |q_i - q_j| grows, f_t -> 0 and the |sigma_k| converge: the loss tends to its minimum.
//!
//! # Proof
//!
//! Induction over t. Let q_k <= Q_k and all differences be at most d. Then |f| <= F, and by (L1a) x_i x_j = eta² s² N²
//! prod_{k != i,j} q_k <= eta² s² N² Pi <= 2 - delta, with delta > 0 the same for all t as |s| <= max_{|u| <= F} |s(u)| < S, if the product
//! is not zero (if it is, so is x_i x_j). So |1 - x_i x_j| <= 1, and no difference grows. If x_k <= 2 then q_k' <= q_k. If x_k > 2 then x_j < 2/x_k < 1 for
//! j != k, so q_k < q_j; with u = q_k/q_j, c² < 2 q_k q_j and c > 2 q_k give u < 1/2 and
//! q_k' = (c - q_k)²/q_k < q_j (sqrt 2 - sqrt u)² <= 2 q_j (1 - u) = 2 (q_j - q_k) <= 2d (the step before last is 9u <= 8). So q_k' <= Q_k.
//! That f tends to 0 and the |sigma_k| converge is (L3e) of proofs/THEORY.md section 7: a limit f != 0 would need all x_k
//! to tend to 0 or 2, with x_i x_j <= 2 - delta. ∎
//!
//! # What is monotone in what
//!
//! The b_k, d, S and N make the hypothesis harder as they rise. Where sup |s| is not attained, as for the logistic loss, S may be that
//! supremum, whatever F is.
//!
//! The lemma tells nothing of the speed. Together with one certain rise of the loss it makes a catapult.

use super::aligned_bounds::{Map, largest_squares, least_squares};
use super::aligned_run::AlignedRun;
use super::{Established, Failure};
use crate::arithmetic::{Analytic, Expression, FromExact};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::Phase;
use crate::dynamics::Layers;
use crate::model::{Degenerate, LossName, Risk};
use crate::theory::aligned_thresholds::{layer_bounds, reach};

/// The lemma of this file.
pub struct Safe;

/// The numbers of the statement at step T.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// S.
    pub slope: T,
    /// N² Pi.
    pub reach: T,
}

impl<T: Ends + FromExact> Numbers<T> {
    /// The numbers of an enclosed state, each the end that makes the hypothesis hardest; `None` for less than two layers.
    pub fn at(map: &Map<T>, state: &Layers<T>, bits: u32) -> Option<Self>
    where
        Degenerate<LossName>: Risk<T>,
    {
        let (least, most) = (least_squares(state), largest_squares(state));
        let bounds = layer_bounds(&least, &most, Ends::larger, Ends::smaller)?;
        let reach = reach(&map.scale.clone().square(), &bounds, Ends::larger)?.upper_end();
        let slope = match map.risk.0.facts().slope_limit() {
            Some(limit) => T::from_exact(&limit, bits),
            None => {
                let output = bounds.iter().fold(map.scale.clone(), |product, bound| product * bound.clone().sqrt());
                // a little above s(F), which may be attained
                let attained = map.risk.slope(output.upper_end()).upper_end();
                -(-attained).just_below()
            }
        };
        Some(Numbers { learning_rate: map.learning_rate.clone(), slope, reach })
    }
}

impl Lemma for Safe {
    const NAME: &'static str = "aligned_safe";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let push = (numbers.learning_rate.clone() * &numbers.slope).square();
        vec![Slack::weak("eta² S² N² Pi <= 2", T::integer(2) - push * &numbers.reach)]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers { learning_rate: variable("eta"), slope: variable("S"), reach: variable("reach") }
    }
}

/// Tests the lemma at step T, and that the loss rises at one of the first T steps: catapult.
///
/// # Errors
///
/// [`Failure`] if the hypothesis could not be confirmed or no rise is certain.
///
/// # Guarantee
///
/// Certified.
pub fn establish(run: &AlignedRun) -> Result<Established, Failure> {
    let numbers = Numbers::at(run.map(), run.state(), run.bits());
    Safe::check(&numbers.ok_or(Failure::NotApplicable("it is made for two or more layers"))?)?;
    match run.first_rise() {
        Some(_) => Ok(Established { phase: Phase::Catapult, limit: None }),
        None => Err(Failure::NotProved("the loss rises at some step of the run")),
    }
}
