//! `f64` and `f32`: numerical arithmetic.
//!
//! The elementary functions come from `pxfm`, which documents a largest error of 0.5 units in the last place for each of
//! them. Using one portable implementation instead of the platform's keeps results the same bytes on every machine; the
//! intervals of [`super::interval`] are built on the same functions.

use super::{Analytic, Field, FromExact};
use rug::{Float, Rational, float::Round};

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
                // `Rational::to_f64` truncates; going through MPFR gives the nearest float.
                Float::with_val_round($bits, value, Round::Nearest).0.$to()
            }
        }
    };
}

float_arithmetic!(f64, 53, to_f64, pxfm::f_exp, pxfm::f_log, pxfm::f_log1p, pxfm::f_sinh, pxfm::f_cosh, pxfm::f_tanh);
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
