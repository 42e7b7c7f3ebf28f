//! The elementary functions of SIMD lanes against 256-bit MPFR, and the promise that a lane's bits depend on its input alone.

use crate::random_arguments::{EXTREMES, argument, generator};
use crate::units_in_the_last_place::{BINARY64, PRECISION};
use catapult_core::arithmetic::lanes::{InstructionSet, LaneKernel, run_vectorised};
use catapult_core::arithmetic::{Analytic, Lanes};
use rand::RngExt;
use rug::Float;

const LANES: usize = 16;

#[derive(Clone, Copy, Debug)]
enum Function {
    Exp,
    Sinh,
    Cosh,
    Tanh,
    CentredSigmoid,
    Softplus,
    Ln2Cosh,
}

/// A function, its reference and its bound.
type Case = (Function, fn(Float) -> Float, f64);

const FUNCTIONS: [Case; 7] = [
    (Function::Exp, Float::exp, 2.0),
    (Function::Sinh, Float::sinh, 3.0),
    (Function::Cosh, Float::cosh, 3.0),
    (Function::Tanh, Float::tanh, 3.0),
    (Function::CentredSigmoid, |x| (x / 2_u32).tanh() / 2_u32, 3.0),
    (Function::Softplus, ln_1p_exp, 3.0),
    (Function::Ln2Cosh, |x| x.clone().abs() + ln_1p_exp(-2_i32 * x.abs()), 3.0),
];

/// log(1 + e^x).
fn ln_1p_exp(x: Float) -> Float {
    if x < 0 { x.exp().ln_1p() } else { (-x.clone()).exp().ln_1p() + x }
}

/// Replaces every value by the function of it, `N` at a time.
struct Apply<'a, const N: usize>(Function, &'a mut [f64]);

impl<const N: usize> LaneKernel for Apply<'_, N> {
    type Output = ();
    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        for chunk in self.1.chunks_mut(N) {
            let mut lanes = Lanes::<N, FUSED>([0.0; N]);
            lanes.0[..chunk.len()].copy_from_slice(chunk);
            let result = match self.0 {
                Function::Exp => lanes.exp(),
                Function::Sinh => lanes.sinh(),
                Function::Cosh => lanes.cosh(),
                Function::Tanh => lanes.tanh(),
                Function::CentredSigmoid => lanes.centred_sigmoid(),
                Function::Softplus => lanes.softplus(),
                Function::Ln2Cosh => lanes.ln_2cosh(),
            };
            chunk.copy_from_slice(&result.0[..chunk.len()]);
        }
    }
}

fn check_accuracy(arguments: &[f64]) {
    for (function, reference, bound) in FUNCTIONS {
        let exact: Vec<Float> = arguments.iter().map(|x| reference(Float::with_val(PRECISION, *x))).collect();
        for set in InstructionSet::available() {
            let mut values = arguments.to_vec();
            run_vectorised(set, Apply::<LANES>(function, &mut values));
            let mut largest = (0.0, 0.0);
            for ((x, computed), value) in arguments.iter().zip(&values).zip(&exact) {
                // No subnormal numbers, but zero.
                if matches!(function, Function::Exp | Function::Softplus) && *x < -708.0 {
                    assert_eq!(computed.to_bits(), 0, "{set:?} {function:?}({x:e}) is {computed:e}");
                    continue;
                }
                assert!(!computed.is_subnormal() || x.abs() < 1e-307, "{set:?} {function:?}({x:e}) is {computed:e}");
                let distance = BINARY64.distance_in_ulps(*computed, value);
                assert!(distance <= bound, "{set:?} {function:?}({x:e}) is {distance} ulp from {computed:e}");
                if distance > largest.0 {
                    largest = (distance, *x);
                }
            }
            // Shown by `--nocapture`: what the table of the documentation is made of.
            println!("{function:?} {}: {:.3} ulp at {:e}", set.name(), largest.0, largest.1);
        }
    }
}

/// Every exponent, subnormal ones included, with random significands and both signs.
fn every_exponent(per_exponent: usize, seed: u64) -> Vec<f64> {
    let mut random = generator(seed);
    (0..2047_u64)
        .flat_map(|exponent| std::iter::repeat_n(exponent, per_exponent))
        .map(|exponent| f64::from_bits((exponent << 52) | (random.random::<u64>() & 0x800f_ffff_ffff_ffff)))
        .collect()
}

#[test]
fn functions_are_within_their_bounds_at_every_exponent_and_extreme() {
    let extremes = EXTREMES.iter().flat_map(|x| [x.next_down(), *x, x.next_up()]).filter(|x| x.is_finite());
    check_accuracy(&extremes.chain(every_exponent(4, 1)).collect::<Vec<_>>());
}

#[test]
fn functions_are_within_their_bounds_on_random_arguments() {
    let mut random = generator(2);
    check_accuracy(&(0..20_000).map(|_| argument(&mut random)).collect::<Vec<_>>());
}

#[test]
#[ignore = "slow: ten million points against MPFR"]
fn functions_are_within_their_bounds_on_ten_million_points() {
    let mut random = generator(3);
    check_accuracy(&every_exponent(500, 4));
    // Where the functions are neither trivial nor out of range, uniformly and by magnitude.
    check_accuracy(&(0..3_000_000).map(|_| random.random_range(-746.0..746.0)).collect::<Vec<f64>>());
    check_accuracy(&(0..3_000_000).map(|_| random.random_range(-3.0..3.0)).collect::<Vec<f64>>());
    check_accuracy(&(0..3_000_000).map(|_| f64::exp2(random.random_range(-30.0..10.0))).collect::<Vec<f64>>());
}

#[test]
fn infinities_and_nan_come_out_as_of_floats() {
    for (function, _, _) in FUNCTIONS {
        for set in InstructionSet::available() {
            let arguments = [f64::INFINITY, f64::NEG_INFINITY, f64::NAN, -0.0, 0.0];
            let mut values = arguments;
            run_vectorised(set, Apply::<4>(function, &mut values));
            for (x, value) in arguments.into_iter().zip(values) {
                let expected = match function {
                    Function::Exp => f64::exp(x),
                    Function::Sinh => f64::sinh(x),
                    Function::Cosh => f64::cosh(x),
                    Function::Tanh => f64::tanh(x),
                    Function::CentredSigmoid => f64::tanh(x / 2.0) / 2.0,
                    Function::Softplus => f64::ln_1p(f64::exp(x)),
                    Function::Ln2Cosh => f64::ln(2.0 * f64::cosh(x)),
                };
                let same = value.to_bits() == expected.to_bits() || (value.is_nan() && expected.is_nan());
                assert!(same, "{set:?} {function:?}({x}) is {value}, not {expected}");
            }
        }
    }
}

/// Odd functions are odd and small numbers stay themselves, to the bit.
#[test]
fn signs_and_small_arguments_are_exact() {
    let arguments: Vec<f64> = every_exponent(8, 5).into_iter().map(f64::abs).collect();
    let negative: Vec<f64> = arguments.iter().map(|x| -x).collect();
    for set in InstructionSet::available() {
        let apply = |function, arguments: &[f64]| {
            let mut values = arguments.to_vec();
            run_vectorised(set, Apply::<LANES>(function, &mut values));
            values
        };
        for (function, sign) in [
            (Function::Sinh, -1.0),
            (Function::Tanh, -1.0),
            (Function::CentredSigmoid, -1.0),
            (Function::Cosh, 1.0),
            (Function::Ln2Cosh, 1.0),
        ] {
            for ((x, y), z) in arguments.iter().zip(apply(function, &arguments)).zip(apply(function, &negative)) {
                assert_eq!(z.to_bits(), (sign * y).to_bits(), "{set:?} {function:?}({x:e})");
                if sign < 0.0 && *x < 1e-9 {
                    let expected = if matches!(function, Function::CentredSigmoid) { x / 4.0 } else { *x };
                    assert_eq!(y.to_bits(), expected.to_bits(), "{set:?} {function:?}({x:e})");
                }
            }
        }
    }
}

/// Instruction sets that do not fuse differ by no more than the two errors.
#[test]
fn fused_and_unfused_functions_are_close() {
    let mut random = generator(6);
    let arguments: Vec<f64> = (0..20_000).map(|_| random.random_range(-40.0..40.0)).collect();
    for (function, _, bound) in FUNCTIONS {
        let [fused, unfused] = [true, false].map(|fused| {
            let mut values = arguments.clone();
            run_vectorised(InstructionSet::Baseline, Forced(fused, function, &mut values));
            values
        });
        assert!(fused != unfused, "{function:?}: nothing was compared");
        for ((x, one), other) in arguments.iter().zip(&fused).zip(&unfused) {
            let distance = BINARY64.distance_in_ulps(*one, &Float::with_val(PRECISION, *other));
            // An ulp of the one may be two of the other.
            assert!(distance <= 4.0 * bound, "{function:?}({x:e}): {one:e} and {other:e}");
        }
    }
}

/// Fuses or not, whatever the instruction set: without the instruction a fused multiply-add is a call.
struct Forced<'a>(bool, Function, &'a mut [f64]);

impl LaneKernel for Forced<'_> {
    type Output = ();
    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        let Forced(fused, function, values) = self;
        if fused { Apply::<8>(function, values).run::<true>() } else { Apply::<8>(function, values).run::<false>() }
    }
}

#[test]
fn fused_lanes_have_the_same_bits_without_the_instruction() {
    let mut random = generator(7);
    let arguments: Vec<f64> = (0..20_000).map(|_| argument(&mut random)).collect();
    for (function, _, _) in FUNCTIONS {
        let all = InstructionSet::available().into_iter().map(|set| {
            let mut values = arguments.clone();
            run_vectorised(set, Forced(true, function, &mut values));
            values.into_iter().map(f64::to_bits).collect::<Vec<_>>()
        });
        let all: Vec<_> = all.collect();
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "{function:?}");
    }
}
