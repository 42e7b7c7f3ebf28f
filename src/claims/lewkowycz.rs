//! The thresholds of Lewkowycz et al. for the squared loss.

use super::Claim;
use super::evidence::{Evidence, Findings, Kind, Verdict};
use super::window::{End, run_numerically};
use crate::dynamics::Problem;
use crate::dynamics::orbit::{Arithmetic, State, run};
use crate::model::LossName;
use rug::Rational;
use std::cmp::Ordering;

pub const SQUARED_LOSS: Claim = Claim {
    id: "lewkowycz-squared",
    statement: "Two-layer network on D0, squared loss, large width: below 2/lambda0 the loss falls, between 2/lambda0 and 4/lambda0 it \
                rises first and then converges at a smaller lambda, above 4/lambda0 it diverges.",
    source: "Our reading of Lewkowycz et al., arXiv:2003.02218; theory.md section 3, (T6)",
    corrected: None,
    recorded: Verdict::Undecided,
    check,
};

const EXACT_STEPS: u64 = 8;
const WIDTH: i32 = 10_000;

fn check(_digits: usize) -> Findings {
    let lambda = Rational::from(2);
    let mut evidence = Vec::new();
    for (rate, regime) in [((9, 10), "below 2/lambda0"), ((3, 2), "between"), ((21, 10), "above 4/lambda0")] {
        let rate = Rational::from(rate);
        let problem =
            Problem::two_layer(LossName::Squared, rate.clone(), WIDTH.into(), lambda.clone(), Rational::from((1, 2)));
        let mut losses: Vec<Rational> = Vec::new();
        let ran = run(&problem, Arithmetic::Exact, EXACT_STEPS, 1, |_, state| {
            if let State::Exact { loss, .. } = state {
                losses.push(loss);
            }
        });
        if ran.is_ok() {
            let word = |pair: &[Rational]| match pair[1].cmp(&pair[0]) {
                Ordering::Less => "falls",
                Ordering::Equal => "stays",
                Ordering::Greater => "rises",
            };
            let directions: Vec<&str> = losses.windows(2).map(word).collect();
            evidence.push(
                Evidence::new(
                    Kind::Exact,
                    format!("eta = {rate} ({regime}), m = {WIDTH}, f0 = 1/2: the loss step by step"),
                )
                .with("directions", directions),
            );
        }
        let end = run_numerically(LossName::Squared, rate.to_f64(), f64::from(WIDTH), 2.0, 0.5, 20_000);
        let (word, kernel) = match end {
            End::Converged(kernel) => ("converges", Some(kernel)),
            End::Diverged => ("diverges", None),
            End::Open => ("stays open", None),
        };
        evidence.push(
            Evidence::new(Kind::Numerical, format!("eta = {rate} ({regime}), m = {WIDTH}: the run {word}"))
                .with("final_lambda", kernel),
        );
    }
    Findings::undecided("one width and three rates; the statement is about the limit of large width", evidence)
}
