//! Corollary 1 (informal): among converging rates, the larger the rate the flatter the end.

use super::evidence::{Findings, Verdict};
use super::two_layer::classify;
use super::{Claim, Session};
use crate::certify::Phase;
use crate::dynamics::{Descent, TwoLayerSystem};
use crate::model::LossName;
use crate::progress::Interrupted;
use rug::Rational;

pub const COROLLARY_1: Claim = Claim {
    id: "corollary-1",
    statement: "Two-layer network on D0, logistic loss: among converging rates, a larger rate ends in a flatter minimum.",
    source: "Our reading of Huang et al., arXiv:2011.12547, Corollary 1; proofs/THEORY.md section 3",
    corrected: Some(
        "What falls with the rate is a bound, (T7): lambda_inf <= 2/(eta kappa), for orbits that do not land on f = 0 \
         exactly (claim `flatness-bound`). Below this envelope a larger rate can end in a much sharper minimum.",
    ),
    recorded: Verdict::Refuted,
    check,
};

/// The pair of rates of proofs/THEORY.md whose ends come in the wrong order.
pub fn pair() -> [Descent<TwoLayerSystem>; 2] {
    [(20_427, 1000), (23_274, 1000)].map(|rate| {
        Descent::two_layer(LossName::Logistic, Rational::from(rate), 100.into(), 2.into(), Rational::from((1, 2)))
    })
}

fn check(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let [slow, fast] = pair();
    let slow = classify(session, &slow, Phase::Catapult)?;
    let fast = classify(session, &fast, Phase::Catapult)?;
    // At the minimum the sharpness is kappa lambda, so that one order is the other.
    let wrong_order = matches!((&slow.kernel, &fast.kernel), (Some([_, upper]), Some([lower, _])) if upper < lower);
    Ok(Findings::settled_if(
        slow.agrees && fast.agrees && wrong_order,
        Verdict::Refuted,
        "a certified counterexample: both rates converge, and the larger one ends at a larger lambda, in a sharper minimum",
        vec![slow.fact, fast.fact],
    ))
}
