//! Adaptive subdivision: cells that cannot be proved are quartered, the larger ones first.
//!
//! A survey can be written down and taken up again; the result does not depend on interruptions or on the
//! number of threads.

use super::chart::{Cell, Chart, ChartError};
use super::searched::{Found, Searched};
use super::{AtlasCertificate, AtlasRejection, ProvedCell};
use crate::certify::Phase;
use crate::certify::almost::AlmostCell;
use crate::certify::atlas::{CellRejection, share};
use crate::certify::checker::CheckedClaim;
use crate::certify::region::{Region, RegionProof};
use crate::progress::{Counter, Interrupted, Watch};
use rayon::prelude::*;
use rug::Rational;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The state of a survey: what is decided, and the cells still to be looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey<C: Region = Chart> {
    /// The chart.
    pub chart: C,
    /// Cells smaller than 2^-depth of a side are not made.
    pub depth: u32,
    /// Proved cells with their phases, in the order of their proofs.
    pub decided: Vec<ProvedCell<C::Proof>>,
    /// Cells of which almost all starts are proved to diverge, in the order of their proofs.
    pub almost: Vec<AlmostCell>,
    /// Cells not yet looked at, larger ones first.
    pub frontier: Vec<Cell>,
    /// Cells of the last level without a proof.
    pub undecided: Vec<Cell>,
}

/// Why a written survey cannot be taken up again.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SurveyError {
    /// The file is no survey.
    #[error("the checkpoint cannot be read: {0}; remove it to start afresh")]
    Unreadable(String),
    /// Its cells do not make up the rectangle.
    #[error("the checkpoint is damaged: its cells do not cover the rectangle exactly once; remove it to start afresh")]
    Damaged,
    /// A cell that it calls proved is not.
    #[error("the checkpoint is damaged: {0}; remove it to start afresh")]
    NotProved(#[from] CellRejection),
    /// The chart is none.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// It belongs to other parameters.
    #[error("the checkpoint belongs to other parameters: resume with the same parameters, or remove it")]
    OtherParameters,
}

/// The written form of a survey.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound = "P: RegionProof")]
struct Checkpoint<P> {
    parameters: String,
    decided: Vec<ProvedCell<P>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    almost: Vec<AlmostCell>,
    frontier: Vec<Cell>,
    undecided: Vec<Cell>,
}

/// The least level: coarser cells have no chance and are only quartered.
const FIRST_LEVEL: u32 = 3;

/// Steps that are enclosed for a cell.
const MAX_STEPS: u32 = 200;

impl<C: Searched> Survey<C> {
    /// A survey that has not begun.
    pub fn new(chart: C, depth: u32) -> Self {
        let first = FIRST_LEVEL.min(depth);
        let frontier =
            (0..first).fold(vec![Cell::WHOLE], |cells, _| cells.into_iter().flat_map(Cell::quarters).collect());
        Survey { chart, depth, decided: Vec::new(), almost: Vec::new(), frontier, undecided: Vec::new() }
    }

    /// Whether there is nothing left to look at.
    pub fn is_done(&self) -> bool {
        self.frontier.is_empty()
    }

    /// Looks at the next cells of the frontier, at most `most`; the watch is told after each. The quarters of undecided
    /// ones go to the end of the frontier, or the cell is put aside at the last level.
    ///
    /// # Errors
    ///
    /// [`Interrupted`] if the watch says stop: the survey is then as it was before the call.
    pub fn advance(&mut self, most: usize, watch: Watch<'_>) -> Result<(), Interrupted> {
        let next = &self.frontier[..most.min(self.frontier.len())];
        let counter = Counter::new(next.len() as u64, watch);
        // of a chart that is none nothing is proved
        let prepared = self.chart.prepare().ok();
        let shared = prepared.as_ref().map(|prepared| (prepared, self.chart.guide(prepared)));
        let look = |&cell: &Cell| {
            let found = shared.as_ref().and_then(|(prepared, guide)| C::prove(prepared, guide, cell, MAX_STEPS));
            counter.add(1).map(|()| found)
        };
        let proofs = next.par_iter().map(look).collect::<Result<Vec<_>, Interrupted>>()?;
        let later = self.frontier.split_off(proofs.len());
        let cells = std::mem::replace(&mut self.frontier, later);
        for (cell, proof) in cells.into_iter().zip(proofs) {
            match proof {
                Some(Found::Phase(phase, proof)) => self.decided.push(ProvedCell { cell, phase, proof }),
                Some(Found::Almost(exception, proof)) => self.almost.push(AlmostCell { cell, exception, proof }),
                None if cell.level < self.depth => self.frontier.extend(cell.quarters()),
                None => self.undecided.push(cell),
            }
        }
        Ok(())
    }

    /// Goes on until nothing is left to look at.
    ///
    /// # Errors
    ///
    /// [`Interrupted`] if the watch says stop.
    pub fn finish(&mut self, watch: Watch<'_>) -> Result<(), Interrupted> {
        while !self.is_done() {
            self.advance(usize::MAX, watch)?;
        }
        Ok(())
    }

    /// The share of the chart's area that is proved to lie in a phase; for [`Phase::Undecided`] the rest. Exact.
    pub fn share(&self, phase: Phase) -> Rational {
        match phase {
            Phase::Undecided => [Phase::Lazy, Phase::Catapult, Phase::Divergent]
                .iter()
                .fold(Rational::from(1), |rest, phase| rest - self.share(*phase)),
            phase => share(&self.decided, phase),
        }
    }

    /// The certificate of what is decided so far.
    pub fn certificate(&self) -> AtlasCertificate<C> {
        AtlasCertificate::of(self.chart.clone(), self.decided.clone()).with_almost(self.almost.clone())
    }

    /// The parameters in words, which a checkpoint must share.
    fn parameters(&self) -> String {
        format!("{}; depth {}", self.chart.parameters(), self.depth)
    }

    /// The written form, from which [`Survey::resume`] goes on.
    pub fn checkpoint(&self) -> String {
        let checkpoint = Checkpoint {
            parameters: self.parameters(),
            decided: self.decided.clone(),
            almost: self.almost.clone(),
            frontier: self.frontier.clone(),
            undecided: self.undecided.clone(),
        };
        serde_json::to_string(&checkpoint).unwrap_or_default()
    }

    /// This survey, taken up where a checkpoint left it. Nothing that it records is believed: every decided cell is proved
    /// again.
    ///
    /// # Errors
    ///
    /// [`SurveyError`] if the text is no checkpoint, belongs to other parameters, its cells do not cover the rectangle
    /// exactly once, or one of its proofs does not hold.
    pub fn resume(self, text: &str) -> Result<Self, SurveyError> {
        let written: Checkpoint<C::Proof> =
            serde_json::from_str(text).map_err(|error| SurveyError::Unreadable(error.to_string()))?;
        if written.parameters != self.parameters() {
            return Err(SurveyError::OtherParameters);
        }
        let Checkpoint { decided, almost, frontier, undecided, .. } = written;
        let survey = Survey { decided, almost, frontier, undecided, ..self };
        if !survey.covers_exactly() {
            return Err(SurveyError::Damaged);
        }
        check_cells::<C>(&survey.chart.prepare()?, &survey.decided, &survey.almost)?;
        Ok(survey)
    }

    /// This survey, from the written forms of those of each cell of its frontier, in their order, all of which are done. Nothing that they record is believed.
    ///
    /// # Errors
    ///
    /// As [`Survey::resume`].
    pub fn put_together(self, parts: &[String]) -> Result<Self, SurveyError> {
        let (mut decided, mut almost, mut undecided) = (Vec::new(), Vec::new(), Vec::new());
        for text in parts {
            let part: Checkpoint<C::Proof> =
                serde_json::from_str(text).map_err(|error| SurveyError::Unreadable(error.to_string()))?;
            if part.parameters != self.parameters() {
                return Err(SurveyError::OtherParameters);
            }
            decided.extend(part.decided);
            almost.extend(part.almost);
            undecided.extend(part.undecided);
        }
        // The whole is surveyed level after level; the sort keeps the order within one.
        decided.sort_by_key(|proved| proved.cell.level);
        almost.sort_by_key(|almost| almost.cell.level);
        let survey = Survey { decided, almost, frontier: Vec::new(), undecided, ..self };
        if !survey.covers_exactly() {
            return Err(SurveyError::Damaged);
        }
        check_cells::<C>(&survey.chart.prepare()?, &survey.decided, &survey.almost)?;
        Ok(survey)
    }

    /// Whether the cells cover the rectangle exactly once.
    fn covers_exactly(&self) -> bool {
        let decided = self.decided.iter().map(|proved| proved.cell).chain(self.almost.iter().map(|almost| almost.cell));
        let cells = decided.chain(self.frontier.iter().copied()).chain(self.undecided.iter().copied());
        Cell::covered(cells, self.depth) == 1_u64.checked_shl(2 * self.depth)
    }
}

/// [`AtlasCertificate::check`] on all processors.
///
/// # Errors
///
/// [`AtlasRejection`] says which part does not hold.
///
/// # Guarantee
///
/// Certified.
pub fn check_atlas<C: Region>(certificate: &AtlasCertificate<C>) -> Result<CheckedClaim, AtlasRejection> {
    let claim = certificate.check_claim()?;
    check_cells::<C>(&certificate.chart.prepare()?, &certificate.cells, certificate.almost())?;
    Ok(claim)
}

/// Proves cells again, on all processors; the first that fails, in their order.
fn check_cells<C: Region>(
    prepared: &C::Prepared<'_>,
    cells: &[ProvedCell<C::Proof>],
    almost: &[AlmostCell],
) -> Result<(), CellRejection> {
    let everywhere = cells.par_iter().map(|proved| proved.check::<C>(prepared));
    let others = almost.par_iter().map(|almost| almost.check::<C>(prepared));
    everywhere.chain(others).find_map_first(Result::err).map_or(Ok(()), Err)
}
