//! Scaled intervals contain what they stand for, at every scale, and stay as narrow as 53 bits allow.

use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::arithmetic::{Analytic, Ball, Field, FromExact, ScaledInterval};
use num_traits::{One, Zero};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

/// Scales within, at and beyond the ends of `f64`, and of the range without exponent.
const SCALES: [i32; 17] =
    [-9000, -2200, -1100, -1075, -1074, -1022, -700, -201, -200, -199, -60, 0, 3, 199, 201, 1100, 5000];

fn rational(value: &Float) -> Rational {
    value.to_rational().unwrap()
}

/// A ball of 80 bits at one of the scales, its radius of any smaller or slightly larger size, or zero.
fn random_ball(rng: &mut ChaCha8Rng) -> Ball {
    let scale = SCALES[rng.random_range(0..SCALES.len())];
    let mantissa = Rational::from((rng.random_range(-(1i64 << 60)..1i64 << 60), 1i64 << 60));
    let midpoint = if rng.random_range(0..15) == 0 { Float::new(80) } else { Float::with_val(80, mantissa) << scale };
    let fraction = Magnitude::from_f64(rng.random_range(0.5..1.0));
    let radius = match rng.random_range(0..5) {
        0 => Magnitude::ZERO,
        1 => fraction.shifted(i64::from(scale) - rng.random_range(1..100)),
        2 => fraction.shifted(i64::from(scale) - rng.random_range(900..3000)),
        3 => fraction.shifted(i64::from(scale) + rng.random_range(0..3)),
        _ => fraction.shifted(i64::from(scale) - 50),
    };
    Ball::new(midpoint, radius)
}

/// Its midpoint, an end or a point between, exactly.
fn member(rng: &mut ChaCha8Rng, ball: &Ball) -> Rational {
    let part = [Rational::new(), 1.into(), (-1).into(), Rational::from((rng.random_range(-99..=99), 100))];
    let part = &part[rng.random_range(0..4)];
    rational(ball.midpoint()) + rational(&ball.radius().to_float_up()) * part
}

#[test]
fn operations_contain_the_exact_results() {
    let mut rng = ChaCha8Rng::seed_from_u64(21);
    for _ in 0..20_000 {
        let (x, y) = (random_ball(&mut rng), random_ball(&mut rng));
        let (left, right) = (ScaledInterval::from_ball(&x), ScaledInterval::from_ball(&y));
        let (a, b) = (member(&mut rng, &x), member(&mut rng, &y));
        let context = format!("{a:?} and {b:?} of {left:?} and {right:?}");
        assert!(left.contains_rational(&a) && right.contains_rational(&b), "{context}");
        assert!((left + right).contains_rational(&Rational::from(&a + &b)), "{context}");
        assert!((left - right).contains_rational(&Rational::from(&a - &b)), "{context}");
        assert!((left * right).contains_rational(&Rational::from(&a * &b)), "{context}");
        assert!(left.square().contains_rational(&a.clone().square()), "{context}");
        assert!((-left).contains_rational(&Rational::from(-&a)), "{context}");
        if !b.is_zero() {
            assert!((left / right).contains_rational(&(a.clone() / &b)), "{context}");
        }
        assert!(left.magnitude_up().is_at_least(&a.abs()), "{context}");
    }
}

/// Exact numbers come out within a few units of 53 bits wherever they lie: nothing is lost to the range of `f64`.
#[test]
fn points_stay_narrow_at_every_scale() {
    let third = Rational::from((1, 3));
    for scale in SCALES {
        let number =
            if scale < 0 { third.clone() >> scale.unsigned_abs() } else { third.clone() << scale.unsigned_abs() };
        let x = ScaledInterval::from_exact(&number, 53);
        let is_narrow = |enclosure: ScaledInterval, value: &Rational| {
            // |enclosure - value| <= 2^-49 |value|
            let deviation = (enclosure - ScaledInterval::from_exact(value, 53)).magnitude_up();
            let size = Float::with_val(53, value.clone().abs());
            deviation.is_at_most(Magnitude::from_float_up(&size).shifted(-49))
        };
        assert!(is_narrow(x, &number), "{scale}");
        assert!(is_narrow(x * x, &number.clone().square()), "{scale}");
        assert!(is_narrow(x.square(), &number.clone().square()), "{scale}");
        assert!(is_narrow(ScaledInterval::one() / x, &number.clone().recip()), "{scale}");
        assert!(is_narrow(x + x, &Rational::from(&number * 2)), "{scale}");
        assert!(is_narrow(x.square().sqrt(), &number), "{scale}");
    }
}

#[test]
fn functions_contain_the_values_of_mpfr() {
    type Function = (fn(ScaledInterval) -> ScaledInterval, fn(Float) -> Float);
    let functions: [Function; 7] = [
        (Analytic::exp, Float::exp),
        (Analytic::sinh, Float::sinh),
        (Analytic::cosh, Float::cosh),
        (Analytic::tanh, Float::tanh),
        (Analytic::sech_squared, |x: Float| x.cosh().square().recip()),
        (Analytic::softplus, |x: Float| x.exp().ln_1p()),
        (Analytic::ln_2cosh, |x: Float| Float::with_val(20_000, x.cosh() * 2u32).ln()),
    ];
    let mut rng = ChaCha8Rng::seed_from_u64(22);
    for _ in 0..700 {
        let ball = random_ball(&mut rng);
        let x = ScaledInterval::from_ball(&ball);
        let inside = Float::with_val(25_000, &member(&mut rng, &ball));
        if inside.get_exp().unwrap_or(0) > 20 {
            continue;
        }
        for (index, (function, reference)) in functions.iter().enumerate() {
            let value = reference(Float::with_val(20_000, &inside).clone());
            let image = function(x);
            if value.is_finite() && value.get_exp().is_none_or(|e| e.abs() < 30_000) {
                // 20,000 bits see both terms of sinh 2^-9000; the last rounding is given back.
                let slack = Float::with_val(64, &value).abs() >> 19_990;
                let near =
                    image + ScaledInterval::from_ball(&Ball::new(Float::new(64), Magnitude::from_float_up(&slack)));
                assert!(near.contains_rational(&rational(&value)), "{index}: {inside:.20e} in {x:?}: {image:?}");
            }
        }
        if ball.sign() == Some(std::cmp::Ordering::Greater) {
            assert!(x.sqrt().square().contains_rational(&rational(&Float::with_val(200, ball.midpoint()))));
        }
    }
}

#[test]
fn nothing_is_known_of_what_is_undefined() {
    let zero = ScaledInterval::zero();
    assert!(!(ScaledInterval::one() / zero).is_bounded());
    assert!(!ScaledInterval::from_ball(&Ball::unbounded(64)).is_bounded());
    assert!(!(-ScaledInterval::one()).sqrt().is_bounded());
    assert!(!zero.ln().is_bounded());
    assert!(!(ScaledInterval::ENTIRE + ScaledInterval::one()).is_bounded());
    let mut huge = ScaledInterval::integer(2);
    let mut tiny = ScaledInterval::one() / ScaledInterval::integer(2);
    for _ in 0..70 {
        (huge, tiny) = (huge.square(), tiny.square());
    }
    assert!(!huge.is_bounded());
    assert!(tiny.magnitude_up().is_at_most(Magnitude::power_of_two(1 - (1 << 60))) && !tiny.magnitude_up().is_zero());
}

/// Membership is decided for exponents that could not be written out, also those that are multiples of 2^32.
#[test]
fn membership_far_out() {
    let (mut huge, mut tiny) = (ScaledInterval::integer(2), ScaledInterval::one() / ScaledInterval::integer(2));
    let zero = Rational::new();
    for doublings in 1..58 {
        (huge, tiny) = (huge.square(), tiny.square());
        for value in [Rational::from(1), Rational::from((1, 3)), Rational::from(-2), Rational::from(1) << 300u32] {
            let exact = doublings < 9 && Rational::from(1) << (1u32 << doublings) == value;
            assert_eq!(huge.contains_rational(&value), exact, "{doublings}");
            assert!(!tiny.contains_rational(&value), "{doublings}");
            let (around, upward) = (huge - huge - huge + huge, tiny - ScaledInterval::zero());
            assert!(around.contains_rational(&zero) && !upward.contains_rational(&zero), "{doublings}");
        }
        let around_zero = tiny - ScaledInterval::one() * tiny;
        assert!(around_zero.contains_rational(&zero));
        let wide = huge * (ScaledInterval::from_ball(&Ball::new(Float::new(64), Magnitude::ONE)));
        assert!(wide.contains_rational(&Rational::from(-3)) && wide.contains_rational(&Rational::from((1, 3))));
    }
}
