//! Convergence to the minimum from inside an interval on which the step is short: the loss never rises again.
//!
//! # Lemma (sublevel trap)
//!
//! Let L be the risk of a linear predictor, a < w < b, L(a) > L(w), L(b) > L(w), and eta L'' < 2 on [a, b]. Then L has a
//! unique minimiser w*, it lies in (a, b), the orbit of w stays in (a, b) and converges to w*, and the loss falls at every step
//! until w* is reached.
//!
//! *Proof.* L is convex and analytic, and not constant, so it is strictly convex. It has a minimiser on [a, b], which is
//! neither a nor b, as L(w) is smaller there; by convexity it is the minimiser on the whole line. Let S = {L <= L(w)}: an
//! interval, and a, b are not in it, so S lies in (a, b). Let v in S, v != w*, g = L'(v) != 0, and follow v(t) = v - t g from
//! t = 0 to eta. As long as v(0..t) lies in [a, b], where L'' <= M for some M < 2/eta,
//! L(v(t)) <= L(v) - t g² (1 - t M/2) < L(v). Were some v(t), t <= eta, outside S, take the infimum of these t: there the path
//! has not left (a, b) and L(v(t)) = L(w) >= L(v), against the strict inequality. So v' = v(eta) lies in S, and
//! L(v') < L(v). S is compact; at a limit point p of the orbit L(F(p)) = L(p) by continuity, so p = w*. ∎
//!
//! With `step = 0` no orbit is needed at all. eta L'' < 2 is tested on `pieces` equal pieces of [a, b].

use super::linear_run::{LossHistory, follow, linear};
use super::{Established, Failure, linear_minimum};
use crate::arithmetic::{Ball, Field, FromExact};
use crate::certify::cycle_basin::MOST_PIECES;
use crate::certify::linear_map::{WeightMap, subdivide};
use crate::certify::phase::Phase;
use crate::dynamics::{Descent, LinearSystem};
use rug::Rational;

/// The numbers of the proof.
#[derive(Clone, Debug)]
pub struct Sublevel<'a> {
    /// T.
    pub step: u64,
    /// The step from which to the next the loss rises; `None` if it rises nowhere before T.
    pub rise: Option<u64>,
    /// a.
    pub lower: &'a Rational,
    /// b.
    pub upper: &'a Rational,
    /// The number of pieces of [a, b].
    pub pieces: u32,
}

/// Tests the hypotheses at w_T: *lazy* if the loss never rose before T, *catapult* if it rose at the stated step.
///
/// # Errors
///
/// [`Failure`] says which hypothesis was not confirmed.
pub fn establish(problem: &Descent<LinearSystem>, bits: u32, proof: &Sublevel) -> Result<Established, Failure> {
    let (map, data) = linear(problem, bits)?;
    if data.is_flat() {
        return Err(Failure::NotApplicable("the risk is constant"));
    }
    if !(1..=MOST_PIECES).contains(&proof.pieces) || proof.lower >= proof.upper {
        return Err(Failure::OutOfRange("an interval needs lower < upper, and 1 to 4096 pieces"));
    }
    let (history, phase) = match proof.rise {
        None => (LossHistory::NeverRises, Phase::Lazy),
        Some(at) => (LossHistory::RisesAt(at), Phase::Catapult),
    };
    let state = follow(problem, &map, proof.step, history)?;
    if !is_trapped(&map, problem, &state, proof.lower, proof.upper, proof.pieces) {
        return Err(Failure::NotProved("the sublevel trap was not confirmed on the interval"));
    }
    linear_minimum::converges(&data, phase, bits)
}

/// Whether the hypotheses of the lemma hold for every w of the ball `state`.
pub fn is_trapped(
    map: &WeightMap,
    problem: &Descent<LinearSystem>,
    state: &Ball,
    lower: &Rational,
    upper: &Rational,
    pieces: u32,
) -> bool {
    let bits = map.bits();
    let (a, b) = (Ball::from_exact(lower, bits), Ball::from_exact(upper, bits));
    let level = map.loss(state);
    let inside = a.is_certainly_less(state) && state.is_certainly_less(&b);
    let above = level.is_certainly_less(&map.loss(&a)) && level.is_certainly_less(&map.loss(&b));
    if !inside || !above {
        return false;
    }
    let rate = Ball::from_exact(&problem.learning_rate, bits);
    let whole = Ball::between(&a.lower(), &b.upper(), bits);
    subdivide(&whole, pieces).all(|piece| (rate.clone() * map.curvature(&piece)).is_certainly_less(&Ball::integer(2)))
}
