//! Forged histories of the loss: orbits whose first step leaves the loss nearly as it was, and proofs that say it fell or rose.
//!
//! Where the precision does not tell, both must be refused.

use crate::borders::{Tally, beside, establish, root};
use crate::linear::Data;
use crate::plain_orbits::{Linear, number, small};
use crate::two_layer::LOSSES;
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::linear_proof::{LinearProof, Region};
use catapult_core::certify::loss_history::LossHistory;
use catapult_core::certify::{Phase, Proof};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Float;
use std::cmp::Ordering;

fn forge_histories(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(311);
    let mut tally = Tally::default();
    let mut made = 0;
    let mut in_doubt = 0;
    while made < cases {
        let loss = LOSSES[random.random_range(0..2)];
        let data = Data::of_both_signs(&mut random, loss);
        let resting = data.plain(&small(1.0), &small(0.0));
        let minimum = resting.minimiser();
        let share = random.random_range(0.5..0.9);
        let rate = small(2.0) / resting.curvature(&minimum) * share;
        let rate = Float::with_val(60, rate).to_rational().unwrap();
        let at = |weight: &Float| Linear { weight: weight.clone(), ..data.plain(&number(&rate), &small(0.0)) };
        // where the first step brings the orbit to the other side, as high as before
        let gain = |weight: &Float| {
            let state = at(weight);
            state.risk(&state.image(weight)) - state.risk(weight)
        };
        let side = if random.random() { 1.0 } else { -1.0 };
        let Some(border) = root(gain, &(minimum.clone() + 0.01 * side), &(minimum.clone() + 5.0 * side)) else {
            continue;
        };
        for _ in 0..8 {
            let start = beside(&mut random, &border);
            let step = random.random_range(10..30);
            let mut state = at(&number(&start));
            let mut losses = vec![state.risk(&state.weight)];
            for _ in 0..step {
                state.step();
                losses.push(state.risk(&state.weight));
            }
            let reach = 0.03;
            if (state.weight.clone() - &minimum).abs() > 0.01 {
                continue;
            }
            made += 1;
            let rises: Vec<u64> = (0..step).filter(|t| losses[*t as usize + 1] > losses[*t as usize]).collect();
            let rise = if random.random() { Some(0) } else { None };
            let holds = if rise.is_some() { rises.contains(&0) } else { rises.is_empty() };
            let bits = [24, 32, 40, 53, 64, 128][random.random_range(0..6)];
            let end = |sign: f64| Exact(Float::with_val(60, minimum.clone() + reach * sign).to_rational().unwrap());
            let (lower, upper) = (end(-1.0), end(1.0));
            let proof = Proof::Linear(match rise {
                Some(rise) if random.random() => {
                    let basin = Region { lower, upper };
                    LinearProof::Contraction { bits, step, rise, basin, power: 1, pieces: 16 }
                }
                _ => LinearProof::Sublevel { bits, step, rise, lower, upper, pieces: 16 },
            });
            let context = || format!("{data:?} at {rate} from {start}, {proof:?}");
            // true histories may be refused for want of bits
            let slack = small(if holds { 0.0 } else { -1.0 });
            match tally.judge(&slack, 0.0, establish(&data.problem(&rate, &start), &proof), context) {
                Some(established) => {
                    let expected = if rise.is_some() { Phase::Catapult } else { Phase::Lazy };
                    assert_eq!(established.phase, expected, "{}", context());
                }
                None => in_doubt += usize::from(holds),
            }
        }
    }
    tally.finish(cases);
    assert!(in_doubt * 50 > cases, "{in_doubt} true histories of {cases} are in doubt");
}

forging_test!(histories, histories_exhaustively, forge_histories);

#[test]
fn a_history_in_doubt_has_a_phase_only_if_a_rise_is_certain() {
    let phase = |moves: &[Option<Ordering>]| {
        let mut history = LossHistory::default();
        moves.iter().for_each(|movement| history.record(*movement));
        history.phase_if_it_falls_from_here().ok()
    };
    let (fall, tie, rise, doubt) = (Some(Ordering::Less), Some(Ordering::Equal), Some(Ordering::Greater), None);
    assert_eq!(phase(&[]), Some(Phase::Lazy));
    assert_eq!(phase(&[fall, tie]), Some(Phase::Lazy));
    assert_eq!(phase(&[fall, doubt, fall]), None);
    assert_eq!(phase(&[doubt, rise]), Some(Phase::Catapult));
    assert_eq!(phase(&[rise, doubt]), Some(Phase::Catapult));
}
