//! The hypotheses of each two-layer lemma as they are stated.

use crate::as_stated::{FINE, Statement, assert_unbounded_confirms_nothing, exact, forge, one};
use crate::plain_orbits::small;
use catapult_core::arithmetic::Ball;
use catapult_core::certify::checks::{alternation, boundary, growth, trap, universal};
use catapult_core::certify::lemma::Lemma;
use rug::Float;

/// eta, m, delta, phi, Phi, lambda, q, V, 1 - rho.
const TRAP: Statement = Statement {
    typical: &[
        (-3.0, 1.0),
        (0.0, 4.0),
        (-4.0, 0.0),
        (-1.0, 0.0),
        (0.0, 0.5),
        (-1.0, 1.0),
        (-4.0, 0.0),
        (-1.0, 1.0),
        (-3.0, -0.1),
    ],
    signed: &[],
    room: FINE,
    slacks: |numbers| {
        let [eta, m, delta, phi, most, lambda, q, mean, gap] = numbers else { unreachable!() };
        let rho = one() - gap;
        let push = (eta.clone() * most * delta).square() / m;
        let sum = push.clone() / (one() - rho.clone().square());
        let lambda_min = mean.clone() * (one() - sum);
        vec![
            delta.clone(),
            phi.clone(),
            gap.clone(),
            rho.clone(),
            q.clone(),
            mean.clone(),
            one() + &rho - eta.clone() * lambda * most,
            rho - (one() + push - eta.clone() * lambda_min * phi),
        ]
    },
    // rho > 0: see the ties below; V >= 0 alone only where S > 1 as well: see `tests/certify/lemmas.rs`
    rare: &[3, 5],
    check: |numbers| {
        let Ok([learning_rate, width, output, smallest, largest, kernel, factor, mean, gap]) =
            <[Ball; 9]>::try_from(numbers)
        else {
            unreachable!()
        };
        trap::Trap::check(&trap::Numbers { learning_rate, width, output, smallest, largest, kernel, factor, mean, gap })
    },
};

/// eta, m, |f|, s, lambda.
const GROWTH: Statement = Statement {
    typical: &[(0.0, 4.0), (0.0, 2.0), (-1.0, 2.0), (-1.0, 2.0), (-2.0, 1.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| {
        let [eta, m, output, slope, lambda] = numbers else { unreachable!() };
        vec![output.clone(), eta.clone() * output * slope - m.clone() * lambda * 4u32]
    },
    rare: &[],
    check: |numbers| {
        let Ok([learning_rate, width, output, slope, kernel]) = <[Ball; 5]>::try_from(numbers) else { unreachable!() };
        growth::Growth::check(&growth::Numbers { learning_rate, width, output, slope, kernel })
    },
};

/// eta, m, sigma, q, V, u, d, w, F, s.
const ALTERNATION: Statement = Statement {
    typical: &[
        (1.0, 3.0),
        (0.0, 1.0),
        (-0.7, 0.0),
        (-1.0, 2.0),
        (1.0, 4.0),
        (-1.5, 0.5),
        (-6.0, -2.0),
        (-2.0, 0.0),
        (0.0, 2.5),
        (-1.0, 0.0),
    ],
    signed: &[],
    room: FINE,
    slacks: |numbers| {
        let [eta, m, sigma, q, mean, distance, margin, gap, output, slope] = numbers else { unreachable!() };
        let root = m.clone().sqrt();
        let top = eta.clone() * sigma / &root;
        let turn = ((top.clone() + 1u32) / (top.clone() - 1u32)).ln() * 2u32;
        let rate = (eta.clone() * slope / &root).square();
        let growth = rate.clone() - 1u32;
        let decay = |exponent: Float| (-exponent).exp();
        let series = one() - decay(output.clone() * (growth.clone() - 1u32));
        let drift = small(4.0) / &growth * 2u32 * &top * decay(output.clone()) / series;
        vec![
            top - 1u32,
            q.clone(),
            margin.clone(),
            gap.clone(),
            distance.clone() - margin - gap,
            turn - distance - margin - gap,
            output.clone(),
            root / 2u32 * mean * (gap.clone() / 2u32).sinh() - output,
            rate - 2u32,
            margin.clone() - drift,
        ]
    },
    // A > 1: otherwise c is undefined or negative; d > 0: the drift is positive
    rare: &[0, 2],
    check: |numbers| {
        let Ok([learning_rate, width, slope_limit, factor, mean, distance, margin, gap, output, slope]) =
            <[Ball; 10]>::try_from(numbers)
        else {
            unreachable!()
        };
        let place = alternation::Place { learning_rate, width, slope_limit, factor, mean, distance };
        alternation::Alternation::check(&alternation::Numbers { place, margin, gap, output, slope })
    },
};

/// eta, m, sigma.
const UNIVERSAL: Statement = Statement {
    typical: &[(-1.0, 2.0), (0.0, 4.0), (-1.0, 0.5)],
    signed: &[],
    room: FINE,
    slacks: |numbers| {
        let [eta, m, sigma] = numbers else { unreachable!() };
        vec![eta.clone(), m.clone() * 2u32 - (eta.clone() * sigma).square()]
    },
    rare: &[],
    check: |numbers| {
        let Ok([learning_rate, width, slope_limit]) = <[Ball; 3]>::try_from(numbers) else { unreachable!() };
        universal::Universal::check(&universal::Numbers { learning_rate, width, slope_limit })
    },
};

fn rate(numbers: Vec<Ball>) -> boundary::Numbers<Ball> {
    let Ok([rate]) = <[Ball; 1]>::try_from(numbers) else { unreachable!() };
    boundary::Numbers { rate }
}

const FALLS: Statement = Statement {
    typical: &[(-1.0, 1.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| vec![small(2.0) - &numbers[0]],
    rare: &[],
    check: |numbers| boundary::Falls::check(&rate(numbers)),
};

const GROWS: Statement = Statement {
    typical: &[(-1.0, 3.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| vec![numbers[0].clone() - 2u32],
    rare: &[],
    check: |numbers| boundary::Grows::check(&rate(numbers)),
};

forging_test!(trap_as_stated, trap_as_stated_exhaustively, |cases| forge(91, &TRAP, cases));
forging_test!(growth_as_stated, growth_as_stated_exhaustively, |cases| forge(92, &GROWTH, cases));
forging_test!(alternation_as_stated, alternation_as_stated_exhaustively, |cases| forge(93, &ALTERNATION, cases));
forging_test!(universal_as_stated, universal_as_stated_exhaustively, |cases| forge(94, &UNIVERSAL, cases));
forging_test!(boundary_as_stated, boundary_as_stated_exhaustively, |cases| {
    forge(95, &FALLS, cases);
    forge(96, &GROWS, cases);
});

// Ties: where a strict hypothesis is an equality it fails, and a weak one holds.

#[test]
fn boundary_ties() {
    assert!((FALLS.check)(exact(&[2.0])).is_err() && (GROWS.check)(exact(&[2.0])).is_err());
    assert_unbounded_confirms_nothing(&FALLS);
    assert_unbounded_confirms_nothing(&GROWS);
}

#[test]
fn growth_ties() {
    // f = 0 with 0 >= 0
    assert!((GROWTH.check)(exact(&[1.0, 1.0, 0.0, 0.0, 0.0])).is_err());
    assert!((GROWTH.check)(exact(&[4.0, 1.0, 1.0, 1.0, 1.0])).is_ok());
    assert_unbounded_confirms_nothing(&GROWTH);
}

#[test]
fn universal_ties() {
    // eta = 0; 8 m = eta² with sigma = 1/2
    assert!((UNIVERSAL.check)(exact(&[0.0, 1.0, 0.5])).is_err());
    assert!((UNIVERSAL.check)(exact(&[4.0, 2.0, 0.5])).is_ok());
    assert_unbounded_confirms_nothing(&UNIVERSAL);
}

#[test]
fn trap_ties() {
    // 1 - rho = 1/2, eta lambda Phi = 3/2: the rest has room
    let trap = |q: f64, gap: f64, delta: f64, phi: f64| exact(&[0.75, 1e6, delta, phi, 1.0, 2.0, q, 2.0, gap]);
    assert!((TRAP.check)(trap(1.0, 0.5, 0.01, 1.0)).is_ok());
    assert!((TRAP.check)(trap(0.0, 0.5, 0.01, 1.0)).is_ok());
    assert!((TRAP.check)(trap(1.0, 0.0, 0.01, 1.0)).is_err());
    assert!((TRAP.check)(trap(1.0, 0.5, 0.0, 1.0)).is_err());
    // rho < 0 alone: a V beyond lambda, which no state has
    let negative = |gap: f64| exact(&[1.0, 1e6, 0.01, 1.0, 1.0, 0.5, 1.0, 2.0, gap]);
    assert!((TRAP.check)(negative(1.2)).is_err() && (TRAP.check)(negative(1.0)).is_err());
    assert!((TRAP.check)(negative(0.9)).is_ok());
    assert_unbounded_confirms_nothing(&TRAP);
}

#[test]
fn alternation_of_unbounded_numbers() {
    assert_unbounded_confirms_nothing(&ALTERNATION);
}

/// A slack of both signs confirms nothing, one that touches zero from above confirms a weak hypothesis.
#[test]
fn wide_slacks() {
    use catapult_core::arithmetic::magnitude::Magnitude;
    use catapult_core::certify::lemma::Slack;
    let ball = |middle: f64, radius: f64| Ball::new(small(middle), Magnitude::from_f64(radius));
    let cases = [(ball(1.0, 0.5), true, true), (ball(-1.0, 0.5), false, false), (ball(0.0, 0.0), false, true)];
    let wide = [(ball(1.0, 1.0), false, true), (ball(1.0, 2.0), false, false), (Ball::unbounded(64), false, false)];
    for (value, strict, weak) in cases.into_iter().chain(wide) {
        assert_eq!(Slack::strict("", value.clone()).is_certain(), strict, "{value:?} > 0");
        assert_eq!(Slack::weak("", value.clone()).is_certain(), weak, "{value:?} >= 0");
    }
}
