//! The products of a sweep with the data: outputs X v and gradients X^T r of all rates.
//!
//! Short data are kept in both orders, and each product is shared out by columns ([`Batch`]). Of **long** data a step would read two
//! copies from memory, write the outputs and residuals of all samples between them, and have few columns to share out. They
//! are therefore taken by samples alone, in the parts and blocks of [`crate::training::blocks`]: a part's outputs, losses, residuals and its
//! contribution to the gradients are computed while it is in a core's cache. So are samples that are read from a file at each step, and those
//! that several processes share.

use super::batch::{Batch, multiply, rows_of};
use super::formulation::Evaluate;
use super::residual::{Evaluation, Part};
use crate::data::DataSet;
use crate::training::blocks::{Examples, Layout, Rows, Samples as PartOfSamples, Summand, read_numbers, write_numbers};
use crate::training::products::{add_scaled, one, zero};
use crate::training::{Real, TrainingError};
use faer::{Mat, MatRef};
use rayon::prelude::*;
use std::borrow::Cow;

/// X, in the orders that its products need.
pub enum Samples<'a, T: Real> {
    /// n x d and d x n, and the labels.
    Short(Cow<'a, Mat<T>>, Mat<T>, Vec<T>),
    /// One sample after the other.
    Long(Rows<T>),
}

/// What is known of a rate after its outputs were computed.
pub struct Measurement<T> {
    /// Loss and accuracy; the residuals of short data.
    pub evaluation: Evaluation<T>,
    /// X^T r of long data.
    pub gradient: Vec<T>,
}

impl<'a, T: Real> Samples<'a, T> {
    /// X in the precision of the run.
    ///
    /// # Errors
    ///
    /// [`TrainingError::Data`] for a file that cannot be read any more.
    pub fn new(examples: Examples<'a>) -> Result<Self, TrainingError> {
        match examples {
            Examples::Memory(data) if !Layout::is_long(data.count(), data.dimension()) => {
                let features = T::of_doubles(&data.features);
                let transposed = features.transpose().to_owned();
                Ok(Samples::Short(features, transposed, labels_of(data)))
            }
            long => Ok(Samples::Long(Rows::new(long)?)),
        }
    }

    /// Outputs, and what a step needs, for the end-to-end vector of each rate.
    ///
    /// # Errors
    ///
    /// As [`Rows::sum`].
    pub fn measure(&self, vectors: &[&[T]], evaluate: &Evaluate<'_, T>) -> Result<Vec<Measurement<T>>, TrainingError> {
        match self {
            Samples::Short(_, transposed, labels) => {
                let work = |outputs: Vec<T>| {
                    let evaluation = evaluate(&outputs, labels).into_evaluation(outputs.len());
                    Measurement { evaluation, gradient: Vec::new() }
                };
                let outputs = Batch::pack(vectors).times(transposed.as_ref());
                Ok(outputs.into_par_iter().with_max_len(1).map(work).collect())
            }
            Samples::Long(rows) => pass(rows, vectors, evaluate),
        }
    }

    /// X^T r for each rate.
    pub fn gradients(&self, measured: &[&Measurement<T>]) -> Vec<Vec<T>> {
        match self {
            Samples::Short(features, ..) => {
                let residuals: Vec<&[T]> =
                    measured.iter().map(|measured| measured.evaluation.residuals.as_slice()).collect();
                Batch::pack(&residuals).times((**features).as_ref())
            }
            Samples::Long(_) => measured.iter().map(|measured| measured.gradient.clone()).collect(),
        }
    }
}

/// y_i = ±1 in the precision of the run.
pub fn labels_of<T: Real>(data: &DataSet) -> Vec<T> {
    data.labels.iter().map(|label| T::from_double(*label)).collect()
}

/// What some samples contribute: losses and the like of each rate, and K x d gradients.
struct Contribution<T> {
    evaluated: Vec<Part<T>>,
    gathered: Vec<T>,
}

impl<T: Real> Contribution<T> {
    fn none(rates: usize, dimension: usize) -> Self {
        let evaluated = (0..rates).map(|_| Part::empty()).collect();
        Contribution { evaluated, gathered: vec![zero(); rows_of(rates) * dimension] }
    }
}

impl<T: Real> Summand for Contribution<T> {
    fn add(&mut self, next: &Self) {
        add_scaled(&mut self.gathered, one(), &next.gathered);
        self.evaluated.iter_mut().zip(&next.evaluated).for_each(|(sum, part)| sum.add(part));
    }

    fn write(&self, message: &mut Vec<u8>) {
        self.evaluated.iter().for_each(|part| part.write(message));
        write_numbers(&self.gathered, message);
    }

    fn read(&self, message: &mut &[u8]) -> Option<Self> {
        let evaluated = self.evaluated.iter().map(|_| Part::read(message)).collect::<Option<_>>()?;
        Some(Contribution { evaluated, gathered: read_numbers(self.gathered.len(), message)? })
    }
}

/// One pass over long data: K x d times d x S, the losses, and K x S times S x d for each part of S samples.
fn pass<T: Real>(
    rows: &Rows<T>,
    vectors: &[&[T]],
    evaluate: &Evaluate<'_, T>,
) -> Result<Vec<Measurement<T>>, TrainingError> {
    let (rates, height, dimension) = (vectors.len(), rows_of(vectors.len()), rows.dimension());
    let packed = Batch::pack(vectors);
    let part = |part: PartOfSamples<'_, T>| {
        let count = part.labels.len();
        let samples = MatRef::from_column_major_slice(part.features, dimension, count);
        let mut entries = vec![zero(); height * count];
        multiply(&mut entries, packed.as_ref(), samples);
        let mut outputs = vec![zero(); count];
        let evaluated: Vec<Part<T>> = (0..rates)
            .map(|rate| {
                for (output, column) in outputs.iter_mut().zip(entries.chunks_exact(height)) {
                    *output = column[rate];
                }
                let evaluated = evaluate(&outputs, part.labels);
                for (column, residual) in entries.chunks_exact_mut(height).zip(&evaluated.residuals) {
                    column[rate] = *residual;
                }
                evaluated.summary()
            })
            .collect();
        let mut gathered = vec![zero(); height * dimension];
        let residuals = MatRef::from_column_major_slice(&entries, height, count);
        multiply(&mut gathered, residuals, samples.transpose());
        Contribution { evaluated, gathered }
    };
    let Contribution { evaluated, gathered } = rows.sum(|| Contribution::none(rates, dimension), part)?;
    let gradient = |rate: usize| gathered.chunks_exact(height).map(|column| column[rate]).collect();
    let measurement = |(rate, part): (usize, Part<T>)| Measurement {
        evaluation: part.into_evaluation(rows.count()),
        gradient: gradient(rate),
    };
    Ok(evaluated.into_iter().enumerate().map(measurement).collect())
}
