//! Dense training: steps, sweeps, spectra.

#[path = "../../crates/catapult-core/tests/support/networks.rs"]
mod networks;
#[path = "../support/npz_files.rs"]
mod npz_files;

mod agreement;
mod blocks;
mod in_memory;
mod lanczos;
mod npz_weights;
mod observed_phases;
mod run_object;
mod seeds;
mod spectra_tangent;
mod spectra_tracker;
mod sweep_determinism;
mod sweep_formulations;
mod sweep_idle;
mod sweep_independence;
mod sweep_long_data;
mod sweep_resume;
mod sweep_schedule;
mod train_memory;
mod train_rates;
mod training_steps;
