//! The split in exact arithmetic alone, for data that doubles do not resolve.
//!
//! If the origin is not in the convex hull of the points, its nearest point separates them. If it is, it is a positive combination
//! of some of them, which belong to the rest with all points of their span (adding a little of such a point is balanced by the
//! combination). Modulo that span the same question is asked of the other points, in fewer dimensions. The multipliers of all
//! rounds are joined by [`extend`].
//!
//! Every round asks floats first: they often decide in the coordinates of the quotient what they did not in those of the data. Where
//! they do not, the coordinates are changed to rounder ones ([`Rows::rounder_coordinates`]), exactly, and floats are asked again: thin
//! cones become wide, and what doubles cannot tell apart is told by the digits that the change brings forward.

use super::nearest_point::{NearestPoint, nearest_point};
use super::proposal::{Proposal, minimum_norm_point};
use super::quotient::{Quotient, extend};
use super::repair::{Span, repair_direction, repair_multipliers};
use super::rows::Rows;
use super::work::{OutOfWork, Work, words};
use crate::data::IntegerPoints;
use rug::{Float, Integer};

/// Multipliers of the rest, and the direction that separates the other points.
pub(super) struct ExactSplit {
    /// (i, mu_i) for the rows of the rest, increasing.
    pub multipliers: Vec<(usize, Integer)>,
    /// w, zero if all rows are in the rest.
    pub direction: Vec<Integer>,
}

/// What is true of points none of which is zero.
enum Found {
    Direction(Vec<Integer>),
    Multipliers(Vec<(usize, Integer)>),
}

/// Splits the points.
///
/// # Errors
///
/// [`OutOfWork`].
pub(super) fn split_exactly(points: &IntegerPoints, work: &mut Work) -> Result<ExactSplit, OutOfWork> {
    let (zeros, mut others): (Vec<usize>, Vec<usize>) = (0..points.count()).partition(|row| points.is_zero(*row));
    let mut base: Vec<(usize, Integer)> = Vec::new();
    let mut spanned: Vec<usize> = Vec::new();
    let mut direction = vec![Integer::new(); points.dimension()];
    while !others.is_empty() {
        let rows: Vec<usize> = base.iter().map(|(row, _)| *row).collect();
        let quotient = Quotient::new(points, &rows, work)?;
        let coordinates = quotient.coordinates(points, &others, work)?;
        let (inside, outside): (Vec<usize>, Vec<usize>) = (0..others.len()).partition(|i| coordinates.is_zero(*i));
        spanned.extend(inside.iter().map(|i| others[*i]));
        if outside.is_empty() {
            break;
        }
        match decide(points, &others, &quotient, &coordinates, &outside, work)? {
            Found::Direction(weight) => {
                direction = weight;
                break;
            }
            Found::Multipliers(multipliers) => {
                let extra = multipliers.into_iter().map(|(i, mu)| (others[i], mu)).collect();
                base = extend(points, base, extra, work)?.ok_or_else(|| work.exhausted())?;
                let is_in_base = |row: &usize| base.iter().any(|(member, _)| member == row);
                others = outside.iter().map(|i| others[*i]).filter(|row| !is_in_base(row)).collect();
            }
        }
    }
    let extra = spanned.into_iter().map(|row| (row, Integer::from(1))).collect();
    let mut multipliers = extend(points, base, extra, work)?.ok_or_else(|| work.exhausted())?;
    multipliers.extend(zeros.into_iter().map(|row| (row, Integer::from(1))));
    multipliers.sort_by_key(|(row, _)| *row);
    Ok(ExactSplit { multipliers, direction })
}

/// Changes of coordinates that are tried.
const MOST_CHANGES: usize = 8;

/// Separates the points `outside` of `others` modulo a span, none of which is zero there, or finds multipliers of some of them.
fn decide(
    points: &IntegerPoints,
    others: &[usize],
    initial: &Quotient,
    first: &IntegerPoints,
    outside: &[usize],
    work: &mut Work,
) -> Result<Found, OutOfWork> {
    let dimension = points.dimension();
    let mut quotient = initial.clone();
    let mut start = Vec::new();
    let mut changed: Option<IntegerPoints> = None;
    for change in 0..=MOST_CHANGES {
        let coordinates = changed.as_ref().unwrap_or(first);
        let floats = Rows::new(coordinates);
        let Some(proposal) = minimum_norm_point(&floats.matrix, &vec![1.0; floats.count()]) else { break };
        let span = Span { basis: vec![], columns: vec![] };
        let round = |bits: u32| floats.round_direction(&proposal.direction, bits);
        let separates = |weight: &Vec<Integer>| coordinates.are_positive(outside, weight);
        if let Some(weight) = repair_direction(coordinates, &span, round).find(separates) {
            return Ok(Found::Direction(quotient.lift(dimension, &weight)));
        }
        if let Some(multipliers) = repaired(coordinates, &floats, &proposal, work)? {
            return Ok(Found::Multipliers(multipliers));
        }
        start = weights_of(&floats.points, floats.all_point_multipliers(&proposal.multipliers));
        // the products of all points with d functionals, of which each may have d entries
        let size = coordinates.dimension();
        let cost = (others.len() + dimension) as u128 * (size * dimension) as u128 * words(64 * (change as u64 + 1));
        if change == MOST_CHANGES || size < 2 || cost > u128::from(work.left()) {
            break;
        }
        let weights: Vec<f64> = match change {
            0 => vec![1.0; floats.count()],
            _ => proposal.multipliers.iter().zip(&proposal.slacks).map(|(mu, s)| mu / s).collect(),
        };
        let Some(transform) = floats.rounder_coordinates(&weights) else { break };
        quotient = quotient.transformed(dimension, &transform);
        changed = Some(quotient.coordinates(points, others, work)?);
    }
    Ok(match nearest_point(first, outside, &start, work)? {
        NearestPoint::Apart(weights) => Found::Direction(initial.lift(dimension, &first.combination(&weights))),
        NearestPoint::Origin(weights) => Found::Multipliers(weights),
    })
}

/// Which multipliers count as positive, relative to the largest; tried in turn.
const THRESHOLDS: [f64; 3] = [1e-5, 1e-8, 1e-2];

/// The multipliers of a float solution, repaired to be exact.
fn repaired(
    points: &IntegerPoints,
    floats: &Rows,
    proposal: &Proposal,
    work: &mut Work,
) -> Result<Option<Vec<(usize, Integer)>>, OutOfWork> {
    let largest = proposal.multipliers.iter().copied().fold(0.0, f64::max);
    let mut before = usize::MAX;
    for threshold in THRESHOLDS {
        let chosen: Vec<usize> =
            (0..floats.count()).filter(|i| proposal.multipliers[*i] > threshold * largest).collect();
        if chosen.len() == before {
            continue;
        }
        before = chosen.len();
        let values: Vec<f64> = chosen.iter().map(|i| proposal.multipliers[*i]).collect();
        let proposed = floats.point_multipliers(&chosen, &values);
        let rows: Vec<usize> = chosen.iter().map(|i| floats.points[*i]).collect();
        let size = rows.len().min(points.dimension()) as u128;
        work.spend((rows.len() * points.dimension()) as u128 * size + size.pow(3) * words(points.bits()))?;
        if let Some((multipliers, _)) = repair_multipliers(points, &rows, &proposed) {
            return Ok(Some(rows.into_iter().zip(multipliers).collect()));
        }
    }
    Ok(None)
}

/// Bits of a guess.
const GUESS_BITS: i32 = 30;

/// Multipliers in floats as integers, the largest first.
pub(super) fn weights_of(rows: &[usize], multipliers: Vec<Float>) -> Vec<(usize, Integer)> {
    let largest = multipliers.iter().filter_map(Float::get_exp).max().unwrap_or(0);
    let weight = |mu: Float| (mu << (GUESS_BITS - largest)).to_integer().unwrap_or_default();
    let mut weights: Vec<(usize, Integer)> = rows.iter().copied().zip(multipliers.into_iter().map(weight)).collect();
    weights.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    weights
}
