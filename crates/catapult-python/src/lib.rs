//! The extension module `catapult._native`: thin bindings. What a user sees is the Python package `catapult` around it.

mod atlas;
mod certificate;
mod claims;
mod data;
mod errors;
mod exact;
mod figures;
mod load;
mod maps;
mod orbit;
mod problem;
mod running;
mod separability;
mod setting;
mod threshold;
mod train;
mod values;

use catapult::model::LossName;
use catapult::search::ClassifyOptions;
use catapult::separability::Work;
use pyo3::prelude::*;

/// Bindings of the Rust library; use the package `catapult`.
#[pymodule]
mod _native {
    #[pymodule_export]
    use crate::atlas::atlas;
    #[pymodule_export]
    use crate::certificate::Certificate;
    #[pymodule_export]
    use crate::claims::{claim_names, verify};
    #[pymodule_export]
    use crate::exact::exact_text;
    #[pymodule_export]
    use crate::figures::{Drawing, draw, figure_names, palette};
    #[pymodule_export]
    use crate::load::{data_forms, load};
    #[pymodule_export]
    use crate::maps::{fates, lyapunov_exponents};
    #[pymodule_export]
    use crate::orbit::orbit;
    #[pymodule_export]
    use crate::problem::{Limit, Problem, classify};
    #[pymodule_export]
    use crate::running::{get_num_threads, require_interpreter, set_num_threads};
    #[pymodule_export]
    use crate::separability::separability;
    #[pymodule_export]
    use crate::threshold::threshold;
    #[pymodule_export]
    use crate::train::train;
    #[pymodule_export]
    use crate::values::Certified;

    use super::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("__commit__", catapult::program::COMMIT)?;
        let ClassifyOptions { max_steps, bits, digits } = ClassifyOptions::default();
        module.add("MAX_STEPS", max_steps)?;
        module.add("BITS", bits)?;
        module.add("DIGITS", digits.count())?;
        module.add("WORK", Work::DEFAULT)?;
        module.add("LOSSES", LossName::ALL.map(LossName::name))
    }
}
