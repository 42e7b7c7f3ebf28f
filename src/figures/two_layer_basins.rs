//! Figure `two-layer-basins`: which starts of the two-layer network converge, seen, under what is proved.

use super::arrays::{FigureArray, Numbers, PHASE_CODES, phase_code};
use super::axis::Axis;
use super::canvas::{Align, Canvas, Rectangle};
use super::panel::{Panel, capitalised, plain_text};
use super::proved_cells::{Agreement, ProvedCells};
use super::raster::{Raster, ramp};
use super::style::{Colour, FIGURE_WIDTH, INK, TEXT_SIZE};
use super::sweep::{Start, first_divergent_rate, rounded};
use super::table::{Table, number};
use super::{Figure, FigureEntry, FigureError, FigureOptions, Parameters, sources};
use crate::arithmetic::{Analytic, FromExact};
use crate::atlas::{Chart, Range, VerticalAxis};
use crate::certify::Phase;
use crate::dynamics::Problem;
use crate::maps::{End, Grid, Limits, SeenFate, ends};
use crate::model::LossName;
use crate::progress::uncounted;
use rug::Rational;

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "two-layer-basins",
    title: "Two-layer network on D0: basins over learning rates and outputs at the start, seen and proved",
    draw,
};

/// Steps that an orbit may take.
const STEPS: u32 = 4000;
/// Shades of each fate.
const SHADES: usize = 24;
/// The number of steps that has the last shade.
const LAST_SHADE: f64 = 1000.0;

/// The fates with their shades, from few steps to many.
const RAMPS: [(&str, &[Colour]); 3] = [
    ("lazy: steps to the minimum", &[Colour(0xE6, 0xF3, 0xFC), Colour(0x7F, 0xBE, 0xE8), Colour(0x1F, 0x6F, 0xB0)]),
    ("catapult: steps to the minimum", &[Colour(0xFD, 0xE3, 0xB0), Colour(0xEE, 0x9A, 0x26), Colour(0x9C, 0x4A, 0x06)]),
    ("divergent: steps to escape", &[Colour(0xB8, 0xB8, 0xBC), Colour(0x70, 0x70, 0x78), Colour(0x22, 0x22, 0x2A)]),
];
/// An orbit whose end was not seen.
const UNSEEN: Colour = Colour(0xFF, 0xFF, 0xFF);

/// A rectangle of (learning rate, f0) at lambda0 = 2.
pub(super) fn chart(loss: LossName, width: u32, rates: [(i32, i32); 2], outputs: [(i32, i32); 2]) -> Chart {
    let range = |ends: [(i32, i32); 2]| Range { from: Rational::from(ends[0]), to: Rational::from(ends[1]) };
    Chart {
        loss,
        width: Rational::from(width),
        learning_rates: range(rates),
        vertical: range(outputs),
        axis: VerticalAxis::Output,
        fixed: Rational::from(2),
    }
}

/// All outputs that lambda0 = 2 admits at width 10, up to sign.
pub(super) fn exponential_chart() -> Chart {
    chart(LossName::Exponential, 10, [(1, 20), (2, 1)], [(0, 1), (3, 1)])
}

/// All outputs that lambda0 = 2 admits at width 100, up to sign.
pub(super) fn logistic_chart() -> Chart {
    chart(LossName::Logistic, 100, [(1, 2), (40, 1)], [(0, 1), (10, 1)])
}

/// The rectangles of both losses, with what the reader has chosen.
pub(super) fn charts(parameters: &Parameters) -> Result<[Chart; 2], FigureError> {
    Ok([chosen(exponential_chart(), parameters)?, chosen(logistic_chart(), parameters)?])
}

/// A rectangle for another width or lambda0: all outputs that exist there, up to sign, and rates in the same proportion to eta_lazy
/// (T6) if no range is given.
fn chosen(papers: Chart, parameters: &Parameters) -> Result<Chart, FigureError> {
    let Parameters { width, lambda, rates, .. } = parameters;
    if width.is_none() && lambda.is_none() && rates.is_none() {
        return Ok(papers);
    }
    let loss = papers.loss;
    let width = width.clone().unwrap_or_else(|| papers.width.clone());
    let lambda = lambda.clone().unwrap_or_else(|| papers.fixed.clone());
    let validate = |rate: &Rational| {
        Problem::two_layer(loss, rate.clone(), width.clone(), lambda.clone(), Rational::new()).validate()
    };
    validate(&Rational::from(1))?;
    let learning_rates = match rates {
        Some(range) => range.clone(),
        None => {
            let scale = Rational::from(&papers.fixed / &lambda);
            let Range { from, to } = &papers.learning_rates;
            Range { from: Rational::from(from * &scale), to: Rational::from(to * &scale) }
        }
    };
    validate(&learning_rates.from)?;
    let vertical = match width == papers.width && lambda == papers.fixed {
        true => papers.vertical,
        false => Range { from: Rational::new(), to: largest_output(&width, &lambda) },
    };
    Ok(Chart { width, learning_rates, vertical, fixed: lambda, ..papers })
}

/// The largest f with 4 f^2 <= m lambda^2 (T1), rounded down to two digits.
fn largest_output(width: &Rational, lambda: &Rational) -> Rational {
    let square = Rational::from(lambda.square_ref()) * width / 4u32;
    let mut unit = Rational::from(1);
    while Rational::from(unit.square_ref()) * 10_000u32 < square {
        unit *= 10u32;
    }
    while Rational::from(unit.square_ref()) * 100u32 > square {
        unit /= 10u32;
    }
    let units = (square / Rational::from(unit.square_ref())).floor().numer().clone().sqrt();
    unit * units
}

/// A part of a rectangle, by the shares of its sides; for what the reader has chosen, around the first rate that diverges from the middle of
/// the outputs.
fn part(
    chart: &Chart,
    rates: [(i32, i32); 2],
    outputs: [(i32, i32); 2],
    options: &FigureOptions,
) -> Result<Chart, FigureError> {
    let within = |range: &Range, shares: [(i32, i32); 2]| {
        let at = |share: (i32, i32)| Rational::from(&range.to - &range.from) * Rational::from(share) + &range.from;
        Range { from: at(shares[0]), to: at(shares[1]) }
    };
    let vertical = within(&chart.vertical, outputs);
    let mut learning_rates = within(&chart.learning_rates, rates);
    if options.parameters != Parameters::default() {
        let float = |value: &Rational| f64::from_exact(value, 53);
        let middle = 0.5 * (float(&vertical.from) + float(&vertical.to));
        let start = Start { loss: chart.loss, width: float(&chart.width), lambda: float(&chart.fixed), output: middle };
        let Range { from, to } = &chart.learning_rates;
        let watch = uncounted(options.watch());
        if let Some(edge) = first_divergent_rate(&start, (float(from), float(to)), 1.01, STEPS, &watch)? {
            let near = |factor: f64| Rational::from_f64(rounded(factor * edge)).unwrap_or_default();
            learning_rates = Range { from: near(0.85).max(from.clone()), to: near(1.1).min(to.clone()) };
        }
    }
    Ok(Chart { learning_rates, vertical, ..chart.clone() })
}

/// lambda0 in a title.
pub(super) fn lambda_text(charts: &[Chart; 2]) -> String {
    format!("λ₀ = {}", number(f64::from_exact(&charts[0].fixed, 53)))
}

/// The loss and the width of a chart, in a title.
pub(super) fn chart_title(chart: &Chart) -> String {
    format!("{} loss, m = {}", capitalised(chart.loss.name()), number(f64::from_exact(&chart.width, 53)))
}

/// Axes of a chart.
pub(super) fn axes(chart: &Chart) -> [Axis; 2] {
    let float = |value: &Rational| f64::from_exact(value, 53);
    [
        Axis::linear("learning rate η", float(&chart.learning_rates.from), float(&chart.learning_rates.to)),
        Axis::linear("output at the start, f₀", float(&chart.vertical.from), float(&chart.vertical.to)),
    ]
}

/// The size of the pictures, in cells.
pub(super) fn resolution(options: &FigureOptions) -> (usize, usize) {
    if options.quick { (209, 165) } else { (836, 660) }
}

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let mut canvas = Canvas::new(FIGURE_WIDTH, 960)?;
    let whole = charts(&options.parameters)?;
    let lambda = lambda_text(&whole);
    // The exponential loss: rates from 0.9 to 1.4 and outputs from 0.3 to 1.2 of the paper's; the logistic loss: 28 to 34, 0 to 3.
    let parts = [
        part(&whole[0], [(17, 39), (9, 13)], [(1, 10), (2, 5)], options)?,
        part(&whole[1], [(55, 79), (67, 79)], [(0, 1), (3, 10)], options)?,
    ];
    let [exponential, logistic] = [0, 1].map(|side| format!("{}, {lambda}", chart_title(&whole[side])));
    let charts = [
        ('a', exponential.as_str(), &whole[0]),
        ('b', logistic.as_str(), &whole[1]),
        ('c', "Part of (a)", &parts[0]),
        ('d', "Part of (b)", &parts[1]),
    ];
    let depth = if options.quick { 5 } else { 8 };
    let (columns, rows) = resolution(options);
    let mut cells =
        Table::new("cells", &["panel", "learning_rate", "output", "phase", "steps", "first_rise", "lambda", "proved"]);
    let mut areas =
        Table::new("areas", &["panel", "phase", "share", "proved_share", "compared", "contradicting", "unseen"]);
    let mut total = Agreement::default();
    let mut arrays = Vec::new();
    for (index, (letter, title, chart)) in charts.iter().enumerate() {
        let grid = Grid::over_chart(chart, columns, rows)?;
        let seen = ends(&grid, &Limits::steps(STEPS), options.watch())?;
        let proved = ProvedCells::survey(*chart, depth, options.watch())?;
        let agreement = proved.compare(&seen, columns);
        total.compared += agreement.compared;
        total.contradicting += agreement.contradicting;
        total.unseen += agreement.unseen;

        let area = Rectangle {
            left: 66.0 + 500.0 * (index % 2) as f64,
            top: 46.0 + 428.0 * (index / 2) as f64,
            width: 418.0,
            height: 330.0,
        };
        let [rates, outputs] = axes(chart);
        let mut panel = Panel::new(&mut canvas, *letter, title, area, rates, outputs)?;
        panel.canvas.image(&picture(&seen, columns, &proved).to_png()?, area);
        proved.outline(&mut panel)?;
        panel.draw_frame()?;
        tabulate(&mut cells, *letter, &grid, &seen, &proved);
        arrays.extend(FigureArray::axes(*letter, "output", &grid));
        arrays.extend(FigureArray::ends(*letter, &grid, &seen));
        let at = |index: usize| proved.at((index % columns, index / columns), (columns, rows));
        let codes = (0..seen.len()).map(|index| at(index).map_or(0, proved_code)).collect();
        let meaning = format!("proved phase of the cell: {PHASE_CODES}");
        arrays.push(FigureArray::on_grid(*letter, "proved", meaning, &grid, Numbers::Codes(codes)));
        summarise(&mut areas, *letter, &seen, &proved, &agreement);
    }
    draw_legend(&mut canvas, PROVED_AND_SEEN)?;
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: format!(
            "Two-layer linear network on D0, (T1) and (T2), {lambda}. Colours are numerical: the end of the orbit of each of \
             {columns} x {rows} starts a panel within {STEPS} steps: |f| < 10⁻⁹ with ηκλ < 2 (lazy if the loss was not seen to rise, else \
             catapult) or |f| or λ beyond 10¹² (divergent); darker takes longer; white: neither. Plain colours and the lines \
             around them are certified: they are made of cells (sides halved up to {depth} times) whose every learning rate \
             and start is proved to have that fate. Striped colours are seen only. \
             Of {compared} pixels in proved cells {contradicting} were seen to end otherwise, and {unseen} had not ended.",
            compared = total.compared,
            contradicting = total.contradicting,
            unseen = total.unseen,
        ),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![areas, cells],
        arrays,
        citations: vec![sources::HUANG, sources::LEWKOWYCZ],
    })
}

/// The shade of a number of steps, by its logarithm.
fn shade(steps: u32) -> usize {
    let part = Analytic::ln(f64::from(steps.max(1))) / Analytic::ln(LAST_SHADE);
    ((part * (SHADES - 1) as f64).round() as usize).min(SHADES - 1)
}

/// The other stripe of a colour for what is seen but not proved: half way to white. Lightness alone is the number of steps.
fn pale(Colour(red, green, blue): Colour) -> Colour {
    let half = |part: u8| part / 2 + 128;
    Colour(half(red), half(green), half(blue))
}

/// Pixels from one stripe to the next.
const STRIPES: usize = 6;

pub(super) fn picture(seen: &[End], columns: usize, proved: &ProvedCells) -> Raster {
    let shades: Vec<Colour> = RAMPS.iter().flat_map(|(_, stops)| ramp(stops, SHADES)).collect();
    let palette = [UNSEEN].into_iter().chain(shades.iter().copied()).chain(shades.iter().copied().map(pale)).collect();
    let rows = seen.len() / columns;
    let cells: Vec<u8> = seen
        .iter()
        .enumerate()
        .map(|(index, end)| {
            let ramp = match end.seen {
                SeenFate::Lazy => 0,
                SeenFate::Catapult => 1,
                SeenFate::Divergent => 2,
                SeenFate::Oscillating(_) | SeenFate::Undecided => return 0,
            };
            let (column, row) = (index % columns, index / columns);
            let striped = (column + row) % STRIPES < STRIPES / 2;
            let dotted = column % STRIPES < 2 && row % STRIPES < 2;
            let almost = proved.almost_at((column, row), (columns, rows));
            let is_pale = proved.at((column, row), (columns, rows)).is_none() && if almost { dotted } else { striped };
            (1 + ramp * SHADES + shade(end.steps) + usize::from(is_pale) * RAMPS.len() * SHADES) as u8
        })
        .collect();
    Raster::from_below(columns, &cells, palette)
}

/// The code of a phase that is proved.
pub(super) fn proved_code(phase: Phase) -> u8 {
    phase_code(match phase {
        Phase::Lazy => SeenFate::Lazy,
        Phase::Catapult => SeenFate::Catapult,
        Phase::Oscillating => SeenFate::Oscillating(0),
        Phase::Divergent => SeenFate::Divergent,
        Phase::Undecided => SeenFate::Undecided,
    })
}

/// One pixel of 22 in each direction.
fn tabulate(table: &mut Table, panel: char, grid: &Grid, seen: &[End], proved: &ProvedCells) {
    let (columns, rows) = (grid.rates().len(), grid.starts().len());
    for row in (rows / 30..rows).step_by(rows / 15) {
        for column in (columns / 38..columns).step_by(columns / 19) {
            let end = &seen[row * columns + column];
            table.push(vec![
                panel.to_string(),
                number(grid.rates()[column]),
                number(grid.starts()[row]),
                end.seen.name().to_string(),
                end.steps.to_string(),
                end.first_rise.map_or(String::new(), |step| step.to_string()),
                if end.seen.converged() { number(end.lambda) } else { String::new() },
                proved.at((column, row), (columns, rows)).map_or("", Phase::name).to_string(),
            ]);
        }
    }
}

pub(super) fn summarise(table: &mut Table, panel: char, seen: &[End], proved: &ProvedCells, agreement: &Agreement) {
    let mut names: Vec<&str> = seen.iter().map(|end| end.seen.name()).collect();
    names.sort_unstable();
    for group in names.chunk_by(|a, b| a == b) {
        table.push(vec![
            panel.to_string(),
            group[0].to_string(),
            number(group.len() as f64 / seen.len() as f64),
            number(proved.share()),
            agreement.compared.to_string(),
            agreement.contradicting.to_string(),
            agreement.unseen.to_string(),
        ]);
    }
}

/// What the stripes of a picture say.
const PROVED_AND_SEEN: &str = "plain colour: proved too; striped: seen only; white: no end seen";

/// For each fate its shades with the numbers of steps, and what marks what is proved.
pub(super) fn draw_legend(canvas: &mut Canvas, note: &str) -> Result<(), FigureError> {
    for (index, (text, stops)) in RAMPS.iter().enumerate() {
        let (left, top, width) = (66.0 + 318.0 * index as f64, 886.0, 240.0);
        canvas.text(text, (left, top - 12.0), &plain_text(TEXT_SIZE, Align::Left))?;
        let each = width / SHADES as f64;
        for (shade, colour) in ramp(stops, SHADES).into_iter().enumerate() {
            let start = left + each * shade as f64;
            canvas.fill(Rectangle { left: start, top, width: left + width - start, height: 12.0 }, colour)?;
        }
        for (part, steps) in ["1", "10", "100", "1000"].iter().enumerate() {
            let x = left + width * part as f64 / 3.0;
            canvas.line(&[(x, top), (x, top + 16.0)], INK, 0.9, super::style::Dash::Solid)?;
            canvas.text(steps, (x, top + 27.0), &plain_text(TEXT_SIZE, Align::Centre))?;
        }
    }
    canvas.text(note, (66.0, 940.0), &plain_text(TEXT_SIZE, Align::Left))
}
