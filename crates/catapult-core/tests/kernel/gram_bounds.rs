//! What the lemmas about two-layer networks on data enclose: gradients far out, and the limits of traps, against formulas typed anew.

use crate::borders::exact;
use crate::gram::{Start, inner_radius};
use crate::plain_networks::{dot, solve};
use crate::plain_orbits::small;
use catapult_core::arithmetic::{Ball, FromExact};
use catapult_core::certify::checks::{gram_growth, gram_trap};
use catapult_core::certify::data_run::DataRun;
use catapult_core::certify::phase::Limit;
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

const PROOF_BITS: u32 = 256;

/// log |g| of (G5e) is bounded from below by what it is, where that is a number, and by gamma |v| - log(2 n |v|) where it is not.
#[test]
fn gradients_far_out() {
    let mut random = ChaCha8Rng::seed_from_u64(141);
    let (mut near, mut far) = (0, 0);
    for case in 0..300 {
        let mut start = Start::random(&mut random, LossName::Exponential, false);
        let rate = Rational::from(1);
        let Some(minimiser) = start.dense(&rate).minimiser() else { continue };
        let size = Rational::from(1) << (case % 30);
        start.first.iter_mut().flatten().for_each(|x| *x *= &size);
        start.second.iter_mut().for_each(|x| *x *= &size);
        let state = start.dense(&rate);
        let (v, n) = (state.v(), small(state.data.len() as f64));
        let margins: Vec<Float> = state.data.iter().map(|z| dot(z, &v)).collect();
        let least = margins.iter().cloned().reduce(|a, b| a.min(&b)).unwrap();
        // e^(-least) times a sum without large numbers
        let sum = |j: usize| {
            let term = |(z, margin): (&Vec<Float>, &Float)| z[j].clone() * (least.clone() - margin).exp();
            state.data.iter().zip(&margins).map(term).fold(small(0.0), |sum, next| sum + next)
        };
        let sums: Vec<Float> = (0..v.len()).map(sum).collect();
        let log_gradient = dot(&sums, &sums).sqrt().ln() - &least - n.clone().ln();
        let length = dot(&v, &v).sqrt();
        let reach = inner_radius(&state, &minimiser) * &length;
        let by_length = reach.clone() - (n.clone() * 2u32 * &length).ln();
        let descent = start.descent(&rate);
        let Ok(numbers) = gram_growth::numbers(&DataRun::new(&descent, PROOF_BITS)) else { continue };
        let found = numbers.log_gradient;
        let room = (log_gradient.clone().abs() + 1u32) * small(1e-40);
        assert!(found.upper() <= log_gradient.clone() + &room, "{found:?} above {log_gradient}: {start:?}");
        if found.lower() >= log_gradient.clone() - &room {
            near += 1;
            continue;
        }
        // beyond the exponents of balls, which end between 2^29 and 2^30
        assert!(log_gradient > 1e8, "{found:?} far below {log_gradient}: {start:?}");
        assert!(reach > (n * 2u32).ln() && by_length.is_finite());
        let apart = (found.midpoint().clone() - &by_length).abs();
        assert!(apart <= by_length.clone().abs() * small(1e-9), "{found:?} for {by_length}: {start:?}");
        far += 1;
    }
    assert!(near > 50 && far > 50, "{near} {far}");
}

/// The limits of a trap are what they are at its step, widened by tau: K by tau/h with one feature, the sharpness by tau, and the eigenvalue of the
/// NTK by tau zeta².
#[test]
fn limits_of_traps_are_as_wide_as_stated() {
    let mut random = ChaCha8Rng::seed_from_u64(142);
    let mut seen = [0; 2];
    for case in 0..120 {
        let loss = [LossName::Logistic, LossName::Exponential][case % 2];
        let start = Start::random(&mut random, loss, false);
        let rate = exact(&mut random, 0.3, 1.5);
        let Some(minimiser) = start.dense(&rate).minimiser() else { continue };
        let descent = start.descent(&rate);
        let Ok(run) = DataRun::until(&descent, PROOF_BITS, random.random_range(20..120)) else { continue };
        for gap in (1..12).map(|halvings| Rational::from((1, 1 << halvings))) {
            let Ok(established) = gram_trap::establish(&run, &(Rational::from(1) - &gap)) else { continue };
            let Some(Limit::OnData(limit)) = established.limit else { panic!("{:?}", established.limit) };
            let tau = gram_trap::numbers(&run, Ball::from_exact(&gap, PROOF_BITS)).unwrap().drift().upper();
            let state = start.dense(&rate);
            let hessian = state.hessian_at(&minimiser);
            let zeta2 =
                state.data.iter().map(|z| dot(z, &solve(&hessian, z))).fold(small(0.0), |most, next| most.max(&next));
            let is_as_wide = |ball: &Ball, expected: Float| {
                let radius = ball.radius().to_float_up();
                assert!(radius >= expected.clone() * small(1.0 - 1e-9), "{ball:?} narrower than {expected}: {start:?}");
                assert!(
                    radius <= expected.clone() * small(1.0 + 1e-9) + small(1e-60),
                    "{ball:?} wider than {expected}: {start:?}"
                );
            };
            is_as_wide(&limit.sharpness, small(1.0) * &tau);
            is_as_wide(&limit.ntk_eigenvalue, zeta2 * &tau);
            let features = minimiser.len();
            assert_eq!(limit.lambda.is_some(), features == 1, "{start:?}");
            if let Some(lambda) = limit.lambda {
                is_as_wide(&lambda, small(1.0) * &tau / &hessian[0][0]);
            }
            seen[features - 1] += 1;
            break;
        }
    }
    assert!(seen.iter().all(|count| *count > 10), "{seen:?}");
}
