//! The elementary functions of balls at the precisions and sizes where they change method, against MPFR at twice the
//! precision: at exact arguments they are the correctly rounded value and half a unit. Pairs of functions contain what the
//! single functions contain, and are no wider.

use crate::random_floats::random_float;
use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::arithmetic::{Analytic, Ball};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Float;

/// Both sides of every switch, and precisions of 50, 300 and 1000 digits.
const PRECISIONS: [u32; 17] = [20, 53, 128, 159, 160, 161, 177, 256, 399, 400, 401, 640, 1007, 1500, 3332, 8000, 8001];

/// Zero, powers of two, integers, tiny and huge numbers, and random numbers of every size near a switch.
fn arguments(rng: &mut ChaCha8Rng, bits: u32) -> Vec<Float> {
    let half = bits as i32 / 2;
    let switch = (f64::from(bits).sqrt() * 0.27) as i32;
    let mut exponents: Vec<i32> = (-18..=8).collect();
    exponents.extend([switch - 1, switch, switch + 1, half - 1, half, half + 1, bits as i32, 4000].map(|e| -e));
    exponents.extend([bits as i32 / 64 - 1, bits as i32 / 64, bits as i32 / 64 + 1].map(|e| -e));
    let mut arguments: Vec<Float> = exponents.into_iter().map(|exponent| random_float(rng, bits, exponent)).collect();
    arguments
        .extend([0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 3.0, -63.0, 64.0, 100.0, -1000.0].map(|x| Float::with_val(bits, x)));
    arguments.extend([-1_000_000, -100].map(|shift| Float::with_val(bits, 1) << shift));
    arguments
}

type Single = (&'static str, fn(Ball) -> Ball, fn(Float) -> Float);

const FUNCTIONS: [Single; 4] = [
    ("exp", Ball::exp, Float::exp),
    ("sinh", Ball::sinh, Float::sinh),
    ("cosh", Ball::cosh, Float::cosh),
    ("tanh", Ball::tanh, Float::tanh),
];

/// Bits of the reference: enough to see the second term of tanh 2^-4000 beside the first.
fn reference_bits(bits: u32) -> u32 {
    2 * bits + 100
}

fn assert_contains(ball: &Ball, value: &Float, context: &str) {
    let difference = Float::with_val(64, ball.midpoint() - value);
    // The reference is off by half a unit of its own.
    let slack =
        value.get_exp().map_or(Magnitude::ZERO, |e| Magnitude::power_of_two(i64::from(e) - i64::from(value.prec())));
    let distance = Magnitude::from_float_down(&difference).sub_down(slack);
    assert!(distance.is_at_most(ball.radius()), "{context}: off by {difference:e}");
}

#[test]
fn values_at_exact_arguments_are_correctly_rounded() {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    for bits in PRECISIONS {
        let repetitions = if bits < 500 { 8 } else { 1 };
        for _ in 0..repetitions {
            for x in arguments(&mut rng, bits) {
                for (name, function, reference) in FUNCTIONS {
                    let context = format!("{name} of {:.20e} at {bits} bits", x);
                    let image = function(Ball::exact(x.clone()));
                    assert_eq!(image.bits(), bits, "{context}");
                    let value = reference(Float::with_val(reference_bits(bits), &x));
                    assert_contains(&image, &value, &context);
                    assert_eq!(*image.midpoint(), Float::with_val(bits, &value), "{context}");
                    let half_unit = i64::from(image.midpoint().get_exp().unwrap_or(0)) - i64::from(bits) - 1;
                    assert!(image.radius().is_at_most(Magnitude::power_of_two(half_unit)), "{context}: {image:?}");
                }
            }
        }
    }
}

/// A member of the ball: an end, or an inner point, with more bits than the ball.
fn member(rng: &mut ChaCha8Rng, ball: &Ball, bits: u32) -> Float {
    let fraction = [-1.0, 1.0, rng.random_range(-1.0..1.0)][rng.random_range(0..3)];
    // The last factor keeps the rounding of the sum inside.
    let step = Float::with_val(bits, ball.radius().to_float_up()) * fraction;
    Float::with_val(bits, ball.midpoint() + step * (1.0 - 1e-12))
}

#[test]
fn pairs_contain_the_functions_of_every_member() {
    let mut rng = ChaCha8Rng::seed_from_u64(12);
    for bits in PRECISIONS.into_iter().filter(|&bits| bits < 2000) {
        for _ in 0..4 {
            for x in arguments(&mut rng, bits).into_iter().filter(|x| *x.as_abs() < 1e4) {
                let scale = i64::from(x.get_exp().unwrap_or(0));
                let fraction = Magnitude::from_f64(rng.random_range(0.5..1.0));
                let radius = match rng.random_range(0..5) {
                    0 => Magnitude::ZERO,
                    1 => fraction.shifted(scale - i64::from(bits) + rng.random_range(-2..20)),
                    2 => fraction.shifted(scale - rng.random_range(0..40)),
                    3 => fraction.shifted(rng.random_range(-8..2)),
                    _ => fraction.shifted(-rng.random_range(1..i64::from(bits))),
                };
                let ball = Ball::new(x, radius);
                let context = format!("{:.20e} ± {:?} at {bits} bits", ball.midpoint(), ball.radius());
                let (sinh, cosh) = ball.clone().sinh_cosh();
                let (tanh, sech_squared) = ball.clone().tanh_sech_squared();
                for _ in 0..3 {
                    let inside = member(&mut rng, &ball, reference_bits(bits) + 400);
                    assert_contains(&sinh, &inside.clone().sinh(), &context);
                    assert_contains(&cosh, &inside.clone().cosh(), &context);
                    assert_contains(&tanh, &inside.clone().tanh(), &context);
                    let cosh_there = inside.cosh();
                    assert_contains(&sech_squared, &(cosh_there.square().recip()), &context);
                }
                let pairs = [
                    (sinh, ball.clone().sinh()),
                    (cosh, ball.clone().cosh()),
                    (tanh, ball.clone().tanh()),
                    (sech_squared, ball.clone().sech_squared()),
                ];
                for (index, (paired, single)) in pairs.into_iter().enumerate() {
                    assert_eq!(paired.bits(), single.bits(), "{context}");
                    // Eight more bits than the result are left for the quotient of two rounded numbers.
                    let wider = single.radius().mul_up(Magnitude::from_f64(1.02));
                    assert!(paired.radius().is_at_most(wider), "{index}: {context}: {paired:?} against {single:?}");
                }
            }
        }
    }
}

#[test]
fn pairs_of_unbounded_balls_know_the_ranges_only() {
    let (sinh, cosh) = Ball::unbounded(500).sinh_cosh();
    assert!(!sinh.is_bounded() && !cosh.is_bounded());
    let (tanh, sech_squared) = Ball::unbounded(500).tanh_sech_squared();
    assert!(tanh.contains(&1.into()) && tanh.contains(&(-1).into()) && !sech_squared.is_bounded());
}
