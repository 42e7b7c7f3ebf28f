//! Figure `depth-kernel`: where aligned networks of two, three and four layers end, against the rate, and which layer vanishes.

use super::axis::Axis;
use super::canvas::{Align, Canvas, Rectangle};
use super::deep_orbits::{aligned_start, at_rate, follow, initial_sharpness};
use super::panel::{Panel, Sample, legend_line};
use super::style::{Colour, Dash, FIGURE_WIDTH, INK, Marker, REFERENCE, series};
use super::table::{Table, number};
use super::{Figure, FigureEntry, FigureError, FigureOptions, sources};
use crate::arithmetic::parse_exact;
use crate::certify::phase::AlignedMinimum;
use crate::certify::{Limit, Phase};
use crate::dynamics::{AlignedSystem, Descent, Problem};
use crate::maps::SeenFate;
use crate::model::LossName;
use crate::progress::{Watch, uncounted};
use crate::search::{ClassifyOptions, classify_watched};
use crate::theory::Digits;
use crate::theory::thresholds::flatness_bound;
use rayon::prelude::*;

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "depth-kernel",
    title: "Aligned networks of two, three and four layers on D0: the kernel at the end against the rate",
    draw,
};

/// f and lambda at the start.
const OUTPUT: f64 = 0.1;
const LAMBDA: f64 = 2.0;
const DEPTHS: [usize; 3] = [2, 3, 4];
/// Steps of an orbit in floats.
const STEPS: u32 = 20_000;
/// The range of lambda that is shown.
const KERNELS: (f64, f64) = (1e-3, 3.0);
const DIVERGENT: Colour = Colour(0xDD, 0xDD, 0xE0);

/// Loss, width, letters and the largest eta kappa lambda_0 of a column.
struct Column {
    loss: LossName,
    width: u32,
    letters: [char; 3],
    left: f64,
    last: f64,
}

const COLUMNS: [Column; 2] = [
    Column { loss: LossName::Exponential, width: 1, letters: ['a', 'c', 'e'], left: 66.0, last: 9.0 },
    Column { loss: LossName::Logistic, width: 100, letters: ['b', 'd', 'f'], left: 566.0, last: 20.0 },
];

/// What floats saw at one rate.
struct Seen {
    relative: f64,
    fate: SeenFate,
    steps: u32,
    lambda: f64,
    /// Counted from 1.
    vanishing: usize,
}

/// What is proved at one rate.
struct Proved {
    relative: f64,
    rate: String,
    phase: Phase,
    lambda: Option<[String; 2]>,
    vanishing: Option<usize>,
}

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let mut canvas = Canvas::new(FIGURE_WIDTH, 1060)?;
    let mut ends = Table::new(
        "ends",
        &["loss", "depth", "width", "learning_rate", "eta_kappa_lambda0", "phase", "steps", "lambda", "vanishing"],
    );
    let mut certified = Table::new(
        "certified",
        &[
            "loss",
            "depth",
            "width",
            "learning_rate",
            "eta_kappa_lambda0",
            "phase",
            "lambda_lower",
            "lambda_upper",
            "vanishing",
        ],
    );
    let mut starts = Table::new("starts", &["loss", "depth", "width", "layer", "sigma"]);
    let (mut points, mut agreeing, mut decided) = (0, 0, 0);
    for column in &COLUMNS {
        for (row, depth) in DEPTHS.into_iter().enumerate() {
            let sigma = aligned_start(column.width, depth, OUTPUT, LAMBDA);
            for (layer, size) in (1..).zip(&sigma) {
                starts.push(vec![
                    column.loss.to_string(),
                    depth.to_string(),
                    column.width.to_string(),
                    layer.to_string(),
                    size.to_string(),
                ]);
            }
            let start = Descent::aligned(column.loss, 1.into(), column.width.into(), sigma);
            let axis = Axis::logarithmic("ηκλ₀", 1.0, column.last).with_ticks(
                [1, 2, 3, 5, 10, 20]
                    .into_iter()
                    .filter(|x| f64::from(*x) <= column.last)
                    .map(|x| (f64::from(x), x.to_string()))
                    .collect(),
            );
            let seen = sweep(&start, &axis, if options.quick { 120 } else { 600 }, options.watch())?;
            let proved = prove(&start, &axis, if options.quick { 8 } else { 24 }, options.watch())?;
            let area = Rectangle { left: column.left, top: 46.0 + 338.0 * row as f64, width: 418.0, height: 240.0 };
            draw_panel(&mut canvas, column, row, depth, area, &axis, (&start, &seen, &proved))?;
            let key = |rate: &str, relative: f64| {
                vec![
                    column.loss.to_string(),
                    depth.to_string(),
                    column.width.to_string(),
                    rate.to_owned(),
                    number(relative),
                ]
            };
            let sharpness = initial_sharpness(&start);
            for end in &seen {
                let converged = |text: String| if end.fate.converged() { text } else { String::new() };
                let mut cells = key(&number(end.relative / sharpness), end.relative);
                cells.extend([
                    end.fate.name().to_owned(),
                    end.steps.to_string(),
                    converged(number(end.lambda)),
                    converged(end.vanishing.to_string()),
                ]);
                ends.push(cells);
            }
            for point in &proved {
                let mut cells = key(&point.rate, point.relative);
                let [lower, upper] = point.lambda.clone().unwrap_or_default();
                let layer = point.vanishing.map(|layer| layer.to_string()).unwrap_or_default();
                cells.extend([point.phase.name().to_owned(), lower, upper, layer]);
                certified.push(cells);
            }
            points += proved.len();
            decided += proved.iter().filter(|point| point.phase != Phase::Undecided).count();
            agreeing +=
                proved.iter().filter(|point| agrees(point, &seen_at(&start, point.relative, options.watch()))).count();
        }
    }
    let mut entries: Vec<(f64, Sample, String)> = (1..=4)
        .map(|layer| {
            let style = series(layer - 1);
            (136.0 * (layer - 1) as f64, Sample::Mark(style.marker, style.colour), format!("layer {layer} vanishes"))
        })
        .collect();
    entries.push((546.0, Sample::Mark(Marker::Circle, INK), "certified".into()));
    entries.push((646.0, Sample::Fill(DIVERGENT), "diverges".into()));
    entries.push((746.0, Sample::Line(REFERENCE, Dash::Short), "2/(ηκ), (L2b)".into()));
    legend_line(&mut canvas, (66.0, 1038.0), &entries)?;
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: format!(
            "Aligned networks on D0 (D3), one small layer, the others within 10 % of each other, f₀ = 0.1 and λ₀ = 2 for all depths (to six \
             decimals of each σ); m = 1 for the exponential loss, 100 for the logistic loss. The kernel at the end against ηκλ₀ in floats (at the lower edge 10⁻³ or less), until |f| < 10⁻⁹ with \
             ηκλ < 2, and at {points} rates by `classify aligned` ({decided} decided with a certificate, {agreeing} of them seen alike in floats). \
             Up to the lazy border ηκλ₀ = 2 the weakest layer, 1, vanishes; beyond it the end jumps, ever more finely, and with it the layer that vanishes: \
             no end lies above the bound (L2b), and at every depth a larger rate may end sharper. Converging rates come back above the first that diverges.",
        ),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![ends, certified, starts],
        arrays: Vec::new(),
        citations: vec![sources::HUANG, sources::LEWKOWYCZ],
    })
}

/// The ends at rates that are equally spaced in the logarithm.
fn sweep(
    start: &Descent<AlignedSystem>,
    axis: &Axis,
    count: usize,
    watch: Watch<'_>,
) -> Result<Vec<Seen>, FigureError> {
    let within = uncounted(watch);
    let at = |index: usize| look(start, axis.value((index as f64 + 0.5) / count as f64), &within);
    Ok((0..count).into_par_iter().map(at).collect::<Result<Vec<Seen>, _>>()?)
}

fn look(start: &Descent<AlignedSystem>, relative: f64, watch: Watch<'_>) -> Result<Seen, crate::progress::Interrupted> {
    let end = follow(&at_rate(start, relative / initial_sharpness(start)), 1e-9, STEPS, watch)?;
    let sizes = end.state.sigma.iter().enumerate().map(|(l, sigma)| (l + 1, sigma.abs()));
    let vanishing = sizes.min_by(|one, two| one.1.total_cmp(&two.1)).map_or(0, |(layer, _)| layer);
    Ok(Seen { relative, fate: end.fate, steps: end.steps, lambda: end.lambda, vanishing })
}

fn seen_at(start: &Descent<AlignedSystem>, relative: f64, watch: Watch<'_>) -> Option<Seen> {
    look(start, relative, &uncounted(watch)).ok()
}

/// Whether floats see what is proved.
fn agrees(point: &Proved, seen: &Option<Seen>) -> bool {
    let Some(seen) = seen else { return false };
    let within = |[lower, upper]: &[String; 2]| match (parse_exact(lower), parse_exact(upper)) {
        (Ok(lower), Ok(upper)) => (seen.lambda - (lower.to_f64() + upper.to_f64()) / 2.0).abs() < 1e-4 * LAMBDA,
        _ => false,
    };
    point.phase.name() == seen.fate.name()
        && point.lambda.as_ref().is_none_or(within)
        && point.vanishing.is_none_or(|layer| layer == seen.vanishing)
}

/// Certified answers at fewer rates.
fn prove(
    start: &Descent<AlignedSystem>,
    axis: &Axis,
    count: usize,
    watch: Watch<'_>,
) -> Result<Vec<Proved>, FigureError> {
    let within = uncounted(watch);
    let options = ClassifyOptions {
        max_steps: u64::from(STEPS),
        digits: Digits::new(6).unwrap_or_default(),
        ..ClassifyOptions::default()
    };
    let at = |index: usize| {
        let relative = axis.value((index as f64 + 0.5) / count as f64);
        let descent = at_rate(start, relative / initial_sharpness(start));
        let rate = descent.learning_rate.to_string();
        let answer = classify_watched(&Problem::from(descent), &options, &within)?;
        let (mut lambda, mut vanishing) = (None, None);
        if let Some(Limit::Aligned(AlignedMinimum { lambda: kernel, vanishing: layer, .. })) = answer.limit {
            lambda = Some([kernel.lower, kernel.upper]);
            vanishing = layer;
        }
        Ok(Proved { relative, rate, phase: answer.phase, lambda, vanishing })
    };
    (0..count).into_par_iter().map(at).collect()
}

fn draw_panel(
    canvas: &mut Canvas,
    column: &Column,
    row: usize,
    depth: usize,
    area: Rectangle,
    axis: &Axis,
    (start, seen, proved): (&Descent<AlignedSystem>, &[Seen], &[Proved]),
) -> Result<(), FigureError> {
    let title = match column.loss {
        LossName::Exponential => format!("Exponential loss, m = {}, L = {depth}", column.width),
        _ => format!("Logistic loss, m = {}, L = {depth}", column.width),
    };
    let kernels = Axis::logarithmic("kernel at the end, λ_{∞}", KERNELS.0, KERNELS.1);
    let mut panel = Panel::new(canvas, column.letters[row], &title, area, axis.clone(), kernels)?;
    let half = 0.5 / seen.len() as f64;
    for group in seen.chunk_by(|one, two| one.fate == two.fate) {
        if let (SeenFate::Divergent, Some(first), Some(last)) = (group[0].fate, group.first(), group.last()) {
            let (from, to) =
                (axis.value(axis.fraction(first.relative) - half), axis.value(axis.fraction(last.relative) + half));
            panel.fill((from, KERNELS.0), (to, KERNELS.1), DIVERGENT)?;
        }
    }
    let sharpness = initial_sharpness(start);
    let bound: Vec<(f64, f64)> = (0..=100)
        .map(|i| axis.value(f64::from(i) / 100.0))
        .map(|relative| (relative, flatness_bound(&column.loss, relative / sharpness)))
        .collect();
    panel.line(&bound, REFERENCE, 1.4, Dash::Short)?;
    for layer in 1..=depth {
        let style = series(layer - 1);
        let ends: Vec<(f64, f64)> = seen
            .iter()
            .filter(|end| end.fate.converged() && end.vanishing == layer)
            .map(|end| (end.relative, end.lambda.max(KERNELS.0)))
            .collect();
        panel.points(&ends, style.marker, 1.9, style.colour)?;
    }
    let rings: Vec<(f64, f64)> = proved
        .iter()
        .filter_map(|point| {
            let [lower, upper] = point.lambda.as_ref()?;
            let middle = (parse_exact(lower).ok()? + parse_exact(upper).ok()?).to_f64() / 2.0;
            Some((point.relative, middle.max(KERNELS.0)))
        })
        .collect();
    panel.points(&rings, Marker::Circle, 4.2, INK)?;
    for layer in 1..=depth {
        let style = series(layer - 1);
        let inside: Vec<(f64, f64)> = proved
            .iter()
            .zip(0..)
            .filter(|(point, _): &(&Proved, i32)| point.vanishing == Some(layer))
            .filter_map(|(point, _)| rings.iter().find(|ring| ring.0 == point.relative).copied())
            .collect();
        panel.points(&inside, style.marker, 2.6, style.colour)?;
    }
    panel.threshold(2.0, "η_{lazy}", Align::Centre)?;
    panel.draw_frame()
}
