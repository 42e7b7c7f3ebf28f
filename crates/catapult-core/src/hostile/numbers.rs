//! Hostile numbers: doubles, integers, floats of any precision, magnitudes, rationals.

use super::choose;
use crate::arithmetic::magnitude::Magnitude;
use rand::{Rng, RngExt};
use rug::ops::Pow;
use rug::{Float, Integer, Rational};

/// Doubles that numerical code gets wrong: zeros, the ends of the normal and subnormal ranges, neighbours of one, exact
/// integers, and the neighbourhoods of the arguments at which exp, sinh and cosh overflow or vanish.
pub const NOTORIOUS: [f64; 38] = [
    0.0,
    -0.0,
    5e-324,
    -5e-324,
    2.225_073_858_507_201e-308,
    f64::MIN_POSITIVE,
    -f64::MIN_POSITIVE,
    1e-300,
    -1e-300,
    f64::EPSILON,
    -f64::EPSILON,
    1.0 - f64::EPSILON / 2.0,
    1.0,
    1.0 + f64::EPSILON,
    -1.0,
    0.5,
    2.0,
    -2.0,
    3.0,
    4.0,
    9.0,
    10.0,
    -17.0,
    37.0,
    1024.0,
    354.9,
    709.782_712_893_384,
    709.782_712_893_384_1,
    -708.396_418_532_264_1,
    710.475_860_073_943_9,
    710.475_860_073_944,
    -745.133_219_101_941_1,
    -745.133_219_101_941_2,
    -1000.0,
    1e15,
    1e300,
    f64::MAX,
    -f64::MAX,
];

/// A finite double: notorious or next to it, of any bits, moderate, tiny, integral, subnormal, near a limit of the exponential,
/// next to a power of two, or with runs of equal bits.
pub fn double<R: Rng + ?Sized>(random: &mut R) -> f64 {
    let sign = if random.random::<bool>() { 1.0 } else { -1.0 };
    match random.random_range(0..12) {
        0 => choose(random, &NOTORIOUS),
        1 => {
            let value = choose(random, &NOTORIOUS);
            let next = if random.random() { value.next_up() } else { value.next_down() };
            if next.is_finite() { next } else { value }
        }
        2 => loop {
            let value = f64::from_bits(random.random());
            if value.is_finite() {
                return value;
            }
        },
        3 => random.random_range(-2.0..2.0),
        4 => random.random_range(-40.0..40.0),
        5 => random.random_range(-760.0..760.0),
        6 => sign * random.random_range(-60.0..0.0f64).exp2(),
        7 => f64::from(random.random_range(-1000..1000)),
        8 => sign * random.random_range(700.0..746.0),
        9 => sign * f64::from_bits(random.random_range(0..1 << 52)),
        10 => {
            let power = f64::from_bits(random.random_range(1..2047u64) << 52);
            sign * choose(random, &[power.next_down(), power, power.next_up()])
        }
        _ => {
            let exponent = random.random_range(-70..70);
            sign * Float::with_val(53, mantissa(random, 53)).to_f64() * f64::from(exponent).exp2()
        }
    }
}

/// A non-negative integer of at most so many bits: of uniform bits, of long runs of equal bits, a power of two or a neighbour of
/// one, or small. Runs make carries and borrows travel, and roundings tie.
pub fn mantissa<R: Rng + ?Sized>(random: &mut R, bits: u32) -> Integer {
    let bits = bits.max(1);
    match random.random_range(0..8) {
        0 => Integer::from(random.random_range(0..10)) & ((Integer::from(1) << bits) - 1u32),
        1 => Integer::from(1) << random.random_range(0..bits),
        2 => {
            let power = Integer::from(1) << random.random_range(0..bits);
            if power > 1 && random.random() {
                power - 1u32
            } else {
                (power + 1u32) & ((Integer::from(1) << bits) - 1u32)
            }
        }
        3 | 4 => {
            let mut value = Integer::new();
            for _ in 0..bits.div_ceil(64) {
                value = (value << 64) + random.random::<u64>();
            }
            value & ((Integer::from(1) << bits) - 1u32)
        }
        _ => runs(random, bits),
    }
}

/// A walk over the bits: runs of zeros and of ones in turn, of random lengths.
fn runs<R: Rng + ?Sized>(random: &mut R, bits: u32) -> Integer {
    let mut value = Integer::new();
    let (mut left, mut one) = (bits, random.random::<bool>());
    let longest = random.random_range(1..=bits);
    while left > 0 {
        let length = random.random_range(1..=longest.min(left));
        value <<= length;
        if one {
            value += (Integer::from(1) << length) - 1u32;
        }
        (left, one) = (left - length, !one);
    }
    value
}

/// An exponent of two: mostly moderate, sometimes far out, up to ±`farthest`.
fn exponent<R: Rng + ?Sized>(random: &mut R, farthest: i32) -> i32 {
    match random.random_range(0..10) {
        0 => random.random_range(-farthest..=farthest),
        1 => choose(random, &[-1075, -1074, -1022, 1023, 1024]).clamp(-farthest, farthest),
        2 => random.random_range(-300..300),
        3..=5 => random.random_range(-60..60),
        _ => random.random_range(-3..9),
    }
}

/// A finite float of the given precision: zeros of both signs, mantissas of [`mantissa`], exponents up to ±2^24.
pub fn float<R: Rng + ?Sized>(random: &mut R, bits: u32) -> Float {
    let bits = bits.max(1);
    if random.random_range(0..16) == 0 {
        let zero = Float::new(bits);
        return if random.random() { -zero } else { zero };
    }
    let integer = mantissa(random, bits);
    let size = i32::try_from(integer.significant_bits()).unwrap_or(0);
    let value = Float::with_val(bits, integer) << (exponent(random, 1 << 24) - size);
    if random.random() { -value } else { value }
}

/// A magnitude: zero, infinity, ends of its mantissa, exponents up to beyond those of MPFR.
pub fn magnitude<R: Rng + ?Sized>(random: &mut R) -> Magnitude {
    let mantissa = match random.random_range(0..6) {
        0 => 0.5,
        1 => 1f64.next_down(),
        2 => 0.5f64.next_up(),
        _ => random.random_range(0.5..1.0),
    };
    match random.random_range(0..24) {
        0 => Magnitude::ZERO,
        1 => Magnitude::INFINITE,
        2 => Magnitude::from_f64(mantissa).shifted(choose(random, &[-(1i64 << 60), -(1 << 32), 1 << 32, 1 << 60])),
        _ => Magnitude::from_f64(mantissa).shifted(i64::from(exponent(random, 1 << 24))),
    }
}

/// A rational number: integers, dyadic numbers, decimals, neighbours of either, and fractions of long numbers.
pub fn rational<R: Rng + ?Sized>(random: &mut R) -> Rational {
    let bits = choose(random, &[1, 3, 8, 24, 53, 64, 200]);
    let value = match random.random_range(0..6) {
        0 => Rational::from(random.random_range(0..20)),
        1 => Rational::from(mantissa(random, bits)) << random.random_range(-80..20),
        2 => {
            let tenths = Integer::from(10).pow(random.random_range(0..30));
            Rational::from((mantissa(random, bits), tenths))
        }
        3 => {
            let near = Rational::from((random.random_range(0..20), random.random_range(1..9)));
            let distance = Rational::from(1) >> random.random_range(1..200u32);
            if random.random() { near + distance } else { near - distance }
        }
        _ => Rational::from((mantissa(random, bits), mantissa(random, bits) + 1u32)),
    };
    if random.random() { -value } else { value }
}
