//! One panel of a figure: frame, ticks, labels, and data in the coordinates of its axes.

use super::axis::Axis;
use super::canvas::{Align, Canvas, Point, Rectangle, TextStyle};
use super::error::FigureError;
use super::style::{
    Colour, Dash, GRID, INK, LABEL_SIZE, Marker, REFERENCE, SERIES_WIDTH, SeriesStyle, TEXT_SIZE, THIN_WIDTH,
    TITLE_SIZE,
};

/// Half the size of a marker on a curve, in pixels.
const MARKER_RADIUS: f64 = 3.6;

/// Plain text in the panels' ink.
pub fn plain_text(size: f64, align: Align) -> TextStyle {
    TextStyle { size, colour: INK, align, upwards: false, bold: false }
}

/// A title, with a capital at its beginning.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// How a curve ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With its last point, or by leaving the panel.
    Plain,
    /// By diverging: an arrow head stands where it leaves the panel.
    Divergent,
}

/// What stands before the text of a legend entry.
#[derive(Clone, Copy, Debug)]
pub enum Sample {
    /// Nothing: the entry is a heading.
    Heading,
    /// A series with its marker.
    Series(SeriesStyle),
    /// A line without marker.
    Line(Colour, Dash),
    /// A marker alone.
    Mark(Marker, Colour),
    /// A filled region.
    Fill(Colour),
    /// A short upright bar.
    Bar(Colour),
}

/// A panel in the making, on a canvas.
#[derive(Debug)]
pub struct Panel<'a> {
    /// The canvas.
    pub canvas: &'a mut Canvas,
    /// The plotting area, in pixels.
    pub area: Rectangle,
    x: Axis,
    y: Axis,
}

impl<'a> Panel<'a> {
    /// Draws frame, ticks, axis labels and the title `(letter) title` of a panel; a space for a letter is none.
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses, as for every drawing function here.
    pub fn new(
        canvas: &'a mut Canvas,
        letter: char,
        title: &str,
        area: Rectangle,
        x: Axis,
        y: Axis,
    ) -> Result<Self, FigureError> {
        canvas.note_panel(letter, area, &x, &y);
        let mut panel = Panel { canvas, area, x, y };
        panel.draw_ticks()?;
        panel.draw_frame()?;
        let heading = TextStyle { bold: true, ..plain_text(TITLE_SIZE, Align::Left) };
        let top = area.top - 28.0;
        if letter != ' ' {
            panel.canvas.text(&format!("({letter})"), (area.left - 44.0, top), &heading)?;
        }
        panel.canvas.text(title, (area.left, top), &plain_text(TITLE_SIZE, Align::Left))?;
        Ok(panel)
    }

    /// The frame, which also covers the ends of data at the panel's edge. Called again after the data.
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses.
    pub fn draw_frame(&mut self) -> Result<(), FigureError> {
        let Rectangle { left, top, .. } = self.area;
        let (right, bottom) = (self.area.right(), self.area.bottom());
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        self.canvas.line(&corners, INK, THIN_WIDTH, Dash::Solid)
    }

    fn draw_ticks(&mut self) -> Result<(), FigureError> {
        let Rectangle { left, top, width, height } = self.area;
        let (right, bottom) = (self.area.right(), self.area.bottom());
        let count = |length: f64, each: f64| (length / each).round().max(2.0) as usize;
        for tick in self.x.tick_marks(count(width, 70.0)) {
            let x = left + width * self.x.fraction(tick.value);
            let length = if tick.text.is_some() { 5.0 } else { 3.0 };
            self.canvas.line(&[(x, bottom), (x, bottom + length)], INK, THIN_WIDTH, Dash::Solid)?;
            if let Some(text) = tick.text {
                self.canvas.line(&[(x, top), (x, bottom)], GRID, 0.7, Dash::Solid)?;
                self.canvas.text(&text, (x, bottom + 15.0), &plain_text(TEXT_SIZE, Align::Centre))?;
            }
        }
        for tick in self.y.tick_marks(count(height, 42.0)) {
            let y = bottom - height * self.y.fraction(tick.value);
            let length = if tick.text.is_some() { 5.0 } else { 3.0 };
            self.canvas.line(&[(left - length, y), (left, y)], INK, THIN_WIDTH, Dash::Solid)?;
            if let Some(text) = tick.text {
                self.canvas.line(&[(left, y), (right, y)], GRID, 0.7, Dash::Solid)?;
                self.canvas.text(&text, (left - 8.0, y), &plain_text(TEXT_SIZE, Align::Right))?;
            }
        }
        let (x_label, y_label) = (self.x.label.clone(), self.y.label.clone());
        let centre = plain_text(LABEL_SIZE, Align::Centre);
        self.canvas.text(&x_label, (left + width / 2.0, bottom + 35.0), &centre)?;
        let upwards = TextStyle { upwards: true, ..centre };
        self.canvas.text(&y_label, (left - 52.0, top + height / 2.0), &upwards)
    }

    /// The pixel of a point of the data; far outside the panel it is moved to a finite distance.
    pub fn pixel(&self, (x, y): Point) -> Point {
        let bounded = |fraction: f64| fraction.clamp(-1e3, 1e3);
        (
            self.area.left + self.area.width * bounded(self.x.fraction(x)),
            self.area.bottom() - self.area.height * bounded(self.y.fraction(y)),
        )
    }

    fn contains(&self, (x, y): Point) -> bool {
        let margin = 0.01;
        (self.area.left - margin..=self.area.right() + margin).contains(&x)
            && (self.area.top - margin..=self.area.bottom() + margin).contains(&y)
    }

    /// The parts of a polygonal line inside the panel, in pixels.
    fn inside(&self, points: &[Point]) -> Vec<Vec<Point>> {
        let pixels: Vec<Point> = points.iter().map(|point| self.pixel(*point)).collect();
        let mut runs: Vec<Vec<Point>> = Vec::new();
        let mut continues = false;
        for pair in pixels.windows(2) {
            let Some((from, to)) = clip(pair[0], pair[1], self.area) else {
                continues = false;
                continue;
            };
            match runs.last_mut() {
                Some(run) if continues => run.push(to),
                _ => runs.push(vec![from, to]),
            }
            continues = to == pair[1];
        }
        runs
    }

    /// A line through points of the data, clipped at the panel's edge.
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses.
    pub fn line(&mut self, points: &[Point], colour: Colour, width: f64, dash: Dash) -> Result<(), FigureError> {
        for run in self.inside(points) {
            self.canvas.line(&run, colour, width, dash)?;
        }
        Ok(())
    }

    /// A series: its line, and its marker at the points number `first`, `first + every`, ... (none if `every` is zero).
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses.
    pub fn curve(
        &mut self,
        points: &[Point],
        style: SeriesStyle,
        end: End,
        first: usize,
        every: usize,
    ) -> Result<(), FigureError> {
        self.line(points, style.colour, SERIES_WIDTH, style.dash)?;
        if every > 0 {
            let marked: Vec<Point> = points.iter().copied().skip(first).step_by(every).collect();
            self.points(&marked, style.marker, MARKER_RADIUS, style.colour)?;
        }
        let exit = match end {
            End::Plain => None,
            End::Divergent => self.inside(points).last().and_then(|run| run.last().copied()),
        };
        if let Some((x, y)) = exit {
            self.canvas.markers(&[(x, y + 6.0)], Marker::Triangle, 5.6, style.colour)?;
        }
        Ok(())
    }

    /// A translucent band between two lines with the same values of x, cut at the panel's upper and lower edge.
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses.
    pub fn band(&mut self, lower: &[Point], upper: &[Point], colour: Colour) -> Result<(), FigureError> {
        let inside = |point: &Point| {
            let (x, y) = self.pixel(*point);
            (x.clamp(self.area.left, self.area.right()), y.clamp(self.area.top, self.area.bottom()))
        };
        let corners: Vec<Point> = lower.iter().chain(upper.iter().rev()).map(inside).collect();
        if corners.len() < 3 {
            return Ok(());
        }
        self.canvas.tint(&corners, colour)
    }

    /// Markers at those points of the data that lie in the panel.
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses.
    pub fn points(&mut self, points: &[Point], marker: Marker, radius: f64, colour: Colour) -> Result<(), FigureError> {
        let pixels: Vec<Point> =
            points.iter().map(|point| self.pixel(*point)).filter(|pixel| self.contains(*pixel)).collect();
        self.canvas.markers(&pixels, marker, radius, colour)
    }

    /// A thin vertical line at `x` over the whole height, with its label above the frame.
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses.
    pub fn threshold(&mut self, x: f64, label: &str, align: Align) -> Result<(), FigureError> {
        let pixel = self.area.left + self.area.width * self.x.fraction(x);
        let (top, bottom) = (self.area.top, self.area.bottom());
        self.canvas.line(&[(pixel, top - 3.0), (pixel, bottom)], REFERENCE, 1.1, Dash::Fine)?;
        let at = match align {
            Align::Left => pixel - 3.0,
            Align::Centre => pixel,
            Align::Right => pixel + 3.0,
        };
        self.canvas.text(label, (at, top - 13.0), &plain_text(TEXT_SIZE, align))
    }

    /// A thin horizontal line at `y` over the whole width.
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses.
    pub fn level(&mut self, y: f64) -> Result<(), FigureError> {
        let pixel = self.area.bottom() - self.area.height * self.y.fraction(y);
        let (left, right) = (self.area.left, self.area.right());
        self.canvas.line(&[(left, pixel), (right, pixel)], REFERENCE, 1.1, Dash::Fine)
    }

    /// An arrow head wherever a line leaves the panel upwards or downwards, so that nobody takes the edge for its end.
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses.
    pub fn mark_exits(&mut self, points: &[Point], colour: Colour) -> Result<(), FigureError> {
        let (top, bottom) = (self.area.top, self.area.bottom());
        for (x, y) in self.inside(points).into_iter().filter_map(|run| run.last().copied()) {
            if (y - top).abs() < 0.1 {
                self.canvas.markers(&[(x, top + 6.0)], Marker::Triangle, 5.2, colour)?;
            } else if (y - bottom).abs() < 0.1 {
                self.canvas.markers(&[(x, bottom - 6.0)], Marker::TriangleDown, 5.2, colour)?;
            }
        }
        Ok(())
    }

    /// A filled rectangle in data coordinates, between two values of x and two of y, cut at the panel's edge.
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses.
    pub fn fill(&mut self, from: Point, to: Point, colour: Colour) -> Result<(), FigureError> {
        let (a, b) = (self.pixel(from), self.pixel(to));
        let left = a.0.min(b.0).max(self.area.left);
        let right = a.0.max(b.0).min(self.area.right());
        let top = a.1.min(b.1).max(self.area.top);
        let bottom = a.1.max(b.1).min(self.area.bottom());
        if right <= left || bottom <= top {
            return Ok(());
        }
        self.canvas.fill(Rectangle { left, top, width: right - left, height: bottom - top }, colour)
    }

    /// Text beside a point of the data, with an offset in pixels.
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses.
    pub fn note(&mut self, text: &str, at: Point, offset: Point, align: Align) -> Result<(), FigureError> {
        let (x, y) = self.pixel(at);
        self.canvas.text(text, (x + offset.0, y + offset.1), &plain_text(TEXT_SIZE, align))
    }
}

/// A legend with its upper left corner at `at`, one entry a line.
///
/// # Errors
///
/// [`FigureError::Drawing`] if the backend refuses.
pub fn legend(canvas: &mut Canvas, at: Point, entries: &[(Sample, String)]) -> Result<(), FigureError> {
    for (row, (sample, text)) in entries.iter().enumerate() {
        legend_entry(canvas, (at.0, at.1 + 20.0 * row as f64 + 8.0), *sample, text)?;
    }
    Ok(())
}

/// A legend in one line, its entries starting at the given distances from `at`.
///
/// # Errors
///
/// [`FigureError::Drawing`] if the backend refuses.
pub fn legend_line(canvas: &mut Canvas, at: Point, entries: &[(f64, Sample, String)]) -> Result<(), FigureError> {
    for (offset, sample, text) in entries {
        legend_entry(canvas, (at.0 + offset, at.1), *sample, text)?;
    }
    Ok(())
}

fn legend_entry(canvas: &mut Canvas, (x, y): Point, sample: Sample, text: &str) -> Result<(), FigureError> {
    let mut start = x + 36.0;
    match sample {
        Sample::Heading => start = x,
        Sample::Series(style) => {
            canvas.line(&[(x, y), (x + 30.0, y)], style.colour, SERIES_WIDTH, style.dash)?;
            canvas.markers(&[(x + 15.0, y)], style.marker, MARKER_RADIUS, style.colour)?;
        }
        Sample::Line(colour, dash) => canvas.line(&[(x, y), (x + 30.0, y)], colour, 1.4, dash)?,
        Sample::Mark(marker, colour) => {
            start = x + 14.0;
            canvas.markers(&[(x + 4.0, y)], marker, MARKER_RADIUS, colour)?;
        }
        Sample::Bar(colour) => {
            start = x + 12.0;
            canvas.line(&[(x + 3.0, y - 8.0), (x + 3.0, y + 8.0)], colour, 2.6, Dash::Solid)?;
        }
        Sample::Fill(colour) => {
            start = x + 24.0;
            canvas.fill(Rectangle { left: x, top: y - 6.0, width: 18.0, height: 12.0 }, colour)?;
            let corners = [(x, y - 6.0), (x + 18.0, y - 6.0), (x + 18.0, y + 6.0), (x, y + 6.0), (x, y - 6.0)];
            canvas.line(&corners, INK, 0.5, Dash::Solid)?;
        }
    }
    canvas.text(text, (start, y), &plain_text(TEXT_SIZE, Align::Left))
}

/// The part of a segment inside a rectangle (Liang and Barsky). An end inside is returned unchanged.
fn clip(from: Point, to: Point, area: Rectangle) -> Option<(Point, Point)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let edges = [
        (-dx, from.0 - area.left),
        (dx, area.right() - from.0),
        (-dy, from.1 - area.top),
        (dy, area.bottom() - from.1),
    ];
    for (direction, distance) in edges {
        if direction == 0.0 {
            if distance < 0.0 {
                return None;
            }
        } else if direction < 0.0 {
            enter = enter.max(distance / direction);
        } else {
            leave = leave.min(distance / direction);
        }
    }
    if enter > leave {
        return None;
    }
    let at = |t: f64| (from.0 + t * dx, from.1 + t * dy);
    Some((if enter > 0.0 { at(enter) } else { from }, if leave < 1.0 { at(leave) } else { to }))
}
