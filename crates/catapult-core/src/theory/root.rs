//! Certified roots of one equation in one unknown: bisection or floats to come near, Newton at doubling precision to come
//! close, interval Newton to prove.

use super::newton::{Newton, end_with, prove_by_doubling};
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Ball, Dual};
use rug::{Float, float::Round};
use std::cmp::Ordering;
use std::ops::ControlFlow;

/// Bisection stops at this many leading bits and leaves the rest to Newton's quadratic convergence.
const BISECTION_BITS: i64 = 20;

/// Bisection steps before giving up coming closer.
const MOST_BISECTIONS: u32 = 2000;

/// Bits of the arithmetic in which bisection comes near and slopes of steps are computed, where few are enough.
const COARSE_BITS: u32 = 64;

/// Bits that [`approximate_root`] is trusted to have right. Nothing is proved from it.
const FLOAT_BITS: u32 = 50;

/// Steps in `f64` before giving up.
const MOST_FLOAT_STEPS: u32 = 100;

/// Bits beyond half of the final precision that the point of the interval Newton step should have right.
const SPARE_BITS: u32 = 6;

/// Interval Newton steps at full precision before falling back to the slow way.
const MOST_PROOFS: u32 = 4;

/// Encloses the root of a differentiable function between `lower` and `upper`, where it has opposite signs, at `bits` bits.
///
/// The result is the interval Newton image N = x - f(x)/f'(X) of a small ball X around an approximate root x. With about
/// half the bits of x right, X may be so large that f'(X) needs half the bits only; then f(x) is the one evaluation at full
/// precision.
///
/// # Guarantee
///
/// Certified: N lies inside X, which proves that X holds exactly one root and that this root lies in N (the interval
/// Newton theorem; f' is enclosed over X by dual numbers, so the mean value theorem holds on all of X). N lies between
/// `lower` and `upper`, so that a Newton step which strayed to another root is not taken for an answer. Uniqueness
/// beyond X is the caller's to prove, usually by convexity. `None`: undecided at this precision.
pub fn enclose_root(
    function: impl Fn(Dual<Ball>) -> Dual<Ball>,
    lower: &Float,
    upper: &Float,
    bits: u32,
) -> Option<Ball> {
    let value_at = |x: &Ball| function(Dual::constant(x.clone())).value;
    let near = bisect(value_at, lower, upper, COARSE_BITS.min(bits));
    let between = |root: &Ball| is_between(root, lower, upper);
    refine(&function, near.midpoint(), BISECTION_BITS as u32 - 2, bits)
        .filter(between)
        .or_else(|| refine_at_full_precision(&function, bisect(value_at, lower, upper, bits), bits).filter(between))
}

/// As [`enclose_root`], from a start that is right to about 50 bits, such as [`approximate_root`] finds in no time. Where that
/// fails to prove a root between `lower` and `upper`, the same by bisection.
pub fn enclose_root_near(
    function: impl Fn(Dual<Ball>) -> Dual<Ball>,
    start: f64,
    lower: &Float,
    upper: &Float,
    bits: u32,
) -> Option<Ball> {
    let near = start.is_finite().then(|| Float::with_val(53, start));
    near.and_then(|near| refine(&function, &near, FLOAT_BITS, bits))
        .filter(|root| is_between(root, lower, upper))
        .or_else(|| enclose_root(function, lower, upper, bits))
}

/// As [`enclose_root`], from an enclosure of the root that is known already. `None` also where the result is not near it.
pub fn enclose_root_from(function: impl Fn(Dual<Ball>) -> Dual<Ball>, near: &Ball, bits: u32) -> Option<Ball> {
    let accuracy = near.accurate_bits().and_then(|bits| u32::try_from(bits).ok()).filter(|bits| *bits > 1)?;
    let (lower, upper) = (near.lower(), near.upper());
    let room = Float::with_val(COARSE_BITS, &upper - &lower);
    let (lower, upper) = (lower - &room, upper + room);
    refine(&function, near.midpoint(), accuracy - 1, bits).filter(|root| is_between(root, &lower, &upper))
}

/// Whether all members of an enclosure lie between two numbers.
fn is_between(root: &Ball, lower: &Float, upper: &Float) -> bool {
    root.lower() >= *lower && root.upper() <= *upper
}

/// The root of a function between `lower` and `upper`, where it has opposite signs, in `f64`: Newton's method, with the middle of
/// the bracket wherever it would leave it. Numerical: a start for [`enclose_root_near`].
pub fn approximate_root(function: impl Fn(Dual<f64>) -> Dual<f64>, lower: f64, upper: f64) -> f64 {
    let (mut lower, mut upper) = (lower, upper);
    let falling = function(Dual::constant(lower)).value > 0.0;
    let mut x = f64::midpoint(lower, upper);
    for _ in 0..MOST_FLOAT_STEPS {
        let Dual { value, derivative } = function(Dual::variable(x));
        if (value > 0.0) == falling {
            lower = x
        } else {
            upper = x
        }
        let newton = x - value / derivative;
        let next = if newton > lower && newton < upper { newton } else { f64::midpoint(lower, upper) };
        if (next - x).abs() <= 2.0 * f64::EPSILON * x.abs() {
            return next;
        }
        x = next;
    }
    x
}

/// The value of the function at x, evaluated at `bits` bits.
fn value_of(function: &impl Fn(Dual<Ball>) -> Dual<Ball>, x: &Float, bits: u32) -> Ball {
    function(Dual::constant(Ball::exact(Float::with_val(bits, x)))).value
}

/// The derivative over a ball, evaluated and returned at `bits` bits.
fn slope_over(function: &impl Fn(Dual<Ball>) -> Dual<Ball>, over: Ball, bits: u32) -> Ball {
    function(Dual::variable(over.with_bits(bits))).derivative.with_bits(bits)
}

/// From `accuracy` right bits to half of `bits` by Newton steps of doubling precision, none of which need be rigorous; then
/// interval Newton steps at full precision until the image is as sharp as the evaluation allows.
fn refine(function: &impl Fn(Dual<Ball>) -> Dual<Ball>, start: &Float, accuracy: u32, bits: u32) -> Option<Ball> {
    let mut ladder = vec![bits / 2 + SPARE_BITS];
    while let Some(&wanted) = ladder.last().filter(|&&wanted| wanted > accuracy) {
        ladder.push(wanted / 2);
    }
    let mut point = start.clone();
    let mut slope = None;
    // The last of the ladder is the accuracy that the start has.
    for &wanted in ladder.iter().rev().skip(1) {
        let working = wanted + 8;
        let value = value_of(function, &point, working).with_bits(working);
        let few = (wanted / 2 + 8).max(COARSE_BITS);
        let slope_here = slope_over(function, Ball::exact(point.clone()), few);
        let step = value.centre().with_bits(few) / &slope_here.centre();
        if !step.is_bounded() {
            return None;
        }
        point.set_prec(working);
        point -= step.midpoint();
        slope = Some(slope_here);
    }
    let slope = slope.unwrap_or_else(|| slope_over(function, Ball::exact(point.clone()), COARSE_BITS)).magnitude_down();

    let mut proved = None;
    for _ in 0..MOST_PROOFS {
        point.set_prec(bits);
        let value = value_of(function, &point, bits);
        let unit = Magnitude::from_float_up(&point).mul_up(Magnitude::power_of_two(2 - i64::from(bits)));
        // How far off x is, and how far off the error of f(x) alone lets the image be: by a slope nearby, as a guess.
        let distance = value.magnitude_up().div_up(slope);
        let least = value.radius().div_up(slope).add_up(unit);
        let radius = distance.add_up(unit).shifted(2);
        // A slope right to q bits moves the image by 2^-q of the distance.
        let closeness = match (point.get_exp(), radius.exponent()) {
            (Some(size), Some(radius)) => (i64::from(size) - radius).clamp(0, i64::from(bits)) as u32,
            _ => return proved,
        };
        let few = (bits - closeness + SPARE_BITS).clamp(COARSE_BITS.min(bits), bits);
        let ball = Ball::new(point.clone(), radius);
        // Rounded to few bits, the ball may be larger: the proof is about that one.
        let over = ball.with_bits(few);
        let slope = slope_over(function, over.clone(), few);
        let newton = Newton::over(&over, Ball::exact(point.clone()), value.with_bits(few), slope);
        let image = newton.image();
        if let Some(root) = newton.root() {
            let sharp = root.radius().is_at_most(least.shifted(3));
            proved = Some(root);
            if sharp {
                break;
            }
        }
        if !image.is_bounded() {
            break;
        }
        point = image.midpoint().clone();
    }
    proved
}

/// The slow way, for functions that are hard to evaluate near the root: Newton at full precision, and balls that grow until
/// the image of one lies inside it.
fn refine_at_full_precision(function: &impl Fn(Dual<Ball>) -> Dual<Ball>, start: Ball, bits: u32) -> Option<Ball> {
    let newton_step = |x: &Ball| -> Option<Ball> {
        let value = function(Dual::constant(x.clone())).value;
        let step = value / function(Dual::variable(x.clone())).derivative;
        step.is_bounded().then_some(step)
    };
    let mut point = start;
    let mut step = newton_step(&point)?;
    // Each Newton step doubles the correct bits; two more than needed show the level that rounding allows.
    for _ in 0..u32::BITS - bits.leading_zeros() + 2 {
        point = (point - &step).centre();
        step = newton_step(&point)?;
    }
    let unit = Magnitude::from_float_up(point.midpoint()).mul_up(Magnitude::power_of_two(4 - i64::from(bits)));
    let value = function(Dual::constant(point.clone())).value;
    prove_by_doubling(step.magnitude_up().max(unit), bits / 2, |radius| {
        let ball = Ball::new(point.midpoint().clone(), radius);
        let slope = function(Dual::variable(ball.clone())).derivative;
        let newton = Newton::over(&ball, point.clone(), value.clone(), slope);
        if newton.image().is_bounded() { end_with(newton.root()) } else { ControlFlow::Break(None) }
    })
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
