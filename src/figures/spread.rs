//! Medians and ranges over seeds, and how they are drawn: a line for the median in a band from the least to the largest.

use super::FigureError;
use super::panel::Panel;
use super::style::{Dash, SERIES_WIDTH, SeriesStyle};

/// Half the size of a marker, in pixels.
const MARKER_RADIUS: f64 = 3.6;

/// The middle and the ends of a set of values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The least value.
    pub least: f64,
    /// The median; of an even number of values the mean of the two in the middle.
    pub median: f64,
    /// The largest value.
    pub largest: f64,
}

impl Spread {
    /// The spread of values, or `None` if there are none. They must not be NaN.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let (least, largest) = (*values.first()?, *values.last()?);
        let half = values.len() / 2;
        let median = if values.len() % 2 == 1 { values[half] } else { (values[half - 1] + values[half]) / 2.0 };
        Some(Spread { least, median, largest })
    }
}

/// An unbroken piece of a series: (x, spread), by increasing x.
pub type Piece = Vec<(f64, Spread)>;

/// Whether lines may lie on one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// They do not.
    Apart,
    /// They do: earlier ones are wider, so that they show beside later ones.
    Nested,
}

/// By how much a line is wider than the next one that may lie on it, in pixels.
const NESTING: f64 = 1.6;

/// Draws the bands of several series and then their medians, so that no band hides a line. Each series is a list of
/// pieces; one of a single point is a marker on a bar from the least to the largest value.
///
/// # Errors
///
/// [`FigureError::Drawing`] if the backend refuses.
pub fn draw_spreads(
    panel: &mut Panel<'_>,
    series: &[(SeriesStyle, Vec<Piece>)],
    every: usize,
    overlap: Overlap,
) -> Result<(), FigureError> {
    for (style, pieces) in series {
        for piece in pieces {
            let lower: Vec<(f64, f64)> = piece.iter().map(|(x, spread)| (*x, spread.least)).collect();
            let upper: Vec<(f64, f64)> = piece.iter().map(|(x, spread)| (*x, spread.largest)).collect();
            panel.band(&lower, &upper, style.colour)?;
        }
    }
    for (index, (style, pieces)) in series.iter().enumerate() {
        let median = |piece: &[(f64, Spread)]| -> Vec<(f64, f64)> {
            piece.iter().map(|(x, spread)| (*x, spread.median)).collect()
        };
        for piece in pieces {
            let nested = if overlap == Overlap::Nested { NESTING * (series.len() - 1 - index) as f64 } else { 0.0 };
            panel.line(&median(piece), style.colour, SERIES_WIDTH + nested, style.dash)?;
            if let [(x, spread)] = piece[..] {
                panel.line(&[(x, spread.least), (x, spread.largest)], style.colour, SERIES_WIDTH, Dash::Solid)?;
                panel.points(&median(piece), style.marker, MARKER_RADIUS, style.colour)?;
            }
        }
        let all: Vec<(f64, f64)> = pieces.iter().flat_map(|piece| median(piece)).collect();
        let marked: Vec<(f64, f64)> = all.into_iter().skip(index).step_by(every.max(1)).collect();
        panel.points(&marked, style.marker, MARKER_RADIUS, style.colour)?;
    }
    Ok(())
}
