//! The floating-point types that training runs in.

use crate::arithmetic::Analytic;
use faer::Mat;
use faer::traits::RealField;
use std::borrow::Cow;

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
    /// The entries in this precision: the matrix itself where that is its own.
    fn of_doubles(matrix: &Mat<f64>) -> Cow<'_, Mat<Self>>;
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
    fn of_doubles(matrix: &Mat<f64>) -> Cow<'_, Mat<f64>> {
        Cow::Borrowed(matrix)
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
    fn of_doubles(matrix: &Mat<f64>) -> Cow<'_, Mat<f32>> {
        Cow::Owned(Mat::from_fn(matrix.nrows(), matrix.ncols(), |i, j| matrix[(i, j)] as f32))
    }
}
