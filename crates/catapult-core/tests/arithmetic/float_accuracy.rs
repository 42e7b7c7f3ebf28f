//! The elementary functions of `f64` and `f32` against 256-bit MPFR: each within the error its documentation states, in
//! units in the last place of the true value, on random arguments of every kind, extremes, infinities and NaN.

use crate::random_arguments::{EXTREMES, argument, generator};
use crate::units_in_the_last_place::{BINARY64, Format, PRECISION};
use catapult_core::arithmetic::{Analytic, Field, FromExact};
use rand::RngExt;
use rug::{Float, Rational};

const ARGUMENTS: usize = 100_000;

/// The error of a single rounding, and the documented ones of the two compositions and of subnormal exponentials.
const ELEMENTARY: f64 = 0.5;
const COMPOSED: f64 = 1.5;
const SUBNORMAL_EXPONENTIAL: f64 = 1.5;

fn softplus(x: Float) -> Float {
    let tail = Float::with_val(PRECISION, -x.clone().abs()).exp().ln_1p();
    x.max(&Float::new(PRECISION)) + tail
}

fn ln_2cosh(x: Float) -> Float {
    let distance = x.abs();
    let tail = Float::with_val(PRECISION, -2 * distance.clone()).exp().ln_1p();
    distance + tail
}

const BINARY32: Format = Format { bits: 24, smallest: -149, limit: 128 };

type Reference = fn(Float) -> Float;

macro_rules! accuracy {
    ($module:ident, $float:ty, $format:expr, $random:expr) => {
        mod $module {
            use super::*;

            fn check(name: &str, function: fn($float) -> $float, reference: Reference, bound: f64, seed: u64) {
                let mut random = generator(seed);
                let extremes = EXTREMES.iter().map(|&x| x as $float).flat_map(|x| [x.next_down(), x, x.next_up()]);
                let narrow = [<$float>::MAX, <$float>::MIN_POSITIVE, <$float>::MIN_POSITIVE / 2.0, <$float>::EPSILON];
                let fixed: Vec<$float> =
                    extremes.chain(narrow).chain(narrow.map(|x| -x)).filter(|x| x.is_finite()).collect();
                let random = (0..ARGUMENTS).map(|_| $random(&mut random));
                for x in fixed.into_iter().chain(random) {
                    let value = reference(Float::with_val(PRECISION, x));
                    let computed = function(x);
                    if value.is_nan() {
                        assert!(computed.is_nan(), "{name}({x:e}) is undefined but gave {computed:e}");
                        continue;
                    }
                    let distance = $format.distance_in_ulps(f64::from(computed), &value);
                    let squared = name == "exp" && $format.bits == 53 && value < f64::MIN_POSITIVE;
                    let bound = if squared { SUBNORMAL_EXPONENTIAL } else { bound };
                    assert!(distance <= bound, "{name}({x:e}) = {value} is {distance} ulp from {computed:e}");
                }
            }

            #[test]
            fn elementary_functions_are_within_half_a_unit() {
                check("exp", Analytic::exp, Float::exp, ELEMENTARY, 1);
                check("ln", Analytic::ln, Float::ln, ELEMENTARY, 2);
                check("sinh", Analytic::sinh, Float::sinh, ELEMENTARY, 3);
                check("cosh", Analytic::cosh, Float::cosh, ELEMENTARY, 4);
                check("tanh", Analytic::tanh, Float::tanh, ELEMENTARY, 5);
                check("sqrt", Analytic::sqrt, Float::sqrt, ELEMENTARY, 6);
                check("square", Field::square, Float::square, ELEMENTARY, 7);
            }

            #[test]
            fn composed_functions_are_within_one_and_a_half_units() {
                check("softplus", Analytic::softplus, softplus, COMPOSED, 8);
                check("ln_2cosh", Analytic::ln_2cosh, ln_2cosh, COMPOSED, 9);
            }

            #[test]
            fn infinities_have_their_limits() {
                const UP: $float = <$float>::INFINITY;
                const DOWN: $float = <$float>::NEG_INFINITY;
                assert_eq!((Analytic::exp(UP), Analytic::exp(DOWN)), (UP, 0.0));
                assert_eq!(
                    (Analytic::ln(UP), Analytic::ln(0.0 as $float), Analytic::ln(-0.0 as $float)),
                    (UP, DOWN, DOWN)
                );
                assert_eq!((Analytic::sinh(UP), Analytic::sinh(DOWN)), (UP, DOWN));
                assert_eq!((Analytic::cosh(UP), Analytic::cosh(DOWN)), (UP, UP));
                assert_eq!((Analytic::tanh(UP), Analytic::tanh(DOWN)), (1.0, -1.0));
                assert_eq!(Analytic::sqrt(UP), UP);
                assert_eq!((Analytic::softplus(UP), Analytic::softplus(DOWN)), (UP, 0.0));
                assert_eq!((Analytic::ln_2cosh(UP), Analytic::ln_2cosh(DOWN)), (UP, UP));
            }

            #[test]
            fn outside_the_domain_is_nan() {
                let functions: [fn($float) -> $float; 8] = [
                    Analytic::exp,
                    Analytic::ln,
                    Analytic::sinh,
                    Analytic::cosh,
                    Analytic::tanh,
                    Analytic::sqrt,
                    Analytic::softplus,
                    Analytic::ln_2cosh,
                ];
                assert!(functions.iter().all(|function| function(<$float>::NAN).is_nan()));
                for x in [-<$float>::MIN_POSITIVE, -1.0, <$float>::NEG_INFINITY] {
                    assert!(Analytic::ln(x).is_nan() && Analytic::sqrt(x).is_nan());
                }
            }

            #[test]
            fn rationals_round_to_the_nearest_float() {
                let mut random = generator(10);
                for _ in 0..ARGUMENTS {
                    let float: $float = $random(&mut random);
                    let exact = Rational::try_from(float).unwrap();
                    assert_eq!(<$float>::from_exact(&exact, 0), float);
                    let value =
                        exact * Rational::from((random.random_range(1..i32::MAX), random.random_range(1..i32::MAX)));
                    let distance = $format.distance_in_ulps(
                        f64::from(<$float>::from_exact(&value, 0)),
                        &Float::with_val(PRECISION, &value),
                    );
                    assert!(distance <= ELEMENTARY, "{value} is {distance} ulp from its float");
                }
            }
        }
    };
}

accuracy!(double_precision, f64, BINARY64, argument);
accuracy!(single_precision, f32, BINARY32, |random: &mut rand_chacha::ChaCha8Rng| {
    // any bits, or an argument of double precision that single precision can hold; its thresholds are an eighth as far
    loop {
        let value = match random.random_range(0..3) {
            0 => f32::from_bits(random.random()),
            1 => argument(random) as f32,
            _ => (argument(random) / 8.0) as f32,
        };
        if value.is_finite() {
            return value;
        }
    }
});
