//! Roots, cycles and period doublings, enclosed and proved.

#[path = "../support/command_line.rs"]
mod command_line;

#[path = "../../crates/catapult-core/tests/support/plain_layers.rs"]
#[allow(dead_code)]
mod plain_layers;

mod atlas;
mod certificate_mutation;
mod certificate_mutation_linear;
mod certify_aligned;
mod certify_dense;
mod certify_exact_hits;
mod certify_linear;
mod certify_linear_bounds;
mod certify_two_layer;
mod claims_two_layer;
mod classify_on_data;
mod feature_cycles;
mod planes;
mod round_trip;
