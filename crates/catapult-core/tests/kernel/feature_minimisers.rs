//! (G4a), by which minimisers in several features are enclosed: its hypothesis at the border, and its bound.

use crate::plain_orbits::small;
use catapult_core::arithmetic::{Ball, FromExact};
use catapult_core::theory::feature_minimiser::{hypothesis, reach};
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
