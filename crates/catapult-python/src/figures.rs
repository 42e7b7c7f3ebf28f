//! Figures: pictures, and the numbers behind them.

use crate::errors::input_error;
use crate::exact::exact_if_given;
use crate::running::signalled;
use crate::setting::range;
use catapult::data::DataSource;
use catapult::figures::arrays::Numbers;
use catapult::figures::atlas::{ALMOST, ALMOST_NAME, phase_colours};
use catapult::figures::style::{PAPER, series_colours};
use catapult::figures::{self, Figure, FigureError, FigureOrigin, Parameters, Watcher};
use catapult::names::find_by_name;
use catapult::output::prepare_folder;
use numpy::{PyArray1, PyArrayMethods};
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use std::path::PathBuf;

/// The columns of a table: names, and entries as texts.
type NamedColumns = Vec<(String, Vec<String>)>;

/// A finished figure.
#[pyclass(frozen, module = "catapult._native")]
pub struct Drawing {
    figure: Figure,
    origin: FigureOrigin,
}

/// Draws a figure of the catalogue.
#[pyfunction]
#[pyo3(signature = (name, quick, width, lambda_, output, eta, progress))]
#[expect(clippy::too_many_arguments, reason = "what may be chosen")]
pub fn draw(
    py: Python<'_>,
    name: &str,
    quick: bool,
    width: Option<&Bound<'_, PyAny>>,
    lambda_: Option<&Bound<'_, PyAny>>,
    output: Option<&Bound<'_, PyAny>>,
    eta: Option<&Bound<'_, PyAny>>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Drawing> {
    let entry = find_by_name("figure", name, figures::catalogue(), |entry| entry.name).map_err(input_error)?;
    let parameters = Parameters {
        width: exact_if_given("width", width)?,
        lambda: exact_if_given("lambda_", lambda_)?,
        output: exact_if_given("output", output)?,
        rates: eta.map(|eta| range("eta", eta)).transpose()?,
    };
    let takes = figures::parameters_of(entry);
    if let Some(idle) = parameters.chosen().into_iter().find(|name| !takes.contains(name)) {
        let known = if takes.is_empty() { "no parameters".into() } else { takes.join(", ") };
        return Err(input_error(format!("the figure {name} does not take {idle}: it takes {known}")));
    }
    let drawn = signalled(py, progress, |signal| {
        let watcher = Watcher::new(move |progress| signal.watch(progress));
        let options = figures::FigureOptions::new(quick, DataSource::Embedded).map_err(Box::new)?;
        let options = figures::FigureOptions { watcher, parameters, ..options };
        let command = format!("catapult figure {}{}", entry.name, options.parameters.as_options());
        let origin = options.origin(entry, command).map_err(FigureError::from)?;
        let figure = (entry.draw)(&options).map_err(Box::new)?.stamped(&origin);
        Ok::<_, Box<FigureError>>(Drawing { figure, origin })
    })?;
    drawn.map_err(input_error)
}

#[pymethods]
impl Drawing {
    #[getter]
    fn name(&self) -> &'static str {
        self.figure.name
    }

    #[getter]
    fn title(&self) -> &str {
        &self.figure.title
    }

    #[getter]
    fn caption(&self) -> &str {
        &self.figure.caption
    }

    #[getter]
    fn citations(&self) -> Vec<&'static str> {
        self.figure.citations.clone()
    }

    #[getter]
    fn svg(&self) -> &str {
        &self.figure.svg
    }

    fn png<'py>(&self, py: Python<'py>, dpi: u32) -> PyResult<Bound<'py, PyBytes>> {
        let Drawing { figure, origin } = self;
        let bytes = py.detach(|| figures::render_png(&figure.svg, &figure.title, dpi, origin).map_err(Box::new));
        Ok(PyBytes::new(py, &bytes.map_err(input_error)?))
    }

    fn pdf<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let Drawing { figure, origin } = self;
        let bytes = py.detach(|| figures::render_pdf(&figure.svg, &figure.title, origin).map_err(Box::new));
        Ok(PyBytes::new(py, &bytes.map_err(input_error)?))
    }

    /// Writes the picture, the tables and what made them into a folder, and returns the paths.
    fn write(&self, folder: PathBuf) -> PyResult<Vec<PathBuf>> {
        let failed = |error: &dyn std::error::Error| PyOSError::new_err(error.to_string());
        prepare_folder(&folder).map_err(|error| failed(&error))?;
        figures::write(&self.figure, &self.origin, &folder).map_err(|error| failed(&error))
    }

    /// The tables: name, and columns of texts.
    fn tables(&self) -> Vec<(String, NamedColumns)> {
        let column = |table: &figures::Table, index: usize| table.rows.iter().map(|row| row[index].clone()).collect();
        let columns = |table: &figures::Table| {
            table.header.iter().enumerate().map(|(index, name)| (name.clone(), column(table, index))).collect()
        };
        self.figure.tables.iter().map(|table| (table.name.clone(), columns(table))).collect()
    }

    /// The arrays of grids.
    fn arrays<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let arrays = PyDict::new(py);
        for array in &self.figure.arrays {
            let shape = array.shape.clone();
            let numbers = match &array.numbers {
                Numbers::Codes(numbers) => PyArray1::from_slice(py, numbers).reshape(shape)?.into_any(),
                Numbers::Counts(numbers) => PyArray1::from_slice(py, numbers).reshape(shape)?.into_any(),
                Numbers::Singles(numbers) => PyArray1::from_slice(py, numbers).reshape(shape)?.into_any(),
                Numbers::Doubles(numbers) => PyArray1::from_slice(py, numbers).reshape(shape)?.into_any(),
            };
            arrays.set_item(&array.name, numbers)?;
        }
        Ok(arrays)
    }
}

/// The names of all figures.
#[pyfunction]
pub fn figure_names() -> Vec<&'static str> {
    figures::catalogue().iter().map(|entry| entry.name).collect()
}

/// The colours of series in their order, and those of phases by name.
#[pyfunction]
pub fn palette() -> (Vec<String>, Vec<(&'static str, String)>) {
    let series = series_colours();
    let phases = phase_colours().map(|(phase, colour)| (phase.name(), colour.to_hex()));
    let others = [("oscillating", series[3].to_hex()), (ALMOST_NAME, ALMOST.to_hex()), ("undecided", PAPER.to_hex())];
    (series.iter().map(|colour| colour.to_hex()).collect(), phases.into_iter().chain(others).collect())
}
