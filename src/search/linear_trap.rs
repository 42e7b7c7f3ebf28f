//! The search for an interval that traps an orbit near the minimum (the lemma is that of
//! [`linear_sublevel`](crate::certify::checks::linear_sublevel)).

use crate::arithmetic::Ball;
use crate::certify::certificate::Exact;
use crate::certify::checks::linear_sublevel::confirm_trap;
use crate::certify::linear_map::WeightMap;
use crate::dynamics::{Descent, LinearSystem};
use rug::Float;
use std::cmp::Ordering;

/// Bits of the ends of an interval that a search offers: few, so that certificates are short.
const END_BITS: u32 = 53;

/// Stretches of the far end of a trap, each by 5/4.
const MOST_STRETCHES: u32 = 40;

/// An interval around `state` and the minimum on which the loss can only fall.
pub fn find_trap(
    map: &WeightMap,
    problem: &Descent<LinearSystem>,
    state: &Ball,
    minimum: &Ball,
) -> Option<(Exact, Exact, u32)> {
    let distance = Float::with_val(END_BITS, state.midpoint() - minimum.midpoint());
    // ends of few bits cannot tell such a state from the minimum
    let touches = match (distance.get_exp(), minimum.midpoint().get_exp()) {
        (Some(distance), Some(size)) => distance < size - END_BITS as i32 / 2,
        _ => false,
    };
    if touches || state.compare(minimum).is_none_or(Ordering::is_eq) {
        return around_minimum(map, problem, state, minimum);
    }
    let near = Float::with_val(END_BITS, state.midpoint() + Float::with_val(END_BITS, &distance / 16u32));
    let level = map.loss(&Ball::exact(near.clone()));
    let mut reach = Float::with_val(END_BITS, &distance / 4u32);
    for _ in 0..MOST_STRETCHES {
        let far = Float::with_val(END_BITS, minimum.midpoint() - &reach);
        if level.is_certainly_less(&map.loss(&Ball::exact(far.clone()))) {
            let (lower, upper) = if near < far { (near, far) } else { (far, near) };
            return accepted(map, problem, state, minimum, &lower, &upper);
        }
        reach = reach * 5u32 / 4u32;
    }
    None
}

/// The same for a state at the minimum, or almost: equal distances on both sides.
fn around_minimum(
    map: &WeightMap,
    problem: &Descent<LinearSystem>,
    state: &Ball,
    minimum: &Ball,
) -> Option<(Exact, Exact, u32)> {
    (1..=map.bits() / 16).find_map(|halvings| {
        let radius = Float::with_val(END_BITS, 1) >> (8 * halvings);
        let lower = Float::with_val(END_BITS, minimum.midpoint() - &radius);
        let upper = Float::with_val(END_BITS, minimum.midpoint() + &radius);
        accepted(map, problem, state, minimum, &lower, &upper)
    })
}

/// The interval if it traps the state. A look at the curvature at three points saves most failing attempts.
fn accepted(
    map: &WeightMap,
    problem: &Descent<LinearSystem>,
    state: &Ball,
    minimum: &Ball,
    lower: &Float,
    upper: &Float,
) -> Option<(Exact, Exact, u32)> {
    let minus_one = -Ball::exact(Float::with_val(64, 1));
    let short = |weight: &Ball| minus_one.is_certainly_less(&map.slope(weight));
    if !short(&Ball::exact(lower.clone())) || !short(&Ball::exact(upper.clone())) || !short(minimum) {
        return None;
    }
    let (lower, upper) = (lower.to_rational()?, upper.to_rational()?);
    [1, 4, 16, 64, 256, 1024]
        .into_iter()
        .find(|pieces| confirm_trap(map, problem, state, &lower, &upper, *pieces).is_ok())
        .map(|pieces| (Exact(lower), Exact(upper), pieces))
}
