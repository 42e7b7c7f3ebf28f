//! What a checkpoint holds: enough to go on with the same bytes.

use super::{Formulation, Outcome};
use crate::training::Observed;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A named matrix, stored by columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Array<T> {
    /// Its name, of letters, digits and underscores.
    pub name: String,
    /// Rows and columns.
    pub shape: [usize; 2],
    /// The entries by columns.
    pub entries: Vec<T>,
}

/// Where one rate stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// The number of steps taken.
    pub step: usize,
    /// The last finite loss that was measured before that step.
    pub last_loss: Option<f64>,
    /// How the run ended, if it did.
    pub outcome: Option<Outcome>,
    /// What its losses did before annealing.
    pub observed: Observed,
}

/// A snapshot of a [`super::Sweep`]. Together with the setup of the sweep it determines everything that follows.
#[derive(Clone, Debug, PartialEq)]
pub struct State<T> {
    /// The formulation in use: a sweep goes on in the one it was begun with.
    pub formulation: Formulation,
    /// One entry for each plan.
    pub progress: Vec<Progress>,
    /// The rates that were evaluated together at the present point, whose rows have been handed out; `None` before the
    /// first evaluation.
    pub measured: Option<Vec<usize>>,
    /// The weights of each rate in the form of the formulation, and of as few numbers as that form allows.
    pub arrays: Vec<Array<T>>,
}

/// A snapshot that does not belong to the setup it is restored with.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum StateError {
    /// Another number of rates.
    #[error("the checkpoint holds {found} learning rates where {expected} are asked for: resume with the same rates")]
    Rates {
        /// In the snapshot.
        found: usize,
        /// In the setup.
        expected: usize,
    },
    /// A rate that is further than its plan, or an unknown rate.
    #[error("the checkpoint has rate {index} at step {step}, beyond its plan: resume with the same settings")]
    Step {
        /// The rate, from 0.
        index: usize,
        /// Its step in the snapshot.
        step: usize,
    },
    /// A list of rates that is not in increasing order, or with a rate that is not there.
    #[error("the checkpoint evaluated rate {index} out of order or beyond the rates: it is damaged; start afresh")]
    Batch {
        /// The last rate of the list.
        index: usize,
    },
    /// A rate that has not ended, but was not evaluated with the others.
    #[error("the checkpoint has not evaluated rate {index}, which has not ended: it is damaged; start afresh")]
    Unmeasured {
        /// The rate, from 0.
        index: usize,
    },
    /// A missing array.
    #[error("the checkpoint has no array {name}: it is not of this run; start afresh")]
    Missing {
        /// Its name.
        name: String,
    },
    /// An array of another shape.
    #[error("the checkpoint's array {name} does not fit this run: resume with the same data, depth and width")]
    Shape {
        /// Its name.
        name: String,
    },
}

/// The arrays of a snapshot, taken out by name.
pub struct Arrays<T>(std::collections::BTreeMap<String, Array<T>>);

impl<T> Arrays<T> {
    pub(super) fn new(arrays: Vec<Array<T>>) -> Self {
        Arrays(arrays.into_iter().map(|array| (array.name.clone(), array)).collect())
    }

    /// Takes an array out, with any shape of `rows` rows.
    pub(super) fn take(&mut self, name: String, rows: usize) -> Result<Array<T>, StateError> {
        let array = self.0.remove(&name).ok_or(StateError::Missing { name })?;
        let [found, columns] = array.shape;
        if found != rows || array.entries.len() as u128 != found as u128 * columns as u128 {
            return Err(StateError::Shape { name: array.name });
        }
        Ok(array)
    }
}
