//! Labelled images of bytes, and the choice of two classes among them.

use super::image_choice::{Extent, ImageChoice};
use super::{DataError, DataSet, Standardisation};

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
    /// How many images of the two classes there are; n of them are here.
    pub available: usize,
}

impl LabelledImages {
    /// The first images of two classes, in file order, as many as are wanted.
    ///
    /// # Errors
    ///
    /// [`DataError::MissingClass`] if one of the two is not among them, [`DataError::TooFewImages`] for a number beyond
    /// what is there.
    pub(super) fn select(&self, choice: ImageChoice, origin: &str) -> Result<BinaryImages, DataError> {
        let classes = choice.classes.numbers();
        let available = self.classes.iter().filter(|class| classes.contains(class)).count();
        if let Extent::First(asked) = choice.extent
            && asked > available
        {
            return Err(DataError::TooFewImages { origin: origin.to_owned(), asked, available });
        }
        let most = choice.most();
        let mut chosen = BinaryImages { dimension: self.dimension, pixels: Vec::new(), labels: Vec::new(), available };
        chosen.pixels.reserve_exact(most.min(available).saturating_mul(self.dimension));
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

impl BinaryImages {
    /// The images as numbers.
    pub(super) fn standardised(&self, statistics: Standardisation) -> DataSet {
        DataSet { features: statistics.apply(&self.pixels, self.dimension), labels: self.labels.clone() }
    }
}
