//! Products of one shared matrix with the vectors of all rates.
//!
//! The vectors are packed side by side, the rate varying fastest: K x length, stored by columns. The product with a
//! matrix M (length x outputs, stored by columns) is then K x outputs, its blocks of columns need blocks of whole columns
//! of M, and faer's kernels run along the rates: 50 of the 60 GFlop/s of two cores for 24 rates in `f64`, where the other
//! three orientations reach 25 to 35.

use crate::training::Real;
use crate::training::products::{one, zero};
use faer::{Accum, MatMut, MatRef, Par, linalg::matmul::matmul};
use rayon::prelude::*;

/// Columns of M in a block, whatever the number of threads. A block's result for 24 rates takes 24 KiB.
const BLOCK: usize = 128;
/// From this many multiplications on, handing blocks to threads costs less than it saves.
const PARALLEL_FROM: usize = 1 << 15;

/// Vectors of equal length, one a rate, packed for products.
pub struct Batch<T> {
    rates: usize,
    length: usize,
    entries: Vec<T>,
}

impl<T: Real> Batch<T> {
    /// Packs at least one vector.
    pub fn pack(vectors: &[&[T]]) -> Self {
        let (rates, length) = (vectors.len(), vectors[0].len());
        let mut entries = vec![zero(); rates * length];
        let fill = |(index, part): (usize, &mut [T])| {
            for (offset, column) in part.chunks_exact_mut(rates).enumerate() {
                for (entry, vector) in column.iter_mut().zip(vectors) {
                    *entry = vector[index * BLOCK + offset];
                }
            }
        };
        entries.par_chunks_mut(rates * BLOCK).with_min_len(4).enumerate().for_each(fill);
        Batch { rates, length, entries }
    }

    /// M^T x for each of the packed vectors x.
    pub fn times(&self, matrix: MatRef<'_, T>) -> Vec<Vec<T>> {
        let outputs = matrix.ncols();
        let packed = MatRef::from_column_major_slice(&self.entries, self.rates, self.length);
        let mut results = vec![vec![zero(); outputs]; self.rates];
        let mut parts: Vec<Vec<&mut [T]>> = (0..outputs.div_ceil(BLOCK)).map(|_| Vec::new()).collect();
        for result in &mut results {
            for (part, block) in parts.iter_mut().zip(result.chunks_mut(BLOCK)) {
                part.push(block);
            }
        }
        let work = |(index, part): (usize, Vec<&mut [T]>)| {
            let columns = part[0].len();
            let mut block = vec![zero(); self.rates * columns];
            let destination = MatMut::from_column_major_slice_mut(&mut block, self.rates, columns);
            matmul(destination, Accum::Replace, packed, matrix.subcols(index * BLOCK, columns), one(), Par::Seq);
            for (rate, entries) in part.into_iter().enumerate() {
                for (entry, column) in entries.iter_mut().zip(block.chunks_exact(self.rates)) {
                    *entry = column[rate];
                }
            }
        };
        if self.rates * self.length * outputs < PARALLEL_FROM {
            parts.into_iter().enumerate().for_each(work);
        } else {
            parts.into_par_iter().enumerate().for_each(work);
        }
        results
    }
}
