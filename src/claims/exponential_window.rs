//! How the catapult window of the exponential loss closes with the width.

use super::Claim;
use super::evidence::{Evidence, Findings, Kind, Verdict};
use super::window::{End, run_numerically};
use crate::model::LossName;

pub const EXPONENTIAL_WINDOW: Claim = Claim {
    id: "exponential-window",
    statement: "Two-layer network on D0, lambda0 = 2, f0 = 1/2: the exponential loss's catapult window eta lambda0 - 2 shrinks with \
                the width m and is empty at m = 1000, while the logistic loss converges at least up to 2 sqrt(2m).",
    source: "theory.md section 3 [ours]",
    corrected: None,
    recorded: Verdict::Undecided,
    check,
};

fn check(_digits: usize) -> Findings {
    let lambda = 2.0;
    let evidence = [1.0, 10.0, 100.0, 1000.0]
        .into_iter()
        .map(|width| {
            let converges = |loss, learning_rate| {
                matches!(run_numerically(loss, learning_rate, width, lambda, 0.5, 50_000), End::Converged(_))
            };
            // The first rate, on a grid of 0.001, at which the run does not converge; from below.
            let end = (1..4000)
                .map(|step| f64::from(step) * 0.001)
                .find(|&rate| !converges(LossName::Exponential, rate))
                .unwrap_or(4.0);
            let logistic = 0.999 * 2.0 * (2.0 * width).sqrt();
            Evidence::new(Kind::Numerical, format!("m = {width}: first rate, in steps of 0.001, without convergence"))
                .with("eta", end)
                .with("window", end * lambda - 2.0)
                .with("logistic_converges_below_universal_rate", converges(LossName::Logistic, logistic))
        })
        .collect();
    Findings::undecided("sampled rates in f64 only", evidence)
}
