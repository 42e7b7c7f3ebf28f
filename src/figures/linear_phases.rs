//! Figure `linear-phases`: what the linear predictor does, over learning rates and starts.

use super::arrays::{FigureArray, Numbers};
use super::axis::Axis;
use super::canvas::{Align, Canvas, Rectangle};
use super::panel::{Panel, Sample, legend_line, plain_text};
use super::raster::{Raster, ramp};
use super::style::{BLUE, Colour, Dash, FIGURE_WIDTH, Marker, PAPER, REFERENCE, TEXT_SIZE, VERMILION};
use super::table::{Table, number};
use super::thresholds::{Threshold, three_points};
use super::{Figure, FigureEntry, FigureError, FigureOptions, sources};
use crate::arithmetic::{Analytic, FromExact, parse_exact};
use crate::atlas::Range;
use crate::maps::{End, Family, Grid, Limits, SeenFate, ends, exponents};
use crate::model::LossName;
use crate::theory::thresholds::critical_rate;
use crate::theory::two_cycle::enclose_two_cycle;
use crate::theory::{Digits, minimiser::enclose_minimiser};
use rug::Rational;

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "linear-phases",
    title: "Linear predictor: rises of the loss, Lyapunov exponent and basins over learning rates and starts",
    draw,
};

/// Steps in which a rise is looked for in (a).
const RISE_STEPS: u32 = 200;
/// The last step of a first rise, and the text of each class of (a); the last class never rose.
const CLASSES: [(u32, &str, Colour); 5] = [
    (1, "step 1", Colour(0x22, 0x2A, 0x5A)),
    (2, "step 2", Colour(0x2A, 0x72, 0xB0)),
    (3, "step 3", Colour(0x5F, 0xA8, 0xD8)),
    (4, "step 4", Colour(0xA9, 0xD2, 0xEE)),
    (RISE_STEPS, "steps 5 to 200", Colour(0xDD, 0xEC, 0xF8)),
];
/// Where no rise was seen in (a).
const NEVER: Colour = Colour(0xFD, 0xE3, 0xB0);
/// Steps of the exponents in (b): before they are measured, and measured.
const EXPONENT_STEPS: (u32, u32) = (2_000, 2_000);
/// Steps that an orbit of (c) and (d) may take.
const BASIN_STEPS: u32 = 1_000;
/// Shades of the steps to the minimum.
const SHADES: usize = 24;
const CONVERGED: [Colour; 3] = [Colour(0xFB, 0xFD, 0xFF), Colour(0x6A, 0xB4, 0xE2), Colour(0x0A, 0x20, 0x48)];
const OSCILLATES: Colour = Colour(0xEE, 0x9A, 0x26);
const LONGER: Colour = Colour(0xFD, 0xE3, 0xB0);
const DIVERGES: Colour = Colour(0x5A, 0x5A, 0x62);

fn range(text: [(i32, i32); 2]) -> Range {
    Range { from: Rational::from(text[0]), to: Rational::from(text[1]) }
}

fn axis(label: &str, range: &Range) -> Axis {
    Axis::linear(label, f64::from_exact(&range.from, 53), f64::from_exact(&range.to, 53))
}

fn resolution(options: &FigureOptions) -> (usize, usize) {
    if options.quick { (209, 150) } else { (836, 600) }
}

/// The data of the claim `meng-coexistence`.
fn coexistence_points() -> Vec<(Rational, u32)> {
    [((2, 5), 288), ((23, 10), 2), ((-1, 2), 179), ((48, 5), 1)].map(|(z, k)| (Rational::from(z), k)).to_vec()
}

fn draw(options: &FigureOptions) -> Result<Figure, FigureError> {
    let mut canvas = Canvas::new(FIGURE_WIDTH, 890)?;
    let mut arrays = Vec::new();
    let rises = draw_rises(&mut canvas, options, &mut arrays)?;
    let exponent = draw_exponent(&mut canvas, options)?;
    let mut basins = Table::new("basins", &["panel", "learning_rate", "weight", "phase", "period", "steps"]);
    let e2 = three_points().to_vec();
    let rates = range([(1, 10), (5, 2)]);
    let starts = range([(-3, 1), (4, 1)]);
    let certified = options.thresholds.three_point_exponential.clone();
    draw_basin(
        &mut canvas,
        options,
        (&mut basins, &mut arrays),
        'c',
        "Exponential loss, points 1, 2, −1",
        (LossName::Exponential, e2),
        (rates, starts),
        &certified,
    )?;
    let minimiser = enclose_minimiser(LossName::Logistic, &coexistence_points(), Digits::default())?;
    let critical = Threshold::certified("η_{crit}", &minimiser.critical_rate, 3);
    let rates = range([(30, 1), (42, 1)]);
    let starts = range([(-3, 1), (6, 1)]);
    draw_basin(
        &mut canvas,
        options,
        (&mut basins, &mut arrays),
        'd',
        "Logistic loss, four points",
        (LossName::Logistic, coexistence_points()),
        (rates, starts),
        &critical,
    )?;
    draw_legend(&mut canvas)?;
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: format!(
            "Linear predictor (P1). Pictures are numerical; lines and markers are certified. (a) D0, logistic loss: the first step \
             at which the loss was seen to rise (w² by more than a relative 2·10⁻¹²), within {RISE_STEPS} steps. Theorem 1.2 as we \
             read it has no blue left of the curve η_c(w₀) (P2): it is there, because |w| overshoots the two-cycle \
             for every η > {overshoot} (P4), and even before for starts that the first steps carry below it. (b) D0, logistic loss: the \
             Lyapunov exponent over {measured} steps after {transient}, from w₀ = 1 (line), and its certified values (circles): log|1 − η/4| up to \
             η = 8, where the minimum is stable, and half the logarithm of the two-cycle's multiplier beyond; it falls to −∞ at η = 4 and at η_o. \
             (c) E2, exponential loss: the basin of the minimum closes at η_crit (P5), for the two-cycle born there is unstable \
             and bounds it. (d) Signed points 0.4 (288 times), 2.3 (2), −0.5 (179), 9.6 (1): a stable cycle beside the stable \
             minimum below η_crit; dots: the two starts at η = 35.9083978 that the claim meng-coexistence certifies. \
             In (c) and (d) orbits have {BASIN_STEPS} steps; cycles up to period 16 are recognised.",
            overshoot = options.thresholds.overshoot.caption(),
            transient = EXPONENT_STEPS.0,
            measured = EXPONENT_STEPS.1,
        ),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![rises, exponent, basins],
        arrays,
        citations: vec![sources::HUANG, sources::MENG],
    })
}

/// The class of a first rise in (a), counted from zero; the last one never rose.
fn class(end: &End) -> usize {
    let step = end.first_rise.map_or(u32::MAX, std::num::NonZeroU32::get);
    CLASSES.iter().position(|(last, ..)| step <= *last).unwrap_or(CLASSES.len())
}

fn draw_rises(
    canvas: &mut Canvas,
    options: &FigureOptions,
    arrays: &mut Vec<FigureArray>,
) -> Result<Table, FigureError> {
    let (rates, starts) = (range([(1, 1), (49, 1)]), range([(0, 1), (14, 1)]));
    let (columns, rows) = resolution(options);
    let grid = Grid::new(Family::Linear { points: None }, LossName::Logistic, &rates, columns, &starts, rows)?;
    let seen = ends(&grid, &Limits::steps(RISE_STEPS), options.watch())?;
    arrays.extend(FigureArray::axes('a', "weight", &grid));
    let rises = seen.iter().map(|end| end.first_rise.map_or(0, std::num::NonZeroU32::get)).collect();
    let meaning = format!("first step at which the loss was seen to rise, 0 for none within {RISE_STEPS} steps");
    arrays.push(FigureArray::on_grid('a', "first_rise", meaning, &grid, Numbers::Counts(rises)));
    let palette = CLASSES.iter().map(|(.., colour)| *colour).chain([NEVER]).collect();
    let cells: Vec<u8> = seen.iter().map(|end| class(end) as u8).collect();
    let area = Rectangle { left: 66.0, top: 46.0, width: 418.0, height: 300.0 };
    let (x, y) = (axis("learning rate η", &rates), axis("start w₀", &starts));
    let mut panel = Panel::new(canvas, 'a', "Logistic loss on D0: first rise of the loss", area, x, y)?;
    panel.canvas.image(&Raster::from_below(columns, &cells, palette).to_png()?, area);
    let critical: Vec<(f64, f64)> =
        (1..=280).map(|k| 0.05 * f64::from(k)).map(|w| (critical_rate(&LossName::Logistic, w), w)).collect();
    panel.line(&critical, PAPER, 4.0, Dash::Solid)?;
    panel.line(&critical, VERMILION, 2.0, Dash::Solid)?;
    let thresholds = &options.thresholds;
    panel.threshold(thresholds.stability_logistic.value, "8", Align::Right)?;
    panel.threshold(thresholds.overshoot.value, &thresholds.overshoot.label, Align::Left)?;
    panel.draw_frame()?;
    let mut entries = Vec::new();
    for (index, (_, text, colour)) in CLASSES.iter().enumerate() {
        entries.push((
            140.0 * (index % 3) as f64,
            20.0 * (index / 3) as f64,
            Sample::Fill(*colour),
            (*text).to_string(),
        ));
    }
    entries.push((280.0, 20.0, Sample::Fill(NEVER), "never seen".to_string()));
    entries.push((0.0, 40.0, Sample::Line(VERMILION, Dash::Solid), "η_{c}(w₀), (P2)".to_string()));
    for (right, down, sample, text) in entries {
        legend_line(panel.canvas, (66.0 + right, 406.0 + down), &[(0.0, sample, text)])?;
    }

    let mut table = Table::new("first-rise", &["learning_rate", "weight", "first_rise", "final_weight"]);
    for row in (rows / 30..rows).step_by(rows / 15) {
        for column in (columns / 76..columns).step_by(columns / 38) {
            let end = &seen[row * columns + column];
            let rise = end.first_rise.map_or(String::new(), |step| step.to_string());
            table.push(vec![number(grid.rates()[column]), number(grid.starts()[row]), rise, number(end.output)]);
        }
    }
    Ok(table)
}

/// The certified exponent: at the minimum or of the two-cycle.
fn certified_exponent(rate: &Rational) -> Result<f64, FigureError> {
    if *rate <= 8 {
        // log|1 - eta/4|
        let multiplier = Rational::from(1) - rate.clone() / Rational::from(4);
        return Ok(Analytic::ln(f64::from_exact(&multiplier.abs(), 53)));
    }
    let multiplier = enclose_two_cycle(rate, Digits::default())?.multiplier.to_f64();
    Ok(Analytic::ln(multiplier.abs()) / 2.0)
}

fn draw_exponent(canvas: &mut Canvas, options: &FigureOptions) -> Result<Table, FigureError> {
    let rates = range([(1, 2), (30, 1)]);
    let columns = if options.quick { 500 } else { 2000 };
    let start = range([(1, 2), (3, 2)]);
    let grid = Grid::new(Family::Linear { points: None }, LossName::Logistic, &rates, columns, &start, 1)?;
    let seen = exponents(&grid, EXPONENT_STEPS.0, EXPONENT_STEPS.1, options.watch())?;
    let mut table = Table::new("exponent", &["learning_rate", "seen", "certified"]);
    let area = Rectangle { left: 566.0, top: 46.0, width: 418.0, height: 300.0 };
    let y = Axis::linear("Lyapunov exponent a step", -4.0, 0.5);
    let mut panel = Panel::new(canvas, 'b', "Logistic loss on D0", area, axis("learning rate η", &rates), y)?;
    panel.level(0.0)?;
    let line: Vec<(f64, f64)> = grid
        .rates()
        .iter()
        .zip(&seen)
        .filter_map(|(rate, exponent)| exponent.filter(|value| value.is_finite()).map(|value| (*rate, value)))
        .collect();
    panel.line(&line, BLUE, 1.6, Dash::Solid)?;
    let mut markers = Vec::new();
    for (index, (rate, exponent)) in grid.rates().iter().zip(&seen).enumerate() {
        if index % (columns / 50) == columns / 100 {
            let exact = Rational::from_f64(*rate).unwrap_or_default();
            let certified = certified_exponent(&exact)?;
            markers.push((*rate, certified));
            table.push(vec![number(*rate), exponent.map_or(String::new(), number), number(certified)]);
        }
    }
    panel.points(&markers, Marker::Circle, 3.0, VERMILION)?;
    let thresholds = &options.thresholds;
    panel.threshold(thresholds.stability_logistic.value, "8", Align::Right)?;
    panel.threshold(thresholds.overshoot.value, &thresholds.overshoot.equation(), Align::Left)?;
    panel.draw_frame()?;
    legend_line(
        canvas,
        (566.0, 406.0),
        &[
            (0.0, Sample::Line(BLUE, Dash::Solid), "seen".to_string()),
            (120.0, Sample::Mark(Marker::Circle, VERMILION), "certified".to_string()),
        ],
    )?;
    Ok(table)
}

#[allow(clippy::too_many_arguments)]
fn draw_basin(
    canvas: &mut Canvas,
    options: &FigureOptions,
    (table, arrays): (&mut Table, &mut Vec<FigureArray>),
    letter: char,
    title: &str,
    (loss, points): (LossName, Vec<(Rational, u32)>),
    (rates, starts): (Range, Range),
    critical: &Threshold,
) -> Result<(), FigureError> {
    let (columns, rows) = if options.quick { (209, 150) } else { (418, 300) };
    let grid = Grid::new(Family::Linear { points: Some(points) }, loss, &rates, columns, &starts, rows)?;
    let seen = ends(&grid, &Limits::steps(BASIN_STEPS), options.watch())?;
    arrays.extend(FigureArray::axes(letter, "weight", &grid));
    arrays.extend(FigureArray::ends(letter, &grid, &seen));
    let periods =
        seen.iter().map(|end| if let SeenFate::Oscillating(period) = end.seen { period } else { 0 }).collect();
    arrays.push(FigureArray::on_grid(
        letter,
        "period",
        "period of the cycle, 0 for none",
        &grid,
        Numbers::Codes(periods),
    ));
    let palette = [OSCILLATES, LONGER, DIVERGES].into_iter().chain(ramp(&CONVERGED, SHADES)).collect();
    let cells: Vec<u8> = seen
        .iter()
        .map(|end| match end.seen {
            SeenFate::Oscillating(_) => 0,
            SeenFate::Undecided => 1,
            SeenFate::Divergent => 2,
            SeenFate::Lazy | SeenFate::Catapult => {
                let part = Analytic::ln(f64::from(end.steps.max(1))) / Analytic::ln(1000.0_f64);
                3 + ((part * (SHADES - 1) as f64).round() as u8).min(SHADES as u8 - 1)
            }
        })
        .collect();
    let left = if letter == 'c' { 66.0 } else { 566.0 };
    let area = Rectangle { left, top: 496.0, width: 418.0, height: 300.0 };
    let (x, y) = (axis("learning rate η", &rates), axis("start w₀", &starts));
    let mut panel = Panel::new(canvas, letter, title, area, x, y)?;
    panel.canvas.image(&Raster::from_below(columns, &cells, palette).to_png()?, area);
    panel.threshold(critical.value, &critical.equation(), Align::Centre)?;
    if letter == 'd' {
        let rate = parse_exact("35.9083978").map(|rate| f64::from_exact(&rate, 53)).unwrap_or_default();
        panel.points(&[(rate, 0.6), (rate, 5.0)], Marker::Disc, 4.0, VERMILION)?;
    }
    panel.draw_frame()?;
    for row in (rows / 30..rows).step_by(rows / 15) {
        for column in (columns / 38..columns).step_by(columns / 19) {
            let end = &seen[row * columns + column];
            let period = match end.seen {
                SeenFate::Oscillating(period) => period.to_string(),
                _ => String::new(),
            };
            table.push(vec![
                letter.to_string(),
                number(grid.rates()[column]),
                number(grid.starts()[row]),
                end.seen.name().to_string(),
                period,
                end.steps.to_string(),
            ]);
        }
    }
    Ok(())
}

fn draw_legend(canvas: &mut Canvas) -> Result<(), FigureError> {
    let (left, top, width) = (66.0, 852.0, 180.0);
    let each = width / SHADES as f64;
    for (shade, colour) in ramp(&CONVERGED, SHADES).into_iter().enumerate() {
        let start = left + each * shade as f64;
        canvas.fill(Rectangle { left: start, top, width: left + width - start, height: 12.0 }, colour)?;
    }
    for (part, steps) in ["1", "10", "100", "1000"].iter().enumerate() {
        let x = left + width * part as f64 / 3.0;
        canvas.text(steps, (x, top + 24.0), &plain_text(TEXT_SIZE, Align::Centre))?;
    }
    canvas.text("steps to the minimum", (left + width + 24.0, top + 6.0), &plain_text(TEXT_SIZE, Align::Left))?;
    legend_line(
        canvas,
        (left + 380.0, top + 6.0),
        &[
            (0.0, Sample::Fill(OSCILLATES), "cycle seen".to_string()),
            (125.0, Sample::Fill(DIVERGES), "diverges".to_string()),
            (240.0, Sample::Fill(LONGER), "neither".to_string()),
            (340.0, Sample::Line(REFERENCE, Dash::Fine), "certified threshold".to_string()),
        ],
    )
}
