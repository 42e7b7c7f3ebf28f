//! The equations for other readers: Coq's kernel and papers.
//!
//! [`equations`] runs the generic functions of [`crate::model`], [`crate::dynamics`] and [`crate::theory`] on
//! [`crate::arithmetic::Expression`] and so writes down what the simulator runs; `hypotheses` does so for the slacks of the
//! checker's lemmas. [`coq`] prints them as the file
//! `proofs/Equations.v`, which every machine-checked proof of the project imports; [`latex`] prints them for papers.

pub mod certificate;
pub mod coq;
pub(crate) mod data_equations;
pub mod equations;
pub(crate) mod hypotheses;
pub mod latex;

pub use certificate::{CertificateExportError, coq_certificate};
pub use equations::{Definition, Section, sections};
