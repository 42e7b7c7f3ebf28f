//! The equations of proofs/THEORY.md, once each, generic over the arithmetic.
//!
//! | tag | equation | where |
//! |---|---|---|
//! | (P1) | gradient step of the linear predictor | [`linear_predictor`] |
//! | (T1), (T2) | two-layer step in output and kernel | [`two_layer`] |
//! | (T3), (T4) | the same, factorised; invariants | [`factorised`] |
//! | (T3), (G4') | the two-layer step on data of one feature, in v, pq, p and q | [`one_feature`] |
//! | (T5) | two-layer sharpness | [`two_layer`] |
//! | (D1), (D2) | depth-L one-step map of the outputs, kernel | [`network`] |
//! | (D3) | aligned deep network | [`aligned`] |
//! | (D1), (D2) | the same on D0, as a system | [`dense`] |
//! | (P6) | gradient step of the linear predictor of several features | [`features`] |
//! | (G1), (G2) | two-layer network on any data, in its Gram matrix; sharpness | [`gram`] |
//!
//! [`system`] is the contract of a system, [`state`] that of its states; [`problem`] states a training problem in exact numbers, and
//! [`orbit`] runs it in any arithmetic; [`orbit_row`] is what it shows of a state.
//! [`batch`] runs many orbits at once over SIMD lanes.
//! [`mean_value`] turns any system into a sharp certified step; [`parameters`] encloses orbits in one radius around the weights, where a
//! step is gradient descent in them ([`gram_parameters`]: those of a Gram matrix).

pub mod aligned;
#[cfg(feature = "lanes")]
pub mod batch;
pub mod dense;
pub mod factorised;
pub mod features;
pub mod gram;
pub mod gram_parameters;
pub mod linear_predictor;
pub mod mean_value;
pub mod network;
pub mod one_feature;
pub mod orbit;
pub mod orbit_row;
pub mod parameters;
pub mod problem;
pub mod state;
pub mod system;
pub mod two_layer;

pub use aligned::{Aligned, AlignedSystem};
pub use dense::{DenseNetwork, DenseSystem};
pub use factorised::FactorisedState;
pub use features::{FeaturePredictor, FeatureSystem, Weights};
pub use gram::{Gram, GramState, GramSystem};
pub use linear_predictor::{LinearPredictor, LinearSystem, SignedPoints};
pub use one_feature::{Meet, OneFeature, OneFeatureState, OneFeatureSystem};
pub use problem::{Descent, Problem, ProblemError};
pub use state::{Layers, State, TwoLayerState, Weight};
pub use system::{Equations, Observation, System};
pub use two_layer::{TwoLayer, TwoLayerSystem};
