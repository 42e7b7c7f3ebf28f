//! The point of the convex hull nearest to the origin, exactly, for small data that doubles do not resolve.
//!
//! For separable points the nearest point x = Σ lambda_i z_i, lambda >= 0, Σ lambda_i = 1, is the hard-margin direction, and |x| the maximum
//! margin: x·z_i >= |x|² for all i is both the condition of optimality and the margin of the direction x.
//!
//! *Method.* Wolfe's: to the affinely independent points of x the one with the least product x·z_i is added; the nearest point of
//! their affine hull solves a bordered Gram system; where its weights are not positive, one goes as far towards it as the hull allows,
//! and leaves out the points whose weight vanishes. |x| falls each time, so that no set of points returns.
//!
//! # Guarantee
//!
//! Exact.
//!
//! Source: P. Wolfe, *Finding the nearest point in a polytope*, Math. Programming 11 (1976), 128-149.

use crate::data::IntegerPoints;
use crate::separability::dixon::{SquareMatrix, solve};
use rug::{Complete, Integer, Rational};

/// Points added at most.
const MOST_ADDED: usize = 500;

/// Positive weights, up to a common factor, of points whose combination is the nearest point; `None` if it is the origin, or after too
/// many steps.
pub(super) fn nearest_point(points: &IntegerPoints) -> Option<Vec<(usize, Integer)>> {
    let all: Vec<usize> = (0..points.count()).collect();
    let inner = |i: usize, j: usize| -> Integer {
        (0..points.dimension()).map(|k| points.entry(i, k) * points.entry(j, k)).sum()
    };
    let start = all.iter().copied().min_by_key(|i| inner(*i, *i))?;
    let mut weights = vec![(start, Rational::from(1))];
    for _ in 0..MOST_ADDED {
        let integers = common_multiples(&weights);
        let total: Integer = integers.iter().map(|(_, weight)| weight).sum();
        let nearest = points.combination(&integers);
        let length: Integer = nearest.iter().map(|x| x.square_ref()).sum();
        // with X = total x: x·z_i >= |x|² iff total X·z_i >= |X|²
        let products = points.products(&all, &nearest);
        let (worst, least) = products.iter().enumerate().min_by(|a, b| a.1.cmp(b.1))?;
        if length.is_zero() {
            return None;
        }
        if (least * &total).complete() >= length {
            return Some(integers);
        }
        weights.push((worst, Rational::new()));
        loop {
            let affine = affine_weights(&weights, inner)?;
            if affine.iter().all(|weight| *weight > 0) {
                weights.iter_mut().zip(affine).for_each(|((_, weight), affine)| *weight = affine);
                break;
            }
            move_towards(&mut weights, &affine)?;
        }
    }
    None
}

/// The weights, of sum 1, of the nearest point of the affine hull: Σ_j (z_i·z_j) a_j = nu for all i, with an unknown nu.
fn affine_weights(
    weights: &[(usize, Rational)],
    inner: impl Fn(usize, usize) -> Integer + Sync,
) -> Option<Vec<Rational>> {
    let size = weights.len();
    let entry = |i: usize, j: usize| match (i < size, j < size) {
        (true, true) => inner(weights[i].0, weights[j].0),
        (false, false) => Integer::new(),
        _ => Integer::from(1),
    };
    let right: Vec<Integer> = (0..=size).map(|i| Integer::from(u8::from(i == size))).collect();
    let solution = solve(&SquareMatrix::from_fn(size + 1, entry), &right)?;
    let weight = |x: &Integer| Rational::from((x, &solution.denominator));
    Some(solution.numerators[..size].iter().map(weight).collect())
}

/// Goes from `weights` towards `affine` until the first weight vanishes, and leaves out those points.
fn move_towards(weights: &mut Vec<(usize, Rational)>, affine: &[Rational]) -> Option<()> {
    let falling = weights.iter().zip(affine).filter(|(_, target)| **target <= 0);
    let share = falling.map(|((_, weight), target)| weight.clone() / (weight - target).complete()).min()?;
    for ((_, weight), target) in weights.iter_mut().zip(affine) {
        *weight += (target - &*weight).complete() * &share;
    }
    weights.retain(|(_, weight)| *weight > 0);
    Some(())
}

/// Integers proportional to the weights, those of weight zero left out.
fn common_multiples(weights: &[(usize, Rational)]) -> Vec<(usize, Integer)> {
    let common = weights.iter().fold(Integer::from(1), |common, (_, weight)| common.lcm(weight.denom()));
    let multiple = |weight: &Rational| (weight * &common).complete().into_numer_denom().0;
    weights.iter().map(|(row, weight)| (*row, multiple(weight))).filter(|(_, weight)| *weight > 0).collect()
}
