//! Small images with a palette: pictures of grids.

use super::FigureError;
use super::style::Colour;

/// An image with at most 256 colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    /// Pixels in a row.
    pub width: usize,
    /// Entries of the palette, row by row from the top.
    pub pixels: Vec<u8>,
    /// The colours.
    pub palette: Vec<Colour>,
}

impl Raster {
    /// The image of a grid whose rows are listed from below.
    pub fn from_below(width: usize, cells: &[u8], palette: Vec<Colour>) -> Self {
        Raster { width, pixels: cells.chunks(width).rev().flatten().copied().collect(), palette }
    }

    /// The image as a PNG.
    ///
    /// # Errors
    ///
    /// [`FigureError::Image`] if the encoder refuses.
    pub fn to_png(&self) -> Result<Vec<u8>, FigureError> {
        let mut bytes = Vec::new();
        let height = self.pixels.len() / self.width.max(1);
        let mut encoder = png::Encoder::new(&mut bytes, self.width as u32, height as u32);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        let palette: Vec<u8> = self.palette.iter().flat_map(|Colour(red, green, blue)| [*red, *green, *blue]).collect();
        encoder.set_palette(palette);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.pixels)?;
        writer.finish()?;
        Ok(bytes)
    }
}

/// `count` colours from the first stop to the last, evenly. Integer arithmetic, so the same everywhere.
pub fn ramp(stops: &[Colour], count: usize) -> Vec<Colour> {
    let (last, parts) = (stops.len() - 1, count.max(2) - 1);
    (0..count)
        .map(|index| {
            let stop = (index * last / parts).min(last - 1);
            let part = (index * last - stop * parts) as i32;
            let between =
                |low: u8, high: u8| (i32::from(low) + (i32::from(high) - i32::from(low)) * part / parts as i32) as u8;
            let (low, high) = (stops[stop], stops[stop + 1]);
            Colour(between(low.0, high.0), between(low.1, high.1), between(low.2, high.2))
        })
        .collect()
}
