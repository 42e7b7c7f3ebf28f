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

/// The same of consecutive samples, not divided by n yet.
pub struct Part<T> {
    /// Σ l(u_i).
    sum: f64,
    /// Whether all outputs are finite.
    finite: bool,
    /// How many u_i are positive.
    correct: usize,
    /// r_i = l'(u_i) y_i/n
    pub residuals: Vec<T>,
}

impl<T: Real> Part<T> {
    /// Of no samples.
    pub fn empty() -> Self {
        Part { sum: 0.0, finite: true, correct: 0, residuals: Vec::new() }
    }

    /// The same without the residuals.
    pub fn summary(&self) -> Self {
        Part { residuals: Vec::new(), ..*self }
    }

    /// The samples of this part and those of the next, without their residuals.
    pub fn add(&mut self, next: &Part<T>) {
        self.sum += next.sum;
        self.finite &= next.finite;
        self.correct += next.correct;
    }

    /// Appends the part without its residuals to a message, exactly.
    pub fn write(&self, message: &mut Vec<u8>) {
        message.extend(self.sum.to_le_bytes());
        message.push(u8::from(self.finite));
        message.extend((self.correct as u64).to_le_bytes());
    }

    /// Takes a part from the front of a message; `None` if that is too short.
    pub fn read(message: &mut &[u8]) -> Option<Self> {
        let (sum, rest) = message.split_first_chunk()?;
        let (finite, rest) = rest.split_first()?;
        let (correct, rest) = rest.split_first_chunk()?;
        *message = rest;
        let correct = u64::from_le_bytes(*correct) as usize;
        Some(Part { sum: f64::from_le_bytes(*sum), finite: *finite == 1, correct, residuals: Vec::new() })
    }

    /// What the parts of all n samples together say.
    pub fn into_evaluation(self, count: usize) -> Evaluation<T> {
        let mean = self.sum / count as f64;
        let in_range = self.finite && T::from_double(mean).to_double().is_finite();
        let accuracy = self.correct as f64 / count as f64;
        Evaluation { loss: mean, in_range, accuracy, residuals: self.residuals }
    }
}

/// Evaluates `outputs` f(x_i) against their `labels` y_i = ±1, of `count` samples in all, at the margins u_i = y_i f(x_i).
pub fn evaluate<T: Real>(count: usize, outputs: &[T], labels: &[T], loss: &impl Loss<T>) -> Part<T> {
    let divisor = T::from_double(count as f64);
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
    Part { sum, finite, correct, residuals }
}

/// The share of samples with a positive margin.
pub fn accuracy<T: Real>(outputs: &[T], labels: &[f64]) -> f64 {
    let correct = outputs.iter().zip(labels).filter(|(output, label)| output.to_double() * *label > 0.0).count();
    correct as f64 / outputs.len() as f64
}
