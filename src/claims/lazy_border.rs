//! The lazy border of aligned networks is rigorous.

use super::aligned::{classify, number};
use super::evidence::{Findings, Verdict};
use super::{Claim, Session};
use crate::arithmetic::parse_exact;
use crate::certify::Phase;
use crate::dynamics::Problem;
use crate::model::LossName;
use crate::progress::Interrupted;
use crate::theory::Question;
use rug::Rational;

pub const LAZY_BORDER: Claim = Claim {
    id: "lazy-border",
    statement: "Aligned networks of L >= 2 layers on D0, f_0 not 0: at every rate up to 2/(K lambda_0), K = sup s(u)/u over 0 < |u| <= \
                |f_0|, the loss never rises and gradient descent converges. For the logistic loss that is eta_lazy = 8/lambda_0 \
                from every start.",
    source: "proofs/THEORY.md section 7, (L8a), (T6) [ours]",
    corrected: None,
    recorded: Verdict::Verified,
    check: check_lazy_border,
};

fn check_lazy_border(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let (mut settled, mut evidence) = (true, Vec::new());
    let starts: [(u32, &[(u32, u32)]); 3] =
        [(100, &[(1, 10), (12, 1), (11, 1)]), (1, &[(1, 10), (6, 5), (3, 2)]), (9, &[(1, 1), (3, 1), (4, 1), (7, 2)])];
    for loss in LossName::ALL {
        for (width, sigma) in starts {
            let sigma: Vec<Rational> = sigma.iter().map(|size| Rational::from(*size)).collect();
            let question = Question::LazyRateOfLayers { loss, width: width.into(), sigma: sigma.clone() };
            let Some(border) = number(session, &question) else {
                settled = false;
                continue;
            };
            let enclosure = border.enclosure(session.digits());
            let rate = parse_exact(&enclosure.lower).unwrap_or_default();
            let answer = classify(session, &Problem::aligned(loss, rate, width.into(), sigma), Phase::Lazy)?;
            settled &= answer.agrees;
            evidence.push(answer.fact.with("eta_lazy", enclosure));
        }
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Verified,
        "a lemma covers all starts: no layer grows while eta K max tau_l^2 <= 2, and lambda is the sum of the tau_l^2 (stated and proved \
         in certify::checks::aligned_lazy); certified answers at the border agree",
        evidence,
    ))
}
