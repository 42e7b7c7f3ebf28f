//! Forged proofs of the exactly decided cases of a linear predictor: `rest`, `quadratic`, `smoothness`.

use crate::borders::{ENOUGH_BITS, Tally, establish, exact};
use crate::linear::Data;
use crate::plain_orbits::{number, small};
use crate::two_layer::LOSSES;
use catapult_core::certify::linear_proof::LinearProof;
use catapult_core::certify::phase::Minimum;
use catapult_core::certify::{Limit, Phase, Proof};
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Rational;

/// 1 ± 2^-k, or 1.
fn factor(random: &mut ChaCha8Rng) -> Rational {
    let distance = Rational::from(1) >> random.random_range(8..500u32);
    match random.random_range(0..3) {
        0 => distance + 1u32,
        1 => Rational::from(1) - distance,
        _ => Rational::from(1),
    }
}

fn certain(holds: bool) -> rug::Float {
    small(if holds { 1.0 } else { -1.0 })
}

/// The kernel and the sharpness of a limit at the minimum.
fn assert_limit(data: &Data, limit: Option<Limit<catapult_core::arithmetic::Ball>>) {
    let Some(Limit::Minimum(Minimum { lambda, sharpness })) = limit else { panic!("no limit for {data:?}") };
    let [_, square] = data.means();
    assert!(lambda.contains(&square), "{lambda:?} for {data:?}");
    let plain = data.plain(&small(1.0), &small(0.0));
    let curvature = plain.curvature(&plain.minimiser());
    let reach = curvature.clone().abs() >> 150;
    assert!(sharpness.lower() <= curvature.clone() + &reach && sharpness.upper() >= curvature - reach, "{data:?}");
}

fn forge_rests(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let mut tally = Tally::default();
    for _ in 0..cases {
        let loss = LOSSES[random.random_range(0..3)];
        let mut data =
            if random.random() { Data::degenerate(&mut random, loss) } else { Data::of_both_signs(&mut random, loss) };
        if let Some(points) = data.points.as_mut().filter(|_| random.random()) {
            // Σ k z = 0: the last point balances the others
            let last = points.len() - 1;
            let sum = points[..last].iter().fold(Rational::new(), |sum, (z, count)| sum + z.clone() * *count);
            points[last].0 = -sum / points[last].1 * factor(&mut random);
        }
        let separable = random.random_range(0..6) == 0;
        if let Some(points) = data.points.as_mut().filter(|_| separable) {
            points.iter_mut().for_each(|(z, _)| z.abs_mut());
        }
        let [mean, square] = data.means();
        let minimum = mean.clone() / &square;
        let weight = match random.random_range(0..3) {
            0 => Rational::new(),
            1 => minimum.clone(),
            _ => minimum.clone() * factor(&mut random) + (Rational::from(1) >> random.random_range(8..600u32)),
        };
        let holds = if loss == LossName::Squared { weight == minimum } else { weight.is_zero() && mean.is_zero() };
        let rate = exact(&mut random, 0.1, 9.0);
        let proof = Proof::Linear(LinearProof::Rest { bits: ENOUGH_BITS });
        let answer = establish(&data.problem(&rate, &weight), &proof);
        let context = || format!("{data:?} at {rate} from {weight}");
        if let Some(established) = tally.judge(&certain(holds), 0.5, answer, context) {
            assert_eq!(established.phase, Phase::Lazy);
            assert_limit(&data, established.limit);
        }
    }
    tally.finish(cases);
}

forging_test!(rests, rests_exhaustively, forge_rests);

fn forge_quadratics(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(12);
    let mut tally = Tally::default();
    let mut seen = [0; 3];
    for _ in 0..cases {
        let loss = if random.random_range(0..4) == 0 { LOSSES[random.random_range(0..3)] } else { LossName::Squared };
        let data = Data::of_both_signs(&mut random, loss);
        let [mean, square] = data.means();
        let minimum = mean / &square;
        let stiffness = factor(&mut random) * 2u32;
        let weight = if random.random_range(0..6) == 0 { minimum.clone() } else { exact(&mut random, -3.0, 3.0) };
        let rate = stiffness.clone() / &square;
        let holds = loss == LossName::Squared && weight != minimum;
        let proof = Proof::Linear(LinearProof::Quadratic { bits: ENOUGH_BITS });
        let answer = establish(&data.problem(&rate, &weight), &proof);
        let context = || format!("{data:?} at {rate} from {weight}");
        let Some(established) = tally.judge(&certain(holds), 0.5, answer, context) else { continue };
        let order = stiffness.cmp(&Rational::from(2));
        seen[(order as i8 + 1) as usize] += 1;
        match order {
            std::cmp::Ordering::Less => {
                assert_eq!(established.phase, Phase::Lazy);
                assert_limit(&data, established.limit);
            }
            std::cmp::Ordering::Equal => {
                assert_eq!(established.phase, Phase::Oscillating);
                let Some(Limit::Cycle(cycle)) = established.limit else { panic!("no cycle: {}", context()) };
                let mirrored = minimum * 2u32 - &weight;
                assert!(
                    cycle.cycle.len() == 2 && cycle.cycle[0].contains(&weight) && cycle.cycle[1].contains(&mirrored)
                );
                assert!(cycle.multiplier.contains(&Rational::from(1)));
            }
            std::cmp::Ordering::Greater => assert_eq!(established.phase, Phase::Divergent),
        }
    }
    tally.finish(cases);
    assert!(seen.iter().all(|count| count * 10 > cases), "{seen:?}");
}

forging_test!(quadratics, quadratics_exhaustively, forge_quadratics);

fn forge_smoothness(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(13);
    let mut tally = Tally::default();
    for _ in 0..cases {
        let loss = if random.random_range(0..5) == 0 { LOSSES[random.random_range(0..3)] } else { LossName::Logistic };
        let mut data = if random.random_range(0..3) == 0 {
            Data::degenerate(&mut random, loss)
        } else {
            Data::of_both_signs(&mut random, loss)
        };
        let separable = random.random_range(0..4) == 0 && data.points.is_some();
        if let Some(points) = data.points.as_mut().filter(|_| separable) {
            points.iter_mut().for_each(|(z, _)| z.abs_mut());
        }
        let [_, square] = data.means();
        // eta l''(0) mean(z²) beside 2, and 2 itself, which a quadratic loss oscillates at
        let factor = factor(&mut random);
        let rate = factor.clone() * if loss == LossName::Logistic { 8u32 } else { 2 } / square;
        let weight = exact(&mut random, -5.0, 5.0);
        let holds = loss == LossName::Logistic && !separable && factor <= 1;
        let proof = Proof::Linear(LinearProof::Smoothness { bits: ENOUGH_BITS });
        let answer = establish(&data.problem(&rate, &weight), &proof);
        let context = || format!("{data:?} at {rate} from {weight}");
        if let Some(established) = tally.judge(&certain(holds), 0.5, answer, context) {
            assert_eq!(established.phase, Phase::Lazy);
            assert_limit(&data, established.limit);
        }
    }
    tally.finish(cases);
}

forging_test!(smoothness, smoothness_exhaustively, forge_smoothness);

/// An empty data set, a flat risk, and points that are not there.
#[test]
fn data_without_points_prove_nothing_but_rest() {
    let zero = |count| Some(vec![(Rational::new(), count)]);
    for points in [Some(vec![]), zero(0), zero(3), Some(vec![(Rational::from(1), 0)])] {
        for loss in LOSSES {
            let data = Data { loss, points: points.clone() };
            let flat = points.as_ref().is_some_and(|points| points.iter().any(|(_, count)| *count == 3));
            let problem = data.problem(&Rational::from(1), &number(&Rational::from(1)).to_rational().unwrap());
            for bits in [24, 64] {
                assert_eq!(establish(&problem, &Proof::Linear(LinearProof::Rest { bits })).is_ok(), flat, "{data:?}");
                for proof in [LinearProof::Quadratic { bits }, LinearProof::Smoothness { bits }] {
                    assert!(establish(&problem, &Proof::Linear(proof)).is_err(), "{data:?}");
                }
            }
        }
    }
}
