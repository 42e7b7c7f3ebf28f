//! The two bounds of the margin (see [`super::margin`]), improved by multipliers of supports that are guessed and corrected.

use super::cholesky::Cholesky;
use super::common_factor::remove_common_factor;
use super::dixon::{CommonSolution, SquareMatrix, solve, solve_cost};
use super::margin::MaximumMargin;
use super::modular::PRIMES;
use super::nearest_point::{NearestPoint, nearest_point};
use super::repair::Span;
use super::rows::Rows;
use super::split::Split;
use super::work::{OutOfWork, Work};
use crate::arithmetic::{Analytic, Ball, FromExact};
use crate::data::IntegerPoints;
use crate::theory::{CertifiedValue, Digits};
use crate::vector_registers::restored;
use faer::{Accum, Mat, Par, linalg::matmul::matmul};
use rug::{Complete, Float, Integer, Rational};

/// Corrections of the support.
const MOST_CORRECTIONS: usize = 40;
/// Refinements of one support.
const MOST_REFINEMENTS: usize = 60;

/// The best bounds so far.
pub(super) struct Bounds<'a> {
    points: &'a IntegerPoints,
    /// margin²/q is at least this.
    lower_squared: Rational,
    /// margin²/q is at most this.
    upper_squared: Rational,
    /// The exact value of margin²/q.
    pub(super) squared: Option<Rational>,
    /// The multipliers of the best lower bound.
    multipliers: Vec<(usize, Integer)>,
    direction: Vec<Integer>,
}

impl<'a> Bounds<'a> {
    /// From the separating direction and the shortest point.
    pub(super) fn new(points: &'a IntegerPoints, split: &Split) -> Self {
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
    pub(super) fn improve(&mut self, multipliers: Vec<(usize, Integer)>) {
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
    pub(super) fn solve_exactly(&mut self, mut support: Vec<usize>, most: usize, work: &mut Work) {
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
    pub(super) fn take_nearest_point(&mut self, start: &[(usize, Integer)], work: &mut Work) -> Result<(), OutOfWork> {
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
    pub(super) fn refine(&mut self, rows: &Rows, mut support: Vec<usize>, multipliers: &[Float], digits: Digits) {
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
    pub(super) fn is_narrow(&self, digits: Digits) -> bool {
        let gap = (&self.upper_squared - &self.lower_squared).complete();
        let bits = digits.bits() as i32 + 8;
        gap.is_zero() || (gap << bits) <= self.lower_squared
    }

    /// The margin as a value, with what it rests on.
    pub(super) fn finish(self, digits: Digits, shortfall: Option<OutOfWork>) -> MaximumMargin {
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
