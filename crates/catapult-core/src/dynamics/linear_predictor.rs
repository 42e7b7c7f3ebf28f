//! Gradient descent of the linear predictor f(x) = w x on one-dimensional data.
//!
//! (P1)  w' = w - eta s(w),  s = L'
//!
//! Source: proofs/THEORY.md section 1 for D0, section 2 for general data.

use crate::arithmetic::symmetric::TopEigenvalue;
use crate::arithmetic::{Analytic, Field, FromExact};
use crate::dynamics::problem::ProblemError;
use crate::dynamics::state::Weight;
use crate::dynamics::system::{Equations, System};
use crate::model::{Degenerate, Empirical, Loss, LossName, Risk, Squared};
use rug::Rational;

/// The map (P1): a learning rate and the risk it descends.
///
/// # Guarantee
///
/// That of the arithmetic `T`.
#[derive(Clone, Debug)]
pub struct LinearPredictor<T, R> {
    /// eta > 0.
    pub learning_rate: T,
    /// The risk of the one weight.
    pub risk: R,
    /// The top eigenvalue of the NTK divided by n, which does not depend on w: the mean of x².
    pub ntk_eigenvalue: T,
}

impl<T: Field, R: Risk<T>> LinearPredictor<T, R> {
    /// (P1)  w' = w - eta s(w)
    // Always inlined, so that it is compiled for the vector instructions of the kernel that calls it.
    #[inline(always)]
    pub fn step(&self, weight: T) -> T {
        weight.clone() - self.learning_rate.clone() * self.risk.slope(weight)
    }
}

impl<T: Field, R: Risk<T>> Equations<T> for LinearPredictor<T, R> {
    type State = Weight<T>;

    #[inline(always)]
    fn step(&self, Weight { weight }: Weight<T>) -> Weight<T> {
        Weight { weight: LinearPredictor::step(self, weight) }
    }
    #[inline(always)]
    fn output(&self, state: &Weight<T>) -> T {
        state.weight.clone()
    }
    #[inline(always)]
    fn lambda(&self, _state: &Weight<T>) -> T {
        self.ntk_eigenvalue.clone()
    }
    #[inline(always)]
    fn loss(&self, state: &Weight<T>) -> T {
        self.risk.value(state.weight.clone())
    }
    #[inline(always)]
    fn risk_order(&self, state: &Self::State) -> T {
        self.risk.order(state.weight.clone())
    }
    fn sharpness(&self, state: &Weight<T>) -> T
    where
        T: TopEigenvalue,
    {
        self.risk.curvature(state.weight.clone())
    }
}

/// Signed points z = yx with their multiplicities.
pub type SignedPoints = Vec<(Rational, u32)>;

/// The linear predictor of one feature, on D0 or on listed data.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearSystem {
    /// The loss.
    pub loss: LossName,
    /// The data; `None` for D0.
    pub points: Option<SignedPoints>,
}

/// Either closed-form D0 or listed points, so that one predictor type serves both.
#[derive(Clone, Debug)]
pub enum LinearRisk<T, L> {
    /// D0.
    Degenerate(Degenerate<L>),
    /// Listed points.
    Empirical(Empirical<T, L>),
}

impl<T: Field, L: Loss<T>> Risk<T> for LinearRisk<T, L> {
    #[inline(always)]
    fn value(&self, output: T) -> T {
        match self {
            LinearRisk::Degenerate(risk) => risk.value(output),
            LinearRisk::Empirical(risk) => risk.value(output),
        }
    }
    #[inline(always)]
    fn slope(&self, output: T) -> T {
        match self {
            LinearRisk::Degenerate(risk) => risk.slope(output),
            LinearRisk::Empirical(risk) => risk.slope(output),
        }
    }
    #[inline(always)]
    fn curvature(&self, output: T) -> T {
        match self {
            LinearRisk::Degenerate(risk) => risk.curvature(output),
            LinearRisk::Empirical(risk) => risk.curvature(output),
        }
    }
    #[inline(always)]
    fn order(&self, output: T) -> T {
        match self {
            LinearRisk::Degenerate(risk) => risk.order(output),
            LinearRisk::Empirical(risk) => risk.order(output),
        }
    }
}

impl System for LinearSystem {
    type State<T: Clone + std::fmt::Debug> = Weight<T>;
    type Equations<T: Analytic + FromExact> = LinearPredictor<T, LinearRisk<T, LossName>>;

    #[inline(always)]
    fn equations<T: Analytic + FromExact>(&self, learning_rate: T, bits: u32) -> Self::Equations<T> {
        let (risk, ntk_eigenvalue) = match &self.points {
            None => (LinearRisk::Degenerate(Degenerate(self.loss)), T::one()),
            // The kernel of a linear predictor is the mean of x² = z²: the squared loss's curvature.
            Some(points) => (
                LinearRisk::Empirical(Empirical::new(self.loss, points, bits)),
                Empirical::<T, _>::new(Squared, points, bits).curvature(T::zero()),
            ),
        };
        LinearPredictor { learning_rate, risk, ntk_eigenvalue }
    }

    #[inline(always)]
    fn learning_rate_mut<T: Analytic + FromExact>(equations: &mut Self::Equations<T>) -> &mut T {
        &mut equations.learning_rate
    }

    fn loss(&self) -> LossName {
        self.loss
    }

    fn validate(&self, _start: &Weight<Rational>) -> Result<(), ProblemError> {
        Ok(())
    }

    fn description(&self) -> String {
        match &self.points {
            None => "linear predictor on D0".into(),
            Some(points) => {
                let count: u64 = points.iter().map(|(_, multiplicity)| u64::from(*multiplicity)).sum();
                format!("linear predictor on {count} points")
            }
        }
    }

    fn describe_state(state: &Weight<Rational>) -> String {
        format!("w = {}", state.weight)
    }
}
