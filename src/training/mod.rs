//! Full-batch gradient descent of a depth-L linear network in double precision on dense matrices, at the cost of (D4).
//!
//! f(x) = N W_L ... W_1 x = v·x. A step forms v first, then the outputs f = X v, the residuals r_i = l'(u_i) y_i/n, the
//! gradient g = X^T r in v, the chains a_0 = g, a_l = W_l a_{l-1} and b_L = 1, b_{l-1} = W_l^T b_l, and the rank-one
//! updates W_l -= eta N b_l a_{l-1}^T. The product W_L...W_1 is never multiplied with the data:
//!
//! (D4)  cost O(nd + md + (L-2) m²) a step, not O(n m d).
//!
//! Source: theory.md section 4. These are the equations of [`crate::dynamics::network`], which runs in any arithmetic, on
//! dense storage; `tests/training_steps.rs` holds one against the other.
//!
//! # Guarantee
//!
//! Numerical, in `f64`. Results are the same bytes for the same inputs whatever the number of threads: each entry of a
//! product is summed in one fixed order by one thread (see [`products`]). faer chooses its kernels by the processor's
//! vector instructions, so that two kinds of processor may differ in the last digits.

pub mod error;
pub mod lanczos;
pub mod network;
pub mod products;
pub mod real;
pub mod spectra;
pub mod sweep;
pub mod trainer;

pub use error::TrainingError;
pub use lanczos::{RitzPair, SymmetricOperator, top_eigenvalue, top_eigenvalue_from};
pub use network::Network;
pub use real::Real;
pub use spectra::{SampleRows, Spectrum, SpectrumStart, SpectrumTracker, TangentOperator};
pub use sweep::{Anneal, Formulation, HistoryRow, Outcome, Plan, Setup, Sweep};
pub use trainer::{Trainer, Trajectory};

/// The seed of every run that is not given another one.
pub const SEED: u64 = 1;
