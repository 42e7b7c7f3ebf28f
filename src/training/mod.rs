//! Full-batch gradient descent of depth-L linear networks on dense matrices, at many learning rates at once, and the
//! spectra of such networks.
//!
//! f(x) = N W_L ... W_1 x = v·x. A step forms v first, then the outputs f = X v, the residuals r_i = l'(u_i) y_i/n, the
//! gradient g = X^T r in v, the chains a_0 = g, a_l = W_l a_{l-1} and b_L = 1, b_{l-1} = W_l^T b_l, and the rank-one
//! updates W_l -= eta N b_l a_{l-1}^T. The product W_L...W_1 is never multiplied with the data:
//!
//! (D4)  cost O(nd + md + (L-2) m²) a step, not O(n m d).
//!
//! Source: proofs/THEORY.md section 4. These are the equations of [`crate::dynamics::network`], which runs in any arithmetic, on
//! dense storage; `tests/training/training_steps.rs` and `tests/training/sweep_formulations.rs` hold one against the other.
//!
//! # Formulations of a sweep
//!
//! All rates start from the same weights, and descent adds little to them: W_l = W_l,0 - P_l Q_l^T, where a step appends
//! the column b_l to P_l and eta N a_{l-1} to Q_l. The start is shared; the added part differs from rate to rate, but its
//! numerical rank is far below the number of steps, and [`Sweep`] recompresses it to that rank (see the source of
//! `sweep::low_rank`; what is dropped is at most eps times the norm of P Q^T, eps being that of the number type). The last
//! layer is one vector a rate. Three formulations take the same steps up to rounding:
//!
//! | [`Formulation`] | outputs | gradient | shared work a step and rate | kept for a rate |
//! |---|---|---|---|---|
//! | `FunctionSpace` | f = N (Z b_1 - H P^T b_1) | a_1 = Z^T r - P H^T r, H <- [H, eta N K r] | 2n² + 4nm | (2n + m) k |
//! | `FeatureSpace` | f = N X (W^T b_1 - Q P^T b_1) | g = X^T r, a_1 = W g - P Q^T g | 4nd + 4md | (d + m) k |
//! | `RankOne` | f = N X W_1^T b_1 | g = X^T r, W_1 -= eta N b_1 g^T | 4nd | md |
//!
//! with K = X X^T and Z = X W_1,0^T, made once for n²d + 2ndm operations, H = K R = X Q for Q = X^T R, and k the columns of
//! a history. Layers between the first and the last add 4m² operations each in the first two formulations, and m² kept
//! numbers in the third. Shared work is a product of one matrix with the vectors of all rates; what a rate keeps is read
//! once or twice a step, so that memory bandwidth limits `RankOne` and high ranks. [`sweep::cost`] predicts the cost of
//! each, and the cheapest is taken.
//!
//! On CIFAR-10 (n = 2048, d = 3072, m = 500) after 500 steps k is 14 to 25 below the edge of stability, 60 to 220 for
//! catapulting rates, and half of that in single precision.
//!
//! In function space the weights themselves (for spectra) and the outputs on test data come from R. There the dropped part
//! is small as seen by the training data; in the features it is at most of the order sqrt(eps) in the worst case, and of
//! rounding level in `tests/training/sweep_formulations.rs`.
//!
//! # Guarantee
//!
//! Numerical, in `f64` or `f32`. Results are the same bytes for the same inputs whatever the number of threads: each entry
//! of a product is summed in one fixed order by one thread (see [`products`]). So are those of a rate whatever the number of rates beside it, as long as their longest run has the same
//! number of steps and memory allows the same formulation. faer chooses its kernels by the processor's
//! vector instructions, so that two kinds of processor may differ in the last digits.

pub mod agreement;
pub mod blocks;
pub mod checkpoint;
pub mod error;
pub(crate) mod fingerprint;
pub mod history;
pub(crate) mod lanczos;
pub mod memory;
pub mod network;
pub mod observed;
pub mod products;
pub mod rates;
pub mod real;
pub mod run;
pub mod run_error;
pub mod seeds;
pub(crate) mod session;
pub mod shared_run;
pub mod spectra;
pub mod summary;
pub mod sweep;
pub(crate) mod trainer;
pub mod weights;

pub use agreement::{Agreement, AgreementRow};
pub use blocks::{BlockData, Examples};
pub use error::TrainingError;
pub use lanczos::{RitzPair, SymmetricOperator, top_eigenvalue, top_eigenvalue_from};
pub use network::Network;
pub use observed::Observed;
pub use rates::{Annealing, Rate, Rates};
pub use real::Real;
pub use run::{LoadedRun, Run, RunSettings};
pub use run_error::RunError;
pub use seeds::Seeds;
pub use session::{Session, Snapshot};
pub use shared_run::{AgreementError, SharedRun};
pub use spectra::{SampleRows, Spectrum, SpectrumStart, SpectrumTracker, TangentOperator};
pub use summary::Summary;
pub use sweep::{Anneal, Formulation, HistoryRow, Outcome, Plan, Setup, State, Sweep};
pub use trainer::{Trainer, Trajectory};
pub use weights::{read_weights, weights_of_arrays};

/// The seed of every run that is not given another one.
pub const SEED: u64 = 1;
