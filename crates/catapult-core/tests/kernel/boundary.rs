//! Forged proofs at the boundary m lambda² = 4 f²: a beside 2, and starts beside the boundary.

use crate::borders::{ENOUGH_BITS, Tally, beside, establish, exact};
use crate::plain_orbits::{number, slope};
use crate::two_layer::{LOSSES, Start};
use catapult_core::certify::{Phase, Proof, Rejection};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Rational;

fn forge_boundaries(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(8);
    let mut tally = Tally::default();
    for _ in 0..cases {
        let root = Rational::from(random.random_range(1..12));
        let output = exact(&mut random, 0.05, 8.0);
        let on_boundary = Start {
            loss: LOSSES[random.random_range(0..3)],
            lambda: output.clone() * 2u32 / &root,
            width: root.clone().square(),
            output: if random.random() { -output } else { output },
        };
        // a = eta |s|/sqrt m is 2 where eta = 2 sqrt m/|s|
        let border = number(&root) * 2u32 / slope(on_boundary.loss, &number(&on_boundary.output)).abs();
        let rate = beside(&mut random, &border);
        let proof = Proof::Boundary { bits: ENOUGH_BITS };
        let sound = random.random::<bool>();
        let distance = Rational::from(1) >> random.random_range(4..300u32);
        let start = if sound {
            on_boundary
        } else {
            Start { lambda: on_boundary.lambda.clone() * (distance + 1u32), ..on_boundary }
        };
        let slack = number(&Rational::from(if sound { 1 } else { -1 }));
        let context = || format!("{start:?} at {rate}");
        if let Some(established) = tally.judge(&slack, 0.5, establish(&start.problem(&rate), &proof), context) {
            let falls = number(&rate) < border;
            assert_eq!(established.phase, if falls { Phase::Lazy } else { Phase::Divergent }, "{}", context());
            assert_eq!(established.limit.is_some(), falls);
        }
    }
    tally.finish(cases);
}

forging_test!(boundaries, boundaries_exhaustively, forge_boundaries);

/// At f = lambda = 0, where m lambda² = 4 f² too, the lemma says nothing.
#[test]
fn the_minimum_is_no_start_at_the_boundary() {
    for loss in LOSSES {
        let origin = Start { loss, width: Rational::from(4), output: Rational::new(), lambda: Rational::new() };
        for rate in [1, 100] {
            let answer = establish(&origin.problem(&Rational::from(rate)), &Proof::Boundary { bits: ENOUGH_BITS });
            assert!(matches!(answer, Err(Rejection::Proof(_))), "{loss} at {rate}: {answer:?}");
        }
    }
}
