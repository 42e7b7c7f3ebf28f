//! The contract of a system: implement [`System`] and [`Equations`], and orbits in every arithmetic, certified orbits, lanes,
//! maps, certificates and exports work.
//!
//! [`Equations`] are those of the theory in *one* arithmetic, at one learning rate: a step and the quantities that are observed.
//! A [`System`] is what they have in common: the network, the data and the loss, in exact numbers. It makes its equations in
//! any arithmetic, so that what is simulated, enclosed and printed is one function.
//!
//! | system | equations | state |
//! |---|---|---|
//! | [`LinearSystem`](super::LinearSystem) | [`LinearPredictor`](super::LinearPredictor), (P1) | [`Weight`](super::Weight) |
//! | [`TwoLayerSystem`](super::TwoLayerSystem) | [`TwoLayer`](super::TwoLayer), (T1), (T2) | [`TwoLayerState`](super::TwoLayerState) |
//! | [`AlignedSystem`](super::AlignedSystem) | [`Aligned`](super::Aligned), (D3) | [`Layers`](super::Layers) |
//! | [`FeatureSystem`](super::FeatureSystem) | [`FeaturePredictor`](super::FeaturePredictor), (P6) | [`Weights`](super::Weights) |
//! | [`DenseSystem`](super::DenseSystem) | [`DenseNetwork`](super::DenseNetwork), (D1) | [`Weights`](super::Weights) |
//! | [`GramSystem`](super::GramSystem) | [`Gram`](super::Gram), (G1) | [`GramState`](super::GramState) |
//! | [`OneFeatureSystem`](super::OneFeatureSystem) | [`OneFeature`](super::OneFeature), (T3), (G4') | [`OneFeatureState`](super::OneFeatureState) |

use super::parameters::InParameters;
use super::problem::ProblemError;
use super::state::State;
use crate::arithmetic::symmetric::TopEigenvalue;
use crate::arithmetic::{Analytic, ExactValue, Field, FromExact};
use crate::model::LossName;
use rug::Rational;
use std::fmt::Debug;

/// Gradient descent at one learning rate, in one arithmetic.
///
/// # Guarantee
///
/// That of the arithmetic `T` for every method.
pub trait Equations<T: Field> {
    /// The state.
    type State: State<T>;

    /// One step of gradient descent.
    fn step(&self, state: Self::State) -> Self::State;

    /// The network's output f at x = 1; with several features that at the first unit vector.
    fn output(&self, state: &Self::State) -> T;

    /// The kernel: on D0 the top eigenvalue of the NTK divided by n; for a two-layer network of one feature K = (|W1|² + |w2|²)/m,
    /// which is the same on D0; with several features the trace of the NTK divided by n, which is not below its eigenvalues.
    fn lambda(&self, state: &Self::State) -> T;

    /// The risk.
    fn loss(&self, state: &Self::State) -> T;

    /// A number that rises exactly when the risk does: the risk itself, or what is cheaper.
    #[inline(always)]
    fn risk_order(&self, state: &Self::State) -> T {
        self.loss(state)
    }

    /// The top eigenvalue of the Hessian of the risk in the parameters.
    fn sharpness(&self, state: &Self::State) -> T
    where
        T: TopEigenvalue;

    /// All observables of one state.
    fn observe(&self, state: &Self::State) -> Observation<T>
    where
        T: TopEigenvalue,
    {
        Observation {
            output: self.output(state),
            lambda: self.lambda(state),
            sharpness: self.sharpness(state),
            loss: self.loss(state),
        }
    }
}

/// What an orbit shows of each state.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation<T> {
    /// f(1).
    pub output: T,
    /// Top eigenvalue of the NTK divided by n.
    pub lambda: T,
    /// Top eigenvalue of the Hessian.
    pub sharpness: T,
    /// The risk.
    pub loss: T,
}

/// A network with its data and loss, in exact numbers.
pub trait System: Clone + Debug + PartialEq + Send + Sync {
    /// Its state in an arithmetic.
    type State<T: Clone + Debug>: State<T>;

    /// Its equations in an arithmetic.
    type Equations<T: Analytic + FromExact>: Equations<T, State = Self::State<T>> + Clone;

    /// The equations at a learning rate; exact numbers are read at `bits` bits (see [`FromExact`]).
    fn equations<T: Analytic + FromExact>(&self, learning_rate: T, bits: u32) -> Self::Equations<T>;

    /// The learning rate of equations, to be changed.
    fn learning_rate_mut<T: Analytic + FromExact>(equations: &mut Self::Equations<T>) -> &mut T;

    /// A start in an arithmetic.
    fn start_in<T: Analytic + FromExact>(&self, start: &Self::State<Rational>, bits: u32) -> Self::State<T> {
        Self::convert(start, |value| T::from_exact(value, bits))
    }

    /// The parameters whose distances bound the enclosures of orbits, where [`super::parameters`] serves the system.
    fn in_parameters(&self) -> Option<&dyn InParameters<Self>> {
        None
    }

    /// The names of what an orbit shows of a state, in the order of [`System::show`].
    fn observables(&self) -> Vec<String> {
        ["output", "lambda", "sharpness", "loss"].map(String::from).to_vec()
    }

    /// What an orbit shows of a state.
    fn show<T: TopEigenvalue + FromExact>(&self, equations: &Self::Equations<T>, state: &Self::State<T>) -> Vec<T> {
        let Observation { output, lambda, sharpness, loss } = equations.observe(state);
        vec![output, lambda, sharpness, loss]
    }

    /// The same for an exact run, where it is rational for rational states: `None` for eigenvalues.
    fn show_exactly(
        &self,
        equations: &Self::Equations<ExactValue>,
        state: &Self::State<ExactValue>,
    ) -> Vec<Option<ExactValue>> {
        vec![Some(equations.output(state)), Some(equations.lambda(state)), None, Some(equations.loss(state))]
    }

    /// The loss.
    fn loss(&self) -> LossName;

    /// Checks the system and a start.
    ///
    /// # Errors
    ///
    /// [`ProblemError`] names the number that is none.
    fn validate(&self, start: &Self::State<Rational>) -> Result<(), ProblemError>;

    /// Whether orbits of rational starts are rational.
    ///
    /// # Errors
    ///
    /// [`ProblemError`] says what is not rational.
    fn require_rational(&self) -> Result<(), ProblemError> {
        if self.loss().facts().rational { Ok(()) } else { Err(ProblemError::NotRational(self.loss())) }
    }

    /// Network and data in words: `two-layer network of width 100 on D0`.
    fn description(&self) -> String;

    /// A state in words: `f = 1/2, lambda = 2`.
    fn describe_state(state: &Self::State<Rational>) -> String;

    /// A state with every coordinate converted.
    fn convert<T: Clone + Debug, U: Clone + Debug>(
        state: &Self::State<T>,
        convert: impl FnMut(&T) -> U,
    ) -> Self::State<U> {
        match Self::State::from_coordinates(state.coordinates().map(convert).collect()) {
            Some(state) => state,
            None => unreachable!("as many coordinates as there were"),
        }
    }
}
