//! Data stored sample after sample, and one pass over them that multiplies with X and with X^T.

use crate::data::DataSet;
use rayon::prelude::*;

/// The features of a data set, one sample after the other, and its labels.
///
/// A product with the Hessian needs X^T (c ⊙ X v). Stored by samples, each x_i is read from memory once for x_i·v and is
/// still in cache when its multiple is added to the sum; [`DataSet`] stores by features, where X would be read twice and
/// in two orders. The copy takes 8nd bytes and is made once for all measurements on the same data.
#[derive(Clone, Debug)]
pub struct SampleRows {
    dimension: usize,
    labels: Vec<f64>,
    /// x_1, x_2, ..., each of length d.
    features: Vec<f64>,
}

/// What one pass over the samples gives.
pub(super) struct Pass {
    /// X v.
    pub outputs: Vec<f64>,
    /// X^T w.
    pub gathered: Vec<f64>,
}

/// Entries of X in a part (1 MiB): parts are shared out to threads, so their number must not depend on the threads.
const PART: usize = 1 << 17;
/// From this many entries of X on, handing parts to threads costs less than it saves.
const PARALLEL_FROM: usize = 1 << 16;
/// Rows taken together: x_i·v loads v once for all of them.
const TOGETHER: usize = 4;
/// The tile of the transposition: 16 features are two cache lines of a row.
const TILE: usize = 16;

impl SampleRows {
    /// The same data, stored by samples.
    pub fn new(data: &DataSet) -> Self {
        let dimension = data.dimension();
        let mut features = vec![0.0; data.count() * dimension];
        let fill = |(part, rows): (usize, &mut [f64])| {
            let first = part * rows_in_part(dimension);
            for left in (0..dimension).step_by(TILE) {
                let right = dimension.min(left + TILE);
                let tile = data.features.subcols(left, right - left);
                for (i, row) in rows.chunks_exact_mut(dimension).enumerate() {
                    for (entry, column) in row[left..right].iter_mut().zip(tile.col_iter()) {
                        *entry = column[first + i];
                    }
                }
            }
        };
        if dimension > 0 {
            features.par_chunks_mut(rows_in_part(dimension) * dimension).enumerate().for_each(fill);
        }
        SampleRows { dimension, labels: data.labels.clone(), features }
    }

    /// n, the number of samples.
    pub fn count(&self) -> usize {
        self.labels.len()
    }

    /// d, the number of features.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// y_i = ±1.
    pub fn labels(&self) -> &[f64] {
        &self.labels
    }

    /// X v and X^T w with w_i = `weigh(i, x_i·v)`, reading X once.
    ///
    /// The samples are cut into parts whose size depends on d alone. Each part is summed by one thread in one order, and
    /// the parts are added in order: the bytes do not depend on the number of threads.
    pub(super) fn pass(&self, v: &[f64], weigh: impl Fn(usize, f64) -> f64 + Sync) -> Pass {
        let rows = rows_in_part(self.dimension);
        let part = |(index, features): (usize, &[f64])| self.pass_over(index * rows, features, v, &weigh);
        let entries = rows * self.dimension;
        let parts: Vec<Pass> = if self.features.len() < PARALLEL_FROM {
            self.features.chunks(entries).enumerate().map(part).collect()
        } else {
            self.features.par_chunks(entries).enumerate().map(part).collect()
        };
        let mut whole = Pass { outputs: Vec::with_capacity(self.count()), gathered: vec![0.0; self.dimension] };
        for part in parts {
            whole.outputs.extend(part.outputs);
            for (sum, entry) in whole.gathered.iter_mut().zip(part.gathered) {
                *sum += entry;
            }
        }
        whole
    }

    fn pass_over(&self, first: usize, features: &[f64], v: &[f64], weigh: &impl Fn(usize, f64) -> f64) -> Pass {
        let dimension = self.dimension;
        let mut outputs = Vec::with_capacity(features.len() / dimension);
        let mut gathered = vec![0.0; dimension];
        for block in features.chunks(TOGETHER * dimension) {
            let start = first + outputs.len();
            if block.len() == TOGETHER * dimension {
                let rows: [&[f64]; TOGETHER] = std::array::from_fn(|k| &block[k * dimension..(k + 1) * dimension]);
                let values = dots(rows, v);
                let weights: [f64; TOGETHER] = std::array::from_fn(|k| weigh(start + k, values[k]));
                add_rows(&mut gathered, rows, weights);
                outputs.extend(values);
            } else {
                for (k, row) in block.chunks(dimension).enumerate() {
                    let [value] = dots([row], v);
                    add_rows(&mut gathered, [row], [weigh(start + k, value)]);
                    outputs.push(value);
                }
            }
        }
        Pass { outputs, gathered }
    }
}

fn rows_in_part(dimension: usize) -> usize {
    (PART / dimension.max(1)).next_multiple_of(TOGETHER).max(TOGETHER)
}

/// x·v for each row x. Entry j goes to partial sum j mod 4, so that additions overlap and fill vector registers.
fn dots<const K: usize>(rows: [&[f64]; K], v: &[f64]) -> [f64; K] {
    const LANES: usize = 4;
    let (v_lanes, v_rest) = v.as_chunks::<LANES>();
    let lanes: [&[[f64; LANES]]; K] = rows.map(|row| &row.as_chunks::<LANES>().0[..v_lanes.len()]);
    let mut sums = [[0.0; LANES]; K];
    for (j, v) in v_lanes.iter().enumerate() {
        for (sum, row) in sums.iter_mut().zip(lanes) {
            for lane in 0..LANES {
                sum[lane] += row[j][lane] * v[lane];
            }
        }
    }
    let rests = rows.map(|row| &row[v_lanes.len() * LANES..]);
    std::array::from_fn(|k| sums[k].iter().sum::<f64>() + rests[k].iter().zip(v_rest).map(|(x, v)| x * v).sum::<f64>())
}

/// sum += w_1 x_1 + w_2 x_2 + ..., entry by entry from the left.
fn add_rows<const K: usize>(sum: &mut [f64], rows: [&[f64]; K], weights: [f64; K]) {
    let rows = rows.map(|row| &row[..sum.len()]);
    for (j, entry) in sum.iter_mut().enumerate() {
        let mut added = 0.0;
        for (row, weight) in rows.iter().zip(weights) {
            added += weight * row[j];
        }
        *entry += added;
    }
}
