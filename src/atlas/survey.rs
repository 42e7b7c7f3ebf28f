//! Adaptive subdivision: cells that cannot be proved are quartered, the larger ones first.
//!
//! A survey can be written down and taken up again; the result does not depend on interruptions or on the
//! number of threads.

use super::cell::prove;
use super::chart::{Cell, Chart};
use crate::certify::Phase;
use crate::progress::{Counter, Interrupted, Watch};
use rayon::prelude::*;
use rug::Rational;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The state of a survey: what is decided, and the cells still to be looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    /// The chart.
    pub chart: Chart,
    /// Cells smaller than 2^-depth of a side are not made.
    pub depth: u32,
    /// Proved cells with their phases, in the order of their proofs.
    pub decided: Vec<(Cell, Phase)>,
    /// Cells not yet looked at, larger ones first.
    pub frontier: Vec<Cell>,
    /// Cells of the last level without a proof.
    pub undecided: Vec<Cell>,
}

/// Why a written survey cannot be taken up again.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SurveyError {
    /// The file is no survey.
    #[error("the checkpoint cannot be read: {0}; remove it, or leave out --resume")]
    Unreadable(String),
    /// Its cells do not make up the rectangle.
    #[error(
        "the checkpoint is damaged: its cells do not cover the rectangle exactly once; remove it, or leave out --resume"
    )]
    Damaged,
    /// It belongs to other parameters.
    #[error("the checkpoint belongs to other parameters: resume with the same options, or remove it")]
    OtherParameters,
}

/// The written form of a survey.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Checkpoint {
    parameters: String,
    decided: Vec<(Cell, Phase)>,
    frontier: Vec<Cell>,
    undecided: Vec<Cell>,
}

/// The least level: coarser cells have no chance and are only quartered.
const FIRST_LEVEL: u32 = 3;

/// Steps that are enclosed for a cell.
const MAX_STEPS: u32 = 200;

impl Survey {
    /// A survey that has not begun.
    pub fn new(chart: Chart, depth: u32) -> Self {
        let first = FIRST_LEVEL.min(depth);
        let frontier =
            (0..first).fold(vec![Cell::WHOLE], |cells, _| cells.into_iter().flat_map(Cell::quarters).collect());
        Survey { chart, depth, decided: Vec::new(), frontier, undecided: Vec::new() }
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
        let look = |&cell: &Cell| {
            let phase = prove(&self.chart, cell, MAX_STEPS);
            counter.add(1).map(|()| phase)
        };
        let phases = next.par_iter().map(look).collect::<Result<Vec<Phase>, Interrupted>>()?;
        let later = self.frontier.split_off(phases.len());
        let cells = std::mem::replace(&mut self.frontier, later);
        for (cell, phase) in cells.into_iter().zip(phases) {
            match phase {
                Phase::Undecided if cell.level < self.depth => self.frontier.extend(cell.quarters()),
                Phase::Undecided => self.undecided.push(cell),
                phase => self.decided.push((cell, phase)),
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
        let sum = |cells: &mut dyn Iterator<Item = Cell>| cells.fold(Rational::new(), |sum, cell| sum + cell.share());
        let proved = |wanted: Option<Phase>| {
            let matching = self.decided.iter().filter(|(_, found)| wanted.is_none_or(|wanted| *found == wanted));
            sum(&mut matching.map(|(cell, _)| *cell))
        };
        match phase {
            Phase::Undecided => Rational::from(1) - proved(None),
            phase => proved(Some(phase)),
        }
    }

    /// The parameters in words, which a checkpoint must share.
    fn parameters(&self) -> String {
        let Chart { loss, width, learning_rates, vertical, axis, fixed } = &self.chart;
        format!(
            "{loss}; width {width}; eta {}..{}; {axis:?} {}..{}; fixed {fixed}; depth {}",
            learning_rates.from, learning_rates.to, vertical.from, vertical.to, self.depth
        )
    }

    /// The written form, from which [`Survey::resume`] goes on.
    pub fn checkpoint(&self) -> String {
        let checkpoint = Checkpoint {
            parameters: self.parameters(),
            decided: self.decided.clone(),
            frontier: self.frontier.clone(),
            undecided: self.undecided.clone(),
        };
        serde_json::to_string(&checkpoint).unwrap_or_default()
    }

    /// This survey, taken up where a checkpoint left it. The phases it records are believed: they are as good as the program
    /// that wrote them.
    ///
    /// # Errors
    ///
    /// [`SurveyError`] if the text is no checkpoint, belongs to other parameters, or its cells do not cover the rectangle
    /// exactly once.
    pub fn resume(self, text: &str) -> Result<Self, SurveyError> {
        let written: Checkpoint =
            serde_json::from_str(text).map_err(|error| SurveyError::Unreadable(error.to_string()))?;
        if written.parameters != self.parameters() {
            return Err(SurveyError::OtherParameters);
        }
        let Checkpoint { decided, frontier, undecided, .. } = written;
        let survey = Survey { decided, frontier, undecided, ..self };
        if survey.covers_exactly() { Ok(survey) } else { Err(SurveyError::Damaged) }
    }

    /// Whether the cells cover the rectangle exactly once, and every decided one has a phase.
    fn covers_exactly(&self) -> bool {
        let cells = self.decided.iter().map(|(cell, _)| cell).chain(&self.frontier).chain(&self.undecided);
        let mut pieces = Vec::new();
        for cell in cells {
            let fits = cell.level <= self.depth && cell.column >> cell.level == 0 && cell.row >> cell.level == 0;
            if !fits {
                return false;
            }
            // Along the curve that visits quarter after quarter, a cell is one run of the smallest cells.
            let length = 1_u64 << (2 * (self.depth - cell.level));
            pieces.push((cell.place_on_curve() * length, length));
        }
        pieces.sort_unstable();
        let end = pieces.iter().try_fold(0, |end, (start, length)| (end == *start).then_some(start + length));
        end == Some(1_u64 << (2 * self.depth)) && self.decided.iter().all(|(_, phase)| *phase != Phase::Undecided)
    }
}
