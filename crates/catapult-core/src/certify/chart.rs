//! The rectangle of an atlas and its cells, in exact numbers.

use crate::arithmetic::parse_exact;
use crate::dynamics::{Descent, ProblemError, TwoLayerSystem};
use crate::model::LossName;
use rug::{Integer, Rational};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use thiserror::Error;

/// A closed interval of exact numbers, `A..B` on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// The lower end.
    pub from: Rational,
    /// The upper end, larger.
    pub to: Rational,
}

/// Why a rectangle cannot be charted.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ChartError {
    /// Not of the form `A..B` with A < B.
    #[error("`{0}` is not a range: write A..B with exact numbers A < B, such as 0.5..40")]
    Range(String),
    /// Both or neither of lambda and the output vary.
    #[error(
        "an atlas has two axes: give a range A..B for exactly one of --lambda and --output, and a number for the other"
    )]
    Axes,
    /// A corner is no admissible start.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// Too deep a subdivision.
    #[error("depth {0} is too deep: give at most {most} halvings", most = Chart::DEEPEST)]
    Depth(u32),
}

impl FromStr for Range {
    type Err = ChartError;

    fn from_str(text: &str) -> Result<Self, ChartError> {
        let malformed = || ChartError::Range(text.chars().take(60).collect());
        let (from, to) = text.split_once("..").ok_or_else(malformed)?;
        let read = |end: &str| parse_exact(end).map_err(|_| malformed());
        let range = Range { from: read(from)?, to: read(to)? };
        if range.from < range.to { Ok(range) } else { Err(malformed()) }
    }
}

impl Range {
    /// The point at a fraction of the way.
    fn at(&self, index: u64, parts: &Integer) -> Rational {
        let share = Rational::from((Integer::from(index), parts.clone()));
        self.from.clone() + (self.to.clone() - &self.from) * share
    }
}

/// What the vertical axis shows; the other one is fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VerticalAxis {
    /// lambda0.
    Lambda,
    /// f0.
    Output,
}

/// A rectangle of learning rates and starts of the two-layer network on D0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// The loss.
    pub loss: LossName,
    /// m.
    pub width: Rational,
    /// eta, the horizontal axis.
    pub learning_rates: Range,
    /// The vertical axis.
    pub vertical: Range,
    /// What the vertical axis shows.
    pub axis: VerticalAxis,
    /// The value of the other coordinate of the start.
    pub fixed: Rational,
}

/// A cell of a chart: the square number (column, row) of the 2^level x 2^level grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// How often the chart was halved.
    pub level: u32,
    /// From the left.
    pub column: u64,
    /// From below.
    pub row: u64,
}

impl Cell {
    /// The whole chart.
    pub const WHOLE: Cell = Cell { level: 0, column: 0, row: 0 };

    /// The four quarters, in a fixed order.
    pub fn quarters(self) -> [Cell; 4] {
        [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(right, up)| Cell {
            level: self.level + 1,
            column: 2 * self.column + right,
            row: 2 * self.row + up,
        })
    }

    /// The number of the cell among those of its level, in the order in which [`Cell::quarters`] makes them: the bits of row
    /// and column interleaved.
    pub fn place_on_curve(self) -> u64 {
        (0..self.level).fold(0, |place, bit| {
            place | (((self.column >> bit) & 1) << (2 * bit)) | (((self.row >> bit) & 1) << (2 * bit + 1))
        })
    }

    /// The share of the chart's area, 4^-level.
    pub fn share(self) -> Rational {
        Rational::from((1, Integer::from(1) << (2 * self.level)))
    }
}

impl Chart {
    /// The largest number of halvings.
    pub const DEEPEST: u32 = 12;

    /// Checks that every point of the rectangle is a start: rates, width and the corners.
    ///
    /// # Errors
    ///
    /// [`ChartError`] names what is wrong. As lambda >= 2|f|/sqrt m is a convex condition, the corners decide it.
    pub fn validate(&self) -> Result<(), ChartError> {
        for rate in [&self.learning_rates.from, &self.learning_rates.to] {
            for start in [&self.vertical.from, &self.vertical.to] {
                self.problem(rate.clone(), start.clone()).validate()?;
            }
        }
        Ok(())
    }

    /// The problem at one point.
    pub fn problem(&self, learning_rate: Rational, vertical: Rational) -> Descent<TwoLayerSystem> {
        let (lambda, output) = match self.axis {
            VerticalAxis::Lambda => (vertical, self.fixed.clone()),
            VerticalAxis::Output => (self.fixed.clone(), vertical),
        };
        Descent::two_layer(self.loss, learning_rate, self.width.clone(), lambda, output)
    }

    /// The learning rates and the vertical coordinates of a cell.
    pub fn ranges(&self, cell: Cell) -> [Range; 2] {
        let parts = Integer::from(1) << cell.level;
        let part = |range: &Range, index: u64| Range { from: range.at(index, &parts), to: range.at(index + 1, &parts) };
        [part(&self.learning_rates, cell.column), part(&self.vertical, cell.row)]
    }
}
