//! A bar of colours with the axis that says what they mean.

use super::axis::Axis;
use super::canvas::{Align, Canvas, Point, Rectangle};
use super::error::FigureError;
use super::panel::plain_text;
use super::style::{Colour, Dash, INK, TEXT_SIZE, THIN_WIDTH};

/// Height of the bar.
const HEIGHT: f64 = 12.0;

/// Draws a horizontal bar with its upper left corner at `at`, its ticks below and its label to the right.
///
/// # Errors
///
/// [`FigureError::Drawing`] if the backend refuses.
pub fn draw_colour_bar(
    canvas: &mut Canvas,
    (left, top): Point,
    width: f64,
    colours: &[Colour],
    axis: &Axis,
) -> Result<(), FigureError> {
    let (right, bottom) = (left + width, top + HEIGHT);
    let each = width / colours.len() as f64;
    for (index, colour) in colours.iter().enumerate() {
        // Each reaches to the end, under those that follow, so that no gaps show between them.
        let start = left + each * index as f64;
        canvas.fill(Rectangle { left: start, top, width: right - start, height: HEIGHT }, *colour)?;
    }
    canvas.line(
        &[(left, top), (right, top), (right, bottom), (left, bottom), (left, top)],
        INK,
        THIN_WIDTH,
        Dash::Solid,
    )?;
    for tick in axis.tick_marks(5) {
        let x = left + width * axis.fraction(tick.value);
        canvas.line(&[(x, bottom), (x, bottom + 4.0)], INK, THIN_WIDTH, Dash::Solid)?;
        if let Some(text) = tick.text {
            canvas.text(&text, (x, bottom + 14.0), &plain_text(TEXT_SIZE, Align::Centre))?;
        }
    }
    canvas.text(&axis.label, (right + 12.0, top + HEIGHT / 2.0), &plain_text(TEXT_SIZE, Align::Left))
}
