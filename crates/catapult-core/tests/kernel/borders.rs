//! Where a hypothesis changes from true to false, proofs on both sides of it, and the count of what became of them.

use crate::plain_orbits::{BITS, small};
use catapult_core::certify::checks::Established;
use catapult_core::certify::{Proof, Rejection, checker};
use catapult_core::dynamics::Problem;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};
use std::fmt::Debug;

/// Cases of a forging test in `make test`, and in `make test-all`.
pub const FEW: usize = 1_000;
pub const MANY: usize = 100_000;

/// A pair of tests of one forger: fast, and exhaustive.
#[macro_export]
macro_rules! forging_test {
    ($(#[$doc:meta])* $name:ident, $exhaustive:ident, $forge:expr) => {
        $(#[$doc])*
        #[test]
        fn $name() {
            $forge($crate::borders::FEW);
        }

        #[test]
        #[ignore = "10^5 cases: run by make test-all"]
        fn $exhaustive() {
            $forge($crate::borders::MANY);
        }
    };
}

/// A rational number of few digits between two.
pub fn exact(random: &mut ChaCha8Rng, from: f64, to: f64) -> Rational {
    let value = random.random_range(from..to);
    let denominator = [1_000, 1 << 12, 7_777][random.random_range(0..3)];
    Rational::from(((value * f64::from(denominator)).round() as i64, denominator))
}

/// Where a function vanishes between two arguments at which it has opposite signs, to some fifty digits; `None` if the signs are
/// equal. Regula falsi, halving the value at the end that stays.
pub fn root(function: impl Fn(&Float) -> Float, one: &Float, other: &Float) -> Option<Float> {
    let (mut x, mut y) = (one.clone(), other.clone());
    let (mut at_x, mut at_y) = (function(&x), function(&y));
    if !at_x.is_finite() || !at_y.is_finite() || (at_x > 0) == (at_y > 0) {
        return None;
    }
    for _ in 0..60 {
        let spread = Float::with_val(BITS, &y - &x);
        if spread.clone().abs() <= x.clone().abs() * (small(1.0) >> 150) {
            break;
        }
        let share = at_x.clone() / Float::with_val(BITS, &at_x - &at_y);
        let middle = x.clone() + spread * share;
        let value = function(&middle);
        if value.is_zero() || !value.is_finite() {
            return value.is_zero().then_some(middle);
        }
        if (value > 0) == (at_y > 0) {
            at_x /= 2u32;
        } else {
            (x, at_x) = (y, at_y);
        }
        (y, at_y) = (middle, value);
    }
    Some(y)
}

/// A short rational number beside a border, off by a relative 10^-3 to 10^-12.
pub fn beside(random: &mut ChaCha8Rng, border: &Float) -> Rational {
    let distance = 10f64.powf(random.random_range(-12.0..-3.0));
    let distance = if random.random() { distance } else { -distance };
    let value = border.clone() * (small(1.0) + distance);
    Float::with_val(100, value).to_rational().unwrap()
}

/// A precision for a proof that must be refused or accepted whatever its bits.
pub const ENOUGH_BITS: u32 = 192;

/// What the checker says.
pub fn establish(problem: &Problem, proof: &Proof) -> Result<Established, Rejection> {
    problem.validate()?;
    checker::establish(problem, proof)
}

/// How many forgeries were refused, and how many sound proofs accepted: a test in which either is rare shows nothing.
#[derive(Debug, Default)]
pub struct Tally {
    pub refused: usize,
    pub accepted: usize,
}

impl Tally {
    /// A proof whose least slack is `slack`: refused if that is negative, accepted if it is larger than `room`, which the
    /// precision of the proof resolves. Returns what was established.
    pub fn judge<T, E: Debug>(
        &mut self,
        slack: &Float,
        room: f64,
        answer: Result<T, E>,
        context: impl Fn() -> String,
    ) -> Option<T> {
        match answer {
            Ok(established) => {
                assert!(*slack >= 0, "accepted with slack {:.3e}: {}", slack.to_f64(), context());
                self.accepted += 1;
                Some(established)
            }
            Err(error) => {
                assert!(*slack <= room, "refused with slack {:.3e}: {error:?}: {}", slack.to_f64(), context());
                self.refused += 1;
                None
            }
        }
    }

    /// Both happened in at least a tenth of the cases.
    pub fn finish(&self, cases: usize) {
        assert!(self.refused * 10 >= cases && self.accepted * 10 >= cases, "of {cases} cases: {self:?}");
    }
}

/// The smaller one.
pub fn least(values: &[Float]) -> Float {
    values.iter().skip(1).fold(values[0].clone(), |least, value| least.min(value))
}
