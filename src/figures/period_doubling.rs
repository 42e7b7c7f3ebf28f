//! Figure `period-doubling`: the orbit diagram of the three-point data, with its Lyapunov exponent and certified doublings.

use super::arrays::{FigureArray, of_diagram};
use super::axis::Axis;
use super::canvas::{Align, Canvas, Rectangle};
use super::density::Density;
use super::panel::{Panel, Sample, legend_line};
use super::style::{BLUE, Dash, FIGURE_WIDTH, REFERENCE};
use super::table::{Table, number};
use super::thresholds::three_points;
use super::{Figure, FigureEntry, FigureError, FigureOptions, sources};
use crate::arithmetic::FromExact;
use crate::atlas::Range;
use crate::certify::period_doubling::Family as Doublings;
use crate::maps::{Family, Grid, Window, diagram, exponents};
use crate::model::LossName;
use rug::Rational;

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "period-doubling",
    title: "Linear predictor on E2, logistic loss: period doubling, chaos and the Lyapunov exponent",
    draw,
};

/// Steps before iterates are counted and the exponent is measured.
const TRANSIENT: u32 = 2_000;
/// The last iterate counted.
const LAST: u32 = 3_000;
/// Steps of the exponent.
const MEASURED: u32 = 4_000;
/// Starts of each rate whose iterates are counted.
const STARTS: usize = 32;
/// Starts of each rate whose exponents are measured.
const MEASURED_STARTS: usize = 5;
/// Bits in which the doublings are proved.
const BITS: u32 = 256;
/// Doublings that are marked.
const DOUBLINGS: usize = 5;

/// One column of the figure.
struct Column {
    letters: [char; 2],
    title: &'static str,
    left: f64,
    rates: Range,
    weights: (f64, f64),
    exponents: (f64, f64),
}

fn range(ends: [(i32, i32); 2]) -> Range {
    Range { from: Rational::from(ends[0]), to: Rational::from(ends[1]) }
}

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let mut canvas = Canvas::new(FIGURE_WIDTH, 700)?;
    let points = three_points();
    let doublings: Vec<f64> = Doublings { loss: LossName::Logistic, points: &points, bits: BITS }
        .enclose_cascade(DOUBLINGS)
        .iter()
        .map(|doubling| doubling.learning_rate.midpoint().to_f64())
        .collect();
    let columns = [
        Column {
            letters: ['a', 'c'],
            title: "Iterates of E2, logistic loss",
            left: 66.0,
            rates: range([(5, 1), (13, 1)]),
            weights: (-2.0, 8.0),
            exponents: (-2.0, 1.0),
        },
        Column {
            letters: ['b', 'd'],
            title: "Part of (a)",
            left: 566.0,
            rates: range([(81, 10), (44, 5)]),
            weights: (-0.5, 3.5),
            exponents: (-1.0, 0.5),
        },
    ];
    let mut table =
        Table::new("", &["panel", "learning_rate", "exponent", "lowest_iterate", "highest_iterate", "rows_visited"]);
    let mut arrays = Vec::new();
    for column in &columns {
        draw_column(&mut canvas, options, column, &doublings, (&mut table, &mut arrays))?;
    }
    legend_line(
        &mut canvas,
        (66.0, 680.0),
        &[
            (0.0, Sample::Line(REFERENCE, Dash::Fine), "certified period doublings".to_string()),
            (270.0, Sample::Line(BLUE, Dash::Solid), "Lyapunov exponent, median start".to_string()),
        ],
    )?;
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: format!(
            "Linear predictor (P1) on E2 (signed points 1, 2, −1), logistic loss. (a), (b): iterates {TRANSIENT} to {LAST} of \
             {STARTS} starts in [−3, 4] for each rate. (c), (d): the Lyapunov exponent over {MEASURED} steps after {TRANSIENT}, the \
             median of {MEASURED_STARTS} starts: 0 at each doubling, positive where nearby orbits part. Pictures are numerical. The upright lines \
             are certified: the rates of the first {count} period doublings (claim period-doubling), from η_crit (P5) on.",
            count = doublings.len(),
        ),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![table],
        arrays,
        citations: vec![sources::MENG],
    })
}

fn draw_column(
    canvas: &mut Canvas,
    options: &FigureOptions,
    column: &Column,
    doublings: &[f64],
    (table, arrays): (&mut Table, &mut Vec<FigureArray>),
) -> Result<(), FigureError> {
    let count = if options.quick { 209 } else { 836 };
    let family = || Family::Linear { points: Some(three_points().to_vec()) };
    let starts = range([(-3, 1), (4, 1)]);
    let grid = Grid::new(family(), LossName::Logistic, &column.rates, count, &starts, STARTS)?;
    let (lowest, highest) = column.weights;
    let window = Window::new(lowest, highest, if options.quick { 165 } else { 660 })?;
    let seen = diagram(&grid, &window, TRANSIENT, LAST, options.watch())?;
    let density = Density::from_columns(seen.rows, &seen.columns);
    arrays.extend(of_diagram(column.letters[0], grid.rates(), column.weights, &density));
    let sparse = Grid::new(family(), LossName::Logistic, &column.rates, count, &starts, MEASURED_STARTS)?;
    let growth = exponents(&sparse, TRANSIENT, MEASURED, options.watch())?;
    let median = |index: usize| -> f64 {
        let mut of_starts: Vec<f64> = growth.iter().skip(index).step_by(count).copied().flatten().collect();
        of_starts.sort_by(f64::total_cmp);
        of_starts.get(of_starts.len() / 2).copied().unwrap_or(f64::NAN)
    };
    let medians: Vec<f64> = (0..count).map(median).collect();

    let float = |value: &Rational| f64::from_exact(value, 53);
    let rate_axis = || Axis::linear("learning rate η", float(&column.rates.from), float(&column.rates.to));
    let inside: Vec<f64> = doublings
        .iter()
        .copied()
        .filter(|rate| *rate > float(&column.rates.from) && *rate < float(&column.rates.to))
        .collect();

    let area = Rectangle { left: column.left, top: 46.0, width: 418.0, height: 330.0 };
    let mut panel = Panel::new(
        canvas,
        column.letters[0],
        column.title,
        area,
        rate_axis(),
        Axis::linear("weight w", lowest, highest),
    )?;
    panel.canvas.image(&density.to_png()?, area);
    for rate in &inside {
        panel.threshold(*rate, "", Align::Centre)?;
    }
    panel.draw_frame()?;

    let area = Rectangle { left: column.left, top: 440.0, width: 418.0, height: 170.0 };
    let (from, to) = column.exponents;
    let mut panel =
        Panel::new(canvas, column.letters[1], "", area, rate_axis(), Axis::linear("exponent a step", from, to))?;
    panel.level(0.0)?;
    for rate in &inside {
        panel.threshold(*rate, "", Align::Centre)?;
    }
    let line: Vec<(f64, f64)> =
        grid.rates().iter().copied().zip(medians.iter().copied()).filter(|(_, value)| value.is_finite()).collect();
    panel.line(&line, BLUE, 1.0, Dash::Solid)?;
    panel.draw_frame()?;

    for (index, counts) in seen.columns.iter().enumerate().step_by(2) {
        let weight = |row: usize| highest - (highest - lowest) * (row as f64 + 0.5) / seen.rows as f64;
        let visited: Vec<usize> = (0..counts.len()).filter(|row| counts[*row] > 0).collect();
        let (Some(first), Some(last)) = (visited.first(), visited.last()) else { continue };
        let finite = medians[index].is_finite();
        table.push(vec![
            column.letters[0].to_string(),
            number(grid.rates()[index]),
            if finite { number(medians[index]) } else { String::new() },
            number(weight(*last)),
            number(weight(*first)),
            visited.len().to_string(),
        ]);
    }
    Ok(())
}
