//! Problems of linear predictors for forgers, each in the crate's form and in plain numbers.

use crate::borders::exact;
use crate::plain_orbits::{Linear, number};
use catapult_core::certify::certificate::{Exact, Statement};
use catapult_core::dynamics::Problem;
use catapult_core::model::LossName;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

/// Data and a loss, without a rate and a start.
#[derive(Clone, Debug)]
pub struct Data {
    pub loss: LossName,
    /// `None` for D0.
    pub points: Option<Vec<(Rational, u32)>>,
}

impl Data {
    /// D0, by its name or by its points.
    pub fn degenerate(random: &mut ChaCha8Rng, loss: LossName) -> Self {
        let one = || Rational::from(1);
        let points = random.random::<bool>().then(|| {
            let multiplicity = random.random_range(1..4);
            vec![(one(), multiplicity), (-one(), multiplicity)]
        });
        Data { loss, points }
    }

    /// Two to four points of both signs.
    pub fn of_both_signs(random: &mut ChaCha8Rng, loss: LossName) -> Self {
        let mut points: Vec<(Rational, u32)> =
            (0..random.random_range(2..5)).map(|_| (exact(random, 0.2, 2.5), random.random_range(1..4))).collect();
        let last = points.len() - 1;
        points[last].0 *= -1;
        Data { loss, points: Some(points) }
    }

    /// The problem at a rate and from a start.
    pub fn problem(&self, learning_rate: &Rational, weight: &Rational) -> Problem {
        let points = self.points.as_ref();
        Statement::Linear {
            loss: self.loss,
            learning_rate: Exact(learning_rate.clone()),
            points: points.map(|points| points.iter().map(|(z, count)| (Exact(z.clone()), *count)).collect()),
            weight: Exact(weight.clone()),
        }
        .to_problem()
    }

    /// The same in plain numbers.
    pub fn plain(&self, learning_rate: &Float, weight: &Float) -> Linear {
        let points = match &self.points {
            Some(points) => points.iter().map(|(z, count)| (number(z), *count)).collect(),
            None => vec![(number(&Rational::from(1)), 1), (number(&Rational::from(-1)), 1)],
        };
        Linear { loss: self.loss, learning_rate: learning_rate.clone(), points, weight: weight.clone() }
    }

    /// Σ k z and Σ k z² over the count, exactly.
    pub fn means(&self) -> [Rational; 2] {
        let Some(points) = &self.points else { return [Rational::new(), Rational::from(1)] };
        let count: u32 = points.iter().map(|(_, count)| count).sum();
        let mean = |of: fn(&Rational) -> Rational| {
            points.iter().fold(Rational::new(), |sum, (z, count)| sum + of(z) * *count) / count
        };
        [mean(Rational::clone), mean(|z| z.clone().square())]
    }
}
