//! Divergence on one-dimensional data of losses whose curvature falls with the margin, as that of the exponential loss does.
//!
//! # Lemma (escape)
//!
//! Let l'' never rise with u ([`crate::model::facts`]) and R > 0. Write L''_- and L''_+ for the parts of L'' that the signed
//! points z < 0 and z > 0 contribute. If
//!
//! * eta L''_-(R) >= 2 and F(R) + R < 0,
//! * eta L''_+(-R) >= 2 and F(-R) - R > 0,
//!
//! then every orbit with some |w_T| >= R has |w_t| → ∞, with alternating signs, and the loss tends to infinity: *divergent*.
//!
//! *Proof.* L''_-(w) = (1/n) Σ_{z<0} z² l''(zw) does not fall as w rises, as zw falls, and is a lower bound of L''. So for w >= R,
//! (F(w) + w)' = 2 - eta L''(w) <= 2 - eta L''_-(R) <= 0, and F(w) + w <= F(R) + R = -d with d > 0: the image is at most
//! -(w + d). In the same way w <= -R has an image of at least |w| + d' with d' = F(-R) - R > 0. The region |w| >= R is
//! invariant and |w| grows by at least min(d, d') at every step. Both kinds of points occur, since both parts of L'' are
//! positive, so that L → ∞ on both sides: l is convex with l'(0) < 0, so l(u) → ∞ as u → -∞, and no loss is negative. ∎
//!
//! The slacks of the curvatures rise with eta and a tie is enough, as for |w_T| >= R; the others are strict. Curvatures and images
//! at R and -R are the numbers of the lemma.
//!
//! Machine-checked, for the exponential loss: `proofs/Linear_checks.v`, `linear_escape`.

use super::linear_run::{Statement, follow, learning_rate, linear};
use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, Expression, FromExact};
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::linear_data::LinearData;
use crate::certify::linear_map::WeightMap;
use crate::certify::phase::Phase;
use crate::dynamics::{Descent, LinearSystem};
use rug::Rational;
use std::cmp::Ordering;

/// That steps from beyond R overshoot.
pub struct Overshoot;

/// The numbers of [`Overshoot`].
#[derive(Clone, Debug, PartialEq)]
pub struct OvershootNumbers<T> {
    /// eta.
    pub learning_rate: T,
    /// R.
    pub reach: T,
    /// L''_-(R).
    pub curvature_right: T,
    /// F(R).
    pub image_right: T,
    /// L''_+(-R).
    pub curvature_left: T,
    /// F(-R).
    pub image_left: T,
}

impl OvershootNumbers<Ball> {
    /// The numbers of a linear predictor at R.
    pub fn at(map: &WeightMap, data: &LinearData, problem: &Descent<LinearSystem>, reach: &Rational) -> Self {
        let bits = map.bits();
        let right = Ball::from_exact(reach, bits);
        let left = -right.clone();
        OvershootNumbers {
            learning_rate: learning_rate(problem, bits),
            curvature_right: data.partial_curvature(Ordering::Less, &right, bits),
            image_right: map.image(&right),
            curvature_left: data.partial_curvature(Ordering::Greater, &left, bits),
            image_left: map.image(&left),
            reach: right,
        }
    }
}

impl Lemma for Overshoot {
    const NAME: &'static str = "linear_escape_overshoot";

    type Numbers<T> = OvershootNumbers<T>;

    fn slacks<T: Analytic>(numbers: &OvershootNumbers<T>) -> Vec<Slack<T>> {
        let steep = |curvature: &T| numbers.learning_rate.clone() * curvature - T::integer(2);
        vec![
            Slack::strict("R > 0", numbers.reach.clone()),
            Slack::weak("eta L''_-(R) >= 2", steep(&numbers.curvature_right)),
            Slack::strict("F(R) + R < 0", -(numbers.image_right.clone() + &numbers.reach)),
            Slack::weak("eta L''_+(-R) >= 2", steep(&numbers.curvature_left)),
            Slack::strict("F(-R) - R > 0", numbers.image_left.clone() - &numbers.reach),
        ]
    }

    fn symbols() -> OvershootNumbers<Expression> {
        let variable = Expression::variable;
        OvershootNumbers {
            learning_rate: variable("eta"),
            reach: variable("reach"),
            curvature_right: variable("h_right"),
            image_right: variable("F_right"),
            curvature_left: variable("h_left"),
            image_left: variable("F_left"),
        }
    }
}

/// That the orbit is beyond R.
pub struct Beyond;

/// The numbers of [`Beyond`].
#[derive(Clone, Debug, PartialEq)]
pub struct BeyondNumbers<T> {
    /// R.
    pub reach: T,
    /// |w_T|.
    pub size: T,
}

impl Lemma for Beyond {
    const NAME: &'static str = "linear_escape_beyond";

    type Numbers<T> = BeyondNumbers<T>;

    fn slacks<T: Analytic>(numbers: &BeyondNumbers<T>) -> Vec<Slack<T>> {
        vec![Slack::weak("|w_T| >= R", numbers.size.clone() - &numbers.reach)]
    }

    fn symbols() -> BeyondNumbers<Expression> {
        BeyondNumbers { reach: Expression::variable("reach"), size: Expression::variable("size") }
    }
}

/// Whether the lemma speaks of these data.
pub fn applies(data: &LinearData) -> bool {
    data.loss().facts().curvature_falls
}

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
    if !applies(&data) {
        return Err(Failure::NotApplicable("it is made for losses whose curvature falls, the exponential loss"));
    }
    let overshoot = OvershootNumbers::at(&map, &data, problem, reach);
    Overshoot::check(&overshoot)?;
    let state = follow(problem, &map, step, Statement::Unstated)?;
    Beyond::check(&BeyondNumbers { reach: overshoot.reach, size: state.abs() })?;
    Ok(Established { phase: Phase::Divergent, limit: None })
}
