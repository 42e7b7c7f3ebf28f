//! Separability of a data set, decided exactly; its maximum margin and its curvature constants, enclosed.
//!
//! | question | answer | guarantee |
//! |---|---|---|
//! | is some w with all z_i·w > 0? which points are non-separable? | [`split()`] | exact, with certificates |
//! | maximum margin and hard-margin direction | [`decide`] | exact for small supports, else certified |
//! | beta of the risk, alpha on the span of the non-separable part | [`curvature::curvatures`] | certified |
//!
//! A float solver of our own (`proposal`) proposes; integers dispose ([`mod@split`], [`margin`]). The points are
//! [`crate::data::IntegerPoints`], which exist for every data set, standardised images included.
//!
//! Source: proofs/THEORY.md section 2.

pub mod answer;
pub(crate) mod cholesky;
mod column_scaled;
mod common_factor;
pub mod curvature;
pub mod dixon;
mod exact_split;
mod gram;
mod large_split;
pub mod margin;
mod margin_bounds;
mod margin_on_some;
pub mod modular;
mod nearby;
mod nearest_point;
mod principal_axes;
pub(crate) mod proposal;
mod quotient;
mod rank;
mod repair;
mod rows;
pub mod spectrum;
pub mod split;
pub mod work;
mod working_set;

pub use answer::SeparabilityAnswer;
pub use split::{Certificate, Split, Undecided, split};
pub use work::Work;

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

/// Decides separability and encloses the margin to `digits` digits, with the default [`Work`].
///
/// ```
/// use catapult::data::{ExactDataSet, IntegerPoints};
/// use catapult::rug::Rational;
/// use catapult::theory::Digits;
///
/// // (1, 1) and (-1, -1/2), of labels +1 and -1
/// let point = |x: [(i32, i32); 2]| x.map(Rational::from).to_vec();
/// let samples = vec![(point([(1, 1), (1, 1)]), 1), (point([(-1, 1), (-1, 2)]), -1)];
/// let answer = catapult::separability::decide(&IntegerPoints::of_exact(&ExactDataSet { samples }), Digits::default())?;
/// assert!(answer.split.is_separable());
/// assert_eq!(answer.margin.and_then(|margin| margin.squared), Some(Rational::from((5, 4))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`Undecided`].
pub fn decide(points: &IntegerPoints, digits: Digits) -> Result<Separability, Undecided> {
    decide_within(points, digits, &mut Work::default())
}

/// Decides separability and encloses the margin; where doubles do not suffice, exact arithmetic spends at most this work.
///
/// # Errors
///
/// [`Undecided`], which names the work.
pub fn decide_within(points: &IntegerPoints, digits: Digits, work: &mut Work) -> Result<Separability, Undecided> {
    let (split, proposal) = split::split_with_proposal(points, work)?;
    let margin = margin::maximum_margin(points, &split, proposal, digits, work);
    Ok(Separability { split, margin })
}
