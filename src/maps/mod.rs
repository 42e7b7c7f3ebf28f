//! Maps at scale: what gradient descent does over grids of learning rates and starts, seen in floating point.
//!
//! A picture of a phase diagram takes millions of orbits. This module shares a grid out in blocks, runs each through
//! [`crate::dynamics::batch`], which iterates any system over vector instructions, and says what was seen.
//!
//! | quantity | function |
//! |---|---|
//! | where an orbit ends, after how many steps, and when the risk first rose | [`ends()`] |
//! | where it is after a number of steps | [`states()`] |
//! | Lyapunov exponents | [`exponents()`] |
//! | orbit diagrams | [`diagram()`] |
//! | the first rate at which runs escape | [`first_escaping_rate`] |
//!
//! # Guarantee
//!
//! **Numerical**, and the names say so: a fate is what was *seen* within a number of steps. Rounding grows along an orbit
//! that is sensitive to its start, so near the borders of basins single cells mean little; what holds for all parameters of
//! a cell is the business of [`crate::atlas`], and the figures lay one over the other.
//!
//! Each function tells a [`Watch`](crate::progress::Watch) how many cells are done, and ends with
//! [`Interrupted`](crate::progress::Interrupted) within a block of them if it says stop.
//!
//! The bytes of a result depend on the grid alone: not on the number of threads, for blocks have a fixed size and are
//! collected in order; not on the neighbours of a cell; and not on the processor (see [`crate::dynamics::batch`]).

mod blocks;
pub mod diagram;
pub mod ends;
pub mod exponents;
pub mod grid;
pub mod states;

pub use diagram::{Diagram, Window, diagram};
pub use ends::{End, Limits, SeenFate, ends, first_escaping_rate};
pub use exponents::exponents;
pub use grid::{Family, Grid, GridError, Minimum, Vertical};
pub use states::states;
