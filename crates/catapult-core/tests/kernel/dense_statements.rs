//! The hypotheses of each lemma about deep networks with all their weights as they are stated.

use crate::as_stated::{FINE, Statement, assert_unbounded_confirms_nothing, exact, forge, one};
use crate::plain_orbits::small;
use catapult_core::arithmetic::Ball;
use catapult_core::certify::checks::{dense_growth, dense_trap};
use catapult_core::certify::lemma::Lemma;

/// eta, F, phi, Phi, G_low, G_up, K, r, 1 - rho.
const TRAP: Statement = Statement {
    typical: &[
        (-2.0, 0.5),
        (-7.0, -3.0),
        (-1.0, 0.0),
        (0.0, 0.5),
        (-0.5, 0.5),
        (-0.5, 0.5),
        (-3.0, 0.0),
        (-4.0, -1.0),
        (-3.0, -0.1),
    ],
    signed: &[],
    room: FINE,
    slacks: |numbers| {
        let [eta, output, phi, most, low, up, second, radius, gap] = numbers else { unreachable!() };
        let rho = one() - gap;
        let least = low.clone() - second.clone() * radius;
        let greatest = up.clone() + second.clone() * radius;
        let remainder = second.clone() * (eta.clone() * most).square() * output * greatest.clone().square() / 2u32;
        let length = eta.clone() * most * output * &greatest;
        vec![
            output.clone(),
            phi.clone(),
            gap.clone(),
            rho.clone(),
            least.clone(),
            eta.clone() * phi * least.square() - &remainder - (one() - &rho),
            one() + &rho - eta.clone() * most * greatest.square() - remainder,
            radius.clone() * (one() - rho) - length,
        ]
    },
    // s/f > 0, rho > 0 and rho < 1 fail with others: see the ties below
    rare: &[1, 2, 3],
    check: |numbers| {
        let Ok([learning_rate, output, smallest, largest, lower_gradient, upper_gradient, second, radius, gap]) =
            <[Ball; 9]>::try_from(numbers)
        else {
            unreachable!()
        };
        dense_trap::DenseTrap::check(&dense_trap::Numbers {
            learning_rate,
            output,
            smallest,
            largest,
            lower_gradient,
            upper_gradient,
            second,
            radius,
            gap,
        })
    },
};

/// eps, chi, h of three layers.
const GROWTH: Statement = Statement {
    typical: &[(-12.0, -4.0), (-1.0, 0.0), (9.0, 16.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| {
        let [rest, cosine, push] = numbers else { unreachable!() };
        let nu = cosine.clone() / 4u32;
        let power = nu.clone().square() * nu.clone().square() * nu.clone().square();
        vec![cosine.clone(), nu.square() / 4u32 - rest, push.clone() * power - 2u32]
    },
    rare: &[],
    check: |numbers| {
        let Ok([rest, cosine, push]) = <[Ball; 3]>::try_from(numbers) else { unreachable!() };
        dense_growth::DenseGrowth::check(&dense_growth::Numbers { depth: 3, rest, cosine, push })
    },
};

forging_test!(dense_trap_as_stated, dense_trap_as_stated_exhaustively, |cases| forge(411, &TRAP, cases));
forging_test!(dense_growth_as_stated, dense_growth_as_stated_exhaustively, |cases| forge(412, &GROWTH, cases));

#[test]
fn dense_ties() {
    // without K: eta phi G² = 1/2 = 1 - rho, eta Phi G² = 3/2 = 1 + rho, eta Phi F G = r (1 - rho)
    let trap = |output: f64, radius: f64, gap: f64| exact(&[1.0, output, 0.5, 1.5, 1.0, 1.0, 0.0, radius, gap]);
    assert!((TRAP.check)(trap(0.5, 1.5, 0.5)).is_ok());
    assert!((TRAP.check)(trap(0.5, 1.49, 0.5)).is_err());
    assert!((TRAP.check)(trap(0.0, 1.5, 0.5)).is_err());
    // rho = 1.5 with a radius below zero, which makes (iv) hold
    assert!((TRAP.check)(exact(&[1.0, 0.5, 1.0, 1.0, 1.0, 1.0, 0.0, -1e9, -0.5])).is_err());
    // rho = 1, rho = 0, phi = 0
    assert!((TRAP.check)(exact(&[1.0, 0.5, 0.5, 1.0, 1.0, 1.0, 0.0, 1e9, 0.0])).is_err());
    assert!((TRAP.check)(exact(&[1.0, 0.5, 1.0, 1.0, 1.0, 1.0, 0.0, 1e9, 1.0])).is_err());
    assert!((TRAP.check)(exact(&[1.0, 0.5, 0.0, 1.0, 1.0, 1.0, 0.0, 1e9, 0.5])).is_err());
    // G_- = 0
    assert!((TRAP.check)(exact(&[1.0, 1e-9, 1.0, 1.0, 0.5, 1.0, 1.0, 0.5, 0.5])).is_err());
    // chi = 1: eps = 1/64, h = 8192; five layers: h = 2 4^20
    assert!((GROWTH.check)(exact(&[1.0 / 64.0, 1.0, 8192.0])).is_ok());
    assert!((GROWTH.check)(exact(&[0.0, 0.0, 8192.0])).is_err());
    let deep = |push: f64| dense_growth::Numbers {
        depth: 5,
        rest: Ball::exact(small(0.0)),
        cosine: Ball::exact(small(1.0)),
        push: Ball::exact(small(push)),
    };
    assert!(dense_growth::DenseGrowth::check(&deep(2f64.powi(41))).is_ok());
    assert!(dense_growth::DenseGrowth::check(&deep(2f64.powi(41) * (1.0 - 1e-15))).is_err());
}

#[test]
fn unknown_numbers_of_dense_lemmas_confirm_nothing() {
    for statement in [&TRAP, &GROWTH] {
        assert_unbounded_confirms_nothing(statement);
    }
}
