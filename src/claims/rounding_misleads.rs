//! Double precision can give the wrong long-run answer.
//!
//! # Lemma
//!
//! Squared loss, a = eta f0/sqrt m. The start f0 = a sqrt m/eta, lambda0 = (1 + a²)/eta lands on f = 0 in one step, with
//! lambda_1 = (1 - a²)²/eta, and stays there.
//!
//! *Proof.* (T1) with s = f: f_1 = f0 (1 + a² - eta lambda0) = 0. (T2): lambda_1 = ((1 + a²)² - 4 a²)/eta = (1 - a²)²/eta. ∎
//!
//! That minimum is unstable when eta lambda_1 > 2: whatever a rounding leaves of f grows again.

use super::evidence::{Evidence, Findings, Kind, Verdict};
use super::two_layer::{classify, describe};
use super::{Claim, Session};
use crate::arithmetic::parse_exact;
use crate::certify::Phase;
use crate::dynamics::orbit::{Arithmetic, ExactOrEnclosed, State, Stop, run};
use crate::dynamics::{Descent, Problem, TwoLayerSystem};
use crate::model::LossName;
use crate::progress::Interrupted;
use rug::Rational;
use std::ops::ControlFlow;

pub const ROUNDING_MISLEADS: Claim = Claim {
    id: "rounding-misleads",
    statement: "Two-layer network on D0, squared loss: there are starts from which gradient descent converges, because it lands \
                on an unstable minimum f = 0 exactly, while in double precision the same orbit overflows; and there are starts \
                that double precision cannot tell apart, one lazy and one with a catapult.",
    source: "[ours]",
    corrected: None,
    recorded: Verdict::Verified,
    check,
};

/// Enough for an error of one rounding to grow beyond the range of `f64`.
const STEPS: u64 = 2000;

/// A shift that double precision cannot hold.
const SHIFT: &str = "1e-25";

/// The start of the lemma, for m = root².
fn hit(rate: &Rational, root: u32, a: &Rational) -> Descent<TwoLayerSystem> {
    let output = a.clone() * Rational::from(root) / rate;
    let lambda = (Rational::from(1) + a.clone().square()) / rate;
    Descent::two_layer(LossName::Squared, rate.clone(), Rational::from(root * root), lambda, output)
}

/// The start whose first step leaves |f| as it is, 1 + a² - eta lambda = -1, with a shift of lambda.
fn border(shift: Rational) -> Descent<TwoLayerSystem> {
    let (rate, width, output) = (Rational::from((3, 10)), Rational::from(9), Rational::from((7, 10)));
    let lambda = Rational::from(2) / &rate + rate.clone() * output.clone().square() / &width + shift;
    Descent::two_layer(LossName::Squared, rate, width, lambda, output)
}

fn check(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let mut evidence = Vec::new();
    let mut settled = true;
    for (root, a) in [(1, (19, 10)), (3, (-21, 10))] {
        let problem = hit(&Rational::from((3, 10)), root, &Rational::from(a));
        let (landed, fact) = exact_run(&problem);
        let (overflows, numerical) = double_precision_run(&problem);
        let answer = classify(session, &problem, Phase::Lazy)?;
        settled &= landed && overflows && answer.agrees;
        evidence.extend([fact, answer.fact, numerical]);
    }
    let Ok(shift) = parse_exact(SHIFT) else { return Ok(Findings::undecided("the shift is not a number", evidence)) };
    let [below, above] = [-shift.clone(), shift].map(border);
    settled &= below.start_in::<f64>(53) == above.start_in::<f64>(53);
    for (problem, phase) in [(below, Phase::Lazy), (above, Phase::Catapult)] {
        let answer = classify(session, &problem, phase)?;
        settled &= answer.agrees;
        evidence.push(answer.fact);
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Verified,
        "exact orbits end on f = 0 with eta lambda > 2 where the f64 runs overflow, and two certified phases differ at starts with \
         the same f64 values",
        evidence,
    ))
}

/// Whether one exact step lands on an unstable minimum.
fn exact_run(problem: &Descent<TwoLayerSystem>) -> (bool, Evidence) {
    let mut end = None;
    let ran = run(&Problem::TwoLayer(problem.clone()), Arithmetic::Exact, 1, 1, |_, state| {
        if let Some(State::Exact(seen)) = state
            && let [ExactOrEnclosed::Exact(output), ExactOrEnclosed::Exact(lambda), ..] = seen.as_slice()
        {
            end = Some((output.clone(), lambda.clone()));
        }
        ControlFlow::Continue(())
    });
    let fact = Evidence::new(Kind::Exact, format!("{}: the state after one step, in fractions", describe(problem)));
    match (ran, end) {
        (Ok(None), Some((output, lambda))) => {
            let stiffness = lambda.clone() * &problem.learning_rate;
            let unstable = output == 0 && stiffness > 2;
            let fact = fact.with("output", output.to_string()).with("lambda", lambda.to_string());
            (unstable, fact.with("eta_times_lambda", stiffness.to_string()))
        }
        _ => (false, fact),
    }
}

/// Whether the `f64` run overflows.
fn double_precision_run(problem: &Descent<TwoLayerSystem>) -> (bool, Evidence) {
    let stop =
        run(&Problem::TwoLayer(problem.clone()), Arithmetic::F64, STEPS, STEPS, |_, _| ControlFlow::Continue(()))
            .ok()
            .flatten();
    let overflow = stop.and_then(|(step, stop)| (stop == Stop::Overflow).then_some(step));
    let text = format!("{}: in double precision, the step at which the orbit overflows", describe(problem));
    (overflow.is_some(), Evidence::new(Kind::Numerical, text).with("step", overflow))
}
