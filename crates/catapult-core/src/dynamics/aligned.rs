//! Deep linear networks that start aligned, on D0: W_l = sigma_l u_l u_{l-1}^T with unit vectors u_l.
//!
//! (D3)  sigma_l' = sigma_l - eta s N prod_{k != l} sigma_k,   f = N prod sigma_l
//! (D2)  lambda = N² sum_l prod_{k != l} sigma_k²
//!
//! Source: theory.md section 4. `tests/dynamics/aligned_identities.rs` proves that gradient descent keeps this form.
//!
//! The Hessian of the risk at an aligned point splits into the L x L block of the sigma directions,
//! M = L'' g g^T + s F with g_l = N prod_{k != l} sigma_k and F_{jl} = N prod_{k != j,l} sigma_k (j != l), and, for each
//! hidden layer between W_l and W_{l+1}, eigenvalues ± s N prod_{k != l,l+1} sigma_k for the directions that leave the
//! line, m - 1 times each. (A second-order term couples dW_l and dW_j only through the weights between them, which are
//! rank one unless j = l + 1.)
//! Where L'' >= 0, as for the three losses, the latter never exceed the top of M: (e_l ± e_{l+1})/sqrt 2 has the Rayleigh quotient
//! L'' (g_l ± g_{l+1})²/2 ± s N prod_{k != l,l+1} sigma_k.

use crate::arithmetic::symmetric::TopEigenvalue;
use crate::arithmetic::{Analytic, Field};
use crate::dynamics::map::{Map, Sharpness};
use crate::model::Risk;

/// The map (D3). The state vector is (sigma_1, ..., sigma_L).
///
/// # Guarantee
///
/// That of the arithmetic `T`.
#[derive(Clone, Debug)]
pub struct Aligned<T, R> {
    /// eta > 0.
    pub learning_rate: T,
    /// N = m^{-(L-1)/2}, see [`ntk_scale`].
    pub scale: T,
    /// Whether hidden layers have directions off the line, that is m > 1.
    pub wide: bool,
    /// The risk on D0.
    pub risk: R,
}

/// N = m^{-(depth-1)/2}, the factor of the NTK parametrisation (theory.md, section 0).
pub fn ntk_scale<T: Analytic>(width: T, depth: usize) -> T {
    let pairs = (0..(depth.saturating_sub(1)) / 2).fold(T::one(), |product, _| product * &width);
    let rest = if depth.is_multiple_of(2) { width.sqrt() } else { T::one() };
    T::one() / (pairs * rest)
}

/// The product of all entries but those at the given indices.
fn product_without<T: Field>(sigma: &[T], left_out: &[usize]) -> T {
    sigma
        .iter()
        .enumerate()
        .filter(|(index, _)| !left_out.contains(index))
        .fold(T::one(), |product, (_, factor)| product * factor)
}

impl<T: Field, R: Risk<T>> Aligned<T, R> {
    /// g_l = N prod_{k != l} sigma_k, the derivative of f in sigma_l.
    fn output_gradient(&self, sigma: &[T]) -> Vec<T> {
        (0..sigma.len()).map(|l| self.scale.clone() * product_without(sigma, &[l])).collect()
    }

    /// (D3): one step of gradient descent.
    pub fn step(&self, sigma: &[T]) -> Vec<T> {
        let eta_s = self.learning_rate.clone() * self.risk.slope(self.output(sigma));
        self.output_gradient(sigma)
            .into_iter()
            .zip(sigma)
            .map(|(gradient, sigma_l)| sigma_l.clone() - eta_s.clone() * gradient)
            .collect()
    }
}

impl<T: Field, R: Risk<T>> Map<T> for Aligned<T, R> {
    fn apply(&self, state: &[T]) -> Vec<T> {
        self.step(state)
    }
    fn output(&self, state: &[T]) -> T {
        self.scale.clone() * product_without(state, &[])
    }
    fn lambda(&self, state: &[T]) -> T {
        self.output_gradient(state).into_iter().fold(T::zero(), |sum, g| sum + g.square())
    }
    fn loss(&self, state: &[T]) -> T {
        self.risk.value(self.output(state))
    }
}

impl<T: TopEigenvalue, R: Risk<T>> Sharpness<T> for Aligned<T, R> {
    fn sharpness(&self, state: &[T]) -> T {
        let output = self.output(state);
        let s = self.risk.slope(output.clone());
        let curvature = self.risk.curvature(output);
        let gradient = self.output_gradient(state);
        let depth = state.len();
        let coupling = |j: usize, l: usize| s.clone() * &self.scale * product_without(state, &[j, l]);
        let block = (0..depth)
            .map(|j| {
                (0..depth)
                    .map(|l| {
                        let entry = curvature.clone() * &gradient[j] * &gradient[l];
                        if j == l { entry } else { entry + coupling(j, l) }
                    })
                    .collect()
            })
            .collect::<Vec<Vec<T>>>();
        let on_the_line = T::top_eigenvalue(&block);
        if !self.wide {
            return on_the_line;
        }
        (1..depth).fold(on_the_line, |top, l| {
            let leaving = coupling(l - 1, l);
            T::largest(T::largest(top, leaving.clone()), -leaving)
        })
    }
}
