//! Points modulo the span of some of them, in integers, and multipliers of all points of a span from those of a few.
//!
//! With r independent points b of the span and r columns c such that the submatrix M = (b, c) is invertible, each other column j
//! gives a vector f_j, orthogonal to the span: f_j = D e_j - Σ_c y_c e_c with M y = D (column j of the points b). The numbers f_j·z are
//! the coordinates of z modulo the span, and they vanish together exactly on it.

use super::repair::Span;
use super::work::{OutOfWork, Work, words};
use crate::data::IntegerPoints;
use crate::separability::dixon::{CommonSolution, SquareMatrix, solve, solve_cost};
use crate::separability::modular::PRIMES;
use rayon::prelude::*;
use rug::{Complete, Integer, ops::DivRounding};

/// The vectors f_j.
#[derive(Clone, Debug)]
pub(super) struct Quotient {
    functionals: Vec<Vec<Integer>>,
}

impl Quotient {
    /// Modulo the span of the points `rows`.
    ///
    /// # Errors
    ///
    /// [`OutOfWork`].
    pub fn new(points: &IntegerPoints, rows: &[usize], work: &mut Work) -> Result<Self, OutOfWork> {
        let dimension = points.dimension();
        let span = span_of(points, rows, work)?;
        let matrix = SquareMatrix::from_fn(span.rank(), |b, c| points.entry(span.basis[b], span.columns[c]));
        let mut functionals = Vec::new();
        for j in span.free_columns(dimension) {
            let right: Vec<Integer> = span.basis.iter().map(|row| points.entry(*row, j)).collect();
            work.spend(solve_cost(&matrix, &right))?;
            let solution = solve(&matrix, &right).ok_or_else(|| work.exhausted())?;
            let mut functional = vec![Integer::new(); dimension];
            span.columns.iter().zip(solution.numerators).for_each(|(c, y)| functional[*c] = -y);
            functional[j] = solution.denominator;
            functionals.push(functional);
        }
        Ok(Quotient { functionals })
    }

    /// The coordinates of the points `rows`, up to one common factor.
    ///
    /// # Errors
    ///
    /// [`OutOfWork`].
    pub fn coordinates(
        &self,
        points: &IntegerPoints,
        rows: &[usize],
        work: &mut Work,
    ) -> Result<IntegerPoints, OutOfWork> {
        let mut columns = Vec::with_capacity(self.functionals.len());
        for functional in &self.functionals {
            let used = functional.iter().filter(|x| !x.is_zero()).count();
            let bits = functional.iter().map(Integer::significant_bits).max().unwrap_or(0);
            work.spend((rows.len() * used) as u128 * words(u64::from(bits)) * words(points.bits()))?;
            columns.push(points.products(rows, functional));
        }
        Ok(IntegerPoints::of_columns(&columns))
    }

    /// The same coordinates in terms of others: each row of `transform` is the combination of old coordinates that is a new one.
    pub fn transformed(&self, dimension: usize, transform: &[Vec<Integer>]) -> Self {
        let functionals = transform.par_iter().map(|weight| self.lift(dimension, weight)).collect();
        Quotient { functionals }
    }

    /// The vector whose product with every point is that of `weight` with its coordinates.
    pub fn lift(&self, dimension: usize, weight: &[Integer]) -> Vec<Integer> {
        let mut lifted = vec![Integer::new(); dimension];
        for (functional, w) in self.functionals.iter().zip(weight).filter(|(_, w)| !w.is_zero()) {
            lifted.iter_mut().zip(functional).filter(|(_, f)| !f.is_zero()).for_each(|(sum, f)| *sum += w * f);
        }
        lifted
    }
}

/// Independent points and columns, by elimination modulo a prime.
fn span_of(points: &IntegerPoints, rows: &[usize], work: &mut Work) -> Result<Span, OutOfWork> {
    let dimension = points.dimension();
    work.spend((rows.len() * dimension) as u128 * rows.len().min(dimension) as u128)?;
    let [prime, ..] = PRIMES;
    Ok(Span::of(points, rows, prime))
}

/// Positive multipliers of more points of a span: with Σ mu_i z_i = 0 for `base`, positive numbers `extra` of other points whose
/// combination lies in the span of the base are balanced by the base, of which a large multiple is added.
///
/// # Errors
///
/// [`OutOfWork`]. The outer result's `None` says that the combination of the others is not in the span.
pub(super) fn extend(
    points: &IntegerPoints,
    base: Vec<(usize, Integer)>,
    extra: Vec<(usize, Integer)>,
    work: &mut Work,
) -> Result<Option<Vec<(usize, Integer)>>, OutOfWork> {
    let sums = points.combination(&extra);
    if sums.iter().all(Integer::is_zero) {
        return Ok(Some(base.into_iter().chain(extra).collect()));
    }
    let mut order: Vec<usize> = (0..base.len()).collect();
    order.sort_by(|i, j| base[*j].1.cmp(&base[*i].1));
    let rows: Vec<usize> = order.iter().map(|i| base[*i].0).collect();
    let span = span_of(points, &rows, work)?;
    let matrix = SquareMatrix::from_fn(span.rank(), |c, b| points.entry(span.basis[b], span.columns[c]));
    let right: Vec<Integer> = span.columns.iter().map(|j| Integer::from(-&sums[*j])).collect();
    work.spend(solve_cost(&matrix, &right))?;
    let Some(CommonSolution { numerators, denominator }) = solve(&matrix, &right) else { return Ok(None) };
    let mut changes = std::collections::HashMap::new();
    span.basis.iter().zip(numerators).for_each(|(row, y)| {
        changes.insert(*row, y);
    });
    let factor = base
        .iter()
        .filter_map(|(row, mu)| changes.get(row).filter(|y| **y <= 0).map(|y| (-y).complete().div_floor(mu)))
        .max()
        .unwrap_or_default()
        + 1u32;
    let mut multipliers: Vec<(usize, Integer)> = base
        .into_iter()
        .map(|(row, mu)| {
            let change = changes.get(&row).cloned().unwrap_or_default();
            (row, mu * &factor + change)
        })
        .collect();
    multipliers.extend(extra.into_iter().map(|(row, mu)| (row, mu * &denominator)));
    let vanishes = points.combination(&multipliers).iter().all(Integer::is_zero);
    Ok(vanishes.then_some(multipliers))
}
