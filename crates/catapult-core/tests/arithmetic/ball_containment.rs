//! Every operation and function of balls contains the exact image of its argument, and is not much wider than that.
//!
//! The reference is MPFR at four times the precision, evaluated by the plain formula at a random member of the ball:
//! its midpoint, either end, or an inner point. Each function is tried on at least 10^5 arguments, at 53, 128 and 300
//! bits.

use crate::random_floats::random_float;
use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::arithmetic::{Analytic, Ball, Field};
use catapult_core::hostile;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::float::{Round, Special};
use rug::{Float, Integer};

/// (bits, number of arguments): 10^5 in all, fewer where the reference is slow.
const PRECISIONS: [(u32, usize); 3] = [(53, 70_000), (128, 25_000), (300, 7_000)];

/// Numbers at which implementations break.
fn extremes(bits: u32) -> Vec<Float> {
    let power = |exponent: i32| Float::with_val(bits, 1) << exponent;
    let mut positive: Vec<Float> = (1..=20).map(|n| Float::with_val(bits, n)).collect();
    positive.extend([-(1 << 20), -1075, -1074, -1022, -600, -200, -54, -53, -31, -30, -29, -1].map(power));
    positive.extend([31, 53, 64, 1023, 1 << 20, (1 << 29) + 7].map(power));
    positive
        .extend([5e-324, 1.5e-310, f64::MIN_POSITIVE, f64::MAX, 1.0 + f64::EPSILON].map(|x| Float::with_val(bits, x)));
    positive.extend([0.5f64, 0.1, 709.0, 745.0, 1e5, 1e8].map(|x| Float::with_val(bits, x)));
    let negative: Vec<Float> = positive.iter().map(|x| Float::with_val(bits, -x)).collect();
    let zeros = [Float::new(bits), -Float::new(bits)];
    positive.into_iter().chain(negative).chain(zeros).collect()
}

fn random_midpoint(rng: &mut ChaCha8Rng, bits: u32, extremes: &[Float]) -> Float {
    match rng.random_range(0..20) {
        0 => extremes[rng.random_range(0..extremes.len())].clone(),
        1 => Float::with_val(bits, rng.random_range(-1000..=1000)),
        2 => {
            let exponent = rng.random_range(-400..=400);
            random_float(rng, bits, exponent)
        }
        3..=6 => {
            let exponent = rng.random_range(-60..=-2);
            random_float(rng, bits, exponent)
        }
        _ => {
            let exponent = rng.random_range(-2..=8);
            random_float(rng, bits, exponent)
        }
    }
}

/// A radius: none, small against the midpoint, comparable with it, or of any size.
fn random_radius(rng: &mut ChaCha8Rng, midpoint: &Float) -> Magnitude {
    let scale = i64::from(midpoint.get_exp().unwrap_or(0));
    let fraction = Magnitude::from_f64(rng.random_range(0.5..1.0));
    match rng.random_range(0..8) {
        0 | 1 => Magnitude::ZERO,
        2..=4 => fraction.shifted(scale - rng.random_range(2..400)),
        5 => fraction.shifted(scale + rng.random_range(-3..=2)),
        6 => fraction.shifted(rng.random_range(-60..=8)),
        _ => fraction.shifted(scale - i64::from(midpoint.prec()) - rng.random_range(0..4)),
    }
}

fn random_ball(rng: &mut ChaCha8Rng, bits: u32, extremes: &[Float]) -> Ball {
    if rng.random_range(0..8) == 0 {
        // unbounded ones are counted apart
        return Some(hostile::ball(rng, bits)).filter(Ball::is_bounded).unwrap_or(Ball::exact(Float::new(bits)));
    }
    let midpoint = random_midpoint(rng, bits, extremes);
    let radius = random_radius(rng, &midpoint);
    Ball::new(midpoint, radius)
}

/// A member of the ball with four times its bits: rounding towards the midpoint stays inside.
fn random_member(rng: &mut ChaCha8Rng, ball: &Ball) -> Float {
    let bits = 4 * ball.bits();
    let mut step = ball.radius().to_float_up();
    if step.is_infinite() {
        // a radius beyond MPFR's range
        step = Float::with_val(53, 1) << (1 << 29);
    }
    match rng.random_range(0..4) {
        0 => step *= 0,
        1 => step *= Float::with_val(53, rng.random_range(0.0..1.0f64)),
        _ => {}
    }
    // `to_float_up` and the product of two floats may have rounded up.
    if step > 0 && !Magnitude::from_float_up(&step).is_at_most(ball.radius()) {
        step.next_down();
    }
    if rng.random() {
        Float::with_val_round(bits, ball.midpoint() + &step, Round::Down).0
    } else {
        Float::with_val_round(bits, ball.midpoint() - &step, Round::Up).0
    }
}

/// |value - midpoint| <= radius, up to a unit in the last place of the reference, which is rounded too.
fn holds(ball: &Ball, value: &Float) -> bool {
    if !ball.is_bounded() || value.is_nan() {
        return !ball.is_bounded();
    }
    let (distance, _) = Float::with_val_round(value.prec(), ball.midpoint() - value, Round::Zero);
    let unit =
        value.get_exp().map_or(Magnitude::ZERO, |e| Magnitude::power_of_two(i64::from(e) - i64::from(value.prec())));
    Magnitude::from_float_down(&distance).is_at_most(ball.radius().add_up(unit))
}

/// Runs one function on all precisions; returns how many results were bounded.
fn check_function(seed: u64, function: impl Fn(Ball) -> Ball, reference: impl Fn(Float) -> Float) -> usize {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut bounded = 0;
    for (bits, count) in PRECISIONS {
        let extremes = extremes(bits);
        let exact = extremes.iter().map(|x| Ball::exact(x.clone())).collect::<Vec<_>>();
        for index in 0..count {
            let ball = exact.get(index).cloned().unwrap_or_else(|| random_ball(&mut rng, bits, &extremes));
            let image = function(ball.clone());
            bounded += usize::from(image.is_bounded());
            assert_eq!(image.bits(), bits);
            if image.is_bounded() {
                let member = random_member(&mut rng, &ball);
                let value = reference(member.clone());
                assert!(holds(&image, &value), "{bits} bits: {ball:?} -> {image:?} misses {value} at {member}");
            }
        }
        // Nothing is known of the image of everything, or the range is and nothing else.
        let image = function(Ball::unbounded(bits));
        assert!(!image.is_bounded() || image.radius() == Magnitude::ONE);
    }
    bounded
}

fn check_operation(
    seed: u64,
    operation: impl Fn(Ball, &Ball) -> Ball,
    reference: impl Fn(Float, &Float) -> Float,
) -> usize {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut bounded = 0;
    for (bits, count) in PRECISIONS {
        let extremes = extremes(bits);
        for index in 0..count {
            // One in five pairs mixes precisions.
            let other_bits = if index % 5 == 0 { [2, 24, 64, 200][index / 5 % 4] } else { bits };
            let left = random_ball(&mut rng, bits, &extremes);
            let right = random_ball(&mut rng, other_bits, &extremes);
            let (left, right) = if index % 10 == 0 { (right, left) } else { (left, right) };
            let image = operation(left.clone(), &right);
            bounded += usize::from(image.is_bounded());
            assert_eq!(image.bits(), left.bits().max(right.bits()));
            if image.is_bounded() {
                let (x, y) = (random_member(&mut rng, &left), random_member(&mut rng, &right));
                let value = reference(Float::with_val(4 * image.bits() + 60, &x), &y);
                assert!(holds(&image, &value), "{left:?} and {right:?} -> {image:?} misses {value} at {x}, {y}");
            }
        }
        for left in [Ball::unbounded(bits), Ball::exact(Float::with_val(bits, 2))] {
            assert!(!operation(left, &Ball::unbounded(bits)).is_bounded());
        }
    }
    bounded
}

/// Bounded for at least this share of the arguments: otherwise containment would say nothing. Hostile radii of 2^(2^60) overflow.
fn assert_mostly_bounded(bounded: usize, share: f64) {
    let all: usize = PRECISIONS.iter().map(|(_, count)| count).sum();
    assert!(bounded as f64 >= share * all as f64, "only {bounded} of {all} results are bounded");
}

#[test]
fn sums_and_differences() {
    assert_mostly_bounded(check_operation(1, |x, y| x + y, |x, y| x + y), 0.999);
    assert_mostly_bounded(check_operation(2, |x, y| x - y, |x, y| x - y), 0.999);
}

#[test]
fn products_and_quotients() {
    assert_mostly_bounded(check_operation(3, |x, y| x * y, |x, y| x * y), 0.99);
    assert_mostly_bounded(check_operation(4, |x, y| x / y, |x, y| x / y), 0.7);
}

#[test]
fn squares_negatives_and_absolute_values() {
    assert_mostly_bounded(check_function(5, Ball::square, |x| x.square()), 0.99);
    assert_mostly_bounded(check_function(6, |x| -x, |x| -x), 0.999);
    assert_mostly_bounded(check_function(7, Ball::abs, |x| x.abs()), 0.999);
}

#[test]
fn exponentials_and_logarithms() {
    assert_mostly_bounded(check_function(8, Ball::exp, Float::exp), 0.93);
    assert_mostly_bounded(check_function(9, |x| x.abs().ln(), |x| x.abs().ln()), 0.7);
}

#[test]
fn hyperbolic_functions() {
    assert_mostly_bounded(check_function(10, Ball::sinh, Float::sinh), 0.93);
    assert_mostly_bounded(check_function(11, Ball::cosh, Float::cosh), 0.93);
    assert_mostly_bounded(check_function(12, Ball::tanh, Float::tanh), 0.999);
    assert_mostly_bounded(check_function(17, Ball::sech_squared, |x| x.sech().square()), 0.7);
}

#[test]
fn square_roots() {
    assert_mostly_bounded(check_function(13, |x| x.abs().sqrt(), |x| x.abs().sqrt()), 0.7);
}

/// log(1 + e^x) by the formula itself, which overflows late in MPFR.
fn plain_softplus(x: Float) -> Float {
    let far = Float::with_val(64, 1) << 28;
    if x > far { x } else { x.exp().ln_1p() }
}

fn plain_ln_2cosh(x: Float) -> Float {
    let far = Float::with_val(64, 1) << 28;
    if x.clone().abs() > far { x.abs() } else { (x.cosh() * 2u32).ln() }
}

#[test]
fn softplus_and_ln_2cosh() {
    assert_mostly_bounded(check_function(14, Ball::softplus, plain_softplus), 0.999);
    assert_mostly_bounded(check_function(15, Ball::ln_2cosh, plain_ln_2cosh), 0.999);
}

/// Rounding `bits` bits: contains the ball, at fewer and at more bits.
#[test]
fn changes_of_precision() {
    let mut rng = ChaCha8Rng::seed_from_u64(16);
    let extremes = extremes(300);
    for _ in 0..100_000 {
        let ball = random_ball(&mut rng, 300, &extremes);
        let bits = rng.random_range(1..400);
        let rounded = ball.clone().with_bits(bits);
        let member = random_member(&mut rng, &ball);
        assert_eq!(rounded.bits(), bits);
        assert!(holds(&rounded, &member), "{ball:?} at {bits} bits: {rounded:?}");
        let (lower, upper) = (ball.lower(), ball.upper());
        assert!(lower <= member && member <= upper);
        let between = Ball::between(&lower, &upper, bits);
        assert!(holds(&between, &lower) && holds(&between, &upper) && holds(&between, &member));
    }
}

/// Zero bits do not exist in MPFR and must not panic.
#[test]
fn zero_bits_are_one_bit() {
    use catapult_core::arithmetic::FromExact;
    let third = rug::Rational::from((1, 3));
    assert!(Ball::from_exact(&third, 0).contains(&third));
    assert!(Ball::from_exact(&third, 60).with_bits(0).contains(&third));
    assert_eq!(Ball::unbounded(0).bits(), 1);
    let (lower, upper) = (Float::with_val(53, 1), Float::with_val(53, 2));
    assert!(Ball::between(&lower, &upper, 0).contains(&rug::Rational::from((3, 2))));
}

/// How wide the images of a function may be.
struct Tightness {
    name: &'static str,
    function: fn(Ball) -> Ball,
    /// The derivative by the plain formula.
    slope: fn(Float) -> Float,
    /// The error for exact arguments, in half units in the last place.
    half_units: f64,
    /// The largest ratio of the radius to |f'| r for small r.
    factor: f64,
}

const TIGHTNESS: [Tightness; 9] = [
    Tightness { name: "square", function: Ball::square, slope: |x| x * 2, half_units: 1.0, factor: 1.01 },
    Tightness { name: "exp", function: Ball::exp, slope: Float::exp, half_units: 1.0, factor: 1.01 },
    Tightness { name: "ln", function: Ball::ln, slope: Float::recip, half_units: 1.0, factor: 1.01 },
    Tightness { name: "sinh", function: Ball::sinh, slope: Float::cosh, half_units: 1.0, factor: 1.01 },
    Tightness { name: "cosh", function: Ball::cosh, slope: Float::sinh, half_units: 1.0, factor: 1.01 },
    Tightness {
        name: "tanh",
        function: Ball::tanh,
        slope: |x| x.cosh().square().recip(),
        half_units: 1.0,
        factor: 1.01,
    },
    Tightness { name: "sqrt", function: Ball::sqrt, slope: |x| x.sqrt().recip() / 2, half_units: 1.0, factor: 2.01 },
    Tightness {
        name: "softplus",
        function: Ball::softplus,
        slope: |x| ((-x).exp() + 1u32).recip(),
        half_units: 4.0,
        factor: 2.01,
    },
    Tightness { name: "ln_2cosh", function: Ball::ln_2cosh, slope: Float::tanh, half_units: 4.0, factor: 1.4 },
];

/// The image of an exact argument is wrong by half a unit in the last place (two for the sums of softplus and
/// ln_2cosh), and a small radius is multiplied by little more than the derivative.
#[test]
fn radii_are_tight() {
    let mut rng = ChaCha8Rng::seed_from_u64(17);
    for Tightness { name, function, slope, half_units, factor } in TIGHTNESS {
        for bits in [53, 128, 300] {
            for _ in 0..3000 {
                let exponent = rng.random_range(-20..=6);
                let mut midpoint = random_float(&mut rng, bits, exponent);
                if matches!(name, "ln" | "sqrt") {
                    midpoint.abs_mut();
                }
                let image = function(Ball::exact(midpoint.clone()));
                let half_unit =
                    Magnitude::power_of_two(i64::from(image.midpoint().get_exp().unwrap()) - i64::from(bits) - 1);
                let own = half_unit.mul_up(Magnitude::from_f64(half_units));
                assert!(image.radius().is_at_most(own), "{name} of {midpoint}: {image:?}");

                let below = i64::from(exponent) - rng.random_range(30..300);
                let radius = Magnitude::from_f64(rng.random_range(0.5..1.0)).shifted(below);
                let image = function(Ball::new(midpoint.clone(), radius));
                let steepness = Magnitude::from_float_up(&slope(Float::with_val(64, &midpoint)));
                let bound = steepness.mul_up(radius).mul_up(Magnitude::from_f64(factor)).add_up(own.shifted(1));
                assert!(image.radius().is_at_most(bound), "{name} of {midpoint} ± {radius:?}: {image:?}");
            }
        }
    }
}

/// Sums and products of exact small integers are exact; the four operations on small radii lose nothing beyond r + s,
/// |m| s + |n| r and its quotient.
#[test]
fn operations_are_tight() {
    let mut rng = ChaCha8Rng::seed_from_u64(18);
    for _ in 0..20_000 {
        let (a, b) = (rng.random_range(-10_000..10_000), rng.random_range(1..10_000));
        let (x, y) = (Ball::integer(a), Ball::integer(b));
        for (image, value) in
            [(x.clone() + &y, a + b), (x.clone() - &y, a - b), (x.clone() * &y, a * b), (x.square(), a * a)]
        {
            assert!(image.is_exact() && *image.midpoint() == value);
        }
        let (m, n) = (random_float(&mut rng, 128, 3), random_float(&mut rng, 128, 2));
        let (r, s) = (2f64.powi(-rng.random_range(30..60)), 2f64.powi(-rng.random_range(30..60)));
        let (x, y) = (Ball::new(m.clone(), Magnitude::from_f64(r)), Ball::new(n.clone(), Magnitude::from_f64(s)));
        let (m, n) = (m.to_f64().abs(), n.to_f64().abs());
        let slack = 1.0 + 1e-7;
        assert!((x.clone() + &y).radius().to_f64_up() <= (r + s) * slack);
        assert!((x.clone() * &y).radius().to_f64_up() <= (m * s + n * r) * slack);
        assert!((x / &y).radius().to_f64_up() <= (r + m / n * s) / n * slack);
    }
}

/// The images of wide balls keep what the function guarantees: signs and ranges.
#[test]
fn wide_balls_keep_their_signs() {
    let mut rng = ChaCha8Rng::seed_from_u64(19);
    for _ in 0..20_000 {
        let exponent = rng.random_range(-3..5);
        let midpoint = random_float(&mut rng, 128, exponent);
        let radius = Magnitude::from_f64(rng.random_range(0.5..1.0)).shifted(rng.random_range(-3..6));
        let ball = Ball::new(midpoint, radius);
        assert!(ball.clone().exp().lower() >= 0, "{ball:?}");
        assert!(ball.clone().square().lower() >= 0, "{ball:?}");
        assert!(ball.clone().square().sqrt().is_bounded(), "{ball:?}");
        assert!(ball.clone().cosh().lower() >= 0, "{ball:?}");
        let tanh = ball.clone().tanh();
        assert!(tanh.lower() > -1.001 && tanh.upper() < 1.001, "{ball:?}");
        // The image of an increasing function of a wide ball is the ball between the images of the ends.
        let width = ball.upper().exp() - ball.lower().exp();
        assert!(ball.exp().radius().to_f64_up() <= width.to_f64() * 0.51 + 1e-30 || radius.to_f64_up() < 0.04);
    }
}

/// Results beyond MPFR's exponents: overflow is unbounded, and underflow is off by more than half a unit in the last
/// place.
#[test]
fn the_ends_of_the_exponent_range() {
    let smallest = i64::from(rug::float::exp_min()) - 1;
    let half = i32::try_from(smallest / 2).unwrap();
    for (a, b) in [(1.5, 0.5), (1.0, 0.5), (1.25, 0.75), (1.0, 0.25), (1.5, 1.0), (1.9, 1.3)] {
        let x = Ball::exact(Float::with_val(53, a) << half);
        let y = Ball::exact(Float::with_val(53, b) << (smallest as i32 - half));
        let product = x * &y;
        // In units of the smallest number: the true value is a b, the midpoint zero or more units.
        let midpoint = (product.midpoint().clone() >> smallest as i32).to_f64();
        let error = Magnitude::from_f64(midpoint - a * b).shifted(smallest);
        assert!(error.is_at_most(product.radius()), "{a} {b}: {product:?}");
    }
    // e^x of x just above and below the smallest exponent's logarithm.
    for x in [-744_261_116.0f64, -744_261_117.0, -744_261_118.0, -744_261_119.0, -1e9, -1e300] {
        let image = Ball::exact(Float::with_val(53, x)).exp();
        assert!(image.is_bounded() && image.upper() > 0, "{x}: {image:?}");
        assert!(!image.radius().is_at_most(Magnitude::power_of_two(smallest - 54)), "{x}: {image:?}");
    }
    let huge = Ball::exact(Float::with_val(53, 1) << (rug::float::exp_max() - 1));
    for image in
        [huge.clone() + &huge, huge.clone() * &huge, huge.clone().square(), huge.clone().exp(), huge.clone().sinh()]
    {
        assert!(!image.is_bounded());
    }
    assert!(huge.clone().tanh().is_bounded() && huge.clone().ln().is_bounded() && huge.clone().sqrt().is_bounded());
    assert!(huge.clone().softplus().is_bounded() && (-huge.clone()).softplus().is_bounded());
    // Repeated squaring runs out of every exponent, and out of none of the guarantees.
    let mut tiny = Ball::new(Float::new(64), Magnitude::power_of_two(-1000));
    let mut large = Ball::new(Float::new(64), Magnitude::power_of_two(1000));
    for _ in 0..100 {
        tiny = tiny.clone() * &tiny;
        large = large.clone() * &large;
    }
    assert!(!tiny.is_exact() && tiny.is_bounded());
    assert!(!large.is_bounded());
}

/// NaN and infinite parts make the unbounded ball, and functions outside their domain give it.
#[test]
fn undefined_values_are_unbounded() {
    for special in [Special::Nan, Special::Infinity, Special::NegInfinity] {
        assert!(!Ball::exact(Float::with_val(53, special)).is_bounded());
        let (end, one) = (Float::with_val(53, special), Float::with_val(53, 1));
        assert!(!Ball::between(&end, &one, 53).is_bounded() && !Ball::between(&end, &end, 53).is_bounded());
    }
    assert!(!Ball::new(Float::with_val(53, 1), Magnitude::INFINITE).is_bounded());
    let ball = |midpoint: f64, radius: f64| Ball::new(Float::with_val(53, midpoint), Magnitude::from_f64(radius));
    for outside in [ball(0.0, 0.0), ball(-1.0, 0.0), ball(1.0, 1.0), ball(1.0, 2.0), ball(-1.0, 0.5)] {
        assert!(!outside.clone().ln().is_bounded(), "{outside:?}");
    }
    assert!(!ball(-1.0, 0.0).sqrt().is_bounded() && !ball(1.0, 1.5).sqrt().is_bounded());
    assert!(ball(0.0, 0.0).sqrt().is_exact() && ball(1.0, 1.0).sqrt().is_bounded());
    for divisor in [ball(0.0, 0.0), ball(1.0, 1.0), ball(-1.0, 3.0)] {
        assert!(!(ball(1.0, 0.0) / &divisor).is_bounded() && !(ball(0.0, 0.0) / &divisor).is_bounded());
    }
    assert!((ball(0.0, 0.0) / ball(2.0, 1.0)).is_exact());
}

/// Comparison, membership and accuracy say what they mean.
#[test]
fn comparisons_and_members() {
    use std::cmp::Ordering;
    let ball = |midpoint: f64, radius: f64| Ball::new(Float::with_val(53, midpoint), Magnitude::from_f64(radius));
    assert_eq!(ball(1.0, 0.5).compare(&ball(2.0, 0.25)), Some(Ordering::Less));
    assert_eq!(ball(1.0, 0.5).compare(&ball(2.0, 0.5)), None);
    assert_eq!(ball(3.0, 0.0).compare(&ball(3.0, 0.0)), Some(Ordering::Equal));
    assert_eq!(ball(3.0, 0.0).compare(&Ball::unbounded(53)), None);
    assert_eq!(ball(0.0, 0.0).sign(), Some(Ordering::Equal));
    assert_eq!((ball(1.0, 1.0).sign(), ball(-1.0, 0.9).sign()), (None, Some(Ordering::Less)));
    assert!(ball(1.0, 0.0).is_certainly_less(&ball(1.0f64.next_up(), 0.0)));
    assert!(
        ball(0.0, 1.0).contains_in_interior(&ball(0.5, 0.25)) && !ball(0.0, 1.0).contains_in_interior(&ball(0.5, 0.5))
    );
    assert!(!Ball::unbounded(53).contains_in_interior(&ball(0.0, 0.0)));

    let contains =
        |ball: &Ball, numerator: i64, denominator: i64| ball.contains(&rug::Rational::from((numerator, denominator)));
    assert!(contains(&ball(1.0, 0.5), 3, 2) && contains(&ball(1.0, 0.5), 1, 2));
    assert!(!contains(&ball(1.0, 0.5), 3_000_000_001, 2_000_000_000));
    assert!(contains(&ball(0.5, 0.0), 1, 2) && !contains(&ball(0.5, 0.0), 1, 3));
    assert!(contains(&Ball::unbounded(53), 1, 3));
    // A radius below MPFR's range is not rounded up for membership.
    let tiny = Ball::new(Float::with_val(53, 1), Magnitude::power_of_two(-(1 << 50)));
    assert!(contains(&tiny, 1, 1));
    let near = rug::Rational::from(1) + rug::Rational::from((1, Integer::from(1) << 2000));
    assert!(!tiny.contains(&near));

    assert_eq!(ball(1.0, 0.0).accurate_bits(), None);
    assert_eq!(Ball::unbounded(53).accurate_bits(), Some(0));
    assert_eq!(ball(0.0, 1.0).accurate_bits(), Some(0));
    assert_eq!(ball(1.0, 2f64.powi(-40)).accurate_bits(), Some(40));
}

/// A function of balls and its reference.
type Pair = (fn(Ball) -> Ball, fn(Float) -> Float);

/// No argument makes anything panic: midpoints and radii at and beyond the ends of MPFR's exponents, at one bit and
/// more. Whatever is bounded contains the image of the midpoint.
#[test]
fn extreme_balls_do_not_panic() {
    use catapult_core::arithmetic::Enclosure;
    let (smallest, largest) = (rug::float::exp_min(), rug::float::exp_max());
    let mut balls = Vec::new();
    for bits in [1, 2, 53] {
        for exponent in [smallest - 1, smallest, smallest / 2, -70, 0, 1, 70, largest / 2, largest - 2, largest - 1] {
            for sign in [-1, 1] {
                let midpoint = Float::with_val(bits, sign) << exponent;
                balls.extend([0, 1, 4, 6].map(|kind| match kind {
                    0 => Ball::exact(midpoint.clone()),
                    kind => Ball::new(
                        midpoint.clone(),
                        Magnitude::power_of_two(
                            [-(1 << 62), -5, 0, i64::from(exponent) - 1, i64::from(exponent), 1 << 40, 1 << 59][kind],
                        ),
                    ),
                }));
            }
        }
        balls.extend([Ball::exact(Float::new(bits)), Ball::new(Float::new(bits), Magnitude::power_of_two(-(1 << 62)))]);
        balls.push(Ball::unbounded(bits));
    }
    let functions: [Pair; 10] = [
        (Ball::square, Float::square),
        (Ball::exp, Float::exp),
        (Ball::ln, Float::ln),
        (Ball::sinh, Float::sinh),
        (Ball::cosh, Float::cosh),
        (Ball::tanh, Float::tanh),
        (Ball::sqrt, Float::sqrt),
        (Ball::softplus, plain_softplus),
        (Ball::ln_2cosh, plain_ln_2cosh),
        (Ball::abs, Float::abs),
    ];
    let third = rug::Rational::from((1, 3));
    for ball in &balls {
        for (function, reference) in functions {
            let image = function(ball.clone());
            let value = reference(Float::with_val(300, ball.midpoint()));
            assert!(holds(&image, &value), "{ball:?} -> {image:?} misses {value}");
        }
        let rounded = ball.clone().with_bits(1).widened(ball.radius());
        let _ = (ball.accurate_bits(), ball.sign(), rounded.contains_in_interior(ball));
        // Written out as rationals the largest numbers take 100 MB, which is slow and not wrong.
        if ball.midpoint().get_exp().is_none_or(|exponent| exponent.abs() < 1000) {
            let _ = ball.contains(&third);
            assert!(!Enclosure::of_ball(ball, 3).short().is_empty());
        }
        for other in &balls {
            let images = [ball.clone() + other, ball.clone() - other, ball.clone() * other, ball.clone() / other];
            let (x, y) = (Float::with_val(300, ball.midpoint()), other.midpoint());
            let values = [x.clone() + y, x.clone() - y, x.clone() * y, x / y];
            for (image, value) in images.iter().zip(&values) {
                assert!(holds(image, value), "{ball:?} and {other:?} -> {image:?} misses {value}");
            }
            let _ = (ball.compare(other), ball.contains_in_interior(other));
        }
    }
}
