//! The first layer of all rates: W_1 = W_1,0 - P Q^T, in function space (Q = X^T R, kept through H = K R) and in feature
//! space (Q itself).

use super::batch::Batch;
use super::formulation::Evaluate;
use super::low_rank::{LowRank, coordinates, subtract};
use super::samples::{Measurement, Samples, labels_of};
use crate::data::DataSet;
use crate::training::blocks::Examples;
use crate::training::products::{gram, product, zero};
use crate::training::{Network, Real, TrainingError};
use faer::{Mat, MatRef};
use rayon::prelude::*;

/// Outputs and gradients of the first layer for a batch.
pub trait FirstLayer<T>: Send + Sync {
    /// A history of no steps.
    fn history(&self) -> LowRank<T>;

    /// Evaluates f = N X W_1^T b_1 for each rate. Fails where the samples cannot be read.
    fn measure(
        &self,
        backward: &[&[T]],
        histories: &[&LowRank<T>],
        evaluate: &Evaluate<'_, T>,
    ) -> Result<Vec<Measured<T>>, TrainingError>;

    /// f on the test data.
    fn test_outputs(&self, backward: &[&[T]], histories: &[&LowRank<T>]) -> Vec<Vec<T>>;

    /// a_1 = W_1 X^T r and the columns that a step appends.
    fn gradient(&self, measured: &[&Measured<T>], histories: &[&LowRank<T>]) -> Vec<Gradient<T>>;

    /// P Q^T, m x d.
    fn dense(&self, history: &LowRank<T>) -> Mat<f64>;
}

/// What is known of a rate at its present point.
pub struct Measured<T> {
    /// Loss, accuracy and residuals, or the gradient.
    pub at_samples: Measurement<T>,
    /// H^T r in function space.
    overlap: Vec<T>,
}

impl<T> Measured<T> {
    /// r, of data that are not long.
    pub fn residuals(&self) -> &[T] {
        &self.at_samples.evaluation.residuals
    }
}

/// The gradient of a rate: a_1, and a_0 in the coordinates of the history.
pub struct Gradient<T> {
    /// a_1.
    pub forward: Vec<T>,
    /// K r in function space, g in feature space.
    pub right: Vec<T>,
}

/// f = N (Z b_1 - H P^T b_1) and a_1 = Z^T r - P H^T r, with Z = X W_1,0^T and K = X X^T shared by all rates.
pub struct FunctionSpace<'a, T> {
    scale: T,
    data: &'a DataSet,
    labels: Vec<T>,
    /// K, n x n.
    gram: Mat<T>,
    /// Z, n x m, and its transpose: products with both need blocks of whole columns.
    start: Mat<T>,
    start_transposed: Mat<T>,
    /// X X_test^T and W_1,0 X_test^T.
    test: Option<(Mat<T>, Mat<T>)>,
}

impl<'a, T: Real> FunctionSpace<'a, T> {
    /// O(n² d + n d m) once.
    pub fn new(data: &'a DataSet, test: Option<&DataSet>, start: &Network<T>) -> Self {
        let features = T::of_doubles(&data.features);
        let weights = &start.layers()[0];
        let start_transposed = product(weights.as_ref(), features.transpose());
        let test = test.map(|test| {
            let test = T::of_doubles(&test.features);
            (product((*features).as_ref(), test.transpose()), product(weights.as_ref(), test.transpose()))
        });
        FunctionSpace {
            scale: start.scale(),
            data,
            labels: labels_of(data),
            gram: gram((*features).as_ref()),
            start: start_transposed.transpose().to_owned(),
            start_transposed,
            test,
        }
    }
}

impl<T: Real> FirstLayer<T> for FunctionSpace<'_, T> {
    fn history(&self) -> LowRank<T> {
        let (samples, width) = self.start.shape();
        LowRank::new(width, samples, Some(samples))
    }

    fn measure(
        &self,
        backward: &[&[T]],
        histories: &[&LowRank<T>],
        evaluate: &Evaluate<'_, T>,
    ) -> Result<Vec<Measured<T>>, TrainingError> {
        let outputs = Batch::pack(backward).times(self.start_transposed.as_ref());
        let work = |(mut outputs, (backward, history)): (Vec<T>, (&&[T], &&LowRank<T>))| {
            subtract(&mut outputs, history.right(), &coordinates(history.left(), backward));
            outputs.iter_mut().for_each(|entry| *entry *= self.scale);
            let evaluation = evaluate(&outputs, &self.labels).into_evaluation(outputs.len());
            // While H is still in the cache.
            let overlap = coordinates(history.right(), &evaluation.residuals);
            Measured { at_samples: Measurement { evaluation, gradient: Vec::new() }, overlap }
        };
        Ok(outputs.into_par_iter().zip(backward.par_iter().zip(histories)).with_max_len(1).map(work).collect())
    }

    fn test_outputs(&self, backward: &[&[T]], histories: &[&LowRank<T>]) -> Vec<Vec<T>> {
        let Some((gram, start)) = &self.test else { return vec![Vec::new(); backward.len()] };
        let coefficients: Vec<Vec<T>> = backward
            .par_iter()
            .zip(histories)
            .map(|(backward, history)| {
                let mut coefficients = vec![zero(); self.start.nrows()];
                if let Some(carried) = history.carried() {
                    subtract(&mut coefficients, carried, &coordinates(history.left(), backward));
                }
                coefficients
            })
            .collect();
        let mut outputs = Batch::pack(backward).times(start.as_ref());
        let added = Batch::pack(&slices(&coefficients)).times(gram.as_ref());
        for (outputs, added) in outputs.iter_mut().zip(&added) {
            for (entry, added) in outputs.iter_mut().zip(added) {
                *entry = self.scale * (*entry + *added);
            }
        }
        outputs
    }

    fn gradient(&self, measured: &[&Measured<T>], histories: &[&LowRank<T>]) -> Vec<Gradient<T>> {
        let residuals: Vec<&[T]> = measured.iter().map(|measured| measured.residuals()).collect();
        let packed = Batch::pack(&residuals);
        let [right, forward] = packed.times_all([self.gram.as_ref(), self.start.as_ref()]);
        let parts = forward.into_par_iter().zip(right).zip(measured.par_iter().zip(histories)).with_max_len(1);
        parts
            .map(|((mut forward, right), (measured, history))| {
                subtract(&mut forward, history.left(), &measured.overlap);
                Gradient { forward, right }
            })
            .collect()
    }

    // P R^T X, in double precision.
    fn dense(&self, history: &LowRank<T>) -> Mat<f64> {
        let carried = history.carried().map_or_else(|| Mat::zeros(self.start.nrows(), 0), to_double);
        let right = product(carried.transpose(), self.data.features.as_ref());
        product(to_double(history.left()).as_ref(), right.as_ref())
    }
}

/// f = N X v, v = W_1,0^T b_1 - Q P^T b_1; g = X^T r, a_1 = W_1,0 g - P Q^T g.
pub struct FeatureSpace<'a, T: Real> {
    scale: T,
    /// X.
    samples: Samples<'a, T>,
    /// W_1,0, m x d, and its transpose.
    weights: Mat<T>,
    weights_transposed: Mat<T>,
    /// X_test^T.
    test: Option<Mat<T>>,
}

impl<'a, T: Real> FeatureSpace<'a, T> {
    /// Keeps X and W_1,0 in both orientations.
    ///
    /// # Errors
    ///
    /// As [`Samples::new`].
    pub fn new(data: Examples<'a>, test: Option<&DataSet>, start: &Network<T>) -> Result<Self, TrainingError> {
        let weights = start.layers()[0].clone();
        Ok(FeatureSpace {
            scale: start.scale(),
            samples: Samples::new(data)?,
            weights_transposed: weights.transpose().to_owned(),
            weights,
            test: test.map(|test| convert(test.features.transpose())),
        })
    }

    /// v for each rate.
    fn end_to_end(&self, backward: &[&[T]], histories: &[&LowRank<T>]) -> Vec<Vec<T>> {
        let mut v = Batch::pack(backward).times(self.weights.as_ref());
        v.par_iter_mut().zip(backward.par_iter().zip(histories)).with_max_len(1).for_each(
            |(v, (backward, history))| {
                subtract(v, history.right(), &coordinates(history.left(), backward));
                v.iter_mut().for_each(|entry| *entry *= self.scale);
            },
        );
        v
    }
}

impl<T: Real> FirstLayer<T> for FeatureSpace<'_, T> {
    fn history(&self) -> LowRank<T> {
        let (width, dimension) = self.weights.shape();
        LowRank::new(width, dimension, None)
    }

    fn measure(
        &self,
        backward: &[&[T]],
        histories: &[&LowRank<T>],
        evaluate: &Evaluate<'_, T>,
    ) -> Result<Vec<Measured<T>>, TrainingError> {
        let v = self.end_to_end(backward, histories);
        let measured = self.samples.measure(&slices(&v), evaluate)?;
        Ok(measured.into_iter().map(|at_samples| Measured { at_samples, overlap: Vec::new() }).collect())
    }

    fn test_outputs(&self, backward: &[&[T]], histories: &[&LowRank<T>]) -> Vec<Vec<T>> {
        let Some(test) = &self.test else { return vec![Vec::new(); backward.len()] };
        Batch::pack(&slices(&self.end_to_end(backward, histories))).times(test.as_ref())
    }

    fn gradient(&self, measured: &[&Measured<T>], histories: &[&LowRank<T>]) -> Vec<Gradient<T>> {
        let measured: Vec<&Measurement<T>> = measured.iter().map(|measured| &measured.at_samples).collect();
        let right = self.samples.gradients(&measured);
        let forward = Batch::pack(&slices(&right)).times(self.weights_transposed.as_ref());
        let parts = forward.into_par_iter().zip(right).zip(histories).with_max_len(1);
        parts
            .map(|((mut forward, right), history)| {
                subtract(&mut forward, history.left(), &coordinates(history.right(), &right));
                Gradient { forward, right }
            })
            .collect()
    }

    fn dense(&self, history: &LowRank<T>) -> Mat<f64> {
        product(to_double(history.left()).as_ref(), to_double(history.right()).transpose())
    }
}

/// W -= D.
pub fn subtract_matrix(from: &mut Mat<f64>, what: &Mat<f64>) {
    for (column, other) in from.col_iter_mut().zip(what.col_iter()) {
        column.iter_mut().zip(other.iter()).for_each(|(entry, other)| *entry -= other);
    }
}

pub(super) fn slices<T>(vectors: &[Vec<T>]) -> Vec<&[T]> {
    vectors.iter().map(Vec::as_slice).collect()
}

pub(super) fn convert<T: Real>(matrix: MatRef<'_, f64>) -> Mat<T> {
    Mat::from_fn(matrix.nrows(), matrix.ncols(), |i, j| T::from_double(matrix[(i, j)]))
}

pub(super) fn to_double<T: Real>(matrix: MatRef<'_, T>) -> Mat<f64> {
    Mat::from_fn(matrix.nrows(), matrix.ncols(), |i, j| matrix[(i, j)].to_double())
}
