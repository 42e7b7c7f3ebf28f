//! (G4a), by which minimisers in several features are enclosed: its hypothesis at the border, and its bound.

use crate::gram::Start;
use crate::plain_networks::{dot, solve};
use crate::plain_orbits::small;
use catapult_core::arithmetic::{Ball, FromExact};
use catapult_core::model::{FeatureRisk, LossName};
use catapult_core::theory::feature_minimiser::{FeatureMinimiser, hypothesis, reach};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

fn ball(value: &Rational) -> Ball {
    Ball::from_exact(value, 200)
}

#[test]
fn newton_steps_that_prove_a_minimiser() {
    let hair = Rational::from(1) >> 100u32;
    for zeta in [(1, 100), (1, 2), (3, 1), (500, 7)].map(Rational::from) {
        let border = zeta.clone().recip();
        for (factor, holds) in [
            (Rational::from(1) - &hair, true),
            (Rational::from((1, 3)), true),
            (Rational::new(), true),
            (Rational::from(1), false),
            (Rational::from(1) + &hair, false),
            (Rational::from(7), false),
        ] {
            let nu = Rational::from(&border * &factor);
            assert_eq!(hypothesis(&ball(&zeta), &ball(&nu)).is_certain(), holds, "zeta {zeta}, nu {nu}");
            if holds {
                let (z, n): (Float, Float) = (small(1.0) * &zeta, small(1.0) * &nu);
                let expected = -(small(1.0) - z.clone() * n).ln() / z;
                let found = reach(&ball(&zeta), &ball(&nu));
                let room = (expected.clone() + 1u32) * small(1e-20);
                assert!(
                    found.lower() <= expected.clone() + &room && found.upper() >= expected.clone() - &room,
                    "{found:?}"
                );
                assert!(found.radius().to_float_up() < room, "{found:?} for {expected}");
            }
        }
    }
}

/// Points at any distance from a minimiser: where zeta nu < 1 the minimiser lies around them, within what is stated, and nothing is said where not.
#[test]
fn minimisers_around_points() {
    let mut random = ChaCha8Rng::seed_from_u64(181);
    let (mut proved, mut refused) = ([0; 2], 0);
    for case in 0..300 {
        let loss = [LossName::Logistic, LossName::Exponential][case % 2];
        let start = Start::random(&mut random, loss, false);
        let plain = start.dense(&Rational::from(1));
        let Some(minimiser) = plain.minimiser() else { continue };
        let far = 10f64.powf(random.random_range(-9.0..1.5));
        let near: Vec<Rational> = minimiser
            .iter()
            .map(|x| (x.clone() + small(far * random.random_range(-1.0..1.0))).to_rational().unwrap())
            .collect();
        let at: Vec<Float> = near.iter().map(|x| small(1.0) * x).collect();
        let (hessian, gradient) = (plain.hessian_at(&at), plain.gradient_at(&at));
        let nu = dot(&gradient, &solve(&hessian, &gradient)).sqrt();
        let forms = plain.data.iter().map(|z| dot(z, &solve(&hessian, z)));
        let zeta = forms.fold(small(0.0), |most, next| most.max(&next)).sqrt();
        let product = nu.clone() * &zeta;
        if (product.clone() - 1u32).abs() < 1e-9 {
            continue;
        }
        let points: Vec<_> = start.data.iter().map(|z| (z.clone(), 1)).collect();
        let risk = FeatureRisk::<Ball, LossName>::new(loss, &points, 256);
        let exact: Vec<Ball> = at.iter().map(|x| Ball::exact(x.clone())).collect();
        let found = FeatureMinimiser::around(&risk, &exact);
        if product > 1 {
            assert!(found.is_none(), "{start:?} at {near:?}");
            refused += 1;
            continue;
        }
        // the Hessian over a wide box may be beyond proof
        let Some(found) = found else {
            assert!(product > 1e-6, "{start:?} at {near:?}");
            continue;
        };
        let bound = -(small(1.0) - product).ln() / zeta;
        for (j, (ball, value)) in found.point.iter().zip(&minimiser).enumerate() {
            let room = small(1e-60);
            assert!(
                ball.lower() <= value.clone() + &room && ball.upper() >= value.clone() - room,
                "{start:?} at {near:?}"
            );
            let unit: Vec<Float> = (0..at.len()).map(|k| small(if j == k { 1.0 } else { 0.0 })).collect();
            let reach = dot(&unit, &solve(&hessian, &unit)).sqrt() * &bound;
            let radius = ball.radius().to_float_up();
            assert!(
                radius >= reach.clone() * small(1.0 - 1e-9) && radius <= reach * small(1.0 + 1e-9),
                "{start:?} at {near:?}"
            );
        }
        proved[at.len() - 1] += 1;
    }
    assert!(proved.iter().all(|count| *count > 40) && refused > 10, "{proved:?} {refused}");
}
