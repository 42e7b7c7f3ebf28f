//! Gradient descent of the linear predictor f(x) = w x on one-dimensional data.
//!
//! (P1)  w' = w - eta s(w),  s = L'
//!
//! Source: theory.md section 1 for D0, section 2 for general data.

use crate::arithmetic::{Analytic, Field};
use crate::dynamics::map::{Map, Sharpness};
use crate::model::Risk;

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

impl<T: Field, R: Risk<T>> Map<T> for LinearPredictor<T, R> {
    fn apply(&self, state: &[T]) -> Vec<T> {
        vec![self.step(state[0].clone())]
    }
    fn output(&self, state: &[T]) -> T {
        state[0].clone()
    }
    fn lambda(&self, _state: &[T]) -> T {
        self.ntk_eigenvalue.clone()
    }
    fn loss(&self, state: &[T]) -> T {
        self.risk.value(state[0].clone())
    }
}

impl<T: Analytic, R: Risk<T>> Sharpness<T> for LinearPredictor<T, R> {
    fn sharpness(&self, state: &[T]) -> T {
        self.risk.curvature(state[0].clone())
    }
}
