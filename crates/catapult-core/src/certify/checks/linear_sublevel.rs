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
//! The slacks of a < w < b rise with w - a and b - w, those of the level with L(a) and L(b) and fall with L(w), that of the short
//! step falls with eta and L''; ties fail.
//!
//! Machine-checked: `proofs/Linear_checks.v`, `linear_sublevel`, `linear_sublevel_lazy`, `linear_sublevel_catapult`.

use super::linear_run::{Statement, follow, learning_rate, linear};
use super::{Established, Failure, linear_minimum};
use crate::arithmetic::{Analytic, Ball, Expression, FromExact};
use crate::certify::cycle_basin::MOST_PIECES;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::linear_map::{WeightMap, subdivide};
use crate::certify::phase::Phase;
use crate::dynamics::{Descent, LinearSystem};
use rug::Rational;

/// That [a, b] encloses the sublevel set of w.
pub struct Level;

/// The numbers of [`Level`].
#[derive(Clone, Debug, PartialEq)]
pub struct LevelNumbers<T> {
    /// a.
    pub lower: T,
    /// w.
    pub weight: T,
    /// b.
    pub upper: T,
    /// L(a).
    pub loss_at_lower: T,
    /// L(w).
    pub loss: T,
    /// L(b).
    pub loss_at_upper: T,
}

impl Lemma for Level {
    const NAME: &'static str = "linear_sublevel_level";

    type Numbers<T> = LevelNumbers<T>;

    fn slacks<T: Analytic>(numbers: &LevelNumbers<T>) -> Vec<Slack<T>> {
        vec![
            Slack::strict("a < w", numbers.weight.clone() - &numbers.lower),
            Slack::strict("w < b", numbers.upper.clone() - &numbers.weight),
            Slack::strict("L(a) > L(w)", numbers.loss_at_lower.clone() - &numbers.loss),
            Slack::strict("L(b) > L(w)", numbers.loss_at_upper.clone() - &numbers.loss),
        ]
    }

    fn symbols() -> LevelNumbers<Expression> {
        let variable = Expression::variable;
        LevelNumbers {
            lower: variable("a"),
            weight: variable("w"),
            upper: variable("b"),
            loss_at_lower: variable("L_a"),
            loss: variable("L_w"),
            loss_at_upper: variable("L_b"),
        }
    }
}

/// That steps from a piece of [a, b] are short.
pub struct ShortStep;

/// The numbers of [`ShortStep`].
#[derive(Clone, Debug, PartialEq)]
pub struct ShortStepNumbers<T> {
    /// eta.
    pub learning_rate: T,
    /// L'' on the piece.
    pub curvature: T,
}

impl Lemma for ShortStep {
    const NAME: &'static str = "linear_sublevel_short_step";

    type Numbers<T> = ShortStepNumbers<T>;

    fn slacks<T: Analytic>(numbers: &ShortStepNumbers<T>) -> Vec<Slack<T>> {
        let room = T::integer(2) - numbers.learning_rate.clone() * &numbers.curvature;
        vec![Slack::strict("eta L'' < 2 on [a, b]", room)]
    }

    fn symbols() -> ShortStepNumbers<Expression> {
        ShortStepNumbers { learning_rate: Expression::variable("eta"), curvature: Expression::variable("h") }
    }
}

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
    let (stated, phase) = match proof.rise {
        None => (Statement::NeverRises, Phase::Lazy),
        Some(at) => (Statement::RisesAt(at), Phase::Catapult),
    };
    let state = follow(problem, &map, proof.step, stated)?;
    confirm_trap(&map, problem, &state, proof.lower, proof.upper, proof.pieces)?;
    linear_minimum::converges(&data, phase, bits)
}

/// Confirms the hypotheses of the lemma for every w of the ball `state`.
///
/// # Errors
///
/// [`Failure`] says which hypothesis was not confirmed.
pub fn confirm_trap(
    map: &WeightMap,
    problem: &Descent<LinearSystem>,
    state: &Ball,
    lower: &Rational,
    upper: &Rational,
    pieces: u32,
) -> Result<(), Failure> {
    let bits = map.bits();
    let (a, b) = (Ball::from_exact(lower, bits), Ball::from_exact(upper, bits));
    Level::check(&LevelNumbers {
        loss_at_lower: map.loss(&a),
        loss: map.loss(state),
        loss_at_upper: map.loss(&b),
        weight: state.clone(),
        lower: a.clone(),
        upper: b.clone(),
    })?;
    let whole = Ball::between(&a.lower(), &b.upper(), bits);
    subdivide(&whole, pieces).try_for_each(|piece| {
        let (learning_rate, curvature) = (learning_rate(problem, bits), map.curvature(&piece));
        ShortStep::check(&ShortStepNumbers { learning_rate, curvature })
    })
}
