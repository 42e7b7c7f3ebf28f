//! Certified thresholds.

use crate::data::{points, two_layer_weights, vector};
use crate::errors::input_error;
use crate::exact::exact;
use crate::problem::{digits, loss};
use crate::running::abandonable;
use crate::values::answer;
use catapult::problems::{self, Points};
use catapult::theory::Question;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// The answer to the question of this name.
#[pyfunction]
pub fn threshold<'py>(
    py: Python<'py>,
    name: &str,
    arguments: &Bound<'py, PyDict>,
    digits: usize,
) -> PyResult<Bound<'py, PyAny>> {
    let digits = self::digits(digits)?;
    let question = question(py, name, arguments)?;
    let found = abandonable(py, move || {
        question.answer(digits).map_err(|error| match problems::data_without_minimiser(&error, &question) {
            Some(shape) => format!("{shape}: see separability"),
            None => error.to_string(),
        })
    })?;
    answer(py, &found.map_err(input_error)?)
}

fn question(py: Python<'_>, name: &str, arguments: &Bound<'_, PyDict>) -> PyResult<Question> {
    let given = |name: &str| -> PyResult<Bound<'_, PyAny>> {
        arguments.get_item(name)?.ok_or_else(|| input_error(format!("{name} is not given")))
    };
    let number = |name: &str| exact(name, &given(name)?);
    let loss = || loss(given("loss")?.extract::<&str>()?);
    let sigma = || vector("sigma", &given("sigma")?);
    let data = || match arguments.get_item("data")? {
        None => Ok(Points::Degenerate),
        Some(data) => points(py, &data, None),
    };
    Ok(match name {
        "critical-rate" => Question::CriticalRate { loss: loss()?, weight: number("weight")? },
        "overshoot" => Question::Overshoot,
        "two-cycle" => Question::TwoCycle { learning_rate: number("eta")? },
        "lazy-rate" if arguments.contains("weights")? => {
            let (first, second) = two_layer_weights(py, &given("weights")?)?;
            problems::lazy_rate_of_weights(loss()?, data()?, &first, &second).map_err(input_error)?
        }
        "lazy-rate" => problems::lazy_rate(loss()?, data()?, number("lambda_")?).map_err(input_error)?,
        "lazy-rate-of-layers" => Question::LazyRateOfLayers { loss: loss()?, width: number("width")?, sigma: sigma()? },
        "universal-rate" => problems::universal_rate(number("width")?, data()?).map_err(input_error)?,
        "divergence-rate" => problems::divergence_rate(number("width")?, data()?).map_err(input_error)?,
        "balanced-rate" => Question::BalancedRate {
            loss: loss()?,
            width: number("width")?,
            depth: given("depth")?.extract()?,
            sigma: number("sigma")?,
        },
        "safe-rate" => Question::SafeRate { width: number("width")?, sigma: sigma()? },
        "linear" => problems::stability(loss()?, data()?).map_err(input_error)?,
        _ => return Err(input_error(format!("there is no threshold `{name}`"))),
    })
}
