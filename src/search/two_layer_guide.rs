//! Numbers of `f64` with which a proof about a two-layer network seems to hold: the slacks of the lemmas, evaluated in floats.
//!
//! Nothing here is certified, and nothing needs to be: a wrong number only makes a test fail.

use crate::arithmetic::{Analytic, Ball, FromExact};
use crate::certify::checks::alternation::{self, Alternation};
use crate::certify::checks::growth::{self, Growth};
use crate::certify::checks::trap::{self, Trap};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::work::exact_bits;
use crate::dynamics::factorised::{FactorisedState, factor_rate};
use crate::dynamics::orbit::ExactOrbit;
use crate::dynamics::{Descent, System as _, TwoLayer, TwoLayerState, TwoLayerSystem};
use crate::model::{Degenerate, LossName};
use rug::{Float, Rational};

/// The problem in `f64`.
pub struct Guide {
    map: TwoLayer<f64, Degenerate<LossName>>,
    /// sup |s|, if the slope is bounded.
    slope_limit: Option<f64>,
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
pub(crate) const LARGEST_GAP: f64 = 0.999;

/// A slack that is this much below zero, compared with its terms, is not so for want of a few digits.
const HOPELESS: f64 = 1e-6;

/// How much of the room between the best conceivable contraction and 1 a proof may use; the rest covers the tail.
pub(crate) const SHARES: [f64; 3] = [0.98, 0.75, 0.4];

impl Guide {
    /// The guide for a two-layer problem.
    pub fn of(problem: &Descent<TwoLayerSystem>) -> Self {
        Guide::at(&problem.system, &problem.learning_rate)
    }

    /// The guide for a network at a rate.
    pub fn at(system: &TwoLayerSystem, learning_rate: &Rational) -> Self {
        let slope_limit = system.loss.facts().slope_limit().map(|limit| f64::from_exact(&limit, 53));
        Guide { map: system.equations(f64::from_exact(learning_rate, 53), 53), slope_limit }
    }

    /// m.
    pub fn width(&self) -> f64 {
        *self.map.width()
    }

    /// The largest |f| of an enclosure, with its sign, and the middle of lambda.
    fn read(state: &TwoLayerState<Ball>) -> TwoLayerState<f64> {
        let upper = state.output.magnitude_up().to_f64_up();
        TwoLayerState {
            output: upper.copysign(state.output.midpoint().to_f64()),
            lambda: state.lambda.midpoint().to_f64(),
        }
    }

    /// Numbers with which the [trap] seems to hold in the middle of an enclosure, and is not hopeless at its ends; the gap 1 - rho
    /// is a dyadic number of few digits. From the smallest rho on.
    pub fn traps<'a>(&'a self, state: &'a TwoLayerState<Ball>) -> impl Iterator<Item = TrapGuess> + use<'a> {
        let middle = Guide::read(state);
        let numbers = trap::Numbers::at(&self.map, &middle, 0.0);
        let room = numbers.rooms().into_iter().fold(LARGEST_GAP, f64::min);
        let mut hardest = None;
        SHARES.into_iter().filter_map(move |share| {
            let gap = dyadic_below(share * room)?;
            let numbers = trap::Numbers { gap, ..numbers.clone() };
            // S is proportional to delta², which may be too small for floats.
            let sum_factor = trap::Numbers { output: 1.0, ..numbers.clone() }.sum();
            let holds = Trap::slacks(&numbers).iter().all(Slack::seems_to_hold);
            let hardest = hardest.get_or_insert_with(|| {
                let lowest = TwoLayerState { lambda: state.lambda.lower().to_f64(), ..middle };
                let kernel = state.lambda.upper().to_f64();
                trap::Numbers { kernel, ..trap::Numbers::at(&self.map, &lowest, 0.0) }
            });
            let hopeless = hardest.rooms().iter().any(|room| room - gap < -HOPELESS)
                || hardest.factor < -HOPELESS * hardest.kernel;
            (holds && !hopeless).then(|| TrapGuess {
                contraction: Rational::from(1) - Rational::from_f64(gap).unwrap_or_default(),
                sum_exponent: sum_factor.log2().ceil() as i64,
            })
        })
    }

    /// Whether the lemma of [growth] seems to hold; in case of overflow, yes.
    pub fn grows(&self, state: &TwoLayerState<Ball>) -> bool {
        let numbers = growth::Numbers::at(&self.map, &Guide::read(state));
        Growth::slacks(&numbers).iter().all(Slack::may_hold)
    }

    /// A margin d with which the lemma of [alternation] seems to hold.
    pub fn margin(&self, state: &TwoLayerState<Ball>) -> Option<Rational> {
        if !self.is_steep() {
            return None;
        }
        // Logarithms in balls: f may be far outside the range of f64.
        let root_width = Ball::exact(Float::with_val(53, Analytic::sqrt(self.width())));
        self.margin_at(FactorisedState::from_output(state.clone(), &root_width))
    }

    /// Whether the slope is bounded, and A² > 2.
    fn is_steep(&self) -> bool {
        let rate = |limit| factor_rate(self.map.learning_rate, limit, &self.width());
        self.slope_limit.is_some_and(|limit| rate(limit).powi(2) > 2.0)
    }

    /// As [`Guide::margin`], from p and q.
    pub fn margin_at(&self, FactorisedState { p, q }: FactorisedState<Ball>) -> Option<Rational> {
        let (rate, width) = (self.map.learning_rate, self.width());
        let slope_limit = self.slope_limit.filter(|_| self.is_steep())?;
        let factor = p.smaller(&q).magnitude_down().to_f64_up();
        let [log_p, log_q] = [p, q].map(|factor| factor.ln().midpoint().to_f64());
        let place = alternation::Place {
            learning_rate: rate,
            width,
            slope_limit,
            factor,
            mean: Analytic::exp((log_p + log_q) / 2.0),
            distance: (log_p - log_q).abs(),
        };
        let room = place.room();
        MARGIN_SHARES.iter().find_map(|share| {
            let margin = dyadic_below(share * room)?;
            let numbers = place.clone().with_margin(margin, &self.map.risk);
            let holds = Alternation::slacks(&numbers).iter().all(Slack::seems_to_hold);
            holds.then(|| Rational::from_f64(margin)).flatten()
        })
    }
}

/// The size in bits up to which [`exact_hit`] follows an exact orbit.
pub(super) const SEARCHED_BITS: u32 = 1 << 14;

/// The first step at which f = 0 exactly, if it comes within `most` steps and before the numbers get long.
pub fn exact_hit(problem: &Descent<TwoLayerSystem>, most: u64) -> Option<u64> {
    let mut orbit = ExactOrbit::new(problem);
    for step in 0..=most {
        if orbit.state.output.is_zero() {
            return Some(step);
        }
        if orbit.size_in_bits() > SEARCHED_BITS.min(exact_bits(step + 1)) || !orbit.advance() {
            return None;
        }
    }
    None
}

/// A positive number rounded down to 8 bits.
pub(crate) fn dyadic_below(value: f64) -> Option<f64> {
    let kept = f64::from_bits(value.to_bits() & !((1 << 45) - 1));
    (value.is_normal() && value > 0.0).then_some(kept)
}
