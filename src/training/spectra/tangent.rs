//! The Hessian of the risk and the kernel of a network, as operators on the tangent space of rank-one directions.
//!
//! # The space
//!
//! Let V = (V_1, ..., V_L) be a direction in the weights. The gradient of the risk is (N b_l a_{l-1}^T)_l with a_0 = g the
//! gradient in the end-to-end vector (proofs/THEORY.md, section 4), so its derivative in the direction V is
//!
//! (HV)_l = N (b'_l a_{l-1}^T + b_l a'_{l-1}^T)
//!
//! where a dot (here: a prime) marks derivatives along V. Whatever V is, HV lies in S, the space of all
//! (y_l a_{l-1}^T + b_l x_l^T)_l. H is symmetric and maps into S, so it is zero on the orthogonal complement of S: for U
//! orthogonal to S and any V, HU·V = U·HV = 0. **The eigenvalues of H that are not zero are those of H on S**, with the
//! same eigenvectors. S has about L(m + d) dimensions where the weights have md + (L-2)m² + m.
//!
//! **The top eigenvalue of H on S is that of H.** It can only be missed if it is zero and all eigenvalues on S are
//! negative; but the trace of H is never negative. The outputs f(x_i) are affine in every single weight, so that the
//! diagonal of Hess f(x_i) is zero, and the trace is that of (1/n) sum l''(u_i) grad f_i grad f_i^T, where l'' >= 0. The
//! trace of H on S is the same number. S is not {0}: it contains all directions of W_L, because b_L = 1. (This needs a
//! convex loss; all of [`crate::model::loss`] are.)
//!
//! # Coordinates
//!
//! V_l = b̂ p^T + q â^T with the unit vectors b̂ = b_l/|b_l|, â = a_{l-1}/|a_{l-1}|, p of the length of a row, q of the
//! length of a column and orthogonal to b̂. Then |V_l|² = |p|² + |q|²: the coordinates are orthonormal, because the cross
//! term 2 (b̂·q)(â·p) is zero, and unique, because p = V_l^T b̂. Vectors here are p_1, ..., p_L, q_1, ..., q_{L-1} one after
//! the other (q_L is zero: b̂ = 1 there). The operator is the projection on these coordinates, then H, then the projection:
//! a component of q_l along b̂ is an eigenvector of value zero, which changes neither the other eigenvalues nor, by the
//! trace, the top one. If a_{l-1} = 0 (at a minimum, where g = 0) then q_l has no effect, if b_l = 0 then p_l has none; with
//! b̂ = 0 the projection on q is the identity. These are the same formulas.
//!
//! # The product
//!
//! With c_i = l''(u_i)/n (and y_i² = 1):
//!
//! b'_L = 0,  b'_{l-1} = |b_l| p_l + W_l^T b'_l,  v' = N (|b_1| p_1 + W_1^T b'_1),  g' = X^T (c ⊙ X v'),
//! a'_0 = g',  a'_l = (p_l·a_{l-1}) b̂_l + |a_{l-1}| q_l + W_l a'_{l-1},
//! p_l -> N ((b'_l·b̂_l) a_{l-1} + |b_l| a'_{l-1}),  q_l -> N |a_{l-1}| (b'_l - (b'_l·b̂_l) b̂_l)
//!
//! It reads X once and each W_l twice: O(nd + md + (L-2)m²), as a step of gradient descent.
//!
//! # The kernel
//!
//! (D2) is Theta = J J^T/n with J the n x P matrix of the gradients of the outputs. J^T J/n has the same eigenvalues but
//! for zeros, it is the first part of H with c_i = 1/n, and the second part is what the residuals make: so the kernel is
//! the same operator at a_l = 0 and c_i = 1/n. Its top eigenvalue |J|²/n is that of Theta, zero included.
//!
//! # Guarantee
//!
//! Numerical. The same bytes whatever the number of threads.

use super::SampleRows;
use super::samples::Each;
use crate::model::Loss;
use crate::training::lanczos::SymmetricOperator;
use crate::training::products::{add_scaled, apply, apply_transposed, dot};
use crate::training::{Network, TrainingError};
use faer::Mat;

/// The Hessian of the risk, or the kernel, in the coordinates of the tangent space (see [the module](self)).
#[derive(Clone, Debug)]
pub struct TangentOperator<'a> {
    name: &'static str,
    network: &'a Network,
    samples: &'a SampleRows,
    /// c_i
    curvatures: Each,
    frames: Vec<Frame>,
}

/// b_l and a_{l-1}, which span the tangent directions of a layer.
#[derive(Clone, Debug)]
struct Frame {
    /// b̂, or zero
    b: Vec<f64>,
    b_length: f64,
    /// a, not of length 1
    a: Vec<f64>,
    a_length: f64,
}

impl Frame {
    fn new(mut b: Vec<f64>, a: Vec<f64>) -> Self {
        let (b_length, a_length) = (dot(&b, &b).sqrt(), dot(&a, &a).sqrt());
        // A vector whose square underflows is zero to the accuracy of the operator.
        b.iter_mut().for_each(|entry| *entry = if b_length > 0.0 { *entry / b_length } else { 0.0 });
        Frame { b, b_length, a, a_length }
    }

    /// q - (q·b̂) b̂
    fn without_b(&self, q: &[f64]) -> Vec<f64> {
        let mut rest = q.to_vec();
        add_scaled(&mut rest, -dot(q, &self.b), &self.b);
        rest
    }
}

/// The coordinates of one layer.
struct Coordinates<'v> {
    p: &'v [f64],
    /// Empty for the last layer.
    q: &'v [f64],
}

impl<'a> TangentOperator<'a> {
    /// H, the Hessian of the risk of `network`. Its top eigenvalue is the sharpness h.
    ///
    /// # Errors
    ///
    /// [`TrainingError::NoData`] without samples, [`TrainingError::Dimension`] if network and data do not fit, and those of samples that
    /// are not in memory.
    pub fn hessian(
        network: &'a Network,
        samples: &'a SampleRows,
        loss: &(impl Loss<f64> + Sync),
    ) -> Result<Self, TrainingError> {
        check_dimension(network, samples)?;
        let count = samples.count() as f64;
        let backward = network.backward_vectors();
        // g = X^T r with r_i = l'(u_i) y_i/n
        let residual = |label: f64, output: f64| loss.margin_slope(label * output) * label / count;
        let curvature = |label: f64, output: f64| loss.margin_curvature(output * label) / count;
        let (gradient, curvatures) = samples.gather_and_keep(&network.end_to_end(&backward), residual, curvature)?;
        let forward = network.forward_vectors(gradient);
        Ok(TangentOperator {
            name: "Hessian",
            network,
            samples,
            curvatures,
            frames: backward.into_iter().zip(forward).map(|(b, a)| Frame::new(b, a)).collect(),
        })
    }

    /// The kernel of `network`, whose top eigenvalue is that of the n x n matrix Theta of (D2): the NTK divided by n.
    ///
    /// # Errors
    ///
    /// [`TrainingError::NoData`] without samples, [`TrainingError::Dimension`] if network and data do not fit.
    pub fn ntk(network: &'a Network, samples: &'a SampleRows) -> Result<Self, TrainingError> {
        check_dimension(network, samples)?;
        let columns = network.layers().iter().map(Mat::ncols);
        Ok(TangentOperator {
            name: "kernel",
            network,
            samples,
            curvatures: Each::Same(1.0 / samples.count() as f64),
            frames: network
                .backward_vectors()
                .into_iter()
                .zip(columns)
                .map(|(b, d)| Frame::new(b, vec![0.0; d]))
                .collect(),
        })
    }

    /// V_1, ..., V_L: a vector of this operator in the shape of the weights. Lengths are kept.
    ///
    /// # Panics
    ///
    /// If the vector is not as long as [`SymmetricOperator::dimension`] says.
    pub fn weight_direction(&self, vector: &[f64]) -> Vec<Mat<f64>> {
        let layers = self.frames.iter().zip(self.split(vector));
        layers
            .map(|(frame, Coordinates { p, q })| {
                let q = frame.without_b(if q.is_empty() { &[0.0] } else { q });
                let a_unit = |j: usize| if frame.a_length > 0.0 { frame.a[j] / frame.a_length } else { 0.0 };
                Mat::from_fn(frame.b.len(), p.len(), |i, j| frame.b[i] * p[j] + q[i] * a_unit(j))
            })
            .collect()
    }

    fn split<'v>(&self, mut vector: &'v [f64]) -> Vec<Coordinates<'v>> {
        assert_eq!(vector.len(), self.dimension(), "a vector of the tangent space");
        let mut take = |length: usize| {
            let (part, rest) = vector.split_at(length);
            vector = rest;
            part
        };
        let rows: Vec<&[f64]> = self.frames.iter().map(|frame| take(frame.a.len())).collect();
        let last = self.frames.len() - 1;
        let mut columns: Vec<&[f64]> = self.frames[..last].iter().map(|frame| take(frame.b.len())).collect();
        columns.push(&[]);
        rows.into_iter().zip(columns).map(|(p, q)| Coordinates { p, q }).collect()
    }

    /// b'_1, ..., b'_L and v'/N.
    fn backward_derivatives(&self, coordinates: &[Coordinates<'_>]) -> (Vec<Vec<f64>>, Vec<f64>) {
        let mut chain = vec![vec![0.0]];
        for (index, layer) in self.network.layers().iter().enumerate().rev() {
            let newest = &chain[chain.len() - 1];
            // b'_L = 0 needs no product.
            let mut pulled =
                if chain.len() == 1 { vec![0.0; layer.ncols()] } else { apply_transposed(layer.as_ref(), newest) };
            add_scaled(&mut pulled, self.frames[index].b_length, coordinates[index].p);
            chain.push(pulled);
        }
        let v = chain.pop().unwrap_or_default();
        chain.reverse();
        (chain, v)
    }
}

impl SymmetricOperator for TangentOperator<'_> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn dimension(&self) -> usize {
        let last = self.frames.len() - 1;
        let rows: usize = self.frames.iter().map(|frame| frame.a.len()).sum();
        rows + self.frames[..last].iter().map(|frame| frame.b.len()).sum::<usize>()
    }

    fn apply(&self, vector: &[f64]) -> Result<Vec<f64>, TrainingError> {
        let scale = self.network.scale();
        let coordinates = self.split(vector);
        let (backward_dot, v_dot) = self.backward_derivatives(&coordinates);
        let mut forward_dot =
            self.samples.gather(&v_dot, &self.curvatures, |curvature, output| scale * curvature * output)?;

        let (mut rows, mut columns) = (Vec::with_capacity(vector.len()), Vec::new());
        let last = self.frames.len() - 1;
        for (index, (frame, Coordinates { p, q })) in self.frames.iter().zip(coordinates).enumerate() {
            let along_b = dot(&backward_dot[index], &frame.b);
            rows.extend(
                frame.a.iter().zip(&forward_dot).map(|(a, a_dot)| scale * (along_b * a + frame.b_length * a_dot)),
            );
            if index == last {
                break;
            }
            let across_b = frame.without_b(&backward_dot[index]);
            columns.extend(across_b.iter().map(|entry| scale * frame.a_length * entry));
            forward_dot = apply(self.network.layers()[index].as_ref(), &forward_dot);
            add_scaled(&mut forward_dot, dot(p, &frame.a), &frame.b);
            add_scaled(&mut forward_dot, frame.a_length, &frame.without_b(q));
        }
        rows.extend(columns);
        Ok(rows)
    }
}

fn check_dimension(network: &Network, samples: &SampleRows) -> Result<(), TrainingError> {
    let found = samples.dimension();
    if samples.count() == 0 || found == 0 {
        return Err(TrainingError::NoData { count: samples.count(), dimension: found });
    }
    if found != network.dimension() {
        return Err(TrainingError::Dimension { what: "the data", found, expected: network.dimension() });
    }
    Ok(())
}
