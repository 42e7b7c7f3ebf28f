//! Searches for proofs of what gradient descent does. Nothing here need be trusted.
//!
//! A search only looks for numbers with which the checker's [`establish`](crate::certify::checker::establish) succeeds; the
//! answer, and its certificate, are what that function returns.
//!
//! | file | what it holds |
//! |---|---|
//! | [`classification`] | the answer [`Classification`], and the options of a search |
//! | [`linear`] | [`classify_linear`]: the linear predictor |
//! | [`two_layer`] | [`classify_two_layer`]: the two-layer network |
//! | [`cycle_guide`] | where to look for cycles |

pub mod classification;
pub mod cycle_guide;
pub mod linear;
mod linear_trap;
pub mod two_layer;

pub use classification::{Classification, ClassifyOptions};
pub use linear::classify_linear;
pub use two_layer::classify_two_layer;
