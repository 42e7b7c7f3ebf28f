//! The empirical risk of a linear predictor v·x in any number of features, with gradient and Hessian.
//!
//! L(v) = (1/n) Σ l(z_i·v),  g = grad L(v) = (1/n) Σ l'(z_i·v) z_i,  H = Hess L(v) = (1/n) Σ l''(z_i·v) z_i z_i^T
//!
//! with signed points z_i = y_i x_i, each with its multiplicity. Source: proofs/THEORY.md section 6. With one feature this is
//! [`Empirical`](super::Empirical), which is kept apart because its loop over the points runs in vector instructions.

use super::loss::Loss;
use super::network::dot;
use crate::arithmetic::{Analytic, Field, FromExact};
use rug::Rational;

/// Distinct signed points z = yx in d features, each with its multiplicity.
pub type FeaturePoints = Vec<(Vec<Rational>, u32)>;

/// L(v) of listed points.
///
/// # Guarantee
///
/// That of the arithmetic `T` for every method.
#[derive(Clone, Debug)]
pub struct FeatureRisk<T, L> {
    /// The loss l.
    pub loss: L,
    points: Vec<(Vec<T>, T)>,
    count: T,
}

impl<T: FromExact, L> FeatureRisk<T, L> {
    /// The risk of signed points with multiplicities, read into `T` at `bits` bits (see [`FromExact`]).
    pub fn new(loss: L, points: &[(Vec<Rational>, u32)], bits: u32) -> Self {
        let read = |value: &Rational| T::from_exact(value, bits);
        let count: u64 = points.iter().map(|(_, multiplicity)| u64::from(*multiplicity)).sum();
        let points = points.iter().map(|(z, k)| (z.iter().map(read).collect(), read(&Rational::from(*k)))).collect();
        FeatureRisk { loss, points, count: read(&Rational::from(count)) }
    }
}

impl<T: Field, L: Loss<T>> FeatureRisk<T, L> {
    /// The signed points, in order.
    pub fn points(&self) -> impl Iterator<Item = &[T]> {
        self.points.iter().map(|(z, _)| z.as_slice())
    }

    /// k_i/n of each point, in the order of [`FeatureRisk::points`].
    pub fn shares(&self) -> impl Iterator<Item = T> {
        self.points.iter().map(|(_, multiplicity)| multiplicity.clone() / &self.count)
    }

    /// (1/n) Σ k_i term_i, for any terms.
    fn mean(&self, term: impl Fn(&[T]) -> T) -> T {
        let sum = self.points.iter().fold(T::zero(), |sum, (z, multiplicity)| sum + term(z) * multiplicity);
        sum / &self.count
    }

    /// L(v).
    pub fn value(&self, v: &[T]) -> T {
        self.mean(|z| self.loss.margin_loss(dot(z, v)))
    }

    /// (1/n) Σ |l'(z_i·v)|, what bounds |g| by the length of the points; for losses with l' < 0.
    pub fn mean_slope(&self, v: &[T]) -> T {
        self.mean(|z| -self.loss.margin_slope(dot(z, v)))
    }

    /// g.
    pub fn gradient(&self, v: &[T]) -> Vec<T> {
        let mut gradient = vec![T::zero(); v.len()];
        for (z, multiplicity) in &self.points {
            let residual = self.loss.margin_slope(dot(z, v)) * multiplicity;
            for (entry, coordinate) in gradient.iter_mut().zip(z) {
                *entry = entry.clone() + residual.clone() * coordinate;
            }
        }
        gradient.into_iter().map(|entry| entry / &self.count).collect()
    }

    /// The trace of H, (1/n) Σ l''(z_i·v) |z_i|².
    pub fn hessian_trace(&self, v: &[T]) -> T {
        self.mean(|z| self.loss.margin_curvature(dot(z, v)) * dot(z, z))
    }

    /// H, by rows.
    pub fn hessian(&self, v: &[T]) -> Vec<Vec<T>> {
        self.second_moment(|z| self.loss.margin_curvature(dot(z, v)))
    }

    /// (1/n) Σ k_i weight_i z_i z_i^T, by rows.
    pub fn second_moment(&self, weight: impl Fn(&[T]) -> T) -> Vec<Vec<T>> {
        let dimension = self.points.first().map_or(0, |(z, _)| z.len());
        let mut sum = vec![vec![T::zero(); dimension]; dimension];
        for (z, multiplicity) in &self.points {
            let weight = weight(z) * multiplicity;
            for (i, row) in sum.iter_mut().enumerate() {
                let weighted = weight.clone() * &z[i];
                for (entry, coordinate) in row[i..].iter_mut().zip(&z[i..]) {
                    *entry = entry.clone() + weighted.clone() * coordinate;
                }
            }
        }
        let entry = |i: usize, j: usize| sum[i.min(j)][i.max(j)].clone() / &self.count;
        (0..dimension).map(|i| (0..dimension).map(|j| entry(i, j)).collect()).collect()
    }
}

impl<T: Analytic, L: Loss<T>> FeatureRisk<T, L> {
    /// R with R^T R = (1/n) Σ k_i weight_i z_i z_i^T for positive weights: a row for each of the independent `columns` of the data, the
    /// others being combinations of them. Gram and Schmidt's method on the columns of the weighted points keeps the small eigenvalues of the
    /// moments, which their sum has lost.
    pub fn root(&self, weight: impl Fn(&[T]) -> T, columns: &[usize]) -> Vec<Vec<T>> {
        let lengths: Vec<T> =
            self.points.iter().map(|(z, multiplicity)| (weight(z) * multiplicity / &self.count).sqrt()).collect();
        let features = self.points.first().map_or(0, |(z, _)| z.len());
        let column = |j: usize| -> Vec<T> {
            self.points.iter().zip(&lengths).map(|((z, _), length)| length.clone() * &z[j]).collect()
        };
        let mut rest: Vec<Vec<T>> = (0..features).map(column).collect();
        let mut root = Vec::with_capacity(columns.len());
        for &pivot in columns {
            let norm = dot(&rest[pivot], &rest[pivot]).sqrt();
            let direction: Vec<T> = match norm.is_zero() {
                true => rest[pivot].clone(),
                false => rest[pivot].iter().map(|x| x.clone() / &norm).collect(),
            };
            let mut row = Vec::with_capacity(features);
            for (j, other) in rest.iter_mut().enumerate() {
                let share = if j == pivot { norm.clone() } else { dot(&direction, other) };
                for (x, y) in other.iter_mut().zip(&direction) {
                    *x = x.clone() - share.clone() * y;
                }
                row.push(share);
            }
            // what is left of the column is nothing, up to roundings
            rest[pivot].iter_mut().for_each(|x| *x = T::zero());
            root.push(row);
        }
        root
    }

    /// R with R^T R = H.
    pub fn hessian_root(&self, v: &[T], columns: &[usize]) -> Vec<Vec<T>> {
        self.root(|z| self.loss.margin_curvature(dot(z, v)), columns)
    }
}

/// Columns of signed points that are independent and span the others, in order. Exact.
pub fn independent_columns(points: &[(Vec<Rational>, u32)]) -> Vec<usize> {
    let features = points.first().map_or(0, |(z, _)| z.len());
    let occurring = || points.iter().filter(|(_, multiplicity)| *multiplicity > 0);
    // rows that are reduced one after another, each with the column of its pivot
    let mut reduced: Vec<(usize, Vec<Rational>)> = Vec::new();
    for (z, _) in occurring() {
        let mut rest = z.clone();
        for (pivot, row) in &reduced {
            if !rest[*pivot].is_zero() {
                let factor = rest[*pivot].clone() / &row[*pivot];
                rest.iter_mut().zip(row).for_each(|(entry, above)| *entry -= factor.clone() * above);
            }
        }
        if let Some(pivot) = rest.iter().position(|entry| !entry.is_zero()) {
            reduced.push((pivot, rest));
        }
        if reduced.len() == features {
            break;
        }
    }
    // the columns of the pivots of elimination by rows are independent
    let mut columns: Vec<usize> = reduced.into_iter().map(|(pivot, _)| pivot).collect();
    columns.sort_unstable();
    columns
}

/// R A R^T of a symmetric matrix A, by rows.
pub fn congruent<T: Field>(root: &[Vec<T>], matrix: &[Vec<T>]) -> Vec<Vec<T>> {
    let images: Vec<Vec<T>> = root.iter().map(|row| matrix.iter().map(|other| dot(other, row)).collect()).collect();
    (0..root.len()).map(|j| (0..root.len()).map(|k| dot(&root[j.min(k)], &images[j.max(k)])).collect()).collect()
}
