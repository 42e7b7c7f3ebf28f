//! Numerical guesses of the numbers in a proof. Nothing here is certified, and nothing needs to be: a wrong guess only makes
//! a test fail.

use crate::arithmetic::{Analytic, Ball};
use crate::dynamics::factorised::FactorisedState;
use crate::dynamics::orbit::ExactOrbit;
use crate::dynamics::{Descent, TwoLayer, TwoLayerState, TwoLayerSystem};
use crate::model::{Degenerate, LossName, Risk};
use rug::Rational;

/// The problem in `f64`.
pub struct Guess {
    map: TwoLayer<f64, Degenerate<LossName>>,
}

/// What the trap lemma needs.
pub struct TrapGuess {
    /// rho.
    pub contraction: Rational,
    /// The base-2 logarithm of S/delta², rounded up.
    pub sum_exponent: i64,
}

/// How much of the room of |log p - log q| a proof of divergence may use for its drift.
const MARGIN_SHARES: [f64; 2] = [0.05, 0.4];

/// A contraction faster than 1 - this is of no use.
const LARGEST_GAP: f64 = 0.999;

/// How much of the room between the best conceivable contraction and 1 a proof may use; the rest covers the tail.
const SHARES: [f64; 3] = [0.98, 0.75, 0.4];

/// Below this |f| the ratio s/f is its limit kappa in `f64`.
const FLAT: f64 = 1e-9;

impl Guess {
    /// The guesses for a two-layer problem.
    pub fn of(problem: &Descent<TwoLayerSystem>) -> Self {
        Guess { map: problem.equations(53) }
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

    /// Numbers with which the trap of [`super::checks::trap`] seems to hold; the gap 1 - rho is a dyadic number of few digits.
    /// From the smallest rho on.
    pub fn traps(&self, state: &TwoLayerState<Ball>) -> impl Iterator<Item = TrapGuess> + use<> {
        let TwoLayerState { output, lambda } = Guess::read(state);
        let size = output.abs();
        let (smallest, largest) = self.ratio_extremes(size);
        let (eta, width) = (self.map.learning_rate, self.map.width());
        let push_factor = (eta * largest).powi(2) / width;
        let push = push_factor * size * size;
        let geometric_mean = (lambda * lambda - 4.0 * size * size / width).max(0.0).sqrt();
        let room = (2.0 - eta * lambda * largest).min(eta * geometric_mean * smallest - push).min(LARGEST_GAP);
        SHARES.into_iter().filter_map(move |share| {
            let gap = dyadic_below(share * room)?;
            let sum_factor = push_factor / (gap * (2.0 - gap));
            let lambda_min = geometric_mean * (1.0 - sum_factor * size * size);
            let holds = eta * lambda_min * smallest - push > gap;
            holds.then(|| TrapGuess {
                contraction: Rational::from(1) - Rational::from_f64(gap).unwrap_or_default(),
                sum_exponent: sum_factor.log2().ceil() as i64,
            })
        })
    }

    /// Whether the condition of [`super::checks::growth`] seems to hold; in case of overflow, yes.
    pub fn grows(&self, state: &TwoLayerState<Ball>) -> bool {
        let TwoLayerState { output, lambda } = Guess::read(state);
        let push = self.map.learning_rate * output * self.map.risk.slope(output);
        push.is_nan() || push >= 4.0 * self.map.width() * lambda
    }

    /// A margin d with which [`super::checks::alternation`] seems to hold.
    pub fn margin(&self, state: &TwoLayerState<Ball>) -> Option<Rational> {
        let root_width = self.map.width().sqrt();
        let top = self.map.learning_rate / (2.0 * root_width);
        if top * top <= 2.0 {
            return None;
        }
        // Logarithms in balls: f may be far outside the range of f64.
        let factors = FactorisedState::from_output(state.clone(), &Ball::exact(rug::Float::with_val(53, root_width)));
        let (log_p, log_q) = (factors.p.ln().midpoint().to_f64(), factors.q.ln().midpoint().to_f64());
        let gap = (log_p - log_q).abs();
        let turn = 2.0 * ((top + 1.0) / (top - 1.0)).ln();
        let room = gap.min(turn - gap);
        MARGIN_SHARES.iter().find_map(|share| {
            let margin = dyadic_below(share * room)?;
            let least = root_width / 2.0 * ((log_p + log_q) / 2.0).exp() * ((room - margin) / 2.0).sinh();
            let growth = self.map.factor_step(least).powi(2) - 1.0;
            let drift = 8.0 * top / growth * (-least).exp() / (1.0 - (-least * (growth - 1.0)).exp());
            (growth > 1.0 && drift < margin).then(|| Rational::from_f64(margin)).flatten()
        })
    }
}

/// The size in bits up to which [`exact_hit`] follows an exact orbit.
const SEARCHED_BITS: u32 = 1 << 14;

/// The first step at which f = 0 exactly, if it comes within `most` steps and before the numbers get long.
pub fn exact_hit(problem: &Descent<TwoLayerSystem>, most: u64) -> Option<u64> {
    let mut orbit = ExactOrbit::new(problem);
    for step in 0..=most {
        if orbit.state.output.is_zero() {
            return Some(step);
        }
        if orbit.size_in_bits() > SEARCHED_BITS || !orbit.advance() {
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
