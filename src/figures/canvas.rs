//! The drawing surface: plotters' SVG backend at ten units a pixel.
//!
//! That backend has integer coordinates, no groups, no images and no dashes. So the view box counts tenths of a pixel,
//! and every drawing call lets the backend draw on a scratch document whose content is then wrapped in a
//! `<g>` with the attributes that the backend cannot express.

use super::axis::{Axis, Scale};
use super::error::FigureError;
use super::style::{self, Colour, Dash, Marker, PAPER};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plotters::backend::DrawingBackend;
use plotters::prelude::SVGBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontFamily, FontStyle, FontTransform, IntoFont, RGBColor, ShapeStyle};
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::Write;

/// Units of the view box per pixel.
const UNITS: f64 = 10.0;

/// A point, in pixels from the upper left corner.
pub type Point = (f64, f64);

/// Where a text lies relative to its anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// The anchor is the left end.
    Left,
    /// The anchor is the middle.
    Centre,
    /// The anchor is the right end.
    Right,
}

/// How a text looks and lies. Vertically the anchor is always the middle of the line.
#[derive(Clone, Copy, Debug)]
pub struct TextStyle {
    /// Height of the font in pixels.
    pub size: f64,
    /// Colour.
    pub colour: Colour,
    /// Horizontal position relative to the anchor.
    pub align: Align,
    /// Reading upwards instead of to the right.
    pub upwards: bool,
    /// Bold face.
    pub bold: bool,
}

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rectangle {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Rectangle {
    /// The right edge.
    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    /// The lower edge.
    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }
}

fn stroke(colour: Colour, width: f64) -> ShapeStyle {
    RGBColor(colour.0, colour.1, colour.2).stroke_width((width * UNITS).round() as u32)
}

impl TextStyle {
    fn to_plotters(self) -> plotters::style::TextStyle<'static> {
        let horizontal = match self.align {
            Align::Left => HPos::Left,
            Align::Centre => HPos::Center,
            Align::Right => HPos::Right,
        };
        let face = if self.bold { FontStyle::Bold } else { FontStyle::Normal };
        let direction = if self.upwards { FontTransform::Rotate270 } else { FontTransform::None };
        // The SVG backend divides sizes by 1.24.
        (FontFamily::Name(style::FONT_FAMILY), self.size * UNITS * 1.24, face)
            .into_font()
            .transform(direction)
            .color(&RGBColor(self.colour.0, self.colour.1, self.colour.2))
            .pos(Pos::new(horizontal, VPos::Center))
    }
}

fn units(point: Point) -> (i32, i32) {
    ((point.0 * UNITS).round() as i32, (point.1 * UNITS).round() as i32)
}

/// What the backend draws, without the element around it.
fn document<E: Error>(draw: impl FnOnce(&mut SVGBackend<'_>) -> Result<(), E>) -> Result<String, FigureError> {
    let mut text = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut text, (0, 0));
        draw(&mut backend).map_err(|error| FigureError::Drawing(error.to_string()))?;
        backend.present().map_err(|error| FigureError::Drawing(error.to_string()))?;
    }
    let content = text
        .split_once('\n')
        .and_then(|(_, rest)| rest.trim_end().strip_suffix("</svg>"))
        .ok_or_else(|| FigureError::Drawing("the backend's document has an unexpected form".to_string()))?;
    // The backend writes each opacity; all of ours are 1.
    Ok(content.replace(" opacity=\"1\"", "").replace(" \"/>", "\"/>"))
}

/// An SVG document in the making.
#[derive(Debug)]
pub struct Canvas {
    width: u32,
    height: u32,
    body: String,
    panels: Vec<Value>,
}

impl Canvas {
    /// An empty white canvas of a size in pixels.
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses.
    pub fn new(width: u32, height: u32) -> Result<Self, FigureError> {
        let mut canvas = Canvas { width, height, body: String::new(), panels: Vec::new() };
        canvas.fill(Rectangle { left: 0.0, top: 0.0, width: width.into(), height: height.into() }, PAPER)?;
        Ok(canvas)
    }

    /// Notes where a panel lies, in units of the view box, and what its axes show, for those who read values off the picture.
    pub fn note_panel(&mut self, letter: char, area: Rectangle, x: &Axis, y: &Axis) {
        let axis = |axis: &Axis| {
            let scale = match axis.scale {
                Scale::Linear => "linear",
                Scale::Logarithmic => "logarithmic",
            };
            json!({"label": axis.label, "scale": scale, "from": axis.from, "to": axis.to})
        };
        self.panels.push(json!({
            "letter": letter.to_string().trim(),
            "left": area.left * UNITS, "top": area.top * UNITS, "width": area.width * UNITS, "height": area.height * UNITS,
            "x": axis(x), "y": axis(y),
        }));
    }

    /// Draws with the backend inside `<g attributes>`; without attributes there is no group.
    fn group<E: Error>(
        &mut self,
        attributes: &str,
        draw: impl FnOnce(&mut SVGBackend<'_>) -> Result<(), E>,
    ) -> Result<(), FigureError> {
        let content = document(draw)?;
        if attributes.is_empty() {
            self.body.push_str(&content);
        } else {
            let _ = write!(self.body, "<g {attributes}>\n{content}</g>\n");
        }
        Ok(())
    }

    /// A filled rectangle.
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses, as for every drawing function here.
    pub fn fill(&mut self, area: Rectangle, colour: Colour) -> Result<(), FigureError> {
        let fill = stroke(colour, 0.0);
        self.group("", |backend| {
            backend.draw_rect(units((area.left, area.top)), units((area.right(), area.bottom())), &fill, true)
        })
    }

    /// A polygonal line through points that all lie on the canvas.
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses.
    pub fn line(&mut self, points: &[Point], colour: Colour, width: f64, dash: Dash) -> Result<(), FigureError> {
        let style = stroke(colour, width);
        let lengths: Vec<String> = dash.lengths().iter().map(|length| format!("{}", length * UNITS)).collect();
        let attributes = if lengths.is_empty() {
            "stroke-linejoin=\"round\"".to_string()
        } else {
            format!("stroke-linejoin=\"round\" stroke-dasharray=\"{}\"", lengths.join(" "))
        };
        let path: Vec<(i32, i32)> = points.iter().copied().map(units).collect();
        self.group(&attributes, |backend| backend.draw_path(path, &style))
    }

    /// Separate straight lines, level or upright, as one path.
    ///
    /// # Errors
    ///
    /// None; a result like all drawing functions here.
    pub fn segments(&mut self, lines: &[[Point; 2]], colour: Colour, width: f64) -> Result<(), FigureError> {
        let Colour(red, green, blue) = colour;
        let _ = write!(
            self.body,
            "<path fill=\"none\" stroke=\"#{red:02X}{green:02X}{blue:02X}\" stroke-width=\"{:.0}\" stroke-linecap=\"square\" d=\"",
            width * UNITS
        );
        for [from, to] in lines {
            let ((x, y), (right, down)) = (units(*from), units(*to));
            let _ = write!(self.body, "M{x} {y}l{} {}", right - x, down - y);
        }
        self.body.push_str("\"/>\n");
        Ok(())
    }

    /// A polygon filled with a translucent colour, so that what lies below stays visible.
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses.
    pub fn tint(&mut self, corners: &[Point], colour: Colour) -> Result<(), FigureError> {
        let fill = stroke(colour, 0.0);
        let path: Vec<(i32, i32)> = corners.iter().copied().map(units).collect();
        self.group("fill-opacity=\"0.22\"", |backend| backend.fill_polygon(path, &fill))
    }

    /// Markers of one kind, with `radius` half their size.
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses.
    pub fn markers(&mut self, at: &[Point], marker: Marker, radius: f64, colour: Colour) -> Result<(), FigureError> {
        let ink = stroke(colour, 1.3);
        let paper = stroke(PAPER, 0.0);
        let disc = (radius * UNITS).round() as u32;
        self.group("", |backend| {
            at.iter().try_for_each(|&(x, y)| {
                let corners = |offsets: &[Point]| -> Vec<(i32, i32)> {
                    offsets.iter().map(|(dx, dy)| units((x + dx * radius, y + dy * radius))).collect()
                };
                let centre = units((x, y));
                match marker {
                    Marker::Disc => backend.draw_circle(centre, disc, &ink, true),
                    Marker::Circle => backend
                        .draw_circle(centre, disc, &paper, true)
                        .and_then(|()| backend.draw_circle(centre, disc, &ink, false)),
                    Marker::Square => {
                        let square = corners(&[(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)]);
                        backend.fill_polygon(square, &ink)
                    }
                    Marker::Triangle => {
                        backend.fill_polygon(corners(&[(0.0, -1.15), (1.05, 0.75), (-1.05, 0.75)]), &ink)
                    }
                    Marker::TriangleDown => {
                        backend.fill_polygon(corners(&[(0.0, 1.15), (1.05, -0.75), (-1.05, -0.75)]), &ink)
                    }
                    Marker::Diamond => {
                        backend.fill_polygon(corners(&[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)]), &ink)
                    }
                }
            })
        })
    }

    /// A line of text. `_{..}` sets a subscript and `^{..}` a superscript, for what Unicode has no characters for.
    ///
    /// # Errors
    ///
    /// [`FigureError::Drawing`] if the backend refuses.
    pub fn text(&mut self, text: &str, at: Point, style: &TextStyle) -> Result<(), FigureError> {
        // The backend centres the height of an x; digits and capitals stand higher.
        let shift = 0.09 * style.size;
        let at = if style.upwards { (at.0 + shift, at.1) } else { (at.0, at.1 + shift) };
        let element = document(|backend| backend.draw_text(text, &style.to_plotters(), units(at)))?;
        self.body.push_str(&set_scripts(&element, style.size * UNITS));
        Ok(())
    }

    /// An image made of square cells, stretched over `area` without smoothing.
    pub fn image(&mut self, png: &[u8], area: Rectangle) {
        let (left, top) = units((area.left, area.top));
        let (width, height) = units((area.width, area.height));
        let _ = writeln!(
            self.body,
            "<image x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" \
             image-rendering=\"pixelated\" href=\"data:image/png;base64,{}\"/>",
            STANDARD.encode(png)
        );
    }

    /// The finished SVG document. `title` names it for screen readers.
    pub fn into_svg(self, title: &str) -> String {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        let title = escaped(title);
        let metadata = escaped(&json!({"panels": self.panels}).to_string());
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {view_width} {view_height}\" role=\"img\">\n<title>{title}</title>\n<metadata>{metadata}</metadata>\n{body}</svg>\n",
            body = self.body,
            width = self.width,
            height = self.height,
            view_width = f64::from(self.width) * UNITS,
            view_height = f64::from(self.height) * UNITS,
        )
    }
}

/// Replaces `_{..}` and `^{..}` in the one text element of `element` by shifted smaller spans. `size` is the font's
/// height in units.
fn set_scripts(element: &str, size: f64) -> String {
    // The backend puts the text on a line of its own.
    let element = element.replace(">\n", ">").replace("\n<", "<");
    let (Some(open), Some(close)) = (element.find('>'), element.rfind("</text>")) else { return element };
    let mut result = element[..=open].to_string();
    let mut rest = &element[open + 1..close];
    let mut raised = 0.0;
    let plain = |result: &mut String, text: &str, raised: &mut f64| {
        if *raised == 0.0 {
            result.push_str(text);
        } else if !text.is_empty() {
            // Some viewers drop a space at the start of a span, so it becomes a shift.
            let (gap, text) = text.strip_prefix(' ').map_or((0.0, text), |rest| (0.32 * size, rest));
            let _ = write!(result, "<tspan dx=\"{gap:.0}\" dy=\"{:.0}\">{text}</tspan>", -*raised);
            *raised = 0.0;
        }
    };
    while let Some(start) = rest.find("_{").into_iter().chain(rest.find("^{")).min() {
        let Some(length) = rest[start..].find('}') else { break };
        let shift = (if rest[start..].starts_with('_') { 0.22 } else { -0.36 }) * size;
        plain(&mut result, &rest[..start], &mut raised);
        let script = &rest[start + 2..start + length];
        let _ = write!(result, "<tspan dy=\"{:.0}\" font-size=\"{:.0}\">{script}</tspan>", shift - raised, 0.74 * size);
        raised = shift;
        rest = &rest[start + length + 1..];
    }
    plain(&mut result, rest, &mut raised);
    result.push_str("</text>\n");
    result
}
