//! Spectra.

mod samples;
mod tangent;

pub use samples::SampleRows;
pub use tangent::TangentOperator;
