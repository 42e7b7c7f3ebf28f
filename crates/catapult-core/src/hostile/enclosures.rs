//! Hostile enclosures: exact, thin, wide, straddling zero, touching it, unbounded.

use super::{choose, double, float, magnitude};
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Ball, Interval, ScaledInterval};
use rand::{Rng, RngExt};

/// A ball of the given precision: exact, of a radius far below, about as large as, or far above its midpoint, touching zero up to
/// a rounding, or unbounded.
pub fn ball<R: Rng + ?Sized>(random: &mut R, bits: u32) -> Ball {
    let midpoint = float(random, bits);
    let size = i64::from(midpoint.get_exp().unwrap_or(0));
    let fraction = Magnitude::from_f64(random.random_range(0.5..1.0));
    let radius = match random.random_range(0..20) {
        0 => Magnitude::INFINITE,
        1..=3 => Magnitude::ZERO,
        4 | 5 => Magnitude::from_float_up(&midpoint),
        6 => Magnitude::from_float_down(&midpoint),
        7..=9 => fraction.shifted(size + random.random_range(-3..=2)),
        10..=12 => fraction.shifted(size - i64::from(bits) - random.random_range(-3..4)),
        13 => magnitude(random),
        _ => fraction.shifted(size - random.random_range(2..400)),
    };
    Ball::new(midpoint, radius)
}

/// An interval: points, neighbouring ends, any ends, ends of very different size around zero, zero with either sign as an end,
/// half lines and the whole line.
pub fn interval<R: Rng + ?Sized>(random: &mut R) -> Interval {
    let x = double(random);
    let y = match random.random_range(0..12) {
        0 => x,
        1 => (0..random.random_range(1..4)).fold(x, |end, _| end.next_up()),
        2 => 0.0,
        3 => -0.0,
        4 => -x,
        5 => f64::INFINITY,
        6 => f64::NEG_INFINITY,
        7 => x + x * random.random_range(-0.1..0.1),
        8 => -x * random.random_range(-300.0..300.0f64).exp2(),
        9 => return choose(random, &[Interval::ENTIRE, Interval::point(0.0), Interval::point(-0.0)]),
        _ => double(random),
    };
    // an infinite x + x/10, or two ends without a number between
    Interval::new(x.min(y), x.max(y)).unwrap_or_else(|_| Interval::point(x))
}

/// A scaled interval around a hostile ball of 60 bits: at any scale, and unbounded.
pub fn scaled_interval<R: Rng + ?Sized>(random: &mut R) -> ScaledInterval {
    ScaledInterval::from_ball(&ball(random, 60))
}
