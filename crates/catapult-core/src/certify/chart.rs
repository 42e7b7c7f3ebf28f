//! The rectangle of an atlas and its cells, in exact numbers.

use crate::arithmetic::parse_exact;
use crate::dynamics::{Descent, ProblemError, TwoLayerSystem};
use crate::model::LossName;
use rug::{Integer, Rational};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// A closed interval of exact numbers, written `A..B`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The lower end.
    #[serde(with = "exact")]
    pub from: Rational,
    /// The upper end, larger.
    #[serde(with = "exact")]
    pub to: Rational,
}

/// Exact numbers as strings in files.
mod exact {
    use crate::certify::certificate::Exact;
    use rug::Rational;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(value: &Rational, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Rational, D::Error> {
        Exact::deserialize(deserializer).map(|exact| exact.0)
    }
}

/// Why a rectangle cannot be charted.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ChartError {
    /// Not of the form `A..B` with A < B.
    #[error("`{0}` is not a range: write A..B with exact numbers A < B, such as 0.5..40")]
    Range(String),
    /// A corner is no admissible start.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// A parameter that the network does not have.
    #[error("`{name}` is no parameter of this network: name one of {}", .known.join(", "))]
    Parameter {
        /// The name, shortened.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// The same parameter on both axes.
    #[error("both axes show `{0}`: name two parameters")]
    SameParameter(String),
    /// A fixed value for a parameter that varies.
    #[error("the setting has another value for `{0}`, which varies, than the lower end of its range")]
    FixedValue(String),
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

    /// One of so many equal parts.
    pub(super) fn part(&self, index: u64, parts: &Integer) -> Range {
        Range { from: self.at(index, parts), to: self.at(index + 1, parts) }
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    /// The loss.
    pub loss: LossName,
    /// m.
    #[serde(with = "exact")]
    pub width: Rational,
    /// eta, the horizontal axis.
    pub learning_rates: Range,
    /// The vertical axis.
    pub vertical: Range,
    /// What the vertical axis shows.
    pub axis: VerticalAxis,
    /// The value of the other coordinate of the start.
    #[serde(with = "exact")]
    pub fixed: Rational,
}

/// A cell of a chart: the square number (column, row) of the 2^level x 2^level grid. In files `[level, column, row]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u32, u64, u64)", into = "(u32, u64, u64)")]
pub struct Cell {
    /// How often the chart was halved.
    pub level: u32,
    /// From the left.
    pub column: u64,
    /// From below.
    pub row: u64,
}

impl From<(u32, u64, u64)> for Cell {
    fn from((level, column, row): (u32, u64, u64)) -> Self {
        Cell { level, column, row }
    }
}

impl From<Cell> for (u32, u64, u64) {
    fn from(cell: Cell) -> Self {
        (cell.level, cell.column, cell.row)
    }
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

    /// Whether there is such a cell: whether its numbers are within the grid of its level.
    pub fn is_inside(self) -> bool {
        self.level < u64::BITS && self.column >> self.level == 0 && self.row >> self.level == 0
    }

    /// The stretch of the curve through all cells of level `depth` (in the order of [`Cell::quarters`], quarter after quarter)
    /// that this cell covers: where it begins, and its length. `None` for a cell of a deeper level, or outside the chart.
    pub fn stretch(self, depth: u32) -> Option<(u64, u64)> {
        let length = 1_u64.checked_shl(2 * depth.checked_sub(self.level)?)?;
        if !self.is_inside() || depth >= u64::BITS / 2 {
            return None;
        }
        Some((self.place_on_curve() * length, length))
    }

    /// How many cells of level `depth` some cells cover together; `None` if two of them overlap, or one is outside the chart or
    /// of a deeper level. Exact.
    pub fn covered(cells: impl IntoIterator<Item = Cell>, depth: u32) -> Option<u64> {
        let mut stretches = cells.into_iter().map(|cell| cell.stretch(depth)).collect::<Option<Vec<_>>>()?;
        stretches.sort_unstable();
        let apart = stretches.windows(2).all(|pair| pair[0].0 + pair[0].1 <= pair[1].0);
        apart.then(|| stretches.iter().map(|(_, length)| length).sum())
    }

    /// The share of the chart's area, 4^-level.
    pub fn share(self) -> Rational {
        Rational::from((1, Integer::from(1) << (2 * self.level)))
    }
}

impl fmt::Display for Chart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Chart { loss, width, learning_rates, vertical, axis, fixed } = self;
        let (varying, constant) = match axis {
            VerticalAxis::Lambda => ("lambda", "f"),
            VerticalAxis::Output => ("f", "lambda"),
        };
        write!(
            formatter,
            "two-layer network of width {width} on D0, {loss} loss, eta from {} to {}, from {varying} between {} and {}, \
             {constant} = {fixed}",
            learning_rates.from, learning_rates.to, vertical.from, vertical.to
        )
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

    /// A problem of a rectangle of this chart that is valid iff all of them are: the smallest rate and the start closest to
    /// the boundary lambda = 2|f|/sqrt m. `None` for a range whose ends are not in order.
    pub fn hardest_problem(&self, [rates, starts]: &[Range; 2]) -> Option<Descent<TwoLayerSystem>> {
        let hardest = match self.axis {
            VerticalAxis::Output if starts.to.cmp_abs(&starts.from).is_gt() => &starts.to,
            VerticalAxis::Output | VerticalAxis::Lambda => &starts.from,
        };
        let in_order = rates.from <= rates.to && starts.from <= starts.to;
        in_order.then(|| self.problem(rates.from.clone(), hardest.clone()))
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
        [self.learning_rates.part(cell.column, &parts), self.vertical.part(cell.row, &parts)]
    }
}
