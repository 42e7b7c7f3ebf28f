//! Fingerprints of data and of other matrices, by which a resumed run knows that they have not changed.
//!
//! FNV-1a (Fowler, Noll, Vo) on 64-bit words: the shape, and of each column the FNV-1a of the bits of its numbers; of data, then the labels. It tells accidental
//! changes apart, no more: each step is a bijection of the state, so that a change of one number always shows.

use super::DataSet;
use faer::Mat;
use rayon::prelude::*;

/// The state before the first word.
pub(crate) const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// The state after a further word.
pub(crate) fn fold(state: u64, word: u64) -> u64 {
    (state ^ word).wrapping_mul(PRIME)
}

/// The state after the shape of a matrix, and what its columns gave.
pub(crate) fn fold_columns(state: u64, shape: [usize; 2], columns: impl IntoIterator<Item = u64>) -> u64 {
    columns.into_iter().fold(fold(fold(state, shape[0] as u64), shape[1] as u64), fold)
}

/// The state after a matrix.
pub(crate) fn fold_matrix(state: u64, matrix: &Mat<f64>) -> u64 {
    // these are all numbers of a run: by columns, which are slices and are shared out among the threads
    let of_column =
        |column: usize| matrix.col_as_slice(column).iter().fold(OFFSET, |state, entry| fold(state, entry.to_bits()));
    let columns: Vec<u64> = (0..matrix.ncols()).into_par_iter().map(of_column).collect();
    fold_columns(state, [matrix.nrows(), matrix.ncols()], columns)
}

/// The fingerprint of features and labels, 16 hexadecimal digits.
pub(crate) fn fingerprint_data(data: &DataSet) -> String {
    let features = fold_matrix(OFFSET, &data.features);
    written(data.labels.iter().fold(features, |state, label| fold(state, label.to_bits())))
}

/// A state as 16 hexadecimal digits.
pub(crate) fn written(state: u64) -> String {
    format!("{state:016x}")
}
