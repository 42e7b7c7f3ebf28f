//! Fingerprints of data and weights, by which a resumed run knows that they have not changed.
//!
//! FNV-1a (Fowler, Noll, Vo) on 64-bit words: the shape, and of each column the FNV-1a of the bits of its numbers. It tells accidental
//! changes apart, no more: each step is a bijection of the state, so that a change of one number always shows.

use super::Network;
use crate::data::DataSet;
use faer::Mat;
use rayon::prelude::*;

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

fn fold(state: u64, word: u64) -> u64 {
    (state ^ word).wrapping_mul(PRIME)
}

fn fold_matrix(state: u64, matrix: &Mat<f64>) -> u64 {
    let state = fold(fold(state, matrix.nrows() as u64), matrix.ncols() as u64);
    // these are all numbers of a run: by columns, which are slices and are shared out among the threads
    let of_column =
        |column: usize| matrix.col_as_slice(column).iter().fold(OFFSET, |state, entry| fold(state, entry.to_bits()));
    let columns: Vec<u64> = (0..matrix.ncols()).into_par_iter().map(of_column).collect();
    columns.into_iter().fold(state, fold)
}

/// The fingerprint of features and labels, 16 hexadecimal digits.
pub fn fingerprint_data(data: &DataSet) -> String {
    let features = fold_matrix(OFFSET, &data.features);
    format!("{:016x}", data.labels.iter().fold(features, |state, label| fold(state, label.to_bits())))
}

/// The fingerprint of all weights, 16 hexadecimal digits.
pub fn fingerprint_weights(network: &Network) -> String {
    format!("{:016x}", network.layers().iter().fold(OFFSET, fold_matrix))
}
