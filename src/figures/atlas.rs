//! A certified phase diagram: every coloured cell is proved for all parameters in it; white is undecided.
//!
//! The picture is one indexed-colour image with a pixel for each cell of the last level, so that it shows the proved cells
//! exactly.

use super::axis::Axis;
use super::canvas::{Canvas, Rectangle};
use super::panel::{Panel, Sample, legend_line};
use super::style::{Colour, FIGURE_WIDTH};
use super::table::Table;
use super::{Figure, FigureError, sources};
use crate::arithmetic::FromExact;
use crate::atlas::{Cell, ProvedCell, Survey, VerticalAxis};
use crate::certify::Phase;
use rug::Rational;

/// The colours of the phases; a cell without proof has none.
const SHADES: [(Phase, Colour, &str); 3] = [
    (Phase::Lazy, Colour(0xCF, 0xE8, 0xF8), "proved lazy"),
    (Phase::Catapult, Colour(0xF0, 0xA8, 0x3C), "proved catapult"),
    (Phase::Divergent, Colour(0x4A, 0x4A, 0x52), "proved divergent"),
];

/// The picture of a survey, and the table of its cells.
///
/// # Errors
///
/// [`FigureError`] if the backend refuses.
pub fn draw(survey: &Survey) -> Result<Figure, FigureError> {
    let chart = &survey.chart;
    let float = |value: &Rational| f64::from_exact(value, 53);
    let mut canvas = Canvas::new(FIGURE_WIDTH, 660)?;
    let area = Rectangle { left: 66.0, top: 46.0, width: 906.0, height: 500.0 };
    let (vertical, fixed) = match chart.axis {
        VerticalAxis::Lambda => ("kernel at the start, λ₀", "f₀"),
        VerticalAxis::Output => ("output at the start, f₀", "λ₀"),
    };
    let title = format!("{} loss, m = {}, {fixed} = {}", chart.loss, chart.width, chart.fixed);
    let rates = Axis::linear("learning rate η", float(&chart.learning_rates.from), float(&chart.learning_rates.to));
    let starts = Axis::linear(vertical, float(&chart.vertical.from), float(&chart.vertical.to));
    let mut panel = Panel::new(&mut canvas, ' ', &title, area, rates, starts)?;
    panel.canvas.image(&to_png(survey)?, area);
    panel.draw_frame()?;

    let percent = |phase: Phase| 100.0 * float(&survey.share(phase));
    let mut offset = 0.0;
    let mut entries = Vec::new();
    for (phase, shade, text) in SHADES {
        entries.push((offset, Sample::Fill(shade), format!("{text}: {:.2} %", percent(phase))));
        offset += 240.0;
    }
    entries.push((
        offset,
        Sample::Fill(Colour(0xFF, 0xFF, 0xFF)),
        format!("undecided: {:.2} %", percent(Phase::Undecided)),
    ));
    legend_line(&mut canvas, (66.0, 620.0), &entries)?;
    Ok(Figure {
        name: "atlas",
        title: format!("Certified phases of the two-layer network: {title}"),
        caption: "Every coloured cell is proved to lie in its phase for all learning rates and starts in it, by enclosing all \
                  their orbits at once; white cells are undecided. Certified."
            .into(),
        svg: canvas.into_svg("Certified phase diagram"),
        tables: vec![table(survey)],
        arrays: Vec::new(),
        citations: vec![sources::HUANG, sources::LEWKOWYCZ],
    })
}

/// The proved cells with their exact ends; what they leave of the rectangle is undecided.
fn table(survey: &Survey) -> Table {
    let mut table = Table::new("", &["eta_lower", "eta_upper", "start_lower", "start_upper", "phase"]);
    for ProvedCell { cell, phase, .. } in &survey.decided {
        let [rates, starts] = survey.chart.ranges(*cell);
        let ends = [&rates.from, &rates.to, &starts.from, &starts.to].map(Rational::to_string);
        table.push(ends.into_iter().chain([phase.name().to_owned()]).collect());
    }
    table
}

/// One pixel for each cell of the last level, rows from the top.
fn to_png(survey: &Survey) -> Result<Vec<u8>, FigureError> {
    let side = 1_usize << survey.depth;
    let mut pixels = vec![0_u8; side * side];
    for ProvedCell { cell: Cell { level, column, row }, phase, .. } in &survey.decided {
        let Some(index) = SHADES.iter().position(|(shaded, ..)| shaded == phase) else { continue };
        let extent = 1_usize << (survey.depth - level);
        let (left, bottom) = (*column as usize * extent, *row as usize * extent);
        for line in bottom..bottom + extent {
            let start = (side - 1 - line) * side + left;
            pixels[start..start + extent].fill(index as u8 + 1);
        }
    }
    let palette: Vec<u8> = [[255, 255, 255]]
        .into_iter()
        .chain(SHADES.map(|(_, Colour(red, green, blue), _)| [red, green, blue]))
        .flatten()
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side as u32, side as u32);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Two);
    encoder.set_palette(palette);
    encoder.set_compression(png::Compression::High);
    let packed: Vec<u8> = pixels
        .chunks(side)
        .flat_map(|row| {
            row.chunks(4).map(|four| four.iter().enumerate().fold(0, |byte, (i, p)| byte | (p << (6 - 2 * i))))
        })
        .collect();
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&packed)?;
    writer.finish()?;
    Ok(bytes)
}
