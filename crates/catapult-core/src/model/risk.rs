//! Risks of one real output: what a linear predictor w, or a network on D0, descends.
//!
//! [`Empirical`] is L(w) = (1/n) Σ l(z_i w) for one-dimensional data with signed points z_i = y_i x_i (proofs/THEORY.md,
//! section 2); [`Degenerate`] is its closed form on D0, z = ±1 (section 1).

use super::loss::Loss;
use crate::arithmetic::{Field, FromExact};
use rug::Rational;

/// A twice differentiable risk of one output.
///
/// # Guarantee
///
/// That of the arithmetic `T`.
pub trait Risk<T> {
    /// L(f).
    fn value(&self, output: T) -> T;
    /// L'(f), written s in the theory.
    fn slope(&self, output: T) -> T;
    /// L''(f).
    fn curvature(&self, output: T) -> T;
    /// A number that rises exactly when L does: L(f) itself, or what is cheaper and no less sharp.
    #[inline(always)]
    fn order(&self, output: T) -> T {
        self.value(output)
    }
}

/// The risk on D0 = {(1,+1),(1,-1)}, in closed form.
#[derive(Clone, Copy, Debug)]
pub struct Degenerate<L>(pub L);

impl<T: Field, L: Loss<T>> Risk<T> for Degenerate<L> {
    #[inline(always)]
    fn value(&self, output: T) -> T {
        self.0.degenerate_risk(output)
    }
    #[inline(always)]
    fn slope(&self, output: T) -> T {
        self.0.degenerate_slope(output)
    }
    #[inline(always)]
    fn curvature(&self, output: T) -> T {
        self.0.degenerate_curvature(output)
    }
    // L is even and rises with |f| (see [`super::facts`]).
    #[inline(always)]
    fn order(&self, output: T) -> T {
        output.square()
    }
}

/// The empirical risk of one-dimensional data: signed points z_i = y_i x_i, each with its multiplicity.
#[derive(Clone, Debug)]
pub struct Empirical<T, L> {
    /// The loss l.
    pub loss: L,
    points: Vec<(T, T)>,
    count: T,
}

impl<T: FromExact, L> Empirical<T, L> {
    /// The risk of signed points with multiplicities, read into `T` at `bits` bits (see [`FromExact`]).
    pub fn new(loss: L, points: &[(Rational, u32)], bits: u32) -> Self {
        let read = |value: &Rational| T::from_exact(value, bits);
        let count: u64 = points.iter().map(|(_, multiplicity)| u64::from(*multiplicity)).sum();
        Empirical {
            loss,
            points: points.iter().map(|(z, k)| (read(z), read(&Rational::from(*k)))).collect(),
            count: read(&Rational::from(count)),
        }
    }
}

impl<T: Field, L> Empirical<T, L> {
    /// The same data in another arithmetic, entry by entry: how constants are lifted to duals.
    pub fn map<U>(self, convert: impl Fn(T) -> U) -> Empirical<U, L> {
        Empirical {
            loss: self.loss,
            points: self.points.into_iter().map(|(z, k)| (convert(z), convert(k))).collect(),
            count: convert(self.count),
        }
    }
}

/// (1/n) Σ k_i term(z_i). Closures and `fold` may not be inlined, and so not be compiled for the instructions of lanes.
macro_rules! mean {
    ($risk:expr, |$z:ident| $term:expr) => {{
        let mut sum = T::zero();
        for ($z, multiplicity) in &$risk.points {
            sum = sum + $term * multiplicity;
        }
        sum / &$risk.count
    }};
}

impl<T: Field, L: Loss<T>> Risk<T> for Empirical<T, L> {
    // (1/n) Σ l(z_i w)
    #[inline(always)]
    fn value(&self, weight: T) -> T {
        mean!(self, |z| self.loss.margin_loss(weight.clone() * z))
    }
    // (1/n) Σ z_i l'(z_i w)
    #[inline(always)]
    fn slope(&self, weight: T) -> T {
        mean!(self, |z| self.loss.margin_slope(weight.clone() * z) * z)
    }
    // (1/n) Σ z_i² l''(z_i w)
    #[inline(always)]
    fn curvature(&self, weight: T) -> T {
        mean!(self, |z| self.loss.margin_curvature(weight.clone() * z) * z.clone().square())
    }
}
