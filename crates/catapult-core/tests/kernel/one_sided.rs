//! Forged proofs that the loss of a two-layer network on one-sided data of one feature falls to zero: the hypotheses of `gram_one_sided` at
//! their borders, typed anew from proofs/THEORY.md section 6, (G7a).

use crate::borders::{Tally, beside, exact, least};
use crate::plain_networks::Dense;
use crate::plain_orbits::{number, small};
use catapult_core::certify::certificate::Proof;
use catapult_core::certify::checks::gram_one_sided::{Numbers, OneSidedConverges, OneSidedFalls, Start};
use catapult_core::certify::data_proof::GramProof;
use catapult_core::certify::lemma::Lemma;
use catapult_core::certify::loss_history::LossHistory;
use catapult_core::certify::phase::Limit;
use catapult_core::certify::{Phase, Rejection, checker, checks::Established};
use catapult_core::dynamics::{Descent, Problem};
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

const PROOF_BITS: u32 = 320;

#[derive(Clone, Debug)]
struct Network {
    loss: LossName,
    data: Vec<Vec<Rational>>,
    first: Vec<Vec<Rational>>,
    second: Vec<Rational>,
}

impl Network {
    fn random(random: &mut ChaCha8Rng) -> Self {
        let loss = [LossName::Logistic, LossName::Exponential][random.random_range(0..2)];
        let sign = Rational::from(if random.random() { 1 } else { -1 });
        let count = random.random_range(1..=4usize);
        let mut data: Vec<Vec<Rational>> = (0..count).map(|_| vec![exact(random, 0.1, 2.0) * &sign]).collect();
        if random.random_range(0..8) == 0 {
            // a point beyond zero, or on it
            let z = if random.random() { exact(random, -0.5, -0.01) * &sign } else { Rational::new() };
            data.push(vec![z]);
        }
        let width = random.random_range(1..=3usize);
        let first: Vec<Vec<Rational>> = (0..width).map(|_| vec![exact(random, -2.0, 2.0)]).collect();
        let second = match random.random_range(0..8) {
            // w = 0, exactly
            0 => first.iter().map(|row| -row[0].clone() * &sign).collect(),
            _ => (0..width).map(|_| exact(random, -2.0, 2.0)).collect(),
        };
        Network { loss, data, first, second }
    }

    fn plain(&self, rate: &Rational) -> Dense {
        Dense::new(self.loss, rate, &self.data, &self.first, &self.second)
    }

    fn establish(&self, rate: &Rational, step: u64) -> Result<Established, Rejection> {
        let points = self.data.iter().map(|z| (z.clone(), 1)).collect();
        let descent =
            Descent::two_layer_from_weights(self.loss, rate.clone(), points, &self.first, &self.second).unwrap();
        let problem: Problem = descent.into();
        problem.validate()?;
        checker::establish(&problem, &Proof::Gram(GramProof::OneSided { bits: PROOF_BITS, step }))
    }

    /// The least sigma z, and w, which is exactly zero for ever if it is at the start.
    fn sides(&self, state: &Dense) -> [Float; 2] {
        let positive = self.data.iter().any(|z| z[0] > 0);
        let sigma = small(if positive { 1.0 } else { -1.0 });
        let signed: Vec<Float> = self.data.iter().map(|z| number(&z[0]) * &sigma).collect();
        let alike = self.first.iter().zip(&self.second);
        let zero = alike.into_iter().all(|(row, y)| *y == if positive { -row[0].clone() } else { row[0].clone() });
        let kernel = state.kernel()[0][0].clone();
        let factor = kernel + sigma * state.scale() * &state.v()[0] * 2u32;
        [least(&signed), if zero { small(-1.0) } else { factor }]
    }
}

fn forge_one_sided(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(76);
    let mut tally = Tally::default();
    let (mut made, mut catapults) = (0, 0);
    while made < cases {
        let network = Network::random(&mut random);
        let step = random.random_range(0..4u64);
        let gradient = network.plain(&Rational::from(1)).after(0);
        let slope = gradient.gradient_at(&gradient.v())[0].clone().abs();
        if slope.is_zero() {
            continue;
        }
        // beside the rate with a = 2 at the start, or anywhere
        let border = small(2.0) / (slope * gradient.scale());
        let rate = match random.random_range(0..3) {
            0 => Float::with_val(60, border * random.random_range(0.2..6.0)).to_rational().unwrap(),
            _ => beside(&mut random, &border),
        };
        let mut losses = vec![network.plain(&rate).risk()];
        let mut state = network.plain(&rate);
        for _ in 0..step {
            state.step();
            losses.push(state.risk());
        }
        if !losses.iter().all(Float::is_finite) {
            continue;
        }
        made += 1;
        let rose = losses.windows(2).any(|pair| pair[1] > pair[0]);
        let push = state.learning_rate.clone() * state.scale() * state.gradient_at(&state.v())[0].clone().abs();
        let [side, factor] = network.sides(&state);
        let slack = if rose && network.loss == LossName::Logistic {
            least(&[side, factor])
        } else {
            least(&[side, factor, small(2.0) - push.clone()])
        };
        let context = || format!("{network:?} at {rate}, step {step}");
        let answer = network.establish(&rate, step);
        // losses so small that their enclosures hold zero
        if matches!(&answer, Err(Rejection::Proof(failure)) if *failure == LossHistory::IN_DOUBT) {
            assert!(losses.iter().any(|loss| *loss < 1e-90), "{}", context());
            continue;
        }
        let Some(established) = tally.judge(&slack, 1e-60, answer, context) else { continue };
        let phase = if rose { Phase::Catapult } else { Phase::Lazy };
        catapults += usize::from(rose);
        assert_eq!(established.phase, phase, "{}", context());
        assert!(matches!(established.limit, Some(Limit::Infimum(_))), "{}", context());
        if push <= 2 {
            for _ in 0..20 {
                let before = state.risk();
                state.step();
                // the logarithm of 1 and less than 2^-500 is zero here
                assert!(state.risk() < before || before < 1e-140, "{}", context());
            }
        }
    }
    assert!(catapults * 50 > cases, "{catapults} catapults of {cases}");
    tally.finish(cases);
}

forging_test!(one_sided_data, one_sided_data_exhaustively, forge_one_sided);

/// Several features, other losses and steps that are not there.
#[test]
fn one_sided_data_have_one_feature() {
    let plane = Network {
        loss: LossName::Logistic,
        data: vec![vec![Rational::from(1), Rational::from(2)]],
        first: vec![vec![Rational::from(1), Rational::from(1)]],
        second: vec![Rational::from(1)],
    };
    assert!(plane.establish(&Rational::from(1), 0).is_err());
    let line = Network {
        loss: LossName::Logistic,
        data: vec![vec![Rational::from(1)]],
        first: vec![vec![Rational::from(1)]],
        second: vec![Rational::from(1)],
    };
    assert!(line.establish(&Rational::from(1), 0).is_ok());
    let squared = Network { loss: LossName::Squared, ..line };
    assert!(squared.establish(&Rational::from((1, 10)), 0).is_err());
}

/// Each hypothesis fails alone.
#[test]
fn one_sided_as_stated() {
    use catapult_core::arithmetic::{Ball, FromExact};
    let read = |value: i32| Ball::from_exact(&Rational::from((value, 1000)), 128);
    let falls = |[least, factor, push]: [i32; 3]| {
        OneSidedFalls::check(&Numbers { least: read(least), factor: read(factor), push: read(push) }).is_ok()
    };
    assert!(falls([1, 1, 2000]) && falls([1, 1, 0]));
    assert!(!falls([0, 1, 1000]) && !falls([1, 0, 1000]) && !falls([1, 1, 2001]));
    let converges = |[least, factor]: [i32; 2]| {
        OneSidedConverges::check(&Start { least: read(least), factor: read(factor) }).is_ok()
    };
    assert!(converges([1, 1]) && !converges([0, 1]) && !converges([1, 0]) && !converges([-1, 1]));
}
