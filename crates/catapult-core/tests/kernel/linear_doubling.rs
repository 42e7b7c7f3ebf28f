//! Forged proofs at and around the rate where the multiplier of the minimum is -1: rates, radii, steps and rises that are nearly right.

use crate::borders::{ENOUGH_BITS, Tally, beside, establish, exact, least, root};
use crate::linear::Data;
use crate::plain_orbits::{Linear, number, small};
use crate::two_layer::LOSSES;
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::linear_proof::LinearProof;
use catapult_core::certify::{Phase, Proof, Rejection};
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

/// The logistic loss on u, a times, and -u, b times: e^{u w*} = a/b and h = u² ab/(a + b)², so that 2/h is rational.
fn known(random: &mut ChaCha8Rng) -> (Data, Rational) {
    let (a, b) = (random.random_range(1..8u32), random.random_range(1..8u32));
    let (a, b) = if a == b { (a + 1, b) } else { (a, b) };
    let unit = exact(random, 0.3, 2.0);
    let rate = Rational::from((2 * (a + b) * (a + b), a * b)) / unit.clone().square();
    (Data { loss: LossName::Logistic, points: Some(vec![(unit.clone(), a), (-unit, b)]) }, rate)
}

/// Central differences: their errors are of the size of the step squared, far below what is compared.
fn step() -> Float {
    small(1.0) >> 60
}

fn second_difference(function: impl Fn(&Float) -> Float, at: &Float) -> Float {
    let [above, below] = [at.clone() + step(), at.clone() - step()].map(|at| function(&at));
    (above + below - function(at) * 2u32) / step().square()
}

fn third_difference(function: impl Fn(&Float) -> Float, at: &Float) -> Float {
    let moved = |steps: i32| function(&(at.clone() + step() * steps));
    (moved(2) - moved(1) * 2u32 + moved(-1) * 2u32 - moved(-2)) / (step() * step().square() * 2u32)
}

/// The least slack of the hypotheses, each as a number without units, with G''' at some points of the interval.
fn slack(plain: &Linear, minimum: &Float, radius: &Float, turns_exactly: bool) -> Float {
    let above =
        if turns_exactly { small(0.0) } else { small(2.0) - plain.learning_rate.clone() * plain.curvature(minimum) };
    let multiplier = above.clone() - 1u32;
    let square = multiplier.clone().square();
    let bend = second_difference(|w| plain.image(w), minimum).abs() * radius;
    let quadratic = square.clone() * 3u32 * &above * bend.clone().square();
    let turn = bend * &above * 3u32;
    let at = |index: i32| {
        let place = minimum.clone() + radius.clone() * index / 4u32;
        let cubic = -third_difference(|w| plain.image(&plain.image(w)), &place) * radius.clone().square();
        let first = cubic.clone() * 8u32 * (small(1.0) - &multiplier) - &quadratic;
        let second = (square.clone() + 1u32) * 6u32 - &turn - &cubic;
        least(&[cubic, first, second])
    };
    (-4..=4).map(at).fold(above, |least, value| least.min(&value))
}

fn forge_doublings(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(81);
    let mut tally = Tally::default();
    let (mut made, mut exactly) = (0, 0);
    while made < cases {
        let (data, critical) = if random.random_range(0..3) > 0 {
            known(&mut random)
        } else {
            let loss = LOSSES[random.random_range(0..2)];
            let data = Data::of_both_signs(&mut random, loss);
            let resting = data.plain(&small(1.0), &small(0.0));
            let critical = small(2.0) / resting.curvature(&resting.minimiser());
            (data, Float::with_val(200, critical).to_rational().unwrap())
        };
        let rate = match random.random_range(0..6) {
            0 => beside(&mut random, &number(&critical)),
            1 => Float::with_val(40, number(&critical) * random.random_range(0.9..1.01)).to_rational().unwrap(),
            _ => critical.clone(),
        };
        let resting = data.plain(&number(&rate), &small(0.0));
        let minimum = resting.minimiser();
        let distance = 10f64.powf(random.random_range(-3.0..-0.4));
        let distance = if random.random() { distance } else { -distance };
        let start = Float::with_val(60, minimum.clone() + distance).to_rational().unwrap();
        let first = data.plain(&number(&rate), &number(&start));
        let steps = random.random_range(2..12);
        let orbit: Vec<Linear> = (0..=steps).map(|step| first.clone().after(step)).collect();
        let state = &orbit[steps as usize];
        if !state.weight.is_finite() || state.weight.clone().abs() >= 20 {
            continue;
        }
        made += 1;
        // on multiples of u and -u alone the rate is known, and what is not known is off by 10^-60
        let known_rate =
            data.points.as_ref().is_some_and(|points| points.len() == 2 && data.loss == LossName::Logistic);
        let turns_exactly = known_rate && rate == critical;
        let away = (state.weight.clone() - &minimum).abs();
        let radius = match random.random_range(0..6) {
            0 => number(&beside(&mut random, &away)),
            1 => root(|r| slack(&resting, &minimum, r, turns_exactly), &small(0.01), &small(8.0))
                .map_or(small(0.5), |border| number(&beside(&mut random, &border))),
            _ => away.clone() * random.random_range(1.01..2.0),
        };
        let radius = Float::with_val(100, radius);
        let losses: Vec<Float> = orbit.iter().map(|state| state.risk(&state.weight)).collect();
        let rises: Vec<u64> = (0..steps).filter(|t| losses[*t as usize + 1] > losses[*t as usize]).collect();
        let rise = match rises.as_slice() {
            [first, ..] if random.random_range(0..4) > 0 => *first,
            _ => random.random_range(0..steps + 2),
        };
        let proof = Proof::Linear(LinearProof::Doubling {
            bits: ENOUGH_BITS,
            step: steps,
            rise,
            radius: Exact(radius.to_rational().unwrap()),
            pieces: [0, 1, 8, 32, 64, 64][random.random_range(0..6)],
        });
        let radius = Float::with_val(crate::plain_orbits::BITS, radius);
        let slack = if rises.contains(&rise) {
            slack(&resting, &minimum, &radius, turns_exactly).min(&(radius.clone() - &away))
        } else {
            small(-1.0)
        };
        let context = || format!("{data:?} at {rate} from {start}, {proof:?}, critical {critical}");
        let answer = establish(&data.problem(&rate, &start), &proof);
        if let Some(established) = tally.judge(&slack, 1e9, answer, context) {
            assert_eq!(established.phase, Phase::Catapult);
            exactly += usize::from(turns_exactly);
        }
    }
    tally.finish(cases);
    assert!(exactly * 20 > cases, "{exactly} of {cases} at the rate itself: {tally:?}");
}

forging_test!(doublings_of_the_minimum, doublings_of_the_minimum_exhaustively, forge_doublings);

fn proof(radius: &str, pieces: u32) -> Proof {
    let radius = Exact(catapult_core::arithmetic::parse_exact(radius).unwrap());
    Proof::Linear(LinearProof::Doubling { bits: 128, step: 400, rise: 1, radius, pieces })
}

fn answer(loss: LossName, points: &[(i32, u32)], rate: (i32, i32), proof: &Proof) -> Result<Phase, Rejection> {
    let points = points.iter().map(|(z, count)| (Rational::from(*z), *count)).collect();
    let data = Data { loss, points: Some(points) };
    establish(&data.problem(&Rational::from(rate), &Rational::from((3, 2))), proof).map(|established| established.phase)
}

/// Three to one has its doubling at 32/3: there and just below the orbit of 3/2 converges, and no proof holds above.
#[test]
fn the_rate_itself_is_decided() {
    let three = [(1, 3), (-1, 1)];
    let at = |rate: (i32, i32)| answer(LossName::Logistic, &three, rate, &proof("1/8", 64));
    assert_eq!(at((32, 3)), Ok(Phase::Catapult));
    assert_eq!(at((106_666, 10_000)), Ok(Phase::Catapult));
    assert!(at((106_667, 10_000)).is_err());
    // no decimals: a radius of more bits than the proof's would be rounded
    for (radius, pieces) in
        [("1/10", 64), ("0", 64), ("-1/8", 64), ("1/8", 0), ("1/8", 4097), ("1/1024", 64), ("8", 64)]
    {
        assert!(answer(LossName::Logistic, &three, (32, 3), &proof(radius, pieces)).is_err(), "{radius} {pieces}");
    }
    // the exponential loss turns at its own rate, and repels: its doubling is subcritical
    let four = [(1, 1), (-1, 4)];
    assert!(answer(LossName::Exponential, &four, (5, 2), &proof("1/8", 64)).is_err());
    // where algebra does not know the minimum, rates on either side of its own are told apart
    let three = [(1, 1), (2, 1), (-1, 1)];
    let at = |rate: i32| answer(LossName::Logistic, &three, (rate, 100_000_000), &proof("1/8", 64));
    assert_eq!(at(584_446_129), Ok(Phase::Catapult));
    assert!(at(584_446_130).is_err());
}
