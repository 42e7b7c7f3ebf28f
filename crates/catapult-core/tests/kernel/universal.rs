//! Forged uses of the universal step size: rates above 2 sqrt(2m), other losses, and orbits that never rise.

use crate::borders::{ENOUGH_BITS, Tally, establish, exact};
use crate::plain_orbits::{Seen, number, watch_two_layer};
use crate::two_layer::Start;
use catapult_core::certify::certificate::{Exact, Statement};
use catapult_core::certify::{Phase, Proof};
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Rational;

/// A rate with eta² = 8 m (m = 2 k², eta = 4 k), or beside it, or anywhere.
fn rate_and_width(random: &mut ChaCha8Rng) -> (Rational, Rational) {
    let root = Rational::from(random.random_range(1..12));
    let (width, threshold) = (root.clone().square() * 2u32, root * 4u32);
    let ten = Rational::from(10);
    let distance = Rational::from(1) / rug::ops::Pow::pow(ten, random.random_range(1..40u32));
    let rate = match random.random_range(0..5) {
        0 => threshold,
        1 | 2 => threshold * (Rational::from(1) - distance),
        _ => threshold * (distance + 1u32),
    };
    (rate, width)
}

fn forge_universal(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let mut tally = Tally::default();
    for _ in 0..cases {
        let (rate, width) = rate_and_width(&mut random);
        let start = Start {
            loss: LossName::Logistic,
            output: exact(&mut random, 0.2, 6.0),
            lambda: exact(&mut random, 1.0, 60.0),
            width: width.clone(),
        };
        if start.lambda.clone().square() * &width < start.output.clone().square() * 4u32 {
            tally.refused += 1;
            continue;
        }
        let steps = random.random_range(0..3);
        let proof = Proof::Universal { bits: ENOUGH_BITS, step: steps };
        let first = start.plain(&number(&rate));
        let rose = (0..steps).any(|t| first.clone().after(t + 1).output.abs() > first.clone().after(t).output.abs());
        let sound = rose && rate.clone().square() <= width * 8u32;
        let slack = number(&Rational::from(if sound { 1 } else { -1 }));
        let context = || format!("{start:?} at {rate}, {proof:?}");
        if let Some(established) = tally.judge(&slack, 0.5, establish(&start.problem(&rate), &proof), context) {
            assert_eq!((established.phase, established.limit), (Phase::Catapult, None));
        }
        for loss in [LossName::Exponential, LossName::Squared] {
            let other = Start { loss, ..start.clone() };
            assert!(establish(&other.problem(&rate), &proof).is_err(), "{other:?} at {rate}");
        }
    }
    tally.finish(cases);
}

forging_test!(universal, universal_exhaustively, forge_universal);

/// With 9 m in place of 8 m this would be a certificate of a catapult, and the orbit diverges.
#[test]
fn a_rate_above_the_universal_one_diverges() {
    let problem = Statement::TwoLayer {
        loss: LossName::Logistic,
        learning_rate: Exact(Rational::from((295, 100))),
        width: Exact(Rational::from(1)),
        output: Exact(Rational::from(20)),
        lambda: Exact(Rational::from(60)),
    }
    .to_problem();
    for step in 0..20 {
        assert!(establish(&problem, &Proof::Universal { bits: 128, step }).is_err());
    }
    let start = Start {
        loss: LossName::Logistic,
        width: Rational::from(1),
        output: Rational::from(20),
        lambda: Rational::from(60),
    };
    assert_eq!(watch_two_layer(start.plain(&number(&Rational::from((295, 100)))), 3000), Seen::Diverges);
}
