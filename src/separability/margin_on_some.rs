//! The maximum margin of many points, found on some of them: the costly ways to a support are gone on a working set, and what it says is
//! tested on all points.
//!
//! At most d points carry the margin. The hard-margin direction W of some points is that of all points if no other point has a product
//! a_i·W below the least of theirs: then the lower bound holds for all, and the upper bound, which is a combination of some, always does. Else
//! the points with the least products join. Points never leave, so that this ends.

use super::margin::{MaximumMargin, margin_of};
use super::split::{Certificate, Split};
use super::work::Work;
use super::working_set::portion;
use crate::data::IntegerPoints;
use crate::data::integer_points::RoundedWeight;
use crate::theory::Digits;
use rug::Integer;

/// Rounds before giving up.
const MOST_ROUNDS: usize = 30;

/// The maximum margin of separable points, of which those that come first in `order` are the likeliest to carry it; `None` where the work
/// does not suffice.
pub(super) fn margin_on_some(
    points: &IntegerPoints,
    split: &Split,
    order: &[usize],
    digits: Digits,
    work: &mut Work,
) -> Option<MaximumMargin> {
    let portion = portion(points.dimension());
    let mut is_in = vec![false; points.count()];
    order.iter().take(portion).for_each(|row| is_in[*row] = true);
    for _ in 0..MOST_ROUNDS {
        let (rows, others): (Vec<usize>, Vec<usize>) = (0..points.count()).partition(|row| is_in[*row]);
        let some = points.subset(&rows);
        let own = Split {
            rest: Vec::new(),
            multipliers: Vec::new(),
            certificate: Certificate::Explicit,
            separable_part: (0..rows.len()).collect(),
            direction: split.direction.clone(),
        };
        let found = margin_of(&some, &own, None, digits, work, false)?;
        let (_, least) = some.least_product(&own.separable_part, &found.direction)?;
        let violating = points.rows_below(&others, &found.direction, &least);
        if violating.is_empty() {
            let support = found.support.iter().map(|i| rows[*i]).collect();
            return Some(MaximumMargin { support, ..found });
        }
        if found.shortfall.is_some() {
            return None;
        }
        least_products(points, violating, &found.direction, portion).into_iter().for_each(|row| is_in[row] = true);
    }
    None
}

/// Those of the rows, at most `most`, whose products are the least in doubles.
fn least_products(points: &IntegerPoints, rows: Vec<usize>, weight: &[Integer], most: usize) -> Vec<usize> {
    let products = points.rounded_products(&rows, &RoundedWeight::new(weight));
    let mut paired: Vec<(usize, f64)> =
        rows.into_iter().zip(products.into_iter().map(|(product, _)| product)).collect();
    paired.sort_by(|one, other| one.1.total_cmp(&other.1).then(one.0.cmp(&other.0)));
    paired.into_iter().take(most).map(|(row, _)| row).collect()
}
