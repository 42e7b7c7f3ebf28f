//! The equations of theory.md, once each, generic over the arithmetic.
//!
//! | tag | equation | where |
//! |---|---|---|
//! | (P1) | gradient step of the linear predictor | [`linear_predictor`] |
//! | (T1), (T2) | two-layer step in output and kernel | [`two_layer`] |
//! | (T3), (T4) | the same, factorised; invariants | [`factorised`] |
//! | (T5) | two-layer sharpness | [`two_layer`] |
//! | (D1), (D2) | depth-L one-step map of the outputs, kernel | [`network`] |
//! | (D3) | aligned deep network | [`aligned`] |
//!
//! [`system`] states a training problem in exact numbers and sets it up in any arithmetic; [`orbit`] runs it.
//! [`batch`] runs many orbits at once over SIMD lanes.
//! [`map`] gives the three low-dimensional systems one face, and [`mean_value`] turns any of them into a sharp certified step.

pub mod aligned;
#[cfg(feature = "lanes")]
pub mod batch;
pub mod factorised;
pub mod linear_predictor;
pub mod map;
pub mod mean_value;
pub mod network;
pub mod orbit;
pub mod system;
pub mod two_layer;

pub use aligned::Aligned;
pub use factorised::FactorisedState;
pub use linear_predictor::LinearPredictor;
pub use map::{Map, Observation, Sharpness};
pub use system::{Network, Problem, ProblemError};
pub use two_layer::{TwoLayer, TwoLayerState};
