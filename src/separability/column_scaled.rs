//! A guess of the support vectors of separable points whose columns differ much in size, where a combination of points loses its digits.
//!
//! The hard-margin direction solves
//!
//! minimise |w|²/2   subject to   z_i·w >= 1.
//!
//! With z_ij = s_i c_j a_ij, where the rows a_i have unit length and columns of one size, and v_j = c_j w_j, this is
//!
//! minimise Σ h_j v_j²/2   subject to   a_i·v >= b_i,   h_j = 1/c_j², b_i = 1/s_i.
//!
//! Unlike in [`super::proposal`], whose unknowns are multipliers, the direction v is an unknown itself, and each of its entries has its own
//! digits: however small Σ mu_i a_ij = h_j v_j is, v_j is not computed from it. Newton's equations have the matrix diag(h) +
//! A^T diag(mu_i/s_i) A. The method starts from a separating direction, so that all constraints hold throughout.
//!
//! # Guarantee
//!
//! Numerical. Nothing rests on it: the support is verified in exact arithmetic by [`super::margin`].
//!
//! Source: S. Mehrotra, *On the implementation of a primal-dual interior point method*, SIAM J. Optim. 2 (1992), 575-601.

use super::cholesky::Cholesky;
use super::gram::{apply, combine, weighted_gram};
use super::proposal::longest;
use super::rows::Rows;
use rug::{Float, Integer};

/// Iterations; thirty are usual.
const MOST_ITERATIONS: usize = 100;
/// The mean of mu_i s_i at which to stop, relative to its first value.
const TOLERANCE: f64 = 1e-24;
/// How far to go towards the boundary.
const STEP_SHARE: f64 = 0.99;

/// A solution: which constraints look active, and the multipliers mu of all.
pub(super) struct Guess {
    pub active: Vec<usize>,
    pub multipliers: Vec<f64>,
}

/// The solution from a direction that separates all points, of which none is zero; `None` where the columns are not scaled, or doubles do
/// not hold the numbers.
pub(super) fn minimum_norm_in_columns(rows: &Rows, separating: &[Integer]) -> Option<Guess> {
    if rows.column_scales.iter().all(|scale| *scale == 1.0) {
        return None;
    }
    let matrix = &rows.matrix;
    let (count, dimension) = (matrix.nrows(), matrix.ncols());
    let bounds = rows.all_inverse_lengths();
    let smallest = rows.column_scales.iter().copied().fold(f64::INFINITY, f64::min);
    let costs: Vec<f64> = rows.column_scales.iter().map(|scale| (smallest / scale).powi(2)).collect();
    let largest = separating.iter().map(Integer::significant_bits).max()? as i32;
    let start: Vec<f64> = separating
        .iter()
        .zip(&rows.column_scales)
        .map(|(w, scale)| ((Float::with_val(53, w) >> largest) * *scale).to_f64())
        .collect();
    let least = apply(matrix, &start).iter().zip(&bounds).map(|(product, b)| product / b).fold(f64::INFINITY, f64::min);
    if !(least > 0.0 && least.is_finite()) {
        return None;
    }
    let mut direction: Vec<f64> = start.iter().map(|v| 2.0 * v / least).collect();
    let mut slacks: Vec<f64> = apply(matrix, &direction).iter().zip(&bounds).map(|(product, b)| product - b).collect();
    let weighted = |v: &[f64]| -> Vec<f64> { v.iter().zip(&costs).map(|(v, h)| v * h).collect() };
    let squared = |v: &[f64]| -> f64 { v.iter().zip(&costs).map(|(v, h)| v * v * h).sum() };
    let mut multipliers: Vec<f64> = slacks.iter().map(|s| squared(&direction) / (count as f64 * s)).collect();
    let mean = |mu: &[f64], s: &[f64]| mu.iter().zip(s).map(|(mu, s)| mu * s).sum::<f64>() / count as f64;
    let first = mean(&multipliers, &slacks);
    let mut best: Option<(f64, Guess)> = None;
    for _ in 0..MOST_ITERATIONS {
        let target = mean(&multipliers, &slacks);
        if target.is_nan() || target <= first * TOLERANCE {
            break;
        }
        let weights: Vec<f64> = multipliers.iter().zip(&slacks).map(|(mu, s)| mu / s).collect();
        let mut normal = weighted_gram(matrix, &weights);
        (0..dimension).for_each(|j| normal[(j, j)] += costs[j]);
        let Some(factor) = Cholesky::new(normal) else { break };
        let residual: Vec<f64> =
            combine(matrix, &multipliers).iter().zip(weighted(&direction)).map(|(x, y)| x - y).collect();
        let newton = |complementarity: &[f64]| {
            let scaled: Vec<f64> = complementarity.iter().zip(&slacks).map(|(c, s)| c / s).collect();
            let right: Vec<f64> = combine(matrix, &scaled).iter().zip(&residual).map(|(x, y)| x + y).collect();
            let step = factor.solve(&right);
            let d_s = apply(matrix, &step);
            let d_mu: Vec<f64> =
                (0..count).map(|i| (complementarity[i] - multipliers[i] * d_s[i]) / slacks[i]).collect();
            (step, d_s, d_mu)
        };
        let affine_target: Vec<f64> = multipliers.iter().zip(&slacks).map(|(mu, s)| -mu * s).collect();
        let (_, affine_s, affine_mu) = newton(&affine_target);
        let moved =
            |x: &[f64], dx: &[f64], t: f64| -> Vec<f64> { x.iter().zip(dx).map(|(x, dx)| x + t * dx).collect() };
        let (to_mu, to_s) = (longest(&multipliers, &affine_mu), longest(&slacks, &affine_s));
        let reached = mean(&moved(&multipliers, &affine_mu, to_mu), &moved(&slacks, &affine_s, to_s));
        let centring = (reached / target).powi(3).clamp(0.0, 1.0) * target;
        let corrected: Vec<f64> =
            (0..count).map(|i| affine_target[i] + centring - affine_mu[i] * affine_s[i]).collect();
        let (step, d_s, d_mu) = newton(&corrected);
        let length = STEP_SHARE * longest(&multipliers, &d_mu).min(longest(&slacks, &d_s)).min(1.0 / STEP_SHARE);
        if length.is_nan() || length <= 1e-10 {
            break;
        }
        direction = moved(&direction, &step, length);
        multipliers = moved(&multipliers, &d_mu, length);
        // slacks are moved, not computed anew: small ones would be lost in differences
        slacks = moved(&slacks, &d_s, length);
        if multipliers.iter().chain(&slacks).any(|x| !(x.is_finite() && *x > 0.0)) {
            break;
        }
        let gap = mean(&multipliers, &slacks);
        if best.as_ref().is_none_or(|(least, _)| gap < *least) {
            // mu_i b_i sum to |w|², and a slack of b_i is one of the size of the margin
            let size = squared(&direction);
            let is_active = |i: &usize| multipliers[*i] * bounds[*i] / size > slacks[*i] / bounds[*i];
            let active = (0..count).filter(is_active).collect();
            best = Some((gap, Guess { active, multipliers: multipliers.clone() }));
        }
    }
    best.map(|(_, guess)| guess)
}
