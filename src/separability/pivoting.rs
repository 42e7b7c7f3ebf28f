//! Ji and Telgarsky's split by exact pivoting: slow, but it always ends with an answer.
//!
//! For each point a_k exactly one of two things holds (Farkas): there is mu >= 0 with mu_k > 0 and Σ mu_i a_i = 0, or there is w
//! with w·a_i >= 0 for all i and w·a_k > 0. Which one is found by the dual simplex method on Σ_{i != k} mu_i a_i = -a_k with
//! Bland's least-index rule, which ends after finitely many pivots. The sum of all mu and the sum of all w found are the
//! two certificates of the split.
//!
//! The tableau is kept in integers over one denominator, the determinant of the basis, so that every division is exact
//! (Edmonds).

use rug::ops::NegAssign;
use rug::{Complete, Integer};

/// The two certificates of the split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExactSplit {
    /// mu: positive on the non-separable part, zero elsewhere; Σ mu_i a_i = 0.
    pub multipliers: Vec<Integer>,
    /// w: w·a_i is positive on the separable part, zero elsewhere.
    pub direction: Vec<Integer>,
}

/// rows of (D B^{-1} [a_1 ... a_n | I]), with D = |det B|.
struct Tableau {
    rows: Vec<Vec<Integer>>,
    /// The point whose multiplier each row gives.
    basis: Vec<usize>,
    denominator: Integer,
    /// Words of integers that may still be computed.
    budget: u64,
}

/// What a pivoting loop ran into.
enum Stop {
    OutOfBudget,
}

impl Tableau {
    /// Gauss-Jordan elimination with pivots in the columns of the points; rows without pivot are dropped.
    fn new(points: &[Vec<Integer>], dimension: usize, budget: u64) -> Result<Self, Stop> {
        let count = points.len();
        let row = |j: usize| {
            let unit = (0..dimension).map(|k| Integer::from(u8::from(j == k)));
            points.iter().map(|point| point[j].clone()).chain(unit).collect::<Vec<Integer>>()
        };
        let mut tableau = Tableau {
            rows: (0..dimension).map(row).collect(),
            basis: Vec::new(),
            denominator: Integer::from(1),
            budget,
        };
        let mut next = 0;
        while next < tableau.rows.len() {
            let pivot = tableau.rows[next][..count].iter().position(|entry| !entry.is_zero());
            match pivot {
                Some(column) => {
                    tableau.basis.push(column);
                    tableau.pivot(next, column)?;
                    next += 1;
                }
                None => {
                    tableau.rows.swap_remove(next);
                }
            }
        }
        Ok(tableau)
    }

    /// Brings `column` into the basis in place of that of `row`.
    fn pivot(&mut self, row: usize, column: usize) -> Result<(), Stop> {
        let pivot_row = self.rows[row].clone();
        let pivot = pivot_row[column].clone();
        let words = u64::from(pivot.significant_bits() / 64 + 1);
        let cost = words * (self.rows.len() * pivot_row.len()) as u64;
        self.budget = self.budget.checked_sub(cost).ok_or(Stop::OutOfBudget)?;
        for (i, other) in self.rows.iter_mut().enumerate() {
            if i == row {
                continue;
            }
            let factor = other[column].clone();
            for (entry, above) in other.iter_mut().zip(&pivot_row) {
                *entry *= &pivot;
                *entry -= &factor * above;
                entry.div_exact_mut(&self.denominator);
            }
        }
        self.denominator = pivot;
        if self.denominator < 0 {
            self.denominator.neg_assign();
            self.rows.iter_mut().flatten().for_each(Integer::neg_assign);
        }
        self.basis[row] = column;
        Ok(())
    }

    /// Takes a point out of the basis. `Err(row)` in the outer result's `Ok` if it is the only point of that row.
    fn remove(&mut self, point: usize, count: usize) -> Result<Option<usize>, Stop> {
        let Some(row) = self.basis.iter().position(|basic| *basic == point) else { return Ok(None) };
        match (0..count).find(|j| *j != point && !self.rows[row][*j].is_zero()) {
            Some(column) => self.pivot(row, column).map(|()| None),
            None => Ok(Some(row)),
        }
    }
}

/// Splits the points, which all have `dimension` entries. `None` when `budget`, a bound on the number of word operations, is
/// used up.
///
/// # Guarantee
///
/// Exact.
pub fn split_by_pivoting(points: &[Vec<Integer>], dimension: usize, budget: u64) -> Option<ExactSplit> {
    let count = points.len();
    let mut tableau = Tableau::new(points, dimension, budget).ok()?;
    let mut multipliers = vec![Integer::new(); count];
    let mut direction = vec![Integer::new(); dimension];
    let mut decided = vec![false; count];
    for k in 0..count {
        if decided[k] {
            continue;
        }
        let separating = match tableau.remove(k, count).ok()? {
            Some(row) => Some(row),
            None => loop {
                // the least basic point with a negative multiplier -T_ik/D
                let rows = 0..tableau.basis.len();
                let Some(row) = rows.filter(|i| tableau.rows[*i][k] > 0).min_by_key(|i| tableau.basis[*i]) else {
                    break None;
                };
                let entering = (0..count).find(|j| *j != k && tableau.rows[row][*j] < 0);
                match entering {
                    Some(column) => tableau.pivot(row, column).ok()?,
                    None => break Some(row),
                }
            },
        };
        match separating {
            Some(row) => {
                let row = &tableau.rows[row];
                // y·a_j = T_j >= 0 for all j, and > 0 for j = k
                direction.iter_mut().zip(&row[count..]).for_each(|(w, y)| *w += y);
                decided.iter_mut().zip(&row[..count]).for_each(|(decided, value)| *decided |= *value > 0);
            }
            None => {
                multipliers[k] += &tableau.denominator;
                decided[k] = true;
                for (row, basic) in tableau.rows.iter().zip(&tableau.basis) {
                    multipliers[*basic] -= &row[k];
                    decided[*basic] |= row[k] < 0;
                }
            }
        }
    }
    for values in [&mut multipliers, &mut direction] {
        remove_common_factor(values);
    }
    Some(ExactSplit { multipliers, direction })
}

/// Divides by the greatest common divisor.
pub(super) fn remove_common_factor(values: &mut [Integer]) {
    let mut common = Integer::new();
    for value in values.iter() {
        if common == 1 {
            return;
        }
        common = common.gcd_ref(value).complete();
    }
    if common > 1 {
        values.iter_mut().for_each(|value| value.div_exact_mut(&common));
    }
}
