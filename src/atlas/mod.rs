//! Certified phase diagrams: a rectangle of parameters, cut into cells, each proved to lie in one phase or left undecided.
//!
//! | file | what it holds |
//! |---|---|
//! | [`chart`] | the rectangle and its cells, in exact numbers |
//! | [`cell`] | the checker for one cell: for *all* parameters in it |
//! | [`prove()`] | the search for a proof of a cell |
//! | [`plane`] | the same over any two parameters of any network: rectangle, cells and checker |
//! | [`searched`], [`plane_guide`], `almost_guide` | what a survey asks of a rectangle; which proofs to try about a cell of a plane, and which bounds of what does not diverge |
//! | [`survey`] | adaptive subdivision that can be interrupted and resumed |
//! | [`areas`] | what is proved of the rectangle, as data |
//! | [`run`] | a survey with a folder and checkpoints |

mod almost_guide;
pub mod areas;
pub mod plane_guide;
pub mod prove;
pub mod run;
pub mod searched;
pub mod survey;

pub use crate::certify::atlas::{AtlasCertificate, AtlasRejection, ProvedCell};
pub use crate::certify::region::{Region, RegionProof};
pub use crate::certify::{cell, chart, plane};
pub use areas::Areas;
pub use chart::{Cell, Chart, ChartError, Range, VerticalAxis};
pub use plane::{Plane, PlaneAxis, PlaneProof, Setting};
pub use prove::prove;
pub use run::{Run, RunError};
pub use searched::Searched;
pub use survey::{Survey, SurveyError, check_atlas};
