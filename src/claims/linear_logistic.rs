//! Theorem 1.2: the linear predictor on D0 with the logistic loss. Its limits and its monotonicity are separate claims.

use super::Claim;
use super::evidence::{Evidence, Findings, Kind, Verdict, observe_certified};
use crate::dynamics::Problem;
use crate::model::LossName;
use crate::theory::Digits;
use crate::theory::thresholds::certify_critical_rate;
use crate::theory::two_cycle::enclose_two_cycle;
use rug::Rational;
use std::cmp::Ordering;

pub const LIMITS: Claim = Claim {
    id: "theorem-1.2-limits",
    statement: "Linear predictor on D0, logistic loss: for eta <= 8 the loss tends to log 2; for eta > 8 the orbit tends to the \
                2-cycle ±w* with 4 w* = eta tanh(w*/2), for all but countably many starts.",
    source: "Our reading of Huang et al., arXiv:2011.12547, Theorem 1.2; theory.md section 1, (P3)",
    corrected: None,
    recorded: Verdict::Undecided,
    check: check_limits,
};

pub const MONOTONICITY: Claim = Claim {
    id: "theorem-1.2-monotonicity",
    statement: "Linear predictor on D0, logistic loss, eta_c = 4 w0/tanh(w0/2): for 8 <= eta < eta_c the loss never increases; \
                for eta >= eta_c it never decreases.",
    source: "Our reading of Huang et al., arXiv:2011.12547, Theorem 1.2; theory.md section 1, (P2)",
    corrected: Some(
        "The limits are right, the monotonicity is not: |w| overshoots w* when eta > eta_o = 10.9359..., and then the loss \
         is never eventually monotone (claim `overshoot`).",
    ),
    recorded: Verdict::Refuted,
    check: check_monotonicity,
};

const BITS: u32 = 256;
const STEPS: usize = 400;

fn check_limits(digits: usize) -> Findings {
    let mut evidence = Vec::new();
    for (rate, start) in
        [((4, 1), (3, 1)), ((15, 2), (12, 1)), ((9, 1), (1, 1)), ((12, 1), (1, 10)), ((40, 1), (12, 1))]
    {
        let (rate, start) = (Rational::from(rate), Rational::from(start));
        let orbit = observe_certified(&Problem::linear(LossName::Logistic, rate.clone(), start.clone()), BITS, STEPS);
        let Some(last) = orbit.last() else { continue };
        let fact = Evidence::new(
            Kind::Certified,
            format!("eta = {rate}, w0 = {start}: the state after {} steps", orbit.len() - 1),
        )
        .with_ball("weight", &last.output, digits)
        .with_ball("loss", &last.loss, digits);
        evidence.push(match enclose_two_cycle(&rate, Digits::default()) {
            Ok(cycle) => fact
                .with("amplitude", cycle.amplitude.enclosure(digits))
                .with("multiplier", cycle.multiplier.enclosure(digits)),
            Err(_) => fact,
        });
    }
    Findings::undecided(
        "checked along finite orbits only; the statement is about limits for all rates and starts",
        evidence,
    )
}

/// The counterexample of theory.md: eta = 40, w0 = 12 < eta_c(12), yet the loss rises at step 2.
fn check_monotonicity(digits: usize) -> Findings {
    let (rate, start) = (Rational::from(40), Rational::from(12));
    let Ok(critical) = certify_critical_rate(LossName::Logistic, &start, Digits::default()) else {
        return Findings::undecided("the critical rate could not be enclosed", Vec::new());
    };
    let orbit = observe_certified(&Problem::linear(LossName::Logistic, rate.clone(), start), BITS, 2);
    let in_range = critical.to_ball(BITS).compare(&crate::arithmetic::FromExact::from_exact(&rate, BITS));
    let rises = orbit.get(2).zip(orbit.get(1)).and_then(|(second, first)| second.loss.compare(&first.loss));
    let mut fact = Evidence::new(
        Kind::Certified,
        "eta = 40 lies between 8 and eta_c(12), but the loss rises from step 1 to step 2",
    )
    .with("eta", rate.to_string())
    .with("eta_critical", critical.enclosure(digits));
    for (step, seen) in orbit.iter().enumerate() {
        fact = fact.with_ball(&format!("weight_{step}"), &seen.output, digits).with_ball(
            &format!("loss_{step}"),
            &seen.loss,
            digits,
        );
    }
    let settled = in_range == Some(Ordering::Greater) && rises == Some(Ordering::Greater);
    Findings::settled_if(settled, Verdict::Refuted, "a certified counterexample", vec![fact])
}
