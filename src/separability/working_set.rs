//! The minimum-norm problem of [`super::proposal`] for many rows in few dimensions: solved on some of the rows, to which those are
//! added that violate the solution, until none does.
//!
//! At most d + 1 rows carry the solution, so that a few d of them are solved at a time; the others cost one product a round. If some
//! rows are not separable, all rows are not, and the answer about these rows is the answer.

use super::gram::apply;
use super::proposal::{Proposal, minimum_norm_point};
use faer::Mat;

/// A solution on some rows.
pub(super) struct WorkingSet {
    /// The rows on which the problem was solved, increasing.
    pub rows: Vec<usize>,
    /// Its solution there.
    pub proposal: Proposal,
    /// r_i·w for all rows.
    pub products: Vec<f64>,
}

/// Rows to begin with and rows to add, for this dimension.
pub(super) fn portion(dimension: usize) -> usize {
    (4 * (dimension + 1)).max(400)
}

/// Whether there are so many rows that a working set pays.
pub(super) fn pays(count: usize, dimension: usize) -> bool {
    count > 2 * portion(dimension)
}

/// Rounds before giving up.
const MOST_ROUNDS: usize = 40;
/// A product may fall short of the least on the working set by this share.
const TOLERANCE: f64 = 1e-9;

/// Solves the problem; `None` where the float solver fails.
pub(super) fn minimum_norm_on_some(matrix: &Mat<f64>, offsets: &[f64]) -> Option<WorkingSet> {
    let (count, portion) = (matrix.nrows(), portion(matrix.ncols()));
    let mut is_in = vec![false; count];
    // spread over all rows: neighbours in a file are often alike
    (0..portion.min(count)).for_each(|k| is_in[k * count / portion.min(count)] = true);
    for _ in 0..MOST_ROUNDS {
        let rows: Vec<usize> = (0..count).filter(|i| is_in[*i]).collect();
        let subset = Mat::from_fn(rows.len(), matrix.ncols(), |i, j| matrix[(rows[i], j)]);
        let own: Vec<f64> = rows.iter().map(|i| offsets[*i]).collect();
        let proposal = minimum_norm_point(&subset, &own)?;
        let products = apply(matrix, &proposal.direction);
        let ratio = |i: &usize| products[*i] / offsets[*i];
        let least = rows.iter().map(ratio).fold(f64::INFINITY, f64::min);
        let level = least * (1.0 - TOLERANCE);
        let mut violating: Vec<usize> = (0..count).filter(|i| !is_in[*i] && ratio(i) < level).collect();
        if least <= 0.0 || violating.is_empty() {
            return Some(WorkingSet { rows, proposal, products });
        }
        violating.sort_by(|i, j| ratio(i).total_cmp(&ratio(j)).then(i.cmp(j)));
        violating.truncate(portion);
        // rows far from the boundary leave, unless they carry the solution
        if rows.len() > portion {
            let most = proposal.multipliers.iter().copied().fold(0.0, f64::max);
            let mut idle: Vec<usize> =
                (0..rows.len()).filter(|k| proposal.multipliers[*k] <= most * 1e-8).map(|k| rows[k]).collect();
            idle.sort_by(|i, j| ratio(j).total_cmp(&ratio(i)).then(i.cmp(j)));
            idle.truncate(rows.len() - portion);
            idle.into_iter().for_each(|i| is_in[i] = false);
        }
        violating.into_iter().for_each(|i| is_in[i] = true);
    }
    None
}

impl WorkingSet {
    /// The solution as one of all rows: no other row has a multiplier.
    pub fn whole(&self, offsets: &[f64]) -> Proposal {
        let mut multipliers = vec![0.0; self.products.len()];
        self.rows.iter().zip(&self.proposal.multipliers).for_each(|(i, mu)| multipliers[*i] = *mu);
        let squared: f64 = self.proposal.direction.iter().map(|w| w * w).sum();
        let mut slacks: Vec<f64> =
            self.products.iter().zip(offsets).map(|(product, b)| (product - squared * b).max(0.0)).collect();
        self.rows.iter().zip(&self.proposal.slacks).for_each(|(i, s)| slacks[*i] = *s);
        Proposal { multipliers, direction: self.proposal.direction.clone(), slacks }
    }
}
