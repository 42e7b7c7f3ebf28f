//! Forged proofs about two-layer networks on listed data: the hypotheses of `gram_trap`, `gram_separable` and `gram_growth` at their
//! borders, typed anew from proofs/THEORY.md section 6.

use crate::borders::{Tally, beside, exact, least, root};
use crate::plain_networks::{Dense, dot, eigenvalues, product, solve};
use crate::plain_orbits::{BITS, small};
use catapult_core::certify::certificate::{Exact, Proof};
use catapult_core::certify::checks::{Established, Failure};
use catapult_core::certify::data_proof::GramProof;
use catapult_core::certify::phase::Limit;
use catapult_core::certify::{Phase, Rejection, checker};
use catapult_core::dynamics::{Descent, GramSystem, Problem};
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

const PROOF_BITS: u32 = 320;

/// A network with its data.
#[derive(Clone, Debug)]
pub struct Start {
    pub loss: LossName,
    pub data: Vec<Vec<Rational>>,
    pub first: Vec<Vec<Rational>>,
    pub second: Vec<Rational>,
}

impl Start {
    pub fn random(random: &mut ChaCha8Rng, loss: LossName, separable: bool) -> Self {
        let features = random.random_range(1..=2usize);
        let count = random.random_range(features..=4usize);
        let mut row = |bound: f64| -> Vec<Rational> { (0..features).map(|_| exact(random, -bound, bound)).collect() };
        let mut data: Vec<Vec<Rational>> = (0..count).map(|_| row(1.5)).collect();
        if separable {
            // all on the positive side of the first axis
            data.iter_mut().for_each(|z| z[0] = z[0].clone().abs() + Rational::from((1, 5)));
        } else {
            // a negative combination with other weights, so that the minimiser is not zero
            let weight = |i: usize| Rational::from((3 + 2 * i as i32, 4));
            let entry = |j: usize| data.iter().enumerate().map(|(i, z)| z[j].clone() * weight(i)).sum::<Rational>();
            data.push((0..features).map(|j| -entry(j)).collect());
        }
        let width = [1, 2, 3][count % 3];
        let first = (0..width).map(|_| row(1.5)).collect();
        let second = (0..width).map(|_| exact(random, -1.5, 1.5)).collect();
        Start { loss, data, first, second }
    }

    pub fn dense(&self, rate: &Rational) -> Dense {
        Dense::new(self.loss, rate, &self.data, &self.first, &self.second)
    }

    pub fn descent(&self, rate: &Rational) -> Descent<GramSystem> {
        let points = self.data.iter().map(|z| (z.clone(), 1)).collect();
        Descent::two_layer_from_weights(self.loss, rate.clone(), points, &self.first, &self.second).unwrap()
    }

    pub fn establish(&self, rate: &Rational, proof: GramProof) -> Result<Established, Rejection> {
        let problem: Problem = self.descent(rate).into();
        problem.validate()?;
        checker::establish(&problem, &Proof::Gram(proof))
    }
}

/// (G4) at a state, for a contraction 1 - gap: the least slack.
fn trap_slack(state: &Dense, minimiser: &[Float], gap: &Float) -> Float {
    let h = state.hessian_at(minimiser);
    let [_, h1] = eigenvalues(&h);
    let zeta = state.data.iter().map(|z| dot(z, &solve(&h, z))).fold(small(0.0), |most, next| most.max(&next)).sqrt();
    let norm = |x: &[Float]| {
        let image: Vec<Float> = h.iter().map(|row| dot(row, x)).collect();
        dot(x, &image).max(&small(0.0)).sqrt()
    };
    let e: Vec<Float> = state.v().iter().zip(minimiser).map(|(v, w)| Float::with_val(BITS, v - w)).collect();
    let (delta, far) = (norm(&e), norm(minimiser));
    let [smallest, largest] = eigenvalues(&product(&h, &state.kernel()));
    let eta = &state.learning_rate;
    let n2 = state.scale().square();
    let x = zeta.clone() * &delta;
    let eps = x.clone() / 2u32 * x.clone().exp();
    let stretch = eps.clone() + 1u32;
    let gamma = eta.clone() * 4u32 * &n2 * &h1 * &stretch * (far.clone() + &delta + stretch.clone() * &delta);
    let tau = gamma * &delta / gap;
    let (low, high) = (smallest - &tau, largest + &tau);
    let q = eta.clone() * &high * &eps + eta.clone().square() * &n2 * &h1 * (far + &delta) * stretch.square() * &delta;
    let one = small(1.0);
    least(&[
        gap.clone(),
        one - gap,
        low.clone(),
        small(2.0) - eta.clone() * &high,
        eta.clone() * low - &q - gap,
        small(2.0) - eta.clone() * &high - q - gap,
        gap.clone() - x,
    ])
}

fn forge_traps(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(71);
    let mut tally = Tally::default();
    let mut made = 0;
    while made < cases {
        let loss = [LossName::Logistic, LossName::Exponential][made % 2];
        let start = Start::random(&mut random, loss, false);
        let rate = exact(&mut random, 0.1, 6.0);
        let step = random.random_range(0..40);
        let Some(minimiser) = start.dense(&rate).minimiser() else { continue };
        let state = start.dense(&rate).after(step);
        if !state.risk().is_finite() {
            continue;
        }
        // the slack rises and falls with the gap: a border on either side of where it is largest
        let gaps: Vec<Float> = (1..60).map(|k| small(0.5f64.powf(f64::from(k) / 4.0))).collect();
        let at = |gap: &Float| trap_slack(&state, &minimiser, gap);
        let Some(inside) = gaps.iter().find(|gap| at(gap) > 0) else {
            if random.random_range(0..20) > 0 {
                continue;
            }
            made += 1;
            let gap = gaps[random.random_range(0..gaps.len())].to_rational().unwrap();
            let proof = GramProof::Trap { bits: PROOF_BITS, step, contraction: Exact(Rational::from(1) - gap.clone()) };
            tally.judge(&at(&Float::with_val(BITS, &gap)), 1e-20, start.establish(&rate, proof), || {
                format!("{start:?}")
            });
            continue;
        };
        let outside = if random.random() { small(1.0) } else { small(1e-12) };
        let Some(border) = root(at, inside, &outside) else { continue };
        made += 1;
        let gap = beside(&mut random, &border);
        let proof = GramProof::Trap { bits: PROOF_BITS, step, contraction: Exact(Rational::from(1) - gap.clone()) };
        let slack = at(&Float::with_val(BITS, &gap));
        let answer = start.establish(&rate, proof);
        let doubt = matches!(&answer, Err(Rejection::Proof(failure)) if *failure == catapult_core::certify::loss_history::LossHistory::IN_DOUBT);
        if doubt {
            continue;
        }
        let Some(established) =
            tally.judge(&slack, 1e-20, answer, || format!("{start:?} at {rate}, step {step}, gap {gap}"))
        else {
            continue;
        };
        // the loss never rises from there on, and the sharpness tends to what is enclosed
        let mut state = state;
        let mut before = state.risk();
        for _ in 0..30 {
            state.step();
            let after = state.risk();
            assert!(after.clone() <= before.clone() * (small(1.0) + (small(1.0) >> 400)), "{start:?}");
            before = after;
        }
        let state = state.after(1500);
        let [_, sharpness] = eigenvalues(&product(&state.hessian_at(&state.v()), &state.kernel()));
        let Some(Limit::OnData(limit)) = established.limit else { panic!("{:?}", established.limit) };
        let room = small(1e-2) * &sharpness;
        assert!(limit.sharpness.lower() <= sharpness.clone() + &room && limit.sharpness.upper() >= sharpness - &room);
    }
    tally.finish(cases / 2);
}

#[test]
fn traps_on_data() {
    forge_traps(250);
}

#[test]
#[ignore = "10^5 cases: run by make test-all"]
fn traps_on_data_exhaustively() {
    forge_traps(100_000);
}

/// (G4s) at a state: the least slack.
fn separable_slack(state: &Dense) -> Float {
    let v = state.v();
    let margins: Vec<Float> = state.data.iter().map(|z| dot(z, &v)).collect();
    let gamma = least(&margins) / dot(&v, &v).sqrt();
    let (loss, n, x, t, b) = (state.risk(), small(state.data.len() as f64), state.longest(), state.trace(), state.b());
    let at_zero = crate::plain_orbits::margin_loss(state.loss, &small(0.0));
    let total = loss.clone() * n;
    least(&[
        gamma.clone(),
        at_zero - &total,
        small(1.0) - state.learning_rate.clone() * state.scale() * &x * &loss * 2u32,
        b.clone() - state.learning_rate.clone() * x.square() * t.square() * &loss * 5u32,
        gamma * 3u32 * (small(1.0) - total / 2u32) * b - state.scale() * 16u32,
    ])
}

fn forge_separable(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(72);
    let mut tally = Tally::default();
    let mut made = 0;
    while made < cases {
        let loss = [LossName::Logistic, LossName::Exponential][made % 2];
        let mut start = Start::random(&mut random, loss, true);
        // large weights along the separating direction, so that the border is within reach
        let factor = |sign: &Rational| if *sign < 0 { -1 } else { 1 };
        for (row, w) in start.first.iter_mut().zip(&start.second) {
            row[0] = row[0].clone().abs() * factor(w);
        }
        let size = |scale: &Float| {
            let scale = Float::with_val(60, scale).to_rational().unwrap();
            let mut start = start.clone();
            start.first.iter_mut().flatten().for_each(|x| *x *= &scale);
            start.second.iter_mut().for_each(|x| *x *= &scale);
            start
        };
        let rate = exact(&mut random, 0.1, 3.0);
        let Some(border) = root(|scale| separable_slack(&size(scale).dense(&rate)), &small(1.0), &small(64.0)) else {
            continue;
        };
        made += 1;
        let chosen = size(&Float::with_val(BITS, &beside(&mut random, &border)));
        let slack = separable_slack(&chosen.dense(&rate));
        let answer = chosen.establish(&rate, GramProof::Separable { bits: PROOF_BITS, step: 0 });
        let squared = Start { loss: LossName::Squared, ..chosen.clone() };
        let other = squared.establish(&rate, GramProof::Separable { bits: PROOF_BITS, step: 0 });
        assert!(matches!(other, Err(Rejection::Proof(Failure::NotApplicable(_)))), "{other:?}");
        if let Some(established) = tally.judge(&slack, 1e-20, answer, || format!("{chosen:?} at {rate}")) {
            assert_eq!(established.phase, Phase::Lazy);
            let mut state = chosen.dense(&rate);
            for _ in 0..20 {
                let before = state.risk();
                state.step();
                assert!(state.risk() < before, "{chosen:?}");
            }
        }
    }
    tally.finish(cases);
}

forging_test!(separable_on_data, separable_on_data_exhaustively, forge_separable);

/// gamma of (G5): how far a combination of the points with the weights of the minimiser goes in every direction.
pub fn inner_radius(state: &Dense, minimiser: &[Float]) -> Float {
    let weights: Vec<Float> =
        state.data.iter().map(|z| -crate::plain_orbits::margin_slope(state.loss, &dot(z, minimiser))).collect();
    let features = minimiser.len();
    let moments: Vec<Vec<Float>> = (0..features)
        .map(|j| {
            (0..features)
                .map(|k| {
                    state.data.iter().zip(&weights).fold(small(0.0), |sum, (z, w)| sum + w.clone() * &z[j] * &z[k])
                })
                .collect()
        })
        .collect();
    let total = weights.iter().fold(small(0.0), |sum, w| sum + w);
    eigenvalues(&moments)[0].clone() / (state.longest() * 2u32 * total)
}

/// (G5e) at a state, by logarithms: the least slack.
fn growth_slack(state: &Dense, minimiser: &[Float]) -> Float {
    let n = small(state.data.len() as f64);
    let (x, gamma) = (state.longest(), inner_radius(state, minimiser));
    let g = state.gradient_at(&state.v());
    let size = dot(&g, &g).sqrt();
    let a = state.learning_rate.clone() * state.scale() * &size;
    let log_a = a.clone().ln();
    let rho_a2 = gamma / &x * a.clone().square();
    let e = rho_a2.clone() / 3u32;
    let push = state.learning_rate.clone() * state.scale() * &x * 2u32 / (n.clone() * 3u32);
    least(&[
        log_a.clone() - small(2.0).ln(),
        size.ln() - (x.clone() * 2u32).ln(),
        log_a.clone() - (x * 8u32 * state.trace() / state.scale()).ln(),
        rho_a2 * 2u32 - 15u32,
        e.clone() - (n.clone() * 2u32).ln(),
        e.clone() + (small(3.0) / (n * 4u32)).ln() - log_a.clone() * 2u32,
        e + push.ln() - log_a * 5u32,
    ])
}

fn forge_growth(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(73);
    let mut tally = Tally::default();
    let mut made = 0;
    while made < cases {
        let start = Start::random(&mut random, LossName::Exponential, false);
        let Some(minimiser) = start.dense(&Rational::from(1)).minimiser() else { continue };
        let rational = |rate: &Float| Float::with_val(60, rate).to_rational().unwrap();
        let at = |rate: &Float| growth_slack(&start.dense(&rational(rate)), &minimiser);
        let Some(border) = root(at, &small(1e-3), &small(1e5)) else {
            // |g| < 2 X, which no rate makes up for
            let rate = Rational::from(100_000);
            let slack = growth_slack(&start.dense(&rate), &minimiser);
            let answer = start.establish(&rate, GramProof::Growth { bits: PROOF_BITS, step: 0 });
            assert!(answer.is_err() || slack >= 0, "{start:?} at {rate}");
            continue;
        };
        made += 1;
        let rate = beside(&mut random, &border);
        let slack = growth_slack(&start.dense(&rate), &minimiser);
        let answer = start.establish(&rate, GramProof::Growth { bits: PROOF_BITS, step: 0 });
        if let Some(established) = tally.judge(&slack, 1e-20, answer, || format!("{start:?} at {rate}")) {
            assert_eq!((established.phase, established.limit), (Phase::Divergent, None));
            let before = start.dense(&rate);
            let after = before.clone().after(1);
            assert!(after.risk() > before.risk(), "{start:?} at {rate}");
        }
        let other = Start { loss: LossName::Logistic, ..start };
        assert!(other.establish(&rate, GramProof::Growth { bits: PROOF_BITS, step: 0 }).is_err());
    }
    tally.finish(cases);
}

#[test]
fn growth_on_data() {
    forge_growth(200);
}

#[test]
#[ignore = "10^5 cases: run by make test-all"]
fn growth_on_data_exhaustively() {
    forge_growth(100_000);
}

/// (G5s) at a state, by logarithms, with the first axis as direction: the least slack.
fn escape_slack(state: &Dense) -> Float {
    let v = state.v();
    let n = small(state.data.len() as f64);
    let gamma = least(&state.data.iter().map(|z| z[0].clone()).collect::<Vec<_>>());
    let most_negative = least(&state.data.iter().map(|z| dot(z, &v)).collect::<Vec<_>>());
    let x = state.longest();
    let log_g = (gamma.clone() / &n).ln() - most_negative;
    let log_a = (state.learning_rate.clone() * state.scale()).ln() + &log_g;
    least(&[
        gamma.clone(),
        log_g - (x.clone() * 2u32).ln(),
        log_a - (x.clone() * 8u32 * state.trace() * x / (gamma * state.scale())).ln(),
    ])
}

fn forge_escape(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(75);
    let mut tally = Tally::default();
    let mut made = 0;
    while made < cases {
        let mut start = Start::random(&mut random, LossName::Exponential, true);
        // on the wrong side, so that the loss is large; more data weigh it down
        let factor = |sign: &Rational| if *sign < 0 { 2 } else { -2 };
        for (row, w) in start.first.iter_mut().zip(&start.second) {
            row[0] = row[0].clone().abs() * factor(w);
        }
        let stretch = Rational::from((random.random_range(1..60), 10));
        start.data.iter_mut().flatten().for_each(|x| *x *= &stretch);
        // a direction of any length
        let length = Rational::from((random.random_range(1..50), 7));
        let axis: Vec<Exact> = (0..start.data[0].len()).map(|j| Exact(length.clone() * u32::from(j == 0))).collect();
        let proof = || GramProof::Escape { bits: PROOF_BITS, step: 0, direction: axis.clone() };
        let rational = |rate: &Float| Float::with_val(60, rate).to_rational().unwrap();
        let at = |rate: &Float| escape_slack(&start.dense(&rational(rate)));
        let Some(border) = root(at, &small(1e-6), &small(1e6)) else {
            // |g| < 2 X, which no rate makes up for
            let rate = Rational::from(1_000_000);
            let slack = escape_slack(&start.dense(&rate));
            assert!(start.establish(&rate, proof()).is_err() || slack >= 0, "{start:?} at {rate}");
            continue;
        };
        made += 1;
        let rate = beside(&mut random, &border);
        let slack = escape_slack(&start.dense(&rate));
        let answer = start.establish(&rate, proof());
        if let Some(established) = tally.judge(&slack, 1e-20, answer, || format!("{start:?} at {rate}")) {
            assert_eq!((established.phase, established.limit), (Phase::Divergent, None));
            let before = start.dense(&rate);
            let after = before.clone().after(1);
            assert!(after.risk() > before.risk(), "{start:?} at {rate}");
        }
        let other = Start { loss: LossName::Logistic, ..start.clone() };
        assert!(other.establish(&rate, proof()).is_err());
        // a direction that leaves a point behind, or has other entries
        let back: Vec<Exact> = axis.iter().map(|x| Exact(-x.0.clone())).collect();
        assert!(start.establish(&rate, GramProof::Escape { bits: PROOF_BITS, step: 0, direction: back }).is_err());
        let long = [axis.clone(), axis.clone()].concat();
        assert!(start.establish(&rate, GramProof::Escape { bits: PROOF_BITS, step: 0, direction: long }).is_err());
    }
    tally.finish(cases);
}

forging_test!(escape_on_data, escape_on_data_exhaustively, forge_escape);
