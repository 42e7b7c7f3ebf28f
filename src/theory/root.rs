//! Certified roots of one equation in one unknown: bisection to come near, Newton to come close, interval Newton to prove.

use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Ball, Dual};
use rug::{Float, float::Round};
use std::cmp::Ordering;

/// Bisection stops at this many leading bits and leaves the rest to Newton's quadratic convergence.
const BISECTION_BITS: i64 = 20;

/// Bisection steps before giving up coming closer.
const MOST_BISECTIONS: u32 = 2000;

/// Encloses the root of a differentiable function between `lower` and `upper`, where it has opposite signs, at `bits` bits.
///
/// The result is the interval Newton image N = x - f(x)/f'(X) of a small ball X around an approximate root x.
///
/// # Guarantee
///
/// Certified: N lies inside X, which proves that X holds exactly one root and that this root lies in N (the interval
/// Newton theorem; f' is enclosed over X by dual numbers, so the mean value theorem holds on all of X). Uniqueness
/// beyond X is the caller's to prove, usually by convexity. `None`: undecided at this precision.
pub fn enclose_root(
    function: impl Fn(Dual<Ball>) -> Dual<Ball>,
    lower: &Float,
    upper: &Float,
    bits: u32,
) -> Option<Ball> {
    let value_at = |x: &Ball| function(Dual::constant(x.clone())).value;
    let newton_step = |x: &Ball, over: &Ball| -> Option<Ball> {
        let step = value_at(x) / function(Dual::variable(over.clone())).derivative;
        step.is_bounded().then_some(step)
    };

    let mut point = bisect(value_at, lower, upper, bits);
    let mut step = newton_step(&point, &point)?;
    // Each Newton step doubles the correct bits; two more than needed show the level that rounding allows.
    for _ in 0..u32::BITS - bits.leading_zeros() + 2 {
        point = (point - &step).centre();
        step = newton_step(&point, &point)?;
    }
    let unit = Magnitude::from_float_up(point.midpoint()).mul_up(Magnitude::power_of_two(4 - i64::from(bits)));
    let mut radius = step.magnitude_up().max(unit);
    for _ in 0..bits / 2 {
        radius = radius.add_up(radius);
        let ball = Ball::new(point.midpoint().clone(), radius);
        let image = point.clone() - newton_step(&point, &ball)?;
        if ball.contains_in_interior(&image) {
            return Some(image);
        }
    }
    None
}

/// Halves the bracket while the sign at the middle is certain; the middle where that ends.
fn bisect(value_at: impl Fn(&Ball) -> Ball, lower: &Float, upper: &Float, bits: u32) -> Ball {
    let (mut lower, mut upper) = (Float::with_val(bits, lower), Float::with_val(bits, upper));
    let sign_below = value_at(&Ball::exact(lower.clone())).sign();
    let middle_of = |lower: &Float, upper: &Float| {
        let (sum, _) = Float::with_val_round(bits, lower + upper, Round::Nearest);
        sum / 2u32
    };
    for _ in 0..MOST_BISECTIONS {
        let middle = middle_of(&lower, &upper);
        let width = Float::with_val(64, &upper - &lower);
        let close = match (width.get_exp(), middle.get_exp()) {
            (Some(width), Some(size)) => i64::from(width) < i64::from(size) - BISECTION_BITS,
            _ => width.is_zero(),
        };
        let sign = value_at(&Ball::exact(middle.clone())).sign();
        if close || sign.is_none() || sign == Some(Ordering::Equal) {
            return Ball::exact(middle);
        }
        if sign == sign_below { lower = middle } else { upper = middle }
    }
    Ball::exact(middle_of(&lower, &upper))
}
