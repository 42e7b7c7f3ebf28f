//! Theorem 2: the catapult phase of the two-layer network on D0.

use super::evidence::{Evidence, Findings, Kind, Verdict, observe_certified};
use super::two_layer::{chart, classify, covering, describe, proved_share};
use super::{Claim, Session};
use crate::arithmetic::Ball;
use crate::certify::{Certificate, Phase, Proof};
use crate::dynamics::{Descent, Observation, TwoLayerSystem};
use crate::model::LossName;
use crate::progress::Interrupted;
use crate::theory::thresholds::exact_two_over_kappa;
use rug::Rational;
use std::cmp::Ordering;

pub const THEOREM_2: Claim = Claim {
    id: "theorem-2",
    statement: "Two-layer network on D0: for the exponential and for the logistic loss there are starts and rates with a catapult \
                phase: the loss rises until some step, then falls to its minimum, and lambda falls after that step (a statement of \
                existence).",
    source: "Our reading of Huang et al., arXiv:2011.12547, Theorem 2; proofs/THEORY.md section 3, (T1), (T2)",
    corrected: None,
    recorded: Verdict::Verified,
    check,
};

/// Halvings of a box.
const DEPTH: u32 = 30;

/// A rate, width, kernel and output for each loss with a catapult, found by `f64` search.
pub fn catapult_examples() -> [Descent<TwoLayerSystem>; 2] {
    let two_layer = |loss, rate: (i32, i32), width: i32, lambda: (i32, i32), output: (i32, i32)| {
        Descent::two_layer(loss, rate.into(), width.into(), lambda.into(), output.into())
    };
    [
        two_layer(LossName::Exponential, (11, 10), 10, (2, 1), (1, 2)),
        two_layer(LossName::Logistic, (7, 1), 100, (2, 1), (1, 2)),
    ]
}

fn check(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let digits = session.digits();
    let mut evidence = Vec::new();
    let mut settled = true;
    for problem in catapult_examples() {
        let answer = classify(session, &problem, Phase::Catapult)?;
        settled &= answer.agrees;
        evidence.push(answer.fact);
        let Some(fact) = answer.certificate.and_then(|certificate| rise_and_fall(&problem, &certificate, digits))
        else {
            return Ok(Findings::undecided("the orbit could not be followed into the trap", evidence));
        };
        evidence.push(fact);
    }
    let half = Rational::from((1, 2));
    let boxes = [
        (LossName::Exponential, 10, [(21, 20), (23, 20)], [(39, 20), (41, 20)]),
        (LossName::Logistic, 100, [(6, 1), (8, 1)], [(9, 5), (11, 5)]),
    ];
    for (loss, width, rates, lambdas) in boxes {
        let chart = chart(loss, width, rates.map(Rational::from), lambdas.map(Rational::from), half.clone());
        let share = proved_share(&chart, &[Phase::Catapult], DEPTH, session.watch())?;
        settled &= share == 1;
        evidence.push(covering(&chart, &[Phase::Catapult], &share, digits));
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Verified,
        "one orbit for each loss, which is what the statement asks for: it is enclosed step by step up to a trap, in which |f| contracts \
         and lambda falls (certify::checks::trap). Beyond the statement, a box of rates and starts around it is proved to lie in the \
         catapult phase: there the loss rises at some step and the orbit converges; that it rises up to one step only, and lambda falls \
         from there on, is proved for the one orbit and not for the box",
        evidence,
    ))
}

/// That the loss rises up to one step and falls from there up to the trap, and lambda falls with it; in the trap both go on
/// falling by its lemma. The loss increases with |f|, and |f| keeps its digits near the minimum.
fn rise_and_fall(problem: &Descent<TwoLayerSystem>, certificate: &Certificate, digits: usize) -> Option<Evidence> {
    let Proof::Trap { bits, step: trap, .. } = certificate.proof else { return None };
    let orbit = observe_certified(problem, bits, usize::try_from(trap).ok()?);
    let size = |seen: &Observation<Ball>| seen.output.clone().abs();
    let moves: Vec<Option<Ordering>> = orbit.windows(2).map(|pair| size(&pair[1]).compare(&size(&pair[0]))).collect();
    let peak = moves.iter().take_while(|direction| **direction == Some(Ordering::Greater)).count();
    let reaches_trap = orbit.len() as u64 == trap + 1;
    let falls = moves[peak..].iter().all(|direction| *direction == Some(Ordering::Less));
    let kernel_falls = orbit.get(peak..)?.windows(2).all(|pair| pair[1].lambda.is_certainly_less(&pair[0].lambda));
    if peak == 0 || !(reaches_trap && falls && kernel_falls) {
        return None;
    }
    let fact = Evidence::new(
        Kind::Certified,
        format!(
            "{}: the loss rises in each of the first {peak} steps and falls in all others, and lambda falls in these; from \
             step {trap} on by the trap",
            describe(problem)
        ),
    )
    .with("eta_lazy", exact_two_over_kappa(problem.system.loss, &problem.start.lambda).enclosure(digits))
    .with_ball("first_loss", &orbit[0].loss, digits)
    .with_ball("highest_loss", &orbit[peak].loss, digits)
    .with_ball("last_loss", &orbit.last()?.loss, digits)
    .with_ball("last_lambda", &orbit.last()?.lambda, digits);
    Some(fact)
}
