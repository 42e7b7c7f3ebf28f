//! Gradient descent of the two-layer linear network f = m^{-1/2} w2·w1 on D0, in its two sufficient variables.
//!
//! With s = L'(f) and lambda = (|w1|² + |w2|²)/m:
//!
//! (T1)  f' = f (1 + eta² s²/m) - eta lambda s
//! (T2)  lambda' = lambda (1 + eta² s²/m) - 4 eta f s/m
//! (T5)  h± = [ L'' lambda ± sqrt( L''² lambda² + (4/m)(2 L'' f s + s²) ) ] / 2
//!
//! Source: theory.md section 3; (T1), (T2) are proved equal to the step in parameter space by `tests/dynamics/two_layer_identities.rs`.

use crate::arithmetic::{Analytic, Field};
use crate::dynamics::map::{Map, Sharpness};
use crate::model::Risk;

/// Output and kernel of a two-layer network on D0: all that its dynamics depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoLayerState<T> {
    /// f = f(1).
    pub output: T,
    /// lambda, the top eigenvalue of the NTK divided by n. Admissible iff lambda >= 2|f|/sqrt m.
    pub lambda: T,
}

/// The map (T1), (T2).
///
/// # Guarantee
///
/// That of the arithmetic `T`.
#[derive(Clone, Debug)]
pub struct TwoLayer<T, R> {
    /// eta > 0.
    pub learning_rate: T,
    /// The risk on D0, usually [`crate::model::Degenerate`].
    pub risk: R,
    width: T,
    /// 1/m: a step multiplies by it twice, which costs a tenth of two divisions.
    reciprocal_width: T,
}

impl<T: Field, R> TwoLayer<T, R> {
    /// The map of a learning rate eta > 0, a width m >= 1 and a risk on D0, usually [`crate::model::Degenerate`].
    pub fn new(learning_rate: T, width: T, risk: R) -> Self {
        let reciprocal_width = T::one() / &width;
        TwoLayer { learning_rate, risk, width, reciprocal_width }
    }

    /// m, the number of hidden units.
    pub fn width(&self) -> &T {
        &self.width
    }
}

impl<T: Field, R: Risk<T>> TwoLayer<T, R> {
    /// (T1), (T2): one step of gradient descent.
    // Always inlined, so that it is compiled for the vector instructions of the kernel that calls it.
    #[inline(always)]
    pub fn step(&self, state: TwoLayerState<T>) -> TwoLayerState<T> {
        let TwoLayerState { output: f, lambda } = state;
        let eta_s = self.learning_rate.clone() * self.risk.slope(f.clone());
        let growth = T::one() + eta_s.clone().square() * &self.reciprocal_width;
        TwoLayerState {
            output: f.clone() * &growth - lambda.clone() * &eta_s,
            lambda: lambda * &growth - T::integer(4) * &f * &eta_s * &self.reciprocal_width,
        }
    }
}

impl<T: Analytic, R: Risk<T>> TwoLayer<T, R> {
    /// a = eta s(f)/sqrt m, by which (T3) moves the factors.
    pub fn factor_step(&self, output: T) -> T {
        self.learning_rate.clone() * self.risk.slope(output) / self.width.clone().sqrt()
    }

    /// (T5): h+, the top eigenvalue of the Hessian of the risk. (h+ >= |s|/sqrt m, the other candidate, whenever
    /// f s >= 0, L'' >= 0 and lambda >= 0, which holds for the three losses on D0.)
    pub fn sharpness_of(&self, state: &TwoLayerState<T>) -> T {
        let TwoLayerState { output: f, lambda } = state;
        let s = self.risk.slope(f.clone());
        let curvature = self.risk.curvature(f.clone());
        let trace = curvature.clone() * lambda;
        let coupling = T::integer(2) * &curvature * f * &s + s.square();
        let discriminant = trace.clone().square() + T::integer(4) * &coupling / &self.width;
        (trace + discriminant.sqrt()) / T::integer(2)
    }
}

impl<T: Clone> TwoLayerState<T> {
    fn read(state: &[T]) -> Self {
        TwoLayerState { output: state[0].clone(), lambda: state[1].clone() }
    }
}

/// The state vector is (f, lambda).
impl<T: Field, R: Risk<T>> Map<T> for TwoLayer<T, R> {
    fn apply(&self, state: &[T]) -> Vec<T> {
        let next = self.step(TwoLayerState::read(state));
        vec![next.output, next.lambda]
    }
    fn output(&self, state: &[T]) -> T {
        state[0].clone()
    }
    fn lambda(&self, state: &[T]) -> T {
        state[1].clone()
    }
    fn loss(&self, state: &[T]) -> T {
        self.risk.value(state[0].clone())
    }
}

impl<T: Analytic, R: Risk<T>> Sharpness<T> for TwoLayer<T, R> {
    fn sharpness(&self, state: &[T]) -> T {
        self.sharpness_of(&TwoLayerState::read(state))
    }
}
