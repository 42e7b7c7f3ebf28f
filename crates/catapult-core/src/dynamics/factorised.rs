//! The factorised form of the two-layer step, in p = |w1 + w2|²/m and q = |w1 - w2|²/m.
//!
//! With a = eta s/sqrt m:
//!
//! (T3)  p' = p (1 - a)²,   q' = q (1 + a)²,   f = sqrt m (p - q)/4,   lambda = (p + q)/2
//! (T4)  (pq)' = pq (1 - a²)²;  the imbalance D = (|w1|² - |w2|²)/m obeys D' = D (1 - a²);  D² <= pq
//!
//! Source: proofs/THEORY.md section 3. `tests/dynamics/two_layer_identities.rs` proves (T3) equal to (T1), (T2), and (T4) from (T3).

use super::state::TwoLayerState;
use crate::arithmetic::{Analytic, Field};

/// The pair (p, q), both non-negative on admissible states.
#[derive(Clone, Debug, PartialEq)]
pub struct FactorisedState<T> {
    /// p = |w1 + w2|²/m = lambda + 2 f/sqrt m.
    pub p: T,
    /// q = |w1 - w2|²/m = lambda - 2 f/sqrt m.
    pub q: T,
}

impl<T: Field> FactorisedState<T> {
    /// p and q of an output and a kernel, given sqrt m.
    pub fn from_output(state: TwoLayerState<T>, root_width: &T) -> Self {
        let half_gap = T::integer(2) * &state.output / root_width;
        FactorisedState { p: state.lambda.clone() + &half_gap, q: state.lambda - &half_gap }
    }

    /// f = sqrt m (p - q)/4 and lambda = (p + q)/2.
    pub fn to_output(self, root_width: &T) -> TwoLayerState<T> {
        TwoLayerState {
            output: root_width.clone() * (self.p.clone() - &self.q) / T::integer(4),
            lambda: (self.p + &self.q) / T::integer(2),
        }
    }

    /// (T3): one step, given a = eta s(f)/sqrt m.
    pub fn step(self, a: &T) -> Self {
        FactorisedState { p: self.p * (T::one() - a).square(), q: self.q * (T::one() + a).square() }
    }
}

/// a = eta s/sqrt m, by which (T3) moves the factors, of a learning rate, a slope and a width.
pub fn factor_rate<T: Analytic>(learning_rate: T, slope: T, width: &T) -> T {
    learning_rate * slope / width.clone().sqrt()
}

/// (T4): V = pq after one step, V' = V (1 - a²)².
pub fn step_volume<T: Field>(volume: T, a: T) -> T {
    volume * (T::one() - a.square()).square()
}

/// (T4): the imbalance after one step, D' = D (1 - a²).
pub fn step_imbalance<T: Field>(imbalance: T, a: T) -> T {
    imbalance * (T::one() - a.square())
}
