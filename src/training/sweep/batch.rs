//! Products of one shared matrix with the vectors of all rates.
//!
//! The vectors are packed side by side, the rate varying fastest: K x length, stored by columns. The product with a
//! matrix M (length x outputs, stored by columns) is then K x outputs, its blocks of columns need blocks of whole columns
//! of M, and faer's kernels run along the rates: 50 of the 60 GFlop/s of two cores for 24 rates in `f64`, where the other
//! three orientations reach 25 to 35.
//!
//! A rate's results do not depend on how many others are packed beside it. faer sums an entry of such a product in one order, whatever the number of rows, with two
//! exceptions that [`multiply`] and [`Batch`] go round: a single row is a product of a matrix with a vector, which has an order of its own, so a rate that is alone has a row
//! of zeros beside it; and small products are not cut into sums of [`TERMS`] terms, as large ones are, so they are cut here.
//! `tests/training/sweep_independence.rs` holds sweeps against those of each of their rates.

use crate::training::Real;
use crate::training::products::{one, zero};
use crate::vector_registers::restored;
use faer::{Accum, MatMut, MatRef, Par, linalg::matmul::matmul, prelude::ReborrowMut};
use rayon::prelude::*;

/// Columns of M in a block, whatever the number of threads. A block's result for 24 rates takes 24 KiB.
const BLOCK: usize = 128;
/// From this many multiplications on, handing blocks to threads costs less than it saves.
const PARALLEL_FROM: usize = 1 << 15;

/// The terms of a sum that faer adds up at once in a large product, before the next ones are added to it.
const TERMS: usize = 512;
/// The multiplications up to which a product is small.
const SMALL: usize = 16 * 16 * 16;

/// Vectors of equal length, one a rate, packed for products.
pub struct Batch<T> {
    rates: usize,
    /// As many as rates, or two.
    rows: usize,
    length: usize,
    entries: Vec<T>,
}

/// The rows of a product for so many rates.
pub fn rows_of(rates: usize) -> usize {
    rates.max(2)
}

/// A B, by columns, in one thread; each entry is summed in an order that depends on the number of terms alone, if A has two rows or more.
pub fn multiply<T: Real>(result: &mut [T], left: MatRef<'_, T>, right: MatRef<'_, T>) {
    let mut destination = MatMut::from_column_major_slice_mut(result, left.nrows(), right.ncols());
    let terms = left.ncols();
    let small = left.nrows().saturating_mul(right.ncols()).saturating_mul(TERMS) <= SMALL;
    if !small || terms <= TERMS {
        return restored(|| matmul(destination, Accum::Replace, left, right, one(), Par::Seq));
    }
    for first in (0..terms).step_by(TERMS) {
        let count = TERMS.min(terms - first);
        let (left, right) = (left.subcols(first, count), right.subrows(first, count));
        let accumulate = if first == 0 { Accum::Replace } else { Accum::Add };
        restored(|| matmul(destination.rb_mut(), accumulate, left, right, one(), Par::Seq));
    }
}

impl<T: Real> Batch<T> {
    /// Packs at least one vector.
    pub fn pack(vectors: &[&[T]]) -> Self {
        let (rates, length) = (vectors.len(), vectors[0].len());
        let rows = rows_of(rates);
        let mut entries = vec![zero(); rows * length];
        let fill = |(index, part): (usize, &mut [T])| {
            for (offset, column) in part.chunks_exact_mut(rows).enumerate() {
                for (entry, vector) in column.iter_mut().zip(vectors) {
                    *entry = vector[index * BLOCK + offset];
                }
            }
        };
        entries.par_chunks_mut(rows * BLOCK).with_min_len(4).enumerate().for_each(fill);
        Batch { rates, rows, length, entries }
    }

    /// K x length, or 2 x length for one rate.
    pub fn as_ref(&self) -> MatRef<'_, T> {
        MatRef::from_column_major_slice(&self.entries, self.rows, self.length)
    }

    /// M^T x for each of the packed vectors x.
    pub fn times(&self, matrix: MatRef<'_, T>) -> Vec<Vec<T>> {
        let [results] = self.times_all([matrix]);
        results
    }

    /// M^T x for several matrices M, whose blocks are shared out together.
    pub fn times_all<const N: usize>(&self, matrices: [MatRef<'_, T>; N]) -> [Vec<Vec<T>>; N] {
        let packed = self.as_ref();
        let mut results = matrices.map(|matrix| vec![vec![zero(); matrix.ncols()]; self.rates]);
        let mut parts: Vec<(MatRef<'_, T>, Vec<&mut [T]>)> = Vec::new();
        for (matrix, results) in matrices.into_iter().zip(&mut results) {
            let first = parts.len();
            for start in (0..matrix.ncols()).step_by(BLOCK) {
                parts.push((matrix.subcols(start, BLOCK.min(matrix.ncols() - start)), Vec::new()));
            }
            for result in results {
                for ((_, part), block) in parts[first..].iter_mut().zip(result.chunks_mut(BLOCK)) {
                    part.push(block);
                }
            }
        }
        let work = |(columns, part): (MatRef<'_, T>, Vec<&mut [T]>)| {
            let mut block = vec![zero(); self.rows * columns.ncols()];
            multiply(&mut block, packed, columns);
            for (rate, entries) in part.into_iter().enumerate() {
                for (entry, column) in entries.iter_mut().zip(block.chunks_exact(self.rows)) {
                    *entry = column[rate];
                }
            }
        };
        let outputs: usize = matrices.iter().map(|matrix| matrix.ncols()).sum();
        if self.rates * self.length * outputs < PARALLEL_FROM {
            parts.into_iter().for_each(work);
        } else {
            parts.into_par_iter().with_max_len(1).for_each(work);
        }
        results
    }
}
