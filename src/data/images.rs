//! Labelled images of bytes, and the choice of two classes among them.

use super::DataError;

/// Images with their original class numbers.
#[derive(Clone, Debug)]
pub(super) struct LabelledImages {
    /// d, the number of pixels (times channels) of an image.
    pub dimension: usize,
    /// n d bytes, one image after the other.
    pub pixels: Vec<u8>,
    /// n class numbers.
    pub classes: Vec<u8>,
}

/// Images of two classes.
#[derive(Clone, Debug)]
pub(super) struct BinaryImages {
    /// d.
    pub dimension: usize,
    /// n d bytes, one image after the other.
    pub pixels: Vec<u8>,
    /// +1 for the first class, -1 for the second.
    pub labels: Vec<f64>,
}

impl LabelledImages {
    /// The first `most` images, in file order, of two classes.
    ///
    /// # Errors
    ///
    /// [`DataError::MissingClass`] if one of the two is not among them.
    pub(super) fn select(&self, classes: [u8; 2], most: usize, origin: &str) -> Result<BinaryImages, DataError> {
        let mut chosen = BinaryImages { dimension: self.dimension, pixels: Vec::new(), labels: Vec::new() };
        let images = self.pixels.chunks_exact(self.dimension).zip(&self.classes);
        for (image, class) in images.filter(|(_, class)| classes.contains(class)).take(most) {
            chosen.pixels.extend_from_slice(image);
            chosen.labels.push(if *class == classes[0] { 1.0 } else { -1.0 });
        }
        for (class, label) in classes.into_iter().zip([1.0, -1.0]) {
            if !chosen.labels.contains(&label) {
                return Err(DataError::MissingClass { origin: origin.to_owned(), class: class.to_string() });
            }
        }
        Ok(chosen)
    }
}
