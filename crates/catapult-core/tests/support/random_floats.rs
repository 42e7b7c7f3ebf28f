//! Random numbers of many bits, for the tests of balls.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rug::{Float, Integer};

/// A random number of `bits` bits in [1/2, 1) · 2^exponent, of either sign.
pub fn random_float(rng: &mut ChaCha8Rng, bits: u32, exponent: i32) -> Float {
    let words: Vec<u64> = (0..bits.div_ceil(64)).map(|_| rng.random()).collect();
    let mut mantissa = Integer::from_digits(&words, rug::integer::Order::Lsf).keep_bits(bits);
    mantissa.set_bit(bits - 1, true);
    let value = Float::with_val(bits, mantissa) >> (bits as i32 - exponent);
    if rng.random() { -value } else { value }
}
