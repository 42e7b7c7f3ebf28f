//! The thresholds of Lewkowycz et al. for the squared loss.

use super::evidence::{Findings, Verdict};
use super::two_layer::{chart, classify, covering, proved_share};
use super::{Claim, Session};
use crate::certify::Phase;
use crate::dynamics::Descent;
use crate::model::LossName;
use crate::progress::Interrupted;
use rug::Rational;

pub const SQUARED_LOSS: Claim = Claim {
    id: "lewkowycz-squared",
    statement: "Two-layer network on D0, squared loss, m = 10000, lambda0 = 2, f0 = 1/2, where 2/lambda0 = 1 and 4/lambda0 = 2: all \
                rates from 1/10 to 0.999 are lazy; more than 99 % of the rates from 1.2 to 1.9 have a catapult and end at a \
                smaller lambda; more than 97 % of those from 2.01 to 3 diverge.",
    source: "A finite-width form of our reading of Lewkowycz et al., arXiv:2003.02218, whose statement is about large width; \
             proofs/THEORY.md section 3, (T6)",
    corrected: None,
    recorded: Verdict::Verified,
    check,
};

const WIDTH: i32 = 10_000;

/// Halvings of an interval of rates.
const DEPTH: u32 = 14;

fn check(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let digits = session.digits();
    let (lambda, output) = (Rational::from(2), Rational::from((1, 2)));
    let mut evidence = Vec::new();
    let mut settled = true;
    let regimes = [
        (Phase::Lazy, [(1, 10), (999, 1000)], (1, 1), (9, 10)),
        (Phase::Catapult, [(6, 5), (19, 10)], (99, 100), (3, 2)),
        (Phase::Divergent, [(201, 100), (3, 1)], (97, 100), (21, 10)),
    ];
    for (phase, rates, least, sample) in regimes {
        let heights = [lambda.clone(), lambda.clone()];
        let chart = chart(LossName::Squared, WIDTH, rates.map(Rational::from), heights, output.clone());
        let share = proved_share(&chart, &[phase], DEPTH, session.watch())?;
        settled &= share >= Rational::from(least);
        evidence.push(covering(&chart, &[phase], &share, digits));
        let problem =
            Descent::two_layer(LossName::Squared, sample.into(), WIDTH.into(), lambda.clone(), output.clone());
        let answer = classify(session, &problem, phase)?;
        let falls = answer.kernel.as_ref().is_none_or(|[_, upper]| *upper < lambda);
        settled &= answer.agrees && (phase != Phase::Catapult || falls);
        evidence.push(answer.fact);
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Verified,
        "the rates are covered by intervals that are proved for all rates in them; a cell converges by a trap, where eta \
         lambda_inf < 2, so that lambda_inf < 2/eta < lambda0 for eta > 1. The gaps stay open: among them are single rates that \
         land on f = 0 exactly. That the thresholds become sharp as the width grows is not shown",
        evidence,
    ))
}
