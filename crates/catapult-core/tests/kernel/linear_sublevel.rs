//! Forged sublevel traps: a, b, the loss at both, and eta L'' on [a, b] at their borders; and what a proof says of rises.

use crate::borders::{ENOUGH_BITS, Tally, beside, establish, exact, least, root};
use crate::linear::Data;
use crate::plain_orbits::{Linear, number, small};
use crate::two_layer::LOSSES;
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::linear_proof::LinearProof;
use catapult_core::certify::{Phase, Proof};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

/// Pieces on which the curvature is tested: with so many, a slack of a hundredth is confirmed.
const PIECES: u32 = 256;

/// The largest L'' at some points of an interval. The crate bounds it on pieces; convexity of the exponential's and the shape of the
/// logistic's l'' let 33 points come close enough to refute, and ends are among them.
fn largest_curvature(state: &Linear, lower: &Float, upper: &Float) -> Float {
    let spread = Float::with_val(500, upper - lower);
    let at = |index: u32| state.curvature(&(lower.clone() + spread.clone() * index / 32u32));
    (0..=32).map(at).fold(small(0.0), |most, value| most.max(&value))
}

/// The least relative slack of the hypotheses at a weight.
fn slack(state: &Linear, lower: &Float, upper: &Float) -> Float {
    let level = state.risk(&state.weight);
    let above = |end: &Float| (state.risk(end) - &level) / &level;
    let stiffness = largest_curvature(state, lower, upper) * &state.learning_rate;
    least(&[
        state.weight.clone() - lower,
        upper.clone() - &state.weight,
        above(lower),
        above(upper),
        small(1.0) - stiffness / 2u32,
    ])
}

fn forge_sublevels(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(31);
    let mut tally = Tally::default();
    let mut made = 0;
    let mut catapults = 0;
    while made < cases {
        let loss = LOSSES[random.random_range(0..3)];
        let data = Data::of_both_signs(&mut random, loss);
        let resting = data.plain(&small(1.0), &small(0.0));
        let minimum = resting.minimiser();
        let critical = small(2.0) / resting.curvature(&minimum);
        // seldom far from the minimum: of these, only orbits that rose before they were trapped
        let rising = made % 16 == 0;
        let (shares, spread, steps) = if rising { (0.5..0.9, 6.0, 12) } else { (0.1..1.05, 1.5, 4) };
        let share = random.random_range(shares);
        let rate = Float::with_val(60, critical * share).to_rational().unwrap();
        let weight = Float::with_val(60, minimum.clone() + random.random_range(-spread..spread)).to_rational().unwrap();
        let step = random.random_range(0..steps);
        let state = data.plain(&number(&rate), &number(&weight)).after(step);
        if !state.weight.is_finite() || state.weight.clone().abs() > 20 {
            continue;
        }
        let distance = (state.weight.clone() - &minimum).abs();
        let [mut lower, mut upper] =
            [-1.0, 1.0].map(|side| minimum.clone() + distance.clone() * (random.random_range(1.1..2.5) * side));
        // one end beside where the loss is that of the state, or where the curvature is too large
        let level = state.risk(&state.weight);
        let is_lower = random.random::<bool>();
        let end = if is_lower { &mut lower } else { &mut upper };
        let kind = if rising { 3 } else { random.random_range(0..4) };
        let border = match kind {
            0 | 1 => root(|end| state.risk(end) - &level, end, &minimum),
            2 => root(|end| state.curvature(end) * &state.learning_rate - 2u32, end, &minimum),
            _ => None,
        };
        if let Some(border) = border {
            *end = number(&beside(&mut random, &border));
        }
        let [lower, upper] = [lower, upper].map(|end| Float::with_val(120, end).to_rational().unwrap());
        if lower >= upper {
            continue;
        }
        let first = data.plain(&number(&rate), &number(&weight));
        let losses: Vec<Float> = (0..=step)
            .map(|index| {
                let state = first.clone().after(index);
                state.risk(&state.weight)
            })
            .collect();
        let rises: Vec<u64> = (0..step).filter(|t| losses[*t as usize + 1] > losses[*t as usize]).collect();
        let trapped = slack(&state, &number(&lower), &number(&upper));
        if rising && (rises.is_empty() || trapped <= 0) {
            continue;
        }
        made += 1;
        let rise = match random.random_range(0..if rising { 2 } else { 4 }) {
            0 => None,
            1 => Some(random.random_range(0..=step)),
            _ => rises.first().copied(),
        };
        let history = match rise {
            None => rises.is_empty(),
            Some(at) => rises.contains(&at),
        };
        let proof = Proof::Linear(LinearProof::Sublevel {
            bits: ENOUGH_BITS,
            step,
            rise,
            lower: Exact(lower.clone()),
            upper: Exact(upper.clone()),
            pieces: PIECES,
        });
        let slack = if history { trapped } else { small(-1.0) };
        let context = || format!("{data:?} at {rate} from {weight}, {proof:?}");
        // How much room the pieces need depends on the curvature: ends are resolved, L'' to a few hundredths.
        let fine = kind < 2 && share < 0.3;
        let room = if fine { 0.2 } else { 1e9 };
        let answer = establish(&data.problem(&rate, &weight), &proof);
        if let Some(established) = tally.judge(&slack, room, answer, context) {
            assert_eq!(established.phase, if rise.is_some() { Phase::Catapult } else { Phase::Lazy }, "{}", context());
            catapults += usize::from(rise.is_some());
        }
    }
    tally.finish(cases);
    assert!(catapults > 0);
}

forging_test!(sublevels, sublevels_exhaustively, forge_sublevels);

#[test]
fn intervals_and_pieces_have_ranges() {
    let mut random = ChaCha8Rng::seed_from_u64(32);
    let data = Data::degenerate(&mut random, LOSSES[1]);
    let (rate, weight) = (exact(&mut random, 0.1, 1.0), Rational::from((1, 2)));
    let proof = |lower: i32, upper: i32, pieces| {
        let [lower, upper] = [lower, upper].map(|end| Exact(Rational::from(end)));
        Proof::Linear(LinearProof::Sublevel { bits: 64, step: 0, rise: None, lower, upper, pieces })
    };
    let answer = |proof| establish(&data.problem(&rate, &weight), &proof);
    assert!(answer(proof(-1, 1, 8)).is_ok());
    for (lower, upper, pieces) in [(-1, 1, 0), (1, -1, 8), (1, 1, 8), (-1, 1, 4097), (-1, 0, 8), (1, 2, 8)] {
        assert!(answer(proof(lower, upper, pieces)).is_err(), "{lower} {upper} {pieces}");
    }
}
