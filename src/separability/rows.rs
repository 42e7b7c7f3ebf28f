//! The points as rows of doubles of unit length, for the float solver.

use super::cholesky::Cholesky;
use super::gram::{apply, combine, weighted_gram};
use super::proposal::Proposal;
use crate::data::IntegerPoints;
use faer::Mat;
use rayon::prelude::*;
use rug::{Float, Integer};

/// Rows r_i with r_ij = a_ij/(s_i c_j), |r_i| = 1, for row scales s_i and column scales c_j; zero points are left out.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    /// Which points the rows are.
    pub points: Vec<usize>,
    /// r_i.
    pub matrix: Mat<f64>,
    /// s_i.
    pub row_scales: Vec<Float>,
    /// c_j; all 1 unless the columns differ in size by more than [`COLUMN_SPREAD`].
    pub column_scales: Vec<f64>,
}

/// Columns that differ by more are brought to one size.
const COLUMN_SPREAD: f64 = 1e4;
/// Added to a Gram matrix that is singular in doubles, relative to its trace; tried in turn.
const RIDGES: [f64; 4] = [1e-16, 1e-15, 1e-14, 1e-12];
/// Bits of the combinations of columns.
const COORDINATE_BITS: u32 = 55;
/// Points rounded together.
const BLOCK: usize = 1024;
/// Rows whose lengths differ by more are not weighted by their lengths in the first proposal.
const ROW_SPREAD: f64 = 1e4;

impl Rows {
    /// The rows of all points that are not zero.
    pub fn new(points: &IntegerPoints) -> Self {
        Rows::with_column_spread(points, COLUMN_SPREAD)
    }

    /// The same with c_j = 1, so that lengths and angles are those of the points.
    pub fn without_column_scales(points: &IntegerPoints) -> Self {
        Rows::with_column_spread(points, f64::INFINITY)
    }

    fn with_column_spread(points: &IntegerPoints, most_spread: f64) -> Self {
        let chosen: Vec<usize> = (0..points.count()).filter(|row| !points.is_zero(*row)).collect();
        let dimension = points.dimension();
        let (mut matrix, exponents) = rounded_rows(chosen.len(), dimension, |i| points.rounded(chosen[i]));
        let mut row_scales: Vec<Float> =
            exponents.into_iter().map(|exponent| Float::with_val(53, 1) << exponent).collect();
        let mut normalise = |matrix: &mut Mat<f64>| {
            // column by column, as they lie in memory
            let mut lengths = vec![0.0; matrix.nrows()];
            for column in matrix.col_iter() {
                lengths.iter_mut().zip(column.iter()).for_each(|(sum, x)| *sum += x.powi(2));
            }
            lengths.iter_mut().for_each(|length| *length = length.sqrt());
            for column in matrix.col_iter_mut() {
                column.iter_mut().zip(&lengths).for_each(|(x, length)| *x /= length);
            }
            row_scales.iter_mut().zip(&lengths).for_each(|(scale, length)| *scale *= length);
        };
        normalise(&mut matrix);
        let largest = |column: faer::ColRef<'_, f64>| column.iter().map(|x| x.abs()).fold(0.0, f64::max);
        let sizes: Vec<f64> = matrix.col_iter().map(largest).collect();
        let used = || sizes.iter().copied().filter(|size| *size > 0.0);
        let spread = used().fold(0.0, f64::max) / used().fold(f64::INFINITY, f64::min);
        let mut column_scales = vec![1.0; dimension];
        if spread > most_spread {
            for (j, size) in sizes.iter().enumerate().filter(|(_, size)| **size > 0.0) {
                column_scales[j] = *size;
                (0..matrix.nrows()).for_each(|i| matrix[(i, j)] /= size);
            }
            normalise(&mut matrix);
        }
        Rows { points: chosen, matrix, row_scales, column_scales }
    }

    /// The number of rows.
    pub fn count(&self) -> usize {
        self.points.len()
    }

    /// 1/s_i, in units of the largest.
    pub fn all_inverse_lengths(&self) -> Vec<f64> {
        let Some(shortest) = self.row_scales.iter().min_by(|a, b| a.total_cmp(b)) else { return Vec::new() };
        let relative = |s: &Float| Float::with_val(53, shortest / s).to_f64().max(f64::MIN_POSITIVE);
        self.row_scales.iter().map(relative).collect()
    }

    /// The same; `None` if lengths differ so much, or columns were scaled, that a solver in doubles had better not weigh
    /// rows by their lengths.
    pub fn inverse_lengths(&self) -> Option<Vec<f64>> {
        let inverse = self.all_inverse_lengths();
        let spread = inverse.iter().copied().fold(f64::INFINITY, f64::min);
        (spread * ROW_SPREAD >= 1.0 && self.column_scales.iter().all(|c| *c == 1.0)).then_some(inverse)
    }

    /// Combinations of the columns, in integers, in which the points are rounder: Σ weight_i r_i r_i^T becomes about the identity.
    /// With weights mu_i/s_i of a float solution, the rows that are active in it are brought to all sides, and the cone between them
    /// is widened. Invertible, as a triangular matrix.
    pub fn rounder_coordinates(&self, weights: &[f64]) -> Option<Vec<Vec<Integer>>> {
        let largest = weights.iter().copied().fold(0.0, f64::max);
        let weights: Vec<f64> = weights.iter().map(|weight| (weight / largest).max(f64::MIN_POSITIVE)).collect();
        let gram = weighted_gram(&self.matrix, &weights);
        let trace: f64 = (0..gram.nrows()).map(|j| gram[(j, j)]).sum();
        let with_ridge = |ridge: f64| {
            let mut gram = gram.clone();
            (0..gram.nrows()).for_each(|j| gram[(j, j)] += ridge * trace);
            Cholesky::new(gram)
        };
        let factor = RIDGES.iter().find_map(|ridge| with_ridge(*ridge))?;
        let inverse = factor.inverse_factor();
        let row = |k: usize| {
            let floats: Vec<Float> = (0..inverse.ncols())
                .map(|j| Float::with_val(53, if j <= k { inverse[(k, j)] / self.column_scales[j] } else { 0.0 }))
                .collect();
            round_each(&floats, COORDINATE_BITS).filter(|row| !row[k].is_zero())
        };
        (0..inverse.nrows()).map(row).collect()
    }

    /// The points in the order of the slacks of a float solution, in the units of the points; zero points are left out.
    pub fn by_slack(&self, proposal: &Proposal) -> Vec<usize> {
        let inverse = self.all_inverse_lengths();
        let mut order: Vec<(f64, usize)> =
            (0..self.count()).map(|i| (proposal.slacks[i] / inverse[i], self.points[i])).collect();
        order.par_sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        order.into_iter().map(|(_, point)| point).collect()
    }

    /// Some of the rows.
    pub fn subset(&self, indices: &[usize]) -> Mat<f64> {
        Mat::from_fn(indices.len(), self.matrix.ncols(), |i, j| self.matrix[(indices[i], j)])
    }

    /// The weights of all points from those of all rows: mu_i/s_i.
    pub fn all_point_multipliers(&self, multipliers: &[f64]) -> Vec<Float> {
        let all: Vec<usize> = (0..self.count()).collect();
        self.point_multipliers(&all, multipliers)
    }

    /// The weights of the points from those of the rows: mu_i/s_i.
    pub fn point_multipliers(&self, indices: &[usize], multipliers: &[f64]) -> Vec<Float> {
        indices.iter().zip(multipliers).map(|(i, mu)| Float::with_val(53, *mu) / &self.row_scales[*i]).collect()
    }

    /// Integers near a multiple of the weight w_j/c_j of the features that is that of the scaled columns, to this many bits; `None`
    /// if it is zero or not finite.
    pub fn round_direction(&self, direction: &[f64], bits: u32) -> Option<Vec<Integer>> {
        let weights: Vec<f64> = direction.iter().zip(&self.column_scales).map(|(w, c)| w / c).collect();
        if self.column_scales.iter().all(|c| *c == 1.0) {
            round_together(&weights, bits as i32)
        } else {
            let floats: Vec<Float> = weights.iter().map(|w| Float::with_val(53, *w)).collect();
            round_each(&floats, bits)
        }
    }
}

/// A matrix whose rows are computed side by side, each in doubles with the exponent of a power of two that goes with it.
pub(super) fn rounded_rows(
    count: usize,
    dimension: usize,
    row: impl Fn(usize) -> (Vec<f64>, i32) + Sync,
) -> (Mat<f64>, Vec<i32>) {
    let mut matrix = Mat::zeros(count, dimension);
    let mut exponents = Vec::with_capacity(count);
    for start in (0..count).step_by(BLOCK) {
        let end = count.min(start + BLOCK);
        let rounded: Vec<(Vec<f64>, i32)> = (start..end).into_par_iter().map(&row).collect();
        // column by column, as they lie in memory
        for j in 0..dimension {
            rounded.iter().enumerate().for_each(|(i, (row, _))| matrix[(start + i, j)] = row[j]);
        }
        exponents.extend(rounded.into_iter().map(|(_, exponent)| exponent));
    }
    (matrix, exponents)
}

/// An orthonormal basis, by rows, of the span of `rows`, numerically: rows whose new part is shorter than `tolerance` are taken
/// as dependent.
pub(super) fn orthonormal_basis(rows: &Mat<f64>, tolerance: f64) -> Mat<f64> {
    let dimension = rows.ncols();
    let mut basis: Mat<f64> = Mat::zeros(rows.nrows().min(dimension), dimension);
    let mut rank = 0;
    for i in 0..rows.nrows() {
        if rank == basis.nrows() {
            break;
        }
        let found = basis.subrows(0, rank).to_owned();
        let start: Vec<f64> = (0..dimension).map(|j| rows[(i, j)]).collect();
        let rest = remove_components(&found, start);
        let length = rest.iter().map(|x| x * x).sum::<f64>().sqrt();
        if length > tolerance {
            (0..dimension).for_each(|j| basis[(rank, j)] = rest[j] / length);
            rank += 1;
        }
    }
    basis.subrows(0, rank).to_owned()
}

/// The part of a vector orthogonal to the rows of `basis`, an orthonormal system; removed twice, for accuracy.
pub(super) fn remove_components(basis: &Mat<f64>, mut vector: Vec<f64>) -> Vec<f64> {
    for _ in 0..2 {
        if basis.nrows() > 0 {
            let part = combine(basis, &apply(basis, &vector));
            vector.iter_mut().zip(part).for_each(|(x, y)| *x -= y);
        }
    }
    vector
}

/// Integers proportional to the values after rounding to multiples of the largest times 2^-`bits`; `None` if a value is not
/// finite or all are zero.
fn round_together(values: &[f64], bits: i32) -> Option<Vec<Integer>> {
    let largest = values.iter().map(|x| x.abs()).fold(0.0, f64::max);
    if largest <= 0.0 || !largest.is_finite() {
        return None;
    }
    let round = |x: &f64| Float::with_val(53, x / largest * 2f64.powi(bits)).to_integer();
    values.iter().map(round).collect()
}

/// Integers proportional to the values after rounding each to `bits` significant bits; `None` if a value is not finite.
pub(super) fn round_each(values: &[Float], bits: u32) -> Option<Vec<Integer>> {
    let least = values.iter().filter_map(Float::get_exp).min().unwrap_or(0);
    let shift = bits as i32 - least;
    values.iter().map(|x| (Float::with_val(bits, x) << shift).to_integer()).collect()
}
