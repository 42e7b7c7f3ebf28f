//! Orbits step by step: columns of doubles as arrays, certified and exact values as objects.

use crate::errors::input_error;
use crate::exact::fraction;
use crate::problem::Problem;
use crate::running::in_place;
use crate::values::Certified;
use catapult::dynamics::orbit::{Arithmetic, State, Stop, run};
use catapult::dynamics::orbit_row::{Columns, Entry, Row};
use catapult::progress::Progress;
use numpy::PyArray1;
use pyo3::prelude::*;
use pyo3::types::PyList;
use std::ops::ControlFlow;

/// Names of the columns, the steps, the columns, and where and why the orbit ended early.
type Table<'py> = (Vec<String>, Bound<'py, PyArray1<u64>>, Vec<Bound<'py, PyAny>>, Option<(u64, &'static str)>);

/// Runs an orbit.
#[pyfunction]
pub fn orbit<'py>(
    py: Python<'py>,
    problem: &Problem,
    steps: u64,
    arithmetic: &str,
    every: u64,
) -> PyResult<Table<'py>> {
    let arithmetic: Arithmetic = arithmetic.parse().map_err(input_error)?;
    if every == 0 {
        return Err(input_error("every 0 steps nothing is shown: give a whole number of at least 1"));
    }
    let layout = Columns::of(&problem.0, arithmetic);
    let (mut at, mut numbers, mut rows) = (Vec::new(), Vec::<Vec<f64>>::new(), Vec::<Row>::new());
    let stop = in_place(py, |watch| {
        run(&problem.0, arithmetic, steps, every, |step, state| {
            match state {
                Some(State::Numerical(seen)) => {
                    at.push(step);
                    numbers.resize(seen.len(), Vec::new());
                    numbers.iter_mut().zip(seen).for_each(|(column, value)| column.push(value));
                }
                Some(state) => rows.push(layout.row(step, &state)),
                None => {}
            }
            match Progress::unknown().tell(watch) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        })
    })?
    .map_err(input_error)?;
    let stop = stop.map(|(step, reason): (u64, Stop)| (step, reason.explanation()));
    let names = names(&layout);
    if arithmetic == Arithmetic::F64 {
        numbers.resize(names.len(), Vec::new());
        let columns = numbers.into_iter().map(|column| PyArray1::from_vec(py, column).into_any()).collect();
        return Ok((names, PyArray1::from_vec(py, at), columns, stop));
    }
    let columns = (0..names.len()).map(|index| {
        let entries = rows.iter().map(|row| entry(py, &row.entries[index].1)).collect::<PyResult<Vec<_>>>()?;
        Ok(PyList::new(py, entries)?.into_any())
    });
    let columns = columns.collect::<PyResult<Vec<_>>>()?;
    let at = rows.iter().map(|row| row.step).collect();
    Ok((names, PyArray1::from_vec(py, at), columns, stop))
}

/// The observables, each once.
fn names(layout: &Columns) -> Vec<String> {
    layout.observables().map(str::to_owned).collect()
}

fn entry<'py>(py: Python<'py>, entry: &Entry) -> PyResult<Bound<'py, PyAny>> {
    match entry {
        Entry::Numerical(value) => Ok(value.into_pyobject(py)?.into_any()),
        Entry::Exact(value) => fraction(py, value),
        Entry::Certified(enclosure) => Ok(Bound::new(py, Certified::of_enclosure(enclosure.clone()))?.into_any()),
    }
}
