//! Proposition 1: rates below 2/beta and above 2/alpha, on D0 and on the three-point data E2.

use super::Claim;
use super::evidence::{Evidence, Findings, Kind, Verdict, all_directions, observe_certified};
use crate::dynamics::{Network, Problem};
use crate::model::LossName;
use crate::theory::Digits;
use crate::theory::minimiser::enclose_minimiser;
use crate::theory::thresholds::exact_kappa;
use rug::Rational;
use std::cmp::Ordering;

const STATEMENT_SOURCE: &str =
    "Our reading of Huang et al., arXiv:2011.12547, Proposition 1; theory.md section 2, (P5)";

pub const ON_DEGENERATE_DATA: Claim = Claim {
    id: "proposition-1-degenerate",
    statement: "On D0, with beta = 1/4 for the logistic loss and alpha = 1 for the exponential loss: eta < 2/beta gives monotone \
                decrease to the minimum, eta > 2/alpha a loss that never decreases.",
    source: STATEMENT_SOURCE,
    corrected: None,
    recorded: Verdict::Undecided,
    check: |digits| check(&degenerate(), &[(1, 2), (2, 1), (12, 1)], digits),
};

pub const ON_THREE_POINTS: Claim = Claim {
    id: "proposition-1-three-point",
    statement: "On E2 = {(1,+1),(2,+1),(-1,+1)}, with beta = kappa mean(x²) = 1/2 for the logistic loss and alpha = min L'' for \
                the exponential loss: eta < 2/beta gives monotone decrease to the minimum, eta > 2/alpha a loss that never \
                decreases.",
    source: STATEMENT_SOURCE,
    corrected: None,
    recorded: Verdict::Undecided,
    check: |digits| check(&three_point(), &[(-2, 1), (1, 10), (3, 1)], digits),
};

fn degenerate() -> Vec<(Rational, u32)> {
    vec![(Rational::from(1), 1), (Rational::from(-1), 1)]
}

fn three_point() -> Vec<(Rational, u32)> {
    [1, 2, -1].into_iter().map(|z| (Rational::from(z), 1)).collect()
}

const BITS: u32 = 256;
const STEPS: usize = 60;
const STEPS_ABOVE: usize = 4;

fn check(points: &[(Rational, u32)], starts: &[(i32, i32)], digits: usize) -> Findings {
    let count: u32 = points.iter().map(|(_, multiplicity)| multiplicity).sum();
    let sum = points.iter().fold(Rational::new(), |sum, (z, k)| sum + z.clone().square() * Rational::from(*k));
    let mean_square = sum / Rational::from(count);
    let mut evidence = Vec::new();

    // Logistic: l'' <= kappa, so beta = kappa mean(x²) bounds L'' everywhere.
    let smoothness = exact_kappa(LossName::Logistic) * mean_square;
    let below = Rational::from((99, 50)) / &smoothness;
    for start in starts {
        record(LossName::Logistic, points, &below, start, Ordering::Less, STEPS, digits, &mut evidence);
    }
    // Exponential: L'' is at least the minimum over w, which on these data is below the sharpness at the minimiser.
    if let Ok(minimiser) = enclose_minimiser(LossName::Exponential, points, Digits::default()) {
        evidence.push(
            Evidence::new(Kind::Certified, "minimiser and stability limit of the exponential loss")
                .with("minimiser", minimiser.weight.enclosure(digits))
                .with("sharpness", minimiser.sharpness.enclosure(digits))
                .with("eta_critical", minimiser.critical_rate.enclosure(digits)),
        );
    }
    let above = Rational::from((5, 2));
    for start in starts.iter().take(2) {
        record(LossName::Exponential, points, &above, start, Ordering::Greater, STEPS_ABOVE, digits, &mut evidence);
    }
    Findings::undecided(
        "checked along finite orbits only; the statement is about all rates, starts and steps",
        evidence,
    )
}

#[allow(clippy::too_many_arguments)]
fn record(
    loss: LossName,
    points: &[(Rational, u32)],
    learning_rate: &Rational,
    start: &(i32, i32),
    direction: Ordering,
    steps: usize,
    digits: usize,
    evidence: &mut Vec<Evidence>,
) {
    let weight = Rational::from(*start);
    let problem = Problem {
        network: Network::Linear { points: Some(points.to_vec()) },
        loss,
        learning_rate: learning_rate.clone(),
        start: vec![weight.clone()],
    };
    let orbit = observe_certified(&problem, BITS, steps);
    let Some(last) = orbit.last().filter(|_| all_directions(&orbit, direction)) else { return };
    let word = if direction == Ordering::Less { "falls" } else { "rises" };
    evidence.push(
        Evidence::new(
            Kind::Certified,
            format!(
                "{loss} loss, eta = {learning_rate}, w0 = {weight}: the loss {word} in each of {} steps",
                orbit.len() - 1
            ),
        )
        .with_ball("last_loss", &last.loss, digits),
    );
}
