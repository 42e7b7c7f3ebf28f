//! The minimiser of the risk in several features, its Hessian and its sharpness.
//!
//! (G4a)  Let H = H(v^) > 0 at any v^, nu² = g^T H^{-1} g and zeta² = max z_i^T H^{-1} z_i. If zeta nu < 1, the risk has exactly one
//! minimiser v*, and e = v* - v^ has (e^T H e)^{1/2} <= -log(1 - zeta nu)/zeta.
//!
//! # Proof
//!
//! Every loss of [`crate::model::facts`] has |l'''| <= l'', so l'' changes by at most the factor e^rho where a margin moves by rho.
//! Along a direction of length t in the norm of H, the slope of L is at least -nu t + ∫_0^1 e^{-zeta s t} t² ds =
//! t (-nu + (1 - e^{-zeta t})/zeta), positive once t exceeds the bound: there is a minimum within, and as L is strictly convex near it
//! and convex everywhere, only one. ∎
//!
//! So v^ may come from anywhere: floats come near, Newton's method comes close, and the lemma proves. Source: proofs/THEORY.md
//! section 6.

use super::certified::{CertifiedValue, Digits, DigitsError, certify_all};
use super::hypothesis::Slack;
use super::minimiser::stability_limit;
use crate::arithmetic::cholesky::Cholesky;
use crate::arithmetic::symmetric::TopEigenvalue;
use crate::arithmetic::{Analytic, Ball, FromExact};
use crate::model::features::congruent;
use crate::model::{FeaturePoints, FeatureRisk, LossName, network::dot};
use num_traits::{One, Zero};
use rug::Rational;
use std::sync::OnceLock;
use thiserror::Error;

/// A minimiser of the risk, enclosed, with what follows from it.
///
/// # Guarantee
///
/// Certified.
#[derive(Clone, Debug)]
pub struct FeatureMinimiser {
    /// v*.
    pub point: Vec<Ball>,
    /// H(v*), by rows.
    pub hessian: Vec<Vec<Ball>>,
    /// R with R^T R = H(v*).
    pub root: Vec<Vec<Ball>>,
    /// An upper bound of zeta² = max z_i^T H(v*)^{-1} z_i.
    pub zeta_squared: Ball,
    sharpness: OnceLock<Ball>,
}

/// Why there is no enclosure.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FeatureMinimiserError {
    /// Newton's method in floats did not come near a minimum.
    #[error(
        "no finite minimiser was found for the {0} loss: the data may be separable, partly separable, or not span all features"
    )]
    NotFound(LossName),
    /// The lemma could not be confirmed.
    #[error("the minimiser could not be enclosed at {0} bits: take more bits")]
    Undecided(u32),
    /// The digits were not reached.
    #[error(transparent)]
    Digits(#[from] DigitsError),
}

/// The hypothesis of (G4a).
pub fn hypothesis<T: Analytic>(zeta: &T, nu: &T) -> Slack<T> {
    Slack::strict("zeta nu < 1", T::one() - zeta.clone() * nu)
}

/// The bound of (G4a): |H^{1/2} (v - v*)| is at most -log(1 - zeta nu)/zeta.
pub fn reach<T: Analytic>(zeta: &T, nu: &T) -> T {
    -(T::one() - zeta.clone() * nu).ln() / zeta
}

impl FeatureMinimiser {
    /// The minimiser of the risk of signed points, to about `bits` bits.
    ///
    /// # Errors
    ///
    /// [`FeatureMinimiserError`] where there is none, or none could be enclosed.
    pub fn enclose(loss: LossName, points: &FeaturePoints, bits: u32) -> Result<Self, FeatureMinimiserError> {
        let numeric = FeatureRisk::<f64, _>::new(loss, points, 53);
        let near = come_near(&numeric, points.first().map_or(0, |(z, _)| z.len()))
            .ok_or(FeatureMinimiserError::NotFound(loss))?;
        let mut point: Vec<Ball> = near.iter().map(|&x| Ball::exact(rug::Float::with_val(53, x))).collect();
        let working = bits.saturating_add(GUARD_BITS);
        let mut accuracy = FIRST_ACCURACY;
        while accuracy < working {
            accuracy = (2 * accuracy).min(working);
            point = newton(&FeatureRisk::new(loss, points, accuracy + GUARD_BITS), &point, accuracy + GUARD_BITS)
                .ok_or(FeatureMinimiserError::Undecided(bits))?;
        }
        // One more at full precision: the first may have had fewer correct bits than assumed.
        let risk = FeatureRisk::<Ball, _>::new(loss, points, working + GUARD_BITS);
        let point = newton(&risk, &point, working + GUARD_BITS).ok_or(FeatureMinimiserError::Undecided(bits))?;
        // what floats took for a minimum at low precision may be a slope that never ends
        let none = if bits <= LOW_BITS {
            FeatureMinimiserError::NotFound(loss)
        } else {
            FeatureMinimiserError::Undecided(bits)
        };
        FeatureMinimiser::around(&risk, &point).ok_or(none)
    }

    /// The minimiser around an exact point, by (G4a); `None` where it cannot be proved.
    ///
    /// # Guarantee
    ///
    /// Certified.
    pub fn around(risk: &FeatureRisk<Ball, LossName>, near: &[Ball]) -> Option<Self> {
        let factors = Cholesky::of(&risk.hessian(near))?;
        let nu = Ball::exact(factors.inverse_form(&risk.gradient(near)).upper()).sqrt();
        let zeta = largest_inverse_form(risk, &factors).sqrt();
        let (zeta, nu) = (Ball::exact(zeta.upper()), Ball::exact(nu.upper()));
        if !zeta.is_bounded() || !nu.is_bounded() || !hypothesis(&zeta, &nu).is_certain() {
            return None;
        }
        let reach = reach(&zeta, &nu);
        let point: Vec<Ball> = (0..near.len())
            .map(|j| {
                let unit: Vec<Ball> =
                    (0..near.len()).map(|k| if j == k { Ball::one() } else { Ball::zero() }).collect();
                let radius = (factors.inverse_form(&unit).sqrt() * &reach).magnitude_up();
                near[j].clone().widened(radius)
            })
            .collect();
        let hessian = risk.hessian(&point);
        let factors = Cholesky::of(&hessian)?;
        let zeta_squared = largest_inverse_form(risk, &factors);
        // H > 0 is proved, so that all columns are independent
        let root = risk.hessian_root(&point, &(0..near.len()).collect::<Vec<usize>>());
        let bounded = zeta_squared.is_bounded() && point.iter().chain(root.iter().flatten()).all(Ball::is_bounded);
        bounded.then_some(FeatureMinimiser { point, hessian, root, zeta_squared, sharpness: OnceLock::new() })
    }

    /// R K R^T, whose eigenvalues are those of H(v*) K.
    pub fn product_with(&self, kernel: &[Vec<Ball>]) -> Vec<Vec<Ball>> {
        congruent(&self.root, kernel)
    }

    /// The sharpness, lambda_max(H(v*)), found once.
    pub fn sharpness(&self) -> Ball {
        self.sharpness.get_or_init(|| Ball::top_eigenvalue(&self.hessian)).clone()
    }

    /// (P5) 2/h: the rate up to which the minimum is stable for the linear predictor.
    pub fn critical_rate(&self) -> Ball {
        stability_limit(self.sharpness())
    }

    /// (e^T H e)^{1/2} with H = H(v*).
    pub fn norm(&self, e: &[Ball]) -> Ball {
        let image: Vec<Ball> = self.hessian.iter().map(|row| dot(row, e)).collect();
        // a sum of products, of which rounding may make a little less than nothing
        let square = dot(e, &image).upper();
        if square <= 0 { Ball::zero() } else { Ball::exact(square).sqrt() }
    }
}

/// The coordinates of v*, then the sharpness and (P5) the critical rate, to so many digits.
///
/// # Errors
///
/// [`FeatureMinimiserError`] where there is no minimiser, or the digits are not reached.
pub fn enclose_feature_minimiser(
    loss: LossName,
    points: &FeaturePoints,
    digits: Digits,
) -> Result<Vec<CertifiedValue>, FeatureMinimiserError> {
    let features = points.first().map_or(0, |(z, _)| z.len());
    certify_parts(loss, points, digits, features + 2, |minimiser, _| {
        let (sharpness, rate) = (minimiser.sharpness(), minimiser.critical_rate());
        minimiser.point.into_iter().chain([sharpness, rate]).collect()
    })
}

/// The sharpness h0 = lambda_max(H(v*) K) of the minimum of a two-layer network with the kernel K of its start, and 2/h0, to so many digits: (G7d).
///
/// # Errors
///
/// [`FeatureMinimiserError`] where there is no minimiser, or the digits are not reached.
pub fn enclose_lazy_rate(
    loss: LossName,
    points: &FeaturePoints,
    kernel: &[Vec<Rational>],
    digits: Digits,
) -> Result<Vec<CertifiedValue>, FeatureMinimiserError> {
    certify_parts(loss, points, digits, 2, |minimiser, bits| {
        let read = |row: &Vec<Rational>| row.iter().map(|entry| Ball::from_exact(entry, bits)).collect();
        let kernel: Vec<Vec<Ball>> = kernel.iter().map(read).collect();
        let sharpness = Ball::top_eigenvalue(&minimiser.product_with(&kernel));
        vec![sharpness.clone(), stability_limit(sharpness)]
    })
}

/// Numbers that follow from the minimiser, at rising precision until they have the digits.
fn certify_parts(
    loss: LossName,
    points: &FeaturePoints,
    digits: Digits,
    count: usize,
    parts: impl Fn(FeatureMinimiser, u32) -> Vec<Ball>,
) -> Result<Vec<CertifiedValue>, FeatureMinimiserError> {
    FeatureMinimiser::enclose(loss, points, FIRST_ACCURACY)?;
    let at = |bits: u32| {
        let minimiser = FeatureMinimiser::enclose(loss, points, bits);
        let balls = minimiser.map_or_else(|_| vec![Ball::unbounded(bits); count], |minimiser| parts(minimiser, bits));
        balls.into_iter().map(CertifiedValue::Enclosed).collect()
    };
    Ok(certify_all(digits, at)?)
}

/// Bits that Newton's method has in hand.
const GUARD_BITS: u32 = 32;
/// A precision at which every minimiser that floats come near is proved to be one.
const LOW_BITS: u32 = 128;
/// Bits that the start from floats is assumed to have.
const FIRST_ACCURACY: u32 = 40;
/// Steps of Newton's method in floats, and the halvings of one of them.
const MOST_STEPS: u32 = 500;
const MOST_HALVINGS: u32 = 60;

/// Newton's method with halved steps, from 0. Numerical.
fn come_near(risk: &FeatureRisk<f64, LossName>, features: usize) -> Option<Vec<f64>> {
    let mut v = vec![0.0; features];
    let mut value = risk.value(&v);
    let mut before = f64::INFINITY;
    for _ in 0..MOST_STEPS {
        let gradient = risk.gradient(&v);
        let factors = Cholesky::of(&risk.hessian(&v))?;
        let step = factors.solve(&gradient);
        // a vector that separates the data: no minimiser, unless the loss turns upwards
        if risk.loss.facts().decreases && risk.points().all(|z| dot(z, &v) > 0.0) {
            return None;
        }
        let decrement = dot(&gradient, &step);
        if !decrement.is_finite() {
            return None;
        }
        // as near as the roundings of the gradient allow
        let stuck = decrement <= FAIRLY_NEAR && decrement > before / 2.0;
        before = decrement;
        if decrement <= NEAR || stuck {
            let last = v.iter().zip(&step).map(|(v, s)| v - s).collect::<Vec<f64>>();
            return Some(if last.iter().all(|x| x.is_finite()) { last } else { v });
        }
        let mut share = 1.0;
        let mut moved = None;
        for _ in 0..MOST_HALVINGS {
            let next: Vec<f64> = v.iter().zip(&step).map(|(v, s)| v - share * s).collect();
            let next_value = risk.value(&next);
            if next_value <= value - 0.25 * share * decrement {
                moved = Some((next, next_value));
                break;
            }
            share /= 2.0;
        }
        match moved {
            Some((next, next_value)) => (v, value) = (next, next_value),
            // no descent within the roundings of the risk: near enough if the decrement says so
            None => return (decrement <= FAIRLY_NEAR).then_some(v),
        }
    }
    None
}

/// g·H^{-1} g from which the point is as near as doubles get, and from which Newton's method in balls converges for sure.
const NEAR: f64 = 1e-26;
const FAIRLY_NEAR: f64 = 1e-10;

/// One step of Newton's method on midpoints; not certified.
fn newton(risk: &FeatureRisk<Ball, LossName>, point: &[Ball], bits: u32) -> Option<Vec<Ball>> {
    let point: Vec<Ball> = point.iter().map(|x| x.clone().with_bits(bits).centre()).collect();
    let factors = Cholesky::of(&risk.hessian(&point))?;
    let step = factors.solve(&risk.gradient(&point));
    let next: Vec<Ball> = point.into_iter().zip(step).map(|(x, s)| (x - s).centre()).collect();
    next.iter().all(Ball::is_bounded).then_some(next)
}

/// An upper bound of max z_i^T A^{-1} z_i.
fn largest_inverse_form(risk: &FeatureRisk<Ball, LossName>, factors: &Cholesky<Ball>) -> Ball {
    let forms = risk.points().map(|z| Ball::exact(factors.inverse_form(z).upper()));
    forms.reduce(Ball::largest).unwrap_or_else(Ball::zero)
}
