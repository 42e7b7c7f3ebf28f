//! Starts from npz files: arrays W1 (m x d), W2, ..., W{L-1} (m x m) and WL (m); at depth 1, W1 (d).

use super::network::MOST_WEIGHTS;
use super::{Network, TrainingError};
use crate::data::npz::{Archive, Array, NpzError, write_shape};
use crate::dynamics::aligned::ntk_scale;
use faer::Mat;
use std::borrow::Cow;
use std::path::Path;

/// What helps against weights of another shape.
pub const CHANGE: &str = "change the depth, the width or the file";

/// Reads the weights of a network of depth L >= 1 and width m on d features; N = m^{-(L-1)/2}.
///
/// # Errors
///
/// [`TrainingError::Weights`] names the array, and the shape found and the one needed if they differ. A file with layers
/// beyond the depth is refused too: it belongs to another network. [`TrainingError::DepthZero`].
///
/// # Guarantee
///
/// The weights are the numbers of the file; only integers beyond 2^53 are rounded.
pub fn read_weights(path: &Path, depth: usize, width: usize, dimension: usize) -> Result<Network, TrainingError> {
    let mut archive = Archive::open(path)?;
    let origin = archive.origin().to_owned();
    let layer_of = |name: &str| name.strip_prefix('W').and_then(|number| number.parse::<usize>().ok());
    if let Some(name) = archive.names().into_iter().find(|name| layer_of(name).is_some_and(|layer| layer > depth)) {
        return Err(superfluous(origin, name.to_owned(), depth).into());
    }
    network(&origin, [depth, width, dimension], |layer| Ok(Cow::Owned(archive.read(&format!("W{layer}"))?)))
}

/// The same of arrays that are in memory, W1, W2, ...
///
/// # Errors
///
/// As [`read_weights`].
pub fn weights_of_arrays(
    arrays: &[Array],
    depth: usize,
    width: usize,
    dimension: usize,
) -> Result<Network, TrainingError> {
    let origin = "the list of weights";
    if arrays.len() > depth {
        return Err(superfluous(origin.to_owned(), format!("W{}", depth + 1), depth).into());
    }
    let missing = |layer: usize| NpzError::MissingArray {
        origin: origin.to_owned(),
        name: format!("W{layer}"),
        present: format!("it holds {}", arrays.len()),
    };
    let array = |layer: usize| {
        let array = arrays.get(layer - 1).ok_or_else(|| missing(layer))?;
        array.require_finite(origin, &format!("W{layer}"))?;
        Ok(Cow::Borrowed(array))
    };
    network(origin, [depth, width, dimension], array)
}

fn superfluous(origin: String, name: String, depth: usize) -> NpzError {
    let reason = format!("the depth is {depth}: give the depth that the file is for, or a file with W1 to W{depth}");
    NpzError::UnexpectedArray { origin, name, reason }
}

/// A network of depth L, width m and d features from the arrays of its layers.
fn network<'a>(
    origin: &str,
    [depth, width, dimension]: [usize; 3],
    mut array: impl FnMut(usize) -> Result<Cow<'a, Array>, NpzError>,
) -> Result<Network, TrainingError> {
    let mut layers = Vec::new();
    let mut weights = 0;
    for layer in 1..=depth {
        let (name, array) = (format!("W{layer}"), array(layer)?);
        let (expected, meaning) = match (layer == 1, layer == depth) {
            (true, true) => (vec![dimension], "d numbers at depth 1, for data of d features"),
            (true, false) => (vec![width, dimension], "width x features of the data"),
            (false, true) => (vec![width], "width"),
            (false, false) => (vec![width, width], "width x width"),
        };
        let origin = || origin.to_owned();
        if array.shape != expected {
            let (found, expected) = (write_shape(&array.shape), write_shape(&expected));
            let remedy = format!("{meaning}; {CHANGE}");
            return Err(NpzError::Shape { origin: origin(), name, found, expected, remedy }.into());
        }
        weights += array.numbers.len();
        if weights > MOST_WEIGHTS {
            let found = write_shape(&array.shape);
            let remedy = "that is the limit for all layers together";
            return Err(NpzError::TooLarge { origin: origin(), name, found, limit: MOST_WEIGHTS, remedy }.into());
        }
        layers.push(dense(&array));
    }
    Network::from_layers(ntk_scale(width as f64, depth), layers)
}

/// A vector as one row.
fn dense(array: &Array) -> Mat<f64> {
    match array.shape[..] {
        [rows, columns] => Mat::from_fn(rows, columns, |i, j| array.numbers.numerical(array.place(i, j))),
        _ => Mat::from_fn(1, array.numbers.len(), |_, j| array.numbers.numerical(j)),
    }
}
