//! The fingerprint of weights, by which a resumed run knows that they have not changed.

use super::Network;
use crate::data::fingerprint::{OFFSET, fold_matrix, written};

/// The fingerprint of all weights, 16 hexadecimal digits; see [`crate::data::fingerprint`].
pub fn fingerprint_weights(network: &Network) -> String {
    written(network.layers().iter().fold(OFFSET, fold_matrix))
}
