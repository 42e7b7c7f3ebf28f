//! Theorem 1.2: the linear predictor on D0 with the logistic loss. Its limits and its monotonicity are separate claims.

use super::evidence::{Evidence, Findings, Kind, Verdict, classified, identity_evidence, observe_certified};
use super::{Claim, Session};
use crate::arithmetic::{Analytic, Ball, Dual, Expression, Field, FromExact, Identity, parse_exact};
use crate::certify::Phase;
use crate::certify::loss_history::movement;
use crate::dynamics::{Descent, LinearPredictor};
use crate::model::{Degenerate, Logistic, Loss, LossName};
use crate::progress::Interrupted;
use crate::theory::Digits;
use crate::theory::thresholds::certify_critical_rate;
use num_traits::One;
use rug::Rational;
use std::cmp::Ordering;

pub const LIMITS: Claim = Claim {
    id: "theorem-1.2-limits",
    statement: "Linear predictor on D0, logistic loss: for eta <= 8 the loss tends to log 2; for eta > 8 the orbit tends to the \
                2-cycle ±w* with 4 w* = eta tanh(w*/2), for all but countably many starts.",
    source: "Our reading of Huang et al., arXiv:2011.12547, Theorem 1.2; proofs/THEORY.md section 1, (P3)",
    corrected: None,
    recorded: Verdict::Verified,
    check: check_limits,
};

pub const MONOTONICITY: Claim = Claim {
    id: "theorem-1.2-monotonicity",
    statement: "Linear predictor on D0, logistic loss, eta_c = 4 w0/tanh(w0/2): for 8 <= eta < eta_c the loss never increases; \
                for eta >= eta_c it never decreases.",
    source: "Our reading of Huang et al., arXiv:2011.12547, Theorem 1.2; proofs/THEORY.md section 1, (P2)",
    corrected: Some(
        "The limits are right, the monotonicity is not: |w| overshoots w* when eta > eta_o = 10.9359..., and then the loss \
         is never eventually monotone, from all starts but countably many: 0, ±w* and those that land on them (claim `overshoot`).",
    ),
    recorded: Verdict::Refuted,
    check: |session| Ok(check_monotonicity(session.digits())),
};

const BITS: u32 = 256;

fn check_limits(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let (mut settled, mut evidence) = identity_evidence(identities());
    for (rate, start, phase) in [
        ("1/2", "1000", Phase::Lazy),
        ("4", "3", Phase::Lazy),
        ("15/2", "12", Phase::Lazy),
        ("8", "12", Phase::Lazy),
        ("8.001", "12", Phase::Oscillating),
        ("9", "1", Phase::Oscillating),
        ("12", "1/10", Phase::Oscillating),
        ("40", "-12", Phase::Oscillating),
        ("1000", "3", Phase::Oscillating),
    ] {
        let (Ok(learning_rate), Ok(weight)) = (parse_exact(rate), parse_exact(start)) else { continue };
        let problem = Descent::linear(LossName::Logistic, learning_rate, weight);
        let (agrees, fact) = classified(session, &problem, phase, &format!("eta = {rate}"))?;
        settled &= agrees;
        evidence.push(fact);
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Verified,
        "lemmas cover all rates and starts: (-1)^t w_t is gradient descent with step 1 on Phi(u) = u² - eta L(u), whose second \
         derivative is below 2, so Phi falls at every step and the orbit tends to a zero of Phi': only 0 for eta <= 8; 0 or ±w* \
         above, where 0, a maximum of Phi, is reached only by landing on it (certify::checks::linear_potential). Its formulas \
         are exact identities; samples agree",
        evidence,
    ))
}

/// The formulas of the lemmas, as identities of the functions that the program runs.
fn identities() -> [(Identity, &'static str); 4] {
    let weight = Expression::variable("u");
    let rate = Expression::variable("eta");
    let step = |weight: Expression| {
        let risk = Degenerate(Logistic);
        LinearPredictor { learning_rate: rate.clone(), risk, ntk_eigenvalue: Expression::one() }.step(weight)
    };
    let potential = |weight: Dual<Dual<Expression>>| {
        let rate = Dual::constant(Dual::constant(rate.clone()));
        weight.clone().square() - rate * Logistic.degenerate_risk(weight)
    };
    let potential = potential(Dual::variable(Dual::variable(weight.clone())));
    let gradient = potential.derivative.value;
    let curvature = Logistic.degenerate_curvature(weight.clone());
    let bending = Logistic.degenerate_curvature(Dual::variable(weight.clone())).derivative;
    [
        (
            (-step(weight.clone())).identity(&(weight.clone() - gradient)),
            "-F(u) = u - Phi'(u) for Phi(u) = u² - eta L(u): with alternating signs the map is gradient descent on Phi, step 1",
        ),
        (step(-weight.clone()).identity(&-step(weight.clone())), "F(-u) = -F(u), so the signs may be alternated"),
        (
            potential.derivative.derivative.identity(&(Expression::integer(2) - rate.clone() * &curvature)),
            "Phi''(u) = 2 - eta L''(u) with L''(u) = 1/(4 cosh²(u/2)) > 0: below 2 everywhere, and 2 - eta/4 at 0",
        ),
        (
            bending.identity(&(-(weight / Expression::integer(2)).tanh() * &curvature)),
            "L'''(u) = -tanh(u/2) L''(u) < 0 for u > 0, so that L' is concave there and Phi' has a positive zero, and then one \
             only, iff eta > 8: the w* of (P3)",
        ),
    ]
}

/// Both halves fail at eta = 40: w0 = 12 lies below its critical rate and the loss rises, w0 = 5 beyond its own and the loss falls.
fn check_monotonicity(digits: usize) -> Findings {
    let halves = [
        (
            12,
            "eta = 40 lies between 8 and eta_c(12), but the loss rises from step 1 to step 2",
            Ordering::Less,
            Ordering::Greater,
        ),
        (
            5,
            "eta = 40 lies above eta_c(5), but the loss falls from step 1 to step 2",
            Ordering::Greater,
            Ordering::Less,
        ),
    ];
    let rate = Rational::from(40);
    let mut evidence = Vec::new();
    let mut settled = true;
    for (start, words, side, moves) in halves {
        let start = Rational::from(start);
        let Ok(critical) = certify_critical_rate(LossName::Logistic, &start, Digits::default()) else {
            return Findings::undecided("the critical rate could not be enclosed", evidence);
        };
        let orbit = observe_certified(&Descent::linear(LossName::Logistic, rate.clone(), start), BITS, 2);
        let seen_moves = orbit.get(1).zip(orbit.get(2)).and_then(|(first, second)| movement(&first.loss, &second.loss));
        settled &=
            Ball::from_exact(&rate, BITS).compare(&critical.to_ball(BITS)) == Some(side) && seen_moves == Some(moves);
        let mut fact = Evidence::new(Kind::Certified, words)
            .with("eta", rate.to_string())
            .with("eta_critical", critical.enclosure(digits));
        for (step, seen) in orbit.iter().enumerate() {
            fact = fact.with_ball(&format!("weight_{step}"), &seen.output, digits).with_ball(
                &format!("loss_{step}"),
                &seen.loss,
                digits,
            );
        }
        evidence.push(fact);
    }
    Findings::settled_if(settled, Verdict::Refuted, "a certified counterexample to each half", evidence)
}
