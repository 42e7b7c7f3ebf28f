//! The split of large data: one float solution, exact relations between columns, and multipliers that are proved to exist.
//!
//! What exact linear algebra would cost in many dimensions is avoided. Multipliers are proved by [`super::nearby`]; the points of the
//! rest are those on which the relations between the columns of its float candidates hold, exactly; and the direction that
//! separates the others is sought among the few relations. Where something fails, so does this, and the exact method decides.

use super::cholesky::Cholesky;
use super::gram::{apply, combine, weighted_gram};
use super::nearby::{exists_nearby, independent_columns, round_multipliers};
use super::rows::Rows;
use super::split::{Certificate, Split, split_within};
use super::work::Work;
use crate::data::IntegerPoints;
use faer::Mat;
use rug::Integer;

/// Which multipliers count as positive, relative to the largest; tried in turn.
const THRESHOLDS: [f64; 3] = [1e-6, 1e-9, 1e-3];
/// Rounds in which more points join the rest.
const MOST_ROUNDS: usize = 8;
/// Bits of a multiplier.
const BITS: i32 = 55;

/// The split of points that are not separable, from float multipliers of some of the rows; `None` where a proof fails.
pub(super) fn split_nearby(
    points: &IntegerPoints,
    rows: &Rows,
    some: &[usize],
    multipliers: &[f64],
    work: &mut Work,
) -> Option<Split> {
    THRESHOLDS.iter().find_map(|threshold| attempt(points, rows, some, multipliers, *threshold, work))
}

fn attempt(
    points: &IntegerPoints,
    rows: &Rows,
    some: &[usize],
    multipliers: &[f64],
    threshold: f64,
    work: &mut Work,
) -> Option<Split> {
    let largest = multipliers.iter().copied().fold(0.0, f64::max);
    let likely = some.iter().zip(multipliers).filter(|(_, mu)| **mu > threshold * largest);
    let mut rest: Vec<usize> = likely.map(|(i, _)| rows.points[*i]).collect();
    for _ in 0..MOST_ROUNDS {
        let relations = independent_columns(points, &rest);
        let dimension = relations.relations.len();
        // the coordinates x (column j) - y (column k), which vanish on the rest
        let coordinates = |row: usize| {
            relations.relations.iter().map(move |(j, k, x, y)| {
                if k == j { points.entry(row, *j) } else { points.entry(row, *j) * x - points.entry(row, *k) * y }
            })
        };
        let (inside, outside): (Vec<usize>, Vec<usize>) =
            (0..points.count()).partition(|row| coordinates(*row).all(|x| x.is_zero()));
        let mut direction = vec![Integer::new(); points.dimension()];
        if !outside.is_empty() {
            let small =
                IntegerPoints::of_integers(dimension, outside.iter().flat_map(|row| coordinates(*row)).collect());
            let found = split_within(&small, work).ok()?;
            if !found.is_separable() {
                // points that are not separable modulo the span belong to the rest
                rest = inside;
                rest.extend(found.rest.iter().map(|i| outside[*i]));
                rest.sort_unstable();
                continue;
            }
            for ((j, k, x, y), w) in relations.relations.iter().zip(&found.direction) {
                direction[*j] += x * w;
                if k != j {
                    direction[*k] -= y * w;
                }
            }
        }
        let floats = balanced(rows, some, multipliers, &inside, &relations.chosen)?;
        let multipliers = round_multipliers(&floats, BITS)?;
        if !exists_nearby(points, &inside, &multipliers) || !points.are_positive(&outside, &direction) {
            return None;
        }
        return Some(Split {
            rest: inside,
            multipliers,
            certificate: Certificate::Nearby,
            separable_part: outside,
            direction,
        });
    }
    None
}

/// Corrections of the multipliers.
const CORRECTIONS: usize = 3;

/// Positive multipliers of the points of the rest whose combination nearly vanishes: those of some rows, small ones of the others, and
/// corrections m_i² r_i·y, with which the combination vanishes up to roundings.
fn balanced(
    rows: &Rows,
    some: &[usize],
    multipliers: &[f64],
    rest: &[usize],
    columns: &[usize],
) -> Option<Vec<rug::Float>> {
    // which row of the matrix each point of the rest is; zero points have none and any multiplier
    let row_of = |point: &usize| rows.points.binary_search(point).ok();
    let members: Vec<usize> = rest.iter().filter_map(row_of).collect();
    let mut own = vec![0.0; rows.count()];
    some.iter().zip(multipliers).for_each(|(i, mu)| own[*i] = *mu);
    let mut mu: Vec<f64> = members.iter().map(|i| own[*i]).collect();
    let matrix = Mat::from_fn(members.len(), columns.len(), |i, j| rows.matrix[(members[i], columns[j])]);
    let squares: Vec<f64> = mu.iter().map(|m| m * m).collect();
    let factor = Cholesky::new(weighted_gram(&matrix, &squares))?;
    // how far the others, with multiplier 1 each, would move those that are known
    let others: Vec<f64> = mu.iter().map(|m| f64::from(u8::from(*m <= 0.0))).collect();
    if others.iter().any(|x| *x > 0.0) {
        let moved = combine(&matrix, &others);
        let distance = moved.iter().zip(factor.solve(&moved)).map(|(x, y)| x * y).sum::<f64>().max(0.0).sqrt();
        let typical = mu.iter().sum::<f64>() / mu.iter().filter(|m| **m > 0.0).count().max(1) as f64;
        let small = typical.min(SHARE / distance);
        mu.iter_mut().filter(|m| **m <= 0.0).for_each(|m| *m = small);
    }
    for _ in 0..CORRECTIONS {
        let rho = combine(&matrix, &mu);
        let y = factor.solve(&rho);
        let change = apply(&matrix, &y);
        let next: Vec<f64> = mu.iter().zip(&squares).zip(&change).map(|((m, square), x)| m - square * x).collect();
        if next.iter().any(|m| !m.is_finite() || *m <= 0.0) {
            break;
        }
        mu = next;
    }
    let proposed = rows.point_multipliers(&members, &mu);
    let mut found = proposed.into_iter();
    rest.iter()
        .map(|point| if row_of(point).is_some() { found.next() } else { Some(rug::Float::with_val(53, 1)) })
        .collect()
}

/// By how much the known multipliers may move for the sake of the others, relatively.
const SHARE: f64 = 0.25;
