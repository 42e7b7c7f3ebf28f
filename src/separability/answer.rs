//! The answer about a data set as data: what `catapult separability --json` prints.

use super::curvature::{Curvature, curvatures};
use super::{Separability, Undecided, decide};
use crate::arithmetic::{Enclosure, Interval};
use crate::data::IntegerPoints;
use crate::theory::Digits;
use rug::{Integer, Rational};
use serde::Serialize;
use std::collections::BTreeMap;

/// Digits of a double.
const DOUBLE_DIGITS: usize = 17;

/// Whether data are separable, with the witness, and what else is certified. Exact numbers are texts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SeparabilityAnswer {
    /// Whether the data are separable; `None` if that is undecided.
    pub separable: Option<bool>,
    /// w with w·z_i > 0 for all i, or Gordan's mu (see `certificate`); empty if undecided.
    pub witness: Vec<String>,
    /// The rows of the non-separable part, from 0.
    pub non_separable_part: Vec<usize>,
    /// The maximum margin of separable data, if it was enclosed.
    pub margin: Option<Enclosure>,
    /// What the witness proves, where it is Gordan's mu: `explicit`, the sum of mu_i z_i is zero, or `nearby`, positive numbers within half
    /// of these with that sum exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<&'static str>,
    /// Why the question is undecided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// More about the maximum margin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_margin: Option<MaximumMargin>,
    /// Smoothness and strong convexity of the risk, by loss.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub curvature: Option<BTreeMap<&'static str, Constants>>,
    /// The separable part of non-separable data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub separable_part: Option<SeparablePart>,
}

/// The hard-margin direction and what supports it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MaximumMargin {
    /// The square of the margin, where it is short enough to be computed.
    pub squared: Option<String>,
    /// The rows of the support vectors.
    pub support: Vec<usize>,
    /// Their multipliers.
    pub multipliers: Vec<String>,
    /// The direction.
    pub direction: Vec<String>,
    /// Why the bounds of the margin do not share the digits asked for, if they do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shortfall: Option<String>,
}

/// The constants of one loss.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Constants {
    /// beta.
    pub smoothness: Enclosure,
    /// On the span of the non-separable part, if there is one.
    pub non_separable_part: Option<ConstantsOfRest>,
}

/// The constants on the span of the non-separable part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConstantsOfRest {
    /// The dimension of the span, if it is known.
    pub rank: Option<usize>,
    /// beta there.
    pub smoothness: Enclosure,
    /// alpha there, if it was proved to be positive.
    pub strong_convexity: Option<Enclosure>,
}

/// The part of non-separable data that a direction separates from the rest.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SeparablePart {
    /// Its rows.
    pub rows: Vec<usize>,
    /// w with w·z_i > 0 on them and w·z_i = 0 on the rest.
    pub direction: Vec<String>,
}

/// Decides whether data are separable.
///
/// # Guarantee
///
/// That of [`decide`] and [`curvatures`].
pub fn answer(points: &IntegerPoints, digits: Digits) -> SeparabilityAnswer {
    match decide(points, digits) {
        Ok(found) => SeparabilityAnswer::of(points, &found, digits.count()),
        Err(undecided) => SeparabilityAnswer::undecided(&undecided),
    }
}

/// Exact numbers as texts.
fn texts(values: &[Integer]) -> Vec<String> {
    values.iter().map(Integer::to_string).collect()
}

impl SeparabilityAnswer {
    /// What was found, as data.
    pub fn of(points: &IntegerPoints, found: &Separability, digits: usize) -> Self {
        let split = &found.split;
        let mut multipliers = vec![Integer::new(); points.count()];
        split.rest.iter().zip(&split.multipliers).for_each(|(row, mu)| multipliers[*row].clone_from(mu));
        let separable = split.is_separable();
        let margin = found.margin.as_ref();
        let curvatures = curvatures(points, split);
        let by_loss = |curvatures: [Curvature; 2]| {
            curvatures.iter().map(|curvature| (curvature.loss.name(), Constants::of(curvature))).collect()
        };
        SeparabilityAnswer {
            separable: Some(separable),
            witness: texts(if separable { &split.direction } else { &multipliers }),
            non_separable_part: split.rest.clone(),
            margin: margin.map(|margin| margin.value.enclosure(digits)),
            certificate: (!separable).then(|| split.certificate.name()),
            reason: None,
            maximum_margin: margin.map(|margin| MaximumMargin {
                squared: margin.squared.as_ref().map(Rational::to_string),
                support: margin.support.clone(),
                multipliers: texts(&margin.multipliers),
                direction: texts(&margin.direction),
                shortfall: margin.shortfall_text(digits),
            }),
            curvature: curvatures.map(by_loss),
            separable_part: (!separable)
                .then(|| SeparablePart { rows: split.separable_part.clone(), direction: texts(&split.direction) }),
        }
    }

    /// The same with its sentences in other words.
    pub fn worded(mut self, words: impl Fn(&str) -> String) -> Self {
        let shortfall = self.maximum_margin.as_mut().and_then(|margin| margin.shortfall.as_mut());
        for sentence in [self.reason.as_mut(), shortfall].into_iter().flatten() {
            *sentence = words(sentence);
        }
        self
    }

    /// The question stays open.
    pub fn undecided(undecided: &Undecided) -> Self {
        SeparabilityAnswer {
            separable: None,
            witness: Vec::new(),
            non_separable_part: Vec::new(),
            margin: None,
            certificate: None,
            reason: Some(undecided.to_string()),
            maximum_margin: None,
            curvature: None,
            separable_part: None,
        }
    }
}

impl Constants {
    fn of(curvature: &Curvature) -> Self {
        let rest = curvature.rest.as_ref().map(|rest| ConstantsOfRest {
            rank: rest.rank,
            smoothness: ends(&rest.smoothness),
            strong_convexity: rest.strong_convexity.as_ref().map(ends),
        });
        Constants { smoothness: ends(&curvature.smoothness), non_separable_part: rest }
    }
}

/// The ends of an interval as decimals, rounded outward.
pub fn ends(interval: &Interval) -> Enclosure {
    let exact = |x: f64| Enclosure::of_rational(&Rational::from_f64(x).unwrap_or_default(), DOUBLE_DIGITS);
    if !interval.is_bounded() {
        return Enclosure { lower: "-inf".into(), upper: "inf".into() };
    }
    Enclosure { lower: exact(interval.lower()).lower, upper: exact(interval.upper()).upper }
}
