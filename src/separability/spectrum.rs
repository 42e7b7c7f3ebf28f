//! Certified bounds on the largest eigenvalue of symmetric matrices in doubles, of any size.
//!
//! *From below:* the Rayleigh quotient of an approximate eigenvector, in interval arithmetic. *From above:* for a shift s let
//! L L^T be an approximate Cholesky factorisation of s I - M. As L L^T is positive semidefinite whatever L is,
//! s I - M >= -|s I - M - L L^T|, so lambda_max(M) <= s + |s I - M - L L^T|; the norm of the residual is bounded by its
//! largest row sum, plus the roundings of its computation.
//!
//! # Roundings
//!
//! A sum of k products in doubles, in any order and with or without fused operations, is within gamma_k Σ |x_i y_i| of the
//! exact one, gamma_k = k u/(1 - k u), u = 2^-53 (Higham, *Accuracy and Stability of Numerical Algorithms*, section 3.1): this is
//! all that is assumed of faer's matrix products. Norms and bounds are sums and products of non-negative numbers, with fewer than
//! 10^7 roundings each; they are enlarged by [`SLACK`] = 10^-8 to cover these.

use super::cholesky::Cholesky;
use crate::arithmetic::{Field, Interval};
use crate::vector_registers::restored;
use faer::{Accum, Mat, Par, linalg::matmul::matmul};
use num_traits::Zero;

/// The factor that turns a computed bound into an upper bound, above the roundings of its evaluation.
pub const SLACK: f64 = 1.0 + 1e-8;

/// An upper bound on k u/(1 - k u), with four terms to spare for the roundings of the operands.
pub fn gamma(terms: usize) -> f64 {
    let error = (terms + 4) as f64 * f64::EPSILON / 2.0;
    error / (1.0 - error) * SLACK
}

/// An upper bound on the Frobenius norm of a matrix of doubles.
pub fn frobenius(matrix: &Mat<f64>) -> f64 {
    matrix.col_iter().flat_map(|column| column.iter()).map(|x| x * x).sum::<f64>().sqrt() * SLACK
}

/// left · right, sequentially.
pub fn product(left: faer::MatRef<'_, f64>, right: faer::MatRef<'_, f64>) -> Mat<f64> {
    let mut result = Mat::zeros(left.nrows(), right.ncols());
    restored(|| matmul(&mut result, Accum::Replace, left, right, 1.0, Par::Seq));
    result
}

/// An upper bound on the spectral norm of a symmetric matrix of doubles: the largest row sum of absolute values.
pub fn row_sum_norm(matrix: &Mat<f64>) -> f64 {
    let mut sums = vec![0.0; matrix.nrows()];
    for column in matrix.col_iter() {
        sums.iter_mut().zip(column.iter()).for_each(|(sum, x)| *sum += x.abs());
    }
    largest_of(sums) * SLACK
}

/// (M + M^T)/2, whose distance to a symmetric matrix is no larger.
pub fn symmetrised(matrix: &Mat<f64>) -> Mat<f64> {
    Mat::from_fn(matrix.nrows(), matrix.ncols(), |i, j| f64::midpoint(matrix[(i, j)], matrix[(j, i)]))
}

/// The largest of zero and the values; infinite if one is no number, which `f64::max` would drop.
pub fn largest_of(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().fold(0.0, |largest, x| if x.is_nan() { f64::INFINITY } else { x.max(largest) })
}

/// Power iterations, for small and for large matrices; the proof corrects an inaccurate end.
const POWER_ITERATIONS: (usize, usize) = (2000, 200);
/// Matrix entries from which on it is large.
const LARGE: usize = 1 << 20;
/// Enlargements of the shift.
const MOST_SHIFTS: usize = 40;

/// An enclosure of the largest eigenvalue of every symmetric matrix within `error` of `matrix` in the spectral norm; `None` if the
/// matrix is empty or holds infinities. The matrix itself need not be symmetric: a computed M M^T is not quite.
///
/// # Guarantee
///
/// Certified, under the assumption on matrix products of the [module](self).
pub fn largest_eigenvalue(matrix: &Mat<f64>, error: f64) -> Option<Interval> {
    // row sums bound the spectral norm of symmetric matrices only
    let (matrix, size) = (&symmetrised(matrix), matrix.nrows());
    let norm = row_sum_norm(matrix);
    if size == 0 || !norm.is_finite() || !error.is_finite() {
        return None;
    }
    let vector = dominant_vector(matrix);
    let around = Interval::new(-error, error).ok()?;
    let lower = (rayleigh_quotient(matrix, &vector) + around).lower();
    let roundings = f64::EPSILON * norm * 64.0 * size as f64;
    let mut distance = (norm * 1e-12).max(roundings);
    for _ in 0..MOST_SHIFTS {
        let shift = lower + distance;
        if let Some(residual) = residual_of_shift(matrix, shift) {
            return Interval::new(lower, (shift + residual + error) * if shift > 0.0 { SLACK_TIGHT } else { 1.0 }).ok();
        }
        distance *= 4.0;
    }
    Interval::new(lower, norm + error).ok()
}

/// Above the roundings of three additions.
const SLACK_TIGHT: f64 = 1.0 + 4.0 * f64::EPSILON;

/// An approximate eigenvector of the largest eigenvalue of a positive semidefinite matrix, by power iteration from the row sums.
fn dominant_vector(matrix: &Mat<f64>) -> Vec<f64> {
    let size = matrix.nrows();
    let mut vector = Mat::from_fn(size, 1, |i, _| 1.0 + matrix[(i, i)].abs() + i as f64 / size as f64);
    let iterations = if size * size < LARGE { POWER_ITERATIONS.0 } else { POWER_ITERATIONS.1 };
    for _ in 0..iterations {
        let image = product(matrix.as_ref(), vector.as_ref());
        let length = frobenius(&image);
        if length.is_nan() || length <= 0.0 {
            break;
        }
        let next = Mat::from_fn(size, 1, |i, _| image[(i, 0)] / length);
        let moved = (0..size).map(|i| (next[(i, 0)] - vector[(i, 0)]).abs()).fold(0.0, f64::max);
        vector = next;
        if moved < 1e-9 {
            break;
        }
    }
    (0..size).map(|i| vector[(i, 0)]).collect()
}

/// v·Mv/v·v in intervals.
fn rayleigh_quotient(matrix: &Mat<f64>, vector: &[f64]) -> Interval {
    let point = |x: f64| Interval::point(x);
    let image = |i: usize| {
        vector.iter().enumerate().fold(Interval::zero(), |sum, (j, v)| sum + point(matrix[(i, j)]) * point(*v))
    };
    let (above, below) =
        vector.iter().enumerate().fold((Interval::zero(), Interval::zero()), |(above, below), (i, v)| {
            (above + image(i) * point(*v), below + point(*v).square())
        });
    above / below
}

/// An upper bound on |s I - M - L L^T|; `None` if s I - M has no Cholesky factorisation in doubles.
fn residual_of_shift(matrix: &Mat<f64>, shift: f64) -> Option<f64> {
    let size = matrix.nrows();
    let shifted = Mat::from_fn(size, size, |i, j| if i == j { shift - matrix[(i, i)] } else { -matrix[(i, j)] });
    let cholesky = Cholesky::new(shifted.clone())?;
    let factor = cholesky.factor();
    let mut residual = shifted.clone();
    restored(|| matmul(&mut residual, Accum::Add, factor, factor.transpose(), -1.0, Par::Seq));
    // row sums of |L| |L|^T and of |s I - M|, which the roundings of the residual are relative to
    let sizes = Mat::from_fn(size, size, |i, j| factor[(i, j)].abs());
    let ones = Mat::from_fn(size, 1, |_, _| 1.0);
    let sums = product(sizes.as_ref(), product(sizes.transpose(), ones.as_ref()).as_ref());
    let largest = largest_of((0..size).map(|i| sums[(i, 0)])) + row_sum_norm(&shifted);
    // the diagonal s - M_ii is rounded once
    let bound = row_sum_norm(&residual) + gamma(size + 2) * largest + f64::EPSILON * row_sum_norm(&shifted);
    bound.is_finite().then_some(bound * SLACK)
}
