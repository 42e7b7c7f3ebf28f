//! The largest eigenvalue of a small symmetric matrix, numerical in `f64` and certified in balls.

use super::magnitude::Magnitude;
use super::{Analytic, Ball};
use num_traits::Zero;
use rug::Float;
use std::cmp::Ordering;

/// Arithmetics that can take the largest eigenvalue of a symmetric matrix and the larger of two values.
///
/// # Guarantee
///
/// `f64`: numerical (faer's dense solver, backward stable). Balls: an enclosure, by a Rayleigh quotient from below and a
/// proof from above that shift - M is positive definite.
pub trait TopEigenvalue: Analytic {
    /// The largest eigenvalue of a symmetric matrix, given by rows. NaN or unbounded if an entry is.
    fn top_eigenvalue(matrix: &[Vec<Self>]) -> Self;

    /// max(left, right).
    fn largest(left: Self, right: Self) -> Self;
}

impl TopEigenvalue for f64 {
    fn top_eigenvalue(matrix: &[Vec<Self>]) -> Self {
        if matrix.iter().flatten().any(|entry| !entry.is_finite()) {
            return f64::NAN;
        }
        dominant_pair(matrix).map_or(f64::NAN, |(value, _)| value)
    }

    fn largest(left: Self, right: Self) -> Self {
        left.max(right)
    }
}

/// The largest eigenvalue of a finite symmetric matrix and its unit eigenvector, numerically.
fn dominant_pair(matrix: &[Vec<f64>]) -> Option<(f64, Vec<f64>)> {
    let size = matrix.len();
    let dense = faer::Mat::from_fn(size, size, |i, j| matrix[i][j]);
    let decomposition = dense.self_adjoint_eigen(faer::Side::Lower).ok()?;
    let last = size.checked_sub(1)?;
    let vector = (0..size).map(|i| decomposition.U()[(i, last)]).collect();
    Some((decomposition.S().column_vector()[last], vector))
}

impl TopEigenvalue for Ball {
    /// For a unit-free vector v, the Rayleigh quotient v·Mv/v·v is a lower bound on the largest eigenvalue of every matrix
    /// in the enclosure, and a shift for which every pivot of shift - M is certainly positive is an upper bound. The vector
    /// comes from inverse iteration on midpoints, started from the `f64` eigenvector; the shift starts at the lower bound
    /// plus one part in 2^(bits - 16) and doubles its distance until the proof succeeds.
    fn top_eigenvalue(matrix: &[Vec<Self>]) -> Self {
        let bits = matrix.iter().flatten().map(Ball::bits).max().unwrap_or(64);
        if matrix.is_empty() || matrix.iter().flatten().any(|entry| !entry.is_bounded()) {
            return Ball::unbounded(bits);
        }
        if let [row] = matrix {
            return row[0].clone();
        }
        enclose_top_eigenvalue(matrix, bits).unwrap_or_else(|| Ball::unbounded(bits))
    }

    fn largest(left: Self, right: Self) -> Self {
        match left.compare(&right) {
            Some(Ordering::Less) => right,
            Some(_) => left,
            None => {
                let bits = left.bits().max(right.bits());
                let lower = left.lower().max(&right.lower());
                let upper = left.upper().max(&right.upper());
                Ball::between(&lower, &upper, bits)
            }
        }
    }
}

/// The search behind [`TopEigenvalue::top_eigenvalue`]; `None` where no enclosure was found.
fn enclose_top_eigenvalue(matrix: &[Vec<Ball>], bits: u32) -> Option<Ball> {
    let size = matrix.len();
    // A common power of two brings the entries into the range of f64.
    let scale = matrix.iter().flatten().filter_map(|entry| entry.magnitude_up().exponent()).max();
    let Some(scale) = scale else { return Some(Ball::zero()) };
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
    let quotient = rayleigh_quotient(matrix, &vector)?;
    let lower = quotient.lower();
    let unit = Magnitude::power_of_two(scale - i64::from(bits) + 16);
    let mut distance = unit.max(quotient.radius());
    for _ in 0..2 * bits {
        let upper = Ball::exact(lower.clone()) + &Ball::exact(distance.to_float_up());
        if is_positive_definite(&subtracted_from(&upper, matrix)) {
            let end = upper.upper();
            return Some(Ball::between(&lower, &end, bits));
        }
        distance = distance.add_up(distance);
        if distance.exponent()? > scale + size as i64 + 4 {
            return None;
        }
    }
    None
}

/// v·Mv/v·v
fn rayleigh_quotient(matrix: &[Vec<Ball>], vector: &[Ball]) -> Option<Ball> {
    let inner = |x: &[Ball], y: &[Ball]| x.iter().zip(y).fold(Ball::zero(), |sum, (a, b)| sum + a.clone() * b);
    let image: Vec<Ball> = matrix.iter().map(|row| inner(row, vector)).collect();
    let quotient = inner(vector, &image) / inner(vector, vector);
    quotient.is_bounded().then_some(quotient)
}

/// shift - M
fn subtracted_from(shift: &Ball, matrix: &[Vec<Ball>]) -> Vec<Vec<Ball>> {
    let entry = |i: usize, j: usize| {
        let negated = -matrix[i][j].clone();
        if i == j { negated + shift } else { negated }
    };
    (0..matrix.len()).map(|i| (0..matrix.len()).map(|j| entry(i, j)).collect()).collect()
}

/// Whether symmetric elimination proves that every matrix in the enclosure is positive definite. `false`: undecided.
fn is_positive_definite(matrix: &[Vec<Ball>]) -> bool {
    let mut rest = matrix.to_vec();
    let size = rest.len();
    for pivot in 0..size {
        if rest[pivot][pivot].sign() != Some(Ordering::Greater) {
            return false;
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
    true
}

/// A solution of (M - shift) x = v on midpoints, scaled to largest entry one: a direction, so nothing here is certified.
fn solve_shifted(matrix: &[Vec<Ball>], shift: &Ball, vector: &[Ball]) -> Option<Vec<Ball>> {
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
