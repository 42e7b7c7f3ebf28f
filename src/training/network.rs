//! The weights of a deep linear network on dense storage, its default start, and one step of gradient descent.

use super::{Real, TrainingError, products};
use crate::dynamics::aligned::ntk_scale;
use crate::model::{LinearNetwork, Matrix};
use faer::Mat;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use rand_distr::{Distribution, StandardNormal};

/// The largest number of weights: 2 GiB of doubles.
pub const MOST_WEIGHTS: usize = 1 << 28;
/// The largest depth of [`Network::random`]: a matrix takes memory of its own besides its weights.
pub const MOST_LAYERS: usize = 1 << 16;

/// f(x) = N W_L ... W_1 x with W_1 of shape m x d, W_2..W_{L-1} of shape m x m and W_L of shape 1 x m (1 x d at depth 1).
#[derive(Clone, Debug, PartialEq)]
pub struct Network<T = f64> {
    scale: T,
    layers: Vec<Mat<T>>,
}

impl Network {
    /// The default start: N = m^{-(L-1)/2} and independent entries from the standard normal distribution.
    ///
    /// Layer l is drawn by rows from ChaCha20, seeded by `seed`, stream l: it depends on neither the number of threads
    /// nor the shapes of other layers.
    ///
    /// # Errors
    ///
    /// [`TrainingError`] for depth, width or dimension zero, and for more than [`MOST_WEIGHTS`] weights or [`MOST_LAYERS`]
    /// layers.
    pub fn random(dimension: usize, depth: usize, width: usize, seed: u64) -> Result<Self, TrainingError> {
        if depth == 0 {
            return Err(TrainingError::DepthZero);
        }
        if width == 0 {
            return Err(TrainingError::WidthZero);
        }
        if dimension == 0 {
            return Err(TrainingError::NoData { count: 0, dimension });
        }
        // In u128, where no product of a depth, a width and a dimension that fit into memory overflows.
        let (wide, columns) = (width as u128, dimension as u128);
        let weights = match depth {
            1 => columns,
            _ => wide.saturating_mul(columns + 1).saturating_add((wide * wide).saturating_mul(depth as u128 - 2)),
        };
        if weights > MOST_WEIGHTS as u128 {
            return Err(TrainingError::TooManyWeights { depth, width, dimension, limit: MOST_WEIGHTS });
        }
        if depth > MOST_LAYERS {
            return Err(TrainingError::TooDeep { depth, limit: MOST_LAYERS });
        }
        let layers = (1..=depth)
            .map(|layer| {
                let rows = if layer == depth { 1 } else { width };
                let columns = if layer == 1 { dimension } else { width };
                let mut generator = ChaCha20Rng::seed_from_u64(seed);
                generator.set_stream(layer as u64);
                let mut matrix = Mat::zeros(rows, columns);
                for i in 0..rows {
                    for j in 0..columns {
                        matrix[(i, j)] = StandardNormal.sample(&mut generator);
                    }
                }
                matrix
            })
            .collect();
        Ok(Network { scale: ntk_scale(width as f64, depth), layers })
    }

    /// One layer, all of whose weights are zero: the start of depth 1 from which theorems on the direction of descent speak. Deeper
    /// networks of zeros do not move, because each gradient is a product of the other layers.
    ///
    /// # Errors
    ///
    /// [`TrainingError::NoData`] for dimension zero.
    pub fn zero(dimension: usize) -> Result<Self, TrainingError> {
        if dimension == 0 {
            return Err(TrainingError::NoData { count: 0, dimension });
        }
        Network::from_layers(ntk_scale(1.0, 1), vec![Mat::zeros(1, dimension)])
    }

    /// The same network on dense storage.
    ///
    /// # Errors
    ///
    /// As [`Network::from_layers`].
    pub fn from_model(network: &LinearNetwork<f64>) -> Result<Self, TrainingError> {
        let dense = |matrix: &Matrix<f64>| {
            let columns = matrix.rows.first().map_or(0, Vec::len);
            Mat::from_fn(matrix.rows.len(), columns, |i, j| matrix.rows[i][j])
        };
        Self::from_layers(network.scale, network.layers.iter().map(dense).collect())
    }

    /// The same network as the reference equations take it.
    pub fn to_model(&self) -> LinearNetwork<f64> {
        let by_rows = |matrix: &Mat<f64>| Matrix {
            rows: (0..matrix.nrows()).map(|i| (0..matrix.ncols()).map(|j| matrix[(i, j)]).collect()).collect(),
        };
        LinearNetwork { scale: self.scale, layers: self.layers.iter().map(by_rows).collect() }
    }
}

impl<T: Real> Network<T> {
    /// A network with the given N and weights.
    ///
    /// # Errors
    ///
    /// [`TrainingError::Shape`] if the matrices do not chain to one output, [`TrainingError::DepthZero`] if there are none.
    pub fn from_layers(scale: T, layers: Vec<Mat<T>>) -> Result<Self, TrainingError> {
        let depth = layers.len();
        if depth == 0 {
            return Err(TrainingError::DepthZero);
        }
        for (index, matrix) in layers.iter().enumerate() {
            let rows = layers.get(index + 1).map_or(1, Mat::ncols);
            if matrix.nrows() != rows || matrix.ncols() == 0 || rows == 0 {
                return Err(TrainingError::Shape {
                    layer: index + 1,
                    rows: matrix.nrows(),
                    columns: matrix.ncols(),
                    expected: format!("{} x {}", rows.max(1), matrix.ncols().max(1)),
                });
            }
        }
        Ok(Network { scale, layers })
    }

    /// The same network in another precision, each weight rounded to the nearest number.
    pub fn convert<U: Real>(&self) -> Network<U> {
        let layer = |matrix: &Mat<T>| {
            Mat::from_fn(matrix.nrows(), matrix.ncols(), |i, j| U::from_double(matrix[(i, j)].to_double()))
        };
        Network { scale: U::from_double(self.scale.to_double()), layers: self.layers.iter().map(layer).collect() }
    }

    /// The same N with other weights, whose shapes the caller took from this network.
    pub(super) fn with_layers(&self, layers: Vec<Mat<T>>) -> Self {
        Network { scale: self.scale, layers }
    }

    /// N.
    pub fn scale(&self) -> T {
        self.scale
    }

    /// W_1, ..., W_L.
    pub fn layers(&self) -> &[Mat<T>] {
        &self.layers
    }

    /// d, the number of features.
    pub fn dimension(&self) -> usize {
        self.layers[0].ncols()
    }

    /// The number of weights.
    pub fn weight_count(&self) -> usize {
        self.layers.iter().map(|matrix| matrix.nrows() * matrix.ncols()).sum()
    }

    /// The chain a_0 = `first`, a_l = W_l a_{l-1}, up to a_{L-1}.
    pub fn forward_vectors(&self, first: Vec<T>) -> Vec<Vec<T>> {
        let mut chain = vec![first];
        for layer in &self.layers[..self.layers.len() - 1] {
            chain.push(products::apply(layer.as_ref(), &chain[chain.len() - 1]));
        }
        chain
    }

    /// The chain b_1, ..., b_L with b_L = 1 and b_{l-1} = W_l^T b_l (index l - 1 holds b_l).
    pub fn backward_vectors(&self) -> Vec<Vec<T>> {
        let mut chain = vec![vec![products::one()]];
        for layer in self.layers[1..].iter().rev() {
            chain.push(products::apply_transposed(layer.as_ref(), &chain[chain.len() - 1]));
        }
        chain.reverse();
        chain
    }

    /// v = N W_1^T b_1, the end-to-end vector: f(x) = v·x.
    pub fn end_to_end(&self, backward: &[Vec<T>]) -> Vec<T> {
        let mut v = products::apply_transposed(self.layers[0].as_ref(), &backward[0]);
        v.iter_mut().for_each(|entry| *entry *= self.scale);
        v
    }

    /// One step of gradient descent, W_l -= eta N b_l a_{l-1}^T, given g (the gradient of the risk in v) and the backward
    /// vectors of the present weights.
    pub fn descend(&mut self, gradient: Vec<T>, backward: &[Vec<T>], learning_rate: T) {
        let forward = self.forward_vectors(gradient);
        let rate = learning_rate * self.scale;
        for (layer, (b, a)) in self.layers.iter_mut().zip(backward.iter().zip(&forward)) {
            for (j, a_j) in a.iter().enumerate() {
                for (weight, b_i) in layer.col_as_slice_mut(j).iter_mut().zip(b) {
                    *weight -= rate * *a_j * *b_i;
                }
            }
        }
    }
}
