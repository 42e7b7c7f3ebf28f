//! Whether data are separable, decided exactly.

use crate::data::{Given, given};
use crate::errors::{input_error, warn};
use crate::problem::digits;
use crate::running::abandonable;
use crate::values::answer;
use catapult::data::provenance::DataUsed;
use catapult::data::{DataError, DataSource, IntegerPoints, Loaded, Provenance};
use catapult::separability::answer::SeparabilityAnswer;
use catapult::separability::{Work, decide_within};
use pyo3::prelude::*;
use std::path::PathBuf;

/// Decides whether data are separable: the answer, and what was decided about.
#[pyfunction]
#[pyo3(signature = (data, positive, images, work, digits))]
pub fn separability<'py>(
    py: Python<'py>,
    data: &Bound<'py, PyAny>,
    positive: Option<&str>,
    images: Option<PathBuf>,
    work: u64,
    digits: usize,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let digits = self::digits(digits)?;
    let source = images.map_or(DataSource::Embedded, DataSource::Directory);
    let read: Box<dyn FnOnce() -> Result<Loaded<IntegerPoints>, DataError> + Send> = match given(data, positive)? {
        Given::Named(specification) => {
            specification.check_source(&source).map_err(input_error)?;
            Box::new(move || specification.read_points(&source))
        }
        Given::Table(table) => Box::new(move || {
            let provenance = Provenance { remarks: table.remarks().to_vec(), ..Provenance::whole(table.count()) };
            Ok(Loaded { data: table.to_points()?, provenance })
        }),
        Given::Exact(exact) => Box::new(move || {
            let provenance = Provenance::whole(exact.samples.len());
            Ok(Loaded { data: IntegerPoints::of_exact(&exact), provenance })
        }),
    };
    let found = abandonable(py, move || {
        let Loaded { data: points, provenance } = read()?;
        let answer = match decide_within(&points, digits, &mut Work::new(work)) {
            Ok(found) => SeparabilityAnswer::of(&points, &found, digits.count()),
            Err(undecided) => SeparabilityAnswer::undecided(&undecided),
        };
        Ok::<_, DataError>((answer, DataUsed::of(&points, &provenance), provenance.remarks))
    })?;
    let (found, used, remarks) = found.map_err(input_error)?;
    warn(py, &remarks)?;
    Ok((answer(py, &found)?, answer(py, &used)?))
}
