//! Certificates: proofs that anyone can check again.

use crate::errors::input_error;
use crate::running::abandonable;
use catapult::atlas::check_atlas;
use catapult::certificates::{self, Written};
use catapult::certify::{CheckedClaim, check};
use catapult::export::coq_certificate;
use catapult::output::write_file;
use catapult::program::MadeBy;
use pyo3::prelude::*;
use pyo3::types::PyType;
use std::collections::hash_map::DefaultHasher;
use std::fmt::Display;
use std::hash::{Hash, Hasher};
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

/// A proof of what gradient descent does, written down: the exact problem, the claim, and a few numbers from which it follows.
///
/// ``Certificate(text)`` reads the text of a file, ``Certificate.load(path)`` a file. Nothing in it is believed:
/// ``check()`` proves the claim again.
#[pyclass(frozen, eq, module = "catapult")]
#[derive(Clone, PartialEq)]
pub struct Certificate {
    written: Arc<Written>,
}

impl Certificate {
    pub fn of(written: Written) -> Self {
        Certificate { written: Arc::new(written) }
    }

    fn plain_text(&self) -> String {
        match &*self.written {
            Written::Problem(certificate) => certificates::to_text(certificate),
            Written::Atlas(certificate) => certificates::atlas_to_text(certificate),
            Written::Plane(certificate) => certificates::atlas_to_text(certificate),
        }
    }
}

/// Whether a certificate holds, what it proves or why it does not, and by which lemma.
type Verdict = (bool, String, Option<String>);

fn verdict<E: Display>(checked: Result<CheckedClaim, E>, citation: Option<String>) -> Verdict {
    match checked {
        Ok(claim) => (true, claim.statement, citation),
        Err(rejection) => (false, rejection.to_string(), None),
    }
}

#[pymethods]
impl Certificate {
    #[new]
    fn new(text: &str) -> PyResult<Self> {
        certificates::parse_any(text).map(Certificate::of).map_err(input_error)
    }

    /// Reads a file that ``save``, ``catapult classify --certificate`` or ``catapult atlas --certificate`` has written.
    #[staticmethod]
    fn load(path: PathBuf) -> PyResult<Self> {
        let at = |reason: String| input_error(format!("`{}`: {reason}", path.display()));
        let file = std::fs::File::open(&path)?;
        let mut text = String::new();
        let most = certificates::MOST_ATLAS_BYTES as u64 + 1;
        file.take(most).read_to_string(&mut text).map_err(|error| at(error.to_string()))?;
        certificates::parse_any(&text).map(Certificate::of).map_err(|error| at(error.to_string()))
    }

    /// Writes a file, whole or not at all.
    fn save(&self, path: PathBuf) -> PyResult<()> {
        let by = MadeBy::this(None);
        let text = match &*self.written {
            Written::Problem(certificate) => certificates::to_text_made_by(certificate, &by),
            Written::Atlas(certificate) => certificates::atlas_to_text_made_by(certificate, &by),
            Written::Plane(certificate) => certificates::atlas_to_text_made_by(certificate, &by),
        };
        write_file(&path, text.as_bytes()).map_err(|error| pyo3::exceptions::PyOSError::new_err(error.to_string()))
    }

    /// The text of the file, without what made it.
    fn to_json(&self) -> String {
        self.plain_text()
    }

    /// Proves the claim again: whether it holds, what is proved or why not, and by which lemma.
    fn _check(&self, py: Python<'_>) -> PyResult<Verdict> {
        let written = Arc::clone(&self.written);
        abandonable(py, move || match &*written {
            Written::Problem(certificate) => {
                verdict(check(certificate), Some(certificate.proof.citation().to_string()))
            }
            Written::Atlas(certificate) => verdict(check_atlas(certificate), None),
            Written::Plane(certificate) => verdict(check_atlas(certificate), None),
        })
    }

    /// A Coq file whose compilation proves the claim, without trust in this program.
    fn to_coq(&self, py: Python<'_>) -> PyResult<String> {
        let written = Arc::clone(&self.written);
        abandonable(py, move || match &*written {
            Written::Problem(certificate) => coq_certificate(certificate).map_err(|error| error.to_string()),
            _ => Err("certificates of atlases have no Coq file; the checker checks them".into()),
        })?
        .map_err(input_error)
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.plain_text().hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyType>, (String,)) {
        (py.get_type::<Certificate>(), (self.plain_text(),))
    }

    fn __repr__(&self) -> String {
        match &*self.written {
            Written::Problem(certificate) => {
                format!("<Certificate: {}, {}>", certificate.claim.phase, certificate.problem.to_problem())
            }
            Written::Atlas(certificate) => format!("<Certificate of an atlas: {} cells>", certificate.cells.len()),
            Written::Plane(certificate) => format!("<Certificate of an atlas: {} cells>", certificate.cells.len()),
        }
    }
}
