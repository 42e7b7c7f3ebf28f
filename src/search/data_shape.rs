//! Why the risk of some data has no minimiser, decided exactly.

use crate::data::{ExactDataSet, IntegerPoints};
use crate::model::FeaturePoints;
use crate::model::features::independent_columns;
use crate::separability::decide;
use crate::theory::Digits;
use rug::{Integer, Rational};
use std::fmt;

/// Data without a unique minimiser, or with one that was not found.
#[derive(Clone, Debug, PartialEq)]
pub enum DataShape {
    /// This direction separates them: that of maximum margin, where it was found.
    Separable(Vec<Rational>),
    /// Some direction leaves no point behind and moves so many of them.
    PartlySeparable {
        /// Points that it moves.
        moved: usize,
        /// All points.
        count: usize,
    },
    /// They lie in a subspace of fewer dimensions than features.
    NotSpanning {
        /// Its dimension.
        rank: usize,
        /// d.
        features: usize,
    },
    /// There is a minimiser, exactly one, which floats did not come near.
    Hard,
    /// Not decided.
    Unknown,
}

impl DataShape {
    /// That of signed points, exactly.
    pub fn of(points: &FeaturePoints) -> Self {
        let samples: Vec<_> = points.iter().map(|(z, _)| (z.clone(), 1)).collect();
        let (rank, features) = (independent_columns(points).len(), points.first().map_or(0, |(z, _)| z.len()));
        let Ok(answer) = decide(&IntegerPoints::of_exact(&ExactDataSet { samples }), Digits::default()) else {
            return DataShape::Unknown;
        };
        let direction = |entries: &[Integer]| entries.iter().map(Rational::from).collect();
        let moved = answer.split.separable_part.len();
        match answer.margin {
            _ if !answer.split.is_separable() && moved > 0 => DataShape::PartlySeparable { moved, count: points.len() },
            _ if !answer.split.is_separable() && rank < features => DataShape::NotSpanning { rank, features },
            _ if !answer.split.is_separable() => DataShape::Hard,
            Some(margin) => DataShape::Separable(direction(&margin.direction)),
            None => DataShape::Separable(direction(&answer.split.direction)),
        }
    }

    /// Whether there are lemmas about such data, which more steps or bits may reach.
    pub fn has_proofs(&self) -> bool {
        matches!(self, DataShape::Separable(_) | DataShape::Hard | DataShape::Unknown)
    }

    /// A direction that separates the data.
    pub fn direction(&self) -> Option<&[Rational]> {
        match self {
            DataShape::Separable(direction) => Some(direction),
            _ => None,
        }
    }
}

impl fmt::Display for DataShape {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DataShape::Separable(_) => formatter.write_str("the data are separable, so the risk has no minimiser"),
            DataShape::PartlySeparable { moved, count } => write!(
                formatter,
                "the data are partly separable (a direction moves {moved} of {count} distinct points and leaves none behind), so the risk has no minimiser, and v no limit"
            ),
            DataShape::NotSpanning { rank, features } => write!(
                formatter,
                "the data span only {rank} of {features} dimensions, so the risk has many minimisers: leave out features that depend on others"
            ),
            DataShape::Hard => formatter.write_str(
                "the data are not separable, but so nearly that no minimiser of the risk was found in floats",
            ),
            DataShape::Unknown => formatter.write_str("no minimiser of the risk was found"),
        }
    }
}
