//! Data from Python: by name, as arrays, or as exact numbers.

use crate::errors::{input_error, warn};
use crate::exact::{exact_list, exact_rows};
use catapult::data::npz::{Array, ExactLayers, Numbers, read_exact_layers, read_exact_weights, table_of_arrays};
use catapult::data::table::LabelColumn;
use catapult::data::{DataSpecification, ExactDataSet, Loaded, Table, TableOptions};
use catapult::problems::Points;
use catapult::rug::Rational;
use numpy::{Element, PyArrayDyn, PyArrayMethods, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::types::PyString;
use std::path::PathBuf;

/// How arrays from Python are named in errors.
pub const ORIGIN: &str = "the arrays";

/// Data as they come.
pub enum Given {
    /// By the name that the command line takes.
    Named(DataSpecification),
    /// Arrays of machine numbers.
    Table(Table),
    /// Exact numbers.
    Exact(ExactDataSet),
}

/// Data named by a text, or a pair of X and y.
pub fn given(data: &Bound<'_, PyAny>, positive: Option<&str>) -> PyResult<Given> {
    if let Ok(text) = data.cast::<PyString>() {
        return text.to_str()?.parse().map(Given::Named).map_err(input_error);
    }
    let Ok((features, labels)) = data.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>() else {
        return Err(input_error("data: give a name such as \"three-point\", or a pair (X, y) of samples and labels"));
    };
    match array(&features)? {
        Some(features) => {
            let (labels, positive) = label_array(&labels, positive)?;
            let options = TableOptions { positive, ..TableOptions::default() };
            table_of_arrays(ORIGIN, features, ("y", &labels), &options).map(Given::Table).map_err(input_error)
        }
        None => exact_samples(&features, &labels, positive).map(Given::Exact),
    }
}

/// Labels as an array, and which of them is +1 if that is still to be told: words are ±1 already.
pub fn label_array(labels: &Bound<'_, PyAny>, positive: Option<&str>) -> PyResult<(Array, Option<String>)> {
    if let Some(labels) = array(labels)? {
        return Ok((labels, positive.map(str::to_owned)));
    }
    let labels: Vec<i64> = signs(labels, positive)?.into_iter().map(i64::from).collect();
    Ok((Array { shape: vec![labels.len()], first_index_fastest: false, numbers: Numbers::Signed(labels) }, None))
}

/// Labels that are exact numbers or words, as ±1.
fn signs(labels: &Bound<'_, PyAny>, positive: Option<&str>) -> PyResult<Vec<i8>> {
    let mut column = LabelColumn::default();
    for (index, label) in labels.try_iter()?.enumerate() {
        column.push(label?.str()?.to_str()?, || format!("index {index}"));
    }
    Ok(column.interpret(ORIGIN, positive).map_err(input_error)?.0)
}

/// Samples of exact numbers, with labels that are exact numbers or words.
fn exact_samples(
    features: &Bound<'_, PyAny>,
    labels: &Bound<'_, PyAny>,
    positive: Option<&str>,
) -> PyResult<ExactDataSet> {
    let features = exact_rows("X", features)?;
    let labels = signs(labels, positive)?;
    let dimension = features.first().map_or(0, Vec::len);
    if dimension == 0 || features.len() != labels.len() {
        return Err(input_error(format!(
            "{} samples of {dimension} features and {} labels: give one label for each sample, and at least one feature",
            features.len(),
            labels.len()
        )));
    }
    if let Some(row) = features.iter().position(|row| row.len() != dimension) {
        let found = features[row].len();
        return Err(input_error(format!(
            "X: row {row} has {found} features, and row 0 has {dimension}: give the same number in all"
        )));
    }
    Ok(ExactDataSet { samples: features.into_iter().zip(labels).collect() })
}

/// The data of a problem. Remarks on how they were read become warnings.
pub fn points(py: Python<'_>, data: &Bound<'_, PyAny>, positive: Option<&str>) -> PyResult<Points> {
    let data = match given(data, positive)? {
        Given::Exact(data) => return Ok(Points::Listed(data)),
        Given::Table(table) => {
            warn(py, table.remarks())?;
            return table.to_exact().map(Points::Listed).map_err(input_error);
        }
        Given::Named(specification) => specification,
    };
    let Loaded { data, provenance } = py.detach(|| Points::read(&data)).map_err(input_error)?;
    warn(py, &provenance.remarks)?;
    Ok(data)
}

/// The numbers of a NumPy array of machine numbers, in a copy; `None` for anything else.
pub fn array(value: &Bound<'_, PyAny>) -> PyResult<Option<Array>> {
    let Ok(untyped) = value.cast::<PyUntypedArray>() else { return Ok(None) };
    macro_rules! copied {
        ($($kind:ty => $numbers:ident, $entry:ty;)*) => {
            $(if let Ok(array) = value.cast::<PyArrayDyn<$kind>>() {
                let (first_index_fastest, entries) = copy(array, |entry| <$entry>::from(entry));
                let shape = untyped.shape().to_vec();
                return Ok(Some(Array { shape, first_index_fastest, numbers: Numbers::$numbers(entries) }));
            })*
        };
    }
    copied! {
        f64 => Float64, f64; f32 => Float32, f32; u8 => Bytes, u8; bool => Bytes, u8;
        i64 => Signed, i64; i32 => Signed, i64; i16 => Signed, i64; i8 => Signed, i64;
        u64 => Unsigned, u64; u32 => Unsigned, u64; u16 => Unsigned, u64;
    }
    Ok(None)
}

/// The entries of an array in the order in which they lie, and whether the first index runs fastest in it.
fn copy<T: Element + Copy, U>(array: &Bound<'_, PyArrayDyn<T>>, convert: impl Fn(T) -> U) -> (bool, Vec<U>) {
    let view = array.readonly();
    let by_columns = array.is_fortran_contiguous() && !array.is_c_contiguous();
    match view.as_slice() {
        Ok(entries) => (by_columns, entries.iter().map(|entry| convert(*entry)).collect()),
        Err(_) => (false, view.as_array().iter().map(|entry| convert(*entry)).collect()),
    }
}

/// The path of a file, if it is one.
fn path(value: &Bound<'_, PyAny>) -> Option<PathBuf> {
    (value.is_instance_of::<PyString>() || value.hasattr("__fspath__").unwrap_or(false))
        .then(|| value.extract().ok())
        .flatten()
}

/// The exact entries of a matrix, by rows: an array, or a sequence of rows.
fn matrix(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<Vec<Rational>>> {
    let Some(array) = array(value)? else { return exact_rows(name, value) };
    let [_, columns] = array.shape[..] else {
        return Err(input_error(format!(
            "{name}: an array of {} axes: give one row for each hidden unit",
            array.shape.len()
        )));
    };
    finite(name, &array)?;
    Ok(array.exact_by_rows().chunks(columns.max(1)).map(<[Rational]>::to_vec).collect())
}

/// The exact entries of a vector: an array, a sequence, or a text of numbers between commas.
pub fn vector(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<Rational>> {
    let Some(array) = array(value)? else { return exact_list(name, value) };
    finite(name, &array)?;
    Ok(array.exact_by_rows())
}

fn finite(name: &str, array: &Array) -> PyResult<()> {
    match (0..array.numbers.len()).find(|place| array.numbers.exact(*place).is_none()) {
        None => Ok(()),
        Some(place) => Err(input_error(format!(
            "{name}: entry {place} is {}: give finite numbers",
            array.numbers.numerical(place)
        ))),
    }
}

/// The weights of a two-layer network: an npz file, or the pair of W1 and w2.
pub fn two_layer_weights(py: Python<'_>, weights: &Bound<'_, PyAny>) -> PyResult<(Vec<Vec<Rational>>, Vec<Rational>)> {
    if let Some(path) = path(weights) {
        return py.detach(|| read_exact_weights(&path)).map_err(input_error);
    }
    let (first, second) = weights.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>().map_err(|_| {
        input_error(
            "weights: give an npz file, or the pair (W1, w2): a row for each hidden unit, and an entry for each",
        )
    })?;
    Ok((matrix("W1", &first)?, vector("w2", &second)?))
}

/// All weights of a deep network: an npz file, or the sequence of its layers.
pub fn layers(py: Python<'_>, weights: &Bound<'_, PyAny>) -> PyResult<ExactLayers> {
    if let Some(path) = path(weights) {
        return py.detach(|| read_exact_layers(&path)).map_err(input_error);
    }
    let given: Vec<Bound<'_, PyAny>> = weights
        .try_iter()
        .and_then(Iterator::collect)
        .map_err(|_| input_error("weights: give an npz file, or the sequence [W1, W2, .., WL] of the layers"))?;
    if given.len() < 2 {
        return Err(input_error("weights: one layer is a linear predictor: give two or more"));
    }
    let mut read = ExactLayers::default();
    for (index, layer) in given.iter().enumerate() {
        let name = format!("W{}", index + 1);
        let (shape, entries) = match array(layer)? {
            Some(array) => {
                finite(&name, &array)?;
                (array.shape.clone(), array.exact_by_rows())
            }
            None => rows_or_entries(&name, layer)?,
        };
        read.push("weights", (index + 1, given.len()), &shape, || entries).map_err(input_error)?;
    }
    Ok(read)
}

/// The shape and the entries of a layer that is a sequence of numbers, or of rows.
fn rows_or_entries(name: &str, layer: &Bound<'_, PyAny>) -> PyResult<(Vec<usize>, Vec<Rational>)> {
    let first = layer.try_iter().ok().and_then(|mut entries| entries.next()).transpose()?;
    let is_matrix = first.is_some_and(|entry| !entry.is_instance_of::<PyString>() && entry.try_iter().is_ok());
    if !is_matrix {
        let entries = exact_list(name, layer)?;
        return Ok((vec![entries.len()], entries));
    }
    let rows = exact_rows(name, layer)?;
    let columns = rows.first().map_or(0, Vec::len);
    if rows.iter().any(|row| row.len() != columns) {
        return Err(input_error(format!("{name}: rows of different lengths: give the same number of entries in all")));
    }
    Ok((vec![rows.len(), columns], rows.into_iter().flatten().collect()))
}
