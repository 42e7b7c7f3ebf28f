//! Figure `experiment-4`: test accuracy on images against the rate, after fixed steps, after fixed time, and annealed.

use super::accuracy_runs::{Case, CaseRuns, LOSS, Measurement, Protocol, SeedRuns, WIDTH, run};
use super::axis::Axis;
use super::canvas::{Align, Canvas, Rectangle};
use super::late_spectra::FAR;
use super::panel::{Panel, Sample, legend_line};
use super::spread::{Overlap, Spread, draw_spreads};
use super::style::{Dash, FIGURE_WIDTH, INK, PAPER, REFERENCE, SeriesStyle, THIN_WIDTH, series};
use super::table::{Table, number};
use super::{Figure, FigureEntry, FigureError, FigureOptions, Threshold, sources};
use crate::theory::minimiser::stability_limit;

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "experiment-4",
    title: "Test accuracy on CIFAR-10 and MNIST against the learning rate, and after annealing",
    draw,
};

/// Height of a panel, and from one row of panels to the next.
const PANEL_HEIGHT: f64 = 260.0;
const ROW_HEIGHT: f64 = 354.0;
/// Height of the bar of a protocol, which marks the rates that diverge, and of the strip that they have to themselves.
const BAR: f64 = 7.0;
const STRIP: f64 = 36.0;

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let cases = Case::all(options.quick);
    let rows = cases.len().div_ceil(2) as f64;
    let mut canvas = Canvas::new(FIGURE_WIDTH, (rows * ROW_HEIGHT) as u32 + 54)?;
    let mut table = Table::new(
        "",
        &[
            "data",
            "depth",
            "seed",
            "initial_sharpness",
            "learning_rate",
            "protocol",
            "steps",
            "outcome",
            "train_loss",
            "test_accuracy",
        ],
    );
    let (mut findings, mut windows) = (Vec::new(), Vec::new());
    for (index, case) in cases.iter().enumerate() {
        let runs = run(*case, options)?;
        let letter = char::from(b'a' + index as u8);
        let left = if index % 2 == 0 { 66.0 } else { 566.0 };
        let area = Rectangle { left, top: 46.0 + ROW_HEIGHT * (index / 2) as f64, width: 418.0, height: PANEL_HEIGHT };
        draw_case(&mut canvas, letter, &runs, area)?;
        tabulate(&mut table, &runs);
        findings.push(format!("({letter}) {}", describe(&runs)));
        windows.push(format!("({letter}) {}", window(&runs)));
    }
    draw_legend(&mut canvas, rows * ROW_HEIGHT + 14.0)?;
    let (cifar, mnist) = (cases[0], cases[cases.len() - 1]);
    let depths = cases.iter().map(|case| case.depth).min().zip(cases.iter().map(|case| case.depth).max());
    let depths = depths.map_or(String::new(), |(least, most)| format!("{least} to {most}"));
    let (most, fewer) = (cifar.seeds, cases.iter().find(|case| case.seeds < cifar.seeds));
    let seeds = fewer.map_or(most.to_string(), |case| format!("{most} (from depth {} on {})", case.depth, case.seeds));
    let window = windows.join(", ");
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: format!(
            "Linear networks of depth {depths} and width {WIDTH}, {LOSS} loss, full-batch gradient descent in f64 on images \
             of CIFAR-10 (automobile, dog: {}) and of MNIST (0, 1: {}): accuracy on the test images against the rate, after {} \
             (CIFAR-10) or {} (MNIST) steps, after the physical time t = steps × η of {}, and after the same time followed by \
             {} (CIFAR-10) or {} (MNIST) steps at the smallest rate. Lines are medians over {seeds} seeds of the weights, wider ones below narrower ones, and bands reach from the least to the \
             largest (at a rate that stands alone, an upright bar); bars in the strip at the bottom mark the rates that diverge under a protocol (overflow, or a loss above {FAR} times \
             its start), thin for some seeds and thick for all (at the largest rates \
             the fixed time is a few steps, too few for some divergent runs to show). The paper: the best accuracy is found in the large-rate phase \
             (η > 2/h₀, h₀ the measured sharpness at the start) with annealing. How the window of rates beyond the border moves with the depth: {window}. The best rates: {}.",
            options.images.load(cifar.data)?.extent,
            options.images.load(mnist.data)?.extent,
            cifar.steps,
            mnist.steps,
            cifar.time,
            cifar.anneal_steps,
            mnist.anneal_steps,
            findings.join("; ")
        ),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![table],
        arrays: Vec::new(),
        citations: vec![sources::HUANG, sources::LEWKOWYCZ],
    })
}

fn style(protocol: usize) -> SeriesStyle {
    series(protocol)
}

/// The median border 2/h0.
fn border(runs: &CaseRuns) -> f64 {
    Spread::of(runs.seeds.iter().map(|seed| stability_limit(seed.sharpness))).map_or(f64::NAN, |spread| spread.median)
}

/// How many seeds diverge at a rate under a protocol.
fn diverged(runs: &CaseRuns, rate: usize, protocol: usize) -> usize {
    runs.seeds.iter().filter(|seed| seed.measurements[rate][protocol].accuracy.is_none()).count()
}

/// The accuracy, in per cent, at a rate under a protocol; `None` if any seed diverges.
fn spread(runs: &CaseRuns, rate: usize, protocol: usize) -> Option<Spread> {
    let accuracies = runs.seeds.iter().map(|seed| seed.measurements[rate][protocol].accuracy);
    let all: Option<Vec<f64>> = accuracies.map(|accuracy| Some(100.0 * accuracy?)).collect();
    Spread::of(all?)
}

fn draw_case(canvas: &mut Canvas, letter: char, runs: &CaseRuns, area: Rectangle) -> Result<(), FigureError> {
    let rates = &runs.rates;
    let mut lines = Vec::new();
    let (mut lowest, mut largest) = (100.0_f64, 0.0_f64);
    for protocol in 0..Protocol::ALL.len() {
        let mut pieces = vec![Vec::new()];
        for (index, rate) in rates.iter().enumerate() {
            match spread(runs, index, protocol) {
                Some(spread) => {
                    lowest = lowest.min(spread.median);
                    largest = largest.max(spread.largest);
                    pieces.last_mut().into_iter().for_each(|piece| piece.push((*rate, spread)));
                }
                None => pieces.push(Vec::new()),
            }
        }
        pieces.retain(|piece| !piece.is_empty());
        lines.push((style(protocol), pieces));
    }
    let (floor, highest) = accuracy_range(lowest, largest);
    let accuracy = Axis::linear("test accuracy (%)", floor, highest);
    // none beside the strip of the bars
    let ticks = accuracy.tick_marks((PANEL_HEIGHT / 42.0).round() as usize).into_iter();
    let ticks = ticks.filter(|tick| accuracy.fraction(tick.value) * PANEL_HEIGHT > STRIP);
    let ticks = ticks.filter_map(|tick| Some((tick.value, tick.text?))).collect();
    let accuracy = accuracy.with_ticks(ticks);
    let name = if runs.case.data.starts_with("mnist") { "MNIST 0, 1" } else { "CIFAR-10 automobile, dog" };
    let title = format!("{name}, depth {}", runs.case.depth);
    let half = (rates[1] / rates[0]).sqrt();
    let rate_axis = Axis::logarithmic("learning rate η", rates[0] / half, rates[rates.len() - 1] * half);
    let mut panel = Panel::new(canvas, letter, &title, area, rate_axis, accuracy)?;
    draw_spreads(&mut panel, &lines, 3, Overlap::Nested)?;
    draw_bars(&mut panel, runs, half)?;
    let threshold =
        Threshold { digits: format!("{:.1}", border(runs)), ..Threshold::measured("2/h_{0}", border(runs), 1) };
    panel.threshold(threshold.value, &threshold.equation(), Align::Centre)?;
    panel.draw_frame()
}

/// Ends of the axis of accuracies, with room for the strip of the bars below all medians.
fn accuracy_range(lowest: f64, largest: f64) -> (f64, f64) {
    let room = 0.26 * (largest - lowest).max(1.0);
    (lowest - room, (largest + 0.06 * (largest - lowest).max(1.0)))
}

/// For each protocol a bar over the rates that diverge, in a strip of their own above the lower edge.
fn draw_bars(panel: &mut Panel<'_>, runs: &CaseRuns, half: f64) -> Result<(), FigureError> {
    let Rectangle { left, width, .. } = panel.area;
    let bottom = panel.area.bottom();
    panel.canvas.fill(Rectangle { left, top: bottom - STRIP, width, height: STRIP }, PAPER)?;
    let edge = [(left, bottom - STRIP), (left + width, bottom - STRIP)];
    panel.canvas.line(&edge, INK, THIN_WIDTH / 2.0, Dash::Solid)?;
    let whole = runs.seeds.len();
    for protocol in 0..Protocol::ALL.len() {
        let fates: Vec<(f64, usize)> =
            runs.rates.iter().enumerate().map(|(index, rate)| (*rate, diverged(runs, index, protocol))).collect();
        let middle = bottom - 6.0 - (BAR + 3.0) * (Protocol::ALL.len() - 1 - protocol) as f64;
        for group in fates.chunk_by(|a, b| (a.1 == whole, a.1 == 0) == (b.1 == whole, b.1 == 0)) {
            let height = if group[0].1 == whole { BAR } else { BAR / 3.0 };
            if group[0].1 == 0 {
                continue;
            }
            let (left, _) = panel.pixel((group[0].0 / half, 0.0));
            let (right, _) = panel.pixel((group[group.len() - 1].0 * half, 0.0));
            let bar = Rectangle { left, top: middle - height / 2.0, width: right - left, height };
            panel.canvas.fill(bar, style(protocol).colour)?;
        }
    }
    Ok(())
}

fn draw_legend(canvas: &mut Canvas, top: f64) -> Result<(), FigureError> {
    let texts = ["after fixed steps", "after fixed time", "after fixed time and annealing"];
    let mut entries: Vec<(f64, Sample, String)> = [0.0, 180.0, 350.0]
        .into_iter()
        .zip(texts)
        .enumerate()
        .map(|(index, (offset, text))| (offset, Sample::Series(style(index)), text.to_string()))
        .collect();
    entries.push((620.0, Sample::Line(REFERENCE, Dash::Fine), "border 2/h₀, median".to_string()));
    legend_line(canvas, (66.0, top), &entries)?;
    let bars = "bars in the strip at the bottom: diverges, for some (thin) or all seeds (thick)".to_string();
    legend_line(canvas, (66.0, top + 22.0), &[(0.0, Sample::Fill(INK), bars)])
}

/// The best median accuracy among some rates, with the rates that reach it.
struct Best {
    accuracy: f64,
    rates: Vec<f64>,
}

fn best(runs: &CaseRuns, protocol: usize, wanted: impl Fn(f64) -> bool) -> Option<Best> {
    let medians: Vec<(f64, f64)> = runs
        .rates
        .iter()
        .enumerate()
        .filter(|(_, rate)| wanted(**rate))
        .filter_map(|(index, rate)| Some((*rate, spread(runs, index, protocol)?.median)))
        .collect();
    let accuracy = medians.iter().map(|(_, median)| *median).fold(f64::NEG_INFINITY, f64::max);
    let rates: Vec<f64> = medians.iter().filter(|(_, median)| *median == accuracy).map(|(rate, _)| *rate).collect();
    (!rates.is_empty()).then_some(Best { accuracy, rates })
}

/// For one seed, the best accuracy (in per cent) of annealed runs at large rates less the best of all other runs.
fn advantage(runs: &CaseRuns, seed: usize) -> Option<f64> {
    let runs_of = &runs.seeds[seed];
    let large = |rate: f64| rate > stability_limit(runs_of.sharpness);
    let (mut annealed, mut others) = (None, None);
    for (rate, measurements) in runs.rates.iter().zip(&runs_of.measurements) {
        for (protocol, Measurement { accuracy, .. }) in Protocol::ALL.iter().zip(measurements) {
            let best = if large(*rate) && *protocol == Protocol::Annealed { &mut annealed } else { &mut others };
            *best = [*best, accuracy.map(|accuracy| 100.0 * accuracy)].into_iter().flatten().reduce(f64::max);
        }
    }
    Some(annealed? - others?)
}

/// What the runs of one case show, and whether that supports the paper's sentence.
fn describe(runs: &CaseRuns) -> String {
    let border = border(runs);
    let parts: Vec<String> = Protocol::ALL
        .iter()
        .enumerate()
        .map(|(protocol, kind)| {
            let of = |wanted: &dyn Fn(f64) -> bool| {
                best(runs, protocol, wanted).map_or("none".to_string(), |best| {
                    let (first, last) = (best.rates[0] / border, best.rates[best.rates.len() - 1] / border);
                    let at = if first == last { format!("{first:.2}") } else { format!("{first:.2} to {last:.2}") };
                    format!("{:.1} % at {at}", best.accuracy)
                })
            };
            format!("{}: lazy {}, large {}", kind.name(), of(&|rate| rate <= border), of(&|rate| rate > border))
        })
        .collect();
    let advantages: Vec<f64> = (0..runs.seeds.len()).filter_map(|seed| advantage(runs, seed)).collect();
    let verdict = match Spread::of(advantages) {
        None => "no annealed run at a large rate stays finite".to_string(),
        Some(spread) => {
            let answer = if spread.least > 0.0 {
                "the sentence holds for every seed"
            } else if spread.largest < 0.0 {
                "the sentence fails for every seed"
            } else if spread.least == 0.0 && spread.largest == 0.0 {
                "a tie for every seed, which says nothing for or against the sentence"
            } else {
                "the seeds do not agree on the sentence"
            };
            format!(
                "annealed large rates against the best of all others: {} to {} points over the seeds, so {answer}",
                signed(spread.least),
                signed(spread.largest)
            )
        }
    };
    let top = Protocol::ALL.iter().enumerate().filter_map(|(protocol, _)| best(runs, protocol, |_| true));
    let share = top.map(|best| best.accuracy / 100.0).fold(0.0, f64::max);
    // Laplace's estimate of the share, which is never 0 or 1.
    let count = runs.test_count as f64;
    let share = (share * count + 1.0) / (count + 2.0);
    let error = 100.0 * (share * (1.0 - share) / count.max(1.0)).sqrt();
    format!(
        "best medians, at multiples of 2/h₀: {}; {verdict} (one standard deviation of sampling the test images: {error:.1} points)",
        parts.join(", ")
    )
}

/// The first rate at which a run of a fixed number of steps diverges, at multiples of the border, seed by seed.
fn window(runs: &CaseRuns) -> String {
    let steps = Protocol::ALL.iter().position(|protocol| *protocol == Protocol::Steps).unwrap_or(0);
    let first = |seed: &SeedRuns| {
        let index = seed.measurements.iter().position(|measured| measured[steps].accuracy.is_none())?;
        Some(runs.rates[index] / stability_limit(seed.sharpness))
    };
    match Spread::of(runs.seeds.iter().filter_map(first)) {
        Some(spread) => format!(
            "depth {} diverges from {:.1} times 2/h₀ on ({:.1} to {:.1} over the seeds)",
            runs.case.depth, spread.median, spread.least, spread.largest
        ),
        None => format!("depth {} diverges at none of the rates", runs.case.depth),
    }
}

fn signed(value: f64) -> String {
    format!("{value:+.1}").replace('-', "−")
}

fn tabulate(table: &mut Table, runs: &CaseRuns) {
    for seed in &runs.seeds {
        for (rate, measurements) in runs.rates.iter().zip(&seed.measurements) {
            for (protocol, measurement) in Protocol::ALL.iter().zip(measurements) {
                let outcome = if measurement.accuracy.is_some() { "completed" } else { "diverged" };
                let optional = |value: Option<f64>| value.map_or(String::new(), number);
                table.push(vec![
                    runs.case.data.to_string(),
                    runs.case.depth.to_string(),
                    seed.seed.to_string(),
                    number(seed.sharpness),
                    number(*rate),
                    protocol.name().to_string(),
                    measurement.steps.to_string(),
                    outcome.to_string(),
                    optional(measurement.loss),
                    optional(measurement.accuracy),
                ]);
            }
        }
    }
}
