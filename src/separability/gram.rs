//! Products of a tall matrix in doubles on all threads, the same bytes whatever their number: the parts depend on sizes alone.

use crate::vector_registers::restored;
use faer::{Accum, Mat, MatRef, Par, linalg::matmul::matmul};
use rayon::prelude::*;

/// Rows of one part, unless that makes more than [`MOST_PARTS`].
const PART: usize = 2048;
/// Parts, each of which holds a matrix of its own for a while.
const MOST_PARTS: usize = 16;
/// Columns of one panel of a symmetric product.
const PANEL: usize = 256;

/// The first row and the number of rows of each part.
fn parts(count: usize) -> Vec<(usize, usize)> {
    let size = count.div_ceil(MOST_PARTS).max(PART);
    (0..count).step_by(size).map(|start| (start, size.min(count - start))).collect()
}

/// R^T diag(weights) R; the entries above the diagonal are zero.
pub(super) fn weighted_gram(rows: &Mat<f64>, weights: &[f64]) -> Mat<f64> {
    let size = rows.ncols();
    let of_part = |(start, count): (usize, usize)| {
        let part = rows.subrows(start, count);
        let weighted = Mat::from_fn(count, size, |i, j| part[(i, j)] * weights[start + i]);
        lower_product(weighted.as_ref(), part)
    };
    let mut grams = parts(rows.nrows()).into_par_iter().map(of_part).collect::<Vec<_>>().into_iter();
    let first = grams.next().unwrap_or_else(|| Mat::zeros(size, size));
    grams.fold(first, |mut sum, gram| {
        sum += gram;
        sum
    })
}

/// R^T R
pub(super) fn gram(rows: &Mat<f64>) -> Mat<f64> {
    let lower = weighted_gram(rows, &vec![1.0; rows.nrows()]);
    Mat::from_fn(rows.ncols(), rows.ncols(), |i, j| lower[(i.max(j), i.min(j))])
}

/// The entries of left^T right on and below the diagonal.
fn lower_product(left: MatRef<'_, f64>, right: MatRef<'_, f64>) -> Mat<f64> {
    let size = left.ncols();
    let mut product = Mat::zeros(size, size);
    for start in (0..size).step_by(PANEL) {
        let width = PANEL.min(size - start);
        let below = product.submatrix_mut(start, start, size - start, width);
        let left = left.subcols(start, size - start);
        restored(|| matmul(below, Accum::Replace, left.transpose(), right.subcols(start, width), 1.0, Par::Seq));
    }
    for j in 0..size {
        for i in 0..j {
            product[(i, j)] = 0.0;
        }
    }
    product
}

/// R w
pub(super) fn apply(rows: &Mat<f64>, weight: &[f64]) -> Vec<f64> {
    let weight = Mat::from_fn(weight.len(), 1, |i, _| weight[i]);
    let of_part = |(start, count): (usize, usize)| {
        let mut result = Mat::zeros(count, 1);
        restored(|| matmul(&mut result, Accum::Replace, rows.subrows(start, count), &weight, 1.0, Par::Seq));
        (0..count).map(|i| result[(i, 0)]).collect::<Vec<f64>>()
    };
    parts(rows.nrows()).into_par_iter().flat_map_iter(of_part).collect()
}

/// R^T mu
pub(super) fn combine(rows: &Mat<f64>, multipliers: &[f64]) -> Vec<f64> {
    let of_part = |(start, count): (usize, usize)| {
        let mut result = Mat::zeros(rows.ncols(), 1);
        let part = Mat::from_fn(count, 1, |i, _| multipliers[start + i]);
        restored(|| matmul(&mut result, Accum::Replace, rows.subrows(start, count).transpose(), &part, 1.0, Par::Seq));
        result
    };
    let sums = parts(rows.nrows()).into_par_iter().map(of_part).collect::<Vec<_>>();
    (0..rows.ncols()).map(|j| sums.iter().map(|sum| sum[(j, 0)]).sum()).collect()
}
