//! The numbers of pictures that are grids, at the resolution at which they are drawn: arrays in one npz file a figure.

use super::FigureError;
use super::density::Density;
use crate::data::npz::ArchiveWriter;
use crate::maps::{End, Grid, SeenFate};
use std::io;

/// An array of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureArray {
    /// Its name in the file, beginning with the letter of its panel.
    pub name: String,
    /// What its numbers are.
    pub meaning: String,
    /// The lengths of its sides.
    pub shape: Vec<usize>,
    /// The numbers, in C order.
    pub numbers: Numbers,
}

/// Numbers of one type.
#[derive(Clone, Debug, PartialEq)]
pub enum Numbers {
    /// Names by code.
    Codes(Vec<u8>),
    /// Counts.
    Counts(Vec<u32>),
    /// Values of which seven digits are shown at most; NaN for none.
    Singles(Vec<f32>),
    /// Coordinates.
    Doubles(Vec<f64>),
}

/// The code of a phase.
pub fn phase_code(seen: SeenFate) -> u8 {
    match seen {
        SeenFate::Undecided => 0,
        SeenFate::Lazy => 1,
        SeenFate::Catapult => 2,
        SeenFate::Oscillating(_) => 3,
        SeenFate::Divergent => 4,
    }
}

/// What the codes of phases mean.
pub const PHASE_CODES: &str = "0 undecided, 1 lazy, 2 catapult, 3 oscillating, 4 divergent";

impl FigureArray {
    /// An array on the cells of a panel's grid, rows from the lowest start on.
    pub fn on_grid(panel: char, quantity: &str, meaning: impl Into<String>, grid: &Grid, numbers: Numbers) -> Self {
        let shape = vec![grid.starts().len(), grid.rates().len()];
        FigureArray { name: format!("{panel}_{quantity}"), meaning: meaning.into(), shape, numbers }
    }

    /// The coordinates of a panel's cells: learning rates of the columns, and the named starts of the rows.
    pub fn axes(panel: char, start: &str, grid: &Grid) -> [Self; 2] {
        let axis = |name: &str, meaning: &str, values: &[f64]| FigureArray {
            name: format!("{panel}_{name}"),
            meaning: meaning.to_owned(),
            shape: vec![values.len()],
            numbers: Numbers::Doubles(values.to_vec()),
        };
        [
            axis("learning_rate", "learning rate of each column", grid.rates()),
            axis(start, "start of each row", grid.starts()),
        ]
    }

    /// The phases that were seen, and after how many steps.
    pub fn ends(panel: char, grid: &Grid, seen: &[End]) -> [Self; 2] {
        let phases = seen.iter().map(|end| phase_code(end.seen)).collect();
        let steps = seen.iter().map(|end| end.steps).collect();
        [
            FigureArray::on_grid(panel, "phase", PHASE_CODES, grid, Numbers::Codes(phases)),
            FigureArray::on_grid(panel, "steps", "steps until that was seen", grid, Numbers::Counts(steps)),
        ]
    }
}

/// The counts of an orbit diagram whose weights go from `lowest` to `highest`, with the coordinates of its cells.
pub fn of_diagram(panel: char, rates: &[f64], (lowest, highest): (f64, f64), density: &Density) -> [FigureArray; 3] {
    let Density { width, height, counts } = density;
    let weight = |row: usize| highest - (highest - lowest) * (row as f64 + 0.5) / *height as f64;
    let array = |quantity: &str, meaning: &str, shape: Vec<usize>, numbers| FigureArray {
        name: format!("{panel}_{quantity}"),
        meaning: meaning.to_owned(),
        shape,
        numbers,
    };
    [
        array("learning_rate", "learning rate of each column", vec![*width], Numbers::Doubles(rates.to_vec())),
        array(
            "weight",
            "weight of each row, from above",
            vec![*height],
            Numbers::Doubles((0..*height).map(weight).collect()),
        ),
        array("iterates", "iterates that fell into each cell", vec![*height, *width], Numbers::Counts(counts.clone())),
    ]
}

/// The arrays as the bytes of an npz file.
///
/// # Errors
///
/// [`FigureError::Array`] for an array whose numbers do not fill its shape.
pub fn to_npz(arrays: &[FigureArray]) -> Result<Vec<u8>, FigureError> {
    let mut archive = ArchiveWriter::deflated(Vec::new());
    let written: io::Result<()> =
        arrays.iter().try_for_each(|FigureArray { name, shape, numbers, .. }| match numbers {
            Numbers::Codes(numbers) => archive.write_array(name, shape, numbers.iter().copied()),
            Numbers::Counts(numbers) => archive.write_array(name, shape, numbers.iter().copied()),
            Numbers::Singles(numbers) => archive.write_array(name, shape, numbers.iter().copied()),
            Numbers::Doubles(numbers) => archive.write_array(name, shape, numbers.iter().copied()),
        });
    written.and_then(|()| archive.finish()).map_err(FigureError::Array)
}
