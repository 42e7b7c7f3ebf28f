//! The data of a linear predictor as exact numbers, and what follows from them without any rounding.

use super::work::{Allowance, ROOT_BITS};
use crate::arithmetic::{Ball, ExactValue, Field, FromExact};
use crate::dynamics::{Descent, LinearSystem};
use crate::model::{Empirical, LossName, Risk, Squared};
use crate::theory::minimiser::{Minimiser, MinimiserError, enclose_minimiser_at, exact_minimiser};
use rug::Rational;
use std::cmp::Ordering;

/// Signed points with multiplicities, and the loss.
#[derive(Clone, Debug)]
pub struct LinearData {
    loss: LossName,
    points: Vec<(Rational, u32)>,
    degenerate: bool,
}

impl LinearData {
    /// The data of a linear predictor; D0 stands for its points 1 and -1. `None` for no data at all.
    pub fn of(problem: &Descent<LinearSystem>) -> Option<Self> {
        let points = match &problem.system.points {
            None => vec![(Rational::from(1), 1), (Rational::from(-1), 1)],
            Some(points) => points.iter().filter(|(_, multiplicity)| *multiplicity > 0).cloned().collect(),
        };
        let count = |wanted: i32| -> u64 {
            points.iter().filter(|(z, _)| *z == wanted).map(|(_, multiplicity)| u64::from(*multiplicity)).sum()
        };
        let degenerate = count(1) == count(-1) && count(1) > 0 && points.iter().all(|(z, _)| z.clone().abs() == 1);
        let data = LinearData { loss: problem.system.loss, points, degenerate };
        (data.count() > 0).then_some(data)
    }

    /// The loss.
    pub fn loss(&self) -> LossName {
        self.loss
    }

    /// The signed points.
    pub fn points(&self) -> &[(Rational, u32)] {
        &self.points
    }

    /// Whether the risk is that of D0: the points 1 and -1, equally often.
    pub fn is_degenerate(&self) -> bool {
        self.degenerate
    }

    /// n.
    fn count(&self) -> u64 {
        self.points.iter().map(|(_, multiplicity)| u64::from(*multiplicity)).sum()
    }

    /// Whether a signed point of this sign occurs.
    pub fn has(&self, sign: Ordering) -> bool {
        self.points.iter().any(|(z, _)| z.cmp0() == sign)
    }

    /// Whether signed points of both signs occur: the risk of every loss then tends to infinity on both sides.
    pub fn has_both_signs(&self) -> bool {
        self.has(Ordering::Less) && self.has(Ordering::Greater)
    }

    /// Whether all features are zero, so that the risk is constant.
    pub fn is_flat(&self) -> bool {
        !self.has(Ordering::Less) && !self.has(Ordering::Greater)
    }

    /// The mean of x² = z²: the kernel, the curvature of the squared loss's risk. Exact.
    pub fn mean_square(&self) -> Rational {
        Empirical::<Rational, _>::new(Squared, &self.points, 0).curvature(Rational::new())
    }

    /// L''(0) = kappa mean(z²). Exact.
    pub fn curvature_at_zero(&self) -> Rational {
        self.mean_square() * self.loss.facts().kappa()
    }

    /// beta = sup l'' mean(z²), an upper bound of L''; `None` where l'' is unbounded. Exact.
    pub fn smoothness(&self) -> Option<Rational> {
        Some(self.mean_square() * self.loss.facts().curvature_limit()?)
    }

    /// L'(w) where it is known to be rational: for the squared loss, and at w = 0, where l'(0) is rational for each loss. Exact.
    pub fn exact_slope(&self, weight: &Rational) -> Option<Rational> {
        let risk = Empirical::<ExactValue, _>::new(self.loss, &self.points, 0);
        if self.is_flat() {
            return Some(Rational::new());
        }
        risk.slope(ExactValue::from(weight.clone())).known().cloned()
    }

    /// The minimiser, exact where it is rational, otherwise enclosed at a little more than `bits` bits, within the
    /// [`Allowance`] of a root.
    ///
    /// # Errors
    ///
    /// [`MinimiserError`] for separable or flat data, or where the enclosure fails at this precision.
    pub fn minimiser(&self, bits: u32) -> Result<Minimiser, MinimiserError> {
        let allowance = Allowance::for_root(self.points.len());
        enclose_minimiser_at(self.loss, &self.points, bits.saturating_add(ROOT_BITS), &|bits| allowance.pay(bits))
    }

    /// The minimiser where algebra knows it, within the [`Allowance`] of a root. Exact.
    pub fn exact_minimiser(&self) -> Option<ExactValue> {
        let allowance = Allowance::for_root(self.points.len());
        exact_minimiser(self.loss, &self.points, &|bits| allowance.pay(bits))
    }

    /// The part of L'' that the points of one sign contribute, over a ball of weights: (1/n) Σ z² l''(zw) over those points.
    /// As l'' > 0 it is a lower bound of L''.
    pub fn partial_curvature(&self, sign: Ordering, weight: &Ball, bits: u32) -> Ball {
        let part: Vec<(Rational, u32)> = self.points.iter().filter(|(z, _)| z.cmp0() == sign).cloned().collect();
        let members: u64 = part.iter().map(|(_, multiplicity)| u64::from(*multiplicity)).sum();
        if members == 0 {
            return Ball::integer(0);
        }
        let share = Rational::from((members, self.count()));
        Empirical::<Ball, _>::new(self.loss, &part, bits).curvature(weight.clone()) * Ball::from_exact(&share, bits)
    }
}
