//! Certified phase diagrams.

use crate::certificate::Certificate;
use crate::errors::input_error;
use crate::running::watched;
use crate::setting::Rectangle;
use crate::values::answer;
use catapult::arithmetic::FromExact;
use catapult::atlas::{Chart, ChartError, ProvedCell, Survey};
use catapult::certificates::Written;
use catapult::certify::almost::AlmostCell;
use catapult::figures::atlas::{ALMOST_NAME, Pictured};
use catapult::progress::Watch;
use numpy::PyArray1;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Surveys a rectangle: areas, the proved cells, and the certificate of them all.
#[pyfunction]
pub fn atlas<'py>(
    py: Python<'py>,
    network: &str,
    arguments: &Bound<'py, PyDict>,
    depth: u32,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<(Bound<'py, PyDict>, Certificate)> {
    if depth > Chart::DEEPEST {
        return Err(input_error(ChartError::Depth(depth)));
    }
    let rectangle = Rectangle::read(py, network, arguments)?;
    match rectangle.chart() {
        Some(chart) => {
            chart.validate().map_err(input_error)?;
            survey(py, chart, depth, progress, |survey| Written::Atlas(survey.certificate()))
        }
        None => survey(py, rectangle.plane()?, depth, progress, |survey| Written::Plane(survey.certificate())),
    }
}

fn survey<'py, C: Pictured + Send + Sync>(
    py: Python<'py>,
    chart: C,
    depth: u32,
    progress: Option<&Bound<'py, PyAny>>,
    written: impl FnOnce(&Survey<C>) -> Written,
) -> PyResult<(Bound<'py, PyDict>, Certificate)>
where
    Survey<C>: Send,
{
    let mut survey = Survey::new(chart, depth);
    let work = |watch: Watch<'_>| survey.finish(watch);
    watched(py, progress, work)?.map_err(input_error)?;
    let (mut ends, mut phases) = ([const { Vec::new() }; 4], Vec::new());
    let decided = survey.decided.iter().map(|ProvedCell { cell, phase, .. }| (cell, phase.name()));
    let almost = survey.almost.iter().map(|AlmostCell { cell, .. }| (cell, ALMOST_NAME));
    for (cell, name) in decided.chain(almost) {
        let [x, y] = survey.chart.ranges_of(*cell);
        for (column, end) in ends.iter_mut().zip([&x.from, &x.to, &y.from, &y.to]) {
            column.push(f64::from_exact(end, 53));
        }
        phases.push(name);
    }
    let cells = PyDict::new(py);
    for (name, column) in survey.chart.columns().iter().zip(ends) {
        cells.set_item(name, PyArray1::from_vec(py, column))?;
    }
    let known = PyDict::new(py);
    let extent = survey.chart.extent().map(|range| [f64::from_exact(&range.from, 53), f64::from_exact(&range.to, 53)]);
    known.set_item("title", survey.chart.title())?;
    known.set_item("labels", survey.chart.labels())?;
    known.set_item("extent", extent)?;
    known.set_item("cells", cells)?;
    known.set_item("phase", phases)?;
    known.set_item("answer", answer(py, &survey.areas())?)?;
    Ok((known, Certificate::of(written(&survey))))
}
