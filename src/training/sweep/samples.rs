//! The products of a sweep with the data: outputs X v and gradients X^T r of all rates.
//!
//! Short data are kept in both orders, and each product is shared out by columns ([`Batch`]). Of **long** data a step would read two
//! copies from memory, write the outputs and residuals of all samples between them, and have few columns to share out. They
//! are therefore kept by samples alone, and cut into parts that stay in a core's cache: a part's outputs, losses, residuals and its
//! contribution to the gradients are computed while it is there. Its size depends on n and d alone, each part is summed by one thread
//! in one order, and parts are added in their order: the bytes do not depend on the number of threads.

use super::batch::{Batch, multiply, rows_of};
use super::formulation::Evaluate;
use super::residual::{Evaluation, Part};
use crate::data::DataSet;
use crate::data::by_samples::by_samples;
use crate::training::Real;
use crate::training::products::{add_scaled, one, zero};
use faer::{Mat, MatRef};
use rayon::prelude::*;
use std::borrow::Cow;

/// From this many entries of X on (64 MB of doubles) data are long.
const LONG: usize = 1 << 23;
/// Entries of X in a part of long data (1 MB), and the most samples in it.
const PART: usize = 1 << 17;
const MOST_SAMPLES: usize = 1 << 13;
/// Parts hold multiples of this many samples, so that losses are summed in whole groups; of few samples with very many features, of
/// [`FEW`].
const GROUP: usize = 64;
/// The samples of one logarithm, and how many parts there should be at least, so that no thread waits for another one's last.
const FEW: usize = 8;
const FEWEST_PARTS: usize = 16;
/// Features whose gradients are added up by one thread.
const FEATURES: usize = 1 << 12;

/// X, in the orders that its products need.
pub enum Samples<'a, T: Real> {
    /// n x d and d x n.
    Short(Cow<'a, Mat<T>>, Mat<T>),
    /// d x n: one sample after the other.
    Long { dimension: usize, features: Vec<T> },
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
    pub fn new(data: &'a DataSet) -> Self {
        let (count, dimension) = (data.count(), data.dimension());
        if count.saturating_mul(dimension) >= LONG {
            let columns: Vec<&[f64]> = (0..dimension).map(|j| data.features.col_as_slice(j)).collect();
            let features = by_samples(count, dimension, |i, j| T::from_double(columns[j][i]));
            return Samples::Long { dimension, features };
        }
        let features = T::of_doubles(&data.features);
        let transposed = features.transpose().to_owned();
        Samples::Short(features, transposed)
    }

    /// Outputs, and what a step needs, for the end-to-end vector of each rate.
    pub fn measure(&self, vectors: &[&[T]], evaluate: &Evaluate<'_, T>) -> Vec<Measurement<T>> {
        match self {
            Samples::Short(_, transposed) => {
                let work = |outputs: Vec<T>| {
                    let evaluation = evaluate(0, &outputs).into_evaluation(outputs.len());
                    Measurement { evaluation, gradient: Vec::new() }
                };
                Batch::pack(vectors).times(transposed.as_ref()).into_par_iter().with_max_len(1).map(work).collect()
            }
            Samples::Long { dimension, features } => pass(features, *dimension, vectors, evaluate),
        }
    }

    /// X^T r for each rate.
    pub fn gradients(&self, measured: &[&Measurement<T>]) -> Vec<Vec<T>> {
        match self {
            Samples::Short(features, _) => {
                let residuals: Vec<&[T]> =
                    measured.iter().map(|measured| measured.evaluation.residuals.as_slice()).collect();
                Batch::pack(&residuals).times((**features).as_ref())
            }
            Samples::Long { .. } => measured.iter().map(|measured| measured.gradient.clone()).collect(),
        }
    }
}

/// One pass over long data: K x d times d x S, the losses, and K x S times S x d for each part of S samples.
fn pass<T: Real>(
    features: &[T],
    dimension: usize,
    vectors: &[&[T]],
    evaluate: &Evaluate<'_, T>,
) -> Vec<Measurement<T>> {
    let (rates, length) = (vectors.len(), samples_in_part(features.len() / dimension, dimension));
    let (packed, rows) = (Batch::pack(vectors), rows_of(vectors.len()));
    let part = |(index, features): (usize, &[T])| {
        let count = features.len() / dimension;
        let samples = MatRef::from_column_major_slice(features, dimension, count);
        let mut entries = vec![zero(); rows * count];
        multiply(&mut entries, packed.as_ref(), samples);
        let mut outputs = vec![zero(); count];
        let evaluated: Vec<Part<T>> = (0..rates)
            .map(|rate| {
                for (output, column) in outputs.iter_mut().zip(entries.chunks_exact(rows)) {
                    *output = column[rate];
                }
                let part = evaluate(index * length, &outputs);
                for (column, residual) in entries.chunks_exact_mut(rows).zip(&part.residuals) {
                    column[rate] = *residual;
                }
                part.summary()
            })
            .collect();
        let mut gathered = vec![zero(); rows * dimension];
        let residuals = MatRef::from_column_major_slice(&entries, rows, count);
        multiply(&mut gathered, residuals, samples.transpose());
        (evaluated, gathered)
    };
    let parts: Vec<(Vec<Part<T>>, Vec<T>)> = features.par_chunks(length * dimension).enumerate().map(part).collect();
    let mut gathered = vec![zero(); rows * dimension];
    let mut evaluated: Vec<Part<T>> = (0..rates).map(|_| Part::empty()).collect();
    gathered.par_chunks_mut(rows * FEATURES).enumerate().for_each(|(index, sums)| {
        let start = index * rows * FEATURES;
        for (_, contribution) in &parts {
            add_scaled(sums, one(), &contribution[start..start + sums.len()]);
        }
    });
    for (part, _) in &parts {
        evaluated.iter_mut().zip(part).for_each(|(sum, part)| sum.add(part));
    }
    let count = features.len() / dimension;
    let gradient = |rate: usize| gathered.chunks_exact(rows).map(|column| column[rate]).collect();
    let measurement = |(rate, part): (usize, Part<T>)| Measurement {
        evaluation: part.into_evaluation(count),
        gradient: gradient(rate),
    };
    evaluated.into_iter().enumerate().map(measurement).collect()
}

/// S, which depends on n and d alone.
fn samples_in_part(count: usize, dimension: usize) -> usize {
    let cached = (PART / dimension.max(1) / GROUP * GROUP).clamp(GROUP, MOST_SAMPLES);
    if count >= cached * FEWEST_PARTS { cached } else { (count / FEWEST_PARTS / FEW * FEW).clamp(FEW, cached) }
}
