//! The proved cells of an atlas as a layer over a picture of what is seen.

use super::FigureError;
use super::atlas::Pictured;
use super::panel::Panel;
use super::style::INK;
use crate::arithmetic::FromExact;
use crate::atlas::{Cell, ProvedCell, Range, Survey};
use crate::certify::Phase;
use crate::certify::almost::AlmostCell;
use crate::maps::{End, SeenFate};
use crate::progress::{Interrupted, Watch};
use rug::Rational;

/// The phases of the cells of the last level; `None` where nothing is proved.
pub struct ProvedCells {
    extent: [Range; 2],
    side: usize,
    phases: Vec<Option<Phase>>,
    /// Where almost all starts are proved to diverge, and the largest share of them that may not.
    almost: Vec<bool>,
    exception: f64,
}

/// How what is seen compares with what is proved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Pixels whose centre lies in a proved cell.
    pub compared: usize,
    /// Those of them whose end was seen, and was another one.
    pub contradicting: usize,
    /// Those of them whose end was not seen within the steps.
    pub unseen: usize,
}

impl ProvedCells {
    /// Proves what can be proved with cells halved `depth` times.
    ///
    /// # Errors
    ///
    /// [`Interrupted`] if the watch says stop.
    pub fn survey<C: Pictured>(chart: &C, depth: u32, watch: Watch<'_>) -> Result<Self, Interrupted> {
        let mut survey = Survey::new(chart.clone(), depth);
        survey.finish(watch)?;
        let side = 1_usize << depth;
        let places = |Cell { level, column, row }: Cell| {
            let extent = 1_usize << (depth - level);
            let (left, bottom) = (column as usize * extent, row as usize * extent);
            (bottom..bottom + extent).map(move |line| line * side + left..line * side + left + extent)
        };
        let (mut phases, mut almost) = (vec![None; side * side], vec![false; side * side]);
        for ProvedCell { cell, phase, .. } in &survey.decided {
            places(*cell).for_each(|line| phases[line].fill(Some(*phase)));
        }
        for AlmostCell { cell, .. } in &survey.almost {
            places(*cell).for_each(|line| almost[line].fill(true));
        }
        let exception = survey.almost_shares().map_or(0.0, |almost| almost.exception().to_f64());
        Ok(ProvedCells { extent: chart.extent(), side, phases, almost, exception })
    }

    /// The share of the area of which almost all starts are proved to diverge, and the part of it that may not.
    pub fn almost_share(&self) -> (f64, f64) {
        (self.almost.iter().filter(|almost| **almost).count() as f64 / self.almost.len() as f64, self.exception)
    }

    /// The share of the area that is proved.
    pub fn share(&self) -> f64 {
        self.phases.iter().flatten().count() as f64 / self.phases.len() as f64
    }

    /// The cell of the last level with the centre of a pixel of a grid of `columns` x `rows`, rows from below.
    fn place(&self, (column, row): (usize, usize), (columns, rows): (usize, usize)) -> usize {
        // Exact: centre (2 i + 1)/(2 n) of the side, in units of a cell.
        let index = |i: usize, n: usize| (2 * i + 1) * self.side / (2 * n);
        index(row, rows) * self.side + index(column, columns)
    }

    /// The phase proved at the centre of a pixel of a grid of `columns` x `rows`, rows from below.
    pub fn at(&self, pixel: (usize, usize), grid: (usize, usize)) -> Option<Phase> {
        self.phases[self.place(pixel, grid)]
    }

    /// Whether almost all starts around the centre of a pixel are proved to diverge.
    pub fn almost_at(&self, pixel: (usize, usize), grid: (usize, usize)) -> bool {
        self.almost[self.place(pixel, grid)]
    }

    /// Compares with the ends of a grid over the same rectangle.
    pub fn compare(&self, ends: &[End], columns: usize) -> Agreement {
        let rows = ends.len() / columns;
        let mut agreement = Agreement::default();
        for (index, end) in ends.iter().enumerate() {
            let Some(phase) = self.at((index % columns, index / columns), (columns, rows)) else { continue };
            agreement.compared += 1;
            match (phase, end.seen) {
                (_, SeenFate::Undecided) => agreement.unseen += 1,
                (Phase::Lazy, SeenFate::Lazy)
                | (Phase::Catapult, SeenFate::Catapult)
                | (Phase::Divergent, SeenFate::Divergent) => {}
                _ => agreement.contradicting += 1,
            }
        }
        agreement
    }

    /// Draws the borders of the proved regions.
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses.
    pub fn outline(&self, panel: &mut Panel<'_>) -> Result<(), FigureError> {
        let phase = |column: usize, row: usize| {
            let place = row * self.side + column;
            (self.phases[place], self.almost[place])
        };
        // Borders between neighbours with different phases, joined to straight runs: (line, from, to).
        let runs = |differs: &dyn Fn(usize, usize) -> bool| -> Vec<(usize, usize, usize)> {
            let mut found = Vec::new();
            for line in 1..self.side {
                let mut start = None;
                for at in 0..=self.side {
                    match (start, at < self.side && differs(line, at)) {
                        (None, true) => start = Some(at),
                        (Some(from), false) => {
                            found.push((line, from, at));
                            start = None;
                        }
                        _ => {}
                    }
                }
            }
            found
        };
        let float = |value: &Rational| f64::from_exact(value, 53);
        let [rates, starts] = &self.extent;
        let along = |from: &Rational, to: &Rational, index: usize| {
            float(from) + (float(to) - float(from)) * index as f64 / self.side as f64
        };
        let point =
            |column: usize, row: usize| (along(&rates.from, &rates.to, column), along(&starts.from, &starts.to, row));
        let upright = runs(&|line, at| phase(line - 1, at) != phase(line, at));
        let level = runs(&|line, at| phase(at, line - 1) != phase(at, line));
        let segments: Vec<_> = upright
            .into_iter()
            .map(|(line, from, to)| [point(line, from), point(line, to)])
            .chain(level.into_iter().map(|(line, from, to)| [point(from, line), point(to, line)]))
            .map(|ends| ends.map(|end| panel.pixel(end)))
            .collect();
        panel.canvas.segments(&segments, INK, 0.5)
    }
}
