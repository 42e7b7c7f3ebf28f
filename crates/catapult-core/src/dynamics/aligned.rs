//! Deep linear networks that start aligned, on D0: W_l = sigma_l u_l u_{l-1}^T with unit vectors u_l.
//!
//! (D3)  sigma_l' = sigma_l - eta s N prod_{k != l} sigma_k,   f = N prod sigma_l
//! (D2)  lambda = N² sum_l prod_{k != l} sigma_k²
//!
//! Source: proofs/THEORY.md section 4. `tests/dynamics/aligned_identities.rs` proves that gradient descent keeps this form.
//!
//! The Hessian of the risk at an aligned point splits into the L x L block of the sigma directions,
//! M = L'' g g^T + s F with g_l = N prod_{k != l} sigma_k and F_{jl} = N prod_{k != j,l} sigma_k (j != l), and, for each
//! hidden layer between W_l and W_{l+1}, eigenvalues ± s N prod_{k != l,l+1} sigma_k for the directions that leave the
//! line, m - 1 times each. (A second-order term couples dW_l and dW_j only through the weights between them, which are
//! rank one unless j = l + 1.)
//! Where L'' >= 0, as for the three losses, the latter never exceed the top of M: (e_l ± e_{l+1})/sqrt 2 has the Rayleigh quotient
//! L'' (g_l ± g_{l+1})²/2 ± s N prod_{k != l,l+1} sigma_k.

use super::problem::{ProblemError, validate_width};
use super::state::Layers;
use super::system::{Equations, System};
use crate::arithmetic::symmetric::TopEigenvalue;
use crate::arithmetic::{Analytic, ExactValue, Field, FromExact};
use crate::model::{Degenerate, LossName, Risk};
use rug::Rational;

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

/// N = m^{-(depth-1)/2}, the factor of the NTK parametrisation (proofs/THEORY.md, section 0).
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
    /// g_l = N prod_{k != l} sigma_k, the derivative of f in sigma_l; (L1a) calls it tau_l.
    pub fn output_gradient(&self, sigma: &[T]) -> Vec<T> {
        (0..sigma.len()).map(|l| self.scale.clone() * product_without(sigma, &[l])).collect()
    }

    /// f = N prod sigma_l.
    pub fn output_of(&self, sigma: &[T]) -> T {
        self.scale.clone() * product_without(sigma, &[])
    }

    /// (L1a) c = eta f s, by which each layer moves: sigma_l' = sigma_l - c/sigma_l.
    pub fn push_at(&self, output: T) -> T {
        self.learning_rate.clone() * self.risk.slope(output.clone()) * output
    }

    /// (D3): one step of gradient descent.
    pub fn step_of(&self, sigma: &[T]) -> Vec<T> {
        let eta_s = self.learning_rate.clone() * self.risk.slope(self.output_of(sigma));
        self.output_gradient(sigma)
            .into_iter()
            .zip(sigma)
            .map(|(gradient, sigma_l)| sigma_l.clone() - eta_s.clone() * gradient)
            .collect()
    }
}

impl<T: Field, R: Risk<T>> Equations<T> for Aligned<T, R> {
    type State = Layers<T>;

    fn step(&self, state: Layers<T>) -> Layers<T> {
        Layers { sigma: self.step_of(&state.sigma) }
    }
    fn output(&self, state: &Layers<T>) -> T {
        self.output_of(&state.sigma)
    }
    fn lambda(&self, state: &Layers<T>) -> T {
        self.output_gradient(&state.sigma).into_iter().fold(T::zero(), |sum, g| sum + g.square())
    }
    fn loss(&self, state: &Layers<T>) -> T {
        self.risk.value(self.output_of(&state.sigma))
    }
    #[inline(always)]
    fn risk_order(&self, state: &Self::State) -> T {
        self.risk.order(self.output_of(&state.sigma))
    }
    fn sharpness(&self, state: &Layers<T>) -> T
    where
        T: TopEigenvalue,
    {
        let sigma = state.sigma.as_slice();
        let output = self.output_of(sigma);
        let s = self.risk.slope(output.clone());
        let curvature = self.risk.curvature(output);
        let gradient = self.output_gradient(sigma);
        let depth = sigma.len();
        let coupling = |j: usize, l: usize| s.clone() * &self.scale * product_without(sigma, &[j, l]);
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

/// An aligned network on D0.
#[derive(Clone, Debug, PartialEq)]
pub struct AlignedSystem {
    /// The loss.
    pub loss: LossName,
    /// m.
    pub width: Rational,
    /// L.
    pub depth: usize,
}

impl System for AlignedSystem {
    type State<T: Clone + std::fmt::Debug> = Layers<T>;
    type Equations<T: Analytic + FromExact> = Aligned<T, Degenerate<LossName>>;

    fn equations<T: Analytic + FromExact>(&self, learning_rate: T, bits: u32) -> Self::Equations<T> {
        let scale = ntk_scale(T::from_exact(&self.width, bits), self.depth);
        Aligned { learning_rate, scale, wide: self.width > 1, risk: Degenerate(self.loss) }
    }

    fn learning_rate_mut<T: Analytic + FromExact>(equations: &mut Self::Equations<T>) -> &mut T {
        &mut equations.learning_rate
    }

    fn loss(&self) -> LossName {
        self.loss
    }

    fn validate(&self, start: &Layers<Rational>) -> Result<(), ProblemError> {
        if start.sigma.is_empty() {
            return Err(ProblemError::NoLayers);
        }
        if start.sigma.len() != self.depth {
            return Err(ProblemError::StartLength { found: start.sigma.len(), expected: self.depth });
        }
        validate_width(&self.width)
    }

    fn require_rational(&self) -> Result<(), ProblemError> {
        if !self.loss.facts().rational {
            return Err(ProblemError::NotRational(self.loss));
        }
        match ntk_scale(ExactValue::from_exact(&self.width, 0), self.depth).known() {
            Some(_) => Ok(()),
            None => Err(ProblemError::IrrationalScale { width: self.width.clone(), depth: self.depth }),
        }
    }

    fn description(&self) -> String {
        format!("aligned network of width {} on D0", self.width)
    }

    fn describe_state(state: &Layers<Rational>) -> String {
        let sigma: Vec<String> = state.sigma.iter().map(Rational::to_string).collect();
        format!("sigma = {}", sigma.join(", "))
    }
}
