//! The program, run as a user runs it.

#[path = "../support/command_line.rs"]
mod command_line;
#[path = "../support/image_files.rs"]
mod image_files;
#[path = "../support/npz_files.rs"]
mod npz_files;

mod atlas_shards;
mod classify_batch;
mod cli_bad_input;
mod cli_check;
mod cli_classify;
mod cli_classify_aligned;
mod cli_classify_linear;
mod cli_classify_network;
mod cli_export;
mod cli_orbit;
mod cli_reproduce;
mod cli_separability;
mod cli_threshold;
mod cli_verify;
mod documentation;
mod figure_shards;
mod full_images;
mod help;
mod interrupted;
#[cfg(feature = "mpi")]
mod ranks;
mod shard_faults;
mod slurm;
mod tables;
mod train_bad_input;
mod train_files;
mod train_resume;
mod train_shards;
