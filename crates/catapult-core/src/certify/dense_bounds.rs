//! What is known of all networks in a Euclidean ball of weights, on D0: bounds of the second derivative of f.
//!
//! # Lemma
//!
//! Let c be weights with ||W_l|| <= n_l, forward vectors a_l and backward vectors b_l, and let theta be within R of c in the Euclidean norm of
//! all weights. Put delta_0 = 0, delta_l = (n_l + R) delta_(l-1) + R |a_(l-1)|, epsilon_L = 0 and
//! epsilon_(l-1) = (n_l + R) epsilon_l + R |b_l|. Then at theta
//!
//! > |a_l| <= A_l = |a_l(c)| + delta_l,  |b_l| <= B_l = |b_l(c)| + epsilon_l,
//!
//! and the second derivative of f in the weights has a norm of at most
//!
//! > K = N max_i sum_{j != i} P_ij,  P_ij = P_ji = B_j A_(i-1) prod_{i < k < j} (n_k + R)  for i < j.
//!
//! # Proof
//!
//! a_l(theta) - a_l(c) = W_l(theta) (a_(l-1)(theta) - a_(l-1)(c)) + (W_l(theta) - W_l(c)) a_(l-1)(c), and ||W_l(theta)|| <= n_l + R; in the
//! same way for b. The second derivative in the direction dW is 2N times the sum over i < j of
//! b_j^T dW_j (W_(j-1) .. W_(i+1)) dW_i a_(i-1), which is at most P_ij z_i z_j with z_l = ||dW_l||: the quadratic form of the symmetric matrix
//! with the entries N P_ij beside a zero diagonal. Its norm is at most its largest sum of a row. ∎
//!
//! It is the bound of (L4b), with the lengths of vectors in place of products of norms where there are vectors.
//!
//! # Norms of matrices
//!
//! ||W||^4 = ||(W W^T)²|| is at most the Frobenius norm of (W W^T)²: within a fifth of ||W|| for Gaussian matrices of 64 rows.

use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Analytic, Ball, ScaledInterval};
use crate::certify::data_run::square_length;
use crate::model::network::{Matrix, dot};

/// Bounds at a centre.
#[derive(Clone, Debug, PartialEq)]
pub struct Surroundings {
    /// N.
    pub scale: Magnitude,
    /// n_1, ..., n_L.
    pub norms: Vec<Magnitude>,
    /// |a_0|, ..., |a_{L-1}|.
    pub forward: Vec<Magnitude>,
    /// |b_1|, ..., |b_L|.
    pub backward: Vec<Magnitude>,
}

impl Surroundings {
    /// K for the ball of radius R.
    ///
    /// # Guarantee
    ///
    /// Certified: an upper bound, of everything up to infinity.
    pub fn second_derivative(&self, radius: Magnitude) -> Magnitude {
        let depth = self.norms.len();
        let reach: Vec<Magnitude> = self.norms.iter().map(|norm| norm.add_up(radius)).collect();
        let mut forward = self.forward.clone();
        let mut deviation = Magnitude::ZERO;
        for layer in 1..depth {
            deviation = reach[layer - 1].mul_up(deviation).add_up(radius.mul_up(self.forward[layer - 1]));
            forward[layer] = forward[layer].add_up(deviation);
        }
        let mut backward = self.backward.clone();
        let mut deviation = Magnitude::ZERO;
        for layer in (1..depth).rev() {
            deviation = reach[layer].mul_up(deviation).add_up(radius.mul_up(self.backward[layer]));
            backward[layer - 1] = backward[layer - 1].add_up(deviation);
        }
        let mut sums = vec![Magnitude::ZERO; depth];
        for first in 0..depth {
            let mut between = Magnitude::ONE;
            for second in first + 1..depth {
                let pair = backward[second].mul_up(between).mul_up(forward[first]);
                sums[first] = sums[first].add_up(pair);
                sums[second] = sums[second].add_up(pair);
                between = between.mul_up(reach[second]);
            }
        }
        self.scale.mul_up(sums.into_iter().fold(Magnitude::ZERO, Magnitude::max))
    }
}

/// An upper bound of the Euclidean length of enclosed vectors.
pub fn length(vector: &[Ball]) -> Magnitude {
    square_length(vector).sqrt().magnitude_up()
}

/// An upper bound of the norm ||W|| of a matrix.
///
/// # Guarantee
///
/// Certified.
pub fn norm(matrix: &Matrix<Ball>) -> Magnitude {
    if let [row] = matrix.rows.as_slice() {
        return length(row);
    }
    if matrix.rows.iter().all(|row| row.len() == 1) {
        return length(&matrix.rows.iter().flatten().cloned().collect::<Vec<Ball>>());
    }
    let rows: Vec<Vec<ScaledInterval>> =
        matrix.rows.iter().map(|row| row.iter().map(ScaledInterval::from_ball).collect()).collect();
    let gram: Vec<Vec<ScaledInterval>> = rows.iter().map(|x| rows.iter().map(|y| dot(x, y)).collect()).collect();
    let mut squares = Magnitude::ZERO;
    for (i, x) in gram.iter().enumerate() {
        for (j, y) in gram.iter().enumerate().take(i + 1) {
            let entry = dot(x, y).magnitude_up();
            let square = entry.mul_up(entry);
            squares = squares.add_up(if i == j { square } else { square.add_up(square) });
        }
    }
    squares.sqrt_up().sqrt_up().sqrt_up()
}
