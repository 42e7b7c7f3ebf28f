//! How many starts of a cell of a plane may not diverge: a bound of their share of its area.
//!
//! [`gram_almost_all`](crate::certify::checks::gram_almost_all) bounds it on every line of the cell along one axis, at one learning rate, and so for the cell.

use super::run::{BITS, PlaneRun, to_ball};
use super::setting::Setting;
use crate::arithmetic::{Analytic as _, Ball, FromExact, Interval};
use crate::certify::cell::ShortNumber;
use crate::certify::chart::Range;
use crate::certify::checks::Failure;
use crate::certify::checks::gram_almost_all::{Bundle, GramAlmostAll, Sides};
use crate::certify::ends::Ends;
use crate::certify::lemma::Lemma as _;
use crate::dynamics::OneFeatureSystem;
use crate::dynamics::factorised::factor_rate;
use rug::{Float, Rational};
use serde::{Deserialize, Serialize};

/// An axis of a plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Along {
    /// The horizontal one.
    X,
    /// The vertical one.
    Y,
}

/// The numbers of a proof that almost all starts of a cell diverge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlmostProof {
    /// T, the step at which the hypotheses hold.
    pub step: u32,
    /// The axis along which starts are measured; the other parameter is fixed on each line.
    pub along: Along,
    /// u, the distance from v = 0 in which starts are counted as lost.
    pub clearance: ShortNumber,
}

/// An arithmetic in which the present states of a cell can be summarised.
pub trait Summary: Ends + FromExact {
    /// A finite number.
    fn of_number(value: f64) -> Self;
    /// What stands for the numbers of a bounded range.
    fn of_range(range: Interval) -> Self;
}

/// Enclosures.
impl Summary for Ball {
    fn of_number(value: f64) -> Ball {
        Ball::exact(Float::with_val(53, value))
    }
    fn of_range(range: Interval) -> Ball {
        to_ball(range)
    }
}

/// Numerical: a range by its midpoint, for guesses.
impl Summary for f64 {
    fn of_number(value: f64) -> f64 {
        value
    }
    fn of_range(range: Interval) -> f64 {
        range.midpoint()
    }
}

impl PlaneRun<'_, OneFeatureSystem> {
    /// Whether starts can be measured along an axis: the learning rate must not vary on it.
    pub fn can_be_measured(&self, along: Along) -> bool {
        self.prepared().positions[along as usize] != Setting::RATE
    }

    /// What the data are like on both sides of zero.
    ///
    /// # Errors
    ///
    /// [`Failure::NotApplicable`] for another loss, and data of one sign.
    pub fn sides(&self) -> Result<&Sides, Failure> {
        self.prepared().known.sides(&self.system().network)
    }

    /// The lines of the cell along an axis, at the present step.
    ///
    /// # Errors
    ///
    /// [`Failure`] for an axis of learning rates, another loss, data of one sign, or orbits of which too little is known.
    pub fn bundle<T: Summary>(&self, along: Along) -> Result<Bundle<T>, Failure> {
        if !self.can_be_measured(along) {
            return Err(Failure::NotApplicable("starts are measured at a fixed learning rate"));
        }
        let network = &self.system().network;
        let Sides { slopes, nearest, farthest } = self.sides()?;
        let ln_p = self.orbits.observe(|_, state| state.p.ln(), |_, state| state.p.clone().ln());
        let ln_q = self.orbits.observe(|_, state| state.q.ln(), |_, state| state.q.clone().ln());
        let deviations = &self.orbits.deviations;
        let (place, size) = (ln_p.minus(&ln_q, deviations), ln_p.plus(&ln_q, deviations));
        let axis = along as usize;
        let known = [place.range, size.range, place.slopes[axis], size.slopes[axis]];
        if !known.iter().all(Interval::is_bounded) {
            return Err(Failure::NotProved("log p and log q are bounded in the cell, with their derivatives"));
        }
        let exact = |value: &Rational| T::from_exact(value, BITS);
        let ends = |range: Interval| [range.lower(), range.upper()].map(T::of_number);
        let (rate, width) = (T::of_range(self.learning_rate()), exact(&network.width));
        let Range { from, to } = &self.ranges()[axis];
        Ok(Bundle {
            pushes: slopes.each_ref().map(|slope| factor_rate(rate.clone(), exact(slope), &width)),
            scale: T::one() / width.sqrt(),
            nearest: exact(nearest),
            farthest: exact(farthest),
            places: ends(place.range),
            sizes: ends(size.range),
            slope: T::of_number(place.slopes[axis].mignitude()),
            drift: T::of_number(size.slopes[axis].magnitude()),
            length: exact(&Rational::from(to - from)),
        })
    }

    /// Tests a bound of the share of starts that do not diverge, at the present step.
    ///
    /// # Errors
    ///
    /// [`Failure`] for a proof at another step, or a hypothesis that could not be confirmed.
    pub fn establish_almost(&self, exception: &Rational, proof: &AlmostProof) -> Result<(), Failure> {
        if proof.step != self.step() {
            return Err(Failure::OutOfRange("the step of the proof is that of the run"));
        }
        let exact = |value: &Rational| Ball::from_exact(value, BITS);
        let numbers = self.bundle::<Ball>(proof.along)?.numbers(exact(proof.clearance.value()), exact(exception));
        GramAlmostAll::check(&numbers)
    }

    /// Runs to the step of a proof and tests it there.
    pub(super) fn establish_almost_at(mut self, exception: &Rational, proof: &AlmostProof) -> Result<(), Failure> {
        self.advance_to(proof.step)?;
        self.establish_almost(exception, proof)
    }
}
