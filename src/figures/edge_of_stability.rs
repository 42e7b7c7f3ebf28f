//! Figure `edge-of-stability`: on partially separable data two layers are driven to the edge of stability at every rate, (G8).

use super::axis::Axis;
use super::canvas::{Canvas, Rectangle};
use super::descent::six_digits;
use super::panel::{End, Panel, Sample, legend};
use super::style::{FIGURE_WIDTH, series};
use super::table::{Table, number};
use super::{Figure, FigureEntry, FigureError, FigureOptions, sources};
use crate::dynamics::{Descent, Equations, GramSystem};
use crate::model::LossName;
use crate::progress::{Interrupted, Progress, Watch};
use rayon::prelude::*;
use rug::Rational;

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "edge-of-stability",
    title: "Partially separable data drive two layers to the edge of stability at every rate",
    draw,
};

const LOSS: LossName = LossName::Logistic;
/// Signed points: the first two are not separable, the third is separable from them.
const POINTS: [[i32; 2]; 3] = [[1, 0], [-1, 0], [0, 1]];
/// The start, in sixths: rows of W1, and w2.
const FIRST: [[i32; 2]; 5] = [[3, 2], [-2, 3], [2, -3], [3, 1], [-2, 1]];
const SECOND: [i32; 5] = [3, -2, 1, 4, -3];
const RATES: [i32; 4] = [1, 2, 4, 6];
const STEPS: u64 = 100_000;
const QUICK_STEPS: u64 = 2_000;
/// Steps that are shown for each doubling.
const EACH_DOUBLING: u32 = 24;
/// Steps between two questions whether to go on.
const WATCHED: u64 = 1 << 12;

/// A step that is shown.
struct Seen {
    step: u64,
    /// eta times the sharpness.
    scaled: f64,
    /// The loss above its infimum.
    excess: f64,
}

fn problem(rate: i32) -> Result<Descent<GramSystem>, FigureError> {
    let sixth = |value: i32| Rational::from((value, 6));
    let points = POINTS.map(|z| (z.map(Rational::from).to_vec(), 1)).to_vec();
    let first = FIRST.map(|row| row.map(sixth).to_vec());
    let second = SECOND.map(sixth);
    let descent = Descent::two_layer_from_weights(LOSS, Rational::from(rate), points, &first, &second);
    descent.map_err(|error| FigureError::Drawing(error.to_string()))
}

fn run(rate: i32, steps: u64, watch: Watch<'_>) -> Result<Vec<Seen>, FigureError> {
    let descent = problem(rate)?;
    let equations = descent.equations::<f64>(53);
    let mut state = descent.start_in::<f64>(53);
    let mut seen = Vec::new();
    let mut next = 1;
    for step in 0..=steps {
        if step >= next {
            let scaled = six_digits(f64::from(rate) * equations.sharpness(&state));
            seen.push(Seen { step, scaled, excess: equations.loss(&state) - infimum() });
            next = step + 1 + step / u64::from(EACH_DOUBLING);
        }
        if step.is_multiple_of(WATCHED) && watch(&Progress { done: step, total: steps, note: "" }).is_break() {
            return Err(Interrupted.into());
        }
        state = equations.step(state);
    }
    Ok(seen)
}

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let steps = if options.quick { QUICK_STEPS } else { STEPS };
    let runs = RATES.par_iter().map(|rate| run(*rate, steps, options.watch()));
    let runs: Vec<Vec<Seen>> = runs.collect::<Result<_, FigureError>>()?;
    let mut canvas = Canvas::new(FIGURE_WIDTH, 440)?;
    let mut table = Table::new("", &["learning_rate", "step", "scaled_sharpness", "excess_loss"]);
    for (rate, run) in RATES.iter().zip(&runs) {
        for Seen { step, scaled, excess } in run {
            table.push(vec![rate.to_string(), step.to_string(), number(*scaled), number(six_digits(*excess))]);
        }
    }
    let log_steps = || Axis::logarithmic("step t", 1.0, steps as f64);
    let scaled: fn(&Seen) -> f64 = |seen| seen.scaled;
    let excess: fn(&Seen) -> f64 = |seen| seen.excess;
    let panels = [
        ('a', "η times the sharpness", 66.0, Axis::linear("η × sharpness", 0.0, 3.0), scaled),
        ('b', "Excess of the loss", 476.0, Axis::logarithmic("excess loss", 1e-7, 1.0), excess),
    ];
    for (letter, title, left, axis, value) in panels {
        let area = Rectangle { left, top: 46.0, width: 330.0, height: 320.0 };
        let mut panel = Panel::new(&mut canvas, letter, title, area, log_steps(), axis)?;
        if letter == 'a' {
            panel.level(2.0)?;
        }
        for (index, run) in runs.iter().enumerate() {
            let curve: Vec<(f64, f64)> = run.iter().map(|seen| (seen.step as f64, value(seen))).collect();
            panel.curve(&curve, series(index), End::Plain, 5 * index, 20)?;
        }
        panel.draw_frame()?;
    }
    let entries: Vec<(Sample, String)> =
        RATES.iter().enumerate().map(|(index, rate)| (Sample::Series(series(index)), format!("η = {rate}"))).collect();
    legend(&mut canvas, (830.0, 46.0), &entries)?;
    let ends: Vec<String> = RATES
        .iter()
        .zip(&runs)
        .filter_map(|(rate, run)| {
            let last = run.last()?;
            Some(format!("{rate}: {:.4} and {:.2e}", last.scaled, last.excess))
        })
        .collect();
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: format!(
            "Two layers of width 5 on z = (1,0), (-1,0), (0,1), logistic loss, (G1) and (G2) in doubles, from one start. The first two points are \
             not separable, the third is. By (G8) the largest η × sharpness between steps has a limit superior of at least 2 (the line in (a)) at \
             every rate, so that no rate settles below the edge of stability, however long it takes to get there; the loss goes to its infimum, 2 log 2/3. At the last of \
             {steps} steps η × sharpness and the excess of the loss are, by the rate, {}. Numerical.",
            ends.join("; ")
        ),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![table],
        arrays: Vec::new(),
        citations: vec![sources::HUANG, sources::JI],
    })
}

/// The infimum of the loss: the third point costs nothing in the end, and the others log 2 each.
fn infimum() -> f64 {
    2.0 * std::f64::consts::LN_2 / 3.0
}
