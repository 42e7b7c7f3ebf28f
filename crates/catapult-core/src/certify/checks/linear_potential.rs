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

use super::linear_run::{LossHistory, follow, linear};
use super::{Established, Failure};
use crate::arithmetic::{Ball, Field, FromExact};
use crate::certify::linear_data::LinearData;
use crate::certify::linear_map::WeightMap;
use crate::certify::phase::{Cycle, Limit, Phase};
use crate::certify::work::{Allowance, ROOT_BITS};
use crate::dynamics::{Descent, LinearSystem};
use crate::model::LossName;
use crate::theory::two_cycle::enclose_two_cycle_at;
use rug::Rational;
use std::cmp::Ordering;

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
    // the slope of Φ'' at 0 is 2 - eta kappa: negative iff eta > 8
    if data.smoothness() * &problem.learning_rate <= 2 {
        return Err(Failure::NotProved("the learning rate is not above 8"));
    }
    let state = follow(problem, &map, step, LossHistory::Unstated)?;
    if !is_below(&map, problem, &state) {
        return Err(Failure::NotProved("the potential is not below its value at 0 at the stated step"));
    }
    let undecided = Failure::NotProved("the cycle could not be enclosed at this precision");
    let allowance = Allowance::for_root(1);
    let cycle =
        enclose_two_cycle_at(&problem.learning_rate, bits.saturating_add(ROOT_BITS), &|bits| allowance.pay(bits))
            .map_err(|_| undecided.clone())?;
    let amplitude = cycle.amplitude.to_ball(bits);
    let points = match state.sign() {
        Some(Ordering::Greater) => vec![amplitude.clone(), -amplitude],
        Some(Ordering::Less) => vec![-amplitude.clone(), amplitude],
        _ => return Err(undecided),
    };
    let limit = Limit::Cycle(Cycle { cycle: points, multiplier: cycle.multiplier.to_ball(bits) });
    Ok(Established { phase: Phase::Oscillating, limit: Some(limit) })
}

/// Whether the lemmas speak of these data.
pub fn applies(data: &LinearData) -> bool {
    data.loss() == LossName::Logistic && data.is_degenerate()
}

/// Whether Φ(w) < Φ(0) for every w of the ball `state`.
pub fn is_below(map: &WeightMap, problem: &Descent<LinearSystem>, state: &Ball) -> bool {
    let rate = Ball::from_exact(&problem.learning_rate, map.bits());
    let origin = Ball::from_exact(&Rational::new(), map.bits());
    (state.clone().square()).is_certainly_less(&(rate * (map.loss(state) - map.loss(&origin))))
}
