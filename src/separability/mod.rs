//! Separability of a data set, decided exactly; its maximum margin and its curvature constants, enclosed.
//!
//! | question | answer | guarantee |
//! |---|---|---|
//! | is some w with all z_i·w > 0? which points are non-separable? | [`split()`] | exact, with certificates |
//! | maximum margin and hard-margin direction | [`decide`] | exact for small supports, else certified |
//! | beta of the risk, alpha on the span of the non-separable part | [`curvature::curvatures`] | certified |
//!
//! A float solver of our own ([`proposal`]) proposes; integers dispose ([`mod@split`], [`margin`]). The points are
//! [`crate::data::IntegerPoints`], which exist for every data set, standardised images included.
//!
//! Source: theory.md section 2.

pub mod answer;
pub mod cholesky;
pub mod curvature;
pub mod dixon;
pub mod margin;
pub mod modular;
mod nearest_point;
pub mod pivoting;
pub mod proposal;
mod rank;
mod repair;
mod rows;
pub mod spectrum;
pub mod split;

pub use answer::SeparabilityAnswer;
pub use split::{Split, Undecided, split};

use crate::data::IntegerPoints;
use crate::theory::Digits;
use margin::MaximumMargin;

/// What is known of the separability of a data set.
#[derive(Clone, Debug)]
pub struct Separability {
    /// The split into separable part and rest. Exact.
    pub split: Split,
    /// The maximum margin, of separable data. Certified.
    pub margin: Option<MaximumMargin>,
}

/// Decides separability and encloses the margin to `digits` digits where its support can be found.
///
/// # Errors
///
/// [`Undecided`].
pub fn decide(points: &IntegerPoints, digits: Digits) -> Result<Separability, Undecided> {
    let (split, proposal) = split::split_with_proposal(points)?;
    let margin = margin::maximum_margin(points, &split, proposal, digits);
    Ok(Separability { split, margin })
}
