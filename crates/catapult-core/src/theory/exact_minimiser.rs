//! Minimisers of one-dimensional data that algebra knows: w* = b log c with rational b and c.
//!
//! Rational signed points are integer multiples z_i = k_i g of one number g > 0. In x = e^{g w} the slopes of the exponential and the
//! logistic loss are rational functions, so that L'(w) = 0 becomes a polynomial equation P(x) = 0 with integer coefficients. If its
//! root is rational, so are L''(w*) and eta_crit.
//!
//! # Lemma (the rational roots)
//!
//! Let n_i be the multiplicities, A = Σ n_i k_i over k_i > 0 and C = Σ n_i |k_i| over k_i < 0. If x = p/q > 0 in lowest terms solves
//! L'(w) = 0, then p <= A and q <= C.
//!
//! *Proof.* Logistic: -n L'(w)/g = Σ n_i k_i/(1 + x^{k_i}). For k_i < 0 write 1/(1 + x^{k_i}) = x^{|k_i|}/(1 + x^{|k_i|}) and multiply
//! by D = Π (1 + x^{|k_i|}), whose leading and lowest coefficients are 1. The products have integer coefficients. At x = 0
//! only k_i > 0 contribute, and their sum is A; the leading coefficient comes from k_i < 0 alone, and is -C. Exponential:
//! -n L'(w)/g = Σ n_i k_i x^{-k_i}; times x^{max k} it is a polynomial with lowest coefficient Σ n_i k_i over the largest k_i, at most A,
//! and the leading one over the smallest, at most C in size. By the rational root theorem p divides the lowest coefficient and q
//! the leading one. ∎
//!
//! Two different fractions with denominators of at most C differ by at least 1/C². So an enclosure of x that is narrower holds at
//! most one candidate, which is then the fraction with the smallest denominator in it: found by continued fractions, and
//! **verified by evaluating the same L' exactly** ([`ExactValue`]). Nothing else makes a minimiser exact: where the
//! enclosure is too wide, or powers would be too long, the answer is that nothing is known.

use super::minimiser::stability_limit;
use crate::arithmetic::{Analytic, Ball, Dual, ExactValue, FromExact, Logarithm};
use crate::model::{Empirical, LossName, Risk};
use rug::{Integer, Rational};

/// w*, L''(w*) and 2/L''(w*), exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExactMinimiser {
    /// w*, which is not 0.
    pub weight: Logarithm,
    /// h = L''(w*).
    pub sharpness: Rational,
    /// eta_crit = 2/h.
    pub critical_rate: Rational,
}

/// The data as integers.
#[derive(Clone, Debug)]
pub struct Commensurable {
    /// g.
    unit: Rational,
    /// A.
    above: u64,
    /// C.
    below: u64,
    /// Σ |k_i| over different k_i: the exponents that an exact evaluation writes out.
    exponents: u64,
}

/// The largest sum of exponents that is tried, the most bits of all powers together, and these times the number of points: a sum of
/// fractions is at most as long as all powers, so that the last bounds the time, to about a second.
const MOST_EXPONENTS: u64 = 1 << 14;
const MOST_BITS: u64 = 1 << 16;
const MOST_WORK: u64 = 1 << 22;

/// Bits beyond those of the bound between candidates.
const SPARE_BITS: u32 = 48;

impl Commensurable {
    /// The unit of the data; `None` where the loss has no such equation, for data of one sign, or for powers that are too long.
    pub fn of(loss: LossName, points: &[(Rational, u32)]) -> Option<Self> {
        if loss.facts().rational {
            return None;
        }
        let counted = || points.iter().filter(|(z, count)| *count > 0 && !z.is_zero());
        let largest = counted().map(|(z, _)| z.clone().abs()).max()?;
        let mut unit = largest.clone();
        for (z, _) in counted() {
            unit = common_unit(&unit, z);
            if unit.clone() * MOST_EXPONENTS < largest {
                return None;
            }
        }
        let mut data = Commensurable { above: 0, below: 0, exponents: 0, unit };
        let mut seen = std::collections::BTreeSet::new();
        for (z, count) in counted() {
            let multiple = Rational::from(z / &data.unit).numer().to_i64()?;
            let side = if multiple > 0 { &mut data.above } else { &mut data.below };
            *side = side.checked_add(multiple.unsigned_abs().checked_mul(u64::from(*count))?)?;
            if seen.insert(multiple) {
                data.exponents += multiple.unsigned_abs();
            }
            if data.exponents > MOST_EXPONENTS {
                return None;
            }
        }
        (data.above > 0 && data.below > 0).then_some(data)
    }

    /// A precision at which an enclosure of the minimiser is narrow enough to hold at most one candidate.
    pub fn bits(&self) -> u32 {
        let length = |bound: u64| u64::BITS - bound.leading_zeros();
        length(self.above) + 2 * length(self.below) + SPARE_BITS
    }

    /// The exact minimiser, if the enclosure holds one. `None`: nothing is known.
    ///
    /// # Guarantee
    ///
    /// Exact: L' vanishes there, by rational arithmetic; and the root of L' is unique.
    pub fn minimiser(&self, loss: LossName, points: &[(Rational, u32)], weight: &Ball) -> Option<ExactMinimiser> {
        let bits = weight.bits();
        let power = (weight.clone() * Ball::from_exact(&self.unit, bits)).exp();
        let (lower, upper) = (power.lower().to_rational()?, power.upper().to_rational()?);
        if !power.is_bounded() || lower <= 0 {
            return None;
        }
        let candidate = simplest_between(lower, upper)?;
        let (numerator, denominator) = (candidate.numer(), candidate.denom());
        if *numerator > self.above || *denominator > self.below {
            return None;
        }
        let height = u64::from(numerator.significant_bits() + denominator.significant_bits());
        let length = height.checked_mul(self.exponents).filter(|length| *length <= MOST_BITS)?;
        if length.saturating_mul(points.len() as u64) > MOST_WORK {
            return None;
        }
        let weight = Logarithm::new(self.unit.clone().recip(), candidate)?;
        let risk = Empirical::<ExactValue, _>::new(loss, points, 0).map(Dual::constant);
        let slope = risk.slope(Dual::variable(ExactValue::from(weight.clone())));
        let stationary = slope.value.known()?.is_zero();
        let sharpness = slope.derivative.known().filter(|sharpness| stationary && **sharpness > 0)?.clone();
        Some(ExactMinimiser { weight, critical_rate: stability_limit(sharpness.clone()), sharpness })
    }
}

/// The largest number of which both numbers, not 0, are integer multiples.
fn common_unit(a: &Rational, b: &Rational) -> Rational {
    let numerator = Integer::from(a.numer() * b.denom()).gcd(&Integer::from(b.numer() * a.denom()));
    Rational::from((numerator, Integer::from(a.denom() * b.denom())))
}

/// The fraction with the smallest denominator, and among these the smallest numerator, in a closed interval of positive numbers, by
/// continued fractions; `None` for ends in the wrong order.
fn simplest_between(lower: Rational, upper: Rational) -> Option<Rational> {
    if lower > upper {
        return None;
    }
    // the convergents h/k of the part that all numbers between the ends share
    let (mut before, mut last) = ((Integer::from(0), Integer::from(1)), (Integer::from(1), Integer::from(0)));
    let (mut lower, mut upper) = (lower, upper);
    loop {
        let ceiling = lower.clone().ceil().numer().clone();
        let whole = lower.clone().floor().numer().clone();
        let ends_here = ceiling <= upper;
        let digit = if ends_here { ceiling } else { whole };
        let next = (Integer::from(&digit * &last.0) + &before.0, Integer::from(&digit * &last.1) + &before.1);
        before = std::mem::replace(&mut last, next);
        if ends_here {
            return Some(Rational::from(last));
        }
        // both ends lie strictly between two integers
        (lower, upper) = ((upper - &digit).recip(), (lower - &digit).recip());
    }
}
