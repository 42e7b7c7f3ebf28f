//! The hypotheses of each lemma about aligned networks as they are stated.

use crate::as_stated::{FINE, Statement, assert_unbounded_confirms_nothing, exact, forge, one};
use crate::plain_orbits::small;
use catapult_core::arithmetic::Ball;
use catapult_core::certify::checks::{
    aligned_balanced, aligned_degenerate, aligned_growth, aligned_lazy, aligned_safe, aligned_trap,
};
use catapult_core::certify::lemma::Lemma;
use catapult_core::dynamics::{AlignedSystem, Layers, System};
use catapult_core::model::LossName;
use rug::Rational;

/// eta, F, phi, Phi, a, t_-, t_+, 1 - rho.
const TRAP: Statement = Statement {
    typical: &[(-3.0, 1.0), (-4.0, 0.0), (-1.0, 0.0), (0.0, 0.5), (-3.0, 3.0), (-1.0, 1.0), (-1.0, 1.0), (-3.0, -0.1)],
    signed: &[],
    room: FINE,
    slacks: |numbers| {
        let [eta, output, phi, most, weakest, low, high, gap] = numbers else { unreachable!() };
        let rho = one() - gap;
        let drift = eta.clone() * most * output.clone().square() * 2u32 / (one() - rho.clone().square());
        vec![
            output.clone(),
            phi.clone(),
            gap.clone(),
            rho.clone(),
            weakest.clone() - drift,
            eta.clone() * phi * low - (one() - &rho),
            one() + rho - eta.clone() * most * high,
        ]
    },
    // rho > 0 and rho < 1 fail with others: see the ties below
    rare: &[2, 3],
    check: |numbers| {
        let Ok([learning_rate, output, smallest, largest, weakest, lower_kernel, upper_kernel, gap]) =
            <[Ball; 8]>::try_from(numbers)
        else {
            unreachable!()
        };
        aligned_trap::Trap::check(&aligned_trap::Numbers {
            learning_rate,
            output,
            smallest,
            largest,
            weakest,
            lower_kernel,
            upper_kernel,
            gap,
        })
    },
};

/// eta, K, max tau², min tau².
const LAZY: Statement = Statement {
    typical: &[(-3.0, 1.0), (-1.0, 1.0), (-1.0, 1.0), (-3.0, 1.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| {
        let [eta, ratio, largest, smallest] = numbers else { unreachable!() };
        [largest, smallest].map(|tau| small(2.0) - eta.clone() * ratio * tau).to_vec()
    },
    rare: &[],
    check: |numbers| {
        let Ok([learning_rate, ratio, largest, smallest]) = <[Ball; 4]>::try_from(numbers) else { unreachable!() };
        aligned_lazy::Lazy::check(&aligned_lazy::Numbers { learning_rate, ratio, largest, smallest })
    },
};

/// eta, S, N² Pi.
const SAFE: Statement = Statement {
    typical: &[(-3.0, 1.0), (-2.0, 1.0), (-3.0, 1.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| {
        let [eta, slope, reach] = numbers else { unreachable!() };
        vec![small(2.0) - (eta.clone() * slope).square() * reach]
    },
    rare: &[],
    check: |numbers| {
        let Ok([learning_rate, slope, reach]) = <[Ball; 3]>::try_from(numbers) else { unreachable!() };
        aligned_safe::Safe::check(&aligned_safe::Numbers { learning_rate, slope, reach })
    },
};

/// eta, K, tau², g, a.
const TOGETHER: Statement = Statement {
    typical: &[(-3.0, 1.0), (-1.0, 1.0), (-2.0, 1.0), (-3.0, 1.0), (-1.0, 3.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| {
        let [eta, ratio, kernel, group, next] = numbers else { unreachable!() };
        vec![next.clone() - group, one() - eta.clone() * ratio * kernel]
    },
    rare: &[],
    check: |numbers| {
        let Ok([learning_rate, ratio, kernel, group, next]) = <[Ball; 5]>::try_from(numbers) else { unreachable!() };
        let numbers = aligned_degenerate::Numbers { learning_rate, ratio, kernel, group, next };
        aligned_degenerate::Together::check(&numbers)
    },
};

fn growth(numbers: Vec<Ball>) -> aligned_growth::Numbers<Ball> {
    let Ok([output, push, largest]) = <[Ball; 3]>::try_from(numbers) else { unreachable!() };
    aligned_growth::Numbers { output, push, largest }
}

/// |f|, c, M.
const GROWTH: Statement = Statement {
    typical: &[(-1.0, 1.0), (0.0, 3.0), (-1.0, 1.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| vec![numbers[0].clone(), numbers[1].clone() - numbers[2].clone() * 2u32],
    rare: &[],
    check: |numbers| aligned_growth::Growth::check(&growth(numbers)),
};

/// |f|, c, M.
const BOUNDED: Statement = Statement {
    typical: &[(-1.0, 1.0), (0.0, 4.0), (-1.0, 1.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| {
        let [output, push, largest] = numbers else { unreachable!() };
        let excess = push.clone() - largest;
        vec![output.clone(), excess.clone(), excess.square() - push.clone() * largest]
    },
    rare: &[],
    check: |numbers| aligned_growth::BoundedGrowth::check(&growth(numbers)),
};

fn rates(numbers: Vec<Ball>) -> aligned_balanced::Numbers<Ball> {
    let Ok([learning_rate, critical_rate]) = <[Ball; 2]>::try_from(numbers) else { unreachable!() };
    aligned_balanced::Numbers { learning_rate, critical_rate }
}

/// eta, eta_c.
const FALLS: Statement = Statement {
    typical: &[(-1.0, 1.0), (-1.0, 1.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| vec![numbers[1].clone() - &numbers[0]],
    rare: &[],
    check: |numbers| aligned_balanced::Falls::check(&rates(numbers)),
};

const GROWS: Statement = Statement {
    typical: &[(-1.0, 1.0), (-1.0, 1.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| vec![numbers[0].clone() - &numbers[1]],
    rare: &[],
    check: |numbers| aligned_balanced::Grows::check(&rates(numbers)),
};

forging_test!(aligned_trap_as_stated, aligned_trap_as_stated_exhaustively, |cases| forge(291, &TRAP, cases));
forging_test!(aligned_lazy_as_stated, aligned_lazy_as_stated_exhaustively, |cases| forge(292, &LAZY, cases));
forging_test!(aligned_safe_as_stated, aligned_safe_as_stated_exhaustively, |cases| forge(293, &SAFE, cases));
forging_test!(aligned_degenerate_as_stated, aligned_degenerate_as_stated_exhaustively, |cases| {
    forge(294, &TOGETHER, cases)
});
forging_test!(aligned_growth_as_stated, aligned_growth_as_stated_exhaustively, |cases| {
    forge(295, &GROWTH, cases);
    forge(296, &BOUNDED, cases);
});
forging_test!(aligned_balanced_as_stated, aligned_balanced_as_stated_exhaustively, |cases| {
    forge(297, &FALLS, cases);
    forge(298, &GROWS, cases);
});

// Ties: where a strict hypothesis is an equality it fails, and a weak one holds.

#[test]
fn aligned_ties() {
    // eta K max tau² = 2 holds, eta K min tau² = 2 fails
    assert!((LAZY.check)(exact(&[1.0, 2.0, 1.0, 0.5])).is_ok());
    assert!((LAZY.check)(exact(&[1.0, 2.0, 1.0, 1.0])).is_err());
    // eta² S² N² Pi = 2
    assert!((SAFE.check)(exact(&[2.0, 0.5, 2.0])).is_ok());
    // eta K tau² = 1; q_k = g fails
    assert!((TOGETHER.check)(exact(&[0.5, 1.0, 2.0, 1.0, 2.0])).is_ok());
    assert!((TOGETHER.check)(exact(&[0.5, 1.0, 1.0, 1.0, 1.0])).is_err());
    // c = 2M, f = 0
    assert!((GROWTH.check)(exact(&[1.0, 2.0, 1.0])).is_err());
    assert!((GROWTH.check)(exact(&[0.0, 3.0, 1.0])).is_err());
    assert!((BOUNDED.check)(exact(&[0.0, 3.0, 1.0])).is_err());
    // (c - M)² > c M with c < M, and c = M = 0
    assert!((BOUNDED.check)(exact(&[1.0, 0.25, 1.0])).is_err());
    assert!((BOUNDED.check)(exact(&[1.0, 0.0, 0.0])).is_err());
    assert!((BOUNDED.check)(exact(&[1.0, 2.6180339887, 1.0])).is_err());
    assert!((BOUNDED.check)(exact(&[1.0, 2.6180339888, 1.0])).is_ok());
    assert!((FALLS.check)(exact(&[2.0, 2.0])).is_err() && (GROWS.check)(exact(&[2.0, 2.0])).is_err());
}

#[test]
fn aligned_trap_ties() {
    // 1 - rho = 1/2, eta phi t_- = 1/2, eta Phi t_+ = 3/2: both hold as equalities
    let trap = |output: f64, weakest: f64, gap: f64| exact(&[0.5, output, 1.0, 1.0, weakest, 1.0, 3.0, gap]);
    assert!((TRAP.check)(trap(0.01, 1.0, 0.5)).is_ok());
    assert!((TRAP.check)(trap(0.0, 1.0, 0.5)).is_err());
    // 2C = F²/(3/4) = 4/3 for F = 1
    assert!((TRAP.check)(trap(1.0, 1.34, 0.5)).is_ok() && (TRAP.check)(trap(1.0, 1.33, 0.5)).is_err());
    // rho = 1 and rho = 0
    assert!((TRAP.check)(exact(&[0.5, 0.01, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0])).is_err());
    assert!((TRAP.check)(exact(&[0.5, 0.01, 1.0, 1.0, 1.0, 2.0, 2.0, 1.0])).is_err());
    assert!((TRAP.check)(exact(&[0.5, 0.01, 0.0, 1.0, 1.0, 1.0, 1.0, 0.5])).is_err());
}

#[test]
fn unknown_numbers_of_aligned_lemmas_confirm_nothing() {
    for statement in [&TRAP, &LAZY, &SAFE, &TOGETHER, &GROWTH, &BOUNDED, &FALLS, &GROWS] {
        assert_unbounded_confirms_nothing(statement);
    }
}

/// Of a wide enclosure each number is read at the end that makes its hypothesis hardest.
#[test]
fn wide_states_are_read_at_their_worst_corners() {
    let system = AlignedSystem { loss: LossName::Exponential, width: Rational::from(1), depth: 3 };
    let map = system.equations(Ball::exact(small(1.0)), 64);
    let between = |low: f64, high: f64| Ball::between(&small(low), &small(high), 64);
    let state = Layers { sigma: vec![between(1.0, 2.0), between(-4.0, -3.0), between(5.0, 6.0)] };
    let output = between(-2.0, -1.0);
    let near = |ball: &Ball, value: f64| (ball.midpoint().to_f64() - value).abs() < 1e-6;
    let lazy = aligned_lazy::Numbers::at(&map, &state, &output).unwrap();
    assert!(near(&lazy.largest, 576.0) && near(&lazy.smallest, 64.0) && near(&lazy.ratio, 2f64.sinh() / 2.0));
    let growth = aligned_growth::Numbers::at(&map, &state, &output).unwrap();
    assert!(near(&growth.output, 1.0) && near(&growth.push, 1f64.sinh()) && near(&growth.largest, 36.0));
    let gap = Ball::exact(small(0.5));
    let trap = aligned_trap::Numbers::at(&map, &state, &output, 0, gap.clone()).unwrap();
    let drift = 2.0 * (2f64.sinh() / 2.0) * 4.0 / 0.75;
    assert!(near(&trap.output, 2.0) && near(&trap.smallest, 1.0) && near(&trap.weakest, 9.0));
    assert!(near(&trap.lower_kernel, (9.0 - drift) * (25.0 - drift)) && near(&trap.upper_kernel, 576.0));
    let group = aligned_degenerate::Numbers::at(&map, &state, &output, &[0]).unwrap();
    assert!(near(&group.kernel, 576.0) && near(&group.group, 4.0) && near(&group.next, 9.0));
    // Q = 70 for all layers, as the squares differ by up to 35
    let safe = aligned_safe::Numbers::at(&map, &state, 64).unwrap();
    assert!(near(&safe.reach, 70.0));
}
