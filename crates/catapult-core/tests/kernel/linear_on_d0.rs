//! Forged proofs on D0: `critical-rate` beside eta_c(w0), and `potential` beside Φ(w) = Φ(0) and beside eta = 8.

use crate::borders::{ENOUGH_BITS, Tally, beside, establish, exact, least, root};
use crate::linear::Data;
use crate::plain_orbits::{number, small};
use crate::two_layer::LOSSES;
use catapult_core::certify::linear_proof::LinearProof;
use catapult_core::certify::{Limit, Phase, Proof};
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

fn certain(holds: bool) -> Float {
    small(if holds { 1.0 } else { -1.0 })
}

/// Data that are nearly D0: the points 1 and -1, not equally often, or among others.
fn nearly_degenerate(random: &mut ChaCha8Rng, loss: LossName) -> Data {
    let count = random.random_range(1..4);
    let mut points = vec![(Rational::from(1), count), (Rational::from(-1), count)];
    match random.random_range(0..4) {
        0 => points[random.random_range(0..2)].1 += 1,
        // the same as three points
        1 => points.push((Rational::from(1), random.random_range(1..3))),
        2 => points.push((Rational::from(random.random_range(2..5)), 1)),
        _ => {
            let feature = exact(random, 0.1, 0.9);
            points.extend([(feature.clone(), 1), (-feature, 1)]);
        }
    }
    Data { loss, points: Some(points) }
}

fn forge_critical_rates(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(21);
    let mut tally = Tally::default();
    for _ in 0..cases {
        let applies = random.random_range(0..3) > 0;
        let loss = if applies { LossName::Exponential } else { LOSSES[random.random_range(1..3)] };
        let data = Data::degenerate(&mut random, loss);
        let weight = exact(&mut random, -6.0, 6.0);
        if weight.is_zero() {
            continue;
        }
        // |F(w)| = |w|: eta = 2 w/s(w)
        let at = data.plain(&small(1.0), &number(&weight));
        let border = number(&weight) * 2u32 / at.slope(&at.weight);
        let rate = beside(&mut random, &border);
        let proof = Proof::Linear(LinearProof::CriticalRate { bits: ENOUGH_BITS });
        let context = || format!("{data:?} at {rate} from {weight}");
        let answer = establish(&data.problem(&rate, &weight), &proof);
        if let Some(established) = tally.judge(&certain(applies), 0.5, answer, context) {
            let expected = if number(&rate) < border { Phase::Lazy } else { Phase::Divergent };
            assert_eq!(established.phase, expected, "{}", context());
        }
        // other data, and the start 0
        let other = Data::of_both_signs(&mut random, LossName::Exponential);
        assert!(
            establish(&other.problem(&rate, &weight), &proof).is_err()
                || other.points.as_ref().is_some_and(|p| { p.iter().all(|(z, _)| z.clone().abs() == 1) })
        );
        assert!(establish(&data.problem(&rate, &Rational::new()), &proof).is_err());
        let near = nearly_degenerate(&mut random, LossName::Exponential);
        assert!(establish(&near.problem(&rate, &weight), &proof).is_err(), "{near:?} at {rate} from {weight}");
    }
    tally.finish(cases);
}

forging_test!(critical_rates, critical_rates_exhaustively, forge_critical_rates);

fn forge_potentials(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(22);
    let mut tally = Tally::default();
    let mut made = 0;
    while made < cases {
        let applies = random.random_range(0..5) > 0;
        let loss = if applies { LossName::Logistic } else { LOSSES[random.random_range(0..2) * 2] };
        let data = Data::degenerate(&mut random, loss);
        let step = random.random_range(0..3);
        let (rate, weight) = if random.random_range(0..4) == 0 {
            // beside eta = 8, and from a small weight
            (beside(&mut random, &small(8.0)), Rational::from_f64(10f64.powf(random.random_range(-4.0..-1.0))).unwrap())
        } else {
            (exact(&mut random, 8.05, 40.0), exact(&mut random, 0.01, 2.0))
        };
        // Φ(w) = w² - eta L(w) against Φ(0), relative to w²
        let slack = |weight: &Float| {
            let last = data.plain(&number(&rate), weight).after(step);
            let (w, eta) = (last.weight.clone(), last.learning_rate.clone());
            let fall = (last.risk(&w) - last.risk(&small(0.0))) * eta;
            least(&[fall / w.square() - 1u32, last.learning_rate.clone() / 8u32 - 1u32])
        };
        let far = number(&rate);
        let weight = match root(slack, &number(&weight), &far) {
            Some(border) if random.random() => beside(&mut random, &border),
            _ => weight,
        };
        let weight = if random.random() { weight } else { -weight };
        made += 1;
        let slack = if applies { slack(&number(&weight)) } else { small(-1.0) };
        let proof = Proof::Linear(LinearProof::Potential { bits: ENOUGH_BITS, step });
        let near = nearly_degenerate(&mut random, LossName::Logistic);
        assert!(establish(&near.problem(&rate, &weight), &proof).is_err(), "{near:?} at {rate} from {weight}");
        let context = || format!("{data:?} at {rate} from {weight}, step {step}");
        let Some(established) = tally.judge(&slack, 1e-30, establish(&data.problem(&rate, &weight), &proof), context)
        else {
            continue;
        };
        assert_eq!(established.phase, Phase::Oscillating);
        let Some(Limit::Cycle(cycle)) = established.limit else { panic!("no cycle: {}", context()) };
        // the two points are mapped to each other, and the first has the side of the orbit at the step
        let last = data.plain(&number(&rate), &number(&weight)).after(step);
        let [one, two] = [0, 1].map(|index| Float::with_val(500, cycle.cycle[index].midpoint()));
        let tolerance = small(1.0) >> 40;
        assert!((last.image(&one) - &two).abs() < tolerance && (last.image(&two) - &one).abs() < tolerance);
        assert_eq!(one > 0, last.weight > 0, "{}", context());
        assert!(one != two);
    }
    tally.finish(cases);
}

forging_test!(potentials, potentials_exhaustively, forge_potentials);
