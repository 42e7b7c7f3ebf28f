//! Cells of an atlas of which almost all starts are proved to diverge, and what an atlas claims of them.
//!
//! ```json
//! "almost_divergent": { "claim": {"area": "3/16", "diverging": "12159/65536"},
//!                       "cells": [[[3, 5, 6], 683, {"step": 14, "along": "y", "clearance": "20"}], ..] }
//! ```
//!
//! A cell is `[level, column, row]`; the number after it is the share that may not diverge, in parts of 65536.

use super::certificate::Exact;
use super::chart::Cell;
use super::plane::AlmostProof;
use rug::{Integer, Rational};
use serde::{Deserialize, Serialize};

/// A cell, the share of its area that may not diverge, and the proof. In files an array of the three.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(Cell, u16, AlmostProof)", into = "(Cell, u16, AlmostProof)")]
pub struct AlmostCell {
    /// The cell.
    pub cell: Cell,
    /// The share, in parts of [`AlmostCell::PARTS`].
    pub exception: u16,
    /// Why.
    pub proof: AlmostProof,
}

impl From<(Cell, u16, AlmostProof)> for AlmostCell {
    fn from((cell, exception, proof): (Cell, u16, AlmostProof)) -> Self {
        AlmostCell { cell, exception, proof }
    }
}

impl From<AlmostCell> for (Cell, u16, AlmostProof) {
    fn from(AlmostCell { cell, exception, proof }: AlmostCell) -> Self {
        (cell, exception, proof)
    }
}

impl AlmostCell {
    /// What the share is counted in.
    pub const PARTS: u32 = 1 << 16;

    /// The share of the cell's area that may not diverge.
    pub fn share(&self) -> Rational {
        AlmostCell::share_of(self.exception)
    }

    /// A share of so many parts.
    pub fn share_of(parts: u16) -> Rational {
        Rational::from((parts, AlmostCell::PARTS))
    }
}

/// Exact shares of the area of a chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlmostShares {
    /// Of the cells.
    pub area: Exact,
    /// Of the starts in them that are proved to diverge, by a lower bound.
    pub diverging: Exact,
}

impl AlmostShares {
    /// The share of the area of the cells that may not diverge. Exact.
    pub fn exception(&self) -> Rational {
        Rational::from(&self.area.0 - &self.diverging.0) / &self.area.0
    }

    /// What cells make up that do not overlap. Exact.
    pub fn of(cells: &[AlmostCell]) -> Self {
        let deepest = cells.iter().map(|almost| almost.cell.level).max().unwrap_or(0);
        let size = |almost: &AlmostCell| Integer::from(1) << (2 * (deepest - almost.cell.level));
        let area: Integer = cells.iter().map(size).sum();
        let parts = |almost: &AlmostCell| size(almost) * (AlmostCell::PARTS - u32::from(almost.exception));
        let diverging: Integer = cells.iter().map(parts).sum();
        let whole = Integer::from(1) << (2 * deepest);
        AlmostShares {
            area: Exact(Rational::from((area, whole.clone()))),
            diverging: Exact(Rational::from((diverging, whole * AlmostCell::PARTS))),
        }
    }
}

/// The cells of an atlas of which almost all starts diverge, and what it claims of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlmostDivergent {
    /// What is claimed.
    pub claim: AlmostShares,
    /// The cells from which the claim follows.
    pub cells: Vec<AlmostCell>,
}

impl AlmostDivergent {
    /// What cells prove; `None` of none.
    pub fn of(cells: Vec<AlmostCell>) -> Option<Self> {
        (!cells.is_empty()).then(|| AlmostDivergent { claim: AlmostShares::of(&cells), cells })
    }
}
