//! Figure `exact-hit`: an orbit that converges, and that double precision reports as divergent.

use super::axis::Axis;
use super::canvas::{Align, Canvas, Rectangle};
use super::panel::{End, Panel, Sample, legend_line};
use super::style::{FIGURE_WIDTH, series};
use super::table::{Table, number};
use super::{Figure, FigureEntry, FigureError, FigureOptions, sources};
use crate::arithmetic::FromExact;
use crate::dynamics::Problem;
use crate::dynamics::orbit::{Arithmetic, ExactOrEnclosed, State, run};
use crate::model::LossName;
use rug::Rational;
use std::ops::ControlFlow;

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "exact-hit",
    title: "Where rounding misleads: a start that lands exactly on an unstable minimum",
    draw: draw_entry,
};

const STEPS: u64 = 40;

/// Where an exact zero is drawn, just above the bottom of the logarithmic axis.
const ZERO: f64 = 1e-19;

/// Squared loss, m = 1, eta = 1/10, p = 49/(9 eta), q = 25/(9 eta): (T3) gives a = 2/3 at the start, and p = q after two steps.
pub fn problem() -> Problem {
    let [eta, lambda, output] = [(1, 10), (370, 9), (20, 3)].map(Rational::from);
    Problem::two_layer(LossName::Squared, eta, 1.into(), lambda, output)
}

/// |f| and lambda of each step, as far as the arithmetic goes.
fn observe(arithmetic: Arithmetic) -> Result<Vec<[f64; 2]>, FigureError> {
    let float = |value: &Rational| f64::from_exact(value, 53);
    let mut rows = Vec::new();
    run(&problem(), arithmetic, STEPS, 1, |_, state| {
        rows.extend(state.map(|state| match state {
            // output and lambda come first
            State::Numerical(seen) => [seen[0].abs(), seen[1]],
            State::Certified(seen) => [&seen[0], &seen[1]].map(|ball| ball.midpoint().to_f64().abs()),
            State::Exact(seen) => [&seen[0], &seen[1]].map(|value| match value {
                ExactOrEnclosed::Exact(value) => float(value).abs(),
                ExactOrEnclosed::Enclosed(ball) => ball.midpoint().to_f64().abs(),
            }),
        }));
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

fn draw_entry(_options: &FigureOptions) -> Result<Figure, FigureError> {
    let runs = [("exact fractions", observe(Arithmetic::Exact)?), ("double precision", observe(Arithmetic::F64)?)];
    let mut table = Table::new("", &["arithmetic", "step", "output_size", "lambda"]);
    for (name, rows) in &runs {
        for (step, [output, lambda]) in rows.iter().enumerate() {
            table.push(vec![(*name).into(), step.to_string(), number(*output), number(*lambda)]);
        }
    }

    let mut canvas = Canvas::new(FIGURE_WIDTH, 392)?;
    let area = |left| Rectangle { left, top: 46.0, width: 418.0, height: 240.0 };
    let panels = [
        ('a', "Output", 66.0, Axis::logarithmic("|f|", 1e-20, 1e8)),
        ('b', "Kernel", 566.0, Axis::logarithmic("λ", 1.0, 1e8)),
    ];
    for (column, (letter, title, left, axis)) in panels.into_iter().enumerate() {
        let steps = Axis::linear("step", 0.0, STEPS as f64);
        let mut panel = Panel::new(&mut canvas, letter, title, area(left), steps, axis)?;
        for (index, (_, rows)) in runs.iter().enumerate() {
            let end = if (rows.len() as u64) <= STEPS { End::Divergent } else { End::Plain };
            let points: Vec<(f64, f64)> =
                rows.iter().enumerate().map(|(step, row)| (step as f64, row[column].max(ZERO))).collect();
            panel.curve(&points, series(index), end, index, 4)?;
        }
        if column == 0 {
            panel.note("f = 0 exactly from step 2 on", (3.0, 3e-18), (10.0, -4.0), Align::Left)?;
        }
        panel.draw_frame()?;
    }
    let entries: Vec<(f64, Sample, String)> = runs
        .iter()
        .enumerate()
        .map(|(index, (name, _))| (260.0 * index as f64, Sample::Series(series(index)), (*name).to_owned()))
        .collect();
    legend_line(&mut canvas, (66.0, 358.0), &entries)?;
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.into(),
        caption: "Two-layer network on D0, squared loss, m = 1, η = 1/10, λ₀ = 370/9, f₀ = 20/3. In exact fractions the orbit lands \
                  on f = 0 at step 2 and stays (T3): it converges, to a minimum with ηλ > 2, which repels all its neighbours. \
                  Rounding makes double precision miss it by about 10⁻¹⁵, and the run diverges (arrow heads). `catapult \
                  classify` proves the exact answer. Values in exact fractions are exact, rounded only to be drawn; f = 0 is drawn at \
                  the foot of (a)."
            .into(),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![table],
        arrays: Vec::new(),
        citations: vec![sources::LEWKOWYCZ],
    })
}
