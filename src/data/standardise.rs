//! Standardised pixels: subtract the mean, divide by the standard deviation, divide by √d.
//!
//! Mean and standard deviation are two numbers, over all pixels of all images of the training part (the contract of
//! DATA in the project's design); test images use the training part's. Then E|x|² = 1 over the training part.

use faer::Mat;

/// Mean and standard deviation of all pixels of a training part, on the scale 0..255.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standardisation {
    /// The mean.
    pub mean: f64,
    /// The standard deviation (divided by the number of pixels, not by one less). Positive.
    pub deviation: f64,
}

impl Standardisation {
    /// The statistics of `pixels`, or `None` if they are all equal or there are none.
    ///
    /// # Guarantee
    ///
    /// Sums are taken in integers, so that mean and deviation carry a few roundings only and do not depend on any order.
    pub fn of(pixels: &[u8]) -> Option<Self> {
        let [count, sum, spread] = Self::sums(pixels)?;
        Some(Standardisation { mean: sum as f64 / count as f64, deviation: (spread as f64).sqrt() / count as f64 })
    }

    /// N, Σp and the positive integer N Σp² - (Σp)² = N² variance, exactly.
    pub(super) fn sums(pixels: &[u8]) -> Option<[u128; 3]> {
        let count = pixels.len() as u128;
        let sum: u128 = pixels.iter().map(|&pixel| u128::from(pixel)).sum();
        let squares: u128 = pixels.iter().map(|&pixel| u128::from(pixel).pow(2)).sum();
        let spread = count * squares - sum * sum;
        (spread > 0).then_some([count, sum, spread])
    }

    /// X, n x d, with entries (pixel - mean)/(deviation √d).
    pub fn apply(&self, pixels: &[u8], dimension: usize) -> Mat<f64> {
        let divisor = self.deviation * (dimension as f64).sqrt();
        // A pixel has 256 values only.
        let values: [f64; 256] = std::array::from_fn(|pixel| (pixel as f64 - self.mean) / divisor);
        Mat::from_fn(pixels.len() / dimension.max(1), dimension, |i, j| values[usize::from(pixels[i * dimension + j])])
    }
}
