//! Linear algebra modulo a prime below 2^31: which rows and columns of an integer matrix are independent, and inverses.
//!
//! Rows that are independent modulo a prime are independent over the rationals. The converse fails for the finitely many
//! primes that divide certain minors, so a rank found here is a lower bound, and callers verify what they build on it.

use rayon::prelude::*;

/// 2^31 - 1: reduction by shifts, which compilers vectorise.
const MERSENNE: u32 = (1 << 31) - 1;

/// The largest primes below 2^31, in the order in which they are tried.
pub const PRIMES: [u32; 4] = [MERSENNE, 2_147_483_629, 2_147_483_587, 2_147_483_579];

/// Rows and columns whose square submatrix is invertible modulo the prime, of largest possible size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankProfile {
    /// The rows: the first one that is not zero, the next one that is independent of it, and so on. Increasing.
    pub rows: Vec<usize>,
    /// The column that serves as pivot of each of the rows.
    pub columns: Vec<usize>,
}

impl RankProfile {
    /// The rank modulo the prime.
    pub fn rank(&self) -> usize {
        self.rows.len()
    }
}

/// x + f y modulo the prime, for residues x, f, y.
#[inline(always)]
fn multiply_add<const MERSENNE_PRIME: bool>(x: u32, f: u32, y: u32, prime: u32) -> u32 {
    let value = u64::from(x) + u64::from(f) * u64::from(y);
    if MERSENNE_PRIME {
        let folded = (value & u64::from(MERSENNE)) + (value >> 31);
        let folded = (folded & u64::from(MERSENNE)) + (folded >> 31);
        if folded == u64::from(MERSENNE) { 0 } else { folded as u32 }
    } else {
        (value % u64::from(prime)) as u32
    }
}

/// row += factor · other
fn add_multiple(row: &mut [u32], factor: u32, other: &[u32], prime: u32) {
    if factor == 0 {
        return;
    }
    if prime == MERSENNE {
        row.iter_mut().zip(other).for_each(|(x, y)| *x = multiply_add::<true>(*x, factor, *y, prime));
    } else {
        row.iter_mut().zip(other).for_each(|(x, y)| *x = multiply_add::<false>(*x, factor, *y, prime));
    }
}

/// x^exponent modulo the prime.
fn power(base: u32, mut exponent: u32, prime: u32) -> u32 {
    let (mut result, mut square) = (1, base);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply_add::<false>(0, result, square, prime);
        }
        square = multiply_add::<false>(0, square, square, prime);
        exponent >>= 1;
    }
    result
}

/// The inverse of a residue that is not zero, by Fermat's theorem.
fn invert(value: u32, prime: u32) -> u32 {
    power(value, prime - 2, prime)
}

/// Eliminates `row` by rows that have a 1 at their pivot column and zeros at those of the rows before them.
fn reduce(row: &mut [u32], basis: &[(usize, Vec<u32>)], prime: u32) {
    for (column, pivot_row) in basis {
        let factor = row[*column];
        if factor != 0 {
            add_multiple(&mut row[*column..], prime - factor, &pivot_row[*column..], prime);
        }
    }
}

/// Rows reduced together, so that elimination runs on all threads.
const BLOCK: usize = 64;

/// Independent rows and columns of the matrix with `rows` rows and `columns` columns whose residues `entry` gives.
///
/// Cost: rows · columns · rank operations.
pub fn rank_profile(
    rows: usize,
    columns: usize,
    prime: u32,
    entry: impl Fn(usize, usize) -> u32 + Sync,
) -> RankProfile {
    let mut basis: Vec<(usize, Vec<u32>)> = Vec::new();
    let mut profile = RankProfile { rows: Vec::new(), columns: Vec::new() };
    for start in (0..rows).step_by(BLOCK) {
        let end = rows.min(start + BLOCK);
        // the pivot of a row is its first non-zero column after elimination, so reduction may start at each pivot
        let block: Vec<Vec<u32>> = (start..end)
            .into_par_iter()
            .map(|i| {
                let mut row: Vec<u32> = (0..columns).map(|j| entry(i, j)).collect();
                reduce(&mut row, &basis, prime);
                row
            })
            .collect();
        let known = basis.len();
        for (i, mut row) in (start..end).zip(block) {
            reduce(&mut row, &basis[known..], prime);
            let Some(column) = row.iter().position(|x| *x != 0) else { continue };
            let factor = invert(row[column], prime);
            let unit: Vec<u32> = row.iter().map(|x| multiply_add::<false>(0, factor, *x, prime)).collect();
            basis.push((column, unit));
            profile.rows.push(i);
            profile.columns.push(column);
            if basis.len() == columns {
                return profile;
            }
        }
    }
    profile
}

/// The inverse, by rows, of the square matrix of residues given by rows; `None` if it is singular modulo the prime.
///
/// Cost: size³ operations.
pub fn inverse(matrix: Vec<Vec<u32>>, prime: u32) -> Option<Vec<Vec<u32>>> {
    let size = matrix.len();
    let extended = |(i, mut row): (usize, Vec<u32>)| {
        row.resize(2 * size, 0);
        row[size + i] = 1;
        row
    };
    let mut rows: Vec<Vec<u32>> = matrix.into_iter().enumerate().map(extended).collect();
    for column in 0..size {
        let pivot = (column..size).find(|row| rows[*row][column] != 0)?;
        rows.swap(column, pivot);
        let factor = invert(rows[column][column], prime);
        rows[column].iter_mut().for_each(|x| *x = multiply_add::<false>(0, factor, *x, prime));
        let pivot_row = std::mem::take(&mut rows[column]);
        // columns beyond size + (the last swapped row) are zero still, but which those are depends on the swaps
        rows.par_iter_mut().enumerate().filter(|(i, _)| *i != column).for_each(|(_, row)| {
            let factor = row[column];
            if factor != 0 {
                add_multiple(&mut row[column..], prime - factor, &pivot_row[column..], prime);
            }
        });
        rows[column] = pivot_row;
    }
    Some(rows.into_iter().map(|mut row| row.split_off(size)).collect())
}
