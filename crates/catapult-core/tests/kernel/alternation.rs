//! Forged alternations: the hypotheses of `certify::checks::alternation` at their borders.

use crate::borders::{ENOUGH_BITS, Tally, beside, establish, least, root};
use crate::plain_orbits::{TwoLayer, number, slope, small};
use crate::two_layer::Start;
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::{Phase, Proof};
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

/// The least of w, a_0² - 2 and (d - drift)/d, with the largest w and F that the statement allows.
pub fn slack(state: &TwoLayer, margin: &Float) -> Float {
    let top = state.learning_rate.clone() / (state.width.clone().sqrt() * 2u32);
    let least_room = top.clone() - 1u32;
    let [p, q] = state.factors();
    if least_room <= 0 || q <= 0 {
        return small(-1.0);
    }
    let turn = ((top.clone() + 1u32) / (top.clone() - 1u32)).ln() * 2u32;
    let distance = p.ln() - q.ln();
    let gap = least(&[distance.clone(), turn - distance]) - margin;
    if gap <= 0 {
        return gap;
    }
    let output = state.width.clone().sqrt() / 2u32 * state.mean() * (gap.clone() / 2u32).sinh();
    let rate = state.learning_rate.clone() * slope(state.loss, &output) / state.width.clone().sqrt();
    let growth = rate.square() - 1u32;
    if growth <= 1 {
        return growth - 1u32;
    }
    let decay = |exponent: Float| (-exponent).exp();
    let tail = small(1.0) - decay(output.clone() * (growth.clone() - 1u32));
    let drift = top * 8u32 / &growth * decay(output) / tail;
    least(&[gap, growth - 1u32, (margin.clone() - drift) / margin])
}

/// A rate and a margin beside a border at a step.
fn forge(random: &mut ChaCha8Rng, start: &Start, step: u64) -> Option<(Rational, Rational)> {
    let scale = start.width.to_f64().sqrt();
    let rate = Rational::from_f64(scale * random.random_range(2.2..12.0))?;
    let state = start.plain(&number(&rate)).after(step);
    let [p, q] = state.factors();
    let distance = (p.ln() - q.ln()).to_f64();
    let margin = distance * 10f64.powf(random.random_range(-3.0..-0.1));
    if random.random() && step == 0 {
        let margin = Rational::from_f64(margin)?;
        let at = |rate: &Float| slack(&start.plain(rate), &number(&margin));
        let border = root(at, &number(&rate), &small(scale * [2.01, 50.0][random.random_range(0..2)]))?;
        return Some((beside(random, &border), margin));
    }
    let far = small(distance * [1e-30, 0.999][random.random_range(0..2)]);
    let border = root(|margin| slack(&state, margin), &small(margin), &far)?;
    Some((rate, beside(random, &border)))
}

fn forge_alternations(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(4);
    let mut tally = Tally::default();
    let mut made = 0;
    while made < cases {
        let mut start = Start::random(&mut random, &[LossName::Logistic]);
        // large outputs, where the sigmoid is nearly flat
        let scale = Rational::from(random.random_range(1..60));
        start.output *= &scale;
        start.lambda *= &scale;
        let step = random.random_range(0..3);
        let Some((rate, margin)) = forge(&mut random, &start, step) else { continue };
        if margin <= 0 {
            continue;
        }
        made += 1;
        let slack = slack(&start.plain(&number(&rate)).after(step), &number(&margin));
        let proof = Proof::Alternation { bits: ENOUGH_BITS, step, margin: Exact(margin.clone()) };
        let answer = establish(&start.problem(&rate), &proof);
        // The checker takes a w and an F a millionth below what the statement allows; F is below a thousand, and drift has e^{-F}.
        if let Some(established) = tally.judge(&slack, 1e-3, answer, || format!("{start:?} at {rate}, {proof:?}")) {
            assert_eq!((established.phase, established.limit), (Phase::Divergent, None));
        }
    }
    tally.finish(cases);
}

forging_test!(alternations, alternations_exhaustively, forge_alternations);
