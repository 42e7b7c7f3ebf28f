//! The equations: identities between them, and their orbits.

#[path = "../support/networks.rs"]
mod networks;

mod aligned_identities;
mod dense_identities;
mod gram_identities;
mod lane_orbits;
mod loss_facts;
mod mean_value_orbits;
mod network_identities;
mod parameter_orbits;
mod sharpness_identities;
mod states;
mod two_layer_identities;
