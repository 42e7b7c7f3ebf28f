//! Two-layer problems for forgers, each in the crate's form and in plain numbers.

use crate::borders::exact;
use crate::plain_orbits::{TwoLayer, number};
use catapult_core::certify::certificate::{Exact, Statement};
use catapult_core::dynamics::Problem;
use catapult_core::model::LossName;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rug::Rational;

pub const LOSSES: [LossName; 3] = [LossName::Exponential, LossName::Logistic, LossName::Squared];

/// An exact start of a network, without its rate.
#[derive(Clone, Debug)]
pub struct Start {
    pub loss: LossName,
    pub width: Rational,
    pub output: Rational,
    pub lambda: Rational,
}

impl Start {
    /// A random admissible start: |f| from tiny to the boundary.
    pub fn random(random: &mut ChaCha8Rng, losses: &[LossName]) -> Self {
        let loss = losses[random.random_range(0..losses.len())];
        let width = [1, 2, 3, 4, 10, 100, 777][random.random_range(0..7)];
        let lambda = exact(random, 0.3, 9.0);
        let share =
            if random.random() { 10f64.powf(random.random_range(-6.0..-0.5)) } else { random.random_range(0.05..0.95) };
        let most = lambda.to_f64() * f64::from(width).sqrt() / 2.0;
        let output = Rational::from_f64((share * most * 1e9).round() / 1e9).unwrap();
        let output = if random.random() { output } else { -output };
        Start { loss, width: Rational::from(width), output, lambda }
    }

    /// The problem at a rate.
    pub fn problem(&self, learning_rate: &Rational) -> Problem {
        Statement::TwoLayer {
            loss: self.loss,
            learning_rate: Exact(learning_rate.clone()),
            width: Exact(self.width.clone()),
            output: Exact(self.output.clone()),
            lambda: Exact(self.lambda.clone()),
        }
        .to_problem()
    }

    /// The same in plain numbers.
    pub fn plain(&self, learning_rate: &rug::Float) -> TwoLayer {
        TwoLayer {
            loss: self.loss,
            learning_rate: learning_rate.clone(),
            width: number(&self.width),
            output: number(&self.output),
            lambda: number(&self.lambda),
        }
    }
}
