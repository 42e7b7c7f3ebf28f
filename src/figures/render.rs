//! SVG to PNG, with a font of our own so that the picture is the same on every machine.

use super::FigureError;
use super::origin::FigureOrigin;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database, fontdb::Source};
use std::fmt::Display;
use std::sync::Arc;

/// Pixels an inch of a picture at its natural size.
pub const NATURAL_DPI: u32 = 96;
/// Pixels an inch if nothing else is asked for: twice the natural size.
pub const DEFAULT_DPI: u32 = 2 * NATURAL_DPI;
/// The most pixels an inch.
pub const MOST_DPI: u32 = 1200;

fn fail(error: &dyn Display) -> FigureError {
    FigureError::Render(error.to_string())
}

/// A picture as shapes, its texts laid out in DejaVu Sans.
pub(super) fn parse(svg: &str) -> Result<Tree, FigureError> {
    let mut fonts = Database::new();
    for face in [dejavu::sans::regular(), dejavu::sans::bold()] {
        fonts.load_font_source(Source::Binary(Arc::new(face)));
    }
    fonts.set_sans_serif_family("DejaVu Sans");
    let options = Options { fontdb: Arc::new(fonts), font_family: "DejaVu Sans".to_string(), ..Options::default() };
    Tree::from_str(svg, &options).map_err(|error| fail(&error))
}

/// Renders a figure with `dpi` pixels an inch of its natural size, as an 8-bit RGBA PNG that says what made it.
///
/// Text is set in DejaVu Sans, which is compiled in: no font needs to be installed, and none that is installed is used.
///
/// # Errors
///
/// [`FigureError::Render`] if the text is not well-formed SVG, or too large a picture; [`FigureError::Image`] if the encoder refuses.
pub fn render_png(svg: &str, title: &str, dpi: u32, origin: &FigureOrigin) -> Result<Vec<u8>, FigureError> {
    let tree = parse(svg)?;
    let scale = dpi as f32 / NATURAL_DPI as f32;
    let size = tree.size();
    let (width, height) = ((size.width() * scale).ceil() as u32, (size.height() * scale).ceil() as u32);
    let mut picture =
        Pixmap::new(width, height).ok_or_else(|| fail(&format!("{width} x {height} pixels are too many")))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    let pixels: Vec<u8> = picture
        .pixels()
        .iter()
        .map(|pixel| pixel.demultiply())
        .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()])
        .collect();

    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    // pixels a metre
    let density = (f64::from(dpi) / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: density, yppu: density, unit: png::Unit::Meter }));
    encoder.add_itxt_chunk("Title".to_owned(), title.to_owned())?;
    encoder.add_itxt_chunk("Software".to_owned(), origin.made_by.program())?;
    encoder.add_itxt_chunk("Source".to_owned(), serde_json::to_string(origin).unwrap_or_default())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(bytes)
}
