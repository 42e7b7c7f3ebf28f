//! Ji and Telgarsky's split: the largest separable part of the data, and the non-separable rest.
//!
//! For any vectors z_1, ..., z_n there is exactly one set R of rows, the *rest*, with both
//!
//! * mu_i > 0 for i in R with Σ_R mu_i z_i = 0 (Gordan's multipliers), and
//! * w with w·z_i > 0 for i not in R and w·z_i = 0 for i in R.
//!
//! *Uniqueness.* Let R, mu, w and R', mu', w' be two such. 0 = w'·Σ_R mu_i z_i is a sum of terms >= 0, so w'·z_i = 0 for i in R: R
//! lies in R', and likewise R' in R. *Existence.* Let R be the union of the supports of all mu >= 0 with Σ mu_i z_i = 0, whose
//! sum is the mu sought; for k not in R, Farkas' lemma gives w_k with w_k·z_k > 0, w_k·z_i >= 0 for all i, and w is their sum. ∎
//!
//! So the pair (mu, w) proves the split: the data are separable iff R is empty. The span of R is the space on which the risk is
//! strongly convex, and w a direction in which it falls for ever.
//!
//! # Method
//!
//! A float solver (`proposal`) proposes R, mu and w; the equations are repaired exactly (`repair`), and the
//! pair is verified in integers. Where that fails, exact arithmetic decides (`exact_split`), within a bound on its [`Work`].
//!
//! # Guarantee
//!
//! Exact: [`split`] returns certificates that it has verified, or says that it is undecided.
//!
//! Source: proofs/THEORY.md section 2; Z. Ji and M. Telgarsky, *The implicit bias of gradient descent on nonseparable data*, COLT 2019.

use super::exact_split::split_exactly;
use super::gram::apply;
use super::large_split::split_nearby;
use super::nearby::exists_nearby;
use super::proposal::{Proposal, minimum_norm_point};
use super::repair::{Span, repair_direction, repair_multipliers};
use super::rows::{Rows, orthonormal_basis, remove_components};
use super::work::{REMEDY, Work};
use super::working_set::{minimum_norm_on_some, pays};
use crate::data::IntegerPoints;
use faer::Mat;
use rug::Integer;
use thiserror::Error;

/// The split with its two certificates.
///
/// # Guarantee
///
/// Exact: verified in integers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// R, the rows of the non-separable rest, increasing, from 0.
    pub rest: Vec<usize>,
    /// mu_i > 0 for each row of the rest: Σ mu_i z_i = 0, or numbers near such: see the certificate.
    pub multipliers: Vec<Integer>,
    /// What is proved of the multipliers.
    pub certificate: Certificate,
    /// The rows of the separable part, increasing.
    pub separable_part: Vec<usize>,
    /// w: w·z_i > 0 on the separable part, w·z_i = 0 on the rest. Zero if there is no separable part.
    pub direction: Vec<Integer>,
}

/// How the multipliers of the rest prove that it is not separable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Certificate {
    /// Σ mu_i z_i = 0 holds for the multipliers themselves. Exact.
    #[default]
    Explicit,
    /// There are real numbers with Σ mu_i z_i = 0, each within half of the multiplier: proved by the lemma of `nearby` with error
    /// bounds for doubles. Certified. For large data, where exact multipliers would have thousands of digits each.
    Nearby,
}

impl Certificate {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Certificate::Explicit => "explicit",
            Certificate::Nearby => "nearby",
        }
    }
}

impl Split {
    /// Whether the data are separable: some w has w·z_i > 0 for all i.
    pub fn is_separable(&self) -> bool {
        self.rest.is_empty()
    }

    /// Whether the two certificates prove that this is the split of these points: sums of products of integers, and for
    /// [`Certificate::Nearby`] a bound on an eigenvalue.
    pub fn is_proved(&self, points: &IntegerPoints) -> bool {
        let pairs: Vec<(usize, Integer)> = self.rest.iter().copied().zip(self.multipliers.iter().cloned()).collect();
        self.rest.is_sorted_by(|one, next| one < next)
            && self.rest.last().is_none_or(|last| *last < points.count())
            && self.rest.len() == self.multipliers.len()
            && self.direction.len() == points.dimension()
            && self.separable_part == complement(points.count(), &self.rest)
            && self.multipliers.iter().all(|mu| *mu > 0)
            && match self.certificate {
                Certificate::Explicit => points.combination(&pairs).iter().all(Integer::is_zero),
                Certificate::Nearby => exists_nearby(points, &self.rest, &self.multipliers),
            }
            && points.products(&self.rest, &self.direction).iter().all(Integer::is_zero)
            && points.are_positive(&self.separable_part, &self.direction)
    }
}

/// No certificate was found with the work allowed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(
    "doubles do not decide about {count} points of {dimension} features, and exact arithmetic did not within {work} word \
     operations; {REMEDY}"
)]
pub struct Undecided {
    /// n.
    pub count: usize,
    /// d.
    pub dimension: usize,
    /// The operations that were allowed: see [`Work`].
    pub work: u64,
}

/// Splits the data, with the default [`Work`].
///
/// # Errors
///
/// [`Undecided`] if no float proposal could be repaired, and exact arithmetic did not end within its bound.
pub fn split(points: &IntegerPoints) -> Result<Split, Undecided> {
    split_within(points, &mut Work::default())
}

/// Splits the data; exact arithmetic spends at most this work.
///
/// # Errors
///
/// As [`split`].
pub fn split_within(points: &IntegerPoints, work: &mut Work) -> Result<Split, Undecided> {
    split_with_proposal(points, work).map(|(split, _)| split)
}

/// Which multipliers count as positive, relative to the largest; tried in turn.
const THRESHOLDS: [f64; 3] = [1e-4, 1e-6, 1e-2];

/// The split, and the float solution from which the maximum margin can be read, where there is one.
pub(super) fn split_with_proposal(
    points: &IntegerPoints,
    work: &mut Work,
) -> Result<(Split, Option<(Rows, Proposal)>), Undecided> {
    let rows = Rows::new(points);
    let by_length = rows.inverse_lengths();
    let is_margin = by_length.is_some();
    let offsets = by_length.unwrap_or_else(|| vec![1.0; rows.count()]);
    let is_large = Size::of(points, &rows).is_large();
    let whole: Vec<usize> = (0..rows.count()).collect();
    let solved = if rows.count() == 0 {
        None
    } else if is_large && pays(rows.count(), points.dimension()) {
        minimum_norm_on_some(&rows.matrix, &offsets)
            .map(|set| (set.whole(&offsets), set.rows, set.proposal.multipliers))
    } else {
        minimum_norm_point(&rows.matrix, &offsets).map(|solved| (solved.clone(), whole, solved.multipliers))
    };
    if rows.count() == points.count()
        && let Some((proposal, ..)) = &solved
        && let Some(split) = separate(points, &rows, &proposal.direction, &Span { basis: vec![], columns: vec![] }, &[])
    {
        return Ok((split, is_margin.then(|| (rows, proposal.clone()))));
    }
    if is_large
        && let Some((_, some, multipliers)) = &solved
        && let Some(split) = split_nearby(points, &rows, some, multipliers, work)
    {
        return Ok((split, None));
    }
    let found = match &solved {
        None if rows.count() == 0 => verified(points, (0..points.count()).collect(), None, None),
        Some((proposal, ..)) if !is_large => {
            THRESHOLDS.iter().find_map(|threshold| attempt(points, &rows, proposal, *threshold))
        }
        _ => None,
    };
    let exactly = || {
        let exact = split_exactly(points, work).ok()?;
        let (rest, multipliers) = exact.multipliers.into_iter().unzip();
        verified(points, rest, Some(multipliers), Some(exact.direction))
    };
    match found.or_else(exactly) {
        Some(split) => Ok((split, None)),
        None => Err(Undecided { count: points.count(), dimension: points.dimension(), work: work.given() }),
    }
}

/// Dimensions and bits from which on multipliers are not written down exactly.
struct Size {
    /// Columns.
    dimension: u64,
    /// Bits of all exact multipliers, about.
    bits: u64,
}

/// Bits of exact multipliers up to which they are computed: 100 MB of digits.
const MOST_BITS: u64 = 400_000_000;
/// Dimensions up to which exact multipliers are computed.
const MOST_DIMENSIONS: u64 = 1000;

impl Size {
    fn of(points: &IntegerPoints, rows: &Rows) -> Self {
        let dimension = points.dimension() as u64;
        // two minors with d rows
        let each = 2 * dimension * (points.bits() + u64::from(dimension.max(1).ilog2()) / 2);
        Size { dimension, bits: each.saturating_mul(rows.count() as u64) }
    }

    fn is_large(&self) -> bool {
        self.dimension > MOST_DIMENSIONS || self.bits > MOST_BITS
    }
}

/// Verifies a split in integers. Without multipliers all are 1, without direction it is 0.
fn verified(
    points: &IntegerPoints,
    rest: Vec<usize>,
    multipliers: Option<Vec<Integer>>,
    direction: Option<Vec<Integer>>,
) -> Option<Split> {
    let multipliers = multipliers.unwrap_or_else(|| vec![Integer::from(1); rest.len()]);
    let direction = direction.unwrap_or_else(|| vec![Integer::new(); points.dimension()]);
    let separable_part = complement(points.count(), &rest);
    let split = Split { rest, multipliers, certificate: Certificate::Explicit, separable_part, direction };
    split.is_proved(points).then_some(split)
}

/// The rows from 0 to `count` that are not in the increasing list `rows`.
fn complement(count: usize, rows: &[usize]) -> Vec<usize> {
    let mut is_in = vec![false; count];
    rows.iter().for_each(|row| is_in[*row] = true);
    (0..count).filter(|row| !is_in[*row]).collect()
}

/// Relative length below which a row is taken to lie in the span of the rest.
const IN_SPAN: f64 = 1e-9;

/// Looks for the rest with this threshold: first the rows of positive multipliers, then, in the directions that these leave free,
/// more of them, until what is left is separable there.
fn attempt(points: &IntegerPoints, rows: &Rows, first: &Proposal, threshold: f64) -> Option<Split> {
    let mut in_rest = vec![false; rows.count()];
    let add = |in_rest: &mut Vec<bool>, indices: &[usize], multipliers: &[f64]| {
        let largest = multipliers.iter().copied().fold(0.0, f64::max);
        let positive = indices.iter().zip(multipliers).filter(|(_, mu)| **mu > threshold * largest);
        positive.for_each(|(i, _)| in_rest[*i] = true);
    };
    let all: Vec<usize> = (0..rows.count()).collect();
    add(&mut in_rest, &all, &first.multipliers);
    let (direction, others) = loop {
        let rest: Vec<usize> = all.iter().copied().filter(|i| in_rest[*i]).collect();
        let mut others: Vec<usize> = complement(rows.count(), &rest);
        if others.is_empty() {
            break (None, others);
        }
        let basis = orthonormal_basis(&rows.subset(&rest), IN_SPAN);
        let projected: Vec<Vec<f64>> = others
            .iter()
            .map(|i| remove_components(&basis, (0..rows.matrix.ncols()).map(|j| rows.matrix[(*i, j)]).collect()))
            .collect();
        let lengths: Vec<f64> = projected.iter().map(|row| row.iter().map(|x| x * x).sum::<f64>().sqrt()).collect();
        let kept: Vec<usize> = (0..others.len()).filter(|k| lengths[*k] > IN_SPAN).collect();
        (0..others.len()).filter(|k| lengths[*k] <= IN_SPAN).for_each(|k| in_rest[others[k]] = true);
        others = kept.iter().map(|k| others[*k]).collect();
        if others.is_empty() {
            break (None, others);
        }
        let matrix = Mat::from_fn(kept.len(), rows.matrix.ncols(), |i, j| projected[kept[i]][j] / lengths[kept[i]]);
        let proposal = minimum_norm_point(&matrix, &vec![1.0; kept.len()])?;
        if apply(&matrix, &proposal.direction).iter().all(|product| *product > 0.0)
            && proposal.direction.iter().map(|x| x * x).sum::<f64>() > 1e-12
        {
            break (Some(remove_components(&basis, proposal.direction)), others);
        }
        add(&mut in_rest, &others, &proposal.multipliers);
    };
    let chosen: Vec<usize> = complement(rows.count(), &others);
    let multipliers = if chosen.len() == rows.count() {
        first.multipliers.clone()
    } else {
        minimum_norm_point(&rows.subset(&chosen), &vec![1.0; chosen.len()])?.multipliers
    };
    let proposed = rows.point_multipliers(&chosen, &multipliers);
    let rest: Vec<usize> = chosen.iter().map(|i| rows.points[*i]).collect();
    let (exact, span) = if rest.is_empty() {
        (Vec::new(), Span { basis: vec![], columns: vec![] })
    } else {
        repair_multipliers(points, &rest, &proposed)?
    };
    // zero points belong to the rest, with any multiplier
    let mut pairs: Vec<(usize, Integer)> = rest.into_iter().zip(exact).collect();
    let nonzero: Vec<usize> = rows.points.clone();
    pairs.extend(complement(points.count(), &nonzero).into_iter().map(|row| (row, Integer::from(1))));
    pairs.sort_by_key(|(row, _)| *row);
    match direction {
        None => {
            let (rest, multipliers) = pairs.into_iter().unzip();
            verified(points, rest, Some(multipliers), None)
        }
        Some(direction) => separate(points, rows, &direction, &span, &pairs),
    }
}

/// An exact direction near the proposed one, orthogonal to the span, that separates what is not in the rest.
fn separate(
    points: &IntegerPoints,
    rows: &Rows,
    direction: &[f64],
    span: &Span,
    rest: &[(usize, Integer)],
) -> Option<Split> {
    let round = |bits: u32| rows.round_direction(direction, bits);
    let others = complement(points.count(), &rest.iter().map(|(row, _)| *row).collect::<Vec<usize>>());
    let direction = repair_direction(points, span, round).find(|weight| points.are_positive(&others, weight))?;
    let (rows, multipliers) = rest.iter().cloned().unzip();
    verified(points, rows, Some(multipliers), Some(direction))
}
