//! Large rates lead to flatter minima on non-separable data: false on D0 and in the plane.

use super::evidence::{Findings, Verdict};
use super::on_data::{classify, one_unit, rows};
use super::{Claim, Session};
use crate::certify::Phase;
use crate::dynamics::Problem;
use crate::model::LossName;
use crate::progress::Interrupted;
use rug::Rational;

pub const FLATTER_MINIMA: Claim = Claim {
    id: "catapult-flattens",
    statement: "Two-layer network, non-separable data: a catapult ends in a flatter minimum than training in the lazy phase from the same start.",
    source: "Our reading of the headline of Huang et al., arXiv:2011.12547; proofs/THEORY.md section 6, (G7c), (G7d)",
    corrected: Some(
        "With one feature each step with 0 < eta N |g| < sqrt 2 flattens, catapult or not, and only steps beyond sharpen ((G7c), on paper). Where v converges without \
         landing, eta times the final sharpness is at most 2 (G3), from almost every start: so the end is flatter than the sharpness of the minimum at the start's kernel \
         whenever eta exceeds two over that.",
    ),
    recorded: Verdict::Refuted,
    check,
};

fn check(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let on_d0 = |rate: (i32, i32)| {
        let output = Rational::from((7, 4));
        Some(Problem::two_layer(LossName::Exponential, Rational::from(rate), 4.into(), 2.into(), output))
    };
    let data = rows(10, &[&[-3, 2], &[-5, 0], &[18, -5], &[-15, 14]]);
    let in_the_plane =
        |rate: (i32, i32)| one_unit(rate, &data, vec![Rational::from((-3, 2)), Rational::from(2)], Rational::from(-1));
    let pairs = [[on_d0((1, 2)), on_d0((6, 5))], [in_the_plane((1, 2)), in_the_plane((9, 4))]];
    let (mut settled, mut evidence) = (true, Vec::new());
    for [lazy, catapult] in &pairs {
        let (Some(lazy), Some(catapult)) = (lazy, catapult) else {
            return Ok(Findings::undecided("no such network", evidence));
        };
        let lazy = classify(session, lazy, Phase::Lazy)?;
        let catapult = classify(session, catapult, Phase::Catapult)?;
        let sharper =
            matches!((&lazy.sharpness, &catapult.sharpness), (Some([_, upper]), Some([lower, _])) if upper < lower);
        settled &= lazy.agrees && catapult.agrees && sharper;
        evidence.extend([lazy.fact, catapult.fact]);
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Refuted,
        "certified counterexamples on D0 (exponential loss) and in the plane (logistic loss): from one start the lazy end is flatter than the end of the catapult",
        evidence,
    ))
}
