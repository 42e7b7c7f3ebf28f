//! Forged basins: `cycle` and `contraction` with regions, periods, powers and steps that are nearly right.

use crate::borders::{Tally, establish, root};
use crate::linear::Data;
use crate::plain_orbits::{Linear, Seen, number, small, watch_linear};
use crate::two_layer::LOSSES;
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::checks::Failure;
use catapult_core::certify::linear_proof::{LinearProof, Region};
use catapult_core::certify::{Limit, Phase, Proof, Rejection};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

const BITS: u32 = 128;

/// An interval around a number.
fn around(centre: &Float, radius: f64) -> Region {
    let end = |sign: f64| Exact(Float::with_val(120, centre + radius * sign).to_rational().unwrap());
    Region { lower: end(-1.0), upper: end(1.0) }
}

fn holds(region: &Region, weight: &Float) -> bool {
    number(&region.lower.0) < *weight && *weight < number(&region.upper.0)
}

/// An orbit that settles: its problem, the steps to come near, the points that it then visits, in order.
struct Settled {
    data: Data,
    rate: Rational,
    start: Rational,
    state: Linear,
    period: usize,
    points: Vec<Float>,
    steps: u64,
    rises: Vec<u64>,
}

/// What the orbit does in doubles, to sort out most of the others: whether it rises, and its period if that is at most eight.
fn glance(state: &Linear) -> (bool, Option<usize>) {
    let points: Vec<(f64, f64)> = state.points.iter().map(|(z, count)| (z.to_f64(), f64::from(*count))).collect();
    let count: f64 = points.iter().map(|(_, count)| count).sum();
    let (mut weight, rate) = (state.weight.to_f64(), state.learning_rate.to_f64());
    let (mut rises, mut visited) = (false, Vec::new());
    let mean = |of: &dyn Fn(f64) -> f64| points.iter().map(|(z, count)| count * of(*z)).sum::<f64>() / count;
    let exponential = state.loss == catapult_core::model::LossName::Exponential;
    for step in 0..300 {
        let loss = |w: f64| mean(&|z| if exponential { (-z * w).exp() } else { (-z * w).exp().ln_1p() });
        let slope = mean(&|z| z * if exponential { -(-z * weight).exp() } else { -1.0 / ((z * weight).exp() + 1.0) });
        let next = weight - rate * slope;
        rises |= step < 20 && loss(next) > loss(weight);
        visited.push(weight);
        weight = next;
    }
    (rises, visited.iter().rev().take(8).position(|earlier| (earlier - weight).abs() < 1e-9).map(|place| place + 1))
}

fn settle(random: &mut ChaCha8Rng, oscillating: bool) -> Option<Settled> {
    let loss = LOSSES[random.random_range(0..2)];
    let data = Data::of_both_signs(random, loss);
    let resting = data.plain(&small(1.0), &small(0.0));
    let minimum = resting.minimiser();
    let critical = small(2.0) / resting.curvature(&minimum);
    let share = if oscillating { random.random_range(1.02..1.5) } else { random.random_range(0.6..0.97) };
    let rate = Float::with_val(60, critical * share).to_rational()?;
    let start = Float::with_val(60, minimum + random.random_range(-2.0..2.0)).to_rational()?;
    let first = data.plain(&number(&rate), &number(&start));
    let wanted = match glance(&first) {
        (_, Some(period)) if oscillating => period > 1,
        (true, Some(1)) => true,
        _ => false,
    };
    if !wanted {
        return None;
    }
    let period = match watch_linear(first.clone(), 160) {
        Seen::Converges { .. } if !oscillating => 1,
        Seen::Cycles(period) if oscillating && period <= 8 => period,
        _ => return None,
    };
    let steps = random.random_range(20..40);
    let mut losses = vec![first.risk(&first.weight)];
    let mut state = first;
    for _ in 0..steps {
        state.step();
        losses.push(state.risk(&state.weight));
    }
    let rises = (0..steps).filter(|t| losses[*t as usize + 1] > losses[*t as usize]).collect();
    let mut far = state.clone().after((120 / period * period) as u64);
    let points = (0..period)
        .map(|_| {
            let point = far.weight.clone();
            far.step();
            point
        })
        .collect();
    Some(Settled { data, rate, start, state, period, points, steps, rises })
}

/// A radius that may be just too small for the distance of the orbit, or anything up to a power of ten.
fn radius_about(random: &mut ChaCha8Rng, distance: f64, most: f64) -> f64 {
    let any = 10f64.powf(random.random_range(-6.0..most));
    if random.random() { any } else { distance * random.random_range(0.2..4.0) }
}

fn forge_cycles(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(51);
    let mut tally = Tally::default();
    let (mut made, mut repelling) = (0, 0);
    while made < cases {
        let Some(settled) = settle(&mut random, true) else { continue };
        let Settled { data, rate, start, state, period, points, steps, .. } = settled;
        for _ in 0..20 {
            made += 1;
            let distance = (state.weight.clone() - &points[0]).abs().to_f64();
            let cycle_radius = 10f64.powf(random.random_range(-12.0..-3.0));
            let basin_radius = radius_about(&mut random, distance, -0.5);
            let shift =
                small(if random.random_range(0..4) == 0 { cycle_radius * random.random_range(0.5..3.0) } else { 0.0 });
            let claimed = match random.random_range(0..6) {
                0 => period * 2,
                1 => (period / 2).max(2),
                2 => period + 1,
                _ => period,
            };
            let mut cycle = around(&(points[0].clone() + shift), cycle_radius);
            // a cycle of half the period, from which this one was born: it is there, but repels
            let half = period / 2;
            let born = half >= 2 && claimed == half;
            if born {
                let moved = |weight: &Float| {
                    let image = Linear { weight: weight.clone(), ..state.clone() }.after(half as u64);
                    image.weight - weight
                };
                let Some(point) = root(moved, &points[0], &points[half]) else { continue };
                cycle = around(&point, cycle_radius);
                repelling += 1;
            }
            let basin = around(&points[random.random_range(0..period.min(2))], basin_radius);
            let power = claimed * random.random_range(1..3);
            let proof = Proof::Linear(LinearProof::Cycle {
                bits: BITS,
                step: steps,
                period: claimed as u32,
                cycle: cycle.clone(),
                basin: basin.clone(),
                power: power as u32,
                pieces: [1, 4, 16][random.random_range(0..3)],
            });
            let sound = claimed == period
                && holds(&cycle, &points[0])
                && holds(&basin, &points[0])
                && holds(&basin, &state.weight);
            // what is not certainly false may be refused for want of room
            let slack = small(if sound { 0.0 } else { -1.0 });
            let context = || format!("{data:?} at {rate} from {start}, {proof:?}, period {period}");
            let answer = establish(&data.problem(&rate, &start), &proof);
            let Some(established) = tally.judge(&slack, 0.0, answer, context) else { continue };
            assert_eq!(established.phase, Phase::Oscillating);
            let Some(Limit::Cycle(cycle)) = established.limit else { panic!("no cycle: {}", context()) };
            assert_eq!(cycle.cycle.len(), period, "{}", context());
            for (enclosure, point) in cycle.cycle.iter().zip(&points) {
                let reach = small(1.0) >> 30;
                let inside = enclosure.lower() <= point.clone() + &reach && enclosure.upper() >= point.clone() - reach;
                assert!(inside, "{enclosure:?} misses {point}: {}", context());
            }
        }
    }
    assert!(tally.refused * 10 >= cases && tally.accepted * 50 >= cases && repelling > 0, "{tally:?}, {repelling}");
}

forging_test!(cycles, cycles_exhaustively, forge_cycles);

fn forge_contractions(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(52);
    let mut tally = Tally::default();
    let mut made = 0;
    while made < cases {
        // orbits that settle on a cycle around the minimum too: whatever basin is claimed, they do not converge to it
        let oscillating = random.random_range(0..4) == 0;
        let Some(settled) = settle(&mut random, oscillating) else { continue };
        let Settled { data, rate, start, state, mut points, steps, rises, .. } = settled;
        if oscillating {
            points[0] = data.plain(&small(1.0), &small(0.0)).minimiser();
        }
        for _ in 0..20 {
            made += 1;
            let distance = (state.weight.clone() - &points[0]).abs().to_f64();
            let radius = radius_about(&mut random, distance, -0.3);
            let shift = if random.random_range(0..4) == 0 { radius * random.random_range(0.5..2.0) } else { 0.0 };
            let basin = around(&(points[0].clone() + shift), radius);
            let rise = match rises.as_slice() {
                [first, ..] if random.random_range(0..3) > 0 => *first,
                _ => random.random_range(0..steps + 2),
            };
            let proof = Proof::Linear(LinearProof::Contraction {
                bits: BITS,
                step: steps,
                rise,
                basin: basin.clone(),
                power: random.random_range(0..3),
                pieces: [0, 1, 8][random.random_range(0..3)],
            });
            let sound =
                !oscillating && rises.contains(&rise) && holds(&basin, &points[0]) && holds(&basin, &state.weight);
            let slack = small(if sound { 0.0 } else { -1.0 });
            let context = || format!("{data:?} at {rate} from {start}, {proof:?}");
            let answer = establish(&data.problem(&rate, &start), &proof);
            if let Some(established) = tally.judge(&slack, 0.0, answer, context) {
                assert_eq!(established.phase, Phase::Catapult);
            }
        }
    }
    assert!(tally.refused * 10 >= cases && tally.accepted * 50 >= cases, "{tally:?}");
}

forging_test!(contractions, contractions_exhaustively, forge_contractions);

/// The minimum is a cycle of period 1, which the lemma is not about.
#[test]
fn a_cycle_has_at_least_two_points() {
    let mut random = ChaCha8Rng::seed_from_u64(53);
    let settled = std::iter::repeat_with(|| settle(&mut random, false)).flatten().take(20);
    for Settled { data, rate, start, points, steps, .. } in settled {
        let proof = |period| {
            let (cycle, basin) = (around(&points[0], 1e-6), around(&points[0], 1e-3));
            Proof::Linear(LinearProof::Cycle {
                bits: BITS,
                step: steps + 200,
                period,
                cycle,
                basin,
                power: 2,
                pieces: 4,
            })
        };
        for period in [0, 1, 65] {
            let answer = establish(&data.problem(&rate, &start), &proof(period));
            let expected = "the period must be from 2 to 64, the power at most 128 and the pieces at most 4096";
            assert_eq!(
                answer.err(),
                Some(Rejection::Proof(Failure::OutOfRange(expected))),
                "{data:?} at {rate} from {start}"
            );
        }
        assert!(establish(&data.problem(&rate, &start), &proof(2)).is_err());
    }
}
