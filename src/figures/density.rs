//! Densities of orbits as small indexed-colour images.

use super::FigureError;
use crate::arithmetic::Analytic;

/// Shades of the palette, from paper to ink.
const SHADES: usize = 64;

/// Counts on a grid, stored by rows from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Density {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Counts, row by row.
    pub counts: Vec<u32>,
}

impl Density {
    /// A density from its columns, each counted from the top.
    pub fn from_columns(height: usize, columns: &[Vec<u32>]) -> Self {
        let width = columns.len();
        let counts = (0..height).flat_map(|row| columns.iter().map(move |column| column[row])).collect();
        Density { width, height, counts }
    }

    /// The image: shade by the logarithm of the count relative to the largest count of the same column, so that each
    /// column shows where its own orbits spend their time. Empty cells are transparent.
    ///
    /// # Errors
    ///
    /// [`FigureError::Image`] if the encoder refuses.
    pub fn to_png(&self) -> Result<Vec<u8>, FigureError> {
        let mut largest = vec![0_u32; self.width];
        for row in self.counts.chunks(self.width) {
            for (top, count) in largest.iter_mut().zip(row) {
                *top = (*top).max(*count);
            }
        }
        let shade = |count: u32, top: u32| {
            let part = Analytic::ln(1.0 + f64::from(count)) / Analytic::ln(1.0 + f64::from(top));
            if count == 0 { 0 } else { 1 + (part * (SHADES - 2) as f64).round() as u8 }
        };
        let pixels: Vec<u8> = self
            .counts
            .chunks(self.width)
            .flat_map(|row| row.iter().zip(&largest).map(|(c, t)| shade(*c, *t)))
            .collect();
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(palette());
        encoder.set_trns(vec![0_u8]);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&pixels)?;
        writer.finish()?;
        Ok(bytes)
    }
}

/// From white over light blue to dark blue, its lightness falling evenly. Integer arithmetic, so the same everywhere.
fn palette() -> Vec<u8> {
    const STOPS: [[i32; 3]; 4] = [[255, 255, 255], [190, 217, 240], [43, 123, 186], [5, 30, 80]];
    (0..SHADES as i32)
        .flat_map(|index| {
            // Positions in units of 1/(3 (SHADES - 1)); entry 1 is already visible.
            let last = SHADES as i32 - 1;
            let position = if index == 0 { 0 } else { 3 * (last / 6 + index * (last - last / 6) / last) };
            let (stop, part) = ((position / last).min(2), position - (position / last).min(2) * last);
            let (low, high) = (STOPS[stop as usize], STOPS[stop as usize + 1]);
            [0, 1, 2].map(|channel| (low[channel] + (high[channel] - low[channel]) * part / last) as u8)
        })
        .collect()
}
