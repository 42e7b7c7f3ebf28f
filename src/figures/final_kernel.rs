//! Figure `final-kernel`: how flat the minimum is that the two-layer network ends in.

use super::arrays::{FigureArray, Numbers};
use super::axis::Axis;
use super::canvas::{Canvas, Rectangle};
use super::colour_bar::draw_colour_bar;
use super::panel::{Panel, Sample, legend_line};
use super::raster::{Raster, ramp};
use super::style::{Colour, Dash, FIGURE_WIDTH, INK, PAPER};
use super::table::{Table, number};
use super::two_layer_basins::{axes, chart_title, charts, lambda_text, resolution};
use super::{Figure, FigureEntry, FigureError, FigureOptions, sources};
use crate::arithmetic::FromExact;
use crate::maps::{End, Grid, Limits, SeenFate, ends};
use crate::model::LossName;
use crate::theory::thresholds::{lazy_rate, sharpness_at_minimum};

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "final-kernel",
    title: "Two-layer network on D0: the kernel at the end over learning rates and outputs at the start",
    draw,
};

/// Steps that an orbit may take.
const STEPS: u32 = 4000;
/// The smallest and the largest lambda of the colours in (a) and (b), which are logarithmic: beyond a rate of 10 little is left.
const LAMBDAS: (f64, f64) = (1e-3, 3.0);
/// The largest eta kappa lambda that a stable minimum has: that of the colours in (c) and (d).
const TOP_SHARPNESS: f64 = 2.0;
/// From flat to sharp, its lightness rising evenly.
const STOPS: [Colour; 5] = [
    Colour(0x0C, 0x14, 0x45),
    Colour(0x1F, 0x4E, 0x99),
    Colour(0x2A, 0x92, 0xA6),
    Colour(0x86, 0xC8, 0x86),
    Colour(0xFB, 0xEA, 0x6B),
];
const SHADES: usize = 128;
const DIVERGENT: Colour = Colour(0xC4, 0xC4, 0xC8);

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let mut canvas = Canvas::new(FIGURE_WIDTH, 946)?;
    let (columns, rows) = resolution(options);
    let lambda_axis = Axis::logarithmic("λ_{∞}, (a) and (b)", LAMBDAS.0, LAMBDAS.1);
    let mut cells = Table::new("cells", &["loss", "learning_rate", "output", "phase", "lambda", "eta_sharpness"]);
    let mut largest = Table::new("largest", &["loss", "phase", "converged", "largest_lambda", "largest_eta_sharpness"]);
    let mut most = 0.0_f64;
    let mut arrays = Vec::new();
    let charts = charts(&options.parameters)?;
    for (side, chart) in charts.iter().enumerate() {
        let title = chart_title(chart);
        let grid = Grid::over_chart(chart, columns, rows)?;
        let seen = ends(&grid, &Limits::steps(STEPS), options.watch())?;
        let relative =
            |index: usize| grid.rates()[index % columns] * sharpness_at_minimum(&chart.loss, seen[index].lambda);
        // What is shown of a cell, as a share of the colours.
        let shown: [&dyn Fn(usize) -> f64; 2] =
            [&|index| lambda_axis.fraction(seen[index].lambda).max(0.0), &|index| relative(index) / TOP_SHARPNESS];
        for (row, value) in shown.iter().enumerate() {
            let letter = ['a', 'b', 'c', 'd'][2 * row + side];
            let area = Rectangle {
                left: 66.0 + 500.0 * side as f64,
                top: 46.0 + 440.0 * row as f64,
                width: 418.0,
                height: 310.0,
            };
            let [rates, outputs] = axes(chart);
            let heading = if row == 0 { format!("{title}: λ_{{∞}}") } else { "ηκλ_{∞}".to_string() };
            let mut panel = Panel::new(&mut canvas, letter, &heading, area, rates, outputs)?;
            panel.canvas.image(&picture(&seen, columns, value).to_png()?, area);
            let lazy = lazy_rate(&chart.loss, f64::from_exact(&chart.fixed, 53));
            panel.line(&[(lazy, 0.0), (lazy, 1e3)], PAPER, 2.4, Dash::Solid)?;
            panel.line(&[(lazy, 0.0), (lazy, 1e3)], INK, 1.2, Dash::Fine)?;
            panel.draw_frame()?;
        }
        tabulate(&mut cells, chart.loss, &grid, &seen, &relative);
        let panel = ['a', 'b'][side];
        arrays.extend(FigureArray::axes(panel, "output", &grid));
        arrays.extend(FigureArray::ends(panel, &grid, &seen));
        let kernels = seen.iter().map(|end| if end.seen.converged() { end.lambda as f32 } else { f32::NAN }).collect();
        let meaning = "kernel at the end of orbits that converge; times the learning rate and kappa in the panel below";
        arrays.push(FigureArray::on_grid(panel, "lambda", meaning, &grid, Numbers::Singles(kernels)));
        for fate in [SeenFate::Lazy, SeenFate::Catapult] {
            let chosen: Vec<usize> = (0..seen.len()).filter(|index| seen[*index].seen == fate).collect();
            let top = |value: &dyn Fn(usize) -> f64| chosen.iter().map(|index| value(*index)).fold(0.0, f64::max);
            most = most.max(top(&relative));
            largest.push(vec![
                chart.loss.to_string(),
                fate.name().to_string(),
                chosen.len().to_string(),
                number(top(&|index| seen[index].lambda)),
                number(top(&relative)),
            ]);
        }
    }
    let colours = ramp(&STOPS, SHADES);
    draw_colour_bar(&mut canvas, (66.0, 404.0), 300.0, &colours, &lambda_axis)?;
    draw_colour_bar(
        &mut canvas,
        (66.0, 844.0),
        300.0,
        &colours,
        &Axis::linear("ηκλ_{∞}, (c) and (d)", 0.0, TOP_SHARPNESS),
    )?;
    legend_line(
        &mut canvas,
        (66.0, 920.0),
        &[
            (0.0, Sample::Fill(DIVERGENT), "diverges".to_string()),
            (120.0, Sample::Fill(PAPER), format!("end not seen within {STEPS} steps")),
            (400.0, Sample::Line(INK, Dash::Fine), "η_{lazy} = 2/(κλ₀), (T6)".to_string()),
        ],
    )?;
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: format!(
            "Two-layer linear network on D0, (T1) and (T2), {lambda}; numerical: {columns} x {rows} orbits a panel, each until \
             |f| < 10⁻⁹ with ηκλ < 2, at most {STEPS} steps. (a), (b): the kernel λ∞ at the end, on a logarithmic scale, the darkest 10⁻³ or less. (c), (d): the sharpness \
             h = κλ∞ (T5) of that minimum times η: by (T7) at most 2, the limit of stability, half of the 4 in Theorem 2 (an \
             orbit counts as ended below 2 only; the largest seen is {most:.6}). Below η_lazy small outputs almost keep their kernel; beyond, the kernel at the end \
             ranges over all values up to that limit, in folds that pile up towards the border of divergence, so a larger rate need not \
             end flatter. On the white curves almost no kernel is left, and f needs more than {STEPS} steps.",
            lambda = lambda_text(&charts),
        ),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![largest, cells],
        arrays,
        citations: vec![sources::HUANG, sources::LEWKOWYCZ],
    })
}

fn picture(seen: &[End], columns: usize, share: &dyn Fn(usize) -> f64) -> Raster {
    let palette = [PAPER, DIVERGENT].into_iter().chain(ramp(&STOPS, SHADES)).collect();
    let cells: Vec<u8> = seen
        .iter()
        .enumerate()
        .map(|(index, end)| match end.seen {
            SeenFate::Lazy | SeenFate::Catapult => {
                2 + (share(index) * (SHADES - 1) as f64).round().clamp(0.0, (SHADES - 1) as f64) as u8
            }
            SeenFate::Divergent => 1,
            SeenFate::Oscillating(_) | SeenFate::Undecided => 0,
        })
        .collect();
    Raster::from_below(columns, &cells, palette)
}

fn tabulate(table: &mut Table, loss: LossName, grid: &Grid, seen: &[End], relative: &dyn Fn(usize) -> f64) {
    let (columns, rows) = (grid.rates().len(), grid.starts().len());
    for row in (rows / 30..rows).step_by(rows / 15) {
        for column in (columns / 76..columns).step_by(columns / 38) {
            let index = row * columns + column;
            let converged = |value: f64| if seen[index].seen.converged() { number(value) } else { String::new() };
            table.push(vec![
                loss.to_string(),
                number(grid.rates()[column]),
                number(grid.starts()[row]),
                seen[index].seen.name().to_string(),
                converged(seen[index].lambda),
                converged(relative(index)),
            ]);
        }
    }
}
