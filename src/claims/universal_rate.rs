//! The universal step size of the logistic loss.

use super::Claim;
use super::evidence::{Evidence, Findings, Kind, Verdict};
use super::window::{End, run_numerically};
use crate::model::LossName;
use crate::theory::Digits;
use crate::theory::thresholds::certify_universal_rate;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Rational;

pub const UNIVERSAL_RATE: Claim = Claim {
    id: "universal-rate",
    statement: "Two-layer network on D0, logistic loss: for 0 < eta <= 2 sqrt(2m) gradient descent converges to f = 0 from every \
                start; for every larger rate an open set of starts diverges.",
    source: "theory.md section 3 [ours]",
    corrected: None,
    recorded: Verdict::Undecided,
    check,
};

const STARTS: usize = 2000;

fn check(digits: usize) -> Findings {
    let width = Rational::from(100);
    let mut evidence = Vec::new();
    let Ok(rate) = certify_universal_rate(&width, Digits::default()) else {
        return Findings::undecided("the rate could not be enclosed", evidence);
    };
    evidence
        .push(Evidence::new(Kind::Certified, "2 sqrt(2m) at m = 100").with("eta_universal", rate.enclosure(digits)));
    for (percent, steps) in [(99, 20_000), (101, 20_000)] {
        let learning_rate = rate.to_f64() * f64::from(percent) / 100.0;
        let mut generator = ChaCha8Rng::seed_from_u64(2011_12547);
        let (mut converged, mut diverged) = (0, 0);
        for _ in 0..STARTS {
            let lambda = 10f64.powf(generator.random_range(-1.0..3.0));
            let reach = lambda * width.to_f64().sqrt() / 2.0;
            let output = reach * generator.random_range(-1.0..1.0);
            match run_numerically(LossName::Logistic, learning_rate, width.to_f64(), lambda, output, steps) {
                End::Converged(_) => converged += 1,
                End::Diverged => diverged += 1,
                End::Open => {}
            }
        }
        evidence.push(
            Evidence::new(Kind::Numerical, format!("{STARTS} random starts at {percent} % of the rate, m = 100"))
                .with("converged", converged)
                .with("diverged", diverged),
        );
    }
    Findings::undecided("sampled starts only; the statement is about every start", evidence)
}
