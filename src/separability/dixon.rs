//! Exact solution of square systems of linear equations over the integers, by Dixon's p-adic lifting.
//!
//! M x = b is solved modulo p, p², p³, ...: with C = M^{-1} mod p and r_0 = b, the digits are x_k = C r_k mod p and the
//! residuals r_{k+1} = (r_k - M x_k)/p, exact divisions. The digits determine the rational solution once p^k exceeds twice
//! the product of numerator and denominator; it is recovered by the Euclidean algorithm and then **verified**, M x = b in
//! integers, so that nothing rests on the bound. Cost: size³ operations modulo p once, and size² a digit.
//!
//! Source: J. D. Dixon, *Exact solution of linear equations using p-adic expansions*, Numer. Math. 40 (1982), 137-141.

use super::modular::{PRIMES, inverse};
use rayon::prelude::*;
use rug::integer::IsPrime;
use rug::ops::{DivRounding, NegAssign};
use rug::{Complete, Integer};

/// A square integer matrix, given by rows, as machine words where all its entries fit.
#[derive(Clone, Debug)]
pub enum SquareMatrix {
    /// Entries below 2^63 in absolute value.
    Words(Vec<Vec<i64>>),
    /// Entries of any size.
    Integers(Vec<Vec<Integer>>),
}

impl SquareMatrix {
    /// The matrix with these entries, in the smaller of the two forms that holds them.
    pub fn from_fn(size: usize, entry: impl Fn(usize, usize) -> Integer + Sync) -> Self {
        let rows: Vec<Vec<Integer>> =
            (0..size).into_par_iter().map(|i| (0..size).map(|j| entry(i, j)).collect()).collect();
        let words: Option<Vec<Vec<i64>>> = rows.iter().map(|row| row.iter().map(Integer::to_i64).collect()).collect();
        match words {
            Some(words) => SquareMatrix::Words(words),
            None => SquareMatrix::Integers(rows),
        }
    }

    /// The number of rows.
    pub fn size(&self) -> usize {
        match self {
            SquareMatrix::Words(rows) => rows.len(),
            SquareMatrix::Integers(rows) => rows.len(),
        }
    }

    /// The residues modulo a prime, by rows.
    fn residues(&self, prime: u32) -> Vec<Vec<u32>> {
        match self {
            SquareMatrix::Words(rows) => {
                rows.iter().map(|row| row.iter().map(|x| x.rem_euclid(i64::from(prime)) as u32).collect()).collect()
            }
            SquareMatrix::Integers(rows) => {
                rows.iter().map(|row| row.iter().map(|x| x.mod_u(prime)).collect()).collect()
            }
        }
    }

    /// M x for a vector of digits, below 2^31 each.
    fn times_digits(&self, digits: &[u32]) -> Vec<Integer> {
        match self {
            // |entry · digit| < 2^94: a sum of 2^32 of them stays within 127 bits
            SquareMatrix::Words(rows) => rows
                .par_iter()
                .map(|row| row.iter().zip(digits).map(|(a, x)| i128::from(*a) * i128::from(*x)).sum::<i128>().into())
                .collect(),
            SquareMatrix::Integers(rows) => rows
                .par_iter()
                .map(|row| row.iter().zip(digits).fold(Integer::new(), |sum, (a, x)| sum + a * *x))
                .collect(),
        }
    }

    /// M x.
    fn times(&self, vector: &[Integer]) -> Vec<Integer> {
        let dot = |i: usize| match self {
            SquareMatrix::Words(rows) => rows[i].iter().zip(vector).fold(Integer::new(), |sum, (a, x)| sum + x * *a),
            SquareMatrix::Integers(rows) => rows[i].iter().zip(vector).fold(Integer::new(), |sum, (a, x)| sum + a * x),
        };
        (0..self.size()).into_par_iter().map(dot).collect()
    }

    /// log2 of a bound on every minor (Hadamard's inequality), rounded up.
    fn hadamard_bits(&self) -> u64 {
        let row_bits = |i: usize| {
            let largest = match self {
                SquareMatrix::Words(rows) => rows[i].iter().map(|x| u64::BITS - x.unsigned_abs().leading_zeros()).max(),
                SquareMatrix::Integers(rows) => rows[i].iter().map(Integer::significant_bits).max(),
            };
            u64::from(largest.unwrap_or(0)) + u64::from(usize::BITS - self.size().leading_zeros()).div_ceil(2)
        };
        (0..self.size()).map(row_bits).sum()
    }
}

/// A solution x = numerators/denominator with denominator > 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommonSolution {
    /// One numerator an unknown.
    pub numerators: Vec<Integer>,
    /// The denominator they share.
    pub denominator: Integer,
}

/// Bits a digit adds, rounded down.
const DIGIT_BITS: u64 = 30;
/// Digits before the first attempt to recover the solution.
const FIRST_ATTEMPT: usize = 8;
/// A recovered fraction is believed worth verifying if it is this many bits shorter than chance makes it.
const SIGNIFICANT_BITS: u32 = 40;

/// A bound on the operations on words that [`solve`] uses, about.
pub fn solve_cost(matrix: &SquareMatrix, right: &[Integer]) -> u128 {
    let size = matrix.size() as u128;
    let right_bits = u64::from(right.iter().map(Integer::significant_bits).max().unwrap_or(0));
    let bits = u128::from(2 * matrix.hadamard_bits() + right_bits + 64);
    let entry_words = match matrix {
        SquareMatrix::Words(_) => 1,
        SquareMatrix::Integers(rows) => rows.iter().flatten().map(|x| x.significant_bits() / 64 + 1).max().unwrap_or(1),
    };
    // the inverse, the digits, and the check of the solution
    size.pow(3) + bits / u128::from(DIGIT_BITS) * size.pow(2) * u128::from(1 + entry_words) + bits / 64 * size.pow(2)
}

/// Solves M x = b. `None` if M is singular (or singular modulo each of four primes, which is not expected otherwise).
///
/// # Guarantee
///
/// Exact: a solution is returned only after M x = b has been verified in integers.
pub fn solve(matrix: &SquareMatrix, right: &[Integer]) -> Option<CommonSolution> {
    let size = matrix.size();
    if size == 0 || right.iter().all(Integer::is_zero) {
        return Some(CommonSolution { numerators: vec![Integer::new(); size], denominator: Integer::from(1) });
    }
    PRIMES.iter().find_map(|&prime| {
        debug_assert!(Integer::from(prime).is_probably_prime(30) != IsPrime::No);
        let inverse = inverse(matrix.residues(prime), prime)?;
        lift(matrix, right, &inverse, prime)
    })
}

/// The lifting, with an inverse modulo the prime.
fn lift(matrix: &SquareMatrix, right: &[Integer], inverse: &[Vec<u32>], prime: u32) -> Option<CommonSolution> {
    let right_bits = right.iter().map(Integer::significant_bits).max().unwrap_or(0);
    // numerator and denominator are minors, one of them with b as a column (Cramer)
    let needed = 2 * matrix.hadamard_bits() + u64::from(right_bits) + 64;
    let most = (needed / DIGIT_BITS + 2 * FIRST_ATTEMPT as u64) as usize;
    let mut residual = right.to_vec();
    let mut digits: Vec<Vec<u32>> = Vec::new();
    let mut attempt = FIRST_ATTEMPT;
    while digits.len() < most {
        let residues: Vec<u32> = residual.iter().map(|r| r.mod_u(prime)).collect();
        let next: Vec<u32> = inverse.par_iter().map(|row| dot_modulo(row, &residues, prime)).collect();
        let images = matrix.times_digits(&next);
        for (r, image) in residual.iter_mut().zip(images) {
            *r -= image;
            r.div_exact_u_mut(prime);
        }
        digits.push(next);
        let finite = residual.iter().all(Integer::is_zero);
        if digits.len() >= attempt || digits.len() == most || finite {
            attempt = digits.len() + digits.len() / 2;
            if let Some(solution) = recover(&digits, prime).filter(|solution| solves(matrix, right, solution)) {
                return Some(solution);
            }
        }
    }
    None
}

/// Σ x_i y_i modulo the prime.
fn dot_modulo(left: &[u32], right: &[u32], prime: u32) -> u32 {
    // products are below 2^62, so that four fit in a word
    let sum = left.chunks(4).zip(right.chunks(4)).fold(0u64, |sum, (xs, ys)| {
        let part: u64 = xs.iter().zip(ys).map(|(x, y)| u64::from(*x) * u64::from(*y)).sum();
        sum + part % u64::from(prime)
    });
    (sum % u64::from(prime)) as u32
}

/// Fractions with one denominator whose residues have these digits, if there are short ones.
fn recover(digits: &[Vec<u32>], prime: u32) -> Option<CommonSolution> {
    let size = digits.first()?.len();
    let modulus = Integer::u_pow_u(prime, digits.len() as u32).complete();
    let residues: Vec<Integer> = (0..size).into_par_iter().map(|i| join_digits(digits, i, prime)).collect();
    let mut denominator = Integer::from(1);
    let mut numerators = Vec::with_capacity(size);
    for residue in &residues {
        let scaled = (residue * &denominator).complete() % &modulus;
        let (numerator, factor) = fraction(&scaled, &modulus)?;
        if factor != 1 {
            // the numerators found so far get the new factor too
            numerators.iter_mut().for_each(|n: &mut Integer| *n *= &factor);
            denominator *= &factor;
        }
        numerators.push(numerator);
    }
    Some(CommonSolution { numerators, denominator })
}

/// Σ digits[k][i] p^k, by halves.
fn join_digits(digits: &[Vec<u32>], index: usize, prime: u32) -> Integer {
    if digits.len() <= 16 {
        return digits.iter().rev().fold(Integer::new(), |sum, digit| sum * prime + digit[index]);
    }
    let half = digits.len() / 2;
    let (low, high) = digits.split_at(half);
    let shift = Integer::u_pow_u(prime, half as u32).complete();
    join_digits(low, index, prime) + join_digits(high, index, prime) * shift
}

/// A fraction n/d, d > 0, congruent to the residue, much shorter than a random residue would give.
fn fraction(residue: &Integer, modulus: &Integer) -> Option<(Integer, Integer)> {
    let bits = modulus.significant_bits();
    let is_short = |n: &Integer, d: &Integer| n.significant_bits() + d.significant_bits() + SIGNIFICANT_BITS <= bits;
    // most entries are integers once the common denominator is known
    let mut balanced = residue.clone();
    if (residue * 2u32).complete() > *modulus {
        balanced -= modulus;
    }
    if is_short(&balanced, &Integer::from(1)) {
        return Some((balanced, Integer::from(1)));
    }
    let (mut previous, mut current) = (modulus.clone(), residue.clone());
    let (mut before, mut cofactor) = (Integer::new(), Integer::from(1));
    while !current.is_zero() {
        if is_short(&current, &cofactor) {
            if cofactor < 0 {
                current.neg_assign();
                cofactor.neg_assign();
            }
            return Some((current, cofactor));
        }
        let quotient = (&previous).div_floor(&current).complete();
        let rest = previous - &quotient * &current;
        previous = std::mem::replace(&mut current, rest);
        let next = before - &quotient * &cofactor;
        before = std::mem::replace(&mut cofactor, next);
    }
    None
}

/// M n = d b, in integers.
fn solves(matrix: &SquareMatrix, right: &[Integer], solution: &CommonSolution) -> bool {
    let image = matrix.times(&solution.numerators);
    image.iter().zip(right).all(|(x, b)| *x == (b * &solution.denominator).complete())
}
