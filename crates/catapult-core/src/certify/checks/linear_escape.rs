//! Divergence of the exponential loss on one-dimensional data.
//!
//! # Lemma (escape)
//!
//! Let l be the exponential loss and R > 0. Write L''_- and L''_+ for the parts of L'' that the signed points z < 0 and z > 0
//! contribute. If
//!
//! * eta L''_-(R) >= 2 and F(R) + R < 0,
//! * eta L''_+(-R) >= 2 and F(-R) - R > 0,
//!
//! then every orbit with some |w_T| >= R has |w_t| → ∞, with alternating signs, and the loss tends to infinity: *divergent*.
//!
//! *Proof.* L''_-(w) = (1/n) Σ_{z<0} z² e^{-zw} increases with w and is a lower bound of L''. So for w >= R,
//! (F(w) + w)' = 2 - eta L''(w) <= 2 - eta L''_-(R) <= 0, and F(w) + w <= F(R) + R = -d with d > 0: the image is at most
//! -(w + d). In the same way w <= -R has an image of at least |w| + d' with d' = F(-R) - R > 0. The region |w| >= R is
//! invariant and |w| grows by at least min(d, d') at every step. Both kinds of points occur, since both parts of L'' are
//! positive, so that L → ∞ on both sides. ∎

use super::linear_run::{LossHistory, follow, linear};
use super::{Established, Failure};
use crate::arithmetic::{Ball, Field, FromExact};
use crate::certify::linear_data::LinearData;
use crate::certify::linear_map::WeightMap;
use crate::certify::phase::Phase;
use crate::dynamics::{Descent, LinearSystem};
use crate::model::LossName;
use rug::Rational;
use std::cmp::Ordering;

/// Tests the hypotheses with R = `reach` at step T = `step`.
///
/// # Errors
///
/// [`Failure`] says which hypothesis was not confirmed.
pub fn establish(
    problem: &Descent<LinearSystem>,
    bits: u32,
    step: u64,
    reach: &Rational,
) -> Result<Established, Failure> {
    let (map, data) = linear(problem, bits)?;
    if data.loss() != LossName::Exponential {
        return Err(Failure::NotApplicable("it is made for the exponential loss"));
    }
    if *reach <= 0 {
        return Err(Failure::OutOfRange("the reach must be positive"));
    }
    if !is_escape(&map, &data, problem, reach) {
        return Err(Failure::NotProved("steps do not overshoot beyond the stated reach"));
    }
    let state = follow(problem, &map, step, LossHistory::Unstated)?;
    if Ball::from_exact(reach, bits).compare(&state.abs()).is_none_or(Ordering::is_gt) {
        return Err(Failure::NotProved("the orbit is not beyond the stated reach at the stated step"));
    }
    Ok(Established { phase: Phase::Divergent, limit: None })
}

/// Whether the four hypotheses on R hold.
pub fn is_escape(map: &WeightMap, data: &LinearData, problem: &Descent<LinearSystem>, reach: &Rational) -> bool {
    let bits = map.bits();
    let rate = Ball::from_exact(&problem.learning_rate, bits);
    let right = Ball::from_exact(reach, bits);
    let left = -right.clone();
    let steep = |sign, weight: &Ball| {
        let curvature = rate.clone() * data.partial_curvature(sign, weight, bits);
        matches!(curvature.compare(&Ball::integer(2)), Some(Ordering::Greater | Ordering::Equal))
    };
    let image = |weight: &Ball| map.image(weight);
    steep(Ordering::Less, &right)
        && steep(Ordering::Greater, &left)
        && image(&right).is_certainly_less(&left)
        && right.is_certainly_less(&image(&left))
}
