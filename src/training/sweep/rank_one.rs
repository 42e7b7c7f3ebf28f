//! Dense weights for each rate and rank-one updates: (D4), with the products with X shared by all rates.

use super::batch::Batch;
use super::first_layer::convert;
use super::formulation::{Engine, Evaluate};
use super::residual::Evaluation;
use super::samples::{Measurement, Samples};
use super::state::{Array, Arrays, StateError};
use crate::data::DataSet;
use crate::training::blocks::Examples;
use crate::training::{Network, Real, TrainingError};
use faer::Mat;
use rayon::prelude::*;

/// One rate: its weights, and what was measured of them last.
struct Run<T> {
    network: Network<T>,
    backward: Vec<Vec<T>>,
    end_to_end: Vec<T>,
    measured: Option<Measurement<T>>,
}

/// All rates.
pub struct RankOne<'a, T: Real> {
    /// X.
    samples: Samples<'a, T>,
    /// X_test^T.
    test: Option<Mat<T>>,
    runs: Vec<Run<T>>,
}

impl<'a, T: Real> RankOne<'a, T> {
    /// `rates` runs at the start.
    ///
    /// # Errors
    ///
    /// As [`Samples::new`].
    pub fn new(
        data: Examples<'a>,
        test: Option<&DataSet>,
        start: &Network<T>,
        rates: usize,
    ) -> Result<Self, TrainingError> {
        let run = || Run { network: start.clone(), backward: Vec::new(), end_to_end: Vec::new(), measured: None };
        Ok(RankOne {
            samples: Samples::new(data)?,
            test: test.map(|test| convert(test.features.transpose())),
            runs: (0..rates).map(|_| run()).collect(),
        })
    }

    fn end_to_end(&self, batch: &[usize]) -> Vec<&[T]> {
        batch.iter().map(|&index| self.runs[index].end_to_end.as_slice()).collect()
    }

    /// The runs of the batch, which is in increasing order.
    fn select(&mut self, batch: &[usize]) -> Vec<&mut Run<T>> {
        let mut wanted = batch.iter().peekable();
        let chosen = |(index, run)| wanted.next_if(|next| **next == index).map(|_| run);
        self.runs.iter_mut().enumerate().filter_map(chosen).collect()
    }
}

impl<T: Real> Engine<T> for RankOne<'_, T> {
    fn measure(&mut self, batch: &[usize], evaluate: &Evaluate<'_, T>) -> Result<Vec<Evaluation<T>>, TrainingError> {
        self.select(batch).into_par_iter().with_max_len(1).for_each(|run| {
            run.backward = run.network.backward_vectors();
            run.end_to_end = run.network.end_to_end(&run.backward);
        });
        let measured = self.samples.measure(&self.end_to_end(batch), evaluate)?;
        let keep = |(run, measured): (&mut Run<T>, Measurement<T>)| {
            let summary = measured.evaluation.summary();
            run.measured = Some(measured);
            summary
        };
        Ok(self.select(batch).into_iter().zip(measured).map(keep).collect())
    }

    fn test_outputs(&self, batch: &[usize]) -> Vec<Vec<T>> {
        match &self.test {
            Some(test) => Batch::pack(&self.end_to_end(batch)).times(test.as_ref()),
            None => vec![Vec::new(); batch.len()],
        }
    }

    fn descend(&mut self, batch: &[usize], learning_rates: &[f64]) {
        let measured: Vec<&Measurement<T>> =
            batch.iter().filter_map(|&index| self.runs[index].measured.as_ref()).collect();
        let gradients = self.samples.gradients(&measured);
        let work = |((gradient, rate), run): ((Vec<T>, &f64), &mut Run<T>)| {
            run.network.descend(gradient, &run.backward, T::from_double(*rate));
        };
        gradients.into_par_iter().zip(learning_rates).zip(self.select(batch)).with_max_len(1).for_each(work);
    }

    fn network(&self, index: usize) -> Network {
        self.runs[index].network.convert()
    }

    fn rank(&self, _index: usize) -> Option<usize> {
        None
    }

    fn arrays(&self, index: usize) -> Vec<Array<T>> {
        let layers = self.runs[index].network.layers().iter().enumerate();
        let entries = |matrix: &Mat<T>| matrix.col_iter().flat_map(|column| column.iter().copied()).collect();
        layers
            .map(|(layer, matrix)| Array {
                name: format!("rate{index}_W{}", layer + 1),
                shape: [matrix.nrows(), matrix.ncols()],
                entries: entries(matrix),
            })
            .collect()
    }

    fn restore(&mut self, index: usize, arrays: &mut Arrays<T>) -> Result<(), StateError> {
        let network = &mut self.runs[index].network;
        let mut layers = Vec::new();
        for (layer, matrix) in network.layers().iter().enumerate() {
            let (rows, columns) = matrix.shape();
            let array = arrays.take(format!("rate{index}_W{}", layer + 1), rows)?;
            if array.shape[1] != columns {
                return Err(StateError::Shape { name: array.name });
            }
            layers.push(Mat::from_fn(rows, columns, |i, j| array.entries[j * rows + i]));
        }
        *network = network.with_layers(layers);
        Ok(())
    }
}
