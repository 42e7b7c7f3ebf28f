//! Data in NumPy's npz files: an array X (n x d) of features and an array y (n) of labels.
//!
//! X holds floats, integers or bools; y holds -1/1 or 0/1 (0 then stands for -1), or bools (true is +1). Other arrays in the
//! file are not looked at.

pub mod archive;
pub mod error;
pub mod writer;

pub use archive::{Archive, Array, Numbers, write_shape};
pub use error::NpzError;
pub use writer::ArchiveWriter;

use super::by_samples::by_features;
use super::{DataError, DataSet, ExactDataSet, IntegerPoints};
use rug::Rational;
use std::path::Path;

/// The most features (n d) that are turned into rational numbers, about 1 GB of them.
pub const MOST_EXACT_NUMBERS: usize = 1 << 23;

/// The content of an npz data file, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct NpzData {
    origin: String,
    features: Array,
    labels: Vec<i8>,
}

/// Reads X and y.
///
/// # Errors
///
/// [`DataError::Npz`] for files and arrays that cannot be used.
pub fn read_npz(path: &Path) -> Result<NpzData, DataError> {
    let mut archive = Archive::open(path)?;
    let origin = archive.origin().to_owned();
    let shape_error = |name: &str, array: &Array, expected: String, remedy: &str| NpzError::Shape {
        origin: origin.clone(),
        name: name.to_owned(),
        found: write_shape(&array.shape),
        expected,
        remedy: remedy.to_owned(),
    };
    let features = archive.read("X")?;
    match features.shape[..] {
        [count, dimension] if count > 0 && dimension > 0 => {}
        [_, _] => {
            return Err(shape_error("X", &features, "(n, d)".into(), "give at least one sample and one feature").into());
        }
        _ => {
            let remedy = "one sample a row; for a single feature save X.reshape(-1, 1)";
            return Err(shape_error("X", &features, "(n, d)".into(), remedy).into());
        }
    }
    let targets = archive.read("y")?;
    if targets.shape != features.shape[..1] {
        let expected = write_shape(&features.shape[..1]);
        return Err(shape_error("y", &targets, expected, "give one label for each row of X").into());
    }
    let labels = interpret_labels(&targets.numbers, &origin)?;
    Ok(NpzData { origin, features, labels })
}

/// Labels -1/1 or 0/1 as ±1.
fn interpret_labels(targets: &Numbers, origin: &str) -> Result<Vec<i8>, DataError> {
    let (origin, name) = (origin.to_owned(), "y".to_owned());
    let values: Vec<f64> = (0..targets.len()).map(|place| targets.numerical(place)).collect();
    if let Some(index) = values.iter().position(|&value| value != 1.0 && value != 0.0 && value != -1.0) {
        let value = values[index].to_string();
        return Err(NpzError::UnknownLabel { origin, name, index, value }.into());
    }
    let first = |label: f64| values.iter().position(|&value| value == label);
    if let (Some(zero), Some(minus)) = (first(0.0), first(-1.0)) {
        return Err(NpzError::MixedLabels { origin, name, zero, minus }.into());
    }
    Ok(values.into_iter().map(|value| if value == 1.0 { 1 } else { -1 }).collect())
}

impl NpzData {
    /// The data in exact form.
    ///
    /// # Errors
    ///
    /// [`NpzError::TooLarge`] for more than [`MOST_EXACT_NUMBERS`] features.
    ///
    /// # Guarantee
    ///
    /// Exact: every number is the rational it is, so that a float 0.1 is 3602879701896397/2^55 and not 1/10.
    pub fn to_exact(&self) -> Result<ExactDataSet, DataError> {
        if self.features.numbers.len() > MOST_EXACT_NUMBERS {
            return Err(NpzError::TooLarge {
                origin: self.origin.clone(),
                name: "X".to_owned(),
                found: write_shape(&self.features.shape),
                limit: MOST_EXACT_NUMBERS,
                remedy: "exact computations take smaller data",
            }
            .into());
        }
        let row = |i: usize| (0..self.features.shape[1]).map(move |j| self.features.place(i, j));
        let entry = |place: usize| self.features.numbers.exact(place).unwrap_or_default();
        let samples = self.labels.iter().enumerate().map(|(i, label)| (row(i).map(entry).collect(), *label)).collect();
        Ok(ExactDataSet { samples })
    }

    /// The signed points in exact form, of data of any size: integers as they are, floats as the doubles that hold them.
    ///
    /// # Errors
    ///
    /// [`DataError::OutOfRange`] for a feature that is not finite.
    pub fn to_points(&self) -> Result<IntegerPoints, DataError> {
        let features = &self.features;
        let [count, dimension] = [features.shape[0], features.shape[1]];
        let places = || (0..count).flat_map(|i| (0..dimension).map(move |j| features.place(i, j)));
        let whole = Rational::from(1);
        match &features.numbers {
            Numbers::Signed(numbers) => {
                let words = places().map(|place| numbers[place]).collect();
                Ok(IntegerPoints::of_words(dimension, words, &self.labels, &whole))
            }
            Numbers::Unsigned(numbers) => {
                let words = places().map(|place| i64::try_from(numbers[place]).ok()).collect::<Option<Vec<i64>>>();
                match words {
                    Some(words) => Ok(IntegerPoints::of_words(dimension, words, &self.labels, &whole)),
                    None => Ok(IntegerPoints::of_exact(&self.to_exact()?)),
                }
            }
            floats => {
                let doubles = places().map(|place| floats.numerical(place)).collect();
                IntegerPoints::of_doubles(dimension, doubles, &self.labels)
            }
        }
    }

    /// The data for training. Floats are taken as they are, integers beyond 2^53 rounded to the nearest double.
    pub fn to_numerical(&self) -> DataSet {
        let (features, [count, dimension]) = (&self.features, [self.features.shape[0], self.features.shape[1]]);
        DataSet {
            // most are doubles, one sample after the other: nothing to choose at each number then
            features: match &features.numbers {
                Numbers::Float64(numbers) if !features.first_index_fastest => {
                    by_features(count, dimension, |i, j| numbers[i * dimension + j])
                }
                numbers => by_features(count, dimension, |i, j| numbers.numerical(features.place(i, j))),
            },
            labels: self.labels.iter().map(|label| f64::from(*label)).collect(),
        }
    }
}
