//! Theorem 1.2 above eta = 8: the logistic loss on D0 oscillates, from every start that does not land on the minimum.
//!
//! # Lemma (potential)
//!
//! Let l be the logistic loss on D0, eta > 0, and Φ(u) = u² - eta L(u). Then u_t = (-1)^t w_t is gradient descent on Φ with
//! step 1, Φ(u_t) falls at every step until a zero of Φ' is reached, and u_t converges to a zero of Φ'.
//!
//! *Proof.* L is even, so s = L' is odd, and -F(u) = u - (2u - eta s(u)) = u - Φ'(u): as w' = F(w) and F is odd, u' =
//! u - Φ'(u). Φ'' = 2 - eta L'' < 2 everywhere, because L'' > 0. With g = Φ'(u) != 0, Taylor's formula gives
//! Φ(u') - Φ(u) = -g² + g² ∫_0^1 (1 - t) Φ''(u - t g) dt < -g² + g² = 0. L grows like |u|/2, so Φ → ∞ on both sides and the
//! orbit is bounded. At a limit point p, Φ(p - Φ'(p)) = Φ(p) by continuity, so Φ'(p) = 0. Hence u_{t+1} - u_t = -Φ'(u_t) → 0,
//! the set of limit points is connected, and as the zeros of Φ' are isolated (Φ is analytic) it is one point. ∎
//!
//! # Lemma (limits, Theorem 1.2)
//!
//! If eta <= 8, the only zero of Φ' is 0, and every orbit converges to it. If eta > 8, they are 0 and ±w* of (P3), and an orbit
//! converges to 0 only by landing on it: w_t = 0 from some t on, which happens for countably many starts. Otherwise w_t tends
//! to the cycle {w*, -w*}.
//!
//! *Proof.* Φ'(u) = 2u - (eta/2) tanh(u/2), and tanh is strictly concave on u > 0 with slope 1 at 0: a positive zero exists iff
//! eta/4 > 2, and is unique. (2u = (eta/2) tanh(u/2) is (P3).) For eta > 8, Φ''(0) = 2 - eta/4 < 0: 0 is a strict local
//! maximum of Φ. Were u_t → 0 with u_t != 0 for all t, then Φ(u_t) < Φ(0) from some t on, while Φ(u_t) falls to Φ(0). The
//! starts that land on 0 at step t are the zeros of the analytic function F^t, not identically zero: countably many. ∎
//!
//! # Lemma (side)
//!
//! Let eta > 8 and Φ(u_T) < Φ(0). Then u_t has the sign of u_T for all t >= T and tends to w* or -w* of that sign:
//! *oscillating*.
//!
//! *Proof.* By the first proof with t g, 0 <= t <= 1, in place of g, Φ < Φ(0) on the whole segment from u_T to u_{T+1}, which
//! therefore does not contain 0. Φ(u_t) falls, so the limit is not 0 either. ∎
//!
//! The slack eta kappa - 2 of eta > 8 is decided exactly, and rises with eta; a tie fails. That of Φ(w) < Φ(0) is
//! eta (L(w) - L(0)) - w², with enclosures of L(w) and L(0) as its numbers.
//!
//! Machine-checked: `proofs/Linear_checks.v`, `linear_potential`.

use super::linear_run::{Statement, follow, learning_rate, linear};
use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, Expression, Field};
use crate::certify::lemma::{Lemma, Slack, confirm};
use crate::certify::linear_data::LinearData;
use crate::certify::linear_map::WeightMap;
use crate::certify::phase::{Cycle, Limit, Phase};
use crate::certify::work::{Allowance, ROOT_BITS};
use crate::dynamics::{Descent, LinearSystem};
use crate::model::facts::Trend;
use crate::theory::two_cycle::{enclose_two_cycle_at, is_equation_of};
use num_traits::Zero;
use std::cmp::Ordering;

/// That the minimum repels: eta > 8.
pub struct Repelling;

/// The numbers of [`Repelling`].
#[derive(Clone, Debug, PartialEq)]
pub struct RepellingNumbers<T> {
    /// eta.
    pub learning_rate: T,
    /// kappa = L''(0).
    pub curvature: T,
}

impl<T: Field> RepellingNumbers<T> {
    /// The hypothesis, which can be decided exactly.
    pub fn slacks(&self) -> Vec<Slack<T>> {
        let excess = self.learning_rate.clone() * &self.curvature - T::integer(2);
        vec![Slack::strict("eta L''(0) > 2, which is eta > 8", excess)]
    }
}

impl Lemma for Repelling {
    const NAME: &'static str = "linear_potential_repelling";

    type Numbers<T> = RepellingNumbers<T>;

    fn slacks<T: Analytic>(numbers: &RepellingNumbers<T>) -> Vec<Slack<T>> {
        numbers.slacks()
    }

    fn symbols() -> RepellingNumbers<Expression> {
        RepellingNumbers { learning_rate: Expression::variable("eta"), curvature: Expression::variable("kappa") }
    }
}

/// That the orbit stays on its side: Φ(w) < Φ(0).
pub struct Side;

/// The numbers of [`Side`].
#[derive(Clone, Debug, PartialEq)]
pub struct SideNumbers<T> {
    /// eta.
    pub learning_rate: T,
    /// w.
    pub weight: T,
    /// L(w).
    pub loss: T,
    /// L(0).
    pub loss_at_origin: T,
}

impl Lemma for Side {
    const NAME: &'static str = "linear_potential_side";

    type Numbers<T> = SideNumbers<T>;

    fn slacks<T: Analytic>(numbers: &SideNumbers<T>) -> Vec<Slack<T>> {
        let gain = numbers.learning_rate.clone() * (numbers.loss.clone() - &numbers.loss_at_origin);
        vec![Slack::strict("w² < eta (L(w) - L(0))", gain - numbers.weight.clone().square())]
    }

    fn symbols() -> SideNumbers<Expression> {
        let variable = Expression::variable;
        SideNumbers {
            learning_rate: variable("eta"),
            weight: variable("w"),
            loss: variable("L_w"),
            loss_at_origin: variable("L_0"),
        }
    }
}

/// Tests eta > 8 exactly and Φ(w_T) < Φ(0) by enclosures, T = `step`. Φ is even, so w_T serves as well as u_T.
///
/// # Errors
///
/// [`Failure`] says which hypothesis was not confirmed.
pub fn establish(problem: &Descent<LinearSystem>, bits: u32, step: u64) -> Result<Established, Failure> {
    let (map, data) = linear(problem, bits)?;
    if !applies(&data) {
        return Err(Failure::NotApplicable("it is made for the logistic loss on D0"));
    }
    let repelling =
        RepellingNumbers { learning_rate: problem.learning_rate.clone(), curvature: data.curvature_at_zero() };
    confirm(&repelling.slacks())?;
    let state = follow(problem, &map, step, Statement::Unstated)?;
    Side::check(&side_of(&map, problem, &state))?;
    let undecided = Failure::NotProved("the cycle could be enclosed at this precision");
    let allowance = Allowance::for_root(1);
    let cycle =
        enclose_two_cycle_at(&problem.learning_rate, bits.saturating_add(ROOT_BITS), &|bits| allowance.pay(bits))
            .map_err(|_| undecided.clone())?;
    let amplitude = cycle.amplitude.to_ball(bits);
    let points = match state.sign() {
        Some(Ordering::Greater) => vec![amplitude.clone(), -amplitude],
        Some(Ordering::Less) => vec![-amplitude.clone(), amplitude],
        Some(Ordering::Equal) | None => return Err(undecided),
    };
    let limit = Limit::Cycle(Cycle { cycle: points, multiplier: cycle.multiplier.to_ball(bits) });
    Ok(Established { phase: Phase::Oscillating, limit: Some(limit) })
}

/// Whether the lemmas speak of these data: D0, a loss whose s(w)/w falls and whose s is bounded, and the cycle of (P3).
pub fn applies(data: &LinearData) -> bool {
    let facts = data.loss().facts();
    data.is_degenerate()
        && facts.ratio == Trend::Falling
        && facts.slope_limit().is_some()
        && is_equation_of(data.loss())
}

/// The numbers of [`Side`] at an enclosed weight.
pub fn side_of(map: &WeightMap, problem: &Descent<LinearSystem>, weight: &Ball) -> SideNumbers<Ball> {
    SideNumbers {
        learning_rate: learning_rate(problem, map.bits()),
        weight: weight.clone(),
        loss: map.loss(weight),
        loss_at_origin: map.loss(&Ball::zero().with_bits(map.bits())),
    }
}
