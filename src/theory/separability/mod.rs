//! Separability of a data set, decided exactly; its maximum margin and its curvature constants, enclosed.

pub mod cholesky;
pub mod curvature;
pub mod margin;
pub mod pivoting;
pub mod proposal;
mod repair;
mod rows;
pub mod spectrum;
pub mod split;

pub use split::{Split, Undecided, split};

use crate::model::IntegerPoints;
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
