//! Numbers that lemmas read off a run, and limits that follow from them, against their formulas typed anew.

use crate::borders::{ENOUGH_BITS, establish, exact};
use crate::plain_orbits::{margin_curvature, slope, small};
use catapult_core::arithmetic::Ball;
use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::certify::aligned_proof::AlignedProof;
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::checks::aligned_run::AlignedRun;
use catapult_core::certify::checks::{Failure, aligned_degenerate, aligned_safe, data_descent, dense_trap};
use catapult_core::certify::data_run::{DataRun, KnownOfData, StatesOnData};
use catapult_core::certify::{Limit, Phase, Proof, Rejection};
use catapult_core::dynamics::{Descent, FeaturePredictor, FeatureSystem, Problem, Weights};
use catapult_core::model::{FeatureRisk, LossName};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

fn rational(numerator: i32, denominator: i32) -> Rational {
    Rational::from((numerator, denominator))
}

/// K d/(1 - rho) with d = eta Phi F (G_up + K r).
#[test]
fn the_drift_of_a_dense_trap() {
    let numbers = |second: f64| dense_trap::Numbers {
        learning_rate: 0.5,
        output: 0.25,
        smallest: 1.0,
        largest: 2.0,
        lower_gradient: 1.0,
        upper_gradient: 3.0,
        second,
        radius: 0.5,
        gap: 0.125,
    };
    assert_eq!((numbers(2.0).first_step(), numbers(2.0).drift()), (1.0, 16.0));
    assert_eq!((numbers(4.0).first_step(), numbers(4.0).drift()), (1.25, 40.0));
}

/// The other layers of layers that vanish together: between (a - g) (1 - X g/(a - 2 g)) and a - q in squares, for the largest square g of the
/// group at step T, its smallest q, and X = eta K tau².
#[test]
fn limits_of_layers_that_outlive_others() {
    for (sigma, step) in [([-1, 1, 20, -31], 6), ([2, -2, 17, 24], 9), ([1, 1, 45, -5], 3)] {
        let sigma: Vec<Rational> = sigma.iter().map(|value| rational(*value, 10)).collect();
        let problem = Descent::aligned(LossName::Squared, rational(1, 40), Rational::from(3), sigma);
        let run = AlignedRun::until(&problem, 200, step).unwrap();
        let established = aligned_degenerate::establish(&run, 1).expect("layers that vanish");
        let numbers = aligned_degenerate::Numbers::at(run.map(), run.state(), run.output(), &[0, 1]).unwrap();
        let Some(Limit::Aligned(limit)) = established.limit else { panic!("no limit") };
        let (g, x) = (numbers.group.midpoint().clone(), numbers.pull().midpoint().clone());
        assert_eq!(limit.vanishing, None);
        for layer in [2, 3] {
            let a = run.state().sigma[layer].midpoint().clone().square();
            let share = small(1.0) - x.clone() * &g / (a.clone() - g.clone() * 2u32);
            let (low, high) = ((share * (a.clone() - &g)).sqrt(), (a - &g).sqrt());
            let found = limit.sigma[layer].clone().abs();
            let room = found.radius().to_float_up() * small(1e-9);
            for (end, expected) in [(found.lower(), low), (found.upper(), high)] {
                assert!((end - &expected).abs() < room, "{found:?}: {expected}");
            }
            let sign = problem.start.sigma[layer].cmp0();
            assert_eq!(limit.sigma[layer].sign(), Some(sign));
        }
    }
}

/// A layer that there is not, the first or after the last.
#[test]
fn layers_out_of_range() {
    let sigma = [1, 1, 3].map(Rational::from).to_vec();
    let problem = Problem::aligned(LossName::Squared, rational(1, 40), Rational::from(3), sigma);
    for (layer, out) in [(0, true), (1, false), (3, false), (4, true)] {
        let contraction = Exact(rational(1, 2));
        for proof in [
            AlignedProof::Trap { bits: ENOUGH_BITS, step: 0, layer, contraction },
            AlignedProof::Degenerate { bits: ENOUGH_BITS, step: 0, layer },
        ] {
            let answer = establish(&problem, &Proof::Aligned(proof));
            let refused = matches!(answer, Err(Rejection::Proof(Failure::OutOfRange(_))));
            assert_eq!(refused, out, "{layer}: {answer:?}");
        }
    }
}

/// S is s(F), a little above where it is attained, and 1/2 for the logistic loss; F is N times the product of the bounds.
#[test]
fn slopes_of_safe_layers() {
    // (least, largest) squares 1/4, 4 and 9: bounds 35/2, 35/2 and 35/2 in squares
    let sigma = vec![rational(1, 2), Rational::from(2), Rational::from(-3)];
    for loss in [LossName::Exponential, LossName::Logistic, LossName::Squared] {
        let problem = Descent::aligned(loss, rational(1, 100), Rational::from(2), sigma.clone());
        let run = AlignedRun::new(&problem, 200);
        let numbers = aligned_safe::Numbers::at(run.map(), run.state(), 200).expect("three layers");
        // N = m^(-(L-1)/2)
        let output = (small(17.5) * 17.5f64 * 17.5f64).sqrt() / 2u32;
        let expected = if loss == LossName::Logistic { small(0.5) } else { slope(loss, &output) };
        let room = expected.clone() * small(1e-5);
        let found = numbers.slope.midpoint().clone();
        assert!((found.clone() - &expected).abs() < room, "{loss}: {found} for {expected}");
        assert!(loss == LossName::Logistic || numbers.slope.lower() > slope(loss, &output), "{loss}");
    }
}

/// Balanced layers oscillate at the critical rate and at no other, however near.
#[test]
fn balanced_layers_beside_the_critical_rate() {
    // the squared loss with two layers of size 1: eta lambda = 2 with lambda = 2 at width 1, less what f takes
    let sigma = vec![Rational::from(1), Rational::from(1)];
    let phase = |rate: &Rational| {
        let problem = Problem::aligned(LossName::Squared, rate.clone(), Rational::from(1), sigma.clone());
        let proof = AlignedProof::Balanced { bits: 64 };
        establish(&problem, &Proof::Aligned(proof)).map(|found| found.phase)
    };
    let critical = Rational::from(2);
    assert_eq!(phase(&critical), Ok(Phase::Oscillating));
    let hair = Rational::from(1) >> 200u32;
    for rate in [Rational::from(&critical - &hair), critical.clone() + &hair] {
        assert!(matches!(phase(&rate), Err(Rejection::Proof(Failure::NotProved(_)))), "{:?}", phase(&rate));
    }
    assert_eq!(phase(&(critical.clone() - rational(1, 8))), Ok(Phase::Lazy));
    assert_eq!(phase(&(critical + rational(1, 8))), Ok(Phase::Divergent));
}

/// A run whose states are a box around them.
struct Widened<'a> {
    run: &'a DataRun<'a, FeatureSystem>,
    v: Vec<Ball>,
}

impl StatesOnData<FeatureSystem> for Widened<'_> {
    fn system(&self) -> &FeatureSystem {
        self.run.system()
    }
    fn bits(&self) -> u32 {
        self.run.bits()
    }
    fn learning_rate(&self) -> Ball {
        self.run.learning_rate()
    }
    fn state(&self) -> &Weights<Ball> {
        self.run.state()
    }
    fn equations(&self) -> &FeaturePredictor<Ball, LossName> {
        self.run.equations()
    }
    fn loss(&self) -> &Ball {
        self.run.loss()
    }
    fn known(&self) -> &KnownOfData {
        self.run.known()
    }
    fn v(&self) -> &[Ball] {
        &self.v
    }
    fn risk(&self) -> &FeatureRisk<Ball, LossName> {
        self.run.risk()
    }
}

/// h is not below the Hessian anywhere between a box and the next, which overlaps it.
#[test]
fn descents_look_at_both_boxes() {
    let points = [1, 2, -1].map(|z| (vec![Rational::from(z)], 1)).to_vec();
    let curvature = |w: &Float| {
        let term = |z: f64| margin_curvature(LossName::Logistic, &(w.clone() * z)) * (z * z);
        (term(1.0) + term(2.0) + term(-1.0)) / 3u32
    };
    for (weight, shift) in [((11, 10), 0.01), ((11, 10), -0.01), ((-9, 7), 0.02), ((-9, 7), -0.02), ((1, 3), 0.4)] {
        let problem = Descent::features(LossName::Logistic, Rational::from(1), points.clone(), vec![weight.into()]);
        let run = DataRun::new(&problem, 64);
        let reach = Magnitude::power_of_two(-5);
        let v = run.v()[0].clone().widened(reach);
        let next = Ball::exact(v.midpoint().clone() + Float::with_val(53, shift)).widened(reach);
        let h = data_descent::of_features(&Widened { run: &run, v: vec![v.clone()] }, std::slice::from_ref(&next))
            .largest
            .lower();
        for end in [v.lower(), v.upper(), next.lower(), next.upper()] {
            let there = curvature(&(small(1.0) * end));
            assert!(h >= there.clone() * (small(1.0) - small(1e-12)), "{h} below {there} from {v:?} to {next:?}");
        }
    }
}

/// Aligned networks of two layers alternate where the two-layer network that they are does.
#[test]
fn alternations_of_two_aligned_layers() {
    let mut random = ChaCha8Rng::seed_from_u64(171);
    let (mut accepted, mut refused) = (0, 0);
    for _ in 0..300 {
        let one = exact(&mut random, 4.0, 60.0);
        let sign = if random.random() { 1 } else { -1 };
        let two: Rational = one.clone() * exact(&mut random, 0.02, 0.3) * sign;
        let rate = exact(&mut random, 3.0, 30.0);
        let (bits, step) = (ENOUGH_BITS, random.random_range(0..3));
        let margin = || Exact(exact(&mut ChaCha8Rng::seed_from_u64(step), 0.001, 0.2));
        let aligned =
            Problem::aligned(LossName::Logistic, rate.clone(), Rational::from(4), vec![one.clone(), two.clone()]);
        // N = 1/2
        let (output, lambda) = (Rational::from(&one * &two) / 2u32, (one.square() + two.square()) / 4u32);
        let plain = Problem::two_layer(LossName::Logistic, rate, Rational::from(4), lambda, output);
        let answer = establish(&aligned, &Proof::Aligned(AlignedProof::Alternation { bits, step, margin: margin() }));
        let expected = establish(&plain, &Proof::Alternation { bits, step, margin: margin() });
        assert_eq!(answer.is_ok(), expected.is_ok(), "{answer:?}, {expected:?}: {aligned:?}");
        if let Ok(found) = answer {
            assert_eq!((found.phase, found.limit), (Phase::Divergent, None));
            accepted += 1;
        } else {
            refused += 1;
        }
    }
    assert!(accepted > 30 && refused > 30, "{accepted} {refused}");
    let three = [20, 2, 3].map(Rational::from).to_vec();
    let problem = Problem::aligned(LossName::Logistic, Rational::from(20), Rational::from(4), three);
    let proof = AlignedProof::Alternation { bits: ENOUGH_BITS, step: 0, margin: Exact(rational(1, 8)) };
    assert!(establish(&problem, &Proof::Aligned(proof)).is_err());
}
