//! Data in Parquet files, with the feature `parquet`: one sample a row, with its label.
//!
//! Columns are numbers: bool, integers of up to 64 bits, float and double; the label may be text too. Each number is taken as it
//! is. Pages are plain or compressed with Snappy, gzip or Zstandard. Missing values, lists, dates and decimals are refused by
//! name.

#[cfg(feature = "parquet")]
mod reader;

use super::DataError;
use super::table::{Table, TableOptions};
use std::path::Path;

/// Reads a file.
///
/// # Errors
///
/// [`DataError::NoParquet`] without the feature; [`DataError::Parquet`] names the column that cannot be used.
#[cfg(feature = "parquet")]
pub fn read_parquet(path: &Path, options: &TableOptions) -> Result<Table, DataError> {
    reader::read(path, options)
}

/// Refuses a file, for want of the feature.
///
/// # Errors
///
/// [`DataError::NoParquet`].
#[cfg(not(feature = "parquet"))]
pub fn read_parquet(path: &Path, _options: &TableOptions) -> Result<Table, DataError> {
    Err(DataError::NoParquet { origin: path.display().to_string() })
}
