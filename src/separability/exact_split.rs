//! The split in exact arithmetic alone, for data that doubles do not resolve.
//!
//! If the origin is not in the convex hull of the points, its nearest point separates them. If it is, it is a positive combination
//! of some of them, which belong to the rest with all points of their span (adding a little of such a point is balanced by the
//! combination). Modulo that span the same question is asked of the other points, in fewer dimensions. The multipliers of all
//! rounds are joined by [`extend`].
//!
//! Every round asks floats first: they often decide in the coordinates of the quotient what they did not in those of the data.

use super::nearest_point::{NearestPoint, nearest_point};
use super::proposal::minimum_norm_point;
use super::quotient::{Quotient, extend};
use super::repair::{Span, repair_direction};
use super::rows::Rows;
use super::work::{OutOfWork, Work};
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
        match decide(&coordinates, &outside, work)? {
            Found::Direction(weight) => {
                direction = quotient.lift(points.dimension(), &weight);
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

/// Separates the points `rows`, none of which is zero, or finds multipliers of some of them.
fn decide(points: &IntegerPoints, rows: &[usize], work: &mut Work) -> Result<Found, OutOfWork> {
    let floats = Rows::new(points);
    let proposal = minimum_norm_point(&floats.matrix, &vec![1.0; floats.count()]);
    let mut start = Vec::new();
    if let Some(proposal) = proposal {
        let span = Span { basis: vec![], columns: vec![] };
        let round = |bits: u32| floats.round_direction(&proposal.direction, bits);
        let separates = |weight: &Vec<Integer>| points.are_positive(rows, weight);
        if let Some(weight) = repair_direction(points, &span, round).find(separates) {
            return Ok(Found::Direction(weight));
        }
        let all: Vec<usize> = (0..floats.count()).collect();
        start = weights_of(&floats.points, floats.point_multipliers(&all, &proposal.multipliers));
    }
    Ok(match nearest_point(points, rows, &start, work)? {
        NearestPoint::Apart(weights) => Found::Direction(points.combination(&weights)),
        NearestPoint::Origin(weights) => Found::Multipliers(weights),
    })
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
