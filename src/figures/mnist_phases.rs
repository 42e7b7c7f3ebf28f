//! Figure `mnist-phases`: training a two-layer linear network on real images, in each phase.

use super::axis::{Axis, Scale};
use super::canvas::{Canvas, Rectangle};
use super::panel::{End, Panel, Sample, capitalised, legend_line};
use super::style::{FIGURE_WIDTH, series};
use super::table::{Table, number};
use super::training_runs::{TRAINING_DATA, WIDTH, train};
use super::{Figure, FigureEntry, FigureError, FigureOptions, Threshold, sources};

/// The catalogue's entry.
pub const ENTRY: FigureEntry = FigureEntry {
    name: "mnist-phases",
    title: "MNIST 0 against 1: lazy, catapult and divergent training",
    draw: draw_entry,
};

/// One training run.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainingCurve {
    /// eta.
    pub learning_rate: f64,
    /// Words for the legend: "lazy", "catapult", "divergent".
    pub label: String,
    /// (step, training loss); ends at the last finite loss.
    pub loss: Vec<(usize, f64)>,
    /// (step, accuracy in [0, 1]) on the test set; empty if not measured.
    pub accuracy: Vec<(usize, f64)>,
    /// Whether the run diverged.
    pub divergent: bool,
}

/// The training runs of the figure.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainingCurves {
    /// The setting, for the title: data, depth, width, loss.
    pub setting: String,
    /// 2/h0, h0 the sharpness at the start: the border of the lazy phase.
    pub border: Threshold,
    /// The runs, by growing rate; at most six.
    pub curves: Vec<TrainingCurve>,
}

fn draw_entry(options: &FigureOptions) -> Result<Figure, FigureError> {
    let curves = train(options)?;
    draw(&curves, &options.images.load(TRAINING_DATA)?.extent)
}

/// Height of one row of panels with its legend.
const ROW_HEIGHT: f64 = 372.0;
/// Height of a panel.
const PANEL_HEIGHT: f64 = 236.0;

/// Draws one row of panels, loss and accuracy, for each set of training runs. `images` says how many were used.
///
/// # Errors
///
/// [`FigureError::Drawing`] if the backend refuses.
pub fn draw(settings: &[TrainingCurves], images: &str) -> Result<Figure, FigureError> {
    let mut canvas = Canvas::new(FIGURE_WIDTH, (ROW_HEIGHT * settings.len() as f64) as u32 + 20)?;
    for (row, training) in settings.iter().enumerate() {
        draw_row(&mut canvas, training, row)?;
    }
    let borders: Vec<String> =
        settings.iter().map(|training| format!("{}: {}", training.setting, training.border.caption())).collect();
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: format!(
            "MNIST 0 against 1 ({images}), two-layer linear network of width {WIDTH}, full-batch \
             gradient descent; left the training loss, right the test accuracy. One rate of each phase: the loss falls (lazy), \
             rises and then falls (catapult), or leaves the range of f64 (divergent, arrow heads). The border 2/h₀ of local \
             stability at the start, h₀ the measured sharpness, is {}. For the squared loss the phases lie where the theory \
             of D0 puts them. For the logistic loss they do not: these data are nearly separable, the curvature falls as \
             training proceeds, and the loss first rises at about twenty times 2/h₀. Numerical, in f64.",
            borders.join("; ")
        ),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![table(settings)],
        arrays: Vec::new(),
        citations: vec![sources::HUANG, sources::LEWKOWYCZ],
    })
}

/// All points of all runs.
fn table(settings: &[TrainingCurves]) -> Table {
    let mut table = Table::new("", &["setting", "learning_rate", "phase", "quantity", "step", "value"]);
    for training in settings {
        for curve in &training.curves {
            for (quantity, points) in [("train_loss", &curve.loss), ("test_accuracy", &curve.accuracy)] {
                for (step, value) in points.iter().filter(|(_, value)| value.is_finite()) {
                    table.push(vec![
                        training.setting.clone(),
                        number(curve.learning_rate),
                        curve.label.clone(),
                        quantity.to_string(),
                        step.to_string(),
                        number(*value),
                    ]);
                }
            }
        }
    }
    table
}

fn draw_row(canvas: &mut Canvas, training: &TrainingCurves, row: usize) -> Result<(), FigureError> {
    let last = training.curves.iter().flat_map(|curve| &curve.loss).map(|(step, _)| *step).max().unwrap_or(1).max(1);
    let steps = || Axis::linear("step", 0.0, last as f64);
    let top = 46.0 + ROW_HEIGHT * row as f64;
    let area = |left| Rectangle { left, top, width: 418.0, height: PANEL_HEIGHT };
    let every = |points: &[(f64, f64)]| (points.len() / 6).max(1);
    let letter = |column: u8| char::from(b'a' + 2 * row as u8 + column);
    let title = |quantity: &str| capitalised(&format!("{}: {quantity}", training.setting));

    let mut panel = Panel::new(canvas, letter(0), &title("training loss"), area(66.0), steps(), loss_axis(training))?;
    for (index, curve) in training.curves.iter().enumerate() {
        let points = to_points(&curve.loss, 1.0);
        let end = if curve.divergent { End::Divergent } else { End::Plain };
        panel.curve(&points, series(index), end, index, every(&points))?;
    }
    panel.draw_frame()?;

    let lowest = training
        .curves
        .iter()
        .flat_map(|curve| &curve.accuracy)
        .map(|(_, value)| 100.0 * value)
        .fold(100.0_f64, f64::min);
    let floor = ((lowest / 10.0).floor() * 10.0).min(90.0);
    let margin = 0.03 * (100.0 - floor);
    let accuracy = Axis::linear("test accuracy (%)", floor - margin, 100.0 + margin);
    let mut panel = Panel::new(canvas, letter(1), &title("test accuracy"), area(566.0), steps(), accuracy)?;
    for (index, curve) in training.curves.iter().enumerate() {
        let points = to_points(&curve.accuracy, 100.0);
        panel.curve(&points, series(index), End::Plain, index, every(&points))?;
    }
    panel.draw_frame()?;

    let below = top + PANEL_HEIGHT + 60.0;
    let mut entries: Vec<(f64, Sample, String)> = training
        .curves
        .iter()
        .enumerate()
        .map(|(index, curve)| {
            let text = format!("η = {} ({})", rounded(curve.learning_rate), curve.label);
            (210.0 * index as f64, Sample::Series(series(index)), text)
        })
        .collect();
    entries.push((660.0, Sample::Heading, format!("border {}", training.border.equation())));
    legend_line(canvas, (66.0, below), &entries)?;
    Ok(())
}

/// A rate to four significant digits, for the legend; the table has it in full.
fn rounded(value: f64) -> String {
    format!("{value:.3e}").parse::<f64>().map_or_else(|_| number(value), number)
}

fn to_points(values: &[(usize, f64)], factor: f64) -> Vec<(f64, f64)> {
    values.iter().filter(|(_, value)| value.is_finite()).map(|(step, value)| (*step as f64, factor * value)).collect()
}

/// Whole decades around the losses of the runs, at most three above the largest initial loss.
fn loss_axis(training: &TrainingCurves) -> Axis {
    let finite = || {
        let values = training.curves.iter().flat_map(|curve| &curve.loss).map(|(_, value)| *value);
        values.filter(|value| value.is_finite() && *value > 0.0)
    };
    let initial = training.curves.iter().filter_map(|curve| curve.loss.first()).map(|(_, v)| *v).fold(1.0, f64::max);
    let lowest = finite().fold(initial, f64::min).max(1e-8);
    let highest = finite().fold(initial, f64::max).min(1e3 * initial);
    let decade = |exponent: f64| format!("1e{exponent:.0}").parse().unwrap_or(1.0);
    Axis {
        scale: Scale::Logarithmic,
        ..Axis::logarithmic("training loss L", decade(lowest.log10().floor()), decade(highest.log10().ceil()))
    }
}
