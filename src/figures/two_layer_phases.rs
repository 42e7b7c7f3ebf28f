//! Figure `two-layer-phases`: the two-layer network on D0: loss and lambda over steps, and where they end.

use super::axis::Axis;
use super::canvas::{Align, Canvas, Rectangle};
use super::orbit;
use super::panel::{End, Panel, Sample, capitalised, legend_line};
use super::style::{BLUE, Colour, Dash, FIGURE_WIDTH, INK, Marker, REFERENCE, SERIES_WIDTH, VERMILION, series};
use super::sweep::{EndState, Start, end_states, first_divergent_rate, rounded};
use super::table::{Table, number};
use super::thresholds::INITIAL_LAMBDA;
use super::{Figure, FigureEntry, FigureError, FigureOptions, Parameters, Threshold, sources};
use crate::arithmetic::FromExact;
use crate::atlas::Range;
use crate::dynamics::{Observation, Problem, TwoLayer, TwoLayerState};
use crate::maps::SeenFate;
use crate::model::{Degenerate, LossName, Risk};
use crate::progress::{Watch, uncounted};
use crate::theory::thresholds::{exact_two_over_kappa, flatness_bound, paper_flatness_bound};
use rug::Rational;

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "two-layer-phases",
    title: "Two-layer network on D0: loss, kernel and their ends against the learning rate",
    draw,
};

/// f at step 0.
const INITIAL_OUTPUT: f64 = 0.5;
/// Losses beyond this count as divergent.
const LARGEST_LOSS: f64 = 1e12;
/// Steps that a run of the sweep may take.
const BUDGET: u32 = 100_000;

/// Steps within which the first rate that diverges is looked for.
const SEARCH_BUDGET: u32 = 4_000;
/// What the paper's values show besides.
const OBSERVATION: &str =
    " Larger rates do not always end flatter: in (f), λ∞ is nearly 0 at η ≈ 20.4 and 0.19 at η ≈ 23.3.";

/// Behind rates that diverge.
const DIVERGENT_SHADE: Colour = Colour(0xD0, 0xD0, 0xD0);
/// Behind rates whose end was not seen within the budget.
const UNDECIDED_SHADE: Colour = Colour(0xF6, 0xDF, 0xA4);

/// One column of the figure.
struct Column {
    loss: LossName,
    width: f64,
    lambda: f64,
    output: f64,
    letters: [char; 3],
    left: f64,
    rates: [f64; 5],
    steps: usize,
    sweep: (f64, f64),
    lazy: Threshold,
}

impl Column {
    fn start(&self) -> Start {
        Start { loss: self.loss, width: self.width, lambda: self.lambda, output: self.output }
    }

    fn area(&self, top: f64, height: f64) -> Rectangle {
        Rectangle { left: self.left, top, width: 418.0, height }
    }
}

/// The columns of the paper's values.
fn columns(options: &FigureOptions) -> [Column; 2] {
    [
        Column {
            loss: LossName::Exponential,
            width: 10.0,
            lambda: INITIAL_LAMBDA,
            output: INITIAL_OUTPUT,
            letters: ['a', 'c', 'e'],
            left: 66.0,
            rates: [0.8, 1.05, 1.15, 1.25, 1.4],
            steps: 20,
            sweep: (0.5, 1.5),
            lazy: options.thresholds.lazy_exponential.clone(),
        },
        Column {
            loss: LossName::Logistic,
            width: 100.0,
            lambda: INITIAL_LAMBDA,
            output: INITIAL_OUTPUT,
            letters: ['b', 'd', 'f'],
            left: 566.0,
            rates: [3.0, 5.0, 12.0, 27.0, 33.0],
            steps: 40,
            sweep: (2.0, 36.0),
            lazy: options.thresholds.lazy_logistic.clone(),
        },
    ]
}

/// A column with what the reader has chosen: the rates shown reach from half of eta_lazy to beyond the first that diverges, if no
/// range is given, and five of them are followed.
fn chosen(column: Column, parameters: &Parameters, watch: Watch<'_>) -> Result<Column, FigureError> {
    let exact = |value: f64| Rational::from_f64(value).unwrap_or_default();
    let width = parameters.width.clone().unwrap_or_else(|| exact(column.width));
    let lambda = parameters.lambda.clone().unwrap_or_else(|| exact(column.lambda));
    let output = parameters.output.clone().unwrap_or_else(|| exact(column.output));
    Problem::two_layer(column.loss, Rational::from(1), width.clone(), lambda.clone(), output.clone()).validate()?;
    let lazy = Threshold::certified("η_{lazy}", &exact_two_over_kappa(column.loss, &lambda), 4);
    let [width, lambda, output] = [width, lambda, output].map(|value| f64::from_exact(&value, 53));
    let column = Column { width, lambda, output, lazy, ..column };
    let sweep = match &parameters.rates {
        Some(Range { from, to }) => {
            Problem::two_layer(column.loss, from.clone(), exact(width), exact(lambda), exact(output)).validate()?;
            (f64::from_exact(from, 53), f64::from_exact(to, 53))
        }
        None => {
            let from = 0.5 * column.lazy.value;
            let edge =
                first_divergent_rate(&column.start(), (from, 1e3 * from), 1.002, SEARCH_BUDGET, &uncounted(watch))?;
            (from, 1.15 * edge.unwrap_or(8.0 * from))
        }
    };
    let at = |share: f64| rounded(sweep.0 + share * (sweep.1 - sweep.0));
    Ok(Column { sweep, rates: [0.1, 0.3, 0.5, 0.7, 0.9].map(at), ..column })
}

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let mut canvas = Canvas::new(FIGURE_WIDTH, 1062)?;
    let is_papers = options.parameters == Parameters::default();
    let mut columns = Vec::from(columns(options));
    if !is_papers {
        let chosen = |column| chosen(column, &options.parameters, options.watch());
        columns = columns.into_iter().map(chosen).collect::<Result<_, FigureError>>()?;
    }
    let start = match (&options.parameters.output, &options.parameters.lambda) {
        (None, None) => "f₀ = ½, λ₀ = 2".to_owned(),
        _ => format!("f₀ = {}, λ₀ = {}", number(columns[0].output), number(columns[0].lambda)),
    };
    let mut tables = Vec::new();
    let mut undecided = false;
    for column in &columns {
        tables.push(draw_orbits(&mut canvas, column, options.watch())?);
        let ends = sweep(column, options)?;
        tables.push(draw_ends(&mut canvas, column, &ends)?);
        undecided |= ends.iter().any(|end| end.fate == SeenFate::Undecided);
    }
    draw_legend(&mut canvas, undecided)?;
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: format!(
            "Two-layer linear network on D0, (T1) and (T2), from {start}; exponential loss at width {} (left), logistic \
             loss at width {} (right). (a)–(d): below η_lazy (T6) the loss falls; above, it rises first while λ falls, until \
             the minimum is flat enough to hold (catapult); larger rates diverge (arrow heads). (e), (f): λ∞ and the sharpness \
             at the end, h = κ λ∞ (T5), for every rate that converged within {BUDGET} steps, with the bounds 4/(ηκ) of Theorem 2 \
             and 2/(ηκ) of (T7).{}",
            columns[0].width,
            columns[1].width,
            if is_papers { OBSERVATION } else { "" },
        ),
        svg: canvas.into_svg(ENTRY.title),
        tables,
        arrays: Vec::new(),
        citations: vec![sources::HUANG, sources::LEWKOWYCZ],
    })
}

/// Loss and lambda over steps: the two upper panels of a column.
fn draw_orbits(canvas: &mut Canvas, column: &Column, watch: Watch<'_>) -> Result<Table, FigureError> {
    let mut table = Table::new(
        format!("{}-orbits", column.loss),
        &["learning_rate", "step", "output", "lambda", "sharpness", "loss", "excess_loss"],
    );
    let risk = Degenerate(column.loss);
    let least = risk.value(0.0);
    // The logistic loss diverges slowly: whether it does shows after more steps than the panel has.
    let ends = end_states(&column.start(), &column.rates, BUDGET, watch)?;
    let orbits: Vec<(f64, Vec<Observation<f64>>, bool)> = column
        .rates
        .iter()
        .zip(ends)
        .map(|(rate, end)| {
            let map = TwoLayer::new(*rate, column.width, risk);
            let start = TwoLayerState { output: column.output, lambda: column.lambda };
            let (rows, _) = orbit::observe(&map, start, column.steps, LARGEST_LOSS);
            (*rate, rows, end.fate == SeenFate::Divergent)
        })
        .collect();
    for (rate, rows, _) in &orbits {
        for (step, row) in rows.iter().enumerate() {
            let values = [row.output, row.lambda, row.sharpness, row.loss, row.loss - least].map(number);
            table.push([vec![number(*rate), step.to_string()], values.to_vec()].concat());
        }
    }

    let steps = || Axis::linear("step", 0.0, column.steps as f64);
    let every = column.steps / 6;
    let title = format!("{} loss, m = {}", capitalised(column.loss.name()), column.width);
    let excess = Axis::logarithmic("excess loss L − L(0)", 1e-6, 1e4);
    let mut panel = Panel::new(canvas, column.letters[0], &title, column.area(46.0, 220.0), steps(), excess)?;
    for (index, (_, rows, divergent)) in orbits.iter().enumerate() {
        let points: Vec<(f64, f64)> = rows.iter().enumerate().map(|(t, row)| (t as f64, row.loss - least)).collect();
        panel.curve(&points, series(index), end(*divergent), index + 1, every)?;
    }
    panel.draw_frame()?;

    let lambda = Axis::linear("kernel eigenvalue λ", 0.0, 1.5 * column.lambda);
    let mut panel = Panel::new(canvas, column.letters[1], "Kernel", column.area(350.0, 220.0), steps(), lambda)?;
    for (index, (_, rows, divergent)) in orbits.iter().enumerate() {
        let points: Vec<(f64, f64)> = rows.iter().enumerate().map(|(t, row)| (t as f64, row.lambda)).collect();
        panel.curve(&points, series(index), end(*divergent), index + 1, every)?;
    }
    panel.draw_frame()?;

    let entries: Vec<(f64, Sample, String)> = column
        .rates
        .iter()
        .enumerate()
        .map(|(index, rate)| (150.0 * (index % 3) as f64, Sample::Series(series(index)), format!("η = {rate}")))
        .collect();
    legend_line(canvas, (column.left, 630.0), &entries[..3])?;
    legend_line(canvas, (column.left, 650.0), &entries[3..])?;
    Ok(table)
}

fn end(divergent: bool) -> End {
    if divergent { End::Divergent } else { End::Plain }
}

/// The ends of equally spaced rates.
fn sweep(column: &Column, options: &FigureOptions) -> Result<Vec<EndState>, FigureError> {
    let count = if options.quick { 120 } else { 480 };
    let (from, to) = column.sweep;
    let rates: Vec<f64> = (0..=count).map(|index| from + (to - from) * index as f64 / count as f64).collect();
    end_states(&column.start(), &rates, BUDGET, options.watch())
}

/// Where runs end against the rate: the lower panel of a column.
fn draw_ends(canvas: &mut Canvas, column: &Column, ends: &[EndState]) -> Result<Table, FigureError> {
    let (from, to) = column.sweep;
    let count = ends.len() - 1;
    let mut table = Table::new(
        format!("{}-ends", column.loss),
        &["learning_rate", "phase", "steps", "lambda", "sharpness", "bound_theorem_2", "bound_t7"],
    );
    for end in ends {
        let converged = |value: f64| if end.fate.converged() { number(value) } else { String::new() };
        table.push(vec![
            number(end.learning_rate),
            end.fate.name().to_string(),
            end.steps.to_string(),
            converged(end.state.lambda),
            converged(end.sharpness),
            number(paper_flatness_bound(&column.loss, end.learning_rate)),
            number(flatness_bound(&column.loss, end.learning_rate)),
        ]);
    }

    let top = 2.0 * column.lambda;
    let axis = Axis::linear("λ_{∞}, sharpness h", 0.0, top);
    let rate_axis = Axis::linear("learning rate η", from, to);
    let mut panel = Panel::new(
        canvas,
        column.letters[2],
        "Kernel and sharpness at the end",
        column.area(720.0, 240.0),
        rate_axis,
        axis,
    )?;
    let half = (to - from) / count as f64 / 2.0;
    for (fate, shade) in [(SeenFate::Divergent, DIVERGENT_SHADE), (SeenFate::Undecided, UNDECIDED_SHADE)] {
        for group in ends.chunk_by(|a, b| a.fate == b.fate).filter(|group| group[0].fate == fate) {
            let (first, last) = (group[0].learning_rate - half, group[group.len() - 1].learning_rate + half);
            panel.fill((first, 0.0), (last, top), shade)?;
        }
    }
    let bounds: [fn(&LossName, f64) -> f64; 2] = [paper_flatness_bound, flatness_bound];
    for (bound_at, dash) in bounds.into_iter().zip([Dash::Dotted, Dash::Short]) {
        let bound: Vec<(f64, f64)> =
            ends.iter().map(|end| (end.learning_rate, bound_at(&column.loss, end.learning_rate))).collect();
        panel.line(&bound, INK, 1.4, dash)?;
    }
    // Neighbouring rates are joined only if both converged, so that no line crosses a gap.
    let mut sharpness_marks = Vec::new();
    for group in ends.chunk_by(|a, b| a.fate.converged() == b.fate.converged()) {
        if !group[0].fate.converged() {
            continue;
        }
        let values = |value: fn(&EndState) -> f64| -> Vec<(f64, f64)> {
            group.iter().map(|end| (end.learning_rate, value(end))).collect()
        };
        panel.line(&values(|end| end.state.lambda), BLUE, SERIES_WIDTH, Dash::Solid)?;
        let sharpness = values(|end| end.sharpness);
        panel.line(&sharpness, VERMILION, SERIES_WIDTH, Dash::Long)?;
        sharpness_marks.extend(sharpness);
    }
    let marked: Vec<(f64, f64)> = sharpness_marks.into_iter().step_by(count / 30).collect();
    panel.points(&marked, Marker::Circle, 3.0, VERMILION)?;
    if (from..=to).contains(&column.lazy.value) {
        panel.threshold(column.lazy.value, &column.lazy.equation(), Align::Centre)?;
    }
    panel.draw_frame()?;
    Ok(table)
}

fn draw_legend(canvas: &mut Canvas, undecided: bool) -> Result<(), FigureError> {
    let h_style = super::style::SeriesStyle { colour: VERMILION, dash: Dash::Long, marker: Marker::Circle };
    legend_line(
        canvas,
        (66.0, 1020.0),
        &[
            (0.0, Sample::Line(BLUE, Dash::Solid), "λ_{∞}".to_string()),
            (
                110.0,
                Sample::Series(h_style),
                "sharpness h at the end (equal to λ_{∞} for the exponential loss)".to_string(),
            ),
            (590.0, Sample::Line(INK, Dash::Short), "2/(ηκ), (T7)".to_string()),
            (740.0, Sample::Line(INK, Dash::Dotted), "4/(ηκ), Theorem 2".to_string()),
        ],
    )?;
    let mut entries = vec![(0.0, Sample::Fill(DIVERGENT_SHADE), "diverges".to_string())];
    if undecided {
        entries.push((110.0, Sample::Fill(UNDECIDED_SHADE), format!("end not seen within {BUDGET} steps")));
    }
    entries.push((590.0, Sample::Line(REFERENCE, Dash::Fine), "threshold".to_string()));
    legend_line(canvas, (66.0, 1042.0), &entries)
}
