//! Forged escapes: the four hypotheses on R at their borders, and orbits that have not reached R.

use crate::borders::{ENOUGH_BITS, Tally, beside, establish, least, root};
use crate::linear::Data;
use crate::plain_orbits::{Linear, margin_curvature, number, small};
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::linear_proof::LinearProof;
use catapult_core::certify::{Phase, Proof};
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

/// (1/n) Σ z² l''(z w) over the points of one sign.
fn partial_curvature(state: &Linear, weight: &Float, positive: bool) -> Float {
    let count: u32 = state.points.iter().map(|(_, count)| count).sum();
    let part = state.points.iter().filter(|(z, _)| (*z > 0) == positive);
    let term = |z: &Float| margin_curvature(state.loss, &Float::with_val(500, z * weight)) * z.clone().square();
    part.fold(small(0.0), |sum, (z, multiplicity)| sum + term(z) * *multiplicity) / count
}

/// The four slacks, without that of the orbit: eta L''_-(R) - 2, eta L''_+(-R) - 2, -(F(R) + R), F(-R) - R.
fn slacks(state: &Linear, reach: &Float) -> [Float; 4] {
    let left = Float::with_val(500, -reach);
    let eta = state.learning_rate.clone();
    [
        partial_curvature(state, reach, false) * &eta - 2u32,
        partial_curvature(state, &left, true) * &eta - 2u32,
        -(state.image(reach) + reach),
        state.image(&left) - reach,
    ]
}

fn forge_escapes(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(41);
    let mut tally = Tally::default();
    let mut made = 0;
    let mut binding = [0; 4];
    while made < cases {
        let data = Data::of_both_signs(&mut random, LossName::Exponential);
        let rate = crate::borders::exact(&mut random, 0.5, 12.0);
        let state = data.plain(&number(&rate), &small(0.0));
        let hypotheses = |reach: &Float| least(&slacks(&state, reach));
        let Some(border) = root(hypotheses, &small(30.0), &small(random.random_range(0.001..1.0))) else { continue };
        let reach = match random.random_range(0..3) {
            0 => Float::with_val(60, border.clone() * random.random_range(1.0..1.5)).to_rational().unwrap(),
            _ => beside(&mut random, &border),
        };
        // a start beyond R, or beside it
        let (start, step) = match random.random_range(0..3) {
            0 => (beside(&mut random, &number(&reach)), 0),
            1 => (reach.clone() * Rational::from((random.random_range(11..30), 10)), random.random_range(0..2)),
            _ => (Rational::from_f64(random.random_range(-2.0..2.0)).unwrap(), random.random_range(0..3)),
        };
        let start = if random.random() { start } else { -start };
        let last = data.plain(&number(&rate), &number(&start)).after(step);
        if !last.weight.is_finite() || last.weight.clone().abs() > 1e6 {
            continue;
        }
        made += 1;
        let own = slacks(&state, &number(&reach));
        let beyond = last.weight.abs() - number(&reach);
        let smallest = least(&own);
        if smallest < 0 && beyond > 0 {
            binding[own.iter().position(|slack| *slack == smallest).unwrap()] += 1;
        }
        let slack = least(&[smallest, beyond]);
        let proof = Proof::Linear(LinearProof::Escape { bits: ENOUGH_BITS, step, reach: Exact(reach.clone()) });
        let context = || format!("{data:?} at {rate} from {start}, {proof:?}");
        let answer = establish(&data.problem(&rate, &start), &proof);
        if let Some(established) = tally.judge(&slack, 1e-30, answer, context) {
            assert_eq!((established.phase, established.limit), (Phase::Divergent, None));
        }
        // whose curvature rises up to margin 0; of the squared loss the lemma is true
        let other = Data { loss: LossName::Logistic, ..data };
        assert!(establish(&other.problem(&rate, &start), &proof).is_err());
    }
    tally.finish(cases);
    assert!(binding.iter().all(|count| *count > 0), "hypotheses that alone failed: {binding:?}");
}

forging_test!(escapes, escapes_exhaustively, forge_escapes);

/// The logistic loss on data of both signs meets every hypothesis but that on the loss, and its orbits stay bounded.
#[test]
fn escapes_are_of_losses_whose_curvature_falls() {
    let mut random = ChaCha8Rng::seed_from_u64(42);
    let (mut made, cases) = (0, 100);
    while made < cases {
        let data = Data::of_both_signs(&mut random, LossName::Logistic);
        let rate = crate::borders::exact(&mut random, 20.0, 200.0);
        let reach = crate::borders::exact(&mut random, 0.01, 1.0);
        if least(&slacks(&data.plain(&number(&rate), &small(0.0)), &number(&reach))) <= 0 {
            continue;
        }
        made += 1;
        let proof = Proof::Linear(LinearProof::Escape { bits: ENOUGH_BITS, step: 0, reach: Exact(reach.clone()) });
        let answer = establish(&data.problem(&rate, &(reach * 2u32)), &proof);
        assert!(answer.is_err(), "{data:?} at {rate}: {answer:?}");
    }
}
