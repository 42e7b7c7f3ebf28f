//! How the catapult window of the exponential loss closes with the width.

use super::evidence::{Findings, Verdict};
use super::two_layer::{chart, classify, covering, proved_share};
use super::{Claim, Session};
use crate::arithmetic::{Ball, FromExact};
use crate::certify::Phase;
use crate::dynamics::Descent;
use crate::model::LossName;
use crate::progress::Interrupted;
use rug::Rational;

pub const EXPONENTIAL_WINDOW: Claim = Claim {
    id: "exponential-window",
    statement: "Two-layer network on D0, exponential loss, lambda0 = 2, f0 = 1/2: for m = 1, 10, 100, 1000 there are a rate with a \
                catapult and, at most 1/1000 above it, a divergent rate; at these borders the window eta lambda0 - 2 is \
                1.64, 0.58, -0.047 and -0.077, up to 0.005, so it shrinks with m there, and from m = 100 on rates below 2/lambda0 \
                diverge. Of the rates from 1/10 up to each border more than 99 % are proved to converge. (The logistic loss \
                converges up to 2 sqrt(2m): claim `universal-rate`.)",
    source: "proofs/THEORY.md section 3 [ours]",
    corrected: None,
    recorded: Verdict::Verified,
    check,
};

/// A border between convergence and divergence, found by `f64` search.
struct Border {
    /// m.
    width: i32,
    /// A rate with a catapult, in units of 1/10000.
    catapult: i32,
    /// A divergent rate, in the same units.
    divergent: i32,
    /// The stated window eta lambda0 - 2, in thousandths.
    window: i32,
}

const BORDERS: [Border; 4] = [
    Border { width: 1, catapult: 18_221, divergent: 18_223, window: 1640 },
    Border { width: 10, catapult: 12_910, divergent: 12_915, window: 580 },
    Border { width: 100, catapult: 9_760, divergent: 9_765, window: -47 },
    Border { width: 1000, catapult: 9_608, divergent: 9_618, window: -77 },
];

/// Halvings of an interval of rates.
const DEPTH: u32 = 14;

fn check(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let digits = session.digits();
    let mut evidence = Vec::new();
    let mut settled = true;
    let (lambda, output) = (Rational::from(2), Rational::from((1, 2)));
    for Border { width, catapult, divergent, window: thousandths } in BORDERS {
        let rates = [catapult, divergent].map(|rate| Rational::from((rate, 10_000)));
        let window = rates.each_ref().map(|rate| rate.clone() * &lambda - Rational::from(2));
        let stated = Rational::from((thousandths, 1000));
        settled &= rates[1].clone() - &rates[0] <= Rational::from((1, 1000));
        settled &= window.iter().all(|end| (end.clone() - &stated).abs() <= Rational::from((5, 1000)));
        for ((rate, window), phase) in rates.iter().zip(window).zip([Phase::Catapult, Phase::Divergent]) {
            let problem =
                Descent::two_layer(LossName::Exponential, rate.clone(), width.into(), lambda.clone(), output.clone());
            let answer = classify(session, &problem, phase)?;
            settled &= answer.agrees;
            evidence.push(answer.fact.with_ball("window", &Ball::from_exact(&window, 64), digits.min(6)));
        }
        let [border, _] = rates;
        let range = [Rational::from((1, 10)), border];
        let chart = chart(LossName::Exponential, width, range, [lambda.clone(), lambda.clone()], output.clone());
        let wanted = [Phase::Lazy, Phase::Catapult];
        let share = proved_share(&chart, &wanted, DEPTH, session.watch())?;
        settled &= share > Rational::from((99, 100));
        evidence.push(covering(&chart, &wanted, &share, digits));
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Verified,
        "for each width the two rates of the border are classified with certificates, and the rates below are covered by \
         intervals that are proved for all rates in them; the gaps of the covering, less than 1 %, are left open",
        evidence,
    ))
}
