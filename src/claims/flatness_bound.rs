//! The bound on the final kernel: the paper's 4/(eta kappa), and the sharper 2/(eta kappa) of (T7).

use super::Claim;
use super::evidence::{Evidence, Findings, Kind, Verdict, observe_certified};
use super::theorem_2::{catapult_examples, describe};
use super::window::{End, run_numerically};
use crate::arithmetic::{Ball, FromExact};
use crate::model::LossName;
use crate::theory::thresholds::{flatness_bound, paper_flatness_bound};
use std::cmp::Ordering;

pub const PAPER_BOUND: Claim = Claim {
    id: "theorem-2-bound",
    statement: "Two-layer network on D0: an orbit that converges after a catapult ends with lambda_inf <= 4/(eta kappa).",
    source: "Our reading of Huang et al., arXiv:2011.12547, Theorem 2; theory.md section 3",
    corrected: None,
    recorded: Verdict::Undecided,
    check: |digits| check(digits, paper_flatness_bound, paper_flatness_bound),
};

pub const SHARPER_BOUND: Claim = Claim {
    id: "flatness-bound",
    statement: "Two-layer network on D0: an orbit that converges without hitting f = 0 ends with lambda_inf <= 2/(eta kappa): \
                2/eta for the exponential and squared losses, 8/eta for the logistic loss.",
    source: "theory.md section 3, (T7) [ours]",
    corrected: None,
    recorded: Verdict::Undecided,
    check: |digits| check(digits, flatness_bound, flatness_bound),
};

const BITS: u32 = 320;
const STEPS: usize = 400;

fn check(
    digits: usize,
    certified_bound: fn(&LossName, Ball) -> Ball,
    numerical_bound: fn(&LossName, f64) -> f64,
) -> Findings {
    let mut evidence = Vec::new();
    for problem in catapult_examples() {
        let orbit = observe_certified(&problem, BITS, STEPS);
        let bound = certified_bound(&problem.loss, Ball::from_exact(&problem.learning_rate, BITS));
        let Some(step) = orbit.iter().position(|seen| seen.lambda.compare(&bound) == Some(Ordering::Less)) else {
            continue;
        };
        evidence.push(
            Evidence::new(Kind::Certified, format!("{}: lambda is below the bound at step {step}", describe(&problem)))
                .with_ball("lambda", &orbit[step].lambda, digits)
                .with_ball("bound", &bound, digits),
        );
    }
    for loss in LossName::ALL {
        let (mut converged, mut largest) = (0, 0.0f64);
        for width in [1.0f64, 10.0, 100.0, 1000.0] {
            for step in 1..=400 {
                let learning_rate = f64::from(step) * 0.02 * numerical_bound(&loss, 1.0) / 2.0;
                let lambda = 2.0;
                let output = 0.5 * (width.sqrt() * lambda / 2.0).min(1.0);
                if let End::Converged(end) = run_numerically(loss, learning_rate, width, lambda, output, 20_000) {
                    converged += 1;
                    largest = largest.max(end / numerical_bound(&loss, learning_rate));
                }
            }
        }
        evidence.push(
            Evidence::new(
                Kind::Numerical,
                format!(
                    "{loss} loss, m = 1 to 1000: largest lambda_inf over the bound among {converged} converged runs"
                ),
            )
            .with("largest_ratio", largest),
        );
    }
    Findings::undecided("finite orbits and sampled rates only; the statement is about limits for all rates", evidence)
}
