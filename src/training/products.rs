//! Matrix products with the same bytes whatever the number of threads.
//!
//! The result is cut into blocks of a fixed size, independent of the number of threads; each block is one sequential
//! faer product, so that each entry is summed in one order by one thread. Threads only share out blocks.

use super::Real;
use crate::vector_registers::restored;
use faer::{Accum, ColMut, ColRef, Mat, MatMut, MatRef, Par, linalg::matmul::matmul};
use rayon::prelude::*;

/// Entries of M x in a block. A column's part of a block is then 2 KiB: long enough to stream, and the results stay in cache.
const ROW_BLOCK: usize = 256;
/// Entries of M^T y in a block, each a whole column of M.
const COLUMN_BLOCK: usize = 32;
/// Columns of a product of two matrices in a block: wide enough that packing the left factor again costs little. Of products with few
/// columns and long sums the blocks are narrow, so that threads have something to share.
const PRODUCT_BLOCK: usize = 256;
const NARROW_BLOCK: usize = 32;
/// The most columns that are few, and the least number of terms in a long sum.
const FEW_COLUMNS: usize = 3 * PRODUCT_BLOCK;
const LONG_SUM: usize = 1 << 14;
/// Rows and columns of the squares in which a matrix is mirrored: two of them stay in the first cache.
const MIRROR_BLOCK: usize = 32;
/// From this many matrix entries on, handing blocks to threads costs less than it saves (0.5 MB to read).
const PARALLEL_FROM: usize = 1 << 16;

/// M x, for M stored by columns.
pub fn apply<T: Real>(matrix: MatRef<'_, T>, vector: &[T]) -> Vec<T> {
    let mut result = vec![zero(); matrix.nrows()];
    let block = |(index, part): (usize, &mut [T])| {
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
pub fn apply_transposed<T: Real>(matrix: MatRef<'_, T>, vector: &[T]) -> Vec<T> {
    let mut result = vec![zero(); matrix.ncols()];
    let block = |(index, part): (usize, &mut [T])| {
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

fn multiply<T: Real>(result: &mut [T], matrix: MatRef<'_, T>, vector: &[T]) {
    let destination = ColMut::from_slice_mut(result);
    restored(|| matmul(destination, Accum::Replace, matrix, ColRef::from_slice(vector), one(), Par::Seq));
}

/// A B.
pub fn product<T: Real>(left: MatRef<'_, T>, right: MatRef<'_, T>) -> Mat<T> {
    let mut result = Mat::zeros(left.nrows(), right.ncols());
    let block = product_block(left.ncols(), right.ncols());
    let mut parts = Vec::new();
    let mut rest = result.as_mut();
    for start in (0..right.ncols()).step_by(block) {
        let (part, after) = rest.split_at_col_mut(block.min(right.ncols() - start));
        parts.push((start, part));
        rest = after;
    }
    parts.into_par_iter().for_each(|(start, part): (usize, MatMut<'_, T>)| {
        let columns = right.subcols(start, part.ncols());
        restored(|| matmul(part, Accum::Replace, left, columns, one(), Par::Seq));
    });
    result
}

/// The columns of a block of a product with sums of so many terms: a matter of the sizes alone.
fn product_block(terms: usize, columns: usize) -> usize {
    if terms >= LONG_SUM && columns <= FEW_COLUMNS { NARROW_BLOCK } else { PRODUCT_BLOCK }
}

/// X X^T: the entries on and below the diagonal blocks by products, the others by symmetry.
pub fn gram<T: Real>(matrix: MatRef<'_, T>) -> Mat<T> {
    let size = matrix.nrows();
    let mut result = Mat::zeros(size, size);
    let mut parts = Vec::new();
    let mut rest = result.as_mut();
    let block = product_block(matrix.ncols(), size);
    for start in (0..size).step_by(block) {
        let (part, after) = rest.split_at_col_mut(block.min(size - start));
        parts.push((start, part));
        rest = after;
    }
    parts.into_par_iter().for_each(|(start, part): (usize, MatMut<'_, T>)| {
        let columns = matrix.subrows(start, part.ncols()).transpose();
        let lower = part.subrows_mut(start, size - start);
        restored(|| matmul(lower, Accum::Replace, matrix.subrows(start, size - start), columns, one(), Par::Seq));
    });
    // Within a diagonal block an entry and its mirror image may be summed in different orders: one of them serves both.
    for left in (0..size).step_by(MIRROR_BLOCK) {
        for top in (0..=left).step_by(MIRROR_BLOCK) {
            for column in left..size.min(left + MIRROR_BLOCK) {
                for row in top..column.min(top + MIRROR_BLOCK) {
                    result[(row, column)] = result[(column, row)];
                }
            }
        }
    }
    result
}

/// x·y. Entry i goes to partial sum i mod 8, so that additions overlap; the partial sums are added from the left.
pub fn dot<T: Real>(x: &[T], y: &[T]) -> T {
    let (x_lanes, x_rest) = x.as_chunks::<8>();
    let (y_lanes, y_rest) = y.as_chunks::<8>();
    let mut sums = [zero::<T>(); 8];
    for (a, b) in x_lanes.iter().zip(y_lanes) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest = x_rest.iter().zip(y_rest).fold(zero(), |sum: T, (a, b)| sum + *a * *b);
    sums.iter().fold(zero(), |sum: T, part| sum + *part) + rest
}

/// y += c x
pub fn add_scaled<T: Real>(y: &mut [T], c: T, x: &[T]) {
    for (entry, x) in y.iter_mut().zip(x) {
        *entry += c * *x;
    }
}

pub(super) fn zero<T: Real>() -> T {
    num_traits::Zero::zero()
}

pub(super) fn one<T: Real>() -> T {
    num_traits::One::one()
}
