//! Separable data have no catapult phase: false in the plane, and so is that they always converge.

use super::evidence::{Evidence, Findings, Kind, Verdict};
use super::on_data::{classify, one_unit, rows};
use super::{Claim, Session};
use crate::certify::Phase;
use crate::progress::Interrupted;
use rug::Rational;

pub const SEPARABLE_CATAPULT: Claim = Claim {
    id: "separable-no-catapult",
    statement: "Two-layer network, linearly separable data, logistic loss: there is no catapult phase; where the loss tends to zero, it never \
                rises on the way.",
    source: "Our reading of the headline of Huang et al., arXiv:2011.12547; proofs/THEORY.md section 6, (G7a), (G7b)",
    corrected: Some(
        "With one feature the loss falls at every step if eta N mean(z) <= 2 ((G7a), formal). In the plane it may rise by a factor of nine or of millions and \
         then tend to zero, with v in the direction of maximum margin.",
    ),
    recorded: Verdict::Refuted,
    check: check_catapult,
};

pub const SEPARABLE_DIVERGENCE: Claim = Claim {
    id: "separable-converges",
    statement: "Two-layer network, linearly separable data, logistic loss: gradient descent drives the loss to zero at every rate, from almost every start.",
    source: "Our reading of the headline of Huang et al., arXiv:2011.12547; proofs/THEORY.md section 6, (G5p), (G7b)",
    corrected: Some(
        "So it does with one feature, from every start with w2 != -W1 ((G7a), formal). In the plane some starts diverge: the signs of the margins repeat \
         with a period of ten steps, in which the weights grow; by (G5p) an open set of starts does so.",
    ),
    recorded: Verdict::Refuted,
    check: check_divergence,
};

fn check_catapult(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let data = rows(2, &[&[1, 2], &[1, -2]]);
    let weights = |x: i32, y: i32| vec![Rational::from(x), Rational::from(y)];
    let problems = [
        one_unit((5, 2), &data, weights(0, 5), Rational::from((1, 4))),
        one_unit((6, 1), &data, weights(0, 1), Rational::from(3)),
    ];
    let mut settled = true;
    let mut evidence = vec![Evidence::new(Kind::Exact, "(1, 0)·z = 1/2 for both points z: the data are separable")];
    for problem in &problems {
        let Some(problem) = problem else { return Ok(Findings::undecided("no such network", evidence)) };
        let answer = classify(session, problem, Phase::Catapult)?;
        settled &= answer.agrees;
        evidence.push(answer.fact);
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Refuted,
        "certified counterexamples: the loss rises for certain at a step, and tends to zero",
        evidence,
    ))
}

fn check_divergence(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let data = rows(1, &[&[-1, 2], &[0, -3]]);
    let first = vec![Rational::from((-1, 10)), Rational::from((-9, 2))];
    let mut evidence =
        vec![Evidence::new(Kind::Exact, "(-3, -1)·z = 1 and 3 for the two points z: the data are separable")];
    let Some(problem) = one_unit((4, 3), &data, first, Rational::from(10)) else {
        return Ok(Findings::undecided("no such network", evidence));
    };
    let answer = classify(session, &problem, Phase::Divergent)?;
    evidence.push(answer.fact);
    // strict inequalities between continuous functions of the start hold near it too
    Ok(Findings::settled_if(
        answer.agrees,
        Verdict::Refuted,
        "a certified counterexample; the hypotheses of the lemma are strict inequalities between continuous functions of the start, so that a \
         neighbourhood of it diverges too",
        evidence,
    ))
}
