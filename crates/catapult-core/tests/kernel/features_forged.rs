//! Forged proofs about linear predictors of several features: the hypotheses of `features_trap`, `features_separable` and `features_growth` at
//! their borders, typed anew, and the limits of traps.

use crate::borders::{Tally, beside, exact, least, root};
use crate::gram::{Start, inner_radius};
use crate::plain_networks::{Dense, dot, eigenvalues};
use crate::plain_orbits::{BITS, margin_loss, small};
use catapult_core::certify::certificate::{Exact, Proof};
use catapult_core::certify::checks::{Established, Failure};
use catapult_core::certify::data_proof::FeatureProof;
use catapult_core::certify::phase::{Infimum, Limit};
use catapult_core::certify::{Phase, Rejection, checker};
use catapult_core::dynamics::{Descent, Problem};
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

const PROOF_BITS: u32 = 320;

/// A predictor with its data.
#[derive(Clone, Debug)]
struct Predictor {
    loss: LossName,
    data: Vec<Vec<Rational>>,
    weights: Vec<Rational>,
}

impl Predictor {
    fn random(random: &mut ChaCha8Rng, loss: LossName, separable: bool) -> Self {
        let Start { data, .. } = Start::random(random, loss, separable);
        let weights = data[0].iter().map(|_| exact(random, -1.5, 1.5)).collect();
        Predictor { loss, data, weights }
    }

    /// The data, for what depends on v only.
    fn plain(&self) -> Dense {
        Dense::new(self.loss, &Rational::from(1), &self.data, std::slice::from_ref(&self.weights), &[Rational::from(1)])
    }

    /// v after so many steps.
    fn after(&self, rate: &Float, steps: u64) -> Vec<Float> {
        let plain = self.plain();
        (0..steps).fold(plain.v(), |v, _| {
            let gradient = plain.gradient_at(&v);
            v.into_iter().zip(gradient).map(|(v, g)| v - rate.clone() * g).collect()
        })
    }

    fn establish(&self, rate: &Rational, proof: FeatureProof) -> Result<Established, Rejection> {
        let points = self.data.iter().map(|z| (z.clone(), 1)).collect();
        let problem: Problem = Descent::features(self.loss, rate.clone(), points, self.weights.clone()).into();
        problem.validate()?;
        checker::establish(&problem, &Proof::Features(proof))
    }
}

fn rational(value: &Float) -> Rational {
    Float::with_val(60, value).to_rational().unwrap()
}

/// The hypotheses of a trap for v, mu, h and X.
fn trap_slack(plain: &Dense, minimiser: &[Float], v: &[Float], rate: &Float, gap: &Float) -> Float {
    let [low, high] = eigenvalues(&plain.hessian_at(minimiser));
    let apart: Vec<Float> = v.iter().zip(minimiser).map(|(v, w)| Float::with_val(BITS, v - w)).collect();
    let x = plain.longest() * dot(&apart, &apart).sqrt();
    least(&[
        gap.clone(),
        rate.clone() * low * (-x.clone()).exp() - gap,
        small(2.0) - gap - rate.clone() * high * x.exp(),
    ])
}

fn forge_traps(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(161);
    let mut tally = Tally::default();
    let mut made = 0;
    while made < cases {
        let loss = [LossName::Logistic, LossName::Exponential][made % 2];
        let predictor = Predictor::random(&mut random, loss, false);
        let plain = predictor.plain();
        let Some(minimiser) = plain.minimiser() else { continue };
        let [_, high] = eigenvalues(&plain.hessian_at(&minimiser));
        let rate = rational(&(small(random.random_range(0.1..1.8)) / high));
        let step = random.random_range(0..60);
        let exact_rate = small(1.0) * &rate;
        let v = predictor.after(&exact_rate, step);
        let at = |gap: &Float| trap_slack(&plain, &minimiser, &v, &exact_rate, gap);
        let gaps: Vec<Float> = (1..60).map(|k| small(0.5f64.powf(f64::from(k) / 4.0))).collect();
        let Some(inside) = gaps.iter().find(|gap| at(gap) > 0) else { continue };
        let outside = if random.random() { small(1.0) } else { small(-1e-3) };
        let Some(border) = root(at, inside, &outside) else { continue };
        made += 1;
        let gap = beside(&mut random, &border);
        let contraction = Exact(Rational::from(1) - gap.clone());
        let slack = at(&Float::with_val(BITS, &gap));
        let answer = predictor.establish(&rate, FeatureProof::Trap { bits: PROOF_BITS, step, contraction });
        let doubt = matches!(&answer, Err(Rejection::Proof(failure)) if *failure == catapult_core::certify::loss_history::LossHistory::IN_DOUBT);
        if doubt {
            continue;
        }
        let context = || format!("{predictor:?} at {rate}, step {step}, gap {gap}");
        if let Some(established) = tally.judge(&slack, 1e-20, answer, context) {
            let Some(Limit::OnData(limit)) = established.limit else { panic!("{:?}", established.limit) };
            let holds = |ball: &catapult_core::arithmetic::Ball, value: &Float| {
                let room = (value.clone().abs() + 1u32) * small(1e-60);
                ball.lower() <= value.clone() + &room && ball.upper() >= value.clone() - room
            };
            assert!(limit.minimiser.iter().zip(&minimiser).all(|(ball, value)| holds(ball, value)), "{predictor:?}");
            let [_, high] = eigenvalues(&plain.hessian_at(&minimiser));
            assert!(holds(&limit.sharpness, &high), "{predictor:?}");
            assert_eq!(limit.lambda, None);
            // the loss falls from there on
            let mut before = predictor.plain().risk_at(&v);
            for later in 1..10 {
                let after = predictor.plain().risk_at(&predictor.after(&exact_rate, step + later));
                assert!(after.clone() <= before.clone() * (small(1.0) + (small(1.0) >> 400)), "{predictor:?}");
                before = after;
            }
        }
        // the lemma is about a loss iff its third derivative is within the second
        let squared = Predictor { loss: LossName::Squared, ..predictor };
        let contraction = Exact(Rational::from((1, 2)));
        let answer = squared.establish(&rate, FeatureProof::Trap { bits: PROOF_BITS, step: 0, contraction });
        let applies = LossName::Squared.facts().third_within_second;
        let other = matches!(answer, Err(Rejection::Proof(Failure::NotApplicable(_))));
        assert_eq!(other, !applies, "{answer:?}");
    }
    tally.finish(cases / 2);
}

forging_test!(features_traps, features_traps_exhaustively, |cases| forge_traps(cases / 4));

fn forge_separable(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(162);
    let mut tally = Tally::default();
    let mut made = 0;
    while made < cases {
        let loss = [LossName::Logistic, LossName::Exponential][made % 2];
        let mut predictor = Predictor::random(&mut random, loss, true);
        predictor.weights[0] = predictor.weights[0].clone().abs() + Rational::from((1, 2));
        let size = |scale: &Float| {
            let scale = rational(scale);
            let weights = predictor.weights.iter().map(|w| Rational::from(w * &scale)).collect();
            Predictor { weights, ..predictor.clone() }
        };
        let rate = exact(&mut random, 0.1, 30.0);
        let slack = |predictor: &Predictor| {
            let plain = predictor.plain();
            let risk = plain.risk();
            let count = plain.data.len() as u32;
            least(&[
                margin_loss(loss, &small(0.0)) - risk.clone() * count,
                small(1.0) - risk * 2u32 * &rate * plain.longest().square(),
            ])
        };
        let Some(border) = root(|scale| slack(&size(scale)), &small(1e-3), &small(200.0)) else { continue };
        made += 1;
        let chosen = size(&Float::with_val(BITS, &beside(&mut random, &border)));
        let answer = chosen.establish(&rate, FeatureProof::Separable { bits: PROOF_BITS, step: 0 });
        let context = || format!("{chosen:?} at {rate}");
        if let Some(established) = tally.judge(&slack(&chosen), 1e-20, answer, context) {
            assert_eq!(established.phase, Phase::Lazy);
            assert_eq!(established.limit, Some(Limit::Infimum(Infimum::zero(None))));
            let exact_rate = small(1.0) * &rate;
            let risks: Vec<Float> =
                (0..10).map(|step| chosen.plain().risk_at(&chosen.after(&exact_rate, step))).collect();
            assert!(risks.windows(2).all(|pair| pair[1] < pair[0]), "{chosen:?}");
        }
        let squared = Predictor { loss: LossName::Squared, ..chosen };
        let other = squared.establish(&rate, FeatureProof::Separable { bits: PROOF_BITS, step: 0 });
        assert!(matches!(other, Err(Rejection::Proof(Failure::NotApplicable(_)))), "{other:?}");
    }
    tally.finish(cases);
}

forging_test!(features_separable_data, features_separable_data_exhaustively, |cases| forge_separable(cases / 4));

fn forge_growth(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(163);
    let mut tally = Tally::default();
    let mut made = 0;
    while made < cases {
        let mut predictor = Predictor::random(&mut random, LossName::Exponential, false);
        let far = Rational::from(random.random_range(2..20));
        predictor.weights.iter_mut().for_each(|w| *w *= &far);
        let plain = predictor.plain();
        let Some(minimiser) = plain.minimiser() else { continue };
        let (gamma, v) = (inner_radius(&plain, &minimiser), plain.v());
        let length = dot(&v, &v).sqrt();
        let (reach, n) = (gamma * &length, small(plain.data.len() as f64));
        let slack = |rate: &Float| {
            least(&[
                reach.clone() - 2u32,
                reach.clone() - (n.clone() * 2u32).ln(),
                reach.clone() + (rate.clone() / (n.clone() * 6u32)).ln() - length.clone().square().ln(),
            ])
        };
        let proof = || FeatureProof::Growth { bits: PROOF_BITS, step: 0 };
        let Some(border) = root(slack, &small(1e-9), &small(1e9)) else {
            let rate = Rational::from(1_000_000_000);
            assert!(predictor.establish(&rate, proof()).is_err() || slack(&small(1e9)) >= 0, "{predictor:?}");
            continue;
        };
        made += 1;
        let rate = beside(&mut random, &border);
        let answer = predictor.establish(&rate, proof());
        let at = slack(&(small(1.0) * &rate));
        if let Some(established) = tally.judge(&at, 1e-20, answer, || format!("{predictor:?} at {rate}")) {
            assert_eq!((established.phase, established.limit), (Phase::Divergent, None));
            let after = predictor.after(&(small(1.0) * &rate), 1);
            assert!(predictor.plain().risk_at(&after) > predictor.plain().risk_at(&v), "{predictor:?}");
        }
        let other = Predictor { loss: LossName::Logistic, ..predictor };
        assert!(other.establish(&rate, proof()).is_err());
    }
    tally.finish(cases);
}

forging_test!(features_growth_on_data, features_growth_on_data_exhaustively, |cases| forge_growth(cases / 4));
