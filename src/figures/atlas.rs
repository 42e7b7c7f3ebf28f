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
use crate::atlas::{Cell, Chart, Plane, ProvedCell, Range, Searched, Survey, VerticalAxis};
use crate::certify::Phase;
use crate::certify::almost::AlmostCell;
use rug::Rational;

/// The colours of the phases; a cell without proof has none.
const SHADES: [(Phase, Colour, &str); 3] = [
    (Phase::Lazy, Colour(0xCF, 0xE8, 0xF8), "proved lazy"),
    (Phase::Catapult, Colour(0xF0, 0xA8, 0x3C), "proved catapult"),
    (Phase::Divergent, Colour(0x4A, 0x4A, 0x52), "proved divergent"),
];

/// The colour of cells of which almost all starts are proved to diverge.
pub const ALMOST: Colour = Colour(0x9A, 0x9A, 0xA6);
/// What tables and pictures call them.
pub const ALMOST_NAME: &str = "almost divergent";

/// The colours of the phases that are proved.
pub fn phase_colours() -> [(Phase, Colour); 3] {
    SHADES.map(|(phase, colour, _)| (phase, colour))
}

/// A rectangle that can be drawn.
pub trait Pictured: Searched {
    /// Whose phases they are: `the two-layer network`.
    fn network(&self) -> String;

    /// What is fixed, in words.
    fn title(&self) -> String;

    /// The labels of the axes.
    fn labels(&self) -> [String; 2];

    /// The ranges of the axes.
    fn extent(&self) -> [Range; 2];

    /// The names of the columns of the table: the ends of both ranges.
    fn columns(&self) -> [String; 4];

    /// The ranges of a cell.
    fn ranges_of(&self, cell: Cell) -> [Range; 2];
}

impl Pictured for Chart {
    fn network(&self) -> String {
        "the two-layer network".into()
    }
    fn title(&self) -> String {
        let fixed = match self.axis {
            VerticalAxis::Lambda => "f₀",
            VerticalAxis::Output => "λ₀",
        };
        format!("{} loss, m = {}, {fixed} = {}", self.loss, self.width, self.fixed)
    }
    fn labels(&self) -> [String; 2] {
        let vertical = match self.axis {
            VerticalAxis::Lambda => "kernel at the start, λ₀",
            VerticalAxis::Output => "output at the start, f₀",
        };
        ["learning rate η", vertical].map(String::from)
    }
    fn extent(&self) -> [Range; 2] {
        [self.learning_rates.clone(), self.vertical.clone()]
    }
    fn columns(&self) -> [String; 4] {
        ["eta_lower", "eta_upper", "start_lower", "start_upper"].map(String::from)
    }
    fn ranges_of(&self, cell: Cell) -> [Range; 2] {
        self.ranges(cell)
    }
}

/// A parameter as a label: `learning rate η`, `σ₂ at the start`.
fn label(parameter: &str) -> String {
    match parameter {
        "eta" => "learning rate η".into(),
        "lambda" => "kernel at the start, λ₀".into(),
        "output" => "output at the start, f₀".into(),
        name => match name.strip_prefix("sigma_") {
            Some(layer) => format!("σ{} at the start", subscript(layer)),
            None => format!("{name} at the start"),
        },
    }
}

fn subscript(digits: &str) -> String {
    digits.chars().map(|digit| digit.to_digit(10).and_then(|d| char::from_u32(0x2080 + d)).unwrap_or(digit)).collect()
}

impl Pictured for Plane {
    fn network(&self) -> String {
        self.setting.problem().map(|problem| problem.description()).unwrap_or_default()
    }
    fn title(&self) -> String {
        let varying = [&self.x.parameter, &self.y.parameter];
        let fixed = self.setting.parameters().into_iter().filter(|(name, _)| !varying.contains(&name));
        let symbol = |name: &str| match name {
            "eta" => "η".to_owned(),
            "lambda" => "λ₀".into(),
            "output" => "f₀".into(),
            name => name.strip_prefix("sigma_").map_or_else(|| name.into(), |layer| format!("σ{}", subscript(layer))),
        };
        let fixed: Vec<String> = fixed.map(|(name, value)| format!("{} = {value}", symbol(&name))).collect();
        format!("{} loss, {}", self.setting.loss(), fixed.join(", "))
    }
    fn labels(&self) -> [String; 2] {
        [label(&self.x.parameter), label(&self.y.parameter)]
    }
    fn extent(&self) -> [Range; 2] {
        [self.x.range(), self.y.range()]
    }
    fn columns(&self) -> [String; 4] {
        let (x, y) = (&self.x.parameter, &self.y.parameter);
        [format!("{x}_lower"), format!("{x}_upper"), format!("{y}_lower"), format!("{y}_upper")]
    }
    fn ranges_of(&self, cell: Cell) -> [Range; 2] {
        self.ranges(cell)
    }
}

/// The picture of a survey, and the table of its cells.
///
/// # Errors
///
/// [`FigureError`] if the backend refuses.
pub fn draw<C: Pictured>(survey: &Survey<C>) -> Result<Figure, FigureError> {
    let chart = &survey.chart;
    let float = |value: &Rational| f64::from_exact(value, 53);
    let mut canvas = Canvas::new(FIGURE_WIDTH, 660)?;
    let area = Rectangle { left: 66.0, top: 46.0, width: 906.0, height: 500.0 };
    let title = chart.title();
    let ([across, upwards], [columns, rows]) = (chart.labels(), chart.extent());
    let across = Axis::linear(&across, float(&columns.from), float(&columns.to));
    let upwards = Axis::linear(&upwards, float(&rows.from), float(&rows.to));
    let mut panel = Panel::new(&mut canvas, ' ', &title, area, across, upwards)?;
    panel.canvas.image(&to_png(survey)?, area);
    panel.draw_frame()?;

    let percent = |share: &Rational| 100.0 * float(share);
    let of_phase = |phase: Phase| percent(&survey.share(phase));
    let almost = survey.almost_shares();
    // five entries have less room; the caption says as well that they are proved
    let shorter = |text: &'static str| if almost.is_some() { text.trim_start_matches("proved ") } else { text };
    let mut samples: Vec<(Colour, String)> =
        SHADES.map(|(phase, shade, text)| (shade, format!("{}: {:.2} %", shorter(text), of_phase(phase)))).to_vec();
    let almost_area = almost.as_ref().map_or(0.0, |almost| percent(&almost.area.0));
    if almost.is_some() {
        samples.push((ALMOST, format!("almost divergent: {almost_area:.2} %")));
    }
    samples.push((Colour(0xFF, 0xFF, 0xFF), format!("undecided: {:.2} %", of_phase(Phase::Undecided) - almost_area)));
    let distance = if almost.is_some() { 184.0 } else { 240.0 };
    let entries: Vec<_> = samples
        .into_iter()
        .enumerate()
        .map(|(index, (shade, text))| (distance * index as f64, Sample::Fill(shade), text))
        .collect();
    legend_line(&mut canvas, (66.0, 620.0), &entries)?;
    let bound = almost.map_or(String::new(), |almost| {
        let rest = percent(&almost.exception()) + 5e-4;
        format!(" Of the cells called almost divergent at most {rest:.3} % of the area does not diverge (G6m).")
    });
    Ok(Figure {
        name: "atlas",
        title: format!("Certified phases of {}: {title}", chart.network()),
        caption: format!(
            "Every coloured cell is proved to lie in its phase for all learning rates and starts in it, by enclosing all \
             their orbits at once; white cells are undecided.{bound} Certified."
        ),
        svg: canvas.into_svg("Certified phase diagram"),
        tables: vec![table(survey)],
        arrays: Vec::new(),
        citations: vec![sources::HUANG, sources::LEWKOWYCZ],
    })
}

/// The proved cells with their exact ends; what they leave of the rectangle is undecided.
fn table<C: Pictured>(survey: &Survey<C>) -> Table {
    let columns = survey.chart.columns();
    let names: Vec<&str> = columns.iter().map(String::as_str).chain(["phase"]).collect();
    let mut table = Table::new("", &names);
    for ProvedCell { cell, phase, .. } in &survey.decided {
        let [x, y] = survey.chart.ranges_of(*cell);
        let ends = [&x.from, &x.to, &y.from, &y.to].map(Rational::to_string);
        table.push(ends.into_iter().chain([phase.name().to_owned()]).collect());
    }
    for AlmostCell { cell, .. } in &survey.almost {
        let [x, y] = survey.chart.ranges_of(*cell);
        let ends = [&x.from, &x.to, &y.from, &y.to].map(Rational::to_string);
        table.push(ends.into_iter().chain([ALMOST_NAME.to_owned()]).collect());
    }
    table
}

/// One pixel for each cell of the last level, rows from the top.
fn to_png<C: Pictured>(survey: &Survey<C>) -> Result<Vec<u8>, FigureError> {
    let side = 1_usize << survey.depth;
    let mut pixels = vec![0_u8; side * side];
    let mut fill = |Cell { level, column, row }: Cell, index: usize| {
        let extent = 1_usize << (survey.depth - level);
        let (left, bottom) = (column as usize * extent, row as usize * extent);
        for line in bottom..bottom + extent {
            let start = (side - 1 - line) * side + left;
            pixels[start..start + extent].fill(index as u8 + 1);
        }
    };
    for ProvedCell { cell, phase, .. } in &survey.decided {
        if let Some(index) = SHADES.iter().position(|(shaded, ..)| shaded == phase) {
            fill(*cell, index);
        }
    }
    survey.almost.iter().for_each(|almost| fill(almost.cell, SHADES.len()));
    let colours = SHADES.map(|(_, colour, _)| colour).into_iter().chain((!survey.almost.is_empty()).then_some(ALMOST));
    let palette: Vec<u8> =
        [[255; 3]].into_iter().chain(colours.map(|Colour(red, green, blue)| [red, green, blue])).flatten().collect();
    let bits = if survey.almost.is_empty() { 2 } else { 4 };
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side as u32, side as u32);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(if bits == 2 { png::BitDepth::Two } else { png::BitDepth::Four });
    encoder.set_palette(palette);
    encoder.set_compression(png::Compression::High);
    let packed: Vec<u8> = pixels
        .chunks(side)
        .flat_map(|row| {
            row.chunks(8 / bits).map(move |pixels| {
                pixels.iter().enumerate().fold(0, |byte, (i, pixel)| byte | (pixel << (8 - bits * (i + 1))))
            })
        })
        .collect();
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&packed)?;
    writer.finish()?;
    Ok(bytes)
}
