//! Gradient descent of a depth-L linear network f(x) = N W_L ... W_1 x = v·x on any data.
//!
//! With residuals r_i = l'(u_i) y_i/n at the margins u_i = y_i f(x_i), and the gradient in v, g = sum r_i x_i, let
//! a_0 = g, a_l = W_l a_{l-1};  b_L = 1, b_{l-1} = W_l^T b_l. The gradient of W_l is the rank-one matrix N b_l a_{l-1}^T.
//!
//! (D1)  f'(x) = f(x) - eta N² B^T (I + c T)^{-1} A(x),   c = eta N,  B_l = |b_l|²,
//!       A_l(x) = a_{l-1}·(W_{l-1}...W_1 x),  T_{jl} = a_{j-1}·(W_{j-1}...W_{l+1} b_l) for l < j, else 0
//! (D2)  Theta_ij = (1/n) N² sum_l |b_l|² (a^{x_i}_{l-1}·a^{x_j}_{l-1}) with the forward vectors a^x of x
//!
//! Source: proofs/THEORY.md section 4. `tests/dynamics/network_identities.rs` holds (D1) against [`gradient_step`] in exact arithmetic.

use crate::arithmetic::Field;
use crate::model::{
    LinearNetwork, Loss,
    network::{Matrix, dot},
};

/// One labelled input: x and y = ±1.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample<T> {
    /// x.
    pub input: Vec<T>,
    /// y, +1 or -1.
    pub label: T,
}

/// The risk (1/n) sum l(y_i f(x_i)).
pub fn risk<T: Field>(network: &LinearNetwork<T>, data: &[Sample<T>], loss: &impl Loss<T>) -> T {
    let of = |sample: &Sample<T>| loss.margin_loss(sample.label.clone() * network.output(&sample.input));
    let count = data.iter().fold(T::zero(), |count, _| count + T::one());
    data.iter().fold(T::zero(), |sum, sample| sum + of(sample)) / &count
}

/// g = (1/n) sum l'(y_i f(x_i)) y_i x_i, the gradient of the risk in the end-to-end vector v.
pub fn end_to_end_gradient<T: Field>(network: &LinearNetwork<T>, data: &[Sample<T>], loss: &impl Loss<T>) -> Vec<T> {
    let count = data.iter().fold(T::zero(), |count, _| count + T::one());
    let dimension = data.first().map_or(0, |sample| sample.input.len());
    let mut gradient = vec![T::zero(); dimension];
    for sample in data {
        let margin = sample.label.clone() * network.output(&sample.input);
        let residual = loss.margin_slope(margin) * &sample.label / &count;
        for (entry, x) in gradient.iter_mut().zip(&sample.input) {
            *entry = entry.clone() + residual.clone() * x;
        }
    }
    gradient
}

/// One step of gradient descent on all weights: W_l' = W_l - eta N b_l a_{l-1}^T.
pub fn gradient_step<T: Field>(
    network: &LinearNetwork<T>,
    data: &[Sample<T>],
    loss: &impl Loss<T>,
    learning_rate: &T,
) -> LinearNetwork<T> {
    let a = network.forward_vectors(&end_to_end_gradient(network, data, loss));
    moved(network, &a, &network.backward_vectors(), learning_rate)
}

/// The weights W_l - rate N b_l a_{l-1}^T for forward vectors a and backward vectors b. With the forward vectors of the input 1 on D0,
/// where g = s, the rate is eta s.
pub fn moved<T: Field>(network: &LinearNetwork<T>, a: &[Vec<T>], b: &[Vec<T>], rate: &T) -> LinearNetwork<T> {
    let rate = rate.clone() * &network.scale;
    let layers = network
        .layers
        .iter()
        .zip(b.iter().zip(a))
        .map(|(layer, (b_l, a_before))| Matrix {
            rows: layer
                .rows
                .iter()
                .zip(b_l)
                .map(|(row, b)| {
                    let push = rate.clone() * b;
                    row.iter().zip(a_before).map(|(w, a)| w.clone() - push.clone() * a).collect()
                })
                .collect(),
        })
        .collect();
    LinearNetwork { scale: network.scale.clone(), layers }
}

/// (D1): the network's output at `input` after one step, without forming the new weights.
pub fn output_after_step<T: Field>(
    network: &LinearNetwork<T>,
    data: &[Sample<T>],
    loss: &impl Loss<T>,
    learning_rate: &T,
    input: &[T],
) -> T {
    let depth = network.layers.len();
    let a = network.forward_vectors(&end_to_end_gradient(network, data, loss));
    let forward = network.forward_vectors(input);
    let b = network.backward_vectors();
    let rate = learning_rate.clone() * &network.scale;

    // y = (I + c T)^{-1} A by forward substitution. `carried` holds, for each l < j, the vector W_{j-1}...W_{l+1} b_l.
    let mut solution: Vec<T> = Vec::with_capacity(depth);
    let mut carried: Vec<Vec<T>> = Vec::with_capacity(depth);
    for j in 0..depth {
        if j > 1 {
            for vector in &mut carried {
                *vector = network.layers[j - 1].apply(vector);
            }
        }
        if j > 0 {
            carried.push(b[j - 1].clone());
        }
        let coupled = carried.iter().zip(&solution).fold(T::zero(), |sum, (vector, y)| sum + dot(&a[j], vector) * y);
        solution.push(dot(&a[j], &forward[j]) - rate.clone() * coupled);
    }
    let descent = b.iter().zip(&solution).fold(T::zero(), |sum, (b_l, y)| sum + dot(b_l, b_l) * y);
    network.output(input) - rate * &network.scale * descent
}

/// (D2): the entry Theta(x, x') of the NTK divided by n = `count`.
pub fn ntk<T: Field>(network: &LinearNetwork<T>, left: &[T], right: &[T], count: &T) -> T {
    let (left, right) = (network.forward_vectors(left), network.forward_vectors(right));
    ntk_along(&network.scale, &left, &right, &network.backward_vectors()) / count
}

/// (D2) without the division by n, from the forward vectors of both inputs and the backward vectors.
pub fn ntk_along<T: Field>(scale: &T, left: &[Vec<T>], right: &[Vec<T>], b: &[Vec<T>]) -> T {
    let layers = b.iter().zip(left.iter().zip(right));
    let sum = layers.fold(T::zero(), |sum, (b_l, (x, y))| sum + dot(b_l, b_l) * dot(x, y));
    scale.clone().square() * sum
}
