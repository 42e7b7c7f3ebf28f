//! Floats that numerical code gets wrong, and random ones of every kind, for the accuracy and containment tests.

pub use catapult_core::hostile::{NOTORIOUS as EXTREMES, double as argument};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

/// The generator of one test.
pub fn generator(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}
