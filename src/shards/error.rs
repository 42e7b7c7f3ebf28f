//! Why work on a shard was refused or stopped, or results cannot be put together.

use super::batch::ListError;
use super::problem::Kind;
use crate::atlas::SurveyError;
use crate::output::{LockError, OutputError};
use crate::program::Program;
use crate::progress::Interrupted;
use crate::ranks::RankLost;
use crate::training::run_error::{Difference, RunError, join};
use std::path::PathBuf;
use thiserror::Error;

/// A folder that holds something else, units that are missing, or work that was stopped.
#[derive(Debug, Error)]
pub enum ShardError {
    /// The folder holds units of another kind of problem.
    #[error("`{folder}` holds units of `{found}`, not of `{expected}`: give another folder", folder = folder.display())]
    OtherKind {
        /// The folder.
        folder: PathBuf,
        /// What it holds.
        found: Kind,
        /// What was asked for.
        expected: Kind,
    },
    /// The folder was begun by another version, whose digits may be others.
    #[error(
        "`{folder}` was begun by {}, and this is {}: use one program for all shards, or another folder",
        name(found), name(present), folder = folder.display()
    )]
    OtherProgram {
        /// The folder.
        folder: PathBuf,
        /// Who began.
        found: Box<Program>,
        /// This program.
        present: Box<Program>,
    },
    /// The folder holds units of a problem with other settings.
    #[error(
        "`{folder}` holds units of another problem{}; give the same settings, or another folder",
        listed(differences), folder = folder.display()
    )]
    OtherProblem {
        /// The folder.
        folder: PathBuf,
        /// In what the settings differ.
        differences: Vec<Difference>,
    },
    /// A description that is something else.
    #[error("`{}` does not describe a problem in units: give another folder", .0.display())]
    Foreign(PathBuf),
    /// A folder without units where results were to be put together.
    #[error("`{}` holds no units: give the folders that shards were written to", .0.display())]
    Nothing(PathBuf),
    /// No folder at all.
    #[error("there is nothing to put together: give the folders that shards were written to")]
    NoFolders,
    /// A unit that cannot be read.
    #[error("`{path}` is damaged ({reason}): remove it, and run its shard again", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Units that no folder holds.
    #[error(
        "{} of {total} units are missing ({}): run the shards that hold them again, and give all folders",
        missing.len(), first_of(missing)
    )]
    Missing {
        /// Which, from 1.
        missing: Vec<usize>,
        /// How many there are in all.
        total: usize,
    },
    /// The same unit with different bytes.
    #[error(
        "unit {unit} differs between `{first}` and `{second}`: they were made on kinds of processors that round differently; give one of them",
        first = first.display(), second = second.display()
    )]
    Conflict {
        /// Which, from 1.
        unit: usize,
        /// One folder.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// Units where a run was to begin.
    #[error("`{}` holds the units of an interrupted run: resume it, or give another folder", .0.display())]
    Unfinished(PathBuf),
    /// The checkpoint of a run that is not cut.
    #[error("`{}` holds the checkpoint of an interrupted run that is not cut into units: give another folder", .0.display())]
    Occupied(PathBuf),
    /// The same value twice in a list.
    #[error("{what} {value} is given twice: give each once")]
    Twice {
        /// `depth`, `width` or `the data`.
        what: &'static str,
        /// The value.
        value: String,
    },
    /// Test data for some of the training data only.
    #[error("there are {tests} test data for {data} training data: give one for all, or one for each")]
    Tests {
        /// How many test data.
        tests: usize,
        /// How many training data.
        data: usize,
    },
    /// More units than a folder takes.
    #[error("{0} units are too many: give at most {most}", most = super::folder::MOST_UNITS)]
    TooManyUnits(usize),
    /// A file cannot be read.
    #[error("cannot read `{path}`: {cause}; give another folder", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// A list of problems cannot be used.
    #[error(transparent)]
    List(#[from] ListError),
    /// Units of a survey do not make one.
    #[error("the units do not make an atlas: {0}")]
    Survey(#[from] SurveyError),
    /// Training was refused.
    #[error(transparent)]
    Run(Box<RunError>),
    /// Another process works in the folder.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A file cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The watch said stop; what was finished is kept.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    /// A process that shares the work is gone.
    #[error(transparent)]
    Ranks(#[from] RankLost),
}

impl From<RunError> for ShardError {
    fn from(error: RunError) -> Self {
        ShardError::Run(Box::new(error))
    }
}

fn name(program: &Program) -> String {
    let commit = program.commit.as_ref().map_or_else(String::new, |commit| format!(" ({commit})"));
    format!("{} {}{commit}", program.name, program.version)
}

fn listed(differences: &[Difference]) -> String {
    if differences.is_empty() { String::new() } else { format!(": {}", join(differences)) }
}

/// The first few units.
fn first_of(missing: &[usize]) -> String {
    let named: Vec<String> = missing.iter().take(8).map(usize::to_string).collect();
    let more = if missing.len() > named.len() { ", .." } else { "" };
    format!("{}{more}", named.join(", "))
}
