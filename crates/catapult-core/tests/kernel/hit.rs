//! Forged exact hits: orbits that hit f = 0 exactly, a step too early or too late, from beside the right start, and ties of the
//! loss on the way.

use crate::borders::{ENOUGH_BITS, Tally, establish, exact};
use crate::plain_orbits::number;
use crate::two_layer::Start;
use catapult_core::certify::phase::Minimum;
use catapult_core::certify::{Limit, Phase, Proof};
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Rational;

/// Values of b = eta² f²/m and x = eta lambda at the start with f = 0 after exactly two steps: (T1) and (T2) of the squared loss
/// give f' = f M with M = 1 + b - x, then eta lambda' = x (1 + b) - 4 b, which is to be 1 + b M². In the first M = -1, a tie.
const TWO_STEPS: [[(i64, i64); 2]; 10] = [
    [(1, 1), (3, 1)],
    [(4, 9), (37, 9)],
    [(4, 9), (73, 36)],
    [(36, 25), (829, 225)],
    [(36, 25), (289, 100)],
    [(2, 1), (9, 2)],
    [(6, 1), (11, 2)],
    [(10, 9), (143, 45)],
    [(10, 9), (53, 18)],
    [(12, 1), (31, 3)],
];

/// A start of the squared loss with f = 0 after exactly one or two steps, its rate, the step, and whether |f| rises on the way.
fn hitting(random: &mut ChaCha8Rng) -> (Start, Rational, u64, bool) {
    let root = Rational::from(random.random_range(1..6));
    let output = exact(random, 0.1, 3.0);
    let one = Rational::from(1);
    if random.random_range(0..4) == 0 {
        // f' = 0 where eta lambda = 1 + b
        let (rate, width) = (exact(random, 0.1, 3.0), root.square());
        let b = (rate.clone() * &output).square() / &width;
        return (Start { loss: LossName::Squared, lambda: (one + b) / &rate, width, output }, rate, 1, false);
    }
    let [(n, d), x] = TWO_STEPS[random.random_range(0..TWO_STEPS.len())];
    let (b, x) = (Rational::from((n, d)), Rational::from(x));
    // m = n d k², eta f = n k
    let (width, rate) = (root.clone().square() * n * d, root * n / &output);
    let multiplier = one.clone() + &b - &x;
    assert_eq!(x.clone() * (one.clone() + &b) - b.clone() * 4u32, one + b * multiplier.clone().square());
    (Start { loss: LossName::Squared, lambda: x / &rate, width, output }, rate, 2, multiplier.abs() > 1)
}

fn forge_hits(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(6);
    let mut tally = Tally::default();
    for _ in 0..cases {
        let (start, rate, step, rises) = hitting(&mut random);
        let distance = Rational::from(1) >> random.random_range(10..400u32);
        // the true one, a step early, a start beside, a rate beside
        let (start, rate, at, sound) = match random.random_range(0..5) {
            0 | 1 => (start, rate, step + random.random_range(0..3), true),
            2 => (start, rate, step - 1, false),
            3 => (Start { lambda: start.lambda.clone() * (distance + 1u32), ..start }, rate, step, false),
            _ => (start, rate * (distance + 1u32), step, false),
        };
        let slack = number(&Rational::from(if sound { 1 } else { -1 }));
        let proof = Proof::Hit { bits: ENOUGH_BITS, step: at };
        let context = || format!("{start:?} at {rate}, {proof:?}");
        let Some(established) = tally.judge(&slack, 0.5, establish(&start.problem(&rate), &proof), context) else {
            continue;
        };
        assert_eq!(established.phase, if rises { Phase::Catapult } else { Phase::Lazy }, "{}", context());
        let Some(Limit::Minimum(Minimum { lambda, .. })) = established.limit else { panic!("no limit: {}", context()) };
        let end = start.plain(&number(&rate)).after(step).lambda;
        let reach = (end.clone().abs() + 1u32) >> 150;
        assert!(lambda.lower() <= end.clone() + &reach && lambda.upper() >= end - reach, "{}", context());
    }
    tally.finish(cases);
}

forging_test!(hits, hits_exhaustively, forge_hits);

#[test]
fn other_losses_hit_at_the_start_only() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    for _ in 0..300 {
        let start = Start::random(&mut random, &[LossName::Exponential, LossName::Logistic]);
        let rate = exact(&mut random, 0.1, 2.0);
        for step in 0..4 {
            let proof = Proof::Hit { bits: ENOUGH_BITS, step };
            assert_eq!(establish(&start.problem(&rate), &proof).is_ok(), start.output.is_zero() && step == 0);
            let at_minimum = Start { output: Rational::new(), ..start.clone() };
            let answer = establish(&at_minimum.problem(&rate), &proof);
            assert!(answer.map_or(step > 0, |established| established.phase == Phase::Lazy));
        }
    }
}
