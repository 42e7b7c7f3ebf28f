//! The largest eigenvalue of a small symmetric matrix, numerical in `f64` and certified in balls.

use super::Analytic;

/// Arithmetics that can take the largest eigenvalue of a symmetric matrix and order two values.
///
/// # Guarantee
///
/// `f64`: numerical (faer's dense solver, backward stable). Balls: an enclosure, by a Rayleigh quotient from below and a
/// proof from above that shift - M is positive definite.
pub trait TopEigenvalue: Analytic {
    /// The largest eigenvalue of a symmetric matrix, given by rows. NaN or unbounded if an entry is.
    fn top_eigenvalue(matrix: &[Vec<Self>]) -> Self;

    /// max(left, right).
    fn largest(left: Self, right: Self) -> Self;
}

impl TopEigenvalue for f64 {
    fn top_eigenvalue(matrix: &[Vec<Self>]) -> Self {
        if matrix.iter().flatten().any(|entry| !entry.is_finite()) {
            return f64::NAN;
        }
        dominant_pair(matrix).map_or(f64::NAN, |(value, _)| value)
    }

    fn largest(left: Self, right: Self) -> Self {
        left.max(right)
    }
}

/// The largest eigenvalue of a finite symmetric matrix and its unit eigenvector, numerically.
fn dominant_pair(matrix: &[Vec<f64>]) -> Option<(f64, Vec<f64>)> {
    let size = matrix.len();
    let dense = faer::Mat::from_fn(size, size, |i, j| matrix[i][j]);
    let decomposition = dense.self_adjoint_eigen(faer::Side::Lower).ok()?;
    let last = size.checked_sub(1)?;
    let vector = (0..size).map(|i| decomposition.U()[(i, last)]).collect();
    Some((decomposition.S().column_vector()[last], vector))
}
