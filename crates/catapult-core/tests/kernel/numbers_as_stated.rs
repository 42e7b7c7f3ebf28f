//! Numbers that lemmas read off a run, and limits that follow from them, against their formulas typed anew.

use crate::borders::{ENOUGH_BITS, establish};
use crate::plain_orbits::{slope, small};
use catapult_core::certify::aligned_proof::AlignedProof;
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::checks::aligned_run::AlignedRun;
use catapult_core::certify::checks::{Failure, aligned_degenerate, aligned_safe, dense_trap};
use catapult_core::certify::{Limit, Phase, Proof, Rejection};
use catapult_core::dynamics::{Descent, Problem};
use catapult_core::model::LossName;
use rug::Rational;

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
