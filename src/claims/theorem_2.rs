//! Theorem 2: the catapult phase of the two-layer network on D0.

use super::Claim;
use super::evidence::{Evidence, Findings, Kind, Verdict, loss_directions, observe_certified};
use crate::dynamics::Problem;
use crate::model::LossName;
use crate::theory::thresholds::exact_two_over_kappa;
use rug::Rational;
use std::cmp::Ordering;

pub const THEOREM_2: Claim = Claim {
    id: "theorem-2",
    statement: "Two-layer network on D0: for the exponential and for the logistic loss there are starts and rates with a catapult \
                phase: the loss rises until some step, then falls to its minimum, and lambda falls after that step.",
    source: "Our reading of Huang et al., arXiv:2011.12547, Theorem 2; theory.md section 3, (T1), (T2)",
    corrected: None,
    recorded: Verdict::Undecided,
    check,
};

const BITS: u32 = 320;
const STEPS: usize = 200;

/// A rate, width, kernel and output for each loss with a catapult, found by `f64` search.
pub fn catapult_examples() -> [Problem; 2] {
    let two_layer = |loss, rate: (i32, i32), width: i32, lambda: (i32, i32), output: (i32, i32)| {
        Problem::two_layer(loss, rate.into(), width.into(), lambda.into(), output.into())
    };
    [
        two_layer(LossName::Exponential, (6, 5), 10, (2, 1), (1, 2)),
        two_layer(LossName::Logistic, (7, 1), 100, (2, 1), (1, 2)),
    ]
}

fn check(digits: usize) -> Findings {
    let mut evidence = Vec::new();
    for problem in catapult_examples() {
        let orbit = observe_certified(&problem, BITS, STEPS);
        let directions = loss_directions(&orbit);
        // The last certain rise; from there on every step must certainly fall.
        let Some(peak) = directions.iter().rposition(|direction| *direction == Some(Ordering::Greater)) else {
            continue;
        };
        let falls = directions[peak + 1..].iter().take_while(|direction| **direction == Some(Ordering::Less)).count();
        let kernel_falls = orbit[peak + 1..]
            .windows(2)
            .take(falls)
            .take_while(|pair| pair[1].lambda.is_certainly_less(&pair[0].lambda))
            .count();
        let last = &orbit[peak + 1 + falls];
        let problem_text = describe(&problem);
        evidence.push(
            Evidence::new(
                Kind::Certified,
                format!(
                    "{problem_text}: the loss rises at step {} and falls in each of the next {falls} steps, lambda in the \
                     next {kernel_falls}",
                    peak + 1
                ),
            )
            .with("eta_lazy", exact_two_over_kappa(problem.loss, &problem.start[1]).enclosure(digits))
            .with_ball("first_loss", &orbit[0].loss, digits)
            .with_ball("highest_loss", &orbit[peak + 1].loss, digits)
            .with_ball("last_loss", &last.loss, digits)
            .with_ball("last_lambda", &last.lambda, digits),
        );
    }
    Findings::undecided("certified along finite orbits only; that they converge is not proved here", evidence)
}

/// The parameters of a two-layer problem in words.
pub fn describe(problem: &Problem) -> String {
    let width = match &problem.network {
        crate::dynamics::Network::TwoLayer { width } => width.clone(),
        _ => Rational::new(),
    };
    format!(
        "{} loss, m = {width}, lambda0 = {}, f0 = {}, eta = {}",
        problem.loss, problem.start[1], problem.start[0], problem.learning_rate
    )
}
