//! Deep networks on D0, trained step by step on all their weights at 500 bits: typed anew, without enclosures and without this crate.

use crate::plain_orbits::{BITS, margin_curvature, number, slope, small};
use catapult_core::model::LossName;
use rug::{Float, Rational};

/// Weights and rate; each layer by rows.
#[derive(Clone, Debug)]
pub struct Deep {
    pub loss: LossName,
    pub learning_rate: Float,
    pub layers: Vec<Vec<Vec<Float>>>,
}

fn dot(x: &[Float], y: &[Float]) -> Float {
    x.iter().zip(y).fold(small(0.0), |sum, (x, y)| sum + Float::with_val(BITS, x * y))
}

impl Deep {
    /// A network whose weights are listed by layers and rows, as problems have them.
    pub fn new(loss: LossName, rate: &Rational, width: usize, depth: usize, weights: &[Rational]) -> Self {
        let mut entries = weights.iter().map(number);
        let layers = (1..=depth).map(|layer| {
            let rows = if layer == depth { 1 } else { width };
            let columns = if layer == 1 { 1 } else { width };
            (0..rows).map(|_| entries.by_ref().take(columns).collect()).collect()
        });
        Deep { loss, learning_rate: number(rate), layers: layers.collect() }
    }

    pub fn width(&self) -> usize {
        self.layers[0].len()
    }

    /// m^(-(L-1)/2).
    pub fn scale(&self) -> Float {
        (1..self.layers.len()).fold(small(1.0), |scale, _| scale / small(self.width() as f64).sqrt())
    }

    /// W_l .. W_1 for l = 0, .., L - 1.
    pub fn forward(&self) -> Vec<Vec<Float>> {
        let mut chain = vec![vec![small(1.0)]];
        for layer in &self.layers {
            let next = layer.iter().map(|row| dot(row, &chain[chain.len() - 1])).collect();
            chain.push(next);
        }
        chain
    }

    /// (W_L .. W_(l+1))^T for l = 1, .., L.
    pub fn backward(&self) -> Vec<Vec<Float>> {
        let mut chain = vec![vec![small(1.0)]];
        for layer in self.layers[1..].iter().rev() {
            let last = &chain[chain.len() - 1];
            let column = |j: usize| layer.iter().map(|row| row[j].clone()).collect::<Vec<Float>>();
            let next = (0..layer[0].len()).map(|j| dot(&column(j), last)).collect();
            chain.push(next);
        }
        chain.reverse();
        chain
    }

    pub fn output(&self) -> Float {
        self.forward()[self.layers.len()][0].clone() * self.scale()
    }

    /// |grad f|².
    pub fn lambda(&self) -> Float {
        let (a, b) = (self.forward(), self.backward());
        let terms = (0..self.layers.len()).map(|layer| dot(&a[layer], &a[layer]) * dot(&b[layer], &b[layer]));
        terms.fold(small(0.0), |sum, term| sum + term) * self.scale().square()
    }

    /// L''(0).
    pub fn kappa(&self) -> Float {
        margin_curvature(self.loss, &small(0.0))
    }

    /// One step of gradient descent.
    pub fn step(&mut self) {
        let push = self.learning_rate.clone() * slope(self.loss, &self.output()) * self.scale();
        let (a, b) = (self.forward(), self.backward());
        for (layer, rows) in self.layers.iter_mut().enumerate() {
            for (i, row) in rows.iter_mut().enumerate() {
                for (j, weight) in row.iter_mut().enumerate() {
                    *weight -= push.clone() * &b[layer][i] * &a[layer][j];
                }
            }
        }
    }

    /// The state after some steps.
    pub fn after(mut self, steps: u64) -> Self {
        (0..steps).for_each(|_| self.step());
        self
    }

    /// Whether |f| rises in the first steps.
    pub fn rises(&self, steps: u64) -> bool {
        let mut state = self.clone();
        (0..steps).any(|_| {
            let before = state.output().abs();
            state.step();
            state.output().abs() > before
        })
    }
}
