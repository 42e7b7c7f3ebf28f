//! `f64` and `f32`: numerical arithmetic.
//!
//! The elementary functions come from `pxfm`, which documents a largest error of 0.5 units in the last place for each of
//! them. Using one portable implementation instead of the platform's keeps results the same bytes on every machine; the
//! intervals of [`super::interval`] are built on the same functions.
//!
//! # Errors, in units in the last place (ulp) of the exact value
//!
//! | function | `f64` | `f32` | why |
//! |---|---|---|---|
//! | `exp`, `ln`, `sinh`, `cosh`, `tanh` | 0.5 | 0.5 | documented by `pxfm` |
//! | `exp` below log(`f64::MIN_POSITIVE`) | 1.5 | 0.5 | a square, see the source |
//! | `sqrt`, `square`, `from_exact` | 0.5 | 0.5 | correctly rounded |
//! | `softplus`, `ln_2cosh` | 1.5 | 1.5 | below |
//!
//! softplus is max(x, 0) + l with l = log(1 + t) and t = e^{-|x|} in (0, 1]. As the slope of l is 1/(1 + t) < 1, the error
//! of t, at most ulp(t)/2, reaches l as less than ulp(t)/2 <= ulp(l) (because l >= t log 2 > t/2), and rounding l adds 0.5:
//! less than 1.5 ulp, which is the result for x <= 0. (Where t is subnormal, its 1.5 ulp stand alone: l rounds to t.) For
//! x > 0 the result is at least log 2, and the three errors are at most 1/3, 1/2 and 1/2 of its units if t >= 1/2, and
//! less if t is smaller. ln_2cosh is |x| + log(1 + e^{-2|x|}), with the errors of the case x > 0.
//!
//! `sum_softplus` gathers eight factors 1 + t in q, q <- q + t(1 + q), before it takes a logarithm. All terms are positive,
//! so each of the eight updates adds at most 2 units (2^-53 or 2^-24 relative) to the relative error of q, besides that of
//! t; and log(1 + q) has a relative condition of at most 1. A group so has a relative error of at most 20 units, and the
//! sum of groups of positive numbers adds one unit a group.
//!
//! `tests/arithmetic/float_accuracy.rs` and `tests/arithmetic/softplus_sums.rs` hold every entry against 256-bit MPFR.

use super::{Analytic, Field, FromExact};
use rug::{Float, Rational, float::Round};

/// log(`f64::MIN_POSITIVE`), below which e^x is subnormal.
pub(super) const LN_MIN_POSITIVE: f64 = -708.396_418_532_264_1;

/// e^x in `f64`.
///
/// Where the result is subnormal it is the square of e^{x/2}: `pxfm` 0.1.30 returns about 1.8e-308 instead of 1.0e-308 for
/// some arguments there (-709.1935640562543 is one), at about 20 in a million. The square's relative error before rounding
/// is at most 2^-52, less than one unit in the last place of a subnormal number, and its rounding adds half a unit.
fn exponential(x: f64) -> f64 {
    if x < LN_MIN_POSITIVE {
        let half = pxfm::f_exp(x / 2.0);
        half * half
    } else {
        pxfm::f_exp(x)
    }
}

macro_rules! float_arithmetic {
    ($float:ty, $bits:literal, $to:ident, $exp:path, $ln:path, $log1p:path, $sinh:path, $cosh:path, $tanh:path) => {
        impl Field for $float {
            fn integer(value: i32) -> Self {
                value as $float
            }
        }

        impl Analytic for $float {
            fn exp(self) -> Self {
                $exp(self)
            }
            fn ln(self) -> Self {
                $ln(self)
            }
            fn sinh(self) -> Self {
                $sinh(self)
            }
            fn cosh(self) -> Self {
                $cosh(self)
            }
            fn tanh(self) -> Self {
                $tanh(self)
            }
            fn sqrt(self) -> Self {
                <$float>::sqrt(self)
            }
            // max(x, 0) + log(1 + e^{-|x|}): the exponential never overflows and the sum has no cancellation.
            fn softplus(self) -> Self {
                if self.is_nan() {
                    return self;
                }
                self.max(0.0) + $log1p($exp(-self.abs()))
            }
            // Σ max(x, 0) + Σ log(1 + q), with 1 + q the product of eight factors 1 + t, t = e^{-|x|}: see the module.
            fn sum_softplus(arguments: &[Self]) -> Self {
                let mut sum = 0.0;
                for group in arguments.chunks(8) {
                    let mut q: Self = 0.0;
                    for x in group {
                        // Not `max`, which drops a NaN.
                        sum += if *x < 0.0 { 0.0 } else { *x };
                        q += $exp(-x.abs()) * (1.0 + q);
                    }
                    sum += $log1p(q);
                }
                sum
            }
            // |x| + log(1 + e^{-2|x|}), by the same argument.
            fn ln_2cosh(self) -> Self {
                if self.is_nan() {
                    return self;
                }
                self.abs() + $log1p($exp(-2.0 * self.abs()))
            }
        }

        impl FromExact for $float {
            fn from_exact(value: &Rational, _bits: u32) -> Self {
                // `Rational::to_f64` truncates; MPFR rounds to nearest, and once more, without rounding twice, to the
                // fewer bits of a subnormal number.
                let (mut nearest, rounding) = Float::with_val_round($bits, value, Round::Nearest);
                nearest.subnormalize_ieee_round(rounding, Round::Nearest);
                nearest.$to()
            }
        }
    };
}

float_arithmetic!(f64, 53, to_f64, exponential, pxfm::f_log, pxfm::f_log1p, pxfm::f_sinh, pxfm::f_cosh, pxfm::f_tanh);
float_arithmetic!(
    f32,
    24,
    to_f32,
    pxfm::f_expf,
    pxfm::f_logf,
    pxfm::f_log1pf,
    pxfm::f_sinhf,
    pxfm::f_coshf,
    pxfm::f_tanhf
);
