//! What the claims about deep networks on D0 share: certified answers about one start, and starts whose ends come in the wrong order.

use super::Session;
use super::evidence::{Evidence, Kind};
use super::session::Settled;
use crate::arithmetic::parse_exact;
use crate::certify::phase::{AlignedMinimum, Minimum};
use crate::certify::{Limit, Phase};
use crate::dynamics::Problem;
use crate::model::LossName;
use crate::progress::Interrupted;
use crate::theory::question::Quantity;
use crate::theory::{CertifiedValue, Question};
use rug::Rational;

/// A certified answer about one start.
pub struct Certified {
    /// Whether the certificate passes the checker and states the expected phase.
    pub agrees: bool,
    /// Exact bounds of lambda_inf.
    pub kernel: Option<[Rational; 2]>,
    /// The layer that vanishes, counted from 1.
    pub vanishing: Option<usize>,
    /// The answer in words and numbers.
    pub fact: Evidence,
}

fn start(loss: LossName, width: u32, rate: (u32, u32), sigma: &[(u32, u32)]) -> Problem {
    let sigma = sigma.iter().map(|size| Rational::from(*size)).collect();
    Problem::aligned(loss, Rational::from(rate), width.into(), sigma)
}

/// Classifies a deep network, aligned or with all its weights.
///
/// # Errors
///
/// [`Interrupted`] if the session's watch says stop.
pub fn classify(session: &Session<'_>, problem: &Problem, expected: Phase) -> Result<Certified, Interrupted> {
    let place = session.settle(problem)?;
    let (answer, holds) = match place.get() {
        Some(Settled { answer: Ok(answer), holds }) => (answer, *holds),
        Some(Settled { answer: Err(error), .. }) => {
            let fact = Evidence::new(Kind::Certified, format!("{problem}: {error}"));
            return Ok(Certified { agrees: false, kernel: None, vanishing: None, fact });
        }
        None => return Err(Interrupted),
    };
    let text = format!("{problem}: {}; {}", answer.phase, answer.explanation());
    let mut fact = Evidence::new(Kind::Certified, text).with("certificate_holds", holds);
    let (mut kernel, mut layer) = (None, None);
    if let Some(Limit::Aligned(AlignedMinimum { vanishing, lambda, sharpness, .. })) = &answer.limit {
        let ends = [&lambda.lower, &lambda.upper].map(|end| parse_exact(end).ok());
        if let [Some(lower), Some(upper)] = ends {
            kernel = Some([lower, upper]);
        }
        layer = *vanishing;
        fact = fact.with("vanishing", vanishing).with("lambda_inf", lambda).with("sharpness_inf", sharpness);
    }
    if let Some(Limit::Minimum(Minimum { lambda, sharpness })) = &answer.limit {
        if let [Some(lower), Some(upper)] = [&lambda.lower, &lambda.upper].map(|end| parse_exact(end).ok()) {
            kernel = Some([lower, upper]);
        }
        fact = fact.with("lambda_inf", lambda).with("sharpness_inf", sharpness);
    }
    Ok(Certified { agrees: holds && answer.phase == expected, kernel, vanishing: layer, fact })
}

/// The starts of which a larger rate ends sharper: the smaller rate, the larger one.
pub fn pairs() -> [[Problem; 2]; 3] {
    let deep =
        |loss, width, sigma: &[(u32, u32)], rates: [(u32, u32); 2]| rates.map(|rate| start(loss, width, rate, sigma));
    [
        deep(LossName::Logistic, 100, &[(1, 10), (12, 1), (11, 1)], [(17, 1), (22, 1)]),
        deep(LossName::Exponential, 1, &[(1, 10), (6, 5), (3, 2)], [(1, 1), (3, 2)]),
        deep(LossName::Exponential, 9, &[(1, 10), (3, 1), (4, 1), (7, 2)], [(3, 2), (101, 50)]),
    ]
}

/// The answer to a question with one number; `None` where there is none.
pub fn number(session: &Session<'_>, question: &Question) -> Option<CertifiedValue> {
    match question.answer(session.precision()).ok()?.parts.as_slice() {
        [(_, Quantity::Value(value))] => Some(value.clone()),
        _ => None,
    }
}
