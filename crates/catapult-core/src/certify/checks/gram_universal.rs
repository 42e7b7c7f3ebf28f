//! Convergence of the two-layer network on data of one feature at rates that suit every start, (G6).
//!
//! # Lemma
//!
//! One feature, signed points of both signs, and a loss with -1 < l' < 0 and |l''(u)| <= 1/(4 cosh²(u/2)), such as the logistic one. Let r1 be
//! the mean of |z| over the negative points (zero at the others), r2 that of z over the positive ones, R = max(r1, r2), and v* the minimiser, which has the sign of
//! Σ z. If
//!
//! > (i) eta² R² <= 2 m,
//!
//! then v_t -> v* and K converges to a positive number, unless p_t = 0 at some step (v* > 0) or q_t = 0 (v* < 0), where p, q = K ± 2 N v. That is
//! excluded by
//!
//! > (ii) eta² r² < m and w > 0 at one step,
//!
//! with r = r1, w = p if v* > 0 and r = r2, w = q if v* < 0.
//!
//! # Proof
//!
//! (i) is (G6) of proofs/THEORY.md section 6, "Universal step size (logistic)". (ii): let v* > 0 (the other case is its mirror image). By (G1) p' = p (1 - a)² with
//! a = eta N g(v), and g < r1, as g rises and tends to r1. So a < 1 by (ii), and p > 0 persists. It holds before the step too: were p_s = 0, p would be zero ever
//! after. ∎
//!
//! # What is monotone in what
//!
//! The largest of several rates decides for all of them, and the smallest w. Rates, points and width are exact.
//!
//! The lemma tells nothing of the speed, so it gives no enclosure of the limit. Together with one certain rise of the loss it makes a catapult.

use super::Failure;
use crate::arithmetic::{Analytic, Ball, Expression, Field, FromExact};
use crate::certify::checks::gram_separable::scale;
use crate::certify::data_run::StatesOnData;
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::dynamics::{GramSystem, System};
use crate::theory::one_feature::slope_limits;
use num_traits::One;
use rug::Rational;
use std::cmp::Ordering;

/// The lemma of this file.
pub struct GramUniversal;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// m.
    pub width: T,
    /// R.
    pub largest: T,
    /// r, and zero if v* = 0.
    pub side: T,
    /// w, and one if v* = 0.
    pub factor: T,
}

impl Lemma for GramUniversal {
    const NAME: &'static str = "gram_universal";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let Numbers { learning_rate, width, largest, side, factor } = numbers;
        let push = |slope: &T| (learning_rate.clone() * slope).square();
        vec![
            Slack::strict("eta > 0", learning_rate.clone()),
            Slack::weak("eta² R² <= 2 m", T::integer(2) * width - push(largest)),
            Slack::strict("eta² r² < m", width.clone() - push(side)),
            Slack::strict("p > 0, or q > 0, whichever belongs to the sign of v*", factor.clone()),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers {
            learning_rate: variable("eta"),
            width: variable("m"),
            largest: variable("R"),
            side: variable("r"),
            factor: variable("w"),
        }
    }
}

/// r1 and r2, of data that the lemma is made for. Exact.
///
/// # Errors
///
/// [`Failure::NotApplicable`] for another loss, several features, or points of one sign.
pub fn side_slopes(system: &GramSystem) -> Result<[Rational; 2], Failure> {
    let facts = system.loss().facts();
    // of the losses with a bounded slope the logistic one is the only one here
    if facts.margin_slope_limit() != Some(Rational::from(1)) || !facts.self_bounding || system.features() != 1 {
        return Err(Failure::NotApplicable("it is made for the logistic loss on data of one feature"));
    }
    let points: Vec<(Rational, u32)> = system.points.iter().map(|(z, count)| (z[0].clone(), *count)).collect();
    slope_limits(&points).map_err(|_| Failure::NotApplicable("it is made for signed points of both signs"))
}

/// R, r, and on which side of zero v* lies. Exact.
///
/// # Errors
///
/// As [`side_slopes`].
pub fn slopes(system: &GramSystem) -> Result<(Rational, Rational, Ordering), Failure> {
    let [r1, r2] = side_slopes(system)?;
    let minimiser = r2.cmp(&r1);
    let largest = r1.clone().max(r2.clone());
    let own = match minimiser {
        Ordering::Greater => r1,
        Ordering::Less => r2,
        Ordering::Equal => Rational::new(),
    };
    Ok((largest, own, minimiser))
}

/// The numbers of states, of which `rate` is the largest learning rate.
///
/// # Errors
///
/// As [`slopes`].
pub fn numbers(states: &impl StatesOnData<GramSystem>, rate: &Rational) -> Result<Numbers<Ball>, Failure> {
    let system = states.system();
    let (largest, side, minimiser) = slopes(system)?;
    let bits = states.bits();
    let exact = |value: &Rational| Ball::from_exact(value, bits);
    let kernel = states.state().kernel();
    let push = Ball::integer(2) * scale(&system.width, bits) * &states.v()[0];
    let factor = match minimiser {
        Ordering::Greater => kernel[0][0].clone() + push,
        Ordering::Less => kernel[0][0].clone() - push,
        Ordering::Equal => Ball::one(),
    };
    Ok(Numbers {
        learning_rate: exact(rate),
        width: exact(&system.width),
        largest: exact(&largest),
        side: exact(&side),
        factor: factor.lower_end(),
    })
}
