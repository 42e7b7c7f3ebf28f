//! Exact, certified and fast training dynamics of linear networks at large learning rates.

pub mod arithmetic;
pub mod dynamics;
pub mod figures;
pub mod model;
