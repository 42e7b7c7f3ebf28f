//! Numerical guesses of the numbers in a proof. Nothing here is certified, and nothing needs to be: a wrong guess only makes
//! a test fail.

use super::checks::hit::size_in_bits;
use crate::arithmetic::{Analytic, Ball};
use crate::dynamics::factorised::FactorisedState;
use crate::dynamics::{Problem, TwoLayer, TwoLayerState};
use crate::model::{Degenerate, LossName, Risk};
use rug::Rational;

/// The problem in `f64`.
pub struct Guess {
    map: TwoLayer<f64, Degenerate<LossName>>,
}

/// How much of the room between the best conceivable contraction and 1 a proof may use; the rest covers the tail.
const SHARES: [f64; 3] = [0.98, 0.75, 0.4];

/// Below this |f| the ratio s/f is its limit kappa in `f64`.
const FLAT: f64 = 1e-9;

impl Guess {
    /// The guesses for a two-layer problem; `None` for another network.
    pub fn of(problem: &Problem) -> Option<Self> {
        Some(Guess { map: problem.two_layer_in(53)? })
    }

    fn read(state: &TwoLayerState<Ball>) -> TwoLayerState<f64> {
        let upper = state.output.magnitude_up().to_f64_up();
        TwoLayerState {
            output: upper.copysign(state.output.midpoint().to_f64()),
            lambda: state.lambda.midpoint().to_f64(),
        }
    }

    /// kappa and s/f at |f|: the smaller and the larger one.
    fn ratio_extremes(&self, size: f64) -> (f64, f64) {
        let kappa = self.map.risk.curvature(0.0);
        let ratio = if size < FLAT { kappa } else { self.map.risk.slope(size) / size };
        (kappa.min(ratio), kappa.max(ratio))
    }

    /// 4 eta Phi delta²/(m (1 - rho²)) without the factor delta².
    fn tail_factor(&self, largest: f64, rho: f64) -> f64 {
        4.0 * self.map.learning_rate * largest / (self.map.width * (1.0 - rho * rho))
    }

    /// Contractions rho with which the trap of [`super::checks::trap`] seems to hold, dyadic numbers of few digits, from the
    /// smallest on.
    pub fn contractions(&self, state: &TwoLayerState<Ball>) -> impl Iterator<Item = Rational> + use<> {
        let TwoLayerState { output, lambda } = Guess::read(state);
        let size = output.abs();
        let (smallest, largest) = self.ratio_extremes(size);
        let (eta, width) = (self.map.learning_rate, self.map.width);
        let base = 1.0 + (eta * largest * size).powi(2) / width;
        let best = (eta * lambda * largest - 1.0).max(base - eta * lambda * smallest).max(0.0);
        let tail_factors = SHARES.map(|share| {
            let rho = 1.0 - dyadic_below(share * (1.0 - best)).unwrap_or(0.0);
            (rho, self.tail_factor(largest, rho))
        });
        tail_factors.into_iter().filter_map(move |(rho, tail_factor)| {
            let lambda_min = lambda - tail_factor * size * size;
            (base - eta * lambda_min * smallest < rho).then(|| Rational::from_f64(rho)).flatten()
        })
    }

    /// The base-2 logarithm of tail/(lambda delta²), rounded up, for one of [`Guess::contractions`].
    pub fn tail_exponent(&self, state: &TwoLayerState<Ball>, contraction: &Rational) -> i64 {
        let TwoLayerState { output, lambda } = Guess::read(state);
        let (_, largest) = self.ratio_extremes(output.abs());
        (self.tail_factor(largest, contraction.to_f64()) / lambda).log2().ceil() as i64
    }

    /// Whether the condition of [`super::checks::growth`] seems to hold; in case of overflow, yes.
    pub fn grows(&self, state: &TwoLayerState<Ball>) -> bool {
        let TwoLayerState { output, lambda } = Guess::read(state);
        let push = self.map.learning_rate * output * self.map.risk.slope(output);
        push.is_nan() || push >= 4.0 * self.map.width * lambda
    }

    /// A margin xi with which [`super::checks::alternation`] seems to hold: nearly the largest that its last condition allows.
    pub fn margin(&self, state: &TwoLayerState<Ball>) -> Option<Rational> {
        let root_width = self.map.width.sqrt();
        let top = self.map.learning_rate / (2.0 * root_width);
        if top * top <= 2.0 {
            return None;
        }
        // Logarithms in balls: f may be far outside the range of f64.
        let factors = FactorisedState::from_output(state.clone(), &Ball::exact(rug::Float::with_val(53, root_width)));
        let (log_p, log_q) = (factors.p.ln().midpoint().to_f64(), factors.q.ln().midpoint().to_f64());
        let gap = (log_p - log_q).abs();
        let turn = 2.0 * ((top + 1.0) / (top - 1.0)).ln();
        let xi = dyadic_below(0.499 * gap.min(turn - gap))?;
        let least = root_width / 2.0 * ((log_p + log_q) / 2.0).exp() * (xi / 2.0).sinh();
        let growth = self.map.factor_step(least).powi(2) - 1.0;
        let drift = 8.0 * top / growth * (-least).exp() / (1.0 - (-least * (growth - 1.0)).exp());
        (growth > 1.0 && drift < xi).then(|| Rational::from_f64(xi)).flatten()
    }
}

/// The size in bits up to which [`exact_hit`] follows an exact orbit.
const SEARCHED_BITS: u32 = 1 << 14;

/// The first step at which f = 0 exactly, if it comes within `most` steps and before the numbers get long.
pub fn exact_hit(problem: &Problem, most: u64) -> Option<u64> {
    let mut state = problem.start.clone();
    if state[0].is_zero() {
        return Some(0);
    }
    let exact = problem.exact().ok()?;
    for step in 1..=most {
        state = exact.apply(&state);
        if state[0].is_zero() {
            return Some(step);
        }
        if state.iter().any(|value| size_in_bits(value) > SEARCHED_BITS) {
            return None;
        }
    }
    None
}

/// A positive number rounded down to 8 bits.
fn dyadic_below(value: f64) -> Option<f64> {
    let kept = f64::from_bits(value.to_bits() & !((1 << 45) - 1));
    (value.is_normal() && value > 0.0).then_some(kept)
}
