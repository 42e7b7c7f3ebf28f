//! Period doubling and chaos on the three-point data E2.

use super::Claim;
use super::evidence::{Evidence, Findings, Kind, Verdict, begins_with};
use crate::certify::cycle::{Stability, find_cycles};
use crate::certify::linear_map::WeightMap;
use crate::certify::period_doubling::Family;
use crate::dynamics::Descent;
use crate::model::LossName;
use crate::theory::Digits;
use rug::Rational;

pub const PERIOD_DOUBLING: Claim = Claim {
    id: "period-doubling",
    statement: "Linear predictor on E2 (signed points 1, 2, -1). Logistic loss: as eta grows, stable cycles of period 2, 4, 8, 16 \
                and 32 are born by period doubling at eta = 5.84446..., 7.74165..., 8.27187..., 8.38508... and 8.40944..., and at \
                eta = 23/2 there is an unstable 3-cycle, hence chaos in the sense of Li and Yorke. Exponential loss: the first \
                doubling, at eta = 1.53576..., is subcritical (an unstable 2-cycle below it), so no cascade starts there.",
    source: "proofs/THEORY.md section 2 [ours]; the doubling at 2/h(w*) as in Meng et al., arXiv:2406.05033, (P5); Li and Yorke 1975",
    corrected: None,
    recorded: Verdict::Verified,
    check: |session| Ok(check(session.digits())),
};

/// Bits beyond the asked digits: sixteen steps with three derivatives lose about 70.
const SPARE_BITS: u32 = 192;

/// The rates of the statement.
const DOUBLINGS: [&str; 5] = ["5.84446", "7.74165", "8.27187", "8.38508", "8.40944"];

/// The rate of the first doubling of the exponential loss.
const SUBCRITICAL: &str = "1.53576";

fn check(digits: usize) -> Findings {
    let points: Vec<(Rational, u32)> = [1, 2, -1].into_iter().map(|z| (Rational::from(z), 1)).collect();
    let bits = Digits::new(digits).unwrap_or_default().bits() + SPARE_BITS;
    let family = |loss| Family { loss, points: &points, bits };
    let mut evidence = Vec::new();

    let cascade = family(LossName::Logistic).enclose_cascade(DOUBLINGS.len());
    let mut settled = cascade.len() == DOUBLINGS.len();
    for (index, doubling) in cascade.iter().enumerate() {
        settled &= doubling.period == 1 << index
            && doubling.is_supercritical() == Some(true)
            && begins_with(&doubling.learning_rate, DOUBLINGS[index]);
        evidence.push(
            Evidence::new(
                Kind::Certified,
                format!(
                    "logistic loss: the multiplier of a cycle of period {} passes -1 (crossing < 0) and a stable cycle of \
                     period {} is born (coefficient > 0)",
                    doubling.period,
                    2 * doubling.period
                ),
            )
            .with_ball("eta", &doubling.learning_rate, digits)
            .with_ball("weight", &doubling.weight, digits)
            .with_ball("crossing", &doubling.crossing, digits)
            .with_ball("coefficient", &doubling.coefficient, digits),
        );
    }

    let first = family(LossName::Exponential).enclose_cascade(1);
    settled &= first.iter().any(|doubling| {
        doubling.is_supercritical() == Some(false) && begins_with(&doubling.learning_rate, SUBCRITICAL)
    });
    for doubling in &first {
        evidence.push(
            Evidence::new(
                Kind::Certified,
                "exponential loss: the first doubling has coefficient < 0, so the 2-cycle born there is unstable",
            )
            .with_ball("eta", &doubling.learning_rate, digits)
            .with_ball("crossing", &doubling.crossing, digits)
            .with_ball("coefficient", &doubling.coefficient, digits),
        );
    }

    let chaotic = Descent::linear_on(points.clone(), LossName::Logistic, Rational::from((23, 2)), Rational::new());
    let cycles = find_cycles(&WeightMap::new(&chaotic, bits), -3, 8, 100, 3);
    let unstable = cycles.iter().find(|cycle| cycle.stability() == Some(Stability::Unstable));
    settled &= unstable.is_some();
    if let Some(cycle) = unstable {
        evidence.push(
            Evidence::new(
                Kind::Certified,
                "logistic loss, eta = 23/2: a cycle of prime period 3 with |multiplier| > 1; a continuous map of the line with \
                 a 3-cycle has cycles of every period and an uncountable scrambled set (Li and Yorke)",
            )
            .with_ball("first", &cycle.points[0], digits)
            .with_ball("second", &cycle.points[1], digits)
            .with_ball("third", &cycle.points[2], digits)
            .with_ball("multiplier", &cycle.multiplier, digits),
        );
    }
    Findings::settled_if(
        settled,
        Verdict::Verified,
        "each doubling is a certified zero of {F^n(w) = w, (F^n)'(w) = -1} with certified signs of the crossing speed and of the \
         cubic coefficient; the 3-cycle is enclosed by interval Newton",
        evidence,
    )
}
