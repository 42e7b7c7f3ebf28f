//! The weights of networks, exactly as an npz file holds them.

use super::archive::{Archive, Array, write_shape};
use super::error::NpzError;
use rug::Rational;
use std::path::Path;

/// The rows of W1 and the entries of w2.
pub type ExactWeights = (Vec<Vec<Rational>>, Vec<Rational>);

/// Reads W1 (m x d) and W2 (m) of an npz file; each number is the one that the file holds.
///
/// # Errors
///
/// [`NpzError`] names the array, and the shape found and the one needed if they differ. An array W3 belongs to another network.
///
/// # Guarantee
///
/// Exact.
pub fn read_exact_weights(path: &Path) -> Result<ExactWeights, NpzError> {
    let mut archive = Archive::open(path)?;
    let origin = archive.origin().to_owned();
    if archive.names().contains(&"W3") {
        let reason = "it belongs to a deeper network: give a file with W1 and W2".to_owned();
        return Err(NpzError::UnexpectedArray { origin, name: "W3".into(), reason });
    }
    let (first, second) = (archive.read("W1")?, archive.read("W2")?);
    let shape_error = |name: &str, array: &Array, expected: &str, remedy: &str| NpzError::Shape {
        origin: origin.clone(),
        name: name.into(),
        found: write_shape(&array.shape),
        expected: expected.into(),
        remedy: remedy.into(),
    };
    let [width, features] = first.shape[..] else {
        return Err(shape_error("W1", &first, "(m, d)", "a row for each hidden unit"));
    };
    if second.shape != [width] {
        return Err(shape_error("W2", &second, &write_shape(&[width]), "an entry for each row of W1"));
    }
    let read = |array: &Array, place: usize| array.numbers.exact(place).unwrap_or_default();
    let rows = (0..width).map(|i| (0..features).map(|j| read(&first, first.place(i, j))).collect());
    Ok((rows.collect(), (0..width).map(|i| read(&second, i)).collect()))
}

/// The layers of a network of one feature.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExactLayers {
    /// m.
    pub width: usize,
    /// W_1, ..., W_L, each by rows.
    pub layers: Vec<Vec<Rational>>,
}

/// The most weights that are read exactly.
const MOST_EXACT_WEIGHTS: usize = 1 << 20;

/// Reads W1 (m or m x 1), W2, ..., W{L-1} (m x m) and WL (m or 1 x m) of an npz file, L >= 2 being the largest number; each number is the one
/// that the file holds. Other arrays are not looked at.
///
/// # Errors
///
/// [`NpzError`] names the array that is missing, or the shape found and the one needed if they differ.
///
/// # Guarantee
///
/// Exact.
pub fn read_exact_layers(path: &Path) -> Result<ExactLayers, NpzError> {
    let mut archive = Archive::open(path)?;
    let origin = archive.origin().to_owned();
    let layer_of = |name: &str| name.strip_prefix('W').and_then(|number| number.parse::<usize>().ok());
    let depth = archive.names().into_iter().filter_map(layer_of).max().unwrap_or(0);
    // a name that is too large a number is a layer whose predecessors are missing
    if depth <= 1 {
        archive.read("W1")?;
        let reason =
            "there is no W2, and one layer is a linear predictor: give a file with W1, W2 and so on".to_owned();
        return Err(NpzError::UnexpectedArray { origin, name: "W1".into(), reason });
    }
    let mut read = ExactLayers::default();
    for layer in 1..=depth {
        let array = archive.read(&format!("W{layer}"))?;
        read.push(&origin, (layer, depth), &array.shape, || array.exact_by_rows())?;
    }
    Ok(read)
}

impl ExactLayers {
    /// Appends the layer of this number, of so many, given its shape and its entries by rows.
    ///
    /// # Errors
    ///
    /// [`NpzError`] names the array, the shape found and the one needed. `origin` names where it is from.
    pub fn push(
        &mut self,
        origin: &str,
        (layer, depth): (usize, usize),
        shape: &[usize],
        entries: impl FnOnce() -> Vec<Rational>,
    ) -> Result<(), NpzError> {
        let m = self.width;
        let (fits, expected, remedy) = match (layer == 1, layer == depth) {
            (true, _) => (
                matches!(shape, [1..=MOST_EXACT_WEIGHTS] | [1..=MOST_EXACT_WEIGHTS, 1]),
                "(m,)".into(),
                "a weight for each hidden unit, as there is one feature",
            ),
            (_, true) => (shape == [m] || shape == [1, m], write_shape(&[m]), "an entry for each hidden unit"),
            _ => (shape == [m, m], write_shape(&[m, m]), "width x width"),
        };
        let (origin, name, found) = (origin.to_owned(), format!("W{layer}"), write_shape(shape));
        if !fits {
            return Err(NpzError::Shape { origin, name, found, expected, remedy: remedy.into() });
        }
        let length: usize = shape.iter().product();
        let before: usize = self.layers.iter().map(Vec::len).sum();
        if before + length > MOST_EXACT_WEIGHTS {
            let remedy = "that is the limit for exact weights of all layers together";
            return Err(NpzError::TooLarge { origin, name, found, limit: MOST_EXACT_WEIGHTS, remedy });
        }
        if layer == 1 {
            self.width = length;
        }
        self.layers.push(entries());
        Ok(())
    }
}
