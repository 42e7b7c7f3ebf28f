//! The areas of a survey as data: what is proved of the rectangle, and what is left.

use super::searched::Searched;
use super::survey::Survey;
use crate::arithmetic::Enclosure;
use crate::certify::Phase;
use crate::certify::almost::AlmostShares;
use rug::Rational;
use serde::Serialize;

/// Digits of the areas.
const DIGITS: usize = 6;

/// A value for each phase that a survey knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ByPhase<T> {
    /// Proved lazy.
    pub lazy: T,
    /// Proved to catapult.
    pub catapult: T,
    /// Proved divergent.
    pub divergent: T,
    /// The rest.
    pub undecided: T,
}

impl<T> ByPhase<T> {
    fn of(value: impl Fn(Phase) -> T) -> Self {
        ByPhase {
            lazy: value(Phase::Lazy),
            catapult: value(Phase::Catapult),
            divergent: value(Phase::Divergent),
            undecided: value(Phase::Undecided),
        }
    }
}

/// The share of the rectangle's area in each phase, and the number of cells. Certified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Areas {
    /// The shares, as decimal enclosures.
    pub areas: ByPhase<Enclosure>,
    /// The shares, as fractions.
    pub exact_areas: ByPhase<String>,
    /// The share that is proved to lie in some phase.
    pub decided: Enclosure,
    /// Proved cells.
    pub cells: usize,
    /// Cells of the last level without a proof.
    pub undecided_cells: usize,
    /// The part of the undecided share of which almost all starts are proved to diverge, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub almost_divergent: Option<AlmostAreas>,
}

/// The shares of cells of which almost all starts are proved to diverge. Certified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AlmostAreas {
    /// Of the cells.
    pub area: Enclosure,
    /// Of the starts in them that are proved to diverge, by a lower bound.
    pub diverging: Enclosure,
    /// The former, as a fraction.
    pub exact_area: String,
    /// The latter, as a fraction.
    pub exact_diverging: String,
    /// Their number.
    pub cells: usize,
}

impl<C: Searched> Survey<C> {
    /// What the cells make up of which almost all starts diverge; `None` of none. Exact.
    pub fn almost_shares(&self) -> Option<AlmostShares> {
        (!self.almost.is_empty()).then(|| AlmostShares::of(&self.almost))
    }

    /// The areas.
    pub fn areas(&self) -> Areas {
        let enclose = |share: &Rational| Enclosure::of_rational(share, DIGITS);
        Areas {
            areas: ByPhase::of(|phase| enclose(&self.share(phase))),
            exact_areas: ByPhase::of(|phase| self.share(phase).to_string()),
            decided: enclose(&(Rational::from(1) - self.share(Phase::Undecided))),
            cells: self.decided.len(),
            undecided_cells: self.undecided.len(),
            almost_divergent: self.almost_shares().map(|AlmostShares { area, diverging }| AlmostAreas {
                area: enclose(&area.0),
                diverging: enclose(&diverging.0),
                exact_area: area.0.to_string(),
                exact_diverging: diverging.0.to_string(),
                cells: self.almost.len(),
            }),
        }
    }
}
