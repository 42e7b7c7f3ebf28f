//! Proofs by computation: lemmas, certificates, and the checker that anyone can run again.
//!
//! | file | what it holds |
//! |---|---|
//! | [`phase`] | what is claimed: [`Phase`], [`Limit`] |
//! | [`certificate`] | the certificate as a file: exact problem, claim, and the few numbers a checker needs |
//! | [`checker`] | [`check`]: recomputes everything from the exact problem; no search |
//! | [`lemma`], [`ends`] | what a lemma is: hypotheses as named numbers; and how its numbers follow from an enclosed state |
//! | [`work`], [`sizes`], [`prices`] | what checking a proof may take; what it will take, predicted before any work; what operations cost |
//! | [`statement`], [`digest`] | what was checked, in words that identify the data |
//! | [`checks`] | one file per kind of proof: the lemma with its proof, and the function that tests its hypotheses |
//! | [`linear_proof`], [`linear_data`], [`linear_map`] | proofs about linear predictors as they stand in certificates; the exact data; the map over balls |
//! | [`data_proof`], [`data_run`], [`data_work`] | proofs about several features and about networks on listed data; their orbits; their work |
//! | [`dense_proof`], [`dense_run`], [`dense_bounds`], [`dense_work`] | proofs about deep networks with all their weights; balls of weights; bounds on them; their work |
//! | [`aligned_proof`] | proofs about aligned networks as they stand in certificates |
//! | [`cycle`], [`cycle_basin`] | cycles of any period, and their basins |
//! | [`period_doubling`] | learning rates at which a cycle doubles its period |
//! | [`interior`] | containment as a lemma, and the tests of zeros that consist of it |
//! | [`loss_history`] | whether the loss rises along an orbit |
//! | [`chart`], [`cell`], [`atlas`] | rectangles of parameters; the proof of one phase for a whole cell; certificates of many cells |
//! | [`plane`], [`region`] | the same over any two parameters of any network; what an atlas asks of its rectangles |

pub mod aligned_proof;
pub mod almost;
pub mod atlas;
pub mod cell;
pub mod certificate;
pub mod chart;
pub mod checker;
pub mod checks;
pub mod citation;
pub mod cycle;
pub mod cycle_basin;
pub mod data_proof;
pub mod data_run;
pub mod data_work;
pub mod dense_bounds;
pub mod dense_proof;
pub mod dense_run;
pub mod dense_work;
pub mod digest;
pub mod ends;
pub mod interior;
pub mod lemma;
pub mod linear_data;
pub mod linear_map;
pub mod linear_proof;
pub mod loss_history;
pub mod period_doubling;
pub mod phase;
pub mod plane;
pub mod prices;
pub mod region;
pub mod sizes;
pub mod statement;
pub mod work;

pub use certificate::{Certificate, Proof};
pub use checker::{CheckedClaim, Rejection, check};
pub use phase::{Limit, Phase};
