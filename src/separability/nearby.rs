//! Multipliers that exist: a proof of Σ mu_i z_i = 0, mu > 0 that does not write mu down.
//!
//! In many dimensions the exact mu has tens of thousands of digits an entry. That it exists follows from a short one nearby:
//!
//! **Lemma.** Let m > 0 be numbers, rho = Σ m_i z_i, and S = Σ m_i² z_i z_i^T. If rho·S^{-1} rho <= t² with t < 1, there is mu with
//! (1 - t) m_i <= mu_i <= (1 + t) m_i and Σ mu_i z_i = 0.
//!
//! *Proof.* Let y solve S y = -rho and mu_i = m_i + m_i² z_i·y. Then Σ mu_i z_i = rho + S y = 0, and Σ ((mu_i - m_i)/m_i)² = Σ (m_i z_i·y)² =
//! y·S y = rho·S^{-1} rho <= t². ∎
//!
//! rho is computed in integers. rho·S^{-1} rho <= |rho|²/lambda_min(S), and lambda_min is bounded from below in doubles: with B = Σ m_i² r_i r_i^T for
//! rounded rows r_i, and any L, S >= s I - |B - s I - L L^T| - |S - B|, where L is an approximate Cholesky factor of B - s I
//! (Rump, *Verification of positive definiteness*, BIT 46 (2006), 433-452). Columns are scaled beforehand, rows need not be: scales
//! belong to m.
//!
//! Columns on which all points vanish, and columns proportional to another one, say nothing new about Σ mu_i z_i = 0 and are left
//! out, so that S may be regular; [`independent_columns`] finds them exactly.
//!
//! # Guarantee
//!
//! [`exists_nearby`] is certified, under the assumption on matrix products of [`super::spectrum`].

use super::cholesky::Cholesky;
use super::gram::gram;
use super::rows::rounded_rows;
use super::spectrum::{SLACK, frobenius, gamma, product, row_sum_norm, symmetrised};
use crate::data::IntegerPoints;
use faer::Mat;
use rug::{Float, Integer};
use std::collections::HashMap;

/// How far the multipliers may be from those that exist, relatively.
const MOST_DISTANCE: f64 = 0.5;

/// Whether there are positive mu_i with Σ mu_i z_i = 0 over the points `rows`, each within half of `multipliers`.
pub(super) fn exists_nearby(points: &IntegerPoints, rows: &[usize], multipliers: &[Integer]) -> bool {
    if rows.len() != multipliers.len() || multipliers.iter().any(|m| *m <= 0) {
        return false;
    }
    let pairs: Vec<(usize, Integer)> = rows.iter().copied().zip(multipliers.iter().cloned()).collect();
    let residual = points.combination(&pairs);
    if residual.iter().all(Integer::is_zero) {
        return true;
    }
    let columns = independent_columns(points, rows).chosen;
    let Some(scaled) = Scaled::new(points, rows, &columns, multipliers) else { return false };
    let Some(least) = scaled.least_eigenvalue() else { return false };
    scaled.squared_length(&residual, &columns) <= MOST_DISTANCE * MOST_DISTANCE * least
}

/// Which columns tell the others.
pub(super) struct Columns {
    /// Columns of which every other one is a multiple.
    pub chosen: Vec<usize>,
    /// (j, k, x, y): x times column j is y times column k, a chosen one; k = j and y = 0 for a column of zeros.
    pub relations: Vec<(usize, usize, Integer, Integer)>,
}

/// Finds the columns that are multiples of others on the points `rows`. Exact.
pub(super) fn independent_columns(points: &IntegerPoints, rows: &[usize]) -> Columns {
    let mut columns = Columns { chosen: Vec::new(), relations: Vec::new() };
    let mut known: HashMap<Vec<u32>, Vec<usize>> = HashMap::new();
    for j in 0..points.dimension() {
        let Some(first) = rows.iter().position(|row| !points.is_entry_zero(*row, j)) else {
            columns.relations.push((j, j, Integer::from(1), Integer::new()));
            continue;
        };
        // a few entries tell most columns apart; the others are compared whole
        let signature = signature(points, rows, j, first);
        let same = known.entry(signature).or_default();
        let own = points.entry(rows[first], j);
        let matching = same.iter().copied().find(|k| {
            let other = points.entry(rows[first], *k);
            !other.is_zero()
                && rows.iter().all(|row| {
                    if points.is_entry_zero(*row, j) || points.is_entry_zero(*row, *k) {
                        return points.is_entry_zero(*row, j) && points.is_entry_zero(*row, *k);
                    }
                    points.entry(*row, j) * &other == points.entry(*row, *k) * &own
                })
        });
        match matching {
            Some(k) => columns.relations.push((j, k, points.entry(rows[first], k), own)),
            None => {
                same.push(j);
                columns.chosen.push(j);
            }
        }
    }
    columns
}

/// Entries of a column, divided by its first one modulo a prime: the same for proportional columns.
fn signature(points: &IntegerPoints, rows: &[usize], column: usize, first: usize) -> Vec<u32> {
    const PRIME: u32 = super::modular::PRIMES[0];
    let unit = points.residue(rows[first], column, PRIME);
    let Some(inverse) = super::modular::inverse(vec![vec![unit]], PRIME) else { return vec![first as u32] };
    let step = (rows.len() / 32).max(1);
    let ratio = |row: &usize| {
        (u64::from(points.residue(*row, column, PRIME)) * u64::from(inverse[0][0]) % u64::from(PRIME)) as u32
    };
    std::iter::once(first as u32).chain(rows.iter().step_by(step).map(ratio)).collect()
}

/// Rows m_i z_i with columns divided by c_j, all divided by one more number, rounded.
struct Scaled {
    matrix: Mat<f64>,
    column_scales: Vec<f64>,
    /// The number by which all was divided, besides the column scales.
    unit: Float,
}

impl Scaled {
    fn new(points: &IntegerPoints, rows: &[usize], columns: &[usize], multipliers: &[Integer]) -> Option<Self> {
        let (mut matrix, exponents) = rounded_rows(rows.len(), columns.len(), |i| {
            let (entries, exponent) = points.rounded(rows[i]);
            let bits = multipliers[i].significant_bits() as i32;
            let mantissa = (Float::with_val(53, &multipliers[i]) >> bits).to_f64();
            (columns.iter().map(|j| entries[*j] * mantissa).collect(), exponent + bits)
        });
        let most = exponents.iter().copied().max()?;
        let factors: Vec<f64> = exponents.iter().map(|exponent| 2f64.powi((exponent - most).max(-1000))).collect();
        let mut column_scales = Vec::with_capacity(columns.len());
        for column in matrix.col_iter_mut() {
            let mut largest = 0.0f64;
            column.iter_mut().zip(&factors).for_each(|(x, factor)| {
                *x *= factor;
                largest = largest.max(x.abs());
            });
            column_scales.push(largest);
        }
        for (column, scale) in matrix.col_iter_mut().zip(&mut column_scales) {
            // a power of two, so that nothing is rounded
            *scale = 2f64.powi((*scale).log2().ceil().clamp(-900.0, 900.0) as i32);
            column.iter_mut().for_each(|x| *x /= *scale);
        }
        Some(Scaled { matrix, column_scales, unit: Float::with_val(53, 1) << most })
    }

    /// A positive lower bound of the smallest eigenvalue of Σ m_i² z_i z_i^T in these units.
    fn least_eigenvalue(&self) -> Option<f64> {
        let size = self.matrix.ncols();
        let gram = gram(&self.matrix);
        let norm = frobenius(&self.matrix);
        // each entry was rounded a few times; those that vanish beside the largest ones, 2^-1000, are divided by 2^-900 at most
        let roundings = norm * 4.0 * f64::EPSILON + 2f64.powi(-70);
        let error = (gamma(self.matrix.nrows() + 2) * norm * norm + roundings * (2.0 * norm + roundings)) * SLACK;
        let mut shift = least_pivot(&gram)? / size as f64;
        for _ in 0..MOST_SHIFTS {
            if let Some(bound) = shifted_bound(&gram, shift).map(|residual| shift - (residual + error) * SLACK)
                && bound > 0.0
            {
                return Some(bound / SLACK);
            }
            shift /= 8.0;
        }
        None
    }

    /// An upper bound of |rho|² in these units.
    fn squared_length(&self, residual: &[Integer], columns: &[usize]) -> f64 {
        let sum: f64 = columns
            .iter()
            .zip(&self.column_scales)
            .map(|(j, scale)| {
                let entry = Float::with_val(53, &residual[*j]) / &self.unit;
                (entry.to_f64().abs() / scale).powi(2)
            })
            .sum();
        (sum + f64::MIN_POSITIVE) * SLACK
    }
}

/// Shifts that are tried.
const MOST_SHIFTS: usize = 12;

/// The square of the smallest pivot of a Cholesky factorisation: the smallest eigenvalue is not larger.
fn least_pivot(matrix: &Mat<f64>) -> Option<f64> {
    let cholesky = Cholesky::new(matrix.clone())?;
    (0..matrix.nrows()).map(|i| cholesky.factor()[(i, i)].powi(2)).min_by(f64::total_cmp)
}

/// An upper bound on |M - s I - L L^T|.
fn shifted_bound(matrix: &Mat<f64>, shift: f64) -> Option<f64> {
    let size = matrix.nrows();
    let mut shifted = matrix.clone();
    (0..size).for_each(|i| shifted[(i, i)] -= shift);
    let cholesky = Cholesky::new(shifted.clone())?;
    let factor = cholesky.factor();
    let residual = &shifted - product(factor.as_ref(), factor.transpose());
    let absolute = Mat::from_fn(size, size, |i, j| factor[(i, j)].abs());
    let ones = Mat::from_fn(size, 1, |_, _| 1.0);
    let sums = product(absolute.as_ref(), product(absolute.transpose(), ones.as_ref()).as_ref());
    let largest = (0..size).map(|i| sums[(i, 0)]).fold(0.0, f64::max) + row_sum_norm(&shifted);
    let bound =
        row_sum_norm(&symmetrised(&residual)) + gamma(size + 2) * largest + f64::EPSILON * row_sum_norm(&shifted);
    let bound = bound * SLACK;
    bound.is_finite().then_some(bound)
}

/// Integers near the multipliers, each positive.
pub(super) fn round_multipliers(multipliers: &[Float], bits: i32) -> Option<Vec<Integer>> {
    let largest = multipliers.iter().filter_map(Float::get_exp).max()?;
    let round = |mu: &Float| {
        let rounded = (mu.clone() << (bits - largest)).to_integer()?;
        Some(rounded.max(Integer::from(1)))
    };
    multipliers.iter().map(round).collect()
}
