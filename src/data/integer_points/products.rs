//! Exact products and combinations of integer points.
//!
//! Sums that 128 bits hold are taken in machine words. Whether products are positive is asked of doubles first: with the error bound
//! below, most of them answer, and only the others are computed in integers.
//!
//! *Error of a sum in doubles.* Entry and weight are each rounded once, relatively by u = 2^-53 (words beyond 2^53, big integers),
//! and the sum of d products adds gamma_d: |computed - exact| <= gamma_(d+3) Σ |a_j w_j| (Higham, *Accuracy and Stability of
//! Numerical Algorithms*, section 3.1), where all weights are divided by one power of two, and those that are smaller than 2^-600
//! of the largest count as errors of their own. No product is subnormal.

use super::{Entries, IntegerPoints, integer_of, mantissa_and_exponent};
use rayon::prelude::*;
use rug::float::Round;
use rug::{Float, Integer};

/// Points that one task takes together.
const CHUNK: usize = 256;

impl IntegerPoints {
    /// a_i·w for all i in `rows`.
    pub fn products(&self, rows: &[usize], weight: &[Integer]) -> Vec<Integer> {
        let words: Option<Vec<i64>> = weight.iter().map(Integer::to_i64).collect();
        rows.par_iter().with_min_len(CHUNK).map(|row| self.product(*row, weight, words.as_deref())).collect()
    }

    /// a_i·w, where `words` are the entries of w if they are machine words.
    fn product(&self, row: usize, weight: &[Integer], words: Option<&[i64]>) -> Integer {
        let range = row * self.dimension..(row + 1) * self.dimension;
        match (&self.entries, words) {
            // |sum| < 2^(63 + 63 + log2 d): split the sum, so that 128 bits are never exceeded
            (Entries::Words(entries), Some(words)) => {
                sum_of(entries[range].iter().zip(words).map(|(a, w)| i128::from(*a) * i128::from(*w)))
            }
            (Entries::Words(entries), None) => {
                entries[range].iter().zip(weight).fold(Integer::new(), |sum, (a, w)| sum + w * *a)
            }
            (Entries::Doubles { values, shift }, _) => values[range]
                .iter()
                .zip(weight)
                .filter(|(x, _)| **x != 0.0)
                .fold(Integer::new(), |sum, (x, w)| sum + w * integer_of(*x, *shift)),
            (Entries::Integers(entries), _) => {
                entries[range].iter().zip(weight).fold(Integer::new(), |sum, (a, w)| sum + a * w)
            }
        }
    }

    /// Whether a_i·w > 0 for all i in `rows`. Exact.
    pub fn are_positive(&self, rows: &[usize], weight: &[Integer]) -> bool {
        let words: Option<Vec<i64>> = weight.iter().map(Integer::to_i64).collect();
        let rounded = RoundedWeight::new(weight);
        rows.par_iter().with_min_len(CHUNK).all(|row| {
            let (sum, error) = self.rounded_product(*row, &rounded);
            sum > error || (sum >= -error && self.product(*row, weight, words.as_deref()) > 0)
        })
    }

    /// The least of a_i·w over `rows`, and the first of the rows that has it; `None` if there are no rows. Exact: in integers are
    /// computed only those products that doubles cannot tell from the least one.
    pub fn least_product(&self, rows: &[usize], weight: &[Integer]) -> Option<(usize, Integer)> {
        let words: Option<Vec<i64>> = weight.iter().map(Integer::to_i64).collect();
        let rounded = self.rounded_products(rows, &RoundedWeight::new(weight));
        let ceiling = rounded.par_iter().map(|(sum, error)| sum + error).reduce(|| f64::INFINITY, f64::min);
        let exact = |(row, (sum, error)): (&usize, &(f64, f64))| {
            // of NaN it is not known that it is above
            let is_above = sum - error > ceiling;
            (!is_above).then(|| (*row, self.product(*row, weight, words.as_deref())))
        };
        let lesser = |one: (usize, Integer), other: (usize, Integer)| if other.1 < one.1 { other } else { one };
        rows.par_iter().zip(&rounded).with_min_len(CHUNK).filter_map(exact).reduce_with(lesser)
    }

    /// Those of `rows` with a_i·w < `bound`, in their order. Exact, and mostly decided in doubles.
    pub fn rows_below(&self, rows: &[usize], weight: &[Integer], bound: &Integer) -> Vec<usize> {
        let words: Option<Vec<i64>> = weight.iter().map(Integer::to_i64).collect();
        let rounded = RoundedWeight::new(weight);
        let unit = self.rounded_unit() + rounded.exponent();
        let scale = |direction| (Float::with_val_round(53, bound, direction).0 >> unit).to_f64_round(direction);
        let (lower, upper) = (scale(Round::Down), scale(Round::Up));
        let is_below = |row: &&usize| {
            let (sum, error) = self.rounded_product(**row, &rounded);
            match () {
                () if sum + error < lower => true,
                () if sum - error > upper => false,
                () => self.product(**row, weight, words.as_deref()) < *bound,
            }
        };
        rows.par_iter().with_min_len(CHUNK).filter(is_below).copied().collect()
    }

    /// a_i·w for all i in `rows`, each with a bound on its error, in units of the power of two with exponent
    /// [`IntegerPoints::rounded_unit`] + [`RoundedWeight::exponent`]. Infinite errors where doubles do not hold the numbers.
    pub fn rounded_products(&self, rows: &[usize], weight: &RoundedWeight) -> Vec<(f64, f64)> {
        rows.par_iter().with_min_len(CHUNK).map(|row| self.rounded_product(*row, weight)).collect()
    }

    /// The exponent of the power of two that is the unit of entries in doubles.
    pub fn rounded_unit(&self) -> i32 {
        match &self.entries {
            Entries::Doubles { shift, .. } => *shift,
            Entries::Words(_) | Entries::Integers(_) => 0,
        }
    }

    fn rounded_product(&self, row: usize, weight: &RoundedWeight) -> (f64, f64) {
        let range = row * self.dimension..(row + 1) * self.dimension;
        let unit = (self.dimension + 8) as f64 * f64::EPSILON;
        let with_error = |(sum, size, largest): (f64, f64, f64)| {
            let error = size * unit + largest * weight.vanished;
            if error.is_finite() { (sum, error) } else { (0.0, f64::INFINITY) }
        };
        let add = |(sum, size, largest): (f64, f64, f64), (a, w): (f64, &f64)| {
            let product = a * w;
            (sum + product, size + product.abs(), largest.max(a.abs()))
        };
        match &self.entries {
            Entries::Words(entries) => {
                let entries = entries[range].iter().map(|a| *a as f64);
                with_error(entries.zip(&weight.values).fold((0.0, 0.0, 0.0), add))
            }
            Entries::Doubles { values, .. } => {
                let least = values[range.clone()].iter().filter(|x| **x != 0.0).fold(1.0, |m: f64, x| m.min(x.abs()));
                // products of very small doubles would be rounded absolutely
                if least < 1e-100 {
                    return (0.0, f64::INFINITY);
                }
                with_error(values[range].iter().copied().zip(&weight.values).fold((0.0, 0.0, 0.0), add))
            }
            Entries::Integers(entries) => {
                with_error(entries[range].iter().map(Integer::to_f64).zip(&weight.values).fold((0.0, 0.0, 0.0), add))
            }
        }
    }

    /// Σ mu_i a_i over pairs (i, mu_i).
    pub fn combination(&self, multipliers: &[(usize, Integer)]) -> Vec<Integer> {
        let bits = |values: &[(usize, Integer)]| values.iter().map(|(_, mu)| mu.significant_bits()).max().unwrap_or(0);
        let add_all = |mut sums: Vec<Integer>, others: Vec<Integer>| {
            sums.iter_mut().zip(others).for_each(|(sum, other)| *sum += other);
            sums
        };
        let zeros = || vec![Integer::new(); self.dimension];
        multipliers
            .par_chunks(CHUNK)
            .map(|chunk| match &self.entries {
                // |sum| < 2^(63 + 55 + 8)
                Entries::Words(entries) if bits(chunk) <= 55 => {
                    let mut sums = vec![0i128; self.dimension];
                    for (row, mu) in chunk {
                        let mu = i128::from(mu.to_i64_wrapping());
                        let row = &entries[row * self.dimension..(row + 1) * self.dimension];
                        sums.iter_mut().zip(row).for_each(|(sum, a)| *sum += mu * i128::from(*a));
                    }
                    sums.into_iter().map(Integer::from).collect()
                }
                _ => chunk.iter().fold(zeros(), |mut sums, (row, mu)| {
                    self.add_multiple(&mut sums, *row, mu);
                    sums
                }),
            })
            .reduce(zeros, add_all)
    }

    /// sums += mu a_i
    fn add_multiple(&self, sums: &mut [Integer], row: usize, mu: &Integer) {
        let range = row * self.dimension..(row + 1) * self.dimension;
        match &self.entries {
            Entries::Words(entries) => {
                sums.iter_mut().zip(&entries[range]).filter(|(_, a)| **a != 0).for_each(|(sum, a)| *sum += mu * *a);
            }
            Entries::Doubles { values, shift } => {
                for (sum, x) in sums.iter_mut().zip(&values[range]).filter(|(_, x)| **x != 0.0) {
                    let (mantissa, exponent) = mantissa_and_exponent(*x);
                    let places = exponent + shift;
                    // an integer: what is shifted out is zero
                    let word = if places >= 0 { mantissa } else { mantissa >> -places };
                    let product = Integer::from(mu * word);
                    *sum += if places > 0 { product << places } else { product };
                }
            }
            Entries::Integers(entries) => sums.iter_mut().zip(&entries[range]).for_each(|(sum, a)| *sum += mu * a),
        }
    }

    /// |a_i|²
    pub fn squared_length(&self, row: usize) -> Integer {
        let range = row * self.dimension..(row + 1) * self.dimension;
        match &self.entries {
            Entries::Words(entries) => sum_of(entries[range].iter().map(|a| i128::from(*a).pow(2))),
            _ => (0..self.dimension).map(|column| self.entry(row, column).square()).sum(),
        }
    }
}

/// A vector of integers as doubles in units of one power of two.
#[derive(Clone, Debug)]
pub struct RoundedWeight {
    values: Vec<f64>,
    /// The sum of what became zero, at most.
    vanished: f64,
    exponent: i32,
}

/// Weights smaller than this power of two times the largest become zero.
const LEAST: i32 = -600;

impl RoundedWeight {
    /// The vector w.
    pub fn new(weight: &[Integer]) -> Self {
        let exponent = weight.iter().map(Integer::significant_bits).max().unwrap_or(0) as i32;
        let round = |w: &Integer| {
            let bits = w.significant_bits() as i32 - exponent;
            if bits < LEAST { 0.0 } else { (Float::with_val(53, w) >> exponent).to_f64() }
        };
        let values: Vec<f64> = weight.iter().map(round).collect();
        let lost = weight.iter().zip(&values).filter(|(w, x)| !w.is_zero() && **x == 0.0).count();
        RoundedWeight { values, vanished: lost as f64 * 2f64.powi(LEAST), exponent }
    }

    /// w is about this power of two times the doubles.
    pub fn exponent(&self) -> i32 {
        self.exponent
    }
}

/// A sum of products below 2^126 in absolute value.
fn sum_of(parts: impl Iterator<Item = i128>) -> Integer {
    let (mut high, mut low) = (0i128, 0i128);
    for part in parts {
        high += part >> 64;
        low += part & i128::from(u64::MAX);
    }
    (Integer::from(high) << 64) + low
}
