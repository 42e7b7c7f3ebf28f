//! The point of the convex hull nearest to the origin, exactly.
//!
//! The nearest point x = Σ lambda_i z_i, lambda >= 0, Σ lambda_i = 1, decides: if it is not the origin it is the hard-margin direction, and |x|
//! the maximum margin, as x·z_i >= |x|² for all i is both the condition of optimality and the margin of the direction x. If it is
//! the origin, lambda is Gordan's vector.
//!
//! *Method.* Wolfe's: to the affinely independent points of x the one with the least product x·z_i is added; the nearest point of
//! their affine hull solves a bordered Gram system; where its weights are not positive, one goes as far towards it as the hull allows,
//! and leaves out the points whose weight vanishes. |x| falls each time, so that no set of points returns. It may start from any
//! positive weights of affinely independent points, such as a float solver's: a good guess saves steps, a bad one costs some.
//!
//! # Guarantee
//!
//! Exact.
//!
//! Source: P. Wolfe, *Finding the nearest point in a polytope*, Math. Programming 11 (1976), 128-149.

use super::work::{OutOfWork, Work, words};
use crate::data::IntegerPoints;
use crate::separability::dixon::{SquareMatrix, solve, solve_cost};
use crate::separability::modular::{PRIMES, rank_profile};
use rug::{Complete, Integer, Rational};

/// What the nearest point says.
#[derive(Clone, Debug)]
pub(super) enum NearestPoint {
    /// Positive weights, up to a common factor, of the points whose combination it is: the hard-margin direction.
    Apart(Vec<(usize, Integer)>),
    /// Positive weights of affinely independent points whose combination is zero.
    Origin(Vec<(usize, Integer)>),
}

/// The nearest point of the hull of the points `rows`, starting from the points of positive weight in `start`.
///
/// # Errors
///
/// [`OutOfWork`].
pub(super) fn nearest_point(
    points: &IntegerPoints,
    rows: &[usize],
    start: &[(usize, Integer)],
    work: &mut Work,
) -> Result<NearestPoint, OutOfWork> {
    let mut hull = Hull { points, weights: affinely_independent(points, start), bits: points.bits() };
    if hull.weights.is_empty() {
        let shortest = rows.iter().copied().min_by_key(|row| points.squared_length(*row));
        hull.weights.extend(shortest.map(|row| (row, Rational::from(1))));
    }
    loop {
        hull.descend(work)?;
        let integers = common_multiples(&hull.weights);
        let total: Integer = integers.iter().map(|(_, weight)| weight).sum();
        let nearest = points.combination(&integers);
        let length: Integer = nearest.iter().map(|x| x.square_ref()).sum();
        if length.is_zero() {
            return Ok(NearestPoint::Origin(integers));
        }
        let bits = nearest.iter().map(Integer::significant_bits).max().unwrap_or(0);
        work.spend((rows.len() * points.dimension()) as u128 * words(u64::from(bits)) * words(hull.bits))?;
        // with X = total x: x·z_i >= |x|² iff total X·z_i >= |X|²
        match points.least_product(rows, &nearest) {
            Some((worst, least)) if (&least * &total).complete() < length => {
                hull.weights.push((worst, Rational::new()));
            }
            _ => return Ok(NearestPoint::Apart(integers)),
        }
    }
}

/// Points with weights of sum 1.
struct Hull<'a> {
    points: &'a IntegerPoints,
    weights: Vec<(usize, Rational)>,
    /// Bits of the largest entry.
    bits: u64,
}

impl Hull<'_> {
    fn inner(&self, i: usize, j: usize) -> Integer {
        (0..self.points.dimension()).map(|k| self.points.entry(i, k) * self.points.entry(j, k)).sum()
    }

    /// Goes to the nearest point of the affine hull of points, of which those in the way are left out.
    fn descend(&mut self, work: &mut Work) -> Result<(), OutOfWork> {
        loop {
            let affine = self.affine_weights(work)?;
            if affine.iter().all(|weight| *weight > 0) {
                self.weights.iter_mut().zip(affine).for_each(|((_, weight), affine)| *weight = affine);
                return Ok(());
            }
            self.move_towards(&affine);
        }
    }

    /// The weights, of sum 1, of the nearest point of the affine hull: Σ_j (z_i·z_j) a_j = nu for all i, with an unknown nu.
    fn affine_weights(&self, work: &mut Work) -> Result<Vec<Rational>, OutOfWork> {
        let size = self.weights.len();
        work.spend((size * size * self.points.dimension()) as u128 * words(self.bits).pow(2))?;
        let entry = |i: usize, j: usize| match (i < size, j < size) {
            (true, true) => self.inner(self.weights[i].0, self.weights[j].0),
            (false, false) => Integer::new(),
            _ => Integer::from(1),
        };
        let right: Vec<Integer> = (0..=size).map(|i| Integer::from(u8::from(i == size))).collect();
        let matrix = SquareMatrix::from_fn(size + 1, entry);
        work.spend(solve_cost(&matrix, &right))?;
        // affinely independent points have a bordered Gram matrix that is not singular
        let solution = solve(&matrix, &right).ok_or_else(|| work.exhausted())?;
        let weight = |x: &Integer| Rational::from((x, &solution.denominator));
        Ok(solution.numerators[..size].iter().map(weight).collect())
    }

    /// Goes from the weights towards `affine` until the first of them vanishes, and leaves out those points.
    fn move_towards(&mut self, affine: &[Rational]) {
        let falling = self.weights.iter().zip(affine).filter(|(_, target)| **target <= 0);
        let shares = falling.map(|((_, weight), target)| weight.clone() / (weight - target).complete());
        let share = shares.min().unwrap_or_default();
        for ((_, weight), target) in self.weights.iter_mut().zip(affine) {
            *weight += (target - &*weight).complete() * &share;
        }
        self.weights.retain(|(_, weight)| *weight > 0);
    }
}

/// The points of positive weight, in the order given, that are affinely independent of those before, with weights of sum 1.
fn affinely_independent(points: &IntegerPoints, start: &[(usize, Integer)]) -> Vec<(usize, Rational)> {
    let positive: Vec<&(usize, Integer)> = start.iter().filter(|(_, weight)| *weight > 0).collect();
    let dimension = points.dimension();
    let [prime, ..] = PRIMES;
    let profile = rank_profile(positive.len(), dimension + 1, prime, |i, j| {
        if j == 0 { 1 } else { points.residue(positive[i].0, j - 1, prime) }
    });
    let chosen: Vec<&(usize, Integer)> = profile.rows.iter().map(|i| positive[*i]).collect();
    let total: Integer = chosen.iter().map(|(_, weight)| weight).sum();
    chosen.into_iter().map(|(row, weight)| (*row, Rational::from((weight, &total)))).collect()
}

/// Integers proportional to the weights, those of weight zero left out.
fn common_multiples(weights: &[(usize, Rational)]) -> Vec<(usize, Integer)> {
    let common = weights.iter().fold(Integer::from(1), |common, (_, weight)| common.lcm(weight.denom()));
    let multiple = |weight: &Rational| (weight * &common).complete().into_numer_denom().0;
    weights.iter().map(|(row, weight)| (*row, multiple(weight))).filter(|(_, weight)| *weight > 0).collect()
}
