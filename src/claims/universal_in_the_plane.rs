//! Is sqrt(2m)/R a universal step size in several features?

use super::evidence::{Evidence, Findings, Kind, Verdict};
use super::on_data::{classify, one_unit, rows};
use super::{Claim, Session};
use crate::certify::Phase;
use crate::progress::Interrupted;
use rug::Rational;

pub const UNIVERSAL_IN_THE_PLANE: Claim = Claim {
    id: "universal-rate-any-data",
    statement: "Two-layer network, non-separable data, logistic loss: for eta N R <= sqrt 2, R = sup |grad L|, no orbit diverges (as with one feature).",
    source: "proofs/THEORY.md section 6, (G6), (G6x) [ours]",
    corrected: Some(
        "True with one feature (G6). In the plane an orbit can diverge below sqrt 2: its margins repeat their signs with a period of five steps. Whether another constant serves all \
         data of a given number of features is open.",
    ),
    recorded: Verdict::Refuted,
    check,
};

fn check(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let data = rows(1, &[&[-1, -5], &[6, 3], &[-1, 1]]);
    let sum = |j: usize| [3u32, 2, 9].iter().zip(&data).fold(Rational::new(), |sum, (mu, z)| sum + z[j].clone() * *mu);
    let mut settled = sum(0).is_zero() && sum(1).is_zero();
    // The gradient tends to -(1/n) times the sum of the misclassified points; a set of them is one of the four subsets that a half-plane cuts
    // off and that have the largest sum, or smaller: all eight subsets are looked at.
    let largest = (0..8u32)
        .map(|subset| {
            let part = |j: usize| {
                (0..3).filter(|i| subset >> i & 1 == 1).fold(Rational::new(), |sum, i| sum + &data[i][j]) / 3u32
            };
            part(0).square() + part(1).square()
        })
        .max()
        .unwrap_or_default();
    // m = 1 and eta = 5/8: (eta N R)²
    let reach = largest.clone() * Rational::from((25, 64));
    settled &= reach < 2;
    let mut evidence = vec![
        Evidence::new(Kind::Exact, "3 z_1 + 2 z_2 + 9 z_3 = 0: the data are not separable")
            .with("holds", sum(0).is_zero() && sum(1).is_zero()),
        Evidence::new(Kind::Exact, "R² is at most the largest square of (1/n) times a sum of points")
            .with("bound", largest.to_string()),
        Evidence::new(Kind::Exact, "(eta N R)² is below 2").with("bound", reach.to_string()),
    ];
    let Some(problem) = one_unit((5, 8), &data, vec![Rational::from(-18), Rational::from(40)], Rational::from(-31))
    else {
        return Ok(Findings::undecided("no such network", evidence));
    };
    let answer = classify(session, &problem, Phase::Divergent)?;
    settled &= answer.agrees;
    evidence.push(answer.fact);
    Ok(Findings::settled_if(settled, Verdict::Refuted, "a certified counterexample", evidence))
}
