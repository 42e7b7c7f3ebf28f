//! Deep linear networks with explicit weights on D0: f = N W_L ... W_1 with W_1 a column, W_L a row and square matrices between.
//!
//! The step is that of [`super::network`] with one feature: W_l' = W_l - eta s N b_l a_{l-1}^T with the forward vectors a_l = W_l a_{l-1},
//! a_0 = 1, and the backward vectors b_{l-1} = W_l^T b_l, b_L = 1. lambda = N² sum_l |b_l|² |a_{l-1}|² is (D2).
//!
//! The sharpness is the top eigenvalue of the explicit Hessian, each column of which is a derivative of the gradient: as many gradients as
//! there are weights. So orbits do not show it.
//!
//! Source: proofs/THEORY.md sections 4 and 7.

use super::aligned::ntk_scale;
use super::features::Weights;
use super::network::{moved, ntk};
use super::problem::{ProblemError, validate_width};
use super::system::{Equations, System};
use crate::arithmetic::symmetric::TopEigenvalue;
use crate::arithmetic::{Analytic, Dual, ExactValue, FromExact};
use crate::model::{Degenerate, LinearNetwork, LossName, Risk, network::dot};
use rug::Rational;
use std::fmt::Debug;

/// Gradient descent of all weights on D0.
///
/// # Guarantee
///
/// That of the arithmetic `T`.
#[derive(Clone, Debug)]
pub struct DenseNetwork<T> {
    /// eta > 0.
    pub learning_rate: T,
    /// N = m^{-(L-1)/2}.
    pub scale: T,
    /// m.
    pub width: usize,
    /// L.
    pub depth: usize,
    /// The risk on D0.
    pub risk: Degenerate<LossName>,
}

/// Rows and columns of the layers of a network of one feature.
fn shapes(width: usize, depth: usize) -> impl Iterator<Item = (usize, usize)> {
    (1..=depth).map(move |layer| (if layer == depth { 1 } else { width }, if layer == 1 { 1 } else { width }))
}

impl<T: Analytic> DenseNetwork<T> {
    /// The network with these weights: those of W_1, ..., W_L one after the other, each by rows.
    pub fn network(&self, state: &Weights<T>) -> LinearNetwork<T> {
        LinearNetwork::from_weights(self.scale.clone(), shapes(self.width, self.depth), &state.weights)
    }

    /// The same equations over dual numbers.
    fn differentiable(&self) -> DenseNetwork<Dual<T>> {
        let DenseNetwork { learning_rate, scale, width, depth, risk } = self.clone();
        DenseNetwork { learning_rate: Dual::constant(learning_rate), scale: Dual::constant(scale), width, depth, risk }
    }

    /// The gradient of the risk: s N b_l a_{l-1}^T for each layer.
    fn gradient(&self, state: &Weights<T>) -> Vec<T> {
        let network = self.network(state);
        let slope = self.risk.slope(network.output(&[T::one()])) * &self.scale;
        let (a, b) = (network.forward_vectors(&[T::one()]), network.backward_vectors());
        let layer = |(a, b): (&Vec<T>, &Vec<T>)| {
            let entry = |(b, a): (&T, &T)| slope.clone() * b * a;
            b.iter().flat_map(|b| a.iter().map(move |a| (b, a))).map(entry).collect::<Vec<T>>()
        };
        a.iter().zip(&b).flat_map(layer).collect()
    }
}

impl<T: Analytic> Equations<T> for DenseNetwork<T> {
    type State = Weights<T>;

    fn step(&self, state: Weights<T>) -> Weights<T> {
        let network = self.network(&state);
        let (a, b) = (network.forward_vectors(&[T::one()]), network.backward_vectors());
        let slope = self.risk.slope(network.output(&[T::one()]));
        Weights { weights: moved(&network, &a, &b, &(self.learning_rate.clone() * slope)).into_weights() }
    }
    fn output(&self, state: &Weights<T>) -> T {
        self.network(state).output(&[T::one()])
    }
    fn lambda(&self, state: &Weights<T>) -> T {
        // both inputs of D0 are 1, so that the NTK divided by n has this top eigenvalue
        ntk(&self.network(state), &[T::one()], &[T::one()], &T::one())
    }
    fn loss(&self, state: &Weights<T>) -> T {
        self.risk.value(self.output(state))
    }
    fn risk_order(&self, state: &Weights<T>) -> T {
        self.risk.order(self.output(state))
    }
    fn sharpness(&self, state: &Weights<T>) -> T
    where
        T: TopEigenvalue,
    {
        let differentiable = self.differentiable();
        let mut point = Weights { weights: state.weights.iter().cloned().map(Dual::constant).collect() };
        let column = |index: usize| {
            point.weights[index].derivative = T::one();
            let gradient = differentiable.gradient(&point);
            point.weights[index].derivative = T::zero();
            gradient.into_iter().map(|entry| entry.derivative).collect::<Vec<T>>()
        };
        let hessian: Vec<Vec<T>> = (0..state.weights.len()).map(column).collect();
        T::top_eigenvalue(&hessian)
    }
}

/// A network with explicit weights on D0.
#[derive(Clone, Debug, PartialEq)]
pub struct DenseSystem {
    /// The loss.
    pub loss: LossName,
    /// m.
    pub width: usize,
    /// L.
    pub depth: usize,
}

/// The most weights that a description lists.
pub const MOST_LISTED_WEIGHTS: usize = 16;

impl DenseSystem {
    /// How many weights there are: 2m + (L - 2) m²; `None` for less than two layers, or too many to be counted.
    pub fn weights(&self) -> Option<usize> {
        let square = self.width.checked_mul(self.width)?;
        self.depth.checked_sub(2)?.checked_mul(square)?.checked_add(self.width.checked_mul(2)?)
    }

    /// f without N, exactly, at exact weights.
    pub fn product(&self, start: &Weights<Rational>) -> Rational {
        let mut weights = start.weights.iter();
        let mut vector = vec![Rational::from(1)];
        for (rows, columns) in shapes(self.width, self.depth) {
            let row = |_| weights.by_ref().take(columns).cloned().collect::<Vec<Rational>>();
            vector = (0..rows).map(row).collect::<Vec<_>>().iter().map(|row| dot(row, &vector)).collect();
        }
        vector.into_iter().next().unwrap_or_default()
    }
}

impl System for DenseSystem {
    type State<T: Clone + Debug> = Weights<T>;
    type Equations<T: Analytic + FromExact> = DenseNetwork<T>;

    fn equations<T: Analytic + FromExact>(&self, learning_rate: T, bits: u32) -> Self::Equations<T> {
        let scale = ntk_scale(T::from_exact(&Rational::from(self.width), bits), self.depth);
        DenseNetwork { learning_rate, scale, width: self.width, depth: self.depth, risk: Degenerate(self.loss) }
    }

    fn learning_rate_mut<T: Analytic + FromExact>(equations: &mut Self::Equations<T>) -> &mut T {
        &mut equations.learning_rate
    }

    fn loss(&self) -> LossName {
        self.loss
    }

    fn validate(&self, start: &Weights<Rational>) -> Result<(), ProblemError> {
        validate_width(&Rational::from(self.width))?;
        match self.weights() {
            Some(expected) if expected == start.weights.len() => Ok(()),
            Some(expected) => Err(ProblemError::StartLength { found: start.weights.len(), expected }),
            None => Err(ProblemError::Depth(self.depth)),
        }
    }

    fn require_rational(&self) -> Result<(), ProblemError> {
        if !self.loss.facts().rational {
            return Err(ProblemError::NotRational(self.loss));
        }
        let width = Rational::from(self.width);
        match ntk_scale(ExactValue::from_exact(&width, 0), self.depth).known() {
            Some(_) => Ok(()),
            None => Err(ProblemError::IrrationalScale { width, depth: self.depth }),
        }
    }

    fn observables(&self) -> Vec<String> {
        ["output", "lambda", "loss"].map(String::from).to_vec()
    }

    fn show<T: TopEigenvalue + FromExact>(&self, equations: &Self::Equations<T>, state: &Weights<T>) -> Vec<T> {
        vec![equations.output(state), equations.lambda(state), equations.loss(state)]
    }

    fn show_exactly(
        &self,
        equations: &Self::Equations<ExactValue>,
        state: &Weights<ExactValue>,
    ) -> Vec<Option<ExactValue>> {
        [equations.output(state), equations.lambda(state), equations.loss(state)].map(Some).to_vec()
    }

    fn description(&self) -> String {
        format!("network of {} layers of width {} on D0", self.depth, self.width)
    }

    fn describe_state(state: &Weights<Rational>) -> String {
        let weights = &state.weights;
        if weights.len() > MOST_LISTED_WEIGHTS {
            return format!("{} weights", weights.len());
        }
        let listed: Vec<String> = weights.iter().map(Rational::to_string).collect();
        format!("the weights {}", listed.join(", "))
    }
}
