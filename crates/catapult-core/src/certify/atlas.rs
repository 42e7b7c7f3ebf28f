//! Certificates of whole atlases: a chart, cells of it with their proofs, and what share of the chart they claim for each phase.
//!
//! ```json
//! { "format": "catapult-atlas/1",
//!   "chart": {"loss": "logistic", "width": "100", "learning_rates": {"from": "1/2", "to": "40"},
//!             "vertical": {"from": "1/2", "to": "4"}, "axis": "lambda", "fixed": "1/2"},
//!   "claim": {"lazy": "1/4", "catapult": "3/16", "divergent": "0"},
//!   "cells": [[[1, 0, 0], "lazy", {"kind": "trap", "step": 3, "contraction": "9/10"}], ..] }
//! ```
//!
//! A cell is `[level, column, row]`. What the cells leave of the chart is undecided, and nothing is claimed of it. The checker
//! confirms that cells do not overlap, that their areas add up to the claim, and the proof of each.

use super::cell::{CellProof, MOST_CELL_STEPS, establish};
use super::certificate::Exact;
use super::chart::{Cell, Chart, ChartError};
use super::checker::CheckedClaim;
use super::checks::Failure;
use super::phase::Phase;
use crate::arithmetic::Enclosure;
use rug::{Integer, Rational};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The name of the format and its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AtlasFormat {
    /// Version 1.
    #[serde(rename = "catapult-atlas/1")]
    One,
}

/// A cell, the phase of all its points, and the proof. In files an array of the three.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(Cell, Phase, CellProof)", into = "(Cell, Phase, CellProof)")]
pub struct ProvedCell {
    /// The cell.
    pub cell: Cell,
    /// The phase.
    pub phase: Phase,
    /// Why.
    pub proof: CellProof,
}

impl From<(Cell, Phase, CellProof)> for ProvedCell {
    fn from((cell, phase, proof): (Cell, Phase, CellProof)) -> Self {
        ProvedCell { cell, phase, proof }
    }
}

impl From<ProvedCell> for (Cell, Phase, CellProof) {
    fn from(ProvedCell { cell, phase, proof }: ProvedCell) -> Self {
        (cell, phase, proof)
    }
}

/// Exact shares of the area of a chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shares {
    /// Proved lazy.
    pub lazy: Exact,
    /// Proved catapult.
    pub catapult: Exact,
    /// Proved divergent.
    pub divergent: Exact,
}

/// An atlas with its proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtlasCertificate {
    /// The format of the file.
    pub format: AtlasFormat,
    /// The rectangle of problems.
    pub chart: Chart,
    /// What is claimed of it.
    pub claim: Shares,
    /// The cells from which the claim follows.
    pub cells: Vec<ProvedCell>,
}

/// Why the certificate of an atlas does not hold.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AtlasRejection {
    /// The rectangle is not one.
    #[error("the chart is not valid: {0}")]
    Chart(#[from] ChartError),
    /// A range without area, or with its ends in the wrong order.
    #[error("the chart is not valid: a range must have its smaller end first")]
    Range,
    /// More than the checker will spend.
    #[error(
        "the proof asks for more work than the checker allows: at most {MOST_ATLAS_STEPS} steps in all cells, each counted with \
         {STEPS_OF_A_CELL} more, and {MOST_CHART_BITS} bits in each number of the chart"
    )]
    Work,
    /// Cells that overlap, or lie outside the chart.
    #[error("the cells overlap, or one is not a cell of the chart of at most {most} halvings", most = Chart::DEEPEST)]
    Cells,
    /// The claimed shares are others than those of the cells.
    #[error("the claim says {claimed} of the chart are {phase}, but the cells make up {proved}")]
    Share {
        /// The phase.
        phase: Phase,
        /// The share in the claim.
        claimed: Rational,
        /// The share of the cells.
        proved: Rational,
    },
    /// A cell without a proof.
    #[error("{0}")]
    Cell(#[from] CellRejection),
}

/// Why a cell is not proved to lie in its phase.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CellRejection {
    /// The proof proves nothing.
    #[error("cell {column}, {row} of level {level}: {failure}", level = cell.level, column = cell.column, row = cell.row)]
    Proof {
        /// The cell.
        cell: Cell,
        /// What fails.
        failure: Failure,
    },
    /// The proof proves another phase.
    #[error("cell {column}, {row} of level {level}: the claim is `{claimed}`, but the proof gives `{proved}`", level = cell.level, column = cell.column, row = cell.row)]
    Phase {
        /// The cell.
        cell: Cell,
        /// The phase of the claim.
        claimed: Phase,
        /// The phase the proof gives.
        proved: Phase,
    },
}

/// The most steps of all cells together, about a minute's work.
pub const MOST_ATLAS_STEPS: u64 = 1 << 23;
/// What a cell costs besides its steps, in steps.
const STEPS_OF_A_CELL: u64 = 16;
/// The longest numerator or denominator in a chart, in bits.
const MOST_CHART_BITS: u32 = 1 << 12;

impl ProvedCell {
    /// Proves the cell again.
    ///
    /// # Errors
    ///
    /// [`CellRejection`] if the proof does not hold, or gives another phase.
    ///
    /// # Guarantee
    ///
    /// Certified: `Ok` means that the phase is that of every point of the closed cell.
    pub fn check(&self, chart: &Chart) -> Result<(), CellRejection> {
        let cell = self.cell;
        let proved = establish(chart, cell, &self.proof).map_err(|failure| CellRejection::Proof { cell, failure })?;
        if proved == self.phase { Ok(()) } else { Err(CellRejection::Phase { cell, claimed: self.phase, proved }) }
    }
}

impl AtlasCertificate {
    /// The certificate of proved cells of a chart, which claims what they cover.
    pub fn of(chart: Chart, cells: Vec<ProvedCell>) -> Self {
        let share = |phase| Exact(share(&cells, phase));
        let claim =
            Shares { lazy: share(Phase::Lazy), catapult: share(Phase::Catapult), divergent: share(Phase::Divergent) };
        AtlasCertificate { format: AtlasFormat::One, chart, claim, cells }
    }

    /// Checks everything but the proofs of the cells: the chart, the work that the proofs will take, that cells do not overlap,
    /// and that they make up the claimed shares.
    ///
    /// # Errors
    ///
    /// [`AtlasRejection`] says what does not hold.
    pub fn check_claim(&self) -> Result<CheckedClaim, AtlasRejection> {
        let Chart { width, learning_rates, vertical, fixed, .. } = &self.chart;
        let numbers = [width, &learning_rates.from, &learning_rates.to, &vertical.from, &vertical.to, fixed];
        let bits = |value: &Rational| value.numer().significant_bits().max(value.denom().significant_bits());
        let steps: u64 = self.cells.iter().map(|cell| u64::from(cell.proof.step()) + STEPS_OF_A_CELL).sum();
        let affordable = steps <= MOST_ATLAS_STEPS
            && self.cells.iter().all(|cell| cell.proof.step() <= MOST_CELL_STEPS)
            && numbers.into_iter().all(|value| bits(value) <= MOST_CHART_BITS);
        if !affordable {
            return Err(AtlasRejection::Work);
        }
        if learning_rates.from >= learning_rates.to || vertical.from >= vertical.to {
            return Err(AtlasRejection::Range);
        }
        self.chart.validate()?;
        Cell::covered(self.cells.iter().map(|proved| proved.cell), Chart::DEEPEST).ok_or(AtlasRejection::Cells)?;
        let Shares { lazy, catapult, divergent } = &self.claim;
        for (phase, claimed) in [(Phase::Lazy, lazy), (Phase::Catapult, catapult), (Phase::Divergent, divergent)] {
            let proved = share(&self.cells, phase);
            if proved != claimed.0 {
                return Err(AtlasRejection::Share { phase, claimed: claimed.0.clone(), proved });
            }
        }
        Ok(CheckedClaim { statement: self.statement() })
    }

    /// Checks the certificate: the claim, and the proof of each cell.
    ///
    /// # Errors
    ///
    /// [`AtlasRejection`] says which part does not hold.
    ///
    /// # Guarantee
    ///
    /// Certified: `Ok` means that the claimed shares of the chart lie in their phases.
    pub fn check(&self) -> Result<CheckedClaim, AtlasRejection> {
        let claim = self.check_claim()?;
        for cell in &self.cells {
            cell.check(&self.chart)?;
        }
        Ok(claim)
    }

    /// Chart and shares in words.
    fn statement(&self) -> String {
        let percent = |share: &Exact| {
            let Enclosure { lower, upper } = Enclosure::of_rational(&(share.0.clone() * Rational::from(100)), DIGITS);
            if lower == upper { format!("{lower} %") } else { format!("{lower} to {upper} %") }
        };
        let Shares { lazy, catapult, divergent } = &self.claim;
        format!(
            "{}: {} lazy, {} catapult, {} divergent, proved in {} cells",
            self.chart,
            percent(lazy),
            percent(catapult),
            percent(divergent),
            self.cells.len()
        )
    }
}

/// Digits of the shares in words.
const DIGITS: usize = 6;

/// The share of a chart's area that cells claim for a phase, if they do not overlap. Exact.
pub fn share(cells: &[ProvedCell], phase: Phase) -> Rational {
    let deepest = cells.iter().map(|proved| proved.cell.level).max().unwrap_or(0);
    let matching = cells.iter().filter(|proved| proved.phase == phase);
    let covered: Integer = matching.map(|proved| Integer::from(1) << (2 * (deepest - proved.cell.level))).sum();
    Rational::from((covered, Integer::from(1) << (2 * deepest)))
}
