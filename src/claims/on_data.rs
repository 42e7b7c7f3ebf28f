//! What the claims about networks on listed data share: short data, and certified answers as evidence.

use super::evidence::{Evidence, Kind};
use super::session::{Session, Settled};
use crate::arithmetic::{Enclosure, parse_exact};
use crate::certify::{Limit, Phase};
use crate::dynamics::{Descent, Problem};
use crate::model::LossName;
use crate::progress::Interrupted;
use rug::Rational;

/// Rows of fractions with one denominator.
pub fn rows(denominator: i32, rows: &[&[i32]]) -> Vec<Vec<Rational>> {
    rows.iter().map(|row| row.iter().map(|&x| Rational::from((x, denominator))).collect()).collect()
}

/// A network of one hidden unit on signed points; logistic loss. `None` where the weights do not fit the data.
pub fn one_unit(rate: (i32, i32), points: &[Vec<Rational>], first: Vec<Rational>, second: Rational) -> Option<Problem> {
    let points = points.iter().map(|z| (z.clone(), 1)).collect();
    let descent =
        Descent::two_layer_from_weights(LossName::Logistic, Rational::from(rate), points, &[first], &[second]).ok()?;
    Some(descent.into())
}

/// A certified answer about one start.
pub struct Answer {
    /// Whether the certificate passes the checker and states the expected phase.
    pub agrees: bool,
    /// Exact bounds of the final sharpness.
    pub sharpness: Option<[Rational; 2]>,
    /// The answer in words and numbers.
    pub fact: Evidence,
}

/// Classifies a problem.
///
/// # Errors
///
/// [`Interrupted`] if the session's watch says stop.
pub fn classify(session: &Session<'_>, problem: &Problem, expected: Phase) -> Result<Answer, Interrupted> {
    let place = session.settle(problem)?;
    let (answer, holds) = match place.get() {
        Some(Settled { answer: Ok(answer), holds }) => (answer, *holds),
        Some(Settled { answer: Err(error), .. }) => {
            let fact = Evidence::new(Kind::Certified, format!("{problem}: {error}"));
            return Ok(Answer { agrees: false, sharpness: None, fact });
        }
        None => return Err(Interrupted),
    };
    let text = format!("{problem}: {}; {}", answer.phase, answer.explanation());
    let mut fact = Evidence::new(Kind::Certified, text).with("certificate_holds", holds);
    let known: Option<&Enclosure> = match &answer.limit {
        Some(Limit::Minimum(minimum)) => Some(&minimum.sharpness),
        Some(Limit::OnData(minimum)) => Some(&minimum.sharpness),
        Some(Limit::Infimum(infimum)) => {
            fact = fact.with("loss_inf", &infimum.loss);
            Some(&infimum.sharpness)
        }
        Some(Limit::Cycle(_) | Limit::Aligned(_) | Limit::FeatureCycle(_)) | None => None,
    };
    let mut sharpness = None;
    if let Some(enclosure) = known {
        fact = fact.with("sharpness_inf", enclosure);
        let ends = [&enclosure.lower, &enclosure.upper].map(|end| parse_exact(end).ok());
        if let [Some(lower), Some(upper)] = ends {
            sharpness = Some([lower, upper]);
        }
    }
    Ok(Answer { agrees: holds && answer.phase == expected, sharpness, fact })
}
