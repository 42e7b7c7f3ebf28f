//! The top eigenvalues of the kernel and of the Hessian of a network in training, from products alone: never a P x P
//! matrix, and nothing as long as the weights.
//!
//! (D2)  Theta_ij = (1/n) N² sum_l |b_l|² (a^{x_i}_{l-1}·a^{x_j}_{l-1}),   lambda its top eigenvalue
//!
//! H = (1/n) sum_i l''(u_i) grad f_i grad f_i^T + sum_i r_i Hess f(x_i),   the sharpness h its top eigenvalue
//!
//! Source: proofs/THEORY.md section 4. [`tangent`] reduces both to one operator on about L(m + d) numbers and proves that nothing
//! is lost; `lanczos` takes its top eigenvalue, with a bound by the residual; [`SpectrumTracker`] does so along a
//! run, each time from where the last measurement ended.

mod samples;
pub mod tangent;
mod tracker;

pub use samples::SampleRows;
pub use tangent::TangentOperator;
pub use tracker::{MOST_PRODUCTS, Spectrum, SpectrumStart, SpectrumTracker, TOLERANCE};
