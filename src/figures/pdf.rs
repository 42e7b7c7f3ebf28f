//! SVG to PDF: one page of the picture's size, with its lines, fills and images as they are.
//!
//! Texts become outlines of the font that PNG pictures have too, so that the page needs no font and looks the same everywhere; they
//! cannot be searched. What our figures do not contain (gradients, masks, filters) is refused.

use super::FigureError;
use super::origin::FigureOrigin;
use super::render::parse;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, TextStr};
use resvg::tiny_skia::{PathSegment, Pixmap, Transform};
use resvg::usvg::{Color, FillRule, Group, Image, ImageKind, LineCap, LineJoin, Node, Paint, Path, Stroke};
use std::collections::BTreeSet;
use std::io::Write;

/// Points of a page (72 an inch) for a pixel of the picture (96 an inch).
const POINTS: f32 = 72.0 / 96.0;

/// Renders a figure as a PDF page that says what made it.
///
/// # Errors
///
/// [`FigureError::Render`] if the text is not well-formed SVG, or contains what figures do not.
pub fn render_pdf(svg: &str, title: &str, origin: &FigureOrigin) -> Result<Vec<u8>, FigureError> {
    let tree = parse(svg)?;
    let size = tree.size();
    let (width, height) = (size.width() * POINTS, size.height() * POINTS);
    let mut page = Page { content: Content::new(), images: Vec::new(), opacities: BTreeSet::new() };
    // from pixels downwards to points upwards
    page.content.transform([POINTS, 0.0, 0.0, -POINTS, 0.0, height]);
    page.group(tree.root())?;
    page.finish((width, height), title, origin)
}

/// A page in the making.
struct Page {
    content: Content,
    images: Vec<Pixmap>,
    /// Opacities in thousandths, of fills and strokes alike, each of which is a named state.
    opacities: BTreeSet<u16>,
}

fn refused(what: &str) -> FigureError {
    FigureError::Render(format!("{what} has no place in a figure's PDF"))
}

impl Page {
    fn group(&mut self, group: &Group) -> Result<(), FigureError> {
        if group.clip_path().is_some() || group.mask().is_some() || !group.filters().is_empty() {
            return Err(refused("a mask or filter"));
        }
        if group.opacity().get() != 1.0 {
            return Err(refused("the opacity of a group"));
        }
        group.children().iter().try_for_each(|node| match node {
            Node::Group(group) => self.group(group),
            Node::Path(path) => self.path(path),
            Node::Image(image) => self.image(image),
            Node::Text(text) => self.group(text.flattened()),
        })
    }

    fn path(&mut self, path: &Path) -> Result<(), FigureError> {
        if !path.is_visible() || (path.fill().is_none() && path.stroke().is_none()) {
            return Ok(());
        }
        self.content.save_state();
        self.content.transform(matrix(path.abs_transform()));
        if let Some(fill) = path.fill() {
            self.opacity(fill.opacity().get());
            let [red, green, blue] = plain(fill.paint())?;
            self.content.set_fill_rgb(red, green, blue);
            self.segments(path);
            match fill.rule() {
                FillRule::NonZero => self.content.fill_nonzero(),
                FillRule::EvenOdd => self.content.fill_even_odd(),
            };
        }
        if let Some(stroke) = path.stroke() {
            self.stroke(stroke)?;
            self.segments(path);
            self.content.stroke();
        }
        self.content.restore_state();
        Ok(())
    }

    fn stroke(&mut self, stroke: &Stroke) -> Result<(), FigureError> {
        self.opacity(stroke.opacity().get());
        let [red, green, blue] = plain(stroke.paint())?;
        self.content.set_stroke_rgb(red, green, blue);
        self.content.set_line_width(stroke.width().get());
        self.content.set_miter_limit(stroke.miterlimit().get());
        self.content.set_line_cap(match stroke.linecap() {
            LineCap::Butt => LineCapStyle::ButtCap,
            LineCap::Round => LineCapStyle::RoundCap,
            LineCap::Square => LineCapStyle::ProjectingSquareCap,
        });
        self.content.set_line_join(match stroke.linejoin() {
            LineJoin::Miter | LineJoin::MiterClip => LineJoinStyle::MiterJoin,
            LineJoin::Round => LineJoinStyle::RoundJoin,
            LineJoin::Bevel => LineJoinStyle::BevelJoin,
        });
        let dashes = stroke.dasharray().unwrap_or_default();
        self.content.set_dash_pattern(dashes.iter().copied(), stroke.dashoffset());
        Ok(())
    }

    fn segments(&mut self, path: &Path) {
        let mut at = (0.0, 0.0);
        for segment in path.data().segments() {
            match segment {
                PathSegment::MoveTo(to) => {
                    self.content.move_to(to.x, to.y);
                    at = (to.x, to.y);
                }
                PathSegment::LineTo(to) => {
                    self.content.line_to(to.x, to.y);
                    at = (to.x, to.y);
                }
                PathSegment::QuadTo(control, to) => {
                    // the same curve as a cubic one
                    let third = |end: f32, middle: f32| end + (middle - end) * 2.0 / 3.0;
                    self.content.cubic_to(
                        third(at.0, control.x),
                        third(at.1, control.y),
                        third(to.x, control.x),
                        third(to.y, control.y),
                        to.x,
                        to.y,
                    );
                    at = (to.x, to.y);
                }
                PathSegment::CubicTo(first, second, to) => {
                    self.content.cubic_to(first.x, first.y, second.x, second.y, to.x, to.y);
                    at = (to.x, to.y);
                }
                PathSegment::Close => {
                    self.content.close_path();
                }
            }
        }
    }

    fn opacity(&mut self, opacity: f32) {
        let thousandths = (opacity * 1000.0).round() as u16;
        self.opacities.insert(thousandths);
        self.content.set_parameters(Name(opacity_name(thousandths).as_bytes()));
    }

    fn image(&mut self, image: &Image) -> Result<(), FigureError> {
        let ImageKind::PNG(bytes) = image.kind() else { return Err(refused("an image that is no PNG")) };
        let pixels = Pixmap::decode_png(bytes).map_err(|error| FigureError::Render(error.to_string()))?;
        let (width, height) = (image.size().width(), image.size().height());
        self.content.save_state();
        self.opacity(1.0);
        self.content.transform(matrix(image.abs_transform()));
        // an image fills the unit square, its first row on top
        self.content.transform([width, 0.0, 0.0, -height, 0.0, height]);
        self.content.x_object(Name(image_name(self.images.len()).as_bytes()));
        self.content.restore_state();
        self.images.push(pixels);
        Ok(())
    }

    fn finish(self, (width, height): (f32, f32), title: &str, origin: &FigureOrigin) -> Result<Vec<u8>, FigureError> {
        let Page { content, images, opacities } = self;
        let mut pdf = Pdf::new();
        let mut last = 0;
        let mut next = || {
            last += 1;
            Ref::new(last)
        };
        let (catalog, pages, page_id, content_id, information) = (next(), next(), next(), next(), next());
        let image_ids: Vec<(Ref, Ref)> = images.iter().map(|_| (next(), next())).collect();
        let opacity_ids: Vec<(u16, Ref)> = opacities.into_iter().map(|opacity| (opacity, next())).collect();
        pdf.catalog(catalog).pages(pages);
        pdf.pages(pages).kids([page_id]).count(1);

        let mut page = pdf.page(page_id);
        page.parent(pages).media_box(Rect::new(0.0, 0.0, width, height)).contents(content_id);
        let mut resources = page.resources();
        let mut objects = resources.x_objects();
        for (index, (id, _)) in image_ids.iter().enumerate() {
            objects.pair(Name(image_name(index).as_bytes()), *id);
        }
        objects.finish();
        let mut states = resources.ext_g_states();
        for (opacity, id) in &opacity_ids {
            states.pair(Name(opacity_name(*opacity).as_bytes()), *id);
        }
        states.finish();
        resources.finish();
        page.finish();

        for (opacity, id) in opacity_ids {
            let share = f32::from(opacity) / 1000.0;
            pdf.ext_graphics(id).non_stroking_alpha(share).stroking_alpha(share);
        }
        for (pixels, (id, mask)) in images.iter().zip(image_ids) {
            let colours: Vec<u8> = pixels
                .pixels()
                .iter()
                .map(|pixel| pixel.demultiply())
                .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()])
                .collect();
            let alphas: Vec<u8> = pixels.pixels().iter().map(|pixel| pixel.alpha()).collect();
            let (width, height) = (pixels.width() as i32, pixels.height() as i32);
            let packed = deflated(&colours)?;
            let mut image = pdf.image_xobject(id, &packed);
            image.filter(Filter::FlateDecode);
            image.width(width).height(height).bits_per_component(8).s_mask(mask);
            image.color_space().device_rgb();
            image.finish();
            let packed = deflated(&alphas)?;
            let mut image = pdf.image_xobject(mask, &packed);
            image.filter(Filter::FlateDecode);
            image.width(width).height(height).bits_per_component(8);
            image.color_space().device_gray();
            image.finish();
        }
        let drawn = deflated(&content.finish())?;
        pdf.stream(content_id, &drawn).filter(Filter::FlateDecode);
        let maker = origin.made_by.program();
        let mut document = pdf.document_info(information);
        document.title(TextStr(title)).creator(TextStr(&maker)).producer(TextStr(&maker));
        document.subject(TextStr(&serde_json::to_string(origin).unwrap_or_default()));
        document.finish();
        Ok(pdf.finish())
    }
}

fn deflated(bytes: &[u8]) -> Result<Vec<u8>, FigureError> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish());
    packed.map_err(|error| FigureError::Render(error.to_string()))
}

fn image_name(index: usize) -> String {
    format!("Image{index}")
}

fn opacity_name(thousandths: u16) -> String {
    format!("Opacity{thousandths}")
}

fn matrix(transform: Transform) -> [f32; 6] {
    [transform.sx, transform.ky, transform.kx, transform.sy, transform.tx, transform.ty]
}

fn plain(paint: &Paint) -> Result<[f32; 3], FigureError> {
    match paint {
        Paint::Color(Color { red, green, blue }) => Ok([*red, *green, *blue].map(|part| f32::from(part) / 255.0)),
        _ => Err(refused("a gradient or pattern")),
    }
}
