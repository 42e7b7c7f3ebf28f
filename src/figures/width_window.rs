//! Figure `width-window`: how the fate of a rate depends on the width, for both losses.

use super::axis::{Axis, superscript};
use super::canvas::{Align, Canvas, Rectangle};
use super::panel::{End, Panel, Sample, legend_line};
use super::style::{Colour, Dash, FIGURE_WIDTH, INK, PAPER, REFERENCE, SERIES_WIDTH, series};
use super::sweep::{EndState, Start, end_states, first_divergent_rate};
use super::table::{Table, number};
use super::thresholds::INITIAL_LAMBDA;
use super::{Figure, FigureEntry, FigureError, FigureOptions, Parameters, Threshold, sources};
use crate::arithmetic::{Analytic, FromExact};
use crate::atlas::Range;
use crate::dynamics::Problem;
use crate::maps::SeenFate;
use crate::model::LossName;
use crate::progress::{Watch, uncounted};
use crate::theory::Digits;
use crate::theory::thresholds::{
    certify_universal_rate, exact_two_over_kappa, flatness_bound, sharpness_at_minimum, universal_rate,
};
use rayon::prelude::*;
use rug::Rational;

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "width-window",
    title: "Two-layer network on D0: the window of catapults against the width",
    draw,
};

/// f at step 0 in panels (a) to (d).
const INITIAL_OUTPUT: f64 = 0.5;
/// f at step 0 of the curves of panels (e) and (f), over that of the others.
const WINDOW_OUTPUTS: [f64; 3] = [0.2, 1.0, 2.0];
const EXPONENTS: [i32; 5] = [0, 1, 2, 3, 4];

/// Each fate with its shade; lightness falls from lazy to divergent, so that grey print keeps them apart.
const SHADES: [(&str, Colour, &str); 5] = [
    ("lazy", Colour(0xCF, 0xE8, 0xF8), "lazy (the loss never rises)"),
    ("catapult", Colour(0xF0, 0xA8, 0x3C), "catapult (the loss rises first)"),
    ("oscillating", Colour(0x00, 0x9E, 0x73), "oscillates"),
    ("divergent", Colour(0x4A, 0x4A, 0x52), "diverges"),
    ("undecided", Colour(0xFF, 0xFF, 0xFF), "end not seen"),
];

/// One column of the figure.
struct Column {
    loss: LossName,
    letters: [char; 3],
    left: f64,
    rates: (f64, f64),
    ticks: Vec<f64>,
    lambda: f64,
    output: f64,
    lazy: Threshold,
}

impl Column {
    /// f at step 0 of the curves of the window: those that exist at the smallest width, 1, where 2 |f| <= lambda (T1).
    fn window_outputs(&self) -> Vec<f64> {
        let outputs = WINDOW_OUTPUTS.iter().map(|factor| factor * self.output);
        outputs.filter(|output| 2.0 * output.abs() <= self.lambda).collect()
    }

    fn area(&self, top: f64, height: f64) -> Rectangle {
        Rectangle { left: self.left, top, width: 418.0, height }
    }

    fn rate_axis(&self) -> Axis {
        let axis = Axis::logarithmic("learning rate η", self.rates.0, self.rates.1);
        if self.ticks.is_empty() {
            axis
        } else {
            axis.with_ticks(self.ticks.iter().map(|tick| (*tick, tick.to_string())).collect())
        }
    }
}

fn power(exponent: i32) -> f64 {
    (0..exponent).fold(1.0, |power, _| power * 10.0)
}

fn width_text(exponent: i32) -> String {
    match exponent {
        0 => "1".to_string(),
        1 => "10".to_string(),
        _ => format!("10{}", superscript(exponent)),
    }
}

/// The columns of the paper's values.
fn columns(options: &FigureOptions) -> [Column; 2] {
    [
        Column {
            loss: LossName::Exponential,
            letters: ['a', 'c', 'e'],
            left: 66.0,
            rates: (0.5, 2.5),
            ticks: vec![0.5, 0.7, 1.0, 1.5, 2.0, 2.5],
            lambda: INITIAL_LAMBDA,
            output: INITIAL_OUTPUT,
            lazy: options.thresholds.lazy_exponential.clone(),
        },
        Column {
            loss: LossName::Logistic,
            letters: ['b', 'd', 'f'],
            left: 566.0,
            rates: (1.0, 600.0),
            ticks: Vec::new(),
            lambda: INITIAL_LAMBDA,
            output: INITIAL_OUTPUT,
            lazy: options.thresholds.lazy_logistic.clone(),
        },
    ]
}

/// A column with what the reader has chosen: rates in the same proportion to eta_lazy (T6) if no range is given.
fn chosen(column: Column, parameters: &Parameters) -> Result<Column, FigureError> {
    let exact = |value: f64| Rational::from_f64(value).unwrap_or_default();
    let lambda = parameters.lambda.clone().unwrap_or_else(|| exact(column.lambda));
    let output = parameters.output.clone().unwrap_or_else(|| exact(column.output));
    let smallest_width = Rational::from(1);
    let validate = |rate: Rational| {
        Problem::two_layer(column.loss, rate, smallest_width.clone(), lambda.clone(), output.clone()).validate()
    };
    validate(Rational::from(1))?;
    let lazy = Threshold::certified("η_{lazy}", &exact_two_over_kappa(column.loss, &lambda), 4);
    let float = |value: &Rational| f64::from_exact(value, 53);
    let rates = match &parameters.rates {
        Some(Range { from, to }) => {
            validate(from.clone())?;
            (float(from), float(to))
        }
        None => {
            let scale = column.lambda / float(&lambda);
            (scale * column.rates.0, scale * column.rates.1)
        }
    };
    Ok(Column { rates, ticks: Vec::new(), lambda: float(&lambda), output: float(&output), lazy, ..column })
}

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let mut canvas = Canvas::new(FIGURE_WIDTH, 1074)?;
    let mut columns = Vec::from(columns(options));
    if options.parameters != Parameters::default() {
        let chosen = |column| chosen(column, &options.parameters);
        columns = columns.into_iter().map(chosen).collect::<Result<_, FigureError>>()?;
    }
    let output = if options.parameters.output.is_none() { "½".to_owned() } else { number(columns[0].output) };
    let start = (number(columns[0].lambda), output);
    let budget = if options.quick { 10_000 } else { 100_000 };
    let mut tables = Vec::new();
    let mut seen = Vec::new();
    for column in &columns {
        let sweeps = sweep(column, if options.quick { 105 } else { 418 }, budget, options.watch())?;
        draw_fates(&mut canvas, column, &sweeps)?;
        draw_ends(&mut canvas, column, &sweeps)?;
        seen.extend(sweeps.iter().flatten().map(|end| end.fate));
        tables.push(sweep_table(column, &sweeps));
        tables.push(draw_windows(&mut canvas, column, options)?);
    }
    draw_fate_legend(&mut canvas, &seen)?;
    let mut widths: Vec<(f64, Sample, String)> = EXPONENTS
        .iter()
        .enumerate()
        .map(|(index, exponent)| {
            (150.0 * index as f64, Sample::Series(series(index)), format!("m = {}", width_text(*exponent)))
        })
        .collect();
    widths.push((750.0, Sample::Line(REFERENCE, Dash::Short), "2/(ηκ), (T7)".to_string()));
    legend_line(&mut canvas, (66.0, 668.0), &widths)?;
    let mut outputs: Vec<(f64, Sample, String)> = columns[0]
        .window_outputs()
        .into_iter()
        .enumerate()
        .map(|(index, output)| {
            (130.0 * index as f64, Sample::Series(series(index)), format!("f₀ = {}", number(output)))
        })
        .collect();
    outputs.push((430.0, Sample::Line(INK, Dash::Short), "universal rate η = 2√(2m), in (f)".to_string()));
    legend_line(&mut canvas, (66.0, 1048.0), &outputs)?;
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: format!(
            "Two-layer linear network on D0, (T1) and (T2), from λ₀ = {} and, in (a)–(d), f₀ = {}; exponential loss (left) and \
             logistic loss (right). (a), (b): the end of each rate within {budget} steps, for five widths; bars in (b): the \
             universal rate 2√(2m), up to which the logistic loss converges from every start. (c), (d): λ∞ of the rates that \
             converge. (e), (f): the window of rates beyond η_lazy (T6), up to the first rate found to diverge (negative: rates below η_lazy diverge already); it closes with \
             growing width for the exponential loss and opens for the logistic loss, at least as fast as the universal rate.",
            start.0, start.1,
        ),
        svg: canvas.into_svg(ENTRY.title),
        tables,
        arrays: Vec::new(),
        citations: vec![sources::HUANG, sources::LEWKOWYCZ],
    })
}

/// The legend of panels (a) and (b): the fates that occur, and the universal rate.
fn draw_fate_legend(canvas: &mut Canvas, seen: &[SeenFate]) -> Result<(), FigureError> {
    let mut offset = 0.0;
    let mut entries = Vec::new();
    for (fate, shade, text) in SHADES {
        if seen.iter().any(|seen| seen.name() == fate) {
            entries.push((offset, Sample::Fill(shade), text.to_string()));
            offset += 46.0 + 7.2 * text.chars().count() as f64;
        }
    }
    entries.push((offset, Sample::Bar(INK), "universal rate 2√(2m)".to_string()));
    legend_line(canvas, (66.0, 320.0), &entries)
}

/// The ends of a column's rates, equally spaced in the logarithm, for each width.
fn sweep(column: &Column, count: usize, budget: u32, watch: Watch<'_>) -> Result<Vec<Vec<EndState>>, FigureError> {
    let axis = column.rate_axis();
    let rates: Vec<f64> = (0..count).map(|index| axis.value((index as f64 + 0.5) / count as f64)).collect();
    EXPONENTS
        .iter()
        .map(|exponent| {
            let start =
                Start { loss: column.loss, width: power(*exponent), lambda: column.lambda, output: column.output };
            end_states(&start, &rates, budget, watch)
        })
        .collect()
}

fn sweep_table(column: &Column, sweeps: &[Vec<EndState>]) -> Table {
    let mut table = Table::new(
        format!("{}-ends", column.loss),
        &["width", "learning_rate", "phase", "steps", "lambda", "sharpness"],
    );
    for (exponent, ends) in EXPONENTS.iter().zip(sweeps) {
        for end in ends {
            let converged = |value: f64| if end.fate.converged() { number(value) } else { String::new() };
            table.push(vec![
                number(power(*exponent)),
                number(end.learning_rate),
                end.fate.name().to_string(),
                end.steps.to_string(),
                converged(end.state.lambda),
                converged(end.sharpness),
            ]);
        }
    }
    table
}

/// The fate of each rate, a strip for each width.
fn draw_fates(canvas: &mut Canvas, column: &Column, sweeps: &[Vec<EndState>]) -> Result<(), FigureError> {
    let rows = EXPONENTS.iter().map(|exponent| (f64::from(*exponent), width_text(*exponent))).collect();
    let widths = Axis::linear("width m", -0.5, 4.5).with_ticks(rows);
    let title = match column.loss {
        LossName::Exponential => "Exponential loss",
        _ => "Logistic loss",
    };
    let axis = column.rate_axis();
    let mut panel = Panel::new(canvas, column.letters[0], title, column.area(46.0, 200.0), axis.clone(), widths)?;
    for (exponent, ends) in EXPONENTS.iter().zip(sweeps) {
        let middle = f64::from(*exponent);
        let cell = 1.0 / ends.len() as f64;
        let mut first = 0;
        for group in ends.chunk_by(|a, b| a.fate == b.fate) {
            let last = first + group.len();
            let (from, to) = (axis.value(first as f64 * cell), axis.value(last as f64 * cell));
            let shade =
                SHADES.iter().find(|(fate, ..)| *fate == group[0].fate.name()).map_or(INK, |(_, shade, _)| *shade);
            panel.fill((from, middle - 0.4), (to, middle + 0.4), shade)?;
            first = last;
        }
        if column.loss == LossName::Logistic {
            let width = Rational::from_f64(power(*exponent)).unwrap_or_default();
            let certified = certify_universal_rate(&width, Digits::default()).map_err(FigureError::from)?;
            let universal = certified.to_f64();
            if !(0.0..=1.0).contains(&axis.fraction(universal)) {
                continue;
            }
            let bar = [(universal, middle - 0.48), (universal, middle + 0.48)];
            panel.line(&bar, PAPER, 6.0, Dash::Solid)?;
            panel.line(&bar, INK, 2.6, Dash::Solid)?;
            let digits = Threshold::certified("", &certified, 2).digits;
            let (offset, align) =
                if axis.fraction(universal) < 0.15 { (6.0, Align::Left) } else { (-6.0, Align::Right) };
            panel.note(&digits, (universal, middle), (offset, 0.0), align)?;
        }
    }
    let (from, to) = column.rates;
    if (from..=to).contains(&column.lazy.value) {
        panel.threshold(column.lazy.value, &column.lazy.equation(), Align::Centre)?;
    }
    panel.draw_frame()
}

/// lambda_inf of the rates that converge.
fn draw_ends(canvas: &mut Canvas, column: &Column, sweeps: &[Vec<EndState>]) -> Result<(), FigureError> {
    let axis = Axis::linear("kernel at the end, λ_{∞}", 0.0, 1.1 * column.lambda);
    let mut panel = Panel::new(
        canvas,
        column.letters[1],
        "Kernel at the end",
        column.area(388.0, 220.0),
        column.rate_axis(),
        axis,
    )?;
    let bound: Vec<(f64, f64)> =
        sweeps[0].iter().map(|end| (end.learning_rate, flatness_bound(&column.loss, end.learning_rate))).collect();
    panel.line(&bound, REFERENCE, 1.4, Dash::Short)?;
    for (index, ends) in sweeps.iter().enumerate() {
        let style = series(index);
        let mut marked = Vec::new();
        for group in ends.chunk_by(|a, b| a.fate.converged() == b.fate.converged()) {
            if group[0].fate.converged() {
                let points: Vec<(f64, f64)> = group.iter().map(|end| (end.learning_rate, end.state.lambda)).collect();
                panel.line(&points, style.colour, SERIES_WIDTH, style.dash)?;
                marked.extend(points);
            }
        }
        let sparse: Vec<(f64, f64)> = marked.into_iter().skip(5 * index).step_by(36).collect();
        panel.points(&sparse, style.marker, 3.6, style.colour)?;
    }
    panel.draw_frame()
}

/// The width of the window, eta kappa lambda0 - 2 at the first divergent rate, against m.
fn draw_windows(canvas: &mut Canvas, column: &Column, options: &FigureOptions) -> Result<Table, FigureError> {
    let quick = options.quick;
    let mut table = Table::new(
        format!("{}-window", column.loss),
        &["output", "width", "first_divergent_rate", "window", "universal_rate"],
    );
    let window = |rate: f64| rate * sharpness_at_minimum(&column.loss, column.lambda) - 2.0;
    let per_decade = if quick { 2 } else { 6 };
    let mut widths: Vec<f64> = (0..=4 * per_decade)
        .map(|index| (Analytic::exp(f64::from(index) / f64::from(per_decade) * Analytic::ln(10.0_f64))).round())
        .collect();
    widths.dedup();
    let budget = if quick { 1_000 } else { 4_000 };
    let label = "window, ηκλ₀ − 2";
    let axis = match column.loss {
        LossName::Exponential => Axis::linear(label, -0.5, 2.0),
        _ => Axis::logarithmic(label, 1.0, 1e3),
    };
    let width_axis = Axis::logarithmic("width m", 1.0, 1e4);
    let mut panel = Panel::new(
        canvas,
        column.letters[2],
        "Window of catapults",
        column.area(738.0, 240.0),
        width_axis.clone(),
        axis,
    )?;
    if column.loss == LossName::Exponential {
        panel.level(0.0)?;
        panel.note("η_{lazy}", (1e4, 0.0), (-4.0, -10.0), Align::Right)?;
    } else {
        let universal: Vec<(f64, f64)> =
            (0..=200).map(|i| width_axis.value(f64::from(i) / 200.0)).map(|m| (m, window(universal_rate(m)))).collect();
        panel.line(&universal, INK, 1.4, Dash::Short)?;
    }
    for (index, output) in column.window_outputs().into_iter().enumerate() {
        let edges = widths
            .par_iter()
            .map(|width| {
                let start = Start { loss: column.loss, width: *width, lambda: column.lambda, output };
                let from = 0.5 * column.lazy.value;
                let range = (from, 1e3 * column.lazy.value);
                let watch = uncounted(options.watch());
                Ok((*width, first_divergent_rate(&start, range, 1.002, budget, &watch)?))
            })
            .collect::<Result<Vec<(f64, Option<f64>)>, FigureError>>()?;
        let mut points = Vec::new();
        for (width, edge) in edges {
            let Some(rate) = edge else { continue };
            points.push((width, window(rate)));
            let universal =
                if column.loss == LossName::Logistic { number(universal_rate(width)) } else { String::new() };
            table.push(vec![number(output), number(width), number(rate), number(window(rate)), universal]);
        }
        panel.curve(&points, series(index), End::Plain, index, 3)?;
    }
    panel.draw_frame()?;
    Ok(table)
}
