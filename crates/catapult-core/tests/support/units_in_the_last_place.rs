//! Measuring the error of floats against MPFR.

use rug::Float;

/// Bits of the reference values.
pub const PRECISION: u32 = 256;

/// A floating-point format: significand bits, and the exponents of its smallest positive and (exclusive) largest number.
#[derive(Clone, Copy)]
pub struct Format {
    pub bits: i32,
    pub smallest: i32,
    pub limit: i32,
}

pub const BINARY64: Format = Format { bits: 53, smallest: -1074, limit: 1024 };

impl Format {
    /// |computed - value| in units in the last place of `value`. An infinite result counts as the power of two at which
    /// the format ends, which is what rounding to nearest compares with.
    pub fn distance_in_ulps(self, computed: f64, value: &Float) -> f64 {
        let exponent = value.get_exp().map_or(self.smallest, |exponent| exponent - self.bits);
        let unit = exponent.clamp(self.smallest, self.limit - self.bits);
        let end = Float::with_val(PRECISION, 1) << self.limit;
        let finite = |number: Float| number.clamp(&-end.clone(), &end);
        let difference = finite(Float::with_val(PRECISION, computed)) - finite(value.clone());
        (difference >> unit).abs().to_f64()
    }
}
