//! The answer to one line, as it stands in the file.

use super::fields::{Line, ReadData};
use crate::arithmetic::Enclosure;
use crate::certificates;
use crate::certify::certificate::Statement;
use crate::certify::{Certificate, Limit, Phase};
use crate::progress::{Interrupted, Watch};
use crate::search::{ClassifyOptions, SearchError, classify_watched};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

/// An answer.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// A phase, or *undecided*.
    Phase {
        /// The line, from 1.
        line: usize,
        /// The phase.
        phase: Phase,
        /// Where the orbit ends, if that is known.
        limit: Option<Limit<Enclosure>>,
        /// Why, or what is missing.
        reason: String,
        /// The proof; `None` iff undecided.
        certificate: Option<Box<Certificate>>,
        /// The problem, where no certificate states it.
        #[serde(skip_serializing_if = "Option::is_none")]
        problem: Option<Box<Statement>>,
    },
    /// A line that states no problem.
    Error {
        /// The line, from 1.
        line: usize,
        /// Why.
        error: String,
    },
}

/// How many answers there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// All lines.
    pub lines: usize,
    /// Converges, and the loss never rises.
    pub lazy: usize,
    /// Converges after a rise.
    pub catapult: usize,
    /// Does not converge and stays bounded.
    pub oscillating: usize,
    /// Diverges.
    pub divergent: usize,
    /// No proof was found.
    pub undecided: usize,
    /// Lines that state no problem.
    pub bad: usize,
}

impl Answer {
    /// Answers the line with this index from 0.
    pub(super) fn to(
        index: usize,
        line: &Line,
        options: &ClassifyOptions,
        read: ReadData<'_>,
        watch: Watch<'_>,
    ) -> Result<Self, Interrupted> {
        let number = index + 1;
        let problem = match line.as_ref().map_err(String::clone).and_then(|fields| fields.problem(read)) {
            Ok(problem) => problem,
            Err(error) => return Ok(Answer::Error { line: number, error }),
        };
        match classify_watched(&problem, options, watch) {
            Err(SearchError::Interrupted(interrupted)) => Err(interrupted),
            Err(SearchError::Problem(error)) => Ok(Answer::Error { line: number, error: error.to_string() }),
            Ok(answer) => Ok(Answer::Phase {
                line: number,
                phase: answer.phase,
                reason: answer.explanation(),
                limit: answer.limit,
                problem: answer.certificate.is_none().then(|| Statement::of(&problem)).flatten().map(Box::new),
                certificate: answer.certificate.map(Box::new),
            }),
        }
    }

    /// The line of the file.
    pub fn to_text(&self) -> String {
        // Strings, integers and structs only: serialisation has no way to fail.
        serde_json::to_string(self).map(|text| text + "\n").unwrap_or_default()
    }
}

impl Counts {
    /// Counts an answer.
    pub(super) fn count(&mut self, answer: &Answer) {
        self.lines += 1;
        *match answer {
            Answer::Error { .. } => &mut self.bad,
            Answer::Phase { phase, .. } => match phase {
                Phase::Lazy => &mut self.lazy,
                Phase::Catapult => &mut self.catapult,
                Phase::Oscillating => &mut self.oscillating,
                Phase::Divergent => &mut self.divergent,
                Phase::Undecided => &mut self.undecided,
            },
        } += 1;
    }

    /// Adds the counts of another part.
    pub(super) fn add(&mut self, other: &Counts) {
        self.lines += other.lines;
        self.lazy += other.lazy;
        self.catapult += other.catapult;
        self.oscillating += other.oscillating;
        self.divergent += other.divergent;
        self.undecided += other.undecided;
        self.bad += other.bad;
    }
}

/// An answer as a file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub line: usize,
    #[serde(default)]
    pub phase: Option<Phase>,
    #[serde(default)]
    pub limit: Option<Value>,
    #[serde(default)]
    pub reason: Option<String>,
    #[serde(default)]
    pub certificate: Option<Box<RawValue>>,
    #[serde(default, rename = "problem")]
    _problem: Option<Value>,
    #[serde(default)]
    pub error: Option<String>,
}

impl Written {
    /// The certificate, if there is one.
    pub fn certificate(&self) -> Result<Option<Certificate>, certificates::CertificateError> {
        match &self.certificate {
            Some(text) => certificates::parse(text.get()).map(Some),
            None => Ok(None),
        }
    }
}
