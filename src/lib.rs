//! Exact, certified and fast training dynamics of linear networks at large learning rates.
//!
//! Train a linear network on a binary task with a large learning rate. Below a threshold the loss falls; above it, on
//! non-separable data, the loss first climbs and then comes down into a flatter minimum, or oscillates, or diverges. This
//! crate runs the equations of that story exactly, rigorously and fast, checks the claims of the literature about them, and
//! draws the figures.
//!
//! Every equation is written once, generic over its arithmetic (see [`arithmetic`]), and run as floats, exact rationals,
//! rigorous balls and intervals, dual numbers, or symbolic expressions. A result says what it is: *exact*, *certified* or
//! *numerical*.
//!
//! An orbit in five lines: a two-layer network, from the output 1/2 and the kernel 2, at the learning rate 7.
//!
//! ```
//! use catapult::dynamics::{TwoLayer, TwoLayerState};
//! use catapult::model::{Degenerate, Logistic};
//!
//! let map = TwoLayer::new(7.0_f64, 100.0, Degenerate(Logistic));
//! let mut state = TwoLayerState { output: 0.5, lambda: 2.0 };
//! for step in 0..=100 {
//!     println!("{step} {} {}", state.output, state.lambda);
//!     state = map.step(state);
//! }
//! # assert!(state.output.abs() < 1e-8 && state.lambda < 1.04);
//! ```
//!
//! The same map runs on balls, which enclose the orbit, and [`search::classify`] proves where it ends. A threshold:
//!
//! ```
//! use catapult::arithmetic::parse_exact;
//! use catapult::model::LossName;
//! use catapult::theory::{Digits, thresholds::certify_critical_rate};
//!
//! // The learning rate at which gradient descent on the logistic loss jumps from 12 to -12, to 40 certified digits.
//! let rate = certify_critical_rate(LossName::Logistic, &parse_exact("12")?, Digits::new(40)?)?;
//! assert!(rate.enclosure(40).lower.starts_with("48.00058984801007093820075427400379189397"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Map
//!
//! Modules depend on those above them only; [`output`], [`names`] and [`progress`] are small services without mathematics.
//!
//! | module | what it holds |
//! |---|---|
//! | [`arithmetic`] | number systems behind two traits |
//! | [`model`] | losses, risks, data sets, networks with explicit weights |
//! | [`dynamics`] | the equations (P1), (T1)–(T5), (D1)–(D3), once each; orbits in any arithmetic |
//! | [`theory`] | thresholds and certified roots |
//! | [`certify`] | phases with proofs, certificates and their checker, certified phase diagrams |
//! | [`problems`] | problems and questions about data, as a person gives them |
//! | [`maps`] | orbits in bulk over grids of learning rates and starts: fates, exponents, orbit diagrams |
//! | [`training`] | dense gradient descent and spectra on real data |
//! | [`shards`] | long work cut into units for many processes, and put together again |
//! | [`progress`] | how far a long run is, and stopping it |
//! | [`claims`] | one file per claim of the literature, with evidence and verdict |
//! | [`figures`] | one file per figure, one style |
//! | [`report`] | the HTML and JSON report |
//! | [`export`] | the equations and certificates as Coq, the equations as LaTeX |
//! | [`cli`] | one file per command |
//!
//! # Features
//!
//! All are on by default; `default-features = false` leaves the mathematics, the data formats and the training.
//!
//! | feature | what it adds |
//! |---|---|
//! | `figures` | [`figures`] as SVG and CSV, and [`report`] |
//! | `pictures` | figures as PNG and PDF too: [`figures::render_png`], [`figures::render_pdf`] |
//! | `images` | the subsets of MNIST and CIFAR-10 inside the binary, 7.6 MB, from the crate `catapult-images` |
//! | `cli` | [`cli`], the program `catapult`, and the three above |
//!
//! # From theorem to test
//!
//! Tags are those of the theory (Huang et al., arXiv:2011.12547, and what is new here); claims are named as in
//! `catapult list claims`.
//!
//! | statement | function | certificate | claim | test |
//! |---|---|---|---|---|
//! | losses on D0 | [`model::loss`] | | | `loss_identities` |
//! | (P1), (P2), Theorem 1.1 | [`dynamics::LinearPredictor`], [`theory::thresholds::critical_rate`] | [`certify::checks::linear_critical_rate`] | `theorem-1.1` | `certify_linear` |
//! | (P3), Theorem 1.2 | [`theory::two_cycle`] | [`certify::checks::linear_potential`] | `theorem-1.2-limits`, `theorem-1.2-monotonicity` | `certify_linear`, `cli_verify` |
//! | (P4) | [`theory::overshoot`] | | `overshoot` | `cli_threshold`, `figure_data` |
//! | (P5), Proposition 1 | [`theory::minimiser`] | [`certify::checks::linear_smoothness`] | `proposition-1-degenerate`, `proposition-1-three-point` | `certify_linear` |
//! | Proposition 1 on separable data | | | `proposition-1-separable` | `cli_verify` |
//! | separability, Ji-Telgarsky split | [`separability::split()`] | w and mu, verified in integers | | `separability_split`, `separability_synthetic` |
//! | maximum margin | [`separability::margin`] | | `separable-rates` | `margin_bounds` |
//! | Proposition 1 in any dimension | [`separability::curvature`] | | `proposition-1-plane` | `separability_curvature` |
//! | implicit bias on separable data | | | `separable-rates` | `separability_figures` |
//! | cycles of the linear predictor | [`certify::cycle`] | [`certify::checks::linear_cycle`] | `period-doubling`, `meng-coexistence` | `certify_cycles`, `period_doubling` |
//! | (T1), (T2), Theorem 2 | [`dynamics::TwoLayer`] | [`certify::checks::trap`] | `theorem-2` | `two_layer_identities`, `certify_two_layer` |
//! | (T3), (T4) | [`dynamics::FactorisedState`] | | | `two_layer_identities` |
//! | (T5) | [`dynamics::TwoLayer::sharpness_of`] | | | `sharpness_identities` |
//! | (T6), Lewkowycz et al. | [`theory::thresholds::lazy_rate`] | [`certify::checks::growth`], [`certify::checks::hit`] | `lewkowycz-squared`, `rounding-misleads` | `claims_two_layer`, `certify_exact_hits` |
//! | (T7), Theorem 2's bound | [`theory::thresholds::flatness_bound`] | | `flatness-bound`, `theorem-2-bound` | `claims_two_layer` |
//! | Corollary 1 | | [`certify::checks::trap`] | `corollary-1` | `claims_two_layer` |
//! | universal step size | [`theory::thresholds::universal_rate`] | [`certify::checks::universal`], [`certify::checks::alternation`] | `universal-rate` | `claims_two_layer`, `figure_data` |
//! | width of the exponential window | | | `exponential-window` | `claims_two_layer`, `figure_data` |
//! | phases over boxes of parameters | [`atlas`] | | | `atlas` |
//! | fates, exponents and orbit diagrams in bulk (numerical) | [`maps`] | | | `maps` |
//! | (D1), (D2) | [`dynamics::network`] | | | `network_identities` |
//! | (D3), (L1a)–(L8a) | [`dynamics::Aligned`], [`theory::aligned_thresholds`] | [`certify::checks::aligned_trap`], [`certify::checks::aligned_growth`] and those beside them | `corollary-1-depth`, `balanced-networks`, `lazy-border` | `aligned_identities`, `certify_aligned` |
//! | (D4) | [`training`] | | | `training_steps`, `sweep_formulations` |
//! | training runs, their files and checkpoints | [`training::Run`], [`training::Session`] | | | `run_object`, `train_files`, `train_resume`, `interrupted` |
//! | units of work, shards and merging | [`shards::train`], [`shards::gather()`] | | | `train_shards` |
//! | data and weights in npz files | [`data::npz`], [`training::weights`] | | | `npz_data`, `npz_weights` |
//! | top eigenvalues of the Hessian and of (D2), any depth | [`training::spectra`] | | | `spectra_tangent`, `spectra_tracker` |
//! | one run in three arithmetics | [`training::agreement`] | | | `agreement` |
//! | data of known separability | [`data::synthetic`] | | | `synthetic_data` |
//! | experiments 3 and 4 | `figures::experiment_3`, `figures::experiment_4` | | | `figure_experiments` |
//!
//! Formal proofs of most of these statements, about the equations that [`export`] prints, are in `proofs/`; its README is the index,
//! and [`claims::formal`] names those that settle claims.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub use catapult_core::{arithmetic, certify, dynamics, model, theory};
/// The exact integers and rationals in which inputs are given.
pub use rug;

pub mod atlas;
pub mod certificates;
pub mod claims;
#[cfg(feature = "cli")]
pub mod cli;
pub mod data;
pub mod enclosures;
pub mod export;
#[cfg(feature = "figures")]
pub mod figures;
pub mod maps;
pub mod names;
pub mod output;
pub mod problems;
pub mod program;
pub mod progress;
pub mod ranks;
#[cfg(feature = "figures")]
pub mod report;
pub mod search;
pub mod separability;
pub mod shards;
pub mod tables;
pub mod training;
mod vector_registers;

/// The README's Rust example compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
