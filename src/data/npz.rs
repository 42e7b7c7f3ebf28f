//! Data in NumPy's files: npz archives with an array X (n x d) of features and an array y (n) of labels, and single arrays (npy)
//! with one sample a row, label included.
//!
//! X holds floats, integers or bools, each taken as the number it is: a float 0.1 is 3602879701896397/2^55 and not 1/10. y has the
//! shape (n,) or (n, 1) and is interpreted as all labels are, see [`LabelColumn`]; true is +1. Other arrays in the file are not
//! looked at.

pub mod archive;
pub mod error;
pub(super) mod header;
pub mod numbers;
pub mod weights;
pub(crate) mod writer;

pub use archive::{Archive, Array, write_shape};
pub use error::NpzError;
pub use numbers::Numbers;
pub use weights::{ExactLayers, read_exact_layers, read_exact_weights};
pub use writer::ArchiveWriter;

use super::DataError;
use super::foreign::refuse_foreign;
use super::input::read_file;
use super::table::{Cells, Columns, LabelColumn, Table, TableFormat, TableOptions};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The array of labels, if no other is named.
const LABELS: &str = "y";

/// Reads X and y of an npz file.
///
/// # Errors
///
/// [`DataError::Npz`] for files and arrays that cannot be used, [`DataError::UnclearLabels`] for labels that are not understood.
pub fn read_npz(path: &Path, options: &TableOptions) -> Result<Table, DataError> {
    let mut archive = open(path)?;
    let origin = archive.origin().to_owned();
    let features = archive.read("X")?;
    let name = options.label.as_deref().unwrap_or(LABELS);
    // the shape of X is refused before y is looked for
    require_matrix(&origin, &features)?;
    let targets = archive.read(name)?;
    finite_table(&origin, features, (name, &targets), options)
}

/// The table of an array X (n x d) of features and a named array (n) or (n x 1) of labels, wherever they come from. The options
/// are those of npz files, and `origin` names the arrays in errors.
///
/// # Errors
///
/// As [`read_npz`], and for numbers that are not finite.
pub fn table_of_arrays(
    origin: &str,
    features: Array,
    labels: (&str, &Array),
    options: &TableOptions,
) -> Result<Table, DataError> {
    require_matrix(origin, &features)?;
    finite_table(origin, features.check_finite(origin, "X")?, labels, options)
}

/// The same of features that are finite.
fn finite_table(
    origin: &str,
    features: Array,
    labels: (&str, &Array),
    options: &TableOptions,
) -> Result<Table, DataError> {
    let [count, dimension] = require_matrix(origin, &features)?;
    let (labels, remark) = labels_of_array(origin, labels, count, options.positive.as_deref())?;
    let remarks = remark.into_iter().collect();
    Table::new(origin, Cells::Array(features, (0..dimension).collect()), dimension, labels, remarks).with(options)
}

/// The labels ±1 of `count` samples in a named array (n) or (n x 1), and what is to be said about them.
///
/// # Errors
///
/// As [`read_npz`].
pub fn labels_of_array(
    origin: &str,
    (name, targets): (&str, &Array),
    count: usize,
    positive: Option<&str>,
) -> Result<(Vec<i8>, Option<String>), DataError> {
    if targets.shape != [count] && targets.shape != [count, 1] {
        let found = write_shape(&targets.shape);
        let (expected, remedy) = (write_shape(&[count]), "give one label for each row of X".to_owned());
        let (origin, name) = (origin.to_owned(), name.to_owned());
        return Err(NpzError::Shape { origin, name, found, expected, remedy }.into());
    }
    label_column(&targets.numbers, 0..count, "index").interpret(origin, positive)
}

/// The lengths of an array X.
fn require_matrix(origin: &str, features: &Array) -> Result<[usize; 2], NpzError> {
    let Some(&[count, dimension]) = features.shape.first_chunk().filter(|_| features.shape.len() == 2) else {
        let remedy = "one sample a row; for a single feature save X.reshape(-1, 1)";
        return Err(shape_error(origin, "X", features, remedy));
    };
    if count == 0 || dimension == 0 {
        return Err(shape_error(origin, "X", features, "give at least one sample and one feature"));
    }
    Ok([count, dimension])
}

/// Reads an npy file, plain or gzip: a matrix with one sample a row, whose label is in the last column or in the one named.
///
/// # Errors
///
/// As [`read_npz`].
pub fn read_npy(path: &Path, options: &TableOptions) -> Result<Table, DataError> {
    parse_npy(&read_file(path)?, &path.display().to_string(), options)
}

/// Reads the content of an npy file. `origin` names it in errors.
///
/// # Errors
///
/// As [`read_npy`].
pub fn parse_npy(bytes: &[u8], origin: &str, options: &TableOptions) -> Result<Table, DataError> {
    refuse_foreign(bytes, TableFormat::Npy, origin)?;
    let name = "of samples";
    let array = Array::read_npy(&mut &*bytes, origin, name, u64::MAX)?.check_finite(origin, name)?;
    let Some(&[count, width]) = array.shape.first_chunk().filter(|_| array.shape.len() == 2) else {
        return Err(shape_error(origin, name, &array, "one sample a row, with its label").into());
    };
    if count == 0 || width < 2 {
        let remedy = "give at least one sample, one feature and the label";
        return Err(shape_error(origin, name, &array, remedy).into());
    }
    let columns = Columns::choose(width, None, options, origin)?;
    let labels = label_column(&array.numbers, (0..count).map(|row| array.place(row, columns.label)), "row");
    let (labels, remark) = labels.interpret(origin, options.positive.as_deref())?;
    let stored = columns.features.len();
    Table::new(origin, Cells::Array(array, columns.features), stored, labels, remark.into_iter().collect())
        .with(options)
}

/// The archive, unless the file is certainly something else.
fn open(path: &Path) -> Result<Archive, DataError> {
    let mut start = [0; 64];
    // what cannot be read is refused when the archive is opened
    let length = File::open(path).and_then(|mut file| file.read(&mut start)).unwrap_or(0);
    if !start.starts_with(b"PK") {
        refuse_foreign(&start[..length], TableFormat::Npz, &path.display().to_string())?;
    }
    Ok(Archive::open(path)?)
}

/// Numbers that are compared before a label is written as text.
const MOST_COMPARED: usize = 4;

/// The labels at these places, row by row; `what` is what a row is called.
fn label_column(numbers: &Numbers, places: impl Iterator<Item = usize>, what: &str) -> LabelColumn {
    let mut labels = LabelColumn::default();
    // row and place of numbers that differ: most rows have one of two
    let mut known: Vec<(usize, usize)> = Vec::new();
    for (row, place) in places.enumerate() {
        if let Some((same, _)) = known.iter().find(|(_, other)| numbers.are_same(*other, place)) {
            labels.push_again(*same);
            continue;
        }
        labels.push(&label_text(numbers, place), || format!("{what} {row}"));
        if known.len() < MOST_COMPARED {
            known.push((row, place));
        }
    }
    labels
}

/// A label as text: integers without a point.
fn label_text(numbers: &Numbers, place: usize) -> String {
    match numbers {
        Numbers::Float64(numbers) => numbers[place].to_string(),
        Numbers::Float32(numbers) => numbers[place].to_string(),
        Numbers::Bytes(numbers) => numbers[place].to_string(),
        Numbers::Signed(numbers) => numbers[place].to_string(),
        Numbers::Unsigned(numbers) => numbers[place].to_string(),
    }
}

fn shape_error(origin: &str, name: &str, array: &Array, remedy: &str) -> NpzError {
    NpzError::Shape {
        origin: origin.to_owned(),
        name: name.to_owned(),
        found: write_shape(&array.shape),
        expected: "(n, d)".into(),
        remedy: remedy.to_owned(),
    }
}
