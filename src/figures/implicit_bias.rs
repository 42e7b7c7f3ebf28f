//! Figure `implicit-bias`: loss and direction on separable data, for both losses, one and two layers, small and large rates.

use super::axis::Axis;
use super::canvas::{Canvas, Rectangle};
use super::descent::{Descent, descend, end_to_end, predictor, samples, six_digits, two_layer};
use super::panel::{End, Panel, Sample, capitalised, legend};
use super::style::{Dash, FIGURE_WIDTH, REFERENCE, series};
use super::table::{Table, number};
use super::{Figure, FigureEntry, FigureError, FigureOptions, sources};
use crate::data::{ExactDataSet, IntegerPoints};
use crate::dynamics::network::risk;
use crate::model::{LinearNetwork, LossName};
use crate::progress::{Interrupted, Watch};
use crate::separability::{curvature::curvatures, decide};
use crate::theory::Digits;
use crate::theory::minimiser::stability_limit;
use crate::training::{Network, SEED, SampleRows, TangentOperator, top_eigenvalue};
use rayon::prelude::*;
use rug::Rational;

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "implicit-bias",
    title: "Separable data: the loss, and the angle to the hard-margin direction, at small and large rates",
    draw,
};

/// Four signed points in halves: (1/2, 2), (1/2, -1), (1, 1), (1, -2).
const POINTS: [[i32; 2]; 4] = [[1, 4], [1, -2], [2, 2], [2, -4]];
/// Start of the predictor.
const START: [f64; 2] = [0.0, 0.5];
/// Hidden units of the network.
const WIDTH: usize = 8;
const PREDICTOR_STEPS: usize = 100_000;
const NETWORK_STEPS: usize = 30_000;
const QUICK_STEPS: usize = 1_000;
/// Rates as multiples of 2/beta or 2/h0.
const FACTORS: [(LossName, [f64; 4]); 2] =
    [(LossName::Logistic, [0.5, 2.0, 4.0, 8.0]), (LossName::Exponential, [0.25, 0.75, 2.0, 4.0])];

const ROW_HEIGHT: f64 = 312.0;
const PANEL_HEIGHT: f64 = 218.0;

/// The data of the figure.
pub fn data() -> ExactDataSet {
    let point = |z: [i32; 2]| (z.map(|x| Rational::from((x, 2))).to_vec(), 1);
    ExactDataSet { samples: POINTS.map(point).to_vec() }
}

/// One network and loss: its runs at several rates.
struct Setting {
    network: &'static str,
    loss: LossName,
    /// What the rates are multiples of, in words and in numbers.
    border: (&'static str, f64),
    runs: Vec<(f64, Descent<(f64, f64)>)>,
    steps: usize,
}

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let exact = data();
    let points = IntegerPoints::of_exact(&exact);
    let unknown = || FigureError::Drawing("the separability of the figure's data was not decided".into());
    let found = decide(&points, Digits::default()).map_err(|_| unknown())?;
    let margin = found.margin.ok_or_else(unknown)?;
    let constants = curvatures(&points, &found.split).ok_or_else(unknown)?;
    let direction: Vec<f64> = margin.direction.iter().map(rug::Integer::to_f64).collect();
    let steps = |full: usize| if options.quick { QUICK_STEPS } else { full };
    let mut settings = Vec::new();
    for (loss, factors) in FACTORS {
        let smoothness = constants.iter().find(|curvature| curvature.loss == loss).ok_or_else(unknown)?.smoothness;
        let border = ("2/β", six_digits(stability_limit(smoothness.upper())));
        settings.push(run(
            "linear predictor",
            predictor(&START),
            loss,
            border,
            &factors,
            &direction,
            (steps(PREDICTOR_STEPS), options.watch()),
        )?);
    }
    for (loss, factors) in FACTORS {
        let start = two_layer(exact.dimension(), WIDTH, SEED)?;
        let rows = SampleRows::new(&exact.to_numerical()?)?;
        let dense = Network::from_model(&start)?;
        let hessian = TangentOperator::hessian(&dense, &rows, &loss)?;
        let border = ("2/h₀", six_digits(stability_limit(top_eigenvalue(&hessian, 1e-10, 400)?.value)));
        let length = (steps(NETWORK_STEPS), options.watch());
        settings.push(run("two layers", start, loss, border, &factors, &direction, length)?);
    }
    let mut canvas = Canvas::new(FIGURE_WIDTH, (4.0 * ROW_HEIGHT) as u32 + 30)?;
    let mut table =
        Table::new("", &["network", "loss", "learning_rate", "relative_rate", "step", "train_loss", "angle"]);
    for (row, setting) in settings.iter().enumerate() {
        draw_setting(&mut canvas, row, setting)?;
        tabulate(&mut table, setting);
    }
    let citations = vec![sources::HUANG, sources::SOUDRY, sources::WU];
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: describe(&settings, &margin.value.enclosure(6).short(), &direction),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![table],
        arrays: Vec::new(),
        citations,
    })
}

/// The angle between two vectors, in radians.
fn angle(v: &[f64], direction: &[f64]) -> f64 {
    let along: f64 = v.iter().zip(direction).map(|(x, y)| x * y).sum();
    let across = v[0] * direction[1] - v[1] * direction[0];
    across.abs().atan2(along)
}

fn run(
    network: &'static str,
    start: LinearNetwork<f64>,
    loss: LossName,
    border: (&'static str, f64),
    factors: &[f64],
    direction: &[f64],
    (steps, watch): (usize, Watch<'_>),
) -> Result<Setting, Interrupted> {
    let samples = samples(&data());
    let runs = factors
        .par_iter()
        .map(|factor| {
            let observe =
                |network: &LinearNetwork<f64>, risk| (risk, angle(&end_to_end(network, direction.len()), direction));
            Ok((*factor, descend(start.clone(), &samples, loss, (factor * border.1, steps), observe, watch)?))
        })
        .collect::<Result<_, Interrupted>>()?;
    Ok(Setting { network, loss, border, runs, steps })
}

/// The law of the predictor on these data: with the support vectors (1/2, 2) and (1/2, -1) of multipliers 1 : 2, w = log t (2, 0) + (.., b)
/// + o(1) with e^{-3b} = 1/2 (Soudry et al.), so the angle is log 2/(6 log t) to leading order.
fn law(step: f64) -> f64 {
    2f64.ln() / (6.0 * step.ln())
}

fn draw_setting(canvas: &mut Canvas, row: usize, setting: &Setting) -> Result<(), FigureError> {
    let top = 46.0 + ROW_HEIGHT * row as f64;
    let area = |left| Rectangle { left, top, width: 316.0, height: PANEL_HEIGHT };
    let letter = |column: u8| char::from(b'a' + 2 * row as u8 + column);
    let steps = || Axis::logarithmic("step t", 1.0, setting.steps as f64);
    let title = capitalised(&format!("{}, {} loss", setting.network, setting.loss));
    let points = |run: &Descent<(f64, f64)>, value: fn(&(f64, f64)) -> f64| -> Vec<(f64, f64)> {
        run.seen.iter().filter(|(step, _)| *step > 0).map(|(step, seen)| (*step as f64, value(seen))).collect()
    };
    let end = |run: &Descent<(f64, f64)>| if run.divergent { End::Divergent } else { End::Plain };

    let mut panel = Panel::new(canvas, letter(0), &title, area(66.0), steps(), Axis::logarithmic("loss L", 1e-6, 1e2))?;
    for (index, (_, run)) in setting.runs.iter().enumerate() {
        let start = run.seen.first().map_or(1.0, |(_, seen)| seen.0);
        let mut curve = points(run, |seen| seen.0);
        if run.divergent {
            // a divergent run may end before it is seen: it leaves the panel upwards
            let last = curve.last().copied().unwrap_or((1.0, start));
            curve.push((last.0.max(1.0) * 1.2, 1e9));
        }
        panel.curve(&curve, series(index), end(run), 6 * index, 24)?;
    }
    panel.draw_frame()?;

    let angles = Axis::logarithmic("angle (radians)", 1e-3, 4.0);
    let mut panel = Panel::new(canvas, letter(1), "Angle to the hard-margin direction", area(466.0), steps(), angles)?;
    let has_law = setting.network != "two layers";
    if has_law {
        let curve: Vec<(f64, f64)> =
            (10..=200).map(|k| (setting.steps as f64).powf(f64::from(k) / 200.0)).map(|t| (t, law(t))).collect();
        panel.line(&curve, REFERENCE, 1.6, Dash::Short)?;
    }
    for (index, (_, run)) in setting.runs.iter().enumerate() {
        panel.curve(&points(run, |seen| seen.1), series(index), End::Plain, 6 * index, 24)?;
    }
    panel.draw_frame()?;

    let mut entries = vec![(Sample::Heading, format!("{} = {:.3}", setting.border.0, setting.border.1))];
    for (index, (factor, run)) in setting.runs.iter().enumerate() {
        let note = if run.divergent { ", diverges" } else { "" };
        entries.push((Sample::Series(series(index)), format!("η = {factor} × {}{note}", setting.border.0)));
    }
    if has_law {
        entries.push((Sample::Line(REFERENCE, Dash::Short), "log 2/(6 log t)".to_owned()));
    }
    legend(canvas, (798.0, top), &entries)
}

fn tabulate(table: &mut Table, setting: &Setting) {
    for (factor, run) in &setting.runs {
        for (step, (risk, angle)) in &run.seen {
            table.push(vec![
                setting.network.to_owned(),
                setting.loss.name().to_owned(),
                number(factor * setting.border.1),
                number(*factor),
                step.to_string(),
                number(*risk),
                number(*angle),
            ]);
        }
    }
}

/// What the runs show, in words computed from them.
fn describe(settings: &[Setting], margin: &str, direction: &[f64]) -> String {
    let parts: Vec<String> = settings
        .iter()
        .enumerate()
        .map(|(row, setting)| {
            let letters = (char::from(b'a' + 2 * row as u8), char::from(b'b' + 2 * row as u8));
            let ends: Vec<&(f64, f64)> =
                setting.runs.iter().filter(|(_, run)| !run.divergent).filter_map(|(_, run)| Some(&run.seen.last()?.1)).collect();
            let range = |value: fn(&(f64, f64)) -> f64| {
                let values = || ends.iter().map(|end| value(end));
                (values().fold(f64::INFINITY, f64::min), values().fold(0.0, f64::max))
            };
            let (losses, angles) = (range(|end| end.0), range(|end| end.1));
            let divergent: Vec<String> =
                setting.runs.iter().filter(|(_, run)| run.divergent).map(|(factor, _)| format!("{factor} × {}", setting.border.0)).collect();
            let rises = setting.runs.iter().filter(|(_, run)| !run.divergent && rises(run)).count();
            let divergent =
                if divergent.is_empty() { "no rate diverges".to_owned() } else { format!("it diverges at {}", divergent.join(", ")) };
            format!(
                "({}), ({}) {}, {} loss: {divergent}; of the {} other rates {rises} see the loss rise on the way; after {} steps the \
                 losses are {:.1e} to {:.1e} and the angles {:.4} to {:.4}",
                letters.0, letters.1, setting.network, setting.loss, ends.len(), setting.steps, losses.0, losses.1, angles.0, angles.1
            )
        })
        .collect();
    format!(
        "Gradient descent on the separable data z = (1/2, 2), (1/2, -1), (1, 1), (1, -2), whose hard-margin direction ({}, {}) and margin {margin} \
         are exact. Left: the loss; right: the angle between the end-to-end vector and that direction, numerical. The predictor starts at \
         (0, 1/2), the network (width {WIDTH}) at normal weights. β is certified: lambda_max(Σ z z^T)/(4n) for the logistic loss, max |z|² for \
         the exponential one (where L <= 1: the start lies outside, at L = {:.2}, so that 2/β is a unit, not a bound, for it); h₀ is the sharpness at the start. Dashed: the law log 2/(6 log t) of these data \
         (Soudry et al.), which every converging rate approaches. {}.",
        direction[0],
        direction[1],
        risk(&predictor(&START), &samples(&data()), &LossName::Exponential),
        parts.join(". ")
    )
}

/// Whether the loss is higher at some observed step than at the one before.
fn rises(run: &Descent<(f64, f64)>) -> bool {
    run.seen.windows(2).any(|pair| pair[1].1.0 > pair[0].1.0)
}
