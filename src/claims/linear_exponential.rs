//! Theorem 1.1: the linear predictor on D0 with the exponential loss.

use super::Claim;
use super::evidence::{Evidence, Findings, Kind, Verdict, all_directions, observe_certified};
use crate::dynamics::Problem;
use crate::model::LossName;
use crate::theory::Digits;
use crate::theory::thresholds::certify_critical_rate;
use rug::Rational;
use std::cmp::Ordering;

pub const THEOREM_1_1: Claim = Claim {
    id: "theorem-1.1",
    statement: "Linear predictor on D0, exponential loss, eta_c = 2 w0/sinh w0: below eta_c the loss decreases to 1; at eta_c \
                the orbit is the 2-cycle ±w0; above eta_c the loss increases to infinity.",
    source: "Our reading of Huang et al., arXiv:2011.12547, Theorem 1.1; theory.md section 1, (P1), (P2)",
    corrected: None,
    recorded: Verdict::Undecided,
    check,
};

/// Precision and length of the certified orbits.
const BITS: u32 = 256;
const STEPS_BELOW: usize = 60;
const STEPS_ABOVE: usize = 5;

fn check(digits: usize) -> Findings {
    let mut evidence = Vec::new();
    for start in [(1, 2), (1, 1), (2, 1), (3, 1)].map(Rational::from) {
        let Ok(critical) = certify_critical_rate(LossName::Exponential, &start, Digits::default()) else { continue };
        let Some(rate) = critical.to_ball(BITS).midpoint().to_rational() else { continue };
        for (percent, direction, steps) in [
            (50, Ordering::Less, STEPS_BELOW),
            (99, Ordering::Less, STEPS_BELOW),
            (101, Ordering::Greater, STEPS_ABOVE),
        ] {
            let learning_rate = rate.clone() * Rational::from((percent, 100));
            let problem = Problem::linear(LossName::Exponential, learning_rate, start.clone());
            let orbit = observe_certified(&problem, BITS, steps);
            let word = if direction == Ordering::Less { "falls" } else { "rises" };
            if !all_directions(&orbit, direction) {
                continue;
            }
            let mut fact = Evidence::new(
                Kind::Certified,
                format!(
                    "w0 = {start}, eta = {percent} % of eta_c: the loss {word} in each of {} steps",
                    orbit.len() - 1
                ),
            )
            .with("eta_critical", critical.enclosure(digits));
            if let Some(last) = orbit.last() {
                fact = fact.with_ball("last_loss", &last.loss, digits);
            }
            evidence.push(fact);
        }
    }
    Findings::undecided(
        "checked along finite orbits only; the statement is about all rates, starts and steps",
        evidence,
    )
}
