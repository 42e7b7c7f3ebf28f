//! The description of a problem that is cut into units: `problem.json` in each folder that works on it.

use super::ShardError;
use crate::output::write_file;
use crate::program::Program;
use crate::training::run_error::Difference;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::path::Path;

/// Its name in a folder.
pub const FILE_NAME: &str = crate::output::PROBLEM;

/// The kinds of problems that can be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Training: one sweep a unit.
    Train,
    /// Lists of problems: a block of lines a unit.
    Classify,
    /// Certified phase diagrams: the subtree of a cell a unit.
    Atlas,
    /// Figures: one a unit.
    Figure,
}

impl std::fmt::Display for Kind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Kind::Train => "train",
            Kind::Classify => "classify",
            Kind::Atlas => "atlas",
            Kind::Figure => "figure",
        })
    }
}

/// What all folders that work on one problem have in common.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// What is done.
    pub kind: Kind,
    /// The program: another one may compute other digits.
    pub program: Program,
    /// How many units there are.
    pub units: usize,
    /// The settings, under their names, and fingerprints of what files held.
    pub settings: Map<String, Value>,
    /// What the results are put together with, so that this needs nothing else.
    pub heading: Value,
}

impl Problem {
    /// Reads the description in a folder; `None` if it has none.
    ///
    /// # Errors
    ///
    /// [`ShardError::Foreign`] for a file of that name that is something else, [`ShardError::Read`].
    pub fn read(folder: &Path) -> Result<Option<Self>, ShardError> {
        let path = folder.join(FILE_NAME);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotADirectory => return Ok(None),
            Err(cause) => return Err(ShardError::Read { path, cause }),
        };
        serde_json::from_str(&text).map(Some).map_err(|_| ShardError::Foreign(path))
    }

    /// Writes it into a folder.
    ///
    /// # Errors
    ///
    /// [`ShardError::Output`].
    pub fn write(&self, folder: &Path) -> Result<(), ShardError> {
        // Strings, numbers and structs only: serialisation has no way to fail.
        let text = serde_json::to_value(self).unwrap_or_default();
        Ok(write_file(&folder.join(FILE_NAME), format!("{text:#}\n").as_bytes())?)
    }

    /// Refuses the description found in a folder if it is of another problem.
    ///
    /// # Errors
    ///
    /// [`ShardError::OtherKind`], [`ShardError::OtherProgram`], [`ShardError::OtherProblem`] with each difference.
    pub fn compare(&self, found: &Problem, folder: &Path) -> Result<(), ShardError> {
        let folder = folder.to_owned();
        if found.kind != self.kind {
            return Err(ShardError::OtherKind { folder, found: found.kind, expected: self.kind });
        }
        if found.program != self.program {
            let (found, present) = (found.program.clone(), self.program.clone());
            return Err(ShardError::OtherProgram { folder, found: Box::new(found), present: Box::new(present) });
        }
        let differences = Difference::between(&found.settings, &self.settings);
        if !differences.is_empty() || found.heading != self.heading || found.units != self.units {
            return Err(ShardError::OtherProblem { folder, differences });
        }
        Ok(())
    }
}
