//! Smoothness of the risk, and strong convexity on the span of the non-separable rest: Proposition 1 with numbers.
//!
//! L(w) = (1/n) Σ l(z_i·w), R the rest of the split, V = span{z_i : i in R}, F(v) = (1/n) Σ_R l(z_i·v) for v in V.
//!
//! # Smoothness
//!
//! * Logistic: l'' <= 1/4 with equality at 0, so the largest eigenvalue of the Hessian of L over all w is
//!   beta = lambda_max(Σ z_i z_i^T)/(4n), attained at w = 0. The same holds for F with the sum over R.
//! * Exponential: l'' = l, so L''(w) <= max |z_i|² L(w). On {L <= L(0) = 1}, which gradient descent from 0 does not leave while
//!   the loss does not rise, beta lies between lambda_max(Σ z_i z_i^T)/n, its value at 0, and max |z_i|².
//!
//! # Lemma (strong convexity)
//!
//! Let l be one of the two, for which |l'''| <= l''. Let c in V, H the Hessian of F at c on V, positive definite, |x|_H² = x·Hx;
//! tau with |z_i·x| <= tau |x|_H for i in R and x in V; g the norm of the gradient at c dual to |.|_H; Delta >= F(0) - F(c). If
//!
//! psi(S) = e^{-S} + S - 1 - tau g S > tau² Delta   for some S > 0,
//!
//! then |z_i·(v - c)| < S for all v in V with F(v) <= F(0), and there F'' >= e^{-S} H >= e^{-S} lambda_min(H).
//!
//! *Proof.* Let x in V, s = tau |x|_H and phi(t) = F(c + t x). As |l'''| <= l'' and |z_i·x| <= s, each l''(z_i·(c + t x)) is at least
//! e^{-ts} times its value at t = 0, so phi''(t) >= e^{-ts} |x|_H². Twice integrated,
//! F(c + x) >= F(c) - g |x|_H + |x|_H² (e^{-s} + s - 1)/s² = F(c) + psi(s)/tau². So F(c + x) <= F(0) implies psi(s) <= tau² Delta. psi is
//! convex with psi(0) = 0 <= tau² Delta (Delta may be taken >= 0), hence psi > tau² Delta from S on: s < S. Then t = 1 in the
//! bound on l'' gives the Hessian. ∎
//!
//! c is near the minimiser of F, so e^{-S} lambda_min(H) is a lower bound and lambda_min(H) an upper bound of
//! alpha = inf lambda_min(F'') over {v in V : F(v) <= F(0)} (F(c) <= F(0) is verified).
//!
//! # Consequences (Proposition 1, our reading)
//!
//! For gradient descent on F with beta and alpha on {F <= F(0)}, from a start in that set that is not the minimiser: eta < 2/beta (the
//! global one, logistic loss) makes the loss fall at every step. If eta > 2/alpha the loss rises in the step: were
//! F(v') <= F(v) for v' = v - eta F'(v), the segment would lie in the convex set {F <= F(v)}, and Taylor's formula with F'' >= alpha there
//! gives F(v') - F(v) >= eta |F'(v)|² (eta alpha/2 - 1) > 0.
//!
//! # Guarantee
//!
//! Certified, under the assumption on matrix products of [`super::spectrum`]; `None` where a proof does not succeed, as it does
//! not for spans that are known too inaccurately in doubles.
//!
//! Source: proofs/THEORY.md section 2; F. Bach, *Self-concordant analysis for logistic regression*, Electron. J. Statist. 4 (2010), 384-414,
//! for the inequality behind the lemma.

use super::cholesky::Cholesky;
use super::gram::gram;
use super::rank::proved_basis;
use super::rows::rounded_rows;
use super::spectrum::{SLACK, frobenius, gamma, largest_eigenvalue, largest_of, product, row_sum_norm, symmetrised};
use super::split::Split;
use crate::arithmetic::{Analytic, Field, FromExact, Interval};
use crate::data::IntegerPoints;
use crate::model::{Loss, LossName};
use faer::Mat;
use num_traits::Zero;
use rayon::prelude::*;
use rug::Rational;

/// Curvature constants of one loss.
#[derive(Clone, Debug)]
pub struct Curvature {
    /// The loss: exponential or logistic.
    pub loss: LossName,
    /// beta of L: over all w for the logistic loss, over {L <= L(0)} for the exponential one.
    pub smoothness: Interval,
    /// beta and alpha of F on V; `None` if the data are separable.
    pub rest: Option<RestCurvature>,
}

/// Curvature constants on the span of the rest.
#[derive(Clone, Debug)]
pub struct RestCurvature {
    /// dim V; `None` if it was not proved.
    pub rank: Option<usize>,
    /// beta of F on V: over all v for the logistic loss, over {F <= F(0)} for the exponential one.
    pub smoothness: Interval,
    /// alpha of F on {v in V : F(v) <= F(0)}; `None` if the proof did not succeed.
    pub strong_convexity: Option<Interval>,
}

/// The constants of both losses. `None` if all points are zero or their lengths exceed the range of doubles.
pub fn curvatures(points: &IntegerPoints, split: &Split) -> Option<[Curvature; 2]> {
    let all: Vec<usize> = (0..points.count()).collect();
    let whole = Scaled::new(points, &all)?;
    let gram = whole.largest_gram_eigenvalue()?;
    let rest = if split.is_separable() { None } else { Scaled::new(points, &split.rest) };
    let rest = rest.and_then(|rest| Some((rest.largest_gram_eigenvalue()?, rest)));
    // alpha of a smaller space would be too large
    let operations = split.rest.len() as u128 * (points.dimension() as u128).pow(2);
    let is_sought = operations <= MOST_FOR_ALPHA;
    let basis = rest.as_ref().filter(|_| is_sought).and_then(|_| proved_basis(points, &split.rest));
    let of = |loss: LossName| {
        let rest = rest.as_ref().map(|(gram, scaled)| {
            let frame = basis.as_ref().and_then(|basis| Frame::new(scaled, basis, loss, points.count()));
            RestCurvature {
                rank: basis.as_ref().map(Vec::len),
                smoothness: scaled.smoothness(loss, *gram, points.count()),
                strong_convexity: frame.and_then(|frame| {
                    let at_centre = frame.strong_convexity(scaled, loss);
                    // the minimiser may be 0, and then nothing certainly falls on the way to a rounded one
                    at_centre.or_else(|| frame.around_zero().strong_convexity(scaled, loss))
                }),
            }
        });
        Curvature { loss, smoothness: whole.smoothness(loss, gram, points.count()), rest }
    };
    Some([LossName::Exponential, LossName::Logistic].map(of))
}

/// Some of the points, divided by a power of two and rounded: z_i = unit (row_i + rounding).
struct Scaled {
    rows: Mat<f64>,
    /// Twice the Frobenius norm of the roundings, at most.
    rounding: f64,
    unit: Interval,
    count: usize,
    /// max |z_i|²
    longest: Interval,
}

/// Numbers up to which a Gram matrix is one product; those of more run on all threads, in parts.
const MOST_AT_ONCE: usize = 1 << 23;
/// n d² of the rest up to which alpha is sought: some thirty products of that many operations.
const MOST_FOR_ALPHA: u128 = 20_000_000_000;

impl Scaled {
    fn new(points: &IntegerPoints, indices: &[usize]) -> Option<Self> {
        let exponent = indices.par_iter().filter(|i| !points.is_zero(**i)).map(|i| points.rounded(*i).1).max()?;
        let (rows, _) = rounded_rows(indices.len(), points.dimension(), |i| {
            let (row, own) = points.rounded(indices[i]);
            let unit = 2f64.powi((own - exponent).max(-1074));
            (row.into_iter().map(|x| x * unit).collect(), own)
        });
        let rounding = frobenius(&rows) * f64::EPSILON + 2f64.powi(-900);
        let squared_unit = points.squared_scale().clone() << (2 * exponent);
        let unit = Interval::from_exact(&squared_unit, 53).sqrt();
        let squares = indices.par_iter().map(|i| points.squared_length(*i));
        let longest = squares.max().map(|square: rug::Integer| Rational::from(square) * points.squared_scale())?;
        let longest = Interval::from_exact(&longest, 53);
        if !(unit.is_bounded() && unit.lower() > 0.0 && longest.is_bounded()) {
            return None;
        }
        Some(Scaled { rows, rounding, unit, count: indices.len(), longest })
    }

    /// lambda_max(Σ z_i z_i^T), by the smaller of the two Gram matrices.
    fn largest_gram_eigenvalue(&self) -> Option<Interval> {
        let rows = &self.rows;
        let (gram, terms) = if rows.nrows() * rows.ncols() > MOST_AT_ONCE && rows.nrows() > rows.ncols() {
            (gram(rows), rows.nrows())
        } else if rows.nrows() <= rows.ncols() {
            (product(rows.as_ref(), rows.transpose()), rows.ncols())
        } else {
            (product(rows.transpose(), rows.as_ref()), rows.nrows())
        };
        let norm = frobenius(rows);
        let error = gamma(terms) * norm * norm + 3.0 * self.rounding * norm;
        Some(largest_eigenvalue(&gram, error * SLACK)? * self.unit.square())
    }

    /// beta over a risk of `total` points.
    fn smoothness(&self, loss: LossName, gram: Interval, total: usize) -> Interval {
        let total = whole_number(total);
        match loss {
            LossName::Logistic => gram / (total * Interval::integer(4)),
            _ => {
                let at_zero = gram / total;
                let most = self.longest * whole_number(self.count) / total;
                Interval::new(at_zero.lower(), most.upper()).unwrap_or(Interval::ENTIRE)
            }
        }
    }
}

fn whole_number(count: usize) -> Interval {
    Interval::from_exact(&Rational::from(count), 53)
}

/// Coordinates x on V, v = Y^T x, in which the Hessian at the centre is about the identity: with outputs u_i = unit · p_i·x for
/// the columns p_i of P = Y rows^T.
struct Frame {
    /// P, rank x m.
    outputs: Mat<f64>,
    /// At most the Frobenius norm of the errors of P.
    error: f64,
    /// lambda_max(Y Y^T).
    stretch: Interval,
    centre: Vec<f64>,
    total: usize,
}

/// Newton steps to the centre.
const NEWTON_STEPS: usize = 60;

impl Frame {
    fn new(scaled: &Scaled, independent: &[usize], loss: LossName, total: usize) -> Option<Self> {
        let rank = independent.len();
        let basis = Mat::from_fn(rank, scaled.rows.ncols(), |b, j| scaled.rows[(independent[b], j)]);
        let inner = product(basis.as_ref(), scaled.rows.transpose());
        let own = Mat::from_fn(rank, rank, |a, b| inner[(a, independent[b])]);
        let orthonormal = Cholesky::new(own.clone())?.inverse_factor();
        let start = product(orthonormal.as_ref(), inner.as_ref());
        let unit = scaled.unit.midpoint();
        let (start_centre, hessian) = newton(&start, unit, loss, total)?;
        let cholesky = Cholesky::new(hessian)?;
        let transform = product(cholesky.inverse_factor().as_ref(), orthonormal.as_ref());
        // x = L^T x_0, as Y_0 = L Y
        let centre = (0..rank).map(|i| (i..rank).map(|k| cholesky.factor()[(k, i)] * start_centre[k]).sum()).collect();
        let outputs = product(transform.as_ref(), inner.as_ref());
        let absolute = |matrix: &Mat<f64>| Mat::from_fn(matrix.nrows(), matrix.ncols(), |i, j| matrix[(i, j)].abs());
        let (sizes, basis_sizes) = (absolute(&transform), absolute(&basis));
        let reach = frobenius(&product(sizes.as_ref(), basis_sizes.as_ref()));
        let norm = frobenius(&scaled.rows);
        let of_inner = reach * (gamma(scaled.rows.ncols()) * norm + 3.0 * scaled.rounding);
        let vanished = frobenius(&transform) * norm * 2f64.powi(-890);
        let error = (of_inner + vanished + gamma(rank) * frobenius(&transform) * frobenius(&inner)) * SLACK;
        let of_basis = Mat::from_fn(rank, rank, |a, b| outputs[(a, independent[b])]);
        let stretched = product(of_basis.as_ref(), transform.transpose());
        let stretched_error = (error + gamma(rank) * frobenius(&of_basis)) * frobenius(&transform) * SLACK;
        let stretch = largest_eigenvalue(&stretched, stretched_error)?;
        Some(Frame { outputs, error, stretch, centre, total })
    }

    /// The same coordinates with centre 0.
    fn around_zero(self) -> Self {
        Frame { centre: vec![0.0; self.centre.len()], ..self }
    }

    /// The lemma of the [module](self).
    fn strong_convexity(&self, scaled: &Scaled, loss: LossName) -> Option<Interval> {
        let (rank, count) = (self.outputs.nrows(), self.outputs.ncols());
        let around = Interval::new(-self.error, self.error).ok()?;
        let entry = |k: usize, i: usize| Interval::point(self.outputs[(k, i)]) + around;
        let output = |i: usize| {
            let sum = (0..rank).fold(Interval::zero(), |sum, k| sum + entry(k, i) * Interval::point(self.centre[k]));
            sum * scaled.unit
        };
        let outputs: Vec<Interval> = (0..count).map(output).collect();
        let total = whole_number(self.total);
        let risk =
            |outputs: &[Interval]| outputs.iter().fold(Interval::zero(), |sum, u| sum + loss.margin_loss(*u)) / total;
        let at_zero = loss.margin_loss(Interval::zero()) * whole_number(count) / total;
        // at c = 0 nothing is lost to rounding
        let drop = if self.centre.iter().all(|x| *x == 0.0) { Interval::zero() } else { at_zero - risk(&outputs) };
        if drop.lower().is_nan() || drop.lower() < 0.0 {
            return None;
        }
        let weights: Vec<Interval> =
            outputs.iter().map(|u| loss.margin_curvature(*u) * scaled.unit.square() / total).collect();
        // M = Q Q^T with columns q_i = sqrt(weight_i) p_i: the Hessian at the centre, near the identity
        let roots: Vec<Interval> = weights.iter().map(|weight| weight.sqrt()).collect();
        let columns = Mat::from_fn(rank, count, |k, i| self.outputs[(k, i)] * roots[i].midpoint());
        let column_norm = frobenius(&columns);
        let largest_root = largest_of(roots.iter().map(Interval::upper));
        let relative = largest_of(roots.iter().map(|root| root.width() / root.lower())).max(f64::EPSILON);
        let column_error = (largest_root * self.error + column_norm * (relative + f64::EPSILON)) * SLACK;
        let mut defect = symmetrised(&product(columns.as_ref(), columns.transpose()));
        (0..rank).for_each(|k| defect[(k, k)] -= 1.0);
        let product_error =
            gamma(count) * column_norm * column_norm + column_error * (2.0 * column_norm + column_error);
        let off = (row_sum_norm(&defect) + product_error + 4.0 * f64::EPSILON) * SLACK;
        if off.is_nan() || off >= 0.5 {
            return None;
        }
        let least = Interval::point(1.0) - Interval::point(off);
        let length = |i: usize| (0..rank).map(|k| self.outputs[(k, i)].powi(2)).sum::<f64>().sqrt();
        let longest = largest_of((0..count).map(|i| length(i) * SLACK + self.error));
        let spread = Interval::point(longest) * scaled.unit / least.sqrt();
        let gradient = (0..rank).fold(Interval::zero(), |sum, k| {
            let part = (0..count).fold(Interval::zero(), |part, i| part + loss.margin_slope(outputs[i]) * entry(k, i));
            sum + (part * scaled.unit / total).square()
        });
        let slope = spread * (gradient / least).sqrt();
        let wanted = spread.square() * Interval::point(drop.upper());
        let reach = shortest_reach(slope, wanted)?;
        // lambda_min(H) = min x·Mx/x·YY^T x
        let lower = ((-Interval::point(reach)).exp() * least / self.stretch).lower();
        let upper = (Interval::point(1.0) + Interval::point(off)) / self.stretch;
        (lower > 0.0).then(|| Interval::new(lower, upper.upper()).ok()).flatten()
    }
}

/// Some S, nearly the least, with psi(S) = e^{-S} + S - 1 - slope S certainly above `wanted`.
fn shortest_reach(slope: Interval, wanted: Interval) -> Option<f64> {
    let exceeds = |s: f64| {
        let point = Interval::point(s);
        let psi = (-point).exp() + point - Interval::integer(1) - slope * point;
        wanted.certainly_less(&psi) == Some(true)
    };
    let mut above = 1e-6;
    while !exceeds(above) {
        above *= 2.0;
        if above > 700.0 {
            return None;
        }
    }
    let mut below = above / 2.0;
    for _ in 0..40 {
        let middle = f64::midpoint(below, above);
        if exceeds(middle) { above = middle } else { below = middle }
    }
    Some(above)
}

/// The minimiser of F in coordinates with outputs unit · p_i·x, and its Hessian. Numerical: damped Newton steps.
fn newton(outputs: &Mat<f64>, unit: f64, loss: LossName, total: usize) -> Option<(Vec<f64>, Mat<f64>)> {
    let (rank, count) = (outputs.nrows(), outputs.ncols());
    let value = |x: &[f64]| -> (Vec<f64>, f64) {
        let point = Mat::from_fn(1, rank, |_, k| x[k]);
        let images = product(point.as_ref(), outputs.as_ref());
        let margins: Vec<f64> = (0..count).map(|i| unit * images[(0, i)]).collect();
        let risk = margins.iter().map(|u| loss.margin_loss(*u)).sum::<f64>() / total as f64;
        (margins, risk)
    };
    let hessian_at = |margins: &[f64]| {
        let roots: Vec<f64> =
            margins.iter().map(|u| unit * (loss.margin_curvature(*u) / total as f64).sqrt()).collect();
        let columns = Mat::from_fn(rank, count, |k, i| outputs[(k, i)] * roots[i]);
        product(columns.as_ref(), columns.transpose())
    };
    let mut x = vec![0.0; rank];
    let (mut margins, mut risk) = value(&x);
    for _ in 0..NEWTON_STEPS {
        let slopes = Mat::from_fn(count, 1, |i, _| unit * loss.margin_slope(margins[i]) / total as f64);
        let gradient = product(outputs.as_ref(), slopes.as_ref());
        let right: Vec<f64> = (0..rank).map(|k| -gradient[(k, 0)]).collect();
        let step = Cholesky::new(hessian_at(&margins))?.solve(&right);
        let decrement: f64 = -step.iter().zip(&right).map(|(s, r)| s * r).sum::<f64>();
        let mut length = 1.0;
        let accepted = loop {
            let next: Vec<f64> = x.iter().zip(&step).map(|(x, s)| x + length * s).collect();
            let (next_margins, next_risk) = value(&next);
            if next_risk < risk + 1e-4 * length * decrement {
                break Some((next, next_margins, next_risk));
            }
            length /= 2.0;
            if length < 1e-9 {
                break None;
            }
        };
        match accepted {
            Some(next) => (x, margins, risk) = next,
            None => {
                // at the level of roundings: one undamped step is the best there is
                if -decrement < 1e-12 {
                    x.iter_mut().zip(&step).for_each(|(x, s)| *x += s);
                    margins = value(&x).0;
                }
                break;
            }
        }
    }
    let hessian = hessian_at(&margins);
    Some((x, hessian))
}
