//! The hypotheses of a lemma as they are stated, typed anew, against the lemma's own on the same numbers.
//!
//! Here the numbers are free: no orbit has to lead to them. So every hypothesis is once the only one that fails, by a little, also
//! those that follow from the others wherever an orbit leads.

use crate::borders::{Tally, beside, root};
use crate::plain_orbits::{BITS, small};
use catapult_core::arithmetic::Ball;
use catapult_core::certify::checks::Failure;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Float;

/// A statement: typical numbers, its hypotheses as slacks, and the lemma.
pub struct Statement {
    /// A range for the logarithm of each number, from which numbers with true hypotheses are likely.
    pub typical: &'static [(f64, f64)],
    /// The numbers that may be negative.
    pub signed: &'static [usize],
    pub slacks: fn(&[Float]) -> Vec<Float>,
    /// Hypotheses that fail alone for rare numbers only, or never.
    pub rare: &'static [usize],
    /// A slack that the enclosures of the lemma resolve.
    pub room: f64,
    pub check: fn(Vec<Ball>) -> Result<(), Failure>,
}

/// Numbers for which all hypotheses hold.
fn sound(random: &mut ChaCha8Rng, statement: &Statement) -> Vec<Float> {
    for _ in 0..2_000_000 {
        let mut numbers: Vec<Float> =
            statement.typical.iter().map(|(low, high)| small(random.random_range(*low..*high).exp())).collect();
        statement.signed.iter().for_each(|place| numbers[*place] *= if random.random() { 1 } else { -1 });
        if (statement.slacks)(&numbers).iter().all(|slack| *slack > 0) {
            return numbers;
        }
    }
    panic!("no typical numbers")
}

/// Numbers of a statement beside where one of its hypotheses fails, with the lemma's answer: false ones are refused, true ones
/// accepted, and each hypothesis is somewhere the only one that fails.
pub fn forge(seed: u64, statement: &Statement, cases: usize) {
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
        let opposite = if numbers[place] < 0 { scale.clone() } else { -scale.clone() };
        let far = [numbers[place].clone() * &scale, numbers[place].clone() / &scale, opposite]
            [random.random_range(0..3)]
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
        tally.judge(&least, statement.room, answer, || format!("{forged:?}: {failing:?}"));
    }
    tally.finish(cases);
    let missing = (0..count).find(|index| alone[*index] == 0 && !statement.rare.contains(index));
    assert!(missing.is_none(), "hypothesis {missing:?} never failed alone: {alone:?}");
}

/// 1.
pub fn one() -> Float {
    small(1.0)
}

/// What balls of [`BITS`] resolve, where radii are exact.
pub const FINE: f64 = 1e-25;

/// Balls of exact numbers.
pub fn exact(values: &[f64]) -> Vec<Ball> {
    values.iter().map(|value| Ball::exact(small(*value))).collect()
}

/// An enclosure that is certain of nothing confirms nothing.
pub fn assert_unbounded_confirms_nothing(statement: &Statement) {
    let mut random = ChaCha8Rng::seed_from_u64(97);
    let numbers: Vec<Ball> = sound(&mut random, statement).into_iter().map(Ball::exact).collect();
    assert!((statement.check)(numbers.clone()).is_ok());
    for place in 0..numbers.len() {
        let mut unknown = numbers.clone();
        unknown[place] = Ball::unbounded(64);
        assert!((statement.check)(unknown).is_err(), "number {place}");
    }
}
