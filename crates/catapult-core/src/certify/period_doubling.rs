//! Period doublings of the linear predictor in the learning rate, as certified pairs (w, eta).
//!
//! At a doubling of an n-cycle its multiplier is -1:
//!
//! (1)  F^n(w; eta) - w = 0,   d/dw F^n(w; eta) + 1 = 0
//!
//! A box of (w, eta) around a solution is proved by Krawczyk's test ([`crate::theory::newton`]): then (1) has exactly one
//! solution in it.
//!
//! # Lemma (doubling; Guckenheimer and Holmes 1983, theorem 3.5.1)
//!
//! Let (1) hold, f = F^n. If the *crossing* f_{w eta} + f_{ww} f_eta/2 is not 0, the multiplier of the cycle, continued in eta,
//! passes -1 at that speed. If also a = f_{ww}²/2 + f_{www}/3 is not 0, a cycle of period 2n is born there: stable, on the side
//! where the n-cycle is unstable, if a > 0 (*supercritical*); unstable, on the other side, if a < 0 (*subcritical*).
//!
//! The crossing is -det J/2 at the zero, since the first column of J is (f_w - 1, f_ww) = (-2, f_ww).
//!
//! All derivatives come from nested dual numbers: the equation is the step (P1), nothing else is written down.
//! Source: proofs/THEORY.md section 2; the example data E2.

use super::cycle::{LONGEST_PERIOD, Moved, NotFixed};
use super::lemma::{Lemma, Slack};
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Analytic, Ball, Dual, Expression, Field};
use crate::dynamics::LinearPredictor;
use crate::model::{Empirical, LossName};
use crate::theory::Digits;
use crate::theory::minimiser::enclose_minimiser;
use crate::theory::newton::{Krawczyk, end_with, prove_by_doubling};
use num_traits::One;
use rug::{Float, Rational};

/// A proved period doubling.
///
/// # Guarantee
///
/// Certified: the box `weight` x `learning_rate` contains exactly one solution of (1), and every other field encloses its
/// quantity there. `period` is the prime period of the cycle.
#[derive(Clone, Debug)]
pub struct PeriodDoubling {
    /// n, the period before the doubling.
    pub period: usize,
    /// One point of the cycle.
    pub weight: Ball,
    /// eta.
    pub learning_rate: Ball,
    /// The derivative of the multiplier in eta along the cycle.
    pub crossing: Ball,
    /// a of the doubling lemma.
    pub coefficient: Ball,
}

impl PeriodDoubling {
    /// Whether the cycle of period 2n is born stable, above this rate: the multiplier falls through -1, and a > 0.
    /// `None` where a sign is undecided.
    pub fn is_supercritical(&self) -> Option<bool> {
        let numbers = Doubling { crossing: self.crossing.clone(), coefficient: self.coefficient.clone() };
        if Supercritical::check(&numbers).is_ok() {
            return Some(true);
        }
        Subcritical::check(&numbers).ok().map(|()| false)
    }
}

/// That the cycle of period 2n is born stable, above the rate.
pub struct Supercritical;

/// That the cycle of period 2n is unstable.
pub struct Subcritical;

/// The numbers of the doubling lemma.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubling<T> {
    /// The derivative of the multiplier in eta.
    pub crossing: T,
    /// a.
    pub coefficient: T,
}

impl Doubling<Expression> {
    fn variables() -> Self {
        Doubling { crossing: Expression::variable("crossing"), coefficient: Expression::variable("a") }
    }
}

impl Lemma for Supercritical {
    const NAME: &'static str = "doubling_supercritical";

    type Numbers<T> = Doubling<T>;

    fn slacks<T: Analytic>(numbers: &Doubling<T>) -> Vec<Slack<T>> {
        vec![
            Slack::strict("the multiplier falls through -1", -numbers.crossing.clone()),
            Slack::strict("a > 0", numbers.coefficient.clone()),
        ]
    }

    fn symbols() -> Doubling<Expression> {
        Doubling::variables()
    }
}

impl Lemma for Subcritical {
    const NAME: &'static str = "doubling_subcritical";

    type Numbers<T> = Doubling<T>;

    fn slacks<T: Analytic>(numbers: &Doubling<T>) -> Vec<Slack<T>> {
        vec![
            Slack::strict("the multiplier passes -1", numbers.crossing.clone().square()),
            Slack::strict("a < 0", -numbers.coefficient.clone()),
        ]
    }

    fn symbols() -> Doubling<Expression> {
        Doubling::variables()
    }
}

/// Data whose doublings are sought: (P1) with the learning rate as a variable.
#[derive(Clone, Debug)]
pub struct Family<'a> {
    /// The loss.
    pub loss: LossName,
    /// Signed points with multiplicities, of both signs.
    pub points: &'a [(Rational, u32)],
    /// Working precision.
    pub bits: u32,
}

/// F^n(w; eta), the derivative of F^n in w, and its Jacobian: the left sides of (1) and J.
struct Linearised {
    residual: [Ball; 2],
    jacobian: [[Ball; 2]; 2],
}

impl Family<'_> {
    /// F^n(w; eta) in any arithmetic over balls, `lift` making constants.
    fn iterate<T: Analytic>(&self, weight: T, learning_rate: T, period: usize, lift: impl Fn(Ball) -> T) -> T {
        let risk = Empirical::<Ball, _>::new(self.loss, self.points, self.bits).map(lift);
        let map = LinearPredictor { learning_rate, risk, ntk_eigenvalue: T::one() };
        (0..period).fold(weight, |weight, _| map.step(weight))
    }

    /// The left sides of (1) and their derivatives over a box. The outer dual differentiates in w, the inner one in w or eta.
    fn linearise(&self, weight: &Ball, rate: &Ball, period: usize) -> Linearised {
        let lift = |value: Ball| Dual::constant(Dual::constant(value));
        let constant = |value: &Ball| Dual::constant(value.clone());
        let variable = |value: &Ball| Dual::variable(value.clone());
        let in_weight = self.iterate(Dual::variable(variable(weight)), Dual::constant(constant(rate)), period, lift);
        let in_rate = self.iterate(Dual::variable(constant(weight)), Dual::constant(variable(rate)), period, lift);
        let one = Ball::one();
        Linearised {
            residual: [in_weight.value.value - weight, in_weight.derivative.value.clone() + &one],
            jacobian: [
                [in_weight.derivative.value - &one, in_rate.value.derivative],
                [in_weight.derivative.derivative, in_rate.derivative.derivative],
            ],
        }
    }

    /// Looks for a doubling of an n-cycle near a guess and proves it.
    ///
    /// # Guarantee
    ///
    /// Certified by the Krawczyk lemma; the prime period because the images of the weight under F^d, d a proper divisor of n,
    /// are disjoint from it. `None`: nothing proved near the guess at this precision.
    pub fn enclose_doubling(&self, period: usize, weight: f64, learning_rate: f64) -> Option<PeriodDoubling> {
        if !(1..=LONGEST_PERIOD).contains(&period) {
            return None;
        }
        let mut point = [weight, learning_rate].map(|value| Ball::exact(Float::with_val(self.bits, value)));
        let mut radius = Magnitude::ZERO;
        // Newton doubles the correct bits each time, after a few steps to come near from a rough guess.
        for _ in 0..u32::BITS - self.bits.leading_zeros() + ROUGH_STEPS {
            let Linearised { residual, jacobian } = self.linearise(&point[0], &point[1], period);
            let step = product(&inverse(&jacobian)?, &residual);
            radius = step.iter().map(Ball::magnitude_up).fold(Magnitude::ZERO, Magnitude::max);
            let [weight, rate] = point;
            let [weight_step, rate_step] = step;
            point = [(weight - weight_step).centre(), (rate - rate_step).centre()];
        }
        let smallest = point[1].magnitude_up().mul_up(Magnitude::power_of_two(4 - i64::from(self.bits)));
        radius = radius.max(smallest);
        let approximate_inverse =
            inverse(&self.linearise(&point[0], &point[1], period).jacobian)?.map(|row| row.map(|entry| entry.centre()));
        let [weight, rate] = prove_by_doubling(radius, self.bits / 2, |radius| {
            end_with(self.prove(&point, radius, &approximate_inverse, period))
        })?;
        self.describe(weight, rate, period)
    }

    /// The Krawczyk image of the box of this radius, if it proves a solution.
    fn prove(
        &self,
        centre: &[Ball; 2],
        radius: Magnitude,
        approximate_inverse: &[[Ball; 2]; 2],
        period: usize,
    ) -> Option<[Ball; 2]> {
        let region = centre.clone().map(|coordinate| coordinate.widened(radius));
        let residual = self.linearise(&centre[0], &centre[1], period).residual;
        let jacobian = self.linearise(&region[0], &region[1], period).jacobian;
        let rows = |matrix: &[[Ball; 2]; 2]| matrix.iter().map(|row| row.to_vec()).collect();
        let image = Krawczyk::over(&region, residual.to_vec(), rows(&jacobian), rows(approximate_inverse)).zero()?;
        image.try_into().ok()
    }

    /// The quantities of the doubling lemma at a proved solution of (1).
    fn describe(&self, weight: Ball, learning_rate: Ball, period: usize) -> Option<PeriodDoubling> {
        let lift = |value: Ball| Dual::constant(Dual::constant(Dual::constant(value)));
        let variable = Dual::variable(Dual::variable(Dual::variable(weight.clone())));
        let third = self.iterate(variable, lift(learning_rate.clone()), period, lift).derivative.derivative;
        let coefficient = third.value.square() / Ball::integer(2) + third.derivative / Ball::integer(3);
        let determinant = determinant(&self.linearise(&weight, &learning_rate, period).jacobian);
        let crossing = -determinant / Ball::integer(2);
        let proper = (1..period).filter(|divisor| period.is_multiple_of(*divisor));
        let constant = |value: Ball| value;
        let prime = proper
            .map(|divisor| self.iterate(weight.clone(), learning_rate.clone(), divisor, constant))
            .all(|image| NotFixed::check(&Moved { by: image - &weight }).is_ok());
        prime.then_some(PeriodDoubling { period, weight, learning_rate, crossing, coefficient })
    }

    /// The doublings of the minimum and of the cycles of period 2, 4, ... that follow from it, `count` in all, or fewer if one is
    /// not found. The first is the stability limit (P5).
    ///
    /// # Guarantee
    ///
    /// Each is certified by itself, with the rates in increasing order. That they follow from each other is numerical: each
    /// guess is the end of an `f64` run on the cycle born at the one before.
    pub fn enclose_cascade(&self, count: usize) -> Vec<PeriodDoubling> {
        let mut found: Vec<PeriodDoubling> = Vec::with_capacity(count);
        let Ok(minimiser) = enclose_minimiser(self.loss, self.points, Digits::default()) else { return found };
        let mut guess = Some((minimiser.weight.to_f64(), minimiser.critical_rate.to_f64()));
        let mut gap = minimiser.critical_rate.to_f64() / FIRST_GAP;
        while let Some((weight, rate)) = guess
            && found.len() < count
        {
            let Some(doubling) = self.enclose_doubling(1 << found.len(), weight, rate) else { break };
            let here = doubling.learning_rate.midpoint().to_f64();
            let rises = found.last().is_none_or(|last| last.learning_rate.is_certainly_less(&doubling.learning_rate));
            if let Some(last) = found.last() {
                gap = (here - last.learning_rate.midpoint().to_f64()) / SHRINKING;
            }
            if !rises || doubling.is_supercritical() == Some(false) {
                found.extend(rises.then_some(doubling));
                break;
            }
            let from = doubling.weight.midpoint().to_f64();
            found.push(doubling);
            guess = self.guess_next(1 << found.len(), from, here, gap);
        }
        found
    }

    /// Numerical: where the multiplier of the cycle of this period, followed from rates just above `born`, reaches -1.
    fn guess_next(&self, period: usize, from: f64, born: f64, gap: f64) -> Option<(f64, f64)> {
        let risk = Empirical::<f64, _>::new(self.loss, self.points, 53).map(Dual::constant);
        // The point and multiplier of the cycle that the orbit settles on; None if it has another period.
        let settle = |rate: f64| {
            let map = LinearPredictor {
                learning_rate: Dual::constant(rate),
                risk: risk.clone(),
                ntk_eigenvalue: Dual::one(),
            };
            let run = |weight: Dual<f64>, steps: usize| (0..steps).fold(weight, |weight, _| map.step(weight));
            let start = run(Dual::constant(from + OFFSET), SETTLING).value;
            let end = run(Dual::variable(start), period);
            ((end.value - start).abs() < SETTLED).then_some((start, end.derivative))
        };
        let (mut below, mut above) = (born, born + gap);
        while settle(above).is_some() {
            (below, above) = (above, above + gap);
            if above > born + MOST_GAPS * gap {
                return None;
            }
        }
        for _ in 0..BISECTIONS {
            let middle = f64::midpoint(below, above);
            if settle(middle).is_some() { below = middle } else { above = middle }
        }
        settle(below).map(|(weight, _)| (weight, below))
    }
}

/// Newton steps granted to a guess that is only about right.
const ROUGH_STEPS: u32 = 8;

/// The first search for the next doubling advances by the critical rate divided by this.
const FIRST_GAP: f64 = 20.0;

/// Later ones advance by the last gap divided by this: about twice Feigenbaum's ratio, so that no window is jumped over.
const SHRINKING: f64 = 10.0;

/// Advances before giving up.
const MOST_GAPS: f64 = 40.0;

/// Steps of the numerical runs, the difference that counts as settled, the displacement at the start, and the bisections.
const SETTLING: usize = 4096;
const SETTLED: f64 = 1e-6;
const OFFSET: f64 = 1e-3;
const BISECTIONS: usize = 12;

/// A matrix times a vector.
fn product(matrix: &[[Ball; 2]; 2], vector: &[Ball; 2]) -> [Ball; 2] {
    let row = |row: &[Ball; 2]| row[0].clone() * &vector[0] + row[1].clone() * &vector[1];
    [row(&matrix[0]), row(&matrix[1])]
}

fn determinant(matrix: &[[Ball; 2]; 2]) -> Ball {
    matrix[0][0].clone() * &matrix[1][1] - matrix[0][1].clone() * &matrix[1][0]
}

/// The inverse of a matrix that is certainly regular.
fn inverse(matrix: &[[Ball; 2]; 2]) -> Option<[[Ball; 2]; 2]> {
    let determinant = determinant(matrix);
    determinant.sign().filter(|sign| sign.is_ne())?;
    let [[a, b], [c, d]] = matrix.clone();
    Some([[d / &determinant, -b / &determinant], [-c / &determinant, a / &determinant]])
}
