//! The proofs about linear predictors, as they stand in certificates.

use super::certificate::Exact;
use super::checks::linear_sublevel::Sublevel;
use super::checks::{
    Established, Failure, linear_contraction, linear_critical_rate, linear_cycle, linear_doubling, linear_escape,
    linear_potential, linear_quadratic, linear_rest, linear_smoothness, linear_sublevel,
};
use super::cycle_basin::{Basin, MOST_PIECES};
use crate::arithmetic::Ball;
use crate::dynamics::{Descent, LinearSystem};
use rug::Float;
use rug::float::Round;
use serde::{Deserialize, Serialize};

/// The numbers of a proof about a linear predictor. Each lemma is stated and proved in the file that is named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "lemma", rename_all = "kebab-case", deny_unknown_fields)]
pub enum LinearProof {
    /// [`linear_rest`]: the start is a minimum.
    Rest {
        /// Precision of the limit.
        bits: u32,
    },
    /// [`linear_quadratic`]: the squared loss, exactly.
    Quadratic {
        /// Precision of the limit.
        bits: u32,
    },
    /// [`linear_smoothness`]: the logistic loss at a rate of at most 2/beta.
    Smoothness {
        /// Precision of the limit.
        bits: u32,
    },
    /// [`linear_critical_rate`]: the exponential loss on D0, by eta_c(w0).
    CriticalRate {
        /// Working precision.
        bits: u32,
    },
    /// [`linear_potential`]: the logistic loss on D0 at a rate above 8.
    Potential {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
    },
    /// [`linear_sublevel`]: from `step` on the loss falls to its minimum.
    Sublevel {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
        /// The step from which to the next the loss rises, if it does so before T.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rise: Option<u64>,
        /// a.
        lower: Exact,
        /// b.
        upper: Exact,
        /// The number of pieces of [a, b] on which the curvature is bounded.
        pieces: u32,
    },
    /// [`linear_contraction`]: the loss rose, and the orbit is in a basin of the minimum.
    Contraction {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
        /// The step from which to the next the loss rises.
        rise: u64,
        /// B.
        basin: Region,
        /// k: F^k contracts B.
        power: u32,
        /// The number of pieces of B on which that is tested.
        pieces: u32,
    },
    /// [`linear_doubling`]: the loss rose, the multiplier of the minimum is -1 or little more, and the orbit is near.
    Doubling {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
        /// The step from which to the next the loss rises.
        rise: u64,
        /// r.
        radius: Exact,
        /// The number of pieces on which the third derivative is enclosed.
        pieces: u32,
    },
    /// [`linear_cycle`]: the orbit is in a basin of a cycle.
    Cycle {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
        /// The prime period n.
        period: u32,
        /// Where one point of the cycle is.
        cycle: Region,
        /// B.
        basin: Region,
        /// k: F^k contracts B.
        power: u32,
        /// The number of pieces of B on which that is tested.
        pieces: u32,
    },
    /// [`linear_escape`]: from `step` on |w| grows for ever (exponential loss).
    Escape {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
        /// R.
        reach: Exact,
    },
}

/// A closed interval with exact ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// The lower end.
    pub lower: Exact,
    /// The upper end.
    pub upper: Exact,
}

impl Region {
    /// The interval around a bounded ball; `None` for an unbounded one.
    pub fn around(ball: &Ball) -> Option<Self> {
        let end = |value: Float| value.to_rational().map(Exact);
        ball.is_bounded().then_some(())?;
        Some(Region { lower: end(ball.lower())?, upper: end(ball.upper())? })
    }

    /// A ball that contains the interval, the smallest up to rounding: the set that a proof is about. Ends in the wrong order
    /// describe the interval between them.
    pub fn to_ball(&self, bits: u32) -> Ball {
        let (low, high) =
            if self.lower <= self.upper { (&self.lower, &self.upper) } else { (&self.upper, &self.lower) };
        let end = |value: &Exact, direction| Float::with_val_round(bits.max(64), &value.0, direction).0;
        Ball::between(&end(low, Round::Down), &end(high, Round::Up), bits)
    }
}

impl LinearProof {
    /// The working precision it asks for.
    pub fn bits(&self) -> u32 {
        match self {
            LinearProof::Rest { bits }
            | LinearProof::Quadratic { bits }
            | LinearProof::Smoothness { bits }
            | LinearProof::CriticalRate { bits }
            | LinearProof::Potential { bits, .. }
            | LinearProof::Sublevel { bits, .. }
            | LinearProof::Contraction { bits, .. }
            | LinearProof::Doubling { bits, .. }
            | LinearProof::Cycle { bits, .. }
            | LinearProof::Escape { bits, .. } => *bits,
        }
    }

    /// The steps of gradient descent that it asks for.
    pub fn steps(&self) -> u64 {
        match self {
            LinearProof::Rest { .. }
            | LinearProof::Quadratic { .. }
            | LinearProof::Smoothness { .. }
            | LinearProof::CriticalRate { .. } => 0,
            LinearProof::Potential { step, .. }
            | LinearProof::Sublevel { step, .. }
            | LinearProof::Contraction { step, .. }
            | LinearProof::Doubling { step, .. }
            | LinearProof::Cycle { step, .. }
            | LinearProof::Escape { step, .. } => *step,
        }
    }

    /// The steps of the orbit and the evaluations of the map or the curvature beside them.
    pub fn evaluations(&self) -> u64 {
        let chains = |power: u32, pieces: u32| u64::from(power).saturating_mul(u64::from(pieces));
        let beside = match self {
            LinearProof::Rest { .. }
            | LinearProof::Quadratic { .. }
            | LinearProof::Smoothness { .. }
            | LinearProof::CriticalRate { .. }
            | LinearProof::Potential { .. }
            | LinearProof::Escape { .. } => 0,
            LinearProof::Sublevel { pieces, .. } => u64::from((*pieces).min(MOST_PIECES)),
            LinearProof::Contraction { power, pieces, .. } => chains(*power, *pieces),
            LinearProof::Doubling { pieces, .. } => 2 * u64::from((*pieces).min(MOST_PIECES)),
            LinearProof::Cycle { period, power, pieces, .. } => {
                chains(*power, *pieces).saturating_add(3 * u64::from(*period))
            }
        };
        self.steps().saturating_add(beside)
    }

    /// Tests the hypotheses of the lemma on a valid problem.
    ///
    /// # Errors
    ///
    /// [`Failure`] says which hypothesis was not confirmed.
    pub fn establish(&self, problem: &Descent<LinearSystem>) -> Result<Established, Failure> {
        match self {
            LinearProof::Rest { bits } => linear_rest::establish(problem, *bits),
            LinearProof::Quadratic { bits } => linear_quadratic::establish(problem, *bits),
            LinearProof::Smoothness { bits } => linear_smoothness::establish(problem, *bits),
            LinearProof::CriticalRate { bits } => linear_critical_rate::establish(problem, *bits),
            LinearProof::Potential { bits, step } => linear_potential::establish(problem, *bits, *step),
            LinearProof::Sublevel { bits, step, rise, lower, upper, pieces } => {
                let interval = Sublevel { step: *step, rise: *rise, lower: &lower.0, upper: &upper.0, pieces: *pieces };
                linear_sublevel::establish(problem, *bits, &interval)
            }
            LinearProof::Contraction { bits, step, rise, basin, power, pieces } => {
                let basin = Basin { region: basin.to_ball(*bits), power: *power as usize, pieces: *pieces };
                linear_contraction::establish(problem, *bits, *step, *rise, &basin)
            }
            LinearProof::Doubling { bits, step, rise, radius, pieces } => {
                linear_doubling::establish(problem, *bits, *step, *rise, &radius.0, *pieces)
            }
            LinearProof::Cycle { bits, step, period, cycle, basin, power, pieces } => {
                let basin = Basin { region: basin.to_ball(*bits), power: *power as usize, pieces: *pieces };
                linear_cycle::establish(problem, *bits, *step, *period as usize, &cycle.to_ball(*bits), &basin)
            }
            LinearProof::Escape { bits, step, reach } => linear_escape::establish(problem, *bits, *step, &reach.0),
        }
    }
}
