//! Tables that stay in their files: one sample a row, read by ranges of rows each time they are needed.
//!
//! * `npy:FILE`: a matrix in C order, with the label in a column.
//! * `npz:FILE`: the matrix X and the vector y, if they are stored in the archive as they are (`numpy.savez`; `numpy.savez_compressed` is refused).
//! * `csv:FILE`: converted once into doubles in a file without a name ([`text`]), which goes with the process.
//!
//! Options, labels, standardisation and fingerprints are those of the same data in memory ([`super::table`]), to the last bit; `tests/data/stored_rows.rs` holds one against the other.
//! The file is read and not mapped into memory: a map needs `unsafe`, and a file that is cut short while it is mapped kills the process.
//!
//! [`StoredRows::open`] looks at headers only. [`StoredRows::prepare`] reads everything, once for the labels, the check that all numbers are finite and the
//! fingerprint, and thrice more before that for standardisation.

mod decode;
mod files;
mod read_ahead;
mod scan;
pub mod text;

pub use read_ahead::{BUFFER_BYTES, READ, RawRows, Spare};
pub use scan::Prepared;

pub use super::input::MOST_BYTES as MOST_TEXT;

use super::npz::NpzError;
use super::table::{ColumnStandardisation, TableFormat, TableSpecification};
use super::{DataError, Loaded, Provenance};
use decode::Matrix;
use files::RangedFile;
use std::ops::Range;

/// A table in a file.
#[derive(Debug)]
pub struct StoredRows {
    origin: String,
    file: RangedFile,
    /// The rows that the features are in.
    features: Matrix,
    /// The columns that are features.
    columns: Vec<usize>,
    /// The labels, where they are not in a column of the same rows.
    labels: Option<Matrix>,
    /// The column of the labels, in their rows.
    label_column: usize,
    count: usize,
    positive: Option<String>,
    intercept: bool,
    standardise: bool,
    statistics: Option<ColumnStandardisation>,
    /// The bytes of each label that there is, and its sign.
    signs: Vec<(u64, f64)>,
    remarks: Vec<String>,
    /// Texts and places of the labels of a converted text, whose labels are counted from 0.
    label_texts: Option<Vec<(String, String)>>,
    /// How the rows of errors are called and the array they are in.
    name: &'static str,
}

impl StoredRows {
    /// The table of a specification, from its headers; `None` for a file that cannot be read by ranges of rows: libsvm, Parquet and gzip.
    ///
    /// # Errors
    ///
    /// [`DataError`] for a file that cannot be used, [`DataError::NotByBlocks`] for one that would have to be written in another way.
    pub fn open(specification: &TableSpecification) -> Result<Option<Self>, DataError> {
        match specification.format {
            TableFormat::Npy => Self::open_npy(specification),
            TableFormat::Npz => Self::open_npz(specification).map(Some),
            TableFormat::Csv | TableFormat::Libsvm | TableFormat::Parquet => Ok(None),
        }
    }

    /// n, the number of samples.
    pub fn count(&self) -> usize {
        self.count
    }

    /// d, the number of features, the intercept included.
    pub fn dimension(&self) -> usize {
        self.columns.len() + usize::from(self.intercept)
    }

    /// The path.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The bytes that are read for each sample.
    pub fn bytes_of_row(&self) -> u64 {
        (self.features.stride() + self.labels.as_ref().map_or(0, Matrix::stride)) as u64
    }

    /// How many rows take about so many bytes, at least one.
    pub fn rows_in(&self, bytes: usize) -> usize {
        (bytes / (self.bytes_of_row() as usize).max(1)).max(1)
    }

    /// The statistics that the features are standardised with, once the table is prepared.
    pub fn statistics(&self) -> Option<&ColumnStandardisation> {
        self.statistics.as_ref()
    }

    /// Reads rows as they are in the file.
    ///
    /// # Errors
    ///
    /// [`DataError::Unreadable`], also for a file that has become shorter.
    pub fn fetch(&self, rows: Range<usize>, raw: &mut RawRows) -> Result<(), DataError> {
        self.file.read(self.features.bytes(&rows), &mut raw.features)?;
        match &self.labels {
            Some(labels) => self.file.read(labels.bytes(&rows), &mut raw.labels),
            None => Ok(()),
        }
    }

    /// Appends the features, one sample after the other, and the labels of some rows of those that were fetched, counted from the first of these.
    pub fn decode<T: Copy>(
        &self,
        raw: &RawRows,
        rows: Range<usize>,
        features: &mut Vec<T>,
        labels: &mut Vec<T>,
        convert: impl Fn(f64) -> T + Copy,
    ) {
        self.decode_features(raw, rows.clone(), features, convert);
        self.for_each_label(raw, rows, |key| {
            // what a file that has changed under us holds instead is -1, as every label that is not +1
            let sign = self.signs.iter().find(|(known, _)| *known == key).map_or(-1.0, |(_, sign)| *sign);
            labels.push(convert(sign));
        });
    }

    fn decode_features<T: Copy>(
        &self,
        raw: &RawRows,
        rows: Range<usize>,
        features: &mut Vec<T>,
        convert: impl Fn(f64) -> T + Copy,
    ) {
        let bytes = &raw.features[self.features.within(&rows)];
        let one = self.intercept.then(|| convert(1.0));
        match &self.statistics {
            None => self.features.decode(bytes, &self.columns, one, features, |_, value| convert(value)),
            Some(statistics) => self
                .features
                .decode(bytes, &self.columns, one, features, |j, value| convert(statistics.apply(j, value))),
        }
    }

    /// The bytes of the labels of some rows.
    fn for_each_label(&self, raw: &RawRows, rows: Range<usize>, see: impl FnMut(u64)) {
        let (matrix, bytes) = match &self.labels {
            Some(labels) => (labels, &raw.labels),
            None => (&self.features, &raw.features),
        };
        matrix.keys(&bytes[matrix.within(&rows)], self.label_column, see);
    }

    /// The element type and place of the labels.
    fn label_matrix(&self) -> &Matrix {
        self.labels.as_ref().unwrap_or(&self.features)
    }

    /// Something made of the table, with what is to be said about how it was read.
    pub fn loaded<T>(&self, data: T) -> Loaded<T> {
        let provenance = Provenance { remarks: self.remarks.clone(), ..Provenance::whole(self.count) };
        Loaded { data, provenance }
    }

    fn not_finite(&self, row: usize, column: usize, value: f64) -> NpzError {
        NpzError::NotFinite {
            origin: self.origin.clone(),
            name: self.name.to_owned(),
            index: format!("[{row}, {}]", self.columns[column]),
            value: value.to_string(),
        }
    }
}
