//! The tables of COMPARE.md and of the benches.

mod benchmark_table;
mod compare;
