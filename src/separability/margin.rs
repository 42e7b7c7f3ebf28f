//! The hard-margin direction and the maximum margin max_w min_i w·z_i/|w| of separable data.
//!
//! *Bounds.* Every mu >= 0, not zero, gives W = Σ mu_i z_i and
//!
//! min_i W·z_i/|W|  <=  margin  <=  |W|/Σ mu_i.
//!
//! The lower bound is the margin of the direction W. For the upper one let u be any unit vector with u·z_i >= gamma for all i: then
//! |W| >= u·W >= gamma Σ mu_i. Both are evaluated in integers; square roots are rounded outward.
//!
//! *Exact margin.* If G nu = 1 for the Gram matrix G of a set T of independent points, nu > 0 and z_i·w >= 1 for all i with
//! w = Σ_T nu_i z_i, then the two bounds meet: w is the hard-margin direction and margin² = 1/|w|² = 1/Σ nu_i, a rational number
//! for rational data. Up to [`MOST_EXACT_SUPPORT`] points this system is solved exactly. For more it is solved to the digits asked
//! for, by refining a float solution against exact residuals, and the two bounds enclose the margin that closely. Where doubles
//! mislead, `nearest_point` finds the exact margin without them, within a bound on its work; if that does not suffice, the answer says so.
//!
//! # Guarantee
//!
//! Certified, or exact where [`MaximumMargin::squared`] is given.
//!
//! Source: proofs/THEORY.md section 2; Soudry et al., *The implicit bias of gradient descent on separable data*, JMLR 19 (2018).

use super::column_scaled::{Guess, minimum_norm_in_columns};
use super::exact_split::weights_of;
use super::margin_bounds::Bounds;
use super::margin_on_some::margin_on_some;
use super::principal_axes::turned;
use super::proposal::{Proposal, minimum_norm_point, minimum_norm_point_of_graded};
use super::repair::Span;
use super::rows::Rows;
use super::split::Split;
use super::work::{OutOfWork, Work};
use super::working_set::pays;
use crate::data::IntegerPoints;
use crate::separability::modular::PRIMES;
use crate::theory::{CertifiedValue, Digits};
use rug::{Float, Integer, Rational};

/// The maximum margin of separable data.
#[derive(Clone, Debug)]
pub struct MaximumMargin {
    /// The margin: certified.
    pub value: CertifiedValue,
    /// margin², where it is known exactly.
    pub squared: Option<Rational>,
    /// Rows with a positive multiplier, increasing; the support vectors if `squared` is given.
    pub support: Vec<usize>,
    /// mu_i on the support, up to a common factor; none if the direction is the witness of the split, where nothing better was found.
    pub multipliers: Vec<Integer>,
    /// Why the bounds do not share the digits asked for, if they do not.
    pub shortfall: Option<OutOfWork>,
    /// W = Σ mu_i z_i up to a positive factor: the hard-margin direction if `squared` is given, else near it.
    pub direction: Vec<Integer>,
}

impl MaximumMargin {
    /// A sentence that says that these digits were not reached, and why; `None` if they were.
    pub fn shortfall_text(&self, digits: usize) -> Option<String> {
        let reason = self.shortfall.as_ref()?;
        let common = self.value.enclosure(digits).common_digits();
        Some(format!("the bounds share {common} of the {digits} digits asked for: {reason}"))
    }
}

/// The largest support for which the system is solved exactly: its solution has some 50 to 100 bits a point.
pub const MOST_EXACT_SUPPORT: usize = 48;
/// The share of the work that may be spent on some of the points: what does not suffice for them would not for all.
const SHARE_FOR_SOME: u64 = 4;

/// Encloses the maximum margin of separable data, to the digits asked for where the support can be found.
pub(super) fn maximum_margin(
    points: &IntegerPoints,
    split: &Split,
    proposed: Option<(Rows, Proposal)>,
    digits: Digits,
    work: &mut Work,
) -> Option<MaximumMargin> {
    let many = pays(points.count(), points.dimension());
    margin_of(points, split, proposed, digits, work, many)
}

/// The same. With `by_some` what costs much for each point is done on some of them.
pub(super) fn margin_of(
    points: &IntegerPoints,
    split: &Split,
    proposed: Option<(Rows, Proposal)>,
    digits: Digits,
    work: &mut Work,
    by_some: bool,
) -> Option<MaximumMargin> {
    if !split.is_separable() || points.count() == 0 {
        return None;
    }
    let mut bounds = Bounds::new(points, split);
    let proposed = proposed.or_else(|| {
        let rows = Rows::without_column_scales(points);
        let proposal = minimum_norm_point(&rows.matrix, &rows.all_inverse_lengths())?;
        Some((rows, proposal))
    });
    let mut start = Vec::new();
    let mut shortfall = None;
    let mut order = None;
    if let Some((rows, proposal)) = proposed {
        let floats = rows.all_point_multipliers(&proposal.multipliers);
        if let Some(multipliers) = round_together_exactly(&floats, 60) {
            bounds.improve(multipliers.into_iter().enumerate().filter(|(_, mu)| *mu > 0).collect());
        }
        let active = active_points(points, &proposal, &floats);
        start = weights_of(&active, active.iter().map(|i| floats[*i].clone()).collect());
        if active.len() <= MOST_EXACT_SUPPORT {
            bounds.solve_exactly(active.clone(), MOST_EXACT_SUPPORT, work);
            if bounds.squared.is_none() {
                // where the guess misleads, from the point with the largest multiplier
                bounds.solve_exactly(active.iter().copied().take(1).collect(), MOST_EXACT_SUPPORT, work);
            }
        }
        if bounds.squared.is_none() {
            bounds.refine(&rows, active, &floats, digits);
        }
        order = Some(rows.by_slack(&proposal));
    }
    // what follows costs much for each point
    if bounds.squared.is_none()
        && !bounds.is_narrow(digits)
        && by_some
        && let Some(order) = order
    {
        let mut share = Work::new(work.left() / SHARE_FOR_SOME);
        let found = margin_on_some(points, split, &order, digits, &mut share);
        let used = work.spend(u128::from(share.given() - share.left()));
        return match found {
            Some(found) => {
                let shortfall = found.shortfall.map(|_| work.exhausted());
                Some(MaximumMargin { shortfall, ..found })
            }
            // all points cost more than some of them
            None => Some(bounds.finish(digits, Some(used.err().unwrap_or(work.exhausted())))),
        };
    }
    if bounds.squared.is_none()
        && !bounds.is_narrow(digits)
        && let Some(active) = guess_in_columns(points, split)
    {
        bounds.solve_exactly(active, usize::MAX, work);
    }
    if bounds.squared.is_none()
        && !bounds.is_narrow(digits)
        && let Some((active, floats)) = guess_in_principal_axes(points)
    {
        start = weights_of(&active, active.iter().map(|i| floats[*i].clone()).collect());
        bounds.solve_exactly(active, usize::MAX, work);
    }
    if bounds.squared.is_none() && !bounds.is_narrow(digits) {
        shortfall = bounds.take_nearest_point(&start, work).err();
    }
    Some(bounds.finish(digits, shortfall))
}

/// Points that look active where the columns are brought to one size.
fn guess_in_columns(points: &IntegerPoints, split: &Split) -> Option<Vec<usize>> {
    let rows = Rows::new(points);
    let Guess { active, multipliers } = minimum_norm_in_columns(&rows, &split.direction)?;
    Some(independent(points, active, &rows.all_point_multipliers(&multipliers)))
}

/// Points that look active where the points are seen along their principal axes, and multipliers of all.
fn guess_in_principal_axes(points: &IntegerPoints) -> Option<(Vec<usize>, Vec<Float>)> {
    let turned = turned(points, &Rows::without_column_scales(points).matrix)?;
    let rows = Rows::without_column_scales(&turned);
    let proposal = minimum_norm_point_of_graded(&rows.matrix, &rows.all_inverse_lengths())?;
    let floats = rows.all_point_multipliers(&proposal.multipliers);
    Some((active_points(points, &proposal, &floats), floats))
}

/// Independent points that look active, in the order of their multipliers.
fn active_points(points: &IntegerPoints, proposal: &Proposal, multipliers: &[Float]) -> Vec<usize> {
    independent(points, proposal.active(), multipliers)
}

/// Those of some points that are independent of those with larger multipliers.
fn independent(points: &IntegerPoints, mut active: Vec<usize>, multipliers: &[Float]) -> Vec<usize> {
    active.sort_by(|i, j| multipliers[*j].total_cmp(&multipliers[*i]).then(i.cmp(j)));
    Span::of(points, &active, PRIMES[0]).basis
}

/// Integers proportional to the values, rounded to multiples of the largest times 2^-bits.
fn round_together_exactly(values: &[Float], bits: u32) -> Option<Vec<Integer>> {
    let exponent = values.iter().filter_map(Float::get_exp).max()?;
    values.iter().map(|x| (x.clone() << (bits as i32 - exponent)).to_integer()).collect()
}
