//! The float solver that proposes: a minimum-norm point, from which separating directions, multipliers and margins are read.
//!
//! For rows r_1, ..., r_n and positive numbers b_i:
//!
//! minimise |R^T mu|²/2   subject to   b·mu = 1, mu >= 0.
//!
//! With w = R^T mu the conditions of optimality are s = R w - |w|² b >= 0 and mu_i s_i = 0. If w != 0, all products r_i·w are
//! at least |w|² b_i and so positive, and w is the hard-margin direction for the margins r_i·w/b_i; if w = 0, mu is Gordan's vector. Both the problem and its
//! dual have interior points, whatever the data, so that a primal-dual interior-point method (Mehrotra's predictor and corrector)
//! converges without cases; among all optimal mu it tends to one with the largest support.
//!
//! Near the solution doubles run out, and an iterate may be worse than the one before. So the best one is kept, by the duality gap
//! that its multipliers really have; and of all directions on the way the one with the largest margin, which may well be an earlier one.
//!
//! # Guarantee
//!
//! Numerical. Nothing rests on it: what it proposes is verified in exact arithmetic by [`mod@super::split`] and
//! [`super::margin`].
//!
//! Source: S. Mehrotra, *On the implementation of a primal-dual interior point method*, SIAM J. Optim. 2 (1992), 575-601.

use super::cholesky::Cholesky;
use super::gram::{apply, combine, weighted_gram};
use crate::vector_registers::restored;
use faer::{Accum, Mat, Par, linalg::matmul::matmul};

/// An approximate solution.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// mu, positive.
    pub multipliers: Vec<f64>,
    /// w = R^T mu, or, where some product r_i·w of that is not positive, a direction without such a product if one was met.
    pub direction: Vec<f64>,
    /// s, positive.
    pub slacks: Vec<f64>,
}

impl Proposal {
    /// Which constraints look active: the multiplier is the larger of a pair with product zero. Slacks are measured against
    /// the products r_i·w, which are |w|² b_i where all constraints are active.
    pub fn active(&self) -> Vec<usize> {
        let largest = |values: &[f64]| values.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        let most_multiplier = largest(&self.multipliers);
        let most_slack = largest(&self.slacks).max(self.direction.iter().map(|w| w * w).sum());
        let is_active = |i: &usize| self.multipliers[*i] / most_multiplier > self.slacks[*i] / most_slack;
        (0..self.slacks.len()).filter(is_active).collect()
    }
}

/// Iterations before giving up; twenty are usual.
const MOST_ITERATIONS: usize = 80;
/// The mean of mu_i s_i at which to stop, relative to its first value.
const TOLERANCE: f64 = 1e-18;
/// How far to go towards the boundary.
const STEP_SHARE: f64 = 0.995;

/// Solves the problem of the [module](self) for the rows of `rows`, which should be of about unit length, and
/// `offsets` b. `None` if a factorisation fails before any progress was made.
pub fn minimum_norm_point(rows: &Mat<f64>, offsets: &[f64]) -> Option<Proposal> {
    solve(rows, offsets, System::new(rows))
}

/// The same for columns of very different sizes, each of which holds its digits: only sums over rows are formed.
pub(super) fn minimum_norm_point_of_graded(rows: &Mat<f64>, offsets: &[f64]) -> Option<Proposal> {
    solve(rows, offsets, System::Primal)
}

fn solve(rows: &Mat<f64>, offsets: &[f64], system: System) -> Option<Proposal> {
    let count = rows.nrows();
    let total: f64 = offsets.iter().sum();
    let mut multipliers = vec![1.0 / total; count];
    let mut direction = combine(rows, &multipliers);
    let mut products = apply(rows, &direction);
    let ratios = || products.iter().zip(offsets).map(|(product, b)| product / b);
    let least = ratios().fold(f64::INFINITY, f64::min);
    let spread = ratios().map(f64::abs).fold(0.0, f64::max).max(1e-3);
    let mut multiplier_of_sum = least - spread;
    let mut slacks: Vec<f64> = (0..count).map(|i| products[i] - multiplier_of_sum * offsets[i]).collect();
    let mean = |mu: &[f64], s: &[f64]| mu.iter().zip(s).map(|(a, b)| a * b).sum::<f64>() / mu.len() as f64;
    let first_mean = mean(&multipliers, &slacks);
    let mut best = Best::default();
    best.meet(offsets, &multipliers, &slacks, &direction, &products);
    for _ in 0..MOST_ITERATIONS {
        let target = mean(&multipliers, &slacks);
        if target.is_nan() || target <= first_mean * TOLERANCE {
            break;
        }
        let weights: Vec<f64> = slacks.iter().zip(&multipliers).map(|(s, mu)| s / mu).collect();
        let Some(factor) = system.factorise(rows, &weights) else { break };
        let dual_residual: Vec<f64> =
            (0..count).map(|i| products[i] - multiplier_of_sum * offsets[i] - slacks[i]).collect();
        let primal_residual = 1.0 - dot(offsets, &multipliers);
        let along_offsets = factor.solve(rows, &weights, offsets);
        let newton = |complementarity: &[f64]| -> Step {
            let right: Vec<f64> = (0..count).map(|i| complementarity[i] / multipliers[i] - dual_residual[i]).collect();
            let base = factor.solve(rows, &weights, &right);
            let change = (primal_residual - dot(offsets, &base)) / dot(offsets, &along_offsets);
            let d_mu: Vec<f64> = base.iter().zip(&along_offsets).map(|(x, y)| x + y * change).collect();
            let d_s = (0..count).map(|i| (complementarity[i] - slacks[i] * d_mu[i]) / multipliers[i]).collect();
            Step { multipliers: d_mu, slacks: d_s, multiplier_of_sum: change }
        };
        let affine_target: Vec<f64> = slacks.iter().zip(&multipliers).map(|(s, mu)| -s * mu).collect();
        let affine = newton(&affine_target);
        let (to_mu, to_s) = (longest(&multipliers, &affine.multipliers), longest(&slacks, &affine.slacks));
        let moved =
            |x: &[f64], dx: &[f64], t: f64| -> Vec<f64> { x.iter().zip(dx).map(|(x, dx)| x + t * dx).collect() };
        let reached = mean(&moved(&multipliers, &affine.multipliers, to_mu), &moved(&slacks, &affine.slacks, to_s));
        let centring = (reached / target).powi(3).clamp(0.0, 1.0) * target;
        let corrected: Vec<f64> =
            (0..count).map(|i| affine_target[i] + centring - affine.multipliers[i] * affine.slacks[i]).collect();
        let step = newton(&corrected);
        // one step length for both: the problem is quadratic, so primal and dual are not independent
        let length = STEP_SHARE
            * longest(&multipliers, &step.multipliers).min(longest(&slacks, &step.slacks)).min(1.0 / STEP_SHARE);
        let (next_mu, next_s) = (moved(&multipliers, &step.multipliers, length), moved(&slacks, &step.slacks, length));
        let usable = |values: &[f64]| values.iter().all(|x| x.is_finite() && *x > 0.0);
        if !usable(&next_mu) || !usable(&next_s) || length < 1e-10 {
            break;
        }
        (multipliers, slacks) = (next_mu, next_s);
        multiplier_of_sum += length * step.multiplier_of_sum;
        direction = combine(rows, &multipliers);
        products = apply(rows, &direction);
        best.meet(offsets, &multipliers, &slacks, &direction, &products);
        if best.is_past() {
            break;
        }
    }
    best.proposal()
}

/// The best iterates so far.
#[derive(Default)]
struct Best {
    iterate: Option<Proposal>,
    /// Its duality gap.
    gap: f64,
    /// A direction with positive products only.
    direction: Option<Vec<f64>>,
    /// Its margin.
    margin: f64,
    /// Iterates since the best one.
    age: usize,
}

/// Iterates that are not better before one gives up.
const MOST_AGE: usize = 12;

impl Best {
    fn meet(&mut self, offsets: &[f64], multipliers: &[f64], slacks: &[f64], direction: &[f64], products: &[f64]) {
        let total = dot(offsets, multipliers);
        let squared = dot(direction, direction) / total / total;
        let least = products.iter().zip(offsets).map(|(product, b)| product / b).fold(f64::INFINITY, f64::min) / total;
        // |w|² >= margin² >= min r_i·w/b_i where that is positive; slacks that are not those of w count as well
        let gap = (squared - least).max(dot(multipliers, slacks) / total / total);
        self.age += 1;
        if gap.is_finite() && (self.iterate.is_none() || gap < self.gap) {
            self.age = 0;
            self.gap = gap;
            let (multipliers, direction, slacks) = (multipliers.to_vec(), direction.to_vec(), slacks.to_vec());
            self.iterate = Some(Proposal { multipliers, direction, slacks });
        }
        let margin = least / squared.sqrt();
        if margin > self.margin && margin.is_finite() {
            self.margin = margin;
            self.direction = Some(direction.to_vec());
        }
    }

    fn is_past(&self) -> bool {
        self.age > MOST_AGE
    }

    fn proposal(self) -> Option<Proposal> {
        let mut proposal = self.iterate?;
        if let Some(direction) = self.direction.filter(|_| self.gap.is_finite()) {
            proposal.direction = direction;
        }
        Some(proposal)
    }
}

/// A Newton step.
struct Step {
    multipliers: Vec<f64>,
    slacks: Vec<f64>,
    multiplier_of_sum: f64,
}

/// The largest t <= 1 with x + t dx >= 0.
pub(super) fn longest(values: &[f64], changes: &[f64]) -> f64 {
    values.iter().zip(changes).filter(|(_, dx)| **dx < 0.0).map(|(x, dx)| -x / dx).fold(1.0, f64::min)
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(x, y)| x * y).sum()
}

/// (R R^T + diag(weights)) x = y, by the smaller of two matrices.
enum System {
    /// R R^T: n x n.
    Gram(Mat<f64>),
    /// I + R^T diag(weights)^{-1} R: d x d (Woodbury).
    Primal,
}

/// Up to this many rows the n x n system, whose roundings are milder, costs nothing to speak of.
const SMALL_COUNT: usize = 400;

impl System {
    fn new(rows: &Mat<f64>) -> Self {
        let count = rows.nrows();
        if count > SMALL_COUNT && 2 * rows.ncols() < count {
            return System::Primal;
        }
        let mut gram = Mat::zeros(count, count);
        restored(|| matmul(&mut gram, Accum::Replace, rows, rows.transpose(), 1.0, Par::Seq));
        System::Gram(gram)
    }

    fn factorise(&self, rows: &Mat<f64>, weights: &[f64]) -> Option<Factor> {
        match self {
            System::Gram(gram) => {
                let mut shifted = gram.clone();
                for (i, weight) in weights.iter().enumerate() {
                    shifted[(i, i)] += weight;
                }
                Cholesky::new(shifted).map(Factor::Gram)
            }
            System::Primal => {
                let inverse: Vec<f64> = weights.iter().map(|weight| 1.0 / weight).collect();
                let mut normal = weighted_gram(rows, &inverse);
                (0..rows.ncols()).for_each(|j| normal[(j, j)] += 1.0);
                Cholesky::new(normal).map(Factor::Primal)
            }
        }
    }
}

/// Refinements of a solution by the smaller system, in which weights of very different sizes cancel.
const REFINEMENTS: usize = 2;
/// Residuals, relative to the largest right-hand side, that need none.
const ACCURATE: f64 = 1e-13;

/// A factorised [`System`].
enum Factor {
    Gram(Cholesky),
    Primal(Cholesky),
}

impl Factor {
    fn solve(&self, rows: &Mat<f64>, weights: &[f64], right: &[f64]) -> Vec<f64> {
        match self {
            Factor::Gram(factor) => factor.solve(right),
            Factor::Primal(factor) => {
                let once = |right: &[f64]| -> Vec<f64> {
                    let divided: Vec<f64> = right.iter().zip(weights).map(|(y, d)| y / d).collect();
                    let images = apply(rows, &factor.solve(&combine(rows, &divided)));
                    (0..right.len()).map(|i| (right[i] - images[i]) / weights[i]).collect()
                };
                let mut solution = once(right);
                let size = right.iter().copied().fold(0.0, |size: f64, y| size.max(y.abs()));
                for _ in 0..REFINEMENTS {
                    let images = apply(rows, &combine(rows, &solution));
                    let rest: Vec<f64> =
                        (0..right.len()).map(|i| right[i] - images[i] - weights[i] * solution[i]).collect();
                    if rest.iter().all(|y| y.abs() <= size * ACCURATE) {
                        break;
                    }
                    solution.iter_mut().zip(once(&rest)).for_each(|(x, change)| *x += change);
                }
                solution
            }
        }
    }
}
