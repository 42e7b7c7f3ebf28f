//! Gradient descent of the linear predictor f(x) = v·x in any number of features.
//!
//! (P6)  v' = v - eta g(v),  g = grad L
//!
//! Source: proofs/THEORY.md section 6. With one feature it is (P1) ([`super::linear_predictor`]).

use super::mean_value::Surrounding;
use super::parameters::{Curvature, InParameters, bound_by_elimination, bound_eigenvalues};
use super::problem::ProblemError;
use super::state::State;
use super::system::{Equations, System};
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::symmetric::TopEigenvalue;
use crate::arithmetic::{Analytic, Ball, ExactValue, Field, FromExact, Interval};
use crate::model::{FeaturePoints, FeatureRisk, Loss, LossName, Squared};
use rug::Rational;
use std::fmt::Debug;

/// The weights of a linear predictor of several features.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weights<T> {
    /// v.
    pub weights: Vec<T>,
}

impl<T: Clone + Debug> State<T> for Weights<T> {
    fn dimension(&self) -> usize {
        self.weights.len()
    }
    fn name(&self, index: usize) -> String {
        format!("weight_{}", index + 1)
    }
    fn coordinate(&self, index: usize) -> &T {
        &self.weights[index]
    }
    fn coordinate_mut(&mut self, index: usize) -> &mut T {
        &mut self.weights[index]
    }
    fn from_coordinates(weights: Vec<T>) -> Option<Self> {
        Some(Weights { weights })
    }
}

/// The map (P6).
///
/// # Guarantee
///
/// That of the arithmetic `T`.
#[derive(Clone, Debug)]
pub struct FeaturePredictor<T, L> {
    /// eta > 0.
    pub learning_rate: T,
    /// The risk.
    pub risk: FeatureRisk<T, L>,
    /// The second moment (1/n) Σ x x^T: its top eigenvalue is that of the NTK divided by n.
    pub second_moment: Vec<Vec<T>>,
}

impl<T: TopEigenvalue, L> FeaturePredictor<T, L> {
    /// The top eigenvalue of the NTK divided by n, which does not depend on the weights.
    pub fn ntk_eigenvalue(&self) -> T {
        T::top_eigenvalue(&self.second_moment)
    }
}

/// The sum of the diagonal.
pub(super) fn trace<T: Field>(matrix: &[Vec<T>]) -> T {
    matrix.iter().enumerate().fold(T::zero(), |sum, (j, row)| sum + &row[j])
}

impl<T: Field, L: Loss<T>> Equations<T> for FeaturePredictor<T, L> {
    type State = Weights<T>;

    // (P6)
    fn step(&self, Weights { weights }: Weights<T>) -> Weights<T> {
        let gradient = self.risk.gradient(&weights);
        let moved = weights.into_iter().zip(gradient).map(|(v, g)| v - self.learning_rate.clone() * g);
        Weights { weights: moved.collect() }
    }
    fn output(&self, state: &Weights<T>) -> T {
        state.weights.first().cloned().unwrap_or_else(T::zero)
    }
    fn loss(&self, state: &Weights<T>) -> T {
        self.risk.value(&state.weights)
    }
    fn lambda(&self, _state: &Weights<T>) -> T {
        trace(&self.second_moment)
    }
    fn sharpness(&self, state: &Weights<T>) -> T
    where
        T: TopEigenvalue,
    {
        T::top_eigenvalue(&self.risk.hessian(&state.weights))
    }
}

/// The linear predictor on listed data of any number of features.
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureSystem {
    /// The loss.
    pub loss: LossName,
    /// The data: signed points of the same length.
    pub points: FeaturePoints,
}

impl FeatureSystem {
    /// d.
    pub fn features(&self) -> usize {
        features(&self.points)
    }
}

/// d, the number of features of points.
pub fn features(points: &[(Vec<Rational>, u32)]) -> usize {
    points.first().map_or(0, |(z, _)| z.len())
}

/// Checks listed points: at least one, with at least one feature, all of the same length.
///
/// # Errors
///
/// [`ProblemError::NoPoints`] or [`ProblemError::Ragged`].
pub fn validate_points(points: &[(Vec<Rational>, u32)]) -> Result<(), ProblemError> {
    let expected = features(points);
    if expected == 0 || points.iter().all(|(_, multiplicity)| *multiplicity == 0) {
        return Err(ProblemError::NoPoints);
    }
    match points.iter().position(|(z, _)| z.len() != expected) {
        Some(index) => Err(ProblemError::Ragged { point: index + 1, found: points[index].0.len(), expected }),
        None => Ok(()),
    }
}

/// n and d in words: `12 points of 3 features`.
pub fn describe_points(points: &[(Vec<Rational>, u32)]) -> String {
    let count: u64 = points.iter().map(|(_, multiplicity)| u64::from(*multiplicity)).sum();
    match features(points) {
        1 => format!("{count} points of one feature"),
        many => format!("{count} points of {many} features"),
    }
}

impl System for FeatureSystem {
    type State<T: Clone + Debug> = Weights<T>;
    type Equations<T: Analytic + FromExact> = FeaturePredictor<T, LossName>;

    fn equations<T: Analytic + FromExact>(&self, learning_rate: T, bits: u32) -> Self::Equations<T> {
        let squared = FeatureRisk::<T, _>::new(Squared, &self.points, bits);
        FeaturePredictor {
            learning_rate,
            risk: FeatureRisk::new(self.loss, &self.points, bits),
            // The squared loss has l'' = 1.
            second_moment: squared.second_moment(|_| T::one()),
        }
    }

    fn learning_rate_mut<T: Analytic + FromExact>(equations: &mut Self::Equations<T>) -> &mut T {
        &mut equations.learning_rate
    }

    fn loss(&self) -> LossName {
        self.loss
    }

    fn validate(&self, start: &Weights<Rational>) -> Result<(), ProblemError> {
        validate_points(&self.points)?;
        let (found, expected) = (start.weights.len(), self.features());
        if found == expected { Ok(()) } else { Err(ProblemError::WeightCount { found, expected }) }
    }

    fn in_parameters(&self) -> Option<&dyn InParameters<Self>> {
        Some(self)
    }

    fn observables(&self) -> Vec<String> {
        let weights = (1..=self.features()).map(|index| format!("weight_{index}"));
        weights.chain(["ntk_eigenvalue", "sharpness", "loss"].map(String::from)).collect()
    }

    fn show<T: TopEigenvalue + FromExact>(&self, equations: &Self::Equations<T>, state: &Weights<T>) -> Vec<T> {
        let mut shown = state.weights.clone();
        shown.extend([equations.ntk_eigenvalue(), equations.sharpness(state), equations.loss(state)]);
        shown
    }

    fn show_exactly(
        &self,
        equations: &Self::Equations<ExactValue>,
        state: &Weights<ExactValue>,
    ) -> Vec<Option<ExactValue>> {
        let mut shown: Vec<Option<ExactValue>> = state.weights.iter().cloned().map(Some).collect();
        shown.extend([None, None, Some(equations.loss(state))]);
        shown
    }

    fn description(&self) -> String {
        format!("linear predictor on {}", describe_points(&self.points))
    }

    fn describe_state(state: &Weights<Rational>) -> String {
        let listed: Vec<String> = state.weights.iter().map(Rational::to_string).collect();
        format!("w = ({})", listed.join(", "))
    }
}

/// The most features for which the largest eigenvalue of H is bounded by its powers; beyond, eliminations take less.
pub const MOST_SQUARED: usize = 12;

/// The weights are the parameters.
impl InParameters<FeatureSystem> for FeatureSystem {
    fn parameters(&self, start: &Weights<Rational>, bits: u32) -> Vec<Ball> {
        self.start_in::<Ball>(start, bits).weights
    }

    fn state_around(
        &self,
        _: &FeaturePredictor<Ball, LossName>,
        parameters: &[Ball],
        distance: Magnitude,
    ) -> Weights<Ball> {
        Weights { weights: parameters.iter().map(|x| x.clone().widened(distance)).collect() }
    }

    fn descend(&self, equations: &FeaturePredictor<Ball, LossName>, parameters: &[Ball]) -> Vec<Ball> {
        equations.step(Weights { weights: parameters.to_vec() }).weights
    }

    fn curvature(
        &self,
        equations: &FeaturePredictor<Interval, LossName>,
        state: &Weights<Interval>,
        enough: Magnitude,
    ) -> Curvature {
        let hessian = equations.risk.hessian(&state.weights);
        let largest = if hessian.len() > MOST_SQUARED {
            bound_by_elimination(&hessian, enough)
        } else {
            bound_eigenvalues(hessian, enough)
        };
        Curvature { largest, residual: Magnitude::ZERO }
    }

    fn rough_curvature(&self, equations: &FeaturePredictor<Ball, LossName>, state: &Weights<Ball>) -> Curvature {
        Curvature { largest: equations.risk.hessian_trace(&state.weights).bound(), residual: Magnitude::ZERO }
    }
}
