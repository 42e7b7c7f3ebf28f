//! Weights behind a Gram matrix: the parameters in which orbits of the two-layer network are enclosed ([`super::parameters`]).
//!
//! Only G = N² Z^T Z matters, Z = [W1, w2], so any Z with that Gram matrix will do, of as many rows as G has rank. It is found by elimination, exact up
//! to the square roots of the pivots.

use super::gram::{Gram, GramState, GramSystem};
use super::mean_value::Surrounding;
use super::network;
use super::parameters::{Curvature, InParameters, bound_eigenvalues, length_up, times};
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Analytic, Ball, FromExact, Interval};
use crate::model::LossName;
use crate::model::network::{LinearNetwork, dot};
use rug::Rational;

/// A term D l l^T of a Gram matrix.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pivot {
    /// D > 0.
    value: Rational,
    /// The entries of l that belong to the features.
    row: Vec<Rational>,
    /// The last entry of l, in units of N times that of the start's v; `None` for the last unit vector.
    edge: Option<Rational>,
}

impl GramSystem {
    /// The Gram matrix of a start as a sum of terms, one for each hidden unit that it needs; `None` if it is not N² Z^T Z of a Z with m rows: positive
    /// semidefinite of rank at most m. Exact.
    pub(super) fn factorise(&self, start: &GramState<Rational>) -> Option<Vec<Pivot>> {
        let (features, scale) = (start.v.len(), self.scale_squared());
        // [[M, N v], [N v^T, b]] is N² Z^T Z, so v stands with the square N² scale².
        let factor = scale / &self.width;
        let mut matrix = start.kernel();
        for (j, row) in matrix.iter_mut().enumerate() {
            row[j] -= &start.b;
        }
        // Elimination of M first: pivots and the Schur complement b - N² v M^{-1} v.
        let mut border: Vec<Rational> = start.v.clone();
        let mut last = start.b.clone();
        let mut pivots = Vec::new();
        let mut done = vec![false; features];
        while let Some(pivot) = (0..features).find(|&j| !done[j] && !matrix[j][j].is_zero()) {
            let value = matrix[pivot][pivot].clone();
            if value < 0 {
                return None;
            }
            let entry = |j: usize| if done[j] { Rational::new() } else { Rational::from(&matrix[pivot][j] / &value) };
            let row: Vec<Rational> = (0..features).map(entry).collect();
            let edge = Rational::from(&border[pivot] / &value);
            done[pivot] = true;
            for i in (0..features).filter(|&i| !done[i]) {
                let share = Rational::from(&row[i] * &value);
                for k in (0..features).filter(|&k| !done[k]) {
                    matrix[i][k] -= Rational::from(&share * &row[k]);
                }
                border[i] -= share * &edge;
            }
            last -= Rational::from(edge.square_ref()) * &value * &factor;
            pivots.push(Pivot { value, row, edge: Some(edge) });
        }
        let rest = (0..features).filter(|&j| !done[j]);
        let clean = rest.clone().all(|i| border[i].is_zero() && rest.clone().all(|k| matrix[i][k].is_zero()));
        if !clean || last < 0 {
            return None;
        }
        if last > 0 {
            pivots.push(Pivot { value: last, row: vec![Rational::new(); features], edge: None });
        }
        (self.width >= pivots.len()).then_some(pivots)
    }
}

/// N = m^{-1/2}.
fn scale(equations: &Gram<Ball, LossName>) -> Ball {
    equations.reciprocal_width.clone().sqrt()
}

impl InParameters<GramSystem> for GramSystem {
    fn parameters(&self, start: &GramState<Rational>, bits: u32) -> Vec<Ball> {
        let read = |value: &Rational| Ball::from_exact(value, bits);
        // `GramSystem::validate` refuses starts that are no Gram matrices
        let pivots = self.factorise(start).unwrap_or_default();
        // N times the units of v
        let unit = read(&(self.scale_squared() / &self.width)).sqrt();
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for Pivot { value, row, edge } in &pivots {
            let length = read(&Rational::from(value * &self.width)).sqrt();
            first.extend(row.iter().map(|entry| length.clone() * read(entry)));
            second.push(match edge {
                Some(edge) => length * &unit * read(edge),
                None => length,
            });
        }
        first.into_iter().chain(second).collect()
    }

    fn state_around(
        &self,
        equations: &Gram<Ball, LossName>,
        parameters: &[Ball],
        distance: Magnitude,
    ) -> GramState<Ball> {
        let features = self.features();
        let width = parameters.len() / (features + 1);
        let column = |j: usize| -> Vec<Ball> {
            let (from, step) = if j < features { (j, features) } else { (width * features, 1) };
            (0..width).map(|row| parameters[from + row * step].clone()).collect()
        };
        let columns: Vec<Vec<Ball>> = (0..=features).map(column).collect();
        let lengths: Vec<Magnitude> = columns.iter().map(|column| length_up(column)).collect();
        // (z_i + e_i)·(z_j + e_j) - z_i·z_j for |e_i|, |e_j| at most the distance
        let product = |i: usize, j: usize| {
            let reach = distance.mul_up(lengths[i].add_up(lengths[j]).add_up(distance));
            dot(&columns[i], &columns[j]).widened(reach)
        };
        let (n2, scale) = (&equations.reciprocal_width, scale(equations));
        let upper = (0..features).flat_map(|j| (j..features).map(move |k| (j, k)));
        GramState {
            v: (0..features).map(|j| product(j, features) * &scale).collect(),
            upper: upper.map(|(j, k)| product(j, k) * n2).collect(),
            b: product(features, features) * n2,
        }
    }

    fn descend(&self, equations: &Gram<Ball, LossName>, parameters: &[Ball]) -> Vec<Ball> {
        let features = self.features();
        let width = parameters.len() / (features + 1);
        let network = LinearNetwork::from_weights(scale(equations), [(width, features), (1, width)], parameters);
        let b = network.backward_vectors();
        let v: Vec<Ball> = network.layers[0].apply_transposed(&b[0]).into_iter().map(|x| x * &network.scale).collect();
        let a = network.forward_vectors(&equations.risk.gradient(&v));
        network::moved(&network, &a, &b, &equations.learning_rate).into_weights()
    }

    fn curvature(
        &self,
        equations: &Gram<Interval, LossName>,
        state: &GramState<Interval>,
        enough: Magnitude,
    ) -> Curvature {
        let product = times(&equations.risk.hessian(&state.v), &state.kernel());
        Curvature { largest: bound_eigenvalues(product, enough), residual: residual(equations, state) }
    }

    /// The largest eigenvalue of H K is at most tr H times T, which is not below the largest of K.
    fn rough_curvature(&self, equations: &Gram<Ball, LossName>, state: &GramState<Ball>) -> Curvature {
        let largest = equations.risk.hessian_trace(&state.v).bound().mul_up(state.trace().bound());
        Curvature { largest, residual: residual(equations, state) }
    }
}

/// omega = N |g|.
fn residual<T: Analytic + Surrounding>(equations: &Gram<T, LossName>, state: &GramState<T>) -> Magnitude {
    let length = length_up(&equations.risk.gradient(&state.v));
    length.mul_up(equations.reciprocal_width.clone().sqrt().bound())
}
