//! The inverse of a small matrix, by elimination with the largest pivot: numerical in `f64`, certified in balls.

use super::{Ball, Field};
use std::cmp::Ordering;

/// An arithmetic in which pivots can be chosen.
pub trait Pivoting: Field {
    /// Whether this is certainly not zero.
    fn may_divide(&self) -> bool;

    /// Which of two pivots is the larger one, about.
    fn compare_sizes(&self, other: &Self) -> Ordering;
}

impl Pivoting for f64 {
    fn may_divide(&self) -> bool {
        *self != 0.0 && self.is_finite()
    }
    fn compare_sizes(&self, other: &f64) -> Ordering {
        self.abs().total_cmp(&other.abs())
    }
}

impl Pivoting for Ball {
    fn may_divide(&self) -> bool {
        self.sign().is_some_and(|sign| sign != Ordering::Equal)
    }
    fn compare_sizes(&self, other: &Ball) -> Ordering {
        self.midpoint().cmp_abs(other.midpoint()).unwrap_or(Ordering::Equal)
    }
}

/// The inverse of a square matrix, given by rows, by rows; `None` where a pivot may be zero, or where the rows form no square.
///
/// # Guarantee
///
/// That of the arithmetic: over balls, every matrix in the enclosure is regular, and its inverse lies in the answer.
pub fn inverse<T: Pivoting>(matrix: &[Vec<T>]) -> Option<Vec<Vec<T>>> {
    let size = matrix.len();
    if matrix.iter().any(|row| row.len() != size) {
        return None;
    }
    let unit = |i: usize, j: usize| if i == j { T::one() } else { T::zero() };
    let mut rows: Vec<Vec<T>> =
        (0..size).map(|i| matrix[i].iter().cloned().chain((0..size).map(|j| unit(i, j))).collect()).collect();
    for column in 0..size {
        let best = (column..size).max_by(|&a, &b| rows[a][column].compare_sizes(&rows[b][column]))?;
        rows.swap(column, best);
        let pivot = rows[column][column].clone();
        if !pivot.may_divide() {
            return None;
        }
        let pivot_row: Vec<T> = rows[column].iter().map(|entry| entry.clone() / &pivot).collect();
        for (index, row) in rows.iter_mut().enumerate() {
            if index == column {
                row.clone_from(&pivot_row);
                continue;
            }
            let factor = row[column].clone();
            for (entry, above) in row.iter_mut().zip(&pivot_row) {
                *entry = entry.clone() - factor.clone() * above;
            }
        }
    }
    Some(rows.into_iter().map(|row| row[size..].to_vec()).collect())
}

/// A B of two matrices, given by rows.
pub fn multiply<T: Field>(left: &[Vec<T>], right: &[Vec<T>]) -> Vec<Vec<T>> {
    let columns = right.first().map_or(0, Vec::len);
    let entry =
        |row: &[T], j: usize| row.iter().zip(right).fold(T::zero(), |sum, (x, other)| sum + x.clone() * &other[j]);
    left.iter().map(|row| (0..columns).map(|j| entry(row, j)).collect()).collect()
}
