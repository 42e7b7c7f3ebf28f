//! The hypotheses of each two-layer lemma as they are stated, typed anew, against the lemma's own on the same numbers.
//!
//! Here the numbers are free: no orbit has to lead to them. So every hypothesis is once the only one that fails, by a little, also
//! those that follow from the others wherever an orbit leads.

use crate::borders::{Tally, beside, root};
use crate::plain_orbits::{BITS, small};
use catapult_core::arithmetic::Ball;
use catapult_core::certify::checks::{Failure, alternation, boundary, growth, trap, universal};
use catapult_core::certify::lemma::Lemma;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Float;

/// A statement: typical numbers, its hypotheses as slacks, and the lemma.
struct Statement {
    /// A range for the logarithm of each number, from which numbers with true hypotheses are likely.
    typical: &'static [(f64, f64)],
    slacks: fn(&[Float]) -> Vec<Float>,
    /// Hypotheses that fail alone for rare numbers only, or never.
    rare: &'static [usize],
    check: fn(Vec<Ball>) -> Result<(), Failure>,
}

/// Numbers for which all hypotheses hold.
fn sound(random: &mut ChaCha8Rng, statement: &Statement) -> Vec<Float> {
    for _ in 0..2_000_000 {
        let numbers: Vec<Float> =
            statement.typical.iter().map(|(low, high)| small(random.random_range(*low..*high).exp())).collect();
        if (statement.slacks)(&numbers).iter().all(|slack| *slack > 0) {
            return numbers;
        }
    }
    panic!("no typical numbers")
}

fn forge(seed: u64, statement: &Statement, cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let count = (statement.slacks)(&sound(&mut random, statement)).len();
    let mut alone = vec![0; count];
    let mut tally = Tally::default();
    let mut numbers = sound(&mut random, statement);
    for case in 0..cases {
        if case % 8 == 0 {
            numbers = sound(&mut random, statement);
        }
        // one number beyond where one hypothesis fails
        let (place, hypothesis) = (random.random_range(0..numbers.len()), random.random_range(0..count));
        let with = |value: &Float| {
            let mut changed = numbers.clone();
            changed[place] = value.clone();
            changed
        };
        let slack = |value: &Float| (statement.slacks)(&with(value)).swap_remove(hypothesis);
        let scale = small(10f64.powf(random.random_range(0.1..3.0)));
        let far = [numbers[place].clone() * &scale, numbers[place].clone() / &scale, -scale][random.random_range(0..3)]
            .clone();
        let forged = match root(slack, &numbers[place], &far) {
            Some(border) if !border.is_zero() => Float::with_val(BITS, beside(&mut random, &border)),
            _ => far,
        };
        let mut forged = with(&forged);
        // seldom a second one that no state has: of the other sign, or out of proportion
        let other = random.random_range(0..forged.len());
        match random.random_range(0..6) {
            0 => forged[other] *= -1,
            1 => forged[other] *= random.random_range(-5.0..5.0f64).exp(),
            _ => {}
        }
        let slacks = (statement.slacks)(&forged);
        if slacks.iter().any(Float::is_nan) {
            continue;
        }
        let failing: Vec<usize> = (0..count).filter(|index| slacks[*index] < 0).collect();
        if let [one] = failing.as_slice() {
            alone[*one] += 1;
        }
        let least = slacks.iter().fold(small(1.0), |least, slack| least.min(slack));
        let answer = (statement.check)(forged.iter().map(|number| Ball::exact(number.clone())).collect());
        tally.judge(&least, 1e-25, answer, || format!("{forged:?}: {failing:?}"));
    }
    tally.finish(cases);
    let missing = (0..count).find(|index| alone[*index] == 0 && !statement.rare.contains(index));
    assert!(missing.is_none(), "hypothesis {missing:?} never failed alone: {alone:?}");
}

fn one() -> Float {
    small(1.0)
}

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
    slacks: |numbers| vec![small(2.0) - &numbers[0]],
    rare: &[],
    check: |numbers| boundary::Falls::check(&rate(numbers)),
};

const GROWS: Statement = Statement {
    typical: &[(-1.0, 3.0)],
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

/// Balls of exact numbers.
fn exact(values: &[f64]) -> Vec<Ball> {
    values.iter().map(|value| Ball::exact(small(*value))).collect()
}

/// An enclosure that is certain of nothing confirms nothing.
fn assert_unbounded_confirms_nothing(statement: &Statement) {
    let mut random = ChaCha8Rng::seed_from_u64(97);
    let numbers: Vec<Ball> = sound(&mut random, statement).into_iter().map(Ball::exact).collect();
    assert!((statement.check)(numbers.clone()).is_ok());
    for place in 0..numbers.len() {
        let mut unknown = numbers.clone();
        unknown[place] = Ball::unbounded(64);
        assert!((statement.check)(unknown).is_err(), "number {place}");
    }
}

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
