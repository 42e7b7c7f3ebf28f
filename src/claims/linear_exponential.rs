//! Theorem 1.1: the linear predictor on D0 with the exponential loss.

use super::evidence::{Findings, Verdict, classified, identity_evidence};
use super::{Claim, Session};
use crate::arithmetic::{Dual, Expression, Field, Identity};
use crate::certify::Phase;
use crate::dynamics::{Descent, LinearPredictor};
use crate::model::{Degenerate, Exponential, Loss, LossName};
use crate::progress::Interrupted;
use crate::theory::Digits;
use crate::theory::thresholds::{certify_critical_rate, critical_rate};
use num_traits::One;
use rug::Rational;

pub const THEOREM_1_1: Claim = Claim {
    id: "theorem-1.1",
    statement: "Linear predictor on D0, exponential loss, w0 != 0, eta_c = 2 w0/sinh w0: below eta_c the loss decreases to 1; at eta_c \
                the orbit is the 2-cycle ±w0; above eta_c the loss increases to infinity.",
    source: "Our reading of Huang et al., arXiv:2011.12547, Theorem 1.1; proofs/THEORY.md section 1, (P1), (P2)",
    corrected: None,
    recorded: Verdict::Verified,
    check,
};

/// Precision of eta_c, from which the sampled rates are made.
const BITS: u32 = 256;

fn check(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let digits = session.digits();
    let (mut settled, mut evidence) = identity_evidence(identities());
    for start in [(1, 2), (1, 1), (2, 1), (3, 1)].map(Rational::from) {
        let Ok(critical) = certify_critical_rate(LossName::Exponential, &start, Digits::default()) else {
            return Ok(Findings::undecided("the critical rate could not be enclosed", evidence));
        };
        let Some(rate) = critical.to_ball(BITS).midpoint().to_rational() else { continue };
        for (percent, phase) in [(50, Phase::Lazy), (99, Phase::Lazy), (101, Phase::Divergent)] {
            let learning_rate = rate.clone() * Rational::from((percent, 100));
            let problem = Descent::linear(LossName::Exponential, learning_rate, start.clone());
            let (agrees, fact) = classified(session, &problem, phase, &format!("eta = {percent} % of eta_c"))?;
            settled &= agrees;
            evidence.push(fact.with("eta_critical", critical.enclosure(digits)));
        }
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Verified,
        "one lemma covers all rates and starts: q(w) = eta sinh(w)/w increases with |w|, so q(w0) < 2 makes |w| shrink by the \
         factor max(|1 - eta|, |q(w0) - 1|) < 1 at every step, and q(w0) > 2 makes it grow by q(w0) - 1 > 1 \
         (certify::checks::linear_critical_rate). Its formulas are exact identities; samples on both sides of eta_c agree",
        evidence,
    ))
}

/// The formulas of the lemma, as identities of the functions that the program runs.
fn identities() -> [(Identity, &'static str); 4] {
    let weight = Expression::variable("w");
    let rate = Expression::variable("eta");
    let step = |learning_rate: Expression| {
        let map = LinearPredictor { learning_rate, risk: Degenerate(Exponential), ntk_eigenvalue: Expression::one() };
        map.step(weight.clone())
    };
    let slope = |weight: Dual<Expression>| Exponential.degenerate_slope(weight);
    let cosh = Exponential.degenerate_curvature(weight.clone());
    let sinh = Exponential.degenerate_slope(weight.clone());
    let factor = Expression::one() - rate.clone() * sinh.clone() / &weight;
    let variable = Dual::variable(weight.clone());
    let ratio = (slope(variable.clone()) / &variable).derivative;
    let numerator = weight.clone() * &cosh - &sinh;
    let curvature = Exponential.degenerate_curvature(variable.clone());
    let growth = (variable.clone() * &curvature - slope(variable)).derivative;
    [
        (step(rate).identity(&(weight.clone() * factor)), "the step is w' = w (1 - q(w)) with q(w) = eta sinh(w)/w"),
        (
            ratio.identity(&(numerator / weight.clone().square())),
            "(sinh(w)/w)' = (w cosh w - sinh w)/w²: positive for w > 0 if its numerator is",
        ),
        (
            growth.identity(&(weight.clone() * sinh)),
            "(w cosh w - sinh w)' = w sinh w, which is positive for w != 0; so the numerator, 0 at 0, is positive for w > 0",
        ),
        (
            step(critical_rate(&Exponential, weight.clone())).identity(&-weight.clone()),
            "at eta = eta_c(w) the step leads from w to -w, and eta_c is even: an exact 2-cycle",
        ),
    ]
}
