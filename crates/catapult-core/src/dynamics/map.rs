//! One face for the low-dimensional systems of this crate, so that orbits, cycles and enclosures are written once.

use crate::arithmetic::{Analytic, Field};

/// A system whose state is a short vector, iterated by [`Map::apply`].
///
/// # Guarantee
///
/// That of the arithmetic `T` for every method.
pub trait Map<T: Field> {
    /// One step.
    fn apply(&self, state: &[T]) -> Vec<T>;
    /// The network's output f at x = 1.
    fn output(&self, state: &[T]) -> T;
    /// The top eigenvalue of the NTK divided by n.
    fn lambda(&self, state: &[T]) -> T;
    /// The risk.
    fn loss(&self, state: &[T]) -> T;
}

/// The part of an observation that needs square roots.
pub trait Sharpness<T: Analytic>: Map<T> {
    /// The top eigenvalue of the Hessian of the risk in the parameters.
    fn sharpness(&self, state: &[T]) -> T;

    /// All observables of one state.
    fn observe(&self, state: &[T]) -> Observation<T> {
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
