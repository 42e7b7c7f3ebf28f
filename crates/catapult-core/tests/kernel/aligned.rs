//! Forged proofs about aligned networks, at the borders of their hypotheses, and the limits that they give.

use crate::borders::{ENOUGH_BITS, Tally, beside, establish, exact, least, root};
use crate::plain_layers::{PlainLayers, slope};
use crate::plain_orbits::{number, small};
use crate::two_layer::LOSSES;
use catapult_core::certify::aligned_proof::AlignedProof;
use catapult_core::certify::certificate::{Exact, Proof};
use catapult_core::certify::phase::AlignedMinimum;
use catapult_core::certify::{Limit, Phase};
use catapult_core::dynamics::Problem;
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

/// A start without its rate.
#[derive(Clone, Debug)]
struct Start {
    loss: LossName,
    width: u32,
    sigma: Vec<Rational>,
}

impl Start {
    fn random(random: &mut ChaCha8Rng, losses: &[LossName], depths: std::ops::Range<usize>) -> Self {
        let loss = losses[random.random_range(0..losses.len())];
        let width = [1, 2, 3, 4, 10, 100][random.random_range(0..6)];
        let depth = random.random_range(depths);
        let typical = f64::from(width).powf((depth as f64 - 1.0) / (2.0 * depth as f64));
        let sigma = (0..depth)
            .map(|_| {
                let size = exact(random, 0.4 * typical, 1.6 * typical);
                if random.random() { size } else { -size }
            })
            .collect();
        Start { loss, width, sigma }
    }

    fn plain(&self, rate: &Rational) -> PlainLayers {
        PlainLayers::new(self.loss, rate, self.width, &self.sigma)
    }

    fn at(&self, rate: &Float) -> PlainLayers {
        PlainLayers { learning_rate: rate.clone(), ..self.plain(&Rational::from(1)) }
    }

    fn problem(&self, rate: &Rational) -> Problem {
        Problem::aligned(self.loss, rate.clone(), Rational::from(self.width), self.sigma.clone())
    }

    /// 2/(kappa lambda).
    fn natural(&self) -> Float {
        let state = self.plain(&Rational::from(1));
        small(2.0) / (state.kappa() * state.lambda())
    }
}

/// K: the larger of kappa and s(f)/f. And the smaller.
fn ratios(state: &PlainLayers) -> [Float; 2] {
    let (kappa, ratio) = (state.kappa(), state.ratio());
    [kappa.clone().min(&ratio), kappa.max(&ratio)]
}

fn squares(state: &PlainLayers) -> Vec<Float> {
    state.sigma.iter().map(|sigma| sigma.clone().square()).collect()
}

fn greatest(values: &[Float]) -> Float {
    values.iter().fold(values[0].clone(), |most, value| most.max(value))
}

fn lazy_slack(state: &PlainLayers) -> Float {
    let tau: Vec<Float> = (0..state.sigma.len()).map(|l| state.tau(l).square()).collect();
    small(2.0) - state.learning_rate.clone() * &ratios(state)[1] * greatest(&tau)
}

fn safe_slack(state: &PlainLayers) -> Float {
    let squares = squares(state);
    let twice = (greatest(&squares) - least(&squares)) * 2u32;
    let mut bounds: Vec<Float> = squares.into_iter().map(|q| q.max(&twice)).collect();
    let output = bounds.iter().fold(state.scale(), |product, bound| product * bound.clone().sqrt());
    let top = if state.loss == LossName::Logistic { small(0.5) } else { slope(state.loss, &output) };
    bounds.sort_by(|one, two| one.partial_cmp(two).unwrap());
    let product = bounds[2..].iter().fold(small(1.0), |product, bound| product * bound);
    small(2.0) - (state.learning_rate.clone() * top * state.scale()).square() * product
}

fn growth_slack(state: &PlainLayers) -> Float {
    let (push, top) = (state.push(), greatest(&squares(state)));
    if state.loss == LossName::Logistic {
        let excess = push.clone() - &top;
        excess.clone().min(&(excess.square() - push * top))
    } else {
        push - top * 2u32
    }
}

/// 2C.
fn drift(state: &PlainLayers, rho: &Float) -> Float {
    let push = state.learning_rate.clone() * &ratios(state)[1] * state.output().square();
    push * 2u32 / (small(1.0) - rho.clone().square())
}

fn trap_slack(state: &PlainLayers, layer: usize, rho: &Float) -> Float {
    let drift = drift(state, rho);
    let squares = squares(state);
    let others = || squares.iter().enumerate().filter(|(k, _)| *k != layer).map(|(_, q)| q);
    let weakest = others().map(|q| q.clone() - &drift).collect::<Vec<_>>();
    let scale = state.scale().square();
    let low = weakest.iter().fold(scale.clone(), |product, q| product * q);
    let high = others().fold(scale, |product, q| product * q);
    let [phi, most] = ratios(state);
    let second = state.learning_rate.clone() * phi * low - (small(1.0) - rho);
    let third = small(1.0) + rho - state.learning_rate.clone() * most * high;
    least(&[least(&weakest), second, third])
}

/// A rate beside the border of a slack at the start, or any rate.
fn rate(random: &mut ChaCha8Rng, start: &Start, slack: impl Fn(&PlainLayers) -> Float) -> Option<Rational> {
    let natural = start.natural();
    let near = natural.clone() * small(10f64.powf(random.random_range(-2.0..0.0)));
    let far = natural * small(10f64.powf(random.random_range(0.5..4.0)));
    Some(beside(random, &root(|rate| slack(&start.at(rate)), &near, &far)?))
}

/// Whether |f| rises in the first steps.
fn rises(start: &PlainLayers, steps: u64) -> bool {
    start.sizes(steps).windows(2).any(|pair| pair[1] > pair[0])
}

fn phase(start: &PlainLayers, steps: u64) -> Phase {
    if rises(start, steps) { Phase::Catapult } else { Phase::Lazy }
}

/// What a forger is made of: the seed, the losses and depths of its starts, the slack of the lemma and what the precision resolves, the
/// proof, and the phase that it gives.
struct Forger<S, P, E> {
    seed: u64,
    losses: &'static [LossName],
    depths: std::ops::Range<usize>,
    slack: S,
    proof: P,
    expected: E,
}

impl<S: Fn(&PlainLayers) -> Float, P: Fn(u32, u64) -> AlignedProof, E: Fn(&PlainLayers, u64) -> Phase> Forger<S, P, E> {
    /// Proofs of one kind at the border of their slack, at the start or a few steps later.
    fn forge(&self, cases: usize) {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        let (mut tally, mut made) = (Tally::default(), 0);
        while made < cases {
            let start = Start::random(&mut random, self.losses, self.depths.clone());
            let step = random.random_range(0..3);
            let slack = |state: &PlainLayers| (self.slack)(&state.clone().after(step));
            let Some(rate) = rate(&mut random, &start, slack) else { continue };
            made += 1;
            let first = start.plain(&rate);
            let proof = Proof::Aligned((self.proof)(ENOUGH_BITS, step));
            let answer = establish(&start.problem(&rate), &proof);
            let context = || format!("{start:?} at {rate}, {proof:?}");
            let Some(found) = tally.judge(&slack(&first), 1e-30, answer, context) else { continue };
            assert_eq!((found.phase, found.limit), ((self.expected)(&first, step), None), "{}", context());
        }
        tally.finish(cases);
    }
}

fn forge_lazy(cases: usize) {
    let proof = |bits, step| AlignedProof::Lazy { bits, step };
    Forger { seed: 301, losses: &LOSSES, depths: 2..6, slack: lazy_slack, proof, expected: phase }.forge(cases);
}

fn forge_growth(cases: usize) {
    let proof = |bits, step| AlignedProof::Growth { bits, step };
    let expected = |_: &PlainLayers, _| Phase::Divergent;
    let rising: &[LossName] = &[LossName::Exponential, LossName::Squared];
    Forger { seed: 302, losses: rising, depths: 2..6, slack: growth_slack, proof, expected }.forge(cases);
    Forger { seed: 303, losses: &[LossName::Logistic], depths: 3..6, slack: growth_slack, proof, expected }
        .forge(cases);
}

forging_test!(aligned_lazy, aligned_lazy_exhaustively, forge_lazy);
forging_test!(aligned_growth, aligned_growth_exhaustively, forge_growth);

/// The lemma needs a rise; S is a little above s(F) for the losses whose slope is unbounded, which the room allows for.
fn forge_safe(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(304);
    let (mut tally, mut made) = (Tally::default(), 0);
    while made < cases {
        let mut start =
            Start::random(&mut random, &[LossName::Logistic, LossName::Logistic, LossName::Exponential], 2..4);
        // large layers of like sizes and a small one, for which the border lies above the lazy one
        start.width = [10, 100][random.random_range(0..2)];
        let depth = start.sigma.len() as f64;
        let size = exact(&mut random, 1.0, 5.0);
        let typical = Rational::from_f64(f64::from(start.width).powf((depth - 1.0) / (2.0 * depth))).unwrap();
        for sigma in &mut start.sigma {
            *sigma = size.clone() * &typical * exact(&mut random, 0.9, 1.1);
        }
        start.sigma[0] *= exact(&mut random, 0.002, 0.1);
        if start.sigma[0].is_zero() {
            continue;
        }
        let step = random.random_range(1..3);
        let Some(rate) = rate(&mut random, &start, |state| safe_slack(&state.clone().after(step))) else { continue };
        made += 1;
        let first = start.plain(&rate);
        let slack = if rises(&first, step) { safe_slack(&first.clone().after(step)) } else { small(-1.0) };
        let room = if start.loss == LossName::Logistic { 1e-30 } else { 1e-5 };
        let proof = Proof::Aligned(AlignedProof::Safe { bits: ENOUGH_BITS, step });
        let answer = establish(&start.problem(&rate), &proof);
        let found = tally.judge(&slack, room, answer, || format!("{start:?} at {rate}, {proof:?}"));
        assert!(found.is_none_or(|found| (found.phase, found.limit) == (Phase::Catapult, None)));
    }
    assert!(tally.accepted * 100 >= cases && tally.refused * 10 >= cases, "of {cases} cases: {tally:?}");
}

forging_test!(aligned_safe, aligned_safe_exhaustively, forge_safe);

/// Traps at their borders, with a small output: the layer is any, the limits contain what the orbit shows forty steps later.
fn forge_traps(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(305);
    let (mut tally, mut made) = (Tally::default(), 0);
    while made < cases {
        let mut start = Start::random(&mut random, &LOSSES, 2..6);
        let layer = random.random_range(0..start.sigma.len());
        start.sigma[layer] *= exact(&mut random, 0.001, 0.2);
        if start.sigma[layer].is_zero() {
            continue;
        }
        let rho = Rational::from_f64(1.0 - 10f64.powf(random.random_range(-2.0..-0.02))).unwrap();
        let step = random.random_range(0..3);
        let slack = |state: &PlainLayers| trap_slack(&state.clone().after(step), layer, &number(&rho));
        let natural = start.natural();
        let middle = natural.clone() * random.random_range(0.3..0.7);
        let far = natural * small(if random.random() { 3.0 } else { 0.0005 });
        let Some(border) = root(|rate| slack(&start.at(rate)), &middle, &far) else { continue };
        let rate = beside(&mut random, &border);
        made += 1;
        let first = start.plain(&rate);
        let proof = AlignedProof::Trap { bits: ENOUGH_BITS, step, layer: layer + 1, contraction: Exact(rho.clone()) };
        let proof = Proof::Aligned(proof);
        let answer = establish(&start.problem(&rate), &proof);
        let context = || format!("{start:?} at {rate}, {proof:?}");
        let Some(found) = tally.judge(&slack(&first), 1e-30, answer, context) else { continue };
        assert_eq!(found.phase, phase(&first, step), "{}", context());
        let Some(Limit::Aligned(AlignedMinimum { sigma, vanishing, lambda, sharpness })) = found.limit else {
            panic!("no limit: {}", context())
        };
        let later = first.clone().after(step + 40);
        let left = drift(&later, &number(&rho));
        assert_eq!(vanishing, Some(layer + 1));
        for (k, (sigma, now)) in sigma.iter().zip(&later.sigma).enumerate() {
            if k == layer {
                assert!(sigma.is_exact() && *sigma.midpoint() == 0);
                continue;
            }
            let size = sigma.clone().abs();
            let lowest = (now.clone().square() - &left).sqrt();
            assert!(size.lower() <= now.clone().abs() && size.upper() >= lowest, "{sigma:?}: {}", context());
            assert_eq!(sigma.midpoint().is_sign_negative(), now.is_sign_negative(), "{}", context());
        }
        let tau = later.tau(layer).square();
        let room = left * &tau * 100u32;
        assert!(lambda.lower() <= tau && lambda.upper() >= tau.clone() - room.clone(), "{lambda:?}: {}", context());
        let kappa = later.kappa();
        assert!(sharpness.lower() <= kappa.clone() * &tau && sharpness.upper() >= kappa * (tau - room));
    }
    tally.finish(cases);
}

forging_test!(aligned_traps, aligned_traps_exhaustively, forge_traps);

/// A number of layer out of range, and a layer that does not vanish.
#[test]
fn the_layer_of_a_trap_is_one_of_the_layers() {
    let sigma = ["1/100", "2", "3"].map(|text| text.parse().unwrap()).to_vec();
    let problem = Problem::aligned(LossName::Squared, Rational::from((1, 40)), Rational::from(1), sigma);
    let proof = |layer| {
        let contraction = Exact(Rational::from((9, 10)));
        Proof::Aligned(AlignedProof::Trap { bits: ENOUGH_BITS, step: 0, layer, contraction })
    };
    assert!(establish(&problem, &proof(1)).is_ok());
    for layer in [0, 2, 3, 4, usize::MAX] {
        assert!(establish(&problem, &proof(layer)).is_err(), "{layer}");
    }
}

/// Balanced starts on both sides of eta_c, and those that only look so.
fn forge_balanced(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(306);
    for _ in 0..cases {
        let mut start = Start::random(&mut random, &LOSSES, 2..6);
        let size = start.sigma[0].clone();
        for sigma in &mut start.sigma {
            *sigma = if random.random() { size.clone() } else { -size.clone() };
        }
        let state = start.plain(&Rational::from(1));
        let critical = number(&size).square() * 2u32 / state.push();
        let rate = beside(&mut random, &critical);
        let proof = Proof::Aligned(AlignedProof::Balanced { bits: ENOUGH_BITS });
        let found = establish(&start.problem(&rate), &proof).unwrap();
        let below = number(&rate) < critical;
        assert_eq!(found.phase, if below { Phase::Lazy } else { Phase::Divergent }, "{start:?} at {rate}");
        assert_eq!(found.limit.is_some(), below);
        let last = start.sigma.len() - 1;
        start.sigma[last] *= Rational::from(1) + (Rational::from(1) >> 300u32);
        assert!(establish(&start.problem(&rate), &proof).is_err(), "{start:?} is not balanced");
    }
}

forging_test!(aligned_balanced, aligned_balanced_exhaustively, forge_balanced);

/// Pairs of equal layers that are the smallest, at the border of eta K tau² = 1; and layers that are no pair, or not the smallest.
fn forge_degenerate(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(307);
    let (mut tally, mut made) = (Tally::default(), 0);
    while made < cases {
        let mut start = Start::random(&mut random, &LOSSES, 3..6);
        let small_layer = exact(&mut random, 0.05, 0.3);
        if small_layer.is_zero() {
            continue;
        }
        start.sigma[0] = small_layer.clone();
        start.sigma[1] = -small_layer;
        let slack = |state: &PlainLayers| {
            let squares = squares(state);
            let others = squares[2..].iter().map(|q| q.clone() - &squares[0]).collect::<Vec<_>>();
            let pull = state.learning_rate.clone() * &ratios(state)[1] * state.tau(0).square();
            (small(1.0) - pull).min(&least(&others))
        };
        let step = random.random_range(0..3);
        let Some(rate) = rate(&mut random, &start, |state| slack(&state.clone().after(step))) else { continue };
        made += 1;
        let first = start.plain(&rate);
        let layer = random.random_range(1..3);
        let proof = Proof::Aligned(AlignedProof::Degenerate { bits: ENOUGH_BITS, step, layer });
        let answer = establish(&start.problem(&rate), &proof);
        let context = || format!("{start:?} at {rate}, {proof:?}");
        let Some(found) = tally.judge(&slack(&first.clone().after(step)), 1e-30, answer, context) else { continue };
        assert_eq!(found.phase, phase(&first, step), "{}", context());
        let Some(Limit::Aligned(limit)) = found.limit else { panic!("no limit: {}", context()) };
        assert!(limit.vanishing.is_none() && limit.lambda.is_exact() && *limit.lambda.midpoint() == 0);
        let later = first.after(step + 200);
        let pair = later.sigma[0].clone().square();
        for (sigma, now) in limit.sigma[2..].iter().zip(&later.sigma[2..]) {
            let (size, square) = (sigma.clone().abs(), now.clone().square());
            // between q_k - 2 q_pair and q_k - q_pair
            let most = (square.clone() - &pair).sqrt() + (small(1.0) >> 400);
            let lowest = (square - pair.clone() * 2u32).max(&small(0.0)).sqrt();
            assert!(size.lower() <= most && size.upper() >= lowest, "{sigma:?} and {now}: {}", context());
        }
        // not a pair, or not the smallest
        let other = Proof::Aligned(AlignedProof::Degenerate { bits: ENOUGH_BITS, step, layer: 3 });
        assert!(establish(&start.problem(&rate), &other).is_err(), "{}", context());
    }
    tally.finish(cases);
}

forging_test!(aligned_degenerate, aligned_degenerate_exhaustively, forge_degenerate);

/// A smallest layer that is alone vanishes alone, and lambda does not.
#[test]
fn a_layer_alone_is_no_group() {
    let at = |second: &str| {
        let sigma = ["1/10", second, "3"].map(|text| text.parse().unwrap()).to_vec();
        let problem = Problem::aligned(LossName::Squared, Rational::from((1, 100)), Rational::from(1), sigma);
        establish(&problem, &Proof::Aligned(AlignedProof::Degenerate { bits: ENOUGH_BITS, step: 0, layer: 1 }))
    };
    assert!(at("1/10").is_ok() && at("-1/10").is_ok());
    assert!(at("11/100").is_err() && at("2").is_err());
}

/// Layers that are zero at the start or after exact steps, and those that are not.
#[test]
fn aligned_hits_are_exact() {
    let exact = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<Rational>>();
    let at = |eta: &str, width: u32, sigma: &[&str], step| {
        let problem = Problem::aligned(LossName::Squared, eta.parse().unwrap(), Rational::from(width), exact(sigma));
        establish(&problem, &Proof::Aligned(AlignedProof::Hit { bits: 64, step }))
    };
    let limit = |answer: Result<catapult_core::certify::checks::Established, _>| match answer {
        Ok::<_, catapult_core::certify::Rejection>(found) => match found.limit {
            Some(Limit::Aligned(limit)) => (found.phase, limit),
            other => panic!("{other:?}"),
        },
        Err(error) => panic!("{error}"),
    };
    let (phase, start) = limit(at("3", 4, &["2", "0", "3"], 0));
    // lambda = 36/16
    assert!(phase == Phase::Lazy && start.vanishing == Some(2) && start.lambda.contains(&Rational::from((9, 4))));
    assert_eq!(limit(at("3", 4, &["0", "0", "3"], 0)).1.vanishing, None);
    // eta q_2 q_3 = 1 lands layer 1 at step 1, and the others fall by 1/4 of themselves
    let (phase, landed) = limit(at("1/16", 1, &["1", "2", "2"], 1));
    assert!(phase == Phase::Lazy && landed.vanishing == Some(1) && landed.sigma[1].contains(&Rational::from((3, 2))));
    // and so from a negative output, whose size falls
    assert_eq!(limit(at("1/16", 1, &["-1", "2", "2"], 1)).0, Phase::Lazy);
    assert!(at("1/16", 1, &["1", "2", "2"], 0).is_err());
    assert!(at("1/17", 1, &["1", "2", "2"], 3).is_err());
    // an irrational factor N
    assert!(at("1/16", 2, &["1", "2"], 1).is_err());
}

/// Proofs about other networks prove nothing.
#[test]
fn aligned_proofs_are_about_aligned_networks() {
    let proof = Proof::Aligned(AlignedProof::Lazy { bits: ENOUGH_BITS, step: 0 });
    let half = || Rational::from((1, 2));
    let two_layers = Problem::two_layer(LossName::Logistic, half(), Rational::from(4), Rational::from(2), half());
    assert!(establish(&two_layers, &proof).is_err());
    assert!(establish(&Problem::linear(LossName::Logistic, half(), half()), &proof).is_err());
    let aligned = Problem::aligned(LossName::Logistic, half(), Rational::from(4), vec![half(); 2]);
    assert!(establish(&aligned, &proof).is_ok());
    assert!(establish(&aligned, &Proof::Growth { bits: ENOUGH_BITS, step: 0 }).is_err());
}
