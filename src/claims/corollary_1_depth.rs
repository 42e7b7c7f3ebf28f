//! Corollary 1 at depth three and four, and the layer that vanishes.

use super::aligned::{classify, pairs};
use super::evidence::{Findings, Verdict};
use super::{Claim, Session};
use crate::certify::Phase;
use crate::progress::Interrupted;

pub const COROLLARY_1_IN_DEPTH: Claim = Claim {
    id: "corollary-1-depth",
    statement: "Aligned networks of three or four layers on D0, logistic and exponential loss: among converging rates, a larger \
                rate ends in a flatter minimum.",
    source: "Our reading of Huang et al., arXiv:2011.12547, Corollary 1, at other depths; proofs/THEORY.md section 7, (L4a)",
    corrected: Some(
        "Catapults of deep networks end where they happen to fall into a trap around a minimum: a larger rate may end much \
         sharper, at every depth that was tried.",
    ),
    recorded: Verdict::Refuted,
    check: check_order,
};

pub const WEAKEST_LAYER: Claim = Claim {
    id: "weakest-layer",
    statement: "Aligned networks on D0 with one smallest layer: if gradient descent converges, the layer that is smallest at the \
                start is the one that vanishes.",
    source: "proofs/THEORY.md section 7, (L1a), (L4a)",
    corrected: Some(
        "It is so as long as no step reverses the order of two layers, which takes x_i x_j > 1 for their ratios. In a \
         catapult the order may change, and another layer vanishes.",
    ),
    recorded: Verdict::Refuted,
    check: check_weakest,
};

fn check_order(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let (mut settled, mut evidence) = (true, Vec::new());
    for [slow, fast] in pairs() {
        let slow = classify(session, &slow, Phase::Catapult)?;
        let fast = classify(session, &fast, Phase::Catapult)?;
        settled &= slow.agrees && fast.agrees;
        settled &= matches!((&slow.kernel, &fast.kernel), (Some([_, upper]), Some([lower, _])) if upper < lower);
        evidence.extend([slow.fact, fast.fact]);
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Refuted,
        "certified counterexamples at depth 3 for both losses and at depth 4: both rates converge, and the larger one ends at a \
         larger lambda, in a sharper minimum",
        evidence,
    ))
}

fn check_weakest(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let [[kept, changed], _, _] = pairs();
    let kept = classify(session, &kept, Phase::Catapult)?;
    let changed = classify(session, &changed, Phase::Catapult)?;
    let settled = changed.agrees && changed.vanishing.is_some_and(|layer| layer != 1);
    Ok(Findings::settled_if(
        settled,
        Verdict::Refuted,
        "a certified counterexample: layer 1 is the smallest at the start, and at the larger rate another layer vanishes",
        vec![kept.fact, changed.fact],
    ))
}
