//! The largest eigenvalue of a small symmetric matrix, numerical in `f64` and certified in balls.

use super::definite_edge::{enclose_edge, find_edge};
use super::magnitude::Magnitude;
use super::{Analytic, Ball};
use num_traits::Zero;
use rug::{Float, float::Round};
use std::cmp::Ordering;

/// Arithmetics that can take the largest eigenvalue of a symmetric matrix and the larger of two values.
///
/// # Guarantee
///
/// `f64`: numerical (Jacobi's rotations, backward stable). Balls: an enclosure for every symmetric matrix whose
/// entries lie in the given balls, by a Rayleigh quotient from below and a proof from above that shift - M is positive
/// definite; for exact entries its width is a few units in the last place of the largest entry.
pub trait TopEigenvalue: Analytic {
    /// The largest eigenvalue of a symmetric matrix, given by rows. NaN or unbounded if an entry is, if there is no
    /// entry or if the rows do not form a square.
    fn top_eigenvalue(matrix: &[Vec<Self>]) -> Self;

    /// The smallest eigenvalue, that of -M with the other sign; as [`TopEigenvalue::top_eigenvalue`].
    fn bottom_eigenvalue(matrix: &[Vec<Self>]) -> Self {
        let negated: Vec<Vec<Self>> =
            matrix.iter().map(|row| row.iter().map(|entry| -entry.clone()).collect()).collect();
        -Self::top_eigenvalue(&negated)
    }

    /// max(left, right).
    fn largest(left: Self, right: Self) -> Self;

    /// The x between `from` and `to` above which the symmetric matrix `form(x)` is positive definite, and below which it is not; `from`
    /// if it is definite from there on.
    fn definite_edge(form: &dyn Fn(&Self) -> Vec<Vec<Self>>, from: Self, to: Self) -> Self;
}

impl TopEigenvalue for f64 {
    fn top_eigenvalue(matrix: &[Vec<Self>]) -> Self {
        if !is_square(matrix) || matrix.iter().flatten().any(|entry| !entry.is_finite()) {
            return f64::NAN;
        }
        // A power of two brings the entries below one, so that no square overflows; halved, it is itself in range.
        let largest =
            matrix.iter().flatten().map(|&entry| Magnitude::from_f64(entry)).fold(Magnitude::ZERO, Magnitude::max);
        let half = largest.exponent().unwrap_or(0) / 2;
        let (down, up) = (2f64.powi(-half as i32), 2f64.powi(half as i32));
        let scaled: Vec<Vec<f64>> =
            matrix.iter().map(|row| row.iter().map(|entry| entry * down * down).collect()).collect();
        dominant_pair(&scaled).map_or(f64::NAN, |(value, _)| value * up * up)
    }

    fn largest(left: Self, right: Self) -> Self {
        // `f64::max` would drop a NaN.
        if left.is_nan() || right.is_nan() { f64::NAN } else { left.max(right) }
    }

    fn definite_edge(form: &dyn Fn(&f64) -> Vec<Vec<f64>>, from: f64, to: f64) -> f64 {
        find_edge(form, from, to)
    }
}

/// Whether there is an entry and as many rows as columns.
fn is_square<T>(matrix: &[Vec<T>]) -> bool {
    !matrix.is_empty() && matrix.iter().all(|row| row.len() == matrix.len())
}

/// The largest eigenvalue of a finite symmetric matrix and its unit eigenvector, numerically.
fn dominant_pair(matrix: &[Vec<f64>]) -> Option<(f64, Vec<f64>)> {
    let size = matrix.len();
    let mut rest = matrix.to_vec();
    // Row i is the i-th basis vector turned by all rotations so far.
    let mut vectors: Vec<Vec<f64>> =
        (0..size).map(|i| (0..size).map(|j| if i == j { 1.0 } else { 0.0 }).collect()).collect();
    for _ in 0..MOST_SWEEPS {
        let mut turned = false;
        for p in 0..size {
            for q in p + 1..size {
                turned |= rotate(&mut rest, &mut vectors, p, q);
            }
        }
        if !turned {
            break;
        }
    }
    let last = (0..size).max_by(|&i, &j| rest[i][i].total_cmp(&rest[j][j]))?;
    Some((rest[last][last], vectors.swap_remove(last)))
}

/// Sweeps of rotations before giving up: convergence is quadratic, and six or seven suffice for a hundred rows.
const MOST_SWEEPS: usize = 64;

/// Jacobi's rotation in the plane of p and q, which makes the entry (p, q) zero; false if that is negligible already.
fn rotate(matrix: &mut [Vec<f64>], vectors: &mut [Vec<f64>], p: usize, q: usize) -> bool {
    let (a, b, c) = (matrix[p][p], matrix[p][q], matrix[q][q]);
    if b.abs() <= f64::EPSILON / 4.0 * (a.abs() * c.abs()).sqrt() || b.abs() < f64::MIN_POSITIVE {
        return false;
    }
    // t = tan of the angle, the smaller root of t² + 2 theta t - 1 = 0 with theta = (c - a)/(2b)
    let theta = (c - a) / (2.0 * b);
    let tangent = 1.0_f64.copysign(theta) / (theta.abs() + (1.0 + theta * theta).sqrt());
    let cosine = 1.0 / (1.0 + tangent * tangent).sqrt();
    let sine = tangent * cosine;
    for row in matrix.iter_mut() {
        (row[p], row[q]) = (cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]);
    }
    for rows in [&mut *matrix, vectors] {
        let (above, below) = rows.split_at_mut(q);
        for (x, y) in above[p].iter_mut().zip(&mut below[0]) {
            (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
        }
    }
    // what the rotation is for, up to roundings
    (matrix[p][q], matrix[q][p]) = (0.0, 0.0);
    true
}

impl TopEigenvalue for Ball {
    /// For any vector v, the Rayleigh quotient v·Mv/v·v is a lower bound on the largest eigenvalue of every matrix in
    /// the enclosure, and a shift for which every pivot of shift - M is certainly positive is an upper bound. The
    /// vector comes from Rayleigh quotient iteration on midpoints, started from the `f64` eigenvector; the shift starts
    /// at the lower bound plus a unit in the last place and its distance grows until the proof succeeds. Where
    /// eigenvalues are so close that the iteration found another one, bisection with the same proof closes the gap.
    fn top_eigenvalue(matrix: &[Vec<Self>]) -> Self {
        let bits = matrix.iter().flatten().map(Ball::bits).max().unwrap_or(64);
        if !is_square(matrix) || matrix.iter().flatten().any(|entry| !entry.is_bounded()) {
            return Ball::unbounded(bits);
        }
        if let [row] = matrix {
            return row[0].clone();
        }
        enclose_top_eigenvalue(matrix, bits)
            .unwrap_or_else(|| Ball::zero().with_bits(bits).widened(row_sum_norm(matrix)))
    }

    fn largest(left: Self, right: Self) -> Self {
        match left.compare(&right) {
            Some(Ordering::Less) => right,
            Some(_) => left,
            None => {
                let bits = left.bits().max(right.bits());
                // The larger end takes the precision of the left one, so its rounding must be outward.
                let (mut lower, mut upper) = (left.lower(), left.upper());
                lower.max_round(&right.lower(), Round::Down);
                upper.max_round(&right.upper(), Round::Up);
                Ball::between(&lower, &upper, bits)
            }
        }
    }

    fn definite_edge(form: &dyn Fn(&Ball) -> Vec<Vec<Ball>>, from: Ball, to: Ball) -> Ball {
        enclose_edge(form, &from, &to)
    }
}

/// The largest row sum of absolute values: no eigenvalue is larger in absolute value.
fn row_sum_norm(matrix: &[Vec<Ball>]) -> Magnitude {
    let row_sum = |row: &Vec<Ball>| row.iter().fold(Magnitude::ZERO, |sum, entry| sum.add_up(entry.magnitude_up()));
    matrix.iter().map(row_sum).fold(Magnitude::ZERO, Magnitude::max)
}

/// Doublings of the distance before it grows faster.
const FEW_UNITS: u32 = 4;

/// Bits beyond those of the matrix in which the proof runs, so that its roundings stay below a unit in the last place.
pub const GUARD_BITS: u32 = 32;

/// The search behind [`TopEigenvalue::top_eigenvalue`]; `None` where no enclosure was found.
fn enclose_top_eigenvalue(matrix: &[Vec<Ball>], bits: u32) -> Option<Ball> {
    let working_bits = bits.checked_add(GUARD_BITS)?;
    let matrix: Vec<Vec<Ball>> =
        matrix.iter().map(|row| row.iter().map(|entry| entry.clone().with_bits(working_bits)).collect()).collect();
    let Some(scale) = matrix.iter().flatten().filter_map(|entry| entry.magnitude_up().exponent()).max() else {
        return Some(Ball::zero().with_bits(bits));
    };
    let quotient = rayleigh_quotient(&matrix, &dominant_vector(&matrix, scale, working_bits)?)?;
    let unit = Magnitude::power_of_two(scale - i64::from(bits) - 2);
    let close = unit.max(quotient.radius());
    let largest = Magnitude::power_of_two(scale + matrix.len() as i64 + 4);
    let mut lower = Ball::exact(quotient.lower());
    let mut distance = close;
    let (mut failures, mut jump) = (0, 1);
    let mut upper = loop {
        let shift = lower.clone() + Ball::exact(distance.to_float_up());
        let shift = Ball::exact(shift.upper());
        if is_positive_definite(&subtracted_from(&shift, &matrix)) == Some(true) {
            break shift;
        }
        if largest.is_at_most(distance) {
            return None;
        }
        // beyond a few units the iteration has found another eigenvalue, at a distance of any size
        failures += 1;
        if failures > FEW_UNITS {
            jump *= 2;
        }
        distance = distance.shifted(jump).min(largest);
    };
    while close.shifted(2).is_at_most(distance) {
        let middle = ((lower.clone() + &upper) / Ball::exact(Float::with_val(2, 2))).centre();
        match is_positive_definite(&subtracted_from(&middle, &matrix)) {
            Some(true) => upper = middle,
            Some(false) => lower = middle,
            None => break,
        }
        distance = distance.shifted(-1);
    }
    Some(Ball::between(&lower.lower(), &upper.upper(), bits))
}

/// An approximate top eigenvector of the midpoints, whose entries are below 2^`scale`.
fn dominant_vector(matrix: &[Vec<Ball>], scale: i64, bits: u32) -> Option<Vec<Ball>> {
    // A common power of two brings the entries into the range of f64.
    let shift = i32::try_from(-scale).ok()?;
    let numeric: Vec<Vec<f64>> = matrix
        .iter()
        .map(|row| row.iter().map(|entry| Float::with_val(53, entry.midpoint() << shift).to_f64()).collect())
        .collect();
    let (_, start) = dominant_pair(&numeric)?;
    let centres: Vec<Vec<Ball>> = matrix.iter().map(|row| row.iter().map(Ball::centre).collect()).collect();
    let mut vector: Vec<Ball> = start.iter().map(|&x| Ball::exact(Float::with_val(bits, x))).collect();
    let mut accuracy = 40;
    while accuracy < i64::from(bits) {
        // Rayleigh quotient iteration triples the number of correct bits.
        let quotient = rayleigh_quotient(&centres, &vector)?.centre();
        let Some(next) = solve_shifted(&centres, &quotient, &vector) else { break };
        vector = next;
        accuracy *= 3;
    }
    Some(vector)
}

/// v·Mv/v·v
fn rayleigh_quotient(matrix: &[Vec<Ball>], vector: &[Ball]) -> Option<Ball> {
    let quotient = form_at(matrix, vector) / inner(vector, vector);
    quotient.is_bounded().then_some(quotient)
}

/// v·Mv
pub(super) fn form_at(matrix: &[Vec<Ball>], vector: &[Ball]) -> Ball {
    let image: Vec<Ball> = matrix.iter().map(|row| inner(row, vector)).collect();
    inner(vector, &image)
}

fn inner(x: &[Ball], y: &[Ball]) -> Ball {
    x.iter().zip(y).fold(Ball::zero(), |sum, (a, b)| sum + a.clone() * b)
}

/// shift - M
fn subtracted_from(shift: &Ball, matrix: &[Vec<Ball>]) -> Vec<Vec<Ball>> {
    let entry = |i: usize, j: usize| {
        let negated = -matrix[i][j].clone();
        if i == j { negated + shift } else { negated }
    };
    (0..matrix.len()).map(|i| (0..matrix.len()).map(|j| entry(i, j)).collect()).collect()
}

/// Whether every matrix in the enclosure is positive definite (`true`) or none is (`false`), as symmetric elimination
/// proves it: all pivots are positive, or the first that is not positive is the form's value at some vector.
pub(super) fn is_positive_definite(matrix: &[Vec<Ball>]) -> Option<bool> {
    let mut rest = matrix.to_vec();
    let size = rest.len();
    for pivot in 0..size {
        if rest[pivot][pivot].sign()? != Ordering::Greater {
            return Some(false);
        }
        // Only the upper triangle is kept up to date.
        let pivot_row = rest[pivot].clone();
        for i in pivot + 1..size {
            let factor = pivot_row[i].clone() / &pivot_row[pivot];
            for (entry, above) in rest[i][i..].iter_mut().zip(&pivot_row[i..]) {
                *entry = entry.clone() - factor.clone() * above;
            }
        }
    }
    Some(true)
}

/// A solution of (M - shift) x = v on midpoints, scaled to largest entry one: a direction, so nothing here is
/// certified.
pub(super) fn solve_shifted(matrix: &[Vec<Ball>], shift: &Ball, vector: &[Ball]) -> Option<Vec<Ball>> {
    let size = matrix.len();
    let mut rows: Vec<Vec<Ball>> = (0..size)
        .map(|i| {
            let mut row = matrix[i].clone();
            row[i] = row[i].clone() - shift;
            row.push(vector[i].clone());
            row
        })
        .collect();
    for column in 0..size {
        let best = (column..size).max_by(|&a, &b| {
            let size_of = |row: usize| rows[row][column].midpoint().clone().abs();
            size_of(a).partial_cmp(&size_of(b)).unwrap_or(Ordering::Equal)
        })?;
        rows.swap(column, best);
        if rows[column][column].midpoint().is_zero() {
            return None;
        }
        let pivot_row = rows[column].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(i, _)| *i != column) {
            let factor = (row[column].clone() / &pivot_row[column].centre()).centre();
            for (entry, above) in row[column..].iter_mut().zip(&pivot_row[column..]) {
                *entry = (entry.clone() - factor.clone() * above).centre();
            }
        }
    }
    let solution: Vec<Ball> = (0..size).map(|i| (rows[i][size].clone() / &rows[i][i]).centre()).collect();
    let largest = solution.iter().map(|x| x.midpoint().clone().abs()).reduce(|a, b| a.max(&b))?;
    let scaled: Vec<Ball> = solution.into_iter().map(|x| (x / Ball::exact(largest.clone())).centre()).collect();
    scaled.iter().all(Ball::is_bounded).then_some(scaled)
}
