//! Exact, certified and fast training dynamics of linear networks at large learning rates.

pub mod arithmetic;
pub mod claims;
pub mod cli;
pub mod dynamics;
pub mod model;
pub mod names;
pub mod output;
pub mod theory;
pub mod training;
