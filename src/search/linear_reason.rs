//! What a proof about the linear predictor shows, in words.

use crate::certify::linear_proof::LinearProof;
use crate::certify::phase::Phase;

/// The proof in words.
pub fn explain(proof: &LinearProof, phase: Phase) -> String {
    match proof {
        LinearProof::Rest { .. } => "the start is an exact minimum of the risk".into(),
        LinearProof::Quadratic { .. } => "the squared loss: w' - w* = (1 - eta h)(w - w*), decided exactly".into(),
        LinearProof::Smoothness { .. } => {
            "eta <= 2/beta with beta = mean(x²)/4: the loss falls to its minimum from every start".into()
        }
        LinearProof::CriticalRate { .. } => {
            let side = if phase == Phase::Lazy { "below" } else { "above" };
            format!("eta is certified to be {side} eta_c(w0) = 2 w0/sinh w0 (Theorem 1.1)")
        }
        LinearProof::Potential { step, .. } => {
            format!(
                "at step {step} w² - eta L(w) is below its value at 0, so (-1)^t w_t descends to w* or -w* (Theorem 1.2)"
            )
        }
        LinearProof::Sublevel { step, rise: None, .. } => {
            format!(
                "eta L'' < 2 on the sublevel set of the loss at step {step}, and the loss falls at every step before"
            )
        }
        LinearProof::Sublevel { step, rise: Some(rise), .. } => {
            format!("the loss rises at step {rise}; from step {step} on eta L'' < 2 on the sublevel set")
        }
        LinearProof::Contraction { step, rise, power, .. } => format!(
            "the loss rises at step {rise}; at step {step} the orbit enters a ball that F^{power} contracts to the minimum"
        ),
        LinearProof::Doubling { step, rise, .. } => format!(
            "the loss rises at step {rise}; from step {step} on the orbit is near the minimum, whose multiplier is -1 or a little more, and \
             the third derivative makes it converge"
        ),
        LinearProof::Cycle { step, period, power, .. } => {
            format!("at step {step} the orbit enters a ball that F^{power} contracts to a cycle of period {period}")
        }
        LinearProof::Escape { step, reach, .. } => {
            format!("at step {step} |w| exceeds {}, from where every step overshoots by more than the last", reach.0)
        }
    }
}
