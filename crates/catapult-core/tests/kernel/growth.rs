//! Forged proofs of growth: (i) of `certify::checks::growth` at its border, and a loss that it is not about.

use crate::borders::{ENOUGH_BITS, Tally, beside, establish, root};
use crate::plain_orbits::{TwoLayer, number, slope, small};
use crate::two_layer::Start;
use catapult_core::certify::{Phase, Proof};
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

/// eta f s - 4 m lambda, relative to the second.
pub fn slack(state: &TwoLayer) -> Float {
    let push = state.learning_rate.clone() * &state.output * slope(state.loss, &state.output);
    let reach = state.lambda.clone() * &state.width * 4u32;
    push / reach - 1u32
}

fn forge_growth(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let mut tally = Tally::default();
    let mut made = 0;
    while made < cases {
        let start = Start::random(&mut random, &[LossName::Exponential, LossName::Squared]);
        let step = random.random_range(0..3);
        let at = |rate: &Float| slack(&start.plain(rate).after(step));
        let high = small(10f64.powf(random.random_range(0.0..3.0)));
        let Some(border) = root(at, &(high.clone() / 1_000_000u32), &(high * 1000u32)) else { continue };
        made += 1;
        let rate = beside(&mut random, &border);
        let slack = slack(&start.plain(&number(&rate)).after(step));
        let proof = Proof::Growth { bits: ENOUGH_BITS, step };
        let answer = establish(&start.problem(&rate), &proof);
        if let Some(established) = tally.judge(&slack, 1e-20, answer, || format!("{start:?} at {rate}, {proof:?}")) {
            assert_eq!((established.phase, established.limit), (Phase::Divergent, None));
        }
        // the same numbers with the loss whose s/f falls
        let other = Start { loss: LossName::Logistic, ..start };
        assert!(establish(&other.problem(&(rate * 1000u32)), &proof).is_err(), "{other:?}");
    }
    tally.finish(cases);
}

forging_test!(growth, growth_exhaustively, forge_growth);

/// At f = 0 and lambda = 0 nothing moves, and eta f s = 4 m lambda.
#[test]
fn nothing_grows_from_the_origin() {
    for loss in [LossName::Exponential, LossName::Squared] {
        let start = Start { loss, width: Rational::from(4), output: Rational::new(), lambda: Rational::new() };
        for step in 0..3 {
            let proof = Proof::Growth { bits: ENOUGH_BITS, step };
            assert!(establish(&start.problem(&Rational::from(3)), &proof).is_err());
        }
    }
}
