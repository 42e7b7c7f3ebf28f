//! Corollary 1 (informal): among converging rates, the larger the rate the flatter the end.

use super::Claim;
use super::evidence::{Evidence, Findings, Kind, Verdict, observe_certified};
use super::theorem_2::describe;
use crate::dynamics::Problem;
use crate::model::LossName;
use rug::Rational;

pub const COROLLARY_1: Claim = Claim {
    id: "corollary-1",
    statement: "Two-layer network on D0, logistic loss: among converging rates, a larger rate ends in a flatter minimum.",
    source: "Our reading of Huang et al., arXiv:2011.12547, Corollary 1; theory.md section 3",
    corrected: None,
    recorded: Verdict::Undecided,
    check,
};

const BITS: u32 = 1024;
const STEPS: usize = 3000;

/// The pair of rates of theory.md whose ends come in the wrong order.
pub fn pair() -> [Problem; 2] {
    [(20_427, 1000), (23_274, 1000)].map(|rate| {
        Problem::two_layer(LossName::Logistic, Rational::from(rate), 100.into(), 2.into(), Rational::from((1, 2)))
    })
}

fn check(digits: usize) -> Findings {
    let mut evidence = Vec::new();
    for problem in pair() {
        let orbit = observe_certified(&problem, BITS, STEPS);
        if let Some(last) = orbit.last() {
            evidence.push(
                Evidence::new(
                    Kind::Certified,
                    format!("{}: the state after {} steps", describe(&problem), orbit.len() - 1),
                )
                .with_ball("output", &last.output, digits)
                .with_ball("lambda", &last.lambda, digits),
            );
        }
    }
    Findings::undecided(
        "after a finite number of steps the larger rate has the larger lambda; limits are not enclosed here",
        evidence,
    )
}
