//! Loss, accuracy and residuals of one rate from its outputs.

use crate::model::Loss;
use crate::training::Real;

/// Loss, accuracy and residuals at one point.
pub struct Evaluation<T> {
    /// (1/n) sum l(u_i), summed in double precision.
    pub loss: f64,
    /// Whether the loss and all outputs are finite in the number type of the run.
    pub in_range: bool,
    /// The share of samples with u_i > 0.
    pub accuracy: f64,
    /// r_i = l'(u_i) y_i/n
    pub residuals: Vec<T>,
}

impl<T> Evaluation<T> {
    /// The same without the residuals.
    pub fn summary(&self) -> Self {
        Evaluation { residuals: Vec::new(), ..*self }
    }
}

/// Evaluates `outputs` f(x_i) against `labels` y_i = ±1, at the margins u_i = y_i f(x_i).
pub fn evaluate<T: Real>(outputs: &[T], labels: &[T], loss: &impl Loss<T>) -> Evaluation<T> {
    let count = outputs.len() as f64;
    let divisor = T::from_double(count);
    let (mut sum, mut finite, mut correct) = (0.0, true, 0_usize);
    let residuals = outputs
        .iter()
        .zip(labels)
        .map(|(output, label)| {
            let margin = *output * *label;
            let value = margin.to_double();
            sum += loss.margin_loss(margin).to_double();
            finite &= value.is_finite();
            correct += usize::from(value > 0.0);
            loss.margin_slope(margin) * *label / divisor
        })
        .collect();
    let mean = sum / count;
    let in_range = finite && T::from_double(mean).to_double().is_finite();
    Evaluation { loss: mean, in_range, accuracy: correct as f64 / count, residuals }
}

/// The share of samples with a positive margin.
pub fn accuracy<T: Real>(outputs: &[T], labels: &[f64]) -> f64 {
    let correct = outputs.iter().zip(labels).filter(|(output, label)| output.to_double() * *label > 0.0).count();
    correct as f64 / outputs.len() as f64
}
