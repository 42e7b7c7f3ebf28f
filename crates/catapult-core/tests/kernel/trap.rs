//! Forged traps: (i) and (ii) of `certify::checks::trap` at their borders, and the limit that a trap gives.

use crate::borders::{ENOUGH_BITS, Tally, beside, establish, exact, least, root};
use crate::plain_orbits::{TwoLayer, margin_curvature, number, ratio, small};
use crate::two_layer::{LOSSES, Start};
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::phase::Minimum;
use catapult_core::certify::{Limit, Phase, Proof};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

/// phi and Phi: the extremes of s/f between 0 and |f|, where it is monotone.
pub fn ratios(state: &TwoLayer) -> [Float; 2] {
    let (one, two) = (margin_curvature(state.loss, &small(0.0)), ratio(state.loss, &state.output));
    [one.clone().min(&two), one.max(&two)]
}

/// S.
pub fn sum(state: &TwoLayer, rho: &Float) -> Float {
    let [_, largest] = ratios(state);
    (state.learning_rate.clone() * largest * &state.output).square()
        / &state.width
        / (small(1.0) - rho.clone().square())
}

/// The slacks of (i) and (ii), the smaller one.
pub fn slack(state: &TwoLayer, rho: &Float) -> Float {
    let [smallest, largest] = ratios(state);
    let push = (state.learning_rate.clone() * &largest * &state.output).square() / &state.width;
    let lambda_min = state.mean() * (small(1.0) - sum(state, rho));
    let first = rho.clone() + 1u32 - state.learning_rate.clone() * &state.lambda * largest;
    let second = rho.clone() - 1u32 - push + state.learning_rate.clone() * lambda_min * smallest;
    least(&[first, second])
}

/// A rate and a contraction beside a border of the hypotheses at a step.
fn forge(random: &mut ChaCha8Rng, start: &Start, step: u64) -> Option<(Rational, Rational)> {
    let state = start.plain(&small(1.0));
    let [_, largest] = ratios(&state);
    let natural = small(1.0) / (state.lambda.clone() * largest);
    let factor = random.random_range(0.1..1.9);
    let rate = Float::with_val(60, natural.clone() * factor).to_rational()?;
    let rho = 1.0 - 10f64.powf(random.random_range(-3.0..-0.02));
    if step == 0 && random.random() {
        let rho = Rational::from_f64(rho)?;
        let at = |rate: &Float| slack(&start.plain(rate), &number(&rho));
        let far = natural.clone() * if random.random() { 2.5 } else { 0.0005 };
        return Some((beside(random, &root(at, &natural, &far)?), rho));
    }
    let state = start.plain(&number(&rate)).after(step);
    let far = small(if random.random() { 1e-9 } else { 1.0 - 1e-15 });
    let border = root(|rho| slack(&state, rho), &small(rho), &far)?;
    Some((rate, beside(random, &border)))
}

fn forge_traps(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut tally = Tally::default();
    let mut made = 0;
    while made < cases {
        let start = Start::random(&mut random, &LOSSES);
        let step = random.random_range(0..4);
        let Some((rate, rho)) = forge(&mut random, &start, step) else { continue };
        if rho >= 1 || start.output.is_zero() {
            continue;
        }
        made += 1;
        let first = start.plain(&number(&rate));
        let state = first.clone().after(step);
        let slack = slack(&state, &number(&rho));
        let proof = Proof::Trap { bits: ENOUGH_BITS, step, contraction: Exact(rho.clone()) };
        let answer = establish(&start.problem(&rate), &proof);
        let context = || format!("{start:?} at {rate}, {proof:?}");
        let Some(established) = tally.judge(&slack, 1e-30, answer, context) else { continue };
        // whether it rose before, and what is known of the limit twenty steps later
        let sizes: Vec<Float> = (0..=step).map(|index| first.clone().after(index).output.abs()).collect();
        let rose = sizes.windows(2).any(|pair| pair[1] > pair[0]);
        assert_eq!(established.phase, if rose { Phase::Catapult } else { Phase::Lazy }, "{}", context());
        let Some(Limit::Minimum(Minimum { lambda, sharpness })) = established.limit else {
            panic!("no limit: {}", context())
        };
        // (T5) at f = 0 is kappa lambda
        let kappa = margin_curvature(start.loss, &small(0.0));
        let inside = |end: Float| sharpness.lower() <= kappa.clone() * &end && sharpness.upper() >= kappa.clone() * end;
        assert!(inside(lambda.lower()) && inside(lambda.upper()), "{sharpness:?}: {}", context());
        let later = state.after(20);
        let (upper, lower) = (later.mean(), later.mean() * (small(1.0) - sum(&later, &number(&rho))));
        assert!(lambda.lower() <= upper && lambda.upper() >= lower, "{lambda:?} misses the limit: {}", context());
    }
    tally.finish(cases);
}

forging_test!(traps, traps_exhaustively, forge_traps);

#[test]
fn a_contraction_is_between_zero_and_one() {
    let mut random = ChaCha8Rng::seed_from_u64(2);
    for _ in 0..200 {
        let start = Start::random(&mut random, &LOSSES);
        let rate = exact(&mut random, 0.01, 0.3);
        for rho in [Rational::new(), Rational::from(1), Rational::from(-1) / 2u32, Rational::from((3, 2))] {
            let proof = Proof::Trap { bits: ENOUGH_BITS, step: 0, contraction: Exact(rho) };
            assert!(establish(&start.problem(&rate), &proof).is_err());
        }
    }
}

/// |f| that stays equal at a step, exactly, is no rise: f = 1/3 and -1/3 with eta = m = 1, then less, in numbers that balls round.
#[test]
fn outputs_that_stay_equal() {
    let start = Start {
        loss: catapult_core::model::LossName::Squared,
        width: Rational::from(1),
        output: Rational::from((1, 3)),
        lambda: Rational::from((19, 9)),
    };
    let mut state = start.plain(&small(1.0));
    state.step();
    assert!((state.output.clone() + small(1.0) / 3u32).abs() < 1e-100);
    let proof = |step: u64| Proof::Trap { bits: ENOUGH_BITS, step, contraction: Exact(Rational::from((99, 100))) };
    let found = (1..40).find_map(|step| establish(&start.problem(&Rational::from(1)), &proof(step)).ok());
    assert_eq!(found.expect("a trap").phase, Phase::Lazy);
}
