//! Certified phase diagrams: a rectangle of parameters, cut into cells, each proved to lie in one phase or left undecided.
//!
//! | file | what it holds |
//! |---|---|
//! | [`chart`] | the rectangle and its cells, in exact numbers |
//! | [`cell`] | the proof for one cell: for *all* parameters in it |
//! | [`survey`] | adaptive subdivision that can be interrupted and resumed |

pub mod survey;

pub use crate::certify::{cell, chart};
pub use cell::prove;
pub use chart::{Cell, Chart, ChartError, Range, VerticalAxis};
pub use survey::{Survey, SurveyError};
