//! Data sets by name, as arrays.

use crate::errors::{input_error, warn};
use crate::values::answer;
use catapult::data::{DataSource, DataSpecification, Loaded};
use numpy::{PyArray1, PyArray2, PyArrayMethods};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde_json::json;
use std::path::PathBuf;

/// Samples, labels, and what is to be said about them.
type Arrays<'py> = (Bound<'py, PyArray2<f64>>, Bound<'py, PyArray1<f64>>, String, Bound<'py, PyAny>);

/// Reads the data of a name for training.
#[pyfunction]
#[pyo3(signature = (specification, images))]
pub fn load<'py>(py: Python<'py>, specification: &str, images: Option<PathBuf>) -> PyResult<Arrays<'py>> {
    let specification: DataSpecification = specification.parse().map_err(input_error)?;
    let source = images.map_or(DataSource::Embedded, DataSource::Directory);
    specification.check_source(&source).map_err(input_error)?;
    let pool = crate::running::pool(py)?;
    let read = || {
        let Loaded { data, provenance } = specification.read(&source)?;
        Ok::<_, catapult::data::DataError>((data.samples(), data, provenance))
    };
    let (samples, data, provenance) = py.detach(|| pool.install(read)).map_err(input_error)?;
    warn(py, &provenance.remarks)?;
    let samples = PyArray1::from_vec(py, samples).reshape([data.count(), data.dimension()])?;
    let known = answer(
        py,
        &json!({ "used": provenance.used, "available": provenance.available, "remarks": provenance.remarks }),
    )?;
    Ok((samples, PyArray1::from_vec(py, data.labels), specification.to_string(), known))
}

/// What there is to load: forms and their meaning.
#[pyfunction]
pub fn data_forms(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let forms = PyDict::new(py);
    for (form, meaning) in DataSpecification::FORMS {
        forms.set_item(form, meaning)?;
    }
    Ok(forms)
}
