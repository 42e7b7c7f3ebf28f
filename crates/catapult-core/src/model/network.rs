//! Deep linear networks with explicit weights, over any field: the reference that every reduced equation is held against.

use crate::arithmetic::Field;

/// A dense matrix, stored by rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix<T> {
    /// Row vectors, all of the same length.
    pub rows: Vec<Vec<T>>,
}

/// x·y
pub fn dot<T: Field>(x: &[T], y: &[T]) -> T {
    x.iter().zip(y).fold(T::zero(), |sum, (a, b)| sum + a.clone() * b)
}

impl<T: Field> Matrix<T> {
    /// W x
    pub fn apply(&self, vector: &[T]) -> Vec<T> {
        self.rows.iter().map(|row| dot(row, vector)).collect()
    }

    /// W^T y
    pub fn apply_transposed(&self, vector: &[T]) -> Vec<T> {
        let columns = self.rows.first().map_or(0, Vec::len);
        (0..columns)
            .map(|j| self.rows.iter().zip(vector).fold(T::zero(), |sum, (row, y)| sum + row[j].clone() * y))
            .collect()
    }
}

/// f(x) = N W_L ... W_1 x with W_1 of shape m x d, W_2..W_{L-1} of shape m x m and W_L of shape 1 x m (1 x d at depth 1).
#[derive(Clone, Debug, PartialEq)]
pub struct LinearNetwork<T> {
    /// N, usually m^{-(L-1)/2}.
    pub scale: T,
    /// W_1, ..., W_L.
    pub layers: Vec<Matrix<T>>,
}

impl<T: Clone> LinearNetwork<T> {
    /// The network whose layers have so many rows and columns, with the weights one layer after the other, each by rows.
    pub fn from_weights(scale: T, shapes: impl IntoIterator<Item = (usize, usize)>, weights: &[T]) -> Self {
        let mut weights = weights.iter().cloned();
        let layer =
            |(rows, columns)| Matrix { rows: (0..rows).map(|_| weights.by_ref().take(columns).collect()).collect() };
        LinearNetwork { scale, layers: shapes.into_iter().map(layer).collect() }
    }

    /// All weights, in that order.
    pub fn into_weights(self) -> Vec<T> {
        self.layers.into_iter().flat_map(|layer| layer.rows).flatten().collect()
    }
}

impl<T: Field> LinearNetwork<T> {
    /// The chain x, W_1 x, W_2 W_1 x, ..., without the last layer: the forward vectors a^x_0..a^x_{L-1}, for any input.
    pub fn forward_vectors(&self, input: &[T]) -> Vec<Vec<T>> {
        let mut chain = vec![input.to_vec()];
        for layer in &self.layers[..self.layers.len() - 1] {
            chain.push(layer.apply(&chain[chain.len() - 1]));
        }
        chain
    }

    /// The chain b_1, ..., b_L with b_L = 1 and b_{l-1} = W_l^T b_l (index l - 1 holds b_l).
    pub fn backward_vectors(&self) -> Vec<Vec<T>> {
        let mut chain = vec![vec![T::one()]];
        for layer in self.layers[1..].iter().rev() {
            chain.push(layer.apply_transposed(&chain[chain.len() - 1]));
        }
        chain.reverse();
        chain
    }

    /// f(x).
    pub fn output(&self, input: &[T]) -> T {
        self.output_after(&self.forward_vectors(input))
    }

    /// f(x) from the forward vectors of x.
    pub fn output_after(&self, chain: &[Vec<T>]) -> T {
        let last = self.layers[self.layers.len() - 1].apply(&chain[chain.len() - 1]);
        self.scale.clone() * &last[0]
    }
}
