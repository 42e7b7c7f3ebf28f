//! Three and more layers have no universal step size.

use super::aligned::classify;
use super::evidence::{Findings, Verdict};
use super::{Claim, Session};
use crate::certify::Phase;
use crate::dynamics::Problem;
use crate::model::LossName;
use crate::progress::Interrupted;
use rug::Rational;

pub const NO_UNIVERSAL_RATE: Claim = Claim {
    id: "no-universal-rate",
    statement: "Aligned networks of three or more layers on D0, any of the three losses: for every learning rate and width some \
                start diverges, so there is no universal step size as for two layers and the logistic loss.",
    source: "proofs/THEORY.md section 7, (L3b) [ours]",
    corrected: None,
    recorded: Verdict::Verified,
    check: check_no_universal,
};

fn check_no_universal(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let (mut settled, mut evidence) = (true, Vec::new());
    for loss in LossName::ALL {
        for (width, depth, rate) in [(1_u32, 3_usize, (1_u32, 100_u32)), (100, 3, (1, 10)), (10, 5, (1, 1000))] {
            // balanced starts have eta_c = 2 Q/(f s), which tends to 0 as they grow
            let mut size = Rational::from(1);
            let mut divergent = None;
            for _ in 0..24 {
                let problem = Problem::aligned(loss, Rational::from(rate), width.into(), vec![size.clone(); depth]);
                let answer = classify(session, &problem, Phase::Divergent)?;
                if answer.agrees {
                    divergent = Some(answer.fact);
                    break;
                }
                size *= 2u32;
            }
            settled &= divergent.is_some();
            evidence.extend(divergent);
        }
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Verified,
        "a lemma covers all rates and widths: balanced starts of size sigma have c/q = eta N sigma^(L-2) s(N sigma^L), which is unbounded in \
         sigma for L >= 3 as s does not fall, and above 2 they diverge (certify::checks::aligned_balanced; for an open set of starts, \
         certify::checks::aligned_growth); certified examples at small rates agree",
        evidence,
    ))
}
