//! The dimension of the span of some points, proved.
//!
//! *From below:* points that are independent modulo a prime are independent. *From above:* with an invertible submatrix M of r such
//! points (the basis) and r columns, either every other column that is not zero is a combination of those columns, on all points,
//! or every other point is a combination of the basis. Both are shown by exact solutions of systems with M, one for each.
//! A single prime may well divide every r x r minor: the points (3, 0) and (0, p) are dependent modulo p.

use super::repair::Span;
use crate::data::IntegerPoints;
use crate::separability::dixon::{CommonSolution, SquareMatrix, solve};
use crate::separability::modular::PRIMES;
use rug::Integer;

/// Operations on words that the proof may use, about: some seconds.
const BUDGET: u128 = 2_000_000_000;

/// Positions in `rest` of points that form a basis of the span of all points of a non-separable rest; `None` if that was not
/// proved, for want of budget or by four unlucky primes.
///
/// # Guarantee
///
/// Exact, if Σ mu_i z_i = 0 with mu not zero on the rest, as it is for a verified split.
pub(super) fn proved_basis(points: &IntegerPoints, rest: &[usize]) -> Option<Vec<usize>> {
    let is_used = |j: &usize| rest.iter().any(|i| !points.is_entry_zero(*i, *j));
    let used: Vec<usize> = (0..points.dimension()).filter(is_used).collect();
    let span =
        PRIMES.iter().map(|prime| Span::of(points, rest, *prime)).find(|span| is_whole(points, rest, &used, span))?;
    Some(span.basis.iter().filter_map(|point| rest.binary_search(point).ok()).collect())
}

/// Whether the basis certainly spans all points of the rest, of which only the columns `used` are not zero.
fn is_whole(points: &IntegerPoints, rest: &[usize], used: &[usize], span: &Span) -> bool {
    let rank = span.rank();
    // the multipliers relate the points of the rest
    if rank == used.len() || rank + 1 == rest.len() {
        return true;
    }
    let columns: Vec<usize> = used.iter().copied().filter(|j| !span.columns.contains(j)).collect();
    let others: Vec<usize> = rest.iter().copied().filter(|i| !span.basis.contains(i)).collect();
    if columns.len().min(others.len()) as u128 * (rank as u128).pow(3) > BUDGET {
        return false;
    }
    let entry = |b: usize, c: usize| points.entry(span.basis[b], span.columns[c]);
    if columns.len() <= others.len() {
        let matrix = SquareMatrix::from_fn(rank, entry);
        columns.iter().all(|j| {
            let right: Vec<Integer> = span.basis.iter().map(|i| points.entry(*i, *j)).collect();
            let Some(CommonSolution { numerators, denominator }) = solve(&matrix, &right) else { return false };
            let mut relation = vec![Integer::new(); points.dimension()];
            span.columns.iter().zip(numerators).for_each(|(c, x)| relation[*c] = x);
            relation[*j] = -denominator;
            points.products(rest, &relation).iter().all(Integer::is_zero)
        })
    } else {
        let matrix = SquareMatrix::from_fn(rank, |c, b| entry(b, c));
        others.iter().all(|i| {
            let right: Vec<Integer> = span.columns.iter().map(|j| points.entry(*i, *j)).collect();
            let Some(CommonSolution { numerators, denominator }) = solve(&matrix, &right) else { return false };
            let mut relation: Vec<(usize, Integer)> = span.basis.iter().copied().zip(numerators).collect();
            relation.push((*i, -denominator));
            points.combination(&relation).iter().all(Integer::is_zero)
        })
    }
}
