//! Figure `final-sharpness`: the sharpness at the end against the learning rate, for data that large rates flatten and data that they sharpen.

use super::axis::Axis;
use super::canvas::{Canvas, Rectangle};
use super::descent::six_digits;
use super::panel::{Panel, Sample, legend_line};
use super::style::{BLUE, Dash, FIGURE_WIDTH, INK, Marker, REFERENCE, VERMILION};
use super::table::{Table, number};
use super::{Figure, FigureEntry, FigureError, FigureOptions, sources};
use crate::arithmetic::{FromExact, parse_exact};
use crate::certify::phase::DataMinimum;
use crate::certify::{Limit, Phase};
use crate::data::ExactDataSet;
use crate::dynamics::{Descent, Equations, GramSystem, Problem};
use crate::maps::SeenFate;
use crate::model::LossName;
use crate::model::network::dot;
use crate::progress::{Interrupted, Progress, Watch, uncounted};
use crate::search::{ClassifyOptions, classify_watched};
use crate::theory::Digits;
use rayon::prelude::*;
use rug::Rational;

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "final-sharpness",
    title: "Two layers on non-separable data: the sharpness at the end against the learning rate",
    draw,
};

const LOSS: LossName = LossName::Logistic;
/// Steps of an orbit in floats, and those of gradient flow's end.
const STEPS: u32 = 40_000;
const FLOW_STEPS: u32 = 400_000;
/// Slopes below which an orbit has ended.
const REST: f64 = 1e-10;
/// A loss beyond which an orbit counts as divergent.
const ESCAPE: f64 = 1e9;
/// By how much the loss must rise, relatively, to be more than roundings.
const LEAST_RISE: f64 = 1e-12;

/// A start on a data set, and the rates that are shown.
struct Column {
    letter: char,
    title: &'static str,
    name: &'static str,
    left: f64,
    /// The largest rate, in hundredths.
    last: i32,
    /// The largest sharpness.
    top: f64,
    start: fn() -> Result<Descent<GramSystem>, FigureError>,
}

const COLUMNS: [Column; 2] = [
    Column {
        letter: 'a',
        title: "Flattened: E2, m = 10",
        name: "e2",
        left: 66.0,
        last: 800,
        top: 1.2,
        start: flattening,
    },
    Column {
        letter: 'b',
        title: "Sharpened: four points in the plane, m = 1",
        name: "plane",
        left: 566.0,
        last: 300,
        top: 1.4,
        start: sharpening,
    },
];

/// E2 from v = 1/2 and lambda = 2, (G7c).
fn flattening() -> Result<Descent<GramSystem>, FigureError> {
    let points = ExactDataSet::three_point().distinct_signed_points();
    let half = Rational::from((1, 2));
    Ok(Descent::two_layer_of_one_feature(LOSS, Rational::from(1), points, Rational::from(10), &Rational::from(2), half))
}

/// The data and the start of (G7d), case A.
fn sharpening() -> Result<Descent<GramSystem>, FigureError> {
    let points = [[-3, 2], [-5, 0], [18, -5], [-15, 14]];
    let points = points.map(|z| (z.map(|entry| Rational::from((entry, 10))).to_vec(), 1)).to_vec();
    let first = [vec![Rational::from((-3, 2)), Rational::from(2)]];
    Descent::two_layer_from_weights(LOSS, Rational::from(1), points, &first, &[Rational::from(-1)])
        .map_err(|error| FigureError::Drawing(error.to_string()))
}

fn at_rate(start: &Descent<GramSystem>, learning_rate: Rational) -> Descent<GramSystem> {
    Descent { learning_rate, ..start.clone() }
}

/// What floats saw at one rate.
struct Seen {
    rate: f64,
    fate: SeenFate,
    steps: u32,
    sharpness: f64,
}

fn look(descent: &Descent<GramSystem>, budget: u32, watch: Watch<'_>) -> Result<Seen, Interrupted> {
    let equations = descent.equations::<f64>(53);
    let rate = f64::from_exact(&descent.learning_rate, 53);
    let mut state = descent.start_in::<f64>(53);
    let (mut rose, mut steps) = (false, 0);
    let mut loss = equations.loss(&state);
    loop {
        if steps % 1024 == 0 {
            Progress::unknown().tell(watch)?;
        }
        let gradient = equations.risk.gradient(&state.v);
        let rests = dot(&gradient, &gradient).sqrt() < REST;
        let end = |fate| {
            let sharpness = if rests { equations.sharpness(&state) } else { f64::INFINITY };
            Seen { rate, fate, steps, sharpness }
        };
        if loss.is_nan() || loss >= ESCAPE {
            return Ok(end(SeenFate::Divergent));
        }
        if rests {
            return Ok(end(if rose { SeenFate::Catapult } else { SeenFate::Lazy }));
        }
        if steps == budget {
            return Ok(end(SeenFate::Undecided));
        }
        state = equations.step(state);
        let after = equations.loss(&state);
        rose |= after > loss * (1.0 + LEAST_RISE);
        loss = after;
        steps += 1;
    }
}

/// The sharpness where gradient flow ends: that of descent at two small rates, extrapolated to the rate 0.
fn flow(start: &Descent<GramSystem>, watch: Watch<'_>) -> Result<f64, Interrupted> {
    let at = |denominator: u32| look(&at_rate(start, Rational::from((1, denominator))), FLOW_STEPS, watch);
    let (coarse, fine) = (at(64)?, at(128)?);
    Ok(2.0 * fine.sharpness - coarse.sharpness)
}

/// What is proved at one rate.
struct Proved {
    rate: Rational,
    phase: Phase,
    sharpness: Option<[String; 2]>,
}

impl Proved {
    fn middle(&self) -> Option<f64> {
        let [lower, upper] = self.sharpness.as_ref()?;
        Some((parse_exact(lower).ok()? + parse_exact(upper).ok()?).to_f64() / 2.0)
    }
}

fn prove(start: &Descent<GramSystem>, rate: Rational, watch: Watch<'_>) -> Result<Proved, FigureError> {
    let options = ClassifyOptions {
        max_steps: u64::from(STEPS),
        digits: Digits::new(8).unwrap_or_default(),
        ..ClassifyOptions::default()
    };
    let answer = classify_watched(&Problem::Gram(at_rate(start, rate.clone())), &options, watch)?;
    let sharpness = match answer.limit {
        Some(Limit::OnData(DataMinimum { sharpness, .. })) => Some([sharpness.lower, sharpness.upper]),
        _ => None,
    };
    Ok(Proved { rate, phase: answer.phase, sharpness })
}

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let mut canvas = Canvas::new(FIGURE_WIDTH, 460)?;
    let mut ends =
        Table::new("ends", &["data", "learning_rate", "phase", "steps", "sharpness", "gradient_flow_sharpness"]);
    let mut certified =
        Table::new("certified", &["data", "learning_rate", "phase", "sharpness_lower", "sharpness_upper"]);
    let (mut decided, mut agreeing, mut points) = (0, 0, 0);
    let mut said = Vec::new();
    for column in &COLUMNS {
        let start = (column.start)()?;
        let within = uncounted(options.watch());
        let rates = |count: i32| {
            (1..=count).map(move |k| Rational::from((column.last * k, 100 * count))).collect::<Vec<Rational>>()
        };
        let seen = rates(if options.quick { 100 } else { 400 })
            .into_par_iter()
            .map(|rate| look(&at_rate(&start, rate), STEPS, &within))
            .collect::<Result<Vec<Seen>, _>>()?;
        let proved = rates(if options.quick { 10 } else { 40 })
            .into_par_iter()
            .map(|rate| prove(&start, rate, &within))
            .collect::<Result<Vec<Proved>, _>>()?;
        let flow = flow(&start, &within)?;
        draw_panel(&mut canvas, column, &seen, &proved, flow)?;
        for Seen { rate, fate, steps, sharpness } in &seen {
            let sharpness = if fate.converged() { number(six_digits(*sharpness)) } else { String::new() };
            let cells = [
                column.name.to_owned(),
                number(*rate),
                fate.name().to_owned(),
                steps.to_string(),
                sharpness,
                number(six_digits(flow)),
            ];
            ends.push(cells.to_vec());
        }
        for point in &proved {
            let [lower, upper] = point.sharpness.clone().unwrap_or_default();
            let cells = [column.name.to_owned(), point.rate.to_string(), point.phase.name().to_owned(), lower, upper];
            certified.push(cells.to_vec());
        }
        points += proved.len();
        decided += proved.iter().filter(|point| point.phase != Phase::Undecided).count();
        agreeing += proved.iter().filter(|point| agrees(point, &seen)).count();
        said.push(compare(column, &seen, flow));
    }
    let entries = [
        (0.0, Sample::Mark(Marker::Disc, BLUE), "lazy, seen".to_owned()),
        (130.0, Sample::Mark(Marker::Square, VERMILION), "catapult, seen".to_owned()),
        (290.0, Sample::Mark(Marker::Circle, INK), "certified".to_owned()),
        (410.0, Sample::Line(REFERENCE, Dash::Short), "2/η".to_owned()),
        (500.0, Sample::Line(INK, Dash::Long), "end of gradient flow".to_owned()),
    ];
    legend_line(&mut canvas, (66.0, 438.0), &entries)?;
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: format!(
            "Two layers, logistic loss, (G1): (a) E2 from v = 1/2, λ = 2, m = 10, (G7c); (b) the four points and the start of (G7d), case A, m = 1. \
             The sharpness (G2) at the end against the rate, in floats until |grad L| < 10⁻¹⁰, blue where the loss never rose and red where it did; at \
             {points} rates by `classify two-layer` ({decided} decided with a certificate, {agreeing} of them seen alike in floats). Where gradient flow ends is extrapolated from \
             descent at the rates 1/64 and 1/128. No end lies above 2/η, (G3), and below it both happen: {}.",
            said.join("; ")
        ),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![ends, certified],
        arrays: Vec::new(),
        citations: vec![sources::HUANG, sources::LEWKOWYCZ],
    })
}

/// How many of the ends lie above that of gradient flow, in words.
fn compare(column: &Column, seen: &[Seen], flow: f64) -> String {
    let of = |fate: SeenFate| {
        let ends: Vec<&Seen> = seen.iter().filter(|end| end.fate == fate).collect();
        let sharper = ends.iter().filter(|end| end.sharpness > flow * (1.0 + 1e-6)).count();
        format!("{sharper} of {} {} ends", ends.len(), fate.name())
    };
    format!(
        "in ({}) {} and {} are sharper than gradient flow's, {flow:.4}",
        column.letter,
        of(SeenFate::Lazy),
        of(SeenFate::Catapult)
    )
}

/// Whether floats see what is proved.
fn agrees(point: &Proved, seen: &[Seen]) -> bool {
    let rate = f64::from_exact(&point.rate, 53);
    let Some(end) = seen.iter().find(|end| end.rate == rate) else { return false };
    point.phase.name() == end.fate.name()
        && point.middle().is_none_or(|sharpness| (sharpness - end.sharpness).abs() < 1e-5 * sharpness)
}

fn draw_panel(
    canvas: &mut Canvas,
    column: &Column,
    seen: &[Seen],
    proved: &[Proved],
    flow: f64,
) -> Result<(), FigureError> {
    let last = f64::from(column.last) / 100.0;
    let area = Rectangle { left: column.left, top: 46.0, width: 418.0, height: 320.0 };
    let rates = Axis::linear("learning rate η", 0.0, last);
    let sharpness = Axis::linear("sharpness at the end", 0.0, column.top);
    let mut panel = Panel::new(canvas, column.letter, column.title, area, rates, sharpness)?;
    let bound: Vec<(f64, f64)> = (1..=400)
        .map(|k| last * f64::from(k) / 400.0)
        .map(|rate| (rate, 2.0 / rate))
        .filter(|at| at.1 <= column.top)
        .collect();
    panel.line(&bound, REFERENCE, 1.4, Dash::Short)?;
    panel.line(&[(0.0, flow), (last, flow)], INK, 1.0, Dash::Long)?;
    for (fate, marker, colour) in
        [(SeenFate::Lazy, Marker::Disc, BLUE), (SeenFate::Catapult, Marker::Square, VERMILION)]
    {
        let ends: Vec<(f64, f64)> =
            seen.iter().filter(|end| end.fate == fate).map(|end| (end.rate, end.sharpness)).collect();
        panel.points(&ends, marker, 1.9, colour)?;
    }
    let rings: Vec<(f64, f64)> =
        proved.iter().filter_map(|point| Some((point.rate.to_f64(), point.middle()?))).collect();
    panel.points(&rings, Marker::Circle, 4.2, INK)?;
    panel.draw_frame()
}
