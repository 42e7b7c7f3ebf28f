//! Answers for Python: certified values, and what the library serialises.

use crate::errors::input_error;
use crate::exact::fraction;
use catapult::arithmetic::{Enclosure, parse_exact};
use catapult::enclosures::{Ends, ends_of};
use catapult::rug::float::Round;
use catapult::rug::{Float, Rational};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyType};
use serde::Serialize;
use serde_json::Value;

/// A number between two exact ends, proved by outward rounding, or known exactly.
///
/// ``float(value)`` is the double nearest to the middle; ``value.interval()`` two doubles between which the number lies.
#[pyclass(frozen, eq, hash, module = "catapult", name = "Certified")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Certified {
    lower: String,
    upper: String,
    exact: Option<String>,
}

impl Certified {
    pub fn of(Ends { lower, upper, exact }: Ends<'_>) -> Self {
        Certified { lower: lower.into(), upper: upper.into(), exact: exact.map(str::to_owned) }
    }

    pub fn of_enclosure(Enclosure { lower, upper }: Enclosure) -> Self {
        Certified { lower, upper, exact: None }
    }

    fn enclosure(&self) -> Enclosure {
        Enclosure { lower: self.lower.clone(), upper: self.upper.clone() }
    }

    /// The exact value, where it is rational and known.
    fn rational(&self) -> Option<Rational> {
        let stated = self.exact.as_deref().and_then(|text| parse_exact(text).ok());
        stated.or_else(|| (self.lower == self.upper).then(|| parse_exact(&self.lower).ok()).flatten())
    }
}

/// A decimal end as a float that holds it with room to spare.
fn float(text: &str, round: Round) -> Float {
    let bits = u32::try_from(4 * text.len() + 64).unwrap_or(u32::MAX);
    match Float::parse(text) {
        Ok(parsed) => Float::with_val_round(bits, parsed, round).0,
        Err(_) => Float::with_val(64, f64::NAN),
    }
}

/// A decimal end as the Fraction that it is, or as an infinity.
fn end<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    match text {
        "inf" => Ok(f64::INFINITY.into_pyobject(py)?.into_any()),
        "-inf" => Ok(f64::NEG_INFINITY.into_pyobject(py)?.into_any()),
        _ => fraction(py, &parse_exact(text).map_err(input_error)?),
    }
}

#[pymethods]
impl Certified {
    /// A value between two decimals or fractions, each a text; ``exact`` is its closed form, if it has one.
    #[new]
    #[pyo3(signature = (lower, upper, exact=None))]
    fn new(lower: String, upper: String, exact: Option<String>) -> PyResult<Self> {
        let [low, high] = [&lower, &upper].map(|text| float(text, Round::Nearest));
        if low.is_nan() || high.is_nan() || low > high {
            return Err(input_error(format!(
                "`{lower}` and `{upper}` are not the ends of an interval: give two decimals, the lower one first"
            )));
        }
        Ok(Certified { lower, upper, exact })
    }

    /// The lower end, exact.
    #[getter]
    fn lower<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        end(py, &self.lower)
    }

    /// The upper end, exact.
    #[getter]
    fn upper<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        end(py, &self.upper)
    }

    /// The two ends as decimal texts, rounded outward.
    #[getter]
    fn decimals(&self) -> (&str, &str) {
        (&self.lower, &self.upper)
    }

    /// The value as a Fraction, where it is known exactly and rational; otherwise None.
    #[getter]
    fn exact<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.rational().map(|value| fraction(py, &value)).transpose()
    }

    /// The value in writing, where it is known exactly: ``3/16``, ``log 3``; otherwise None.
    #[getter]
    fn closed_form(&self) -> Option<String> {
        self.exact.clone().or_else(|| (self.lower == self.upper).then(|| self.lower.clone()))
    }

    /// How many leading significant digits the ends share; infinite if they are equal.
    #[getter]
    fn digits<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.enclosure().common_digits() {
            usize::MAX => Ok(f64::INFINITY.into_pyobject(py)?.into_any()),
            count => Ok(count.into_pyobject(py)?.into_any()),
        }
    }

    /// Two doubles between which the value lies: the ends, rounded outward.
    fn interval(&self) -> (f64, f64) {
        let lower = float(&self.lower, Round::Down).to_f64_round(Round::Down);
        (lower, float(&self.upper, Round::Up).to_f64_round(Round::Up))
    }

    /// The value as an interval of mpmath (``mpmath.iv``), rounded outward to its precision.
    fn to_mpi<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("mpmath")?.getattr("iv")?.call_method1("mpf", ([self.lower.as_str(), self.upper.as_str()],))
    }

    /// The value as a ball of python-flint (``flint.arb``) at its precision, which contains it.
    fn to_arb<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let flint = py.import("flint")?;
        let ball = |text: &str| -> PyResult<Bound<'py, PyAny>> {
            let end = end(py, text)?;
            let ratio = flint.getattr("fmpq")?.call1((end.getattr("numerator")?, end.getattr("denominator")?))?;
            flint.getattr("arb")?.call1((ratio,))
        };
        let lower = ball(&self.lower)?;
        if self.lower == self.upper { Ok(lower) } else { lower.call_method1("union", (ball(&self.upper)?,)) }
    }

    fn __float__(&self) -> f64 {
        let [lower, upper] = [&self.lower, &self.upper].map(|text| float(text, Round::Nearest));
        let bits = lower.prec().max(upper.prec()) + 2;
        (Float::with_val(bits, &lower + &upper) / 2_u32).to_f64()
    }

    /// Whether a number may be the value: it lies between the ends.
    fn __contains__(&self, value: &Bound<'_, PyAny>) -> PyResult<bool> {
        let value = crate::exact::exact("value", value)?;
        // an end without an exact form is infinite, or beyond any number that Python could give
        let below =
            parse_exact(&self.lower).map_or_else(|_| float(&self.lower, Round::Down) <= value, |end| end <= value);
        let above =
            parse_exact(&self.upper).map_or_else(|_| float(&self.upper, Round::Up) >= value, |end| end >= value);
        Ok(below && above)
    }

    fn __str__(&self) -> String {
        self.enclosure().short()
    }

    fn __repr__(&self) -> String {
        match &self.exact {
            None => format!("Certified('{}', '{}')", self.lower, self.upper),
            Some(exact) => format!("Certified('{}', '{}', exact='{exact}')", self.lower, self.upper),
        }
    }

    fn _repr_html_(&self) -> String {
        let guarantee = if self.closed_form().is_some() { "exact" } else { "certified" };
        format!("<code title=\"{guarantee}: between {} and {}\">{}</code>", self.lower, self.upper, self.__str__())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyType>, (&str, &str, Option<&str>)) {
        (py.get_type::<Certified>(), (&self.lower, &self.upper, self.exact.as_deref()))
    }
}

/// What the library serialises, for Python: enclosures as certified values, everything else as it is in JSON.
pub fn answer<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    to_python(py, &serde_json::to_value(value).map_err(input_error)?)
}

pub fn to_python<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(value) => value.into_pyobject(py)?.to_owned().into_any(),
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(value), _, _) => value.into_pyobject(py)?.into_any(),
            (None, Some(value), _) => value.into_pyobject(py)?.into_any(),
            (None, None, value) => value.unwrap_or(f64::NAN).into_pyobject(py)?.into_any(),
        },
        Value::String(text) => text.into_pyobject(py)?.into_any(),
        Value::Array(entries) => {
            let entries = entries.iter().map(|entry| to_python(py, entry)).collect::<PyResult<Vec<_>>>()?;
            PyList::new(py, entries)?.into_any()
        }
        Value::Object(fields) => match ends_of(fields) {
            Some(ends) => Bound::new(py, Certified::of(ends))?.into_any(),
            None => {
                let object = PyDict::new(py);
                for (name, field) in fields {
                    object.set_item(name, to_python(py, field)?)?;
                }
                object.into_any()
            }
        },
    })
}
