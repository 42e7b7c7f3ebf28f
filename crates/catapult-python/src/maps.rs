//! Orbits in bulk over grids, as arrays.

use crate::errors::input_error;
use crate::problem::loss;
use crate::running::watched;
use crate::setting::Rectangle;
use catapult::figures::arrays::phase_code;
use catapult::maps::{End, Grid, Limits, SeenFate, ends, exponents};
use numpy::{PyArray1, PyArray2, PyArrayMethods};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// The grid that the arguments state.
fn grid(py: Python<'_>, network: &str, arguments: &Bound<'_, PyDict>, columns: usize, rows: usize) -> PyResult<Grid> {
    let rectangle = Rectangle::read(py, network, arguments)?;
    match rectangle.family() {
        Some(family) => {
            let loss = loss(arguments.get_item("loss")?.ok_or_else(|| input_error("loss is not given"))?.extract()?)?;
            Grid::new(family, loss, &rectangle.x.range(), columns, &rectangle.y.range(), rows)
        }
        None => Grid::over_plane(&rectangle.plane()?, columns, rows),
    }
    .map_err(input_error)
}

/// An answer with the rates of the columns and the starts of the rows.
fn axes<'py>(py: Python<'py>, grid: &Grid) -> PyResult<Bound<'py, PyDict>> {
    let answer = PyDict::new(py);
    answer.set_item("eta", PyArray1::from_slice(py, grid.rates()))?;
    answer.set_item("start", PyArray1::from_slice(py, grid.starts()))?;
    Ok(answer)
}

/// Numbers of the cells, row by row from the lowest start, as an array of rows and columns.
fn on_grid<'py, T: numpy::Element>(py: Python<'py>, grid: &Grid, numbers: Vec<T>) -> PyResult<Bound<'py, PyArray2<T>>> {
    PyArray1::from_vec(py, numbers).reshape([grid.starts().len(), grid.rates().len()])
}

/// What is seen of each cell.
#[pyfunction]
#[pyo3(signature = (network, arguments, columns, rows, steps, tolerance, escape, progress))]
#[expect(clippy::too_many_arguments, reason = "the settings of a map")]
pub fn fates<'py>(
    py: Python<'py>,
    network: &str,
    arguments: &Bound<'py, PyDict>,
    columns: usize,
    rows: usize,
    steps: u32,
    tolerance: f64,
    escape: f64,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let grid = grid(py, network, arguments, columns, rows)?;
    let limits = Limits { steps, tolerance, escape };
    let seen = watched(py, progress, |watch| ends(&grid, &limits, watch))?.map_err(input_error)?;
    let period = |end: &End| match end.seen {
        SeenFate::Oscillating(period) => period,
        _ => 0,
    };
    let answer = axes(py, &grid)?;
    answer.set_item("phase", on_grid(py, &grid, seen.iter().map(|end| phase_code(end.seen)).collect())?)?;
    answer.set_item("steps", on_grid(py, &grid, seen.iter().map(|end| end.steps).collect())?)?;
    let rises = seen.iter().map(|end| end.first_rise.map_or(0, u32::from)).collect();
    answer.set_item("first_rise", on_grid(py, &grid, rises)?)?;
    answer.set_item("period", on_grid(py, &grid, seen.iter().map(period).collect())?)?;
    answer.set_item("output", on_grid(py, &grid, seen.iter().map(|end| end.output).collect())?)?;
    answer.set_item("lambda", on_grid(py, &grid, seen.iter().map(|end| end.lambda).collect())?)?;
    Ok(answer)
}

/// The Lyapunov exponent of each cell; NaN where the orbit escaped.
#[pyfunction]
#[pyo3(name = "exponents", signature = (network, arguments, columns, rows, transient, steps, progress))]
#[expect(clippy::too_many_arguments, reason = "the settings of a map")]
pub fn lyapunov_exponents<'py>(
    py: Python<'py>,
    network: &str,
    arguments: &Bound<'py, PyDict>,
    columns: usize,
    rows: usize,
    transient: u32,
    steps: u32,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let grid = grid(py, network, arguments, columns, rows)?;
    let found = watched(py, progress, |watch| exponents(&grid, transient, steps, watch))?.map_err(input_error)?;
    let answer = axes(py, &grid)?;
    let numbers = found.into_iter().map(|exponent| exponent.unwrap_or(f64::NAN)).collect();
    answer.set_item("exponent", on_grid(py, &grid, numbers)?)?;
    Ok(answer)
}
