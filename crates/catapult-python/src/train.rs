//! Training on names or arrays; the record as arrays.

use crate::data::{ORIGIN, array, label_array};
use crate::errors::{input_error, warn};
use crate::exact::exact;
use crate::problem::loss;
use crate::running::{pool, watched};
use crate::values::to_python;
use catapult::certify::Phase;
use catapult::data::npz::labels_of_array;
use catapult::data::{DataSet, DataSpecification, Loaded, Provenance};
use catapult::training::history::RunHistory;
use catapult::training::run::{Length, Precision, RunSettings, Start, TrainingData};
use catapult::training::{Rates, RunError, SEED, Seeds};
use numpy::{Element, PyArray1, PyArrayDyn, PyArrayMethods, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use std::path::PathBuf;

/// The settings that the options state, for data of this name.
fn settings(
    data: DataSpecification,
    test: Option<DataSpecification>,
    options: &Bound<'_, PyDict>,
) -> PyResult<RunSettings> {
    let given = |name: &str| -> PyResult<Option<Bound<'_, PyAny>>> {
        Ok(options.get_item(name)?.filter(|value| !value.is_none()))
    };
    let text = |name: &str| -> PyResult<Option<String>> { given(name)?.map(|value| value.extract()).transpose() };
    let whole = |name: &str| -> PyResult<Option<u64>> {
        let number = |value: Bound<'_, PyAny>| {
            let number = exact(name, &value)?;
            let small = number.is_integer().then(|| number.numer().to_u64()).flatten();
            small.ok_or_else(|| input_error(format!("{name}: {number} is not a whole number from 0 to 2^64 - 1")))
        };
        given(name)?.map(number).transpose()
    };
    let path = |name: &str| -> PyResult<Option<PathBuf>> { Ok(text(name)?.map(PathBuf::from)) };
    let length = match (whole("steps")?, given("physical_time")?) {
        (Some(steps), None) => Length::Steps(steps),
        (None, Some(time)) => Length::PhysicalTime(exact("physical_time", &time)?),
        _ => return Err(input_error("give either steps or physical_time")),
    };
    let rates: Rates = text("eta")?.unwrap_or_default().parse().map_err(input_error)?;
    let weights = |value: Bound<'_, PyAny>| -> PyResult<Start> {
        if value.is_instance_of::<PyString>() {
            return Ok(Start::Weights(value.extract()?));
        }
        let numbers = |layer: PyResult<Bound<'_, PyAny>>| {
            array(&layer?)?.ok_or_else(|| input_error("weights: give arrays of a float or integer type"))
        };
        Ok(Start::Arrays(value.try_iter()?.map(numbers).collect::<PyResult<_>>()?))
    };
    let start = match (given("weights")?.map(weights).transpose()?, text("start")?, text("seed")?) {
        (Some(weights), None, None) => weights,
        (None, Some(start), None) if start == "zero" => Start::Zero,
        (None, Some(start), None) => {
            return Err(input_error(format!("start `{start}`: give \"zero\", or leave it out")));
        }
        (None, None, None) => Start::Seeds(Seeds::one(SEED)),
        (None, None, Some(seeds)) => Start::Seeds(seeds.parse().map_err(input_error)?),
        _ => return Err(input_error("give one of weights, start and seed")),
    };
    let precision = match text("precision")?.as_deref() {
        None | Some("f64") => Precision::F64,
        Some("f32") => Precision::F32,
        Some(other) => return Err(input_error(format!("precision `{other}`: give \"f64\" or \"f32\""))),
    };
    let loss = loss(&text("loss")?.unwrap_or_default())?;
    Ok(RunSettings {
        test,
        images: path("images")?,
        depth: whole("depth")?.unwrap_or(1),
        width: whole("width")?,
        anneal: text("anneal")?.map(|text| text.parse().map_err(input_error)).transpose()?,
        start,
        spectra: whole("spectra")?,
        precision,
        every: whole("every")?.unwrap_or(1),
        ..RunSettings::new(data, loss, rates, length)
    })
}

/// Trains: the columns of the history, and the summary.
#[pyfunction]
pub fn train<'py>(
    py: Python<'py>,
    data: &Bound<'py, PyAny>,
    test: Option<&Bound<'py, PyAny>>,
    options: &Bound<'py, PyDict>,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<(Bound<'py, PyDict>, Bound<'py, PyAny>)> {
    let named = |data: &Bound<'py, PyAny>| -> PyResult<DataSpecification> {
        match data.cast::<PyString>() {
            Ok(text) => text.to_str()?.parse().map_err(input_error),
            Err(_) => Ok(DataSpecification::Arrays),
        }
    };
    let (name, test_name) = (named(data)?, test.map(named).transpose()?);
    let are_arrays =
        [Some(&name), test_name.as_ref()].into_iter().flatten().any(|name| *name == DataSpecification::Arrays);
    let settings = settings(name.clone(), test_name.clone(), options)?;
    // arrays are copied once, before the GIL is let go
    let given = if are_arrays {
        let positive: Option<String> = options.get_item("positive")?.and_then(|value| value.extract().ok());
        let read = |name: &DataSpecification, data: &Bound<'py, PyAny>| match name {
            DataSpecification::Arrays => samples(py, data, positive.as_deref()),
            named => named.read(&Default::default()).map_err(input_error),
        };
        let test = test.zip(test_name.as_ref()).map(|(test, name)| read(name, test)).transpose()?;
        Some((read(&name, data)?, test))
    } else {
        None
    };
    let (runs, summary, remarks) = watched(py, progress, |watch| {
        let loaded = match given {
            Some((data, test)) => settings.load_given(TrainingData::of(data, test)).map_err(Box::new)?,
            None => settings.load().map_err(Box::new)?,
        };
        let remarks: Vec<String> = loaded.remarks().map(str::to_owned).collect();
        let (runs, summary) = loaded.train(watch).map_err(Box::new)?;
        Ok::<_, Box<RunError>>((runs, summary, remarks))
    })?
    .map_err(input_error)?;
    warn(py, &remarks)?;
    Ok((columns(py, &runs)?, to_python(py, &summary.to_json())?))
}

/// Samples and labels as they are trained on, in one copy.
fn samples(py: Python<'_>, data: &Bound<'_, PyAny>, positive: Option<&str>) -> PyResult<Loaded<DataSet>> {
    let (features, labels) = data
        .extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()
        .map_err(|_| input_error("data: give a name such as \"mnist:0,1\", or samples and labels"))?;
    let features = match features.cast::<PyUntypedArray>() {
        Ok(_) => features,
        // lists of numbers, which are rounded to doubles
        Err(_) => py.import("numpy")?.call_method1("asarray", (features, "float64"))?,
    };
    let shape = features.cast::<PyUntypedArray>()?.shape().to_vec();
    let [count, dimension] = shape[..] else {
        return Err(input_error(format!(
            "X has {} axes, and not two: one sample a row; reshape a single feature to (n, 1)",
            shape.len()
        )));
    };
    let (labels, positive) = label_array(&labels, positive)?;
    let (labels, remark) = labels_of_array(ORIGIN, ("y", &labels), count, positive.as_deref()).map_err(input_error)?;
    macro_rules! of_kind {
        ($($kind:ty),*) => {
            $(if let Ok(array) = features.cast::<PyArrayDyn<$kind>>() {
                return of_array(py, array, [count, dimension], &labels, remark, |entry| entry as f64);
            })*
        };
    }
    of_kind!(f64, f32, u8, i64, i32, i16, i8, u64, u32, u16);
    match array(&features)? {
        // bool
        Some(array) => given(count, dimension, |i, j| array.numbers.numerical(array.place(i, j)), &labels, remark),
        None => Err(input_error("X: give numbers of a float or integer type")),
    }
}

fn of_array<T: Element + Copy + Sync>(
    py: Python<'_>,
    array: &Bound<'_, PyArrayDyn<T>>,
    [count, dimension]: [usize; 2],
    labels: &[i8],
    remark: Option<String>,
    convert: impl Fn(T) -> f64 + Sync,
) -> PyResult<Loaded<DataSet>> {
    let view = array.readonly();
    let view = view.as_array();
    pool(py)?.install(|| given(count, dimension, |i, j| convert(view[[i, j]]), labels, remark))
}

fn given(
    count: usize,
    dimension: usize,
    entry: impl Fn(usize, usize) -> f64 + Sync,
    labels: &[i8],
    remark: Option<String>,
) -> PyResult<Loaded<DataSet>> {
    let data = DataSet::of_entries(count, dimension, entry, labels).map_err(input_error)?;
    let provenance = Provenance { remarks: remark.into_iter().collect(), ..Provenance::whole(count) };
    Ok(Loaded { data, provenance })
}

/// The columns of `history.csv`, each an array.
fn columns<'py>(py: Python<'py>, runs: &[RunHistory]) -> PyResult<Bound<'py, PyDict>> {
    let rows = runs.iter().map(|run| run.rows.len()).sum();
    let nan = |value: Option<f64>| value.unwrap_or(f64::NAN);
    let mut doubles = [const { Vec::<f64>::new() }; 7];
    doubles.iter_mut().for_each(|column| column.reserve_exact(rows));
    let (mut steps, mut seeds, mut phases, mut rises) =
        (Vec::with_capacity(rows), Vec::with_capacity(rows), Vec::with_capacity(rows), Vec::with_capacity(rows));
    for run in runs {
        let code = run.phase().map_or(0, code);
        let rise = run.observed.first_rise.map_or(-1, |step| step as i64);
        for (row, spectrum) in run.rows_with_spectra() {
            let of_spectrum =
                |of: fn(&catapult::training::history::SpectrumRow) -> Option<f64>| nan(spectrum.and_then(of));
            let values = [
                row.learning_rate,
                row.train_loss,
                row.train_accuracy,
                nan(row.test_accuracy),
                of_spectrum(|spectrum| spectrum.ntk_eigenvalue),
                of_spectrum(|spectrum| spectrum.sharpness),
                nan(run.observed.largest_loss),
            ];
            doubles.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
            steps.push(row.step as u64);
            seeds.push(run.seed.unwrap_or(0));
            phases.push(code);
            rises.push(rise);
        }
    }
    let names = ["eta", "train_loss", "train_accuracy", "test_accuracy", "ntk_eigenvalue", "sharpness", "largest_loss"];
    let found = PyDict::new(py);
    let mut doubles = names.into_iter().zip(doubles);
    let mut double = |found: &Bound<'py, PyDict>| -> PyResult<()> {
        doubles.next().map_or(Ok(()), |(name, column)| found.set_item(name, PyArray1::from_vec(py, column)))
    };
    double(&found)?;
    found.set_item("step", PyArray1::from_vec(py, steps))?;
    (0..5).try_for_each(|_| double(&found))?;
    found.set_item("seed", PyArray1::from_vec(py, seeds))?;
    found.set_item("phase", PyArray1::from_vec(py, phases))?;
    found.set_item("first_rise", PyArray1::from_vec(py, rises))?;
    double(&found)?;
    Ok(found)
}

/// The code of a phase, as in grids.
fn code(phase: Phase) -> u8 {
    match phase {
        Phase::Undecided => 0,
        Phase::Lazy => 1,
        Phase::Catapult => 2,
        Phase::Oscillating => 3,
        Phase::Divergent => 4,
    }
}
