//! The hypotheses of the lemmas about listed data as they are stated: of linear predictors, and of two-layer networks that stay or grow.

use crate::as_stated::{FINE, Statement, assert_unbounded_confirms_nothing, exact, forge, one};
use crate::plain_orbits::small;
use catapult_core::arithmetic::Ball;
use catapult_core::certify::checks::{
    features_growth, features_separable, features_trap, gram_growth, gram_separable, linear_potential,
    linear_quadratic, linear_rest, linear_smoothness,
};
use catapult_core::certify::lemma::Lemma;

/// eta, mu, h, X, delta, 1 - r.
const FEATURES_TRAP: Statement = Statement {
    typical: &[(-1.0, 0.0), (-1.0, 0.0), (0.0, 0.3), (-1.0, 0.0), (-4.0, -1.0), (-3.0, -1.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| {
        let [eta, least, most, longest, distance, gap] = numbers else { unreachable!() };
        let x = longest.clone() * distance;
        vec![
            gap.clone(),
            distance.clone(),
            eta.clone() * least * (-x.clone()).exp() - gap,
            small(2.0) - gap - eta.clone() * most * x.exp(),
        ]
    },
    rare: &[],
    check: |numbers| {
        let Ok([learning_rate, smallest, largest, longest, distance, gap]) = <[Ball; 6]>::try_from(numbers) else {
            unreachable!()
        };
        features_trap::FeaturesTrap::check(&features_trap::Numbers {
            learning_rate,
            smallest,
            largest,
            longest,
            distance,
            gap,
        })
    },
};

/// eta, X, n, l(0), L.
const FEATURES_SEPARABLE: Statement = Statement {
    typical: &[(-1.0, 1.0), (-1.0, 0.5), (0.5, 1.5), (-0.5, 0.0), (-5.0, -2.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| {
        let [eta, longest, count, at_zero, loss] = numbers else { unreachable!() };
        vec![at_zero.clone() - count.clone() * loss, one() - eta.clone() * 2u32 * longest.clone().square() * loss]
    },
    rare: &[],
    check: |numbers| {
        let Ok([learning_rate, longest, count, at_zero, loss]) = <[Ball; 5]>::try_from(numbers) else { unreachable!() };
        features_separable::FeaturesSeparable::check(&features_separable::Numbers {
            learning_rate,
            longest,
            count,
            at_zero,
            loss,
        })
    },
};

/// eta, n, gamma, |v|.
const FEATURES_GROWTH: Statement = Statement {
    typical: &[(0.0, 12.0), (-1.0, 3.0), (-1.0, 0.5), (0.5, 4.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| {
        let [eta, count, radius, length] = numbers else { unreachable!() };
        let reach = radius.clone() * length;
        vec![
            radius.clone(),
            reach.clone() - 2u32,
            reach.clone() - (count.clone() * 2u32).ln(),
            reach + (eta.clone() / (count.clone() * 6u32)).ln() - length.clone().square().ln(),
        ]
    },
    // with gamma < 0 gamma |v| is no more than 0
    rare: &[0],
    check: |numbers| {
        let Ok([learning_rate, count, radius, length]) = <[Ball; 4]>::try_from(numbers) else { unreachable!() };
        features_growth::FeaturesGrowth::check(&features_growth::Numbers { learning_rate, count, radius, length })
    },
};

/// eta, N, X, n, l(0), L, T, b, gamma.
const GRAM_SEPARABLE: Statement = Statement {
    typical: &[
        (-2.0, 0.0),
        (-2.0, -1.0),
        (-1.0, 0.0),
        (0.5, 1.5),
        (-0.5, 0.0),
        (-7.0, -4.0),
        (0.0, 1.5),
        (1.0, 3.5),
        (-1.0, 0.5),
    ],
    signed: &[],
    room: FINE,
    slacks: |numbers| {
        let [eta, scale, longest, count, at_zero, loss, trace, b, margin] = numbers else { unreachable!() };
        let total = count.clone() * loss;
        vec![
            margin.clone(),
            at_zero.clone() - &total,
            one() - eta.clone() * 2u32 * scale * longest * loss,
            b.clone() - eta.clone() * 5u32 * (longest.clone() * trace).square() * loss,
            margin.clone() * 3u32 * (one() - total / 2u32) * b - scale.clone() * 16u32,
        ]
    },
    // with gamma < 0 the last one asks for b < 0 or n L > 2, which others refuse
    rare: &[0],
    check: |numbers| {
        let Ok([learning_rate, scale, longest, count, at_zero, loss, trace, b, margin]) =
            <[Ball; 9]>::try_from(numbers)
        else {
            unreachable!()
        };
        gram_separable::GramSeparable::check(&gram_separable::Numbers {
            learning_rate,
            scale,
            longest,
            count,
            at_zero,
            loss,
            trace,
            b,
            margin,
        })
    },
};

/// eta, N, X, n, gamma, T, log |g|, log a_0.
const GRAM_GROWTH: Statement = Statement {
    typical: &[(-1.0, 12.0), (-1.0, 0.0), (-1.0, 2.0), (-4.0, 3.0), (-1.5, 0.5), (-1.0, 1.0), (-0.5, 2.0), (-0.3, 1.3)],
    signed: &[],
    room: FINE,
    slacks: |numbers| {
        let [eta, scale, longest, count, radius, trace, log_gradient, log_part] = numbers else { unreachable!() };
        let log_a = log_gradient.clone() + (eta.clone() * scale).ln();
        let square = (log_part.clone() * 2u32).exp() * radius / longest;
        let e = square.clone() / 3u32;
        let push = eta.clone() * 2u32 * scale * longest / (count.clone() * 3u32);
        vec![
            radius.clone(),
            log_part.clone() - small(2.0).ln(),
            log_a.clone() - log_part,
            log_gradient.clone() - (longest.clone() * 2u32).ln(),
            log_a - (longest.clone() * 8u32 * trace / scale).ln(),
            square * 2u32 - 15u32,
            e.clone() - (count.clone() * 2u32).ln(),
            e.clone() - (count.clone() * 4u32 / 3u32).ln() - log_part.clone() * 2u32,
            e + push.ln() - log_part.clone() * 5u32,
        ]
    },
    // gamma > 0 follows from 2 rho a_0² >= 15, and e^E >= 2 n mostly from the next
    rare: &[0, 6],
    check: |numbers| {
        let Ok([learning_rate, scale, longest, count, radius, trace, log_gradient, log_part]) =
            <[Ball; 8]>::try_from(numbers)
        else {
            unreachable!()
        };
        gram_growth::GramGrowth::check(&gram_growth::Numbers {
            learning_rate,
            scale,
            longest,
            count,
            radius,
            trace,
            log_gradient,
            log_part,
        })
    },
};

forging_test!(features_trap_as_stated, features_trap_as_stated_exhaustively, |cases| forge(421, &FEATURES_TRAP, cases));
forging_test!(features_separable_as_stated, features_separable_as_stated_exhaustively, |cases| forge(
    422,
    &FEATURES_SEPARABLE,
    cases
));
forging_test!(features_growth_as_stated, features_growth_as_stated_exhaustively, |cases| forge(
    423,
    &FEATURES_GROWTH,
    cases
));
forging_test!(gram_separable_as_stated, gram_separable_as_stated_exhaustively, |cases| forge(
    424,
    &GRAM_SEPARABLE,
    cases
));
forging_test!(gram_growth_as_stated, gram_growth_as_stated_exhaustively, |cases| forge(425, &GRAM_GROWTH, cases));

/// Hypotheses with >= hold where both sides are equal, those with > do not.
#[test]
fn ties_of_lemmas_about_data() {
    // e^x = 1: eta mu = 1/2 = 1 - r, eta h = 3/2 = 1 + r
    assert!((FEATURES_TRAP.check)(exact(&[1.0, 0.5, 1.5, 1.0, 0.0, 0.5])).is_ok());
    assert!((FEATURES_TRAP.check)(exact(&[1.0, 0.5, 1.0, 1.0, 0.0, 0.0])).is_err());
    // 2 eta X² L = 1 and n L below l(0), then equal to it
    assert!((FEATURES_SEPARABLE.check)(exact(&[1.0, 1.0, 1.0, 0.75, 0.5])).is_ok());
    assert!((FEATURES_SEPARABLE.check)(exact(&[1.0, 1.0, 1.0, 0.5, 0.5])).is_err());
    // 2 eta N X L = 1, 5 eta X² T² L = b, and 3 gamma (1 - n L/2) b = 16 N
    let separable = |at_zero: f64, margin: f64| exact(&[1.0, 1.0, 1.0, 1.0, at_zero, 0.5, 2.0, 10.0, margin]);
    assert!((GRAM_SEPARABLE.check)(separable(0.75, 32.0 / 45.0 * 1.01)).is_ok());
    assert!((GRAM_SEPARABLE.check)(separable(0.5, 32.0 / 45.0 * 1.01)).is_err());
    assert!((GRAM_SEPARABLE.check)(separable(0.75, 32.0 / 45.0 * 0.99)).is_err());
}

#[test]
fn unknown_numbers_of_lemmas_about_data_confirm_nothing() {
    for statement in [&FEATURES_TRAP, &FEATURES_SEPARABLE, &FEATURES_GROWTH, &GRAM_SEPARABLE, &GRAM_GROWTH] {
        assert_unbounded_confirms_nothing(statement);
    }
}

/// Lemmas that are decided on exact numbers say the same of enclosures, one hypothesis at a time.
#[test]
fn lemmas_that_are_decided_exactly() {
    let ball = |value: f64| Ball::exact(small(value));
    let rests = |slope: f64| linear_rest::Rest::check(&linear_rest::Numbers { slope: ball(slope) }).is_ok();
    assert!(rests(0.0) && !rests(1e-30) && !rests(-1e-30));
    let smooth = |rate: f64, beta: f64| {
        let numbers = linear_smoothness::Numbers { learning_rate: ball(rate), smoothness: ball(beta) };
        linear_smoothness::Smoothness::check(&numbers).is_ok()
    };
    assert!(smooth(1.0, 2.0) && smooth(0.5, 4.0) && !smooth(1.0, 2.0f64.next_up()) && !smooth(-1.0, 2.0));
    let repelling = |rate: f64, curvature: f64| {
        let numbers = linear_potential::RepellingNumbers { learning_rate: ball(rate), curvature: ball(curvature) };
        linear_potential::Repelling::check(&numbers).is_ok()
    };
    assert!(repelling(9.0, 0.25) && !repelling(8.0, 0.25) && !repelling(7.0, 0.25));
    let quadratic = |rate: f64, curvature: f64, slope: f64| {
        let numbers =
            linear_quadratic::Numbers { learning_rate: ball(rate), curvature: ball(curvature), slope: ball(slope) };
        [
            linear_quadratic::Falling::check(&numbers).is_ok(),
            linear_quadratic::Alternating::check(&numbers).is_ok(),
            linear_quadratic::Growing::check(&numbers).is_ok(),
        ]
    };
    assert_eq!(quadratic(1.0, 1.0, 1.0), [true, false, false]);
    assert_eq!(quadratic(1.0, 2.0, -1.0), [false, true, false]);
    assert_eq!(quadratic(3.0, 1.0, 1.0), [false, false, true]);
    for numbers in [(-1.0, -1.0, 1.0), (1.0, -1.0, 1.0), (-1.0, 1.0, 1.0), (1.0, 1.0, 0.0)] {
        assert_eq!(quadratic(numbers.0, numbers.1, numbers.2), [false; 3], "{numbers:?}");
    }
}
