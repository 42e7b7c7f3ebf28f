//! Work that is cut into units, so that many processes or machines can share it, and put together again.
//!
//! A **unit** is a part of a problem whose result depends on the problem alone: in training one sweep, from one (data, depth,
//! width, seed) with all its rates, since rates share products and seeds do not; a block of lines of a list of problems; in an atlas the subtree of a cell; a figure. The **plan** is the list of
//! all units, in an order that is part of the problem, with their predicted cost. A **shard** I/N is the part of the plan that one process
//! does: units are dealt out by their cost, so that shards take about as long as each other.
//!
//! A process works in a **folder** of its own, which holds `problem.json`, a description of the whole problem, and each unit that
//! is finished, written to another name first ([`UnitFolder`]). Killed and started again, it goes on after the last unit that it had finished, or
//! with the checkpoint of the one that it was at. [`gather()`] finds every unit in any folders, and the results are put together in the order of the
//! units: the bytes are those of the run that was never cut, whatever the number of shards, the order in which they ran, and how often they failed.
//!
//! Guarantee: that of the parts. A result of training that comes from kinds of processors with different vector instructions may differ in its
//! last digits (see [`crate::training`]); the same unit found twice with different bytes is refused.

pub mod atlas;
pub mod batch;
pub mod error;
#[cfg(feature = "figures")]
pub mod figures;
pub mod folder;
pub mod gather;
mod over_ranks;
pub mod problem;
pub mod shard;
pub mod slurm;
pub mod train;

pub use error::ShardError;
pub use folder::{Unit, UnitFolder};
pub use gather::{Gathered, gather};
pub use problem::Problem;
pub use shard::{Shard, ShardNameError};
