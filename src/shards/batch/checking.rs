//! Checking a file of answers: each certificate, and that each answer says what its certificate proves.

use super::answer::Written;
use crate::certify::{Phase, check};
use rayon::prelude::*;
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// Lines that are checked side by side.
const TOGETHER: usize = 256;
/// The longest line that is read, in bytes: a certificate and what stands beside it.
const MOST_BYTES: u64 = 1 << 25;

/// What came of a check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CheckedAnswers {
    /// All lines.
    pub lines: usize,
    /// Certificates that hold.
    pub certified: usize,
    /// Answers that claim nothing: *undecided* and lines that state no problem.
    pub without: usize,
    /// The first line that does not hold, and why.
    pub failure: Option<(usize, String)>,
}

/// Whether a file begins as a file of answers does.
///
/// # Errors
///
/// Those of reading.
pub fn is_answers(path: &Path) -> io::Result<bool> {
    let mut line = Vec::new();
    BufReader::new(File::open(path)?).take(MOST_BYTES).read_until(b'\n', &mut line)?;
    Ok(serde_json::from_slice::<Written>(&line).is_ok())
}

/// Checks a file of answers, up to the first that does not hold.
///
/// # Errors
///
/// Those of reading.
///
/// # Guarantee
///
/// Certified, where `failure` is `None`: each answer with a phase other than undecided is proved by the certificate in its line, for the problem that this states.
pub fn check_answers(path: &Path) -> io::Result<CheckedAnswers> {
    let mut reader = BufReader::new(File::open(path)?);
    let mut checked = CheckedAnswers::default();
    loop {
        let mut lines = Vec::new();
        while lines.len() < TOGETHER {
            let mut line = Vec::new();
            if (&mut reader).take(MOST_BYTES).read_until(b'\n', &mut line)? == 0 {
                break;
            }
            lines.push(line);
        }
        if lines.is_empty() {
            return Ok(checked);
        }
        let first = checked.lines;
        let verdicts: Vec<Result<bool, String>> =
            lines.par_iter().enumerate().map(|(index, line)| verdict(first + index + 1, line)).collect();
        for verdict in verdicts {
            checked.lines += 1;
            match verdict {
                Ok(true) => checked.certified += 1,
                Ok(false) => checked.without += 1,
                Err(reason) => {
                    checked.failure = Some((checked.lines, reason));
                    return Ok(checked);
                }
            }
        }
    }
}

/// Whether a line has a certificate, which then holds and says the same.
fn verdict(number: usize, line: &[u8]) -> Result<bool, String> {
    let answer: Written = serde_json::from_slice(line).map_err(|error| format!("it is no answer: {error}"))?;
    if answer.line != number {
        return Err(format!("it is the answer to line {}", answer.line));
    }
    let certificate = answer.certificate().map_err(|error| error.to_string())?;
    match (answer.phase, certificate, &answer.error) {
        (None, None, Some(_)) if answer.limit.is_none() && answer.reason.is_none() => Ok(false),
        (Some(Phase::Undecided), None, None) if answer.limit.is_none() => Ok(false),
        (Some(phase), Some(certificate), None) => {
            if phase != certificate.claim.phase {
                return Err(format!("it says {phase} where its certificate proves {}", certificate.claim.phase));
            }
            let limit = serde_json::to_value(&certificate.claim.limit).unwrap_or_default();
            if !limit.is_null() && answer.limit.as_ref() != Some(&limit) {
                return Err("its limit is not that of its certificate".into());
            }
            check(&certificate).map(|_| true).map_err(|rejection| rejection.to_string())
        }
        _ => Err("it is no answer: a phase needs a certificate, undecided and errors have none".into()),
    }
}
