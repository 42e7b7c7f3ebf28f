//! Matrices filled in parallel, in either order of storage, from entries that lie in the other.

use faer::Mat;
use num_traits::Zero;
use rayon::prelude::*;

/// Entries in a part of the work (0.5 MB), which is one thread's.
const PART: usize = 1 << 16;
/// The tile of a transposition: 16 entries are two cache lines of a row, and few enough columns for the processor to follow.
const TILE: usize = 16;
/// Rows in a part at least: two cache lines of a column.
const FEWEST_ROWS: usize = 16;

fn rows_in_part(columns: usize) -> usize {
    (PART / columns.max(1)).max(FEWEST_ROWS)
}

/// The entries of an n x d matrix, one row after the other.
pub fn by_samples<T: Copy + Zero + Send>(
    count: usize,
    dimension: usize,
    entry: impl Fn(usize, usize) -> T + Sync,
) -> Vec<T> {
    let mut entries = vec![T::zero(); count * dimension];
    if entries.is_empty() {
        return entries;
    }
    let rows = rows_in_part(dimension);
    entries.par_chunks_mut(rows * dimension).enumerate().for_each(|(part, block)| {
        for left in (0..dimension).step_by(TILE) {
            let right = dimension.min(left + TILE);
            for (i, row) in block.chunks_exact_mut(dimension).enumerate() {
                for (j, target) in (left..right).zip(&mut row[left..right]) {
                    *target = entry(part * rows + i, j);
                }
            }
        }
    });
    entries
}

/// An n x d matrix, stored by columns, as matrices are.
pub fn by_features(count: usize, dimension: usize, entry: impl Fn(usize, usize) -> f64 + Sync) -> Mat<f64> {
    let mut matrix = Mat::zeros(count, dimension);
    if count == 0 || dimension == 0 {
        return matrix;
    }
    let rows = rows_in_part(dimension);
    matrix.par_row_chunks_mut(rows).enumerate().for_each(|(part, mut block)| {
        let height = block.nrows();
        for left in (0..dimension).step_by(TILE) {
            let width = TILE.min(dimension - left);
            let mut tile = block.as_mut().subcols_mut(left, width);
            for i in 0..height {
                for j in 0..width {
                    tile[(i, j)] = entry(part * rows + i, left + j);
                }
            }
        }
    });
    matrix
}
