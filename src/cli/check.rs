//! `catapult check`: does a certificate hold?

use super::arguments::Format;
use super::{InputError, Outcome, terminal, wording};
use crate::atlas::check_atlas;
use crate::certificates;
use crate::certificates::{MOST_ATLAS_BYTES, MOST_BYTES, Written};
use crate::certify::{CheckedClaim, check};
use crate::shards::batch::{CheckedAnswers, check_answers, is_answers};
use clap::Args;
use serde_json::json;
use std::fmt::Display;
use std::io::Read;
use std::path::{Path, PathBuf};
use thiserror::Error;

#[derive(Args)]
pub struct Check {
    /// A file written by `catapult classify --certificate` or `catapult atlas --certificate`, or the answers of `catapult classify --batch`.
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
        let unreadable = |cause| ReadError { path: self.file.clone(), cause };
        if is_answers(&self.file).map_err(unreadable)? {
            return self.show_answers(&check_answers(&self.file).map_err(unreadable)?);
        }
        let text = read_up_to(&self.file, MOST_ATLAS_BYTES)?;
        let certificate = certificates::parse_any(&text)
            .map_err(|error| format!("`{}`: {}", self.file.display(), wording::of_certificate(&error)))?;
        let mut citation = None;
        let (valid, claim) = match certificate {
            Written::Problem(certificate) => {
                citation = Some(certificate.proof.citation());
                verdict(check(&certificate))
            }
            Written::Atlas(certificate) => verdict(check_atlas(&certificate)),
            Written::Plane(certificate) => verdict(check_atlas(&certificate)),
        };
        if self.format.json {
            terminal::print_json(json!({ "valid": valid, "claim": claim }))?;
        } else {
            terminal::print(&format!("{}: {claim}\n", if valid { "valid" } else { "invalid" }))?;
            if let Some(citation) = citation.filter(|_| valid) {
                terminal::print(&format!("by {citation}\n"))?;
            }
        }
        Ok(if valid { Outcome::Fine } else { Outcome::CheckFailed })
    }
}

impl Check {
    /// Says what came of a file of answers.
    fn show_answers(&self, checked: &CheckedAnswers) -> Result<Outcome, InputError> {
        let CheckedAnswers { lines, certified, without, failure } = checked;
        let (valid, claim) = match failure {
            Some((line, reason)) => (false, format!("line {line}: {reason}")),
            None => {
                (true, format!("all {certified} certificates in {lines} answers hold; {without} answers claim nothing"))
            }
        };
        if self.format.json {
            let counts =
                json!({ "valid": valid, "claim": claim, "lines": lines, "certified": certified, "without": without });
            terminal::print_json(counts)?;
        } else {
            terminal::print(&format!("{}: {claim}\n", if valid { "valid" } else { "invalid" }))?;
        }
        Ok(if valid { Outcome::Fine } else { Outcome::CheckFailed })
    }
}

/// Whether a certificate holds, and what it proves or why it does not.
fn verdict<E: Display>(checked: Result<CheckedClaim, E>) -> (bool, String) {
    match checked {
        Ok(claim) => (true, claim.statement),
        Err(rejection) => (false, rejection.to_string()),
    }
}

/// The text of a file, as far as the certificate of a problem may be long.
pub(super) fn read(path: &Path) -> Result<String, ReadError> {
    read_up_to(path, MOST_BYTES)
}

/// The first `most` bytes of a file and one more, which shows that it is too long.
fn read_up_to(path: &Path, most: usize) -> Result<String, ReadError> {
    let failed = |cause| ReadError { path: path.to_owned(), cause };
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut text = String::new();
    file.take(most as u64 + 1).read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}
