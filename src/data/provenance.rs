//! What was read: how much of what there is, and what is to be said about it.

use super::IntegerPoints;
use serde::Serialize;

/// How much of a data set was used, and remarks on how it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// n, the number of samples used.
    pub used: usize,
    /// How many there are: more, if the specification takes only some.
    pub available: usize,
    /// Sentences to be said aloud, such as that a line was skipped as a header. They name the file.
    pub remarks: Vec<String>,
}

/// Data together with where they come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded<T> {
    /// The data.
    pub data: T,
    /// Where they come from.
    pub provenance: Provenance,
}

impl Provenance {
    /// All of `count` samples, without remarks.
    pub fn whole(count: usize) -> Self {
        Provenance { used: count, available: count, remarks: Vec::new() }
    }

    /// `2048 of 10000 used`, if only a part is.
    pub fn part(&self) -> Option<String> {
        (self.used != self.available).then(|| format!("{} of {} used", self.used, self.available))
    }
}

/// The size of a data set and how much of it was used, as data: part of what `catapult separability --json` prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DataUsed {
    /// n.
    pub samples: usize,
    /// d.
    pub dimension: usize,
    /// How many samples there are to choose from.
    pub available: usize,
    /// `2048 of 10000 used`, where that is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How the file was read, where that is to be said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
}

impl DataUsed {
    /// Of points and where they come from.
    pub fn of(points: &IntegerPoints, provenance: &Provenance) -> Self {
        DataUsed {
            samples: points.count(),
            dimension: points.dimension(),
            available: provenance.available,
            note: provenance.part(),
            remarks: provenance.remarks.clone(),
        }
    }
}

impl<T> Loaded<T> {
    /// The same with other data.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Loaded<U> {
        Loaded { data: change(self.data), provenance: self.provenance }
    }

    /// The same with other data, or an error.
    ///
    /// # Errors
    ///
    /// Those of `change`.
    pub fn try_map<U, E>(self, change: impl FnOnce(T) -> Result<U, E>) -> Result<Loaded<U>, E> {
        Ok(Loaded { data: change(self.data)?, provenance: self.provenance })
    }
}
