//! Roots, minimisers, thresholds and period doublings: what is enclosed holds the number found at 500 bits, or a root known exactly.
//!
//! An interval Newton image holds the root of its ball if there is one, so a proof without its test of containment goes unnoticed
//! wherever Newton's method converges. Roots of high multiplicity, nearly, and roots beside others are where it does not.

use crate::borders::exact;
use crate::linear::Data;
use crate::plain_orbits::{BITS, number, small};
use crate::two_layer::LOSSES;
use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::arithmetic::{Ball, Dual, Field};
use catapult_core::certify::period_doubling::Family;
use catapult_core::model::LossName;
use catapult_core::theory::Digits;
use catapult_core::theory::minimiser::enclose_minimiser;
use catapult_core::theory::root::{enclose_root, enclose_root_from, enclose_root_near};
use catapult_core::theory::two_cycle::enclose_two_cycle;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

/// A number of few bits.
fn dyadic(random: &mut ChaCha8Rng, reach: i32) -> Float {
    Float::with_val(60, random.random_range(-(1i64 << 40)..1i64 << 40)) >> (40 - reach)
}

/// x less a number, exactly.
fn less(x: &Dual<Ball>, root: &Float) -> Dual<Ball> {
    x.clone() - Dual::constant(Ball::exact(root.clone()))
}

fn power(x: Dual<Ball>, exponent: u32) -> Dual<Ball> {
    (1..exponent).fold(x.clone(), |product, _| product * &x)
}

fn assert_holds_a_root(answer: &Ball, roots: &[Float], lower: &Float, upper: &Float) {
    assert!(
        roots.iter().any(|root| answer.contains(&root.to_rational().unwrap())),
        "{answer:?} holds none of {roots:?}"
    );
    assert!(answer.lower() >= *lower && answer.upper() <= *upper, "{answer:?} leaves [{lower}, {upper}]");
}

#[test]
fn enclosed_roots_hold_a_root() {
    let mut random = ChaCha8Rng::seed_from_u64(61);
    let (mut found, cases) = (0, 1500);
    for _ in 0..cases {
        let bits = [24, 40, 53, 64, 100, 200, 300][random.random_range(0..7)];
        let root = dyadic(&mut random, 1);
        let exponent = [1, 3, 5, 7, 9][random.random_range(0..5)];
        let tilt = Dual::constant(Ball::exact(Float::with_val(53, 10f64.powf(random.random_range(-30.0..1.0)))));
        let function = |x: Dual<Ball>| {
            let distance = less(&x, &root);
            power(distance.clone(), exponent) + distance * &tilt
        };
        let [lower, upper] = [-1.0, 1.0].map(|side| root.clone() + side * random.random_range(0.001..3.0));
        let start = root.to_f64() + random.random_range(-1.0..1.0) * 10f64.powf(random.random_range(-12.0..0.5));
        let answers =
            [enclose_root(function, &lower, &upper, bits), enclose_root_near(function, start, &lower, &upper, bits)];
        for answer in answers.iter().flatten() {
            found += 1;
            assert_holds_a_root(answer, std::slice::from_ref(&root), &lower, &upper);
        }
    }
    assert!(found > cases, "{found} enclosures in {cases} cases");
}

#[test]
fn a_root_beside_others_is_one_of_them() {
    let mut random = ChaCha8Rng::seed_from_u64(62);
    let (mut found, cases) = (0, 1000);
    for _ in 0..cases {
        let bits = [24, 53, 64, 128, 300][random.random_range(0..5)];
        let middle = dyadic(&mut random, 1);
        let roots = [-1.0, 0.0, 1.0].map(|side| {
            middle.clone() + side * 2f64.powi(random.random_range(-30..1)) * f64::from(random.random_range(1..4))
        });
        let function = |x: Dual<Ball>| less(&x, &roots[0]) * less(&x, &roots[1]) * less(&x, &roots[2]);
        // a bracket of all three, or of the first
        let lower = roots[0].clone() - random.random_range(0.01..2.0);
        let upper = if random.random() {
            roots[2].clone() + random.random_range(0.01..2.0)
        } else {
            (roots[0].clone() + &roots[1]) / 2u32
        };
        let inside: Vec<Float> = roots.iter().filter(|root| lower < **root && **root < upper).cloned().collect();
        let start = middle.to_f64() + random.random_range(-3.0..3.0);
        for answer in
            [enclose_root(function, &lower, &upper, bits), enclose_root_near(function, start, &lower, &upper, bits)]
                .iter()
                .flatten()
        {
            found += 1;
            assert_holds_a_root(answer, &inside, &lower, &upper);
        }
    }
    assert!(found > cases, "{found} enclosures in {cases} cases");
}

/// Without a root there is no answer: a function with a constant sign, and brackets beside the root.
#[test]
fn no_root_is_found_where_there_is_none() {
    let mut random = ChaCha8Rng::seed_from_u64(63);
    for _ in 0..500 {
        let bits = [24, 53, 64, 200][random.random_range(0..4)];
        let place = dyadic(&mut random, 1);
        let above = Dual::constant(Ball::exact(Float::with_val(53, 10f64.powf(random.random_range(-12.0..1.0)))));
        let bowl = |x: Dual<Ball>| less(&x, &place).square() + &above;
        let [lower, upper] = [-1.0, 1.0].map(|side| place.clone() + side * random.random_range(0.001..3.0));
        assert!(enclose_root(bowl, &lower, &upper, bits).is_none());
        assert!(enclose_root_near(bowl, place.to_f64(), &lower, &upper, bits).is_none());
        let line = |x: Dual<Ball>| less(&x, &place);
        let beyond = upper.clone() + 1u32;
        assert!(enclose_root(line, &upper, &beyond, bits).is_none());
        assert!(enclose_root_near(line, place.to_f64(), &upper, &beyond, bits).is_none());
    }
}

/// From an enclosure that is known: the root in it, or nothing, and none that lies elsewhere.
#[test]
fn sharpened_roots_are_those_of_their_enclosures() {
    let mut random = ChaCha8Rng::seed_from_u64(67);
    let (mut found, cases) = (0, 500);
    for _ in 0..cases {
        let bits = [64, 128, 300][random.random_range(0..3)];
        let root = dyadic(&mut random, 1);
        let other = root.clone() + 2f64.powi(random.random_range(-3..3));
        let function = |x: Dual<Ball>| less(&x, &root) * less(&x, &other);
        let radius = 2f64.powi(random.random_range(-50..-5));
        let holds = random.random_range(0..4) > 0;
        let offset = radius * if holds { random.random_range(-0.9..0.9) } else { random.random_range(4.0..40.0) };
        let near = Ball::new(Float::with_val(200, &root - offset), Magnitude::from_f64(radius));
        let answer = enclose_root_from(function, &near, bits);
        assert!(holds || answer.is_none(), "{near:?} holds no root, {answer:?}");
        if let Some(answer) = answer {
            found += 1;
            assert!(answer.contains(&root.to_rational().unwrap()), "{answer:?} misses {root}");
        }
    }
    assert!(found * 2 > cases, "{found} of {cases}");
}

/// Whether a certified value holds a number known to some 450 bits.
fn holds(enclosure: &Ball, value: &Float) -> bool {
    let reach = (value.clone().abs() + 1u32) >> 440;
    enclosure.lower() <= value.clone() + &reach && enclosure.upper() >= value.clone() - reach
}

#[test]
fn minimisers_and_their_rates() {
    let mut random = ChaCha8Rng::seed_from_u64(64);
    for _ in 0..150 {
        let loss = LOSSES[random.random_range(0..3)];
        let data = Data::of_both_signs(&mut random, loss);
        let plain = data.plain(&small(1.0), &small(0.0));
        let weight = plain.minimiser();
        let sharpness = plain.curvature(&weight);
        let digits = Digits::new(random.random_range(5..100)).unwrap();
        let Some(points) = &data.points else { unreachable!() };
        let found = enclose_minimiser(data.loss, points, digits).unwrap();
        for (name, enclosure, value) in [
            ("weight", &found.weight, weight),
            ("sharpness", &found.sharpness, sharpness.clone()),
            ("critical rate", &found.critical_rate, small(2.0) / sharpness),
        ] {
            let enclosure = enclosure.to_ball(400);
            assert!(holds(&enclosure, &value), "{name} {value} is not in {enclosure:?}: {data:?}");
        }
    }
}

#[test]
fn two_cycles_on_d0() {
    let mut random = ChaCha8Rng::seed_from_u64(65);
    for _ in 0..100 {
        let rate = exact(&mut random, 8.01, 60.0);
        let plain = Data { loss: LossName::Logistic, points: None }.plain(&number(&rate), &small(0.0));
        // w* > 0 with F(w*) = -w*
        let (mut lower, mut upper) = (small(1e-6), number(&rate));
        for _ in 0..BITS {
            let middle = (lower.clone() + &upper) / 2u32;
            if plain.image(&middle) + &middle < 0 { lower = middle } else { upper = middle }
        }
        let slope = small(1.0) - plain.curvature(&lower) * &plain.learning_rate;
        let found = enclose_two_cycle(&rate, Digits::new(60).unwrap()).unwrap();
        assert!(holds(&found.amplitude.to_ball(300), &lower), "{rate}: {lower}");
        assert!(holds(&found.multiplier.to_ball(300), &slope.square()), "{rate}");
    }
}

/// The doubling of the minimum is at (w*, 2/L''(w*)) and nowhere else, from whatever guess it is found.
#[test]
fn doublings_from_bad_guesses_are_the_one_there_is() {
    let mut random = ChaCha8Rng::seed_from_u64(66);
    let (mut found, cases) = (0, 400);
    for _ in 0..cases {
        let loss = LOSSES[random.random_range(0..2)];
        let data = Data::of_both_signs(&mut random, loss);
        let Some(points) = &data.points else { unreachable!() };
        let plain = data.plain(&small(1.0), &small(0.0));
        let weight = plain.minimiser();
        let rate = small(2.0) / plain.curvature(&weight);
        let bits = [24, 32, 53, 64, 128][random.random_range(0..5)];
        let spread = 10f64.powf(random.random_range(-6.0..0.8));
        let guess = weight.to_f64() + random.random_range(-1.0..1.0) * spread;
        let guessed_rate = rate.to_f64() * (1.0 + random.random_range(-0.9..1.0) * spread);
        let family = Family { loss: data.loss, points, bits };
        if let Some(doubling) = family.enclose_doubling(1, guess, guessed_rate) {
            found += 1;
            assert!(holds(&doubling.weight, &weight), "{doubling:?} misses {weight}");
            assert!(holds(&doubling.learning_rate, &rate), "{doubling:?} misses {rate}");
        }
    }
    assert!(found * 2 > cases, "{found} of {cases}");
    // the critical rate is no doubling of another period
    let points = vec![(Rational::from(1), 1), (Rational::from(2), 1), (Rational::from(-1), 1)];
    let family = Family { loss: LossName::Logistic, points: &points, bits: 128 };
    for period in [3, 5, 7] {
        assert!(family.enclose_doubling(period, 0.756_307_612_6, 5.844_461_299_4).is_none());
    }
}
