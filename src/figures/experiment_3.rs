//! Figure `experiment-3`: the top eigenvalues of kernel and Hessian at a late step against the rate, on synthetic data.

use super::axis::Axis;
use super::canvas::{Align, Canvas, Rectangle};
use super::certified_ends::{CertifiedEnd, certify};
use super::late_spectra::{FAR, LateEnd, Plan, Setting, WIDTH, run};
use super::panel::{Panel, Sample, legend_line};
use super::spread::{Overlap, Piece, Spread, draw_spreads};
use super::style::{BLUE, Colour, Dash, FIGURE_WIDTH, INK, Marker, REFERENCE, SeriesStyle, VERMILION};
use super::table::{Table, number};
use super::{Figure, FigureEntry, FigureError, FigureOptions, Threshold, sources};
use crate::model::LossName;
use crate::theory::minimiser::stability_limit;

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "experiment-3",
    title: "Kernel and Hessian at a late step against the learning rate, separable and non-separable data",
    draw,
};

const KERNEL: SeriesStyle = SeriesStyle { colour: BLUE, dash: Dash::Solid, marker: Marker::Disc };
const HESSIAN: SeriesStyle = SeriesStyle { colour: VERMILION, dash: Dash::Long, marker: Marker::Square };

/// Behind rates at which all seeds diverge.
const DIVERGENT_SHADE: Colour = Colour(0xD0, 0xD0, 0xD0);
/// Behind rates at which some do.
const PARTLY_SHADE: Colour = Colour(0xEC, 0xEC, 0xEC);

/// Height of a panel, and from one row of panels to the next.
const PANEL_HEIGHT: f64 = 250.0;
const ROW_HEIGHT: f64 = 344.0;

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let plan = Plan::new(options.quick);
    let mut canvas = Canvas::new(FIGURE_WIDTH, 746)?;
    let mut table = Table::new(
        "",
        &[
            "data",
            "loss",
            "seed",
            "initial_ntk_eigenvalue",
            "initial_sharpness",
            "learning_rate",
            "outcome",
            "train_loss",
            "ntk_eigenvalue",
            "sharpness",
            "diverged_at",
        ],
    );
    let mut certified = Table::new(
        "certified",
        &[
            "data",
            "loss",
            "seed",
            "learning_rate",
            "phase",
            "ntk_eigenvalue_lower",
            "ntk_eigenvalue_upper",
            "sharpness_lower",
            "sharpness_upper",
        ],
    );
    let (mut findings, mut proved, mut asked) = (Vec::new(), 0, 0);
    // Up to which multiple of 2/h0: as far as there is something to see.
    let panels = [
        ('a', "separable", LossName::Exponential, 10.0),
        ('b', "separable", LossName::Logistic, 20.0),
        ('c', "nonseparable", LossName::Exponential, 5.0),
        ('d', "nonseparable", LossName::Logistic, 10.0),
    ];
    for (index, (letter, data, loss, reach)) in panels.into_iter().enumerate() {
        let setting = run(data, loss, reach, plan, options.watch())?;
        let left = if index % 2 == 0 { 66.0 } else { 566.0 };
        let area = Rectangle { left, top: 46.0 + ROW_HEIGHT * (index / 2) as f64, width: 418.0, height: PANEL_HEIGHT };
        // separable data have no minimum to end in
        let count = match (data, options.quick) {
            ("separable", _) => 0,
            (_, true) => 1,
            (_, false) => 5,
        };
        let ends = certify(&setting, border(&setting), count, options.watch())?;
        draw_setting(&mut canvas, letter, &setting, &ends, area)?;
        tabulate(&mut table, &setting);
        tabulate_certified(&mut certified, &setting, &ends);
        asked += ends.len();
        proved += ends.iter().filter(|end| end.limits.is_some()).count();
        findings.push(format!("({letter}) {}", describe(&setting)));
    }
    draw_legend(&mut canvas)?;
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: format!(
            "Two-layer linear network of width {WIDTH} on synthetic data (200 points in 20 dimensions: separable with margin \
             1/8, or with a share of 1/10 on the wrong side), full-batch gradient descent in f64: the top eigenvalues λ of the \
             kernel (D2) and h of the Hessian after {} steps, against the rate. Lines are medians over {} seeds of data and \
             weights, bands reach from the least to the largest. Grey: rates that diverge (overflow, or a loss above {FAR} \
             times its start) for some or all seeds. Rings: the limits of the first seed as `classify two-layer` encloses them, on \
             non-separable data ({proved} of {asked} rates decided; on separable data the loss has no minimum). What the data show: {}.",
            plan.steps,
            plan.seeds,
            findings.join("; ")
        ),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![table, certified],
        arrays: Vec::new(),
        citations: vec![sources::HUANG, sources::LEWKOWYCZ],
    })
}

/// How many of the runs at one rate diverged.
fn diverged(setting: &Setting, rate: usize) -> usize {
    setting.seeds.iter().filter(|runs| !matches!(runs.ends[rate], LateEnd::Here { .. })).count()
}

/// The median border 2/h0.
fn border(setting: &Setting) -> f64 {
    Spread::of(setting.seeds.iter().map(|runs| stability_limit(runs.initial_sharpness)))
        .map_or(f64::NAN, |spread| spread.median)
}

/// A quantity at the end against the rate, in unbroken pieces: where no seed diverged.
fn pieces(setting: &Setting, quantity: impl Fn(&LateEnd) -> Option<f64>) -> Vec<Piece> {
    let mut pieces = vec![Vec::new()];
    for (index, rate) in setting.rates.iter().enumerate() {
        let whole = diverged(setting, index) == 0;
        let spread = Spread::of(setting.seeds.iter().filter_map(|runs| quantity(&runs.ends[index])));
        match spread.filter(|_| whole) {
            Some(spread) => pieces.last_mut().into_iter().for_each(|piece| piece.push((*rate, spread))),
            None => pieces.push(Vec::new()),
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn ntk(end: &LateEnd) -> Option<f64> {
    if let LateEnd::Here { ntk, .. } = end { Some(*ntk) } else { None }
}

fn sharpness(end: &LateEnd) -> Option<f64> {
    if let LateEnd::Here { sharpness, .. } = end { Some(*sharpness) } else { None }
}

fn draw_setting(
    canvas: &mut Canvas,
    letter: char,
    setting: &Setting,
    certified: &[CertifiedEnd],
    area: Rectangle,
) -> Result<(), FigureError> {
    let rates = &setting.rates;
    let (first, last) = (rates[0], rates[rates.len() - 1]);
    let (kernel, hessian) = (pieces(setting, ntk), pieces(setting, sharpness));
    let medians = || kernel.iter().chain(&hessian).flatten().map(|(_, spread)| spread.median);
    let lowest = medians().fold(f64::INFINITY, f64::min).max(1e-8);
    let highest = medians().fold(0.0, f64::max).clamp(lowest, 1e3);
    let decade = |exponent: f64| format!("1e{exponent:.0}").parse().unwrap_or(1.0);
    let (bottom, top) = (decade(lowest.log10().floor()), decade(highest.log10().ceil()));
    let values = Axis::logarithmic("top eigenvalue at the end", bottom, top);
    let kind = if setting.data == "separable" { "Separable" } else { "Non-separable" };
    let title = format!("{kind}, {} loss", setting.loss);
    let rate_axis = Axis::logarithmic("learning rate η", first, last);
    let mut panel = Panel::new(canvas, letter, &title, area, rate_axis, values)?;

    // Half a step of the grid to either side of a rate.
    let half = (rates[1] / rates[0]).sqrt();
    let shades: Vec<(f64, Option<Colour>)> = rates
        .iter()
        .enumerate()
        .map(|(index, rate)| match diverged(setting, index) {
            0 => (*rate, None),
            count if count == setting.seeds.len() => (*rate, Some(DIVERGENT_SHADE)),
            _ => (*rate, Some(PARTLY_SHADE)),
        })
        .collect();
    for group in shades.chunk_by(|a, b| a.1 == b.1) {
        if let (rate, Some(shade)) = group[0] {
            panel.fill((rate / half, bottom), (group[group.len() - 1].0 * half, top), shade)?;
        }
    }
    let bound: Vec<(f64, f64)> = rates.iter().map(|rate| (*rate, stability_limit(*rate))).collect();
    panel.line(&bound, INK, 1.4, Dash::Short)?;
    let lines = [(KERNEL, kernel), (HESSIAN, hessian)];
    draw_spreads(&mut panel, &lines, (rates.len() / 12).max(1), Overlap::Apart)?;
    for (style, pieces) in &lines {
        for piece in pieces {
            let medians: Vec<(f64, f64)> = piece.iter().map(|(rate, spread)| (*rate, spread.median)).collect();
            panel.mark_exits(&medians, style.colour)?;
        }
    }
    let within = |value: f64| (bottom..=top).contains(&value);
    for (quantity, style) in [KERNEL, HESSIAN].into_iter().enumerate() {
        let rings = certified.iter().filter_map(|end| Some((end.rate_in_floats(), end.middles()?[quantity])));
        let rings: Vec<(f64, f64)> = rings.filter(|ring| within(ring.1)).collect();
        panel.points(&rings, Marker::Circle, 4.6, style.colour)?;
    }
    let threshold =
        Threshold { digits: format!("{:.1}", border(setting)), ..Threshold::measured("2/h_{0}", border(setting), 1) };
    panel.threshold(threshold.value, &threshold.equation(), Align::Centre)?;
    panel.draw_frame()
}

fn draw_legend(canvas: &mut Canvas) -> Result<(), FigureError> {
    legend_line(
        canvas,
        (66.0, 704.0),
        &[
            (0.0, Sample::Series(KERNEL), "kernel λ".to_string()),
            (130.0, Sample::Series(HESSIAN), "Hessian h".to_string()),
            (270.0, Sample::Line(INK, Dash::Short), "2/η".to_string()),
            (350.0, Sample::Line(REFERENCE, Dash::Fine), "border 2/h₀, median".to_string()),
            (560.0, Sample::Fill(PARTLY_SHADE), "some seeds diverge".to_string()),
            (740.0, Sample::Fill(DIVERGENT_SHADE), "all diverge".to_string()),
        ],
    )?;
    legend_line(
        canvas,
        (606.0, 728.0),
        &[(0.0, Sample::Mark(Marker::Circle, BLUE), "certified limits, first seed".to_string())],
    )?;
    let exits = [(0.0, Marker::Triangle), (18.0, Marker::TriangleDown)];
    for (offset, marker) in exits {
        legend_line(canvas, (66.0 + offset, 728.0), &[(0.0, Sample::Mark(marker, INK), String::new())])?;
    }
    legend_line(canvas, (102.0, 728.0), &[(0.0, Sample::Heading, "the median goes on beyond the panel".to_string())])
}

/// What the runs of one setting show, in numbers: the medians of eta h, h and lambda over the rates where no seed diverged.
fn describe(setting: &Setting) -> String {
    let (kernel, hessian) = (pieces(setting, ntk), pieces(setting, sharpness));
    let kernel: Vec<(f64, Spread)> = kernel.into_iter().flatten().collect();
    let hessian: Vec<(f64, Spread)> = hessian.into_iter().flatten().collect();
    let (Some((first, first_kernel)), Some((last, last_kernel))) = (kernel.first(), kernel.last()) else {
        return "all rates diverge".into();
    };
    let products = hessian.iter().map(|(rate, spread)| rate * spread.largest);
    let stiffest = products.fold(0.0, f64::max);
    let change = |from: f64, to: f64| format!("{} to {}", short(from), short(to));
    let (first_hessian, last_hessian) = (hessian[0].1, hessian[hessian.len() - 1].1);
    let border = border(setting);
    format!(
        "up to η = {} ({} times 2/h₀) no seed diverges; from η = {} to there the median λ goes from {}, the median h from {}, \
         and ηh stays below {}",
        short(*last),
        short(last / border),
        short(*first),
        change(first_kernel.median, last_kernel.median),
        change(first_hessian.median, last_hessian.median),
        // rounded up, so that the statement is true
        (stiffest * 100.0).ceil() / 100.0
    )
}

/// Three significant digits, with an exponent for what is very small or large.
fn short(value: f64) -> String {
    let rounded: f64 = format!("{value:.2e}").parse().unwrap_or(value);
    if (1e-3..1e4).contains(&rounded) || rounded == 0.0 { number(rounded) } else { format!("{rounded:e}") }
}

fn tabulate_certified(table: &mut Table, setting: &Setting, ends: &[CertifiedEnd]) {
    let seed = setting.seeds.first().map_or(0, |runs| runs.seed);
    for end in ends {
        let [ntk, sharpness] = end.limits.clone().unwrap_or_default();
        let mut cells = vec![setting.data.to_string(), setting.loss.to_string(), seed.to_string()];
        cells.extend([number(end.rate_in_floats()), end.phase.name().to_owned()]);
        cells.extend(ntk.into_iter().chain(sharpness));
        table.push(cells);
    }
}

fn tabulate(table: &mut Table, setting: &Setting) {
    for runs in &setting.seeds {
        for (rate, end) in setting.rates.iter().zip(&runs.ends) {
            let none = String::new;
            let (outcome, loss, ntk, sharpness, step) = match end {
                LateEnd::Here { loss, ntk, sharpness } => {
                    ("completed", number(*loss), number(*ntk), number(*sharpness), none())
                }
                LateEnd::Far { loss } => ("diverged", number(*loss), none(), none(), none()),
                LateEnd::Overflow { step } => ("diverged", none(), none(), none(), step.to_string()),
            };
            table.push(vec![
                setting.data.to_string(),
                setting.loss.to_string(),
                runs.seed.to_string(),
                number(runs.initial_ntk),
                number(runs.initial_sharpness),
                number(*rate),
                outcome.to_string(),
                loss,
                ntk,
                sharpness,
                step,
            ]);
        }
    }
}
