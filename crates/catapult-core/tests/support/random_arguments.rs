//! Floats that numerical code gets wrong, and random ones of every kind, for the accuracy and containment tests.

use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

/// Zeros, the ends of the normal and subnormal range, exact integers, and the neighbourhoods of the arguments at which
/// exp, sinh and cosh overflow or vanish.
pub const EXTREMES: [f64; 38] = [
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

/// The generator of one test.
pub fn generator(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// A random finite float: any bits, moderate, tiny, integer, subnormal, or near a limit of the exponential.
pub fn argument(generator: &mut ChaCha8Rng) -> f64 {
    let sign = if generator.random::<bool>() { 1.0 } else { -1.0 };
    match generator.random_range(0..8) {
        0 => loop {
            let value = f64::from_bits(generator.random());
            if value.is_finite() {
                return value;
            }
        },
        1 => generator.random_range(-2.0..2.0),
        2 => generator.random_range(-40.0..40.0),
        3 => generator.random_range(-760.0..760.0),
        4 => sign * generator.random_range(-60.0..0.0f64).exp2(),
        5 => f64::from(generator.random_range(-1000..1000)),
        6 => sign * generator.random_range(700.0..746.0),
        _ => sign * f64::from_bits(generator.random_range(0..1 << 52)),
    }
}
