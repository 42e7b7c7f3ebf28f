//! Errors of the library as Python's exceptions, whose classes are written in Python.

use pyo3::prelude::*;
use std::fmt::Display;

pyo3::import_exception!(catapult.errors, InputError);

/// A value that cannot be used: names it, and the remedy.
pub fn input_error(error: impl Display) -> PyErr {
    InputError::new_err(error.to_string())
}

/// Says what was found while data were read, as a warning.
pub fn warn(py: Python<'_>, remarks: &[String]) -> PyResult<()> {
    if remarks.is_empty() {
        return Ok(());
    }
    let warn = py.import("warnings")?.getattr("warn")?;
    let kind = py.import("catapult.errors")?.getattr("DataWarning")?;
    for remark in remarks {
        // two frames above: the caller of the function in `catapult`
        warn.call1((remark, &kind, 3))?;
    }
    Ok(())
}
