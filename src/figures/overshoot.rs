//! Figure `overshoot`: how |w| approaches the logistic two-cycle on D0, and the orbit diagram over the rate.

use super::arrays::{FigureArray, of_diagram};
use super::axis::Axis;
use super::canvas::{Align, Canvas, Rectangle};
use super::density::Density;
use super::orbit;
use super::panel::{End, Panel, Sample, legend_line};
use super::style::{Dash, FIGURE_WIDTH, INK, Marker, SERIES_WIDTH, SeriesStyle, series};
use super::table::{Table, number};
use super::thresholds::{START_COUNTEREXAMPLE, two_cycle_amplitude};
use super::{Figure, FigureEntry, FigureError, FigureOptions, sources};
use crate::atlas::Range;
use crate::dynamics::{LinearPredictor, Weight};
use crate::maps::{Family, Grid, Window, diagram};
use crate::model::{Degenerate, LossName, Risk};
use rug::Rational;

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "overshoot",
    title: "Logistic loss on D0: overshoot of the two-cycle, and the orbit diagram",
    draw,
};

/// Two rates below eta_o and two above.
const RATES: [f64; 4] = [9.5, 10.9, 14.0, 40.0];
/// Start of panels (a) and (b): below w* for each of the rates, so that the start itself is not an overshoot.
const START: f64 = 0.5;
const STEPS: usize = 24;
/// The rate of the counterexample to the monotonicity in Theorem 1.2.
const COUNTEREXAMPLE_RATE: f64 = 40.0;
/// Range of the orbit diagram.
const DIAGRAM_RATES: (f64, f64) = (6.0, 16.0);
const DIAGRAM_WEIGHT: f64 = 5.0;

fn predictor(learning_rate: f64) -> LinearPredictor<f64, Degenerate<LossName>> {
    LinearPredictor { learning_rate, risk: Degenerate(LossName::Logistic), ntk_eigenvalue: 1.0 }
}

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let mut canvas = Canvas::new(FIGURE_WIDTH, 826)?;
    let approach = draw_approach(&mut canvas, options)?;
    let counterexample = draw_counterexample(&mut canvas, options)?;
    let (diagram, arrays) = draw_diagram(&mut canvas, options)?;
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: format!(
            "Linear predictor with the logistic loss on D0, (P1). (a) |w| relative to the amplitude w* of the two-cycle (P3), \
             from w₀ = ½: monotone for rates below {overshoot} (P4), alternating around it above. (b) The distance to w*; open \
             markers: |w| < w*, filled: |w| > w*. (c) η = 40, w₀ = 12: although η < {critical} (P2), the loss rises at every \
             second step, against the monotonicity in our reading of Theorem 1.2. (d) Iterates 8 to 80 of 400 starts in \
             [−5, 5]: all approach 0 for η ≤ 8 and ±w* above, fastest at η_o, where the multiplier of the two-cycle is 0.",
            overshoot = options.thresholds.overshoot.caption(),
            critical = options.thresholds.critical_counterexample.caption(),
        ),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![approach, counterexample, diagram],
        arrays: arrays.into(),
        citations: vec![sources::HUANG],
    })
}

fn draw_approach(canvas: &mut Canvas, options: &FigureOptions) -> Result<Table, FigureError> {
    let mut table = Table::new("approach", &["learning_rate", "overshoots", "step", "weight", "two_cycle", "distance"]);
    let mut series_points = Vec::new();
    for rate in RATES {
        let amplitude = two_cycle_amplitude(rate)?;
        let (rows, _) = orbit::observe(&predictor(rate), Weight { weight: START }, STEPS, f64::MAX);
        for (step, row) in rows.iter().enumerate() {
            table.push(vec![
                number(rate),
                (rate > options.thresholds.overshoot.value).to_string(),
                step.to_string(),
                number(row.output),
                number(amplitude),
                number(row.output.abs() - amplitude),
            ]);
        }
        let ratios: Vec<f64> = rows.iter().map(|row| row.output.abs() / amplitude).collect();
        series_points.push(ratios);
    }

    let area = |left| Rectangle { left, top: 46.0, width: 246.0, height: 240.0 };
    let steps = || Axis::linear("step", 0.0, STEPS as f64);
    let ratio_axis = Axis::linear("|w| / w*", 0.0, 1.6);
    let mut panel = Panel::new(canvas, 'a', "|w| from w₀ = ½", area(66.0), steps(), ratio_axis)?;
    panel.level(1.0)?;
    for (index, ratios) in series_points.iter().enumerate() {
        let points: Vec<(f64, f64)> = ratios.iter().enumerate().map(|(t, ratio)| (t as f64, *ratio)).collect();
        panel.curve(&points, series(index), End::Plain, index % 3, 3)?;
    }
    panel.draw_frame()?;
    let mut entries: Vec<(f64, Sample, String)> = RATES
        .iter()
        .enumerate()
        .map(|(index, rate)| {
            let relation = if *rate < options.thresholds.overshoot.value { "<" } else { ">" };
            (160.0 * index as f64, Sample::Series(series(index)), format!("η = {rate} {relation} η_{{o}}"))
        })
        .collect();
    entries.push((690.0, Sample::Mark(Marker::Circle, INK), "|w| < w*".to_string()));
    entries.push((800.0, Sample::Mark(Marker::Disc, INK), "|w| > w* in (b)".to_string()));
    legend_line(panel.canvas, (66.0, 356.0), &entries)?;

    let distance_axis = Axis::logarithmic("distance | |w| − w* | / w*", 1e-8, 1.0);
    let mut panel = Panel::new(canvas, 'b', "Distance to the two-cycle", area(396.0), steps(), distance_axis)?;
    for (index, ratios) in series_points.iter().enumerate() {
        let distance = |below: bool| -> Vec<(f64, f64)> {
            let chosen = ratios.iter().enumerate().filter(|(_, ratio)| (**ratio < 1.0) == below);
            chosen.map(|(t, ratio)| (t as f64, (ratio - 1.0).abs())).collect()
        };
        let all: Vec<(f64, f64)> = ratios.iter().enumerate().map(|(t, r)| (t as f64, (r - 1.0).abs())).collect();
        panel.line(&all, series(index).colour, SERIES_WIDTH, series(index).dash)?;
        panel.points(&distance(true), Marker::Circle, 3.2, series(index).colour)?;
        panel.points(&distance(false), Marker::Disc, 3.4, series(index).colour)?;
    }
    panel.draw_frame()?;
    Ok(table)
}

fn draw_counterexample(canvas: &mut Canvas, options: &FigureOptions) -> Result<Table, FigureError> {
    let mut table = Table::new("counterexample", &["learning_rate", "step", "weight", "two_cycle", "loss"]);
    let amplitude = two_cycle_amplitude(COUNTEREXAMPLE_RATE)?;
    let limit = Degenerate(LossName::Logistic).value(amplitude);
    let (rows, _) =
        orbit::observe(&predictor(COUNTEREXAMPLE_RATE), Weight { weight: START_COUNTEREXAMPLE }, 12, f64::MAX);
    let mut points = Vec::new();
    for (step, row) in rows.iter().enumerate() {
        let values = [row.output, amplitude, row.loss].map(number);
        table.push([vec![number(COUNTEREXAMPLE_RATE), step.to_string()], values.to_vec()].concat());
        points.push((step as f64, row.loss));
    }
    let area = Rectangle { left: 726.0, top: 46.0, width: 222.0, height: 240.0 };
    let loss_axis = Axis::linear("loss L", 3.5, 6.5);
    let mut panel = Panel::new(canvas, 'c', "η = 40, w₀ = 12", area, Axis::linear("step", 0.0, 12.0), loss_axis)?;
    panel.level(limit)?;
    panel.note("L(w*)", (12.0, limit), (5.0, 0.0), Align::Left)?;
    let style = SeriesStyle { dash: Dash::Solid, ..series(3) };
    panel.curve(&points, style, End::Plain, 0, 1)?;
    panel.note(
        &format!("η < {}", options.thresholds.critical_counterexample.equation()),
        (6.0, 6.25),
        (0.0, 0.0),
        Align::Centre,
    )?;
    panel.draw_frame()?;
    Ok(table)
}

/// Iterates counted by rate and weight.
fn density(width: usize, height: usize, starts: usize, options: &FigureOptions) -> Result<Density, FigureError> {
    let range = |from: f64, to: f64| Range {
        from: Rational::from_f64(from).unwrap_or_default(),
        to: Rational::from_f64(to).unwrap_or_default(),
    };
    let rates = range(DIAGRAM_RATES.0, DIAGRAM_RATES.1);
    let weights = range(-DIAGRAM_WEIGHT, DIAGRAM_WEIGHT);
    let grid = Grid::new(Family::Linear { points: None }, LossName::Logistic, &rates, width, &weights, starts)?;
    let window = Window::new(-DIAGRAM_WEIGHT, DIAGRAM_WEIGHT, height)?;
    Ok(Density::from_columns(height, &diagram(&grid, &window, 8, 80, options.watch())?.columns))
}

fn draw_diagram(canvas: &mut Canvas, options: &FigureOptions) -> Result<(Table, [FigureArray; 3]), FigureError> {
    let area = Rectangle { left: 66.0, top: 432.0, width: 906.0, height: 340.0 };
    let (width, height) = if options.quick { (302, 170) } else { (906, 340) };
    let density = density(width, height, 400, options)?;
    let rate_axis = Axis::linear("learning rate η", DIAGRAM_RATES.0, DIAGRAM_RATES.1);
    let weight_axis = Axis::linear("weight w", -DIAGRAM_WEIGHT, DIAGRAM_WEIGHT);
    let mut panel = Panel::new(canvas, 'd', "Orbit diagram", area, rate_axis, weight_axis)?;
    panel.canvas.image(&density.to_png()?, area);

    let thresholds = &options.thresholds;
    panel.threshold(thresholds.stability_logistic.value, &thresholds.stability_logistic.equation(), Align::Centre)?;
    panel.threshold(thresholds.overshoot.value, &thresholds.overshoot.equation(), Align::Centre)?;
    panel.draw_frame()?;

    // The image has a quarter of a million cells; its table keeps, for each rate, what the cells show.
    let mut table = Table::new("diagram", &["learning_rate", "two_cycle", "lowest_iterate", "highest_iterate"]);
    let (from, to) = DIAGRAM_RATES;
    let rates: Vec<f64> =
        (0..density.width).map(|column| from + (to - from) * (column as f64 + 0.5) / density.width as f64).collect();
    let arrays = of_diagram('d', &rates, (-DIAGRAM_WEIGHT, DIAGRAM_WEIGHT), &density);
    for (column, rate) in rates.into_iter().enumerate() {
        let filled: Vec<usize> =
            (0..density.height).filter(|row| density.counts[row * density.width + column] > 0).collect();
        let weight = |row: usize| DIAGRAM_WEIGHT - 2.0 * DIAGRAM_WEIGHT * (row as f64 + 0.5) / density.height as f64;
        let (Some(first), Some(last)) = (filled.first(), filled.last()) else { continue };
        let values = [rate, two_cycle_amplitude(rate)?, weight(*last), weight(*first)];
        table.push(values.map(number).to_vec());
    }
    Ok((table, arrays))
}
