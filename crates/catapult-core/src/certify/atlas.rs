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

use super::almost::{AlmostCell, AlmostDivergent, AlmostShares};
use super::cell::CellProof;
use super::certificate::Exact;
use super::chart::{Cell, Chart, ChartError};
use super::checker::CheckedClaim;
use super::checks::Failure;
use super::phase::Phase;
use super::region::{Region, RegionProof, within_steps};
use crate::arithmetic::Enclosure;
use rug::{Integer, Rational};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The name of the format and its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AtlasFormat {
    /// Version 1: of a [`Chart`].
    #[serde(rename = "catapult-atlas/1")]
    One,
    /// Version 2: of a [`Plane`](super::plane::Plane).
    #[serde(rename = "catapult-atlas/2")]
    Two,
}

/// A cell, the phase of all its points, and the proof. In files an array of the three.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(Cell, Phase, P)", into = "(Cell, Phase, P)", bound = "P: RegionProof")]
pub struct ProvedCell<P = CellProof> {
    /// The cell.
    pub cell: Cell,
    /// The phase.
    pub phase: Phase,
    /// Why.
    pub proof: P,
}

impl<P> From<(Cell, Phase, P)> for ProvedCell<P> {
    fn from((cell, phase, proof): (Cell, Phase, P)) -> Self {
        ProvedCell { cell, phase, proof }
    }
}

impl<P> From<ProvedCell<P>> for (Cell, Phase, P) {
    fn from(ProvedCell { cell, phase, proof }: ProvedCell<P>) -> Self {
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound = "C: Region")]
pub struct AtlasCertificate<C: Region = Chart> {
    /// The format of the file.
    pub format: AtlasFormat,
    /// The rectangle of problems.
    pub chart: C,
    /// What is claimed of it.
    pub claim: Shares,
    /// The cells from which the claim follows.
    pub cells: Vec<ProvedCell<C::Proof>>,
    /// Cells of which almost all starts diverge, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub almost_divergent: Option<AlmostDivergent>,
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
         a few more, and {MOST_CHART_BITS} bits in each number of the chart"
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
    /// A list without cells of which almost all starts diverge.
    #[error("the list of cells that almost diverge is empty: leave it out")]
    NoneAlmost,
    /// As [`AtlasRejection::Share`], of cells of which almost all starts diverge.
    #[error(
        "the claim says of cells that almost diverge that their {what} is {claimed} of the chart, but they make up {proved}"
    )]
    Almost {
        /// Area, or diverging part.
        what: &'static str,
        /// The share in the claim.
        claimed: Rational,
        /// The share of the cells.
        proved: Rational,
    },
    /// A cell without a proof.
    #[error("{0}")]
    Cell(#[from] CellRejection),
    /// The format of another kind of rectangle.
    #[error("the format is that of another kind of chart")]
    Format,
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
/// The longest numerator or denominator in a chart, in bits.
const MOST_CHART_BITS: u32 = 1 << 12;

impl<P: RegionProof> ProvedCell<P> {
    /// Proves the cell again.
    ///
    /// # Errors
    ///
    /// [`CellRejection`] if the proof does not hold, or gives another phase.
    ///
    /// # Guarantee
    ///
    /// Certified: `Ok` means that the phase is that of every point of the closed cell.
    pub fn check<C: Region<Proof = P>>(&self, prepared: &C::Prepared<'_>) -> Result<(), CellRejection> {
        let cell = self.cell;
        let proved =
            C::establish(prepared, cell, &self.proof).map_err(|failure| CellRejection::Proof { cell, failure })?;
        if proved == self.phase { Ok(()) } else { Err(CellRejection::Phase { cell, claimed: self.phase, proved }) }
    }
}

impl AlmostCell {
    /// Proves again what share of the cell diverges.
    ///
    /// # Errors
    ///
    /// [`CellRejection::Proof`].
    ///
    /// # Guarantee
    ///
    /// Certified: `Ok` means that the starts in the cell that do not diverge have at most its [`AlmostCell::share`] of the area.
    pub fn check<C: Region>(&self, prepared: &C::Prepared<'_>) -> Result<(), CellRejection> {
        let cell = self.cell;
        C::establish_almost(prepared, cell, &self.share(), &self.proof)
            .map_err(|failure| CellRejection::Proof { cell, failure })
    }
}

impl<C: Region> AtlasCertificate<C> {
    /// The certificate of proved cells of a chart, which claims what they cover.
    pub fn of(chart: C, cells: Vec<ProvedCell<C::Proof>>) -> Self {
        let share = |phase| Exact(share(&cells, phase));
        let claim =
            Shares { lazy: share(Phase::Lazy), catapult: share(Phase::Catapult), divergent: share(Phase::Divergent) };
        AtlasCertificate { format: C::FORMAT, chart, claim, cells, almost_divergent: None }
    }

    /// The certificate with cells of which almost all starts diverge, and what they make up.
    #[must_use]
    pub fn with_almost(self, cells: Vec<AlmostCell>) -> Self {
        AtlasCertificate { almost_divergent: AlmostDivergent::of(cells), ..self }
    }

    /// Checks everything but the proofs of the cells: the chart, the work that the proofs will take, that cells do not overlap,
    /// and that they make up the claimed shares.
    ///
    /// # Errors
    ///
    /// [`AtlasRejection`] says what does not hold.
    pub fn check_claim(&self) -> Result<CheckedClaim, AtlasRejection> {
        if self.format != C::FORMAT {
            return Err(AtlasRejection::Format);
        }
        let bits = |value: &Rational| value.numer().significant_bits().max(value.denom().significant_bits());
        let [step, besides] = self.chart.prices();
        let almost = self.almost();
        let lengths = || {
            let own = self.cells.iter().map(|cell| cell.proof.step());
            own.chain(almost.iter().map(|cell| cell.proof.step))
        };
        let cost = |length: u32| u64::from(length).saturating_mul(step).saturating_add(besides);
        let steps = lengths().map(cost).fold(0, u64::saturating_add);
        let affordable = steps <= MOST_ATLAS_STEPS
            && lengths().all(within_steps)
            && self.chart.numbers().iter().all(|value| bits(value) <= MOST_CHART_BITS);
        if !affordable {
            return Err(AtlasRejection::Work);
        }
        if !self.chart.has_area() {
            return Err(AtlasRejection::Range);
        }
        self.chart.prepare()?;
        let cells = self.cells.iter().map(|proved| proved.cell).chain(almost.iter().map(|almost| almost.cell));
        Cell::covered(cells, Chart::DEEPEST).ok_or(AtlasRejection::Cells)?;
        let Shares { lazy, catapult, divergent } = &self.claim;
        for (phase, claimed) in [(Phase::Lazy, lazy), (Phase::Catapult, catapult), (Phase::Divergent, divergent)] {
            let proved = share(&self.cells, phase);
            if proved != claimed.0 {
                return Err(AtlasRejection::Share { phase, claimed: claimed.0.clone(), proved });
            }
        }
        if let Some(AlmostDivergent { claim, cells }) = &self.almost_divergent {
            if cells.is_empty() {
                return Err(AtlasRejection::NoneAlmost);
            }
            let proved = AlmostShares::of(cells);
            let both = [("area", &claim.area, proved.area), ("diverging part", &claim.diverging, proved.diverging)];
            if let Some((what, claimed, proved)) = both.into_iter().find(|(_, claimed, proved)| claimed.0 != proved.0) {
                return Err(AtlasRejection::Almost { what, claimed: claimed.0.clone(), proved: proved.0 });
            }
        }
        Ok(CheckedClaim { statement: self.statement() })
    }

    /// The cells of which almost all starts diverge.
    pub fn almost(&self) -> &[AlmostCell] {
        self.almost_divergent.as_ref().map_or(&[], |almost| &almost.cells)
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
        let prepared = self.chart.prepare()?;
        for cell in &self.cells {
            cell.check::<C>(&prepared)?;
        }
        for almost in self.almost() {
            almost.check::<C>(&prepared)?;
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
        let everywhere = format!(
            "{}: {} lazy, {} catapult, {} divergent, proved in {} cells",
            self.chart,
            percent(lazy),
            percent(catapult),
            percent(divergent),
            self.cells.len()
        );
        match &self.almost_divergent {
            None => everywhere,
            Some(AlmostDivergent { claim: AlmostShares { area, diverging }, cells }) => format!(
                "{everywhere}; and {} more in {} cells, starts with at least {} of the area of which diverge",
                percent(area),
                cells.len(),
                percent(&Exact(Rational::from(&diverging.0 / &area.0)))
            ),
        }
    }
}

/// Digits of the shares in words.
const DIGITS: usize = 6;

/// The share of a chart's area that cells claim for a phase, if they do not overlap. Exact.
pub fn share<P>(cells: &[ProvedCell<P>], phase: Phase) -> Rational {
    let deepest = cells.iter().map(|proved| proved.cell.level).max().unwrap_or(0);
    let matching = cells.iter().filter(|proved| proved.phase == phase);
    let covered: Integer = matching.map(|proved| Integer::from(1) << (2 * (deepest - proved.cell.level))).sum();
    Rational::from((covered, Integer::from(1) << (2 * deepest)))
}
