//! Low-rank histories for all layers but the last, which is one vector a rate.
//!
//! b_{L-1} = w_L, b_{l-1} = W_l,0^T b_l - Q_l P_l^T b_l going down, and a_l = W_l,0 a_{l-1} - P_l Q_l^T a_{l-1} going up:
//! the products with W_l,0 are one product for all rates.

use super::batch::Batch;
use super::first_layer::{FirstLayer, Gradient, Measured, slices, subtract_matrix, to_double};
use super::formulation::{Engine, Evaluate};
use super::low_rank::{LowRank, coordinates, subtract};
use super::residual::Evaluation;
use super::state::{Array, Arrays, StateError};
use crate::training::products::{add_scaled, one, product};
use crate::training::{Network, Real, TrainingError};
use faer::Mat;
use rayon::prelude::*;

/// One rate.
struct Run<T> {
    /// W_1.
    first: LowRank<T>,
    /// W_2, ..., W_{L-1}.
    hidden: Vec<LowRank<T>>,
    /// w_L; empty at depth 1.
    last: Vec<T>,
    /// b_1, ..., b_{L-1} at the point measured last ([1] at depth 1).
    backward: Vec<Vec<T>>,
    measured: Option<Measured<T>>,
}

/// All rates, with the first layer in function or feature space.
pub struct Histories<'a, T, F> {
    start: &'a Network,
    scale: T,
    first: F,
    /// W_l,0 and its transpose for l = 2, ..., L-1.
    hidden: Vec<(Mat<T>, Mat<T>)>,
    runs: Vec<Run<T>>,
}

impl<'a, T: Real, F: FirstLayer<T>> Histories<'a, T, F> {
    /// `rates` runs at the start, `converted` being the start in the precision of the run.
    pub fn new(start: &'a Network, converted: &Network<T>, first: F, rates: usize) -> Self {
        let layers = converted.layers();
        let between = if layers.len() > 2 { &layers[1..layers.len() - 1] } else { &[] };
        let last: Vec<T> = match layers {
            [_] => Vec::new(),
            _ => layers[layers.len() - 1].row(0).iter().copied().collect(),
        };
        let run = || Run {
            first: first.history(),
            hidden: between.iter().map(|layer| LowRank::new(layer.nrows(), layer.ncols(), None)).collect(),
            last: last.clone(),
            backward: Vec::new(),
            measured: None,
        };
        Histories {
            start,
            scale: converted.scale(),
            runs: (0..rates).map(|_| run()).collect(),
            first,
            hidden: between.iter().map(|layer| (layer.clone(), layer.transpose().to_owned())).collect(),
        }
    }

    /// b_1, ..., b_{L-1} of the batch.
    fn set_backward(&mut self, batch: &[usize]) {
        let mut current: Vec<Vec<T>> = batch
            .iter()
            .map(|&index| match self.runs[index].last.as_slice() {
                [] => vec![one()],
                last => last.to_vec(),
            })
            .collect();
        let mut chains: Vec<Vec<Vec<T>>> = current.iter().map(|b| vec![b.clone()]).collect();
        for (layer, (weights, _)) in self.hidden.iter().enumerate().rev() {
            let mut next = Batch::pack(&slices(&current)).times(weights.as_ref());
            next.par_iter_mut().zip(batch.par_iter().zip(&current)).with_max_len(1).for_each(
                |(next, (&index, current))| {
                    let history = &self.runs[index].hidden[layer];
                    subtract(next, history.right(), &coordinates(history.left(), current));
                },
            );
            for (chain, next) in chains.iter_mut().zip(&next) {
                chain.push(next.clone());
            }
            current = next;
        }
        for (&index, mut chain) in batch.iter().zip(chains) {
            chain.reverse();
            self.runs[index].backward = chain;
        }
    }

    fn selection(&self, batch: &[usize]) -> (Vec<&[T]>, Vec<&LowRank<T>>) {
        let backward = batch.iter().map(|&index| self.runs[index].backward[0].as_slice()).collect();
        (backward, batch.iter().map(|&index| &self.runs[index].first).collect())
    }
}

impl<T: Real, F: FirstLayer<T>> Engine<T> for Histories<'_, T, F> {
    fn measure(&mut self, batch: &[usize], evaluate: &Evaluate<'_, T>) -> Result<Vec<Evaluation<T>>, TrainingError> {
        self.set_backward(batch);
        let (backward, histories) = self.selection(batch);
        let measured = self.first.measure(&backward, &histories, evaluate)?;
        let keep = |(&index, measured): (&usize, Measured<T>)| {
            let evaluation = measured.at_samples.evaluation.summary();
            self.runs[index].measured = Some(measured);
            evaluation
        };
        Ok(batch.iter().zip(measured).map(keep).collect())
    }

    fn test_outputs(&self, batch: &[usize]) -> Vec<Vec<T>> {
        let (backward, histories) = self.selection(batch);
        self.first.test_outputs(&backward, &histories)
    }

    fn descend(&mut self, batch: &[usize], learning_rates: &[f64]) {
        let (_, histories) = self.selection(batch);
        let measured: Vec<&Measured<T>> =
            batch.iter().filter_map(|&index| self.runs[index].measured.as_ref()).collect();
        let gradients = self.first.gradient(&measured, &histories);

        // a_1, ..., a_{L-1} for each rate
        let mut current: Vec<Vec<T>> = gradients.iter().map(|gradient| gradient.forward.clone()).collect();
        let mut chains: Vec<Vec<Vec<T>>> = current.iter().map(|a| vec![a.clone()]).collect();
        for (layer, (_, transposed)) in self.hidden.iter().enumerate() {
            let mut next = Batch::pack(&slices(&current)).times(transposed.as_ref());
            next.par_iter_mut().zip(batch.par_iter().zip(&current)).with_max_len(1).for_each(
                |(next, (&index, current))| {
                    let history = &self.runs[index].hidden[layer];
                    subtract(next, history.left(), &coordinates(history.right(), current));
                },
            );
            for (chain, next) in chains.iter_mut().zip(&next) {
                chain.push(next.clone());
            }
            current = next;
        }

        let mut position = batch.iter().zip(learning_rates).zip(gradients.iter().zip(&chains)).peekable();
        let selected: Vec<_> = self
            .runs
            .iter_mut()
            .enumerate()
            .filter_map(|(index, run)| {
                let ((_, rate), (gradient, chain)) = position.next_if(|((wanted, _), _)| **wanted == index)?;
                Some((run, T::from_double(*rate) * self.scale, gradient, chain))
            })
            .collect();
        selected
            .into_par_iter()
            .with_max_len(1)
            .for_each(|(run, rate, gradient, chain)| run.descend(rate, gradient, chain));
    }

    fn network(&self, index: usize) -> Network {
        let run = &self.runs[index];
        let mut layers = self.start.layers().to_vec();
        subtract_matrix(&mut layers[0], &self.first.dense(&run.first));
        for (layer, history) in layers.iter_mut().skip(1).zip(&run.hidden) {
            let added = product(to_double(history.left()).as_ref(), to_double(history.right()).transpose());
            subtract_matrix(layer, &added);
        }
        if let (Some(layer), false) = (layers.last_mut(), run.last.is_empty()) {
            *layer = Mat::from_fn(1, run.last.len(), |_, j| run.last[j].to_double());
        }
        self.start.with_layers(layers)
    }

    fn rank(&self, index: usize) -> Option<usize> {
        let run = &self.runs[index];
        run.hidden.iter().map(LowRank::rank).chain([run.first.rank()]).max()
    }

    fn arrays(&self, index: usize) -> Vec<Array<T>> {
        let run = &self.runs[index];
        let mut arrays = Vec::new();
        for (layer, history) in [&run.first].into_iter().chain(&run.hidden).enumerate() {
            for (part, rows, entries) in history.parts() {
                let shape = [rows, entries.len() / rows];
                arrays.push(Array { name: part_name(index, layer, part), shape, entries: entries.to_vec() });
            }
            let compressed = T::from_double(history.compressed() as f64);
            let name = part_name(index, layer, "compressed");
            arrays.push(Array { name, shape: [1, 1], entries: vec![compressed] });
        }
        arrays.push(Array { name: format!("rate{index}_last"), shape: [run.last.len(), 1], entries: run.last.clone() });
        arrays
    }

    fn restore(&mut self, index: usize, arrays: &mut Arrays<T>) -> Result<(), StateError> {
        let run = &mut self.runs[index];
        for (layer, history) in [&mut run.first].into_iter().chain(&mut run.hidden).enumerate() {
            let shapes: Vec<(&'static str, usize)> =
                history.parts().into_iter().map(|(part, rows, _)| (part, rows)).collect();
            let mut parts = Vec::new();
            for (part, rows) in shapes {
                parts.push(arrays.take(part_name(index, layer, part), rows)?.entries);
            }
            let name = part_name(index, layer, "compressed");
            let compressed = arrays.take(name.clone(), 1)?;
            let compressed = compressed.entries.first().map_or(-1.0, |entry| entry.to_double());
            if !(compressed >= 0.0 && history.set_parts(parts, compressed as usize)) {
                return Err(StateError::Shape { name });
            }
        }
        let name = format!("rate{index}_last");
        let last = arrays.take(name.clone(), run.last.len())?;
        if last.entries.len() != run.last.len() {
            return Err(StateError::Shape { name });
        }
        run.last = last.entries;
        Ok(())
    }
}

impl<T: Real> Run<T> {
    /// W_l -= c b_l a_{l-1}^T for every layer, c = eta N.
    fn descend(&mut self, rate: T, gradient: &Gradient<T>, forward: &[Vec<T>]) {
        let residuals = self.measured.as_ref().map(Measured::residuals);
        self.first.push(&self.backward[0], rate, &gradient.right, residuals);
        for (layer, history) in self.hidden.iter_mut().enumerate() {
            history.push(&self.backward[layer + 1], rate, &forward[layer], None);
        }
        if !self.last.is_empty() {
            add_scaled(&mut self.last, -rate, &forward[forward.len() - 1]);
        }
    }
}

fn part_name(index: usize, layer: usize, part: &str) -> String {
    format!("rate{index}_W{}_{part}", layer + 1)
}
