//! The claims of the literature, checked.

use crate::errors::input_error;
use crate::problem::digits;
use crate::running::watched;
use crate::values::answer;
use catapult::claims::{REGISTRY, check_all};
use catapult::names::find_by_name;
use pyo3::prelude::*;

/// Checks claims, all of them if none is named.
#[pyfunction]
pub fn verify<'py>(
    py: Python<'py>,
    names: Vec<String>,
    digits: usize,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let digits = self::digits(digits)?.count();
    let find = |name: &String| find_by_name("claim", name, REGISTRY, |claim| claim.id).map_err(input_error);
    let chosen = if names.is_empty() {
        REGISTRY.iter().collect()
    } else {
        names.iter().map(find).collect::<PyResult<Vec<_>>>()?
    };
    let checked = watched(py, progress, |watch| check_all(&chosen, digits, watch))?.map_err(input_error)?;
    answer(py, &checked)
}

/// The names of all claims.
#[pyfunction]
pub fn claim_names() -> Vec<&'static str> {
    REGISTRY.iter().map(|claim| claim.id).collect()
}
