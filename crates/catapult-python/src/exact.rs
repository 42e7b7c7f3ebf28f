//! Exact numbers: what Python gives is taken as the rational number that it is.

use crate::errors::input_error;
use catapult::arithmetic::parse_exact;
use catapult::rug::{Integer, Rational};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyFloat, PyInt, PyString, PyType};

/// The exact value of an int, a Fraction, a Decimal, a float or a text; `name` says in errors which argument it is.
///
/// A float is its binary value: 0.1 is 3602879701896397/2^55. Truth values are not numbers, and neither is what is not finite.
pub fn exact(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Rational> {
    let wrong = |reason: String| input_error(format!("{name}: {reason}"));
    let text = |text: &str| parse_exact(text).map_err(|error| wrong(error.to_string()));
    if let Ok(value) = value.cast::<PyString>() {
        return text(value.to_str()?);
    }
    if let Ok(value) = value.cast::<PyFloat>() {
        let value = value.value();
        return Rational::from_f64(value).ok_or_else(|| wrong(format!("{value} is not a number: give a finite one")));
    }
    if value.is_instance_of::<PyBool>() || value.get_type().name()?.to_str()?.starts_with("bool") {
        return Err(not_a_number(name, value));
    }
    if let Ok(value) = value.cast::<PyInt>() {
        return Ok(Rational::from(integer(value)?));
    }
    // Fraction and NumPy's integers
    if let (Ok(numerator), Ok(denominator)) = (value.getattr("numerator"), value.getattr("denominator"))
        && let (Ok(numerator), Ok(denominator)) = (as_int(&numerator), as_int(&denominator))
    {
        let denominator = integer(&denominator)?;
        if denominator.is_zero() {
            return Err(wrong("the denominator is zero".into()));
        }
        return Ok(Rational::from((integer(&numerator)?, denominator)));
    }
    // Decimal, whose exponent may be long: as the text that it prints
    if value.hasattr("as_tuple")? {
        return text(value.str()?.to_str()?);
    }
    // NumPy's floats of other lengths
    if value.hasattr("as_integer_ratio")? {
        let (numerator, denominator) = value
            .call_method0("as_integer_ratio")
            .and_then(|ratio| ratio.extract::<(Bound<'_, PyInt>, Bound<'_, PyInt>)>())
            .map_err(|_| wrong(format!("{value} is not a number: give a finite one")))?;
        return Ok(Rational::from((integer(&numerator)?, integer(&denominator)?)));
    }
    Err(not_a_number(name, value))
}

/// The same for something that may be left out.
pub fn exact_if_given(name: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Rational>> {
    value.map(|value| exact(name, value)).transpose()
}

/// The exact values of a sequence. A text is one number, or several between commas.
pub fn exact_list(name: &str, values: &Bound<'_, PyAny>) -> PyResult<Vec<Rational>> {
    if let Ok(text) = values.cast::<PyString>() {
        let parts = text.to_str()?.split(',');
        let number = |part: &str| parse_exact(part).map_err(|error| input_error(format!("{name}: {error}")));
        return parts.map(number).collect();
    }
    match values.try_iter() {
        Ok(entries) => entries.map(|entry| exact(name, &entry?)).collect(),
        Err(_) => Ok(vec![exact(name, values)?]),
    }
}

/// The exact values of a sequence of rows, all of one length.
pub fn exact_rows(name: &str, rows: &Bound<'_, PyAny>) -> PyResult<Vec<Vec<Rational>>> {
    let rows = rows
        .try_iter()
        .map_err(|_| input_error(format!("{name}: give a sequence of rows, each a sequence of numbers")))?;
    rows.map(|row| exact_list(name, &row?)).collect()
}

fn not_a_number(name: &str, value: &Bound<'_, PyAny>) -> PyErr {
    let kind = value.get_type().name().map_or_else(|_| "this".into(), |name| name.to_string());
    PyTypeError::new_err(format!(
        "{name}: {kind} is not an exact number: give an int, a Fraction, a Decimal, a text such as \"0.1\", or a float, which is taken as its exact binary value"
    ))
}

fn as_int<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyInt>> {
    match value.cast::<PyInt>() {
        Ok(value) => Ok(value.clone()),
        Err(_) => Ok(value.call_method0("__index__")?.cast_into::<PyInt>()?),
    }
}

/// A whole number of any length. In base 16, which Python writes without a limit.
fn integer(value: &Bound<'_, PyInt>) -> PyResult<Integer> {
    if let Ok(small) = value.extract::<i64>() {
        return Ok(Integer::from(small));
    }
    let text: String = value.call_method1("__format__", ("x",))?.extract()?;
    Integer::from_str_radix(&text, 16).map_err(input_error)
}

/// A whole number for Python.
pub fn python_integer<'py>(py: Python<'py>, value: &Integer) -> PyResult<Bound<'py, PyAny>> {
    match value.to_i64() {
        Some(small) => Ok(small.into_pyobject(py)?.into_any()),
        None => py.get_type::<PyInt>().call1((value.to_string_radix(16), 16)),
    }
}

/// A rational number for Python, as a Fraction.
pub fn fraction<'py>(py: Python<'py>, value: &Rational) -> PyResult<Bound<'py, PyAny>> {
    static FRACTION: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let kind = FRACTION.import(py, "fractions", "Fraction")?;
    kind.call1((python_integer(py, value.numer())?, python_integer(py, value.denom())?))
}

/// The exact value of a number as a text, as the library reads it: `3/16`.
#[pyfunction]
pub fn exact_text(name: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(exact(name, value)?.to_string())
}
