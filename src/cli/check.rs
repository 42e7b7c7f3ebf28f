//! `catapult check`: does a certificate hold?

use super::arguments::Format;
use super::{InputError, Outcome, terminal};
use crate::certificates;
use crate::certificates::MOST_BYTES;
use crate::certify::check;
use clap::Args;
use serde_json::json;
use std::io::Read;
use std::path::{Path, PathBuf};
use thiserror::Error;

#[derive(Args)]
pub struct Check {
    /// A file written by `catapult classify --certificate`.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    format: Format,
}

/// A file that cannot be read.
#[derive(Debug, Error)]
#[error("cannot read `{path}`: {cause}; give a file written by `catapult classify --certificate`", path = path.display())]
pub(super) struct ReadError {
    path: PathBuf,
    cause: std::io::Error,
}

impl Check {
    pub fn run(self) -> Result<Outcome, InputError> {
        let text = read(&self.file)?;
        let certificate = certificates::parse(&text).map_err(|error| format!("`{}`: {error}", self.file.display()))?;
        let (valid, claim) = match check(&certificate) {
            Ok(claim) => (true, claim.statement),
            Err(rejection) => (false, rejection.to_string()),
        };
        if self.format.json {
            terminal::print_json(&json!({ "valid": valid, "claim": claim }))?;
        } else {
            terminal::print(&format!("{}: {claim}\n", if valid { "valid" } else { "invalid" }))?;
        }
        Ok(if valid { Outcome::Fine } else { Outcome::CheckFailed })
    }
}

/// The text of a file, as far as a certificate may be long.
pub(super) fn read(path: &Path) -> Result<String, ReadError> {
    let failed = |cause| ReadError { path: path.to_owned(), cause };
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut text = String::new();
    file.take(MOST_BYTES as u64 + 1).read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}
