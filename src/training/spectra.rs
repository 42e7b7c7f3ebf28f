//! The kernel and the Hessian of a network in training, as operators: only their products with vectors are formed.
//!
//! (D2)  Theta_ij = (1/n) N² sum_l |b_l|² (a^{x_i}_{l-1}·a^{x_j}_{l-1}),   lambda its top eigenvalue
//!
//! H = (1/n) sum_i l''(u_i) grad f_i grad f_i^T + sum_i r_i Hess f(x_i),   the sharpness h its top eigenvalue
//!
//! Source: theory.md section 4. [`super::top_eigenvalue`] takes the top eigenvalue of either.

use super::lanczos::SymmetricOperator;
use super::products::{add_scaled, apply, apply_transposed, dot};
use super::{Network, TrainingError};
use crate::model::{DataSet, Loss};
use faer::MatRef;

/// Theta, n x n: the NTK matrix divided by n (D2).
#[derive(Clone, Debug)]
pub struct NtkOperator<'a> {
    network: &'a Network,
    data: &'a DataSet,
    /// |b_l|²
    backward_squares: Vec<f64>,
}

impl<'a> NtkOperator<'a> {
    /// The kernel of `network` on `data`.
    ///
    /// # Errors
    ///
    /// [`TrainingError::Dimension`] if they do not fit.
    pub fn new(network: &'a Network, data: &'a DataSet) -> Result<Self, TrainingError> {
        check_dimension(network, data)?;
        let backward_squares = network.backward_vectors().iter().map(|b| dot(b, b)).collect();
        Ok(NtkOperator { network, data, backward_squares })
    }
}

impl SymmetricOperator for NtkOperator<'_> {
    fn name(&self) -> &'static str {
        "kernel"
    }

    fn dimension(&self) -> usize {
        self.data.count()
    }

    /// Theta u = (N²/n) X sum_l |b_l|² (W_{l-1}...W_1)^T (W_{l-1}...W_1) X^T u: the chain of X^T u forwards, then one
    /// pass back that gathers the sum. O(nd + md + (L-2)m²).
    fn apply(&self, vector: &[f64]) -> Vec<f64> {
        let layers = self.network.layers();
        let chain = self.network.forward_vectors(apply_transposed(self.data.features.as_ref(), vector));
        let mut sum = vec![0.0; chain[chain.len() - 1].len()];
        for (index, (link, square)) in chain.iter().zip(&self.backward_squares).enumerate().rev() {
            add_scaled(&mut sum, *square, link);
            if index > 0 {
                sum = apply_transposed(layers[index - 1].as_ref(), &sum);
            }
        }
        let factor = self.network.scale() * self.network.scale() / self.data.count() as f64;
        sum.iter_mut().for_each(|entry| *entry *= factor);
        apply(self.data.features.as_ref(), &sum)
    }
}

/// H, the Hessian of the risk in all weights. Vectors are the weights one layer after the other, each by columns.
#[derive(Clone, Debug)]
pub struct HessianOperator<'a> {
    network: &'a Network,
    data: &'a DataSet,
    /// a_0, ..., a_{L-1}, from a_0 = g
    forward: Vec<Vec<f64>>,
    /// b_1, ..., b_L
    backward: Vec<Vec<f64>>,
    /// l''(u_i)/n
    curvatures: Vec<f64>,
}

impl<'a> HessianOperator<'a> {
    /// The Hessian at the weights of `network`.
    ///
    /// # Errors
    ///
    /// [`TrainingError::Dimension`] if network and data do not fit.
    pub fn new(network: &'a Network, data: &'a DataSet, loss: &impl Loss<f64>) -> Result<Self, TrainingError> {
        check_dimension(network, data)?;
        let count = data.count() as f64;
        let backward = network.backward_vectors();
        let outputs = apply(data.features.as_ref(), &network.end_to_end(&backward));
        let margins = || outputs.iter().zip(&data.labels).map(|(f, y)| f * y);
        let residuals: Vec<f64> = margins().zip(&data.labels).map(|(u, y)| loss.margin_slope(u) * y / count).collect();
        let gradient = apply_transposed(data.features.as_ref(), &residuals);
        Ok(HessianOperator {
            network,
            data,
            forward: network.forward_vectors(gradient),
            backward,
            curvatures: margins().map(|u| loss.margin_curvature(u) / count).collect(),
        })
    }

    /// V_1, ..., V_L, the parts of a vector in the shape of the weights.
    fn directions<'v>(&self, mut vector: &'v [f64]) -> Vec<MatRef<'v, f64>> {
        let mut parts = Vec::new();
        for layer in self.network.layers() {
            let (part, rest) = vector.split_at(layer.nrows() * layer.ncols());
            parts.push(MatRef::from_column_major_slice(part, layer.nrows(), layer.ncols()));
            vector = rest;
        }
        parts
    }
}

impl SymmetricOperator for HessianOperator<'_> {
    fn name(&self) -> &'static str {
        "Hessian"
    }

    fn dimension(&self) -> usize {
        self.network.weight_count()
    }

    /// H V, the derivative of the gradient N b_l a_{l-1}^T in the direction V. A dot marks derivatives in that direction:
    ///
    /// b'_{l-1} = V_l^T b_l + W_l^T b'_l,  v' = N (V_1^T b_1 + W_1^T b'_1),  g' = X^T (l''/n ⊙ X v'),
    /// a'_0 = g',  a'_l = V_l a_{l-1} + W_l a'_{l-1},   (H V)_l = N (b'_l a_{l-1}^T + b_l a'_{l-1}^T)
    ///
    /// (y_i² = 1, so that r'_i = l''(u_i) f'_i/n.) O(nd + md + (L-2)m²), as a step.
    fn apply(&self, vector: &[f64]) -> Vec<f64> {
        let layers = self.network.layers();
        let scale = self.network.scale();
        let directions = self.directions(vector);
        let depth = layers.len();

        // W_l^T b'_l + V_l^T b_l
        let pull_back = |index: usize, dotted: &[f64]| {
            let mut pulled = apply_transposed(layers[index].as_ref(), dotted);
            add_scaled(&mut pulled, 1.0, &apply_transposed(directions[index], &self.backward[index]));
            pulled
        };
        let mut backward_dot = vec![vec![0.0]];
        for index in (1..depth).rev() {
            backward_dot.push(pull_back(index, &backward_dot[backward_dot.len() - 1]));
        }
        backward_dot.reverse();

        // (1/N) X v', then g'
        let mut residuals_dot = apply(self.data.features.as_ref(), &pull_back(0, &backward_dot[0]));
        for (entry, curvature) in residuals_dot.iter_mut().zip(&self.curvatures) {
            *entry *= scale * curvature;
        }
        let mut forward_dot = apply_transposed(self.data.features.as_ref(), &residuals_dot);

        let mut image = Vec::with_capacity(vector.len());
        for index in 0..depth {
            let (a, b) = (&self.forward[index], &self.backward[index]);
            for (a_j, a_dot_j) in a.iter().zip(&forward_dot) {
                let column = b.iter().zip(&backward_dot[index]);
                image.extend(column.map(|(b_i, b_dot_i)| scale * (b_dot_i * a_j + b_i * a_dot_j)));
            }
            if index + 1 < depth {
                forward_dot = apply(layers[index].as_ref(), &forward_dot);
                add_scaled(&mut forward_dot, 1.0, &apply(directions[index], a));
            }
        }
        image
    }
}

fn check_dimension(network: &Network, data: &DataSet) -> Result<(), TrainingError> {
    if data.count() == 0 {
        return Err(TrainingError::NoData { count: 0, dimension: data.dimension() });
    }
    if data.dimension() != network.dimension() {
        let expected = network.dimension();
        return Err(TrainingError::Dimension { what: "the data", found: data.dimension(), expected });
    }
    Ok(())
}
