//! The kernel against forged proofs: whatever [`establish`](catapult_core::certify::checker::establish) accepts must hold of an
//! orbit typed anew at 500 bits, and whatever certainly holds it must accept.
//!
//! Random proofs lie beside the border of each hypothesis, off by a relative 10^-3 to 10^-12 on either side. So a hypothesis
//! with another constant, another sign, another direction of rounding or without one of its parts shows in a few of a thousand
//! cases. `make mutants` puts such faults in and runs these tests.

#[path = "../support/plain_layers.rs"]
#[allow(dead_code)]
mod plain_layers;
#[path = "../support/plain_orbits.rs"]
mod plain_orbits;

#[path = "../support/plain_deep.rs"]
mod plain_deep;
#[path = "../support/plain_networks.rs"]
mod plain_networks;

#[macro_use]
mod borders;
mod as_stated;
mod limits;
mod linear;
mod two_layer;

mod aligned;
mod aligned_statements;
mod almost_all;
mod alternation;
mod atlases;
mod boundary;
mod cells;
mod claims;
mod data_statements;
mod dense;
mod dense_statements;
mod enclosed_states;
mod feature_minimisers;
mod features_cycles;
mod features_forged;
mod gram;
mod gram_bounds;
mod gram_patterns;
mod growth;
mod hit;
mod linear_cycles;
mod linear_data;
mod linear_doubling;
mod linear_escape;
mod linear_exact;
mod linear_hypotheses;
mod linear_on_d0;
mod linear_rises;
mod linear_sublevel;
mod numbers_as_stated;
mod one_sided;
mod plane_lemmas;
mod planes;
mod proofs_and_runs;
mod roots;
mod statements;
mod trap;
mod universal;
