//! Symmetric elimination A = L D L^T of a small positive definite matrix, numerical in `f64` and certified in balls and intervals.

use super::{Analytic, Ball, Field, Interval};
use std::cmp::Ordering;

/// An arithmetic that can tell whether a pivot is positive.
pub trait Pivot: Field {
    /// Whether this is certainly positive.
    fn is_positive(&self) -> bool;
}

impl Pivot for f64 {
    fn is_positive(&self) -> bool {
        *self > 0.0
    }
}

impl Pivot for Interval {
    fn is_positive(&self) -> bool {
        self.lower() > 0.0
    }
}

impl Pivot for Ball {
    fn is_positive(&self) -> bool {
        self.sign() == Some(Ordering::Greater)
    }
}

/// The factors of A = L D L^T with a unit lower triangle L and a positive diagonal D.
///
/// # Guarantee
///
/// That of the arithmetic: over balls and intervals, every symmetric matrix in the enclosure is positive definite, and solutions enclose those of
/// each of them.
#[derive(Clone, Debug)]
pub struct Cholesky<T> {
    /// Row i holds the entries of L before the diagonal.
    lower: Vec<Vec<T>>,
    pivots: Vec<T>,
}

impl<T: Pivot> Cholesky<T> {
    /// The factors of a symmetric matrix, given by rows; `None` where a pivot is not certainly positive.
    pub fn of(matrix: &[Vec<T>]) -> Option<Self> {
        let mut lower: Vec<Vec<T>> = Vec::with_capacity(matrix.len());
        let mut pivots: Vec<T> = Vec::with_capacity(matrix.len());
        for (i, entries) in matrix.iter().enumerate() {
            let mut row: Vec<T> = Vec::with_capacity(i);
            // row[j] holds L_ij D_j until the row is complete
            for j in 0..i {
                let known = (0..j).fold(T::zero(), |sum, k| sum + row[k].clone() * &lower[j][k]);
                row.push(entries[j].clone() - known);
            }
            let mut pivot = entries[i].clone();
            for (entry, above) in row.iter_mut().zip(&pivots) {
                let scaled = entry.clone() / above;
                pivot = pivot - scaled.clone() * &*entry;
                *entry = scaled;
            }
            if !pivot.is_positive() {
                return None;
            }
            lower.push(row);
            pivots.push(pivot);
        }
        Some(Cholesky { lower, pivots })
    }

    /// L^{-1} x
    fn forward(&self, x: &[T]) -> Vec<T> {
        let mut y: Vec<T> = Vec::with_capacity(x.len());
        for (row, entry) in self.lower.iter().zip(x) {
            let known = row.iter().zip(&y).fold(T::zero(), |sum, (l, y)| sum + l.clone() * y);
            y.push(entry.clone() - known);
        }
        y
    }

    /// A^{-1} x
    pub fn solve(&self, x: &[T]) -> Vec<T> {
        let mut y: Vec<T> = self.forward(x).into_iter().zip(&self.pivots).map(|(y, pivot)| y / pivot).collect();
        for i in (0..y.len()).rev() {
            for j in 0..i {
                y[j] = y[j].clone() - self.lower[i][j].clone() * &y[i];
            }
        }
        y
    }

    /// R with R^T R = A and zeros below the diagonal, by rows.
    pub fn root(&self) -> Vec<Vec<T>>
    where
        T: Analytic,
    {
        let entry = |i: usize, j: usize| match j.cmp(&i) {
            Ordering::Less => T::zero(),
            Ordering::Equal => self.pivots[i].clone().sqrt(),
            Ordering::Greater => self.pivots[i].clone().sqrt() * &self.lower[j][i],
        };
        (0..self.pivots.len()).map(|i| (0..self.pivots.len()).map(|j| entry(i, j)).collect()).collect()
    }

    /// x·A^{-1} x, a sum of squares.
    pub fn inverse_form(&self, x: &[T]) -> T {
        self.forward(x).into_iter().zip(&self.pivots).fold(T::zero(), |sum, (y, pivot)| sum + y.square() / pivot)
    }
}
