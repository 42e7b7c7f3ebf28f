//! Long data in blocks: what a pass over them adds up, in one order wherever the samples lie.
//!
//! Data of [`LONG`] numbers or more are cut into parts that stay in a core's cache, and parts into blocks. A part's contribution is computed while its
//! samples are in the cache, by one thread in one order; the contributions of a block are added in the order of its parts; and blocks in
//! a fixed binary [`tree`], whose shape depends on the number of blocks alone. All sizes are functions of n and d ([`Layout`]). So a sum has the same bytes whether the samples are in
//! memory or are read from a file block after block ([`Rows`]), whatever the number of threads, and over how many ranks the blocks are divided: a rank sums the largest nodes
//! that it owns as a whole, and what is above them is added at rank 0.

mod layout;
mod rows;
mod source;
pub mod tree;

pub use layout::{LONG, Layout};
pub use rows::{Rows, Samples, read_numbers, write_numbers};
pub use source::{BlockData, Examples};
pub use tree::Summand;
