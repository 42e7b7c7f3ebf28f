//! Tables: one sample a row, features and a label, as the readers of all file formats hand them over.
//!
//! Numbers stay in the form in which the file has them, bytes, floats or decimals, so that a table takes little more memory than its
//! file, and become rational numbers or doubles only where that is asked for.

pub mod columns;
pub mod decimals;
pub mod labels;
pub mod options;
mod points;
pub mod standardise;

pub use columns::Columns;
pub use labels::LabelColumn;
pub use options::{Delimiter, TableFormat, TableOptions, TableSpecification};
pub use standardise::ColumnStandardisation;

use super::by_samples::by_features;
use super::npz::{Array, Numbers};
use super::{DataError, DataSet, ExactDataSet, Loaded, Provenance};
use decimals::Decimals;
use rayon::prelude::*;
use rug::Rational;

/// The most features (n d) that are turned into rational numbers, about 1 GB of them.
pub const MOST_EXACT_NUMBERS: usize = 1 << 23;
/// The most bits of the rational numbers that one table is turned into, 256 MiB.
const MOST_EXACT_BITS: u64 = 1 << 31;

/// The features of a table, in the form of the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// Numbers read from text, row by row.
    Decimals(Decimals),
    /// A matrix of machine numbers, and its columns that are features.
    Array(Array, Vec<usize>),
}

/// A table that has been read and checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    origin: String,
    cells: Cells,
    /// How many features are in the file.
    stored: usize,
    labels: Vec<i8>,
    /// Whether a feature that is always 1 follows those of the file.
    intercept: bool,
    remarks: Vec<String>,
}

impl Table {
    /// A table of `stored` features. All numbers are finite, labels are ±1, and there is at least one of each.
    pub(super) fn new(origin: &str, cells: Cells, stored: usize, labels: Vec<i8>, remarks: Vec<String>) -> Self {
        Table { origin: origin.to_owned(), cells, stored, labels, intercept: false, remarks }
    }

    /// The same after what the options ask for: standardised, and with an intercept. The intercept and the labels are not
    /// standardised.
    ///
    /// # Errors
    ///
    /// [`DataError::OutOfRange`] for a feature beyond the range of doubles, which standardised features are.
    pub(super) fn with(mut self, options: &TableOptions) -> Result<Self, DataError> {
        self.intercept = options.intercept;
        if options.standardise {
            let standardisation = ColumnStandardisation::of(&self)?;
            self.standardise(&standardisation)?;
        }
        Ok(self)
    }

    /// n, the number of samples.
    pub fn count(&self) -> usize {
        self.labels.len()
    }

    /// d, the number of features, the intercept included.
    pub fn dimension(&self) -> usize {
        self.stored + usize::from(self.intercept)
    }

    /// How many features are in the file.
    pub fn stored(&self) -> usize {
        self.stored
    }

    /// Whether a feature that is always 1 follows those of the file.
    pub fn has_intercept(&self) -> bool {
        self.intercept
    }

    /// y_i = ±1.
    pub fn labels(&self) -> &[i8] {
        &self.labels
    }

    /// The features of the file.
    pub fn cells(&self) -> &Cells {
        &self.cells
    }

    /// What is to be said about how the file was read.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// The feature j < [`Table::stored`] of sample i, rounded to the nearest double; infinite beyond their range.
    pub(super) fn numerical(&self, i: usize, j: usize, buffer: &mut String) -> f64 {
        match &self.cells {
            Cells::Decimals(decimals) => decimals.numerical(i * self.stored + j, buffer),
            Cells::Array(array, columns) => array.numbers.numerical(array.place(i, columns[j])),
        }
    }

    fn exact(&self, i: usize, j: usize) -> Rational {
        match &self.cells {
            Cells::Decimals(decimals) => decimals.exact(i * self.stored + j),
            Cells::Array(array, columns) => array.numbers.exact(array.place(i, columns[j])).unwrap_or_default(),
        }
    }

    /// The data as rational numbers.
    ///
    /// # Errors
    ///
    /// [`DataError::TooManyForFractions`] and [`DataError::TooLong`] for data that would take too much memory in this form.
    ///
    /// # Guarantee
    ///
    /// Exact: every number is the rational it is in the file. In text 0.1 is 1/10; as a float it is 3602879701896397/2^55. After
    /// standardisation the numbers are doubles, see [`ColumnStandardisation`].
    pub fn to_exact(&self) -> Result<ExactDataSet, DataError> {
        let (samples, features, most) = (self.count(), self.dimension(), MOST_EXACT_NUMBERS);
        if samples.saturating_mul(features) > most {
            return Err(DataError::TooManyForFractions { origin: self.origin.clone(), samples, features, most });
        }
        if let Cells::Decimals(decimals) = &self.cells
            && decimals.bits() > MOST_EXACT_BITS
        {
            return Err(DataError::TooLong { origin: self.origin.clone(), bits: decimals.bits() });
        }
        let row = |i: usize| {
            let features = (0..self.stored).map(move |j| self.exact(i, j));
            features.chain(self.intercept.then(|| Rational::from(1))).collect()
        };
        Ok(ExactDataSet { samples: self.labels.iter().enumerate().map(|(i, label)| (row(i), *label)).collect() })
    }

    /// The data for training, each feature rounded to the nearest double.
    ///
    /// # Errors
    ///
    /// [`DataError::OutOfRange`] for a feature beyond the largest double.
    pub fn to_numerical(&self) -> Result<DataSet, DataError> {
        let (count, dimension, width) = (self.count(), self.dimension(), self.stored);
        // most large arrays are doubles, one sample after the other: nothing to choose at each number then
        let plain = match &self.cells {
            Cells::Array(Array { numbers: Numbers::Float64(numbers), first_index_fastest: false, .. }, _)
                if numbers.len() == count * width && width == dimension =>
            {
                Some(numbers)
            }
            _ => None,
        };
        let features = match plain {
            Some(numbers) => by_features(count, width, |i, j| numbers[i * width + j]),
            None => by_features(count, dimension, |i, j| match j < width {
                true => self.numerical(i, j, &mut String::new()),
                false => 1.0,
            }),
        };
        // the numbers of an array are finite
        let first_infinite = |j: usize| {
            let sample = features.col(j).iter().position(|value| !value.is_finite())?;
            Some((sample + 1, j + 1))
        };
        if matches!(self.cells, Cells::Decimals(_))
            && let Some((sample, feature)) = (0..dimension).into_par_iter().filter_map(first_infinite).min()
        {
            return Err(DataError::OutOfRange { sample, feature });
        }
        Ok(DataSet { features, labels: self.labels.iter().map(|label| f64::from(*label)).collect() })
    }

    /// Something made of the table, with what is to be said about how the file was read.
    pub(super) fn loaded<T>(&self, data: T) -> Loaded<T> {
        let provenance = Provenance { remarks: self.remarks.clone(), ..Provenance::whole(self.count()) };
        Loaded { data, provenance }
    }
}
