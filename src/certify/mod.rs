//! Proofs by computation: what gradient descent does from a given start, with a certificate that anyone can check again.
//!
//! | file | what it holds |
//! |---|---|
//! | [`classification`] | the answer: [`Phase`], [`Limit`], [`Classification`], and the options of a search |
//! | [`certificate`] | the certificate as a file: exact problem, claim, and the few numbers a checker needs |
//! | [`checker`] | [`check`]: recomputes everything from the exact problem; no search |
//! | [`linear`] | [`classify_linear`]: the search for a proof on a linear predictor |
//! | [`linear_proof`], [`linear_data`], [`linear_map`] | its proofs as they stand in certificates; its exact data; its map over balls |
//! | [`cycle`], [`cycle_basin`], [`cycle_guide`] | cycles of any period, their basins, and where to look for them |
//! | [`period_doubling`] | learning rates at which a cycle doubles its period |
//! | [`checks`] | one file per kind of proof: the lemma with its proof, and the function that tests its hypotheses |
//! | [`two_layer`] | [`classify_two_layer`]: the search for a proof on the two-layer network |
//!
//! # How a search and the checker share their code
//!
//! Each kind of proof has a file in [`checks`] with one function `establish`. It takes the exact problem and the proof's
//! numbers, and returns what they [establish](checks::Established) or why they do not. A search only looks for numbers
//! with which `establish` succeeds; [`checker::check`] calls the same function on the numbers of a file and compares the
//! result with the claim. To add a kind of proof: a variant of [`certificate::Proof`], a file in [`checks`], one line in
//! [`checker::establish`], and a search.

pub mod atlas;
pub mod certificate;
pub mod checker;
pub mod checks;
pub mod classification;
pub mod cycle;
pub mod cycle_basin;
pub mod cycle_guide;
mod guess;
pub mod linear;
pub mod linear_data;
pub mod linear_map;
pub mod linear_proof;
mod linear_trap;
pub mod period_doubling;
pub mod two_layer;

pub use certificate::{Certificate, Proof};
pub use checker::{CheckedClaim, Rejection, check};
pub use classification::{Classification, ClassifyOptions, Limit, Phase};
pub use linear::classify_linear;
pub use two_layer::classify_two_layer;
