//! The summary of one network, or of several.

use crate::program::Program;
use crate::shards::{Problem, ShardError};
use crate::training::checkpoint::Settings;
use crate::training::run_error::{Difference, RunError};
use crate::training::summary::{Summary, command};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::Path;

/// The content of `summary.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TrainingSummary {
    /// Of several networks.
    Many(Box<NetworksSummary>),
    /// Of one, as a run that was not cut writes it.
    One(Box<Summary>),
}

/// What was run on several networks, and where each rate ended. Numerical.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworksSummary {
    /// `numerical`.
    pub guarantee: String,
    /// The settings of all, under their names: lists where they differ.
    pub settings: Settings,
    /// The program.
    pub program: Program,
    /// The command that makes the run again, in any folder.
    pub command: String,
    /// The summary of each network, in the order of the data, then of the depths, then of the widths.
    pub networks: Vec<Summary>,
}

impl TrainingSummary {
    /// Of the networks of a problem.
    pub(super) fn of(problem: &Problem, mut networks: Vec<Summary>) -> Self {
        if networks.len() == 1 {
            return TrainingSummary::One(Box::new(networks.swap_remove(0)));
        }
        TrainingSummary::Many(Box::new(NetworksSummary {
            guarantee: "numerical".into(),
            settings: problem.settings.clone(),
            program: problem.program.clone(),
            command: command(&problem.settings),
            networks,
        }))
    }

    /// The summary of each network.
    pub fn networks(&self) -> &[Summary] {
        match self {
            TrainingSummary::One(summary) => std::slice::from_ref(summary),
            TrainingSummary::Many(summary) => &summary.networks,
        }
    }

    /// Reads a summary.
    ///
    /// # Errors
    ///
    /// [`RunError::ForeignSummary`] for a file that is something else.
    pub fn read(path: &Path) -> Result<Self, ShardError> {
        let text = std::fs::read_to_string(path).ok();
        let summary = text.and_then(|text| serde_json::from_str(&text).ok());
        Ok(summary.ok_or_else(|| RunError::ForeignSummary(path.to_owned()))?)
    }

    /// The content of the file.
    pub fn to_json(&self) -> Value {
        // Strings, numbers and structs only: serialisation has no way to fail.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Refuses the summary of another problem.
    pub(super) fn compare(&self, problem: &Problem, folder: &Path) -> Result<(), ShardError> {
        let settings = match self {
            TrainingSummary::One(summary) => &summary.settings,
            TrainingSummary::Many(summary) => &summary.settings,
        };
        let differences = Difference::between(settings, &problem.settings);
        if differences.is_empty() {
            return Ok(());
        }
        Err(RunError::OtherSettings { folder: folder.to_owned(), differences }.into())
    }
}
