//! Gradient descent of the two-layer linear network f = m^{-1/2} w2·w1 on D0, in its two sufficient variables.
//!
//! With s = L'(f) and lambda = (|w1|² + |w2|²)/m:
//!
//! (T1)  f' = f (1 + eta² s²/m) - eta lambda s
//! (T2)  lambda' = lambda (1 + eta² s²/m) - 4 eta f s/m
//! (T5)  h± = [ L'' lambda ± sqrt( L''² lambda² + (4/m)(2 L'' f s + s²) ) ] / 2
//!
//! Source: proofs/THEORY.md section 3; (T1), (T2) are proved equal to the step in parameter space by `tests/dynamics/two_layer_identities.rs`.

use super::factorised::factor_rate;
use super::problem::{ProblemError, validate_width};
use super::state::TwoLayerState;
use super::system::{Equations, System};
use crate::arithmetic::symmetric::TopEigenvalue;
use crate::arithmetic::{Analytic, Field, FromExact};
use crate::model::{Degenerate, LossName, Risk};
use rug::Rational;

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
    #[inline(always)]
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
        let slope = self.risk.slope(state.output.clone());
        self.moved(state, slope)
    }

    /// (T1), (T2) for a slope s, whatever the risk.
    #[inline(always)]
    pub fn moved(&self, state: TwoLayerState<T>, slope: T) -> TwoLayerState<T> {
        let TwoLayerState { output: f, lambda } = state;
        let eta_s = self.learning_rate.clone() * slope;
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
        factor_rate(self.learning_rate.clone(), self.risk.slope(output), &self.width)
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

impl<T: Field, R: Risk<T>> Equations<T> for TwoLayer<T, R> {
    type State = TwoLayerState<T>;

    #[inline(always)]
    fn step(&self, state: TwoLayerState<T>) -> TwoLayerState<T> {
        TwoLayer::step(self, state)
    }
    #[inline(always)]
    fn output(&self, state: &TwoLayerState<T>) -> T {
        state.output.clone()
    }
    #[inline(always)]
    fn lambda(&self, state: &TwoLayerState<T>) -> T {
        state.lambda.clone()
    }
    #[inline(always)]
    fn loss(&self, state: &TwoLayerState<T>) -> T {
        self.risk.value(state.output.clone())
    }
    #[inline(always)]
    fn risk_order(&self, state: &Self::State) -> T {
        self.risk.order(state.output.clone())
    }
    fn sharpness(&self, state: &TwoLayerState<T>) -> T
    where
        T: TopEigenvalue,
    {
        self.sharpness_of(state)
    }
}

/// The two-layer network on D0.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoLayerSystem {
    /// The loss.
    pub loss: LossName,
    /// m.
    pub width: Rational,
}

impl System for TwoLayerSystem {
    type State<T: Clone + std::fmt::Debug> = TwoLayerState<T>;
    type Equations<T: Analytic + FromExact> = TwoLayer<T, Degenerate<LossName>>;

    #[inline(always)]
    fn equations<T: Analytic + FromExact>(&self, learning_rate: T, bits: u32) -> Self::Equations<T> {
        TwoLayer::new(learning_rate, T::from_exact(&self.width, bits), Degenerate(self.loss))
    }

    #[inline(always)]
    fn learning_rate_mut<T: Analytic + FromExact>(equations: &mut Self::Equations<T>) -> &mut T {
        &mut equations.learning_rate
    }

    fn loss(&self) -> LossName {
        self.loss
    }

    /// m is a positive integer and lambda >= 2|f|/sqrt m, decided exactly as lambda >= 0 and m lambda² >= 4 f².
    fn validate(&self, start: &TwoLayerState<Rational>) -> Result<(), ProblemError> {
        validate_width(&self.width)?;
        let TwoLayerState { output, lambda } = start;
        let reach = lambda.clone().square() * &self.width;
        if *lambda >= 0 && reach >= output.clone().square() * Rational::from(4) {
            return Ok(());
        }
        let root = Analytic::sqrt(f64::from_exact(&self.width, 53));
        Err(ProblemError::Inadmissible {
            lambda: lambda.clone(),
            output: output.clone(),
            width: self.width.clone(),
            least: format!("{:.6}", 2.0 * f64::from_exact(output, 53).abs() / root),
        })
    }

    fn description(&self) -> String {
        format!("two-layer network of width {} on D0", self.width)
    }

    fn describe_state(state: &TwoLayerState<Rational>) -> String {
        format!("f = {}, lambda = {}", state.output, state.lambda)
    }
}
