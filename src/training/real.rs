//! The floating-point types that training runs in.

use crate::arithmetic::Analytic;
use faer::traits::RealField;

/// `f32` or `f64`: arithmetic, elementary functions and dense linear algebra of one precision.
///
/// # Guarantee
///
/// Numerical.
pub trait Real: Analytic + RealField + Copy + Send + Sync + 'static {
    /// `f32` or `f64`.
    const NAME: &'static str;
    /// The distance from 1 to the next larger number.
    const EPSILON: Self;
    /// The nearest number; beyond the range, an infinity.
    fn from_double(value: f64) -> Self;
    /// The same number.
    fn to_double(self) -> f64;
}

impl Real for f64 {
    const NAME: &'static str = "f64";
    const EPSILON: Self = f64::EPSILON;
    fn from_double(value: f64) -> Self {
        value
    }
    fn to_double(self) -> f64 {
        self
    }
}

impl Real for f32 {
    const NAME: &'static str = "f32";
    const EPSILON: Self = f32::EPSILON;
    fn from_double(value: f64) -> Self {
        value as f32
    }
    fn to_double(self) -> f64 {
        f64::from(self)
    }
}
