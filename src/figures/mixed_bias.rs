//! Figure `mixed-bias`: data that are separable in part. In the span of the non-separable rest gradient descent converges to a
//! finite minimiser; across it, it drifts to infinity.

use super::axis::Axis;
use super::canvas::{Align, Canvas, Rectangle};
use super::descent::{Descent, descend, end_to_end, predictor, samples, six_digits, two_layer};
use super::panel::{End, Panel, Sample, legend, legend_line};
use super::style::{BLUE, Dash, FIGURE_WIDTH, GRID, Marker, REFERENCE, series};
use super::table::{Table, number};
use super::{Figure, FigureEntry, FigureError, FigureOptions, sources};
use crate::arithmetic::symmetric::TopEigenvalue;
use crate::data::{ExactDataSet, IntegerPoints};
use crate::dynamics::network::{Sample as DataSample, gradient_step, risk};
use crate::model::{LinearNetwork, Loss, LossName};
use crate::progress::{Interrupted, Watch};
use crate::separability::split;
use crate::theory::minimiser::stability_limit;
use crate::training::{Network, SEED, SampleRows, TangentOperator, top_eigenvalue};
use rayon::prelude::*;
use rug::Rational;

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "mixed-bias",
    title: "Partly separable data: a finite minimiser in the span of the non-separable rest, drift across it",
    draw,
};

/// Six signed points, in halves; the last two are separable from the others by e_3.
const POINTS: [[i32; 3]; 6] = [[4, 2, 0], [-2, 2, 0], [-2, -4, 0], [2, 0, 0], [2, 2, 1], [-2, 4, 1]];
/// The span of the rest is that of e_1 and e_2.
const SPAN: usize = 2;
const LOSS: LossName = LossName::Logistic;
/// Rates as multiples of 2/h, with the restricted sharpness h at the minimiser.
const FACTORS: [f64; 4] = [0.25, 0.9, 1.1, 1.5];
const STEPS: usize = 30_000;
const QUICK_STEPS: usize = 1_000;
/// Steps of plain descent with which the minimiser is found.
const MINIMISER_STEPS: usize = 4_000;
/// Hidden units of the network, its steps, and the multiples of 2/h0 between which its rates lie.
const WIDTH: usize = 8;
const NETWORK_STEPS: usize = 4_000;
const NETWORK_RATES: (f64, f64, usize) = (0.1, 8.0, 60);

/// The data of the figure.
pub fn data() -> ExactDataSet {
    let point = |z: [i32; 3]| (z.map(|x| Rational::from((x, 2))).to_vec(), 1);
    ExactDataSet { samples: POINTS.map(point).to_vec() }
}

/// What is seen of the predictor: distance to the minimiser within the span, position across it, and the top eigenvalue of the
/// Hessian restricted to the span.
#[derive(Clone, Copy)]
struct Seen {
    distance: f64,
    drift: f64,
    sharpness: f64,
}

/// The end of a network's run.
struct NetworkEnd {
    learning_rate: f64,
    /// Of the risk of the rest, over all weights; `None` for a run that diverged.
    sharpness: Option<f64>,
    /// Whether the loss still changes.
    restless: bool,
}

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let exact = data();
    let points = IntegerPoints::of_exact(&exact);
    let undecided = || FigureError::Drawing("the split of the figure's data is not the expected one".into());
    let split = split(&points).map_err(|_| undecided())?;
    let in_span = |row: &usize| POINTS[*row][SPAN..].iter().all(|x| *x == 0);
    if split.rest != [0, 1, 2, 3] || !split.rest.iter().all(in_span) {
        return Err(undecided());
    }
    let all = samples(&exact);
    let steps = if options.quick { QUICK_STEPS } else { STEPS };
    let watch = options.watch();
    let minimiser = minimiser(&all, &split.rest, watch)?;
    let sharpness = restricted_sharpness(&minimiser, &all[..split.rest.len()], all.len());
    let border = six_digits(stability_limit(sharpness));
    let runs: Vec<(f64, Descent<Seen>)> = FACTORS
        .par_iter()
        .map(|factor| {
            let observe = |network: &LinearNetwork<f64>, _| {
                let w = &network.layers[0].rows[0];
                let distance = w[..SPAN].iter().zip(&minimiser).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt();
                Seen { distance, drift: w[SPAN], sharpness: restricted_sharpness(w, &all, all.len()) }
            };
            let rate = factor * border;
            Ok((*factor, descend(predictor(&[0.0; SPAN + 1]), &all, LOSS, (rate, steps), observe, watch)?))
        })
        .collect::<Result<_, Interrupted>>()?;
    let (network_border, ends) = network_ends(&exact, &split.rest, options)?;

    let mut canvas = Canvas::new(FIGURE_WIDTH, 690)?;
    draw_predictor(&mut canvas, &runs, border, steps)?;
    draw_network(&mut canvas, &ends)?;
    let mut curves =
        Table::new("predictor", &["learning_rate", "relative_rate", "step", "distance", "drift", "sharpness"]);
    for (factor, run) in &runs {
        for (step, seen) in &run.seen {
            curves.push(vec![
                number(factor * border),
                number(*factor),
                step.to_string(),
                number(seen.distance),
                number(seen.drift),
                number(six_digits(seen.sharpness)),
            ]);
        }
    }
    let mut late = Table::new("network", &["learning_rate", "phase", "sharpness"]);
    for end in &ends {
        late.push(vec![
            number(end.learning_rate),
            end.outcome().to_owned(),
            end.sharpness.map_or_else(String::new, number),
        ]);
    }
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: describe(&runs, &ends, sharpness, network_border, steps),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![curves, late],
        arrays: Vec::new(),
        citations: vec![sources::HUANG, sources::JI, sources::MENG],
    })
}

/// The minimiser of (1/n) Σ_R l(z_i·v) over the span, by descent at a rate below 2/beta.
fn minimiser(all: &[DataSample<f64>], rest: &[usize], watch: Watch<'_>) -> Result<Vec<f64>, Interrupted> {
    let chosen: Vec<DataSample<f64>> =
        rest.iter().map(|row| DataSample { input: all[*row].input[..SPAN].to_vec(), label: 1.0 }).collect();
    let rate = 1.0 / restricted_sharpness(&[0.0; SPAN], &chosen, chosen.len());
    let observe = |network: &LinearNetwork<f64>, _| end_to_end(network, SPAN);
    let run = descend(predictor(&[0.0; SPAN]), &chosen, LOSS, (rate, MINIMISER_STEPS), observe, watch)?;
    Ok(run.seen.last().map_or_else(|| vec![0.0; SPAN], |(_, v)| v.clone()))
}

/// The top eigenvalue of (1/n) Σ l''(z_i·w) z_i z_i^T, restricted to the first coordinates.
fn restricted_sharpness(w: &[f64], data: &[DataSample<f64>], total: usize) -> f64 {
    let mut hessian = vec![vec![0.0; SPAN]; SPAN];
    for sample in data {
        let margin: f64 = sample.input.iter().zip(w).map(|(z, w)| z * w).sum();
        let weight = LOSS.margin_curvature(margin) / total as f64;
        for (i, row) in hessian.iter_mut().enumerate() {
            row.iter_mut().zip(&sample.input).for_each(|(entry, z)| *entry += weight * sample.input[i] * z);
        }
    }
    f64::top_eigenvalue(&hessian)
}

impl NetworkEnd {
    fn outcome(&self) -> &'static str {
        match (self.sharpness, self.restless) {
            (None, _) => "divergent",
            (Some(_), true) => "oscillating",
            (Some(_), false) => "converging",
        }
    }
}

/// Two layers on the same data: 2/h0, and the ends at rates around it.
fn network_ends(
    exact: &ExactDataSet,
    rest: &[usize],
    options: &FigureOptions,
) -> Result<(f64, Vec<NetworkEnd>), FigureError> {
    let all = samples(exact);
    let chosen = ExactDataSet { samples: rest.iter().map(|row| exact.samples[*row].clone()).collect() };
    let (all_rows, rest_rows) = (SampleRows::new(&exact.to_numerical()?)?, SampleRows::new(&chosen.to_numerical()?)?);
    let share = rest.len() as f64 / all.len() as f64;
    let sharpness = |network: &LinearNetwork<f64>, rows: &SampleRows| -> Result<f64, FigureError> {
        let dense = Network::from_model(network)?;
        Ok(top_eigenvalue(&TangentOperator::hessian(&dense, rows, &LOSS)?, 1e-10, 400)?.value)
    };
    let start = two_layer(exact.dimension(), WIDTH, SEED)?;
    let border = six_digits(stability_limit(sharpness(&start, &all_rows)?));
    let (from, to, count) = NETWORK_RATES;
    let (count, steps) = if options.quick { (count / 4, NETWORK_STEPS / 4) } else { (count, NETWORK_STEPS) };
    let ends = (0..count)
        .into_par_iter()
        .map(|k| {
            let learning_rate = border * from * (to / from).powf(k as f64 / (count - 1) as f64);
            let observe = |network: &LinearNetwork<f64>, loss| (network.clone(), loss);
            let run = descend(start.clone(), &all, LOSS, (learning_rate, steps), observe, options.watch())?;
            let Some((_, (network, loss))) = run.seen.last().filter(|_| !run.divergent) else {
                return Ok(NetworkEnd { learning_rate, sharpness: None, restless: true });
            };
            let next = gradient_step(network, &all, &LOSS, &learning_rate);
            let change = (risk(&next, &all, &LOSS) - loss).abs();
            let sharpness = Some(six_digits(share * sharpness(network, &rest_rows)?));
            Ok(NetworkEnd { learning_rate, sharpness, restless: change > 1e-5 * loss })
        })
        .collect::<Result<Vec<NetworkEnd>, FigureError>>()?;
    Ok((border, ends))
}

/// Letter, title, left and upper edge, axis, and what is shown of a step.
type PanelContent = (char, &'static str, f64, f64, Axis, fn(&Seen) -> f64);

const PANEL: (f64, f64) = (330.0, 230.0);

fn draw_predictor(
    canvas: &mut Canvas,
    runs: &[(f64, Descent<Seen>)],
    border: f64,
    steps: usize,
) -> Result<(), FigureError> {
    let log_steps = || Axis::logarithmic("step t", 1.0, steps as f64);
    let area = |left, top| Rectangle { left, top, width: PANEL.0, height: PANEL.1 };
    let curve = |run: &Descent<Seen>, value: fn(&Seen) -> f64| -> Vec<(f64, f64)> {
        run.seen.iter().filter(|(step, _)| *step > 0).map(|(step, seen)| (*step as f64, value(seen))).collect()
    };
    let highest = runs.iter().flat_map(|(_, run)| &run.seen).map(|(_, seen)| seen.drift).fold(1.0, f64::max);
    let panels: [PanelContent; 3] = [
        (
            'a',
            "In the span of the rest",
            66.0,
            46.0,
            Axis::logarithmic("distance to the minimiser", 1e-4, 1e1),
            |seen| seen.distance,
        ),
        ('b', "Across the span", 466.0, 46.0, Axis::linear("drift w·e₃", 0.0, (highest * 1.1).ceil()), |seen| {
            seen.drift
        }),
        (
            'c',
            "Hessian restricted to the span",
            66.0,
            390.0,
            Axis::linear("top eigenvalue of the Hessian", 0.0, 0.6),
            |seen| seen.sharpness,
        ),
    ];
    for (letter, title, left, top, axis, value) in panels {
        let mut panel = Panel::new(canvas, letter, title, area(left, top), log_steps(), axis)?;
        if letter == 'c' {
            let sharpness = stability_limit(border);
            panel.level(sharpness)?;
            panel.note("h", (steps as f64, sharpness), (-6.0, -9.0), Align::Right)?;
        }
        for (index, (_, run)) in runs.iter().enumerate() {
            panel.curve(&curve(run, value), series(index), End::Plain, 5 * index, 20)?;
        }
        panel.draw_frame()?;
    }
    let mut entries = vec![(Sample::Heading, format!("(a)–(c), 2/h = {border:.3}"))];
    entries.extend(
        runs.iter()
            .enumerate()
            .map(|(index, (factor, _))| (Sample::Series(series(index)), format!("η = {factor} × 2/h"))),
    );
    legend(canvas, (812.0, 46.0), &entries)
}

fn draw_network(canvas: &mut Canvas, ends: &[NetworkEnd]) -> Result<(), FigureError> {
    let area = Rectangle { left: 466.0, top: 390.0, width: PANEL.0, height: PANEL.1 };
    let rates = || ends.iter().map(|end| end.learning_rate);
    let (first, last) = (rates().fold(f64::INFINITY, f64::min), rates().fold(0.0, f64::max));
    let axis = Axis::logarithmic("learning rate η", first, last);
    let mut panel = Panel::new(
        canvas,
        'd',
        "Two layers: sharpness of the rest at the end",
        area,
        axis,
        Axis::logarithmic("sharpness", 1e-2, 1e1),
    )?;
    let divergent =
        ends.iter().filter(|end| end.sharpness.is_none()).map(|end| end.learning_rate).fold(f64::INFINITY, f64::min);
    if divergent < last {
        panel.fill((divergent, 1e-2), (last, 1e1), GRID)?;
    }
    let limit: Vec<(f64, f64)> = rates().map(|rate| (rate, stability_limit(rate))).collect();
    panel.line(&limit, REFERENCE, 1.6, Dash::Short)?;
    for (outcome, marker) in [("converging", Marker::Disc), ("oscillating", Marker::Circle)] {
        let points: Vec<(f64, f64)> = ends
            .iter()
            .filter(|end| end.outcome() == outcome)
            .filter_map(|end| Some((end.learning_rate, end.sharpness?)))
            .collect();
        panel.points(&points, marker, 3.2, BLUE)?;
    }
    panel.draw_frame()?;
    legend_line(canvas, (812.0, 398.0), &[(0.0, Sample::Heading, "(d), rates".to_owned())])?;
    legend_line(canvas, (812.0, 418.0), &[(0.0, Sample::Mark(Marker::Disc, BLUE), "converging".to_owned())])?;
    legend_line(canvas, (812.0, 438.0), &[(0.0, Sample::Mark(Marker::Circle, BLUE), "oscillating".to_owned())])?;
    legend_line(canvas, (812.0, 458.0), &[(0.0, Sample::Line(REFERENCE, Dash::Short), "2/η".to_owned())])?;
    legend_line(canvas, (812.0, 478.0), &[(0.0, Sample::Fill(GRID), "divergent".to_owned())])
}

fn describe(
    runs: &[(f64, Descent<Seen>)],
    ends: &[NetworkEnd],
    sharpness: f64,
    network_border: f64,
    steps: usize,
) -> String {
    let last: Vec<String> = runs
        .iter()
        .filter_map(|(factor, run)| {
            let (_, seen) = run.seen.last()?;
            Some(format!(
                "{factor}: distance {:.1e}, drift {:.2}, restricted sharpness {:.4}",
                seen.distance, seen.drift, seen.sharpness
            ))
        })
        .collect();
    let of = |outcome: &str| ends.iter().filter(|end| end.outcome() == outcome).collect::<Vec<&NetworkEnd>>();
    let (converging, oscillating, divergent) = (of("converging"), of("oscillating"), of("divergent"));
    let sharper = converging
        .iter()
        .filter(|end| end.sharpness.is_some_and(|sharpness| sharpness * end.learning_rate > 2.0))
        .count();
    let range = |ends: &[&NetworkEnd]| {
        let values = || ends.iter().filter_map(|end| end.sharpness);
        (values().fold(f64::INFINITY, f64::min), values().fold(0.0, f64::max))
    };
    let (least, most) = range(&converging);
    format!(
        "Logistic loss on z = (2,1,0), (-1,1,0), (-1,-2,0), (1,0,0), (1,1,1/2), (-1,2,1/2). The split is exact: the first four points are the \
         non-separable rest, which spans the plane of e₁ and e₂, and e₃ separates the other two. The rest is numerical. (a)-(c): the linear \
         predictor from 0; h = {sharpness:.4} is the top eigenvalue, restricted to that plane, of the Hessian at the finite minimiser of \
         the risk of the rest, and the level in (c). The drift in (b) is against log t. After {steps} steps, by the rate in units of 2/h: {}. (d): a two-layer network of width \
         {WIDTH} at {} rates around 2/h₀ = {network_border:.3}: the sharpness over all weights of the risk of the rest after {NETWORK_STEPS} \
         steps (fewer in quick runs). {} rates converge, with sharpness between {least:.3} and {most:.3}, {sharper} of them above 2/η; {} oscillate, {} diverge.",
        last.join("; "),
        ends.len(),
        converging.len(),
        oscillating.len(),
        divergent.len(),
    )
}
