//! Data: the small exact sets of the theory, CSV and npz files, and two classes of MNIST or CIFAR-10.
//!
//! | text | data | kept as |
//! |---|---|---|
//! | `degenerate` | D0 = {(1,+1),(1,-1)} | exact |
//! | `three-point` | E2 = {(1,+1),(2,+1),(-1,+1)} | exact |
//! | `synthetic:KIND,..` | random points of known separability, see [`synthetic`] | exact |
//! | `csv:FILE` | a table of text, last column the label, see [`csv`] | exact: `0.1` is 1/10 |
//! | `npz:FILE`, `npy:FILE` | arrays X (n x d) and y (n) of NumPy, or one of both | exact, each number as it is; or `f64` |
//! | `libsvm:FILE` | sparse text, see [`libsvm`] | exact |
//! | `parquet:FILE` | with the feature `parquet`, see [`parquet`] | exact |
//! | `mnist:0,1[:train\|:test][:all\|:n=N]` | images of two classes, the first is +1 | standardised `f64` |
//! | `cifar10:automobile,dog[..]` | likewise | standardised `f64` |
//!
//! [`DataSpecification`] reads the text, [`DataSource`] says where images come from. Sources: proofs/THEORY.md sections 0, 2
//! and 5; `crates/catapult-images/README.md` for the embedded subsets.

pub(crate) mod by_samples;
pub mod cifar;
pub mod csv;
mod embedded;
pub mod error;
pub(crate) mod fingerprint;
mod foreign;
pub mod idx;
pub(crate) mod image_choice;
mod image_files;
mod images;
mod input;
pub mod integer_points;
pub mod libsvm;
mod loading;
pub mod npz;
pub mod parquet;
pub mod provenance;
pub mod specification;
pub mod standardise;
pub mod stored;
pub mod synthetic;
pub mod table;
mod tape_archive;

pub use error::DataError;
pub use image_choice::{Classes, Extent, Family, ImageChoice, Part};
pub use integer_points::IntegerPoints;
pub use provenance::{Loaded, Provenance};
pub use specification::{DataSource, DataSpecification};
pub use standardise::Standardisation;
pub use synthetic::{Synthetic, SyntheticData};
pub use table::{Table, TableFormat, TableOptions, TableSpecification};

use crate::arithmetic::FromExact;
use crate::model::FeaturePoints;
use faer::Mat;
use rayon::prelude::*;
use rug::Rational;

/// A small data set with exact features.
///
/// # Guarantee
///
/// Exact.
#[derive(Clone, Debug, PartialEq)]
pub struct ExactDataSet {
    /// (x_i, y_i) with y_i = ±1. All x_i have the same length.
    pub samples: Vec<(Vec<Rational>, i8)>,
}

impl ExactDataSet {
    /// D0 = {(1,+1),(1,-1)} (proofs/THEORY.md, section 0).
    pub fn degenerate() -> Self {
        Self::one_dimensional(&[(1, 1), (1, -1)])
    }

    /// E2 = {(1,+1),(2,+1),(-1,+1)} (proofs/THEORY.md, section 2).
    pub fn three_point() -> Self {
        Self::one_dimensional(&[(1, 1), (2, 1), (-1, 1)])
    }

    fn one_dimensional(samples: &[(i32, i8)]) -> Self {
        ExactDataSet { samples: samples.iter().map(|&(x, y)| (vec![Rational::from(x)], y)).collect() }
    }

    /// d, the number of features.
    pub fn dimension(&self) -> usize {
        self.samples.first().map_or(0, |(x, _)| x.len())
    }

    /// z_i = y_i x_i, in the order of the samples.
    pub fn signed_points(&self) -> Vec<Vec<Rational>> {
        let sign = |x: &Rational, y: i8| if y < 0 { Rational::from(-x) } else { x.clone() };
        self.samples.iter().map(|(x, y)| x.iter().map(|entry| sign(entry, *y)).collect()).collect()
    }

    /// The distinct signed points z of one-dimensional data in increasing order, each with its multiplicity: what
    /// [`crate::model::Empirical::new`] takes.
    ///
    /// # Errors
    ///
    /// [`DataError::NotOneDimensional`].
    pub fn signed_points_1d(&self) -> Result<Vec<(Rational, u32)>, DataError> {
        if self.dimension() != 1 {
            return Err(DataError::NotOneDimensional { dimension: self.dimension() });
        }
        let mut points: Vec<Rational> = self.signed_points().into_iter().flatten().collect();
        points.sort();
        let mut merged: Vec<(Rational, u32)> = Vec::new();
        for point in points {
            match merged.last_mut() {
                Some((last, multiplicity)) if *last == point => *multiplicity += 1,
                _ => merged.push((point, 1)),
            }
        }
        Ok(merged)
    }

    /// The distinct signed points in increasing order, each with its multiplicity: what
    /// [`crate::model::FeatureRisk::new`] takes.
    pub fn distinct_signed_points(&self) -> FeaturePoints {
        let mut points = self.signed_points();
        points.sort();
        let mut merged: FeaturePoints = Vec::new();
        for point in points {
            match merged.last_mut() {
                Some((last, multiplicity)) if *last == point => *multiplicity += 1,
                _ => merged.push((point, 1)),
            }
        }
        merged
    }

    /// The same data for training, each feature rounded to the nearest double.
    ///
    /// # Errors
    ///
    /// [`DataError::OutOfRange`] for a feature beyond the largest double.
    pub fn to_numerical(&self) -> Result<DataSet, DataError> {
        let mut features = Mat::zeros(self.samples.len(), self.dimension());
        for (i, (x, _)) in self.samples.iter().enumerate() {
            for (j, entry) in x.iter().enumerate() {
                let value = f64::from_exact(entry, 53);
                if !value.is_finite() {
                    return Err(DataError::OutOfRange { sample: i + 1, feature: j + 1 });
                }
                features[(i, j)] = value;
            }
        }
        Ok(DataSet { features, labels: self.samples.iter().map(|(_, y)| f64::from(*y)).collect() })
    }
}

/// A numerical data set for training.
#[derive(Clone, Debug)]
pub struct DataSet {
    /// X, n x d: one sample a row.
    pub features: Mat<f64>,
    /// y_i = ±1.
    pub labels: Vec<f64>,
}

impl DataSet {
    /// The data of so many samples and features with these entries, in one copy.
    ///
    /// # Errors
    ///
    /// [`DataError::Empty`] without samples or features, [`DataError::NotFinite`] for an entry that is not finite.
    pub fn of_entries(
        count: usize,
        dimension: usize,
        entry: impl Fn(usize, usize) -> f64 + Sync,
        labels: &[i8],
    ) -> Result<Self, DataError> {
        if count == 0 || dimension == 0 {
            return Err(DataError::Empty { origin: "the array X".into() });
        }
        let features = by_samples::by_features(count, dimension, entry);
        let first = |feature: usize| {
            let sample = features.col_as_slice(feature).iter().position(|value| !value.is_finite())?;
            Some((sample, feature))
        };
        if let Some((sample, feature)) = (0..dimension).into_par_iter().filter_map(first).min() {
            return Err(DataError::NotFinite { sample, feature, value: features[(sample, feature)].to_string() });
        }
        Ok(DataSet { features, labels: labels.iter().map(|label| f64::from(*label)).collect() })
    }

    /// n, the number of samples.
    pub fn count(&self) -> usize {
        self.labels.len()
    }

    /// d, the number of features.
    pub fn dimension(&self) -> usize {
        self.features.ncols()
    }

    /// The features, one sample after the other.
    pub fn samples(&self) -> Vec<f64> {
        by_samples::by_samples(self.count(), self.dimension(), |i, j| self.features[(i, j)])
    }
}
