//! Balanced deep networks have no catapult.

use super::aligned::{classify, number};
use super::evidence::{Evidence, Findings, Kind, Verdict};
use super::{Claim, Session};
use crate::arithmetic::parse_exact;
use crate::certify::Phase;
use crate::dynamics::Problem;
use crate::model::LossName;
use crate::progress::Interrupted;
use crate::theory::Question;
use rug::Rational;

pub const BALANCED: Claim = Claim {
    id: "balanced-networks",
    statement: "Aligned networks of L >= 2 layers of equal size on D0, f_0 not 0, any of the three losses: below eta_c = 2 Q/(f_0 \
                s(f_0)) the loss falls at every step to its minimum, above eta_c it rises at every step without bound. There is no catapult, \
                although eta_c is about L times the lazy border for small f_0.",
    source: "proofs/THEORY.md section 7, (L4d) [ours]",
    corrected: None,
    recorded: Verdict::Verified,
    check: check_balanced,
};

fn check_balanced(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let (mut settled, mut evidence) = (true, Vec::new());
    for loss in LossName::ALL {
        for (width, depth, size) in [(1_u32, 3_usize, 2), (10, 2, 1), (100, 4, 5)] {
            let question = Question::BalancedRate { loss, width: width.into(), depth, sigma: Rational::from(size) };
            let Some(critical) = number(session, &question) else {
                settled = false;
                continue;
            };
            let enclosure = critical.enclosure(session.digits());
            let at = |factor: (u32, u32), end: &str| {
                let rate = parse_exact(end).unwrap_or_default() * Rational::from(factor);
                Problem::aligned(loss, rate, width.into(), vec![Rational::from(size); depth])
            };
            let below = classify(session, &at((999, 1000), &enclosure.lower), Phase::Lazy)?;
            let above = classify(session, &at((1001, 1000), &enclosure.upper), Phase::Divergent)?;
            settled &= below.agrees && above.agrees;
            let text = format!(
                "{loss} loss, m = {width}, L = {depth}, all sigma = {size}: lazy at 0.999 eta_c, divergent at 1.001 eta_c"
            );
            let fact = Evidence::new(Kind::Certified, text).with("eta_critical", enclosure);
            evidence.push(fact.with("certificates_hold", below.agrees && above.agrees));
        }
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Verified,
        "a lemma covers all balanced starts: |sigma'| = |sigma| |1 - r| with r = 2 eta/eta_c at the start, which rises and falls with \
         |sigma| (stated and proved in certify::checks::aligned_balanced); certified answers on both sides of eta_c agree",
        evidence,
    ))
}
