//! The elementary functions of SIMD lanes against 256-bit MPFR, and the promise that a lane's bits depend on its input alone.

mod random_arguments;
mod units_in_the_last_place;

use catapult::arithmetic::lanes::{InstructionSet, LaneKernel, run_vectorised};
use catapult::arithmetic::{Analytic, Lanes};
use catapult::dynamics::linear_predictor::LinearPredictor;
use catapult::dynamics::two_layer::{TwoLayer, TwoLayerState};
use catapult::model::{Degenerate, Exponential, Logistic};
use num_traits::One;
use rand::RngExt;
use random_arguments::{EXTREMES, argument, generator};
use rug::Float;
use units_in_the_last_place::{BINARY64, PRECISION};

const LANES: usize = 16;

#[derive(Clone, Copy, Debug)]
enum Function {
    Exp,
    Sinh,
    Cosh,
    Tanh,
}

const FUNCTIONS: [(Function, fn(Float) -> Float, f64); 4] = [
    (Function::Exp, Float::exp, 2.0),
    (Function::Sinh, Float::sinh, 3.0),
    (Function::Cosh, Float::cosh, 3.0),
    (Function::Tanh, Float::tanh, 3.0),
];

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
            };
            chunk.copy_from_slice(&result.0[..chunk.len()]);
        }
    }
}

fn check_accuracy(arguments: &[f64]) {
    for (function, reference, bound) in FUNCTIONS {
        for set in InstructionSet::available() {
            let mut values = arguments.to_vec();
            run_vectorised(set, Apply::<LANES>(function, &mut values));
            for (x, computed) in arguments.iter().zip(&values) {
                let value = reference(Float::with_val(PRECISION, *x));
                let distance = BINARY64.distance_in_ulps(*computed, &value);
                assert!(distance <= bound, "{set:?} {function:?}({x:e}) is {distance} ulp from {computed:e}");
            }
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
#[ignore = "ten million points: a few minutes"]
fn functions_are_within_their_bounds_on_ten_million_points() {
    let mut random = generator(3);
    check_accuracy(&every_exponent(1000, 4));
    // Where the functions are neither trivial nor out of range, uniformly and by magnitude.
    check_accuracy(&(0..4_000_000).map(|_| random.random_range(-746.0..746.0)).collect::<Vec<f64>>());
    check_accuracy(&(0..4_000_000).map(|_| f64::exp2(random.random_range(-30.0..10.0))).collect::<Vec<f64>>());
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
                };
                let same = value.to_bits() == expected.to_bits() || (value.is_nan() && expected.is_nan());
                assert!(same, "{set:?} {function:?}({x}) is {value}, not {expected}");
            }
        }
    }
}

/// The three maps of the benches, 200 steps each, on one lane at a time or many.
struct Orbits<'a, const N: usize>(&'a [f64]);

impl<const N: usize> LaneKernel for Orbits<'_, N> {
    type Output = Vec<u64>;
    #[inline(always)]
    fn run<const FUSED: bool>(self) -> Vec<u64> {
        let mut bits = Vec::new();
        for chunk in self.0.chunks_exact(N) {
            let rate = Lanes::<N, FUSED>(std::array::from_fn(|lane| chunk[lane]));
            let start = Lanes::splat(0.7);
            let width = Lanes::splat(100.0);
            let linear =
                LinearPredictor { learning_rate: rate, risk: Degenerate(Logistic), ntk_eigenvalue: Lanes::one() };
            let logistic = TwoLayer::new(rate, width, Degenerate(Logistic));
            let exponential = TwoLayer::new(rate / Lanes::splat(20.0), width, Degenerate(Exponential));
            let two = Lanes::splat(2.0);
            let mut weight = start;
            let mut first = TwoLayerState { output: start, lambda: two };
            let mut second = first.clone();
            for _ in 0..200 {
                weight = linear.step(weight);
                first = logistic.step(first);
                second = exponential.step(second);
            }
            for lane in 0..N {
                for value in [weight, first.output, first.lambda, second.output, second.lambda] {
                    bits.push(value.0[lane].to_bits());
                }
            }
        }
        bits
    }
}

#[test]
fn a_lane_has_the_same_bits_alone_and_among_others() {
    let rates: Vec<f64> = (1..=64).map(|k| 0.35 * f64::from(k)).collect();
    for set in InstructionSet::available() {
        let alone = run_vectorised(set, Orbits::<1>(&rates));
        assert_eq!(alone, run_vectorised(set, Orbits::<8>(&rates)), "{set:?}");
        assert_eq!(alone, run_vectorised(set, Orbits::<32>(&rates)), "{set:?}");
    }
}

#[test]
fn instruction_sets_that_fuse_agree_bit_for_bit() {
    let rates: Vec<f64> = (1..=64).map(|k| 0.35 * f64::from(k)).collect();
    let fused: Vec<_> = InstructionSet::available().into_iter().filter(|set| set.fuses()).collect();
    for pair in fused.windows(2) {
        assert_eq!(run_vectorised(pair[0], Orbits::<32>(&rates)), run_vectorised(pair[1], Orbits::<32>(&rates)));
    }
}
