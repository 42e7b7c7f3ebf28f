//! The weights of a two-layer network, exactly as an npz file holds them.

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
