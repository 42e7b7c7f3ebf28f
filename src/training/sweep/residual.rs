//! Loss, accuracy and residuals of one rate from its outputs.

use crate::model::Loss;
use crate::training::Real;
use crate::training::products::zero;

/// Losses that are summed in the number type of the run before they are added in double precision.
const GROUP: usize = 64;

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
    let mut residuals = Vec::with_capacity(outputs.len());
    let mut margins = [zero::<T>(); GROUP];
    for (outputs, labels) in outputs.chunks(GROUP).zip(labels.chunks(GROUP)) {
        let margins = &mut margins[..outputs.len()];
        for (margin, (output, label)) in margins.iter_mut().zip(outputs.iter().zip(labels)) {
            *margin = *output * *label;
            let value = margin.to_double();
            finite &= value.is_finite();
            correct += usize::from(value > 0.0);
        }
        sum += loss.total_margin_loss(margins).to_double();
        residuals
            .extend(margins.iter().zip(labels).map(|(margin, label)| loss.margin_slope(*margin) * *label / divisor));
    }
    let mean = sum / count;
    let in_range = finite && T::from_double(mean).to_double().is_finite();
    Evaluation { loss: mean, in_range, accuracy: correct as f64 / count, residuals }
}

/// The share of samples with a positive margin.
pub fn accuracy<T: Real>(outputs: &[T], labels: &[f64]) -> f64 {
    let correct = outputs.iter().zip(labels).filter(|(output, label)| output.to_double() * *label > 0.0).count();
    correct as f64 / outputs.len() as f64
}
