//! The Coq proofs and what is exported to them.

#[path = "../support/command_line.rs"]
mod command_line;
#[path = "../support/proof_index.rs"]
mod proof_index;

mod proofs_axioms;
mod proofs_certificates;
mod proofs_sources;
