//! Points in the coordinates of their principal axes: lengths and angles stay, and thin directions get columns of their own.
//!
//! Points near a hyperplane have a column of small numbers there, which doubles hold to all their digits, where in the old coordinates
//! they were differences of large ones. The solver's normal matrix is then graded, which Cholesky's method does not mind.

use super::gram::gram;
use crate::data::IntegerPoints;
use faer::Mat;
use rug::{Float, Integer};

/// Dimensions up to which Jacobi's method costs little.
const MOST_DIMENSIONS: usize = 200;
/// n d² up to which the points are turned.
const MOST_OPERATIONS: usize = 2_000_000_000;
/// Bits of the axes.
const BITS: i32 = 60;
/// Sweeps of Jacobi's method; ten are usual.
const MOST_SWEEPS: usize = 30;

/// The points in units of 2^-60 of the principal axes of the given rows, up to the rounding of the axes; `None` where that would
/// cost too much.
pub(super) fn turned(points: &IntegerPoints, rows: &Mat<f64>) -> Option<IntegerPoints> {
    let (count, dimension) = (points.count(), points.dimension());
    if dimension > MOST_DIMENSIONS || count.saturating_mul(dimension * dimension) > MOST_OPERATIONS {
        return None;
    }
    let axes = principal_axes(gram(rows));
    let all: Vec<usize> = (0..count).collect();
    let mut columns = Vec::with_capacity(dimension);
    for k in 0..dimension {
        let axis: Option<Vec<Integer>> =
            (0..dimension).map(|j| (Float::with_val(53, axes[(j, k)]) << BITS).to_integer()).collect();
        columns.push(points.products(&all, &axis?));
    }
    Some(IntegerPoints::of_columns(&columns))
}

/// Orthonormal eigenvectors, by columns, of a symmetric matrix. Numerical: Jacobi's cyclic method.
fn principal_axes(mut matrix: Mat<f64>) -> Mat<f64> {
    let size = matrix.nrows();
    let mut axes = Mat::<f64>::identity(size, size);
    for _ in 0..MOST_SWEEPS {
        let mut turned = false;
        for p in 0..size {
            for q in p + 1..size {
                let (diagonal, off) = ((matrix[(p, p)] * matrix[(q, q)]).abs().sqrt(), matrix[(p, q)]);
                if off.abs() <= f64::EPSILON * diagonal {
                    continue;
                }
                turned = true;
                let ratio = (matrix[(q, q)] - matrix[(p, p)]) / (2.0 * off);
                let tangent = ratio.signum() / (ratio.abs() + ratio.hypot(1.0));
                let cosine = 1.0 / tangent.hypot(1.0);
                let sine = tangent * cosine;
                for k in 0..size {
                    let (x, y) = (matrix[(k, p)], matrix[(k, q)]);
                    (matrix[(k, p)], matrix[(k, q)]) = (cosine * x - sine * y, sine * x + cosine * y);
                }
                for k in 0..size {
                    let (x, y) = (matrix[(p, k)], matrix[(q, k)]);
                    (matrix[(p, k)], matrix[(q, k)]) = (cosine * x - sine * y, sine * x + cosine * y);
                    let (x, y) = (axes[(k, p)], axes[(k, q)]);
                    (axes[(k, p)], axes[(k, q)]) = (cosine * x - sine * y, sine * x + cosine * y);
                }
            }
        }
        if !turned {
            break;
        }
    }
    axes
}
