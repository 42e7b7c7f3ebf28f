//! Problems, and what gradient descent does.

use crate::certificate::Certificate;
use crate::data::{layers, points, two_layer_weights, vector};
use crate::errors::input_error;
use crate::exact::exact;
use crate::running::in_place;
use crate::values::answer;
use catapult::arithmetic::Enclosure;
use catapult::certificates::Written;
use catapult::certify::certificate::Statement;
use catapult::dynamics::orbit::Arithmetic;
use catapult::model::LossName;
use catapult::names::find_by_name;
use catapult::problems::{self, Points};
use catapult::search::{ClassifyOptions, SearchError, classify_watched};
use catapult::theory::Digits;
use pyo3::prelude::*;

/// A loss by its name.
pub fn loss(name: &str) -> PyResult<LossName> {
    find_by_name("loss", name, &LossName::ALL, |loss| loss.name()).copied().map_err(input_error)
}

/// A count of digits.
pub fn digits(count: usize) -> PyResult<Digits> {
    Digits::new(count).map_err(input_error)
}

/// Gradient descent of a network at a learning rate, from a start, in exact numbers.
#[pyclass(frozen, module = "catapult._native")]
pub struct Problem(pub catapult::dynamics::Problem);

#[pymethods]
impl Problem {
    /// The linear predictor.
    #[staticmethod]
    #[pyo3(signature = (name, eta, data, weight, positive))]
    fn linear(
        py: Python<'_>,
        name: &str,
        eta: &Bound<'_, PyAny>,
        data: Option<&Bound<'_, PyAny>>,
        weight: &Bound<'_, PyAny>,
        positive: Option<&str>,
    ) -> PyResult<Self> {
        let (loss, eta, weight) = (loss(name)?, exact("eta", eta)?, vector("weight", weight)?);
        problems::linear(loss, eta, points_or_d0(py, data, positive)?, weight).map(Problem).map_err(input_error)
    }

    /// The two-layer network from width, kernel and output.
    #[staticmethod]
    #[pyo3(signature = (name, eta, data, width, lambda_, output, positive))]
    #[expect(clippy::too_many_arguments, reason = "the numbers of the problem")]
    fn two_layer(
        py: Python<'_>,
        name: &str,
        eta: &Bound<'_, PyAny>,
        data: Option<&Bound<'_, PyAny>>,
        width: &Bound<'_, PyAny>,
        lambda_: &Bound<'_, PyAny>,
        output: &Bound<'_, PyAny>,
        positive: Option<&str>,
    ) -> PyResult<Self> {
        let (loss, eta) = (loss(name)?, exact("eta", eta)?);
        let (width, lambda, output) = (exact("width", width)?, exact("lambda_", lambda_)?, exact("output", output)?);
        problems::two_layer(loss, eta, points_or_d0(py, data, positive)?, width, lambda, output)
            .map(Problem)
            .map_err(input_error)
    }

    /// The two-layer network from its weights.
    #[staticmethod]
    #[pyo3(signature = (name, eta, data, width, weights, positive))]
    fn two_layer_from_weights(
        py: Python<'_>,
        name: &str,
        eta: &Bound<'_, PyAny>,
        data: Option<&Bound<'_, PyAny>>,
        width: Option<&Bound<'_, PyAny>>,
        weights: &Bound<'_, PyAny>,
        positive: Option<&str>,
    ) -> PyResult<Self> {
        let (loss, eta) = (loss(name)?, exact("eta", eta)?);
        let width = width.map(|width| exact("width", width)).transpose()?;
        let (first, second) = two_layer_weights(py, weights)?;
        problems::two_layer_from_weights(loss, eta, points_or_d0(py, data, positive)?, width, (&first, &second))
            .map(Problem)
            .map_err(input_error)
    }

    /// An aligned network on D0.
    #[staticmethod]
    fn aligned(
        name: &str,
        eta: &Bound<'_, PyAny>,
        width: &Bound<'_, PyAny>,
        sigma: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let (loss, eta) = (loss(name)?, exact("eta", eta)?);
        problems::aligned(loss, eta, exact("width", width)?, vector("sigma", sigma)?).map(Problem).map_err(input_error)
    }

    /// A network with all its weights on D0.
    #[staticmethod]
    fn network(py: Python<'_>, name: &str, eta: &Bound<'_, PyAny>, weights: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (loss, eta) = (loss(name)?, exact("eta", eta)?);
        problems::network(loss, eta, layers(py, weights)?).map(Problem).map_err(input_error)
    }

    /// The exact problem, as certificates state it.
    fn statement<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        answer(py, &Statement::of(&self.0))
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    /// The library's work of a classification, and nothing of its answer: for measurements of what the rest costs.
    fn _classify_alone(&self, max_steps: u64, bits: u32, digits: usize) -> PyResult<()> {
        let options = ClassifyOptions { max_steps, bits, digits: self::digits(digits)? };
        catapult::search::classify(&self.0, &options).map(drop).map_err(input_error)
    }
}

/// The data, or D0 where none are given.
fn points_or_d0(py: Python<'_>, data: Option<&Bound<'_, PyAny>>, positive: Option<&str>) -> PyResult<Points> {
    data.map_or(Ok(Points::Degenerate), |data| points(py, data, positive))
}

/// Where an orbit ends, as the library knows it: written out for Python only where somebody looks.
#[pyclass(frozen, module = "catapult._native")]
pub struct Limit(catapult::certify::phase::Limit<Enclosure>);

#[pymethods]
impl Limit {
    /// Certified values by their names.
    fn answer<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        answer(py, &self.0)
    }
}

/// Phase, limit, reason, remedy and certificate.
type Found = (&'static str, Option<Limit>, String, Option<String>, Option<Certificate>);

/// What gradient descent does: phase, limit, reason, remedy and certificate.
#[pyfunction]
pub fn classify(py: Python<'_>, problem: &Problem, max_steps: u64, bits: u32, digits: usize) -> PyResult<Found> {
    let allowed = Arithmetic::LEAST_BITS..=Arithmetic::MOST_BITS;
    if !allowed.contains(&bits) {
        let (least, most) = (allowed.start(), allowed.end());
        return Err(input_error(format!("{bits} bits are not {least} to {most}: give as many")));
    }
    let options = ClassifyOptions { max_steps, bits, digits: self::digits(digits)? };
    let found = match in_place(py, |watch| classify_watched(&problem.0, &options, watch))? {
        Ok(found) => found,
        Err(SearchError::Problem(error)) => return Err(input_error(error)),
        Err(error) => return Err(input_error(error)),
    };
    let certificate = found.certificate.map(|certificate| Certificate::of(Written::Problem(certificate)));
    let remedy = found.remedy.map(|remedy| remedy.to_string());
    Ok((found.phase.name(), found.limit.map(Limit), found.reason, remedy, certificate))
}
