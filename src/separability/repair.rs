//! Exact vectors near float ones that satisfy linear equations exactly.
//!
//! Of the rows in question r independent ones and r columns with an invertible r x r submatrix M are chosen. The unknowns
//! that do not belong to M are rounded; those that do follow from them by one exact solution of a system with M. What
//! remains true of the float vector is verified by the caller.

use super::common_factor::remove_common_factor;
use super::rows::round_each;
use crate::data::IntegerPoints;
use crate::separability::dixon::{CommonSolution, SquareMatrix, solve};
use crate::separability::modular::{PRIMES, RankProfile, rank_profile};
use rug::{Float, Integer};

/// Points that span the same space as a set of points, with the columns of an invertible submatrix.
#[derive(Clone, Debug)]
pub(super) struct Span {
    /// Indices of independent points.
    pub basis: Vec<usize>,
    /// As many columns.
    pub columns: Vec<usize>,
}

impl Span {
    /// The span of the points, in whose order the basis is chosen.
    pub fn of(points: &IntegerPoints, ordered: &[usize], prime: u32) -> Self {
        let residue = |i: usize, j: usize| points.residue(ordered[i], j, prime);
        let RankProfile { rows, columns } = rank_profile(ordered.len(), points.dimension(), prime, residue);
        Span { basis: rows.into_iter().map(|i| ordered[i]).collect(), columns }
    }

    /// The dimension of the span.
    pub fn rank(&self) -> usize {
        self.basis.len()
    }

    /// Columns outside the submatrix.
    pub fn free_columns(&self, dimension: usize) -> Vec<usize> {
        let mut is_free = vec![true; dimension];
        self.columns.iter().for_each(|j| is_free[*j] = false);
        (0..dimension).filter(|j| is_free[*j]).collect()
    }
}

/// Up to this rank short certificates are worth several attempts.
const SMALL_RANK: usize = 200;

/// Positive integers near a common multiple of `proposed` with Σ mu_i a_i = 0 exactly over the points `rows`, and the span of
/// those. `None` if none was found.
pub(super) fn repair_multipliers(
    points: &IntegerPoints,
    rows: &[usize],
    proposed: &[Float],
) -> Option<(Vec<Integer>, Span)> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|i, j| proposed[*j].total_cmp(&proposed[*i]).then(i.cmp(j)));
    let ordered: Vec<usize> = order.iter().map(|i| rows[*i]).collect();
    PRIMES[..2].iter().find_map(|prime| {
        let span = Span::of(points, &ordered, *prime);
        let is_basic: Vec<bool> = rows.iter().map(|row| span.basis.contains(row)).collect();
        let free: Vec<usize> = (0..rows.len()).filter(|i| !is_basic[*i]).collect();
        let free_values: Vec<Float> = free.iter().map(|i| proposed[*i].clone()).collect();
        let matrix = SquareMatrix::from_fn(span.rank(), |c, b| points.entry(span.basis[b], span.columns[c]));
        let attempts: &[u32] = if span.rank() <= SMALL_RANK { &[6, 16, 30, 53] } else { &[30, 53] };
        attempts.iter().find_map(|bits| {
            let rounded = round_each(&free_values, *bits)?;
            let fixed: Vec<(usize, Integer)> = free.iter().map(|i| rows[*i]).zip(rounded).collect();
            let sums = points.combination(&fixed);
            let right: Vec<Integer> = span.columns.iter().map(|j| Integer::from(-&sums[*j])).collect();
            let CommonSolution { numerators, denominator } = solve(&matrix, &right)?;
            let mut multipliers = vec![Integer::new(); points.count()];
            fixed.into_iter().for_each(|(row, mu)| multipliers[row] = mu * &denominator);
            span.basis.iter().zip(numerators).for_each(|(row, mu)| multipliers[*row] = mu);
            let mut chosen: Vec<Integer> = rows.iter().map(|row| std::mem::take(&mut multipliers[*row])).collect();
            if chosen.iter().any(|mu| *mu <= 0) {
                return None;
            }
            remove_common_factor(&mut chosen);
            let pairs: Vec<(usize, Integer)> = rows.iter().copied().zip(chosen.iter().cloned()).collect();
            points.combination(&pairs).iter().all(Integer::is_zero).then(|| (chosen, span.clone()))
        })
    })
}

/// Integer vectors near multiples of `proposed` that are orthogonal to the span, from short ones to accurate ones.
pub(super) fn repair_direction<'a>(
    points: &'a IntegerPoints,
    span: &'a Span,
    round: impl Fn(u32) -> Option<Vec<Integer>> + 'a,
) -> impl Iterator<Item = Vec<Integer>> + 'a {
    let free = span.free_columns(points.dimension());
    let matrix = SquareMatrix::from_fn(span.rank(), |b, c| points.entry(span.basis[b], span.columns[c]));
    let attempts: &[u32] = if span.rank() <= SMALL_RANK { &[2, 5, 10, 20, 30, 52] } else { &[30, 52] };
    attempts.iter().filter_map(move |bits| {
        let mut weight = round(*bits)?;
        span.columns.iter().for_each(|j| weight[*j] = Integer::new());
        if span.rank() > 0 {
            let right: Vec<Integer> = points.products(&span.basis, &weight).into_iter().map(|x| -x).collect();
            let CommonSolution { numerators, denominator } = solve(&matrix, &right)?;
            free.iter().for_each(|j| weight[*j] *= &denominator);
            span.columns.iter().zip(numerators).for_each(|(j, w)| weight[*j] = w);
        }
        remove_common_factor(&mut weight);
        Some(weight)
    })
}
