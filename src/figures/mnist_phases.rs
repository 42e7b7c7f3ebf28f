//! Figure `mnist-phases`: training a two-layer linear network on real images, in each phase.

use super::axis::{Axis, Scale};
use super::canvas::{Canvas, Rectangle};
use super::panel::{End, Panel, Sample, legend_line};
use super::style::{FIGURE_WIDTH, series};
use super::table::{Table, number};
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
    let training = options.training.as_ref().ok_or(FigureError::MissingTraining { name: ENTRY.name })?;
    draw(training)
}

/// Draws the figure from training runs.
///
/// # Errors
///
/// [`FigureError::Drawing`] if the backend refuses.
pub fn draw(training: &TrainingCurves) -> Result<Figure, FigureError> {
    let mut table = Table::new("", &["learning_rate", "label", "quantity", "step", "value"]);
    for curve in &training.curves {
        for (quantity, points) in [("train_loss", &curve.loss), ("test_accuracy", &curve.accuracy)] {
            for (step, value) in points.iter().filter(|(_, value)| value.is_finite()) {
                table.push(vec![
                    number(curve.learning_rate),
                    curve.label.clone(),
                    quantity.to_string(),
                    step.to_string(),
                    number(*value),
                ]);
            }
        }
    }

    let mut canvas = Canvas::new(FIGURE_WIDTH, 400)?;
    let last = training.curves.iter().flat_map(|curve| &curve.loss).map(|(step, _)| *step).max().unwrap_or(1).max(1);
    let steps = || Axis::linear("step", 0.0, last as f64);
    let area = |left| Rectangle { left, top: 46.0, width: 418.0, height: 250.0 };
    let every = |points: &[(f64, f64)]| (points.len() / 6).max(1);

    let mut panel = Panel::new(&mut canvas, 'a', &training.setting, area(66.0), steps(), loss_axis(training))?;
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
    let mut panel = Panel::new(&mut canvas, 'b', "", area(566.0), steps(), accuracy)?;
    for (index, curve) in training.curves.iter().enumerate() {
        let points = to_points(&curve.accuracy, 100.0);
        panel.curve(&points, series(index), End::Plain, index, every(&points))?;
    }
    panel.draw_frame()?;

    let mut entries =
        vec![(0.0, Sample::Heading, format!("Border of the lazy phase at step 0: {}", training.border.equation()))];
    legend_line(&mut canvas, (66.0, 356.0), &entries)?;
    entries = training
        .curves
        .iter()
        .enumerate()
        .map(|(index, curve)| {
            let offset = 906.0 / training.curves.len().max(1) as f64 * index as f64;
            (offset, Sample::Series(series(index)), format!("η = {} ({})", rounded(curve.learning_rate), curve.label))
        })
        .collect();
    legend_line(&mut canvas, (66.0, 380.0), &entries)?;
    Ok(Figure {
        name: ENTRY.name,
        title: ENTRY.title.to_string(),
        caption: format!(
            "{}, full-batch gradient descent. Below {} (h₀: sharpness at the start) the loss falls (lazy); somewhat above, it \
             rises and then falls (catapult); far above, it diverges (arrow heads). (a) Training loss. (b) Test accuracy.",
            training.setting,
            training.border.caption()
        ),
        svg: canvas.into_svg(ENTRY.title),
        tables: vec![table],
        citations: vec![sources::HUANG, sources::LEWKOWYCZ],
    })
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
