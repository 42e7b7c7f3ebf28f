//! Figure `linear-curves`: learning curves of the linear predictor on D0 and E2 below, at and above the thresholds.

use super::axis::Axis;
use super::canvas::{Canvas, Rectangle};
use super::orbit;
use super::panel::{End, Panel, Sample, legend};
use super::style::{FIGURE_WIDTH, series};
use super::table::{Table, number};
use super::thresholds::{START_EXPONENTIAL, START_LOGISTIC, three_point_risk};
use super::{Figure, FigureEntry, FigureError, FigureOptions, Threshold, sources};
use crate::dynamics::{LinearPredictor, Weight};
use crate::model::{Degenerate, LossName, Risk};

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "linear-curves",
    title: "Linear predictor: learning curves below, at and above the thresholds",
    draw,
};

const STEPS: usize = 40;
/// Start on E2, near the minimisers (0.42 and 0.76) so that the threshold of the minimum is what is seen.
const START_THREE_POINT: f64 = 0.5;
/// Losses beyond this count as divergent.
const LARGEST_LOSS: f64 = 1e6;

/// One rate of a panel.
struct Rate {
    value: f64,
    label: String,
    regime: &'static str,
}

/// Rates at given multiples of a threshold.
fn multiples(threshold: &Threshold, factors: &[f64]) -> Vec<Rate> {
    let rate = |factor: &f64| {
        let (regime, label) = match *factor {
            x if x < 1.0 => ("below", format!("{x} {}", threshold.label)),
            x if x > 1.0 => ("above", format!("{x} {}", threshold.label)),
            _ => ("at", threshold.label.clone()),
        };
        Rate { value: factor * threshold.value, label: format!("η = {label}"), regime }
    };
    factors.iter().map(rate).collect()
}

/// The rates of the logistic loss on D0: around 8 and around (P2).
fn logistic_rates(stability: &Threshold, critical: &Threshold) -> Vec<Rate> {
    let plain = |value: f64, regime, relation: &str| Rate { value, label: format!("η = {value}{relation}"), regime };
    vec![
        plain(6.0, "below", " < 8"),
        plain(stability.value, "at-stability", ""),
        plain(12.0, "between", ""),
        Rate { value: critical.value, label: format!("η = {}", critical.label), regime: "at" },
        plain(24.0, "above", &format!(" > {}", critical.label)),
    ]
}

/// What a panel shows.
struct Content<R> {
    letter: char,
    title: &'static str,
    table: &'static str,
    risk: R,
    minimiser: f64,
    ntk_eigenvalue: f64,
    start: f64,
    heading: String,
    rates: Vec<Rate>,
}

fn panel<R: Risk<f64> + Clone>(
    canvas: &mut Canvas,
    corner: (f64, f64),
    content: Content<R>,
) -> Result<Table, FigureError> {
    let mut table = Table::new(content.table, &["learning_rate", "regime", "step", "weight", "loss", "excess_loss"]);
    let area = Rectangle { left: corner.0, top: corner.1, width: 268.0, height: 230.0 };
    let steps = Axis::linear("step", 0.0, STEPS as f64);
    let excess = Axis::logarithmic("excess loss L − L(w*)", 1e-6, 1e2);
    let mut panel = Panel::new(canvas, content.letter, content.title, area, steps, excess)?;
    let least = content.risk.value(content.minimiser);
    let mut entries = vec![(Sample::Heading, content.heading)];
    for (index, rate) in content.rates.into_iter().enumerate() {
        let map = LinearPredictor {
            learning_rate: rate.value,
            risk: content.risk.clone(),
            ntk_eigenvalue: content.ntk_eigenvalue,
        };
        let (rows, divergent) = orbit::observe(&map, Weight { weight: content.start }, STEPS, LARGEST_LOSS);
        let points: Vec<(f64, f64)> = rows.iter().enumerate().map(|(t, row)| (t as f64, row.loss - least)).collect();
        for ((step, row), (_, above)) in rows.iter().enumerate().zip(&points) {
            table.push(vec![
                number(rate.value),
                rate.regime.to_string(),
                step.to_string(),
                number(row.output),
                number(row.loss),
                number(*above),
            ]);
        }
        let end = if divergent { End::Divergent } else { End::Plain };
        panel.curve(&points, series(index), end, index + 1, 7)?;
        entries.push((Sample::Series(series(index)), rate.label));
    }
    panel.draw_frame()?;
    legend(panel.canvas, (area.right() + 12.0, area.top), &entries)?;
    Ok(table)
}

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let thresholds = &options.thresholds;
    let mut canvas = Canvas::new(FIGURE_WIDTH, 680)?;
    let (left, right, upper, lower) = (66.0, 566.0, 46.0, 386.0);
    let degenerate = |letter, title, table, loss, start, heading, rates| Content {
        letter,
        title,
        table,
        risk: Degenerate(loss),
        minimiser: 0.0,
        ntk_eigenvalue: 1.0,
        start,
        heading,
        rates,
    };
    let three_point = |letter, title, table, loss, minimiser, threshold: &Threshold, factors: &[f64]| Content {
        letter,
        title,
        table,
        risk: three_point_risk(loss),
        minimiser,
        ntk_eigenvalue: 2.0,
        start: START_THREE_POINT,
        heading: threshold.equation(),
        rates: multiples(threshold, factors),
    };
    let exponential = degenerate(
        'a',
        "D0, exponential loss, w₀ = 1",
        "d0-exponential",
        LossName::Exponential,
        START_EXPONENTIAL,
        thresholds.critical_exponential.equation(),
        multiples(&thresholds.critical_exponential, &[0.3, 0.95, 1.0, 1.05, 1.3]),
    );
    let logistic = degenerate(
        'b',
        "D0, logistic loss, w₀ = 4",
        "d0-logistic",
        LossName::Logistic,
        START_LOGISTIC,
        thresholds.critical_logistic.equation(),
        logistic_rates(&thresholds.stability_logistic, &thresholds.critical_logistic),
    );
    let three_exponential = three_point(
        'c',
        "E2, exponential loss, w₀ = ½",
        "e2-exponential",
        LossName::Exponential,
        thresholds.minimiser_exponential,
        &thresholds.three_point_exponential,
        &[0.6, 0.95, 1.0, 1.05, 1.3],
    );
    let three_logistic = three_point(
        'd',
        "E2, logistic loss, w₀ = ½",
        "e2-logistic",
        LossName::Logistic,
        thresholds.minimiser_logistic,
        &thresholds.three_point_logistic,
        &[0.6, 0.95, 1.0, 1.2, 2.0],
    );
    let tables = vec![
        panel(&mut canvas, (left, upper), exponential)?,
        panel(&mut canvas, (right, upper), logistic)?,
        panel(&mut canvas, (left, lower), three_exponential)?,
        panel(&mut canvas, (right, lower), three_logistic)?,
    ];
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: "Gradient descent (P1) of the linear predictor f(x) = w x. (a), (b): on D0 the critical rate of the start is (P2). \
                  Exponential loss: below it the loss falls to its minimum, at it the orbit is the exact 2-cycle ±w₀, above it the \
                  loss diverges (arrow heads). Logistic loss: below 8 the loss falls to log 2, at 8 algebraically slowly; above 8 \
                  it ends at the loss of the 2-cycle (P3), which for a rate at (P2) is the start itself. (c), (d): on E2 the \
                  minimum loses stability at (P5); above, the exponential loss diverges and the logistic one stays bounded, first \
                  on a 2-cycle and at twice the threshold without a visible period."
            .to_string(),
        svg: canvas.into_svg(ENTRY.title),
        tables,
        arrays: Vec::new(),
        citations: vec![sources::HUANG, sources::MENG],
    })
}
