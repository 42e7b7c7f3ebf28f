//! SVG to PNG, with a font of our own so that the picture is the same on every machine.

use super::FigureError;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database, fontdb::Source};
use std::sync::Arc;

/// Renders a figure at twice its natural size, as an 8-bit RGBA PNG.
///
/// Text is set in DejaVu Sans, which is compiled in: no font needs to be installed, and none that is installed is used.
///
/// # Errors
///
/// [`FigureError::Render`] if the text is not well-formed SVG, or too large a picture.
pub fn render_png(svg: &str) -> Result<Vec<u8>, FigureError> {
    let fail = |error: &dyn std::fmt::Display| FigureError::Render(error.to_string());
    let mut fonts = Database::new();
    for face in [dejavu::sans::regular(), dejavu::sans::bold()] {
        fonts.load_font_source(Source::Binary(Arc::new(face)));
    }
    fonts.set_sans_serif_family("DejaVu Sans");
    let options = Options { fontdb: Arc::new(fonts), font_family: "DejaVu Sans".to_string(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| fail(&error))?;
    let scale = 2.0_f32;
    let size = tree.size();
    let (width, height) = ((size.width() * scale).ceil() as u32, (size.height() * scale).ceil() as u32);
    let mut picture =
        Pixmap::new(width, height).ok_or_else(|| fail(&format!("{width} x {height} pixels are too many")))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    picture.encode_png().map_err(|error| fail(&error))
}
