//! Enclosed roots hold the root, at every precision as sharply as it allows, from good and bad starts.

use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::arithmetic::{Analytic, Ball, Dual, Field, FromExact};
use catapult_core::theory::Digits;
use catapult_core::theory::overshoot::overshoot_equation;
use catapult_core::theory::root::{approximate_root, enclose_root, enclose_root_near};
use catapult_core::theory::two_cycle::enclose_two_cycle;
use rug::{Float, Rational};

fn float(x: f64) -> Float {
    Float::with_val(53, x)
}

/// x² - 2.
fn square_less_two<T: Analytic>(x: T) -> T {
    x.square() - T::integer(2)
}

/// 4 w - 40 tanh(w/2).
fn cycle<T: Analytic>(w: T) -> T {
    T::integer(4) * &w - T::integer(40) * (w / T::integer(2)).tanh()
}

/// At least all but `lost` bits are certain.
fn assert_sharp(root: &Ball, bits: u32, lost: u32) {
    let accurate = root.accurate_bits().unwrap_or(i64::from(bits));
    assert!(accurate >= i64::from(bits) - i64::from(lost), "{accurate} of {bits} bits");
}

#[test]
fn roots_of_every_precision_hold_the_same_number() {
    let precisions = (24..400).step_by(7).chain([399, 400, 401, 997, 1017, 3342, 8100]);
    let finest = 9000;
    let (two, three, ten) = (float(2.0), float(3.0), float(10.5));
    let start = approximate_root(overshoot_equation, 2.0, 3.0);
    let fine_sinh = enclose_root_near(overshoot_equation, start, &two, &three, finest).unwrap();
    let cycle_start = approximate_root(cycle, 3.0, 10.5);
    let fine_cycle = enclose_root_near(cycle, cycle_start, &three, &ten, finest).unwrap();
    for bits in precisions {
        for root in [
            enclose_root_near(overshoot_equation, start, &two, &three, bits).unwrap(),
            enclose_root(overshoot_equation, &two, &three, bits).unwrap(),
        ] {
            assert!(root.contains(&fine_sinh.midpoint().to_rational().unwrap()), "sinh at {bits} bits");
            assert_sharp(&root, bits, 6);
        }
        for root in [enclose_root_near(cycle, cycle_start, &three, &ten, bits), enclose_root(cycle, &three, &ten, bits)]
        {
            let root = root.unwrap();
            assert!(root.contains(&fine_cycle.midpoint().to_rational().unwrap()), "tanh at {bits} bits");
            assert_sharp(&root, bits, 6);
        }
    }
}

/// The enclosed root of x² = 2 has the sign change that proves it, decided exactly.
#[test]
fn enclosures_bracket_a_change_of_sign() {
    for bits in [24, 53, 64, 65, 200, 1000, 5000] {
        let root = enclose_root(square_less_two, &float(1.0), &float(2.0), bits).unwrap();
        let centre = root.midpoint().to_rational().unwrap();
        let radius = root.radius().to_float_up().to_rational().unwrap();
        assert!(Rational::from(&centre - &radius).square() <= 2 && Rational::from(&centre + &radius).square() >= 2);
        assert_sharp(&root, bits, 5);
    }
}

/// Starts that are wrong, outside, at another root or not numbers cost time only.
#[test]
fn bad_starts_fall_back_to_bisection() {
    let good = enclose_root(overshoot_equation, &float(2.0), &float(3.0), 300).unwrap();
    for start in [2.5, 2.0, 3.0, 0.0, -2.177, 2.177e5, 700.0, -1e300, f64::NAN, f64::INFINITY, 5e-324] {
        let root = enclose_root_near(overshoot_equation, start, &float(2.0), &float(3.0), 300).unwrap();
        assert!(root.contains(&good.midpoint().to_rational().unwrap()), "from {start}");
    }
}

/// A root beyond the range of f64, and one far below it.
#[test]
fn roots_beyond_floats_are_found() {
    for exponent in [-3000, 3000] {
        let target = if exponent > 0 { Rational::from(3) << exponent as u32 } else { Rational::from(3) >> 3000 };
        let equation = |x: Dual<Ball>| {
            let cube = x.clone().square() * x;
            cube - Dual::constant(Ball::from_exact(&target, 400)).square()
                * Dual::constant(Ball::from_exact(&target, 400))
        };
        let bound = |factor: u32| Float::with_val(400, &target) * factor;
        let root = enclose_root(equation, &(bound(1) / 2u32), &bound(5), 400).unwrap();
        assert!(root.contains(&target), "2^{exponent}");
        assert_sharp(&root, 400, 8);
    }
}

/// What has no simple root is not proved to have one: a double root, and a bracket without a change of sign.
#[test]
fn nothing_is_proved_that_is_not_so() {
    let double = |x: Dual<Ball>| (x - Dual::integer(1)).square();
    assert!(enclose_root(double, &float(0.5), &float(1.75), 200).is_none());
    let positive = |x: Dual<Ball>| x.square() + Dual::integer(1);
    assert!(enclose_root(positive, &float(-1.0), &float(2.0), 200).is_none());
    let unbounded = |x: Dual<Ball>| x.ln();
    assert!(enclose_root(unbounded, &float(-3.0), &float(-1.0), 200).is_none());
}

/// A steep zero at 1.3 sends Newton's steps to the flat one at 5, which is no root between 1 and 2.
#[test]
fn roots_outside_the_bracket_are_no_answer() {
    let place = Rational::from((13, 10));
    let equation = |x: Dual<Ball>| {
        let steep = Dual::integer(100_000_000) * (x.clone() - Dual::constant(Ball::from_exact(&place, 1000)));
        steep.tanh() * (x - Dual::integer(5))
    };
    for bits in [64, 200, 1000] {
        let found = [
            enclose_root(equation, &float(1.0), &float(2.0), bits),
            enclose_root_near(equation, 4.9, &float(1.0), &float(2.0), bits),
        ];
        assert!(found.into_iter().flatten().all(|root| root.contains(&place)), "{bits} bits");
        let near = enclose_root_near(equation, 1.3, &float(1.0), &float(2.0), bits).unwrap();
        assert!(near.contains(&place), "{bits} bits");
    }
}

/// 2-cycles whose amplitude is as good as an end of the bracket: eta/4 (1 - 2 e^{-eta/4}), and w² = 12 (eta - 8)/eta to first order.
#[test]
fn cycles_next_to_the_ends_of_the_bracket_are_enclosed() {
    let digits = Digits::new(30).unwrap();
    for rate in [1_000, 100_000, 10_000_000] {
        let amplitude = enclose_two_cycle(&Rational::from(rate), digits).unwrap().amplitude.to_ball(200);
        assert!(
            amplitude.clone().widened(Magnitude::power_of_two(-100)).contains(&Rational::from((rate, 4))),
            "{rate}"
        );
        assert_sharp(&amplitude, 100, 0);
    }
    for exponent in [100u32, 1000, 3000] {
        let excess = Rational::from(1) >> exponent;
        let amplitude = enclose_two_cycle(&(excess.clone() + 8), digits).unwrap().amplitude.to_ball(200);
        let first_order = Ball::from_exact(&(excess * 12 / 8), 400).sqrt();
        let ratio = amplitude.clone() / first_order;
        assert!(ratio.widened(Magnitude::power_of_two(-90)).contains(&Rational::from(1)), "{exponent}: {amplitude:?}");
        assert_sharp(&amplitude, 100, 0);
    }
}
