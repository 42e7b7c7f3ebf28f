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

use super::cholesky::Cholesky;
use super::column_scaled::{Guess, minimum_norm_in_columns};
use super::common_factor::remove_common_factor;
use super::exact_split::weights_of;
use super::margin_on_some::margin_on_some;
use super::nearest_point::{NearestPoint, nearest_point};
use super::principal_axes::turned;
use super::proposal::{Proposal, minimum_norm_point, minimum_norm_point_of_graded};
use super::repair::Span;
use super::rows::Rows;
use super::split::Split;
use super::work::{OutOfWork, Work};
use super::working_set::pays;
use crate::arithmetic::{Analytic, Ball, FromExact};
use crate::data::IntegerPoints;
use crate::separability::dixon::{CommonSolution, SquareMatrix, solve, solve_cost};
use crate::separability::modular::PRIMES;
use crate::theory::{CertifiedValue, Digits};
use crate::vector_registers::restored;
use faer::{Accum, Mat, Par, linalg::matmul::matmul};
use rug::{Complete, Float, Integer, Rational};

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
/// Corrections of the support.
const MOST_CORRECTIONS: usize = 40;
/// Refinements of one support.
const MOST_REFINEMENTS: usize = 60;

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

/// The best bounds so far.
struct Bounds<'a> {
    points: &'a IntegerPoints,
    /// margin²/q is at least this.
    lower_squared: Rational,
    /// margin²/q is at most this.
    upper_squared: Rational,
    /// The exact value of margin²/q.
    squared: Option<Rational>,
    /// The multipliers of the best lower bound.
    multipliers: Vec<(usize, Integer)>,
    direction: Vec<Integer>,
}

impl<'a> Bounds<'a> {
    /// From the separating direction and the shortest point.
    fn new(points: &'a IntegerPoints, split: &Split) -> Self {
        let upper = (0..points.count()).map(|row| points.squared_length(row)).min().unwrap_or_default();
        let least = points.least_product(&split.separable_part, &split.direction);
        let least = least.map_or_else(Integer::new, |(_, least)| least);
        Bounds {
            points,
            lower_squared: Rational::from((least.square(), squared_length(&split.direction))),
            upper_squared: Rational::from(upper),
            squared: None,
            multipliers: Vec::new(),
            direction: split.direction.clone(),
        }
    }

    /// The bounds that non-negative multipliers give.
    fn improve(&mut self, multipliers: Vec<(usize, Integer)>) {
        let total: Integer = multipliers.iter().map(|(_, mu)| mu).sum();
        let direction = self.points.combination(&multipliers);
        let length = squared_length(&direction);
        if total <= 0 || length.is_zero() || multipliers.iter().any(|(_, mu)| *mu < 0) {
            return;
        }
        let upper = Rational::from((length.clone(), total.square()));
        if upper < self.upper_squared {
            self.upper_squared = upper;
        }
        let all: Vec<usize> = (0..self.points.count()).collect();
        let least = self.points.least_product(&all, &direction).map_or_else(Integer::new, |(_, least)| least);
        if least <= 0 {
            return;
        }
        let lower = Rational::from((least.square(), length));
        if lower > self.lower_squared {
            self.lower_squared = lower;
            self.multipliers = multipliers;
            self.direction = direction;
        }
    }

    /// Solves G nu = 1 exactly, correcting the support, of at most so many points: points with nu <= 0 leave it, the point violated most
    /// enters. What this may cost is within the work that is left.
    fn solve_exactly(&mut self, mut support: Vec<usize>, most: usize, work: &mut Work) {
        let all: Vec<usize> = (0..self.points.count()).collect();
        for _ in 0..MOST_CORRECTIONS {
            if support.is_empty() || support.len() > most {
                return;
            }
            let vectors: Vec<Vec<Integer>> = support
                .iter()
                .map(|i| (0..self.points.dimension()).map(|j| self.points.entry(*i, j)).collect())
                .collect();
            let inner =
                |i: usize, j: usize| vectors[i].iter().zip(&vectors[j]).fold(Integer::new(), |sum, (x, y)| sum + x * y);
            let gram = SquareMatrix::from_fn(support.len(), inner);
            let ones = vec![Integer::from(1); support.len()];
            if work.spend(solve_cost(&gram, &ones)).is_err() {
                return;
            }
            let Some(CommonSolution { numerators, denominator }) = solve(&gram, &ones) else { return };
            if numerators.iter().any(|nu| *nu <= 0) {
                let kept = support.iter().zip(&numerators).filter(|(_, nu)| **nu > 0).map(|(i, _)| *i);
                support = kept.collect();
                continue;
            }
            let pairs: Vec<(usize, Integer)> = support.iter().copied().zip(numerators.iter().cloned()).collect();
            let direction = self.points.combination(&pairs);
            let Some((worst, least)) = self.points.least_product(&all, &direction) else { return };
            if least < denominator {
                support.push(worst);
                support = Span::of(self.points, &support, PRIMES[0]).basis;
                continue;
            }
            let total: Integer = numerators.iter().sum();
            let squared = Rational::from((denominator, total));
            self.lower_squared.clone_from(&squared);
            self.upper_squared.clone_from(&squared);
            self.squared = Some(squared);
            self.multipliers = pairs;
            self.direction = direction;
            return;
        }
    }

    /// The exact margin, from the nearest point.
    fn take_nearest_point(&mut self, start: &[(usize, Integer)], work: &mut Work) -> Result<(), OutOfWork> {
        let all: Vec<usize> = (0..self.points.count()).collect();
        // the split has proved that the origin is not in the hull
        let NearestPoint::Apart(multipliers) = nearest_point(self.points, &all, start, work)? else { return Ok(()) };
        let total: Integer = multipliers.iter().map(|(_, mu)| mu).sum();
        self.direction = self.points.combination(&multipliers);
        let squared = Rational::from((squared_length(&self.direction), total.square()));
        self.lower_squared.clone_from(&squared);
        self.upper_squared.clone_from(&squared);
        self.squared = Some(squared);
        self.multipliers = multipliers;
        Ok(())
    }

    /// Solves G nu = 1 to many digits, correcting the support as above, and takes the bounds of every solution.
    fn refine(&mut self, rows: &Rows, mut support: Vec<usize>, multipliers: &[Float], digits: Digits) {
        let mut guess: Vec<Float> = support.iter().map(|i| multipliers[*i].clone()).collect();
        for _ in 0..MOST_CORRECTIONS {
            let Some((numerators, direction, one)) = self.refined(rows, &support, &guess, digits) else { return };
            let positive = support.iter().copied().zip(numerators.iter().cloned()).filter(|(_, nu)| *nu > 0);
            self.improve(positive.collect());
            if self.is_narrow(digits) {
                return;
            }
            let mut others = vec![true; self.points.count()];
            support.iter().for_each(|i| others[*i] = false);
            let others: Vec<usize> = (0..others.len()).filter(|i| others[*i]).collect();
            let violated = self.points.rows_below(&others, &direction, &one);
            let negative = numerators.iter().any(|nu| *nu <= 0);
            if violated.is_empty() && !negative {
                return;
            }
            let kept = support.iter().copied().zip(&numerators).filter(|(_, nu)| **nu > 0).map(|(i, _)| i);
            support = kept.chain(violated).collect();
            support = Span::of(self.points, &support, PRIMES[0]).basis;
            guess = support.iter().map(|i| multipliers[*i].clone()).collect();
        }
    }

    /// nu in fixed point with a_i·w = `one` up to the digits on the support, where w = Σ nu_j a_j; w; and `one`.
    #[allow(clippy::type_complexity)]
    fn refined(
        &self,
        rows: &Rows,
        support: &[usize],
        guess: &[Float],
        digits: Digits,
    ) -> Option<(Vec<Integer>, Vec<Integer>, Integer)> {
        let matrix = rows.subset(support);
        let mut gram = Mat::zeros(support.len(), support.len());
        restored(|| matmul(&mut gram, Accum::Replace, &matrix, matrix.transpose(), 1.0, Par::Seq));
        let factor = Cholesky::new(gram)?;
        let lengths: Vec<&Float> = support.iter().map(|i| &rows.row_scales[*i]).collect();
        // nu is a multiple of 2^-shift, fine enough for the smallest of them; its unit is that of the guess
        let least = guess.iter().filter_map(Float::get_exp).min()?;
        let shift = digits.bits() as i32 + 48 - least;
        let mut numerators: Vec<Integer> =
            guess.iter().map(|nu| (nu.clone() << shift).to_integer()).collect::<Option<_>>()?;
        let image = |numerators: &[Integer]| {
            let pairs: Vec<(usize, Integer)> = support.iter().copied().zip(numerators.iter().cloned()).collect();
            self.points.combination(&pairs)
        };
        let on_support = |numerators: &[Integer]| self.points.products(support, &image(numerators));
        let products = on_support(&numerators);
        let mean = products.iter().sum::<Integer>() / support.len() as u32;
        let one = mean;
        if one <= 0 {
            return None;
        }
        let defect = |products: &[Integer]| -> Vec<Integer> {
            products.iter().map(|product| (&one - product).complete()).collect()
        };
        let size = |defects: &[Integer]| defects.iter().map(Integer::significant_bits).max().unwrap_or(0);
        let mut defects = defect(&products);
        for _ in 0..MOST_REFINEMENTS {
            let before = size(&defects);
            if before == 0 {
                break;
            }
            // the defects in units of 2^before are floats; rows of unit length keep the factor well scaled
            let right: Vec<f64> = defects
                .iter()
                .zip(&lengths)
                .map(|(defect, length)| {
                    let unit: Float = Float::with_val(53, defect) >> before;
                    Float::with_val(53, unit * lengths[0] / *length).to_f64()
                })
                .collect();
            let change = factor.solve(&right);
            let next: Option<Vec<Integer>> = numerators
                .iter()
                .zip(change.iter().zip(&lengths))
                .map(|(nu, (change, length))| {
                    let step = (Float::with_val(53, *change) / *length / lengths[0]) << before;
                    step.to_integer().map(|step| step + nu)
                })
                .collect();
            let next = next?;
            let next_defects = defect(&on_support(&next));
            if size(&next_defects) >= before {
                break;
            }
            (numerators, defects) = (next, next_defects);
        }
        let direction = image(&numerators);
        Some((numerators, direction, one))
    }

    /// Whether the bounds share the digits asked for.
    fn is_narrow(&self, digits: Digits) -> bool {
        let gap = (&self.upper_squared - &self.lower_squared).complete();
        let bits = digits.bits() as i32 + 8;
        gap.is_zero() || (gap << bits) <= self.lower_squared
    }

    /// The margin as a value, with what it rests on.
    fn finish(self, digits: Digits, shortfall: Option<OutOfWork>) -> MaximumMargin {
        let scale = self.points.squared_scale();
        let bits = digits.bits() + 64;
        let root = |squared: &Rational| Ball::from_exact(&(squared * scale).complete(), bits).sqrt();
        let (lower, upper) = (root(&self.lower_squared), root(&self.upper_squared));
        let squared = self.squared.map(|squared| squared * scale);
        let value = match squared.as_ref().and_then(exact_root) {
            Some(exact) => CertifiedValue::Exact(exact),
            None => CertifiedValue::Enclosed(Ball::between(&lower.lower(), &upper.upper(), bits)),
        };
        let (mut direction, mut pairs) = (self.direction, self.multipliers);
        remove_common_factor(&mut direction);
        pairs.sort_by_key(|(row, _)| *row);
        let (support, mut multipliers): (Vec<usize>, Vec<Integer>) = pairs.into_iter().unzip();
        remove_common_factor(&mut multipliers);
        MaximumMargin { value, squared, support, multipliers, shortfall, direction }
    }
}

/// The rational square root, if there is one.
fn exact_root(value: &Rational) -> Option<Rational> {
    let (numerator, denominator) = (value.numer(), value.denom());
    let is_square = numerator.is_perfect_square() && denominator.is_perfect_square();
    is_square.then(|| Rational::from((numerator.sqrt_ref().complete(), denominator.sqrt_ref().complete())))
}

/// |v|²
fn squared_length(vector: &[Integer]) -> Integer {
    vector.iter().map(|x| x.square_ref()).sum()
}
