//! Matrix times vector, with the same bytes whatever the number of threads.
//!
//! The entries of the result are cut into blocks of a fixed size, independent of the number of threads; each block is
//! one sequential faer product, so that each entry is summed in one order by one thread. Threads only share out blocks.

use faer::{Accum, ColMut, ColRef, MatRef, Par, linalg::matmul::matmul};
use rayon::prelude::*;

/// Entries of M x in a block. A column's part of a block is then 2 KiB: long enough to stream, and the results stay in cache.
const ROW_BLOCK: usize = 256;
/// Entries of M^T y in a block, each a whole column of M.
const COLUMN_BLOCK: usize = 32;
/// From this many matrix entries on, handing blocks to threads costs less than it saves (0.5 MB to read).
const PARALLEL_FROM: usize = 1 << 16;

/// M x, for M stored by columns.
pub fn apply(matrix: MatRef<'_, f64>, vector: &[f64]) -> Vec<f64> {
    let mut result = vec![0.0; matrix.nrows()];
    let block = |(index, part): (usize, &mut [f64])| {
        let rows = matrix.subrows(index * ROW_BLOCK, part.len());
        multiply(part, rows, vector);
    };
    if matrix.nrows() * matrix.ncols() < PARALLEL_FROM {
        result.chunks_mut(ROW_BLOCK).enumerate().for_each(block);
    } else {
        result.par_chunks_mut(ROW_BLOCK).enumerate().for_each(block);
    }
    result
}

/// M^T y, for M stored by columns.
pub fn apply_transposed(matrix: MatRef<'_, f64>, vector: &[f64]) -> Vec<f64> {
    let mut result = vec![0.0; matrix.ncols()];
    let block = |(index, part): (usize, &mut [f64])| {
        let columns = matrix.subcols(index * COLUMN_BLOCK, part.len());
        multiply(part, columns.transpose(), vector);
    };
    if matrix.nrows() * matrix.ncols() < PARALLEL_FROM {
        result.chunks_mut(COLUMN_BLOCK).enumerate().for_each(block);
    } else {
        result.par_chunks_mut(COLUMN_BLOCK).enumerate().for_each(block);
    }
    result
}

fn multiply(result: &mut [f64], matrix: MatRef<'_, f64>, vector: &[f64]) {
    let destination = ColMut::from_slice_mut(result);
    matmul(destination, Accum::Replace, matrix, ColRef::from_slice(vector), 1.0, Par::Seq);
}

/// x·y. Entry i goes to partial sum i mod 8, so that additions overlap; the partial sums are added from the left.
pub fn dot(x: &[f64], y: &[f64]) -> f64 {
    let (x_lanes, x_rest) = x.as_chunks::<8>();
    let (y_lanes, y_rest) = y.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for (a, b) in x_lanes.iter().zip(y_lanes) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = x_rest.iter().zip(y_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}

/// y += c x
pub fn add_scaled(y: &mut [f64], c: f64, x: &[f64]) {
    for (entry, x) in y.iter_mut().zip(x) {
        *entry += c * x;
    }
}
